// 办理单位内部的一步: a draft with all that is needed to pass it on, sign it off or send it back. Opens from 我的待办.
import { useRef, useState } from 'react';
import { type Recorded, useCommand } from '../../ui/answer.tsx';
import { amountText } from '../../ui/figures.ts';
import { TextArea } from '../../ui/form.tsx';
import { useLanguage, useWords } from '../../ui/language.tsx';
import { pathOf } from '../../ui/route.ts';
import { Link } from '../../ui/router.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { ProblemNotice } from '../../ui/states.tsx';
import { EvidenceName } from './evidenceFile.tsx';
import { Marks, marksOf } from './lateCheck.tsx';
import type { PassableDraft } from './passable.ts';

export const passWords = {
  review: { zh: '审核', en: 'Review' },
  sign: { zh: '签发', en: 'Sign off' },
  pass: { zh: '审核通过', en: 'Pass on' },
  signOff: { zh: '签发', en: 'Sign off' },
  sendBack: { zh: '退回补正', en: 'Send back' },
  milestone: { zh: '节点', en: 'Milestone' },
  project: { zh: '项目', en: 'Project' },
  planned: { zh: '计划投资', en: 'Planned investment' },
  evidence: { zh: '印证资料', en: 'Evidence' },
  none: { zh: '没有附资料', en: 'none attached' },
  note: { zh: '说明', en: 'Note' },
  correction: { zh: '更正', en: 'correction' },
  why: { zh: '更正的原因', en: 'Why corrected' },
  steps: { zh: '步骤', en: 'Steps' },
  drafted: { zh: '填报', en: 'Drafted by' },
  reason: { zh: '退回的原因', en: 'Why sent back' },
  reasonWanted: { zh: '退回要写明原因。', en: 'Sending back takes a reason.' },
};

export function PassSheet({
  draft,
  onClose,
  onDone,
}: {
  readonly draft: PassableDraft;
  readonly onClose: () => void;
  readonly onDone: (recorded: Recorded) => void;
}) {
  const say = useWords(passWords);
  const pass = useCommand('projects/passClaim');
  const back = useCommand('projects/sendBackClaim');
  const [wanted, setWanted] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const signs = draft.steps[draft.done] === '签发';
  const problem = pass.problem ?? back.problem;
  const busy = pass.busy || back.busy;
  const about = { project: draft.project, draft: draft.draft };
  const give = async (command: typeof pass, body: object) => {
    pass.clear();
    back.clear();
    const recorded = await command.send(body);
    if (recorded !== undefined) onDone(recorded);
  };
  const passOn = () => {
    setWanted(false);
    void give(pass, { ...about, ...marksOf(valuesOf(form.current)) });
  };
  const sendBack = () => {
    const reason = (valuesOf(form.current).reason ?? '').trim();
    setWanted(reason === '');
    if (reason !== '') void give(back, { ...about, reason });
  };
  return (
    <Sheet title={say(signs ? 'sign' : 'review')} onClose={onClose}>
      <DraftFacts draft={draft} />
      <form ref={form} className="form" onSubmit={(event) => event.preventDefault()}>
        <TextArea label={say('reason')} name="reason" maxLength={500} />
        {wanted && (
          <p role="alert" className="notice bad">
            {say('reasonWanted')}
          </p>
        )}
        <Marks problem={problem} days={[draft.occurredOn]} />
        {problem !== undefined && <ProblemNotice problem={problem} />}
        <div className="sheet-acts">
          <button type="button" className="button main" disabled={busy} onClick={passOn}>
            {say(signs ? 'signOff' : 'pass')}
          </button>
          <button type="button" className="button" disabled={busy} onClick={sendBack}>
            {say('sendBack')}
          </button>
        </div>
      </form>
    </Sheet>
  );
}

function valuesOf(form: HTMLFormElement | null): Readonly<Record<string, string>> {
  const entries = form === null ? [] : [...new FormData(form)];
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}

function DraftFacts({ draft }: { readonly draft: PassableDraft }) {
  const say = useWords(passWords);
  const { language } = useLanguage();
  return (
    <dl className="facts">
      <dt>{say('project')}</dt>
      <dd>
        <Link to={pathOf('projects', draft.project)}>{draft.projectName}</Link>{' '}
        <span className="soft">{draft.unitName}</span>
      </dd>
      <dt>{say('milestone')}</dt>
      <dd>
        <b>{draft.milestone}</b> <span className="num">{draft.occurredOn}</span>{' '}
        {draft.isCorrection && <span className="tag">{say('correction')}</span>}
      </dd>
      {draft.plannedInvestmentYuan !== null && (
        <>
          <dt>{say('planned')}</dt>
          <dd>{amountText(draft.plannedInvestmentYuan, '元', language)}</dd>
        </>
      )}
      <dt>{say('evidence')}</dt>
      <dd>
        {draft.evidence.length === 0 ? (
          <span className="soft">{say('none')}</span>
        ) : (
          <ul>
            {draft.evidence.map((one) => (
              <li key={one.kind + one.name}>
                <EvidenceName name={one.name} digest={one.digest} />
              </li>
            ))}
          </ul>
        )}
      </dd>
      {draft.note !== null && (
        <>
          <dt>{say('note')}</dt>
          <dd>{draft.note}</dd>
        </>
      )}
      {draft.reason !== null && (
        <>
          <dt>{say('why')}</dt>
          <dd>{draft.reason}</dd>
        </>
      )}
      <dt>{say('steps')}</dt>
      <dd>{draft.steps.map((step, at) => (at < draft.done ? `${step} ✓` : step)).join(' · ')}</dd>
      <dt>{say('drafted')}</dt>
      <dd>
        {draft.draftedUnitName} {draft.draftedBy}
      </dd>
    </dl>
  );
}
