// Deciders of the steps after the first: passed on, sent back, withdrawn. Pure. The last step asks all that a claim is asked, because what was right when
// it was drafted may have changed since.
import type { DecideContext, NewFact } from '../../kernel/loop.ts';
import type { Problem } from '../../kernel/problem.ts';
import { type DraftRow, nextStep, type Step } from './claimSteps.rows.ts';
import { findDraft, notYourStep } from './claimSteps.ts';
import { claimFact, correctionFact, findClaim } from './milestones.ts';
import type { PassClaim, SendBackClaim, WithdrawClaim } from './projects.commands.ts';
import { findMilestone, milestoneUnknown, projectUnknown, refusal } from './projects.refusals.ts';
import { findProject, type ProjectRow } from './projects.rows.ts';

type Decision = readonly NewFact[] | Problem;

/**
 * Codes, in order: project_unknown, draft_unknown, draft_decided, not_inside_unit, step_by_same_hand, role_missing; of the last step also
 * milestone_unknown, claim_unknown and those of claimFact or correctionFact.
 */
export function decidePass(command: PassClaim, context: DecideContext): Decision {
  const found = waiting(command, context);
  if (!('draft' in found)) return found;
  const { project, draft, step } = found;
  const forbidden = notYourStep(draft, step, context);
  if (forbidden) return forbidden;
  if (draft.done + 1 < draft.steps.length) return [act('claimPassed', found, context, { step })];
  const fact = whatItBecomes(draft, project, command, context);
  return 'code' in fact ? fact : [fact];
}

/** Codes, in order: project_unknown, draft_unknown, draft_decided, not_inside_unit, step_by_same_hand, role_missing. */
export function decideSendBack(command: SendBackClaim, context: DecideContext): Decision {
  const found = waiting(command, context);
  if (!('draft' in found)) return found;
  const forbidden = notYourStep(found.draft, found.step, context);
  if (forbidden) return forbidden;
  return [act('claimSentBack', found, context, { step: found.step, reason: command.reason })];
}

/** Who drafted may take it back as long as nobody sent it on as a claim. Codes, in order: project_unknown, draft_unknown, draft_decided, not_your_draft. */
export function decideWithdraw(command: WithdrawClaim, context: DecideContext): Decision {
  const found = waiting(command, context);
  if (!('draft' in found)) return found;
  if (found.draft.draftedBy !== context.actor.account) {
    return refusal('not_your_draft', '这条是别人填报的', '请填报人收回；审核、签发的人可以退回', 403);
  }
  return [act('claimWithdrawn', found, context, { reason: command.reason })];
}

interface Waiting {
  readonly project: ProjectRow;
  readonly draft: DraftRow;
  readonly step: Step;
}

function waiting(
  { project: id, draft: draftId }: { readonly project: string; readonly draft: string },
  context: DecideContext,
): Waiting | Problem {
  const project = findProject(context.own);
  if (!project) return projectUnknown(id);
  const draft = findDraft(draftId, context);
  if ('code' in draft) return draft;
  return { project, draft, step: nextStep(draft) as Step };
}

function act(
  kind: string,
  { project, draft }: Waiting,
  context: DecideContext,
  body: NewFact['body'],
): NewFact {
  const { today } = context;
  return {
    kind,
    subject: project.subject,
    unit: project.unit,
    occurredOn: today,
    corrects: draft.draft,
    body: { milestone: draft.milestone, ...body },
  };
}

function whatItBecomes(
  draft: DraftRow,
  project: ProjectRow,
  { confirm, gateItems }: PassClaim,
  context: DecideContext,
): NewFact | Problem {
  const milestone = findMilestone(project, draft.milestone, context);
  if (!milestone) return milestoneUnknown(draft.milestone);
  const said = { confirm, before: draft.confirmed, draft: draft.draft, hands: draft.hands };
  const told = {
    project: project.subject,
    occurredOn: draft.occurredOn,
    evidence: [...draft.evidence],
    ...(gateItems === undefined ? {} : { gateItems }),
    ...(draft.plannedInvestmentYuan === null ? {} : { plannedInvestmentYuan: draft.plannedInvestmentYuan }),
  };
  if (draft.correctionOf === null) {
    const rest = {
      ...(draft.note === null ? {} : { note: draft.note }),
      ...(draft.batch === null ? {} : { batch: draft.batch }),
    };
    return claimFact({ ...told, ...rest, milestone: milestone.id }, { project, milestone, said }, context);
  }
  const found = findClaim({ project: project.subject, claim: draft.correctionOf }, context);
  if ('code' in found) return found;
  const correction = { ...told, claim: draft.correctionOf, reason: draft.reason ?? '' };
  return correctionFact(correction, { found, milestone, said }, context);
}
