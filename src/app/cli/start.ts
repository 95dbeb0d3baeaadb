// luodi start: database, plan, ledger and server up; prints the address, the demo accounts and the cockpit, then serves until it is told to stop. A second
// start keeps all data. SIGINT and SIGTERM drain the server, then close the ledger, then stop the database.
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { byRole, listAccounts } from '../../access/session.http.ts';
import { sessionSecret } from '../../access/sessionToken.node.ts';
import { readCockpit } from '../../dispatch/cockpit.pg.ts';
import { cockpitText } from '../../dispatch/cockpit.text.ts';
import { columns } from '../../dispatch/textTable.ts';
import { endOfDay, epochMs, instantOf, startOfDay } from '../../kernel/instant.ts';
import { parseDate } from '../../kernel/plainDate.ts';
import { Problem } from '../../kernel/problem.ts';
import { machineNow } from '../clock.ts';
import type { Config } from '../config.node.ts';
import { findDemoLink } from '../demoLink.pg.ts';
import { DEMO_PASSWORD, foundCity, giveDemoPasswords } from '../founding.ts';
import { boundHeap } from '../heap.node.ts';
import { cityOf, makeLog, type Opened, openAll, operator } from '../open.ts';
import { LOOPS } from '../registry.node.ts';
import { ROUTES } from '../routes.ts';
import { buildServer } from '../server.ts';
import { FINDINGS, type Invocation, OK, textFlag, type Verb } from './verb.ts';

export const startVerb: Verb = {
  name: 'start',
  usage: 'start [--plan PLAN] [--port N] [--host H] [--today DATE]',
  words: '启动：数据库、计划、演练台账、服务与页面。Database, plan, rehearsal ledger, server and pages.',
  flags: {
    plan: { type: 'string', value: 'PLAN', words: '计划的文件夹或文件 folder or file of the plan' },
    port: { type: 'string', value: 'N', words: '端口 port (PORT, default 4412)' },
    host: { type: 'string', value: 'H', words: '监听地址 address to listen on (default 127.0.0.1)' },
    today: { type: 'string', value: 'DATE', words: '演练城市的今天 today of a rehearsed city' },
  },
  async run(invocation) {
    const since = machineNow();
    const { config } = invocation;
    const progress = (text: string) => invocation.err(`· ${text}\n`);
    const stop = stopSignals(invocation);
    // Looked at before anything is made: a first start takes a while, and would be in vain.
    await refuseTakenPort(config);
    const opened = await openAll({ config, progress, makes: true });
    let server: FastifyInstance | undefined;
    try {
      if (opened.migrated.applied.length > 0)
        progress(`数据库结构 migrated: ${opened.migrated.applied.join(', ')}`);
      if (opened.migrated.rebuilt.length > 0)
        progress(`重建派生表 rebuilt: ${opened.migrated.rebuilt.join(', ')}`);
      if ((await opened.ledger.cities()).length === 0) {
        const founded = await foundCity(opened, config, progress, invocation.out);
        if (!founded) return FINDINGS;
      } else if (textFlag(invocation, 'plan') !== undefined) {
        progress(
          '已有台账，--plan 没有采用：计划要在系统里采纳。The ledger stands; --plan was not looked at.',
        );
      }
      await giveDemoPasswords(opened.ledger, progress);
      const today = textFlag(invocation, 'today');
      if (today !== undefined) await setToday(opened, textFlag(invocation, 'city'), today);
      boundHeap();
      server = await buildServer({
        ledger: opened.ledger,
        loops: LOOPS,
        routes: ROUTES,
        pages: config.pages,
        secret: sessionSecret(join(config.dataDir, 'session.secret')),
        version: config.version,
        folder: join(config.dataDir, 'kept'),
        now: machineNow,
        log: makeLog('warn'),
        demoPassword: DEMO_PASSWORD,
        proxies: config.proxies,
      });
      const address = await listen(server, config);
      await greet(invocation, opened, address, machineNow() - since);
      await stop.wanted;
      invocation.err('\n· 正在停止：等请求办完 draining …\n');
      return OK;
    } finally {
      await server?.close();
      await opened.close();
      stop.done();
      invocation.err('· 已停止 stopped\n');
    }
  },
};

/** npm may deliver a Ctrl-C twice (to the group, and forwarded): a second within this time is the same one. */
const SAME_SIGNAL_MS = 1500;

/** The first signal asks to stop; the same one again is not heard; one more after that ends the program at once. */
function stopSignals(invocation: Invocation): { readonly wanted: Promise<void>; done(): void } {
  let firstAt: number | undefined;
  let count = 0;
  let stop: () => void = () => undefined;
  const wanted = new Promise<void>((resolve) => {
    stop = resolve;
  });
  const heard = () => {
    count++;
    if (firstAt === undefined) {
      firstAt = machineNow();
      stop();
      return;
    }
    if (count === 2 && machineNow() - firstAt < SAME_SIGNAL_MS) return;
    invocation.err(
      '· 立即结束；下次启动会接管留下的数据库。Ended at once; the next start takes over what is left.\n',
    );
    process.exit(130);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, heard);
  return {
    wanted,
    done: () => {
      for (const signal of signals) process.removeListener(signal, heard);
    },
  };
}

function portTaken(config: Config): Problem {
  return new Problem({
    code: 'port_taken',
    message: `端口 ${config.port} 已被占用。Port ${config.port} is taken.`,
    kept: '数据未动。No data was touched.',
    fix: `换一个端口：npm start -- --port ${config.port + 1}，或 luodi start --port ${config.port + 1}；也可能已有一个落地在这里运行，先打开看看。Choose another port; or another Luodi runs there already.`,
    status: 503,
  });
}

/** Fails with `port_taken`, `address_unusable`. */
async function refuseTakenPort(config: Config): Promise<void> {
  if (config.port === 0) return;
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', (thrown: NodeJS.ErrnoException) => reject(listenProblem(thrown, config)));
    probe.listen({ port: config.port, host: config.host, exclusive: true }, () =>
      probe.close(() => resolve()),
    );
  });
}

function listenProblem(thrown: NodeJS.ErrnoException, config: Config): unknown {
  if (thrown.code === 'EADDRINUSE') return portTaken(config);
  if (thrown.code !== 'EADDRNOTAVAIL' && thrown.code !== 'EACCES') return thrown;
  return new Problem({
    code: 'address_unusable',
    message: `不能在 ${config.host}:${config.port} 上监听（${thrown.code}）。Cannot listen there.`,
    kept: '数据未动。No data was touched.',
    fix: '换 --host 或 --port。Choose another --host or --port.',
    status: 503,
  });
}

async function listen(server: FastifyInstance, config: Config): Promise<string> {
  try {
    await server.listen({ port: config.port, host: config.host });
  } catch (thrown) {
    throw listenProblem(thrown as NodeJS.ErrnoException, config);
  }
  const bound = server.server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : config.port;
  const host = config.host === '0.0.0.0' || config.host === '::' ? 'localhost' : config.host;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}/`;
}

/** A rehearsed city's clock is set to nine in the morning of that day, by a fact; asked for the day it is, nothing is recorded. Fails with `clock_of_a_real_city`, `clock_backwards`. */
async function setToday({ ledger }: Opened, wanted: string | undefined, text: string): Promise<void> {
  const day = parseDate(text);
  const city = await cityOf(ledger, wanted);
  const { zone, unit, now, today } = await ledger.read(city.id, {}, async (view) => ({
    zone: view.city.zone,
    unit: view.plan.units.rootId,
    now: view.now,
    today: view.today,
  }));
  if (today === day) return;
  const nine = instantOf(epochMs(startOfDay(day, zone)) + 9 * 3_600_000);
  const standsAt = nine > now ? nine : endOfDay(day, zone);
  await ledger.submit(city.id, {
    key: `clock:${standsAt}`,
    actor: operator(unit),
    loop: 'city',
    command: 'setClock',
    body: { standsAt },
  });
}

async function greet(
  invocation: Invocation,
  { ledger }: Opened,
  address: string,
  tookMs: number,
): Promise<void> {
  for (const city of await ledger.cities()) {
    await ledger.read(city.id, {}, async (view) => {
      invocation.out(cockpitText(await readCockpit(view, ledger.catalog)));
      if (!city.simulated) return;
      const accounts = (await listAccounts(view)).filter(
        (one) => one.closedOn === null && one.credential !== '',
      );
      const shown = firstOfEachRole(byRole(accounts));
      const rows = shown.map((one) => [
        one.id,
        one.title,
        view.plan.units.find(one.unit, view.today)?.name ?? one.unit,
      ]);
      invocation.out(`\n演示账号 demo accounts（口令都是 password: ${DEMO_PASSWORD}）\n${columns(rows)}`);
      if (accounts.length > rows.length)
        invocation.out(`… 共 ${accounts.length} 个，登录页上都有 all of them are on the sign-in page\n`);
      const link = await findDemoLink(view);
      if (link !== undefined)
        invocation.out(
          // On one line with its words: a line of an address alone is the server's.
          `\n企业专页（不用登录）a firm’s own page: ${address.slice(0, -1)}${link.path}\n`,
        );
    });
  }
  invocation.out(`\n  ${address}\n\n`);
  invocation.err(`· ${(tookMs / 1000).toFixed(1)} s · Ctrl-C 停止 stops\n`);
}

/** Two of each role are enough to try everything with; the sign-in page has all. */
function firstOfEachRole<T extends { readonly roles: readonly string[] }>(
  accounts: readonly T[],
): readonly T[] {
  return accounts.filter(
    (one, at) => accounts.slice(0, at).filter((other) => other.roles[0] === one.roles[0]).length < 2,
  );
}
