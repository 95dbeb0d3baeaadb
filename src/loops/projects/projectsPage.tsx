// 产业项目: the register. What is looked for stands in the address.

import { may } from '../../access/roles.ts';
import { useAnswer, useMore } from '../../ui/answer.tsx';
import { amountText, grouped, NONE } from '../../ui/figures.ts';
import { Form, SearchField, Select } from '../../ui/form.tsx';
import { markWords, useLanguage, useSaid, useWords } from '../../ui/language.tsx';
import { LightBadge, lightWords } from '../../ui/light.tsx';
import { pathOf, withQuery } from '../../ui/route.ts';
import { Link, navigate, useAddress, useStanding } from '../../ui/router.tsx';
import { useSession } from '../../ui/session.tsx';
import { PageHead } from '../../ui/shell.tsx';
import { KnownThenBand, StandingBar, StandingFoot } from '../../ui/standpoint.tsx';
import { Answered, Empty, ProblemNotice } from '../../ui/states.tsx';
import { type Column, NONE_CELL, Table } from '../../ui/table.tsx';
import type { Named, ProjectLight, ProjectLine, ProjectsView } from './projectViews.tsx';
import { projectWords } from './projectWords.tsx';
import { RegisterSheet } from './registerProject.tsx';
import './projects.css';

const FILTERS = ['text', 'unit', 'stage', 'cluster', 'standing', 'stuck'] as const;
const STANDINGS = ['open', 'running', 'suspended', 'ended'] as const;

export default function ProjectsPage() {
  const say = useWords(projectWords);
  const address = useAddress();
  const { session } = useSession();
  const asked = Object.fromEntries(
    [...FILTERS, 'sort', 'asOf', 'known'].map((key) => [key, address.query.get(key)]),
  );
  const question = `/api/projects${withQuery('', asked)}`;
  const answer = useAnswer<ProjectsView>(question);
  const mayRegister = session !== undefined && may(session, 'claim');
  const registering = address.query.get('do') === 'register';
  return (
    <>
      <PageHead title={say('projects')}>
        {answer.data !== undefined && <StandingBar at={answer.data.at} />}
        {mayRegister && (
          <Link className="button" to={address.with({ do: 'register' })}>
            {say('register')}
          </Link>
        )}
      </PageHead>
      <Answered answer={answer} bars={14}>
        {(view) => (
          <>
            <KnownThenBand at={view.at} />
            <section className="panel">
              <Filters view={view} />
              <Register view={view} question={question} mayRegister={mayRegister} />
            </section>
            <StandingFoot at={view.at} />
          </>
        )}
      </Answered>
      {registering && (
        <RegisterSheet
          facets={answer.data?.facets}
          today={answer.data?.at.knownOn}
          onClose={() => navigate(address.with({ do: null }))}
        />
      )}
    </>
  );
}

function Filters({ view }: { readonly view: ProjectsView }) {
  const say = useWords(projectWords);
  const address = useAddress();
  const named = (key: 'units' | 'stages' | 'clusters', ofRow: (row: ProjectLine) => Named) =>
    [{ value: '', label: say('all') }].concat(
      (view.facets?.[key] ?? distinct(view.rows.map(ofRow))).map(({ id, name }) => ({
        value: id,
        label: name,
      })),
    );
  const set = (values: Readonly<Record<string, string>>) => navigate(address.with(values), { replace: true });
  const choice = (key: 'unit' | 'stage' | 'cluster' | 'standing') => ({
    name: key,
    value: address.query.get(key) ?? '',
    onChange: (event: { target: { value: string } }) => set({ [key]: event.target.value }),
  });
  return (
    <Form className="filters register-filters no-print" onSend={(values) => set({ text: values.text ?? '' })}>
      <SearchField
        label={say('search')}
        name="text"
        value={address.query.get('text') ?? ''}
        onSearch={(text) => set({ text })}
      />
      <Select
        label={say('unit')}
        choices={named('units', (row) => ({ id: row.unit, name: row.unitName }))}
        {...choice('unit')}
      />
      <Select
        label={say('stage')}
        choices={named('stages', (row) => ({ id: row.stage, name: row.stageName }))}
        {...choice('stage')}
      />
      <Select
        label={say('cluster')}
        choices={named('clusters', (row) => ({
          id: row.cluster ?? '',
          name: row.clusterName ?? row.cluster ?? '',
        }))}
        {...choice('cluster')}
      />
      <Select
        label={say('standing')}
        choices={[{ value: '', label: say('all') }].concat(
          STANDINGS.map((one) => ({ value: one, label: say(one) })),
        )}
        {...choice('standing')}
      />
    </Form>
  );
}

function distinct(list: readonly Named[]): readonly Named[] {
  return [...new Map(list.filter((one) => one.id !== '').map((one) => [one.id, one])).values()];
}

const rowsOf = (view: ProjectsView) => view.rows;

function Register({
  view,
  question,
  mayRegister,
}: {
  readonly view: ProjectsView;
  readonly question: string;
  readonly mayRegister: boolean;
}) {
  const say = useWords(projectWords);
  const address = useAddress();
  const more = useMore<ProjectLine, ProjectsView>(question, view, rowsOf);
  const columns = useColumns();
  const filtered = FILTERS.some((key) => address.query.has(key));
  if (view.rows.length === 0) {
    return (
      <Empty title={filtered ? say('none') : say('firstProject')}>
        {filtered ? (
          <Link to={address.with(Object.fromEntries(FILTERS.map((key) => [key, null])))}>{say('clear')}</Link>
        ) : (
          mayRegister && (
            <Link className="button main" to={address.with({ do: 'register' })}>
              {say('register')}
            </Link>
          )
        )}
      </Empty>
    );
  }
  const count = grouped(String(view.total.count));
  return (
    <>
      <Table
        name="projects"
        caption={say('projects')}
        columns={columns}
        rows={more.rows}
        keyOf={(row) => row.id}
        tall
      />
      {more.problem !== undefined && <ProblemNotice problem={more.problem} />}
      <div className="table-foot">
        <span className="row">
          {view.total.capped ? say('capped', { n: count }) : say('total', { n: count })}
          <Stay view={view} />
        </span>
        {more.next !== null && (
          <button type="button" className="button no-print" disabled={more.busy} onClick={more.load}>
            {say('more')}
          </button>
        )}
      </div>
    </>
  );
}

/** The funnel's two figures of a stage, of all that the filter finds; each leads to its rows. */
function Stay({ view }: { readonly view: ProjectsView }) {
  const say = useWords(projectWords);
  const address = useAddress();
  const { stay } = view;
  if (stay == null || stay.medianDays === null) return null;
  return (
    <>
      <Link className="opens" to={address.with({ sort: 'stay', 'projects.sort': null })}>
        {say('medianStay', { days: stay.medianDays })}
      </Link>
      {stay.stuck > 0 && (
        <Link className="opens" to={address.with({ stuck: 'yes', sort: 'stay', 'projects.sort': null })}>
          {say('stuckOf', { n: stay.stuck })}
        </Link>
      )}
    </>
  );
}

/** 时限灯 进度灯 开工灯 入库灯: the colour and its word, the cause on asking; a dash where there is nothing to judge by. */
function Lights({ lights }: { readonly lights: readonly ProjectLight[] }) {
  const said = useSaid();
  const lamp = useWords(lightWords);
  const mark = useWords(markWords);
  return (
    <span className="lights">
      {lights.map((one) => {
        const cause = mark('colon', { term: said(one.kind), text: said(one.word) });
        return one.light === 'grey' ? (
          <span key={one.kind.en} className="soft" title={cause}>
            {said(one.kind)} {NONE}
          </span>
        ) : (
          <LightBadge
            key={one.kind.en}
            light={one.light}
            word={`${said(one.kind)} ${lamp(one.light)}`}
            title={cause}
          />
        );
      })}
    </span>
  );
}

function useColumns(): readonly Column<ProjectLine>[] {
  const say = useWords(projectWords);
  const { language } = useLanguage();
  const standing = useStanding();
  return [
    {
      id: 'name',
      head: say('name'),
      phone: 'title',
      cell: (row) => <Link to={standing(pathOf('projects', row.id))}>{row.name}</Link>,
      sort: (row) => row.name,
    },
    {
      id: 'unit',
      head: say('unit'),
      cell: (row) => row.unitName,
      sort: (row) => row.unitName,
      className: 'num',
    },
    {
      id: 'stage',
      head: say('stage'),
      cell: (row) => (
        <span className="row">
          {row.stageName}
          {row.stuck === true && <span className="tag">{say('stuck')}</span>}
        </span>
      ),
      sort: (row) => row.stageName,
    },
    {
      id: 'stay',
      head: say('stay'),
      unit: say('days'),
      align: 'right',
      cell: (row) =>
        row.daysInStage == null ? (
          NONE_CELL
        ) : (
          <Link className="opens" to={standing(pathOf('projects', row.id))}>
            {row.daysInStage}
          </Link>
        ),
      sort: (row) => (row.daysInStage == null ? null : String(row.daysInStage)),
    },
    {
      id: 'lights',
      head: say('lights'),
      phone: 'whole',
      cell: (row) => <Lights lights={row.lights ?? []} />,
    },
    {
      id: 'cluster',
      head: say('cluster'),
      phone: 'none',
      cell: (row) => row.clusterName ?? row.cluster ?? NONE_CELL,
      sort: (row) => row.clusterName ?? row.cluster,
    },
    {
      id: 'planned',
      head: say('planned'),
      align: 'right',
      cell: (row) => (
        <Link className="opens" to={standing(pathOf('projects', row.id))}>
          {amountText(row.plannedInvestmentYuan, '元', language)}
        </Link>
      ),
      sort: (row) => row.plannedInvestmentYuan,
    },
    {
      id: 'lastOn',
      head: say('lastOn'),
      align: 'right',
      cell: (row) => row.lastOn ?? NONE_CELL,
      sort: (row) => row.lastOn,
    },
  ];
}
