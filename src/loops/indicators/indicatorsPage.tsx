// 指标数据: what was reported for a period, by whom it is still owed, and the one form that reports it.

import { useState } from 'react';
import { useAnswer } from '../../ui/answer.tsx';
import { amount, grouped, instantText, NONE, periodText, unitWord } from '../../ui/figures.ts';
import { Select } from '../../ui/form.tsx';
import { useLanguage, useWords } from '../../ui/language.tsx';
import { RecordedNotice } from '../../ui/recorded.tsx';
import { pathOf, withQuery } from '../../ui/route.ts';
import { Link, navigate, useAddress, useStanding } from '../../ui/router.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { PageHead } from '../../ui/shell.tsx';
import { KnownThenBand, StandingBar, StandingFoot } from '../../ui/standpoint.tsx';
import { Answered, Empty } from '../../ui/states.tsx';
import { type Column, NONE_CELL, Table } from '../../ui/table.tsx';
import type { FigureInput, IndicatorLine, IndicatorsView, UnitReading } from './indicatorViews.tsx';
import { indicatorWords } from './indicatorWords.tsx';
import { ReportSheet } from './reportSheet.tsx';

export default function IndicatorsPage() {
  const say = useWords(indicatorWords);
  const address = useAddress();
  const { query } = address;
  const asked = { period: query.get('period'), asOf: query.get('asOf'), known: query.get('known') };
  const answer = useAnswer<IndicatorsView>(`/api/indicators${withQuery('', asked)}`);
  const [recorded, setRecorded] = useState<number>();
  const close = () => navigate(address.with({ open: null, report: null, unit: null }));
  const find = (id: string | null) => answer.data?.indicators.find((line) => line.id === id);
  const opened = find(query.get('open'));
  const reported = find(query.get('report'));
  return (
    <>
      <PageHead title={say('title')}>
        {answer.data !== undefined && <StandingBar at={answer.data.at} />}
      </PageHead>
      <RecordedNotice seq={recorded} />
      <Answered answer={answer} bars={14}>
        {(view) => (
          <>
            <KnownThenBand at={view.at} />
            <section className="panel" aria-label={say('title')}>
              <Periods view={view} />
              {view.indicators.length === 0 ? (
                <Empty title={say('none')}>
                  <Link to="/plan">{say('toPlan')}</Link>
                </Empty>
              ) : (
                <Indicators lines={view.indicators} />
              )}
            </section>
            <StandingFoot at={view.at} />
          </>
        )}
      </Answered>
      {opened !== undefined && (
        <Sheet title={opened.title} wide onClose={close}>
          <Readings line={opened} />
        </Sheet>
      )}
      {reported !== undefined && (
        <ReportSheet
          line={reported}
          unit={query.get('unit')}
          onClose={close}
          onDone={(done) => {
            setRecorded(done.seq[1]);
            close();
            answer.refresh();
          }}
        />
      )}
    </>
  );
}

function Periods({ view }: { readonly view: IndicatorsView }) {
  const say = useWords(indicatorWords);
  const { language } = useLanguage();
  const address = useAddress();
  const asked = address.query.get('period') ?? '';
  const periods = new Set([...(view.periods ?? view.indicators.map((line) => line.period)), asked]);
  periods.delete('');
  return (
    <div className="filters one no-print">
      <Select
        label={say('period')}
        value={asked}
        onChange={(event) => navigate(address.with({ period: event.target.value }))}
        choices={[
          { value: '', label: say('latest') },
          ...[...periods].sort().map((period) => ({ value: period, label: periodText(period, language) })),
        ]}
      />
    </div>
  );
}

function Indicators({ lines }: { readonly lines: readonly IndicatorLine[] }) {
  const say = useWords(indicatorWords);
  const { language } = useLanguage();
  const address = useAddress();
  const columns: Column<IndicatorLine>[] = [
    {
      id: 'title',
      head: say('indicator'),
      phone: 'title',
      cell: (line) => <Link to={address.with({ open: line.id })}>{line.title}</Link>,
      sort: (line) => line.title,
    },
    {
      id: 'value',
      head: say('value'),
      align: 'right',
      cell: (line) => (
        <Link className="opens" to={address.with({ open: line.id })}>
          {line.rank === null ? <Value line={line} /> : rankText(line, say)}
        </Link>
      ),
      sort: (line) => line.value,
    },
    {
      id: 'period',
      head: say('period'),
      cell: (line) => <span className="soft num">{periodText(line.period, language)}</span>,
    },
    {
      id: 'reporting',
      head: say('reporting'),
      align: 'right',
      cell: (line) =>
        line.reporting.expected === 0 ? (
          NONE_CELL
        ) : (
          <Link className="opens" to={address.with({ open: line.id })}>
            {line.reporting.reported}/{line.reporting.expected}
          </Link>
        ),
      sort: (line) => String(line.reporting.reported - line.reporting.expected),
    },
    {
      id: 'act',
      head: '',
      align: 'right',
      phone: 'whole',
      cell: (line) =>
        line.reporter && (
          <Link className="button no-print" to={address.with({ report: line.id, unit: null })}>
            {say('report')}
          </Link>
        ),
    },
  ];
  return (
    <Table
      name="indicators"
      caption={say('title')}
      columns={columns}
      rows={lines}
      keyOf={(line) => line.id + line.period}
      tall
    />
  );
}

function Value({ line: { value, unit, missing } }: { readonly line: IndicatorLine }) {
  const say = useWords(indicatorWords);
  const { language } = useLanguage();
  if (value === null) {
    return (
      <span className="soft">
        {missing === null ? say('notReported') : say('missing', { cause: missing[language] })}
      </span>
    );
  }
  return (
    <>
      {amount(value, unit, language).value} <span className="soft small">{unitWord(unit, language)}</span>
    </>
  );
}

function rankText(
  line: IndicatorLine,
  say: (key: keyof typeof indicatorWords, values?: Record<string, string | number>) => string,
) {
  const { rank } = line;
  if (rank === null) return NONE;
  // 全国168个重点城市 says how many they are.
  const of = rank.of == null || rank.group.includes(String(rank.of)) ? '' : `/${rank.of}`;
  return say('rankText', { group: rank.group, tied: rank.tied ? say('tied') : '', n: rank.position, of });
}

/** One indicator, unit by unit. */
function Readings({ line }: { readonly line: IndicatorLine }) {
  const standing = useStanding();
  const say = useWords(indicatorWords);
  const { language } = useLanguage();
  const address = useAddress();
  const columns: Column<UnitReading>[] = [
    {
      id: 'name',
      head: say('unit'),
      phone: 'title',
      cell: (reading) => reading.name,
      sort: (reading) => reading.name,
    },
    {
      id: 'value',
      head: say('reading'),
      unit: unitWord(line.unit, language),
      align: 'right',
      cell: (reading) =>
        reading.value === null ? (
          <span className="soft">{say('notReported')}</span>
        ) : reading.reading === null ? (
          grouped(reading.value)
        ) : (
          <Link className="opens" to={standing(pathOf('ledger', 'facts', reading.reading))}>
            {grouped(reading.value)}
          </Link>
        ),
      sort: (reading) => reading.value,
    },
    { id: 'state', head: say('state'), cell: (reading) => say(stateKey(reading.state)) },
    {
      id: 'refreshed',
      head: say('refreshed'),
      align: 'right',
      cell: (reading) => (reading.refreshedOn === null ? NONE_CELL : instantText(reading.refreshedOn)),
      sort: (reading) => reading.refreshedOn,
    },
    {
      id: 'act',
      head: '',
      align: 'right',
      phone: 'whole',
      cell: (reading) =>
        line.reporter && (
          <Link
            className="button quiet no-print"
            to={address.with({ open: null, report: line.id, unit: reading.unit })}
          >
            {reading.value === null ? say('report') : say('correct')}
          </Link>
        ),
    },
  ];
  return (
    <>
      <p className="soft">
        {periodText(line.period, language)}
        {line.reporting.expected > 0 &&
          ` · ${say('reporting')} ${line.reporting.reported}/${line.reporting.expected}`}
      </p>
      <p>
        <b className="stage">{line.rank === null ? <Value line={line} /> : rankText(line, say)}</b>
        {line.definition !== null && <span className="note">{line.definition}</span>}
      </p>
      {line.derived !== null && <MadeOf line={line} />}
      {line.units.length > 0 && (
        <section className="panel">
          <Table
            name="readings"
            caption={line.title}
            columns={columns}
            rows={line.units}
            keyOf={(reading) => reading.unit}
          />
        </section>
      )}
    </>
  );
}

/** What a computed figure is made of; each of them opens. */
function MadeOf({ line }: { readonly line: IndicatorLine }) {
  const say = useWords(indicatorWords);
  const { language } = useLanguage();
  const address = useAddress();
  const known = address.query.get('known');
  const columns: Column<FigureInput>[] = [
    {
      id: 'input',
      head: say('input'),
      phone: 'title',
      cell: (input) => input.title ?? <code>{input.id}</code>,
    },
    {
      id: 'period',
      head: say('period'),
      cell: (input) => <span className="soft num">{periodText(input.period, language)}</span>,
    },
    {
      id: 'value',
      head: say('reading'),
      align: 'right',
      cell: (input) => (
        <>
          <Link
            className="opens"
            to={
              input.of === 'indicators'
                ? address.with({ open: input.id, period: input.period })
                : pathOf('figures', input.id) + withQuery('', { from: input.from, asOf: input.to, known })
            }
          >
            {input.value === null ? say('notReported') : grouped(input.value)}
          </Link>
          {input.unit !== null && input.value !== null && (
            <span className="soft small"> {unitWord(input.unit, language)}</span>
          )}
        </>
      ),
    },
  ];
  return (
    <>
      <p>
        {say('derived')} {line.derived?.formula !== undefined && formulaInTitles(line.derived.formula, line)}
      </p>
      <section className="panel">
        <Table
          name="inputs"
          caption={say('derived')}
          columns={columns}
          rows={line.inputs}
          keyOf={(input) => input.key}
        />
      </section>
    </>
  );
}

/** The formula with the titles of indicators in place of their ids. */
function formulaInTitles(formula: string, { inputs }: IndicatorLine): string {
  return formula.replaceAll(
    /\b(indicators|measures)(?:\.([\w.]+)|\["([^"]+)"\])/g,
    (written, of, plain, quoted) => {
      const title = inputs.find((input) => input.of === of && input.id === (plain ?? quoted))?.title;
      return title ?? written;
    },
  );
}

function stateKey(state: string): 'reported' | 'checked' | 'returned' | 'corrected' | 'owed' {
  return state === 'checked' || state === 'returned' || state === 'corrected' || state === 'reported'
    ? state
    : 'owed';
}
