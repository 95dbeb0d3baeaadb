// What is asked of a claim, its correction and a monthly figure before it is recorded: it may be right, and most often is a slip. Pure. What can't be right
// is refused elsewhere (projects.refusals.ts). The thresholds are for the eye and no rule of a plan: ten times, since most slips are 元 for 万元.
import { compare, decimal, isZero, multiply } from '../../kernel/decimal.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import type { Question } from '../../kernel/question.ts';
import type { GateItems } from './projects.commands.ts';
import type { Lifecycle, Milestone } from './projects.plan.ts';
import { itemWords } from './projects.refusals.ts';
import type { MilestoneRow, ProjectRow } from './projects.rows.ts';

const TIMES = 10;

export function isOpen({ state }: Pick<MilestoneRow, 'state'>): boolean {
  return state === 'recognised' || state === 'claimed';
}

/** `approvals_missing`: items of the plan before the milestone that are not granted by its day. */
export function itemQuestions(milestone: Milestone, items: GateItems | undefined): readonly Question[] {
  if (items === undefined || items.length === 0) return [];
  const message = `“${milestone.name}”之前计划要求的审批还没有办结：${items.map(itemWords).join('、')}`;
  return [{ code: 'approvals_missing', message }];
}

/** `before_earlier_stage` (the day lies before one of an earlier stage, or after one of a later), `planned_far_from_registered`. */
export function claimQuestions({
  milestone,
  day,
  planned,
  project,
  versions,
  lifecycle,
}: {
  readonly milestone: Milestone;
  readonly day: PlainDate;
  readonly planned: string | null;
  readonly project: ProjectRow;
  /** Of other claims than the one that is corrected. */
  readonly versions: readonly MilestoneRow[];
  readonly lifecycle: Lifecycle | undefined;
}): readonly Question[] {
  const questions: Question[] = [];
  const odd = outOfOrder(milestone, day, versions, lifecycle);
  if (odd) questions.push({ code: 'before_earlier_stage', message: odd });
  if (planned !== null && farFrom(planned, project.plannedInvestmentYuan)) {
    const message = `计划投资 ${planned} 元与登记的 ${project.plannedInvestmentYuan} 元相差 ${TIMES} 倍以上`;
    questions.push({ code: 'planned_far_from_registered', message });
  }
  return questions;
}

/** A milestone of an earlier stage that came later, though the plan does not require it: land after the start. */
function outOfOrder(
  milestone: Milestone,
  day: PlainDate,
  versions: readonly MilestoneRow[],
  lifecycle: Lifecycle | undefined,
): string | undefined {
  if (!lifecycle) return undefined;
  const place = (one: Milestone) => lifecycle.stages.findIndex(({ id }) => id === one.enters);
  for (const version of versions.filter(isOpen)) {
    const other = lifecycle.milestones.find(({ id }) => id === version.milestone);
    if (!other || other.id === milestone.id || place(other) === place(milestone)) continue;
    const earlier = place(other) < place(milestone);
    if (earlier ? version.occurredOn <= day : version.occurredOn >= day) continue;
    return earlier
      ? `“${milestone.name}”的发生日 ${day} 早于前一阶段的“${other.name}”（${version.occurredOn}）`
      : `“${milestone.name}”的发生日 ${day} 晚于后一阶段的“${other.name}”（${version.occurredOn}）`;
  }
  return undefined;
}

function farFrom(amount: string, registered: string): boolean {
  const [a, b] = [decimal(amount), decimal(registered)];
  if (isZero(a) || isZero(b)) return false;
  const far = decimal(TIMES);
  return compare(a, multiply(b, far)) >= 0 || compare(b, multiply(a, far)) >= 0;
}

/** `amount_above_plan`: more in one month than the whole project was to cost. */
export function amountQuestions(amountYuan: string, project: ProjectRow): readonly Question[] {
  const planned = decimal(project.plannedInvestmentYuan);
  if (isZero(planned) || compare(decimal(amountYuan), planned) <= 0) return [];
  const message = `当月 ${amountYuan} 元超过计划总投资 ${project.plannedInvestmentYuan} 元`;
  return [{ code: 'amount_above_plan', message }];
}
