import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalText } from './canonical.ts';
import type { Json } from './json.ts';

const strings = fc.string({ unit: 'binary' }).filter((text) => !text.includes('\0') && text.isWellFormed());
const { value: values } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    strings,
    fc.maxSafeInteger(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(strings, tie('value'), { maxKeys: 8 }),
  ),
}));

/** The naive model: sort the members, then let JSON.stringify write. */
function naive(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(naive).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${naive(member)}`).join(',')}}`;
}

/** What jsonb does to a value: other key order (shorter keys first), the same content. */
function asJsonb(value: Json): Json {
  if (Array.isArray(value)) return value.map(asJsonb);
  if (value === null || typeof value !== 'object') return value;
  const members = Object.entries(value).sort(([a], [b]) => a.length - b.length || (a < b ? 1 : -1));
  return Object.fromEntries(members.map(([key, member]) => [key, asJsonb(member)]));
}

test('it is what the naive model writes', () => {
  fc.assert(
    fc.property(values, (value) => {
      expect(canonicalText(value)).toBe(naive(value));
    }),
  );
});

test('parsing and reordering do not change it', () => {
  fc.assert(
    fc.property(values, (value) => {
      const text = canonicalText(value);
      expect(canonicalText(JSON.parse(text))).toBe(text);
      expect(canonicalText(asJsonb(value))).toBe(text);
    }),
  );
});
