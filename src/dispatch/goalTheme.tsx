// One theme: its members of whatever section, and where each stands.
import { useWords } from '../ui/language.tsx';
import { GoalListPage, type GoalListParts } from './goalList.tsx';
import { useTaskColumns } from './goalTasks.tsx';
import { goalWords } from './goalWords.tsx';

export default function GoalThemePage({ params }: { readonly params: Readonly<Record<string, string>> }) {
  const say = useWords(goalWords);
  const columns = useTaskColumns();
  const parts: GoalListParts = {
    fixed: { theme: params.id ?? '' },
    groupKey: 'section',
    filters: ['text', 'basis'],
  };
  return (
    <GoalListPage
      title={(view) => (view?.theme == null ? say('themes') : say('theme', { title: view.theme.title }))}
      empty={say('noMembers')}
      columns={columns}
      parts={parts}
    />
  );
}
