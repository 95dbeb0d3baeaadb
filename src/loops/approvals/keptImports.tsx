// What earlier imports could not record: contradictions and refusals with both values, for who did not sit at the screen.
import { useAnswer } from '../../ui/answer.tsx';
import { useWords } from '../../ui/language.tsx';
import { pathOf } from '../../ui/route.ts';
import { Link } from '../../ui/router.tsx';
import { type Column, NONE_CELL, Table } from '../../ui/table.tsx';
import { approvalToolWords } from './approvalToolWords.tsx';

interface KeptLine {
  readonly state: 'conflict' | 'refused' | 'undocumented';
  readonly application: string;
  readonly approval?: string;
  readonly occurredOn: string;
  readonly code: string;
  readonly message: string;
  /** The number that was missing, where a later import told it. */
  readonly number?: string;
}

export interface KeptView {
  /** What this account may bring in. */
  readonly systems: readonly { readonly id: string; readonly title: string }[];
  readonly rows: readonly {
    readonly fact: string;
    readonly keptOn: string;
    readonly actor: string;
    readonly unitName: string | null;
    readonly rows: readonly KeptLine[];
  }[];
}

interface Line extends KeptLine {
  readonly key: string;
  readonly keptOn: string;
  readonly by: string;
}

export function KeptImports() {
  const say = useWords(approvalToolWords);
  const answer = useAnswer<KeptView>('/api/approvals/imports');
  const lines = (answer.data?.rows ?? []).flatMap(({ fact, keptOn, actor, unitName, rows }) =>
    rows.map(
      (row, place): Line => ({
        ...row,
        key: `${fact} ${place}`,
        keptOn,
        by: `${unitName ?? ''} ${actor}`,
      }),
    ),
  );
  if (lines.length === 0) return null;
  const columns: readonly Column<Line>[] = [
    { id: 'keptOn', head: say('keptOn'), className: 'num', cell: (row) => row.keptOn },
    { id: 'application', head: say('application'), phone: 'title', cell: (row) => row.application },
    {
      id: 'approval',
      head: say('approval'),
      cell: (row) =>
        row.approval === undefined ? (
          NONE_CELL
        ) : (
          <Link to={pathOf('approvals', row.approval)}>{row.approval}</Link>
        ),
    },
    {
      id: 'outcome',
      head: say('outcome'),
      phone: 'whole',
      cell: (row) => (
        <>
          <span className={row.number === undefined ? 'late-word' : undefined}>
            {row.number === undefined ? say(`state${row.state}`) : say('numberGiven', { number: row.number })}
          </span>
          <span className="note" title={row.code}>
            {row.message}
          </span>
        </>
      ),
    },
    { id: 'by', head: say('importedBy'), cell: (row) => row.by },
  ];
  return (
    <section className="panel" aria-labelledby="kept-imports">
      <header>
        <h2 id="kept-imports">{say('keptImports')}</h2>
      </header>
      <Table
        name="keptImports"
        caption={say('keptImports')}
        columns={columns}
        rows={lines}
        keyOf={(row) => row.key}
        tall
      />
    </section>
  );
}
