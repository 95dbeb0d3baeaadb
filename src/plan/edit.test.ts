/** An edit touches the lines of its element and no others; what comes out is checked like any plan. */
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../kernel/json.ts';
import { checkPlan, type PlanRegistry } from './check.ts';
import { applyEdits, type ElementEdit } from './edit.ts';
import { elementNames, elementsOf, parsedElement, sameJson } from './elements.ts';
import { everyRegistered } from './everySection.testing.node.ts';
import { readPlanFiles } from './files.node.ts';
import { asJson, checkShape } from './shape.ts';
import { type PlanFile, readText } from './text.ts';

const head = 'format: luodi/plan@1';
const base = `${head}
city: {id: t, name: 试验市, planTitle: 试验, planYear: 2021, effectiveFrom: 2021-01-01}
unitTrees: [{id: tasks, title: 责任单元}] # 一棵树
units:
  - {id: root, name: 试验市, kind: city}
  - {id: "441202", name: 端州区, kind: county, bearsTasks: true, memberships: [{tree: tasks, parent: root}]}   # 县
  - {id: "441204", name: 高要区, kind: county, bearsTasks: true, memberships: [{tree: tasks, parent: root}]}
`;
const targets = `${head}

targets:
  # 四个计数
  - id: introduced   # 编号不改
    title: 新引进项目
    kind: floor
    awaits: land
    amount: 1000 # 原文
    unit: 个
    from: 2021-01-01
    to: 2021-12-31
    owner: root
    splits:
      - {unit: "441202", amount: 400}   # 端州
      - {unit: "441204", amount: 600}
    supporting: [root, "441202"]

  # 用地
  - id: land
    title: 整理用地
    kind: floor
    awaits: land
    amount: 3.9
    unit: 万亩
    from: 2021-01-01
    to: 2021-12-31
    owner: root
`;
const files: PlanFile[] = [
  { path: 'plan.yaml', text: base },
  { path: 'targets.yaml', text: targets },
  {
    path: 'units.villages.csv',
    text: 'id,name,kind,memberships.0.tree,memberships.0.parent\r\nv1,甲村,village,tasks,"441202"\r\nv2,乙村,village,tasks,441204\r\n',
  },
];
const introduced = {
  id: 'introduced',
  title: '新引进项目',
  kind: 'floor',
  awaits: 'land',
  amount: '1000',
  unit: '个',
  from: '2021-01-01',
  to: '2021-12-31',
  owner: 'root',
  splits: [
    { unit: '441202', amount: '400' },
    { unit: '441204', amount: '600' },
  ],
  supporting: ['root', '441202'],
} as const;

let registry: PlanRegistry;
beforeAll(async () => {
  registry = await everyRegistered();
});

function edited(edits: readonly ElementEdit[], from: readonly PlanFile[] = files) {
  const { files: made, issues } = applyEdits(from, edits, registry.sections);
  return { text: (path: string) => made.find((file) => file.path === path)?.text, made, issues };
}

const put = (section: string, value: JsonObject, element = String(value.id)): ElementEdit => ({
  section,
  element,
  value,
});

describe('one element', () => {
  test('a changed amount, a changed split and a new one: three places of the text and nothing else', () => {
    const splits = [
      { unit: '441202', amount: '300' },
      { unit: '441204', amount: '600' },
      { unit: 'root', amount: '200' },
    ];
    const { text } = edited([put('targets', { ...introduced, amount: '1100', splits })]);
    expect(text('targets.yaml')).toBe(
      targets
        .replace('amount: 1000 # 原文', 'amount: 1100 # 原文')
        .replace('amount: 400}', 'amount: 300}')
        .replace('amount: 600}\n', 'amount: 600}\n      - {unit: root, amount: "200"}\n'),
    );
  });

  test('what says the same changes nothing, defaults and spellings included', () => {
    const { content } = checkPlan(files, registry);
    for (const section of registry.sections)
      for (const [element, value] of elementsOf(section, content?.sections[section.key])) {
        if (
          content?.sections[section.key] !== undefined &&
          files.some(
            (file) => file.text.includes(`${section.key}:`) || file.path.startsWith(`${section.key}.`),
          )
        )
          expect(edited([{ section: section.key, element, value }]).made).toEqual(files);
      }
  });

  test('members that come, go and change their form; a comment beside a value stays', () => {
    const { supporting: _, owner: _owner, ...rest } = introduced;
    const pace = [{ by: '2021-06-30', amount: '450' }];
    const { text } = edited([put('targets', { ...rest, title: '引进：新', pace })]);
    expect(text('targets.yaml')).toBe(
      targets
        .replace('title: 新引进项目', 'title: "引进：新"')
        .replace('    owner: root\n    splits', '    splits')
        .replace(
          '    supporting: [root, "441202"]\n',
          '    pace:\n      - {by: 2021-06-30, amount: "450"}\n',
        ),
    );
  });

  test('is taken out with its lines; the last one leaves an empty list', () => {
    const { text } = edited([{ section: 'targets', element: 'land' }]);
    expect(text('targets.yaml')).toBe(targets.slice(0, targets.indexOf('  - id: land')));
    const none = edited([
      { section: 'targets', element: 'land' },
      { section: 'targets', element: 'introduced' },
    ]);
    expect(checkPlan(none.made, registry).content?.sections.targets).toEqual([]);
  });

  test('is added after the others; of a section that no file has, in a file of its own', () => {
    const { text, made } = edited([
      put('targets', {
        id: 'roads',
        title: '新路',
        kind: 'floor',
        awaits: 'land',
        amount: '12.5',
        unit: '公里',
      }),
      put('lights', { id: 'strict', name: '严' }),
    ]);
    expect(text('targets.yaml')).toBe(
      `${targets}  - {id: roads, title: 新路, kind: floor, awaits: land, amount: 12.5, unit: 公里}\n`,
    );
    expect(text('lights.yaml')).toBe(`${head}\n\nlights:\n  - {id: strict, name: 严}\n`);
    expect(checkPlan(made, registry).issues.map((issue) => issue.file)).not.toContain('lights.yaml');
  });

  test('in a flow list, with a line of its own behind it', () => {
    const { text } = edited([
      put('unitTrees', { id: 'park', title: '园区' }),
      put('unitTrees', { id: 'tasks', title: '责任' }),
    ]);
    expect(text('plan.yaml')).toBe(
      base.replace('[{id: tasks, title: 责任单元}]', '[{id: tasks, title: 责任}, {id: park, title: 园区}]'),
    );
  });

  test('a section that is one element', () => {
    const { text } = edited([
      {
        section: 'city',
        element: '*',
        value: { id: 't', name: '新市', planTitle: '试验', planYear: 2021, effectiveFrom: '2021-01-01' },
      },
    ]);
    expect(text('plan.yaml')).toBe(base.replace('{id: t, name: 试验市,', '{id: t, name: 新市,'));
    const { made } = edited([{ section: 'reporting', element: '*', value: { reportingDayOfNextMonth: 8 } }]);
    expect(checkPlan(made, registry).content?.sections.reporting).toMatchObject({
      reportingDayOfNextMonth: 8,
    });
  });

  test('cannot be of an unknown section, bear another id, or go when it is not there', () => {
    const { issues, made } = edited([
      put('nonsense', { id: 'a' }),
      put('targets', introduced, 'other'),
      { section: 'targets', element: 'nowhere' },
    ]);
    expect(issues.map((issue) => issue.code)).toEqual([
      'section_unknown',
      'element_id_differs',
      'element_unknown',
    ]);
    expect(made).toEqual(files);
  });
});

describe('a list', () => {
  const village = (id: string, name: string, parent: string) => ({
    id,
    name,
    kind: 'village',
    memberships: [{ tree: 'tasks', parent }],
  });

  test('a row is written anew, a new one comes last, one goes; the others stay byte for byte', () => {
    const { text } = edited([
      put('units', village('v2', '乙,村', '441202')),
      { section: 'units', element: 'v1' },
    ]);
    expect(text('units.villages.csv')).toBe(
      'id,name,kind,memberships.0.tree,memberships.0.parent\r\nv2,"乙,村",village,tasks,441202\r\n',
    );
  });

  test('what its columns cannot hold goes to the YAML of the section', () => {
    const { text, made } = edited([put('units', { ...village('v1', '甲村', '441202'), from: '2021-03-01' })]);
    expect(text('units.villages.csv')).not.toContain('v1');
    expect(text('plan.yaml')).toContain('id: v1');
    expect(checkPlan(made, registry).issues.filter((issue) => issue.severity === 'error')).toEqual([]);
  });
});

test('random edits of the plan of Zhaoqing: what was edited is as edited, every other element keeps its text', () => {
  const given = readPlanFiles(join(import.meta.dirname, '../../plans/zhaoqing-2021'));
  const content = { sections: Object.fromEntries(shapeOf(given)) as JsonObject };
  const all = registry.sections.flatMap((section) =>
    [...elementsOf(section, content.sections[section.key])]
      .filter(([element]) => element !== '*')
      .map(([element, value]) => ({ section, element, value: value as JsonObject })),
  );
  // On which line each element begins; the line where the next one begins is the first that is not its own.
  const begin = new Map<string, { line: number; section: string; element: string }[]>();
  for (const [section, list] of readText(given).document.children ?? []) {
    const nameOf = elementNames();
    for (const item of list.children?.values() ?? []) {
      const element = nameOf(item.value) ?? '';
      const ofFile = begin.get(item.file) ?? [];
      begin.set(item.file, [...ofFile, { line: item.line, section: String(section), element }]);
    }
  }
  const change = fc.constantFrom(...all).chain((at) => {
    const names = ['title', 'name', 'note'].filter((field) => typeof at.value[field] === 'string');
    const text = fc
      .string({
        unit: fc.constantFrom('项', 'a', '：', ' ', '#', '"', ',', '\n', '1', '、', '-'),
        minLength: 1,
        maxLength: 12,
      })
      .filter((made) => made.trim() !== '')
      .map((made) => made.trim());
    const renamed = text.map((made) => ({
      section: at.section.key,
      element: at.element,
      value: { ...at.value, [names[0] ?? 'title']: made } as Json,
    }));
    // Fields of another element of the section, taken over or dropped: lists grow, shrink and change their items.
    const mixed = fc
      .tuple(
        fc.constantFrom(...all.filter((other) => other.section === at.section)),
        fc.subarray(Object.keys(at.value).filter((field) => field !== 'id' && field !== 'from')),
        fc.boolean(),
      )
      .map(([other, fields, drops]) => {
        const taken = Object.fromEntries(
          fields.flatMap((field) => (field in other.value ? [[field, other.value[field]]] : [])),
        );
        const left = Object.entries(at.value).filter(([field]) => !drops || !fields.includes(field));
        return {
          section: at.section.key,
          element: at.element,
          value: { ...Object.fromEntries(left), ...(drops ? {} : taken) } as Json,
        };
      })
      .filter((edit) => parsedElement(at.section, edit.value) !== undefined);
    // An element of an id that comes twice is named by its first day: that day stays, so that it can be found again.
    const isTwice =
      all.filter((other) => other.section === at.section && other.value.id === at.value.id).length > 1;
    const removed = isTwice
      ? renamed
      : fc.constant({ section: at.section.key, element: at.element } as ElementEdit);
    return fc.oneof(
      { weight: 3, arbitrary: renamed },
      { weight: 4, arbitrary: fc.oneof(mixed, renamed) },
      { weight: 1, arbitrary: removed },
    );
  });
  fc.assert(
    fc.property(
      fc.uniqueArray(change, { maxLength: 6, selector: (edit) => `${edit.section} ${edit.element}` }),
      (edits) => {
        const { files: made } = applyEdits(given, edits, registry.sections);
        const { files: again } = applyEdits(
          made,
          edits.filter((edit) => edit.value !== undefined),
          registry.sections,
        );
        expect(again).toEqual(made);
        for (const file of given) {
          const after = made.find((each) => each.path === file.path)!.text.split('\n');
          const kept = untouchedLines(file, edits);
          let at = 0;
          for (const line of kept) {
            at = after.indexOf(line, at) + 1;
            if (at === 0) expect.fail(`${file.path}: ${line}`);
          }
        }
        const now = checkPlanSections(made);
        for (const { section, element, value } of all) {
          const edit = edits.find((each) => each.section === section.key && each.element === element);
          const standing = now(section.key).get(element);
          if (edit === undefined) expect(sameJson(standing, value)).toBe(true);
          else if (edit.value === undefined) expect(standing).toBeUndefined();
          else if (parsedElement(section, edit.value) !== undefined)
            expect(standing).toEqual(parsedElement(section, edit.value));
        }
      },
    ),
    { numRuns: Number(process.env.EDIT_RUNS ?? 30) },
  );

  /** Lines that are no part of an edited element, in their order. */
  function untouchedLines(file: PlanFile, edits: readonly ElementEdit[]): readonly string[] {
    const begins = (begin.get(file.path) ?? []).toSorted((a, b) => a.line - b.line);
    const lines = file.text.split('\n');
    for (const [index, { line, section, element }] of begins.entries()) {
      if (!edits.some((edit) => edit.section === section && edit.element === element)) continue;
      lines.fill('\0', line - 1, (begins[index + 1]?.line ?? lines.length + 1) - 1);
    }
    return lines.filter((line) => line !== '\0');
  }

  function checkPlanSections(made: readonly PlanFile[]) {
    const read = new Map<string, ReadonlyMap<string, Json>>();
    const shaped = shapeOf(made);
    return (key: string) => {
      const known =
        read.get(key) ??
        elementsOf(registry.sections.find((section) => section.key === key)!, shaped.get(key));
      read.set(key, known);
      return known;
    };
  }

  /** Values as the schemas give them, though a removed element may leave references behind. */
  function shapeOf(made: readonly PlanFile[]): ReadonlyMap<string, Json> {
    return new Map(
      [...checkShape(readText(made), registry.sections).sections].map(([key, value]) => [key, asJson(value)]),
    );
  }
});
