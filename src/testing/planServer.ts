// A whole server over a new city of a small plan, with accounts that can sign in: what a test over HTTP begins with. Today is 30 June 2021.
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { setPassword } from '../access/credentials.pg.ts';
import { operator } from '../app/open.ts';
import { LOOPS, SECTIONS } from '../app/registry.node.ts';
import { ROUTES } from '../app/routes.ts';
import { buildServer } from '../app/server.ts';
import { CITY, type TestLedger, testLedger } from './ledger.ts';

const PASSWORD = 'test-password';

export type PlanAccount = readonly [account: string, unit: string, role: string];

export interface PlanServer {
  readonly at: TestLedger;
  readonly server: FastifyInstance;
  /** Of every account, once it has signed in. */
  readonly cookies: ReadonlyMap<string, string>;
  /** Sessions end with their day: whoever turns the clock signs in anew. */
  signIn(): Promise<void>;
  close(): Promise<void>;
}

export async function planServer(plan: string, accounts: readonly PlanAccount[]): Promise<PlanServer> {
  const at = await testLedger({ matter: { loops: LOOPS, sections: SECTIONS, plan } });
  at.clock.ms = Date.parse('2021-06-30T02:00:00.000Z');
  const actor = operator('city');
  for (const [account, unit, role] of accounts) {
    const body = { account, unit, post: '经办', roles: [role], title: `${account}岗` };
    const asked = { key: `account-${account}`, actor, loop: 'access', command: 'openAccount', body };
    await at.ledger.submit(CITY, asked);
    await setPassword({ ledger: at.ledger, city: CITY, actor }, account, PASSWORD);
  }
  const server = await buildServer({
    ledger: at.ledger,
    loops: LOOPS,
    routes: ROUTES,
    pages: '/nonexistent',
    secret: 'test secret',
    version: '0',
    now: () => at.clock.ms,
    log: pino({ level: 'silent' }),
  });
  const cookies = new Map<string, string>();
  const signIn = async () => {
    for (const [account] of accounts) {
      const payload = { account, password: PASSWORD };
      const reply = await server.inject({ method: 'POST', url: '/api/session', payload });
      cookies.set(account, String(reply.headers['set-cookie']).split(';')[0] ?? '');
    }
  };
  await signIn();
  const close = async () => {
    await server.close();
    await at.close();
  };
  return { at, server, cookies, signIn, close };
}
