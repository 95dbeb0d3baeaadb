import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dateInZone, endOfDay, epochMs, instantOf, isInstant, parseInstant, startOfDay } from './instant.ts';
import { addDays, fromEpochDay } from './plainDate.ts';

const zones = fc.constantFrom(
  'Asia/Shanghai',
  'America/Los_Angeles',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'America/Sao_Paulo',
  'UTC',
);
const moments = fc.integer({ min: Date.UTC(1950, 0, 1), max: Date.UTC(2100, 0, 1) });

test('a moment lies between the beginning and the end of its own day', () => {
  fc.assert(
    fc.property(moments, zones, (ms, zone) => {
      const instant = instantOf(ms);
      const date = dateInZone(instant, zone);
      expect(startOfDay(date, zone) <= instant && instant <= endOfDay(date, zone)).toBe(true);
    }),
  );
});

test('days tile time: the next begins one millisecond after the end', () => {
  fc.assert(
    fc.property(fc.integer({ min: -7000, max: 47000 }), zones, (n, zone) => {
      const date = fromEpochDay(n);
      const end = endOfDay(date, zone);
      expect(epochMs(startOfDay(addDays(date, 1), zone))).toBe(epochMs(end) + 1);
      expect([dateInZone(startOfDay(date, zone), zone), dateInZone(end, zone)]).toEqual([date, date]);
    }),
  );
});

test('text and number are one, and text order is time order', () => {
  fc.assert(
    fc.property(moments, moments, (a, b) => {
      expect(epochMs(instantOf(a))).toBe(a);
      expect(isInstant(instantOf(a))).toBe(true);
      expect(parseInstant(instantOf(a))).toBe(instantOf(a));
      expect(instantOf(a) < instantOf(b)).toBe(a < b);
    }),
  );
});
