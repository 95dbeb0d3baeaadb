// The proposals of a text, one line each: which paragraph, what, how much, by when, and what the text leaves open.
import { useState } from 'react';
import type { Proposal } from '../../../plan/draft.ts';
import { grouped, NONE } from '../../../ui/figures.ts';
import { markWords, useWords } from '../../../ui/language.tsx';
import { type Column, orNone, Table } from '../../../ui/table.tsx';
import { proposalKey } from './traceDraftView.ts';
import { openFieldWords, traceDraftWords } from './traceWords.tsx';

/** Rows at a time. */
const ROWS = 200;

export function ProposalTable({
  proposals,
  uncovered,
  chosen,
  onChosen,
}: {
  readonly proposals: readonly Proposal[];
  readonly uncovered: ReadonlySet<number>;
  readonly chosen: ReadonlySet<string>;
  readonly onChosen: (chosen: ReadonlySet<string>) => void;
}) {
  const say = useWords(traceDraftWords);
  const [rows, setRows] = useState(ROWS);
  const columns = useColumns(uncovered);
  const choice: Column<Proposal> = {
    id: 'chosen',
    head: say('chosen'),
    className: 'narrow',
    cell: (proposal) => (
      <input
        type="checkbox"
        aria-label={`${say('chosen')} ${String(proposal.element.title)}`}
        checked={chosen.has(proposalKey(proposal))}
        onChange={(event) => {
          const next = new Set(chosen);
          if (event.target.checked) next.add(proposalKey(proposal));
          else next.delete(proposalKey(proposal));
          onChosen(next);
        }}
      />
    ),
  };
  return (
    <>
      <Table
        name="proposals"
        caption={say('title')}
        columns={[choice, ...columns]}
        rows={proposals.slice(0, rows)}
        keyOf={proposalKey}
      />
      {rows < proposals.length && (
        <p className="table-foot">
          <button type="button" className="button" onClick={() => setRows(rows + ROWS)}>
            + {Math.min(ROWS, proposals.length - rows)}
          </button>
        </p>
      )}
    </>
  );
}

function useColumns(uncovered: ReadonlySet<number>): readonly Column<Proposal>[] {
  const say = useWords(traceDraftWords);
  const mark = useWords(markWords);
  const field = useWords(openFieldWords);
  const given = (value: unknown) => (typeof value === 'string' && value !== '待定' ? value : undefined);
  const amountOf = ({ element }: Proposal) => {
    if (typeof element.count === 'number' || typeof element.count === 'string')
      return say('atLeast', { count: String(element.count) });
    const amount = given(element.amount);
    return amount === undefined ? NONE : `${grouped(amount)} ${given(element.unit) ?? ''}`;
  };
  const datesOf = ({ element }: Proposal) => {
    const [from, to] = [given(element.from), given(element.to)];
    if (to === undefined) return NONE;
    return from === undefined ? say('until', { to }) : say('between', { from, to });
  };
  return [
    {
      id: 'paragraph',
      head: say('paragraph'),
      align: 'right',
      className: 'narrow',
      cell: ({ paragraph }) => paragraph,
      sort: ({ paragraph }) => String(paragraph),
    },
    {
      id: 'section',
      head: say('section'),
      className: 'nowrap',
      cell: ({ section }) => say(section),
      sort: ({ section }) => section,
    },
    {
      id: 'what',
      head: say('what'),
      phone: 'title',
      cell: ({ element, paragraph }) => (
        <>
          {given(element.strength) !== undefined && <span className="soft">{given(element.strength)} </span>}
          {String(element.title)}
          {uncovered.has(paragraph) && <strong className="trace-mark">{say('uncovered')}</strong>}
        </>
      ),
    },
    { id: 'amount', head: say('amount'), align: 'right', cell: (row) => orNone(amountOf(row)) },
    { id: 'dates', head: say('dates'), className: 'num', cell: (row) => orNone(datesOf(row)) },
    {
      id: 'open',
      head: say('open'),
      phone: 'whole',
      cell: ({ open }) => (
        <span className="soft small">
          {open
            .map((name) => (name in openFieldWords ? field(name as keyof typeof openFieldWords) : name))
            .join(mark('list'))}
        </span>
      ),
    },
  ];
}
