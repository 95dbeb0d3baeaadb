/**
 * For tests: every plan section and measure that the sources declare, found by file name (`*.plan.ts`, `*.rules.ts`,
 * `*.measures.ts`),
 * so that this room can check whole plans without importing a room to its right. A section that somebody forgot to hand
 * to the registry is found here all the same.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { PlanRegistry } from './check.ts';
import type { AnySection } from './section.ts';
import { coreSections } from './sections.ts';

const sources = join(import.meta.dirname, '..');

export async function everyRegistered(): Promise<PlanRegistry> {
  const paths = readdirSync(sources, { recursive: true, encoding: 'utf8' }).toSorted();
  const sections = new Map(coreSections.map((section) => [section.key, section]));
  const measureIds = new Set<string>();
  for (const path of paths) {
    if (!/\.(plan|rules|measures)\.ts$/.test(path)) continue;
    const module = (await import(pathToFileURL(join(sources, path)).href)) as Record<string, unknown>;
    for (const exported of Object.values(module)) {
      for (const each of Array.isArray(exported) ? exported : [exported]) {
        if (isSection(each)) sections.set(each.key, each);
        if (path.endsWith('.measures.ts') && isMeasure(each)) measureIds.add(each.id);
      }
    }
  }
  return { sections: [...sections.values()], measureIds };
}

function isSection(value: unknown): value is AnySection {
  return (
    isObject(value) &&
    typeof value.key === 'string' &&
    isObject(value.schema) &&
    typeof value.optional === 'boolean'
  );
}

function isMeasure(value: unknown): value is { readonly id: string } {
  return (
    isObject(value) &&
    typeof value.id === 'string' &&
    typeof value.source === 'string' &&
    isObject(value.definition)
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
