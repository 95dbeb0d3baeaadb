// luodi backtest from the outside: fixed names, exit codes, and a log that is too short or has no such activity.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { simulateCases } from '../../foresight/simulated.testing.ts';
import { fromEpochDay } from '../../kernel/plainDate.ts';
import { main } from '../main.ts';

const folder = mkdtempSync(join(tmpdir(), 'luodi-backtest-'));
afterAll(() => rmSync(folder, { recursive: true }));

function csvOf(days: number): string {
  const { histories } = simulateCases({ seed: 'csv', days, arrivalsPerDay: 1 });
  const lines = ['case,activity,time'];
  for (let one = 0; one < histories.startDay.length; one++)
    for (let at = histories.offsets[one]!; at < histories.offsets[one + 1]!; at++)
      lines.push(
        `c${one},${histories.activities[histories.activity[at]!]},${fromEpochDay(14_000 + histories.day[at]!)}`,
      );
  const path = join(folder, `log-${days}.csv`);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

async function run(...args: string[]) {
  let [out, err] = ['', ''];
  const code = await main(['backtest', ...args], {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
  });
  return { code, out, err };
}
const COLUMNS = ['--case', 'case', '--activity', 'activity', '--time', 'time'];

test('JSON alone on stdout, with the fixed names; the same twice', async () => {
  const log = csvOf(900);
  const ask = () => run(log, ...COLUMNS, '--milestone', 'built', '--horizon-days', '60', '--format', 'json');
  const { code, out } = await ask();
  expect(code).toBe(0);
  const result = JSON.parse(out);
  expect(Object.keys(result)).toEqual(
    expect.arrayContaining([
      'origins',
      'span_days',
      'horizon_days',
      'crps',
      'mae',
      'brier',
      'coverage80',
      'skill',
    ]),
  );
  for (const score of [result.crps, result.mae, result.brier])
    expect(Object.keys(score)).toEqual(['model', 'pace']);
  expect(result.origins).toBeGreaterThanOrEqual(24);
  expect((await ask()).out).toBe(out);
});

test('what cannot be run says so', async () => {
  const log = csvOf(200);
  const none = await run(
    log,
    ...COLUMNS,
    '--milestone',
    'opened',
    '--horizon-days',
    '30',
    '--format',
    'json',
  );
  expect([none.code, JSON.parse(none.out).problem.code]).toEqual([3, 'milestone_unknown']);
  const short = await run(
    log,
    ...COLUMNS,
    '--milestone',
    'built',
    '--horizon-days',
    '190',
    '--format',
    'json',
  );
  expect([short.code, JSON.parse(short.out).problem.code]).toEqual([3, 'log_too_short']);
  expect((await run(log, '--milestone', 'built', '--horizon-days', '0')).code).toBe(2);
  expect((await run('--milestone', 'built', '--horizon-days', '30')).code).toBe(2);
});
