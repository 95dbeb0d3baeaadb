// Forecasts, and choices made of them, are reckoned once for a city's head, day and plan, in threads of their own, and kept: what a head, a day and a plan give never changes.
import type { AttentionChoice } from '../foresight/attention.ts';
import type { ForecastQuestion } from '../foresight/forecastQuestion.ts';
import { headText } from '../ledger/fact.ts';
import type { Ledger } from '../ledger/ledger.pg.ts';
import type { LedgerView } from '../ledger/view.pg.ts';
import type { AttentionQuestion, Reckoned } from './forecastReckoned.ts';
import { ForesightThread } from './foresightThread.node.ts';

/** Of a city of 1,440 projects and four targets one is about 1 MB. */
const KEPT_MAX = 8;
const CHOICES_MAX = 40;
const kept = new WeakMap<Ledger, Map<string, Promise<Reckoned>>>();
const choices = new WeakMap<Reckoned, Map<string, Promise<AttentionChoice>>>();
/** Two, so that who narrows a list does not wait for another's forecast. */
const forecasting = new ForesightThread();
const choosing = new ForesightThread();

export function forecastKey(view: LedgerView): string {
  return JSON.stringify([view.city.id, headText(view.head), view.asOf, view.known.on, view.plan.hash]);
}

export function findForecast(ledger: Ledger, key: string): Promise<Reckoned> | undefined {
  return kept.get(ledger)?.get(key);
}

/** A forecast that failed is not kept. */
export function keepForecast(ledger: Ledger, key: string, question: ForecastQuestion): Promise<Reckoned> {
  return keepIn(kept, ledger, KEPT_MAX, key, () => forecasting.ask({ kind: 'forecast', question }));
}

/** A page further, another order: the same choice of the same forecast. `key` tells what is chosen among, and how many. */
export function keepAttention(
  forecast: Reckoned,
  key: string,
  question: () => AttentionQuestion,
): Promise<AttentionChoice> {
  return keepIn(choices, forecast, CHOICES_MAX, key, () =>
    choosing.ask({ kind: 'attention', question: question() }),
  );
}

function keepIn<K extends object, T>(
  store: WeakMap<K, Map<string, Promise<T>>>,
  owner: K,
  most: number,
  key: string,
  make: () => Promise<T>,
): Promise<T> {
  const held = store.get(owner) ?? new Map<string, Promise<T>>();
  store.set(owner, held);
  const found = held.get(key);
  if (found !== undefined) return found;
  const made = make();
  if (held.size >= most) held.delete(held.keys().next().value ?? '');
  held.set(key, made);
  made.catch(() => held.delete(key));
  return made;
}
