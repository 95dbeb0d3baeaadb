// The answers the projects pages draw: GET /api/projects and /api/projects/<id>. Decimals are strings, money is yuan.
import type { Words } from '../../kernel/loop.ts';
import type { Overdue } from '../../kernel/overdue.ts';
import type { Light } from '../../ui/light.tsx';
import type { Standing } from '../../ui/standpoint.tsx';
import type { AttributeFacet, Named } from './facets.view.ts';

export type { AttributeFacet, Named } from './facets.view.ts';

export interface ProjectLine {
  readonly id: string;
  readonly name: string;
  readonly unit: string;
  readonly unitName: string;
  readonly cluster: string | null;
  readonly clusterName?: string | null;
  readonly lifecycle?: string;
  readonly lifecycleName?: string;
  readonly stage: string;
  readonly stageName: string;
  /** By attribute of the plan, in its words. */
  readonly attributes?: Readonly<Record<string, string>>;
  readonly plannedInvestmentYuan: string | null;
  readonly lastOn: string | null;
  readonly investor?: string | null;
  readonly code?: string | null;
  readonly parkName?: string | null;
  readonly registeredOn?: string;
  readonly daysInStage?: number | null;
  readonly stuck?: boolean;
  readonly lights?: readonly ProjectLight[];
  /** Approvals that are overdue: no light of the four. */
  readonly overdue?: Overdue | null;
}

export interface ProjectLight {
  readonly kind: Words;
  readonly light: Light;
  readonly word: Words;
}

export interface ProjectsView {
  readonly at: Standing;
  readonly rows: readonly ProjectLine[];
  readonly total: { readonly count: number; readonly capped: boolean };
  /** Of all that the filter finds, where a stage was asked for. */
  readonly stay?: { readonly medianDays: number | null; readonly stuck: number } | null;
  readonly nextCursor: string | null;
  /** What the list may be narrowed to, in the plan's order; without it the page offers what the rows name. */
  readonly facets?: {
    readonly units: readonly Named[];
    readonly stages: readonly Named[];
    readonly clusters: readonly Named[];
    readonly parks?: readonly Named[];
    readonly lifecycles?: readonly Named[];
    readonly attributes?: readonly AttributeFacet[];
  };
}

export type ClaimState = 'claimed' | 'recognised' | 'refused' | 'revoked' | 'superseded';

export interface Evidence {
  readonly kind: string;
  readonly name: string;
  /** Of its file in the vault. */
  readonly digest?: string;
}

/** Evidence that the plan lists for a milestone. */
export interface WantedEvidence {
  readonly kind: string;
  readonly name: string;
  readonly required: boolean;
  /** A name or number alone is none. */
  readonly file?: boolean;
}

/** An approval that was not there when a milestone was recognised, and on what it was recognised all the same. */
export interface WithoutApproval {
  readonly id: string;
  readonly name: string;
  readonly basis?: {
    readonly kind: 'exempt' | 'deferred';
    readonly document: string;
    readonly approver: string;
    readonly dueOn?: string;
  };
}

export interface ClaimLine {
  readonly claim: string;
  readonly milestone: string;
  readonly name: string;
  readonly occurredOn: string;
  readonly state: ClaimState;
  readonly counted: boolean;
  readonly needsRecognition: boolean;
  readonly late: boolean;
  readonly claimedBy: string;
  readonly claimedUnitName: string;
  readonly claimedAt: string;
  readonly decidedBy: string | null;
  readonly decidedUnitName: string | null;
  readonly decidedAt: string | null;
  readonly reason: string | null;
  readonly rule: string | null;
  readonly withoutApprovals: readonly WithoutApproval[];
  /** What the plan counts the milestone by; null where it enters no count. */
  readonly countingRule: {
    readonly version: string;
    readonly document?: string;
    readonly words: string;
  } | null;
  readonly claimedSeq: number;
  readonly decidedSeq: number | null;
  readonly evidence: readonly Evidence[];
  /** What the plan lists for the milestone. */
  readonly wanted?: readonly WantedEvidence[];
  /** What a correction starts from; null or absent where this version is not the one to correct. */
  readonly correctable?: {
    readonly plannedInvestmentYuan: string | null;
    readonly evidence: readonly WantedEvidence[];
  } | null;
}

export interface HistoryLine {
  readonly seq: number;
  readonly id: string;
  readonly kind: string;
  readonly title: Words;
  readonly occurredOn: string;
  readonly recordedAt: string;
  readonly actor: string;
  readonly actorUnitName: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly corrects: string | null;
  /** Of what another room recorded: what it is about, the day that was told first, and that it was taken back. */
  readonly about?: string;
  readonly toldOn?: string | null;
  readonly undone?: boolean;
}

export interface Claimable {
  readonly milestone: string;
  readonly name: string;
  /** Batches (集中活动) of the milestone that list the project. */
  readonly batches?: readonly Named[];
  /** The unit reviews or signs it off before it is a claim. */
  readonly inSteps?: boolean;
  readonly needsRecognition?: boolean;
  readonly evidence: readonly WantedEvidence[];
  /** What came back of it: sent back inside the unit, or refused. */
  readonly before?: {
    readonly occurredOn: string;
    readonly evidence: readonly { readonly kind: string; readonly name: string; readonly digest?: string }[];
    readonly note: string | null;
    readonly reason: string | null;
  } | null;
}

export interface ProjectView {
  readonly at: Standing;
  readonly project: Readonly<Record<string, unknown>> & {
    readonly id: string;
    readonly name: string;
    readonly unit: string;
    readonly unitName: string;
    readonly lights?: readonly ProjectLight[];
  };
  readonly stage: {
    readonly id: string;
    readonly name: string;
    readonly daysInStage?: number;
    readonly stuck?: boolean;
  };
  /** The stage line, in the plan's order. */
  readonly stages: readonly {
    readonly id: string;
    readonly name: string;
    readonly reachedOn: string | null;
    readonly isNow: boolean;
  }[];
  /** The next gate and what it still takes; null when nothing lies ahead. */
  readonly next: {
    readonly milestone: string;
    readonly name: string;
    readonly missingGates: readonly string[];
    readonly missingEvidence: readonly string[];
    readonly waitsForRecognition: boolean;
    /** Later ones that are claimed and wait to be recognised. */
    readonly claimedAhead?: readonly {
      readonly milestone: string;
      readonly name: string;
      readonly occurredOn: string;
    }[];
    readonly dueOn: string | null;
  } | null;
  readonly milestones: readonly ClaimLine[];
  readonly investment: readonly {
    readonly month: string;
    readonly measure: 'actual' | 'financing';
    readonly amountYuan: string;
    readonly state: string;
    readonly report?: string;
  }[];
  readonly history: readonly HistoryLine[];
  /** Names of the commands that the signed-in account may give to this project. */
  readonly actions: readonly string[];
  readonly claimable: readonly Claimable[];
}

export function plannedOf({ project }: ProjectView): string | null {
  return typeof project.plannedInvestmentYuan === 'string' ? project.plannedInvestmentYuan : null;
}
