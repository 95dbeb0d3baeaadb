// Credentials beside the facts: the value goes into `credential` (erasable, left out of exports unless asked for), its digest into the fact passwordSet.
// The value is written first: a value without a fact opens nothing, a fact without its value would lock the account out. Refused, it is taken away again.
import type { Actor } from '../kernel/loop.ts';
import { isProblem } from '../kernel/problem.ts';
import type { CommandAnswer } from '../ledger/command.ts';
import type { Ledger } from '../ledger/ledger.pg.ts';
import { type Credential, makeCredential } from './password.node.ts';

export interface CredentialDoor {
  readonly ledger: Ledger;
  readonly city: string;
  readonly actor: Actor;
}

/** Fails with `password_weak` and as the command setPassword does. */
export async function setPassword(
  door: CredentialDoor,
  account: string,
  password: string,
): Promise<CommandAnswer> {
  return storeCredential(door, account, await makeCredential(password));
}

/**
 * Puts a credential that was made elsewhere in force. Those that facts before it had put in force are erased, and no others: one that is being set in the
 * same moment has no fact yet, and erasing it would lock the account out.
 */
export async function storeCredential(
  door: CredentialDoor,
  account: string,
  { digest, value }: Credential,
): Promise<CommandAnswer> {
  const { city } = door;
  await door.ledger.work(city, (client) =>
    client.query(
      'insert into credential (city, account, digest, value) values ($1, $2, $3, $4) on conflict do nothing',
      [city, account, digest, value],
    ),
  );
  const request = { actor: door.actor, loop: 'access', command: 'setPassword', body: { account, digest } };
  let answer: CommandAnswer;
  try {
    answer = await door.ledger.submit(city, { ...request, key: `password:${account}:${digest}` });
  } catch (error) {
    // What the ledger could not answer for may have been recorded all the same; only a refusal is sure.
    if (isProblem(error) && error.status < 500) {
      await door.ledger.work(city, (client) =>
        client.query('delete from credential where city = $1 and account = $2 and digest = $3', [
          city,
          account,
          digest,
        ]),
      );
    }
    throw error;
  }
  await door.ledger.work(city, (client) =>
    client.query(
      `delete from credential where city = $1 and account = $2 and digest in (select body->>'digest' from fact
         where city = $1 and loop = 'access' and subject = $2 and kind = 'passwordSet' and seq < $3)`,
      [city, account, answer.seq[0]],
    ),
  );
  return answer;
}
