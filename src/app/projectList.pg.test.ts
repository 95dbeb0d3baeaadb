// The list of projects over HTTP, in the rehearsed city: narrowed and sorted by what the plan declares as attributes, and out as a workbook that holds the rows seen,
// in their order, however many.
import ExcelJS from 'exceljs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FigureView } from '../dispatch/cockpit.view.ts';
import type { BoardView } from '../dispatch/projectStory.view.ts';
import type { ProjectLine, ProjectsView } from '../loops/projects/projectViews.tsx';
import { type RehearsedServer, rehearsedServer } from '../testing/rehearsed.ts';

let at: RehearsedServer;
const cookies = { office: '', county: '' };

beforeAll(async () => {
  at = await rehearsedServer('projectlist', ['gaoyao', 'zhuanban'], 3);
  cookies.office = await at.cookieOf('zhuanban');
  cookies.county = await at.cookieOf('gaoyao');
  const { rows } = await list('sort=name&standing=open&limit=30', cookies.county);
  for (const [place, { id }] of rows.entries()) {
    if (place % 3 === 2) continue;
    const attributes = { origin: place % 3 === 0 ? 'foreign' : 'ownCity', theme: 'innovation' };
    const payload = { project: id, reason: '补填属性', attributes };
    const headers = { cookie: cookies.county, 'idempotency-key': `told-${id}` };
    const url = '/api/commands/projects/amendProject';
    expect((await at.server.inject({ method: 'POST', url, headers, payload })).statusCode).toBe(200);
  }
}, 240_000);
afterAll(() => at?.close());

const ask = (url: string, cookie = cookies.office) => at.server.inject({ url, headers: { cookie } });
async function list(query: string, cookie = cookies.office): Promise<ProjectsView> {
  const reply = await ask(`/api/projects?${query}`, cookie);
  if (reply.statusCode !== 200) throw new Error(reply.body);
  return reply.json();
}
async function whole(query: string, cookie = cookies.office): Promise<readonly ProjectLine[]> {
  const rows: ProjectLine[] = [];
  for (let cursor = ''; ; ) {
    const page = await list(`${query}&limit=200&cursor=${cursor}`, cookie);
    rows.push(...page.rows);
    if (page.nextCursor === null) return rows;
    cursor = page.nextCursor;
  }
}

describe('attributes of the plan', () => {
  test('are facets, columns, filters and orders, and none is written into the program', async () => {
    const { facets, rows } = await list('attributes=origin:foreign');
    expect(facets?.attributes?.map(({ id, title }) => [id, title])).toEqual([
      ['origin', '投资来源'],
      ['bayAreaSpillover', '湾区外溢'],
      ['incubated', '孵化成果'],
      ['theme', '专题'],
    ]);
    expect(rows.length).toBeGreaterThan(9);
    expect(new Set(rows.map(({ attributes }) => attributes?.origin))).toEqual(new Set(['外资']));
    const all = await whole('sort=name');
    const having = (keep: (told: Readonly<Record<string, string>>) => boolean) =>
      all.filter(({ attributes }) => keep(attributes ?? {})).length;
    const found = async (attributes: string) => (await list(`attributes=${attributes}`)).total.count;
    expect(await found('origin:foreign')).toBe(having(({ origin }) => origin === '外资'));
    expect(await found('origin:-')).toBe(having(({ origin }) => origin === undefined));
    expect(await found('origin:ownCity,theme:innovation')).toBe(
      having(({ origin, theme }) => origin === '本市' && theme === '科技创新'),
    );
    expect((await ask('/api/projects?attributes=weather:fine')).json().code).toBe('attribute_unknown');
    expect((await ask('/api/projects?sort=attribute:weather')).json().code).toBe('attribute_unknown');
    expect((await ask('/api/projects?sort=secret')).json().code).toBe('query_invalid');
  });

  test('sort the whole list in the plan’s order of their values, what is not told last, either way', async () => {
    const order = ['本市', '省内市外', '省外', '港澳台', '外资'];
    for (const turn of ['up', 'down'] as const) {
      const told = (await whole(`sort=attribute:origin.${turn}&unit=441204`)).map(
        ({ attributes }) => attributes?.origin ?? null,
      );
      const wanted = told.toSorted((a, b) => {
        if (a === null || b === null) return Number(a === null) - Number(b === null);
        return (order.indexOf(a) - order.indexOf(b)) * (turn === 'down' ? -1 : 1);
      });
      expect(told).toEqual(wanted);
      expect(new Set(told).size).toBeGreaterThan(2);
    }
  });
});

describe('as a workbook', () => {
  const sheetOf = async (query: string, cookie?: string) => {
    const reply = await ask(`/api/projects.xlsx?${query}`, cookie);
    expect(reply.statusCode).toBe(200);
    const book = new ExcelJS.Workbook();
    await book.xlsx.load(reply.rawPayload as unknown as ArrayBuffer);
    const [sheet] = book.worksheets;
    const rows: unknown[][] = [];
    sheet?.eachRow((row) => rows.push((row.values as unknown[]).slice(1)));
    return { name: sheet?.name, rows };
  };

  test('holds the rows that are seen, in their order, with the chosen columns', async () => {
    const seen = await whole('sort=light&unit=441204&standing=open');
    const { name, rows } = await sheetOf(
      'sort=light&unit=441204&standing=open&columns=id,name,planned,attribute:origin,lifecycle',
    );
    expect(name).toBe('模拟 项目库');
    const head = rows.findIndex(([first]) => first === '项目编号');
    expect(rows[head]).toEqual(['项目编号', '项目', '计划投资（元）', '投资来源', '项目种类']);
    expect(String(rows[1])).toContain(`共 ${seen.length} 行`);
    expect(rows.slice(head + 1).map(([id, , planned, origin]) => [id, planned, origin ?? null])).toEqual(
      seen.map(({ id, plannedInvestmentYuan, attributes }) => [
        id,
        Number(plannedInvestmentYuan),
        attributes?.origin ?? null,
      ]),
    );
    expect(seen.length).toBeGreaterThan(50);
  });

  test('of the chosen rows alone, and of an account’s own reach', async () => {
    const [one, two] = (await list('limit=2&sort=planned')).rows.map(({ id }) => id);
    const chosen = await sheetOf(`sort=planned&columns=id&rows=${two},${one}`);
    expect(chosen.rows.slice(-2).map(([id]) => id)).toEqual([one, two]);
    const own = await sheetOf('columns=unit', cookies.county);
    expect(
      new Set(own.rows.slice(own.rows.findIndex(([first]) => first === '县区') + 1).map(String)),
    ).toEqual(new Set(['高要区']));
  });

  test('a wrong question is refused before anything goes out, and lets the next one in', async () => {
    for (let n = 0; n < 4; n += 1)
      expect((await ask('/api/projects.xlsx?attributes=weather:fine')).json().code).toBe('attribute_unknown');
    const three = await Promise.all([1, 2, 3].map(() => ask('/api/projects.xlsx?columns=id')));
    expect(three.map(({ statusCode }) => statusCode).toSorted()).toEqual([200, 200, 429]);
    // An answer may be whole before its transaction has ended, and its place is free only then.
    await expect.poll(async () => (await ask('/api/projects.xlsx?unit=441204')).statusCode).toBe(200);
  });
});

describe('the board by a dimension', () => {
  const board = async (query: string, cookie = cookies.office): Promise<BoardView> => {
    const reply = await ask(`/api/board?${query}`, cookie);
    if (reply.statusCode !== 200) throw new Error(reply.body);
    return reply.json();
  };

  test('counts what its columns count, value by value, and every number opens as many rows', async () => {
    for (const by of ['attribute:origin', 'cluster', 'unit', 'park']) {
      const { groups, columns } = await board(`by=${by}`);
      for (const { stage, count } of columns)
        expect([by, stage, groups?.rows.reduce((sum, { counts }) => sum + (counts[stage] ?? 0), 0)]).toEqual([
          by,
          stage,
          count,
        ]);
    }
    const { groups, facets } = await board('by=attribute:origin');
    expect(groups?.title).toBe('投资来源');
    const names = groups?.rows.map(({ name }) => name) ?? [];
    expect(names).toEqual(
      ['本市', '省内市外', '省外', '港澳台', '外资', null].filter((one) => names.includes(one)),
    );
    expect(names.length).toBeGreaterThan(2);
    for (const row of groups?.rows ?? [])
      for (const [stage, count] of Object.entries(row.counts)) {
        const query = new URLSearchParams({
          lifecycle: 'industrial',
          standing: 'open',
          stage,
          ...row.narrows,
        });
        expect((await list(String(query))).total.count).toBe(count);
      }
    expect(facets.dimensions.map(({ id }) => id)).toContain('attribute:bayAreaSpillover');
  });

  test('is cut to who asks, and knows no dimension that the plan does not have', async () => {
    const own = await board('by=unit', cookies.county);
    expect(own.groups?.rows.map(({ name }) => name)).toEqual(['高要区']);
    const foreign = (await board('attributes=origin:foreign')).columns.reduce(
      (sum, { count }) => sum + count,
      0,
    );
    const query = 'attributes=origin:foreign&standing=open&lifecycle=industrial';
    expect(foreign).toBe((await list(query)).total.count);
    expect((await ask('/api/board?by=attribute:weather')).json().code).toBe('dimension_unknown');
  });
});

describe('a figure by a dimension', () => {
  const figure = async (query: string, cookie = cookies.office): Promise<FigureView> => {
    const reply = await ask(
      `/api/measures/projects.introduced/rows?from=2015-01-01&asOf=2021-06-30&${query}`,
      cookie,
    );
    if (reply.statusCode !== 200) throw new Error(reply.body);
    return reply.json();
  };

  test('新引进 by where the investment comes from adds up to the figure, and each part opens its own rows', async () => {
    const whole = await figure('by=attribute:origin');
    expect(whole.dimensions.map(({ id }) => id)).toEqual([
      'attribute:origin',
      'attribute:bayAreaSpillover',
      'attribute:incubated',
      'attribute:theme',
      'cluster',
      'park',
    ]);
    const parts = whole.byDimension?.rows ?? [];
    const names = parts.map(({ name }) => name);
    expect(names).toEqual(
      ['本市', '省内市外', '省外', '港澳台', '外资', null].filter((one) => names.includes(one)),
    );
    expect(names.length).toBeGreaterThan(2);
    expect(parts.reduce((sum, { value }) => sum + Number(value), 0)).toBe(Number(whole.value));
    for (const { group, value } of parts.slice(-2)) {
      const part = await figure(`by=attribute:origin&value=${group ?? '-'}`);
      expect([part.value, part.total]).toEqual([value, Number(value)]);
      // What the others hold stays in sight.
      expect(part.byDimension).toEqual(whole.byDimension);
    }
    const clusters = (await figure('by=cluster&unit=441204')).byDimension?.rows ?? [];
    const county = await figure('unit=441204');
    expect(clusters.reduce((sum, { value }) => sum + Number(value), 0)).toBe(Number(county.value));
    expect(clusters.every(({ name }) => name === null || /[\u4e00-\u9fff]/.test(name))).toBe(true);
  });

  test('a dimension that the plan does not declare, or the figure does not know, is refused', async () => {
    const code = async (url: string) => (await ask(url)).json().code;
    expect(await code('/api/measures/projects.started/rows?by=weather')).toBe('dimension_unknown');
    expect(await code('/api/measures/projects.late/rows?by=attribute:origin')).toBe('dimension_unknown');
  });
});
