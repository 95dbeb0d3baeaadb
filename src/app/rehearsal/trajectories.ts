// What truly happened to every project of the rehearsal: on which day it reached which milestone. Months take as many as their quota, those
// that are due first; how long a project naturally takes decides the order, the quota decides the number. Nobody has reported anything yet.
import type { Random } from '../../kernel/random.ts';
import { about, happens } from './chance.ts';
import type { Month, OfficeTime } from './officeTime.ts';
import { infeasible, type MonthlyQuotas } from './quotas.ts';
import type { RehearsalPlan, RehearsedCluster, RehearsedUnit } from './rehearsal.plan.ts';
import { HEADLINE, type Headline, type Targets } from './targets.ts';

/** A true course of a project. Days are epoch days. */
export interface Trajectory {
  /** Running number from 1, in the order of introduction: part of every name. */
  readonly no: number;
  readonly place: RehearsedUnit;
  readonly cluster: RehearsedCluster;
  readonly random: Random;
  registered: number;
  readonly reached: Map<string, number>;
  readonly due: Partial<Record<Headline, number>>;
  ended?: { day: number; reason: string };
  suspended?: { from: number; to: number; reason: string };
}

/** The milestones of the lifecycle in order, by what they stand between. */
export interface Stages {
  readonly beforeIntroduced: readonly string[];
  readonly beforeStarted: readonly string[];
  readonly beforeCompleted: readonly string[];
  readonly beforeInProduction: readonly string[];
}

export interface Simulation {
  readonly plan: RehearsalPlan;
  readonly months: readonly Month[];
  readonly office: OfficeTime;
  readonly targets: Targets;
  readonly stages: Stages;
  readonly random: Random;
}

/** Least days between two headline milestones of a project. */
const LEAST_DAYS: Readonly<Record<Headline, number>> = {
  introduced: 0,
  started: 12,
  completed: 35,
  inProduction: 8,
};

const ENDED = [
  '投资方资金未落实，协商解除协议',
  '选址方案未通过评审，项目终止',
  '投资方调整布局，不再投资',
  '用地条件不符，协商解除协议',
];
const LOST = ['洽谈未达成一致', '投资方选择其他城市', '不符合环保准入'];
const SUSPENDED = ['资金周转困难，暂停施工', '设计方案调整', '等待用地手续', '管线迁改'];

/** Fails with `rehearsal_infeasible`. */
export function simulate(simulation: Simulation): Trajectory[] {
  const { months, targets } = simulation;
  const all: Trajectory[] = [];
  const fails = everyNth(simulation.plan.rates.failedPerMille);
  const loses = everyNth(simulation.plan.rates.lostPerMille);
  const waiting: Record<Headline, Trajectory[]> = {
    introduced: [],
    started: [],
    completed: [],
    inProduction: [],
  };
  const carried = new Map<string, number>();
  for (const month of months) {
    for (let i = 0; i < targets.introduced.quota[month.index]!; i++) {
      const project = introduce(simulation, all.length + 1, month);
      all.push(project);
      if (fails()) failLater(simulation, project);
      else waiting.started.push(project);
      if (loses()) all.push(lost(simulation, all.length + 1, month));
    }
    for (const milestone of ['started', 'completed', 'inProduction'] as const) {
      const taken = take(simulation, waiting[milestone], {
        month,
        milestone,
        quotas: targets[milestone],
        carried,
      });
      const next = HEADLINE[HEADLINE.indexOf(milestone) + 1];
      if (next) waiting[next].push(...taken);
    }
    leave(simulation, waiting.completed, month);
  }
  for (const project of all) fillIn(simulation, project);
  return all;
}

/** True for n of a thousand calls, evenly: so that a small city's rate is kept too. */
function everyNth(perMille: number): () => boolean {
  let sum = 500;
  return () => {
    sum += perMille;
    if (sum < 1000) return false;
    sum -= 1000;
    return true;
  };
}

function introduce(simulation: Simulation, no: number, month: Month): Trajectory {
  const project = newProject(simulation, no);
  const { plan, months } = simulation;
  const day = dayWithin(simulation, project.random, month, month.first, false);
  project.reached.set('introduced', day);
  const talks = Math.ceil(about(project.random, plan.times.talksMedianDays, 0.55));
  project.registered = Math.min(day, Math.max(months[0]!.first, day - talks));
  project.due.started =
    day +
    Math.ceil(
      (about(project.random, plan.times.toStartMedianDays, 0.6) * 1000) / project.place.speedPerMille,
    );
  return project;
}

function newProject({ plan, random }: Simulation, no: number): Trajectory {
  const own = random.fork(`project ${no}`);
  return {
    no,
    place: own.weighted(plan.units.map((unit) => [unit, unit.weight] as const)),
    cluster: own.weighted(plan.clusters.map((cluster) => [cluster, cluster.weight] as const)),
    random: own,
    registered: 0,
    reached: new Map(),
    due: {},
  };
}

/** A contact that came to nothing: registered, perhaps reviewed, ended. */
function lost(simulation: Simulation, no: number, month: Month): Trajectory {
  const project = newProject(simulation, no);
  const { random } = project;
  project.registered = dayWithin(simulation, random, month, month.first, false);
  project.ended = { day: project.registered + Math.ceil(about(random, 75, 0.5)), reason: random.pick(LOST) };
  return project;
}

function failLater(simulation: Simulation, project: Trajectory): void {
  const after = Math.ceil(about(project.random, simulation.plan.times.toStartMedianDays * 1.5, 0.5));
  project.ended = { day: project.reached.get('introduced')! + after, reason: project.random.pick(ENDED) };
}

interface Taking {
  readonly month: Month;
  readonly milestone: Headline;
  readonly quotas: MonthlyQuotas;
  readonly carried: Map<string, number>;
}

/** The month's quota of those that are due first. What it cannot take, a later month of the same total takes. */
function take(
  simulation: Simulation,
  pool: Trajectory[],
  { month, milestone, quotas, carried }: Taking,
): Trajectory[] {
  const previous = HEADLINE[HEADLINE.indexOf(milestone) - 1]!;
  const cell = quotas.cell[month.index]!;
  const key = `${milestone} ${cell}`;
  const wanted = quotas.quota[month.index]! + (carried.get(key) ?? 0);
  // Room must be left for the office to work on the day itself: the last week of a month is the latest earliest day.
  const earliest = (project: Trajectory, least: number) => project.reached.get(previous)! + least;
  const ready = pool
    .filter((project) => earliest(project, LEAST_DAYS[milestone]) <= month.last - 5)
    .sort((a, b) => a.due[milestone]! - b.due[milestone]! || a.no - b.no);
  const isLast = quotas.cell[month.index + 1] !== cell;
  if (ready.length < wanted && isLast) {
    const hurried = pool.filter(
      (project) => !ready.includes(project) && earliest(project, 1) <= month.last - 1,
    );
    ready.push(...hurried.sort((a, b) => earliest(a, 1) - earliest(b, 1) || a.no - b.no));
    if (ready.length < wanted && cell >= 0)
      throw infeasible(`${month.name} 的 ${milestone}`, wanted - ready.length);
  }
  const taken = ready.slice(0, wanted);
  if (!isLast) carried.set(key, wanted - taken.length);
  for (const project of taken) {
    const from = Math.min(earliest(project, LEAST_DAYS[milestone]), month.last);
    const notBefore = Math.max(month.first, from > month.last - 5 ? earliest(project, 1) : from);
    project.reached.set(milestone, dayWithin(simulation, project.random, month, notBefore, true));
    dueNext(simulation, project, milestone);
  }
  const gone = new Set(taken);
  const left = pool.filter((project) => !gone.has(project));
  pool.splice(0, pool.length, ...left);
  return taken;
}

function dueNext({ plan }: Simulation, project: Trajectory, milestone: Headline): void {
  const day = project.reached.get(milestone)!;
  const natural = (median: number) =>
    Math.ceil((about(project.random, median, 0.5) * 1000) / project.place.speedPerMille);
  if (milestone === 'started') project.due.completed = day + natural(plan.times.constructionMedianDays);
  if (milestone === 'completed') project.due.inProduction = day + natural(plan.times.toProductionMedianDays);
}

/** Those that leave construction by ending, where the published stocks say that some did. */
function leave(simulation: Simulation, building: Trajectory[], month: Month): void {
  const count = simulation.targets.leaving.get(month.index) ?? 0;
  const oldest = building
    .toSorted((a, b) => b.due.completed! - a.due.completed! || a.no - b.no)
    .slice(0, count);
  if (oldest.length < count) throw infeasible(`${month.name} 终止的在建项目`, count - oldest.length);
  for (const project of oldest) {
    const started = project.reached.get('started')!;
    const day = dayWithin(simulation, project.random, month, Math.max(month.first, started + 1), false);
    project.ended = { day, reason: project.random.pick(ENDED) };
    building.splice(building.indexOf(project), 1);
  }
}

/** A day of the month: working days mostly (a site also starts on a Sunday), the more the nearer the month's end, few in its last days. */
function dayWithin(
  { office }: Simulation,
  random: Random,
  month: Month,
  notBefore: number,
  weekends: boolean,
): number {
  const days: (readonly [number, number])[] = [];
  for (let day = Math.max(month.first, notBefore); day <= month.last; day++) {
    const place = (day - month.first + 1) / (month.last - month.first + 1);
    const tail = month.last - day < 2 ? 0.25 : 1;
    days.push([day, (office.isWorking(day) ? 10 : weekends ? 1 : 0.01) * (0.5 + place) * tail]);
  }
  return random.weighted(days);
}

/** The milestones between the headline ones, and suspensions. Open ends are drawn forward: a project waits in some stage. */
function fillIn(simulation: Simulation, project: Trajectory): void {
  const { stages } = simulation;
  const { reached, random } = project;
  const introduced = reached.get('introduced');
  const talksEnd = introduced ?? project.ended!.day;
  if (introduced !== undefined || happens(random, 500))
    spread(simulation, project, stages.beforeIntroduced, project.registered, talksEnd);
  if (introduced !== undefined) {
    const end =
      reached.get('started') ?? project.ended?.day ?? Math.max(project.due.started!, introduced + 20);
    // A failing project stops somewhere on the way.
    const way = reached.has('started')
      ? stages.beforeStarted
      : stages.beforeStarted.slice(0, project.ended ? random.int(0, 1) : undefined);
    spread(simulation, project, way, introduced, end);
  }
  const started = reached.get('started');
  if (started !== undefined)
    spread(
      simulation,
      project,
      stages.beforeCompleted,
      started,
      reached.get('completed') ?? project.due.completed!,
    );
  const completed = reached.get('completed');
  if (completed !== undefined) {
    spread(
      simulation,
      project,
      stages.beforeInProduction,
      completed,
      reached.get('inProduction') ?? project.due.inProduction!,
    );
  }
  suspend(simulation, project);
}

/** In order between two days, on working days where there are any, never after the second. */
function spread(
  { office }: Simulation,
  project: Trajectory,
  milestones: readonly string[],
  from: number,
  to: number,
): void {
  const points = milestones.map(() => project.random.next()).sort((a, b) => a - b);
  let last = from;
  milestones.forEach((milestone, index) => {
    let day = Math.max(last, Math.min(to, from + Math.round((to - from) * points[index]!)));
    while (day < to && !office.isWorking(day)) day++;
    last = day;
    project.reached.set(milestone, day);
  });
}

/** While building. A suspended project stays in the stock of those under construction, and reports no investment meanwhile. */
function suspend({ plan }: Simulation, project: Trajectory): void {
  const { random, reached } = project;
  if (!happens(random, plan.rates.suspendedPerMille)) return;
  const started = reached.get('started');
  const completed = reached.get('completed');
  if (started === undefined || completed === undefined || project.ended || completed - started < 60) return;
  const from = random.int(started + 10, completed - 40);
  const to = Math.min(completed - 10, from + random.int(15, 75));
  if ([...reached.values()].some((day) => day > from && day <= to)) return;
  project.suspended = { from, to, reason: random.pick(SUSPENDED) };
}
