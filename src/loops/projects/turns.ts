// Turns of a project: suspended, resumed, ended, revived. Pure. They are told in the order in which they happened, because the fold pairs them in the
// order of recording.
import { isNamed } from '../../access/scope.ts';
import type { DecideContext, NewFact } from '../../kernel/loop.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import type { Problem } from '../../kernel/problem.ts';
import { confirmedOf, type Question, unconfirmed } from '../../kernel/question.ts';
import { isOpen } from './claimQuestions.ts';
import type { TurnOfProject } from './projects.commands.ts';
import {
  dayImpossible,
  findLifecycle,
  findMilestone,
  inFuture,
  notAllowed,
  notOfItsSide,
  projectUnknown,
  refusal,
} from './projects.refusals.ts';
import { findProject, milestoneRows, type ProjectRow, suspensionRows } from './projects.rows.ts';

type Decision = readonly NewFact[] | Problem;

/**
 * Codes, in order: project_unknown, out_of_scope, role_missing, not_of_its_side, occurred_in_future, occurred_before_registration, project_ended,
 * project_suspended, occurred_before_last_turn, needs_confirmation.
 */
export function decideSuspend(command: TurnOfProject, context: DecideContext): Decision {
  return decideTurn('projectSuspended', command, context, (project, day) => {
    if (project.suspendedOn !== null) {
      return refusal('project_suspended', `项目已于 ${project.suspendedOn} 暂停`, '不用再报', 409);
    }
    return beforeLastTurn(day, context);
  });
}

/** Codes: as decideSuspend, with project_not_suspended in the place of project_suspended. */
export function decideResume(command: TurnOfProject, context: DecideContext): Decision {
  return decideTurn('projectResumed', command, context, (project, day) => {
    if (project.suspendedOn === null)
      return refusal('project_not_suspended', '项目没有暂停', '不用恢复', 409);
    return beforeLastTurn(day, context);
  });
}

/**
 * Ended until a recognising unit revives it. Codes, in order: project_unknown, out_of_scope, role_missing, not_of_its_side, occurred_in_future,
 * occurred_before_registration, project_ended, occurred_before_last_turn, needs_confirmation.
 */
export function decideEnd(command: TurnOfProject, context: DecideContext): Decision {
  return decideTurn('projectEnded', command, context, (_project, day) => beforeLastTurn(day, context));
}

/**
 * An ended project goes on, by the decision of a unit that recognises, and not of the hand that ended it. What was recognised before stands and is counted
 * once; what was revoked stays revoked. Codes, in order: project_unknown, project_not_ended, revived_by_own_hand, out_of_scope, role_missing,
 * recogniser_not_named, occurred_in_future, occurred_before_last_turn.
 */
export function decideRevive(command: TurnOfProject, context: DecideContext): Decision {
  const project = findProject(context.own);
  if (!project) return projectUnknown(command.project);
  const { endedOn } = project;
  if (endedOn === null) return refusal('project_not_ended', '项目没有终止', '不用恢复', 409);
  const { actor, plan, today } = context;
  if (actor.account === project.endedBy || actor.unit === project.endedUnit) {
    const message = '终止是本单位报的，不能自己恢复';
    return refusal('revived_by_own_hand', message, '请认定单位办理', 403);
  }
  const day = (command.occurredOn ?? today) as PlainDate;
  const recognisers = recognisersOf(project, context);
  const refused =
    notAllowed(project.unit, 'recognise', context) ??
    (isNamed(recognisers, actor, plan.units, today)
      ? undefined
      : refusal(
          'recogniser_not_named',
          `按计划，认定该类项目的单位是 ${recognisers.join('、')}`,
          '请计划写明的单位办理',
          403,
        )) ??
    inFuture(day, context) ??
    (day < endedOn
      ? refusal('occurred_before_last_turn', `恢复日 ${day} 早于终止日 ${endedOn}`, '核对发生日期')
      : undefined);
  if (refused) return refused;
  const body = { reason: command.reason };
  return [{ kind: 'projectRevived', subject: command.project, unit: project.unit, occurredOn: day, body }];
}

/** The units that the plan names for any milestone of the project; none named = who recognises at all. */
function recognisersOf(project: ProjectRow, context: DecideContext): readonly string[] {
  const milestones = findLifecycle(project.lifecycle, context)?.milestones ?? [];
  return [...new Set(milestones.flatMap(({ recognisedBy }) => recognisedBy))];
}

function decideTurn(
  kind: string,
  command: TurnOfProject,
  context: DecideContext,
  look: (project: ProjectRow, day: PlainDate) => Problem | undefined,
): Decision {
  const project = findProject(context.own);
  if (!project) return projectUnknown(command.project);
  const day = (command.occurredOn ?? context.today) as PlainDate;
  const refused =
    notAllowed(project.unit, 'claim', context) ??
    notOfItsSide(project, context) ??
    dayImpossible(day, project, context) ??
    (project.endedOn === null
      ? undefined
      : refusal('project_ended', `项目已于 ${project.endedOn} 终止`, '不用再报', 409)) ??
    look(project, day);
  if (refused) return refused;
  const asked = kind === 'projectResumed' ? [] : acrossMilestones(project, day, context);
  const unsaid = unconfirmed(asked, command.confirm);
  if (unsaid) return unsaid;
  const body = { reason: command.reason, ...confirmedOf(asked) };
  return [{ kind, subject: command.project, unit: project.unit, occurredOn: day, body }];
}

/** `turn_before_milestone`: it would stand still, or be ended, on the day of something that is told to have happened. */
function acrossMilestones(project: ProjectRow, day: PlainDate, context: DecideContext): readonly Question[] {
  const later = milestoneRows(context.own.table('project_milestone')).filter(
    (version) => isOpen(version) && version.occurredOn > day,
  );
  if (later.length === 0) return [];
  const told = later.map(
    ({ milestone, occurredOn }) =>
      `“${findMilestone(project, milestone, context)?.name ?? milestone}”（${occurredOn}）`,
  );
  return [{ code: 'turn_before_milestone', message: `${day} 之后还有 ${[...new Set(told)].join('、')}` }];
}

/** Turns are told in the order in which they happened, because the fold pairs them in the order of recording. */
function beforeLastTurn(day: PlainDate, context: DecideContext): Problem | undefined {
  const last = suspensionRows(context.own.table('project_suspension')).at(-1);
  const turned = last?.resumedOn ?? last?.suspendedOn;
  if (turned === undefined || day >= turned) return undefined;
  const message = `发生日 ${day} 早于上一次暂停或恢复 ${turned}`;
  return refusal('occurred_before_last_turn', message, '核对发生日期');
}
