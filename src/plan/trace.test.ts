import { expect, test } from 'vitest';
import type { JsonObject } from '../kernel/json.ts';
import { traceSource } from './trace.ts';

function plan(provenance: JsonObject) {
  const targets = [{ id: 't', provenance: { amount: { basis: '原文', source: 's', ...provenance } } }];
  return { format: 'luodi/plan@1', sections: { targets } } as const;
}

const text = '标题\n\n壮大“4+4”集群，新开工、新竣工分别达600个、500个以上，整理3.9万亩，增长16.2%。\n';

test('figures are normalised, digits of a name are no figure, empty lines do not count', () => {
  const { paragraphs } = traceSource(text, plan({}));
  expect(paragraphs).toMatchObject([
    { n: 1, figures: [], terms: [] },
    { n: 2, figures: ['600', '500', '3.9万亩', '16.2%'] },
  ]);
  expect(paragraphs[1]!.terms).toContain('4+4');
  expect(paragraphs[1]!.terms).toContain('新开工');
});

test('to name a paragraph proves nothing; every figure must be quoted', () => {
  expect(traceSource(text, plan({ paragraph: 2 })).uncovered).toEqual([2]);
  expect(traceSource(text, plan({ paragraph: 2, figures: ['600个', '500个', '3.9万亩'] })).uncovered).toEqual(
    [2],
  );
  const whole = plan({
    paragraph: 2,
    figures: ['600个', '500个', '3.9万亩', '16.2%'],
    terms: ['4+4', '新开工', '新竣工'],
  });
  const trace = traceSource(text, whole);
  expect(trace.uncovered).toEqual([]);
  expect(trace.uncoveredTerms.map(({ term }) => term)).not.toContain('新竣工分别达600个');
  expect(trace.paragraphs[1]!.elements).toEqual(['targets.t']);
});

test('a quotation that is not there is unfounded', () => {
  const trace = traceSource(text, plan({ paragraph: 2, figures: ['700个', '600个'], terms: ['新投产'] }));
  expect(trace.unfounded).toEqual([
    { element: 'targets.t', figure: '700个' },
    { element: 'targets.t', term: '新投产' },
  ]);
});

test('another source is another matter', () => {
  const quoting = plan({ paragraph: 2, figures: ['600个'] });
  expect(traceSource(text, quoting, 'other').paragraphs[1]!.elements).toEqual([]);
});
