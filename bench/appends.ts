// Committed appends through the writer — command, chain, folds and all — against raw single-row inserts of the same facts into a table with the
// same columns and keys. One caller, then 32; both sides commit each row, with fsync.
import { machineNow } from '../src/app/clock.ts';
import type { Actor } from '../src/kernel/loop.ts';
import { sql } from '../src/kernel/sql.ts';
import type { CommandRequest } from '../src/ledger/command.ts';
import type { Fact } from '../src/ledger/fact.ts';
import { factRow } from '../src/ledger/writing.pg.ts';
import type { Arena } from './arena.ts';
import { type Measurement, median, ms, percentile, perSecond } from './table.ts';

const ROUNDS = 5;
const ONE_CALLER = 400;
const CALLERS = 32;
const PER_CALLER = 60;

/** What is appended: to subjects that are new, and to subjects with a life of some thirty facts behind them. */
const KINDS = {
  'new subjects': registration,
  'subjects of about 30 facts': correction,
} as const;

export async function benchAppends(arena: Arena): Promise<Measurement[]> {
  const subjects = await projectsToWrite(arena);
  const columns = Object.keys(factRow({} as Fact));
  await arena.owner.query('create table public.raw_fact (like luodi.fact including all)');
  const insert = `insert into public.raw_fact (${columns.join(', ')}) values (${columns.map((_, index) => `$${index + 1}`).join(', ')})`;
  const count = { raw: 0, ours: 0 };
  const results: Measurement[] = [];
  for (const [kind, command] of Object.entries(KINDS)) {
    for (const callers of [1, CALLERS]) {
      const pool = arena.pool(callers);
      const raw = async () => {
        count.raw += 1;
        await pool.query({
          name: 'raw',
          text: insert,
          values: Object.values(factRow(sample(arena.city, count.raw))),
        });
      };
      const ours = async () => {
        count.ours += 1;
        await arena.ledger.submit(arena.city, command(count.ours, subjects));
      };
      results.push(await compare({ kind, callers, raw, ours }));
      await pool.end();
    }
  }
  return results;
}

interface Comparison {
  readonly kind: string;
  readonly callers: number;
  readonly raw: () => Promise<void>;
  readonly ours: () => Promise<void>;
}

async function compare({ kind, callers, raw, ours }: Comparison): Promise<Measurement> {
  const each = callers === 1 ? ONE_CALLER : PER_CALLER;
  await Promise.all(Array.from({ length: callers }, () => race(20, [raw, ours])));
  const rounds: { raw: Timed; ours: Timed }[] = [];
  // In turn, round by round, so that a change of the machine's speed falls on both.
  for (let round = 0; round < ROUNDS; round += 1)
    rounds.push({ raw: await timed(callers, each, raw), ours: await timed(callers, each, ours) });
  const rate = (side: 'raw' | 'ours') => median(rounds.map((one) => one[side].perSecond));
  const latency = rounds.flatMap((one) => one.ours.latencyMs);
  const goal = callers === 1 ? 0.4 : 0.6;
  const ratio = median(rounds.map((one) => one.ours.perSecond / one.raw.perSecond));
  return {
    what: `committed appends, ${callers} caller${callers === 1 ? '' : 's'}, ${kind}`,
    ratio: { against: 'raw single-row inserts', value: ratio, goal: `≥ ${goal}×`, met: ratio >= goal },
    context: `${perSecond(rate('ours'))} against ${perSecond(rate('raw'))}; latency median ${ms(median(latency))}, p99 ${ms(percentile(latency, 0.99))}; raw median ${ms(median(rounds.flatMap((one) => one.raw.latencyMs)))}`,
  };
}

function registration(n: number): CommandRequest {
  const body = {
    project: `bench-${n}`,
    unit: '441202',
    name: `项目${n}`,
    lifecycle: 'industrial',
    plannedInvestmentYuan: '10000000',
  };
  return {
    key: `bench-${n}`,
    actor: reporterOf('441202'),
    loop: 'projects',
    command: 'registerProject',
    body,
  };
}

function correction(n: number, subjects: readonly Subject[]): CommandRequest {
  const { project, unit, report } = subjects[n % subjects.length]!;
  const body = { project, report, amountYuan: String(1_000_000 + n), reason: '核对' };
  const key = `bench-${n}`;
  // Most of the reports are of months that have been closed.
  return { key, actor: reporterOf(unit), loop: 'projects', command: 'correctInvestment', body, late: true };
}

interface Timed {
  readonly perSecond: number;
  readonly latencyMs: readonly number[];
}

async function timed(callers: number, each: number, run: () => Promise<void>): Promise<Timed> {
  const latencyMs: number[] = [];
  const began = performance.now();
  await Promise.all(
    Array.from({ length: callers }, async () => {
      for (let i = 0; i < each; i += 1) {
        const from = performance.now();
        await run();
        latencyMs.push(performance.now() - from);
      }
    }),
  );
  return { perSecond: (callers * each * 1000) / (performance.now() - began), latencyMs };
}

async function race(count: number, runs: readonly (() => Promise<void>)[]): Promise<void> {
  for (let i = 0; i < count; i += 1) for (const run of runs) await run();
}

interface Subject {
  readonly project: string;
  readonly unit: string;
  readonly report: string;
}

/** Projects with a report of investment that may be corrected: subjects with a life behind them, not empty ones. */
async function projectsToWrite(arena: Arena): Promise<readonly Subject[]> {
  return arena.ledger.read(arena.city, {}, async (view) => {
    const rows = await view.query(
      sql`select distinct on (i.subject) i.subject as project, p.unit, i.report from project_investment i join project p on p.city = i.city and p.subject = i.subject
        where i.city = ${arena.city} and i.state = 'stands' and p.ended_on is null order by i.subject, i.report limit 400`,
    );
    return rows as unknown as Subject[];
  });
}

export function reporterOf(unit: string): Actor {
  return { account: `bench-${unit}`, post: '填报', unit, roles: ['reporter', 'county'] };
}

function sample(city: string, n: number): Fact {
  const at = new Date(machineNow()).toISOString();
  return {
    city,
    seq: n,
    id: String(n).padStart(26, '0'),
    loop: 'projects',
    kind: 'investmentCorrected',
    kindVersion: 1,
    subject: `subject-${n % 400}`,
    revision: n,
    unit: '441202',
    occurredOn: at.slice(0, 10) as Fact['occurredOn'],
    occurredAt: null,
    recordedAt: at as Fact['recordedAt'],
    actor: 'bench',
    actorPost: '填报',
    actorUnit: '441202',
    planVersion: 'f'.repeat(64),
    command: 'e'.repeat(64),
    corrects: null,
    body: { amountYuan: String(1000000 + n), reason: '核对' },
    hash: 'd'.repeat(64),
  };
}
