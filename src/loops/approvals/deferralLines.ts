// What a page shows of the deferrals of one approval: each as it stood on the day looked at, and what of the item may be put off at all. Pure; nothing is decided here.
import type { PlanInForce, Row } from '../../kernel/loop.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import { approvalRulesSection } from './approvalRules.plan.ts';
import { approvalItemsSection } from './approvals.plan.ts';
import { settledBy } from './door.ts';
import type { Judged } from './judging.ts';

/** The plan, and the name of a unit. */
export interface Naming {
  readonly plan: PlanInForce;
  nameOf(unit: unknown): string | null;
}

/** As the course stood on that day; broken is derived: past its date, as extended, and not met by then. */
export function deferralLines(
  { course, row: { item: id } }: Judged,
  deferrals: readonly Row[],
  view: Naming,
  asOf: PlainDate,
) {
  const item = view.plan.section(approvalItemsSection).find((each) => each.id === id);
  return course.deferrals.map((deferral) => {
    const row = deferrals.find(({ event }) => event === deferral.event);
    const { dueOn, metOn, metHeardOn, material, grantedOn, level, extensions } = deferral;
    const met = settledBy({ approval: '', material, dueOn, settledOn: metOn, heardOn: metHeardOn ?? null });
    return {
      fact: deferral.event,
      level,
      material,
      materialName:
        level === 'permit'
          ? (item?.name ?? material)
          : (item?.materials.find((each) => each.id === material)?.name ?? material),
      form: row?.form,
      consequence: row?.consequence,
      promise: row?.promise,
      creditCode: row?.credit_code,
      document: row?.document,
      approver: view.nameOf(row?.approver),
      grantedOn,
      dueOn,
      metOn,
      /** Met by its date, and entered after it: it counts from then until another unit accepts it. */
      metHeardOn: met === metOn ? null : met,
      extensions,
      broken: asOf > dueOn && (met === null || met > dueOn),
    };
  });
}

/**
 * What of this item may be put off: the materials that the plan lists as deferrable, and the permit itself, which waits for its basis (待补依据) while document,
 * approver or date are missing. The red lines of national law are told with it.
 */
export function deferringOf(view: Naming, { row: { item: id } }: Judged) {
  const item = view.plan.section(approvalItemsSection).find((each) => each.id === id);
  const permit = item?.permitDeferral;
  return {
    materials: (item?.materials ?? [])
      .filter(({ deferrable, grade }) => deferrable && grade !== '主要')
      .map((each) => ({ id: each.id, name: each.name, days: each.deferDays ?? null })),
    permit:
      permit === undefined
        ? null
        : {
            words: permit.words ?? null,
            document: permit.document ?? null,
            approver:
              permit.approver === undefined
                ? null
                : { id: permit.approver, name: view.nameOf(permit.approver) },
            days: permit.dueDays ?? null,
            missing: PERMIT_BASIS.filter(([key]) => permit[key] === undefined).map(([, words]) => words),
          },
    redLines: view.plan
      .section(approvalRulesSection)
      .redLines.filter((line) => item?.redLines.includes(line.id))
      .map(({ title, law, consequence }) => ({ title, law, consequence: consequence ?? null })),
  };
}

const PERMIT_BASIS = [
  ['document', { zh: '文号', en: 'document number' }],
  ['approver', { zh: '批准人', en: 'approver' }],
  ['dueDays', { zh: '期限', en: 'term' }],
] as const;
