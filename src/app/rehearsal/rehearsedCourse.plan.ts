// What a plan may say of the rehearsal of a project's course beside its milestones: leads and first talks, visits, agreements, attributes, inspections and batches, and of
// what firms and offices promise each other: letters, pre-starts, priorities, agents, joint acceptance. Shares and days only; none is rehearsed where nothing is said.
import { z } from 'zod';
import type { PlanUnderCheck, RuleFinding } from '../../kernel/loop.ts';
import { DateText, Id, Name } from '../../plan/element.ts';
import { unknownAnswerer, unknownId, unknownUnit } from '../../plan/finding.ts';

const PerMille = z.int().min(0).max(1000);
const Share = (words: string) => PerMille.describe(`${words}，千分之几`);
const from = DateText.describe('从哪天起演练；此前的没有。例：2021-01-01');
const Range = z.tuple([z.int().min(0).max(1_000_000_000), z.int().min(0).max(1_000_000_000)]);
const Words = z.array(z.string().trim().min(2).max(200)).min(1).max(30);

const AttributeShare = z
  .strictObject({
    attribute: Id.describe('属性编号，见 projectAttributes。例：origin'),
    values: z
      .array(
        z
          .strictObject({
            value: Id.describe('取值编号。例：ownProvince'),
            weight: z.int().min(0).max(1_000_000).describe('权重。例：5'),
          })
          .describe('一个取值的权重'),
      )
      .min(1)
      .max(100)
      .describe('各取值的权重'),
    perMille: Share('填了这个属性的项目').default(1000),
  })
  .describe('项目属性怎样分布');

const AgreedTerm = z
  .strictObject({
    term: Id.describe('协议条款编号，见 projectRules.agreementTerms。例：investment'),
    plannedPerMille: Range.optional().describe('按计划投资的千分之几（起、止）。例：[850, 1000]'),
    landPerMille: Range.optional().describe('按用地面积的千分之几（起、止）。例：[1000, 1000]'),
    amount: Range.optional().describe('数量（起、止）。例：[60000, 240000]'),
    step: z.int().min(1).max(1_000_000_000).default(1).describe('数量取整到多少；默认 1'),
    days: Range.optional().describe('日期条款：签约后多少天（起、止）。例：[90, 240]'),
  })
  .refine(
    (term) =>
      [term.plannedPerMille, term.landPerMille, term.amount, term.days].filter((each) => each !== undefined)
        .length === 1,
    'plannedPerMille、landPerMille、amount、days 只写一个',
  )
  .describe('一项协议条款怎样约定');

export const RehearsedFront = z
  .strictObject({
    from,
    leadPerMille: Share('登记前先报过线索的项目').default(500),
    contestedPerMille: Share('线索又被另一单位报过的').default(60),
    openLeads: z.int().min(0).max(500).default(12).describe('还没有登记成项目的线索个数；默认 12'),
    givenUpPerMille: Share('这些线索里已放弃的').default(150),
    visitPerMille: Share('有考察洽谈的项目').default(350),
    visits: Words.describe('考察洽谈的情况'),
    appraisal: z
      .strictObject({
        milestone: Id.describe('评审会以后走到的节点。例：reviewed'),
        perMille: Share('开过评审会的').default(600),
        conditionalPerMille: Share('其中有条件通过的').default(200),
        conditions: Words.describe('条件'),
      })
      .optional()
      .describe('评审会；不填 = 不演练'),
    agreement: z
      .strictObject({
        milestone: Id.describe('签协议的节点。例：introduced'),
        perMille: Share('登记协议条款的项目').default(600),
        terms: z.array(AgreedTerm).min(1).max(30).describe('约定哪些条款'),
      })
      .optional()
      .describe('协议条款；不填 = 不演练'),
    attributes: z.array(AttributeShare).max(50).default([]).describe('项目属性；默认没有'),
    figuresPerMille: Share('在建项目里报形象进度、投产项目里报用工的').default(0),
  })
  .describe('项目的前端：线索首报首谈、考察、评审、协议、属性、形象进度；不改变任何节点和总数');
export type RehearsedFront = z.infer<typeof RehearsedFront>;
export type AgreedTerm = z.infer<typeof AgreedTerm>;

const RehearsedTerm = z
  .strictObject({
    entry: Id.describe('承诺编号，见 servicePromises 两边的清单。例：eia'),
    starts: Name.optional().describe('从什么事起算；计划里已有钟的不填。例：签订承诺书'),
    ends: Name.optional().describe('到什么事为止。例：取得批复'),
    days: z.int().min(1).max(3650).optional().describe('限多少天；计划里已有的不填。例：60'),
    dayKind: z.enum(['工作日', '自然日']).default('工作日').describe('工作日还是自然日'),
    throughout: z.literal(true).optional().describe('没有期限，一直有效'),
  })
  .describe('承诺书里约定的一项');

export const RehearsedLetters = z
  .strictObject({
    from,
    promise: Id.describe('服务承诺编号，须是双向承诺。例：two-tolerances-two-promises'),
    perMille: Share('签约以后签双向承诺书的项目').default(120),
    until: Id.describe('在哪个节点以前签。例：landSupplied'),
    terms: z
      .array(RehearsedTerm)
      .max(60)
      .default([])
      .describe('计划没有写钟的各项怎样约定；没有写的一直有效'),
    enterpriseBrokenPerMille: Share('企业的承诺里失约的').default(90),
    governmentBrokenPerMille: Share('政府的承诺里失约的').default(70),
    demandPerMille: Share('清单以外再要过一次的承诺书').default(60),
    demand: z
      .strictObject({
        what: z.string().trim().min(2).max(200).describe('要什么'),
        legalBasis: z.string().trim().min(1).max(200).describe('法律依据'),
      })
      .optional()
      .describe('清单以外再要什么；不填 = 不演练'),
    signer: Id.optional().describe('谁代政府签：计划没有写 signedBy 时用。例：zq-taskforce'),
    document: z.string().trim().min(1).max(100).default('承诺书（模拟）').describe('文号，后面接编号'),
  })
  .describe('双向承诺书：两边的清单、期限、兑现和失约，都是模拟');
export type RehearsedLetters = z.infer<typeof RehearsedLetters>;

export const RehearsedPreStarts = z
  .strictObject({
    from,
    promise: Id.describe('服务承诺编号，须是预动工。例：pre-start'),
    perMille: Share('签约以后报预动工的项目').default(30),
    after: Id.describe('在哪个节点以后报。例：introduced'),
    before: Id.describe('在哪个节点以前做。例：started'),
  })
  .describe('预动工：单独计数，绝不是新开工');
export type RehearsedPreStarts = z.infer<typeof RehearsedPreStarts>;

export const RehearsedPriorities = z
  .strictObject({
    from,
    group: Name.describe('哪一组优先承诺。例：五个优先'),
    perMille: Share('登记时定为重点的项目').default(50),
    basis: z.string().trim().min(1).max(200).describe('定为重点的依据'),
    speedPerMille: z
      .int()
      .min(200)
      .max(3000)
      .default(700)
      .describe('重点项目的事项和答复用时是别的项目的千分之几；默认 700'),
  })
  .describe('重点项目：享受五个优先');
export type RehearsedPriorities = z.infer<typeof RehearsedPriorities>;

export const RehearsedLinks = z
  .strictObject({
    from,
    perMille: Share('有企业专页的项目').default(60),
    after: Id.describe('在哪个节点以后发。例：introduced'),
    days: z.int().min(1).max(366).default(366).describe('有效多少天；默认 366'),
    questionPerMille: Share('问过问题的企业').default(500),
    questions: Words.describe('企业问什么'),
    answers: Words.describe('怎样答复'),
    answerMedianDays: z.int().min(1).max(60).default(3).describe('多少个工作日答复，中位数；默认 3'),
  })
  .describe('企业专页和企业的提问；口令由演练的种子推出，只用于演示');
export type RehearsedLinks = z.infer<typeof RehearsedLinks>;

export const RehearsedAgency = z
  .strictObject({
    from,
    after: Id.describe('在哪个节点以后授权。例：introduced'),
    perMille: Share('授权代办的项目').default(80),
    days: z.int().min(30).max(1000).default(365).describe('授权多少天；默认 365'),
    mandate: z.string().trim().min(1).max(100).default('授权委托书（模拟）').describe('委托书的名称'),
  })
  .describe('代办：授权给角色为 agent 的演示账号，随审批件记日志');
export type RehearsedAgency = z.infer<typeof RehearsedAgency>;

export const RehearsedAcceptances = z
  .strictObject({
    from,
    milestone: Id.describe('联合验收以后走到的节点。例：completed'),
    perMille: Share('走联合验收的项目').default(200),
    open: z.int().min(0).max(100).default(2).describe('到最后一天还在验收的个数；默认 2'),
    findingPerMille: Share('有一项须整改的').default(250),
    findings: Words.describe('须整改的是什么'),
    rectified: Words.describe('怎样整改的'),
  })
  .describe('联合验收：各部门都要有演示账号，没有的不演练');
export type RehearsedAcceptances = z.infer<typeof RehearsedAcceptances>;

export const RehearsedInspections = z
  .strictObject({
    from,
    by: Id.describe('哪个单位巡查：它的演示账号须能认定。例：zq-supervision'),
    perMonth: z.int().min(0).max(200).default(8).describe('每月发现几个问题；默认 8'),
    findings: Words.describe('发现的问题'),
    rectified: Words.describe('怎样整改的'),
    returnedPerMille: Share('整改退回过一次的').default(120),
    latePerMille: Share('逾期才整改的').default(150),
  })
  .describe('巡查：在建项目的问题、整改和销号');
export type RehearsedInspections = z.infer<typeof RehearsedInspections>;

export const RehearsedBatch = z
  .strictObject({
    name: z.string().trim().min(2).max(100).describe('名称。例：2021年第二季度集中动工（模拟）'),
    kind: Id.describe('种类，见 projectRules.batches。例：starting'),
    on: DateText.describe('哪一天。例：2021-06-18'),
    by: Id.describe('哪个单位举办：它的演示账号须能申报。例：zq-investment'),
    withinDays: z.int().min(1).max(120).default(20).describe('节点在此前多少天以内的项目参加；默认 20'),
    most: z.int().min(1).max(500).default(40).describe('至多几个；默认 40'),
  })
  .describe('一次集中活动：只是名单');
export type RehearsedBatch = z.infer<typeof RehearsedBatch>;

export const RehearsedItem = z
  .strictObject({
    item: Id.describe('审批事项编号。例：utility-connection'),
    after: Id.describe('在哪个节点以后申请。例：landSupplied'),
    perMille: Share('申请的项目').default(300),
    medianDays: z.int().min(1).max(400).default(20).describe('用时的中位数，自然日；默认 20'),
  })
  .describe('不是节点门槛、也演练的一个事项');
export type RehearsedItem = z.infer<typeof RehearsedItem>;

export const courseFields = {
  front: RehearsedFront.optional(),
  letters: RehearsedLetters.optional(),
  preStarts: RehearsedPreStarts.optional(),
  priorities: RehearsedPriorities.optional(),
  links: RehearsedLinks.optional(),
  agency: RehearsedAgency.optional(),
  acceptances: RehearsedAcceptances.optional(),
  inspections: RehearsedInspections.optional(),
  batches: z.array(RehearsedBatch).max(60).default([]).describe('集中活动；默认没有'),
};
const Course = z.object(courseFields);
export type RehearsedCourse = z.infer<typeof Course>;

type Listed = readonly { readonly id: string }[];

/** Every id that the rehearsal of the course names. */
export function courseReferences(
  value: RehearsedCourse & { readonly approvals?: { readonly also: readonly RehearsedItem[] } | undefined },
  whole: PlanUnderCheck,
): readonly RuleFinding[] {
  const listed = (key: string): Listed => (whole.section(key) ?? []) as Listed;
  const lifecycles = listed('lifecycles') as readonly { readonly id: string; readonly milestones: Listed }[];
  const nodes = lifecycles.flatMap(({ milestones }) => milestones);
  const node = (id: string | undefined, path: RuleFinding['path']) =>
    id === undefined ? [] : unknownId(id, nodes, path, '节点');
  const { front, letters, preStarts, links, agency, acceptances, inspections } = value;
  const rules = whole.section('projectRules') as
    | { readonly agreementTerms: Listed; readonly batches: Listed }
    | undefined;
  return [
    ...node(front?.appraisal?.milestone, ['front', 'appraisal', 'milestone']),
    ...node(front?.agreement?.milestone, ['front', 'agreement', 'milestone']),
    ...(front?.agreement?.terms ?? []).flatMap(({ term }, k) =>
      unknownId(term, rules?.agreementTerms ?? [], ['front', 'agreement', 'terms', k, 'term'], '协议条款'),
    ),
    ...attributesUnknown(front, listed('projectAttributes')),
    ...node(letters?.until, ['letters', 'until']),
    ...promiseUnknown(letters?.promise, '双向承诺', ['letters', 'promise'], whole),
    ...(letters?.signer === undefined ? [] : unknownAnswerer(whole)(letters.signer, ['letters', 'signer'])),
    ...node(preStarts?.after, ['preStarts', 'after']),
    ...node(preStarts?.before, ['preStarts', 'before']),
    ...promiseUnknown(preStarts?.promise, '预动工', ['preStarts', 'promise'], whole),
    ...node(links?.after, ['links', 'after']),
    ...node(agency?.after, ['agency', 'after']),
    ...node(acceptances?.milestone, ['acceptances', 'milestone']),
    ...(inspections === undefined ? [] : unknownUnit(inspections.by, ['inspections', 'by'], whole)),
    ...value.batches.flatMap(({ kind, by }, k) => [
      ...unknownId(kind, rules?.batches ?? [], ['batches', k, 'kind'], '集中活动的种类'),
      ...unknownUnit(by, ['batches', k, 'by'], whole),
    ]),
    ...(value.approvals?.also ?? []).flatMap(({ item, after }, k) => [
      ...unknownId(item, listed('approvalItems'), ['approvals', 'also', k, 'item'], '审批事项'),
      ...node(after, ['approvals', 'also', k, 'after']),
    ]),
  ];
}

function attributesUnknown(front: RehearsedFront | undefined, attributes: Listed): readonly RuleFinding[] {
  return (front?.attributes ?? []).flatMap(({ attribute, values }, k) => {
    const known = attributes.find(({ id }) => id === attribute) as { readonly values: Listed } | undefined;
    if (known === undefined)
      return unknownId(attribute, attributes, ['front', 'attributes', k, 'attribute'], '项目属性');
    return values.flatMap(({ value }, n) =>
      unknownId(value, known.values, ['front', 'attributes', k, 'values', n, 'value'], '取值'),
    );
  });
}

function promiseUnknown(
  id: string | undefined,
  mechanism: string,
  path: RuleFinding['path'],
  whole: PlanUnderCheck,
): readonly RuleFinding[] {
  if (id === undefined) return [];
  const promises = (whole.section('servicePromises') ?? []) as readonly {
    readonly id: string;
    readonly mechanism: string;
  }[];
  return unknownId(
    id,
    promises.filter((each) => each.mechanism === mechanism),
    path,
    `“${mechanism}”类的服务承诺`,
  );
}
