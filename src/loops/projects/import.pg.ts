// A project list from its table to the ledger: the head found, rows read and planned in batches against what stands, and, when asked, recorded through the
// writer like any command. The file is a stream both times: neither its rows nor their plans are ever together in memory.

import { inScope, scopeOf } from '../../access/scope.ts';
import { canonicalText } from '../../kernel/canonical.ts';
import { hashHex } from '../../kernel/hash.node.ts';
import type { Actor, Row } from '../../kernel/loop.ts';
import { isProblem, Problem } from '../../kernel/problem.ts';
import { sql } from '../../kernel/sql.ts';
import type { Ledger } from '../../ledger/ledger.pg.ts';
import type { LedgerView } from '../../ledger/view.pg.ts';
import { clustersSection } from '../../plan/organisation.ts';
import type { TableFile } from '../../plan/tables/xlsxRows.node.ts';
import { NameBook, type Named, nameKey } from '../../plan/tableValues.ts';
import { unitsSection } from '../../plan/unitRules.ts';
import { type FoundColumn, type FoundHead, findHead, HEAD_ROWS_MAX, type HeadRow } from './import.columns.ts';
import {
  type Digest,
  type ImportChoices,
  ImportPlanner,
  type KnownProject,
  type KnownProjects,
  type PlannedCommand,
  type PlannedRow,
  subjectOf,
} from './import.plan.ts';
import {
  isSkipped,
  type ReadingBasis,
  type RowReading,
  readProjectRow,
  type SkippedRow,
} from './import.rows.ts';
import { type Lifecycle, lifecyclesSection } from './projects.plan.ts';

/** How the person wants the file to be read. */
export interface ImportAsk extends ImportChoices {
  readonly sheet?: number | undefined;
  /** Place of a column → its field ('' = left out) and unit: goes before what was found. */
  readonly columns: Readonly<
    Record<string, { readonly field?: string | undefined; readonly unit?: string | undefined }>
  >;
  readonly year?: number | undefined;
  readonly unit?: string | undefined;
  readonly lifecycle?: string | undefined;
  readonly answers: ReadingBasis['answers'];
}

export interface ImportAt {
  readonly ledger: Ledger;
  readonly city: string;
  readonly actor: Actor;
}

export interface OpenedList {
  readonly sheet: number;
  readonly head: FoundHead;
  readonly lifecycle: Lifecycle;
}

const BATCH_ROWS = 5000;
const digest: Digest = (text) => hashHex('sha256', text);

/** The sheet that is asked for, else the first visible one with a head. Fails with `import_head_missing`, and as the table's rows do. */
export async function openList(
  { ledger, city }: ImportAt,
  table: TableFile,
  ask: ImportAsk,
): Promise<OpenedList> {
  const lifecycle = await ledger.read(city, {}, async (view) => lifecycleOf(view, ask.lifecycle));
  const sheets =
    ask.sheet === undefined ? table.sheets.flatMap(({ hidden }, at) => (hidden ? [] : [at])) : [ask.sheet];
  for (const sheet of sheets) {
    const head = findHead(await firstRows(table, sheet), lifecycle);
    if (head !== undefined)
      return { sheet, lifecycle, head: { ...head, columns: chosen(head.columns, ask) } };
  }
  throw new Problem({
    code: 'import_head_missing',
    message: `前 ${HEAD_ROWS_MAX} 行里没有找到表头：要有“项目名称”或“项目编号”，和至少另一列`,
    kept: '没有写入任何事实',
    fix: '选对工作表；表头写成 项目名称、县区、计划投资（万元）、签约时间 等',
    status: 400,
  });
}

async function firstRows(table: TableFile, sheet: number): Promise<readonly HeadRow[]> {
  const rows: HeadRow[] = [];
  for await (const batch of table.rows(sheet)) {
    rows.push(...batch);
    if (rows.length > HEAD_ROWS_MAX) break;
  }
  return rows.slice(0, HEAD_ROWS_MAX + 1);
}

function lifecycleOf(view: LedgerView, wanted: string | undefined): Lifecycle {
  const all = view.plan.section(lifecyclesSection);
  const found =
    wanted === undefined
      ? (all.find(({ counted }) => counted) ?? all[0])
      : all.find(({ id }) => id === wanted);
  if (found !== undefined) return found;
  throw new Problem({
    code: 'lifecycle_unknown',
    message: `计划里没有生命周期“${wanted ?? ''}”`,
    fix: '用计划 lifecycles 里的编号',
    status: 400,
  });
}

function chosen(columns: readonly FoundColumn[], { columns: wanted }: ImportAsk): readonly FoundColumn[] {
  const changed = new Set(Object.values(wanted).flatMap(({ field }) => field ?? []));
  return columns.map((column) => {
    const { field, unit } = wanted[String(column.at)] ?? {};
    const own =
      field === undefined
        ? column.field !== null && changed.has(column.field)
          ? null
          : column.field
        : field === ''
          ? null
          : (field as FoundColumn['field']);
    return { ...column, field: own, unit: unit === undefined || unit === '' ? column.unit : unit };
  });
}

export type PlannedLine = PlannedRow | SkippedRow;

export interface PlannedBatch {
  readonly lines: readonly PlannedLine[];
  /** The cells as they stand in the file, by the same place. */
  readonly rows: readonly HeadRow[];
}

/** The rows behind the head, planned against what stands when their batch comes. Fails as the table's rows do. */
export async function* plannedBatches(
  at: ImportAt,
  {
    table,
    list,
    ask,
    source,
  }: {
    readonly table: TableFile;
    readonly list: OpenedList;
    readonly ask: ImportAsk;
    readonly source: string;
  },
): AsyncGenerator<PlannedBatch> {
  let planner: ImportPlanner | undefined;
  let reading: ReadingBasis | undefined;
  for await (const rows of regrouped(table.rows(list.sheet), list.head.lastRow)) {
    yield await at.ledger.read(at.city, {}, async (view) => {
      reading ??= readingBasis(view, at.actor, { list, ask, date1904: table.date1904 });
      planner ??= new ImportPlanner({
        ...ask,
        actor: at.actor,
        plan: view.plan,
        lifecycle: list.lifecycle,
        now: view.now,
        today: view.today,
        calendar: view.calendar,
        closedPeriods: new Set(view.closedPeriods),
        digest,
        source,
      });
      const basis = reading;
      const plans = planner;
      const read = rows.map((row) => readProjectRow(row, basis));
      const known = await knownProjects(
        view,
        at.actor,
        read.filter((each): each is RowReading => !isSkipped(each)),
      );
      return { rows, lines: read.map((each) => (isSkipped(each) ? each : plans.plan(each, known))) };
    });
  }
}

async function* regrouped(
  batches: AsyncIterable<readonly HeadRow[]>,
  lastRow: number,
): AsyncGenerator<readonly HeadRow[]> {
  let group: HeadRow[] = [];
  for await (const batch of batches) {
    for (const row of batch) if (row.row > lastRow) group.push(row);
    if (group.length < BATCH_ROWS) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}

function readingBasis(
  view: LedgerView,
  actor: Actor,
  { list, ask, date1904 }: { readonly list: OpenedList; readonly ask: ImportAsk; readonly date1904: boolean },
): ReadingBasis {
  const { units } = view.plan;
  const scope = scopeOf(actor);
  const known = view.plan.section(unitsSection).filter(({ id }) => units.find(id, view.today) !== undefined);
  const inReach = known.filter(({ id }) => inScope(scope, id, units, view.today));
  const bearing = known.filter(({ id }) => units.find(id, view.today)?.bearsTasks === true);
  // Counties first: a village of the same name does not make a county unclear. All of them: that one is out of reach is for the decider to say.
  const [counties, all] = [new NameBook(withShort(bearing)), new NameBook(withShort(inReach))];
  const parks = new NameBook(
    withShort(known.filter(({ kind }) => !/^(village|township|county|city|province)$/.test(kind))),
  );
  const clusters = view.plan.section(clustersSection).map(({ id, title }) => ({ id, name: title }));
  const clusterNames = new Map(clusters.map(({ id, name }) => [id, name]));
  const unitNames = new Map(known.map(({ id, name }) => [id, name]));
  return {
    columns: list.head.columns,
    date1904,
    year: ask.year,
    units: {
      resolve(text) {
        const county = counties.resolve(text);
        if ('id' in county) return county;
        const any = all.resolve(text);
        return 'id' in any ? any : { unclear: [...county.unclear, ...any.unclear].slice(0, 8) };
      },
    },
    clusters: new NameBook(clusters),
    parks,
    nameOf: (field, id) =>
      field === 'cluster'
        ? clusterNames.get(id)
        : field === 'unit' || field === 'park'
          ? unitNames.get(id)
          : undefined,
    answers: ask.answers,
    resolved: new Map(),
    unit: ask.unit,
  };
}

/** 四会 for 四会市: what people write. Where two would be meant, neither is. */
function withShort(units: readonly Named[]): readonly Named[] {
  return units.flatMap(({ id, name }) => {
    const short = name.replace(/(自治县|新区|市|县|区|镇|街道|乡)$/, '');
    return short.length < 2 || short === name
      ? [{ id, name }]
      : [
          { id, name },
          { id, name: short },
        ];
  });
}

async function knownProjects(
  view: LedgerView,
  actor: Actor,
  readings: readonly RowReading[],
): Promise<KnownProjects> {
  const city = view.city.id;
  const codes = [...new Set(readings.flatMap(({ texts }) => texts.code ?? []))];
  const held = await view.query(
    sql`select key, subject from reservation where city = ${city} and kind = 'project_code' and key = any(${codes}::text[])`,
  );
  const ids = [
    ...new Set([
      ...readings.map((each) => subjectOf(each, digest)),
      ...held.map((row) => String(row.subject)),
    ]),
  ];
  const names = [
    ...new Set(
      readings.flatMap(({ texts }) =>
        texts.name === undefined || texts.project !== undefined ? [] : nameKey(texts.name),
      ),
    ),
  ];
  const projects = await view.query(
    sql`select * from project where city = ${city} and subject = any(${ids}::text[])`,
  );
  const named =
    names.length === 0
      ? []
      : await view.query(
          sql`select * from project where city = ${city} and lower(replace(normalize(name, nfkc), ' ', '')) = any(${names}::text[])`,
        );
  const all = new Map([...projects, ...named].map((row) => [String(row.subject), row]));
  const of = sql`city = ${city} and subject = any(${[...all.keys()]}::text[])`;
  const milestones = bySubject(
    all.size === 0 ? [] : await view.query(sql`select * from project_milestone where ${of}`),
  );
  const suspensions = bySubject(
    all.size === 0 ? [] : await view.query(sql`select * from project_suspension where ${of}`),
  );
  const whole = (row: Row): KnownProject => ({
    project: row,
    milestones: milestones.get(String(row.subject)) ?? [],
    suspensions: suspensions.get(String(row.subject)) ?? [],
  });
  const scope = scopeOf(actor);
  const reached = named.filter((row) => inScope(scope, String(row.unit), view.plan.units, view.today));
  return {
    byId: new Map([...all].map(([id, row]) => [id, whole(row)])),
    byCode: new Map(held.map((row) => [String(row.key), String(row.subject)])),
    byName: Map.groupBy(reached.map(whole), ({ project }) => nameKey(String(project.name))),
  };
}

function bySubject(rows: readonly Row[]): ReadonlyMap<string, readonly Row[]> {
  return Map.groupBy(rows, (row) => String(row.subject));
}

export interface RowOutcome {
  readonly line: PlannedRow;
  /** Commands that recorded facts, and those that had been recorded before. */
  readonly recorded: number;
  readonly repeated: number;
  readonly problem: {
    readonly code: string;
    readonly message: string;
    readonly column: number | null;
  } | null;
}

/** Rows under way at once: enough for full batches of the writer. */
const IN_FLIGHT_MAX = 1024;
const FATAL: ReadonlySet<string> = new Set(['city_unknown', 'disk_full', 'database_gone', 'database_busy']);

/**
 * The commands of a row one after another, rows beside one another. A key is made of the content, so that what was recorded before a torn import is not
 * recorded again. What the writer refuses is told with its code, and the row's later commands are left. @throws Problem what ends everything
 */
export async function recordRows(
  at: ImportAt,
  lines: readonly PlannedRow[],
  { cancelled, done }: { readonly cancelled: () => boolean; readonly done: (outcome: RowOutcome) => void },
): Promise<void> {
  const flying = new Set<Promise<void>>();
  let landed: () => void = () => undefined;
  let fatal: unknown;
  for (const line of lines) {
    if (cancelled() || fatal !== undefined) break;
    if (line.commands.length === 0) continue;
    const sent = recordRow(at, line)
      .then(done, (error: unknown) => {
        fatal ??= error;
      })
      .finally(() => {
        flying.delete(sent);
        landed();
      });
    flying.add(sent);
    while (flying.size >= IN_FLIGHT_MAX)
      await new Promise<void>((resolve) => {
        landed = resolve;
      });
  }
  await Promise.all(flying);
  if (fatal !== undefined) throw fatal;
}

async function recordRow({ ledger, city, actor }: ImportAt, line: PlannedRow): Promise<RowOutcome> {
  let [recorded, repeated] = [0, 0];
  for (const each of line.commands) {
    const { command, body, late, column } = each;
    try {
      const answer = await ledger.submit(city, {
        key: keyOf(each),
        actor,
        loop: 'projects',
        command,
        body,
        late,
      });
      if (answer.repeated) repeated += 1;
      else recorded += 1;
    } catch (error) {
      if (!isProblem(error) || FATAL.has(error.code) || error.status >= 500) throw error;
      return { line, recorded, repeated, problem: { code: error.code, message: error.message, column } };
    }
  }
  return { line, recorded, repeated, problem: null };
}

function keyOf({ command, body, late, over }: PlannedCommand): string {
  return `projects/import/${digest(canonicalText({ body, command, late, over }))}`;
}
