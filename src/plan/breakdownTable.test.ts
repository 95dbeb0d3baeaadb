/** 任务分解表 in the forms in which offices keep them; what is unclear is asked by row and never guessed. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../kernel/json.ts';
import { type BreakdownBasis, readBreakdown } from './breakdownTable.ts';
import { findAmount, findDay, inUnit } from './tableValues.ts';

const basis: BreakdownBasis = {
  targets: [
    {
      id: 'introduced',
      title: '新引进项目',
      kind: 'floor',
      amount: '1000',
      unit: '个',
      splits: [],
      provenance: { splits: { basis: '待补来源' } },
    },
    {
      id: 'investment',
      title: '固定资产投资',
      kind: 'spend',
      amount: '120000',
      unit: '万元',
      splits: [{ unit: '441202', amount: '50000' }],
    },
  ],
  tasks: [{ id: 'schools', title: '基础教育扩容提质', listed: '工作清单', supporting: [], splits: [] }],
  units: [
    { id: '441202', name: '端州区' },
    { id: '441204', name: '高要区' },
    { id: '441284', name: '四会市' },
    { id: 'zq-finance', name: '市财政局' },
    { id: 'zq-education', name: '市教育局' },
    { id: 'v1', name: '新城社区居委会' },
    { id: 'v2', name: '新城社区居委会' },
  ],
  posts: [
    { id: 'education-lead', title: '', name: '市教育局局长' } as unknown as { id: string; name: string },
  ],
  planYear: 2021,
  listed: '工作清单',
};

function read(rows: readonly (readonly string[])[]) {
  const { edits, problems, head } = readBreakdown(rows, basis);
  return {
    head,
    values: Object.fromEntries(edits.map((edit) => [edit.element, edit.value as JsonObject])),
    sections: edits.map((edit) => edit.section),
    problems: problems.map(({ code, row, column }) => `${row} ${column} ${code}`),
  };
}

describe('forms', () => {
  test('tasks down, units across under a merged head, a title above, a total and a note', () => {
    const { values, problems, head } = read([
      ['2021年主要目标任务分解表', '2021年主要目标任务分解表', '', '', ''],
      ['序号', '目标名称', '单位', '分解任务', '分解任务', '合计'],
      ['序号', '目标名称', '单位', '端州区', '高 要 区', '合计'],
      ['１', '新引进项目', '个', '６０', '９４０', '1,000'],
      ['2', '固定资产投资', '亿元', '6', '6', '12'],
      ['注：数据来源市统计局', '', '', '', '', ''],
    ]);
    expect(problems).toEqual([]);
    expect(values.investment?.splits).toEqual([
      { unit: '441202', amount: '60000' },
      { unit: '441204', amount: '60000' },
    ]);
    expect(head).toBe(2);
    expect(values.introduced?.splits).toEqual([
      { unit: '441202', amount: '60' },
      { unit: '441204', amount: '940' },
    ]);
    // What was left open on purpose is filled now.
    expect(values.introduced?.provenance).toBeUndefined();
  });

  test('figures in 亿元 of a target in 万元 are converted exactly; of another base they are refused', () => {
    const table = (cell: string) => [
      ['目标', '端州区'],
      ['固定资产投资', cell],
    ];
    expect(read(table('7.5亿元')).values.investment?.splits).toEqual([{ unit: '441202', amount: '75000' }]);
    expect(read(table('7.5亿美元')).problems).toEqual(['2 端州区 amount_unit_differs']);
    expect(read(table('约7')).problems).toEqual(['2 端州区 amount_unclear']);
  });

  test('two rows that say different things of one figure, date or leader are asked about; the same twice is the same', () => {
    const rows = (...last: string[]) => [
      ['任务', '牵头单位', '完成时限', '承担单位', '分解数'],
      ['新引进项目', '', '', '端州区', '60'],
      ['新引进项目', '', '', ...last],
    ];
    expect(read(rows('端州区', '60')).problems).toEqual([]);
    expect(read(rows('端州区', '75')).problems).toEqual(['3 分解数 told_twice']);
    expect(
      read([
        ['任务', '牵头单位', '完成时限'],
        ['基础教育扩容提质', '市教育局', '2021年12月底'],
        ['基础教育扩容提质', '市财政局', '2021年6月底'],
      ]).problems,
    ).toEqual(['3 牵头单位 told_twice', '3 完成时限 told_twice']);
  });

  test('what is kept as text is kept as written, though names are matched whatever their signs', () => {
    const { values } = read([
      ['任务', '牵头单位', '成果', '计量单位', '目标数'],
      ['建设“双创”基地（一期），打造①号平台', '市 财 政 局', '方案；清单，各一份', '㎡', '100'],
    ]);
    expect(Object.values(values)).toMatchObject([
      {
        title: '建设“双创”基地（一期），打造①号平台',
        lead: 'zq-finance',
        deliverable: '方案；清单，各一份',
        unit: '㎡',
        amount: '100',
      },
    ]);
  });

  test('units down, targets across, the unit of measure in the head', () => {
    const { values, problems } = read([
      ['县（市、区）', '新引进项目（个）', '固定资产投资（亿元）'],
      ['端州区', '60', '6'],
      ['高要区', '940', '—'],
      ['合计', '1000', '12'],
    ]);
    expect(problems).toEqual([]);
    expect(values.introduced?.splits).toEqual([
      { unit: '441202', amount: '60' },
      { unit: '441204', amount: '940' },
    ]);
    expect(values.investment?.splits).toEqual([{ unit: '441202', amount: '60000' }]);
  });

  test('a list of tasks: lead, supporting units and dates; one that stands is changed, another is new', () => {
    const { values, problems, sections } = read([
      ['序号', '重点任务', '牵头单位', '配合单位', '完成时限'],
      ['1', '基础教育扩容提质', '市教育局局长', '市财政局、端州区', '2021年12月底前'],
      ['2', '村村通自来水', '市财政局', '', '长期'],
    ]);
    expect(problems).toEqual([]);
    expect(sections).toEqual(['tasks', 'tasks']);
    expect(values.schools).toMatchObject({
      lead: 'education-lead',
      supporting: ['zq-finance', '441202'],
      to: '2021-12-31',
    });
    const [fresh] = Object.values(values).filter((value) => value?.title === '村村通自来水');
    expect(fresh).toMatchObject({ listed: '工作清单', lead: 'zq-finance', kind: '长期推进' });
    expect(String(fresh?.id)).toMatch(/^task-[0-9a-f]{10}$/);
  });

  test('a row for a task and a unit: the task stands in its first row only', () => {
    const { values, problems } = read([
      ['任务名称', '承担单位', '分解数', '计量单位', '完成时限'],
      ['新建农村公路', '端州区', '12', '公里', '2021/11/30'],
      ['', '高要区', '30', '', ''],
      ['', '四会市', '√', '', ''],
    ]);
    expect(problems).toEqual([]);
    const [task] = Object.values(values);
    expect(task).toMatchObject({ title: '新建农村公路', unit: '公里', to: '2021-11-30' });
    expect(task?.splits).toEqual([
      { unit: '441202', amount: '12' },
      { unit: '441204', amount: '30' },
      { unit: '441284' },
    ]);
  });
});

describe('as offices keep them', () => {
  test('under a merged 重点任务 each row with measures of its own is a task; a 合计 in the first column is none', () => {
    const { values, problems } = read([
      ['序号', '重点任务', '工作目标及措施', '牵头单位', '完成时限'],
      ['1', '营商环境', '开办企业一日办结', '市财政局', '6月底'],
      ['1', '营商环境', '不动产登记提速', '市教育局', '年底'],
      ['1', '', '企业服务专窗全覆盖', '市财政局', '年底'],
      ['2', '村村通自来水', '管网改造', '市财政局', '年底'],
      ['合计', '', '', '', ''],
    ]);
    expect(problems).toEqual([]);
    expect(Object.values(values)).toMatchObject([
      { title: '开办企业一日办结', lead: 'zq-finance', to: '2021-06-30' },
      { title: '不动产登记提速', lead: 'zq-education', to: '2021-12-31' },
      { title: '企业服务专窗全覆盖', lead: 'zq-finance', to: '2021-12-31' },
      // One row alone is called by its task.
      { title: '村村通自来水', lead: 'zq-finance' },
    ]);
  });

  test('a row without a task is among the rows, with its number', () => {
    const { rows } = readBreakdown(
      [
        ['任务', '牵头单位', '完成时限'],
        ['', '市财政局', '年底'],
      ],
      basis,
    );
    expect(rows).toMatchObject([{ row: 2, element: null }]);
  });

  test('a bureau’s name is its post where that one leads or helps already, else the unit, whoever else bears the name', () => {
    const posts = [
      { id: 'education-lead', name: '市教育局', unit: 'zq-education' },
      { id: 'finance-lead', name: '市财政局', unit: 'zq-finance' },
    ];
    const standing = { ...basis.tasks[0]!, lead: 'education-lead', supporting: ['finance-lead'] };
    const rows = (task: string) => [
      ['任务', '牵头单位', '配合单位', '完成时限'],
      [task, '市教育局', '市财政局', ''],
    ];
    const given = { ...basis, posts, tasks: [standing] };
    expect(readBreakdown(rows('基础教育扩容提质'), given)).toMatchObject({ problems: [], edits: [] });
    const fresh = readBreakdown(rows('村村通自来水'), given);
    expect(fresh.problems).toEqual([]);
    expect(fresh.edits[0]?.value).toMatchObject({ lead: 'zq-education', supporting: ['zq-finance'] });
  });
});

describe('what is unclear', () => {
  test('is asked: a near name, a name of two, a name of none, a date, a total that differs', () => {
    const { problems, values } = read([
      ['任务', '牵头单位', '配合单位', '完成时限'],
      ['基础教育扩容提质', '财政局', '新城社区居委会、市商务局', '尽快'],
      ['基础教育扩容提质年', '市财政局', '', ''],
    ]);
    expect(problems).toEqual([
      '2 牵头单位 name_unclear',
      '2 配合单位 name_unclear',
      '2 配合单位 name_unknown',
      '2 完成时限 date_unclear',
      '3 任务 name_unclear',
    ]);
    expect(values.schools?.lead).toBeUndefined();
    expect(
      read([
        ['目标', '端州区', '合计'],
        ['新引进项目', '60', '900'],
      ]).problems,
    ).toEqual(['2 合计 total_differs']);
  });

  test('a table without a head says so', () => {
    expect(
      read([
        ['甲', '乙'],
        ['1', '2'],
      ]).problems,
    ).toEqual(['1  table_head_missing']);
    expect(read([]).problems).toEqual(['1  table_head_missing']);
  });
});

test('the same table twice changes nothing', () => {
  const table = [
    ['任务', '牵头单位', '端州区', '高要区', '完成时限'],
    ['新引进项目', '市财政局', '400', '600', '年底'],
    ['新建农村公路', '市教育局', '1.50公里', '2', '6月底'],
  ];
  const first = readBreakdown(table, basis);
  expect(first.problems).toEqual([]);
  const of = (section: string, standing: readonly JsonObject[]) => {
    const made = first.edits
      .filter((edit) => edit.section === section)
      .map((edit) => edit.value as JsonObject);
    return [...standing.filter((each) => !made.some((other) => other.id === each.id)), ...made];
  };
  const again = readBreakdown(table, {
    ...basis,
    targets: of('targets', basis.targets),
    tasks: of('tasks', basis.tasks),
  });
  expect(again.edits).toEqual([]);
});

test('dates in every spelling', () => {
  const spellings = {
    '2021年12月31日': '2021-12-31',
    '２０２１年６月': '2021-06-30',
    '2021.6': '2021-06-30',
    '2021/6/3': '2021-06-03',
    '12月底前': '2021-12-31',
    '6月30日前': '2021-06-30',
    年底前完成: '2021-12-31',
    '2022年上半年': '2022-06-30',
    第二季度: '2021-06-30',
    '2021年四季度末': '2021-12-31',
    '2023年': '2023-12-31',
  };
  for (const [text, date] of Object.entries(spellings))
    expect([text, findDay(text, 2021)]).toEqual([text, date]);
  for (const text of ['尽快', '2021-02-30', '13月', '', '6', '12.31'])
    expect([text, findDay(text, 2021)]).toEqual([text, undefined]);
});

test('converting there and back is exact, whatever the figure', () => {
  const figure = fc
    .tuple(fc.integer({ min: 0, max: 10 ** 9 }), fc.integer({ min: 0, max: 999_999 }))
    .map(([whole, rest]) => findAmount(`${whole}.${rest}`)!.number);
  fc.assert(
    fc.property(
      figure,
      fc.constantFrom('元', '万元', '亿元'),
      fc.constantFrom('元', '万元', '亿元'),
      (number, from, to) => {
        const there = inUnit({ number, unit: from }, to)!;
        expect(inUnit({ number: there, unit: to }, from)).toBe(number);
      },
    ),
  );
  expect(inUnit({ number: '1.25', unit: '亿元' }, '万元')).toBe('12500');
  expect(inUnit({ number: '5', unit: '万元' }, '亿元')).toBe('0.0005');
});
