// One thing that a project waits for, in a line: what, who holds it, the n-th day of m, what is missing, whom to call.
import { markWords, useWords } from '../ui/language.tsx';
import { pathOf, withQuery } from '../ui/route.ts';
import { Link, useStanding } from '../ui/router.tsx';
import { CallLine } from './callLine.tsx';
import type { Holding } from './projectStory.view.ts';
import { storyWords } from './projectStoryWords.tsx';
import { addressOf, UrgeState } from './urgeSheets.tsx';
import { urgingWords } from './urgingWords.tsx';

export function HoldingLine({ one, project }: { readonly one: Holding; readonly project: string }) {
  const say = useWords(storyWords);
  const mark = useWords(markWords);
  const urge = useWords(urgingWords);
  const standing = useStanding();
  return (
    <div className={one.late ? 'holding late' : 'holding'}>
      <p className="row">
        <strong>{one.what}</strong>
        {one.kind !== 'approval' && one.kind !== 'suspended' && <span className="tag">{say(one.kind)}</span>}
        <span>{one.firm ? say('firm') : (one.unitName ?? say('nobody'))}</span>
        {one.days !== null && <span className="num">{dayWords(one, say)}</span>}
        {one.since !== null && <span className="num soft">{say('since', { day: one.since })}</span>}
        {one.dueOn !== null && <span className="num">{say('dueOn', { day: one.dueOn })}</span>}
        {one.late && <b className="late-word">{say('late')}</b>}
      </p>
      {one.missing.length > 0 && (
        <p>{mark('colon', { term: say('missing'), text: one.missing.join(mark('list')) })}</p>
      )}
      <p className="row no-print">
        <CallLine call={one.call[0]} />
        {one.approval !== null && (
          <Link className="button" to={standing(pathOf('approvals', one.approval))}>
            {say('open')}
          </Link>
        )}
        {one.urging !== null && (
          <Link
            className={one.late ? 'button main' : 'button'}
            to={`${pathOf('projects', project)}${withQuery('', addressOf(one.urging))}`}
          >
            {urge('urge')}
            {one.sideName !== null && ` ${one.sideName}`}
          </Link>
        )}
      </p>
      {one.urge !== null && (
        <p>
          <UrgeState urge={one.urge} />
        </p>
      )}
    </div>
  );
}

type Say = ReturnType<typeof useWords<typeof storyWords>>;

function dayWords({ days, of, dayKind }: Holding, say: Say): string {
  const told = { days: days ?? 0, of: of ?? 0 };
  // The day on which it begins is not counted.
  if (days === 0) return of === null ? say('today') : say(`todayOf${dayKind}`, told);
  return of === null ? say(`nth${dayKind}`, told) : say(`nthOf${dayKind}`, told);
}
