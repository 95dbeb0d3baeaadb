// 年度目标: every target by its kind, with what was promised, where it stands, who answers for it, and where each of that comes from.

import { grouped, signed } from '../ui/figures.ts';
import { useWords } from '../ui/language.tsx';
import { lightOrder } from '../ui/light.tsx';
import { pathOf, withQuery } from '../ui/route.ts';
import { Link, useStanding } from '../ui/router.tsx';
import { type Column, NONE_CELL, orNone } from '../ui/table.tsx';
import { AmountCell, DueCell, HeldCell, SourceCell, StateCell, TitleCell, ValueCell } from './goalCells.tsx';
import { GoalListPage, type GoalListParts } from './goalList.tsx';
import type { GoalRow } from './goalRows.ts';
import { goalWords } from './goalWords.tsx';

const PARTS: GoalListParts = {
  fixed: { section: 'targets' },
  groupKey: 'kind',
  filters: ['text', 'owner', 'light', 'basis'],
};

export default function GoalTargetsPage() {
  const say = useWords(goalWords);
  const columns = useColumns();
  return <GoalListPage title={say('targets')} empty={say('noTargets')} columns={columns} parts={PARTS} />;
}

function useColumns(): readonly Column<GoalRow>[] {
  const say = useWords(goalWords);
  const standing = useStanding();
  const reckoned = (row: GoalRow, of: string, text: string) => {
    const line = row.lines[0];
    const shown = orNone(text);
    if (line === undefined || typeof shown !== 'string') return shown;
    return (
      <Link className="opens" to={standing(pathOf('targets', line.id) + withQuery('', { of }))}>
        {shown}
      </Link>
    );
  };
  return [
    {
      id: 'title',
      head: say('title'),
      phone: 'title',
      className: 'goal-name',
      cell: (row) => <TitleCell row={row} />,
      sort: (row) => row.title,
    },
    { id: 'amount', head: say('amount'), align: 'right', cell: (row) => <AmountCell row={row} /> },
    {
      id: 'value',
      head: say('value'),
      align: 'right',
      cell: (row) => <ValueCell line={row.lines[0]} />,
    },
    {
      id: 'completion',
      head: say('completion'),
      unit: '%',
      align: 'right',
      cell: (row) => reckoned(row, 'completionPct', grouped(row.lines[0]?.completionPct)),
      sort: (row) => row.lines[0]?.completionPct ?? null,
    },
    {
      id: 'gap',
      head: say('gap'),
      unit: say('points'),
      align: 'right',
      cell: (row) => reckoned(row, 'gapPoints', signed(row.lines[0]?.gapPoints)),
      sort: (row) => row.lines[0]?.gapPoints ?? null,
    },
    {
      id: 'light',
      head: say('state'),
      phone: 'whole',
      className: 'goal-state',
      cell: (row) => <StateCell row={row} />,
      sort: (row) => (row.lines[0] === undefined ? null : lightOrder(row.lines[0].light)),
    },
    { id: 'due', head: say('due'), cell: (row) => <DueCell row={row} />, sort: (row) => row.dueOn },
    {
      id: 'owner',
      head: say('owner'),
      phone: 'whole',
      cell: (row) => <HeldCell held={row.owners} gap />,
      sort: (row) => row.owners[0]?.title ?? null,
    },
    { id: 'splits', head: say('bearing'), cell: (row) => <Splits row={row} /> },
    {
      id: 'source',
      head: say('source'),
      phone: 'whole',
      cell: (row) => <SourceCell sources={row.sources} />,
    },
  ];
}

function Splits({ row }: { readonly row: GoalRow }) {
  const say = useWords(goalWords);
  const standing = useStanding();
  if (row.bearing.length > 0)
    return (
      <Link className="opens" to={standing(row.to)}>
        {say('share', { n: row.bearing.length })}
      </Link>
    );
  const left = row.sources.find(({ field, basis }) => field === 'splits' && basis === '待补来源');
  if (left === undefined) return NONE_CELL;
  return (
    <span className="soft nowrap" title={left.note ?? undefined}>
      {say('noSplit')}
    </span>
  );
}
