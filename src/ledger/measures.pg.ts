// Measures asked and opened. The questions of one source go into a single statement, each measure a filtered aggregate, so that a cockpit
// costs one scan a source; and the rows behind a figure come from the same relation and condition as the figure.
import type { Loop, Row } from '../kernel/loop.ts';
import type { Measure, MeasureSource, Question } from '../kernel/measure.ts';
import { Problem } from '../kernel/problem.ts';
import { ident, join, raw, type Sql, sql } from '../kernel/sql.ts';
import { atOrBelow } from './unitCondition.ts';

export interface MeasureCatalog {
  readonly measures: ReadonlyMap<string, Measure>;
  readonly sources: ReadonlyMap<string, MeasureSource>;
}

export function catalogOf(loops: readonly Loop[]): MeasureCatalog {
  return {
    measures: new Map(
      loops.flatMap((loop) => loop.measures.map((measure) => [measure.id, measure] as const)),
    ),
    sources: new Map(loops.flatMap((loop) => loop.sources.map((source) => [source.name, source] as const))),
  };
}

/** @throws Problem `measure_unknown` */
export function getMeasure(catalog: MeasureCatalog, id: string): { measure: Measure; source: MeasureSource } {
  const measure = catalog.measures.get(id);
  const source = measure && catalog.sources.get(measure.source);
  if (measure && source) return { measure, source };
  throw new Problem({
    code: 'measure_unknown',
    message: `没有叫“${id}”的指标口径`,
    fix: `可用的有：${[...catalog.measures.keys()].join('、')}`,
    status: 404,
  });
}

/** What a figure is broken down by: unit, month of on_date, or a dimension of the source. */
export type Breakdown = 'unit' | 'month' | (string & {});

export interface MeasureQuestion extends Question {
  readonly by: readonly Breakdown[];
}

/** Answers by measure id; each row has the breakdown's columns as text and `value` as a decimal string. */
export type MeasureAnswers = ReadonlyMap<string, readonly (Row & { readonly value: string })[]>;

/** One statement a source. @throws Problem `measure_unknown`, `dimension_unknown` */
export function measureStatements(
  catalog: MeasureCatalog,
  ids: readonly string[],
  question: MeasureQuestion,
): readonly { readonly ids: readonly string[]; readonly statement: Sql }[] {
  const bySource = new Map<MeasureSource, Measure[]>();
  for (const id of ids) {
    const { measure, source } = getMeasure(catalog, id);
    bySource.set(source, [...(bySource.get(source) ?? []), measure]);
  }
  return [...bySource].map(([source, measures]) => ({
    ids: measures.map((measure) => measure.id),
    statement: statementOf(source, measures, question),
  }));
}

function statementOf(source: MeasureSource, measures: readonly Measure[], question: MeasureQuestion): Sql {
  const by = question.by.map((name) => breakdown(source, name, question));
  const values = measures.map((measure, index) => {
    const filter = measure.where === undefined ? '' : ` filter (where ${measure.where})`;
    const value =
      measure.value === 'count' ? `count(*)${filter}` : `coalesce(sum(s.${measure.value.sum})${filter}, 0)`;
    return raw(`${value}::text as m${index}`);
  });
  // Where every measure has a condition, rows that none of them wants need not be grouped at all.
  const wanted = measures.every((measure) => measure.where !== undefined)
    ? raw(` where ${[...new Set(measures.map((measure) => `(${measure.where})`))].join(' or ')}`)
    : raw('');
  const columns = join([
    ...by.map(({ expression, name }) => sql`${expression} as ${ident(name)}`),
    ...values,
  ]);
  const grouped =
    by.length > 0 ? sql` group by ${join(by.map((_, index) => raw(String(index + 1))))}` : raw('');
  return sql`select ${columns} from (${source.relation(question)}) s${wanted}${grouped}`;
}

function breakdown(
  source: MeasureSource,
  name: Breakdown,
  question: Pick<Question, 'city'>,
): { name: string; expression: Sql } {
  if (name === 'unit') return { name, expression: raw('s.unit') };
  if (name === 'month') return { name, expression: raw(`to_char(s.on_date, 'YYYY-MM')`) };
  if (source.dimensions.includes(name)) return { name, expression: sql`s.${ident(name)}` };
  const expression = source.dimensionOf?.(name, question);
  if (expression !== undefined) return { name, expression };
  throw new Problem({
    code: 'dimension_unknown',
    message: `“${source.name}”不能按“${name}”分组`,
    fix: `可以按：unit、month、${source.dimensions.join('、')}`,
    status: 400,
  });
}

/** Rows of the statement back to answers by measure. */
export function readAnswers(
  ids: readonly string[],
  by: readonly Breakdown[],
  rows: readonly Row[],
): MeasureAnswers {
  return new Map(
    ids.map((id, index) => [
      id,
      rows
        .filter((row) => by.length === 0 || String(row[`m${index}`]) !== '0')
        .map((row) => ({
          ...Object.fromEntries(by.map((name) => [name, row[name]])),
          value: String(row[`m${index}`]),
        })),
    ]),
  );
}

export interface Opening extends Question {
  /** Rows of this unit and of those below it in the tree of task-bearing units at asOf, as the figure itself has them. */
  readonly unit?: string | undefined;
  /** Rows with that value of a dimension; null: nobody has told one. */
  readonly only?: { readonly by: Breakdown; readonly value: string | null } | undefined;
  /** Plan whose tree it is. */
  readonly planHash: string;
  readonly limit: number;
  /** Place in the list to go on from; rows are in a total order: the fact that a row opens is the last word. */
  readonly offset: number;
}

/** The rows behind a figure, latest first, and how many there are. */
export function openingStatements(
  catalog: MeasureCatalog,
  id: string,
  opening: Opening,
): { readonly rows: Sql; readonly total: Sql } {
  const { measure, source } = getMeasure(catalog, id);
  const conditions = [
    ...(measure.where === undefined ? [] : [raw(measure.where)]),
    ...(opening.unit === undefined
      ? []
      : [atOrBelow(opening.unit, raw('s.unit'), { ...opening, on: opening.asOf })]),
    ...(opening.only === undefined
      ? []
      : [
          sql`${breakdown(source, opening.only.by, opening).expression} is not distinct from ${opening.only.value}::text`,
        ]),
  ];
  const where = conditions.length > 0 ? sql` where ${join(conditions, ' and ')}` : raw('');
  const columns = join(
    ['subject', ...source.opens.map((open) => open.column).filter((column) => column !== 'subject')].map(
      (column) => sql`s.${ident(column)}`,
    ),
  );
  const relation = source.relation(opening);
  const facts = source.opens.filter(({ type }) => type === 'fact').map(({ column }) => ident(column));
  const order = join([raw('s.on_date desc, s.subject'), ...facts.map((fact) => sql`s.${fact}`)]);
  return {
    rows: sql`select ${columns} from (${relation}) s${where} order by ${order} limit ${opening.limit} offset ${opening.offset}`,
    total: sql`select count(*)::text as total from (${relation}) s${where}`,
  };
}
