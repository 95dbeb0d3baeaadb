// One going-over of a list, in pieces: rows read, asked about, planned. What stands in the ledger is asked for through `known`, ahead of its turn, so that reading
// goes on while the answer is under way. It runs in the server's thread for a short list and in a thread of its own for a long one. Pure.
import { scopeOf } from '../../access/scope.ts';
import { canonicalText } from '../../kernel/canonical.ts';
import type { JsonObject } from '../../kernel/json.ts';
import type { TableFile } from '../../plan/tables/table.ts';
import type { HeadRow } from './import.columns.ts';
import {
  type KnownAnswer,
  type KnownQuestion,
  knownOf,
  namedSubjects,
  namesOf,
  questionOf,
} from './import.known.ts';
import { type PlannedLine, type ShownLine, shownLine, Tally, type TallyNews } from './import.lines.ts';
import { type Digest, ImportPlanner, type PlannedCommand, type PlannedRow } from './import.plan.ts';
import { isSkipped, RowReader, type RowReading } from './import.rows.ts';
import { type OpenedList, planOf, type RunSetup, readingBasis } from './import.setup.ts';

export interface RunPorts {
  known(question: KnownQuestion): Promise<KnownAnswer>;
  /** What `namedSubjects` takes; asked for once, and only for a list that tells projects by their names. */
  names(): Promise<string>;
  readonly digest: Digest;
}

/** A row that is to be recorded: its commands, each under a key made of its content, so that what was recorded before is not recorded again. */
export interface SentRow {
  readonly row: number;
  readonly name: string;
  readonly project: string | null;
  readonly commands: readonly {
    readonly key: string;
    readonly command: string;
    readonly body: JsonObject;
    readonly late: boolean;
    readonly column: number | null;
  }[];
  /** As it is shown, of the first that are sent. */
  readonly shown: ShownLine | null;
}

export interface Portion {
  readonly news: TallyNews;
  /** Empty of a check. */
  readonly send: readonly SentRow[];
}

/** Of a check: beside what it says, the same rows as a recording on what stands now would have them. */
export interface CheckedPortion extends Portion {
  readonly planned: Portion;
}

export interface PlannedBatch {
  readonly lines: readonly PlannedLine[];
  /** The cells as they stand in the file, by the same place. */
  readonly rows: readonly HeadRow[];
}

const BATCH_ROWS = 2000;
const PORTION_ROWS = 500;
const SHOWN_SENT_MAX = 300;

interface Gone {
  readonly setup: RunSetup;
  readonly list: OpenedList;
  readonly ports: RunPorts;
}

/** Rows that are clear come out to be recorded, and are counted by who records them. */
export async function* recordPortions(table: TableFile, gone: Gone): AsyncGenerator<Portion> {
  for await (const { planned } of checkPortions(table, gone)) yield planned;
}

export async function* checkPortions(table: TableFile, gone: Gone): AsyncGenerator<CheckedPortion> {
  const { setup, list, ports } = gone;
  const basis = readingBasis(setup, list, table.date1904);
  const reader = new RowReader(basis);
  /** Of all rows, and of those that are not clear. */
  const [all, unclear] = [new Tally(reader, basis), new Tally(reader, basis)];
  let shown = 0;
  let send: SentRow[] = [];
  let count = 0;
  const portion = (): CheckedPortion => ({
    news: all.news(),
    send: [],
    planned: { news: unclear.news(), send },
  });
  for await (const { lines } of plannedBatches(table, { setup, list, ports, reader })) {
    for (const line of lines) {
      all.take(line);
      if (isSkipped(line) || line.commands.length === 0) unclear.take(line);
      else {
        send.push(sentRow(line, shown < SHOWN_SENT_MAX ? reader : undefined, ports.digest));
        shown += 1;
      }
      count += 1;
      if (count % PORTION_ROWS !== 0) continue;
      yield portion();
      send = [];
    }
  }
  yield portion();
}

function sentRow(line: PlannedRow, reader: RowReader | undefined, digest: Digest): SentRow {
  const { texts, row } = line.reading;
  return {
    row,
    name: texts.name ?? texts.project ?? texts.code ?? '',
    project: line.project,
    commands: line.commands.map((planned) => ({
      key: keyOf(planned, digest),
      command: planned.command,
      body: planned.body,
      late: planned.late,
      column: planned.column,
    })),
    shown: reader === undefined ? null : shownLine(line, reader),
  };
}

function keyOf({ command, body, late, over }: PlannedCommand, digest: Digest): string {
  return `projects/import/${digest(canonicalText({ body, command, late, over }))}`;
}

/** The rows behind the head, planned against what stands when they come near. Fails as the table's rows do. */
export async function* plannedBatches(
  table: TableFile,
  {
    setup,
    list,
    ports,
    reader,
  }: {
    readonly setup: RunSetup;
    readonly list: OpenedList;
    readonly ports: RunPorts;
    readonly reader: RowReader;
  },
): AsyncGenerator<PlannedBatch> {
  const plan = planOf(setup);
  const planner = new ImportPlanner({
    ...setup.ask,
    actor: setup.actor,
    plan,
    lifecycle: list.lifecycle,
    now: setup.now,
    today: setup.today,
    calendar: setup.calendar,
    closedPeriods: new Set(setup.closedPeriods),
    digest: ports.digest,
    source: setup.source,
  });
  const reach = { scope: scopeOf(setup.actor), units: plan.units, today: setup.today };
  const groups = regrouped(table.rows(list.sheet), list.head.lastRow);
  const told = { digest: ports.digest, lifecycle: list.lifecycle.id };
  let subjectsOf: ReadonlyMap<string, readonly string[]> | undefined;
  const ask = async () => {
    const { value: rows, done } = await groups.next();
    if (done === true) return undefined;
    const read = rows.map((row) => reader.read(row));
    const readings = read.filter((each): each is RowReading => !isSkipped(each));
    const names = namesOf(readings);
    if (names.length > 0) subjectsOf ??= namedSubjects(await ports.names());
    const named = names.flatMap((name) => subjectsOf?.get(name) ?? []);
    return { rows, read, names, answer: ports.known(questionOf(readings, named, told)) };
  };
  let next = ask();
  try {
    for (;;) {
      const group = await next;
      if (group === undefined) return;
      next = ask();
      // It may fail while the one before it is looked at: then it is heard when its turn comes.
      next.then((told) => told?.answer.catch(() => undefined)).catch(() => undefined);
      const known = knownOf(await group.answer, group.names, reach);
      const lines = group.read.map((each) => (isSkipped(each) ? each : planner.plan(each, known)));
      yield { rows: group.rows, lines };
    }
  } finally {
    await next.catch(() => undefined);
    await groups.return(undefined);
  }
}

async function* regrouped(
  batches: AsyncIterable<readonly HeadRow[]>,
  lastRow: number,
): AsyncGenerator<readonly HeadRow[], undefined> {
  let group: HeadRow[] = [];
  for await (const batch of batches) {
    for (const row of batch) {
      if (row.row <= lastRow) continue;
      group.push(row);
      if (group.length < BATCH_ROWS) continue;
      yield group;
      group = [];
    }
  }
  if (group.length > 0) yield group;
}
