// A going-over of a list beside the server: in a thread of its own when the list is long, so that requests do not wait for it; a short one is done before a thread
// would have begun.
import { Worker } from 'node:worker_threads';
import { Problem } from '../../kernel/problem.ts';
import type { KnownAnswer, KnownQuestion } from './import.known.ts';
import type { RunPorts, SentRow } from './import.run.ts';
import { type ImportTask, runTask, type TaskPiece } from './import.task.node.ts';
import type { FromThread, ToThread } from './import.thread.node.ts';

/** Packed or not: some hundred rows. */
const SHORT_BYTES_MAX = 100_000;
/** Of the thread's heap: what stands of a list at once, and the different texts of a workbook, which may be most of it. */
const HEAP_MB = { least: 128, perMegabyte: 16, most: 640 };

/** Of the thread's young objects, its three parts together: twice as much was not faster, and a third of what a check takes. */
const YOUNG_MB = 24;

/** The thread of a list waits so long for the next one. */
const WAITING_MS = 300_000;

/** From the sources (tests) and from the build alike: beside this file, with its ending. */
const THREAD = new URL(
  `./import.thread.node.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`,
  import.meta.url,
);

type Ports = Omit<RunPorts, 'digest'>;

export function runBeside(task: ImportTask, ports: Ports): AsyncGenerator<TaskPiece> {
  return task.file.bytes <= SHORT_BYTES_MAX ? runTask(task, ports) : inThread(task, ports);
}

interface Thread {
  readonly worker: Worker;
  readonly heapMb: number;
}

/**
 * The thread that waits for the next list, its modules loaded and its code compiled: the check after another choice, the next file. One at most; ended when nobody
 * came, when a recording needs the memory and not the thread, and with the server.
 */
let waiting: { readonly thread: Thread; readonly timer: NodeJS.Timeout } | undefined;

function takeThread(bytes: number): Thread {
  const heapMb = Math.min(HEAP_MB.most, HEAP_MB.least + Math.ceil((HEAP_MB.perMegabyte * bytes) / 1_000_000));
  const found = waiting;
  waiting = undefined;
  clearTimeout(found?.timer);
  if (found !== undefined && found.thread.heapMb >= heapMb) return found.thread;
  if (found !== undefined) void found.thread.worker.terminate();
  const worker = new Worker(THREAD, {
    // How the program itself was called is not how its threads are.
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: heapMb, maxYoungGenerationSizeMb: YOUNG_MB },
  });
  // A server that is told to stop does not wait for it.
  worker.unref();
  return { worker, heapMb };
}

/** A hundred megabytes that a recording, which has its plan, can do without. */
export async function endWaiting(): Promise<void> {
  const found = waiting;
  waiting = undefined;
  clearTimeout(found?.timer);
  await found?.thread.worker.terminate();
}

function leaveThread(thread: Thread): void {
  const end = () => {
    if (waiting?.thread === thread) waiting = undefined;
    void thread.worker.terminate();
  };
  if (waiting !== undefined) {
    end();
    return;
  }
  thread.worker.once('error', end);
  waiting = { thread, timer: setTimeout(end, WAITING_MS).unref() };
}

async function* inThread(task: ImportTask, ports: Ports): AsyncGenerator<TaskPiece> {
  const thread = takeThread(task.file.bytes);
  const { worker } = thread;
  const say = (message: ToThread) => worker.postMessage(message);
  const heard: FromThread[] = [];
  let wake: () => void = () => undefined;
  const hear = (message: FromThread) => {
    if ('question' in message) void answered(message.question, message.id, ports, say);
    else {
      heard.push(message);
      wake();
    }
  };
  worker.removeAllListeners();
  worker.on('message', hear);
  worker.on('error', (error: NodeJS.ErrnoException) =>
    hear(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? { problem: tooMuch } : { defect: String(error) }),
  );
  worker.on('exit', () => hear({ defect: 'the thread ended' }));
  let isDone = false;
  say({ task });
  try {
    for (;;) {
      const message = heard.shift();
      if (message === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      if ('done' in message) {
        isDone = true;
        return;
      }
      if ('problem' in message) throw new Problem(message.problem);
      if ('defect' in message) throw new Error(message.defect);
      if ('news' in message)
        yield { portion: { news: message.news, send: JSON.parse(message.send) as readonly SentRow[] } };
      else if ('piece' in message) yield message.piece;
      say({ took: true });
    }
  } finally {
    // What was left in the middle is not to be gone on with.
    worker.removeAllListeners();
    if (isDone) leaveThread(thread);
    else await worker.terminate();
  }
}

async function answered(
  question: KnownQuestion | undefined,
  id: number,
  ports: Ports,
  say: (message: ToThread) => void,
): Promise<void> {
  let answer: KnownAnswer | string;
  try {
    answer = await (question === undefined ? ports.names() : ports.known(question));
  } catch (error) {
    say({ failed: error instanceof Error ? error.message : String(error), id });
    return;
  }
  say({ answer, id });
}

const tooMuch = {
  code: 'table_too_large',
  message: '文件里不同的内容太多，内存放不下',
  kept: '已记录的都在',
  fix: '删去图片、空行空列和别的工作表，或分成几份',
  status: 413,
};
