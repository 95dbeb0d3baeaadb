// One element of the plan: what it is, who has a part, where it stands, what lies below it, and where each of its fields comes from.
import { Fragment, type ReactNode } from 'react';
import { strengthWords } from '../plan/fieldTitles.ts';
import { useAnswer } from '../ui/answer.tsx';
import { markWords, useSaid, useWords } from '../ui/language.tsx';
import { pathOf, withQuery } from '../ui/route.ts';
import { Link, useAddress, useStanding } from '../ui/router.tsx';
import { PageHead } from '../ui/shell.tsx';
import { KnownThenBand, StandingBar, StandingFoot } from '../ui/standpoint.tsx';
import { Answered, Empty } from '../ui/states.tsx';
import { type Column, NONE_CELL, Table } from '../ui/table.tsx';
import { Branch } from './breakdownTree.tsx';
import { AmountCell, DueCell, HeldCell, StateCell, useFieldName } from './goalCells.tsx';
import type { Source } from './goalRows.ts';
import { asIs, basisWords, promiseKindWords } from './goalTerms.ts';
import type { ElementView } from './goalViews.tsx';
import { goalWords } from './goalWords.tsx';

export default function GoalElementPage({ params }: { readonly params: Readonly<Record<string, string>> }) {
  const say = useWords(goalWords);
  const said = useSaid();
  const { query } = useAddress();
  const stand = { asOf: query.get('asOf'), known: query.get('known') };
  const path = pathOf('api', 'goals', 'elements', params.section ?? '', params.id ?? '');
  const answer = useAnswer<ElementView>(`${path}${withQuery('', stand)}`);
  const row = answer.data?.row;
  return (
    <>
      <PageHead
        title={row?.title ?? say('element')}
        {...(row === undefined ? {} : { lead: said(row.sectionTitle) })}
      >
        {answer.data !== undefined && <StandingBar at={answer.data.at} />}
      </PageHead>
      <Answered answer={answer} bars={12}>
        {(view) => (
          <>
            <KnownThenBand at={view.at} />
            <div className="side-by-side">
              <What view={view} />
              <section className="panel" aria-labelledby="below">
                <header>
                  <h2 id="below">{say('below')}</h2>
                </header>
                {view.node.children === 0 ? (
                  <Empty title={say('leaf')} />
                ) : (
                  <div className="tree-box">
                    <Branch ask={stand} node={view.node.path} label={say('below')} />
                  </div>
                )}
              </section>
            </div>
            <Fields sources={view.sources} />
            <StandingFoot at={view.at} />
          </>
        )}
      </Answered>
    </>
  );
}

function What({ view }: { readonly view: ElementView }) {
  const say = useWords(goalWords);
  const said = useSaid();
  const mark = useWords(markWords);
  const standing = useStanding();
  const { row } = view;
  const isTarget = row.section === 'targets';
  const lines: readonly (readonly [term: string, shown: ReactNode])[] = [
    [say('state'), <StateCell key="state" row={row} />],
    ...(row.amount === null && row.count === null
      ? []
      : [[say('amount'), <AmountCell key="amount" row={row} />] as const]),
    [say('owner'), <HeldCell key="owner" basis held={row.owners} gap={row.gaps.includes('noOwner')} />],
    ...(row.supporting.length === 0
      ? []
      : [[say('supporting'), <HeldCell key="supporting" basis held={row.supporting} />] as const]),
    [say('dueOrReview'), <DueCell key="due" row={row} />],
    ...(row.strength === null
      ? []
      : [[say('strength'), said(strengthWords[row.strength] ?? asIs(row.strength))] as const]),
    ...(row.promiseKind === null
      ? []
      : [[say('promiseKind'), said(promiseKindWords[row.promiseKind] ?? asIs(row.promiseKind))] as const]),
    ...(row.deliverable === null ? [] : [[say('deliverable'), row.deliverable] as const]),
    ...(row.parent === null
      ? []
      : [
          [
            say('tasks'),
            <Link key="parent" to={standing(row.parent.to)}>
              {say('parent', { title: row.parent.title })}
            </Link>,
          ] as const,
        ]),
    ...(view.themes.length === 0
      ? []
      : [
          [
            say('inThemes'),
            view.themes.map(({ id, title }, which) => (
              <Fragment key={id}>
                {which > 0 && mark('list')}
                <Link to={standing(pathOf('goals', 'themes', id))}>{title}</Link>
              </Fragment>
            )),
          ] as const,
        ]),
    ...(view.places.length === 0 ? [] : [[say('places'), <Places key="places" view={view} />] as const]),
    ...(view.note === null ? [] : [[say('note'), view.note] as const]),
  ];
  return (
    <section className="panel" aria-labelledby="about">
      <header>
        <h2 id="about">{say('about')}</h2>
        {isTarget && (
          <Link className="push small" to={standing(pathOf('targets', row.id))}>
            {say('reckoned')}
          </Link>
        )}
      </header>
      <dl className="facts body">
        {lines.map(([term, shown]) => (
          <Fragment key={term}>
            <dt>{term}</dt>
            <dd>{shown}</dd>
          </Fragment>
        ))}
      </dl>
    </section>
  );
}

function Places({ view }: { readonly view: ElementView }) {
  const say = useWords(goalWords);
  const standing = useStanding();
  return (
    <ul className="plain-list">
      {view.places.map(({ paragraph, path, quotes, source }) => (
        <li key={path}>
          <Link
            className="opens"
            title={source}
            to={standing(`/goals/breakdown${withQuery('', { open: path })}`)}
          >
            {say('paragraph', { n: paragraph })}
          </Link>{' '}
          <span className="quotes">
            {quotes.map((quote) => (
              <q key={quote}>{quote}</q>
            ))}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Fields({ sources }: { readonly sources: readonly Source[] }) {
  const say = useWords(goalWords);
  const mark = useWords(markWords);
  const said = useSaid();
  const fieldOf = useFieldName();
  const columns: readonly Column<Source>[] = [
    { id: 'field', head: say('field'), phone: 'title', cell: (one) => fieldOf(one) },
    {
      id: 'basis',
      head: say('basis'),
      cell: (one) => said(basisWords[one.basis] ?? { zh: one.basis, en: one.basis }),
    },
    {
      id: 'place',
      head: say('source'),
      phone: 'whole',
      cell: (one) =>
        one.source === null && one.paragraph === null
          ? NONE_CELL
          : `${one.source ?? ''} ${one.paragraph === null ? '' : say('paragraph', { n: one.paragraph })}`,
    },
    {
      id: 'quotes',
      head: say('quotes'),
      phone: 'whole',
      cell: (one) => (one.quotes.length === 0 ? NONE_CELL : one.quotes.join(mark('list'))),
    },
    { id: 'note', head: say('note'), phone: 'whole', cell: (one) => one.note ?? NONE_CELL },
  ];
  return (
    <section className="panel" aria-labelledby="fields">
      <header>
        <h2 id="fields">{say('fields')}</h2>
      </header>
      {sources.length === 0 ? (
        <Empty title={say('noSource')} />
      ) : (
        <Table
          name="fields"
          caption={say('fields')}
          columns={columns}
          rows={sources}
          keyOf={(one) => one.field}
        />
      )}
    </section>
  );
}
