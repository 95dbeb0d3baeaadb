/** What an author reads in docs/reference is made of the schemas' own words, so a field without words is a hole in the manual. */
import { expect, test } from 'vitest';
import { z } from 'zod';
import { everyRegistered } from './everySection.testing.node.ts';

interface Node {
  readonly description?: string;
  readonly type?: string;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly enum?: unknown;
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly additionalProperties?: Node | boolean;
  readonly anyOf?: readonly Node[];
  readonly oneOf?: readonly Node[];
}

const { sections } = await everyRegistered();

function walk(node: Node, path: string, look: (node: Node, path: string) => void): void {
  for (const [key, member] of Object.entries(node.properties ?? {})) {
    look(member, `${path}.${key}`);
    walk(member, `${path}.${key}`, look);
  }
  if (node.items !== undefined) walk(node.items, path, look);
  if (typeof node.additionalProperties === 'object') walk(node.additionalProperties, `${path}.*`, look);
  for (const branch of [...(node.anyOf ?? []), ...(node.oneOf ?? [])]) walk(branch, path, look);
}

test.each(sections.map((section) => [section.key, section] as const))(
  '%s: every field has its words, every list its limit',
  (key, section) => {
    const schema = z.toJSONSchema(section.schema, {
      unrepresentable: 'any',
      io: 'input',
      reused: 'inline',
    }) as Node;
    // A section that may be null says its words in its other branch.
    expect(schema.description ?? schema.anyOf?.[0]?.description).toBeTruthy();
    const bare: string[] = [];
    const endless: string[] = [];
    walk(schema, key, (node, path) => {
      if (!node.description) bare.push(path);
      if (node.type === 'array' && node.maxItems === undefined) endless.push(path);
    });
    expect(bare).toEqual([]);
    expect(endless).toEqual([]);
  },
);

test('no key belongs to two sections', () => {
  const keys = sections.map((section) => section.key);
  expect(new Set(keys).size).toBe(keys.length);
});
