// One project at a date: stage, next gate, days, and each light at both sides of its threshold (Yinchuan 2025-03).
import { describe, expect, test } from 'vitest';
import type { PlainDate } from '../../kernel/plainDate.ts';
import { judgeProject, type ProjectFacts, redCauses } from './projects.judge.ts';
import { Lifecycle } from './projects.plan.ts';
import type { InvestmentRow, MilestoneRow, ProjectRow, SuspensionRow } from './projects.rows.ts';

const day = (text: string): PlainDate => text as PlainDate;
const lifecycle = Lifecycle.parse({
  id: 'industrial',
  name: '产业项目',
  stages: [
    { id: 'talks', name: '洽谈', stuckAfterDays: 60 },
    { id: 'signed', name: '签约', stuckAfterDays: 90 },
    { id: 'building', name: '在建' },
    { id: 'done', name: '竣工', final: true },
  ],
  milestones: [
    { id: 'introduced', name: '新引进', enters: 'signed' },
    {
      id: 'started',
      name: '新开工',
      enters: 'building',
      requires: ['introduced'],
      limitDays: 100,
      evidence: [{ kind: 'permit', name: '施工许可证', required: true }],
    },
    { id: 'inStatistics', name: '入库', enters: 'building', requires: ['started'] },
    { id: 'completed', name: '新竣工', enters: 'done', requires: ['started'], limitDays: 200 },
  ],
  lights: { registrationMilestone: 'inStatistics' },
});
const project: ProjectRow = {
  subject: 'P1',
  unit: 'u',
  name: 'n',
  lifecycle: 'industrial',
  plannedInvestmentYuan: '1000',
  code: null,
  phaseOf: null,
  registeredOn: day('2021-01-01'),
  suspendedOn: null,
  endedOn: null,
};
const reached = (milestone: string, on: string, over: Partial<MilestoneRow> = {}): MilestoneRow => ({
  claim: milestone,
  rootClaim: milestone,
  milestone,
  unit: 'u',
  occurredOn: day(on),
  plannedInvestmentYuan: null,
  state: 'recognised',
  counted: true,
  evidence: [],
  claimedSeq: 1,
  claimedBy: 'a',
  claimedUnit: 'u',
  ...over,
});
const spent = (amountYuan: string, on: string): InvestmentRow => ({
  report: 'R',
  rootReport: 'R',
  measure: 'actual',
  month: on.slice(0, 7),
  unit: 'u',
  occurredOn: day(on),
  amountYuan,
  stands: true,
});
const pause = (from: string, to: string | null): SuspensionRow => ({
  suspendedOn: day(from),
  resumedOn: to === null ? null : day(to),
});

function judge(asOf: string, given: Partial<ProjectFacts> = {}) {
  return judgeProject(
    { project, milestones: [], investments: [], suspensions: [], ...given },
    lifecycle,
    day(asOf),
  );
}
const introduced = reached('introduced', '2021-02-01');
const started = reached('started', '2021-04-01');

describe('stage', () => {
  test('the first one from registration, then the furthest reached by the day', () => {
    expect(judge('2021-01-31')).toMatchObject({
      stage: 'talks',
      enteredOn: '2021-01-01',
      daysInStage: 30,
      stuck: false,
    });
    expect(judge('2021-03-15')).toMatchObject({ stage: 'talks', daysInStage: 73, stuck: true });
    expect(judge('2021-03-15', { milestones: [introduced, started] })).toMatchObject({
      stage: 'signed',
      enteredOn: '2021-02-01',
      daysInStage: 42,
    });
    expect(
      judge('2021-04-11', { milestones: [introduced, started, reached('inStatistics', '2021-04-05')] }),
    ).toMatchObject({ stage: 'building', enteredOn: '2021-04-01', daysInStage: 10 });
  });
  test('a claim that does not count moves nothing', () => {
    expect(
      judge('2021-03-15', { milestones: [{ ...introduced, state: 'claimed', counted: false }] }).stage,
    ).toBe('talks');
  });
  test('days of standstill are not days in the stage, and nobody is stuck while it lasts', () => {
    expect(judge('2021-03-15', { suspensions: [pause('2021-01-10', '2021-01-30')] })).toMatchObject({
      daysInStage: 53,
      standing: 'running',
      stuck: false,
    });
    expect(judge('2021-03-15', { suspensions: [pause('2021-03-14', null)] })).toMatchObject({
      daysInStage: 72,
      standing: 'suspended',
      stuck: false,
    });
  });
  test('ended by the day, and not before', () => {
    const ended = { project: { ...project, endedOn: day('2021-02-10') } };
    expect(judge('2021-02-09', ended).standing).toBe('running');
    const after = judge('2021-06-01', ended);
    expect(after).toMatchObject({ standing: 'ended', next: null, daysInStage: 40 });
    expect(after.lights.deadline.colour).toBe('grey');
    expect(
      judge('2021-12-01', { milestones: [introduced, started, reached('completed', '2021-11-01')] }),
    ).toMatchObject({ stage: 'done', standing: 'closed' });
  });
});

describe('next gate', () => {
  test('what it takes', () => {
    expect(judge('2021-03-01').next).toMatchObject({
      milestone: 'introduced',
      missingGates: [],
      dueOn: null,
      waitsForRecognition: false,
      claimedAhead: [],
    });
    expect(judge('2021-03-01', { milestones: [introduced] }).next).toEqual({
      milestone: 'started',
      name: '新开工',
      missingGates: [],
      missingEvidence: ['施工许可证'],
      waitsForRecognition: false,
      dueOn: '2021-05-12',
      claimedAhead: [],
    });
    const claimed = reached('started', '2021-02-20', {
      state: 'claimed',
      counted: false,
      evidence: [{ kind: 'permit', name: 'x' }],
    });
    expect(judge('2021-03-01', { milestones: [introduced, claimed] }).next).toMatchObject({
      waitsForRecognition: true,
      missingEvidence: [],
    });
  });
  test('a deadline is a budget plus suspensions', () => {
    expect(
      judge('2021-03-21', { milestones: [introduced], suspensions: [pause('2021-03-01', null)] }).next?.dueOn,
    ).toBe('2021-06-01');
    expect(
      judge('2021-09-01', { milestones: [introduced], suspensions: [pause('2021-03-01', '2021-03-11')] }).next
        ?.dueOn,
    ).toBe('2021-05-22');
  });
});

describe('lights', () => {
  const at = (asOf: string, given: Partial<ProjectFacts>) => judge(asOf, given).lights;
  test('deadline: green, blue when near, red when past, green once claimed, grey without a limit', () => {
    const colour = (asOf: string) => at(asOf, { milestones: [introduced] }).deadline.colour;
    expect([colour('2021-04-11'), colour('2021-04-12'), colour('2021-05-12'), colour('2021-05-13')]).toEqual([
      'green',
      'blue',
      'blue',
      'red',
    ]);
    expect(at('2021-06-01', { milestones: [introduced] }).deadline.cause.zh).toBe(
      '“新开工”逾期 20 天（限 2021-05-12）',
    );
    expect(
      at('2021-06-01', { milestones: [introduced, { ...started, state: 'claimed', counted: false }] })
        .deadline.colour,
    ).toBe('green');
    expect(at('2021-06-01', {}).deadline.colour).toBe('grey');
  });
  test('deadline: a milestone further on may fall due before the next one, which has no limit', () => {
    const detour = Lifecycle.parse({
      ...lifecycle,
      stages: [...lifecycle.stages.slice(0, 2), { id: 'land', name: '供地' }, ...lifecycle.stages.slice(2)],
      milestones: [
        ...lifecycle.milestones.slice(0, 1),
        { id: 'landSupplied', name: '取得用地', enters: 'land' },
        ...lifecycle.milestones.slice(1),
      ],
    });
    const judged = judgeProject(
      { project, milestones: [introduced], investments: [], suspensions: [] },
      detour,
      day('2021-06-01'),
    );
    expect(judged.next).toMatchObject({ milestone: 'landSupplied', dueOn: null });
    expect(judged.lights.deadline).toMatchObject({
      colour: 'red',
      cause: { zh: '“新开工”逾期 20 天（限 2021-05-12）' },
    });
  });
  test('start: yellow when due and not started, red after three months on end', () => {
    const colour = (asOf: string) => at(asOf, { milestones: [introduced] }).start.colour;
    expect([colour('2021-05-12'), colour('2021-05-13'), colour('2021-08-11'), colour('2021-08-12')]).toEqual([
      'green',
      'yellow',
      'yellow',
      'red',
    ]);
    expect(at('2021-08-12', { milestones: [introduced, started] }).start.colour).toBe('green');
    expect(at('2021-08-12', {}).start.colour).toBe('grey');
  });
  test('registration: one month yellow, two months red', () => {
    const colour = (asOf: string) => at(asOf, { milestones: [introduced, started] }).registration.colour;
    expect([
      colour('2021-03-31'),
      colour('2021-05-01'),
      colour('2021-05-02'),
      colour('2021-06-01'),
      colour('2021-06-02'),
    ]).toEqual(['grey', 'green', 'yellow', 'yellow', 'red']);
    expect(
      at('2021-09-01', { milestones: [introduced, started, reached('inStatistics', '2021-08-30')] })
        .registration.colour,
    ).toBe('green');
  });
  test('progress: 100 of 200 days passed; 40.1 % green, 40 and 20 % yellow (both included), below red', () => {
    const colour = (amount: string) =>
      at('2021-07-10', { milestones: [introduced, started], investments: [spent(amount, '2021-06-30')] })
        .progress;
    expect(['600', '401', '400', '200', '199.99'].map((amount) => colour(amount).colour)).toEqual([
      'green',
      'green',
      'yellow',
      'yellow',
      'red',
    ]);
    expect(colour('400').cause.zh).toBe('完成投资 40.0%，与序时差 -10.0 个百分点');
    // What was spent after the day is not there yet.
    expect(
      at('2021-07-10', { milestones: [introduced, started], investments: [spent('900', '2021-07-31')] })
        .progress.colour,
    ).toBe('red');
    expect(at('2021-07-10', { milestones: [introduced] }).progress.colour).toBe('grey');
    expect(
      at('2021-07-10', {
        project: { ...project, plannedInvestmentYuan: '0' },
        milestones: [introduced, started],
      }).progress.colour,
    ).toBe('grey');
  });
  test('what lawfully stands still does not fall behind', () => {
    const milestones = [introduced, started];
    const paid = { milestones, investments: [spent('401', '2021-06-30')] };
    const still = { ...paid, suspensions: [pause('2021-07-10', null)] };
    // From the day it stands still neither light moves on.
    expect(at('2021-12-31', still).progress).toEqual(at('2021-07-10', paid).progress);
    const young = { milestones, suspensions: [pause('2021-04-20', '2021-08-20')] };
    expect(at('2021-12-31', paid).registration.colour).toBe('red');
    expect(at('2021-08-20', young).registration.colour).toBe('green');
    // 122 days later than without.
    expect([at('2021-08-31', young), at('2021-09-01', young)].map((one) => one.registration.colour)).toEqual([
      'green',
      'yellow',
    ]);
  });
  test('a bulletin counts any red light, with its cause', () => {
    expect(redCauses(judge('2021-08-12', { milestones: [introduced] })).map(({ zh }) => zh)).toEqual([
      '“新开工”逾期 92 天（限 2021-05-12）',
      '应于 2021-05-12 前开工，连续 3 个月以上未开工',
    ]);
  });
});

describe('the next gate', () => {
  test('what was revoked in the stage comes again before the way goes on, whatever else stands in the stage', () => {
    const filed = {
      ...lifecycle.milestones[1]!,
      id: 'filed',
      name: '备案',
      requires: [],
      needsRecognition: false,
    };
    const at = lifecycle.milestones.findIndex(({ id }) => id === 'introduced');
    const two = {
      ...lifecycle,
      milestones: lifecycle.milestones.toSpliced(at + 1, 0, {
        ...filed,
        enters: lifecycle.milestones[at]!.enters,
      }),
    };
    const stands = reached('filed', '2021-03-10');
    const nextOf = (milestones: readonly MilestoneRow[]) =>
      judgeProject({ project, milestones, investments: [], suspensions: [] }, two, day('2021-04-15')).next;
    expect(nextOf([introduced, stands])?.milestone).toBe('started');
    const revoked = { ...introduced, state: 'revoked' as const, counted: false };
    expect(nextOf([revoked, stands])).toMatchObject({ milestone: 'introduced', waitsForRecognition: false });
    const again = {
      ...introduced,
      claim: 'again',
      rootClaim: 'again',
      state: 'claimed' as const,
      counted: false,
    };
    expect(nextOf([revoked, stands, again])).toMatchObject({
      milestone: 'introduced',
      waitsForRecognition: true,
    });
    const recognised = { ...again, state: 'recognised' as const, counted: true };
    expect(nextOf([revoked, stands, recognised])?.milestone).toBe('started');
  });

  test('a later milestone that was claimed is told beside the one that was passed over, until it is recognised', () => {
    const claimed = { ...started, state: 'claimed' as const, counted: false };
    // As 评审通过 before 新引进: earlier in the plan, and required by nothing.
    const free = {
      ...lifecycle,
      milestones: lifecycle.milestones.map((one) => (one.id === 'started' ? { ...one, requires: [] } : one)),
    };
    const nextOf = (asOf: string, milestones: readonly MilestoneRow[], of = free) =>
      judgeProject({ project, milestones, investments: [], suspensions: [] }, of, day(asOf)).next;
    const next = nextOf('2021-04-15', [claimed]);
    expect(next).toMatchObject({
      milestone: 'introduced',
      waitsForRecognition: false,
      claimedAhead: [{ milestone: 'started', name: '新开工', occurredOn: '2021-04-01' }],
    });
    expect(nextOf('2021-03-15', [claimed])?.claimedAhead).toEqual([]);
    expect(nextOf('2021-04-15', [started])?.claimedAhead).toEqual([]);
    // What requires it waits for it.
    expect(nextOf('2021-04-15', [claimed], lifecycle)?.claimedAhead).toEqual([]);
    const both = [{ ...introduced, state: 'claimed' as const, counted: false }, claimed];
    expect(nextOf('2021-04-15', both)).toMatchObject({
      milestone: 'introduced',
      waitsForRecognition: true,
    });
  });
});

describe('进度灯 for want of something', () => {
  const bare = (plannedInvestmentYuan: string, milestones = [introduced, started]) =>
    judge('2021-04-15', { project: { ...project, plannedInvestmentYuan }, milestones }).lights.progress;
  const without = {
    ...lifecycle,
    milestones: lifecycle.milestones.map((one) =>
      one.id === 'completed' ? { ...one, limitDays: undefined } : one,
    ),
  };
  const unlimited = (plannedInvestmentYuan: string) =>
    judgeProject(
      {
        project: { ...project, plannedInvestmentYuan },
        milestones: [introduced, started],
        investments: [],
        suspensions: [],
      },
      without as typeof lifecycle,
      day('2021-04-15'),
    ).lights.progress;
  test('says which of the two is missing, and never the one that is there', () => {
    expect(bare('1000').colour).not.toBe('grey');
    expect(bare('0')).toEqual({
      colour: 'grey',
      cause: { zh: '没有填计划投资', en: 'no planned investment was told' },
    });
    expect(unlimited('1000').cause.zh).toBe('计划没有给“新竣工”的时限');
    expect(unlimited('0').cause.zh).toBe('计划没有给“新竣工”的时限，也没有填计划投资');
  });
});
