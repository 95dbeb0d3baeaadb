/** Drafts from made-up texts of three kinds: a work report, an interview, a list of works. What is promised is proposed, what was achieved is not. */
import { beforeAll, describe, expect, test } from 'vitest';
import { checkPlan, type PlanRegistry } from './check.ts';
import { draftPlan, type Proposal } from './draft.ts';
import { byWhen } from './draftDates.ts';
import { draftContent, draftFiles } from './draftFiles.ts';
import { everyRegistered } from './everySection.testing.node.ts';
import { traceSource } from './trace.ts';

const report = `2026年东山市政府工作报告
各位代表：
现在，我代表市人民政府向大会报告工作，请予审议。
一、迎难而上的一年
去年全市新增就业3万人，建成学校12所，生产总值增长6.1%。
推动“双城”建设取得新突破，建成高标准农田9万亩。
二、2026年主要目标任务
今年主要预期目标是：地区生产总值增长5%左右；城镇新增就业2.5万人以上；居民消费价格涨幅控制在2%以内。
（一）加快产业升级。深入实施“双城”战略，加快推进东山高铁、滨海高速、南港码头二期等项目建设。力争新引进、新开工的项目分别达80个、60个以上，培育形成2个产值超千亿、3个产值超五百亿产业集群。
（二）办好民生实事。6月底前建成西门医院，新增公办学位1.2万个。未来3年改造老旧小区200个。基本消除学校“大班额”，实现村村通公交全覆盖。
（三）持续改善环境，对接全省12条重点河流。到2027年建成污水处理厂5座。尽快实现旅游收入超300亿元。
`;

const draft = draftPlan(report);
const at = (n: number) => draft.proposals.filter((each) => each.paragraph === n);
const targets = draft.proposals.filter((each) => each.section === 'targets');
const target = (title: string): Proposal | undefined =>
  targets.find(({ element }) => element.title === title);

describe('a work report', () => {
  test('the year is the title’s; what looks back is proposed nothing', () => {
    expect(draft.year).toBe(2026);
    expect(draft.paragraphs.map(({ role }) => role)).toEqual([
      'heading',
      'heading',
      'narrating',
      'heading',
      'lookingBack',
      'lookingBack',
      'heading',
      'promising',
      'promising',
      'promising',
      'promising',
    ]);
    expect([...at(5), ...at(6)]).toEqual([]);
  });

  test.each([
    ['地区生产总值增长', { kind: 'floor', amount: '5', unit: '%', from: '2026-01-01', to: '2026-12-31' }],
    ['城镇新增就业', { kind: 'floor', amount: '2.5', unit: '万人', to: '2026-12-31' }],
    ['新引进项目', { kind: 'floor', amount: '80', unit: '个', strength: '力争' }],
    ['新开工项目', { kind: 'floor', amount: '60', unit: '个', strength: '力争' }],
    ['千亿以上产业集群', { kind: 'kOfN', count: 2, amount: '1000', unit: '亿元' }],
    ['五百亿以上产业集群', { kind: 'kOfN', count: 3, amount: '500', unit: '亿元' }],
    ['新增公办学位', { kind: 'floor', amount: '1.2', unit: '万个', to: '2026-06-30' }],
    ['改造老旧小区', { kind: 'spend', amount: '200', unit: '个' }],
    ['基本消除学校大班额', { kind: 'eliminate' }],
    ['实现村村通公交全覆盖', { kind: 'fullCoverage' }],
    ['建成污水处理厂', { kind: 'floor', amount: '5', unit: '座', to: '2027-12-31' }],
    ['实现旅游收入', { kind: 'level', amount: '300', unit: '亿元', strength: '尽快' }],
  ])('target %s', (title, expected) => {
    expect(target(title)?.element).toMatchObject(expected);
  });

  test('a ceiling and a figure that only refers are no targets', () => {
    expect(targets.some(({ element }) => element.amount === '2')).toBe(false);
    expect(targets.some(({ element }) => element.amount === '12')).toBe(false);
  });

  test('works by name, tasks, a theme that two paragraphs promise by', () => {
    const titles = (section: Proposal['section']) =>
      draft.proposals.filter((each) => each.section === section).map(({ element }) => element.title);
    expect(titles('keyProjects')).toEqual(['东山高铁', '滨海高速', '南港码头二期']);
    expect(titles('tasks')).toContain('实施双城战略');
    expect(titles('tasks')).toContain('建成西门医院');
    expect(draftPlan(`${report}大力推进“双城”一体化。\n`).proposals.at(-1)!.element.title).toBe('双城');
  });

  test('what the text does not give is left open and named', () => {
    expect(target('新引进项目')!.open).toContain('owner');
    expect(target('新引进项目')!.element.provenance).toMatchObject({
      amount: { basis: '原文', source: 'text', paragraph: 9, figures: ['80'], terms: ['新引进'] },
      owner: { basis: '待补来源', note: '待定' },
    });
    expect(at(9).find(({ section }) => section === 'keyProjects')!.element).toMatchObject({
      lifecycle: '待定',
      decidedBy: '待定',
    });
  });
});

describe('an interview without a year', () => {
  const text = `记者：东山市将如何推动高质量发展？
市长：近年来，我们完成投资20亿元。今年要加快建设东山大道，力争全年新增企业300家。
`;
  test('the question proposes nothing, the answer does, and 全年 has no date without a year', () => {
    const { year, proposals } = draftPlan(text);
    expect(year).toBeUndefined();
    expect(proposals.map(({ element }) => element.title)).toEqual(['建设东山大道', '新增企业']);
    expect(proposals[1]!.element).toMatchObject({ amount: '300', unit: '家', from: '待定', to: '待定' });
    expect(draftPlan(text, 2026).proposals[1]!.element).toMatchObject({
      from: '2026-01-01',
      to: '2026-12-31',
    });
  });
});

describe('as a plan', () => {
  let registry: PlanRegistry;
  beforeAll(async () => {
    registry = await everyRegistered();
  });

  test('errors stand only where 待定 is to be filled in', () => {
    const files = draftFiles(draft, '东山市政府工作报告');
    const { issues } = checkPlan(files, registry);
    const errors = issues.filter((issue) => issue.severity === 'error');
    expect(errors.length).toBeGreaterThan(0);
    const lineOf = ({ file, line }: { file: string; line: number }) =>
      files.find((each) => each.path === file)!.text.split('\n')[line - 1];
    expect(errors.filter((issue) => !lineOf(issue)!.includes('待定'))).toEqual([]);
  });

  test('nothing is quoted that is not there, and every target’s number stands in its paragraph', () => {
    expect(traceSource(report, draftContent(draft, 't')).unfounded).toEqual([]);
    for (const { element, paragraph } of targets) {
      const number = element.kind === 'kOfN' ? String(element.count) : element.amount;
      if (number !== undefined) expect(report.split('\n')[paragraph - 1]).toContain(number);
    }
  });

  test('filled in, it is a plan', () => {
    const filled = draftFiles(draft, 't').map((file) => ({
      ...file,
      text: file.text
        .replaceAll(/(measure): 待定/g, 'awaits: work')
        .replaceAll('from: 待定', 'from: 2026-01-01')
        .replaceAll('to: 待定', 'to: 2028-12-31')
        .replaceAll(/lifecycle: 待定/g, 'lifecycle: works')
        .replaceAll(/decidedBy: 待定/g, 'decidedBy: 市定')
        .replaceAll(/: 待定$/gm, ': 东山市'),
    }));
    const lifecycles = `format: luodi/plan@1\nlifecycles:\n  - {id: works, title: 工程, counted: false, stages: [{id: go, title: 建设}]}\n`;
    const { issues } = checkPlan([...filled, { path: 'lifecycles.yaml', text: lifecycles }], registry);
    expect(
      issues.filter((issue) => issue.severity === 'error' && !issue.path.startsWith('lifecycles')),
    ).toEqual([]);
  });
});

test.each([
  ['到2025年', { to: '2025-12-31' }],
  ['2025年底前', { to: '2025-12-31' }],
  ['2027年3月底前', { to: '2027-03-31' }],
  ['6月底前', { to: '2026-06-30' }],
  ['9月15日前', { to: '2026-09-15' }],
  ['上半年', { to: '2026-06-30' }],
  ['三季度', { to: '2026-09-30' }],
  ['年内', { from: '2026-01-01', to: '2026-12-31' }],
  ['“十五五”末', { to: '2030-12-31' }],
  ['未来3年', { years: 3 }],
  ['今后五年', { years: 5 }],
  ['尽快', {}],
  ['2月30日前', {}],
])('by when: %s', (words, expected) => {
  expect(byWhen(words, 2026)).toEqual(expected);
});
