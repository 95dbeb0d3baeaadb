// Foresight: the exact chance of 3,000 projects under 5 shocks against a simulation of the same model brought to the same error; every leave-one-out; 52 weeks.
// Needs no database.
import { chanceOfAtLeast, quantile } from '../src/foresight/countDistribution.ts';
import { chancesIfMoved, type Expectation, lookAhead } from '../src/foresight/outlook.ts';
import { atSpeed } from '../src/foresight/speeds.ts';
import { seededRandom } from '../src/kernel/random.ts';
import { type Measurement, median, ms } from './table.ts';

const PROJECTS = 3000;
const WEEKS = 52;
const SHOCKS = [0.7, 0.85, 1, 1.2, 1.5];
const ROUNDS = 5;
/** What the simulation is brought to: a standard error of a tenth of a point. The exact one is good to 1e-10: far more than is asked of the simulation here. */
const SAME_ERROR = 1e-3;
const SIMULATED_RUNS = 20_000;
const FASTER_GOAL = 100;
/** n doubles: an exponent of 2 would be quadratic. */
const EXPONENT_GOAL = 1.8;

export function benchForesight(): Measurement[] {
  const expectation = expectationOf(PROJECTS);
  const floor = quantile(lookAhead(expectation).counts, 0.4);
  const exactMs = spent(() => chanceOfAtLeast(lookAhead(expectation).counts, floor));
  const outlook = lookAhead(expectation);
  const exact = chanceOfAtLeast(outlook.counts, floor);
  const simulated = simulate(expectation, floor);
  // The error of a simulated share falls with the square root of the runs.
  const runs = (exact * (1 - exact)) / SAME_ERROR ** 2;
  const simulationMs = (simulated.spentMs / SIMULATED_RUNS) * runs;
  const faster = simulationMs / exactMs;
  const once = Float64Array.from({ length: PROJECTS }, () => 0.95);
  const allMs = spent(() => chancesIfMoved(expectation, outlook, floor, once));
  const weeksMs = spent(() => weekly(PROJECTS));
  const exponent = Math.log2(weeksMs / spent(() => weekly(PROJECTS / 2)));
  const agrees = Math.abs(simulated.share - exact) < 4 * Math.sqrt((exact * (1 - exact)) / SIMULATED_RUNS);
  return [
    {
      what: `exact chance that ${PROJECTS} projects bring at least ${floor}, one date, ${SHOCKS.length} shocks`,
      ratio: {
        against: `a simulation brought to a standard error of ${SAME_ERROR}`,
        value: faster,
        goal: `≥ ${FASTER_GOAL}× faster`,
        met: faster >= FASTER_GOAL && agrees,
      },
      context: `${ms(exactMs)}; ${SIMULATED_RUNS} runs took ${ms(simulated.spentMs)} and ${agrees ? 'agree' : 'DISAGREE'} (${simulated.share.toFixed(4)} against ${exact.toFixed(4)}); ${Math.round(runs)} runs would be needed`,
    },
    { what: `exact change for each of ${PROJECTS} pushes (leave-one-out)`, context: ms(allMs) },
    {
      what: `quantiles of ${PROJECTS} projects for ${WEEKS} weeks, ${SHOCKS.length} shocks`,
      ratio: {
        against: 'the same with half as many projects: exponent of n',
        value: exponent,
        goal: `≤ ${EXPONENT_GOAL} (sub-quadratic)`,
        met: exponent <= EXPONENT_GOAL,
      },
      context: ms(weeksMs),
    },
  ];
}

function expectationOf(projects: number, share = 1): Expectation {
  const random = seededRandom(`bench ${projects}`);
  return {
    chances: Float64Array.from({ length: projects }, () => share * random.next() ** 2),
    arrivals: { mean: 150 * share, dispersion: 0.05 },
    speeds: { values: SHOCKS, weights: SHOCKS.map(() => 1 / SHOCKS.length) },
  };
}

function weekly(projects: number): number[] {
  return Array.from({ length: WEEKS }, (_, week) => {
    const { counts } = lookAhead(expectationOf(projects, (week + 1) / WEEKS));
    return quantile(counts, 0.1) + quantile(counts, 0.5) + quantile(counts, 0.9);
  });
}

/** The same model, drawn: a speed, every project, the arrivals as the Poisson of a gamma rate by the inverse of their own distribution. */
function simulate(expectation: Expectation, floor: number): { share: number; spentMs: number } {
  const random = seededRandom('simulation');
  const perSpeed = SHOCKS.map((speed) => ({
    chances: Float64Array.from(expectation.chances, (chance) => atSpeed(chance, speed)),
    arrivals: lookAhead({ ...expectation, chances: [], speeds: { values: [speed], weights: [1] } }).counts,
  }));
  const began = performance.now();
  let met = 0;
  for (let run = 0; run < SIMULATED_RUNS; run++) {
    const { chances, arrivals } = perSpeed[random.int(0, SHOCKS.length - 1)]!;
    let count = quantile(arrivals, random.next());
    for (let index = 0; index < chances.length; index++) if (random.next() < chances[index]!) count++;
    if (count >= floor) met++;
  }
  return { share: met / SIMULATED_RUNS, spentMs: performance.now() - began };
}

function spent(work: () => unknown): number {
  work();
  return median(
    Array.from({ length: ROUNDS }, () => {
      const began = performance.now();
      work();
      return performance.now() - began;
    }),
  );
}
