// The cockpit's questions, as few as can be: flows of one source by unit and month in one statement, stocks in one, activity in one, the funnel in one, readings
// in one. What the answers mean is cockpit.ts and the loops' judges.

import { standingOf } from '../access/standing.ts';
import { dateInZone, type Instant } from '../kernel/instant.ts';
import type { JsonObject } from '../kernel/json.ts';
import { type PlainDate, startOfMonth, startOfYear } from '../kernel/plainDate.ts';
import { sql } from '../kernel/sql.ts';
import type { MeasureCatalog } from '../ledger/measures.pg.ts';
import type { LedgerView } from '../ledger/view.pg.ts';
import { indicatorsSection, lightsSection } from '../loops/indicators/indicators.plan.ts';
import type { Target } from '../loops/indicators/targets.plan.ts';
import { targetsSection } from '../loops/indicators/targets.rules.ts';
import { funnel } from '../loops/projects/projects.pg.ts';
import { lifecyclesSection } from '../loops/projects/projects.plan.ts';
import { postsSection } from '../plan/organisation.ts';
import { assembleCockpit } from './cockpit.ts';
import type { CockpitView } from './cockpit.view.ts';
import { type Activity, type Answer, fromOf, type KnownMeasure, untilOf } from './cockpitParts.ts';
import { readCityReadings } from './readings.pg.ts';
import { type TaskUnits, taskUnits } from './units.ts';

/** Beside the headline targets: what was promised in money, what is under way. */
const STOCKS = ['projects.introducedPlannedYuan', 'projects.underConstruction', 'projects.builtYuan'];

export async function readCockpit(view: LedgerView, catalog: MeasureCatalog): Promise<CockpitView> {
  const { plan, asOf } = view;
  const targets = plan.section(targetsSection).filter((target) => target.headline);
  const measures = knownMeasures(catalog);
  const units = taskUnits(plan, asOf);
  const posts = new Map(plan.section(postsSection).map((post) => [post.id, post.title]));
  const definitions = new Map(plan.section(indicatorsSection).map((one) => [one.id, one.definition]));
  const activity = await readActivity(view, units);
  return assembleCockpit({
    at: standingOf(view),
    asOf,
    targets,
    lights: plan.section(lightsSection),
    measures,
    answers: await askAll(view, targets, measures),
    published: publishedMeasures(view),
    units,
    ownerName: (id) => posts.get(id) ?? units.nameOf(id),
    byUnit: activity.byUnit,
    byMeasure: activity.byMeasure,
    readings: (await readCityReadings(view)).map(({ exact: _exact, source: _source, ...line }) => line),
    indicatorDefinition: (id) => definitions.get(id),
    funnel: await readFunnel(view),
    stocks: STOCKS,
    late: activity.late,
  });
}

export function knownMeasures(catalog: MeasureCatalog): ReadonlyMap<string, KnownMeasure> {
  return new Map(
    [...catalog.measures].flatMap(([id, measure]) => {
      const source = catalog.sources.get(measure.source);
      return source ? [[id, { ...measure, tense: source.tense }] as const] : [];
    }),
  );
}

/** In a simulated city only what the plan says was published is a figure; the rest is simulated and says so. In a real one all is. */
export function publishedMeasures(view: Pick<LedgerView, 'city' | 'plan'>): ReadonlySet<string> | undefined {
  if (!view.city.simulated) return undefined;
  // The section `rehearsal` belongs to app/, to the right of this room: its value is read as the plain document it is stored as.
  const sections = (view.plan as { readonly content?: { readonly sections?: JsonObject } }).content?.sections;
  const rehearsal = sections?.rehearsal as
    | { readonly published?: readonly { readonly measure?: string }[] }
    | null
    | undefined;
  return new Set([
    ...(rehearsal?.published ?? []).flatMap((total) => total.measure ?? []),
    ...NEVER_A_PUBLISHED_TARGET,
  ]);
}

/** Stocks stand in `opening`, not in `published`, and are no targets. */
const NEVER_A_PUBLISHED_TARGET = ['projects.underConstruction', 'projects.builtYuan'];

/** Flows by unit and month, one question for each term (nearly always one); stocks as totals. */
async function askAll(
  view: LedgerView,
  targets: readonly Target[],
  measures: ReadonlyMap<string, KnownMeasure>,
): Promise<ReadonlyMap<string, readonly Answer[]>> {
  const { asOf } = view;
  const groups = new Map<string, { from: PlainDate; until: PlainDate; ids: Set<string> }>();
  const want = (from: PlainDate, until: PlainDate, id: string) => {
    const group = groups.get(`${from} ${until}`) ?? { from, until, ids: new Set<string>() };
    groups.set(`${from} ${until}`, group);
    group.ids.add(id);
  };
  const stocks = new Set<string>();
  for (const id of STOCKS) {
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

/** When units and milestones were last heard of, whether they reported for the month looked at, and how much came late or was corrected. */
async function readActivity(
  view: LedgerView,
  units: TaskUnits,
): Promise<{ byUnit: Map<string, Activity>; byMeasure: Map<string, Activity>; late: CockpitView['late'] }> {
  const { city, asOf } = view;
  const [from, month] = [startOfYear(asOf), startOfMonth(asOf)];
  const rows = await view.query(sql`
    select unit, what, max(at) as last_at, bool_or(on_date >= ${month}::date) as this_month,
      count(*) filter (where late)::int as late, count(*) filter (where corrected)::int as corrected, grouping(unit)::int as total
    from (
      select unit, milestone as what, occurred_on as on_date, greatest(claimed_at, decided_at) as at, late, claim <> root_claim as corrected
      from project_milestone where city = ${city.id} and occurred_on between ${from}::date and ${asOf}::date
      union all
      select unit, null, occurred_on, reported_at, late, report <> root_report
      from project_investment where city = ${city.id} and occurred_on between ${from}::date and ${asOf}::date
    ) heard
    group by grouping sets ((unit), (what))`);
  const byUnit = new Map<string, Activity>();
  const byMeasure = new Map<string, Activity>();
  const late = { count: 0, corrections: 0 };
  for (const row of rows) {
    const lastOn = row.last_at === null ? null : dateInZone(row.last_at as Instant, city.zone);
    const heard = { lastOn, thisMonth: row.this_month === true };
    if (Number(row.total) === 1) {
      if (row.what !== null) byMeasure.set(`projects.${String(row.what)}`, heard);
      continue;
    }
    late.count += Number(row.late);
    late.corrections += Number(row.corrected);
    const unit = units.over(String(row.unit))?.id ?? String(row.unit);
    byUnit.set(unit, merged(byUnit.get(unit), heard));
  }
  return { byUnit, byMeasure, late };
}

function merged(a: Activity | undefined, b: Activity): Activity {
  if (!a) return b;
  const lastOn = a.lastOn === null || (b.lastOn !== null && b.lastOn > a.lastOn) ? b.lastOn : a.lastOn;
  return { lastOn, thisMonth: a.thisMonth || b.thisMonth };
}

async function readFunnel(view: LedgerView): Promise<CockpitView['funnel']> {
  const lifecycle = view.plan.section(lifecyclesSection).find((one) => one.counted);
  if (!lifecycle) return [];
  const at = { city: view.city.id, planHash: view.plan.hash, asOf: view.asOf, scope: { all: true } as const };
  return funnel(view, at, lifecycle);
}
