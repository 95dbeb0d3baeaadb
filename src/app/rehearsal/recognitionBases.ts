// What the rehearsed recognitions went without: a milestone told of a day by which the plan's approvals before it were not granted is recognised as a real one must be,
// on a basis that says it is simulated, and with what was missing. It draws nothing and moves nothing.
import { declaredFor, onePerGroup } from '../../dispatch/gateItems.ts';
import type { JsonObject } from '../../kernel/json.ts';
import type { PlanInForce } from '../../kernel/loop.ts';
import { acceptanceOf } from '../../loops/approvals/acceptance.facts.ts';
import type { Step } from './steps.ts';

export const SIMULATED_BASIS = {
  kind: 'exempt',
  document: '模拟依据（演练数据，没有文号）',
  approver: '模拟批准单位',
} as const;
const SIMULATED_REASON = '审批在演练开始以前办理，没有进台账（模拟）';

interface Granted {
  readonly day: number;
  readonly at: number;
}

/** The same steps in the same order; no other step names a recognition. */
export function withBases(plan: PlanInForce, lifecycle: string, steps: readonly Step[]): Step[] {
  const granted = Map.groupBy(
    steps.filter(
      ({ kind, body, happened }) =>
        happened !== undefined &&
        ((kind === 'approvalDecided' && body.outcome === 'granted') || kind === 'acceptanceCertified'),
    ),
    ({ kind, subject }) =>
      kind === 'acceptanceCertified' ? subject : subject.split('/').slice(0, 2).join('/'),
  );
  const declared = new Map<string, ReturnType<typeof declaredFor>>();
  const gatesOf = (milestone: string) => {
    const known = declared.get(milestone) ?? declaredFor({ plan }, lifecycle, milestone);
    declared.set(milestone, known);
    return known;
  };
  return steps.map((each) => {
    if (each.kind !== 'milestoneRecognised') return each;
    const { happened } = each.corrects ?? {};
    const isThere = (subject: string) =>
      (granted.get(subject) ?? []).some((one) => stands(one, { day: happened ?? 0, at: each.at }));
    const lacking = onePerGroup(
      gatesOf(String(each.body.milestone)).map(({ item, hard, basis, group }) => ({
        group,
        id: item.id,
        name: item.name,
        hard,
        basis,
        met:
          isThere(`${each.subject}/${item.id}`) ||
          (item.phase === '竣工验收' && isThere(acceptanceOf(each.subject))),
        filed: false,
        redLines: [],
      })),
    ).filter(({ met }) => !met);
    return lacking.length === 0
      ? each
      : { ...each, body: { ...each.body, ...lackingBody(each.body, lacking) } };
  });
}

function stands({ happened = Number.POSITIVE_INFINITY, at }: Step, by: Granted): boolean {
  return happened <= by.day && at < by.at;
}

function lackingBody(
  body: JsonObject,
  lacking: readonly { readonly id: string; readonly name: string; readonly basis: boolean }[],
): JsonObject {
  const before = Array.isArray(body.missing) ? body.missing : [];
  const isReasoned = body.reason !== undefined || lacking.every(({ basis }) => basis);
  return {
    ...(isReasoned ? {} : { reason: SIMULATED_REASON }),
    missing: [...before, ...lacking.map(({ name }) => name)],
    withoutApprovals: lacking.map(({ id, name, basis }) => ({
      id,
      name,
      ...(basis ? { basis: { ...SIMULATED_BASIS } } : {}),
    })),
  };
}
