// 我的待办 of who handles approvals: what its clocks run on, parts of joint acceptances, promises to firms and their questions. Every one with the day it is due.
import type { Actor } from '../kernel/loop.ts';
import type { PlainDate } from '../kernel/plainDate.ts';
import type { LedgerView } from '../ledger/view.pg.ts';
import { acceptanceDuties } from '../loops/approvals/acceptanceQueue.pg.ts';
import { approvalItemsSection } from '../loops/approvals/approvals.plan.ts';
import { askedQuestions, promiseDuties } from '../loops/approvals/promiseQueue.pg.ts';
import { handlingQueue, waitingTolerances } from '../loops/approvals/queue.pg.ts';
import type { Group, InboxItem } from './inbox.view.ts';
import { atOf, ITEMS_MAX, waited, waitedSince } from './inboxStanding.pg.ts';

const OVERDUE = { zh: '逾期', en: 'overdue' };

/** 待办审批: what this unit handles, by due day; its light in words. */
export async function awaitingApprovals(view: LedgerView, actor: Actor): Promise<Group> {
  const names = new Map(view.plan.section(approvalItemsSection).map(({ id, name }) => [id, name]));
  const queue = await handlingQueue(view, actor.unit, atOf(view).asOf);
  const items = queue.slice(0, ITEMS_MAX).map(({ row, judgement }): InboxItem => {
    const filedOn = String(row.filed_on) as PlainDate;
    return {
      loop: 'approvals',
      subject: String(row.subject),
      title: String(row.project_name),
      unit: String(row.unit),
      unitName: view.plan.units.find(String(row.unit), view.today)?.name ?? String(row.unit),
      what: names.get(String(row.item)) ?? String(row.item),
      occurredOn: filedOn,
      ...waitedSince(view, filedOn),
      claim: String(row.subject),
      commands: [],
      late: false,
      light: { light: judgement.light.colour, word: judgement.light.cause },
      ...(judgement.dueOn === null ? {} : { dueOn: judgement.dueOn }),
    };
  });
  return { key: 'toHandle', title: '待办审批', items };
}

/** 待认定容错: what another unit asked to be tolerated. */
export async function awaitingTolerance(view: LedgerView, actor: Actor): Promise<Group> {
  const names = new Map(view.plan.section(approvalItemsSection).map(({ id, name }) => [id, name]));
  const rows = await waitingTolerances(view, actor, { asOf: atOf(view).asOf, limit: ITEMS_MAX });
  const nameOf = (unit: unknown) => view.plan.units.find(String(unit), view.today)?.name ?? String(unit);
  const items = rows.map((row): InboxItem => {
    const appliedOn = String(row.applied_on) as PlainDate;
    return {
      loop: 'approvals',
      subject: String(row.subject),
      title: String(row.project_name),
      unit: String(row.applied_unit),
      unitName: nameOf(row.applied_unit),
      what: names.get(String(row.item)) ?? String(row.item),
      outcome: 'toTolerate',
      reason: String(row.facts),
      occurredOn: appliedOn,
      ...waitedSince(view, appliedOn),
      claim: String(row.application),
      commands: ['decideFaultTolerance'],
      late: false,
    };
  });
  return { key: 'tolerances', title: '待认定容错', items };
}

const ACCEPTANCE_OUTCOMES = {
  judge: 'toJudge',
  judgeAgain: 'toJudgeAgain',
  rectify: 'toHaveRectified',
  certify: 'toCertify',
} as const;

/** 联合验收: parts that wait for this unit, findings of its own projects, certificates to be given, by due day. */
export async function awaitingAcceptance(view: LedgerView, actor: Actor): Promise<Group> {
  const duties = await acceptanceDuties(view, actor, atOf(view).asOf);
  const items = duties.slice(0, ITEMS_MAX).map(
    (duty): InboxItem => ({
      loop: 'acceptances',
      subject: duty.project,
      title: duty.projectName,
      unit: duty.unit,
      unitName: view.plan.units.find(duty.unit, view.today)?.name ?? duty.unit,
      what: duty.deed === 'certify' ? '联合验收意见书' : duty.name,
      outcome: ACCEPTANCE_OUTCOMES[duty.deed],
      ...(duty.finding === null ? {} : { reason: duty.finding }),
      occurredOn: duty.since,
      ...waitedSince(view, duty.since),
      claim: `${duty.deed} ${duty.project} ${duty.item ?? ''}`,
      commands: [],
      late: false,
      ...(duty.item === null ? {} : { item: duty.item }),
      ...(duty.late ? { light: { light: 'red' as const, word: OVERDUE } } : {}),
      ...(duty.dueOn === null ? {} : { dueOn: duty.dueOn }),
    }),
  );
  return { key: 'acceptances', title: '联合验收', items };
}

/** 待兑现: what this unit promised to firms, by due day, with its countdown; and what firms of its projects ask. */
export async function awaitingPromises(view: LedgerView, actor: Actor): Promise<Group> {
  const asOf = atOf(view).asOf;
  const unitName = (unit: string) => view.plan.units.find(unit, view.today)?.name ?? unit;
  const duties = await promiseDuties(view, actor.unit, asOf);
  const items = duties.slice(0, ITEMS_MAX).map(({ subject, projectName, unit, entry }): InboxItem => {
    const { judgement, startedOn } = entry;
    return {
      loop: 'promises',
      subject,
      title: projectName,
      unit,
      unitName: unitName(unit),
      what: entry.entry.title,
      occurredOn: startedOn,
      ...(startedOn === null ? waited(view, null) : waitedSince(view, startedOn)),
      claim: `${subject} ${entry.entry.entry}`,
      item: entry.entry.entry,
      commands: [],
      late: false,
      light: { light: judgement.light.colour, word: judgement.light.cause },
      ...(judgement.dueOn === null ? {} : { dueOn: judgement.dueOn }),
    };
  });
  const questions = (await askedQuestions(view, actor.unit, asOf)).map(
    (one): InboxItem => ({
      loop: 'firm-links',
      subject: one.project,
      title: one.projectName,
      unit: one.unit,
      unitName: unitName(one.unit),
      what: one.asked,
      occurredOn: one.askedOn,
      ...waitedSince(view, one.askedOn),
      claim: one.question,
      commands: [],
      late: false,
    }),
  );
  return { key: 'promises', title: '待兑现', items: [...items, ...questions] };
}
