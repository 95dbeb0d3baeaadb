// 补报: the mark that a happening of a closed period needs. It stands in the form as soon as the day that is typed lies in such a period, with what it means, and not only
// after a refusal; the server has the last word (period_closed).
import { useEffect, useRef, useState } from 'react';
import { type ProblemBody, useAnswer } from './answer.tsx';
import { Check } from './form.tsx';
import { markWords, useWords } from './language.tsx';

export const lateWords = {
  closed: {
    zh: '{months}已经封账：按补报记，计入所属月份，列入更正；已公布的数不变。',
    en: '{months} closed: it is recorded as late, counts in its own month and is listed among the corrections; what was published stays.',
  },
  late: { zh: '这是补报：所属月份已经封账', en: 'This is a late report: its period is closed' },
};

/** The names under which forms tell the day or month of what happened. */
const DAY_FIELDS = ['occurredOn', 'month', 'period'] as const;

/**
 * `days` are those that the command moves whatever is typed (of a revocation: the day of the milestone). Where there is no form to read it from, `onTick` tells.
 * The field is named `late`.
 */
export function LateMark({
  problem,
  days = [],
  label,
  onTick,
}: {
  readonly problem: ProblemBody | undefined;
  readonly days?: readonly string[];
  readonly label?: string;
  readonly onTick?: (late: boolean) => void;
}) {
  const say = useWords(lateWords);
  const mark = useWords(markWords);
  const here = useRef<HTMLDivElement>(null);
  const closed = useAnswer<{ readonly closedPeriods: readonly string[] }>('/api/ledger/head').data;
  const [typed, setTyped] = useState<readonly string[]>([]);
  const [refused, setRefused] = useState(false);
  if (problem?.code === 'period_closed' && !refused) setRefused(true);
  useEffect(() => {
    const form = here.current?.closest('form');
    if (form == null) return;
    const look = () => {
      const told = new FormData(form);
      setTyped(DAY_FIELDS.map((name) => String(told.get(name) ?? '')).filter((day) => day !== ''));
    };
    look();
    let asked: ReturnType<typeof setTimeout>;
    // After the field has written the day as it is recorded: digits alone become a day.
    const typing = () => {
      clearTimeout(asked);
      asked = setTimeout(look);
    };
    form.addEventListener('input', typing);
    return () => {
      clearTimeout(asked);
      form.removeEventListener('input', typing);
    };
  }, []);
  const months = monthsClosed([...days, ...typed], closed?.closedPeriods ?? []);
  return (
    <div ref={here} className="late-mark" hidden={months.length === 0 && !refused}>
      {months.length > 0 && <p className="notice">{say('closed', { months: months.join(mark('list')) })}</p>}
      {(months.length > 0 || refused) && (
        <Check
          label={label ?? say('late')}
          name="late"
          onChange={(event) => onTick?.(event.currentTarget.checked)}
        />
      )}
    </div>
  );
}

/** The months of the days that are closed, each once, in their order. */
export function monthsClosed(days: readonly string[], closed: readonly string[]): readonly string[] {
  const months = days.map((day) => day.slice(0, 7));
  return [...new Set(months)].filter((month) => closed.includes(month)).sort();
}
