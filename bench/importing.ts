// Bulk import against COPY of the same rows: the second door (a whole ledger back: chain verified, folds rebuilt) and the first (new commands,
// decided one by one). And the rebuild of every derived row from the facts.

import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { from as copyFrom } from 'pg-copy-streams';
import { machineNow } from '../src/app/clock.ts';
import { LOOPS, SECTIONS } from '../src/app/registry.node.ts';
import { parseDate } from '../src/kernel/plainDate.ts';
import { copyRow } from '../src/ledger/copyRows.ts';
import type { FactLine } from '../src/ledger/exchange.ts';
import { foldsOf, rebuildFolds } from '../src/ledger/foldEngine.pg.ts';
import { importCommands } from '../src/ledger/importCommands.pg.ts';
import { restoreLedger } from '../src/ledger/restore.pg.ts';
import { reporterOf } from './appends.ts';
import type { Arena } from './arena.ts';
import { type Measurement, ms, perSecond } from './table.ts';

const COPY_GOAL = 0.25;
/** Commands of the first door: registrations, one a subject, so that batches are as full as a real intake's. */
const COMMANDS = 10_000;

export async function benchImport(arena: Arena): Promise<Measurement[]> {
  // Some years of a city, so that what is bulk is measured and not the plan that comes with it.
  const lines = arena.rehearse(parseDate('2022-12-31'));
  const facts = lines.filter((line): line is FactLine => 'fact' in line);
  const rows = facts.map(({ fact }) => copyRow({ ...fact, city: arena.city }));
  const copied = await copySeconds(arena, rows);
  const there = await arena.emptyDatabase('restored');
  const restored = await seconds(() =>
    restoreLedger(there.owner, lines, { loops: LOOPS, sections: SECTIONS, now: machineNow }),
  );
  const rebuilt = await seconds(async () => {
    await there.owner.query('begin');
    await rebuildFolds(there.owner, foldsOf(LOOPS).all);
    await there.owner.query('commit');
  });
  return [
    {
      what: `restore of ${facts.length} facts, chain and folds included`,
      ratio: {
        against: 'COPY of the same rows',
        value: copied / restored,
        goal: `≥ ${COPY_GOAL}×`,
        met: copied / restored >= COPY_GOAL,
      },
      context: `${perSecond(facts.length / restored)} against ${perSecond(facts.length / copied)}`,
    },
    await importedCommands(arena),
    {
      what: `rebuild of all derived rows from ${facts.length} facts`,
      context: `${ms(rebuilt * 1000)}, ${perSecond(facts.length / rebuilt)}`,
    },
  ];
}

/** The chain's table has the same columns, keys and indexes on both sides. */
async function copySeconds(arena: Arena, rows: readonly string[]): Promise<number> {
  await arena.owner.query('create table public.copied_fact (like luodi.fact including all)');
  return seconds(async () => {
    const columns =
      'city, seq, id, loop, kind, kind_version, subject, revision, unit, occurred_on, occurred_at, recorded_at, actor, actor_post, actor_unit, plan_version, command, corrects, body, hash';
    await pipeline(
      Readable.from(rows),
      arena.owner.query(copyFrom(`copy public.copied_fact (${columns}) from stdin`)),
    );
  });
}

async function importedCommands(arena: Arena): Promise<Measurement> {
  const unit = '441202';
  const texts = Array.from({ length: COMMANDS }, (_, index) =>
    JSON.stringify({
      id: `bulk-${index}`,
      loop: 'projects',
      command: 'registerProject',
      body: {
        project: `bulk-${index}`,
        unit,
        name: `批量项目${index}`,
        lifecycle: 'industrial',
        plannedInvestmentYuan: String(10_000_000 + index),
      },
    }),
  );
  const head = await arena.ledger.read(arena.city, {}, async (view) => view.head.seq);
  let refused = 0;
  const imported = await seconds(async () => {
    const report = await importCommands(arena.ledger, { city: arena.city, actor: reporterOf(unit) }, texts);
    refused = report.refused.length;
    if (refused > 0)
      throw new Error(`the import refused ${refused} lines: ${JSON.stringify(report.refused[0])}`);
  });
  const { rows } = await arena.owner.query(
    'select * from luodi.fact where city = $1 and seq > $2 order by seq',
    [arena.city, head],
  );
  await arena.owner.query('create table public.copied_commands (like luodi.fact including all)');
  const copied = await seconds(async () => {
    await arena.owner.query('insert into public.copied_commands select * from luodi.fact where false');
    const columns = Object.keys(rows[0]).join(', ');
    const lines = rows.map((row) => `${Object.values(row).map(copyValue).join('\t')}\n`);
    await pipeline(
      Readable.from(lines),
      arena.owner.query(copyFrom(`copy public.copied_commands (${columns}) from stdin`)),
    );
  });
  return {
    what: `import of ${COMMANDS} commands, decided one by one, chain and folds included`,
    ratio: {
      against: 'COPY of the same rows',
      value: copied / imported,
      goal: `≥ ${COPY_GOAL}×`,
      met: copied / imported >= COPY_GOAL,
    },
    context: `${perSecond(COMMANDS / imported)} against ${perSecond(COMMANDS / copied)}`,
  };
}

function copyValue(value: unknown): string {
  if (value === null) return '\\N';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n');
}

async function seconds(run: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await run();
  return (performance.now() - began) / 1000;
}
