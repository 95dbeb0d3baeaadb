// The product in a real browser and at a real command line: `node e2e/run.ts [journey…]`. Builds what is stale, starts a product for each lane on a
// data folder outside the checkout, walks the lane's journeys in order, stops it, removes the data. The lanes go side by side; a journey is told
// when it ends. The last line reads "N passed, N failed"; the same goes as JSON to LUODI_E2E_REPORT. Screenshots lie in the folder that is printed.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { openBrowser } from './browser.ts';
import { Journey, type JourneyFile, type Stage, Stopped, type Tally } from './journey.ts';
import { buildIfStale, endAll, freePort, makeDataFolder, removeDataFolder, startProduct } from './product.ts';

/**
 * Two lanes, one for each core of the machine, each with a product of its own: what one records is not in the other's numbers. In this order: the first
 * reads the numbers as founded, the last of the lane that records ends the product and starts it again.
 */
const LANES = [
  [
    'recognition',
    'mistakes',
    'correction',
    'accounts',
    'figures',
    'checks',
    'approvals',
    'promises',
    'firstToLast',
    'claimSteps',
    'projectImport',
    'commandLine',
    'starts',
  ],
  ['pages', 'forecast', 'goals', 'trace', 'planEditing'],
] as const;

const tally: Tally = { passed: 0, failed: 0 };
const say = (text: string) => process.stdout.write(`${text}\n`);
let browser: Promise<Browser> | undefined;
const dataDirs: string[] = [];

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
  for (const dataDir of dataDirs.splice(0)) await removeDataFolder(dataDir);
}

async function walk(name: string, stage: Stage, shots: string): Promise<void> {
  const file = (await import(`./${name}.e2e.ts`)) as JourneyFile;
  const since = performance.now();
  const told = [`\n${file.title}`];
  const opened = () => {
    browser ??= openBrowser();
    return browser;
  };
  const tell = (text: string) => told.push(text);
  const journey = new Journey({ name, stage, shots, browser: opened, tally, tell });
  try {
    await file.journey(journey);
  } catch (thrown) {
    if (!(thrown instanceof Stopped)) {
      tally.failed++;
      tell(`  ✗ ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}`);
    }
  } finally {
    await journey.close();
  }
  tell(`  ${((performance.now() - since) / 1000).toFixed(1)} s`);
  say(told.join('\n'));
}

/** The lane's product from its first start to its end. */
async function go(names: readonly string[], shots: string): Promise<void> {
  const dataDir = makeDataFolder();
  dataDirs.push(dataDir);
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
}

async function main(): Promise<void> {
  const wanted = process.argv.slice(2);
  const lanes = LANES.map((names) => names.filter((name) => wanted.length === 0 || wanted.includes(name)));
  if (buildIfStale()) say('built');
  const shots = mkdtempSync(join(tmpdir(), 'luodi-e2e-shots-'));
  const went = await Promise.allSettled(
    lanes.filter((names) => names.length > 0).map((names) => go(names, shots)),
  );
  say(`screenshots: ${shots}`);
  for (const lane of went) if (lane.status === 'rejected') throw lane.reason;
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
