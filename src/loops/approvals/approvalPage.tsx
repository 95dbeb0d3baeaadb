// One approval: its light, both clocks opened step by step, what is owed, and everything that happened with where it came from.
import { type Recorded, useAnswer } from '../../ui/answer.tsx';
import { markWords, useSaid, useWords } from '../../ui/language.tsx';
import { LightBadge } from '../../ui/light.tsx';
import { RecordedNotice, useRecorded } from '../../ui/recorded.tsx';
import { pathOf, withQuery } from '../../ui/route.ts';
import { Link, useAddress, useStanding } from '../../ui/router.tsx';
import { PageHead } from '../../ui/shell.tsx';
import { KnownThenBand, StandingBar, StandingFoot } from '../../ui/standpoint.tsx';
import { Answered } from '../../ui/states.tsx';
import { ActButtons, TellSheet } from './approvalActs.tsx';
import { approvalActWords } from './approvalActWords.tsx';
import { Calendar, missingText } from './approvalsPage.tsx';
import type { ApprovalView, ClockView } from './approvalViews.tsx';
import { approvalWords } from './approvalWords.tsx';
import { DeferralPanel } from './deferralPanel.tsx';
import './approvals.css';

export default function ApprovalPage({ params }: { readonly params: Readonly<Record<string, string>> }) {
  const say = useWords(approvalWords);
  const { query } = useAddress();
  const at = withQuery('', { asOf: query.get('asOf'), known: query.get('known') });
  const { seq, tell } = useRecorded();
  const answer = useAnswer<ApprovalView>(`${pathOf('api', 'approvals', params.id ?? '')}${at}`);
  const done = (recorded: Recorded) => {
    tell(recorded);
    answer.refresh();
  };
  return (
    <>
      <PageHead title={answer.data?.approval.itemName ?? say('approval')}>
        {answer.data !== undefined && <StandingBar at={answer.data.at} />}
      </PageHead>
      <RecordedNotice seq={seq} />
      <Answered answer={answer} bars={12}>
        {(view) => (
          <>
            <KnownThenBand at={view.at} />
            <Summary view={view} />
            <TellSheet view={view} onDone={done} />
            {view.judgement.clocks.map((clock) => (
              <Clock key={clock.clock} clock={clock} />
            ))}
            <DeferralPanel view={view} onDone={done} />
            <Course view={view} />
            <StandingFoot at={view.at} />
          </>
        )}
      </Answered>
    </>
  );
}

const TOLERANCE = { granted: 'toleranceGranted', refused: 'toleranceRefused' } as const;

function Summary({ view }: { readonly view: ApprovalView }) {
  const say = useWords(approvalWords);
  const said = useSaid();
  const standing = useStanding();
  const mark = useWords(markWords);
  const { approval } = view;
  return (
    <section className="panel">
      <p className="body row">
        <LightBadge light={approval.light.light} word={said(approval.light.word)} />
        <Link to={standing(pathOf('projects', approval.project))}>{approval.projectName}</Link>
        <span>{approval.unitName}</span>
        <span>{approval.authorityName ?? say('authorityOpen')}</span>
        {approval.application !== null && (
          <span className="mono soft">{say('application', { n: approval.application })}</span>
        )}
        {approval.manual && <span className="tag">{say('manual')}</span>}
        {approval.deemed && <span className="tag">{say('deemed')}</span>}
        {approval.provisional && <span className="tag">{say('provisional')}</span>}
        {view.tolerances.map((one) => (
          <span key={one.application} className="tag" title={one.facts}>
            {say(one.outcome === null ? 'toleranceWaits' : TOLERANCE[one.outcome])}
          </span>
        ))}
        <Calendar calendar={view.calendar} />
      </p>
      {approval.missing.length > 0 && (
        <p className="body">
          {mark('colon', {
            term: say('missing'),
            text: approval.missing.map((one) => missingText(one, say)).join(mark('list')),
          })}
        </p>
      )}
      <ActButtons view={view} />
      {view.door?.by && (
        <p className="notice bad">
          {say('doorClosed', {
            approval: view.door.by.approval,
            material: view.door.by.material,
            day: view.door.by.dueOn,
          })}
        </p>
      )}
    </section>
  );
}

const BASIS = { item: 'basisItem', rules: 'basisRules', spot: 'basisSpot' } as const;

function Clock({ clock }: { readonly clock: ClockView }) {
  const say = useWords(approvalWords);
  const said = useSaid();
  const standing = useStanding();
  const name = say(`clock${clock.clock}`);
  // A review that there was none of has nothing to show.
  if (clock.startedOn === null && clock.clock === '技术审查时限') return null;
  const { budget, days } = clock;
  const told = (n: number) => say(`days${budget?.dayKind ?? '工作日'}`, { n });
  const limit =
    budget === null || days === null
      ? say('noBudget')
      : say('budget', { days: told(days), basis: say(BASIS[budget.basis]) });
  return (
    <section className="panel" aria-label={name}>
      <header>
        <h2>{name}</h2>
      </header>
      <p className="row clock-head">
        <span>{limit}</span>
        {clock.usedDays !== null && (
          <span className="num">{say('used', { days: told(clock.usedDays) })}</span>
        )}
        <strong className="num">
          {clock.dueOn === null ? say('notBegun') : say('due', { day: clock.dueOn })}
        </strong>
        {clock.provisional && <span className="tag">{say('provisional')}</span>}
      </p>
      <ol className="clock-steps">
        {clock.steps.map((step) => (
          <li key={`${step.from} ${step.to}`}>
            <span className="num soft">
              {step.from} – {step.to}
            </span>
            <span>{said(step.words)}</span>
            <span className="num">
              {step.counted > 0 ? say('stepCounted', { days: told(step.counted) }) : say('stepStill')}
            </span>
            <span>
              {step.event !== null && (
                <Link className="small" to={standing(pathOf('ledger', 'facts', step.event))}>
                  {say('fact')}
                </Link>
              )}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Course({ view }: { readonly view: ApprovalView }) {
  const say = useWords(approvalWords);
  const act = useWords(approvalActWords);
  const address = useAddress();
  const said = useSaid();
  const standing = useStanding();
  return (
    <section className="panel" aria-labelledby="course">
      <header>
        <h2 id="course">{say('history')}</h2>
      </header>
      <ol className="course">
        {view.events.map((event) => (
          <li key={event.fact}>
            <time className="num">{event.occurredOn}</time>
            <span>
              <b className={event.voided ? 'struck' : undefined}>{said(event.title)}</b>{' '}
              {event.voided && <span className="tag">{say('voided')}</span>}
              {event.toldOn !== event.occurredOn && (
                <span className="note">{say('corrected', { day: event.toldOn })}</span>
              )}
              {event.said !== null && <span className="note">{event.said}</span>}
              {event.manual && event.source === null && <span className="tag">{say('manual')}</span>}
              {event.numberedBy !== null && (
                <Link className="small" to={standing(pathOf('ledger', 'facts', event.numberedBy))}>
                  {say('numberedLater')}
                </Link>
              )}
              {event.body.forFirm !== undefined && (
                <span className="tag">{say('forFirm', { words: event.body.forFirm })}</span>
              )}
              {event.heardOn !== null && (
                <span className="tag">{say('enteredAfterwards', { day: event.heardOn })}</span>
              )}
              {event.mayAccept && ' '}
              {event.mayAccept && (
                <Link className="small no-print" to={address.with({ do: 'acceptEntry', on: event.fact })}>
                  {act('acceptEntry')}
                </Link>
              )}
              {event.mayChange && (
                <span className="row no-print">
                  <Link className="small" to={address.with({ do: 'correctEvent', on: event.fact })}>
                    {act('correctEvent')}
                  </Link>
                  <Link className="small" to={address.with({ do: 'voidEvent', on: event.fact })}>
                    {act('voidEvent')}
                  </Link>
                </span>
              )}
            </span>
            <span className="soft">
              {event.source === null
                ? `${event.actorUnitName ?? ''} ${event.actor}`
                : `${event.source.systemName ?? event.source.system} ${event.source.at ?? ''}`}
            </span>
            <Link className="small" to={standing(pathOf('ledger', 'facts', event.fact))}>
              {say('fact')}
            </Link>
          </li>
        ))}
      </ol>
    </section>
  );
}
