// The answer of /api/projects/imports/{id}, as the page draws it.
export type LineState =
  | 'new'
  | 'adds'
  | 'known'
  | 'differs'
  | 'asks'
  | 'refused'
  | 'recorded'
  | 'rejected'
  | 'skipped';

export interface ImportColumn {
  readonly at: number;
  readonly head: string;
  readonly field: string | null;
  readonly unit: string | null;
  readonly year: number | null;
  readonly note: string | null;
}

export interface ImportLine {
  readonly row: number;
  readonly state: LineState;
  readonly project: string | null;
  readonly name: string;
  readonly skipped: 'total' | 'title' | 'head' | 'note' | null;
  readonly cells: readonly {
    readonly column: number;
    readonly field: string;
    readonly read: string;
    readonly became: string;
    readonly name?: string;
  }[];
  readonly differences: readonly {
    readonly field: string;
    readonly before: string | null;
    readonly after: string;
  }[];
  readonly commands: readonly {
    readonly command: 'registerProject' | 'amendProject' | 'bindProjectCode' | 'claimMilestone';
    readonly late: boolean;
    readonly milestone: string | null;
    readonly occurredOn: string | null;
  }[];
  readonly problems: readonly {
    readonly code: string;
    readonly message: string;
    readonly fix: string;
    readonly severity: 'note' | 'warning' | 'ask' | 'error';
    readonly column: number | null;
  }[];
}

export interface ImportChoicesView {
  readonly sheet?: number;
  readonly headRow?: number;
  readonly columns: Readonly<Record<string, { readonly field?: string; readonly unit?: string }>>;
  readonly year?: number;
  readonly unit?: string;
  readonly answers: Readonly<Partial<Record<'unit' | 'cluster' | 'park', Readonly<Record<string, string>>>>>;
  readonly existing: 'leave' | 'amend';
  readonly sameName: 'ask' | 'same' | 'new';
  readonly confirm: boolean;
}

export interface ImportView {
  readonly id: string;
  readonly name: string;
  readonly state: 'checking' | 'checked' | 'recording' | 'recorded' | 'cancelled' | 'failed';
  /** Recording it was cut off by a restart of the server. */
  readonly resumed: boolean;
  readonly problem: { readonly code: string; readonly message: string; readonly fix: string | null } | null;
  readonly sheets: readonly { readonly name: string; readonly hidden: boolean }[];
  readonly sheet: number | null;
  readonly head: {
    readonly columns: readonly ImportColumn[];
    readonly signature: string;
    readonly lastRow: number;
  } | null;
  /** Of a sheet without a head: its first rows. */
  readonly first: readonly { readonly row: number; readonly cells: readonly string[] }[];
  readonly milestones: readonly { readonly id: string; readonly name: string }[];
  readonly counts: Readonly<Partial<Record<LineState | 'facts' | 'late', number>>>;
  readonly progress: number;
  /** Rows that the check found; 0 as long as it is under way. */
  readonly total: number;
  readonly recordedFacts: number;
  readonly repeated: number;
  readonly unclear: readonly {
    readonly field: 'unit' | 'cluster' | 'park';
    readonly text: string;
    readonly count: number;
    readonly near: readonly { readonly id: string; readonly name: string }[];
  }[];
  readonly choices: ImportChoicesView;
  readonly lines: readonly ImportLine[];
}
