// The mark 补报. It is offered once the server has said that the period is closed, and stays for the rest of the form.
import { useState } from 'react';
import type { ProblemBody } from '../../ui/answer.tsx';
import { Check } from '../../ui/form.tsx';
import { useWords } from '../../ui/language.tsx';
import { projectWords } from './projectWords.tsx';

export function LateCheck({ problem }: { readonly problem: ProblemBody | undefined }) {
  const say = useWords(projectWords);
  const [offered, setOffered] = useState(false);
  const closed = problem?.code === 'period_closed';
  if (closed && !offered) setOffered(true);
  return offered || closed ? <Check label={say('lateCheck')} name="late" /> : null;
}
