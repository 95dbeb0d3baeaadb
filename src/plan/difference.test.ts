/** The difference as an office would say it: golden sentences. */
import { beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '../kernel/json.ts';
import type { PlanRegistry } from './check.ts';
import { planDifference } from './difference.ts';
import { everyRegistered } from './everySection.testing.node.ts';
import type { PlanContent } from './plan.ts';

let registry: PlanRegistry;
beforeAll(async () => {
  registry = await everyRegistered();
});

const units = [
  { id: 'root', name: '试验市', kind: 'city' },
  { id: '441202', name: '端州区', kind: 'county' },
  { id: '441204', name: '高要区', kind: 'county' },
];
const posts = [
  { id: 'invest', title: '市投资促进局局长', unit: 'root', duty: '牵头单位' },
  { id: 'drc', title: '市发展改革局局长', unit: 'root', duty: '牵头单位' },
];
const target = {
  id: 'introduced',
  title: '新引进项目',
  kind: 'floor',
  measure: 'projects.introduced',
  amount: '1000',
  unit: '个',
  from: '2021-01-01',
  to: '2021-12-31',
  owner: 'invest',
  splits: [
    { unit: '441202', amount: '60' },
    { unit: '441204', amount: '940' },
  ],
};
const light = { id: 'headline', name: '主要指标亮灯', yellowBelowPoints: '0', redBelowPoints: '-10' };
const reporting = { reportingDayOfNextMonth: 5 };

function plan(sections: JsonObject): PlanContent {
  return {
    format: 'luodi/plan@1',
    sections: { units, posts, targets: [target], lights: [light], reporting, ...sections },
  };
}

function words(sections: JsonObject, before = plan({})): readonly string[] {
  return planDifference(before, plan(sections), registry.sections).map((each) => each.words.zh);
}

test('the same, written otherwise, is no difference; nor is the order of items that are told apart', () => {
  expect(words({ targets: [{ ...target, supporting: [], headline: false }] })).toEqual([]);
  expect(words({ units: units.toReversed() })).toEqual([]);
});

test('figures: of the target and of the split, matched by unit and not by place', () => {
  const splits = [
    { unit: '441204', amount: '1025' },
    { unit: '441202', amount: '75' },
  ];
  expect(words({ targets: [{ ...target, amount: '1100', splits }] })).toEqual([
    '新引进项目：目标由1000改为1100；高要区由940改为1025；端州区由60改为75',
  ]);
});

test('beside a field that is not sound nothing is told that was not changed', () => {
  const other = { ...target, id: 'started', title: '新开工项目', splits: [] };
  const before = plan({ targets: [{ ...target, splits: [], supporting: [], headline: false }, other] });
  const { splits: _, ...bare } = target;
  // An element that its schema does not take is compared as it stands, its defaults unwritten.
  expect(words({ targets: [{ ...bare, amount: '一千一百' }, other] }, before)).toEqual([
    '新引进项目：目标由1000改为一千一百',
  ]);
});

test('owner and dates by name and in full; a field that comes or goes', () => {
  const { owner: _, ...ownerless } = target;
  expect(words({ targets: [{ ...target, owner: 'drc', to: '2022-06-30' }] })).toEqual([
    '新引进项目：期限由2021年12月31日改为2022年6月30日；责任单位由市投资促进局局长改为市发展改革局局长',
  ]);
  expect(words({ targets: [{ ...ownerless, strength: '确保' }] })).toEqual([
    '新引进项目：力度定为确保；责任单位不再写（原为市投资促进局局长）',
  ]);
});

test('lists of names, and items that come and go', () => {
  const splits = [
    { unit: '441204', amount: '940' },
    { unit: 'root', amount: '60' },
  ];
  expect(words({ targets: [{ ...target, supporting: ['drc', '441202'], splits }] })).toEqual([
    '新引进项目：配合单位增加市发展改革局局长、端州区；分解增加试验市60；分解去掉端州区60',
  ]);
});

test('an element that is new, one that is gone', () => {
  const other = { ...target, id: 'roads', title: '新改建农村公路', amount: '120', unit: '公里' };
  expect(words({ targets: [other] })).toEqual([
    '删去“新引进项目”',
    '新增“新改建农村公路”（120公里，2021年12月31日前，责任：市投资促进局局长）',
  ]);
});

test('thresholds, switches, and a section that is one element', () => {
  expect(words({ lights: [{ ...light, redBelowPoints: '-5' }] })).toEqual([
    '主要指标亮灯：红灯门槛由-10改为-5',
  ]);
  expect(words({ targets: [{ ...target, headline: true }] })).toEqual(['新引进项目：是否主要指标由否改为是']);
  expect(words({ reporting: { reportingDayOfNextMonth: 8 } })).toEqual(['报送：次月几日前报由5改为8']);
});

test('provenance alone is said; beside a change of substance it is not', () => {
  const provenance = { amount: { basis: '演示假定' } };
  expect(words({ targets: [{ ...target, provenance }] })).toEqual(['新引进项目：来历有改动']);
  expect(words({ targets: [{ ...target, provenance, amount: '1100' }] })).toEqual([
    '新引进项目：目标由1000改为1100',
  ]);
});

test('in English as well', () => {
  const splits = [{ unit: '441202', amount: '75' }, target.splits[1]!];
  const [told] = planDifference(
    plan({}),
    plan({ targets: [{ ...target, amount: '1100', splits }] }),
    registry.sections,
  );
  expect(told?.words.en).toBe('新引进项目: amount 1000 → 1100; 端州区 60 → 75');
  expect(told).toMatchObject({
    section: 'targets',
    element: 'introduced',
    kind: 'changed',
    title: '新引进项目',
  });
  expect(told?.fields.map((field) => [field.field, field.title, field.before, field.after])).toEqual([
    ['amount', '目标', '1000', '1100'],
    ['splits', '分解', target.splits, splits],
  ]);
});

test('what is told of two values tells them apart: long texts that begin alike, units of one name', () => {
  const long = '按月调度，逐项销号，'.repeat(8);
  expect(
    words(
      { targets: [{ ...target, note: `${long}到六月底` }] },
      plan({ targets: [{ ...target, note: `${long}到年底` }] }),
    ),
  ).toEqual(['新引进项目：说明由“…月调度，逐项销号，到年底”改为“…月调度，逐项销号，到六月底”']);
  const twins = [
    ...units,
    { id: 'v1', name: '新城社区', kind: 'village' },
    { id: 'v2', name: '新城社区', kind: 'village' },
  ];
  const owned = (owner: string) => ({ units: twins, targets: [{ ...target, owner }] });
  expect(words(owned('v2'), plan(owned('v1')))).toEqual([
    '新引进项目：责任单位由新城社区（v1）改为新城社区（v2）',
  ]);
});
