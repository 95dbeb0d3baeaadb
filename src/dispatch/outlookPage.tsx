// 达标研判: every target of which anything can be told ahead, on one page: those with a deadline by word, what is left and the record; levels and k of n by date or why none is told.

import type { NotForecast } from '../foresight/forecastQuestion.ts';
import { NOT_TOLD } from '../foresight/wordRecord.ts';
import { useAnswer } from '../ui/answer.tsx';
import { amountText, grouped } from '../ui/figures.ts';
import { useLanguage, useSaid, useWords } from '../ui/language.tsx';
import { onlyQuery, pathOf, withQuery } from '../ui/route.ts';
import { Link, useAddress, useStanding } from '../ui/router.tsx';
import { PageHead } from '../ui/shell.tsx';
import { KnownThenBand, Simulated, StandingBar, StandingFoot } from '../ui/standpoint.tsx';
import { Answered, Empty } from '../ui/states.tsx';
import { type Column, NONE_CELL, Table } from '../ui/table.tsx';
import type { AssuranceLine, FloorLine, ForecastsView } from './forecast.view.ts';
import { useNoNumbers } from './forecastGrounds.tsx';
import { forecastWords, outlookWords } from './forecastWords.tsx';
import './cockpit.css';
import './forecast.css';

export default function OutlookPage() {
  const say = useWords(outlookWords);
  const { query } = useAddress();
  const answer = useAnswer<ForecastsView>(`/api/forecast${onlyQuery(query, ['asOf', 'known'])}`);
  return (
    <>
      <PageHead title={say('title')} lead={say('lead')}>
        {answer.data !== undefined && <StandingBar at={answer.data.at} />}
      </PageHead>
      <Answered answer={answer} bars={10}>
        {(view) => (
          <>
            <KnownThenBand at={view.at} />
            <Floors view={view} />
            <Others lines={[...view.levels, ...view.atLeast]} />
            <NotForecastTargets rows={view.no_forecast} />
            <StandingFoot at={view.at} />
          </>
        )}
      </Answered>
    </>
  );
}

function useTarget() {
  const standing = useStanding();
  return (line: AssuranceLine) => (
    <>
      <Link to={standing(pathOf('targets', line.id))}>{line.title}</Link> {!line.published && <Simulated />}
    </>
  );
}

function Floors({ view }: { readonly view: ForecastsView }) {
  const say = useWords(outlookWords);
  const noNumbers = useNoNumbers();
  const { query } = useAddress();
  const columns = useFloorColumns(view.numbers);
  return (
    <section className="panel" aria-labelledby="floors">
      <header>
        <h2 id="floors">{say('floors')}</h2>
        <span className="soft small">{say('floorsIs')}</span>
        <a
          className="push small no-print"
          href={`/api/forecast.xlsx${onlyQuery(query, ['asOf', 'known'])}`}
          download
        >
          {say('excel')}
        </a>
      </header>
      {view.floors.length === 0 ? (
        <Empty title={say('noFloors')} />
      ) : (
        <Table
          name="floors"
          caption={say('floors')}
          columns={columns}
          rows={view.floors}
          keyOf={(line) => line.id}
        />
      )}
      {!view.numbers && view.floors.length > 0 && <p className="table-foot">{noNumbers}</p>}
    </section>
  );
}

function useFloorColumns(numbers: boolean): readonly Column<FloorLine>[] {
  const say = useWords(outlookWords);
  const forecast = useWords(forecastWords);
  const said = useSaid();
  const standing = useStanding();
  const target = useTarget();
  const toForecast = (line: FloorLine) => `${pathOf('targets', line.id)}/forecast`;
  return [
    { id: 'target', head: say('target'), phone: 'title', cell: target },
    {
      id: 'band',
      head: forecast('assurance'),
      cell: (line) => (
        <Link className="opens" title={said(line.words)} to={standing(toForecast(line))}>
          <b>{line.band === null ? said(NOT_TOLD) : said(line.band)}</b>
        </Link>
      ),
    },
    {
      id: 'left',
      head: say('left'),
      phone: 'whole',
      cell: (line) => (
        <Link className="opens" to={standing(pathOf('targets', line.id))}>
          {said(line.sentence)}
        </Link>
      ),
    },
    ...(numbers
      ? [
          {
            id: 'expected',
            head: say('expected'),
            align: 'right',
            phone: 'whole',
            cell: (line: FloorLine) =>
              line.expected === null ? (
                NONE_CELL
              ) : (
                <Link className="opens" to={standing(`${toForecast(line)}#fan`)}>
                  {grouped(String(line.expected.p50))}{' '}
                  <span className="soft small">
                    {forecast('middle', {
                      low: grouped(String(line.expected.p10)),
                      high: grouped(String(line.expected.p90)),
                    })}
                  </span>
                </Link>
              ),
          } satisfies Column<FloorLine>,
        ]
      : []),
    {
      id: 'said',
      head: say('said'),
      phone: 'whole',
      cell: (line) => (
        <>
          {line.said === null ? (
            <span className="soft small">{say(line.enough ? 'neverSaid' : 'tooShort')}</span>
          ) : (
            <Link className="opens" to={standing(`${toForecast(line)}?word=${line.said.word}#asked`)}>
              {line.against === null
                ? say('saidOf', { n: line.said.times, met: line.said.met })
                : said(line.against.words)}{' '}
              <span className="soft small">{say('saidWindows', { n: line.said.windows })}</span>
            </Link>
          )}
          {line.off !== null && (
            <>
              {' '}
              <Link className="opens small" to={standing(`${toForecast(line)}#record`)}>
                {forecast(line.off.side === 'low' ? 'offLow' : 'offHigh', {
                  n: line.off.of,
                  k: line.off.times,
                })}
              </Link>
            </>
          )}
        </>
      ),
    },
    {
      id: 'pushes',
      head: say('pushes'),
      phone: 'whole',
      cell: (line) =>
        line.pushes === 0 ? (
          NONE_CELL
        ) : (
          <Link to={standing(`/pushes${withQuery('', { target: line.id })}`)}>
            {forecast('toPushes', { n: line.pushes })}
          </Link>
        ),
    },
  ];
}

function Others({ lines }: { readonly lines: readonly AssuranceLine[] }) {
  const say = useWords(outlookWords);
  const said = useSaid();
  const target = useTarget();
  const { language } = useLanguage();
  if (lines.length === 0) return null;
  const columns: readonly Column<AssuranceLine>[] = [
    { id: 'target', head: say('target'), phone: 'title', cell: target },
    {
      id: 'amount',
      head: say('amount'),
      align: 'right',
      cell: (line) => (line.target === null ? NONE_CELL : amountText(line.target, line.unit, language)),
    },
    { id: 'words', head: say('when'), phone: 'whole', cell: (line) => said(line.words) },
  ];
  return (
    <section className="panel" aria-labelledby="others">
      <header>
        <h2 id="others">{say('others')}</h2>
        <span className="soft small">{say('othersIs')}</span>
      </header>
      <Table name="others" caption={say('others')} columns={columns} rows={lines} keyOf={(line) => line.id} />
    </section>
  );
}

function NotForecastTargets({ rows }: { readonly rows: readonly NotForecast[] }) {
  const say = useWords(outlookWords);
  const said = useSaid();
  const standing = useStanding();
  if (rows.length === 0) return null;
  const columns: readonly Column<NotForecast>[] = [
    {
      id: 'target',
      head: say('target'),
      phone: 'title',
      cell: (row) => <Link to={standing(pathOf('targets', row.id))}>{row.title}</Link>,
    },
    { id: 'why', head: say('why'), phone: 'whole', cell: (row) => said(row.why) },
  ];
  return (
    <section className="panel" aria-labelledby="no-forecast">
      <header>
        <h2 id="no-forecast">{say('noForecast')}</h2>
        <span className="soft small">{say('noForecastIs', { n: rows.length })}</span>
      </header>
      <Table
        name="no-forecast"
        caption={say('noForecast')}
        columns={columns}
        rows={rows}
        keyOf={(row) => row.id}
      />
    </section>
  );
}
