// What is read of one project for its story: its own rows, approvals, agents and joint acceptance, judged by their rooms. A mandate opens one project to its
// agent, on the days it holds, whatever unit he sits in.
import { may } from '../access/roles.ts';
import type { RouteRequest } from '../access/route.http.ts';
import type { Scope } from '../access/scope.ts';
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
import { acceptanceEventRows } from '../loops/approvals/acceptance.rows.ts';
import { agencyOf } from '../loops/approvals/agency.facts.ts';
import { holdsOn, type Mandate, mandateRows } from '../loops/approvals/agency.rows.ts';
import { projectApprovals } from '../loops/approvals/approvals.pg.ts';
import { type ApprovalItem, approvalItemsSection } from '../loops/approvals/approvals.plan.ts';
import { calendarOn } from '../loops/approvals/calendars.pg.ts';
import { type Judged, judgeRow, judgerOf } from '../loops/approvals/judging.ts';
import { judgeProject, type ProjectFacts, type ProjectJudgement } from '../loops/projects/projects.judge.ts';
import { findProjectPage, type ProjectPage } from '../loops/projects/projects.pg.ts';
import { type Lifecycle, lifecyclesSection } from '../loops/projects/projects.plan.ts';

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
export interface Matter {
  readonly view: LedgerView;
  readonly actor: Actor;
  readonly scope: Scope;
  readonly asOf: PlainDate;
  readonly calendar: WorkCalendar | undefined;
  readonly page: ProjectPage;
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
  const approvals = (await projectApprovals(view, all, project)).flatMap(
    (row) => judgeRow(row, judger) ?? [],
  );
  const isOpen = ({ judgement }: Judged) =>
    judgement.standing !== 'decided' && judgement.standing !== 'withdrawn';
  const filed = approvals.length > 0;
  const notices = !filed
    ? []
    : await view.query(
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
    page,
    facts: page.facts,
    lifecycle,
    judged: judgeProject(page.facts, lifecycle, asOf),
    items: new Map(view.plan.section(approvalItemsSection).map((item) => [item.id, item])),
    open: approvals.filter(isOpen),
    closed: approvals.filter((one) => !isOpen(one)),
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
