// Beside a claim: the approval items that the plan names before its milestone, which are there, and the red lines of law behind those that are not.
import { useAnswer } from '../../ui/answer.tsx';
import { useWords } from '../../ui/language.tsx';
import { withQuery } from '../../ui/route.ts';
import { projectWords } from './projectWords.tsx';

interface GatesView {
  readonly rows: readonly {
    readonly id: string;
    readonly name: string;
    readonly hard: boolean;
    readonly met: boolean;
    readonly filed: boolean;
    readonly redLines: readonly { readonly title: string; readonly law: string }[];
  }[];
}

export function GateLines({
  project,
  milestone,
  on,
}: {
  readonly project: string;
  readonly milestone: string;
  readonly on: string;
}) {
  const say = useWords(projectWords);
  const answer = useAnswer<GatesView>(withQuery('/api/gates', { project, milestone, on }));
  const rows = answer.data?.rows ?? [];
  if (rows.length === 0) return null;
  return (
    <>
      <dt>{say('gateItems')}</dt>
      <dd>
        <ul>
          {rows.map((row) => (
            <li key={row.id}>
              {row.name}{' '}
              <span className={row.met ? 'soft' : 'tag'}>
                {say(row.met ? 'gateMet' : row.filed ? 'gateFiled' : 'gateMissing')}
              </span>
              {row.hard && !row.met && <span className="tag">{say('gateHard')}</span>}
              {!row.met &&
                row.redLines.map(({ title, law }) => (
                  <span key={title} className="note">
                    {say('gateRedLine', { title, law })}
                  </span>
                ))}
            </li>
          ))}
        </ul>
      </dd>
    </>
  );
}
