// The HTTP server: mounts the routes of the rooms, knows who asks, answers problems by RFC 9457, serves the built pages. It decides nothing about the city:
// every figure and every refusal comes from the ledger and the loops. One request = one transaction of the ledger.
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import fastifyCookie from '@fastify/cookie';
import fastifyFormbody from '@fastify/formbody';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import type { Logger } from 'pino';
import { locales, type ZodType } from 'zod';
import { PASSWORD_PATH } from '../access/accounts.http.ts';
import { LoginAttempts } from '../access/attempts.ts';
import {
  type Account,
  type FileReply,
  type PageReply,
  type Route,
  type RouteRequest,
  readAt,
  route,
} from '../access/route.http.ts';
import { scopeOf } from '../access/scope.ts';
import {
  demoAccountsRoute,
  findAccount,
  login,
  notSignedIn,
  SessionBody,
  SessionReply,
  sessionReply,
} from '../access/session.http.ts';
import { credentialPrefix, findSession, SESSION_HOURS, signSession } from '../access/sessionToken.node.ts';
import type { Actor, Loop } from '../kernel/loop.ts';
import { Problem } from '../kernel/problem.ts';
import type { Ledger } from '../ledger/ledger.pg.ts';
import { commandRoute } from './commands.http.ts';
import { isPublic, openApi } from './openapi.ts';
import { mountPages } from './pages.node.ts';
import { asProblem, problemReply } from './problemReply.ts';
import { withCandidates } from './projectCandidates.ts';

export interface ServerOptions {
  readonly ledger: Ledger;
  readonly loops: readonly Loop[];
  readonly routes: readonly Route[];
  /** Folder of the built pages (dist/web). */
  readonly pages: string;
  readonly secret: string;
  readonly version: string;
  readonly now: () => number;
  readonly log: Logger;
  /** For files that are no truth and outlive a restart; in the machine's temporary folder when it is not told. */
  readonly folder?: string | undefined;
  /** The one password of a simulated city's accounts; undefined when there is none to tell. */
  readonly demoPassword?: string | undefined;
  /** Reverse proxies whose word about the caller's address is believed; none by default. */
  readonly proxies?: readonly string[];
}

const COOKIE = 'luodi_session';
const BODY_LIMIT = 1 << 20;

export async function buildServer(options: ServerOptions): Promise<FastifyInstance> {
  const server = Fastify({
    loggerInstance: options.log as FastifyBaseLogger,
    bodyLimit: BODY_LIMIT,
    routerOptions: { maxParamLength: 200 },
    trustProxy: options.proxies === undefined || options.proxies.length === 0 ? false : [...options.proxies],
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    genReqId: () => randomUUID(),
  });
  await server.register(fastifyCookie);
  await server.register(fastifyFormbody);
  server.addHook('onSend', async (_request, reply) => {
    for (const [name, value] of SECURITY_HEADERS) if (!reply.hasHeader(name)) reply.header(name, value);
  });
  server.setErrorHandler((thrown, request, reply) => sendProblem(reply, request, problemOf(thrown, request)));
  const routes = allRoutes(options);
  const attempts = new LoginAttempts();
  for (const one of routes) mount(server, one, options, attempts);
  await mountPages(server, options.pages);
  server.setNotFoundHandler((request, reply) => sendProblem(reply, request, notFound(request.url)));
  return server;
}

/** No inline script; antd writes its styles into the page, so styles may be inline. */
const SECURITY_HEADERS: readonly (readonly [string, string])[] = [
  [
    'content-security-policy',
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'",
  ],
  ['x-content-type-options', 'nosniff'],
  ['x-frame-options', 'DENY'],
  ['referrer-policy', 'same-origin'],
  ['cross-origin-opener-policy', 'same-origin'],
  ['permissions-policy', 'camera=(), geolocation=(), microphone=()'],
];

/** What is mounted, in the order of the document: the rooms' routes, those of the session, and the server's own. */
export function allRoutes(
  options: Pick<ServerOptions, 'routes' | 'loops' | 'version' | 'demoPassword'>,
): readonly Route[] {
  const own: Route[] = [
    ...sessionRoutes(),
    demoAccountsRoute(options.demoPassword),
    ...options.routes,
    commandRoute(),
    route({
      method: 'GET',
      path: '/api/health',
      title: { zh: '是否可用', en: 'Health' },
      reply: 'ok, version and cities',
      handler: async (request) => ({
        ok: true,
        version: options.version,
        cities: await request.ledger.cities(),
      }),
    }),
  ];
  own.push(
    route({
      method: 'GET',
      path: '/api/openapi.json',
      title: { zh: '接口文档', en: 'OpenAPI document' },
      reply: 'This document',
      handler: async () => openApi(own, options.loops, options.version),
    }),
  );
  return own;
}

/** Their handlers need the cookie, so the server answers them itself (see `answer`). */
function sessionRoutes(): Route[] {
  const unreachable = async (): Promise<never> => {
    throw new Error('answered by the server');
  };
  return [
    {
      method: 'POST',
      path: '/api/session',
      title: { zh: '登录', en: 'Sign in' },
      body: SessionBody,
      reply: SessionReply,
      handler: unreachable,
    },
    {
      method: 'GET',
      path: '/api/session',
      title: { zh: '当前账号；没有登录为 null', en: 'Who is signed in; null for nobody' },
      reply: SessionReply.nullable(),
      handler: unreachable,
    },
    {
      method: 'DELETE',
      path: '/api/session',
      title: { zh: '退出', en: 'Sign out' },
      reply: 'signedOut',
      handler: unreachable,
    },
  ];
}

function mount(server: FastifyInstance, one: Route, options: ServerOptions, attempts: LoginAttempts): void {
  server.route({
    method: one.method,
    ...(one.bodyBytes === undefined ? {} : { bodyLimit: one.bodyBytes }),
    url: one.path.replaceAll(/\{(\w+)\}/g, ':$1'),
    handler: async (request, reply) => {
      reply.header('cache-control', 'no-store');
      if (one.method !== 'GET') refuseForeignOrigin(request);
      if (one.path === '/api/session') return answerSession(one, request, reply, options, attempts);
      if (one.path === PASSWORD_PATH) return answerPassword(one, request, reply, options, attempts);
      return answer(one, request, reply, options);
    },
  });
}

/** Whoever sits at somebody's open session may try their old password no oftener than at the login. */
async function answerPassword(
  one: Route,
  request: FastifyRequest,
  reply: FastifyReply,
  options: ServerOptions,
  attempts: LoginAttempts,
): Promise<unknown> {
  const account = await currentAccount(request, options);
  if (!account) throw notSignedIn();
  const key = `${account.city}/${account.id}/${request.ip}`;
  refuseHaste(attempts.waitMs(key, options.now()));
  attempts.begun(key, options.now());
  try {
    const answered = await answer(one, request, reply, options);
    attempts.succeeded(key);
    return answered;
  } catch (thrown) {
    if (!(thrown instanceof Problem && thrown.code === 'login_failed')) attempts.withdrawn(key);
    throw thrown;
  }
}

async function answer(
  one: Route,
  request: FastifyRequest,
  reply: FastifyReply,
  options: ServerOptions,
): Promise<unknown> {
  const publicRoute = isPublic(one);
  const account = publicRoute ? undefined : await currentAccount(request, options);
  if (!publicRoute && !account) throw notSignedIn();
  // What is open to all is asked of no city: it is answered where there are several, or none.
  const city = account?.city ?? '';
  const raw = (request.query ?? {}) as Record<string, unknown>;
  const at = readAt(raw);
  const body = one.body ? parse(one.body, request.body, 'body_invalid') : request.body;
  const who = account ?? NOBODY;
  const input: RouteRequest<unknown, unknown> = {
    params: (request.params ?? {}) as Record<string, string>,
    query: one.query ? parse(one.query, raw, 'query_invalid') : raw,
    body,
    city,
    account: who,
    actor: actorOf(who),
    scope: scopeOf(who),
    ledger: options.ledger,
    at,
    idempotencyKey: one.writes ? idempotencyKey(request) : '',
    address: request.ip,
    folder: options.folder ?? join(tmpdir(), `luodi-${process.pid}`),
    read: async (work) => options.ledger.read(city || (await onlyCity(options.ledger)), at, work),
  };
  const result = await one.handler(input).catch(async (thrown: unknown) => {
    throw await withCandidates(thrown, input);
  });
  return send(result, request, reply);
}

function send(result: unknown, request: FastifyRequest, reply: FastifyReply): unknown {
  if (isFile(result)) {
    const { name, type, bytes } = result.file;
    reply.header('content-type', type);
    reply.header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(name)}`);
    return reply.send(bytes instanceof Uint8Array ? Buffer.from(bytes) : Readable.from(bytes));
  }
  if (isPage(result)) {
    reply.header('x-robots-tag', 'noindex, nofollow');
    return reply
      .status(result.page.status ?? 200)
      .type('text/html; charset=utf-8')
      .send(result.page.html);
  }
  // A plain form without script: back to the page it came from, never to another site.
  const back = (request.body as { returnTo?: unknown } | undefined)?.returnTo;
  if (isForm(request) && typeof back === 'string' && /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(back))
    return reply.redirect(back, 303);
  return reply.send(result);
}

function isFile(result: unknown): result is FileReply {
  return typeof result === 'object' && result !== null && 'file' in result;
}

function isPage(result: unknown): result is PageReply {
  const page = (result as { readonly page?: { readonly html?: unknown } } | null | undefined)?.page;
  return typeof page?.html === 'string';
}

function isForm(request: FastifyRequest): boolean {
  return request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
}

const NOBODY: Account = { city: '', id: '', unit: '', post: '', roles: [], title: '' };

function actorOf(account: Account): Actor {
  return { account: account.id, post: account.post, unit: account.unit, roles: account.roles };
}

async function currentAccount(request: FastifyRequest, options: ServerOptions): Promise<Account | undefined> {
  const token = request.cookies[COOKIE];
  const claims = token ? findSession(options.secret, token, options.now()) : undefined;
  if (!claims) return undefined;
  const account = await options.ledger.read(claims.city, {}, (view) => findAccount(view, claims.account));
  return account && credentialPrefix(account.credential) === claims.credential ? account : undefined;
}

async function answerSession(
  one: Route,
  request: FastifyRequest,
  reply: FastifyReply,
  options: ServerOptions,
  attempts: LoginAttempts,
) {
  if (one.method === 'DELETE') {
    reply.clearCookie(COOKIE, { path: '/' });
    return { signedOut: true };
  }
  if (one.method === 'GET') {
    const account = await currentAccount(request, options);
    // Nobody is an answer, not an error: a page asks before anybody has signed in.
    if (!account) return reply.type('application/json; charset=utf-8').send('null');
    return options.ledger.read(account.city, {}, async (view) => sessionReply(account, view));
  }
  const {
    account: name,
    password,
    city: wanted,
  } = parse(SessionBody, request.body, 'body_invalid') as SessionBody;
  const city = wanted ?? (await onlyCity(options.ledger));
  const key = `${city}/${name}/${request.ip}`;
  refuseHaste(attempts.waitMs(key, options.now()));
  // Counted before it is looked at: a hundred tries sent in one moment are a hundred tries.
  attempts.begun(key, options.now());
  try {
    const account = await login(options.ledger, city, name, password);
    attempts.succeeded(key);
    const claims = {
      city,
      account: account.id,
      credential: credentialPrefix(account.credential),
      until: options.now() + SESSION_HOURS * 3_600_000,
    };
    reply.setCookie(COOKIE, signSession(options.secret, claims), {
      path: '/',
      httpOnly: true,
      sameSite: 'lax',
      secure: request.protocol === 'https',
      maxAge: SESSION_HOURS * 3600,
    });
    return await options.ledger.read(city, {}, async (view) => sessionReply(account, view));
  } catch (thrown) {
    // Only a wrong password is held against anybody, not a database that could not be asked.
    if (!(thrown instanceof Problem && thrown.code === 'login_failed')) attempts.withdrawn(key);
    throw thrown;
  }
}

function refuseHaste(waitMs: number): void {
  if (waitMs <= 0) return;
  const minutes = Math.ceil(waitMs / 60_000);
  throw new Problem({
    code: 'too_many_attempts',
    status: 429,
    message: `口令错得太多，${minutes} 分钟后再试。Too many wrong passwords; try again in ${minutes} min.`,
    kept: '没有登录。Not signed in.',
    fix: '稍后再试，或请管理员重设口令。Wait, or ask an administrator for a new password.',
    data: { waitMs },
  });
}

/** SameSite=Lax keeps the cookie off foreign posts; a browser that says where it comes from is checked as well. Fails with `origin_foreign`. */
function refuseForeignOrigin(request: FastifyRequest): void {
  const origin = request.headers.origin;
  if (
    origin === undefined ||
    origin === `http://${request.headers.host}` ||
    origin === `https://${request.headers.host}`
  )
    return;
  throw new Problem({
    code: 'origin_foreign',
    status: 403,
    message: '请求来自别的网站。The request comes from another site.',
    kept: '什么都没有改动。Nothing was changed.',
    fix: '从本系统的页面办理。Use the pages of this system.',
  });
}

/** Fails with `city_unknown` (no ledger yet), `city_needed` (more than one). */
async function onlyCity(ledger: Ledger): Promise<string> {
  const cities = await ledger.cities();
  if (cities.length === 1) return cities[0]!.id;
  throw new Problem({
    code: cities.length === 0 ? 'city_unknown' : 'city_needed',
    status: cities.length === 0 ? 404 : 400,
    message:
      cities.length === 0
        ? '还没有城市的账本。There is no city yet.'
        : '有多个城市，请指明。There is more than one city.',
    fix:
      cities.length === 0
        ? '先运行 luodi start。Run luodi start.'
        : '登录时填写 city。Give `city` when signing in.',
  });
}

/** Fails with `idempotency_key_missing`. */
function idempotencyKey(request: FastifyRequest): string {
  const header = request.headers['idempotency-key'];
  const field = (request.body as { idempotencyKey?: unknown } | undefined)?.idempotencyKey;
  const key = typeof header === 'string' ? header.trim() : typeof field === 'string' ? field.trim() : '';
  if (key.length > 0 && key.length <= 200) return key;
  throw new Problem({
    code: 'idempotency_key_missing',
    status: 400,
    message: '缺少 Idempotency-Key（1 至 200 个字符）。The header Idempotency-Key is missing.',
    kept: '没有写入任何事实。Nothing was recorded.',
    fix: '每次办理带一个新的键，重试时用同一个。Send a fresh key with each command, the same one when retrying.',
  });
}

const IN_CHINESE = locales.zhCN().localeError;

/** Fails with `query_invalid`, `body_invalid`. */
function parse<T>(schema: ZodType<T>, value: unknown, code: 'query_invalid' | 'body_invalid'): T {
  const result = schema.safeParse(value ?? {});
  if (result.success) return result.data;
  const issues = result.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
  const wordsOf = (all: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[]) =>
    all.map(({ path, message }) => `${path.join('.') || '.'}: ${message}`).join('; ');
  const words = wordsOf(schema.safeParse(value ?? {}, { error: IN_CHINESE }).error?.issues ?? []);
  const english = wordsOf(result.error.issues);
  if (code === 'query_invalid') {
    throw new Problem({
      code: 'query_invalid',
      status: 400,
      message: `地址里的参数有误：${words}。Not valid in the address: ${english}`,
      fix: '核对地址后再试。Check the address; for programs: /api/openapi.json.',
      data: { issues },
    });
  }
  throw new Problem({
    code: 'body_invalid',
    status: 400,
    message: `内容有误：${words}。Not valid: ${english}`,
    kept: '没有写入任何事实。Nothing was recorded.',
    fix: '改正后再提交。Correct it and send it again; for programs: /api/openapi.json.',
    data: { issues },
  });
}

function notFound(url: string): Problem {
  return new Problem({
    code: 'not_found',
    status: 404,
    message: `没有这个地址：${url.slice(0, 200)}。There is no such address.`,
    fix: '核对地址。Check the address; for programs: /api/openapi.json.',
  });
}

/** Fastify's own refusals (too large, not JSON) get a code of ours. */
function problemOf(thrown: unknown, request: FastifyRequest): Problem {
  const status = (thrown as { statusCode?: unknown }).statusCode;
  if (thrown instanceof Problem || typeof status !== 'number' || status < 400 || status >= 500) {
    return asProblem(thrown, request.id);
  }
  if (status === 413) return tooLarge();
  return new Problem({
    code: 'request_invalid',
    status,
    message: `请求不能读取：${(thrown as Error).message}`,
    kept: '什么都没有改动。Nothing was changed.',
    fix: '核对后再提交。Check and send it again; for programs: /api/openapi.json.',
  });
}

function tooLarge(): Problem {
  return new Problem({
    code: 'body_too_large',
    status: 413,
    message: '发来的内容太大，没有读。What was sent is too large and was not read.',
    kept: '什么都没有改动。Nothing was changed.',
    fix: '分成几份，逐份发。Send it in parts.',
  });
}

function sendProblem(reply: FastifyReply, request: FastifyRequest, problem: Problem): FastifyReply {
  if (problem.status >= 500)
    request.log.error({ code: problem.code, url: request.url, id: request.id }, problem.detail);
  return reply
    .status(problem.status)
    .header('cache-control', 'no-store')
    .type('application/problem+json')
    .send(JSON.stringify(problemReply(problem)));
}
