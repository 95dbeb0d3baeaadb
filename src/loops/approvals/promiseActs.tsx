// What is told of a letter, a pre-start or a priority project, each in a sheet: a list of fields and the command that they make. Which one is open stands in the address.
import type { Recorded } from '../../ui/answer.tsx';
import { useWords } from '../../ui/language.tsx';
import { type ActField, ActSheet } from './actSheet.tsx';
import type { PromiseView } from './promiseViews.tsx';
import { promiseWords } from './promiseWords.tsx';

type Key = keyof typeof promiseWords;
type Values = Readonly<Record<string, string>>;

interface FieldOf {
  readonly name: string;
  readonly label: Key;
  readonly type?: 'text' | 'area' | 'date' | 'choice';
  readonly required?: boolean;
  readonly choices?: (view: PromiseView) => readonly { readonly value: string; readonly label: string }[];
}

interface Act {
  readonly command: string;
  readonly title: Key;
  readonly fields: readonly FieldOf[];
  body(view: PromiseView, on: string, values: Values): object;
}

const DAY: FieldOf = { name: 'occurredOn', label: 'occurredOn', type: 'date', required: true };
const REASON: FieldOf = { name: 'reason', label: 'reason', type: 'area', required: true };
const PAPER: FieldOf = { name: 'document', label: 'document' };

const firmOf = ({ promise }: PromiseView) =>
  promise.creditCode === null ? {} : { creditCode: promise.creditCode };

const clock = (command: string, title: Key, fields: readonly FieldOf[]): Act => ({
  command,
  title,
  fields: [DAY, ...fields],
  body: (view, entry, values) => ({ of: view.promise.id, entry, ...firmOf(view), ...values }),
});

/** Counts from the day that it is recorded: no day is asked. */
const forFirm = (command: string, title: Key): Act => ({
  command,
  title,
  fields: [{ name: 'words', label: 'forFirmWords', type: 'area', required: true }],
  body: ({ entries, firmActs }, on, values) => {
    const item = entries.find(({ entry }) => entry === on)?.approvalItem;
    return { ...firmActs.find((one) => one.item === item)?.body, ...values };
  },
});

/** By the name in the address: `do=keep&on=eia`. */
const ACTS: Readonly<Record<string, Act>> = {
  sign: {
    command: 'signLetter',
    title: 'act_sign',
    fields: [DAY, { name: 'signer', label: 'signer', required: true }, { ...PAPER, required: true }],
    body: (view, side, values) => ({
      letter: view.promise.id,
      side,
      ...(side === 'government' ? firmOf(view) : {}),
      ...values,
    }),
  },
  start: clock('startPromise', 'act_start', [PAPER]),
  keep: clock('keepPromise', 'act_keep', [PAPER]),
  pause: clock('pausePromise', 'act_pause', [REASON, { name: 'document', label: 'proof', required: true }]),
  resume: clock('resumePromise', 'act_resume', [PAPER]),
  step: {
    command: 'reachStep',
    title: 'act_step',
    fields: [
      {
        name: 'step',
        label: 'step',
        type: 'choice',
        choices: ({ steps }) =>
          steps
            .filter(({ reachedOn }) => reachedOn === null)
            .map((one) => ({ value: one.step, label: one.title })),
      },
      DAY,
      PAPER,
    ],
    body: (view, _, values) => ({ letter: view.promise.id, ...values }),
  },
  demand: {
    command: 'makeDemand',
    title: 'act_demand',
    fields: [
      DAY,
      { name: 'what', label: 'what', type: 'area', required: true },
      { name: 'legalBasis', label: 'legalBasis', required: true },
      { name: 'approver', label: 'approver', required: true },
    ],
    body: (view, _, values) => ({ letter: view.promise.id, ...values }),
  },
  end: {
    command: 'endLetter',
    title: 'act_end',
    fields: [DAY, { ...PAPER, required: true }],
    body: (view, _, values) => ({ letter: view.promise.id, ...values }),
  },
  fileForFirm: forFirm('fileForFirm', 'act_fileForFirm'),
  handInForFirm: forFirm('handInForFirm', 'act_handInForFirm'),
  begin: {
    command: 'beginPreStart',
    title: 'act_begin',
    fields: [DAY, PAPER],
    body: (view, work, values) => ({ project: view.promise.project, work, ...values }),
  },
  finish: {
    command: 'finishPreStart',
    title: 'act_finish',
    fields: [DAY, PAPER],
    body: (view, work, values) => ({ project: view.promise.project, work, ...values }),
  },
  endPriority: {
    command: 'endPriority',
    title: 'act_endPriority',
    fields: [DAY, REASON],
    body: (view, _, values) => ({ project: view.promise.project, ...values }),
  },
  correct: {
    command: 'correctPromiseEvent',
    title: 'act_correct',
    fields: [DAY, REASON],
    body: (view, event, values) => ({ of: view.promise.id, event, ...firmOf(view), ...values }),
  },
  void: {
    command: 'voidPromiseEvent',
    title: 'act_void',
    fields: [REASON],
    body: (view, event, values) => ({ of: view.promise.id, event, ...firmOf(view), ...values }),
  },
};

export function PromiseSheet({
  view,
  act,
  on,
  onClose,
  onDone,
}: {
  readonly view: PromiseView;
  readonly act: string;
  /** What it is about: an entry, a side, a work, an event. */
  readonly on: string;
  readonly onClose: () => void;
  readonly onDone: (recorded: Recorded) => void;
}) {
  const say = useWords(promiseWords);
  const declared = ACTS[act];
  if (declared === undefined) return null;
  const about =
    view.entries.find(({ entry }) => entry === on)?.title ??
    view.works.find(({ work }) => work === on)?.title ??
    (on === 'enterprise' ? say('firm') : on === 'government' ? say('governmentSide') : '');
  const given = (name: string) => {
    if (name === 'occurredOn') return view.at.asOf;
    if (name !== 'signer') return undefined;
    return on === 'enterprise' ? (view.promise.creditCode ?? undefined) : view.signers[0]?.id;
  };
  const fields = declared.fields.map((field): ActField => {
    const { name, label, type, required, choices } = field;
    // Who signs for the government is chosen: nobody knows the plan's ids by heart.
    if (name === 'signer' && on === 'government' && view.signers.length > 0) {
      const signers = view.signers.map(({ id, name: called }) => ({ value: id, label: called ?? id }));
      return { name, label: say(label), type: 'choice', required, given: given(name), choices: signers };
    }
    return { name, label: say(label), type, required, given: given(name), choices: choices?.(view) };
  });
  return (
    <ActSheet
      title={say(declared.title)}
      about={[view.promise.projectName, about].filter(Boolean).join(' · ')}
      fields={fields}
      command={`approvals/${declared.command}`}
      body={(values) => declared.body(view, on, values)}
      words={{ record: say('record'), late: say('late') }}
      onClose={onClose}
      onDone={onDone}
    />
  );
}
