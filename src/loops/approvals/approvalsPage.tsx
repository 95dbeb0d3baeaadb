// 事项进度: what the bureaus have in hand, by due day. What is looked for stands in the address.
import { may } from '../../access/roles.ts';
import { useAnswer, useMore } from '../../ui/answer.tsx';
import { grouped, NONE } from '../../ui/figures.ts';
import { Form, SearchField, Select } from '../../ui/form.tsx';
import { useSaid, useWords } from '../../ui/language.tsx';
import { LightBadge, lightOrder, lightWords } from '../../ui/light.tsx';
import { goToRecorded } from '../../ui/recorded.tsx';
import { pathOf, withQuery } from '../../ui/route.ts';
import { Link, navigate, useAddress, useStanding } from '../../ui/router.tsx';
import { useSession } from '../../ui/session.tsx';
import { PageHead } from '../../ui/shell.tsx';
import { KnownThenBand, StandingBar, StandingFoot } from '../../ui/standpoint.tsx';
import { Answered, Empty, ProblemNotice } from '../../ui/states.tsx';
import { type Column, NONE_CELL, Table } from '../../ui/table.tsx';
import { approvalToolWords } from './approvalToolWords.tsx';
import type { ApprovalLine, ApprovalsView, CalendarLine } from './approvalViews.tsx';
import { approvalWords } from './approvalWords.tsx';
import { FileSheet } from './fileSheet.tsx';
import './approvals.css';

const FILTERS = ['text', 'item', 'authority', 'light', 'state', 'late'] as const;
const OWN = 'own';
const ALL = 'all';
const LIGHTS = ['red', 'blue', 'green', 'grey'] as const;

export default function ApprovalsPage() {
  const say = useWords(approvalWords);
  const address = useAddress();
  const asked = Object.fromEntries([...FILTERS, 'asOf', 'known'].map((key) => [key, address.query.get(key)]));
  // A clerk comes for what the own unit handles; who handles nothing sees all.
  const question = `/api/approvals${withQuery('', { ...asked, authority: authorityOf(asked.authority ?? null) })}`;
  const answer = useAnswer<ApprovalsView>(question);
  return (
    <>
      <PageHead title={say('title')}>
        {answer.data !== undefined && <StandingBar at={answer.data.at} />}
        <Tools files={(answer.data?.files.length ?? 0) > 0} />
      </PageHead>
      <Answered answer={answer} bars={12}>
        {(view) => (
          <>
            <KnownThenBand at={view.at} />
            {address.query.get('do') === 'file' && view.files.length > 0 && (
              <FileSheet
                view={view}
                onClose={() => navigate(address.with({ do: null }), { replace: true })}
                onDone={(recorded) => goToRecorded(pathOf('approvals', recorded.subject), recorded)}
              />
            )}
            <Sums view={view} />
            <section className="panel">
              <Filters view={view} />
              <Queue view={view} question={question} />
            </section>
            <StandingFoot at={view.at} />
          </>
        )}
      </Answered>
    </>
  );
}

/** What is done about the whole queue. */
function Tools({ files }: { readonly files: boolean }) {
  const say = useWords(approvalToolWords);
  const standing = useStanding();
  const { session } = useSession();
  const address = useAddress();
  return (
    <span className="row no-print">
      {files && (
        <Link className="button quiet" to={address.with({ do: 'file' })}>
          {say('fileByHand')}
        </Link>
      )}
      <Link className="button quiet" to={standing('/approvals/calendar')}>
        {say('moved')}
      </Link>
      {session !== undefined && may(session, 'importApprovals') && (
        <Link className="button" to="/approvals/import">
          {say('import')}
        </Link>
      )}
    </span>
  );
}

/** In the address `all` stands for everybody; nothing for the own unit. */
function authorityOf(asked: string | null): string | null {
  return asked === ALL ? null : (asked ?? OWN);
}

/** What a firm still owes, with its day where it has one. */
export function missingText(
  { name, dueOn }: ApprovalLine['missing'][number],
  say: (key: 'due', values: Readonly<Record<string, string>>) => string,
): string {
  return dueOn === null ? name : `${name}（${say('due', { day: dueOn })}）`;
}

/** Each figure leads to its rows. */
function Sums({ view }: { readonly view: ApprovalsView }) {
  const say = useWords(approvalWords);
  const address = useAddress();
  const { summary } = view;
  if (summary === null || summary.open + summary.decided === 0) return null;
  const fresh = { light: null, late: null, state: null, 'approvals.sort': null };
  const opens = (label: string, value: number, to: Readonly<Record<string, string | null>>) => (
    <div>
      <dt>{label}</dt>
      <dd>
        <Link className="opens" to={address.with({ ...fresh, ...to })}>
          {grouped(String(value))}
        </Link>
      </dd>
    </div>
  );
  return (
    <dl className="panel approval-sums approval-queue-sums">
      {opens(say('sumOpen'), summary.open, {})}
      {opens(say('sumLate'), summary.late, { late: 'yes' })}
      {opens(say('sumSoon'), summary.dueSoon, { light: 'blue' })}
      {opens(say('sumDecided', { from: summary.from }), summary.decided, { state: 'closed' })}
      {opens(say('sumInTime'), summary.decidedInTime, { state: 'closed', late: 'no' })}
      <div>
        <dt>{say('sumMedian')}</dt>
        <dd>{summary.medianWorkingDays ?? NONE}</dd>
      </div>
      <div>
        <dt>{say('sumDeferrals')}</dt>
        <dd>{grouped(String(summary.deferralsOpen))}</dd>
      </div>
    </dl>
  );
}

function Filters({ view }: { readonly view: ApprovalsView }) {
  const say = useWords(approvalWords);
  const lamp = useWords(lightWords);
  const address = useAddress();
  const set = (values: Readonly<Record<string, string>>) => navigate(address.with(values), { replace: true });
  const any = { value: '', label: say('all') };
  const choice = (key: (typeof FILTERS)[number]) => ({
    name: key,
    value: address.query.get(key) ?? '',
    onChange: (event: { target: { value: string } }) => set({ [key]: event.target.value }),
  });
  const named = (list: readonly { readonly id: string; readonly name: string | null }[] = []) => [
    any,
    ...list.map(({ id, name }) => ({ value: id, label: name ?? id })),
  ];
  const authorities = view.handled.map(({ id, name }) => ({ value: id, label: name ?? id }));
  return (
    <Form className="filters no-print" onSend={(values) => set({ text: values.text ?? '' })}>
      <SearchField
        label={say('search')}
        name="text"
        value={address.query.get('text') ?? ''}
        onSearch={(text) => set({ text })}
      />
      <Select label={say('item')} choices={named(view.facets?.items)} {...choice('item')} />
      <Select
        label={say('authority')}
        choices={[{ value: ALL, label: say('all') }, ...authorities]}
        {...choice('authority')}
        value={address.query.get('authority') ?? view.authority ?? ALL}
      />
      <Select
        label={say('light')}
        choices={[any, ...LIGHTS.map((light) => ({ value: light, label: lamp(light) }))]}
        {...choice('light')}
      />
      <Select
        label={say('state')}
        choices={[
          { value: '', label: say('stateOpen') },
          { value: 'closed', label: say('stateClosed') },
        ]}
        {...choice('state')}
      />
    </Form>
  );
}

const rowsOf = (view: ApprovalsView) => view.rows;

function Queue({ view, question }: { readonly view: ApprovalsView; readonly question: string }) {
  const say = useWords(approvalWords);
  const address = useAddress();
  const more = useMore<ApprovalLine, ApprovalsView>(question, view, rowsOf);
  const columns = useColumns();
  if (view.rows.length === 0) {
    const filtered = view.authority !== null || FILTERS.some((key) => address.query.has(key));
    return filtered ? (
      <Empty title={say('none')}>
        <Link to={address.with({ ...Object.fromEntries(FILTERS.map((key) => [key, null])), authority: ALL })}>
          {say('clear')}
        </Link>
      </Empty>
    ) : (
      <Empty title={say('empty')}>
        <p className="soft">{say('emptyFix')}</p>
      </Empty>
    );
  }
  const count = grouped(String(view.total.count));
  return (
    <>
      <Table
        name="approvals"
        caption={say('title')}
        columns={columns}
        rows={more.rows}
        keyOf={(row) => row.id}
        tall
      />
      {more.problem !== undefined && <ProblemNotice problem={more.problem} />}
      <div className="table-foot">
        <span className="row">
          {view.total.capped ? say('capped', { n: count }) : say('total', { n: count })}
          <Calendar calendar={view.calendar} />
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

/** Which calendar says so; it opens as the fact that adopted it. */
export function Calendar({ calendar }: { readonly calendar: CalendarLine | null }) {
  const say = useWords(approvalWords);
  const standing = useStanding();
  if (calendar === null) return <span className="soft">{say('noCalendar')}</span>;
  return (
    <Link className="soft" to={standing(pathOf('ledger', 'facts', calendar.fact))}>
      {say('calendar', { title: calendar.title })}
    </Link>
  );
}

function useColumns(): readonly Column<ApprovalLine>[] {
  const say = useWords(approvalWords);
  const said = useSaid();
  const standing = useStanding();
  return [
    {
      id: 'item',
      head: say('item'),
      phone: 'title',
      cell: (row) => <Link to={standing(pathOf('approvals', row.id))}>{row.itemName}</Link>,
      sort: (row) => row.itemName,
    },
    {
      id: 'project',
      head: say('project'),
      cell: (row) => <Link to={standing(pathOf('projects', row.project))}>{row.projectName}</Link>,
      sort: (row) => row.projectName,
    },
    { id: 'unit', head: say('unit'), cell: (row) => row.unitName ?? row.unit, sort: (row) => row.unitName },
    {
      id: 'authority',
      head: say('authority'),
      cell: (row) => row.authorityName ?? <span className="soft">{say('authorityOpen')}</span>,
      sort: (row) => row.authorityName,
    },
    {
      id: 'missing',
      head: say('missing'),
      phone: 'whole',
      cell: (row) =>
        row.missing.length === 0 ? (
          NONE_CELL
        ) : (
          <span className="small">{row.missing.map((one) => missingText(one, say)).join('、')}</span>
        ),
    },
    {
      id: 'filed',
      head: say('filedOn'),
      align: 'right',
      cell: (row) => (
        <span className="row">
          {row.manual && <span className="tag">{say('manual')}</span>}
          <span className="num">{row.filedOn}</span>
        </span>
      ),
      sort: (row) => row.filedOn,
    },
    {
      id: 'due',
      head: say('dueOn'),
      align: 'right',
      cell: (row) =>
        row.dueOn === null ? (
          NONE_CELL
        ) : (
          <Link
            className="opens"
            to={standing(pathOf('approvals', row.id))}
            title={row.provisional ? say('provisional') : undefined}
          >
            {row.dueOn}
          </Link>
        ),
      sort: (row) => row.dueOn,
    },
    {
      id: 'light',
      head: say('light'),
      phone: 'whole',
      cell: (row) => <LightBadge light={row.light.light} word={said(row.light.word)} />,
      sort: (row) => lightOrder(row.light.light),
    },
  ];
}
