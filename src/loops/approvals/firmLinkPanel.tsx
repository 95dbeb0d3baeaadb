// The offices' side of a firm's own page: issue a link (shown this once), revoke it, answer what the firm asks.
import { useEffect, useRef, useState } from 'react';
import { type Recorded, useAnswer, useCommand } from '../../ui/answer.tsx';
import { DateField, Form, SendButton, TextArea } from '../../ui/form.tsx';
import { useWords } from '../../ui/language.tsx';
import { useAddress } from '../../ui/router.tsx';
import { Answered, Done, ProblemNotice } from '../../ui/states.tsx';
import type { LinksView } from './promiseViews.tsx';
import { promiseWords } from './promiseWords.tsx';
import './approvals.css';

export const addressOfLinks = (project: string) => `/api/firm-links?project=${encodeURIComponent(project)}`;

export function FirmLinkPanel({
  project,
  onRecorded,
}: {
  readonly project: string;
  readonly onRecorded: (recorded: Recorded) => void;
}) {
  const say = useWords(promiseWords);
  const answer = useAnswer<LinksView>(addressOfLinks(project));
  const done = (recorded: Recorded) => {
    onRecorded(recorded);
    answer.refresh();
  };
  return (
    <section className="panel no-print" aria-labelledby="firm-link">
      <header>
        <h2 id="firm-link">{say('link')}</h2>
        <span className="soft">{say('linkNote')}</span>
      </header>
      <Answered answer={answer} bars={3}>
        {(view) => (
          <>
            {view.mayKeep && <IssueForm project={project} view={view} onDone={done} />}
            <Links project={project} view={view} onDone={done} />
            <Questions project={project} view={view} onDone={done} />
          </>
        )}
      </Answered>
    </section>
  );
}

interface PartProps {
  readonly project: string;
  readonly view: LinksView;
  readonly onDone: (recorded: Recorded) => void;
}

function IssueForm({ project, view, onDone }: PartProps) {
  const say = useWords(promiseWords);
  const command = useCommand('/api/firm-links');
  const [path, setPath] = useState<string>();
  const send = async (values: Readonly<Record<string, string>>) => {
    const recorded = (await command.send({ project, until: values.until })) as
      | (Recorded & { readonly path: string })
      | undefined;
    if (recorded === undefined) return;
    setPath(recorded.path);
    onDone(recorded);
  };
  return (
    <>
      <Form className="form inset" onSend={(values) => void send(values)}>
        <DateField label={say('linkUntil')} name="until" required defaultValue={yearAfter(view.today)} />
        <SendButton busy={command.busy}>{say('linkIssue')}</SendButton>
      </Form>
      {command.problem !== undefined && <ProblemNotice problem={command.problem} />}
      {path !== undefined && (
        <Done>
          {say('linkOnce')} <a href={path}>{`${window.location.origin}${path}`}</a>
        </Done>
      )}
    </>
  );
}

/** Half a year is proposed: long enough to build, short enough to be forgotten safely. */
function yearAfter(today: string): string {
  const [year = 2021, month = 1, day = 1] = today.split('-').map(Number);
  const later = new Date(Date.UTC(year, month - 1 + 6, Math.min(day, 28)));
  return later.toISOString().slice(0, 10);
}

function Links({ project, view, onDone }: PartProps) {
  const say = useWords(promiseWords);
  const command = useCommand('approvals/revokeFirmLink');
  const revoke = async (link: string) => {
    const recorded = await command.send({ project, link, reason: say('linkRevoke') });
    if (recorded !== undefined) onDone(recorded);
  };
  return (
    <ul className="promises">
      {view.links.map((one) => (
        <li key={one.link} className="row apart">
          <span className={one.revokedOn === null ? undefined : 'struck'}>
            {say('linkIssued', { day: one.issuedOn, unit: one.issuedBy ?? '', until: one.until })}
          </span>
          {one.revokedOn !== null ? (
            <span className="tag">{say('linkRevoked', { day: one.revokedOn })}</span>
          ) : (
            view.mayKeep && (
              <button
                type="button"
                className="button quiet"
                disabled={command.busy}
                onClick={() => void revoke(one.link)}
              >
                {say('linkRevoke')}
              </button>
            )
          )}
        </li>
      ))}
      {command.problem !== undefined && <ProblemNotice problem={command.problem} />}
    </ul>
  );
}

function Questions({ project, view, onDone }: PartProps) {
  const say = useWords(promiseWords);
  return (
    <>
      <h3 className="inset">{say('questions')}</h3>
      {view.questions.length === 0 && <p className="inset soft">{say('noQuestions')}</p>}
      <ul className="promises">
        {view.questions.map((one) => (
          <li key={one.question}>
            <span className="row apart">
              <b>{one.asked}</b>
              <span className="num soft">{one.askedOn}</span>
            </span>
            {one.answer === null ? (
              <AnswerForm project={project} question={one.question} view={view} onDone={onDone} />
            ) : (
              <span className="note">
                {say('answeredBy', {
                  day: one.answeredOn ?? '',
                  unit: one.answeredBy ?? '',
                  answer: one.answer,
                })}
              </span>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

function AnswerForm({ project, question, view, onDone }: PartProps & { readonly question: string }) {
  const say = useWords(promiseWords);
  const command = useCommand('approvals/answerFirm');
  // A queue leads to the very question: its box is ready to be written in.
  const isAsked = useAddress().query.get('question') === question;
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isAsked) box.current?.querySelector('textarea')?.focus();
  }, [isAsked]);
  if (!view.mayKeep) return <span className="tag">{say('waitsAnswer')}</span>;
  const send = async (values: Readonly<Record<string, string>>) => {
    const recorded = await command.send({ project, question, answer: values.answer });
    if (recorded !== undefined) onDone(recorded);
  };
  return (
    <div ref={box}>
      <Form onSend={(values) => void send(values)}>
        <TextArea label={say('answer')} name="answer" required maxLength={2000} rows={2} />
        {command.problem !== undefined && <ProblemNotice problem={command.problem} />}
        <SendButton busy={command.busy}>{say('answer')}</SendButton>
      </Form>
    </div>
  );
}
