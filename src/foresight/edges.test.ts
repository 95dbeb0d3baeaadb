// Logs at the edge: no case, one, two; one case of 100,000 events; all on one day; dates centuries away; a milestone nobody or everybody has.
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../kernel/random.ts';
import { backtest } from './backtest.ts';
import { type CaseHistories, type HistoryEvent, HistoryKeeper, usualSpan } from './caseHistory.ts';
import { meanOf, quantile } from './countDistribution.ts';
import { calibrate, countsOf, fitModel, rivalsOf } from './forecastModel.ts';

const event = (activity: number, day: number): HistoryEvent => ({ activity, day, seenDay: day });

function log(...cases: readonly (readonly HistoryEvent[])[]): CaseHistories {
  const keeper = new HistoryKeeper(false);
  for (const events of cases) keeper.add(events);
  return keeper.histories(['begun', 'done']);
}

function told(histories: CaseHistories, day: number, horizon: number) {
  const first = Math.min(day, usualSpan(histories.startDay).first);
  const model = fitModel(histories, 1, { knownDay: day, cutDay: day }, horizon, first);
  const rivals = rivalsOf(model, calibrate(model, [], day, first, 30));
  return countsOf(rivals, [], { knownDay: day, firstDay: first, stepDays: 30 });
}

describe('a forecast is a distribution whatever the log is', () => {
  const logs: Readonly<Record<string, CaseHistories>> = {
    'no case': log(),
    'one case, not done': log([event(0, 100)]),
    'one case, done': log([event(0, 100), event(1, 120)]),
    'one case, done at once': log([event(1, 100)]),
    'two cases': log([event(0, 100), event(1, 130)], [event(0, 150)]),
    'all on one day': log(...Array.from({ length: 500 }, () => [event(0, 200), event(1, 200)])),
    'all begun on one day, none done': log(...Array.from({ length: 500 }, () => [event(0, 200)])),
    'one case of 100,000 events': log(
      Array.from({ length: 100_000 }, (_, at) => event(at === 99_999 ? 1 : 0, Math.floor(at / 500))),
    ),
    'a case from the year 1': log(
      [event(0, -719_162)],
      ...Array.from({ length: 200 }, (_, at) => [event(0, at), event(1, at + 20)]),
    ),
  };
  for (const [name, histories] of Object.entries(logs))
    test(name, () => {
      for (const horizon of [1, 90, 700]) {
        const counts = told(histories, 230, horizon);
        expect(counts.mass.reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 9);
        expect(meanOf(counts)).toBeGreaterThanOrEqual(0);
        expect(quantile(counts, 0.1)).toBeLessThanOrEqual(quantile(counts, 0.9));
      }
    });
});

test('a backtest of too short a log is none, of a long one with a stray date the same as without it', () => {
  expect(backtest(log(), 1, 30, seededRandom(1))).toBeUndefined();
  expect(backtest(log([event(0, 5)]), 1, 30, seededRandom(1))).toBeUndefined();
  const random = seededRandom('stray');
  const cases = Array.from({ length: 900 }, (_, at) => [event(0, at), event(1, at + random.int(5, 60))]);
  const plain = backtest(log(...cases), 1, 60, seededRandom(1))!;
  const strayed = backtest(
    log([event(0, -719_162)], ...cases, [event(0, 2_000_000)]),
    1,
    60,
    seededRandom(1),
  )!;
  expect([strayed.origins, strayed.span_days]).toEqual([plain.origins, plain.span_days]);
  expect(strayed.skill).toBeCloseTo(plain.skill, 1);
}, 60_000);

test('a milestone that every case has from the beginning comes as often as cases begin', () => {
  const cases = Array.from({ length: 700 }, (_, at) => [event(1, at)]);
  expect(Math.abs(meanOf(told(log(...cases), 699, 90)) - 90)).toBeLessThan(6);
});
