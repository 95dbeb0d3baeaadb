// An issue of the check as a reader of pages understands it: fields and values by what the form calls them, its element by name. Pure.
import type { Issue } from '../../kernel/issue.ts';
import { type FormSchema, isMap, itemSchema, objectSchema, termsOf } from './formSchema.ts';

export interface ShownIssue {
  readonly message: string;
  readonly fix: string;
}

/** `termsOf` the field that the path leads into and of all around it: an inner field's name counts before an outer one's. */
export function termsAt(schema: FormSchema, path: readonly string[]): ReadonlyMap<string, string> {
  const terms = new Map(termsOf(schema));
  let at: FormSchema | undefined = schema;
  for (const step of path) {
    at = at === undefined ? undefined : inner(at, step);
    if (at?.properties !== undefined) for (const [key, words] of termsOf(at)) terms.set(key, words);
  }
  return terms;
}

function inner(schema: FormSchema, step: string): FormSchema | undefined {
  const map = objectSchema(schema);
  const own = map.properties?.[step];
  if (own !== undefined) return own;
  if (/^\d+$/.test(step) && schema.items !== undefined) return itemSchema(schema, schema.items);
  return typeof map.additionalProperties === 'object' ? map.additionalProperties : undefined;
}

/** Only whole words are said otherwise: the `lead` in the id `transport-lead` is part of an id. */
export function shownIssue(
  { message, fix }: Pick<Issue, 'message' | 'fix'>,
  terms: ReadonlyMap<string, string>,
): ShownIssue {
  const plain = (text: string) =>
    text.replaceAll(/[A-Za-z][\w.-]*/g, (word) => {
      const bare = word.replace(/[.-]+$/, '');
      return (terms.get(bare) ?? bare) + word.slice(bare.length);
    });
  return { message: plain(message), fix: plain(fix) };
}

/** What an element is called, undefined when it says nothing. */
export function titleIn(value: unknown): string | undefined {
  if (!isMap(value as never)) return undefined;
  const { title, name } = value as { readonly title?: unknown; readonly name?: unknown };
  const called = title ?? name;
  return typeof called === 'string' && called !== '' ? called : undefined;
}

/** Issues that say the same of several elements, together, in the order in which the first of them stands. */
export function sameIssues<I extends { readonly severity: string; readonly shown: ShownIssue }>(
  issues: readonly I[],
): readonly (readonly [I, ...I[]])[] {
  const groups = Map.groupBy(issues, ({ severity, shown }) => `${severity}\n${shown.message}\n${shown.fix}`);
  return [...groups.values()] as [I, ...I[]][];
}
