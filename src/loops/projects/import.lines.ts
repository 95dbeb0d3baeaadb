// How a planned row is shown, and what a whole list comes to: its rows counted by what becomes of them, the first of each kind, the names nobody knows. Pure.
import type { PlannedRow, RowState } from './import.plan.ts';
import {
  isSkipped,
  type NamedField,
  nearOf,
  type ReadCell,
  type ReadingBasis,
  type RowProblem,
  type RowReader,
  type SkippedRow,
  unclearOf,
} from './import.rows.ts';

export type LineState = RowState | 'recorded' | 'rejected' | 'skipped';
export type PlannedLine = PlannedRow | SkippedRow;

/** A row as the page shows it. */
export interface ShownLine {
  readonly row: number;
  readonly state: LineState;
  readonly project: string | null;
  readonly name: string;
  readonly skipped: string | null;
  readonly cells: readonly ReadCell[];
  readonly differences: PlannedRow['differences'];
  readonly commands: readonly {
    readonly command: string;
    readonly late: boolean;
    readonly milestone: string | null;
    readonly occurredOn: string | null;
  }[];
  readonly problems: readonly RowProblem[];
}

/** A text that the file uses and nobody knows: the person says once what it is. */
export interface Unclear {
  readonly field: NamedField;
  readonly text: string;
  readonly count: number;
  readonly near: readonly { readonly id: string; readonly name: string }[];
}

/** By line state; `facts`: commands planned, `late`: rows with one of a closed month. */
export type Counts = Partial<Record<LineState | 'facts' | 'late', number>>;

/** What has come to be known since the last time it was told. */
export interface TallyNews {
  readonly rows: number;
  readonly counts: Counts;
  readonly lines: readonly ShownLine[];
  readonly unclear: readonly Unclear[];
}

/** Lines of one state that are kept for the page; the file itself is read again for the rest. */
export const KEPT_LINES_MAX = 300;
const UNCLEAR_MAX = 200;

export class Tally {
  private readonly reader: RowReader;
  private readonly basis: ReadingBasis;
  private readonly shown = new Map<LineState, number>();
  private readonly unclear = new Map<string, Unclear>();
  private rows = 0;
  private counts: Counts = {};
  private lines: ShownLine[] = [];

  constructor(reader: RowReader, basis: ReadingBasis) {
    this.reader = reader;
    this.basis = basis;
  }

  take(line: PlannedLine): void {
    this.rows += 1;
    const state = isSkipped(line) ? 'skipped' : line.state;
    this.counts[state] = (this.counts[state] ?? 0) + 1;
    const before = this.shown.get(state) ?? 0;
    if (before < KEPT_LINES_MAX) {
      this.shown.set(state, before + 1);
      this.lines.push(shownLine(line, this.reader));
    }
    if (isSkipped(line)) return;
    this.counts.facts = (this.counts.facts ?? 0) + line.commands.length;
    if (line.commands.some(({ late }) => late)) this.counts.late = (this.counts.late ?? 0) + 1;
    if (line.problems.length > 0) this.ask(line);
  }

  /** Unclear names are told whole: there are few. */
  news(): TallyNews {
    const { rows, counts, lines } = this;
    [this.rows, this.counts, this.lines] = [0, {}, []];
    return { rows, counts, lines, unclear: [...this.unclear.values()] };
  }

  private ask(line: PlannedRow): void {
    for (const { field, text } of unclearOf(line.reading)) {
      const key = `${field}\n${text}`;
      const before = this.unclear.get(key);
      if (before !== undefined) this.unclear.set(key, { ...before, count: before.count + 1 });
      else if (this.unclear.size < UNCLEAR_MAX)
        this.unclear.set(key, { field, text, count: 1, near: nearOf(field, text, this.basis) });
    }
  }
}

export function shownLine(line: PlannedLine, reader: RowReader): ShownLine {
  if (isSkipped(line)) {
    const nothing = { project: null, name: '', cells: [], differences: [], commands: [], problems: [] };
    return { row: line.row, state: 'skipped', skipped: line.skipped, ...nothing };
  }
  const { reading, state, project, differences, problems } = line;
  const { texts } = reading;
  return {
    row: reading.row,
    state,
    project,
    name: texts.name ?? texts.project ?? texts.code ?? '',
    skipped: null,
    cells: reader.cellsOf(reading),
    differences,
    commands: line.commands.map(({ command, late, body }) => ({
      command,
      late,
      milestone: typeof body.milestone === 'string' ? body.milestone : null,
      occurredOn: typeof body.occurredOn === 'string' ? body.occurredOn : null,
    })),
    problems,
  };
}
