/**
 * The first city's plan against the text that it is taken from: every promise is carried, and what changes is found. The
 * published text is not ours to ship: LUODI_SEED_TEXT names a copy, or one lies beside the checkout.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../kernel/json.ts';
import { checkPlan } from './check.ts';
import { draftPlan } from './draft.ts';
import { draftContent } from './draftFiles.ts';
import { everyRegistered } from './everySection.testing.node.ts';
import { readPlanFiles } from './files.node.ts';
import type { PlanContent } from './plan.ts';
import { readSourceFile } from './sourceFile.node.ts';
import { traceSource } from './trace.ts';

const beside = join(import.meta.dirname, '../../../shared/seed/zhaoqing-2021.txt');
const seed = process.env.LUODI_SEED_TEXT ?? beside;
const source = 'seed-2021';

describe.runIf(existsSync(seed))('against the seed text', () => {
  let text: string;
  let content: PlanContent;
  beforeAll(async () => {
    text = readSourceFile(seed);
    const folder = join(import.meta.dirname, '../../plans/zhaoqing-2021');
    const check = checkPlan(readPlanFiles(folder), await everyRegistered());
    expect(check.issues.filter((issue) => issue.severity === 'error')).toEqual([]);
    content = check.content!;
  });

  test('nothing is uncovered, nothing unfounded', () => {
    const trace = traceSource(text, content, source);
    expect(trace.paragraphs).toHaveLength(47);
    expect(trace).toMatchObject({
      uncovered: [],
      uncoveredFigures: [],
      uncoveredTerms: [],
      uncoveredPromises: [],
      unfounded: [],
    });
  });

  test('no figure is marked 不设任务: every number of the text is a target, a reading or a part of one', () => {
    const tokens = traceSource(text, content, source).paragraphs.flatMap((paragraph) => paragraph.tokens);
    expect(tokens.filter((token) => token.kind === 'figure' && token.carriedBy.length === 0)).toEqual([]);
  });

  test('taking the elements of one expressway out is found in both of its paragraphs', () => {
    const trace = traceSource(text, withoutElements(content, '肇明高速'), source);
    expect(trace.uncovered).toEqual([15, 41]);
    expect(trace.uncoveredTerms).toEqual([
      { n: 15, term: '肇明高速' },
      { n: 41, term: '肇明高速' },
    ]);
    expect(trace.unfounded).toEqual([]);
  });

  test('taking any target with an amount out is found', () => {
    const targets = content.sections.targets as readonly (JsonObject & { id: string; amount?: string })[];
    const counted = targets.filter((target) => target.amount !== undefined);
    expect(counted.length).toBeGreaterThan(15);
    const unseen = counted.filter((target) => {
      const sections = { ...content.sections, targets: targets.filter((each) => each !== target) };
      return traceSource(text, { ...content, sections }, source).uncoveredFigures.length === 0;
    });
    expect(unseen.map((target) => target.id)).toEqual([]);
  });

  test('1000 changed to 1100 in the text is found twice: nothing carries it, and the target has lost its ground', () => {
    const trace = traceSource(text.replaceAll('1000个', '1100个'), content, source);
    expect(trace.uncovered).toEqual([22, 40]);
    expect(trace.uncoveredFigures).toEqual([
      { n: 22, figure: '1100' },
      { n: 40, figure: '1100' },
    ]);
    expect(trace.unfounded).toContainEqual({ element: 'targets.introduced-2021', figure: '1000个' });
  });

  test.each(['●年内新建3座公园。', '●深入实施“明灯”计划。', '●加快推进老城区改造。'])(
    'a new paragraph: %s',
    (line) => {
      expect(traceSource(`${text}\n${line}`, content, source).uncovered).toEqual([48]);
    },
  );

  test('no sentence of it is copied into the plan', () => {
    const clauses = text.split(/[\n,，。;；:：、“”●▶!！?？]/).filter((clause) => clause.length >= 14);
    const folder = join(import.meta.dirname, '../../plans/zhaoqing-2021');
    const written = readPlanFiles(folder)
      .map((file) => file.text)
      .join('\n');
    expect(clauses.length).toBeGreaterThan(50);
    expect(clauses.filter((clause) => written.includes(clause))).toEqual([]);
  });

  test('its own draft quotes nothing that does not stand there, and proposes the headline figures', () => {
    const draft = draftPlan(text, 2021);
    expect(traceSource(text, draftContent(draft, 't')).unfounded).toEqual([]);
    const amounts = draft.proposals
      .filter((each) => each.section === 'targets')
      .map(({ element }) => element.amount);
    for (const amount of ['1000', '600', '500', '300', '3.9', '3000', '5000', '200', '79', '8.1', '10'])
      expect(amounts).toContain(amount);
    // The first half-year's results are no promises.
    expect(draft.proposals.filter(({ paragraph }) => paragraph >= 31 && paragraph <= 37)).toEqual([]);
  });
});

/** The plan without anything that quotes the name. */
function withoutElements(content: PlanContent, name: string): PlanContent {
  const quotes = (value: Json): boolean =>
    JSON.stringify((value as JsonObject)?.provenance ?? null).includes(name);
  const walk = (value: Json): Json => {
    if (Array.isArray(value))
      return value.filter((item) => !(typeof item === 'object' && item !== null && quotes(item))).map(walk);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, walk(member as Json)]));
  };
  return walk(content) as PlanContent;
}
