// A floor target from histories whose truth is plain: terms that are over or have not begun, cases that began since the cut, cases nobody has gone on from, no history, taken-over registers.
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../kernel/random.ts';
import { ASSURANCE, bandOf } from './assurance.ts';
import { type HistoryEvent, HistoryKeeper, usualSpan } from './caseHistory.ts';
import { fitModel, tell } from './forecastModel.ts';
import { simulateCases } from './simulated.testing.ts';
import { fitTarget, forecastWhole, type TargetInputs } from './targetForecast.ts';
import { judgeWord, tellWord } from './wordRecord.ts';

const [BEGUN, DONE] = [0, 1];
const TODAY = 1000;

/** One case every other day, done after 20 to 60 days, recorded `lag` days later. */
function steady(lag: number, until: number, more: readonly (readonly HistoryEvent[])[] = []) {
  const random = seededRandom('steady');
  const keeper = new HistoryKeeper(true);
  const ids: string[] = [];
  const keep = (events: readonly HistoryEvent[]) => {
    const seen = events.filter((event) => event.seenDay <= until && event.day <= until);
    if (seen.length === 0) return;
    keeper.add(seen);
    ids.push(`P${ids.length}`);
  };
  for (let day = 0; day < until; day += 2) {
    const done = day + random.int(20, 60);
    keep([
      { activity: BEGUN, day, seenDay: day + lag },
      { activity: DONE, day: done, seenDay: done + lag },
    ]);
  }
  for (const events of more) keep(events);
  return { histories: keeper.histories(['begun', 'done']), caseIds: ids };
}

function inputs(
  { histories, caseIds }: ReturnType<typeof steady>,
  parts: Partial<TargetInputs> = {},
): TargetInputs {
  return {
    histories,
    caseIds,
    activity: DONE,
    amount: 60,
    fromDay: TODAY - 100,
    deadlineDay: TODAY + 90,
    asOfDay: TODAY,
    cutDay: TODAY,
    heardDay: TODAY,
    done: 10,
    waiting: [],
    recognisedShare: 1,
    recognitionDays: [0],
    ...parts,
  };
}

/** Arrivals double every half year: what is told is too low again and again. */
describe('a ledger that is told too low', () => {
  const [asOfDay, cutDay] = [1000, 999];
  const { histories, milestone } = simulateCases({
    seed: 'ever faster',
    days: asOfDay,
    arrivalsPerDay: 0,
    arrivalsOn: (day) => 0.12 * 2 ** (day / 180),
    shock: 0.05,
  });
  const asked = (amount: number): TargetInputs => ({
    ...{
      histories,
      caseIds: Array.from(histories.startDay, (_, at) => `P${at}`),
      activity: milestone,
      amount,
    },
    ...{ fromDay: asOfDay, deadlineDay: asOfDay + 120, asOfDay, cutDay, heardDay: asOfDay, done: 0 },
    ...{ waiting: [], recognisedShare: 1, recognitionDays: [0] },
  });
  const fit = fitTarget(asked(1));

  test('learns of it: what is told is what its places teach, and more than without them', () => {
    const { model, calibration, told, past } = fit;
    expect(past.places.length).toBeGreaterThan(4);
    expect(told.learnt).toEqual(tell(model, calibration, past.places).learnt);
    expect(told.learnt.shift).toBeGreaterThan(0.1);
    const bare = { ...fit, told: tell(model, calibration, []) };
    const floor = Math.round(forecastWhole(asked(1), fit).mean);
    expect(forecastWhole(asked(floor), fit).p_met!).toBeGreaterThan(
      forecastWhole(asked(floor), bare).p_met! + 0.02,
    );
  });

  test('tells of each floor the word that its record lets stand, and withholds what it contradicts', () => {
    const words = ASSURANCE.map(({ atLeast }) => ({ at_least: atLeast, said: 20, met: 20, windows: 6 }));
    const off = { ...fit, past: { ...fit.past, record: { ...fit.past.record, origins: 20, words } } };
    const { mean } = forecastWhole(asked(1), fit);
    for (const share of [0.7, 0.9, 1, 1.1, 1.3]) {
      const whole = forecastWhole(asked(Math.round(share * mean)), off);
      const band = bandOf(whole.p_met!);
      const verdict = judgeWord(words.find(({ at_least }) => at_least === band.atLeast)!);
      expect(whole.word_against).toEqual(tellWord(whole.p_met!, whole.verdicts).against);
      expect(whole.word_against?.verdict).toBe(verdict?.verdict);
      expect(
        whole.words.zh.startsWith(
          verdict?.verdict === 'contradicted'
            ? '达标把握：暂不判断（以往偏保守'
            : `达标把握：${band.words.zh}`,
        ),
      ).toBe(true);
    }
    // Too few past forecasts speak against nothing.
    const few = { ...off, past: { ...off.past, record: { ...off.past.record, origins: 5 } } };
    expect(forecastWhole(asked(Math.round(mean)), few).word_against).toBeNull();
  });
});

describe('the term', () => {
  test('that is over takes nothing more, whatever is still in flight: only claims that wait can change it', () => {
    const log = steady(0, TODAY);
    const over = forecastWhole(inputs(log, { deadlineDay: TODAY - 30, fromDay: TODAY - 400, done: 59 }));
    expect(over.p_met).toBe(0);
    expect(over.mean).toBe(59);
    expect(over.pushes.every(({ change }) => change === 0)).toBe(true);
    const waits = {
      deadlineDay: TODAY - 30,
      fromDay: TODAY - 400,
      done: 59,
      waiting: [40],
      recognisedShare: 0.9,
    };
    expect(forecastWhole(inputs(log, waits)).p_met).toBeCloseTo(0.9, 2);
  });

  test('that is over, but not yet reported in full, counts what may still be reported of it', () => {
    const log = steady(12, TODAY);
    const parts = { cutDay: TODAY - 12, deadlineDay: TODAY - 6, fromDay: TODAY - 400, done: 59 };
    const chance = forecastWhole(inputs(log, parts)).p_met!;
    expect(chance).toBeGreaterThan(0.3);
    expect(forecastWhole(inputs(log, { ...parts, done: 50 })).p_met).toBeLessThan(0.1);
  });

  test('that has not begun does not count what comes before its first day', () => {
    const log = steady(0, TODAY);
    const [near, far] = [0, 180].map((ahead) =>
      forecastWhole(
        inputs(log, { fromDay: TODAY + 1 + ahead, deadlineDay: TODAY + 90 + ahead, done: 0, amount: 45 }),
      ),
    );
    // One milestone every other day: 45 in 90 days, soon or in half a year.
    expect(Math.abs(near!.mean - 45)).toBeLessThan(5);
    expect(Math.abs(far!.mean - 45)).toBeLessThan(7);
    expect(far!.weeks[0]).toMatchObject({ p10: 0, p90: 0 });
  });
});

describe('claims', () => {
  test('that wait are worth the share that is recognised, however slow or fast work has been of late', () => {
    const keeper = new HistoryKeeper(true);
    const ids: string[] = [];
    // As fast as ever until lately; of late three times slower.
    for (let day = 0; day < TODAY; day += 2) {
      const done = day + (day > TODAY - 260 ? 150 : 50) + (day % 7);
      ids.push(`P${ids.length}`);
      keeper.add(
        [
          { activity: BEGUN, day, seenDay: day },
          { activity: DONE, day: done, seenDay: done },
        ].filter((event) => event.day <= TODAY),
      );
    }
    const log = { histories: keeper.histories(['begun', 'done']), caseIds: ids };
    const with40 = forecastWhole(inputs(log, { waiting: new Array(40).fill(5), recognisedShare: 0.9 }));
    const without = forecastWhole(inputs(log, { recognisedShare: 0.9 }));
    expect(with40.mean - without.mean).toBeCloseTo(36, 6);
  });

  test('that are refused are none of a history, and taken off nowhere else: the expected is what comes', () => {
    // One comes every other day and is recognised; a quarter of all that is claimed is refused beside them, and stands in no history.
    const one = forecastWhole(inputs(steady(0, TODAY), { recognisedShare: 0.75, done: 0 }));
    expect(Math.abs(one.mean - 45)).toBeLessThan(5);
    expect(one.lead_chance).toBeGreaterThan(0.9);
  });
});

describe('cases in flight', () => {
  const lag = 20;
  const fresh: HistoryEvent[][] = [[{ activity: BEGUN, day: TODAY - 3, seenDay: TODAY - 3 }]];

  test('that began since the cut and are known stand in the list, and are arrivals no more', () => {
    const at = { cutDay: TODAY - lag };
    const [without, having] = [steady(lag, TODAY), steady(lag, TODAY, fresh)];
    const before = forecastWhole(inputs(without, at));
    const after = forecastWhole(inputs(having, at));
    const newest = having.caseIds.at(-1)!;
    const own = after.pushes.find(({ id }) => id === newest)!;
    // Done within 60 days of its beginning at the latest: it has 93.
    expect(own.chance).toBeGreaterThan(0.9);
    expect(after.expectation.chances.length).toBe(before.expectation.chances.length + 1);
    expect(after.mean).toBeGreaterThan(before.mean + 0.3);
  });

  test('one more lead, finished or known, never lowers the chance with curves and speeds as they are', () => {
    const log = steady(lag, TODAY, fresh);
    const model = fitModel(log.histories, DONE, { knownDay: TODAY, cutDay: TODAY - lag }, 90, 0);
    const newcomer = model.known.inFlight.find(({ age }) => age < 0)!;
    let before = 0;
    for (let days = 0; days <= 110; days++) {
      const now = model.chanceWithin(newcomer, days);
      expect(now).toBeGreaterThanOrEqual(before);
      expect(now).toBeLessThanOrEqual(1);
      before = now;
    }
  });

  test('where nobody is known to have gone on, a push is told to change nothing', () => {
    const keeper = new HistoryKeeper(true);
    for (let one = 0; one < 30; one++) keeper.add([{ activity: BEGUN, day: 900 + one, seenDay: 900 + one }]);
    const log = {
      histories: keeper.histories(['begun', 'done']),
      caseIds: [...Array(30).keys()].map(String),
    };
    const told = forecastWhole(inputs(log));
    expect(told.p_met).toBeNull();
    expect(told.words.zh).toContain('没有历史');
    expect(told.pushes).toHaveLength(30);
    expect(
      told.pushes.every(({ change, chance, chance_if_moved }) => change === 0 && chance === chance_if_moved),
    ).toBe(true);
  });

  test('a push never lowers a chance, nor the sum of them', () => {
    for (const deadlineDay of [TODAY + 10, TODAY + 90])
      for (const push of forecastWhole(
        inputs(steady(lag, TODAY, fresh), { cutDay: TODAY - lag, deadlineDay }),
      ).pushes) {
        expect(push.chance_if_moved).toBeGreaterThanOrEqual(push.chance);
        expect(push.change).toBeGreaterThanOrEqual(-1e-12);
      }
  });

  test('leaving is no history of arriving', () => {
    const keeper = new HistoryKeeper(true);
    for (let one = 0; one < 30; one++)
      keeper.add([{ activity: BEGUN, day: 800 + one, seenDay: 800 + one }], {
        day: 900 + one,
        seenDay: 900 + one,
      });
    keeper.add([{ activity: BEGUN, day: 990, seenDay: 990 }]);
    const log = {
      histories: keeper.histories(['begun', 'done']),
      caseIds: [...Array(31).keys()].map(String),
    };
    expect(forecastWhole(inputs(log)).p_met).toBeNull();
  });
});

describe('delayed entry', () => {
  /** 200 cases begun long ago, first seen on day 500: a third of all cases is done in 30 days, the others need 600. */
  function takenOver(withFinished: boolean) {
    const keeper = new HistoryKeeper(true);
    for (let one = 0; one < 200; one++) {
      const isQuick = one % 3 === 0;
      const done = one + (isQuick ? 30 : 600);
      if (isQuick && !withFinished) continue;
      keeper.add([
        { activity: BEGUN, day: one, seenDay: 500 },
        { activity: DONE, day: done, seenDay: Math.max(500, done) },
      ]);
    }
    return keeper.histories(['begun', 'done']);
  }
  const within60 = (withFinished: boolean) =>
    fitModel(takenOver(withFinished), DONE, { knownDay: 900, cutDay: 900 }, 90, 0).waits.byAge.chance(0, 60);

  test('a register of open cases says nothing of the days before it, one of all cases does', () => {
    // Were the open ones alone counted from their beginning, nothing would ever be done within 60 days.
    expect(within60(true)).toBeGreaterThan(0.2);
    const log = takenOver(false);
    const { byAge } = fitModel(log, DONE, { knownDay: 900, cutDay: 900 }, 90, 0).waits;
    // Those days have no exposure, so the first hazard that was seen holds for them: 133 came in some 26,600 days under observation, 79,800 were they counted from the beginning.
    expect(byAge.hazard(60)).toBeGreaterThan(0.0049);
    expect(byAge.hazard(60)).toBeLessThan(0.01);
  });
});

test('days of a log: mistyped and default dates far from all others do not stretch it', () => {
  const days = Array.from({ length: 1000 }, (_, at) => 18_000 + at);
  expect(usualSpan(Int32Array.from(days))).toEqual({ first: 18_000, last: 18_999 });
  expect(usualSpan(Int32Array.from([0, -25_567, ...days, 30_000]))).toEqual({ first: 18_000, last: 18_999 });
  // A tenth of all events in another time is no typing error.
  const early = Array.from({ length: 110 }, (_, at) => 10_000 + at);
  expect(usualSpan(Int32Array.from([...early, ...days]))).toEqual({ first: 10_000, last: 18_999 });
  expect(usualSpan(Int32Array.from([5]))).toEqual({ first: 5, last: 5 });
});
