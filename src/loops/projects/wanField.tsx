// An amount typed in 万元, or with its own unit as the lists of imports have it (3.6亿, 5000万元, 1,200,000元), shown back by size as it is typed, sent as yuan. Nothing is a
// float on the way.
import { useEffect, useRef, useState } from 'react';
import { compare, decimal, decimalText, divide, isZero, multiply, normalize } from '../../kernel/decimal.ts';
import { amountText } from '../../ui/figures.ts';
import { Check, TextField } from '../../ui/form.tsx';
import { useLanguage, useWords } from '../../ui/language.tsx';
import { readYuan } from './import.values.ts';
import { projectWords } from './projectWords.tsx';

/** Of a bare number 万元. Undefined where it is no amount. */
export function yuanOf(typed: string | undefined): string | undefined {
  const read = readYuan(typed ?? '', '万元');
  return read !== undefined && 'value' in read ? read.value : undefined;
}

function wanOf(yuan: string): string {
  return decimalText(normalize(multiply(decimal(yuan), decimal('0.0001'))));
}

/** How many times the plan is surpassed, rounded down: the words “more than” stay true. Undefined when it is not. */
export function timesOver(yuan: string | undefined, plan: string | null): string | undefined {
  if (yuan === undefined || plan === null || isZero(decimal(plan))) return undefined;
  if (compare(decimal(yuan), decimal(plan)) <= 0) return undefined;
  return decimalText(normalize(divide(decimal(yuan), decimal(plan), { scale: 1, rounding: 'floor' })));
}

/** An amount above `plan` (yuan) has to be confirmed before it is sent: most often 元 was typed for 万元. */
export function WanField({
  label,
  name,
  plan = null,
  yuanBefore = null,
  required = true,
}: {
  readonly label: string;
  readonly name: string;
  readonly plan?: string | null;
  /** What the field holds to begin with. */
  readonly yuanBefore?: string | null;
  readonly required?: boolean;
}) {
  const say = useWords(projectWords);
  const { language } = useLanguage();
  const [typed, setTyped] = useState(yuanBefore === null ? '' : wanOf(yuanBefore));
  const yuan = yuanOf(typed);
  const bad = typed !== '' && yuan === undefined ? say('wanBad') : '';
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    box.current?.querySelector('input')?.setCustomValidity(bad);
  }, [bad]);
  const times = timesOver(yuan, plan);
  const hint =
    typed === ''
      ? undefined
      : yuan === undefined
        ? say('wanBad')
        : say('wanHint', { amount: amountText(yuan, '元', language) });
  return (
    <div ref={box} className="stack">
      <TextField
        label={label}
        name={name}
        required={required}
        maxLength={30}
        title={say('wanBad')}
        hint={hint}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      {times !== undefined && <Check label={say('overPlan', { times })} name={`${name}Over`} required />}
    </div>
  );
}
