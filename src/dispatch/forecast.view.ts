// What the forecast's pages show, as data: 达标把握 by target, one target by week, and 建议调度清单. Words are for everybody who reads; numbers of a chance are null for an
// account that may not see them. Pure.
import type { NotForecast } from '../foresight/forecastQuestion.ts';
import type { InputNumber } from '../foresight/inputNumbers.ts';
import type { WhatIfGround } from '../foresight/whatIf.ts';
import type { Words } from '../kernel/loop.ts';
import type { Standpoint } from './cockpit.view.ts';
import type { PassageRow } from './flow.view.ts';
import type { Call } from './projectStory.view.ts';

export interface AssuranceLine {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly target: string | null;
  readonly by: string | null;
  /** 高, 较高, 中, 低, 很低; null where no chance is told, or the word's record contradicts it. */
  readonly band: Words | null;
  /** The whole of it in words: also what is left, and why no chance or date is told. */
  readonly words: Words;
  /** False: the count behind it was not published, and it is the rehearsal's own. */
  readonly published: boolean;
  readonly chance: number | null;
  /** How many pushes the list begins with. */
  readonly pushes: number;
  /** How often this word was said of floors whose windows are over, and how often they were met; null where it never was, or too few forecasts are over. */
  readonly said: {
    readonly times: number;
    readonly met: number;
    readonly word: string;
    /** Windows that do not overlap, on which that rests. */
    readonly windows: number;
  } | null;
  /** False where too few past forecasts are over to judge by. */
  readonly enough: boolean;
  /** Most of the past medians lay on one side of what came, whatever word was said: how many of how many. */
  readonly off: { readonly side: 'low' | 'high'; readonly times: number; readonly of: number } | null;
  /** What the record says against the word, which is withheld where it contradicts it. */
  readonly against: { readonly withheld: boolean; readonly words: Words } | null;
}

/** A target with a deadline, at a glance. */
export interface FloorLine extends AssuranceLine {
  readonly done: number;
  /** As on the cockpit. */
  readonly sentence: Words;
  /** By its deadline: the median, and the middle eight tenths. Null for who may not see numbers, and without a chance. */
  readonly expected: { readonly p10: number; readonly p50: number; readonly p90: number } | null;
}

/** GET /api/forecast. */
export interface ForecastsView {
  readonly at: Standpoint;
  readonly numbers: boolean;
  readonly floors: readonly FloorLine[];
  readonly levels: readonly AssuranceLine[];
  readonly atLeast: readonly AssuranceLine[];
  /** Targets of which no forecast is made, and why. */
  readonly no_forecast: readonly NotForecast[];
}

export interface ForecastWeek {
  readonly on: string;
  readonly p10: number;
  readonly p25: number;
  readonly p50: number;
  readonly p75: number;
  readonly p90: number;
  /** 序时: what should be there by that day. */
  readonly pace: number | null;
}

export interface OpeningInput extends InputNumber {
  /** Address of what it was made from, without the standpoint; `#…` on the page itself. */
  readonly opens: string;
}

/** GET /api/forecast/<target>. */
export interface TargetForecastView {
  readonly at: Standpoint;
  readonly numbers: boolean;
  readonly line: AssuranceLine;
  readonly measure: string;
  readonly from: string;
  readonly done: number;
  readonly needed: number;
  readonly daysLeft: number;
  /** As on the cockpit: what is left, what is needed a month, what came a month so far. */
  readonly sentence: Words;
  /** Recognised by the deadline, where the chance counts what is recognised later too. */
  readonly chanceRecognised: number | null;
  readonly mean: number | null;
  readonly soFar: readonly { readonly on: string; readonly done: number; readonly pace: number | null }[];
  readonly weeks: readonly ForecastWeek[];
  readonly inputs: readonly OpeningInput[];
  readonly assumptions: readonly Words[];
  readonly record: {
    readonly origins: number;
    readonly horizonDays: number;
    /** Of those days' windows, how many do not overlap. */
    readonly windows: number;
    readonly mae: { readonly model: number; readonly pace: number } | null;
    readonly crps: { readonly model: number; readonly pace: number } | null;
    readonly coverage80: number | null;
    /** From the highest word down. */
    readonly words: readonly {
      readonly word: string;
      readonly band: Words;
      readonly said: number;
      readonly met: number;
    }[];
    /** What was asked on each of the past days, and said of it: what `words` counts. Newest first. */
    readonly asked: readonly AskedFloor[];
    readonly enough: boolean;
    /** How many told less than came, and more. */
    readonly low: number;
    readonly high: number;
    readonly past: readonly {
      readonly known: string;
      readonly until: string;
      readonly model: number;
      readonly low: number;
      readonly high: number;
      readonly pace: number;
      readonly came: number;
    }[];
  };
  readonly whatIf: WhatIfGround | null;
}

/** On `known`: would there be `floor` of them by `until`? */
export interface AskedFloor {
  readonly known: string;
  readonly until: string;
  readonly floor: number;
  readonly word: string;
  readonly band: Words;
  readonly came: number;
  readonly met: boolean;
}

/** Tables of a target's forecast that leave as workbooks. */
export const forecastTables = ['weeks', 'record', 'asked', 'inputs'] as const;
export type ForecastTable = (typeof forecastTables)[number];

/** Tables of the push list that leave as workbooks. */
export const pushTables = ['list', 'holder', 'leader'] as const;
export type PushTable = (typeof pushTables)[number];

export interface PushRow {
  readonly project: string;
  readonly name: string;
  readonly unitName: string;
  readonly target: string;
  readonly targetTitle: string;
  readonly stage: string | null;
  readonly stageName: string | null;
  /** The milestone that it waits for. */
  readonly next: string | null;
  readonly nextName: string | null;
  readonly waitsFor: PassageRow['waitsFor'];
  /** Working days in the present stage. */
  readonly days: number | null;
  /** Of those, with another unit that has to decide: since the claim was recorded, or the application filed. */
  readonly heldDays: number | null;
  readonly beyond: boolean;
  readonly missing: readonly string[];
  readonly standing: PassageRow['standing'];
  readonly holders: readonly string[];
  readonly holderNames: readonly string[];
  /** The posts that answer for the units that hold it. */
  readonly leaders: readonly { readonly id: string; readonly title: string }[];
  /** Of the first that holds it, as on the project's page. */
  readonly call: Call | null;
  readonly chance: number | null;
  readonly chanceIfMoved: number | null;
  readonly change: number | null;
  /** One of the best choice under limited attention. */
  readonly isChosen: boolean;
}

export interface AttentionLine {
  readonly target: string;
  readonly title: string;
  /** The word, or that none is told; beside it what its record says against it. */
  readonly band: Words;
  readonly against: Words | null;
  readonly published: boolean;
  readonly rows: number;
  /** How many of the projects chosen are in flight for it. */
  readonly pushed: number;
  readonly chance: number | null;
  /** Were all of those chosen to end their present wait today: reckoned together, exactly. */
  readonly chanceIfPushed: number | null;
  readonly bandIfPushed: Words;
  readonly againstIfPushed: Words | null;
}

export interface HeldLine {
  readonly id: string;
  readonly name: string;
  readonly rows: number;
  /** How many of the rows wait for longer than usual. */
  readonly beyond: number;
  /** How many more would be expected by their deadlines, were all of these waits to end today. */
  readonly more: number | null;
}

/** GET /api/pushes. */
export interface PushesView {
  readonly at: Standpoint;
  readonly numbers: boolean;
  /** Open targets, to choose from. */
  readonly targets: readonly { readonly id: string; readonly title: string }[];
  /** What the best choice of `top` projects changes, for all targets together; `chosen` is how many that are. */
  readonly attention: readonly AttentionLine[];
  /** Of several targets the one with the least chance, and what the best choice for it alone changes. Null where one alone is asked of. */
  readonly lagging: AttentionLine | null;
  readonly top: number;
  readonly chosen: number;
  /** So many projects are in flight that those of like chances are added up together (outlook.ts). */
  readonly grouped: boolean;
  readonly rows: readonly PushRow[];
  readonly total: number;
  /** Of a list about one target: the chances of all its rows added up, so many are expected to get there and be recognised. Else null. */
  readonly expected: number | null;
  readonly byHolder: readonly HeldLine[];
  readonly byLeader: readonly HeldLine[];
  readonly nextCursor: string | null;
}

/** So many pushes a leader has attention for at one meeting. */
export const TOP = 15;

/** '12.5%'; a chance that is neither none nor certain never reads so. */
export function chanceText(chance: number): string {
  const percent = chance * 100;
  if (percent > 0 && percent < 0.1) return '<0.1%';
  if (percent < 100 && percent > 99.9) return '>99.9%';
  return `${percent.toFixed(1)}%`;
}

/** Points with two decimals and a sign: a single push moves a city's chance by little. */
export function pointsText(change: number): string {
  const points = change * 100;
  if (points > 0 && points < 0.005) return '+<0.01';
  if (points < 0 && points > -0.005) return '0.00';
  return `${points > 0 ? '+' : points < 0 ? '−' : ''}${Math.abs(points).toFixed(2)}`;
}

const SHARES: readonly string[] = ['recognisedShare', 'pull', 'lean', 'keep'];

/** Shares in percent, whole numbers whole, the rest with as many places as it is told by. */
export function inputText({ id, value }: { readonly id: string; readonly value: number }): string {
  if (SHARES.includes(id)) return `${Math.round(value * 100)}%`;
  if (Number.isInteger(value)) return String(value);
  return value.toFixed(Math.abs(value) < 1 ? 3 : Math.abs(value) < 10 ? 2 : 1);
}
