// 数字的来历: what a figure was made from. Opens at the side of the cockpit and has its own address.
import { endOfMonth, maxDate, minDate, parseDate } from '../kernel/plainDate.ts';
import { useAnswer, useMore } from '../ui/answer.tsx';
import { amount, amountText, dayText, grouped, instantText } from '../ui/figures.ts';
import { markWords, useLanguage, useSaid, useWords } from '../ui/language.tsx';
import { pathOf, withQuery } from '../ui/route.ts';
import { Link, useAddress, useStanding } from '../ui/router.tsx';
import { Sheet } from '../ui/sheet.tsx';
import { PageHead } from '../ui/shell.tsx';
import { KnownThenBand, Simulated, StandingBar, StandingFoot } from '../ui/standpoint.tsx';
import { Answered, Empty, ProblemNotice } from '../ui/states.tsx';
import { type Column, NONE_CELL, Table } from '../ui/table.tsx';
import type { FigureRef, FigureView } from './cockpit.view.ts';
import { figureWords } from './cockpitWords.tsx';
import { FigureLink, figureQuery, figureText } from './figureLink.tsx';
import { termWords } from './terms.ts';
import './cockpit.css';

type FigureRow = FigureView['rows'][number];

export function FigureSheet({
  figure,
  known,
  onClose,
}: {
  readonly figure: FigureRef;
  readonly known: string | null;
  readonly onClose: () => void;
}) {
  const say = useWords(figureWords);
  return (
    <Sheet title={say('title')} wide onClose={onClose}>
      <Figure figure={figure} known={known} inSheet />
    </Sheet>
  );
}

export default function FigurePage({ params }: { readonly params: Readonly<Record<string, string>> }) {
  const { query } = useAddress();
  const measure = params.measure ?? '';
  const asOf = query.get('asOf') ?? '';
  const unit = query.get('unit');
  const by = query.get('by');
  const value = query.get('value');
  const figure: FigureRef = {
    measure,
    from: query.get('from') ?? '',
    asOf,
    ...(unit === null ? {} : { unit }),
    ...(by === null ? {} : { by }),
    ...(by === null || value === null ? {} : { value }),
  };
  return <Figure figure={figure} known={query.get('known')} />;
}

function Figure({
  figure,
  known,
  inSheet = false,
}: {
  readonly figure: FigureRef;
  readonly known: string | null;
  readonly inSheet?: boolean;
}) {
  const address = `/api/measures/${encodeURIComponent(figure.measure)}/rows${figureQuery(figure, known)}`;
  const say = useWords(figureWords);
  const answer = useAnswer<FigureView>(address);
  const head = !inSheet && (
    <PageHead title={say('title')}>
      {answer.data !== undefined && <StandingBar at={answer.data.at} />}
    </PageHead>
  );
  return (
    <>
      {head}
      <Answered answer={answer} bars={10}>
        {(view) => (
          <>
            <FigureHead view={view} figure={figure} known={known} inSheet={inSheet} />
            <Breakdown view={view} figure={figure} known={known} inSheet={inSheet} />
            <FigureRows view={view} address={address} figure={figure} known={known} />
            {!inSheet && <StandingFoot at={view.at} />}
          </>
        )}
      </Answered>
    </>
  );
}

interface Part {
  readonly view: FigureView;
  readonly figure: FigureRef;
  readonly known: string | null;
  readonly inSheet: boolean;
}

function FigureHead({ view, figure, known, inSheet }: Part) {
  const say = useWords(figureWords);
  const said = useSaid();
  const { language } = useLanguage();
  const mark = useWords(markWords);
  const shown = amount(view.value, view.measure.unit, language);
  // The version and document that the rows were recognised by: nearly always one.
  const rules = [...new Set(view.rows.flatMap((row) => row.rule ?? []))];
  const unit = figure.unit === undefined ? undefined : view.byUnit.find((line) => line.unit === figure.unit);
  return (
    <>
      <KnownThenBand at={view.at} />
      <div className="figure-value">
        <strong>
          {unit !== undefined && `${unit.name} `}
          {said(view.measure.title)}
        </strong>
        <span>
          <b>{shown.value}</b> <span className="soft">{shown.unit}</span>
        </span>
        {view.asReported !== null && (
          <span className="soft">
            {say('asReported', { day: dayText(view.asReported.knownOn, language, view.asOf) })}{' '}
            <Link
              className="opens"
              to={pathOf('figures', figure.measure) + figureQuery(figure, view.asReported.knownOn)}
            >
              {amountText(view.asReported.value, view.measure.unit, language)}
            </Link>
          </span>
        )}
        {inSheet && view.at.city.simulated && <Simulated />}
        {inSheet && (
          <Link className="no-print" to={pathOf('figures', figure.measure) + figureQuery(figure, known)}>
            {say('own')}
          </Link>
        )}
      </div>
      {!view.measure.published && (
        <p className="notice" role="note">
          {say('unpublished')}
        </p>
      )}
      <dl className="facts small">
        <dt>{say('definition')}</dt>
        <dd>
          {said(view.measure.definition)}
          {rules.length > 0 && <span className="note">{rules.join(mark('semicolon'))}</span>}
        </dd>
        <dt>{say('counts')}</dt>
        <dd className="num">
          {say('period', { from: view.from, to: view.asOf })} ·{' '}
          <span className="mono">{view.measure.id}</span>
        </dd>
      </dl>
    </>
  );
}

/** The figure of one month of it; the first and the last may be cut by the figure's own days. */
function monthOf(month: string, view: FigureView, figure: FigureRef): FigureRef {
  const first = parseDate(`${month}-01`);
  return {
    ...figure,
    from: maxDate(parseDate(view.from), first),
    asOf: minDate(parseDate(view.asOf), endOfMonth(first)),
  };
}

/** Counties as links that narrow the figure; months as a row of figures. */
function Breakdown({ view, figure, known, inSheet }: Part) {
  const say = useWords(figureWords);
  const { language } = useLanguage();
  const address = useAddress();
  const to = (unit: string | undefined) => {
    if (!inSheet) return address.with({ unit });
    const { measure, from, asOf } = figure;
    return address.with({
      figure: figureText(unit === undefined ? { measure, from, asOf } : { measure, from, asOf, unit }),
    });
  };
  return (
    <dl className="facts small">
      {view.byUnit.length > 0 && (
        <>
          <dt>{say('byUnit')}</dt>
          <dd className="chips">
            {figure.unit !== undefined && <Link to={to(undefined)}>{say('whole')}</Link>}
            {view.byUnit.map((line) => {
              const text = `${line.name} ${amountText(line.value, view.measure.unit, language)}`;
              return line.opens ? (
                <Link
                  key={line.unit}
                  to={to(line.unit)}
                  className="opens num"
                  aria-current={line.unit === figure.unit ? 'true' : undefined}
                >
                  {text}
                </Link>
              ) : (
                <span key={line.unit} className="num">
                  {text}
                </span>
              );
            })}
          </dd>
        </>
      )}
      {view.byMonth.length > 0 && (
        <>
          <dt>{say('byMonth')}</dt>
          <dd className="chips num">
            {view.byMonth.map((line) => (
              <span key={line.month}>
                <span className="soft">{line.month}</span>{' '}
                <FigureLink figure={monthOf(line.month, view, figure)}>
                  {amountText(line.value, view.measure.unit, language)}
                </FigureLink>
              </span>
            ))}
          </dd>
        </>
      )}
      {view.dimensions.length > 0 && (
        <ByDimension view={view} figure={figure} known={known} inSheet={inSheet} />
      )}
    </dl>
  );
}

/** By what the plan declares of projects. In a sheet each leads to the figure's own page, where the choice stands in the address. */
function ByDimension({ view, figure, known, inSheet }: Part) {
  const say = useWords(figureWords);
  const { language } = useLanguage();
  const address = useAddress();
  const ownPage = (by: string) => pathOf('figures', figure.measure) + figureQuery({ ...figure, by }, known);
  const to = (by: string | null) => (inSheet ? ownPage(by ?? '') : address.with({ by, value: null }));
  return (
    <>
      <dt>{say('byMore')}</dt>
      <dd className="chips no-print">
        {view.dimensions.map(({ id, title }) => (
          <Link key={id} to={to(id)} className="opens" aria-current={figure.by === id ? 'true' : undefined}>
            {title}
          </Link>
        ))}
        {figure.by !== undefined && !inSheet && <Link to={to(null)}>{say('byNothing')}</Link>}
      </dd>
      {view.byDimension !== null && (
        <>
          <dt>{view.byDimension.title}</dt>
          <dd className="chips">
            {figure.value !== undefined && <Link to={address.with({ value: null })}>{say('all')}</Link>}
            {view.byDimension.rows.map(({ group, name, value }) => (
              <Link
                key={group ?? ''}
                className="opens num"
                to={address.with({ value: group ?? '-' })}
                aria-current={figure.value === (group ?? '-') ? 'true' : undefined}
              >
                {`${name ?? say('notTold')} ${amountText(value, view.measure.unit, language)}`}
              </Link>
            ))}
          </dd>
        </>
      )}
    </>
  );
}

const UNIT = '_unit';
const atOf = (column: string) => (column.endsWith(UNIT) ? column.replace(UNIT, '_at') : '');
const byOf = (column: string) => (column.endsWith(UNIT) ? column.replace(UNIT, '_by') : '');

/** Who and when stand with the unit they belong to (claimed_unit, claimed_by, claimed_at), in one column. */
function isFolded({ column }: FigureView['columns'][number], view: FigureView): boolean {
  return view.columns.some((other) => atOf(other.column) === column || byOf(other.column) === column);
}

/** Whose fact a column of who and when tells: its row holds the id, or the number, under that name. */
const FACT_OF: Readonly<
  Record<string, { readonly fact: string; readonly word: 'claimed' | 'decided' | 'reported' | 'told' }>
> = {
  claimed_unit: { fact: 'claim', word: 'claimed' },
  decided_unit: { fact: 'decided_seq', word: 'decided' },
  reported_unit: { fact: 'report', word: 'reported' },
  told_unit: { fact: 'fact', word: 'told' },
};

/** Facts that are reached from who and when need no column; the rule stands in the head. */
function isShown(column: FigureView['columns'][number], view: FigureView): boolean {
  if (column.column === 'rule' || isFolded(column, view)) return false;
  const reached = view.columns.some((other) => FACT_OF[other.column]?.fact === column.column);
  return column.type !== 'fact' || !reached;
}

/** Who and when in one, leading to the fact that says so. */
function Who({ row, id }: { readonly row: FigureRow; readonly id: string }) {
  const say = useWords(figureWords);
  const standing = useStanding();
  const unit = row[id];
  if (unit == null) return NONE_CELL;
  const at = row[atOf(id)];
  const told = FACT_OF[id];
  const fact = told === undefined ? null : row[told.fact];
  const text = (
    <>
      <span className="desk-only">{unit} </span>
      {told !== undefined && <span className="phone-only">{say(told.word)} </span>}
      {at != null && <span className="soft">{at.slice(0, 10)}</span>}
    </>
  );
  const title = at == null ? undefined : `${row[byOf(id)] ?? ''} ${instantText(at)}`;
  if (fact == null) return <span title={title}>{text}</span>;
  return (
    <Link className="opens" title={title} to={standing(pathOf('ledger', 'facts', fact))}>
      {text}
    </Link>
  );
}

/** The fact that a row was made from, by the name its source has for it. */
const FACT_COLUMNS = ['claim', 'report', 'fact', 'reading'];

const rowsOf = (view: FigureView) => view.rows;
const isYuan = (column: string) => column.toLowerCase().endsWith('yuan');

function FigureRows({ view, address, figure, known }: Omit<Part, 'inSheet'> & { readonly address: string }) {
  const say = useWords(figureWords);
  const said = useSaid();
  const standing = useStanding();
  const { language } = useLanguage();
  const term = useWords(termWords);
  const more = useMore<FigureRow, FigureView>(address, view, rowsOf);
  const subjectColumn = view.columns.find((column) => column.type === 'text')?.column;
  const cell = (row: FigureRow, column: FigureView['columns'][number]) => {
    const value = row[column.column] ?? null;
    if (column.column.endsWith(UNIT)) return <Who row={row} id={column.column} />;
    if (value === null) return NONE_CELL;
    if (column.type === 'fact')
      return <Link to={standing(pathOf('ledger', 'facts', value))}>{say('fact')}</Link>;
    if (column.type === 'instant') return instantText(value);
    if (column.type === 'term') return value in termWords ? term(value as keyof typeof termWords) : value;
    if (column.type === 'decimal') {
      const text = isYuan(column.column) ? amountText(value, '元', language) : grouped(value);
      const fact = FACT_COLUMNS.map((name) => row[name]).find((id) => id != null);
      return fact == null ? (
        text
      ) : (
        <Link className="opens" to={standing(pathOf('ledger', 'facts', fact))}>
          {text}
        </Link>
      );
    }
    if (column.column === subjectColumn && row.subject != null && figure.measure.startsWith('projects.')) {
      return <Link to={standing(pathOf('projects', row.subject))}>{value}</Link>;
    }
    return value;
  };
  const columns = view.columns
    .filter((column) => isShown(column, view))
    .map((column): Column<FigureRow> => {
      const { column: id, type } = column;
      return {
        id,
        // Amounts are written by size, each with its own unit.
        head: isYuan(id) ? said(column.title).replace(/[(（](元|yuan)[)）]$/, '') : said(column.title),
        cell: (row) => cell(row, column),
        sort: (row) => row[atOf(id)] ?? row[id] ?? null,
        className: id === subjectColumn ? 'figure-name' : 'num',
        ...(type === 'decimal' ? { align: 'right' } : {}),
        ...(id === subjectColumn ? { phone: 'title' } : {}),
        ...(id === 'unit' || id === 'evidence_count' || type === 'instant' ? { phone: 'none' } : {}),
      };
    });
  const query = figureQuery(figure, known);
  return (
    <section className="panel" aria-labelledby="rows">
      <header>
        <h3 id="rows">{say('rows')}</h3>
        <span className="soft small">{say('total', { n: grouped(String(view.total)) })}</span>
        <a
          className="push small no-print"
          href={`/api/measures/${encodeURIComponent(figure.measure)}/rows.xlsx${query}`}
          download
        >
          {say('excel')}
        </a>
      </header>
      {view.rowsOf !== null && (
        <p className="table-foot own-rows" role="note">
          {say('ownRows', {
            name: view.rowsOf.name,
            n: grouped(String(view.total)),
            value: amountText(view.value, view.measure.unit, language),
          })}
        </p>
      )}
      {view.rows.length === 0 ? (
        <Empty title={say('none')}>
          <Link to={`/${withQuery('', { asOf: figure.asOf, known })}`}>{say('back')}</Link>
        </Empty>
      ) : (
        <Table
          name="rows"
          caption={say('rows')}
          columns={columns}
          rows={more.rows}
          keyOf={(row) => JSON.stringify(row)}
          phone="lines"
        />
      )}
      {more.problem !== undefined && <ProblemNotice problem={more.problem} />}
      {more.next !== null && (
        <div className="table-foot no-print">
          <button type="button" className="button" disabled={more.busy} onClick={more.load}>
            {say('more')}
          </button>
        </div>
      )}
    </section>
  );
}
