// The standpoint of a view, as every page and report prints it. Pure.
import { type Head, headText } from '../ledger/fact.ts';
import type { Standpoint } from './cockpit.view.ts';

/** What of a ledger's view a standpoint is made of. */
export interface Stand {
  readonly city: { readonly id: string; readonly name: string; readonly simulated: boolean };
  readonly planTitle: string;
  readonly asOf: string;
  readonly known: { readonly seq: number; readonly on: string; readonly given: boolean };
  readonly head: Head;
}

export function standpointOf({ city, planTitle, asOf, known, head }: Stand): Standpoint {
  return {
    city: { id: city.id, name: city.name, simulated: city.simulated },
    planTitle,
    asOf,
    knownSeq: known.seq,
    knownOn: known.on,
    asKnownThen: known.given,
    head: headText(head),
  };
}
