// 联合验收: all that are under way, what waits for one's own unit first; a row opens the project's page, where parts are judged and rectified.
import { useAnswer, useMore } from '../../ui/answer.tsx';
import { Form, SearchField, Select } from '../../ui/form.tsx';
import { useWords } from '../../ui/language.tsx';
import { pathOf, withQuery } from '../../ui/route.ts';
import { Link, navigate, useAddress, useStanding } from '../../ui/router.tsx';
import { PageHead } from '../../ui/shell.tsx';
import { KnownThenBand, type Standing, StandingBar, StandingFoot } from '../../ui/standpoint.tsx';
import { Answered, Empty, ProblemNotice } from '../../ui/states.tsx';
import { type Column, NONE_CELL, Table } from '../../ui/table.tsx';
import { acceptanceWords } from './acceptanceWords.tsx';
import './approvals.css';

interface AcceptanceLine {
  readonly project: string;
  readonly projectName: string;
  readonly unitName: string;
  readonly kind: string;
  readonly openedOn: string;
  readonly leadName: string | null;
  readonly parts: number;
  readonly passed: number;
  readonly waitsFor: readonly {
    readonly name: string;
    /** The firm, where it is nobody of the government. */
    readonly unitName: string | null;
    readonly state: 'waiting' | 'found' | 'rectified' | 'passed';
    readonly dueOn: string | null;
    readonly late: boolean;
    readonly finding: string | null;
  }[];
  readonly certifiable: boolean;
  readonly late: boolean;
  readonly mine: boolean;
  readonly certifiedOn: string | null;
  readonly documentNumber: string | null;
}

interface AcceptancesView {
  readonly at: Standing;
  readonly rows: readonly AcceptanceLine[];
  readonly total: { readonly count: number; readonly capped: boolean };
  readonly nextCursor: string | null;
}

const rowsOf = (view: AcceptancesView) => view.rows;

export default function AcceptancesPage() {
  const say = useWords(acceptanceWords);
  const { query } = useAddress();
  const asked = Object.fromEntries(['text', 'state', 'asOf', 'known'].map((key) => [key, query.get(key)]));
  const question = `/api/acceptances${withQuery('', asked)}`;
  const answer = useAnswer<AcceptancesView>(question);
  return (
    <>
      <PageHead title={say('title')}>
        {answer.data !== undefined && <StandingBar at={answer.data.at} />}
      </PageHead>
      <Answered answer={answer} bars={10}>
        {(view) => (
          <>
            <KnownThenBand at={view.at} />
            <section className="panel">
              <Filters />
              <List view={view} question={question} />
            </section>
            <StandingFoot at={view.at} />
          </>
        )}
      </Answered>
    </>
  );
}

function Filters() {
  const say = useWords(acceptanceWords);
  const address = useAddress();
  const set = (values: Readonly<Record<string, string>>) => navigate(address.with(values), { replace: true });
  return (
    <Form className="filters no-print" onSend={(values) => set({ text: values.text ?? '' })}>
      <SearchField
        label={say('search')}
        name="text"
        value={address.query.get('text') ?? ''}
        onSearch={(text) => set({ text })}
      />
      <Select
        label={say('state')}
        name="state"
        value={address.query.get('state') ?? ''}
        onChange={(event) => set({ state: event.target.value })}
        choices={[
          { value: '', label: say('stateOpen') },
          { value: 'certified', label: say('stateCertified') },
        ]}
      />
    </Form>
  );
}

function List({ view, question }: { readonly view: AcceptancesView; readonly question: string }) {
  const say = useWords(acceptanceWords);
  const address = useAddress();
  const more = useMore<AcceptanceLine, AcceptancesView>(question, view, rowsOf);
  const columns = useColumns(address.query.get('state') === 'certified');
  if (view.rows.length === 0) {
    if (address.query.has('text'))
      return (
        <Empty title={say('none')}>
          <Link to={address.with({ text: null, state: null })}>{say('clear')}</Link>
        </Empty>
      );
    return (
      <Empty title={say(address.query.has('state') ? 'emptyCertified' : 'empty')}>
        <Link to="/projects">{say('toProjects')}</Link>
      </Empty>
    );
  }
  return (
    <>
      <Table
        name="acceptances"
        caption={say('title')}
        columns={columns}
        rows={more.rows}
        keyOf={(row) => row.project}
        tall
      />
      {more.problem !== undefined && <ProblemNotice problem={more.problem} />}
      <div className="table-foot">
        <span>{say(view.total.capped ? 'capped' : 'total', { n: view.total.count })}</span>
        {more.next !== null && (
          <button type="button" className="button no-print" disabled={more.busy} onClick={more.load}>
            {say('list')}
          </button>
        )}
      </div>
    </>
  );
}

function useColumns(certified: boolean): readonly Column<AcceptanceLine>[] {
  const say = useWords(acceptanceWords);
  const standing = useStanding();
  const last: Column<AcceptanceLine> = certified
    ? {
        id: 'certified',
        head: say('certified'),
        phone: 'whole',
        cell: (row) => (
          <>
            <span className="num">{row.certifiedOn}</span> {row.documentNumber}
          </>
        ),
        sort: (row) => row.certifiedOn,
      }
    : { id: 'waitsFor', head: say('waitsFor'), phone: 'whole', cell: (row) => <WaitsFor row={row} /> };
  return [
    {
      id: 'project',
      head: say('project'),
      phone: 'title',
      cell: (row) => (
        <>
          <Link to={`${standing(pathOf('projects', row.project))}#acceptance`}>{row.projectName}</Link>{' '}
          {row.mine && <span className="tag">{say('mine')}</span>}
        </>
      ),
      sort: (row) => row.projectName,
    },
    { id: 'unit', head: say('unit'), cell: (row) => row.unitName, sort: (row) => row.unitName },
    { id: 'kind', head: say('kind'), cell: (row) => row.kind, sort: (row) => row.kind },
    {
      id: 'openedOn',
      head: say('openedOn'),
      align: 'right',
      className: 'num',
      cell: (row) => row.openedOn,
      sort: (row) => row.openedOn,
    },
    {
      id: 'progress',
      head: say('progress'),
      align: 'right',
      className: 'num',
      cell: (row) => say('of', { passed: row.passed, parts: row.parts }),
    },
    { id: 'lead', head: say('lead'), cell: (row) => row.leadName ?? NONE_CELL },
    last,
  ];
}

const SHOWN = 3;

function WaitsFor({ row }: { readonly row: AcceptanceLine }) {
  const say = useWords(acceptanceWords);
  if (row.certifiable) return <>{say('certifiable')}</>;
  return (
    <ul className="waits-for">
      {row.waitsFor.slice(0, SHOWN).map((one) => (
        <li key={one.name} title={one.finding ?? undefined}>
          {one.unitName ?? say('firm')} · {one.name} · {say(one.state)}
          {one.dueOn !== null && <span className="num"> {say('due', { day: one.dueOn })}</span>}
          {one.late && <b className="late-word"> {say('late')}</b>}
        </li>
      ))}
      {row.waitsFor.length > SHOWN && (
        <li className="soft">{say('more', { n: row.waitsFor.length - SHOWN })}</li>
      )}
    </ul>
  );
}
