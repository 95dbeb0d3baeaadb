import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../kernel/json.ts';
import type { CommandKind, DecideContext, Row } from '../kernel/loop.ts';
import { isProblem } from '../kernel/problem.ts';
import { adoptCalendar, adoptPlan, closePeriod, setClock } from '../ledger/city.ts';
import { ACCOUNT_COMMANDS } from './account.ts';
import { may, ROLES, reachOf, SYSTEM } from './roles.ts';

const DIGEST = 'a'.repeat(64);
const placement = { unit: 'county', post: 'reporter', roles: ['county'], title: '填报员' };

function decide(
  name: string,
  body: JsonObject,
  options: { roles?: string[]; account?: string; rows?: Row[] } = {},
) {
  const command = ACCOUNT_COMMANDS.find((one) => one.name === name) as unknown as CommandKind<JsonObject>;
  const context = {
    actor: { account: options.account ?? 'boss', post: 'p', unit: 'city', roles: options.roles ?? ['admin'] },
    today: '2021-07-09',
    own: { revision: 1, table: () => options.rows ?? [] },
    plan: { units: { find: (id: string) => (id === 'nowhere' ? undefined : { id }) } },
  } as unknown as DecideContext;
  const decided = command.decide(command.schema.parse(body), context);
  return isProblem(decided) ? decided.code : decided;
}

const open: Row = { unit: 'county', closed_on: null };
const closed: Row = { unit: 'county', closed_on: '2021-05-01' };

describe('an account', () => {
  test('is opened by who manages accounts, in a unit of the plan, once', () => {
    expect(decide('openAccount', { account: 'gaoyao', ...placement })).toEqual([
      { kind: 'accountOpened', subject: 'gaoyao', unit: 'county', occurredOn: '2021-07-09', body: placement },
    ]);
    expect(decide('openAccount', { account: 'gaoyao', ...placement }, { roles: ['office'] })).toBe(
      'may_not_manage_accounts',
    );
    expect(decide('openAccount', { account: 'gaoyao', ...placement }, { rows: [open] })).toBe(
      'account_exists',
    );
    expect(decide('openAccount', { account: 'gaoyao', ...placement, unit: 'nowhere' })).toBe('unit_unknown');
    for (const account of ['luodi', 'system'])
      expect(decide('openAccount', { account, ...placement })).toBe('account_reserved');
    expect(decide('openAccount', { account: 'gaoyao', ...placement }, { rows: [closed] })).toHaveLength(1);
  });

  test('is moved and closed only while it is open, and never closes itself', () => {
    expect(decide('moveAccount', { account: 'x1', ...placement })).toBe('account_unknown');
    expect(decide('moveAccount', { account: 'x1', ...placement }, { rows: [closed] })).toBe('account_closed');
    expect(decide('moveAccount', { account: 'x1', ...placement }, { rows: [open] })).toHaveLength(1);
    expect(decide('closeAccount', { account: 'x1', reason: '调离' }, { rows: [open] })).toHaveLength(1);
    expect(decide('closeAccount', { account: 'boss', reason: '调离' }, { rows: [open] })).toBe('account_own');
  });

  test('sets its own password; another’s only who manages accounts', () => {
    const body = { account: 'x1', digest: DIGEST };
    expect(decide('setPassword', body, { rows: [open], account: 'x1', roles: ['county'] })).toHaveLength(1);
    expect(decide('setPassword', body, { rows: [open], account: 'x2', roles: ['leader'] })).toBe(
      'may_not_set_password',
    );
    expect(decide('setPassword', body, { rows: [closed] })).toBe('account_closed');
  });

  test('cannot be given the role of the program', () => {
    expect(() => decide('openAccount', { account: 'x1', ...placement, roles: ['system'] })).toThrow();
  });
});

test('the deciders of the city’s own ledger let those in whose role says so, and no others', () => {
  const capabilities = {
    adoptPlan: 'adoptPlans',
    adoptCalendar: 'adoptPlans',
    closePeriod: 'closePeriods',
    setClock: 'setClock',
  } as const;
  const context = { today: '2021-07-09', own: { revision: 1, table: () => [] } };
  for (const kind of [adoptPlan, adoptCalendar, closePeriod, setClock]) {
    const capability = capabilities[kind.name as keyof typeof capabilities];
    if (!capability) continue;
    for (const role of [...ROLES, SYSTEM]) {
      const actor = { account: 'a', post: 'p', unit: 'city', roles: [role.id] };
      const decided = kind.decide(
        { period: '2021-06', standsAt: 'x' } as never,
        { ...context, actor } as unknown as DecideContext,
      );
      const refused = isProblem(decided) && decided.code === 'role_missing';
      expect([kind.name, role.id, !refused]).toEqual([kind.name, role.id, may(actor, capability)]);
    }
  }
});

test('who claims for a county neither recognises nor reaches beyond it', () => {
  for (const role of ROLES.filter((one) => one.reach === 'own')) {
    expect(may({ roles: [role.id] }, 'recognise')).toBe(false);
    expect(reachOf({ roles: [role.id] })).toBe('own');
  }
  expect(may({ roles: ['auditor'] }, 'claim')).toBe(false);
  expect(reachOf({ roles: ['nobody'] })).toBe('own');
});
