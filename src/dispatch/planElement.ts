// One element of a plan as the breakdown sees it: whoever has a part in it, what shows its progress, what it quotes. Shapes, and the few turns of a stored
// value that its files share. Pure.
import type { Json, JsonObject } from '../kernel/json.ts';
import { isJsonMap } from '../plan/elements.ts';

export const roles = ['owns', 'supports', 'bears', 'reports', 'recognises'] as const;
export type Role = (typeof roles)[number];

export type Basis = '原文' | '外部来源' | '演示假定' | '待补来源';

/** One post or unit with a part in an element. */
export interface Part {
  readonly role: Role;
  /** The id as the plan names it: of a post or of a unit. */
  readonly named: string;
  readonly basis: Basis | null;
  /** Its share, in the element's unit. */
  readonly amount?: string | undefined;
  readonly to?: string | undefined;
}

export type FeedRef =
  | { readonly kind: 'measure'; readonly id: string }
  /** Another element, by key: an indicator, a target, a named project … */
  | { readonly kind: 'element'; readonly id: string };

/** What an element takes from one paragraph of a source text. */
export interface Quote {
  readonly source: string;
  readonly paragraph: number;
  readonly figures: readonly string[];
  readonly terms: readonly string[];
}

export interface PlanElement {
  /** `tasks/list-39`; of a section as a whole `landProgram/*`. */
  readonly key: string;
  readonly section: string;
  /** The list within a section that is no list itself: `promises` of landProgram. */
  readonly list: string | null;
  readonly id: string;
  readonly title: string;
  readonly body: JsonObject;
  readonly parts: readonly Part[];
  readonly feeds: readonly FeedRef[];
  /** Key of the task above. */
  readonly parent: string | null;
  readonly quotes: readonly Quote[];
  /** Somebody has to own it. */
  readonly isPromise: boolean;
}

export interface Item {
  readonly section: string;
  readonly list: string | null;
  readonly id: string;
  readonly body: JsonObject;
  readonly title: string;
}

/** Where a field of the element comes from; what stands at `*` is said of all fields. */
export function basisOf(body: JsonObject, field: string): Basis | null {
  const { provenance } = body;
  if (!isJsonMap(provenance)) return null;
  const said = provenance[field] ?? provenance['*'];
  return isJsonMap(said) && typeof said.basis === 'string' ? (said.basis as Basis) : null;
}

export function textIn(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function textsIn(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

export function listIn(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonMap) : [];
}
