// The vault: personal data and files are kept beside the facts, never in them. A fact holds a salted digest; the value can be erased by a
// recorded fact, after which the digest proves nothing about anybody and the chain still holds.
import type { ClientBase } from 'pg';
import type { HashText } from './fact.ts';

export interface VaultValue {
  /** Hex of at least 16 random bytes: without a salt, a digest of a phone number is the phone number. */
  readonly salt: string;
  readonly value: string;
  /** Why it is kept, in words a data protection officer would accept. */
  readonly purpose: string;
  readonly keepUntil: string | null;
}

export function vaultDigest(hash: HashText, salt: string, value: string): string {
  return hash(salt, '\n', value);
}

/** Keeps a value; returns the digest that a fact may hold. */
export async function keepValue(
  client: ClientBase,
  at: { readonly city: string; readonly hash: HashText },
  kept: VaultValue,
): Promise<string> {
  const digest = vaultDigest(at.hash, kept.salt, kept.value);
  await client.query('insert into vault values ($1, $2, $3, $4, $5, $6) on conflict do nothing', [
    at.city,
    digest,
    kept.salt,
    kept.value,
    kept.purpose,
    kept.keepUntil,
  ]);
  return digest;
}

/** The value, "erased by fact N", or undefined when the digest was never kept here. */
export async function findValue(
  client: ClientBase,
  at: { readonly city: string; readonly digest: string },
): Promise<{ readonly value: string } | { readonly erasedByFact: number } | undefined> {
  const erased = await client.query<{ erased_seq: string }>(
    'select erased_seq from vault_erasure where city = $1 and digest = $2',
    [at.city, at.digest],
  );
  if (erased.rows[0]) return { erasedByFact: Number(erased.rows[0].erased_seq) };
  const { rows } = await client.query<{ value: string }>(
    'select value from vault where city = $1 and digest = $2',
    [at.city, at.digest],
  );
  return rows[0] && { value: rows[0].value };
}
