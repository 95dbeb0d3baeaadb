// Measures: the named figures that a loop offers to everything after it. A measure is a condition and a value over a
// source (a relation of dated rows); the engine (ledger/measures.pg.ts) asks many measures of one source in a single
// statement, and lists the rows behind any figure. Loops never import each other: they meet here, by id.
import type { Words } from './loop.ts';
import type { PlainDate } from './plainDate.ts';
import type { Sql } from './sql.ts';

/** What a question is about. Derived rows are chosen by the transaction (as known then, or now); asOf cuts happenings. */
export interface Question {
  readonly city: string;
  /** First day of the flow, inclusive. */
  readonly from: PlainDate;
  /** Last day looked at, inclusive: the later end of a flow, the date of a stock. */
  readonly asOf: PlainDate;
}

/**
 * A relation over fold tables with at least the columns
 *   subject text, unit text, on_date date (when the row counts), value columns as numeric, and any dimension columns.
 * `flow`: rows count in the period in which on_date falls. `stock`: the rows are those that hold at asOf.
 */
export interface MeasureSource {
  readonly name: string;
  readonly tense: 'flow' | 'stock';
  relation(question: Question): Sql;
  /** Columns a figure may be broken down by, beside unit and month of on_date. */
  readonly dimensions: readonly string[];
  /** Dimensions that no column holds, such as `attribute:origin` of what a plan declares: an expression over alias `s`; undefined for a name it does not know. */
  dimensionOf?(name: string, question: Pick<Question, 'city'>): Sql | undefined;
  /** How a row of the source is shown when a figure is opened: columns in order, with words for their heads. */
  readonly opens: readonly {
    readonly column: string;
    readonly title: Words;
    /** `term`: an id that the plan or the loop has a name for (a milestone, an indicator, a state). */
    readonly type: 'text' | 'term' | 'date' | 'instant' | 'decimal' | 'fact';
  }[];
}

export interface Measure {
  /** `<loop>.<name>`, e.g. projects.started. */
  readonly id: string;
  readonly title: Words;
  readonly source: string;
  /** SQL over the source's columns (alias `s`) choosing its rows; constant text of ours, never input. */
  readonly where?: string;
  /** 'count' or the numeric column to be summed. */
  readonly value: 'count' | { readonly sum: string };
  /** Base unit of the value: 个, 元, 亩 … Published units are the figure's own matter. */
  readonly unit: string;
  /** The rule the figure is counted by, in words, with document number and version where there is one. */
  readonly definition: Words;
  /** Id of the measure that counts what was told for this one, whatever became of it: 报送率 is counted from that. */
  readonly toldBy?: string;
}
