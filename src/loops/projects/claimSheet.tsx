// 申报节点 and 填报投资: what a county or bureau tells about a project, from a desk or a phone.
import { Fragment, useState } from 'react';
import { type Recorded, useCommand } from '../../ui/answer.tsx';
import { DateField, Form, Select, SendButton, TextArea, TextField } from '../../ui/form.tsx';
import { markWords, useWords } from '../../ui/language.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { ProblemNotice } from '../../ui/states.tsx';
import { EvidenceFile } from './evidenceFile.tsx';
import { Marks, marksOf } from './lateCheck.tsx';
import { type ProjectView, plannedOf } from './projectViews.tsx';
import { type AfterWord, projectWords } from './projectWords.tsx';
import { WanField, yuanOf } from './wanField.tsx';
import './projects.css';

interface SheetProps {
  readonly view: ProjectView;
  readonly onClose: () => void;
  readonly onDone: (recorded: Recorded, after?: AfterWord) => void;
}

type Values = Readonly<Record<string, string>>;

const EVIDENCE = 'evidence:';
/** Beside the name of a piece of evidence, the digest of its file. */
const FILE = 'file:';

export function ClaimSheet({
  view,
  milestone,
  onClose,
  onDone,
}: SheetProps & { readonly milestone: string | null }) {
  const say = useWords(projectWords);
  const mark = useWords(markWords);
  const command = useCommand('projects/claimMilestone');
  // An address may name a milestone that can't be claimed any more; what is shown is what is sent.
  const named = view.claimable.find((one) => one.milestone === milestone);
  const [chosen, choose] = useState((named ?? view.claimable[0])?.milestone ?? '');
  const claimable = view.claimable.find((one) => one.milestone === chosen);
  const before = claimable?.before ?? undefined;
  const send = async (values: Values) => {
    const titleOf = (kind: string) => claimable?.evidence.find((one) => one.kind === kind)?.name ?? kind;
    const evidence = Object.entries(values)
      .filter(
        ([name, value]) =>
          name.startsWith(EVIDENCE) && (value !== '' || values[FILE + name.slice(EVIDENCE.length)]),
      )
      .map(([name, told]) => {
        const kind = name.slice(EVIDENCE.length);
        // A file without a name of its own goes by what was asked for: what was sent is not dropped.
        const value = told === '' ? titleOf(kind) : told;
        // What was attached before goes along while its name is left as it was.
        const same = before?.evidence.find((one) => one.kind === kind && one.name === value);
        const digest = values[FILE + kind] || same?.digest;
        return { kind, name: value, ...(digest ? { digest } : {}) };
      });
    const recorded = await command.send({
      project: view.project.id,
      milestone: chosen,
      occurredOn: values.occurredOn,
      evidence,
      ...(values.note ? { note: values.note } : {}),
      ...(values.batch ? { batch: values.batch } : {}),
      ...marksOf(values),
    });
    if (recorded === undefined) return;
    const waits = claimable?.needsRecognition ? 'claimWaits' : undefined;
    onDone(recorded, claimable?.inSteps ? 'draftWaits' : waits);
  };
  return (
    <Sheet title={say('claimThis', { name: claimable?.name ?? '' })} onClose={onClose}>
      <p>{view.project.name}</p>
      {before?.reason != null && (
        <p className="notice">{mark('colon', { term: say('cameBack'), text: before.reason })}</p>
      )}
      <Form key={chosen} onSend={(values) => void send(values)}>
        {view.claimable.length > 1 && (
          <Select
            label={say('milestone')}
            value={chosen}
            onChange={(event) => choose(event.target.value)}
            choices={view.claimable.map((one) => ({ value: one.milestone, label: one.name }))}
          />
        )}
        <DateField
          label={say('occurredOn')}
          name="occurredOn"
          required
          defaultValue={before?.occurredOn ?? ''}
        />
        {(claimable?.evidence ?? []).map((wanted) => (
          <Fragment key={wanted.kind}>
            <TextField
              label={say(wanted.required ? 'wanted' : 'welcome', { name: wanted.name })}
              placeholder={say('evidenceHint')}
              name={EVIDENCE + wanted.kind}
              required={wanted.required}
              defaultValue={before?.evidence.find(({ kind }) => kind === wanted.kind)?.name ?? ''}
              maxLength={200}
            />
            <EvidenceFile name={FILE + wanted.kind} of={wanted.name} />
          </Fragment>
        ))}
        {(claimable?.batches ?? []).length > 0 && (
          <Select
            label={say('batch')}
            name="batch"
            choices={[
              { value: '', label: '—' },
              ...(claimable?.batches ?? []).map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
        )}
        <TextArea label={say('note')} name="note" maxLength={500} defaultValue={before?.note ?? ''} />
        <Marks problem={command.problem} />
        {command.problem !== undefined && <ProblemNotice problem={command.problem} />}
        <SendButton busy={command.busy}>{say(claimable?.inSteps ? 'submitSteps' : 'submit')}</SendButton>
      </Form>
    </Sheet>
  );
}

export function InvestmentSheet({ view, onClose, onDone }: SheetProps) {
  const say = useWords(projectWords);
  const command = useCommand('projects/reportInvestment');
  const send = async (values: Values) => {
    const amountYuan = yuanOf(values.amountWan);
    if (amountYuan === undefined) return;
    const recorded = await command.send({
      project: view.project.id,
      measure: values.measure,
      month: values.month,
      amountYuan,
      ...marksOf(values, 'amountWan'),
    });
    if (recorded !== undefined) onDone(recorded);
  };
  return (
    <Sheet title={say('reportInvestment')} onClose={onClose}>
      <p>{view.project.name}</p>
      <Form onSend={(values) => void send(values)}>
        <DateField
          label={say('month')}
          name="month"
          type="month"
          required
          defaultValue={view.at.asOf.slice(0, 7)}
        />
        <Select
          label={say('measure')}
          name="measure"
          choices={[
            { value: 'actual', label: say('actual') },
            { value: 'financing', label: say('financing') },
          ]}
        />
        <WanField label={say('amountWan')} name="amountWan" plan={plannedOf(view)} />
        <Marks problem={command.problem} />
        {command.problem !== undefined && <ProblemNotice problem={command.problem} />}
        <SendButton busy={command.busy}>{say('report')}</SendButton>
      </Form>
    </Sheet>
  );
}
