// The rehearsal of a city (演练): a simulated ledger of the plan's year and the years before it, in the lines of an export. Pure, and the same
// bytes for the same seed on every machine. It knows no city: every total it meets stands in the plan's section `rehearsal`. First what truly
// happened is simulated, month by month to quotas; then how it came to be reported; then the facts are linked and yielded.

import { hashHex } from '../../kernel/hash.node.ts';
import { epochMs, instantOf, startOfDay } from '../../kernel/instant.ts';
import type { JsonObject } from '../../kernel/json.ts';
import type { PlanInForce } from '../../kernel/loop.ts';
import {
  addDays,
  addMonths,
  epochDay,
  maxDate,
  type PlainDate,
  startOfMonth,
} from '../../kernel/plainDate.ts';
import { Problem } from '../../kernel/problem.ts';
import { seededRandom } from '../../kernel/random.ts';
import { LEDGER_FORMAT, type LedgerLine } from '../../ledger/exchange.ts';
import { type Fact, type HashText, type Head, headText } from '../../ledger/fact.ts';
import { indicatorsSection } from '../../loops/indicators/indicators.plan.ts';
import { type Lifecycle, lifecyclesSection } from '../../loops/projects/projects.plan.ts';
import { type City, calendarSection, citySection, workCalendarOf } from '../../plan/city.ts';
import { actorsOf } from './actors.ts';
import { type CityBasis, clockStep, closingSteps, foundingSteps, readingSteps } from './cityFacts.ts';
import { type CourseBasis, courseSteps } from './courseSteps.ts';
import type { Course, PublishedMonth, Reporting } from './courses.ts';
import { investmentSteps } from './investment.ts';
import { linkSteps } from './lines.ts';
import { type Month, monthsBetween, type Office, type OfficeTime, officeTime } from './officeTime.ts';
import { plannedYuanOf } from './planned.ts';
import { withBases } from './recognitionBases.ts';
import type { RehearsalPlan } from './rehearsal.plan.ts';
import { reportAll } from './reporting.ts';
import type { Step } from './steps.ts';
import { HEADLINE, targetsOf } from './targets.ts';
import { type Stages, simulate } from './trajectories.ts';

export interface RehearseInput {
  readonly plan: PlanInForce;
  /** The plan whole, as it is stored and hashed; and the calendar likewise. */
  readonly planContent: JsonObject;
  readonly planHash: string;
  /** The plan's source files as a content, and their hash; absent when the plan has none. */
  readonly planFiles?: { readonly content: JsonObject; readonly hash: string } | undefined;
  readonly calendarContent: JsonObject;
  readonly calendarHash: string;
  readonly params: RehearsalPlan;
  readonly seed: number | string;
  /** The last day on which anything happens. Reports go on to the reporting day of the month after. */
  readonly until: PlainDate;
  readonly hash: HashText;
}

/** Fails with `rehearsal_until`, `rehearsal_published_conflict`, `rehearsal_infeasible`, `rehearsal_account_missing`, `rehearsal_lifecycle_missing`. */
export function* rehearse(input: RehearseInput): Generator<LedgerLine> {
  const { facts, head, city } = rehearsedFacts(input);
  yield { format: LEDGER_FORMAT, city: city.id, hash: city.hash, head: headText(head), simulated: true };
  yield { content: { hash: input.calendarHash, kind: 'calendar', body: input.calendarContent } };
  yield { content: { hash: input.planHash, kind: 'plan', body: input.planContent } };
  const { planFiles } = input;
  if (planFiles) yield { content: { hash: planFiles.hash, kind: 'files', body: planFiles.content } };
  for (const fact of facts) {
    const { city: _city, ...rest } = fact;
    yield { fact: rest };
  }
}

function rehearsedFacts(input: RehearseInput): {
  readonly facts: readonly Fact[];
  readonly head: Head;
  readonly city: City;
} {
  const { params, plan, until } = input;
  refuseUntil(params, until);
  const city = plan.section(citySection);
  const lifecycle = lifecycleOf(plan);
  const random = seededRandom(`rehearsal ${input.seed}`);
  const horizon = horizonOf(params, until);
  const months = monthsBetween(params.from, horizon);
  const office = officeTime(
    workCalendarOf(plan.section(calendarSection), city.zone),
    city.zone,
    params.from,
    addMonths(horizon, 12),
  );
  const wiggle = (measure: string, month: number) => 0.84 + 0.32 * random.fork(`${measure} ${month}`).next();
  const targets = targetsOf(params, months, office, wiggle);
  const projects = simulate({ plan: params, months, office, targets, stages: stagesOf(lifecycle), random });
  const planned = plannedYuanOf(params, projects, months, targets.planned);
  const actors = actorsOf(params, plan, until);
  const reporting: Reporting = {
    params,
    lifecycle,
    actors,
    office,
    published: targets.publishedMonths.map((month) => publishedMonth(params, office, months[month]!)),
    unitName: (unit) => plan.units.find(unit, until)?.name ?? unit,
  };
  const basis = basisOf(input, { city, actors, office, months });
  const founding = foundingSteps(basis);
  const courses = reportAll(reporting, planned, founding[0]!.at + 30);
  const spent = {
    courses: courses.map((course) => ({ course, plannedYuan: planned.get(course.project)! })),
    months,
    targets,
    reporting,
  };
  const clock = clockOf(params, office, city.zone, until);
  const course = courseBasis(input, lifecycle, {
    actors,
    office,
    random: random.fork('course'),
    limit: clock.limit,
  });
  const steps = [
    ...founding,
    ...cutAt(courses, [...investmentSteps(spent)], { until: epochDay(until), limit: clock.limit }),
    ...courseSteps(course, courses),
    ...[...readingSteps(basis), ...closingSteps(basis)].filter((each) => each.at <= clock.limit),
    clockStep(basis, instantOf(clock.standsAtMs), clock.limit),
  ];
  const { planHash, hash } = input;
  const linking = {
    city: city.id,
    hash,
    planHash,
    office,
    random: random.fork('lines'),
    standsAtMs: clock.standsAtMs,
  };
  return { ...linkSteps(linking, withBases(plan, lifecycle.id, steps)), city };
}

function courseBasis(
  { params, plan, until, seed }: RehearseInput,
  lifecycle: Lifecycle,
  own: Pick<CourseBasis, 'actors' | 'office' | 'random' | 'limit'>,
): CourseBasis {
  const ids = lifecycle.milestones.map(({ id }) => id);
  return {
    ...own,
    params,
    plan,
    lifecycle: lifecycle.id,
    until: epochDay(until),
    untilDate: until,
    milestones: ids.slice(ids.indexOf('introduced'), ids.indexOf('started') + 1),
    digests: { seed: String(seed), sha256Hex: (text) => hashHex('sha256', text) },
  };
}

function lifecycleOf(plan: PlanInForce): Lifecycle {
  const lifecycle = plan.section(lifecyclesSection).find((each) => each.counted);
  const missing = HEADLINE.filter((id) => !lifecycle?.milestones.some((milestone) => milestone.id === id));
  if (lifecycle && missing.length === 0) return lifecycle;
  throw new Problem({
    code: 'rehearsal_lifecycle_missing',
    message: `计划里没有可演练的产业项目生命周期：缺 ${lifecycle ? missing.join('、') : 'counted: true 的 lifecycle'}`,
    kept: '没有产生任何事实',
    fix: '在 lifecycles 里写明四个主要节点',
  });
}

/** The milestones between the headline ones, in the lifecycle's order. What comes after the last is not simulated. */
function stagesOf(lifecycle: Lifecycle): Stages {
  const ids = lifecycle.milestones.map((milestone) => milestone.id);
  const between = (after: string | undefined, before: string) =>
    ids.slice(after === undefined ? 0 : ids.indexOf(after) + 1, ids.indexOf(before));
  return {
    beforeIntroduced: between(undefined, 'introduced'),
    beforeStarted: between('introduced', 'started'),
    beforeCompleted: between('started', 'completed'),
    beforeInProduction: between('completed', 'inProduction'),
  };
}

/** Half a year beyond all that is asked for: who is introduced then is in talks now. */
/** `rehearsal_until`: before the first day, or where the plan says nothing any more. */
function refuseUntil(params: RehearsalPlan, until: PlainDate): void {
  const furthest = furthestOf(params);
  const [message, fix] =
    until < params.from
      ? [`演练到 ${until}，却从 ${params.from} 开始`, '给一个更晚的 --until']
      : [
          `演练到 ${until}，而计划写明的数只到 ${furthest}`,
          `--until 不晚于 ${furthest}，或在计划的 rehearsal 里写明更晚的数`,
        ];
  if (until >= params.from && until <= furthest) return;
  throw new Problem({ code: 'rehearsal_until', message, kept: '没有产生任何事实', fix, status: 400 });
}

/** A year beyond the last day that the plan says anything of: further on there is nothing to simulate to. */
function furthestOf(params: RehearsalPlan): PlainDate {
  const dates = [...params.published, ...params.assumed, ...params.opening].map((each) => each.asOf);
  return addMonths([params.until, ...dates].reduce(maxDate), 12);
}

function horizonOf(params: RehearsalPlan, until: PlainDate): PlainDate {
  const dates = [...params.published, ...params.assumed, ...params.opening].map((each) => each.asOf);
  return addMonths([until, ...dates].reduce(maxDate), 7);
}

function publishedMonth(params: RehearsalPlan, office: OfficeTime, month: Month): PublishedMonth {
  const day = month.last + params.reporting.clockDay;
  // An hour short of it, so that what follows a recognition (a report of investment) has its place too.
  return { last: month.last, deadline: office.before(day, params.reporting.clockTime) - 60 };
}

function clockOf(
  params: RehearsalPlan,
  office: OfficeTime,
  zone: string,
  until: PlainDate,
): { readonly standsAtMs: number; readonly limit: Office } {
  const day = addDays(startOfMonth(addMonths(until, 1)), params.reporting.clockDay - 1);
  const { clockTime } = params.reporting;
  const minutes = Number(clockTime.slice(0, 2)) * 60 + Number(clockTime.slice(3));
  return {
    standsAtMs: epochMs(startOfDay(day, zone)) + minutes * 60_000,
    limit: office.before(epochDay(day), clockTime),
  };
}

function basisOf(
  input: RehearseInput,
  { city, actors, office, months }: { readonly city: City } & Pick<CityBasis, 'actors' | 'office' | 'months'>,
): CityBasis {
  const { params, plan } = input;
  const adopted = (content: string, title: string): JsonObject => ({
    content,
    // The years before the plan's are rehearsed under it as well: before the first plan took effect the earliest one is used.
    effectiveFrom: plan.section(citySection).effectiveFrom,
    title,
  });
  return {
    params,
    actors,
    office,
    months,
    indicators: plan.section(indicatorsSection),
    founded: { name: city.name, zone: city.zone, hash: city.hash, simulated: true, seed: String(input.seed) },
    calendar: adopted(input.calendarHash, plan.section(calendarSection).title),
    plan: {
      ...adopted(input.planHash, city.planTitle),
      ...(input.planFiles ? { files: input.planFiles.hash } : {}),
    },
  };
}

/** What had happened by a day and been recorded by a position. A chain is cut at the first step that had not. */
function cutAt(
  courses: readonly Course[],
  investments: readonly Step[],
  by: { readonly until: number; readonly limit: Office },
): Step[] {
  const inTime = (each: Step) =>
    each.at <= by.limit && (each.happened === undefined || each.happened <= by.until);
  const kept = new Set<Step>();
  const started = new Map<string, Step | undefined>();
  for (const { chain, finals, subject } of courses) {
    started.set(subject, finals.get('started'));
    for (const each of chain) {
      if (!inTime(each)) break;
      kept.add(each);
    }
  }
  for (const each of investments) {
    const root = each.corrects;
    const recognised = started.get(each.subject);
    if (inTime(each) && recognised && kept.has(recognised) && (root === undefined || kept.has(root)))
      kept.add(each);
  }
  return [...kept];
}
