// One project, one story: where it stands, what comes next, what was claimed and recognised, everything that happened.
import { useState } from 'react';
import { useAnswer } from '../../ui/answer.tsx';
import { amountText, instantText, NONE } from '../../ui/figures.ts';
import { useLanguage, useWords } from '../../ui/language.tsx';
import { LightBadge } from '../../ui/light.tsx';
import { pathOf, withQuery } from '../../ui/route.ts';
import { Link, navigate, useAddress, useStanding } from '../../ui/router.tsx';
import { PageHead } from '../../ui/shell.tsx';
import { KnownThenBand, StandingBar } from '../../ui/standpoint.tsx';
import { Answered, Done, Empty } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { ClaimSheet, InvestmentSheet } from './claimSheet.tsx';
import { DecideSheet } from './decideSheet.tsx';
import { History } from './history.tsx';
import type { ClaimLine, ProjectView } from './projectViews.tsx';
import { fieldWords, projectWords } from './projectWords.tsx';
import './projects.css';

export default function ProjectPage({ params }: { readonly params: Readonly<Record<string, string>> }) {
  const say = useWords(projectWords);
  const address = useAddress();
  const { query } = address;
  const id = params.id ?? '';
  const standpoint = withQuery('', { asOf: query.get('asOf'), known: query.get('known') });
  const answer = useAnswer<ProjectView>(`/api/projects/${encodeURIComponent(id)}${standpoint}`);
  const [recorded, setRecorded] = useState<number>();
  const close = () => navigate(address.with({ do: null, milestone: null, claim: null }));
  const sheet = {
    onClose: close,
    onDone: (done: { readonly seq: readonly [number, number] }) => {
      setRecorded(done.seq[1]);
      close();
      answer.refresh();
    },
  };
  const doing = query.get('do');
  const claim = query.get('claim');
  const view = answer.data;
  return (
    <>
      <PageHead title={view?.project.name ?? say('projects')}>
        {view !== undefined && <StandingBar at={view.at} />}
      </PageHead>
      {recorded !== undefined && <Done>{say('recorded', { seq: recorded })}</Done>}
      <Answered answer={answer} bars={14}>
        {(shown) => (
          <>
            <KnownThenBand at={shown.at} />
            <Summary view={shown} />
            <Milestones view={shown} />
            <div className="side-by-side">
              <Investment view={shown} />
              <Registered view={shown} />
            </div>
            <History
              lines={shown.history}
              milestones={new Map(shown.milestones.map((line) => [line.milestone, line.name]))}
            />
          </>
        )}
      </Answered>
      {view !== undefined && doing === 'claim' && (
        <ClaimSheet view={view} milestone={query.get('milestone')} {...sheet} />
      )}
      {view !== undefined && doing === 'investment' && <InvestmentSheet view={view} {...sheet} />}
      {doing === 'decide' && claim !== null && <DecideSheet project={id} claim={claim} {...sheet} />}
    </>
  );
}

/** Where it stands and the one thing to do next. */
function Summary({ view }: { readonly view: ProjectView }) {
  const say = useWords(projectWords);
  const { language } = useLanguage();
  const address = useAddress();
  const { project, stage } = view;
  const planned = typeof project.plannedInvestmentYuan === 'string' ? project.plannedInvestmentYuan : null;
  const next = view.claimable[0];
  const mayClaim = view.actions.includes('claimMilestone') && next !== undefined;
  return (
    <section className="panel">
      <div className="body row apart">
        <p className="row summary">
          <strong className="stage">{stage.name}</strong>
          {stage.daysInStage !== undefined && (
            <span className="num">
              {say('inStage', { days: stage.daysInStage })}
              {stage.stuck === true && <span className="tag">{say('stuck')}</span>}
            </span>
          )}
          {project.lights
            ?.filter((one) => one.light !== 'grey')
            .map((one) => (
              <LightBadge key={one.kind} light={one.light} word={`${one.kind} ${one.word ?? ''}`} />
            ))}
          <span>{project.unitName}</span>
          {typeof project.clusterName === 'string' && <span>{project.clusterName}</span>}
          {planned !== null && (
            <span>
              {say('planned')} {amountText(planned, '元', language)}
            </span>
          )}
          <span className="mono soft">{typeof project.code === 'string' ? project.code : project.id}</span>
        </p>
        <span className="row no-print actions">
          {view.actions.includes('reportInvestment') && (
            <Link className="button" to={address.with({ do: 'investment' })}>
              {say('reportInvestment')}
            </Link>
          )}
          {mayClaim && (
            <Link className="button main" to={address.with({ do: 'claim', milestone: next.milestone })}>
              {say('claimThis', { name: next.name })}
            </Link>
          )}
        </span>
      </div>
    </section>
  );
}

function Milestones({ view }: { readonly view: ProjectView }) {
  const say = useWords(projectWords);
  const columns = useMilestoneColumns(view);
  return (
    <section className="panel" aria-labelledby="milestones">
      <header>
        <h2 id="milestones">{say('milestones')}</h2>
      </header>
      {view.milestones.length === 0 ? (
        <Empty title={say('noMilestones')} />
      ) : (
        <Table
          name="milestones"
          caption={say('milestones')}
          columns={columns}
          rows={view.milestones}
          keyOf={(line) => line.claim + line.claimedSeq}
          rowClass={(line) => (isOver(line) ? 'over' : undefined)}
        />
      )}
    </section>
  );
}

function isOver(line: ClaimLine): boolean {
  return line.state === 'superseded' || line.state === 'revoked' || line.state === 'refused';
}

function useMilestoneColumns(view: ProjectView): readonly Column<ClaimLine>[] {
  const say = useWords(projectWords);
  const address = useAddress();
  const standing = useStanding();
  const decidable = (line: ClaimLine) =>
    (line.state === 'claimed' &&
      (view.actions.includes('recogniseMilestone') || view.actions.includes('refuseMilestone'))) ||
    (line.state === 'recognised' &&
      line.decidedUnitName !== null &&
      view.actions.includes('revokeMilestone'));
  return [
    { id: 'name', head: say('milestone'), phone: 'title', cell: (line) => line.name },
    {
      id: 'occurredOn',
      head: say('occurredOn'),
      className: 'num',
      cell: (line) => (
        <>
          <span className={isOver(line) ? 'num struck' : 'num'}>{line.occurredOn}</span>
          {line.late && <span className="tag">{say('late')}</span>}
        </>
      ),
      sort: (line) => line.occurredOn,
    },
    {
      id: 'state',
      head: say('state'),
      className: 'num',
      cell: (line) => (
        <>
          {line.state === 'claimed' ? <b>{say('claimed')}</b> : say(stateWord(line))}
          {line.counted && <span className="tag">{say('counted')}</span>}
        </>
      ),
    },
    {
      id: 'claimed',
      head: say('claimedBy'),
      phone: 'whole',
      cell: (line) => (
        <Link className="opens" to={standing(pathOf('ledger', 'facts', line.claim))}>
          {line.claimedUnitName} <span className="soft num">{instantText(line.claimedAt)}</span>
        </Link>
      ),
    },
    {
      id: 'decided',
      head: say('decidedBy'),
      phone: 'whole',
      cell: (line) =>
        line.decidedUnitName === null ? (
          <span className="none soft">{NONE}</span>
        ) : (
          <span title={line.rule ?? ''}>
            {line.decidedUnitName}{' '}
            <span className="soft num">{line.decidedAt === null ? '' : instantText(line.decidedAt)}</span>
            {line.reason !== null && <span className="note">{line.reason}</span>}
          </span>
        ),
    },
    {
      id: 'evidence',
      head: say('evidence'),
      phone: 'whole',
      cell: (line) =>
        line.evidence.map((one) => one.name).join('；') || <span className="none soft">{NONE}</span>,
    },
    {
      id: 'act',
      head: '',
      phone: 'whole',
      align: 'right',
      cell: (line) =>
        decidable(line) && (
          <Link
            className={line.state === 'claimed' ? 'button main no-print' : 'button quiet no-print'}
            to={address.with({ do: 'decide', claim: line.claim })}
          >
            {line.state === 'claimed' ? say('decide') : say('revoke')}
          </Link>
        ),
    },
  ];
}

function Investment({ view }: { readonly view: ProjectView }) {
  const say = useWords(projectWords);
  const { language } = useLanguage();
  type Line = ProjectView['investment'][number];
  const columns: readonly Column<Line>[] = [
    { id: 'month', head: say('month'), cell: (line) => line.month, sort: (line) => line.month },
    { id: 'measure', head: say('measure'), cell: (line) => say(line.measure) },
    {
      id: 'amount',
      head: say('amount'),
      align: 'right',
      cell: (line) => (
        <span className={line.state === 'stands' ? undefined : 'struck'}>
          {amountText(line.amountYuan, '元', language)}
        </span>
      ),
      sort: (line) => line.amountYuan,
    },
  ];
  return (
    <section className="panel" aria-labelledby="investment">
      <header>
        <h2 id="investment">{say('investment')}</h2>
      </header>
      {view.investment.length === 0 ? (
        <Empty title={say('noInvestment')} />
      ) : (
        <Table
          name="investment"
          caption={say('investment')}
          columns={columns}
          rows={view.investment}
          keyOf={(line) => `${line.month}${line.measure}${line.state}${line.amountYuan}`}
          phone="scroll"
        />
      )}
    </section>
  );
}

const SHOWN_APART = new Set(['reason', 'note', 'rule', 'month']);

function Registered({ view }: { readonly view: ProjectView }) {
  const say = useWords(projectWords);
  const field = useWords(fieldWords);
  const known = (Object.keys(fieldWords) as (keyof typeof fieldWords)[]).filter((key) => {
    const value = view.project[key];
    return !SHOWN_APART.has(key) && value !== null && value !== undefined && value !== '';
  });
  return (
    <section className="panel" aria-labelledby="registered">
      <header>
        <h2 id="registered">{say('facts')}</h2>
      </header>
      <dl className="facts body">
        {known.map((key) => (
          <div key={key} className="contents">
            <dt>{field(key)}</dt>
            <dd>{String(view.project[key])}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** What needs nobody's recognition was reported, not recognised. */
function stateWord(line: ClaimLine) {
  return line.state === 'recognised' && !line.needsRecognition ? 'reported' : line.state;
}
