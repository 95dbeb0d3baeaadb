// One project, one story: where it stands, what comes next, what was claimed and recognised, everything that happened.
import { type ReactNode, useState } from 'react';
import { type Recorded, useAnswer } from '../../ui/answer.tsx';
import { amountText, instantText } from '../../ui/figures.ts';
import { markWords, useLanguage, useSaid, useWords } from '../../ui/language.tsx';
import { LightBadge } from '../../ui/light.tsx';
import { RecordedNotice } from '../../ui/recorded.tsx';
import { pathOf, withQuery } from '../../ui/route.ts';
import { Link, navigate, useAddress, useStanding } from '../../ui/router.tsx';
import { PageHead } from '../../ui/shell.tsx';
import { KnownThenBand, StandingBar, StandingFoot } from '../../ui/standpoint.tsx';
import { Answered, Empty } from '../../ui/states.tsx';
import { type Column, NONE_CELL, Table } from '../../ui/table.tsx';
import { checkWords } from './checkTerms.ts';
import { ClaimSheet, InvestmentSheet } from './claimSheet.tsx';
import { CorrectClaimSheet, CorrectInvestmentSheet } from './correctSheet.tsx';
import { DecideSheet } from './decideSheet.tsx';
import { History } from './history.tsx';
import { MattersPanel } from './mattersPanel.tsx';
import { NextGate } from './nextGate.tsx';
import { ProjectCode } from './projectCode.tsx';
import type { ClaimLine, ProjectView } from './projectViews.tsx';
import { type AfterWord, fieldWords, projectWords } from './projectWords.tsx';
import { WithoutApprovals } from './withoutApprovals.tsx';
import './projects.css';

/** What an address says of the sheet that is open. */
const SHEET_KEYS = [
  'do',
  'milestone',
  'claim',
  'report',
  'item',
  'mandate',
  'sort',
  'matter',
  'entry',
  'urge',
  'event',
] as const;

/** What stands around the project's own parts where rooms are joined (dispatch/projectStory.tsx). */
export interface Around<V> {
  /** Behind the project's own address: `/story`. */
  readonly address: string;
  head(view: V): ReactNode;
  way(view: V): ReactNode;
  more(view: V): ReactNode;
  sheet(view: V, after: { onClose(): void; onDone(done: Recorded): void }): ReactNode;
  actions(view: V): ReactNode;
}

export default function ProjectPage<V extends ProjectView = ProjectView>({
  params,
  around,
}: {
  readonly params: Readonly<Record<string, string>>;
  readonly around?: Around<V>;
}) {
  const say = useWords(projectWords);
  const address = useAddress();
  const { query } = address;
  const id = params.id ?? '';
  const standpoint = withQuery('', { asOf: query.get('asOf'), known: query.get('known') });
  const answer = useAnswer<V>(`/api/projects/${encodeURIComponent(id)}${around?.address ?? ''}${standpoint}`);
  const [recorded, setRecorded] = useState<{ readonly seq: number; readonly after: AfterWord }>();
  const close = () => navigate(address.with(Object.fromEntries(SHEET_KEYS.map((key) => [key, null]))));
  const sheet = {
    onClose: close,
    onDone: (done: { readonly seq: readonly [number, number] }, after?: AfterWord) => {
      setRecorded({ seq: done.seq[1], after });
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
        {view !== undefined && <Actions view={view} more={around?.actions(view)} />}
      </PageHead>
      <RecordedNotice seq={recorded?.seq}>
        {recorded?.after !== undefined && say(recorded.after)}
      </RecordedNotice>
      <Answered answer={answer} bars={14}>
        {(shown) => (
          <>
            <KnownThenBand at={shown.at} />
            <Summary view={shown} />
            {around?.head(shown)}
            {around === undefined ? <Way view={shown} /> : around.way(shown)}
            {around?.more(shown)}
            <Milestones view={shown} />
            <div className="side-by-side">
              <Investment view={shown} />
              <Registered view={shown} />
            </div>
            <MattersPanel
              address={`/api/projects/${encodeURIComponent(id)}/matters${standpoint}`}
              onRecorded={answer.refresh}
            />
            <History
              lines={shown.history}
              milestones={new Map(shown.milestones.map((line) => [line.milestone, line.name]))}
            />
            <StandingFoot at={shown.at} />
          </>
        )}
      </Answered>
      {view !== undefined && around?.sheet(view, sheet)}
      {view !== undefined && doing === 'claim' && (
        <ClaimSheet view={view} milestone={query.get('milestone')} {...sheet} />
      )}
      {view !== undefined && doing === 'investment' && <InvestmentSheet view={view} {...sheet} />}
      {view !== undefined && doing === 'correct' && (
        <CorrectClaimSheet view={view} claim={claim} {...sheet} />
      )}
      {view !== undefined && doing === 'correctInvestment' && (
        <CorrectInvestmentSheet view={view} report={query.get('report')} {...sheet} />
      )}
      {doing === 'decide' && claim !== null && <DecideSheet project={id} claim={claim} {...sheet} />}
    </>
  );
}

/** What may be done, beside the name: the one main thing last. */
function Actions({ view, more }: { readonly view: ProjectView; readonly more?: ReactNode }) {
  const say = useWords(projectWords);
  const address = useAddress();
  const next = view.claimable[0];
  const mayClaim = view.actions.includes('claimMilestone') && next !== undefined;
  return (
    <span className="row no-print actions">
      {more}
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
  );
}

/** Where it stands. */
function Summary({ view }: { readonly view: ProjectView }) {
  const say = useWords(projectWords);
  const mark = useWords(markWords);
  const said = useSaid();
  const check = useWords(checkWords);
  const { language } = useLanguage();
  const { project, stage } = view;
  const planned = typeof project.plannedInvestmentYuan === 'string' ? project.plannedInvestmentYuan : null;
  return (
    <section className="panel">
      <p className="body row summary">
        <strong className="stage">{stage.name}</strong>
        {stage.daysInStage !== undefined && (
          <span className="num">
            {say('inStage', { days: stage.daysInStage })}
            {stage.stuck === true && <span className="tag">{say('stuck')}</span>}
          </span>
        )}
        {project.lights?.map((one) => (
          <LightBadge
            key={one.kind.en}
            light={one.light}
            word={mark('colon', { term: said(one.kind), text: said(one.word) })}
          />
        ))}
        <Link
          className="small no-print"
          to={`/checks${withQuery('', { project: project.id, state: 'all' })}`}
        >
          {check('ofProject')}
        </Link>
        <span>{project.unitName}</span>
        {typeof project.clusterName === 'string' && <span>{project.clusterName}</span>}
        {planned !== null && (
          <span>
            {say('planned')} {amountText(planned, '元', language)}
          </span>
        )}
        <ProjectCode id={project.id} code={project.code} />
      </p>
    </section>
  );
}

/** The stages with the days they were reached on, and what the next one takes. */
function Way({ view }: { readonly view: ProjectView }) {
  const say = useWords(projectWords);
  return (
    <section className="panel way" aria-label={say('stages')}>
      <ol>
        {view.stages.map((stage) => (
          <li
            key={stage.id}
            className={stage.isNow ? 'reached now' : stage.reachedOn === null ? undefined : 'reached'}
            aria-current={stage.isNow ? 'step' : undefined}
          >
            <i aria-hidden="true" />
            <span>{stage.name}</span>
            <span className="soft small num">{stage.reachedOn ?? NONE_CELL}</span>
          </li>
        ))}
      </ol>
      {view.next !== null && <NextGate view={view} next={view.next} />}
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
  const standing = useStanding();
  const mark = useWords(markWords);
  return [
    { id: 'name', head: say('milestone'), phone: 'title', cell: (line) => line.name },
    {
      id: 'occurredOn',
      head: say('occurredOn'),
      phone: 'whole',
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
      phone: 'whole',
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
          NONE_CELL
        ) : (
          <span title={line.rule ?? ''}>
            <Link
              className="opens"
              to={standing(pathOf('ledger', 'facts', String(line.decidedSeq ?? line.claim)))}
            >
              {line.decidedUnitName}{' '}
              <span className="soft num">{line.decidedAt === null ? '' : instantText(line.decidedAt)}</span>
            </Link>
            {line.reason !== null && <span className="note">{line.reason}</span>}
            <WithoutApprovals of={line.withoutApprovals} />
          </span>
        ),
    },
    {
      id: 'evidence',
      head: say('evidence'),
      phone: 'whole',
      cell: (line) => line.evidence.map((one) => one.name).join(mark('semicolon')) || NONE_CELL,
    },
    {
      id: 'act',
      head: '',
      phone: 'whole',
      align: 'right',
      cell: (line) => <Acts view={view} line={line} />,
    },
  ];
}

/** What this account may do about one claim. */
function Acts({ view, line }: { readonly view: ProjectView; readonly line: ClaimLine }) {
  const say = useWords(projectWords);
  const address = useAddress();
  const waits = line.state === 'claimed';
  const may = (name: string) => view.actions.includes(name);
  const decidable = waits
    ? may('recogniseMilestone') || may('refuseMilestone')
    : line.state === 'recognised' && line.decidedUnitName !== null && may('revokeMilestone');
  const decide = address.with({ do: 'decide', claim: line.claim });
  return (
    <>
      {may('correctMilestone') && line.correctable && (
        <Link className="button quiet no-print" to={address.with({ do: 'correct', claim: line.claim })}>
          {say('correct')}
        </Link>
      )}
      {decidable && waits && (
        <Link className="button main no-print" to={decide}>
          {say('decide')}
        </Link>
      )}
      {decidable && !waits && (
        <Link className="button quiet no-print" to={decide}>
          {say('revoke')}
        </Link>
      )}
    </>
  );
}

const MEASURES = ['actual', 'financing'] as const;

/** One line a month: what was spent and what came in, with what was corrected struck through beside it. */
interface Month {
  readonly month: string;
  readonly reports: ProjectView['investment'];
}

function monthsOf(reports: ProjectView['investment']): readonly Month[] {
  const months = [...new Set(reports.map((one) => one.month))];
  return months.map((month) => ({ month, reports: reports.filter((one) => one.month === month) }));
}

function Investment({ view }: { readonly view: ProjectView }) {
  const say = useWords(projectWords);
  const standing = useStanding();
  const { language } = useLanguage();
  const address = useAddress();
  const act: Column<Month> = {
    id: 'act',
    head: '',
    align: 'right',
    cell: (line) => {
      const held = line.reports.find((one) => one.state === 'stands');
      if (held?.report === undefined) return null;
      const to = address.with({ do: 'correctInvestment', report: held.report });
      return (
        <Link className="button quiet no-print" to={to}>
          {say('correct')}
        </Link>
      );
    },
  };
  const columns: readonly Column<Month>[] = [
    { id: 'month', head: say('month'), cell: (line) => line.month, sort: (line) => line.month },
    ...MEASURES.map(
      (measure): Column<Month> => ({
        id: measure,
        head: say(measure),
        align: 'right',
        cell: (line) => {
          const all = line.reports.filter((one) => one.measure === measure);
          if (all.length === 0) return NONE_CELL;
          return all.map((one) => (
            <span
              key={one.report ?? one.amountYuan}
              className={one.state === 'stands' ? 'amount' : 'amount struck'}
            >
              {one.report === undefined ? (
                amountText(one.amountYuan, '元', language)
              ) : (
                <Link className="opens" to={standing(pathOf('ledger', 'facts', one.report))}>
                  {amountText(one.amountYuan, '元', language)}
                </Link>
              )}
            </span>
          ));
        },
        sort: (line) =>
          line.reports.find((one) => one.measure === measure && one.state === 'stands')?.amountYuan ?? null,
      }),
    ),
    ...(view.actions.includes('correctInvestment') ? [act] : []),
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
          rows={monthsOf(view.investment)}
          keyOf={(line) => line.month}
          phone="scroll"
        />
      )}
    </section>
  );
}

const SHOWN_APART = new Set(['reason', 'note', 'rule', 'month']);

function Registered({ view }: { readonly view: ProjectView }) {
  const say = useWords(projectWords);
  const address = useAddress();
  const field = useWords(fieldWords);
  const known = (Object.keys(fieldWords) as (keyof typeof fieldWords)[]).filter((key) => {
    const value = view.project[key];
    return !SHOWN_APART.has(key) && value !== null && value !== undefined && value !== '';
  });
  return (
    <section className="panel" aria-labelledby="registered">
      <header>
        <h2 id="registered">{say('facts')}</h2>
        {view.actions.includes('amendProject') && (
          <Link
            className="button quiet push no-print"
            to={address.with({ do: 'matter', matter: 'registered' })}
          >
            {say('amend')}
          </Link>
        )}
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
