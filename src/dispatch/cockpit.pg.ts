// The cockpit's questions, as few as can be: flows of one source by unit and month in one statement, stocks in one, activity in one, the funnel in one, readings
// in one. What the answers mean is cockpit.ts and the loops' judges.

import { standingOf } from '../access/standing.ts';
import { dateInZone, type Instant } from '../kernel/instant.ts';
import { addDays, type PlainDate, startOfYear } from '../kernel/plainDate.ts';
import { sql } from '../kernel/sql.ts';
import type { MeasureCatalog } from '../ledger/measures.pg.ts';
import type { LedgerView } from '../ledger/view.pg.ts';
import { indicatorsSection, lightsSection } from '../loops/indicators/indicators.plan.ts';
import type { Target } from '../loops/indicators/targets.plan.ts';
import { targetsSection } from '../loops/indicators/targets.rules.ts';
import { told } from '../loops/projects/projects.measures.ts';
import { funnel } from '../loops/projects/projects.pg.ts';
import { lifecyclesSection } from '../loops/projects/projects.plan.ts';
import { type Post, postsSection } from '../plan/organisation.ts';
import { assembleCockpit, targetLine } from './cockpit.ts';
import type { CockpitView, TargetLine } from './cockpit.view.ts';
import {
  type Activity,
  type Answer,
  type CockpitParts,
  fromOf,
  type KnownMeasure,
  type LineParts,
  untilOf,
} from './cockpitParts.ts';
import { readDuties } from './duties.pg.ts';
import { unpublishedMeasures } from './published.ts';
import { readCityReadings } from './readings.pg.ts';
import { type TaskUnits, taskUnits } from './units.ts';

/** Beside the headline targets: what was promised in money, what is under way. */
const STOCKS = ['projects.introducedPlannedYuan', 'projects.underConstruction', 'projects.builtYuan'];

/** With `only`, the one target of that id, headline or not, in place of the headline ones. */
export async function readCockpit(
  view: LedgerView,
  catalog: MeasureCatalog,
  only?: string,
): Promise<CockpitView> {
  const { plan, asOf } = view;
  const targets = plan
    .section(targetsSection)
    .filter((target) => (only === undefined ? target.headline : target.id === only));
  const measures = knownMeasures(catalog);
  const units = taskUnits(plan, asOf);
  const posts = new Map(plan.section(postsSection).map((post) => [post.id, post]));
  const definitions = new Map(plan.section(indicatorsSection).map((one) => [one.id, one.definition]));
  const activity = await readActivity(view, units);
  return assembleCockpit({
    at: standingOf(view),
    asOf,
    targets,
    lights: plan.section(lightsSection),
    measures,
    answers: await askTargets(view, targets, measures, STOCKS),
    unpublished: unpublishedMeasures(view),
    duties: await readDuties(view, catalog, units),
    units,
    ownerName: (id) => ownerName(id, posts, units),
    byUnit: activity.byUnit,
    byMeasure: activity.byMeasure,
    readings: (await readCityReadings(view)).map(({ exact: _exact, source: _source, ...line }) => line),
    indicatorDefinition: (id) => definitions.get(id),
    funnel: await readFunnel(view),
    stocks: STOCKS,
    told: [...activity.told, await readEarlier(view), ...(await readToldReadings(view))],
    since: await askSince(view, targets, measures),
  });
}

/** The lines of any targets, headline or not, without what stands around them on the cockpit. */
export async function readTargetLines(
  view: LedgerView,
  catalog: MeasureCatalog,
  targets: readonly Target[],
): Promise<readonly TargetLine[]> {
  if (targets.length === 0) return [];
  const { plan, asOf } = view;
  const measures = knownMeasures(catalog);
  const units = taskUnits(plan, asOf);
  const posts = new Map(plan.section(postsSection).map((post) => [post.id, post]));
  const definitions = new Map(plan.section(indicatorsSection).map((one) => [one.id, one.definition]));
  const parts: LineParts = {
    asOf,
    lights: plan.section(lightsSection),
    measures,
    answers: await askTargets(view, targets, measures),
    unpublished: unpublishedMeasures(view),
    duties: await readDuties(view, catalog, units),
    ownerName: (id) => ownerName(id, posts, units),
    byMeasure: (await readActivity(view, units)).byMeasure,
    readings: (await readCityReadings(view)).map(({ exact: _exact, source: _source, ...line }) => line),
    indicatorDefinition: (id) => definitions.get(id),
  };
  return targets.map((target) => targetLine(target, parts));
}

/** Under 责任单位 stands the unit whose head leads or helps; of any other duty the post itself, for it answers in person. */
function ownerName(id: string, posts: ReadonlyMap<string, Post>, units: TaskUnits): string {
  const post = posts.get(id);
  if (post === undefined) return units.nameOf(id);
  return post.duty === '牵头单位' || post.duty === '配合单位' ? units.nameOf(post.unit) : post.title;
}

export function knownMeasures(catalog: MeasureCatalog): ReadonlyMap<string, KnownMeasure> {
  return new Map(
    [...catalog.measures].flatMap(([id, measure]) => {
      const source = catalog.sources.get(measure.source);
      return source ? [[id, { ...measure, tense: source.tense }] as const] : [];
    }),
  );
}

/** Flows by unit and month, one question for each term (nearly always one); stocks as totals. */
async function askTargets(
  view: LedgerView,
  targets: readonly Target[],
  measures: ReadonlyMap<string, KnownMeasure>,
  beside: readonly string[] = [],
): Promise<ReadonlyMap<string, readonly Answer[]>> {
  const { asOf } = view;
  const groups = new Map<string, { from: PlainDate; until: PlainDate; ids: Set<string> }>();
  const want = (from: PlainDate, until: PlainDate, id: string) => {
    const group = groups.get(`${from} ${until}`) ?? { from, until, ids: new Set<string>() };
    groups.set(`${from} ${until}`, group);
    group.ids.add(id);
  };
  const stocks = new Set<string>();
  for (const id of beside) {
    const tense = measures.get(id)?.tense;
    if (tense === 'flow') want(startOfYear(asOf), asOf, id);
    else if (tense === 'stock') stocks.add(id);
  }
  for (const target of targets) {
    if (target.awaits !== undefined || target.measure === undefined) continue;
    if (measures.get(target.measure)?.tense === 'stock') stocks.add(target.measure);
    else want(fromOf(target, asOf), untilOf(target, asOf), target.measure);
  }
  const answers = new Map<string, readonly Answer[]>();
  for (const { from, until, ids } of groups.values()) {
    const question = { from, asOf: until, by: ['unit', 'month'] };
    for (const [id, rows] of await view.askMeasures([...ids], question)) answers.set(id, rows);
  }
  if (stocks.size > 0) {
    for (const [id, rows] of await view.askMeasures([...stocks], { from: startOfYear(asOf), asOf, by: [] }))
      answers.set(id, rows);
  }
  return answers;
}

/** When units and milestones were last heard of, and how much came late or was corrected: of the rows that these figures open to. */
async function readActivity(
  view: LedgerView,
  units: TaskUnits,
): Promise<{ byUnit: Map<string, Activity>; byMeasure: Map<string, Activity>; told: CockpitParts['told'] }> {
  const { city, asOf } = view;
  const relation = told({ city: city.id, from: startOfYear(asOf), asOf });
  const rows = await view.query(sql`
    select unit, what, max(heard_at) as last_at, count(*) filter (where late)::int as late,
      count(*) filter (where corrected)::int as corrected, grouping(unit)::int as total
    from (${relation}) heard
    group by grouping sets ((unit), (what))`);
  const byUnit = new Map<string, Activity>();
  const byMeasure = new Map<string, Activity>();
  let [late, corrections] = [0, 0];
  for (const row of rows) {
    const lastOn = row.last_at === null ? null : dateInZone(row.last_at as Instant, city.zone);
    const heard = { lastOn };
    if (Number(row.total) === 1) {
      byMeasure.set(`projects.${String(row.what)}`, heard);
      continue;
    }
    late += Number(row.late);
    corrections += Number(row.corrected);
    const unit = units.over(String(row.unit))?.id ?? String(row.unit);
    byUnit.set(unit, merged(byUnit.get(unit), heard));
  }
  const counts = [
    { measure: 'projects.late', value: String(late) },
    { measure: 'projects.corrections', value: String(corrections) },
  ];
  return { byUnit, byMeasure, told: counts };
}

async function readEarlier(view: LedgerView): Promise<CockpitParts['told'][number]> {
  const id = 'projects.correctionsEarlier';
  const answers = await view.askMeasures([id], { from: startOfYear(view.asOf), asOf: view.asOf, by: [] });
  return { measure: id, value: String(answers.get(id)?.[0]?.value ?? '0') };
}

/**
 * What was counted after the day that is looked at, up to today: a month is judged once it was due, and what came since is told beside it and not kept back. Nothing
 * where the view stands at today or as known then, or in another year.
 */
async function askSince(
  view: LedgerView,
  targets: readonly Target[],
  measures: ReadonlyMap<string, KnownMeasure>,
): Promise<CockpitParts['since']> {
  const { asOf, today, known } = view;
  if (known.given || asOf >= today || startOfYear(asOf) !== startOfYear(today)) return undefined;
  const flows = targets.flatMap(({ awaits, measure = '' }) =>
    awaits === undefined && measures.get(measure)?.tense === 'flow' ? [measure] : [],
  );
  if (flows.length === 0) return { until: today, values: new Map() };
  const answers = await view.askMeasures([...new Set(flows)], {
    from: addDays(asOf, 1),
    asOf: today,
    by: [],
  });
  return {
    until: today,
    values: new Map([...answers].map(([id, rows]) => [id, String(rows[0]?.value ?? '0')])),
  };
}

async function readToldReadings(view: LedgerView): Promise<CockpitParts['told']> {
  const { asOf } = view;
  const ids = ['indicators.late', 'indicators.corrections'];
  const answers = await view.askMeasures(ids, { from: startOfYear(asOf), asOf, by: [] });
  return ids.map((measure) => ({ measure, value: String(answers.get(measure)?.[0]?.value ?? '0') }));
}

function merged(a: Activity | undefined, b: Activity): Activity {
  if (!a) return b;
  return { lastOn: a.lastOn === null || (b.lastOn !== null && b.lastOn > a.lastOn) ? b.lastOn : a.lastOn };
}

async function readFunnel(view: LedgerView): Promise<CockpitView['funnel']> {
  const lifecycle = view.plan.section(lifecyclesSection).find((one) => one.counted);
  if (!lifecycle) return [];
  const at = { city: view.city.id, planHash: view.plan.hash, asOf: view.asOf, scope: { all: true } as const };
  return funnel(view, at, lifecycle);
}
