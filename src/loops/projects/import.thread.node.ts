// The thread that goings-over of long lists run in, one after another. What stands in the ledger it asks of the server's thread, which alone has connections. It goes at most some
// pieces ahead of who takes them, so that neither side fills the memory.
import { type MessagePort, parentPort } from 'node:worker_threads';
import { isProblem, type ProblemInit } from '../../kernel/problem.ts';
import type { KnownAnswer, KnownQuestion } from './import.known.ts';
import type { TallyNews } from './import.lines.ts';
import { type ImportTask, runTask, type TaskPiece } from './import.task.node.ts';

export type FromThread =
  | { readonly piece: Exclude<TaskPiece, { readonly portion: unknown }> }
  /** `send` as JSON: the server's thread takes it in half the time that a clone of the objects needs. */
  | { readonly news: TallyNews; readonly send: string }
  /** `question` undefined: the names of all. */
  | { readonly question: KnownQuestion | undefined; readonly id: number }
  | { readonly problem: ProblemInit }
  | { readonly defect: string }
  | { readonly done: true };

export type ToThread =
  /** Only to a thread that has said `done` of the one before. */
  | { readonly task: ImportTask }
  | { readonly took: true }
  | { readonly answer: KnownAnswer | string; readonly id: number }
  | { readonly failed: string; readonly id: number };

const AHEAD_MAX = 6;

class Thread {
  private readonly port: MessagePort;
  private readonly asked = new Map<number, PromiseWithResolvers<KnownAnswer | string>>();
  private count = 0;
  private ahead = 0;
  private taken: () => void = () => undefined;

  constructor(port: MessagePort) {
    this.port = port;
    port.on('message', (message: ToThread) => this.hear(message));
  }

  private hear(message: ToThread): void {
    if ('task' in message) void this.work(message.task);
    else if ('took' in message) {
      this.ahead -= 1;
      this.taken();
    } else {
      const waiting = this.asked.get(message.id);
      this.asked.delete(message.id);
      if ('answer' in message) waiting?.resolve(message.answer);
      else waiting?.reject(new Error(message.failed));
    }
  }

  private say(message: FromThread): void {
    this.port.postMessage(message);
  }

  private ask(question: KnownQuestion | undefined): Promise<KnownAnswer | string> {
    this.count += 1;
    const waiting = Promise.withResolvers<KnownAnswer | string>();
    this.asked.set(this.count, waiting);
    this.say({ question, id: this.count });
    return waiting.promise;
  }

  private async work(task: ImportTask): Promise<void> {
    const known = async (question: KnownQuestion) => (await this.ask(question)) as KnownAnswer;
    const names = async () => (await this.ask(undefined)) as string;
    this.ahead = 0;
    try {
      for await (const piece of runTask(task, { known, names })) {
        if ('portion' in piece)
          this.say({ news: piece.portion.news, send: JSON.stringify(piece.portion.send) });
        else this.say({ piece });
        this.ahead += 1;
        while (this.ahead >= AHEAD_MAX)
          await new Promise<void>((resolve) => {
            this.taken = resolve;
          });
      }
      this.say({ done: true });
    } catch (error) {
      if (isProblem(error)) {
        const { code, message, kept, fix, status } = error;
        this.say({ problem: { code, message, kept, fix, status } });
      } else this.say({ defect: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  }
}

if (parentPort !== null) new Thread(parentPort);
