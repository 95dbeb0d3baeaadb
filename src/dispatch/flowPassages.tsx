// What a figure of the flow counts, one by one: an address of its own for every figure.
import type { ReactNode } from 'react';
import { FEW, NONE } from '../foresight/projectFlow.ts';
import { useAnswer, useMore } from '../ui/answer.tsx';
import { grouped } from '../ui/figures.ts';
import { markWords, useSaid, useWords } from '../ui/language.tsx';
import { onlyQuery, pathOf } from '../ui/route.ts';
import { Link, useAddress, useStanding } from '../ui/router.tsx';
import { PageHead } from '../ui/shell.tsx';
import { KnownThenBand, StandingBar, StandingFoot } from '../ui/standpoint.tsx';
import { Answered, Empty, ProblemNotice } from '../ui/states.tsx';
import { type Column, NONE_CELL, Table } from '../ui/table.tsx';
import type { PassageRow, PassagesView } from './flow.view.ts';
import { ExcelOf, FLOW, FLOW_FILTERS, Way } from './flowLink.tsx';
import { causeWords, reasonWords, standWords } from './flowTerms.ts';
import { useWaitColumns } from './flowWaits.tsx';
import { flowWords, passageWords } from './flowWords.tsx';
import './cockpit.css';
import './goals.css';
import './flow.css';

const ASKED = [
  ...FLOW_FILTERS,
  'part',
  'from',
  'to',
  'stage',
  'waitsFor',
  'holder',
  'standing',
  'reason',
  'is',
  'asOf',
  'known',
] as const;

export default function FlowPassagesPage() {
  const say = useWords(passageWords);
  const address = useAddress();
  const standing = useStanding();
  const query = onlyQuery(address.query, ASKED);
  const answer = useAnswer<PassagesView>(`/api/flow/passages${query}`);
  return (
    <>
      <PageHead title={say('title')}>
        {answer.data !== undefined && <StandingBar at={answer.data.at} />}
      </PageHead>
      <p className="no-print">
        <Link to={standing(FLOW + onlyQuery(address.query, FLOW_FILTERS))}>{say('back')}</Link>
      </p>
      <Answered answer={answer} bars={12}>
        {(view) => (
          <>
            <KnownThenBand at={view.at} />
            <Head view={view} />
            <Rows view={view} query={query} />
            <StandingFoot at={view.at} />
          </>
        )}
      </Answered>
    </>
  );
}

function Head({ view }: { readonly view: PassagesView }) {
  const say = useWords(passageWords);
  const asked = useAsked(view);
  const { medianDays, p90Days, maxDays, total } = view;
  const lengths =
    maxDays === null
      ? undefined
      : medianDays === null
        ? say('lengthsFew', { few: FEW, max: maxDays })
        : say('lengths', { median: medianDays, p90: p90Days ?? '', max: maxDays });
  return (
    <>
      <div className="figure-value">
        <strong>{say(view.part)}</strong>
        <span>
          <b>{grouped(String(total))}</b>
        </span>
        {lengths !== undefined && <span className="soft">{lengths}</span>}
      </div>
      <dl className="facts small">
        <dt>{say('asked')}</dt>
        <dd className="flow-asked">{asked}</dd>
        <dt>{say('definition')}</dt>
        <dd>{say(`${view.part}Is`)}</dd>
      </dl>
    </>
  );
}

/** What was asked for, in words: the lifecycle, then what narrows it. */
function useAsked({ asked, lifecycle, part }: PassagesView): readonly ReactNode[] {
  const say = useWords(passageWords);
  const flow = useWords(flowWords);
  const said = useSaid();
  const mark = useWords(markWords);
  const { query } = useAddress();
  const of = (words: Readonly<Record<string, { readonly zh: string; readonly en: string }>>, key: string) => {
    const value = query.get(key);
    const found = value === null ? undefined : words[value];
    return found === undefined ? [] : [said(found)];
  };
  const milestone = (name: string) => (name === NONE ? flow('registered') : name);
  const move =
    asked.from !== null && asked.to !== null
      ? [<Way key="way" from={milestone(asked.from)} to={milestone(asked.to)} />]
      : asked.to !== null
        ? [mark('colon', { term: say(part === 'stand' ? 'at' : 'milestone'), text: milestone(asked.to) })]
        : [];
  const orNone = (name: string | null, none: 'noUnit' | 'noCluster') =>
    name === null ? [] : [name === NONE ? say(none) : name];
  const is = { over: 'isOver', going: 'isGoing', beyond: 'isBeyond', rework: 'isRework' } as const;
  const which = query.get('is') as keyof typeof is | null;
  const told = [
    lifecycle.name,
    ...orNone(asked.unit, 'noUnit'),
    ...orNone(asked.cluster, 'noCluster'),
    ...(asked.stage === null ? [] : [mark('colon', { term: flow('stage'), text: asked.stage })]),
    ...move,
    ...of(causeWords, 'waitsFor'),
    ...(asked.holders === null
      ? []
      : [
          mark('colon', {
            term: flow(part === 'recognition' ? 'recogniser' : part === 'approval' ? 'bureau' : 'holders'),
            text: asked.holders.join(mark('list')) || flow('anyone'),
          }),
        ]),
    ...of(standWords, 'standing'),
    ...(query.get('reason') === 'any' ? [say('anyReason')] : of(reasonWords, 'reason')),
    ...(which !== null && which in is ? [say(is[which])] : []),
  ];
  // biome-ignore lint/suspicious/noArrayIndexKey: they do not move
  return told.map((one, n) => <span key={n}>{one}</span>);
}

const rowsOf = (view: PassagesView) => view.rows;

function Rows({ view, query }: { readonly view: PassagesView; readonly query: string }) {
  const say = useWords(passageWords);
  const more = useMore<PassageRow, PassagesView>(`/api/flow/passages${query}`, view, rowsOf);
  const columns = useColumns(view);
  return (
    <section className="panel" aria-labelledby="passages">
      <header>
        <h2 id="passages">{say(view.part)}</h2>
        <span className="soft small">{say('total', { n: grouped(String(view.total)) })}</span>
        <ExcelOf query={`/passages.xlsx${query}`} />
      </header>
      {view.rows.length === 0 ? (
        <Empty title={say('none')} />
      ) : (
        <Table
          name="passages"
          caption={say(view.part)}
          columns={columns}
          rows={more.rows}
          keyOf={(row) => JSON.stringify(row)}
          phone="lines"
          tall
        />
      )}
      {more.problem !== undefined && <ProblemNotice problem={more.problem} />}
      {more.next !== null && (
        <div className="table-foot no-print">
          <button type="button" className="button" disabled={more.busy} onClick={more.load}>
            {say('more')}
          </button>
        </div>
      )}
    </section>
  );
}

type Col = Column<PassageRow>;

function useColumns({ part, rows }: PassagesView): readonly Col[] {
  const say = useWords(passageWords);
  const flow = useWords(flowWords);
  const said = useSaid();
  const mark = useWords(markWords);
  const standing = useStanding();
  const waits = useWaitColumns(rows);
  if (part === 'wait') return waits;
  const toProject = (row: PassageRow) => standing(pathOf('projects', row.project));
  const text = (
    id: string,
    head: string,
    of: (row: PassageRow) => string | null,
    rest?: Partial<Col>,
  ): Col => ({
    id,
    head,
    cell: (row) => of(row) ?? NONE_CELL,
    sort: of,
    ...rest,
  });
  const name: Col = {
    id: 'name',
    head: say('project'),
    phone: 'title',
    className: 'flow-project',
    cell: (row) => <Link to={toProject(row)}>{row.name}</Link>,
    sort: (row) => row.name,
  };
  const days: Col = {
    id: 'days',
    head: say('days'),
    unit: flow('workingDays'),
    align: 'right',
    cell: (row) =>
      row.days === null ? (
        NONE_CELL
      ) : (
        <Link className="opens" to={toProject(row)}>
          {row.days}
        </Link>
      ),
    sort: (row) => (row.days === null ? null : String(row.days)),
  };
  const number = { className: 'num' };
  const unit = text('unit', flow('unit'), (row) => row.unitName);
  const cluster = text('cluster', flow('cluster'), (row) => row.clusterName, { phone: 'none' });
  const stage = text('stage', flow('stage'), (row) => row.stageName);
  const from = (head: string) => text('from', head, (row) => row.fromOn, number);
  const to = (head: string, open: string) => text('to', head, (row) => row.toOn ?? open, number);
  const milestone = (head: string) => text('milestone', head, (row) => row.toName ?? flow('registered'));
  const beyond = text('beyond', flow('beyondShort'), (row) => (row.beyond ? say('yes') : null));
  const holders = (row: PassageRow) => row.holders?.join(mark('list')) || flow('anyone');
  const columns: Readonly<Record<Exclude<PassagesView['part'], 'wait'>, readonly Col[]>> = {
    project: [
      name,
      unit,
      cluster,
      stage,
      from(say('registeredOn')),
      text('standing', say('standing'), (row) => said(standWords[row.standing])),
    ],
    step: [
      name,
      unit,
      cluster,
      text('before', flow('from'), (row) => row.fromName ?? flow('registered')),
      text('milestone', flow('to'), (row) => row.toName),
      from(say('since')),
      to(say('until'), ''),
      days,
      text('move', say('move'), (row) => (row.reason === null ? null : said(reasonWords[row.reason]))),
    ],
    stand: [name, unit, cluster, milestone(say('at')), from(say('since')), days, beyond],
    stay: [name, unit, cluster, stage, from(say('since')), to(say('until'), say('isGoing')), days, beyond],
    approval: [
      name,
      unit,
      text('item', say('item'), (row) => row.missing.join(mark('list'))),
      milestone(say('milestone')),
      from(say('filedOn')),
      to(say('decidedOn'), say('waits')),
      days,
      text('holder', say('authority'), holders),
    ],
    recognition: [
      name,
      unit,
      milestone(say('milestone')),
      from(say('claimedOn')),
      to(say('decidedOn'), say('waits')),
      days,
      text('holder', say('decidedBy'), holders),
    ],
  };
  return columns[part];
}
