// A small city with one approving system, two bureaus, a hall that brings the system in, and three projects of one firm: what the tests of approvals over the
// real server begin with.
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { setPassword } from '../access/credentials.pg.ts';
import { operator } from '../app/open.ts';
import { LOOPS, SECTIONS } from '../app/registry.node.ts';
import { ROUTES } from '../app/routes.ts';
import { buildServer } from '../app/server.ts';
import type { JsonObject } from '../kernel/json.ts';
import type { Actor } from '../kernel/loop.ts';
import { CITY, type TestLedger, testLedger } from './ledger.ts';

const PLAN = `format: luodi/plan@1
city: {id: test, name: 测试市, planTitle: 测试计划, planYear: 2021, effectiveFrom: 2021-01-01}
unitTrees: [{id: tasks, title: 责任单元}]
units:
  - {id: city, name: 测试市, kind: city}
  - {id: town, name: 东镇, kind: county, bearsTasks: true, memberships: [{tree: tasks, parent: city}]}
  - {id: west, name: 西镇, kind: county, bearsTasks: true, memberships: [{tree: tasks, parent: city}]}
  - {id: desk, name: 住建局, kind: office, memberships: [{tree: tasks, parent: city}]}
  - {id: other, name: 环保局, kind: office, memberships: [{tree: tasks, parent: city}]}
  - {id: hall, name: 政务服务局, kind: office, memberships: [{tree: tasks, parent: city}]}
lifecycles:
  - id: industrial
    name: 产业项目
    stages: [{id: talks, name: 洽谈}, {id: building, name: 在建, final: true}]
    milestones: [{id: started, name: 新开工, enters: building}]
approvalRules: {pauseReasons: [{id: hearing, title: 听证}], redLines: [{id: permit-first, title: 未领施工许可证不得开工, law: 建筑法第七条}]}
approvalSystems: [{id: ecsp, title: 审批管理系统, speaksFor: [desk], carriedBy: [hall]}]
approvalItems:
  - id: permit
    name: 施工许可证
    phase: 施工许可
    authority: desk
    externalCode: 11441200-01
    redLines: [permit-first]
    gates: [{lifecycle: industrial, milestone: started}]
    limits: [{days: 7, extensionDays: 3}, {clock: 技术审查时限, days: 10, dayKind: 自然日}]
    materials: [{id: plan, name: 总平面图, grade: 次要, deferrable: true}, {id: land, name: 用地批准, grade: 主要}]
  - {id: filing, name: 备案, phase: 立项用地规划许可, authority: other, onTheSpot: true, gates: [{lifecycle: industrial, stage: building, hard: true}]}
`;
const PASSWORD = 'test-password';
/** Of all three projects. */
export const APPLICANT = '91441200MA4W12345L';

export interface Desk {
  // biome-ignore lint/suspicious/noExplicitAny: answers of the API are looked at by their fields
  get(url: string): Promise<any>;
  // biome-ignore lint/suspicious/noExplicitAny: the same
  post(url: string, body: object, key?: string): Promise<any>;
}

export interface ApprovalCity {
  readonly at: TestLedger;
  give(actor: Actor, loop: string, command: string, body: JsonObject): Promise<unknown>;
  as(account: string): Promise<Desk>;
  head(): Promise<number>;
  close(): Promise<void>;
}

/** Today is 30 June 2021. Accounts desk1, other1, hall1 (bureaus), west1 (county), office1 (supervision). */
export async function approvalCity(): Promise<ApprovalCity> {
  const at = await testLedger({ matter: { loops: LOOPS, sections: SECTIONS, plan: PLAN } });
  at.clock.ms = Date.parse('2021-06-30T02:00:00.000Z');
  let keys = 0;
  const give = (actor: Actor, loop: string, command: string, body: JsonObject) => {
    keys += 1;
    return at.ledger.submit(CITY, { key: `k${keys}`, actor, loop, command, body });
  };
  await openAccounts(at, give);
  await registerProjects(give);
  const server = await buildServer({
    ledger: at.ledger,
    loops: LOOPS,
    routes: ROUTES,
    pages: '/nonexistent',
    secret: 'test secret',
    version: '0',
    now: () => at.clock.ms,
    log: pino({ level: 'silent' }),
  });
  return {
    at,
    give,
    as: (account) => {
      keys += 1;
      return deskOf(server, account, () => `h${keys++}`);
    },
    head: async () => (await at.ledger.read(CITY, {}, async (view) => view.head)).seq,
    async close() {
      await server.close();
      await at.close();
    },
  };
}

async function openAccounts(at: TestLedger, give: ApprovalCity['give']): Promise<void> {
  const door = { ledger: at.ledger, city: CITY, actor: operator('city') };
  const accounts = [
    ['desk1', 'desk', 'bureau'],
    ['other1', 'other', 'bureau'],
    ['hall1', 'hall', 'bureau'],
    ['west1', 'west', 'county'],
    ['office1', 'city', 'office'],
  ] as const;
  for (const [account, unit, role] of accounts) {
    const body = { account, unit, post: '经办', roles: [role], title: account };
    await give(operator('city'), 'access', 'openAccount', body);
    await setPassword(door, account, PASSWORD);
  }
}

async function registerProjects(give: ApprovalCity['give']): Promise<void> {
  for (const [project, unit] of [
    ['P1', 'town'],
    ['P2', 'west'],
    ['P3', 'town'],
  ] as const) {
    const actor = { account: 'reg', post: 'p', unit, roles: ['county'] };
    const about = {
      project,
      unit,
      name: `${project}木器项目`,
      lifecycle: 'industrial',
      creditCode: APPLICANT,
    };
    await give(actor, 'projects', 'registerProject', {
      ...about,
      plannedInvestmentYuan: '100',
      occurredOn: '2021-01-01',
    });
    const code = `2101-441200-04-01-00000${project.slice(1)}`;
    await give(actor, 'projects', 'bindProjectCode', { project, code });
  }
}

async function deskOf(server: FastifyInstance, account: string, newKey: () => string): Promise<Desk> {
  const payload = { account, password: PASSWORD };
  const reply = await server.inject({ method: 'POST', url: '/api/session', payload });
  const cookie = String(reply.headers['set-cookie']).split(';')[0] ?? '';
  return {
    get: async (url) => (await server.inject({ url, headers: { cookie } })).json(),
    async post(url, body, key = newKey()) {
      const headers = { cookie, 'idempotency-key': key };
      const answer = await server.inject({ method: 'POST', url, headers, payload: body });
      return { status: answer.statusCode, ...answer.json() };
    },
  };
}
