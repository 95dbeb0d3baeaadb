// 战略专题: what cuts across, each with its members by section and the lights of the targets among them.
import { useAnswer } from '../ui/answer.tsx';
import { markWords, type Say, useSaid, useWords } from '../ui/language.tsx';
import { pathOf, withQuery } from '../ui/route.ts';
import { Link, useAddress, useStanding } from '../ui/router.tsx';
import { PageHead } from '../ui/shell.tsx';
import { KnownThenBand, StandingBar, StandingFoot } from '../ui/standpoint.tsx';
import { Answered, Empty } from '../ui/states.tsx';
import { type Column, NONE_CELL, Table } from '../ui/table.tsx';
import { BasisTag, Lights } from './goalCells.tsx';
import type { ThemeLine, ThemesView } from './goalViews.tsx';
import { goalWords } from './goalWords.tsx';

export default function GoalThemesPage() {
  const say = useWords(goalWords);
  const { query } = useAddress();
  const at = withQuery('', { asOf: query.get('asOf'), known: query.get('known') });
  const answer = useAnswer<ThemesView>(`/api/goals/themes${at}`);
  const columns = useColumns();
  return (
    <>
      <PageHead title={say('themes')}>
        {answer.data !== undefined && <StandingBar at={answer.data.at} />}
      </PageHead>
      <Answered answer={answer} bars={12}>
        {(view) => (
          <>
            <KnownThenBand at={view.at} />
            <section className="panel">
              {view.themes.length === 0 ? (
                <Empty title={say('noThemes')}>
                  <Link to="/plan">{say('toPlan')}</Link>
                </Empty>
              ) : (
                <Table
                  name="themes"
                  caption={say('themes')}
                  columns={columns}
                  rows={view.themes}
                  keyOf={(theme) => theme.id}
                />
              )}
            </section>
            <StandingFoot at={view.at} />
          </>
        )}
      </Answered>
    </>
  );
}

/** Members and what shows the tasks are two counts: said, so that 目标 3 beside eleven lights puzzles nobody. */
function linesOf({ lines }: ThemeLine, say: Say<typeof goalWords>): string {
  const own = lines.filter(({ isMember }) => isMember).length;
  const rest = lines.length - own;
  if (rest === 0) return say('linesOwn', { own });
  return own === 0 ? say('linesOfTasks', { rest }) : say('linesBoth', { own, rest });
}

function useColumns(): readonly Column<ThemeLine>[] {
  const say = useWords(goalWords);
  const mark = useWords(markWords);
  const said = useSaid();
  const standing = useStanding();
  return [
    {
      id: 'title',
      head: say('title'),
      phone: 'title',
      className: 'goal-name',
      cell: (theme) => (
        <div>
          <Link to={standing(pathOf('goals', 'themes', theme.id))}>{theme.title}</Link>
          {theme.note !== null && <span className="note">{theme.note}</span>}
        </div>
      ),
      sort: (theme) => theme.title,
    },
    {
      id: 'lead',
      head: say('lead'),
      cell: (theme) =>
        theme.lead.length === 0
          ? NONE_CELL
          : theme.lead.map((one) => (
              <Link key={one.named} className="opens" to={standing(pathOf('goals', 'units', one.unit))}>
                {one.title}
              </Link>
            )),
    },
    {
      id: 'members',
      head: say('members'),
      phone: 'whole',
      cell: (theme) => (
        <span>
          {theme.members > 0 && (
            <Link className="opens" to={standing(pathOf('goals', 'themes', theme.id))}>
              {theme.sections
                .map(({ title, count }) => say('countOf', { title: said(title), n: count }))
                .join(mark('list'))}
            </Link>
          )}
          <BasisTag basis={theme.basis} />
        </span>
      ),
      sort: (theme) => String(theme.members),
    },
    {
      id: 'state',
      head: say('lines'),
      phone: 'whole',
      className: 'goal-state',
      cell: (theme) =>
        theme.lines.length === 0 ? (
          <span className="soft">{say('noLines')}</span>
        ) : (
          <>
            <Lights lines={theme.lines} />
            <span className="note">{linesOf(theme, say)}</span>
          </>
        ),
    },
    {
      id: 'quotes',
      head: say('quotes'),
      phone: 'whole',
      cell: (theme) =>
        theme.quotes.length === 0 ? (
          NONE_CELL
        ) : (
          <span className="soft small">{theme.quotes.join(mark('list'))}</span>
        ),
    },
  ];
}
