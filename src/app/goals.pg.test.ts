// 目标任务 over HTTP, on the rehearsed city: what the pages are answered with, page by page, as known then, and as workbooks.
import ExcelJS from 'exceljs';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TreeNode } from '../dispatch/goalViews.tsx';
import { type RehearsedServer, rehearsedServer } from '../testing/rehearsed.ts';

let at: RehearsedServer;
let server: FastifyInstance;
let cookie = '';

beforeAll(async () => {
  at = await rehearsedServer('goals', ['gaoyao']);
  server = at.server;
  cookie = await at.cookieOf('gaoyao');
}, 240_000);
afterAll(() => at?.close());

const AT = 'asOf=2021-06-30';
const ask = (path: string) => server.inject({ url: `/api/goals/${path}`, headers: { cookie } });
const get = async (path: string) => (await ask(path)).json();

test('needs a session', async () => {
  for (const path of ['elements', 'tree', 'holders', 'themes', 'elements/tasks/list-39', 'elements.xlsx'])
    expect((await server.inject({ url: `/api/goals/${path}` })).statusCode).toBe(401);
});

describe('annual targets', () => {
  test('stand by kind, judged as the cockpit judges them, and are chosen by light', async () => {
    const cockpit = (await server.inject({ url: `/api/cockpit?${AT}`, headers: { cookie } })).json();
    const list = await get(`elements?section=targets&${AT}`);
    expect(list.groups.map(({ value }: { value: string }) => value)).toEqual([
      'floor',
      'level',
      'spend',
      'eliminate',
      'kOfN',
      'fullCoverage',
    ]);
    const own = new Map(
      list.rows.map((row: { id: string; lines: object[] }) => [row.id, row.lines[0]]),
    ) as Map<string, Record<string, unknown>>;
    for (const line of cockpit.targets)
      expect(own.get(line.id)).toMatchObject({
        value: line.value,
        light: line.light,
        completionPct: line.completionPct,
        sentence: line.sentence,
      });
    const yellow = await get(`elements?section=targets&light=yellow&${AT}`);
    expect(yellow.rows.map(({ id }: { id: string }) => id)).toEqual(['introduced-2021']);
    expect(yellow.lights.yellow).toBe(1);
    // A target whose part of the program is not there says so and has no figure.
    const land = list.rows.find(({ id }: { id: string }) => id === 'land-prepared-2021');
    expect(land.lines[0]).toMatchObject({ value: null, light: 'grey', status: 'no_engine_yet' });
  });

  test('say what is assumed and what is left open', async () => {
    const { row, places, node } = await get(`elements/targets/introduced-2021?${AT}`);
    expect(row.owners).toMatchObject([{ unit: 'zq-investment', basis: '演示假定' }]);
    expect(row.sources).toContainEqual(expect.objectContaining({ field: 'splits', basis: '待补来源' }));
    expect(places).toMatchObject([{ paragraph: 22, quotes: ['1000个', '新引进'] }]);
    expect(node).toMatchObject({ path: 'e:targets:introduced-2021', children: 1 });
  });

  test('as known on an earlier day are judged on less', async () => {
    const then = await get('elements?section=targets&text=introduced-2021&asOf=2021-06-30&known=2021-06-30');
    expect(then.at.asKnownThen).toBe(true);
    expect(Number(then.rows[0].lines[0].value)).toBeLessThan(426);
  });
});

test('paragraph 22 leads to its target, the target to its owner, to what counts it, to who reports it', async () => {
  let path = 'p:seed-2021:22';
  for (const wanted of ['新引进项目', '市投资促进部门主要负责人', '新引进项目', '产业项目节点', '高要区']) {
    const { nodes } = await get(`tree?node=${encodeURIComponent(path)}&${AT}`);
    const next = (nodes as TreeNode[]).find(({ title }) => title.zh === wanted);
    expect([path, next?.title.zh]).toEqual([path, wanted]);
    path = next!.path;
  }
});

test('a theme has its members, a unit its parts, livelihood its tasks; nothing reported is told so', async () => {
  const { themes } = await get(`themes?${AT}`);
  const hard = themes.find(({ id }: { id: string }) => id === 'hard-links');
  const members = await get(`elements?theme=hard-links&${AT}`);
  expect(members.total).toBe(hard.members);
  expect(members.rows[1].state.zh).toContain('尚无填报');
  const unit = await get(`elements?unit=441204&${AT}`);
  expect(unit.unitName).toBe('高要区');
  expect(unit.rows.every(({ roles }: { roles: string[] }) => roles.length > 0)).toBe(true);
  const livelihood = await get(`elements?list=livelihood&${AT}`);
  expect(livelihood.rows.every(({ kind }: { kind: string }) => kind === '民生实事')).toBe(true);
});

test('gaps: counts and lists agree; a party office without a part is found', async () => {
  const { gaps } = await get(`elements?gap=any&${AT}`);
  for (const gap of ['noOwner', 'nobodyReports', 'nothingShows', 'assumedOwner'])
    expect([gap, (await get(`elements?gap=${gap}&${AT}`)).total]).toEqual([gap, gaps[gap] ?? 0]);
  const idle = await get(`holders?only=nothing&${AT}`);
  expect(idle.rows.map(({ id }: { id: string }) => id)).toContain('zq-party');
  expect(idle.total).toBe(idle.counts.units + idle.counts.posts);
});

test('pages follow one another without a row lost or told twice', async () => {
  const keys: string[] = [];
  let cursor: string | null = '';
  let total = 0;
  while (cursor !== null) {
    const page: { rows: { key: string }[]; total: number; nextCursor: string | null } = await get(
      `elements?sort=title.down&${AT}${cursor === '' ? '' : `&cursor=${cursor}`}`,
    );
    keys.push(...page.rows.map(({ key }) => key));
    total = page.total;
    cursor = page.nextCursor;
  }
  expect(keys.length).toBe(total);
  expect(new Set(keys).size).toBe(total);
  expect(total).toBeGreaterThan(200);
});

test('the workbook holds the rows of the list, the mark 模拟 and the head', async () => {
  const list = await get(`elements?section=targets&${AT}`);
  const reply = await ask(`elements.xlsx?section=targets&${AT}`);
  const book = new ExcelJS.Workbook();
  await book.xlsx.load(reply.rawPayload as unknown as Parameters<typeof book.xlsx.load>[0]);
  const sheet = book.worksheets[0]!;
  expect(sheet.name).toBe('模拟 年度目标');
  expect(sheet.getCell('A4').text).toContain(list.at.head);
  expect(sheet.rowCount).toBe(6 + list.total);
  expect(sheet.getCell('B7').text).toBe('新引进项目');
});

test('what the plan does not have is told so', async () => {
  for (const path of ['elements/tasks/none', 'tree?node=p:seed-2021:999', 'tree?node=u:nobody&by=unit']) {
    const reply = await ask(path);
    expect([path, reply.statusCode, reply.json().code]).toEqual([path, 404, 'element_unknown']);
  }
  for (const path of ['elements?sort=x', 'elements?gap=x', 'tree?cursor=x'])
    expect((await ask(path)).statusCode).toBe(400);
  expect((await get(`elements?sort=constructor.up&${AT}`)).total).toBeGreaterThan(200);
});
