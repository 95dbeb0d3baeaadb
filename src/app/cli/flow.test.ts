// luodi flow FILE from outside: JSON alone on stdout, words for people, exit codes. The ledger's side is in flow.pg.test.ts.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { main } from '../main.ts';

const folder = mkdtempSync(join(tmpdir(), 'luodi-flow-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function flow(content: string, ...args: string[]) {
  const path = join(folder, 'log');
  writeFileSync(path, content);
  let [out, err] = ['', ''];
  const code = await main(['flow', path, ...args], {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
  });
  return { code, out, err };
}

const TABLE = '编号,环节,日期\n1,备案,2021-01-01\n1,开工,2021-01-03\n2,备案,2021-01-01\n';

test('the fixed names, as JSON alone', async () => {
  const { code, out, err } = await flow(TABLE, '--format', 'json');
  expect([code, err]).toEqual([0, '']);
  expect(JSON.parse(out)).toMatchObject({
    cases: 2,
    events: 3,
    activities: 2,
    variants: 2,
    start: { 备案: 2 },
    end: { 备案: 1, 开工: 1 },
    directly_follows: [{ from: '备案', to: '开工', count: 1, median_s: 172800, mean_s: 172800 }],
    case_duration_s: { mean: 86400, median: 86400, p90: 155520 },
    rework_cases: 0,
    left_out: {
      events_without_time: 0,
      events_without_activity: 0,
      events_without_case: 0,
      cases_without_events: 0,
    },
  });
});

test('words for people', async () => {
  const { code, out } = await flow(TABLE);
  expect(code).toBe(0);
  expect(out).toContain('2 个案件，3 个事件，2 种活动，2 条路径');
  expect(out).toMatch(/备案\s+→\s+开工\s+1\s+2天\s+2天/);
});

test.each([
  [TABLE, ['--case', '没有这一列'], 2, 'log_column_unknown'],
  [TABLE, ['--time-format', 'HH:mm'], 2, 'log_time_format'],
  [TABLE, ['--offset', 'CST'], 2, 'usage'],
  [TABLE, ['--loop', 'projects'], 2, 'usage'],
  ['', [], 3, 'log_empty'],
  ['<log>\n<trace>', [], 3, 'log_broken'],
  ['Dear Sir', [], 3, 'log_format_unknown'],
])('%j %j: exit %i, %s in words and as JSON', async (content, args, code, problem) => {
  const told = await flow(content, '--format', 'json', ...args);
  expect(told.code).toBe(code);
  expect(told.err).not.toBe('');
  expect(JSON.parse(told.out).problem.code).toBe(problem);
});
