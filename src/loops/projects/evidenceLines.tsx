// What evidence the plan lists for a milestone and what of it is attached: one line each, with what was attached besides.

import { useWords } from '../../ui/language.tsx';
import { Mark } from '../../ui/mark.tsx';
import { EvidenceName } from './evidenceFile.tsx';
import { attachedEvidence } from './evidenceRule.ts';
import type { ClaimLine } from './projectViews.tsx';
import { projectWords } from './projectWords.tsx';

type Told = Pick<ClaimLine, 'evidence' | 'wanted'>;

/** Required kinds that are not attached; and whether nothing is, where the plan lists something. */
export function missingEvidence({ evidence, wanted = [] }: Told): {
  readonly required: readonly string[];
  readonly none: boolean;
} {
  const attached = attachedEvidence({ evidence: wanted }, evidence);
  const there = new Set(attached.map(({ kind }) => kind));
  return {
    required: wanted.filter(({ kind, required }) => required && !there.has(kind)).map(({ name }) => name),
    none: wanted.length > 0 && attached.length === 0,
  };
}

export function EvidenceLines({ line: { evidence, wanted = [] } }: { readonly line: Told }) {
  const say = useWords(projectWords);
  const besides = evidence.filter(({ kind }) => !wanted.some((one) => one.kind === kind));
  if (wanted.length === 0 && evidence.length === 0) return <span className="soft">{say('noEvidence')}</span>;
  return (
    <ul className="plain">
      {wanted.map(({ kind, name, required, file }) => {
        const own = evidence.filter((one) => one.kind === kind);
        return (
          <li key={kind}>
            <Mark met={own.some(({ digest }) => digest !== undefined || file !== true)} /> {name}{' '}
            {own.length === 0 ? (
              <>
                <span className="soft">{say('evidenceAbsent')}</span>
                {required && <span className="tag">{say('evidenceRequired')}</span>}
              </>
            ) : (
              own.map((one) => (
                <span key={one.name + (one.digest ?? '')} className="note">
                  <EvidenceName name={one.name} digest={one.digest} />
                  {one.digest === undefined && <span className="tag">{say('nameOnly')}</span>}
                </span>
              ))
            )}
          </li>
        );
      })}
      {besides.map((one) => (
        <li key={one.kind + one.name}>
          <EvidenceName name={one.name} digest={one.digest} />
        </li>
      ))}
    </ul>
  );
}
