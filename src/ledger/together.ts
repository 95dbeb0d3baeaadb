// Commands that were handed to the writer as a whole: what became of each is kept until all of them are settled.
import { isProblem, type Problem } from '../kernel/problem.ts';
import type { CommandAnswer, ParsedCommand } from './command.ts';
import type { Waiting } from './waiting.ts';

export class Together {
  readonly waiting: readonly Waiting[];
  /** Answers and refusals in the order of the commands; rejects when one failed with what is no Problem. */
  readonly settled: Promise<readonly (CommandAnswer | Problem)[]>;
  readonly #results: (CommandAnswer | Problem)[];
  #left: number;
  #failure: { readonly error: unknown } | undefined;
  #resolve!: (results: readonly (CommandAnswer | Problem)[]) => void;
  #reject!: (error: unknown) => void;

  constructor(commands: readonly ParsedCommand[]) {
    this.waiting = commands.map((command, place) => new One(command, place, this));
    this.#results = new Array(commands.length);
    this.#left = commands.length;
    this.settled = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  took(place: number, result: unknown): void {
    if (isAnswer(result) || isProblem(result)) this.#results[place] = result;
    else this.#failure ??= { error: result };
    this.#left -= 1;
    if (this.#left > 0) return;
    if (this.#failure) this.#reject(this.#failure.error);
    else this.#resolve(this.#results);
  }
}

function isAnswer(result: unknown): result is CommandAnswer {
  return typeof result === 'object' && result !== null && !(result instanceof Error) && 'seq' in result;
}

/** Of a class, so that thousands of commands need no functions of their own. */
class One implements Waiting {
  readonly command: ParsedCommand;
  readonly #place: number;
  readonly #all: Together;

  constructor(command: ParsedCommand, place: number, all: Together) {
    this.command = command;
    this.#place = place;
    this.#all = all;
  }

  resolve(answer: CommandAnswer): void {
    this.#all.took(this.#place, answer);
  }

  reject(error: unknown): void {
    this.#all.took(this.#place, error);
  }
}
