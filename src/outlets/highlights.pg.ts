// A bulletin's parts asked of the ledger at a standpoint: its measures in one statement a source, the city's readings in one.
import { standingOf } from '../access/standing.ts';
import { unpublishedMeasures } from '../dispatch/published.ts';
import { latestPeriod, readCityReadings } from '../dispatch/readings.pg.ts';
import { readForecastQuestion } from '../foresight/forecast.pg.ts';
import { forecastTarget } from '../foresight/targetForecast.ts';
import { decimalText } from '../kernel/decimal.ts';
import { startOfYear } from '../kernel/plainDate.ts';
import { Problem } from '../kernel/problem.ts';
import { sql } from '../kernel/sql.ts';
import { getMeasure, type MeasureCatalog } from '../ledger/measures.pg.ts';
import type { LedgerView } from '../ledger/view.pg.ts';
import { indicatorsSection } from '../loops/indicators/indicators.plan.ts';
import { targetsSection } from '../loops/indicators/targets.rules.ts';
import { type Bulletin, bulletinsSection } from './highlights.plan.ts';
import { computeBulletin, type IndicatorPart, type Parts } from './highlights.ts';
import type { Report, ReportedAssurance } from './reportText.ts';

/** Fails with `report_unknown`. */
export async function readReport(view: LedgerView, catalog: MeasureCatalog, name: string): Promise<Report> {
  const bulletins = view.plan.section(bulletinsSection);
  const bulletin = bulletins.find((one) => one.id === name);
  if (!bulletin) {
    throw new Problem({
      code: 'report_unknown',
      status: 404,
      message: `计划里没有通报“${name}”。The plan has no bulletin of that name.`,
      fix:
        bulletins.length > 0
          ? `可用的有：${bulletins.map((one) => one.id).join('、')}`
          : '在计划的 bulletins 里写明。',
    });
  }
  const figures = computeBulletin(bulletin, await readParts(view, catalog, bulletin));
  const at = standingOf(view);
  const report = { name, title: bulletin.title, at, asOf: at.asOf, figures, head: at.head };
  if (bulletin.assurances.length === 0) return report;
  return { ...report, assurances: await readAssurances(view, bulletin.assurances) };
}

/** Words alone: a bulletin is read by whoever gets it. */
async function readAssurances(
  view: LedgerView,
  chosen: readonly string[],
): Promise<readonly ReportedAssurance[]> {
  const { targets, levels, at_least } = await readForecastQuestion(view);
  const words = new Map([...levels, ...at_least].map((one) => [one.id, one.words.zh]));
  const titles = new Map(view.plan.section(targetsSection).map((one) => [one.id, one.title]));
  return chosen.map((id) => {
    const floor = targets.find((one) => one.id === id);
    const told = floor ? forecastTarget(floor.inputs).words.zh : words.get(id);
    return { target: id, title: titles.get(id) ?? id, words: told ?? '不作预测' };
  });
}

async function readParts(view: LedgerView, catalog: MeasureCatalog, bulletin: Bulletin): Promise<Parts> {
  const ids = bulletin.figures.flatMap(({ from }) => (from.kind === 'measure' ? [from.measure] : []));
  const range = { from: startOfYear(view.asOf), asOf: view.asOf };
  const answers =
    ids.length === 0 ? new Map() : await view.askMeasures([...new Set(ids)], { ...range, by: [] });
  const unpublished = unpublishedMeasures(view);
  const readings = new Map((await readCityReadings(view)).map((reading) => [reading.indicator, reading]));
  const others = await readOthers(view, bulletin);
  return {
    measure(id) {
      const value = String(answers.get(id)?.[0]?.value ?? '0');
      return {
        value,
        title: getMeasure(catalog, id).measure.title.zh,
        published: !unpublished.has(id),
      };
    },
    indicator(id, unit) {
      if (unit !== undefined && unit !== view.plan.units.rootId) return others.get(`${id} ${unit}`);
      const reading = readings.get(id);
      if (!reading) return undefined;
      const { title, exact, source, rank, period } = reading;
      return {
        title,
        value: exact === null ? null : decimalText(exact),
        source,
        rank: rank && { group: rank.group, of: rank.of, tied: rank.tied },
        period,
      };
    },
  };
}

/** Figures of units other than the city: each its own small question, since a bulletin has few of them. */
async function readOthers(view: LedgerView, bulletin: Bulletin): Promise<ReadonlyMap<string, IndicatorPart>> {
  const out = new Map<string, IndicatorPart>();
  const indicators = new Map(view.plan.section(indicatorsSection).map((one) => [one.id, one]));
  for (const { from } of bulletin.figures) {
    if (from.kind !== 'indicator' || from.of === undefined) continue;
    const indicator = indicators.get(from.indicator);
    if (!indicator) continue;
    const rows =
      await view.query(sql`select value, source from reading where city = ${view.city.id} and indicator = ${indicator.id}
      and unit = ${from.of} and period = ${latestPeriod(indicator, view.asOf)} and stands`);
    const value = rows[0] === undefined ? null : String(rows[0].value);
    out.set(`${indicator.id} ${from.of}`, {
      title: indicator.name,
      value,
      source: (rows[0]?.source ?? null) as string | null,
      rank: null,
      period: latestPeriod(indicator, view.asOf),
    });
  }
  return out;
}
