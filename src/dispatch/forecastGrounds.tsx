// What a forecast stands on: how such forecasts did before, and every number that went in, each opening to what it was made from.
import { type ReactNode, useState } from 'react';
import { ROLES } from '../access/roles.ts';
import { grouped } from '../ui/figures.ts';
import { markWords, useSaid, useWords } from '../ui/language.tsx';
import { pathOf, withQuery } from '../ui/route.ts';
import { Link, useAddress, useStanding } from '../ui/router.tsx';
import { type Column, NONE_CELL, Table } from '../ui/table.tsx';
import {
  type AskedFloor,
  type ForecastTable,
  inputText,
  type OpeningInput,
  type TargetForecastView,
} from './forecast.view.ts';
import { forecastWords } from './forecastWords.tsx';

/** Who may see the number of a chance, from the roles themselves. */
export function useNoNumbers(): string {
  const say = useWords(forecastWords);
  const said = useSaid();
  const mark = useWords(markWords);
  const roles = ROLES.filter((role) => role.may.includes('seeChance')).map(({ title }) => said(title));
  return say('noNumbers', { roles: roles.join(mark('list')) });
}

/** The workbook of one of the page's tables. */
export function ForecastExcel({
  view,
  table,
}: {
  readonly view: TargetForecastView;
  readonly table: ForecastTable;
}) {
  const say = useWords(forecastWords);
  const { query } = useAddress();
  const at = { asOf: query.get('asOf'), known: query.get('known') };
  return (
    <a
      className="push small no-print"
      href={`/api${pathOf('forecast', view.line.id)}/tables.xlsx${withQuery('', { table, ...at })}`}
      download
    >
      {say('excel')}
    </a>
  );
}

/** A long table that few look into: drawn when it is opened. */
export function OnOpening({
  words,
  isOpenFirst = false,
  children,
}: {
  readonly words: string;
  readonly isOpenFirst?: boolean;
  readonly children: () => ReactNode;
}) {
  const [isOpen, setOpen] = useState(isOpenFirst);
  return (
    <details
      className="assurance-number"
      open={isOpen}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>{words}</summary>
      {isOpen && children()}
    </details>
  );
}

type Past = TargetForecastView['record']['past'][number];

/** What came of a past day's window, as far as it stands recognised now. */
function useCame({ measure }: TargetForecastView): (one: Pick<Past, 'known' | 'until'>) => string {
  const standing = useStanding();
  return ({ known, until }) => standing(`/figures/${measure}?from=${known}&asOf=${until}`);
}

export function ForecastRecord({ view }: { readonly view: TargetForecastView }) {
  const say = useWords(forecastWords);
  const { origins, horizonDays, windows, mae, crps, coverage80, enough, low, high, past } = view.record;
  const rowsOf = useCame(view);
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
            windows,
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
            <>
              <ForecastExcel view={view} table="record" />
              <Table
                name="record"
                caption={say('record')}
                columns={columns}
                rows={past.toReversed()}
                keyOf={(one) => one.known}
                phone="scroll"
              />
              <p className="table-foot">{say('recordCameIs')}</p>
            </>
          )}
        </OnOpening>
      )}
    </section>
  );
}

type Said = TargetForecastView['record']['words'][number];

/** Whether such words came true: not shown of one kind alone, for the share should fall with the word. Each count opens to the days on which it was said. */
function SaidWords({ view }: { readonly view: TargetForecastView }) {
  const say = useWords(forecastWords);
  const said = useSaid();
  const address = useAddress();
  const opened = (word: string, came: string | null) => `${address.with({ word, came })}#asked`;
  const count = (id: 'said' | 'met', head: string): Column<Said> => ({
    id,
    head,
    align: 'right',
    cell: (one) =>
      one[id] === 0 ? (
        NONE_CELL
      ) : (
        <Link className="opens" to={opened(one.word, id === 'met' ? 'met' : null)}>
          {String(one[id])}
        </Link>
      ),
  });
  const columns: readonly Column<Said>[] = [
    {
      id: 'band',
      head: say('assurance'),
      phone: 'title',
      cell: (one) => (one.band.zh === view.line.band?.zh ? <b>{said(one.band)}</b> : said(one.band)),
    },
    count('said', say('recordSaid')),
    count('met', say('recordMet')),
    {
      id: 'share',
      head: say('recordShare'),
      align: 'right',
      cell: (one) =>
        one.said === 0 ? (
          NONE_CELL
        ) : (
          <Link className="opens" to={opened(one.word, null)}>
            {`${Math.round((one.met / one.said) * 100)}%`}
          </Link>
        ),
    },
  ];
  return (
    <>
      <h3 className="body record-words">{say('recordWords')}</h3>
      <Table
        name="said"
        caption={say('recordWords')}
        columns={columns}
        rows={view.record.words}
        keyOf={(one) => one.word}
        phone="scroll"
      />
      <p className="table-foot">{say('recordWordsIs', { windows: view.record.windows })}</p>
      <Asked view={view} />
    </>
  );
}

/** The past days behind the counts: what was asked, the word that was said, and what came. Narrowed by the address: `word`, and `came` (met or missed). */
function Asked({ view }: { readonly view: TargetForecastView }) {
  const say = useWords(forecastWords);
  const said = useSaid();
  const address = useAddress();
  const rowsOf = useCame(view);
  const [word, came] = [address.query.get('word'), address.query.get('came')];
  const rows = view.record.asked.filter(
    (one) => (word === null || one.word === word) && (came === null || one.met === (came === 'met')),
  );
  const band = view.record.words.find((one) => one.word === word)?.band;
  const title =
    band === undefined
      ? say('asked', { n: rows.length })
      : say(came === 'met' ? 'askedMet' : 'askedOf', { band: said(band), n: rows.length });
  const columns: readonly Column<AskedFloor>[] = [
    { id: 'known', head: say('recordKnown'), phone: 'title', className: 'num', cell: (one) => one.known },
    { id: 'until', head: say('askedUntil'), className: 'num', cell: (one) => one.until },
    {
      id: 'floor',
      head: say('askedFloor'),
      align: 'right',
      cell: (one) => grouped(String(one.floor)),
      sort: (one) => String(one.floor),
    },
    { id: 'band', head: say('askedBand'), cell: (one) => said(one.band), sort: (one) => one.word },
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
    {
      id: 'met',
      head: say('askedDone'),
      cell: (one) => say(one.met ? 'askedYes' : 'askedNo'),
      sort: (one) => String(Number(one.met)),
    },
  ];
  return (
    <div id="asked">
      <OnOpening key={`${word} ${came}`} words={title} isOpenFirst={band !== undefined}>
        {() => (
          <>
            <p className="row small">
              {band !== undefined && (
                <Link to={`${address.with({ word: null, came: null })}#asked`}>{say('askedAll')}</Link>
              )}
              <ForecastExcel view={view} table="asked" />
            </p>
            <Table
              name="asked"
              caption={title}
              columns={columns}
              rows={rows}
              keyOf={(one) => `${one.known} ${one.floor}`}
              phone="scroll"
            />
            <p className="table-foot">{say('recordCameIs')}</p>
          </>
        )}
      </OnOpening>
    </div>
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
        <ForecastExcel view={view} table="inputs" />
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
