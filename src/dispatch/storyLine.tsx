// The stages on one line: above, solid, the days they were reached; below, dashed, the days the plan's limits lead to; standstill dotted. What it shows stands
// in a table as well: for readers that see no drawing, and instead of it on a phone.
import { useWords } from '../ui/language.tsx';
import { pathOf } from '../ui/route.ts';
import { Link, useStanding } from '../ui/router.tsx';
import { type Column, NONE_CELL, Table } from '../ui/table.tsx';
import type { Story, StoryPause, StoryStage } from './projectStory.view.ts';
import { storyWords } from './projectStoryWords.tsx';

const STEP = 118;
const EDGE = 56;
const ACTUAL_Y = 34;
const PLANNED_Y = 66;

export function StageLine({
  stages,
  pauses,
  asOf,
}: Pick<Story, 'stages' | 'pauses'> & { readonly asOf: string }) {
  const say = useWords(storyWords);
  const width = EDGE * 2 + STEP * Math.max(0, stages.length - 1);
  const x = (index: number) => EDGE + STEP * index;
  const reached = stages.flatMap((stage, index) =>
    stage.reachedOn === null ? [] : [{ index, on: stage.reachedOn }],
  );
  const last = reached.at(-1);
  // Now lies a third of the way to the next stage: how far it is, nobody knows.
  const nowX =
    last === undefined ? x(0) : last.index === stages.length - 1 ? x(last.index) : x(last.index) + STEP / 3;
  const place = (day: string) => placeOf(day, reached, { x, nowX, asOf });
  const columns: readonly Column<StoryStage>[] = [
    { id: 'stage', head: say('stage'), cell: (row) => (row.isNow ? <strong>{row.name}</strong> : row.name) },
    { id: 'actual', head: say('actual'), className: 'num', cell: (row) => row.reachedOn ?? NONE_CELL },
    { id: 'planned', head: say('planned'), className: 'num', cell: (row) => row.plannedOn ?? NONE_CELL },
  ];
  return (
    <div className="stage-line">
      <div className="stage-drawing" aria-hidden="true">
        <svg width={width} height={112} viewBox={`0 0 ${width} 112`} role="presentation">
          <line className="ahead" x1={x(0)} x2={x(stages.length - 1)} y1={PLANNED_Y} y2={PLANNED_Y} />
          <line className="gone" x1={x(0)} x2={nowX} y1={ACTUAL_Y} y2={ACTUAL_Y} />
          {pauses.map((pause) => (
            <Still key={pause.sort + pause.from + pause.fact} pause={pause} place={place} asOf={asOf} />
          ))}
          {stages.map((stage, index) => (
            <g key={stage.id} className={stage.isNow ? 'now' : undefined}>
              {stage.reachedOn !== null && (
                <circle className="dot" cx={x(index)} cy={ACTUAL_Y} r={stage.isNow ? 7 : 5} />
              )}
              {stage.reachedOn === null && <circle className="dot open" cx={x(index)} cy={PLANNED_Y} r={4} />}
              <text className="day" x={x(index)} y={ACTUAL_Y - 14}>
                {stage.reachedOn ?? ''}
              </text>
              <text className="planned-day" x={x(index)} y={PLANNED_Y + 18}>
                {stage.plannedOn ?? ''}
              </text>
              <text className="name" x={x(index)} y={PLANNED_Y + 38}>
                {stage.name}
              </text>
            </g>
          ))}
        </svg>
      </div>
      <div className="stage-table">
        <Table
          name="stages"
          caption={say('line')}
          columns={columns}
          rows={stages}
          keyOf={(row) => row.id}
          phone="scroll"
        />
      </div>
      <Stills pauses={pauses} />
    </div>
  );
}

/** The project's own standstill dots its line; that of an approval's clock lies right below it: the project went on. */
function Still({
  pause,
  place,
  asOf,
}: {
  readonly pause: StoryPause;
  readonly place: (day: string) => number;
  readonly asOf: string;
}) {
  const y = pause.sort === 'project' ? ACTUAL_Y : ACTUAL_Y + 9;
  // However short, it can be seen.
  const at = {
    x1: place(pause.from),
    x2: Math.max(place(pause.from) + 8, place(pause.to ?? asOf)),
    y1: y,
    y2: y,
  };
  return (
    <g>
      {pause.sort === 'project' && <line className="still-ground" {...at} />}
      <line className={pause.sort === 'project' ? 'still' : 'still clock'} {...at} />
    </g>
  );
}

/** Beyond these they are folded away; those that last stand first. */
const STILLS_SHOWN = 4;

function Stills({ pauses }: Pick<Story, 'pauses'>) {
  const say = useWords(storyWords);
  if (pauses.length === 0) return null;
  const lasting = pauses.toSorted((a, b) => Number(a.to !== null) - Number(b.to !== null));
  const [first, rest] = [lasting.slice(0, STILLS_SHOWN), lasting.slice(STILLS_SHOWN)];
  const line = (pause: StoryPause) => <StillWords key={pause.sort + pause.from + pause.fact} pause={pause} />;
  return (
    <div className="body small">
      <ul className="held-list stills">{first.map(line)}</ul>
      {rest.length > 0 && (
        <details>
          <summary>{say('stoppedMore', { n: rest.length })}</summary>
          <ul className="held-list stills">{rest.map(line)}</ul>
        </details>
      )}
    </div>
  );
}

function StillWords({ pause }: { readonly pause: StoryPause }) {
  const say = useWords(storyWords);
  const standing = useStanding();
  const { from, to, itemName, reason, byUnitName, document, fact } = pause;
  return (
    <li className="row">
      <span className="soft">{say(pause.sort === 'project' ? 'standstill' : 'stopped')}</span>
      <span className="num">{to === null ? say('stillNow', { from }) : say('stillFrom', { from, to })}</span>
      {itemName !== null && (
        <span>
          {itemName} · {pause.clock}
        </span>
      )}
      {reason !== null && <span>{reason}</span>}
      {byUnitName !== null && <span className="soft">{say('stoppedBy', { unit: byUnitName })}</span>}
      {document !== null && <span className="soft">{document}</span>}
      {fact !== null && (
        <Link className="small no-print" to={standing(pathOf('ledger', 'facts', fact))}>
          {say('fact')}
        </Link>
      )}
    </li>
  );
}

/** Where a day lies on the line: between the stages reached before and after it, by its share of the days between. */
function placeOf(
  day: string,
  reached: readonly { readonly index: number; readonly on: string }[],
  { x, nowX, asOf }: { readonly x: (index: number) => number; readonly nowX: number; readonly asOf: string },
): number {
  const before = reached.findLast(({ on }) => on <= day);
  if (before === undefined) return x(0);
  const after = reached.find(({ on }) => on > day);
  const [endX, endOn] = after === undefined ? [nowX, asOf] : [x(after.index), after.on];
  const whole = Date.parse(endOn) - Date.parse(before.on);
  const share = whole <= 0 ? 1 : Math.min(1, (Date.parse(day) - Date.parse(before.on)) / whole);
  return x(before.index) + (endX - x(before.index)) * share;
}
