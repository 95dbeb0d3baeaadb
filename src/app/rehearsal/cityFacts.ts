// The facts about the rehearsed city itself: founding, adoption, accounts, closings, readings, and where its clock stands.
import type { JsonObject } from '../../kernel/json.ts';
import type { Actor } from '../../kernel/loop.ts';
import { parsePeriod, periodEnd } from '../../kernel/period.ts';
import { addMonths, epochDay, fromEpochDay, startOfMonth } from '../../kernel/plainDate.ts';
import type { Indicator } from '../../loops/indicators/indicators.plan.ts';
import type { Actors } from './actors.ts';
import { type Month, OFFICE_MINUTES, type Office, type OfficeTime } from './officeTime.ts';
import type { PublishedReading, RehearsalPlan } from './rehearsal.plan.ts';
import { type Step, step } from './steps.ts';

export interface CityBasis {
  readonly params: RehearsalPlan;
  readonly actors: Actors;
  readonly office: OfficeTime;
  readonly months: readonly Month[];
  /** The plan's indicators: who reports, whether another checks, what a rank is among. */
  readonly indicators: readonly Indicator[];
  readonly founded: JsonObject;
  readonly calendar: JsonObject;
  readonly plan: JsonObject;
}

function cityStep(kind: string, body: JsonObject, actor: Actor, at: Office): Step {
  const made = step({
    kind,
    actor,
    subject: 'city',
    loop: 'city',
    unit: actor.unit,
    body,
    lag: 0,
    squeeze: 0,
  });
  made.at = at;
  return made;
}

/** In the first minute of the first working day, in this order. */
export function foundingSteps(basis: CityBasis): Step[] {
  const at = basis.office.opening(basis.months[0]!.first);
  const { system, accounts } = basis.actors;
  const steps = [
    cityStep('cityFounded', basis.founded, system, at),
    cityStep('calendarAdopted', basis.calendar, system, at),
    cityStep('planAdopted', basis.plan, system, at),
  ];
  for (const { account, title, unit, post, roles } of accounts) {
    const body: JsonObject = { unit, post, roles, title };
    const opened = step({
      kind: 'accountOpened',
      actor: system,
      subject: account,
      loop: 'access',
      unit,
      body,
      lag: 0,
      squeeze: 0,
    });
    opened.at = at;
    steps.push(opened);
  }
  return steps;
}

/** A month is closed at the end of the closing day of the next one, or of the next working day. */
export function closingSteps(basis: CityBasis): Step[] {
  return basis.months.map((month) => {
    const next = startOfMonth(addMonths(fromEpochDay(month.first), 1));
    const day = epochDay(next) + basis.params.reporting.closingDay - 1;
    const at = basis.office.opening(day) + OFFICE_MINUTES - 1;
    return cityStep('periodClosed', { period: month.name }, basis.actors.office, at);
  });
}

/** Published readings, recorded as they are in the days before the reporting day, and checked by another unit. */
export function readingSteps(basis: CityBasis): Step[] {
  const { params, actors, office } = basis;
  return params.readings.flatMap((reading, index) => {
    const period = parsePeriod(reading.period);
    const day = epochDay(periodEnd(period));
    const next = epochDay(startOfMonth(addMonths(fromEpochDay(day), 1)));
    const latest = office.before(next + params.reporting.clockDay - 1, params.reporting.clockTime);
    const indicator = basis.indicators.find((each) => each.id === reading.indicator);
    const body: JsonObject = {
      indicator: reading.indicator,
      period: reading.period,
      value: reading.value,
      ...rankOf(reading, indicator),
      source: reading.source,
      needsCheck: indicator?.needsCheck ?? true,
    };
    const shared = {
      subject: `${reading.indicator}/${reading.unit}/${reading.period.slice(0, 4)}`,
      loop: 'indicators',
      unit: reading.unit,
      lag: 0,
      squeeze: 0,
    };
    const reported = step({
      ...shared,
      kind: 'readingReported',
      actor: actors.reporter(indicator?.reportedBy),
      body,
      happened: day,
    });
    // Reported on the last afternoon but one, checked on the last.
    reported.at = latest - OFFICE_MINUTES - 90 + (index % 60);
    const checked = step({
      ...shared,
      kind: 'readingChecked',
      actor: actors.office,
      body: { indicator: reading.indicator, period: reading.period },
      corrects: reported,
    });
    checked.at = reported.at + 60 + (index % 20);
    return indicator?.needsCheck === false ? [reported] : [reported, checked];
  });
}

/** What the reading leaves out, the indicator's reference group says. */
function rankOf(reading: PublishedReading, indicator: Indicator | undefined): JsonObject {
  const among = indicator?.kind === 'rank' ? indicator.referenceGroup : undefined;
  const group = reading.rank?.group ?? among?.name;
  if (group === undefined) return {};
  const of = reading.rank?.of ?? (among?.name === group ? among.size : undefined);
  return { rank: { group, tied: reading.rank?.tied ?? false, ...(of === undefined ? {} : { of }) } };
}

export function clockStep(basis: CityBasis, standsAt: string, at: Office): Step {
  return cityStep('clockSet', { standsAt }, basis.actors.system, at);
}
