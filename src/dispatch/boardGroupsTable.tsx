// The board by a dimension (boardGroups.ts) as a table, and the attributes of its address.
import { amountText, grouped } from '../ui/figures.ts';
import { useLanguage, useWords } from '../ui/language.tsx';
import { withQuery } from '../ui/route.ts';
import { Link } from '../ui/router.tsx';
import { type Column, NONE_CELL, Table } from '../ui/table.tsx';
import type { BoardGroups, BoardView } from './projectStory.view.ts';
import { boardWords } from './projectStoryWords.tsx';

export function attributesOf(text: string | null): ReadonlyMap<string, string> {
  return new Map(
    (text ?? '').split(',').flatMap((one) => {
      const [id, value] = one.split(':');
      return id && value ? [[id, value] as const] : [];
    }),
  );
}

export function withAttribute(told: ReadonlyMap<string, string>, id: string, value: string): string | null {
  const next = new Map(told);
  if (value === '') next.delete(id);
  else next.set(id, value);
  return next.size === 0 ? null : [...next].map(([one, of]) => `${one}:${of}`).join(',');
}

/** 按投资来源 …: every number opens the rows it counts. */
export function GroupsTable({
  view,
  groups,
  asked,
}: {
  readonly view: BoardView;
  readonly groups: BoardGroups;
  readonly asked: string;
}) {
  const say = useWords(boardWords);
  const { language } = useLanguage();
  type Row = BoardGroups['rows'][number];
  const told = attributesOf(new URLSearchParams(asked).get('attributes'));
  const rowsOf = (row: Row, stage: string | null) => {
    if (row.narrows === null) return null;
    const { attributes: own, ...narrows } = row.narrows;
    const [id = '', value = ''] = (own ?? '').split(':');
    const attributes = own === undefined ? {} : { attributes: withAttribute(told, id, value) };
    return `/projects${withQuery(asked, { lifecycle: view.lifecycle, standing: 'open', ...narrows, ...attributes, stage })}`;
  };
  const count = (row: Row, stage: string | null, n: number | undefined) => {
    if (n === undefined) return NONE_CELL;
    const to = rowsOf(row, stage);
    return to === null ? (
      grouped(String(n))
    ) : (
      <Link className="opens" to={to}>
        {grouped(String(n))}
      </Link>
    );
  };
  const columns: readonly Column<Row>[] = [
    { id: 'name', head: groups.title, cell: (row) => row.name ?? say('notTold'), phone: 'title' },
    ...view.columns.map(
      ({ stage, name }): Column<Row> => ({
        id: `stage-${stage}`,
        head: name,
        align: 'right',
        cell: (row) => count(row, stage, row.counts[stage]),
        sort: (row) => String(row.counts[stage] ?? 0),
      }),
    ),
    {
      id: 'count',
      head: say('sum'),
      align: 'right',
      cell: (row) => count(row, null, row.count),
      sort: (row) => String(row.count),
    },
    {
      id: 'planned',
      head: say('planned'),
      align: 'right',
      cell: (row) => {
        const to = rowsOf(row, null);
        const text = amountText(row.plannedYuan, '元', language);
        return to === null ? (
          text
        ) : (
          <Link className="opens" to={to}>
            {text}
          </Link>
        );
      },
      sort: (row) => row.plannedYuan,
    },
  ];
  return (
    <section className="panel">
      <Table
        name="board"
        caption={groups.title}
        columns={columns}
        rows={groups.rows}
        keyOf={(row) => row.value ?? ''}
        phone="scroll"
      />
    </section>
  );
}
