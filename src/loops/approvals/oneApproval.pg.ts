// One approval opened: both clocks step by step, its events, what is owed, and what this account could tell of it.
import { may } from '../../access/roles.ts';
import type { RouteRequest } from '../../access/route.http.ts';
import { standingOf } from '../../access/standing.ts';
import type { Actor, Row } from '../../kernel/loop.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import { Problem } from '../../kernel/problem.ts';
import type { WorkCalendar } from '../../kernel/workCalendar.ts';
import type { LedgerView } from '../../ledger/view.pg.ts';
import { codeDoubts } from './applicants.ts';
import { lineOf, nameOf, systemName } from './approvalLines.ts';
import { approvalRulesSection } from './approvalRules.plan.ts';
import { NEW_EVENT, newEvent } from './approvals.events.ts';
import { FACT_TITLES } from './approvals.facts.ts';
import { type ApprovalPage, atOf, findApprovalPage } from './approvals.pg.ts';
import { type ApprovalItem, approvalItemsSection } from './approvals.plan.ts';
import { courseRefusal } from './approvals.refusals.ts';
import { eventRows, toleranceRows } from './approvals.rows.ts';
import { calendarLine, calendarOn } from './calendars.pg.ts';
import { CORRECTABLE, isOwnHand } from './corrections.ts';
import { deferralLines, deferringOf } from './deferralLines.ts';
import { ownTolerance } from './deferrals.ts';
import { lacksNumber } from './documentNumbers.ts';
import { brokenOf } from './door.ts';
import { type Judged, type Judger, judgeRow, judgerOf } from './judging.ts';

/** Fails with `approval_unknown`: also for one that lies out of the account's reach. */
export async function oneApproval(
  view: LedgerView,
  request: Pick<RouteRequest<unknown, undefined>, 'scope' | 'at'> & {
    readonly id: string;
    readonly actor: Pick<Actor, 'account' | 'unit' | 'roles'>;
  },
) {
  const { id } = request;
  const at = atOf(view, request);
  const page = await findApprovalPage(view, at, id);
  const adopted = await calendarOn(view, at.asOf);
  const judger = judgerOf(view.plan, adopted?.calendar, at.asOf);
  const judged = page && judgeRow(page.approval, judger);
  if (!page || !judged) {
    throw new Problem({
      code: 'approval_unknown',
      status: 404,
      message: `没有审批件“${id}”，或不在本账号的范围内。There is no such approval within this account’s reach.`,
      fix: '从事项进度里找。Look for it in the list.',
    });
  }
  const naming = { plan: view.plan, nameOf: (unit: unknown) => nameOf(view, unit) };
  return {
    at: { ...standingOf(view), asOf: at.asOf },
    calendar: adopted ? calendarLine(adopted) : null,
    approval: lineOf(view, judged, at.asOf),
    judgement: judgementOf(judged, judger, page.events),
    events: page.events.map((row) => eventLine(view, row, handOf(view, page, { ...request, judged }))),
    notices: page.notices.map((row) => ({
      fact: row.event,
      askedOn: row.asked_on,
      handedInOn: row.handed_in_on,
      outside: row.outside,
      materials: row.materials,
      legalBasis: row.legal_basis,
      approver: row.approver,
    })),
    deferrals: deferralLines(judged, page.deferrals, naming, at.asOf),
    deferring: deferringOf(naming, judged),
    handles: handlesOf(view, page, request),
    tolerances: page.tolerances.map((row) => ({
      application: row.application,
      facts: row.facts,
      basis: row.basis,
      appliedOn: row.applied_on,
      appliedUnitName: nameOf(view, row.applied_unit),
      outcome: row.outcome,
      reason: row.reason,
      decidedOn: row.decided_on,
      decidedUnitName: nameOf(view, row.decided_unit),
      decides: row.outcome === null && mayTolerate(view, row, request.actor),
    })),
    door: doorOf(page, at.asOf, adopted?.calendar),
    actions: actionsOf(view, page, request),
    today: todaysClocks(view, page, adopted?.calendar),
    choices: choicesOf(view, judged),
    revision: Number(page.approval.revision),
  };
}

function mayTolerate(view: LedgerView, row: Row, actor: Pick<Actor, 'account' | 'unit' | 'roles'>): boolean {
  if (view.known.given || !may(actor, 'recognise')) return false;
  const { plan, today } = view;
  return toleranceRows([row]).every((one) => ownTolerance(one, { actor, plan, today }) === undefined);
}

function judgementOf({ judgement, row }: Judged, { limitsFor }: Judger, events: readonly Row[]) {
  const { standing, noticeDueOn, acceptedOn, deemed, clocks, dueOn, late, lateDays, light } = judgement;
  const { noticeDays, dueSoonDays } = limitsFor(String(row.item));
  const opened = clocks.map((clock) => ({
    ...clock,
    steps: clock.steps.map((step, place) => ({
      ...step,
      event: step.event ?? openingFact(events, step.from, place === 0 ? STARTS[clock.clock] : RESUMES),
    })),
  }));
  const days = { noticeDays, noticeDueOn, acceptedOn, deemed, dueSoonDays, dueOn, late, lateDays };
  return { standing, ...days, light, clocks: opened };
}

/** Kinds that a clock begins with, and runs again with; the first that there is on the day. */
const STARTS = {
  审批时限: ['approvalAccepted', 'supplementHandedIn', 'approvalFiled'],
  技术审查时限: ['technicalReviewStarted'],
} as const;
const RESUMES = ['clockResumed', 'technicalReviewEnded', 'technicalReviewStarted'] as const;

function openingFact(events: readonly Row[], on: PlainDate, kinds: readonly string[]): string | null {
  const standing = events.filter((event) => event.voided !== true && event.occurred_on === on);
  for (const kind of kinds) {
    const found = standing.find((event) => event.kind === kind);
    if (found !== undefined) return String(found.event);
  }
  return null;
}

/** What an act of today would meet: the page may show another day. A clock that was never begun, or has done its work, ends with nothing. */
function todaysClocks(view: LedgerView, { approval }: ApprovalPage, calendar: WorkCalendar | undefined) {
  const judged = judgeRow(approval, judgerOf(view.plan, calendar, view.today));
  return (judged?.judgement.clocks ?? [])
    .filter(({ startedOn, ended }) => startedOn !== null && !ended)
    .map(({ clock, late, lateDays, budget, dueOn }) => ({
      clock,
      late,
      lateDays,
      dayKind: budget?.dayKind ?? '工作日',
      dueOn,
    }));
}

function choicesOf(view: LedgerView, { row, course }: Judged) {
  const item = view.plan.section(approvalItemsSection).find(({ id }) => id === row.item);
  return {
    pauseReasons: view.plan
      .section(approvalRulesSection)
      .pauseReasons.map(({ id, title, needsDocument }) => ({ id, title, needsDocument })),
    materials: (item?.materials ?? []).map(({ id, name }) => ({ id, name })),
    reviewed: course.reviews.length > 0,
    noticed: course.notices.length > 0 || course.acceptedOn !== null,
    yieldsDocument: item?.yieldsDocument !== false,
  };
}

/** What an event says beside its kind: why a clock stopped, what was asked for, how it was decided. */
function saidOf(view: LedgerView, row: Row, item: string): string | null {
  const body = (row.body ?? {}) as Readonly<Record<string, unknown>>;
  const { reason, materials, outcome, documentNumber, document, clock, result, by } = body;
  const titles = new Map(
    view.plan.section(approvalRulesSection).pauseReasons.map(({ id, title }) => [id, title]),
  );
  const declared = view.plan.section(approvalItemsSection).find(({ id }) => id === item);
  const names = new Map((declared?.materials ?? []).map(({ id, name }) => [id, name]));
  const outcomes: Readonly<Record<string, string>> = { granted: '准予', refused: '不予' };
  const parts = [
    clock === '技术审查时限' ? clock : undefined,
    Array.isArray(materials) ? materials.map((one) => names.get(String(one)) ?? one).join('、') : undefined,
    outcome === undefined ? undefined : (outcomes[String(outcome)] ?? outcome),
    documentNumber ?? document ?? lackedNumber(view, row, declared),
    by,
    result,
    reason === undefined ? undefined : (titles.get(String(reason)) ?? reason),
    row.voided === true || row.told_on !== row.occurred_on ? row.change_reason : undefined,
  ].filter((part) => part !== undefined && part !== null && part !== '');
  return parts.length === 0 ? null : parts.map(String).join(' · ');
}

/** Of another system that did not tell the number of its document. */
function lackedNumber(
  view: LedgerView,
  row: Row,
  item: Pick<ApprovalItem, 'yieldsDocument'> | undefined,
): string | undefined {
  const { pauseReasons } = view.plan.section(approvalRulesSection);
  const told = { kind: String(row.kind), body: (row.body ?? {}) as Readonly<Record<string, unknown>> };
  return lacksNumber(told, { item, pauseReasons }) ? '文号未给出' : undefined;
}

interface Hand {
  /** Of the approval. */
  readonly item: string;
  readonly actor: Pick<Actor, 'account' | 'unit'>;
  readonly authority: string | null;
  readonly handles: boolean;
  readonly recognises: boolean;
  /** Then another hand sets right what was told (corrections.ts). */
  readonly isLate: boolean;
}

function handOf(
  view: LedgerView,
  page: ApprovalPage,
  { actor, judged }: { readonly actor: Pick<Actor, 'account' | 'unit' | 'roles'>; readonly judged: Judged },
): Hand {
  const { authority } = page.approval;
  return {
    actor,
    item: String(page.approval.item),
    authority: authority === null ? null : String(authority),
    handles: handlesOf(view, page, { actor }),
    recognises: !view.known.given && may(actor, 'recognise'),
    isLate: judged.judgement.clocks.some(({ late }) => late),
  };
}

function eventLine(view: LedgerView, row: Row, hand: Hand) {
  const told = { actor: String(row.actor), actorUnit: String(row.actor_unit), authority: hand.authority };
  const isOther = hand.recognises && !isOwnHand(told, { ...hand, plan: view.plan, today: view.today });
  const stands = row.voided !== true && CORRECTABLE.has(String(row.kind));
  const heardOn =
    row.heard_on !== null && String(row.heard_on) > String(row.occurred_on) ? row.heard_on : null;
  return {
    fact: row.event,
    kind: row.kind,
    title: FACT_TITLES.get(String(row.kind)) ?? { zh: String(row.kind), en: String(row.kind) },
    occurredOn: row.occurred_on,
    toldOn: row.told_on,
    /** Entered afterwards, or moved by the hand that told it: counted from then. */
    heardOn,
    mayAccept: (stands || row.kind === 'deferralMet') && row.voided !== true && heardOn !== null && isOther,
    voided: row.voided,
    changedBy: row.changed_by,
    changeReason: row.change_reason,
    recordedAt: row.recorded_at,
    actor: row.actor,
    actorUnitName: nameOf(view, row.actor_unit),
    source:
      row.system === null
        ? null
        : {
            system: row.system,
            systemName: systemName(view, row.system),
            application: row.application,
            event: row.source_event,
            at: row.source_at,
          },
    manual: row.manual,
    mayChange: stands && (hand.isLate ? isOther : hand.handles),
    said: saidOf(view, row, hand.item),
    late: row.late,
    body: row.body,
    /** The fact by which the source told the number of its document later. */
    numberedBy: row.numbered_by ?? null,
  };
}

/** Whether the firm may be granted another deferral; null where no firm is known. */
function doorOf({ approval, firm }: ApprovalPage, asOf: PlainDate, calendar: WorkCalendar | undefined) {
  if (approval.credit_code === null) return null;
  const broken = brokenOf(tablesOf(firm), asOf, calendar);
  return {
    creditCode: String(approval.credit_code),
    /** What GB 32100 says against the code; it is kept all the same. */
    doubts: codeDoubts(String(approval.credit_code)),
    closed: broken !== undefined,
    by:
      broken === undefined
        ? null
        : { approval: broken.approval, material: broken.material, dueOn: broken.dueOn },
  };
}

function tablesOf(firm: ApprovalPage['firm']) {
  return { table: (name: string): readonly Row[] => firm[name as keyof typeof firm] ?? [] };
}

/** Commands by the event that each would record. */
const OFFERED: readonly (readonly [command: string, kind: string])[] = [
  ['acceptApproval', 'approvalAccepted'],
  ['askSupplement', 'supplementAsked'],
  ['handInSupplement', 'supplementHandedIn'],
  ['pauseClock', 'clockPaused'],
  ['resumeClock', 'clockResumed'],
  ['startTechnicalReview', 'technicalReviewStarted'],
  ['endTechnicalReview', 'technicalReviewEnded'],
  ['extendApproval', 'approvalExtended'],
  ['decideApproval', 'approvalDecided'],
  ['withdrawApproval', 'approvalWithdrawn'],
];

/** Names of commands that this account could give by hand today: buttons, not permissions. The decider has the last word. */
function actionsOf(
  view: LedgerView,
  page: ApprovalPage,
  { actor }: { readonly actor: Pick<Actor, 'unit' | 'roles'> },
) {
  if (!handlesOf(view, page, { actor })) return [];
  const events = eventRows(page.events).filter(({ voided }) => !voided);
  return OFFERED.filter(([, kind]) => {
    const event = newEvent(kind, view.today, { clock: '审批时限' });
    return courseRefusal([...events, event], NEW_EVENT) === undefined;
  }).map(([command]) => command);
}

/** Whether this account could tell of it by hand today. */
function handlesOf(
  view: LedgerView,
  page: ApprovalPage,
  { actor }: { readonly actor: Pick<Actor, 'unit' | 'roles'> },
): boolean {
  const { authority } = page.approval;
  const handles =
    authority === null ||
    actor.unit === authority ||
    view.plan.units.within(actor.unit, String(authority), view.today);
  return !view.known.given && handles && may(actor, 'handleApprovals');
}
