// Deciders of milestones: given rows, when a command, then facts or the code. Every code of every decider occurs here.
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../kernel/json.ts';
import type { Actor } from '../../kernel/loop.ts';
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
  started,
  when,
} from './projects.testing.ts';

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
  test('the unit above, those below, who registered it, and on a project of the city its bureaus, claim what nobody is named for', () => {
    const visited = { milestone: 'visited' };
    expect(when('claimMilestone', visited, { ...county, unit: 'city', roles: ['bureau'] })).toHaveLength(1);
    expect(when('claimMilestone', visited, bureau, { project: { ...project, unit: 'city' } })).toHaveLength(
      1,
    );
    const given = { project: { ...project, registered_unit: 'bureau' } };
    expect(when('claimMilestone', visited, bureau, given)).toHaveLength(1);
    expect(when('claimMilestone', visited, bureau)).toBe('not_of_its_side');
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
    // Named for another milestone, not for this one.
    ['not_of_its_side', { milestone: 'introduced', evidence: [] }, bureau, {}],
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
  test('a day before an earlier stage that is not required is asked about, and kept with the yes', () => {
    const land = claim({
      claim: 'V1',
      root_claim: 'V1',
      milestone: 'visited',
      occurred_on: '2021-03-09',
      state: 'recognised',
    });
    const given = { milestones: [introduced, land] };
    expect(when('claimMilestone', body, county, given)).toBe('needs_confirmation');
    expect(when('claimMilestone', { ...body, confirm: true }, county, given)).toMatchObject([
      { body: { confirmed: ['before_earlier_stage'] } },
    ]);
    expect(when('claimMilestone', { ...body, occurredOn: '2021-03-09' }, county, given)).toHaveLength(1);
  });
  test('a plan ten times the registered one is asked about', () => {
    const ten = { ...body, plannedInvestmentYuan: '1000' };
    expect(when('claimMilestone', ten, county, ready)).toBe('needs_confirmation');
    expect(when('claimMilestone', { ...body, plannedInvestmentYuan: '999' }, county, ready)).toHaveLength(1);
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
        moves: ['2021-03-01', '2021-03-05'],
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
  test('asks of the approvals of its new day what a claim asks, and nothing of a day that stands', () => {
    const item = { id: 'permit', name: '施工许可证', redLines: ['建筑法第七条'] };
    const soft = { ...body, gateItems: [{ ...item, hard: false }] };
    const hard = { ...body, gateItems: [{ ...item, hard: true }] };
    expect(when('correctMilestone', hard, county, given)).toBe('approval_missing');
    expect(when('correctMilestone', { ...hard, confirm: true }, county, given)).toBe('approval_missing');
    expect(when('correctMilestone', soft, county, given)).toBe('needs_confirmation');
    expect(when('correctMilestone', { ...soft, confirm: true }, county, given)).toMatchObject([
      { body: { confirmed: ['approvals_missing'] } },
    ]);
    const amount = { claim: 'C1', plannedInvestmentYuan: '120.00', reason: '金额填错' };
    expect(when('correctMilestone', { ...amount, gateItems: hard.gateItems }, county, given)).toHaveLength(1);
  });
  test('a gate is not corrected to a day after what required it', () => {
    const late = { claim: 'C0', occurredOn: '2021-03-02', reason: '日期填错' };
    const named = { ...given, milestones: [introduced, started({ state: 'recognised', counted: true })] };
    expect(when('correctMilestone', late, county, named)).toBe('occurred_after_follower');
    expect(when('correctMilestone', { ...late, occurredOn: '2021-03-01' }, county, named)).not.toBe(
      'occurred_after_follower',
    );
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
  test('a correction that was refused is not what the next one starts from', () => {
    const refused = {
      milestones: [
        introduced,
        started({ state: 'recognised' }),
        started({ claim: 'K1', claimed_seq: '9', state: 'refused', occurred_on: '2021-04-20' }),
      ],
    };
    const again = { claim: 'C1', plannedInvestmentYuan: '120.00', reason: '只改金额' };
    expect(when('correctMilestone', again, county, refused)).toMatchObject([
      { body: { occurredOn: '2021-03-01', plannedInvestmentYuan: '120.00' } },
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
    ['nothing_changed', { claim: 'C1', plannedInvestmentYuan: '100', reason: '没改' }, county, given],
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
  test('without any evidence it takes a reason, which is kept with what was missing; without a required kind it is refused', () => {
    // The plan came to require the permit after the claim.
    const bare = { milestones: [introduced, started({ evidence: [] })] };
    expect(when('recogniseMilestone', { claim: 'C1', reason: '看过现场' }, office, bare)).toBe(
      'evidence_missing',
    );
    const photo = { milestones: [introduced, started({ evidence: [{ kind: 'photo', name: '照片' }] })] };
    expect(when('recogniseMilestone', { claim: 'C1' }, office, photo)).toBe('evidence_missing');
    const visit = { milestones: [claim({ claim: 'C2', milestone: 'produced', evidence: [] })] };
    expect(when('recogniseMilestone', { claim: 'C2' }, office, visit)).toBe('recognition_reason_missing');
    const reason = '现场核实，资料随后补';
    expect(when('recogniseMilestone', { claim: 'C2', reason }, office, visit)).toMatchObject([
      { body: { reason, missing: ['印证资料'] } },
    ]);
    // Where something is attached a reason may be given, and nothing is said to be missing.
    expect(when('recogniseMilestone', { claim: 'C1', reason }, office, waiting)).toMatchObject([
      { body: { reason } },
    ]);
  });
  test('refused and revoked with the reason', () => {
    expect(when('refuseMilestone', { claim: 'C1', reason: '只是平整场地' }, office, waiting)).toMatchObject([
      { kind: 'milestoneRefused', corrects: 'C1', body: { reason: '只是平整场地' } },
    ]);
    expect(when('revokeMilestone', { claim: 'C1', reason: '查实未动工' }, office, standing)).toMatchObject([
      { kind: 'milestoneRevoked', corrects: 'C1', moves: ['2021-03-01'] },
    ]);
  });
  test('the days are asked again: what was early enough when it was claimed may not be when it is recognised', () => {
    // The gate was corrected to a later day, and that was recognised while the start waited.
    const later = claim({ claim: 'K0', root_claim: 'C0', occurred_on: '2021-05-20', state: 'recognised' });
    const old = claim({ claim: 'C0', root_claim: 'C0', state: 'superseded' });
    const start = { milestones: [old, later, started()] };
    expect(when('recogniseMilestone', { claim: 'C1' }, office, start)).toBe('occurred_before_gate');
    // The other way round: the start was recognised while the correction waited.
    const waits = claim({ claim: 'K0', root_claim: 'C0', occurred_on: '2021-05-20', claimed_seq: '7' });
    const follower = started({ state: 'recognised', counted: true });
    const correction = { milestones: [introduced, waits, follower] };
    expect(when('recogniseMilestone', { claim: 'K0' }, office, correction)).toBe('occurred_after_follower');
    const sameDay = { milestones: [introduced, { ...waits, occurred_on: '2021-03-01' }, follower] };
    expect(when('recogniseMilestone', { claim: 'K0' }, office, sameDay)).toHaveLength(1);
  });
  test('what another milestone rests on is not revoked from under it: from the end, as it was recognised from the beginning', () => {
    const gate = { claim: 'C0', reason: '合同作废' };
    expect(when('revokeMilestone', gate, office, standing)).toBe('later_milestone_stands');
    // A follower that only waits holds nothing: it cannot be recognised any more (gate_not_recognised).
    expect(when('revokeMilestone', gate, office, waiting)).toMatchObject([{ kind: 'milestoneRevoked' }]);
    const revoked = { milestones: [introduced, started({ state: 'revoked' })] };
    expect(when('revokeMilestone', gate, office, revoked)).toHaveLength(1);
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
    ['recogniser_not_named', 'refuseMilestone', { reason: '原因' }, bureau, waiting],
    ['recogniser_not_named', 'revokeMilestone', { reason: '原因' }, bureau, standing],
    ['claim_decided', 'refuseMilestone', { reason: '原因' }, office, standing],
    ['claim_not_recognised', 'revokeMilestone', { reason: '原因' }, office, waiting],
  ] as const)('%s: %s', (code, name, body, actor, given) => {
    expect(when(name, { claim: 'C1', ...body }, actor, given)).toBe(code);
  });
});
