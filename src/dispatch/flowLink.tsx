// A figure of the flow, as a link to the passages it counts. The page's own filters and standpoint go with it.
import type { ReactNode } from 'react';
import type { Lengths } from '../foresight/flowSummary.ts';
import { FEW, type PassageChoice } from '../foresight/projectFlow.ts';
import { grouped } from '../ui/figures.ts';
import { useWords } from '../ui/language.tsx';
import { onlyQuery, withQuery } from '../ui/route.ts';
import { Link, useAddress, useStanding } from '../ui/router.tsx';
import { NONE_CELL } from '../ui/table.tsx';
import { flowWords } from './flowWords.tsx';

export const FLOW = '/flow';
export const PASSAGES = '/flow/passages';
/** What narrows the whole page. */
export const FLOW_FILTERS = ['lifecycle', 'unit', 'cluster'] as const;

export function usePassages(): (choice: PassageChoice) => string {
  const { query } = useAddress();
  const standing = useStanding();
  return (choice) => standing(PASSAGES + withQuery(onlyQuery(query, FLOW_FILTERS), { ...choice }));
}

export function PassagesLink({
  choice,
  label,
  children,
}: {
  readonly choice: PassageChoice;
  readonly label?: string;
  readonly children: ReactNode;
}) {
  const to = usePassages();
  return (
    <Link className="opens" to={to(choice)} aria-label={label}>
      {children}
    </Link>
  );
}

export function Count({ n, choice }: { readonly n: number; readonly choice: PassageChoice }) {
  if (n === 0) return NONE_CELL;
  return <PassagesLink choice={choice}>{grouped(String(n))}</PassagesLink>;
}

/** A number of days, or why there is none. */
export function Days({
  of,
  what,
  choice,
}: {
  readonly of: Lengths;
  readonly what: 'medianDays' | 'p90Days' | 'maxDays';
  readonly choice: PassageChoice;
}) {
  const say = useWords(flowWords);
  const value = of[what];
  if (value !== null) return <PassagesLink choice={choice}>{value}</PassagesLink>;
  if (of.count > 0 && of.count < FEW) return <span className="soft small">{say('few', { few: FEW })}</span>;
  return NONE_CELL;
}

/** From here to there, with an arrow of our own: not every office font has one. */
export function Way({ from, to }: { readonly from: string; readonly to: string }) {
  return (
    <span className="flow-way">
      {from} <i aria-hidden="true" />
      <span className="unseen">→</span> {to}
    </span>
  );
}

export function ExcelOf({ query }: { readonly query: string }) {
  const say = useWords(flowWords);
  return (
    <a className="push small no-print" href={`/api/flow${query}`} download>
      {say('excel')}
    </a>
  );
}

/** The workbook of one table of the page as it stands. */
export function useTableQuery(): (table: string) => string {
  const { query } = useAddress();
  const kept = onlyQuery(query, [...FLOW_FILTERS, 'asOf', 'known']);
  return (table) => `.xlsx${withQuery(kept, { table })}`;
}
