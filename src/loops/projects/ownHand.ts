// Whose hand told a claim: who claims does not recognise. The queue's button and the decider ask the same. Pure.
import { may } from '../../access/roles.ts';
import type { DecideContext } from '../../kernel/loop.ts';

/** Who told a version of a claim, and through whose hands it went before. */
export interface ToldBy {
  readonly claimedBy: string;
  readonly claimedUnit: string;
  readonly hands?: readonly string[] | null | undefined;
}

type Asking = Pick<DecideContext, 'actor' | 'plan' | 'today'>;

/** Of the claimant's side: the account, the accounts of its steps, its unit and those below it. */
export function isOwnHand(
  { claimedBy, claimedUnit, hands }: ToldBy,
  { actor, plan, today }: Asking,
): boolean {
  return (
    claimedBy === actor.account ||
    hands?.includes(actor.account) === true ||
    claimedUnit === actor.unit ||
    plan.units.within(actor.unit, claimedUnit, today)
  );
}

/** Whether the actor could recognise the claim at all, by all its versions: what the queue offers a button for. */
export function mayRecognise(versions: readonly ToldBy[], asking: Asking): boolean {
  return may(asking.actor, 'recognise') && !versions.some((told) => isOwnHand(told, asking));
}
