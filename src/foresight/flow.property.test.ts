// The streaming flow against a naive model that sorts and groups, over made-up logs: equal instants in different offsets, missing times, rows of cases mixed, and
// bytes that come in pieces of any size.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CsvLog } from './csvLog.ts';
import { csvOf, inNaiveShape, type LogRow, naiveFlow, xesOf } from './eventLog.testing.ts';
import { keepLog } from './eventLog.ts';
import { FlowCount } from './flow.ts';
import { XesLog } from './xesLog.node.ts';

const time = fc.option(
  fc
    .tuple(
      fc.integer({ min: 0, max: 6 }),
      fc.integer({ min: 0, max: 3 }),
      fc.constantFrom('Z', '+01:00', '+02:00', '-03:30'),
    )
    .map(([hour, ms, offset]) => `2021-03-04T0${hour}:00:00.00${ms}${offset}`),
  { nil: undefined, freq: 6 },
);
const row: fc.Arbitrary<LogRow> = fc.record({
  case: fc.constantFrom('1', '2', '3', '案件 "四"'),
  activity: fc.constantFrom('a', 'b', '新开工', 'x & <y>'),
  time,
});
const logs = fc.array(row, { minLength: 1, maxLength: 60 });

function close(a: number | null, b: number | undefined): void {
  if (b === undefined) expect(a).toBeNull();
  else expect(Math.abs(a! * 1000 - b)).toBeLessThanOrEqual(0.5001);
}

function expectSame(flow: ReturnType<FlowCount['flow']>, rows: readonly LogRow[]): void {
  const { edges, duration, ...naive } = naiveFlow(rows);
  expect(inNaiveShape(flow)).toEqual(naive);
  expect(flow.directly_follows).toHaveLength(edges.length);
  for (const edge of edges) {
    const found = flow.directly_follows.find(({ from, to }) => from === edge.from && to === edge.to)!;
    expect(found.count).toBe(edge.count);
    close(found.median_s, edge.median);
    close(found.mean_s, edge.mean);
  }
  close(flow.case_duration_s.mean, duration.mean);
  close(flow.case_duration_s.median, duration.median);
  close(flow.case_duration_s.p90, duration.p90);
}

/** Pieces of uneven sizes. */
function* pieces<T extends string | Uint8Array>(whole: T, sizes: readonly number[]): Generator<T> {
  let at = 0;
  for (let n = 0; at < whole.length; n++) {
    const size = sizes[n % sizes.length]!;
    yield whole.slice(at, at + size) as T;
    at += size;
  }
}

const sizes = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 6 });

test('XES in pieces of any size gives the flow of the naive model', () => {
  fc.assert(
    fc.property(logs, sizes, (rows, cut) => {
      const count = new FlowCount();
      const log = new XesLog('test', {}, count.visit);
      for (const piece of pieces(new TextEncoder().encode(xesOf(rows)), cut)) log.push(piece);
      expect(log.end().eventsWithoutTime).toBe(rows.filter((one) => one.time === undefined).length);
      expectSame(count.flow(), rows);
    }),
  );
});

test('a table with its cases mixed gives the same', () => {
  fc.assert(
    fc.property(logs, sizes, (rows, cut) => {
      const count = new FlowCount();
      const log = new CsvLog({}, count.visit);
      for (const piece of pieces(csvOf(rows), cut)) log.push(piece);
      log.end();
      expectSame(count.flow(), rows);
    }),
  );
});

test('a log that is cut short anywhere is never taken for a whole one', () => {
  fc.assert(
    fc.property(logs, fc.double({ min: 0, max: 0.999, noNaN: true }), (rows, share) => {
      const bytes = new TextEncoder().encode(xesOf(rows).trimEnd());
      const log = new XesLog('test', {}, () => undefined);
      expect(() => {
        log.push(bytes.slice(0, Math.floor(bytes.length * share)));
        log.end();
      }).toThrow();
    }),
  );
});

test('a kept log holds every case as it was shown', () => {
  fc.assert(
    fc.property(logs, (rows) => {
      const kept = keepLog();
      const shown: unknown[] = [];
      const log = new CsvLog({}, (one) => {
        kept.visit(one);
        shown.push([
          one.id,
          [...one.activities.subarray(0, one.length)],
          [...one.timesMs.subarray(0, one.length)],
        ]);
      });
      log.push(csvOf(rows));
      log.end();
      const whole = kept.log();
      const again = whole.caseIds.map((id, n) => [
        id,
        [...whole.activities.subarray(whole.offsets[n], whole.offsets[n + 1])],
        [...whole.timesMs.subarray(whole.offsets[n], whole.offsets[n + 1])],
      ]);
      expect(again).toEqual(shown);
    }),
  );
});
