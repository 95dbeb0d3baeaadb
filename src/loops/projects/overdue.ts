// Approvals of a project that are overdue: judged in another room (src/dispatch/overdue.pg.ts), told and asked for here beside the four lights, of which it is none. Pure.
import type { Words } from '../../kernel/loop.ts';
import type { Overdue, OverdueOf } from '../../kernel/overdue.ts';

/** Asked for the rows of a page; for all in reach only where a filter or an order needs it. */
export interface OverdueSource {
  of(projects: readonly string[]): Promise<OverdueOf>;
  all(): Promise<OverdueOf>;
}

export function overdueWords({ count, days, dayKind }: Overdue): Words {
  const ofKind = dayKind === '工作日' ? 'working day' : 'day';
  return {
    zh: `审批逾期 ${count} 项 · 最长 ${days} ${dayKind === '工作日' ? '个工作日' : '天'}`,
    en: `${count} approval${count === 1 ? '' : 's'} overdue, the longest by ${days} ${ofKind}${days === 1 ? '' : 's'}`,
  };
}
