// A unified social credit code (GB 32100-2015) typed by hand: read without spaces and in capitals, and refused in the form where it can't be one. Lists that are imported
// keep what their source says, and are told of it row by row (import.rows.ts).
import { useEffect, useRef, useState } from 'react';
import { creditCodeFault } from '../../kernel/creditCode.ts';
import { TextField } from '../../ui/form.tsx';
import { useWords } from '../../ui/language.tsx';

export const creditCodeWords = {
  label: { zh: '统一社会信用代码', en: 'Credit code' },
  bad: { zh: '{what}。{fix}', en: 'This is no credit code: {what}. {fix}' },
};

/** The code as it is recorded. */
export function creditCodeOf(typed: string): string {
  return typed.replace(/\s/g, '').toUpperCase();
}

/** Why what is typed can't be a code; nothing is said of nothing. */
export function creditCodeFaultTyped(
  typed: string,
): { readonly message: string; readonly fix: string } | undefined {
  const code = creditCodeOf(typed);
  if (code === '') return undefined;
  return creditCodeFault(code);
}

export function CreditCodeField({
  name = 'creditCode',
  label,
  required = false,
  defaultValue = '',
}: {
  readonly name?: string;
  readonly label?: string;
  readonly required?: boolean;
  readonly defaultValue?: string;
}) {
  const say = useWords(creditCodeWords);
  const [typed, setTyped] = useState(defaultValue);
  const fault = creditCodeFaultTyped(typed);
  const words = fault === undefined ? '' : say('bad', { what: fault.message, fix: fault.fix });
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    box.current?.querySelector('input')?.setCustomValidity(words);
  }, [words]);
  // Said while it is whole, and not at each key of the way there.
  const hint = creditCodeOf(typed).length >= 18 && words !== '' ? words : undefined;
  return (
    <div ref={box}>
      <TextField
        label={label ?? say('label')}
        name={name}
        required={required}
        maxLength={32}
        autoCapitalize="characters"
        hint={hint}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
    </div>
  );
}
