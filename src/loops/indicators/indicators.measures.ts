// What the indicators loop offers as measures: how many readings stand, wait or were corrected. The value of an indicator is no measure: it is
// a reading of a unit and a period, asked for in indicators.pg.ts, and never summed by chance over units that overlap.
import type { Measure, MeasureSource, Question } from '../../kernel/measure.ts';
import { type Sql, sql } from '../../kernel/sql.ts';

function readings({ city, from, asOf }: Question): Sql {
  return sql`
    select r.subject, r.unit, r.period_end as on_date, r.indicator, r.period, r.value, r.state, r.stands, r.reading <> r.root_reading as corrected, r.late,
      r.rank_group, r.source, r.reading, r.reported_by, r.reported_unit, r.reported_at, r.checked_by, r.checked_unit, r.checked_at
    from reading r
    where r.city = ${city} and r.period_end between ${from}::date and ${asOf}::date`;
}

export const INDICATOR_SOURCES: readonly MeasureSource[] = [
  {
    name: 'indicators.readings',
    tense: 'flow',
    relation: readings,
    dimensions: ['indicator', 'period', 'state'],
    opens: [
      { column: 'indicator', title: { zh: '指标', en: 'Indicator' }, type: 'term' },
      { column: 'unit', title: { zh: '单位', en: 'Unit' }, type: 'text' },
      { column: 'period', title: { zh: '时段', en: 'Period' }, type: 'text' },
      { column: 'value', title: { zh: '数值', en: 'Value' }, type: 'decimal' },
      { column: 'state', title: { zh: '状态', en: 'State' }, type: 'term' },
      { column: 'source', title: { zh: '来源', en: 'Source' }, type: 'text' },
      { column: 'reported_unit', title: { zh: '填报单位', en: 'Reported by unit' }, type: 'text' },
      { column: 'reported_by', title: { zh: '填报账号', en: 'Reported by' }, type: 'text' },
      { column: 'reported_at', title: { zh: '填报时间', en: 'Reported at' }, type: 'instant' },
      { column: 'checked_unit', title: { zh: '审核单位', en: 'Checked by unit' }, type: 'text' },
      { column: 'checked_at', title: { zh: '审核时间', en: 'Checked at' }, type: 'instant' },
      { column: 'reading', title: { zh: '填报事实', en: 'Fact of the reading' }, type: 'fact' },
    ],
  },
];

export const INDICATOR_MEASURES: readonly Measure[] = [
  {
    id: 'indicators.readings',
    title: { zh: '已报指标数', en: 'Readings' },
    source: 'indicators.readings',
    where: 's.stands',
    value: 'count',
    unit: '个',
    definition: {
      zh: '时段内有效的填报（已审核或不需审核）。',
      en: 'Readings of periods that end in the range and stand: checked, or without need of a check.',
    },
  },
  {
    id: 'indicators.awaitingCheck',
    title: { zh: '待审核指标数', en: 'Readings waiting for a check' },
    source: 'indicators.readings',
    where: `s.state = 'reported'`,
    value: 'count',
    unit: '个',
    definition: { zh: '已填报、尚未审核的数。', en: 'Readings reported or corrected and not yet checked.' },
  },
  {
    id: 'indicators.corrected',
    title: { zh: '更正的指标数', en: 'Readings corrected' },
    source: 'indicators.readings',
    where: 's.stands and s.corrected',
    value: 'count',
    unit: '个',
    definition: { zh: '现行有效、且是更正后的数。', en: 'Readings that stand and are corrections.' },
  },
  {
    id: 'indicators.late',
    title: { zh: '指标补报', en: 'Late readings' },
    source: 'indicators.readings',
    where: 's.late',
    value: 'count',
    unit: '条',
    definition: {
      zh: '所属月份封账之后才报的数：计入所属的时段，已公布的数字不变。',
      en: 'Readings told after the month in which their period ends was closed.',
    },
  },
  {
    id: 'indicators.corrections',
    title: { zh: '指标更正', en: 'Corrections of readings' },
    source: 'indicators.readings',
    where: 's.corrected',
    value: 'count',
    unit: '次',
    definition: {
      zh: '对填报的更正，不论是否已审核。原来的数仍在台账里。',
      en: 'Corrections of readings, checked or not. What was told before stays in the ledger.',
    },
  },
];
