// What the deciders of approvals refuse alike: who may record, and whether the event can stand where its day puts it. Each returns a Problem or undefined.
import { CAPABILITY_WORDS, type Capability, may } from '../../access/roles.ts';
import { inScope, scopeOf, unitName } from '../../access/scope.ts';
import type { Actor, DecideContext } from '../../kernel/loop.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import { Problem } from '../../kernel/problem.ts';
import { postsSection } from '../../plan/organisation.ts';
import { type ApprovalRules, approvalRulesSection } from './approvalRules.plan.ts';
import { approvalSystemsSection } from './approvalSystems.plan.ts';
import {
  type CourseEvent,
  type CourseFault,
  type FaultCode,
  isFault,
  walkCourse,
} from './approvals.course.ts';
import { FACT_TITLES, type Source } from './approvals.facts.ts';
import { type ApprovalItem, approvalItemsSection } from './approvals.plan.ts';
import { type EventRow, type Filed, findFiled, standingEvents } from './approvals.rows.ts';

export function refusal(code: string, message: string, fix: string, status = 422): Problem {
  return new Problem({ code, message, kept: '没有写入任何事实', fix, status });
}

export function findItem(id: string, { plan }: Pick<DecideContext, 'plan'>): ApprovalItem | undefined {
  return plan.section(approvalItemsSection).find((item) => item.id === id);
}

export function rulesOf({ plan }: Pick<DecideContext, 'plan'>): ApprovalRules {
  return plan.section(approvalRulesSection);
}

/** The unit that a plan's id of a unit or of a post stands for; undefined where it is neither. */
export function unitOf(
  id: string,
  { plan, today }: Pick<DecideContext, 'plan' | 'today'>,
): string | undefined {
  if (plan.units.find(id, today)) return id;
  return plan.section(postsSection).find((post) => post.id === id)?.unit;
}

/** Codes, in order: out_of_scope, role_missing. */
export function notAllowed(
  unit: string,
  capability: Capability,
  context: DecideContext,
): Problem | undefined {
  if (!inScope(scopeOf(context.actor), unit, context.plan.units, context.today)) {
    const message = `“${unitName(unit, context)}”不在“${unitName(context.actor.unit, context)}”的管辖之内`;
    return refusal('out_of_scope', message, '请项目所在单位或其上级办理', 403);
  }
  if (!may(context.actor, capability)) {
    const message = `账号“${context.actor.account}”没有${CAPABILITY_WORDS[capability].zh}的权限`;
    return refusal('role_missing', message, '请有权限的岗位办理，或请系统管理员调整角色', 403);
  }
  return undefined;
}

/**
 * What another system says is carried over by who the plan lets bring that system in; what is entered by hand is entered by the unit that handles the item.
 * Codes, in order: out_of_scope, role_missing, authority_not_named; of what has a source system_not_declared, system_not_carried, system_not_for_authority,
 * application_differs.
 */
export function mayNotRecord(
  at: Pick<Filed, 'unit' | 'authority'> & { readonly application?: string | null },
  source: Source | undefined,
  context: DecideContext,
): Problem | undefined {
  const refused = notAllowed(at.unit, source ? 'importApprovals' : 'handleApprovals', context);
  if (refused) return refused;
  if (source !== undefined) return mayNotCarry(source, at, context);
  return at.authority === null ? undefined : notHandledBy(at.authority, context);
}

/** Code: authority_not_named. */
export function notHandledBy(
  authority: string,
  context: Pick<DecideContext, 'actor' | 'plan' | 'today'>,
): Problem | undefined {
  const { actor, plan, today } = context;
  if (actor.unit === authority || plan.units.within(actor.unit, authority, today)) return undefined;
  const message = `本事项由“${unitName(authority, context)}”办理，“${unitName(actor.unit, context)}”不是办理单位`;
  return refusal('authority_not_named', message, '请办理单位录入，或从审批系统导入', 403);
}

/**
 * Whether this account may bring in what the system says of an item of that authority. Codes, in order: system_not_declared, system_not_carried,
 * system_not_for_authority, application_differs.
 */
function mayNotCarry(
  { system: id, application }: Source,
  at: { readonly authority: string | null; readonly application?: string | null | undefined },
  context: Pick<DecideContext, 'actor' | 'plan' | 'today'>,
): Problem | undefined {
  const { actor, plan } = context;
  const systems = plan.section(approvalSystemsSection);
  const system = systems.find((each) => each.id === id);
  if (system === undefined) {
    const known = systems.map((each) => `${each.id}（${each.title}）`).join('、');
    return refusal(
      'system_not_declared',
      `计划里没有审批系统“${id}”`,
      known === ''
        ? '先在计划的 approvalSystems 里写明系统、它说谁的事、由谁导入；没有的由办理单位录入'
        : `来源系统可用：${known}`,
      403,
    );
  }
  if (!isOf(actor.unit, system.carriedBy, context))
    return refusal(
      'system_not_carried',
      `“${system.title}”不由“${unitName(actor.unit, context)}”导入`,
      `请计划写明的单位导入：${system.carriedBy.map((unit) => unitName(unit, context)).join('、')}`,
      403,
    );
  if (at.authority !== null && !isOf(at.authority, system.speaksFor, context))
    return refusal(
      'system_not_for_authority',
      `“${system.title}”说的不是“${unitName(at.authority, context)}”办的事`,
      '核对来源系统和事项；计划 approvalSystems 的 speaksFor 写明它说谁的事',
      403,
    );
  if (at.application === undefined || at.application === application) return undefined;
  return refusal(
    'application_differs',
    `本件的办件编号是 ${at.application ?? '（没有）'}，来文是 ${application}`,
    '核对办件编号',
    409,
  );
}

/** Whether the unit is one of these units or posts, or lies below one. */
function isOf(
  unit: string,
  ids: readonly string[],
  { plan, today }: Pick<DecideContext, 'plan' | 'today'>,
): boolean {
  return ids.some((each) => {
    const top = unitOf(each, { plan, today });
    return top !== undefined && (unit === top || plan.units.within(unit, top, today));
  });
}

/** The declared systems that an account of the unit may bring in, in the plan's order. */
export function systemsCarriedBy({
  actor,
  plan,
  today,
}: Pick<DecideContext, 'plan' | 'today'> & { readonly actor: Pick<Actor, 'unit'> }): readonly {
  readonly id: string;
  readonly title: string;
}[] {
  return plan
    .section(approvalSystemsSection)
    .filter(({ carriedBy }) => isOf(actor.unit, carriedBy, { plan, today }))
    .map(({ id, title }) => ({ id, title }));
}

/** `project_ended`: what is received, promised or begun for a project, on or after the day it was ended. */
export function projectEnded(endedOn: unknown, day: PlainDate): Problem | undefined {
  if (endedOn === null || endedOn === undefined || day < String(endedOn)) return undefined;
  const fix = '核对项目和日期；要继续推进的，请认定单位先恢复项目';
  return refusal('project_ended', `项目已于 ${String(endedOn)} 终止`, fix, 409);
}

export function inFuture(day: PlainDate, context: DecideContext): Problem | undefined {
  if (day <= context.today) return undefined;
  return refusal(
    'occurred_in_future',
    `发生日 ${day} 晚于今天 ${context.today}`,
    '事情发生之后再报；计划中的日期不是事实',
  );
}

export interface Found {
  readonly filed: Filed;
  readonly events: readonly EventRow[];
}

/** Fails with `approval_unknown`. */
export function findApproval(approval: string, context: DecideContext): Found | Problem {
  const events = standingEvents(context.own);
  const filed = findFiled(events);
  if (filed) return { filed, events };
  return refusal('approval_unknown', `没有审批件“${approval}”`, '先录入或导入收件', 404);
}

const FAULT_WORDS: Readonly<Record<FaultCode, readonly [message: string, fix: string]>> = {
  approval_not_filed: ['收件之前没有别的事', '核对日期；收件日有误的，先更正收件'],
  approval_filed: ['已经收件', '再次申请的，填另一个办件编号'],
  approval_closed: ['办结或撤回以后没有别的事', '核对日期；办结有误的，先作废办结'],
  approval_accepted: ['已经受理', '受理以后再要材料，须写法律依据和批准人'],
  supplement_outstanding: ['上一次告知的材料还没有交齐', '先记补正交齐'],
  notice_given: ['已经一次告知过', '再要材料须写法律依据和批准人，并计为政府违诺'],
  supplement_not_asked: ['没有待补正的告知', '先记一次告知'],
  clock_paused: ['这条钟已经停着', '先恢复计时'],
  clock_not_paused: ['这条钟没有停', '核对日期，或先记停表'],
  review_running: ['技术审查正在进行', '先记技术审查结束'],
  review_not_running: ['没有进行中的技术审查', '先记技术审查开始'],
  approval_extended: ['已经延长过一次', '依法只能延长一次'],
  deferral_open: ['这份材料已经容缺过', '同一份材料不能再次容缺'],
  deferral_not_open: ['这份材料没有待补的容缺', '核对材料编号'],
};

/** The refusal for a course that would not hold; `event` is the one that is being told, undefined where a told one is changed. */
export function faultRefusal({ code, at }: CourseFault, event?: string): Problem {
  const [message, fix] = FAULT_WORDS[code];
  const kind = FACT_TITLES.get(at.kind)?.zh ?? at.kind;
  const where = at.event === event ? '' : `：会使 ${at.occurredOn} 的“${kind}”不成立`;
  return refusal(code, `${message}（${kind} ${at.occurredOn}）${where}`, fix, 409);
}

/** The refusal for the events as they would stand; undefined where they make a course. */
export function courseRefusal(events: readonly CourseEvent[], event?: string): Problem | undefined {
  const course = walkCourse(events);
  return isFault(course) ? faultRefusal(course, event) : undefined;
}
