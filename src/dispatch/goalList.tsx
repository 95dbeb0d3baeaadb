// One list of 目标任务, whichever: search, owner, group and light stand in the address; a panel a group; pages are fetched as they are asked for. The order
// of a column is the server's over the whole list, and the table's over what is shown.
import type { ReactNode } from 'react';
import { type Answer, useAnswer, useMore } from '../ui/answer.tsx';
import { grouped } from '../ui/figures.ts';
import { Form, SearchField, Select } from '../ui/form.tsx';
import { useSaid, useWords } from '../ui/language.tsx';
import { lightWords } from '../ui/light.tsx';
import { withQuery } from '../ui/route.ts';
import { Link, navigate, useAddress } from '../ui/router.tsx';
import { PageHead } from '../ui/shell.tsx';
import { KnownThenBand, StandingBar, StandingFoot } from '../ui/standpoint.tsx';
import { Answered, Empty, ProblemNotice } from '../ui/states.tsx';
import { type Column, Table } from '../ui/table.tsx';
import { ExcelLink } from './goalCells.tsx';
import type { GoalRow } from './goalRows.ts';
import { basisWords, roleWords } from './goalTerms.ts';
import type { GoalsView } from './goalViews.tsx';
import { goalWords } from './goalWords.tsx';
import { groupsOf } from './grouping.ts';

export type Filter = 'text' | 'owner' | 'light' | 'basis' | 'role';

export interface GoalListParts {
  /** What the page always asks for. */
  readonly fixed: Readonly<Record<string, string>>;
  /** The key of the address and of the question that a group's chip sets. */
  readonly groupKey: 'kind' | 'listed' | 'section';
  readonly filters: readonly Filter[];
}

export interface GoalQuestion {
  readonly answer: Answer<GoalsView>;
  readonly question: string;
  readonly query: string;
  readonly filtered: boolean;
}

export const LIST_NAME = 'goals';

/** The address as a question to the server. */
export function useGoalQuestion({ fixed, groupKey, filters }: GoalListParts): GoalQuestion {
  const { query } = useAddress();
  const asked = {
    asOf: query.get('asOf'),
    known: query.get('known'),
    text: query.get('text'),
    light: filters.includes('light') ? query.get('light') : null,
    basis: filters.includes('basis') ? query.get('basis') : null,
    [groupKey]: query.get(groupKey),
    owner: filters.includes('owner') ? query.get('owner') : null,
    role: filters.includes('role') ? query.get('role') : null,
    sort: query.get(`${LIST_NAME}.sort`),
    ...fixed,
  };
  const text = withQuery('', asked);
  const question = `/api/goals/elements${text}`;
  return {
    answer: useAnswer<GoalsView>(question),
    question,
    query: text,
    filtered: ['text', 'owner', 'light', 'basis', 'role', groupKey].some((key) => query.has(key)),
  };
}

export function GoalListPage({
  title,
  lead,
  empty,
  columns,
  parts,
  children,
}: {
  readonly title: string | ((view: GoalsView | undefined) => string);
  readonly lead?: string;
  readonly empty: string;
  readonly columns: readonly Column<GoalRow>[];
  readonly parts: GoalListParts;
  readonly children?: (view: GoalsView) => ReactNode;
}) {
  const asked = useGoalQuestion(parts);
  const { answer } = asked;
  const named = typeof title === 'string' ? title : title(answer.data);
  return (
    <>
      <PageHead title={named} {...(lead === undefined ? {} : { lead })}>
        {answer.data !== undefined && <StandingBar at={answer.data.at} />}
      </PageHead>
      <Answered answer={answer} bars={14}>
        {(view) => (
          <>
            <KnownThenBand at={view.at} />
            {children?.(view)}
            <GoalList
              view={view}
              asked={asked}
              parts={parts}
              columns={columns}
              empty={empty}
              caption={named}
            />
            <StandingFoot at={view.at} />
          </>
        )}
      </Answered>
    </>
  );
}

/** Columns that say nothing for a whole group are left out of its table. */
function says(row: GoalRow, column: string): boolean {
  if (column === 'amount') return row.amount !== null || row.count !== null || row.section === 'targets';
  if (column === 'shownBy') return row.shownBy.length > 0;
  if (column === 'supporting') return row.supporting.length > 0;
  return true;
}

const rowsOf = (view: GoalsView) => view.rows;

export function GoalList({
  view,
  asked,
  parts,
  columns,
  empty,
  caption,
}: {
  readonly view: GoalsView;
  readonly asked: GoalQuestion;
  readonly parts: GoalListParts;
  readonly columns: readonly Column<GoalRow>[];
  readonly empty: string;
  readonly caption: string;
}) {
  const say = useWords(goalWords);
  const said = useSaid();
  const address = useAddress();
  const more = useMore<GoalRow, GoalsView>(asked.question, view, rowsOf);
  const cleared = Object.fromEntries(
    ['text', 'owner', 'light', 'basis', 'role', parts.groupKey].map((key) => [key, null]),
  );
  const groups = groupsOf(more.rows, ({ group }) => group);
  return (
    <>
      <section className="panel" aria-label={say('find')}>
        <Filters view={view} parts={parts} />
        <div className="goal-bar">
          <Groups view={view} groupKey={parts.groupKey} />
          <span>{say('total', { n: grouped(String(view.total)) })}</span>
          {asked.filtered && <Link to={address.with(cleared)}>{say('clear')}</Link>}
          <ExcelLink query={asked.query} />
        </div>
      </section>
      {view.rows.length === 0 && (
        <section className="panel">
          <Empty title={asked.filtered ? say('none') : empty}>
            {asked.filtered ? (
              <Link to={address.with(cleared)}>{say('clear')}</Link>
            ) : (
              <Link to="/plan">{say('toPlan')}</Link>
            )}
          </Empty>
        </section>
      )}
      {[...groups].map(([group, rows]) => {
        const known = view.groups.find(({ value }) => value === group);
        const title = known === undefined ? group : said(known.title);
        return (
          <section key={group} className="panel" aria-labelledby={`group-${group}`}>
            <header>
              <h2 id={`group-${group}`}>{title}</h2>
              <span className="soft small num">{rows.length}</span>
            </header>
            <Table
              name={LIST_NAME}
              caption={`${caption} ${title}`}
              columns={columns.filter(({ id }) => rows.some((row) => says(row, id)))}
              rows={rows}
              keyOf={(row) => row.key}
            />
          </section>
        );
      })}
      {more.problem !== undefined && <ProblemNotice problem={more.problem} />}
      {more.next !== null && (
        <p className="no-print">
          <button type="button" className="button" disabled={more.busy} onClick={more.load}>
            {say('more')}
          </button>
        </p>
      )}
    </>
  );
}

function Filters({ view, parts }: { readonly view: GoalsView; readonly parts: GoalListParts }) {
  const say = useWords(goalWords);
  const lamp = useWords(lightWords);
  const said = useSaid();
  const address = useAddress();
  const set = (values: Readonly<Record<string, string>>) => navigate(address.with(values), { replace: true });
  const all = { value: '', label: say('all') };
  const choice = (key: string) => ({
    name: key,
    value: address.query.get(key) ?? '',
    onChange: (event: { target: { value: string } }) => set({ [key]: event.target.value }),
  });
  const has = (filter: Filter) => parts.filters.includes(filter);
  return (
    <Form className="filters goal-filters no-print" onSend={(values) => set({ text: values.text ?? '' })}>
      {has('text') && (
        <SearchField
          label={say('search')}
          name="text"
          value={address.query.get('text') ?? ''}
          onSearch={(text) => set({ text })}
        />
      )}
      {has('owner') && (
        <Select
          label={say('owner')}
          choices={[all].concat(view.owners.map(({ id, name }) => ({ value: id, label: name })))}
          {...choice('owner')}
        />
      )}
      {has('role') && (
        <Select
          label={say('roles')}
          choices={[all].concat(
            Object.entries(roleWords).map(([value, words]) => ({ value, label: said(words) })),
          )}
          {...choice('role')}
        />
      )}
      {has('light') && (
        <Select
          label={say('light')}
          choices={[all].concat(
            (['red', 'yellow', 'grey', 'green'] as const).map((value) => ({
              value,
              label: `${lamp(value)} ${view.lights[value] ?? 0}`,
            })),
          )}
          {...choice('light')}
        />
      )}
      {has('basis') && (
        <Select
          label={say('basis')}
          choices={[all].concat(
            Object.entries(basisWords).map(([value, words]) => ({ value, label: said(words) })),
          )}
          {...choice('basis')}
        />
      )}
    </Form>
  );
}

/** The groups of the list as it would be without this choice. */
function Groups({ view, groupKey }: { readonly view: GoalsView; readonly groupKey: string }) {
  const say = useWords(goalWords);
  const said = useSaid();
  const address = useAddress();
  if (view.groups.length < 2) return null;
  const group = address.query.get(groupKey) ?? '';
  const counted = view.groups.reduce((sum, { count }) => sum + count, 0);
  return (
    <nav className="chips goal-chips" aria-label={say('section')}>
      <Link to={address.with({ [groupKey]: null })} aria-current={group === '' ? 'true' : undefined}>
        {say('all')} <span className="num">{counted}</span>
      </Link>
      {view.groups.map(({ value, title, count }) => (
        <Link
          key={value}
          to={address.with({ [groupKey]: value })}
          aria-current={group === value ? 'true' : undefined}
        >
          {said(title)} <span className="num">{count}</span>
        </Link>
      ))}
    </nav>
  );
}
