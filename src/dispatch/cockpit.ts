// The cockpit assembled: measures' answers, targets and lights in, the view out. Pure: every figure was asked for before, every judgement is the
// loops'. It decides only what stands where: the exceptions first, worst first.
import { add, compare, type Decimal, decimal, ZERO } from '../kernel/decimal.ts';
import {
  addDays,
  addMonths,
  endOfMonth,
  monthOf,
  type PlainDate,
  startOfMonth,
  startOfYear,
} from '../kernel/plainDate.ts';
import { expectedAmount, judgeTarget, type TargetValue } from '../loops/indicators/targets.judge.ts';
import type { Target } from '../loops/indicators/targets.plan.ts';
import type { CockpitView, Light, TargetLine } from './cockpit.view.ts';
import {
  type Answer,
  type CockpitParts,
  fromOf,
  inUnit,
  type KnownMeasure,
  type LineParts,
  plain,
  untilOf,
} from './cockpitParts.ts';
import { assembleUnits } from './league.ts';

export function assembleCockpit(parts: CockpitParts): CockpitView {
  const targets = parts.targets.map((target) => targetLine(target, parts));
  return {
    at: parts.at,
    today: parts.since?.until ?? null,
    exceptions: exceptionsOf(targets),
    awaiting: awaitingOf(targets),
    targets,
    funnel: parts.funnel,
    units: assembleUnits(parts),
    stocks: parts.stocks.flatMap((id) => stockLine(id, parts)),
    readings: parts.readings,
    told: toldLines(parts),
  };
}

const SEVERITY: Readonly<Record<Light, number>> = { red: 0, yellow: 1, grey: 2, blue: 3, green: 4 };

/** A count was due and is there, but nobody has published it: somebody can act on that. */
const isHeldBack = (line: TargetLine): boolean =>
  line.light === 'grey' && line.simulatedValue !== null && compare(decimal(line.simulatedValue), ZERO) > 0;

/** Nothing is there to be judged yet. */
const isSilent = (line: TargetLine): boolean =>
  line.light === 'grey' && line.value === null && !isHeldBack(line);

/** 待数据: the silent lines, one group a reason, in the plan's order. */
export function awaitingOf(lines: readonly TargetLine[]): CockpitView['awaiting'] {
  return (['not_published', 'no_engine_yet'] as const).flatMap((reason) => {
    const targets = lines.filter((line) => isSilent(line) && line.status === reason).map(({ id }) => id);
    return targets.length === 0 ? [] : [{ reason, targets }];
  });
}

/** Red, yellow, and what is held back; within a colour the widest gap first, then the plan's order. */
export function exceptionsOf(lines: readonly TargetLine[]): readonly string[] {
  const gap = (line: TargetLine): Decimal => (line.gapPoints === null ? ZERO : decimal(line.gapPoints));
  return lines
    .filter((line) => line.light === 'red' || line.light === 'yellow' || isHeldBack(line))
    .toSorted((a, b) => SEVERITY[a.light] - SEVERITY[b.light] || compare(gap(a), gap(b)))
    .map((line) => line.id);
}

export function targetLine(target: Target, parts: LineParts): TargetLine {
  const { asOf } = parts;
  const measure = target.measure === undefined ? undefined : parts.measures.get(target.measure);
  const found = targetValue(target, measure, parts);
  const previous = found.cumulative.get(monthOf(addMonths(startOfMonth(asOf), -1)));
  const isPublished = typeof found.value !== 'string';
  const lightRule = parts.lights.find((rule) => rule.id === target.light);
  const judged = judgeTarget({
    target,
    lightRule,
    value: found.value,
    asOf,
    previousMonthValue: isPublished ? previous : undefined,
  });
  const activity = measure ? parts.byMeasure.get(measure.id) : undefined;
  return {
    id: target.id,
    title: target.title,
    unit: target.unit,
    target: target.amount ?? null,
    value: isPublished ? plain(found.value as Decimal) : null,
    status: isPublished ? 'published' : (found.value as 'not_published' | 'no_engine_yet'),
    since: isPublished ? sinceOf(target, measure, parts) : null,
    simulatedValue: found.simulated === undefined ? null : plain(found.simulated),
    ...judged,
    lastMonth: isPublished && previous !== undefined ? plain(previous) : null,
    strength: target.strength ?? null,
    dueOn: target.to ?? null,
    owner: target.owner === undefined ? null : parts.ownerName(target.owner),
    refreshedOn: isPublished ? (activity?.lastOn ?? found.refreshedOn) : null,
    reporting: measure ? reportingOf(measure.id, parts) : null,
    trend: isPublished ? [...found.cumulative].map(([month, value]) => ({ month, value: plain(value) })) : [],
    pace: paceOf(target, asOf),
    figure:
      measure && target.awaits === undefined
        ? { measure: measure.id, from: fromOf(target, asOf), asOf: untilOf(target, asOf) }
        : null,
    definition: measure?.definition ?? {
      zh: (target.indicator && parts.indicatorDefinition(target.indicator)) || '口径待补来源',
      en: 'definition: source missing',
    },
  };
}

function sinceOf(
  target: Target,
  measure: KnownMeasure | undefined,
  { asOf, since }: LineParts,
): TargetLine['since'] {
  const told = measure === undefined ? undefined : since?.values.get(measure.id);
  if (measure === undefined || since === undefined || told === undefined) return null;
  const value = inUnit(decimal(told), measure.unit, target.unit);
  const until = untilOf(target, since.until);
  if (compare(value, ZERO) === 0 || until <= asOf) return null;
  return { value: plain(value), figure: { measure: measure.id, from: addDays(asOf, 1), asOf: until } };
}

interface Found {
  readonly value: TargetValue;
  readonly simulated: Decimal | undefined;
  /** By month of the year of asOf, up to its month. */
  readonly cumulative: ReadonlyMap<string, Decimal>;
  readonly refreshedOn: string | null;
}

const NOTHING: Pick<Found, 'simulated' | 'cumulative' | 'refreshedOn'> = {
  simulated: undefined,
  cumulative: new Map(),
  refreshedOn: null,
};

function targetValue(target: Target, measure: KnownMeasure | undefined, parts: LineParts): Found {
  if (target.awaits !== undefined) return { ...NOTHING, value: 'no_engine_yet' };
  if (measure === undefined) {
    const reading = parts.readings.find((line) => line.indicator === target.indicator);
    if (reading?.value == null) return { ...NOTHING, value: 'not_published' };
    return { ...NOTHING, value: decimal(reading.value), refreshedOn: reading.refreshedOn };
  }
  const rows = parts.answers.get(measure.id) ?? [];
  const cumulative =
    measure.tense === 'flow' ? cumulate(rows, measure, target, parts.asOf) : new Map<string, Decimal>();
  const value = inUnit(total(rows), measure.unit, target.unit);
  if (parts.unpublished.has(measure.id)) {
    return { ...NOTHING, value: 'not_published', simulated: value };
  }
  return { ...NOTHING, value, cumulative };
}

function total(rows: readonly Answer[]): Decimal {
  return rows.reduce((sum, row) => add(sum, decimal(row.value)), ZERO);
}

/** Completion at the end of each month of the year so far; what came in before the year (a target of several years) is in its first. */
function cumulate(
  rows: readonly Answer[],
  measure: KnownMeasure,
  target: Target,
  asOf: PlainDate,
): Map<string, Decimal> {
  const out = new Map<string, Decimal>();
  for (let month = startOfYear(asOf); month <= asOf; month = addMonths(month, 1)) {
    const name = monthOf(month);
    out.set(name, inUnit(total(rows.filter((row) => String(row.month) <= name)), measure.unit, target.unit));
  }
  return out;
}

function paceOf(target: Target, asOf: PlainDate): TargetLine['pace'] {
  const first = startOfYear(asOf);
  return Array.from({ length: 12 }, (_, index) => addMonths(first, index)).flatMap((month) => {
    const value = expectedAmount(target, endOfMonth(month));
    return value === null ? [] : [{ month: monthOf(month), value }];
  });
}

/** The duty that feeds the measure; the first where there are several. */
function reportingOf(measure: string, { duties }: LineParts): TargetLine['reporting'] {
  const duty = duties.find(({ measures }) => measures.includes(measure));
  return duty ? { expected: duty.expected, reported: duty.reported, duty: duty.id } : null;
}

function toldLines(parts: CockpitParts): CockpitView['told'] {
  const { asOf } = parts;
  return parts.told.flatMap(({ measure: id, value }) => {
    const measure = parts.measures.get(id);
    if (!measure) return [];
    const figure = { measure: id, from: startOfYear(asOf), asOf };
    return [{ measure: id, title: measure.title, value, unit: measure.unit, figure }];
  });
}

function stockLine(id: string, parts: CockpitParts): CockpitView['stocks'] {
  const measure = parts.measures.get(id);
  if (!measure) return [];
  const from = startOfYear(parts.asOf);
  const note = measure.definition.zh.includes('口径待核')
    ? { zh: '口径待核', en: 'scope to be verified' }
    : null;
  return [
    {
      measure: id,
      title: measure.title,
      value: plain(total(parts.answers.get(id) ?? [])),
      unit: measure.unit,
      note,
      figure: { measure: id, from, asOf: parts.asOf },
    },
  ];
}
