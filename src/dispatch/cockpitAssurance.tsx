// 达标把握 beside a line of the cockpit: a word that opens to the forecast, and how many projects to push. Asked for once the page stands, so that the page itself stays light.
import { createContext, useContext } from 'react';
import { NOT_TOLD } from '../foresight/wordRecord.ts';
import { markWords, useSaid, useWords } from '../ui/language.tsx';
import { pathOf, withQuery } from '../ui/route.ts';
import { Link, useStanding } from '../ui/router.tsx';
import { NONE_CELL } from '../ui/table.tsx';
import { cockpitWords } from './cockpitWords.tsx';
import type { AssuranceLine, ForecastsView } from './forecast.view.ts';

/** Undefined until it is answered. */
export const Assurances = createContext<ForecastsView | undefined>(undefined);
/** The first answer of a day takes seconds; what is empty meanwhile is not "none". */
export const Reckoning = createContext(false);

function useAssurance(target: string): AssuranceLine | undefined {
  const view = useContext(Assurances);
  return view?.floors.find(({ id }) => id === target);
}

/** In the table's column. */
export function AssuranceCell({ target }: { readonly target: string }) {
  const say = useWords(cockpitWords);
  const reckoned = useContext(Reckoning);
  const line = useAssurance(target);
  if (line === undefined)
    return reckoned ? <span className="soft small">{say('assuranceReckoned')}</span> : NONE_CELL;
  return (
    <>
      <AssuranceWord target={target} />
      <AssuranceRecord line={line} />
    </>
  );
}

/** How often this word was said before, and how often what it was said of came true; opens to those past forecasts. */
function AssuranceRecord({ line }: { readonly line: AssuranceLine }) {
  const say = useWords(cockpitWords);
  const said = useSaid();
  const mark = useWords(markWords);
  const standing = useStanding();
  if (line.said === null) return null;
  return (
    <Link
      className="assurance-said soft small"
      title={say('assuranceSaidIs')}
      to={standing(`${pathOf('targets', line.id)}/forecast?word=${line.said.word}#asked`)}
    >
      {mark('aside', {
        text:
          line.against === null
            ? say('assuranceSaid', {
                word: line.band === null ? '' : said(line.band),
                n: line.said.times,
                met: line.said.met,
              })
            : said(line.against.words),
        note: say('assuranceWindows', { n: line.said.windows }),
      })}
    </Link>
  );
}

function AssuranceWord({ target }: { readonly target: string }) {
  const said = useSaid();
  const standing = useStanding();
  const line = useAssurance(target);
  if (line === undefined) return null;
  return (
    <Link className="opens" title={said(line.words)} to={standing(`${pathOf('targets', target)}/forecast`)}>
      {said(line.band ?? NOT_TOLD)}
    </Link>
  );
}

/** On the exceptions' line and beside a count that was not published; nothing where there is none. */
export function AssuranceAside({ target, asOf }: { readonly target: string; readonly asOf?: string }) {
  const say = useWords(cockpitWords);
  const standing = useStanding();
  const line = useAssurance(target);
  if (line === undefined) return null;
  return (
    <span className="assurance">
      <span>
        {say('assurance')} <AssuranceWord target={target} />
      </span>
      <AssuranceRecord line={line} />
      {asOf !== undefined && line.pushes > 0 && (
        <Link to={standing(`/pushes${withQuery('', { target, asOf })}`)}>
          {say('pushes', { n: line.pushes })}
        </Link>
      )}
    </span>
  );
}
