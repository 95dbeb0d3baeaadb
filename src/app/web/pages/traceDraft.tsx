// 由原文起草: what a plan could hold of the text, by rule; each proposal with its paragraph and with what the text leaves open. To be downloaded as a
// skeleton, or opened as a draft of the plan with what was chosen.
import { useEffect, useMemo, useState } from 'react';
import { type ProblemBody, problemOf, useAnswer, useBrowser } from '../../../ui/answer.tsx';
import { TextField } from '../../../ui/form.tsx';
import { useWords } from '../../../ui/language.tsx';
import { withQuery } from '../../../ui/route.ts';
import { Link, useAddress, useStanding } from '../../../ui/router.tsx';
import { useSession } from '../../../ui/session.tsx';
import { PageHead } from '../../../ui/shell.tsx';
import { Empty, ProblemNotice, Skeleton } from '../../../ui/states.tsx';
import { type HeldText, heldText, postText, saveFile } from './heldText.tsx';
import { OpenDraft } from './traceDraftOpen.tsx';
import { ProposalTable } from './traceDraftTable.tsx';
import { type DraftReply, proposalKey, sameSource } from './traceDraftView.ts';
import type { TraceReply } from './traceView.ts';
import { traceDraftWords } from './traceWords.tsx';
import './trace.css';

export default function TraceDraftPage() {
  const say = useWords(traceDraftWords);
  const standing = useStanding();
  const { session } = useSession();
  const text = useMemo(() => heldText(session?.account), [session?.account]);
  return (
    <>
      <PageHead title={say('title')} lead={say('lead')}>
        <Link className="button no-print" to={standing('/plan/trace')}>
          {say('back')}
        </Link>
      </PageHead>
      {session === undefined ? (
        <Skeleton bars={10} />
      ) : text === undefined ? (
        <section className="panel">
          <Empty title={say('noText')}>
            <Link className="button main" to={standing('/plan/trace')}>
              {say('back')}
            </Link>
          </Empty>
        </section>
      ) : (
        <FromText text={text} />
      )}
    </>
  );
}

interface Read {
  readonly draft: DraftReply;
  readonly trace: TraceReply;
}

function FromText({ text }: { readonly text: HeldText }) {
  const { query } = useAddress();
  const { signedOut } = useBrowser();
  const [year, setYear] = useState<number>();
  const [round, setRound] = useState(0);
  const [read, setRead] = useState<Read>();
  const [problem, setProblem] = useState<ProblemBody>();
  const asked = withQuery('', { asOf: query.get('asOf'), known: query.get('known') });
  // biome-ignore lint/correctness/useExhaustiveDependencies: `round` asks the same again.
  useEffect(() => {
    const aborter = new AbortController();
    const { signal } = aborter;
    const title = text.name.replace(/\.[^.]+$/, '').slice(0, 100);
    setProblem(undefined);
    Promise.all([
      postText<DraftReply>('/api/plan/draft-from-text', text, {
        signal,
        ...(title === '' ? {} : { title }),
        ...(year === undefined ? {} : { year }),
      }),
      postText<TraceReply>(`/api/plan/trace${asked}`, text, { signal }),
    ]).then(
      ([draft, trace]) => setRead({ draft, trace }),
      (thrown: unknown) => {
        if (signal.aborted) return;
        const found = problemOf(thrown);
        if (found.status === 401) signedOut();
        setProblem(found);
      },
    );
    return () => aborter.abort();
  }, [text, year, asked, round, signedOut]);
  if (problem !== undefined) return <ProblemNotice problem={problem} retry={() => setRound((n) => n + 1)} />;
  if (read === undefined) return <Skeleton bars={12} />;
  return <Proposals key={read.draft.year} read={read} onYear={setYear} />;
}

function Proposals({
  read: { draft, trace },
  onYear,
}: {
  readonly read: Read;
  readonly onYear: (year: number) => void;
}) {
  const say = useWords(traceDraftWords);
  const uncovered = useMemo(
    () =>
      new Set(
        trace.paragraphs
          .filter(({ tokens }) => tokens.some((token) => token.state === 'open'))
          .map(({ n }) => n),
      ),
    [trace],
  );
  const inUncovered = useMemo(
    () => new Set(draft.proposals.filter(({ paragraph }) => uncovered.has(paragraph)).map(proposalKey)),
    [draft, uncovered],
  );
  const [chosen, setChosen] = useState<ReadonlySet<string>>(inUncovered);
  const drafts = useAnswer<{ readonly may: { readonly edit: boolean } }>('/api/plan/drafts?limit=1');
  const chosenProposals = draft.proposals.filter((proposal) => chosen.has(proposalKey(proposal)));
  if (draft.proposals.length === 0) return <Empty title={say('nothing')} />;
  return (
    <div className="stack">
      <section className="panel" aria-label={say('title')}>
        <div className="body stack">
          <p className="trace-verdict" role="status">
            {say('proposals', { count: draft.proposals.length })}
            {draft.year !== null && ` · ${say('year', { year: draft.year })}`}
          </p>
          {draft.year === null && <YearField onYear={onYear} />}
          {draft.uncovered.length > 0 && <p>{say('left', { count: draft.uncovered.length })}</p>}
          <p className="row">
            <button
              type="button"
              className="button"
              onClick={() => saveFile(draft.yaml.name, draft.yaml.text, 'application/yaml;charset=utf-8')}
            >
              {say('download')}
            </button>
          </p>
          {drafts.data?.may.edit === true && (
            <OpenDraft
              proposals={chosenProposals}
              sources={trace.sources}
              same={sameSource(trace)}
              title={draft.title}
            />
          )}
          {drafts.data?.may.edit === false && <p className="soft">{say('mayNot')}</p>}
        </div>
      </section>
      <section className="panel" aria-label={say('proposals', { count: draft.proposals.length })}>
        <div className="trace-bar row no-print">
          <button
            type="button"
            className="button"
            onClick={() => setChosen(new Set(draft.proposals.map(proposalKey)))}
          >
            {say('chooseAll')}
          </button>
          <button type="button" className="button" onClick={() => setChosen(inUncovered)}>
            {say('chooseOpen')}
          </button>
          <button type="button" className="button" onClick={() => setChosen(new Set())}>
            {say('chooseNone')}
          </button>
          <span className="num soft" aria-live="polite">
            {chosen.size} / {draft.proposals.length}
          </span>
        </div>
        <ProposalTable
          proposals={draft.proposals}
          uncovered={uncovered}
          chosen={chosen}
          onChosen={setChosen}
        />
      </section>
    </div>
  );
}

function YearField({ onYear }: { readonly onYear: (year: number) => void }) {
  const say = useWords(traceDraftWords);
  const [typed, setTyped] = useState('');
  const year = /^(?:19|20|21)\d\d$/.test(typed) ? Number(typed) : undefined;
  return (
    <div className="filters one">
      <TextField
        label={say('yearField')}
        hint={say('noYear')}
        inputMode="numeric"
        maxLength={4}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      <button
        type="button"
        className="button"
        disabled={year === undefined}
        onClick={() => year !== undefined && onYear(year)}
      >
        {say('yearSet')}
      </button>
    </div>
  );
}
