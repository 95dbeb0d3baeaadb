// 催办: who was urged about what, by whom, and what came of it. Latest first; an urge whose matter moved on says so by itself.
import { type Recorded, useAnswer, useMore } from '../ui/answer.tsx';
import { useWords } from '../ui/language.tsx';
import { RecordedNotice, useRecorded } from '../ui/recorded.tsx';
import { pathOf, withQuery } from '../ui/route.ts';
import { Link, navigate, useAddress, useStanding } from '../ui/router.tsx';
import { PageHead } from '../ui/shell.tsx';
import { KnownThenBand, type Standing, StandingBar, StandingFoot } from '../ui/standpoint.tsx';
import { Answered, Empty, ProblemNotice } from '../ui/states.tsx';
import { type Column, NONE_CELL, Table } from '../ui/table.tsx';
import { CallLine } from './callLine.tsx';
import type { UrgeLine } from './projectStory.view.ts';
import { AnswerUrgeSheet, WithdrawUrgeSheet } from './urgeSheets.tsx';
import { urgingWords } from './urgingWords.tsx';

interface UrgesView {
  readonly at: Standing;
  readonly rows: readonly UrgeLine[];
  readonly nextCursor: string | null;
}

const rowsOf = (view: UrgesView) => view.rows;

export default function UrgesPage() {
  const say = useWords(urgingWords);
  const { seq, tell } = useRecorded();
  const address = useAddress();
  const { query } = address;
  const asked = Object.fromEntries(['project', 'asOf', 'known'].map((key) => [key, query.get(key)]));
  const question = `/api/urges${withQuery('', asked)}`;
  const answer = useAnswer<UrgesView>(question);
  const opened = answer.data?.rows.find(({ urge }) => urge === query.get('urge'));
  const close = () => navigate(address.with({ do: null, urge: null }));
  const sheet = {
    onClose: close,
    onDone: (recorded: Recorded) => {
      tell(recorded);
      close();
      answer.refresh();
    },
  };
  return (
    <>
      <PageHead title={say('title')}>
        {answer.data !== undefined && <StandingBar at={answer.data.at} />}
      </PageHead>
      <RecordedNotice seq={seq} />
      <Answered answer={answer} bars={10}>
        {(view) => (
          <>
            <KnownThenBand at={view.at} />
            <section className="panel">
              <Urges view={view} question={question} />
            </section>
            <StandingFoot at={view.at} />
          </>
        )}
      </Answered>
      {opened?.mayAnswer && query.get('do') === 'answerUrge' && <AnswerUrgeSheet urge={opened} {...sheet} />}
      {opened?.mayWithdraw && query.get('do') === 'withdrawUrge' && (
        <WithdrawUrgeSheet urge={opened} {...sheet} />
      )}
    </>
  );
}

function Urges({ view, question }: { readonly view: UrgesView; readonly question: string }) {
  const say = useWords(urgingWords);
  const more = useMore<UrgeLine, UrgesView>(question, view, rowsOf);
  const columns = useColumns();
  if (view.rows.length === 0)
    return (
      <Empty title={say('empty')}>
        <Link to="/projects">{say('toProjects')}</Link>
      </Empty>
    );
  return (
    <>
      <Table
        name="urges"
        caption={say('title')}
        columns={columns}
        rows={more.rows}
        keyOf={(row) => row.urge}
        tall
      />
      {more.problem !== undefined && <ProblemNotice problem={more.problem} />}
      {more.next !== null && (
        <div className="table-foot">
          <button type="button" className="button no-print" disabled={more.busy} onClick={more.load}>
            {say('more')}
          </button>
        </div>
      )}
    </>
  );
}

function useColumns(): readonly Column<UrgeLine>[] {
  const say = useWords(urgingWords);
  const standing = useStanding();
  const address = useAddress();
  return [
    {
      id: 'what',
      head: say('what'),
      phone: 'title',
      cell: (row) => (
        <Link
          to={
            row.sort === 'approval'
              ? standing(pathOf('approvals', row.matter))
              : standing(pathOf('projects', row.project))
          }
        >
          {row.what}
        </Link>
      ),
    },
    {
      id: 'project',
      head: say('project'),
      cell: (row) => <Link to={standing(pathOf('projects', row.project))}>{row.projectName}</Link>,
    },
    {
      id: 'holder',
      head: say('holder'),
      phone: 'whole',
      cell: (row) => (
        <>
          {row.holderName}
          {!row.mayAnswer && row.state === 'open' && <CallLine call={row.holderCall ?? undefined} />}
        </>
      ),
    },
    {
      id: 'urger',
      head: say('urger'),
      phone: 'whole',
      cell: (row) => (
        <>
          {row.urgedUnitName} <span className="note">{row.reason}</span>
          {row.mayAnswer && <CallLine call={row.urgerCall ?? undefined} />}
        </>
      ),
    },
    { id: 'urgedOn', head: say('urgedOn'), align: 'right', className: 'num', cell: (row) => row.urgedOn },
    {
      id: 'dueOn',
      head: say('dueOn'),
      align: 'right',
      className: 'num',
      cell: (row) => (
        <>
          {row.dueOn ?? NONE_CELL}
          {row.assumed && row.dueOn !== null && (
            <span className="tag" title={say('assumedWhy')}>
              {say('assumed')}
            </span>
          )}
        </>
      ),
    },
    {
      id: 'state',
      head: say('state'),
      phone: 'whole',
      cell: (row) => (
        <>
          {say(`state${row.state}`)}
          {row.late && <b className="late-word"> {say('late')}</b>}
          {row.answer !== null && (
            <span className="note">
              {say('answered', { day: row.answeredOn ?? '', words: row.answer })}
              {row.expectedOn !== null && <> · {say('expected', { day: row.expectedOn })}</>}
            </span>
          )}
          {row.withdrawReason !== null && <span className="note">{row.withdrawReason}</span>}
        </>
      ),
    },
    {
      id: 'act',
      head: '',
      align: 'right',
      phone: 'whole',
      cell: (row) => (
        <>
          {row.mayAnswer && (
            <Link className="button main no-print" to={address.with({ do: 'answerUrge', urge: row.urge })}>
              {say('answerSend')}
            </Link>
          )}
          {row.mayWithdraw && (
            <Link className="button quiet no-print" to={address.with({ do: 'withdrawUrge', urge: row.urge })}>
              {say('withdraw')}
            </Link>
          )}
        </>
      ),
    },
  ];
}
