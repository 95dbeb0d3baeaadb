// Two cities with the same units, each with things of one unit that the other must not see: names that hold a mark. Both go by the same plan.
import { setPassword } from '../access/credentials.pg.ts';
import { operator } from '../app/open.ts';
import type { JsonObject } from '../kernel/json.ts';
import type { Actor } from '../kernel/loop.ts';
import type { TestLedger } from './ledger.ts';

export const MARK = '外人勿看';
export const CODE = '2101-441200-04-01-000001';
export const FIRM = '91441200MA4W12345L';
export const PLAN = `format: luodi/plan@1
city: {id: test, name: 测试市, planTitle: 测试计划, planYear: 2021, effectiveFrom: 2021-01-01}
unitTrees: [{id: tasks, title: 责任单元}]
units:
  - {id: city, name: 测试市, kind: city}
  - {id: town, name: 东镇, kind: county, bearsTasks: true, memberships: [{tree: tasks, parent: city}]}
  - {id: village, name: 东村, kind: township, memberships: [{tree: tasks, parent: town}]}
  - {id: west, name: 西镇, kind: county, bearsTasks: true, memberships: [{tree: tasks, parent: city}]}
  - {id: desk, name: 住建局, kind: office, memberships: [{tree: tasks, parent: city}]}
indicators:
  - {id: output, name: 工业产值, unit: 万元, kind: value, places: 1, period: month, units: taskUnits, rollUp: sum}
lifecycles:
  - id: industrial
    name: 产业项目
    stages: [{id: talks, name: 洽谈}, {id: building, name: 在建}, {id: done, name: 投产, final: true}]
    milestones:
      - {id: started, name: 新开工, enters: building, counted: true, countingRule: {version: '1', words: 每项目一次}}
      - {id: finished, name: 新竣工, enters: done}
approvalRules: {pauseReasons: [{id: hearing, title: 听证}]}
approvalItems:
  - id: permit
    name: 施工许可证
    phase: 施工许可
    authority: town
    limits: [{days: 7, extensionDays: 3}]
    materials: [{id: plan, name: 总平面图, grade: 次要, deferrable: true}]
tasks:
  - {id: clear, title: 清表交地, listed: 工作清单, kind: 年度常态, reviewEveryDays: 30, lead: desk, awaits: work}
targets:
  - {id: starts, title: 新开工, kind: floor, measure: projects.started, amount: '10', unit: 个, from: 2021-01-01, to: 2021-12-31, owner: desk}
`;
export const PASSWORD = 'test-password';
export const CITIES = ['test', 'other'] as const;
export type City = (typeof CITIES)[number];

const town: Actor = { account: 'town1', post: 'p', unit: 'town', roles: ['county'] };
const west: Actor = { account: 'west1', post: 'p', unit: 'west', roles: ['county'] };
const office: Actor = { account: 'office1', post: 'p', unit: 'city', roles: ['office'] };

/** What the marked unit recorded in one city: ids that a stranger might guess. */
export interface Held {
  readonly claim: string;
  readonly refused: string;
  readonly reading: string;
  readonly investment: string;
  readonly content: string;
  readonly seq: number;
}

export async function furnish(at: TestLedger, city: City): Promise<Held> {
  let keys = 0;
  const give = async (actor: Actor, command: string, body: object) => {
    keys += 1;
    const [loop = '', name = ''] = command.split('/');
    return at.ledger.submit(city, {
      key: `furnish ${keys}`,
      actor,
      loop,
      command: name,
      body: body as JsonObject,
    });
  };
  for (const { account, unit, roles } of [town, west, office]) {
    await give(operator('city'), 'access/openAccount', {
      account,
      unit,
      post: '经办',
      roles,
      title: account,
    });
    await setPassword({ ledger: at.ledger, city, actor: operator('city') }, account, PASSWORD);
  }
  const about = {
    lifecycle: 'industrial',
    creditCode: FIRM,
    plannedInvestmentYuan: '100',
    occurredOn: '2021-01-01',
  };
  const names = { name: `${MARK}木器`, investor: `${MARK}公司` };
  await give(town, 'projects/registerProject', { project: 'T1', unit: 'town', ...names, ...about });
  // In the other city the same unit has such names, too: it is the cities that must be apart there.
  const own = city === 'other' ? MARK : '自家';
  await give(west, 'projects/registerProject', { project: 'W1', unit: 'west', name: own, ...about });
  await give(town, 'projects/bindProjectCode', { project: 'T1', code: CODE });
  const evidence = [{ kind: 'photo', name: `${MARK}.jpg` }];
  const claim = { project: 'T1', milestone: 'started', occurredOn: '2021-06-01', evidence, note: MARK };
  const refused = await give(town, 'projects/claimMilestone', claim);
  const reason = { project: 'T1', claim: refused.facts[0], reason: MARK };
  await give(office, 'projects/refuseMilestone', reason);
  const claimed = await give(town, 'projects/claimMilestone', claim);
  const money = { project: 'T1', measure: 'actual', month: '2021-05', amountYuan: '50' };
  const paid = await give(town, 'projects/reportInvestment', money);
  const filed = { project: 'T1', item: 'permit', creditCode: FIRM, occurredOn: '2021-06-02' };
  await give(town, 'approvals/fileApproval', filed);
  const accepted = { approval: 'T1/permit', document: MARK, occurredOn: '2021-06-03' };
  const permit = await give(town, 'approvals/acceptApproval', accepted);
  const held = { project: 'T1', sort: 'approval', matter: 'T1/permit', turn: permit.facts[0] };
  await give(office, 'urging/urgeMatter', { ...held, reason: MARK });
  const reading = { indicator: 'output', unit: 'town', period: '2021-05', value: '7654321', source: MARK };
  const read = await give(town, 'indicators/reportReading', reading);
  await give(office, 'drafts/openDraft', { draft: 'd-1', title: MARK });
  const desk = { id: 'desk', name: MARK, kind: 'office', memberships: [{ tree: 'tasks', parent: 'city' }] };
  const edit = { op: 'put', section: 'units', element: 'desk', basedOn: null, value: desk };
  await give(office, 'drafts/editElements', { draft: 'd-1', reason: MARK, edits: [edit] });
  const { seq, content } = await at.ledger.read(city, {}, async ({ head, plan }) => ({
    seq: head.seq,
    content: plan.hash,
  }));
  const [claimId = '', refusedId = '', readingId = '', investment = ''] = [claimed, refused, read, paid].map(
    ({ facts }) => facts[0],
  );
  return { seq, content, claim: claimId, refused: refusedId, reading: readingId, investment };
}
