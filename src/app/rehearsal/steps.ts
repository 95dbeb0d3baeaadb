// A step is a fact to be: what is recorded, by whom, and between which positions of office time. The steps of one project form a chain: each
// is recorded after the one before. Scheduling never draws: it is run again when a bound changes, with the same draws.

import type { JsonObject } from '../../kernel/json.ts';
import type { Actor } from '../../kernel/loop.ts';
import type { Office, OfficeTime } from './officeTime.ts';

export interface Step {
  readonly kind: string;
  readonly actor: Actor;
  readonly subject: string;
  readonly loop: string;
  /** The unit that the fact counts for. */
  readonly unit: string;
  readonly body: JsonObject;
  /** The day that a happening occurred, or that a correction says it did. Undefined: an act, dated when it is recorded. */
  readonly happened?: number;
  /** The envelope's occurred_on is the day of recording although `happened` is given (a correction). */
  readonly datedWhenRecorded?: boolean;
  readonly corrects?: Step;
  /** Fields of the body that name another fact: by the id that it gets when all are linked. */
  readonly names?: Readonly<Record<string, Step>>;
  /** Not recorded before this position. */
  readonly notBefore?: Office;
  /** How long after it could have been recorded it naturally is, in office minutes. */
  readonly lag: number;
  /** In [0, 1): where between its bounds it falls when the natural position lies beyond the last. */
  readonly squeeze: number;
  /** The last position allowed by what was published. */
  latest: Office;
  /** The result. */
  at: Office;
}

export type StepInit = Omit<Step, 'latest' | 'at'>;

export function step(init: StepInit): Step {
  return { ...init, latest: Number.POSITIVE_INFINITY, at: -1 };
}

/** Positions for a chain. False when a bound cannot be kept; then nothing of `at` is to be used. */
export function scheduleChain(chain: readonly Step[], office: OfficeTime, from: Office): boolean {
  const last: Office[] = new Array(chain.length);
  let bound = Number.POSITIVE_INFINITY;
  for (let i = chain.length - 1; i >= 0; i--) {
    bound = Math.min(bound - 1, chain[i]!.latest);
    last[i] = bound;
  }
  let before = from;
  for (let i = 0; i < chain.length; i++) {
    const each = chain[i]!;
    const earliest = Math.max(
      before + 1,
      each.notBefore ?? 0,
      each.happened === undefined ? 0 : office.opening(each.happened),
    );
    if (earliest > last[i]!) return false;
    const natural = earliest + each.lag;
    each.at = natural <= last[i]! ? natural : earliest + Math.floor((last[i]! - earliest) * each.squeeze);
    before = each.at;
  }
  return true;
}
