// Where an answer stands in time, as every page, report and export prints it: the day looked at, what was known, the head that proves it. Pure.
import { type Head, headText } from '../ledger/fact.ts';

export interface Standing {
  readonly city: { readonly id: string; readonly name: string; readonly simulated: boolean };
  readonly planTitle: string;
  readonly asOf: string;
  readonly knownSeq: number;
  readonly knownOn: string;
  /** True when `known` was given. */
  readonly asKnownThen: boolean;
  /** `SEQ:HASH` of the last fact looked at. */
  readonly head: string;
}

/** What of a ledger's view it is made of. */
export interface Stand {
  readonly city: { readonly id: string; readonly name: string; readonly simulated: boolean };
  readonly planTitle: string;
  readonly asOf: string;
  readonly known: { readonly seq: number; readonly on: string; readonly given: boolean };
  readonly head: Head;
}

export function standingOf({ city, planTitle, asOf, known, head }: Stand): Standing {
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

/** The day looked at, as it is printed: one that lies after all that is recorded has not come, and is never shown without a word. */
export function asOfText({ asOf, knownOn }: Pick<Standing, 'asOf' | 'knownOn'>): string {
  return asOf > knownOn ? `${asOf}（还没有到）` : asOf;
}
