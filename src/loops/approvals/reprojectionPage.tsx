// 日历变更: which open deadlines a change of calendar moved, from which day to which, and why. Derived anew at every look; nothing of it is stored.
import { useAnswer } from '../../ui/answer.tsx';
import { grouped } from '../../ui/figures.ts';
import { useSaid, useWords } from '../../ui/language.tsx';
import { pathOf, withQuery } from '../../ui/route.ts';
import { Link, useAddress, useStanding } from '../../ui/router.tsx';
import { PageHead } from '../../ui/shell.tsx';
import { KnownThenBand, type Standing, StandingBar, StandingFoot } from '../../ui/standpoint.tsx';
import { Answered, Empty } from '../../ui/states.tsx';
import { type Column, NONE_CELL, Table } from '../../ui/table.tsx';
import { approvalToolWords } from './approvalToolWords.tsx';
import type { CalendarLine } from './approvalViews.tsx';
import './approvals.css';
import type { Words } from '../../kernel/loop.ts';

interface MovedLine {
  readonly id: string;
  readonly projectName: string;
  readonly itemName: string;
  readonly oldDueOn: string | null;
  readonly newDueOn: string | null;
  readonly oldStartedOn: string | null;
  readonly newStartedOn: string | null;
  readonly reason: Words;
}

interface ReprojectionView {
  readonly at: Standing;
  readonly change: { readonly from: CalendarLine; readonly to: CalendarLine } | null;
  readonly open: number;
  readonly rows: readonly MovedLine[];
  readonly total: number;
}

export default function ReprojectionPage() {
  const say = useWords(approvalToolWords);
  const { query } = useAddress();
  const at = withQuery('', { asOf: query.get('asOf'), known: query.get('known') });
  const answer = useAnswer<ReprojectionView>(`/api/approvals/reprojection${at}`);
  return (
    <>
      <PageHead title={say('moved')}>
        {answer.data !== undefined && <StandingBar at={answer.data.at} />}
      </PageHead>
      <Answered answer={answer} bars={8}>
        {(view) => (
          <>
            <KnownThenBand at={view.at} />
            <section className="panel">
              <Moved view={view} />
            </section>
            <StandingFoot at={view.at} />
          </>
        )}
      </Answered>
    </>
  );
}

function Moved({ view }: { readonly view: ReprojectionView }) {
  const say = useWords(approvalToolWords);
  const said = useSaid();
  const standing = useStanding();
  const { change } = view;
  if (change === null)
    return (
      <Empty title={say('noChange')}>
        <Link to={standing('/approvals')}>{say('toQueue')}</Link>
      </Empty>
    );
  const opened = ({ title, id, fact }: CalendarLine) => (
    <Link to={standing(pathOf('ledger', 'facts', fact))}>
      {title}（{id}）
    </Link>
  );
  const columns: readonly Column<MovedLine>[] = [
    {
      id: 'item',
      head: say('item'),
      phone: 'title',
      cell: (row) => <Link to={standing(pathOf('approvals', row.id))}>{row.itemName}</Link>,
    },
    { id: 'project', head: say('project'), cell: (row) => row.projectName },
    {
      id: 'old',
      head: say('before'),
      align: 'right',
      className: 'num',
      cell: (row) => row.oldDueOn ?? NONE_CELL,
    },
    {
      id: 'new',
      head: say('after'),
      align: 'right',
      className: 'num',
      cell: (row) => <strong>{row.newDueOn ?? NONE_CELL}</strong>,
      sort: (row) => row.newDueOn,
    },
    {
      id: 'why',
      head: say('why'),
      phone: 'whole',
      cell: (row) => (
        <>
          {said(row.reason)}
          {row.oldStartedOn !== row.newStartedOn && (
            <span className="note">
              {say('startMoved', {
                from: row.oldStartedOn ?? say('notBegun'),
                to: row.newStartedOn ?? say('notBegun'),
              })}
            </span>
          )}
        </>
      ),
    },
  ];
  return (
    <>
      <p className="body row">
        {opened(change.from)} → {opened(change.to)}
        <span>
          {say('movedOf', { moved: grouped(String(view.total)), open: grouped(String(view.open)) })}
        </span>
      </p>
      {view.rows.length > 0 && (
        <Table
          name="moved"
          caption={say('moved')}
          columns={columns}
          rows={view.rows}
          keyOf={(row) => row.id}
          tall
        />
      )}
      {view.total > view.rows.length && (
        <p className="body soft">{say('firstOnes', { n: view.rows.length })}</p>
      )}
    </>
  );
}
