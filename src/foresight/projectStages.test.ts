// Stays, waits and undeclared moves of single projects, by hand. 2021-03-01 is a Monday; the calendar has one day off, 2021-03-10.
import { describe, expect, test } from 'vitest';
import { parseDate } from '../kernel/plainDate.ts';
import type { WorkCalendar } from '../kernel/workCalendar.ts';
import type { ProjectFacts } from '../loops/projects/projects.judge.ts';
import { lifecyclesSection } from '../loops/projects/projects.plan.ts';
import { flowStages } from './flowStages.ts';
import { projectPassages } from './projectFlow.ts';
import { stageVisits, workingStay } from './projectStages.ts';

const calendar: WorkCalendar = {
  id: 'test',
  zone: 'Asia/Shanghai',
  publishedThrough: 2021,
  holidays: [parseDate('2021-03-10')],
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
      { id: 'introduced', name: '引进', enters: 'signed' },
      { id: 'landed', name: '供地', enters: 'signed' },
      { id: 'started', name: '开工', enters: 'building', requires: ['introduced'] },
      { id: 'producing', name: '投产', enters: 'done', requires: ['started'] },
    ],
  },
]);

interface Given {
  readonly events?: readonly (readonly [string, string, string?])[];
  readonly suspended?: readonly (readonly [string, string | null])[] | undefined;
  readonly ended?: string;
}

function project({ events = [], suspended = [], ended }: Given, id = 'p1'): ProjectFacts {
  return {
    project: {
      subject: id,
      unit: 'gaoyao',
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
      claim: `${n}`,
      rootClaim: `${n}`,
      milestone,
      unit: 'gaoyao',
      occurredOn: parseDate(on),
      plannedInvestmentYuan: null,
      state: state as 'recognised',
      counted: state === 'recognised',
      evidence: [],
      claimedSeq: n,
      claimedBy: 'a',
      claimedUnit: 'gaoyao',
    })),
    investments: [],
    suspensions: suspended.map(([from, to]) => ({
      suspendedOn: parseDate(from),
      resumedOn: to === null ? null : parseDate(to),
    })),
  };
}

const asOf = parseDate('2021-03-31');

function passagesOf(cases: Parameters<typeof projectPassages>[0], walked = lifecycle!) {
  return projectPassages(cases, {
    lifecycle: walked,
    calendar,
    asOf,
    knownOn: asOf,
    decisions: new Map(),
    countyOf: () => 'gaoyao',
    approvals: new Map([
      [
        'waits',
        [
          {
            item: 'permit',
            itemName: '施工许可',
            authority: 'housing',
            milestone: 'started',
            filedOn: parseDate('2021-03-08'),
            closedOn: null,
          },
        ],
      ],
    ]),
  });
}

function movesOf(facts: ProjectFacts, walked = lifecycle!) {
  return flowStages(walked, passagesOf([{ facts, cluster: null }], walked)).undeclared_moves;
}

describe('stays', () => {
  test('a stage lasts from the milestone that led into it to the one that led beyond; the final stage is no stay', () => {
    const facts = project({
      events: [
        ['introduced', '2021-03-03'],
        ['landed', '2021-03-05'],
        ['started', '2021-03-15'],
        ['producing', '2021-03-29'],
      ],
    });
    expect(stageVisits(facts, lifecycle!, asOf)).toEqual([
      { stage: 'talks', from: '2021-03-01', until: '2021-03-03' },
      { stage: 'signed', from: '2021-03-03', until: '2021-03-15' },
      { stage: 'building', from: '2021-03-15', until: '2021-03-29' },
    ]);
  });

  test('what is not recognised, or occurred later, moves nothing', () => {
    const facts = project({
      events: [
        ['introduced', '2021-03-03', 'claimed'],
        ['introduced', '2021-04-01'],
      ],
    });
    expect(stageVisits(facts, lifecycle!, asOf)).toEqual([
      { stage: 'talks', from: '2021-03-01', until: null },
    ]);
  });

  test('working days, without the day off and without the days of standstill', () => {
    const days = (suspended: Given['suspended']) =>
      workingStay(
        calendar,
        project({ suspended }).suspensions,
        parseDate('2021-03-01'),
        parseDate('2021-03-15'),
      );
    expect(days([])).toBe(9);
    expect(days([['2021-03-08', '2021-03-12']])).toBe(6);
    expect(days([['2021-03-08', null]])).toBe(5);
    expect(days([['2021-02-01', '2021-04-01']])).toBe(0);
  });

  test('one who waits counts as waiting, one who ended or stands still does not', () => {
    const cases = [
      project({ events: [['introduced', '2021-03-03']] }, 'waits'),
      project({ events: [['introduced', '2021-03-03']], ended: '2021-03-20' }, 'ended'),
      project({ events: [['introduced', '2021-03-03']], suspended: [['2021-03-20', null]] }, 'still'),
      project(
        {
          events: [
            ['introduced', '2021-03-03'],
            ['started', '2021-03-24', 'claimed'],
          ],
        },
        'told',
      ),
    ].map((facts) => ({ facts, cluster: null }));
    const { stages, waits } = flowStages(lifecycle!, passagesOf(cases));
    const signed = stages.find((one) => one.stage === 'signed' && one.by === 'unit');
    expect(signed).toMatchObject({
      key: 'gaoyao',
      left: { count: 0, median_days: null },
      waiting: { count: 2, median_days: 19 },
    });
    const talks = stages.find((one) => one.stage === 'talks' && one.by === 'all');
    expect(talks?.left).toMatchObject({ count: 4, median_days: 2, p90_days: 2, max_days: 2 });
    expect(waits.map(({ stage, waits_for, days }) => [stage, waits_for, days.count])).toEqual(
      expect.arrayContaining([
        ['signed', 'recognition', 1],
        ['signed', 'approval', 1],
      ]),
    );
    // Filed on a Monday, with one day off: sixteen working days until the 31st.
    expect(stages.filter((one) => one.by === 'bureau')).toEqual([
      {
        lifecycle: 'industrial',
        stage: 'signed',
        by: 'bureau',
        key: 'housing',
        left: { count: 0, median_days: null, mean_days: null, p90_days: null, max_days: null },
        waiting: { count: 1, median_days: 16, mean_days: 16, p90_days: 16, max_days: 16 },
      },
    ]);
  });
});

describe('moves the lifecycle does not have', () => {
  const reasons = (events: Given['events']) =>
    movesOf(project({ events: events! })).map(({ from, to, reason }) => [from, to, reason]);

  test.each<[string, Given['events'], unknown]>([
    [
      'as declared',
      [
        ['introduced', '2021-03-03'],
        ['started', '2021-03-15'],
      ],
      [],
    ],
    [
      'a gate on the same day',
      [
        ['started', '2021-03-03'],
        ['introduced', '2021-03-03'],
      ],
      [],
    ],
    [
      'without the gate',
      [
        ['landed', '2021-03-03'],
        ['started', '2021-03-15'],
      ],
      [['landed', 'started', 'gate_open']],
    ],
    [
      'a gate passed later',
      [
        ['started', '2021-03-03'],
        ['introduced', '2021-03-15'],
      ],
      [
        ['started', 'introduced', 'back'],
        [null, 'started', 'gate_open'],
      ],
    ],
    [
      'once more',
      [
        ['introduced', '2021-03-03'],
        ['introduced', '2021-03-15'],
      ],
      [['introduced', 'introduced', 'repeated']],
    ],
    ['nothing of the plan', [['baptised', '2021-03-03']], [[null, 'baptised', 'unknown']]],
  ])('%s', (_, events, expected) => {
    expect(reasons(events)).toEqual(expected);
  });

  test('past a stage', () => {
    const [free] = lifecyclesSection.schema.parse([
      { ...lifecycle!, milestones: lifecycle!.milestones.map((one) => ({ ...one, requires: [] })) },
    ]);
    expect(movesOf(project({ events: [['producing', '2021-03-03']] }), free!)).toEqual([
      {
        lifecycle: 'industrial',
        from: null,
        to: 'producing',
        reason: 'passed_over',
        count: 1,
        projects: ['p1'],
      },
    ]);
  });
});
