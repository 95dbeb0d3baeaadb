// Passwords over a real ledger: two set in one moment leave the account open, a refused one leaves nothing, an account opened anew has none.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '../kernel/json.ts';
import type { Actor } from '../kernel/loop.ts';
import { cityLoop } from '../ledger/city.loop.node.ts';
import { coreSections } from '../plan/sections.ts';
import { CITY, TALLY_PLAN, type TestLedger, testLedger } from '../testing/ledger.ts';
import { accessLoop } from './access.loop.node.ts';
import { setPassword } from './credentials.pg.ts';
import { login } from './session.http.ts';

const boss: Actor = { account: 'boss', post: 'admin', unit: 'city', roles: ['admin'] };
let at: TestLedger;
let keys = 0;
beforeAll(async () => {
  at = await testLedger({
    matter: { loops: [cityLoop, accessLoop], sections: coreSections, plan: TALLY_PLAN },
  });
});
afterAll(() => at.close());

const give = (command: string, body: JsonObject) =>
  at.ledger.submit(CITY, { key: `${++keys}`, actor: boss, loop: 'access', command, body });
const open = (account: string) =>
  give('openAccount', { account, unit: 'town', post: 'reporter', roles: ['county'], title: '填报员' });
const set = (account: string, password: string) =>
  setPassword({ ledger: at.ledger, city: CITY, actor: boss }, account, password);
const signIn = (account: string, password: string) =>
  login(at.ledger, CITY, account, password).then(
    () => true,
    () => false,
  );

test('two passwords set in the same moment: one is in force and opens', async () => {
  await open('dong');
  for (let turn = 0; turn < 3; turn += 1) {
    const passwords = ['first', 'second', 'third'].map((word) => `${word}-password-${turn}`);
    await Promise.all(passwords.map((password) => set('dong', password)));
    const opened = await Promise.all(passwords.map((password) => signIn('dong', password)));
    expect(opened.filter(Boolean)).toHaveLength(1);
  }
  expect(await at.ledger.verify(CITY, {})).toMatchObject({ ok: true });
});

test('a password that is refused leaves no value behind', async () => {
  await expect(set('nobody', 'some-password')).rejects.toMatchObject({ code: 'account_unknown' });
  expect(await at.ledger.verify(CITY, {})).toMatchObject({ ok: true, findings: [] });
});

test('an account that is closed and opened anew does not open with the password of before', async () => {
  await open('xi');
  await set('xi', 'the-old-password');
  expect(await signIn('xi', 'the-old-password')).toBe(true);
  await give('closeAccount', { account: 'xi', reason: '调离' });
  expect(await signIn('xi', 'the-old-password')).toBe(false);
  await open('xi');
  expect(await signIn('xi', 'the-old-password')).toBe(false);
  await set('xi', 'the-new-password');
  expect(await signIn('xi', 'the-new-password')).toBe(true);
});
