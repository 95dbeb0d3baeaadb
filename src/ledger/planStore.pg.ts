// Adopted plans and calendars, read from the database by content hash and kept compiled: a content never changes, so neither does what was
// compiled from it. Also writes what is derived from a content alone: the units, their closure and the numbered working days.
import type { ClientBase } from 'pg';
import { canonicalText } from '../kernel/canonical.ts';
import type { JsonObject } from '../kernel/json.ts';
import type { PlanInForce } from '../kernel/loop.ts';
import { addDays, parseDate } from '../kernel/plainDate.ts';
import { Problem } from '../kernel/problem.ts';
import { numberDays, type WorkCalendar } from '../kernel/workCalendar.ts';
import { type CompiledPlan, compilePlan, planContent } from '../plan/plan.ts';
import type { AnySection } from '../plan/section.ts';
import type { Unit } from '../plan/units.ts';
import { type ClosureRow, FIRST_DAY, LAST_DAY } from '../plan/unitTree.ts';
import type { HashText } from './fact.ts';

/** Plans kept compiled at once: those in force and a few that old views ask for. */
const KEPT_MAX = 16;

/** Stands in before any plan is adopted: nothing is promised, so nothing can be decided against it. */
export const NO_PLAN: PlanInForce = {
  hash: '',
  section(section) {
    throw new Problem({
      code: 'plan_not_adopted',
      message: `那时还没有采纳计划，“${section.title.zh}”无从谈起`,
      kept: '没有写入任何事实',
      fix: '看以往的，换一个较晚的日期；要办事的，先采纳一份计划(系统管理 → 计划版本)。',
      status: 409,
    });
  },
  units: { find: () => undefined, within: () => false, children: () => [], rootId: '' },
};

export class PlanStore {
  readonly #sections: readonly AnySection[];
  readonly #plans = new Map<string, CompiledPlan>();
  readonly #calendars = new Map<string, WorkCalendar>();

  constructor(sections: readonly AnySection[]) {
    this.#sections = sections;
  }

  /** The compiled plan of a content hash; `NO_PLAN` for undefined. @throws Problem `content_missing` and those of compilePlan */
  async plan(client: ClientBase, city: string, hash: string | undefined): Promise<PlanInForce> {
    if (hash === undefined) return NO_PLAN;
    return (await this.compiled(client, city, hash)) satisfies PlanInForce;
  }

  /** The plan of a content hash when it needs no reading: one kept compiled, or none adopted. */
  findCompiled(city: string, hash: string | undefined): PlanInForce | undefined {
    return hash === undefined ? NO_PLAN : this.#plans.get(`${city} ${hash}`);
  }

  /** @throws Problem `content_missing` and those of compilePlan */
  async compiled(client: ClientBase, city: string, hash: string): Promise<CompiledPlan> {
    const kept = this.#plans.get(`${city} ${hash}`);
    if (kept) return kept;
    const plan = compilePlan(planContent(await readContent(client, city, hash)), this.#sections, hash);
    keep(this.#plans, `${city} ${hash}`, plan);
    return plan;
  }

  /** Kept from before; undefined when it must be read. */
  findCalendar(city: string, hash: string): WorkCalendar | undefined {
    return this.#calendars.get(`${city} ${hash}`);
  }

  /** @throws Problem `content_missing` */
  async calendar(client: ClientBase, city: string, hash: string): Promise<WorkCalendar> {
    const kept = this.#calendars.get(`${city} ${hash}`);
    if (kept) return kept;
    const calendar = calendarOf(await readContent(client, city, hash));
    keep(this.#calendars, `${city} ${hash}`, calendar);
    return calendar;
  }
}

function keep<T>(kept: Map<string, T>, key: string, value: T): void {
  if (kept.size >= KEPT_MAX) kept.delete(kept.keys().next().value ?? '');
  kept.set(key, value);
}

export async function readContent(client: ClientBase, city: string, hash: string): Promise<JsonObject> {
  const { rows } = await client.query<{ body: JsonObject }>(
    'select body from luodi.content where city = $1 and hash = $2',
    [city, hash],
  );
  const body = rows[0]?.body;
  if (body) return body;
  throw new Problem({
    code: 'content_missing',
    message: `账本里采纳过的内容 ${hash.slice(0, 12)}… 不在数据库中`,
    kept: '没有改动',
    fix: '用导出文件 luodi import --restore 到新的数据文件夹；并查清谁删了它(luodi verify)。',
    status: 500,
  });
}

/** A stored calendar document back to a calendar. */
export function calendarOf(body: JsonObject): WorkCalendar {
  const dates = (list: unknown) => (list as readonly string[]).map((text) => parseDate(text));
  return {
    id: String(body.id),
    zone: String(body.zone),
    publishedThrough: Number(body.publishedThrough),
    holidays: dates(body.holidays),
    makeUpDays: dates(body.makeUpDays),
  };
}

/** A calendar as the document that is stored and hashed. */
export function calendarContent(calendar: WorkCalendar): JsonObject {
  return {
    format: 'luodi/calendar@1',
    id: calendar.id,
    zone: calendar.zone,
    publishedThrough: calendar.publishedThrough,
    holidays: [...calendar.holidays],
    makeUpDays: [...calendar.makeUpDays],
  };
}

/** `files`: the source files of a plan (plan/planFiles.ts), kept so that they come back byte for byte. */
export type ContentKind = 'plan' | 'calendar' | 'files';

export interface Content {
  readonly kind: ContentKind;
  readonly body: JsonObject;
}

/**
 * Stores a content under the hash of its canonical text and derives its rows. A content that is there already is left alone.
 * @returns the hash
 */
export async function storeContent(
  client: ClientBase,
  at: { readonly city: string; readonly hash: HashText; readonly sections: readonly AnySection[] },
  content: Content,
): Promise<string> {
  const hash = at.hash(canonicalText(content.body));
  const { rowCount } = await client.query(
    'insert into content values ($1, $2, $3, $4) on conflict do nothing',
    [at.city, hash, content.kind, JSON.stringify(content.body)],
  );
  if (rowCount === 0) return hash;
  await deriveContent(client, { ...at, contentHash: hash }, content);
  return hash;
}

/** First and last day for which working days are numbered: a promise made in one plan may fall due some years on. */
const YEARS_NUMBERED = { back: 3, ahead: 6 };

/** Rows that follow from a content alone, replacing those that stand: what `verify` makes again and compares. */
export async function deriveContent(
  client: ClientBase,
  at: { readonly city: string; readonly contentHash: string; readonly sections: readonly AnySection[] },
  content: Content,
): Promise<void> {
  const rows = derivedRows(at, content);
  for (const [table, list] of rows) {
    const column = table === 'workday' ? 'calendar_hash' : 'plan_hash';
    await client.query(`delete from ${table} where city = $1 and ${column} = $2`, [at.city, at.contentHash]);
    await client.query(
      `insert into ${table} select * from jsonb_populate_recordset(null::luodi.${table}, $1)`,
      [JSON.stringify(list)],
    );
  }
}

/** The derived rows of a content by table, in the tables' column names. */
export function derivedRows(
  at: { readonly city: string; readonly contentHash: string; readonly sections: readonly AnySection[] },
  content: Content,
): ReadonlyMap<string, readonly Record<string, unknown>[]> {
  if (content.kind === 'files') return new Map();
  if (content.kind === 'calendar') return new Map([['workday', workdayRows(at, calendarOf(content.body))]]);
  const plan = compilePlan(planContent(content.body), at.sections, at.contentHash);
  return new Map<string, Record<string, unknown>[]>([
    ['unit', plan.units.all.flatMap((unit, place) => unitRows(at, unit, place))],
    [
      'unit_closure',
      plan.units.trees.flatMap((tree) => plan.units.closure(tree.id).map((row) => closureRow(at, row))),
    ],
  ]);
}

function workdayRows(
  at: { readonly city: string; readonly contentHash: string },
  calendar: WorkCalendar,
): Record<string, unknown>[] {
  const first = Math.min(
    calendar.publishedThrough - YEARS_NUMBERED.back,
    ...calendar.holidays.map((day) => Number(day.slice(0, 4))),
  );
  const from = parseDate(`${first}-01-01`);
  const to = parseDate(`${calendar.publishedThrough + YEARS_NUMBERED.ahead}-12-31`);
  return numberDays(calendar, from, to).map((day) => ({
    city: at.city,
    calendar_hash: at.contentHash,
    date: day.date,
    number: day.number,
    working: day.working,
    provisional: day.provisional,
  }));
}

function closureRow(
  at: { readonly city: string; readonly contentHash: string },
  row: ClosureRow,
): Record<string, unknown> {
  return {
    city: at.city,
    plan_hash: at.contentHash,
    tree: row.tree,
    ancestor: row.ancestor,
    descendant: row.descendant,
    depth: row.depth,
    valid_from: row.from ?? FIRST_DAY,
    valid_to: row.to ?? LAST_DAY,
  };
}

/** One row for each name that the unit bore, with the days on which it bore it. */
function unitRows(
  at: { readonly city: string; readonly contentHash: string },
  unit: Unit,
  place: number,
): Record<string, unknown>[] {
  const last = unit.to ?? LAST_DAY;
  const names = [
    ...unit.formerNames.map((former) => ({ name: former.name, to: former.to as string })),
    { name: unit.name, to: last },
  ];
  let from: string = unit.from ?? FIRST_DAY;
  return names.map(({ name, to }) => {
    const row = {
      city: at.city,
      plan_hash: at.contentHash,
      id: unit.id,
      name,
      kind: unit.kind,
      bears_tasks: unit.bearsTasks,
      place,
      valid_from: from,
      valid_to: to,
    };
    from = addDays(parseDate(to), to === LAST_DAY ? 0 : 1);
    return row;
  });
}
