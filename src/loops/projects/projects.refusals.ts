// What the deciders of projects refuse alike: who may act on a project, and whether the day can be. Each returns a Problem or undefined.
import { CAPABILITY_WORDS, type Capability, may } from '../../access/roles.ts';
import { inScope, scopeOf } from '../../access/scope.ts';
import type { DecideContext } from '../../kernel/loop.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import { Problem } from '../../kernel/problem.ts';
import { attachedEvidence, type EvidenceTold } from './evidenceRule.ts';
import type { GateItems } from './projects.commands.ts';
import type { Lifecycle, Milestone } from './projects.plan.ts';
import { lifecyclesSection } from './projects.plan.ts';
import type { MilestoneRow, ProjectRow, SuspensionRow } from './projects.rows.ts';

export function refusal(code: string, message: string, fix: string, status = 422): Problem {
  return new Problem({ code, message, kept: '没有写入任何事实', fix, status });
}

export function projectUnknown(project: string): Problem {
  return refusal('project_unknown', `没有项目“${project}”`, '核对项目编号，或先登记项目', 404);
}

/** Codes, in order: out_of_scope, role_missing. */
export function notAllowed(
  unit: string,
  capability: Capability,
  context: DecideContext,
): Problem | undefined {
  if (!inScope(scopeOf(context.actor), unit, context.plan.units, context.today)) {
    const nameOf = (id: string) => context.plan.units.find(id, context.today)?.name ?? id;
    const message = `“${nameOf(unit)}”不在“${nameOf(context.actor.unit)}”的管辖之内`;
    return refusal('out_of_scope', message, '请项目所在单位或其上级办理', 403);
  }
  if (!may(context.actor, capability)) {
    const message = `账号“${context.actor.account}”没有${CAPABILITY_WORDS[capability].zh}的权限`;
    return refusal('role_missing', message, '请有权限的岗位办理，或请系统管理员调整角色', 403);
  }
  return undefined;
}

/**
 * `not_of_its_side`: a project is amended, coded, suspended and ended by its own unit, those above and below it, who registered it (谁引进谁申报), and the
 * units that the plan names as claimants of its milestones. A bureau's reach over the city is not enough.
 */
export function notOfItsSide(
  project: ProjectRow,
  context: Pick<DecideContext, 'actor' | 'plan' | 'today'>,
  named: readonly string[] = findLifecycle(project.lifecycle, context)?.milestones.flatMap(
    (one) => one.claimedBy,
  ) ?? [],
): Problem | undefined {
  const { actor, plan, today } = context;
  const isOfIts = [project.unit, project.registeredUnit, ...named].some(
    (unit) => unit != null && (unit === actor.unit || plan.units.within(actor.unit, unit, today)),
  );
  if (isOfIts || plan.units.within(project.unit, actor.unit, today)) return undefined;
  const name = plan.units.find(project.unit, today)?.name ?? project.unit;
  return refusal('not_of_its_side', `“${project.name}”是${name}的项目`, `请${name}或登记它的单位办理`, 403);
}

/**
 * `not_of_its_side`: where the plan names nobody to claim the milestone, it is claimed by the project's own side; who is named for another milestone is not named for
 * this one. (Whom the plan names is asked by claimant_not_named. Amounts are reported by whoever reaches the project: funds in place are another bureau's to tell.)
 */
export function notItsToClaim(
  { claimedBy }: Pick<Milestone, 'claimedBy'>,
  project: ProjectRow,
  context: Pick<DecideContext, 'actor' | 'plan' | 'today'>,
): Problem | undefined {
  return claimedBy.length > 0 ? undefined : notOfItsSide(project, context, []);
}

/** Codes, in order: occurred_in_future, occurred_before_registration. */
export function dayImpossible(
  day: PlainDate,
  project: ProjectRow,
  context: DecideContext,
): Problem | undefined {
  const future = inFuture(day, context);
  if (future) return future;
  if (day < project.registeredOn) {
    const message = `发生日 ${day} 早于项目登记日 ${project.registeredOn}`;
    const fix = '核对发生日期；登记日期写晚了的，先在项目页“变更登记”里改';
    return refusal('occurred_before_registration', message, fix);
  }
  return undefined;
}

export function inFuture(day: PlainDate, context: DecideContext): Problem | undefined {
  if (day <= context.today) return undefined;
  return refusal(
    'occurred_in_future',
    `发生日 ${day} 晚于今天 ${context.today}`,
    '事情发生之后再报；计划中的日期不是事实',
  );
}

/** Codes, in order: project_ended, project_suspended. A day before the end, or outside the standstill, may still be reported. */
export function standsStill(
  day: PlainDate,
  project: ProjectRow,
  suspensions: readonly SuspensionRow[],
): Problem | undefined {
  if (project.endedOn !== null && day >= project.endedOn) {
    const message = `项目已于 ${project.endedOn} 终止`;
    return refusal('project_ended', message, '终止后的事不再报；要继续推进的，请认定单位恢复项目', 409);
  }
  const pause = suspensions.find(
    ({ suspendedOn, resumedOn }) => day > suspendedOn && (resumedOn === null || day < resumedOn),
  );
  if (pause) {
    const message = `项目自 ${pause.suspendedOn} 暂停${pause.resumedOn === null ? '' : `至 ${pause.resumedOn}`}`;
    return refusal('project_suspended', message, '先恢复项目，或核对发生日期', 409);
  }
  return undefined;
}

export function findLifecycle(id: string, context: Pick<DecideContext, 'plan'>): Lifecycle | undefined {
  return context.plan.section(lifecyclesSection).find((lifecycle) => lifecycle.id === id);
}

export function findMilestone(
  project: ProjectRow,
  id: string,
  context: DecideContext,
): Milestone | undefined {
  return findLifecycle(project.lifecycle, context)?.milestones.find((milestone) => milestone.id === id);
}

export function milestoneUnknown(id: string): Problem {
  return refusal('milestone_unknown', `该项目的生命周期没有节点“${id}”`, '用计划 lifecycles 里的节点编号');
}

/**
 * An approval item that the plan makes a hard gate; and one with a red line of law where nobody recognises, because nobody could name its basis. Code:
 * approval_missing.
 */
export function itemsShut(milestone: Milestone, items: GateItems | undefined): Problem | undefined {
  const hard = (items ?? []).filter(
    (item) => item.hard || (item.basis === true && !milestone.needsRecognition),
  );
  if (hard.length === 0) return undefined;
  const message = `“${milestone.name}”之前须先办结：${hard.map(itemWords).join('；')}`;
  return refusal('approval_missing', message, '办结以后再申报；已经办结的，先导入或录入审批', 409);
}

/** With the red lines of law that stand behind it. */
export function itemWords({ name, redLines }: GateItems[number]): string {
  return redLines.length === 0 ? name : `${name}（${redLines.join('；')}）`;
}

/** Codes, in order: milestone_not_reached, occurred_before_gate. The gates must stand recognised, or be claimed. */
export function gateShut(
  milestone: Milestone,
  day: PlainDate,
  versions: readonly MilestoneRow[],
  lifecycle: Lifecycle | undefined,
): Problem | undefined {
  const nameOf = (id: string): string => lifecycle?.milestones.find((other) => other.id === id)?.name ?? id;
  for (const gate of milestone.requires) {
    const reached = versions.filter(
      (version) =>
        version.milestone === gate && (version.state === 'recognised' || version.state === 'claimed'),
    );
    if (reached.length === 0) {
      const message = `“${milestone.name}”之前须先达到“${nameOf(gate)}”`;
      return refusal('milestone_not_reached', message, `先申报“${nameOf(gate)}”`);
    }
    const after = reached.every((version) => version.occurredOn > day);
    if (after) {
      const message = `发生日 ${day} 早于“${nameOf(gate)}”的发生日 ${reached[0]?.occurredOn}`;
      return refusal('occurred_before_gate', message, '核对两个节点的发生日期');
    }
  }
  return undefined;
}

/** `evidence_kind_unknown`: of a milestone that lists kinds of evidence, one that it does not list. */
export function evidenceUnknown(
  milestone: Milestone,
  evidence: readonly { readonly kind: string }[],
): Problem | undefined {
  const listed = new Set(milestone.evidence.map(({ kind }) => kind));
  const odd = listed.size === 0 ? undefined : evidence.find(({ kind }) => !listed.has(kind));
  if (!odd) return undefined;
  const fix = `可用：${milestone.evidence.map(({ kind, name }) => `${kind}（${name}）`).join('、')}`;
  return refusal('evidence_kind_unknown', `“${milestone.name}”没有“${odd.kind}”这种印证资料`, fix);
}

/** `evidence_missing`: every required kind that is not among the evidence, by name. */
export function evidenceMissing(
  milestone: Milestone,
  evidence: readonly EvidenceTold[],
): Problem | undefined {
  const handedIn = new Set(attachedEvidence(milestone, evidence).map(({ kind }) => kind));
  const missing = milestone.evidence.filter(({ kind, required }) => required && !handedIn.has(kind));
  if (missing.length === 0) return undefined;
  const names = missing.map(({ name }) => `“${name}”`).join('、');
  return refusal('evidence_missing', `“${milestone.name}”缺印证资料：${names}`, '补上缺的资料再申报');
}
