// The thread that one going-over of a long list runs in. What stands in the ledger it asks of the server's thread, which alone has connections. It goes at most some
// pieces ahead of who takes them, so that neither side fills the memory.
import { parentPort, workerData } from 'node:worker_threads';
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
  | { readonly took: true }
  | { readonly answer: KnownAnswer | string; readonly id: number }
  | { readonly failed: string; readonly id: number };

const AHEAD_MAX = 6;
const port = parentPort;
if (port !== null) void work(port);

async function work(port: NonNullable<typeof parentPort>): Promise<void> {
  const say = (message: FromThread) => port.postMessage(message);
  const asked = new Map<number, PromiseWithResolvers<KnownAnswer | string>>();
  let [ahead, count] = [0, 0];
  let taken: () => void = () => undefined;
  port.on('message', (message: ToThread) => {
    if ('took' in message) {
      ahead -= 1;
      taken();
      return;
    }
    const waiting = asked.get(message.id);
    asked.delete(message.id);
    if ('answer' in message) waiting?.resolve(message.answer);
    else waiting?.reject(new Error(message.failed));
  });
  const ask = (question: KnownQuestion | undefined): Promise<KnownAnswer | string> => {
    count += 1;
    const waiting = Promise.withResolvers<KnownAnswer | string>();
    asked.set(count, waiting);
    say({ question, id: count });
    return waiting.promise;
  };
  const known = async (question: KnownQuestion) => (await ask(question)) as KnownAnswer;
  const names = async () => (await ask(undefined)) as string;
  try {
    for await (const piece of runTask(workerData as ImportTask, { known, names })) {
      if ('portion' in piece) say({ news: piece.portion.news, send: JSON.stringify(piece.portion.send) });
      else say({ piece });
      ahead += 1;
      while (ahead >= AHEAD_MAX)
        await new Promise<void>((resolve) => {
          taken = resolve;
        });
    }
    say({ done: true });
  } catch (error) {
    if (isProblem(error)) {
      const { code, message, kept, fix, status } = error;
      say({ problem: { code, message, kept, fix, status } });
    } else say({ defect: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  } finally {
    port.close();
  }
}
