// 产业项目: the register. What is looked for stands in the address.

import { useState } from 'react';
import { may } from '../../access/roles.ts';
import { useAnswer, useMore } from '../../ui/answer.tsx';
import { grouped } from '../../ui/figures.ts';
import { useWords } from '../../ui/language.tsx';
import { withQuery } from '../../ui/route.ts';
import { Link, navigate, useAddress } from '../../ui/router.tsx';
import { useSession } from '../../ui/session.tsx';
import { PageHead } from '../../ui/shell.tsx';
import { KnownThenBand, StandingBar, StandingFoot } from '../../ui/standpoint.tsx';
import { Answered, Empty, ProblemNotice } from '../../ui/states.tsx';
import { type Ordered, Table } from '../../ui/table.tsx';
import { ActOnMany } from './actOnMany.tsx';
import { actWords } from './actWords.tsx';
import { AlarmStrip } from './alarmStrip.tsx';
import { listWords } from './listWords.tsx';
import { useProjectColumns } from './projectColumns.tsx';
import { LIST_FILTERS, ProjectFilters } from './projectFilters.tsx';
import { findOrder } from './projectSorts.ts';
import type { ProjectLine, ProjectsView } from './projectViews.tsx';
import { projectWords } from './projectWords.tsx';
import { RegisterSheet } from './registerProject.tsx';
import { SavedViews } from './savedViews.tsx';
import './projects.css';

export default function ProjectsPage() {
  const say = useWords(projectWords);
  const list = useWords(listWords);
  const address = useAddress();
  const { session } = useSession();
  const asked = Object.fromEntries(
    [...LIST_FILTERS, 'sort', 'asOf', 'known'].map((key) => [key, address.query.get(key)]),
  );
  const question = `/api/projects${withQuery('', asked)}`;
  const answer = useAnswer<ProjectsView>(question);
  const mayRegister = session !== undefined && may(session, 'claim');
  const registering = address.query.get('do') === 'register';
  return (
    <>
      <PageHead title={say('projects')}>
        {answer.data !== undefined && <StandingBar at={answer.data.at} />}
        {mayRegister && (
          <>
            <Link className="button" to="/projects/import">
              {list('import')}
            </Link>
            <Link className="button" to={address.with({ do: 'register' })}>
              {say('register')}
            </Link>
          </>
        )}
      </PageHead>
      <Answered answer={answer} bars={14}>
        {(view) => (
          <>
            <KnownThenBand at={view.at} />
            <section className="panel">
              <AlarmStrip />
              <ProjectFilters view={view} />
              <SavedViews account={session?.account ?? ''} />
              <Register
                view={view}
                question={question}
                mayRegister={mayRegister && !view.at.asKnownThen}
                onActed={answer.refresh}
              />
            </section>
            <StandingFoot at={view.at} />
          </>
        )}
      </Answered>
      {registering && (
        <RegisterSheet
          facets={answer.data?.facets}
          today={answer.data?.at.knownOn}
          // Who came from a lead goes back to the leads.
          onClose={() => navigate(address.query.has('lead') ? '/leads' : address.with({ do: null }))}
        />
      )}
    </>
  );
}

const rowsOf = (view: ProjectsView) => view.rows;

/** What is seen: the same filter, order and columns; of the chosen rows where some are. */
function sheetAddress(question: string, columns: string | null, chosen: ReadonlySet<string>): string {
  const [, query = ''] = question.split('?');
  const asked = new URLSearchParams(query);
  if (columns !== null) asked.set('columns', columns);
  if (chosen.size > 0) asked.set('rows', [...chosen].join(','));
  return `/api/projects.xlsx?${asked}`;
}

function Register({
  view,
  question,
  mayRegister,
  onActed,
}: {
  readonly view: ProjectsView;
  readonly question: string;
  readonly mayRegister: boolean;
  readonly onActed: () => void;
}) {
  const say = useWords(projectWords);
  const address = useAddress();
  const more = useMore<ProjectLine, ProjectsView>(question, view, rowsOf);
  const list = useWords(listWords);
  const [chosen, choose] = useState<ReadonlySet<string>>(new Set());
  const columns = useProjectColumns({ attributes: view.facets?.attributes ?? [], chosen, choose });
  const ordered = useOrdered();
  const act = useWords(actWords);
  const [acting, setActing] = useState(false);
  const close = () => {
    setActing(false);
    onActed();
  };
  const sheet = sheetAddress(question, address.query.get('cols'), chosen);
  const filtered = LIST_FILTERS.some((key) => address.query.has(key));
  if (view.rows.length === 0) {
    return (
      <Empty title={filtered ? say('none') : say('firstProject')}>
        {filtered ? (
          <Link to={address.with(Object.fromEntries(LIST_FILTERS.map((key) => [key, null])))}>
            {say('clear')}
          </Link>
        ) : (
          mayRegister && (
            <Link className="button main" to={address.with({ do: 'register' })}>
              {say('register')}
            </Link>
          )
        )}
      </Empty>
    );
  }
  const count = grouped(String(view.total.count));
  return (
    <>
      <Table
        name="projects"
        caption={say('projects')}
        columns={columns}
        rows={more.rows}
        keyOf={(row) => row.id}
        ordered={ordered}
        tall
      />
      {more.problem !== undefined && <ProblemNotice problem={more.problem} />}
      {acting && (
        <ActOnMany
          rows={more.rows.filter(({ id }) => chosen.has(id))}
          today={view.at.knownOn}
          onClose={close}
        />
      )}
      <div className="table-foot">
        <span className="row">
          <a className="button small no-print" href={sheet} download>
            {chosen.size === 0 ? list('excel') : list('excelOf', { n: String(chosen.size) })}
          </a>
          {chosen.size < more.rows.length && (
            <button
              type="button"
              className="button quiet small no-print"
              onClick={() => choose(new Set(more.rows.map(({ id }) => id)))}
            >
              {list('selectAll', { n: String(more.rows.length) })}
            </button>
          )}
          {chosen.size > 0 && (
            <>
              {mayRegister && (
                <button type="button" className="button small no-print" onClick={() => setActing(true)}>
                  {act('open')}
                </button>
              )}
              <button type="button" className="button quiet small no-print" onClick={() => choose(new Set())}>
                {list('unselect')}
              </button>
            </>
          )}
          {view.total.capped ? say('capped', { n: count }) : say('total', { n: count })}
          <Stay view={view} />
        </span>
        {more.next !== null && (
          <button type="button" className="button no-print" disabled={more.busy} onClick={more.load}>
            {say('more')}
          </button>
        )}
      </div>
    </>
  );
}

/** Press after press on a head: as it is usually meant, the other way, and back to the latest told. */
function useOrdered(): Ordered {
  const address = useAddress();
  const asked = findOrder(address.query.get('sort') ?? '');
  const choose = (by: string) => {
    const usual = findOrder(by);
    if (usual === undefined) return;
    const other = `${by}.${usual.down ? 'up' : 'down'}`;
    const next = asked?.sort !== by ? by : asked.down === usual.down ? other : null;
    navigate(address.with({ sort: next }), { replace: true });
  };
  return { by: asked?.sort, down: asked?.down === true, choose };
}

/** The funnel's two figures of a stage, of all that the filter finds; each leads to its rows. */
function Stay({ view }: { readonly view: ProjectsView }) {
  const say = useWords(projectWords);
  const address = useAddress();
  const { stay } = view;
  if (stay == null || stay.medianDays === null) return null;
  return (
    <>
      <Link className="opens" to={address.with({ sort: 'stay' })}>
        {say('medianStay', { days: stay.medianDays })}
      </Link>
      {stay.stuck > 0 && (
        <Link className="opens" to={address.with({ stuck: 'yes', sort: 'stay' })}>
          {say('stuckOf', { n: stay.stuck })}
        </Link>
      )}
    </>
  );
}
