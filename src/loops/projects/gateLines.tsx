// Beside a claim: the approval items that the plan names before its milestone, which are there, and the red lines of law behind those that are not.
import { useAnswer } from '../../ui/answer.tsx';
import { useWords } from '../../ui/language.tsx';
import { Mark } from '../../ui/mark.tsx';
import { withQuery } from '../../ui/route.ts';
import { useStanding } from '../../ui/router.tsx';
import { projectWords } from './projectWords.tsx';

interface GatesView {
  readonly rows: readonly {
    readonly id: string;
    readonly name: string;
    readonly hard: boolean;
    readonly basis: boolean;
    readonly met: boolean;
    readonly filed: boolean;
    /** When the grant was entered, where that was after its day. */
    readonly heardOn?: string;
    readonly redLines: readonly { readonly title: string; readonly law: string }[];
  }[];
}

interface Of {
  readonly project: string;
  readonly milestone: string;
  readonly on: string;
}

/** Undefined until they are known. */
export function useGates({ project, milestone, on }: Of): GatesView['rows'] | undefined {
  // As the page stands: one of the past shows the approvals that were told by then.
  const standing = useStanding();
  const { data, problem } = useAnswer<GatesView>(
    standing(`/api/gates${withQuery('', { project, milestone, on })}`),
  );
  // Where they can't be told, the server still looks before it records.
  return problem === undefined ? data?.rows : [];
}

export function GateLines(of: Of) {
  const say = useWords(projectWords);
  const rows = useGates(of) ?? [];
  if (rows.length === 0) return null;
  return (
    <>
      <dt>{say('gateItems')}</dt>
      <dd>
        <ul className="plain">
          {rows.map((row) => (
            <li key={row.id + row.name}>
              <Mark met={row.met} /> {row.name}{' '}
              <span className={row.met ? 'soft' : 'tag'}>
                {say(row.met ? 'gateMet' : row.filed ? 'gateFiled' : 'gateMissing')}
              </span>
              {row.heardOn !== undefined && (
                <span className="tag">{say('gateHeard', { day: row.heardOn })}</span>
              )}
              {row.hard && !row.met && <span className="tag">{say('gateHard')}</span>}
              {row.basis && !row.hard && !row.met && <span className="tag">{say('gateBasis')}</span>}
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
