// Joint acceptance and 代办 on the project's page: what stands, and what this account may do about it.
import { useState } from 'react';
import { type Recorded, useCommand } from '../ui/answer.tsx';
import { Check, DateField, Form, Select, SendButton, TextArea, TextField } from '../ui/form.tsx';
import { useSaid, useWords } from '../ui/language.tsx';
import { pathOf } from '../ui/route.ts';
import { Link, useAddress, useStanding } from '../ui/router.tsx';
import { Sheet } from '../ui/sheet.tsx';
import { ProblemNotice } from '../ui/states.tsx';
import { type Column, NONE_CELL, Table } from '../ui/table.tsx';
import type { StoryView } from './projectStory.tsx';
import type { StoryAcceptance } from './projectStory.view.ts';
import { storyWords } from './projectStoryWords.tsx';
import { AnswerUrgeSheet, findUrgeable, UrgeSheet, urgesOn, WithdrawUrgeSheet } from './urgeSheets.tsx';

type Part = StoryAcceptance['parts'][number];

export function AcceptancePanel({ view }: { readonly view: StoryView }) {
  const say = useWords(storyWords);
  const address = useAddress();
  const { acceptance } = view.story;
  const columns: readonly Column<Part>[] = [
    { id: 'name', head: say('item'), phone: 'title', cell: (row) => row.name },
    { id: 'authority', head: say('authority'), cell: (row) => row.authorityName ?? NONE_CELL },
    {
      id: 'state',
      head: say('state'),
      phone: 'whole',
      cell: (row) => (
        <>
          {say(row.state)} <span className="num soft">{row.since}</span>
          {row.finding !== null && <span className="note">{row.finding}</span>}
        </>
      ),
    },
    {
      id: 'due',
      head: say('due'),
      className: 'num',
      cell: (row) => (
        <>
          {row.dueOn ?? NONE_CELL} {row.late && <b className="late-word">{say('late')}</b>}
        </>
      ),
    },
    {
      id: 'act',
      head: '',
      align: 'right',
      phone: 'whole',
      cell: (row) => (
        <>
          {row.mayJudge && (
            <Link className="button main no-print" to={address.with({ do: 'judgePart', item: row.item })}>
              {say('judgePart')}
            </Link>
          )}
          {row.mayRectify && (
            <Link className="button no-print" to={address.with({ do: 'rectify', item: row.item })}>
              {say('rectifyPart')}
            </Link>
          )}
        </>
      ),
    },
  ];
  return (
    <section className="panel" aria-labelledby="acceptance">
      <header>
        <h2 id="acceptance">{say('acceptance')}</h2>
        {acceptance === null ? (
          <Link className="button no-print" to={address.with({ do: 'openAcceptance' })}>
            {say('openAcceptance')}
          </Link>
        ) : (
          <span className="row">
            <span className="tag">{acceptance.kind}</span>
            <span className="num soft">{say('appliedOn', { day: acceptance.openedOn })}</span>
            {acceptance.leadName !== null && (
              <span className="soft">{say('lead', { unit: acceptance.leadName })}</span>
            )}
            {acceptance.mayCertify && (
              <Link className="button main no-print" to={address.with({ do: 'certify' })}>
                {say('certifyAll')}
              </Link>
            )}
          </span>
        )}
      </header>
      {acceptance !== null && (
        <>
          <Table
            name="parts"
            caption={say('acceptance')}
            columns={columns}
            rows={acceptance.parts}
            keyOf={(row) => row.item}
          />
          <AcceptanceEvents events={acceptance.events} />
          {acceptance.certifiedOn !== null && (
            <p className="body">
              <strong>
                {say('certified', { day: acceptance.certifiedOn, number: acceptance.documentNumber ?? '' })}
              </strong>
              {acceptance.after.map(({ name, dueOn }) => (
                <span key={name} className="note">
                  {say('afterwards')} {name} {dueOn !== null && say('dueOn', { day: dueOn })}
                </span>
              ))}
            </p>
          )}
        </>
      )}
    </section>
  );
}

/** Who said what of the joint acceptance; what one's own unit told and did not happen can be taken back. */
function AcceptanceEvents({ events }: { readonly events: StoryAcceptance['events'] }) {
  const say = useWords(storyWords);
  const said = useSaid();
  const address = useAddress();
  const standing = useStanding();
  return (
    <details className="body">
      <summary>{say('acceptanceEvents', { n: events.length })}</summary>
      <ul className="held-list">
        {events.map((one) => (
          <li key={one.event} className="row">
            <span className="num soft">{one.occurredOn}</span>
            <Link to={standing(pathOf('ledger', 'facts', one.event))}>{said(one.title)}</Link>
            <span>{one.about}</span>
            <span className="soft">{one.byUnitName}</span>
            {one.mayVoid && (
              <Link
                className="button quiet no-print"
                to={address.with({ do: 'voidAcceptance', event: one.event })}
              >
                {say('voidEvent')}
              </Link>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}

export function AgencyPanel({ view }: { readonly view: StoryView }) {
  const say = useWords(storyWords);
  const address = useAddress();
  const { mandates, errands, acts } = view.story;
  return (
    <section className="panel" aria-labelledby="agency">
      <header>
        <h2 id="agency">{say('agency')}</h2>
        {acts.includes('giveMandate') && (
          <Link className="button no-print" to={address.with({ do: 'mandate' })}>
            {say('giveMandate')}
          </Link>
        )}
      </header>
      <div className="body">
        {mandates.length === 0 && <p className="soft">{say('noAgency')}</p>}
        <ul className="held-list">
          {mandates.map((one) => (
            <li key={one.mandate} className="row">
              <strong>{one.agentTitle}</strong>
              <span>{one.agentUnitName}</span>
              <span>{one.itemNames.join('、')}</span>
              <span className="num">{say('stillFrom', { from: one.from, to: one.to })}</span>
              <span className="tag">
                {one.revokedOn !== null
                  ? say('revoked', { day: one.revokedOn })
                  : say(one.holds ? 'holds' : 'over')}
              </span>
              <span className="soft small">{one.document}</span>
              {acts.includes('revokeMandate') && one.holds && (
                <Link
                  className="button quiet no-print"
                  to={address.with({ do: 'revoke', mandate: one.mandate })}
                >
                  {say('revokeMandate')}
                </Link>
              )}
            </li>
          ))}
        </ul>
        {errands.length > 0 && (
          <>
            <h3>{say('log')}</h3>
            <ul className="held-list">
              {errands.map((one) => (
                <li key={one.entry} className="row">
                  <span className="num soft">{one.occurredOn}</span>
                  <b>{one.act}</b>
                  <span>{one.itemName}</span>
                  <span>{one.words}</span>
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </section>
  );
}

interface SheetProps {
  readonly view: StoryView;
  readonly onClose: () => void;
  readonly onDone: (recorded: Recorded) => void;
}

/** The sheet that the address names, if it is one of these. */
export function StorySheet(props: SheetProps) {
  const { query } = useAddress();
  const item = query.get('item') ?? '';
  const part = props.view.story.acceptance?.parts.find((one) => one.item === item);
  switch (query.get('do')) {
    case 'openAcceptance':
      return <OpenSheet {...props} />;
    case 'judgePart':
      return part === undefined ? null : <JudgeSheet {...props} part={part} />;
    case 'rectify':
      return part === undefined ? null : <RectifySheet {...props} part={part} />;
    case 'certify':
      return <CertifySheet {...props} />;
    case 'mandate':
      return <MandateSheet {...props} />;
    case 'urge': {
      const one = findUrgeable(props.view.story, query);
      const { project, story } = props.view;
      return one === undefined ? null : (
        <UrgeSheet {...props} one={one} project={project} rule={story.replyRule} />
      );
    }
    case 'answerUrge':
    case 'withdrawUrge': {
      const urge = urgesOn(props.view.story).find((each) => each.urge === query.get('urge'));
      if (urge === undefined) return null;
      const Sheet = query.get('do') === 'answerUrge' ? AnswerUrgeSheet : WithdrawUrgeSheet;
      return <Sheet urge={urge} onClose={props.onClose} onDone={props.onDone} />;
    }
    case 'voidAcceptance':
      return <VoidSheet {...props} event={query.get('event') ?? ''} />;
    case 'revoke':
      return <RevokeSheet {...props} mandate={query.get('mandate') ?? ''} />;
    default:
      return null;
  }
}

type Values = Readonly<Record<string, string>>;

/** Sends the fields that were filled in, with the project. */
function useSending({ view, onDone }: SheetProps, name: string) {
  const command = useCommand(`approvals/${name}`);
  const send = async (values: Values, more: object = {}) => {
    const filled = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));
    const recorded = await command.send({ project: view.project.id, ...filled, ...more });
    if (recorded !== undefined) onDone(recorded);
  };
  return { command, send };
}

function OpenSheet(props: SheetProps) {
  const say = useWords(storyWords);
  const { command, send } = useSending(props, 'openAcceptance');
  const letter = props.view.story.promises.find((one) => one.letter.startsWith('letter/'))?.letter;
  // Built first and accepted afterwards goes under the letter that allowed it.
  const letterOf = (kind: string | undefined) => (kind === '先建后验' && letter ? { letter } : {});
  return (
    <Sheet title={say('openAcceptance')} onClose={props.onClose}>
      <p>{props.view.project.name}</p>
      <Form onSend={(values) => void send(values, letterOf(values.kind))}>
        <Select
          label={say('acceptanceKind')}
          name="kind"
          choices={[
            { value: '一般', label: '一般' },
            { value: '先建后验', label: '先建后验' },
          ]}
        />
        <TextField label={say('document')} name="document" maxLength={200} />
        {command.problem !== undefined && <ProblemNotice problem={command.problem} />}
        <SendButton busy={command.busy}>{say('save')}</SendButton>
      </Form>
    </Sheet>
  );
}

function JudgeSheet({ part, ...props }: SheetProps & { readonly part: Part }) {
  const say = useWords(storyWords);
  const { command, send } = useSending(props, 'judgeAcceptancePart');
  const [outcome, choose] = useState('');
  return (
    <Sheet title={part.name} onClose={props.onClose}>
      <p>{props.view.project.name}</p>
      <Form onSend={(values) => void send(values, { item: part.item })}>
        <Select
          label={say('outcome')}
          name="outcome"
          required
          value={outcome}
          onChange={(event) => choose(event.target.value)}
          choices={[
            { value: '', label: say('choose') },
            { value: '通过', label: say('passed') },
            { value: '须整改', label: say('found') },
          ]}
        />
        {outcome === '须整改' && (
          <>
            <TextArea label={say('finding')} name="finding" required maxLength={1000} />
            <DateField label={say('rectifyBy')} name="rectifyBy" />
          </>
        )}
        {part.yieldsDocument && (
          <TextField label={say('opinionNumber')} name="document" required maxLength={200} />
        )}
        <DateField label={say('happenedOn')} name="occurredOn" />
        {command.problem !== undefined && <ProblemNotice problem={command.problem} />}
        <SendButton busy={command.busy}>{say('save')}</SendButton>
      </Form>
    </Sheet>
  );
}

function RectifySheet({ part, ...props }: SheetProps & { readonly part: Part }) {
  const say = useWords(storyWords);
  const { command, send } = useSending(props, 'rectifyAcceptance');
  return (
    <Sheet title={`${say('rectifyPart')} · ${part.name}`} onClose={props.onClose}>
      <p>{part.finding}</p>
      <Form onSend={(values) => void send(values, { item: part.item })}>
        <TextArea
          label={say('howRectified')}
          hint={say('wordsHint')}
          name="words"
          required
          maxLength={1000}
        />
        <TextField label={say('document')} name="document" maxLength={200} />
        {command.problem !== undefined && <ProblemNotice problem={command.problem} />}
        <SendButton busy={command.busy}>{say('save')}</SendButton>
      </Form>
    </Sheet>
  );
}

function CertifySheet(props: SheetProps) {
  const say = useWords(storyWords);
  const { command, send } = useSending(props, 'certifyAcceptance');
  return (
    <Sheet title={say('certifyAll')} onClose={props.onClose}>
      <p>{props.view.project.name}</p>
      <Form onSend={(values) => void send(values)}>
        <TextField label={say('documentNumber')} name="documentNumber" required maxLength={200} />
        <DateField label={say('happenedOn')} name="occurredOn" />
        {command.problem !== undefined && <ProblemNotice problem={command.problem} />}
        <SendButton busy={command.busy}>{say('save')}</SendButton>
      </Form>
    </Sheet>
  );
}

const ITEM = 'item:';

function MandateSheet(props: SheetProps) {
  const say = useWords(storyWords);
  const { agents, items } = props.view.story;
  const { command, send } = useSending(props, 'giveMandate');
  const [lacking, setLacking] = useState(false);
  const phases = [...new Set(items.map(({ phase }) => phase))];
  const give = (values: Values) => {
    const chosen = Object.keys(values).flatMap((name) =>
      name.startsWith(ITEM) ? [name.slice(ITEM.length)] : [],
    );
    setLacking(chosen.length === 0);
    if (chosen.length === 0) return;
    const { agent = '', from = '', to = '', document = '' } = values;
    void send({ agent, from, to }, { items: chosen, document: { name: document } });
  };
  return (
    <Sheet title={say('giveMandate')} onClose={props.onClose}>
      <p>{props.view.project.name}</p>
      {agents.length === 0 ? (
        <p>{say('noAgents')}</p>
      ) : (
        <Form onSend={give}>
          <Select
            label={say('agentPost')}
            name="agent"
            choices={agents.map(({ account, title }) => ({ value: account, label: title }))}
          />
          <TextField label={say('mandateDocument')} name="document" required maxLength={200} />
          <DateField label={say('from')} name="from" required />
          <DateField label={say('to')} name="to" required />
          {phases.map((phase) => (
            <fieldset key={phase} className="mandate-items">
              <legend>
                {say('scope')} · {phase}
              </legend>
              {items
                .filter((one) => one.phase === phase)
                .map(({ id, name }) => (
                  <Check key={id} label={name} name={ITEM + id} />
                ))}
            </fieldset>
          ))}
          {lacking && <p role="alert">{say('itemsWanted')}</p>}
          {command.problem !== undefined && <ProblemNotice problem={command.problem} />}
          <SendButton busy={command.busy}>{say('save')}</SendButton>
        </Form>
      )}
    </Sheet>
  );
}

/** A thing told that did not happen: struck through, never deleted. */
function VoidSheet({ event, ...props }: SheetProps & { readonly event: string }) {
  const say = useWords(storyWords);
  const said = useSaid();
  const { command, send } = useSending(props, 'voidAcceptanceEvent');
  const told = props.view.story.acceptance?.events.find((one) => one.event === event);
  if (told === undefined) return null;
  return (
    <Sheet title={say('voidEvent')} onClose={props.onClose}>
      <p>
        {told.occurredOn} {said(told.title)} {told.about} · {told.byUnitName}
      </p>
      <Form onSend={(values) => void send(values, { event })}>
        <TextArea label={say('reason')} name="reason" required minLength={2} maxLength={500} />
        {command.problem !== undefined && <ProblemNotice problem={command.problem} />}
        <SendButton busy={command.busy}>{say('voidEvent')}</SendButton>
      </Form>
    </Sheet>
  );
}

function RevokeSheet({ mandate, ...props }: SheetProps & { readonly mandate: string }) {
  const say = useWords(storyWords);
  const { command, send } = useSending(props, 'revokeMandate');
  return (
    <Sheet title={say('revokeMandate')} onClose={props.onClose}>
      <Form onSend={(values) => void send(values, { mandate })}>
        <TextArea label={say('reason')} name="reason" required maxLength={500} />
        {command.problem !== undefined && <ProblemNotice problem={command.problem} />}
        <SendButton busy={command.busy}>{say('save')}</SendButton>
      </Form>
    </Sheet>
  );
}
