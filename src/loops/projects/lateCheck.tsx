// The marks of a form: 补报 where the day lies in a closed period, 已核对 once the server has asked. They stay for the rest of the form.
import type { ProblemBody } from '../../ui/answer.tsx';
import { CONFIRM, ConfirmCheck } from '../../ui/confirmCheck.tsx';
import type { FormText } from '../../ui/form.tsx';
import { LateMark } from '../../ui/lateMark.tsx';

/** Both, as the form's last fields. `days`: what the command moves beside what is typed (the day that is corrected). */
export function Marks({
  problem,
  days = [],
}: {
  readonly problem: ProblemBody | undefined;
  readonly days?: readonly string[];
}) {
  return (
    <>
      <LateMark problem={problem} days={days} />
      <ConfirmCheck problem={problem} />
    </>
  );
}

/** What they add to a command. `over`: the amount above the plan was confirmed as it was typed (wanField.tsx). */
export function marksOf(values: FormText, over?: string): { readonly late?: true; readonly confirm?: true } {
  const confirmed = values[CONFIRM] === 'on' || (over !== undefined && values[`${over}Over`] === 'on');
  return { ...(values.late === 'on' ? { late: true } : {}), ...(confirmed ? { confirm: true } : {}) };
}
