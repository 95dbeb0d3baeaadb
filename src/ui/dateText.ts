// A day or month as it is typed, made into the one form in which days are recorded. Pure. What it cannot read it leaves, for the field to say.

export type DateKind = 'date' | 'month';

/** 20210630, 2021/6/30, 2021年6月30日, ２０２１．６．３０ → 2021-06-30; of a month 2021-06. Anything else as it was typed. */
export function typedDate(text: string, kind: DateKind): string {
  const plain = text
    .trim()
    .replaceAll(/[０-９]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0));
  const [year, month, day] =
    /^(\d{4})(\d{2})(\d{2})?$/.exec(plain)?.slice(1) ??
    /^(\d{4})\D(\d{1,2})(?:\D(\d{1,2})\D?|\D?)$/.exec(plain)?.slice(1) ??
    [];
  if (year === undefined || month === undefined || (kind === 'month') !== (day === undefined)) return text;
  return [year, month.padStart(2, '0'), ...(day === undefined ? [] : [day.padStart(2, '0')])].join('-');
}
