// Who records from the command line: an account that --as names, or the program itself.
import { findAccount } from '../../access/session.http.ts';
import type { Actor } from '../../kernel/loop.ts';
import { Problem } from '../../kernel/problem.ts';
import type { Ledger } from '../../ledger/ledger.pg.ts';
import { operator } from '../open.ts';

/** Fails with `account_unknown`. */
export async function actorNamed(ledger: Ledger, city: string, account: string | undefined): Promise<Actor> {
  return ledger.read(city, {}, async (view) => {
    if (account === undefined) return operator(view.plan.units.rootId);
    const found = await findAccount(view, account);
    if (found) return { account: found.id, post: found.post, unit: found.unit, roles: found.roles };
    throw new Problem({
      code: 'account_unknown',
      status: 404,
      message: `没有账号“${account}”。There is no such account.`,
      kept: '没有写入任何事实。Nothing was recorded.',
      fix: '列出账号：luodi user list。List them with luodi user list.',
    });
  });
}
