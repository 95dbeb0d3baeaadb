/** What the first city's plan says of approvals, service promises, land, chains, named projects and checks: what the text gives stands there, and what no source gives is left open by name. */
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { checkPlan, type PlanCheck } from './check.ts';
import type { ProvenanceByField } from './element.ts';
import { everyRegistered } from './everySection.testing.node.ts';
import { readPlanFiles } from './files.node.ts';

interface Element {
  readonly id: string;
  readonly title: string;
  readonly provenance?: ProvenanceByField;
}

let check: PlanCheck;
beforeAll(async () => {
  const folder = join(import.meta.dirname, '../../plans/zhaoqing-2021');
  check = checkPlan(readPlanFiles(folder), await everyRegistered());
  expect(check.issues.filter((issue) => issue.severity === 'error')).toEqual([]);
});

function section<T>(key: string): T {
  return check.content!.sections[key] as T;
}

interface Clock {
  readonly days?: number;
  readonly provenance?: ProvenanceByField;
}

describe('service promises', () => {
  const promises = () =>
    section<
      (Element & {
        readonly mechanism: string;
        readonly group?: string;
        readonly clock?: Clock;
        readonly milestone?: unknown;
        readonly enterprise: readonly Element[];
        readonly government: readonly Element[];
      })[]
    >('servicePromises');

  test('five priorities, each a commitment with its own clock; no day is invented', () => {
    const five = promises().filter((promise) => promise.group === '五个优先');
    expect(five.map((promise) => promise.title)).toEqual([
      '招商优先',
      '供地优先',
      '配套优先',
      '服务优先',
      '落地优先',
    ]);
    for (const { clock } of five) {
      expect(clock?.days).toBeUndefined();
      expect(clock?.provenance?.days?.basis).toBe('待补来源');
    }
  });

  test('双容双承诺 has both lists, 预动工 is on no counted milestone, 代办 is one', () => {
    const of = (mechanism: string) => promises().filter((promise) => promise.mechanism === mechanism);
    const [letter] = of('双向承诺');
    expect(letter!.enterprise).toHaveLength(4);
    expect(letter!.government.length).toBeGreaterThan(0);
    expect(of('预动工')).toHaveLength(1);
    expect(of('预动工')[0]!.milestone).toBeUndefined();
    expect(of('代办')).toHaveLength(1);
  });
});

test('approval items: four phases and the parallel ones; only limits that the law gives', () => {
  const items =
    section<
      (Element & {
        readonly phase: string;
        readonly parallel: boolean;
        readonly limits: readonly { readonly days: number; readonly dayKind: string }[];
        readonly permitDeferral?: { readonly document?: string };
      })[]
    >('approvalItems');
  const inPhase = (phase: string) =>
    items.filter((item) => item.phase === phase && !item.parallel).map((item) => item.id);
  expect(['立项用地规划许可', '工程建设许可', '施工许可', '竣工验收'].map((p) => inPhase(p).length)).toEqual([
    4, 2, 5, 4,
  ]);
  const limits = new Map(items.map((item) => [item.id, item.limits]));
  expect(limits.get('construction-permit')).toMatchObject([{ days: 7, dayKind: '工作日' }]);
  expect(limits.get('eia-report')).toMatchObject([{ days: 60, dayKind: '自然日' }]);
  expect(limits.get('eia-form')).toMatchObject([{ days: 30, dayKind: '自然日' }]);
  expect(limits.get('project-approval')).toMatchObject([{ days: 20, extensionDays: 40 }]);
  for (const item of items) if (item.limits.length > 0) expect(item.provenance?.limits?.source).toBe('laws');
  // No permit may be put off while nobody has found what allows it.
  const deferred = items.filter((item) => item.permitDeferral !== undefined);
  expect(deferred.length).toBeGreaterThan(0);
  expect(deferred.every((item) => item.permitDeferral!.document === undefined)).toBe(true);
  const blocked = check.issues.filter((issue) => issue.code === 'permit_deferral_blocked');
  expect(blocked).toHaveLength(deferred.length);
});

test('what was decided above the city and what is no industrial project stays outside the four counts', () => {
  const lifecycles = section<{ readonly id: string; readonly counted: boolean }[]>('lifecycles');
  expect(lifecycles.filter((each) => each.counted).map((each) => each.id)).toEqual(['industrial']);
  const named =
    section<(Element & { readonly lifecycle: string; readonly decidedBy: string })[]>('keyProjects');
  expect(named.every((each) => each.lifecycle !== 'industrial')).toBe(true);
  const titles = named.filter((each) => each.lifecycle === 'transport-line').map((each) => each.title);
  for (const line of ['深江肇高铁', '珠江肇高铁', '深南高铁', '肇明高速', '肇庆东站', '枢纽机场站'])
    expect(titles).toContain(line);
});

test('land: one state counts, its definition is open; both promises have a clock', () => {
  const land = section<{
    readonly states: readonly (Element & { readonly counted: boolean; readonly meaning?: string })[];
    readonly promises: readonly (Element & { readonly clock?: Clock })[];
  }>('landProgram');
  const counted = land.states.filter((state) => state.counted);
  expect(counted.map((state) => [state.id, state.meaning])).toEqual([['prepared', undefined]]);
  expect(land.promises.map((promise) => promise.title)).toEqual(['有好项目就有地', '拿地即动工']);
  expect(land.promises.every((promise) => promise.clock !== undefined)).toBe(true);
});

test('chains: the 20 of the province, a chain for each cluster of 2021, no lead and no link made up', () => {
  const program = section<{ readonly upper: readonly unknown[]; readonly upperCount: number }>(
    'chainProgram',
  );
  expect([program.upper.length, program.upperCount]).toEqual([20, 20]);
  const chains =
    section<{ readonly cluster: string; readonly leads: unknown[]; readonly links: unknown[] }[]>('chains');
  const clusters = new Set(section<{ readonly id: string }[]>('clusters').map((cluster) => cluster.id));
  expect(new Set(chains.map((chain) => chain.cluster))).toEqual(clusters);
  expect(chains.every((chain) => chain.leads.length === 0 && chain.links.length === 0)).toBe(true);
});

test('thresholds of clusters carry k, n and the threshold: 2, 2 and 4 of 8; 6 of an open number', () => {
  const targets = section<
    { readonly kind: string; readonly count?: number; readonly outOf?: number; readonly amount?: string }[]
  >('targets').filter((target) => target.kind === 'kOfN');
  expect(targets.map(({ count, outOf, amount }) => [count, outOf, amount])).toEqual([
    [2, 8, '1000'],
    [2, 8, '500'],
    [4, 8, '300'],
    [6, undefined, '100'],
  ]);
});

test('checks: the thresholds of Weinan as they are, and every one asks a question', () => {
  const checks = section<(Element & { readonly condition: object; readonly question: string })[]>('checks');
  const condition = (id: string) => checks.find((each) => each.id === id)!.condition;
  expect(condition('signed-not-started-year')).toMatchObject({ kind: 'stalled', months: 12 });
  expect(condition('started-without-funds')).toMatchObject({ kind: 'noFunds', months: 3 });
  expect(condition('started-funds-below')).toMatchObject({ kind: 'fundsBelow', months: 6, percent: 15 });
  expect(checks.every((each) => each.question.length > 0)).toBe(true);
});
