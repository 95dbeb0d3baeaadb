// 半年亮点: every figure of the published half-year, in its published unit, computed from the ledger where it holds the parts.
import type { ReactNode } from 'react';
import { useAnswer } from '../ui/answer.tsx';
import { grouped, unitWord } from '../ui/figures.ts';
import { markWords, useLanguage, useWords } from '../ui/language.tsx';
import { withQuery } from '../ui/route.ts';
import { Link, useAddress, useStanding } from '../ui/router.tsx';
import { PageHead } from '../ui/shell.tsx';
import { Head, KnownThenBand, type Standing, StandingBar, StandingFoot } from '../ui/standpoint.tsx';
import { Answered, Empty } from '../ui/states.tsx';
import { type Column, Table } from '../ui/table.tsx';
import { FigureLink } from './figureLink.tsx';

export const highlightWords = {
  title: { zh: '半年亮点', en: 'Half-year highlights' },
  number: { zh: '序号', en: 'No.' },
  label: { zh: '事项', en: 'Figure' },
  value: { zh: '数值', en: 'Value' },
  source: { zh: '来源', en: 'Source' },
  counted: { zh: '由台账计得', en: 'counted from the ledger' },
  notPublished: { zh: '未公布', en: 'Not published' },
  noData: { zh: '台账中没有', en: 'Not in the ledger' },
  rank: { zh: '{group}{tied}第{n}{of}', en: '{group}: {tied} {n}{of}' },
  tied: { zh: '并列', en: 'tied' },
  print: { zh: '打印', en: 'Print' },
  json: { zh: '导出 JSON', en: 'Export JSON' },
  markdown: { zh: '导出 Markdown', en: 'Export Markdown' },
  none: { zh: '这份报表没有数字。', en: 'This report holds no figures.' },
  asOf: { zh: '时点 {asOf}', en: 'As of {asOf}' },
  assurances: { zh: '达标把握', en: 'Chance to meet the targets' },
};

export interface HighlightPart {
  readonly kind: 'measure' | 'indicator';
  readonly id: string;
  readonly title: string;
  readonly period: string | null;
  readonly cites: string | null;
}

export interface Highlight {
  readonly id: string;
  readonly label: string;
  readonly value: string | null;
  readonly unit: string;
  readonly status: string;
  readonly source: string | null;
  readonly parts: readonly HighlightPart[];
  readonly rank?: { readonly group: string; readonly of: number | null; readonly tied: boolean } | null;
  readonly note?: string | null;
}

export interface HighlightsView {
  readonly figures: readonly Highlight[];
  readonly assurances?: readonly {
    readonly target: string;
    readonly title: string;
    readonly words: string;
  }[];
  readonly head: string;
  readonly asOf: string;
  /** The standpoint, where the server gives it; it brings the pickers, 模拟 and 时点数据. */
  readonly at?: Standing;
}

export default function HighlightsPage() {
  const say = useWords(highlightWords);
  const { query } = useAddress();
  const standpoint = { asOf: query.get('asOf'), known: query.get('known') };
  const address = `/api/reports/highlights${withQuery('', standpoint)}`;
  const answer = useAnswer<HighlightsView>(address);
  const view = answer.data;
  return (
    <>
      <PageHead title={say('title')}>
        {view?.at !== undefined && <StandingBar at={view.at} />}
        {view !== undefined && view.at === undefined && (
          <span className="row small soft">
            {say('asOf', { asOf: view.asOf })} <Head head={view.head} />
          </span>
        )}
        <span className="row no-print">
          <button type="button" className="button" onClick={() => window.print()}>
            {say('print')}
          </button>
          <a className="button" href={address} download="highlights.json">
            {say('json')}
          </a>
          <a
            className="button"
            href={`/api/reports/highlights${withQuery('', { ...standpoint, format: 'md' })}`}
            download="highlights.md"
          >
            {say('markdown')}
          </a>
        </span>
      </PageHead>
      <Answered answer={answer} bars={16}>
        {(shown) => (
          <>
            {shown.at !== undefined && <KnownThenBand at={shown.at} />}
            <section className="panel">
              {shown.figures.length === 0 ? (
                <Empty title={say('none')} />
              ) : (
                <Figures figures={shown.figures} asOf={shown.asOf} />
              )}
            </section>
            {shown.assurances !== undefined && (
              <section className="panel" aria-labelledby="assurances">
                <header>
                  <h2 id="assurances">{say('assurances')}</h2>
                </header>
                <ul className="body">
                  {shown.assurances.map(({ target, title, words }) => (
                    <li key={target}>
                      {title}：{words}
                    </li>
                  ))}
                </ul>
              </section>
            )}
            {shown.at !== undefined && <StandingFoot at={shown.at} />}
          </>
        )}
      </Answered>
    </>
  );
}

/** A count opens to its rows; a reading, or the first of two, to the indicator at its period, and from there to its fact. */
function Opens({
  line,
  asOf,
  children,
}: {
  readonly line: Highlight;
  readonly asOf: string;
  readonly children: ReactNode;
}) {
  const standing = useStanding();
  const part = line.parts[0];
  if (part === undefined) return <>{children}</>;
  if (part.kind === 'measure') {
    return (
      <FigureLink figure={{ measure: part.id, from: `${asOf.slice(0, 4)}-01-01`, asOf }}>
        {children}
      </FigureLink>
    );
  }
  return (
    <Link className="opens" to={standing(readingAddress(part))}>
      {children}
    </Link>
  );
}

function readingAddress(part: HighlightPart): string {
  return `/indicators${withQuery('', { period: part.period, open: part.id })}`;
}

/** The plan's own note of a tie, which the figure itself says already. */
const TIED = '并列';

/** The parts by their titles and what they cite; their ids only on asking. */
function Source({ line }: { readonly line: Highlight }) {
  const say = useWords(highlightWords);
  const mark = useWords(markWords);
  const standing = useStanding();
  const isCounted = line.parts[0]?.kind === 'measure';
  const cites = [...new Set(line.parts.flatMap((part) => part.cites ?? []))];
  const isComposed = line.parts.length > 1;
  return (
    <span className="soft small">
      {line.parts.map((part, index) => (
        <span key={part.id} title={part.id}>
          {index > 0 && ' − '}
          {isComposed ? <Link to={standing(readingAddress(part))}>{part.title}</Link> : part.title}
        </span>
      ))}
      {isCounted && line.value !== null && ` · ${say('counted')}`}
      {cites.length > 0 && ` · ${cites.join(mark('semicolon'))}`}
      {line.note != null && !(line.rank?.tied && line.note === TIED) && (
        <span className="note">{line.note}</span>
      )}
    </span>
  );
}

function Figures({ figures, asOf }: { readonly figures: readonly Highlight[]; readonly asOf: string }) {
  const say = useWords(highlightWords);
  const { language } = useLanguage();
  const columns: Column<Highlight>[] = [
    {
      id: 'number',
      head: say('number'),
      phone: 'none',
      className: 'narrow soft',
      cell: (_, index) => index + 1,
    },
    { id: 'label', head: say('label'), phone: 'title', cell: (line) => line.label },
    {
      id: 'value',
      head: say('value'),
      align: 'right',
      phone: 'whole',
      cell: (line) =>
        line.value === null ? (
          <span className="soft">{line.status === 'no_data' ? say('noData') : say('notPublished')}</span>
        ) : line.rank != null ? (
          <Opens line={line} asOf={asOf}>
            <b>
              {say('rank', {
                group: line.rank.group,
                tied: line.rank.tied ? say('tied') : '',
                n: line.value,
                of:
                  line.rank.of === null || line.rank.group.includes(String(line.rank.of))
                    ? ''
                    : `/${line.rank.of}`,
              })}
            </b>
          </Opens>
        ) : (
          <span>
            <Opens line={line} asOf={asOf}>
              <b>{grouped(line.value)}</b>
            </Opens>{' '}
            <span className="soft">{unitWord(line.unit, language)}</span>
          </span>
        ),
    },
    {
      id: 'source',
      head: say('source'),
      phone: 'whole',
      cell: (line) => <Source line={line} />,
    },
  ];
  return (
    <Table
      name="highlights"
      caption={say('title')}
      columns={columns}
      rows={figures}
      keyOf={(line) => line.id}
    />
  );
}
