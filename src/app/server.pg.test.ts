// The server over the real rehearsed city, with one reader's connection: what leaked from a request would be seen by the next.

import type { FastifyInstance } from 'fastify';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setPassword } from '../access/credentials.pg.ts';
import type { Ledger } from '../ledger/ledger.pg.ts';
import { ownerSessionOptions } from '../ledger/pgTypes.pg.ts';
import { PASSWORD, type RehearsedServer, rehearsedServer } from '../testing/rehearsed.ts';
import { operator } from './open.ts';
import { LOOPS } from './registry.node.ts';
import { ROUTES } from './routes.ts';

let at: RehearsedServer;
let server: FastifyInstance;
let ledger: Ledger;
/** The last fact of the rehearsal: what the tests add afterwards is not known then. */
let rehearsed = 0;

beforeAll(async () => {
  at = await rehearsedServer('server', ['ducha', 'zhuanban', 'gaoyao', 'sihui', 'dinghu']);
  ({ server, ledger } = at);
  rehearsed = (await ledger.read('zhaoqing', {}, async (view) => view.head)).seq;
}, 240_000);
afterAll(() => at?.close());

async function signIn(account: string, password = PASSWORD) {
  return server.inject({ method: 'POST', url: '/api/session', payload: { account, password } });
}

async function as(account: string) {
  const cookie = await at.cookieOf(account);
  let key = 0;
  return {
    cookie,
    get: async (url: string) => (await server.inject({ url, headers: { cookie } })).json(),
    status: async (url: string) => (await server.inject({ url, headers: { cookie } })).statusCode,
    give: async (
      command: string,
      payload: object,
      headers: object = { 'idempotency-key': `${account}-${++key}` },
    ) =>
      server.inject({
        method: 'POST',
        url: `/api/commands/${command}`,
        payload,
        headers: { cookie, ...headers },
      }),
  };
}

const lineOf = (view: { targets: { id: string; value: string }[] }, title: string) =>
  (view.targets as unknown as { title: string; value: string }[]).find((line) => line.title === title);

describe('signing in', () => {
  test('is needed for everything but the few that say so', async () => {
    for (const url of ['/api/cockpit', '/api/projects', '/api/inbox', '/api/ledger/facts', '/api/plan']) {
      const reply = await server.inject({ url });
      expect(reply.statusCode).toBe(401);
      expect(reply.headers['content-type']).toContain('application/problem+json');
      expect(reply.json()).toMatchObject({ code: 'not_signed_in', status: 401 });
    }
    for (const url of ['/api/health', '/api/openapi.json', '/api/demo-accounts']) {
      expect((await server.inject({ url })).statusCode).toBe(200);
    }
  });

  test('gives a cookie that no script reads; a wrong password and an unknown account are told apart by nothing', async () => {
    const reply = await signIn('gaoyao');
    expect(reply.json()).toMatchObject({
      account: 'gaoyao',
      unit: { id: '441204', name: '高要区' },
      city: { simulated: true },
    });
    expect(String(reply.headers['set-cookie'])).toMatch(/HttpOnly; SameSite=Lax/);
    const [wrong, unknown] = [
      await signIn('gaoyao', 'wrong-password'),
      await signIn('nobody', 'wrong-password'),
    ];
    expect(wrong.statusCode).toBe(401);
    expect(wrong.json()).toEqual(unknown.json());
  });

  test('ends with a changed password, after twelve hours, and by signing out', async () => {
    const { cookie } = await as('sihui');
    const here = async (): Promise<string | null> => {
      const reply = await server.inject({ url: '/api/session', headers: { cookie } });
      // Nobody is an answer too: a page that asks before signing in meets no error.
      expect(reply.statusCode).toBe(200);
      return reply.json()?.account ?? null;
    };
    const asked = async () => (await server.inject({ url: '/api/inbox', headers: { cookie } })).statusCode;
    expect(await here()).toBe('sihui');
    at.clock.ms += 12 * 3_600_000;
    expect([await here(), await asked()]).toEqual([null, 401]);
    at.clock.ms -= 12 * 3_600_000;
    await setPassword({ ledger, city: 'zhaoqing', actor: operator('441200') }, 'sihui', 'another-password');
    expect([await here(), await asked()]).toEqual([null, 401]);
    await setPassword({ ledger, city: 'zhaoqing', actor: operator('441200') }, 'sihui', PASSWORD);
    const out = await server.inject({ method: 'DELETE', url: '/api/session', headers: { cookie } });
    expect(String(out.headers['set-cookie'])).toContain('luodi_session=;');
  });

  test('one’s own old password is tried no oftener than at the login', async () => {
    const { cookie } = await as('dinghu');
    const guess = () =>
      server.inject({
        method: 'POST',
        url: '/api/accounts/dinghu/password',
        headers: { cookie },
        payload: { current: 'a-wrong-guess', password: 'stolen-password' },
      });
    const codes = [];
    for (let n = 0; n < 9; n++) codes.push((await guess()).json().code);
    expect(codes).toEqual([...Array(8).fill('login_failed'), 'too_many_attempts']);
  });

  test('a password is changed by who knows it, or by who manages accounts; never by the bare command', async () => {
    const county = await as('sihui');
    const set = (account: string, payload: object) =>
      server.inject({
        method: 'POST',
        url: `/api/accounts/${account}/password`,
        payload,
        headers: { cookie: county.cookie },
      });
    expect((await set('sihui', { password: 'brand-new-one' })).json().code).toBe('login_failed');
    expect((await set('gaoyao', { password: 'brand-new-one' })).json().code).toBe('not_permitted');
    expect((await set('sihui', { password: 'short', current: PASSWORD })).statusCode).toBe(400);
    const bare = await county.give('access/setPassword', { account: 'sihui', digest: 'a'.repeat(64) });
    expect(bare.json().code).toBe('password_route');
    expect((await set('sihui', { password: 'brand-new-one', current: PASSWORD })).statusCode).toBe(200);
    expect((await signIn('sihui', 'brand-new-one')).statusCode).toBe(200);
    expect(await county.status('/api/accounts')).toBe(401);
  });

  test('is refused for a while after eight wrong passwords, right or wrong', async () => {
    for (let i = 0; i < 8; i++) await signIn('audit', 'wrong-password');
    const reply = await signIn('audit', PASSWORD);
    expect(reply.statusCode).toBe(429);
    expect(reply.json()).toMatchObject({ code: 'too_many_attempts' });
  });

  test('is refused also when all the wrong passwords come in the same moment', async () => {
    const replies = await Promise.all(Array.from({ length: 24 }, () => signIn('leader', 'wrong-password')));
    const tried = replies.filter((reply) => reply.statusCode === 401).length;
    expect(tried).toBeLessThanOrEqual(8);
    expect(replies.filter((reply) => reply.statusCode === 429)).toHaveLength(24 - tried);
  });
});

describe('the journey', () => {
  test('a county claims a start, cannot recognise it; the city recognises it: 301 → 302, opened down to both facts, 301 as known before', async () => {
    const [county, office] = [await as('gaoyao'), await as('zhuanban')];
    const before = await office.get('/api/cockpit');
    expect(lineOf(before, '新开工项目')?.value).toBe('301');
    const list = await county.get('/api/projects?stage=landSupplied');
    expect(new Set(list.rows.map((row: { unit: string }) => row.unit))).toEqual(new Set(['441204']));
    const project = list.rows[0].id;

    const claim = { project, milestone: 'started', occurredOn: '2021-06-28', evidence: [] };
    // The permits before a start are asked for by name, and said yes to.
    const asked = await county.give('projects/claimMilestone', claim);
    expect(asked.json()).toMatchObject({ code: 'needs_confirmation' });
    expect(asked.json().detail).toContain('施工许可证');
    const claimed = await county.give('projects/claimMilestone', { ...claim, confirm: true });
    expect(claimed.statusCode).toBe(200);
    const fact = claimed.json().facts[0];
    const own = await county.give('projects/recogniseMilestone', { project, claim: fact });
    expect(own.statusCode).toBeGreaterThanOrEqual(400);
    expect(lineOf(await office.get('/api/cockpit'), '新开工项目')?.value).toBe('301');

    const inbox = await office.get('/api/inbox');
    const waiting = inbox.groups.find((group: { key: string }) => group.key === 'toRecognise').items;
    expect(waiting.map((item: { claim: string }) => item.claim)).toContain(fact);
    const reason = '现场核实已开槽，审批随后补录';
    const gates = await office.get(`/api/gates?project=${project}&milestone=started&on=2021-06-28`);
    const bases = gates.rows
      .filter(({ basis, met }: { basis: boolean; met: boolean }) => basis && !met)
      .map(({ id: item }: { id: string }) => ({
        item,
        kind: 'exempt',
        document: '建筑法第七条',
        approver: '市住建局',
      }));
    expect(bases.length).toBeGreaterThan(0);
    const without = await office.give('projects/recogniseMilestone', { project, claim: fact, reason });
    expect(without.json()).toMatchObject({ code: 'approval_basis_missing' });
    const recognised = await office.give('projects/recogniseMilestone', {
      project,
      claim: fact,
      reason,
      bases,
    });
    expect(recognised.statusCode).toBe(200);

    const after = await office.get('/api/cockpit');
    expect(lineOf(after, '新开工项目')?.value).toBe('302');
    const rows = await office.get('/api/measures/projects.started/rows?asOf=2021-06-30&unit=441204');
    expect(rows.rows.find((row: { subject: string }) => row.subject === project)).toMatchObject({
      claim: fact,
      claimed_unit: '高要区',
      decided_by: 'zhuanban',
    });
    const page = await office.get(`/api/projects/${project}`);
    expect(page.history.slice(0, 2).map((one: { kind: string }) => one.kind)).toEqual([
      'milestoneRecognised',
      'milestoneClaimed',
    ]);
    expect(
      (await office.get(`/api/ledger/facts/${fact}`)).correctedBy.map((one: { kind: string }) => one.kind),
    ).toEqual(['milestoneRecognised']);
    const then = await office.get(`/api/cockpit?known=${before.at.knownSeq}`);
    expect(lineOf(then, '新开工项目')?.value).toBe('301');
    expect(then.at).toMatchObject({ asKnownThen: true, head: before.at.head });
  });

  test('a county’s figure and the rows behind it hold what lies below the county, too', async () => {
    const [county, office] = [await as('gaoyao'), await as('zhuanban')];
    const town = await ledger.read('zhaoqing', {}, async (view) => {
      const towns = view.plan.units.children('441204', view.today);
      return towns[0]?.id ?? '';
    });
    const project = 'GY-TOWN-1';
    let keys = 0;
    const key = () => ({ 'idempotency-key': `town ${++keys}` });
    const address = '/api/measures/projects.introduced/rows?asOf=2021-07-09&unit=441204';
    const before = await office.get(address);
    const told = { name: '镇上的项目', lifecycle: 'industrial', plannedInvestmentYuan: '1000000' };
    const registered = await county.give(
      'projects/registerProject',
      { project, unit: town, occurredOn: '2021-07-01', ...told },
      key(),
    );
    expect(registered.statusCode).toBe(200);
    const evidence = [{ kind: 'contract', name: '投资合同' }];
    const claimed = await county.give(
      'projects/claimMilestone',
      { project, milestone: 'introduced', evidence, occurredOn: '2021-07-02' },
      key(),
    );
    expect(claimed.json()).toMatchObject({ subject: project });
    const claim = claimed.json().facts[0];
    expect((await office.give('projects/recogniseMilestone', { project, claim }, key())).statusCode).toBe(
      200,
    );
    const after = await office.get(address);
    expect([Number(after.value), after.total]).toEqual([Number(before.value) + 1, before.total + 1]);
    expect(after.total).toBe(Number(after.value));
    const own = await county.get('/api/measures/projects.introduced/rows?asOf=2021-07-09');
    expect(own.rows.map((row: { subject: string }) => row.subject)).toContain(project);
  });

  test('the same key is one command; the same key for another one is refused; none at all is refused', async () => {
    const county = await as('gaoyao');
    const { rows } = await county.get('/api/projects?stage=signed');
    const body = { project: rows[0].id, reason: '投资方资金未到位' };
    const key = { 'idempotency-key': 'one' };
    const first = (
      await county.give('projects/suspendProject', { ...body, occurredOn: '2021-07-08' }, key)
    ).json();
    const again = (
      await county.give('projects/suspendProject', { ...body, occurredOn: '2021-07-08' }, key)
    ).json();
    expect(again).toMatchObject({ seq: first.seq, repeated: true });
    const other = await county.give('projects/suspendProject', { ...body, occurredOn: '2021-07-07' }, key);
    expect([other.statusCode, other.json().code]).toEqual([409, 'key_reused']);
    const none = await county.give('projects/suspendProject', body, {});
    expect([none.statusCode, none.json().code]).toEqual([400, 'idempotency_key_missing']);
  });
});

describe('what is asked for is answered or refused in words', () => {
  test.each([
    ['/api/cockpit?asOf=2021-02-30', 400, 'date_invalid'],
    ['/api/cockpit?known=soon', 400, 'known_invalid'],
    ['/api/cockpit?known=999999999', 404, 'known_unknown'],
    ['/api/measures/nothing/rows', 404, 'measure_unknown'],
    ['/api/measures/projects.started/rows?cursor=x', 400, 'cursor_invalid'],
    ['/api/projects?limit=9999', 400, 'query_invalid'],
    ['/api/projects/none', 404, 'project_unknown'],
    ['/api/reports/none', 404, 'report_unknown'],
    ['/api/ledger/facts/none', 404, 'fact_unknown'],
    ['/api/nothing', 404, 'not_found'],
    ['/api/projects?text=a%00b', 400, 'text_unusable'],
    ['/api/projects/a%00b', 400, 'text_unusable'],
    ['/api/ledger/facts?subject=%00', 400, 'text_unusable'],
    [
      `/api/projects?sort=stay&cursor=${Buffer.from('["stay","2021-02-30","x"]').toString('base64url')}`,
      400,
      'cursor_invalid',
    ],
  ])('%s → %i %s', async (url, status, code) => {
    const office = await as('ducha');
    const reply = await server.inject({ url, headers: { cookie: office.cookie } });
    expect([reply.statusCode, reply.json().code]).toEqual([status, code]);
    expect(reply.json().detail.length).toBeGreaterThan(5);
  });

  test('a county opens the city’s figures, but only its own rows, and no other county’s project', async () => {
    const [county, office] = [await as('gaoyao'), await as('ducha')];
    const figure = await county.get('/api/measures/projects.introduced/rows');
    expect(figure.value).toBe('426');
    expect(new Set(figure.rows.map((row: { unit: string }) => row.unit))).toEqual(new Set(['高要区']));
    expect(await county.status('/api/measures/projects.introduced/rows?unit=441284')).toBe(403);
    const others = await office.get('/api/projects?unit=441284&limit=1');
    expect(await county.status(`/api/projects/${others.rows[0].id}`)).toBe(404);
  });

  test.each([
    ['NUL', { note: 'a\0b' }, 'canonical_string'],
    ['half a surrogate pair', { note: 'a\ud800b' }, 'canonical_string'],
    ['a field of nobody', { role: 'system' }, 'command_shape'],
    ['a roll of the dice', { note: 1.5 }, 'command_shape'],
    ['too long', { note: '长'.repeat(501) }, 'command_shape'],
  ])('a body with %s is refused in words', async (_what, more, code) => {
    const county = await as('gaoyao');
    const body = { project: 'P', milestone: 'started', ...(more as object) };
    const reply = await county.give('projects/claimMilestone', body, { 'idempotency-key': `odd ${_what}` });
    expect(reply.json()).toMatchObject({ code });
    expect(reply.statusCode).toBeLessThan(500);
  });

  test('a body that would reach for a prototype, is no object, is no JSON or is too large is refused in words', async () => {
    const county = await as('gaoyao');
    const raw = (payload: string, type = 'application/json') =>
      server.inject({
        method: 'POST',
        url: '/api/commands/projects/claimMilestone',
        payload,
        headers: { cookie: county.cookie, 'idempotency-key': 'raw', 'content-type': type },
      });
    for (const payload of ['{"__proto__":{"roles":["system"]}}', '{"a":', '[]', '"x"', 'null']) {
      const reply = await raw(payload);
      expect([reply.statusCode, payload]).toEqual([400, payload]);
      expect(reply.json().code).toMatch(/^(request|body)_invalid$/);
    }
    const deep = `{"project":"P","milestone":"started","evidence":${'['.repeat(5000)}${']'.repeat(5000)}}`;
    expect((await raw(deep)).json().code).toBe('command_shape');
    expect((await raw(`{"project":"${'x'.repeat(1 << 20)}"}`)).statusCode).toBe(413);
    expect((await raw('project=P', 'text/plain')).statusCode).toBe(400);
    expect((await signIn('a\0b')).statusCode).toBe(400);
  });

  test('a command from another site is refused', async () => {
    const county = await as('gaoyao');
    const reply = await county.give(
      'projects/claimMilestone',
      {},
      { 'idempotency-key': 'f', origin: 'https://evil.example', host: 'luodi' },
    );
    expect([reply.statusCode, reply.json().code]).toEqual([403, 'origin_foreign']);
  });

  test('every figure of the half-year, in its published unit', async () => {
    const office = await as('ducha');
    const report = await office.get(`/api/reports/highlights?asOf=2021-06-30&known=${rehearsed}`);
    const values = report.figures.map(
      (figure: { value: string; unit: string }) => `${figure.value}${figure.unit}`,
    );
    for (const published of [
      '16.2%',
      '5.7%',
      '30.9%',
      '29.1%',
      '24.35%',
      '905.8亿元',
      '265个',
      '271个',
      '320.6亿元',
      '12.4百分点',
      '34个',
      '36.6%',
      '15位',
      '14位',
      '46所',
      '18.4万人',
    ]) {
      expect(values).toContain(published);
    }
    expect(report.head).toMatch(/^\d+:[0-9a-f]{64}$/);
  });

  test('the workbook says 模拟 and prints the head', async () => {
    const office = await as('ducha');
    const reply = await server.inject({
      url: '/api/measures/projects.started/rows.xlsx',
      headers: { cookie: office.cookie },
    });
    const { default: ExcelJS } = await import('exceljs');
    const book = new ExcelJS.Workbook();
    await book.xlsx.load(reply.rawPayload as never);
    const sheet = book.worksheets[0];
    expect(sheet?.name).toContain('模拟');
    expect(String(sheet?.getCell('A4').value)).toMatch(/^留痕头 \d+:/);
    expect(decodeURIComponent(String(reply.headers['content-disposition']))).toContain('模拟');
  });

  test('verification needs the right to it, and finds the ledger sound', async () => {
    const [county, office] = [await as('gaoyao'), await as('ducha')];
    const verify = (cookie: string, payload: object) =>
      server.inject({ method: 'POST', url: '/api/ledger/verify', payload, headers: { cookie } });
    expect((await verify(county.cookie, {})).statusCode).toBe(403);
    const { head } = await office.get('/api/ledger/head');
    expect((await verify(office.cookie, { head })).json()).toMatchObject({
      ok: true,
      head,
      tailProven: true,
      findings: [],
    });
  });
});

test('a number that a JSON parser reads as the same is seen to be altered, though no fold can read it', async () => {
  const owner = new Client({ connectionString: at.ownerUrl, options: ownerSessionOptions() });
  await owner.connect();
  const rank = async (of: string) => {
    const put = `update fact set body = jsonb_set(body, '{rank,of}', '${of}') where seq = (select min(seq) from fact where body->'rank' ? 'of')`;
    await owner.query(
      `set session_replication_role = replica; ${put}; set session_replication_role = default`,
    );
  };
  const { rows } = await owner.query(
    `select body->'rank'->>'of' as of from fact where body->'rank' ? 'of' order by seq limit 1`,
  );
  try {
    await rank(`${rows[0].of}.0`);
    const proof = await ledger.verify('zhaoqing', {});
    expect(proof.findings.map((finding) => finding.code)).toEqual(['fact_altered', 'derived_differs']);
  } finally {
    await rank(rows[0].of);
    await owner.end();
  }
  expect(await ledger.verify('zhaoqing', {})).toMatchObject({ ok: true });
});

test('a list stands at the day asked for: fewer projects then than now, and the answer says which day', async () => {
  const office = await as('ducha');
  const [then, now] = [await office.get('/api/projects?asOf=2020-12-31'), await office.get('/api/projects')];
  expect([then.at.asOf, now.at.asOf]).toEqual(['2020-12-31', '2021-07-09']);
  expect(then.total.count).toBeLessThan(now.total.count);
  const known = await office.get('/api/projects?known=2020-12-31');
  expect(known.at).toMatchObject({ asOf: '2020-12-31', asKnownThen: true });
  expect(known.total.count).toBeLessThanOrEqual(then.total.count);
});

test('OpenAPI names every route and every command', async () => {
  const document = (await server.inject({ url: '/api/openapi.json' })).json();
  expect(document.openapi).toBe('3.1.0');
  for (const one of ROUTES) expect(document.paths[one.path]?.[one.method.toLowerCase()]).toBeDefined();
  for (const loop of LOOPS)
    for (const command of loop.commands)
      expect(document.paths[`/api/commands/${loop.name}/${command.name}`]).toBeDefined();
});
