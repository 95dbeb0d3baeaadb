// What the drafts' addresses answer, as the pages read it.
import type { Json } from '../../kernel/json.ts';
import type { Words } from '../../kernel/loop.ts';
import type { Standing } from '../../ui/standpoint.tsx';
import type { FormSchema } from './formSchema.ts';

export type DraftState = 'open' | 'submitted' | 'returned' | 'approved' | 'withdrawn';

export interface Draft {
  readonly id: string;
  readonly title: string;
  readonly base: string;
  readonly state: DraftState;
  readonly openedAt: string;
  readonly openedBy: string;
  readonly openedUnitName: string;
  readonly submittedAt: string | null;
  readonly submittedBy: string | null;
  readonly submittedNote: string | null;
  readonly submittedSeq: number | null;
  readonly decidedAt: string | null;
  readonly decidedBy: string | null;
  readonly reason: string | null;
  readonly effectiveFrom: string | null;
  readonly lastAt: string;
  readonly edits: number;
  readonly baseMoved: boolean;
  readonly ownHand: boolean;
  readonly adopted: {
    readonly effectiveFrom: string;
    readonly at: string;
    readonly by: string;
    readonly seq: number;
  } | null;
}

export interface Rights {
  readonly edit: boolean;
  readonly approve: boolean;
  readonly adopt: boolean;
}

export interface DraftsView {
  readonly at: Standing;
  readonly drafts: readonly Draft[];
  /** Titles of accounts. */
  readonly people: Readonly<Record<string, string>>;
  readonly may: Rights;
  readonly nextCursor: string | null;
}

export interface Edit {
  readonly section: string;
  readonly element: string;
  readonly op: 'put' | 'remove' | 'restore';
  readonly fact: string;
  readonly editedBy: string;
  readonly editedAt: string;
  readonly editedUnit: string;
  readonly reason: string | null;
  readonly source: string | null;
}

export interface Issue {
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'info' | 'future_error';
  readonly file: string;
  readonly line: number;
  readonly path: string;
  readonly message: string;
  readonly fix: string;
  readonly section: string | null;
  readonly element: string | null;
  /** 「目标 · 新引进项目」 */
  readonly where: string | null;
  /** Fields called as the form calls them. */
  readonly shown: { readonly message: string; readonly fix: string };
}

export interface Difference {
  readonly section: string;
  readonly sectionTitle: Words;
  readonly element: string;
  readonly title: string;
  readonly kind: 'added' | 'removed' | 'changed';
  readonly words: Words;
}

export interface DraftView {
  readonly at: Standing;
  readonly draft: Draft;
  readonly base: { readonly hash: string; readonly title: string; readonly effectiveFrom: string };
  readonly edits: readonly (Edit & { readonly value: Json | null })[];
  readonly issues: readonly Issue[];
  readonly errors: number;
  readonly difference: readonly Difference[];
  /** Titles of accounts. */
  readonly people: Readonly<Record<string, string>>;
  readonly may: Rights;
}

export interface SectionLine {
  readonly key: string;
  readonly title: Words;
  readonly listed: boolean;
  readonly elements: number;
}

export interface ElementLine {
  readonly id: string;
  readonly title: string;
  readonly value: Json | null;
  readonly base: Json | null;
  readonly edit: Omit<Edit, 'section' | 'element'> | null;
}

export interface ElementsView {
  readonly at: Standing;
  readonly title: Words;
  readonly listed: boolean;
  readonly total: number;
  readonly elements: readonly ElementLine[];
  readonly nextCursor: string | null;
}

export interface SchemaView {
  readonly title: Words;
  readonly listed: boolean;
  readonly schema: FormSchema;
}

export interface NamesView {
  readonly names: readonly {
    readonly section: string;
    readonly id: string;
    readonly title: string;
    readonly note: string | null;
  }[];
  readonly more: number;
}

/** Whether the draft can still be changed by somebody. */
export function isEditable(draft: Draft): boolean {
  return draft.state === 'open' || draft.state === 'returned';
}
