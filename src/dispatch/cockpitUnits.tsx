// 县区晾晒: who is where, by the measure the plan ranks by. Where no target is split, the counts alone are shown.
import { amount, signed, unitWord } from '../ui/figures.ts';
import { useLanguage, useWords } from '../ui/language.tsx';
import { type Column, NONE_CELL, Table } from '../ui/table.tsx';
import type { CockpitView, UnitLine } from './cockpit.view.ts';
import { cockpitWords } from './cockpitWords.tsx';
import { FigureLink, ReckonedLink } from './figureLink.tsx';

export function Units({ view }: { readonly view: CockpitView }) {
  const say = useWords(cockpitWords);
  const { language } = useLanguage();
  const { measures, rankedBy, lines, ranked, before } = view.units;
  const rankedTitle = measures.find((measure) => measure.id === rankedBy)?.title ?? rankedBy;
  const split = lines.some((line) => line.cells.some((cell) => cell.target !== null));
  const cellOf = (line: UnitLine, id: string) => line.cells.find((cell) => cell.measure === id);
  const columns: Column<UnitLine>[] = [
    {
      id: 'position',
      head: say('position'),
      className: 'narrow nowrap',
      cell: (line) => (
        <FigureLink figure={ranked}>
          {line.position}
          {line.tied && ` ${say('tied')}`}
        </FigureLink>
      ),
      sort: (line) => String(line.position),
    },
    {
      id: 'unit',
      head: say('unit'),
      phone: 'title',
      className: 'nowrap',
      cell: (line) => line.name,
      sort: (line) => line.name,
    },
    ...measures.map(
      (measure): Column<UnitLine> => ({
        id: measure.id,
        head: measure.title,
        ...(measure.unit === '元' ? {} : { unit: unitWord(measure.unit, language) }),
        align: 'right',
        sort: (line) => cellOf(line, measure.id)?.value ?? null,
        cell: (line) => {
          const cell = cellOf(line, measure.id);
          if (cell === undefined) return NONE_CELL;
          const shown = amount(cell.value, measure.unit, language);
          return (
            <>
              <FigureLink
                figure={cell.figure}
                label={say('open', { title: `${line.name} ${measure.title}`, value: shown.value })}
              >
                {shown.value}
                {measure.unit === '元' && shown.unit}
              </FigureLink>
              {cell.target !== null && (
                <span className="soft">
                  {' / '}
                  <ReckonedLink target={measure.target} of="target" asOf={view.at.asOf}>
                    {cell.target}
                  </ReckonedLink>
                </span>
              )}
              {cell.gapPoints !== null && (
                <span className="soft">
                  {' '}
                  <ReckonedLink target={measure.target} of="gapPoints" asOf={view.at.asOf}>
                    {signed(cell.gapPoints)}
                  </ReckonedLink>
                </span>
              )}
            </>
          );
        },
      }),
    ),
    {
      id: 'moved',
      head: say('moved'),
      align: 'right',
      phone: 'none',
      cell: (line) => (
        <FigureLink figure={line.moved === null ? null : before}>
          <Moved places={line.moved} />
        </FigureLink>
      ),
      sort: (line) => (line.moved === null ? null : String(line.moved)),
    },
    {
      id: 'refreshed',
      head: say('refreshed'),
      align: 'right',
      phone: 'none',
      cell: (line) => line.reportedOn?.slice(5) ?? NONE_CELL,
    },
  ];
  return (
    <section className="panel units" aria-labelledby="units">
      <header>
        <h2 id="units">{say('units')}</h2>
        <span className="soft small">
          {say('rankedBy', { title: rankedTitle })}
          {language === 'zh' ? '。' : '. '}
          {!split && say('noSplit')}
        </span>
      </header>
      <Table
        name="units"
        phone="scroll"
        caption={say('units')}
        columns={columns}
        rows={lines}
        keyOf={(line) => line.unit}
      />
    </section>
  );
}

function Moved({ places }: { readonly places: number | null }) {
  const say = useWords(cockpitWords);
  if (places === null) return NONE_CELL;
  if (places === 0) return <span className="soft">{say('same')}</span>;
  return <>{places > 0 ? say('up', { n: places }) : say('down', { n: -places })}</>;
}
