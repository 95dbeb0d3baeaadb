// The forecast of the real rehearsed city: what it counts is what the measures count, what was not known changes nothing, and every number opens.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readToldForecast } from '../dispatch/forecastTold.pg.ts';
import { historiesKnownBy } from '../foresight/caseHistory.ts';
import { readForecast } from '../foresight/forecast.pg.ts';
import type { ForecastView } from '../foresight/forecastQuestion.ts';
import { type ProjectHistories, readProjectHistories } from '../foresight/projectHistory.pg.ts';
import { epochDay, parseDate } from '../kernel/plainDate.ts';
import type { Ledger } from '../ledger/ledger.pg.ts';
import { targetsSection } from '../loops/indicators/targets.rules.ts';
import { readReport } from '../outlets/highlights.pg.ts';
import { bulletinsSection } from '../outlets/highlights.plan.ts';
import { reportHtml, reportMarkdown } from '../outlets/reportText.ts';
import { type RehearsedCity, rehearsedCity } from '../testing/rehearsed.ts';

const END = parseDate('2021-06-30');
let at: RehearsedCity;
let ledger: Ledger;

beforeAll(async () => {
  at = await rehearsedCity('forecast');
  ledger = at.ledger;
}, 240_000);
afterAll(() => at?.close());

test('the four counted targets: done as the measures say, quantiles that rise, words that fit the chance', async () => {
  const [forecast, measured, planned] = await ledger.read('zhaoqing', { asOf: END }, async (view) => {
    const ids = ['introduced', 'started', 'completed', 'inProduction'].map((name) => `projects.${name}`);
    const answers = await view.askMeasures(ids, { from: parseDate('2021-01-01'), asOf: END, by: [] });
    return [
      await readForecast(view),
      ids.map((id) => Number(answers.get(id)![0]!.value)),
      view.plan.section(targetsSection).map(({ id }) => id),
    ] as const;
  });
  expect(forecast.targets.map((one) => one.done)).toEqual(measured);
  for (const one of forecast.targets) {
    expect(one.weeks.at(-1)!.on).toBe('2021-12-31');
    expect(one.weeks.length).toBe(27);
    for (const key of ['p10', 'p50', 'p90'] as const) {
      const line = one.weeks.map((week) => week[key]);
      expect(line).toEqual(line.toSorted((a, b) => a - b));
    }
    expect(
      one.weeks.every((week) => one.done <= week.p10 && week.p10 <= week.p50 && week.p50 <= week.p90),
    ).toBe(true);
    // To be recognised in time is no likelier than to be recognised at all.
    expect(one.p_met_recognised).toBeLessThanOrEqual(one.p_met! + 1e-9);
    expect(one.words.zh).toMatch(/^达标把握：(高|较高|中|低|很低)/);
    expect(one.inputs.every((input) => Number.isFinite(input.value) && input.from.zh !== '')).toBe(true);
    expect(one.assumptions.length).toBeGreaterThan(3);
    expect(one.record.origins).toBeGreaterThan(10);
    expect(one.pushes.length).toBe(50);
  }
  expect(forecast.levels.find((one) => one.id === 'gdp-3000')?.words.zh).toContain('没有基数，不给日期');
  expect(forecast.at_least.every((one) => one.p_met === null)).toBe(true);
  // Every target of the plan is told of: with a forecast, or why there is none.
  expect(
    [forecast.targets, forecast.levels, forecast.at_least, forecast.no_forecast]
      .flat()
      .map(({ id }) => id)
      .sort(),
  ).toEqual(planned.toSorted());
  expect(forecast.no_forecast.length).toBeGreaterThan(5);
});

test('as the terminal tells it: the same forecast, each push with who holds it and why, the best choice, what was not published', async () => {
  const [told, forecast] = await ledger.read('zhaoqing', { asOf: END }, async (view) => [
    await readToldForecast(view, ledger, { pushes: Number.MAX_SAFE_INTEGER, most: 5 }),
    await readForecast(view),
  ]);
  for (const [at, one] of told.targets.entries()) {
    const { pushes, in_flight, published, ...rest } = one;
    const { pushes: first, ...same } = forecast.targets[at]!;
    expect(rest).toEqual(same);
    expect(published).toBe(one.id !== 'in-production-2021');
    expect(pushes).toHaveLength(in_flight);
    const told = new Map(pushes.map((push) => [push.id, push]));
    for (const { next: _, ...push } of first) expect(told.get(push.id)).toMatchObject(push);
    expect(pushes.slice(0, 50).map(({ change }) => change)).toEqual(first.map(({ change }) => change));
    expect(pushes.every(({ name, holders, why }) => name !== '' && holders.length > 0 && why.zh !== '')).toBe(
      true,
    );
  }
  expect(told.attention.chosen).toHaveLength(5);
  const sum = (key: 'p_met' | 'p_met_if_pushed') =>
    told.attention.targets.reduce((total, one) => total + one[key]!, 0);
  // Better than the one that is first alone.
  const alone = Math.max(...told.targets.flatMap(({ pushes }) => pushes.map(({ change }) => change)));
  expect(sum('p_met_if_pushed') - sum('p_met')).toBeGreaterThan(alone);
  expect(told.attention.targets.map(({ p_met }) => p_met)).toEqual(
    forecast.targets.map(({ p_met }) => p_met),
  );
});

test('as known on an earlier day: a day and its last fact say the same, and later facts are not in it', async () => {
  const day = parseDate('2021-03-31');
  const read = (at: object) => ledger.read('zhaoqing', at, readForecast);
  const strip = ({ targets }: ForecastView) =>
    targets.map(({ weeks, p_met, done, inputs, pushes }) => ({ weeks, p_met, done, inputs, pushes }));
  const then = await read({ asOf: day, known: day });
  expect(strip(await read({ asOf: day, known: then.known }))).toEqual(strip(then));
  // The same day looked at with all that is known today: happenings that were told late are in, so something differs.
  const since = await read({ asOf: day });
  expect(since.known).toBeGreaterThan(then.known);
  expect(strip(since)).not.toEqual(strip(then));
  expect(then.targets[0]!.done).toBeLessThanOrEqual(since.targets[0]!.done);
});

test('a bulletin tells no chance unless it chose to, and then in words alone', async () => {
  const [plain, chosen] = await ledger.read('zhaoqing', { asOf: END }, async (view) => {
    const bulletins = view.plan
      .section(bulletinsSection)
      .map((one) => ({ ...one, assurances: ['started-2021', 'gdp-3000'] }));
    const section: typeof view.plan.section = (asked) =>
      (asked as unknown) === bulletinsSection ? (bulletins as never) : view.plan.section(asked);
    const choosing = Object.create(view, {
      plan: { value: Object.create(view.plan, { section: { value: section } }) },
    }) as typeof view;
    return [
      await readReport(view, ledger.catalog, 'highlights'),
      await readReport(choosing, ledger.catalog, 'highlights'),
    ] as const;
  });
  expect(plain.assurances).toBeUndefined();
  expect(reportMarkdown(plain)).not.toContain('把握');
  expect(chosen.assurances!.map(({ target }) => target)).toEqual(['started-2021', 'gdp-3000']);
  expect(chosen.assurances![0]!.words).toMatch(/^达标把握：(高|较高|中|低|很低)/);
  expect(chosen.assurances![1]!.words).toContain('没有基数');
  expect(JSON.stringify(chosen.assurances)).not.toMatch(/\d%|0\.\d/);
  expect(reportMarkdown(chosen)).toContain('## 达标把握');
  expect(reportHtml(chosen)).toContain('<h2>达标把握</h2>');
});

test('days after what is known are ahead, not days on which nothing happened', async () => {
  const known = parseDate('2021-04-30');
  const chances = async (asOf: string) => {
    const { targets } = await ledger.read('zhaoqing', { asOf: parseDate(asOf), known }, readForecast);
    return targets.map(({ id, p_met, mean, weeks }) => [id, p_met, mean, weeks.length]);
  };
  const then = await chances('2021-04-30');
  expect(await chances('2021-06-30')).toEqual(then);
  expect(await chances('2021-09-30')).toEqual(then);
  // After the deadline by as-of, not by what is known: the words and what is left to push are those of the day that the chance looks ahead from.
  const told = async (asOf: string) => {
    const { targets, looks_from, attention } = await ledger.read(
      'zhaoqing',
      { asOf: parseDate(asOf), known },
      (view) => readToldForecast(view, ledger, { pushes: 1, most: 3 }),
    );
    return { looks_from, words: targets.map(({ words }) => words.zh), targets: attention.targets };
  };
  const late = await told('2022-03-31');
  expect(late.looks_from).toBe('2021-04-30');
  expect(late.words.join()).not.toContain('已过');
  expect(late.targets.length).toBeGreaterThan(0);
  expect(late).toEqual(await told('2021-04-30'));
});

test('milestones as they stood on a past day are those of the fold of that day: refused, revoked and corrected since', async () => {
  const now = await ledger.read('zhaoqing', { asOf: END }, readProjectHistories);
  expect(new Set(now.histories.goneDay).size).toBeGreaterThan(5);
  const standing = ({ histories, caseIds }: ProjectHistories, day: number) => {
    const { activities, activity, offsets, day: on, seenDay } = historiesKnownBy(histories, day);
    return caseIds
      .flatMap((id, one) =>
        Array.from({ length: offsets[one + 1]! - offsets[one]! }, (_, index) => {
          const at = offsets[one]! + index;
          return `${id} ${activities[activity[at]!]} ${on[at]} ${seenDay[at]}`;
        }),
      )
      .filter((line) => / (introduced|started|completed|inProduction) /.test(line))
      .sort();
  };
  for (const date of ['2020-11-30', '2021-01-31', '2021-03-31', '2021-05-15'].map(parseDate)) {
    const then = await ledger.read('zhaoqing', { asOf: date, known: date }, readProjectHistories);
    expect(then.histories.activity.length).toBeGreaterThan(0);
    expect(standing(now, epochDay(date))).toEqual(standing(then, epochDay(date)));
  }
  // With all that is known, every version that stands is in, and no other.
  const stands = now.milestones.filter(
    ({ state, milestone }) =>
      (state === 'recognised' || state === 'claimed') &&
      /^(introduced|started|completed|inProduction)$/.test(milestone),
  );
  expect(standing(now, epochDay(parseDate('2022-01-01')))).toHaveLength(stands.length);
});
