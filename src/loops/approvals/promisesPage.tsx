// 双向承诺: letters of promises, pre-starts and priority projects, each with where it stands; the time that the five commitments take beside other projects. What is
// looked for stands in the address.

import { may } from '../../access/roles.ts';
import { useAnswer } from '../../ui/answer.tsx';
import { grouped } from '../../ui/figures.ts';
import { Form, SearchField, Select } from '../../ui/form.tsx';
import { useSaid, useWords } from '../../ui/language.tsx';
import { LightBadge } from '../../ui/light.tsx';
import { pathOf, withQuery } from '../../ui/route.ts';
import { Link, navigate, useAddress, useStanding } from '../../ui/router.tsx';
import { useSession } from '../../ui/session.tsx';
import { PageHead } from '../../ui/shell.tsx';
import { KnownThenBand, StandingBar, StandingFoot } from '../../ui/standpoint.tsx';
import { Answered, Empty } from '../../ui/states.tsx';
import { type Column, NONE_CELL, Table } from '../../ui/table.tsx';
import { OpenPromiseSheet } from './openPromise.tsx';
import type { ListLine, PromisesView, TimesView } from './promiseViews.tsx';
import { promiseWords } from './promiseWords.tsx';
import './approvals.css';

const SORTS = ['letter', 'prestart', 'priority'] as const;
type Sort = (typeof SORTS)[number];
const FILTERS = ['text', 'state', 'broken'] as const;
const EMPTY = { letter: 'emptyLetters', prestart: 'emptyPreStarts', priority: 'emptyPriorities' } as const;
const NEW = { letter: 'newLetter', prestart: 'newPreStart', priority: 'newPriority' } as const;

export default function PromisesPage() {
  const say = useWords(promiseWords);
  const address = useAddress();
  const { session } = useSession();
  const sort = SORTS.find((each) => each === address.query.get('sort')) ?? 'letter';
  const standing = { asOf: address.query.get('asOf'), known: address.query.get('known') };
  const asked = Object.fromEntries(FILTERS.map((key) => [key, address.query.get(key)]));
  const answer = useAnswer<PromisesView>(`/api/promises${withQuery('', { ...asked, ...standing, sort })}`);
  const mayOpen = session !== undefined && may(session, sort === 'priority' ? 'recognise' : 'keepPromises');
  const close = () => navigate(address.with({ new: null, offers: null }), { replace: true });
  return (
    <>
      <PageHead title={say('title')}>
        {answer.data !== undefined && <StandingBar at={answer.data.at} />}
      </PageHead>
      <nav className="tabs row" aria-label={say('title')}>
        {SORTS.map((each) => (
          <Link
            key={each}
            to={address.with({
              sort: each === 'letter' ? null : each,
              text: null,
              state: null,
              broken: null,
            })}
            aria-current={each === sort ? 'page' : undefined}
          >
            {say(each)}
          </Link>
        ))}
        {mayOpen && (
          <Link className="button main push no-print" to={address.with({ new: sort })}>
            {say(NEW[sort])}
          </Link>
        )}
      </nav>
      <Answered answer={answer} bars={12}>
        {(view) => (
          <>
            <KnownThenBand at={view.at} />
            {sort === 'letter' && <Shares view={view} />}
            {sort === 'priority' && <TimesPanel standing={standing} />}
            <section className="panel">
              {sort === 'prestart' && <p className="body soft">{say('notStart')}</p>}
              <Filters sort={sort} />
              <List view={view} sort={sort} />
            </section>
            <StandingFoot at={view.at} />
          </>
        )}
      </Answered>
      {address.query.get('new') !== null && <OpenPromiseSheet sort={sort} onClose={close} />}
    </>
  );
}

/** Both sides' record in words: how many fell due, how many were kept. */
function Shares({ view }: { readonly view: PromisesView }) {
  const say = useWords(promiseWords);
  const { summary } = view;
  if (summary.count === 0) return null;
  return (
    <p className="panel inset row">
      {(['enterprise', 'government'] as const).map((side) => (
        <span key={side}>
          {say('sumShare', { side: say(side), due: summary[side].due, kept: summary[side].kept })}
        </span>
      ))}
      <Link className="opens" to="/figures/approvals.governmentBreaches">
        {say('breaches', { n: summary.governmentBreaches })}
      </Link>
    </p>
  );
}

function Filters({ sort }: { readonly sort: Sort }) {
  const say = useWords(promiseWords);
  const address = useAddress();
  const set = (values: Readonly<Record<string, string>>) => navigate(address.with(values), { replace: true });
  const choice = (key: (typeof FILTERS)[number]) => ({
    name: key,
    value: address.query.get(key) ?? '',
    onChange: (event: { target: { value: string } }) => set({ [key]: event.target.value }),
  });
  const any = { value: '', label: say('all') };
  return (
    <Form className="filters no-print" onSend={(values) => set({ text: values.text ?? '' })}>
      <SearchField
        label={say('search')}
        name="text"
        value={address.query.get('text') ?? ''}
        onSearch={(text) => set({ text })}
      />
      {sort !== 'prestart' && (
        <Select
          label={say('state')}
          choices={[any, { value: 'open', label: say('open') }, { value: 'ended', label: say('ended') }]}
          {...choice('state')}
        />
      )}
      {sort === 'letter' && (
        <Select
          label={say('broken')}
          choices={[
            any,
            { value: 'enterprise', label: say('brokenFirm') },
            { value: 'government', label: say('brokenGovernment') },
          ]}
          {...choice('broken')}
        />
      )}
    </Form>
  );
}

function List({ view, sort }: { readonly view: PromisesView; readonly sort: Sort }) {
  const say = useWords(promiseWords);
  const address = useAddress();
  const columns = useColumns(sort);
  if (view.rows.length === 0) {
    const filtered = FILTERS.some((key) => address.query.has(key));
    return <Empty title={say(filtered ? 'none' : EMPTY[sort])} />;
  }
  return (
    <>
      <Table
        name="promises"
        caption={say(sort)}
        columns={columns}
        rows={view.rows}
        keyOf={(row) => row.id}
        tall
      />
      <div className="table-foot">{say('total', { n: grouped(String(view.rows.length)) })}</div>
    </>
  );
}

function useColumns(sort: Sort): readonly Column<ListLine>[] {
  const say = useWords(promiseWords);
  const standing = useStanding();
  const side = (name: 'enterprise' | 'government'): Column<ListLine> => ({
    id: name,
    head: say(name),
    cell: (row) => (
      <span>
        {say('counts', { kept: row[name].kept, all: row[name].all })}
        {row[name].broken > 0 && (
          <LightBadge light="red" word={say('brokenCount', { n: row[name].broken })} />
        )}
      </span>
    ),
    sort: (row) => String(row[name].broken).padStart(4, '0'),
  });
  const columns: Record<string, Column<ListLine>> = {
    project: {
      id: 'project',
      head: say('project'),
      phone: 'title',
      cell: (row) => <Link to={standing(pathOf('promises', row.id))}>{row.projectName}</Link>,
      sort: (row) => row.projectName,
    },
    unit: {
      id: 'unit',
      head: say('unit'),
      cell: (row) => row.unitName ?? NONE_CELL,
      sort: (row) => row.unitName,
    },
    standing: {
      id: 'standing',
      head: say('standing'),
      cell: (row) => say(`standing_${row.standing}`, { day: row.endedOn ?? row.signedOn ?? '' }),
      sort: (row) => row.signedOn,
    },
    step: {
      id: 'step',
      head: say('step'),
      cell: (row) => (
        <span>
          {row.step ?? NONE_CELL}
          {row.next !== null && <span className="note">{say('next', { step: row.next })}</span>}
          {row.outOfOrder && <span className="tag over">{say('outOfOrder')}</span>}
        </span>
      ),
      sort: (row) => row.step,
    },
    works: {
      id: 'works',
      head: say('works'),
      phone: 'whole',
      cell: (row) => (
        <span>
          {row.works
            .filter(({ begunOn }) => begunOn !== null)
            .map(({ work, title, begunOn, doneOn }) => (
              <span key={work} className="note">
                {doneOn === null
                  ? say('workBegun', { title, day: begunOn ?? '' })
                  : say('workDone', { title, from: begunOn ?? '', to: doneOn })}
              </span>
            ))}
        </span>
      ),
    },
    opened: {
      id: 'opened',
      head: say('openedOn'),
      align: 'right',
      cell: (row) => <span className="num">{row.openedOn}</span>,
      sort: (row) => row.openedOn,
    },
    due: {
      id: 'due',
      head: say('dueOn'),
      align: 'right',
      cell: (row) => (row.dueOn === null ? NONE_CELL : <span className="num">{row.dueOn}</span>),
      sort: (row) => row.dueOn,
    },
    enterprise: side('enterprise'),
    government: side('government'),
    commitments: { ...side('government'), id: 'commitments', head: say('commitments') },
  };
  const shown = {
    letter: ['project', 'unit', 'standing', 'enterprise', 'government', 'step', 'due'],
    prestart: ['project', 'unit', 'opened', 'works'],
    priority: ['project', 'unit', 'opened', 'commitments', 'due'],
  }[sort];
  return shown.map((id) => columns[id] as Column<ListLine>);
}

function TimesPanel({ standing }: { readonly standing: Readonly<Record<string, string | null>> }) {
  const say = useWords(promiseWords);
  const answer = useAnswer<TimesView>(`/api/promises/times${withQuery('', standing)}`);
  return (
    <section className="panel" aria-labelledby="times">
      <header>
        <h2 id="times">{say('times')}</h2>
        {answer.data !== undefined && (
          <span className="soft">{say('timesNote', { from: answer.data.from, n: answer.data.fewest })}</span>
        )}
      </header>
      <Answered answer={answer} bars={5}>
        {(view) => <TimesTable view={view} />}
      </Answered>
    </section>
  );
}

function TimesTable({ view }: { readonly view: TimesView }) {
  const say = useWords(promiseWords);
  const said = useSaid();
  type Line = TimesView['rows'][number];
  const told = (times: Line['others']) =>
    times === null ? (
      <span className="soft">{say('noNodes')}</span>
    ) : times.medianDays === null ? (
      <span className="soft">{say('tooFew', { n: times.n })}</span>
    ) : (
      say('timesMedian', { days: times.medianDays, n: times.n })
    );
  const columns: readonly Column<Line>[] = [
    {
      id: 'title',
      head: say('which'),
      phone: 'title',
      cell: (row) => (
        <span>
          {row.title}
          {row.starts !== null && (
            <span className="note">{say('clockOf', { starts: row.starts, ends: row.ends ?? '' })}</span>
          )}
          {row.measuredBy !== null && (
            <span className="note">{say('measuredBy', { how: said(row.measuredBy) })}</span>
          )}
        </span>
      ),
    },
    {
      id: 'limit',
      head: say('limit'),
      cell: (row) =>
        row.limitDays === null ? (
          <span className="soft">{say('limitOpen')}</span>
        ) : (
          say(`days${row.dayKind}`, { n: row.limitDays })
        ),
    },
    { id: 'priority', head: say('timesPriority'), align: 'right', cell: (row) => told(row.priority) },
    { id: 'others', head: say('timesOthers'), align: 'right', cell: (row) => told(row.others) },
  ];
  return (
    <Table
      name="times"
      caption={say('times')}
      columns={columns}
      rows={view.rows}
      keyOf={(row) => row.promise}
    />
  );
}
