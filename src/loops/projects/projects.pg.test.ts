// Questions and measures of projects on a random city, against the same asked of arrays: the funnel against judgeProject, lists against sort and
// filter, measures against plain counting.
import fc from 'fast-check';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Row } from '../../kernel/loop.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import type { Sql } from '../../kernel/sql.ts';
import { parseFolds } from '../../ledger/folds.ts';
import { catalogOf, measureStatements } from '../../ledger/measures.pg.ts';
import { setTypeParsers } from '../../ledger/pgTypes.pg.ts';
import { testDatabase } from '../../testing/database.ts';
import { projectGroups } from './projectGroups.pg.ts';
import { LIGHT_RANKS } from './projectLights.pg.ts';
import {
  type ProjectListQuestion,
  type ProjectsAt,
  projectLines,
  projectList,
  projectSubjects,
} from './projectList.pg.ts';
import { ProjectAttribute } from './projectRules.plan.ts';
import type { ProjectSort } from './projectSorts.ts';
import { judgeProject } from './projects.judge.ts';
import { projectsLoop } from './projects.loop.node.ts';
import { findProjectPage, funnel, milestoneCountsByUnit, recognitionQueue } from './projects.pg.ts';
import { Lifecycle } from './projects.plan.ts';
import { investmentRows, milestoneRows, projectRow, suspensionRows } from './projects.rows.ts';
import { type City, cities, cityOf } from './projectsCity.testing.node.ts';

const lifecycle = Lifecycle.parse({
  id: 'industrial',
  name: '产业项目',
  stages: [
    { id: 'talks', name: '洽谈', stuckAfterDays: 60 },
    { id: 'signed', name: '签约', stuckAfterDays: 90 },
    { id: 'building', name: '在建' },
    { id: 'done', name: '竣工', final: true },
  ],
  milestones: [
    { id: 'introduced', name: '新引进', enters: 'signed' },
    { id: 'started', name: '新开工', enters: 'building', limitDays: 120 },
    { id: 'completed', name: '新竣工', enters: 'done' },
  ],
});
const ORIGIN = ProjectAttribute.parse({
  id: 'origin',
  title: '来源',
  values: ['far', 'near'].map((id) => ({ id, title: id })),
});
const asOf = '2021-06-30' as PlainDate;
const from = '2021-01-01' as PlainDate;
const at: ProjectsAt = { city: 'zq', planHash: 'h', asOf, scope: { all: true } };

let client: Client;
const asker = {
  query: async (statement: Sql): Promise<Row[]> =>
    (await client.query(statement.text(), statement.values)).rows,
};

beforeAll(async () => {
  setTypeParsers();
  client = new Client({ connectionString: (await testDatabase()).connection.url });
  await client.connect();
  await client.query(`create table unit_closure (city text, plan_hash text, tree text, ancestor text, descendant text, depth int, valid_from date, valid_to date);
    insert into unit_closure select 'zq', 'h', 'tasks', a, d, 0, f::date, t::date from (values
      ('city','city','1900-01-01','2200-12-31'), ('city','gaoyao','1900-01-01','2200-12-31'), ('city','sihui','1900-01-01','2200-12-31'), ('city','jinli','1900-01-01','2200-12-31'),
      ('gaoyao','gaoyao','1900-01-01','2200-12-31'), ('sihui','sihui','1900-01-01','2200-12-31'), ('jinli','jinli','1900-01-01','2200-12-31'),
      ('gaoyao','jinli','2021-01-01','2200-12-31'), ('sihui','jinli','1900-01-01','2020-12-31')) v(a, d, f, t)`);
  for (const { definition } of parseFolds('projects', projectsLoop.folds)) {
    if (definition !== '') await client.query(definition);
  }
});
afterAll(async () => {
  await client?.end();
});

async function fill(city: City): Promise<void> {
  for (const [table, rows] of Object.entries(city)) {
    await client.query(`truncate ${table}`);
    await client.query(`insert into ${table} select * from jsonb_populate_recordset(null::${table}, $1)`, [
      JSON.stringify(rows),
    ]);
  }
}

const of = (rows: readonly Row[], subject: unknown): Row[] => rows.filter((row) => row.subject === subject);
const factsOf = (city: City, row: Row) => ({
  project: projectRow(row),
  milestones: milestoneRows(of(city.project_milestone, row.subject)),
  investments: investmentRows(of(city.project_investment, row.subject)),
  suspensions: suspensionRows(of(city.project_suspension, row.subject)),
  reasons: [],
});
const countable = (row: Row): boolean =>
  row.lifecycle === 'industrial' && (row.phase_of === null || row.code !== null);

test('the funnel is judgeProject, counted', async () => {
  await fc.assert(
    fc.asyncProperty(cities, async (city) => {
      await fill(city);
      const judged = city.project
        .filter((row) => row.lifecycle === 'industrial' && String(row.registered_on) <= asOf)
        .map((row) => judgeProject(factsOf(city, row), lifecycle, asOf))
        .filter(({ standing }) => standing !== 'ended');
      const wanted = lifecycle.stages.map((stage) => {
        const here = judged.filter((each) => each.stage === stage.id);
        return {
          stage: stage.id,
          name: stage.name,
          count: here.length,
          medianDays: median(here.map(({ daysInStage }) => daysInStage)),
          stuck: here.filter(({ stuck }) => stuck).length,
        };
      });
      expect(await funnel(asker, at, lifecycle)).toEqual(wanted);
    }),
    { numRuns: 60 },
  );
});

/** Half to even, as PostgreSQL's round(double precision). */
function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = ((sorted[(sorted.length - 1) >> 1] as number) + (sorted[sorted.length >> 1] as number)) / 2;
  return Number.isInteger(middle) ? middle : 2 * Math.round(middle / 2);
}

describe('projectList', () => {
  const ask = (over: Partial<ProjectListQuestion> = {}): ProjectListQuestion => ({
    ...at,
    lifecycles: [lifecycle],
    attributes: [ORIGIN],
    filter: {},
    sort: 'recent',
    limit: 3,
    ...over,
  });
  const all = async (question: ProjectListQuestion): Promise<Row[]> => {
    const rows: Row[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await projectList(asker, { ...question, cursor });
      expect(page.rows.length).toBeLessThanOrEqual(question.limit);
      rows.push(...page.rows);
      if (page.nextCursor === null) {
        expect(page.total).toBe(rows.length);
        return rows;
      }
      cursor = page.nextCursor;
    }
  };

  test('pages hold every project once, in order, with the judged stage', async () => {
    type Judged = { readonly row: Row; readonly judged: ReturnType<typeof judgeProject> };
    let origins: ReadonlyMap<unknown, string> = new Map();
    const originOf = (row: Row) => (origins.get(row.subject) ?? '') as 'far' | 'near';
    const place = ({ judged }: Judged) => lifecycle.stages.findIndex(({ id }) => id === judged.stage);
    const worst = ({ judged: { lights } }: Judged) =>
      Math.max(...Object.values(lights).map(({ colour }) => LIGHT_RANKS[colour]));
    const keys: Readonly<Partial<Record<ProjectSort, (one: Judged) => string | number | null>>> = {
      recent: ({ row }) => Number(row.last_seq),
      name: ({ row }) => String(row.name),
      code: ({ row }) => (row.code === null ? null : String(row.code)),
      unit: ({ row }) => String(row.unit),
      stage: place,
      stay: ({ judged }) => judged.daysInStage,
      light: worst,
      cluster: ({ row }) => (row.cluster === null ? null : String(row.cluster)),
      planned: ({ row }) => Number(row.planned_investment_yuan),
      registered: ({ row }) => String(row.registered_on),
      entered: ({ judged }) => judged.enteredOn,
      // In the plan's order of its values; a value that the plan has dropped is none.
      'attribute:origin': ({ row }) => ({ far: 1, near: 2 })[originOf(row)] ?? null,
    };
    await fc.assert(
      fc.asyncProperty(
        cities,
        fc.constantFrom(...(Object.keys(keys) as ProjectSort[])),
        fc.boolean(),
        async (city, sort, down) => {
          await fill(city);
          origins = new Map(city.project_attribute.map(({ subject, value }) => [subject, String(value)]));
          const key = (one: Judged) => keys[sort]?.(one) ?? null;
          const wanted = city.project
            .filter((row) => row.lifecycle === 'industrial' && String(row.registered_on) <= asOf)
            .map((row) => ({ row, judged: judgeProject(factsOf(city, row), lifecycle, asOf) }))
            .sort((a, b) => {
              const [one, other] = [key(a), key(b)];
              // What is not told stands at the end in either direction.
              if ((one === null) !== (other === null)) return one === null ? 1 : -1;
              const [first, second] =
                one === other ? [String(a.row.subject), String(b.row.subject)] : [one!, other!];
              return (first < second ? -1 : 1) * (down ? -1 : 1);
            });
          const question = ask({ sort, down, filter: { lifecycle: 'industrial' } });
          const rows = await all(question);
          const told = wanted.map(({ row, judged: each }) => [
            row.subject,
            each.stage,
            each.enteredOn,
            each.daysInStage,
          ]);
          const shown = (row: Row) => [row.subject, row.stage, row.entered_on, row.days_in_stage];
          expect(rows.map(shown)).toEqual(told);
          // A list that goes out whole is the same list.
          const subjects = await projectSubjects(asker, question);
          expect((await projectLines(asker, question, subjects)).map(shown)).toEqual(told);
        },
      ),
      { numRuns: 80 },
    );
  });

  test('each filter keeps what it says', async () => {
    await fc.assert(
      fc.asyncProperty(cities, async (city) => {
        await fill(city);
        const here = city.project.filter((row) => String(row.registered_on) <= asOf);
        const subjects = async (over: Partial<ProjectListQuestion>) =>
          (await all(ask({ limit: 500, ...over }))).map((row) => row.subject).sort();
        const wanted = (keep: (row: Row) => boolean) =>
          here
            .filter(keep)
            .map((row) => row.subject)
            .sort();
        const standing = (row: Row) =>
          judgeProject(factsOf(city, row), { ...lifecycle, milestones: [] }, asOf).standing;
        expect(await subjects({ filter: { cluster: 'ships' } })).toEqual(
          wanted((row) => row.cluster === 'ships'),
        );
        const origins = new Map(city.project_attribute.map(({ subject, value }) => [subject, value]));
        for (const value of ['near', null]) {
          const filter = { attributes: [{ id: 'origin', value }] };
          const kept = wanted((row) => (origins.get(row.subject) ?? null) === value);
          expect(await subjects({ filter })).toEqual(kept);
          const groups = await projectGroups(asker, ask(), 'attribute:origin');
          const group = groups.filter((row) => row.value === value);
          expect(group.reduce((sum, { count }) => sum + count, 0)).toBe(kept.length);
        }
        expect(await subjects({ filter: { unit: 'gaoyao' } })).toEqual(
          wanted((row) => row.unit === 'gaoyao' || row.unit === 'jinli'),
        );
        expect(await subjects({ scope: { all: false, unit: 'sihui' } })).toEqual(
          wanted((row) => row.unit === 'sihui'),
        );
        expect(await subjects({ filter: { text: '目3_' } })).toEqual(
          wanted((row) => String(row.name).includes('目3_')),
        );
        expect(await subjects({ filter: { text: '%' } })).toEqual([]);
        for (const each of ['running', 'suspended', 'ended'] as const)
          expect(await subjects({ filter: { standing: each } })).toEqual(
            wanted((row) => standing(row) === each),
          );
        expect(await subjects({ filter: { standing: 'open' } })).toEqual(
          wanted((row) => standing(row) !== 'ended'),
        );
        const isStuck = (row: Row) =>
          row.lifecycle === 'industrial' && judgeProject(factsOf(city, row), lifecycle, asOf).stuck;
        expect(await subjects({ filter: { stuck: true } })).toEqual(wanted(isStuck));
        const stages = await funnel(asker, at, lifecycle);
        for (const { stage, count, medianDays, stuck } of stages) {
          const filter = { lifecycle: 'industrial', stage, standing: 'open' } as const;
          const page = await projectList(asker, ask({ filter, limit: 1 }));
          expect([page.total, page.stay]).toEqual([count, { medianDays, stuck }]);
        }
        const claimed = (row: Row) =>
          of(city.project_milestone, row.subject).some(
            (m) => m.milestone === 'started' && m.state === 'claimed' && String(m.occurred_on) <= asOf,
          );
        expect(await subjects({ filter: { milestone: { id: 'started', state: 'claimed' } } })).toEqual(
          wanted(claimed),
        );
        const stage = (row: Row) =>
          row.lifecycle === 'industrial' &&
          judgeProject(factsOf(city, row), lifecycle, asOf).stage === 'building';
        expect(await subjects({ filter: { stage: 'building' } })).toEqual(wanted(stage));
      }),
      { numRuns: 25 },
    );
  });

  test('a cursor of another sort, or made up, is refused', async () => {
    await fill(cityOf([]));
    const made = Buffer.from(JSON.stringify(['recent', "1'; drop", 'P'])).toString('base64url');
    for (const cursor of ['x', made, Buffer.from(JSON.stringify(['name', 'a', 'P'])).toString('base64url')]) {
      await expect(projectList(asker, ask({ cursor }))).rejects.toMatchObject({ code: 'cursor_invalid' });
    }
    await expect(projectList(asker, ask({ limit: 501 }))).rejects.toMatchObject({ code: 'page_limit' });
  });
});

test('measures are plain counting over what the folds hold', async () => {
  const catalog = catalogOf([projectsLoop]);
  await fc.assert(
    fc.asyncProperty(cities, async (city) => {
      await fill(city);
      const project = new Map(city.project.map((row) => [row.subject, row]));
      const inRange = (row: Row) => String(row.occurred_on) >= from && String(row.occurred_on) <= asOf;
      const mine = (rows: readonly Row[]) => rows.filter((row) => countable(project.get(row.subject) as Row));
      const of = (milestone: string) =>
        mine(city.project_milestone).filter((row) => row.counted && row.milestone === milestone);
      const planned = (row: Row) =>
        Number(row.planned_investment_yuan ?? project.get(row.subject)?.planned_investment_yuan);
      const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
      const done = new Set(
        of('completed')
          .filter((row) => String(row.occurred_on) <= asOf)
          .map((row) => row.subject),
      );
      const building = of('started').filter((row) => {
        const ended = project.get(row.subject)?.ended_on;
        return (
          String(row.occurred_on) <= asOf &&
          !done.has(row.subject) &&
          (ended === null || String(ended) > asOf)
        );
      });
      const actual = mine(city.project_investment).filter(
        (row) => row.state === 'stands' && row.measure === 'actual',
      );
      const counting = new Set(of('started').map((row) => row.subject));
      const wanted: Record<string, number> = {
        'projects.introduced': of('introduced').filter(inRange).length,
        'projects.started': of('started').filter(inRange).length,
        'projects.introducedPlannedYuan': sum(of('introduced').filter(inRange).map(planned)),
        'projects.claimedStarted': mine(city.project_milestone).filter(
          (row) =>
            row.milestone === 'started' &&
            row.state === 'claimed' &&
            inRange(row) &&
            !counting.has(row.subject),
        ).length,
        'projects.underConstruction': building.length,
        'projects.builtYuan': sum(
          building.flatMap((row) =>
            actual
              .filter((each) => each.subject === row.subject && String(each.occurred_on) <= asOf)
              .map((each) => Number(each.amount_yuan)),
          ),
        ),
        'projects.actualInvestmentYuan': sum(actual.filter(inRange).map((row) => Number(row.amount_yuan))),
      };
      const got: Record<string, number> = {};
      for (const { ids, statement } of measureStatements(catalog, Object.keys(wanted), {
        city: 'zq',
        from,
        asOf,
        by: [],
      })) {
        const [row] = await asker.query(statement);
        for (const [index, id] of ids.entries()) got[id] = Number(row?.[`m${index}`]);
      }
      expect(got).toEqual(wanted);
      const counts = await milestoneCountsByUnit(asker, at, {
        from,
        milestones: ['started'],
        units: ['gaoyao', 'sihui'],
      });
      const under = (units: readonly string[]) =>
        of('started').filter((row) => inRange(row) && units.includes(String(row.unit))).length;
      // 金利 belongs to 高要 at asOf, whatever it belonged to before.
      expect(counts.find(({ unit }) => unit === 'gaoyao')?.count ?? 0).toBe(under(['gaoyao', 'jinli']));
      expect(counts.find(({ unit }) => unit === 'sihui')?.count ?? 0).toBe(under(['sihui']));
    }),
    { numRuns: 60 },
  );
});

test('every source opens the columns it promises', async () => {
  for (const source of projectsLoop.sources) {
    const columns = [
      ...source.opens.map(({ column }) => column),
      ...source.dimensions,
      'subject',
      'unit',
      'on_date',
    ];
    const relation = source.relation({ city: 'zq', from, asOf });
    await client.query(
      `select ${columns.map((column) => `s."${column}"`).join(', ')} from (${relation.text()}) s`,
      relation.values,
    );
  }
});

test('the queue holds what waits, in order, and the page all versions', async () => {
  await fc.assert(
    fc.asyncProperty(cities, async (city) => {
      await fill(city);
      const wanted = city.project_milestone.filter(
        (row) => row.state === 'claimed' && String(row.occurred_on) <= asOf,
      );
      const { rows, total } = await recognitionQueue(asker, { ...at, limit: 500 });
      expect(rows.map(({ claim }) => claim)).toEqual(wanted.map(({ claim }) => claim));
      expect(total).toBe(wanted.length);
      const last = rows[0];
      if (last) {
        const rest = await recognitionQueue(asker, { ...at, limit: 500, after: String(last.claimed_seq) });
        expect(rest.rows).toHaveLength(wanted.length - 1);
      }
      const [first] = city.project;
      const page = await findProjectPage(asker, at, 'P000');
      expect(page?.milestones.map(({ claim }) => claim)).toEqual(
        of(city.project_milestone, 'P000').map(({ claim }) => claim),
      );
      expect(page?.facts.project.unit).toBe(first?.unit);
      const elsewhere = first?.unit === 'sihui' ? 'gaoyao' : 'sihui';
      expect(
        await findProjectPage(asker, { ...at, scope: { all: false, unit: elsewhere } }, 'P000'),
      ).toBeUndefined();
    }),
    { numRuns: 20 },
  );
});
