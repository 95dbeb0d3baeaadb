// What may be done with a draft: submit, return, approve, adopt, rebase, withdraw. Buttons only for who may; the server decides.
import { type ReactNode, useState } from 'react';
import { type ProblemBody, type Recorded, useCommand } from '../../ui/answer.tsx';
import { Check, DateField, Form, type FormText, SendButton, TextArea, TextField } from '../../ui/form.tsx';
import { useSaid, useWords } from '../../ui/language.tsx';
import { Link, useAddress } from '../../ui/router.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { ProblemNotice } from '../../ui/states.tsx';
import { type Difference, type DraftView, isEditable } from './draftViews.tsx';
import { draftWords } from './draftWords.tsx';
import { monthsJudgedAnew } from './effectiveDay.ts';

type Act = 'submit' | 'return' | 'approve' | 'adopt' | 'withdraw' | 'rebase';

function actsOf({ draft, may, difference }: DraftView): readonly Act[] {
  if (draft.adopted !== null || draft.state === 'withdrawn') return [];
  const acts: Act[] = [];
  if (may.edit || may.approve) acts.push('withdraw');
  if (may.approve && (draft.state === 'submitted' || draft.state === 'approved')) acts.push('return');
  if (draft.baseMoved) {
    if (may.edit && isEditable(draft)) acts.push('rebase');
    return acts;
  }
  if (may.edit && isEditable(draft) && difference.length > 0) acts.push('submit');
  // One's own draft has no such button: another hand approves (the address still asks, and is refused).
  if (may.approve && draft.state === 'submitted' && !draft.ownHand) acts.push('approve');
  if (may.adopt && draft.state === 'approved') acts.push('adopt');
  return acts;
}

/** The one main thing last. */
export function DraftActs({ view }: { readonly view: DraftView }) {
  const say = useWords(draftWords);
  const address = useAddress();
  const acts = actsOf(view);
  return acts.map((act, index) => {
    const isMain = index === acts.length - 1 && act !== 'withdraw' && act !== 'return';
    const look = isMain ? 'button main' : act === 'withdraw' ? 'button quiet' : 'button';
    return (
      <Link key={act} className={`${look} no-print`} to={address.with({ do: act })}>
        {say(act)}
      </Link>
    );
  });
}

interface Done {
  readonly view: DraftView;
  readonly onClose: () => void;
  readonly onDone: (recorded: Recorded) => void;
}

export function DraftSheets({ doing, ...rest }: Done & { readonly doing: string | null }) {
  if (doing === 'submit') return <SubmitSheet {...rest} />;
  if (doing === 'approve') return <ApproveSheet {...rest} />;
  if (doing === 'adopt') return <AdoptSheet {...rest} />;
  if (doing === 'return') return <ReasonSheet act="return" label="returnReason" {...rest} />;
  if (doing === 'withdraw') return <ReasonSheet act="withdraw" label="withdrawReason" {...rest} />;
  if (doing === 'rebase') return <RebaseSheet {...rest} />;
  return null;
}

function ActSheet({
  act,
  view,
  onClose,
  onDone,
  body,
  children,
  ready = true,
}: Done & {
  readonly act: Act;
  readonly body: (values: FormText) => object;
  readonly children: ReactNode;
  readonly ready?: boolean;
}) {
  const say = useWords(draftWords);
  const command = useCommand(`/api/plan/drafts/${encodeURIComponent(view.draft.id)}/${act}`);
  return (
    <Sheet title={say(act)} onClose={onClose}>
      <Form
        onSend={async (values) => {
          const recorded = await command.send(body(values));
          if (recorded !== undefined) onDone(recorded);
        }}
      >
        {children}
        {command.problem !== undefined && <ProblemNotice problem={command.problem} />}
        <Collided problem={command.problem} />
        {ready && <SendButton busy={command.busy}>{say(act)}</SendButton>}
      </Form>
    </Sheet>
  );
}

/** What is left empty is left out. */
function given(values: FormText): object {
  return Object.fromEntries(Object.entries(values).filter(([, text]) => text !== ''));
}

/** What is about to be decided, once more, in words. */
function Changes({ view }: { readonly view: DraftView }) {
  const said = useSaid();
  return (
    <ol className="plan-differences">
      {view.difference.map((each: Difference) => (
        <li key={`${each.section} ${each.element}`} className={each.kind}>
          {said(each.words)}
        </li>
      ))}
    </ol>
  );
}

function SubmitSheet(done: Done) {
  const say = useWords(draftWords);
  const { errors } = done.view;
  return (
    <ActSheet act="submit" {...done} body={given} ready={errors === 0}>
      <Changes view={done.view} />
      {errors > 0 ? (
        <p className="notice bad">{say('submitErrors', { n: errors })}</p>
      ) : (
        <>
          <p className="soft">{say('submitLead')}</p>
          <TextArea label={say('submitNote')} name="note" maxLength={500} />
        </>
      )}
    </ActSheet>
  );
}

function ApproveSheet(done: Done) {
  const say = useWords(draftWords);
  const [from, setFrom] = useState('');
  const anew = monthsJudgedAnew(from, done.view.at.asOf);
  return (
    <ActSheet
      act="approve"
      {...done}
      // What is approved is what was looked at: a later submission is refused.
      body={({ anew: _, ...values }) => ({
        ...given(values),
        submission: done.view.draft.submittedSeq ?? undefined,
      })}
    >
      <Changes view={done.view} />
      {done.view.draft.ownHand && <p className="notice bad">{say('ownHand')}</p>}
      <p className="soft">{say('approveLead')}</p>
      <div onInput={(event) => setFrom((event.target as HTMLInputElement).value)}>
        <DateField label={say('effectiveFrom')} name="effectiveFrom" required />
      </div>
      {/^\d{4}-\d\d-\d\d$/.test(from) && <p className="notice">{say('kept', { date: from })}</p>}
      {anew !== undefined && (
        <div className="notice bad" key={from}>
          <p>
            {say(anew.first === anew.last ? 'anewMonth' : 'anewMonths', {
              first: anew.first,
              last: anew.last,
            })}
          </p>
          <Check label={say('anewSure')} name="anew" required />
        </div>
      )}
      <TextArea label={say('approveNote')} name="note" maxLength={500} />
    </ActSheet>
  );
}

function AdoptSheet(done: Done) {
  const say = useWords(draftWords);
  const date = done.view.draft.effectiveFrom ?? '';
  return (
    <ActSheet act="adopt" {...done} body={given}>
      <Changes view={done.view} />
      <p className="notice">
        {say('adoptLead', { date })} {say('kept', { date })}
      </p>
      <TextField label={say('adoptTitle')} name="title" maxLength={200} placeholder={done.view.base.title} />
    </ActSheet>
  );
}

function ReasonSheet({
  act,
  label,
  ...done
}: Done & { readonly act: 'return' | 'withdraw'; readonly label: 'returnReason' | 'withdrawReason' }) {
  const say = useWords(draftWords);
  return (
    <ActSheet act={act} {...done} body={given}>
      <TextArea label={say(label)} name="reason" required minLength={2} maxLength={500} />
    </ActSheet>
  );
}

function RebaseSheet(done: Done) {
  const say = useWords(draftWords);
  return (
    <ActSheet act="rebase" {...done} body={() => ({})}>
      <p>{say('baseMoved')}</p>
    </ActSheet>
  );
}

/** Elements changed on both sides: each leads to where its edit is taken back. */
function Collided({ problem }: { readonly problem: ProblemBody | undefined }) {
  const said = useSaid();
  const address = useAddress();
  if (problem?.code !== 'rebase_collides') return null;
  const { elements = [] } = (problem.data ?? {}) as { readonly elements?: readonly Difference[] };
  return (
    <ul className="plan-findings">
      {elements.map((each) => (
        <li key={`${each.section} ${each.element}`}>
          <Link to={address.with({ do: null, section: each.section, element: each.element })}>
            {said(each.words)}
          </Link>
        </li>
      ))}
    </ul>
  );
}
