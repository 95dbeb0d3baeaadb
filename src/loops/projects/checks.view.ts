// What /api/checks answers, as the page, the workbook and the inbox take it.
import type { Standing } from '../../access/standing.ts';
import type { Words } from '../../kernel/loop.ts';
import type { CheckFigure } from './checks.judge.ts';

/** A light that is yellow or red; a check that holds of one project; a question of a probe. */
export type CheckKind = 'light' | 'hit' | 'question';

/**
 * `open`: nobody has said anything, or it was refused. `reasonGiven`: a reason waits to be accepted. `excused`: a good reason stands accepted on the day.
 * `answered`: another unit has looked into the question.
 */
export type CheckState = 'open' | 'reasonGiven' | 'excused' | 'answered';

export interface CheckLineProject {
  /** Null where it lies out of the account's reach: that there is one is told, not which. */
  readonly id: string | null;
  readonly name: string | null;
  readonly unit: string;
  readonly unitName: string;
}

export interface CheckLineReason {
  readonly given: string;
  readonly kindTitle: string | null;
  readonly words: string;
  readonly from: string;
  readonly until: string;
  readonly acceptedUntil: string | null;
  readonly state: 'given' | 'accepted' | 'refused' | 'revoked' | 'withdrawn';
  readonly givenUnitName: string;
  readonly givenAt: string;
  readonly decidedUnitName: string | null;
  readonly note: string | null;
}

export interface CheckLineAnswer {
  readonly answer: string;
  readonly verdict: string;
  readonly words: string;
  readonly answeredUnitName: string;
  readonly answeredAt: string;
}

export interface CheckLine {
  readonly id: string;
  readonly kind: CheckKind;
  /** `light:start …` or `check:<id>`: what a reason is given about. */
  readonly about: string;
  readonly title: Words;
  readonly colour: 'yellow' | 'red' | null;
  /** Of a light. */
  readonly cause: Words | null;
  readonly projects: readonly CheckLineProject[];
  /** Projects there are in all; `projects` shows the first of many. */
  readonly projectCount: number;
  readonly since: string | null;
  readonly figures: readonly CheckFigure[];
  /** What is asked; empty of a light. */
  readonly question: string;
  /** Whom: a post or a unit of the plan; the project's own unit where the plan names none. */
  readonly asksTitle: string;
  /** By when the plan wants it answered; null where it names no days. */
  readonly dueOn: string | null;
  readonly clears: Words;
  readonly state: CheckState;
  readonly reason: CheckLineReason | null;
  readonly answer: CheckLineAnswer | null;
  /** Names of commands that this account could give. The decider has the last word. */
  readonly actions: readonly string[];
}

export interface ChecksView {
  readonly at: Standing;
  readonly rows: readonly CheckLine[];
  readonly total: number;
  readonly nextCursor: string | null;
  /** 预警项目: projects with a red light. Those whose red lights all have an accepted reason are left out and told beside it. */
  readonly warnings: { readonly projects: number; readonly excused: number };
  /** Of all that the account reaches, whatever is filtered. */
  readonly counts: readonly { readonly kind: CheckKind; readonly open: number; readonly closed: number }[];
  readonly notKnown: readonly { readonly title: string; readonly projects: number; readonly why: Words }[];
  /** Checks of the plan whose threshold has no source yet: not asked. */
  readonly leftOpen: readonly string[];
  readonly facets: {
    readonly units: readonly { readonly id: string; readonly name: string }[];
    readonly checks: readonly { readonly id: string; readonly name: Words; readonly kind: CheckKind }[];
    readonly reasonKinds: readonly {
      readonly id: string;
      readonly name: string;
      readonly maxDays: number | null;
    }[];
  };
}
