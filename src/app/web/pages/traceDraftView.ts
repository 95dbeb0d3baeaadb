// What proposals from a text become in a draft of the plan. Pure.
import type { Json, JsonObject } from '../../../kernel/json.ts';
import type { Proposal } from '../../../plan/draft.ts';
import type { TraceReply } from './traceView.ts';

export interface DraftReply {
  readonly title: string;
  readonly year: number | null;
  readonly text: string;
  readonly proposals: readonly Proposal[];
  /** Paragraphs that the proposals themselves do not wholly carry. */
  readonly uncovered: readonly number[];
  readonly yaml: { readonly name: string; readonly text: string };
}

export interface PutEdit {
  readonly op: 'put';
  readonly section: string;
  readonly element: string;
  readonly value: Json;
  readonly basedOn: null;
}

/** The source that the quotations name: one of the plan's, or a new one that is put with them. */
export type QuotedAs = { readonly id: string } | { readonly title: string };

/**
 * Ids carry the draft's mark, so that no element of the plan is overwritten by a proposal of the same number. Quotations name the
 * plan's own source of the text.
 */
export function proposalEdits(
  proposals: readonly Proposal[],
  draft: string,
  quotedAs: QuotedAs,
): readonly PutEdit[] {
  const mark = draft.replace(/^d-/, '').slice(0, 8);
  const source = 'id' in quotedAs ? quotedAs.id : `text-${mark}`;
  const edits = proposals.map(({ section, element }) => {
    const id = `${String(element.id)}-${mark}`;
    return put(section, id, { ...element, id, provenance: sourced(element.provenance, source) });
  });
  if ('id' in quotedAs) return edits;
  return [put('sources', source, { id: source, title: quotedAs.title, kind: '原文' }), ...edits];
}

function put(section: string, element: string, value: Json): PutEdit {
  return { op: 'put', section, element, value, basedOn: null };
}

function sourced(provenance: Json | undefined, source: string): JsonObject {
  return Object.fromEntries(
    Object.entries((provenance ?? {}) as JsonObject).map(([field, quote]) => {
      const from = quote as JsonObject;
      return [field, from.basis === '原文' ? { ...from, source } : from];
    }),
  );
}

/** The plan's source that the text is: one that accounts for most of its figures and terms. A text of another year is another document. */
export function sameSource({ source, counts }: Pick<TraceReply, 'source' | 'counts'>): string | undefined {
  const { figures, terms } = counts;
  const held = figures.carried + terms.carried + figures.noTask + terms.noTask;
  return source !== null && held > figures.open + terms.open ? source : undefined;
}

/** A row's key: proposals of one text never share section and id. */
export function proposalKey({ section, element }: Proposal): string {
  return `${section}/${String(element.id)}`;
}
