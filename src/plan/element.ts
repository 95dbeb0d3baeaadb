/**
 * What the elements of every section have in common: ids, texts with limits, dates, decimals, how firmly a thing was
 * promised (strength), of what kind the promise is, and where each of its fields comes from (provenance).
 * Loops build their sections from these, so that one thing is written one way throughout a plan. Every schema here
 * accepts what it gave back, because a stored plan is parsed again when it is put in force.
 */
import { z } from 'zod';
import { isDecimalText } from '../kernel/decimal.ts';
import { isDate, type PlainDate } from '../kernel/plainDate.ts';

/** A refusal of a schema that has its own code: the shape phase reads `params.code` and `params.fix`. */
export function refusal(code: string, message: string, fix: string) {
  return { error: message, params: { code, fix } };
}

export const Id = z
  .string()
  .max(64)
  .refine(
    (text) => /^[A-Za-z0-9][A-Za-z0-9_.-]*$/.test(text),
    refusal('id_invalid', '编号只能用字母、数字和 . _ -，并以字母或数字开头', '例如 "441202" 或 zq-hitech'),
  );

/** A name or title as the screen shows it. */
export const Name = z.string().trim().min(1).max(100);

export const Note = z.string().trim().min(1).max(1000);

export const DateText = z
  .string()
  .refine(isDate, refusal('date_invalid', '不是日期', '按 YYYY-MM-DD 填写真实存在的日期，例如 2021-07-09'))
  .transform((text) => text as PlainDate);

/** Whole numbers may stand unquoted; fractions reach the schema as their own text, so that no float is ever made. */
export const DecimalText = z
  .union([z.int(), z.string()])
  .transform(String)
  .refine(
    (text) => isDecimalText(text) && text.length <= 60,
    refusal('decimal_invalid', '不是数', '只写数字、负号和小数点，例如 24.35；单位写在 unit 里'),
  );

/** An exact threshold or share within bounds is a matter of the section's rules; this is a plain whole number ≥ 0. */
export const Count = z.int().min(0).max(1_000_000_000);

export const strengths = ['确保', '力争', '努力', '尽快', '加快', '持续推进'] as const;
export const Strength = z
  .enum(strengths)
  .describe('承诺的力度：确保、力争、努力、尽快、加快、持续推进。照原文用词填；原文没有就不填。例：努力');
export type Strength = z.infer<typeof Strength>;

export const promiseKinds = ['限期完成', '年度常态', '长期推进'] as const;
export const PromiseKind = z
  .enum(promiseKinds)
  .describe(
    '承诺的种类：限期完成（有期限）、年度常态（每年都做）、长期推进（没有期限，只定回头看的周期）。例：限期完成',
  );
export type PromiseKind = z.infer<typeof PromiseKind>;

export const bases = ['原文', '外部来源', '演示假定', '待补来源'] as const;

/** Where one field comes from. 原文 quotes the seed text by paragraph; 待补来源 says that the field is left open on purpose. */
export const Provenance = z
  .strictObject({
    basis: z
      .enum(bases)
      .describe('依据：原文、外部来源、演示假定（文中没有、为演示而设）、待补来源（有意留空）。例：原文'),
    source: Id.optional().describe('来源编号，见 sources；依据是原文或外部来源时必填。例：seed-2021'),
    paragraph: z
      .int()
      .min(1)
      .max(10_000)
      .optional()
      .describe('原文第几段（第 n 个非空行，从 1 起）；只用于原文。例：20'),
    figures: z
      .array(z.string().min(1).max(40))
      .max(50)
      .optional()
      .describe('引用的数字，照原文写法，最多 50 个。例：[1000个]'),
    terms: z
      .array(z.string().min(1).max(60))
      .max(50)
      .optional()
      .describe('引用的名词，照原文写法，最多 50 个。例：[新引进]'),
    note: Note.optional().describe('说明，最多 1000 字。例：口径待核'),
  })
  .describe('一个字段的来历');
export type Provenance = z.infer<typeof Provenance>;

export const ProvenanceByField = z
  .record(z.string().min(1).max(60), Provenance)
  .describe(
    '逐字段的来历：键是本元素的字段名，* 指整个元素。例：{value: {basis: 原文, source: seed-2021, paragraph: 20}}',
  );
export type ProvenanceByField = z.infer<typeof ProvenanceByField>;

/** Whether the field is 演示假定: told of itself, or of the whole element. */
export function isAssumed(provenance: ProvenanceByField | undefined, field: string): boolean {
  return (provenance?.[field] ?? provenance?.['*'])?.basis === '演示假定';
}

/** Spread into any element that is a promise: `z.strictObject({ id: Id, …, ...promiseFields })`. */
export const promiseFields = {
  strength: Strength.optional(),
  kind: PromiseKind.optional(),
  provenance: ProvenanceByField.optional(),
} as const;

/** Spread into any element that is only given (no promise). */
export const givenFields = { provenance: ProvenanceByField.optional() } as const;

/** A line of an office. What a person carries in the pocket is a personal datum and none of the plan's. */
export const OfficePhone = z.string().regex(/^[0-9+()（）\- ]{5,40}$/);

/** Spread into any element with a life of its own. Both ends are inclusive; an absent end is open. */
export const datedFields = {
  from: DateText.optional().describe('生效的第一天（含）；不填 = 一直如此。例：2021-01-01'),
  to: DateText.optional().describe('有效的最后一天（含）；不填 = 至今有效。例：2021-12-31'),
} as const;

interface DateRange {
  readonly from?: PlainDate | undefined;
  readonly to?: PlainDate | undefined;
}

/** For objects with datedFields: `.refine(...datesInOrder)`. */
export const datesInOrder: [
  (range: DateRange) => boolean,
  { error: string; params: { code: string; fix: string }; path: PropertyKey[] },
] = [
  // What is no date is told as such; its order would be an echo.
  (range) => !isDate(range.from) || !isDate(range.to) || range.from <= range.to,
  { ...refusal('dates_reversed', '止日早于起日', '把 from 和 to 对调或改正；两头都含在内'), path: ['to'] },
];
