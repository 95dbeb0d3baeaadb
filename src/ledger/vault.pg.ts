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

/** Purpose of the one row whose salt the files of a city share. */
const FILE_SALT = '文件摘要共用的盐';

export interface KeptFile {
  readonly value: string;
  readonly purpose: string;
  /** Hex of 16 random bytes, in case the city has no salt for files yet. */
  readonly freshSalt: string;
  readonly unit: string;
  readonly account: string;
}

/**
 * Keeps a file under the digest of its content: the files of a city share one salt, so that one paper handed in for ten projects is one digest, and nobody
 * outside can tell from a digest what the paper is. `erasedByFact`: this content was erased by a recorded fact, and is not kept again.
 */
export async function keepFile(
  client: ClientBase,
  { city, hash }: { readonly city: string; readonly hash: HashText },
  file: KeptFile,
): Promise<{ readonly digest: string } | { readonly erasedByFact: number }> {
  const salt = (await fileSalt(client, city)) ?? (await makeFileSalt(client, { city, hash }, file.freshSalt));
  const digest = vaultDigest(hash, salt, file.value);
  const erased = await client.query<{ erased_seq: string }>(
    'select erased_seq from vault_erasure where city = $1 and digest = $2',
    [city, digest],
  );
  if (erased.rows[0]) return { erasedByFact: Number(erased.rows[0].erased_seq) };
  await keepValue(
    client,
    { city, hash },
    { salt, value: file.value, purpose: file.purpose, keepUntil: null },
  );
  await client.query(
    'insert into vault_origin values ($1, $2, $3, $4, clock_timestamp()) on conflict do nothing',
    [city, digest, file.unit, file.account],
  );
  return { digest };
}

async function fileSalt(client: ClientBase, city: string): Promise<string | undefined> {
  const { rows } = await client.query<{ salt: string }>(
    'select salt from vault where city = $1 and purpose = $2 order by digest limit 1',
    [city, FILE_SALT],
  );
  return rows[0]?.salt;
}

/** Two who bring the first file at once must not each make one. */
async function makeFileSalt(
  client: ClientBase,
  { city, hash }: { readonly city: string; readonly hash: HashText },
  salt: string,
): Promise<string> {
  await client.query(`select pg_advisory_xact_lock(hashtext('luodi.file_salt ' || $1))`, [city]);
  const made = await fileSalt(client, city);
  if (made !== undefined) return made;
  await keepValue(client, { city, hash }, { salt, value: 'salt', purpose: FILE_SALT, keepUntil: null });
  return salt;
}
