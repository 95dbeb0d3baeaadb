// Where projects wait now, whose move it is, and which have waited longest.
import type { HolderLine, WaitLine } from '../foresight/flowSummary.ts';
import { FEW, NONE } from '../foresight/projectFlow.ts';
import { grouped } from '../ui/figures.ts';
import { markWords, useSaid, useWords } from '../ui/language.tsx';
import { pathOf } from '../ui/route.ts';
import { Link, useStanding } from '../ui/router.tsx';
import { Empty } from '../ui/states.tsx';
import { type Column, NONE_CELL, Table } from '../ui/table.tsx';
import type { FlowView, Named, PassageRow } from './flow.view.ts';
import { Count, Days, ExcelOf, PassagesLink, usePassages, useTableQuery, Way } from './flowLink.tsx';
import { causeWords } from './flowTerms.ts';
import { flowWords, passageWords } from './flowWords.tsx';

export function nameIn(list: readonly Named[], id: string): string {
  return list.find((one) => one.id === id)?.name ?? id;
}

export function FlowWaits({ view }: { readonly view: FlowView }) {
  return (
    <>
      <StepsPanel view={view} />
      <HoldersPanel view={view} />
      <LongestPanel view={view} />
    </>
  );
}

function StepsPanel({ view }: { readonly view: FlowView }) {
  const say = useWords(flowWords);
  const said = useSaid();
  const query = useTableQuery();
  const { summary, stages, milestones } = view;
  const waitOf = (line: WaitLine) =>
    ({ part: 'wait', stage: line.stage, to: line.next, waitsFor: line.waitsFor }) as const;
  const usualOf = (line: WaitLine) => ({ part: 'stay', stage: line.stage, is: 'over' }) as const;
  const columns: readonly Column<WaitLine>[] = [
    {
      id: 'stage',
      head: say('stageNext'),
      phone: 'title',
      cell: (line) => <Way from={nameIn(stages, line.stage)} to={nameIn(milestones, line.next)} />,
      sort: (line) => String(stages.findIndex(({ id }) => id === line.stage)),
    },
    {
      id: 'waitsFor',
      head: say('waitsFor'),
      cell: (line) => said(causeWords[line.waitsFor]),
      sort: (line) => said(causeWords[line.waitsFor]),
    },
    {
      id: 'count',
      head: say('waiting'),
      align: 'right',
      cell: (line) => <Count n={line.count} choice={waitOf(line)} />,
      sort: (line) => String(line.count),
    },
    {
      id: 'beyond',
      head: say('beyondShort'),
      align: 'right',
      className: 'flow-beyond',
      cell: (line) => <Count n={line.beyond} choice={{ ...waitOf(line), is: 'beyond' }} />,
      sort: (line) => String(line.beyond),
    },
    ...(['medianDays', 'maxDays'] as const).map(
      (what): Column<WaitLine> => ({
        id: what,
        head: say(what === 'medianDays' ? 'waitedMedian' : 'waitedLongest'),
        unit: say('workingDays'),
        align: 'right',
        ...(what === 'medianDays' ? { phone: 'none' } : {}),
        cell: (line) => <Days of={line} what={what} choice={waitOf(line)} />,
        sort: (line) => (line[what] === null ? null : String(line[what])),
      }),
    ),
    ...(['medianDays', 'p90Days'] as const).map(
      (what): Column<WaitLine> => ({
        id: `usual-${what}`,
        head: say(what === 'medianDays' ? 'usualMedian' : 'usualP90'),
        unit: say('workingDays'),
        align: 'right',
        className: 'soft',
        phone: 'none',
        cell: (line) => <UsualDays line={line} what={what} choice={usualOf(line)} />,
        sort: (line) => (line.usual[what] === null ? null : String(line.usual[what])),
      }),
    ),
  ];
  return (
    <section className="panel" aria-labelledby="flow-stuck">
      <header>
        <h2 id="flow-stuck">{say('stuck')}</h2>
        <ExcelOf query={query('waits')} />
      </header>
      {summary.waits.length === 0 ? (
        <Empty title={say('nothingWaits')} />
      ) : (
        <Table
          name="waits"
          caption={say('stuck')}
          columns={columns}
          rows={summary.waits}
          keyOf={(line) => `${line.stage} ${line.next} ${line.waitsFor}`}
          phone="scroll"
        />
      )}
      <p className="table-foot">{say('usualIs', { few: FEW })}</p>
    </section>
  );
}

/** What is usual is counted over all projects of the city, whatever the page is narrowed to; it opens to those of them that the account reaches. */
function UsualDays({
  line,
  what,
  choice,
}: {
  readonly line: WaitLine;
  readonly what: 'medianDays' | 'p90Days';
  readonly choice: { readonly part: 'stay'; readonly stage: string; readonly is: 'over' };
}) {
  const to = usePassages();
  const value = line.usual[what];
  if (value === null) return NONE_CELL;
  const [path, query = ''] = to(choice).split('?');
  const wide = new URLSearchParams(query);
  wide.delete('unit');
  wide.delete('cluster');
  return (
    <Link className="opens" to={`${path}?${wide}`}>
      {value}
    </Link>
  );
}

function HoldersPanel({ view }: { readonly view: FlowView }) {
  const say = useWords(flowWords);
  const query = useTableQuery();
  const { summary, stages } = view;
  const nameOf = useHolderName(view);
  const heldBy = (line: HolderLine) => ({ part: 'wait', holder: line.holder || NONE }) as const;
  const columns: readonly Column<HolderLine>[] = [
    {
      id: 'holder',
      head: say('holder'),
      phone: 'title',
      cell: (line) => nameOf(line.holder),
      sort: (line) => nameOf(line.holder),
    },
    {
      id: 'count',
      head: say('waiting'),
      align: 'right',
      cell: (line) => <Count n={line.count} choice={heldBy(line)} />,
      sort: (line) => String(line.count),
    },
    {
      id: 'beyond',
      head: say('beyondShort'),
      align: 'right',
      className: 'flow-beyond',
      cell: (line) => <Count n={line.beyond} choice={{ ...heldBy(line), is: 'beyond' }} />,
      sort: (line) => String(line.beyond),
    },
    {
      id: 'recognition',
      head: say('recognition'),
      align: 'right',
      cell: (line) => <Count n={line.recognition} choice={{ ...heldBy(line), waitsFor: 'recognition' }} />,
      sort: (line) => String(line.recognition),
    },
    ...(['medianDays', 'maxDays'] as const).map(
      (what): Column<HolderLine> => ({
        id: what,
        head: say(what === 'medianDays' ? 'waitedMedian' : 'waitedLongest'),
        unit: say('workingDays'),
        align: 'right',
        ...(what === 'medianDays' ? { phone: 'none' } : {}),
        cell: (line) => <Days of={line} what={what} choice={heldBy(line)} />,
        sort: (line) => (line[what] === null ? null : String(line[what])),
      }),
    ),
    {
      id: 'mostIn',
      head: say('mostIn'),
      phone: 'none',
      cell: (line) => (
        <PassagesLink choice={{ ...heldBy(line), stage: line.stage }}>
          {nameIn(stages, line.stage)}
        </PassagesLink>
      ),
      sort: (line) => String(stages.findIndex(({ id }) => id === line.stage)),
    },
  ];
  if (summary.holders.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="flow-holders">
      <header>
        <h2 id="flow-holders">{say('holders')}</h2>
        <ExcelOf query={query('holders')} />
      </header>
      <Table
        name="holders"
        caption={say('holders')}
        columns={columns}
        rows={summary.holders}
        keyOf={(line) => line.holder}
        phone="scroll"
      />
    </section>
  );
}

export function useHolderName({ unitNames }: Pick<FlowView, 'unitNames'>): (ids: string) => string {
  const say = useWords(flowWords);
  const mark = useWords(markWords);
  return (ids) =>
    ids === ''
      ? say('anyone')
      : ids
          .split(',')
          .map((id) => unitNames[id] ?? id)
          .join(mark('list'));
}

function LongestPanel({ view }: { readonly view: FlowView }) {
  const say = useWords(flowWords);
  const columns = useWaitColumns(view.longest);
  if (view.longest.length === 0) return null;
  const total = view.summary.waits.reduce((sum, { count }) => sum + count, 0);
  return (
    <section className="panel" aria-labelledby="flow-longest">
      <header>
        <h2 id="flow-longest">{say('longestWaits')}</h2>
        <span className="soft small">{say('longestHint')}</span>
        <span className="push small">
          <PassagesLink choice={{ part: 'wait' }}>
            {say('allWaits', { n: grouped(String(total)) })}
          </PassagesLink>
        </span>
      </header>
      <Table
        name="longest"
        caption={say('longestWaits')}
        columns={columns}
        rows={view.longest}
        keyOf={(row) => row.project}
        phone="lines"
      />
    </section>
  );
}

/** A wait by wait list: here and behind a figure. What is missing has a column where something is. */
export function useWaitColumns(rows: readonly PassageRow[]): readonly Column<PassageRow>[] {
  const say = useWords(flowWords);
  const saying = useWords(passageWords);
  const said = useSaid();
  const mark = useWords(markWords);
  const standing = useStanding();
  const toProject = (row: PassageRow) => standing(pathOf('projects', row.project));
  const holders = (row: PassageRow) => row.holders?.join(mark('list')) || say('anyone');
  return [
    {
      id: 'project',
      head: say('project'),
      phone: 'title',
      className: 'flow-project',
      cell: (row) => <Link to={toProject(row)}>{row.name}</Link>,
      sort: (row) => row.name,
    },
    {
      id: 'days',
      head: say('waited'),
      unit: say('workingDays'),
      align: 'right',
      cell: (row) =>
        row.days === null ? (
          NONE_CELL
        ) : (
          <Link className="opens" to={toProject(row)}>
            {row.days}
          </Link>
        ),
      sort: (row) => (row.days === null ? null : String(row.days)),
    },
    ...(rows.some(({ heldDays }) => heldDays !== null)
      ? [
          {
            id: 'held',
            head: say('held'),
            unit: say('workingDays'),
            align: 'right' as const,
            cell: (row: PassageRow) =>
              row.heldDays === null ? (
                NONE_CELL
              ) : (
                <Link className="opens" to={toProject(row)}>
                  {row.heldDays}
                </Link>
              ),
            sort: (row: PassageRow) => (row.heldDays === null ? null : String(row.heldDays)),
          },
        ]
      : []),
    {
      id: 'beyond',
      head: say('beyondShort'),
      cell: (row) => (row.beyond ? <span className="tag">{saying('yes')}</span> : null),
      sort: (row) => (row.beyond ? '1' : '0'),
      phone: 'none',
    },
    {
      id: 'stage',
      head: say('stageNext'),
      cell: (row) => <Way from={row.stageName ?? ''} to={row.toName ?? ''} />,
      sort: (row) => `${row.stageName} → ${row.toName}`,
      className: 'num',
    },
    {
      id: 'waitsFor',
      head: say('waitsFor'),
      cell: (row) => (row.waitsFor === null ? NONE_CELL : said(causeWords[row.waitsFor])),
      sort: (row) => row.waitsFor,
    },
    { id: 'holder', head: say('holders'), cell: holders, sort: holders },
    ...(rows.some(({ missing }) => missing.length > 0)
      ? [
          {
            id: 'missing',
            head: say('missing'),
            cell: (row: PassageRow) =>
              row.missing.length === 0 ? NONE_CELL : row.missing.join(mark('list')),
          },
        ]
      : []),
    {
      id: 'from',
      head: saying('since'),
      cell: (row) => row.fromOn,
      sort: (row) => row.fromOn,
      className: 'num',
    },
  ];
}
