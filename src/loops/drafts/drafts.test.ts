// Given a draft, when somebody acts, then facts or a refusal. And over random acts of several hands: nobody's edit is ever lost unseen, and no draft is
// approved by a hand that is in it.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../kernel/json.ts';
import type { CommandKind, DecideContext, NewFact, Row } from '../../kernel/loop.ts';
import { isProblem, type Problem } from '../../kernel/problem.ts';
import { EditElements } from './drafts.commands.ts';
import { DRAFT_COMMANDS } from './drafts.ts';

const BASE = 'a'.repeat(64);
const NEXT = 'b'.repeat(64);
const adoption = {
  kind: 'plan',
  content: BASE,
  effective_from: '2021-01-01',
  seq: 3,
  title: '计划',
  draft: null,
};
const draft = { state: 'open', base: BASE, hands: 'xiao', submitted_seq: null, title: '草稿' };
const lastEdit = {
  section: 'targets',
  element: 't1',
  op: 'put',
  value: { id: 't1' },
  fact: 'f1',
  edited_by: 'xiao',
  edited_unit: 'u',
  edited_at: '2021-07-01T00:00:00.000Z',
};

interface Given {
  readonly draft?: Row | undefined;
  readonly edits?: readonly Row[];
  readonly adoptions?: readonly Row[];
  readonly closed?: readonly string[];
  readonly by?: string;
  readonly roles?: readonly string[];
  readonly revision?: number;
}

function decide(name: string, body: object, given: Given): readonly NewFact[] | Problem {
  const kind = DRAFT_COMMANDS.find((each) => each.name === name) as unknown as CommandKind<JsonObject>;
  const tables: Record<string, readonly Row[]> = {
    plan_draft: given.draft === undefined ? [] : [given.draft],
    plan_draft_edit: given.edits ?? [],
  };
  const city: Record<string, readonly Row[]> = {
    adoption: given.adoptions ?? [adoption],
    closed_period: (given.closed ?? []).map((period) => ({ period })),
  };
  const context = {
    actor: { account: given.by ?? 'xiao', post: 'p', unit: 'u', roles: given.roles ?? ['office'] },
    plan: { hash: BASE, units: { rootId: 'root' } },
    today: '2021-07-09',
    own: { revision: given.revision ?? 1, table: (table: string) => tables[table] ?? [] },
    subject: () => ({ revision: 3, table: (table: string) => city[table] ?? [] }),
  } as unknown as DecideContext;
  return kind.decide(kind.schema.parse({ draft: 'd1', ...body }), context);
}

function told(name: string, body: object, given: Given): unknown {
  const decided = decide(name, body, given);
  return isProblem(decided) ? decided.code : decided.map(({ kind, unit }) => `${kind} ${unit}`);
}

const put = (basedOn: string | null, value: JsonObject = { id: 't1', title: '甲' }) => ({
  edits: [{ op: 'put', section: 'targets', element: 't1', value, basedOn }],
});
const approval = { content: NEXT, files: NEXT, effectiveFrom: '2021-07-01', submission: 9 };
const submitted = { ...draft, state: 'submitted', submitted_seq: '9' };

describe('opening', () => {
  test('starts from the plan that holds last, also when its day is still to come', () => {
    const later = { ...adoption, content: NEXT, effective_from: '2022-01-01', seq: 9 };
    const [fact] = decide(
      'openDraft',
      { title: '改' },
      { adoptions: [later, adoption] },
    ) as readonly NewFact[];
    expect(fact?.body).toEqual({ title: '改', base: NEXT });
  });

  test('needs the role and a plan', () => {
    expect(told('openDraft', { title: '改' }, { roles: ['county'] })).toBe('role_missing');
    expect(told('openDraft', { title: '改' }, { adoptions: [] })).toBe('plan_not_adopted');
    expect(told('openDraft', { title: '改' }, { draft })).toBe('draft_exists');
  });
});

describe('editing', () => {
  test('names the edit that it follows; what moved is told with who, what and when', () => {
    expect(told('editElements', put(null), { draft })).toEqual(['elementsPut root']);
    expect(told('editElements', put('f1'), { draft, edits: [lastEdit] })).toEqual(['elementsPut root']);
    const refused = decide('editElements', put(null), { draft, edits: [lastEdit], by: 'lao' }) as Problem;
    expect(refused).toMatchObject({ code: 'element_changed_meanwhile', status: 409 });
    expect(refused.data).toMatchObject({
      elements: [{ element: 't1', by: 'xiao', fact: 'f1', value: { id: 't1' } }],
    });
    expect(told('editElements', put('f1'), { draft })).toBe('element_changed_meanwhile');
  });

  test('of many elements is all or nothing, a fact for each kind of edit', () => {
    const edits = [
      { op: 'put', section: 'targets', element: 't2', value: { id: 't2' }, basedOn: null },
      { op: 'remove', section: 'targets', element: 't3', basedOn: null },
      { op: 'restore', section: 'targets', element: 't1', basedOn: 'f1' },
    ];
    expect(told('editElements', { edits }, { draft, edits: [lastEdit] })).toEqual([
      'elementsPut root',
      'elementsRemoved root',
      'elementsRestored root',
    ]);
    expect(
      told(
        'editElements',
        { edits: [...edits.slice(0, 2), { ...edits[2], basedOn: null }] },
        { draft, edits: [lastEdit] },
      ),
    ).toBe('element_changed_meanwhile');
    expect(told('editElements', { edits: [edits[0], edits[0]] }, { draft })).toBe('element_twice');
    expect(told('editElements', put('f1', { id: 't1' }), { draft, edits: [lastEdit] })).toEqual([]);
  });

  test('is over once submitted, and open again when returned', () => {
    for (const state of ['submitted', 'approved', 'withdrawn'])
      expect(told('editElements', put(null), { draft: { ...draft, state } })).toBe('draft_not_open');
    expect(told('editElements', put(null), { draft: { ...draft, state: 'returned' } })).toEqual([
      'elementsPut root',
    ]);
    expect(told('editElements', put(null), {})).toBe('draft_unknown');
    expect(told('editElements', put(null), { draft, revision: 1999 })).toBe('draft_too_long');
  });

  test('takes no float: a figure of a plan is text', () => {
    expect(EditElements.safeParse({ draft: 'd', ...put(null, { id: 't1', amount: 3.9 }) }).success).toBe(
      false,
    );
    expect(EditElements.safeParse({ draft: 'd', ...put(null, { id: 't1', amount: '3.9' }) }).success).toBe(
      true,
    );
  });
});

describe('handing in, and the verdict', () => {
  test('an empty draft and one whose base moved are not submitted', () => {
    expect(told('submitDraft', {}, { draft })).toBe('draft_empty');
    expect(told('submitDraft', {}, { draft, edits: [{ ...lastEdit, op: 'restore' }] })).toBe('draft_empty');
    expect(told('submitDraft', {}, { draft: { ...draft, base: NEXT }, edits: [lastEdit] })).toBe(
      'draft_base_moved',
    );
    expect(told('submitDraft', {}, { draft, edits: [lastEdit] })).toEqual(['draftSubmitted root']);
  });

  test('another hand approves, of that submission, from a day that is not closed', () => {
    const by = { by: 'zhang', roles: ['leader'] };
    expect(told('approveDraft', approval, { draft: submitted, ...by })).toEqual(['draftApproved root']);
    expect(told('approveDraft', approval, { draft: { ...submitted, hands: 'lao xiao zhang' }, ...by })).toBe(
      'approved_by_own_hand',
    );
    expect(told('approveDraft', approval, { draft: submitted, by: 'zhang', roles: ['bureau'] })).toBe(
      'role_missing',
    );
    expect(told('approveDraft', { ...approval, submission: 8 }, { draft: submitted, ...by })).toBe(
      'draft_not_submitted',
    );
    expect(told('approveDraft', approval, { draft: { ...submitted, base: NEXT }, ...by })).toBe(
      'draft_base_moved',
    );
    // The base holds from a later day than the draft would: adopted, the draft would be gone again on that day.
    const coming = { ...adoption, effective_from: '2022-01-01' };
    expect(told('approveDraft', approval, { draft: submitted, adoptions: [coming], ...by })).toBe(
      'effective_from_before_last',
    );
    expect(told('approveDraft', approval, { draft: submitted, closed: ['2021-05', '2021-07'], ...by })).toBe(
      'effective_from_in_closed_period',
    );
    expect(told('approveDraft', approval, { draft: submitted, closed: ['2021-06'], ...by })).toEqual([
      'draftApproved root',
    ]);
  });

  test('it is returned while it is not adopted; withdrawn by its own hands or by who approves', () => {
    const adopted = [adoption, { ...adoption, seq: 9, draft: 'd1' }];
    const approved = { ...draft, state: 'approved' };
    expect(told('returnDraft', { reason: '再想想' }, { draft: approved })).toEqual(['draftReturned root']);
    expect(told('returnDraft', { reason: '再想想' }, { draft: approved, adoptions: adopted })).toBe(
      'draft_adopted',
    );
    expect(told('returnDraft', { reason: '再想想' }, { draft })).toBe('draft_not_submitted');
    expect(told('withdrawDraft', { reason: '不改了' }, { draft, roles: ['bureau'] })).toEqual([
      'draftWithdrawn root',
    ]);
    expect(told('withdrawDraft', { reason: '不改了' }, { draft, by: 'lao', roles: ['bureau'] })).toBe(
      'role_missing',
    );
    expect(told('withdrawDraft', { reason: '不改了' }, { draft: approved, adoptions: adopted })).toBe(
      'draft_adopted',
    );
  });

  test('is rebased on the plan that holds last and on no other', () => {
    const moved = [adoption, { ...adoption, content: NEXT, seq: 9 }];
    expect(told('rebaseDraft', { base: NEXT }, { draft, adoptions: moved })).toEqual(['draftRebased root']);
    expect(told('rebaseDraft', { base: 'c'.repeat(64) }, { draft, adoptions: moved })).toBe(
      'draft_base_moved',
    );
    expect(told('rebaseDraft', { base: BASE }, { draft })).toBe('draft_base_stands');
  });
});

test('whoever edits, and however: an edit that stands was made by somebody who had seen the one before it', () => {
  const act = fc.record({
    who: fc.constantFrom('a', 'b', 'c'),
    sees: fc.boolean(),
    element: fc.constantFrom('t1', 't2'),
    title: fc.string({ maxLength: 2 }),
  });
  fc.assert(
    fc.property(fc.array(act, { maxLength: 30 }), (acts) => {
      const standing = new Map<string, Row>();
      const seen = new Map<string, string | null>();
      acts.forEach(({ who, sees, element, title }, index) => {
        const last = (standing.get(element)?.fact as string | undefined) ?? null;
        if (sees) seen.set(`${who} ${element}`, last);
        const basedOn = seen.get(`${who} ${element}`) ?? null;
        const edits = [{ op: 'put', section: 'targets', element, value: { id: element, title }, basedOn }];
        const decided = decide('editElements', { edits }, { draft, edits: [...standing.values()], by: who });
        expect(isProblem(decided) ? decided.code : 'taken').toBe(
          basedOn === last ? 'taken' : 'element_changed_meanwhile',
        );
        if (isProblem(decided) || decided.length === 0) return;
        standing.set(element, {
          ...lastEdit,
          element,
          value: { id: element, title },
          fact: `f${index}`,
          edited_by: who,
        });
      });
    }),
  );
});
