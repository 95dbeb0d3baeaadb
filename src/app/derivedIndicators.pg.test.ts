// Derived indicators asked of the real ledger: a formula over readings, over a measure, over another derived one; what cannot be had says why, and every
// input is told with its value and where it opens.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readCityReadings } from '../dispatch/readings.pg.ts';
import type { Actor } from '../kernel/loop.ts';
import { parseDate } from '../kernel/plainDate.ts';
import { INDICATOR_ROUTES } from '../loops/indicators/indicators.http.ts';
import type { IndicatorLine } from '../loops/indicators/indicatorViews.tsx';
import { CITY, type TestLedger, testLedger } from '../testing/ledger.ts';
import { LOOPS, SECTIONS } from './registry.node.ts';

const derived = (id: string, formula: string) =>
  `  - {id: ${id}, name: ${id}, unit: 百分点, kind: value, places: 1, period: half, derived: {kind: formula, formula: '${formula}'}}\n`;

const PLAN = `format: luodi/plan@1
city: {id: test, name: 测试市, planTitle: 测试计划, planYear: 2021, effectiveFrom: 2021-01-01}
unitTrees: [{id: tasks, title: 责任单元}]
units:
  - {id: city, name: 测试市, kind: city}
  - {id: desk, name: 督办科, kind: office, memberships: [{tree: tasks, parent: city}]}
indicators:
  - {id: growth, name: 工业增速, unit: '%', kind: growth, places: 1, period: half, reportedBy: desk, needsCheck: false}
  - {id: province-growth, name: 全省工业增速, unit: '%', kind: growth, places: 1, period: half, reportedBy: desk, needsCheck: false}
${derived('lead', 'indicators.growth - indicators["province-growth"]')}${derived('each', 'indicators.lead / measures.indicators.readings')}${derived('broken', 'indicators.growth / (indicators.lead - 12.4)')}${derived('onBroken', 'indicators.broken * 2')}${derived('lastYear', 'indicators.growth - yearBefore(indicators.growth)')}`;

const END = parseDate('2021-06-30');
const desk: Actor = { account: 'desk', post: 'p', unit: 'desk', roles: ['bureau'] };
let at: TestLedger;
let key = 0;
beforeAll(async () => {
  at = await testLedger({ matter: { loops: LOOPS, sections: SECTIONS, plan: PLAN } });
  for (const [indicator, value] of [
    ['growth', '30.9'],
    ['province-growth', '18.5'],
  ]) {
    key += 1;
    await at.ledger.submit(CITY, {
      key: `reading-${key}`,
      actor: desk,
      loop: 'indicators',
      command: 'reportReading',
      body: { indicator: indicator!, unit: 'city', period: '2021-H1', value: value! },
    });
  }
});
afterAll(() => at.close());

async function lines(): Promise<ReadonlyMap<string, IndicatorLine>> {
  const [route] = INDICATOR_ROUTES;
  const answer = (await route!.handler({
    read: (work: never) => at.ledger.read(CITY, { asOf: END }, work),
    query: {},
    actor: desk,
    scope: { all: true },
  } as never)) as unknown as { indicators: IndicatorLine[] };
  return new Map(answer.indicators.map((line) => [line.id, line]));
}

test('figures of formulas, and why one cannot be had', async () => {
  const by = await lines();
  const told = ['lead', 'each', 'broken', 'onBroken', 'lastYear'].map((id) => [
    by.get(id)?.value,
    by.get(id)?.missing?.zh ?? null,
  ]);
  expect(told).toEqual([
    ['12.4', null],
    ['6.2', null],
    [null, '除数为零（公式第 22 个字起）'],
    [null, '除数为零（公式第 22 个字起）'],
    [null, '2020-H1 的“工业增速”未报'],
  ]);
});

test('every input is told, with its value and where it opens', async () => {
  const by = await lines();
  expect(by.get('each')?.inputs.map(({ of, id, value, from, to }) => [of, id, value, from, to])).toEqual([
    ['indicators', 'lead', '12.4', '2021-01-01', '2021-06-30'],
    ['measures', 'indicators.readings', '2', '2021-01-01', '2021-06-30'],
  ]);
  const opened = await at.ledger.read(CITY, {}, (view) =>
    view.openMeasure('indicators.readings', {
      from: parseDate('2021-01-01'),
      asOf: END,
      limit: 10,
    }),
  );
  expect(opened.total).toBe(2);
});

test('the cockpit and the bulletins read the same figures, with how they were made', async () => {
  const readings = await at.ledger.read(CITY, { asOf: END }, (view) => readCityReadings(view));
  const by = new Map(readings.map((reading) => [reading.indicator, reading]));
  expect([by.get('lead')?.value, by.get('lead')?.source]).toEqual([
    '12.4',
    '由台账计算：indicators.growth - indicators["province-growth"]',
  ]);
  expect(by.get('each')?.value).toBe('6.2');
  expect([by.get('onBroken')?.status, by.get('onBroken')?.missing?.en]).toEqual([
    'not_published',
    'division by zero (character 22 of the formula)',
  ]);
});

test('as known before the second reading, the formula says which one lacked', async () => {
  const head = await at.ledger.read(CITY, {}, async (view) => view.head.seq);
  const then = await at.ledger.read(CITY, { known: head - 1, asOf: END }, (view) => readCityReadings(view));
  expect(then.find(({ indicator }) => indicator === 'lead')?.missing?.zh).toBe(
    '2021-H1 的“全省工业增速”未报',
  );
});
