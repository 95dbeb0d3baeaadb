import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { canonicalText } from '../kernel/canonical.ts';
import type { PlanSection } from '../kernel/loop.ts';
import { parseDate } from '../kernel/plainDate.ts';
import { checkPlan } from './check.ts';
import { compilePlan } from './plan.ts';
import { anySection } from './section.ts';
import { coreSections } from './sections.ts';
import type { PlanFile } from './text.ts';

const city = `format: luodi/plan@1
city:
  id: testburg
  name: 试验市
  planTitle: 试验计划
  planYear: 2021
  effectiveFrom: 2021-01-01
unitTrees:
  - {id: divisions, title: 行政区划}
  - {id: tasks, title: 责任单元, basedOn: divisions}
units:
  - {id: "4400", name: 试验市, kind: city}
  - {id: a, name: 甲县, kind: county, bearsTasks: true, memberships: [{tree: divisions, parent: "4400"}]}
`;

const registry = { sections: coreSections, measureIds: new Set<string>() };

function check(...files: readonly PlanFile[]) {
  return checkPlan(files, registry);
}

function plan(more: string): readonly PlanFile[] {
  return [{ path: 'plan.yaml', text: city + more }];
}

describe('checkPlan', () => {
  test('a sound plan has no issue and its content is canonical, defaults written out', () => {
    const { issues, content } = check(...plan(''));
    expect(issues).toEqual([]);
    expect(content?.sections.city).toMatchObject({
      zone: 'Asia/Shanghai',
      hash: 'sha256',
      simulatedLabel: '模拟',
    });
    expect(() => canonicalText(content!)).not.toThrow();
  });

  test('the content does not depend on the order of files, of keys, or on how a list is spread over files', () => {
    const one = check(...plan('posts:\n  - {id: p, title: 县长, unit: a, duty: 第一责任人}\n'));
    const spread = check(
      {
        path: 'z.yaml',
        text: 'format: luodi/plan@1\nposts:\n  - duty: 第一责任人\n    unit: a\n    id: p\n    title: 县长\n',
      },
      ...plan(''),
    );
    expect(spread.issues).toEqual([]);
    expect(canonicalText(spread.content!)).toBe(canonicalText(one.content!));
  });

  test('all faults are collected, each at its own line, and nothing comes out', () => {
    const { issues, content } = check(
      ...plan(
        'posts:\n  - id: p\n    title: 县长\n    unit: nobody\n    duty: 书记\nclusters:\n  - {id: c, title: x, group: 主导, from: 2021-02-30}\nfoo: 1\n',
      ),
    );
    expect(content).toBeUndefined();
    expect(issues.map((issue) => [issue.code, issue.line, issue.path])).toEqual([
      ['value_not_allowed', 18, 'posts.0.duty'],
      ['date_invalid', 20, 'clusters.0.from'],
      ['unknown_key', 21, 'foo'],
    ]);
  });

  test('with a dangling reference there is nothing to adopt, but still what was read, for the trace', () => {
    const { content, read } = check(
      ...plan('posts:\n  - {id: p, title: 县长, unit: nobody, duty: 第一责任人}\n'),
    );
    expect(content).toBeUndefined();
    expect(read?.sections.posts).toMatchObject([{ id: 'p', unit: 'nobody' }]);
    const broken = check(...plan('posts:\n  - {id: p, title: 县长, unit: a, duty: 书记}\n'));
    expect(Object.keys(broken.read!.sections)).not.toContain('posts');
    expect(check(...plan('posts: [\n')).read).toBeUndefined();
    const sound = check(...plan(''));
    expect(sound.read).toEqual(sound.content);
  });

  test('a section that is broken keeps the others from being told of echoes', () => {
    const broken = city.replace('kind: county', 'kind: shire');
    const { issues } = check({
      path: 'plan.yaml',
      text: `${broken}posts:\n  - {id: p, title: 县长, unit: a, duty: 联系人}\n`,
    });
    expect(issues.map((issue) => issue.code)).toEqual(['value_not_allowed']);
  });

  test('fractions reach the content as their own text', () => {
    const { content } = check(
      ...plan('clusters:\n  - {id: c, title: x, group: 主导, from: 2021-01-01, goalOutputYi: 905.80}\n'),
    );
    expect(content?.sections.clusters).toMatchObject([{ goalOutputYi: '905.80' }]);
  });

  test('an unknown key is answered with the nearest known one', () => {
    const { issues } = check(
      ...plan('clusters:\n  - {id: c, titel: x, title: 乙, group: 主导, from: 2021-01-01}\n'),
    );
    expect(issues.map((issue) => issue.fix)).toEqual(['是不是 title？不是就删去']);
  });

  test('rows of a CSV have their own lines', () => {
    const csv =
      'id,name,kind,bearsTasks:boolean,memberships.0.tree,memberships.0.parent\n# 乡镇\nb,乙镇,township,,divisions,a\nc,丙镇,township,,divisions,zz\n';
    const { issues } = check(...plan(''), { path: 'units.towns.csv', text: csv });
    expect(issues.map((issue) => [issue.code, issue.file, issue.line])).toEqual([
      ['unit_parent_unknown', 'units.towns.csv', 4],
    ]);
  });

  test('a rule of a section sees measures and other sections; a fault in what it asks for silences it', () => {
    const section: PlanSection<{ measure: string }[]> = {
      key: 'probes',
      title: { zh: '试', en: 'Probes' },
      schema: z.array(z.strictObject({ measure: z.string() })).default([]),
      optional: true,
      rules: [
        {
          code: 'probe_measure_unknown',
          severity: 'error',
          phase: 'references',
          check: (probes, whole) => {
            expect(whole.section('posts')).toBeDefined();
            return probes.flatMap((probe, index) =>
              whole.measureIds.has(probe.measure)
                ? []
                : [{ path: [index, 'measure'], message: 'm', fix: 'f' }],
            );
          },
        },
      ],
    };
    const sections = [...coreSections, anySection(section)];
    const run = (text: string) =>
      checkPlan(plan(text), { sections, measureIds: new Set(['a.b']) }).issues.map((issue) => issue.code);
    expect(run('probes: [{measure: a.b}]\n')).toEqual([]);
    expect(run('probes: [{measure: a.c}]\n')).toEqual(['probe_measure_unknown']);
    expect(run('probes: [{measure: a.c}]\nposts: 5\n')).toEqual(['wrong_type']);
  });
});

describe('compilePlan', () => {
  test('gives back by section what the check gave, and refuses what it cannot read', () => {
    const { content } = check(...plan(''));
    const compiled = compilePlan(content!, coreSections, 'h');
    expect(compiled.hash).toBe('h');
    const again = compilePlan(JSON.parse(JSON.stringify(content)), coreSections, 'h');
    expect(canonicalText(again.content)).toBe(canonicalText(content!));
    expect(compiled.units.rootId).toBe('4400');
    expect(compiled.units.children('4400', parseDate('2021-06-30')).map((unit) => unit.name)).toEqual([
      '甲县',
    ]);
    const sections = { ...content!.sections, chains: [] };
    expect(() => compilePlan({ ...content!, sections }, coreSections, 'h')).toThrow(/chains/);
    expect(() => compilePlan(content!, coreSections.slice(0, 3), 'h')).toThrow();
  });
});
