// What a bureau tells of one approval by hand: received supplements, accepted, asked, stopped, decided. Buttons are what the course allows today; the decider has
// the last word. What comes from an approving system is told by that system; by hand is the exception, and marked.
import type { Recorded } from '../../ui/answer.tsx';
import type { FormText } from '../../ui/form.tsx';
import { useWords } from '../../ui/language.tsx';
import { Link, navigate, useAddress } from '../../ui/router.tsx';
import { type ActField, ActSheet } from './actSheet.tsx';
import { approvalActWords } from './approvalActWords.tsx';
import { DecisionEffect, PauseEffect } from './approvalEffects.tsx';
import type { ApprovalView } from './approvalViews.tsx';

type Say = ReturnType<typeof useWords<typeof approvalActWords>>;

/** In the order in which an approval goes. */
const COMMANDS = [
  'acceptApproval',
  'askSupplement',
  'handInSupplement',
  'startTechnicalReview',
  'endTechnicalReview',
  'pauseClock',
  'resumeClock',
  'extendApproval',
  'decideApproval',
  'withdrawApproval',
] as const;
type Command = (typeof COMMANDS)[number];

/** The one that is most likely next: what the page's main button is. */
const MAIN: readonly Command[] = [
  'handInSupplement',
  'resumeClock',
  'endTechnicalReview',
  'acceptApproval',
  'decideApproval',
];

export function ActButtons({ view }: { readonly view: ApprovalView }) {
  const say = useWords(approvalActWords);
  const address = useAddress();
  const offered = COMMANDS.filter((name) => view.actions.includes(name));
  if (offered.length === 0) return null;
  const main = MAIN.find((name) => offered.includes(name));
  return (
    <div className="body tell-acts no-print">
      {offered.map((name) => (
        <Link
          key={name}
          className={name === main ? 'button main' : 'button'}
          to={address.with({ do: name, on: null })}
        >
          {say(name)}
        </Link>
      ))}
      {!view.approval.manual && (
        <span className="soft small">
          {say('imported', { system: view.approval.systemName ?? view.approval.system ?? '' })}
        </span>
      )}
    </div>
  );
}

/** The sheet that the address names, if it is one of these. */
export function TellSheet({
  view,
  onDone,
}: {
  readonly view: ApprovalView;
  readonly onDone: (recorded: Recorded) => void;
}) {
  const say = useWords(approvalActWords);
  const address = useAddress();
  const { query } = address;
  const close = () => navigate(address.with({ do: null, on: null }), { replace: true });
  const act = query.get('do') ?? '';
  const told = view.events.find(
    ({ fact, mayChange, mayAccept }) =>
      fact === query.get('on') && (act === 'acceptEntry' ? mayAccept : mayChange),
  );
  const command = COMMANDS.find((name) => name === act && view.actions.includes(name));
  const after = {
    words: { record: say('record'), late: say('late') },
    onClose: close,
    onDone: (recorded: Recorded) => {
      close();
      onDone(recorded);
    },
  };
  const about = `${view.approval.itemName} · ${view.approval.projectName}`;
  if (command !== undefined)
    return (
      <ActSheet
        key={command}
        title={say(command)}
        about={about}
        fields={fieldsOf(command, view, say)}
        command={`approvals/${command}`}
        effect={effectOf(command, view)}
        body={({ materials, ...values }) => ({
          approval: view.approval.id,
          ...values,
          ...(materials === undefined ? {} : { materials: linesOf(materials) }),
        })}
        {...after}
      />
    );
  if (told === undefined || !isOfEvent(act)) return null;
  const corrects = act === 'correctEvent';
  return (
    <ActSheet
      title={say(act)}
      about={`${told.title.zh} ${told.occurredOn} · ${about}`}
      fields={[
        ...(corrects
          ? [
              {
                name: 'occurredOn',
                label: say('correctedOn'),
                type: 'date' as const,
                required: true,
                given: told.occurredOn,
              },
            ]
          : []),
        { name: 'reason', label: say('reason'), type: 'area', required: true },
      ]}
      command={OF_EVENT[act]}
      body={(values) => ({ approval: view.approval.id, event: told.fact, ...values })}
      {...after}
    />
  );
}

function effectOf(command: Command, view: ApprovalView) {
  if (command === 'decideApproval')
    return ({ outcome = '' }: FormText) => <DecisionEffect view={view} outcome={outcome} />;
  if (command === 'pauseClock')
    return ({ clock = '审批时限' }: FormText) => <PauseEffect view={view} clock={clock} />;
  return undefined;
}

/** What is done to one event, by the command that does it. */
const OF_EVENT = {
  correctEvent: 'approvals/correctApprovalEvent',
  voidEvent: 'approvals/voidApprovalEvent',
  acceptEntry: 'approvals/acceptBackEntry',
} as const;

function isOfEvent(act: string): act is keyof typeof OF_EVENT {
  return Object.hasOwn(OF_EVENT, act);
}

const isGranted = ({ outcome }: FormText) => outcome === 'granted';
const isRefused = ({ outcome }: FormText) => outcome === 'refused';

function linesOf(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function fieldsOf(command: Command, view: ApprovalView, say: Say): readonly ActField[] {
  const { pauseReasons, materials, reviewed, noticed, yieldsDocument } = view.choices;
  const day: ActField = {
    name: 'occurredOn',
    label: say('occurredOn'),
    type: 'date',
    required: true,
    given: view.at.asOf,
  };
  const text = (name: string, label: keyof typeof approvalActWords, required = false): ActField => ({
    name,
    label: say(label),
    required,
  });
  const area = (name: string, label: keyof typeof approvalActWords, required: boolean): ActField => ({
    ...text(name, label, required),
    type: 'area',
  });
  const choice = (
    name: string,
    label: keyof typeof approvalActWords,
    choices: readonly { readonly value: string; readonly label: string }[],
  ): ActField => ({ ...text(name, label, true), type: 'choice', choices });
  const clock = reviewed
    ? [
        choice('clock', 'clock', [
          { value: '审批时限', label: say('clock审批时限') },
          { value: '技术审查时限', label: say('clock技术审查时限') },
        ]),
      ]
    : [];
  switch (command) {
    case 'acceptApproval':
      return [day, text('document', 'acceptDocument')];
    case 'askSupplement':
      return [
        day,
        { ...area('materials', 'materials', true), given: materials.map(({ name }) => name).join('\n') },
        ...(noticed ? [text('legalBasis', 'legalBasis', true), text('approver', 'approver', true)] : []),
      ];
    case 'handInSupplement':
      return [day];
    case 'startTechnicalReview':
      return [day, text('by', 'reviewBy')];
    case 'endTechnicalReview':
      return [day, text('result', 'reviewResult')];
    case 'pauseClock':
      return [
        day,
        choice(
          'reason',
          'pauseReason',
          pauseReasons.map(({ id, title }) => ({ value: id, label: title })),
        ),
        ...clock,
        {
          ...text('document', 'pauseDocument'),
          required: ({ reason }) =>
            pauseReasons.some(({ id, needsDocument }) => id === reason && needsDocument),
        },
      ];
    case 'resumeClock':
      return [day, ...clock];
    case 'extendApproval':
      return [
        day,
        text('approver', 'extendApprover', true),
        area('reason', 'reason', true),
        text('document', 'document'),
      ];
    case 'decideApproval':
      return [
        day,
        choice('outcome', 'outcome', [
          { value: 'granted', label: say('granted') },
          { value: 'refused', label: say('refused') },
        ]),
        ...(yieldsDocument
          ? [
              { ...text('documentNumber', 'grantedNumber', true), asked: isGranted },
              { ...text('documentNumber', 'refusedNumber', true), asked: isRefused },
            ]
          : []),
        { ...area('reason', 'refusalReason', true), asked: isRefused },
      ];
    case 'withdrawApproval':
      return [day, area('reason', 'reason', true)];
  }
}
