// 建议调度清单: where a day of attention buys most, with the reason in words. What is asked for stands in the address; every project opens.
import { useAnswer, useMore } from '../ui/answer.tsx';
import { grouped } from '../ui/figures.ts';
import { Form, Select } from '../ui/form.tsx';
import { markWords, useSaid, useWords } from '../ui/language.tsx';
import { onlyQuery, pathOf, withQuery } from '../ui/route.ts';
import { Link, navigate, useAddress, useStanding } from '../ui/router.tsx';
import { PageHead } from '../ui/shell.tsx';
import { KnownThenBand, StandingBar, StandingFoot } from '../ui/standpoint.tsx';
import { Answered, Empty, ProblemNotice } from '../ui/states.tsx';
import { type Column, NONE_CELL, Table } from '../ui/table.tsx';
import {
  type AttentionLine,
  chanceText,
  type HeldLine,
  type PushesView,
  type PushRow,
  pointsText,
} from './forecast.view.ts';
import { whyWords } from './forecastTerms.ts';
import { forecastWords, pushWords } from './forecastWords.tsx';
import './cockpit.css';
import './goals.css';
import './forecast.css';

const ASKED = ['target', 'holder', 'leader', 'sort', 'top', 'asOf', 'known'] as const;
const TOPS = ['5', '15', '30', '60', '100'] as const;

export default function PushesPage() {
  const say = useWords(pushWords);
  const address = useAddress();
  const query = onlyQuery(address.query, ASKED);
  const answer = useAnswer<PushesView>(`/api/pushes${query}`);
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
                  <Held view={view} by="holder" />
                  <Held view={view} by="leader" />
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
  const forecast = useWords(forecastWords);
  const said = useSaid();
  const standing = useStanding();
  const address = useAddress();
  const toForecast = (line: AttentionLine) => standing(`${pathOf('targets', line.target)}/forecast`);
  const band = (line: AttentionLine, words: AttentionLine['band'], chance: number | null) => (
    <Link className="opens" to={toForecast(line)}>
      {said(words)}
      {chance !== null && <span className="soft small"> {chanceText(chance)}</span>}
    </Link>
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
    { id: 'now', head: say('chanceNow'), cell: (line) => band(line, line.band, line.chance) },
    {
      id: 'then',
      head: say('chanceThen'),
      cell: (line) => (line.pushed === 0 ? NONE_CELL : band(line, line.bandIfPushed, line.chanceIfPushed)),
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
                <Link className="opens" to={toForecast(line)}>
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
      cell: (line) => (
        <Link className="opens" to={address.with({ target: line.target })}>
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
        <Link className="push small no-print" to={address.with({ sort: 'best', cursor: null })}>
          {say('toChosen')}
        </Link>
      </header>
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
      {!view.numbers && <p className="table-foot">{forecast('noNumbers')}</p>}
    </section>
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
  const targets = useTargets(view);
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
      <Select label={say('sort')} choices={sorts} {...choice('sort', 'change')} />
      <Select
        label={say('top')}
        choices={TOPS.map((n) => ({ value: n, label: say('topOf', { n }) }))}
        {...choice('top', '15')}
      />
    </Form>
  );
}

function useTargets({ targets }: PushesView) {
  return targets.map(({ id, title }) => ({ value: id, label: title }));
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
          {row.leaderTitle !== null && <span className="note"> {row.leaderTitle}</span>}
        </>
      ),
    },
    ...(numbers
      ? [
          number('now', say('now'), undefined, (row) => chance(row.chance), toProject),
          number('moved', say('moved'), undefined, (row) => chance(row.chanceIfMoved), toProject),
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

function Held({ view, by }: { readonly view: PushesView; readonly by: 'holder' | 'leader' }) {
  const say = useWords(pushWords);
  const address = useAddress();
  const title = say(by === 'holder' ? 'byHolder' : 'byLeader');
  const lines = by === 'holder' ? view.byHolder : view.byLeader;
  const to = (line: HeldLine) =>
    `/pushes${withQuery(onlyQuery(address.query, ASKED), { holder: null, leader: null, [by]: line.id })}`;
  const count = (
    id: string,
    head: string,
    of: (line: HeldLine) => string | null,
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
        <Link className="opens" to={to(line)}>
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
    count('beyond', say('beyond'), (line) => String(line.beyond)),
    ...(view.numbers
      ? [
          count(
            'more',
            say('moreExpected'),
            (line) => (line.more === null ? null : line.more.toFixed(1)),
            say('moreUnit'),
          ),
        ]
      : []),
  ];
  return (
    <section className="panel" aria-labelledby={`push-${by}`}>
      <header>
        <h2 id={`push-${by}`}>{title}</h2>
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
