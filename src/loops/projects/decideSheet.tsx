// 办理认定: one claim with all that is needed to decide it. Opens from the project and from 我的待办.
import { useRef, useState } from 'react';
import { type Recorded, useAnswer, useCommand } from '../../ui/answer.tsx';
import { amountText, instantText } from '../../ui/figures.ts';
import { TextArea } from '../../ui/form.tsx';
import { useLanguage, useWords } from '../../ui/language.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { Answered, Empty, ProblemNotice } from '../../ui/states.tsx';
import { EvidenceName } from './evidenceFile.tsx';
import { GateLines } from './gateLines.tsx';
import { LateCheck } from './lateCheck.tsx';
import type { ClaimLine, ProjectView } from './projectViews.tsx';
import { projectWords } from './projectWords.tsx';
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
  return (
    <Sheet title={say('decide')} onClose={onClose}>
      <Answered answer={answer}>
        {(view) => {
          const line = view.milestones.find((one) => one.claim === claim);
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
  const recognise = useCommand('projects/recogniseMilestone');
  const refuse = useCommand('projects/refuseMilestone');
  const revoke = useCommand('projects/revokeMilestone');
  const reason = useRef('');
  const late = useRef(false);
  const [wanted, setWanted] = useState(false);
  const busy = recognise.busy || refuse.busy || revoke.busy;
  const problem = recognise.problem ?? refuse.problem ?? revoke.problem;
  const clear = () => {
    for (const command of [recognise, refuse, revoke]) command.clear();
  };
  const give = async (command: typeof refuse, withReason: boolean) => {
    clear();
    setWanted(withReason && reason.current === '');
    if (withReason && reason.current === '') return;
    const recorded = await command.send({
      project: view.project.id,
      claim: line.claim,
      ...(withReason ? { reason: reason.current } : {}),
      ...(late.current ? { late: true } : {}),
    });
    if (recorded !== undefined) onDone(recorded);
  };
  const may = (name: string) => view.actions.includes(name);
  const waits = line.state === 'claimed';
  return (
    <>
      <ClaimFacts view={view} line={line} />
      <TextArea
        label={say('reason')}
        maxLength={500}
        onChange={(event) => {
          reason.current = event.target.value.trim();
        }}
      />
      {wanted && (
        <p role="alert" className="notice bad">
          {say('reasonWanted')}
        </p>
      )}
      {problem !== undefined && <ProblemNotice problem={problem} />}
      <LateCheck
        problem={problem}
        onTick={(ticked) => {
          late.current = ticked;
        }}
      />
      <div className="sheet-acts">
        {waits && may('recogniseMilestone') && (
          <button
            type="button"
            className="button main"
            disabled={busy}
            onClick={() => void give(recognise, false)}
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
        {line.evidence.length === 0 ? (
          <span className="soft">{say('noEvidence')}</span>
        ) : (
          <ul>
            {line.evidence.map((one) => (
              <li key={one.kind + one.name}>
                <EvidenceName name={one.name} digest={one.digest} />
              </li>
            ))}
          </ul>
        )}
      </dd>
    </dl>
  );
}
