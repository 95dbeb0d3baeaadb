// What a plan that holds from a day gone by does to months whose figures are in already. Pure.

/** First and last whole month, `2021-06`, that ended before `today` and would be judged anew; undefined where there is none. */
export function monthsJudgedAnew(
  from: string,
  today: string,
): { readonly first: string; readonly last: string } | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(from)) return undefined;
  const first = from.slice(0, 7);
  if (first >= today.slice(0, 7)) return undefined;
  const [year, month] = [Number(today.slice(0, 4)), Number(today.slice(5, 7))];
  const last = month === 1 ? `${year - 1}-12` : `${year}-${String(month - 1).padStart(2, '0')}`;
  return { first, last };
}
