// How a draft stands, in a word, the same on the list and on its page.
import { useWords } from '../../ui/language.tsx';
import type { Draft } from './draftViews.tsx';
import { stateWords } from './draftWords.tsx';

const WORD = {
  open: 'stateOpen',
  submitted: 'stateSubmitted',
  returned: 'stateReturned',
  approved: 'stateApproved',
  withdrawn: 'stateWithdrawn',
} as const;

export function DraftState({ draft }: { readonly draft: Draft }) {
  const say = useWords(stateWords);
  return (
    <span className="nowrap">
      {draft.adopted !== null ? say('stateAdopted') : say(WORD[draft.state])}
      {draft.baseMoved && <span className="tag">{say('baseMoved')}</span>}
    </span>
  );
}
