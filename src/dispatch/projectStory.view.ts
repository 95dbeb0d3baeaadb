// The answers of the project's one timeline, of the agent's page and of the board. Days are YYYY-MM-DD; money is yuan.

import type { Standing } from '../access/standing.ts';
import type { Words } from '../kernel/loop.ts';
import type { Overdue } from '../kernel/overdue.ts';
import type { AttributeFacet } from '../loops/projects/facets.view.ts';

export type LightName = 'green' | 'yellow' | 'red' | 'blue' | 'grey';

export interface LightOf {
  readonly kind: Words;
  readonly light: LightName;
  readonly word: Words;
}

/** A post to call, with its office phone, or its unit's, where the plan gives one. Never a person. */
export interface Call {
  readonly title: string;
  readonly phone: string | null;
  /** The plan says 演示假定 of the number. */
  readonly assumed: boolean;
}

export type HoldingKind =
  | 'suspended'
  | 'approval'
  | 'supplement'
  | 'paused'
  | 'recognition'
  | 'acceptance'
  | 'rectify'
  | 'certify'
  | 'permits'
  /** Drafted, and waits for a step inside the unit. */
  | 'review'
  | 'sign'
  | 'claim';

/** One thing that the project waits for, and who holds it. */
export interface Holding {
  readonly kind: HoldingKind;
  readonly what: string;
  /** The unit that holds it; null where the plan names none. The firm: `firm` is true. */
  readonly unit: string | null;
  readonly unitName: string | null;
  readonly firm: boolean;
  /** Of what the firm holds: the unit of the project's own side, which is called and urged in its place. Null of all else. */
  readonly sideName: string | null;
  readonly since: string | null;
  /** The n-th day of m, in working days unless told; null where it is not counted, or has no limit. */
  readonly days: number | null;
  readonly of: number | null;
  readonly dayKind: '工作日' | '自然日';
  readonly dueOn: string | null;
  readonly late: boolean;
  readonly missing: readonly string[];
  readonly call: readonly Call[];
  /** The approval that it is, where it is one. */
  readonly approval: string | null;
  /** What an urge would be about; null where this account may not urge, or where one waits for its answer already. */
  readonly urging: UrgingRef | null;
  /** The last urge at the step where it stands now. */
  readonly urge: UrgeLine | null;
}

/** The matter of an urge, and the step at which it was seen: one that has moved on since is refused. */
export interface UrgingRef {
  readonly sort: 'approval' | 'promise' | 'milestone' | 'acceptance';
  readonly matter: string;
  readonly entry: string | null;
  readonly turn: string;
}

export interface UrgeLine {
  readonly urge: string;
  readonly project: string;
  readonly projectName: string;
  readonly unitName: string;
  readonly what: string;
  readonly sort: UrgingRef['sort'];
  readonly matter: string;
  readonly holder: string;
  readonly holderName: string;
  readonly reason: string;
  readonly urgedOn: string;
  readonly urgedUnitName: string;
  readonly urgedBy: string;
  /** open, answered, done with because the matter moved on, or taken back. */
  readonly state: 'open' | 'answered' | 'movedOn' | 'withdrawn';
  readonly dueOn: string | null;
  readonly days: number;
  readonly dayKind: '工作日' | '自然日';
  /** The plan gives no days: 演示假定. */
  readonly assumed: boolean;
  readonly provisional: boolean;
  readonly late: boolean;
  readonly answer: string | null;
  readonly answeredOn: string | null;
  readonly expectedOn: string | null;
  readonly withdrawReason: string | null;
  /** Of the holder, and of the unit that urges: whoever reads calls the other. */
  readonly holderCall: Call | null;
  readonly urgerCall: Call | null;
  readonly mayAnswer: boolean;
  readonly mayWithdraw: boolean;
}

/** Standstill: of the project, or of one approval's clock. */
export interface StoryPause {
  readonly sort: 'project' | 'approval';
  readonly from: string;
  readonly to: string | null;
  /** The approval item; null of the project itself. */
  readonly itemName: string | null;
  readonly clock: string | null;
  readonly reason: string | null;
  /** Who stopped it. */
  readonly byUnitName: string | null;
  readonly document: string | null;
  readonly fact: string | null;
}

export interface StoryStage {
  readonly id: string;
  readonly name: string;
  readonly reachedOn: string | null;
  /** By the plan's limits, chained from what has happened; null where the plan gives none. */
  readonly plannedOn: string | null;
  readonly isNow: boolean;
}

export interface StoryApproval {
  readonly id: string;
  readonly itemName: string;
  readonly authorityName: string | null;
  readonly filedOn: string;
  readonly closedOn: string | null;
  readonly dueOn: string | null;
  readonly standing: string;
  readonly light: { readonly light: LightName; readonly word: Words };
}

export interface StoryPromise {
  readonly letter: string;
  readonly entry: string;
  readonly side: string;
  readonly title: string;
  readonly ownerName: string | null;
  readonly dueOn: string | null;
  readonly light: { readonly light: LightName; readonly word: Words };
  readonly urging: UrgingRef | null;
  readonly urge: UrgeLine | null;
}

export interface StoryAcceptance {
  readonly openedOn: string;
  readonly kind: string;
  readonly leadName: string | null;
  readonly certifiedOn: string | null;
  readonly documentNumber: string | null;
  readonly parts: readonly {
    readonly item: string;
    readonly name: string;
    readonly authorityName: string | null;
    readonly state: 'waiting' | 'found' | 'rectified' | 'passed';
    readonly since: string;
    readonly finding: string | null;
    readonly dueOn: string | null;
    readonly late: boolean;
    readonly mayJudge: boolean;
    /** Whether the opinion is a document of its own, with a number. */
    readonly yieldsDocument: boolean;
    readonly mayRectify: boolean;
  }[];
  readonly after: readonly { readonly name: string; readonly dueOn: string | null }[];
  /** As they stand, in the order of their days. */
  readonly events: readonly {
    readonly event: string;
    readonly title: Words;
    readonly about: string;
    readonly occurredOn: string;
    readonly byUnitName: string;
    readonly mayVoid: boolean;
  }[];
  readonly mayCertify: boolean;
}

export interface StoryMandate {
  readonly mandate: string;
  readonly agentTitle: string;
  readonly agentUnitName: string;
  readonly itemNames: readonly string[];
  readonly from: string;
  readonly to: string;
  readonly revokedOn: string | null;
  readonly document: string;
  readonly holds: boolean;
}

export interface StoryErrand {
  readonly entry: string;
  readonly act: string;
  readonly itemName: string;
  readonly occurredOn: string;
  readonly words: string;
}

export interface Story {
  /** What holds it up now; null at the end of its way. */
  readonly now: Holding | null;
  /** What else is under way. */
  readonly others: readonly Holding[];
  readonly stages: readonly StoryStage[];
  readonly pauses: readonly StoryPause[];
  /** Within how many days an urge is to be answered, by the plan or for want of its word. */
  readonly replyRule: {
    readonly days: number;
    readonly dayKind: '工作日' | '自然日';
    readonly assumed: boolean;
  };
  /** What the next gate takes. */
  readonly needs: readonly {
    readonly name: string;
    readonly sort: 'milestone' | 'evidence' | 'approval';
    readonly met: boolean;
    /** Of an approval: it was filed. One that never was may not apply to this project (a report or a form of the same). */
    readonly filed?: boolean;
  }[];
  readonly approvals: readonly StoryApproval[];
  readonly deferrals: readonly {
    readonly approval: string;
    readonly itemName: string;
    readonly material: string;
    readonly dueOn: string;
    readonly metOn: string | null;
    readonly broken: boolean;
  }[];
  readonly promises: readonly StoryPromise[];
  readonly governmentBreaches: number;
  readonly acceptance: StoryAcceptance | null;
  readonly mandates: readonly StoryMandate[];
  readonly errands: readonly StoryErrand[];
  /** Names of the commands of approvals that this account may give here. */
  readonly acts: readonly string[];
  /** What may be mandated: items of the plan. */
  readonly items: readonly { readonly id: string; readonly name: string; readonly phase: string }[];
  readonly agents: readonly { readonly account: string; readonly title: string }[];
}

export interface AgentProject {
  readonly project: string;
  readonly name: string;
  readonly unitName: string;
  readonly stageName: string;
  readonly lights: readonly LightOf[];
  readonly mandateTo: string;
  readonly now: Holding | null;
  readonly others: number;
  /** It waits for the firm, whose errands the agent runs. */
  readonly needsAgent: boolean;
  readonly items: readonly { readonly id: string; readonly name: string }[];
  readonly lastErrand: StoryErrand | null;
}

export interface AgentView {
  readonly at: Standing;
  readonly rows: readonly AgentProject[];
  readonly acts: readonly string[];
}

export interface BoardCard {
  readonly id: string;
  readonly name: string;
  readonly unitName: string;
  readonly clusterName: string | null;
  readonly plannedInvestmentYuan: string | null;
  readonly daysInStage: number | null;
  readonly stuck: boolean;
  readonly lights: readonly LightOf[];
  /** Approvals that are overdue: no light of the four. */
  readonly overdue: Overdue | null;
}

export interface BoardColumn {
  readonly stage: string;
  readonly name: string;
  readonly count: number;
  readonly capped: boolean;
  readonly stuck: number;
  readonly medianDays: number | null;
  readonly stuckAfterDays: number | null;
  readonly rows: readonly BoardCard[];
  readonly nextCursor: string | null;
}

export interface BoardView {
  readonly at: Standing;
  readonly lifecycle: string;
  readonly lifecycles: readonly { readonly id: string; readonly name: string }[];
  readonly columns: readonly BoardColumn[];
  /** By the dimension that was asked for; null where none was. */
  readonly groups: BoardGroups | null;
  readonly facets: {
    readonly units: readonly { readonly id: string; readonly name: string }[];
    readonly clusters: readonly { readonly id: string; readonly name: string }[];
    /** What the board may be grouped by. */
    readonly dimensions: readonly { readonly id: string; readonly title: string }[];
    readonly attributes: readonly AttributeFacet[];
  };
}

export interface BoardGroups {
  readonly by: string;
  readonly title: string;
  readonly rows: readonly {
    /** Null: nobody has told one. */
    readonly value: string | null;
    readonly name: string | null;
    /** What the list is narrowed to; null where it cannot be. */
    readonly narrows: Readonly<Record<string, string>> | null;
    /** By stage; a stage with none is not there. */
    readonly counts: Readonly<Record<string, number>>;
    readonly count: number;
    readonly plannedYuan: string;
  }[];
}
