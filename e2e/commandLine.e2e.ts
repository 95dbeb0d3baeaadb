// The command line beside a running server and without one: the same answers, exit codes as promised, JSON alone on stdout. Ends the product by
// Ctrl-C in between and starts it again.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Journey } from './journey.ts';
import { Caller, luodi, luodiInto, startProduct } from './product.ts';

export const title = 'The command line, beside the server and alone';

interface Cockpit {
  readonly at: { readonly head: string };
  readonly targets: readonly { readonly title: string; readonly value: string | null }[];
}

export async function journey(at: Journey): Promise<void> {
  const { stage } = at;
  const caller = await Caller.signIn(at.address, 'lingdao');
  const cockpit = await caller.get<Cockpit>('/api/cockpit');
  await verbs(at, 'beside the server', cockpit);
  await mistyped(at);
  await at.check('beside the server: it runs on, with the same head', async () => {
    assert.equal((await caller.get<Cockpit>('/api/cockpit')).at.head, cockpit.at.head);
  });
  await at.step('Ctrl-C to the whole process group ends it with 0, drained and stopped', async () => {
    const ended = await stage.running.end('SIGINT', 'group');
    assert.equal(ended.code, 0, `${ended.code ?? ended.signal}\n${ended.err}`);
    assert.match(ended.err, /draining[\s\S]*停止数据库[\s\S]*已停止 stopped/);
    assert.ok(ended.ms < 10_000, `${ended.ms} ms`);
  });
  await verbs(at, 'alone', cockpit);
  await at.step('the second start keeps everything and is quick', async () => {
    stage.running = await startProduct(stage.dataDir, stage.port);
    assert.ok(stage.running.startMs < 10_000, `${stage.running.startMs} ms`);
    const again = await Caller.signIn(at.address, 'lingdao');
    assert.deepEqual(await again.get<Cockpit>('/api/cockpit'), cockpit);
  });
}

async function verbs(at: Journey, where: string, cockpit: Cockpit): Promise<void> {
  const data = ['--data', at.stage.dataDir];
  const json = async <T>(code: number, ...args: readonly string[]): Promise<T> => {
    const ran = await luodi(...args, '--format', 'json', ...data);
    assert.equal(
      ran.code,
      code,
      `${args.join(' ')}: ${ran.code ?? ran.signal}\n${ran.out.slice(0, 500)}${ran.err}`,
    );
    return JSON.parse(ran.out) as T;
  };
  await at.check(
    `${where}: verify finds nothing, with the head and without; a wrong head is found, with exit 1`,
    async () => {
      type Verdict = { ok: boolean; tailProven: boolean; head: string; checked: { facts: number } };
      const proven = await json<Verdict>(0, 'verify', '--head', cockpit.at.head);
      assert.ok(proven.ok && proven.tailProven);
      assert.equal(proven.head, cockpit.at.head);
      assert.equal(proven.checked.facts, Number(cockpit.at.head.split(':')[0]));
      const [seq] = cockpit.at.head.split(':');
      const wrong = await json<Verdict>(1, 'verify', '--head', `${Number(seq) + 5}:${'0'.repeat(64)}`);
      assert.equal(wrong.ok, false);
    },
  );
  await at.check(`${where}: cockpit says what the page says`, async () => {
    assert.deepEqual(await json<Cockpit>(0, 'cockpit'), cockpit);
  });
  await at.check(`${where}: report highlights, projects list`, async () => {
    const report = await json<{ asOf: string; figures: readonly { label: string; value: unknown }[] }>(
      0,
      'report',
      'highlights',
      '--as-of',
      '2021-06-30',
    );
    assert.equal(report.asOf, '2021-06-30');
    assert.ok(report.figures.length > 20);
    const list = await json<{ rows: readonly { readonly unitName: string; readonly stage: string }[] }>(
      0,
      'projects',
      '--filter',
      'unit=441204,stage=signed',
      '--sort',
      'stay',
    );
    assert.ok(list.rows.length > 0 && list.rows.length <= 50);
    assert.ok(list.rows.every(({ unitName, stage }) => unitName === '高要区' && stage === 'signed'));
  });
  await at.check(`${where}: export writes one JSON a line, whole, with the head at its end`, async () => {
    const ran = await luodiInto(join(at.stage.dataDir, '..', 'export.jsonl'), 'export', ...data);
    assert.equal(ran.code, 0, ran.err);
    const lines = ran.out.trimEnd().split('\n');
    for (const line of lines) JSON.parse(line);
    const facts = lines.filter((line) => line.includes('"seq"')).length;
    assert.ok(facts >= Number(cockpit.at.head.split(':')[0]), `${facts} facts`);
    assert.ok(ran.err.includes(cockpit.at.head), ran.err);
  });
}

async function mistyped(at: Journey): Promise<void> {
  const where = ['--data', at.stage.dataDir];
  await at.check('a command that is refused ends with 1, in words that name the field', async () => {
    const give = (body: object) =>
      luodi('projects', 'reportInvestment', '--as', 'sihui', '--body', JSON.stringify(body), ...where);
    const month = { project: 'P999999', measure: 'actual', month: '2021-06', amountYuan: '1' };
    const [nobody, shape] = await Promise.all([give(month), give({ ...month, month: 'June' })]);
    assert.equal(nobody.code, 1, nobody.err);
    assert.match(nobody.err, /project_unknown/);
    assert.equal(shape.code, 1, shape.err);
    assert.match(shape.err, /“所属月份”写法不对/);
    assert.doesNotMatch(shape.err, /Invalid|\^\(/);
  });

  await at.check('what is mistyped is usage, exit 2; what does not exist is told, exit 3', async () => {
    const data = ['--data', at.stage.dataDir];
    const [flag, day, name] = await Promise.all([
      luodi('cockpit', '--as-off', '2021-06-30', ...data),
      luodi('cockpit', '--as-of', '2021-06-31', ...data),
      luodi('report', 'nonsense', '--format', 'json', ...data),
    ]);
    assert.equal(flag.code, 2);
    assert.equal(flag.out, '');
    assert.match(flag.err, /用法有误[\s\S]*\[usage\]/);
    assert.equal(day.code, 2);
    assert.match(day.err, /date_invalid/);
    assert.equal(name.code, 3);
    const { problem } = JSON.parse(name.out) as { readonly problem: { readonly code: string } };
    assert.match(problem.code, /unknown/);
  });
}
