// One light, hit or question with its figures and projects, and what may be done with it: a reason given, accepted, refused or taken back; an answer.
import { type Recorded, useAnswer, useCommand } from '../../ui/answer.tsx';
import { instantText } from '../../ui/figures.ts';
import { DateField, Form, type FormText, Select, SendButton, TextArea } from '../../ui/form.tsx';
import { useSaid, useWords } from '../../ui/language.tsx';
import { LightBadge } from '../../ui/light.tsx';
import { withQuery } from '../../ui/route.ts';
import { useAddress } from '../../ui/router.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { Answered, Empty, ProblemNotice } from '../../ui/states.tsx';
import { Figures, Projects, State } from './checkParts.tsx';
import type { CheckLine, CheckLineAnswer, CheckLineReason, ChecksView } from './checks.view.ts';
import { checkWords } from './checkTerms.ts';

interface SheetProps {
  readonly item: string;
  readonly onClose: () => void;
  readonly onDone: (recorded: Recorded) => void;
}

export function CheckItemSheet({ item, onClose, onDone }: SheetProps) {
  const say = useWords(checkWords);
  const said = useSaid();
  const address = useAddress();
  const asked = { item, asOf: address.query.get('asOf'), known: address.query.get('known') };
  const answer = useAnswer<ChecksView>(`/api/checks${withQuery('', asked)}`);
  const line = answer.data?.rows[0];
  return (
    <Sheet title={line === undefined ? say('title') : said(line.title)} onClose={onClose}>
      <Answered answer={answer}>
        {(view) => {
          const row = view.rows[0];
          return row === undefined ? (
            <Empty title={say('gone')} />
          ) : (
            <Item row={row} view={view} onDone={onDone} />
          );
        }}
      </Answered>
    </Sheet>
  );
}

interface ItemProps {
  readonly row: CheckLine;
  readonly view: ChecksView;
  readonly onDone: (recorded: Recorded) => void;
}

function Item({ row, view, onDone }: ItemProps) {
  const say = useWords(checkWords);
  const said = useSaid();
  const may = (name: string) => row.actions.includes(name);
  return (
    <>
      {row.colour !== null && row.cause !== null && (
        <p>
          <LightBadge light={row.colour} word={said(row.cause)} />
        </p>
      )}
      {row.question !== '' && <p className="notice">{row.question}</p>}
      <dl className="facts">
        <dt>{say('projects')}</dt>
        <dd>
          <Projects row={row} most={100} />
        </dd>
        {row.since !== null && (
          <>
            <dt>{say('onSince')}</dt>
            <dd className="num">{row.since}</dd>
          </>
        )}
        {row.figures.length > 0 && (
          <>
            <dt>{say('figures')}</dt>
            <dd>
              <Figures figures={row.figures} />
            </dd>
          </>
        )}
        <dt>{say('asks')}</dt>
        <dd>
          {row.asksTitle}
          {row.dueOn !== null && <span className="num"> {say('dueOn', { day: row.dueOn })}</span>}
        </dd>
        <dt>{say('clears')}</dt>
        <dd>{said(row.clears)}</dd>
        <dt>{say('state')}</dt>
        <dd>
          <State row={row} />
        </dd>
      </dl>
      {row.reason !== null && <ReasonPart reason={row.reason} />}
      {row.answer !== null && <AnswerPart answer={row.answer} />}
      {may('giveReason') && <GiveReason row={row} view={view} onDone={onDone} />}
      {may('acceptReason') && <AcceptReason row={row} view={view} onDone={onDone} />}
      {may('refuseReason') && <Turn row={row} name="refuseReason" onDone={onDone} />}
      {may('revokeReason') && <Turn row={row} name="revokeReason" onDone={onDone} />}
      {may('withdrawReason') && <Turn row={row} name="withdrawReason" onDone={onDone} />}
      {may('answerQuestion') && <AnswerQuestion row={row} view={view} onDone={onDone} />}
      {may('reopenQuestion') && <Turn row={row} name="reopenQuestion" onDone={onDone} />}
      {row.kind === 'question' && row.actions.length === 0 && row.answer === null && (
        <p className="soft small">{say('otherHand')}</p>
      )}
    </>
  );
}

function ReasonPart({ reason }: { readonly reason: CheckLineReason }) {
  const say = useWords(checkWords);
  return (
    <section className="check-part">
      <h3>
        {say('reason')} <span className="tag">{say(reason.state)}</span>
      </h3>
      <p>{reason.words}</p>
      <p className="soft small">
        {reason.kindTitle} {say('period', { from: reason.from, until: reason.acceptedUntil ?? reason.until })}
      </p>
      <p className="soft small">
        {say('givenBy')} {reason.givenUnitName} {instantText(reason.givenAt)}
        {reason.decidedUnitName !== null && ` · ${say('decidedBy')} ${reason.decidedUnitName}`}
      </p>
      {reason.note !== null && <p className="small">{reason.note}</p>}
    </section>
  );
}

function AnswerPart({ answer }: { readonly answer: CheckLineAnswer }) {
  const say = useWords(checkWords);
  const verdict = answer.verdict as 'sound' | 'repeated' | 'corrected';
  return (
    <section className="check-part">
      <h3>
        {say('answer')} <span className="tag">{say(verdict)}</span>
      </h3>
      <p>{answer.words}</p>
      <p className="soft small">
        {answer.answeredUnitName} {instantText(answer.answeredAt)}
      </p>
    </section>
  );
}

function GiveReason({ row, view, onDone }: ItemProps) {
  const say = useWords(checkWords);
  const command = useCommand('projects/giveReason');
  const kinds = view.facets.reasonKinds;
  const send = async (values: FormText) => {
    const recorded = await command.send({
      project: row.projects[0]?.id,
      about: row.about,
      ...(values.kind ? { kind: values.kind } : {}),
      words: values.words,
      until: values.until,
    });
    if (recorded !== undefined) onDone(recorded);
  };
  return (
    <section className="check-part">
      <h3>{say('giveReason')}</h3>
      <p className="soft small">{say('reasonKeeps')}</p>
      <Form onSend={(values) => void send(values)}>
        {kinds.length > 0 && (
          <Select
            label={say('reasonKind')}
            name="kind"
            required
            // What is chosen becomes a fact about somebody: nothing is chosen beforehand.
            defaultValue=""
            choices={[
              { value: '', label: say('chooseKind') },
              ...kinds.map(({ id, name, maxDays }) => ({
                value: id,
                label: maxDays === null ? name : `${name}（${say('reasonMax', { days: maxDays })}）`,
              })),
            ]}
          />
        )}
        <TextArea label={say('reasonWords')} name="words" required minLength={2} maxLength={500} />
        <DateField label={say('reasonUntil')} name="until" required />
        {command.problem !== undefined && <ProblemNotice problem={command.problem} />}
        <SendButton busy={command.busy}>{say('giveReason')}</SendButton>
      </Form>
    </section>
  );
}

function AcceptReason({ row, onDone }: ItemProps) {
  const say = useWords(checkWords);
  const command = useCommand('projects/acceptReason');
  const until = row.reason?.until ?? '';
  const send = async (values: FormText) => {
    const recorded = await command.send({
      project: row.projects[0]?.id,
      given: row.reason?.given,
      until: values.until,
    });
    if (recorded !== undefined) onDone(recorded);
  };
  return (
    <section className="check-part">
      <h3>{say('acceptReason')}</h3>
      <Form onSend={(values) => void send(values)}>
        <DateField label={say('acceptUntil')} name="until" required defaultValue={until} />
        {command.problem !== undefined && <ProblemNotice problem={command.problem} />}
        <SendButton busy={command.busy}>{say('acceptReason')}</SendButton>
      </Form>
    </section>
  );
}

/** What only needs its reason: refused, revoked, withdrawn, opened again. */
function Turn({
  row,
  name,
  onDone,
}: Omit<ItemProps, 'view'> & {
  readonly name: 'refuseReason' | 'revokeReason' | 'withdrawReason' | 'reopenQuestion';
}) {
  const say = useWords(checkWords);
  const command = useCommand(`projects/${name}`);
  const named = name === 'reopenQuestion' ? { answer: row.answer?.answer } : { given: row.reason?.given };
  const send = async (values: FormText) => {
    const recorded = await command.send({
      project: row.projects[0]?.id,
      ...named,
      reason: values.reason,
    });
    if (recorded !== undefined) onDone(recorded);
  };
  return (
    <section className="check-part">
      <h3>{say(name)}</h3>
      <Form onSend={(values) => void send(values)}>
        <TextArea label={say('why')} name="reason" required minLength={2} maxLength={500} />
        {command.problem !== undefined && <ProblemNotice problem={command.problem} />}
        <SendButton busy={command.busy}>{say(name)}</SendButton>
      </Form>
    </section>
  );
}

function AnswerQuestion({ row, onDone }: ItemProps) {
  const say = useWords(checkWords);
  const command = useCommand('projects/answerQuestion');
  const projects = row.projects.flatMap(({ id }) => (id === null ? [] : [id]));
  const send = async (values: FormText) => {
    const recorded = await command.send({
      project: projects[0],
      question: row.id,
      check: row.about.replace(/^check:/, ''),
      projects,
      verdict: values.verdict,
      words: values.words,
    });
    if (recorded !== undefined) onDone(recorded);
  };
  return (
    <section className="check-part">
      <h3>{say('answer')}</h3>
      <p className="soft small">{say('answerKeeps')}</p>
      <Form onSend={(values) => void send(values)}>
        <Select
          label={say('verdict')}
          name="verdict"
          choices={(['sound', 'repeated', 'corrected'] as const).map((one) => ({
            value: one,
            label: say(one),
          }))}
        />
        <TextArea label={say('answerWords')} name="words" required minLength={2} maxLength={500} />
        {command.problem !== undefined && <ProblemNotice problem={command.problem} />}
        <SendButton busy={command.busy}>{say('answerQuestion')}</SendButton>
      </Form>
    </section>
  );
}
