// The plan section `rehearsal`: all that a simulated ledger of this city must meet (published totals), what is assumed
// where nothing was published, and how the simulated city behaves. Data only: no total of any city stands in the code.
import { z } from 'zod';
import type { PlanSection, PlanUnderCheck, RuleFinding } from '../../kernel/loop.ts';
import { endOfMonth, parseDate, startOfMonth } from '../../kernel/plainDate.ts';
import { DateText, DecimalText, givenFields, Id, Name, Note, refusal } from '../../plan/element.ts';
import { unknownId, unknownUnit } from '../../plan/finding.ts';
import { courseFields, courseReferences, RehearsedItem } from './rehearsedCourse.plan.ts';

const PerMille = z.int().min(0).max(1000);
const Days = z.int().min(1).max(2000);
/** Totals are counts or yuan: whole, and not below zero. */
const Whole = DecimalText.refine(
  (text) => /^\d{1,15}$/.test(text),
  refusal('decimal_invalid', '不是非负整数', '只写整数：个数，或以元计的金额'),
);
const Weight = z.int().min(0).max(1_000_000);

/** The measures of the projects loop that a rehearsal can be held to. */
export const FLOW_MEASURES = [
  'projects.introduced',
  'projects.introducedPlannedYuan',
  'projects.started',
  'projects.completed',
  'projects.inProduction',
] as const;
export const STOCK_MEASURES = ['projects.underConstruction', 'projects.builtYuan'] as const;

const FlowTotal = z
  .strictObject({
    measure: z.enum(FLOW_MEASURES).describe('流量指标，见 docs/reference 的指标表。例：projects.started'),
    from: DateText.describe('起日（含），须是某月第一天。例：2021-01-01'),
    asOf: DateText.describe('止日（含），须是某月最后一天。例：2021-06-30'),
    value: Whole.describe('总数，按指标的基本单位（个、元）。例："301"'),
    note: Note.optional().describe('说明，例如来历、口径'),
    ...givenFields,
  })
  .describe('一段时间的总数');
export type FlowTotal = z.infer<typeof FlowTotal>;

const StockTotal = z
  .strictObject({
    measure: z.enum(STOCK_MEASURES).describe('存量指标。例：projects.underConstruction'),
    asOf: DateText.describe('时点，须是某月最后一天。例：2020-12-31'),
    value: Whole.describe('该日的数，按指标的基本单位（个、元）。例："235"'),
    note: Note.optional().describe('说明，例如由哪几个数推出、口径待核'),
    ...givenFields,
  })
  .describe('一个时点的存量');
export type StockTotal = z.infer<typeof StockTotal>;

const PublishedReading = z
  .strictObject({
    indicator: Id.describe('指标编号，见 indicators。例：gdp.growth'),
    unit: Id.describe('哪个单位的读数。例："441200"'),
    period: z
      .string()
      .regex(/^(19|20|21)\d{2}(-(0[1-9]|1[0-2]|Q[1-4]|H[12]))?$/)
      .describe('时段：2021、2021-H1、2021-Q2、2021-06。例：2021-H1'),
    value: DecimalText.describe('读数，按指标的计量单位；位次类指标即位次。例："16.2"'),
    rank: z
      .strictObject({
        group: Name.describe('参照组。例：全省'),
        of: z.int().min(2).max(10_000).optional().describe('参照组大小；来源没给就不填。例：168'),
        tied: z.boolean().default(false).describe('是否并列；默认 false'),
      })
      .optional()
      .describe('位次的参照组，只用于位次类指标'),
    source: z.string().trim().min(1).max(300).describe('来源，写进填报事实。例：南方日报2021年7月专访'),
    ...givenFields,
  })
  .describe('一个已公布的读数，照原样入账');
export type PublishedReading = z.infer<typeof PublishedReading>;

const DemoAccount = z
  .strictObject({
    account: z
      .string()
      .regex(/^[a-z][a-z0-9._-]{1,39}$/)
      .describe('账号，小写字母开头。例：gaoyao'),
    title: z.string().trim().min(1).max(80).describe('显示名，岗位而不是姓名。例：高要区填报员（演示）'),
    unit: Id.describe('所在单位。例："441204"'),
    post: z.string().trim().min(1).max(64).describe('岗位。例：county.reporter'),
    roles: z.array(z.string().min(1).max(40)).min(1).max(7).describe('角色，见 access/roles。例：[county]'),
  })
  .describe('一个演示账号；口令由 luodi start 设');
export type DemoAccount = z.infer<typeof DemoAccount>;

const RehearsedUnit = z
  .strictObject({
    unit: Id.describe('责任单位。例："441204"'),
    weight: Weight.describe('项目数的权重，非负整数。例：14'),
    speedPerMille: z
      .int()
      .min(200)
      .max(5000)
      .default(1000)
      .describe('推进快慢，1000 为平均，越大越快。默认 1000'),
    place: z.string().trim().min(1).max(20).optional().describe('项目名称里的地名；默认用单位名称。例：高要'),
    park: Id.optional().describe('项目所在的园区：单位编号；不填 = 不写。例：zq-hitech'),
    region: z
      .string()
      .regex(/^\d{6}$/)
      .default('000000')
      .describe('模拟项目代码里的地区码，6 位；默认 000000。例："441204"'),
  })
  .describe('一个责任单位在演练里的份额');
export type RehearsedUnit = z.infer<typeof RehearsedUnit>;

const RehearsedCluster = z
  .strictObject({
    cluster: Id.describe('产业集群编号。例：metal'),
    weight: Weight.describe('项目数的权重。例：18'),
    industries: z
      .array(z.string().regex(/^\d{2,4}$/))
      .min(1)
      .max(30)
      .describe('国民经济行业代码。例：["33"]'),
    products: z
      .array(z.string().trim().min(1).max(30))
      .min(1)
      .max(60)
      .describe('项目名称里的产品词。例：[铝合金压铸件]'),
  })
  .describe('一个产业集群在演练里的份额');
export type RehearsedCluster = z.infer<typeof RehearsedCluster>;

const Reporting = z
  .strictObject({
    lagMeanDays: Days.default(4).describe('从发生到申报平均几天（Gamma 分布，形状 2）；默认 4'),
    recognitionMeanDays: Days.default(4).describe('从申报到认定平均几个工作日；默认 4'),
    latePerMille: PerMille.default(15).describe('迟报（晚 3 至 10 周）的申报，千分之几；默认 15'),
    knownAtEndPerMille: PerMille.default(985).describe(
      '公布时点当日已认定入账的占最终数的千分之几，其余为后补；默认 985',
    ),
    clockDay: z
      .int()
      .min(2)
      .max(28)
      .default(9)
      .describe('次月几日演练时钟停住，公布时段的事都在此前入账；默认 9'),
    clockTime: z
      .string()
      .regex(/^(0[89]|1[0-7]):[0-5]\d$/)
      .default('09:00')
      .describe('时钟停在几点（当地）；默认 09:00'),
    closingDay: z
      .int()
      .min(2)
      .max(28)
      .default(10)
      .describe('次月几日封账，遇休息日顺延；须晚于 clockDay；默认 10'),
    waitingClaims: z
      .int()
      .min(0)
      .max(500)
      .default(16)
      .describe('公布时点留在待认定里的申报个数，事后不予认定再重报；默认 16'),
  })
  .describe('报送与认定的快慢')
  .prefault({});

const Rates = z
  .strictObject({
    failedPerMille: PerMille.default(60).describe('引进后未开工即终止的，千分之几；默认 60'),
    lostPerMille: PerMille.default(90).describe('每千个引进另有几个洽谈未成；默认 90'),
    correctedPerMille: PerMille.default(40).describe('申报认定后又更正的，千分之几；默认 40'),
    refusedPerMille: PerMille.default(30).describe('先不予认定、补正后重报的，千分之几；默认 30'),
    revokedPerMille: PerMille.default(12).describe('认定后撤销、再重报的，千分之几；默认 12'),
    suspendedPerMille: PerMille.default(40).describe('中途暂停的，千分之几；默认 40'),
    investmentCorrectedPerMille: PerMille.default(15).describe('投资月报更正的，千分之几；默认 15'),
  })
  .describe('失败、更正、不予认定、撤销、暂停的比率')
  .prefault({});

const Approvals = z
  .strictObject({
    from: DateText.describe(
      '从哪天起演练审批：此后轮到的事项才有，须不早于 rehearsal.from 的那天；越早事实越多。例：2021-01-01',
    ),
    supplementedPerMille: PerMille.default(220).describe('受理前被要求补正的，千分之几；默认 220'),
    pausedPerMille: PerMille.default(90).describe('中途停表的，千分之几；默认 90'),
    also: z.array(RehearsedItem).max(30).default([]).describe('不是门槛、也演练的事项；默认没有'),
  })
  .describe(
    '签约到开工之间的审批件：按 approvalItems 里是这些节点门槛、写了办理单位的事项演练，不改变任何节点和总数',
  );
export type RehearsedApprovals = z.infer<typeof Approvals>;

const Times = z
  .strictObject({
    talksMedianDays: Days.default(60).describe('初次接触到引进，中位数；默认 60'),
    toStartMedianDays: Days.default(120).describe('引进到开工，中位数；默认 120'),
    constructionMedianDays: Days.default(170).describe('开工到竣工，中位数；默认 170'),
    toProductionMedianDays: Days.default(80).describe('竣工到投产，中位数；默认 80'),
    plannedMedianWan: z
      .int()
      .min(100)
      .max(100_000_000)
      .default(12_000)
      .describe('未定总数时单个项目计划投资的中位数，万元；默认 12000'),
  })
  .describe('各段的自然时长；实际先后由公布数决定')
  .prefault({});

export const RehearsalPlan = z
  .strictObject({
    title: Name.describe('演练的名称，最多 100 字。例：2021年上半年演练'),
    from: DateText.describe('从哪天起模拟，须是某月第一天，比第一个公布时段早一年以上为宜。例：2019-01-01'),
    until: DateText.describe('默认模拟到哪天（含）；luodi rehearse --until 可改。例：2021-06-30'),
    published: z.array(FlowTotal).max(200).default([]).describe('已公布的总数：演练逐一相等'),
    opening: z.array(StockTotal).max(100).default([]).describe('已公布或由公布数推出的存量：演练逐一相等'),
    assumed: z
      .array(FlowTotal)
      .max(200)
      .default([])
      .describe('未公布时段的假定（演示假定）；不填则按公布数推出'),
    readings: z.array(PublishedReading).max(2000).default([]).describe('已公布的增速、位次等，照原样入账'),
    accounts: z
      .array(DemoAccount)
      .min(1)
      .max(200)
      .describe('演示账号；至少一个能认定的（office），每个责任单位宜有一个（county）'),
    units: z.array(RehearsedUnit).min(1).max(500).describe('责任单位的份额'),
    clusters: z.array(RehearsedCluster).min(1).max(100).describe('产业集群的份额'),
    season: z
      .array(z.int().min(1).max(1000))
      .length(12)
      .default([95, 80, 105, 95, 100, 125, 85, 90, 110, 90, 100, 135])
      .describe('一至十二月的活跃程度，100 为平均；工作日多少另计。默认季末、年末偏高'),
    newCodesFrom: DateText.default(parseDate('2020-12-01')).describe(
      '从哪天起赋新版项目代码（GB/T 40058-2021）；默认 2020-12-01',
    ),
    reporting: Reporting,
    rates: Rates,
    times: Times,
    ...courseFields,
    approvals: Approvals.optional().describe('演练哪些审批件；不填 = 不演练审批'),
    ...givenFields,
  })
  .describe('演练：一份模拟账本要满足的公布数和模拟的参数');
export type RehearsalPlan = z.infer<typeof RehearsalPlan>;

export const rehearsalSection: PlanSection<RehearsalPlan | null> = {
  key: 'rehearsal',
  title: { zh: '演练', en: 'Rehearsal' },
  schema: RehearsalPlan.nullable().default(null),
  optional: true,
  rules: [
    {
      code: 'rehearsal_not_month_bound',
      severity: 'error',
      phase: 'rules',
      check: (value) => (value === null ? [] : monthBounds(value)),
    },
    {
      code: 'rehearsal_unit_unknown',
      severity: 'error',
      phase: 'references',
      check: (value, whole) =>
        (value?.units ?? []).flatMap(({ unit }, index) => unknownUnit(unit, ['units', index, 'unit'], whole)),
    },
    { code: 'reference_unknown', severity: 'error', phase: 'references', check: references },
  ],
};

function references(value: RehearsalPlan | null, whole: PlanUnderCheck): readonly RuleFinding[] {
  if (value === null) return [];
  const listed = (key: string) => (whole.section(key) ?? []) as readonly { readonly id: string }[];
  return [
    ...value.accounts.flatMap(({ unit }, index) => unknownUnit(unit, ['accounts', index, 'unit'], whole)),
    ...value.readings.flatMap((reading, index) => [
      ...unknownUnit(reading.unit, ['readings', index, 'unit'], whole),
      ...unknownId(reading.indicator, listed('indicators'), ['readings', index, 'indicator'], '指标'),
    ]),
    ...value.units.flatMap(({ park }, index) =>
      park === undefined ? [] : unknownUnit(park, ['units', index, 'park'], whole),
    ),
    ...courseReferences(value, whole),
    // A plan that lists no clusters leaves the field free, here as in the register.
    ...value.clusters.flatMap(({ cluster }, index) =>
      listed('clusters').length === 0
        ? []
        : unknownId(cluster, listed('clusters'), ['clusters', index, 'cluster'], '集群'),
    ),
  ];
}

/** A rehearsal meets totals month by month, so a total that begins or ends within a month cannot be met. */
function monthBounds(value: RehearsalPlan): readonly RuleFinding[] {
  const findings: RuleFinding[] = [];
  const first = (path: (string | number)[], date: RehearsalPlan['from']) => {
    if (date !== startOfMonth(date))
      findings.push({ path, message: `${date} 不是某月第一天`, fix: `写 ${startOfMonth(date)}` });
  };
  const last = (path: (string | number)[], date: RehearsalPlan['from']) => {
    if (date !== endOfMonth(date))
      findings.push({ path, message: `${date} 不是某月最后一天`, fix: `写 ${endOfMonth(date)}` });
  };
  first(['from'], value.from);
  for (const key of ['published', 'assumed'] as const) {
    value[key].forEach((total, index) => {
      first([key, index, 'from'], total.from);
      last([key, index, 'asOf'], total.asOf);
    });
  }
  value.opening.forEach((stock, index) => {
    last(['opening', index, 'asOf'], stock.asOf);
  });
  return findings;
}
