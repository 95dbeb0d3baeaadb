import { describe, expect, test, vi } from 'vitest';
import { hashHex } from './hash.node.ts';
import type { HashAlgorithm } from './hashAlgorithm.ts';

const ABC = {
  // FIPS 180-2, appendix B.1; GB/T 32905-2016, annex A.1
  sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  sm3: '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0',
};

describe.each(['sha256', 'sm3'] as HashAlgorithm[])('%s', (algorithm) => {
  test('the published vector, however the parts are cut', () => {
    expect(hashHex(algorithm, 'abc')).toBe(ABC[algorithm]);
    expect(hashHex(algorithm, 'a', '', 'bc')).toBe(ABC[algorithm]);
    expect(hashHex(algorithm, 'a', new Uint8Array([0x62]), 'c')).toBe(ABC[algorithm]);
  });

  test('strings are UTF-8', () => {
    expect(hashHex(algorithm, '落地')).toBe(
      hashHex(algorithm, new Uint8Array([0xe8, 0x90, 0xbd, 0xe5, 0x9c, 0xb0])),
    );
  });

  test('of nothing', () => {
    expect(hashHex(algorithm)).toBe(hashHex(algorithm, ''));
    expect(hashHex(algorithm)).toMatch(/^[0-9a-f]{64}$/);
  });
});

test('without SM3 in OpenSSL the answer is the same', async () => {
  vi.resetModules();
  vi.doMock('node:crypto', async (original) => ({
    ...(await original<object>()),
    getHashes: () => ['sha256'],
  }));
  const { hashHex: withoutSm3 } = await import('./hash.node.ts');
  vi.doUnmock('node:crypto');
  expect(withoutSm3('sm3', 'a', new Uint8Array([0x62]), 'c')).toBe(ABC.sm3);
  expect(withoutSm3('sm3', '落地')).toBe(hashHex('sm3', '落地'));
  expect(withoutSm3('sha256', 'abc')).toBe(ABC.sha256);
});
