// 办理认定: one claim with all that is needed to decide it: what the plan asks for and what is there. Opens from the project and from 我的待办. Of a claim that stands
// recognised it is 撤销认定, with what that does.
import { useRef, useState } from 'react';
import { type Recorded, useAnswer, useCommand } from '../../ui/answer.tsx';
import { amountText, instantText } from '../../ui/figures.ts';
import { TextArea } from '../../ui/form.tsx';
import { markWords, useLanguage, useWords } from '../../ui/language.tsx';
import { LateMark } from '../../ui/lateMark.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { Answered, Empty, ProblemNotice } from '../../ui/states.tsx';
import { EvidenceLines, missingEvidence } from './evidenceLines.tsx';
import { GateLines, useGates } from './gateLines.tsx';
import type { ClaimLine, ProjectView } from './projectViews.tsx';
import { projectWords } from './projectWords.tsx';
import { BasisFields, basesOf } from './withoutApprovals.tsx';
import './projects.css';

export function DecideSheet({
  project,
  claim,
  onClose,
  onDone,
}: {
  readonly project: string;
  readonly claim: string;
  readonly onClose: () => void;
  readonly onDone: (recorded: Recorded) => void;
}) {
  const say = useWords(projectWords);
  const answer = useAnswer<ProjectView>(`/api/projects/${encodeURIComponent(project)}`);
  const lineOf = (view: ProjectView | undefined) => view?.milestones.find((one) => one.claim === claim);
  return (
    <Sheet title={say(lineOf(answer.data)?.state === 'recognised' ? 'revoke' : 'decide')} onClose={onClose}>
      <Answered answer={answer}>
        {(view) => {
          const line = lineOf(view);
          return line === undefined ? (
            <Empty title={say('decided')} />
          ) : (
            <Decide view={view} line={line} onDone={onDone} />
          );
        }}
      </Answered>
    </Sheet>
  );
}

function Decide({
  view,
  line,
  onDone,
}: {
  readonly view: ProjectView;
  readonly line: ClaimLine;
  readonly onDone: (recorded: Recorded) => void;
}) {
  const say = useWords(projectWords);
  const mark = useWords(markWords);
  const recognise = useCommand('projects/recogniseMilestone');
  const refuse = useCommand('projects/refuseMilestone');
  const revoke = useCommand('projects/revokeMilestone');
  const reason = useRef('');
  const late = useRef(false);
  const bases = useRef<HTMLFormElement>(null);
  const [wanted, setWanted] = useState<'reason' | 'basis' | undefined>(undefined);
  const busy = recognise.busy || refuse.busy || revoke.busy;
  const problem = recognise.problem ?? refuse.problem ?? revoke.problem;
  const clear = () => {
    for (const command of [recognise, refuse, revoke]) command.clear();
  };
  const give = async (command: typeof refuse, withReason: boolean) => {
    clear();
    const lacksReason = withReason && reason.current === '';
    const given = command === recognise && bases.current ? basesOf(bases.current, onBasis) : [];
    setWanted(given === undefined ? 'basis' : lacksReason ? 'reason' : undefined);
    if (lacksReason || given === undefined) return;
    const recorded = await command.send({
      project: view.project.id,
      claim: line.claim,
      ...(withReason || (command === recognise && reason.current !== '') ? { reason: reason.current } : {}),
      ...(given.length > 0 ? { bases: given } : {}),
      ...(late.current ? { late: true } : {}),
    });
    if (recorded !== undefined) onDone(recorded);
  };
  const may = (name: string) => view.actions.includes(name);
  const waits = line.state === 'claimed';
  const gates = useGates({ project: view.project.id, milestone: line.milestone, on: line.occurredOn });
  const evidence = missingEvidence(line);
  const open = (gates ?? []).filter(({ met }) => !met);
  const onBasis = [
    ...new Map(open.filter(({ basis, hard }) => basis && !hard).map((one) => [one.id, one])).values(),
  ];
  const isBarred = evidence.required.length > 0 || open.some(({ hard }) => hard);
  const lacks = [
    ...(evidence.none ? [say('evidence')] : []),
    ...open.filter(({ basis }) => !basis).map(({ name }) => name),
  ];
  return (
    <>
      <ClaimFacts view={view} line={line} />
      {waits && isBarred && <p className="notice">{say('barred')}</p>}
      {waits && !isBarred && lacks.length > 0 && (
        <p className="notice">{say('lacks', { what: lacks.join(mark('list')) })}</p>
      )}
      {waits && !isBarred && onBasis.length > 0 && may('recogniseMilestone') && (
        <form ref={bases} className="form" onSubmit={(event) => event.preventDefault()}>
          <p className="notice">{say('basisWanted')}</p>
          <BasisFields items={onBasis} />
        </form>
      )}
      {line.state === 'recognised' && <Consequence line={line} />}
      <TextArea
        label={say(waits ? (lacks.length > 0 ? 'reasonLacking' : 'reasonRefuse') : 'reasonRevoke')}
        maxLength={500}
        onChange={(event) => {
          reason.current = event.target.value.trim();
        }}
      />
      {wanted !== undefined && (
        <p role="alert" className="notice bad">
          {say(wanted === 'basis' ? 'basisWanted' : 'reasonWanted')}
        </p>
      )}
      {problem !== undefined && <ProblemNotice problem={problem} />}
      <LateMark
        problem={problem}
        days={waits ? [] : [line.occurredOn]}
        onTick={(ticked) => {
          late.current = ticked;
        }}
      />
      <div className="sheet-acts">
        {waits && may('recogniseMilestone') && (
          <button
            type="button"
            className="button main"
            disabled={busy || isBarred || gates === undefined}
            onClick={() => void give(recognise, lacks.length > 0)}
          >
            {say('recognise')}
          </button>
        )}
        {waits && may('refuseMilestone') && (
          <button type="button" className="button" disabled={busy} onClick={() => void give(refuse, true)}>
            {say('refuse')}
          </button>
        )}
        {line.state === 'recognised' && may('revokeMilestone') && (
          <button type="button" className="button" disabled={busy} onClick={() => void give(revoke, true)}>
            {say('revoke')}
          </button>
        )}
      </div>
    </>
  );
}

function ClaimFacts({ view, line }: { readonly view: ProjectView; readonly line: ClaimLine }) {
  const say = useWords(projectWords);
  const { language } = useLanguage();
  const planned = view.project.plannedInvestmentYuan;
  const rule = line.countingRule;
  const earlier = view.milestones.filter(
    (one) =>
      one.claim !== line.claim &&
      one.claimedSeq < line.claimedSeq &&
      (one.state === 'claimed' || one.state === 'recognised'),
  );
  return (
    <dl className="facts">
      <dt>{say('name')}</dt>
      <dd>
        {view.project.name} <span className="soft">{view.project.unitName}</span>
      </dd>
      <dt>{say('milestone')}</dt>
      <dd>
        <b>{line.name}</b> {line.occurredOn} {line.late && <span className="tag">{say('late')}</span>}
      </dd>
      {typeof planned === 'string' && (
        <>
          <dt>{say('planned')}</dt>
          <dd>{amountText(planned, '元', language)}</dd>
        </>
      )}
      {rule !== null && (
        <>
          <dt>{say('rule')}</dt>
          <dd>
            {say('ruleText', {
              words: rule.words,
              version: rule.version,
              document: rule.document ?? say('noDocument'),
            })}
          </dd>
        </>
      )}
      {earlier.length > 0 && (
        <>
          <dt>{say('earlier')}</dt>
          <dd>
            <ul>
              {earlier.map((one) => (
                <li key={one.claim}>
                  {one.name} <span className="num">{one.occurredOn}</span>{' '}
                  <span className="soft">
                    {say(
                      one.state === 'claimed' ? 'claimed' : one.needsRecognition ? 'recognised' : 'reported',
                    )}
                  </span>
                </li>
              ))}
            </ul>
          </dd>
        </>
      )}
      <GateLines project={view.project.id} milestone={line.milestone} on={line.occurredOn} />
      <dt>{say('claimedBy')}</dt>
      <dd>
        {line.claimedUnitName} {line.claimedBy} <span className="soft">{instantText(line.claimedAt)}</span>
      </dd>
      <dt>{say('evidence')}</dt>
      <dd>
        <EvidenceLines line={line} />
      </dd>
    </dl>
  );
}

/** What a revocation does: the month it takes one from, and that the project may claim anew. */
function Consequence({ line }: { readonly line: ClaimLine }) {
  const say = useWords(projectWords);
  const month = line.occurredOn.slice(0, 7);
  return (
    <p className="notice">
      {say(line.counted ? 'revokeCounted' : 'revokeOther', { month, name: line.name })}
    </p>
  );
}
