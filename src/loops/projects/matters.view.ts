// The answers of GET /api/projects/<id>/matters, /api/leads, /api/inspections and /api/batches: groups of lines, each with the forms of what this account
// may do about it. One shape, so that one component draws and sends them all.
import type { Words } from '../../kernel/loop.ts';

/** How a field's text becomes a part of the command's body. */
export type FieldShape =
  | 'text'
  | 'integer'
  /** A line a piece of evidence: [{kind, name}]. */
  | 'evidence'
  /** Ids, a line or a comma each. */
  | 'ids'
  /** A line a condition: [{what}]. */
  | 'conditions'
  /** `into` a list [{term, amount}] or [{term, day}], left out where empty. */
  | 'termAmount'
  | 'termDay'
  /** `into` a record, left out where empty. */
  | 'attribute';

export interface MatterField {
  /** Key of the body; of terms and attributes the id. */
  readonly name: string;
  readonly into?: string;
  readonly shape: FieldShape;
  readonly label: Words;
  readonly hint?: Words;
  /** `money`: typed in 万元, or with its unit, and sent as yuan. `creditCode`: refused where its check digit is wrong. `pick`: looked for by name where `from` answers (src/ui/pickField.tsx); with the shape `ids` several. */
  readonly type: 'text' | 'area' | 'day' | 'month' | 'decimal' | 'money' | 'creditCode' | 'select' | 'pick';
  readonly from?: string;
  readonly required: boolean;
  readonly value?: string;
  readonly choices?: readonly { readonly value: string; readonly label: Words }[];
}

export interface MatterForm {
  /** Under /api/commands/. */
  readonly command: string;
  readonly title: Words;
  readonly main: boolean;
  readonly fixed: Readonly<Record<string, unknown>>;
  readonly fields: readonly MatterField[];
  /** What stands in a field already is not said again. */
  readonly changesOnly?: true;
}

export interface MatterLine {
  readonly key: string;
  /** A text where a person or the plan gave it. */
  readonly title: string | Words;
  /** Where it leads, when it is of a project. */
  readonly project?: { readonly id: string; readonly name: string };
  readonly tags: readonly { readonly word: Words; readonly light?: 'green' | 'yellow' | 'red' | 'grey' }[];
  /** `yuan`: shown by size. `beside`: one after the other in a line, not each on its own. */
  readonly notes: readonly {
    readonly label: Words;
    readonly text: string;
    readonly yuan?: true;
    readonly beside?: true;
  }[];
  /** Pieces of evidence; what has a file opens it. */
  readonly files?: readonly { readonly label: Words; readonly name: string; readonly digest?: string }[];
  readonly on: string | null;
  readonly by: string;
  /** Id of the fact behind it. */
  readonly fact: string | null;
  readonly forms: readonly MatterForm[];
  /** What is done about it on another page. */
  readonly goes?: { readonly to: string; readonly title: Words };
}

export interface MatterGroup {
  readonly key: string;
  readonly title: Words;
  readonly empty: Words;
  readonly lines: readonly MatterLine[];
  readonly forms: readonly MatterForm[];
}

export interface MattersView {
  readonly groups: readonly MatterGroup[];
}
