// A list as offices write it, from its head to what each row would record: heads over two rows, titles with unit and year, sums, doubles, projects that stand.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Instant } from '../../kernel/instant.ts';
import type { PlanInForce, PlanSection, Row, UnitTree } from '../../kernel/loop.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import { NameBook } from '../../plan/tableValues.ts';
import { findHead } from './import.columns.ts';
import { ImportPlanner, type KnownProject, type KnownProjects, type PlannedRow } from './import.plan.ts';
import { isSkipped, nearOf, type ReadingBasis, RowReader, unclearOf } from './import.rows.ts';
import { lifecyclesSection } from './projects.plan.ts';
import { county } from './projects.testing.ts';

const PARENTS: Readonly<Record<string, string>> = { gaoyao: 'city', jinli: 'gaoyao' };
const units: UnitTree = {
  find: (id) =>
    id === 'city' || id in PARENTS ? { id, name: id, kind: 'county', bearsTasks: true } : undefined,
  within(unit, ancestor) {
    for (let at: string | undefined = unit; at !== undefined; at = PARENTS[at])
      if (at === ancestor) return true;
    return false;
  },
  children: () => [],
  rootId: 'city',
};
const planInForce: PlanInForce = {
  hash: 'h',
  section: <T>(section: PlanSection<T>) =>
    (section.key in sections ? sections[section.key] : section.schema.parse(undefined)) as T,
  units,
};

const sections: Readonly<Record<string, unknown>> = {
  lifecycles: lifecyclesSection.schema.parse([
    {
      id: 'industrial',
      name: '产业项目',
      counted: true,
      stages: [
        { id: 'talks', name: '洽谈' },
        { id: 'signed', name: '签约' },
        { id: 'building', name: '在建', final: true },
      ],
      milestones: [
        { id: 'visited', name: '来访', enters: 'talks', needsRecognition: false },
        {
          id: 'introduced',
          name: '新引进',
          enters: 'signed',
          counted: true,
          countingRule: { version: 'v1', words: '签合同' },
        },
        {
          id: 'started',
          name: '新开工',
          enters: 'building',
          counted: true,
          countingRule: { version: 'v1', words: '破土' },
          requires: ['introduced'],
          evidence: [{ kind: 'permit', name: '施工许可证', required: true }],
        },
      ],
    },
  ]),
  clusters: [{ id: 'new-energy' }],
};
const lifecycle = planInForce.section(lifecyclesSection)[0]!;
const sheet = (rows: readonly (readonly string[])[]) => rows.map((cells, at) => ({ row: at + 1, cells }));
const TITLE = ['高要区2021年产业项目表（单位：万元）', '', '', '', '', ''];
const TOP = ['序号', '项目名称', '县（市、区）', '投资', '时间', ''];
const SUB = ['', '', '', '总投资', '签约', '开工'];

/** No evidence is required of these two. */
const VISITS = ['', '', '', '总投资', '来访', '签约'];

const NOTHING: KnownProjects = {
  byId: new Map(),
  byCode: new Map(),
  byName: new Map(),
  leads: new Map(),
  leadCodes: new Map(),
  gates: { none: {}, of: {} },
};
const BOOKS: ReadingBasis = {
  columns: [],
  date1904: false,
  year: undefined,
  units: new NameBook([
    { id: 'gaoyao', name: '高要区' },
    { id: 'jinli', name: '金利镇' },
  ]),
  clusters: new NameBook([{ id: 'new-energy', name: '新能源' }]),
  parks: new NameBook([]),
  answers: {},
  unit: undefined,
};
const digest = (text: string) =>
  Array.from(text, (letter) => letter.codePointAt(0)!.toString(16))
    .join('')
    .padEnd(16, '0');

function planned(
  rows: readonly (readonly string[])[],
  known = NOTHING,
  more: Partial<ReadingBasis> = {},
  choices = {},
) {
  const head = findHead(sheet(rows), lifecycle)!;
  const basis: ReadingBasis = { ...BOOKS, columns: head.columns, ...more };
  const planner = new ImportPlanner({
    actor: county,
    plan: planInForce,
    lifecycle,
    now: '2021-07-01T02:00:00.000Z' as Instant,
    today: '2021-07-01' as PlainDate,
    calendar: undefined,
    closedPeriods: new Set(['2021-03']),
    existing: 'leave',
    sameName: 'ask',
    confirm: false,
    digest,
    source: 'a.xlsx',
    ...choices,
  });
  const reader = new RowReader(basis);
  return sheet(rows)
    .filter(({ row }) => row > head.lastRow)
    .map((row) => {
      const read = reader.read(row);
      return isSkipped(read) ? read : planner.plan(read, known);
    });
}

const only = (lines: ReturnType<typeof planned>): PlannedRow => lines[0] as PlannedRow;
const codes = (line: PlannedRow) => line.problems.map(({ code }) => code);

const standing = (more: Row = {}, milestones: readonly Row[] = []): KnownProject => ({
  project: {
    subject: 'P1',
    unit: 'gaoyao',
    name: '电池项目',
    lifecycle: 'industrial',
    planned_investment_yuan: '12000000',
    land_mu: null,
    code: null,
    phase_of: null,
    credit_code: null,
    cluster: null,
    industry: null,
    park: null,
    investor: null,
    registered_on: '2021-01-01',
    suspended_on: null,
    ended_on: null,
    revision: 1,
    ...more,
  },
  milestones,
  suspensions: [],
  drafts: [],
});

describe('approvals before a milestone', () => {
  const permit = { id: 'permit', name: '施工许可证', hard: false, redLines: [] };
  const filing = { id: 'filing', name: '备案', hard: true, redLines: [] };
  const rows = [TITLE, TOP, VISITS, ['1', '电池项目', '高要区', '1200', '3月1日', '3月5日']];
  const milestone = findHead(sheet(rows), lifecycle)!.columns[5]!.field!.slice('milestone:'.length);
  const asked = (gates: KnownProjects['gates'], choices = {}) =>
    only(planned(rows, { ...NOTHING, gates }, {}, choices));

  test('are asked of a row as of a claim by hand: a hard one refuses it, another is asked and kept once said yes to', () => {
    const hard = asked({ none: { [milestone]: [permit, filing] }, of: {} });
    expect([hard.state, codes(hard), hard.problems[0]?.column]).toEqual(['refused', ['approval_missing'], 5]);
    expect(asked({ none: { [milestone]: [filing] }, of: {} }, { confirm: true }).state).toBe('refused');
    const soft = asked({ none: { [milestone]: [permit] }, of: {} });
    expect([soft.state, codes(soft)]).toEqual(['asks', ['needs_confirmation']]);
    const yes = asked({ none: { [milestone]: [permit] }, of: {} }, { confirm: true });
    expect(yes.state).toBe('new');
    expect(yes.commands.at(-1)?.body).toMatchObject({ milestone, gateItems: [permit], confirm: true });
  });

  test('of a project that stands are those of the day that the row tells', () => {
    const of = (from: string) => ({
      none: { [milestone]: [filing] },
      of: {
        P1: {
          [milestone]: [
            { from: '0001-01-01' as PlainDate, missing: [filing] },
            { from: from as PlainDate, missing: [] },
          ],
        },
      },
    });
    const known = (from: string): KnownProjects => ({
      ...NOTHING,
      byId: new Map([['P1', standing()]]),
      byCode: new Map(),
      byName: new Map([['电池项目', [standing({ credit_code: null })]]]),
      gates: of(from),
    });
    const told = (from: string) =>
      only(planned(rows, known(from), {}, { sameName: 'same' })).problems.map(({ code }) => code);
    expect(told('2021-03-06')).toContain('approval_missing');
    expect(told('2021-03-05')).not.toContain('approval_missing');
  });
});

describe('the head', () => {
  test('given a head of two rows under a title with unit and year, the columns are known and the data begin behind it', () => {
    const head = findHead(
      sheet([TITLE, TOP, SUB, ['1', '电池项目', '高要区', '1200', '3月5日', '']]),
      lifecycle,
    )!;
    expect(head.lastRow).toBe(3);
    expect(head.columns.map(({ field }) => field)).toEqual([
      null,
      'name',
      'unit',
      'planned',
      'milestone:introduced',
      'milestone:started',
    ]);
    expect(head.columns[3]).toMatchObject({ unit: '万元' });
    expect(head.columns[4]).toMatchObject({ year: 2021 });
  });

  test('given a planned day, it is no milestone; given a unit in the head, it goes before the title', () => {
    const head = findHead(
      sheet([TITLE, ['项目名称', '总投资（亿元）', '计划开工时间', '实际开工时间', '签约日期']]),
      lifecycle,
    )!;
    expect(head.columns.map(({ field }) => field)).toEqual([
      'name',
      'planned',
      null,
      'milestone:started',
      'milestone:introduced',
    ]);
    expect(head.columns[1]?.unit).toBe('亿元');
    expect(head.columns[2]?.note).toContain('计划');
  });

  test('given no head, there is none', () => {
    expect(
      findHead(
        sheet([
          ['a', 'b'],
          ['项目名称', ''],
        ]),
        lifecycle,
      ),
    ).toBeUndefined();
  });
});

describe('a row', () => {
  const DATA = ['1', '电池项目', '高要', '1,200', '3月5日', '2021.6.1'];

  test('becomes a project with its milestones, days of closed months marked late, sums and sections passed over', () => {
    const lines = planned([
      TITLE,
      TOP,
      VISITS,
      ['一、高要区', '', '', '', '', ''],
      [...DATA.slice(0, 2), '高要区', ...DATA.slice(3)],
      ['合计', '', '', '1200', '', ''],
    ]);
    expect(lines.filter((line) => 'skipped' in line)).toEqual([
      { row: 4, skipped: 'title' },
      { row: 6, skipped: 'total' },
    ]);
    const line = lines[1] as PlannedRow;
    expect(line.state).toBe('new');
    expect(line.commands.map(({ command, late, body }) => [command, late, body.occurredOn])).toEqual([
      ['registerProject', true, '2021-03-05'],
      ['claimMilestone', true, '2021-03-05'],
      ['claimMilestone', false, '2021-06-01'],
    ]);
    expect(line.commands[0]?.body).toMatchObject({
      plannedInvestmentYuan: '12000000',
      unit: 'gaoyao',
      lifecycle: 'industrial',
    });
  });

  test('with a county nobody knows is asked about, near names told; once answered, it is read', () => {
    const rows = [TITLE, TOP, VISITS, DATA];
    const line = only(planned(rows));
    expect([line.state, line.commands]).toEqual(['asks', []]);
    expect(codes(line)).toEqual(['unit_unclear']);
    const [unclear] = unclearOf(line.reading);
    expect(nearOf(unclear!.field, unclear!.text, BOOKS)).toEqual([{ id: 'gaoyao', name: '高要区' }]);
    expect(only(planned(rows, NOTHING, { answers: { unit: { 高要: 'gaoyao' } } })).state).toBe('new');
  });

  test('that claims beyond a gate is refused whole, with the decider’s own code', () => {
    const line = only(planned([TITLE, TOP, SUB, ['1', '电池项目', '高要区', '1200', '', '2021.6.1']]));
    expect([line.state, line.commands]).toEqual(['refused', []]);
    expect(line.problems[0]?.column).toBe(5);
  });

  test('of a project that stands tells what is new and what differs, and amends only when asked to', () => {
    const rows = [
      ['项目编号', '项目名称', '总投资（万元）', '签约时间'],
      ['P1', '电池项目二', '1200', '2021-03-05'],
    ];
    const known = (milestones: readonly Row[]) => ({
      ...NOTHING,
      byId: new Map([['P1', standing({}, milestones)]]),
    });
    const claimed = (day: string, state = 'claimed') => ({
      claim: 'c',
      root_claim: 'c',
      milestone: 'introduced',
      unit: 'gaoyao',
      occurred_on: day,
      planned_investment_yuan: null,
      state,
      counted: false,
      evidence: [],
      claimed_seq: 5,
      claimed_by: 'a',
      claimed_unit: 'gaoyao',
    });
    const fresh = only(planned(rows, known([])));
    expect([fresh.state, fresh.commands.map(({ command }) => command)]).toEqual(['adds', ['claimMilestone']]);
    expect(fresh.differences).toEqual([{ field: 'name', before: '电池项目', after: '电池项目二' }]);
    const same = only(planned(rows, known([claimed('2021-03-05')])));
    expect([same.state, same.commands]).toEqual(['differs', []]);
    const refused = only(planned(rows, known([claimed('2021-03-05', 'refused')])));
    expect(refused.commands).toEqual([]);
    const moved = only(planned(rows, known([claimed('2021-03-04')])));
    expect(codes(moved)).toEqual(['claim_day_differs']);
    const amended = only(planned(rows, known([claimed('2021-03-05')]), {}, { existing: 'amend' }));
    expect(amended.commands.map(({ command, body }) => [command, body.name])).toEqual([
      ['amendProject', '电池项目二'],
    ]);
  });

  test('with a name that stands already and no code to tell it by is asked about', () => {
    const rows = [TITLE, TOP, SUB, ['1', '电池项目', '高要区', '1200', '', '']];
    const known = {
      ...NOTHING,
      byName: new Map([['电池项目', [standing()]]]),
      byId: new Map([['P1', standing()]]),
    };
    expect(codes(only(planned(rows, known)))).toEqual(['match_unclear']);
    expect(only(planned(rows, known, {}, { sameName: 'same' }))).toMatchObject({
      state: 'known',
      project: 'P1',
    });
    expect(only(planned(rows, known, {}, { sameName: 'new' })).state).toBe('new');
  });

  test('that comes twice in a file is told from the first', () => {
    const row = ['1', '电池项目', '高要区', '1200', '', ''];
    const lines = planned([TITLE, TOP, SUB, row, row]) as PlannedRow[];
    expect(lines.map(({ state }) => state)).toEqual(['new', 'refused']);
    expect(codes(lines[1]!)).toEqual(['row_duplicate']);
  });
});

test('cells of chance never make a defect, and a row with a stop records nothing', () => {
  const cell = fc.oneof(
    fc.string({ maxLength: 12 }),
    fc.constantFrom(
      '电池项目',
      '高要区',
      '1200',
      '3月5日',
      '44260',
      '合计',
      '-',
      '2021-02-30',
      '1e400',
      '５亿',
    ),
  );
  fc.assert(
    fc.property(fc.array(fc.array(cell, { maxLength: 8 }), { maxLength: 6 }), (rows) => {
      for (const line of planned([TITLE, TOP, SUB, ...rows])) {
        if ('skipped' in line) continue;
        if (line.problems.some(({ severity }) => severity === 'ask' || severity === 'error'))
          expect(line.commands).toEqual([]);
      }
    }),
    { numRuns: 300 },
  );
});
