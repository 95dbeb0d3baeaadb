// What a plan may declare for campaigns: the section `campaigns`, broad actions that go down a tree of units level by level (四级书记抓, 六进, 集中供水 …).
// Coverage is counted by organisation and place, never by person; its denominator is what organisations report, or a list with a number and a source:
// a published “more than” is no denominator. A full coverage is only said where the text says it. Rules are in campaigns.rules.ts.
import { z } from 'zod';
import {
  Count,
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

const UnitWord = z.string().trim().min(1).max(20);

/** From the top down: the order a cascade is written in. */
export const levels = ['市', '县', '镇', '村'] as const;

export const CascadeLevel = z
  .strictObject({
    level: z.enum(levels).describe('哪一级：市、县、镇、村。例：镇'),
    responsible: Name.describe(
      '这一级由哪种岗位负责，最多 100 字；只写岗位，不写姓名。例：镇（街道）第一责任人',
    ),
    posts: z
      .array(Id)
      .max(2000)
      .default([])
      .describe('这一级的岗位编号，最多 2000 个；不填 = 各单位自己的第一责任人。例：[first-441202]'),
    ...givenFields,
  })
  .describe('责任的一级');

export const Coverage = z
  .strictObject({
    id: Id.describe('覆盖面编号，本行动内唯一。例：organisations'),
    of: Name.describe('覆盖什么，最多 100 字。例：党组织'),
    unit: UnitWord.describe('计量单位，最多 20 字。例：个'),
    full: z.boolean().default(false).describe('是否要求全覆盖；文中没说全覆盖的不填，默认 false。例：true'),
    denominator: z
      .enum(['reported', 'listed'])
      .optional()
      .describe(
        '分母从哪里来：reported 各单位（组织）自己上报的应覆盖数、listed 按名册的数（写 amount）；没有来源就不填，并写 provenance.denominator 待补来源。例：reported',
      ),
    amount: Count.optional().describe(
      '名册上的应覆盖数，计量单位同上；denominator 为 listed 时必填。例：1558',
    ),
    moreThan: DecimalText.optional().describe('公布过的“…多”，只供对照，不是分母，计量单位同上。例：8800'),
    ...givenFields,
  })
  .describe('一个覆盖面');

export const Venue = z
  .strictObject({
    id: Id.describe('场所编号，本行动内唯一。例：village'),
    name: Name.describe('场所，最多 100 字。例：进农村'),
    ...givenFields,
  })
  .describe('一种场所');

export const Team = z
  .strictObject({
    id: Id.describe('队伍编号，本行动内唯一。例：experts'),
    name: Name.describe('队伍，最多 100 字。例：专家学者'),
    covers: Name.optional().describe('讲什么、管什么，最多 100 字；没有来源就不填。例：讲理论'),
    ...givenFields,
  })
  .describe('一支队伍');

export const Step = z
  .strictObject({
    id: Id.describe('步骤编号，本行动内唯一。例：trained'),
    name: Name.describe('步骤，最多 100 字。例：培训'),
    unit: UnitWord.describe('计量单位，最多 20 字。例：万人'),
    fedBy: z
      .array(Feed)
      .max(10)
      .default([])
      .describe('数从哪里来，最多 10 项；还没有就不填。例：[{indicator: workersTrained}]'),
    ...givenFields,
  })
  .describe('递进的一步：后一步的人出自前一步，比率只在相邻两步之间算');

export const Programme = z
  .strictObject({
    id: Id.describe('工程（项目）编号，本行动内唯一。例：chef'),
    name: Name.describe('名称，最多 100 字。例：肇庆名厨'),
    ...givenFields,
  })
  .describe('行动里的一个工程');

export const Campaign = z
  .strictObject({
    id: Id.describe('行动编号，全计划唯一，定了不改。例：study'),
    title: Name.describe('行动名称，最多 100 字。例：学习宣传贯彻'),
    lead: Id.optional().describe(
      '牵头的岗位或单位；没有来源就不填，并写 provenance.lead 待补来源。例：agriculture-lead',
    ),
    supporting: z
      .array(Id)
      .max(50)
      .default([])
      .describe('配合的岗位或单位，最多 50 个；默认没有。例：[finance-lead]'),
    tree: Id.default('tasks').describe(
      '沿哪棵单位树往下：党组织是另一棵树，不是政区；默认 tasks。例：divisions',
    ),
    lowestLevel: z
      .enum(levels)
      .default('县')
      .describe('数报到哪一级为止；默认 县：不要求乡镇以下填报。例：镇'),
    cascade: z
      .array(CascadeLevel)
      .max(4)
      .default([])
      .describe('各级由谁负责，由上到下，最多 4 级；追的是岗位的责任，不给人打分；默认没有'),
    coverage: z.array(Coverage).max(10).default([]).describe('覆盖面，最多 10 个；不讲覆盖的行动不填'),
    venues: z.array(Venue).max(50).default([]).describe('在哪里开展，最多 50 种；默认没有'),
    teams: z.array(Team).max(50).default([]).describe('由哪些队伍开展，最多 50 支；默认没有'),
    programmes: z.array(Programme).max(50).default([]).describe('分几个工程，最多 50 个；默认没有'),
    steps: z
      .array(Step)
      .max(10)
      .default([])
      .describe('递进的步骤，按先后，最多 10 步，例如 培训、取证、就业；没有目标数的不写目标；默认没有'),
    sessionsCountedBy: z
      .enum(['none', 'organisation', 'venue', 'team'])
      .default('none')
      .describe(
        '场次按什么记：none 不记（默认）、organisation 按组织、venue 按场所、team 按队伍；从不按个人。例：organisation',
      ),
    from: DateText.optional().describe('起算日（含）；不填 = 计划生效日。例：2021-07-01'),
    to: DateText.optional().describe('期限（含）；长期推进的不填。例：2021-12-31'),
    reviewEveryDays: z
      .int()
      .min(1)
      .max(366)
      .optional()
      .describe('多少天回头看一次，单位天（自然日），1 至 366；没有期限的必填。例：30'),
    fedBy: z
      .array(Feed)
      .max(50)
      .default([])
      .describe('进展从哪里看，最多 50 项；默认没有。例：[{target: water-coverage}]'),
    ...promiseFields,
    note: Note.optional().describe('说明，最多 1000 字。例：学习按组织汇总，不记个人'),
  })
  .refine(...datesInOrder)
  .describe('一个专项行动');
export type Campaign = z.infer<typeof Campaign>;
