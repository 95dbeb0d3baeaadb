// The fan: what happened so far, then the range of what will, week by week, against the target and 序时. Drawn at the width there is, so that its letters stay readable on a
// phone. The numbers stand in the table below; the label tells a listener the end.
import { useLayoutEffect, useRef, useState } from 'react';
import { epochDay, parseDate } from '../kernel/plainDate.ts';
import { grouped } from '../ui/figures.ts';
import { useWords } from '../ui/language.tsx';
import type { TargetForecastView } from './forecast.view.ts';
import { type FanScale, fanScale, pathThrough } from './forecastFan.ts';
import { forecastWords } from './forecastWords.tsx';

const HEIGHT = 300;

export function ForecastChart({ view }: { readonly view: TargetForecastView }) {
  const say = useWords(forecastWords);
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(720);
  useLayoutEffect(() => {
    const measure = () => setWidth(Math.max(280, box.current?.clientWidth ?? 720));
    measure();
    window.addEventListener('resize', measure);
    return () => window.removeEventListener('resize', measure);
  }, []);
  const { line, weeks, soFar, at } = view;
  const end = weeks[weeks.length - 1];
  const last = soFar[soFar.length - 1];
  const target = Number(line.target ?? 0);
  const scale = fanScale({
    from: view.from,
    by: line.by ?? at.asOf,
    target,
    soFar,
    weeks,
    width,
    height: HEIGHT,
  });
  const label =
    end === undefined
      ? line.title
      : say('fanLabel', {
          title: line.title,
          asOf: at.asOf,
          done: view.done,
          target: grouped(line.target),
          by: end.on,
          p10: end.p10,
          p50: end.p50,
          p90: end.p90,
        });
  // The range opens from what is done on the day looked from.
  const start = {
    on: at.asOf,
    p10: view.done,
    p25: view.done,
    p50: view.done,
    p75: view.done,
    p90: view.done,
  };
  const ahead = [start, ...weeks];
  const band = (low: 'p10' | 'p25', high: 'p75' | 'p90') =>
    `${pathThrough(
      scale,
      ahead.map((week) => [week.on, week[high]]),
    )} L${pathThrough(
      scale,
      ahead.toReversed().map((week) => [week.on, week[low]]),
    ).slice(1)} Z`;
  const pace = [...soFar, ...weeks].flatMap(({ on, pace: value }) =>
    value === null ? [] : [[on, value] as const],
  );
  return (
    <div ref={box} className="fan">
      <svg role="img" aria-label={label} width={width} height={HEIGHT} viewBox={`0 0 ${width} ${HEIGHT}`}>
        <Axes scale={scale} asOf={at.asOf} />
        {weeks.length > 0 && (
          <>
            <path d={band('p10', 'p90')} className="fan-wide" />
            <path d={band('p25', 'p75')} className="fan-half" />
          </>
        )}
        <path d={pathThrough(scale, pace)} className="fan-pace" />
        <line
          x1={scale.left}
          x2={scale.right}
          y1={scale.y(target)}
          y2={scale.y(target)}
          className="fan-target"
        />
        <text x={scale.left + 4} y={scale.y(target) - 5} className="fan-word strong">
          {say('target', { n: grouped(line.target) })}
        </text>
        <path
          d={pathThrough(
            scale,
            soFar.map(({ on, done }) => [on, done]),
          )}
          className="fan-done"
        />
        {weeks.length > 0 && (
          <path
            d={pathThrough(
              scale,
              ahead.map((week) => [week.on, week.p50]),
            )}
            className="fan-median"
          />
        )}
        {last !== undefined && (
          <circle cx={scale.x(last.on)} cy={scale.y(last.done)} r="3.5" className="fan-dot" />
        )}
      </svg>
      <ul className="fan-key small" aria-hidden="true">
        <li className="done">{say('happened')}</li>
        {weeks.length > 0 && (
          <>
            <li className="median">{say('median')}</li>
            <li className="half">{say('half')}</li>
            <li className="wide">{say('eightTenths')}</li>
          </>
        )}
        <li className="pace">{say('pace')}</li>
      </ul>
    </div>
  );
}

function Axes({ scale, asOf }: { readonly scale: FanScale; readonly asOf: string }) {
  const day = epochDay(parseDate(asOf));
  const isWithin = day >= scale.firstDay && day <= scale.lastDay;
  return (
    <g>
      {scale.levels.map((level) => (
        <g key={level}>
          <line
            x1={scale.left}
            x2={scale.right}
            y1={scale.y(level)}
            y2={scale.y(level)}
            className="fan-grid"
          />
          <text x={scale.left - 6} y={scale.y(level) + 4} textAnchor="end" className="fan-word">
            {grouped(String(level))}
          </text>
        </g>
      ))}
      {scale.months.map((day) => (
        <text key={day} x={scale.x(day)} y={HEIGHT - 6} textAnchor="middle" className="fan-word">
          {day.slice(5)}
        </text>
      ))}
      {isWithin && (
        <line x1={scale.x(asOf)} x2={scale.x(asOf)} y1={scale.top} y2={scale.bottom} className="fan-now" />
      )}
    </g>
  );
}
