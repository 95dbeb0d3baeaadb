// One act told in a sheet: its fields, what it will do, the command they make, and 补报 where the day lies in a closed period. It knows no loop's matter. Nothing that is
// to be chosen is chosen beforehand: what is recorded was said by somebody.
import { type ReactNode, useState } from 'react';
import { type Recorded, useCommand } from '../../ui/answer.tsx';
import { DateField, Form, type FormText, Select, SendButton, TextArea, TextField } from '../../ui/form.tsx';
import { useWords } from '../../ui/language.tsx';
import { LateMark } from '../../ui/lateMark.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { ProblemNotice } from '../../ui/states.tsx';

export interface ActField {
  readonly name: string;
  readonly label: string;
  readonly type?: 'text' | 'area' | 'date' | 'choice' | undefined;
  /** By what is chosen beside it, where it is not needed of all. */
  readonly required?: boolean | ((values: FormText) => boolean) | undefined;
  /** Where it is not asked of all. */
  readonly asked?: ((values: FormText) => boolean) | undefined;
  readonly given?: string | undefined;
  readonly choices?: readonly { readonly value: string; readonly label: string }[] | undefined;
}

const sheetWords = { choose: { zh: '请选择', en: 'Choose' } };

export function ActSheet({
  title,
  about,
  fields,
  command: name,
  body,
  effect,
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
  /** What recording it will do, by what is filled in so far. */
  readonly effect?: ((values: FormText) => ReactNode) | undefined;
  readonly words: { readonly record: string; readonly late: string };
  readonly onClose: () => void;
  readonly onDone: (recorded: Recorded) => void;
}) {
  const command = useCommand(name);
  const [values, setValues] = useState<FormText>(
    Object.fromEntries(fields.map((field) => [field.name, field.given ?? ''])),
  );
  const send = async ({ late, ...told }: FormText) => {
    const filled = Object.fromEntries(Object.entries(told).filter(([, value]) => value !== ''));
    const recorded = await command.send({ ...body(filled), ...(late === 'on' ? { late: true } : {}) });
    if (recorded !== undefined) onDone(recorded);
  };
  return (
    <Sheet title={title} onClose={onClose}>
      <p>{about}</p>
      <Form onSend={(told) => void send(told)}>
        {/* The fields stay the form's own: this only listens. */}
        <div className="form" onInput={({ target }) => setValues(valuesOf(target, values))}>
          {fields
            .filter(({ asked }) => asked === undefined || asked(values))
            .map((field) => (
              <FieldOf key={field.name} field={field} values={values} />
            ))}
        </div>
        {effect?.(values)}
        <LateMark problem={command.problem} label={words.late} />
        {command.problem !== undefined && <ProblemNotice problem={command.problem} />}
        <SendButton busy={command.busy}>{words.record}</SendButton>
      </Form>
    </Sheet>
  );
}

function valuesOf(target: EventTarget, before: FormText): FormText {
  if (
    target instanceof HTMLInputElement ||
    target instanceof HTMLSelectElement ||
    target instanceof HTMLTextAreaElement
  )
    return { ...before, [target.name]: target.value.trim() };
  return before;
}

function FieldOf({ field, values }: { readonly field: ActField; readonly values: FormText }) {
  const say = useWords(sheetWords);
  const { name, label, type, required, given = '', choices = [] } = field;
  const of = { name, label, required: typeof required === 'function' ? required(values) : required === true };
  if (type === 'date') return <DateField {...of} defaultValue={given} />;
  if (type === 'area') return <TextArea {...of} maxLength={500} defaultValue={given} />;
  const none = { value: '', label: say('choose') };
  if (type === 'choice')
    return (
      <Select {...of} defaultValue={given} choices={choices.length > 1 ? [none, ...choices] : choices} />
    );
  return <TextField {...of} maxLength={200} defaultValue={given} />;
}
