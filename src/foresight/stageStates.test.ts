// Two approvals that one gate waits for, whose truth is known: each ends on a day with its own chance, work begins when both are there, and comes to the milestone with a third.
import { expect, test } from 'vitest';
import { type Random, seededRandom } from '../kernel/random.ts';
import { type HistoryEvent, HistoryKeeper, milestoneDays } from './caseHistory.ts';
import { casesKnownAt } from './positions.ts';
import { AT_MILESTONE, findStates, STAGES } from './stageStates.ts';
import { fitWaits } from './waits.ts';

const [FILED, LAND, PLAN, STARTED] = [0, 1, 2, 3];
const CHANCE = { land: 1 / 25, plan: 1 / 110, work: 1 / 30 };
const TODAY = 2000;
const PER_DAY = 5;

function oneCase(random: Random, begun: number): HistoryEvent[] {
  const ends = (chance: number) => Math.ceil(Math.log(1 - random.next()) / Math.log(1 - chance));
  const [land, plan] = [begun + ends(CHANCE.land), begun + ends(CHANCE.plan)];
  const started = Math.max(land, plan) + ends(CHANCE.work);
  const events = [
    { activity: FILED, day: begun },
    { activity: LAND, day: land },
    { activity: PLAN, day: plan },
    { activity: STARTED, day: started },
  ];
  return events.filter(({ day }) => day <= TODAY).map((event) => ({ ...event, seenDay: event.day }));
}

const random = seededRandom('two approvals');
const keeper = new HistoryKeeper(false);
for (let day = 0; day <= TODAY; day++)
  for (let one = 0; one < PER_DAY; one++) keeper.add(oneCase(random, day));
const histories = keeper.histories(['filed', 'land', 'plan', 'started']);
const milestone = milestoneDays(histories, STARTED);
const at = { knownDay: TODAY, cutDay: TODAY };

/** The chance to have started within so many days, by what is open; day by day. */
function truth(landOpen: boolean, planOpen: boolean, days: number): number {
  const stands = new Map([[`${landOpen} ${planOpen}`, 1]]);
  let started = 0;
  for (let day = 0; day < days; day++) {
    const before = [...stands];
    stands.clear();
    for (const [key, share] of before) {
      const [land, plan] = key.split(' ').map((each) => each === 'true');
      if (!(land || plan)) {
        started += share * CHANCE.work;
        stands.set(key, (stands.get(key) ?? 0) + share * (1 - CHANCE.work));
        continue;
      }
      for (const [landNext, a] of land
        ? ([
            [true, 1 - CHANCE.land],
            [false, CHANCE.land],
          ] as const)
        : ([[false, 1]] as const))
        for (const [planNext, b] of plan
          ? ([
              [true, 1 - CHANCE.plan],
              [false, CHANCE.plan],
            ] as const)
          : ([[false, 1]] as const))
          stands.set(`${landNext} ${planNext}`, (stands.get(`${landNext} ${planNext}`) ?? 0) + share * a * b);
    }
  }
  return started;
}

/** Of the cases in flight: what is open of each, and its position. */
function standing(mostBeside: number) {
  const known = casesKnownAt(histories, milestone, at, { ...STAGES, mostBeside });
  const waits = fitWaits(histories, milestone, known, at, 180);
  const positions = known.inFlight.map((position) => {
    const seen = new Set<number>();
    for (
      let index = histories.offsets[position.case]!;
      index < histories.offsets[position.case + 1]!;
      index++
    )
      seen.add(histories.activity[index]!);
    return { position, landOpen: !seen.has(LAND), planOpen: !seen.has(PLAN) };
  });
  return { known, waits, positions };
}

/** Told chance of all cases with that much open, beside the truth. */
function toldOf(
  { waits, positions }: ReturnType<typeof standing>,
  land: boolean,
  plan: boolean,
  days: number,
) {
  const those = positions.filter((one) => one.landOpen === land && one.planOpen === plan);
  return those.reduce((sum, { position }) => sum + waits.chance(position, days), 0) / those.length;
}

test('a state for each set of open items: both done is apart from one open', () => {
  const states = findStates(histories, milestone, at);
  const land = states.bitOf(LAND);
  const plan = states.bitOf(PLAN);
  const both = [states.stateOf(LAND, land | plan), states.stateOf(PLAN, land | plan)];
  const one = [states.stateOf(LAND, land), states.stateOf(PLAN, plan)];
  expect(new Set([...both, ...one]).size).toBe(4);
  expect(states.activities[both[0]!]).toBe(LAND);
  // What always comes before is no item beside another, and tells nothing.
  expect(states.stateOf(LAND, land | states.bitOf(FILED))).toBe(one[0]);
  expect(states.stateOf(STARTED, 0)).toBe(AT_MILESTONE);
});

test.each([30, 90, 180])('within %i days each is told what its open items allow', (days) => {
  const beside = standing(STAGES.mostBeside);
  const alone = standing(0);
  let [missed, missedAlone] = [0, 0];
  for (const [land, plan] of [
    [true, true],
    [false, true],
    [true, false],
    [false, false],
  ] as const) {
    const right = truth(land, plan, days);
    missed = Math.max(missed, Math.abs(toldOf(beside, land, plan, days) - right));
    missedAlone = Math.max(missedAlone, Math.abs(toldOf(alone, land, plan, days) - right));
  }
  expect(missed).toBeLessThan(0.08);
  // By the last item alone, those with one open are taken for those with none.
  expect(missedAlone).toBeGreaterThan(missed);
});

test('the chance once the present wait ended: with one item open the gate opens, with both open the other is still waited for', () => {
  const { waits, positions } = standing(STAGES.mostBeside);
  const once = (land: boolean, plan: boolean, days: number) => {
    const those = positions.filter((one) => one.landOpen === land && one.planOpen === plan);
    return (
      those.reduce((sum, { position }) => sum + waits.chanceOnceMoved(position, days)!, 0) / those.length
    );
  };
  for (const days of [30, 90]) {
    // Only the plan is open: once it is there, work goes on as where nothing is open.
    expect(Math.abs(once(false, true, days) - truth(false, false, days))).toBeLessThan(0.08);
    expect(Math.abs(once(true, false, days) - truth(false, false, days))).toBeLessThan(0.08);
    // Both open: whichever comes next, mostly the land, the plan is still waited for.
    const landFirst = CHANCE.land / (CHANCE.land + CHANCE.plan);
    const right = landFirst * truth(false, true, days) + (1 - landFirst) * truth(true, false, days);
    expect(Math.abs(once(true, true, days) - right)).toBeLessThan(0.08);
  }
});
