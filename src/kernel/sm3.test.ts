import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sm3Hex } from './sm3.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('the examples of GB/T 32905-2016, annex A', () => {
  test('abc', () => {
    expect(sm3Hex(bytes('abc'))).toBe('66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0');
  });

  test('64 bytes: abcd sixteen times', () => {
    expect(sm3Hex(bytes('abcd'.repeat(16)))).toBe(
      'debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732',
    );
  });
});

test('of nothing', () => {
  expect(sm3Hex(new Uint8Array())).toBe('1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b');
});

test('every length around the padding boundaries, as OpenSSL has it', () => {
  for (let length = 0; length <= 200; length++) {
    const message = new Uint8Array(length).fill(0xa5);
    expect(sm3Hex(message)).toBe(createHash('sm3').update(message).digest('hex'));
  }
});

test('any bytes, as OpenSSL has them', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 1000 }), (message) => {
      expect(sm3Hex(message)).toBe(createHash('sm3').update(message).digest('hex'));
    }),
  );
});
