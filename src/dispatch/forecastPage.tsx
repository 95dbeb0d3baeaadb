// 达标把握 of one target: the words first, the number on opening; the fan by week; what if; its record, what it rests on and what it assumes.
import { lazy, Suspense } from 'react';
import { NOT_TOLD } from '../foresight/wordRecord.ts';
import { useAnswer } from '../ui/answer.tsx';
import { amountText, grouped, unitWord } from '../ui/figures.ts';
import { markWords, useLanguage, useSaid, useWords } from '../ui/language.tsx';
import { pathOf, withQuery } from '../ui/route.ts';
import { Link, useAddress, useArrival, useStanding } from '../ui/router.tsx';
import { PageHead } from '../ui/shell.tsx';
import { KnownThenBand, Simulated, StandingBar, StandingFoot } from '../ui/standpoint.tsx';
import { Answered } from '../ui/states.tsx';
import { type Column, Table } from '../ui/table.tsx';
import { chanceText, type ForecastWeek, type TargetForecastView } from './forecast.view.ts';
import { ForecastChart } from './forecastChart.tsx';
import {
  ForecastExcel,
  ForecastInputs,
  ForecastRecord,
  OnOpening,
  useNoNumbers,
} from './forecastGrounds.tsx';
import { forecastWords } from './forecastWords.tsx';
import './cockpit.css';
import './forecast.css';

/** The sums that are asked again come with their own file, after what most came for. */
const WhatIf = lazy(() => import('./whatIf.tsx'));

export default function ForecastPage({ params }: { readonly params: Readonly<Record<string, string>> }) {
  const say = useWords(forecastWords);
  const standing = useStanding();
  const { query } = useAddress();
  const at = withQuery('', { asOf: query.get('asOf'), known: query.get('known') });
  const id = params.id ?? '';
  const answer = useAnswer<TargetForecastView>(`/api/forecast/${encodeURIComponent(id)}${at}`);
  useArrival(answer.data);
  const title = answer.data?.line.title;
  return (
    <>
      <PageHead title={title === undefined ? say('page') : say('title', { title })}>
        {answer.data !== undefined && <StandingBar at={answer.data.at} />}
      </PageHead>
      <p className="no-print">
        <Link to={standing(pathOf('targets', id) + at)}>{say('toTarget')}</Link>{' '}
        <Link to={standing('/outlook')}>{say('toAll')}</Link>
      </p>
      <Answered answer={answer} bars={12}>
        {(view) => (
          <>
            <KnownThenBand at={view.at} />
            <Words view={view} />
            <Fan view={view} />
            {view.whatIf !== null && (
              <Suspense>
                <WhatIf ground={view.whatIf} line={view.line} done={view.done} />
              </Suspense>
            )}
            <ForecastRecord view={view} />
            {view.inputs.length > 0 && <ForecastInputs view={view} />}
            <Assumptions view={view} />
            <StandingFoot at={view.at} />
          </>
        )}
      </Answered>
    </>
  );
}

function Words({ view }: { readonly view: TargetForecastView }) {
  const say = useWords(forecastWords);
  const said = useSaid();
  const standing = useStanding();
  const noNumbers = useNoNumbers();
  const { line, needed, daysLeft } = view;
  return (
    <section className="panel" aria-labelledby="assurance">
      <header>
        <h2 id="assurance">{say('assurance')}</h2>
        {!line.published && <Simulated />}
      </header>
      <p className="assurance-head">
        <span className="band">{said(line.band ?? NOT_TOLD)}</span>
        {line.band === null && <span>{said(line.words)}</span>}
        {needed > 0 && (
          <Link className="opens" to={standing(pathOf('targets', line.id))}>
            {said(view.sentence)}
          </Link>
        )}
        {line.by !== null && <span className="soft">{say('daysLeft', { n: daysLeft, by: line.by })}</span>}
        {line.pushes > 0 && (
          <Link to={standing(`/pushes${withQuery('', { target: line.id })}`)}>
            {say('toPushes', { n: line.pushes })}
          </Link>
        )}
      </p>
      {line.against !== null && line.band !== null && (
        <p className="assurance-number">
          <a href="#record">{said(line.against.words)}</a>
        </p>
      )}
      {line.off !== null && (
        <p className="assurance-number">
          <a href="#record">
            {say(line.off.side === 'low' ? 'offLow' : 'offHigh', { n: line.off.of, k: line.off.times })}
          </a>
        </p>
      )}
      {!line.published && <p className="assurance-number soft small">{say('unpublished')}</p>}
      {view.numbers ? <Numbers view={view} /> : <p className="assurance-number soft">{noNumbers}</p>}
    </section>
  );
}

function Numbers({ view }: { readonly view: TargetForecastView }) {
  const say = useWords(forecastWords);
  const { language } = useLanguage();
  const mark = useWords(markWords);
  const said = useSaid();
  const { line, chanceRecognised, weeks } = view;
  const end = weeks[weeks.length - 1];
  if (line.chance === null || end === undefined) return null;
  const text = (count: number) => amountText(String(count), line.unit, language);
  return (
    <details className="assurance-number">
      <summary>{say('seeNumber')}</summary>
      <dl>
        <dt>{say('chance')}</dt>
        <dd>
          <b className="num">{chanceText(line.chance)}</b>
        </dd>
        {line.against !== null && (
          <dd className="soft small">
            {mark('aside', { text: said(line.against.words), note: say('numberAgainst') })}
          </dd>
        )}
        {chanceRecognised !== null && (
          <>
            <dt>{say('chanceRecognised')}</dt>
            <dd className="num">{chanceText(chanceRecognised)}</dd>
          </>
        )}
        <dt>{say('expected', { by: end.on })}</dt>
        <dd className="num">
          {mark('aside', {
            text: text(end.p50),
            note: say('middle', { low: grouped(String(end.p10)), high: grouped(String(end.p90)) }),
          })}
        </dd>
      </dl>
    </details>
  );
}

function Fan({ view }: { readonly view: TargetForecastView }) {
  const say = useWords(forecastWords);
  const { language } = useLanguage();
  const count = (id: keyof ForecastWeek & string, head: string): Column<ForecastWeek> => ({
    id,
    head,
    align: 'right',
    cell: (week) => (
      <a className="opens" href="#inputs">
        {grouped(String(week[id] ?? ''))}
      </a>
    ),
  });
  const columns: readonly Column<ForecastWeek>[] = [
    { id: 'on', head: say('week'), phone: 'title', className: 'num', cell: (week) => week.on },
    count('p10', say('atLeast', { n: 90 })),
    count('p25', say('atLeast', { n: 75 })),
    count('p50', say('median')),
    count('p75', say('atLeast', { n: 25 })),
    count('p90', say('atLeast', { n: 10 })),
    count('pace', say('pace')),
  ];
  return (
    <section className="panel" aria-labelledby="fan">
      <header>
        <h2 id="fan">{say('fan')}</h2>
        <span className="soft small">{unitWord(view.line.unit, language)}</span>
      </header>
      <ForecastChart view={view} />
      {view.weeks.length > 0 && (
        <OnOpening words={say('weeks')}>
          {() => (
            <>
              <ForecastExcel view={view} table="weeks" />
              <Table
                name="weeks"
                caption={say('weeks')}
                columns={columns}
                rows={view.weeks}
                keyOf={(week) => week.on}
                phone="scroll"
              />
            </>
          )}
        </OnOpening>
      )}
    </section>
  );
}

function Assumptions({ view }: { readonly view: TargetForecastView }) {
  const say = useWords(forecastWords);
  const said = useSaid();
  return (
    <section className="panel" aria-labelledby="assumptions">
      <header>
        <h2 id="assumptions">{say('assumptions')}</h2>
      </header>
      <ul className="assumptions">
        {view.assumptions.map((words) => (
          <li key={words.zh}>{said(words)}</li>
        ))}
      </ul>
    </section>
  );
}
