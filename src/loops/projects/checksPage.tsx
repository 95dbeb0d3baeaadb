// 体检与疑点: lights that burn, checks that hold, questions of the probes. What is looked for, and which one is open, stands in the address.
import { useState } from 'react';
import { isDate } from '../../kernel/plainDate.ts';
import { useAnswer, useMore } from '../../ui/answer.tsx';
import { grouped } from '../../ui/figures.ts';
import { DateField, Form, Select } from '../../ui/form.tsx';
import { markWords, useSaid, useWords } from '../../ui/language.tsx';
import { LightBadge } from '../../ui/light.tsx';
import { RecordedNotice } from '../../ui/recorded.tsx';
import { onlyQuery } from '../../ui/route.ts';
import { Link, navigate, useAddress } from '../../ui/router.tsx';
import { PageHead } from '../../ui/shell.tsx';
import { KnownThenBand, StandingBar, StandingFoot } from '../../ui/standpoint.tsx';
import { Answered, Empty, ProblemNotice } from '../../ui/states.tsx';
import { type Column, NONE_CELL, Table } from '../../ui/table.tsx';
import { Figures, Projects, State } from './checkParts.tsx';
import { CheckItemSheet } from './checkSheets.tsx';
import type { CheckLine, ChecksView } from './checks.view.ts';
import { checkWords } from './checkTerms.ts';
import './checks.css';

const FILTERS = ['unit', 'project', 'kind', 'check', 'state', 'since'] as const;
const STATES = [
  ['', 'stateOpen'],
  ['waiting', 'stateWaiting'],
  ['excused', 'stateExcused'],
  ['answered', 'stateAnswered'],
  ['all', 'stateAll'],
] as const;
const KINDS = ['light', 'hit', 'question'] as const;

export default function ChecksPage() {
  const say = useWords(checkWords);
  const address = useAddress();
  const [recorded, setRecorded] = useState<number>();
  const query = onlyQuery(address.query, [...FILTERS, 'asOf', 'known']);
  const question = `/api/checks${query}`;
  const answer = useAnswer<ChecksView>(question);
  const item = address.query.get('item');
  const close = () => navigate(address.with({ item: null }));
  return (
    <>
      <PageHead title={say('title')} lead={say('lead')}>
        {answer.data !== undefined && <StandingBar at={answer.data.at} />}
      </PageHead>
      <RecordedNotice seq={recorded} />
      <Answered answer={answer} bars={14}>
        {(view) => (
          <>
            <KnownThenBand at={view.at} />
            <Summary view={view} />
            <section className="panel">
              <Filters view={view} query={query} />
              <List view={view} question={question} />
            </section>
            <Unknown view={view} />
            <StandingFoot at={view.at} />
          </>
        )}
      </Answered>
      {item !== null && (
        <CheckItemSheet
          item={item}
          onClose={close}
          onDone={({ seq }) => {
            setRecorded(seq[1]);
            close();
            answer.refresh();
          }}
        />
      )}
    </>
  );
}

function Summary({ view }: { readonly view: ChecksView }) {
  const say = useWords(checkWords);
  const address = useAddress();
  const shown = address.query.get('kind');
  return (
    <nav className="check-kinds" aria-label={say('kind')}>
      {view.counts.map(({ kind, open }) => (
        <Link
          key={kind}
          className={shown === kind ? 'button main' : 'button'}
          aria-current={shown === kind ? 'true' : undefined}
          to={address.with({ kind: shown === kind ? null : kind, check: null, state: null })}
        >
          {say(kind)} <b className="num">{grouped(String(open))}</b>
        </Link>
      ))}
      <span>
        {say('warnings', { n: view.warnings.projects })}
        {view.warnings.excused > 0 && (
          <span className="soft small"> {say('excusedBeside', { n: view.warnings.excused })}</span>
        )}
      </span>
    </nav>
  );
}

function Filters({ view, query }: { readonly view: ChecksView; readonly query: string }) {
  const say = useWords(checkWords);
  const said = useSaid();
  const address = useAddress();
  const kind = address.query.get('kind');
  const set = (values: Readonly<Record<string, string | null>>) =>
    navigate(address.with(values), { replace: true });
  const all = { value: '', label: say('all') };
  const choice = (key: 'unit' | 'kind' | 'check' | 'state') => ({
    name: key,
    value: address.query.get(key) ?? '',
    onChange: (event: { target: { value: string } }) =>
      set({ [key]: event.target.value, ...(key === 'kind' ? { check: null } : {}) }),
  });
  return (
    <Form
      className="filters register-filters no-print"
      onSend={(values) => set({ since: values.since ?? null })}
    >
      <Select
        label={say('unit')}
        choices={[all, ...view.facets.units.map(({ id, name }) => ({ value: id, label: name }))]}
        {...choice('unit')}
      />
      <Select
        label={say('kind')}
        choices={[all, ...KINDS.map((one) => ({ value: one, label: say(one) }))]}
        {...choice('kind')}
      />
      <Select
        label={say('check')}
        choices={[
          all,
          ...view.facets.checks
            .filter((one) => kind === null || kind === '' || one.kind === kind)
            .map(({ id, name }) => ({ value: id, label: said(name) })),
        ]}
        {...choice('check')}
      />
      <Select
        label={say('state')}
        choices={STATES.map(([value, word]) => ({ value, label: say(word) }))}
        {...choice('state')}
      />
      <DateField
        key={address.query.get('since') ?? ''}
        label={say('since')}
        name="since"
        defaultValue={address.query.get('since') ?? ''}
        onBlur={(event) => {
          const { value } = event.target;
          // A day that is half written asks for nothing yet.
          if (value !== '' && !isDate(value)) return;
          if (value !== (address.query.get('since') ?? '')) set({ since: value === '' ? null : value });
        }}
      />
      {address.query.get('project') !== null && (
        <Link className="small" to={address.with({ project: null })}>
          {say('everyProject')}
        </Link>
      )}
      <a className="push small no-print" href={`/api/checks.xlsx${query}`} download>
        {say('excel')}
      </a>
    </Form>
  );
}

const rowsOf = (view: ChecksView) => view.rows;

function List({ view, question }: { readonly view: ChecksView; readonly question: string }) {
  const say = useWords(checkWords);
  const address = useAddress();
  const more = useMore<CheckLine, ChecksView>(question, view, rowsOf);
  const columns = useColumns();
  if (view.rows.length === 0) {
    const filtered = FILTERS.some((key) => address.query.has(key));
    return (
      <Empty title={say(filtered ? 'noneFiltered' : 'none')}>
        {filtered && (
          <Link to={address.with(Object.fromEntries(FILTERS.map((key) => [key, null])))}>{say('clear')}</Link>
        )}
      </Empty>
    );
  }
  return (
    <>
      <Table
        name="checks"
        caption={say('title')}
        columns={columns}
        rows={more.rows}
        keyOf={(row) => row.id}
        tall
      />
      {more.problem !== undefined && <ProblemNotice problem={more.problem} />}
      <div className="table-foot">
        <span>{say('total', { n: grouped(String(view.total)) })}</span>
        {more.next !== null && (
          <button type="button" className="button no-print" disabled={more.busy} onClick={more.load}>
            {say('next')}
          </button>
        )}
      </div>
    </>
  );
}

function useColumns(): readonly Column<CheckLine>[] {
  const say = useWords(checkWords);
  const said = useSaid();
  const address = useAddress();
  return [
    {
      id: 'what',
      head: say('what'),
      phone: 'title',
      cell: (row) => (
        <span className="row">
          <Link to={address.with({ item: row.id })}>{said(row.title)}</Link>
          {row.colour !== null && row.cause !== null && (
            <LightBadge light={row.colour} word={said(row.cause)} />
          )}
        </span>
      ),
      sort: (row) => said(row.title),
    },
    {
      id: 'projects',
      head: say('projects'),
      phone: 'whole',
      cell: (row) => <Projects row={row} most={2} />,
      sort: (row) => row.projects[0]?.name ?? null,
    },
    {
      id: 'unit',
      head: say('unit'),
      cell: (row) => [...new Set(row.projects.map(({ unitName }) => unitName))].slice(0, 3).join('、'),
      sort: (row) => row.projects[0]?.unitName ?? null,
      className: 'check-short',
    },
    {
      id: 'since',
      head: say('onSince'),
      align: 'right',
      cell: (row) => row.since ?? NONE_CELL,
      sort: (row) => row.since,
    },
    {
      id: 'figures',
      head: say('figures'),
      phone: 'whole',
      cell: (row) => (row.figures.length === 0 ? NONE_CELL : <Figures figures={row.figures} />),
    },
    {
      id: 'asks',
      head: say('asks'),
      phone: 'none',
      cell: (row) => row.asksTitle,
      sort: (row) => row.asksTitle,
    },
    {
      id: 'state',
      head: say('state'),
      cell: (row) => <State row={row} />,
      sort: (row) => row.state,
      className: 'check-short',
    },
  ];
}

/** What nobody told is not known, and is said so: it is no hit. */
function Unknown({ view }: { readonly view: ChecksView }) {
  const say = useWords(checkWords);
  const said = useSaid();
  const mark = useWords(markWords);
  if (view.notKnown.length + view.leftOpen.length === 0) return null;
  return (
    <section className="panel" aria-label={say('notKnown')}>
      <header>
        <h2>{say('notKnown')}</h2>
      </header>
      <ul className="body">
        {view.notKnown.map(({ title, projects, why }) => (
          <li key={title} className="soft small">
            {say('notKnownLine', { check: title, n: projects, why: said(why) })}
          </li>
        ))}
        {view.leftOpen.map((check) => (
          <li key={check} className="soft small">
            {mark('colon', { term: check, text: say('leftOpen') })}
          </li>
        ))}
      </ul>
    </section>
  );
}
