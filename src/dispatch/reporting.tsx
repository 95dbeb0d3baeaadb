// 报送率: for the month looked at, who had to report what by the plan, who did and when.
import { useAnswer } from '../ui/answer.tsx';
import { grouped, periodText } from '../ui/figures.ts';
import { useLanguage, useWords } from '../ui/language.tsx';
import { LightBadge } from '../ui/light.tsx';
import { withQuery } from '../ui/route.ts';
import { Link, useAddress, useStanding } from '../ui/router.tsx';
import { PageHead } from '../ui/shell.tsx';
import { KnownThenBand, type Standing, StandingBar, StandingFoot } from '../ui/standpoint.tsx';
import { Answered, Empty } from '../ui/states.tsx';
import { type Column, NONE_CELL, Table } from '../ui/table.tsx';
import type { DutyLine, DutyUnit } from './duties.ts';
import { FigureLink } from './figureLink.tsx';

export const reportingWords = {
  title: { zh: '报送率', en: 'Who has reported' },
  rate: { zh: '{reported}/{expected} 家已报', en: '{reported} of {expected} have reported' },
  due: { zh: '{day} 前报', en: 'due by {day}' },
  range: { zh: '{from} 至 {asOf}', en: '{from} to {asOf}' },
  events: {
    zh: '有事才报：没有报的单位，这个月可能就是没有。',
    en: 'Told when something happens: a unit that told nothing may have had nothing to tell.',
  },
  unit: { zh: '单位', en: 'Unit' },
  state: { zh: '是否已报', en: 'Reported' },
  yes: { zh: '已报', en: 'reported' },
  no: { zh: '未报', en: 'not yet' },
  told: { zh: '报了几条', en: 'How many' },
  lastOn: { zh: '最后报送', en: 'Last on' },
  readings: { zh: '应报', en: 'Owed' },
  checked: { zh: '已审核', en: 'checked' },
  reported: { zh: '待审核', en: 'waits for its check' },
  missing: { zh: '未报', en: 'missing' },
  none: { zh: '计划没有写明谁该报送什么。', en: 'The plan does not say who reports what.' },
  nobody: { zh: '这个月没有应报的单位。', en: 'Nobody owes this for the month.' },
  toPlan: { zh: '看计划版本', en: 'See the plan' },
};

interface ReportingView {
  readonly at: Standing;
  readonly duties: readonly DutyLine[];
}

export default function ReportingPage() {
  const say = useWords(reportingWords);
  const { query } = useAddress();
  const at = withQuery('', { asOf: query.get('asOf'), known: query.get('known') });
  const answer = useAnswer<ReportingView>(`/api/reporting${at}`);
  const asked = query.get('duty');
  return (
    <>
      <PageHead title={say('title')}>
        {answer.data !== undefined && <StandingBar at={answer.data.at} />}
      </PageHead>
      <Answered answer={answer} bars={12}>
        {(view) => (
          <>
            <KnownThenBand at={view.at} />
            {view.duties.length === 0 && (
              <section className="panel">
                <Empty title={say('none')}>
                  <Link to="/plan">{say('toPlan')}</Link>
                </Empty>
              </section>
            )}
            {view.duties
              .toSorted((a, b) => Number(b.id === asked) - Number(a.id === asked))
              .map((duty) => (
                <Duty key={duty.id} duty={duty} />
              ))}
            <StandingFoot at={view.at} />
          </>
        )}
      </Answered>
    </>
  );
}

function Duty({ duty }: { readonly duty: DutyLine }) {
  const say = useWords(reportingWords);
  const isReadings = duty.units.some((line) => line.due !== null);
  const columns = useColumns(isReadings);
  return (
    <section className="panel" aria-labelledby={`duty-${duty.id}`}>
      <header>
        <h2 id={`duty-${duty.id}`}>{duty.title}</h2>
        <span className="num" data-sum="">
          {say('rate', { reported: duty.reported, expected: duty.expected })}
        </span>
        <span className="soft small">
          {say('range', { from: duty.from, asOf: duty.asOf })} · {say('due', { day: duty.dueOn })}
        </span>
      </header>
      {duty.units.length === 0 ? (
        <Empty title={say('nobody')} />
      ) : (
        <Table
          name={`duty-${duty.id}`}
          caption={duty.title}
          columns={columns}
          rows={duty.units}
          keyOf={(line) => line.unit}
        />
      )}
      {duty.isEvents && <p className="table-foot">{say('events')}</p>}
    </section>
  );
}

function useColumns(isReadings: boolean): readonly Column<DutyUnit>[] {
  const say = useWords(reportingWords);
  const columns: Column<DutyUnit>[] = [
    { id: 'unit', head: say('unit'), phone: 'title', cell: (line) => line.name, sort: (line) => line.name },
    {
      id: 'state',
      head: say('state'),
      cell: (line) => (
        <LightBadge light={line.reported ? 'green' : 'grey'} word={line.reported ? say('yes') : say('no')} />
      ),
      sort: (line) => String(Number(line.reported)),
    },
    {
      id: 'told',
      head: say('told'),
      align: 'right',
      cell: (line) =>
        line.told === 0 && line.due === null ? (
          NONE_CELL
        ) : (
          <FigureLink figure={line.figure}>
            {grouped(String(line.told))}
            {line.due !== null && `/${line.due}`}
          </FigureLink>
        ),
      sort: (line) => String(line.told),
    },
    {
      id: 'lastOn',
      head: say('lastOn'),
      align: 'right',
      cell: (line) => line.lastOn ?? NONE_CELL,
      sort: (line) => line.lastOn,
    },
  ];
  if (!isReadings) return columns;
  return [
    ...columns.filter((column) => column.id !== 'told'),
    { id: 'readings', head: say('readings'), phone: 'whole', cell: (line) => <OwedReadings line={line} /> },
  ];
}

function OwedReadings({ line }: { readonly line: DutyUnit }) {
  const say = useWords(reportingWords);
  const { language } = useLanguage();
  const standing = useStanding();
  return (
    <ul className="plain-list">
      {line.readings.map((one) => (
        <li key={one.indicator}>
          <Link
            className="opens"
            to={standing(`/indicators${withQuery('', { period: one.period, open: one.indicator })}`)}
          >
            {one.title}
          </Link>{' '}
          <span className="soft small">
            {periodText(one.period, language)} · {say(one.state)}
          </span>
        </li>
      ))}
    </ul>
  );
}
