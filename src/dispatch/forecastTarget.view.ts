// One target's forecast as its page shows it: which number opens where, and what an account may not see taken out. Pure.
import { ASSURANCE, assuranceOf, bandOf } from '../foresight/assurance.ts';
import type { LevelForecast } from '../foresight/levelForecast.ts';
import type { Passage } from '../foresight/projectFlow.ts';
import type { WhatIfGround } from '../foresight/whatIf.ts';
import { ENOUGH_ORIGINS, tellWord, type WordTold } from '../foresight/wordRecord.ts';
import type { Words } from '../kernel/loop.ts';
import { addDays, addMonths, daysBetween, type PlainDate, parseDate } from '../kernel/plainDate.ts';
import type { Standpoint } from './cockpit.view.ts';
import type { AssuranceLine, TargetForecastView } from './forecast.view.ts';
import { isOpen, suggested } from './forecastPushes.ts';
import type { Reckoned, ReckonedTarget } from './forecastReckoned.ts';

export function floorLine(
  target: ReckonedTarget,
  { looksFrom, published, numbers }: Pick<TargetAsked, 'looksFrom' | 'published' | 'numbers'>,
): AssuranceLine {
  const word = wordTold(target);
  return {
    ...headOf(target),
    words: wordsAt(target, looksFrom),
    band: word === null || word.isWithheld ? null : word.words,
    published,
    chance: numbers ? target.p_met : null,
    pushes: suggested(target, looksFrom),
    said: saidBefore(target),
    enough: target.record.origins >= ENOUGH_ORIGINS,
    off: offOf(target.past),
    against: word?.against ? { withheld: word.isWithheld, words: word.against.words } : null,
  };
}

/** Null where no chance is told. */
function wordTold({ p_met, verdicts }: ReckonedTarget): WordTold | null {
  return p_met === null ? null : tellWord(p_met, verdicts);
}

/** How the medians of the whole record lay, whatever word was said: null of too few of them, or where they lie on both sides as chance would have it. */
export function offOf(past: ReckonedTarget['past']): AssuranceLine['off'] {
  if (past.length < ENOUGH_ORIGINS) return null;
  const low = past.filter(({ model, came }) => model < came).length;
  const high = past.filter(({ model, came }) => model > came).length;
  const [side, times] = low >= high ? (['low', low] as const) : (['high', high] as const);
  return times >= ONE_SIDE * past.length ? { side, times, of: past.length } : null;
}

/** So large a share of the past medians on one side is told beside the word. */
const ONE_SIDE = 0.8;

/** The forecast's own words; once its last day is over, that, for all that is open then is what is not reported yet and what waits to be recognised. */
export function wordsAt({ by, needed, words, p_met }: ReckonedTarget, looksFrom: string): Words {
  if (by === null || looksFrom < by || needed <= 0) return words;
  const over = { zh: `期限 ${by} 已过，还差 ${needed}`, en: `its term ended on ${by}, ${needed} short` };
  if (p_met === null) return over;
  return {
    zh: `${over.zh}；把握只看还没报来的和等认定的`,
    en: `${over.en}; all that is open is what is not reported or recognised yet`,
  };
}

/** The record of the word that the target has now. */
function saidBefore({ p_met, record }: ReckonedTarget): AssuranceLine['said'] {
  if (p_met === null || record.origins < ENOUGH_ORIGINS) return null;
  const word = record.words.find(({ at_least }) => at_least === bandOf(p_met).atLeast);
  return word === undefined || word.said === 0
    ? null
    : { times: word.said, met: word.met, word: wordOf(word.at_least), windows: word.windows };
}

function headOf({ id, title, unit, target, by, words }: Reckoned['levels'][number] | ReckonedTarget) {
  return { id, title, unit, target, by, words };
}

export function levelLine(
  level: Reckoned['levels'][number] & { readonly level: LevelForecast },
): AssuranceLine {
  return {
    ...headOf(level),
    band: null,
    published: true,
    chance: null,
    pushes: 0,
    said: null,
    enough: true,
    off: null,
    against: null,
  };
}

export function atLeastLine(one: Reckoned['at_least'][number], numbers: boolean): AssuranceLine {
  const { id, title, unit, target, by, words, p_met } = one;
  return {
    ...{ id, title, unit, target, by, words },
    band: p_met === null ? null : assuranceOf(p_met),
    published: true,
    chance: numbers ? p_met : null,
    pushes: 0,
    said: null,
    enough: true,
    off: null,
    against: null,
  };
}

export interface TargetAsked {
  readonly at: Standpoint;
  readonly asOf: PlainDate;
  /** The day that the forecast looks ahead from, never after what is known. */
  readonly looksFrom: PlainDate;
  readonly published: boolean;
  readonly numbers: boolean;
  readonly from: string;
  readonly paceOn: (on: string) => number | null;
  readonly sentence: Words;
  readonly whatIf: WhatIfGround | null;
}

export function targetForecastView(target: ReckonedTarget, asked: TargetAsked): TargetForecastView {
  const { numbers, paceOn } = asked;
  return {
    at: asked.at,
    numbers,
    line: floorLine(target, asked),
    measure: target.measure,
    from: asked.from,
    done: target.done,
    needed: target.needed,
    daysLeft: target.by === null ? 0 : Math.max(0, daysBetween(asked.looksFrom, parseDate(target.by))),
    sentence: asked.sentence,
    chanceRecognised: numbers ? target.p_met_recognised : null,
    mean: numbers ? target.mean : null,
    soFar: target.so_far.map((week) => ({ ...week, pace: paceOn(week.on) })),
    weeks:
      numbers && target.p_met !== null
        ? target.weeks.map((week) => ({ ...week, pace: paceOn(week.on) }))
        : [],
    inputs: numbers
      ? target.inputs.map((input) => ({ ...input, opens: openingOf(input.id, target, asked) }))
      : [],
    assumptions: target.assumptions,
    record: recordOf(target, numbers),
    whatIf: numbers && isOpen(target, asked.looksFrom) ? asked.whatIf : null,
  };
}

/** A word by which an address asks for it. */
const wordOf = (atLeast: number): string => String(Math.round(atLeast * 100));

function recordOf({ record, past }: ReckonedTarget, numbers: boolean): TargetForecastView['record'] {
  const { mae, crps, coverage80, origins, windows, horizon_days: horizonDays } = record;
  const until = (known: PlainDate) => addDays(known, horizonDays);
  return {
    origins,
    horizonDays,
    windows,
    mae,
    crps,
    coverage80,
    words: record.words.map(({ said, met }, at) => {
      const { atLeast, words: band } = ASSURANCE[at]!;
      return { word: wordOf(atLeast), band, said, met };
    }),
    // Words of past days and what came: no number of a chance is in it.
    asked: past.toReversed().flatMap(({ known, came, floors }) =>
      floors.map(({ floor, at_least, met }) => ({
        known,
        until: until(known),
        floor,
        word: wordOf(at_least),
        band: bandOf(at_least).words,
        came,
        met,
      })),
    ),
    enough: origins >= ENOUGH_ORIGINS,
    low: past.filter(({ model, came }) => model < came).length,
    high: past.filter(({ model, came }) => model > came).length,
    // What was told on past days opens to what it rests on, which who may not see numbers does not have.
    past: (numbers ? past : []).map(({ floors: _, ...one }) => ({ ...one, until: until(one.known) })),
  };
}

const RECORD = '#record';

const query = (values: Readonly<Record<string, string>>) =>
  `?${Object.entries(values)
    .map(([key, value]) => `${key}=${encodeURIComponent(value)}`)
    .join('&')}`;

/** Where each number that the forecast rests on is seen in full: the rows counted, the projects, the passages, or the record on the page itself. */
export function openingOf(
  id: string,
  { measure, milestone, id: target }: Pick<ReckonedTarget, 'measure' | 'milestone' | 'id'>,
  { asOf, from }: Pick<TargetAsked, 'asOf' | 'from'>,
): string {
  const rows = (since: string) => `/figures/${measure}${query({ from: since, asOf })}`;
  const passages = (choice: Readonly<Record<string, string>>) =>
    `/flow/passages${query({ ...choice, asOf })}`;
  switch (id) {
    case 'done':
      return rows(from);
    case 'straightOn':
      return rows(addDays(addMonths(asOf, -12), 1));
    case 'recentSpeed':
      return rows(addDays(asOf, -181));
    case 'waiting':
      return passages({ part: 'recognition', to: milestone, is: 'going' });
    case 'recognisedShare':
      return passages({ part: 'recognition', to: milestone, is: 'over' });
    case 'inFlight':
    case 'inFlightMean':
      return `/pushes${query({ target, asOf })}`;
    case 'reportingLagDays':
      return `/figures/projects.late${query({ from: addDays(addMonths(asOf, -12), 1), asOf })}`;
    case 'arrivals':
      return passages({ part: 'project' });
    case 'arrivalsMean':
      return passages({ part: 'step', to: milestone });
    case 'told':
      return '#inputs';
    default:
      return RECORD;
  }
}

const FINE = 1e-6;

/** What the browser asks again by itself: every case in flight with its stage and county. */
export function whatIfGround(
  target: ReckonedTarget,
  places: ReadonlyMap<string, Passage>,
  stages: WhatIfGround['stages'],
  counties: WhatIfGround['counties'],
): WhatIfGround {
  const fine = (chance: number) => Math.round(chance / FINE) * FINE;
  const placeIn = (list: readonly { readonly id: string }[]) =>
    new Map(list.map(({ id }, place) => [id, place] as const));
  const [stageAt, countyAt] = [placeIn(stages), placeIn(counties)];
  const { settled = [], arrivals, speeds } = target.expectation;
  return {
    needed: target.needed,
    verdicts: target.verdicts,
    arrivals,
    speeds,
    waiting: Array.from(settled, fine),
    leadChance: target.lead_chance,
    stages,
    counties,
    cases: target.pushes.map(({ id, chance }) => {
      const project = places.get(id)?.project;
      return [
        fine(chance),
        stageAt.get(project?.stage ?? '') ?? -1,
        countyAt.get(project?.county ?? '') ?? -1,
      ] as const;
    }),
  };
}
