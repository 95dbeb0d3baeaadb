// Approvals of a project that are overdue, as one room judges them (loops/approvals) and another tells them (loops/projects): one shape and one order for both. Pure.

export interface Overdue {
  /** Open approvals whose clock has run out. */
  readonly count: number;
  /** Of the one that is late by most, in days of its own kind. */
  readonly days: number;
  readonly dayKind: '工作日' | '自然日';
}

/** By project; one that has none is not in it. */
export type OverdueOf = ReadonlyMap<string, Overdue>;

/** Greater is worse; five working days are a week of seven. */
export function overdueRank({ days, dayKind }: Pick<Overdue, 'days' | 'dayKind'>): number {
  return dayKind === '工作日' ? days * 7 : days * 5;
}
