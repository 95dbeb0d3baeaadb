// A list of approvals judged under one standpoint: limits are looked up once an item, not once a row.
import type { PlanInForce, Row } from '../../kernel/loop.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import type { WorkCalendar } from '../../kernel/workCalendar.ts';
import { approvalRulesSection } from './approvalRules.plan.ts';
import type { Course } from './approvals.course.ts';
import { type ApprovalJudgement, judgeApproval, type Limits, limitsOf } from './approvals.judge.ts';
import { approvalItemsSection } from './approvals.plan.ts';
import { courseOf } from './approvals.rows.ts';

export interface Judger {
  readonly asOf: PlainDate;
  readonly calendar: WorkCalendar | undefined;
  limitsFor(item: string): Limits;
}

export interface Judged {
  readonly row: Row;
  readonly course: Course;
  readonly judgement: ApprovalJudgement;
}

export function judgerOf(plan: PlanInForce, calendar: WorkCalendar | undefined, asOf: PlainDate): Judger {
  const rules = plan.section(approvalRulesSection);
  const items = new Map(plan.section(approvalItemsSection).map((item) => [item.id, item]));
  const known = new Map<string, Limits>();
  return {
    asOf,
    calendar,
    limitsFor(item) {
      const limits = known.get(item) ?? limitsOf(items.get(item), rules);
      known.set(item, limits);
      return limits;
    },
  };
}

/** Undefined where it was not filed by then. */
export function judgeRow(row: Row, { asOf, calendar, limitsFor }: Judger): Judged | undefined {
  const course = courseOf(row);
  const judgement = judgeApproval(course, { limits: limitsFor(String(row.item)), calendar, asOf });
  return judgement && { row, course, judgement };
}
