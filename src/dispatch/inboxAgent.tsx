// 我的待办 of an agent: his work stands on the cards of his projects.
import { useAnswer } from '../ui/answer.tsx';
import { useWords } from '../ui/language.tsx';
import { Link } from '../ui/router.tsx';
import { inboxWords } from './inboxWords.tsx';
import type { AgentView } from './projectStory.view.ts';

/** What waits for an agent stands on the cards of his projects: it is counted here and done there. */
export function OfAgent() {
  const say = useWords(inboxWords);
  const rows = useAnswer<AgentView>('/api/agency/projects').data?.rows ?? [];
  const n = rows.filter(({ needsAgent }) => needsAgent).length;
  return (
    <p className="notice">
      <Link to="/agency">{n === 0 ? say('toMyProjects') : say('myProjectsWait', { n })}</Link>
    </p>
  );
}
