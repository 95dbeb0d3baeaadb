// Every target of the plan in force, forecast from the ledger at the view's standpoint: floors of counted project milestones, levels without a date, k of n over a
// threshold. A level or k of n without a record says so; of other kinds, and of floors that count no milestone of projects, there is no forecast: they are listed with why. The mathematics are targetForecast.ts and levelForecast.ts.

import type { Words } from '../kernel/loop.ts';
import { epochDay, fromEpochDay, type PlainDate, yearOf } from '../kernel/plainDate.ts';
import { sql } from '../kernel/sql.ts';
import { headText } from '../ledger/fact.ts';
import type { LedgerView } from '../ledger/view.pg.ts';
import type { Target } from '../loops/indicators/targets.plan.ts';
import { targetsSection } from '../loops/indicators/targets.rules.ts';
import { forecastAtLeast } from './atLeastForecast.ts';
import {
  type FloorQuestion,
  type ForecastQuestion,
  type ForecastView,
  MILESTONE_OF,
  type TargetOutlook,
} from './forecastQuestion.ts';
import { forecastLevel, LEAST_YEARS, type LevelForecast, type YearValue } from './levelForecast.ts';
import { notForecast } from './notForecast.ts';
import { type MilestoneTold, type ProjectHistories, readProjectHistories } from './projectHistory.pg.ts';
import { forecastTarget, type TargetInputs } from './targetForecast.ts';

export async function readForecast(view: LedgerView): Promise<ForecastView> {
  const { targets, ...question } = await readForecastQuestion(view);
  return {
    ...question,
    targets: targets.map(({ measure: _m, milestone: _n, inputs, so_far: _s, ...outlook }) => ({
      ...outlook,
      ...forecastTarget(inputs),
    })),
  };
}

export async function readForecastQuestion(view: LedgerView): Promise<ForecastQuestion> {
  const targets = view.plan.section(targetsSection);
  const counted = targets.filter(
    (one) => one.kind === 'floor' && one.measure !== undefined && one.measure in MILESTONE_OF,
  );
  const projects = counted.length > 0 ? await readProjectHistories(view) : undefined;
  const record = await readYears(view);
  const root = view.plan.units.rootId;
  return {
    city: view.city.name,
    simulated: view.city.simulated,
    as_of: view.asOf,
    looks_from: looksFrom(view),
    known: view.known.seq,
    head: headText(view.head),
    targets: projects ? counted.flatMap((target) => floorOf(view, target, projects)) : [],
    levels: targets
      .filter((target) => target.kind === 'level')
      .map((target) => {
        const years = target.indicator === undefined ? [] : (record.get(`${target.indicator} ${root}`) ?? []);
        const level = forecastLevel(years, Number(target.amount ?? Number.NaN));
        return { ...head(target, levelWords(level)), level };
      }),
    at_least: targets
      .filter((target) => target.kind === 'kOfN')
      .map((target) => atLeastOf(view, target, record)),
    no_forecast: notForecast(targets),
  };
}

/** Nothing is heard of the days after what is known: they are ahead, not days on which nothing happened. */
function looksFrom({ asOf, known }: LedgerView): PlainDate {
  return asOf < known.on ? asOf : known.on;
}

function head(target: Target, words: Words): TargetOutlook {
  const { id, title, kind, unit, amount, to } = target;
  return { id, title, kind, target: amount ?? null, unit, by: to ?? null, words };
}

function floorOf(view: LedgerView, target: Target, projects: ProjectHistories): ForecastQuestion['targets'] {
  const milestone = MILESTONE_OF[target.measure!]!;
  const activity = projects.histories.activities.indexOf(milestone);
  if (target.to === undefined || target.from === undefined || target.amount === undefined) return [];
  const known = epochDay(view.known.on);
  const asOfDay = epochDay(looksFrom(view));
  const [fromDay, deadlineDay] = [epochDay(target.from), epochDay(target.to)];
  const own = projects.milestones.filter((one) => one.milestone === milestone);
  const inPeriod = own.filter(
    (one) => one.occurredDay >= fromDay && one.occurredDay <= Math.min(asOfDay, deadlineDay),
  );
  const decided = own.filter((one) => one.needsRecognition && one.decidedDay !== null);
  const waits = decided
    .filter((one) => one.state === 'recognised')
    .map((one) => Math.max(0, one.decidedDay! - one.occurredDay))
    .sort((a, b) => a - b);
  const counted = new Set(inPeriod.filter((one) => one.counted).map((one) => one.project));
  const inputs: TargetInputs = {
    histories: projects.histories,
    caseIds: projects.caseIds,
    activity,
    amount: Number(target.amount),
    fromDay,
    deadlineDay,
    asOfDay,
    cutDay: Math.min(asOfDay, known - projects.reportingLagDays),
    heardDay: Math.max(asOfDay, known),
    done: counted.size,
    waiting: inPeriod
      .filter((one) => one.state === 'claimed' && !counted.has(one.project))
      .map((one) => asOfDay - one.occurredDay),
    // Nine of ten is believed before a claim was decided, at the weight of ten.
    recognisedShare: (decided.filter((one) => one.state === 'recognised').length + 9) / (decided.length + 10),
    recognitionDays:
      waits.length === 0
        ? [0]
        : Array.from({ length: 10 }, (_, at) => waits[Math.floor(((at + 0.5) / 10) * waits.length)]!),
  };
  const so_far = countedByWeek(inPeriod, fromDay, Math.min(asOfDay, deadlineDay));
  return [{ ...head(target, UNRECKONED), measure: target.measure!, milestone, inputs, so_far }];
}

/** Stands in a question until it is answered. */
const UNRECKONED: Words = { zh: '', en: '' };

function countedByWeek(
  inPeriod: readonly MilestoneTold[],
  fromDay: number,
  lastDay: number,
): FloorQuestion['so_far'] {
  const days = inPeriod.filter((one) => one.counted).map((one) => one.occurredDay);
  const weeks: number[] = [];
  for (let day = fromDay - 1; day < lastDay; day += 7) weeks.push(day);
  return [...weeks, lastDay].map((day) => ({
    on: fromEpochDay(day),
    done: days.filter((one) => one <= day).length,
  }));
}

/** Whole years that stand, by indicator and unit. */
async function readYears(view: LedgerView): Promise<ReadonlyMap<string, readonly YearValue[]>> {
  const rows = await view.query(sql`
    select indicator, unit, period, value from reading
    where city = ${view.city.id} and stands and period ~ '^[0-9]{4}$' and period_end <= ${view.asOf}::date
    order by indicator, unit, period`);
  const years = new Map<string, YearValue[]>();
  for (const row of rows) {
    const key = `${String(row.indicator)} ${String(row.unit)}`;
    years.set(key, [...(years.get(key) ?? []), { year: Number(row.period), value: Number(row.value) }]);
  }
  return years;
}

function levelWords(level: LevelForecast): Words {
  if (level.basis === 'none')
    return {
      zh: `没有基数，不给日期（要有至少 ${LEAST_YEARS} 个全年数，现有 ${level.years} 个）`,
      en: `no base, no date (${LEAST_YEARS} whole years are needed, there are ${level.years})`,
    };
  if (level.basis === 'reached') return { zh: `${level.year} 年已达到`, en: `reached in ${level.year}` };
  const year = (one: number | null) => (one === null ? '50 年以外' : `${one} 年`);
  return {
    zh: `可能在 ${year(level.middle)}达到，早则 ${year(level.early)}，晚则 ${year(level.late)}`,
    en: `likely in ${level.middle ?? 'beyond 50 years'}, from ${level.early ?? 'beyond 50 years'} to ${level.late ?? 'beyond 50 years'}`,
  };
}

function atLeastOf(view: LedgerView, target: Target, record: ReadonlyMap<string, readonly YearValue[]>) {
  const members = [...record].filter(
    ([key]) =>
      target.indicator !== undefined &&
      key.startsWith(`${target.indicator} `) &&
      !key.endsWith(` ${view.plan.units.rootId}`),
  );
  const year = yearOf(target.to ?? view.asOf);
  const { words, ...told } = forecastAtLeast(
    target,
    members.map(([, years]) => years),
    year,
  );
  return { ...head(target, words), ...told };
}
