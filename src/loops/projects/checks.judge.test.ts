// The checks of one project on the day before, on and after each threshold, with standstill, and with what nobody told.
import { describe, expect, it } from 'vitest';
import { judgeCheck, pastSince } from './checks.judge.ts';
import type { CheckedProject } from './checks.rows.ts';
import { checked, checkOf, day } from './checks.testing.ts';

const said = (project: CheckedProject, check: ReturnType<typeof checkOf>, on: string) => {
  const judged = judgeCheck(project, check, day(on));
  return judged.outcome === 'hit' ? `hit since ${judged.since}` : judged.outcome;
};

describe('渭南①: signed a year ago and not started', () => {
  const check = checkOf({ kind: 'stalled', since: 'introduced', until: 'started', months: 12 });
  const signed = checked({ reached: { introduced: '2020-06-30' } });

  it('is quiet on the day before the anniversary and on it, and told from the day after', () => {
    expect(said(signed, check, '2021-06-29')).toBe('clear');
    expect(said(signed, check, '2021-06-30')).toBe('clear');
    expect(said(signed, check, '2021-07-01')).toBe('hit since 2021-07-01');
    expect(said(signed, check, '2022-01-01')).toBe('hit since 2021-07-01');
  });

  it('ends the year of a 29 February on the 28th', () => {
    const leap = checked({ reached: { introduced: '2020-02-29' } });
    expect(said(leap, check, '2021-02-28')).toBe('clear');
    expect(said(leap, check, '2021-03-01')).toBe('hit since 2021-03-01');
  });

  it('leaves standstill out, also one that begins after the anniversary would have come', () => {
    const paused = checked({
      reached: { introduced: '2020-06-30' },
      suspensions: [
        { suspendedOn: day('2020-10-01'), resumedOn: day('2020-10-31') },
        { suspendedOn: day('2021-07-15'), resumedOn: day('2021-07-20') },
      ],
    });
    expect(said(paused, check, '2021-08-04')).toBe('clear');
    expect(said(paused, check, '2021-08-05')).toBe('hit since 2021-08-05');
    // It does not go out again while the project stands still afterwards.
    const still = {
      ...paused,
      suspensions: [...paused.suspensions, { suspendedOn: day('2021-09-01'), resumedOn: null }],
    };
    expect(said(still, check, '2022-01-01')).toBe('hit since 2021-08-05');
  });

  it('is cleared by the start, does not begin before the signing, and speaks of no ended and no other project', () => {
    expect(
      said(checked({ reached: { introduced: '2020-06-30', started: '2021-08-01' } }), check, '2022-01-01'),
    ).toBe('clear');
    expect(said(checked(), check, '2025-01-01')).toBe('clear');
    expect(said({ ...signed, endedOn: day('2021-05-01') }, check, '2022-01-01')).toBe('apart');
    expect(said({ ...signed, lifecycle: 'road' }, check, '2022-01-01')).toBe('apart');
    const off = checkOf(
      { kind: 'stalled', since: 'introduced', until: 'started', months: 12 },
      { enabled: false },
    );
    expect(said(signed, off, '2022-01-01')).toBe('apart');
    const open = checkOf({ kind: 'stalled', since: 'introduced', until: 'started' });
    expect(said(signed, open, '2022-01-01')).toBe('apart');
  });

  it('counts days where the plan says days', () => {
    const days = checkOf({ kind: 'stalled', since: 'introduced', until: 'started', days: 90 });
    expect(said(signed, days, '2020-09-28')).toBe('clear');
    expect(said(signed, days, '2020-09-29')).toBe('hit since 2020-09-29');
  });

  it('equals a walk over the days', () => {
    const { suspensions } = checked({
      suspensions: [
        { suspendedOn: day('2021-01-05'), resumedOn: day('2021-02-05') },
        { suspendedOn: day('2021-03-20'), resumedOn: day('2021-03-22') },
        { suspendedOn: day('2021-04-25'), resumedOn: day('2021-05-30') },
      ],
    });
    for (const months of [1, 2, 3, 4]) {
      let active = 0;
      let first: string | undefined;
      const whole = Math.round((Date.UTC(2021, months, 10) - Date.UTC(2021, 0, 10)) / 86_400_000);
      for (let n = 1; n < 300 && first === undefined; n++) {
        const text = (at: number) => new Date(Date.UTC(2021, 0, 10 + at)).toISOString().slice(0, 10);
        // A day is walked when the night before it was not one of standstill.
        if (!suspensions.some((one) => one.suspendedOn <= text(n - 1) && text(n - 1) < (one.resumedOn ?? '')))
          active++;
        if (active > whole) first = text(n);
      }
      expect(pastSince({ suspensions }, day('2021-01-10'), { months }, day('2021-12-31'))).toBe(first);
    }
  });
});

describe('渭南②: three months without funds after the start', () => {
  const check = checkOf({ kind: 'noFunds', since: 'started', months: 3 });
  const of = (financing: Record<string, string>, actual: Record<string, string> = {}) =>
    checked({ reached: { started: '2021-01-15' }, financing, actual });

  it('counts whole calendar months after the month of the start, ended by the day', () => {
    const none = of({ '2021-01': '5', '2021-02': '0', '2021-03': '0.00', '2021-04': '0' });
    expect(said(none, check, '2021-04-29')).toBe('clear');
    expect(said(none, check, '2021-04-30')).toBe('hit since 2021-05-01');
    expect(said(none, check, '2021-12-31')).toBe('hit since 2021-05-01');
  });

  it('is broken by money, and cleared by later money', () => {
    const broken = of({ '2021-02': '0', '2021-03': '1', '2021-04': '0', '2021-05': '0' });
    expect(said(broken, check, '2021-05-31')).toBe('clear');
    const later = of({ '2021-02': '0', '2021-03': '0', '2021-04': '0', '2021-05': '9' });
    expect(said(later, check, '2021-04-30')).toBe('hit since 2021-05-01');
    expect(said(later, check, '2021-05-31')).toBe('clear');
  });

  it('takes a month whose return came without money as none, of a project whose money is reported', () => {
    const actual = { '2021-02': '7', '2021-03': '7', '2021-04': '7' };
    expect(said(of({ '2021-01': '5' }, actual), check, '2021-04-30')).toBe('hit since 2021-05-01');
    expect(said(of({}, actual), check, '2021-04-30')).toBe('notKnown');
  });

  it('never takes silence for none', () => {
    expect(said(of({}), check, '2022-12-31')).toBe('notKnown');
    expect(said(of({ '2021-01': '5' }), check, '2022-12-31')).toBe('notKnown');
    expect(said(of({ '2021-02': '0', '2021-04': '0', '2021-05': '0' }), check, '2021-05-31')).toBe('clear');
  });

  it('passes over a month of standstill: it neither counts nor breaks', () => {
    const paused = {
      ...of({ '2021-01': '5', '2021-02': '0', '2021-03': '0', '2021-04': '0', '2021-05': '0' }),
      suspensions: [{ suspendedOn: day('2021-03-10'), resumedOn: day('2021-03-12') }],
    };
    expect(said(paused, check, '2021-04-30')).toBe('clear');
    expect(said(paused, check, '2021-05-31')).toBe('hit since 2021-06-01');
  });

  it('is quiet before the start', () => {
    expect(said(checked({ financing: { '2021-02': '0' } }), check, '2021-12-31')).toBe('clear');
  });
});

describe('渭南③: under 15 % half a year after the start', () => {
  const check = checkOf({ kind: 'fundsBelow', since: 'started', months: 6, percent: 15 });
  const of = (amount: string) =>
    checked({ reached: { started: '2021-01-31' }, financing: { '2021-02': amount } });

  it('is told from the day after the half-year is full', () => {
    expect(said(of('149.99'), check, '2021-07-30')).toBe('clear');
    expect(said(of('149.99'), check, '2021-07-31')).toBe('clear');
    expect(said(of('149.99'), check, '2021-08-01')).toBe('hit since 2021-08-01');
  });

  it('exactly 15 % is enough; a cent less is not', () => {
    expect(said(of('150.00'), check, '2021-08-01')).toBe('clear');
    expect(said(of('149.99'), check, '2021-08-01')).toContain('hit');
  });

  it('does not know without reports, or without a plan', () => {
    expect(said(checked({ reached: { started: '2021-01-31' } }), check, '2022-01-01')).toBe('notKnown');
    expect(said({ ...of('1'), plannedInvestmentYuan: '0' }, check, '2022-01-01')).toBe('notKnown');
  });

  it('shows the figures it was made of', () => {
    const judged = judgeCheck(of('100'), check, day('2021-08-01'));
    expect(judged.outcome === 'hit' && judged.figures.map(({ value, unit }) => `${value}${unit}`)).toEqual([
      '2021-01-31日期',
      '1000.00元',
      '100元',
      '10.0%',
    ]);
  });
});

describe('渭南④: funds against visible progress', () => {
  const check = checkOf({ kind: 'fundsAgainstProgress', points: 20 });
  const of = (percent: string, funds: string) =>
    checked({ financing: { '2021-02': funds }, progress: { percent, on: day('2021-03-31') } });

  it('is a gap from the threshold itself on, either way', () => {
    expect(said(of('60', '400.01'), check, '2021-03-31')).toBe('clear');
    expect(said(of('60', '400.00'), check, '2021-03-31')).toBe('hit since 2021-03-31');
    expect(said(of('10', '300'), check, '2021-03-31')).toBe('hit since 2021-03-31');
    expect(said(of('60', '400'), check, '2021-03-30')).toBe('notKnown');
  });

  it('does not know without progress or without funds', () => {
    expect(said(checked({ financing: { '2021-02': '1' } }), check, '2021-12-31')).toBe('notKnown');
    expect(said(checked({ progress: { percent: '50', on: day('2021-03-31') } }), check, '2021-12-31')).toBe(
      'notKnown',
    );
  });
});
