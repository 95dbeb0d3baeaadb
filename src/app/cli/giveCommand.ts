// Gives a command of a loop from the command line: the body as JSON, the account that acts, a key that makes it once.
import type { JsonObject } from '../../kernel/json.ts';
import { machineRandom } from '../clock.ts';
import { composedFor, filesHere, refuseBare } from '../commands.http.ts';
import { actorNamed } from './actor.ts';
import { usageProblem } from './flags.ts';
import { refusing } from './refused.ts';
import { type Invocation, OK, textFlag, type Verb, writeJson } from './verb.ts';
import type { AtCity } from './withLedger.ts';

/** Fails with `usage` and as the command does. */
export async function giveCommand(
  invocation: Invocation,
  at: AtCity,
  verb: Verb,
  loop: string,
  command: string,
): Promise<number> {
  const known = at.ledger.loops.get(loop)?.commands.map((one) => one.name) ?? [];
  if (!known.includes(command)) throw usageProblem(verb, `不认识 ${command}；可用的有 ${known.join('、')}`);
  const body = bodyOf(verb, textFlag(invocation, 'body'));
  const actor = await actorNamed(at.ledger, at.city.id, textFlag(invocation, 'as'));
  const key = textFlag(invocation, 'key') ?? `cli:${Buffer.from(machineRandom(16)).toString('hex')}`;
  const late = invocation.flags.late === true;
  const given = async () => {
    refuseBare({ loop, command, body });
    await filesHere(at.ledger, { city: at.city.id, actor })({ body });
    const door = { ledger: at.ledger, city: at.city.id, actor };
    const composed = await composedFor(door, { loop, command, body });
    const asked = { key, actor, loop, command, body, ...composed };
    return at.ledger.submit(at.city.id, { ...asked, ...(late ? { late } : {}) });
  };
  const answer = await refusing(given());
  if (invocation.format === 'json') writeJson(invocation, answer);
  else
    invocation.out(
      `已入账 #${answer.seq[0]}${answer.seq[1] === answer.seq[0] ? '' : `–${answer.seq[1]}`}  ${answer.subject}  留痕头 ${answer.head}\n`,
    );
  return OK;
}

function bodyOf(verb: Verb, text: string | undefined): JsonObject {
  if (text === undefined) throw usageProblem(verb, '缺少 --body JSON');
  try {
    const value = JSON.parse(text) as unknown;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  } catch {
    // Said below.
  }
  throw usageProblem(verb, '--body 不是 JSON 对象');
}
