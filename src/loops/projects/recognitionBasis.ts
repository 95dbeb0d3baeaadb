// What a recognition may go without, and on what. Pure. No start without its legal basis (design §6): an approval behind which a red line of law stands is gone
// without only where it need not be had (限额以下) or was put off by who may, and that is named; anything else that is missing takes a reason that says something.
import type { DecideContext } from '../../kernel/loop.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import type { Problem } from '../../kernel/problem.ts';
import { attachedEvidence } from './evidenceRule.ts';
import type { GateItems, RecogniseMilestone } from './projects.commands.ts';
import type { MilestoneRecognised } from './projects.facts.ts';
import type { Milestone } from './projects.plan.ts';
import { itemWords, refusal } from './projects.refusals.ts';
import type { MilestoneRow } from './projects.rows.ts';

export const NO_EVIDENCE = '印证资料';

/** What the fact of the recognition says of what was missing; nothing where all was there. */
export type Lacking = Pick<MilestoneRecognised, 'missing' | 'withoutApprovals'>;

/**
 * Codes, in order: basis_not_asked, approval_basis_missing, basis_due_missing, basis_due_past, recognition_reason_missing, recognition_reason_thin.
 * Red lines first: a reason does not lift them.
 */
export function lackingOf(
  command: Pick<RecogniseMilestone, 'reason' | 'bases' | 'gateItems'>,
  { milestone, version }: { readonly milestone: Milestone; readonly version: Pick<MilestoneRow, 'evidence'> },
  { today }: Pick<DecideContext, 'today'>,
): Lacking | Problem {
  const items = command.gateItems ?? [];
  const bases = new Map((command.bases ?? []).map(({ item, ...basis }) => [item, basis]));
  const refused =
    basisFault(milestone, items, bases, today) ??
    reasonFault(milestone, reasonsFor(milestone, version, items), command.reason);
  if (refused) return refused;
  const missing = [...noEvidence(milestone, version), ...items.map(({ name }) => name)];
  if (missing.length === 0) return {};
  const without = items.map(({ id, name }) => {
    const basis = bases.get(id);
    return { id, name, ...(basis === undefined ? {} : { basis }) };
  });
  return { missing, ...(without.length === 0 ? {} : { withoutApprovals: without }) };
}

type Bases = ReadonlyMap<string, Omit<NonNullable<RecogniseMilestone['bases']>[number], 'item'>>;

function basisFault(
  milestone: Milestone,
  items: GateItems,
  bases: Bases,
  today: PlainDate,
): Problem | undefined {
  const odd = [...bases.keys()].find((id) => !items.some((item) => item.id === id && item.basis === true));
  if (odd !== undefined)
    return refusal('basis_not_asked', `“${odd}”不缺，或者不用写依据`, '去掉这一项，刷新后再办', 409);
  const bare = items.filter(({ id, basis }) => basis === true && !bases.has(id));
  if (bare.length > 0)
    return refusal(
      'approval_basis_missing',
      `“${milestone.name}”之前碰到法律红线的审批没有办结，待补依据：${bare.map(itemWords).join('；')}`,
      '写明依据：依法不需办理或准许后置，文号、批准人，后置的写期限；没有依据的，不予认定',
      409,
    );
  for (const { id, name } of items) {
    const basis = bases.get(id);
    if (basis?.kind !== 'deferred') continue;
    if (basis.dueOn === undefined)
      return refusal('basis_due_missing', `“${name}”准许后置，没有写补办的期限`, '写明期限', 409);
    if (basis.dueOn < today)
      return refusal(
        'basis_due_past',
        `“${name}”补办的期限 ${basis.dueOn} 已经过了`,
        '先补办；或写批准延长的期限',
        409,
      );
  }
  return undefined;
}

/** What a reason is asked for: nothing attached where the plan lists what is, and items that no red line stands behind. */
function reasonsFor(
  milestone: Milestone,
  version: Pick<MilestoneRow, 'evidence'>,
  items: GateItems,
): readonly string[] {
  return [
    ...noEvidence(milestone, version),
    ...items.filter(({ basis }) => basis !== true).map(({ name }) => name),
  ];
}

function noEvidence(milestone: Milestone, { evidence }: Pick<MilestoneRow, 'evidence'>): readonly string[] {
  return milestone.evidence.length > 0 && attachedEvidence(milestone, evidence).length === 0
    ? [NO_EVIDENCE]
    : [];
}

function reasonFault(
  { name }: Milestone,
  missing: readonly string[],
  reason: string | undefined,
): Problem | undefined {
  if (missing.length === 0) return undefined;
  const fix = '写明为什么可以认定，或退回补正（不予认定）';
  if (reason === undefined) {
    const message = `“${name}”还缺：${missing.join('、')}。要认定，须写明理由`;
    return refusal('recognition_reason_missing', message, fix, 409);
  }
  if (saysSomething(reason)) return undefined;
  return refusal('recognition_reason_thin', `理由“${reason}”没有说明为什么可以认定`, fix, 409);
}

/** At least four letters, figures or signs of a script, three of them different: 无无 and …… say nothing. */
export function saysSomething(text: string): boolean {
  const signs = text.match(/[\p{L}\p{N}]/gu) ?? [];
  return signs.length >= 4 && new Set(signs).size >= 3;
}
