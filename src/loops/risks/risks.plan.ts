// What a plan may declare for risks: the section `riskScales` (likelihood, impact and the bands of their product, as data, because every city has its
// own) and `risks`: who owns each, what holds it down, what is drilled, what raises it. A risk not yet assessed stays without level; none is invented.
import { z } from 'zod';
import {
  DateText,
  DecimalText,
  datesInOrder,
  givenFields,
  Id,
  Name,
  Note,
  promiseFields,
} from '../../plan/element.ts';
import { Feed } from '../../plan/feed.ts';

const Level = z.int().min(1).max(10);
const Days = z.int().min(1).max(366);

const ScaleStep = z
  .strictObject({
    level: Level.describe('第几档，从 1 起，由低到高，1 至 10。例：3'),
    name: Name.describe('这一档的名称，最多 100 字。例：可能'),
    words: Note.optional().describe('怎样算这一档，最多 1000 字；没有来源就不填。例：近三年发生过'),
  })
  .describe('量表的一档');

const Band = z
  .strictObject({
    id: Id.describe('等级编号。例：high'),
    name: Name.describe('等级名称，最多 100 字。例：高'),
    from: z.int().min(1).max(100).describe('可能性乘影响的积从多少起（含）算这一级，1 至 100。例：12'),
  })
  .describe('一个风险等级');

export const RiskScales = z
  .strictObject({
    likelihood: z
      .array(ScaleStep)
      .max(10)
      .default([])
      .describe('可能性的各档，由低到高，最多 10 档；默认没有'),
    impact: z.array(ScaleStep).max(10).default([]).describe('影响的各档，由低到高，最多 10 档；默认没有'),
    bands: z.array(Band).max(10).default([]).describe('风险等级，由低到高，最多 10 级；默认没有'),
    ...givenFields,
  })
  .describe('风险的量表：可能性、影响，以及两者之积分几级');
export type RiskScales = z.infer<typeof RiskScales>;

const Control = z
  .strictObject({
    id: Id.describe('措施编号，本风险内唯一。例：road-actions'),
    title: Name.describe('防控措施，最多 100 字。例：道路交通安全整治'),
    lead: Id.optional().describe('落实的岗位或单位；不填 = 同风险的责任岗位。例：transport-lead'),
    fedBy: z
      .array(Feed)
      .max(10)
      .default([])
      .describe('落实情况从哪里看，最多 10 项；默认没有。例：[{indicator: gdp}]'),
    note: Note.optional().describe('说明，最多 1000 字。例：七项的名称待补来源'),
    ...givenFields,
  })
  .describe('一条防控措施');

const Drill = z
  .strictObject({
    id: Id.describe('演练编号，本风险内唯一。例：flood-drill'),
    title: Name.describe('演练，最多 100 字。例：防汛转移演练'),
    everyDays: Days.optional().describe(
      '多少天演练一次，单位天（自然日），1 至 366；没有来源就不填。例：180',
    ),
    ...givenFields,
  })
  .describe('一种演练');

const Trigger = z
  .strictObject({
    id: Id.describe('触发条件编号，本风险内唯一。例：red-lights'),
    watch: Feed.describe('看哪个数：measure、indicator、target 三者写一个。例：{measure: projects.started}'),
    above: DecimalText.optional().describe('高于此数就提示，计量单位同所看的数；与 below 至少写一个。例：10'),
    below: DecimalText.optional().describe('低于此数就提示，计量单位同所看的数。例：0'),
    ...givenFields,
  })
  .describe('一个触发条件：只提示，不定级，定级由人');

export const Risk = z
  .strictObject({
    id: Id.describe('风险编号，全计划唯一，定了不改。例：flood'),
    title: Name.describe('风险，最多 100 字。例：洪涝灾害'),
    owner: Id.optional().describe(
      '责任岗位或单位；没有来源就不填，并写 provenance.owner 待补来源。例：transport-lead',
    ),
    supporting: z.array(Id).max(50).default([]).describe('配合的岗位或单位，最多 50 个；默认没有'),
    likelihood: Level.optional().describe('可能性第几档，见 riskScales；未评估不填。例：2'),
    impact: Level.optional().describe('影响第几档，见 riskScales；未评估不填。例：4'),
    controls: z.array(Control).max(50).default([]).describe('防控措施，最多 50 条；默认没有'),
    drills: z.array(Drill).max(20).default([]).describe('演练，最多 20 种；默认没有'),
    triggers: z.array(Trigger).max(20).default([]).describe('触发条件，最多 20 个；默认没有'),
    from: DateText.optional().describe('列入清单之日（含）；不填 = 计划生效日。例：2021-01-01'),
    to: DateText.optional().describe('移出清单之前的最后一日（含）；不填 = 仍在清单。例：2021-12-31'),
    reviewEveryDays: Days.optional().describe(
      '多少天评估一次，单位天（自然日），1 至 366；必填，或写 provenance.reviewEveryDays 待补来源。例：91',
    ),
    ...promiseFields,
    note: Note.optional().describe('说明，最多 1000 字。例：未评估'),
  })
  .refine(...datesInOrder)
  .describe('一项风险');
export type Risk = z.infer<typeof Risk>;
