import { expect, test } from 'vitest';
import { LOOPS, SECTIONS } from './registry.node.ts';

const twice = (names: readonly string[]) => names.filter((name, index) => names.indexOf(name) !== index);

test('a section, a loop, a measure and a source stand once', () => {
  expect(twice(SECTIONS.map((section) => section.key))).toEqual([]);
  expect(twice(LOOPS.map((loop) => loop.name))).toEqual([]);
  expect(twice(LOOPS.flatMap((loop) => loop.measures.map((measure) => measure.id)))).toEqual([]);
  expect(twice(LOOPS.flatMap((loop) => loop.sources.map((source) => source.name)))).toEqual([]);
});
