// One unit: all that it and its posts own, support, bear, report and recognise.
import { useSaid, useWords } from '../ui/language.tsx';
import type { Column } from '../ui/table.tsx';
import { DueCell, HeldCell, SourceCell, StateCell, TitleCell } from './goalCells.tsx';
import { GoalListPage, type GoalListParts } from './goalList.tsx';
import type { GoalRow } from './goalRows.ts';
import { roleWords } from './goalTerms.ts';
import { goalWords } from './goalWords.tsx';

export default function GoalUnitPage({ params }: { readonly params: Readonly<Record<string, string>> }) {
  const say = useWords(goalWords);
  const columns = useColumns();
  const unit = params.id ?? '';
  const parts: GoalListParts = { fixed: { unit }, groupKey: 'section', filters: ['text', 'role', 'basis'] };
  return (
    <GoalListPage
      title={(view) => view?.unitName ?? unit}
      lead={say('unitLead')}
      empty={say('unitNothing')}
      columns={columns}
      parts={parts}
    />
  );
}

function useColumns(): readonly Column<GoalRow>[] {
  const say = useWords(goalWords);
  const said = useSaid();
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
      id: 'roles',
      head: say('roles'),
      cell: (row) =>
        row.roles.map((role) => (
          <span key={role} className={role === 'owns' ? 'tag strong' : 'tag'}>
            {said(roleWords[role] ?? { zh: role, en: role })}
          </span>
        )),
    },
    {
      id: 'owner',
      head: say('owner'),
      phone: 'whole',
      cell: (row) => <HeldCell held={row.owners} />,
      sort: (row) => row.owners[0]?.title ?? null,
    },
    { id: 'due', head: say('dueOrReview'), cell: (row) => <DueCell row={row} />, sort: (row) => row.dueOn },
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
