// What a bureau enters by hand after the day: kept and shown, and no way out of a lateness. Given / when / then, and the law over random sequences of acts.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../kernel/json.ts';
import type { Actor, Row } from '../../kernel/loop.ts';
import { addDays, type PlainDate, parseDate } from '../../kernel/plainDate.ts';
import { isFault, walkCourse } from './approvals.course.ts';
import { judgeApproval, type Limits } from './approvals.judge.ts';
import { standingEvents } from './approvals.rows.ts';
import {
  calendar,
  chief,
  ecology,
  event,
  filed,
  leader,
  office,
  recordedIn,
  source,
  when,
  window,
} from './approvals.testing.ts';

const P = 'P1/permit';
const limits: Limits = {
  noticeDays: 5,
  dueSoonDays: 1,
  handEntryDays: 2,
  budgets: {
    审批时限: { days: 7, dayKind: '工作日', extensionDays: 3, basis: 'item' },
    技术审查时限: { days: 5, dayKind: '工作日', extensionDays: 0, basis: 'item' },
  },
};

function judged(events: readonly Row[], asOf: string) {
  const course = walkCourse(standingEvents({ revision: 1, table: () => events }));
  if (course === undefined || isFault(course)) throw new Error('no course');
  const judgement = judgeApproval(course, { limits, calendar, asOf: parseDate(asOf) });
  if (judgement === undefined) throw new Error('not filed');
  return judgement;
}

/** The rows after the command, or the code of its refusal. */
function told(events: readonly Row[], name: string, body: JsonObject, on: string, by: Actor = window) {
  const facts = when(name, { approval: P, ...body }, by, { events, today: on });
  return typeof facts === 'string' ? facts : recordedIn(events, facts, by);
}

function mustTell(...asked: Parameters<typeof told>): readonly Row[] {
  const rows = told(...asked);
  if (typeof rows === 'string') throw new Error(rows);
  return rows;
}

// Accepted on 1 June (Tuesday); seven working days end on 10 June.
const running = [filed(), event('approvalAccepted', '2021-06-01')];
const extend = { approver: '局长', reason: '情况复杂' };

describe('an entry made after the limit', () => {
  test.each([
    ['extendApproval', { occurredOn: '2021-06-08', ...extend }],
    ['pauseClock', { occurredOn: '2021-06-03', reason: 'hearing', document: '告知 1 号' }],
    ['startTechnicalReview', { occurredOn: '2021-06-03' }],
    ['decideApproval', { occurredOn: '2021-06-09', outcome: 'granted', documentNumber: '许 1 号' }],
    ['withdrawApproval', { occurredOn: '2021-06-09', reason: '申请人撤回' }],
  ] as const)('%s is kept, and the item stays late', (name, body) => {
    expect(judged(running, '2021-06-18')).toMatchObject({ late: true, dueOn: '2021-06-10' });
    const rows = mustTell(running, name, body, '2021-06-18');
    expect(rows.at(-1)).toMatchObject({ occurred_on: body.occurredOn, heard_on: '2021-06-18' });
    expect(judged(rows, '2021-06-18').clocks[0]).toMatchObject({ late: true, dueOn: '2021-06-10' });
    // What the same act would have done on its day: that the test asks something at all.
    const inTime = mustTell(running, name, body, body.occurredOn);
    expect(
      judged(inTime, '2021-06-18').clocks[0]?.dueOn !== '2021-06-10' || !judged(inTime, '2021-06-18').late,
    ).toBe(true);
  });

  test('the one-time notice and the acceptance come in time only when they are heard of in time', () => {
    // Silence for five working days: by 8 June.
    const silent = [filed()];
    for (const [name, body] of [
      ['askSupplement', { occurredOn: '2021-06-04', materials: ['申请书'] }],
      ['acceptApproval', { occurredOn: '2021-06-07' }],
    ] as const) {
      const late = mustTell(silent, name, body, '2021-06-09');
      expect(judged(late, '2021-06-09')).toMatchObject({ deemed: true, acceptedOn: '2021-06-01' });
      const inTime = mustTell(silent, name, body, '2021-06-08');
      expect(judged(inTime, '2021-06-09').deemed).toBe(false);
    }
  });

  test('from another system counts from the day of the system', () => {
    const there = [filed({ source }), event('approvalAccepted', '2021-06-01', { source })];
    const body = { occurredOn: '2021-06-03', reason: 'hearing', source };
    const rows = mustTell(there, 'pauseClock', body, '2021-06-18', office);
    expect(judged(rows, '2021-06-18')).toMatchObject({ late: false, standing: 'paused' });
  });
});

test('falls due soon as many days before its limit as the plan says, that day included', () => {
  expect(judged(running, '2021-06-08').dueSoon).toBe(false);
  expect(judged(running, '2021-06-09')).toMatchObject({ dueSoon: true, light: { colour: 'blue' } });
});

test('what silence accepted names the day by which nothing was said', () => {
  // Noticed in time, handed in on 9 June: five working days over the holiday are the 17th.
  const rows = [
    filed(),
    event('supplementAsked', '2021-06-03', { materials: ['申请书'] }),
    event('supplementHandedIn', '2021-06-09'),
  ];
  const { steps } = judged(rows, '2021-06-20').clocks[0] ?? { steps: [] };
  expect(steps[0]?.words.zh).toBe('逾期未告知（限 2021-06-17），视为自 2021-06-09 受理');
});

describe('an entry made before the limit', () => {
  test.each([
    ['2021-06-07', '2021-06-03'],
    ['2021-06-08', '2021-06-08'],
  ] as const)('on %s counts a standstill of 3 June from %s', (on, from) => {
    const rows = mustTell(
      running,
      'pauseClock',
      { occurredOn: '2021-06-03', reason: 'hearing', document: '告知 1 号' },
      on,
    );
    const [clock] = judged(rows, '2021-06-10').clocks;
    expect(clock?.steps.map((step) => [step.from, step.counted])).toContainEqual([from, 0]);
  });
  test('a correction by the hand that told it never makes it count earlier', () => {
    const paused = mustTell(
      running,
      'pauseClock',
      { occurredOn: '2021-06-08', reason: 'hearing', document: '告知 1 号' },
      '2021-06-08',
    );
    const correct = { event: String(paused.at(-1)?.event), occurredOn: '2021-06-02', reason: '看错了' };
    const rows = mustTell(paused, 'correctApprovalEvent', correct, '2021-06-09');
    expect(judged(rows, '2021-06-20').clocks[0]?.usedDays).toBe(
      judged(paused, '2021-06-20').clocks[0]?.usedDays,
    );
  });
});

describe('a late item', () => {
  const accepted = String(running[1]?.event);
  test('is not corrected, and nothing of it voided, by the hand that handles it', () => {
    const correct = { event: accepted, occurredOn: '2021-06-07', reason: '看错了' };
    for (const by of [window, chief]) {
      expect(told(running, 'correctApprovalEvent', correct, '2021-06-18', by)).toBe('claimed_by_own_hand');
      expect(
        told(running, 'voidApprovalEvent', { event: accepted, reason: '没有这回事' }, '2021-06-18', by),
      ).toBe('claimed_by_own_hand');
    }
    expect(told(running, 'correctApprovalEvent', correct, '2021-06-18', leader)).toBe('role_missing');
    const rows = mustTell(running, 'correctApprovalEvent', correct, '2021-06-18', office);
    expect(judged(rows, '2021-06-18')).toMatchObject({
      acceptedOn: '2021-06-07',
      late: true,
      dueOn: '2021-06-17',
    });
  });

  test('is in time once another unit accepts what was entered afterwards', () => {
    const pause = { occurredOn: '2021-06-03', reason: 'hearing', document: '告知 1 号' };
    const rows = mustTell(running, 'pauseClock', pause, '2021-06-18');
    const accept = { event: String(rows.at(-1)?.event), reason: '书面告知已核' };
    expect(told(rows, 'acceptBackEntry', accept, '2021-06-19', window)).toBe('claimed_by_own_hand');
    expect(told(rows, 'acceptBackEntry', accept, '2021-06-19', chief)).toBe('claimed_by_own_hand');
    expect(told(rows, 'acceptBackEntry', accept, '2021-06-19', ecology)).not.toBe('claimed_by_own_hand');
    expect(told(rows, 'acceptBackEntry', { ...accept, event: accepted }, '2021-06-19', office)).toBe(
      'not_entered_afterwards',
    );
    const after = mustTell(rows, 'acceptBackEntry', accept, '2021-06-19', office);
    expect(judged(after, '2021-06-19')).toMatchObject({ late: false, standing: 'paused' });
    expect(told(after, 'acceptBackEntry', accept, '2021-06-19', office)).toBe('not_entered_afterwards');
  });
});

const COMMANDS: readonly (readonly [name: string, body: JsonObject])[] = [
  ['acceptApproval', {}],
  ['askSupplement', { materials: ['申请书'] }],
  ['askSupplement', { materials: ['申请书'], legalBasis: '某法第九条', approver: '局长' }],
  ['handInSupplement', {}],
  ['pauseClock', { reason: 'hearing', document: '告知 1 号' }],
  ['pauseClock', { reason: 'hearing', document: '告知 1 号' }],
  ['pauseClock', { reason: 'hearing', document: '告知 1 号', clock: '技术审查时限' }],
  ['resumeClock', {}],
  ['resumeClock', { clock: '技术审查时限' }],
  ['startTechnicalReview', {}],
  ['startTechnicalReview', {}],
  ['endTechnicalReview', {}],
  ['extendApproval', extend],
  ['decideApproval', { outcome: 'granted', documentNumber: '许 1 号' }],
  ['withdrawApproval', { reason: '申请人撤回' }],
  ['correctApprovalEvent', { reason: '看错了' }],
  ['correctApprovalEvent', { reason: '看错了' }],
  ['voidApprovalEvent', { reason: '没有这回事' }],
  ['acceptBackEntry', { reason: '认可' }],
];

const actArbitrary = fc.record({
  which: fc.nat({ max: COMMANDS.length - 1 }),
  later: fc.integer({ min: 0, max: 4 }),
  back: fc.integer({ min: 0, max: 30 }),
  event: fc.nat({ max: 20 }),
});

test('no sequence of acts of the responsible unit makes a clock that is late not late', () => {
  let [lateAt, actsWhileLate] = [0, 0];
  fc.assert(
    fc.property(fc.array(actArbitrary, { minLength: 4, maxLength: 14 }), (acts) => {
      let events: readonly Row[] = [filed()];
      let today: PlainDate = parseDate('2021-06-02');
      for (const { which, later, back, event: place } of acts) {
        today = addDays(today, later);
        const before = judged(events, today).clocks;
        const [name, body] = COMMANDS[which] as (typeof COMMANDS)[number];
        const day = addDays(today, -back) < '2021-06-01' ? '2021-06-01' : addDays(today, -back);
        const ofEvent = /Event$|Entry$/.test(name)
          ? { event: String(events[place % events.length]?.event) }
          : {};
        const on = name === 'voidApprovalEvent' || name === 'acceptBackEntry' ? {} : { occurredOn: day };
        const rows = told(events, name, { ...body, ...ofEvent, ...on }, today);
        if (typeof rows === 'string') continue;
        if (!rows.some((row) => row.kind === 'approvalFiled' && !row.voided)) return;
        const after = judged(rows, today).clocks;
        for (const [index, clock] of before.entries())
          if (clock.late) {
            lateAt += 1;
            if (rows !== events) actsWhileLate += 1;
            expect([name, day, today, after[index]?.late]).toEqual([name, day, today, true]);
          }
        events = rows;
      }
    }),
    { numRuns: 4000 },
  );
  expect(lateAt).toBeGreaterThan(500);
  expect(actsWhileLate).toBeGreaterThan(500);
});
