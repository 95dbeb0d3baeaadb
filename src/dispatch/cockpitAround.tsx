// What lies around the targets: the funnel of projects, the stocks, the readings of the economy with their ranks.
import { amount, amountText, grouped, NONE, periodText, unitWord } from '../ui/figures.ts';
import { useLanguage, useWords } from '../ui/language.tsx';
import { withQuery } from '../ui/route.ts';
import { Link, useStanding } from '../ui/router.tsx';
import { type Column, Table } from '../ui/table.tsx';
import type { CockpitView, FunnelStage, ReadingLine } from './cockpit.view.ts';
import { cockpitWords } from './cockpitWords.tsx';
import { FigureLink } from './figureLink.tsx';

export function Funnel({ stages }: { readonly stages: readonly FunnelStage[] }) {
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
          <i aria-hidden="true" style={{ width: `${(stage.count / most) * 100}%` }} />
          <Link className="opens num" to={standing(`/projects${withQuery('', { stage: stage.stage })}`)}>
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
      cell: (stage) => (stage.medianDays === null ? NONE : say('days', { days: stage.medianDays })),
    },
    {
      id: 'stuck',
      head: say('stuck'),
      align: 'right',
      cell: (stage) => (stage.stuck === 0 ? NONE : stage.stuck),
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
            <div key={`${stock.measure}${stock.title}`}>
              <dt>{stock.title}</dt>
              <dd>
                <FigureLink
                  figure={stock.figure}
                  label={say('open', {
                    title: stock.title,
                    value: amountText(stock.value, stock.unit, language),
                  })}
                >
                  <b>{shown.value}</b>
                </FigureLink>{' '}
                <span className="soft">{shown.unit}</span>
                {stock.note !== null && <span className="note">{stock.note}</span>}
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
  if (readings.length === 0) return null;
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
          {amount(line.value, line.unit, language).value}
          <span className="soft small"> {unitWord(line.unit, language)}</span>
        </Link>
      ),
    },
    { id: 'rank', head: say('rank'), cell: (line) => <Rank rank={line.rank} /> },
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
      cell: (line) => line.refreshedOn?.slice(5) ?? NONE,
    },
  ];
  return (
    <section className="panel" aria-labelledby="readings">
      <header>
        <h2 id="readings">{say('readings')}</h2>
      </header>
      <Table
        name="readings"
        phone="scroll"
        caption={say('readings')}
        columns={columns}
        rows={published}
        keyOf={(line) => line.indicator + line.period}
      />
      {unpublished.length > 0 && (
        <p className="table-foot">
          {say('unpublished', { titles: unpublished.join(language === 'zh' ? '、' : ', ') })}
        </p>
      )}
    </section>
  );
}

/** 全省并列第4, 全国第15/168: the reference group is named, a tie is a tie. */
function Rank({ rank }: { readonly rank: ReadingLine['rank'] }) {
  const say = useWords(cockpitWords);
  const { language } = useLanguage();
  if (rank === null) return <>{NONE}</>;
  const tied = rank.tied ? say('tied') + (language === 'en' ? ' ' : '') : '';
  const of = rank.of === null ? '' : say('rankOf', { n: rank.of });
  return <>{say('rankText', { group: rank.group, tied, n: rank.position, of })}</>;
}
