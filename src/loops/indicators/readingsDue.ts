// Which readings are owed, by whom: every indicator that is not derived, for the period that ends in a range of days. Pure; whether they were reported
// is asked of the table `reading`.
import type { PlanInForce } from '../../kernel/loop.ts';
import { type Period, periodEnd, periodOf, previousPeriod } from '../../kernel/period.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import { postsSection } from '../../plan/organisation.ts';
import { type Indicator, indicatorsSection } from './indicators.plan.ts';

export interface ReadingDue {
  readonly indicator: Indicator;
  readonly period: Period;
  /** The unit that is read. */
  readonly unit: string;
  /** The unit that owes the report: of the post, or the unit, that the plan names; else the unit itself. */
  readonly reporter: string;
}

/**
 * The latest period of each indicator that is over by `until`, of the city and of the given units; nothing for the levels below them, whose list is
 * the drill-down's matter. An indicator of the city that nobody is named for is rolled up from below, and owed by nobody.
 */
export function readingsDue(
  plan: PlanInForce,
  until: PlainDate,
  taskUnits: readonly string[],
): readonly ReadingDue[] {
  const posts = new Map(plan.section(postsSection).map((post) => [post.id, post.unit]));
  return plan.section(indicatorsSection).flatMap((indicator): ReadingDue[] => {
    if (indicator.derived !== undefined) return [];
    const now = periodOf(until, indicator.period);
    const period = periodEnd(now) <= until ? now : previousPeriod(now);
    const named = indicator.reportedBy === undefined ? undefined : reporterOf(indicator.reportedBy, posts);
    if (indicator.units === 'city')
      return named === undefined ? [] : [{ indicator, period, unit: plan.units.rootId, reporter: named }];
    if (indicator.units !== 'taskUnits') return [];
    return taskUnits.map((unit) => ({ indicator, period, unit, reporter: named ?? unit }));
  });
}

function reporterOf(reportedBy: string, posts: ReadonlyMap<string, string | undefined>): string {
  return posts.get(reportedBy) ?? reportedBy;
}
