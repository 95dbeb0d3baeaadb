// What the cockpit shows, as data: the JSON of GET /api/cockpit, the terminal's cockpit and the page draw the same view.
// Decimals are strings in the unit named beside them; a figure that no source gives is null with a status.
import type { Words } from '../kernel/loop.ts';

export type Light = 'green' | 'yellow' | 'red' | 'blue' | 'grey';

/** Where the view stands in time: which day is looked at, which facts were known, and the proof head of that knowledge. */
export interface Standpoint {
  readonly city: { readonly id: string; readonly name: string; readonly simulated: boolean };
  readonly planTitle: string;
  readonly asOf: string;
  /** Seq of the last fact looked at, and the city's date it was known by. */
  readonly knownSeq: number;
  readonly knownOn: string;
  /** True when `known` was given: the page shows the band 时点数据. */
  readonly asKnownThen: boolean;
  /** `SEQ:HASH` of the last fact looked at. */
  readonly head: string;
}

/** A figure that opens: the address of its rows is `/figures/<measure>?asOf=…&known=…`. */
export interface FigureRef {
  readonly measure: string;
  readonly from: string;
  readonly asOf: string;
  readonly unit?: string;
  /** A dimension that it is broken down by, and the value of it that it is narrowed to ('-': nobody has told one). */
  readonly by?: string;
  readonly value?: string;
}

export interface TargetLine {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  /** Annual target in `unit`, or null where the plan leaves it open. */
  readonly target: string | null;
  /** Cumulative completion in `unit`; null when not published. */
  readonly value: string | null;
  readonly status: 'published' | 'not_published' | 'no_engine_yet';
  /** What was counted after the day looked at, up to today: told beside the figure, not in it. Null where nothing was, or it is not asked. */
  readonly since: { readonly value: string; readonly figure: FigureRef } | null;
  /** The simulated count beside a figure that is not published; shown with 模拟. */
  readonly simulatedValue: string | null;
  /** 完成率, 序时进度 in percent with one decimal; 与序时差 in percentage points with sign. */
  readonly completionPct: string | null;
  readonly timePct: string | null;
  readonly gapPoints: string | null;
  readonly remaining: string | null;
  readonly monthlyNeeded: string | null;
  readonly monthlySoFar: string | null;
  /** Cumulative completion at the end of the month before, and the change since. */
  readonly lastMonth: string | null;
  readonly change: string | null;
  readonly light: Light;
  readonly cause: Words;
  /** "还差574个,月均需95.7个,上半年月均71个" */
  readonly sentence: Words;
  readonly strength: string | null;
  /** Last day of the target's term; null for a promise without a date. */
  readonly dueOn: string | null;
  readonly owner: string | null;
  readonly refreshedOn: string | null;
  /** 报送率: how many of the units that owe it by the plan's `reporting` have reported for the month; null where no duty covers the measure. */
  readonly reporting: { readonly expected: number; readonly reported: number; readonly duty: string } | null;
  /** Cumulative completion at the end of each month of the year so far, and the pace line of all twelve. */
  readonly trend: readonly { readonly month: string; readonly value: string }[];
  readonly pace: readonly { readonly month: string; readonly value: string }[];
  readonly figure: FigureRef | null;
  readonly definition: Words;
}

export interface UnitLine {
  readonly unit: string;
  readonly name: string;
  /** One cell a headline measure: the cumulative count, the unit's target where the plan splits it (else null: 待补来源). */
  readonly cells: readonly {
    readonly measure: string;
    readonly value: string;
    readonly target: string | null;
    readonly gapPoints: string | null;
    /** Null where the account may not look into the unit. */
    readonly figure: FigureRef | null;
  }[];
  readonly position: number;
  readonly tied: boolean;
  /** Places gained (+) or lost (−) since the end of last month. */
  readonly moved: number | null;
  readonly reportedOn: string | null;
}

export interface FunnelStage {
  readonly stage: string;
  readonly name: string;
  readonly count: number;
  readonly medianDays: number | null;
  readonly stuck: number;
}

export interface ReadingLine {
  readonly indicator: string;
  readonly title: string;
  readonly value: string | null;
  readonly unit: string;
  readonly status: 'published' | 'not_published';
  readonly rank: {
    readonly position: number;
    readonly of: number | null;
    readonly tied: boolean;
    readonly group: string;
  } | null;
  readonly period: string;
  readonly refreshedOn: string | null;
}

export interface CockpitView {
  readonly at: Standpoint;
  /** The city's day, where the view stands at an earlier one of the same year and not as known then. */
  readonly today: string | null;
  /** What somebody can act on, worst first: red, yellow, and grey where a count exists that was due and is not published. */
  readonly exceptions: readonly string[];
  /** 待数据: grey lines without any figure, one group a reason. */
  readonly awaiting: readonly {
    readonly reason: 'not_published' | 'no_engine_yet';
    readonly targets: readonly string[];
  }[];
  readonly targets: readonly TargetLine[];
  readonly funnel: readonly FunnelStage[];
  readonly units: {
    readonly measures: readonly {
      readonly id: string;
      readonly title: string;
      readonly unit: string;
      readonly target: string;
    }[];
    readonly rankedBy: string;
    /** What the places were ranked by, now and at the end of the month before: of the whole city, with its breakdown by unit. */
    readonly ranked: FigureRef | null;
    readonly before: FigureRef | null;
    readonly lines: readonly UnitLine[];
  };
  readonly stocks: readonly {
    readonly measure: string;
    readonly title: Words;
    readonly value: string;
    readonly unit: string;
    readonly note: Words | null;
    readonly figure: FigureRef;
  }[];
  readonly readings: readonly ReadingLine[];
  /** 补报 and 更正 of the year so far, a line a loop and sort; each opens to its rows. */
  readonly told: readonly {
    readonly measure: string;
    readonly title: Words;
    readonly value: string;
    readonly unit: string;
    readonly figure: FigureRef;
  }[];
}

/** GET /api/measures/<id>/rows: where a figure comes from. */
export interface FigureView {
  readonly at: Standpoint;
  readonly measure: {
    readonly id: string;
    readonly title: Words;
    readonly unit: string;
    readonly definition: Words;
    /** False where a target of it was not published: then the value is a simulated count and no figure. */
    readonly published: boolean;
  };
  readonly from: string;
  readonly asOf: string;
  readonly value: string;
  /** `opens` is false where the account may not look into the unit. */
  readonly byUnit: readonly {
    readonly unit: string;
    readonly name: string;
    readonly value: string;
    readonly opens: boolean;
  }[];
  /** The unit whose rows alone are listed, where the account reaches no further; the value is the city's all the same. */
  readonly rowsOf: { readonly unit: string; readonly name: string } | null;
  readonly byMonth: readonly { readonly month: string; readonly value: string }[];
  /** What it may be broken down by beside county and month. */
  readonly dimensions: readonly { readonly id: string; readonly title: string }[];
  /** By the dimension that was asked for, in the plan's order; null where none was. `group` null: nobody has told one. */
  readonly byDimension: {
    readonly by: string;
    readonly title: string;
    readonly rows: readonly {
      readonly group: string | null;
      readonly name: string | null;
      readonly value: string;
    }[];
  } | null;
  /** The value as it was known when the period was reported, when that differs. */
  readonly asReported: { readonly knownOn: string; readonly value: string } | null;
  readonly columns: readonly {
    readonly column: string;
    readonly title: Words;
    readonly type: 'text' | 'term' | 'date' | 'instant' | 'decimal' | 'fact';
  }[];
  readonly rows: readonly Readonly<Record<string, string | null>>[];
  readonly total: number;
  readonly nextCursor: string | null;
}
