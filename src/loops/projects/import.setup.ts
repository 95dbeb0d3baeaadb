// What one going-over of a list is done with, as plain data: it is handed to a thread of its own as it is. And what is made of it there: the plan's sections as
// they are asked for, the books of names, what rows are read and planned by. Pure.
import { inScope, scopeOf } from '../../access/scope.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { JsonObject } from '../../kernel/json.ts';
import type { Actor, PlanInForce, PlanSection } from '../../kernel/loop.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import { Problem } from '../../kernel/problem.ts';
import type { WorkCalendar } from '../../kernel/workCalendar.ts';
import { clustersSection, clusterTitles } from '../../plan/organisation.ts';
import type { TableFile } from '../../plan/tables/table.ts';
import { NameBook, type Named } from '../../plan/tableValues.ts';
import { unitsSection, unitTreesSection } from '../../plan/unitRules.ts';
import { buildUnits } from '../../plan/unitTree.ts';
import {
  type FoundColumn,
  type FoundHead,
  findHead,
  HEAD_ROWS_MAX,
  type HeadRow,
  headAt,
} from './import.columns.ts';
import type { ImportChoices } from './import.plan.ts';
import type { ReadingBasis } from './import.rows.ts';
import { type Lifecycle, lifecyclesSection } from './projects.plan.ts';

/** How the person wants the file to be read. */
export interface ImportAsk extends ImportChoices {
  readonly sheet?: number | undefined;
  /** Number of the row that is the head, where it is not found or found wrongly. */
  readonly headRow?: number | undefined;
  /** Place of a column → its field ('' = left out) and unit: goes before what was found. */
  readonly columns: Readonly<
    Record<string, { readonly field?: string | undefined; readonly unit?: string | undefined }>
  >;
  readonly year?: number | undefined;
  readonly unit?: string | undefined;
  readonly lifecycle?: string | undefined;
  readonly answers: ReadingBasis['answers'];
}

export interface RunSetup {
  /** The file's name: the reason of amendments. */
  readonly source: string;
  readonly ask: ImportAsk;
  readonly actor: Actor;
  readonly plan: { readonly hash: string; readonly content: string };
  readonly now: Instant;
  readonly today: PlainDate;
  readonly calendar: WorkCalendar | undefined;
  readonly closedPeriods: readonly string[];
}

export interface OpenedList {
  readonly sheet: number;
  readonly head: FoundHead;
  readonly lifecycle: Lifecycle;
}

/** Plans whose sections were parsed, by hash: small lists follow one another on one plan. */
const plans = new Map<string, PlanInForce>();
const PLANS_MAX = 4;

/** The plan of a setup. A section is parsed by its own schema when it is first asked for. Fails with `plan_section_missing`. */
export function planOf({ plan: { hash, content } }: Pick<RunSetup, 'plan'>): PlanInForce {
  const before = plans.get(hash);
  if (before !== undefined) return before;
  const stored = (JSON.parse(content) as { readonly sections: JsonObject }).sections;
  const values = new Map<string, unknown>();
  const section = <T>(wanted: PlanSection<T>): T => {
    if (!values.has(wanted.key)) values.set(wanted.key, wanted.schema.parse(stored[wanted.key]));
    return values.get(wanted.key) as T;
  };
  const plan = { hash, section, units: buildUnits(section(unitsSection), section(unitTreesSection)) };
  if (plans.size >= PLANS_MAX) plans.delete(plans.keys().next().value ?? '');
  plans.set(hash, plan);
  return plan;
}

/** The sheet that is asked for, else the first visible one with a head. Fails with `import_head_missing`, `lifecycle_unknown`, and as the table's rows do. */
export async function openList(table: TableFile, setup: RunSetup): Promise<OpenedList> {
  const { ask } = setup;
  const lifecycle = lifecycleOf(planOf(setup), ask.lifecycle);
  const sheets =
    ask.sheet === undefined ? table.sheets.flatMap(({ hidden }, at) => (hidden ? [] : [at])) : [ask.sheet];
  for (const sheet of sheets) {
    const rows = await firstRows(table, sheet);
    const head = ask.headRow === undefined ? findHead(rows, lifecycle) : headAt(rows, ask.headRow, lifecycle);
    if (head !== undefined)
      return { sheet, lifecycle, head: { ...head, columns: chosen(head.columns, ask) } };
  }
  throw new Problem({
    code: 'import_head_missing',
    message: `前 ${HEAD_ROWS_MAX} 行里没有找到表头：要有“项目名称”或“项目编号”，和至少另一列`,
    kept: '没有写入任何事实',
    fix: '在下面指出哪一行是表头，或选对工作表；也可把表头写成 项目名称、县区、计划投资（万元）、签约时间 等',
    status: 400,
  });
}

/** The first rows of the sheet that is asked for, else of the first that is not empty: for the person to say which is the head. */
export async function beginning(
  table: TableFile,
  ask: ImportAsk,
): Promise<{ readonly sheet: number; readonly rows: readonly HeadRow[] }> {
  const sheets =
    ask.sheet === undefined ? table.sheets.flatMap(({ hidden }, at) => (hidden ? [] : [at])) : [ask.sheet];
  for (const sheet of sheets) {
    const rows = await firstRows(table, sheet);
    if (rows.length > 0) return { sheet, rows: rows.slice(0, BEGINNING_ROWS).map(shortened) };
  }
  return { sheet: sheets[0] ?? 0, rows: [] };
}

const BEGINNING_ROWS = 15;

function shortened({ row, cells }: HeadRow): HeadRow {
  return {
    row,
    cells: cells.slice(0, 30).map((cell) => (cell.length > 40 ? `${cell.slice(0, 40)}…` : cell)),
  };
}

async function firstRows(table: TableFile, sheet: number): Promise<readonly HeadRow[]> {
  const rows: HeadRow[] = [];
  for await (const batch of table.rows(sheet)) {
    rows.push(...batch);
    if (rows.length > HEAD_ROWS_MAX) break;
  }
  return rows.slice(0, HEAD_ROWS_MAX + 1);
}

function lifecycleOf(plan: PlanInForce, wanted: string | undefined): Lifecycle {
  const all = plan.section(lifecyclesSection);
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

/** What the rows of a list are read by. */
export function readingBasis(
  { ask, actor, today, plan }: Pick<RunSetup, 'ask' | 'actor' | 'today' | 'plan'>,
  list: OpenedList,
  date1904: boolean,
): ReadingBasis {
  const whole = planOf({ plan });
  const { units } = whole;
  const scope = scopeOf(actor);
  const known = whole.section(unitsSection).filter(({ id }) => units.find(id, today) !== undefined);
  const inReach = known.filter(({ id }) => inScope(scope, id, units, today));
  const bearing = known.filter(({ id }) => units.find(id, today)?.bearsTasks === true);
  // Counties first: a village of the same name does not make a county unclear. All of them: that one is out of reach is for the decider to say.
  const [counties, all] = [new NameBook(withShort(bearing)), new NameBook(withShort(inReach))];
  const parks = new NameBook(
    withShort(known.filter(({ kind }) => !/^(village|township|county|city|province)$/.test(kind))),
  );
  const titles = clusterTitles(whole.section(clustersSection), today);
  const clusters = [...titles].map(([id, name]) => ({ id, name }));
  const clusterNames = new Map(clusters.map(({ id, name }) => [id, name]));
  const unitNames = new Map(known.map(({ id, name }) => [id, name]));
  return {
    columns: list.head.columns,
    date1904,
    year: ask.year,
    units: {
      find: (text) => counties.find(text) ?? all.find(text),
      near: (text) =>
        [
          ...new Map([...counties.near(text), ...all.near(text)].map((named) => [named.id, named])).values(),
        ].slice(0, 8),
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
