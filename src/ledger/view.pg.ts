// A reader's view of the ledger: one transaction, one standpoint. `asOf` cuts happenings; `known` cuts everything: when it is given, the
// loops' tables are folded anew from the facts up to that seq, and the same questions are asked of them.
import type { ClientBase } from 'pg';
import { dateInZone, endOfDay, epochMs, type Instant, instantOf } from '../kernel/instant.ts';
import type { PlanInForce, Row } from '../kernel/loop.ts';
import { addDays, addMonths, endOfMonth, type PlainDate, startOfMonth } from '../kernel/plainDate.ts';
import { Problem } from '../kernel/problem.ts';
import { join, type Sql, sql } from '../kernel/sql.ts';
import type { WorkCalendar } from '../kernel/workCalendar.ts';
import { reportingSection } from '../plan/organisation.ts';
import { cityUnknown, HEAD_QUERY, type HeadRow, headOf } from './batchReader.pg.ts';
import { cityNowMs, findInForce } from './city.ts';
import { EMPTY_HEAD, type Fact, type Head } from './fact.ts';
import { type FoldSet, foldAsKnown } from './foldEngine.pg.ts';
import {
  type Breakdown,
  type MeasureAnswers,
  type MeasureCatalog,
  measureStatements,
  type Opening,
  openingStatements,
  readAnswers,
} from './measures.pg.ts';
import { NO_PLAN, type PlanStore } from './planStore.pg.ts';

export interface CityRow {
  readonly id: string;
  readonly name: string;
  readonly zone: string;
  readonly simulated: boolean;
  readonly hash: string;
}

export interface Adoption {
  readonly seq: number;
  readonly kind: 'plan' | 'calendar';
  readonly content: string;
  readonly effective_from: string;
  readonly title: string;
  readonly adopted_at: string;
  readonly adopted_by: string;
  readonly fact: string;
  /** Hash of the plan's source files; null when it was adopted without. */
  readonly files: string | null;
  /** The draft that was adopted; null when the program itself adopted. */
  readonly draft: string | null;
}

export interface Asker {
  query(statement: Sql): Promise<Row[]>;
}

/** Where to stand. Without `known`, all that is recorded; without `asOf`, the last day of the latest month that was due to be reported. */
export interface StandAt {
  readonly asOf?: PlainDate | undefined;
  readonly known?: number | PlainDate | undefined;
  /** Loops whose tables an old view needs; all when left out. Ignored without `known`. */
  readonly loops?: readonly string[] | undefined;
}

export interface FactFilter {
  readonly loop?: string | undefined;
  readonly subject?: string | undefined;
  readonly before?: number | undefined;
  readonly limit: number;
}

export interface LedgerView extends Asker {
  readonly city: CityRow;
  readonly plan: PlanInForce;
  readonly planTitle: string;
  readonly adoptions: readonly Adoption[];
  readonly calendar: WorkCalendar | undefined;
  readonly asOf: PlainDate;
  readonly today: PlainDate;
  readonly now: Instant;
  readonly known: { readonly seq: number; readonly on: PlainDate; readonly given: boolean };
  /** Head of what is looked at: the last fact known. */
  readonly head: Head;
  readonly closedPeriods: readonly string[];
  askMeasures(
    ids: readonly string[],
    question: { from: PlainDate; asOf: PlainDate; by: readonly Breakdown[] },
  ): Promise<MeasureAnswers>;
  openMeasure(
    id: string,
    question: Pick<Opening, 'from' | 'asOf' | 'unit' | 'only' | 'limit'> & { offset?: number },
  ): Promise<{ rows: Row[]; total: number }>;
  /** Facts known, latest first. */
  facts(filter: FactFilter): Promise<Fact[]>;
  findFact(id: string): Promise<Fact | undefined>;
}

export interface ViewOptions {
  readonly folds: FoldSet;
  readonly plans: PlanStore;
  readonly catalog: MeasureCatalog;
  readonly machineNow: () => number;
}

/** Opens the view in a transaction that the caller ends. @throws Problem `city_unknown`, `known_in_future`, `known_unknown`, `content_missing` */
export async function openView(
  client: ClientBase,
  options: ViewOptions,
  city: string,
  at: StandAt,
): Promise<LedgerView> {
  const stand = await standpointOf(client, options, city, at);
  const { known, row, today } = stand;
  if (known.given) {
    const folds = options.folds.all.filter(
      (fold) => fold.loop === 'city' || at.loops === undefined || at.loops.includes(fold.loop),
    );
    await foldAsKnown(client, folds, { city, known: known.seq });
  }
  const adoptions = await readAdoptions(client, city);
  const planOn = async (on: PlainDate): Promise<PlanInForce> => {
    const held = findInForce(adoptions, 'plan', on);
    return held ? options.plans.plan(client, city, held.content) : NO_PLAN;
  };
  const asOf = at.asOf ?? defaultAsOf(known.given ? known.on : today, await planOn(known.on));
  const plan = await planOn(asOf);
  const calendarRow = findInForce(adoptions, 'calendar', asOf);
  const query = async (statement: Sql): Promise<Row[]> =>
    (await client.query(statement.text(), statement.values)).rows;
  const closed = await query(sql`select period from closed_period where city = ${city} order by period`);
  return {
    // A city is what its first fact made it, so this is not asked as known then.
    city: {
      id: city,
      name: row.name ?? '',
      zone: row.zone,
      hash: row.hash_algorithm,
      simulated: row.simulated,
    },
    plan,
    planTitle: findInForce(adoptions, 'plan', asOf)?.title ?? '',
    adoptions,
    calendar: calendarRow ? await options.plans.calendar(client, city, calendarRow.content) : undefined,
    asOf,
    today,
    now: stand.now,
    known,
    head: stand.head,
    closedPeriods: closed.map((each) => String(each.period)),
    query,
    ...measureQuestions(query, options.catalog, { city, planHash: plan.hash }),
    ...factQuestions(query, city, known.seq),
  };
}

interface Standpoint {
  readonly row: HeadRow;
  readonly head: Head;
  readonly now: Instant;
  readonly today: PlainDate;
  readonly known: LedgerView['known'];
}

/** Which moment it is in the city, and up to which fact is looked. */
async function standpointOf(
  client: ClientBase,
  options: ViewOptions,
  city: string,
  at: StandAt,
): Promise<Standpoint> {
  const { rows } = await client.query<HeadRow>(HEAD_QUERY, [city]);
  const row = rows[0];
  if (!row || row.name === null) throw cityUnknown(city);
  const recorded = headOf(row);
  const clock =
    row.clock_stands_at && row.anchored_at
      ? { standsAtMs: epochMs(row.clock_stands_at), anchoredAtMs: epochMs(row.anchored_at) }
      : undefined;
  const lastMs = recorded.recordedAt ? epochMs(recorded.recordedAt) : 0;
  const now = instantOf(Math.max(cityNowMs(options.machineNow(), clock), lastMs));
  const today = dateInZone(now, row.zone);
  if (at.known === undefined) {
    // Everything is known, as of today.
    return { row, head: recorded, now, today, known: { seq: recorded.seq, on: today, given: false } };
  }
  refuseFuture(at.known, today);
  const head = await headKnown(client, { city, zone: row.zone, known: at.known, recorded });
  const lastOn = head.recordedAt === null ? today : dateInZone(head.recordedAt, row.zone);
  return {
    row,
    head,
    now,
    today,
    known: { seq: head.seq, on: typeof at.known === 'string' ? at.known : lastOn, given: true },
  };
}

function measureQuestions(
  query: Asker['query'],
  catalog: MeasureCatalog,
  at: { readonly city: string; readonly planHash: string },
): Pick<LedgerView, 'askMeasures' | 'openMeasure'> {
  return {
    async askMeasures(ids, question) {
      const answers = new Map<string, MeasureAnswers extends ReadonlyMap<string, infer V> ? V : never>();
      for (const { ids: asked, statement } of measureStatements(catalog, ids, {
        city: at.city,
        ...question,
      })) {
        for (const [id, rows] of readAnswers(asked, question.by, await query(statement)))
          answers.set(id, rows);
      }
      return answers;
    },
    async openMeasure(id, { offset = 0, ...question }) {
      const { rows, total } = openingStatements(catalog, id, { ...at, offset, ...question });
      const counted = await query(total);
      return { rows: await query(rows), total: Number(counted[0]?.total) };
    },
  };
}

function factQuestions(
  query: Asker['query'],
  city: string,
  known: number,
): Pick<LedgerView, 'facts' | 'findFact'> {
  return {
    async facts({ loop, subject, before, limit }) {
      const upTo = Math.min(known, (before ?? Number.MAX_SAFE_INTEGER) - 1);
      // Each shape of the filter is its own statement: a nullable parameter would cost the index.
      const which = join(
        [
          ...(loop === undefined ? [] : [sql`and loop = ${loop}`]),
          ...(subject === undefined ? [] : [sql`and subject = ${subject}`]),
        ],
        ' ',
      );
      const rows = await query(
        sql`select * from luodi.fact where city = ${city} and seq <= ${upTo} ${which} order by seq desc limit ${limit}`,
      );
      return rows.map(factOf);
    },
    async findFact(id) {
      const rows = await query(
        sql`select * from luodi.fact where city = ${city} and id = ${id} and seq <= ${known}`,
      );
      return rows[0] && factOf(rows[0]);
    },
  };
}

/** A row of `fact` back to the envelope. */
export function factOf(row: Row): Fact {
  return {
    city: row.city as string,
    seq: Number(row.seq),
    id: row.id as string,
    loop: row.loop as string,
    kind: row.kind as string,
    kindVersion: Number(row.kind_version),
    subject: row.subject as string,
    revision: Number(row.revision),
    unit: row.unit as string,
    occurredOn: row.occurred_on as PlainDate,
    occurredAt: row.occurred_at as Instant | null,
    recordedAt: row.recorded_at as Instant,
    actor: row.actor as string,
    actorPost: row.actor_post as string,
    actorUnit: row.actor_unit as string,
    planVersion: row.plan_version as string,
    command: row.command as string,
    corrects: row.corrects as string | null,
    body: row.body as Fact['body'],
    hash: row.hash as string,
  };
}

async function readAdoptions(client: ClientBase, city: string): Promise<Adoption[]> {
  const { rows } = await client.query('select * from adoption where city = $1 order by seq', [city]);
  return rows.map((row) => ({ ...row, seq: Number(row.seq) }));
}

/** Nobody knows today what will be known tomorrow. */
function refuseFuture(known: number | PlainDate, today: PlainDate): void {
  if (typeof known !== 'string' || known <= today) return;
  throw new Problem({
    code: 'known_in_future',
    message: `今天是 ${today}，到 ${known} 会报什么还不知道`,
    kept: '没有改动',
    fix: '给一个不晚于今天的日期，或不给。',
    status: 400,
  });
}

async function headKnown(
  client: ClientBase,
  at: {
    readonly city: string;
    readonly zone: string;
    readonly known: number | PlainDate;
    readonly recorded: Head;
  },
): Promise<Head> {
  let seq = at.known;
  if (typeof seq === 'string') {
    const { rows } = await client.query('select luodi.seq_known_at($1, $2) as seq', [
      at.city,
      endOfDay(seq, at.zone),
    ]);
    seq = Number(rows[0]?.seq);
  }
  if (seq > at.recorded.seq) {
    throw new Problem({
      code: 'known_unknown',
      message: `账本只到第 ${at.recorded.seq} 条，没有第 ${seq} 条`,
      fix: '给一个已有的序号，或一个日期。',
      status: 404,
    });
  }
  if (seq === 0) return EMPTY_HEAD;
  const { rows } = await client.query(
    'select seq, hash, recorded_at from luodi.fact where city = $1 and seq = $2',
    [at.city, seq],
  );
  return headOf(rows[0]);
}

/**
 * The last day of the latest month whose reporting day has come: before it, a month's figures are not in, and would look like a fall.
 * The day is the plan's (`reporting`).
 */
function defaultAsOf(today: PlainDate, plan: PlanInForce): PlainDate {
  const day = plan === NO_PLAN ? NO_REPORTING_DAY : plan.section(reportingSection).reportingDayOfNextMonth;
  const due = addDays(startOfMonth(today), day - 1);
  const back = today >= due ? 1 : 2;
  return endOfMonth(addMonths(startOfMonth(today), -back));
}

/** Before any plan nothing is due; the day is that of a plan which does not say one. */
const NO_REPORTING_DAY = 5;
