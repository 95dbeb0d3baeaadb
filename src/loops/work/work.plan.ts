// What a plan may declare for work: the section `tasks`, the list of what was promised to be done (工作清单, frameworks, special actions, 民生实事).
// A task says who leads, who helps, by when or how often it is looked at, and where its progress is seen. Its rules are in work.rules.ts. A task
// that the text gives no date for gets a review cadence and no date: the plan never drives an author to invent one.
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
import { awaitedEngines, Feed } from '../../plan/feed.ts';

/** A unit of measurement as it is shown: 个, 所, 亿元. */
const UnitWord = z.string().trim().min(1).max(20);

export const taskLists = [
  '工作清单',
  '重点工作',
  '民生实事',
  '专项行动',
  '攻坚行动',
  '专项工程',
  '改革任务',
  '工作机制',
] as const;

/** Review cadences are whole days; a year is the longest that still can be called a cadence. */
export const ReviewDays = z.int().min(1).max(366);

export const TaskSplit = z
  .strictObject({
    unit: Id.describe('承担单位的编号。例："441204"'),
    amount: DecimalText.optional().describe(
      '它的一份，计量单位同任务；不填 = 只承担、不分数。一项任务要么都写，要么都不写。例：12',
    ),
    to: DateText.optional().describe('它的期限（含）；不填 = 同任务，不得晚于任务的期限。例：2021-11-30'),
    ...givenFields,
  })
  .describe('一个承担单位');

export const AskedFigure = z
  .strictObject({
    name: Name.describe('要报的数，最多 100 字。例：新增学位'),
    unit: UnitWord.describe('计量单位，最多 20 字。例：万个'),
    ...givenFields,
  })
  .describe('一个要报的数');

export const Task = z
  .strictObject({
    id: Id.describe('任务编号，全计划唯一，定了不改。例：schools-extension'),
    title: Name.describe('任务名称，最多 100 字。例：基础教育扩容提质'),
    listed: z
      .enum(taskLists)
      .describe(
        '列在哪里：工作清单、重点工作、民生实事、专项行动、攻坚行动、专项工程、改革任务、工作机制。例：工作清单',
      ),
    parent: Id.optional().describe('上级任务的编号：任务是一棵树；不填 = 顶层。例：list-46'),
    lead: Id.optional().describe(
      '牵头的岗位或单位；没有来源就不填，并写 provenance.lead 待补来源。例：education-lead',
    ),
    supporting: z
      .array(Id)
      .max(50)
      .default([])
      .describe('配合的岗位或单位，最多 50 个；默认没有。例：[finance-lead]'),
    amount: DecimalText.optional().describe('要做多少，计量单位见 unit；没有数就不填。例：79'),
    unit: UnitWord.optional().describe('计量单位，最多 20 字；有 amount 时必填。例：所'),
    splits: z
      .array(TaskSplit)
      .max(200)
      .default([])
      .describe('分给哪些单位，最多 200 项；写了数的，合计须等于 amount；没有来源就不填'),
    from: DateText.optional().describe('起算日（含）；不填 = 计划生效日。例：2021-07-01'),
    to: DateText.optional().describe('期限（含）；长期推进的不填。例：2021-12-31'),
    reviewEveryDays: ReviewDays.optional().describe(
      '多少天回头看一次，单位天（自然日），1 至 366；长期推进、年度常态的填；不填而上级任务有期限或周期的，随上级。例：91',
    ),
    deliverable: Note.optional().describe(
      '完成时交出什么，最多 1000 字；没有来源就不填。例：建成并启用的学校名单',
    ),
    fedBy: z
      .array(Feed)
      .max(50)
      .default([])
      .describe('进展从哪里看，最多 50 项；有下级任务的可不填，由下级看。例：[{target: public-schools-79}]'),
    awaits: z
      .enum(awaitedEngines)
      .optional()
      .describe('尚无数据来源：等哪个环节的功能；填了就先不判。例：work'),
    asksFor: z
      .array(AskedFigure)
      .max(50)
      .default([])
      .describe('因本任务另要单位填报的数，最多 50 个；已有指标的不要再要，写进 fedBy；默认没有'),
    ...promiseFields,
    note: Note.optional().describe('说明，最多 1000 字。例：组成待补来源'),
  })
  .refine(...datesInOrder)
  .describe('一项任务');
export type Task = z.infer<typeof Task>;
