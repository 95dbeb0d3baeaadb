// The import of a project list over HTTP, into the real rehearsed city: shown before anything is written, recorded once however often it is sent, torn and
// cancelled without doubles, and what was refused comes back as a workbook that can be mended and sent again.
import ExcelJS from 'exceljs';
import fc from 'fast-check';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from '../kernel/sql.ts';
import { type RehearsedServer, rehearsedServer } from '../testing/rehearsed.ts';

let at: RehearsedServer;
let server: FastifyInstance;
const cookies = { office: '', county: '', other: '' };

beforeAll(async () => {
  at = await rehearsedServer('projectimport', ['sihui', 'zhuanban', 'gaoyao']);
  ({ server } = at);
  cookies.office = await at.cookieOf('zhuanban');
  cookies.other = await at.cookieOf('sihui');
  cookies.county = await at.cookieOf('gaoyao');
}, 240_000);
afterAll(() => at?.close());

const call = async (method: 'GET' | 'POST', url: string, body?: object, cookie = cookies.county) => {
  const reply = await server.inject({
    method,
    url,
    headers: { cookie },
    ...(body === undefined ? {} : { payload: body }),
  });
  return {
    status: reply.statusCode,
    json: reply.headers['content-type']?.includes('json') === true ? reply.json() : {},
    bytes: reply.rawPayload,
  };
};
const settled = async (id: string, cookie = cookies.county) => {
  for (let round = 0; round < 400; round += 1) {
    const { json } = await call('GET', `/api/projects/imports/${id}`, undefined, cookie);
    if (json.state !== 'checking' && json.state !== 'recording') return json;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('the import did not end');
};
const sent = async (body: object, cookie = cookies.county) => {
  const { status, json } = await call('POST', '/api/projects/imports', body, cookie);
  if (status !== 200) throw new Error(`${status} ${JSON.stringify(json)}`);
  return settled(json.id, cookie);
};
const record = async (id: string, cookie = cookies.county) => {
  expect((await call('POST', `/api/projects/imports/${id}/record`, {}, cookie)).status).toBe(200);
  return settled(id, cookie);
};
const head = () => at.ledger.read('zhaoqing', {}, async (view) => view.head.seq);
const standing = (ids: readonly string[]) =>
  at.ledger.read('zhaoqing', {}, (view) =>
    view.query(sql`select p.subject, p.unit, p.name, p.planned_investment_yuan::text as planned, p.registered_on::text as registered,
      (select string_agg(m.milestone || ' ' || m.occurred_on, ',' order by m.occurred_on, m.claimed_seq) from project_milestone m where m.city = p.city and m.subject = p.subject) as told
      from project p where p.city = 'zhaoqing' and p.subject = any(${[...ids]}::text[]) order by p.subject`),
  );

/** As WPS writes it: a title, a head of two rows merged, days as days and as text, amounts in two units, a section and a sum. */
async function messyBook(): Promise<string> {
  const book = new ExcelJS.Workbook();
  book.addWorksheet('说明', { state: 'hidden' }).addRow(['填表说明']);
  const sheet = book.addWorksheet('项目表');
  sheet.addRow(['高要区2021年产业项目情况表（单位：万元）']);
  sheet.mergeCells('A1:H1');
  sheet.addRow(['序号', '项目编号', '项目名称', '县（市、区）', '投资情况', '', '时间节点', '']);
  sheet.addRow(['', '', '', '', '总投资', '用地面积（亩）', '签约时间', '开工时间']);
  for (const range of ['A2:A3', 'B2:B3', 'C2:C3', 'D2:D3', 'E2:F2', 'G2:H2']) sheet.mergeCells(range);
  sheet.addRow(['一、先进制造']);
  sheet.mergeCells('A4:H4');
  const day = sheet.addRow([
    1,
    'IMP-1',
    '导入电池项目',
    '高要区',
    12000,
    86.5,
    new Date(Date.UTC(2021, 6, 5)),
    '2021年7月8日',
  ]);
  day.getCell(7).numFmt = 'yyyy"年"m"月"d"日"';
  sheet.addRow([2, 'IMP-2', '导入铝材项目', '高耀区', '３.5亿元', '', '7月6日', '']);
  sheet.addRow([3, 'IMP-3', '导入陶瓷项目', '高要区', '面议', '', '2021.7.7', '']);
  sheet.addRow([4, 'IMP-4', '导入家具项目', '四会市', 500, '', '', '']);
  sheet.addRow([5, 'IMP-5', '导入纸业项目', '高要区', 800, '', '', '2021-07-02']);
  sheet.addRow(['合计', '', '', '', 13300, '', '', '']);
  return Buffer.from(await book.xlsx.writeBuffer()).toString('base64');
}

describe('a messy workbook', () => {
  test('is shown row by row before anything is written, then recorded once', async () => {
    const before = await head();
    const shown = await sent({ name: '项目表.xlsx', data: await messyBook() });
    expect(shown).toMatchObject({
      state: 'checked',
      sheet: 1,
      sheets: [{ hidden: true }, { name: '项目表', hidden: false }],
      head: { lastRow: 3 },
    });
    const rows = new Map<
      number,
      {
        state: string;
        problems: { code: string; column: number }[];
        cells: { read: string; became: string }[];
      }
    >(shown.lines.map((line: { row: number }) => [line.row, line]));
    expect([...rows].map(([row, { state }]) => [row, state]).toSorted()).toEqual(
      [
        [4, 'skipped'],
        // Started, and its approvals are nowhere: asked as of a claim by hand.
        [5, 'asks'],
        [6, 'asks'],
        [7, 'refused'],
        [8, 'refused'],
        [9, 'refused'],
        [10, 'skipped'],
      ].toSorted(),
    );
    expect(rows.get(5)?.cells.map(({ became }) => became)).toEqual([
      'IMP-1',
      '导入电池项目',
      '441204',
      '120000000',
      '86.5',
      '2021-07-05',
      '2021-07-08',
    ]);
    expect(rows.get(5)?.problems).toMatchObject([
      { code: 'needs_confirmation', column: 7, message: expect.stringContaining('施工许可') },
    ]);
    expect(rows.get(6)?.problems.map(({ code }) => code)).toEqual(['unit_unclear']);
    expect(rows.get(7)?.problems[0]).toMatchObject({ code: 'amount_unreadable', column: 4 });
    expect(rows.get(8)?.problems.map(({ code }) => code)).toEqual(['out_of_scope']);
    expect(rows.get(9)?.problems.map(({ code }) => code)).toEqual(['milestone_not_reached']);
    expect(await head()).toBe(before);

    await call('POST', `/api/projects/imports/${shown.id}/check`, { choices: { confirm: true } });
    const checked = await settled(shown.id);
    expect(checked.lines.find(({ row }: { row: number }) => row === 5)).toMatchObject({ state: 'new' });
    const done = await record(shown.id);
    expect(done).toMatchObject({
      state: 'recorded',
      recordedFacts: 3,
      counts: { recorded: 1, refused: 3, asks: 1 },
    });
    expect(await standing(['IMP-1', 'IMP-2'])).toEqual([
      {
        subject: 'IMP-1',
        unit: '441204',
        name: '导入电池项目',
        planned: '120000000',
        registered: '2021-07-05',
        told: 'introduced 2021-07-05,started 2021-07-08',
      },
    ]);
    const after = await head();
    const again = await sent({ name: '项目表.xlsx', data: await messyBook() });
    expect(again.lines.find(({ row }: { row: number }) => row === 5)).toMatchObject({
      state: 'known',
      project: 'IMP-1',
    });
    expect(await record(again.id)).toMatchObject({ recordedFacts: 0, repeated: 0 });
    expect(await head()).toBe(after);
  });

  test('what was not taken comes back, is mended and sent again; an answer settles what was asked', async () => {
    const shown = await sent({ name: '项目表.xlsx', data: await messyBook() });
    expect(shown.unclear.find(({ text }: { text: string }) => text === '高耀区')).toBeDefined();
    const { status, bytes } = await call('GET', `/api/projects/imports/${shown.id}/refused.xlsx`);
    expect(status).toBe(200);
    const book = new ExcelJS.Workbook();
    await book.xlsx.load(bytes.slice().buffer as ArrayBuffer);
    const sheet = book.worksheets[0]!;
    expect(sheet.rowCount).toBe(5);
    expect(String(sheet.getRow(2).getCell(10).value)).toContain('高耀区');
    sheet.getRow(3).getCell(5).value = '600万元';
    const mended = await sent({
      name: '改好.xlsx',
      data: Buffer.from(await book.xlsx.writeBuffer()).toString('base64'),
      choices: { answers: { unit: { 高耀区: '441204' } } },
    });
    const byProject = new Map(
      mended.lines.map((line: { project: string; state: string; cells: { read: string }[] }) => [
        line.cells[0]?.read,
        line.state,
      ]),
    );
    expect([
      byProject.get('IMP-2'),
      byProject.get('IMP-3'),
      byProject.get('IMP-4'),
      byProject.get('IMP-5'),
    ]).toEqual(['new', 'new', 'refused', 'refused']);
    await record(mended.id);
    expect(await standing(['IMP-2', 'IMP-3'])).toMatchObject([
      { subject: 'IMP-2', planned: '350000000', told: 'introduced 2021-07-06' },
      { subject: 'IMP-3', planned: '6000000', told: 'introduced 2021-07-07' },
    ]);
  });
});

describe('text', () => {
  test('cells that were copied, without codes, are the same projects the second time; a changed amount is told and amended only on asking', async () => {
    const text = (amount: string) =>
      `项目名称\t县区\t投资主体\t总投资（亿元）\n粘贴来的项目\t高要区\t某某公司\t${amount}\n\n`;
    const first = await sent({ name: '粘贴', text: text('1.2') });
    await record(first.id);
    const subject = String(first.lines[0].project);
    expect(await standing([subject])).toMatchObject([{ name: '粘贴来的项目', planned: '120000000' }]);
    const twice = await sent({ name: '粘贴', text: text('1.2') });
    expect(twice.lines[0]).toMatchObject({ state: 'known', project: subject });
    const changed = await sent({ name: '粘贴', text: text('1.3') });
    expect(changed.lines[0]).toMatchObject({
      state: 'differs',
      commands: [],
      differences: [{ field: 'planned', before: '120000000', after: '130000000' }],
    });
    expect(
      (await call('POST', `/api/projects/imports/${changed.id}/check`, { choices: { existing: 'amend' } }))
        .status,
    ).toBe(200);
    expect((await settled(changed.id)).lines[0]).toMatchObject({
      state: 'adds',
      commands: [{ command: 'amendProject' }],
    });
    await record(changed.id);
    expect(await standing([subject])).toMatchObject([{ planned: '130000000' }]);
    // The same name, and a credit code that the register has not: it may be the same project, so it is asked.
    const coded = await sent({
      name: '粘贴',
      text: '项目名称\t县区\t统一社会信用代码\t总投资（亿元）\n粘贴 来的项目\t高要区\t91441200MA4UQ1B20X\t1.3\n',
    });
    expect(coded.lines[0].problems.map(({ code }: { code: string }) => code)).toContain('match_unclear');
    // There and back again are two changes.
    for (const amount of ['1.2', '1.3']) {
      const turned = await sent({ name: '粘贴', text: text(amount), choices: { existing: 'amend' } });
      expect(await record(turned.id)).toMatchObject({ recordedFacts: 1 });
    }
    expect(await standing([subject])).toMatchObject([{ planned: '130000000' }]);
  });

  test('a credit code that cannot be one is told at its row and taken as the list has it; nobody says by hand that it is of a list', async () => {
    const table = (name: string) =>
      `项目名称\t县区\t统一社会信用代码\t总投资（亿元）\n${name}\t高要区\t91441200MA4UQ1B20X\t1.5\n`;
    const listed = await sent({ name: '粘贴', text: table('校验位不对的项目') });
    expect(listed.lines[0].problems).toMatchObject([{ code: 'credit_code_doubtful' }]);
    const subject = String(listed.lines[0].project);
    expect(await record(listed.id)).toMatchObject({ recordedFacts: 1 });
    expect(await standing([subject])).toMatchObject([{ name: '校验位不对的项目' }]);
    const body = { project: subject, creditCode: '91350100M000100Y44', reason: '更正代码' };
    const amend = async (payload: object) => {
      const headers = { cookie: cookies.county, 'idempotency-key': 'bad code' };
      const url = '/api/commands/projects/amendProject';
      const reply = await server.inject({ method: 'POST', url, headers, payload });
      return [reply.statusCode, reply.json().code];
    };
    expect(await amend(body)).toEqual([422, 'credit_code_unsound']);
    expect(await amend({ ...body, listed: true })).toEqual([400, 'list_route']);
  });

  test('a GB18030 list without units in its head is asked for the unit once; a county’s account without a column of counties is asked whose they are', async () => {
    // 项目名称,总投资,编号 / 广宁竹制品,1200,GBK-1
    const bytes = Buffer.from(
      'cfeec4bfc3fbb3c62cd7dccdb6d7ca2cb1e0bac50d0ab9e3c4fed6f1d6c6c6b72c313230302c47424b2d310d0a',
      'hex',
    );
    const asked = await sent({ name: '项目.csv', data: bytes.toString('base64') });
    expect(asked.lines[0].problems.map(({ code }: { code: string }) => code)).toEqual([
      'amount_unit_unclear',
    ]);
    await call('POST', `/api/projects/imports/${asked.id}/check`, {
      choices: { columns: { 1: { unit: '万元' } } },
    });
    expect((await settled(asked.id)).lines[0].problems.map(({ code }: { code: string }) => code)).toEqual([
      'unit_missing',
    ]);
    await call('POST', `/api/projects/imports/${asked.id}/check`, {
      choices: { columns: { 1: { unit: '万元' } }, unit: '441204' },
    });
    expect((await settled(asked.id)).lines[0]).toMatchObject({ state: 'new', name: '广宁竹制品' });
  });
});

test('a list whose head nobody knows shows its first rows; which row it is and what its columns are is said by hand', async () => {
  const sheet = '附表\n\n名字\t在哪\t多少\t何时\n手选项目\t高要\t1200\t2021.7.1\n';
  const shown = await sent({ name: '粘贴', text: sheet });
  expect(shown).toMatchObject({ state: 'failed', problem: { code: 'import_head_missing' }, head: null });
  expect(shown.first.map(({ row, cells }: { row: number; cells: string[] }) => [row, cells[0]])).toEqual([
    [1, '附表'],
    [3, '名字'],
    [4, '手选项目'],
  ]);
  const columns = {
    0: { field: 'name' },
    1: { field: 'unit' },
    2: { field: 'planned', unit: '万元' },
    3: { field: 'milestone:introduced' },
  };
  await call('POST', `/api/projects/imports/${shown.id}/check`, { choices: { headRow: 3, columns } });
  const told = await settled(shown.id);
  expect(told).toMatchObject({ state: 'checked', first: [], head: { lastRow: 3 }, counts: { new: 1 } });
  expect(told.lines[0].commands.map(({ command }: { command: string }) => command)).toEqual([
    'registerProject',
    'claimMilestone',
  ]);
});

describe('long lists', () => {
  const list = (from: number, to: number) =>
    [
      '项目编号,项目名称,县区,总投资（万元）',
      ...Array.from(
        { length: to - from },
        (_, at) => `LONG-${from + at},长表项目${from + at},高要区,${100 + at}`,
      ),
    ].join('\n');

  test('cancelled on the way and sent again, each project is registered once', async () => {
    const shown = await sent({ name: '长表.csv', text: list(0, 2500) });
    expect(shown.counts).toMatchObject({ new: 2500, facts: 2500 });
    await call('POST', `/api/projects/imports/${shown.id}/record`, {});
    await call('POST', `/api/projects/imports/${shown.id}/cancel`, {});
    const cancelled = await settled(shown.id);
    expect(cancelled.state).toBe('cancelled');
    const before = await head();
    const rest = await sent({ name: '长表.csv', text: list(0, 2500) });
    const done = await record(rest.id);
    expect(done.recordedFacts + cancelled.recordedFacts).toBe(2500);
    expect((await head()) - before).toBe(done.recordedFacts);
    expect(await standing(['LONG-0', 'LONG-2499'])).toHaveLength(2);
  });

  test('the check is recorded as it was shown while nothing has moved; another’s entry in between, and the list is planned anew', async () => {
    const first = await sent({ name: '长表.csv', text: list(3000, 5500) });
    const second = await sent({ name: '又一份.csv', text: list(3000, 5499) });
    expect(second.counts).toMatchObject({ new: 2499 });
    expect(await record(second.id)).toMatchObject({
      recordedFacts: 2499,
      repeated: 0,
      counts: { recorded: 2499 },
    });
    const before = await head();
    const done = await record(first.id);
    expect(done).toMatchObject({
      state: 'recorded',
      recordedFacts: 1,
      repeated: 0,
      counts: { known: 2499, recorded: 1 },
    });
    expect((await head()) - before).toBe(1);
    const again = await record(first.id);
    expect(again).toMatchObject({ recordedFacts: 0, repeated: 0, counts: { known: 2500 } });
  });
});

describe('whose it is', () => {
  test('needs a session and the right to claim; nobody sees another’s import; a project of another county is not touched', async () => {
    expect(
      (
        await server.inject({
          method: 'POST',
          url: '/api/projects/imports',
          payload: { name: 'a', text: 'b' },
        })
      ).statusCode,
    ).toBe(401);
    const own = await sent({
      name: '粘贴',
      text: '项目编号\t项目名称\t县区\t总投资（亿元）\nIMP-X\t外县项目\t四会市\t1',
    });
    expect((await call('GET', `/api/projects/imports/${own.id}`, undefined, cookies.other)).status).toBe(404);
    expect(
      (await call('POST', '/api/projects/imports', { name: 'a', text: 'b' }, cookies.office)).status,
    ).toBe(403);
    expect(own.lines[0].state).not.toBe('new');
  });
});

test('files of chance are a problem with a code, or rows with problems: nothing is written', async () => {
  const before = await head();
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.uint8Array({ minLength: 1, maxLength: 300 }),
        fc
          .array(fc.array(fc.string({ maxLength: 6 }), { maxLength: 5 }), { maxLength: 5 })
          .map((rows) =>
            Buffer.from(
              `项目名称,县区,总投资（万元）,签约时间\n${rows.map((row) => row.join(',')).join('\n')}`,
            ),
          ),
      ),
      async (bytes) => {
        const { status, json } = await call('POST', '/api/projects/imports', {
          name: 'x.csv',
          data: Buffer.from(bytes).toString('base64'),
        });
        if (status !== 200) {
          expect([400, 413]).toContain(status);
          return;
        }
        const ended = await settled(json.id);
        expect(ended.problem?.code ?? '').not.toBe('import_failed');
      },
    ),
    { numRuns: 60 },
  );
  expect(await head()).toBe(before);
});
