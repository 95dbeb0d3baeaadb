// What a correction sends, and when an amount has to be confirmed.
import { describe, expect, test } from 'vitest';
import { evidenceAfter } from './correctSheet.tsx';
import { timesOver } from './wanField.tsx';

describe('an amount above the plan', () => {
  test('is told by how many times, rounded down', () => {
    expect(timesOver('120000000', '100000000.00')).toBe('1.2');
    expect(timesOver('1999999999', '100000000')).toBe('19.9');
    expect(timesOver('100000001', '100000000')).toBe('1');
  });

  test('is not asked about up to the plan, nor without one', () => {
    expect(timesOver('100000000', '100000000.00')).toBeUndefined();
    expect(timesOver('5', '0.00')).toBeUndefined();
    expect(timesOver('5', null)).toBeUndefined();
    expect(timesOver(undefined, '5')).toBeUndefined();
  });
});

describe('evidence of a correction', () => {
  const before = [
    { kind: 'permit', name: '甲' },
    { kind: 'permit', name: '乙' },
    { kind: 'photo', name: '照片' },
  ];
  const asked = [{ kind: 'permit' }, { kind: 'photo' }];

  test('is left unsaid when nothing changed', () => {
    expect(
      evidenceAfter(before, asked, { 'evidence:permit': '甲', 'evidence:photo': '照片' }),
    ).toBeUndefined();
  });

  test('puts what was typed in its place and keeps what was not shown', () => {
    expect(evidenceAfter(before, asked, { 'evidence:permit': '丙', 'evidence:photo': '' })).toEqual([
      { kind: 'permit', name: '丙' },
      { kind: 'permit', name: '乙' },
    ]);
  });
});
