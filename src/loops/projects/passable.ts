// A draft that waits for a step inside its unit, with all that is needed to decide on it: what the inbox tells and the sheet draws.
import { attachedEvidence, type EvidenceWanted } from './evidenceRule.ts';

export interface PassableDraft {
  readonly project: string;
  readonly projectName: string;
  readonly unitName: string;
  readonly draft: string;
  readonly milestone: string;
  readonly occurredOn: string;
  readonly plannedInvestmentYuan: string | null;
  readonly evidence: readonly { readonly kind: string; readonly name: string; readonly digest?: string }[];
  readonly note: string | null;
  /** Of a correction: why. */
  readonly reason: string | null;
  readonly isCorrection: boolean;
  readonly steps: readonly string[];
  readonly done: number;
  readonly draftedBy: string;
  readonly draftedUnitName: string;
}
/** A claim that waits to be recognised, with what it is recognised by. */
export interface WaitingClaim {
  readonly project: string;
  readonly projectName: string;
  readonly unitName: string;
  readonly claim: string;
  readonly milestone: string;
  readonly occurredOn: string;
  readonly late: boolean;
  readonly isCorrection: boolean;
  /** Of a correction: the day that stands until it is recognised. */
  readonly standsOn: string | null;
  readonly plannedInvestmentYuan: string | null;
  readonly evidence: readonly { readonly kind: string; readonly name: string; readonly digest?: string }[];
  /** Kinds of evidence that the plan lists for the milestone. */
  readonly wanted: readonly EvidenceWanted[];
  readonly claimedBy: string;
  readonly claimedUnitName: string;
}

/** Nothing was attached where the plan lists what is: it is recognised by itself, with a reason, and not among many. */
export function isWithoutEvidence({ wanted, evidence }: Pick<WaitingClaim, 'wanted' | 'evidence'>): boolean {
  return wanted.length > 0 && attachedEvidence({ evidence: wanted }, evidence).length === 0;
}
