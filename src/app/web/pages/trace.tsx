// 对照原文: a text that the reader brings beside the plan. The text stays in this tab; the server reads it for one answer and keeps nothing.
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { type ProblemBody, problemOf, useBrowser } from '../../../ui/answer.tsx';
import { useLanguage, useSaid, useWords } from '../../../ui/language.tsx';
import { withQuery } from '../../../ui/route.ts';
import { Link, navigate, useAddress, useStanding } from '../../../ui/router.tsx';
import { useSession } from '../../../ui/session.tsx';
import { PageHead } from '../../../ui/shell.tsx';
import { KnownThenBand, StandingBar, StandingFoot } from '../../../ui/standpoint.tsx';
import { Empty, ProblemNotice, Skeleton } from '../../../ui/states.tsx';
import { dropText, type Given, heldText, holdText, postText, saveFile } from './heldText.tsx';
import { TextInput } from './traceInput.tsx';
import { TraceSummary, Unfounded } from './traceSummary.tsx';
import { type Selection, TraceText, tokenId } from './traceText.tsx';
import {
  csvText,
  nextPlace,
  openPlaces,
  type TokenPlace,
  type TraceReply,
  tableRows,
  withCarriersMerged,
} from './traceView.ts';
import { traceWords } from './traceWords.tsx';
import './trace.css';

export default function TracePage() {
  const say = useWords(traceWords);
  const { session } = useSession();
  return session === undefined ? (
    <>
      <PageHead title={say('title')} lead={say('lead')} />
      <Skeleton bars={10} />
    </>
  ) : (
    <Trace account={session.account} />
  );
}

function Trace({ account }: { readonly account: string }) {
  const say = useWords(traceWords);
  const standing = useStanding();
  const { query } = useAddress();
  const [given, setGiven] = useState<Given | undefined>(() => heldText(account));
  const [changing, setChanging] = useState(false);
  const [notHeld, setNotHeld] = useState(false);
  const asked = withQuery('', {
    asOf: query.get('asOf'),
    known: query.get('known'),
    draft: query.get('draft'),
    source: query.get('source'),
  });
  const { reply, of, problem, busy, again } = useTrace(given, asked);
  useEffect(() => {
    if (given === undefined || reply === undefined || of !== given) return;
    const text =
      'text' in given ? given.text : reply.paragraphs.map((paragraph) => paragraph.text).join('\n');
    setNotHeld(!holdText(account, { name: given.name, text }));
    setChanging(false);
  }, [account, given, of, reply]);
  const clear = () => {
    dropText();
    setGiven(undefined);
    setChanging(false);
  };
  return (
    <>
      <PageHead title={say('title')} lead={say('lead')}>
        {reply !== undefined && <StandingBar at={reply.at} />}
      </PageHead>
      <div className="stack" aria-busy={busy}>
        {reply !== undefined && <KnownThenBand at={reply.at} />}
        {(given === undefined || changing || (problem !== undefined && reply === undefined)) && (
          <TextInput given={given} busy={busy} onGiven={setGiven} />
        )}
        {given === undefined && <Empty title={say('empty')} />}
        {given !== undefined && (
          <p className="row no-print">
            <span>{given.name || say('pasted')}</span>
            <span className="soft small">{say(notHeld ? 'notHeld' : 'inTab')}</span>
            <button type="button" className="button" onClick={() => setChanging(true)}>
              {say('change')}
            </button>
            <button type="button" className="button" onClick={clear}>
              {say('clear')}
            </button>
            <Link className="button" to={standing('/plan/trace/draft')}>
              {say('toDraft')}
            </Link>
          </p>
        )}
        {problem !== undefined && <ProblemNotice problem={problem} retry={again} />}
        {given !== undefined && reply === undefined && problem === undefined && <Skeleton bars={12} />}
        {reply !== undefined && <Traced reply={reply} />}
        {reply !== undefined && <StandingFoot at={reply.at} />}
      </div>
    </>
  );
}

interface Asked {
  /** The text that `reply` is about. */
  readonly of: Given | undefined;
  readonly reply: TraceReply | undefined;
  readonly problem: ProblemBody | undefined;
  readonly busy: boolean;
}

const NOTHING: Asked = { of: undefined, reply: undefined, problem: undefined, busy: false };

function useTrace(given: Given | undefined, asked: string): Asked & { again(): void } {
  const { signedOut } = useBrowser();
  const [round, setRound] = useState(0);
  const [held, setHeld] = useState<Asked>({ ...NOTHING, busy: given !== undefined });
  // biome-ignore lint/correctness/useExhaustiveDependencies: `round` asks the same again.
  useEffect(() => {
    if (given === undefined) {
      setHeld(NOTHING);
      return;
    }
    const aborter = new AbortController();
    setHeld((before) => ({ ...before, problem: undefined, busy: true }));
    postText<TraceReply>(`/api/plan/trace${asked}`, given, { signal: aborter.signal }).then(
      (reply) => setHeld({ of: given, reply: withCarriersMerged(reply), problem: undefined, busy: false }),
      (thrown: unknown) => {
        if (aborter.signal.aborted) return;
        const problem = problemOf(thrown);
        if (problem.status === 401) signedOut();
        setHeld({ ...NOTHING, problem });
      },
    );
    return () => aborter.abort();
  }, [given, asked, round, signedOut]);
  const again = useCallback(() => setRound((n) => n + 1), []);
  return { ...held, again };
}

function Traced({ reply }: { readonly reply: TraceReply }) {
  const say = useWords(traceWords);
  const { query } = useAddress();
  const show = query.get('show');
  const places = useMemo(() => openPlaces(reply.paragraphs), [reply]);
  const { selection, choose, step } = useSelection(reply, places);
  const choosing = useMemo(() => ({ selection, choose }), [selection, choose]);
  return (
    <>
      <TraceSummary reply={reply} />
      {reply.unfounded.length > 0 && <Unfounded reply={reply} />}
      <section className="panel" aria-label={say('title')}>
        <TraceBar reply={reply} places={places} selection={selection} step={step} />
        <Legend>
          <Leave reply={reply} />
        </Legend>
        <TraceText reply={reply} show={show} choosing={choosing} />
      </section>
    </>
  );
}

function useSelection(reply: TraceReply, places: readonly TokenPlace[]) {
  const [selection, setSelection] = useState<Selection>();
  const gone = useRef<TokenPlace>(undefined);
  const address = useAddress();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another text, another selection.
  useEffect(() => setSelection(undefined), [reply]);
  const choose = useCallback((next: Selection | undefined) => {
    setSelection((before) => (same(before, next) ? undefined : next));
  }, []);
  const step = useCallback(
    (direction: 1 | -1) => {
      const from = selection !== undefined && 'n' in selection ? selection : undefined;
      const next = nextPlace(places, from, direction);
      if (next === undefined) return;
      if (address.query.get('show') === 'noTask') navigate(address.with({ show: null }), { replace: true });
      gone.current = next;
      setSelection(next);
    },
    [places, selection, address],
  );
  useEffect(() => {
    if (gone.current === undefined) return;
    const token = document.getElementById(tokenId(gone.current));
    gone.current = undefined;
    token?.focus({ preventScroll: true });
    token?.scrollIntoView({ block: 'center' });
  });
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const at = event.target as HTMLElement;
      if (event.ctrlKey || event.metaKey || event.altKey || at.closest('input, textarea, select, dialog'))
        return;
      if (event.key === 'n' || event.key === 'N') step(1);
      else if (event.key === 'p' || event.key === 'P') step(-1);
      else if (event.key === 'Escape') setSelection(undefined);
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [step]);
  return { selection, choose, step };
}

function same(a: Selection | undefined, b: Selection | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function TraceBar({
  reply,
  places,
  selection,
  step,
}: {
  readonly reply: TraceReply;
  readonly places: readonly TokenPlace[];
  readonly selection: Selection | undefined;
  readonly step: (direction: 1 | -1) => void;
}) {
  const say = useWords(traceWords);
  const address = useAddress();
  const show = address.query.get('show') ?? '';
  const at =
    selection !== undefined && 'n' in selection ? places.findIndex((place) => same(place, selection)) : -1;
  const shows = [
    ['', say('showAll')],
    ['open', say('showOpen')],
    ['noTask', say('showNoTask')],
  ] as const;
  return (
    <div className="trace-bar row no-print">
      {shows.map(([value, label]) => (
        <button
          key={value}
          type="button"
          className={show === value ? 'button is-chosen' : 'button'}
          aria-pressed={show === value}
          onClick={() => navigate(address.with({ show: value }), { replace: true })}
        >
          {label}
        </button>
      ))}
      {places.length > 0 && (
        <span className="row">
          <button type="button" className="button" onClick={() => step(-1)} title={say('keys')}>
            {say('previous')}
          </button>
          <button type="button" className="button main" onClick={() => step(1)} title={say('keys')}>
            {say('next')}
          </button>
          <span className="num soft" aria-live="polite">
            {at < 0 ? places.length : say('place', { at: at + 1, of: places.length })}
          </span>
        </span>
      )}
      {selection !== undefined && 'carrier' in selection && (
        <span className="soft small" aria-live="polite">
          {say('everywhere', { count: countOf(reply, selection.carrier) })}
        </span>
      )}
    </div>
  );
}

function countOf(reply: TraceReply, carrier: number): number {
  return reply.paragraphs.reduce(
    (sum, { tokens }) =>
      sum + tokens.filter((token) => token.kind !== 'promise' && token.by.includes(carrier)).length,
    0,
  );
}

/** Onto paper and into a spreadsheet. */
function Leave({ reply }: { readonly reply: TraceReply }) {
  const say = useWords(traceWords);
  const said = useSaid();
  const { language } = useLanguage();
  const save = () => {
    const rows = tableRows(reply, {
      head: [say('paragraph'), say('kind'), say('words'), say('state'), say('carriedBy'), say('reason')],
      kinds: { figure: say('figure'), term: say('term'), promise: say('promise') },
      states: { carried: say('carried'), noTask: say('noTask'), open: say('open') },
      carrier: ({ section, titles, name, owner }) => {
        const words = reply.sections[section];
        const title = titles.join(' › ') || name;
        return `${words === undefined ? section : said(words)} ${title}${owner === null ? '' : ` (${owner.title})`}`;
      },
    });
    const mark = reply.at.city.simulated ? (language === 'zh' ? '模拟-' : 'simulated-') : '';
    saveFile(`${mark}${say('title')}-${reply.at.asOf}.csv`, csvText(rows), 'text/csv;charset=utf-8');
  };
  return (
    <span className="row push no-print">
      <button type="button" className="button" onClick={save}>
        {say('export')}
      </button>
      <button type="button" className="button" onClick={() => window.print()}>
        {say('print')}
      </button>
    </span>
  );
}

function Legend({ children }: { readonly children: ReactNode }) {
  const say = useWords(traceWords);
  return (
    <div className="trace-legend">
      <span>
        <span className="trace-token is-term is-carried">{say('carried')}</span>
      </span>
      <span>
        <span className="trace-token is-term is-noTask">{say('noTask')}</span>
      </span>
      <span>
        <span className="trace-token is-term is-open">{say('words')}</span>
        <strong className="trace-mark">{say('open')}</strong>
      </span>
      <span className="desk-only no-print">{say('keys')}</span>
      {children}
    </div>
  );
}
