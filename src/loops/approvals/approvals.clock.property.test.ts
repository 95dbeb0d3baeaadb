// The clocks against a model that walks one day after another and knows no arithmetic: random calendars and the real one of 2019–2026, pauses, reviews,
// extensions, notices. And what must hold of any of them: more standstill never makes a deadline earlier, and a day looked at later is never less late.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chineseCalendar } from '../../kernel/chineseCalendar.node.ts';
import { addDays, dayOfWeek, maxDate, type PlainDate, parseDate } from '../../kernel/plainDate.ts';
import type { WorkCalendar } from '../../kernel/workCalendar.ts';
import type { Course, Stretch } from './approvals.course.ts';
import { type Budget, judgeApproval, type Limits } from './approvals.judge.ts';
import { brokenSince } from './door.ts';
import { lastFilingThatCanBeLate } from './lateBounds.ts';
import { clockOf, judgeEntry } from './promises.judge.ts';
import { promisedDebts } from './promises.rows.ts';

const chinese = chineseCalendar(2019, 2026);
const FIRST = parseDate('2019-01-01');

const randomCalendar = fc
  .record({
    start: fc.integer({ min: 0, max: 2400 }),
    off: fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 30 }),
    on: fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 20 }),
  })
  .map(({ start, off, on }): WorkCalendar => {
    const days = (list: readonly number[]) => [...new Set(list)].map((n) => addDays(FIRST, start + n)).sort();
    return {
      id: 'r',
      zone: 'Asia/Shanghai',
      publishedThrough: 2026,
      holidays: days(off),
      makeUpDays: days(on),
    };
  });

function isWorking({ holidays, makeUpDays }: WorkCalendar, date: PlainDate): boolean {
  const weekend = dayOfWeek(date) > 5;
  if (weekend && makeUpDays.includes(date)) return true;
  if (!weekend && makeUpDays.includes(date)) return true;
  return !weekend && !holidays.includes(date);
}

/** Stretches in turns over one line of days: begin, end, begin … the last may be open. */
const stretchesOf = (start: PlainDate) =>
  fc
    .record({ gaps: fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 6 }), open: fc.boolean() })
    .map(({ gaps, open }): Stretch[] => {
      const stretches: Stretch[] = [];
      let day = start;
      for (let at = 0; at + 1 < gaps.length; at += 2) {
        const from = addDays(day, gaps[at] as number);
        const to = addDays(from, gaps[at + 1] as number);
        stretches.push({ event: `S${at}`, from, to });
        day = to;
      }
      const last = stretches.at(-1);
      if (open && last) stretches[stretches.length - 1] = { ...last, to: null };
      return stretches;
    });

interface Drawn {
  readonly calendar: WorkCalendar;
  readonly course: Course;
  readonly limits: Limits;
  readonly asOf: PlainDate;
}

const budgetArbitrary = fc.record({
  days: fc.integer({ min: 1, max: 25 }),
  dayKind: fc.constantFrom('工作日' as const, '自然日' as const),
  extensionDays: fc.integer({ min: 0, max: 10 }),
  basis: fc.constant('item' as const),
}) satisfies fc.Arbitrary<Budget>;

const drawnArbitrary: fc.Arbitrary<Drawn> = fc
  .record({
    calendar: fc.oneof(fc.constant(chinese), randomCalendar),
    filed: fc.integer({ min: 0, max: 2500 }).map((n) => addDays(FIRST, n)),
    notice: fc.constantFrom(1, 3, 5),
    admin: budgetArbitrary,
    technical: budgetArbitrary,
    asked: fc.option(fc.integer({ min: 0, max: 9 }), { freq: 2 }),
    handedIn: fc.option(fc.integer({ min: 0, max: 12 }), { freq: 3 }),
    accepted: fc.option(fc.integer({ min: 0, max: 14 }), { freq: 3 }),
    extended: fc.option(fc.integer({ min: 0, max: 40 }), { freq: 3 }),
    decided: fc.option(fc.integer({ min: 0, max: 90 }), { freq: 2 }),
    after: fc.integer({ min: 0, max: 120 }),
  })
  .chain((given) =>
    fc.tuple(stretchesOf(given.filed), stretchesOf(given.filed)).map(([pauses, reviews]): Drawn => {
      const { filed } = given;
      const askedOn = given.asked === null ? null : addDays(filed, given.asked);
      const course: Course = {
        filedOn: filed,
        acceptedOn: given.accepted === null ? null : addDays(filed, given.accepted),
        notices:
          askedOn === null
            ? []
            : [
                {
                  event: 'N',
                  askedOn,
                  handedInOn: given.handedIn === null ? null : addDays(askedOn, given.handedIn),
                  outside: false,
                },
              ],
        pauses: pauses.map((pause) => ({ ...pause, clock: '审批时限', reason: 'hearing' })),
        reviews,
        extendedOn: given.extended === null ? null : addDays(filed, given.extended),
        decidedOn: given.decided === null ? null : addDays(filed, given.decided),
        outcome: given.decided === null ? null : 'granted',
        withdrawnOn: null,
        deferrals: [],
      };
      return {
        calendar: given.calendar,
        course,
        limits: {
          noticeDays: given.notice,
          dueSoonDays: 1,
          budgets: { 审批时限: given.admin, 技术审查时限: given.technical },
        },
        asOf: addDays(filed, given.after),
      };
    }),
  );

// ── the model: days, one after another

function naiveStart({ calendar, course, limits, asOf }: Drawn): PlainDate | null {
  const seen = (day: PlainDate | null | undefined): day is PlainDate =>
    day !== null && day !== undefined && day <= asOf;
  const lastDayOf = (from: PlainDate): PlainDate => {
    let [day, left] = [from, limits.noticeDays];
    while (left > 0) {
      day = addDays(day, 1);
      if (isWorking(calendar, day)) left--;
    }
    return day;
  };
  const asked = course.notices[0];
  const accepted = seen(course.acceptedOn) ? course.acceptedOn : null;
  const timely =
    asked && seen(asked.askedOn) && asked.askedOn <= lastDayOf(course.filedOn) ? asked : undefined;
  if (timely && !seen(timely.handedInOn)) return accepted;
  const received = timely?.handedInOn ?? course.filedOn;
  const last = lastDayOf(received);
  if (accepted !== null && accepted <= last) return accepted;
  const over = asOf > last || accepted !== null || seen(course.decidedOn);
  return over ? received : null;
}

function stands(stretches: readonly Stretch[], day: PlainDate, asOf: PlainDate): boolean {
  return stretches.some(
    ({ from, to }) => from <= asOf && day > from && (to === null || to > asOf ? day <= asOf : day <= to),
  );
}

/** Walks on from the start until the days are used up, standing still where it must. */
function naiveDue(start: PlainDate, days: number, counts: (day: PlainDate) => boolean): PlainDate {
  let [day, left] = [start, days];
  while (left > 0) {
    day = addDays(day, 1);
    if (counts(day)) left--;
  }
  return day;
}

test('what is overdue was filed by the day from which on nothing can be, and that day is not too early', () => {
  let [late, plain] = [0, 0];
  fc.assert(
    fc.property(drawnArbitrary, (drawn) => {
      const { calendar, course, limits, asOf } = drawn;
      const last = lastFilingThatCanBeLate(limits, { calendar, asOf });
      const judged = judgeApproval({ ...course, decidedOn: null, outcome: null }, { limits, calendar, asOf });
      if (judged?.late) {
        late += 1;
        expect(last !== undefined && course.filedOn <= last).toBe(true);
      }
      // Accepted on the day of filing with nothing else told, it is late from that day on.
      const { 审批时限: admin, 技术审查时限: technical } = limits.budgets;
      if (admin === undefined || technical === undefined || last === undefined) return;
      const naked = { ...course, acceptedOn: last, filedOn: last, extendedOn: null, decidedOn: null };
      const only = { ...naked, outcome: null, notices: [], pauses: [], reviews: [] };
      if (admin.dayKind !== technical.dayKind || admin.days > technical.days) return;
      plain += 1;
      expect(judgeApproval(only, { limits, calendar, asOf })?.late).toBe(true);
    }),
    { numRuns: 2000 },
  );
  expect(Math.min(late, plain)).toBeGreaterThan(200);
});

describe('the administrative clock', () => {
  test('falls due where a walk from day to day falls due', () => {
    let judged = 0;
    fc.assert(
      fc.property(drawnArbitrary, (drawn) => {
        const { calendar, course, limits, asOf } = drawn;
        const clock = judgeApproval(course, { limits, calendar, asOf })?.clocks[0];
        const start = naiveStart(drawn);
        expect(clock?.startedOn ?? null).toBe(start);
        if (start === null || clock === undefined) return;
        judged += 1;
        const until = course.decidedOn !== null && course.decidedOn <= asOf ? course.decidedOn : asOf;
        const budget = limits.budgets.审批时限 as Budget;
        const still = [...course.pauses, ...course.reviews];
        const isOpen = (day: PlainDate) => !stands(still, day, until);
        const counts = (day: PlainDate) =>
          isOpen(day) && (budget.dayKind === '自然日' || isWorking(calendar, day));
        const base = naiveDue(start, budget.days, counts);
        const extended = course.extendedOn !== null && course.extendedOn <= asOf && course.extendedOn <= base;
        const due = extended ? naiveDue(start, budget.days + budget.extensionDays, counts) : base;
        expect(clock.dueOn).toBe(due);
        const days: PlainDate[] = [];
        for (let day = addDays(start, 1); day <= until; day = addDays(day, 1)) days.push(day);
        expect(clock.usedDays).toBe(days.filter(counts).length);
        expect(clock.late).toBe(days.some((day) => day > due && isOpen(day)));
        // The steps are the same count, opened: without gaps from the start to the last day.
        expect(clock.steps.reduce((sum, step) => sum + step.counted, 0)).toBe(clock.usedDays);
        for (const [index, step] of clock.steps.entries())
          expect(step.from).toBe(clock.steps[index - 1]?.to ?? start);
        if (clock.steps.length > 0) expect(clock.steps.at(-1)?.to).toBe(maxDate(until, start));
      }),
      { numRuns: 3000 },
    );
    expect(judged).toBeGreaterThan(1000);
  });

  test('more standstill never makes it earlier; a later look is never less late', () => {
    fc.assert(
      fc.property(
        drawnArbitrary,
        fc.integer({ min: 1, max: 30 }),
        ({ calendar, course, limits, asOf }, more) => {
          const judge = (each: Course, on = asOf) => judgeApproval(each, { limits, calendar, asOf: on });
          const due = judge(course)?.clocks[0]?.dueOn ?? null;
          const paused = {
            ...course,
            reviews: [
              ...course.reviews,
              { event: 'X', from: course.filedOn, to: addDays(course.filedOn, more) },
            ],
          };
          const pausedDue = judge({ ...paused, extendedOn: null })?.clocks[0]?.dueOn ?? null;
          const plainDue = judge({ ...course, extendedOn: null })?.clocks[0]?.dueOn ?? null;
          if (plainDue !== null && pausedDue !== null) expect(pausedDue >= plainDue).toBe(true);
          const { decidedOn, acceptedOn, notices } = course;
          if (due === null || decidedOn === null) return;
          // What would be told of after the decision is no course (approval_closed).
          const told = [acceptedOn, ...notices.flatMap(({ askedOn, handedInOn }) => [askedOn, handedInOn])];
          if (told.some((day) => day !== null && day > decidedOn)) return;
          const [now, then] = [judge(course), judge(course, addDays(asOf, 7))];
          if (now?.late && decidedOn <= asOf) expect(then?.lateDays).toBe(now.lateDays);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('the technical clock', () => {
  test('counts the days of the reviews alone', () => {
    fc.assert(
      fc.property(drawnArbitrary, (drawn) => {
        const { calendar, course, limits, asOf } = drawn;
        const clock = judgeApproval(course, { limits, calendar, asOf })?.clocks[1];
        const first = course.reviews.find(({ from }) => from <= asOf);
        expect(clock?.startedOn ?? null).toBe(first?.from ?? null);
        if (first === undefined || clock === undefined) return;
        const until = course.decidedOn !== null && course.decidedOn <= asOf ? course.decidedOn : asOf;
        const budget = limits.budgets.技术审查时限 as Budget;
        let used = 0;
        for (let day = addDays(first.from, 1); day <= until; day = addDays(day, 1)) {
          const within = stands(course.reviews, day, until);
          if (within && (budget.dayKind === '自然日' || isWorking(calendar, day))) used++;
        }
        expect(clock.usedDays).toBe(used);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the clock of a promise, of either side', () => {
  const promiseArbitrary = fc
    .record({
      calendar: fc.oneof(fc.constant(chinese), randomCalendar),
      started: fc.integer({ min: 0, max: 2500 }).map((n) => addDays(FIRST, n)),
      days: fc.integer({ min: 1, max: 40 }),
      dayKind: fc.constantFrom('工作日' as const, '自然日' as const),
      kept: fc.option(fc.integer({ min: 0, max: 90 }), { freq: 3 }),
      after: fc.integer({ min: 0, max: 120 }),
    })
    .chain((given) => stretchesOf(given.started).map((stills) => ({ ...given, stills })));

  test('falls due, is kept and is broken where a walk from day to day says so', () => {
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(promiseArbitrary, ({ calendar, started, days, dayKind, kept, after, stills }) => {
        const asOf = addDays(started, after);
        const kindOf = { entry: 'e', side: 'government' as const, title: 't', days, dayKind };
        const keptOn = kept === null ? null : addDays(started, kept);
        const standstill = stills.map((still) => ({ ...still, reason: 'r' }));
        const seenAt = keptOn !== null && keptOn <= asOf ? keptOn : null;
        // As the walk over the events leaves it: nothing pauses after it was kept, and keeping ends a standstill.
        const cut = standstill
          .filter(({ from }) => from <= asOf && (seenAt === null || from <= seenAt))
          .map((still) => ({ ...still, to: still.to === null || still.to > asOf ? seenAt : still.to }))
          .map((still) => ({
            ...still,
            to: seenAt !== null && (still.to ?? seenAt) > seenAt ? seenAt : still.to,
          }));
        const course = { entry: kindOf, startedOn: started, keptOn: seenAt, stills: cut };
        const judged = judgeEntry(course, { calendar, asOf, dueSoonDays: 1 });
        const until = seenAt ?? asOf;
        const isOpen = (day: PlainDate) => !stands(cut, day, until);
        const counts = (day: PlainDate) => isOpen(day) && (dayKind === '自然日' || isWorking(calendar, day));
        const due = naiveDue(started, days, counts);
        expect(judged.dueOn).toBe(due);
        const walked: PlainDate[] = [];
        for (let day = addDays(started, 1); day <= until; day = addDays(day, 1)) walked.push(day);
        expect(judged.usedDays).toBe(walked.filter(counts).length);
        const broken = walked.some((day) => day > due && isOpen(day));
        expect(judged.state === 'broken' || judged.state === 'keptLate').toBe(broken);
        expect(judged.lateDays > 0).toBe(broken);
        if (broken)
          expect(judged.lateDays).toBe(Math.max(1, walked.filter((day) => day > due && counts(day)).length));
        if (judged.daysLeft !== null) {
          let left = 0;
          for (let day = addDays(asOf, 1); day <= due; day = addDays(day, 1))
            if (dayKind === '自然日' || isWorking(calendar, day)) left++;
          expect(judged.daysLeft).toBe(left);
        }
        // On the firm's own account it is the same clock.
        const row = { letter: 'l', entry: 'e', title: 't', ...clockOf(course) };
        const debt = promisedDebts([row], calendar, asOf)[0];
        expect(debt !== undefined && brokenSince([debt], [], asOf) !== undefined).toBe(broken);
        seen.set(judged.state, (seen.get(judged.state) ?? 0) + 1);
      }),
      { numRuns: 3000 },
    );
    for (const state of ['running', 'paused', 'kept', 'keptLate', 'broken'])
      expect([state, seen.get(state) ?? 0]).toEqual([state, expect.toSatisfy((n: number) => n > 50)]);
  });
});
