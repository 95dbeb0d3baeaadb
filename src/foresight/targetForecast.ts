/**
 * A floor target of counted milestones: where it will land. Main figure: occurred by the deadline and finally recognised; second: recognised by the deadline. Pure: the
 * histories, the claims that wait and the dates come in. What the forecast rests on is handed out as numbers, each with what it came from.
 */
import type { Words } from '../kernel/loop.ts';
import { fromEpochDay, type PlainDate } from '../kernel/plainDate.ts';
import { assuranceOf } from './assurance.ts';
import { type CaseHistories, milestoneDays, usualSpan } from './caseHistory.ts';
import { chanceOfAtLeast, meanOf, quantile } from './countDistribution.ts';
import {
  type Calibration,
  calibrate,
  expectationOf,
  type FittedModel,
  fitModel,
  toldMean,
} from './forecastModel.ts';
import { chancesIfMoved, type Expectation, lookAhead } from './outlook.ts';
import { type ForecastRecord, type PastTold, PRACTICE_STEP, pastRecord } from './pastRecord.ts';

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

export interface InputNumber {
  readonly id: string;
  readonly label: Words;
  readonly value: number;
  readonly from: Words;
}

export interface PushEffect {
  readonly id: string;
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
  readonly pushes: readonly PushEffect[];
  readonly inputs: readonly InputNumber[];
  readonly assumptions: readonly Words[];
  readonly record: ForecastRecord;
}

/** The same with every project in flight, and with what the chance is reckoned from, so that it can be asked again with something changed. */
export interface WholeForecast extends TargetForecast {
  readonly needed: number;
  /** Chances by the deadline, at speed 1: first those of `pushes`, in their order, then those of the claims that wait. */
  readonly expectation: Expectation;
  /** Chance of a case that begins on the day looked from. */
  readonly lead_chance: number;
  /** Past forecasts whose windows are over, oldest first. */
  readonly past: readonly PastTold[];
}

/** Less history than this is told, and widened. */
const ENOUGH_DAYS = 365;
/** Added to the relative variance of the whole where there is no year of history: a spread of another fifth. */
const SHORT_HISTORY_DISPERSION = 0.04;
const PUSHES = 50;

export function forecastTarget(inputs: TargetInputs): TargetForecast {
  const { needed: _n, expectation: _e, lead_chance: _l, past: _p, ...forecast } = forecastWhole(inputs);
  return { ...forecast, pushes: forecast.pushes.slice(0, PUSHES) };
}

export function forecastWhole(inputs: TargetInputs): WholeForecast {
  const { histories, asOfDay, cutDay, deadlineDay } = inputs;
  const milestone = milestoneDays(histories, inputs.activity);
  const firstDay = Math.min(asOfDay, usualSpan(histories.startDay).first);
  const days = Math.max(0, deadlineDay - asOfDay);
  const at = { knownDay: asOfDay, cutDay, heardDay: inputs.heardDay };
  const model = fitModel(histories, inputs.activity, at, Math.max(1, days), firstDay);
  const past = pastRecord(inputs, milestone, firstDay, Math.max(1, days));
  const fitted = calibrate(model, past.over, asOfDay, firstDay, PRACTICE_STEP);
  const isShort = asOfDay - firstDay < ENOUGH_DAYS;
  const calibration = isShort
    ? { ...fitted, dispersion: fitted.dispersion + SHORT_HISTORY_DISPERSION }
    : fitted;
  const { speeds, arrivals } = expectationOf(model, calibration);
  const common = { speeds, arrivalsDispersion: arrivals.dispersion };
  const expect = (ahead: number, delays: readonly number[]): Expectation =>
    expectationWithin(inputs, model, common, ahead, delays);
  const main = expect(days, NO_DELAY);
  const outlook = lookAhead(main);
  const needed = inputs.amount - inputs.done;
  const hasHistory = model.waits.reached > 0 || model.waits.atOnce > 0 || needed <= 0;
  const p_met = chanceOfAtLeast(outlook.counts, needed);
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
    p_met: hasHistory ? p_met : null,
    p_met_recognised: hasHistory ? chanceOfAtLeast(second.counts, needed) : null,
    words: hasHistory ? wordsOf(p_met, needed, days, isShort) : NO_HISTORY,
    pushes,
    inputs: inputNumbers(inputs, model, calibration),
    assumptions: assumptionsOf(inputs, calibration, isShort),
    record: past.record,
    needed,
    expectation: {
      ...main,
      chances: [
        ...pushes.map(({ chance }) => chance),
        ...Array.from(main.chances).slice(model.known.inFlight.length),
      ],
    },
    lead_chance:
      inputs.recognisedShare *
      withinPeriod(inputs, (each) => (each < 0 ? 0 : model.waits.freshChance(each)))(days),
    past: past.told,
  };
}

const NO_DELAY: readonly number[] = [0];
const NO_HISTORY: Words = {
  zh: '没有历史：还没有一个项目到过这个节点，不给把握',
  en: 'no history: no project has come there yet, no assurance is given',
};

/** Chances of all that is in flight or waits, `ahead` days from the day looked from; each delay (equally likely) is taken off. */
function expectationWithin(
  inputs: TargetInputs,
  model: FittedModel,
  { speeds, arrivalsDispersion }: { speeds: Expectation['speeds']; arrivalsDispersion: number },
  ahead: number,
  delays: readonly number[],
): Expectation {
  const lag = inputs.asOfDay - inputs.cutDay;
  const share = inputs.recognisedShare;
  const mean = (of: (days: number) => number) => {
    const counted = withinPeriod(inputs, of);
    return delays.reduce((sum, delay) => sum + counted(ahead - delay), 0) / delays.length;
  };
  const chances = model.known.inFlight.map(
    (position) => share * mean((days) => model.chanceWithin(position, days + lag)),
  );
  // What waits has occurred: only its recognition is open, and for the second figure the rest of the usual time to it.
  for (const age of inputs.waiting) {
    const left = delays === NO_DELAY ? [0] : delays.filter((delay) => delay >= age);
    const inTime = left.length === 0 ? 1 : left.filter((delay) => delay - age <= ahead).length / left.length;
    chances.push(share * inTime);
  }
  return {
    chances,
    arrivals: {
      mean: share * mean((days) => model.arrivalsWithin(days + lag)),
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
    return Number.isNaN(moved) ? chance : Math.max(chance, inputs.recognisedShare * moved);
  });
  const moved = chancesIfMoved(main, outlook, needed, once);
  return inFlight
    .map((position, index) => ({
      id: inputs.caseIds[position.case]!,
      chance: main.chances[index]!,
      chance_if_moved: once[index]!,
      change: once[index] === main.chances[index] ? 0 : moved[index]! - p_met,
    }))
    .sort((a, b) => b.change - a.change || (a.id < b.id ? -1 : 1));
}

function wordsOf(chance: number, needed: number, days: number, isShort: boolean): Words {
  const assurance = assuranceOf(chance);
  const tail = isShort
    ? { zh: '；历史不足一年，范围已放宽', en: '; less than a year of history, widened' }
    : { zh: '', en: '' };
  if (needed <= 0) return { zh: `达标把握：高（已完成）${tail.zh}`, en: `assurance: high (done)${tail.en}` };
  return {
    zh: `达标把握：${assurance.zh}；还差 ${needed}，还有 ${days} 天${tail.zh}`,
    en: `assurance: ${assurance.en}; ${needed} to go in ${days} days${tail.en}`,
  };
}

/** id, label and source, in both languages; the values are numbered in the same order by `inputNumbers`. */
const INPUT_WORDS = [
  ['done', '已完成', 'done', '台账：期内发生且已认定', 'ledger: occurred in the period and recognised'],
  [
    'waiting',
    '待认定',
    'waiting to be recognised',
    '台账：期内发生、已申报未决定',
    'ledger: claimed, not decided',
  ],
  [
    'recognisedShare',
    '认定比例',
    'share recognised',
    '已有决定的申报，另加 9/10 的先验',
    'decided claims, prior 9 in 10',
  ],
  ['inFlight', '在途项目', 'in flight', '已登记、未到该节点、未终止', 'registered, not yet there, not ended'],
  [
    'inFlightMean',
    '在途项目预计到达',
    'expected of those in flight',
    '按阶段与已等天数的曲线',
    'curves by stage and days waited',
  ],
  [
    'reportingLagDays',
    '报送滞后（天）',
    'reporting lag (days)',
    '发生到记录，九成分位',
    'occurred to recorded, nine tenths',
  ],
  ['arrivals', '预计新增项目', 'expected arrivals', '登记日的历史', 'registrations so far'],
  [
    'arrivalsDispersion',
    '新增的离散',
    'dispersion of arrivals',
    '此前各窗口的误差',
    'misses over earlier windows',
  ],
  [
    'arrivalsMean',
    '新增项目预计到达',
    'expected of arrivals',
    '新增项目乘以自身的到达曲线',
    'thinned by their own time',
  ],
  [
    'straightOn',
    '匀速外推',
    'straight on',
    '几种匀速外推，按此前各窗口的误差取舍',
    'several ways of going on, weighted by their misses over earlier windows',
  ],
  ['pull', '向匀速外推靠拢', 'pull to straight on', '历史预测的误差', 'misses of past forecasts'],
  [
    'recentSpeed',
    '近期快慢',
    'speed of late',
    '近半年到达数比曲线的预计',
    'the last half year against the curves',
  ],
  ['lean', '近期快慢延续的程度', 'how much of it lasts', '历史预测的误差', 'misses of past forecasts'],
  ['told', '预计到达（认定前）', 'expected before recognition', '以上合成', 'of the above'],
  [
    'dispersion',
    '共同快慢的离散',
    'dispersion of the common speed',
    '历史预测的误差，另加先验',
    'misses of past forecasts, and a prior',
  ],
] as const;

function inputNumbers(
  inputs: TargetInputs,
  model: FittedModel,
  calibration: Calibration,
): readonly InputNumber[] {
  const values: Readonly<Record<(typeof INPUT_WORDS)[number][0], number>> = {
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
    told: toldMean(model, calibration),
    dispersion: calibration.dispersion,
  };
  return INPUT_WORDS.map(([id, zh, en, fromZh, fromEn]) => ({
    id,
    label: { zh, en },
    value: values[id],
    from: { zh: fromZh, en: fromEn },
  }));
}

function assumptionsOf(inputs: TargetInputs, calibration: Calibration, isShort: boolean): readonly Words[] {
  const list: Words[] = [
    {
      zh: '主要数：期限前发生且最终得到认定；第二个数：期限前已认定。',
      en: 'Main figure: occurred by the deadline and finally recognised; second: recognised by the deadline.',
    },
    {
      zh: '在途项目按同阶段、等了同样久的项目后来的经历推算；超出看到过的天数，按最后一段的快慢继续。',
      en: 'Cases go on as those did that stood in the same stage for as long; beyond what was seen, at the last rate.',
    },
    {
      zh: '九种等可能的共同快慢，给定后各项目彼此独立。',
      en: 'Nine equally likely common speeds; given the speed, cases are independent.',
    },
    {
      zh: `报送滞后 ${inputs.asOfDay - inputs.cutDay} 天内的情况视为未报全。`,
      en: `The last ${inputs.asOfDay - inputs.cutDay} days count as not yet reported in full.`,
    },
  ];
  if (isShort)
    list.push({
      zh: '历史不足一年：范围已放宽，没有季节。',
      en: 'Less than a year of history: widened, no season.',
    });
  if (calibration.windows < 1)
    list.push({
      zh: '走完的历史预测折合不到一个独立的窗口：离散主要取先验。',
      en: 'Past forecasts that are over are worth less than one independent window: dispersion is mostly the prior.',
    });
  return list;
}
