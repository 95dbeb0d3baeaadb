// A verb of the command line, as data, and what it is run with. JSON alone goes to `out`; progress and words for people go to `err`.
import type { Config } from '../config.node.ts';

export interface Flag {
  readonly type: 'string' | 'boolean';
  /** Name of the value in the usage line; flags without words are common to all verbs. */
  readonly value?: string;
  readonly words: string;
}

export interface Invocation {
  readonly positionals: readonly string[];
  readonly flags: Readonly<Record<string, string | boolean | undefined>>;
  readonly format: 'json' | 'text' | 'md' | 'html';
  readonly config: Config;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

export interface Verb {
  readonly name: string;
  readonly usage: string;
  readonly words: string;
  readonly flags?: Readonly<Record<string, Flag>>;
  /** Exit code: 0 ok, 1 findings, 2 usage, 3 cannot run. */
  run(invocation: Invocation): Promise<number>;
}

export const OK = 0;
export const FINDINGS = 1;
export const USAGE = 2;
export const CANNOT_RUN = 3;

export function textFlag(invocation: Invocation, name: string): string | undefined {
  const value = invocation.flags[name];
  return typeof value === 'string' ? value : undefined;
}

export function writeJson(invocation: Pick<Invocation, 'out'>, value: unknown): void {
  invocation.out(`${JSON.stringify(value, null, 2)}\n`);
}
