// 流程实况: how projects really go, where they wait and whose move it is. What is looked at stands in the address; every number opens to its passages.
import type { MoveLine } from '../foresight/flowSummary.ts';
import { NONE, type PassageChoice } from '../foresight/projectFlow.ts';
import { useAnswer } from '../ui/answer.tsx';
import { grouped } from '../ui/figures.ts';
import { Form, Select } from '../ui/form.tsx';
import { useSaid, useWords } from '../ui/language.tsx';
import { withQuery } from '../ui/route.ts';
import { Link, navigate, useAddress, useStanding } from '../ui/router.tsx';
import { PageHead } from '../ui/shell.tsx';
import { KnownThenBand, StandingBar, StandingFoot } from '../ui/standpoint.tsx';
import { Answered, Empty } from '../ui/states.tsx';
import { type Column, Table } from '../ui/table.tsx';
import type { FlowView } from './flow.view.ts';
import { Count, ExcelOf, FLOW_FILTERS, PassagesLink, useTableQuery, Way } from './flowLink.tsx';
import { FlowMapPanel, PathTable } from './flowMapPanel.tsx';
import { FlowStays } from './flowStays.tsx';
import { reasonWords } from './flowTerms.ts';
import { FlowWaits, nameIn } from './flowWaits.tsx';
import { flowWords } from './flowWords.tsx';
import './goals.css';
import './flow.css';

export default function FlowPage() {
  const say = useWords(flowWords);
  const address = useAddress();
  const standing = useStanding();
  const asked = Object.fromEntries(
    [...FLOW_FILTERS, 'asOf', 'known'].map((key) => [key, address.query.get(key)]),
  );
  const answer = useAnswer<FlowView>(`/api/flow${withQuery('', asked)}`);
  return (
    <>
      <PageHead title={say('title')} lead={say('lead')}>
        {answer.data !== undefined && <StandingBar at={answer.data.at} />}
      </PageHead>
      <Answered answer={answer} bars={14}>
        {(view) => (
          <>
            <KnownThenBand at={view.at} />
            <section className="panel" aria-label={say('facts')}>
              <Filters view={view} />
              <Facts view={view} />
            </section>
            {!view.hasCalendar && (
              <p className="notice" role="note">
                {say('noCalendar')}
              </p>
            )}
            {view.summary.projects === 0 ? (
              <section className="panel">
                <Empty title={say('noProjects')}>
                  <Link to={standing('/projects')}>{say('toProjects')}</Link>
                </Empty>
              </section>
            ) : (
              <div className="stack flow-panels">
                <FlowMapPanel view={view} />
                <FlowWaits view={view} />
                <FlowStays view={view} />
                <PathTable view={view} />
                <Moves view={view} />
                <EventLogs view={view} />
              </div>
            )}
            <StandingFoot at={view.at} />
          </>
        )}
      </Answered>
    </>
  );
}

function Filters({ view }: { readonly view: FlowView }) {
  const say = useWords(flowWords);
  const address = useAddress();
  const choice = (key: (typeof FLOW_FILTERS)[number], value?: string) => ({
    name: key,
    value: address.query.get(key) ?? value ?? '',
    onChange: (event: { target: { value: string } }) =>
      navigate(address.with({ [key]: event.target.value }), { replace: true }),
  });
  const all = { value: '', label: say('all') };
  const of = (list: FlowView['units']) =>
    [all].concat(list.map(({ id, name }) => ({ value: id, label: name })));
  return (
    <Form className="filters goal-filters flow-filters no-print" onSend={() => undefined}>
      {view.lifecycles.length > 1 && (
        <Select
          label={say('lifecycle')}
          choices={view.lifecycles.map(({ id, name, projects }) => ({
            value: id,
            label: say('ofProjects', { name, n: projects }),
          }))}
          {...choice('lifecycle', view.lifecycle.id)}
        />
      )}
      <Select label={say('unit')} choices={of(view.units)} {...choice('unit')} />
      <Select label={say('cluster')} choices={of(view.clusters)} {...choice('cluster')} />
    </Form>
  );
}

function Facts({ view }: { readonly view: FlowView }) {
  const say = useWords(flowWords);
  const { projects, standing, recognition, beyond, rework, undeclared } = view.summary;
  const facts: readonly (readonly [words: string, n: number, choice: PassageChoice])[] = [
    [say('projects'), projects, { part: 'project' }],
    [say('running'), standing.running, { part: 'project', standing: 'running' }],
    [say('beyond'), beyond, { part: 'wait', is: 'beyond' }],
    [say('recognition'), recognition, { part: 'wait', waitsFor: 'recognition' }],
    [say('suspended'), standing.suspended, { part: 'project', standing: 'suspended' }],
    [say('ended'), standing.ended, { part: 'project', standing: 'ended' }],
    [say('undeclared'), undeclared, { part: 'step', reason: 'any' }],
    [say('rework'), rework, { part: 'project', is: 'rework' }],
  ];
  return (
    <dl className="goal-counts flow-facts">
      {facts.map(([words, n, choice]) => (
        <div key={words}>
          <dt>{words}</dt>
          <dd>
            <PassagesLink choice={choice}>
              <b>{grouped(String(n))}</b>
            </PassagesLink>
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** For other programs of process mining: all lifecycles, whatever the page is narrowed to. */
function EventLogs({ view }: { readonly view: FlowView }) {
  const say = useWords(flowWords);
  const { query } = useAddress();
  const at = { asOf: query.get('asOf') ?? view.at.asOf, known: query.get('known') };
  return (
    <section className="panel no-print" aria-labelledby="flow-logs">
      <header>
        <h2 id="flow-logs">{say('eventLogs')}</h2>
        <span className="soft small">{say('eventLogsIs')}</span>
      </header>
      <p className="body row">
        {(['xes', 'ocel'] as const).map((as) => (
          <a key={as} href={`/api/flow/log${withQuery('', { as, ...at })}`} download>
            {say(as)}
          </a>
        ))}
      </p>
    </section>
  );
}

function Moves({ view }: { readonly view: FlowView }) {
  const say = useWords(flowWords);
  const said = useSaid();
  const query = useTableQuery();
  const { moves } = view.summary;
  const nameOf = (milestone: string | null) =>
    milestone === null ? say('registered') : nameIn(view.milestones, milestone);
  const columns: readonly Column<MoveLine>[] = [
    {
      id: 'move',
      head: say('path'),
      phone: 'title',
      cell: (line) => <Way from={nameOf(line.from)} to={nameOf(line.to)} />,
      sort: (line) => `${nameOf(line.from)} → ${nameOf(line.to)}`,
    },
    {
      id: 'reason',
      head: say('reason'),
      phone: 'whole',
      cell: (line) => said(reasonWords[line.reason]),
      sort: (line) => said(reasonWords[line.reason]),
    },
    {
      id: 'count',
      head: say('count'),
      align: 'right',
      cell: (line) => (
        <Count
          n={line.count}
          choice={{ part: 'step', from: line.from ?? NONE, to: line.to, reason: line.reason }}
        />
      ),
      sort: (line) => String(line.count),
    },
  ];
  return (
    <section className="panel flow-moves" aria-labelledby="flow-moves">
      <header>
        <h2 id="flow-moves">{say('moves')}</h2>
        {moves.length > 0 && <ExcelOf query={query('moves')} />}
      </header>
      {moves.length === 0 ? (
        <p className="body soft">{say('noMoves')}</p>
      ) : (
        <Table
          name="moves"
          caption={say('moves')}
          columns={columns}
          rows={moves}
          keyOf={(line) => `${line.from ?? ''} ${line.to} ${line.reason}`}
        />
      )}
    </section>
  );
}
