/**
 * A floor target of counted milestones: where it will land. Main figure: occurred by the deadline and finally recognised; second: recognised by the deadline. Pure: the
 * histories, the claims that wait and the dates come in. What the forecast rests on is handed out as numbers, each with what it came from.
 */
import type { Words } from '../kernel/loop.ts';
import { fromEpochDay, type PlainDate } from '../kernel/plainDate.ts';
import { type CaseHistories, historiesKnownBy, usualSpan } from './caseHistory.ts';
import { chanceOfAtLeast, meanOf, quantile } from './countDistribution.ts';
import {
  type Calibration,
  calibrate,
  type FittedModel,
  fitModel,
  hasHistory,
  type Told,
  tell,
  toldMean,
} from './forecastModel.ts';
import { type InputNumber, inputNumbers } from './inputNumbers.ts';
import { chancesIfMoved, EXACT_CASES, type Expectation, lookAhead } from './outlook.ts';
import {
  type ForecastRecord,
  type PastRecord,
  type PastTold,
  PRACTICE_STEP,
  pastRecord,
} from './pastRecord.ts';
import { ONE_SPEED } from './speeds.ts';
import {
  NO_VERDICTS,
  NOT_TOLD,
  tellWord,
  verdictsOf,
  type WordAgainst,
  type WordTold,
  type WordVerdicts,
} from './wordRecord.ts';

export interface TargetInputs {
  readonly histories: CaseHistories;
  readonly caseIds: readonly string[];
  readonly activity: number;
  readonly amount: number;
  /** First and last day that count, and the day looked from. */
  readonly fromDay: number;
  readonly deadlineDay: number;
  readonly asOfDay: number;
  /** The last day that is reported in full: the day looked from less the lag. */
  readonly cutDay: number;
  /** What was recorded until this day is known; never before the day looked from. */
  readonly heardDay: number;
  /** Recognised and occurred within the period by the day looked from. */
  readonly done: number;
  /** Cases whose milestone occurred in the period and waits to be recognised. */
  readonly waiting: readonly number[];
  /** Share of decided claims that were recognised, and days from the happening to the recognition (deciles). */
  readonly recognisedShare: number;
  readonly recognitionDays: readonly number[];
}

export interface PushEffect {
  readonly id: string;
  /** The step that most went on to from there, which the chance once moved is reckoned from; null where nobody is known to have gone on. */
  readonly next: string | null;
  readonly chance: number;
  readonly chance_if_moved: number;
  /** Exact change of the chance to meet the target, were the present wait to end today. */
  readonly change: number;
}

export interface TargetForecast {
  readonly done: number;
  readonly mean: number;
  readonly weeks: readonly {
    readonly on: PlainDate;
    readonly p10: number;
    readonly p25: number;
    readonly p50: number;
    readonly p75: number;
    readonly p90: number;
  }[];
  /** Null where no case has come there yet. */
  readonly p_met: number | null;
  readonly p_met_recognised: number | null;
  readonly words: Words;
  /** What the record of the word says against it; null where nothing does, or no word is told. Contradicted, the word is not told. */
  readonly word_against: WordAgainst | null;
  readonly pushes: readonly PushEffect[];
  readonly inputs: readonly InputNumber[];
  readonly assumptions: readonly Words[];
  readonly record: ForecastRecord;
}

/** The same with every project in flight, and with what the chance is reckoned from, so that it can be asked again with something changed. */
export interface WholeForecast extends TargetForecast {
  readonly needed: number;
  /** Chances by the deadline, at speed 1: those of `pushes`, in their order; beside them those of the claims that wait. */
  readonly expectation: Expectation;
  /** Chance of a case that begins on the day looked from. */
  readonly lead_chance: number;
  /** Past forecasts whose windows are over, oldest first. */
  readonly past: readonly PastTold[];
  /** What the record says against each word: whatever is asked anew of this target is told by them (wordRecord.ts, tellWord). */
  readonly verdicts: WordVerdicts;
}

/** Less history than this is told; how much wider a short one makes it, is forecastModel.ts's extrapolation. */
const ENOUGH_DAYS = 365;
const PUSHES = 50;

export function forecastTarget(inputs: TargetInputs): TargetForecast {
  const {
    needed: _n,
    expectation: _e,
    lead_chance: _l,
    past: _p,
    verdicts: _v,
    ...forecast
  } = forecastWhole(inputs);
  return { ...forecast, pushes: forecast.pushes.slice(0, PUSHES) };
}

/** What is fitted at the day looked from; with it held fixed a forecast can be asked of other days, other cases. */
export interface TargetFit {
  readonly model: FittedModel;
  readonly calibration: Calibration;
  readonly told: Told;
  readonly past: PastRecord;
  readonly isShort: boolean;
}

export function fitTarget(inputs: TargetInputs): TargetFit {
  const { histories, asOfDay, cutDay, deadlineDay } = inputs;
  const now = historiesKnownBy(histories, inputs.heardDay);
  const firstDay = Math.min(asOfDay, usualSpan(now.startDay).first);
  const days = Math.max(1, deadlineDay - asOfDay);
  const at = { knownDay: asOfDay, cutDay, heardDay: inputs.heardDay };
  const model = fitModel(now, inputs.activity, at, days, firstDay);
  const past = pastRecord(inputs, firstDay, days);
  const calibration = calibrate(model, past.over, asOfDay, firstDay, PRACTICE_STEP);
  return {
    model,
    calibration,
    told: tell(model, calibration, past.places),
    past,
    isShort: asOfDay - firstDay < ENOUGH_DAYS,
  };
}

export function forecastWhole(inputs: TargetInputs, fit: TargetFit = fitTarget(inputs)): WholeForecast {
  const { asOfDay, deadlineDay } = inputs;
  const { model, calibration, told, past, isShort } = fit;
  const days = Math.max(0, deadlineDay - asOfDay);
  const { speeds: ahead, arrivals } = told.expectation;
  // A term that is over goes at no speed of days to come: all that is open is what is not reported or recognised yet.
  const speeds = days > 0 ? ahead : ONE_SPEED;
  const common = { speeds, arrivalsDispersion: arrivals.dispersion };
  const expect = (ahead: number, delays: readonly number[]): Expectation =>
    expectationWithin(inputs, model, common, ahead, delays);
  const main = expect(days, NO_DELAY);
  const outlook = lookAhead(main);
  const needed = inputs.amount - inputs.done;
  const isTold = hasHistory(model) || needed <= 0;
  const p_met = chanceOfAtLeast(outlook.counts, needed);
  const verdicts = isTold && needed > 0 && days > 0 ? verdictsOf(past.record) : NO_VERDICTS;
  const word = tellWord(p_met, verdicts);
  const second = lookAhead(expect(days, inputs.recognitionDays));
  const pushes = pushesOf(inputs, model, main, outlook, needed, p_met, days);
  return {
    done: inputs.done,
    mean: inputs.done + meanOf(outlook.counts),
    weeks: weeksUntil(days).map((ahead) => {
      const { counts } = ahead === days ? outlook : lookAhead(expect(ahead, NO_DELAY));
      const level = (share: number) => inputs.done + quantile(counts, share);
      const [p10, p25, p50, p75, p90] = [level(0.1), level(0.25), level(0.5), level(0.75), level(0.9)];
      return { on: fromEpochDay(asOfDay + ahead), p10, p25, p50, p75, p90 };
    }),
    p_met: isTold ? p_met : null,
    p_met_recognised: isTold ? chanceOfAtLeast(second.counts, needed) : null,
    words: isTold ? wordsOf(word, needed, days, isShort) : NO_HISTORY,
    word_against: word.against,
    pushes,
    inputs: numbersOf(inputs, model, calibration, told),
    assumptions: assumptionsOf(inputs, calibration, isShort, pushes.length),
    record: past.record,
    needed,
    expectation: { ...main, chances: pushes.map(({ chance }) => chance) },
    lead_chance: withinPeriod(inputs, (each) => (each < 0 ? 0 : model.waits.freshChance(each)))(days),
    past: past.told,
    verdicts,
  };
}

const NO_DELAY: readonly number[] = [0];
const NO_HISTORY: Words = {
  zh: `没有历史：还没有一个项目到过这个节点，${NOT_TOLD.zh}`,
  en: `no history: no project has come there yet, ${NOT_TOLD.en}`,
};

/**
 * A refused claim is none of a case's history, so what the model knows of is come to for good, and its chances are of that: the share that is recognised is of what
 * waits alone. Chances of all that is in flight or waits, `ahead` days from the day looked from; each delay (equally likely) is taken off.
 */
function expectationWithin(
  inputs: TargetInputs,
  model: FittedModel,
  { speeds, arrivalsDispersion }: { speeds: Expectation['speeds']; arrivalsDispersion: number },
  ahead: number,
  delays: readonly number[],
): Expectation {
  const lag = inputs.asOfDay - inputs.cutDay;
  const mean = (of: (days: number) => number) => {
    const counted = withinPeriod(inputs, of);
    return delays.reduce((sum, delay) => sum + counted(ahead - delay), 0) / delays.length;
  };
  const chances = model.known.inFlight.map((position) =>
    mean((days) => model.chanceWithin(position, days + lag)),
  );
  // What waits has occurred: only its recognition is open, and for the second figure the rest of the usual time to it.
  const settled = inputs.waiting.map((age) => {
    const left = delays === NO_DELAY ? [0] : delays.filter((delay) => delay >= age);
    const inTime = left.length === 0 ? 1 : left.filter((delay) => delay - age <= ahead).length / left.length;
    return inputs.recognisedShare * inTime;
  });
  return {
    chances,
    settled,
    arrivals: {
      mean: mean((days) => model.arrivalsWithin(days + lag)),
      dispersion: arrivalsDispersion,
    },
    speeds,
  };
}

/** Of what comes within so many days of the day looked from, what falls into the target's period: not after its last day, nor before its first. */
function withinPeriod(
  { asOfDay, fromDay, deadlineDay }: TargetInputs,
  of: (days: number) => number,
): (days: number) => number {
  const last = deadlineDay - asOfDay;
  const before = fromDay - 1 - asOfDay;
  const early = before > 0 ? of(before) : 0;
  return (days) => Math.max(0, of(Math.min(days, last)) - early);
}

function weeksUntil(days: number): readonly number[] {
  const weeks: number[] = [];
  for (let ahead = 7; ahead < days; ahead += 7) weeks.push(ahead);
  return [...weeks, days];
}

function pushesOf(
  inputs: TargetInputs,
  model: FittedModel,
  main: Expectation,
  outlook: ReturnType<typeof lookAhead>,
  needed: number,
  p_met: number,
  days: number,
): readonly PushEffect[] {
  const inFlight = model.known.inFlight;
  const once = Float64Array.from(main.chances, (chance, index) => {
    const position = inFlight[index];
    if (position === undefined) return chance;
    const moved = withinPeriod(inputs, (each) =>
      each < 0 ? 0 : (model.waits.chanceOnceMoved(position, each) ?? Number.NaN),
    )(days);
    // Where nobody is known to have gone on from there, nothing is known of what a push does; and to go on sooner is never worse, whatever a few cases that did seem to say.
    return Number.isNaN(moved) ? chance : Math.max(chance, moved);
  });
  const moved = chancesIfMoved(main, outlook, needed, once);
  const stepAfter = (position: (typeof inFlight)[number]) => {
    const state = model.waits.nextState(position);
    return state === undefined ? null : (inputs.histories.activities[model.known.stages[state]!] ?? null);
  };
  return inFlight
    .map((position, index) => ({
      id: inputs.caseIds[position.case]!,
      next: stepAfter(position),
      chance: main.chances[index]!,
      chance_if_moved: once[index]!,
      change: once[index] === main.chances[index] ? 0 : moved[index]! - p_met,
    }))
    .sort((a, b) => b.change - a.change || (a.id < b.id ? -1 : 1));
}

function wordsOf({ words, against }: WordTold, needed: number, days: number, isShort: boolean): Words {
  const tail = isShort
    ? { zh: '；历史不足一年，范围已放宽', en: '; less than a year of history, widened' }
    : { zh: '', en: '' };
  if (needed <= 0) return { zh: `达标把握：高（已完成）${tail.zh}`, en: `assurance: high (done)${tail.en}` };
  const aside = against
    ? { zh: `（${against.words.zh}）`, en: ` (${against.words.en})` }
    : { zh: '', en: '' };
  return {
    zh: `达标把握：${words.zh}${aside.zh}；还差 ${needed}，还有 ${days} 天${tail.zh}`,
    en: `assurance: ${words.en}${aside.en}; ${needed} to go in ${days} days${tail.en}`,
  };
}

function numbersOf(
  inputs: TargetInputs,
  model: FittedModel,
  calibration: Calibration,
  { counts, learnt }: Told,
): readonly InputNumber[] {
  return inputNumbers({
    done: inputs.done,
    waiting: inputs.waiting.length,
    recognisedShare: inputs.recognisedShare,
    inFlight: model.known.inFlight.length,
    inFlightMean: model.chances.reduce((total, chance) => total + chance, 0),
    reportingLagDays: inputs.asOfDay - inputs.cutDay,
    arrivals: model.arrivals.mean,
    arrivalsDispersion: calibration.arrivalsDispersion,
    arrivalsMean: model.fromArrivals,
    straightOn: model.straightOn,
    pull: calibration.pull,
    recentSpeed: model.recentSpeed,
    lean: calibration.lean,
    recentMiss: calibration.recentMiss,
    keep: calibration.keep,
    told: toldMean({ ...model, recentMiss: calibration.recentMiss }, calibration),
    shift: learnt.shift,
    width: learnt.width,
    toldLearnt: meanOf(counts),
    dispersion: calibration.dispersion,
  });
}

function assumptionsOf(
  inputs: TargetInputs,
  calibration: Calibration,
  isShort: boolean,
  cases: number,
): readonly Words[] {
  const lag = inputs.asOfDay - inputs.cutDay;
  const list: Words[] = [
    {
      zh: '达标按期限前发生、最后得到认定的算；“期限前就已认定”另说一个数。',
      en: 'Main figure: occurred by the deadline and finally recognised; second: recognised by the deadline.',
    },
    {
      zh: '在途项目看的是：以往停在同一阶段、并行的几件事也办到同样几件、等了同样久的项目，后来怎样；等得比见过的都久的，按最后一段的快慢继续。',
      en: 'Cases go on as those did that stood in the same stage for as long, with the same of the items that run beside it done; beyond what was seen, at the last rate.',
    },
    {
      zh: '全市一起快、一起慢的情形分九档，每档机会相同；同一档里，各项目互不影响。',
      en: 'Nine equally likely common speeds; given the speed, cases are independent.',
    },
    lag > 0
      ? {
          zh: `最近 ${lag} 天的情况按还没有报全算。`,
          en: `The last ${lag} days count as not yet reported in full.`,
        }
      : { zh: '到这一天的情况按已经报全算。', en: 'All that occurred by that day counts as reported.' },
  ];
  if (cases > EXACT_CASES)
    list.push({
      zh: `在途超过 ${EXACT_CASES} 个：机会相近的合在一起相加，方差至多大 0.2%，清单里的增量按这样的和算。`,
      en: `Above ${EXACT_CASES} in flight like chances are added up together: the variance is too great by 0.2 % at most, and the list’s changes are of that sum.`,
    });
  if (isShort)
    list.push({
      zh: '历史不足一年：范围已放宽，看不出淡旺季。',
      en: 'Less than a year of history: widened, no season.',
    });
  if (calibration.windows < 1)
    list.push({
      zh: '走完的历史预测太少，折合不到一次：范围有多宽主要按经验定，不是学出来的。',
      en: 'Past forecasts that are over are worth less than one independent window: dispersion is mostly the prior.',
    });
  return list;
}
