// 驾驶舱: a leader, one minute. Exceptions first, then the targets table, then what lies behind it.
import { lazy, Suspense } from 'react';
import { useAnswer } from '../ui/answer.tsx';
import { useWords } from '../ui/language.tsx';
import { withQuery } from '../ui/route.ts';
import { Link, navigate, useAddress } from '../ui/router.tsx';
import { PageHead } from '../ui/shell.tsx';
import { KnownThenBand, StandingBar, StandingFoot } from '../ui/standpoint.tsx';
import { Answered } from '../ui/states.tsx';
import type { CockpitView } from './cockpit.view.ts';
import { Funnel, Readings, Stocks } from './cockpitAround.tsx';
import { Assurances, Reckoning } from './cockpitAssurance.tsx';
import { Exceptions, Targets } from './cockpitTargets.tsx';
import { Units } from './cockpitUnits.tsx';
import { cockpitWords } from './cockpitWords.tsx';
import { figureOf } from './figureLink.tsx';
import type { ForecastsView } from './forecast.view.ts';
import './cockpit.css';

/** Loaded when the first figure is opened: the page itself stays light. */
const FigureSheet = lazy(() => import('./figure.tsx').then((page) => ({ default: page.FigureSheet })));

export default function CockpitPage() {
  const say = useWords(cockpitWords);
  const address = useAddress();
  const question = withQuery('', { asOf: address.query.get('asOf'), known: address.query.get('known') });
  const answer = useAnswer<CockpitView>(`/api/cockpit${question}`);
  // After the first paint: a forecast is reckoned, and nobody waits for it to see where things stand.
  const forecasts = useAnswer<ForecastsView>(answer.data === undefined ? null : `/api/forecast${question}`);
  const figure = figureOf(address.query.get('figure'));
  const at = answer.data?.at;
  return (
    <>
      <PageHead title={at === undefined ? say('title') : `${at.city.name} · ${at.planTitle}`}>
        {at !== undefined && <StandingBar at={at} />}
        {answer.data !== undefined && <DayPress view={answer.data} />}
      </PageHead>
      <Answered answer={answer} bars={14}>
        {(view) => (
          <Assurances value={forecasts.data}>
            <Reckoning value={forecasts.data === undefined && forecasts.problem === undefined}>
              <KnownThenBand at={view.at} />
              <Exceptions view={view} />
              <Targets view={view} />
              <div className="cockpit-pair">
                <Units view={view} />
                <div className="stack">
                  <Funnel view={view} />
                  <Stocks stocks={view.stocks} />
                </div>
              </div>
              <Readings readings={view.readings} />
              <StandingFoot at={view.at} />
            </Reckoning>
          </Assurances>
        )}
      </Answered>
      {figure !== undefined && (
        <Suspense>
          <FigureSheet
            figure={figure}
            known={address.query.get('known')}
            onClose={() => navigate(address.with({ figure: null, 'rows.sort': null }))}
          />
        </Suspense>
      )}
    </>
  );
}

/** The last month due by default, since a month that is still running would look like a fall; today is one press away, and back. */
function DayPress({ view: { at, today } }: { readonly view: CockpitView }) {
  const say = useWords(cockpitWords);
  const address = useAddress();
  if (today !== null)
    return (
      <Link
        className="button quiet no-print"
        title={say('standsAt')}
        to={address.with({ asOf: today, figure: null })}
      >
        {say('today', { day: today.slice(5) })}
      </Link>
    );
  if (address.query.get('asOf') === null || at.asKnownThen) return null;
  return (
    <Link className="button quiet no-print" to={address.with({ asOf: null, figure: null })}>
      {say('reportedDay')}
    </Link>
  );
}
