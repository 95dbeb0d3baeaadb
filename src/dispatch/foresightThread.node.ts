// The server's side of a thread for the sums of foresight: what is asked here never holds up other requests. A thread starts with its first job and stays; when it dies, what it
// was asked fails, and the next job starts another.
import { Worker } from 'node:worker_threads';
import type { ForesightAnswers, ForesightJob } from './forecastReckoned.ts';

/** From the sources (tests) and from the build alike: beside this file, with its ending. */
const THREAD = new URL(
  `./forecastThread.node.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`,
  import.meta.url,
);

interface Waiting {
  readonly resolve: (answer: never) => void;
  readonly reject: (reason: unknown) => void;
}

type Reply = { readonly n: number } & ({ readonly answer: never } | { readonly thrown: unknown });

export class ForesightThread {
  #worker: Worker | undefined;
  #asked = 0;
  readonly #waiting = new Map<number, Waiting>();

  ask<J extends ForesightJob>(job: J): Promise<ForesightAnswers[J['kind']]> {
    const worker = this.#worker ?? this.#start();
    const n = ++this.#asked;
    return new Promise((resolve, reject) => {
      this.#waiting.set(n, { resolve, reject });
      worker.postMessage({ n, job });
    });
  }

  #start(): Worker {
    const worker = new Worker(THREAD);
    // A server that is told to stop does not wait for it.
    worker.unref();
    worker.on('message', (reply: Reply) => {
      const waiting = this.#waiting.get(reply.n);
      this.#waiting.delete(reply.n);
      if ('thrown' in reply) waiting?.reject(reply.thrown);
      else waiting?.resolve(reply.answer);
    });
    // Of a thread that died both are told; by then the next may have been started.
    const end = (reason: unknown) => {
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      for (const { reject } of this.#waiting.values()) reject(reason);
      this.#waiting.clear();
    };
    worker.once('error', end);
    worker.once('exit', (code) => end(new Error(`the thread of foresight ended with ${code}`)));
    this.#worker = worker;
    return worker;
  }
}
