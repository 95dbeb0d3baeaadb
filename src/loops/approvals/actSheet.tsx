// One act told in a sheet: its fields, the command they make, and 补报 where the day lies in a closed period. It knows no words and no loop's matter.
import { type Recorded, useCommand } from '../../ui/answer.tsx';
import { DateField, Form, type FormText, Select, SendButton, TextArea, TextField } from '../../ui/form.tsx';
import { LateMark } from '../../ui/lateMark.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { ProblemNotice } from '../../ui/states.tsx';

export interface ActField {
  readonly name: string;
  readonly label: string;
  readonly type?: 'text' | 'area' | 'date' | 'choice' | undefined;
  readonly required?: boolean | undefined;
  readonly given?: string | undefined;
  readonly choices?: readonly { readonly value: string; readonly label: string }[] | undefined;
}

export function ActSheet({
  title,
  about,
  fields,
  command: name,
  body,
  words,
  onClose,
  onDone,
}: {
  readonly title: string;
  readonly about: string;
  readonly fields: readonly ActField[];
  /** `<loop>/<command>`. */
  readonly command: string;
  readonly body: (values: FormText) => object;
  readonly words: { readonly record: string; readonly late: string };
  readonly onClose: () => void;
  readonly onDone: (recorded: Recorded) => void;
}) {
  const command = useCommand(name);
  const send = async ({ late, ...values }: FormText) => {
    const filled = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));
    const recorded = await command.send({ ...body(filled), ...(late === 'on' ? { late: true } : {}) });
    if (recorded !== undefined) onDone(recorded);
  };
  return (
    <Sheet title={title} onClose={onClose}>
      <p>{about}</p>
      <Form onSend={(values) => void send(values)}>
        {fields.map((field) => (
          <FieldOf key={field.name} {...field} />
        ))}
        <LateMark problem={command.problem} label={words.late} />
        {command.problem !== undefined && <ProblemNotice problem={command.problem} />}
        <SendButton busy={command.busy}>{words.record}</SendButton>
      </Form>
    </Sheet>
  );
}

function FieldOf({ name, label, type, required, given = '', choices = [] }: ActField) {
  const of = { name, label, required: required === true };
  if (type === 'date') return <DateField {...of} defaultValue={given} />;
  if (type === 'area') return <TextArea {...of} maxLength={500} defaultValue={given} />;
  if (type === 'choice') return <Select {...of} choices={choices} />;
  return <TextField {...of} maxLength={200} defaultValue={given} />;
}
