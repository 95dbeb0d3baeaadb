// Cells that the lists of 目标任务 share: who, by when, where it stands, where it comes from. A row's title opens the element.
import type { ReactNode } from 'react';
import { strengthWords } from '../plan/fieldTitles.ts';
import { amountText, grouped, unitWord } from '../ui/figures.ts';
import { markWords, useLanguage, useSaid, useWords } from '../ui/language.tsx';
import { LightBadge, lightOrder, lightWords } from '../ui/light.tsx';
import { pathOf, withQuery } from '../ui/route.ts';
import { Link, useStanding } from '../ui/router.tsx';
import { Simulated } from '../ui/standpoint.tsx';
import { NONE_CELL } from '../ui/table.tsx';
import { cadenceOf } from './cadence.ts';
import { FigureLink } from './figureLink.tsx';
import type { GoalLine, GoalRow, Held, Source } from './goalRows.ts';
import { asIs, basisWords } from './goalTerms.ts';
import { goalFieldWords, goalWords } from './goalWords.tsx';
import { groupsOf } from './grouping.ts';
import './goals.css';

/** 演示假定 and 待补来源 are said wherever they stand; a source that is there is said by its place. */
export function BasisTag({ basis }: { readonly basis: string | null }) {
  const said = useSaid();
  const words = basis === null ? undefined : basisWords[basis];
  if (words === undefined || basis === '原文' || basis === '外部来源') return null;
  return <span className="tag">{said(words)}</span>;
}

export function TitleCell({ row }: { readonly row: GoalRow }) {
  const say = useWords(goalWords);
  const standing = useStanding();
  return (
    <div className="goal-title">
      <Link to={standing(row.to)}>{row.title}</Link>
      {row.headline && <span className="tag">{say('headline')}</span>}
      {row.parent !== null && <span className="note">{say('parent', { title: row.parent.title })}</span>}
    </div>
  );
}

/** A post stands with its basis; its unit is where the link leads. */
export function HeldCell({
  held,
  gap = false,
  basis = false,
}: {
  readonly held: readonly Held[];
  readonly gap?: boolean;
  /** Where no column beside it says where things come from. */
  readonly basis?: boolean;
}) {
  const say = useWords(goalWords);
  const standing = useStanding();
  if (held.length === 0) return gap ? <LightBadge light="grey" word={say('noOwner')} /> : NONE_CELL;
  return (
    <ul className="plain-list">
      {held.map((one) => (
        <li key={`${one.role} ${one.named}`}>
          <Link className="opens" to={standing(pathOf('goals', 'units', one.unit))}>
            {one.title}
          </Link>
          {one.amount !== null && <span className="num"> {grouped(one.amount)}</span>}
          {basis && <BasisTag basis={one.basis} />}
        </li>
      ))}
    </ul>
  );
}

const CADENCE = {
  day: 'everyDay',
  month: 'everyMonth',
  quarter: 'everyQuarter',
  halfYear: 'everyHalfYear',
} as const;

export function DueCell({ row }: { readonly row: GoalRow }) {
  const say = useWords(goalWords);
  if (row.dueOn !== null) return <span className="num">{row.dueOn}</span>;
  if (row.review !== null)
    return <span className="num">{say(CADENCE[cadenceOf(row.review)], { n: row.review.every })}</span>;
  if (row.section === 'indicators' || row.section === 'reporting') return NONE_CELL;
  // A task without its own date or cadence keeps that of the task above it (the checker's rule).
  return <span className="soft nowrap">{say(row.parent === null ? 'noDate' : 'asParent')}</span>;
}

export function AmountCell({ row }: { readonly row: GoalRow }) {
  const say = useWords(goalWords);
  const said = useSaid();
  const { language } = useLanguage();
  const { amount, unit, count, strength } = row;
  const least =
    count === null
      ? null
      : count.of === null
        ? say('atLeast', { n: count.atLeast })
        : say('atLeastOf', { n: count.atLeast, of: count.of });
  return (
    <>
      {strength !== null && (
        <span className="soft small">{said(strengthWords[strength] ?? asIs(strength))} </span>
      )}
      {amount === null && least === null && <Numberless kind={row.kind} />}
      {least !== null && <span className="note">{least}</span>}
      {amount !== null && amountText(amount, unit ?? '', language)}
    </>
  );
}

/** What is to be done away with, or to reach everybody, is a target without a number and no lack of one. */
function Numberless({ kind }: { readonly kind: string | null }) {
  const say = useWords(goalWords);
  if (kind === 'eliminate') return say('allGone');
  if (kind === 'fullCoverage') return say('everybody');
  return <span className="soft">{say('noAmount')}</span>;
}

export function ValueCell({ line }: { readonly line: GoalLine | undefined }) {
  const say = useWords(goalWords);
  const { language } = useLanguage();
  if (line === undefined) return NONE_CELL;
  if (line.value !== null)
    return (
      <FigureLink figure={line.figure}>
        {grouped(line.value)} <span className="soft small">{unitWord(line.unit, language)}</span>
      </FigureLink>
    );
  if (line.status === 'no_engine_yet') return <span className="soft">{say('wait')}</span>;
  return (
    <span className="soft">
      {say('notPublished')}
      {line.simulatedValue !== null && (
        <span className="note">
          <FigureLink figure={line.figure}>
            {say('simulatedValue', { value: grouped(line.simulatedValue) })}
          </FigureLink>{' '}
          <Simulated />
        </span>
      )}
    </span>
  );
}

/** Of the element's own target, or of each target that shows it; else that nothing is reported yet. */
export function StateCell({ row }: { readonly row: GoalRow }) {
  const said = useSaid();
  if (row.lines.length === 0)
    return <span className="soft">{row.state === null ? NONE_CELL : said(row.state)}</span>;
  if (row.lines.length > FULL_LINES) return <Lights lines={row.lines} />;
  return (
    <ul className="plain-list">
      {row.lines.map((line) => (
        <li key={line.id}>
          <LineState line={line} named={row.section !== 'targets'} />
        </li>
      ))}
    </ul>
  );
}

/** More than these are told by their lights. */
const FULL_LINES = 2;

type ShortLine = Pick<GoalLine, 'id' | 'title' | 'light' | 'sentence'>;

/** The lights, worst first, with their counts; red and yellow by name. */
export function Lights({ lines }: { readonly lines: readonly ShortLine[] }) {
  const lamp = useWords(lightWords);
  const said = useSaid();
  const standing = useStanding();
  const byLight = groupsOf(
    [...lines].sort((a, b) => Number(lightOrder(a.light)) - Number(lightOrder(b.light))),
    ({ light }) => light,
  );
  return (
    <span className="goal-lights">
      {[...byLight].map(([light, of]) => (
        <span key={light}>
          <LightBadge
            light={light}
            word={`${lamp(light)} ${of.length}`}
            title={of.map(({ title }) => title).join('\n')}
          />
          {(light === 'red' || light === 'yellow') &&
            of.map((line) => (
              <Link
                key={line.id}
                className="opens"
                title={said(line.sentence)}
                to={standing(pathOf('targets', line.id))}
              >
                {line.title}
              </Link>
            ))}
        </span>
      ))}
    </span>
  );
}

export function LineState({ line, named }: { readonly line: ShortLine; readonly named: boolean }) {
  const said = useSaid();
  const standing = useStanding();
  return (
    <span className={named ? 'goal-line' : 'goal-line own'}>
      <LightBadge light={line.light} />
      {named && (
        <Link className="opens" to={standing(pathOf('targets', line.id))}>
          {line.title}
        </Link>
      )}
      <span className="soft">{said(line.sentence)}</span>
    </span>
  );
}

/** As many at a glance; the rest stand on the element's own page. */
const SHOWN_BY = 3;

export function ShownByCell({ row }: { readonly row: GoalRow }) {
  const say = useWords(goalWords);
  const said = useSaid();
  const standing = useStanding();
  if (row.shownBy.length === 0) return NONE_CELL;
  const rest = row.shownBy.length - SHOWN_BY;
  return (
    <ul className="plain-list">
      {row.shownBy.slice(0, SHOWN_BY).map((one) => (
        <li key={one.to ?? one.title.zh}>
          {one.to === null ? (
            said(one.title)
          ) : (
            <Link className="opens" to={standing(one.to)}>
              {said(one.title)}
            </Link>
          )}
        </li>
      ))}
      {rest > 0 && (
        <li>
          <Link className="soft small" to={standing(row.to)}>
            {say('andMore', { n: rest })}
          </Link>
        </li>
      )}
    </ul>
  );
}

/** 第22段; then what is assumed and what is left open, by field. */
export function SourceCell({ sources }: { readonly sources: readonly Source[] }) {
  const say = useWords(goalWords);
  const mark = useWords(markWords);
  const said = useSaid();
  const standing = useStanding();
  const fieldOf = useFieldName();
  const places = new Map<string, Source>();
  for (const one of sources) if (one.paragraph !== null) places.set(`${one.source}:${one.paragraph}`, one);
  const rest = groupsOf(
    sources.filter(({ basis }) => basis !== '原文'),
    ({ basis }) => basis,
  );
  if (places.size + rest.size === 0) return NONE_CELL;
  return (
    <div className="goal-source small">
      {places.size > 0 && (
        <span>
          {[...places].map(([place, { paragraph }], which) => (
            <span key={place}>
              {which > 0 && mark('list')}
              <Link
                className="opens"
                to={standing(`/goals/breakdown${withQuery('', { open: `p:${place}` })}`)}
              >
                {say('paragraph', { n: paragraph ?? '' })}
              </Link>
            </span>
          ))}
        </span>
      )}
      {[...rest].map(([basis, of]) => (
        <span
          key={basis}
          className="soft"
          title={
            of
              .map(({ note }) => note ?? '')
              .filter(Boolean)
              .join('\n') || undefined
          }
        >
          {say('saidOf', {
            basis: said(basisWords[basis] ?? { zh: basis, en: basis }),
            fields: [...new Set(of.map(fieldOf))].join(mark('list')),
          })}
        </span>
      ))}
    </div>
  );
}

/** A label of the plan's own (what is no field of the form) goes by what it says, not by its key. */
export function useFieldName(): (said: Pick<Source, 'field' | 'note'>) => string {
  const { language } = useLanguage();
  const words: Readonly<Record<string, { readonly zh: string; readonly en: string }>> = goalFieldWords;
  return ({ field, note }) => words[field]?.[language] ?? note ?? field;
}

/** A link to the list as a workbook, with all that the page was asked for. */
export function ExcelLink({ query }: { readonly query: string }): ReactNode {
  const say = useWords(goalWords);
  return (
    <a className="push small no-print" href={`/api/goals/elements.xlsx${query}`} download>
      {say('excel')}
    </a>
  );
}
