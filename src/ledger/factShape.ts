// Whether a fact's body has the shape of its kind. The decider made it of a command whose shape was accepted a moment ago, and most fields of the two are the
// same schema: what that schema accepted of the command need not be asked again of the fact. Measured for a registration, that is nine tenths of the asking.
import { z } from 'zod';
import { canonicalText } from '../kernel/canonical.ts';
import type { Json, JsonObject } from '../kernel/json.ts';

type Schema = z.ZodType<JsonObject>;

/** A command that `schema` accepted as `given`, before what the schema makes of it. */
export interface Accepted {
  readonly schema: Schema;
  readonly given: JsonObject;
}

/** Texts of bodies that are kept of one pair of schemas, and how long one may be. */
const KEPT_MAX = 500;
const TEXT_MAX = 500;

/** Of one kind of fact made by one kind of command. */
interface Pair {
  /** Fields whose schema is the command's own. */
  readonly shared: ReadonlySet<string>;
  /** What was accepted whole: names of shared fields that stood as the command had them, the others with their values. */
  readonly accepted: Set<string>;
}

const pairs = new WeakMap<Schema, WeakMap<Schema, Pair | null>>();

/** The fault of the body, or undefined. The same as the schema itself tells, and told by it. */
export function shapeFaultOf(schema: Schema, body: JsonObject, command: Accepted): z.ZodError | undefined {
  const pair = pairOf(schema, command.schema);
  const text = pair === null ? undefined : textOf(body, pair.shared, command.given);
  // Fields stand each for themselves, so what was accepted beside other values of the shared ones is accepted beside these.
  if (text !== undefined && pair?.accepted.has(text)) return undefined;
  const shaped = schema.safeParse(body);
  if (!shaped.success) return shaped.error;
  if (text !== undefined && text.length <= TEXT_MAX && pair !== null && pair.accepted.size < KEPT_MAX)
    pair.accepted.add(text);
  return undefined;
}

/** Undefined of what no fact can hold. No key has U+0000 in it. */
function textOf(body: JsonObject, shared: ReadonlySet<string>, given: JsonObject): string | undefined {
  let text = '';
  for (const key of Object.keys(body)) {
    const value = body[key] as Json | undefined;
    if (value === undefined) return undefined;
    // A text or number that was given just so: an object of the command was made anew by its schema, and is asked again.
    text += shared.has(key) && value === given[key] ? `${key}\0` : `${key}\0${canonicalText(value)}\0`;
  }
  return text;
}

/** Null where the fields of the fact do not stand each for themselves: no plain object, or one with a rule over all of it. */
function pairOf(schema: Schema, commandSchema: Schema): Pair | null {
  const ofSchema = pairs.get(schema) ?? new WeakMap<Schema, Pair | null>();
  pairs.set(schema, ofSchema);
  const known = ofSchema.get(commandSchema);
  if (known !== undefined) return known;
  const [fact, command] = [fieldsOf(schema), fieldsOf(commandSchema)];
  const shared =
    fact !== undefined && command !== undefined && !hasRules(schema)
      ? Object.keys(fact).filter((key) => fact[key] === command[key])
      : [];
  const pair = shared.length === 0 ? null : { shared: new Set(shared), accepted: new Set<string>() };
  ofSchema.set(commandSchema, pair);
  return pair;
}

function fieldsOf(schema: Schema): Readonly<Record<string, unknown>> | undefined {
  return schema instanceof z.ZodObject ? schema.shape : undefined;
}

function hasRules(schema: Schema): boolean {
  return ((schema.def as { readonly checks?: readonly unknown[] }).checks ?? []).length > 0;
}
