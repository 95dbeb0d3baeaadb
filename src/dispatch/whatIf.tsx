// What if: sliders answered at once in the browser, by the same sums as the forecast. Nothing is sent and nothing is recorded.
import { useDeferredValue, useMemo, useState } from 'react';
import { chanceIf, NO_CHANGE, type WhatIfChange, type WhatIfGround } from '../foresight/whatIf.ts';
import { amountText, grouped } from '../ui/figures.ts';
import { Select } from '../ui/form.tsx';
import { markWords, useLanguage, useSaid, useWords } from '../ui/language.tsx';
import { type AssuranceLine, chanceText, pointsText } from './forecast.view.ts';
import { forecastWords, pushWords } from './forecastWords.tsx';

const LEADS_MAX = 300;
/** A speed from a third to three times, in steps of the logarithm: the middle is no change. */
const SPEEDS: readonly number[] = [0.33, 0.4, 0.5, 0.67, 0.8, 1, 1.25, 1.5, 2, 2.5, 3];
const MIDDLE = SPEEDS.indexOf(1);

export default function WhatIf({
  ground,
  line,
  done,
}: {
  readonly ground: WhatIfGround;
  readonly line: AssuranceLine;
  readonly done: number;
}) {
  const say = useWords(forecastWords);
  const [change, setChange] = useState<WhatIfChange>(NO_CHANGE);
  const alter = (to: Partial<WhatIfChange>) => setChange((before) => ({ ...before, ...to }));
  return (
    <section className="panel no-print" aria-labelledby="what-if">
      <header>
        <h2 id="what-if">{say('whatIf')}</h2>
        <span className="soft small">{say('whatIfLead')}</span>
        <button type="button" className="button quiet push" onClick={() => setChange(NO_CHANGE)}>
          {say('reset')}
        </button>
      </header>
      <div className="whatif">
        <div>
          <label>
            <span>
              {say('leads')} <b className="num">{say('leadsUnit', { n: change.leads })}</b>
            </span>
            <input
              type="range"
              min={0}
              max={LEADS_MAX}
              step={5}
              value={change.leads}
              onChange={(event) => alter({ leads: Number(event.target.value) })}
            />
          </label>
        </div>
        <Pace
          label={say('stage')}
          list={ground.stages}
          chosen={change.stage}
          speed={change.stageSpeed}
          isThere={(place) => ground.cases.some(([, stage]) => stage === place)}
          onChange={(stage, stageSpeed) => alter({ stage, stageSpeed })}
        />
        <Pace
          label={say('county')}
          list={ground.counties}
          chosen={change.county}
          speed={change.countySpeed}
          isThere={(place) => ground.cases.some(([, , county]) => county === place)}
          onChange={(county, countySpeed) => alter({ county, countySpeed })}
        />
      </div>
      <Becomes ground={ground} change={change} line={line} done={done} />
    </section>
  );
}

function Pace({
  label,
  list,
  chosen,
  speed,
  isThere,
  onChange,
}: {
  readonly label: string;
  readonly list: readonly { readonly id: string; readonly name: string }[];
  readonly chosen: number;
  readonly speed: number;
  readonly isThere: (place: number) => boolean;
  readonly onChange: (place: number, speed: number) => void;
}) {
  const say = useWords(forecastWords);
  const choices = list.flatMap(({ name }, place) =>
    isThere(place) ? [{ value: String(place), label: name }] : [],
  );
  const at = SPEEDS.indexOf(speed);
  return (
    <div>
      <Select
        label={label}
        choices={[{ value: '-1', label: say('noneChosen') }, ...choices]}
        value={String(chosen)}
        onChange={(event) => onChange(Number(event.target.value), speed)}
      />
      {chosen >= 0 && (
        <label>
          <span>
            {say('speedOf')} <b className="num">{say('speed', { n: speed })}</b>
          </span>
          <input
            type="range"
            min={0}
            max={SPEEDS.length - 1}
            step={1}
            value={at < 0 ? MIDDLE : at}
            onChange={(event) => onChange(chosen, SPEEDS[Number(event.target.value)] ?? 1)}
          />
        </label>
      )}
    </div>
  );
}

/** The slider moves at once; the sum follows as fast as the machine can. */
function Becomes({
  ground,
  change,
  line,
  done,
}: {
  readonly ground: WhatIfGround;
  readonly change: WhatIfChange;
  readonly line: AssuranceLine;
  readonly done: number;
}) {
  const say = useWords(forecastWords);
  const push = useWords(pushWords);
  const said = useSaid();
  const mark = useWords(markWords);
  const { language } = useLanguage();
  const asked = useDeferredValue(change);
  const before = useMemo(() => chanceIf(ground, NO_CHANGE), [ground]);
  const answer = useMemo(() => chanceIf(ground, asked), [ground, asked]);
  const moved = answer.chance - before.chance;
  const text = (count: number) => amountText(String(count), line.unit, language);
  return (
    <p className="whatif-answer" role="status">
      <span>
        {say('becomes')} <b>{said(answer.word.words)}</b>
        {answer.word.against !== null && (
          <span className="soft small"> {said(answer.word.against.words)}</span>
        )}
      </span>
      <span className="num">
        {chanceText(answer.chance)}{' '}
        <span className="soft">
          {mark('aside', {
            text: `${pointsText(moved)} ${push('points')}`,
            note: say('was', { text: chanceText(before.chance) }),
          })}
        </span>
      </span>
      <span className="num">
        {line.by !== null && say('expected', { by: line.by })} {text(done + answer.p50)}
        <span className="soft">
          {language === 'zh' ? '，' : ', '}
          {say('middle', {
            low: grouped(String(done + answer.p10)),
            high: grouped(String(done + answer.p90)),
          })}
        </span>
      </span>
    </p>
  );
}
