// Ledgers of cases whose truth is known: stages with returns, leavers, arrivals that drift, common shocks of speed, recorded with a lag. For tests alone.
import { type Random, seededRandom } from '../kernel/random.ts';
import { type CaseHistories, type HistoryEvent, HistoryKeeper, NEVER } from './caseHistory.ts';

export interface Simulation {
  readonly seed: string;
  readonly days: number;
  readonly arrivalsPerDay: number;
  /** Mean days from a happening to its record; 0 = at once. */
  readonly lagDays?: number;
  /** Standard deviation of the logarithm of the common speed, drawn anew every quarter. */
  readonly shock?: number;
  /** Share of stages that end in leaving. */
  readonly leaving?: number;
  /** Share of stages that go back one. */
  readonly returning?: number;
  /** Arrivals on a day, where they are not the same on all; `arrivalsPerDay` then says nothing. */
  readonly arrivalsOn?: (day: number) => number;
  /** Share of milestones whose claim is refused (six of ten of them are told again), and whose day is corrected. */
  readonly refused?: number;
  readonly corrected?: number;
}

export interface SimulatedLog {
  readonly histories: CaseHistories;
  readonly milestone: number;
  /** The same, without whatever was recorded after that day. */
  knownBy(day: number): CaseHistories;
}

const STAGES = ['talks', 'signed', 'land', 'works', 'built'] as const;
const MEAN_DAYS = [20, 35, 30, 60];

interface Told {
  readonly events: readonly HistoryEvent[];
  readonly left: { readonly day: number; readonly seenDay: number } | undefined;
}

export function simulateCases(simulation: Simulation): SimulatedLog {
  const random = seededRandom(simulation.seed);
  const speeds = speedsByQuarter(random.fork('speeds'), simulation);
  const cases: Told[] = [];
  const arrivals = random.fork('arrivals');
  for (let day = 0; day < simulation.days; day++) {
    let chance = arrivals.next();
    const limit = Math.exp(
      -(simulation.arrivalsOn?.(day) ?? simulation.arrivalsPerDay) * speeds[Math.floor(day / 91)]!,
    );
    while (chance > limit) {
      cases.push(oneCase(random.fork(`case ${cases.length}`), simulation, day, speeds));
      chance *= arrivals.next();
    }
  }
  const keep = (known: number): CaseHistories => {
    const keeper = new HistoryKeeper(true);
    for (const { events, left } of cases) {
      const seen = events.filter((event) => event.seenDay <= known);
      keeper.add(seen, left && left.seenDay <= known ? left : undefined);
    }
    return keeper.histories(STAGES);
  };
  return { histories: keep(NEVER), milestone: STAGES.length - 1, knownBy: keep };
}

function speedsByQuarter(random: Random, { days, shock = 0 }: Simulation): readonly number[] {
  return Array.from({ length: Math.ceil(days / 91) + 1 }, () =>
    random.logNormal((-shock * shock) / 2, shock),
  );
}

function oneCase(random: Random, simulation: Simulation, start: number, speeds: readonly number[]): Told {
  const { lagDays = 0, leaving = 0.05, returning = 0.1 } = simulation;
  const lag = () => (lagDays === 0 ? 0 : Math.floor(-Math.log(1 - random.next()) * lagDays * 0.4));
  const events: HistoryEvent[] = [];
  let day = start;
  let stage = 0;
  const tell = () => {
    const seenDay = day + lag();
    if (stage === STAGES.length - 1) events.push(...versionsOf(random, simulation, day, seenDay));
    else events.push({ activity: stage, day, seenDay });
  };
  tell();
  while (stage < STAGES.length - 1) {
    // Days at speed 1 that this stage takes; a fast quarter uses up more of them a day.
    let left = -Math.log(1 - random.next()) * MEAN_DAYS[stage]!;
    while (left > 0 && day < simulation.days) {
      left -= speeds[Math.floor(day / 91)] ?? 1;
      day++;
    }
    if (day >= simulation.days) return { events, left: undefined };
    const how = random.next();
    if (how < leaving) return { events, left: { day, seenDay: day + lag() } };
    stage = how < leaving + returning && stage > 0 ? stage - 1 : stage + 1;
    tell();
  }
  return { events, left: undefined };
}

/** The milestone as told, refused and perhaps told again, or with its day corrected later. */
function versionsOf(
  random: Random,
  { refused = 0, corrected = 0 }: Simulation,
  day: number,
  seenDay: number,
): readonly HistoryEvent[] {
  const one = { activity: STAGES.length - 1, day, seenDay };
  if (refused === 0 && corrected === 0) return [one];
  const fate = random.next();
  if (fate < refused) {
    const goneDay = seenDay + random.int(5, 60);
    const again = { ...one, seenDay: goneDay + random.int(1, 30) };
    return random.next() < 0.6 ? [{ ...one, goneDay }, again] : [{ ...one, goneDay }];
  }
  if (fate >= refused + corrected) return [one];
  const standsDay = seenDay + random.int(5, 50);
  return [
    { ...one, goneDay: standsDay },
    { ...one, day: day - random.int(-5, 15), standsDay },
  ];
}
