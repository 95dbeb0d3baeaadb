import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { JsonObject } from '../kernel/json.ts';
import { shapeFaultOf } from './factShape.ts';

const fields = {
  name: z.string().trim().min(2).max(5),
  // What is left after the trimming would not be taken again: only what was given just so may be taken over.
  code: z
    .string()
    .regex(/^ ?x+$/)
    .min(2)
    .trim()
    .exactOptional(),
  count: z.int().min(0).max(3),
  tags: z.array(z.string().max(2)).max(2).exactOptional(),
};
const Told = z.strictObject({
  ...fields,
  note: z.string().max(3).exactOptional(),
  late: z.boolean().exactOptional(),
});
const Asked = z.strictObject({ subject: z.string(), ...fields, note: z.string().max(9).exactOptional() });
const Ruled = z.strictObject(fields).refine(({ name, count }) => name.length > count);

const texts = fc.oneof(
  fc.constantFrom('ab', ' ab ', 'a', ' x', 'xx', ' ', 'abcdef', '', 'note'),
  fc.string({ maxLength: 6 }),
);
const values = fc.oneof(
  texts,
  fc.integer({ min: -1, max: 4 }),
  fc.array(texts, { maxLength: 3 }),
  fc.constant(true),
  fc.constant(null),
);
const given = fc
  .record(
    {
      subject: fc.constant('s'),
      name: texts,
      code: fc.constantFrom(' x', 'xx', ' xx'),
      count: fc.integer({ min: 0, max: 3 }),
      tags: fc.array(texts, { maxLength: 2 }),
      note: texts,
    },
    { requiredKeys: ['subject', 'name', 'count'] },
  )
  .filter((body) => Asked.safeParse(body).success);
const KEYS = ['name', 'code', 'count', 'tags', 'note', 'late', 'other', 'subject'];
/** Of each key: left out, as it was given, as the command's schema made it, or something else. */
const bodies = given.chain((asked) =>
  fc.record({
    asked: fc.constant(asked as JsonObject),
    body: fc
      .array(fc.tuple(fc.constantFrom('none', 'given', 'made', 'other'), values), {
        minLength: KEYS.length,
        maxLength: KEYS.length,
      })
      .map((chosen): JsonObject => {
        const made = Asked.parse(asked) as JsonObject;
        return Object.fromEntries(
          KEYS.flatMap((key, place) => {
            const [how, other] = chosen[place]!;
            const value = how === 'given' ? (asked as JsonObject)[key] : how === 'made' ? made[key] : other;
            return how === 'none' || value === undefined ? [] : [[key, value]];
          }),
        );
      }),
  }),
);

describe('the fault of a fact', () => {
  test.each([
    ['fields that stand each for themselves', Told],
    ['a rule over all of it', Ruled],
  ])('is what the schema itself says, whatever was asked before: %s', (_, schema) => {
    fc.assert(
      fc.property(fc.array(bodies, { minLength: 1, maxLength: 40 }), (asked) => {
        for (const { asked: command, body } of asked) {
          const fault = shapeFaultOf(schema as z.ZodType<JsonObject>, body, {
            schema: Asked as z.ZodType<JsonObject>,
            given: command,
          });
          expect(fault?.message).toEqual(schema.safeParse(body).error?.message);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('a field that was given otherwise than it was made is asked again', () => {
    const schema = Told as z.ZodType<JsonObject>;
    const at = {
      schema: Asked as z.ZodType<JsonObject>,
      given: { subject: 's', name: 'ab', count: 1, code: ' x' },
    };
    expect(shapeFaultOf(schema, { name: 'ab', count: 1, code: ' x' }, at)).toBeUndefined();
    expect(shapeFaultOf(schema, { name: 'ab', count: 1, code: 'x' }, at)?.issues[0]?.path).toEqual(['code']);
  });
});
