// Where both sides' promises stand on a day.
import { describe, expect, test } from 'vitest';
import type { Row } from '../../kernel/loop.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import { calendar, event } from './approvals.testing.ts';
import { isPromiseFault, type PromiseCourse, walkPromises } from './promises.course.ts';
import { judgePromises } from './promises.judge.ts';
import { promiseEventRows } from './promises.rows.ts';
import { both, kept, started } from './promises.testing.ts';

describe('judged', () => {
  const course = (rows: readonly Row[]) => {
    const walked = walkPromises(promiseEventRows(rows));
    if (walked === undefined || isPromiseFault(walked)) throw new Error('no course');
    return walked as PromiseCourse;
  };
  const at = (rows: readonly Row[], asOf: string) =>
    judgePromises(course(rows), { calendar, asOf: asOf as PlainDate, dueSoonDays: 1 });
  const state = (rows: readonly Row[], asOf: string, entry = 'eia') =>
    at(rows, asOf)?.entries.find((each) => each.entry.entry === entry)?.judgement;

  test('both sides on one kind of clock: waiting, running, due soon, broken, kept, kept late', () => {
    const rows = [...both(), started('eia', '2021-06-07'), started('service', '2021-06-07')];
    expect(state(both(), '2021-06-08')).toMatchObject({ state: 'waiting', dueOn: null });
    // Five working days after Monday 7 June; the 14th is a holiday: Tuesday 15 June.
    expect(state([...both(), started('eia', '2021-06-07')], '2021-06-08')).toMatchObject({
      state: 'running',
      dueOn: '2021-06-15',
      daysLeft: 4,
    });
    expect(state(rows, '2021-06-11')).toMatchObject({ dueSoon: true, light: { colour: 'blue' } });
    expect(state(rows, '2021-06-16')).toMatchObject({
      state: 'broken',
      lateDays: 1,
      light: { colour: 'red' },
    });
    expect(state(rows, '2021-06-10', 'service')).toMatchObject({
      state: 'running',
      dueOn: '2021-06-10',
      daysLeft: 0,
    });
    expect(state(rows, '2021-06-11', 'service')).toMatchObject({ state: 'broken', lateDays: 1 });
    expect(state([...rows, kept('eia', '2021-06-15')], '2021-06-30')).toMatchObject({
      state: 'kept',
      lateDays: 0,
    });
    expect(state([...rows, kept('eia', '2021-06-18')], '2021-06-30')).toMatchObject({
      state: 'keptLate',
      lateDays: 3,
      light: { colour: 'red' },
    });
    expect(state(rows, '2021-06-30', 'nothing-added')).toMatchObject({ state: 'holds' });
  });
  test('standstill moves the day, and breaks nothing while it lasts', () => {
    const paused = [
      ...both(),
      started('eia', '2021-06-07'),
      event('promisePaused', '2021-06-09', { entry: 'eia', reason: '洪水', document: 'x' }),
    ];
    expect(state(paused, '2021-06-30')).toMatchObject({ state: 'paused', lateDays: 0 });
    const resumed = [...paused, event('promiseResumed', '2021-06-21', { entry: 'eia' })];
    // Two days used until the 9th, three more after the 21st.
    expect(state(resumed, '2021-06-22')).toMatchObject({ state: 'running', dueOn: '2021-06-24' });
    // As of a day before it was told, it ran.
    expect(state(resumed, '2021-06-08')).toMatchObject({ state: 'running', dueOn: '2021-06-15' });
  });
  test('the government’s breaches are its broken promises and every demand outside the list', () => {
    const demand = event('demandMade', '2021-06-05', { what: 'x', legalBasis: 'y', approver: 'chief' });
    const rows = [...both(), demand, started('service', '2021-06-07')];
    expect(at(rows, '2021-06-11')).toMatchObject({
      governmentBreaches: 2,
      firmBreaches: 0,
      standing: 'signed',
      dueOn: '2021-06-10',
    });
    expect(at(rows, '2021-06-04')).toMatchObject({ governmentBreaches: 0 });
  });
  test('without a calendar working days are not told, natural ones are', () => {
    const rows = [...both(), started('eia'), started('service')];
    const judged = judgePromises(course(rows), {
      calendar: undefined,
      asOf: '2021-06-30' as PlainDate,
      dueSoonDays: 1,
    });
    expect(judged?.entries.map(({ judgement }) => judgement.dueOn)).toEqual([null, null, '2021-06-04', null]);
  });
});
