import { describe, expect, test } from 'vitest';
import { findOffsetMinutes, findTimeReader, timeOfBytes, timeOfText } from './timeText.ts';

const iso = (ms: number) => (Number.isNaN(ms) ? 'no time' : new Date(ms).toISOString());
const bytes = (text: string) => {
  const encoded = new TextEncoder().encode(`>${text}<`);
  return iso(timeOfBytes(encoded, 1, encoded.length - 1, 0));
};

describe('times', () => {
  test.each([
    ['2006-07-24T00:00:00.000+02:00', '2006-07-23T22:00:00.000Z'],
    ['2011-10-11T13:45:40.276+02:00', '2011-10-11T11:45:40.276Z'],
    ['2011-10-11 13:45:40.276999+02:00', '2011-10-11T11:45:40.276Z'],
    ['2010-12-30T14:32:00Z', '2010-12-30T14:32:00.000Z'],
    ['2010-12-30T14:32:00.5-0330', '2010-12-30T18:02:00.500Z'],
    ['2010-12-30T14:32:00+08', '2010-12-30T06:32:00.000Z'],
    ['2010-12-30T14:32:00', '2010-12-30T14:32:00.000Z'],
    ['2020-02-29T00:00:00Z', '2020-02-29T00:00:00.000Z'],
  ])('%s from bytes and by sight', (text, expected) => {
    expect(bytes(text)).toBe(expected);
    expect(iso(timeOfText(text, 0))).toBe(expected);
  });

  test.each([
    '?',
    '',
    '2021-02-29T00:00:00Z',
    '2021-13-01T00:00:00Z',
    '2021-01-01T25:00:00Z',
    '2021-01-01T00:00:00+2',
    '2021-01-01T00:00:00Zx',
  ])('%j is no time', (text) => {
    expect(bytes(text)).toBe('no time');
    expect(iso(timeOfText(text, 0))).toBe('no time');
  });

  test.each([
    ['2021-07-09', '2021-07-08T16:00:00.000Z'],
    ['2021/7/9 8:30', '2021-07-09T00:30:00.000Z'],
    ['2021年7月9日 16时05分', '2021-07-09T08:05:00.000Z'],
    ['20210709', '2021-07-08T16:00:00.000Z'],
    ['20210709 083000', '2021-07-09T00:30:00.000Z'],
  ])('%s, as offices write it, eight hours ahead', (text, expected) => {
    expect(iso(timeOfText(text, 480))).toBe(expected);
  });

  test.each([
    ['DD-MM-YYYY HH:mm', '09-07-2021 08:30', '2021-07-09T08:30:00.000Z'],
    ['M/D/YYYY', '7/9/2021', '2021-07-09T00:00:00.000Z'],
    ['YYYY.MM.DD HH:mm:ss.SSSZ', '2021.07.09 08:30:01.25+08:00', '2021-07-09T00:30:01.250Z'],
    ['x', '1625819400000', '2021-07-09T08:30:00.000Z'],
    ['X', '1625819400.5', '2021-07-09T08:30:00.500Z'],
  ])('format %s reads %s', (format, text, expected) => {
    expect(iso(findTimeReader(format)!(text, 0))).toBe(expected);
  });

  test.each(['HH:mm', 'YYYY-MM', 'YYYY-MM-DD D'])('format %s names no day, or one twice', (format) => {
    expect(findTimeReader(format)).toBeUndefined();
  });

  test('offsets', () => {
    expect(['+08:00', '-0330', 'Z', '+8', 'CST'].map(findOffsetMinutes)).toEqual([
      480,
      -210,
      0,
      undefined,
      undefined,
    ]);
  });
});
