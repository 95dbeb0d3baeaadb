// The map's places: what runs where, and that no arc lies on another, whatever the paths.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BOX, boxLines, flowMap, type MapPath, pathsOfShare } from './flowMap.ts';

const path = (from: string | null, to: string, count = 1): MapPath => ({ from, to, count });
const keys = [null, 'a', 'b', 'c', 'd'];

/** The one horizontal stretch of an arc: its height and where it begins and ends. */
function stretch(d: string): { readonly y: number; readonly from: number; readonly to: number } {
  const match = /^M([\d.]+) [\d.]+V[\d.-]+Q[\d.]+ ([\d.]+) .*H[\d.]+Q([\d.]+) /.exec(d)!;
  const [, start, y, end] = match.map(Number) as [number, number, number, number];
  return { y, from: Math.min(start, end), to: Math.max(start, end) };
}

describe('the map', () => {
  test('milestones from left to right in the order given, the next one straight, past ones above, back and to itself below', () => {
    const map = flowMap(keys, [path(null, 'a', 10), path('a', 'c', 5), path('c', 'a', 2), path('b', 'b', 1)]);
    expect(map.boxes.map(({ x }) => x)).toEqual(map.boxes.map(({ x }) => x).toSorted((a, b) => a - b));
    const [top] = map.boxes.map(({ y }) => y);
    const kinds = Object.fromEntries(
      map.lines.map((line) => [`${line.path.from}>${line.path.to}`, line] as const),
    );
    expect(kinds['null>a']).toMatchObject({ kind: 'next' });
    expect(kinds['a>c']).toMatchObject({ kind: 'past' });
    expect(kinds['c>a']).toMatchObject({ kind: 'back' });
    expect(kinds['b>b']).toMatchObject({ kind: 'back' });
    expect(stretch(kinds['a>c']!.d).y).toBeLessThan(top!);
    expect(stretch(kinds['c>a']!.d).y).toBeGreaterThan(top! + BOX.height);
    expect(stretch(kinds['b>b']!.d).y).toBeGreaterThan(top! + BOX.height);
  });

  test('an arc begins at its own milestone and points to the one it leads to', () => {
    const map = flowMap(keys, [path('a', 'd'), path('d', 'b')]);
    const within = (x: number, n: number) => x > map.boxes[n]!.x && x < map.boxes[n]!.x + BOX.width;
    const [forth, back] = ['past', 'back'].map((kind) => map.lines.find((line) => line.kind === kind)!);
    const ends = (d: string, head: string) =>
      [Number(/^M([\d.]+)/.exec(d)![1]), Number(head.split(',')[0])] as const;
    const [start, end] = ends(forth!.d, forth!.head);
    expect([within(start, 1), within(end, 4)]).toEqual([true, true]);
    const [from, to] = ends(back!.d, back!.head);
    expect([within(from, 4), within(to, 2)]).toEqual([true, true]);
  });

  test('the more frequent is drawn wider; a path from what is no node is not drawn', () => {
    const { lines } = flowMap(keys, [path(null, 'a', 100), path('a', 'b', 10), path('x', 'b', 5)]);
    expect(lines).toHaveLength(2);
    expect(lines[0]!.width).toBeGreaterThan(lines[1]!.width);
    expect(flowMap([null], []).lines).toEqual([]);
  });

  test('no two arcs share a stretch, every arc lies within the drawing', () => {
    const anyKeys = fc.integer({ min: 2, max: 14 }).map((n) => Array.from({ length: n }, (_, k) => `m${k}`));
    const drawn = anyKeys.chain((names) =>
      fc
        .uniqueArray(fc.tuple(fc.constantFrom(...names), fc.constantFrom(...names)), {
          maxLength: 40,
          selector: ([from, to]) => `${from} ${to}`,
        })
        .map((pairs) => ({ names, paths: pairs.map(([from, to], n) => path(from, to, n + 1)) })),
    );
    fc.assert(
      fc.property(drawn, ({ names, paths }) => {
        const map = flowMap(names, paths);
        expect(map.lines).toHaveLength(paths.length);
        const arcs = map.lines.filter(({ kind }) => kind !== 'next').map(({ d }) => stretch(d));
        arcs.forEach((one, n) => {
          expect(one.y).toBeGreaterThan(0);
          expect(one.y).toBeLessThan(map.height);
          expect(one.from).toBeGreaterThanOrEqual(0);
          expect(one.to).toBeLessThanOrEqual(map.width);
          for (const other of arcs.slice(n + 1))
            expect(one.y !== other.y || one.to <= other.from || other.to <= one.from).toBe(true);
        });
        // Nor do two of them come down on one spot of a node.
        const spots = map.lines
          .filter(({ kind }) => kind !== 'next')
          .map(({ d, kind }) => [kind, stretch(d)] as const);
        const feet = spots.flatMap(([kind, { from, to }]) => [`${kind} ${from}`, `${kind} ${to}`]);
        expect(new Set(feet).size).toBe(feet.length);
      }),
    );
  });
});

describe('how much is drawn', () => {
  const paths = [
    { ...path(null, 'a'), sharePct: 0 },
    { ...path('a', 'b'), sharePct: 60 },
    { ...path('a', 'c'), sharePct: 95 },
  ];
  test('paths of the most frequent ways, as many ways as the share needs', () => {
    expect(pathsOfShare(paths, 50)).toHaveLength(1);
    expect(pathsOfShare(paths, 60)).toHaveLength(1);
    expect(pathsOfShare(paths, 80)).toHaveLength(2);
    expect(pathsOfShare(paths, 100)).toHaveLength(3);
  });
});

test('names fit a box: two lines, the rest an ellipsis; Han characters are twice as wide', () => {
  expect(boxLines('取得用地')).toEqual(['取得用地']);
  expect(boxLines('通车（通航、启用）')).toEqual(['通车（通航', '、启用）']);
  expect(boxLines('一二三四五六七八九十一二三')).toEqual(['一二三四五', '六七八九…']);
  expect(boxLines('Registered')).toEqual(['Registered']);
});
