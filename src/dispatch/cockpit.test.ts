import { expect, test } from 'vitest';
import type { PlanInForce } from '../kernel/loop.ts';
import { parseDate } from '../kernel/plainDate.ts';
import { Target } from '../loops/indicators/targets.plan.ts';
import { cockpitText, shortAmount } from './cockpit.text.ts';
import { assembleCockpit } from './cockpit.ts';
import type { Answer, CockpitParts, KnownMeasure } from './cockpitParts.ts';
import { untilOf } from './cockpitParts.ts';
import { widthOf } from './textTable.ts';
import { taskUnits } from './units.ts';

const asOf = parseDate('2021-06-30');
const YEAR = { from: '2021-01-01', to: '2021-12-31', unit: '个', kind: 'floor', headline: true };
const target = (id: string, title: string, amount: string, rest: object = {}) =>
  Target.parse({ id, title, measure: `projects.${id}`, amount, ...YEAR, ...rest });
const measure = (id: string, tense: 'flow' | 'stock' = 'flow', unit = '个'): KnownMeasure => ({
  id,
  tense,
  title: { zh: id, en: id },
  source: 's',
  value: 'count',
  unit,
  definition: { zh: id === 'projects.builtYuan' ? '口径待核' : '认定', en: 'recognised' },
});

/** The seed's half-year, spread over two units and six months; a township of `a` reports for itself. */
function spread(total: number): Answer[] {
  const monthly = Math.floor(total / 6);
  return Array.from({ length: 6 }, (_, at) => {
    const value = at === 5 ? total - 5 * monthly : monthly;
    const month = `2021-0${at + 1}`;
    return [
      { unit: 'a', month, value: String(value - 10) },
      { unit: 'a-town', month, value: '4' },
      { unit: 'b', month, value: '6' },
    ];
  }).flat();
}

const unit = (id: string, bearsTasks: boolean) => ({ id, name: `单位${id}`, kind: 'county', bearsTasks });
const plan = {
  units: {
    rootId: 'city',
    find: (id: string) => unit(id, true),
    children: (id: string) =>
      id === 'city' ? [unit('a', true), unit('b', true), unit('bureau', false)] : [],
    within: (id: string, above: string) =>
      id === above || (id === 'a-town' && above === 'a') || above === 'city',
  },
} as unknown as PlanInForce;

const parts: CockpitParts = {
  at: {
    city: { id: 'zq', name: '肇庆市', simulated: true },
    planTitle: '计划',
    asOf,
    knownSeq: 9,
    knownOn: '2021-07-09',
    asKnownThen: false,
    head: `9:${'0'.repeat(64)}`,
  },
  asOf,
  targets: [
    target('completed', '新竣工项目', '500'),
    target('inProduction', '新投产项目', '300'),
    target('started', '新开工项目', '600'),
    target('introduced', '新引进项目', '1000', { splits: [{ unit: 'b', amount: '100' }] }),
    Target.parse({
      ...YEAR,
      id: 'land',
      title: '产业用地',
      kind: 'floor',
      awaits: 'land',
      amount: '3.9',
      unit: '万亩',
    }),
  ],
  lights: [],
  measures: new Map(
    ['introduced', 'started', 'completed', 'inProduction'].map(
      (id) => [`projects.${id}`, measure(`projects.${id}`)] as const,
    ),
  ).set('projects.builtYuan', measure('projects.builtYuan', 'stock', '元')),
  answers: new Map([
    ['projects.introduced', spread(426)],
    ['projects.started', spread(301)],
    ['projects.completed', spread(265)],
    ['projects.inProduction', spread(131)],
    ['projects.builtYuan', [{ value: '32060000000' }]],
  ]),
  unpublished: new Set(['projects.inProduction']),
  duties: [
    { id: 'milestones', measures: ['projects.introduced', 'projects.started'], expected: 2, reported: 1 },
  ],
  units: taskUnits(plan, asOf),
  ownerName: (id) => id,
  byUnit: new Map([['a', { lastOn: '2021-07-08' }]]),
  byMeasure: new Map([['projects.introduced', { lastOn: '2021-07-08' }]]),
  readings: [],
  indicatorDefinition: () => undefined,
  funnel: [{ stage: 'construction', name: '在建', count: 271, medianDays: 80, stuck: 3 }],
  stocks: ['projects.builtYuan'],
  told: [
    { measure: 'projects.late', value: '1' },
    { measure: 'projects.corrections', value: '2' },
  ],
};
const view = assembleCockpit(parts);
const line = (id: string) => view.targets.find((one) => one.id === id);

test('新引进 leads the exceptions of the seed’s half-year, yellow, with the sentence to the letter', () => {
  expect(view.exceptions).toEqual(['introduced', 'inProduction']);
  expect(view.awaiting).toEqual([{ reason: 'no_engine_yet', targets: ['land'] }]);
  expect(line('introduced')).toMatchObject({
    value: '426',
    target: '1000',
    completionPct: '42.6',
    timePct: '50.0',
    gapPoints: '-7.4',
    remaining: '574',
    monthlyNeeded: '95.7',
    monthlySoFar: '71',
    light: 'yellow',
    reporting: { expected: 2, reported: 1 },
    refreshedOn: '2021-07-08',
    lastMonth: '355',
    change: '71',
    figure: { measure: 'projects.introduced', from: '2021-01-01', asOf: '2021-06-30' },
  });
  expect(line('introduced')?.sentence.zh).toBe('还差574个,月均需95.7个,上半年月均71个');
  expect(line('started')?.light).toBe('green');
  expect(line('completed')?.gapPoints).toBe('3.0');
});

test('what was counted since the month that is judged stands beside it, and moves neither the figure nor its light', () => {
  const values = new Map([
    ['projects.introduced', '1'],
    ['projects.started', '0'],
    ['projects.inProduction', '2'],
  ]);
  const moved = assembleCockpit({ ...parts, since: { until: parseDate('2021-07-09'), values } });
  const of = (id: string) => moved.targets.find((one) => one.id === id);
  expect(moved.today).toBe('2021-07-09');
  expect(of('introduced')).toEqual({
    ...line('introduced'),
    since: {
      value: '1',
      figure: { measure: 'projects.introduced', from: '2021-07-01', asOf: '2021-07-09' },
    },
  });
  // Nothing came of the one, the other is not published.
  expect([of('started')?.since, of('inProduction')?.since]).toEqual([null, null]);
  expect([view.today, line('introduced')?.since]).toEqual([null, null]);
});

test('新投产 is grey and unpublished, its simulated count beside it and nowhere else', () => {
  expect(line('inProduction')).toMatchObject({
    light: 'grey',
    status: 'not_published',
    value: null,
    simulatedValue: '131',
    completionPct: null,
    // It opens to the rows of the rehearsal, under the same mark.
    figure: { measure: 'projects.inProduction', from: '2021-01-01', asOf: '2021-06-30' },
    trend: [],
  });
  expect(view.units.measures.map((one) => one.id)).not.toContain('projects.inProduction');
  expect(line('land')).toMatchObject({ light: 'grey', status: 'no_engine_yet', value: null });
});

test('a simulated count of nothing is no exception: it waits for data', () => {
  const answers = new Map(parts.answers).set('projects.inProduction', []);
  const early = assembleCockpit({ ...parts, answers });
  expect(early.exceptions).toEqual(['introduced']);
  expect(early.awaiting).toEqual([
    { reason: 'not_published', targets: ['inProduction'] },
    { reason: 'no_engine_yet', targets: ['land'] },
  ]);
});

test('trend is cumulative, the pace a line of twelve months', () => {
  expect(line('introduced')?.trend.map((one) => one.value)).toEqual([
    '71',
    '142',
    '213',
    '284',
    '355',
    '426',
  ]);
  expect(line('introduced')?.pace).toHaveLength(12);
  expect(line('introduced')?.pace.at(-1)).toEqual({ month: '2021-12', value: '1000' });
});

test('a township counts for its county; units are ranked by the first measure; own targets stand only where split', () => {
  expect(view.units.rankedBy).toBe('projects.completed');
  expect(view.units.lines.map((one) => [one.unit, one.position])).toEqual([
    ['a', 1],
    ['b', 2],
  ]);
  const cells = Object.fromEntries(
    view.units.lines.map((one) => [
      one.unit,
      one.cells.find((cell) => cell.measure === 'projects.introduced'),
    ]),
  );
  expect(cells.a).toMatchObject({ value: '390', target: null, gapPoints: null });
  expect(cells.b).toMatchObject({ value: '36', target: '100', gapPoints: '-14.0' });
});

test('in a real city every figure is a figure', () => {
  const real = assembleCockpit({ ...parts, unpublished: new Set() });
  expect(real.targets.find((one) => one.id === 'inProduction')).toMatchObject({
    value: '131',
    status: 'published',
    light: 'yellow',
  });
});

test('red comes before a wider yellow, and a wider gap before a narrower one', () => {
  const lights = [
    { id: 'strict', name: '严', yellowBelowPoints: '10', redBelowPoints: '5' },
    { id: 'usual', name: '常', yellowBelowPoints: '10', redBelowPoints: '-50' },
  ];
  const targets = parts.targets.map((one) => ({
    ...one,
    light: one.id === 'completed' ? 'strict' : 'usual',
  }));
  expect(assembleCockpit({ ...parts, lights, targets }).exceptions).toEqual([
    'completed',
    'introduced',
    'started',
    'inProduction',
  ]);
});

test('the terminal’s cockpit says it in words, aligned, and marks 模拟', () => {
  const text = cockpitText(view);
  expect(text).toContain('【模拟】');
  expect(text).toMatch(
    /异常 2\n黄灯 {2}新引进项目 {2}426\/1000 +与序时差 −7\.4 {2}还差574个,月均需95\.7个,上半年月均71个/,
  );
  expect(text).toContain('未公布(模拟 131)');
  expect(text).toContain('\n待数据 尚未接入：产业用地\n');
  const table =
    text
      .split('\n\n')
      .find((part) => part.includes('序时进度'))
      ?.split('\n') ?? [];
  const end = (row: string, word: string) => widthOf(row.slice(0, row.indexOf(word) + word.length));
  expect(end(table[1] ?? '', '53.0%')).toBe(end(table[4] ?? '', '42.6%'));
  expect(shortAmount('90580000000', '元')).toBe('905.8亿元');
  expect(shortAmount('-12000', '元')).toBe('-1.2万元');
});

test('what happens after a target’s term does not count for it', () => {
  const term = { to: parseDate('2021-12-31') };
  expect(untilOf(term, parseDate('2022-03-31'))).toBe('2021-12-31');
  expect(untilOf(term, parseDate('2021-06-30'))).toBe('2021-06-30');
  expect(untilOf({}, parseDate('2022-03-31'))).toBe('2022-03-31');
});
