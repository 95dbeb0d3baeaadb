// Urging and answering, each told in one sheet; and the note of an urge beside the matter that it is about.
import { type Recorded, useCommand } from '../ui/answer.tsx';
import { DateField, Form, SendButton, TextArea } from '../ui/form.tsx';
import { useWords } from '../ui/language.tsx';
import { Link, useAddress } from '../ui/router.tsx';
import { Sheet } from '../ui/sheet.tsx';
import { ProblemNotice } from '../ui/states.tsx';
import { CallLine } from './callLine.tsx';
import type { Call, Story, UrgeLine, UrgingRef } from './projectStory.view.ts';
import { urgingWords } from './urgingWords.tsx';

interface SheetProps {
  readonly onClose: () => void;
  readonly onDone: (recorded: Recorded) => void;
}

/** What may be urged on the page, with its words. */
export interface Urgeable {
  readonly urging: UrgingRef;
  readonly what: string;
  readonly holderName: string;
  readonly call: Call | undefined;
}

/** All that this account may urge on a project's page. */
export function urgeables({ now, others, promises }: Story): readonly Urgeable[] {
  const held = [...(now === null ? [] : [now]), ...others].flatMap(
    ({ urging, what, unitName, sideName, call }) =>
      urging === null ? [] : [{ urging, what, holderName: sideName ?? unitName ?? '', call: call[0] }],
  );
  const promised = promises.flatMap(({ urging, title, ownerName }) =>
    urging === null ? [] : [{ urging, what: title, holderName: ownerName ?? '', call: undefined }],
  );
  return [...held, ...promised];
}

/** Urges that stand beside something on a project's page. */
export function urgesOn({ now, others, promises }: Story): readonly UrgeLine[] {
  const beside = [...(now === null ? [] : [now]), ...others, ...promises];
  return beside.flatMap(({ urge }) => (urge === null ? [] : [urge]));
}

/** The matter as the address of a page names it. */
export function addressOf({ sort, matter, entry }: UrgingRef): Readonly<Record<string, string | null>> {
  return { do: 'urge', sort, matter, entry };
}

export function findUrgeable(story: Story, query: URLSearchParams): Urgeable | undefined {
  return urgeables(story).find(
    ({ urging }) =>
      urging.sort === query.get('sort') &&
      urging.matter === query.get('matter') &&
      urging.entry === query.get('entry'),
  );
}

export function UrgeSheet({
  one,
  project,
  rule,
  onClose,
  onDone,
}: SheetProps & {
  readonly one: Urgeable;
  readonly project: { readonly id: string; readonly name: string };
  readonly rule: Story['replyRule'];
}) {
  const say = useWords(urgingWords);
  const command = useCommand('urging/urgeMatter');
  const { entry, ...about } = one.urging;
  const send = async ({ reason = '' }: Readonly<Record<string, string>>) => {
    const body = { project: project.id, ...about, ...(entry === null ? {} : { entry }), reason };
    const recorded = await command.send(body);
    if (recorded !== undefined) onDone(recorded);
  };
  return (
    <Sheet title={say('urge')} onClose={onClose}>
      <p>{project.name}</p>
      <p>
        <strong>{say('about', { holder: one.holderName, what: one.what })}</strong>
      </p>
      <CallLine call={one.call} />
      <Form onSend={(values) => void send(values)}>
        <TextArea
          label={say('reason')}
          hint={say('reasonHint')}
          name="reason"
          required
          minLength={2}
          maxLength={500}
        />
        <p className="small">
          {say(`replyIn${rule.dayKind}`, { days: rule.days })}
          {rule.assumed && (
            <>
              {' '}
              <span className="tag" title={say('assumedWhy')}>
                {say('assumed')}
              </span>
            </>
          )}
        </p>
        <p className="soft small">{say('noClock')}</p>
        {command.problem !== undefined && <ProblemNotice problem={command.problem} />}
        <SendButton busy={command.busy}>{say('send')}</SendButton>
      </Form>
    </Sheet>
  );
}

export function AnswerUrgeSheet({ urge, onClose, onDone }: SheetProps & { readonly urge: UrgeLine }) {
  const say = useWords(urgingWords);
  const command = useCommand('urging/answerUrge');
  const send = async ({ words = '', expectedOn = '' }: Readonly<Record<string, string>>) => {
    const recorded = await command.send({
      project: urge.project,
      urge: urge.urge,
      words,
      ...(expectedOn === '' ? {} : { expectedOn }),
    });
    if (recorded !== undefined) onDone(recorded);
  };
  return (
    <Sheet title={say('answer')} onClose={onClose}>
      <p>
        {urge.projectName} · <strong>{urge.what}</strong>
      </p>
      <UrgeNote urge={urge} />
      <Form onSend={(values) => void send(values)}>
        <TextArea label={say('answerWords')} name="words" required minLength={2} maxLength={500} />
        <DateField label={say('expectedOn')} name="expectedOn" />
        {command.problem !== undefined && <ProblemNotice problem={command.problem} />}
        <SendButton busy={command.busy}>{say('answerSend')}</SendButton>
      </Form>
    </Sheet>
  );
}

export function WithdrawUrgeSheet({ urge, onClose, onDone }: SheetProps & { readonly urge: UrgeLine }) {
  const say = useWords(urgingWords);
  const command = useCommand('urging/withdrawUrge');
  const send = async ({ reason = '' }: Readonly<Record<string, string>>) => {
    const recorded = await command.send({ project: urge.project, urge: urge.urge, reason });
    if (recorded !== undefined) onDone(recorded);
  };
  return (
    <Sheet title={say('withdraw')} onClose={onClose}>
      <UrgeNote urge={urge} />
      <Form onSend={(values) => void send(values)}>
        <TextArea label={say('withdrawReason')} name="reason" required minLength={2} maxLength={500} />
        {command.problem !== undefined && <ProblemNotice problem={command.problem} />}
        <SendButton busy={command.busy}>{say('withdraw')}</SendButton>
      </Form>
    </Sheet>
  );
}

/** Who urged and why, and whom to call about it; what is 演示假定 about the day says so. */
export function UrgeNote({ urge }: { readonly urge: UrgeLine }) {
  const say = useWords(urgingWords);
  return (
    <>
      <span className="note">
        {say('by', { unit: urge.urgedUnitName, day: urge.urgedOn, reason: urge.reason })}
        {urge.assumed && urge.dueOn !== null && (
          <>
            {' '}
            <span className="tag" title={say('assumedWhy')}>
              {say('assumed')}
            </span>
          </>
        )}
        {urge.late && <b className="late-word"> {say('late')}</b>}
      </span>
      {urge.mayAnswer && <CallLine call={urge.urgerCall ?? undefined} />}
    </>
  );
}

/** Beside the matter: urged and waiting, or what was answered. */
export function UrgeState({ urge }: { readonly urge: UrgeLine }) {
  const say = useWords(urgingWords);
  const address = useAddress();
  if (urge.state === 'answered')
    return (
      <span className="note">
        {say('answered', { day: urge.answeredOn ?? '', words: urge.answer ?? '' })}
        {urge.expectedOn !== null && <> · {say('expected', { day: urge.expectedOn })}</>}
      </span>
    );
  return (
    <span className="note" title={urge.reason}>
      {urge.dueOn === null
        ? say('openUndated', { day: urge.urgedOn })
        : say('openBy', { day: urge.urgedOn, due: urge.dueOn })}
      {urge.late && <b className="late-word"> {say('late')}</b>}
      {urge.mayAnswer && (
        <Link className="button main no-print" to={address.with({ do: 'answerUrge', urge: urge.urge })}>
          {say('answerSend')}
        </Link>
      )}
      {urge.mayWithdraw && (
        <Link className="button quiet no-print" to={address.with({ do: 'withdrawUrge', urge: urge.urge })}>
          {say('withdraw')}
        </Link>
      )}
    </span>
  );
}
