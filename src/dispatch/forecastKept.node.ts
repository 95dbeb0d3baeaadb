// Forecasts are reckoned once for a city's head, day and plan, in a thread of their own, one after another, and kept: what a head, a day and a plan give never changes.
import { Worker } from 'node:worker_threads';
import type { ForecastQuestion } from '../foresight/forecastQuestion.ts';
import { headText } from '../ledger/fact.ts';
import type { Ledger } from '../ledger/ledger.pg.ts';
import type { LedgerView } from '../ledger/view.pg.ts';
import type { Reckoned } from './forecastReckoned.ts';

/** Of a city of 1,440 projects and four targets one is about 1 MB. */
const KEPT_MAX = 8;
const kept = new WeakMap<Ledger, Map<string, Promise<Reckoned>>>();
let last: Promise<unknown> = Promise.resolve();

export function forecastKey(view: LedgerView): string {
  return JSON.stringify([view.city.id, headText(view.head), view.asOf, view.known.on, view.plan.hash]);
}

export function findForecast(ledger: Ledger, key: string): Promise<Reckoned> | undefined {
  return kept.get(ledger)?.get(key);
}

/** A forecast that failed is not kept. */
export function keepForecast(ledger: Ledger, key: string, question: ForecastQuestion): Promise<Reckoned> {
  const forecasts = kept.get(ledger) ?? new Map<string, Promise<Reckoned>>();
  kept.set(ledger, forecasts);
  const found = forecasts.get(key);
  if (found !== undefined) return found;
  const reckoned = last.then(() => reckonBeside(question));
  last = reckoned.catch(() => undefined);
  if (forecasts.size >= KEPT_MAX) forecasts.delete(forecasts.keys().next().value ?? '');
  forecasts.set(key, reckoned);
  reckoned.catch(() => forecasts.delete(key));
  return reckoned;
}

/** From the sources (tests) and from the build alike: beside this file, with its ending. */
const THREAD = new URL(
  `./forecastThread.node.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`,
  import.meta.url,
);

function reckonBeside(question: ForecastQuestion): Promise<Reckoned> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(THREAD, { workerData: question });
    // A server that is told to stop does not wait for it.
    worker.unref();
    worker.once('message', (answer: Reckoned) => resolve(answer));
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the forecast's thread ended with ${code}`)));
  });
}
