// What lies around the targets: the funnel of projects, the stocks, the readings of the economy with their ranks.
import { amount, amountText, grouped, periodText, unitWord } from '../ui/figures.ts';
import { useLanguage, useSaid, useWords } from '../ui/language.tsx';
import { type QueryChanges, withQuery } from '../ui/route.ts';
import { Link, useStanding } from '../ui/router.tsx';
import { Empty } from '../ui/states.tsx';
import { type Column, NONE_CELL, Table } from '../ui/table.tsx';
import type { CockpitView, FunnelStage, ReadingLine } from './cockpit.view.ts';
import { cockpitWords } from './cockpitWords.tsx';
import { FigureLink } from './figureLink.tsx';

export function Funnel({ view }: { readonly view: Pick<CockpitView, 'at' | 'funnel'> }) {
  const { at, funnel: stages } = view;
  // The list stands at the same day and counts the same projects: all but the ended ones.
  const listOf = (stage: FunnelStage, more: QueryChanges = {}) =>
    standing(`/projects${withQuery('', { stage: stage.stage, standing: 'open', asOf: at.asOf, ...more })}`);
  const say = useWords(cockpitWords);
  const standing = useStanding();
  const most = Math.max(1, ...stages.map((stage) => stage.count));
  const columns: Column<FunnelStage>[] = [
    { id: 'stage', head: say('stage'), phone: 'title', cell: (stage) => stage.name },
    {
      id: 'count',
      head: say('count'),
      cell: (stage) => (
        <span className="funnel-bar">
          <i
            aria-hidden="true"
            style={{ width: `calc((100% - 52px) * ${(stage.count / most).toFixed(3)})` }}
          />
          <Link className="opens num" to={listOf(stage)}>
            {grouped(String(stage.count))}
          </Link>
        </span>
      ),
      className: 'funnel-cell',
    },
    {
      id: 'median',
      head: say('median'),
      align: 'right',
      cell: (stage) =>
        stage.medianDays === null ? (
          NONE_CELL
        ) : (
          <Link className="opens" to={listOf(stage, { sort: 'stay' })}>
            {say('days', { days: stage.medianDays })}
          </Link>
        ),
    },
    {
      id: 'stuck',
      head: say('stuck'),
      align: 'right',
      cell: (stage) =>
        stage.stuck === 0 ? (
          NONE_CELL
        ) : (
          <Link className="opens" to={listOf(stage, { stuck: 'yes', sort: 'stay' })}>
            {stage.stuck}
          </Link>
        ),
    },
  ];
  return (
    <section className="panel" aria-labelledby="funnel">
      <header>
        <h2 id="funnel">{say('funnel')}</h2>
      </header>
      <Table
        name="funnel"
        caption={say('funnel')}
        columns={columns}
        rows={stages}
        keyOf={(stage) => stage.stage}
        phone="scroll"
      />
    </section>
  );
}

export function Stocks({ stocks }: { readonly stocks: CockpitView['stocks'] }) {
  const say = useWords(cockpitWords);
  const said = useSaid();
  const { language } = useLanguage();
  if (stocks.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="stocks">
      <header>
        <h2 id="stocks">{say('stocks')}</h2>
      </header>
      <dl className="stocks">
        {stocks.map((stock) => {
          const shown = amount(stock.value, stock.unit, language);
          return (
            <div key={stock.measure}>
              <dt>{said(stock.title)}</dt>
              <dd>
                <FigureLink
                  figure={stock.figure}
                  label={say('open', {
                    title: said(stock.title),
                    value: amountText(stock.value, stock.unit, language),
                  })}
                >
                  <b>{shown.value}</b>
                </FigureLink>{' '}
                <span className="soft">{shown.unit}</span>
                {stock.note !== null && <span className="note">{said(stock.note)}</span>}
              </dd>
            </div>
          );
        })}
      </dl>
    </section>
  );
}

export function Readings({ readings }: { readonly readings: readonly ReadingLine[] }) {
  const say = useWords(cockpitWords);
  const { language } = useLanguage();
  const standing = useStanding();
  const published = readings.filter((line) => line.value !== null);
  const unpublished = readings.filter((line) => line.value === null).map((line) => line.title);
  const columns: Column<ReadingLine>[] = [
    {
      id: 'title',
      head: say('reading'),
      phone: 'title',
      cell: (line) => line.title,
      sort: (line) => line.title,
    },
    {
      id: 'value',
      head: say('readingValue'),
      align: 'right',
      cell: (line) => (
        <Link
          className="opens"
          to={standing(`/indicators${withQuery('', { period: line.period, open: line.indicator })}`)}
        >
          {line.rank === null ? (
            <>
              {amount(line.value, line.unit, language).value}
              <span className="soft small"> {unitWord(line.unit, language)}</span>
            </>
          ) : (
            <Rank rank={line.rank} />
          )}
        </Link>
      ),
    },
    {
      id: 'period',
      head: say('period'),
      phone: 'none',
      cell: (line) => <span className="soft">{periodText(line.period, language)}</span>,
    },
    {
      id: 'refreshed',
      head: say('refreshed'),
      align: 'right',
      phone: 'none',
      cell: (line) => line.refreshedOn?.slice(5) ?? NONE_CELL,
    },
  ];
  return (
    <section className="panel" aria-labelledby="readings">
      <header>
        <h2 id="readings">{say('readings')}</h2>
      </header>
      {published.length === 0 ? (
        <Empty title={say('noReadings')}>
          <Link to={standing('/indicators')}>{say('toIndicators')}</Link>
        </Empty>
      ) : (
        <Table
          name="readings"
          phone="scroll"
          caption={say('readings')}
          columns={columns}
          rows={published}
          keyOf={(line) => line.indicator + line.period}
        />
      )}
      {unpublished.length > 0 && (
        <p className="table-foot">
          {say('unpublished', { titles: unpublished.join(language === 'zh' ? '、' : ', ') })}
        </p>
      )}
    </section>
  );
}

/** 全省并列第4, 全国第15/168: the reference group is named, a tie is a tie. */
function Rank({ rank }: { readonly rank: NonNullable<ReadingLine['rank']> }) {
  const say = useWords(cockpitWords);
  const { language } = useLanguage();
  const tied = rank.tied ? say('tied') + (language === 'en' ? ' ' : '') : '';
  // 全国168个重点城市 says how many they are.
  const of = rank.of === null || rank.group.includes(String(rank.of)) ? '' : say('rankOf', { n: rank.of });
  return <>{say('rankText', { group: rank.group, tied, n: rank.position, of })}</>;
}
