// The rules of the sections `tasks`, `themes` and `ladders`: a sound plan passes them all, and each fault is found by its code, at its place, and by no other.
import { expect, test } from 'vitest';
import type { PlanSection, PlanUnderCheck } from '../../kernel/loop.ts';
import { laddersSection } from './ladders.plan.ts';
import { themesSection } from './themes.plan.ts';
import type { Task } from './work.plan.ts';
import { tasksSection } from './work.rules.ts';

const unit = (id: string) => ({ id, name: id, kind: 'county', bearsTasks: true });
const sections: Readonly<Record<string, unknown>> = {
  units: [],
  posts: [{ id: 'head' }],
  indicators: [{ id: 'gdp', name: '生产总值' }],
  targets: [{ id: 'schools-79' }],
  reporting: { duties: [{ id: 'monthly' }] },
};
const whole = {
  section: (key: string) => sections[key],
  units: { find: (id: string) => (['a', 'b'].includes(id) ? unit(id) : undefined) },
  measureIds: new Set(['projects.started']),
} as unknown as PlanUnderCheck;

function found<T>(section: PlanSection<T[]>, elements: readonly unknown[]): string[] {
  const value = section.schema.parse(elements);
  return (section.rules ?? []).flatMap((rule) =>
    rule
      .check(value, whole)
      .map(
        ({ path }) =>
          `${rule.code}${rule.severity === 'error' ? '' : `(${rule.severity})`} ${path.join('.')}`,
      ),
  );
}

const sound = {
  id: 'schools',
  title: '基础教育扩容提质',
  listed: '工作清单',
  kind: '限期完成',
  lead: 'head',
  supporting: ['b'],
  amount: 79,
  unit: '所',
  splits: [
    { unit: 'a', amount: 40 },
    { unit: 'b', amount: 39, to: '2024-05-31' },
  ],
  from: '2021-07-01',
  to: '2024-06-30',
  fedBy: [
    { target: 'schools-79' },
    { indicator: 'gdp' },
    { measure: 'projects.started' },
    { element: { section: 'reporting', id: 'monthly' } },
  ],
};
const child = {
  id: 'child',
  title: '下级',
  listed: '重点工作',
  parent: 'schools',
  lead: 'a',
  fedBy: [{ indicator: 'gdp' }],
};
const longTerm = {
  id: 'links',
  title: '接入交通网',
  listed: '重点工作',
  kind: '长期推进',
  lead: 'a',
  reviewEveryDays: 91,
  fedBy: [{ indicator: 'gdp' }],
};

test('a sound work list has no findings; a stored plan parses to itself', () => {
  expect(found(tasksSection, [sound, child, longTerm])).toEqual([]);
  const parsed = tasksSection.schema.parse([sound, child, longTerm]);
  expect(tasksSection.schema.parse(parsed)).toEqual(parsed);
  expect((parsed as Task[])[0]!.splits.map((split) => split.amount)).toEqual(['40', '39']);
});

test('what has no source is left open by name, and then nothing is demanded', () => {
  const open = { basis: '待补来源' };
  const bare = { id: 't', title: '一带一廊一区', listed: '重点工作', awaits: 'work' };
  expect(found(tasksSection, [bare])).toEqual([
    'task_without_owner 0',
    'task_without_date 0',
    'task_without_measure(info) 0.awaits',
  ]);
  expect(found(tasksSection, [{ ...bare, provenance: { lead: open, to: open } }])).toEqual([
    'task_without_measure(info) 0.awaits',
  ]);
});

test('a task follows the date or cadence of the one above it; one that recurs needs a cadence, not a date', () => {
  const { to: _to, ...undated } = sound;
  expect(found(tasksSection, [undated, child])).toEqual(['task_without_date 0', 'task_without_date 1']);
  expect(found(tasksSection, [sound, { ...child, kind: '年度常态' }])).toEqual(['task_without_date 1']);
  expect(
    found(tasksSection, [
      { ...sound, reviewEveryDays: 91 },
      { ...child, kind: '年度常态' },
    ]),
  ).toEqual([]);
});

test('a task with tasks below it is seen by them', () => {
  const { fedBy: _fedBy, ...unfed } = sound;
  expect(found(tasksSection, [unfed])).toEqual(['task_without_measure 0']);
  expect(found(tasksSection, [unfed, child])).toEqual([]);
});

test.each([
  ['id_duplicate 1.id', [sound, sound]],
  ['reference_unknown 0.parent', [{ ...sound, parent: 'x' }]],
  ['reference_unknown 0.lead', [{ ...sound, lead: 'x' }]],
  ['reference_unknown 0.supporting.0', [{ ...sound, supporting: ['x'] }]],
  ['reference_unknown 0.splits.0.unit', [{ ...sound, splits: [{ unit: 'x', amount: 79 }] }]],
  ['reference_unknown 0.fedBy.0.target', [{ ...sound, fedBy: [{ target: 'gdp' }] }]],
  ['reference_unknown 0.fedBy.0.indicator', [{ ...sound, fedBy: [{ indicator: 'schools-79' }] }]],
  [
    'reference_unknown 0.fedBy.0.element.id',
    [{ ...sound, fedBy: [{ element: { section: 'targets', id: 'x' } }] }],
  ],
  [
    'reference_unknown 0.fedBy.0.element.id',
    [{ ...sound, fedBy: [{ element: { section: 'nothing', id: 'monthly' } }] }],
  ],
  ['task_without_measure(info) 0.awaits', [{ ...sound, awaits: 'work' }]],
  ['measure_unknown 0.fedBy.0.measure', [{ ...sound, fedBy: [{ measure: 'projects.stopped' }] }]],
  ['long_term_with_date 0.to', [{ ...longTerm, to: '2021-12-31' }]],
  ['task_without_date 0', [{ ...longTerm, reviewEveryDays: undefined }]],
  ['task_later_than_parent 1.to', [sound, { ...child, to: '2024-07-01' }]],
  [
    'task_later_than_parent 0.splits.0.to',
    [{ ...sound, splits: [{ unit: 'a', amount: 79, to: '2024-07-01' }] }],
  ],
  ['split_does_not_add_up 0.splits', [{ ...sound, amount: '79.1' }]],
  ['split_does_not_add_up 0.splits', [{ ...sound, amount: undefined }]],
  ['split_does_not_add_up 0.splits', [{ ...sound, splits: [{ unit: 'a', amount: 79 }, { unit: 'b' }] }]],
  ['split_unit_twice 0.splits.1.unit', [{ ...sound, splits: [{ unit: 'a' }, { unit: 'a' }] }]],
  ['task_without_unit 0.amount', [{ ...sound, unit: undefined }]],
  [
    'figure_collected_twice(warning) 0.asksFor.0.name',
    [{ ...sound, asksFor: [{ name: '生产总值（亿元）', unit: '亿元' }] }],
  ],
  [
    'figure_collected_twice(warning) 1.asksFor.0.name',
    [
      { ...sound, asksFor: [{ name: '新增 学位', unit: '个' }] },
      { ...child, asksFor: [{ name: '新增学位', unit: '个' }] },
    ],
  ],
])('%s', (finding, tasks) => {
  expect(found(tasksSection, tasks)).toEqual([finding]);
});

test('a ring is told once, and not again for the task that hangs on it', () => {
  const ring = ['x', 'second', 'z'].map((id, i, all) => ({
    ...child,
    id,
    parent: all[(i + 1) % 3],
    to: '2021-12-31',
  }));
  const hanging = { ...child, id: 'hanging', parent: 'x' };
  const cycles = found(tasksSection, [hanging, ...ring]).filter((each) => each.startsWith('task_cycle'));
  expect(cycles).toEqual(['task_cycle 1.parent']);
  const self = found(tasksSection, [{ ...child, parent: 'child' }]).filter((each) =>
    each.startsWith('task_cycle'),
  );
  expect(self).toEqual(['task_cycle 0.parent']);
});

test('a feed names exactly one source', () => {
  for (const feed of [{}, { measure: 'projects.started', target: 'schools-79' }])
    expect(tasksSection.schema.safeParse([{ ...sound, fedBy: [feed] }]).success).toBe(false);
});

test('5,000 tasks are checked within a second', () => {
  const tasks = Array.from({ length: 5000 }, (_, i) => ({
    ...child,
    id: `t${i}`,
    parent: i === 0 ? undefined : `t${Math.floor((i - 1) / 4)}`,
    to: '2021-12-31',
    asksFor: [{ name: `数${i}`, unit: '个' }],
  }));
  const value = tasksSection.schema.parse(tasks) as Task[];
  const began = performance.now();
  expect((tasksSection.rules ?? []).flatMap((rule) => rule.check(value, whole))).toEqual([]);
  expect(performance.now() - began).toBeLessThan(1000);
});

const theme = {
  id: 'hard',
  title: '硬联通',
  members: [
    { section: 'targets', id: 'schools-79' },
    { section: 'reporting', id: 'monthly' },
  ],
};

test.each([
  ['', [theme]],
  ['', [{ id: 'belt', title: '一带一廊一区', provenance: { members: { basis: '待补来源' } } }]],
  [
    '',
    [
      { ...theme, to: '2021-06-30' },
      { ...theme, from: '2021-07-01' },
    ],
  ],
  [
    'period_overlap 1.id',
    [
      { ...theme, to: '2021-06-30' },
      { ...theme, from: '2021-06-30' },
    ],
  ],
  ['reference_unknown 0.lead', [{ ...theme, lead: 'x' }]],
  ['reference_unknown 0.members.0.id', [{ ...theme, members: [{ section: 'targets', id: 'x' }] }]],
  ['reference_unknown 0.members.0.section', [{ ...theme, members: [{ section: 'nothing', id: 'x' }] }]],
  ['theme_without_member 0', [{ id: 'belt', title: '一带一廊一区' }]],
  ['theme_member_twice 0.members.2', [{ ...theme, members: [...theme.members, theme.members[0]] }]],
])('themes: %s', (finding, themes) => {
  expect(found(themesSection, themes)).toEqual(finding === '' ? [] : [finding]);
});

const rung = { id: 'slip', name: '督办单', afterDays: 1, to: ['牵头单位'], replyWithinDays: 5 };
const ladder = {
  id: 'overdue',
  title: '逾期',
  appliesTo: ['tasks'],
  rungs: [{ ...rung, id: 'reminder', name: '提醒函', afterDays: -3 }, rung],
};

test.each([
  ['', [ladder]],
  ['period_overlap 1.id', [ladder, ladder]],
  ['id_duplicate 0.rungs.1.id', [{ ...ladder, rungs: [{ ...rung, afterDays: 0 }, rung] }]],
  [
    'ladder_not_rising 0.rungs.1.afterDays',
    [{ ...ladder, rungs: [rung, { ...rung, id: 'talk', name: '约谈' }] }],
  ],
])('ladders: %s', (finding, ladders) => {
  expect(found(laddersSection, ladders)).toEqual(finding === '' ? [] : [finding]);
});
