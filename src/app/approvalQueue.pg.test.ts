// The queue as a bureau's clerk finds it, over the real ledger and the real server: the own unit's items alone, what the firm still owes beside each, what may be told
// of one by hand and received by hand, and the inside steps that come back with what was said.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { InboxView } from '../dispatch/inbox.view.ts';
import type { Story } from '../dispatch/projectStory.view.ts';
import { CITY, type TestLedger } from '../testing/ledger.ts';
import { type PlanServer, planServer } from '../testing/planServer.ts';

const PLAN = `format: luodi/plan@1
city: {id: test, name: 测试市, planTitle: 测试计划, planYear: 2021, effectiveFrom: 2021-01-01}
unitTrees: [{id: tasks, title: 责任单元}]
units:
  - {id: city, name: 测试市, kind: city}
  - {id: town, name: 东镇, kind: county, bearsTasks: true, memberships: [{tree: tasks, parent: city}]}
  - {id: desk, name: 住建局, kind: office, memberships: [{tree: tasks, parent: city}]}
  - {id: planning, name: 资源局, kind: office, memberships: [{tree: tasks, parent: city}]}
  - {id: watch, name: 督查室, kind: office, memberships: [{tree: tasks, parent: city}]}
reporting: {steps: [填报, 审核]}
lifecycles:
  - id: industrial
    name: 产业项目
    stages: [{id: talks, name: 洽谈}, {id: building, name: 在建, final: true}]
    milestones:
      - {id: started, name: 新开工, enters: building, recognisedBy: [watch], evidence: [{kind: permit, name: 施工许可证, required: true}]}
approvalRules: {pauseReasons: [{id: hearing, title: 听证}]}
approvalItems:
  - id: permit
    name: 施工许可证
    phase: 施工许可
    authority: desk
    limits: [{days: 7, dayKind: 自然日}]
    materials: [{id: plan, name: 总平面图, grade: 次要, deferrable: true}]
  - {id: land, name: 用地许可, phase: 立项用地规划许可, authority: planning, limits: [{days: 7, dayKind: 自然日}]}
`;
const ACCOUNTS = [
  ['desk1', 'desk', 'bureau'],
  ['town1', 'town', 'county'],
  ['shen1', 'town', 'reviewer'],
  ['watch1', 'watch', 'office'],
] as const;
let at: TestLedger;
let server: PlanServer['server'];
let cookies: PlanServer['cookies'];
let city: PlanServer;
let keys = 0;

async function give(account: string, command: string, body: object) {
  keys += 1;
  const headers = { cookie: cookies.get(account) ?? '', 'idempotency-key': `k${keys}` };
  const reply = await server.inject({
    method: 'POST',
    url: `/api/commands/${command}`,
    headers,
    payload: body,
  });
  const answer = reply.json() as { code?: string; facts?: string[] };
  return { status: reply.statusCode, code: answer.code, fact: answer.facts?.[0] ?? '' };
}
async function get<T>(account: string, url: string): Promise<T> {
  return (await server.inject({ url, headers: { cookie: cookies.get(account) ?? '' } })).json() as T;
}
interface Queue {
  readonly authority: string | null;
  readonly files: readonly { readonly id: string }[];
  readonly rows: readonly {
    readonly id: string;
    readonly manual: boolean;
    readonly missing: readonly { readonly name: string; readonly dueOn: string | null }[];
  }[];
}
const queue = (account: string, authority = '?authority=own') =>
  get<Queue>(account, `/api/approvals${authority}`);

beforeAll(async () => {
  city = await planServer(PLAN, ACCOUNTS);
  ({ at, server, cookies } = city);
  const about = { project: 'P1', unit: 'town', name: 'P1木器项目', lifecycle: 'industrial' };
  const body = { ...about, plannedInvestmentYuan: '100', occurredOn: '2021-05-01' };
  expect((await give('town1', 'projects/registerProject', body)).status).toBe(200);
  const planning = { account: 'p', post: 'p', unit: 'planning', roles: ['bureau'] };
  const land = { project: 'P1', item: 'land', occurredOn: '2021-06-29' };
  await at.ledger.submit(CITY, {
    key: 'land',
    actor: planning,
    loop: 'approvals',
    command: 'fileApproval',
    body: land,
  });
}, 120_000);
afterAll(() => city?.close());

test('a clerk receives by hand what the own unit handles, marked, and finds it in the own queue alone', async () => {
  expect((await queue('desk1')).files.map(({ id }) => id)).toEqual(['permit']);
  expect((await queue('watch1')).files).toEqual([]);
  expect((await give('desk1', 'approvals/fileApproval', { project: 'P1', item: 'permit' })).status).toBe(200);
  const own = await queue('desk1');
  expect([own.authority, own.rows.map(({ id, manual }) => [id, manual])]).toEqual([
    'desk',
    [['P1/permit', true]],
  ]);
  expect((await queue('desk1', '')).rows).toHaveLength(2);
  // Who handles nothing looks at all.
  expect([(await queue('watch1')).authority, (await queue('watch1')).rows.length]).toEqual([null, 2]);
});

test('what the firm owes stands beside it, and what happened says why', async () => {
  const materials = ['plan', '消防设计文件'];
  expect((await give('desk1', 'approvals/askSupplement', { approval: 'P1/permit', materials })).status).toBe(
    200,
  );
  const [line] = (await queue('desk1')).rows;
  expect(line?.missing).toEqual([
    { name: '总平面图', dueOn: null },
    { name: '消防设计文件', dueOn: null },
  ]);
  const one = await get<{ actions: string[]; events: { said: string | null; mayChange: boolean }[] }>(
    'desk1',
    `/api/approvals/${encodeURIComponent('P1/permit')}`,
  );
  expect(one.actions).toContain('handInSupplement');
  expect(one.events.map(({ said, mayChange }) => [said, mayChange])).toEqual([
    [null, true],
    ['总平面图、消防设计文件', true],
  ]);
  expect((await give('desk1', 'approvals/handInSupplement', { approval: 'P1/permit' })).status).toBe(200);
  expect((await queue('desk1')).rows[0]?.missing).toEqual([]);
});

test('a stopped clock dots the project’s line, with why and who stopped it', async () => {
  expect((await give('desk1', 'approvals/acceptApproval', { approval: 'P1/permit' })).status).toBe(200);
  const stop = { approval: 'P1/permit', reason: 'hearing', document: '住建函1号' };
  expect((await give('desk1', 'approvals/pauseClock', stop)).status).toBe(200);
  const { story } = await get<{ story: Story }>('watch1', '/api/projects/P1/story');
  expect(story.pauses).toMatchObject([
    {
      sort: 'approval',
      from: '2021-06-30',
      to: null,
      itemName: '施工许可证',
      reason: '听证',
      byUnitName: '住建局',
      document: '住建函1号',
    },
  ]);
});

test('a claim sent back inside the unit comes back with what was said, and the line tells whose step it is', async () => {
  const evidence = [{ kind: 'permit', name: '建字第1号' }];
  const claim = { project: 'P1', milestone: 'started', occurredOn: '2021-06-28', evidence, note: '首次' };
  const { fact: draft } = await give('town1', 'projects/claimMilestone', claim);
  const kindOf = async () => {
    const { story } = await get<{ story: Story }>('town1', '/api/projects/P1/story');
    return [...(story.now === null ? [] : [story.now]), ...story.others].map(({ kind }) => kind);
  };
  expect(await kindOf()).toContain('review');
  const inbox = await get<InboxView>('shen1', '/api/inbox');
  const [item] = inbox.groups.find(({ key }) => key === 'toPass')?.items ?? [];
  expect(item?.draft).toMatchObject({ draft, evidence, note: '首次', steps: ['填报', '审核'], done: 1 });
  const claimable = async () =>
    (await get<{ claimable: { milestone: string; before: object | null }[] }>('town1', '/api/projects/P1'))
      .claimable;
  // While it is under way it is not offered a second time.
  expect(await claimable()).toEqual([]);
  expect(
    (await give('shen1', 'projects/sendBackClaim', { project: 'P1', draft, reason: '缺盖章' })).status,
  ).toBe(200);
  expect(await claimable()).toMatchObject([
    { milestone: 'started', before: { occurredOn: '2021-06-28', evidence, note: '首次', reason: '缺盖章' } },
  ]);
  expect(await kindOf()).toContain('claim');
  const { fact: again } = await give('town1', 'projects/claimMilestone', claim);
  expect((await give('shen1', 'projects/passClaim', { project: 'P1', draft: again })).status).toBe(200);
  const waiting = (await get<InboxView>('watch1', '/api/inbox')).groups.find(
    ({ key }) => key === 'toRecognise',
  );
  expect(waiting?.items[0]?.waiting).toMatchObject({
    milestone: '新开工',
    evidence,
    isCorrection: false,
    standsOn: null,
  });
  const refusal = { project: 'P1', claim: waiting?.items[0]?.claim, reason: '未见开槽' };
  expect((await give('watch1', 'projects/refuseMilestone', refusal)).status).toBe(200);
  expect(await claimable()).toMatchObject([{ before: { evidence, note: '首次', reason: '未见开槽' } }]);
});
