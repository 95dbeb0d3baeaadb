// What stands beside a matter about urging it: whether this account may, and the last urge at the step where it stands. Pure.
import type { Actor, PlanInForce } from '../kernel/loop.ts';
import type { PlainDate } from '../kernel/plainDate.ts';
import type { Mandate } from '../loops/approvals/agency.rows.ts';
import { callsOf } from './calls.ts';
import type { UrgeLine, UrgingRef } from './projectStory.view.ts';
import type { UrgeJudgement, UrgeRow } from './urging.judge.ts';
import { urgingSection } from './urging.plan.ts';
import { speaksFor, urgerFault } from './urging.ts';

interface Judged {
  readonly urge: UrgeRow;
  readonly judgement: UrgeJudgement;
}

/** What is known of the project and of who asks. */
export interface UrgingAt {
  readonly view: {
    readonly plan: PlanInForce;
    readonly today: PlainDate;
    readonly known: { readonly given: boolean };
  };
  readonly actor: Pick<Actor, 'account' | 'unit' | 'roles'>;
  readonly facts: { readonly project: { readonly subject: string; readonly unit: string } };
  readonly mandates: readonly Mandate[];
  readonly urges: readonly Judged[];
}

export function urgingOf(
  at: UrgingAt,
  about: UrgingRef,
  held: { readonly holder: string | null; readonly firm: boolean; readonly item: string | null },
): { readonly urging: UrgingRef | null; readonly urge: UrgeLine | null } {
  const { view, actor, facts, mandates, urges } = at;
  const last = urges.findLast(
    ({ urge, judgement }) =>
      urge.sort === about.sort &&
      urge.matter === about.matter &&
      urge.entry === about.entry &&
      urge.turn === about.turn &&
      judgement.state !== 'withdrawn',
  );
  const { holder, firm, item } = held;
  const may =
    !view.known.given &&
    !firm &&
    holder !== null &&
    last?.judgement.state !== 'open' &&
    urgerFault(
      { unit: facts.project.unit, holder, item },
      { actor, plan: view.plan, today: view.today, mandates },
    ) === undefined;
  return { urging: may ? about : null, urge: last === undefined ? null : urgeLine(last, at) };
}

/** One urge as pages and the inbox show it. */
export function urgeLine(
  { urge, judgement }: Judged,
  { view, actor }: Pick<UrgingAt, 'view' | 'actor'>,
): UrgeLine {
  const { plan, today, known } = view;
  const nameOf = (unit: string) => plan.units.find(unit, today)?.name ?? unit;
  const { state, dueOn, provisional, late } = judgement;
  const open = !known.given && (state === 'open' || state === 'movedOn') && urge.answeredOn === null;
  return {
    urge: urge.urge,
    project: urge.project,
    projectName: urge.projectName,
    unitName: nameOf(urge.unit),
    what: urge.what,
    sort: urge.sort,
    matter: urge.matter,
    holder: urge.holder,
    holderName: nameOf(urge.holder),
    holderCall: callsOf(plan, urge.holder, today)[0] ?? null,
    urgerCall: callsOf(plan, urge.urgedUnit, today)[0] ?? null,
    reason: urge.reason,
    urgedOn: urge.urgedOn,
    urgedUnitName: nameOf(urge.urgedUnit),
    urgedBy: urge.urgedBy,
    state,
    dueOn,
    days: urge.days,
    dayKind: urge.dayKind,
    assumed: urge.basis === 'assumed',
    provisional,
    late,
    answer: urge.answerWords,
    answeredOn: urge.answeredOn,
    expectedOn: urge.expectedOn,
    withdrawReason: urge.withdrawReason,
    mayAnswer: open && state === 'open' && speaksFor(urge.holder, actor, { plan, today }),
    mayWithdraw:
      open &&
      state === 'open' &&
      (actor.account === urge.urgedBy ||
        (actor.unit === urge.urgedUnit &&
          actor.roles.some((id) => plan.section(urgingSection).by.includes(id)))),
  };
}
