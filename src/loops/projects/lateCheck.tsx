// The marks that a form offers once the server has asked for them: 补报 (the period is closed), 已核对 (a question). They stay for the rest of the form.
import { useState } from 'react';
import type { ProblemBody } from '../../ui/answer.tsx';
import { CONFIRM, ConfirmCheck } from '../../ui/confirmCheck.tsx';
import { Check, type FormText } from '../../ui/form.tsx';
import { useWords } from '../../ui/language.tsx';
import { projectWords } from './projectWords.tsx';

/** Both, as the form's last fields. */
export function Marks({ problem }: { readonly problem: ProblemBody | undefined }) {
  return (
    <>
      <LateCheck problem={problem} />
      <ConfirmCheck problem={problem} />
    </>
  );
}

/** What they add to a command. `over`: the amount above the plan was confirmed as it was typed (wanField.tsx). */
export function marksOf(values: FormText, over?: string): { readonly late?: true; readonly confirm?: true } {
  const confirmed = values[CONFIRM] === 'on' || (over !== undefined && values[`${over}Over`] === 'on');
  return { ...(values.late === 'on' ? { late: true } : {}), ...(confirmed ? { confirm: true } : {}) };
}

export function LateCheck({
  problem,
  onTick,
}: {
  readonly problem: ProblemBody | undefined;
  /** Where there is no form to read it from. */
  readonly onTick?: (late: boolean) => void;
}) {
  const say = useWords(projectWords);
  const [offered, setOffered] = useState(false);
  const closed = problem?.code === 'period_closed';
  if (closed && !offered) setOffered(true);
  return offered || closed ? (
    <Check label={say('lateCheck')} name="late" onChange={(event) => onTick?.(event.currentTarget.checked)} />
  ) : null;
}
