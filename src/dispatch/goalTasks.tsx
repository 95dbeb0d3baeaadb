// 工作清单 and 民生实事: tasks by where they are listed, with lead, supporting units, date or cadence, what shows them and what is known. What nobody has
// reported yet is told so.
import { useWords } from '../ui/language.tsx';
import type { Column } from '../ui/table.tsx';
import {
  AmountCell,
  DueCell,
  HeldCell,
  ShownByCell,
  SourceCell,
  StateCell,
  TitleCell,
} from './goalCells.tsx';
import { GoalListPage, type GoalListParts } from './goalList.tsx';
import type { GoalRow } from './goalRows.ts';
import { goalWords } from './goalWords.tsx';

const TASKS: GoalListParts = {
  fixed: { section: 'tasks' },
  groupKey: 'listed',
  filters: ['text', 'owner', 'basis'],
};

export default function GoalTasksPage() {
  const say = useWords(goalWords);
  return (
    <GoalListPage title={say('tasks')} empty={say('noTasks')} columns={useTaskColumns()} parts={TASKS} />
  );
}

export function useTaskColumns(): readonly Column<GoalRow>[] {
  const say = useWords(goalWords);
  return [
    {
      id: 'title',
      head: say('title'),
      phone: 'title',
      className: 'goal-name',
      cell: (row) => <TitleCell row={row} />,
      sort: (row) => row.title,
    },
    {
      id: 'amount',
      head: say('amount'),
      align: 'right',
      phone: 'none',
      cell: (row) => (row.amount === null ? null : <AmountCell row={row} />),
    },
    {
      id: 'owner',
      head: say('lead'),
      phone: 'whole',
      cell: (row) => <HeldCell held={row.owners} gap />,
      sort: (row) => row.owners[0]?.title ?? null,
    },
    {
      id: 'supporting',
      head: say('supporting'),
      phone: 'whole',
      cell: (row) => <HeldCell held={row.supporting} />,
    },
    {
      id: 'due',
      head: say('dueOrReview'),
      cell: (row) => <DueCell row={row} />,
      sort: (row) => row.dueOn,
    },
    { id: 'shownBy', head: say('shownBy'), phone: 'whole', cell: (row) => <ShownByCell row={row} /> },
    {
      id: 'state',
      head: say('state'),
      phone: 'whole',
      className: 'goal-state',
      cell: (row) => <StateCell row={row} />,
    },
    {
      id: 'source',
      head: say('source'),
      phone: 'whole',
      cell: (row) => <SourceCell sources={row.sources} />,
    },
  ];
}
