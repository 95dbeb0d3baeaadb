// Given a plan, the web, the nodes and the lists that come of it.
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../kernel/json.ts';
import { parseDate } from '../kernel/plainDate.ts';
import { checkPlan } from '../plan/check.ts';
import { everyRegistered } from '../plan/everySection.testing.node.ts';
import { compilePlan, planContent } from '../plan/plan.ts';
import { childrenOf, findElements, unowned } from './breakdown.ts';
import { chooseElements, type GoalLine, gapsOf, goalRow, sortByLine, sortElements } from './goalRows.ts';
import { hasNothing, holdersOf } from './holders.ts';
import { type PlanIndex, planIndex } from './planIndex.ts';
import { shownIn } from './progress.ts';

const registry = await everyRegistered();
const titles = new Map(registry.sections.map((section) => [section.key, section.title]));
const titleOf = (section: string) => titles.get(section) ?? { zh: section, en: section };

const HEAD = `format: luodi/plan@1
city: {id: test, name: 测试市, planTitle: 测试计划, planYear: 2021, effectiveFrom: 2021-01-01}
unitTrees: [{id: tasks, title: 责任单元}]
units:
  - {id: city, name: 测试市, kind: city}
  - {id: town, name: 东区, kind: county, bearsTasks: true, memberships: [{tree: tasks, parent: city}]}
  - {id: west, name: 西区, kind: county, bearsTasks: true, memberships: [{tree: tasks, parent: city}]}
  - {id: bureau, name: 投资局, kind: bureau, memberships: [{tree: tasks, parent: city}]}
  - {id: idle, name: 闲局, kind: bureau, memberships: [{tree: tasks, parent: city}]}
  - {id: office, name: 专班, kind: office, memberships: [{tree: tasks, parent: city}]}
  - {id: hamlet, name: 小村, kind: village, memberships: [{tree: tasks, parent: town}]}
sources: [{id: seed, kind: 原文, title: 报道}]
posts:
  - {id: lead, title: 投资局局长, unit: bureau, duty: 牵头单位}
  - {id: spare, title: 闲局局长, unit: idle, duty: 牵头单位}
`;

const BODY = `targets:
  - id: made
    title: 新引进项目
    kind: floor
    measure: projects.introduced
    amount: 100
    unit: 个
    from: 2021-01-01
    to: 2021-12-31
    owner: lead
    splits: [{unit: town, amount: 60}, {unit: west, amount: 40}]
    provenance:
      amount: {basis: 原文, source: seed, paragraph: 3, figures: [100个], terms: [新引进]}
      owner: {basis: 演示假定}
  - id: open
    title: 整理用地
    kind: floor
    awaits: land
    amount: 3.9
    unit: 万亩
    from: 2021-01-01
    to: 2021-12-31
    provenance:
      amount: {basis: 原文, source: seed, paragraph: 2, figures: [3.9万亩]}
      owner: {basis: 待补来源}
tasks:
  - {id: top, title: 招商, listed: 工作清单, lead: lead, supporting: [office], to: 2021-12-31, fedBy: [{target: made}], provenance: {title: {basis: 原文, source: seed, paragraph: 3, terms: [招商]}}}
  - {id: below, title: 出访招商, listed: 民生实事, parent: top, lead: bureau, to: 2021-11-30, awaits: work}
  - {id: blind, title: 没处看, listed: 重点工作, lead: bureau, to: 2021-11-30, provenance: {fedBy: {basis: 待补来源}}}
themes:
  - {id: both, title: 双区, members: [{section: tasks, id: top}, {section: targets, id: open}]}
reporting:
  duties:
    - {id: milestones, title: 项目节点, of: [projects.introduced], byKinds: [county], recognisedBy: office}
indicators:
  - {id: gdp, name: 产值, unit: 亿元, kind: value, period: year, reportedBy: bureau}
noTask:
  - {source: seed, paragraph: 1, figures: [100%], reason: 背景}
`;

function indexOf(text: string): PlanIndex {
  const { content, issues } = checkPlan([{ path: 'plan.yaml', text }], registry);
  if (content === undefined)
    throw new Error(JSON.stringify(issues.filter(({ severity }) => severity === 'error')));
  const plan = compilePlan(planContent(content as JsonObject), registry.sections, 'hash');
  const measures = new Map([
    ['projects.introduced', { id: 'projects.introduced', title: { zh: '新引进', en: 'introduced' } }],
  ]);
  return planIndex({
    plan,
    sections: plan.content.sections,
    on: parseDate('2021-06-30'),
    measures,
    titleOf,
  });
}

const index = indexOf(HEAD + BODY);
const nodes = (path: string, way: 'text' | 'unit' = 'text') => childrenOf(index, titleOf, way, path);
const told = (path: string, way: 'text' | 'unit' = 'text') =>
  nodes(path, way)?.map(({ path: at, title, children }) => [at.split('/').at(-1), title.zh, children]);

describe('by the text', () => {
  test('the roots are the paragraphs that are quoted or marked, in their order, then what quotes none', () => {
    expect(told('')).toEqual([
      ['p:seed:1', '第1段', 1],
      ['p:seed:2', '第2段', 1],
      ['p:seed:3', '第3段', 2],
      ['unquoted', '没有写原文出处的', 2],
    ]);
    expect(nodes('')?.[2]?.quotes).toEqual(['100个', '新引进', '招商']);
    expect(told('unquoted')?.map(([at]) => at)).toEqual(['e:tasks:below', 'e:tasks:blind']);
  });

  test('a mark that there is no task stands under its paragraph with its reason', () => {
    expect(nodes('p:seed:1')).toMatchObject([
      { kind: 'remark', title: { zh: '背景' }, quotes: ['100%'], children: 0 },
    ]);
  });

  test('paragraph → target → owner and shares → measure → duty → who reports', () => {
    expect(told('p:seed:3')?.map(([at]) => at)).toEqual(['e:targets:made', 'e:tasks:top']);
    const target = 'p:seed:3/e:targets:made';
    expect(nodes(target)).toMatchObject([
      { title: { zh: '投资局局长' }, as: { zh: '负责' }, basis: '演示假定', to: '/goals/units/bureau' },
      { title: { zh: '东区' }, as: { zh: '承担' }, about: [{ zh: '60个' }] },
      { title: { zh: '西区' }, as: { zh: '承担' }, about: [{ zh: '40个' }] },
    ]);
    const owner = `${target}/h:owns:lead`;
    expect(told(owner)).toEqual([['m:projects.introduced', '新引进', 1]]);
    expect(told(`${owner}/m:projects.introduced`)?.[0]).toEqual(['e:reporting:milestones', '项目节点', 3]);
    expect(told(`${owner}/m:projects.introduced/e:reporting:milestones`)?.map(([, title]) => title)).toEqual([
      '东区',
      '西区',
      '专班',
    ]);
  });

  test('what nobody owns says so, and what waits for its engine says that nothing is reported', () => {
    expect(nodes('p:seed:2/e:targets:open')).toMatchObject([
      { kind: 'gap', title: { zh: '没有责任单位' }, basis: '待补来源', children: 1 },
    ]);
    expect(nodes('p:seed:2/e:targets:open/none:owns')).toMatchObject([
      { kind: 'remark', title: { zh: '尚无填报' }, about: [{ zh: '“用地”环节尚未启用' }] },
    ]);
    expect(nodes('unquoted/e:tasks:blind/h:owns:bureau')).toMatchObject([
      { kind: 'gap', title: { zh: '尚无人报' } },
    ]);
  });

  test('the count that a node promises is the number of nodes below it, everywhere', () => {
    let seen = 0;
    const walk = (path: string, children: number | undefined, way: 'text' | 'unit') => {
      const below = childrenOf(index, titleOf, way, path);
      if (children !== undefined) expect([path, below?.length ?? 0]).toEqual([path, children]);
      seen += 1;
      for (const node of below ?? []) if (node.children > 0) walk(node.path, node.children, way);
    };
    walk('', undefined, 'text');
    walk('', undefined, 'unit');
    expect(seen).toBeGreaterThan(30);
  });

  test('a path that the plan does not have is nothing', () => {
    for (const path of ['p:seed:9', 'e:tasks:none', 'u:nobody', 'x', 'g:owns', 'h:owns:lead'])
      expect([path, nodes(path)]).toEqual([path, undefined]);
  });
});

test('by unit: what it owns, supports, bears and reports, its posts’ included; towns and villages without a part are left out', () => {
  expect(
    nodes('', 'unit')?.map(({ title, about }) => [title.zh, about.map(({ zh }) => zh).join(' ')]),
  ).toEqual([
    ['测试市', '一件也没有'],
    ['东区', '承担 1 报送 1'],
    ['西区', '承担 1 报送 1'],
    ['专班', '配合 1 认定 1'],
    ['投资局', '负责 4 报送 1'],
    ['闲局', '一件也没有'],
    ['没有责任单位的', ''],
  ]);
  expect(told('u:bureau/g:owns', 'unit')?.map(([at]) => at)).toEqual([
    'e:targets:made',
    'e:tasks:top',
    'e:tasks:below',
    'e:tasks:blind',
  ]);
});

test('elements that show each other’s progress are shown by nobody, and the tree does not go round', () => {
  const round = indexOf(`${HEAD}tasks:
  - {id: a, title: 甲, listed: 重点工作, lead: bureau, to: 2021-11-30, fedBy: [{element: {section: tasks, id: b}}]}
  - {id: b, title: 乙, listed: 重点工作, lead: bureau, to: 2021-11-30, fedBy: [{element: {section: tasks, id: a}}]}
`);
  const shown = shownIn(round);
  expect([shown('tasks/a'), shown('tasks/b')]).toEqual(['nobody', 'nobody']);
  expect(childrenOf(round, titleOf, 'text', 'e:tasks:a/h:owns:bureau')).toMatchObject([
    { element: 'tasks/b', children: 1 },
  ]);
});

test('a task above another is seen in it; a duty covers what the same facts tell', () => {
  const shown = shownIn(index);
  expect(['targets/made', 'tasks/top', 'tasks/below', 'tasks/blind', 'indicators/gdp'].map(shown)).toEqual([
    'reported',
    'reported',
    'awaits',
    'nobody',
    'reported',
  ]);
});

describe('lists', () => {
  const tell = { shown: shownIn(index), gapsOf: gapsOf(index) };
  const keys = (choice: Parameters<typeof chooseElements>[1]) =>
    chooseElements(index, choice).map(({ key }) => key);

  test('are chosen by section, list, unit and part, theme, gap, basis and words', () => {
    expect(keys({ section: 'tasks', listed: '工作清单' })).toEqual(['tasks/top']);
    expect(keys({ livelihood: true })).toEqual(['tasks/below']);
    expect(keys({ unit: 'town', role: 'bears' })).toEqual(['targets/made']);
    expect(keys({ owner: 'bureau', section: 'targets' })).toEqual(['targets/made']);
    expect(keys({ theme: 'both' })).toEqual(['tasks/top', 'targets/open']);
    expect(keys({ theme: 'none' })).toEqual([]);
    expect(keys({ gap: 'noOwner' })).toEqual(['targets/open']);
    expect(keys({ gap: 'nothingShows' })).toEqual(['tasks/blind']);
    expect(keys({ gap: 'assumedOwner' })).toEqual(['targets/made']);
    expect(keys({ basis: '待补来源' })).toEqual(['targets/open', 'tasks/blind']);
    expect(findElements(index, '投资局局长 新引进')).toEqual(['targets/made']);
    expect(findElements(index, '  ')).toEqual([]);
    expect(unowned(index)).toEqual(['targets/open']);
  });

  test('a row makes nothing up: what no one reports has a state in words and no line', () => {
    const rows = chooseElements(index, { section: 'tasks' }).map((element) =>
      goalRow(element, { section: 'tasks' }, { index, titleOf, lines: new Map() }, tell),
    );
    expect(rows.map(({ id, state, lines, parent }) => [id, state?.zh, lines.length, parent?.title])).toEqual([
      ['top', '尚无填报', 0, undefined],
      ['below', '尚无填报（“任务办理”环节尚未启用）', 0, '招商'],
      ['blind', '尚无人报', 0, undefined],
    ]);
  });

  test('are sorted within their groups; what is not known stands at the end in either direction', () => {
    const tasks = chooseElements(index, { section: 'tasks' });
    const order = (choice: object, sort?: string) =>
      sortElements(index, tasks, choice, sort).map(({ id }) => id);
    expect(order({}, 'due.up')).toEqual(['top', 'below', 'blind']);
    // In the list of a unit all tasks are one group.
    expect(order({ unit: 'bureau' }, 'due.up')).toEqual(['below', 'blind', 'top']);
    expect(order({ unit: 'bureau' }, 'due.down')).toEqual(['top', 'below', 'blind']);
    const targets = chooseElements(index, { section: 'targets' });
    expect(sortElements(index, targets, {}, 'owner.down').map(({ id }) => id)).toEqual(['made', 'open']);
    expect(sortElements(index, targets, {}, 'owner.up').map(({ id }) => id)).toEqual(['made', 'open']);
    const [made, open] = targets.map((element) =>
      goalRow(element, {}, { index, titleOf, lines: new Map() }, tell),
    );
    const judged = (gapPoints: string) => [{ gapPoints } as GoalLine];
    const rows = [
      { ...made!, id: 'a', lines: judged('-2.0') },
      { ...open!, id: 'b', lines: [] },
      { ...made!, id: 'c', lines: judged('-10.0') },
    ];
    expect(sortByLine(rows, 'gap.up').map(({ id }) => id)).toEqual(['c', 'a', 'b']);
    expect(sortByLine(rows, 'gap.down').map(({ id }) => id)).toEqual(['a', 'c', 'b']);
  });

  test('who has nothing: units and posts without any part', () => {
    const idle = holdersOf(index).filter(hasNothing);
    expect(idle.map(({ id, isPost }) => [id, isPost])).toEqual([
      ['city', false],
      ['idle', false],
      ['spare', true],
    ]);
  });
});
