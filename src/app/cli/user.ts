// luodi user list | open | password | close: accounts from the command line of the machine, recorded like everything else.
import { setPassword } from '../../access/credentials.pg.ts';
import { findRole } from '../../access/roles.ts';
import { listAccounts } from '../../access/session.http.ts';
import { columns } from '../../dispatch/textTable.ts';
import { machineRandom } from '../clock.ts';
import { actorNamed } from './actor.ts';
import { usageProblem } from './flags.ts';
import { refusing } from './refused.ts';
import { type Invocation, OK, textFlag, type Verb, writeJson } from './verb.ts';
import { type AtCity, withCity } from './withLedger.ts';

export const userVerb: Verb = {
  name: 'user',
  usage:
    'user list | open ACCOUNT --unit U --post P --role R --title T | password ACCOUNT [--password P] | close ACCOUNT --reason R',
  words: '账号：列出、开立、设口令、停用。Accounts: list, open, set a password, close.',
  flags: {
    unit: { type: 'string', value: 'ID', words: '单位 unit' },
    post: { type: 'string', value: 'P', words: '岗位 post' },
    role: {
      type: 'string',
      value: 'R,R',
      words: '角色 roles: leader office bureau county township auditor admin',
    },
    title: { type: 'string', value: 'T', words: '显示名 title' },
    password: { type: 'string', value: 'P', words: '口令；不给则生成 password; made when left out' },
    reason: { type: 'string', value: 'R', words: '原因 reason' },
  },
  async run(invocation) {
    const [what, account] = invocation.positionals;
    if (what === 'list' || what === undefined) return withCity(invocation, (at) => list(invocation, at));
    if (!account) throw usageProblem(userVerb, '缺少账号 ACCOUNT');
    if (what === 'open') return withCity(invocation, (at) => open(invocation, at, account));
    if (what === 'password') return withCity(invocation, (at) => password(invocation, at, account));
    if (what === 'close') return withCity(invocation, (at) => close(invocation, at, account));
    throw usageProblem(userVerb, `不认识 ${what}`);
  },
};

async function list(invocation: Invocation, at: AtCity): Promise<number> {
  const accounts = await at.ledger.read(at.city.id, at.at, async (view) =>
    (await listAccounts(view)).map((one) => ({
      account: one.id,
      title: one.title,
      unit: one.unit,
      unitName: view.plan.units.find(one.unit, view.today)?.name ?? one.unit,
      post: one.post,
      roles: one.roles,
      closedOn: one.closedOn,
      hasPassword: one.credential !== '',
    })),
  );
  if (invocation.format === 'json') writeJson(invocation, { accounts });
  else {
    const rows = accounts.map((one) => [
      one.account,
      one.title,
      one.unitName,
      one.roles.map((id) => findRole(id)?.title.zh ?? id).join('、'),
      one.closedOn ? `${one.closedOn} 停用` : one.hasPassword ? '' : '未设口令',
    ]);
    invocation.out(columns([['账号', '显示名', '单位', '角色', ''], ...rows]));
  }
  return OK;
}

async function open(invocation: Invocation, at: AtCity, account: string): Promise<number> {
  const [unit, post, role, title] = ['unit', 'post', 'role', 'title'].map((name) =>
    textFlag(invocation, name),
  );
  if (!unit || !role) throw usageProblem(userVerb, '缺少 --unit 或 --role');
  const answer = await submit(at, 'openAccount', {
    account,
    unit,
    post: post ?? role.split(',')[0] ?? role,
    roles: role.split(','),
    title: title ?? account,
  });
  const made = await givePassword(invocation, at, account);
  return say(invocation, { ...answer, account, password: made }, `已开立 ${account}，口令 ${made}\n`);
}

async function password(invocation: Invocation, at: AtCity, account: string): Promise<number> {
  const made = await givePassword(invocation, at, account);
  return say(invocation, { account, password: made }, `${account} 的新口令：${made}\n`);
}

async function close(invocation: Invocation, at: AtCity, account: string): Promise<number> {
  const reason = textFlag(invocation, 'reason');
  if (!reason) throw usageProblem(userVerb, '缺少 --reason');
  const answer = await submit(at, 'closeAccount', { account, reason });
  return say(invocation, { ...answer, account }, `已停用 ${account}\n`);
}

async function givePassword(invocation: Invocation, at: AtCity, account: string): Promise<string> {
  const made = textFlag(invocation, 'password') ?? Buffer.from(machineRandom(12)).toString('base64url');
  const actor = await actorNamed(at.ledger, at.city.id, undefined);
  await refusing(setPassword({ ledger: at.ledger, city: at.city.id, actor }, account, made));
  return made;
}

async function submit(at: AtCity, command: string, body: Record<string, string | string[]>) {
  const key = Buffer.from(machineRandom(16)).toString('hex');
  const actor = await actorNamed(at.ledger, at.city.id, undefined);
  return refusing(at.ledger.submit(at.city.id, { key: `cli:${key}`, actor, loop: 'access', command, body }));
}

function say(invocation: Invocation, json: unknown, text: string): number {
  if (invocation.format === 'json') writeJson(invocation, json);
  else invocation.out(text);
  return OK;
}
