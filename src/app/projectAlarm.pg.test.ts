// 审批逾期 beside the four lights: no fifth light, and yet found: a mark in list, board and workbook, a filter and an order of its own, and with the red lights in one.
// What is overdue is the approvals' judge's word; the list of the projects loop only carries it.
import ExcelJS from 'exceljs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { BoardView } from '../dispatch/projectStory.view.ts';
import { worstOf } from '../dispatch/worstLight.ts';
import type { JsonObject } from '../kernel/json.ts';
import type { LedgerView } from '../ledger/view.pg.ts';
import type { ProjectsView } from '../loops/projects/projectViews.tsx';
import { CITY } from '../testing/ledger.ts';
import { type PlanServer, planServer } from '../testing/planServer.ts';

const PLAN = `format: luodi/plan@1
city: {id: test, name: 测试市, planTitle: 测试计划, planYear: 2021, effectiveFrom: 2021-01-01}
unitTrees: [{id: tasks, title: 责任单元}]
units:
  - {id: city, name: 测试市, kind: city}
  - {id: town, name: 东镇, kind: county, bearsTasks: true, memberships: [{tree: tasks, parent: city}]}
  - {id: west, name: 西镇, kind: county, bearsTasks: true, memberships: [{tree: tasks, parent: city}]}
  - {id: desk, name: 住建局, kind: office, memberships: [{tree: tasks, parent: city}]}
lifecycles:
  - id: industrial
    name: 产业项目
    counted: true
    stages: [{id: talks, name: 洽谈}, {id: building, name: 在建, final: true}]
    milestones: [{id: started, name: 新开工, enters: building, limitDays: 60, countingRule: {version: v1, words: 开工}}]
approvalRules: {pauseReasons: [{id: hearing, title: 听证}]}
approvalItems:
  - {id: permit, name: 施工许可证, phase: 施工许可, authority: desk, limits: [{days: 7, dayKind: 自然日}]}
  - {id: eia, name: 环评, phase: 施工许可, authority: desk, limits: [{days: 20, dayKind: 自然日}]}
`;
let at: PlanServer;
let keys = 0;

async function give(unit: string, role: string, command: string, body: JsonObject) {
  keys += 1;
  const [loop = '', name = ''] = command.split('/');
  const actor = { account: `${unit}-${role}`, post: 'p', unit, roles: [role] };
  await at.at.ledger.submit(CITY, { key: `k${keys}`, actor, loop, command: name, body });
}
const ask = (account: string, url: string) =>
  at.server.inject({ url, headers: { cookie: at.cookies.get(account) ?? '' } });
async function list(query: string, account = 'leader1'): Promise<ProjectsView> {
  const reply = await ask(account, `/api/projects?${query}`);
  expect([query, reply.statusCode]).toEqual([query, 200]);
  return reply.json();
}
const ids = ({ rows }: { readonly rows: readonly { readonly id: string }[] }) => rows.map(({ id }) => id);

/** Red: registered more than 60 days ago and three months past. Overdue: filed, and its days long over on 30 June. */
const PROJECTS: readonly (readonly [string, string, string, Record<string, string>])[] = [
  ['red', 'town', '2021-01-04', {}],
  ['both', 'town', '2021-01-04', { permit: '2021-06-10' }],
  ['late', 'town', '2021-06-01', { permit: '2021-06-02', eia: '2021-06-03' }],
  ['fine', 'town', '2021-06-01', { permit: '2021-06-28' }],
  ['west', 'west', '2021-06-01', { permit: '2021-06-15' }],
];

beforeAll(async () => {
  at = await planServer(PLAN, [
    ['leader1', 'city', 'leader'],
    ['town1', 'town', 'county'],
  ]);
  for (const [project, unit, registeredOn, filed] of PROJECTS) {
    const about = { project, unit, name: `${project}木器项目`, lifecycle: 'industrial' };
    await give(unit, 'county', 'projects/registerProject', {
      ...about,
      plannedInvestmentYuan: '100',
      occurredOn: registeredOn,
    });
    for (const [item, occurredOn] of Object.entries(filed)) {
      await give('desk', 'bureau', 'approvals/fileApproval', { project, item, kind: '一般', occurredOn });
      await give('desk', 'bureau', 'approvals/acceptApproval', {
        approval: `${project}/${item}`,
        occurredOn,
      });
    }
  }
}, 120_000);
afterAll(() => at?.close());

test('red lights stay four: beside them it is told how many an overdue approval adds', async () => {
  const red = await list('light=red&sort=name');
  expect(ids(red)).toEqual(['both', 'red']);
  const alarms = async (query: string, account = 'leader1') => {
    const { at: _, ...counted } = (await ask(account, `/api/alarm?${query}`)).json();
    return counted;
  };
  expect(await alarms('light=red')).toEqual({ found: 4, overdue: 3, notRed: 2 });
  expect(await alarms('standing=open')).toEqual({ found: 4, overdue: 3, notRed: 2 });
  expect(await alarms('light=red', 'town1')).toEqual({ found: 3, overdue: 2, notRed: 1 });
  expect(await alarms('unit=west')).toEqual({ found: 1, overdue: 1, notRed: 1 });
  expect(await alarms('overdue=yes&text=west')).toEqual({ found: 1, overdue: 1, notRed: 1 });
  // No red light of that kind: every overdue one lacks it.
  expect(await alarms('light=red&lightKind=progress')).toEqual({ found: 3, overdue: 3, notRed: 3 });
});

test('red or overdue is one filter, overdue alone another; both count, page and keep to the reach', async () => {
  const alarm = await list('light=alarm&sort=name');
  expect([ids(alarm), alarm.total.count]).toEqual([['both', 'late', 'red', 'west'], 4]);
  expect(ids(await list('overdue=yes&sort=name', 'town1'))).toEqual(['both', 'late']);
  expect(ids(await list('light=alarm&sort=name&stage=building'))).toEqual([]);
  expect((await list('light=red&stage=talks')).stay?.medianDays).toBe(177);
});

test('the longest overdue stands first, page after page, and what is not overdue last either way', async () => {
  const seen: string[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: ProjectsView = await list(`sort=overdue&limit=2&cursor=${cursor}`);
    seen.push(...ids(page));
    cursor = page.nextCursor;
  }
  expect(seen).toEqual(['late', 'both', 'west', 'red', 'fine']);
  expect(ids(await list('sort=overdue.up')).slice(0, 3)).toEqual(['west', 'both', 'late']);
});

test('each line tells how many and by how much; a clock that runs is no mark', async () => {
  const { rows } = await list('sort=name');
  const told = Object.fromEntries(rows.map(({ id, overdue }) => [id, overdue]));
  expect(told).toEqual({
    red: null,
    fine: null,
    both: { count: 1, days: 13, dayKind: '自然日' },
    west: { count: 1, days: 8, dayKind: '自然日' },
    late: { count: 2, days: 21, dayKind: '自然日' },
  });
  expect((await list('sort=name&asOf=2021-06-20')).rows.find(({ id }) => id === 'late')?.overdue).toEqual({
    count: 1,
    days: 11,
    dayKind: '自然日',
  });
});

test('the board marks its cards, narrows by it, and its groups count the same', async () => {
  const board: BoardView = (await ask('leader1', '/api/board?light=alarm&by=unit')).json();
  const [talks] = board.columns;
  expect([talks?.count, new Set(ids(talks ?? { rows: [] }))]).toEqual([
    4,
    new Set(['both', 'late', 'red', 'west']),
  ]);
  const card = talks?.rows.find(({ id }) => id === 'late');
  expect([card?.overdue?.count, card?.lights.length]).toEqual([2, 4]);
  expect(worstOf(talks?.rows.find(({ id }) => id === 'red')?.lights ?? [])?.light).toBe('red');
  const counted = board.groups?.rows.reduce((sum, row) => sum + row.count, 0);
  expect(counted).toBe(4);
});

test('the workbook has it as a column of its own', async () => {
  const reply = await ask('leader1', '/api/projects.xlsx?overdue=yes&sort=overdue');
  const book = new ExcelJS.Workbook();
  await book.xlsx.load(reply.rawPayload as unknown as ArrayBuffer);
  const texts = book.worksheets[0]?.getSheetValues().flat().map(String) ?? [];
  expect(texts).toContain('审批逾期');
  expect(texts).toContain('审批逾期 2 项 · 最长 21 天');
  expect(texts).not.toContain('red木器项目');
});

test('a workbook without the column asks nothing of the approvals', async () => {
  const { ledger } = at.at;
  const read = ledger.read.bind(ledger);
  let asked = 0;
  const counting = vi.spyOn(ledger, 'read').mockImplementation((city, question, work) =>
    read(city, question, (view) => {
      const query: LedgerView['query'] = (statement) => {
        if (/\bapproval\b/.test(statement.text())) asked += 1;
        return view.query(statement);
      };
      return work({ ...view, query });
    }),
  );
  await ask('leader1', '/api/projects.xlsx?columns=id,lights');
  const [hidden] = [asked];
  await ask('leader1', '/api/projects.xlsx?columns=id,overdue');
  counting.mockRestore();
  expect([hidden, asked]).toEqual([0, 1]);
});
