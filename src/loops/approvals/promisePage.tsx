// One letter of promises, pre-start or priority project: both lists with their clocks, the declared path, what was asked for beyond the list, who signed, and everything
// that happened. It prints as the letter itself.
import { useAnswer } from '../../ui/answer.tsx';
import { useSaid, useWords } from '../../ui/language.tsx';
import { LightBadge } from '../../ui/light.tsx';
import { RecordedNotice, useRecorded } from '../../ui/recorded.tsx';
import { pathOf, withQuery } from '../../ui/route.ts';
import { Link, navigate, useAddress, useStanding } from '../../ui/router.tsx';
import { PageHead } from '../../ui/shell.tsx';
import { KnownThenBand, StandingBar, StandingFoot } from '../../ui/standpoint.tsx';
import { Answered } from '../../ui/states.tsx';
import { FirmLinkPanel } from './firmLinkPanel.tsx';
import { PromiseSheet } from './promiseActs.tsx';
import type { EntryLine, PromiseView } from './promiseViews.tsx';
import { promiseWords } from './promiseWords.tsx';
import './approvals.css';

export default function PromisePage({ params }: { readonly params: Readonly<Record<string, string>> }) {
  const say = useWords(promiseWords);
  const address = useAddress();
  const { query } = address;
  const at = withQuery('', { asOf: query.get('asOf'), known: query.get('known') });
  const answer = useAnswer<PromiseView>(`${pathOf('api', 'promises', params.id ?? '')}${at}`);
  const { seq, tell } = useRecorded();
  const act = query.get('do');
  const close = () => navigate(address.with({ do: null, on: null }), { replace: true });
  return (
    <>
      <PageHead title={answer.data?.promise.title ?? say('title')}>
        {answer.data !== undefined && <StandingBar at={answer.data.at} />}
      </PageHead>
      <RecordedNotice seq={seq} />
      <Answered answer={answer} bars={14}>
        {(view) => (
          <>
            <KnownThenBand at={view.at} />
            <Summary view={view} />
            {view.promise.sort === 'prestart' ? <Works view={view} /> : <Lists view={view} />}
            {view.promise.sort === 'letter' && (
              <>
                <Steps view={view} />
                <Demands view={view} />
                <Signatures view={view} />
              </>
            )}
            <Conditions view={view} />
            {view.mayKeep && <FirmLinkPanel project={view.promise.project} onRecorded={tell} />}
            <History view={view} />
            <StandingFoot at={view.at} />
            {act !== null && (
              <PromiseSheet
                view={view}
                act={act}
                on={query.get('on') ?? ''}
                onClose={close}
                onDone={(recorded) => {
                  tell(recorded);
                  close();
                  answer.refresh();
                }}
              />
            )}
          </>
        )}
      </Answered>
    </>
  );
}

/** A button that opens a sheet; its state is the address. */
function Open({
  act,
  on,
  words,
  small = false,
}: {
  readonly act: string;
  readonly on?: string;
  readonly words: keyof typeof promiseWords;
  readonly small?: boolean;
}) {
  const say = useWords(promiseWords);
  const address = useAddress();
  return (
    <Link
      className={small ? 'small no-print' : 'button no-print'}
      to={address.with({ do: act, on: on ?? null })}
    >
      {say(words)}
    </Link>
  );
}

function Summary({ view }: { readonly view: PromiseView }) {
  const say = useWords(promiseWords);
  const standing = useStanding();
  const { promise, door } = view;
  const day = promise.endedOn ?? promise.signedOn ?? promise.openedOn;
  const open = promise.endedOn === null && view.mayKeep;
  return (
    <section className="panel">
      <p className="body row">
        <Link to={standing(pathOf('projects', promise.project))}>{promise.projectName}</Link>
        <span>{promise.unitName}</span>
        {promise.sort === 'letter' ? (
          <span className="tag">{say(`standing_${promise.standing}`, { day })}</span>
        ) : (
          <span className="num">{promise.openedOn}</span>
        )}
        {promise.creditCode !== null && <span className="mono">{promise.creditCode}</span>}
        {promise.governmentBreaches > 0 && (
          <LightBadge light="red" word={say('breaches', { n: promise.governmentBreaches })} />
        )}
        <span className="row push">
          {open && promise.sort === 'letter' && promise.standing === 'signed' && (
            <>
              <Open act="step" words="act_step" />
              <Open act="demand" words="act_demand" />
              <Open act="end" words="act_end" />
            </>
          )}
          {open && promise.sort === 'priority' && <Open act="endPriority" words="act_endPriority" />}
          <button type="button" className="button quiet no-print" onClick={() => window.print()}>
            {say('print')}
          </button>
        </span>
      </p>
      {promise.sort === 'prestart' && <p className="body soft">{say('notStart')}</p>}
      {view.conditions.basis !== null && <p className="body">{view.conditions.basis}</p>}
      {door !== null && (
        <p className="notice bad">
          {say('doorClosed', { approval: door.approval, material: door.material, day: door.dueOn })}
        </p>
      )}
    </section>
  );
}

function Lists({ view }: { readonly view: PromiseView }) {
  const sides = (['enterprise', 'government'] as const).filter((side) =>
    view.entries.some((entry) => entry.side === side),
  );
  return (
    <div className="side-by-side">
      {sides.map((side) => (
        <SideList key={side} view={view} side={side} />
      ))}
    </div>
  );
}

function SideList({ view, side }: { readonly view: PromiseView; readonly side: EntryLine['side'] }) {
  const say = useWords(promiseWords);
  return (
    <section className="panel" aria-labelledby={side}>
      <header>
        <h2 id={side}>{say(side)}</h2>
      </header>
      <ol className="promises">
        {view.entries
          .filter((entry) => entry.side === side)
          .map((entry) => (
            <Entry key={entry.entry} entry={entry} view={view} />
          ))}
      </ol>
    </section>
  );
}

/** Which acts a state allows; the decider has the last word. */
const ACTS: Readonly<Record<string, readonly (readonly [act: string, words: keyof typeof promiseWords])[]>> =
  {
    waiting: [['start', 'act_start']],
    running: [
      ['keep', 'act_keep'],
      ['pause', 'act_pause'],
    ],
    paused: [
      ['resume', 'act_resume'],
      ['keep', 'act_keep'],
    ],
    broken: [['keep', 'act_keep']],
  };

function Entry({ entry, view }: { readonly entry: EntryLine; readonly view: PromiseView }) {
  const say = useWords(promiseWords);
  const said = useSaid();
  const { judgement } = entry;
  const runs = view.promise.sort !== 'letter' || view.promise.standing === 'signed';
  const term =
    entry.throughout === true
      ? say('throughout')
      : [
          say('clockOf', { starts: entry.starts ?? '', ends: entry.ends ?? '' }),
          entry.days === undefined
            ? say('daysOpen')
            : say(`days${entry.dayKind ?? '工作日'}`, { n: entry.days }),
        ].join(' ');
  return (
    <li>
      <span className="row apart">
        <b>{entry.title}</b>
        <LightBadge light={judgement.light.colour} word={said(judgement.light.cause)} />
      </span>
      <span className="note">
        {term}
        {entry.ownerName !== null && ` · ${say('by', { owner: entry.ownerName })}`}
        {judgement.provisional && ` · ${say('provisional')}`}
      </span>
      {entry.stills.map((still) => (
        <span key={still.event} className="note">
          {still.to === null
            ? say('pausedOpen', { from: still.from, reason: still.reason })
            : say('paused', { from: still.from, to: still.to, reason: still.reason })}
        </span>
      ))}
      {judgement.state === 'broken' && entry.onBreach !== undefined && (
        <span className="note">{say('onBreach', { words: entry.onBreach })}</span>
      )}
      {entry.side === 'enterprise' && <ForFirm entry={entry} view={view} />}
      {view.mayKeep && runs && (
        <span className="row no-print">
          {(ACTS[judgement.state] ?? []).map(([act, words]) => (
            <Open key={act} act={act} on={entry.entry} words={words} />
          ))}
        </span>
      )}
    </li>
  );
}

/** The application behind a promise of the firm: where it is, and what an agent or a window may hand in for the firm. */
function ForFirm({ entry, view }: { readonly entry: EntryLine; readonly view: PromiseView }) {
  const say = useWords(promiseWords);
  const standing = useStanding();
  const line = view.firmActs.find(({ item }) => item === entry.approvalItem);
  if (line === undefined || (line.approval === null && line.act === null)) return null;
  return (
    <span className="row no-print">
      {line.approval !== null && (
        <Link className="small" to={standing(pathOf('approvals', line.approval))}>
          {say('application', { item: line.itemName })}
        </Link>
      )}
      {line.act !== null && <Open act={line.act} on={entry.entry} words={`act_${line.act}`} />}
    </span>
  );
}

function Works({ view }: { readonly view: PromiseView }) {
  const say = useWords(promiseWords);
  return (
    <section className="panel" aria-labelledby="works">
      <header>
        <h2 id="works">{say('works')}</h2>
      </header>
      <ol className="promises">
        {view.works.map(({ work, title, begunOn, doneOn }) => (
          <li key={work}>
            {begunOn === null
              ? say('workOpen', { title })
              : doneOn === null
                ? say('workBegun', { title, day: begunOn })
                : say('workDone', { title, from: begunOn, to: doneOn })}
            {view.mayKeep && doneOn === null && (
              <span className="row no-print">
                <Open
                  act={begunOn === null ? 'begin' : 'finish'}
                  on={work}
                  words={begunOn === null ? 'act_begin' : 'act_finish'}
                />
              </span>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}

function Steps({ view }: { readonly view: PromiseView }) {
  const say = useWords(promiseWords);
  if (view.steps.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="steps">
      <header>
        <h2 id="steps">{say('steps')}</h2>
        {view.stepsInOrder && <span className="soft">{say('stepsHard')}</span>}
      </header>
      <ol className="path">
        {view.steps.map((step) => (
          <li key={step.step} className={step.reachedOn === null ? 'missing' : 'reached'}>
            <b>{step.title}</b>
            <span className="note">
              {step.reachedOn === null ? say('notReached') : say('reached', { day: step.reachedOn })}
              {step.by !== null && ` · ${say(`by_${step.by}`)}`}
            </span>
            {step.outOfOrder && <span className="tag over">{say('outOfOrder')}</span>}
          </li>
        ))}
      </ol>
    </section>
  );
}

function Demands({ view }: { readonly view: PromiseView }) {
  const say = useWords(promiseWords);
  if (view.demands.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="demands">
      <header>
        <h2 id="demands">{say('demands')}</h2>
      </header>
      <ol className="promises">
        {view.demands.map((one) => (
          <li key={one.event}>
            <span className="row apart">
              <b>{one.what}</b>
              <span className="num">{one.on}</span>
            </span>
            <span className="note">
              {say('demandWords', { basis: one.legalBasis, approver: one.approverName ?? '' })}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Signatures({ view }: { readonly view: PromiseView }) {
  const say = useWords(promiseWords);
  return (
    <section className="panel" aria-labelledby="signatures">
      <header>
        <h2 id="signatures">{say('signatures')}</h2>
        {view.signerOpen && <span className="tag">{say('signerOpen')}</span>}
      </header>
      <div className="signatures">
        {(['enterprise', 'government'] as const).map((side) => {
          const signature = view.signatures[side];
          return (
            <p key={side} className="inset">
              <b>{say(side === 'enterprise' ? 'signed' : 'signedGovernment')}</b>
              <br />
              {signature === undefined ? (
                <>
                  <span className="soft">{say('notSigned')}</span>{' '}
                  {view.mayKeep && <Open act="sign" on={side} words="act_sign" />}
                </>
              ) : (
                say('signedBy', {
                  signer: signature.signerName ?? '',
                  document: signature.document,
                  day: signature.on,
                })
              )}
            </p>
          );
        })}
      </div>
    </section>
  );
}

function Conditions({ view }: { readonly view: PromiseView }) {
  const say = useWords(promiseWords);
  const { appliesTo, notFor, needs } = view.conditions;
  const all = [...appliesTo, ...notFor, ...needs];
  if (all.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="conditions">
      <header>
        <h2 id="conditions">{say('conditions')}</h2>
      </header>
      <dl className="facts body">
        {all.map((one) => (
          <div key={one.id} className="contents">
            <dt>{one.title}</dt>
            <dd>
              {say(one.holds ? 'yes' : 'no')} <span className="soft">{one.basis}</span>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function History({ view }: { readonly view: PromiseView }) {
  const say = useWords(promiseWords);
  const said = useSaid();
  const standing = useStanding();
  const titleOf = (entry: string | null) => view.entries.find((each) => each.entry === entry)?.title ?? '';
  return (
    <section className="panel no-print" aria-labelledby="course">
      <header>
        <h2 id="course">{say('history')}</h2>
      </header>
      <ol className="course acts">
        {view.events.map((event) => (
          <li key={event.fact}>
            <time className="num">{event.occurredOn}</time>
            <span>
              <b className={event.voided ? 'struck' : undefined}>{said(event.title)}</b>{' '}
              {titleOf(event.entry)}
              {event.voided && <span className="tag">{say('voided')}</span>}
              {event.toldOn !== event.occurredOn && (
                <span className="note">{say('corrected', { day: event.toldOn })}</span>
              )}
            </span>
            <span className="soft">{`${event.actorUnitName ?? ''} ${event.actor}`}</span>
            <span className="row">
              <Link className="small" to={standing(pathOf('ledger', 'facts', event.fact))}>
                {say('fact')}
              </Link>
              {view.mayKeep && !event.voided && (
                <>
                  <Open act="correct" on={event.fact} words="act_correct" small />
                  <Open act="void" on={event.fact} words="act_void" small />
                </>
              )}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
