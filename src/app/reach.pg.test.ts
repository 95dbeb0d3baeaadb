// What nobody may see: every route of the OpenAPI document is asked as nobody, as a county of another branch and as the same county of another city, with each of
// its parameters pointed at the other's things. Names of those things hold a mark; no reply may hold the mark, and no command may record anything.
// A new route is walked by itself; a parameter of a name that is not listed here gets a handful of guesses.
import ExcelJS from 'exceljs';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../kernel/json.ts';
import { type TestLedger, testLedger } from '../testing/ledger.ts';
import { CITIES, type City, CODE, FIRM, furnish, type Held, MARK, PASSWORD, PLAN } from '../testing/reach.ts';
import { LOOPS, SECTIONS } from './registry.node.ts';
import { ROUTES } from './routes.ts';
import { buildServer } from './server.ts';

/** Of the other unit, in the city `test`. */
let held: Held;
let at: TestLedger;
let server: FastifyInstance;
let keys = 0;

beforeAll(async () => {
  at = await testLedger({ cities: CITIES, matter: { loops: LOOPS, sections: SECTIONS, plan: PLAN } });
  at.clock.ms = Date.parse('2021-07-20T02:00:00.000Z');
  held = await furnish(at, 'test');
  await furnish(at, 'other');
  server = await buildServer({
    ledger: at.ledger,
    loops: LOOPS,
    routes: ROUTES,
    pages: '/nonexistent',
    secret: 'test secret',
    version: '0',
    now: () => at.clock.ms,
    log: pino({ level: 'silent' }),
    demoPassword: PASSWORD,
  });
}, 120_000);
afterAll(async () => {
  await server?.close();
  await at?.close();
});

type Schema = {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly enum?: readonly string[];
  readonly const?: Json;
  readonly required?: readonly string[];
};
interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[];
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly schema: Schema } } };
}
interface Asked {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly operation: Operation;
}

async function operations(method: Asked['method']): Promise<readonly Asked[]> {
  const { paths } = (await server.inject({ url: '/api/openapi.json' })).json() as {
    paths: Record<string, Record<string, Operation>>;
  };
  return Object.entries(paths).flatMap(([path, byMethod]) => {
    const operation = byMethod[method.toLowerCase()];
    return operation === undefined ? [] : [{ method, path, operation }];
  });
}

/** What a stranger would put into the address, by the name of the parameter (after the route, where one name means several things). */
const IN_ADDRESS = (): Readonly<Record<string, readonly string[]>> => ({
  asOf: ['2021-12-31'],
  known: [String(held.seq)],
  from: ['2021-01-01'],
  to: ['started'],
  unit: ['town', 'village', 'city'],
  authority: ['town'],
  holder: ['town', 'T1'],
  leader: ['town'],
  subject: ['T1', 'T1/permit', 'output/town/2021', 'd-1', 'town1'],
  leaveOut: ['passwordSet'],
  loop: LOOPS.map(({ name }) => name),
  // A part of the mark: what is looked for is said back.
  text: ['勿看', 'T1'],
  q: ['勿看'],
  project: ['T1'],
  element: ['desk'],
  ids: ['desk', 'T1'],
  of: ['units'],
  draft: ['d-1'],
  source: ['plan'],
  lifecycle: ['industrial'],
  cluster: ['none'],
  item: ['permit'],
  stage: ['building', 'talks'],
  stuck: ['yes', 'true'],
  target: ['starts'],
  node: ['', 'u:town', 'unit:town'],
  owner: ['town'],
  theme: ['none'],
  listed: ['工作清单'],
  kind: ['floor'],
  section: ['units', 'targets'],
  milestone: ['started'],
  on: ['2021-06-30'],
  period: ['2021-05', '2021-H1'],
  limit: ['100'],
  top: ['100'],
  cursor: ['0', '1'],
  sort: ['title.up', 'recent', 'stay'],
  table: ['waits'],
  part: ['waits'],
  waitsFor: ['recognition'],
  reason: ['hearing'],
  is: ['open'],
  standing: ['open'],
  state: ['open'],
  light: ['grey'],
  late: ['yes'],
  only: ['nothing'],
  by: ['unit'],
  changed: ['yes'],
  format: ['html'],
  'GET /api/measures/{id}/rows id': LOOPS.flatMap(({ measures }) => measures.map(({ id }) => id)),
  'GET /api/measures/{id}/rows.xlsx id': ['projects.claimedStarted', 'projects.started'],
  'GET /api/targets/{id} id': ['starts'],
  'GET /api/projects/{id} id': ['T1'],
  'GET /api/approvals/{id} id': ['T1/permit'],
  'GET /api/ledger/facts/{id} id': [
    held.claim,
    ...Array.from({ length: held.seq }, (_, seq) => String(seq + 1)),
  ],
  'GET /api/plan/drafts/{id} id': ['d-1'],
  'GET /api/goals/elements/{section}/{id} id': ['desk', 'starts', 'clear'],
  'GET /api/reports/{name} name': ['highlights'],
});

/** For a name that is not listed. */
const GUESSES = ['town', 'T1', 'T1/permit'];

function valuesOf({ method, path }: Asked, name: string, schema: Schema): readonly string[] {
  const table = IN_ADDRESS();
  const known = schema.enum ?? (schema.const === undefined ? table[name] : [String(schema.const)]);
  return table[`${method} ${path} ${name}`] ?? known ?? GUESSES;
}

/** They choose and order what is in reach; none reaches farther. */
const ORDERS = new Set(['asOf', 'limit', 'top', 'cursor', 'sort', 'leaveOut']);

/** The bare address of each thing that its path may name; of the first, with each parameter by itself too. */
function addressesOf(asked: Asked): readonly string[] {
  let paths = [asked.path];
  const queries: string[] = [''];
  for (const { name, in: where, schema } of asked.operation.parameters ?? []) {
    if (where === 'header' || ORDERS.has(name)) continue;
    // To see a day as known folds the city anew: a workbook is of the same reader as its page.
    if (name === 'known' && asked.path.endsWith('.xlsx')) continue;
    const values = valuesOf(asked, name, schema).slice(0, where === 'path' ? undefined : 3);
    if (where === 'path')
      paths = paths.flatMap((path) =>
        values.map((value) => path.replace(`{${name}}`, encodeURIComponent(value))),
      );
    else queries.push(...values.map((value) => `?${name}=${encodeURIComponent(value)}`));
  }
  return paths.flatMap((path, place) => (place === 0 ? queries : ['']).map((query) => path + query));
}

async function signIn(account: string, city: City): Promise<string> {
  const payload = { account, password: PASSWORD, city };
  const reply = await server.inject({ method: 'POST', url: '/api/session', payload });
  return String(reply.headers['set-cookie']).split(';')[0] ?? '';
}

/** As a person would read it: a workbook by its cells. */
async function wordsOf(reply: { readonly headers: object; readonly rawPayload: Buffer }): Promise<string> {
  const type = String((reply.headers as Record<string, unknown>)['content-type']);
  if (!type.includes('spreadsheetml')) return reply.rawPayload.toString('utf8');
  const book = new ExcelJS.Workbook();
  await book.xlsx.load(reply.rawPayload as never);
  return JSON.stringify(book.worksheets.map((sheet) => [sheet.name, sheet.getSheetValues()]));
}

/** A firm's page answers its own link alone: to any other it is not there (404). */
const FIRM_PAGE = /^\/firm\//;
const OPEN = new Set([
  '/api/health',
  '/api/openapi.json',
  '/api/demo-accounts',
  '/api/session',
  '/firm/{token}',
]);

describe('reading', () => {
  test('nobody is answered anything but the few that say so', async () => {
    for (const asked of await operations('GET')) {
      const reply = await server.inject({ url: addressesOf(asked)[0] ?? '' });
      const isOpen = OPEN.has(asked.path);
      expect([asked.path, reply.statusCode === 401]).toEqual([asked.path, !isOpen]);
      expect(reply.payload).not.toContain(MARK);
      expect(reply.headers['cache-control']).toBe('no-store');
      expect(reply.headers['x-content-type-options']).toBe('nosniff');
    }
  });

  test('the owner sees the mark where it should be: the question can be answered at all', async () => {
    const headers = { cookie: await signIn('town1', 'test') };
    const workbook = '/api/measures/projects.claimedStarted/rows.xlsx';
    for (const url of [
      '/api/projects',
      '/api/projects/T1',
      '/api/approvals',
      '/api/inbox',
      '/api/urges',
      '/api/ledger/facts',
      workbook,
    ]) {
      const reply = await server.inject({ url, headers });
      expect([url, reply.statusCode, (await wordsOf(reply)).includes(MARK)]).toEqual([url, 200, true]);
    }
    const drafts = { url: '/api/plan/drafts', headers: { cookie: await signIn('office1', 'test') } };
    expect((await server.inject(drafts)).payload).toContain(MARK);
  });

  test.each([
    ['as it stands', false, 100],
    ['as known then', true, 20],
  ])('a county sees no name, file, reason or draft of another branch, %s', async (_, asKnownThen, least) => {
    const headers = { cookie: await signIn('west1', 'test') };
    const leaks: string[] = [];
    let answered = 0;
    for (const asked of await operations('GET')) {
      for (const url of addressesOf(asked)) {
        if (url.includes('known=') !== asKnownThen) continue;
        const reply = await server.inject({ url, headers });
        if (reply.statusCode === 200) answered += 1;
        expect([url, reply.statusCode < 500]).toEqual([url, true]);
        const words = await wordsOf(reply);
        const place = words.indexOf(MARK);
        if (place >= 0) leaks.push(`${url} ${words.slice(Math.max(0, place - 80), place + 20)}`);
      }
    }
    expect(leaks).toEqual([]);
    expect(answered).toBeGreaterThan(least);
  });

  test('whoever may see the whole city sees nothing of another', async () => {
    const headers = { cookie: await signIn('office1', 'test') };
    const { rows } = (await server.inject({ url: '/api/projects', headers })).json() as {
      rows: { id: string; name: string }[];
    };
    const told = rows.map(({ id, name }) => [id, name.includes(MARK)] as const);
    expect(new Map(told)).toEqual(
      new Map([
        ['T1', true],
        ['W1', false],
      ]),
    );
  });
});

/** What a stranger would put into the body, by the name of the field. */
const IN_BODY = (): Readonly<Record<string, Json>> => ({
  '/api/commands/city/closePeriod period': '2021-06',
  '/api/commands/approvals/pauseClock reason': 'hearing',
  project: 'T1',
  unit: 'town',
  name: 'x.csv',
  title: '改一改',
  lifecycle: 'industrial',
  plannedInvestmentYuan: '1',
  reason: '想改一改',
  code: '2101-441200-04-01-000002',
  milestone: 'finished',
  claim: held.claim,
  measure: 'actual',
  month: '2021-06',
  amountYuan: '1',
  report: held.investment,
  item: 'permit',
  sort: 'approval',
  matter: 'T1/permit',
  turn: held.claim,
  urge: held.claim,
  approval: 'T1/permit',
  materials: ['总平面图'],
  approver: 'boss',
  event: held.claim,
  occurredOn: '2021-06-30',
  level: 'material',
  material: 'plan',
  form: '复印件补正',
  dueOn: '2021-08-01',
  consequence: '撤销许可',
  promise: '按期补齐',
  creditCode: FIRM,
  document: '某府〔2021〕1号',
  facts: '当时的事实如此',
  basis: '所依据的文件',
  application: held.claim,
  outcome: 'granted',
  indicator: 'output',
  period: '2021-05',
  value: '1',
  reading: held.reading,
  draft: 'd-1',
  edits: [{ op: 'remove', section: 'units', element: 'desk', basedOn: null }] as unknown as Json,
  content: held.content,
  files: held.content,
  effectiveFrom: '2021-08-01',
  submission: 1,
  base: held.content,
  standsAt: '2021-08-01T00:00:00.000Z',
  digest: 'a'.repeat(64),
  account: 'town1',
  post: 'p',
  roles: ['county'],
  password: 'a-new-password',
  data: Buffer.from('a,b\n1,2\n').toString('base64'),
  text: '一段原文。',
});

/** A firm's credit belongs to no unit: who handles approvals repairs it. */
const OF_NO_UNIT = new Set(['/api/commands/approvals/repairCredit', '/api/commands/approvals/keepImport']);
/** They record nothing. */
const ANSWERS = new Set(['/api/plan/trace', '/api/plan/draft-from-text']);

/** Of a field that is not listed: one of its choices, or the other's project. */
const guess = (schema: Schema | undefined): Json =>
  schema?.enum?.[0] ?? (schema?.type === 'array' ? ['T1'] : 'T1');

describe('recording', () => {
  const bodyOf = ({ path, operation }: Asked): JsonObject => {
    const schema = operation.requestBody?.content['application/json'].schema;
    const table = IN_BODY();
    // Left out, it is one's own.
    const ofUnit = schema?.properties?.unit === undefined ? [] : ['unit'];
    return Object.fromEntries(
      [...(schema?.required ?? (ANSWERS.has(path) ? ['text'] : [])), ...ofUnit].map((name) => {
        return [
          name,
          path.endsWith('/closePeriod') && name === 'period'
            ? '2021-06'
            : (table[`${path} ${name}`] ?? table[name] ?? guess(schema?.properties?.[name])),
        ];
      }),
    );
  };
  const urlOf = (path: string) =>
    path
      .replace('{loop}/{command}', 'projects/endProject')
      .replace('/drafts/{id}', '/drafts/d-1')
      .replace('{account}', 'town1');
  const head = () => at.ledger.read('test', {}, async (view) => view.head.seq);

  test.each(['nobody', 'a county of another branch'])(
    '%s records nothing of another’s, and is told no name',
    async (who) => {
      const cookie = who === 'nobody' ? '' : await signIn('west1', 'test');
      const before = await head();
      let tried = 0;
      for (const asked of await operations('POST')) {
        if (asked.path === '/api/session' || OF_NO_UNIT.has(asked.path)) continue;
        keys += 1;
        const reply = await server.inject({
          method: 'POST',
          url: urlOf(asked.path),
          payload: asked.path.endsWith('{command}') ? { project: 'T1', reason: '想改一改' } : bodyOf(asked),
          headers: { cookie, 'idempotency-key': `reach ${keys}` },
        });
        const isFirm = FIRM_PAGE.test(asked.path);
        const { code = '' } = isFirm ? {} : (reply.json() as { code?: string });
        // A link that is guessed is not there, and after some guesses nobody is answered for a while.
        const refused = isFirm ? [404, 429] : [401];
        if (who === 'nobody' || isFirm)
          expect([asked.path, refused.includes(reply.statusCode)]).toEqual([asked.path, true]);
        else if (asked.path.startsWith('/api/commands/')) {
          expect([asked.path, code === '']).toEqual([asked.path, false]);
          if (!/_shape$|^command_unknown$/.test(code)) tried += 1;
        }
        expect([asked.path, reply.statusCode < 500, reply.payload.includes(MARK)]).toEqual([
          asked.path,
          true,
          false,
        ]);
        expect([asked.path, await head()]).toEqual([asked.path, before]);
      }
      // Most are refused for what they are, not for their shape: else this would have tried nothing.
      if (who !== 'nobody') expect(tried).toBeGreaterThan(40);
    },
  );

  test('a code, a number or a claim of another’s on one’s own project tells no name', async () => {
    const cookie = await signIn('west1', 'test');
    const before = await head();
    for (const [command, body] of [
      ['projects/bindProjectCode', { project: 'W1', code: CODE }],
      ['projects/correctMilestone', { project: 'W1', claim: held.claim, reason: '想改一改' }],
      [
        'projects/correctInvestment',
        { project: 'W1', report: held.investment, amountYuan: '1', reason: '想改一改' },
      ],
      [
        'projects/registerProject',
        { project: 'T1', unit: 'west', name: '同号', lifecycle: 'industrial', plannedInvestmentYuan: '1' },
      ],
    ] as const) {
      keys += 1;
      const reply = await server.inject({
        method: 'POST',
        url: `/api/commands/${command}`,
        payload: body,
        headers: { cookie, 'idempotency-key': `own ${keys}` },
      });
      expect([command, reply.statusCode >= 400, reply.payload.includes(MARK)]).toEqual([
        command,
        true,
        false,
      ]);
    }
    expect(await head()).toBe(before);
    // A phase of a project that is another's: only its number is known, and only its number is told.
    const phase = {
      project: 'W2',
      unit: 'west',
      name: '分期',
      lifecycle: 'industrial',
      plannedInvestmentYuan: '1',
    };
    const headers = { cookie, 'idempotency-key': 'phase' };
    const payload = { ...phase, phaseOf: 'T1' };
    await server.inject({ method: 'POST', url: '/api/commands/projects/registerProject', payload, headers });
    for (const url of ['/api/projects', '/api/projects/W2', '/api/ledger/facts?subject=W2'])
      expect([url, (await server.inject({ url, headers: { cookie } })).payload.includes(MARK)]).toEqual([
        url,
        false,
      ]);
  });
});
