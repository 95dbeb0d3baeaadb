// luodi projects, mistyped: told before any database is opened. What it lists is walked by e2e/commandLine.e2e.ts and projectList.pg.test.ts.
import { expect, test } from 'vitest';
import { main } from '../main.ts';

async function projects(...args: string[]) {
  let [out, err] = ['', ''];
  const code = await main(['projects', ...args], {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
  });
  return { code, out, err };
}

test.each([
  [['--filter', 'weather=fine'], 'weather=fine'],
  [['--filter', 'light'], 'light'],
  [['--filter', 'light=purple'], 'light'],
  [['--sort', 'secret'], 'sort'],
  [['list', '--limit', '0'], 'limit'],
])('%s is usage, and names what is wrong', async (args, named) => {
  const { code, out, err } = await projects(...args);
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain(named);
  expect(err).toContain('[usage]');
});

test('help names every condition that the page has', async () => {
  const { code, out } = await projects('--help');
  expect(code).toBe(0);
  for (const name of ['lifecycle', 'attributes', 'light', 'stuck', 'plannedFrom'])
    expect(out).toContain(name);
});
