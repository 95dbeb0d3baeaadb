// Questions to the server and commands to it. A question keeps its last answer while a new one of the same page is under
// way, so nothing jumps. A command carries one Idempotency-Key until it is answered: pressing twice records once.
import { createContext, useCallback, useContext, useEffect, useRef, useState } from 'react';

/** RFC 9457, with what was kept and what to do. */
export interface ProblemBody {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail?: string;
  readonly kept?: string;
  readonly fix?: string;
  /** What the refusal is about, by code: the other hand's value, the findings of a check. */
  readonly data?: unknown;
}

export interface Browser {
  newKey(): string;
  /** A fresh time-ordered id (ULID) for a subject that this page brings into the world. */
  newId(): string;
  /** Called when the server no longer knows who is asking. */
  signedOut(): void;
}

const BrowserContext = createContext<Browser | undefined>(undefined);
export const BrowserProvider = BrowserContext.Provider;

export function useBrowser(): Browser {
  const browser = useContext(BrowserContext);
  if (browser === undefined) throw new Error('BrowserProvider is missing');
  return browser;
}

export class Refused extends Error {
  readonly problem: ProblemBody;
  constructor(problem: ProblemBody) {
    super(problem.title);
    this.problem = problem;
  }
}

/** Code of a request that never reached the server. The words are the page's (states.tsx). */
export const UNREACHABLE = 'unreachable';

export async function ask<T>(address: string, init: RequestInit = {}): Promise<T> {
  let response: Response;
  try {
    response = await fetch(address, { ...init, headers: { accept: 'application/json', ...init.headers } });
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    throw new Refused({ status: 0, code: UNREACHABLE, title: '' });
  }
  if (response.status === 204) return undefined as T;
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok && body !== undefined) return body as T;
  const said = (body ?? {}) as Partial<ProblemBody>;
  throw new Refused({
    ...said,
    status: response.status,
    code: said.code ?? 'http_error',
    title: said.title ?? said.detail ?? `HTTP ${response.status}`,
  });
}

export function problemOf(thrown: unknown): ProblemBody {
  if (thrown instanceof Refused) return thrown.problem;
  return { status: 0, code: 'page_defect', title: thrown instanceof Error ? thrown.message : String(thrown) };
}

const KEPT_ANSWERS = 40;
const answers = new Map<string, unknown>();

function keep(address: string, answer: unknown): void {
  answers.delete(address);
  answers.set(address, answer);
  if (answers.size > KEPT_ANSWERS) answers.delete(answers.keys().next().value!);
}

/** What was answered before someone else signed in, or before something was recorded, is no longer shown. */
export function forgetAnswers(): void {
  answers.clear();
}

export interface Answer<T> {
  readonly data: T | undefined;
  readonly problem: ProblemBody | undefined;
  readonly busy: boolean;
  refresh(): void;
}

interface Held<T> {
  readonly address: string;
  readonly data: T | undefined;
  readonly problem: ProblemBody | undefined;
  readonly busy: boolean;
}

/** Asks `address` (null asks nothing). An answer of the same path stays in sight while another query is under way. */
export function useAnswer<T>(address: string | null): Answer<T> {
  const { signedOut } = useBrowser();
  const [round, setRound] = useState(0);
  const [held, setHeld] = useState<Held<T>>(() => first<T>(address));

  // biome-ignore lint/correctness/useExhaustiveDependencies: `round` asks the same address again.
  useEffect(() => {
    if (address === null) return;
    const aborter = new AbortController();
    setHeld((before) => {
      const stays = before.address.split('?')[0] === address.split('?')[0] ? before.data : undefined;
      return {
        address,
        data: (answers.get(address) as T | undefined) ?? stays,
        problem: undefined,
        busy: true,
      };
    });
    ask<T>(address, { signal: aborter.signal }).then(
      (data) => {
        keep(address, data);
        if (!aborter.signal.aborted) setHeld({ address, data, problem: undefined, busy: false });
      },
      (thrown: unknown) => {
        if (aborter.signal.aborted) return;
        const problem = problemOf(thrown);
        if (problem.status === 401) signedOut();
        setHeld((before) => ({ ...before, problem, busy: false }));
      },
    );
    return () => aborter.abort();
  }, [address, round, signedOut]);

  const refresh = useCallback(() => setRound((n) => n + 1), []);
  const path = address?.split('?')[0];
  if (held.address.split('?')[0] !== path) return { ...first<T>(address), refresh };
  return { data: held.data, problem: held.problem, busy: held.busy, refresh };
}

function first<T>(address: string | null): Held<T> {
  const data = address === null ? undefined : (answers.get(address) as T | undefined);
  return { address: address ?? '', data, problem: undefined, busy: address !== null };
}

/** What a recorded command answers. */
export interface Recorded {
  readonly seq: readonly [number, number];
  readonly facts: readonly string[];
  readonly subject: string;
  readonly revision: number;
  readonly head: string;
}

export interface Command {
  readonly busy: boolean;
  readonly problem: ProblemBody | undefined;
  /** The recorded command, or undefined when it was refused (then `problem` says why). */
  send(body: object): Promise<Recorded | undefined>;
  clear(): void;
}

/** `name` is '<loop>/<command>', or an address of its own ('/api/plan/drafts'). The key is renewed once the server has answered; a line that dropped keeps it. */
export function useCommand(name: string): Command {
  const browser = useBrowser();
  const key = useRef<string | undefined>(undefined);
  const [state, setState] = useState<{ busy: boolean; problem: ProblemBody | undefined }>({
    busy: false,
    problem: undefined,
  });
  const clear = useCallback(() => setState({ busy: false, problem: undefined }), []);
  const send = useCallback(
    async (body: object): Promise<Recorded | undefined> => {
      key.current ??= browser.newKey();
      setState({ busy: true, problem: undefined });
      try {
        const recorded = await ask<Recorded>(name.startsWith('/') ? name : `/api/commands/${name}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'idempotency-key': key.current },
          body: JSON.stringify(body),
        });
        key.current = undefined;
        forgetAnswers();
        setState({ busy: false, problem: undefined });
        return recorded;
      } catch (thrown) {
        const problem = problemOf(thrown);
        if (problem.status >= 400 && problem.status < 500) key.current = undefined;
        setState({ busy: false, problem });
        return undefined;
      }
    },
    [browser, name],
  );
  return { ...state, send, clear };
}

export interface Page {
  readonly nextCursor: string | null;
}

/** The pages after the first, appended as they are asked for. They start anew when the first page changes. `rowsOf` is constant. */
export function useMore<R, P extends Page>(address: string, firstPage: P, rowsOf: (page: P) => readonly R[]) {
  const [more, setMore] = useState<{ of: P; rows: readonly R[]; next: string | null }>();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ProblemBody>();
  const current = more?.of === firstPage ? more : undefined;
  const next = current === undefined ? firstPage.nextCursor : current.next;
  const rows = [...rowsOf(firstPage), ...(current?.rows ?? [])];
  const load = async () => {
    if (next === null || busy) return;
    setBusy(true);
    setProblem(undefined);
    try {
      const joint = address.includes('?') ? '&' : '?';
      const page = await ask<P>(`${address}${joint}cursor=${encodeURIComponent(next)}`);
      setMore({ of: firstPage, rows: [...(current?.rows ?? []), ...rowsOf(page)], next: page.nextCursor });
    } catch (thrown) {
      setProblem(problemOf(thrown));
    } finally {
      setBusy(false);
    }
  };
  return { rows, next, busy, problem, load };
}
