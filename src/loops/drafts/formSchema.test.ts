// What a form makes of a section's schema: tried on every section that there is, and on the first city's own elements.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../kernel/json.ts';
import { checkPlan } from '../../plan/check.ts';
import { elementSchema, elementsOf, parsedElement, parsedSection, sameJson } from '../../plan/elements.ts';
import { everyRegistered } from '../../plan/everySection.testing.node.ts';
import { readPlanFiles } from '../../plan/files.node.ts';
import {
  choiceWords,
  controlOf,
  type FormSchema,
  finished,
  helpOf,
  plainNumber,
  sameValue,
  termsOf,
  titleOf,
} from './formSchema.ts';

const registry = await everyRegistered();
const section = (key: string) => registry.sections.find((each) => each.key === key)!;
const schemaOf = (key: string) => elementSchema(section(key)) as FormSchema;
const field = (key: string, name: string) => schemaOf(key).properties![name]!;

describe('controls', () => {
  it('is told by the schema: choices, days, decimals, numbers, texts', () => {
    expect(controlOf('kind', field('targets', 'kind')).is).toBe('choice');
    expect(controlOf('to', field('targets', 'to')).is).toBe('date');
    expect(controlOf('amount', field('targets', 'amount')).is).toBe('decimal');
    expect(controlOf('count', field('targets', 'count')).is).toBe('integer');
    expect(controlOf('headline', field('targets', 'headline')).is).toBe('yesNo');
    expect(controlOf('title', field('targets', 'title'))).toEqual({ is: 'text', long: false });
    expect(controlOf('pace', field('targets', 'pace')).is).toBe('variants');
    expect(controlOf('splits', field('targets', 'splits')).is).toBe('list');
  });

  it('finds what a field names in its description, and no reference in an id or a unit of measure', () => {
    expect(controlOf('owner', field('targets', 'owner'))).toEqual({
      is: 'reference',
      of: ['posts', 'units'],
    });
    expect(controlOf('indicator', field('targets', 'indicator'))).toEqual({
      is: 'reference',
      of: ['indicators'],
    });
    expect(controlOf('light', field('targets', 'light'))).toEqual({ is: 'reference', of: ['lights'] });
    expect(controlOf('unit', field('targets', 'splits').items!.properties!.unit!)).toEqual({
      is: 'reference',
      of: ['units'],
    });
    expect(controlOf('unit', field('targets', 'unit')).is).toBe('text');
    expect(controlOf('id', field('targets', 'id')).is).toBe('text');
  });
});

describe('words', () => {
  it('calls a choice by what its field says of it', () => {
    const { description = '' } = field('targets', 'kind');
    expect(choiceWords('fullCoverage', description)).toBe('全覆盖');
    expect(choiceWords('kOfN', description)).toBe('至少几个过线');
    expect(choiceWords('努力', field('targets', 'strength').description ?? '')).toBe('努力');
  });

  it('has a title for every field of every section, and no code of the plan file where a title should be', () => {
    for (const each of registry.sections) {
      const { properties = {} } = elementSchema(each) as FormSchema;
      for (const [name, own] of Object.entries(properties)) {
        const title = titleOf(name, own, 'zh');
        expect(title, `${each.key}.${name}`).toMatch(/\p{Script=Han}/u);
        expect(titleOf(name, own, 'en'), `${each.key}.${name}`).toMatch(/^[A-Z]/);
      }
    }
  });

  it('says help in the words of the page', () => {
    const terms = termsOf(schemaOf('targets'));
    expect(helpOf('outOf', field('targets', 'outOf'), terms)).not.toMatch(/provenance|amount/);
    expect(helpOf('kind', field('targets', 'kind'), terms)).toBeUndefined();
  });
});

describe('what was typed', () => {
  it('reads numbers in full width and with separators; what is no number stays', () => {
    expect(plainNumber('１，１００．５')).toBe('1100.5');
    expect(finished('amount', field('targets', 'amount'), '１１００')).toBe(1100);
    expect(finished('amount', field('targets', 'amount'), '3.90')).toBe('3.90');
    expect(finished('amount', field('targets', 'amount'), '约一千')).toBe('约一千');
  });

  it('leaves out what is empty and what says only the default, and keeps what is required', () => {
    const schema = schemaOf('targets');
    const typed = {
      id: 'a',
      title: ' 甲 ',
      kind: 'floor',
      unit: '个',
      owner: '',
      headline: false,
      splits: [{}],
      pace: 'linear',
    };
    expect(finished('', schema, typed)).toEqual({
      id: 'a',
      title: '甲',
      kind: 'floor',
      unit: '个',
      pace: 'linear',
    });
  });

  it('counts 5 and "5", and nothing and an empty list, as the same', () => {
    expect(sameValue({ a: 5, b: [] }, { a: '5' })).toBe(true);
    expect(sameValue({ a: '5' }, { a: '6' })).toBe(false);
  });
});

describe('an element that is opened and saved untouched', () => {
  it('says the same as before, for every element of the first city', async () => {
    const plan = join(import.meta.dirname, '../../../plans/zhaoqing-2021');
    const { content } = checkPlan(await readPlanFiles(plan), registry);
    let seen = 0;
    for (const each of registry.sections) {
      const schema = elementSchema(each) as FormSchema;
      for (const [id, value] of elementsOf(each, parsedSection(each, content!.sections[each.key] as Json))) {
        const saved = finished('', schema, value);
        expect(sameJson(parsedElement(each, saved!), parsedElement(each, value)), `${each.key} ${id}`).toBe(
          true,
        );
        seen++;
      }
    }
    expect(seen).toBeGreaterThan(1500);
  });
});
