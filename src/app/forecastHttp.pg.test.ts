// The forecast over HTTP on the real rehearsed city: what the pages say is what the forecast and the measures say, each role sees what it may, nothing waits for it.
import ExcelJS from 'exceljs';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ForecastsView, PushesView, TargetForecastView } from '../dispatch/forecast.view.ts';
import { readForecast } from '../foresight/forecast.pg.ts';
import { chanceIf, NO_CHANGE } from '../foresight/whatIf.ts';
import { parseDate } from '../kernel/plainDate.ts';
import type { Ledger } from '../ledger/ledger.pg.ts';
import { type RehearsedServer, rehearsedServer } from '../testing/rehearsed.ts';

const END = '2021-06-30';
let at: RehearsedServer;
let server: FastifyInstance;
let ledger: Ledger;

beforeAll(async () => {
  at = await rehearsedServer('forecast-http', ['lingdao', 'ducha', 'sihui'], 2);
  ({ server, ledger } = at);
}, 240_000);
afterAll(() => at?.close());

async function as(account: string) {
  const cookie = await at.cookieOf(account);
  const inject = (url: string) => server.inject({ url, headers: { cookie } });
  return {
    inject,
    get: async <T>(url: string) => (await inject(url)).json() as T,
  };
}

/** How long this thread, the server's own, was held at most while something is asked. */
async function withBeat<T>(asking: Promise<T>) {
  let longest = 0;
  const since = performance.now();
  let last = since;
  const beat = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 5);
  const answer = await asking;
  clearInterval(beat);
  return { answer, longest, took: performance.now() - since };
}

describe('GET /api/forecast', () => {
  test('says of each target what the forecast says, and does not hold up what is asked meanwhile', async () => {
    const leader = await as('lingdao');
    const {
      answer: view,
      longest,
      took,
    } = await withBeat(leader.get<ForecastsView>(`/api/forecast?asOf=${END}`));
    // Were it the server's own thread, one wait would be nearly all of the time.
    expect(longest).toBeLessThan(took / 2);
    const told = await ledger.read('zhaoqing', { asOf: parseDate(END) }, readForecast);
    expect(view.floors.map(({ id, chance }) => [id, chance])).toEqual(
      told.targets.map(({ id, p_met }) => [id, p_met]),
    );
    expect(view.floors.map(({ words }) => words)).toEqual(told.targets.map(({ words }) => words));
    expect(view.floors.find(({ id }) => id === 'in-production-2021')?.published).toBe(false);
    expect(view.levels.every(({ band, chance }) => band === null && chance === null)).toBe(true);
    expect(view.numbers).toBe(true);
    expect(view.no_forecast).toEqual(told.no_forecast);
    expect(view.no_forecast.length).toBeGreaterThan(5);
    expect(view.floors.map(({ done, expected }) => [done, expected?.p50])).toEqual(
      told.targets.map(({ done, weeks }) => [done, weeks.at(-1)!.p50]),
    );
    const county = await (await as('sihui')).get<ForecastsView>(`/api/forecast?asOf=${END}`);
    expect(county.floors.map(({ chance, expected }) => [chance, expected])).toEqual(
      county.floors.map(() => [null, null]),
    );
    expect(county.floors.map(({ sentence }) => sentence)).toEqual(
      view.floors.map(({ sentence }) => sentence),
    );
  });

  test('asked again it is the same, at once; at another day it is another', async () => {
    const leader = await as('lingdao');
    const [again, then] = [
      await leader.get<ForecastsView>(`/api/forecast?asOf=${END}`),
      await leader.get<ForecastsView>('/api/forecast?asOf=2021-03-31&known=2021-03-31'),
    ];
    expect(await leader.get(`/api/forecast?asOf=${END}`)).toEqual(again);
    expect(then.floors.map(({ chance }) => chance)).not.toEqual(again.floors.map(({ chance }) => chance));
    expect(then.at.asKnownThen).toBe(true);
  });

  test('needs a session', async () => {
    for (const url of ['/api/forecast', '/api/forecast/started-2021', '/api/pushes', '/api/pushes.xlsx'])
      expect((await server.inject({ url })).statusCode).toBe(401);
  });
});

describe('GET /api/forecast/<target>', () => {
  test('quantiles in order, what happened ends at what is done, the pace ends at the target', async () => {
    const view = await (await as('ducha')).get<TargetForecastView>(`/api/forecast/started-2021?asOf=${END}`);
    expect(view.soFar.at(-1)).toMatchObject({ on: END, done: view.done });
    expect(view.done + view.needed).toBe(600);
    expect(view.weeks.at(-1)).toMatchObject({ on: '2021-12-31', pace: 600 });
    for (const { p10, p25, p50, p75, p90 } of view.weeks)
      expect([p10, p25, p50, p75, p90]).toEqual([p10, p25, p50, p75, p90].toSorted((a, b) => a - b));
    expect(view.record.past).toHaveLength(view.record.origins);
    expect(view.record.enough).toBe(true);
    expect(view.chanceRecognised!).toBeLessThanOrEqual(view.line.chance! + 1e-9);
  });

  test('every input opens to an address that answers; what is done opens to as many rows', async () => {
    const office = await as('ducha');
    const view = await office.get<TargetForecastView>(`/api/forecast/started-2021?asOf=${END}`);
    expect(view.inputs.length).toBeGreaterThan(10);
    for (const { id, opens } of view.inputs.filter((input) => !input.opens.startsWith('#'))) {
      const [path = '', query] = opens.split('?');
      const api = path.startsWith('/figures/') ? `/api/measures/${path.slice(9)}/rows` : `/api${path}`;
      expect([id, (await office.inject(`${api}?${query}`)).statusCode]).toEqual([id, 200]);
    }
    const done = view.inputs.find((input) => input.id === 'done')!;
    const rows = await office.get<{ total: number }>(
      `/api/measures/projects.started/rows?${done.opens.split('?')[1]}`,
    );
    expect(rows.total).toBe(view.done);
    const inFlight = view.inputs.find((input) => input.id === 'inFlight')!;
    const pushes = await office.get<PushesView>(`/api/pushes?${inFlight.opens.split('?')[1]}`);
    expect(pushes.total).toBe(inFlight.value);
    // The chances of the list are those of the input.
    const inputOf = (id: string) => view.inputs.find((input) => input.id === id)!.value;
    expect(pushes.expected!).toBeCloseTo(inputOf('inFlightMean'), 6);
  });

  test('what the browser asks again with nothing changed is the chance itself', async () => {
    const view = await (await as('ducha')).get<TargetForecastView>(`/api/forecast/started-2021?asOf=${END}`);
    const untouched = chanceIf(view.whatIf!, NO_CHANGE);
    expect(untouched.chance).toBeCloseTo(view.line.chance!, 4);
    // The same word and the same median, too.
    expect(untouched.word.isWithheld ? null : untouched.word.words).toEqual(view.line.band);
    expect(view.done + untouched.p50).toBe(view.weeks.at(-1)!.p50);
    expect(view.whatIf!.cases.every(([, stage]) => stage >= 0)).toBe(true);
  });

  test('a county reads the words and not one number of the chance', async () => {
    const view = await (await as('sihui')).get<TargetForecastView>(`/api/forecast/started-2021?asOf=${END}`);
    expect(view.line.band?.zh).toMatch(/高|中|低/);
    expect([view.numbers, view.line.chance, view.mean, view.chanceRecognised, view.whatIf]).toEqual([
      false,
      null,
      null,
      null,
      null,
    ]);
    expect([view.weeks, view.inputs, view.record.past]).toEqual([[], [], []]);
    expect(view.record.low + view.record.high).toBeLessThanOrEqual(view.record.origins);
    expect(view.assumptions.length).toBeGreaterThan(3);
  });

  test('what the record counts of each word is what was asked on past days; a county sees the words too', async () => {
    for (const account of ['ducha', 'sihui']) {
      const one = await as(account);
      const view = await one.get<TargetForecastView>(`/api/forecast/started-2021?asOf=${END}`);
      const { words, asked, origins } = view.record;
      // A day before the first milestone has nothing to be asked of.
      const days = new Set(asked.map(({ known }) => known)).size;
      expect(days).toBeGreaterThan(origins / 2);
      expect(days).toBeLessThanOrEqual(origins);
      for (const { word, said, met } of words) {
        const own = asked.filter((floor) => floor.word === word);
        expect([own.length, own.filter((floor) => floor.met).length]).toEqual([said, met]);
      }
      expect(asked.every(({ floor, came, met }) => met === came >= floor)).toBe(true);
      const { floors } = await one.get<ForecastsView>(`/api/forecast?asOf=${END}`);
      const line = floors.find(({ id }) => id === 'started-2021')!;
      const own = words.find(({ band }) => band.zh === line.band!.zh)!;
      expect(line.said).toEqual({
        times: own.said,
        met: own.met,
        windows: line.said!.windows,
        word: own.word,
      });
    }
  });

  test('what is left and what is needed a month are the cockpit’s; its tables leave as workbooks', async () => {
    const office = await as('ducha');
    const url = '/api/forecast/started-2021';
    const view = await office.get<TargetForecastView>(`${url}?asOf=${END}`);
    const cockpit = await office.get<{ targets: { id: string; sentence: object }[] }>(
      `/api/cockpit?asOf=${END}`,
    );
    expect(view.sentence).toEqual(cockpit.targets.find(({ id }) => id === 'started-2021')?.sentence);
    const rows = {
      weeks: view.weeks,
      record: view.record.past,
      asked: view.record.asked,
      inputs: view.inputs,
    };
    for (const [table, told] of Object.entries(rows)) {
      const reply = await office.inject(`${url}/tables.xlsx?asOf=${END}&table=${table}`);
      const book = new ExcelJS.Workbook();
      await book.xlsx.load(reply.rawPayload as unknown as ArrayBuffer);
      const sheet = book.worksheets[0]!;
      expect([table, sheet.rowCount - 6]).toEqual([table, told.length]);
      expect(String(sheet.getCell('A1').value)).toContain('模拟');
    }
    const all = await office.get<ForecastsView>(`/api/forecast?asOf=${END}`);
    const sheets = new ExcelJS.Workbook();
    const whole = await office.inject(`/api/forecast.xlsx?asOf=${END}`);
    await sheets.xlsx.load(whole.rawPayload as unknown as ArrayBuffer);
    expect(sheets.worksheets[0]!.rowCount - 6).toBe(
      all.floors.length + all.levels.length + all.atLeast.length + all.no_forecast.length,
    );
    const unseen = await (await as('sihui')).inject(`${url}/tables.xlsx?asOf=${END}&table=weeks`);
    const book = new ExcelJS.Workbook();
    await book.xlsx.load(unseen.rawPayload as unknown as ArrayBuffer);
    expect(book.worksheets[0]!.rowCount).toBe(6);
  });

  test('a target without a forecast says so, an unknown one too', async () => {
    const office = await as('ducha');
    expect((await office.inject('/api/forecast/gdp-3000')).json()).toMatchObject({
      code: 'forecast_none',
      status: 404,
    });
    expect((await office.inject('/api/forecast/no-such')).json()).toMatchObject({ code: 'target_unknown' });
  });
});

describe('GET /api/pushes', () => {
  test('the most useful first, each with who holds it and why; narrowed by all that it names', async () => {
    const office = await as('ducha');
    const url = `/api/pushes?asOf=${END}&target=started-2021&top=30`;
    const view = await office.get<PushesView>(url);
    const changes = view.rows.map((row) => row.change!);
    expect(changes).toEqual(changes.toSorted((a, b) => b - a));
    expect(view.rows.every((row) => row.holderNames.length > 0 && row.leaders.length > 0)).toBe(true);
    // The step is named as the plan names it.
    expect(view.rows.every(({ next, nextName }) => next === null || /\p{Script=Han}/u.test(nextName!))).toBe(
      true,
    );
    expect(view.lagging).toBeNull();
    const [line] = view.attention;
    expect(line).toMatchObject({ target: 'started-2021', rows: view.total });
    expect(line!.chanceIfPushed!).toBeGreaterThan(line!.chance! + changes[0]!);
    const holder = view.byHolder[0]!;
    const held = await office.get<PushesView>(`${url}&holder=${holder.id}`);
    expect(held.total).toBe(holder.rows);
    expect(held.rows.every((row) => row.holders.includes(holder.id))).toBe(true);
    const next = await office.get<PushesView>(`${url}&cursor=${view.nextCursor}`);
    expect(next.rows[0]!.change!).toBeLessThanOrEqual(changes.at(-1)!);
  });

  test('the choice of a hundred projects is reckoned beside the server, and once', async () => {
    const office = await as('ducha');
    const url = `/api/pushes?asOf=${END}&top=100`;
    const { answer, longest, took } = await withBeat(office.get<PushesView>(url));
    expect(answer.chosen).toBe(100);
    expect(longest).toBeLessThan(took / 2);
    const least = answer.attention.toSorted((a, b) => a.chance! - b.chance!)[0]!;
    const lagging = answer.lagging!;
    expect(lagging).toMatchObject({ target: least.target, chance: least.chance });
    expect(lagging.chanceIfPushed!).toBeGreaterThanOrEqual(least.chanceIfPushed! - 1e-9);
    const again = await withBeat(office.get<PushesView>(`${url}&only=chosen`));
    expect(again.took).toBeLessThan(took / 2);
    expect(again.answer.attention).toEqual(answer.attention);
  });

  test('every number of the choice and of who holds what opens to as many rows', async () => {
    const office = await as('ducha');
    const url = `/api/pushes?asOf=${END}`;
    const view = await office.get<PushesView>(url);
    for (const { target, pushed } of view.attention) {
      const opened = await office.get<PushesView>(`${url}&only=chosen&of=${target}`);
      expect([opened.total, opened.chosen]).toEqual([pushed, view.chosen]);
      expect(opened.rows.every((row) => row.target === target && row.isChosen)).toBe(true);
    }
    for (const [by, lines] of [
      ['holder', view.byHolder],
      ['leader', view.byLeader],
    ] as const)
      for (const { id, rows, beyond } of lines) {
        const total = async (more: string) =>
          (await office.get<PushesView>(`${url}&${by}=${id}${more}&top=1`)).total;
        expect([await total(''), await total('&only=beyond')]).toEqual([rows, beyond]);
      }
  });

  test('after the last day of a target there is nothing to push for', async () => {
    const url = '/api/pushes?asOf=2021-12-31';
    // Asked in July, the last day is ahead all the same.
    expect((await (await as('ducha')).get<PushesView>(url)).rows.length).toBeGreaterThan(0);
    const july = at.clock.ms;
    at.clock.ms += 200 * 86_400_000;
    try {
      const view = await (await as('ducha')).get<PushesView>(url);
      expect([view.targets, view.rows, view.attention]).toEqual([[], [], []]);
    } finally {
      at.clock.ms = july;
    }
  });

  test('a county has its own projects alone, in words', async () => {
    const view = await (await as('sihui')).get<PushesView>(`/api/pushes?asOf=${END}`);
    expect(view.rows.length).toBeGreaterThan(0);
    expect([...new Set(view.rows.map((row) => row.unitName))]).toEqual(['四会市']);
    expect(view.rows.every((row) => row.chance === null && row.change === null)).toBe(true);
  });

  test('as a workbook that says 模拟', async () => {
    const reply = await (await as('ducha')).inject(`/api/pushes.xlsx?asOf=${END}&target=started-2021`);
    expect(reply.statusCode).toBe(200);
    expect(decodeURIComponent(String(reply.headers['content-disposition']))).toContain('模拟');
  });
});
