// The exceptions, each with its plain line in words, and the targets table with the head these offices know.
import type { ReactNode } from 'react';
import { useAnswer } from '../ui/answer.tsx';
import { amount, amountText, grouped, NONE, signed, signOf, unitWord } from '../ui/figures.ts';
import { markWords, useLanguage, useSaid, useWords } from '../ui/language.tsx';
import { LightBadge, lightOrder, lightWords } from '../ui/light.tsx';
import { withQuery } from '../ui/route.ts';
import { Link, useAddress, useStanding } from '../ui/router.tsx';
import { Sparkline } from '../ui/sparkline.tsx';
import { Empty } from '../ui/states.tsx';
import { type Column, NONE_CELL, type Span, Table } from '../ui/table.tsx';
import type { CockpitView, TargetLine } from './cockpit.view.ts';
import { AssuranceAside, AssuranceCell } from './cockpitAssurance.tsx';
import { cockpitWords } from './cockpitWords.tsx';
import { FigureLink, ReckonedLink } from './figureLink.tsx';

function useWordOf(): (line: TargetLine) => string {
  const say = useWords(cockpitWords);
  return (line) => {
    if (line.light !== 'grey') return say(line.light);
    if (line.status === 'not_published') return say('notPublished');
    return line.status === 'no_engine_yet' ? say('noEngine') : say('grey');
  };
}

export function Exceptions({ view }: { readonly view: CockpitView }) {
  const say = useWords(cockpitWords);
  const mark = useWords(markWords);
  const lineOf = (id: string) => view.targets.find((line) => line.id === id) ?? [];
  const lines = view.exceptions.flatMap(lineOf);
  return (
    <section className="panel exceptions" aria-labelledby="exceptions">
      <header>
        <h2 id="exceptions">
          {say('exceptions')} <span className="num">{lines.length}</span>
        </h2>
      </header>
      {lines.length === 0 && <Empty title={say('noExceptions')} />}
      <ol>
        {lines.map((line, index) => (
          <Exception
            key={line.id}
            line={line}
            asOf={view.at.asOf}
            first={index === 0 && line.value !== null}
          />
        ))}
        {/* Under what was promised, so that the worst promise stays the first line, also once this is answered. */}
        <AlarmedProjects />
        {/* What nobody can act on yet is told in one line a reason, so that what can be acted on stands alone. */}
        {view.awaiting.map(({ reason, targets }) => (
          <li key={reason} className="exception exceptions-rest">
            <LightBadge light="grey" word={say('awaiting')} />
            <span className="soft">
              {mark('colon', {
                term: reason === 'no_engine_yet' ? say('noEngine') : say('notPublished'),
                text: targets
                  .flatMap(lineOf)
                  .map((line) => line.title)
                  .join(mark('list')),
              })}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Projects that ask to be looked at first, in one line that opens them. Asked for by itself: where things stand is painted before it is answered. */
function AlarmedProjects() {
  const say = useWords(cockpitWords);
  const { query } = useAddress();
  const at = { asOf: query.get('asOf'), known: query.get('known') };
  const asked = `/api/alarm${withQuery('', { standing: 'open', ...at })}`;
  const counted = useAnswer<{ readonly found: number; readonly overdue: number; readonly notRed: number }>(
    asked,
  ).data;
  if (counted === undefined || counted.found === 0) return null;
  const { found, overdue, notRed } = counted;
  const red = found - notRed;
  const list = `/projects${withQuery('', { light: 'alarm', standing: 'open', sort: 'light', ...at })}`;
  return (
    <li className="exception exceptions-rest">
      <LightBadge light={red > 0 ? 'red' : 'yellow'} word={say('alarmed')} />
      <Link className="opens" to={list}>
        {say('alarmedProjects', { n: found, red, late: overdue })}
      </Link>
    </li>
  );
}

/** The worst one is written large: it is what a leader should leave with. */
function Exception({
  line,
  asOf,
  first,
}: {
  readonly line: TargetLine;
  readonly asOf: string;
  readonly first: boolean;
}) {
  const say = useWords(cockpitWords);
  const lamp = useWords(lightWords);
  const said = useSaid();
  const wordOf = useWordOf();
  // Where there is no value the figure's own words have said so already.
  const sentence = line.value === null ? '' : said(line.sentence);
  const cause = line.value === null && line.status !== 'published' ? '' : said(line.cause);
  const owner = line.owner === null ? '' : `${say('owner')} ${line.owner}`;
  const aside = [cause === sentence ? '' : cause, owner].filter((text) => text !== '').join(' · ');
  return (
    <li className={first ? 'exception first' : 'exception'}>
      <LightBadge light={line.light} word={`${lamp(line.light)} ${wordOf(line)}`} />
      <strong className="exception-title">{line.title}</strong>
      <span className="exception-figures num">
        <Value line={line} targetAsOf={asOf} />
        {line.completionPct !== null && (
          <ReckonedLink target={line.id} of="completionPct" asOf={asOf}>
            {line.completionPct}%
          </ReckonedLink>
        )}
        {line.gapPoints !== null && (
          <span>
            {say('gap')}{' '}
            <ReckonedLink target={line.id} of="gapPoints" asOf={asOf}>
              <b>{signed(line.gapPoints)}</b>
            </ReckonedLink>
          </span>
        )}
      </span>
      <span className="exception-words">
        {sentence !== '' && (
          <ReckonedLink target={line.id} of="monthlyNeeded" asOf={asOf}>
            {sentence}
          </ReckonedLink>
        )}
        <AssuranceAside target={line.id} asOf={asOf} />
        {aside !== '' && <span className="note">{aside}</span>}
      </span>
    </li>
  );
}

/** With `targetAsOf` the amount promised stands behind it. */
function Value({ line, targetAsOf }: { readonly line: TargetLine; readonly targetAsOf?: string }) {
  const say = useWords(cockpitWords);
  const { language } = useLanguage();
  if (line.value === null) {
    const word = line.status === 'no_engine_yet' ? say('noEngine') : say('notPublished');
    return (
      <span className="soft">
        {word} <Simulation line={line} />
      </span>
    );
  }
  const value = amount(line.value, line.unit, language).value;
  return (
    <span className="value">
      <FigureLink figure={line.figure} label={say('open', { title: line.title, value })}>
        {value}
      </FigureLink>
      {targetAsOf !== undefined && line.target !== null && (
        <span className="soft">
          {' / '}
          <ReckonedLink target={line.id} of="target" asOf={targetAsOf}>
            {grouped(line.target)}
          </ReckonedLink>
        </span>
      )}
      {targetAsOf !== undefined && <span className="soft small"> {unitWord(line.unit, language)}</span>}
      {line.since !== null && (
        <span className="soft small since">
          {' '}
          <FigureLink figure={line.since.figure}>
            {say('since', { value: signed(line.since.value) })}
          </FigureLink>
        </span>
      )}
    </span>
  );
}

/** The simulated count beside a figure that is not published. */
function Simulation({ line }: { readonly line: TargetLine }) {
  const say = useWords(cockpitWords);
  const { language } = useLanguage();
  if (line.simulatedValue === null) return null;
  return (
    <FigureLink figure={line.figure}>
      <span className="simulated">
        {say('simulatedValue', { value: amountText(line.simulatedValue, line.unit, language) })}
      </span>
    </FigureLink>
  );
}

export function Targets({ view }: { readonly view: CockpitView }) {
  const say = useWords(cockpitWords);
  const columns = useColumns(view);
  const spanOf = useSpan();
  return (
    <section className="panel targets" aria-labelledby="targets">
      <header>
        <h2 id="targets">{say('targets')}</h2>
        <Told view={view} />
        <button type="button" className="button quiet no-print push" onClick={() => window.print()}>
          {say('print')}
        </button>
      </header>
      {view.targets.length === 0 ? (
        <Empty title={say('noTargets')}>
          <Link to="/plan">{say('toPlan')}</Link>
        </Empty>
      ) : (
        <Table
          name="targets"
          caption={say('targets')}
          columns={columns}
          rows={view.targets}
          keyOf={(line) => line.id}
          spanOf={spanOf}
          rowClass={(line) => (line.value === null ? 'unpublished' : undefined)}
        />
      )}
    </section>
  );
}

/** 补报 and 更正, each opening to its rows; those there are none of are left out. */
function Told({ view }: { readonly view: CockpitView }) {
  const said = useSaid();
  const { language } = useLanguage();
  const lines = view.told.filter((line) => line.value !== '0');
  return (
    <span className="row soft small">
      {lines.map((line) => (
        <FigureLink key={line.measure} figure={line.figure}>
          {said(line.title)} {amountText(line.value, line.unit, language)}
        </FigureLink>
      ))}
    </span>
  );
}

/** What is not published is said once, over all the cells that would be empty. */
function useSpan(): (line: TargetLine) => Span | undefined {
  const say = useWords(cockpitWords);
  return (line) => {
    if (line.value !== null) return undefined;
    const word = line.status === 'no_engine_yet' ? say('noEngine') : say('notPublished');
    const cell = (
      <span className="soft">
        <span className="desk-only">{word} </span>
        <Simulation line={line} />{' '}
        <span className="desk-only">
          <AssuranceAside target={line.id} />
        </span>
      </span>
    );
    return { from: 'value', to: line.reporting === null ? 'trend' : 'refreshed', cell };
  };
}

function useColumns(view: CockpitView): readonly Column<TargetLine>[] {
  const say = useWords(cockpitWords);
  const { language } = useLanguage();
  const said = useSaid();
  const lamp = useWords(lightWords);
  const wordOf = useWordOf();
  const right = { align: 'right' } as const;
  const quiet = { align: 'right', phone: 'none' } as const;
  const { asOf } = view.at;
  const year = asOf.slice(0, 5);
  const standing = useStanding();
  const reckoned = (line: TargetLine, of: string, text: string): ReactNode =>
    text === NONE ? (
      NONE_CELL
    ) : (
      <ReckonedLink target={line.id} of={of} asOf={asOf}>
        {text}
      </ReckonedLink>
    );
  return [
    {
      id: 'number',
      head: say('number'),
      phone: 'none',
      cell: (_, index) => index + 1,
      className: 'narrow soft',
    },
    {
      id: 'title',
      head: say('indicator'),
      phone: 'title',
      className: 'target-title',
      cell: (line) => (
        <span className="target-name" title={said(line.definition)}>
          {line.title}
          <span className="soft small"> {unitWord(line.unit, language)}</span>
          {line.value === null && line.target !== null && (
            <span className="phone-only soft small">
              {say('target')} {reckoned(line, 'target', grouped(line.target))}{' '}
              <Term line={line} asOf={view.at.asOf} />
            </span>
          )}
          <span className="phone-only push">
            <LightBadge light={line.light} word={wordOf(line)} />
          </span>
        </span>
      ),
      sort: (line) => line.title,
    },
    {
      id: 'light',
      head: say('light'),
      phone: 'none',
      cell: (line) => (
        <LightBadge
          light={line.light}
          word={line.value === null ? lamp(line.light) : wordOf(line)}
          title={said(line.cause)}
        />
      ),
      sort: (line) => lightOrder(line.light),
    },
    {
      id: 'target',
      head: say('target'),
      ...right,
      cell: (line) => (
        <>
          {reckoned(line, 'target', grouped(line.target))}
          <Term line={line} asOf={view.at.asOf} />
        </>
      ),
      sort: (line) => line.target,
    },
    {
      id: 'value',
      head: say('value'),
      ...right,
      cell: (line) => (line.value === null ? NONE_CELL : <Value line={line} />),
      sort: (line) => line.value,
    },
    {
      id: 'completion',
      head: say('completion'),
      unit: '%',
      ...right,
      cell: (line) => reckoned(line, 'completionPct', line.completionPct ?? NONE),
      sort: (line) => line.completionPct,
    },
    {
      id: 'time',
      head: say('time'),
      unit: '%',
      ...quiet,
      cell: (line) => reckoned(line, 'timePct', line.timePct ?? NONE),
    },
    {
      id: 'gap',
      head: say('gap'),
      unit: say('points'),
      ...right,
      cell: (line) =>
        line.gapPoints === null ? (
          NONE_CELL
        ) : (
          <ReckonedLink target={line.id} of="gapPoints" asOf={asOf}>
            <b className={signOf(line.gapPoints) === -1 ? undefined : 'plain'}>{signed(line.gapPoints)}</b>
          </ReckonedLink>
        ),
      sort: (line) => line.gapPoints,
    },
    {
      id: 'remaining',
      head: say('remaining'),
      ...right,
      cell: (line) => reckoned(line, 'remaining', grouped(line.remaining)),
      sort: (line) => line.remaining,
    },
    {
      id: 'needed',
      head: say('monthlyNeeded'),
      ...right,
      cell: (line) => reckoned(line, 'monthlyNeeded', grouped(line.monthlyNeeded)),
      sort: (line) => line.monthlyNeeded,
    },
    {
      id: 'assurance',
      head: say('assuranceShort'),
      className: 'nowrap assurance-cell',
      phone: 'whole',
      cell: (line) => <AssuranceCell target={line.id} />,
    },
    {
      id: 'change',
      head: say('change'),
      ...quiet,
      cell: (line) => reckoned(line, 'change', signed(line.change)),
      sort: (line) => line.change,
    },
    {
      id: 'refreshed',
      head: say('refreshed'),
      ...quiet,
      cell: (line) => line.refreshedOn?.replace(year, '') ?? NONE_CELL,
      sort: (line) => line.refreshedOn,
    },
    {
      id: 'reporting',
      head: say('reporting'),
      ...quiet,
      cell: (line) =>
        line.reporting === null ? (
          NONE_CELL
        ) : (
          <Link
            className="opens"
            to={standing(`/reporting${withQuery('', { asOf, duty: line.reporting.duty })}`)}
          >
            {line.reporting.reported}/{line.reporting.expected}
          </Link>
        ),
    },
    {
      id: 'trend',
      head: say('trend'),
      unit: say('trendUnit'),
      phone: 'none',
      cell: (line) => <Trend line={line} asOf={asOf} />,
    },
  ];
}

function Trend({ line, asOf }: { readonly line: TargetLine; readonly asOf: string }) {
  const say = useWords(cockpitWords);
  const first = line.trend[0];
  const last = line.trend[line.trend.length - 1];
  if (first === undefined || last === undefined) return NONE_CELL;
  const label = say('trendLabel', {
    title: line.title,
    first: first.month,
    firstValue: grouped(first.value),
    last: last.month,
    lastValue: grouped(last.value),
  });
  return (
    <ReckonedLink target={line.id} of="value" asOf={asOf} label={label}>
      <Sparkline points={line.trend} pace={line.pace} label={label} />
    </ReckonedLink>
  );
}

/** A target that is not of the year says until when it is, or that it has no date: 年度目标 would promise what the text does not. */
function Term({ line, asOf }: { readonly line: TargetLine; readonly asOf: string }) {
  const say = useWords(cockpitWords);
  if (line.dueOn === `${asOf.slice(0, 4)}-12-31`) return null;
  const term = line.dueOn === null ? (line.strength ?? say('noDate')) : say('untilDay', { day: line.dueOn });
  return <span className="target-term soft small">{term}</span>;
}
