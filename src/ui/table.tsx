// Tables: sticky head, figures to the right, sorted by a press on the head (the order is kept in the address), scrolling
// inside themselves. On a phone a table either becomes cards or keeps scrolling; it never widens the page.
import type { ReactNode } from 'react';
import { compareDecimals, NONE } from './figures.ts';
import { useWords } from './language.tsx';
import { navigate, useAddress } from './router.tsx';
import './table.css';

export const tableWords = {
  sort: { zh: '按{head}排序', en: 'Sort by {head}' },
};

export interface Column<R> {
  readonly id: string;
  readonly head: string;
  /** A second, softer line in the head: the unit. */
  readonly unit?: string;
  readonly align?: 'right';
  readonly cell: (row: R, index: number) => ReactNode;
  /** What the column is sorted by: text that is a decimal is compared as one. Without it the column does not sort. */
  readonly sort?: (row: R) => string | null;
  /** The order's name where the server sorts (`ordered`): then not only the rows that were loaded are sorted. */
  readonly order?: string;
  /** On a phone's card: the title line, a labelled line (the default), a line of the whole width, or nothing. */
  readonly phone?: 'title' | 'whole' | 'none';
  readonly className?: string;
}

/** Said aloud again because a table drawn as cards (display: grid) loses its roles in some browsers. */
const AS = {
  table: { role: 'table' },
  rowgroup: { role: 'rowgroup' },
  row: { role: 'row' },
  columnheader: { role: 'columnheader' },
  cell: { role: 'cell' },
} as const;

/** What scrolls must be reachable by keyboard (WCAG 2.1.1). */
const REACHABLE = { tabIndex: 0 };

/** Marked, so that every dash has one colour and a phone's card leaves its line out. */
export const NONE_CELL = <span className="none">{NONE}</span>;

export function orNone(text: string): ReactNode {
  return text === NONE ? NONE_CELL : text;
}

/** One cell over the columns `from` to `to`: what there is to say about all of them. */
export interface Span {
  readonly from: string;
  readonly to: string;
  readonly cell: ReactNode;
}

/** The order that the rows were asked for in, and how another is asked for. */
export interface Ordered {
  readonly by: string | undefined;
  readonly down: boolean;
  readonly choose: (by: string) => void;
}

interface TableProps<R> {
  /** Names the table in the address (`<name>.sort`) and is its identity for tests. */
  readonly name: string;
  readonly caption: string;
  readonly columns: readonly Column<R>[];
  readonly rows: readonly R[];
  readonly keyOf: (row: R) => string;
  /** On a phone: labelled cards, a table that scrolls, or a title with one line of values under it. */
  readonly phone?: 'cards' | 'scroll' | 'lines';
  readonly rowClass?: (row: R) => string | undefined;
  readonly spanOf?: (row: R) => Span | undefined;
  /** Rows come in the server's order; heads of columns that name one ask for it. */
  readonly ordered?: Ordered;
  /** True: a long list; its head stays in sight while the page scrolls. */
  readonly tall?: boolean;
}

export function Table<R>({
  name,
  caption,
  columns,
  rows,
  keyOf,
  phone = 'cards',
  rowClass,
  spanOf,
  ordered,
  tall = false,
}: TableProps<R>) {
  const address = useAddress();
  const key = `${name}.sort`;
  const [by, direction] = (address.query.get(key) ?? '').split('.') as [string?, string?];
  const down = direction === 'down';
  const shown = ordered === undefined ? sorted(columns, rows, by, down) : rows;
  const choose = (id: string) => {
    const next = by !== id ? `${id}.down` : down ? `${id}.up` : null;
    navigate(address.with({ [key]: next }), { replace: true });
  };
  return (
    <section className={`table-box ${phone}${tall ? ' tall' : ''}`} {...REACHABLE} aria-label={caption}>
      <table data-table={name} {...AS.table}>
        <caption className="unseen">{caption}</caption>
        <thead {...AS.rowgroup}>
          <tr {...AS.row}>
            {columns.map((column) =>
              ordered === undefined ? (
                <Head
                  key={column.id}
                  column={column}
                  order={by === column.id ? turnOf(down) : undefined}
                  choose={column.sort && (() => choose(column.id))}
                />
              ) : (
                <Head
                  key={column.id}
                  column={column}
                  order={
                    column.order !== undefined && ordered.by === column.order
                      ? turnOf(ordered.down)
                      : undefined
                  }
                  choose={
                    column.order === undefined ? undefined : () => ordered.choose(column.order as string)
                  }
                />
              ),
            )}
          </tr>
        </thead>
        <tbody {...AS.rowgroup}>
          {shown.map((row, index) => (
            <tr key={keyOf(row)} {...AS.row} className={rowClass?.(row)}>
              {cellsOf(columns, spanOf?.(row)).map(({ column, width, cell }) => (
                <td
                  key={column.id}
                  {...AS.cell}
                  {...(width === 1 ? {} : { colSpan: width })}
                  className={width === 1 ? classOf(column) : 'phone-whole span'}
                  data-label={column.unit === undefined ? column.head : `${column.head}(${column.unit})`}
                >
                  {cell ?? column.cell(row, index)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function cellsOf<R>(columns: readonly Column<R>[], span: Span | undefined) {
  const single = (column: Column<R>) => ({ column, width: 1, cell: undefined as ReactNode });
  const first = columns.findIndex((column) => column.id === span?.from);
  const last = columns.findIndex((column) => column.id === span?.to);
  const head = columns[first];
  if (span === undefined || head === undefined || last <= first) return columns.map(single);
  return [
    ...columns.slice(0, first).map(single),
    { column: head, width: last - first + 1, cell: span.cell },
    ...columns.slice(last + 1).map(single),
  ];
}

const turnOf = (down: boolean) => (down ? 'descending' : 'ascending');

function Head<R>({
  column,
  order,
  choose,
}: {
  readonly column: Column<R>;
  readonly order: 'ascending' | 'descending' | undefined;
  readonly choose: (() => void) | undefined;
}) {
  const say = useWords(tableWords);
  const text = (
    <>
      {column.head}
      {column.unit !== undefined && <small>{column.unit}</small>}
    </>
  );
  return (
    <th scope="col" {...AS.columnheader} className={classOf(column)} aria-sort={order}>
      {choose === undefined ? (
        text
      ) : (
        <button type="button" onClick={choose} title={say('sort', { head: column.head })}>
          {text}
          <i aria-hidden="true">{order === 'ascending' ? '▲' : order === 'descending' ? '▼' : ''}</i>
        </button>
      )}
    </th>
  );
}

function classOf<R>(column: Column<R>): string | undefined {
  const names = [column.align, column.phone && `phone-${column.phone}`, column.className]
    .filter(Boolean)
    .join(' ');
  return names === '' ? undefined : names;
}

const DECIMAL = /^[+\-−]?\d+(\.\d+)?$/;

function sorted<R>(
  columns: readonly Column<R>[],
  rows: readonly R[],
  by: string | undefined,
  down: boolean,
): readonly R[] {
  const value = columns.find((column) => column.id === by)?.sort;
  if (value === undefined) return rows;
  const sign = down ? -1 : 1;
  return [...rows].sort((a, b) => {
    const left = value(a);
    const right = value(b);
    // What is not known stays at the end in either direction.
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    const decimals = DECIMAL.test(left) && DECIMAL.test(right);
    return sign * (decimals ? compareDecimals(left, right) : left.localeCompare(right, 'zh-CN'));
  });
}
