// How a plan says that an indicator is computed from others: the three kinds, what each of them is made of, and the rules that hold them: known names, no
// circle, inputs that can ever be had. What they come to is in indicators.judge.ts.
import { z } from 'zod';
import type { PlanRule, PlanUnderCheck, RuleFinding } from '../../kernel/loop.ts';
import { distance } from '../../plan/distance.ts';
import { Id } from '../../plan/element.ts';
import { unknownId } from '../../plan/finding.ts';
import { Formula, parseFormula } from '../../plan/formula.ts';
import type { FormulaName, ParsedFormula } from '../../plan/formulaTree.ts';

export const Derived = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('twoYearAverage').describe('两年平均增速（几何平均）：√[(1+本年)(1+上年)]−1'),
      of: Id.describe('哪个增速指标。例：gdpGrowth'),
    }),
    z.strictObject({
      kind: z.literal('difference').describe('两个指标之差：of − less'),
      of: Id.describe('被减的指标。例：industryGrowth'),
      less: Id.describe('减去的指标。例：industryGrowthProvince'),
    }),
    z.strictObject({
      kind: z.literal('formula').describe('由公式算出；名字取同一报告期、全市的数'),
      formula: Formula,
    }),
  ])
  .describe('由别的指标算出，不填报');
export type Derived = z.infer<typeof Derived>;

const read = new WeakMap<Derived, ParsedFormula>();

/** Parsed once for each plan in force. */
export function formulaOf(derived: Extract<Derived, { kind: 'formula' }>): ParsedFormula {
  const held = read.get(derived) ?? parseFormula(derived.formula, 'number');
  read.set(derived, held);
  return held;
}

/** What it is made of, each input once. */
export function inputsOf(derived: Derived): readonly FormulaName[] {
  switch (derived.kind) {
    case 'formula':
      return formulaOf(derived).names;
    case 'difference':
      return [indicatorName(derived.of, 0), indicatorName(derived.less, 0)];
    case 'twoYearAverage':
      return [indicatorName(derived.of, 0), indicatorName(derived.of, 1)];
  }
}

function indicatorName(id: string, yearsBefore: 0 | 1): FormulaName {
  const plain = `indicators.${id}`;
  return { of: 'indicators', id, yearsBefore, key: yearsBefore === 1 ? `yearBefore(${plain})` : plain };
}

/** What the rules look at of an indicator, whose schema is in indicators.plan.ts. */
interface DerivedIndicator {
  readonly id: string;
  readonly name: string;
  readonly period: string;
  readonly units: string;
  readonly derived?: Derived | undefined;
}

/** `reference_unknown` of the kinds that name ids. */
export function unknownParts(
  derived: Derived | undefined,
  indicators: readonly DerivedIndicator[],
  index: number,
): readonly RuleFinding[] {
  if (derived === undefined || derived.kind === 'formula') return [];
  return [
    ...unknownId(derived.of, indicators, [index, 'derived', 'of'], '指标'),
    ...(derived.kind === 'difference'
      ? unknownId(derived.less, indicators, [index, 'derived', 'less'], '指标')
      : []),
  ];
}

const formulaUnknownName: PlanRule<DerivedIndicator[]> = {
  code: 'formula_unknown_name',
  severity: 'error',
  phase: 'references',
  check: (indicators, whole) => {
    const known = new Set(indicators.map(({ id }) => id));
    return indicators.flatMap(({ derived }, index) =>
      derived?.kind === 'formula'
        ? inputsOf(derived).flatMap((name) =>
            (name.of === 'indicators' ? known : whole.measureIds).has(name.id)
              ? []
              : [unknownName(name, indicators, whole, [index, 'derived', 'formula'])],
          )
        : [],
    );
  },
};

function unknownName(
  { of, id, key }: FormulaName,
  indicators: readonly DerivedIndicator[],
  whole: PlanUnderCheck,
  path: RuleFinding['path'],
): RuleFinding {
  const ids = { indicators: indicators.map((each) => each.id), measures: [...whole.measureIds] };
  const other = of === 'indicators' ? 'measures' : 'indicators';
  const near = ids[of]
    .map((each) => ({ each, steps: distance(id.toLowerCase(), each.toLowerCase()) }))
    .toSorted((a, b) => a.steps - b.steps)
    .slice(0, 6);
  return {
    path,
    message: `公式里的“${key}”没有`,
    fix: ids[other].includes(id)
      ? `写 ${writtenName(other, id)}`
      : `可用：${near.map(({ each }) => writtenName(of, each)).join('、')}`,
  };
}

/** An id with a hyphen is written in brackets, since `-` is minus. */
function writtenName(of: FormulaName['of'], id: string): string {
  return id.split('.').every((part) => /^[A-Za-z_]\w*$/.test(part)) ? `${of}.${id}` : `${of}["${id}"]`;
}

/** Every circle once, at the first of its indicators. */
const derivedCycle: PlanRule<DerivedIndicator[]> = {
  code: 'derived_cycle',
  severity: 'error',
  phase: 'rules',
  check: (indicators) => {
    const byId = new Map(indicators.map((each, index) => [each.id, { ...each, index }]));
    const done = new Set<string>();
    const found: RuleFinding[] = [];
    const walk = (id: string, way: readonly string[]): void => {
      const begun = way.indexOf(id);
      if (begun >= 0) {
        found.push(circle(way.slice(begun), byId));
        return;
      }
      const derived = byId.get(id)?.derived;
      if (derived === undefined || done.has(id)) return;
      for (const input of inputsOf(derived)) if (input.of === 'indicators') walk(input.id, [...way, id]);
      done.add(id);
    };
    for (const { id } of indicators) walk(id, []);
    return found.filter(({ path }, at) => found.findIndex((other) => other.path[0] === path[0]) === at);
  },
};

function circle(
  ids: readonly string[],
  byId: ReadonlyMap<string, DerivedIndicator & { readonly index: number }>,
): RuleFinding {
  const first = ids.map((id) => byId.get(id)!).toSorted((a, b) => a.index - b.index)[0]!;
  const names = [...ids, ids[0]!].map((id) => byId.get(id)?.name ?? id);
  return {
    path: [first.index, 'derived'],
    message: `算出来的指标绕成了圈：${names.join(' ← ')}`,
    fix: '让其中一个由填报得来，或改公式',
  };
}

/** An input of another period, or one that counties report and nobody reports for the city, is missing for ever. */
const derivedInputNeverMet: PlanRule<DerivedIndicator[]> = {
  code: 'derived_input_never_met',
  severity: 'warning',
  phase: 'rules',
  check: (indicators) => {
    const byId = new Map(indicators.map((each) => [each.id, each]));
    return indicators.flatMap((indicator, index) =>
      (indicator.derived === undefined ? [] : inputsOf(indicator.derived)).flatMap(({ of, id }) => {
        const input = of === 'indicators' ? byId.get(id) : undefined;
        if (input === undefined) return [];
        const path = [index, 'derived'];
        if (input.period !== indicator.period && isReadFrom(input)) {
          const message = `“${indicator.name}”与它用到的“${input.name}”报告期不同，永远算不出`;
          return [
            { path, message, fix: `把两者的 period 写成一样（现为 ${indicator.period} 与 ${input.period}）` },
          ];
        }
        if (input.units === 'city' || input.derived !== undefined) return [];
        const message = `“${indicator.name}”用到的“${input.name}”由下级填报，全市没有一个数`;
        return [{ path, message, fix: '改用全市填报的指标，或一个口径（measures.…）' }];
      }),
    );
  },
};

/** False for a formula of measures alone, which has a value for any period. */
function isReadFrom({ derived }: DerivedIndicator): boolean {
  return derived === undefined || inputsOf(derived).some(({ of }) => of === 'indicators');
}

export const derivedRules = [formulaUnknownName, derivedCycle, derivedInputNeverMet];
