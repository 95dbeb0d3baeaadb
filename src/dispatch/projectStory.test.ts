// What stands first among the things a project waits for, when its stages were to come, and what stays on an agent's device.
import { describe, expect, test } from 'vitest';
import type { PlainDate } from '../kernel/plainDate.ts';
import { lifecyclesSection } from '../loops/projects/projects.plan.ts';
import { readKept, staysKept } from './agencyQueue.ts';
import { byNeed, inOrder, plannedDays } from './projectStory.ts';
import type { Holding, HoldingKind } from './projectStory.view.ts';

const day = (text: string) => text as PlainDate;

function holding(kind: HoldingKind, more: Partial<Holding> = {}): Holding {
  return {
    kind,
    what: kind,
    unit: 'desk',
    unitName: '住建局',
    firm: false,
    sideName: null,
    since: '2021-06-01',
    days: 1,
    of: null,
    dayKind: '工作日',
    dueOn: null,
    late: false,
    missing: [],
    call: [],
    approval: null,
    urging: null,
    urge: null,
    ...more,
  };
}

const kinds = (list: readonly Holding[]) => list.map(({ kind }) => kind);

describe('what stands first', () => {
  test('nothing moves while it is suspended; then what is late; what is to be claimed comes last, late or not', () => {
    const all = [
      holding('claim', { late: true }),
      holding('approval'),
      holding('acceptance', { late: true }),
      holding('supplement'),
      holding('suspended'),
    ];
    expect(kinds(inOrder(all))).toEqual(['suspended', 'acceptance', 'supplement', 'approval', 'claim']);
  });

  test('of one kind the one that falls due first, then the one held longest', () => {
    const all = [
      holding('approval', { what: 'c', since: '2021-06-03' }),
      holding('approval', { what: 'b', since: '2021-06-02' }),
      holding('approval', { what: 'a', dueOn: '2021-07-01' }),
    ];
    expect(inOrder(all).map(({ what }) => what)).toEqual(['a', 'b', 'c']);
  });

  test('an agent sees first what waits for his firm, late before the rest, then what is late elsewhere', () => {
    const rows = [
      { name: 'none', now: null },
      { name: 'desk', now: holding('approval') },
      { name: 'late desk', now: holding('approval', { late: true }) },
      { name: 'firm', now: holding('supplement', { firm: true }) },
      { name: 'late firm', now: holding('rectify', { firm: true, late: true }) },
    ];
    expect(byNeed(rows).map(({ name }) => name)).toEqual(['late firm', 'firm', 'late desk', 'desk', 'none']);
  });
});

describe('planned days', () => {
  const [lifecycle] = lifecyclesSection.schema.parse([
    {
      id: 'road',
      name: '道路',
      stages: [
        { id: 'a', name: '一' },
        { id: 'b', name: '二' },
        { id: 'c', name: '三' },
        { id: 'd', name: '四', final: true },
      ],
      milestones: [
        { id: 'b', name: '二', enters: 'b', limitDays: 10 },
        { id: 'c', name: '三', enters: 'c', limitDays: 20, requires: ['b'] },
        { id: 'open', name: '无期限', enters: 'c' },
        { id: 'd', name: '四', enters: 'd', limitDays: 5, requires: ['open'] },
      ],
    },
  ]);
  const planned = (reached: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      plannedDays(
        lifecycle as NonNullable<typeof lifecycle>,
        day('2021-01-01'),
        new Map(Object.entries(reached).map(([id, on]) => [id, day(on)])),
      ),
    );

  test('run from the gates as planned, or as they happened', () => {
    expect(planned({})).toEqual({ b: '2021-01-11', c: '2021-01-31' });
    expect(planned({ b: '2021-03-01' })).toEqual({ b: '2021-01-11', c: '2021-03-21' });
  });

  test('a gate without a limit leads nowhere until it is reached', () => {
    expect(planned({}).d).toBeUndefined();
    expect(planned({ open: '2021-05-01' }).d).toBe('2021-05-06');
  });
});

describe('what stays on the device', () => {
  test('what is no list of errands is nothing', () => {
    for (const text of [null, '', '{', '{}', '[1, {"key": 1}]']) expect(readKept(text)).toEqual([]);
    const kept = [{ key: 'k', body: { project: 'P1' } }];
    expect(readKept(JSON.stringify(kept))).toEqual(kept);
  });

  test('what did not arrive stays; what was refused does not', () => {
    expect([0, 401, 429, 500, 503].map(staysKept)).toEqual([true, true, true, true, true]);
    expect([400, 403, 409, 422].map(staysKept)).toEqual([false, false, false, false]);
  });
});
