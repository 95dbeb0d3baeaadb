// Deciders of accounts: who may open, move and close an account, and set a password. Pure; a refusal is a Problem with a code.
// An account is never removed: it is closed, and what it did stays in the ledger under its name.

import type { JsonObject } from '../kernel/json.ts';
import type { CommandKind, DecideContext, NewFact, Row } from '../kernel/loop.ts';
import { Problem } from '../kernel/problem.ts';
import { CloseAccount, MoveAccount, OpenAccount, SetPassword } from './account.facts.ts';
import { may } from './roles.ts';

const NOTHING = '没有写入任何事实。Nothing was recorded.';

/** Names under which the program itself records: an account of that name would pass for it in the facts. */
const OF_THE_PROGRAM: ReadonlySet<string> = new Set(['luodi', 'system']);

/** Codes, in order: may_not_manage_accounts, account_reserved, account_exists, unit_unknown. */
function decideOpen(command: OpenAccount, context: DecideContext): readonly NewFact[] | Problem {
  const refusal = notManager(context);
  if (refusal) return refusal;
  if (OF_THE_PROGRAM.has(command.account)) {
    return new Problem({
      code: 'account_reserved',
      message: `“${command.account}”是程序自己的名字。The name is the program’s own.`,
      kept: NOTHING,
      fix: '换一个账号名。Choose another name.',
    });
  }
  const row = accountRow(context);
  if (row && row.closed_on === null) {
    return new Problem({
      code: 'account_exists',
      status: 409,
      message: `账号“${command.account}”已经开立。The account is already open.`,
      kept: NOTHING,
      fix: '换一个账号名，或用调动。Choose another name, or move the account.',
    });
  }
  return (
    unitUnknown(command.unit, context) ?? [
      act('accountOpened', command.account, command.unit, context, placement(command)),
    ]
  );
}

/** Codes, in order: may_not_manage_accounts, account_unknown, account_closed, unit_unknown. */
function decideMove(command: MoveAccount, context: DecideContext): readonly NewFact[] | Problem {
  const refusal =
    notManager(context) ?? notOpen(command.account, context) ?? unitUnknown(command.unit, context);
  return refusal ?? [act('accountMoved', command.account, command.unit, context, placement(command))];
}

/** Codes, in order: may_not_manage_accounts, account_unknown, account_closed, account_own. */
function decideClose(command: CloseAccount, context: DecideContext): readonly NewFact[] | Problem {
  const refusal = notManager(context) ?? notOpen(command.account, context);
  if (refusal) return refusal;
  if (command.account === context.actor.account) {
    return new Problem({
      code: 'account_own',
      status: 409,
      message: '不能停用自己的账号。An account cannot close itself.',
      kept: NOTHING,
      fix: '请另一位管理员停用。Ask another administrator.',
    });
  }
  return [act('accountClosed', command.account, unitOf(context), context, { reason: command.reason })];
}

/** One's own password, or anybody's for a manager of accounts. Codes, in order: may_not_set_password, account_unknown, account_closed. */
function decidePassword(command: SetPassword, context: DecideContext): readonly NewFact[] | Problem {
  if (command.account !== context.actor.account && !may(context.actor, 'manageAccounts')) {
    return new Problem({
      code: 'may_not_set_password',
      status: 403,
      message: '只能改自己的口令。Only one’s own password may be set.',
      kept: NOTHING,
      fix: '请管理员重设。Ask an administrator.',
    });
  }
  const refusal = notOpen(command.account, context);
  return (
    refusal ?? [act('passwordSet', command.account, unitOf(context), context, { digest: command.digest })]
  );
}

export const ACCOUNT_COMMANDS: readonly CommandKind<never>[] = [
  command('openAccount', '开立账号', 'Open an account', OpenAccount, decideOpen),
  command('moveAccount', '调动账号', 'Move an account', MoveAccount, decideMove),
  command('closeAccount', '停用账号', 'Close an account', CloseAccount, decideClose),
  command('setPassword', '设置口令', 'Set a password', SetPassword, decidePassword),
];

function command<C extends JsonObject & { readonly account: string }>(
  name: string,
  zh: string,
  en: string,
  schema: CommandKind<C>['schema'],
  decide: CommandKind<C>['decide'],
): CommandKind<never> {
  const kind: CommandKind<C> = { name, title: { zh, en }, schema, subject: (c) => c.account, decide };
  return kind as unknown as CommandKind<never>;
}

function placement(command: OpenAccount | MoveAccount): JsonObject {
  return { unit: command.unit, post: command.post, roles: [...new Set(command.roles)], title: command.title };
}

function act(kind: string, subject: string, unit: string, context: DecideContext, body: JsonObject): NewFact {
  return { kind, subject, unit, occurredOn: context.today, body };
}

function accountRow(context: DecideContext): Row | undefined {
  return context.own.table('account')[0];
}

function unitOf(context: DecideContext): string {
  return String(accountRow(context)?.unit ?? context.actor.unit);
}

function notManager(context: DecideContext): Problem | undefined {
  if (may(context.actor, 'manageAccounts')) return undefined;
  return new Problem({
    code: 'may_not_manage_accounts',
    status: 403,
    message: '没有管理账号的权限。This account may not manage accounts.',
    kept: NOTHING,
    fix: '请系统管理员办理。Ask an administrator.',
  });
}

function notOpen(account: string, context: DecideContext): Problem | undefined {
  const row = accountRow(context);
  if (!row) {
    return new Problem({
      code: 'account_unknown',
      status: 404,
      message: `没有账号“${account}”。There is no such account.`,
      kept: NOTHING,
      fix: '核对账号名：luodi user list。Check the name with: luodi user list.',
    });
  }
  if (row.closed_on === null) return undefined;
  return new Problem({
    code: 'account_closed',
    status: 409,
    message: `账号“${account}”已于 ${String(row.closed_on)} 停用。The account is closed.`,
    kept: NOTHING,
    fix: '需要时重新开立。Open it again if it is needed.',
  });
}

function unitUnknown(unit: string, context: DecideContext): Problem | undefined {
  if (context.plan.units.find(unit, context.today)) return undefined;
  return new Problem({
    code: 'unit_unknown',
    message: `计划里没有单位“${unit}”。The plan in force has no such unit.`,
    kept: NOTHING,
    fix: '用计划 units 里的标识。Use an id of the plan’s units.',
  });
}
