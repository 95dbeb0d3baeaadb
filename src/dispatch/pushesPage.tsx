// 建议调度清单: where a day of attention buys most, with the reason in words. What is asked for stands in the address; every project opens.
import type { Words } from '../kernel/loop.ts';
import { useAnswer, useMore } from '../ui/answer.tsx';
import { grouped } from '../ui/figures.ts';
import { Form, Select } from '../ui/form.tsx';
import { markWords, useSaid, useWords } from '../ui/language.tsx';
import { onlyQuery, pathOf, withQuery } from '../ui/route.ts';
import { Link, navigate, useAddress, useArrival, useStanding } from '../ui/router.tsx';
import { PageHead } from '../ui/shell.tsx';
import { KnownThenBand, StandingBar, StandingFoot } from '../ui/standpoint.tsx';
import { Answered, Empty, ProblemNotice } from '../ui/states.tsx';
import { type Column, NONE_CELL, Table } from '../ui/table.tsx';
import { CallLine } from './callLine.tsx';
import {
  type AttentionLine,
  chanceText,
  type HeldLine,
  type PushesView,
  type PushRow,
  pointsText,
} from './forecast.view.ts';
import { useNoNumbers } from './forecastGrounds.tsx';
import { whyWords } from './forecastTerms.ts';
import { pushWords } from './forecastWords.tsx';
import './cockpit.css';
import './goals.css';
import './forecast.css';

/** Below a point of chance, pushing one by one moves little. */
const LITTLE = 0.01;
const ASKED = ['target', 'holder', 'leader', 'only', 'of', 'sort', 'top', 'asOf', 'known'] as const;
const TOPS = ['5', '15', '30', '60', '100'] as const;

export default function PushesPage() {
  const say = useWords(pushWords);
  const address = useAddress();
  const query = onlyQuery(address.query, ASKED);
  const answer = useAnswer<PushesView>(`/api/pushes${query}`);
  useArrival(answer.data);
  return (
    <>
      <PageHead title={say('title')} lead={say('lead')}>
        {answer.data !== undefined && <StandingBar at={answer.data.at} />}
      </PageHead>
      <Answered answer={answer} bars={14}>
        {(view) => (
          <>
            <KnownThenBand at={view.at} />
            {view.attention.length === 0 && view.byHolder.length === 0 ? (
              <section className="panel">
                <Empty title={say('none')} />
              </section>
            ) : (
              <>
                <Attention view={view} />
                <List view={view} query={query} />
                <div className="push-pair">
                  <Held view={view} by="holder" query={query} />
                  <Held view={view} by="leader" query={query} />
                </div>
              </>
            )}
            <StandingFoot at={view.at} />
          </>
        )}
      </Answered>
    </>
  );
}

function Attention({ view }: { readonly view: PushesView }) {
  const say = useWords(pushWords);
  const noNumbers = useNoNumbers();
  const said = useSaid();
  const standing = useStanding();
  const address = useAddress();
  const toForecast = (line: AttentionLine) => standing(`${pathOf('targets', line.target)}/forecast`);
  // What the choice changes opens to the projects chosen that are in flight for the target.
  const toChosen = (line: AttentionLine) =>
    `${address.with({ only: 'chosen', of: line.target, cursor: null })}#push-list`;
  // A number beside a word that its record speaks against carries the same remark.
  const band = (to: string, words: AttentionLine['band'], chance: number | null, against: Words | null) => (
    <>
      <Link className="opens" to={to}>
        {said(words)}
        {chance !== null && <span className="soft small"> {chanceText(chance)}</span>}
      </Link>
      {against !== null && <span className="soft small"> {said(against)}</span>}
    </>
  );
  const columns: readonly Column<AttentionLine>[] = [
    {
      id: 'target',
      head: say('target'),
      phone: 'title',
      cell: (line) => (
        <>
          {line.title} {!line.published && <span className="simulated">{say('notPublished')}</span>}
        </>
      ),
    },
    {
      id: 'now',
      head: say('chanceNow'),
      cell: (line) => band(toForecast(line), line.band, line.chance, line.against),
    },
    {
      id: 'then',
      head: say('chanceThen'),
      cell: (line) =>
        line.pushed === 0
          ? NONE_CELL
          : band(toChosen(line), line.bandIfPushed, line.chanceIfPushed, line.againstIfPushed),
    },
    ...(view.numbers
      ? [
          {
            id: 'change',
            head: say('change'),
            unit: say('points'),
            align: 'right',
            phone: 'whole',
            cell: (line: AttentionLine) =>
              line.chance === null || line.chanceIfPushed === null || line.pushed === 0 ? (
                NONE_CELL
              ) : (
                <Link className="opens" to={toChosen(line)}>
                  <b>{pointsText(line.chanceIfPushed - line.chance)}</b>
                </Link>
              ),
          } satisfies Column<AttentionLine>,
        ]
      : []),
    {
      id: 'pushed',
      head: say('pushed'),
      align: 'right',
      phone: 'none',
      cell: (line) =>
        line.pushed === 0 ? (
          NONE_CELL
        ) : (
          <Link className="opens" to={toChosen(line)}>
            {line.pushed}
          </Link>
        ),
    },
  ];
  return (
    <section className="panel push-attention" aria-labelledby="push-attention">
      <header>
        <h2 id="push-attention">{say('attention', { n: view.chosen })}</h2>
        <span className="soft small">{say('attentionIs')}</span>
        <Link
          className="push small no-print"
          to={`${address.with({ only: 'chosen', of: null, sort: 'best', cursor: null })}#push-list`}
        >
          {say('toChosen')}
        </Link>
      </header>
      {view.lagging !== null && <Lagging line={view.lagging} />}
      <Filters view={view} />
      {view.attention.length > 0 && (
        <Table
          name="attention"
          caption={say('attention', { n: view.chosen })}
          columns={columns}
          rows={view.attention}
          keyOf={(line) => line.target}
        />
      )}
      {view.grouped && <p className="table-foot">{say('grouped')}</p>}
      {!view.numbers && <p className="table-foot">{noNumbers}</p>}
    </section>
  );
}

/** The choice for all may pass the lagging target by: its own list, and what that would do for it. */
function Lagging({ line }: { readonly line: AttentionLine }) {
  const say = useWords(pushWords);
  const said = useSaid();
  const address = useAddress();
  const moved =
    line.chance === null || line.chanceIfPushed === null ? null : line.chanceIfPushed - line.chance;
  const does =
    line.pushed === 0
      ? say('laggingNone')
      : moved === null
        ? say('laggingWords', { n: line.pushed, now: said(line.band), moved: said(line.bandIfPushed) })
        : say(moved < LITTLE ? 'laggingLittle' : 'laggingMoves', {
            n: line.pushed,
            points: (moved * 100).toFixed(2),
          });
  return (
    <p className="body">
      {say('lagging', { title: line.title, band: said(line.band) })} {does}{' '}
      <Link className="no-print" to={address.with({ target: line.target, cursor: null })}>
        {say('laggingList', { title: line.title })}
      </Link>
    </p>
  );
}

function Filters({ view }: { readonly view: PushesView }) {
  const say = useWords(pushWords);
  const address = useAddress();
  const choice = (key: (typeof ASKED)[number], otherwise = '') => ({
    name: key,
    value: address.query.get(key) ?? otherwise,
    onChange: (event: { target: { value: string } }) =>
      navigate(address.with({ [key]: event.target.value, cursor: null }), { replace: true }),
  });
  const all = { value: '', label: say('all') };
  const held = (lines: readonly HeldLine[]) => [
    all,
    ...lines.map(({ id, name }) => ({ value: id, label: name })),
  ];
  const targets = view.targets.map(({ id, title }) => ({ value: id, label: title }));
  const only = [
    all,
    { value: 'chosen', label: say('onlyChosen') },
    { value: 'beyond', label: say('onlyBeyond') },
  ];
  const sorts = [
    { value: 'change', label: say('sortChange') },
    { value: 'best', label: say('sortBest') },
    ...(view.numbers
      ? [
          { value: 'moved', label: say('sortMoved') },
          { value: 'chance', label: say('sortChance') },
        ]
      : []),
    { value: 'days', label: say('sortDays') },
  ];
  return (
    <Form className="filters goal-filters no-print" onSend={() => undefined}>
      <Select label={say('target')} choices={[all, ...targets]} {...choice('target')} />
      <Select label={say('holder')} choices={held(view.byHolder)} {...choice('holder')} />
      <Select label={say('leader')} choices={held(view.byLeader)} {...choice('leader')} />
      <Select label={say('only')} choices={only} {...choice('only')} />
      <Select label={say('sort')} choices={sorts} {...choice('sort', 'change')} />
      <Select
        label={say('top')}
        choices={TOPS.map((n) => ({ value: n, label: say('topOf', { n }) }))}
        {...choice('top', '15')}
      />
    </Form>
  );
}

const rowsOf = (view: PushesView) => view.rows;

function List({ view, query }: { readonly view: PushesView; readonly query: string }) {
  const say = useWords(pushWords);
  const more = useMore<PushRow, PushesView>(`/api/pushes${query}`, view, rowsOf);
  const columns = usePushColumns(view.numbers);
  return (
    <section className="panel" aria-labelledby="push-list">
      <header>
        <h2 id="push-list">{say('list')}</h2>
        <span className="soft small">{say('total', { n: grouped(String(view.total)) })}</span>
        {view.expected !== null && (
          <span className="soft small">{say('expected', { n: view.expected.toFixed(1) })}</span>
        )}
        <OnlyOf view={view} />
        <a className="push small no-print" href={`/api/pushes.xlsx${query}`} download>
          {say('excel')}
        </a>
      </header>
      {view.rows.length === 0 ? (
        <Empty title={say('noneChosen')} />
      ) : (
        <Table
          name="pushes"
          caption={say('title')}
          columns={columns}
          rows={more.rows}
          keyOf={(row) => `${row.target} ${row.project}`}
          tall
        />
      )}
      <p className="table-foot">{say('listIs')}</p>
      {more.problem !== undefined && <ProblemNotice problem={more.problem} />}
      {more.next !== null && (
        <div className="table-foot no-print">
          <button type="button" className="button" disabled={more.busy} onClick={more.load}>
            {say('more')}
          </button>
        </div>
      )}
    </section>
  );
}

/** What the list alone is narrowed to, with the way back. */
function OnlyOf({ view }: { readonly view: PushesView }) {
  const say = useWords(pushWords);
  const address = useAddress();
  const [only, of] = [address.query.get('only'), address.query.get('of')];
  if (only === null && of === null) return null;
  const target = view.targets.find(({ id }) => id === of)?.title;
  const words = only === 'chosen' ? [say('onlyChosen')] : only === 'beyond' ? [say('onlyBeyond')] : [];
  return (
    <span className="small no-print">
      {[...words, ...(target === undefined ? [] : [target])].join(' · ')}{' '}
      <Link to={address.with({ only: null, of: null, cursor: null })}>{say('onlyAll')}</Link>
    </span>
  );
}

function usePushColumns(numbers: boolean): readonly Column<PushRow>[] {
  const say = useWords(pushWords);
  const said = useSaid();
  const mark = useWords(markWords);
  const standing = useStanding();
  const toProject = (row: PushRow) => standing(pathOf('projects', row.project));
  const number = (
    id: string,
    head: string,
    unit: string | undefined,
    of: (row: PushRow) => string | null,
    to: (row: PushRow) => string,
  ): Column<PushRow> => ({
    id,
    head,
    ...(unit === undefined ? {} : { unit }),
    align: 'right',
    cell: (row) => {
      const text = of(row);
      return text === null ? (
        NONE_CELL
      ) : (
        <Link className="opens" to={to(row)}>
          {text}
        </Link>
      );
    },
  });
  const chance = (value: number | null) => (value === null ? null : chanceText(value));
  const toForecast = (row: PushRow) => standing(`${pathOf('targets', row.target)}/forecast`);
  // A chance opens to how it went for those that were in the same stage; once moved, to how it went on from the milestone that is next.
  const passages = (choice: Readonly<Record<string, string>>) =>
    standing(`/flow/passages${withQuery('', choice)}`);
  const toStays = (row: PushRow) =>
    row.stage === null ? toProject(row) : passages({ part: 'stay', stage: row.stage, is: 'over' });
  const toSteps = (row: PushRow) =>
    row.next === null ? toStays(row) : passages({ part: 'step', from: row.next });
  return [
    {
      id: 'name',
      head: say('project'),
      phone: 'title',
      className: 'push-name',
      cell: (row) => (
        <>
          <Link to={toProject(row)}>{row.name}</Link>{' '}
          {row.isChosen && <span className="tag">{say('isChosen')}</span>}
        </>
      ),
    },
    { id: 'unit', head: say('unit'), phone: 'none', className: 'nowrap', cell: (row) => row.unitName },
    { id: 'target', head: say('target'), className: 'nowrap', cell: (row) => row.targetTitle },
    {
      id: 'stage',
      head: say('stage'),
      phone: 'none',
      className: 'nowrap',
      cell: (row) => row.stageName ?? NONE_CELL,
    },
    {
      id: 'why',
      head: say('why'),
      phone: 'whole',
      className: 'push-why',
      cell: (row) => said(whyWords(row)),
    },
    {
      id: 'holder',
      head: say('holder'),
      phone: 'whole',
      cell: (row) => (
        <>
          {row.holderNames.join(mark('list')) || say('anyone')}
          {row.leaders.length > 0 && (
            <span className="note"> {row.leaders.map(({ title }) => title).join(mark('list'))}</span>
          )}
          {row.call !== null && <CallLine call={row.call} />}
        </>
      ),
    },
    ...(numbers
      ? [
          number('now', say('now'), undefined, (row) => chance(row.chance), toStays),
          number('moved', say('moved'), undefined, (row) => chance(row.chanceIfMoved), toSteps),
          number(
            'change',
            say('change'),
            say('points'),
            (row) => (row.change === null ? null : pointsText(row.change)),
            toForecast,
          ),
        ]
      : []),
  ];
}

function Held({
  view,
  by,
  query,
}: {
  readonly view: PushesView;
  readonly by: 'holder' | 'leader';
  readonly query: string;
}) {
  const say = useWords(pushWords);
  const address = useAddress();
  const title = say(by === 'holder' ? 'byHolder' : 'byLeader');
  const lines = by === 'holder' ? view.byHolder : view.byLeader;
  const to = (line: HeldLine, only: string | null = null, sort: string | null = null) =>
    address.with({ holder: null, leader: null, of: null, cursor: null, sort, only, [by]: line.id });
  const count = (
    id: string,
    head: string,
    of: (line: HeldLine) => string | null,
    toRows: (line: HeldLine) => string = to,
    unit?: string,
  ): Column<HeldLine> => ({
    id,
    head,
    ...(unit === undefined ? {} : { unit }),
    align: 'right',
    cell: (line) => {
      const text = of(line);
      return text === null || text === '0' ? (
        NONE_CELL
      ) : (
        <Link className="opens" to={`${toRows(line)}#push-list`}>
          {text}
        </Link>
      );
    },
    sort: of,
  });
  const columns: readonly Column<HeldLine>[] = [
    {
      id: 'name',
      head: say(by === 'holder' ? 'unit' : 'post'),
      phone: 'title',
      cell: (line) => <Link to={to(line)}>{line.name}</Link>,
    },
    count('rows', say('rows'), (line) => String(line.rows)),
    count(
      'beyond',
      say('beyond'),
      (line) => String(line.beyond),
      (line) => to(line, 'beyond'),
    ),
    ...(view.numbers
      ? [
          count(
            'more',
            say('moreExpected'),
            (line) => (line.more === null ? null : line.more.toFixed(1)),
            (line) => to(line, null, 'moved'),
            say('moreUnit'),
          ),
        ]
      : []),
  ];
  return (
    <section className="panel" aria-labelledby={`push-${by}`}>
      <header>
        <h2 id={`push-${by}`}>{title}</h2>
        <a
          className="push small no-print"
          href={`/api/pushes.xlsx${withQuery(query, { table: by })}`}
          download
        >
          {say('excel')}
        </a>
      </header>
      <Table
        name={`by-${by}`}
        caption={title}
        columns={columns}
        rows={lines}
        keyOf={(line) => line.id}
        phone="lines"
      />
    </section>
  );
}
