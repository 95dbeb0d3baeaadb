// The command line from outside: exit codes, JSON alone on stdout, words on stderr. No database is started here; the verbs that need one are in start.pg.test.ts.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { packageRoot } from './config.node.ts';
import { main, VERBS } from './main.ts';

const folder = mkdtempSync(join(tmpdir(), 'luodi-cli-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function luodi(...args: string[]) {
  let [out, err] = ['', ''];
  const code = await main(args, {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
  });
  return { code, out, err };
}

describe('usage', () => {
  test.each([
    [[]],
    [['nothing']],
    [['check', '--nothing']],
    [['report']],
    [['projects', 'show']],
    [['check', '--format', 'xml']],
    [['import']],
  ])('luodi %j exits 2 with words on stderr and nothing on stdout', async (args) => {
    const { code, out, err } = await luodi(...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/luodi/);
  });

  test('every verb explains itself', async () => {
    for (const verb of VERBS) {
      const { code, out } = await luodi(verb.name, '--help');
      expect(code).toBe(0);
      expect(out).toContain(`luodi ${verb.usage}`);
      expect(out).toContain('--format');
    }
    expect((await luodi('help')).out).toContain('退出码');
    expect((await luodi('--version')).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('check', () => {
  test('a sound plan exits 0, a broken one 1, each as JSON alone on stdout', async () => {
    const sound = await luodi('check', join(packageRoot(), 'plans/zhaoqing-2021'), '--format', 'json');
    expect(sound.code).toBe(0);
    expect(
      JSON.parse(sound.out).issues.filter((issue: { severity: string }) => issue.severity === 'error'),
    ).toEqual([]);
    const path = join(folder, 'broken.yaml');
    writeFileSync(path, 'format: luodi/plan@1\ncity: {id: x}\nnothing: 1\n');
    const broken = await luodi('check', path, '--format', 'json');
    expect(broken.code).toBe(1);
    const [issue] = JSON.parse(broken.out).issues;
    expect(Object.keys(issue).toSorted()).toEqual([
      'code',
      'file',
      'fix',
      'line',
      'message',
      'path',
      'severity',
    ]);
    const text = await luodi('check', path);
    expect(text.out).toMatch(/broken\.yaml:\d+ {2}错误 /);
  });

  test('a plan that is not there cannot be checked: exit 3, the problem as JSON', async () => {
    const { code, out, err } = await luodi('check', join(folder, 'none'), '--format', 'json');
    expect(code).toBe(3);
    expect(JSON.parse(out).problem).toMatchObject({ code: 'plan_not_found' });
    expect(err).toContain('[plan_not_found]');
  });
});

test('a taken port is said in words before anything is made: exit 3', async () => {
  const squatter = createServer();
  await new Promise<void>((resolve) => squatter.listen(0, '127.0.0.1', resolve));
  const { port } = squatter.address() as { port: number };
  const { code, err } = await luodi('start', '--port', String(port), '--data', join(folder, 'data'));
  squatter.close();
  expect(code).toBe(3);
  expect(err).toContain('[port_taken]');
  expect(err).toContain(`--port ${port + 1}`);
});

test('config never shows a password', async () => {
  process.env.DATABASE_URL = 'postgresql://me:secret@db.example:5432/luodi';
  try {
    const { code, out } = await luodi('config', '--format', 'json', '--port', '99');
    expect(code).toBe(0);
    expect(out).not.toContain('secret');
    expect(JSON.parse(out)).toMatchObject({
      database: 'postgresql://me:…@db.example:5432/luodi',
      address: 'http://127.0.0.1:99/',
    });
    expect((await luodi('config', '--port', '99999')).code).toBe(2);
  } finally {
    delete process.env.DATABASE_URL;
  }
});
