/** A plan written out canonically is read back to the same content, whatever texts it holds; and the plan of the first city is. */
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { canonicalText } from '../kernel/canonical.ts';
import type { Json, JsonObject } from '../kernel/json.ts';
import { checkPlan, type PlanRegistry } from './check.ts';
import { applyEdits } from './edit.ts';
import { everyRegistered } from './everySection.testing.node.ts';
import { readPlanFiles } from './files.node.ts';
import { canonicalFiles, planFilesContent, planFilesOf } from './planFiles.ts';
import { blockYaml } from './writeYaml.ts';
import { readYaml } from './yamlText.ts';

let registry: PlanRegistry;
beforeAll(async () => {
  registry = await everyRegistered();
});

test('the plan of Zhaoqing, from its content alone', () => {
  const { content } = checkPlan(
    readPlanFiles(join(import.meta.dirname, '../../plans/zhaoqing-2021')),
    registry,
  );
  const written = canonicalFiles(content!);
  const again = checkPlan(written, registry);
  expect(again.issues.filter((issue) => issue.severity === 'error')).toEqual([]);
  expect(canonicalText(again.content!)).toBe(canonicalText(content!));
});

test('files are kept as they are, by path', () => {
  const files = [
    { path: 'b.csv', text: 'id,name\r\n1,肇庆\r\n' },
    { path: 'a.yaml', text: '\uFEFFformat: luodi/plan@1 # 注\n' },
  ];
  expect(planFilesOf(planFilesContent(files))).toEqual(files.toReversed());
  expect(planFilesContent(files.toReversed())).toEqual(planFilesContent(files));
  for (const path of ['../a.yaml', '/etc/x', 'a/../../b', 'a\\b'])
    expect(() => planFilesOf({ ...planFilesContent(files), files: [{ path, text: '' }] })).toThrow(path);
  expect(() => planFilesOf({ format: 'luodi/plan-files@9', files: [] })).toThrow(/plan-files@9/);
});

const traps = [
  'yes',
  'No',
  'null',
  '~',
  '12:30',
  '0758',
  '1e3',
  '1,000',
  '0x1F',
  '',
  ' ',
  ' 前空',
  '后空 ',
  '# 号',
  'a # b',
  'a: b',
  '- a',
  '[a',
  '{a',
  '&a',
  '*a',
  '!a',
  '%a',
  '@a',
  '`a',
  '"',
  "'",
  '|',
  '>',
  '１０００',
  '，',
  '甲：乙',
  '甲、乙',
  'a\nb',
  'a\tb',
  '\u2028',
  '\u0085',
  '2021-06-30',
  '2021-13-45',
  '3.9',
  '-3.90',
  '1000',
  '-0',
  '.5',
  'true',
  '---',
  '...',
  '.inf',
  '441202',
  '\u00a0',
  '😀',
  'a,b',
  'a]',
  'a}',
  '?a',
  '? a',
  ':',
  ':a',
  'a:',
];
const text = fc.oneof(
  fc.constantFrom(...traps),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.string({ maxLength: 30 }),
);
const { value } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    text,
    fc.integer({ min: -(10 ** 12), max: 10 ** 12 }),
    fc.boolean(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom('id', 'from', '甲', '*', '441202', 'yes', 'a b'), tie('value'), {
      maxKeys: 4,
      noNullPrototype: true,
    }) as fc.Arbitrary<JsonObject>,
  ),
}));

test('whatever is written is read back as it was, and no trap is found in it', () => {
  fc.assert(
    fc.property(value, (written) => {
      const read = readYaml('x.yaml', `format: luodi/plan@1\n${blockYaml({ s: written }, 0)}`);
      expect(read.issues).toEqual([]);
      expect(read.sections.get('s')?.value).toEqual(written);
    }),
    { numRuns: 2000 },
  );
});

test('a plan that was adopted without files is edited in its canonical ones', () => {
  const { content } = checkPlan(
    readPlanFiles(join(import.meta.dirname, '../../plans/zhaoqing-2021')),
    registry,
  );
  const files = canonicalFiles(content!);
  const targets = content!.sections.targets as unknown as JsonObject[];
  const reporting = content!.sections.reporting as JsonObject;
  const { files: edited, issues } = applyEdits(
    files,
    [
      { section: 'targets', element: String(targets[0]!.id), value: { ...targets[0], amount: '1100' } },
      { section: 'reporting', element: '*', value: { ...reporting, reportingDayOfNextMonth: 7 } },
    ],
    registry.sections,
  );
  expect(issues).toEqual([]);
  const changed = edited.filter((file, index) => file.text !== files[index]?.text);
  expect(changed.map((file) => file.path).toSorted()).toEqual(['reporting.yaml', 'targets.yaml']);
  const sections = {
    ...content!.sections,
    targets: [{ ...targets[0], amount: '1100' }, ...targets.slice(1)],
    reporting: { ...reporting, reportingDayOfNextMonth: 7 },
  };
  expect(checkPlan(edited, registry).content?.sections).toEqual(sections);
});
