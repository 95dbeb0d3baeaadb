// 责任空档: who has nothing, and what nobody has. The counts stand on top; each opens its list.
import { useAnswer, useMore } from '../ui/answer.tsx';
import { grouped } from '../ui/figures.ts';
import { useSaid, useWords } from '../ui/language.tsx';
import { pathOf, withQuery } from '../ui/route.ts';
import { Link, useAddress, useStanding } from '../ui/router.tsx';
import { Answered, Empty } from '../ui/states.tsx';
import { type Column, Table } from '../ui/table.tsx';
import { DueCell, HeldCell, SourceCell, StateCell, TitleCell } from './goalCells.tsx';
import { GoalListPage, type GoalListParts } from './goalList.tsx';
import type { GoalRow } from './goalRows.ts';
import { gapWords, roleWords } from './goalTerms.ts';
import type { GoalsView, HoldersView } from './goalViews.tsx';
import { goalWords } from './goalWords.tsx';
import type { Holder } from './holders.ts';
import type { Role } from './planElement.ts';

const KINDS = ['noOwner', 'nobodyReports', 'nothingShows', 'assumedOwner'] as const;

export default function GoalGapsPage() {
  const say = useWords(goalWords);
  const { query } = useAddress();
  const gap = KINDS.find((one) => one === query.get('gap')) ?? 'noOwner';
  const parts: GoalListParts = { fixed: { gap }, groupKey: 'section', filters: ['text', 'owner'] };
  const columns = useColumns();
  const at = withQuery('', {
    asOf: query.get('asOf'),
    known: query.get('known'),
    only: query.get('who') === 'all' ? 'ownsNothing' : 'nothing',
  });
  const holders = `/api/goals/holders${at}`;
  const who = useAnswer<HoldersView>(holders);
  const standing = useStanding();
  return (
    <GoalListPage title={say('gaps')} empty={say('noGap')} columns={columns} parts={parts}>
      {(view) => (
        <>
          <Counts view={view} who={who.data} gap={gap} />
          <section className="panel" aria-labelledby="nothing">
            <header>
              <h2 id="nothing">{say('nothing')}</h2>
              <span className="soft small">{say('nothingLead')}</span>
              <WhoLink />
            </header>
            <Answered answer={who} bars={4}>
              {(held) => <Who view={held} question={holders} />}
            </Answered>
          </section>
          <h2 id="nobody">{say('nobody')}</h2>
          <p className="soft small">
            {say('nobodyLead')} <Link to={standing('/plan/trace')}>{say('toTrace')}</Link>
          </p>
        </>
      )}
    </GoalListPage>
  );
}

function WhoLink() {
  const say = useWords(goalWords);
  const address = useAddress();
  const isAll = address.query.get('who') === 'all';
  return (
    <Link className="push small no-print" to={address.with({ who: isAll ? null : 'all' })}>
      {say(isAll ? 'onlyNothing' : 'ownsNothing')}
    </Link>
  );
}

function Counts({
  view,
  who,
  gap,
}: {
  readonly view: GoalsView;
  readonly who: HoldersView | undefined;
  readonly gap: (typeof KINDS)[number];
}) {
  const say = useWords(goalWords);
  const said = useSaid();
  const address = useAddress();
  return (
    <dl className="panel goal-counts">
      {(['units', 'posts'] as const).map((kind) => (
        <div key={kind}>
          <dt>{`${say('nothing')} · ${say(kind)}`}</dt>
          <dd>
            <a className="opens" href="#nothing">
              <b>{who === undefined ? '…' : grouped(String(who.counts[kind]))}</b>
            </a>
          </dd>
        </div>
      ))}
      {KINDS.map((kind) => (
        <div key={kind}>
          <dt>{said(gapWords[kind]!)}</dt>
          <dd>
            <Link
              className="opens"
              to={address.with({ gap: kind, section: null, text: null, owner: null })}
              aria-current={kind === gap ? 'true' : undefined}
            >
              <b>{grouped(String(view.gaps[kind] ?? 0))}</b>
            </Link>
          </dd>
        </div>
      ))}
    </dl>
  );
}

const holdersOf = (view: HoldersView) => view.rows;

function Who({ view, question }: { readonly view: HoldersView; readonly question: string }) {
  const say = useWords(goalWords);
  const said = useSaid();
  const standing = useStanding();
  const more = useMore<Holder, HoldersView>(question, view, holdersOf);
  if (view.rows.length === 0) return <Empty title={say('everybodyHas')} />;
  const columns: readonly Column<Holder>[] = [
    {
      id: 'name',
      head: say('name'),
      phone: 'title',
      cell: (one) => <Link to={standing(pathOf('goals', 'units', one.unit))}>{one.name}</Link>,
    },
    { id: 'kind', head: say('section'), cell: (one) => said(one.kind) },
    { id: 'unit', head: say('unitOf'), cell: (one) => one.unitName },
    {
      id: 'parts',
      head: say('parts'),
      cell: (one) => {
        const held = Object.entries(one.counts).filter(([, count]) => count > 0);
        return held.length === 0
          ? say('noParts')
          : held.map(([role, count]) => `${said(roleWords[role as Role]!)} ${count}`).join(' · ');
      },
    },
  ];
  return (
    <>
      <Table
        name="holders"
        caption={say('nothing')}
        columns={columns}
        rows={more.rows}
        keyOf={(one) => `${one.isPost} ${one.id}`}
      />
      {more.next !== null && (
        <p className="table-foot">
          <button type="button" className="button no-print" disabled={more.busy} onClick={more.load}>
            {say('more')}
          </button>
        </p>
      )}
    </>
  );
}

function useColumns(): readonly Column<GoalRow>[] {
  const say = useWords(goalWords);
  const said = useSaid();
  return [
    {
      id: 'title',
      head: say('title'),
      phone: 'title',
      className: 'goal-name',
      cell: (row) => <TitleCell row={row} />,
      sort: (row) => row.title,
    },
    {
      id: 'gaps',
      head: say('gapKinds'),
      phone: 'whole',
      cell: (row) => row.gaps.map((gap) => said(gapWords[gap]!)).join(' · '),
    },
    {
      id: 'owner',
      head: say('owner'),
      phone: 'whole',
      cell: (row) => <HeldCell held={row.owners} />,
      sort: (row) => row.owners[0]?.title ?? null,
    },
    { id: 'due', head: say('dueOrReview'), cell: (row) => <DueCell row={row} />, sort: (row) => row.dueOn },
    {
      id: 'state',
      head: say('state'),
      phone: 'whole',
      className: 'goal-state',
      cell: (row) => <StateCell row={row} />,
    },
    {
      id: 'source',
      head: say('source'),
      phone: 'whole',
      cell: (row) => <SourceCell sources={row.sources} />,
    },
  ];
}
