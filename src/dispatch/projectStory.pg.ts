// One project's story, told: what holds it up, its way, what the next gate takes, both sides' promises, approvals, agents and joint acceptance, each judged by
// its own room; and what this account may do about it.
import { may } from '../access/roles.ts';
import { inScope } from '../access/scope.ts';
import type { Row } from '../kernel/loop.ts';
import type { PlainDate } from '../kernel/plainDate.ts';
import { sql } from '../kernel/sql.ts';
import type { LedgerView } from '../ledger/view.pg.ts';
import { isAcceptanceFault, walkAcceptance } from '../loops/approvals/acceptance.course.ts';
import { ACCEPTANCE_FACTS } from '../loops/approvals/acceptance.facts.ts';
import { acceptancePlanOf } from '../loops/approvals/acceptance.judge.ts';
import { agencyOf } from '../loops/approvals/agency.facts.ts';
import { holdsOn, mandateFor } from '../loops/approvals/agency.rows.ts';
import { approvalRulesSection } from '../loops/approvals/approvalRules.plan.ts';
import { type ApprovalItem, approvalItemsSection } from '../loops/approvals/approvals.plan.ts';
import { unitOf } from '../loops/approvals/approvals.refusals.ts';
import { isPromiseFault, walkPromises } from '../loops/approvals/promises.course.ts';
import { judgePromises } from '../loops/approvals/promises.judge.ts';
import { standingPromiseEvents } from '../loops/approvals/promises.rows.ts';
import { type ProjectJudgement, takenBack } from '../loops/projects/projects.judge.ts';
import type { ProjectPage } from '../loops/projects/projects.pg.ts';
import { postsSection } from '../plan/organisation.ts';
import { plannedDays } from './projectStory.ts';
import type { Story, StoryErrand, StoryPause, StoryPromise } from './projectStory.view.ts';
import { gatesOf } from './storyGates.pg.ts';
import { holdingsOf } from './storyHoldings.pg.ts';
import type { Matter } from './storyMatter.pg.ts';
import { urgingOf } from './storyUrging.ts';
import { promiseTurn, URGED_STATES } from './urging.matter.ts';
import { replyRuleOf } from './urging.plan.ts';

/** What was read with the page is not asked for again; what cannot be there is not asked for at all. */
export async function storyOf(matter: Matter & { readonly page: ProjectPage }): Promise<Story> {
  const { view, facts, asOf, judged } = matter;
  const [now = null, ...others] = holdingsOf(matter);
  const project = facts.project.subject;
  const promises = await promisesOf(matter);
  // Who logs errands has a mandate.
  const errands = matter.mandates.length === 0 ? [] : await errandsOf(view, project, asOf, matter.items);
  const acts = actsOf(matter);
  const mandating = acts.includes('giveMandate');
  return {
    now,
    others,
    stages: stagesOf(matter),
    pauses: await pausesOf(matter),
    replyRule: replyRuleFor(view),
    needs: judged.next === null ? [] : needsOf(matter, judged.next),
    approvals: [...matter.open, ...matter.closed].map(({ row, course, judgement }) => ({
      id: String(row.subject),
      itemName: itemName(matter.items, row.item),
      authorityName: row.authority === null ? null : unitName(matter, row.authority),
      filedOn: course.filedOn,
      closedOn:
        judgement.standing === 'decided' || judgement.standing === 'withdrawn' ? String(row.closed_on) : null,
      dueOn: judgement.dueOn,
      standing: judgement.standing,
      light: { light: judgement.light.colour, word: judgement.light.cause },
    })),
    deferrals: [...matter.open, ...matter.closed].flatMap(({ row, course }) =>
      course.deferrals
        .filter(({ grantedOn }) => grantedOn <= asOf)
        .map(({ material, dueOn, metOn }) => ({
          approval: String(row.subject),
          itemName: itemName(matter.items, row.item),
          material:
            matter.items.get(String(row.item))?.materials.find(({ id }) => id === material)?.name ?? material,
          dueOn,
          metOn: metOn !== null && metOn <= asOf ? metOn : null,
          broken: metOn === null || metOn > asOf ? dueOn < asOf : metOn > dueOn,
        })),
    ),
    ...promises,
    acceptance: acceptanceOfMatter(matter),
    mandates: matter.mandates.map((one) => ({
      mandate: one.mandate,
      agentTitle: String(one.row.agent_title),
      agentUnitName: unitName(matter, one.row.agent_unit),
      itemNames: one.items.map((id) => itemName(matter.items, id)),
      from: one.from,
      to: one.to,
      revokedOn: one.revokedOn,
      document: String(one.row.document),
      holds: holdsOn(one, asOf),
    })),
    errands,
    acts,
    items: mandating ? [...matter.items.values()].map(({ id, name, phase }) => ({ id, name, phase })) : [],
    agents: mandating ? await agentsOf(view) : [],
  };
}

function itemName(items: ReadonlyMap<string, ApprovalItem>, id: unknown): string {
  return items.get(String(id))?.name ?? String(id);
}

function unitName({ view, asOf }: Matter, unit: unknown): string {
  return view.plan.units.find(String(unit), asOf)?.name ?? String(unit);
}

async function agentsOf(view: LedgerView) {
  const rows = await view.query(
    sql`select subject, title from account where city = ${view.city.id} and closed_on is null and 'agent' = any(roles) order by title`,
  );
  return rows.map((row) => ({ account: String(row.subject), title: String(row.title) }));
}

function stagesOf({ facts, lifecycle, asOf, judged }: Matter) {
  const { project } = facts;
  const reached = new Map(
    facts.milestones
      .filter((row) => row.counted && row.occurredOn <= asOf)
      .map((row) => [row.milestone, row.occurredOn]),
  );
  const planned = plannedDays(lifecycle, project.registeredOn, reached);
  const earliest = (stage: string, days: ReadonlyMap<string, PlainDate>): PlainDate | null =>
    lifecycle.milestones
      .filter(({ enters }) => enters === stage)
      .flatMap(({ id }) => days.get(id) ?? [])
      .toSorted()[0] ?? null;
  return lifecycle.stages.map(({ id, name }, place) => ({
    id,
    name,
    // What led into it was revoked: the day of another milestone of the stage is not the day it was reached.
    reachedOn:
      takenBack({ lifecycle, milestones: facts.milestones, reached, asOf }, { id }).length > 0
        ? null
        : (earliest(id, reached) ?? (place === 0 ? project.registeredOn : null)),
    plannedOn: earliest(id, planned),
    isNow: id === judged.stage,
  }));
}

function needsOf(matter: Matter, next: NonNullable<ProjectJudgement['next']>): Story['needs'] {
  const { facts, lifecycle, asOf } = matter;
  const declared = lifecycle.milestones.find(({ id }) => id === next.milestone);
  if (declared === undefined) return [];
  const reached = new Set(
    facts.milestones.filter((row) => row.counted && row.occurredOn <= asOf).map((row) => row.milestone),
  );
  return [
    ...declared.requires.map((id) => ({
      name: lifecycle.milestones.find((one) => one.id === id)?.name ?? id,
      sort: 'milestone' as const,
      met: reached.has(id),
    })),
    ...declared.evidence
      .filter(({ required }) => required)
      .map(({ name }) => ({ name, sort: 'evidence' as const, met: !next.missingEvidence.includes(name) })),
    // Joint acceptance is applied for by itself, and granted by its certificate.
    ...gatesOf(matter, next.milestone).map(({ name, met, filed }) => ({
      name,
      sort: 'approval' as const,
      met,
      filed,
    })),
  ];
}

async function promisesOf(matter: Matter): Promise<Pick<Story, 'promises' | 'governmentBreaches'>> {
  const { view, asOf, calendar, facts } = matter;
  const rows = await view.query(
    sql`select e.* from promise_event e join promise p on p.city = e.city and p.subject = e.subject
      where p.city = ${view.city.id} and p.project = ${facts.project.subject} and p.sort = 'letter'`,
  );
  const dueSoonDays = view.plan.section(approvalRulesSection).dueSoonDays ?? 1;
  const subjects = [...new Set(rows.map((row) => String(row.subject)))].toSorted();
  const promises: StoryPromise[] = [];
  let governmentBreaches = 0;
  for (const subject of subjects) {
    const events = standingPromiseEvents(rows.filter((row) => row.subject === subject));
    const course = walkPromises(events);
    const judged =
      course === undefined || isPromiseFault(course)
        ? undefined
        : judgePromises(course, { calendar, asOf, dueSoonDays });
    governmentBreaches += judged?.governmentBreaches ?? 0;
    for (const { entry, judgement } of judged?.entries ?? [])
      promises.push({
        letter: subject,
        entry: entry.entry,
        side: entry.side,
        title: entry.title,
        ownerName: entry.owner === undefined ? null : ownerName(matter, entry.owner),
        dueOn: judgement.dueOn,
        light: { light: judgement.light.colour, word: judgement.light.cause },
        ...urgingOf(
          matter,
          { sort: 'promise', matter: subject, entry: entry.entry, turn: promiseTurn(events, entry.entry) },
          {
            holder:
              entry.owner === undefined || !URGED_STATES.has(judgement.state)
                ? null
                : (unitOf(entry.owner, { plan: view.plan, today: asOf }) ?? null),
            firm: entry.side === 'enterprise',
            item: null,
          },
        ),
      });
  }
  return { promises, governmentBreaches };
}

function replyRuleFor({ plan }: LedgerView): Story['replyRule'] {
  const { days, dayKind, basis } = replyRuleOf(plan);
  return { days, dayKind, assumed: basis === 'assumed' };
}

/** Standstill of the project itself, then of its approvals' clocks: why, and who stopped them. */
async function pausesOf(matter: Matter & { readonly page: ProjectPage }): Promise<readonly StoryPause[]> {
  const { view, facts, asOf, items } = matter;
  const until = (day: string | null) => (day !== null && day <= asOf ? day : null);
  const suspensions = matter.page.suspensions.filter((row) => String(row.suspended_on) <= asOf);
  const own = suspensions.map((row) => ({
    sort: 'project' as const,
    from: String(row.suspended_on),
    to: until(row.resumed_on === null ? null : String(row.resumed_on)),
    itemName: null,
    clock: null,
    reason: String(row.reason),
    byUnitName: null,
    document: null,
    fact: String(row.suspension),
  }));
  const anyStopped = [...matter.open, ...matter.closed].some(({ course }) => course.pauses.length > 0);
  const rows = !anyStopped
    ? []
    : await view.query(sql`select p.event, p.clock, p.reason, p.paused_on, p.resumed_on, a.item, e.actor_unit, e.body->>'document' as document
    from approval_pause p
    join approval a on a.city = p.city and a.subject = p.subject
    join approval_event e on e.city = p.city and e.subject = p.subject and e.event = p.event
    where p.city = ${view.city.id} and a.project = ${facts.project.subject} and p.kind = 'pause' and p.paused_on <= ${asOf}::date
    order by p.paused_on, p.seq`);
  const reasons = new Map(
    view.plan.section(approvalRulesSection).pauseReasons.map(({ id, title }) => [id, title]),
  );
  const stopped = rows.map((row) => ({
    sort: 'approval' as const,
    from: String(row.paused_on),
    to: until(row.resumed_on === null ? null : String(row.resumed_on)),
    itemName: itemName(items, row.item),
    clock: String(row.clock),
    reason: reasons.get(String(row.reason)) ?? String(row.reason),
    byUnitName: unitName(matter, row.actor_unit),
    document: row.document === null ? null : String(row.document),
    fact: String(row.event),
  }));
  return [...own, ...stopped];
}

function ownerName(matter: Matter, owner: string): string {
  return (
    matter.view.plan.section(postsSection).find(({ id }) => id === owner)?.title ?? unitName(matter, owner)
  );
}

/** The log of one project, the latest first. */
async function errandsOf(
  view: LedgerView,
  project: string,
  asOf: PlainDate,
  items: ReadonlyMap<string, ApprovalItem>,
): Promise<readonly StoryErrand[]> {
  const rows = await view.query(
    sql`select * from agency_log where city = ${view.city.id} and subject = ${agencyOf(project)} and occurred_on <= ${asOf}::date
      order by occurred_on desc, seq desc limit 100`,
  );
  return rows.map((row) => errandOf(row, items));
}

/** The last entry of each project's log. */
export async function lastErrands(
  view: LedgerView,
  projects: readonly string[],
  asOf: PlainDate,
  items: ReadonlyMap<string, ApprovalItem>,
): Promise<ReadonlyMap<string, StoryErrand>> {
  const rows = await view.query(
    sql`select distinct on (subject) * from agency_log where city = ${view.city.id} and subject = any(${projects.map(agencyOf)}::text[])
      and occurred_on <= ${asOf}::date order by subject, occurred_on desc, seq desc`,
  );
  return new Map(rows.map((row) => [String(row.project), errandOf(row, items)]));
}

function errandOf(row: Row, items: ReadonlyMap<string, ApprovalItem>): StoryErrand {
  return {
    entry: String(row.entry),
    act: String(row.act),
    itemName: itemName(items, row.item),
    occurredOn: String(row.occurred_on),
    words: String(row.words),
  };
}

/** Names of commands that this account could give: buttons, not permissions. The decider has the last word. */
function actsOf({ view, facts, actor, scope, asOf, acceptance, mandates, judged }: Matter): string[] {
  if (view.known.given || judged.standing === 'ended') return [];
  const { unit } = facts.project;
  const acts: string[] = [];
  const reaches = inScope(scope, unit, view.plan.units, view.today) && may(actor, 'claim');
  const mandated = (item: string | undefined) =>
    item !== undefined &&
    may(actor, 'actForFirm') &&
    typeof mandateFor(mandates, { agent: actor.account, item, day: view.today }) !== 'string';
  if (reaches) acts.push('giveMandate', 'revokeMandate');
  if (
    may(actor, 'actForFirm') &&
    mandates.some((one) => one.agent === actor.account && holdsOn(one, view.today))
  )
    acts.push('logErrand');
  if (acceptance === undefined) {
    const { parts, whole } = acceptancePlanOf(view.plan, asOf);
    const { next } = judged;
    // Offered when it is the gate of what comes next: before that nobody looks for it.
    const comes =
      whole === undefined ||
      next === null ||
      whole.gates.some(({ milestone }) => milestone === undefined || milestone === next.milestone);
    if (comes && parts.length > 0 && (reaches || mandated(whole?.id ?? parts[0]?.id)))
      acts.push('openAcceptance');
  }
  return acts;
}

function acceptanceOfMatter(matter: Matter): Story['acceptance'] {
  const { acceptance, actor, view, scope, facts, mandates } = matter;
  if (acceptance === undefined) return null;
  const { course, judged, openedBy } = acceptance;
  const acting = !view.known.given && course.certifiedOn === null;
  const within = inScope(scope, facts.project.unit, view.plan.units, view.today);
  const handles = (authority: string | null) =>
    acting &&
    may(actor, 'handleApprovals') &&
    within &&
    (authority === null ||
      actor.unit === authority ||
      view.plan.units.within(actor.unit, authority, view.today));
  const mayFix = (item: string, authority: string | null) =>
    acting &&
    // Who finds wanting does not say that it was put right.
    (authority === null || authority === facts.project.unit || !handles(authority)) &&
    (may(actor, 'actForFirm')
      ? typeof mandateFor(mandates, { agent: actor.account, item, day: view.today }) !== 'string'
      : within && may(actor, 'claim'));
  const items = view.plan.section(approvalItemsSection);
  const yields = (item: string) => items.find(({ id }) => id === item)?.yieldsDocument !== false;
  return {
    openedOn: course.openedOn,
    kind: course.kind,
    leadName: course.lead === null ? null : unitName(matter, course.lead),
    certifiedOn: course.certifiedOn,
    documentNumber: course.documentNumber,
    parts: judged.parts.map((part) => ({
      item: part.item,
      name: part.name,
      authorityName: part.authority === null ? null : unitName(matter, part.authority),
      state: part.state,
      since: part.since,
      finding: part.finding,
      dueOn: part.dueOn,
      late: part.late,
      mayJudge: (part.state === 'waiting' || part.state === 'rectified') && handles(part.authority),
      yieldsDocument: yields(part.item),
      mayRectify: part.state === 'found' && mayFix(part.item, part.authority),
    })),
    after: judged.after.map(({ name, dueOn }) => ({ name, dueOn })),
    events: acceptanceEventsOf(matter, acceptance),
    mayCertify: judged.certifiable && handles(course.lead) && openedBy !== actor.account,
  };
}

/** An event may be taken back by the unit that told it, while what follows would still hold without it. */
function acceptanceEventsOf(
  matter: Matter,
  { events, course }: NonNullable<Matter['acceptance']>,
): NonNullable<Story['acceptance']>['events'] {
  const { actor, view } = matter;
  const names = new Map(course.parts.map(({ item, name }) => [item, name]));
  const mayTell = !view.known.given && (may(actor, 'handleApprovals') || may(actor, 'claim'));
  return events
    .toSorted((a, b) => (a.occurredOn < b.occurredOn ? -1 : a.occurredOn > b.occurredOn ? 1 : a.seq - b.seq))
    .map((one) => {
      const own =
        actor.unit === one.actorUnit || view.plan.units.within(actor.unit, one.actorUnit, view.today);
      const without = walkAcceptance(events.filter((each) => each !== one));
      const { item, outcome, document, documentNumber } = one.body;
      return {
        event: one.event,
        title: ACCEPTANCE_TITLES.get(one.kind) ?? { zh: one.kind, en: one.kind },
        about: [names.get(String(item)), outcome, document, documentNumber]
          .filter((said) => said !== undefined)
          .join(' '),
        occurredOn: one.occurredOn,
        byUnitName: unitName(matter, one.actorUnit),
        mayVoid: mayTell && own && !isAcceptanceFault(without),
      };
    });
}

const ACCEPTANCE_TITLES = new Map(ACCEPTANCE_FACTS.map(({ kind, title }) => [kind, title]));
