// 民生实事: the tasks listed so, and what lies below them.
import { useWords } from '../ui/language.tsx';
import { GoalListPage, type GoalListParts } from './goalList.tsx';
import { useTaskColumns } from './goalTasks.tsx';
import { goalWords } from './goalWords.tsx';

const PARTS: GoalListParts = {
  fixed: { list: 'livelihood' },
  groupKey: 'listed',
  filters: ['text', 'owner'],
};

export default function GoalLivelihoodPage() {
  const say = useWords(goalWords);
  const columns = useTaskColumns();
  return (
    <GoalListPage title={say('livelihood')} empty={say('noLivelihood')} columns={columns} parts={PARTS} />
  );
}
