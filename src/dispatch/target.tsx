// 目标的来历: how every figure of a target's line was reckoned, and what it was reckoned from. `of` in the address marks the step that was asked for.
import { useAnswer } from '../ui/answer.tsx';
import { amount, amountText, grouped, signed, unitWord } from '../ui/figures.ts';
import { useLanguage, useSaid, useWords } from '../ui/language.tsx';
import { LightBadge, lightWords } from '../ui/light.tsx';
import { pathOf, withQuery } from '../ui/route.ts';
import { Link, useAddress, useStanding } from '../ui/router.tsx';
import { PageHead } from '../ui/shell.tsx';
import { KnownThenBand, Simulated, StandingBar, StandingFoot } from '../ui/standpoint.tsx';
import { Answered, Empty } from '../ui/states.tsx';
import { type Column, NONE_CELL, orNone, Table } from '../ui/table.tsx';
import { cockpitWords } from './cockpitWords.tsx';
import { FigureLink } from './figureLink.tsx';
import type { ForecastsView } from './forecast.view.ts';
import { goalFieldWords } from './goalWords.tsx';
import type { TargetStep, TargetView } from './target.ts';
import './cockpit.css';

export const targetWords = {
  page: { zh: '目标的来历', en: 'How the target was reckoned' },
  steps: { zh: '怎么算出来的', en: 'How it was reckoned' },
  figure: { zh: '数', en: 'Figure' },
  what: { zh: '项', en: 'Item' },
  how: { zh: '算法', en: 'How' },
  target: { zh: '目标数', en: 'Target' },
  monthlySoFar: { zh: '此前月均', en: 'A month so far' },
  months: { zh: '逐月累计', en: 'By month' },
  month: { zh: '月份', en: 'Month' },
  expected: { zh: '序时应完成', en: 'Asked for by the pace' },
  monthsPace: {
    zh: '序时应完成按目标数 {amount}、算到各月月末。',
    en: 'Asked for at each month’s end by the target of {amount}.',
  },
  provenance: { zh: '承诺的出处', en: 'Where the promise comes from' },
  field: { zh: '项', en: 'Field' },
  basis: { zh: '依据', en: 'Basis' },
  place: { zh: '段落', en: 'Paragraph' },
  quotes: { zh: '原文用词', en: 'Quoted' },
  note: { zh: '说明', en: 'Note' },
  noSource: { zh: '计划没有写明出处。', en: 'The plan gives no source.' },
  reporting: { zh: '报送率', en: 'Reported' },
  plan: { zh: '看计划版本', en: 'See the plan' },
  forecast: { zh: '看达标把握', en: 'Chance to meet it' },
};

type Step = TargetView['steps'][number];

export default function TargetPage({ params }: { readonly params: Readonly<Record<string, string>> }) {
  const say = useWords(targetWords);
  const { query } = useAddress();
  const at = withQuery('', { asOf: query.get('asOf'), known: query.get('known') });
  const answer = useAnswer<TargetView>(`/api/targets/${encodeURIComponent(params.id ?? '')}${at}`);
  return (
    <>
      <PageHead title={answer.data?.line.title ?? say('page')}>
        {answer.data !== undefined && <StandingBar at={answer.data.at} />}
      </PageHead>
      <Answered answer={answer} bars={10}>
        {(view) => (
          <>
            <KnownThenBand at={view.at} />
            <Steps view={view} />
            {view.months.length > 0 && <Months view={view} />}
            <Sources view={view} />
            <StandingFoot at={view.at} />
          </>
        )}
      </Answered>
    </>
  );
}

/** Where the target will land, in words, or why that is not told; once the page stands, for a forecast is reckoned. */
function Outlook({ view }: { readonly view: TargetView }) {
  const say = useWords(targetWords);
  const said = useSaid();
  const standing = useStanding();
  const { query } = useAddress();
  const at = withQuery('', { asOf: query.get('asOf'), known: query.get('known') });
  const { data } = useAnswer<ForecastsView>(`/api/forecast${at}`);
  const own = ({ id }: { readonly id: string }) => id === view.line.id;
  const floor = data?.floors.find(own);
  const line = floor ?? data?.levels.find(own) ?? data?.atLeast.find(own);
  if (line === undefined) return null;
  return (
    <p className="body row">
      <span>{said(line.words)}</span>
      {!line.published && <Simulated />}
      {floor !== undefined && (
        <Link to={standing(`${pathOf('targets', line.id)}/forecast`)}>{say('forecast')}</Link>
      )}
    </p>
  );
}

function useTitleOf(): (step: Step) => string {
  const say = useWords(targetWords);
  const cockpit = useWords(cockpitWords);
  return ({ id }) => {
    if (id === 'target' || id === 'monthlySoFar') return say(id);
    const key = { completionPct: 'completion', timePct: 'time', gapPoints: 'gap' } as const;
    return cockpit(id in key ? key[id as keyof typeof key] : (id as 'value'));
  };
}

function Steps({ view }: { readonly view: TargetView }) {
  const say = useWords(targetWords);
  const cockpit = useWords(cockpitWords);
  const lamp = useWords(lightWords);
  const said = useSaid();
  const standing = useStanding();
  const titleOf = useTitleOf();
  const { language } = useLanguage();
  const { query } = useAddress();
  const { line } = view;
  const columns: Column<Step>[] = [
    { id: 'what', head: say('what'), phone: 'title', cell: (step) => titleOf(step), className: 'nowrap' },
    {
      id: 'figure',
      head: say('figure'),
      align: 'right',
      phone: 'whole',
      className: 'nowrap',
      cell: (step) => <StepValue step={step} view={view} word={lamp(line.light)} />,
    },
    { id: 'how', head: say('how'), phone: 'whole', cell: (step) => said(step.how) },
  ];
  return (
    <section className="panel" aria-labelledby="steps">
      <header>
        <h2 id="steps">{say('steps')}</h2>
        <span className="soft small">{said(line.sentence)}</span>
        {line.reporting !== null && (
          <Link
            className="opens push"
            to={standing(`/reporting${withQuery('', { duty: line.reporting.duty })}`)}
          >
            {say('reporting')} {line.reporting.reported}/{line.reporting.expected}
          </Link>
        )}
      </header>
      <Outlook view={view} />
      {line.value === null && (
        <p className="body row">
          {line.status === 'no_engine_yet' ? cockpit('noEngine') : cockpit('notPublished')}
          {line.simulatedValue !== null && (
            <FigureLink figure={line.figure}>
              {cockpit('simulatedValue', { value: amountText(line.simulatedValue, line.unit, language) })}
            </FigureLink>
          )}
          {line.simulatedValue !== null && <Simulated />}
        </p>
      )}
      <Table
        name="steps"
        caption={say('steps')}
        columns={columns}
        rows={view.steps}
        keyOf={(step) => step.id}
        rowClass={(step) => (step.id === query.get('of') ? 'asked' : undefined)}
      />
    </section>
  );
}

/** What was counted opens to its rows, what was promised to its source; the rest is reckoned from these in the line itself. */
function StepValue({
  step,
  view,
  word,
}: {
  readonly step: TargetStep;
  readonly view: TargetView;
  readonly word: string;
}) {
  const { language } = useLanguage();
  const { line } = view;
  if (step.id === 'light') return <LightBadge light={line.light} word={word} />;
  const isSigned = step.id === 'gapPoints' || step.id === 'change';
  const shown = isSigned ? signed(step.value) : amount(step.value, step.unit, language).value;
  const text = (
    <>
      {shown} <span className="soft small">{unitWord(step.unit, language)}</span>
    </>
  );
  if (step.id === 'value' && line.figure !== null)
    return <FigureLink figure={line.figure}>{text}</FigureLink>;
  if (step.id === 'target')
    return (
      <a className="opens" href="#provenance">
        {text}
      </a>
    );
  return text;
}

function Months({ view }: { readonly view: TargetView }) {
  const say = useWords(targetWords);
  const { language } = useLanguage();
  const cockpit = useWords(cockpitWords);
  const columns: Column<TargetView['months'][number]>[] = [
    { id: 'month', head: say('month'), phone: 'title', cell: (line) => line.month, className: 'num' },
    {
      id: 'value',
      head: cockpit('value'),
      align: 'right',
      cell: (line) => <FigureLink figure={line.figure}>{grouped(line.value)}</FigureLink>,
    },
    {
      id: 'expected',
      head: say('expected'),
      align: 'right',
      cell: (line) => (
        <a className="opens" href="#steps">
          {orNone(grouped(line.expected))}
        </a>
      ),
    },
  ];
  return (
    <section className="panel" aria-labelledby="months">
      <header>
        <h2 id="months">{say('months')}</h2>
        <span className="soft small">
          {say('monthsPace', { amount: amountText(view.line.target ?? '', view.line.unit, language) })}
        </span>
      </header>
      <Table
        name="months"
        caption={say('months')}
        columns={columns}
        rows={view.months}
        keyOf={(line) => line.month}
        phone="scroll"
      />
    </section>
  );
}

function Sources({ view }: { readonly view: TargetView }) {
  const say = useWords(targetWords);
  const field = useWords(goalFieldWords);
  const { language } = useLanguage();
  const text = (value: string | null) => (value === null ? NONE_CELL : value);
  const columns: Column<TargetView['provenance'][number]>[] = [
    {
      id: 'field',
      head: say('field'),
      phone: 'title',
      cell: (one) =>
        one.field in goalFieldWords ? field(one.field as keyof typeof goalFieldWords) : one.field,
    },
    { id: 'basis', head: say('basis'), cell: (one) => one.basis },
    {
      id: 'place',
      head: say('place'),
      align: 'right',
      cell: (one) => (one.paragraph === null ? NONE_CELL : String(one.paragraph)),
    },
    {
      id: 'quotes',
      head: say('quotes'),
      cell: (one) => text(one.quotes.join(language === 'zh' ? '、' : ', ') || null),
    },
    { id: 'note', head: say('note'), cell: (one) => text(one.note) },
  ];
  return (
    <section className="panel" aria-labelledby="provenance">
      <header>
        <h2 id="provenance">{say('provenance')}</h2>
        <Link className="push small" to="/plan">
          {say('plan')}
        </Link>
      </header>
      {view.provenance.length === 0 ? (
        <Empty title={say('noSource')} />
      ) : (
        <Table
          name="provenance"
          caption={say('provenance')}
          columns={columns}
          rows={view.provenance}
          keyOf={(one) => one.field}
        />
      )}
    </section>
  );
}
