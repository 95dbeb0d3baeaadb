// Deciders of milestones: claimed by one hand, recognised, refused or revoked by another. Pure. A correction is a new version that awaits
// recognition; the version before it stands until then (projects.fold.sql).
import { compare, decimal } from '../../kernel/decimal.ts';
import type { DecideContext, NewFact } from '../../kernel/loop.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import { Problem } from '../../kernel/problem.ts';
import { confirmedOf, type Question, unconfirmed } from '../../kernel/question.ts';
import { batchFault } from './batches.ts';
import { claimQuestions, isOpen, itemQuestions } from './claimQuestions.ts';
import { throughSteps } from './claimSteps.ts';
import { isOwnHand } from './ownHand.ts';
import type {
  ClaimMilestone,
  CorrectMilestone,
  RecogniseMilestone,
  RefuseMilestone,
  RevokeMilestone,
} from './projects.commands.ts';
import type { Lifecycle, Milestone } from './projects.plan.ts';
import {
  dayImpossible,
  evidenceMissing,
  evidenceUnknown,
  findLifecycle,
  findMilestone,
  gateShut,
  itemsShut,
  milestoneUnknown,
  notAllowed,
  notItsToClaim,
  projectUnknown,
  refusal,
  standsStill,
} from './projects.refusals.ts';
import {
  findProject,
  type MilestoneRow,
  milestoneRows,
  type ProjectRow,
  suspensionRows,
} from './projects.rows.ts';
import { lackingOf } from './recognitionBasis.ts';

type Decision = readonly NewFact[] | Problem;

/** What was said yes to: in this command, or in a step before it. */
export interface Said {
  readonly confirm?: boolean | undefined;
  readonly before?: readonly string[];
  /** Of a claim that went through steps. */
  readonly draft?: string;
  readonly hands?: readonly string[];
}

/**
 * Where the plan has more than one step inside a unit, a draft of the claim (claimSteps.ts). Codes, in order: project_unknown, out_of_scope,
 * role_missing, milestone_unknown, claimant_not_named, not_of_its_side, those of claimFact, batch_unknown, batch_of_other_milestone, not_in_batch, claim_in_steps.
 */
export function decideClaim(command: ClaimMilestone, context: DecideContext): Decision {
  const project = findProject(context.own);
  if (!project) return projectUnknown(command.project);
  const forbidden = notAllowed(project.unit, 'claim', context);
  if (forbidden) return forbidden;
  const milestone = findMilestone(project, command.milestone, context);
  if (!milestone) return milestoneUnknown(command.milestone);
  const notNamedHere = notNamed(
    milestone.claimedBy,
    'claimant_not_named',
    `申报“${milestone.name}”`,
    context,
  );
  const notIts = notNamedHere ?? notItsToClaim(milestone, project, context);
  if (notIts) return notIts;
  const fact = claimFact(command, { project, milestone, said: command }, context);
  const otherBatch = fact instanceof Problem ? undefined : batchFault(command, context);
  if (otherBatch) return otherBatch;
  return fact instanceof Problem ? fact : throughSteps(fact, milestone.name, context);
}

/**
 * What the claim would be if nothing but its hands were asked of. Codes, in order: occurred_in_future, occurred_before_registration, project_ended,
 * project_suspended, milestone_already_recognised, milestone_awaits_recognition, milestone_not_reached, occurred_before_gate, approval_missing, evidence_kind_unknown,
 * evidence_missing, needs_confirmation.
 */
export function claimFact(
  command: Omit<ClaimMilestone, 'confirm'>,
  {
    project,
    milestone,
    said,
  }: { readonly project: ProjectRow; readonly milestone: Milestone; readonly said: Said },
  context: DecideContext,
): NewFact | Problem {
  const day = (command.occurredOn ?? context.today) as PlainDate;
  const versions = milestoneRows(context.own.table('project_milestone'));
  const lifecycle = findLifecycle(project.lifecycle, context);
  const refused =
    dayImpossible(day, project, context) ??
    standsStill(day, project, suspensionRows(context.own.table('project_suspension'))) ??
    alreadyThere(milestone, versions) ??
    gateShut(milestone, day, versions, lifecycle) ??
    itemsShut(milestone, command.gateItems) ??
    evidenceUnknown(milestone, command.evidence) ??
    evidenceMissing(milestone, command.evidence);
  if (refused) return refused;
  const planned = command.plannedInvestmentYuan ?? project.plannedInvestmentYuan;
  const asked = [
    ...itemQuestions(milestone, command.gateItems),
    ...claimQuestions({ milestone, day, planned, project, versions, lifecycle }),
  ];
  const unsaid = notSaid(asked, said);
  if (unsaid) return unsaid;
  return {
    kind: 'milestoneClaimed',
    subject: command.project,
    unit: project.unit,
    occurredOn: day,
    body: {
      milestone: milestone.id,
      needsRecognition: milestone.needsRecognition,
      plannedInvestmentYuan: planned,
      evidence: command.evidence,
      ...(command.note === undefined ? {} : { note: command.note }),
      ...(command.batch === undefined ? {} : { batch: command.batch }),
      ...confirmedOf(asked),
      ...handsOf(said),
    },
  };
}

function notSaid(asked: readonly Question[], { confirm, before = [] }: Said): Problem | undefined {
  return unconfirmed(
    asked.filter(({ code }) => !before.includes(code)),
    confirm,
  );
}

function handsOf({ draft, hands }: Said) {
  return draft === undefined ? {} : { draft, hands: [...(hands ?? [])] };
}

/**
 * Any version of a claim may be named; the correction is of the claim, and goes through the same steps inside the unit. Codes, in order:
 * project_unknown, claim_unknown, out_of_scope, role_missing, milestone_unknown, claimant_not_named, not_of_its_side, those of correctionFact, claim_in_steps.
 */
export function decideCorrect(command: CorrectMilestone, context: DecideContext): Decision {
  const found = findClaim(command, context);
  if (!('project' in found)) return found;
  const { project, version } = found;
  const forbidden = notAllowed(project.unit, 'claim', context);
  if (forbidden) return forbidden;
  const milestone = findMilestone(project, version.milestone, context);
  if (!milestone) return milestoneUnknown(version.milestone);
  const notNamedHere = notNamed(
    milestone.claimedBy,
    'claimant_not_named',
    `申报“${milestone.name}”`,
    context,
  );
  const notIts = notNamedHere ?? notItsToClaim(milestone, project, context);
  if (notIts) return notIts;
  const fact = correctionFact(command, { found, milestone, said: command }, context);
  return fact instanceof Problem ? fact : throughSteps(fact, milestone.name, context);
}

/**
 * Codes, in order: claim_revoked, milestone_already_recognised, milestone_awaits_recognition, nothing_changed, occurred_in_future,
 * occurred_before_registration, project_ended, project_suspended, milestone_not_reached, occurred_before_gate, occurred_after_follower,
 * approval_missing, evidence_kind_unknown, evidence_missing, needs_confirmation. Approvals are asked of another day as of a claim. One that moves a closed month asks for 补报.
 */
export function correctionFact(
  command: Omit<CorrectMilestone, 'confirm'>,
  { found, milestone, said }: { readonly found: Found; readonly milestone: Milestone; readonly said: Said },
  context: DecideContext,
): NewFact | Problem {
  const { project, version, versions } = found;
  const others = versions.filter((other) => other.rootClaim !== version.rootClaim);
  const latest = lastGood(versions, version);
  const day = (command.occurredOn ?? latest.occurredOn) as PlainDate;
  // What was there, or was said yes to, on the day that stands is not asked again of another amount.
  const items = day === latest.occurredOn ? undefined : command.gateItems;
  const lifecycle = findLifecycle(project.lifecycle, context);
  const refused =
    revoked(latest) ??
    alreadyThere(milestone, others) ??
    unchanged(command, latest) ??
    dayImpossible(day, project, context) ??
    standsStill(day, project, suspensionRows(context.own.table('project_suspension'))) ??
    gateShut(milestone, day, others, lifecycle) ??
    afterFollower(milestone, day, others, lifecycle) ??
    itemsShut(milestone, items) ??
    evidenceUnknown(milestone, command.evidence ?? []) ??
    evidenceMissing(milestone, command.evidence ?? latest.evidence);
  if (refused) return refused;
  const planned = command.plannedInvestmentYuan ?? latest.plannedInvestmentYuan;
  const asked = [
    ...itemQuestions(milestone, items),
    ...claimQuestions({ milestone, day, planned, project, versions: others, lifecycle }),
  ];
  const unsaid = notSaid(asked, said);
  if (unsaid) return unsaid;
  return {
    kind: 'milestoneCorrected',
    subject: command.project,
    unit: version.unit,
    occurredOn: context.today,
    corrects: version.rootClaim,
    moves: [latest.occurredOn, day],
    body: {
      milestone: version.milestone,
      occurredOn: day,
      ...(planned === null ? {} : { plannedInvestmentYuan: planned }),
      evidence: [...(command.evidence ?? latest.evidence)],
      reason: command.reason,
      ...confirmedOf(asked),
      ...handsOf(said),
    },
  };
}

/**
 * Codes, in order: project_unknown, claim_unknown, claimed_by_own_hand, out_of_scope, role_missing, milestone_unknown,
 * recogniser_not_named, claim_decided, milestone_already_recognised, gate_not_recognised, occurred_before_gate, occurred_after_follower, approval_missing,
 * evidence_missing, and those of lackingOf (recognitionBasis.ts). The days are asked again of what stands recognised: what was claimed beside this claim may have been
 * corrected, refused or recognised since; and so is the evidence, since the plan may have made a kind of it required.
 */
export function decideRecognise(command: RecogniseMilestone, context: DecideContext): Decision {
  const found = findClaim(command, context);
  if (!('project' in found)) return found;
  const { project, version, versions } = found;
  const refused = mayNotDecide(found, context);
  if (refused) return refused;
  const milestone = findMilestone(project, version.milestone, context);
  if (!milestone) return milestoneUnknown(version.milestone);
  const standing = versions.filter(
    (other) => other.rootClaim !== version.rootClaim && other.state === 'recognised',
  );
  const lifecycle = findLifecycle(project.lifecycle, context);
  const shut =
    notNamed(milestone.recognisedBy, 'recogniser_not_named', `认定“${milestone.name}”`, context) ??
    decidedAlready(version) ??
    alreadyThere(milestone, standing) ??
    gateNotRecognised(milestone, versions, project, context) ??
    gateShut(milestone, version.occurredOn, standing, lifecycle) ??
    afterFollower(milestone, version.occurredOn, standing, lifecycle) ??
    itemsShut(milestone, command.gateItems) ??
    evidenceMissing(milestone, version.evidence);
  if (shut) return shut;
  const lacking = lackingOf(command, { milestone, version }, context);
  if ('code' in lacking) return lacking;
  const rule = milestone.countingRule;
  return [
    decision('milestoneRecognised', command.project, version, context, {
      milestone: version.milestone,
      rule: `${rule?.version ?? '未定口径'} ${rule?.document ?? '文号待补来源'}`,
      ...(command.reason === undefined ? {} : { reason: command.reason }),
      ...lacking,
    }),
  ];
}

/** Codes, in order: project_unknown, claim_unknown, claimed_by_own_hand, out_of_scope, role_missing, recogniser_not_named, claim_decided. */
export function decideRefuse(command: RefuseMilestone, context: DecideContext): Decision {
  const found = findClaim(command, context);
  if (!('project' in found)) return found;
  const refused =
    mayNotDecide(found, context) ??
    notTheRecogniser(found, '不予认定', context) ??
    decidedAlready(found.version);
  if (refused) return refused;
  const body = { milestone: found.version.milestone, reason: command.reason };
  return [decision('milestoneRefused', command.project, found.version, context, body)];
}

/**
 * A recognition is taken back from the end: while a milestone that requires this one stands recognised and is counted, it is not taken back from under
 * it. Recognising goes up the same order (gate_not_recognised), so that what is counted is never without what it rests on (design §6, counting).
 * One of a closed month asks for 补报 and is listed among the corrections: that month's figure is another from now on, what was published of it stays.
 * Codes, in order: project_unknown, claim_unknown, claimed_by_own_hand, out_of_scope, role_missing, recogniser_not_named, claim_not_recognised,
 * later_milestone_stands.
 */
export function decideRevoke(command: RevokeMilestone, context: DecideContext): Decision {
  const found = findClaim(command, context);
  if (!('project' in found)) return found;
  const refused = mayNotDecide(found, context) ?? notTheRecogniser(found, '撤销认定', context);
  if (refused) return refused;
  if (found.version.state !== 'recognised') {
    const message = `该申报${STATE_WORDS[found.version.state]}，没有可撤销的认定`;
    return refusal('claim_not_recognised', message, '刷新后对现行已认定的版本撤销', 409);
  }
  const follower = standingFollower(found, context);
  if (follower) {
    const message = `“${follower}”以它为前提，已认定并计入`;
    return refusal('later_milestone_stands', message, `先撤销“${follower}”的认定，再撤销这一条`, 409);
  }
  const body = { milestone: found.version.milestone, reason: command.reason };
  const revocation = decision('milestoneRevoked', command.project, found.version, context, body);
  return [{ ...revocation, moves: [found.version.occurredOn] }];
}

/** The name of a milestone that requires this one and stands recognised. */
function standingFollower({ project, version, versions }: Found, context: DecideContext): string | undefined {
  return findLifecycle(project.lifecycle, context)?.milestones.find(
    ({ id, requires }) =>
      requires.includes(version.milestone) &&
      versions.some((other) => other.milestone === id && other.state === 'recognised'),
  )?.name;
}

/** `occurred_after_follower`: a gate is not corrected to a day after what required it. */
function afterFollower(
  milestone: Milestone,
  day: PlainDate,
  versions: readonly MilestoneRow[],
  lifecycle: Lifecycle | undefined,
): Problem | undefined {
  for (const { id, name, requires } of lifecycle?.milestones ?? []) {
    if (!requires.includes(milestone.id)) continue;
    const follower = versions.find(
      (other) => other.milestone === id && isOpen(other) && other.occurredOn < day,
    );
    if (!follower) continue;
    const message = `${day} 晚于“${name}”的发生日 ${follower.occurredOn}，而它以本节点为前提`;
    return refusal('occurred_after_follower', message, `核对两个日期；“${name}”有误的，先更正它`);
  }
  return undefined;
}

/** The version that a correction starts from, and what it leaves unsaid: the last of the claim that was not refused. */
function lastGood(versions: readonly MilestoneRow[], version: MilestoneRow): MilestoneRow {
  const own = versions.filter((other) => other.rootClaim === version.rootClaim);
  return own.findLast(({ state }) => state !== 'refused') ?? own.at(-1) ?? version;
}

const STATE_WORDS: Readonly<Record<MilestoneRow['state'], string>> = {
  claimed: '尚未认定',
  recognised: '已认定',
  refused: '已不予认定',
  revoked: '已撤销认定',
  superseded: '已被更正取代',
};

export interface Found {
  readonly project: ProjectRow;
  readonly version: MilestoneRow;
  readonly versions: readonly MilestoneRow[];
}

/** Codes, in order: project_unknown, claim_unknown. */
export function findClaim(
  command: { readonly project: string; readonly claim: string },
  context: DecideContext,
): Found | Problem {
  const project = findProject(context.own);
  if (!project) return projectUnknown(command.project);
  const versions = milestoneRows(context.own.table('project_milestone'));
  const version = versions.find(({ claim }) => claim === command.claim);
  if (version) return { project, version, versions };
  return refusal(
    'claim_unknown',
    `项目“${project.name}”没有这条申报`,
    '在项目页或待认定列表里打开后再办',
    404,
  );
}

/**
 * Who claims does not recognise (申报人≠认定人). It is looked at before scope and role, because no role lifts it.
 * Codes, in order: claimed_by_own_hand, out_of_scope, role_missing.
 */
function mayNotDecide({ project, version, versions }: Found, context: DecideContext): Problem | undefined {
  const { actor, plan, today } = context;
  const nameOf = (unit: string) => plan.units.find(unit, today)?.name ?? unit;
  const own = versions.find((other) => other.rootClaim === version.rootClaim && isOwnHand(other, context));
  if (own) {
    const message = `这条申报出自${nameOf(own.claimedUnit)}，与${nameOf(actor.unit)}是一方，不能自己认定`;
    return refusal('claimed_by_own_hand', message, '申报与认定分属两个单位：请认定单位办理', 403);
  }
  return notAllowed(project.unit, 'recognise', context);
}

/** Who may recognise may refuse and revoke, and nobody else. A milestone that the plan has dropped since names nobody. */
function notTheRecogniser({ project, version }: Found, what: string, context: DecideContext) {
  const milestone = findMilestone(project, version.milestone, context);
  if (!milestone) return undefined;
  return notNamed(milestone.recognisedBy, 'recogniser_not_named', `${what}“${milestone.name}”`, context);
}

/** A plan that names units means them and those below them. */
function notNamed(
  named: readonly string[],
  code: string,
  what: string,
  { actor, plan, today }: DecideContext,
): Problem | undefined {
  if (
    named.length === 0 ||
    named.some((unit) => actor.unit === unit || plan.units.within(actor.unit, unit, today))
  )
    return undefined;
  const names = named.map((unit) => plan.units.find(unit, today)?.name ?? unit);
  return refusal(code, `按计划，${what}的单位是${names.join('、')}`, '请计划写明的单位办理', 403);
}

/** Codes, in order: milestone_already_recognised, milestone_awaits_recognition. */
function alreadyThere(milestone: Milestone, versions: readonly MilestoneRow[]): Problem | undefined {
  const same = versions.filter((version) => version.milestone === milestone.id);
  const standing = same.find(({ state }) => state === 'recognised');
  if (standing) {
    const message = `“${milestone.name}”已认定，发生于 ${standing.occurredOn}：每项目一次`;
    return refusal('milestone_already_recognised', message, '日期或金额有误的，更正原申报', 409);
  }
  const waiting = same.find(({ state }) => state === 'claimed');
  if (waiting) {
    const message = `“${milestone.name}”已申报（发生于 ${waiting.occurredOn}），等待认定`;
    return refusal('milestone_awaits_recognition', message, '有误的，更正原申报；否则等认定', 409);
  }
  return undefined;
}

function decidedAlready(version: MilestoneRow): Problem | undefined {
  if (version.state === 'claimed') return undefined;
  return refusal(
    'claim_decided',
    `该申报${STATE_WORDS[version.state]}`,
    '刷新后再看；不服的，更正或重新申报',
    409,
  );
}

function revoked(latest: MilestoneRow): Problem | undefined {
  if (latest.state !== 'revoked') return undefined;
  return refusal('claim_revoked', '该申报的认定已撤销，不能再更正', '重新申报', 409);
}

function unchanged(command: Omit<CorrectMilestone, 'confirm'>, latest: MilestoneRow): Problem | undefined {
  const sameDay = command.occurredOn === undefined || command.occurredOn === latest.occurredOn;
  const sameAmount =
    command.plannedInvestmentYuan === undefined ||
    (latest.plannedInvestmentYuan !== null &&
      compare(decimal(command.plannedInvestmentYuan), decimal(latest.plannedInvestmentYuan)) === 0);
  if (!sameDay || !sameAmount || command.evidence !== undefined) return undefined;
  return refusal('nothing_changed', '没有变化，不用更正', '改日期、金额或印证资料后再提交', 409);
}

function gateNotRecognised(
  milestone: Milestone,
  versions: readonly MilestoneRow[],
  project: ProjectRow,
  context: DecideContext,
): Problem | undefined {
  const gate = milestone.requires.find(
    (id) => !versions.some((version) => version.milestone === id && version.state === 'recognised'),
  );
  if (gate === undefined) return undefined;
  const name = findMilestone(project, gate, context)?.name ?? gate;
  return refusal('gate_not_recognised', `“${name}”还没有认定`, `先认定“${name}”`, 409);
}

function decision(
  kind: string,
  project: string,
  version: MilestoneRow,
  context: DecideContext,
  body: NewFact['body'],
): NewFact {
  return {
    kind,
    subject: project,
    unit: version.unit,
    occurredOn: context.today,
    corrects: version.claim,
    body,
  };
}
