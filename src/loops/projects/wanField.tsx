// An amount typed in 万元, shown back by size as it is typed, sent as yuan. Nothing is a float on the way.
import { useState } from 'react';
import { amountText, yuanFromWan } from '../../ui/figures.ts';
import { TextField } from '../../ui/form.tsx';
import { useLanguage, useWords } from '../../ui/language.tsx';
import { projectWords } from './projectWords.tsx';

export function yuanOf(wan: string | undefined): string | undefined {
  return yuanFromWan(wan ?? '');
}

export function WanField({ label, name }: { readonly label: string; readonly name: string }) {
  const say = useWords(projectWords);
  const { language } = useLanguage();
  const [typed, setTyped] = useState('');
  const yuan = yuanFromWan(typed);
  const hint =
    typed === ''
      ? undefined
      : yuan === undefined
        ? say('wanBad')
        : say('wanHint', { amount: amountText(yuan, '元', language) });
  return (
    <TextField
      label={label}
      name={name}
      inputMode="decimal"
      required
      pattern="[0-9,，]{1,14}(\.[0-9]{1,6})?"
      title={say('wanBad')}
      hint={hint}
      onChange={(event) => setTyped(event.target.value)}
    />
  );
}
