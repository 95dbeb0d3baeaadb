// All that a project waits for, from what its rooms have judged: who holds it, since when, what is missing, whom to call. It asks the database nothing: the
// matter was read before (storyMatter.pg.ts).
import { dateInZone } from '../kernel/instant.ts';
import type { PlainDate } from '../kernel/plainDate.ts';
import { workingDaysBetween } from '../kernel/workCalendar.ts';
import { holdsOn } from '../loops/approvals/agency.rows.ts';
import { unitOf } from '../loops/approvals/approvals.refusals.ts';
import type { Judged } from '../loops/approvals/judging.ts';
import { nextStep } from '../loops/projects/claimSteps.rows.ts';
import { callsOf } from './calls.ts';
import type { GateItem } from './gateItems.ts';
import { inOrder } from './projectStory.ts';
import type { Holding, UrgingRef } from './projectStory.view.ts';
import { gatesOf } from './storyGates.pg.ts';
import { type Matter, materialsOf } from './storyMatter.pg.ts';
import { urgingOf } from './storyUrging.ts';
import { taskUnits } from './units.ts';
import { CERTIFICATE } from './urging.facts.ts';
import { acceptanceTurn, approvalTurn, milestoneTurn } from './urging.matter.ts';

/** All that the project waits for, the first of it first. */
export function holdingsOf(matter: Matter): readonly Holding[] {
  const { facts, judged, asOf } = matter;
  if (judged.standing === 'ended' || judged.standing === 'closed') return [];
  const stopped = facts.suspensions.find(
    ({ suspendedOn, resumedOn }) => suspendedOn <= asOf && (resumedOn === null || resumedOn > asOf),
  );
  const suspended = stopped
    ? [
        holding(matter, {
          kind: 'suspended',
          what: '项目暂停',
          unit: facts.project.unit,
          since: stopped.suspendedOn,
        }),
      ]
    : [];
  return inOrder([
    ...suspended,
    ...matter.open.map((one) => approvalHolding(matter, one)),
    ...acceptanceHoldings(matter),
    ...claimedAheadHoldings(matter),
    ...milestoneHolding(matter),
  ]);
}

function approvalHolding(matter: Matter, { row, course, judgement }: Judged): Holding {
  const item = matter.items.get(String(row.item));
  const running = judgement.clocks.find((clock) => clock.running) ?? judgement.clocks[0];
  const notice = course.notices.findLast(({ handedInOn }) => handedInOn === null || handedInOn > matter.asOf);
  const nameOf = (id: string) => item?.materials.find((one) => one.id === id)?.name ?? id;
  const waitsForFirm = judgement.standing === 'waitingFirm';
  const deferred = course.deferrals
    .filter(({ metOn, grantedOn }) => grantedOn <= matter.asOf && (metOn === null || metOn > matter.asOf))
    .map(({ material, dueOn }) => `${nameOf(material)}（容缺，${dueOn} 到期）`);
  const events = matter.events.get(String(row.subject)) ?? [];
  const asked = materialsOf(events.find(({ event }) => event === notice?.event)?.body).map(nameOf);
  return {
    ...holding(matter, {
      kind: waitsForFirm ? 'supplement' : judgement.standing === 'paused' ? 'paused' : 'approval',
      what: item?.name ?? String(row.item),
      unit: row.authority === null ? null : String(row.authority),
      firm: waitsForFirm,
      since: waitsForFirm ? (notice?.askedOn ?? course.filedOn) : (running?.startedOn ?? course.filedOn),
    }),
    ...(waitsForFirm
      ? {}
      : {
          days: running?.usedDays ?? null,
          of: running?.days ?? null,
          dayKind: running?.budget?.dayKind ?? '工作日',
        }),
    dueOn: judgement.dueOn,
    late: judgement.late,
    missing: [...asked, ...deferred],
    approval: String(row.subject),
    ...urgingOf(
      matter,
      { sort: 'approval', matter: String(row.subject), entry: null, turn: approvalTurn(events) },
      {
        holder: row.authority === null ? null : String(row.authority),
        firm: waitsForFirm,
        item: String(row.item),
      },
    ),
  };
}

function acceptanceHoldings(matter: Matter): readonly Holding[] {
  const { acceptance } = matter;
  if (acceptance === undefined || acceptance.course.certifiedOn !== null) return [];
  const { course, judged } = acceptance;
  if (judged.certifiable) {
    const since =
      course.parts
        .map((part) => part.since)
        .toSorted()
        .at(-1) ?? course.openedOn;
    return [
      {
        ...holding(matter, { kind: 'certify', what: '联合验收意见书', unit: course.lead, since }),
        ...urgingOf(matter, acceptanceUrge(acceptance.events, CERTIFICATE), {
          holder: course.lead,
          firm: false,
          item: null,
        }),
      },
    ];
  }
  return judged.parts
    .filter((part) => part.holder !== null)
    .map((part) => ({
      ...holding(matter, {
        kind: part.holder === 'firm' ? 'rectify' : 'acceptance',
        what: part.name,
        unit: part.authority,
        firm: part.holder === 'firm',
        since: part.since,
      }),
      dueOn: part.dueOn,
      late: part.late,
      missing: part.finding === null ? [] : [part.finding],
      ...urgingOf(matter, acceptanceUrge(acceptance.events, part.item), {
        holder: part.authority,
        firm: part.holder === 'firm',
        item: part.item,
      }),
    }));
}

function acceptanceUrge(events: Parameters<typeof acceptanceTurn>[0], part: string) {
  return { sort: 'acceptance' as const, matter: part, entry: null, turn: acceptanceTurn(events, part) };
}

/** The unit that recognises it; null where the plan names none. */
function recogniserOf({ lifecycle, view, asOf }: Matter, milestone: string): string | null {
  const recogniser = lifecycle.milestones.find(({ id }) => id === milestone)?.recognisedBy[0];
  if (recogniser === undefined) return null;
  return unitOf(recogniser, { plan: view.plan, today: asOf }) ?? recogniser;
}

/** The day the claim reached who recognises it: that of its recording, whatever day it tells of. */
function handedOn({ facts, view, asOf }: Matter, milestone: string): PlainDate | null {
  const claim = facts.milestones.findLast(
    (row) => row.milestone === milestone && row.state === 'claimed' && row.occurredOn <= asOf,
  );
  return claim?.claimedAt === undefined ? null : dateInZone(claim.claimedAt, view.city.zone);
}

/** Claimed before the next one was: whoever is to recognise it moves the project, not who might still tell what lies before. */
function claimedAheadHoldings(matter: Matter): readonly Holding[] {
  const { judged, facts, asOf } = matter;
  const happened = facts.milestones.filter((row) => row.occurredOn <= asOf);
  return (judged.next?.claimedAhead ?? []).map(({ milestone, name }) => {
    const unit = recogniserOf(matter, milestone);
    const turn = milestoneTurn(happened, milestone);
    return {
      ...holding(matter, { kind: 'recognition', what: name, unit, since: handedOn(matter, milestone) }),
      ...urgingOf(
        matter,
        { sort: 'milestone', matter: milestone, entry: null, turn },
        { holder: unit, firm: false, item: null },
      ),
    };
  });
}

/** The next milestone: waits to be recognised, or to be claimed with what it still takes. */
function milestoneHolding(matter: Matter): readonly Holding[] {
  const { judged, facts, asOf } = matter;
  const { next } = judged;
  if (next === null) return [];
  const claim = facts.milestones.findLast(
    (row) => row.milestone === next.milestone && row.state === 'claimed' && row.occurredOn <= asOf,
  );
  const late = next.dueOn !== null && next.dueOn < asOf;
  const happened = facts.milestones.filter((row) => row.occurredOn <= asOf);
  const about = {
    sort: 'milestone' as const,
    matter: next.milestone,
    entry: null,
    turn: milestoneTurn(happened, next.milestone),
  };
  if (claim !== undefined) {
    const unit = recogniserOf(matter, next.milestone);
    return [
      {
        ...holding(matter, {
          kind: 'recognition',
          what: next.name,
          unit,
          since: handedOn(matter, next.milestone),
        }),
        dueOn: next.dueOn,
        ...urgingOf(matter, about, { holder: unit, firm: false, item: null }),
      },
    ];
  }
  const draft = matter.drafts.find((one) => one.milestone === next.milestone);
  if (draft !== undefined)
    return [
      {
        ...holding(matter, {
          kind: nextStep(draft) === '签发' ? 'sign' : 'review',
          what: next.name,
          unit: draft.draftedUnit,
          since: draft.since,
        }),
        dueOn: next.dueOn,
        late,
        ...urgingOf(matter, about, { holder: facts.project.unit, firm: false, item: null }),
      },
    ];
  const gates = gatesOf(matter, next.milestone).filter(({ met }) => !met);
  return [
    ...permitsHolding(matter, next, gates, about),
    {
      ...holding(matter, {
        kind: 'claim',
        what: next.name,
        unit: facts.project.unit,
        since: judged.enteredOn,
      }),
      dueOn: next.dueOn,
      late,
      // Approvals first: without them there is nothing to claim.
      missing: [...next.missingGates, ...gates.map(({ name }) => name), ...next.missingEvidence],
      ...urgingOf(matter, about, { holder: facts.project.unit, firm: false, item: null }),
    },
  ];
}

/** Approvals before the next milestone that nobody has applied for: the firm does, and the claim comes after. Where the milestones before it are missing, they come first. */
function permitsHolding(
  matter: Matter,
  { name, dueOn, missingGates }: NonNullable<Matter['judged']['next']>,
  gates: readonly GateItem[],
  about: UrgingRef,
): readonly Holding[] {
  const { judged, asOf } = matter;
  const open = gates.filter(({ filed }) => !filed).map(({ name }) => name);
  const [first, ...others] = open;
  if (first === undefined || missingGates.length > 0) return [];
  return [
    {
      ...holding(matter, {
        kind: 'permits',
        what: `${name}：${first}`,
        unit: null,
        firm: true,
        since: judged.enteredOn,
      }),
      missing: others,
      dueOn,
      late: dueOn !== null && dueOn < asOf,
      // The firm applies; that the milestone comes is the unit's to see to.
      ...urgingOf(matter, about, { holder: matter.facts.project.unit, firm: false, item: null }),
    },
  ];
}

function holding(
  matter: Matter,
  told: Pick<Holding, 'kind' | 'what' | 'unit' | 'since'> & { readonly firm?: boolean },
): Holding {
  const { calendar, asOf, view } = matter;
  const { since, unit, firm = false } = told;
  const side = firm && !isItsAgent(matter) ? ownSideOf(matter) : null;
  // An authority that waits for the firm is not the one to call.
  const called = side ?? unit;
  const nameOf = (id: string) => view.plan.units.find(id, asOf)?.name ?? id;
  // A claim may have been recorded after the day that is looked at.
  const days =
    calendar === undefined || since === null
      ? null
      : Math.max(0, workingDaysBetween(calendar, since as PlainDate, asOf));
  return {
    ...told,
    firm,
    unitName: unit === null ? null : nameOf(unit),
    sideName: side === null ? null : nameOf(side),
    days,
    of: null,
    dayKind: '工作日',
    dueOn: null,
    late: false,
    missing: [],
    call: called === null ? [] : callsOf(view.plan, called, asOf),
    approval: null,
    urging: null,
    urge: null,
  };
}

/** He does what the firm has to do, and calls the authority that waits for it. */
function isItsAgent({ actor, mandates, asOf }: Matter): boolean {
  return mandates.some((one) => one.agent === actor.account && holdsOn(one, asOf));
}

/** Who of the government goes along with the firm: the project's own unit, or the county over it where the plan has nobody to call there. */
function ownSideOf({ view, facts, asOf }: Matter): string {
  const { unit } = facts.project;
  if (callsOf(view.plan, unit, asOf).length > 0) return unit;
  return taskUnits(view.plan, asOf).over(unit)?.id ?? unit;
}
