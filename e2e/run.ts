// The product in a real browser and at a real command line: `node e2e/run.ts [journey…]`. Builds what is stale, starts one product on a data folder
// outside the checkout, walks the journeys in order, stops it, removes the data. The last line reads "N passed, N failed"; the same goes as
// JSON to LUODI_E2E_REPORT. Screenshots lie in the folder that is printed.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { openBrowser } from './browser.ts';
import { Journey, type JourneyFile, type Stage, Stopped, type Tally } from './journey.ts';
import { buildIfStale, endAll, freePort, makeDataFolder, removeDataFolder, startProduct } from './product.ts';

/** In this order: the first reads the numbers as founded, the last ends the product and starts it again. */
const JOURNEYS = [
  'recognition',
  'mistakes',
  'correction',
  'accounts',
  'figures',
  'forecast',
  'pages',
  'checks',
  'approvals',
  'promises',
  'firstToLast',
  'projectImport',
  'goals',
  'trace',
  'commandLine',
  'planEditing',
  'starts',
] as const;

const tally: Tally = { passed: 0, failed: 0 };
const say = (text: string) => process.stdout.write(`${text}\n`);
let browser: Promise<Browser> | undefined;
const dataDir = makeDataFolder();

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    const leave = () => process.exit(128 + constants.signals[signal]);
    void cleanUp().then(leave, leave);
  });
}

async function cleanUp(): Promise<void> {
  await (await browser?.catch(() => undefined))?.close().catch(() => undefined);
  browser = undefined;
  await endAll();
  await removeDataFolder(dataDir);
}

async function walk(name: string, stage: Stage, shots: string): Promise<void> {
  const file = (await import(`./${name}.e2e.ts`)) as JourneyFile;
  const since = performance.now();
  say(`\n${file.title}`);
  const opened = () => {
    browser ??= openBrowser();
    return browser;
  };
  const journey = new Journey({ name, stage, shots, browser: opened, tally });
  try {
    await file.journey(journey);
  } catch (thrown) {
    if (!(thrown instanceof Stopped)) {
      tally.failed++;
      say(`  ✗ ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}`);
    }
  } finally {
    await journey.close();
  }
  say(`  ${((performance.now() - since) / 1000).toFixed(1)} s`);
}

async function main(): Promise<void> {
  const wanted = process.argv.slice(2);
  const names = JOURNEYS.filter((name) => wanted.length === 0 || wanted.includes(name));
  if (buildIfStale()) say('built');
  const shots = mkdtempSync(join(tmpdir(), 'luodi-e2e-shots-'));
  const port = await freePort();
  const running = await startProduct(dataDir, port);
  const stage: Stage = { dataDir, port, running };
  say(`${running.address} after ${(running.startMs / 1000).toFixed(1)} s`);
  for (const name of names) await walk(name, stage, shots);
  const ended = await stage.running.end('SIGTERM');
  if (ended.code === 0) tally.passed++;
  else tally.failed++;
  say(
    `\n${ended.code === 0 ? '✓' : '✗'} SIGTERM ended it with ${ended.code ?? ended.signal} after ${(ended.ms / 1000).toFixed(1)} s${ended.code === 0 ? '' : `\n${ended.err}`}`,
  );
  say(`screenshots: ${shots}`);
}

const since = performance.now();
try {
  await main();
} catch (thrown) {
  tally.failed++;
  say(`✗ ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}`);
} finally {
  await cleanUp();
}
say(`${((performance.now() - since) / 1000).toFixed(1)} s`);
say(`${tally.passed} passed, ${tally.failed} failed`);
if (process.env.LUODI_E2E_REPORT) writeFileSync(process.env.LUODI_E2E_REPORT, JSON.stringify(tally));
process.exitCode = tally.failed > 0 || tally.passed === 0 ? 1 : 0;
