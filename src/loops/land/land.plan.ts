// What a plan may declare for industrial land: the section `landProgram` (what counts as prepared, through which states a parcel goes, which terms a
// parcel is supplied with, what is promised of it, and what it must yield). The area promised is a target. No parcel is judged here.
import { z } from 'zod';
import type { PlanRule, PlanSection, RuleFinding } from '../../kernel/loop.ts';
import { DecimalText, givenFields, Id, Name, Note, promiseFields } from '../../plan/element.ts';
import { duplicateIds, isLeftOpen, unknownAnswerer, unknownId } from '../../plan/finding.ts';
import { LimitDays, PromiseClock, withoutClock } from '../../plan/promiseClock.ts';

const Document = z.string().trim().min(1).max(200);
const UnitWord = z.string().trim().min(1).max(20);

export const LandState = z
  .strictObject({
    id: Id.describe('状态编号，唯一。例：prepared'),
    title: Name.describe('状态名称，最多 100 字。例：整理完成'),
    meaning: Note.optional().describe('怎样才算到了这个状态，最多 1000 字；来源没有就不填，不要编'),
    document: Document.optional().describe('口径的文号，最多 200 字；没有找到就不填。例：肇府办〔2021〕1号'),
    counted: z
      .boolean()
      .default(false)
      .describe('到了这个状态的面积是否计入目标；至多一个状态为 true；默认 false。例：true'),
    final: z.boolean().default(false).describe('是否终点：不再要求有下一个状态；默认 false。例：true'),
    next: z
      .array(Id)
      .max(20)
      .default([])
      .describe('之后可以到哪些状态，最多 20 个；不是终点的至少一个。例：[listed]'),
    stuckAfterDays: LimitDays.optional().describe('停留超过多少自然日提示，1 至 3650；不填 = 不判。例：365'),
    ...givenFields,
  })
  .describe('地块的一个状态；第一个是进入台账时的');

export const LandTerm = z
  .strictObject({
    id: Id.describe('指标编号，唯一。例：investment-per-mu'),
    title: Name.describe('指标名称，最多 100 字。例：固定资产投资强度'),
    unit: UnitWord.describe('计量单位，最多 20 字。例：万元/亩'),
    byIndustry: z
      .boolean()
      .default(true)
      .describe('是否按行业分别定下限；默认 true：一个数管不了所有行业。例：true'),
    least: DecimalText.optional().describe('下限，计量单位见 unit；按行业定的、来源没有给的不填。例：300'),
    ...givenFields,
  })
  .describe('供地条件里的一项控制指标');

export const LandPromise = z
  .strictObject({
    id: Id.describe('承诺编号，唯一。例：land-for-good-projects'),
    title: Name.describe('承诺什么，最多 100 字。例：拿地即动工'),
    words: Note.optional().describe('说明，最多 1000 字；来源没有就不填，不要编'),
    owner: Id.optional().describe('谁负责：岗位或单位编号。例：resources-lead'),
    clock: PromiseClock.optional().describe('承诺的钟；没有来源的写 provenance.clock 待补来源'),
    servicePromise: Id.optional().describe('对应哪一项服务承诺，见 servicePromises。例：priority-land'),
    ...promiseFields,
  })
  .describe('用地上的一项承诺');

export const LandYield = z
  .strictObject({
    id: Id.describe('编号，唯一。例：tax-per-mu'),
    title: Name.describe('名称，最多 100 字。例：亩均税收'),
    numerator: Name.describe('分子，最多 100 字。例：评价税收'),
    denominator: Name.describe('分母，最多 100 字。例：用地面积'),
    unit: UnitWord.describe('计量单位，最多 20 字。例：万元/亩'),
    base: DecimalText.optional().describe('当年的基准值，计量单位见 unit；每年变，来源没有给就不填。例：15'),
    ...givenFields,
  })
  .describe('一项效益');

export const LandProgram = z
  .strictObject({
    title: Name.default('产业用地').describe('名称，最多 100 字；默认 产业用地'),
    targets: z
      .array(Id)
      .max(50)
      .default([])
      .describe('本方案落实哪些目标，最多 50 个；默认没有。例：[land-prepared-2021]'),
    owner: Id.optional().describe('谁负责：岗位或单位编号。例：resources-lead'),
    states: z.array(LandState).max(30).default([]).describe('地块经过的状态，最多 30 个；默认没有'),
    supplyModes: z
      .array(
        z
          .strictObject({
            id: Id.describe('编号。例：standard-land'),
            title: Name.describe('供地方式，最多 100 字。例：标准地'),
            ...givenFields,
          })
          .describe('一种供地方式'),
      )
      .max(30)
      .default([])
      .describe('供地方式，最多 30 种；默认没有'),
    assessments: z
      .array(Name)
      .max(50)
      .default([])
      .describe('供地前由政府统一做的区域评估，最多 50 种；默认没有。例：[地质灾害]'),
    terms: z.array(LandTerm).max(50).default([]).describe('标准地的控制指标，最多 50 项；默认没有'),
    countOncePerParcel: z
      .boolean()
      .default(true)
      .describe('同一用地主体在几宗地上经营的，指标不得重复统计；默认 true'),
    promises: z.array(LandPromise).max(50).default([]).describe('用地上的承诺，最多 50 项；默认没有'),
    yields: z.array(LandYield).max(50).default([]).describe('亩均效益，最多 50 项；默认没有'),
    idleAfterDays: LimitDays.optional().describe(
      '超过约定动工日多少自然日算闲置，1 至 3650；来源没有就不填。例：365',
    ),
    ...givenFields,
  })
  .describe('产业用地方案');
export type LandProgram = z.infer<typeof LandProgram>;

type Rule = PlanRule<LandProgram>;
const LISTS = ['states', 'supplyModes', 'terms', 'promises', 'yields'] as const;

const idDuplicate: Rule = {
  code: 'id_duplicate',
  severity: 'error',
  phase: 'references',
  check: (program) =>
    LISTS.flatMap((list) =>
      duplicateIds(program[list]).map((finding) => ({ ...finding, path: [list, ...finding.path] })),
    ),
};

type Known = readonly { readonly id: string }[];

const references: Rule = {
  code: 'reference_unknown',
  severity: 'error',
  phase: 'references',
  check: (program, whole) => {
    const answerer = unknownAnswerer(whole);
    const targets = (whole.section('targets') ?? []) as Known;
    const promises = (whole.section('servicePromises') ?? []) as Known;
    return [
      ...program.targets.flatMap((id, k) => unknownId(id, targets, ['targets', k], '目标')),
      ...answerer(program.owner, ['owner']),
      ...program.states.flatMap((state, k) =>
        state.next.flatMap((id, n) => unknownId(id, program.states, ['states', k, 'next', n], '状态')),
      ),
      ...program.promises.flatMap((promise, k) => [
        ...answerer(promise.owner, ['promises', k, 'owner']),
        ...(promise.servicePromise === undefined
          ? []
          : unknownId(promise.servicePromise, promises, ['promises', k, 'servicePromise'], '服务承诺')),
      ]),
    ];
  },
};

const promiseClock: Rule = {
  code: 'promise_without_clock',
  severity: 'error',
  phase: 'rules',
  check: (program) => program.promises.flatMap((promise, k) => withoutClock(promise, ['promises', k])),
};

const stateWithoutExit: Rule = {
  code: 'land_state_without_exit',
  severity: 'error',
  phase: 'rules',
  check: (program) =>
    program.states.flatMap((state, k) =>
      state.final || state.next.length > 0
        ? []
        : [
            {
              path: ['states', k],
              message: `“${state.title}”没有出口：地块到了这里就出不去`,
              fix: '写 next，或写 final: true',
            },
          ],
    ),
};

/** One state counts: with two of them the same parcel would be added twice. */
const countedState: Rule = {
  code: 'land_counted_twice',
  severity: 'error',
  phase: 'rules',
  check: ({ states }) => {
    const counted = states.flatMap((state, k) => (state.counted ? [k] : []));
    return counted.slice(1).map((k) => ({
      path: ['states', k, 'counted'],
      message: `“${states[k]!.title}”也计入目标：同一块地会加两次`,
      fix: '只留一个 counted: true',
    }));
  },
};

const withoutDefinition: Rule = {
  code: 'land_state_without_definition',
  severity: 'error',
  phase: 'rules',
  check: ({ states }): readonly RuleFinding[] =>
    states.flatMap((state, k) =>
      state.counted && state.meaning === undefined && !isLeftOpen(state, 'meaning')
        ? [
            {
              path: ['states', k],
              message: `“${state.title}”计入目标，却没有口径`,
              fix: '写 meaning；来源没有就写 provenance: {meaning: {basis: 待补来源}}，不要编',
            },
          ]
        : [],
    ),
};

export const landProgramSection: PlanSection<LandProgram> = {
  key: 'landProgram',
  title: { zh: '产业用地', en: 'Industrial land' },
  schema: LandProgram.prefault({}),
  optional: true,
  rules: [idDuplicate, references, promiseClock, stateWithoutExit, countedState, withoutDefinition],
};
