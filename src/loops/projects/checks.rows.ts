// What checks and probes are judged by: one project with all that was told of it, cut by asOf where it is a happening. Wider than projects.rows.ts,
// because a probe compares what was registered; it only reads what the folds wrote.
import type { PlainDate } from '../../kernel/plainDate.ts';
import type { SuspensionRow } from './projects.rows.ts';

/** One project. Money in yuan as decimal text, area in mu. */
export interface CheckedProject {
  readonly subject: string;
  readonly unit: string;
  readonly name: string;
  readonly lifecycle: string;
  readonly investor: string | null;
  readonly creditCode: string | null;
  readonly park: string | null;
  readonly landMu: string | null;
  /** Number of the parcel, where one was told. */
  readonly parcel: string | null;
  readonly plannedInvestmentYuan: string;
  readonly code: string | null;
  readonly phaseOf: string | null;
  readonly registeredOn: PlainDate;
  readonly registeredBy: string;
  readonly registeredUnit: string;
  /** Null while it has not ended by asOf. */
  readonly endedOn: PlainDate | null;
  /** Day of the counted occurrence, by milestone. */
  readonly reached: ReadonlyMap<string, PlainDate>;
  /** Standing monthly reports, by month YYYY-MM. */
  readonly actual: ReadonlyMap<string, string>;
  readonly financing: ReadonlyMap<string, string>;
  /** Visible progress 形象进度 in %, as last told; null where nobody tells it. */
  readonly progress: { readonly percent: string; readonly on: PlainDate } | null;
  readonly suspensions: readonly SuspensionRow[];
  /** Every planned investment that was told, in the order of telling. `fact` is the id of the fact that told it. */
  readonly amounts: readonly PlannedAmount[];
}

export interface PlannedAmount {
  readonly fact: string;
  readonly amountYuan: string;
  readonly toldOn: PlainDate;
}
