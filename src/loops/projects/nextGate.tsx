// The next milestone of a project, in one line: what it still lacks, or who is to do what.
import { markWords, useWords } from '../../ui/language.tsx';
import { useGates } from './gateLines.tsx';
import type { ProjectView } from './projectViews.tsx';
import { projectWords } from './projectWords.tsx';

export function NextGate({
  view,
  next,
}: {
  readonly view: ProjectView;
  readonly next: NonNullable<ProjectView['next']>;
}) {
  const say = useWords(projectWords);
  const mark = useWords(markWords);
  // Approvals before papers: without them there is nothing to claim.
  const gates = useGates({ project: view.project.id, milestone: next.milestone, on: view.at.asOf }) ?? [];
  const missing = [
    ...next.missingGates,
    ...gates.filter(({ met }) => !met).map(({ name }) => name),
    ...next.missingEvidence,
  ];
  const waiting = next.claimedAhead ?? [];
  const mayClaim = view.claimable.some((one) => one.milestone === next.milestone);
  const rest = mayClaim ? say('nothingMissing') : say('onlyClaim');
  if (waiting.length > 0 && !next.waitsForRecognition)
    return (
      <p className="row next-gate">
        <span className="soft">{say('nextGate')}</span>
        <strong>{waiting.map(({ name }) => name).join(mark('list'))}</strong>
        <span>{say('waitsHere')}</span>
        <span className="soft">{say('passedOver', { name: next.name })}</span>
      </p>
    );
  return (
    <p className="row next-gate">
      <span className="soft">{say('nextGate')}</span>
      <strong>{next.name}</strong>
      {next.dueOn !== null && <span className="num">{say('due', { day: next.dueOn })}</span>}
      <span>
        {next.waitsForRecognition
          ? say('waitsHere')
          : missing.length === 0
            ? rest
            : mark('colon', { term: say('missing'), text: missing.join(mark('list')) })}
      </span>
    </p>
  );
}
