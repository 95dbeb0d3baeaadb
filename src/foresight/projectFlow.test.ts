// Passages and their sums, by hand. 2021-03-01 is a Monday; no days off but weekends.
import { describe, expect, test } from 'vitest';
import { parseDate } from '../kernel/plainDate.ts';
import type { WorkCalendar } from '../kernel/workCalendar.ts';
import { lifecyclesSection } from '../loops/projects/projects.plan.ts';
import type { MilestoneState } from '../loops/projects/projects.rows.ts';
import { flowSummary, lengthsOf } from './flowSummary.ts';
import { type Decision, type FlowAt, isChosen, type Passage, projectPassages } from './projectFlow.ts';
import type { ProjectCase } from './projectLog.ts';

const calendar: WorkCalendar = {
  id: 'test',
  zone: 'Asia/Shanghai',
  publishedThrough: 2021,
  holidays: [],
  makeUpDays: [],
};
const [lifecycle] = lifecyclesSection.schema.parse([
  {
    id: 'industrial',
    name: '产业项目',
    stages: [
      { id: 'talks', name: '洽谈' },
      { id: 'signed', name: '签约' },
      { id: 'building', name: '在建' },
      { id: 'done', name: '投产', final: true },
    ],
    milestones: [
      { id: 'introduced', name: '引进', enters: 'signed', recognisedBy: ['office'] },
      {
        id: 'started',
        name: '开工',
        enters: 'building',
        requires: ['introduced'],
        claimedBy: ['bureau-a', 'bureau-b'],
      },
      { id: 'producing', name: '投产', enters: 'done', requires: ['started'], needsRecognition: false },
    ],
  },
]);

type Event = readonly [milestone: string, on: string, state?: MilestoneState];

interface Given {
  readonly unit?: string;
  readonly cluster?: string | null;
  readonly ended?: string;
  readonly suspended?: readonly (readonly [string, string | null])[];
}

function project(id: string, events: readonly Event[], given: Given = {}): ProjectCase {
  const { unit = 'gaoyao', cluster = null, ended, suspended = [] } = given;
  return {
    cluster,
    facts: {
      project: {
        subject: id,
        unit,
        name: id,
        lifecycle: 'industrial',
        plannedInvestmentYuan: '1',
        code: null,
        phaseOf: null,
        registeredOn: parseDate('2021-03-01'),
        suspendedOn: null,
        endedOn: ended === undefined ? null : parseDate(ended),
      },
      milestones: events.map(([milestone, on, state = 'recognised'], n) => ({
        claim: `${id}-${n}`,
        rootClaim: `${id}-${n}`,
        milestone,
        unit,
        occurredOn: parseDate(on),
        plannedInvestmentYuan: null,
        state,
        counted: state === 'recognised' && !events.slice(0, n).some(([before]) => before === milestone),
        evidence: [],
        claimedSeq: n,
        claimedBy: 'a',
        claimedUnit: unit,
      })),
      investments: [],
      suspensions: suspended.map(([from, to]) => ({
        suspendedOn: parseDate(from),
        resumedOn: to === null ? null : parseDate(to),
      })),
    },
  };
}

const at: FlowAt = {
  lifecycle: lifecycle!,
  calendar,
  asOf: parseDate('2021-03-31'),
  knownOn: parseDate('2021-04-05'),
  decisions: new Map(),
  countyOf: (unit) => (unit === 'city' ? null : unit),
};
const within = (unit: string, over: string) => unit === over;
const of = (passages: readonly Passage[], part: Passage['part']) =>
  passages.filter((one) => one.part === part);
const passagesOf = (cases: readonly ProjectCase[], rest: Partial<FlowAt> = {}) =>
  projectPassages(cases, { ...at, ...rest });
const summed = (passages: readonly Passage[]) =>
  flowSummary(passages, lifecycle!, passages, { county: ['gaoyao', 'sihui'], cluster: [] });

describe('passages', () => {
  test('steps begin with the registration, in working days without standstill', () => {
    const steps = of(
      passagesOf([
        project(
          'p',
          [
            ['introduced', '2021-03-08'],
            ['started', '2021-03-22'],
          ],
          {
            suspended: [['2021-03-08', '2021-03-15']],
          },
        ),
      ]),
      'step',
    );
    expect(steps.map(({ from, to, days, reason }) => [from, to, days, reason])).toEqual([
      [null, 'introduced', 5, null],
      ['introduced', 'started', 5, null],
    ]);
  });

  test('without a calendar no days are told, and everything is counted all the same', () => {
    const passages = passagesOf([project('p', [['introduced', '2021-03-08']])], { calendar: undefined });
    expect(passages.every(({ days, beyond }) => days === null && !beyond)).toBe(true);
    expect(summed(passages).paths).toMatchObject([{ count: 1, medianDays: null, maxDays: null }]);
  });

  test('whose move it is: who recognises where a claim waits, who may claim, else the county', () => {
    const holders = of(
      passagesOf([
        project('own', []),
        project('claimed', [['introduced', '2021-03-08', 'claimed']]),
        project('named', [['introduced', '2021-03-08']]),
        project('ownless', [], { unit: 'city' }),
        project('paused', [], { suspended: [['2021-03-02', null]] }),
        project('ended', [], { ended: '2021-03-02' }),
      ]),
      'wait',
    ).map((one) => [one.project.id, one.waitsFor, one.holder]);
    expect(holders).toEqual([
      ['own', 'progress', 'gaoyao'],
      ['claimed', 'recognition', 'office'],
      ['named', 'progress', 'bureau-a,bureau-b'],
      ['ownless', 'progress', 'city'],
    ]);
  });

  test('recognition is counted from the record of the claim to its decision, or to the day known', () => {
    const decision = (claimedOn: string, decidedOn: string | null): Decision => ({
      claimedOn: parseDate(claimedOn),
      decidedOn: decidedOn === null ? null : parseDate(decidedOn),
      decidedUnit: decidedOn === null ? null : 'office',
    });
    const decisions = new Map([
      ['a-0', decision('2021-03-09', '2021-03-11')],
      ['b-0', decision('2021-03-29', null)],
      ['c-0', decision('2021-03-09', '2021-03-10')],
      ['d-0', decision('2021-03-09', '2021-03-10')],
      ['e-0', decision('2021-04-01', null)],
    ]);
    const passages = passagesOf(
      [
        project('a', [['introduced', '2021-03-08']]),
        project('b', [['introduced', '2021-03-08', 'claimed']]),
        // The day of the recognition is lost with the revocation; nothing waits for what was superseded; and what occurred later is not there yet.
        project('c', [['introduced', '2021-03-08', 'revoked']]),
        project('d', [['introduced', '2021-03-08', 'superseded']]),
        project('e', [['introduced', '2021-04-01', 'claimed']]),
      ],
      { decisions },
    );
    const told = of(passages, 'recognition').map(({ project: one, days, toOn, holder }) => [
      one.id,
      days,
      toOn,
      holder,
    ]);
    expect(told).toEqual([
      ['a', 2, '2021-03-11', 'office'],
      ['b', 5, null, 'office'],
    ]);
  });

  test('longer than usual: than nine tenths of the stays that are over, of which there are at least five', () => {
    // Five were through talks within 1 to 5 days: nine tenths within 4.6.
    const through = [2, 3, 4, 5, 8].map((day, n) =>
      project(`t${n}`, [
        ['introduced', `2021-03-0${day}`],
        ['started', `2021-03-0${day}`],
      ]),
    );
    const waits = (cases: readonly ProjectCase[], asOf: string) =>
      of(passagesOf(cases, { asOf: parseDate(asOf) }), 'wait').filter(({ project: one }) => one.id === 'w');
    const waiting = project('w', []);
    expect(waits([...through, waiting], '2021-03-08')).toMatchObject([{ days: 5, beyond: true }]);
    expect(waits([...through.slice(1), waiting], '2021-03-31')).toMatchObject([{ beyond: false }]);
    const stands = of(passagesOf([...through, waiting]), 'stand').filter(({ beyond }) => beyond);
    expect(stands.map(({ project: one }) => one.id)).toEqual(['w']);
  });
});

describe('figures', () => {
  const cases = [
    project(
      'a',
      [
        ['introduced', '2021-03-08'],
        ['started', '2021-03-15'],
      ],
      { cluster: 'cars' },
    ),
    project(
      'b',
      [
        ['introduced', '2021-03-08'],
        ['started', '2021-03-16'],
      ],
      { unit: 'sihui' },
    ),
    project(
      'c',
      [
        ['started', '2021-03-09'],
        ['introduced', '2021-03-12'],
      ],
      { unit: 'sihui' },
    ),
    project('d', [
      ['introduced', '2021-03-08'],
      ['other', '2021-03-09'],
      ['introduced', '2021-03-10'],
    ]),
    project('e', [], { ended: '2021-03-20' }),
  ];
  const passages = passagesOf(cases);
  const summary = summed(passages);

  test('each count is that of the passages its choice finds', () => {
    const count = (choice: Parameters<typeof isChosen>[1]) =>
      passages.filter((one) => isChosen(one, choice, within)).length;
    for (const path of summary.paths) {
      const step = { part: 'step', from: path.from ?? '-', to: path.to } as const;
      expect([count(step), count({ ...step, reason: 'any' })]).toEqual([path.count, path.undeclared]);
    }
    for (const { milestone, count: reached, standing } of summary.nodes) {
      const to = milestone ?? '-';
      const own = milestone === null ? count({ part: 'project' }) : count({ part: 'step', to });
      expect([own, count({ part: 'stand', to })]).toEqual([reached, standing]);
    }
    for (const { key, cells } of summary.stays.county)
      for (const { of: stage, over, going } of cells) {
        const stay = { part: 'stay', stage, unit: key ?? '-' } as const;
        expect([count({ ...stay, is: 'over' }), count({ ...stay, is: 'going' })]).toEqual([
          over.count,
          going.count,
        ]);
      }
    for (const { from, to, reason, count: n } of summary.moves)
      expect(count({ part: 'step', from: from ?? '-', to, reason })).toBe(n);
    expect(count({ part: 'project', is: 'rework' })).toBe(summary.rework);
    expect(count({ part: 'project', standing: 'ended' })).toBe(summary.standing.ended);
    expect([count({ part: 'project', cluster: 'cars' }), count({ part: 'project', cluster: '-' })]).toEqual([
      1, 4,
    ]);
  });

  test('nodes are the registration, what is declared, and what is not, at the end', () => {
    expect(summary.nodes.map(({ milestone, declared }) => [milestone, declared])).toEqual([
      [null, true],
      ['introduced', true],
      ['started', true],
      ['producing', true],
      ['other', false],
    ]);
  });

  test('moves that the lifecycle does not have, with their reasons', () => {
    expect(summary.moves.map(({ from, to, reason }) => `${from} ${to} ${reason}`).toSorted()).toEqual([
      'introduced other unknown',
      'null started gate_open',
      'other introduced repeated',
      'started introduced back',
    ]);
    expect([summary.undeclared, summary.rework]).toEqual([4, 1]);
  });

  test('the most frequent way has the share 0; a path’s share never falls below that of a more frequent way', () => {
    const share = new Map(summary.paths.map(({ from, to, sharePct }) => [`${from} ${to}`, sharePct]));
    expect([share.get('null introduced'), share.get('introduced started')]).toEqual([0, 0]);
    expect(share.get('null started')).toBe(50);
    expect(share.get('introduced other')).toBe(75);
  });

  test('of fewer than five no median is told, the longest is', () => {
    const stays = of(passages, 'stay').slice(0, 4);
    expect(lengthsOf(stays)).toMatchObject({ count: 4, medianDays: null, p90Days: null });
    expect(lengthsOf(stays).maxDays).not.toBeNull();
    expect(lengthsOf(of(passages, 'step')).medianDays).not.toBeNull();
    expect(lengthsOf([])).toEqual({ count: 0, medianDays: null, p90Days: null, maxDays: null });
  });
});

describe('approvals that hold a project', () => {
  const held = (
    milestone: string,
    filedOn: string,
    closedOn: string | null,
    authority: string | null = 'housing',
  ) => ({
    item: `permit-${milestone}`,
    itemName: `许可 ${milestone}`,
    authority,
    milestone,
    filedOn: parseDate(filedOn),
    closedOn: closedOn === null ? null : parseDate(closedOn),
  });
  const signed = [project('p', [['introduced', '2021-03-08']])];
  const waitWith = (...list: readonly ReturnType<typeof held>[]) =>
    of(passagesOf(signed, { approvals: new Map([['p', list]]) }), 'wait')[0]!;

  test('a bureau with an application in hand that the next milestone needs is who is to move', () => {
    expect(waitWith(held('started', '2021-03-15', null))).toMatchObject({
      waitsFor: 'approval',
      holder: 'housing',
      missing: ['许可 started'],
    });
    const both = waitWith(held('started', '2021-03-15', null), {
      ...held('started', '2021-03-16', null, 'land'),
      itemName: '规划',
    });
    expect([both.holder, both.missing]).toEqual(['housing,land', ['许可 started', '规划']]);
  });

  test('not one that is decided, comes later, holds another milestone, or has no bureau', () => {
    for (const one of [
      held('started', '2021-03-15', '2021-03-20'),
      held('started', '2021-04-01', null),
      held('producing', '2021-03-15', null),
    ])
      expect(waitWith(one)).toMatchObject({ waitsFor: 'progress', holder: 'bureau-a,bureau-b' });
    expect(waitWith(held('started', '2021-03-15', null, null))).toMatchObject({ holder: 'gaoyao' });
    // Decided after the day looked at: in hand on that day.
    expect(waitWith(held('started', '2021-03-15', '2021-04-02'))).toMatchObject({ waitsFor: 'approval' });
  });

  test('a claim that waits to be recognised waits for that, whatever else is open', () => {
    const claimed = [
      project('p', [
        ['introduced', '2021-03-08'],
        ['started', '2021-03-30', 'claimed'],
      ]),
    ];
    const approvals = new Map([['p', [held('started', '2021-03-15', null)]]]);
    const [wait] = of(passagesOf(claimed, { approvals }), 'wait');
    expect(wait).toMatchObject({ waitsFor: 'recognition', heldDays: null });
    // Recorded on the last day of March: three working days to the Monday that is known, whatever the stage took.
    const decisions = new Map([
      ['p-1', { claimedOn: parseDate('2021-03-31'), decidedOn: null, decidedUnit: null }],
    ]);
    expect(of(passagesOf(claimed, { approvals, decisions }), 'wait')[0]).toMatchObject({
      days: wait!.days,
      heldDays: 3,
    });
    // An application in hand: since it was filed.
    const [inHand] = of(passagesOf([project('p', [['introduced', '2021-03-08']])], { approvals }), 'wait');
    expect([inHand?.waitsFor, inHand?.heldDays]).toEqual(['approval', 12]);
  });

  test('time by bureau: working days from filing to decision, in the stage before the milestone that is held', () => {
    const approvals = new Map([
      ['p', [held('started', '2021-03-15', '2021-03-22'), held('started', '2021-03-24', null, 'land')]],
    ]);
    const passages = passagesOf(signed, { approvals });
    expect(
      of(passages, 'approval').map(({ stage, holder, days, toOn }) => [stage, holder, days, toOn]),
    ).toEqual([
      ['signed', 'housing', 5, '2021-03-22'],
      ['signed', 'land', 5, null],
    ]);
    const { bureau } = summed(passages).stays;
    const cell = (key: string) =>
      bureau.find((line) => line.key === key)!.cells.find(({ of: stage }) => stage === 'signed')!;
    expect([cell('housing').over.count, cell('housing').going.count]).toEqual([1, 0]);
    expect([cell('land').over.count, cell('land').going.maxDays]).toEqual([0, 5]);
    expect(summed(passagesOf(signed)).stays.bureau).toEqual([]);
  });
});
