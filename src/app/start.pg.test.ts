// `luodi start` as a process over its own embedded database: a plan without a rehearsal founds a real, empty city; signals drain; a second start keeps all.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { packageRoot } from './config.node.ts';

const folder = mkdtempSync(join(tmpdir(), 'luodi-start-'));
const data = join(folder, 'data');
const plan = join(folder, 'plan.yaml');
const children: ChildProcess[] = [];

beforeAll(() => {
  writeFileSync(
    plan,
    `format: luodi/plan@1
city: {id: small, name: 小市, planTitle: 小计划, planYear: 2021, effectiveFrom: 2021-01-01}
unitTrees: [{id: tasks, title: 责任单元}]
units:
  - {id: root, name: 小市, kind: city}
  - {id: east, name: 东县, kind: county, bearsTasks: true, memberships: [{tree: tasks, parent: root}]}
`,
  );
});
afterAll(async () => {
  for (const child of children) if (child.exitCode === null) child.kill('SIGTERM');
  await sleep(500);
  rmSync(folder, { recursive: true, force: true });
});

function luodi(...args: string[]) {
  const main = pathToFileURL(join(packageRoot(), 'src/app/main.ts')).href;
  const script = `const { main } = await import(${JSON.stringify(main)}); process.exitCode = await main(process.argv.slice(1)); setTimeout(() => process.exit(), 2000).unref();`;
  const env = { ...process.env, LUODI_DATA: data, DATABASE_URL: '', NODE_OPTIONS: '' };
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, '--', ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  const said = { out: '', err: '' };
  child.stdout?.on('data', (chunk) => {
    said.out += String(chunk);
  });
  child.stderr?.on('data', (chunk) => {
    said.err += String(chunk);
  });
  const ended = new Promise<number | null>((resolve) => child.on('exit', (code) => resolve(code)));
  return { child, said, ended };
}

async function address(run: ReturnType<typeof luodi>): Promise<string> {
  for (let waited = 0; waited < 60_000; waited += 50) {
    const found = /http:\/\/127\.0\.0\.1:\d+\//.exec(run.said.out);
    if (found) return found[0];
    if (run.child.exitCode !== null) break;
    await sleep(50);
  }
  throw new Error(`not started: ${run.said.err}`);
}

test('first start founds the city; Ctrl-C delivered twice drains and ends with 0; the second start keeps all and is quick', async () => {
  const first = luodi('start', '--plan', plan, '--port', '0');
  const health = async (at: string) => (await fetch(`${at}api/health`)).json();
  expect(await health(await address(first))).toMatchObject({
    ok: true,
    cities: [{ id: 'small', simulated: false }],
  });
  expect(first.said.out).toContain('小市 · 小计划');
  expect(first.said.out).not.toContain('模拟');
  expect(first.said.out).not.toContain('password');
  first.child.kill('SIGINT');
  await sleep(20);
  first.child.kill('SIGINT');
  expect(await first.ended).toBe(0);
  expect(first.said.err).toContain('已停止');

  const second = luodi('start', '--port', '0');
  const at = await address(second);
  expect(second.said.err).not.toContain('检查计划');
  const demo = (await (await fetch(`${at}api/demo-accounts`)).json()) as { accounts: unknown[] };
  expect(demo.accounts).toEqual([]);

  // Beside the running server: the verb uses its database and leaves it running.
  const opened = luodi(
    'user',
    'open',
    'east',
    '--unit',
    'east',
    '--role',
    'county',
    '--password',
    'a-good-password',
    '--format',
    'json',
  );
  expect(await opened.ended).toBe(0);
  expect(JSON.parse(opened.said.out)).toMatchObject({ account: 'east', password: 'a-good-password' });
  const signedIn = await fetch(`${at}api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ account: 'east', password: 'a-good-password' }),
  });
  expect(await signedIn.json()).toMatchObject({
    unit: { id: 'east', name: '东县' },
    city: { simulated: false },
  });

  second.child.kill('SIGTERM');
  expect(await second.ended).toBe(0);

  // A real city has no clock of its own, and no verb leaves the database running.
  const today = luodi('start', '--port', '0', '--today', '2021-07-09');
  expect(await today.ended).toBe(3);
  expect(today.said.err).toContain('[clock_of_a_real_city]');
  const verified = luodi('verify', '--format', 'json');
  expect(await verified.ended).toBe(0);
  expect(JSON.parse(verified.said.out)).toMatchObject({ ok: true, tailProven: false });
}, 180_000);

test('a plan with errors is told whole and nothing is founded: exit 1', async () => {
  const broken = join(folder, 'broken.yaml');
  writeFileSync(broken, 'format: luodi/plan@1\ncity: {id: small}\n');
  const run = luodi('start', '--plan', broken, '--port', '0', '--data', join(folder, 'other'));
  expect(await run.ended).toBe(1);
  expect(run.said.out).toMatch(/broken\.yaml:\d+/);
}, 120_000);
