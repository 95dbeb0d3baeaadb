// 手工收件: the exception beside the import. A unit receives an item that it handles; what it records is marked 手工录入.
import { useState } from 'react';
import { type Recorded, useCommand } from '../../ui/answer.tsx';
import { DateField, Form, type FormText, Select, SendButton, TextField } from '../../ui/form.tsx';
import { useWords } from '../../ui/language.tsx';
import { LateMark } from '../../ui/lateMark.tsx';
import { PickField } from '../../ui/pickField.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { ProblemNotice } from '../../ui/states.tsx';
import { approvalToolWords } from './approvalToolWords.tsx';
import type { ApprovalsView } from './approvalViews.tsx';

export function FileSheet({
  view,
  onClose,
  onDone,
}: {
  readonly view: ApprovalsView;
  readonly onClose: () => void;
  readonly onDone: (recorded: Recorded) => void;
}) {
  const say = useWords(approvalToolWords);
  const command = useCommand('approvals/fileApproval');
  const [item, choose] = useState(view.files[0]?.id ?? '');
  const kinds = view.files.find(({ id }) => id === item)?.kinds ?? [];
  const send = async ({ late, ...values }: FormText) => {
    const filled = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));
    const recorded = await command.send({ ...filled, item, ...(late === 'on' ? { late: true } : {}) });
    if (recorded !== undefined) onDone(recorded);
  };
  return (
    <Sheet title={say('fileByHand')} onClose={onClose}>
      <p className="soft small">{say('fileHint')}</p>
      <Form onSend={(values) => void send(values)}>
        <PickField
          label={say('projectId')}
          hint={say('projectHint')}
          name="project"
          required
          from="/api/choices/projects"
        />
        <Select
          label={say('item')}
          value={item}
          onChange={(event) => choose(event.target.value)}
          choices={view.files.map(({ id, name }) => ({ value: id, label: name }))}
        />
        <Select
          key={item}
          label={say('kind')}
          name="kind"
          choices={kinds.map((kind) => ({ value: kind, label: kind }))}
        />
        <TextField
          label={say('application')}
          hint={say('applicationHint')}
          name="application"
          maxLength={60}
        />
        <DateField label={say('receivedOn')} name="occurredOn" required defaultValue={view.at.asOf} />
        <LateMark problem={command.problem} label={say('lateFile')} />
        {command.problem !== undefined && <ProblemNotice problem={command.problem} />}
        <SendButton busy={command.busy}>{say('fileByHand')}</SendButton>
      </Form>
    </Sheet>
  );
}
