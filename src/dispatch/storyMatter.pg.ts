// What is read of one project for its story: its own rows, approvals, agents and joint acceptance, judged by their rooms. A mandate opens one project to its
// agent, on the days it holds, whatever unit he sits in.
import { may } from '../access/roles.ts';
import type { RouteRequest } from '../access/route.http.ts';
import type { Scope } from '../access/scope.ts';
import { dateInZone, type Instant } from '../kernel/instant.ts';
import type { Actor, Row } from '../kernel/loop.ts';
import type { PlainDate } from '../kernel/plainDate.ts';
import { sql } from '../kernel/sql.ts';
import type { WorkCalendar } from '../kernel/workCalendar.ts';
import type { LedgerView } from '../ledger/view.pg.ts';
import {
  type AcceptanceCourse,
  isAcceptanceFault,
  walkAcceptance,
} from '../loops/approvals/acceptance.course.ts';
import { acceptanceOf } from '../loops/approvals/acceptance.facts.ts';
import { type AcceptanceJudgement, judgeAcceptance } from '../loops/approvals/acceptance.judge.ts';
import { type AcceptanceEventRow, acceptanceEventRows } from '../loops/approvals/acceptance.rows.ts';
import { agencyOf } from '../loops/approvals/agency.facts.ts';
import { holdsOn, type Mandate, mandateRows } from '../loops/approvals/agency.rows.ts';
import { approvalsOfProjects } from '../loops/approvals/approvals.pg.ts';
import { type ApprovalItem, approvalItemsSection } from '../loops/approvals/approvals.plan.ts';
import { type EventRow, eventRows } from '../loops/approvals/approvals.rows.ts';
import { calendarOn } from '../loops/approvals/calendars.pg.ts';
import { type Judged, judgeRow, judgerOf } from '../loops/approvals/judging.ts';
import { type DraftRow, draftRow } from '../loops/projects/claimSteps.rows.ts';
import { judgeProject, type ProjectFacts, type ProjectJudgement } from '../loops/projects/projects.judge.ts';
import { findProjectPage, type ProjectPage, projectFactsOf } from '../loops/projects/projects.pg.ts';
import { type Lifecycle, lifecyclesSection } from '../loops/projects/projects.plan.ts';
import { type JudgedUrge, urgesOfProjects } from './urging.pg.ts';

type Asking = Pick<RouteRequest<unknown, undefined>, 'actor' | 'scope'>;

/** The scope of the account, or all of it for the one project that a mandate of today opens. */
export async function scopeFor(view: LedgerView, project: string, { actor, scope }: Asking): Promise<Scope> {
  if (scope.all || !may(actor, 'actForFirm')) return scope;
  const rows = await view.query(
    sql`select * from agency_mandate where city = ${view.city.id} and agent = ${actor.account} and project = ${project}`,
  );
  return mandateRows(rows).some((one) => holdsOn(one, view.today)) ? { all: true } : scope;
}

/** `since`: the day of its last step. */
export type DraftUnderWay = DraftRow & { readonly since: PlainDate };

/** What was read of a project, before anything is told of it. */
export interface Matter {
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
  /** Events that stand, of each approval that is open. */
  readonly events: ReadonlyMap<string, readonly EventRow[]>;
  readonly acceptance:
    | {
        readonly course: AcceptanceCourse;
        readonly judged: AcceptanceJudgement;
        readonly openedBy: string;
        readonly events: readonly AcceptanceEventRow[];
      }
    | undefined;
  readonly mandates: readonly (Mandate & { readonly row: Row })[];
  /** Drafts of claims under way inside the unit. */
  readonly drafts: readonly DraftUnderWay[];
  /** All urges on it, in the order of their recording. */
  readonly urges: readonly JudgedUrge[];
}

/** Undefined when there is none, or none within the scope. */
export async function readMatter(
  view: LedgerView,
  project: string,
  at: Asking & { readonly asOf: PlainDate },
): Promise<(Matter & { readonly page: ProjectPage }) | undefined> {
  const { asOf, scope } = at;
  const where = { city: view.city.id, planHash: view.plan.hash, asOf, scope };
  const page = await findProjectPage(view, where, project);
  const [matter] = page === undefined ? [] : await mattersOf(view, [page.facts], at);
  return page && matter && { ...matter, page };
}

/** Of some projects whatever the account's scope: who asks has reason to (a mandate on each). In a few questions, however many they are. */
export async function readMatters(
  view: LedgerView,
  projects: readonly string[],
  at: Asking & { readonly asOf: PlainDate },
): Promise<readonly Matter[]> {
  if (projects.length === 0) return [];
  const rows = await view.query(
    sql`select * from project where city = ${view.city.id} and subject = any(${[...projects]}::text[])`,
  );
  const facts = await projectFactsOf(view, view.city.id, rows);
  return mattersOf(view, [...facts.values()], at);
}

async function mattersOf(
  view: LedgerView,
  found: readonly ProjectFacts[],
  at: Asking & { readonly asOf: PlainDate },
): Promise<readonly Matter[]> {
  const { asOf } = at;
  const lifecycles = new Map(view.plan.section(lifecyclesSection).map((one) => [one.id, one]));
  const calendar = (await calendarOn(view, asOf))?.calendar;
  const items = new Map(view.plan.section(approvalItemsSection).map((item) => [item.id, item]));
  const around = await readAround(
    view,
    found.map(({ project }) => project.subject),
    { asOf, calendar },
  );
  return found.flatMap((facts): readonly Matter[] => {
    const lifecycle = lifecycles.get(facts.project.lifecycle);
    if (lifecycle === undefined) return [];
    const of = around(facts.project.subject);
    return [
      {
        view,
        ...at,
        calendar,
        facts,
        lifecycle,
        judged: judgeProject(facts, lifecycle, asOf),
        items,
        ...of,
        acceptance: acceptanceFrom(of.acceptanceRows, { plan: view.plan, calendar, asOf }),
      },
    ];
  });
}

const isOpen = ({ judgement }: Judged) =>
  judgement.standing !== 'decided' && judgement.standing !== 'withdrawn';

/** What the other rooms know of some projects, asked once a table. */
async function readAround(
  view: LedgerView,
  projects: readonly string[],
  at: { readonly asOf: PlainDate; readonly calendar: WorkCalendar | undefined },
) {
  const { asOf, calendar } = at;
  const city = view.city.id;
  const judger = judgerOf(view.plan, calendar, asOf);
  const all = { city, planHash: view.plan.hash, asOf, scope: { all: true } as const };
  const approvals = (await approvalsOfProjects(view, all, projects)).flatMap(
    (row) => judgeRow(row, judger) ?? [],
  );
  const open = approvals.filter(isOpen).map(({ row }) => String(row.subject));
  const events =
    open.length === 0
      ? []
      : await view.query(
          sql`select * from approval_event where city = ${city} and subject = any(${open}::text[]) and not voided and occurred_on <= ${asOf}::date`,
        );
  const acceptance = await view.query(
    sql`select * from acceptance_event where city = ${city} and subject = any(${projects.map(acceptanceOf)}::text[]) and not voided and occurred_on <= ${asOf}::date`,
  );
  const mandates = await view.query(
    sql`select * from agency_mandate where city = ${city} and subject = any(${projects.map(agencyOf)}::text[]) order by given_on desc, seq desc`,
  );
  const drafts = await view.query(
    sql`select * from project_claim_draft where city = ${city} and subject = any(${[...projects]}::text[]) and state = 'open'`,
  );
  const urges = await urgesOfProjects(view, projects, at);
  const approvalsBy = Map.groupBy(approvals, ({ row }) => String(row.project));
  const eventsBy = Map.groupBy(events, (row) => String(row.subject));
  const acceptanceBy = Map.groupBy(acceptance, (row) => String(row.subject));
  const mandatesBy = Map.groupBy(mandates, (row) => String(row.subject));
  const draftsBy = Map.groupBy(drafts, (row) => String(row.subject));
  const urgesBy = Map.groupBy(urges, ({ urge }) => urge.project);
  return (project: string) => {
    const own = approvalsBy.get(project) ?? [];
    const rows = mandatesBy.get(agencyOf(project)) ?? [];
    const openOnes = own.filter(isOpen);
    return {
      open: openOnes,
      closed: own.filter((one) => !isOpen(one)),
      events: new Map(
        openOnes.map(({ row }) => [String(row.subject), eventRows(eventsBy.get(String(row.subject)) ?? [])]),
      ),
      acceptanceRows: acceptanceBy.get(acceptanceOf(project)) ?? [],
      mandates: mandateRows(rows).map((mandate, index) => ({ ...mandate, row: rows[index] as Row })),
      drafts: (draftsBy.get(project) ?? []).map((row) => ({
        ...draftRow(row),
        since: dateInZone(row.last_at as Instant, view.city.zone),
      })),
      urges: urgesBy.get(project) ?? [],
    };
  };
}

/** Materials that a notice asked for, by name or id. */
export function materialsOf(body: unknown): readonly string[] {
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
  return { course, judged: judgeAcceptance(course, at), openedBy, events };
}
