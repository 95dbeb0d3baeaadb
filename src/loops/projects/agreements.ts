// Deciders of the front of the chain on a project: visits, the appraisal meeting with its conditions, and what was agreed. Pure. A meeting's result is told
// and recognises nothing; a promise in an agreement is never added to what was done.
import type { DecideContext, NewFact } from '../../kernel/loop.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import type { Problem } from '../../kernel/problem.ts';
import type { MeetCondition, RecordAppraisal, RecordVisit, SignAgreement } from './course.commands.ts';
import { appraisalRows } from './course.rows.ts';
import { projectRulesSection } from './projectRules.plan.ts';
import { dayImpossible, notAllowed, projectUnknown, refusal, standsStill } from './projects.refusals.ts';
import { findProject, type ProjectRow } from './projects.rows.ts';

type Decision = readonly NewFact[] | Problem;
interface Told {
  readonly project: string;
  readonly occurredOn?: string;
}

/** Codes, in order: project_unknown, out_of_scope, role_missing, occurred_in_future, occurred_before_registration, project_ended. */
export function decideVisit(command: RecordVisit, context: DecideContext): Decision {
  const { project: _, occurredOn: __, ...body } = command;
  return happening('visitMade', command, body, context);
}

/** Codes: as decideVisit, then conditions_missing, conditions_not_asked, due_before_meeting. */
export function decideAppraisal(command: RecordAppraisal, context: DecideContext): Decision {
  const { project: _, occurredOn, ...body } = command;
  const day = occurredOn ?? context.today;
  return happening('appraisalHeld', command, body, context, () => {
    if (command.result === 'conditional' && command.conditions.length === 0) {
      return refusal('conditions_missing', '有条件通过的，要写明条件', '写上条件，或改为通过');
    }
    if (command.result !== 'conditional' && command.conditions.length > 0) {
      return refusal('conditions_not_asked', '只有“有条件通过”才附条件', '去掉条件，或改为有条件通过');
    }
    const early = command.conditions.find(({ dueOn }) => dueOn !== undefined && dueOn < day);
    if (!early) return undefined;
    return refusal('due_before_meeting', `条件的期限 ${early.dueOn} 早于评审会 ${day}`, '核对日期');
  });
}

/** Codes: as decideVisit, then appraisal_unknown, condition_unknown, condition_met, met_before_meeting. */
export function decideMeetCondition(command: MeetCondition, context: DecideContext): Decision {
  const { project: _, occurredOn: __, appraisal, ...body } = command;
  const decided = happening('conditionMet', command, body, context, (day) => {
    const held = appraisalRows(context.own.table('project_appraisal')).find(
      (row) => row.appraisal === appraisal && row.kind === 'review',
    );
    if (!held) return refusal('appraisal_unknown', '没有这次评审会', '在项目页打开后再办', 404);
    if (held.conditions[command.condition - 1] === undefined) {
      return refusal('condition_unknown', `这次评审会没有第 ${command.condition} 个条件`, '核对条件', 404);
    }
    if (held.met.some(({ condition }) => condition === command.condition)) {
      return refusal('condition_met', '这个条件已报告满足', '不用再报', 409);
    }
    if (day >= held.heldOn) return undefined;
    return refusal('met_before_meeting', `满足之日 ${day} 早于评审会 ${held.heldOn}`, '核对日期');
  });
  return Array.isArray(decided) ? decided.map((fact) => ({ ...fact, corrects: appraisal })) : decided;
}

/** Codes: as decideVisit, then term_unknown, term_twice, term_without_value. */
export function decideSignAgreement(command: SignAgreement, context: DecideContext): Decision {
  const { project: _, occurredOn: __, ...body } = command;
  return happening('agreementSigned', command, body, context, () => termFault(command, context));
}

function termFault({ terms }: SignAgreement, context: DecideContext): Problem | undefined {
  const kinds = context.plan.section(projectRulesSection).agreementTerms;
  const seen = new Set<string>();
  for (const { term, amount, day } of terms) {
    const kind = kinds.find(({ id }) => id === term);
    if (!kind) {
      const known = kinds.map(({ id }) => id).join('、');
      return refusal('term_unknown', `计划里没有协议条款“${term}”`, `可用：${known}`);
    }
    if (seen.has(term)) return refusal('term_twice', `“${kind.title}”写了两次`, '只留一项');
    seen.add(term);
    const told = kind.value === 'date' ? day : amount;
    const extra = kind.value === 'date' ? amount : day;
    if (told === undefined || extra !== undefined) {
      const what =
        kind.value === 'date' ? '日期' : `数量${kind.unit === undefined ? '' : `（${kind.unit}）`}`;
      return refusal('term_without_value', `“${kind.title}”约定的是${what}`, `只写${what}`);
    }
  }
  return undefined;
}

function happening(
  kind: string,
  command: Told,
  body: NewFact['body'],
  context: DecideContext,
  look: (day: PlainDate, project: ProjectRow) => Problem | undefined = () => undefined,
): Decision {
  const project = findProject(context.own);
  if (!project) return projectUnknown(command.project);
  const day = (command.occurredOn ?? context.today) as PlainDate;
  const refused =
    notAllowed(project.unit, 'claim', context) ??
    dayImpossible(day, project, context) ??
    standsStill(day, project, []) ??
    look(day, project);
  if (refused) return refused;
  return [{ kind, subject: command.project, unit: project.unit, occurredOn: day, body }];
}
