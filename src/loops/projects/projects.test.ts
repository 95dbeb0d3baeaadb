// Deciders of projects: given rows, when a command, then facts or the code. Every code of every decider occurs here.
import { describe, expect, test } from 'vitest';
import type { NewFact, Row } from '../../kernel/loop.ts';
import { leadSubject } from './course.rows.ts';
import {
  bureau,
  claim,
  county,
  type Given,
  introduced,
  leader,
  office,
  other,
  project,
  town,
  when,
} from './projects.testing.ts';

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
  test('a credit code that cannot be one is refused by hand; a list is taken as it is, with the doubt kept', () => {
    const wrong = { ...body, creditCode: '91350100M000100Y44' };
    expect(when('registerProject', wrong, county, fresh)).toBe('credit_code_unsound');
    const amended = { reason: '补代码', creditCode: '91350100M000100Y44' };
    expect(when('amendProject', amended, county)).toBe('credit_code_unsound');
    const facts = when('registerProject', { ...wrong, listed: true }, county, fresh) as readonly NewFact[];
    expect(facts[0]?.body).toMatchObject({
      creditCode: '91350100M000100Y44',
      warnings: ['credit_code_check_digit'],
    });
    expect(facts[0]?.body).not.toHaveProperty('listed');
    // The inner check digit alone is a doubt: a code was given out so.
    const given = when('registerProject', { ...body, creditCode: '91441200MA4W12345L' }, county, fresh);
    expect(given).toMatchObject([{ body: { warnings: ['credit_code_inner_check_digit'] } }]);
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
    ['phase_unknown', { phaseOf: 'P0' }, county, { ...fresh, others: { P0: { ...project, unit: 'sihui' } } }],
    [
      'phase_of_other_lifecycle',
      { phaseOf: 'P0' },
      county,
      { ...fresh, others: { P0: { ...project, lifecycle: 'school' } } },
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
    ['not_of_its_side', 'amendProject', { reason: '更名', name: '新名' }, { ...bureau, unit: 'office' }, {}],
    ['nothing_changed', 'amendProject', { reason: '同名', name: '电池项目' }, county, {}],
    ['nothing_changed', 'amendProject', { reason: '同数', plannedInvestmentYuan: '100' }, county, {}],
    ['project_unknown', 'bindProjectCode', { code: 'X' }, county, { project: null }],
    ['out_of_scope', 'bindProjectCode', { code: 'X' }, other, {}],
    ['role_missing', 'bindProjectCode', { code: 'X' }, leader, {}],
    ['nothing_changed', 'bindProjectCode', { code: 'X' }, county, { project: { ...project, code: 'X' } }],
    ['not_of_its_side', 'bindProjectCode', { code: 'X' }, { ...bureau, unit: 'office' }, {}],
    ['project_code_taken', 'bindProjectCode', { code: 'X' }, county, { holders: { X: 'P2' } }],
  ] as const)('%s: %s', (code, name, body, actor, given) => {
    expect(when(name, body, actor, given)).toBe(code);
  });
  test('one number however it is written', () => {
    const code = '2103-441226-04-01-543384';
    const holders = { [code]: 'P2' };
    for (const written of [
      code,
      '21034412260401543384',
      '2103—441226—04—01—543384',
      ' ２１０３－441226-04-01-543384',
    ])
      expect(when('bindProjectCode', { code: written }, county, { holders })).toBe('project_code_taken');
    expect(when('bindProjectCode', { code: '21034412260401543384' }, county)).toMatchObject([
      { body: { code } },
    ]);
  });
  test('who registered a project may amend it wherever it lies, and the unit above', () => {
    const body = { reason: '更名', name: '新名' };
    const byBureau = { ...bureau, unit: 'office' };
    const given = { project: { ...project, registered_unit: 'office' } };
    expect(when('amendProject', body, byBureau, given)).toHaveLength(1);
    expect(when('amendProject', body, { ...bureau, unit: 'city' })).toHaveLength(1);
  });
  test('who invests is asked of first talks as at the registration', () => {
    const lead = {
      lead: 'L1',
      investor: '某某集团',
      credit_code: null,
      project: '电池项目',
      unit: 'sihui',
      reported_unit: 'sihui',
      reported_on: '2021-06-01',
      reported_seq: '4',
      held_from: '2021-06-01',
      given_up: false,
    };
    const given = { otherTables: { [leadSubject('某某集团')]: { project_lead: [lead] } } };
    expect(when('amendProject', { reason: '补投资方', investor: '某某集团' }, county, given)).toBe(
      'first_talk_held',
    );
    const holders = { '91350100M000100Y43': leadSubject('某某集团') };
    const coded = { reason: '补代码', creditCode: '91350100M000100Y43' };
    expect(when('amendProject', coded, county, { holders })).toBe('needs_confirmation');
    expect(when('amendProject', { ...coded, confirm: true }, county, { holders })).toMatchObject([
      { body: { confirmed: ['credit_code_first_reported'] } },
    ]);
    const known = { project: { ...project, investor: '某某集团', credit_code: null } };
    expect(when('amendProject', coded, county, { ...known, holders })).toHaveLength(1);
  });
  test('the day of the registration is set back, not before the lead and never later than it was told', () => {
    const amend = (registeredOn: string, given: Given = {}) =>
      when('amendProject', { reason: '登记日期写晚了', registeredOn }, county, given);
    expect(amend('2021-01-04')).toMatchObject([
      { kind: 'projectAmended', body: { registeredOn: '2021-01-04' } },
    ]);
    expect(amend('2021-01-10')).toBe('nothing_changed');
    expect(amend('2021-01-11')).toBe('registered_later');
    const ofLead = { project: { ...project, lead_reported_on: '2021-01-05' } };
    expect(amend('2021-01-04', ofLead)).toBe('registered_before_lead');
    expect(amend('2021-01-05', ofLead)).toHaveLength(1);
    // Set back before, and one thing told of since: forward again as far as that.
    const back = {
      project: { ...project, registered_on: '2021-01-02', registered_told_on: '2021-01-10' },
      milestones: [claim({ occurred_on: '2021-01-06' })],
    };
    expect(amend('2021-01-07', back)).toBe('registered_after_happening');
    expect(amend('2021-01-06', back)).toHaveLength(1);
  });
  test('a phase that counts from now on moves the months of what it did', () => {
    const phase = { ...project, phase_of: 'P0' };
    const milestones = [introduced, claim({ claim: 'C9', root_claim: 'C9', milestone: 'started' })];
    const bound = (row: Row) =>
      when('bindProjectCode', { code: 'X' }, county, { project: row, milestones }) as readonly NewFact[];
    expect(bound(phase)[0]?.moves).toEqual(['2021-02-01']);
    expect(bound({ ...phase, code: 'W' })[0]?.moves).toBeUndefined();
    expect(bound(project)[0]?.moves).toBeUndefined();
  });
  test('a doubtful project code is warned of and bound', () => {
    const good = when('bindProjectCode', { code: '2509-320193-89-01-544060' }, county) as readonly NewFact[];
    expect(good[0]?.body).toEqual({ code: '2509-320193-89-01-544060' });
    const bad = when('bindProjectCode', { code: '2509-320193-89-01-544061' }, county) as readonly NewFact[];
    expect(bad[0]?.body.warnings).toEqual(['project_code_check_digit']);
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
  test('what it would stand across is asked about, and kept with the yes', () => {
    const milestones = [introduced, claim({ claim: 'C9', root_claim: 'C9', state: 'refused' })];
    const before = { ...body, occurredOn: '2021-01-20' };
    for (const name of ['suspendProject', 'endProject']) {
      expect(when(name, before, county, { milestones })).toBe('needs_confirmation');
      expect(when(name, { ...before, confirm: true }, county, { milestones })).toMatchObject([
        { body: { confirmed: ['turn_before_milestone'] } },
      ]);
      expect(when(name, { ...before, occurredOn: '2021-02-01' }, county, { milestones })).toHaveLength(1);
    }
  });
  test('a bureau’s reach over the city is not enough', () => {
    const byBureau = { ...bureau, unit: 'office' };
    expect(when('suspendProject', body, byBureau)).toBe('not_of_its_side');
    expect(when('endProject', body, byBureau)).toBe('not_of_its_side');
    // The plan names it as a claimant of the start.
    expect(when('endProject', body, bureau)).toHaveLength(1);
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

describe('reviveProject', () => {
  const ended = {
    project: { ...project, ended_on: '2021-05-01', ended_by: 'gaoyao1', ended_unit: 'gaoyao' },
  };
  const body = { occurredOn: '2021-06-01', reason: '投资方重新签约' };
  test('a recognising unit lets an ended project go on, with a reason', () => {
    expect(when('reviveProject', body, office, ended)).toMatchObject([
      { kind: 'projectRevived', occurredOn: '2021-06-01', body: { reason: '投资方重新签约' } },
    ]);
  });
  test('not the hand that ended it, not who does not recognise, not a running one, not before the end', () => {
    expect(when('reviveProject', body, county, ended)).toBe('revived_by_own_hand');
    expect(when('reviveProject', body, leader, ended)).toBe('role_missing');
    // The small plan names the office as the one that recognises.
    expect(when('reviveProject', body, bureau, ended)).toBe('recogniser_not_named');
    expect(when('reviveProject', body, office)).toBe('project_not_ended');
    expect(when('reviveProject', { ...body, occurredOn: '2021-04-30' }, office, ended)).toBe(
      'occurred_before_last_turn',
    );
  });
  test('what was counted before stands: it is not claimed again; a day within the end is refused', () => {
    const revived = {
      milestones: [introduced],
      suspensions: [{ suspended_on: '2021-05-01', resumed_on: '2021-06-01', ended: true }],
    };
    expect(when('claimMilestone', { milestone: 'introduced' }, county, revived)).toBe(
      'milestone_already_recognised',
    );
    const started = { milestone: 'started', evidence: [{ kind: 'permit', name: '证' }] };
    expect(when('claimMilestone', { ...started, occurredOn: '2021-05-10' }, county, revived)).toBe(
      'project_suspended',
    );
    expect(when('claimMilestone', { ...started, occurredOn: '2021-06-10' }, county, revived)).toMatchObject([
      { kind: 'milestoneClaimed' },
    ]);
  });
});
