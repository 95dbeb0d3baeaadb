// A server that is killed in the middle of an import: the same address goes on after the next start, says what of the file stands, and records the rest once.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { setPassword } from '../access/credentials.pg.ts';
import { sql } from '../kernel/sql.ts';
import { PASSWORD, REHEARSED, type RehearsedCity, rehearsedCity } from '../testing/rehearsed.ts';
import { packageRoot } from './config.node.ts';
import { operator } from './open.ts';

const ROWS = 5000;
const data = mkdtempSync(join(tmpdir(), 'luodi-killed-'));
const children: ChildProcess[] = [];
let city: RehearsedCity;

beforeAll(async () => {
  city = await rehearsedCity('importkilled');
  await setPassword({ ledger: city.ledger, city: REHEARSED, actor: operator('441200') }, 'gaoyao', PASSWORD);
}, 240_000);
afterAll(async () => {
  for (const child of children)
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  await sleep(300);
  await city?.close();
  rmSync(data, { recursive: true, force: true });
});

async function started(): Promise<{ readonly child: ChildProcess; readonly root: string }> {
  const main = pathToFileURL(join(packageRoot(), 'src/app/main.ts')).href;
  const script = `const { main } = await import(${JSON.stringify(main)}); process.exitCode = await main(['start', '--port', '0']);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    env: { ...process.env, LUODI_DATA: data, DATABASE_URL: city.ownerUrl, NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk) => {
      said += String(chunk);
    });
  for (let waited = 0; waited < 60_000; waited += 50) {
    const found = /http:\/\/127\.0\.0\.1:\d+\//.exec(said);
    if (found) return { child, root: found[0] };
    if (child.exitCode !== null) break;
    await sleep(50);
  }
  throw new Error(`not started: ${said}`);
}

async function ask(
  root: string,
  path: string,
  { cookie = '', body }: { cookie?: string; body?: object } = {},
) {
  const reply = await fetch(`${root}api/${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { reply, json: reply.headers.get('content-type')?.includes('json') ? await reply.json() : {} };
}

async function until(look: () => Promise<{ json: Record<string, unknown> }>, isIt: (json: never) => boolean) {
  for (let waited = 0; waited < 20_000; waited += 20) {
    const { json } = await look();
    if (isIt(json as never)) return json;
    await sleep(20);
  }
  throw new Error(`it did not come to that: ${JSON.stringify((await look()).json).slice(0, 500)}`);
}

const recorded = async (): Promise<number> => {
  const [row] = await city.ledger.read(REHEARSED, {}, (view) =>
    view.query(sql`select count(*) as n from project where city = ${REHEARSED} and subject like 'KILL-%'`),
  );
  return Number(row?.n);
};

test('given a server killed while it records, the import is gone on with at the same address and nothing is doubled', async () => {
  const first = await started();
  const entered = await ask(first.root, 'session', { body: { account: 'gaoyao', password: PASSWORD } });
  const cookie = String(entered.reply.headers.get('set-cookie')).split(';')[0] ?? '';
  const list = `项目编号,项目名称,县区,总投资（万元）\n${Array.from({ length: ROWS }, (_, at) => `KILL-${at},断电项目${at},高要区,${100 + at}`).join('\n')}`;
  const { json } = await ask(first.root, 'projects/imports', {
    cookie,
    body: { name: '长表.csv', text: list },
  });
  const path = `projects/imports/${(json as { id: string }).id}`;
  const look = (root: string) => () => ask(root, path, { cookie });
  type View = { state: string; recordedFacts: number; resumed: boolean; counts: Record<string, number> };
  await until(look(first.root), ({ state }: View) => state === 'checked');
  await ask(first.root, `${path}/record`, { cookie, body: {} });
  await until(look(first.root), ({ recordedFacts }: View) => recordedFacts > 0);
  first.child.kill('SIGKILL');
  await new Promise((resolve) => first.child.once('exit', resolve));
  // What was on its way when it was killed is rolled back or stands whole.
  await sleep(500);
  const before = await recorded();
  expect(before).toBeGreaterThan(0);
  expect(before).toBeLessThan(ROWS);

  const second = await started();
  const found = (await until(look(second.root), ({ state }: View) => state !== 'checking')) as never as View;
  expect(found).toMatchObject({
    state: 'checked',
    resumed: true,
    counts: { known: before, new: ROWS - before },
  });
  await ask(second.root, `${path}/record`, { cookie, body: {} });
  const done = (await until(look(second.root), ({ state }: View) => state !== 'recording')) as never as View;
  expect(done).toMatchObject({ state: 'recorded', recordedFacts: ROWS - before });
  expect(await recorded()).toBe(ROWS);
  // The file lies beside its note, under nobody else's eyes, and goes with its job.
  expect(readdirSync(join(data, 'kept', 'imports'))).toHaveLength(2);
  second.child.kill('SIGKILL');
}, 240_000);
