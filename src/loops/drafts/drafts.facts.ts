// The fact kinds of plan drafts. Subject: the draft's id. A fact carries elements of the plan and nothing else; no personal data. One fact may
// carry many elements (a 任务分解表 from Excel is one command), so that a subject stays within its 2,000 facts.
import { z } from 'zod';
import type { FactKind } from '../../kernel/loop.ts';
import { DateText, HashText } from '../../ledger/city.facts.ts';

export const DraftId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/)
  .describe('草稿编号：字母或数字开头，至多 64 个字符');

export const Title = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .describe('草稿名称，至多 100 字，例如 年中调整新引进目标');
export const Reason = z.string().trim().min(2).max(500).describe('原因，2 至 500 字，不写个人信息');

const SectionKey = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9]{0,39}$/)
  .describe('计划的哪一节，例如 targets');
const ElementId = z
  .string()
  .regex(/^(\*|[A-Za-z0-9][A-Za-z0-9_.-]{0,63}(~(\d{4}-\d\d-\d\d)?)?)$/)
  .describe(
    '元素的编号；同一编号的后一段（如改过归类的集群）写 编号~起日；整节是一个元素的（如 reporting）写 *',
  );
/** `null`: as it stands in the plan that the draft starts from. */
const BasedOn = z
  .string()
  .min(1)
  .max(64)
  .nullable()
  .describe('改之前看到的：该元素上一处修改的事实编号；没有改过的填 null');

/** An element as JSON: no floats, decimals are text. */
export const ElementValue = z
  .json()
  .refine(hasNoFloat, '小数写成文字，例如 "3.9"')
  .refine((value) => JSON.stringify(value).length <= 40_000, '一个元素至多 40000 个字符')
  .describe('整个元素，字段同计划格式；小数写成文字');

function hasNoFloat(value: unknown): boolean {
  if (typeof value === 'number') return Number.isSafeInteger(value);
  return typeof value !== 'object' || value === null || Object.values(value).every(hasNoFloat);
}

/** Elements that one command may change. */
export const EDITS_MAX = 2000;

export const ElementPut = z.strictObject({
  section: SectionKey,
  element: ElementId,
  value: ElementValue,
  basedOn: BasedOn,
});
export const ElementNamed = z.strictObject({ section: SectionKey, element: ElementId, basedOn: BasedOn });
const Source = z.string().trim().min(1).max(200).describe('从哪里来，例如 任务分解表.xlsx');
const why = { reason: Reason.exactOptional(), source: Source.exactOptional() };

export const DraftOpened = z
  .strictObject({ title: Title, base: HashText.describe('从哪份计划改：内容的哈希') })
  .describe('起草');
export const ElementsPut = z
  .strictObject({ elements: z.array(ElementPut).min(1).max(EDITS_MAX).describe('改成或新加的元素'), ...why })
  .describe('改成或新加');
export const ElementsRemoved = z
  .strictObject({ elements: z.array(ElementNamed).min(1).max(EDITS_MAX).describe('删去的元素'), ...why })
  .describe('删去');
export const ElementsRestored = z
  .strictObject({ elements: z.array(ElementNamed).min(1).max(EDITS_MAX).describe('不再改的元素'), ...why })
  .describe('收回修改：又同原计划');
export const DraftSubmitted = z
  .strictObject({
    note: z.string().trim().min(1).max(500).exactOptional().describe('给审批人的话，至多 500 字'),
  })
  .describe('提交审批');
export const DraftReturned = z.strictObject({ reason: Reason }).describe('退回修改');
export const DraftApproved = z
  .strictObject({
    content: HashText.describe('批准的内容的哈希'),
    files: HashText.describe('它的文件的哈希'),
    effectiveFrom: DateText.describe('自哪天起生效'),
    note: z.string().trim().min(1).max(500).exactOptional().describe('批准意见，至多 500 字'),
  })
  .describe('批准');
export const DraftRebased = z
  .strictObject({ base: HashText.describe('现在的计划的哈希') })
  .describe('改接到现在的计划');
export const DraftWithdrawn = z.strictObject({ reason: Reason }).describe('撤回草稿');

export const DRAFT_FACTS: readonly FactKind[] = [
  kind('draftOpened', '起草', 'Draft opened', DraftOpened),
  kind('elementsPut', '改计划元素', 'Plan elements put', ElementsPut),
  kind('elementsRemoved', '删计划元素', 'Plan elements removed', ElementsRemoved),
  kind('elementsRestored', '收回修改', 'Edits taken back', ElementsRestored),
  kind('draftSubmitted', '提交审批', 'Draft submitted', DraftSubmitted),
  kind('draftReturned', '退回修改', 'Draft returned', DraftReturned),
  kind('draftApproved', '批准草稿', 'Draft approved', DraftApproved),
  kind('draftRebased', '改接', 'Draft rebased', DraftRebased),
  kind('draftWithdrawn', '撤回草稿', 'Draft withdrawn', DraftWithdrawn),
];

function kind(name: string, zh: string, en: string, schema: z.ZodType): FactKind {
  return { kind: name, version: 1, tense: 'act', title: { zh, en }, schema: schema as FactKind['schema'] };
}
