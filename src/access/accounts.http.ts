// Accounts over HTTP: the list for who manages them, and passwords. A password is set here and not by the bare command, because the credential's value must
// be stored beside the fact, and because one's own is only changed by who knows the old one.
import { z } from 'zod';
import { sql } from '../kernel/sql.ts';
import type { LedgerView } from '../ledger/view.pg.ts';
import { postsSection } from '../plan/organisation.ts';
import { setPassword } from './credentials.pg.ts';
import { CAPABILITY_WORDS, may } from './roles.ts';
import { permit, type Route, route } from './route.http.ts';
import { byRole, listAccounts, login } from './session.http.ts';
import { standingOf } from './standing.ts';

const PasswordBody = z.object({
  password: z.string().min(8).max(200).describe('新口令，8 至 200 个字符'),
  current: z.string().max(200).optional().describe('现在的口令；改自己的必填'),
});
type PasswordBody = z.infer<typeof PasswordBody>;

/** Tries of it are counted with those of the login (server.ts). */
export const PASSWORD_PATH = '/api/accounts/{account}/password';

export const ACCOUNT_ROUTES: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/accounts',
    title: { zh: '组织与人员', en: 'Accounts' },
    reply: '{at, accounts, lastPasswordOn, units, posts}',
    async handler(request) {
      permit(may(request.actor, 'manageAccounts'), CAPABILITY_WORDS.manageAccounts);
      return request.read(async (view) => ({
        at: standingOf(view),
        accounts: byRole(await listAccounts(view)).map(({ credential, ...account }) => ({
          ...account,
          unitName: view.plan.units.find(account.unit, view.today)?.name ?? account.unit,
          hasPassword: credential !== '',
        })),
        lastPasswordOn: await lastPasswords(view),
        units: unitsOf(view),
        posts:
          view.plan.hash === ''
            ? []
            : view.plan.section(postsSection).map(({ id, title, unit }) => ({ id, title, unit })),
      }));
    },
  }),
  route<Record<string, never>, PasswordBody>({
    method: 'POST',
    path: PASSWORD_PATH,
    title: { zh: '设置口令', en: 'Set a password' },
    body: PasswordBody,
    reply: '{account, head}; sessions begun with the old password end',
    async handler(request) {
      const account = request.params.account ?? '';
      const { password, current } = request.body;
      if (account === request.account.id) await login(request.ledger, request.city, account, current ?? '');
      else permit(may(request.actor, 'manageAccounts'), CAPABILITY_WORDS.manageAccounts);
      const door = { ledger: request.ledger, city: request.city, actor: request.actor };
      const { head } = await setPassword(door, account, password);
      return { account, head };
    },
  }),
];

/** Where an account may be opened: the city and the units right below it. Those further down have accounts by their own unit's id. */
function unitsOf({ plan, today }: LedgerView): readonly { readonly id: string; readonly name: string }[] {
  const root = plan.units.find(plan.units.rootId, today);
  return [...(root === undefined ? [] : [root]), ...plan.units.children(plan.units.rootId, today)].map(
    ({ id, name }) => ({ id, name }),
  );
}

/** Seq of the fact that set each password in force. */
async function lastPasswords(view: Parameters<typeof listAccounts>[0]): Promise<Record<string, number>> {
  const rows = await view.query(
    sql`select subject, credential_seq from account where city = ${view.city.id} and credential_seq is not null`,
  );
  return Object.fromEntries(rows.map((row) => [String(row.subject), Number(row.credential_seq)]));
}
