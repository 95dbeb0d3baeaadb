// Starts that go wrong, and starts after an end that went wrong: a taken port, a broken plan, kill -9 under load. What was answered as recorded is
// there afterwards, the chain is whole, and nothing half-done is left.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Journey } from './journey.ts';
import { Caller, freePort, luodi, makeDataFolder, ROOT, removeDataFolder, startProduct } from './product.ts';

export const title = 'Starts that go wrong';

export async function journey(at: Journey): Promise<void> {
  await at.check('a taken port: told in words with its code, exit 3, nothing made', async () => {
    const dataDir = makeDataFolder();
    const ran = await luodi('start', '--data', dataDir, '--port', String(at.stage.port));
    assert.equal(ran.code, 3);
    assert.match(ran.err, new RegExp(`端口 ${at.stage.port} 已被占用[\\s\\S]*port_taken`));
    assert.match(ran.err, /保留 kept[\s\S]*办法 do[\s\S]*--port/);
    assert.equal(existsSync(dataDir), false);
    await removeDataFolder(dataDir);
  });
  await brokenPlans(at);
  await throughNpm(at);
  await killed(at);
}

/** The README's own command: a signal to npm alone must reach the product, which drains and stops its database. */
async function throughNpm(at: Journey): Promise<void> {
  const dataDir = makeDataFolder();
  try {
    await at.check('npm start: SIGTERM to npm alone drains it and stops the database', async () => {
      const running = await startProduct(dataDir, await freePort(), 'npm');
      const ended = await running.end('SIGTERM');
      assert.equal(ended.code, 0, ended.err);
      assert.match(ended.err, /draining[\s\S]*停止数据库[\s\S]*已停止 stopped/);
    });
  } finally {
    await removeDataFolder(dataDir);
  }
}

const BROKEN = [
  { plan: 'field_missing.yaml', code: 'field_missing', file: /field_missing\.yaml:\d+/ },
  { plan: 'csv_row', code: 'csv_row', file: /units\.towns\.csv:\d+/ },
];

async function brokenPlans(at: Journey): Promise<void> {
  const dataDir = makeDataFolder();
  const port = await freePort();
  try {
    for (const { plan, code, file } of BROKEN) {
      await at.check(`a broken plan (${plan}): file, line and code, nothing applied, exit 1`, async () => {
        const path = join(ROOT, 'plans', 'invalid', plan);
        const ran = await luodi('start', '--data', dataDir, '--port', String(port), '--plan', path);
        assert.equal(ran.code, 1, ran.err);
        const issue = ran.out.split('\n').find((line) => line.includes(code)) ?? '';
        assert.match(issue, file, ran.out);
        assert.match(ran.out, /[1-9]\d* errors?\./);
      });
    }
    await at.check(
      'after broken plans there is no city, and the next start says so of a good one',
      async () => {
        const ran = await luodi('cockpit', '--data', dataDir);
        assert.equal(ran.code, 3);
        assert.match(ran.err, /city_unknown/);
      },
    );
  } finally {
    await removeDataFolder(dataDir);
  }
}

interface Recorded {
  readonly facts: readonly string[];
  readonly seq: readonly [number, number];
}

interface Confirmed {
  readonly key: string;
  readonly body: object;
  readonly recorded: Recorded;
}

const REPORT = 'projects/reportInvestment';

/** Reports of investment by eight callers at once, until the server is gone. Answers with those that were confirmed. */
async function reportUntilGone(
  caller: Caller,
  projects: readonly string[],
  onFifth: () => void,
): Promise<readonly Confirmed[]> {
  const confirmed: Confirmed[] = [];
  const work = projects.flatMap((project) => ['2021-06', '2021-07'].map((month) => ({ project, month })));
  const one = async () => {
    for (let next = work.pop(); next !== undefined; next = work.pop()) {
      const key = `load:${next.project}:${next.month}`;
      const body = { ...next, measure: 'financing', amountYuan: '1230000' };
      const answer = await caller.command<Recorded>(REPORT, body, key);
      // A month that the project reported before is refused.
      if (answer.status !== 200) continue;
      confirmed.push({ key, body, recorded: answer.body });
      if (confirmed.length === 5) onFifth();
    }
  };
  await Promise.allSettled(Array.from({ length: 8 }, one));
  return confirmed;
}

async function killed(at: Journey): Promise<void> {
  const { stage } = at;
  const county = await Caller.signIn(at.address, 'sihui');
  const { rows } = await county.get<{ rows: readonly { id: string }[] }>('/api/projects?stage=construction');
  const confirmed = await at.step('kill -9 while eight callers are recording', async () => {
    let ended: Promise<{ readonly signal: NodeJS.Signals | null }> | undefined;
    const answers = await reportUntilGone(
      county,
      rows.map((row) => row.id),
      () => {
        ended = stage.running.end('SIGKILL');
      },
    );
    assert.ok(answers.length >= 5, `${answers.length} confirmed`);
    assert.equal((await ended)?.signal, 'SIGKILL');
    return answers;
  });
  await at.step('the next start takes over what was left', async () => {
    stage.running = await startProduct(stage.dataDir, stage.port);
    assert.ok(stage.running.startMs < 15_000, `${stage.running.startMs} ms`);
  });
  let checked = 0;
  await at.check(`all ${confirmed.length} confirmed facts are there, and the chain is whole`, async () => {
    const city = await Caller.signIn(at.address, 'shenji');
    for (const { recorded } of confirmed) {
      for (const fact of recorded.facts) await city.get(`/api/ledger/facts/${fact}`);
    }
    const ran = await luodi('verify', '--format', 'json', '--data', stage.dataDir);
    assert.equal(ran.code, 0, ran.out);
    const seqs = confirmed.map(({ recorded }) => recorded.seq[1]);
    const verdict = JSON.parse(ran.out) as { readonly checked: { readonly facts: number } };
    checked = verdict.checked.facts;
    assert.ok(checked >= Math.max(...seqs));
  });
  await at.check(
    'confirmed commands sent again with their keys answer the same and record nothing',
    async () => {
      const again = await Caller.signIn(at.address, 'sihui');
      for (const { key, body, recorded } of confirmed) {
        const answer = await again.command<Recorded>(REPORT, body, key);
        assert.equal(answer.status, 200);
        assert.deepEqual(answer.body.facts, recorded.facts);
      }
      const cockpit = await again.get<{ readonly at: { readonly knownSeq: number } }>('/api/cockpit');
      assert.equal(cockpit.at.knownSeq, checked);
    },
  );
}
