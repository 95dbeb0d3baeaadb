// Whom to call, and the office line that is called by a tap; where the plan gives none, that is said.
import { useWords } from '../ui/language.tsx';
import type { Call } from './projectStory.view.ts';
import { storyWords } from './projectStoryWords.tsx';

export function CallLine({ call }: { readonly call: Call | undefined }) {
  const say = useWords(storyWords);
  if (call === undefined) return null;
  return (
    <span className="row">
      <span className="soft">
        {say('call')} {call.title}
        {call.phone === null && <span className="small"> · {say('noPhone')}</span>}
      </span>
      {call.phone !== null && (
        <a className="button num no-print" href={`tel:${call.phone.replaceAll(/[^0-9+]/g, '')}`}>
          {call.phone}
        </a>
      )}
      {call.phone !== null && call.assumed && (
        <span className="tag" title={say('phoneAssumed')}>
          {say('assumed')}
        </span>
      )}
    </span>
  );
}
