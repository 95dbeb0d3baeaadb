// 项目看板: a lifecycle's stages as columns. What a column counts is what the funnel counts. On a phone one column at a time.
import type { KeyboardEvent } from 'react';
import { OverdueMark } from '../loops/projects/overdueMark.tsx';
import { useAnswer, useMore } from '../ui/answer.tsx';
import { amountText, grouped } from '../ui/figures.ts';
import { Check, Form, SearchField, Select } from '../ui/form.tsx';
import { markWords, useLanguage, useSaid, useWords } from '../ui/language.tsx';
import { LightBadge, lightWords } from '../ui/light.tsx';
import { onlyQuery, pathOf, withQuery } from '../ui/route.ts';
import { Link, navigate, useAddress, useStanding } from '../ui/router.tsx';
import { PageHead } from '../ui/shell.tsx';
import { KnownThenBand, StandingBar, StandingFoot } from '../ui/standpoint.tsx';
import { Answered, ProblemNotice } from '../ui/states.tsx';
import { attributesOf, GroupsTable, withAttribute } from './boardGroupsTable.tsx';
import type { BoardCard, BoardColumn, BoardView } from './projectStory.view.ts';
import { boardWords } from './projectStoryWords.tsx';
import { worstOf } from './worstLight.ts';
import './projectStory.css';

const FILTERS = [
  'lifecycle',
  'unit',
  'cluster',
  'park',
  'attributes',
  'text',
  'stuck',
  'light',
  'asOf',
  'known',
];

export default function BoardPage() {
  const say = useWords(boardWords);
  const { query } = useAddress();
  const standing = useStanding();
  const asked = onlyQuery(query, FILTERS);
  const answer = useAnswer<BoardView>(`/api/board${onlyQuery(query, [...FILTERS, 'by'])}`);
  return (
    <>
      <PageHead title={say('title')}>
        {answer.data !== undefined && <StandingBar at={answer.data.at} />}
        <Link className="button no-print" to={standing('/projects')}>
          {say('list')}
        </Link>
      </PageHead>
      <Answered answer={answer} bars={10}>
        {(view) => (
          <>
            <KnownThenBand at={view.at} />
            <Filters view={view} />
            {view.groups !== null && <GroupsTable view={view} groups={view.groups} asked={asked} />}
            <Columns view={view} asked={asked} />
            <StandingFoot at={view.at} />
          </>
        )}
      </Answered>
    </>
  );
}

function Filters({ view }: { readonly view: BoardView }) {
  const say = useWords(boardWords);
  const address = useAddress();
  const { query } = address;
  const set = (values: Readonly<Record<string, string | null>>) =>
    navigate(address.with(values), { replace: true });
  const all = [{ value: '', label: say('all') }];
  const mark = useWords(markWords);
  const told = attributesOf(query.get('attributes'));
  const named = (list: readonly { readonly id: string; readonly name: string }[]) =>
    list.map(({ id, name }) => ({ value: id, label: name }));
  const isSet = view.facets.attributes.flatMap(({ id, title, values }) => {
    const value = told.get(id);
    const name = value === '-' ? say('notTold') : values.find((one) => one.id === value)?.name;
    return value === undefined ? [] : [`${title} ${name ?? value}`];
  });
  return (
    <>
      <Form className="filters no-print" onSend={({ text = '' }) => set({ text: text || null })}>
        <SearchField
          label={say('search')}
          name="text"
          value={query.get('text') ?? ''}
          onSearch={(text) => set({ text: text || null })}
        />
        <Select
          label={say('lifecycle')}
          value={view.lifecycle}
          choices={named(view.lifecycles)}
          onChange={(event) => set({ lifecycle: event.target.value, column: null })}
        />
        <Select
          label={say('unit')}
          value={query.get('unit') ?? ''}
          choices={all.concat(named(view.facets.units))}
          onChange={(event) => set({ unit: event.target.value || null })}
        />
        <Select
          label={say('cluster')}
          value={query.get('cluster') ?? ''}
          choices={all.concat(named(view.facets.clusters))}
          onChange={(event) => set({ cluster: event.target.value || null })}
        />
        <Select
          label={say('by')}
          value={query.get('by') ?? ''}
          choices={[
            { value: '', label: say('ungrouped') },
            ...view.facets.dimensions.map(({ id, title }) => ({ value: id, label: title })),
          ]}
          onChange={(event) => set({ by: event.target.value || null })}
        />
        <Check
          label={say('stuckOnly')}
          checked={query.get('stuck') === 'yes'}
          onChange={(event) => set({ stuck: event.target.checked ? 'yes' : null })}
        />
        <Check
          label={say('alarmOnly')}
          checked={query.get('light') === 'alarm'}
          onChange={(event) => set({ light: event.target.checked ? 'alarm' : null })}
        />
      </Form>
      {view.facets.attributes.length > 0 && (
        <details className="board-more no-print">
          <summary>
            {say('attributes')} {isSet.length > 0 && <b>{isSet.join(mark('semicolon'))}</b>}
          </summary>
          <div className="filters">
            {view.facets.attributes.map(({ id, title, values }) => (
              <Select
                key={id}
                label={title}
                value={told.get(id) ?? ''}
                choices={all.concat(named(values), { value: '-', label: say('notTold') })}
                onChange={(event) => set({ attributes: withAttribute(told, id, event.target.value) })}
              />
            ))}
          </div>
        </details>
      )}
    </>
  );
}

function Columns({ view, asked }: { readonly view: BoardView; readonly asked: string }) {
  const say = useWords(boardWords);
  const address = useAddress();
  const fullest = view.columns.find(({ rows }) => rows.length > 0) ?? view.columns[0];
  const shown = view.columns.find(({ stage }) => stage === address.query.get('column')) ?? fullest;
  return (
    <>
      <div className="phone-only board-choice">
        <Select
          label={say('stage')}
          value={shown?.stage ?? ''}
          choices={view.columns.map(({ stage, name, count }) => ({
            value: stage,
            label: `${name} ${count}`,
          }))}
          onChange={(event) => navigate(address.with({ column: event.target.value }), { replace: true })}
        />
      </div>
      <p className="soft small desk-only">{say('keys')}</p>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the arrow keys move the focus between links that work without them. */}
      <div className="board" onKeyDown={move}>
        {view.columns.map((column) => (
          <Column
            key={column.stage}
            column={column}
            asked={asked}
            lifecycle={view.lifecycle}
            chosen={column.stage === shown?.stage}
          />
        ))}
      </div>
    </>
  );
}

/** Arrow keys: up and down within a column, left and right to the nearest column with a card, at the same height or its last. */
function move(event: KeyboardEvent<HTMLElement>) {
  const step = STEPS[event.key];
  const card = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>('.board-card') : null;
  if (step === undefined || card === null) return;
  event.preventDefault();
  const columns = [...event.currentTarget.querySelectorAll('.board-column')].map((one) => [
    ...one.querySelectorAll<HTMLElement>('.board-card'),
  ]);
  const at = columns.findIndex((cards) => cards.includes(card));
  const height = columns[at]?.indexOf(card) ?? 0;
  if (step.down !== 0) {
    columns[at]?.[height + step.down]?.focus();
    return;
  }
  for (let next = at + step.right; next >= 0 && next < columns.length; next += step.right) {
    const cards = columns[next] ?? [];
    const found = cards[Math.min(height, cards.length - 1)];
    if (found === undefined) continue;
    found.focus();
    return;
  }
}

const STEPS: Readonly<Record<string, { readonly down: number; readonly right: number }>> = {
  ArrowDown: { down: 1, right: 0 },
  ArrowUp: { down: -1, right: 0 },
  ArrowRight: { down: 0, right: 1 },
  ArrowLeft: { down: 0, right: -1 },
};

const cardsOf = (column: BoardColumn): readonly BoardCard[] => column.rows;

function Column({
  column,
  asked,
  lifecycle,
  chosen,
}: {
  readonly column: BoardColumn;
  readonly asked: string;
  readonly lifecycle: string;
  readonly chosen: boolean;
}) {
  const say = useWords(boardWords);
  const address = withQuery(asked, { lifecycle });
  const more = useMore<BoardCard, BoardColumn>(
    `/api/board/${encodeURIComponent(column.stage)}${address}`,
    column,
    cardsOf,
  );
  const head = `stage-${column.stage}`;
  return (
    <section className={chosen ? 'board-column chosen' : 'board-column'} aria-labelledby={head}>
      <header>
        <h2 id={head}>{column.name}</h2>
        <span className="num">
          {say(column.capped ? 'capped' : 'count', { n: grouped(String(column.count)) })}
        </span>
        {column.medianDays !== null && (
          <span className="soft small">{say('median', { days: column.medianDays })}</span>
        )}
        {column.stuck > 0 && <span className="tag">{say('stuck', { n: column.stuck })}</span>}
      </header>
      {more.rows.length === 0 ? (
        <p className="soft small">{say('empty')}</p>
      ) : (
        <ol>
          {more.rows.map((card) => (
            <li key={card.id}>
              <Card card={card} limit={column.stuckAfterDays} />
            </li>
          ))}
        </ol>
      )}
      {more.problem !== undefined && <ProblemNotice problem={more.problem} />}
      {more.next !== null && (
        <button type="button" className="button" disabled={more.busy} onClick={() => void more.load()}>
          {say('more', { n: Math.max(1, Math.min(100, column.count - more.rows.length)) })}
        </button>
      )}
    </section>
  );
}

function Card({ card, limit }: { readonly card: BoardCard; readonly limit: number | null }) {
  const say = useWords(boardWords);
  const said = useSaid();
  const { language } = useLanguage();
  const standing = useStanding();
  const lamp = useWords(lightWords);
  const mark = useWords(markWords);
  const worst = worstOf(card.lights);
  const all = card.lights.map((one) =>
    mark('colon', { term: `${said(one.kind)} ${lamp(one.light)}`, text: said(one.word) }),
  );
  const days = card.daysInStage ?? 0;
  return (
    <Link
      className={card.stuck ? 'board-card stuck' : 'board-card'}
      to={standing(pathOf('projects', card.id))}
      title={all.join('\n')}
    >
      <strong>{card.name}</strong>
      <span className="row small">
        <span>{card.unitName}</span>
        {card.plannedInvestmentYuan !== null && (
          <span className="num">{amountText(card.plannedInvestmentYuan, '元', language)}</span>
        )}
      </span>
      <span className="row small">
        {card.daysInStage !== null && (
          <span className="num">
            {limit === null ? say('stay', { days }) : say('stayOf', { days, limit })}
          </span>
        )}
        {worst !== undefined && (
          <LightBadge light={worst.light} word={`${said(worst.kind)} ${lamp(worst.light)}`} />
        )}
      </span>
      {worst !== undefined && worst.light !== 'green' && <span className="small">{said(worst.word)}</span>}
      {card.overdue !== null && (
        <span className="small">
          <OverdueMark overdue={card.overdue} />
        </span>
      )}
    </Link>
  );
}
