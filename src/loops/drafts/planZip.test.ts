// The zip of a plan's files.
import { describe, expect, it } from 'vitest';
import { crc32, planZip } from './planZip.ts';

const encode = (text: string) => new TextEncoder().encode(text);

describe('planZip', () => {
  it('has the checksum of the standard’s check value', () => {
    expect(crc32(encode('123456789'))).toBe(0xcbf43926);
  });

  it('gives the same bytes for the same files', () => {
    const files = [{ path: '目标.yaml', text: 'targets: []\n' }];
    expect(planZip(files, encode)).toEqual(planZip(files, encode));
  });
});
