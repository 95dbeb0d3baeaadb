// What of the evidence counts as evidence: a kind that the plan wants as a file is not there by its name alone. Pure; the one rule of deciders, queue and pages.

export interface EvidenceTold {
  readonly kind: string;
  readonly name: string;
  readonly digest?: string;
}

export interface EvidenceWanted {
  readonly kind: string;
  readonly name: string;
  readonly required: boolean;
  /** The plan wants the paper itself, not only its number. */
  readonly file?: boolean | undefined;
}

/** All but names of what should be a file. */
export function attachedEvidence<E extends EvidenceTold>(
  { evidence: wanted }: { readonly evidence: readonly EvidenceWanted[] },
  evidence: readonly E[],
): readonly E[] {
  const files = new Set(wanted.filter(({ file }) => file === true).map(({ kind }) => kind));
  return evidence.filter(({ kind, digest }) => digest !== undefined || !files.has(kind));
}
