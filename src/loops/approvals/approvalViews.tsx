// The answers the approvals pages draw: GET /api/approvals and /api/approvals/<id>.
import type { Words } from '../../kernel/loop.ts';
import type { Light } from '../../ui/light.tsx';
import type { Standing } from '../../ui/standpoint.tsx';

export interface ApprovalLine {
  readonly id: string;
  readonly project: string;
  readonly projectName: string;
  readonly item: string;
  readonly itemName: string;
  readonly unit: string;
  readonly unitName: string | null;
  readonly authority: string | null;
  readonly authorityName: string | null;
  readonly application: string | null;
  /** The approving system that told it. */
  readonly system: string | null;
  readonly systemName?: string | null;
  readonly manual: boolean;
  readonly filedOn: string;
  readonly dueOn: string | null;
  readonly provisional: boolean;
  readonly deemed: boolean;
  /** What the firm still owes: materials asked for, and those put off with their day. */
  readonly missing: readonly { readonly name: string; readonly dueOn: string | null }[];
  readonly light: { readonly light: Light; readonly word: Words };
}

export interface CalendarLine {
  readonly id: string;
  readonly title: string;
  readonly fact: string;
}

export interface ApprovalsView {
  readonly at: Standing;
  readonly calendar: CalendarLine | null;
  readonly rows: readonly ApprovalLine[];
  readonly total: { readonly count: number; readonly capped: boolean };
  readonly nextCursor: string | null;
  /** The authority whose items are listed; null where it is all of them. */
  readonly authority: string | null;
  /** Items that this account could receive by hand. */
  readonly files: readonly {
    readonly id: string;
    readonly name: string;
    readonly kinds: readonly string[];
  }[];
  /** Units that handle items of the plan. */
  readonly handled: readonly { readonly id: string; readonly name: string | null }[];
  readonly summary: {
    readonly open: number;
    readonly late: number;
    readonly dueSoon: number;
    readonly deferralsOpen: number;
    readonly from: string;
    readonly decided: number;
    readonly decidedInTime: number;
    readonly medianWorkingDays: string | null;
  } | null;
  readonly facets: {
    readonly items: readonly { readonly id: string; readonly name: string }[];
    readonly authorities: readonly { readonly id: string; readonly name: string | null }[];
  } | null;
}

export interface ClockView {
  readonly clock: '审批时限' | '技术审查时限';
  readonly startedOn: string | null;
  readonly budget: {
    readonly dayKind: '工作日' | '自然日';
    readonly basis: 'item' | 'rules' | 'spot';
  } | null;
  readonly days: number | null;
  readonly usedDays: number | null;
  readonly dueOn: string | null;
  readonly provisional: boolean;
  readonly steps: readonly {
    readonly from: string;
    readonly to: string;
    readonly counted: number;
    readonly words: Words;
    readonly event: string | null;
  }[];
}

export interface ClockToday {
  readonly clock: '审批时限' | '技术审查时限';
  readonly late: boolean;
  readonly lateDays: number;
  readonly dayKind: '工作日' | '自然日';
  readonly dueOn: string | null;
}

export interface DeferralLine {
  readonly fact: string;
  readonly level: 'material' | 'permit';
  readonly material: string;
  readonly materialName: string;
  readonly form: string;
  readonly consequence: string;
  readonly promise: string;
  readonly creditCode: string;
  readonly document: string | null;
  readonly approver: string | null;
  readonly grantedOn: string;
  readonly dueOn: string;
  readonly metOn: string | null;
  readonly extensions: readonly {
    readonly event: string;
    readonly on: string;
    readonly from: string;
    readonly to: string;
  }[];
  readonly broken: boolean;
}

export interface ApprovalView {
  readonly at: Standing;
  readonly calendar: CalendarLine | null;
  readonly approval: ApprovalLine;
  readonly judgement: { readonly clocks: readonly ClockView[] };
  readonly events: readonly {
    readonly fact: string;
    readonly title: Words;
    readonly occurredOn: string;
    readonly toldOn: string;
    /** Entered afterwards: the day on which it was heard of, from which it counts. */
    readonly heardOn: string | null;
    readonly mayAccept: boolean;
    readonly voided: boolean;
    readonly body: { readonly forFirm?: string };
    /** The fact by which the source told the number of its document later. */
    readonly numberedBy: string | null;
    readonly manual: boolean;
    /** This account may correct its date or void it. */
    readonly mayChange: boolean;
    /** Why it stopped, what was asked for, how it was decided. */
    readonly said: string | null;
    readonly actor: string;
    readonly actorUnitName: string | null;
    readonly source: {
      readonly system: string;
      readonly systemName?: string | null;
      readonly at: string | null;
    } | null;
  }[];
  readonly deferrals: readonly DeferralLine[];
  readonly deferring: {
    readonly materials: readonly {
      readonly id: string;
      readonly name: string;
      readonly days: number | null;
    }[];
    readonly permit: {
      readonly words: string | null;
      readonly document: string | null;
      readonly approver: { readonly id: string; readonly name: string | null } | null;
      readonly days: number | null;
      readonly missing: readonly Words[];
    } | null;
    readonly redLines: readonly {
      readonly title: string;
      readonly law: string;
      readonly consequence: string | null;
    }[];
  };
  /** Commands that this account could give by hand today. */
  readonly actions: readonly string[];
  /** The clocks as they stand today, whatever day is looked at: what an act of today would meet. */
  readonly today: readonly ClockToday[];
  readonly choices: {
    readonly pauseReasons: readonly {
      readonly id: string;
      readonly title: string;
      readonly needsDocument: boolean;
    }[];
    /** The decision comes with a document, whose number is asked for. */
    readonly yieldsDocument: boolean;
    readonly materials: readonly { readonly id: string; readonly name: string }[];
    /** A technical review has begun: its clock may be stopped too. */
    readonly reviewed: boolean;
    /** The one-time notice was given: to ask again takes a legal basis. */
    readonly noticed: boolean;
  };
  /** This account could tell of it by hand. */
  readonly handles: boolean;
  readonly tolerances: readonly {
    readonly application: string;
    readonly facts: string;
    readonly basis: string;
    readonly appliedOn: string;
    readonly appliedUnitName: string | null;
    readonly outcome: 'granted' | 'refused' | null;
    readonly reason: string | null;
    readonly decidedOn: string | null;
    readonly decidedUnitName: string | null;
    /** This account may decide on it: never the side that applied. */
    readonly decides: boolean;
  }[];
  readonly door: {
    readonly creditCode: string;
    readonly closed: boolean;
    readonly by: { readonly approval: string; readonly material: string; readonly dueOn: string } | null;
  } | null;
}
