// The machine's zone in tests is neither UTC nor the city's (vitest.config.ts), so leaning on it fails here.
import { describe, expect, test } from 'vitest';
import {
  dateInZone,
  endOfDay,
  epochMs,
  type Instant,
  instantOf,
  isInstant,
  parseInstant,
  startOfDay,
} from './instant.ts';
import { parseDate } from './plainDate.ts';

const at = (text: string) => text as Instant;
const SHANGHAI = 'Asia/Shanghai';
const LOS_ANGELES = 'America/Los_Angeles';

describe('one moment, one text', () => {
  test('there and back', () => {
    expect(instantOf(0)).toBe('1970-01-01T00:00:00.000Z');
    expect(instantOf(1625821200123)).toBe('2021-07-09T09:00:00.123Z');
    expect(epochMs(at('2021-07-09T09:00:00.123Z'))).toBe(1625821200123);
    expect(epochMs(at('1900-01-01T00:00:00.001Z'))).toBe(Date.UTC(1900, 0, 1) + 1);
  });

  test.each([
    '2021-07-09T09:00:00Z',
    '2021-07-09T09:00:00.000+00:00',
    '2021-07-09T24:00:00.000Z',
    '2021-07-09T09:60:00.000Z',
    '2021-02-30T09:00:00.000Z',
    '2021-07-09',
    '2021-07-09T09:00:00.000Z\n',
  ])('%j is none', (text) => {
    expect(isInstant(text)).toBe(false);
    expect(() => epochMs(at(text))).toThrow(expect.objectContaining({ code: 'instant_invalid' }));
  });

  test('half a millisecond, and a moment out of range, are refused', () => {
    for (const ms of [
      0.5,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      Date.UTC(2201, 0, 1),
      Date.UTC(1899, 11, 31),
    ]) {
      expect(() => instantOf(ms)).toThrow(expect.objectContaining({ code: 'instant_invalid' }));
    }
    expect(isInstant(instantOf(Date.UTC(2201, 0, 1) - 1))).toBe(true);
    expect(isInstant(0)).toBe(false);
  });
});

describe('what others write', () => {
  test.each([
    ['2021-07-09T17:00:00+08:00', '2021-07-09T09:00:00.000Z'],
    ['2021-07-09 17:00:00.123456+08', '2021-07-09T09:00:00.123Z'],
    ['2021-07-09T09:00Z', '2021-07-09T09:00:00.000Z'],
    ['2021-07-09T00:30:00.5-0330', '2021-07-09T04:00:00.500Z'],
    ['2021-07-09T09:00:00.000Z', '2021-07-09T09:00:00.000Z'],
  ])('%s', (text, instant) => expect(parseInstant(text)).toBe(instant));

  test.each([
    '2021-07-09T09:00:00',
    '2021-07-09',
    '2021-02-30T09:00:00Z',
    '2021-07-09T25:00:00Z',
    '2021-07-09T09:00:00+19:00',
  ])('%s is no moment', (text) =>
    expect(() => parseInstant(text)).toThrow(expect.objectContaining({ code: 'instant_invalid' })),
  );
});

describe('which day it is', () => {
  test.each([
    ['2021-07-09T15:59:59.999Z', SHANGHAI, '2021-07-09'],
    ['2021-07-09T16:00:00.000Z', SHANGHAI, '2021-07-10'],
    ['2021-07-09T06:59:59.999Z', LOS_ANGELES, '2021-07-08'],
    ['2021-07-09T07:00:00.000Z', LOS_ANGELES, '2021-07-09'],
    ['2021-01-09T07:59:59.999Z', LOS_ANGELES, '2021-01-08'],
    ['2021-01-09T08:00:00.000Z', LOS_ANGELES, '2021-01-09'],
    ['2021-07-09T23:59:59.999Z', 'UTC', '2021-07-09'],
    ['1969-12-31T15:59:59.999Z', SHANGHAI, '1969-12-31'],
    ['1969-12-31T16:00:00.000Z', SHANGHAI, '1970-01-01'],
  ])('%s in %s is %s', (instant, zone, date) => expect(dateInZone(at(instant), zone)).toBe(date));

  test('a zone nobody knows is refused', () => {
    expect(() => dateInZone(at('2021-07-09T00:00:00.000Z'), 'Asia/Zhaoqing')).toThrow(
      expect.objectContaining({ code: 'zone_unknown' }),
    );
  });
});

describe('where a day begins and ends', () => {
  test.each([
    ['2021-07-09', SHANGHAI, '2021-07-08T16:00:00.000Z', '2021-07-09T15:59:59.999Z'],
    ['2021-07-09', LOS_ANGELES, '2021-07-09T07:00:00.000Z', '2021-07-10T06:59:59.999Z'],
    // Clocks forward: 23 hours. Clocks back: 25 hours.
    ['2021-03-14', LOS_ANGELES, '2021-03-14T08:00:00.000Z', '2021-03-15T06:59:59.999Z'],
    ['2021-11-07', LOS_ANGELES, '2021-11-07T07:00:00.000Z', '2021-11-08T07:59:59.999Z'],
    // China's own summer time, 1986–1991: 04-13 began at 02:00 local.
    ['1986-07-09', SHANGHAI, '1986-07-08T15:00:00.000Z', '1986-07-09T14:59:59.999Z'],
    // São Paulo skipped midnight: 00:00 became 01:00.
    ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z', '2018-11-05T01:59:59.999Z'],
    // São Paulo's 17 February 2018 lasted 25 hours: 24:00 became 23:00.
    ['2018-02-17', 'America/Sao_Paulo', '2018-02-17T02:00:00.000Z', '2018-02-18T02:59:59.999Z'],
    // Havana has midnight twice: 01:00 became 00:00. The day begins at the first.
    ['2021-11-07', 'America/Havana', '2021-11-07T04:00:00.000Z', '2021-11-08T04:59:59.999Z'],
  ])('%s in %s', (date, zone, start, end) => {
    expect(startOfDay(parseDate(date), zone)).toBe(start);
    expect(endOfDay(parseDate(date), zone)).toBe(end);
  });
});
