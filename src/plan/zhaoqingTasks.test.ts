/** What the plan of the first city says of tasks, themes, campaigns, risks and requests: all nine lines of its work list, and nothing that the text does not give. */
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { checkPlan } from './check.ts';
import type { Provenance } from './element.ts';
import { everyRegistered } from './everySection.testing.node.ts';
import { readPlanFiles } from './files.node.ts';

interface Element {
  readonly id: string;
  readonly title: string;
  readonly provenance?: Readonly<Record<string, Provenance>>;
}
interface TaskLike extends Element {
  readonly listed: string;
  readonly parent?: string;
  readonly kind?: string;
  readonly to?: string;
  readonly amount?: string;
  readonly splits: readonly { readonly amount?: string }[];
}

let sections: Readonly<Record<string, unknown>>;
beforeAll(async () => {
  const folder = join(import.meta.dirname, '../../plans/zhaoqing-2021');
  const check = checkPlan(readPlanFiles(folder), await everyRegistered());
  expect(check.issues.filter((issue) => issue.severity === 'error')).toEqual([]);
  sections = check.content!.sections;
});
const section = <T extends Element>(key: string) => sections[key] as readonly T[];
const leftOpen = (element: Element | undefined) =>
  Object.entries(element?.provenance ?? {})
    .filter(([, { basis }]) => basis === '待补来源')
    .map(([field]) => field);

describe('tasks', () => {
  test('the nine lines of the work list are nine tasks at the top, each of its own paragraph', () => {
    const lines = section<TaskLike>('tasks').filter((task) => task.listed === '工作清单');
    expect(lines.map((task) => task.provenance?.title?.paragraph)).toEqual([
      39, 40, 41, 42, 43, 44, 45, 46, 47,
    ]);
    expect(lines.every((task) => task.parent === undefined)).toBe(true);
  });

  test('no amount and no split over counties is made up, and what goes on has no date', () => {
    const tasks = section<TaskLike>('tasks');
    expect(tasks.filter((task) => task.amount !== undefined)).toEqual([]);
    expect(tasks.flatMap((task) => task.splits).filter((split) => split.amount !== undefined)).toEqual([]);
    expect(tasks.filter((task) => task.kind === '长期推进' && task.to !== undefined)).toEqual([]);
    expect(tasks.filter((task) => task.to !== undefined).map((task) => task.id)).toEqual([
      'list-40',
      'list-46',
    ]);
  });

  test.each([
    'mechanism-1-1-9',
    'mechanism-1-4-1',
    'belt-corridor-zone',
    'tourism-ten-actions',
    'road-safety-seven',
    'efficiency-project',
    'list-45',
    'list-46',
  ])('%s: what it is made of is a label without a source', (id) => {
    expect(leftOpen(section('tasks').find((task) => task.id === id))).toContain('contents');
  });
});

describe('campaigns', () => {
  interface CampaignLike extends Element {
    readonly tree: string;
    readonly coverage: readonly {
      readonly full: boolean;
      readonly denominator?: string;
      readonly amount?: number;
    }[];
    readonly cascade: readonly { readonly level: string }[];
    readonly steps: readonly { readonly name: string }[];
  }
  const campaign = (id: string) => section<CampaignLike>('campaigns').find((each) => each.id === id)!;

  test('full coverage is said of the study and of central water supply alone, and its denominator is what is reported', () => {
    const full = section<CampaignLike>('campaigns').filter((each) => each.coverage.some((one) => one.full));
    expect(full.map((each) => each.id)).toEqual(['study', 'central-water']);
    for (const { coverage } of full)
      for (const one of coverage) expect(one).toMatchObject({ denominator: 'reported' });
    expect(full.flatMap((each) => each.coverage).filter((one) => one.amount !== undefined)).toEqual([]);
  });

  test('the study goes down four levels of posts in the tree of party organisations, not of divisions', () => {
    expect(campaign('study').cascade.map((each) => each.level)).toEqual(['市', '县', '镇', '村']);
    expect(campaign('study').tree).toBe('party');
  });

  test('three training projects: trained, certified, employed, and no target anywhere', () => {
    expect(campaign('three-projects').steps.map((step) => step.name)).toEqual(['培训', '取证', '就业创业']);
    const targets = section<Element & { indicator?: string }>('targets');
    expect(targets.filter((target) => target.indicator === 'workersTrained')).toEqual([]);
  });
});

test('risks are not assessed and requests have no clock until a source is found', () => {
  const risks = section<Element & { likelihood?: number; impact?: number }>('risks');
  expect(risks.map((risk) => risk.id)).toEqual(['epidemic', 'work-safety', 'flood', 'road-traffic']);
  expect(risks.filter((risk) => risk.likelihood !== undefined || risk.impact !== undefined)).toEqual([]);
  expect(section('requestKinds').map((kind) => leftOpen(kind).includes('limitDays'))).not.toContain(false);
});

test('every owner of a task, campaign, risk or request is marked as assumed', () => {
  const owners = [
    ['tasks', 'lead'],
    ['campaigns', 'lead'],
    ['risks', 'owner'],
    ['requestKinds', 'answeredBy'],
  ] as const;
  for (const [key, field] of owners)
    for (const element of section(key))
      expect(`${element.id} ${element.provenance?.[field]?.basis}`).toMatch(/ (演示假定|待补来源)$/);
});
