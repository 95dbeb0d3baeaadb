// For the tests of this loop's deciders: a small city, a plan, events of one approval, and a command decided against them. Pure; no test stands here.
import type { Instant } from '../../kernel/instant.ts';
import type { JsonObject } from '../../kernel/json.ts';
import type {
  Actor,
  CommandKind,
  DecideContext,
  NewFact,
  PlanSection,
  Row,
  UnitTree,
} from '../../kernel/loop.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import { Problem } from '../../kernel/problem.ts';
import type { WorkCalendar } from '../../kernel/workCalendar.ts';
import { postsSection } from '../../plan/organisation.ts';
import { ACCEPTANCE_FACTS } from './acceptance.facts.ts';
import { ACCEPTANCE_COMMANDS } from './acceptance.ts';
import { AGENCY_FACTS } from './agency.facts.ts';
import { AGENCY_COMMANDS } from './agency.ts';
import { approvalRulesSection } from './approvalRules.plan.ts';
import { approvalSystemsSection } from './approvalSystems.plan.ts';
import { APPROVAL_FACTS } from './approvals.facts.ts';
import { approvalItemsSection } from './approvals.plan.ts';
import { APPROVAL_COMMANDS } from './approvals.ts';
import { PROMISE_COMMANDS } from './promiseCommands.ts';
import { PROMISE_FACTS } from './promises.facts.ts';
import { servicePromisesSection } from './servicePromises.plan.ts';

const PARENTS: Readonly<Record<string, string>> = {
  gaoyao: 'city',
  sihui: 'city',
  office: 'city',
  housing: 'city',
  'housing-window': 'housing',
  ecology: 'city',
};

const units: UnitTree = {
  find: (id) =>
    id === 'city' || id in PARENTS ? { id, name: id, kind: 'county', bearsTasks: true } : undefined,
  within(unit, ancestor) {
    for (let at: string | undefined = unit; at !== undefined; at = PARENTS[at])
      if (at === ancestor) return true;
    return false;
  },
  children: () => [],
  rootId: 'city',
};

const sections: Readonly<Record<string, unknown>> = {
  posts: postsSection.schema.parse([{ id: 'chief', title: '局长', duty: '牵头单位', unit: 'housing' }]),
  approvalRules: approvalRulesSection.schema.parse({
    pauseReasons: [
      { id: 'hearing', title: '听证' },
      { id: 'firm', title: '申请人要求', needsDocument: false },
    ],
    redLines: [{ id: 'permit-first', title: '未领施工许可证不得开工', law: '建筑法第七条' }],
  }),
  approvalItems: approvalItemsSection.schema.parse([
    {
      id: 'permit',
      name: '施工许可证',
      phase: '施工许可',
      authority: 'housing',
      limits: [
        { days: 7, extensionDays: 3 },
        { clock: '技术审查时限', days: 5 },
      ],
      kinds: ['一般', '双容双承诺'],
      materials: [
        { id: 'plan', name: '总平面图', grade: '次要', deferrable: true, deferDays: 5 },
        { id: 'photo', name: '照片', grade: '次要' },
        { id: 'land', name: '用地批准', grade: '主要' },
      ],
      permitDeferral: { words: '先建后验' },
      redLines: ['permit-first'],
    },
    {
      id: 'later',
      name: '可后置的许可',
      phase: '施工许可',
      authority: 'chief',
      limits: [{ days: 7 }],
      permitDeferral: { document: '肇府规〔2021〕1号', approver: 'chief', dueDays: 30 },
    },
    { id: 'open', name: '来源没写谁办', phase: '施工许可' },
    {
      id: 'spot',
      name: '备案',
      phase: '施工许可',
      authority: 'housing',
      onTheSpot: true,
      yieldsDocument: false,
    },
    { id: 'joint', name: '联合验收', phase: '竣工验收', authority: 'housing' },
  ]),
  approvalSystems: approvalSystemsSection.schema.parse([
    { id: 'ecsp', title: '审批管理系统', speaksFor: ['chief'], carriedBy: ['office'] },
  ]),
  servicePromises: servicePromisesSection.schema.parse([
    {
      id: 'both',
      title: '双容双承诺',
      mechanism: '双向承诺',
      lifecycles: ['industrial'],
      appliesTo: [{ id: 'land', title: '依法取得用地' }],
      notFor: [{ id: 'discredited', title: '失信联合惩戒对象' }],
      needs: [{ id: 'filed', title: '立项备案' }],
      enterprise: [
        {
          id: 'eia',
          title: '按时办结环评',
          clock: { starts: '签订', ends: '批复', days: 5 },
          onBreach: '限制再次享受',
        },
        { id: 'permit', title: '按时办结施工许可' },
      ],
      government: [
        {
          id: 'service',
          title: '主动服务',
          owner: 'chief',
          clock: { starts: '提出', ends: '答复', days: 3, dayKind: '自然日' },
        },
        { id: 'nothing-added', title: '清单之外无新增' },
      ],
      signedBy: ['chief'],
      stepsInOrder: true,
      steps: [
        { id: 'filing', title: '报备' },
        { id: 'letter', title: '签承诺书', letter: true },
        { id: 'land', title: '取得用地', milestone: 'landSupplied' },
        { id: 'start', title: '开工' },
        { id: 'acceptance', title: '联合验收', approvalItem: 'joint' },
      ],
    },
    {
      id: 'pre',
      title: '预动工',
      mechanism: '预动工',
      lifecycles: ['industrial'],
      mayBegin: [
        { id: 'survey', title: '地质勘探' },
        { id: 'fencing', title: '围蔽' },
      ],
      notFor: [{ id: 'main', title: '主体工程' }],
      needs: [{ id: 'willing', title: '企业自愿' }],
    },
    {
      id: 'prio-land',
      title: '供地优先',
      mechanism: '优先承诺',
      group: '五个优先',
      owner: 'housing',
      clock: { starts: '评审通过', ends: '供地', days: 10 },
    },
    {
      id: 'prio-service',
      title: '服务优先',
      mechanism: '优先承诺',
      group: '五个优先',
      clock: { starts: '提出', ends: '办结', provenance: { days: { basis: '待补来源' } } },
    },
  ]),
};

export const calendar: WorkCalendar = {
  id: 'test',
  zone: 'Asia/Shanghai',
  publishedThrough: 2021,
  holidays: ['2021-06-14' as PlainDate],
  makeUpDays: [],
};

export const window: Actor = { account: 'win1', post: 'p', unit: 'housing-window', roles: ['bureau'] };
export const ecology: Actor = { account: 'eco1', post: 'p', unit: 'ecology', roles: ['bureau'] };
export const county: Actor = { account: 'gaoyao1', post: 'p', unit: 'gaoyao', roles: ['county'] };
export const other: Actor = { account: 'sihui1', post: 'p', unit: 'sihui', roles: ['county'] };
export const chief: Actor = { account: 'chief1', post: 'chief', unit: 'housing', roles: ['bureau'] };
export const office: Actor = { account: 'office1', post: 'p', unit: 'office', roles: ['office'] };
export const leader: Actor = { account: 'leader1', post: 'p', unit: 'city', roles: ['leader'] };

export const FIRM = '91441200MA4W12345L';
export const source = { system: 'ecsp', application: 'A1' };

let seq = 0;
export function event(kind: string, on: string, body: JsonObject = {}): Row {
  seq += 1;
  const told = { unit: 'gaoyao', actor: 'win0', actor_unit: 'housing' };
  return { event: `E${seq}`, kind, ...told, occurred_on: on, told_on: on, seq, body, voided: false };
}

export function filed(over: JsonObject = {}, on = '2021-06-01'): Row {
  const body = {
    project: 'P1',
    projectName: '电池项目',
    item: 'permit',
    kind: '一般',
    authority: 'housing',
    ...over,
  };
  return event('approvalFiled', on, { ...body, creditCode: FIRM });
}

/** The rows of approval_event with the facts of one command in them, as the fold would leave them. */
export function recordedIn(
  events: readonly Row[],
  facts: readonly NewFact[],
  { account, unit: actor_unit }: Actor,
): readonly Row[] {
  let rows = [...events];
  for (const { kind, corrects, occurredOn, body, unit } of facts) {
    if (corrects === undefined && APPROVAL_EVENTS.test(kind)) {
      const row = event(kind, occurredOn, body);
      rows.push({ ...row, unit, actor: account, actor_unit, heard_on: body.recordedOn ?? null });
    }
    rows = rows.map((row) => {
      if (corrects === undefined || row.event !== corrects) return row;
      if (kind === 'approvalEventVoided') return { ...row, voided: true };
      const first = (row.body as JsonObject).recordedOn ?? row.told_on;
      return { ...row, occurred_on: body.occurredOn, heard_on: body.otherHand === true ? null : first };
    });
  }
  return rows;
}

const APPROVAL_EVENTS = /^(approval|supplement|clock|technical|deferral)/;

export interface Given {
  readonly events?: readonly Row[];
  readonly debts?: readonly Row[];
  readonly repairs?: readonly Row[];
  readonly tolerances?: readonly Row[];
  /** Of a subject of promises. */
  readonly promises?: readonly Row[];
  readonly firmPromises?: readonly Row[];
  readonly acceptances?: readonly Row[];
  readonly milestones?: readonly Row[];
  readonly links?: readonly Row[];
  readonly mandates?: readonly Row[];
  readonly questions?: readonly Row[];
  readonly applicants?: readonly Row[];
  readonly today?: string;
  readonly project?: Row | null;
  readonly holder?: string;
  readonly calendar?: WorkCalendar | null;
  /** Instead of the test plan's promises. */
  readonly servicePromises?: unknown;
}

/** The project of the tests. */
export const BARE: Row = {
  subject: 'P1',
  unit: 'gaoyao',
  name: '电池项目',
  lifecycle: 'industrial',
  credit_code: FIRM,
};

/** The facts, or the code of the refusal. */
export function when(
  name: string,
  body: JsonObject,
  actor: Actor,
  given: Given = {},
): readonly NewFact[] | string {
  const refused = decided(name, body, actor, given);
  return refused instanceof Problem ? refused.code : refused;
}

export function decided(
  name: string,
  body: JsonObject,
  actor: Actor,
  given: Given = {},
): readonly NewFact[] | Problem {
  const kind = [...APPROVAL_COMMANDS, ...PROMISE_COMMANDS, ...AGENCY_COMMANDS, ...ACCEPTANCE_COMMANDS].find(
    (each) => each.name === name,
  ) as unknown as CommandKind<JsonObject>;
  const command = kind.schema.parse(body);
  const tables: Readonly<Record<string, readonly Row[]>> = {
    approval_event: given.events ?? [],
    approval_tolerance: given.tolerances ?? [],
    firm_debt: given.debts ?? [],
    firm_repair: given.repairs ?? [],
    firm_promise: given.firmPromises ?? [],
    promise_event: given.promises ?? [],
    acceptance_event: given.acceptances ?? [],
    project_milestone: given.milestones ?? [],
    agency_mandate: given.mandates ?? [],
    firm_link: given.links ?? [],
    firm_question: given.questions ?? [],
    project_applicant: given.applicants ?? [],
    project: given.project === null ? [] : [given.project ?? BARE],
  };
  const reads = [...(kind.reads?.(command) ?? []), ...(kind.looksAt?.(command) ?? [])];
  const named = (table: string) => {
    // As the ledger has it: a decider sees the tables that its command named, and no other.
    if (!table.startsWith('project') && kind.tables?.includes(table) === false)
      throw new Error(`${name} did not name ${table}`);
    return tables[table] ?? [];
  };
  const context: DecideContext = {
    actor,
    plan: {
      hash: 'h',
      section: <T>(section: PlanSection<T>) =>
        (section.key === 'servicePromises'
          ? (given.servicePromises ?? sections[section.key])
          : sections[section.key]) as T,
      units,
    },
    calendar: given.calendar === null ? undefined : (given.calendar ?? calendar),
    now: '2021-06-30T04:00:00.000Z' as Instant,
    today: (given.today ?? '2021-06-30') as PlainDate,
    own: { revision: 1, table: named },
    subject(loop, subject) {
      if (!reads.some((read) => read.subject === subject && read.loop === loop))
        throw new Error(`${loop}/${subject} was not named by reads()`);
      return { revision: 1, table: named };
    },
    holder: () => given.holder,
    newId: () => 'ID',
  };
  const answer = kind.decide(command, context);
  if (answer instanceof Problem) {
    if (!answer.kept || !answer.fix)
      throw new Error(`${answer.code} does not say what was kept and what to do`);
    return answer;
  }
  // What a decider asks to be recorded must pass the schema of its fact.
  for (const fact of answer) {
    const known = [...APPROVAL_FACTS, ...PROMISE_FACTS, ...AGENCY_FACTS, ...ACCEPTANCE_FACTS].find(
      (each) => each.kind === fact.kind,
    );
    if (known === undefined) throw new Error(`${fact.kind} is a kind of nothing`);
    known.schema.parse(fact.body);
  }
  return answer;
}
