// 半年亮点: every figure of the published half-year, in its published unit, computed from the ledger where it holds the parts.
import { useAnswer } from '../ui/answer.tsx';
import { grouped, unitWord } from '../ui/figures.ts';
import { useLanguage, useWords } from '../ui/language.tsx';
import { withQuery } from '../ui/route.ts';
import { useAddress } from '../ui/router.tsx';
import { PageHead } from '../ui/shell.tsx';
import { Head, KnownThenBand, type Standing, StandingBar } from '../ui/standpoint.tsx';
import { Answered, Empty } from '../ui/states.tsx';
import { type Column, Table } from '../ui/table.tsx';

export const highlightWords = {
  title: { zh: '半年亮点', en: 'Half-year highlights' },
  number: { zh: '序号', en: 'No.' },
  label: { zh: '事项', en: 'Figure' },
  value: { zh: '数值', en: 'Value' },
  source: { zh: '来源', en: 'Source' },
  notPublished: { zh: '未公布', en: 'Not published' },
  noData: { zh: '台账中没有', en: 'Not in the ledger' },
  rank: { zh: '{tied}第{n}{of}', en: '{tied} {n}{of}' },
  tied: { zh: '并列', en: 'tied' },
  print: { zh: '打印', en: 'Print' },
  json: { zh: '导出 JSON', en: 'Export JSON' },
  markdown: { zh: '导出 Markdown', en: 'Export Markdown' },
  none: { zh: '这份报表没有数字。', en: 'This report holds no figures.' },
  asOf: { zh: '时点 {asOf}', en: 'As of {asOf}' },
};

export interface Highlight {
  readonly id: string;
  readonly label: string;
  readonly value: string | null;
  readonly unit: string;
  readonly status: string;
  readonly source: string | null;
  readonly rank?: { readonly group: string; readonly of: number | null; readonly tied: boolean } | null;
  readonly note?: string | null;
}

export interface HighlightsView {
  readonly figures: readonly Highlight[];
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
                <Figures figures={shown.figures} />
              )}
            </section>
          </>
        )}
      </Answered>
    </>
  );
}

function Figures({ figures }: { readonly figures: readonly Highlight[] }) {
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
          <b>
            {say('rank', {
              tied: line.rank.tied ? say('tied') : '',
              n: line.value,
              of: line.rank.of === null ? '' : `/${line.rank.of}`,
            })}
          </b>
        ) : (
          <span>
            <b>{grouped(line.value)}</b> <span className="soft">{unitWord(line.unit, language)}</span>
          </span>
        ),
    },
    {
      id: 'source',
      head: say('source'),
      phone: 'whole',
      cell: (line) => (
        <span className="soft small">
          {line.source}
          {line.note != null && <span className="note">{line.note}</span>}
        </span>
      ),
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
