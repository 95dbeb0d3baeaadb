// What a plan may declare as promises to a firm: the section `servicePromises`. A commitment of the government alone (五个优先, 代办), what may begin
// before the permit, or a letter with two lists; both sides' promises run on one kind of clock (plan/promiseClock.ts). Nothing is judged here.
import { z } from 'zod';
import type { PlanRule, PlanSection, RuleFinding } from '../../kernel/loop.ts';
import {
  datedFields,
  datesInOrder,
  givenFields,
  Id,
  Name,
  Note,
  promiseFields,
  refusal,
} from '../../plan/element.ts';
import { duplicateIds, unknownAnswerer, unknownId } from '../../plan/finding.ts';
import { PromiseClock, withoutClock } from '../../plan/promiseClock.ts';
import { approvalKinds } from './approvals.plan.ts';
import { pathRules } from './declaredPath.plan.ts';

export const mechanisms = ['优先承诺', '代办', '双向承诺', '预动工'] as const;

const Listed = z
  .strictObject({
    id: Id.describe('编号，本承诺内唯一。例：survey'),
    title: Name.describe('是什么，最多 100 字。例：地质勘探'),
    words: Note.optional().describe('说明，最多 1000 字。例：不含主体工程'),
    ...givenFields,
  })
  .describe('一项');

/** What a letter most often agrees on where the plan leaves the clock open: offered to choose from, never binding. */
const Usual = z
  .strictObject({
    starts: z
      .array(Name)
      .max(10)
      .default([])
      .describe('常用的起算的事，头一个先选上，每条最多 100 字，最多 10 条；默认没有。例：[签订双向承诺书]'),
    ends: z
      .array(Name)
      .max(10)
      .default([])
      .describe('常用的截止的事，头一个先选上，每条最多 100 字，最多 10 条；默认没有。例：[取得环评批复]'),
    throughout: z
      .boolean()
      .default(false)
      .describe('通常没有期限，一直有效：起草时先勾上；默认 false。例：true'),
    ...givenFields,
  })
  .describe('起草承诺书时常用的约定');

export const SidePromise = z
  .strictObject({
    id: Id.describe('编号，两边的清单里都唯一。例：eia'),
    title: Name.describe('承诺什么，最多 100 字。例：按时办结环境影响评价'),
    approvalItem: Id.optional().describe('对应哪个审批事项；不填 = 不对应。例：eia-report'),
    owner: Id.optional().describe('政府一方谁负责：岗位或单位编号；企业一方不填。例：zq-housing'),
    clock: PromiseClock.optional().describe('承诺的钟；没有来源的写 provenance.clock 待补来源'),
    usual: Usual.optional().describe('钟没有写的，起草时可选的起止；不填 = 按事项和步骤列出可选的'),
    onBreach: Note.optional().describe('做不到怎样，最多 1000 字。例：修复以前不再享受'),
    ...givenFields,
  })
  .describe('清单里的一项承诺');
export type SidePromise = z.infer<typeof SidePromise>;

const Step = z
  .strictObject({
    id: Id.describe('步骤编号，本承诺内唯一。例：filing'),
    title: Name.describe('步骤名称，最多 100 字。例：开工前报备'),
    approvalItem: Id.optional().describe('对应哪个审批事项；不填 = 不对应。例：quality-supervision'),
    milestone: Id.optional().describe(
      '对应项目的哪个节点，那个节点记了就算走到；不填 = 不对应。例：landSupplied',
    ),
    letter: z.boolean().default(false).describe('签双向承诺书的一步：双方签了就算走到；默认 false。例：true'),
    ...givenFields,
  })
  .describe('一步；次序即列表的次序');

/** The registration of a project, as if it were a node: the first that is told of every one. */
export const REGISTERED = 'registered';

/** Words say when a clock starts; nodes, an item or the firm's questions let a machine time every project by the same clock, promised to or not. */
const Between = z
  .strictObject({
    starts: Id.optional().describe('起算的节点；registered = 项目登记。例：introduced'),
    ends: Id.optional().describe('截止的节点。例：landSupplied'),
    item: Id.optional().describe('或者用一个审批事项量：从收件到办结。例：utility-connection'),
    questions: z.literal(true).optional().describe('或者用企业在专页上的提问量：从提出到答复。例：true'),
    ...givenFields,
  })
  .refine(
    ({ starts, ends, item, questions }) => {
      const nodes = starts !== undefined && ends !== undefined;
      const half = (starts === undefined) !== (ends === undefined);
      return !half && Number(nodes) + Number(item !== undefined) + Number(questions === true) === 1;
    },
    refusal(
      'value_form',
      '用时没有写明怎样量，或写了几种',
      '写一种：starts 和 ends 两个节点，或 item，或 questions: true',
    ),
  )
  .describe('怎样量用时：重点项目和其他项目才能并列；量不了的就不填');
export type Between = z.infer<typeof Between>;

export const ServicePromise = z
  .strictObject({
    id: Id.describe('承诺编号，全计划唯一。例：priority-land'),
    title: Name.describe('名称，最多 100 字。例：供地优先'),
    mechanism: z
      .enum(mechanisms)
      .describe(
        '哪一类：优先承诺（政府单方的时限）、代办、双向承诺（两边各一张清单）、预动工（取证前可做的准备）。例：优先承诺',
      ),
    group: Name.optional().describe('属于哪一组机制，最多 100 字；不填 = 自成一组。例：五个优先'),
    words: Note.optional().describe('内容，最多 1000 字；来源没有就不填，不要编'),
    lifecycles: z
      .array(Id)
      .max(30)
      .default([])
      .describe('适用哪些生命周期，最多 30 种；默认空 = 全部。例：[industrial]'),
    appliesTo: z.array(Listed).max(50).default([]).describe('适用条件，最多 50 条；默认没有'),
    notFor: z.array(Listed).max(50).default([]).describe('负面清单：不适用的，最多 50 条；默认没有'),
    owner: Id.optional().describe(
      '谁负责：岗位或单位编号；来源没有就不填，并写 provenance.owner 待补来源。例：zq-resources',
    ),
    measure: z
      .string()
      .min(1)
      .max(100)
      .optional()
      .describe('由哪个度量看兑现得怎样；还没有的不填，写 measureWords。例：approvals.landDays'),
    measureWords: Note.optional().describe('怎样量，最多 1000 字。例：从评审通过到供地的工作日数的中位数'),
    clock: PromiseClock.optional().describe(
      '整项承诺的钟；双向承诺和预动工的钟写在清单各项上，可不填；没有来源的写 provenance.clock 待补来源',
    ),
    enterprise: z.array(SidePromise).max(100).default([]).describe('企业承诺什么，最多 100 项；默认没有'),
    government: z.array(SidePromise).max(100).default([]).describe('政府承诺什么，最多 100 项；默认没有'),
    signedBy: z
      .array(Id)
      .max(20)
      .default([])
      .describe('承诺书由谁代政府签：岗位或单位编号，最多 20 个；默认没有。例：[zq-taskforce]'),
    steps: z.array(Step).max(30).default([]).describe('经过哪些步骤，按先后，最多 30 步；默认没有'),
    stepsInOrder: z
      .boolean()
      .default(false)
      .describe(
        '步骤的先后是不是硬的：true = 前一步没有走到，后一步不收；默认 false，只显示缺哪步。例：true',
      ),
    filedAs: z
      .enum(approvalKinds)
      .optional()
      .describe(
        '收件方式：按它收件的审批件、先建后验的联合验收走这条路径；双方没有签承诺书的不收，步骤的先后是硬的还要前面各步都走到；不填 = 不凭承诺书。例：双容双承诺',
      ),
    needs: z
      .array(Listed)
      .max(50)
      .default([])
      .describe(
        '先要有什么：每一条都要有凭据才收，最多 50 条；默认没有。例：[{id: land-contract, title: 用地合同}]',
      ),
    between: Between.optional(),
    mayBegin: z.array(Listed).max(50).default([]).describe('预动工：可以先做哪些，最多 50 项；默认没有'),
    milestone: z
      .strictObject({
        lifecycle: Id.describe('哪种生命周期。例：industrial'),
        milestone: Id.describe('哪个节点；不得是计数的节点。例：preStarted'),
      })
      .optional()
      .describe('预动工单独记在哪个节点；不填 = 只记在审批环节，绝不计作新开工'),
    onBreach: Note.optional().describe('违诺怎样，最多 1000 字。例：完成修复以前不再享受'),
    ...datedFields,
    ...promiseFields,
  })
  .refine(...datesInOrder)
  .describe('一项服务承诺');
export type ServicePromise = z.infer<typeof ServicePromise>;

type Rule = PlanRule<ServicePromise[]>;

function each(
  promises: readonly ServicePromise[],
  look: (promise: ServicePromise, index: number) => readonly RuleFinding[],
): readonly RuleFinding[] {
  return promises.flatMap((promise, index) => look(promise, index));
}

const LISTS = ['appliesTo', 'notFor', 'steps', 'mayBegin'] as const;
const SIDES = ['enterprise', 'government'] as const;

const idDuplicate: Rule = {
  code: 'id_duplicate',
  severity: 'error',
  phase: 'references',
  check: (promises) => [
    ...duplicateIds(promises),
    ...each(promises, (promise, i) => [
      ...LISTS.flatMap((list) =>
        duplicateIds(promise[list]).map((finding) => ({ ...finding, path: [i, list, ...finding.path] })),
      ),
      // Both sides are one list of debts: an id names one promise, whoever made it.
      ...duplicateIds([...promise.enterprise, ...promise.government]).map((finding) => {
        const at = Number(finding.path[0]);
        const own = promise.enterprise.length;
        const place = at < own ? ['enterprise', at] : ['government', at - own];
        return { ...finding, path: [i, ...place, 'id'] };
      }),
    ]),
  ],
};

interface LifecycleLike {
  readonly id: string;
  readonly milestones: readonly { readonly id: string; readonly counted: boolean }[];
}

const references: Rule = {
  code: 'reference_unknown',
  severity: 'error',
  phase: 'references',
  check: (promises, whole) => {
    const answerer = unknownAnswerer(whole);
    const items = (whole.section('approvalItems') ?? []) as readonly { readonly id: string }[];
    const lifecycles = (whole.section('lifecycles') ?? []) as readonly LifecycleLike[];
    const item = (id: string | undefined, path: RuleFinding['path']) =>
      id === undefined ? [] : unknownId(id, items, path, '审批事项');
    return each(promises, (promise, i) => [
      ...promise.lifecycles.flatMap((id, k) => unknownId(id, lifecycles, [i, 'lifecycles', k], '生命周期')),
      ...answerer(promise.owner, [i, 'owner']),
      ...promise.signedBy.flatMap((id, k) => answerer(id, [i, 'signedBy', k])),
      ...item(promise.between?.item, [i, 'between', 'item']),
      ...promise.steps.flatMap((step, k) => item(step.approvalItem, [i, 'steps', k, 'approvalItem'])),
      ...SIDES.flatMap((side) =>
        promise[side].flatMap((one, k) => [
          ...item(one.approvalItem, [i, side, k, 'approvalItem']),
          ...answerer(one.owner, [i, side, k, 'owner']),
        ]),
      ),
      ...milestoneUnknown(promise, i, lifecycles),
      ...nodesUnknown(promise, i, lifecycles),
    ]);
  },
};

function milestoneUnknown(
  { milestone }: ServicePromise,
  i: number,
  lifecycles: readonly LifecycleLike[],
): readonly RuleFinding[] {
  if (milestone === undefined) return [];
  const lifecycle = lifecycles.find((known) => known.id === milestone.lifecycle);
  return lifecycle === undefined
    ? unknownId(milestone.lifecycle, lifecycles, [i, 'milestone', 'lifecycle'], '生命周期')
    : unknownId(milestone.milestone, lifecycle.milestones, [i, 'milestone', 'milestone'], '节点');
}

/** A node must be one of a lifecycle that the promise is for. */
function nodesUnknown(
  { lifecycles: named, steps, between }: ServicePromise,
  i: number,
  lifecycles: readonly LifecycleLike[],
): readonly RuleFinding[] {
  const nodes = lifecycles
    .filter(({ id }) => named.length === 0 || named.includes(id))
    .flatMap(({ milestones }) => milestones);
  const node = (id: string | undefined, path: RuleFinding['path']) =>
    id === undefined ? [] : unknownId(id, nodes, path, '节点');
  return [
    ...steps.flatMap((step, k) => node(step.milestone, [i, 'steps', k, 'milestone'])),
    ...(between?.starts === REGISTERED ? [] : node(between?.starts, [i, 'between', 'starts'])),
    ...node(between?.ends, [i, 'between', 'ends']),
  ];
}

const measureUnknown: Rule = {
  code: 'measure_unknown',
  severity: 'error',
  phase: 'references',
  check: (promises, whole) =>
    each(promises, ({ measure }, i) =>
      measure === undefined || whole.measureIds.has(measure)
        ? []
        : [
            {
              path: [i, 'measure'],
              message: `没有计数“${measure}”`,
              fix: '还没有的度量不填，先写 measureWords',
            },
          ],
    ),
};

/** A promise that no measure shows is carried and shown, and nobody can say how often it was kept. */
const awaitsMeasure: Rule = {
  code: 'promise_awaits_measure',
  severity: 'info',
  phase: 'rules',
  check: (promises) =>
    each(promises, ({ measure, title }, i) =>
      measure === undefined
        ? [
            {
              path: [i],
              message: `“${title}”还没有度量，先不判兑现得怎样`,
              fix: '审批环节有了度量以后写 measure；现在写 measureWords 说明怎样量',
            },
          ]
        : [],
    ),
};

/** A letter with two lists and what may begin early have no clock as a whole: their entries have. */
const withoutAnyClock: Rule = {
  code: 'promise_without_clock',
  severity: 'error',
  phase: 'rules',
  check: (promises) =>
    each(promises, (promise, i) => [
      ...(promise.clock === undefined && (promise.mechanism === '双向承诺' || promise.mechanism === '预动工')
        ? []
        : withoutClock(promise, [i])),
      ...SIDES.flatMap((side) => promise[side].flatMap((one, k) => withoutClock(one, [i, side, k]))),
    ]),
};

const oneSided: Rule = {
  code: 'promise_one_sided',
  severity: 'error',
  phase: 'rules',
  check: (promises) =>
    each(promises, (promise, i) => {
      if (promise.mechanism !== '双向承诺') return [];
      const empty = SIDES.filter((side) => promise[side].length === 0);
      if (empty.length === 0) return [];
      const who = empty.map((side) => (side === 'enterprise' ? '企业' : '政府')).join('和');
      const message = `“${promise.title}”是双向承诺，${who}一方却没有清单`;
      return [
        { path: [i], message, fix: '两边各写一张：enterprise、government；单方的改 mechanism: 优先承诺' },
      ];
    }),
};

/** 预动工 is counted by itself and never as 新开工 (domain.md §1.3). */
const countedAsStart: Rule = {
  code: 'pre_start_counted_as_start',
  severity: 'error',
  phase: 'rules',
  check: (promises, whole) => {
    const lifecycles = (whole.section('lifecycles') ?? []) as readonly LifecycleLike[];
    return each(promises, ({ mechanism, milestone, title }, i) => {
      if (mechanism !== '预动工' || milestone === undefined) return [];
      const named = lifecycles
        .find((known) => known.id === milestone.lifecycle)
        ?.milestones.find((known) => known.id === milestone.milestone);
      if (named?.counted !== true) return [];
      const message = `“${title}”记在计数的节点 ${named.id} 上：预动工不是新开工`;
      return [
        { path: [i, 'milestone', 'milestone'], message, fix: '另设一个不计数的节点，或删去 milestone' },
      ];
    });
  },
};

export const servicePromisesSection: PlanSection<ServicePromise[]> = {
  key: 'servicePromises',
  title: { zh: '服务承诺', en: 'Service promises' },
  schema: z.array(ServicePromise).max(200).default([]).describe('服务承诺，最多 200 项；默认没有'),
  optional: true,
  rules: [
    idDuplicate,
    references,
    measureUnknown,
    awaitsMeasure,
    withoutAnyClock,
    oneSided,
    countedAsStart,
    ...pathRules,
  ],
};
