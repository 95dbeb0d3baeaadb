// How a field of the plan is called on the screen: one name for the difference of two plans and for the forms that edit them. Pure; it knows no
// schema library, so that pages may import it.
import type { Words } from '../kernel/loop.ts';

/** The words before the first mark of a description are the field's name: 「目标数，计量单位见 unit」. */
export function fieldTitle(
  schema: { readonly description?: string | undefined } | undefined,
  field: string,
): string {
  const told = /^[^，。；：（(,:;]+/.exec(schema?.description ?? '')?.[0]?.trim() ?? '';
  return told === '' || told.length > 20 ? (FIELD_WORDS[field] ?? field) : (FIELD_WORDS[field] ?? told);
}

/** Names shorter than what the descriptions begin with. */
const FIELD_WORDS: Readonly<Record<string, string>> = {
  amount: '目标',
  unit: '计量单位',
  from: '起始日期',
  to: '期限',
  owner: '责任单位',
  lead: '牵头单位',
  supporting: '配合单位',
  splits: '分解',
  title: '名称',
  name: '名称',
  strength: '力度',
  kind: '种类',
  headline: '是否主要指标',
  pace: '序时',
  light: '亮灯规则',
  note: '说明',
  yellowBelowPoints: '黄灯门槛',
  redBelowPoints: '红灯门槛',
  reviewEveryDays: '回头看的周期（天）',
  memberships: '归属',
  members: '成员',
};

/** redBelowPoints → red below points */
export function englishOf(field: string): string {
  return field.replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
}

/** 确保 promises the most, 持续推进 the least. */
export const strengthWords: Readonly<Record<string, Words>> = {
  确保: { zh: '确保', en: 'ensure' },
  力争: { zh: '力争', en: 'strive for' },
  努力: { zh: '努力', en: 'work towards' },
  尽快: { zh: '尽快', en: 'as soon as can be' },
  加快: { zh: '加快', en: 'speed up' },
  持续推进: { zh: '持续推进', en: 'keep up' },
};
