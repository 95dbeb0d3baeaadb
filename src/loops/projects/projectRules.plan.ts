// What a plan may declare for the course of projects beside lifecycles: the sections `projectAttributes` (what leaders ask of projects: origin of the
// investment, spill-over of the Bay Area …) and `projectRules` (首报首谈, 巡查, 集中活动, 协议条款). Defaults stand where no source gives a number.
import { z } from 'zod';
import type { PlanRule, PlanSection, PlanUnderCheck, RuleFinding } from '../../kernel/loop.ts';
import { givenFields, Id, Name, Note, refusal } from '../../plan/element.ts';
import { duplicateIds, unknownId, unknownUnit } from '../../plan/finding.ts';
import { LEVELS } from './levels.ts';

const Days = z.int().min(1).max(3650);

export const ProjectAttribute = z
  .strictObject({
    id: Id.describe('属性编号，全计划唯一。例：origin'),
    title: Name.describe('名称，最多 100 字。例：投资来源'),
    values: z
      .array(
        z
          .strictObject({
            id: Id.describe('取值编号，本属性内唯一。例：otherProvince'),
            title: Name.describe('取值名称，最多 100 字。例：省外'),
            ...givenFields,
          })
          .describe('一个取值'),
      )
      .min(2)
      .max(100)
      .describe('可以取的值，2 至 100 个；是非题写 yes 和 no 两个'),
    words: Note.optional().describe('怎么算，最多 1000 字。例：以控股方注册地为准'),
    ...givenFields,
  })
  .describe('一个项目属性：一个项目取一个值，或不填');
export type ProjectAttribute = z.infer<typeof ProjectAttribute>;

export const projectAttributesSection: PlanSection<ProjectAttribute[]> = {
  key: 'projectAttributes',
  title: { zh: '项目属性', en: 'Attributes of projects' },
  schema: z
    .array(ProjectAttribute)
    .max(50)
    .default([])
    .describe('项目属性，最多 50 个：投资来源、湾区外溢、孵化成果、专题…；默认没有'),
  optional: true,
  rules: [
    {
      code: 'id_duplicate',
      severity: 'error',
      phase: 'references',
      check: (attributes) => [
        ...duplicateIds(attributes),
        ...attributes.flatMap(({ values }, i) =>
          duplicateIds(values).map((finding) => ({ ...finding, path: [i, 'values', ...finding.path] })),
        ),
      ],
    },
  ],
};

export const Grade = z
  .strictObject({
    id: Id.describe('等级编号。例：serious'),
    title: Name.describe('名称，最多 100 字。例：较重'),
    dueDays: Days.describe('从发现之日起多少自然日内整改，1 至 3650；巡查人可以写得更早。例：15'),
    ...givenFields,
  })
  .describe('一个巡查问题等级');
export type Grade = z.infer<typeof Grade>;

export const BatchKind = z
  .strictObject({
    id: Id.describe('种类编号。例：signing'),
    title: Name.describe('名称，最多 100 字。例：集中签约'),
    milestone: Id.describe('对应的节点。例：introduced'),
    amount: z
      .enum(['planned', 'actual'])
      .describe('金额口径：planned 计划总投资，actual 实际完成投资；两种口径不相加。例：planned'),
    ...givenFields,
  })
  .describe('一种集中活动');
export type BatchKind = z.infer<typeof BatchKind>;

/** What records it: a promise stands beside what was done, and is never added to it. */
const Against = z
  .strictObject({
    node: Id.optional().describe('日期条款：哪个节点。例：started'),
    figure: Id.optional().describe('数量条款：哪个月报，形象进度、用工或生命周期的工作量。例：jobs'),
    investment: z.literal('actual').optional().describe('数量条款：实际完成投资，单位元。例：actual'),
  })
  .refine(
    ({ node, figure, investment }) =>
      [node, figure, investment].filter((each) => each !== undefined).length === 1,
    refusal('value_form', '与什么对照没有写明，或写了几种', '写一种：node、figure 或 investment'),
  )
  .describe('与已记录的什么对照；不填 = 没有记录可对照，只列约定');

export const TermKind = z
  .strictObject({
    id: Id.describe('条款编号。例：outputPerMu'),
    title: Name.describe('名称，最多 100 字。例：亩均产值'),
    value: z.enum(['amount', 'date']).describe('值是数量还是日期。例：amount'),
    unit: z.string().trim().min(1).max(20).optional().describe('数量的单位，最多 20 字。例：万元/亩'),
    against: Against.optional(),
    dueWith: Id.optional().describe(
      '数量的条款到哪一天为止：哪一项日期条款；不填 = 没有约定期限。例：productionOn',
    ),
    ...givenFields,
  })
  .describe('一种协议条款');
export type TermKind = z.infer<typeof TermKind>;

const GRADES: Grade[] = [
  { id: 'general', title: '一般', dueDays: 30 },
  { id: 'serious', title: '较重', dueDays: 15 },
  { id: 'urgent', title: '紧急', dueDays: 5 },
];
/** Which amount: 南都 2024-02-19 of Zhaoqing, 投产 by actual, the rest by planned (domain.md §1.7). */
const BATCHES: BatchKind[] = [
  { id: 'signing', title: '集中签约', milestone: 'introduced', amount: 'planned' },
  { id: 'starting', title: '集中动工', milestone: 'started', amount: 'planned' },
  { id: 'completing', title: '集中竣工', milestone: 'completed', amount: 'planned' },
  { id: 'producing', title: '集中投产', milestone: 'inProduction', amount: 'actual' },
];
const TERMS: TermKind[] = [
  {
    id: 'investment',
    title: '承诺固定资产投资',
    value: 'amount',
    unit: '元',
    against: { investment: 'actual' },
    dueWith: 'completeOn',
  },
  { id: 'tax', title: '承诺年税收', value: 'amount', unit: '元' },
  { id: 'outputPerMu', title: '承诺亩均产值', value: 'amount', unit: '元/亩' },
  { id: 'taxPerMu', title: '承诺亩均税收', value: 'amount', unit: '元/亩' },
  { id: 'startOn', title: '约定开工日期', value: 'date', against: { node: 'started' } },
  { id: 'completeOn', title: '约定竣工日期', value: 'date', against: { node: 'completed' } },
];

export const ProjectRules = z
  .strictObject({
    leads: z
      .strictObject({
        holdDays: Days.default(90).describe('首报首谈保留多少自然日，1 至 3650；默认 90（没有来源，可改）'),
        alikePct: z
          .int()
          .min(50)
          .max(100)
          .default(70)
          .describe('名称相近到百分之几就问一句，50 至 100；默认 70'),
        transferredBy: z
          .array(Id)
          .max(50)
          .default([])
          .describe(
            '哪些单位（含下级）可以决定转交，最多 50 个；默认空 = 有认定权限的市级单位。例：[zq-taskforce]',
          ),
      })
      .prefault({})
      .describe('首报首谈'),
    inspections: z
      .strictObject({
        grades: z
          .array(Grade)
          .min(1)
          .max(10)
          .default(GRADES)
          .describe('问题等级，1 至 10 个；默认 一般 30 天、较重 15 天、紧急 5 天（没有来源，可改）'),
      })
      .prefault({})
      .describe('巡查'),
    batches: z
      .array(BatchKind)
      .max(20)
      .default(BATCHES)
      .describe('集中活动的种类，最多 20 种；默认 签约、动工、竣工按计划投资，投产按实际投资'),
    agreementTerms: z
      .array(TermKind)
      .max(50)
      .default(TERMS)
      .describe('协议条款的种类，最多 50 种；默认 固定资产投资、税收、亩均产值、亩均税收、开工、竣工日期'),
    ...givenFields,
  })
  .describe('项目推进的规则');
export type ProjectRules = z.infer<typeof ProjectRules>;

const idDuplicate: PlanRule<ProjectRules> = {
  code: 'id_duplicate',
  severity: 'error',
  phase: 'references',
  check: ({ inspections, batches, agreementTerms }) =>
    [
      { path: ['inspections', 'grades'], list: inspections.grades },
      { path: ['batches'], list: batches },
      { path: ['agreementTerms'], list: agreementTerms },
    ].flatMap(({ path, list }) =>
      duplicateIds(list).map((finding) => ({ ...finding, path: [...path, ...finding.path] })),
    ),
};

const references: PlanRule<ProjectRules> = {
  code: 'reference_unknown',
  severity: 'error',
  phase: 'references',
  check: ({ leads, agreementTerms }, whole) => [
    ...leads.transferredBy.flatMap((unit, k) => unknownUnit(unit, ['leads', 'transferredBy', k], whole)),
    ...termReferences(agreementTerms, whole),
  ],
};

interface LifecycleLike {
  readonly milestones: readonly { readonly id: string }[];
  readonly quantities: readonly { readonly id: string }[];
}

/** The nodes whose ids the program itself fixes: the terms that a plan leaves to it speak of them. */
const FIXED_NODES = ['introduced', 'started', 'completed', 'inProduction'].map((id) => ({ id }));

/** What a term is held against, and the date that it falls due with. */
function termReferences(terms: readonly TermKind[], whole: PlanUnderCheck): readonly RuleFinding[] {
  const lifecycles = (whole.section('lifecycles') ?? []) as readonly LifecycleLike[];
  const nodes = [...FIXED_NODES, ...lifecycles.flatMap(({ milestones }) => milestones)];
  const figures = [
    ...Object.keys(LEVELS).map((id) => ({ id })),
    ...lifecycles.flatMap(({ quantities }) => quantities),
  ];
  const dates = terms.filter(({ value }) => value === 'date');
  return terms.flatMap(({ against, dueWith }, k) => {
    const at = (field: string) => ['agreementTerms', k, ...field.split('.')];
    return [
      ...(against?.node === undefined ? [] : unknownId(against.node, nodes, at('against.node'), '节点')),
      ...(against?.figure === undefined
        ? []
        : unknownId(against.figure, figures, at('against.figure'), '月报')),
      ...(dueWith === undefined ? [] : unknownId(dueWith, dates, at('dueWith'), '日期条款')),
    ];
  });
}

export const projectRulesSection: PlanSection<ProjectRules> = {
  key: 'projectRules',
  title: { zh: '项目推进规则', en: 'Rules of projects' },
  schema: ProjectRules.prefault({}),
  optional: true,
  rules: [idDuplicate, references],
};
