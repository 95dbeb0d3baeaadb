// A project is found by what people call it, wherever a form wants one: by a part of the name, the firm, the code, within reach, page by page; and a name that was
// typed for an id is answered with what it may mean, never with more than the account may see.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ProjectChoice } from '../loops/projects/projectChoices.http.ts';
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
    milestones: [{id: started, name: 新开工, enters: building, countingRule: {version: v1, words: 开工}}]
approvalRules: {pauseReasons: [{id: hearing, title: 听证}]}
approvalItems:
  - {id: permit, name: 施工许可证, phase: 施工许可, authority: desk, limits: [{days: 7, dayKind: 自然日}]}
`;
const ULID = '01M84K5TMXXN230ZHQQYP862G9';
let at: PlanServer;
let keys = 0;

interface Choices {
  readonly choices: readonly ProjectChoice[];
  readonly total: { readonly count: number };
  readonly nextCursor: string | null;
}
async function choices(account: string, query: Record<string, string>): Promise<Choices> {
  const url = `/api/choices/projects?${new URLSearchParams(query)}`;
  const reply = await at.server.inject({ url, headers: { cookie: at.cookies.get(account) ?? '' } });
  expect([url, reply.statusCode]).toEqual([url, 200]);
  return reply.json();
}
async function fileByHand(account: string, project: string) {
  keys += 1;
  const headers = { cookie: at.cookies.get(account) ?? '', 'idempotency-key': `f${keys}` };
  const payload = { project, item: 'permit', kind: '一般', occurredOn: '2021-06-01' };
  const url = '/api/commands/approvals/fileApproval';
  return (await at.server.inject({ method: 'POST', url, headers, payload })).json();
}

beforeAll(async () => {
  at = await planServer(PLAN, [
    ['town1', 'town', 'county'],
    ['west1', 'west', 'county'],
    ['desk1', 'desk', 'bureau'],
  ]);
  const register = async (project: string, unit: string, name: string, investor?: string) => {
    const actor = { account: `${unit}1`, post: 'p', unit, roles: ['county'] };
    const told = { project, unit, name, lifecycle: 'industrial', plannedInvestmentYuan: '100' };
    const body = { ...told, occurredOn: '2021-05-01', ...(investor ? { investor } : {}) };
    const asked = { key: project, actor, loop: 'projects', command: 'registerProject', body };
    await at.at.ledger.submit(CITY, asked);
  };
  for (let n = 1; n <= 30; n++)
    await register(`T${n}`, 'town', `陶瓷技改${String(n).padStart(2, '0')}号`, '东镇陶瓷有限公司');
  await register('T99', 'town', 'T9');
  for (let n = 1; n <= 21; n++) await register(`E${n}`, 'town', `电机${n}号`, '鹰牌集团');
  await register('E99', 'town', '鹰牌');
  await register('W1', 'west', '西镇电池厂', '华光电子');
  await register('W2', 'west', '甲,乙合作厂');
  await register(ULID, 'west', '西镇木器厂');
}, 120_000);
afterAll(() => at?.close());

test('is found by name, firm, id, page by page, each once', async () => {
  const first = await choices('desk1', { text: '陶瓷' });
  expect([first.choices.length, first.total.count]).toEqual([20, 30]);
  const rest = await choices('desk1', { text: '陶瓷', cursor: first.nextCursor ?? '' });
  expect(new Set([...first.choices, ...rest.choices].map(({ id }) => id)).size).toBe(30);
  expect(rest.nextCursor).toBeNull();
  expect((await choices('desk1', { text: '华光' })).choices).toEqual([
    { id: 'W1', title: '西镇电池厂', note: '西镇 · 华光电子', code: 'W1' },
  ]);
});

test('what bears the whole text as id or name stands first; an id of nobody’s choice is told by its end', async () => {
  const { choices: found } = await choices('desk1', { text: 'T9' });
  expect(found.slice(0, 2).map(({ id }) => id)).toEqual(['T99', 'T9']);
  const [one] = (await choices('desk1', { text: '木器' })).choices;
  expect([one?.id, one?.code]).toEqual([ULID, '…P862G9']);
});

test('an exact hit that stands on a later page by its name is told on the first alone', async () => {
  // Its name is in the firm of twenty-one others, whose names come before it.
  const first = await choices('desk1', { text: '鹰牌' });
  const rest = await choices('desk1', { text: '鹰牌', cursor: first.nextCursor ?? '' });
  expect(first.choices[0]?.id).toBe('E99');
  expect([first.choices.length, rest.choices.length, first.total.count]).toEqual([21, 1, 22]);
  expect(rest.choices.map(({ id }) => id)).not.toContain('E99');
});

test('several are looked up at once by id, code or name; what there is not, is not answered', async () => {
  const { choices: known } = await choices('desk1', { ids: 'W1,nothing,陶瓷技改03号' });
  expect(new Set(known.map(({ id }) => id))).toEqual(new Set(['W1', 'T3']));
  expect((await choices('desk1', { ids: '甲,乙合作厂' })).choices.map(({ id }) => id)).toEqual(['W2']);
});

test('nobody chooses outside their reach', async () => {
  expect((await choices('town1', { text: '西镇' })).choices).toEqual([]);
  expect((await choices('town1', { ids: 'W1' })).choices).toEqual([]);
});

test('a name typed for an id is answered with the candidates, and only those in reach', async () => {
  const told = await fileByHand('desk1', '电池');
  expect(told.fix).toContain('西镇电池厂（W1）');
  expect(told.data.candidates.map(({ id }: ProjectChoice) => id)).toEqual(['W1']);
  const unknown = await fileByHand('desk1', 'T');
  expect([unknown.code, unknown.data.candidates.length, unknown.data.count]).toEqual([
    'project_unknown',
    5,
    32,
  ]);
  const reply = await at.server.inject({
    url: '/api/promises/offers?project=电池',
    headers: { cookie: at.cookies.get('town1') ?? '' },
  });
  expect(reply.statusCode).toBe(404);
  expect(reply.body).not.toContain('西镇');
});

test('a code that is right goes through as before', async () => {
  expect((await fileByHand('desk1', 'W1')).subject).toBe('W1/permit');
});

describe('saved views', () => {
  const headers = (account: string) => ({ cookie: at.cookies.get(account) ?? '' });
  const views = async (account: string) =>
    (await at.server.inject({ url: '/api/views?page=projects', headers: headers(account) })).json().views;
  const keep = (account: string, name: string, query = 'light=red') =>
    at.server.inject({
      method: 'POST',
      url: '/api/views',
      headers: headers(account),
      payload: { page: 'projects', view: { name, query } },
    });
  const drop = (account: string, name: string) =>
    at.server.inject({
      method: 'DELETE',
      url: `/api/views?page=projects&name=${encodeURIComponent(name)}`,
      headers: headers(account),
    });

  test('go with the account, one by one, and nobody sees another’s', async () => {
    expect(await views('town1')).toBeNull();
    for (const name of ['红灯', '逾期']) expect((await keep('town1', name)).statusCode).toBe(200);
    expect((await keep('town1', '红灯', 'light=yellow')).json().views).toEqual([
      { name: '红灯', query: 'light=yellow' },
      { name: '逾期', query: 'light=red' },
    ]);
    expect(await views('west1')).toBeNull();
    const nameless = await keep('town1', '');
    expect([nameless.statusCode, nameless.json().detail]).toEqual([
      400,
      expect.stringMatching(/^内容有误：view\.name: [^A-Za-z]/),
    ]);
    for (const name of ['红灯', '逾期', '没有的']) expect((await drop('town1', name)).statusCode).toBe(200);
    // None is not "never kept": what was dropped does not come back from the machine.
    expect(await views('town1')).toEqual([]);
    expect((await at.server.inject({ url: '/api/views?page=projects' })).statusCode).toBe(401);
  });

  test('sent at once, none is lost and nothing fails; the one too many is refused with words and drops none', async () => {
    const names = Array.from({ length: 30 }, (_, n) => `视图${n}`);
    const replies = await Promise.all(names.map((name) => keep('west1', name)));
    expect(replies.map(({ statusCode }) => statusCode)).toEqual(names.map(() => 200));
    const told = async () => (await views('west1')).map(({ name }: { name: string }) => name).toSorted();
    expect(await told()).toEqual(names.toSorted());
    const more = await keep('west1', '多一个');
    expect([more.statusCode, more.json().code]).toEqual([409, 'views_full']);
    expect((await keep('west1', '视图3', 'light=blue')).statusCode).toBe(200);
    expect(await told()).toEqual(names.toSorted());
  });
});
