// Deciders of projects and milestones: given rows, when a command, then facts or the code. Every code of every decider occurs here.
import { describe, expect, test } from 'vitest';
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
import { PROJECT_FACTS } from './projects.facts.ts';
import { lifecyclesSection } from './projects.plan.ts';
import { PROJECT_COMMANDS } from './projects.ts';

const PARENTS: Readonly<Record<string, string>> = {
  gaoyao: 'city',
  sihui: 'city',
  jinli: 'gaoyao',
  office: 'city',
  bureau: 'city',
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
  lifecycles: lifecyclesSection.schema.parse([
    {
      id: 'industrial',
      name: '产业项目',
      counted: true,
      stages: [
        { id: 'talks', name: '洽谈' },
        { id: 'signed', name: '签约' },
        { id: 'building', name: '在建' },
        { id: 'done', name: '竣工', final: true },
      ],
      milestones: [
        { id: 'visited', name: '来访', enters: 'talks', needsRecognition: false },
        {
          id: 'introduced',
          name: '新引进',
          enters: 'signed',
          counted: true,
          countingRule: { version: 'v1', words: '签合同' },
        },
        {
          id: 'started',
          name: '新开工',
          enters: 'building',
          counted: true,
          countingRule: { version: 'v2', document: '肇府〔2021〕1号', words: '破土' },
          evidence: [
            { kind: 'permit', name: '施工许可证', required: true },
            { kind: 'photo', name: '照片' },
          ],
          requires: ['introduced'],
          claimedBy: ['gaoyao', 'sihui', 'bureau'],
          recognisedBy: ['office'],
        },
      ],
    },
  ]),
  clusters: [{ id: 'new-energy' }],
};

const county: Actor = { account: 'gaoyao1', post: 'p', unit: 'gaoyao', roles: ['county'] };
const town: Actor = { account: 'jinli1', post: 'p', unit: 'jinli', roles: ['township'] };
const other: Actor = { account: 'sihui1', post: 'p', unit: 'sihui', roles: ['county'] };
const office: Actor = { account: 'office1', post: 'p', unit: 'office', roles: ['office'] };
const bureau: Actor = { account: 'bureau1', post: 'p', unit: 'bureau', roles: ['bureau'] };
const leader: Actor = { account: 'leader1', post: 'p', unit: 'city', roles: ['leader'] };

const project: Row = {
  subject: 'P1',
  unit: 'gaoyao',
  name: '电池项目',
  lifecycle: 'industrial',
  planned_investment_yuan: '100.00',
  code: null,
  phase_of: null,
  registered_on: '2021-01-10',
  suspended_on: null,
  ended_on: null,
};

const claim = (over: Row): Row => ({
  claim: 'C1',
  root_claim: 'C1',
  milestone: 'introduced',
  unit: 'gaoyao',
  occurred_on: '2021-02-01',
  planned_investment_yuan: '100.00',
  state: 'claimed',
  counted: false,
  evidence: [],
  claimed_seq: '5',
  claimed_by: 'gaoyao1',
  claimed_unit: 'gaoyao',
  ...over,
});
const introduced = claim({
  claim: 'C0',
  root_claim: 'C0',
  state: 'recognised',
  counted: true,
  claimed_seq: '3',
});
const started = (over: Row = {}): Row =>
  claim({
    milestone: 'started',
    occurred_on: '2021-03-01',
    evidence: [{ kind: 'permit', name: '证' }],
    ...over,
  });

interface Given {
  readonly project?: Row | null;
  readonly milestones?: readonly Row[];
  readonly investments?: readonly Row[];
  readonly suspensions?: readonly Row[];
  readonly others?: Readonly<Record<string, Row>>;
  readonly holders?: Readonly<Record<string, string>>;
}

function when(name: string, body: JsonObject, actor: Actor, given: Given = {}): readonly NewFact[] | string {
  const kind = PROJECT_COMMANDS.find((each) => each.name === name) as unknown as CommandKind<JsonObject>;
  const command = kind.schema.parse({ project: 'P1', ...body });
  const tables: Readonly<Record<string, readonly Row[]>> = {
    project: given.project === null ? [] : [given.project ?? project],
    project_milestone: given.milestones ?? [],
    project_investment: given.investments ?? [],
    project_suspension: given.suspensions ?? [],
  };
  const reads = kind.reads?.(command) ?? [];
  const context: DecideContext = {
    actor,
    plan: { hash: 'h', section: <T>(section: PlanSection<T>) => sections[section.key] as T, units },
    now: '2021-06-30T04:00:00.000Z' as Instant,
    today: '2021-06-30' as PlainDate,
    own: { revision: 1, table: (table) => tables[table] ?? [] },
    subject(_loop, subject) {
      expect(reads.map((read) => read.subject)).toContain(subject);
      const row = given.others?.[subject];
      return { revision: row ? 1 : 0, table: (table) => (table === 'project' && row ? [row] : []) };
    },
    holder: (kindOfKey, key) => {
      expect(kind.reserves?.(command)).toContainEqual({ kind: kindOfKey, key });
      return given.holders?.[key];
    },
    newId: () => 'ID',
  };
  const decided = kind.decide(command, context);
  if (decided instanceof Problem) {
    expect(decided.kept).toBeTruthy();
    expect(decided.fix).toBeTruthy();
    return decided.code;
  }
  // What a decider asks to be recorded must pass the schema of its fact.
  for (const fact of decided) PROJECT_FACTS.find((each) => each.kind === fact.kind)?.schema.parse(fact.body);
  return decided;
}

describe('registerProject', () => {
  const body = { unit: 'gaoyao', name: '电池项目', lifecycle: 'industrial', plannedInvestmentYuan: '100.00' };
  const fresh = { project: null } as const;

  test('a happening on the day told, counted for the unit told', () => {
    const facts = when('registerProject', { ...body, occurredOn: '2021-06-01' }, county, fresh);
    expect(facts).toMatchObject([
      {
        kind: 'projectRegistered',
        subject: 'P1',
        unit: 'gaoyao',
        occurredOn: '2021-06-01',
        body: { name: '电池项目' },
      },
    ]);
    expect(when('registerProject', { ...body, unit: 'jinli' }, county, fresh)).toMatchObject([
      { unit: 'jinli', occurredOn: '2021-06-30' },
    ]);
  });
  test('a doubtful credit code is warned of and kept', () => {
    const facts = when(
      'registerProject',
      { ...body, creditCode: '91350100M000100Y4Z' },
      county,
      fresh,
    ) as readonly NewFact[];
    expect(facts[0]?.body.creditCode).toBe('91350100M000100Y4Z');
    expect(facts[0]?.body.warnings).toEqual(['credit_code_form']);
    const right = when(
      'registerProject',
      { ...body, creditCode: '91350100M000100Y43' },
      county,
      fresh,
    ) as readonly NewFact[];
    expect(right[0]?.body).not.toHaveProperty('warnings');
  });
  test.each([
    ['project_exists', {}, county, {}],
    ['unit_unknown', { unit: 'nowhere' }, county, fresh],
    ['out_of_scope', {}, other, fresh],
    ['out_of_scope', { unit: 'gaoyao' }, town, fresh],
    ['role_missing', {}, leader, fresh],
    ['occurred_in_future', { occurredOn: '2021-07-01' }, county, fresh],
    ['lifecycle_unknown', { lifecycle: 'school' }, county, fresh],
    ['cluster_unknown', { cluster: 'ships' }, county, fresh],
    ['phase_unknown', { phaseOf: 'P0' }, county, fresh],
    [
      'phase_unknown',
      { phaseOf: 'P0' },
      county,
      { ...fresh, others: { P0: { ...project, phase_of: 'P9' } } },
    ],
  ] as const)('%s', (code, over, actor, given) => {
    expect(when('registerProject', { ...body, ...over }, actor, given)).toBe(code);
  });
  test('a phase of a registered project', () => {
    const facts = when('registerProject', { ...body, phaseOf: 'P0', cluster: 'new-energy' }, county, {
      ...fresh,
      others: { P0: project },
    });
    expect(facts).toMatchObject([{ body: { phaseOf: 'P0' } }]);
  });
});

describe('amendProject and bindProjectCode', () => {
  test('only what was told is recorded', () => {
    expect(when('amendProject', { reason: '更名', name: '新名' }, county)).toMatchObject([
      { kind: 'projectAmended', occurredOn: '2021-06-30', body: { reason: '更名', name: '新名' } },
    ]);
  });
  test.each([
    ['project_unknown', 'amendProject', { reason: '更名', name: '新名' }, county, { project: null }],
    ['out_of_scope', 'amendProject', { reason: '更名', name: '新名' }, other, {}],
    ['role_missing', 'amendProject', { reason: '更名', name: '新名' }, office, {}],
    ['cluster_unknown', 'amendProject', { reason: '改集群', cluster: 'ships' }, county, {}],
    ['nothing_changed', 'amendProject', { reason: '没改' }, county, {}],
    ['project_unknown', 'bindProjectCode', { code: 'X' }, county, { project: null }],
    ['out_of_scope', 'bindProjectCode', { code: 'X' }, other, {}],
    ['role_missing', 'bindProjectCode', { code: 'X' }, leader, {}],
    ['nothing_changed', 'bindProjectCode', { code: 'X' }, county, { project: { ...project, code: 'X' } }],
    ['project_code_taken', 'bindProjectCode', { code: 'X' }, county, { holders: { X: 'P2' } }],
  ] as const)('%s: %s', (code, name, body, actor, given) => {
    expect(when(name, body, actor, given)).toBe(code);
  });
  test('a doubtful project code is warned of and bound', () => {
    const good = when('bindProjectCode', { code: '2509-320193-89-01-544060' }, county) as readonly NewFact[];
    expect(good[0]?.body).toEqual({ code: '2509-320193-89-01-544060' });
    const bad = when('bindProjectCode', { code: '2509-320193-89-01-544061' }, county) as readonly NewFact[];
    expect(bad[0]?.body.warnings).toEqual(['project_code_check_digit']);
  });
});

describe('claimMilestone', () => {
  const body = { milestone: 'started', occurredOn: '2021-03-01', evidence: [{ kind: 'permit', name: '证' }] };
  const ready = { milestones: [introduced] };

  test('records what the plan asks of it then, and the plan of money then', () => {
    expect(when('claimMilestone', body, county, ready)).toEqual([
      {
        kind: 'milestoneClaimed',
        subject: 'P1',
        unit: 'gaoyao',
        occurredOn: '2021-03-01',
        body: {
          milestone: 'started',
          needsRecognition: true,
          plannedInvestmentYuan: '100.00',
          evidence: body.evidence,
        },
      },
    ]);
  });
  test('a gate that is claimed is enough to claim', () => {
    expect(when('claimMilestone', body, county, { milestones: [claim({})] })).toHaveLength(1);
  });
  test('a milestone without recognition says so', () => {
    expect(when('claimMilestone', { milestone: 'visited' }, county)).toMatchObject([
      { body: { needsRecognition: false } },
    ]);
  });
  test('what happened before the end may still be claimed', () => {
    expect(
      when('claimMilestone', body, county, { ...ready, project: { ...project, ended_on: '2021-05-01' } }),
    ).toHaveLength(1);
  });
  test.each([
    ['project_unknown', body, county, { project: null }],
    ['out_of_scope', body, other, ready],
    ['role_missing', body, office, ready],
    ['milestone_unknown', { milestone: 'flown' }, county, ready],
    ['claimant_not_named', body, { ...bureau, unit: 'city' }, ready],
    ['occurred_in_future', { ...body, occurredOn: '2021-07-01' }, county, ready],
    ['occurred_before_registration', { ...body, occurredOn: '2021-01-09' }, county, ready],
    ['project_ended', body, county, { ...ready, project: { ...project, ended_on: '2021-03-01' } }],
    [
      'project_suspended',
      body,
      county,
      { ...ready, suspensions: [{ suspended_on: '2021-02-15', resumed_on: null }] },
    ],
    [
      'project_suspended',
      body,
      county,
      { ...ready, suspensions: [{ suspended_on: '2021-02-15', resumed_on: '2021-03-05' }] },
    ],
    [
      'milestone_already_recognised',
      body,
      county,
      { milestones: [introduced, started({ state: 'recognised' })] },
    ],
    ['milestone_awaits_recognition', body, county, { milestones: [introduced, started()] }],
    ['milestone_not_reached', body, county, {}],
    ['milestone_not_reached', body, county, { milestones: [claim({ state: 'refused' })] }],
    ['occurred_before_gate', { ...body, occurredOn: '2021-01-31' }, county, ready],
    ['evidence_missing', { ...body, evidence: [{ kind: 'photo', name: '照片' }] }, county, ready],
  ] as const)('%s', (code, command, actor, given) => {
    expect(when('claimMilestone', command as unknown as JsonObject, actor, given as Given)).toBe(code);
  });
  test('a refused or revoked claim may be claimed anew', () => {
    for (const state of ['refused', 'revoked']) {
      expect(
        when('claimMilestone', body, county, { milestones: [introduced, started({ state })] }),
      ).toHaveLength(1);
    }
  });
});

describe('correctMilestone', () => {
  const given = { milestones: [introduced, started({ state: 'recognised', counted: true })] };
  const body = { claim: 'C1', occurredOn: '2021-03-05', reason: '日期填错' };

  test('names the claim it corrects and says the whole of it', () => {
    expect(when('correctMilestone', body, county, given)).toEqual([
      {
        kind: 'milestoneCorrected',
        subject: 'P1',
        unit: 'gaoyao',
        occurredOn: '2021-06-30',
        corrects: 'C1',
        body: {
          milestone: 'started',
          occurredOn: '2021-03-05',
          plannedInvestmentYuan: '100.00',
          evidence: [{ kind: 'permit', name: '证' }],
          reason: '日期填错',
        },
      },
    ]);
  });
  test('a correction of a correction is one of the claim, and starts from the latest version', () => {
    const twice = {
      milestones: [
        introduced,
        started({ state: 'superseded' }),
        started({ claim: 'K1', claimed_seq: '9', planned_investment_yuan: '250.00' }),
      ],
    };
    expect(when('correctMilestone', { ...body, claim: 'K1' }, county, twice)).toMatchObject([
      { corrects: 'C1', body: { plannedInvestmentYuan: '250.00' } },
    ]);
  });
  test.each([
    ['project_unknown', body, county, { project: null }],
    ['claim_unknown', { ...body, claim: 'C9' }, county, given],
    ['out_of_scope', body, other, given],
    ['role_missing', body, office, given],
    ['milestone_unknown', body, county, { milestones: [started({ milestone: 'flown' })] }],
    ['claimant_not_named', body, { ...bureau, unit: 'city' }, given],
    ['claim_revoked', body, county, { milestones: [introduced, started({ state: 'revoked' })] }],
    [
      'milestone_already_recognised',
      body,
      county,
      {
        milestones: [
          introduced,
          started({ state: 'refused' }),
          started({ claim: 'C2', root_claim: 'C2', state: 'recognised' }),
        ],
      },
    ],
    [
      'milestone_awaits_recognition',
      body,
      county,
      { milestones: [introduced, started({ state: 'refused' }), started({ claim: 'C2', root_claim: 'C2' })] },
    ],
    ['nothing_changed', { claim: 'C1', occurredOn: '2021-03-01', reason: '没改' }, county, given],
    ['occurred_in_future', { ...body, occurredOn: '2021-07-01' }, county, given],
    ['occurred_before_registration', { ...body, occurredOn: '2021-01-01' }, county, given],
    ['project_ended', body, county, { ...given, project: { ...project, ended_on: '2021-03-02' } }],
    [
      'project_suspended',
      body,
      county,
      { ...given, suspensions: [{ suspended_on: '2021-03-02', resumed_on: null }] },
    ],
    ['milestone_not_reached', body, county, { milestones: [started()] }],
    ['occurred_before_gate', { ...body, occurredOn: '2021-01-20' }, county, given],
    ['evidence_missing', { ...body, evidence: [] }, county, given],
  ] as const)('%s', (code, command, actor, rows) => {
    expect(when('correctMilestone', command as unknown as JsonObject, actor, rows as Given)).toBe(code);
  });
});

describe('recogniseMilestone, refuseMilestone, revokeMilestone', () => {
  const waiting = { milestones: [introduced, started()] };
  const standing = { milestones: [introduced, started({ state: 'recognised' })] };

  test('recognised by another unit, with the version and document of the rule', () => {
    expect(when('recogniseMilestone', { claim: 'C1' }, office, waiting)).toEqual([
      {
        kind: 'milestoneRecognised',
        subject: 'P1',
        unit: 'gaoyao',
        occurredOn: '2021-06-30',
        corrects: 'C1',
        body: { milestone: 'started', rule: 'v2 肇府〔2021〕1号' },
      },
    ]);
    expect(when('recogniseMilestone', { claim: 'C1' }, bureau, { milestones: [claim({})] })).toMatchObject([
      { body: { rule: 'v1 文号待补来源' } },
    ]);
  });
  test('refused and revoked with the reason', () => {
    expect(when('refuseMilestone', { claim: 'C1', reason: '只是平整场地' }, office, waiting)).toMatchObject([
      { kind: 'milestoneRefused', corrects: 'C1', body: { reason: '只是平整场地' } },
    ]);
    expect(when('revokeMilestone', { claim: 'C1', reason: '查实未动工' }, office, standing)).toMatchObject([
      { kind: 'milestoneRevoked', corrects: 'C1' },
    ]);
  });
  describe.each(['recogniseMilestone', 'refuseMilestone', 'revokeMilestone'])(
    '%s is never the claimant’s',
    (name) => {
      const reason: JsonObject = name === 'recogniseMilestone' ? {} : { reason: '原因' };
      const given = name === 'revokeMilestone' ? standing : waiting;
      const all = (actor: Actor, rows: Given = given) => when(name, { claim: 'C1', ...reason }, actor, rows);
      const cityBureau: Actor = { ...county, roles: ['bureau'] };
      test('same account', () => expect(all({ ...office, account: 'gaoyao1' })).toBe('claimed_by_own_hand'));
      test('same unit, another account', () =>
        expect(all({ ...cityBureau, account: 'gaoyao2' })).toBe('claimed_by_own_hand'));
      test('a unit below the claimant', () =>
        expect(all({ ...cityBureau, account: 'x', unit: 'jinli' })).toBe('claimed_by_own_hand'));
      test('a county without the role hears of its own hand, not of its role', () =>
        expect(all(county)).toBe('claimed_by_own_hand'));
      test('who corrected is of the claim too', () => {
        const state = name === 'revokeMilestone' ? 'recognised' : 'claimed';
        const rows = [
          introduced,
          started({ state: 'superseded', claimed_by: 'office1', claimed_unit: 'office' }),
          started({ claim: 'K1', claimed_seq: '9', state }),
        ];
        expect(when(name, { claim: 'K1', ...reason }, office, { milestones: rows })).toBe(
          'claimed_by_own_hand',
        );
      });
      test('project_unknown, claim_unknown', () => {
        expect(all(office, { project: null })).toBe('project_unknown');
        expect(all(office, {})).toBe('claim_unknown');
      });
      test('out_of_scope, role_missing', () => {
        expect(all(other)).toBe('out_of_scope');
        expect(all(leader)).toBe('role_missing');
      });
    },
  );
  test.each([
    [
      'milestone_unknown',
      'recogniseMilestone',
      {},
      office,
      { milestones: [started({ milestone: 'flown' })] },
    ],
    ['recogniser_not_named', 'recogniseMilestone', {}, bureau, waiting],
    ['claim_decided', 'recogniseMilestone', {}, office, standing],
    [
      'milestone_already_recognised',
      'recogniseMilestone',
      {},
      office,
      {
        milestones: [introduced, started(), started({ claim: 'C2', root_claim: 'C2', state: 'recognised' })],
      },
    ],
    [
      'gate_not_recognised',
      'recogniseMilestone',
      {},
      office,
      { milestones: [claim({ claim: 'C0', root_claim: 'C0' }), started()] },
    ],
    ['claim_decided', 'refuseMilestone', { reason: '原因' }, office, standing],
    ['claim_not_recognised', 'revokeMilestone', { reason: '原因' }, office, waiting],
  ] as const)('%s: %s', (code, name, body, actor, given) => {
    expect(when(name, { claim: 'C1', ...body }, actor, given)).toBe(code);
  });
});

describe('reportInvestment and correctInvestment', () => {
  const row = {
    report: 'R1',
    root_report: 'R1',
    measure: 'actual',
    month: '2021-05',
    unit: 'gaoyao',
    occurred_on: '2021-05-31',
    amount_yuan: '10.00',
    state: 'stands',
  };
  const body = { measure: 'actual', month: '2021-05', amountYuan: '10.00' };

  test('falls on the last day of its month, in the running month on today', () => {
    expect(when('reportInvestment', body, county)).toMatchObject([
      { kind: 'investmentReported', occurredOn: '2021-05-31', body },
    ]);
    expect(when('reportInvestment', { ...body, month: '2021-06' }, county)).toMatchObject([
      { occurredOn: '2021-06-30' },
    ]);
  });
  test('the other measure of the same month is another report', () => {
    expect(
      when('reportInvestment', { ...body, measure: 'financing' }, county, { investments: [row] }),
    ).toHaveLength(1);
  });
  test('a correction names the report', () => {
    const corrected = {
      investments: [
        { ...row, state: 'superseded' },
        { ...row, report: 'R2', amount_yuan: '20.00' },
      ],
    };
    expect(
      when('correctInvestment', { report: 'R2', amountYuan: '30.00', reason: '漏报' }, county, corrected),
    ).toMatchObject([{ kind: 'investmentCorrected', corrects: 'R1', body: { amountYuan: '30.00' } }]);
    expect(
      when('correctInvestment', { report: 'R1', amountYuan: '20', reason: '漏报' }, county, corrected),
    ).toBe('nothing_changed');
  });
  test.each([
    ['project_unknown', 'reportInvestment', body, county, { project: null }],
    ['out_of_scope', 'reportInvestment', body, other, {}],
    ['role_missing', 'reportInvestment', body, office, {}],
    ['occurred_outside_month', 'reportInvestment', { ...body, occurredOn: '2021-06-01' }, county, {}],
    ['occurred_in_future', 'reportInvestment', { ...body, month: '2021-07' }, county, {}],
    ['occurred_before_registration', 'reportInvestment', { ...body, month: '2020-12' }, county, {}],
    ['project_ended', 'reportInvestment', body, county, { project: { ...project, ended_on: '2021-05-01' } }],
    ['investment_reported', 'reportInvestment', body, county, { investments: [row] }],
    [
      'project_unknown',
      'correctInvestment',
      { report: 'R1', amountYuan: '1', reason: '原因' },
      county,
      { project: null },
    ],
    [
      'report_unknown',
      'correctInvestment',
      { report: 'R9', amountYuan: '1', reason: '原因' },
      county,
      { investments: [row] },
    ],
    [
      'out_of_scope',
      'correctInvestment',
      { report: 'R1', amountYuan: '1', reason: '原因' },
      other,
      { investments: [row] },
    ],
    [
      'role_missing',
      'correctInvestment',
      { report: 'R1', amountYuan: '1', reason: '原因' },
      office,
      { investments: [row] },
    ],
  ] as const)('%s: %s', (code, name, command, actor, given) => {
    expect(when(name, command, actor, given as Given)).toBe(code);
  });
});

describe('suspendProject, resumeProject, endProject', () => {
  const body = { occurredOn: '2021-05-01', reason: '资金链断裂' };
  const paused = {
    project: { ...project, suspended_on: '2021-04-01' },
    suspensions: [{ suspended_on: '2021-04-01', resumed_on: null }],
  };
  const resumed = { suspensions: [{ suspended_on: '2021-04-01', resumed_on: '2021-05-10' }] };

  test('each is a happening of its day', () => {
    expect(when('suspendProject', body, county)).toMatchObject([
      { kind: 'projectSuspended', occurredOn: '2021-05-01' },
    ]);
    expect(when('resumeProject', body, county, paused)).toMatchObject([{ kind: 'projectResumed' }]);
    expect(when('endProject', body, county)).toMatchObject([{ kind: 'projectEnded' }]);
  });
  test.each(['suspendProject', 'resumeProject', 'endProject'])('%s: who and when', (name) => {
    expect(when(name, body, county, { project: null })).toBe('project_unknown');
    expect(when(name, body, other)).toBe('out_of_scope');
    expect(when(name, body, office)).toBe('role_missing');
    expect(when(name, { ...body, occurredOn: '2021-07-01' }, county)).toBe('occurred_in_future');
    expect(when(name, { ...body, occurredOn: '2021-01-01' }, county)).toBe('occurred_before_registration');
    expect(when(name, body, county, { project: { ...project, ended_on: '2021-06-01' } })).toBe(
      'project_ended',
    );
  });
  test('turns are told in their order', () => {
    expect(when('suspendProject', body, county, paused)).toBe('project_suspended');
    expect(when('resumeProject', body, county)).toBe('project_not_suspended');
    expect(when('suspendProject', body, county, resumed)).toBe('occurred_before_last_turn');
    expect(when('endProject', body, county, resumed)).toBe('occurred_before_last_turn');
    expect(when('resumeProject', { ...body, occurredOn: '2021-03-01' }, county, paused)).toBe(
      'occurred_before_last_turn',
    );
  });
});
