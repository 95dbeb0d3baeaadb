import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { coreSections } from '../plan/sections.ts';
import { testDatabase } from '../testing/database.ts';
import {
  CITY,
  clerk,
  foundingOfTest,
  openTestLedger,
  ownerOf,
  TEST_LOOPS,
  type TestLedger,
  testLedger,
} from '../testing/ledger.ts';
import type { LedgerLine } from './exchange.ts';
import { exportLedger } from './exportLedger.pg.ts';
import { importCommands } from './importCommands.pg.ts';
import { migrate } from './migrate.pg.ts';
import { restoreLedger } from './restore.pg.ts';

let at: TestLedger;
beforeAll(async () => {
  at = await testLedger();
  for (let i = 0; i < 25; i += 1)
    await at.submit('score', {
      tally: `s${i % 4}`,
      points: `${i}.25`,
      on: '2021-06-10',
      note: `行\t${i}\n"引号"\\`,
    });
});
afterAll(() => at.close());

async function exported(withVault = false): Promise<LedgerLine[]> {
  const lines: LedgerLine[] = [];
  await exportLedger(at.ledger, CITY, {
    withVault,
    write: (line) => void lines.push(JSON.parse(JSON.stringify(line))),
  });
  return lines;
}

/** A fresh database, brought to this release, with nothing in it. */
async function elsewhere() {
  const database = await testDatabase();
  const owner = await ownerOf(database);
  await migrate(owner, { loops: TEST_LOOPS, now: () => '2021-01-01T00:00:00.000Z' });
  const ledger = openTestLedger(database, at.clock);
  const options = { loops: TEST_LOOPS, sections: coreSections, now: () => at.clock.ms };
  return {
    ledger,
    restore: (lines: Iterable<LedgerLine>) => restoreLedger(owner, lines, options),
    count: async () => Number((await owner.query('select count(*) as n from fact')).rows[0].n),
    close: async () => {
      await ledger.close();
      await owner.end();
      await database.drop();
    },
  };
}

describe('export and restore', () => {
  test('give the same ledger back: every line, every derived row, the same head, and it goes on', async () => {
    const lines = await exported();
    const there = await elsewhere();
    const restored = await there.restore(lines);
    expect(restored.facts).toBe(28);
    const again: LedgerLine[] = [];
    await exportLedger(there.ledger, CITY, {
      withVault: false,
      write: (line) => void again.push(JSON.parse(JSON.stringify(line))),
    });
    expect(again).toEqual(lines);
    expect(await there.ledger.verify(CITY, {})).toMatchObject({ ok: true, head: restored.head });
    const request = {
      key: 'after',
      actor: clerk,
      loop: 'tally',
      command: 'score',
      body: { tally: 's0', points: '1', on: '2021-06-11' },
    };
    expect((await there.ledger.submit(CITY, request)).seq).toEqual([29, 29]);
    // Keys came along: what was sent before is known here, too.
    const repeated = {
      key: 'key-1',
      actor: clerk,
      loop: 'tally',
      command: 'score',
      body: { tally: 's0', points: '0.25', on: '2021-06-10', note: '行\t0\n"引号"\\' },
    };
    expect(await there.ledger.submit(CITY, repeated)).toMatchObject({ repeated: true });
    await there.close();
  });

  test('a torn file leaves nothing behind, and sending it whole afterwards doubles nothing', async () => {
    const lines = await exported();
    const there = await elsewhere();
    await expect(there.restore(lines.slice(0, 15))).rejects.toMatchObject({ code: 'import_torn' });
    expect(await there.count()).toBe(0);
    await there.restore(lines);
    expect(await there.restore(lines)).toMatchObject({ facts: 0, standing: 28 });
    expect(await there.count()).toBe(28);
    await there.close();
  });

  test('a file torn after its last fact is torn too: without its commands the keys would be free again', async () => {
    const lines = await exported();
    const there = await elsewhere();
    await expect(there.restore(lines.slice(0, -1))).rejects.toMatchObject({ code: 'import_torn' });
    const noPlan = lines.filter((line) => !('content' in line && line.content.kind === 'plan'));
    await expect(there.restore(noPlan)).rejects.toMatchObject({ code: 'import_torn' });
    const altered = lines.map((line) =>
      'command' in line && line.command.firstSeq === 6
        ? { command: { ...line.command, key: 'another' } }
        : line,
    );
    await expect(there.restore(altered)).rejects.toMatchObject({ code: 'content_differs' });
    expect(await there.count()).toBe(0);
    await there.close();
  });

  test('a city that holds the beginning is continued; one with another history is refused', async () => {
    const lines = await exported();
    const there = await elsewhere();
    await there.restore(foundingOfTest());
    expect(await there.restore(lines)).toMatchObject({ facts: 25, standing: 3 });
    const request = {
      key: 'own',
      actor: clerk,
      loop: 'tally',
      command: 'score',
      body: { tally: 'own', points: '1', on: '2021-06-11' },
    };
    await there.ledger.submit(CITY, request);
    await expect(there.restore(lines)).rejects.toMatchObject({ code: 'city_differs' });
    await there.close();
  });

  test('an altered line, a line too few in the middle, and a foreign file are refused', async () => {
    const lines = await exported();
    const there = await elsewhere();
    const fact = lines.findIndex((line) => 'fact' in line && line.fact.seq === 10);
    const altered = structuredClone(lines) as { fact: { body: Record<string, string> } }[];
    altered[fact]!.fact.body.points = '999';
    await expect(there.restore(altered as unknown as LedgerLine[])).rejects.toMatchObject({
      code: 'chain_broken',
      data: { seq: 10 },
    });
    await expect(there.restore(lines.toSpliced(fact, 1))).rejects.toMatchObject({ code: 'chain_broken' });
    await expect(there.restore([{ hello: 1 } as never])).rejects.toMatchObject({ code: 'import_format' });
    const plan = lines.findIndex((line) => 'content' in line && line.content.kind === 'plan');
    const otherPlan = structuredClone(lines) as { content: { body: Record<string, unknown> } }[];
    otherPlan[plan]!.content.body = {
      ...otherPlan[plan]!.content.body,
      format: 'luodi/plan@1',
      sections: {},
    };
    await expect(there.restore(otherPlan as unknown as LedgerLine[])).rejects.toMatchObject({
      code: 'content_differs',
    });
    expect(await there.count()).toBe(0);
    await there.close();
  });

  test('works with SM3 as well', async () => {
    const there = await elsewhere();
    await there.restore(foundingOfTest('sm3city', 'sm3'));
    const request = {
      key: 'a',
      actor: clerk,
      loop: 'tally',
      command: 'score',
      body: { tally: 'x', points: '1', on: '2021-06-11' },
    };
    await there.ledger.submit('sm3city', request);
    expect(await there.ledger.verify('sm3city', {})).toMatchObject({ ok: true });
    await there.close();
  });
});

describe('import of commands', () => {
  const line = (id: string, points: string, on = '2021-06-12') =>
    JSON.stringify({
      id,
      loop: 'tally',
      command: 'score',
      body: { tally: `i${Number(id) % 5}`, points, on },
    });

  test('records each line once however often it is sent, reports the refused, goes on after them', async () => {
    const texts = Array.from({ length: 60 }, (_, index) => line(String(index), '1'));
    texts[7] = line('7', '1', '2030-01-01');
    texts[9] = '{"id":"9","loop":"tally"}';
    const first = await importCommands(at.ledger, { city: CITY, actor: clerk }, texts);
    expect(first).toMatchObject({ lines: 60, recorded: 58, repeated: 0, torn: false });
    expect(first.refused.map(({ line: number, code }) => [number, code])).toEqual([
      [8, 'occurred_in_future'],
      [10, 'line_format'],
    ]);
    const second = await importCommands(at.ledger, { city: CITY, actor: clerk }, texts);
    expect(second).toMatchObject({ recorded: 0, repeated: 58 });
  });

  test('a torn import resumes without doubles', async () => {
    const texts = Array.from({ length: 40 }, (_, index) => line(`${1000 + index}`, '2'));
    const torn = [...texts.slice(0, 20), texts[20]?.slice(0, 25) ?? ''];
    expect(await importCommands(at.ledger, { city: CITY, actor: clerk }, torn)).toMatchObject({
      recorded: 20,
      torn: true,
    });
    expect(await importCommands(at.ledger, { city: CITY, actor: clerk }, texts)).toMatchObject({
      recorded: 20,
      repeated: 20,
      torn: false,
    });
    expect(await at.ledger.verify(CITY, {})).toMatchObject({ ok: true });
  });

  test('a cut last line is seen also when lines before it are refused while it is read', async () => {
    const texts = [line('2000', '1', '2030-01-01'), line('2001', '1', '2030-01-01'), '{"id":"2002","lo'];
    const report = await importCommands(at.ledger, { city: CITY, actor: clerk }, texts);
    expect(report).toMatchObject({ lines: 3, recorded: 0, torn: true });
    expect(report.refused.map((refusal) => refusal.line)).toEqual([1, 2, 3]);
  });

  test('lines of one subject are recorded in the order of the file, also right after the start', async () => {
    for (let turn = 0; turn < 3; turn += 1) {
      const texts = Array.from({ length: 30 }, (_, index) =>
        JSON.stringify({
          id: `order ${turn} ${index}`,
          loop: 'tally',
          command: 'score',
          body: { tally: `order ${turn}`, points: String(index), on: '2021-06-12' },
        }),
      );
      await importCommands(at.another(), { city: CITY, actor: clerk }, texts);
      const facts = await at.ledger.read(CITY, {}, (view) =>
        view.facts({ loop: 'tally', subject: `order ${turn}`, limit: 1000 }),
      );
      expect(facts.map((fact) => Number(fact.body.points)).toReversed()).toEqual(
        texts.map((_, index) => index),
      );
    }
  });
});
