// 各阶段用时: a line for each county, cluster or recognising unit, a column for each stage. A median slower by a fifth than that of all together is shaded.
import type { Lengths, StayBy, StayLine } from '../foresight/flowSummary.ts';
import { FEW, NONE, type PassageChoice } from '../foresight/projectFlow.ts';
import { grouped } from '../ui/figures.ts';
import { useWords } from '../ui/language.tsx';
import { Link, useAddress } from '../ui/router.tsx';
import { Empty } from '../ui/states.tsx';
import { type Column, NONE_CELL, Table } from '../ui/table.tsx';
import type { FlowView } from './flow.view.ts';
import { ExcelOf, PassagesLink, useTableQuery } from './flowLink.tsx';
import { nameIn, useHolderName } from './flowWaits.tsx';
import { flowWords } from './flowWords.tsx';

const BY = ['county', 'cluster', 'bureau', 'recogniser'] as const satisfies readonly StayBy[];
const WHICH = ['over', 'going'] as const;
type Which = (typeof WHICH)[number];

interface Line extends StayLine {
  readonly isWhole: boolean;
}

export function FlowStays({ view }: { readonly view: FlowView }) {
  const say = useWords(flowWords);
  const address = useAddress();
  const query = useTableQuery();
  const by = BY.find((one) => one === address.query.get('by')) ?? 'county';
  const which = WHICH.find((one) => one === address.query.get('stay')) ?? 'over';
  const byWords = {
    county: say('unit'),
    cluster: say('cluster'),
    bureau: say('bureau'),
    recogniser: say('recogniser'),
  };
  // Applications and claims are other passages than stays: no line of all stays stands above them.
  const isStay = by === 'county' || by === 'cluster';
  const { stays } = view.summary;
  const whole: Line = { ...stays.whole, isWhole: true };
  const rows: readonly Line[] = [
    ...(!isStay || stays[by].length < 2 ? [] : [whole]),
    ...stays[by].map((line) => ({ ...line, isWhole: false })),
  ];
  const columns = useColumns(view, by, which, byWords[by]);
  return (
    <section className="panel flow-stays" aria-labelledby="flow-stays">
      <header>
        <h2 id="flow-stays">{say('stays')}</h2>
        <nav className="chips goal-chips flow-choice no-print" aria-label={say('by')}>
          {BY.map((one) => (
            <Link
              key={one}
              to={address.with({ by: one === 'county' ? null : one, 'stays.sort': null })}
              aria-current={by === one ? 'true' : undefined}
            >
              {byWords[one]}
            </Link>
          ))}
        </nav>
        <nav className="chips goal-chips flow-choice no-print" aria-label={say('which')}>
          {WHICH.map((one) => (
            <Link
              key={one}
              to={address.with({ stay: one === 'over' ? null : one })}
              aria-current={which === one ? 'true' : undefined}
            >
              {say(one)}
            </Link>
          ))}
        </nav>
        <ExcelOf query={query(by)} />
      </header>
      {rows.length === 0 ? (
        <Empty title={by === 'bureau' ? say('noApprovals') : say('none')} />
      ) : (
        <Table
          name="stays"
          caption={say('stays')}
          columns={columns}
          rows={rows}
          keyOf={(line) => (line.isWhole ? '*' : (line.key ?? NONE))}
          phone="scroll"
          rowClass={(line) => (line.isWhole ? 'flow-whole' : undefined)}
        />
      )}
      <p className="table-foot">
        {by === 'recogniser'
          ? say('recognitionHint')
          : by === 'bureau'
            ? say('bureauHint')
            : say('staysHint')}
        {isStay && which === 'over' && ` ${say('staysLean')}`}
      </p>
    </section>
  );
}

function useColumns(view: FlowView, by: StayBy, which: Which, head: string): readonly Column<Line>[] {
  const say = useWords(flowWords);
  const holderName = useHolderName(view);
  const nameOf = ({ key, isWhole }: Line) => {
    if (isWhole) return say('whole');
    if (key === null) return say(by === 'recogniser' || by === 'bureau' ? 'anyone' : 'none');
    return by === 'cluster' ? nameIn(view.clusters, key) : holderName(key);
  };
  // A stage that nobody has left (or is in) has nothing to compare.
  const lines = view.summary.stays[by];
  const shown = (lines[0]?.cells ?? []).filter(({ of }) =>
    lines.some(({ cells }) => cells.some((cell) => cell.of === of && cell[which].count > 0)),
  );
  const places = by === 'recogniser' ? view.milestones : view.stages;
  const cellOf = (line: Line, of: string): Lengths | undefined =>
    line.cells.find((cell) => cell.of === of)?.[which];
  const wholeMedian = (of: string) =>
    view.summary.stays.whole.cells.find((cell) => cell.of === of)?.[which].medianDays ?? null;
  const choiceOf = (line: Line, of: string): PassageChoice => {
    const of_ =
      by === 'recogniser'
        ? ({ part: 'recognition', to: of } as const)
        : by === 'bureau'
          ? ({ part: 'approval', stage: of } as const)
          : ({ part: 'stay', stage: of } as const);
    return { ...of_, is: which, ...(line.isWhole ? {} : keyOf(by, line.key ?? NONE)) };
  };
  return [
    { id: 'name', head, phone: 'title', className: 'num', cell: nameOf, sort: nameOf },
    ...shown.map(
      ({ of }): Column<Line> => ({
        id: of,
        head: nameIn(places, of),
        unit: say('workingDays'),
        align: 'right',
        cell: (line) => (
          <StayCell
            lengths={cellOf(line, of)}
            choice={choiceOf(line, of)}
            whole={line.isWhole || by === 'recogniser' || by === 'bureau' ? null : wholeMedian(of)}
          />
        ),
        sort: (line) => {
          const median = cellOf(line, of)?.medianDays ?? null;
          return median === null ? null : String(median);
        },
      }),
    ),
  ];
}

function keyOf(by: StayBy, key: string): Partial<PassageChoice> {
  return by === 'county' ? { unit: key } : by === 'cluster' ? { cluster: key } : { holder: key };
}

function StayCell({
  lengths,
  choice,
  whole,
}: {
  readonly lengths: Lengths | undefined;
  readonly choice: PassageChoice;
  readonly whole: number | null;
}) {
  const say = useWords(flowWords);
  if (lengths === undefined || lengths.count === 0) return NONE_CELL;
  const { medianDays, p90Days, count } = lengths;
  const n = grouped(String(count));
  // A fifth, and at least two days: beside a median of two days a third one is no delay.
  const isSlow =
    medianDays !== null && whole !== null && medianDays >= whole * 1.2 && medianDays - whole >= 2;
  return (
    <span className={isSlow ? 'flow-stay slow' : 'flow-stay'}>
      <PassagesLink choice={choice}>
        {medianDays === null ? <span className="soft small">{say('few', { few: FEW })}</span> : medianDays}
        <small>{medianDays === null ? say('cellFew', { n }) : say('cell', { p90: p90Days ?? '', n })}</small>
      </PassagesLink>
    </span>
  );
}
