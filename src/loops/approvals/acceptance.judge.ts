// Joint acceptance as the plan has it: which items are its parts, who certifies, which days are owed. Pure, at reading. A day is owed only where an item
// itself declares a limit: the general rule of approvals does not run here (domain.md §3.1: the 15 days of filing are the builder's).
import type { PlanInForce } from '../../kernel/loop.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import type { WorkCalendar } from '../../kernel/workCalendar.ts';
import type { AcceptanceCourse, AcceptancePart } from './acceptance.course.ts';
import { type ApprovalItem, approvalItemsSection } from './approvals.plan.ts';
import { countingOf, dueAfter } from './stillClock.ts';

export interface AcceptancePlan {
  readonly parts: readonly ApprovalItem[];
  /** The item whose authority certifies the whole; undefined where the plan has none that the others lead to. */
  readonly whole: ApprovalItem | undefined;
  /** What follows the certificate (竣工验收备案). */
  readonly after: readonly ApprovalItem[];
}

/**
 * Of the items of the phase 竣工验收 in force that day: the whole is the first that other items of the phase lead to and that is the gate of a milestone;
 * its parts are those items, what requires it comes after. Without such an item every item of the phase is a part.
 */
export function acceptancePlanOf(plan: PlanInForce, day: PlainDate): AcceptancePlan {
  const phase = plan
    .section(approvalItemsSection)
    .filter(
      (item) =>
        item.phase === '竣工验收' &&
        (item.from === undefined || item.from <= day) &&
        (item.to === undefined || day <= item.to),
    );
  const byId = new Map(phase.map((item) => [item.id, item]));
  const before = (item: ApprovalItem, seen = new Set<string>()): ReadonlySet<string> => {
    for (const id of item.requires) {
      const required = byId.get(id);
      if (required === undefined || seen.has(id)) continue;
      seen.add(id);
      before(required, seen);
    }
    return seen;
  };
  const whole = phase.find((item) => item.gates.length > 0 && before(item).size > 0);
  if (whole === undefined) return { parts: phase, whole: undefined, after: [] };
  const ids = before(whole);
  return {
    parts: phase.filter(({ id }) => ids.has(id)),
    whole,
    after: phase.filter((item) => before(item).has(whole.id)),
  };
}

export interface PartJudgement extends AcceptancePart {
  /** By when the department is to say, or the firm is to put right; null where nothing declares it. */
  readonly dueOn: PlainDate | null;
  readonly holder: 'authority' | 'firm' | null;
  readonly late: boolean;
}

export interface AcceptanceJudgement {
  readonly parts: readonly PartJudgement[];
  readonly passed: number;
  readonly certifiable: boolean;
  readonly after: readonly {
    readonly item: string;
    readonly name: string;
    readonly dueOn: PlainDate | null;
  }[];
}

export function judgeAcceptance(
  course: AcceptanceCourse,
  at: { readonly plan: PlanInForce; readonly calendar: WorkCalendar | undefined; readonly asOf: PlainDate },
): AcceptanceJudgement {
  const { after } = acceptancePlanOf(at.plan, course.openedOn);
  const items = new Map(at.plan.section(approvalItemsSection).map((item) => [item.id, item]));
  const parts = course.parts.map((part): PartJudgement => {
    const dueOn =
      part.state === 'found'
        ? part.rectifyBy
        : part.state === 'passed'
          ? null
          : limitDay(items.get(part.item), part.since, at.calendar);
    const holder = part.state === 'passed' ? null : part.state === 'found' ? 'firm' : 'authority';
    return { ...part, dueOn, holder, late: dueOn !== null && at.asOf > dueOn };
  });
  const passed = parts.filter(({ state }) => state === 'passed').length;
  return {
    parts,
    passed,
    certifiable: course.certifiedOn === null && passed === parts.length,
    after: after.map((item) => ({
      item: item.id,
      name: item.name,
      dueOn: course.certifiedOn === null ? null : limitDay(item, course.certifiedOn, at.calendar),
    })),
  };
}

/** The day by which an item's own limit runs out; null without one, or without the calendar that it counts by. */
function limitDay(
  item: ApprovalItem | undefined,
  from: PlainDate,
  calendar: WorkCalendar | undefined,
): PlainDate | null {
  const limit = item?.limits.find(({ clock }) => clock === '审批时限');
  if (limit === undefined) return null;
  const counting = countingOf(limit.dayKind, calendar);
  return counting === undefined ? null : dueAfter(from, limit.days, [], counting).date;
}
