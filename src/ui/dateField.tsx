// A day or month: typed in the one form in which it is recorded, whatever order the reader's machine has for days, or chosen in the machine's calendar. Digits are
// enough, so a phone's number keyboard will do.
import { type InputHTMLAttributes, useRef } from 'react';
import { isDate } from '../kernel/plainDate.ts';
import { type DateKind, typedDate } from './dateText.ts';
import { useWords } from './language.tsx';

const SHAPES: Readonly<Record<DateKind, string>> = { date: 'YYYY-MM-DD', month: 'YYYY-MM' };
/** 20210630 and 202106. */
const DIGITS: Readonly<Record<DateKind, RegExp>> = { date: /^\d{8}$/, month: /^\d{6}$/ };

export const dateWords = {
  calendar: { zh: '翻日历', en: 'Open the calendar' },
  shape: { zh: '写作 {shape}，如 {example}', en: 'Write {shape}, as in {example}' },
};

function isWhole(text: string, kind: DateKind): boolean {
  return kind === 'date' ? isDate(text) : isDate(`${text}-01`);
}

/** Uncontrolled with `defaultValue`, controlled with `value`; either way `onText` is told what stands in it. */
export function DateInput({
  kind = 'date',
  onText,
  value,
  ...input
}: Omit<InputHTMLAttributes<HTMLInputElement>, 'type' | 'onInput' | 'onChange' | 'value'> & {
  readonly kind?: DateKind;
  readonly value?: string;
  readonly onText?: (text: string) => void;
}) {
  const say = useWords(dateWords);
  const field = useRef<HTMLInputElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const told = (text: string) => {
    const held = field.current;
    if (held === null) return;
    held.setCustomValidity(
      text === '' || isWhole(text, kind)
        ? ''
        : say('shape', { shape: SHAPES[kind], example: kind === 'date' ? '2021-06-30' : '2021-06' }),
    );
    onText?.(text);
  };
  const put = (text: string) => {
    const held = field.current;
    if (held === null || held.value === text) return;
    held.value = text;
    // Whoever listens around the field hears of it as of a key.
    held.dispatchEvent(new Event('input', { bubbles: true }));
  };
  const settle = () => put(typedDate(field.current?.value ?? '', kind));
  const open = () => {
    const own = picker.current;
    if (own === null) return;
    own.value = isWhole(field.current?.value ?? '', kind) ? (field.current?.value ?? '') : '';
    own.showPicker?.();
  };
  return (
    <span className="date-field">
      <input
        className="input num"
        type="text"
        inputMode="numeric"
        maxLength={12}
        autoComplete="off"
        placeholder={SHAPES[kind]}
        {...input}
        {...(value === undefined ? {} : { value })}
        ref={field}
        onInput={(event) => {
          const text = event.currentTarget.value;
          if (DIGITS[kind].test(text)) event.currentTarget.value = typedDate(text, kind);
          told(event.currentTarget.value);
        }}
        onChange={() => undefined}
        onBlur={(event) => {
          settle();
          input.onBlur?.(event);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') settle();
          input.onKeyDown?.(event);
        }}
      />
      <button
        type="button"
        className="date-open"
        aria-label={say('calendar')}
        disabled={input.disabled}
        onClick={open}
      >
        <svg viewBox="0 0 16 16" width="14" height="14" fill="none" stroke="currentColor" aria-hidden="true">
          <path d="M2.5 4h11v9.5h-11zM2.5 7h11M5.5 2v3M10.5 2v3" />
        </svg>
      </button>
      <input
        ref={picker}
        className="date-picker"
        type={kind}
        tabIndex={-1}
        aria-hidden="true"
        onChange={(event) => {
          if (event.target.value === '') return;
          put(event.target.value);
          field.current?.focus();
        }}
      />
    </span>
  );
}
