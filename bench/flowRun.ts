// One run of bench/flow.ts: `plain` unpacks the log and finds its events, `flow` makes the JSON of luodi flow of it. Prints what it took.
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { FlowCount } from '../src/foresight/flow.ts';
import { readEventLog } from '../src/foresight/readEventLog.node.ts';

const [kind, log] = process.argv.slice(2);
if (log === undefined) throw new Error('flowRun plain|flow LOG');
const began = performance.now();
const events = kind === 'plain' ? await plain(log) : await flow(log);
const spentMs = performance.now() - began;
process.stdout.write(JSON.stringify({ spentMs, peakMb: process.resourceUsage().maxRSS / 1024, events }));

async function plain(path: string): Promise<number> {
  let found = 0;
  let tail: Buffer = Buffer.alloc(0);
  const mark = Buffer.from('<event>');
  for await (const chunk of createReadStream(path).pipe(
    createGunzip({ chunkSize: 1 << 18 }),
  ) as AsyncIterable<Buffer>) {
    const seam = Buffer.concat([tail, chunk.subarray(0, mark.length - 1)]);
    found += occurrences(seam, mark) + occurrences(chunk, mark);
    tail = chunk.subarray(-(mark.length - 1));
  }
  return found;
}

function occurrences(bytes: Buffer, mark: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(mark); at >= 0; at = bytes.indexOf(mark, at + mark.length)) count += 1;
  return count;
}

async function flow(path: string): Promise<number> {
  const count = new FlowCount();
  await readEventLog(path, {}, count.visit);
  const made = count.flow();
  if (JSON.stringify(made, null, 2).length === 0) throw new Error('no JSON');
  return made.events;
}
