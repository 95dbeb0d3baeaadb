// What the rows of a project say to checks: cut by day where they are happenings; what stands beside a light.
import { describe, expect, it } from 'vitest';
import type { Row } from '../../kernel/loop.ts';
import { checkedFrom, reasonRows } from './checks.rows.ts';
import { day } from './checks.testing.ts';
import { judgeProject, redCauses } from './projects.judge.ts';
import { Lifecycle } from './projects.plan.ts';
import { milestoneRows, projectRow } from './projects.rows.ts';

const project: Row = {
  subject: 'P1',
  unit: 'gaoyao',
  name: '电池项目',
  lifecycle: 'industrial',
  planned_investment_yuan: '100.00',
  registered_on: '2021-01-10',
  registered_by: 'gaoyao1',
  registered_unit: 'gaoyao',
  ended_on: '2021-06-30',
};
const none = { milestones: [], investments: [], suspensions: [], amounts: [], figures: [], attributes: [] };
const progress = (month: string, value: string, over: Row = {}): Row => ({
  figure: 'visibleProgress',
  month,
  value,
  state: 'stands',
  of_unit: null,
  occurred_on: `${month}-28`,
  ...over,
});

describe('a project as checks see it', () => {
  it('has ended from the day of its end on', () => {
    expect(checkedFrom(project, none, day('2021-06-29')).endedOn).toBeNull();
    expect(checkedFrom(project, none, day('2021-06-30')).endedOn).toBe('2021-06-30');
  });

  it('has the visible progress of the last month told by the day: corrected, of the whole project', () => {
    const figures = [
      progress('2021-03', '40'),
      progress('2021-02', '20'),
      progress('2021-04', '90', { state: 'superseded' }),
      progress('2021-04', '55'),
      progress('2021-05', '80', { of_unit: 'sihui' }),
      progress('2021-05', '120', { figure: 'jobs' }),
    ];
    const on = (text: string) => checkedFrom(project, { ...none, figures }, day(text)).progress;
    expect(on('2021-02-27')).toBeNull();
    expect(on('2021-04-27')).toEqual({ percent: '40', on: '2021-03-28' });
    expect(on('2021-12-31')).toEqual({ percent: '55', on: '2021-04-28' });
  });

  it('has its parcel where the plan asks for one', () => {
    const attributes = [
      { attribute: 'origin', value: '深圳' },
      { attribute: 'parcel', value: '2021-G-7' },
    ];
    expect(checkedFrom(project, { ...none, attributes }, day('2021-12-31')).parcel).toBe('2021-G-7');
    expect(checkedFrom(project, none, day('2021-12-31')).parcel).toBeNull();
  });
});

describe('a light with an accepted reason', () => {
  const lifecycle = Lifecycle.parse({
    id: 'industrial',
    name: '产业项目',
    stages: [
      { id: 'talks', name: '洽谈' },
      { id: 'building', name: '在建', final: true },
    ],
    milestones: [{ id: 'started', name: '新开工', enters: 'building', limitDays: 10 }],
  });
  const judged = (on: string, over: Row = {}) =>
    judgeProject(
      {
        project: projectRow({ ...project, ended_on: null }),
        milestones: milestoneRows([]),
        investments: [],
        suspensions: [],
        reasons: reasonRows([
          {
            reason: 'R1',
            about: 'light:deadline',
            state: 'accepted',
            from_on: '2021-02-01',
            until_on: '2021-03-31',
            accepted_until: '2021-02-28',
            given_seq: '1',
            ...over,
          },
        ]),
      },
      lifecycle,
      day(on),
    );

  it('stays red, tells the reason for its days alone, and is no warning on them', () => {
    for (const on of ['2021-01-31', '2021-02-01', '2021-02-28', '2021-03-01'])
      expect(judged(on).lights.deadline.colour).toBe('red');
    expect(judged('2021-02-01').lights.deadline.excusedUntil).toBe('2021-02-28');
    expect(redCauses(judged('2021-01-31'))).toHaveLength(1);
    expect(redCauses(judged('2021-02-01'))).toEqual([]);
    expect(redCauses(judged('2021-02-28'))).toEqual([]);
    expect(redCauses(judged('2021-03-01'))).toHaveLength(1);
    // Of another light, waiting, or taken back: nothing stands beside it.
    for (const over of [
      { about: 'light:start' },
      { state: 'given', accepted_until: null },
      { state: 'revoked', accepted_until: null },
    ])
      expect(judged('2021-02-15', over).lights.deadline.excusedUntil).toBeUndefined();
  });
});
