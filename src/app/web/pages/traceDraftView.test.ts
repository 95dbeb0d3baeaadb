import { expect, it } from 'vitest';
import { draftPlan } from '../../../plan/draft.ts';
import { proposalEdits, proposalKey } from './traceDraftView.ts';

const { proposals } = draftPlan('2026年云山市工作要点\n努力新建30所学校。\n推进“云山学堂”建设。\n');

it('a proposal becomes an element of its own that quotes the plan’s source', () => {
  const edits = proposalEdits(proposals, 'd-0a1b2c3d4e5f', { id: 'report-2026' });
  expect(edits).toHaveLength(proposals.length);
  for (const [index, edit] of edits.entries()) {
    const { element } = proposals[index]!;
    expect(edit).toMatchObject({ op: 'put', element: `${element.id}-0a1b2c3d`, basedOn: null });
    expect(edit.value).toMatchObject({ id: edit.element, title: element.title });
    const quoted = JSON.stringify(edit.value);
    expect(quoted).toContain('"source":"report-2026"');
    expect(quoted).not.toContain('"source":"text"');
  }
});

it('a text that the plan does not know is put as a source first', () => {
  const [first, second] = proposalEdits(proposals, 'd-0a1b2c3d4e5f', { title: '云山要点' });
  expect(first).toMatchObject({
    section: 'sources',
    element: 'text-0a1b2c3d',
    value: { id: 'text-0a1b2c3d', title: '云山要点', kind: '原文' },
  });
  expect(JSON.stringify(second!.value)).toContain('"source":"text-0a1b2c3d"');
});

it('rows have keys of their own', () => {
  expect(new Set(proposals.map(proposalKey)).size).toBe(proposals.length);
});
