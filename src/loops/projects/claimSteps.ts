// The steps inside a unit: what a plan of more than one step makes of a claim. Pure. A claim of the first step is kept as a draft; those after it pass it
// on or send it back; the last one's passing is the claim. No hand does two steps in a row (reporting.steps of the plan).
import { may } from '../../access/roles.ts';
import type { DecideContext, NewFact } from '../../kernel/loop.ts';
import type { Problem } from '../../kernel/problem.ts';
import { reportingSection } from '../../plan/organisation.ts';
import {
  type DraftRow,
  draftRows,
  insideUnit,
  nextStep,
  STEP_CAPABILITY,
  type Step,
} from './claimSteps.rows.ts';
import { refusal } from './projects.refusals.ts';

/** More than one only where the plan says so. */
export function stepsOf({ plan }: Pick<DecideContext, 'plan'>): readonly Step[] {
  return plan.section(reportingSection).steps;
}

/** Of one step the claim itself; of more its draft. `claim_in_steps` where the milestone has a draft under way. */
export function throughSteps(
  fact: NewFact,
  name: string,
  context: DecideContext,
): readonly NewFact[] | Problem {
  const steps = stepsOf(context);
  const { milestone } = fact.body;
  const open = draftRows(context.own.table('project_claim_draft')).find(
    (draft) => draft.milestone === milestone && draft.state === 'open',
  );
  if (open) {
    const message = `“${name}”已填报（发生于 ${open.occurredOn}），等待${nextStep(open)}`;
    return refusal('claim_in_steps', message, '请办理的人通过或退回；填错的，由填报人收回再填', 409);
  }
  if (steps.length < 2) return [fact];
  const { needsRecognition: _needs, occurredOn, ...told } = fact.body;
  const body = {
    ...told,
    happenedOn: typeof occurredOn === 'string' ? occurredOn : fact.occurredOn,
    ...(fact.corrects === undefined ? {} : { correctionOf: fact.corrects }),
    steps: [...steps],
  };
  const { subject, unit } = fact;
  return [{ kind: 'claimDrafted', subject, unit, occurredOn: context.today, body }];
}

/** Codes, in order: draft_unknown, draft_decided. */
export function findDraft(id: string, context: DecideContext): DraftRow | Problem {
  const draft = draftRows(context.own.table('project_claim_draft')).find((one) => one.draft === id);
  if (!draft) return refusal('draft_unknown', '没有这条填报', '在项目页或待办里打开后再办', 404);
  if (draft.state === 'open') return draft;
  const message = `这条填报${DECIDED[draft.state]}`;
  return refusal('draft_decided', message, '刷新后再看；退回或收回的，重新填报', 409);
}

const DECIDED = { sentBack: '已退回', withdrawn: '已收回', claimed: '已签发成为申报' } as const;

/** Who does the step that waits. Codes, in order: not_inside_unit, step_by_same_hand, role_missing. */
export function notYourStep(draft: DraftRow, step: Step, context: DecideContext): Problem | undefined {
  const { actor, plan, today } = context;
  if (!insideUnit(draft, context)) {
    const of = plan.units.find(draft.draftedUnit, today)?.name ?? draft.draftedUnit;
    const message = `${step}是${of}内部的步骤`;
    return refusal('not_inside_unit', message, `请${of}的人办理`, 403);
  }
  if (draft.hands.at(-1) === actor.account) {
    const message = `上一步“${draft.steps[draft.done - 1]}”也是“${actor.account}”办的`;
    return refusal('step_by_same_hand', message, '同一人不能接连办两步：请另一人办理', 403);
  }
  if (may(actor, STEP_CAPABILITY[step])) return undefined;
  const message = `账号“${actor.account}”没有${step}的权限`;
  return refusal('role_missing', message, '请有权限的岗位办理，或请系统管理员调整角色', 403);
}
