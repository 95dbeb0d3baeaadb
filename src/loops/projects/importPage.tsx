// 导入项目表: a file or copied cells; what each row would record and what is wrong with it, before anything is written; then recorded, with its progress. Which
// import is looked at stands in the address. What columns were changed to is kept on this machine by the head's mark.
import { useCallback, useEffect, useState } from 'react';
import { ask, forgetAnswers, type ProblemBody, problemOf, UNREACHABLE, useAnswer } from '../../ui/answer.tsx';
import { grouped } from '../../ui/figures.ts';
import { useWords } from '../../ui/language.tsx';
import { Link, navigate, useAddress } from '../../ui/router.tsx';
import { useSession } from '../../ui/session.tsx';
import { PageHead } from '../../ui/shell.tsx';
import { ProblemNotice, Skeleton } from '../../ui/states.tsx';
import { ImportChoices } from './importChoices.tsx';
import { ImportHead } from './importHead.tsx';
import { ImportLines } from './importLines.tsx';
import type { ImportChoicesView, ImportView } from './importViews.tsx';
import { importWords } from './importWords.tsx';
import type { ProjectsView } from './projectViews.tsx';
import './import.css';

const BYTES_MAX = 24_000_000;
const POLL_MS = 400;
const WAIT_MS = 2000;
const ROOT = '/api/projects/imports';

async function post<T>(address: string, body: object): Promise<T> {
  return ask<T>(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

export default function ImportPage() {
  const say = useWords(importWords);
  const address = useAddress();
  const job = address.query.get('job');
  const [problem, setProblem] = useState<ProblemBody>();
  const start = async (sent: { readonly name: string; readonly data?: string; readonly text?: string }) => {
    setProblem(undefined);
    try {
      const { id } = await post<{ id: string }>(ROOT, sent);
      navigate(address.with({ job: id, state: null }));
    } catch (thrown) {
      setProblem(problemOf(thrown));
    }
  };
  return (
    <>
      <PageHead title={say('title')}>
        {job !== null && (
          <Link className="button" to={address.with({ job: null, state: null })}>
            {say('another')}
          </Link>
        )}
      </PageHead>
      <section className="panel stack import">
        <p className="soft">{say('lead')}</p>
        {problem !== undefined && <ProblemNotice problem={problem} />}
        {job === null ? <Source onStart={start} onProblem={setProblem} /> : <Run key={job} id={job} />}
      </section>
    </>
  );
}

function Source({
  onStart,
  onProblem,
}: {
  readonly onStart: (sent: { name: string; data?: string; text?: string }) => Promise<void>;
  readonly onProblem: (problem: ProblemBody) => void;
}) {
  const say = useWords(importWords);
  const [pasted, setPasted] = useState('');
  const [busy, setBusy] = useState(false);
  const begin = async (sent: { name: string; data?: string; text?: string }) => {
    setBusy(true);
    await onStart(sent);
    setBusy(false);
  };
  const choose = async (file: File | undefined) => {
    if (file === undefined) return;
    if (file.size > BYTES_MAX) onProblem({ status: 413, code: 'table_too_large', title: say('tooLarge') });
    else {
      try {
        await begin({ name: file.name, data: await base64(file) });
      } catch (thrown) {
        onProblem(problemOf(thrown));
      }
    }
  };
  return (
    <>
      <label className="field">
        <span className="hint">{say('file')}</span>
        <input
          type="file"
          accept=".xlsx,.xlsm,.csv,.tsv,.txt"
          disabled={busy}
          onChange={(event) => void choose(event.target.files?.[0])}
        />
      </label>
      <label className="field">
        <span className="hint">{say('paste')}</span>
        <textarea
          className="input"
          rows={6}
          value={pasted}
          placeholder={say('pasteHint')}
          onChange={(event) => setPasted(event.target.value)}
        />
      </label>
      {pasted.trim() !== '' && (
        <p>
          <button
            type="button"
            className="button main"
            disabled={busy}
            aria-busy={busy}
            onClick={() => void begin({ name: say('pasted'), text: pasted })}
          >
            {say('look')}
          </button>
        </p>
      )}
    </>
  );
}

/** What the person changed in columns, by account and head. */
const keptKey = (account: string, signature: string): string =>
  `luodi.import.${account}.${signature.slice(0, 400)}`;

function keptColumns(account: string, signature: string): ImportChoicesView['columns'] | undefined {
  try {
    const text = localStorage.getItem(keptKey(account, signature));
    return text === null ? undefined : (JSON.parse(text) as ImportChoicesView['columns']);
  } catch {
    return undefined;
  }
}

function keepColumns(account: string, signature: string, columns: ImportChoicesView['columns']): void {
  try {
    localStorage.setItem(keptKey(account, signature), JSON.stringify(columns));
  } catch {
    // A machine that keeps nothing asks again next time.
  }
}

function Run({ id }: { readonly id: string }) {
  const address = useAddress();
  const account = useSession().session?.account ?? '';
  const wanted = address.query.get('state') ?? '';
  const [view, setView] = useState<ImportView>();
  const [problem, setProblem] = useState<ProblemBody>();
  const [lost, setLost] = useState(false);
  const [round, setRound] = useState(0);
  const facets = useAnswer<ProjectsView>('/api/projects?limit=1').data?.facets;
  const again = useCallback(() => setRound((n) => n + 1), []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `round` asks again.
  useEffect(() => {
    let gone = false;
    let timer: ReturnType<typeof setTimeout>;
    const look = async () => {
      try {
        const told = await ask<ImportView>(`${ROOT}/${id}${wanted === '' ? '' : `?state=${wanted}`}`);
        if (gone) return;
        setLost(false);
        setView(told);
        if (told.state === 'checking' || told.state === 'recording') timer = setTimeout(look, POLL_MS);
        else if (told.state !== 'checked') forgetAnswers();
      } catch (thrown) {
        if (gone) return;
        const { code, status } = problemOf(thrown);
        // A server that restarts comes back and goes on with what it kept.
        const isAway = code === UNREACHABLE || status === 502 || status === 503;
        setLost(isAway);
        if (isAway) timer = setTimeout(look, WAIT_MS);
        else setProblem(problemOf(thrown));
      }
    };
    void look();
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [id, wanted, round]);

  const give = async (verb: 'check' | 'record' | 'cancel', body: object = {}) => {
    setProblem(undefined);
    try {
      await post(`${ROOT}/${id}/${verb}`, body);
      again();
    } catch (thrown) {
      setProblem(problemOf(thrown));
    }
  };
  const check = (choices: ImportChoicesView) => {
    const signature = view?.head?.signature;
    if (signature !== undefined) keepColumns(account, signature, choices.columns);
    void give('check', { choices });
  };
  // A head that was seen before on this machine: its columns as they were changed then.
  const signature = view?.state === 'checked' ? view.head?.signature : undefined;
  const untouched = Object.keys(view?.choices.columns ?? {}).length === 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once a head.
  useEffect(() => {
    if (signature === undefined || !untouched || view === undefined) return;
    const kept = keptColumns(account, signature);
    if (kept !== undefined && Object.keys(kept).length > 0)
      void give('check', { choices: { ...view.choices, columns: kept } });
  }, [signature]);
  if (view === undefined) {
    if (problem !== undefined) return <ProblemNotice problem={problem} />;
    return lost ? <Waiting /> : <Skeleton bars={8} />;
  }
  const running = view.state === 'checking' || view.state === 'recording';
  return (
    <>
      {problem !== undefined && <ProblemNotice problem={problem} />}
      {lost && <Waiting />}
      <Progress view={view} onCancel={() => void give('cancel')} />
      {view.head === null && !running && view.first.length > 0 && <ImportHead view={view} onCheck={check} />}
      {view.head !== null && !running && view.state !== 'recorded' && (
        <ImportChoices
          key={`${view.head.signature} ${view.sheet}`}
          view={view}
          units={facets?.units ?? []}
          onCheck={check}
        />
      )}
      {!running && <Acts view={view} onRecord={() => void give('record')} />}
      {(view.head !== null || view.lines.length > 0) && !(running && view.progress === 0) && (
        <ImportLines view={view} />
      )}
    </>
  );
}

function Waiting() {
  const say = useWords(importWords);
  return (
    <p className="notice" role="status">
      {say('lost')}
    </p>
  );
}

function Progress({ view, onCancel }: { readonly view: ImportView; readonly onCancel: () => void }) {
  const say = useWords(importWords);
  const running = view.state === 'checking' || view.state === 'recording';
  if (running) {
    const n = grouped(String(view.progress));
    const of = grouped(String(view.total));
    return (
      <p className="row" role="status" aria-live="polite">
        {view.state === 'checking' ? say('checking', { n }) : say('recording', { n, of })}
        {view.state === 'recording' && view.total > 0 ? (
          <progress value={Math.min(view.progress, view.total)} max={view.total} />
        ) : (
          <progress />
        )}
        <button type="button" className="button" onClick={onCancel}>
          {say('cancel')}
        </button>
      </p>
    );
  }
  if (view.problem !== null)
    return (
      <p className="notice bad" role="alert">
        {view.problem.message}　{view.problem.fix}
      </p>
    );
  if (view.state === 'checked' && view.resumed)
    return (
      <p className="notice" role="status">
        {say('resumed')}
      </p>
    );
  if (view.state === 'cancelled') return <p className="notice">{say('cancelled')}</p>;
  if (view.state === 'recorded')
    return (
      <p className="notice" role="status">
        {say('done', { n: grouped(String(view.recordedFacts)), repeated: grouped(String(view.repeated)) })}{' '}
        <Link to="/projects">{say('toList')}</Link>
      </p>
    );
  return null;
}

function Acts({ view, onRecord }: { readonly view: ImportView; readonly onRecord: () => void }) {
  const say = useWords(importWords);
  const { counts } = view;
  const facts = counts.facts ?? 0;
  const rows = (counts.new ?? 0) + (counts.adds ?? 0);
  const refused = (counts.refused ?? 0) + (counts.asks ?? 0) + (counts.rejected ?? 0);
  return (
    <div className="row">
      {view.state === 'checked' && facts > 0 && (
        <button type="button" className="button main" onClick={onRecord}>
          {say('record', { n: grouped(String(facts)), rows: grouped(String(rows)) })}
        </button>
      )}
      {view.state === 'checked' && facts === 0 && <span className="notice">{say('nothing')}</span>}
      {refused > 0 && (
        <a className="button" href={`${ROOT}/${view.id}/refused.xlsx`} download>
          {say('refusedOnes')}
        </a>
      )}
      {refused > 0 && view.state === 'checked' && facts > 0 && (
        <span className="soft">{say('notGood', { n: String(refused) })}</span>
      )}
      {(counts.late ?? 0) > 0 && view.state === 'checked' && (
        <span className="soft">{say('lateRows', { n: String(counts.late) })}</span>
      )}
    </div>
  );
}

/** By the browser itself, beside the page: a long file would hold the page up otherwise. */
function base64(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ''));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}
