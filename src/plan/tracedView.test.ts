// The trace as a page shows it: who carries a token, by title and owner; states; counts that add up.
import { describe, expect, it } from 'vitest';
import type { PlanContent } from './plan.ts';
import { traceSource } from './trace.ts';
import { tracedView } from './tracedView.ts';

const quote = (paragraph: number, figures: string[], terms: string[] = []) => ({
  basis: '原文',
  source: 'text',
  paragraph,
  figures,
  terms,
});

const content: PlanContent = {
  format: 'luodi/plan@1',
  sections: {
    units: [{ id: 'city', name: '云山市' }],
    posts: [{ id: 'schools-lead', title: '市教育局局长', unit: 'city' }],
    targets: [
      {
        id: 'schools',
        title: '新建学校',
        owner: 'schools-lead',
        provenance: { amount: quote(1, ['30']) },
      },
    ],
    lifecycles: [
      {
        id: 'building',
        title: '建设项目',
        owner: 'city',
        stages: [{ id: 'start', title: '开工', provenance: { title: quote(1, [], ['开工令']) } }],
      },
    ],
    tasks: [{ id: 'stray', title: '引错的', provenance: { title: quote(1, ['77']) } }],
    noTask: [{ source: 'text', paragraph: 2, figures: ['2019'], terms: [], reason: '已经过去' }],
  },
};
const text = '我们要新建30所学校，发出“开工令”。\n\n2019年曾有12个村参加。\n';

describe('tracedView', () => {
  const view = tracedView(traceSource(text, content), content);

  it('names who carries a token with title, owner and the owner’s unit', () => {
    const [figure] = view.paragraphs[0]!.tokens.filter((token) => token.kind === 'figure');
    expect(figure).toMatchObject({ text: '30', state: 'carried' });
    expect(view.carriers[figure!.by[0]!]).toEqual({
      name: 'targets.schools',
      section: 'targets',
      element: 'schools',
      titles: ['新建学校'],
      owner: { id: 'schools-lead', title: '市教育局局长', unit: '云山市' },
    });
  });

  it('a part of an element is told with the element around it and owned by its owner', () => {
    const term = view.paragraphs[0]!.tokens.find((token) => token.text === '开工令');
    expect(view.carriers[term!.by[0]!]).toMatchObject({
      name: 'lifecycles.building.stages.start',
      element: 'building',
      titles: ['建设项目', '开工'],
      owner: { title: '云山市', unit: null },
    });
  });

  it('tells 不设任务 with its reason, and what is open', () => {
    const figures = view.paragraphs[1]!.tokens.filter((token) => token.kind === 'figure');
    expect(figures.map((token) => [token.text, token.state])).toEqual([
      ['2019', 'noTask'],
      ['12', 'open'],
    ]);
    expect(view.reasons[figures[0]!.why[0]!]).toBe('已经过去');
  });

  it('names what is quoted without ground', () => {
    expect(view.unfounded).toHaveLength(1);
    const [{ carrier, ...rest }] = view.unfounded as [(typeof view.unfounded)[number]];
    expect(rest).toEqual({ kind: 'figure', text: '77' });
    expect(view.carriers[carrier]?.titles).toEqual(['引错的']);
  });

  it('counts add up', () => {
    for (const counts of [view.counts.figures, view.counts.terms, view.counts.promises])
      expect(counts.carried + counts.noTask + counts.open).toBe(counts.all);
    expect(view.counts.figures).toEqual({ all: 3, carried: 1, noTask: 1, open: 1 });
    expect(view.counts).toMatchObject({ paragraphs: 2, uncovered: 1 });
  });
});
