// The steps inside a unit: drafted, passed on, sent back; only what leaves the last step is the claim.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Actor, Row } from '../../kernel/loop.ts';
import { reportingSection } from '../../plan/organisation.ts';
import { claim, county, introduced, office, other, town, when } from './projects.testing.ts';

const reporting = (steps: readonly string[]) => ({ reporting: reportingSection.schema.parse({ steps }) });
const THREE = reporting(['填报', '审核', '签发']);
const TWO = reporting(['填报', '审核']);
const person = (account: string, ...roles: string[]): Actor => ({
  account,
  post: 'p',
  unit: 'gaoyao',
  roles,
});
const reviewer = person('shen1', 'reviewer');
const signer = person('qian1', 'signer');
const everything = person('gaoyao1', 'county', 'reviewer', 'signer');

const draft = (over: Row = {}): Row => ({
  draft: 'D1',
  milestone: 'introduced',
  occurred_on: '2021-02-01',
  planned_investment_yuan: '100.00',
  evidence: [],
  note: null,
  batch: null,
  correction_of: null,
  reason: null,
  steps: ['填报', '审核', '签发'],
  done: 1,
  state: 'open',
  confirmed: [],
  hands: ['gaoyao1'],
  drafted_by: 'gaoyao1',
  drafted_unit: 'gaoyao',
  drafted_seq: '9',
  ...over,
});
const reviewed = draft({ done: 2, hands: ['gaoyao1', 'shen1'] });
const given = (row: Row, plan = THREE, milestones: readonly Row[] = []) => ({
  tables: { project_claim_draft: [row] },
  plan,
  milestones,
});
const told = { milestone: 'introduced', occurredOn: '2021-02-01' };
const kindOf = (decided: ReturnType<typeof when>) =>
  typeof decided === 'string' ? decided : decided.map(({ kind }) => kind).join();

describe('the first step', () => {
  test('is the claim where the plan has one step', () => {
    expect(kindOf(when('claimMilestone', told, county))).toBe('milestoneClaimed');
  });
  test('is a draft where it has more, with what was said and the steps of that day', () => {
    const decided = when('claimMilestone', { ...told, note: '合同已签' }, county, { plan: THREE });
    expect(decided).toMatchObject([
      {
        kind: 'claimDrafted',
        occurredOn: '2021-06-30',
        body: {
          milestone: 'introduced',
          happenedOn: '2021-02-01',
          note: '合同已签',
          steps: ['填报', '审核', '签发'],
        },
      },
    ]);
  });
  test('asks all that a claim is asked', () => {
    expect(when('claimMilestone', { milestone: 'started' }, county, { plan: TWO })).toBe(
      'milestone_not_reached',
    );
  });
  test('is taken once at a time', () => {
    expect(when('claimMilestone', told, county, given(draft()))).toBe('claim_in_steps');
    for (const state of ['sentBack', 'withdrawn'])
      expect(kindOf(when('claimMilestone', told, county, given(draft({ state }))))).toBe('claimDrafted');
  });
  test('a correction is drafted too, and says what it corrects', () => {
    const body = { claim: 'C1', occurredOn: '2021-02-03', reason: '合同日期写错' };
    const decided = when('correctMilestone', body, county, {
      plan: TWO,
      milestones: [claim({ state: 'recognised' })],
    });
    expect(decided).toMatchObject([
      {
        kind: 'claimDrafted',
        body: { correctionOf: 'C1', happenedOn: '2021-02-03', reason: '合同日期写错' },
      },
    ]);
  });
});

describe('the steps after it', () => {
  test('pass the draft on; the last one is the claim, with all its hands', () => {
    expect(when('passClaim', { draft: 'D1' }, reviewer, given(draft()))).toMatchObject([
      { kind: 'claimPassed', corrects: 'D1', body: { step: '审核' } },
    ]);
    expect(when('passClaim', { draft: 'D1' }, signer, given(reviewed))).toMatchObject([
      {
        kind: 'milestoneClaimed',
        occurredOn: '2021-02-01',
        body: { draft: 'D1', hands: ['gaoyao1', 'shen1'], needsRecognition: true },
      },
    ]);
  });
  test('the last step of a correction is the correction', () => {
    const row = draft({
      correction_of: 'C1',
      occurred_on: '2021-02-03',
      reason: '合同日期写错',
      done: 2,
      hands: ['gaoyao1', 'shen1'],
    });
    const decided = when(
      'passClaim',
      { draft: 'D1' },
      signer,
      given(row, THREE, [claim({ state: 'recognised' })]),
    );
    expect(decided).toMatchObject([
      { kind: 'milestoneCorrected', corrects: 'C1', body: { occurredOn: '2021-02-03', draft: 'D1' } },
    ]);
  });
  test('what changed since is asked again at the last step', () => {
    expect(when('passClaim', { draft: 'D1' }, signer, given(reviewed, THREE, [introduced]))).toBe(
      'milestone_already_recognised',
    );
  });
  test('are done by who may, inside the unit, and by no hand twice in a row', () => {
    expect(when('passClaim', { draft: 'D1' }, everything, given(draft()))).toBe('step_by_same_hand');
    expect(kindOf(when('passClaim', { draft: 'D1' }, everything, given(reviewed)))).toBe('milestoneClaimed');
    expect(when('passClaim', { draft: 'D1' }, signer, given(draft()))).toBe('role_missing');
    expect(when('passClaim', { draft: 'D1' }, { ...reviewer, unit: 'sihui' }, given(draft()))).toBe(
      'not_inside_unit',
    );
    expect(when('passClaim', { draft: 'D1' }, office, given(draft()))).toBe('not_inside_unit');
    expect(when('passClaim', { draft: 'D1' }, { ...reviewer, unit: 'city' }, given(draft()))).toBe(
      'not_inside_unit',
    );
    // The county passes on what its town drafted.
    const townDraft = draft({ drafted_unit: 'jinli', drafted_by: 'jinli1', hands: ['jinli1'] });
    expect(kindOf(when('passClaim', { draft: 'D1' }, reviewer, given(townDraft)))).toBe('claimPassed');
  });
  test('send it back with a reason; it is then decided', () => {
    const body = { draft: 'D1', reason: '合同缺页' };
    expect(when('sendBackClaim', body, reviewer, given(draft()))).toMatchObject([
      { kind: 'claimSentBack', corrects: 'D1', body: { step: '审核', reason: '合同缺页' } },
    ]);
    expect(when('sendBackClaim', body, county, given(draft()))).toBe('step_by_same_hand');
    for (const state of ['sentBack', 'withdrawn', 'claimed'])
      expect(when('passClaim', { draft: 'D1' }, reviewer, given(draft({ state })))).toBe('draft_decided');
    expect(when('passClaim', { draft: 'D9' }, reviewer, given(draft()))).toBe('draft_unknown');
  });
  test('only who drafted takes it back', () => {
    const body = { draft: 'D1', reason: '填错项目' };
    expect(kindOf(when('withdrawClaim', body, county, given(draft())))).toBe('claimWithdrawn');
    expect(when('withdrawClaim', body, reviewer, given(draft()))).toBe('not_your_draft');
    expect(when('withdrawClaim', body, town, given(draft()))).toBe('not_your_draft');
  });
  test('none of the hands recognises, wherever it sits by then', () => {
    const signed = claim({ claimed_by: 'qian1', hands: ['moved', 'shen1'] });
    const moved = { account: 'moved', post: 'p', unit: 'office', roles: ['office'] };
    expect(when('recogniseMilestone', { claim: 'C1' }, moved, { milestones: [signed] })).toBe(
      'claimed_by_own_hand',
    );
    expect(kindOf(when('recogniseMilestone', { claim: 'C1' }, office, { milestones: [signed] }))).toBe(
      'milestoneRecognised',
    );
  });
});

test('no order of hands makes a claim of a three-step plan with one hand at two steps running', () => {
  const hands = [county, everything, reviewer, signer, other, town, office];
  fc.assert(
    fc.property(fc.array(fc.nat(hands.length - 1), { maxLength: 12 }), (turns) => {
      let row: Row | undefined;
      const did: string[] = [];
      for (const turn of turns) {
        const actor = hands[turn] as Actor;
        const decided = row
          ? when('passClaim', { draft: 'D1' }, actor, given(row))
          : when('claimMilestone', told, actor, { plan: THREE });
        if (typeof decided === 'string') continue;
        did.push(actor.account);
        if (decided[0]?.kind === 'milestoneClaimed') {
          expect(did).toHaveLength(3);
          expect(decided[0].body.hands).toEqual(did.slice(0, 2));
          for (const [at, hand] of did.entries()) expect(hand).not.toBe(did[at + 1]);
          return;
        }
        row = draft({
          done: did.length,
          hands: [...did],
          drafted_by: did[0],
          drafted_unit: row?.drafted_unit ?? actor.unit,
        });
      }
    }),
  );
});
