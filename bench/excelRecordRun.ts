// One list read, checked and recorded in a process of its own. Prints Recorded.
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { boundHeap } from '../src/app/heap.node.ts';
import { gatesToldOf } from '../src/dispatch/gateItems.pg.ts';
import { setTypeParsers } from '../src/ledger/pgTypes.pg.ts';
import { ImportJobs } from '../src/loops/projects/import.jobs.node.ts';
import { reporterOf } from './appends.ts';
import { growth, ledgerAt } from './arena.ts';

export interface Recorded {
  /** Milliseconds. */
  readonly checking: number;
  readonly recording: number;
  readonly grownMb: number;
  readonly rows: number;
}

const [url, city, path] = process.argv.slice(2) as [string, string, string];
setTypeParsers();
boundHeap();
const ledger = ledgerAt(url);
const limits = { rowsMax: 200_000, columnsMax: 200, unpackedBytesMax: 1_500_000_000 };
// Nothing of the list has its approvals here: said yes to once, as a person would.
const ask = { columns: {}, answers: {}, existing: 'leave', sameName: 'ask', confirm: true } as const;
const told = { account: 'bench', name: 'list.xlsx', ask, isText: false };
const at = { ledger, city, actor: reporterOf('441202'), gatesOf: gatesToldOf };
// The plan compiled, as it is in a server that has answered once.
await ledger.read(city, {}, async (view) => view.plan.hash);
const grown = growth();
const job = await new ImportJobs(limits).add(dirname(path), told, readFileSync(path));
let began = performance.now();
await job.check(at);
const checking = performance.now() - began;
began = performance.now();
await job.record(at);
const recording = performance.now() - began;
const rows = job.counts.recorded ?? 0;
if (job.problem !== undefined) throw new Error(`${job.problem.message} ${JSON.stringify(job.counts)}`);
const recorded: Recorded = { checking, recording, grownMb: grown(), rows };
process.stdout.write(JSON.stringify(recorded));
await ledger.close();
