// Where one project stands at a date: stage, next gate, days in the stage, and the four lights (时限 进度 开工 入库), each with its cause in words.
// Pure, derived at reading and never stored. Thresholds are the lifecycle's own; their defaults are Yinchuan's rules of 2025-03 (domain.md §4.2).
import {
  add,
  compare,
  type Decimal,
  decimal,
  decimalText,
  divide,
  isZero,
  multiply,
  subtract,
  sum,
  ZERO,
} from '../../kernel/decimal.ts';
import type { Words } from '../../kernel/loop.ts';
import { addDays, addMonths, daysBetween, maxDate, minDate, type PlainDate } from '../../kernel/plainDate.ts';
import { acceptedReason, type ReasonRow } from './checks.rows.ts';
import type { Lifecycle, Milestone, Stage } from './projects.plan.ts';
import type { InvestmentRow, MilestoneRow, ProjectRow, SuspensionRow } from './projects.rows.ts';

export type LightColour = 'green' | 'yellow' | 'red' | 'blue' | 'grey';

export interface Light {
  readonly colour: LightColour;
  readonly cause: Words;
  /** Of a yellow or red one: a good reason stands beside it, accepted by another unit until that day. The light stays what it is. */
  readonly excusedUntil?: PlainDate;
}

/** What is to be reached next, and what it still takes. */
export interface NextGate {
  readonly milestone: string;
  readonly name: string;
  /** Milestones that must come first and are not there. */
  readonly missingGates: readonly string[];
  /** Required evidence by name; all of it as long as nothing was claimed. */
  readonly missingEvidence: readonly string[];
  readonly waitsForRecognition: boolean;
  /** Later ones that do not require it, claimed already and not yet recognised: when one is, the project is past this one, which may be told afterwards. In the plan's order. */
  readonly claimedAhead: readonly {
    readonly milestone: string;
    readonly name: string;
    readonly occurredOn: PlainDate;
  }[];
  readonly dueOn: PlainDate | null;
}

export interface ProjectJudgement {
  readonly stage: string;
  readonly stageName: string;
  readonly enteredOn: PlainDate;
  readonly daysInStage: number;
  readonly stuck: boolean;
  readonly standing: 'running' | 'suspended' | 'ended' | 'closed';
  readonly next: NextGate | null;
  readonly lights: {
    readonly deadline: Light;
    readonly progress: Light;
    readonly start: Light;
    readonly registration: Light;
  };
}

export interface ProjectFacts {
  readonly project: ProjectRow;
  readonly milestones: readonly MilestoneRow[];
  readonly investments: readonly InvestmentRow[];
  readonly suspensions: readonly SuspensionRow[];
  /** Good reasons given for its lights and checks; left out where nobody asks what stands beside the lights. */
  readonly reasons?: readonly ReasonRow[];
}

/** The rows as they stood for happenings up to that day; acts about them are cut by `known`, before this. */
interface View extends ProjectFacts {
  readonly lifecycle: Lifecycle;
  readonly asOf: PlainDate;
  /** Day on which each milestone that counts was reached, by milestone. */
  readonly reached: ReadonlyMap<string, PlainDate>;
}

export function judgeProject(facts: ProjectFacts, lifecycle: Lifecycle, asOf: PlainDate): ProjectJudgement {
  const counted = facts.milestones.filter((row) => row.counted && row.occurredOn <= asOf);
  const reached = new Map(counted.map((row) => [row.milestone, row.occurredOn]));
  const view: View = { ...facts, lifecycle, asOf, reached };
  const { stage, enteredOn } = stageOf(view);
  const standing = standingOf(view, stage);
  // Time runs to the end of a project and no further; days of standstill are no days in the stage.
  const until = facts.project.endedOn === null ? asOf : minDate(asOf, facts.project.endedOn);
  const daysInStage = Math.max(0, daysBetween(enteredOn, until) - pausedDays(view, enteredOn, until));
  const running = standing === 'running' || standing === 'suspended';
  const next = running ? nextGate(view, stage) : null;
  return {
    stage: stage.id,
    stageName: stage.name,
    enteredOn,
    daysInStage,
    stuck: standing === 'running' && stage.stuckAfterDays !== undefined && daysInStage > stage.stuckAfterDays,
    standing,
    next,
    lights: running ? withReasons(lightsOf(view, stage), view) : CLOSED_LIGHTS,
  };
}

/** The furthest stage that a milestone has led into, since the first such day; the first stage since registration. */
function stageOf({ lifecycle, reached, project }: View): {
  readonly stage: Stage;
  readonly enteredOn: PlainDate;
} {
  let place = 0;
  let enteredOn = project.registeredOn;
  for (const milestone of lifecycle.milestones) {
    const day = reached.get(milestone.id);
    const at = lifecycle.stages.findIndex((stage) => stage.id === milestone.enters);
    if (day === undefined || at < place) continue;
    enteredOn = at === place && place > 0 ? minDate(enteredOn, day) : at === 0 ? enteredOn : day;
    place = at;
  }
  return { stage: lifecycle.stages[place] as Stage, enteredOn };
}

function standingOf({ project, suspensions, asOf }: View, stage: Stage): ProjectJudgement['standing'] {
  if (project.endedOn !== null && project.endedOn <= asOf) return 'ended';
  // Ended on that day, and revived since.
  if (suspensions.some((one) => one.ended && one.suspendedOn <= asOf && (one.resumedOn ?? asOf) > asOf))
    return 'ended';
  if (stage.final) return 'closed';
  const paused = suspensions.some(
    ({ suspendedOn, resumedOn }) => suspendedOn <= asOf && (resumedOn === null || resumedOn > asOf),
  );
  return paused ? 'suspended' : 'running';
}

/** Days between two days on which the project stood still. */
export function pausedDays(
  { suspensions }: Pick<ProjectFacts, 'suspensions'>,
  from: PlainDate,
  to: PlainDate,
): number {
  let days = 0;
  for (const { suspendedOn, resumedOn } of suspensions) {
    const first = maxDate(suspendedOn, from);
    const last = resumedOn === null ? to : minDate(resumedOn, to);
    if (last > first) days += daysBetween(first, last);
  }
  return days;
}

/** Milestones not reached that lead beyond the stage, in the plan's order; what comes before was passed over. */
function ahead({ lifecycle, reached }: View, stage: Stage): readonly Milestone[] {
  const place = lifecycle.stages.indexOf(stage);
  return lifecycle.milestones.filter(
    (milestone) =>
      !reached.has(milestone.id) && lifecycle.stages.findIndex(({ id }) => id === milestone.enters) > place,
  );
}

/**
 * Of the stage it stands in, what was revoked and has not come again: the stage may stand on another milestone of the same (a contract revoked, the filing after it not), but the way goes on
 * through what was taken back.
 */
export function takenBack(
  { lifecycle, milestones, reached, asOf }: Pick<View, 'lifecycle' | 'milestones' | 'reached' | 'asOf'>,
  stage: Pick<Stage, 'id'>,
): readonly Milestone[] {
  return lifecycle.milestones.filter(
    ({ id, enters }) =>
      enters === stage.id &&
      !reached.has(id) &&
      milestones.some((row) => row.milestone === id && row.state === 'revoked' && row.occurredOn <= asOf),
  );
}

function findClaim(
  rows: readonly MilestoneRow[],
  milestone: string,
  asOf: PlainDate,
): MilestoneRow | undefined {
  return rows.findLast(
    (row) => row.milestone === milestone && row.state === 'claimed' && row.occurredOn <= asOf,
  );
}

function nextGate(view: View, stage: Stage): NextGate | null {
  const { lifecycle, reached, milestones, asOf } = view;
  const [next, ...later] = [...takenBack(view, stage), ...ahead(view, stage)];
  if (!next) return null;
  const claim = findClaim(milestones, next.id, asOf);
  const handedIn = new Set(claim?.evidence.map(({ kind }) => kind));
  const nameOf = (id: string): string => lifecycle.milestones.find((other) => other.id === id)?.name ?? id;
  return {
    milestone: next.id,
    name: next.name,
    missingGates: next.requires.filter((gate) => !reached.has(gate)).map(nameOf),
    missingEvidence: next.evidence
      .filter(({ kind, required }) => required && !handedIn.has(kind))
      .map(({ name }) => name),
    waitsForRecognition: claim !== undefined,
    claimedAhead: later.flatMap(({ id, name, requires }) => {
      const waits = findClaim(milestones, id, asOf);
      return waits === undefined || requires.includes(next.id)
        ? []
        : [{ milestone: id, name, occurredOn: waits.occurredOn }];
    }),
    dueOn: dueOn(view, next),
  };
}

/**
 * Budget plus suspensions: the limit runs from the last of the milestone's gates (from registration when it has none) and is lengthened by
 * every day of standstill until it is used up or until asOf. Null without a limit, or before the gates are reached.
 */
export function dueOn(
  view: Pick<View, 'project' | 'suspensions' | 'asOf' | 'reached'>,
  milestone: Milestone,
): PlainDate | null {
  if (milestone.limitDays === undefined) return null;
  const begun = beginOf(view, milestone);
  if (begun === undefined) return null;
  const until = view.reached.get(milestone.id) ?? view.asOf;
  return addDays(begun, milestone.limitDays + pausedDays(view, begun, until));
}

function beginOf(
  { project, reached }: Pick<View, 'project' | 'reached'>,
  milestone: Milestone,
): PlainDate | undefined {
  let begun = project.registeredOn;
  for (const gate of milestone.requires) {
    const day = reached.get(gate);
    if (day === undefined) return undefined;
    begun = maxDate(begun, day);
  }
  return begun;
}

const light = (colour: LightColour, zh: string, en: string): Light => ({ colour, cause: { zh, en } });

const CLOSED = light('grey', '已终止或已闭环', 'ended or closed');
const CLOSED_LIGHTS = { deadline: CLOSED, progress: CLOSED, start: CLOSED, registration: CLOSED };

function lightsOf(view: View, stage: Stage): ProjectJudgement['lights'] {
  return {
    deadline: deadlineLight(view, stage),
    progress: progressLight(view),
    start: startLight(view),
    registration: registrationLight(view),
  };
}

/** Yinchuan's yellow and red are “无正当理由” (domain.md §4.2): an accepted reason is told beside the light. */
function withReasons(
  lights: ProjectJudgement['lights'],
  { reasons = [], asOf }: Pick<View, 'reasons' | 'asOf'>,
): ProjectJudgement['lights'] {
  if (reasons.length === 0) return lights;
  const beside = (key: keyof ProjectJudgement['lights']): Light => {
    const one = lights[key];
    if (one.colour !== 'yellow' && one.colour !== 'red') return one;
    const until = acceptedReason(reasons, `light:${key}`, asOf)?.acceptedUntil;
    return until == null ? one : { ...one, excusedUntil: until };
  };
  return {
    deadline: beside('deadline'),
    progress: beside('progress'),
    start: beside('start'),
    registration: beside('registration'),
  };
}

/** 时限灯: the limit that falls due first among what lies ahead. Blue when it is near, red when it is past, green once it is claimed. */
function deadlineLight(view: View, stage: Stage): Light {
  const { asOf, lifecycle, milestones } = view;
  const first = ahead(view, stage)
    .flatMap((milestone) => {
      const due = dueOn(view, milestone);
      return due === null ? [] : [{ milestone, due }];
    })
    .sort((a, b) => (a.due < b.due ? -1 : a.due > b.due ? 1 : 0))[0];
  if (!first) return light('grey', '往后的节点未定时限', 'no limit declared for what is ahead');
  const { milestone, due } = first;
  if (findClaim(milestones, milestone.id, asOf)) {
    return light(
      'green',
      `“${milestone.name}”已申报，待认定`,
      `${milestone.id} is claimed, awaiting recognition`,
    );
  }
  const days = daysBetween(asOf, due);
  if (days < 0)
    return light(
      'red',
      `“${milestone.name}”逾期 ${-days} 天（限 ${due}）`,
      `${milestone.id} is ${-days} days overdue (${due})`,
    );
  if (days <= lifecycle.lights.dueSoonDays)
    return light(
      'blue',
      `“${milestone.name}”还有 ${days} 天到期（${due}）`,
      `${milestone.id} falls due in ${days} days (${due})`,
    );
  return light(
    'green',
    `“${milestone.name}”限 ${due}，还有 ${days} 天`,
    `${milestone.id} is due on ${due}, in ${days} days`,
  );
}

/** 开工灯: due and not started is yellow, for so many months on end red. */
function startLight(view: View): Light {
  const { lifecycle, reached, asOf } = view;
  const start = lifecycle.milestones.find(({ id }) => id === lifecycle.lights.startMilestone);
  if (!start) return light('grey', '本生命周期没有开工节点', 'the lifecycle has no start');
  const startedOn = reached.get(start.id);
  if (startedOn !== undefined) return light('green', `已于 ${startedOn} 开工`, `started on ${startedOn}`);
  const due = dueOn(view, start);
  if (due === null)
    return light(
      'grey',
      '未定开工时限，或门槛节点未达到',
      'no limit for the start, or its gates are not reached',
    );
  if (asOf <= due) return light('green', `应于 ${due} 前开工`, `to be started by ${due}`);
  const { startRedMonths } = lifecycle.lights;
  if (asOf < addMonths(due, startRedMonths))
    return light('yellow', `应于 ${due} 前开工，未开工`, `was to be started by ${due}`);
  return light(
    'red',
    `应于 ${due} 前开工，连续 ${startRedMonths} 个月以上未开工`,
    `was to be started by ${due}, ${startRedMonths} months ago or more`,
  );
}

/** 入库灯: how long after the start a project is still not in the statistical register; days of standstill are none of it. */
function registrationLight(view: View): Light {
  const { lifecycle, reached, asOf } = view;
  const { registrationMilestone, registrationYellowMonths, registrationRedMonths, startMilestone } =
    lifecycle.lights;
  if (registrationMilestone === undefined) return light('grey', '未声明入库节点', 'no registration declared');
  const registeredOn = reached.get(registrationMilestone);
  if (registeredOn !== undefined)
    return light('green', `已于 ${registeredOn} 入库`, `registered on ${registeredOn}`);
  const startedOn = reached.get(startMilestone);
  if (startedOn === undefined) return light('grey', '尚未开工', 'not started yet');
  const paused = pausedDays(view, startedOn, asOf);
  const isPast = (months: number): boolean => asOf > addDays(addMonths(startedOn, months), paused);
  if (isPast(registrationRedMonths)) {
    return light(
      'red',
      `${startedOn} 开工，超过 ${registrationRedMonths} 个月未入库`,
      `started on ${startedOn}, not registered for over ${registrationRedMonths} months`,
    );
  }
  if (isPast(registrationYellowMonths)) {
    return light(
      'yellow',
      `${startedOn} 开工，超过 ${registrationYellowMonths} 个月未入库`,
      `started on ${startedOn}, not registered for over ${registrationYellowMonths} months`,
    );
  }
  return light(
    'green',
    `${startedOn} 开工，入库期内`,
    `started on ${startedOn}, within the time to register`,
  );
}

/**
 * 进度灯: actual investment as a share of what was planned, against the share of the days from the start to the limit of the completion. Days of standstill lengthen
 * the limit (dueOn) and are neither of the days passed nor of the whole: what lawfully stands still does not fall behind.
 * Below by 10–30 points (both included) yellow, by more than 30 red; judged exactly, shown with one decimal.
 */
/** Grey for want of the one, of the other, or of both: which is said. */
function unjudged(
  completion: Milestone | undefined,
  { due, planned }: { readonly due: PlainDate | null; readonly planned: Decimal },
): Light {
  const name = completion?.name ?? '竣工';
  const noLimit =
    completion === undefined || completion.limitDays === undefined
      ? { zh: `计划没有给“${name}”的时限`, en: 'the plan gives the completion no limit' }
      : {
          zh: `“${name}”的时限还没有起算`,
          en: 'the limit of the completion does not run yet',
        };
  if (!isZero(planned)) return { colour: 'grey', cause: noLimit };
  const noPlanned = { zh: '没有填计划投资', en: 'no planned investment was told' };
  if (due !== null) return { colour: 'grey', cause: noPlanned };
  return {
    colour: 'grey',
    cause: { zh: `${noLimit.zh}，也${noPlanned.zh}`, en: `${noLimit.en}, and ${noPlanned.en}` },
  };
}

function progressLight(view: View): Light {
  const { lifecycle, reached, asOf, project, investments } = view;
  const { startMilestone, completionMilestone, progressYellowPoints, progressRedPoints } = lifecycle.lights;
  const completion = lifecycle.milestones.find(({ id }) => id === completionMilestone);
  const startedOn = reached.get(startMilestone);
  if (startedOn === undefined) return light('grey', '尚未开工', 'not started yet');
  const completedOn = reached.get(completionMilestone);
  if (completedOn !== undefined)
    return light('green', `已于 ${completedOn} 竣工`, `completed on ${completedOn}`);
  const due = completion === undefined ? null : dueOn(view, completion);
  const planned = decimal(project.plannedInvestmentYuan);
  if (due === null || isZero(planned)) return unjudged(completion, { due, planned });
  const spent = sum(
    investments
      .filter((row) => row.stands && row.measure === 'actual' && row.occurredOn <= asOf)
      .map((row) => decimal(row.amountYuan)),
  );
  // spent/planned − passed/whole in points, over one denominator, so that nothing is rounded before it is compared.
  const paused = pausedDays(view, startedOn, asOf);
  const whole = daysBetween(startedOn, due) - paused;
  if (whole <= 0)
    return light(
      'grey',
      `竣工时限 ${due} 不晚于开工`,
      `the limit of the completion (${due}) lies before the start`,
    );
  const passed = Math.min(daysBetween(startedOn, asOf) - paused, whole);
  const denominator = multiply(planned, decimal(whole));
  const gapTop = multiply(
    subtract(multiply(spent, decimal(whole)), multiply(planned, decimal(passed))),
    decimal(100),
  );
  const shown = decimalText(divide(gapTop, denominator, { scale: 1, rounding: 'half_up' }));
  const atLeast = (points: number): number =>
    compare(add(gapTop, multiply(denominator, decimal(points))), ZERO);
  const spentPct = decimalText(
    divide(multiply(spent, decimal(100)), planned, { scale: 1, rounding: 'half_up' }),
  );
  const zh = `完成投资 ${spentPct}%，与序时差 ${shown} 个百分点`;
  const en = `${spentPct}% of the investment made, ${shown} points against the schedule`;
  if (atLeast(progressRedPoints) < 0) return light('red', zh, en);
  return light(atLeast(progressYellowPoints) <= 0 ? 'yellow' : 'green', zh, en);
}

/** A bulletin's one number (预警项目数): any light red without an accepted good reason. Words of those. */
export function redCauses({ lights }: ProjectJudgement): readonly Words[] {
  return Object.values(lights)
    .filter(({ colour, excusedUntil }) => colour === 'red' && excusedUntil === undefined)
    .map(({ cause }) => cause);
}
