// 流程实况 over HTTP, of the real rehearsed city: figures against the ledger's own rows and against what they open to.
import ExcelJS from 'exceljs';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FlowView, PassagesView } from '../dispatch/flow.view.ts';
import type { PassageChoice } from '../foresight/projectFlow.ts';
import { parseDate } from '../kernel/plainDate.ts';
import { sql } from '../kernel/sql.ts';
import type { Ledger } from '../ledger/ledger.pg.ts';
import { type RehearsedServer, rehearsedServer } from '../testing/rehearsed.ts';

let at: RehearsedServer;
let server: FastifyInstance;
let ledger: Ledger;
const cookies = { office: '', county: '' };
const TODAY = 'asOf=2021-07-09';

beforeAll(async () => {
  at = await rehearsedServer('flowpage', ['zhuanban', 'gaoyao']);
  ({ server, ledger } = at);
  cookies.office = await at.cookieOf('zhuanban');
  cookies.county = await at.cookieOf('gaoyao');
}, 240_000);
afterAll(() => at?.close());

const AT = 'asOf=2021-06-30';
const ask = (path: string, by = cookies.office) =>
  server.inject({ url: `/api/flow${path}`, headers: { cookie: by } });
const get = async (path: string, by?: string) => {
  const reply = await ask(path, by);
  if (reply.statusCode !== 200) throw new Error(`${path}: ${reply.statusCode} ${reply.body}`);
  return reply.json();
};
const flow = (query = AT, by?: string): Promise<FlowView> => get(`?${query}`, by);
const total = async (choice: PassageChoice, query = AT, by?: string): Promise<number> =>
  (await get(`/passages?${query}&${new URLSearchParams(choice as unknown as Record<string, string>)}`, by))
    .total;

test('needs a session', async () => {
  for (const path of ['', '.xlsx', '/log?as=xes', '/passages?part=step', '/passages.xlsx?part=step'])
    expect((await server.inject({ url: `/api/flow${path}` })).statusCode).toBe(401);
});

describe('figures', () => {
  test('are those of the ledger’s rows', async () => {
    const { summary, at } = await flow();
    expect(at).toMatchObject({ asOf: '2021-06-30', city: { simulated: true } });
    const rows = await ledger.read('zhaoqing', { asOf: parseDate('2021-06-30') }, (view) =>
      view.query(sql`
        with events as (
          select m.subject, m.milestone, m.occurred_on, lag(m.milestone) over steps as before
          from project_milestone m join project p on p.city = m.city and p.subject = m.subject
          where m.city = 'zhaoqing' and m.state = 'recognised' and m.occurred_on <= '2021-06-30' and p.registered_on <= '2021-06-30' and p.lifecycle = 'industrial'
          window steps as (partition by m.subject order by m.occurred_on, m.claimed_seq))
        select before as "from", milestone as "to", count(*)::int as count from events group by 1, 2`),
    );
    const key = ({ from, to, count }: { from?: unknown; to?: unknown; count?: unknown }) =>
      `${from} ${to} ${count}`;
    expect(summary.paths.map(key).toSorted()).toEqual(rows.map(key).toSorted());
    expect(summary.undeclared).toBe(0);
    expect(Object.values(summary.standing).reduce((sum, n) => sum + n)).toBe(summary.projects);
    expect(summary.waits.reduce((sum, { count }) => sum + count, 0)).toBe(summary.standing.running);
    expect(summary.holders.reduce((sum, { count }) => sum + count, 0)).toBe(summary.standing.running);
    expect(summary.holders.reduce((sum, { recognition }) => sum + recognition, 0)).toBe(summary.recognition);
  });

  test('each opens to as many passages as it says', async () => {
    const { summary } = await flow();
    for (const { from, to, count } of summary.paths)
      expect(await total({ part: 'step', from: from ?? '-', to })).toBe(count);
    for (const { milestone, standing, beyond } of summary.nodes) {
      const stand = { part: 'stand', to: milestone ?? '-' } as const;
      expect([await total(stand), await total({ ...stand, is: 'beyond' })]).toEqual([standing, beyond]);
    }
    for (const { stage, next, waitsFor, count, beyond } of summary.waits) {
      const wait = { part: 'wait', stage, to: next, waitsFor } as const;
      expect([await total(wait), await total({ ...wait, is: 'beyond' })]).toEqual([count, beyond]);
    }
    for (const { holder, count, beyond } of summary.holders) {
      const held = { part: 'wait', holder } as const;
      expect([await total(held), await total({ ...held, is: 'beyond' })]).toEqual([count, beyond]);
    }
    const [county] = summary.stays.county;
    for (const { of, over, going } of county!.cells) {
      const stay = { part: 'stay', stage: of, unit: county!.key! } as const;
      expect([await total({ ...stay, is: 'over' }), await total({ ...stay, is: 'going' })]).toEqual([
        over.count,
        going.count,
      ]);
    }
    const [recogniser] = summary.stays.recogniser;
    for (const { of, over, going } of recogniser!.cells) {
      const claims = { part: 'recognition', to: of, holder: recogniser!.key! } as const;
      expect([await total({ ...claims, is: 'over' }), await total({ ...claims, is: 'going' })]).toEqual([
        over.count,
        going.count,
      ]);
    }
  });

  test('counties and clusters add up to the whole, and to what is narrowed to them', async () => {
    const { summary } = await flow();
    for (const by of ['county', 'cluster'] as const) {
      const sum = (what: 'over' | 'going') =>
        summary.stays[by].flatMap(({ cells }) => cells).reduce((n, cell) => n + cell[what].count, 0);
      const whole = (what: 'over' | 'going') =>
        summary.stays.whole.cells.reduce((n, cell) => n + cell[what].count, 0);
      expect([sum('over'), sum('going')]).toEqual([whole('over'), whole('going')]);
    }
    const narrowed = await flow(`${AT}&unit=441204`);
    expect(narrowed.summary.stays.whole.cells).toEqual(
      summary.stays.county.find(({ key }) => key === '441204')!.cells,
    );
    // What is usual is the city's, whatever the page is narrowed to.
    expect(narrowed.summary.waits[0]!.usual).toEqual(summary.waits[0]!.usual);
  });

  test('a county sees its own projects, and no other county’s', async () => {
    const own = await flow(AT, cookies.county);
    const all = await flow(`${AT}&unit=441204`);
    expect(own.units.map(({ id }) => id)).toEqual(['441204']);
    expect(own.summary.projects).toBe(all.summary.projects);
    expect(own.longest.every(({ unitName }) => unitName === '高要区')).toBe(true);
    expect(await total({ part: 'project' }, AT, cookies.county)).toBe(own.summary.projects);
    // The same projects wait for longer than usual, and the same is usual, whoever looks.
    const seen = await flow(`${AT}&unit=441204`);
    expect(own.summary).toEqual(seen.summary);
    const refused = await ask(`?${AT}&unit=441284`, cookies.county);
    expect([refused.statusCode, refused.json().code]).toEqual([403, 'out_of_scope']);
  });

  test('as known then, and as of an earlier day, fewer', async () => {
    const now = await flow();
    const then = await flow(`${AT}&known=2021-06-30`);
    const earlier = await flow('asOf=2021-03-31');
    const steps = ({ summary }: FlowView) => summary.paths.reduce((sum, { count }) => sum + count, 0);
    expect(then.at.asKnownThen).toBe(true);
    expect(steps(then)).toBeLessThan(steps(now));
    expect(steps(earlier)).toBeLessThan(steps(now));
    expect(await total({ part: 'step' }, `${AT}&known=2021-06-30`)).toBe(steps(then));
  });

  test('another lifecycle has its own milestones; one without projects is empty, one unknown is told so', async () => {
    const school = await flow(`${AT}&lifecycle=school`);
    expect(school.lifecycle).toEqual({ id: 'school', name: '中小学新建改建扩建' });
    expect(school.summary).toMatchObject({ projects: 0, paths: [], waits: [] });
    expect(school.lifecycles.find(({ id }) => id === 'industrial')?.projects).toBeGreaterThan(1000);
    const unknown = await ask(`?${AT}&lifecycle=none`);
    expect([unknown.statusCode, unknown.json().code]).toEqual([404, 'lifecycle_unknown']);
    for (const path of ['/passages', '/passages?part=none', '/passages?part=step&cursor=x'])
      expect((await ask(path)).statusCode).toBe(400);
  });
});

describe('lists', () => {
  test('pages follow one another, the longest wait first, no row lost or told twice', async () => {
    const rows: { project: string; days: number }[] = [];
    let cursor: string | null = '';
    let wanted = 0;
    while (cursor !== null) {
      const page: PassagesView = await get(
        `/passages?part=wait&stage=signed&${AT}${cursor === '' ? '' : `&cursor=${cursor}`}`,
      );
      rows.push(...page.rows.map(({ project, days }) => ({ project, days: days! })));
      wanted = page.total;
      cursor = page.nextCursor;
    }
    expect(rows).toHaveLength(wanted);
    expect(new Set(rows.map(({ project }) => project)).size).toBe(wanted);
    expect(rows.map(({ days }) => days)).toEqual(rows.map(({ days }) => days).toSorted((a, b) => b - a));
  });

  test('event logs leave by the page, of the projects in reach alone', async () => {
    const own = await flow(AT, cookies.county);
    const all = await flow(AT);
    const events = async (by?: string) => {
      const log = JSON.parse((await ask(`/log?${AT}&as=ocel`, by)).body);
      expect(log.luodi).toMatchObject({ asOf: '2021-06-30', simulated: true });
      return log.objects.filter(({ type }: { type: string }) => type === 'project').length;
    };
    const projects = ({ lifecycles }: FlowView) => lifecycles.reduce((sum, one) => sum + one.projects, 0);
    expect([await events(cookies.county), await events()]).toEqual([projects(own), projects(all)]);
    const reply = await ask(`/log?${AT}&as=xes`, cookies.county);
    expect(decodeURIComponent(String(reply.headers['content-disposition']))).toContain('模拟.xes');
    expect(reply.body).toContain('<boolean key="simulated" value="true"/>');
    expect((await ask(`/log?${AT}&as=csv`)).statusCode).toBe(400);
  });

  test('workbooks hold the rows, the mark 模拟 and the head', async () => {
    const { summary, at } = await flow();
    const rowsOf = async (path: string) => {
      const reply = await ask(path);
      const book = new ExcelJS.Workbook();
      await book.xlsx.load(reply.rawPayload as unknown as Parameters<typeof book.xlsx.load>[0]);
      const sheet = book.worksheets[0]!;
      expect(sheet.name).toContain('模拟');
      expect(sheet.getCell('A4').text).toContain(at.head);
      return sheet.rowCount - 6;
    };
    expect(await rowsOf(`.xlsx?${AT}&table=paths`)).toBe(summary.paths.length);
    expect(await rowsOf(`.xlsx?${AT}&table=waits`)).toBe(summary.waits.length);
    expect(await rowsOf(`.xlsx?${AT}&table=holders`)).toBe(summary.holders.length);
    expect(await rowsOf(`.xlsx?${AT}&table=moves`)).toBe(0);
    expect(await rowsOf(`.xlsx?${AT}&table=county`)).toBe((summary.stays.county.length + 1) * 7);
    expect(await rowsOf(`/passages.xlsx?${AT}&part=step&to=reviewed`)).toBe(
      await total({ part: 'step', to: 'reviewed' }),
    );
  });
});

test('what is kept is of its head: a new fact is in the next answer', async () => {
  const before = await flow(TODAY);
  const waiting = before.summary.recognition;
  const { rows } = await get(`/passages?part=wait&stage=landSupplied&waitsFor=progress&unit=441204&${TODAY}`);
  const project = rows.at(-1).project;
  const reply = await server.inject({
    method: 'POST',
    url: '/api/commands/projects/claimMilestone',
    headers: { cookie: cookies.county, 'idempotency-key': 'flow-1' },
    payload: { project, milestone: 'started', occurredOn: '2021-07-09', evidence: [], confirm: true },
  });
  expect([reply.statusCode, reply.body]).toEqual([200, reply.body]);
  const after = await flow(TODAY);
  expect(after.summary.recognition).toBe(waiting + 1);
  expect(after.longest).toBeDefined();
});
