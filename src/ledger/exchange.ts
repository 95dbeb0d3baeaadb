// The lines of an export: one JSON object a line, so that a year of a city streams. Everything that is not derivable goes
// in, in this order: header, contents, then facts in seq order, commands, and (only when asked for) vault values.

import type { HashAlgorithm } from '../kernel/hashAlgorithm.ts';
import type { JsonObject } from '../kernel/json.ts';
import type { Fact } from './fact.ts';

export const LEDGER_FORMAT = 'luodi/ledger@1';

/** First line. `head` is the head of the whole export, so that a torn file is noticed before anything is written. */
export interface HeaderLine {
  readonly format: typeof LEDGER_FORMAT;
  readonly city: string;
  readonly hash: HashAlgorithm;
  readonly head: string;
  readonly simulated: boolean;
}

/** A plan, its source files, or a calendar, stored whole under the hash of its canonical text. */
export interface ContentLine {
  readonly content: {
    readonly hash: string;
    readonly kind: 'plan' | 'calendar' | 'files';
    readonly body: JsonObject;
  };
}

/** A fact. `city` is the header's. */
export interface FactLine {
  readonly fact: Omit<Fact, 'city'>;
}

export interface CommandLine {
  readonly command: {
    readonly id: string;
    readonly key: string;
    readonly actor: string;
    readonly digest: string;
    readonly firstSeq: number;
    readonly lastSeq: number;
  };
}

export interface VaultLine {
  readonly vault: {
    readonly digest: string;
    readonly salt: string;
    readonly value: string;
    readonly purpose: string;
    readonly keepUntil: string | null;
  };
}

export interface CredentialLine {
  readonly credential: { readonly account: string; readonly digest: string; readonly value: string };
}

export type LedgerLine = HeaderLine | ContentLine | FactLine | CommandLine | VaultLine | CredentialLine;
