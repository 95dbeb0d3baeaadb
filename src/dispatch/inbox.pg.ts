// 我的待办: what waits for this account and for nobody else. A recogniser sees what waits to be recognised, without the claims of its own hand; a checker
// what waits to be checked; who claims, what was sent back and what is out. Nothing to do is nothing: no "no change" is ever asked for.
import { may } from '../access/roles.ts';
import { inScope, isNamed, type Scope, scopeCondition, scopeOf } from '../access/scope.ts';
import { standingOf } from '../access/standing.ts';
import type { Actor, Row } from '../kernel/loop.ts';
import { periodEnd, periodLabel } from '../kernel/period.ts';
import { addMonths, type PlainDate } from '../kernel/plainDate.ts';
import { raw, sql } from '../kernel/sql.ts';
import type { LedgerView } from '../ledger/view.pg.ts';
import { checkQueue } from '../loops/indicators/indicators.pg.ts';
import { indicatorsSection } from '../loops/indicators/indicators.plan.ts';
import { mayReport } from '../loops/indicators/indicators.ts';
import { readingsDue } from '../loops/indicators/readingsDue.ts';
import { draftsSentBack, openDrafts } from '../loops/projects/claimSteps.pg.ts';
import { draftRow, mayStep, nextStep } from '../loops/projects/claimSteps.rows.ts';
import { findingRows } from '../loops/projects/course.rows.ts';
import { findingsIn } from '../loops/projects/findings.pg.ts';
import { notTheClosingSide } from '../loops/projects/inspections.ts';
import { mayRecognise, type ToldBy } from '../loops/projects/ownHand.ts';
import type { PassableDraft, WaitingClaim } from '../loops/projects/passable.ts';
import { recognitionQueue } from '../loops/projects/projects.pg.ts';
import { lifecyclesSection, type Milestone } from '../loops/projects/projects.plan.ts';
import { withReadings } from './duties.pg.ts';
import { reportingDayAfter } from './figure.pg.ts';
import type { Group, InboxItem, InboxView } from './inbox.view.ts';
import {
  awaitingAcceptance,
  awaitingApprovals,
  awaitingPromises,
  awaitingTolerance,
} from './inboxApprovals.pg.ts';
import { checkTodos } from './inboxChecks.pg.ts';
import { draftTodos } from './inboxDrafts.pg.ts';
import { gatesLost } from './inboxGates.pg.ts';
import { atOf, ITEMS_MAX, waited, waitedSince } from './inboxStanding.pg.ts';
import { urgedTodos } from './inboxUrges.pg.ts';
import { taskUnits } from './units.ts';

/** What was sent back longer ago than this was dealt with or given up. */
const SENT_BACK_MONTHS = 3;

export async function readInbox(view: LedgerView, actor: Actor): Promise<InboxView> {
  const groups: Group[] = [];
  groups.push(await urgedToAnswer(view, actor));
  if (may(actor, 'report')) groups.push(await owedReadings(view, actor));
  if (may(actor, 'reviewClaims') || may(actor, 'signClaims')) groups.push(await awaitingSteps(view, actor));
  if (may(actor, 'recognise')) groups.push(await awaitingRecognition(view, actor));
  if (may(actor, 'recognise')) groups.push(await lostGates(view, actor));
  if (may(actor, 'recognise')) groups.push(await awaitingClosing(view, actor));
  if (may(actor, 'claim')) groups.push(await awaitingRectification(view, actor));
  if (may(actor, 'checkReadings')) groups.push(await awaitingCheck(view, actor));
  if (may(actor, 'handleApprovals')) groups.push(await awaitingApprovals(view, actor));
  groups.push(await awaitingTolerance(view, actor));
  groups.push(await awaitingAcceptance(view, actor));
  if (may(actor, 'keepPromises')) groups.push(await awaitingPromises(view, actor));
  if (may(actor, 'claim')) groups.push(await ownClaims(view, actor));
  groups.push(await awaitingChecks(view, actor));
  groups.push(await awaitingDrafts(view, actor));
  return { at: standingOf(view), groups };
}

/** 被催办: what this unit is to answer, by the day it is due. */
async function urgedToAnswer(view: LedgerView, actor: Actor): Promise<Group> {
  const todos = await urgedTodos(view, actor, { asOf: atOf(view).asOf, limit: ITEMS_MAX });
  const items = todos.map(
    ({ line, unit, urgedOn }): InboxItem => ({
      loop: 'urging',
      subject: line.project,
      title: line.projectName,
      unit,
      unitName: line.unitName,
      what: line.what,
      reason: line.reason,
      occurredOn: urgedOn,
      ...waitedSince(view, urgedOn),
      claim: line.urge,
      commands: line.mayAnswer ? ['answerUrge'] : [],
      late: false,
      urge: line,
      ...(line.dueOn === null ? {} : { dueOn: line.dueOn }),
    }),
  );
  return { key: 'urged', title: '被催办', items };
}

/** 待审核签发: claims that wait for a step inside this account's unit. */
async function awaitingSteps(view: LedgerView, actor: Actor): Promise<Group> {
  const rows = await openDrafts(view, {
    ...atOf(view),
    scope: { all: false, unit: actor.unit },
    limit: ITEMS_MAX,
  });
  const items = rows
    .filter((row) => mayStep(draftRow(row), { actor, plan: view.plan, today: view.today }))
    .map((row): InboxItem => {
      const signs = nextStep(draftRow(row)) === '签发';
      const item = draftItem(view, row, ['passClaim', 'sendBackClaim']);
      return { ...item, outcome: signs ? 'toSign' : 'toReview', draft: passableOf(view, row, item) };
    });
  return { key: 'toPass', title: '待审核签发', items };
}

function passableOf(view: LedgerView, row: Row, item: InboxItem): PassableDraft {
  const draft = draftRow(row);
  const { evidence, note, reason, steps, done, draftedBy, draftedUnit } = draft;
  return {
    project: item.subject,
    projectName: item.title,
    unitName: item.unitName,
    draft: draft.draft,
    milestone: item.what,
    occurredOn: draft.occurredOn,
    plannedInvestmentYuan: draft.plannedInvestmentYuan,
    evidence,
    note,
    reason,
    isCorrection: draft.correctionOf !== null,
    steps,
    done,
    draftedBy,
    draftedUnitName: view.plan.units.find(draftedUnit, view.today)?.name ?? draftedUnit,
  };
}

function draftItem(view: LedgerView, row: Row, commands: readonly string[]): InboxItem {
  return claimItem(view, { ...row, claim: row.draft, claimed_at: row.last_at }, commands);
}

async function awaitingRecognition(view: LedgerView, actor: Actor): Promise<Group> {
  const { rows } = await recognitionQueue(view, { ...atOf(view), scope: scopeOf(actor), limit: ITEMS_MAX });
  const { plan, today } = view;
  const own = rows.filter((row) => {
    const named = milestoneOf(view, row)?.recognisedBy ?? [];
    return (
      isNamed(named, actor, plan.units, today) &&
      mayRecognise(row.told_by as readonly ToldBy[], { actor, plan, today })
    );
  });
  const commands = ['recogniseMilestone', 'refuseMilestone'];
  return { key: 'toRecognise', title: '待认定', items: own.map((row) => waitingItem(view, row, commands)) };
}

/** 审批作废: recognised milestones before which a grant no longer stands. */
async function lostGates(view: LedgerView, actor: Actor): Promise<Group> {
  const rows = await gatesLost(view, actor);
  const items = rows.map((row) => ({
    ...claimItem(view, row, ['revokeMilestone']),
    reason: `${row.lost}：准予已作废`,
  }));
  return { key: 'gatesLost', title: '审批作废', items };
}

function waitingItem(view: LedgerView, row: Row, commands: readonly string[]): InboxItem {
  const item = claimItem(view, row, commands);
  const unit = String(row.claimed_unit);
  const waiting: WaitingClaim = {
    project: item.subject,
    projectName: item.title,
    unitName: item.unitName,
    claim: item.claim,
    milestone: item.what,
    occurredOn: String(row.occurred_on),
    late: item.late,
    isCorrection: row.is_correction === true,
    standsOn: row.standing_occurred_on === null ? null : String(row.standing_occurred_on),
    plannedInvestmentYuan: row.planned_investment_yuan === null ? null : String(row.planned_investment_yuan),
    evidence: (row.evidence ?? []) as WaitingClaim['evidence'],
    wanted: (milestoneOf(view, row)?.evidence ?? []).map(({ kind, name, required, file }) => ({
      kind,
      name,
      required,
      file,
    })),
    claimedBy: String(row.claimed_by),
    claimedUnitName: view.plan.units.find(unit, view.today)?.name ?? unit,
  };
  return { ...item, waiting };
}

/** 待整改: findings of inspections that this account's unit has to rectify. */
async function awaitingRectification(view: LedgerView, actor: Actor): Promise<Group> {
  const at = { ...atOf(view), scope: { all: false, unit: actor.unit } as const, limit: ITEMS_MAX };
  const rows = await findingsIn(view, at, 'open');
  return {
    key: 'toRectify',
    title: '待整改',
    items: rows.map((row) => findingItem(view, row, ['rectifyFinding'])),
  };
}

/** 待销号: found by this account's unit, and rectified. */
async function awaitingClosing(view: LedgerView, actor: Actor): Promise<Group> {
  const rows = await findingsIn(
    view,
    { ...atOf(view), scope: scopeOf(actor), inspector: { all: false, unit: actor.unit }, limit: ITEMS_MAX },
    'rectified',
  );
  const { plan, today } = view;
  const items = rows
    .filter((row) =>
      findingRows([row]).every((one) => notTheClosingSide(one, { actor, plan, today }) === undefined),
    )
    .map((row) => findingItem(view, row, ['closeFinding', 'returnFinding']));
  return { key: 'toClose', title: '待销号', items };
}

function findingItem(view: LedgerView, row: Row, commands: readonly string[]): InboxItem {
  const since = String(row.rectified_on ?? row.raised_on) as PlainDate;
  return {
    loop: 'projects',
    subject: String(row.subject),
    title: String(row.name),
    unit: String(row.rectifier),
    unitName: view.plan.units.find(String(row.rectifier), view.today)?.name ?? String(row.rectifier),
    what: String(row.what),
    occurredOn: String(row.raised_on),
    ...waitedSince(view, since),
    claim: String(row.finding),
    commands,
    late: false,
    dueOn: String(row.due_on),
  };
}

async function awaitingCheck(view: LedgerView, actor: Actor): Promise<Group> {
  const rows = await checkQueue(view, { ...atOf(view), scope: scopeOf(actor), limit: ITEMS_MAX });
  const known = new Map(view.plan.section(indicatorsSection).map((one) => [one.id, one]));
  const { nameOf } = taskUnits(view.plan, view.asOf);
  const items = rows
    // Another person checks; the unit may be the same, as the decider has it.
    .filter((row) => row.reported_by !== actor.account)
    .map((row): InboxItem => {
      const indicator = known.get(String(row.indicator));
      return {
        loop: 'indicators',
        subject: String(row.subject),
        title: indicator?.name ?? String(row.indicator),
        unit: String(row.unit),
        unitName: nameOf(String(row.unit)),
        what: String(row.value),
        whatUnit: indicator?.unit ?? '',
        occurredOn: String(row.period_end),
        ...waited(view, row.reported_at),
        claim: String(row.reading),
        commands: ['checkReading', 'returnReading'],
        late: row.late === true,
        period: String(row.period),
      };
    });
  return { key: 'toCheck', title: '待审核', items };
}

/**
 * 待填报: the latest period of every indicator that this account may report and nobody has, or that was sent back. Of the account's own unit and of the
 * city; a unit far below reports for itself.
 */
async function owedReadings(view: LedgerView, actor: Actor): Promise<Group> {
  const { plan } = view;
  const until = atOf(view).asOf;
  const units = taskUnits(plan, until);
  const may = { actor, plan, today: view.today };
  const due = readingsDue(
    plan,
    until,
    units.all.map((unit) => unit.id),
  )
    .filter(({ indicator, reporter }) =>
      indicator.reportedBy === undefined ? reporter === actor.unit : mayReport(indicator, may),
    )
    .filter(({ unit }) => inScope(scopeOf(actor), unit, plan.units, until));
  const items = (await withReadings(view, due))
    .filter(({ row }) => row === undefined)
    .slice(0, ITEMS_MAX)
    .map(({ indicator, period, unit }): InboxItem => {
      const dueOn = reportingDayAfter(plan, periodEnd(period));
      return {
        loop: 'indicators',
        subject: `${indicator.id}/${unit}/${period.slice(0, 4)}`,
        title: indicator.name,
        unit,
        unitName: units.nameOf(unit),
        what: periodLabel(period),
        occurredOn: null,
        ...waitedSince(view, dueOn),
        claim: `${indicator.id}~${unit}~${period}`,
        commands: ['reportReading'],
        late: view.closedPeriods.includes(periodEnd(period).slice(0, 7)),
        period,
        dueOn,
      };
    });
  return { key: 'toReport', title: '待填报', items };
}

/** Sent back first, since that is to be done; then what waits elsewhere, to be read. */
async function ownClaims(view: LedgerView, actor: Actor): Promise<Group> {
  const scope: Scope = { all: false, unit: actor.unit };
  const at = atOf(view);
  const since = addMonths(view.today, -SENT_BACK_MONTHS);
  const sentBack = await view.query(sql`
    select m.subject, p.name, p.lifecycle, m.claim, m.milestone, m.unit, m.occurred_on, m.late, m.claimed_at, m.state, m.reason, m.decided_at
    from project_milestone m join project p on p.city = m.city and p.subject = m.subject
    where m.city = ${view.city.id} and m.state in ('refused', 'revoked') and m.decided_at >= ${since}::date
      and ${scopeCondition(scope, raw('m.unit'), { city: at.city, planHash: at.planHash, on: at.asOf })}
      and not exists (select 1 from project_milestone n where n.city = m.city and n.subject = m.subject and n.milestone = m.milestone
        and n.claimed_seq > m.claimed_seq)
      and p.ended_on is null
    order by m.decided_at desc limit ${ITEMS_MAX}`);
  const { rows } = await recognitionQueue(view, { ...at, scope, limit: ITEMS_MAX });
  const back = sentBack.map((row): InboxItem => {
    const item = claimItem(view, row, ['claimMilestone']);
    return {
      ...item,
      outcome: row.state === 'refused' ? 'refused' : 'revoked',
      reason: String(row.reason ?? ''),
      ...waited(view, row.decided_at),
    };
  });
  const waiting = rows.map((row) => {
    const item: InboxItem = { ...claimItem(view, row, []), outcome: 'waits' };
    return item;
  });
  const toRedo = await draftsSentBack(view, { ...at, scope, limit: ITEMS_MAX }, actor.account);
  const redo = toRedo.map(
    (row): InboxItem => ({
      ...draftItem(view, row, ['claimMilestone']),
      outcome: 'sentBack',
      reason: String(row.decided_reason ?? ''),
    }),
  );
  return { key: 'myClaims', title: '我的申报', items: [...redo, ...back, ...waiting] };
}

/** 体检与疑点: what is done about them is done on their own page. */
async function awaitingChecks(view: LedgerView, actor: Actor): Promise<Group> {
  const items = (await checkTodos(view, actor, atOf(view).asOf)).map(
    ({ deed, about, title, count, unit, unitName, oldest }): InboxItem => ({
      loop: 'checks',
      subject: about,
      title: String(count),
      unit,
      unitName,
      what: title,
      outcome: deed,
      occurredOn: oldest,
      ...(oldest === null ? waited(view, null) : waitedSince(view, oldest)),
      claim: `${deed} ${about}`,
      commands: [],
      late: false,
    }),
  );
  return { key: 'checks', title: '体检与疑点', items };
}

/** What is done with a plan draft is done on its own page. */
async function awaitingDrafts(view: LedgerView, actor: Actor): Promise<Group> {
  const { nameOf } = taskUnits(view.plan, view.asOf);
  const items = (await draftTodos(view, actor)).map(
    ({ draft, outcome, since }): InboxItem => ({
      loop: 'drafts',
      subject: draft.id,
      title: draft.title,
      unit: draft.openedUnit,
      unitName: nameOf(draft.openedUnit),
      what: '计划草稿',
      outcome,
      ...(outcome === 'returned' && draft.reason !== null ? { reason: draft.reason } : {}),
      occurredOn: null,
      ...waited(view, since),
      claim: draft.id,
      commands: [],
      late: false,
    }),
  );
  return { key: 'drafts', title: '计划草稿', items };
}

function claimItem(view: LedgerView, row: Row, commands: readonly string[]): InboxItem {
  const milestone = milestoneOf(view, row);
  return {
    loop: 'projects',
    subject: String(row.subject),
    title: String(row.name),
    unit: String(row.unit),
    unitName: view.plan.units.find(String(row.unit), view.today)?.name ?? String(row.unit),
    what: milestone?.name ?? String(row.milestone),
    occurredOn: String(row.occurred_on),
    ...waited(view, row.claimed_at),
    claim: String(row.claim),
    commands,
    milestone: String(row.milestone),
    late: row.late === true,
  };
}

function milestoneOf(view: LedgerView, row: Row): Milestone | undefined {
  const lifecycle = view.plan.section(lifecyclesSection).find((one) => one.id === row.lifecycle);
  return lifecycle?.milestones.find((one) => one.id === row.milestone);
}
