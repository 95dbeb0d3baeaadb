// What a verification says: the findings by code and row, and what could not be proven.

/** `code` is stable; `where` names the row; `message` says it in words. */
export interface Finding {
  readonly code:
    | 'fact_altered'
    | 'fact_missing'
    | 'fact_out_of_order'
    | 'revision_gap'
    | 'tail_cut'
    | 'chain_rehashed'
    | 'command_altered'
    | 'command_missing'
    | 'content_altered'
    | 'content_missing'
    | 'derived_differs'
    | 'vault_altered'
    | 'vault_not_erased'
    | 'credential_altered'
    | 'migration_altered'
    | 'guard_removed'
    | 'clock_altered';
  readonly table: string;
  readonly where: string;
  readonly message: string;
}

export interface Verification {
  readonly ok: boolean;
  readonly head: string;
  /** False when no head was given: then the tail is unproven. */
  readonly tailProven: boolean;
  readonly checked: { readonly facts: number; readonly tables: readonly string[] };
  readonly findings: readonly Finding[];
}

/** Findings listed a table at most: one is enough to know, a thousand help nobody. */
export const LISTED_MAX = 50;
