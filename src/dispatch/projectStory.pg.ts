// One project's story, gathered: what its own room says, its approvals, promises, agents and joint acceptance, each judged by its own room; and who holds it
// now. A mandate opens one project to its agent, on the days it holds, whatever unit he sits in.
import { may } from '../access/roles.ts';
import type { RouteRequest } from '../access/route.http.ts';
import { inScope, type Scope } from '../access/scope.ts';
import type { Actor, Row } from '../kernel/loop.ts';
import type { PlainDate } from '../kernel/plainDate.ts';
import { sql } from '../kernel/sql.ts';
import { type WorkCalendar, workingDaysBetween } from '../kernel/workCalendar.ts';
import type { LedgerView } from '../ledger/view.pg.ts';
import {
  type AcceptanceCourse,
  isAcceptanceFault,
  walkAcceptance,
} from '../loops/approvals/acceptance.course.ts';
import { ACCEPTANCE_FACTS, acceptanceOf } from '../loops/approvals/acceptance.facts.ts';
import {
  type AcceptanceJudgement,
  acceptancePlanOf,
  judgeAcceptance,
} from '../loops/approvals/acceptance.judge.ts';
import { acceptanceEventRows } from '../loops/approvals/acceptance.rows.ts';
import { agencyOf } from '../loops/approvals/agency.facts.ts';
import { holdsOn, type Mandate, mandateFor, mandateRows } from '../loops/approvals/agency.rows.ts';
import { approvalRulesSection } from '../loops/approvals/approvalRules.plan.ts';
import { APPROVAL_FACTS } from '../loops/approvals/approvals.facts.ts';
import { closedApprovals, openApprovals } from '../loops/approvals/approvals.pg.ts';
import { type ApprovalItem, approvalItemsSection } from '../loops/approvals/approvals.plan.ts';
import { calendarOn } from '../loops/approvals/calendars.pg.ts';
import { type Judged, judgeRow, judgerOf } from '../loops/approvals/judging.ts';
import { isPromiseFault, walkPromises } from '../loops/approvals/promises.course.ts';
import { PROMISE_FACTS } from '../loops/approvals/promises.facts.ts';
import { judgePromises } from '../loops/approvals/promises.judge.ts';
import { standingPromiseEvents } from '../loops/approvals/promises.rows.ts';
import { judgeProject, type ProjectFacts, type ProjectJudgement } from '../loops/projects/projects.judge.ts';
import { findProjectPage } from '../loops/projects/projects.pg.ts';
import { type Lifecycle, lifecyclesSection } from '../loops/projects/projects.plan.ts';
import { postsSection } from '../plan/organisation.ts';
import { inOrder, plannedDays } from './projectStory.ts';
import type { Call, Holding, Story, StoryErrand, StoryPromise } from './projectStory.view.ts';

type Asking = Pick<RouteRequest<unknown, undefined>, 'actor' | 'scope'>;

/** The scope of the account, or all of it for the one project that a mandate of today opens. */
export async function scopeFor(view: LedgerView, project: string, { actor, scope }: Asking): Promise<Scope> {
  if (scope.all || !may(actor, 'actForFirm')) return scope;
  const rows = await view.query(
    sql`select * from agency_mandate where city = ${view.city.id} and agent = ${actor.account} and project = ${project}`,
  );
  return mandateRows(rows).some((one) => holdsOn(one, view.today)) ? { all: true } : scope;
}

/** What was read of a project, before anything is told of it. */
interface Matter {
  readonly view: LedgerView;
  readonly actor: Actor;
  readonly scope: Scope;
  readonly asOf: PlainDate;
  readonly calendar: WorkCalendar | undefined;
  readonly facts: ProjectFacts;
  readonly lifecycle: Lifecycle;
  readonly judged: ProjectJudgement;
  readonly items: ReadonlyMap<string, ApprovalItem>;
  readonly open: readonly Judged[];
  readonly closed: readonly Judged[];
  /** Materials asked for, by the notice's fact. */
  readonly asked: ReadonlyMap<string, readonly string[]>;
  readonly acceptance:
    | { readonly course: AcceptanceCourse; readonly judged: AcceptanceJudgement; readonly openedBy: string }
    | undefined;
  readonly mandates: readonly (Mandate & { readonly row: Row })[];
}

/** Undefined when there is none, or none within the scope. */
export async function readMatter(
  view: LedgerView,
  project: string,
  at: Asking & { readonly asOf: PlainDate },
): Promise<Matter | undefined> {
  const { asOf, actor, scope } = at;
  const where = { city: view.city.id, planHash: view.plan.hash, asOf, scope };
  const page = await findProjectPage(view, where, project);
  const lifecycle =
    page && view.plan.section(lifecyclesSection).find((one) => one.id === page.project.lifecycle);
  if (!page || !lifecycle) return undefined;
  const calendar = (await calendarOn(view, asOf))?.calendar;
  const judger = judgerOf(view.plan, calendar, asOf);
  const all = { ...where, scope: { all: true } as const };
  const open = await openApprovals(view, all, { project });
  const closed = await closedApprovals(view, all, { project }, '1900-01-01' as PlainDate);
  const notices = await view.query(
    sql`select e.event, e.body from approval_event e join approval a on a.city = e.city and a.subject = e.subject
      where e.city = ${view.city.id} and a.project = ${project} and e.kind = 'supplementAsked' and not e.voided`,
  );
  const events = await view.query(
    sql`select * from acceptance_event where city = ${view.city.id} and subject = ${acceptanceOf(project)} and not voided and occurred_on <= ${asOf}::date`,
  );
  const rows = await view.query(
    sql`select * from agency_mandate where city = ${view.city.id} and subject = ${agencyOf(project)} order by given_on desc, seq desc`,
  );
  return {
    view,
    actor,
    scope,
    asOf,
    calendar,
    facts: page.facts,
    lifecycle,
    judged: judgeProject(page.facts, lifecycle, asOf),
    items: new Map(view.plan.section(approvalItemsSection).map((item) => [item.id, item])),
    open: open.flatMap((row) => judgeRow(row, judger) ?? []),
    closed: closed.flatMap((row) => judgeRow(row, judger) ?? []),
    asked: new Map(notices.map((row) => [String(row.event), materialsOf(row.body)])),
    acceptance: acceptanceFrom(events, { plan: view.plan, calendar, asOf }),
    mandates: mandateRows(rows).map((mandate, index) => ({ ...mandate, row: rows[index] as Row })),
  };
}

function materialsOf(body: unknown): readonly string[] {
  const { materials } = (body ?? {}) as { readonly materials?: readonly unknown[] };
  return (materials ?? []).map((one) =>
    typeof one === 'string'
      ? one
      : String(
          (one as { readonly name?: unknown; readonly material?: unknown }).name ??
            (one as { readonly material?: unknown }).material,
        ),
  );
}

function acceptanceFrom(
  rows: readonly Row[],
  at: Parameters<typeof judgeAcceptance>[1],
): Matter['acceptance'] {
  const events = acceptanceEventRows(rows);
  const course = walkAcceptance(events);
  if (course === undefined || isAcceptanceFault(course)) return undefined;
  const openedBy = events.find(({ kind }) => kind === 'acceptanceOpened')?.actor ?? '';
  return { course, judged: judgeAcceptance(course, at), openedBy };
}

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
  const asked = notice === undefined ? [] : (matter.asked.get(notice.event) ?? []).map(nameOf);
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
    return [holding(matter, { kind: 'certify', what: '联合验收意见书', unit: course.lead, since })];
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
    }));
}

/** The next milestone: waits to be recognised, or to be claimed with what it still takes. */
function milestoneHolding(matter: Matter): readonly Holding[] {
  const { judged, lifecycle, facts, asOf } = matter;
  const { next } = judged;
  if (next === null) return [];
  const declared = lifecycle.milestones.find(({ id }) => id === next.milestone);
  const claim = facts.milestones.findLast(
    (row) => row.milestone === next.milestone && row.state === 'claimed' && row.occurredOn <= asOf,
  );
  const late = next.dueOn !== null && next.dueOn < asOf;
  if (claim !== undefined)
    return [
      {
        ...holding(matter, {
          kind: 'recognition',
          what: next.name,
          unit: declared?.recognisedBy[0] ?? null,
          since: claim.occurredOn,
        }),
        dueOn: next.dueOn,
      },
    ];
  return [
    {
      ...holding(matter, {
        kind: 'claim',
        what: next.name,
        unit: facts.project.unit,
        since: judged.enteredOn,
      }),
      dueOn: next.dueOn,
      late,
      missing: [...next.missingGates, ...next.missingEvidence],
    },
  ];
}

function holding(
  matter: Matter,
  told: Pick<Holding, 'kind' | 'what' | 'unit' | 'since'> & { readonly firm?: boolean },
): Holding {
  const { calendar, asOf, view } = matter;
  const { since, unit } = told;
  const days =
    calendar === undefined || since === null ? null : workingDaysBetween(calendar, since as PlainDate, asOf);
  return {
    firm: false,
    ...told,
    unitName: unit === null ? null : (view.plan.units.find(unit, asOf)?.name ?? unit),
    days,
    of: null,
    dayKind: '工作日',
    dueOn: null,
    late: false,
    missing: [],
    call: unit === null ? [] : callOf(view, unit, asOf),
    approval: null,
  };
}

const FIRST_TO_CALL = ['联系人', '牵头单位', '配合单位', '第一责任人', '牵头市领导'];

/** The posts of a unit, the contact first. */
function callOf(view: LedgerView, unit: string, on: PlainDate): readonly Call[] {
  return view.plan
    .section(postsSection)
    .filter(
      (post) =>
        post.unit === unit &&
        (post.from === undefined || post.from <= on) &&
        (post.to === undefined || on <= post.to),
    )
    .toSorted((a, b) => FIRST_TO_CALL.indexOf(a.duty) - FIRST_TO_CALL.indexOf(b.duty))
    .slice(0, 2)
    .map(({ title, phone }) => ({ title, phone: phone ?? null }));
}

export async function storyOf(matter: Matter): Promise<Story> {
  const { view, facts, asOf, judged } = matter;
  const [now = null, ...others] = holdingsOf(matter);
  const project = facts.project.subject;
  const promises = await promisesOf(matter);
  const errands = await errandsOf(view, project, asOf, matter.items);
  const acts = actsOf(matter);
  const mandating = acts.includes('giveMandate');
  return {
    now,
    others,
    stages: stagesOf(matter),
    pauses: facts.suspensions
      .filter(({ suspendedOn }) => suspendedOn <= asOf)
      .map(({ suspendedOn, resumedOn }) => ({
        from: suspendedOn,
        to: resumedOn !== null && resumedOn <= asOf ? resumedOn : null,
      })),
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
    reachedOn: earliest(id, reached) ?? (place === 0 ? project.registeredOn : null),
    plannedOn: earliest(id, planned),
    isNow: id === judged.stage,
  }));
}

function needsOf(
  { facts, lifecycle, asOf, items, closed }: Matter,
  next: NonNullable<ProjectJudgement['next']>,
): Story['needs'] {
  const declared = lifecycle.milestones.find(({ id }) => id === next.milestone);
  if (declared === undefined) return [];
  const reached = new Set(
    facts.milestones.filter((row) => row.counted && row.occurredOn <= asOf).map((row) => row.milestone),
  );
  const granted = new Set(closed.flatMap(({ row }) => (row.outcome === 'granted' ? [String(row.item)] : [])));
  const gates = [...items.values()].filter((item) =>
    item.gates.some(
      (gate) =>
        gate.lifecycle === lifecycle.id &&
        (gate.milestone === next.milestone || gate.stage === declared.enters),
    ),
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
    ...gates.map(({ id, name }) => ({ name, sort: 'approval' as const, met: granted.has(id) })),
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
    const course = walkPromises(standingPromiseEvents(rows.filter((row) => row.subject === subject)));
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
      });
  }
  return { promises, governmentBreaches };
}

/** What the other rooms recorded of the project, as lines of its history: events as they stand, those taken back with a line through. */
export async function widerHistory(view: LedgerView, project: string) {
  const city = view.city.id;
  const rows = [
    ...(await view.query(sql`select e.*, a.item, e.change_reason as undone_reason from approval_event e
      join approval a on a.city = e.city and a.subject = e.subject where a.city = ${city} and a.project = ${project}`)),
    ...(await view.query(
      sql`select e.*, e.body->>'item' as item, e.void_reason as undone_reason from acceptance_event e where e.city = ${city} and e.subject = ${acceptanceOf(project)}`,
    )),
    ...(await view.query(sql`select e.*, null as item, p.title, e.change_reason as undone_reason from promise_event e
      join promise p on p.city = e.city and p.subject = e.subject where p.city = ${city} and p.project = ${project}`)),
  ];
  const items = new Map(view.plan.section(approvalItemsSection).map((item) => [item.id, item]));
  return rows.map((row) => ({
    seq: Number(row.seq),
    id: String(row.event),
    kind: String(row.kind),
    title: TITLES.get(String(row.kind)) ?? { zh: String(row.kind), en: String(row.kind) },
    occurredOn: String(row.occurred_on),
    toldOn: row.told_on === undefined || row.told_on === row.occurred_on ? null : String(row.told_on),
    recordedAt: row.recorded_at,
    actor: String(row.actor),
    actorUnitName: view.plan.units.find(String(row.actor_unit), view.today)?.name ?? String(row.actor_unit),
    body: row.undone_reason === null ? {} : { reason: String(row.undone_reason) },
    corrects: null,
    undone: row.voided === true,
    about: row.item === null ? String(row.title ?? '') : itemName(items, row.item),
  }));
}

const TITLES = new Map(
  [...APPROVAL_FACTS, ...PROMISE_FACTS, ...ACCEPTANCE_FACTS].map((kind) => [kind.kind, kind.title] as const),
);

function ownerName(matter: Matter, owner: string): string {
  return (
    matter.view.plan.section(postsSection).find(({ id }) => id === owner)?.title ?? unitName(matter, owner)
  );
}

export async function errandsOf(
  view: LedgerView,
  project: string,
  asOf: PlainDate,
  items: ReadonlyMap<string, ApprovalItem>,
  limit = 100,
): Promise<readonly StoryErrand[]> {
  const rows = await view.query(
    sql`select * from agency_log where city = ${view.city.id} and subject = ${agencyOf(project)} and occurred_on <= ${asOf}::date
      order by occurred_on desc, seq desc limit ${limit}`,
  );
  return rows.map((row) => ({
    entry: String(row.entry),
    act: String(row.act),
    itemName: itemName(items, row.item),
    occurredOn: String(row.occurred_on),
    words: String(row.words),
  }));
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
  const mayFix = (item: string) =>
    acting &&
    (may(actor, 'actForFirm')
      ? typeof mandateFor(mandates, { agent: actor.account, item, day: view.today }) !== 'string'
      : within && may(actor, 'claim'));
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
      mayRectify: part.state === 'found' && mayFix(part.item),
    })),
    after: judged.after.map(({ name, dueOn }) => ({ name, dueOn })),
    mayCertify: judged.certifiable && handles(course.lead) && openedBy !== actor.account,
  };
}
