// 审批逾期 beside the lights: red, with its words; no fifth light.
import type { Overdue } from '../../kernel/overdue.ts';
import { useSaid } from '../../ui/language.tsx';
import { overdueWords } from './overdue.ts';

export function OverdueMark({ overdue }: { readonly overdue: Overdue }) {
  const said = useSaid();
  return <b className="late-word">{said(overdueWords(overdue))}</b>;
}
