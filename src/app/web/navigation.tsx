// The ways that an account has. What comes first is at the foot of a phone (shell.tsx): what people come for, then where they do it.
import { may } from '../../access/roles.ts';
import { goalWords } from '../../dispatch/goalWords.tsx';
import { useWords } from '../../ui/language.tsx';
import type { Session } from '../../ui/session.tsx';
import type { NavigationGroup } from '../../ui/shell.tsx';
import { appWords } from './words.tsx';

export function useNavigation(session: Session | undefined): readonly NavigationGroup[] {
  const say = useWords(appWords);
  const goal = useWords(goalWords);
  const has = (capability: 'actForFirm' | 'manageAccounts') =>
    session !== undefined && may(session, capability);
  return [
    {
      items: [
        { to: '/', label: say('cockpit'), covers: ['/figures/', '/targets/'] },
        { to: '/inbox', label: say('inbox') },
        { to: '/pushes', label: say('pushes'), short: say('pushesShort') },
        ...(has('actForFirm') ? [{ to: '/agency', label: say('myProjects') }] : []),
      ],
    },
    {
      title: say('ofProjects'),
      items: [
        { to: '/projects', label: say('projects'), covers: ['/projects/'] },
        { to: '/board', label: say('board') },
        { to: '/leads', label: say('leads') },
        { to: '/batches', label: say('batches') },
        { to: '/inspections', label: say('inspections') },
        { to: '/checks', label: say('checks') },
      ],
    },
    {
      title: say('ofApprovals'),
      items: [
        { to: '/approvals', label: say('approvals'), covers: ['/approvals/'] },
        { to: '/promises', label: say('promises'), covers: ['/promises/', '/firm-links/'] },
        { to: '/acceptances', label: say('acceptances') },
        { to: '/urges', label: say('urges') },
      ],
    },
    {
      title: say('goals'),
      items: [
        { to: '/outlook', label: say('outlook') },
        { to: '/goals', label: goal('targets') },
        { to: '/goals/breakdown', label: goal('breakdown'), covers: ['/goals/elements/', '/goals/units/'] },
        { to: '/goals/tasks', label: goal('tasks') },
        { to: '/goals/themes', label: goal('themes'), covers: ['/goals/themes/'] },
        { to: '/goals/livelihood', label: goal('livelihood') },
        { to: '/goals/gaps', label: goal('gaps') },
      ],
    },
    {
      title: say('reports'),
      items: [
        { to: '/indicators', label: say('indicators') },
        { to: '/flow', label: say('flow'), covers: ['/flow/'] },
        { to: '/reporting', label: say('reporting') },
        { to: '/reports/highlights', label: say('highlights') },
      ],
    },
    {
      title: say('system'),
      items: [
        { to: '/plan', label: say('plan'), covers: ['/plan/drafts/', '/plan/contents'] },
        { to: '/plan/trace', label: say('trace'), covers: ['/plan/trace/'] },
        { to: '/ledger', label: say('ledger'), covers: ['/ledger/'] },
        ...(has('manageAccounts') ? [{ to: '/accounts', label: say('accounts') }] : []),
      ],
    },
  ];
}
