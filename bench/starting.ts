// The first and the later start, as a person waits for them: from the command to the printed address, in a data folder of its own; and the weight
// of the first page as it goes over the wire.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { PACKAGE_ROOT } from './arena.ts';
import { type Measurement, ms } from './table.ts';

const WEIGHT_GOAL_KB = 200;
const START_LIMIT_MS = 180_000;

export async function benchStart(): Promise<Measurement[]> {
  const dir = mkdtempSync(join(tmpdir(), 'luodi-bench-start-'));
  try {
    const port = await freePort();
    const first = await started(dir, port);
    const weight = await pageWeight(port);
    await first.stop();
    const later = await started(dir, port);
    await later.stop();
    return [
      { what: 'first start: database, plan, rehearsal, ledger, server', context: ms(first.tookMs) },
      { what: 'later start', context: ms(later.tookMs) },
      {
        what: 'weight of the first page, gz (html, js, css), before charts',
        ratio: {
          against: `${WEIGHT_GOAL_KB} KB`,
          value: weight / WEIGHT_GOAL_KB,
          goal: '≤ 1×',
          met: weight <= WEIGHT_GOAL_KB,
        },
        context: `${weight.toFixed(1)} KB`,
      },
    ];
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

async function started(dir: string, port: number): Promise<{ tookMs: number; stop: () => Promise<void> }> {
  const began = performance.now();
  const child = spawn(
    process.execPath,
    [join(PACKAGE_ROOT, 'bin/luodi.js'), 'start', '--data', dir, '--port', String(port)],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let printed = '';
  const ended = new Promise<void>((resolve) => child.on('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    const limit = setTimeout(
      () => reject(new Error(`no address within ${START_LIMIT_MS} ms:\n${printed}`)),
      START_LIMIT_MS,
    );
    const look = (chunk: Buffer) => {
      printed += chunk.toString();
      if (!printed.includes(`http://127.0.0.1:${port}`)) return;
      clearTimeout(limit);
      resolve();
    };
    child.stdout.on('data', look);
    child.stderr.on('data', look);
    child.on('exit', (code) => reject(new Error(`luodi start ended with ${code}:\n${printed}`)));
  });
  return {
    tookMs: performance.now() - began,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** The page and what it names: scripts, styles and preloads of the first paint, each compressed as the server would. */
async function pageWeight(port: number): Promise<number> {
  const base = `http://127.0.0.1:${port}`;
  const html = await (await fetch(base)).text();
  const named = [...html.matchAll(/(?:src|href)="(\/[^"]+\.(?:js|css))"/g)].map((match) => match[1] ?? '');
  let bytes = gzipSync(html).length;
  for (const path of new Set(named))
    bytes += gzipSync(Buffer.from(await (await fetch(base + path)).arrayBuffer()), { level: 9 }).length;
  return bytes / 1024;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
