// Imports under way, held by the server that took the file; the file itself and what is to be done with it are kept on disk (import.store.node.ts), so that after a
// restart the same address goes on: the file is checked anew, what stands of it shows as known, and the rest can be recorded. Nothing of it is truth.
import { randomUUID } from 'node:crypto';
import type { Actor } from '../../kernel/loop.ts';
import { isProblem, Problem } from '../../kernel/problem.ts';
import { sql } from '../../kernel/sql.ts';
import type { Ledger } from '../../ledger/ledger.pg.ts';
import type { CommandSeries, SeriesOutcome } from '../../ledger/series.node.ts';
import type { SheetName, TableLimits } from '../../plan/tables/table.ts';
import { endWaiting, runBeside } from './import.beside.node.ts';
import { allNames, askKnown, type GatesOf } from './import.known.pg.ts';
import type { KnownQuestion } from './import.known.ts';
import {
  type Counts,
  KEPT_LINES_MAX,
  type LineState,
  type ShownLine,
  type TallyNews,
  type Unclear,
} from './import.lines.ts';
import type { RowProblem } from './import.rows.ts';
import type { Portion, SentRow } from './import.run.ts';
import type { ImportAsk, OpenedList, RunSetup } from './import.setup.ts';
import { ImportStore, type KeptImport } from './import.store.node.ts';
import {
  type ImportTask,
  keptPortions,
  type Opened,
  type TakenFile,
  type TaskKind,
} from './import.task.node.ts';
import { lifecyclesSection } from './projects.plan.ts';

export type JobState = 'checking' | 'checked' | 'recording' | 'recorded' | 'cancelled' | 'failed';

export interface ImportAt {
  readonly ledger: Ledger;
  readonly city: string;
  readonly actor: Actor;
  /** What the approvals say before a milestone: composed outside this room. */
  readonly gatesOf: GatesOf;
}

/** Refused rows that are remembered for the workbook of what was not taken. */
const REJECTED_MAX = 20_000;
const JOBS_PER_ACCOUNT = 3;
const JOBS_MAX = 12;

interface JobInit {
  readonly kept: KeptImport;
  readonly file: TakenFile;
  readonly store: ImportStore;
  readonly limits: TableLimits;
}

export class ImportJob {
  readonly id: string;
  readonly account: string;
  readonly name: string;
  /** Recording it was cut off by a restart of the server. */
  readonly isResumed: boolean;
  ask: ImportAsk;
  state: JobState = 'checking';
  sheets: readonly SheetName[] = [];
  list: OpenedList | undefined;
  first: Opened['first'];
  problem: Problem | undefined;
  counts: Counts = {};
  /** Rows gone through of the run that is under way. */
  progress = 0;
  /** Rows that the last whole check found. */
  total = 0;
  /** Commands. */
  recorded = 0;
  repeated = 0;
  unclear: readonly Unclear[] = [];
  readonly lines = new Map<LineState, ShownLine[]>();
  /** What the writer refused, by row. */
  readonly rejected = new Map<number, RowProblem>();
  private readonly file: TakenFile;
  private readonly store: ImportStore;
  private readonly limits: TableLimits;
  private kept: KeptImport;
  private stopped = false;
  /** What the plan that the last check kept follows from. */
  private plannedOn: string | undefined;

  constructor({ kept, file, store, limits }: JobInit) {
    this.id = kept.id;
    this.account = kept.account;
    this.name = kept.name;
    this.isResumed = kept.began && !kept.ended;
    this.ask = kept.ask;
    this.kept = kept;
    this.file = file;
    this.store = store;
    this.limits = limits;
  }

  get running(): boolean {
    return this.state === 'checking' || this.state === 'recording';
  }

  cancel(): void {
    if (this.running) this.stopped = true;
  }

  drop(): Promise<void> {
    return this.store.drop(this.id);
  }

  /** Reads and plans the whole file; nothing is written. Never rejects: what ended it stands in `problem`. */
  async check(at: ImportAt): Promise<void> {
    await this.run('checking', 'checked', async () => {
      this.opened({ sheets: this.sheets, list: undefined, first: undefined });
      if (this.kept.ask !== this.ask) await this.note({ ask: this.ask });
      this.plannedOn = undefined;
      const { task, basis } = await this.task('check', at);
      for await (const piece of runBeside(task, this.ports(at))) {
        if (this.stopped) return;
        if ('opened' in piece) this.opened(piece.opened);
        else if ('portion' in piece) this.heard(piece.portion.news);
        else if ('kept' in piece) this.plannedOn = basis;
      }
      this.total = this.progress;
    });
  }

  /**
   * Records what the check planned where nothing that it was planned on has changed since; else plans anew, and rows go to the writer while those behind them are
   * read. Never rejects.
   */
  async record(at: ImportAt): Promise<void> {
    await this.run('recording', 'recorded', async () => {
      await this.note({ began: true, ended: false });
      this.rejected.clear();
      const { task, basis } = await this.task('record', at);
      const isPlanned = this.plannedOn === basis;
      this.plannedOn = undefined;
      if (isPlanned) await endWaiting();
      const planned = isPlanned ? keptPortions(task.keepAt) : this.planned(task, at);
      for await (const outcomes of at.ledger.recordSeries(at.city, this.series(planned, at)))
        for (const outcome of outcomes) this.took(outcome);
      // The head has moved: it serves nobody any more.
      await this.store.dropPlanned(this.id);
      if (!this.stopped) await this.note({ ended: true });
    });
  }

  /** The workbook of the rows that were not taken. Fails as reading the file does. */
  async refused(at: ImportAt): Promise<Uint8Array> {
    const { task } = await this.task('refused', at);
    for await (const piece of runBeside(task, this.ports(at))) if ('workbook' in piece) return piece.workbook;
    throw new Error('no workbook came');
  }

  private async *planned(task: ImportTask, at: ImportAt): AsyncGenerator<Portion> {
    for await (const piece of runBeside(task, this.ports(at))) {
      if ('opened' in piece) this.opened(piece.opened);
      else if ('portion' in piece) yield piece.portion;
    }
  }

  private async *series(
    planned: AsyncIterable<Portion>,
    at: ImportAt,
  ): AsyncGenerator<readonly CommandSeries<SentRow>[]> {
    for await (const { news, send } of planned) {
      // What was handed over before is recorded and told all the same.
      if (this.stopped) return;
      this.heard(news);
      if (send.length === 0) continue;
      yield send.map((row) => ({
        of: row,
        commands: row.commands.map(({ key, command, body, late }) => ({
          key,
          actor: at.actor,
          loop: 'projects',
          command,
          body,
          late,
        })),
      }));
    }
  }

  private ports({ ledger, city, gatesOf }: ImportAt) {
    return {
      known: (question: KnownQuestion) => ledger.read(city, {}, (view) => askKnown(view, question, gatesOf)),
      names: () => ledger.read(city, {}, allNames),
    };
  }

  /** `basis`: all that a plan of the file follows from. The head stands for the ledger, its plan, calendar and closed months. */
  private async task(
    kind: TaskKind,
    { ledger, city, actor }: ImportAt,
  ): Promise<{ readonly task: ImportTask; readonly basis: string }> {
    const { file, limits, rejected, ask, name } = this;
    const { setup, head } = await ledger.read(city, {}, async (view) => {
      // Says that nothing is adopted where nothing is.
      view.plan.section(lifecyclesSection);
      const { hash } = view.plan;
      const [content] = await view.query(
        sql`select body::text as body from luodi.content where city = ${city} and hash = ${hash}`,
      );
      const { now, today, calendar, closedPeriods } = view;
      const plan = { hash, content: String(content?.body) };
      const told: RunSetup = { source: name, ask, actor, plan, now, today, calendar, closedPeriods };
      return { setup: told, head: view.head.hash };
    });
    const task = { kind, file, limits, setup, rejected, keepAt: this.store.plannedPath(this.id) };
    return { task, basis: JSON.stringify([city, head, setup.plan.hash, setup.today, actor, ask]) };
  }

  private async note(more: Partial<KeptImport>): Promise<void> {
    this.kept = { ...this.kept, ...more };
    await this.store.note(this.kept);
  }

  private async run(during: JobState, after: JobState, work: () => Promise<void>): Promise<void> {
    this.state = during;
    this.stopped = false;
    this.problem = undefined;
    this.counts = {};
    this.progress = 0;
    this.recorded = 0;
    this.repeated = 0;
    this.unclear = [];
    this.lines.clear();
    try {
      await work();
      this.state = this.stopped ? 'cancelled' : after;
    } catch (error) {
      this.problem = isProblem(error) ? error : broken(error);
      this.state = 'failed';
    }
  }

  private opened({ sheets, list, first }: Opened): void {
    this.sheets = sheets;
    this.list = list;
    this.first = first;
  }

  private heard({ rows, counts, lines, unclear }: TallyNews): void {
    this.progress += rows;
    this.unclear = unclear;
    for (const [key, count] of Object.entries(counts)) this.count(key as keyof Counts, count);
    for (const line of lines) this.show(line);
  }

  private took({ of: row, answers, refusal }: SeriesOutcome<SentRow>): void {
    const repeated = answers.filter((answer) => answer.repeated).length;
    this.recorded += answers.length - repeated;
    this.repeated += repeated;
    this.progress += 1;
    this.count('facts', row.commands.length);
    if (row.commands.some(({ late }) => late)) this.count('late', 1);
    const state = refusal === undefined ? 'recorded' : 'rejected';
    this.count(state, 1);
    if (refusal === undefined) {
      if (row.shown !== null) this.show({ ...row.shown, state });
      return;
    }
    const told: RowProblem = {
      code: refusal.code,
      message: refusal.message,
      fix: refusal.fix ?? '改正后再导入：已记录的不会重复',
      severity: 'error',
      column: row.commands[answers.length]?.column ?? null,
    };
    if (this.rejected.size < REJECTED_MAX) this.rejected.set(row.row, told);
    const line = row.shown ?? bareLine(row);
    this.show({ ...line, state, problems: [...line.problems, told] });
  }

  private count(key: keyof Counts, more: number): void {
    this.counts[key] = (this.counts[key] ?? 0) + more;
  }

  private show(line: ShownLine): void {
    const kept = this.lines.get(line.state) ?? [];
    if (kept.length === 0) this.lines.set(line.state, kept);
    if (kept.length < KEPT_LINES_MAX) kept.push(line);
  }
}

/** Of a row so far down the list that its cells were not sent along. */
function bareLine({ row, name, project }: SentRow): ShownLine {
  const nothing = { skipped: null, cells: [], differences: [], commands: [], problems: [] };
  return { row, name, project, state: 'rejected', ...nothing };
}

function broken(error: unknown): Problem {
  return new Problem({
    code: 'import_failed',
    message: `导入中断了：${error instanceof Error ? error.message : String(error)}`,
    kept: '已记录的都在',
    fix: '再试一次：已记录的不会重复',
    status: 500,
  });
}

export class ImportJobs {
  private readonly jobs = new Map<string, ImportJob>();
  private readonly limits: TableLimits;

  constructor(limits: TableLimits) {
    this.limits = limits;
  }

  /** Keeps the file and makes its job. Fails with `import_busy` when all places are taken by imports under way. */
  async add(
    folder: string,
    told: {
      readonly account: string;
      readonly name: string;
      readonly ask: ImportAsk;
      readonly isText: boolean;
    },
    bytes: Uint8Array,
  ): Promise<ImportJob> {
    const own = [...this.jobs.values()].filter(({ account }) => account === told.account);
    if (own.length >= JOBS_PER_ACCOUNT) await this.drop(own);
    if (this.jobs.size >= JOBS_MAX) await this.drop([...this.jobs.values()]);
    const store = new ImportStore(folder);
    const kept = { id: randomUUID(), ...told, began: false, ended: false };
    const job = new ImportJob({ kept, file: await store.keep(kept, bytes), store, limits: this.limits });
    this.jobs.set(job.id, job);
    await store.sweep(new Set(this.jobs.keys()));
    return job;
  }

  /** Only who began it sees it. One that this server does not hold is taken up from its folder and checked anew. Fails with `import_unknown`. */
  async get(
    id: string,
    account: string,
    { folder, at }: { readonly folder: string; readonly at: ImportAt },
  ): Promise<ImportJob> {
    const job = this.jobs.get(id) ?? (await this.takenUp(id, account, folder, at));
    if (job !== undefined && job.account === account) return job;
    throw new Problem({
      code: 'import_unknown',
      message: '没有这次导入，或过了七天',
      kept: '已记录的都在',
      fix: '把文件再传一次：已记录的不会重复',
      status: 404,
    });
  }

  private async takenUp(
    id: string,
    account: string,
    folder: string,
    at: ImportAt,
  ): Promise<ImportJob | undefined> {
    const store = new ImportStore(folder);
    const found = await store.find(id);
    if (found === undefined || found.kept.account !== account) return undefined;
    // Asked for twice at once, it is one job.
    const held = this.jobs.get(id);
    if (held !== undefined) return held;
    const job = new ImportJob({ ...found, store, limits: this.limits });
    this.jobs.set(id, job);
    void job.check(at);
    return job;
  }

  /** The oldest that is not under way makes place. */
  private async drop(jobs: readonly ImportJob[]): Promise<void> {
    const idle = jobs.find(({ running }) => !running);
    if (idle !== undefined) {
      this.jobs.delete(idle.id);
      await idle.drop();
      return;
    }
    throw new Problem({
      code: 'import_busy',
      message: '正在进行的导入太多',
      kept: '没有写入任何事实',
      fix: '等正在进行的导入做完，或取消它',
      status: 429,
    });
  }
}
