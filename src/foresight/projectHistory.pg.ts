// The ledger's counted projects as case histories, as known at the view's standpoint: registration, milestones (told or recognised, each version from when it was recorded until
// it was refused, revoked or corrected), approvals that a gate waits for, standstills, ends; the day each was first recorded; what waits to be recognised; how long reporting and recognition take. Days are those of the city's zone.

import type { Row } from '../kernel/loop.ts';
import { epochDay, type PlainDate } from '../kernel/plainDate.ts';
import { sql } from '../kernel/sql.ts';
import type { LedgerView } from '../ledger/view.pg.ts';
import { approvalItemsSection } from '../loops/approvals/approvals.plan.ts';
import {
  type CaseHistories,
  type HistoryEvent,
  HistoryKeeper,
  historiesKnownBy,
  type TakenBack,
} from './caseHistory.ts';
import { reportingLag, reportsOf } from './reporting.ts';

export interface ProjectHistories {
  /** With versions that stand no more: a standpoint is read through `historiesKnownBy`. */
  readonly histories: CaseHistories;
  readonly caseIds: readonly string[];
  readonly milestones: readonly MilestoneTold[];
  /** reporting.ts: nine tenths of what occurs is recorded within so many days. */
  readonly reportingLagDays: number;
}

/** A version of a claim that stands, or was refused or revoked last. */
export interface MilestoneTold {
  readonly project: string;
  readonly milestone: string;
  readonly occurredDay: number;
  readonly state: 'recognised' | 'claimed' | 'refused' | 'revoked';
  readonly counted: boolean;
  readonly needsRecognition: boolean;
  readonly toldDay: number;
  readonly decidedDay: number | null;
}

interface MilestoneVersion extends Omit<MilestoneTold, 'state'> {
  readonly state: MilestoneTold['state'] | 'superseded';
  /** When this version was recorded, and when it ceased to stand. */
  readonly standsDay: number;
  readonly goneDay: number | null;
}

const dayOf = (value: unknown): number => epochDay(String(value).slice(0, 10) as PlainDate);

export async function readProjectHistories(view: LedgerView): Promise<ProjectHistories> {
  const { id: city, zone } = view.city;
  const { asOf } = view;
  const projects = await view.query(sql`
    select p.subject, p.registered_on, p.ended_on, p.suspended_on from project p
    where p.city = ${city} and p.registered_on <= ${asOf}::date and p.lifecycle = 'industrial' and (p.phase_of is null or p.code is not null)
    order by p.subject`);
  const versions = (await readVersions(view)).map(versionOf);
  const stops = await view.query(sql`
    select s.subject, s.suspended_on, s.resumed_on, s.ended from project_suspension s
    where s.city = ${city} and s.suspended_on <= ${asOf}::date order by s.subject, s.suspended_on`);
  // A fold keeps the days of these, not when they were recorded.
  const recorded = await view.query(sql`
    select subject, kind, occurred_on, min((recorded_at at time zone ${zone})::date) as recorded_on from fact
    where city = ${city} and seq <= ${view.known.seq} and loop = 'projects'
      and kind in ('projectRegistered', 'projectSuspended', 'projectResumed', 'projectEnded', 'projectRevived')
    group by subject, kind, occurred_on`);
  const granted = await readGranted(view);
  const recordedOn = recordedDays(recorded);
  const kept = keep(projects, [...versions.map(eventOf), ...granted], stops, {
    asOfDay: epochDay(asOf),
    recordedOn,
  });
  return {
    ...kept,
    milestones: versions.filter(isTold),
    reportingLagDays: reportingLag(
      reportsOf(historiesKnownBy(kept.histories, epochDay(view.known.on))),
      epochDay(view.known.on),
    ),
  };
}

const isTold = (one: MilestoneVersion): one is MilestoneVersion & MilestoneTold => one.state !== 'superseded';

/**
 * Every version of every claim. One ceases to stand, as the fold has it (projects.fold.sql), when it is refused or revoked; when a later version of its claim is recognised; and, not
 * decided yet itself, when a later version is recorded. The fold keeps the last decision alone: that a revoked version was recognised before is read of the facts.
 */
function readVersions(view: LedgerView): Promise<readonly Row[]> {
  const { id: city, zone } = view.city;
  return view.query(sql`
    with recognised as (
      select subject, corrects as claim, min(recorded_at) as recognised_at from fact
      where city = ${city} and seq <= ${view.known.seq} and loop = 'projects' and kind = 'milestoneRecognised'
      group by subject, corrects
    ), version as (
      select m.*, case when m.needs_recognition then d.recognised_at else m.claimed_at end as stood_at
      from project_milestone m
      left join recognised d on d.subject = m.subject and d.claim = m.claim
      where m.city = ${city}
    ), course as (
      select version.*,
        first_value(claimed_at) over (partition by subject, root_claim order by claimed_seq) as told_at,
        min(claimed_at) over later as corrected_at, min(stood_at) over later as replaced_at
      from version
      window later as (
        partition by subject, root_claim order by claimed_seq rows between 1 following and unbounded following
      )
    )
    select m.subject, m.milestone, m.occurred_on, m.state, m.counted, m.needs_recognition,
      (m.told_at at time zone ${zone})::date as told_on, (m.claimed_at at time zone ${zone})::date as stands_on,
      (m.decided_at at time zone ${zone})::date as decided_on,
      (case m.state
        when 'claimed' then null
        when 'recognised' then null
        else least(
          case when m.state in ('refused', 'revoked') then m.decided_at end,
          m.replaced_at,
          case when m.needs_recognition and m.decided_at is null then m.corrected_at end)
      end at time zone ${zone})::date as gone_on
    from course m
    join project p on p.city = m.city and p.subject = m.subject
    where m.occurred_on <= ${view.asOf}::date
      and p.lifecycle = 'industrial' and (p.phase_of is null or p.code is not null)
    order by m.subject, m.occurred_on, m.claimed_seq`);
}

interface ProjectEvent {
  readonly project: string;
  readonly name: string;
  readonly day: number;
  readonly seenDay: number;
  readonly standsDay?: number;
  readonly goneDay?: number;
}

/** How long reports take is told by the first version of a claim: a correction stands from its own day, and is seen since the claim. */
function eventOf(one: MilestoneVersion): ProjectEvent {
  return {
    project: one.project,
    name: one.milestone,
    day: one.occurredDay,
    seenDay: one.toldDay,
    ...(one.standsDay === one.toldDay ? {} : { standsDay: one.standsDay }),
    ...(one.goneDay === null ? {} : { goneDay: one.goneDay }),
  };
}

/** Applications granted for items without which a milestone may not be reached: a project stands where those are that have the same of them. */
async function readGranted(view: LedgerView): Promise<readonly ProjectEvent[]> {
  const items = view.plan
    .section(approvalItemsSection)
    .filter(({ gates }) =>
      gates.some((gate) => gate.lifecycle === 'industrial' && gate.milestone !== undefined),
    )
    .map(({ id }) => id);
  if (items.length === 0) return [];
  const rows = await view.query(sql`
    select a.project, a.item, a.closed_on, (e.recorded_at at time zone ${view.city.zone})::date as recorded_on
    from approval a
    join approval_event e on e.city = a.city and e.subject = a.subject and e.event = a.closed
    where a.city = ${view.city.id} and a.outcome = 'granted' and a.closed_on <= ${view.asOf}::date and a.item = any(${items})
    order by a.project, a.closed_on, a.subject`);
  return rows.map((row) => ({
    project: String(row.project),
    name: `approval ${String(row.item)}`,
    day: dayOf(row.closed_on),
    seenDay: dayOf(row.recorded_on),
  }));
}

type RecordedOn = (project: string, kind: string, day: number) => number;

/** The day itself where no record of that day is found. */
function recordedDays(rows: readonly Row[]): RecordedOn {
  // Of a registration whose day was put right since there is one record all the same.
  const key = (project: string, kind: string, day: number) =>
    kind === 'projectRegistered' ? `${project} ${kind}` : `${project} ${kind} ${day}`;
  const days = new Map(
    rows.map((row) => [
      key(String(row.subject), String(row.kind), dayOf(row.occurred_on)),
      dayOf(row.recorded_on),
    ]),
  );
  return (project, kind, day) => Math.max(day, days.get(key(project, kind, day)) ?? day);
}

function versionOf(row: Row): MilestoneVersion {
  return {
    project: String(row.subject),
    milestone: String(row.milestone),
    occurredDay: dayOf(row.occurred_on),
    state: row.state as MilestoneVersion['state'],
    counted: row.counted === true,
    needsRecognition: row.needs_recognition === true,
    toldDay: dayOf(row.told_on),
    decidedDay: row.decided_on === null ? null : dayOf(row.decided_on),
    standsDay: dayOf(row.stands_on),
    goneDay: row.gone_on === null ? null : dayOf(row.gone_on),
  };
}

/** Known by name even before the first one occurs. */
const COUNTED = ['introduced', 'started', 'completed', 'inProduction'] as const;
const REGISTERED = 'registered';
const SUSPENDED = 'suspended';
const RESUMED = 'resumed';

function keep(
  projects: readonly Row[],
  told: readonly ProjectEvent[],
  stops: readonly Row[],
  { asOfDay, recordedOn }: { readonly asOfDay: number; readonly recordedOn: RecordedOn },
): Pick<ProjectHistories, 'histories' | 'caseIds'> {
  const activities: string[] = [];
  const numbers = new Map<string, number>();
  const numberOf = (name: string) => {
    const known = numbers.get(name);
    if (known !== undefined) return known;
    numbers.set(name, activities.length);
    activities.push(name);
    return activities.length - 1;
  };
  for (const name of COUNTED) numberOf(name);
  const events = new Map<string, HistoryEvent[]>();
  const add = (project: string, name: string, day: number, seenDay: number, stands = {}) => {
    const list = events.get(project);
    list?.push({ activity: numberOf(name), day, seenDay: Math.max(day, seenDay), ...stands });
  };
  for (const row of projects) events.set(String(row.subject), []);
  for (const row of projects) {
    const [project, day] = [String(row.subject), dayOf(row.registered_on)];
    add(project, REGISTERED, day, recordedOn(project, 'projectRegistered', day));
  }
  for (const { project, name, day, seenDay, ...stands } of told) add(project, name, day, seenDay, stands);
  const takenBack = new Map<string, Omit<TakenBack, 'case'>[]>();
  for (const row of stops) {
    const [project, day] = [String(row.subject), dayOf(row.suspended_on)];
    const [stopped, wentOn] =
      row.ended === true
        ? (['projectEnded', 'projectRevived'] as const)
        : (['projectSuspended', 'projectResumed'] as const);
    const seenDay = recordedOn(project, stopped, day);
    add(project, SUSPENDED, day, seenDay);
    if (row.resumed_on === null || dayOf(row.resumed_on) > asOfDay) continue;
    const on = dayOf(row.resumed_on);
    const goneDay = recordedOn(project, wentOn, on);
    add(project, RESUMED, on, goneDay);
    // Until it was revived the project had ended, and so a past day had it.
    if (row.ended === true)
      takenBack.set(project, [...(takenBack.get(project) ?? []), { day, seenDay, goneDay }]);
  }
  const keeper = new HistoryKeeper(true);
  const caseIds: string[] = [];
  for (const row of projects) {
    const project = String(row.subject);
    const ended = row.ended_on === null ? undefined : dayOf(row.ended_on);
    keeper.add(
      events.get(project)!,
      ended !== undefined && ended <= asOfDay
        ? { day: ended, seenDay: recordedOn(project, 'projectEnded', ended) }
        : undefined,
      takenBack.get(project),
    );
    caseIds.push(project);
  }
  return { histories: keeper.histories(activities), caseIds };
}
