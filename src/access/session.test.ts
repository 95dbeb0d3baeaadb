import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LoginAttempts } from './attempts.ts';
import { makeCredential, verifyPassword } from './password.node.ts';
import { findSession, sessionSecret, signSession } from './sessionToken.node.ts';

const claims = { city: 'zhaoqing', account: 'gaoyao', credential: '0123456789abcdef', until: 1000 };

test('a token is a session for who signed it, until it runs out, and not with a byte changed', () => {
  const token = signSession('secret', claims);
  expect(findSession('secret', token, 999)).toEqual(claims);
  expect(findSession('secret', token, 1000)).toBeUndefined();
  expect(findSession('other', token, 0)).toBeUndefined();
  for (let at = 0; at < token.length; at += 7) {
    const flipped = token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1);
    if (flipped !== token) expect(findSession('secret', flipped, 0)).toBeUndefined();
  }
  for (const junk of ['', '.', 'a.b', `${'x'.repeat(3000)}.y`])
    expect(findSession('secret', junk, 0)).toBeUndefined();
});

test('the secret is made once and is its owner’s alone', () => {
  const folder = mkdtempSync(join(tmpdir(), 'luodi-secret-'));
  const path = join(folder, 'deep', 'session.secret');
  const secret = sessionSecret(path);
  expect(secret).toMatch(/^[0-9a-f]{64}$/);
  expect(sessionSecret(path)).toBe(secret);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  rmSync(folder, { recursive: true });
});

test('a password opens its own credential only; a short one is refused', async () => {
  const credential = await makeCredential('correct horse');
  expect(await verifyPassword('correct horse', credential.value)).toBe(true);
  expect(await verifyPassword('correct horsf', credential.value)).toBe(false);
  expect(await verifyPassword('correct horse', 'scrypt$x')).toBe(false);
  expect((await makeCredential('correct horse')).digest).not.toBe(credential.digest);
  await expect(makeCredential('short')).rejects.toMatchObject({ code: 'password_weak' });
});

test('wrong passwords are borne eight times in ten minutes, per key', () => {
  const attempts = new LoginAttempts();
  for (let i = 0; i < 8; i++) {
    expect(attempts.waitMs('a', i)).toBe(0);
    attempts.begun('a', i);
  }
  expect(attempts.waitMs('a', 8)).toBe(600_000 - 8);
  expect(attempts.waitMs('b', 8)).toBe(0);
  expect(attempts.waitMs('a', 600_001)).toBe(0);
  attempts.succeeded('a');
  expect(attempts.waitMs('a', 9)).toBe(0);
});
