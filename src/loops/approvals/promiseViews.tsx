// The answers the pages of promises draw: GET /api/promises, /api/promises/times, /offers, /<id> and /api/firm-links.
import type { Words } from '../../kernel/loop.ts';
import type { Light } from '../../ui/light.tsx';
import type { Standing } from '../../ui/standpoint.tsx';

interface Side {
  readonly all: number;
  readonly kept: number;
  readonly broken: number;
}

export interface PromiseLine {
  readonly id: string;
  readonly sort: string;
  readonly project: string;
  readonly projectName: string;
  readonly unitName: string | null;
  readonly title: string;
  readonly creditCode: string | null;
  readonly openedOn: string;
  readonly signedOn: string | null;
  readonly endedOn: string | null;
  readonly standing: 'drawn' | 'signed' | 'ended';
  readonly enterprise: Side;
  readonly government: Side;
  readonly governmentBreaches: number;
  readonly firmBreaches: number;
  readonly dueOn: string | null;
}

export interface WorkLine {
  readonly work: string;
  readonly title: string;
  readonly begunOn: string | null;
  readonly doneOn: string | null;
}

export type ListLine = PromiseLine & {
  readonly step: string | null;
  readonly next: string | null;
  readonly outOfOrder: boolean;
  readonly works: readonly WorkLine[];
};

export interface PromisesView {
  readonly at: Standing;
  readonly rows: readonly ListLine[];
  readonly summary: {
    readonly count: number;
    readonly enterprise: { readonly due: number; readonly kept: number };
    readonly government: { readonly due: number; readonly kept: number };
    readonly governmentBreaches: number;
  };
}

export interface EntryLine {
  readonly entry: string;
  readonly side: 'enterprise' | 'government';
  readonly title: string;
  readonly ownerName: string | null;
  readonly approvalItem?: string;
  readonly throughout?: boolean;
  readonly starts?: string;
  readonly ends?: string;
  readonly days?: number;
  readonly dayKind?: '工作日' | '自然日';
  readonly onBreach?: string;
  readonly stills: readonly {
    readonly event: string;
    readonly from: string;
    readonly to: string | null;
    readonly reason: string;
  }[];
  readonly judgement: {
    readonly state: string;
    readonly dueOn: string | null;
    readonly provisional: boolean;
    readonly light: { readonly colour: Light; readonly cause: Words };
  };
}

export interface Answered {
  readonly id: string;
  readonly title: string;
  readonly holds: boolean;
  readonly basis?: string;
}

interface Signature {
  readonly on: string;
  readonly signerName: string | null;
  readonly document: string;
}

export interface PromiseView {
  readonly at: Standing;
  readonly promise: PromiseLine;
  readonly conditions: {
    readonly appliesTo: readonly Answered[];
    readonly notFor: readonly Answered[];
    readonly needs: readonly Answered[];
    readonly basis: string | null;
  };
  readonly signatures: { readonly enterprise?: Signature; readonly government?: Signature };
  readonly signerOpen: boolean;
  readonly signers: readonly { readonly id: string; readonly name: string | null }[];
  readonly entries: readonly EntryLine[];
  readonly steps: readonly {
    readonly step: string;
    readonly title: string;
    readonly reachedOn: string | null;
    readonly by: 'fact' | 'letter' | 'node' | 'permit' | null;
    readonly outOfOrder: boolean;
  }[];
  readonly stepsInOrder: boolean;
  readonly demands: readonly {
    readonly event: string;
    readonly on: string;
    readonly what: string;
    readonly legalBasis: string;
    readonly approverName: string | null;
  }[];
  readonly works: readonly WorkLine[];
  readonly events: readonly {
    readonly fact: string;
    readonly title: Words;
    readonly entry: string | null;
    readonly occurredOn: string;
    readonly toldOn: string;
    readonly voided: boolean;
    readonly actor: string;
    readonly actorUnitName: string | null;
  }[];
  readonly door: { readonly approval: string; readonly material: string; readonly dueOn: string } | null;
  readonly mayKeep: boolean;
  readonly firmActs: readonly FirmActLine[];
}

/** What may be done for the firm about an item of approval that it promised. */
export interface FirmActLine {
  readonly item: string;
  readonly itemName: string;
  readonly approval: string | null;
  readonly act: 'fileForFirm' | 'handInForFirm' | null;
  readonly body: Readonly<Record<string, string>>;
}

interface Times {
  readonly n: number;
  readonly medianDays: string | null;
}

export interface TimesView {
  readonly at: Standing;
  readonly from: string;
  readonly fewest: number;
  readonly rows: readonly {
    readonly promise: string;
    readonly title: string;
    readonly starts: string | null;
    readonly ends: string | null;
    readonly measuredBy: Words | null;
    readonly limitDays: number | null;
    readonly dayKind: '工作日' | '自然日';
    readonly promised: number;
    readonly broken: number;
    readonly priority: Times;
    readonly others: Times | null;
  }[];
}

interface Listed {
  readonly id: string;
  readonly title: string;
}

export interface OfferedPromise extends Listed {
  readonly appliesTo: readonly Listed[];
  readonly notFor: readonly Listed[];
  readonly needs: readonly Listed[];
  readonly enterprise: readonly OfferedEntry[];
  readonly government: readonly OfferedEntry[];
  /** Of a letter: promises whose item is granted already, and steps of its path that the project has gone without it. */
  readonly withoutObject?: readonly { readonly title: string; readonly item: string; readonly on: string }[];
  readonly gone?: readonly { readonly title: string; readonly on: string }[];
}

export interface OfferedEntry extends Listed {
  readonly clock?: { readonly starts: string; readonly ends: string; readonly days?: number };
  /** Of a letter: events that the clock can run on, the plan's usual ones first. */
  readonly choices?: { readonly starts: readonly string[]; readonly ends: readonly string[] };
  readonly usual?: {
    readonly starts: readonly string[];
    readonly ends: readonly string[];
    readonly throughout: boolean;
  };
}

export interface OffersView {
  readonly today: string;
  readonly letters: readonly OfferedPromise[];
  readonly preStarts: readonly OfferedPromise[];
  readonly groups: readonly string[];
  readonly creditCode: string | null;
  readonly mayKeep: boolean;
  readonly mayDesignate: boolean;
}

export interface LinksView {
  readonly projectName: string;
  readonly investor: string | null;
  readonly today: string;
  readonly links: readonly {
    readonly link: string;
    readonly issuedOn: string;
    readonly issuedBy: string | null;
    readonly until: string;
    readonly revokedOn: string | null;
  }[];
  readonly questions: readonly {
    readonly question: string;
    readonly asked: string;
    readonly askedOn: string;
    readonly answer: string | null;
    readonly answeredOn: string | null;
    readonly answeredBy: string | null;
  }[];
  readonly mayKeep: boolean;
}
