// “已核对，确认无误”. Offered once the server has asked (needs_confirmation). What is typed after the yes takes it back: the yes was to what was asked.
import { useEffect, useRef, useState } from 'react';
import type { ProblemBody } from './answer.tsx';
import { useWords } from './language.tsx';

export const confirmWords = {
  confirm: { zh: '已核对，确认无误', en: 'Checked; it is right' },
};

/** The name of the field in the form. */
export const CONFIRM = 'confirm';

export function ConfirmCheck({ problem }: { readonly problem: ProblemBody | undefined }) {
  const say = useWords(confirmWords);
  const [offered, setOffered] = useState(false);
  const asked = problem?.code === 'needs_confirmation';
  if (asked && !offered) setOffered(true);
  const shown = asked || offered;
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const form = shown ? box.current?.form : undefined;
    const takeBack = (event: Event) => {
      if (box.current !== null && event.target !== box.current) box.current.checked = false;
    };
    form?.addEventListener('input', takeBack);
    return () => form?.removeEventListener('input', takeBack);
  }, [shown]);
  if (!shown) return null;
  return (
    <label className="check">
      <input ref={box} type="checkbox" name={CONFIRM} />
      {say('confirm')}
    </label>
  );
}
