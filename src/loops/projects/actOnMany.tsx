// 批量办理: one act on the chosen projects, given one by one by the ordinary commands, each recorded or refused for itself. What was refused says why and may be tried
// again; what was recorded is not sent twice.
import { useState } from 'react';
import { type ProblemBody, useAnswer } from '../../ui/answer.tsx';
import { DateField, Form, Select, SendButton, TextArea, TextField } from '../../ui/form.tsx';
import { useWords } from '../../ui/language.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { Answered } from '../../ui/states.tsx';
import { actWords } from './actWords.tsx';
import { Marks, marksOf } from './lateCheck.tsx';
import { type Order, Outcomes, useOrders } from './orders.tsx';
import type { AttributeFacet, Named, ProjectLine } from './projectViews.tsx';
import './matters.css';
import './projects.css';

interface Choices {
  readonly lifecycles: readonly (Named & { readonly milestones: readonly Named[] })[];
  readonly attributes: readonly AttributeFacet[];
  readonly batchKinds: readonly Named[];
  readonly batches: readonly Named[];
}
type Values = Readonly<Record<string, string>>;
type Act = 'claim' | 'attribute' | 'batch';

export function ActOnMany({
  rows,
  today,
  onClose,
}: {
  readonly rows: readonly ProjectLine[];
  readonly today: string;
  readonly onClose: () => void;
}) {
  const say = useWords(actWords);
  const answer = useAnswer<Choices>('/api/registering');
  return (
    <Sheet title={say('title', { n: rows.length })} onClose={onClose}>
      <Answered answer={answer}>{(choices) => <Acts rows={rows} today={today} choices={choices} />}</Answered>
    </Sheet>
  );
}

interface ActsProps {
  readonly rows: readonly ProjectLine[];
  readonly today: string;
  readonly choices: Choices;
}

function Acts({ rows, today, choices }: ActsProps) {
  const say = useWords(actWords);
  const [act, choose] = useState<Act>('claim');
  const { outcomes, busy, give } = useOrders();
  const acts: readonly Act[] =
    choices.attributes.length > 0 ? ['claim', 'attribute', 'batch'] : ['claim', 'batch'];
  const left = rows.filter(({ id }) => outcomes.get(id)?.seq === undefined);
  const refused = [...outcomes.values()].find(({ problem }) => asks(problem))?.problem;
  const send = (values: Values) => void give(ordersOf(act, values, left));
  return (
    <>
      <Select
        label={say('what')}
        value={act}
        disabled={busy || outcomes.size > 0}
        choices={acts.map((one) => ({ value: one, label: say(one) }))}
        onChange={(event) => choose(event.target.value as Act)}
      />
      <Form key={act} onSend={send}>
        <Fields act={act} rows={rows} today={today} choices={choices} />
        <Marks problem={refused} />
        {left.length > 0 && (
          <SendButton busy={busy}>
            {say(outcomes.size === 0 ? 'send' : 'again', { n: left.length })}
          </SendButton>
        )}
      </Form>
      {outcomes.size > 0 && <Outcomes rows={rows} outcomes={outcomes} busy={busy} />}
    </>
  );
}

/** What a mark answers: a closed period, a question. */
const asks = (problem: ProblemBody | undefined) =>
  problem?.code === 'period_closed' || problem?.code === 'needs_confirmation';

function Fields({ act, rows, today, choices }: ActsProps & { readonly act: Act }) {
  const say = useWords(actWords);
  const [attribute, chooseAttribute] = useState(choices.attributes[0]?.id ?? '');
  const [batch, chooseBatch] = useState('');
  const named = (list: readonly Named[]) => list.map(({ id, name }) => ({ value: id, label: name }));
  if (act === 'claim') {
    const kinds = new Set(rows.map(({ lifecycle }) => lifecycle));
    const milestones = new Map(
      choices.lifecycles
        .filter(({ id }) => kinds.has(id))
        .flatMap((one) => one.milestones.map((each) => [each.id, each] as const)),
    );
    return (
      <>
        <p className="soft small">{say('claimHint')}</p>
        <Select
          label={say('milestone')}
          name="milestone"
          required
          choices={named([...milestones.values()])}
        />
        <DateField label={say('occurredOn')} name="occurredOn" required defaultValue={today} />
        <Select
          label={say('ofBatch')}
          name="batch"
          choices={[{ value: '', label: '—' }, ...named(choices.batches)]}
        />
        <TextField label={say('note')} name="note" maxLength={500} />
      </>
    );
  }
  if (act === 'attribute') {
    const of = choices.attributes.find(({ id }) => id === attribute);
    return (
      <>
        <Select
          label={say('attributeName')}
          name="attribute"
          value={attribute}
          onChange={(event) => chooseAttribute(event.target.value)}
          choices={choices.attributes.map(({ id, title }) => ({ value: id, label: title }))}
        />
        <Select
          key={attribute}
          label={say('value')}
          name="value"
          required
          choices={named(of?.values ?? [])}
        />
        <TextArea label={say('reason')} name="reason" required minLength={2} maxLength={500} />
      </>
    );
  }
  return (
    <>
      <p className="soft small">{say('batchHint')}</p>
      <Select
        label={say('batchName')}
        name="batch"
        value={batch}
        onChange={(event) => chooseBatch(event.target.value)}
        choices={[{ value: '', label: say('newBatch') }, ...named(choices.batches)]}
      />
      {batch === '' ? (
        <>
          <TextField
            label={say('batchId')}
            name="id"
            required
            maxLength={64}
            pattern="[A-Za-z0-9][A-Za-z0-9_\-]*"
            hint={say('batchIdHint')}
          />
          <TextField label={say('name')} name="name" required minLength={2} maxLength={200} />
          <Select label={say('kind')} name="kind" required choices={named(choices.batchKinds)} />
          <DateField label={say('heldOn')} name="occurredOn" required defaultValue={today} />
        </>
      ) : (
        <TextArea label={say('reason')} name="reason" required minLength={2} maxLength={500} />
      )}
    </>
  );
}

function ordersOf(act: Act, values: Values, rows: readonly ProjectLine[]): readonly Order[] {
  const { milestone, occurredOn, batch, note, attribute = '', value, reason, id, name, kind } = values;
  if (act === 'batch') {
    const projects = rows.map((row) => row.id);
    return batch
      ? [{ of: rows, command: 'listInBatch', body: { batch, added: projects, reason } }]
      : [
          {
            of: rows,
            command: 'holdBatch',
            body: {
              batch: id,
              name,
              kind,
              projects,
              occurredOn,
              ...(values.late === 'on' ? { late: true } : {}),
            },
          },
        ];
  }
  return rows.map((row) =>
    act === 'claim'
      ? {
          of: [row],
          command: 'claimMilestone',
          body: {
            project: row.id,
            milestone,
            occurredOn,
            ...(batch ? { batch } : {}),
            ...(note ? { note } : {}),
            ...marksOf(values),
          },
        }
      : {
          of: [row],
          command: 'amendProject',
          body: { project: row.id, reason, attributes: { [attribute]: value } },
        },
  );
}
