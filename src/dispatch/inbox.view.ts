// The answer of GET /api/inbox: groups of what waits for one account. Shapes only.
import type { Words } from '../kernel/loop.ts';
import type { PassableDraft, WaitingClaim } from '../loops/projects/passable.ts';
import type { Standpoint } from './cockpit.view.ts';
import type { UrgeLine } from './projectStory.view.ts';

export interface InboxItem {
  readonly loop: string;
  readonly subject: string;
  readonly title: string;
  readonly unit: string;
  readonly unitName: string;
  /** The milestone's name, or the value that was read with its unit beside it. */
  readonly what: string;
  readonly whatUnit?: string;
  /** Of one's own claim: what became of it, and why. Of a plan draft: what is to be done with it. */
  readonly outcome?:
    | 'refused'
    | 'revoked'
    | 'waits'
    | 'sentBack'
    | 'toReview'
    | 'toSign'
    | 'toExplain'
    | 'toAccept'
    | 'toAnswer'
    | 'toJudge'
    | 'toJudgeAgain'
    | 'toTolerate'
    | 'toHaveRectified'
    | 'toCertify'
    | 'toApprove'
    | 'toAdopt'
    | 'returned';
  readonly reason?: string;
  readonly occurredOn: string | null;
  readonly waitingDays: number;
  /** Working days by the city's calendar; null where none is adopted. */
  readonly waitingWorkingDays: number | null;
  /** Fact id of the claim or of the reading that waits. */
  readonly claim: string;
  /** Names of the commands that settle it; empty where it is only to be read. */
  readonly commands: readonly string[];
  readonly late: boolean;
  /** Of a reading. */
  readonly period?: string;
  /** Of a reading that is owed: the day by which the plan wants it; of an approval the day of its clock. */
  readonly dueOn?: string;
  /** Of an approval: 时限灯 with its cause. */
  readonly light?: {
    readonly light: 'green' | 'yellow' | 'red' | 'blue' | 'grey';
    readonly word: Words;
  };
  /** Of a part of a joint acceptance its item; of a promise its entry. */
  readonly item?: string;
  /** Id of the milestone of a claim or draft. */
  readonly milestone?: string;
  /** Of a draft that waits for a step inside the unit. */
  readonly draft?: PassableDraft;
  /** Of a claim that waits to be recognised: what it is recognised by. */
  readonly waiting?: WaitingClaim;
  /** Of an urge: who urges, why, and by when an answer is due. */
  readonly urge?: UrgeLine;
}

export type Key =
  | 'urged'
  | 'promises'
  | 'toReport'
  | 'toPass'
  | 'toRectify'
  | 'toClose'
  | 'toRecognise'
  | 'gatesLost'
  | 'toCheck'
  | 'toHandle'
  | 'acceptances'
  | 'tolerances'
  | 'myClaims'
  | 'checks'
  | 'drafts';

export interface Group {
  readonly key: Key;
  readonly title: string;
  readonly items: readonly InboxItem[];
}

export interface InboxView {
  readonly at: Standpoint;
  readonly groups: readonly Group[];
}
