import { expect, test } from 'vitest';
import type { JsonObject } from '../kernel/json.ts';
import type { PlanInForce } from '../kernel/loop.ts';
import { targetsSection } from '../loops/indicators/targets.rules.ts';
import { unpublishedMeasures } from './published.ts';

const target = (id: string, measure: string, more: JsonObject = {}): JsonObject => ({
  id,
  title: id,
  kind: 'floor',
  measure,
  amount: '1000',
  unit: '个',
  from: '2021-01-01',
  to: '2021-12-31',
  ...more,
});

function plan(targets: readonly JsonObject[], rehearsal: JsonObject | null = null): PlanInForce {
  const parsed = targetsSection.schema.parse(targets);
  return {
    section: () => parsed,
    content: { sections: { targets, rehearsal } },
  } as unknown as PlanInForce;
}

test('a target says whether its figure was published; a measure of two targets is published when one is', () => {
  const given = plan([
    target('a', 'p.a', { published: true }),
    target('b', 'p.b', { published: false }),
    target('a-split', 'p.a', { published: false }),
  ]);
  expect([...unpublishedMeasures({ city: { simulated: true }, plan: given })]).toEqual(['p.b']);
  expect([...unpublishedMeasures({ city: { simulated: false }, plan: given })]).toEqual([]);
});

test('a plan stored before targets said it, or drafted from one: what its rehearsal was to meet was published, so what an office saw stays', () => {
  const rehearsal = { published: [{ measure: 'p.a', total: '426' }] };
  for (const more of [{}, { published: false }]) {
    const older = plan([target('a', 'p.a', more), target('b', 'p.b', more)], rehearsal);
    expect([...unpublishedMeasures({ city: { simulated: true }, plan: older })]).toEqual(['p.b']);
  }
  expect([...unpublishedMeasures({ city: { simulated: true }, plan: plan([target('a', 'p.a')]) })]).toEqual([
    'p.a',
  ]);
});
