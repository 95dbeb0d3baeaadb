// Of the bench's 100,000 projects, in a process of its own: looked through by the checks (`look`), and all of them as a workbook (`sheet`), in the order that is
// said. Prints ProjectListRun.
import { boundHeap } from '../src/app/heap.node.ts';
import { PROJECTS_SHEET_ROUTES } from '../src/dispatch/projectsSheet.http.ts';
import { parseDate } from '../src/kernel/plainDate.ts';
import { setTypeParsers } from '../src/ledger/pgTypes.pg.ts';
import { readCheckedCity } from '../src/loops/projects/checks.pg.ts';
import { ListQuery } from '../src/loops/projects/projectList.http.ts';
import { growth, ledgerAt } from './arena.ts';

/** Milliseconds; megabytes at the peak. */
interface Wait {
  readonly waitMs: number;
  readonly spentMs: number;
}
export interface ProjectListRun {
  readonly looked?: Wait & {
    readonly projects: number;
    readonly lights: number;
    readonly hits: number;
    readonly questions: number;
    readonly grownMb: number;
  };
  readonly sheet?: Wait & { readonly firstMs: number; readonly bytes: number };
  readonly grownMb: number;
}

const [url, city, ...works] = process.argv.slice(2) as [string, string, ...string[]];
const asOf = parseDate('2021-06-30');
setTypeParsers();
boundHeap();
const ledger = ledgerAt(url);
// The plan compiled, as it is in a server that has answered once.
await ledger.read(city, {}, async (view) => view.plan.hash);
const grown = growth();

/** The longest stretch for which the server's thread was busy without a turn for others, in its own processor time: another load of the machine does not count. */
async function withWait<T>(work: () => Promise<T>): Promise<T & Wait> {
  let [waitMs, isOver, before] = [0, false, process.threadCpuUsage()];
  const look = () => {
    const now = process.threadCpuUsage();
    waitMs = Math.max(waitMs, (now.user + now.system - before.user - before.system) / 1000);
    before = now;
    if (!isOver) setImmediate(look);
  };
  setImmediate(look);
  const began = performance.now();
  const made = await work();
  isOver = true;
  return { ...made, waitMs, spentMs: performance.now() - began };
}

const look = () =>
  withWait(async () => {
    const made = await ledger.read(city, { asOf }, (view) => readCheckedCity(view, asOf));
    return {
      projects: made.projects.size,
      lights: made.lights.length,
      hits: made.hits.length,
      questions: made.questions.length,
      grownMb: grown(),
    };
  });

const sheet = () =>
  withWait(async () => {
    const began = performance.now();
    let [bytes, firstMs] = [0, 0];
    const answer = (await PROJECTS_SHEET_ROUTES[0]?.handler({
      query: ListQuery.parse({ sort: 'light' }),
      scope: { all: true },
      at: { asOf },
      ledger,
      read: (work: Parameters<typeof ledger.read>[2]) => ledger.read(city, { asOf }, work),
    } as never)) as { file: { bytes: AsyncIterable<Uint8Array> } };
    for await (const piece of answer.file.bytes) {
      firstMs ||= performance.now() - began;
      bytes += piece.length;
    }
    return { firstMs, bytes };
  });

let run: Omit<ProjectListRun, 'grownMb'> = {};
for (const work of works)
  run = work === 'look' ? { ...run, looked: await look() } : { ...run, sheet: await sheet() };
process.stdout.write(JSON.stringify({ ...run, grownMb: grown() } satisfies ProjectListRun));
await ledger.close();
