// Items of which one is enough: what of them is asked before a milestone.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { declaredFor, onePerGroup } from './gateItems.ts';

const item = (id: string, over: object = {}) => ({
  id,
  name: id,
  hard: false,
  basis: false,
  met: false,
  filed: false,
  redLines: [{ title: '先批后建', law: '法' }],
  group: 'eia' as string | undefined,
  ...over,
});

test('one of a group is enough; the others are not asked for', () => {
  const granted = onePerGroup([item('report'), item('form', { met: true, filed: true })]);
  expect(granted).toMatchObject([{ id: 'form', met: true }]);
  expect(onePerGroup([item('report'), item('form', { filed: true })])).toMatchObject([
    { id: 'form', met: false },
  ]);
});

test('where none is there they stand as one line with all names and each red line once', () => {
  expect(onePerGroup([item('report'), item('form', { hard: true })])).toEqual([
    {
      id: 'report',
      name: 'report或form',
      hard: true,
      basis: false,
      met: false,
      filed: false,
      redLines: [{ title: '先批后建', law: '法' }],
    },
  ]);
});

test('what is of no group stands for itself, in the order of the plan', () => {
  const rows = onePerGroup([
    item('permit', { group: undefined }),
    item('report'),
    item('land', { group: undefined }),
  ]);
  expect(rows.map(({ id }) => id)).toEqual(['permit', 'report', 'land']);
});

const LIFECYCLE = { id: 'l', milestones: [{ id: 'm', enters: 's' }] };
const Gates = fc.array(
  fc.record({
    at: fc.constantFrom({ milestone: 'm' }, { stage: 's' }, { milestone: 'other' }),
    oneOf: fc.constantFrom(undefined, 'g', 'h'),
    hard: fc.boolean(),
  }),
  { maxLength: 3 },
);

test('every hard gate without a met alternative of the same gate is asked, whatever else its items stand in', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(Gates, fc.boolean()), { maxLength: 5 }), (told) => {
      const items = told.map(([gates, met], at) => ({
        id: `i${at}`,
        met,
        redLines: [],
        gates: gates.map(({ at: where, ...gate }) => ({ lifecycle: 'l', ...where, ...gate })),
      }));
      const sections: Record<string, unknown> = { lifecycles: [LIFECYCLE], approvalItems: items };
      const plan = { section: ({ key }: { key: string }) => sections[key] };
      const metOf = (id: string) => items.some((one) => one.id === id && one.met);
      const shown = onePerGroup(
        declaredFor({ plan } as never, 'l', 'm').map(({ item: { id }, hard, group }) =>
          item(id, { hard, group, met: metOf(id) }),
        ),
      );
      const openHard = shown.filter(({ met, hard }) => hard && !met);
      for (const { id, gates } of items)
        for (const gate of gates) {
          if (!gate.hard || !('milestone' in gate ? gate.milestone === 'm' : gate.stage === 's')) continue;
          const isSame = (other: (typeof gates)[number]) =>
            other.oneOf === gate.oneOf &&
            JSON.stringify(other) === JSON.stringify({ ...gate, hard: other.hard });
          const own =
            gate.oneOf === undefined
              ? [id]
              : items.filter((one) => one.gates.some(isSame)).map((one) => one.id);
          if (own.some(metOf)) continue;
          // By a name that holds all of the gate's items: a line of another gate does not stand for it.
          expect(openHard.map(({ name }) => name)).toContain(own.join('或'));
        }
    }),
  );
});
