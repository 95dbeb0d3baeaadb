// Form parts: a label, its field, a hint and a message that belongs to it. Native controls throughout: they work with
// every keyboard and every phone.
import {
  type FormEvent,
  type InputHTMLAttributes,
  type ReactNode,
  type SelectHTMLAttributes,
  type TextareaHTMLAttributes,
  useEffect,
  useId,
  useRef,
} from 'react';
import { DateInput } from './dateField.tsx';
import type { DateKind } from './dateText.ts';
import './form.css';

interface FieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly children: (ids: { readonly id: string; readonly 'aria-describedby'?: string }) => ReactNode;
}

export function Field({ label, hint, children }: FieldProps) {
  const id = useId();
  const hintId = `${id}hint`;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children(hint === undefined ? { id } : { id, 'aria-describedby': hintId })}
      {hint !== undefined && (
        <p id={hintId} className="hint">
          {hint}
        </p>
      )}
    </div>
  );
}

type Labelled = { readonly label: string; readonly hint?: string | undefined };

function labelOf({ label, hint }: Labelled) {
  return hint === undefined ? { label } : { label, hint };
}

export function TextField({ label, hint, ...input }: Labelled & InputHTMLAttributes<HTMLInputElement>) {
  return (
    <Field {...labelOf({ label, hint })}>{(ids) => <input className="input" {...ids} {...input} />}</Field>
  );
}

/** A day or month in the form in which it is recorded. */
export function DateField({
  label,
  type = 'date',
  ...input
}: Labelled &
  Omit<InputHTMLAttributes<HTMLInputElement>, 'type' | 'onInput' | 'onChange' | 'value'> & {
    readonly type?: DateKind;
  }) {
  return <Field label={label}>{(ids) => <DateInput kind={type} {...ids} {...input} />}</Field>;
}

/** A field whose text lives in the address: it follows the address (Back, a cleared filter), and keeps the focus. */
/** Milliseconds without a key after which what is typed is looked for. */
const SEARCH_PAUSE_MS = 300;

/** With `onSearch` it looks as one types, after a short pause; what is being typed is not overwritten. */
export function SearchField({
  value,
  onSearch,
  ...input
}: Labelled &
  InputHTMLAttributes<HTMLInputElement> & {
    readonly value: string;
    readonly onSearch?: (text: string) => void;
  }) {
  const pause = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(pause.current), []);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const typing = document.activeElement === field.current && field.current?.value.trim() !== '';
    if (field.current !== null && field.current.value !== value && !typing) field.current.value = value;
  }, [value]);
  const { label, hint, ...rest } = input;
  return (
    <Field {...labelOf({ label, hint })}>
      {(ids) => (
        <input
          ref={field}
          type="search"
          className="input"
          defaultValue={value}
          onInput={(event) => {
            if (onSearch === undefined) return;
            const text = event.currentTarget.value.trim();
            clearTimeout(pause.current);
            pause.current = setTimeout(() => onSearch(text), SEARCH_PAUSE_MS);
          }}
          {...ids}
          {...rest}
        />
      )}
    </Field>
  );
}

export function TextArea({ label, hint, ...input }: Labelled & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  return (
    <Field {...labelOf({ label, hint })}>
      {(ids) => <textarea className="input" rows={3} {...ids} {...input} />}
    </Field>
  );
}

export interface Choice {
  readonly value: string;
  readonly label: string;
}

export function Select({
  label,
  hint,
  choices,
  ...input
}: Labelled & { readonly choices: readonly Choice[] } & SelectHTMLAttributes<HTMLSelectElement>) {
  return (
    <Field {...labelOf({ label, hint })}>
      {(ids) => (
        <select className="input" {...ids} {...input}>
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

export function Check({
  label,
  ...input
}: { readonly label: string } & InputHTMLAttributes<HTMLInputElement>) {
  return (
    <label className="check">
      <input type="checkbox" {...input} />
      {label}
    </label>
  );
}

/** The fields of a form by name, trimmed. */
export type FormText = Readonly<Record<string, string>>;

export function Form({
  onSend,
  children,
  className = 'form',
}: {
  readonly onSend: (values: FormText) => void;
  readonly children: ReactNode;
  readonly className?: string;
}) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const values: Record<string, string> = {};
    for (const [name, value] of new FormData(event.currentTarget)) {
      if (typeof value === 'string') values[name] = value.trim();
    }
    onSend(values);
  };
  return (
    <form className={className} onSubmit={submit}>
      {children}
    </form>
  );
}

export function SendButton({ busy, children }: { readonly busy: boolean; readonly children: ReactNode }) {
  return (
    <button type="submit" className="button main" disabled={busy} aria-busy={busy}>
      {children}
    </button>
  );
}
