/** The trace of made-up texts: what carries what, and that nothing new or changed in a text goes unseen. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../kernel/json.ts';
import { draftPlan } from './draft.ts';
import { draftContent } from './draftFiles.ts';
import type { PlanContent } from './plan.ts';
import { withoutMarkdown } from './sourceFile.node.ts';
import { traceSource } from './trace.ts';

function plan(provenance: JsonObject, noTask: JsonObject[] = []): PlanContent {
  return planOf([provenance], noTask);
}

function planOf(provenances: readonly JsonObject[], noTask: JsonObject[] = []): PlanContent {
  const targets = provenances.map((provenance, index) => ({
    id: `t${index}`,
    provenance: { amount: { basis: '原文', source: 's', ...provenance } },
  }));
  return { format: 'luodi/plan@1', sections: { targets, noTask } as JsonObject } as PlanContent;
}

const text = '标题\n\n壮大“4+4”集群，新开工、新竣工分别达600个、500个以上，整理3.9万亩，增长16.2%。\n';
const whole = {
  paragraph: 2,
  figures: ['600个', '500', '3.9万亩', '16.2%'],
  terms: ['4+4', '新开工', '新竣工'],
};

describe('what carries a token', () => {
  test('figures and terms are listed, digits of a name are no figure, empty lines do not count', () => {
    const { paragraphs } = traceSource(text, plan({}));
    expect(paragraphs).toMatchObject([
      { n: 1, text: '标题', figures: [], terms: [] },
      { n: 2, figures: ['600', '500', '3.9万亩', '16.2%'], terms: ['4+4', '新开工', '新竣工'] },
    ]);
  });

  test('to name a paragraph proves nothing; every figure and term must be quoted', () => {
    expect(traceSource(text, plan({ paragraph: 2 }))).toMatchObject({
      uncovered: [2],
      uncoveredFigures: [{ n: 2, figure: '600' }, {}, {}, {}],
      uncoveredTerms: [{ n: 2, term: '4+4' }, {}, {}],
    });
    const noTerms = traceSource(text, plan({ ...whole, terms: [] }));
    expect([noTerms.uncovered, noTerms.uncoveredFigures, noTerms.uncoveredTerms.length]).toEqual([
      [2],
      [],
      3,
    ]);
    const trace = traceSource(text, plan(whole));
    expect(trace).toMatchObject({ uncovered: [], uncoveredTerms: [], uncoveredFigures: [], unfounded: [] });
    expect(trace.paragraphs[1]!.elements).toEqual(['targets.t0']);
  });

  test('all elements that quote a token are listed beside it, with its span', () => {
    const { paragraphs } = traceSource(text, planOf([whole, { paragraph: 2, figures: ['600个'] }]));
    expect(paragraphs[1]!.elements).toEqual(['targets.t0', 'targets.t1']);
    const [token] = paragraphs[1]!.tokens.filter((each) => each.text === '600');
    expect(token).toMatchObject({ kind: 'figure', carriedBy: ['targets.t0', 'targets.t1'], noTask: [] });
    expect(paragraphs[1]!.text.slice(token!.start, token!.end)).toBe('600');
    const [other] = paragraphs[1]!.tokens.filter((each) => each.text === '500');
    expect(other!.carriedBy).toEqual(['targets.t0']);
  });

  test.each([
    ['1000个', '达到1,000个', true],
    ['1000', '达到１０００个', true],
    ['1000所', '达到1000个', false],
    ['100', '达到1000个', false],
    ['3.9', '整理3.9万亩', false],
    ['3.9万', '整理3.9万亩', true],
    ['3.9万亩', '新增3.9万个', false],
    ['8800个', '8800多个组织', true],
    ['第4', '并列第4', true],
    ['16.2', '增长16.2%', false],
    ['16.2%', '增长16.2％', true],
    ['2021—2025年', '在2021—2025年', true],
  ])('quoting %s of %s: %s', (figure, line, held) => {
    const trace = traceSource(line, plan({ paragraph: 1, figures: [figure] }));
    expect(trace.unfounded.length === 0).toBe(held);
  });

  test('a quoted list is carried whole or by all its members, width and quotation marks do not count', () => {
    const line = '按照“有地、有人、有钱”要求';
    const open = (...terms: string[]) =>
      traceSource(line, plan({ paragraph: 1, terms })).uncoveredTerms.length;
    expect(open('“有地、有人、有钱”')).toBe(0);
    expect(open('有地', '有人', '有钱')).toBe(0);
    expect(open('有地', '有人')).toBe(1);
  });

  test('an edge member needs a quotation that reaches its inner end and is long enough', () => {
    const line = '推进东西南北高速铁路、环城路、滨江路';
    const open = (term: string) =>
      traceSource(line, plan({ paragraph: 1, terms: [term, '环城路', '滨江路'] })).uncoveredTerms.length;
    expect(open('南北高速铁路')).toBe(0);
    expect(open('铁路')).toBe(1);
    expect(open('东西南北')).toBe(1);
    // A middle member is quoted whole or not at all.
    expect(
      traceSource(line, plan({ paragraph: 1, terms: ['南北高速铁路', '环城', '滨江路'] })).uncoveredTerms,
    ).toEqual([{ n: 1, term: '环城路' }]);
  });

  test('another source is another matter', () => {
    const quoting = plan({ paragraph: 2, figures: ['600个'] });
    expect(traceSource(text, quoting, 'other').paragraphs[1]!.elements).toEqual([]);
    expect(traceSource(text, quoting, 's').paragraphs[1]!.elements).toEqual(['targets.t0']);
  });
});

describe('不设任务', () => {
  const mark = { source: 's', paragraph: 2, figures: ['16.2%'], terms: [], reason: '已经达到' };

  test('a mark covers what it lists, by its reason, and is no element', () => {
    const trace = traceSource(text, plan({ ...whole, figures: whole.figures.slice(0, 3) }, [mark]));
    expect([trace.uncovered, trace.unfounded]).toEqual([[], []]);
    expect(trace.paragraphs[1]!.tokens.find((each) => each.text === '16.2%')).toMatchObject({
      carriedBy: [],
      noTask: ['已经达到'],
    });
  });

  test('without a reason it covers nothing, nor by its paragraph alone; what is not there is unfounded', () => {
    const { reason: _, ...bare } = mark;
    const figures = whole.figures.slice(0, 3);
    expect(traceSource(text, plan({ ...whole, figures }, [bare])).uncovered).toEqual([2]);
    expect(traceSource(text, plan({ ...whole, figures }, [{ ...mark, figures: [] }])).uncovered).toEqual([2]);
    const wrong = traceSource(text, plan(whole, [{ ...mark, figures: ['17%'] }]));
    expect(wrong.unfounded).toEqual([{ element: 'noTask.0', figure: '17%' }]);
  });
});

describe('what changes is found', () => {
  test('an element taken out', () => {
    const parts = [
      { paragraph: 2, figures: ['600个'], terms: ['新开工', '4+4'] },
      { paragraph: 2, figures: ['500个', '3.9万亩', '16.2%'], terms: ['新竣工'] },
    ];
    expect(traceSource(text, planOf(parts)).uncovered).toEqual([]);
    const trace = traceSource(text, planOf(parts.slice(0, 1)));
    expect(trace.uncovered).toEqual([2]);
    expect(trace.uncoveredTerms).toEqual([{ n: 2, term: '新竣工' }]);
  });

  test('a number changed in the text, twice: nothing carries it, and a quotation has lost its ground', () => {
    const trace = traceSource(text.replace('600', '650'), plan(whole));
    expect(trace.uncovered).toEqual([2]);
    expect(trace.uncoveredFigures).toEqual([{ n: 2, figure: '650' }]);
    expect(trace.unfounded).toEqual([{ element: 'targets.t0', figure: '600个' }]);
  });

  test.each(['年内再建成7所学校。', '实施“明灯”计划。', '加快推进老城区的更新改造。'])(
    'a new paragraph: %s',
    (line) => {
      expect(traceSource(`${text}${line}\n`, plan(whole)).uncovered).toEqual([3]);
    },
  );

  test('a new promising sentence in a paragraph that is carried otherwise', () => {
    const trace = traceSource(text.replace('。', '。着力打造滨江公园。'), plan(whole));
    expect(trace.uncovered).toEqual([2]);
    expect(trace.uncoveredPromises).toEqual([{ n: 2, promise: '着力打造滨江公园' }]);
    const quoting = planOf([whole, { paragraph: 2, terms: ['滨江公园'] }]);
    expect(traceSource(text.replace('。', '。着力打造滨江公园。'), quoting).uncovered).toEqual([]);
  });

  test('a new promising clause in a sentence that is carried otherwise', () => {
    const longer = text.replace('。', '，加快改造旧码头，提升城市品质。');
    expect(traceSource(longer, plan(whole)).uncoveredPromises).toEqual([{ n: 2, promise: '加快改造旧码头' }]);
    expect(traceSource(longer, planOf([whole, { paragraph: 2, terms: ['旧码头'] }])).uncovered).toEqual([]);
  });

  test('what is quoted of a paragraph beyond the text is unfounded', () => {
    const trace = traceSource(text, plan({ paragraph: 99, figures: ['600个'], terms: ['新开工'] }));
    expect(trace.unfounded).toEqual([
      { element: 'targets.t0', figure: '600个' },
      { element: 'targets.t0', term: '新开工' },
    ]);
  });
});

test('quoting every token of any text as it is listed leaves nothing open and nothing unfounded; dropping one leaves it open', () => {
  const words = fc.constantFrom(
    '建成',
    '3.9万亩',
    '1,000个',
    '“4+4”',
    '甲路、乙路和丙路',
    '等项目',
    '，',
    '。',
    '加快',
    '的',
    '５％',
    '（东段）',
    '、',
  );
  fc.assert(
    fc.property(fc.array(words, { minLength: 1, maxLength: 30 }), (parts) => {
      const line = parts.join('');
      const open = traceSource(line, plan({ paragraph: 1 }));
      const { figures, terms, tokens } = open.paragraphs[0]!;
      for (const token of tokens) {
        expect(token.end).toBeGreaterThan(token.start);
        if (token.kind !== 'figure') expect(line.slice(token.start, token.end)).toBe(token.text);
      }
      const promises = open.uncoveredPromises.map(({ promise }) => promise.slice(0, 60));
      const all = plan({ paragraph: 1, figures: [...figures], terms: [...terms, ...promises] } as JsonObject);
      expect(traceSource(line, all)).toMatchObject({
        uncoveredFigures: [],
        uncoveredTerms: [],
        unfounded: [],
      });
      if (figures.length === 0) return;
      const less = plan({ paragraph: 1, figures: figures.slice(1) as Json, terms: [...terms] });
      expect(traceSource(line, less).uncoveredFigures).toContainEqual({ n: 1, figure: figures[0] });
    }),
  );
});

test('5,000 elements and 3,000 paragraphs are traced in well under a second', () => {
  const line = '加快推进东西高铁、南北高铁、环城高速等项目建设，建成1000个、3.9万亩，实施“明灯”计划。';
  const long = Array.from({ length: 3000 }, () => line).join('\n');
  const elements = Array.from({ length: 5000 }, (_, index) => ({
    paragraph: (index % 3000) + 1,
    figures: ['1000个', '3.9万亩'],
    terms: ['东西高铁', '南北高铁', '环城高速', '明灯'],
  }));
  const content = planOf(elements);
  const start = performance.now();
  const trace = traceSource(long, content);
  const elapsedMs = performance.now() - start;
  expect([trace.uncovered.length, trace.unfounded.length]).toEqual([0, 0]);
  // Measured 0.3 s on the two cores here; the bound only tells linear from quadratic.
  expect(elapsedMs).toBeLessThan(3000);
});

test('texts of marks, digits or links alone are read in time linear in their length', () => {
  const hostile = ['》“', '(”', '‘”', '"（', '1', '[', '[a](', '<!--', '`*'].map((unit) =>
    unit.repeat(60_000),
  );
  const start = performance.now();
  for (const text of hostile) {
    traceSource(text, planOf([]));
    withoutMarkdown(text);
    draftPlan(`加快建设${text}工程`, 2021);
  }
  // Measured 3 s; where a mark was looked for through all that stood open, one of them took a minute.
  expect(performance.now() - start).toBeLessThan(20_000);
}, 60_000);

test('one paragraph that says the same many times is drafted from and traced within seconds', () => {
  const endless = '加快建设，'.repeat(20_000);
  const repeated = '到2021年12月底前，确保新建10个、20个“甲、乙”，'.repeat(400);
  const start = performance.now();
  draftPlan(endless, 2021);
  const { paragraphs } = traceSource(repeated, draftContent(draftPlan(repeated, 2021), '原文'));
  expect(Math.max(...paragraphs[0]!.tokens.map(({ carriedBy }) => carriedBy.length))).toBeGreaterThanOrEqual(
    400,
  );
  // Measured 1 s; where each quotation was looked for by itself and each clause with its whole sentence, minutes.
  expect(performance.now() - start).toBeLessThan(20_000);
}, 60_000);
