// What a forecast stands on: how such forecasts did before, and every number that went in, each opening to what it was made from.
import { type ReactNode, useState } from 'react';
import { grouped } from '../ui/figures.ts';
import { useSaid, useWords } from '../ui/language.tsx';
import { Link, useStanding } from '../ui/router.tsx';
import { type Column, Table } from '../ui/table.tsx';
import { inputText, type OpeningInput, type TargetForecastView } from './forecast.view.ts';
import { forecastWords } from './forecastWords.tsx';

/** A long table that few look into: drawn when it is opened. */
export function OnOpening({
  words,
  children,
}: {
  readonly words: string;
  readonly children: () => ReactNode;
}) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details className="assurance-number" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{words}</summary>
      {isOpen && children()}
    </details>
  );
}

type Past = TargetForecastView['record']['past'][number];

export function ForecastRecord({ view }: { readonly view: TargetForecastView }) {
  const say = useWords(forecastWords);
  const { origins, horizonDays, mae, crps, coverage80, enough, low, high, past } = view.record;
  const standing = useStanding();
  const rowsOf = (one: Past) => standing(`/figures/${view.measure}?from=${one.known}&asOf=${one.until}`);
  const count = (id: 'model' | 'pace', head: string): Column<Past> => ({
    id,
    head,
    align: 'right',
    cell: (one) => (
      <a className="opens" href="#inputs">
        {one[id].toFixed(1)}
      </a>
    ),
    sort: (one) => one[id].toFixed(1),
  });
  const columns: readonly Column<Past>[] = [
    { id: 'known', head: say('recordKnown'), phone: 'title', className: 'num', cell: (one) => one.known },
    { id: 'until', head: say('recordUntil'), className: 'num', cell: (one) => one.until },
    count('model', say('recordModel')),
    {
      id: 'band',
      head: say('recordBand'),
      align: 'right',
      cell: (one) => (
        <a className="opens" href="#inputs">
          {grouped(String(one.low))}–{grouped(String(one.high))}
        </a>
      ),
    },
    count('pace', say('recordPace')),
    {
      id: 'came',
      head: say('recordCame'),
      align: 'right',
      cell: (one) => (
        <Link className="opens" to={rowsOf(one)}>
          {grouped(String(one.came))}
        </Link>
      ),
      sort: (one) => String(one.came),
    },
  ];
  return (
    <section className="panel" aria-labelledby="record">
      <header>
        <h2 id="record">{say('record')}</h2>
      </header>
      {enough && mae !== null && crps !== null && coverage80 !== null ? (
        <p className="body">
          {say('recordIs', {
            n: origins,
            days: horizonDays,
            model: mae.model.toFixed(1),
            pace: mae.pace.toFixed(1),
            crps: crps.model.toFixed(1),
            coverage: `${Math.round(coverage80 * 100)}%`,
          })}{' '}
          {say('recordSides', {
            low,
            high,
          })}
          {mae.model >= mae.pace && <strong> {say('recordOff')}</strong>}
        </p>
      ) : (
        <p className="body">
          {say('recordShort', { n: origins })} {say('recordOne')}
        </p>
      )}
      {enough && <SaidWords view={view} />}
      {past.length > 0 && (
        <OnOpening words={say('recordEach')}>
          {() => (
            <Table
              name="record"
              caption={say('record')}
              columns={columns}
              rows={past.toReversed()}
              keyOf={(one) => one.known}
              phone="scroll"
            />
          )}
        </OnOpening>
      )}
    </section>
  );
}

type Said = TargetForecastView['record']['words'][number];

/** Whether such words came true: not shown of one kind alone, for the share should fall with the word. */
function SaidWords({ view }: { readonly view: TargetForecastView }) {
  const say = useWords(forecastWords);
  const said = useSaid();
  const count = (id: string, head: string, of: (one: Said) => string): Column<Said> => ({
    id,
    head,
    align: 'right',
    cell: of,
  });
  const columns: readonly Column<Said>[] = [
    {
      id: 'band',
      head: say('assurance'),
      phone: 'title',
      cell: (one) => (one.band.zh === view.line.band?.zh ? <b>{said(one.band)}</b> : said(one.band)),
    },
    count('said', say('recordSaid'), (one) => String(one.said)),
    count('met', say('recordMet'), (one) => String(one.met)),
    count('share', say('recordShare'), (one) =>
      one.said === 0 ? '—' : `${Math.round((one.met / one.said) * 100)}%`,
    ),
  ];
  return (
    <>
      <h3 className="body record-words">{say('recordWords')}</h3>
      <Table
        name="said"
        caption={say('recordWords')}
        columns={columns}
        rows={view.record.words}
        keyOf={(one) => one.band.zh}
        phone="scroll"
      />
      <p className="table-foot">{say('recordWordsIs')}</p>
    </>
  );
}

export function ForecastInputs({ view }: { readonly view: TargetForecastView }) {
  const say = useWords(forecastWords);
  const said = useSaid();
  const standing = useStanding();
  const columns: readonly Column<OpeningInput>[] = [
    { id: 'input', head: say('input'), phone: 'title', cell: (input) => said(input.label) },
    {
      id: 'value',
      head: say('value'),
      align: 'right',
      cell: (input) =>
        input.opens.startsWith('#') ? (
          <a className="opens" href={input.opens}>
            {inputText(input)}
          </a>
        ) : (
          <Link className="opens" to={standing(input.opens)}>
            {inputText(input)}
          </Link>
        ),
    },
    { id: 'from', head: say('from'), phone: 'whole', cell: (input) => said(input.from) },
  ];
  return (
    <section className="panel" aria-labelledby="inputs">
      <header>
        <h2 id="inputs">{say('inputs')}</h2>
      </header>
      <Table
        name="inputs"
        caption={say('inputs')}
        columns={columns}
        rows={view.inputs}
        keyOf={(input) => input.id}
        phone="lines"
      />
    </section>
  );
}
