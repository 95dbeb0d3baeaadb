// Signing in and out, and who one is. The password is checked against the credential in force; the session is a signed token (sessionToken.node.ts).
// It holds no rights: those are read from the account each time.
import { z } from 'zod';
import type { Row } from '../kernel/loop.ts';
import { Problem } from '../kernel/problem.ts';
import { sql } from '../kernel/sql.ts';
import type { Ledger } from '../ledger/ledger.pg.ts';
import type { LedgerView } from '../ledger/view.pg.ts';
import { verifyNothing, verifyPassword } from './password.node.ts';
import { ROLES } from './roles.ts';
import { type Account, type Route, route } from './route.http.ts';

export const SessionBody = z.object({
  account: z.string().max(40).describe('账号'),
  password: z.string().max(200).describe('口令'),
  city: z.string().max(60).optional().describe('城市编号；只有一个城市时不必填'),
});
export type SessionBody = z.infer<typeof SessionBody>;

export const SessionReply = z.object({
  account: z.string(),
  unit: z.object({ id: z.string(), name: z.string() }),
  post: z.string(),
  roles: z.array(z.string()),
  title: z.string(),
  city: z.object({
    id: z.string(),
    name: z.string(),
    simulated: z.boolean(),
    zone: z.string().describe('城市的时区，页面按它显示时刻'),
  }),
});
export type SessionReply = z.infer<typeof SessionReply>;

/** An account as it stands, with the digest of its credential; undefined when there is none or it is closed. */
export async function findAccount(
  view: LedgerView,
  id: string,
): Promise<(Account & { readonly credential: string }) | undefined> {
  const rows = await view.query(sql`select subject, unit, post, roles, title, credential_digest
    from account where city = ${view.city.id} and subject = ${id} and closed_on is null`);
  const row = rows[0];
  return row
    ? { ...accountOf(view.city.id, row), credential: String(row.credential_digest ?? '') }
    : undefined;
}

export async function listAccounts(
  view: LedgerView,
): Promise<readonly (Account & { readonly credential: string; readonly closedOn: string | null })[]> {
  // A restored ledger knows which credential held, but not the credential: then there is no password.
  const rows =
    await view.query(sql`select a.subject, a.unit, a.post, a.roles, a.title, c.digest as credential_digest, a.closed_on
    from account a left join credential c on c.city = a.city and c.account = a.subject and c.digest = a.credential_digest
    where a.city = ${view.city.id} order by a.subject`);
  return rows.map((row) => ({
    ...accountOf(view.city.id, row),
    credential: String(row.credential_digest ?? ''),
    closedOn: row.closed_on === null ? null : String(row.closed_on),
  }));
}

function accountOf(city: string, row: Row): Account {
  return {
    city,
    id: String(row.subject),
    unit: String(row.unit),
    post: String(row.post),
    roles: row.roles as string[],
    title: String(row.title),
  };
}

/** In the order of the roles (leaders first), then by name: how a list for people starts. */
export function byRole<T extends { readonly roles: readonly string[]; readonly id: string }>(
  accounts: readonly T[],
): T[] {
  const place = (one: T) => ROLES.findIndex((role) => one.roles.includes(role.id));
  return accounts.toSorted((a, b) => place(a) - place(b) || (a.id < b.id ? -1 : 1));
}

/** The account behind a name and password. Fails with `login_failed`, the same for an unknown account and a wrong password. */
export async function login(
  ledger: Ledger,
  city: string,
  account: string,
  password: string,
): Promise<Account & { readonly credential: string }> {
  const found = await ledger.read(city, {}, async (view) => {
    const one = await findAccount(view, account);
    if (!one?.credential) return undefined;
    const rows = await view.query(sql`select value from credential
      where city = ${city} and account = ${account} and digest = ${one.credential}`);
    return rows[0] ? { one, value: String(rows[0].value) } : undefined;
  });
  const good = found ? await verifyPassword(password, found.value) : await verifyNothing(password);
  if (good && found) return found.one;
  throw new Problem({
    code: 'login_failed',
    status: 401,
    message: '账号或口令不对。Unknown account or wrong password.',
    kept: '没有登录。Not signed in.',
    fix: '核对后再试；忘记口令请管理员重设。Check and try again; an administrator can set a new password.',
  });
}

export function notSignedIn(): Problem {
  return new Problem({
    code: 'not_signed_in',
    status: 401,
    message: '尚未登录，或登录已过期。Not signed in, or the session has ended.',
    kept: '什么都没有改动。Nothing was changed.',
    fix: '登录后再试。Sign in and try again.',
  });
}

export function sessionReply(account: Account, view: LedgerView): SessionReply {
  const { id, name, simulated, zone } = view.city;
  return {
    account: account.id,
    unit: { id: account.unit, name: view.plan.units.find(account.unit, view.today)?.name ?? account.unit },
    post: account.post,
    roles: [...account.roles],
    title: account.title,
    city: { id, name, simulated, zone },
  };
}

/** The accounts anybody may try, of simulated cities only. Their common password is handed in by the server. */
export function demoAccountsRoute(demoPassword: string | undefined): Route {
  return route({
    method: 'GET',
    path: '/api/demo-accounts',
    title: { zh: '演示账号', en: 'Demo accounts' },
    reply: 'Accounts of a simulated city with their password; an empty list for a real city',
    async handler(request) {
      return request.read(async (view) => {
        if (!view.city.simulated || demoPassword === undefined) return { accounts: [] };
        const accounts = (await listAccounts(view)).filter(
          (one) => one.closedOn === null && one.credential !== '',
        );
        return {
          accounts: byRole(accounts).map((one) => ({
            account: one.id,
            password: demoPassword,
            title: one.title,
            roles: one.roles,
            unitName: view.plan.units.find(one.unit, view.today)?.name ?? one.unit,
          })),
        };
      });
    },
  });
}
