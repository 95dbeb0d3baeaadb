// What would have been told on past days, against a naive oracle: every past day's forecast made anew from the facts that were recorded by then and nothing else, taught by the
// windows that were over by then and by what was known of them then. The ledger has late reports, refusals, claims told again, corrected days, and a level that doubles.
import { expect, test } from 'vitest';
import { epochDay } from '../kernel/plainDate.ts';
import { seededRandom } from '../kernel/random.ts';
import {
  type CaseHistories,
  type HistoryEvent,
  HistoryKeeper,
  historiesKnownBy,
  milestoneDays,
  NEVER,
} from './caseHistory.ts';
import { type CountDistribution, quantile } from './countDistribution.ts';
import { asPast, calibrate, fitModel, type PastForecast, tell } from './forecastModel.ts';
import { placeIn, placeWeight } from './pastPlaces.ts';
import { PRACTICE_STEP, pastRecord, separateWindows } from './pastRecord.ts';
import { reportingLag, reportsOf } from './reporting.ts';

const [BEGUN, WORKS, DONE] = [0, 1, 2];
const ACTIVITIES = ['begun', 'works', 'done'];
const DAYS = 800;
const DOUBLES = 500;

/** Recorded on a day: told first, told otherwise (which takes effect at once), or refused. */
interface Fact {
  readonly recorded: number;
  readonly claim: number;
  readonly says: { readonly activity: number; readonly day: number } | 'refused';
}

function factsOfCase(begin: number, random: ReturnType<typeof seededRandom>): readonly Fact[] {
  const facts: Fact[] = [];
  let claim = 0;
  const tell = (activity: number, day: number) => {
    const recorded = day + random.int(0, 12);
    facts.push({ recorded, claim: ++claim, says: { activity, day } });
    return recorded;
  };
  tell(BEGUN, begin);
  const works = begin + random.int(5, 25);
  tell(WORKS, works);
  const done = works + random.int(20, 60);
  const told = tell(DONE, done);
  const fate = random.next();
  if (fate < 0.25) {
    const refused = told + random.int(5, 60);
    facts.push({ recorded: refused, claim, says: 'refused' });
    if (fate < 0.15) tell(DONE, refused + random.int(1, 30));
  } else if (fate < 0.45) {
    const recorded = told + random.int(5, 50);
    facts.push({ recorded, claim, says: { activity: DONE, day: done + random.int(-15, 5) } });
  }
  return facts;
}

const random = seededRandom('versions');
const CASES = Array.from({ length: DAYS }, (_, day) => (day < DOUBLES ? [day] : [day, day]))
  .flat()
  .map((begin) => factsOfCase(begin, random));

/** The last word on each claim by the end of a day; how long reports take is told by the first. */
function standingOn(facts: readonly Fact[], known: number): readonly HistoryEvent[] {
  const claims = new Map<number, { seen: number; says: Fact['says'] }>();
  for (const { recorded, claim, says } of facts.filter((fact) => fact.recorded <= known))
    claims.set(claim, { seen: Math.min(claims.get(claim)?.seen ?? NEVER, recorded), says });
  return [...claims.values()].flatMap(({ seen, says }) =>
    says === 'refused' ? [] : [{ ...says, seenDay: seen }],
  );
}

/** Every version of every claim, and until when it stood. */
function versionsOf(facts: readonly Fact[]): readonly HistoryEvent[] {
  return facts.flatMap((fact) => {
    if (fact.says === 'refused') return [];
    const own = facts.filter(({ claim }) => claim === fact.claim);
    const next = own[own.indexOf(fact) + 1];
    const stands = fact === own[0] ? {} : { standsDay: fact.recorded };
    return [
      { ...fact.says, seenDay: own[0]!.recorded, ...stands, ...(next ? { goneDay: next.recorded } : {}) },
    ];
  });
}

const keep = (cases: readonly (readonly HistoryEvent[])[]): CaseHistories => {
  const keeper = new HistoryKeeper(true);
  for (const events of cases) keeper.add(events);
  return keeper.histories(ACTIVITIES);
};
const ledger = keep(CASES.map(versionsOf));
/** Without the cases of which nothing was known. */
const recordedBy = (known: number) => keep(CASES.map((facts) => standingOn(facts, known)));

const eventsOf = (log: CaseHistories) =>
  Array.from(log.startDay, (start, one) => {
    const [from, to] = [log.offsets[one]!, log.offsets[one + 1]!];
    const columns = [log.activity, log.day, log.seenDay, log.isFirst];
    return [start, log.sightDay[one], ...columns.map((column) => column.slice(from, to).join(' '))].join('|');
  }).filter((line) => !line.startsWith(String(NEVER)));

test('what stood on a day is what the facts recorded by then say, whatever was refused or corrected since', () => {
  for (let known = 30; known <= DAYS + 120; known += 61)
    expect(eventsOf(historiesKnownBy(ledger, known))).toEqual(eventsOf(recordedBy(known)));
});

/** Day of the milestone by case, of those facts alone. */
const doneBy = (known: number) =>
  CASES.map((facts) =>
    Math.min(
      NEVER,
      ...standingOn(facts, known).flatMap(({ activity, day }) => (activity === DONE ? [day] : [])),
    ),
  );

interface Origin {
  readonly knownDay: number;
  readonly from: number;
  readonly done: readonly number[];
  readonly windows: readonly PastForecast[];
  readonly raw: CountDistribution;
}

test('each past forecast is the one made from the facts of its day, taught by windows that were over', () => {
  const [cutDay, heardDay] = [DAYS - 12, DAYS];
  const horizon = 120;
  const { told, over, places } = pastRecord(
    { histories: ledger, activity: DONE, cutDay, heardDay },
    0,
    horizon,
  );
  expect(told.length).toBeGreaterThan(14);
  const origins: Origin[] = [];
  const cameBy = (one: Origin, days: number, done: readonly number[]) =>
    done.filter((day, at) => day > one.from && day <= one.knownDay + days && one.done[at]! > one.knownDay)
      .length;
  for (const past of told) {
    const knownDay = epochDay(past.known);
    const log = recordedBy(knownDay);
    const from = knownDay - reportingLag(reportsOf(log), knownDay);
    const done = doneBy(knownDay);
    const taught = origins.flatMap((one) =>
      one.windows
        .filter(({ windowDays }) => one.knownDay + windowDays <= from)
        .map((window) => ({ ...window, came: cameBy(one, window.windowDays, done) })),
    );
    const model = fitModel(log, DONE, { knownDay, cutDay: from }, horizon, 0);
    // Where what came stood, by what was known then of the windows that were over then.
    const stood = (over: readonly Origin[], days: readonly number[], on: number) =>
      over.map((one) => ({
        ...placeIn(one.raw, cameBy(one, horizon, days)),
        weight: placeWeight(one.knownDay + horizon, horizon, on, PRACTICE_STEP),
      }));
    const ended = origins.filter((one) => one.knownDay + horizon <= from);
    const calibration = calibrate(model, taught, knownDay, 0, PRACTICE_STEP);
    const { counts, raw, learnt } = tell(model, calibration, stood(ended, done, knownDay));
    expect(learnt.windows > 0).toBe(ended.length > 0);
    const windows = asPast(model, taught, PRACTICE_STEP, () => Number.NaN);
    const origin = { knownDay, from, done, windows, raw };
    origins.push(origin);
    const [low, median, high] = [0.1, 0.5, 0.9].map((level) => quantile(counts, level));
    expect(past).toMatchObject({ low, model: median, high, came: cameBy(origin, horizon, doneBy(heardDay)) });
    const recent = done.filter((day) => day > from - horizon && day <= from).length;
    if (from >= horizon) expect(past.pace).toBeCloseTo(recent, 9);
  }
  expect(places.map(({ score }) => score)).toEqual(
    origins.map((one) => placeIn(one.raw, cameBy(one, horizon, doneBy(heardDay))).score),
  );
  // What teaches the present is known by now.
  for (const { knownDay, windowDays, came } of over) {
    const origin = origins.find((one) => one.knownDay === knownDay)!;
    expect(came).toBe(cameBy(origin, windowDays, doneBy(heardDay)));
  }
});

test('old registrations that are recorded on the last day change nothing of what was told before', () => {
  const [cutDay, heardDay] = [DAYS - 12, DAYS];
  const old = Array.from({ length: 5 }, (_, at): readonly HistoryEvent[] => [
    { activity: BEGUN, day: -600 + 30 * at, seenDay: DAYS },
    { activity: WORKS, day: -590 + 30 * at, seenDay: DAYS },
  ]);
  const told = (histories: CaseHistories, firstDay: number) =>
    pastRecord({ histories, activity: DONE, cutDay, heardDay }, firstDay, 120);
  const [before, after] = [told(ledger, 0), told(keep([...CASES.map(versionsOf), ...old]), -600)];
  expect(before.told.length).toBeGreaterThan(14);
  expect(after.told).toEqual(before.told);
  expect(after.record).toEqual(before.record);
});

test('a word rests on the windows of the days on which it was said, not of all', () => {
  const { told, record } = pastRecord(
    { histories: ledger, activity: DONE, cutDay: DAYS - 12, heardDay: DAYS },
    0,
    60,
  );
  for (const { at_least, said, met, windows } of record.words) {
    const of = told.filter(({ floors }) => floors.some((one) => one.at_least === at_least));
    const own = told.flatMap(({ floors }) => floors.filter((one) => one.at_least === at_least));
    expect([said, met]).toEqual([own.length, own.filter((one) => one.met).length]);
    expect(windows).toBe(
      separateWindows(
        of.map(({ known }) => epochDay(known)),
        record.horizon_days,
      ),
    );
  }
  expect(record.words.some(({ windows }) => windows > 0 && windows < record.windows)).toBe(true);
});

test('windows that do not overlap: monthly origins of a half-year are a sixth of them', () => {
  const monthly = Array.from({ length: 22 }, (_, at) => Math.round(at * 30.4));
  expect([14, 30, 184].map((days) => separateWindows(monthly, days))).toEqual([22, 22, 4]);
  expect(separateWindows([], 30)).toBe(0);
  expect(separateWindows([0, 30, 59, 60], 30)).toBe(3);
});

test('an end that was taken back stands until the day of that, and the last one from its own', () => {
  const keeper = new HistoryKeeper(true);
  keeper.add([{ activity: BEGUN, day: 0, seenDay: 0 }]);
  const back = [{ day: 40, seenDay: 45, goneDay: 70 }];
  keeper.add([{ activity: BEGUN, day: 0, seenDay: 0 }], { day: 90, seenDay: 95 }, back);
  keeper.add([{ activity: BEGUN, day: 0, seenDay: 0 }], undefined, back);
  const log = keeper.histories(ACTIVITIES);
  const left = (known: number) => [...historiesKnownBy(log, known).leftDay];
  expect([44, 45, 69, 70, 94, 95].map(left)).toEqual([
    [NEVER, NEVER, NEVER],
    [NEVER, 40, 40],
    [NEVER, 40, 40],
    [NEVER, NEVER, NEVER],
    [NEVER, NEVER, NEVER],
    [NEVER, 90, NEVER],
  ]);
});

test('milestoneDays of a day takes the day that stood then', () => {
  const keeper = new HistoryKeeper(true);
  keeper.add([
    { activity: BEGUN, day: 0, seenDay: 0 },
    { activity: DONE, day: 50, seenDay: 55, goneDay: 90 },
    { activity: DONE, day: 40, seenDay: 55, standsDay: 90, goneDay: 120 },
  ]);
  const log = keeper.histories(ACTIVITIES);
  const on = (known: number) => milestoneDays(historiesKnownBy(log, known), DONE).day[0];
  expect([54, 55, 89, 90, 119, 120].map(on)).toEqual([NEVER, 50, 50, 40, 40, NEVER]);
});
