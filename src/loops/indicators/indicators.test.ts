// Deciders and judgement of readings: given rows, when a command, then facts or the code. Every code of every decider occurs here.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decimal, decimalText } from '../../kernel/decimal.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { JsonObject } from '../../kernel/json.ts';
import type {
  Actor,
  CommandKind,
  DecideContext,
  NewFact,
  PlanSection,
  Row,
  UnitTree,
} from '../../kernel/loop.ts';
import { type Period, parsePeriod } from '../../kernel/period.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import { Problem } from '../../kernel/problem.ts';
import { INDICATOR_FACTS } from './indicators.facts.ts';
import {
  figureOf,
  publishedText,
  ranked,
  rankWords,
  twoYearAverage,
  yearBefore,
} from './indicators.judge.ts';
import { indicatorsSection } from './indicators.plan.ts';
import { INDICATOR_COMMANDS } from './indicators.ts';

const KINDS: Readonly<Record<string, string>> = {
  city: 'city',
  gaoyao: 'county',
  jinli: 'township',
  village: 'village',
  stats: 'statistics',
};
const PARENTS: Readonly<Record<string, string>> = {
  gaoyao: 'city',
  jinli: 'gaoyao',
  village: 'jinli',
  stats: 'city',
};

const units: UnitTree = {
  find: (id) =>
    id in KINDS ? { id, name: id, kind: KINDS[id] as string, bearsTasks: id === 'gaoyao' } : undefined,
  within(unit, ancestor) {
    for (let at: string | undefined = unit; at !== undefined; at = PARENTS[at])
      if (at === ancestor) return true;
    return false;
  },
  children: () => [],
  rootId: 'city',
};

const indicators = indicatorsSection.schema.parse([
  {
    id: 'growth',
    name: 'GDP增速',
    unit: '%',
    kind: 'growth',
    places: 1,
    period: 'half',
    reportedBy: 'stats',
    minimum: '-50',
    maximum: '50',
  },
  {
    id: 'free',
    name: '个数',
    unit: '个',
    kind: 'count',
    period: 'month',
    units: 'taskUnits',
    needsCheck: false,
  },
  { id: 'town', name: '村道', unit: '公里', kind: 'value', period: 'month', units: 'townships' },
  { id: 'hamlet', name: '户', unit: '户', kind: 'count', period: 'month', units: 'villages' },
  {
    id: 'air',
    name: '空气位次',
    unit: '位',
    kind: 'rank',
    period: 'half',
    reportedBy: 'stats',
    referenceGroup: { name: '全国168个重点城市', size: 168 },
  },
  {
    id: 'water',
    name: '水位次',
    unit: '位',
    kind: 'rank',
    period: 'half',
    reportedBy: 'stats',
    referenceGroup: { name: '全国' },
  },
  {
    id: 'ahead',
    name: '高出全省',
    unit: '百分点',
    kind: 'growth',
    places: 1,
    period: 'half',
    derived: { kind: 'difference', of: 'growth', less: 'province' },
  },
]);

const bureau: Actor = { account: 'stats1', post: 'p', unit: 'stats', roles: ['bureau'] };
const checker: Actor = { account: 'stats2', post: 'p', unit: 'stats', roles: ['bureau'] };
const county: Actor = { account: 'gaoyao1', post: 'p', unit: 'gaoyao', roles: ['county'] };
const office: Actor = { account: 'office1', post: 'p', unit: 'city', roles: ['office'] };
const leader: Actor = { account: 'leader1', post: 'p', unit: 'city', roles: ['leader'] };

const reading = (over: Row = {}): Row => ({
  reading: 'R1',
  root_reading: 'R1',
  period: '2021-H1',
  value: '16.2',
  state: 'reported',
  reported_seq: '5',
  reported_by: 'stats1',
  rank_group: null,
  rank_of: null,
  rank_tied: null,
  ...over,
});

function when(
  name: string,
  body: JsonObject,
  actor: Actor,
  rows: readonly Row[] = [],
  yearBefore: readonly Row[] = [],
): readonly NewFact[] | string {
  const kind = INDICATOR_COMMANDS.find((each) => each.name === name) as unknown as CommandKind<JsonObject>;
  const command = kind.schema.parse({ indicator: 'growth', unit: 'city', period: '2021-H1', ...body });
  const context: DecideContext = {
    actor,
    plan: {
      hash: 'h',
      section: <T>(section: PlanSection<T>) => ({ indicators, posts: [] })[section.key as 'indicators'] as T,
      units,
    },
    now: '2021-07-09T04:00:00.000Z' as Instant,
    today: '2021-07-09' as PlainDate,
    own: { revision: 1, table: (table) => (table === 'reading' ? rows : []) },
    subject(loop, subject) {
      const [named] = kind.reads?.(command) ?? [];
      expect({ loop, subject }).toEqual(named);
      return { revision: 1, table: (table) => (table === 'reading' ? yearBefore : []) };
    },
    holder: () => undefined,
    newId: () => 'ID',
  };
  const decided = kind.decide(command, context);
  if (decided instanceof Problem) return decided.code;
  for (const fact of decided)
    INDICATOR_FACTS.find((each) => each.kind === fact.kind)?.schema.parse(fact.body);
  return decided;
}

describe('reportReading', () => {
  test('a happening on the last day of the period, of indicator, unit and year', () => {
    expect(when('reportReading', { value: '16.2', source: '统计公报' }, bureau)).toEqual([
      {
        kind: 'readingReported',
        subject: 'growth/city/2021',
        unit: 'city',
        occurredOn: '2021-06-30',
        body: { indicator: 'growth', period: '2021-H1', value: '16.2', source: '统计公报', needsCheck: true },
      },
    ]);
    expect(
      when('reportReading', { indicator: 'free', unit: 'gaoyao', period: '2021-06', value: '3' }, county),
    ).toMatchObject([{ body: { needsCheck: false } }]);
  });
  test('a rank takes its group from the plan, and its tie from the reporter', () => {
    expect(when('reportReading', { indicator: 'air', value: '15' }, bureau)).toMatchObject([
      { body: { rank: { group: '全国168个重点城市', of: 168, tied: false } } },
    ]);
    expect(
      when('reportReading', { indicator: 'water', value: '14', rank: { group: '全国', tied: true } }, bureau),
    ).toMatchObject([{ body: { rank: { group: '全国', tied: true } } }]);
  });
  test('after a return it may be reported anew', () => {
    expect(when('reportReading', { value: '16.2' }, bureau, [reading({ state: 'returned' })])).toHaveLength(
      1,
    );
  });
  const month = { period: '2021-06', value: '3' };
  test.each([
    ['indicator_unknown', { indicator: 'nothing', value: '1' }, bureau, []],
    ['indicator_derived', { indicator: 'ahead', value: '1' }, bureau, []],
    ['unit_unknown', { unit: 'nowhere', value: '1' }, bureau, []],
    ['unit_not_expected', { unit: 'gaoyao', value: '1' }, bureau, []],
    ['unit_not_expected', { ...month, indicator: 'free', unit: 'jinli' }, county, []],
    ['unit_not_expected', { ...month, indicator: 'town', unit: 'village' }, county, []],
    ['unit_not_expected', { ...month, indicator: 'hamlet', unit: 'jinli' }, county, []],
    ['out_of_scope', { value: '1' }, county, []],
    ['role_missing', { value: '1' }, office, []],
    ['reporter_not_named', { value: '1' }, { ...bureau, unit: 'jinli' }, []],
    ['period_not_of_indicator', { period: '2021-06', value: '1' }, bureau, []],
    ['period_not_over', { period: '2021-H2', value: '1' }, bureau, []],
    ['reading_exists', { value: '1' }, bureau, [reading()]],
    ['value_out_of_range', { value: '50.1' }, bureau, []],
    ['value_out_of_range', { value: '-50.1' }, bureau, []],
    ['value_out_of_range', { ...month, indicator: 'free', unit: 'gaoyao', value: '1.5' }, county, []],
    ['value_out_of_range', { ...month, indicator: 'free', unit: 'gaoyao', value: '-1' }, county, []],
    ['value_out_of_range', { indicator: 'air', value: '0' }, bureau, []],
    ['rank_not_expected', { value: '1', rank: { group: '全省', tied: false } }, bureau, []],
    ['rank_group_other', { indicator: 'air', value: '1', rank: { group: '全省', tied: false } }, bureau, []],
    ['rank_beyond_group', { indicator: 'air', value: '169' }, bureau, []],
    [
      'rank_beyond_group',
      { indicator: 'water', value: '5', rank: { group: '全国', of: 4, tied: false } },
      bureau,
      [],
    ],
  ] as const)('%s', (code, body, actor, rows) => {
    expect(when('reportReading', body as JsonObject, actor, rows)).toBe(code);
  });
  test('a count of 3.0 is whole', () => {
    expect(
      when('reportReading', { ...month, indicator: 'free', unit: 'gaoyao', value: '3.0' }, county),
    ).toHaveLength(1);
  });
});

describe('a value far from what stood before is asked about, and said yes to is recorded with the question', () => {
  const last = [reading({ state: 'checked', period: '2020-H1', value: '2.0' })];
  const free = { indicator: 'free', unit: 'gaoyao', period: '2021-06' };
  const may = [reading({ state: 'checked', period: '2021-05', value: '12' })];
  test.each([
    ['ten times the floor of growth', { value: '30' }, bureau, [], last],
    ['ten times the last month', { ...free, value: '120' }, county, may, []],
    ['a tenth of it', { ...free, value: '1' }, county, may, []],
  ] as const)('%s', (_name, body, actor, rows, before) => {
    expect(when('reportReading', body, actor, rows, before)).toBe('needs_confirmation');
    expect(when('reportReading', { ...body, confirm: true }, actor, rows, before)).toMatchObject([
      { body: { value: body.value, confirmed: ['value_far_from_last'] } },
    ]);
  });
  test.each([
    ['growth swings', { value: '29.9' }, bureau, [], last],
    ['nothing stood before', { ...free, value: '120' }, county, [], []],
    ['a zero says nothing of size', { ...free, value: '0' }, county, may, []],
    [
      'what was sent back is no last value',
      { value: '30' },
      bureau,
      [],
      [reading({ ...last[0], state: 'returned' })],
    ],
  ] as const)('not asked: %s', (_name, body, actor, rows, before) => {
    const [fact] = when('reportReading', body, actor, rows, before) as readonly NewFact[];
    expect(fact?.body).not.toHaveProperty('confirmed');
  });
});

describe('correctReading', () => {
  test('names the first report, whichever version is the latest', () => {
    const rows = [
      reading({ state: 'superseded' }),
      reading({ reading: 'K1', value: '16.3', reported_seq: '9' }),
    ];
    expect(when('correctReading', { value: '16.4', reason: '核实' }, bureau, rows)).toMatchObject([
      {
        kind: 'readingCorrected',
        corrects: 'R1',
        occurredOn: '2021-07-09',
        body: { value: '16.4', reason: '核实' },
      },
    ]);
    expect(when('correctReading', { value: '16.3', reason: '核实' }, bureau, rows)).toBe('nothing_changed');
  });
  test('moves the month in which the period ends: a closed one asks for 补报', () => {
    const moved = when('correctReading', { value: '16.4', reason: '核实' }, bureau, [reading()]);
    expect(moved).toMatchObject([{ moves: ['2021-06-30'] }]);
  });
  test('a rank that is not told again stays', () => {
    const rows = [reading({ value: '15', rank_group: '全国168个重点城市', rank_of: 168, rank_tied: true })];
    expect(
      when('correctReading', { indicator: 'air', value: '16', reason: '核实' }, bureau, rows),
    ).toMatchObject([{ body: { rank: { group: '全国168个重点城市', of: 168, tied: true } } }]);
  });
  test.each([
    ['indicator_unknown', { indicator: 'nothing' }, bureau, []],
    ['reading_unknown', {}, bureau, []],
    ['reading_unknown', { period: '2020-H1' }, bureau, [reading()]],
    ['out_of_scope', {}, county, [reading()]],
    ['role_missing', {}, office, [reading()]],
    ['value_out_of_range', { value: '99' }, bureau, [reading()]],
    ['rank_not_expected', { rank: { group: '全省', tied: false } }, bureau, [reading()]],
    [
      'rank_group_other',
      { indicator: 'air', value: '3', rank: { group: '全省', tied: false } },
      bureau,
      [reading()],
    ],
    [
      'rank_beyond_group',
      { indicator: 'air', value: '169', rank: { group: '全国168个重点城市', tied: false } },
      bureau,
      [reading()],
    ],
  ] as const)('%s', (code, body, actor, rows) => {
    expect(when('correctReading', { value: '1', reason: '核实', ...body } as JsonObject, actor, rows)).toBe(
      code,
    );
  });
});

describe('checkReading and returnReading', () => {
  test('another person of the same unit checks', () => {
    expect(when('checkReading', { reading: 'R1' }, checker, [reading()])).toEqual([
      {
        kind: 'readingChecked',
        subject: 'growth/city/2021',
        unit: 'city',
        occurredOn: '2021-07-09',
        corrects: 'R1',
        body: { indicator: 'growth', period: '2021-H1' },
      },
    ]);
    expect(when('returnReading', { reading: 'R1', reason: '口径不符' }, checker, [reading()])).toMatchObject([
      { kind: 'readingReturned' },
    ]);
    expect(
      when('returnReading', { reading: 'R1', reason: '口径不符' }, checker, [reading({ state: 'checked' })]),
    ).toHaveLength(1);
  });
  test.each(['checkReading', 'returnReading'])('%s: refusals', (name) => {
    const reason: JsonObject = name === 'returnReading' ? { reason: '口径不符' } : {};
    const all = (actor: Actor, rows: readonly Row[], over: JsonObject = {}) =>
      when(name, { reading: 'R1', ...reason, ...over }, actor, rows);
    expect(all(checker, [])).toBe('reading_unknown');
    expect(all(checker, [reading()], { period: '2020-H1' })).toBe('reading_unknown');
    expect(all(bureau, [reading()])).toBe('claimed_by_own_hand');
    expect(
      all({ ...office, account: 'stats1' }, [reading(), reading({ reading: 'K1', reported_by: 'x' })], {
        reading: 'K1',
      }),
    ).toBe('claimed_by_own_hand');
    expect(all(county, [reading()])).toBe('out_of_scope');
    expect(all(leader, [reading()])).toBe('role_missing');
    expect(all(checker, [reading({ state: 'superseded' })])).toBe('reading_decided');
    expect(all(checker, [reading({ state: 'returned' })])).toBe('reading_decided');
  });
  test('what is checked is not checked again', () => {
    expect(when('checkReading', { reading: 'R1' }, checker, [reading({ state: 'checked' })])).toBe(
      'reading_decided',
    );
  });
});

describe('judgement', () => {
  const half = parsePeriod('2021-H1');
  const readings: Readonly<Record<string, string>> = {
    'growth 2021-H1': '30.9',
    'province 2021-H1': '18.5',
    'gdp 2021-H1': '16.2',
    'gdp 2020-H1': '-3.85',
  };
  const read = (id: string, period: Period) =>
    readings[`${id} ${period}`] === undefined ? undefined : decimal(readings[`${id} ${period}`] as string);

  test('a difference of two growth rates: 12.4 points above the province', () => {
    const figure = figureOf(
      { id: 'ahead', derived: { kind: 'difference', of: 'growth', less: 'province' } },
      half,
      read,
    );
    expect(figure.status === 'known' && decimalText(figure.value)).toBe('12.4');
  });
  test('two-year average is geometric: 16.2 % after −3.85 % is 5.7 %', () => {
    const figure = figureOf({ id: 'two', derived: { kind: 'twoYearAverage', of: 'gdp' } }, half, read);
    expect(figure.status === 'known' && publishedText(figure.value, { places: 1, rounding: 'half_up' })).toBe(
      '5.7',
    );
  });
  test('24.9 % in 2021 and 23.2 % over 2019 average 11.0 % (肇庆市统计局)', () => {
    // 1.232/1.249 is the year before, −1.361 %.
    const figure = twoYearAverage(decimal('24.9'), decimal('-1.361'));
    expect(figure.status === 'known' && publishedText(figure.value, { places: 1, rounding: 'half_up' })).toBe(
      '11.0',
    );
  });
  test('what is missing says so, with its cause', () => {
    expect(
      figureOf({ id: 'two', derived: { kind: 'twoYearAverage', of: 'growth' } }, half, read),
    ).toMatchObject({ status: 'missing', cause: { zh: '2020-H1 的“growth”未报' } });
    expect(figureOf({ id: 'none', derived: undefined }, half, read).status).toBe('missing');
    expect(twoYearAverage(decimal('-101'), decimal('5')).status).toBe('missing');
  });
  describe('by a formula', () => {
    const by = (id: string, formula: string) =>
      ({ id, name: `《${id}》`, derived: { kind: 'formula', formula } }) as const;
    const others = [
      by('ahead', 'indicators.growth - indicators.province'),
      by('twice', 'indicators.ahead * 2'),
      by('broken', 'indicators.growth / (indicators.province - 18.5)'),
      by('onBroken', 'indicators.broken + 1'),
      by('before', 'growth(indicators.gdp, yearBefore(indicators.gdp))'),
      by('late', 'indicators.nobody * 2'),
      by('measured', 'measures.projects.started * 100 / 600'),
      by('round', 'indicators.round + 1'),
    ];
    const sources = {
      indicatorOf: (id: string) => others.find((each) => each.id === id),
      measureOf: (id: string, period: Period) =>
        id === 'projects.started' && period === '2021-H1' ? decimal(426) : undefined,
    };
    const told = (id: string, period = half) => {
      const figure = figureOf(others.find((each) => each.id === id)!, period, read, sources);
      return figure.status === 'known' ? decimalText(figure.value) : figure.cause.zh;
    };
    test('a thousand indicators derived one from the other are missing, with the cause, and not too much for the stack', () => {
      const chain = Array.from({ length: 1000 }, (_, index) =>
        by(`c${index}`, `indicators.c${index + 1} + 1`),
      );
      const indicatorOf = (id: string) => chain.find((each) => each.id === id);
      expect(figureOf(chain[0]!, half, read, { indicatorOf })).toMatchObject({
        status: 'missing',
        cause: { zh: expect.stringContaining('100 层') },
      });
      expect(figureOf(chain[950]!, half, read, { indicatorOf })).toMatchObject({
        cause: { zh: `${half} 的“c1000”未报` },
      });
    });
    test.each([
      ['ahead', '12.4'],
      ['twice', '24.8'],
      ['measured', '71'],
      ['broken', '除数为零（公式第 22 个字起）'],
      ['onBroken', '除数为零（公式第 22 个字起）'],
      ['before', '基数为负，没有增速（公式第 24 个字起）'],
      ['late', '2021-H1 的“nobody”未报'],
      ['round', '“《round》”由自己算出'],
    ])('%s: %s', (id, wanted) => {
      expect(told(id)).toBe(wanted);
    });
    test('of a period for which nothing is there', () => {
      expect(told('measured', parsePeriod('2020-H1'))).toBe('2020-H1 的“projects.started”未报');
    });
    test('inputs shared by many are computed once: forty doublings', () => {
      const chain = Array.from({ length: 40 }, (_, n) =>
        by(`d${n}`, n === 0 ? 'indicators.growth' : `indicators.d${n - 1} + indicators.d${n - 1}`),
      );
      const figure = figureOf(chain.at(-1)!, half, read, {
        indicatorOf: (id) => chain.find((each) => each.id === id),
      });
      expect(figure.status === 'known' && decimalText(figure.value)).toBe(
        String(309n * 2n ** 39n).replace(/(.)$/, '.$1'),
      );
    });
  });
  test('a published figure is rounded or cut by its own rule', () => {
    expect(publishedText(decimal('16.155'), { places: 1, rounding: 'half_up' })).toBe('16.2');
    expect(publishedText(decimal('16.155'), { places: 1, rounding: 'truncate' })).toBe('16.1');
  });
  test('the same period a year before', () => {
    expect(['2021', '2021-H1', '2021-Q3', '2021-02'].map((text) => yearBefore(parsePeriod(text)))).toEqual([
      '2020',
      '2020-H1',
      '2020-Q3',
      '2020-02',
    ]);
  });
  test('words of a rank', () => {
    expect(rankWords('4', { group: '全省', tied: true }).zh).toBe('全省并列第4');
    expect(rankWords('15', { group: '重点城市', of: 168, tied: false }).zh).toBe('重点城市（共168个）第15');
  });
  test('ranks are 1, 2, 2, 4: one more than those strictly better', () => {
    expect(ranked(['5', '7', '7', '9'], decimal).map(({ position, tied }) => [position, tied])).toEqual([
      [1, false],
      [2, true],
      [2, true],
      [4, false],
    ]);
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -5, max: 5 }), { maxLength: 20 }),
        fc.boolean(),
        (values, least) => {
          const order = least ? 'least' : 'greatest';
          const places = ranked(values, (n) => decimal(n), order);
          expect(places.map(({ item }) => item).sort()).toEqual([...values].sort());
          for (const { item, position, tied } of places) {
            expect(position).toBe(values.filter((n) => (least ? n < item : n > item)).length + 1);
            expect(tied).toBe(values.filter((n) => n === item).length > 1);
          }
        },
      ),
    );
  });
});
