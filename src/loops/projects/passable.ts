// A draft that waits for a step inside its unit, with all that is needed to decide on it: what the inbox tells and the sheet draws.
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
