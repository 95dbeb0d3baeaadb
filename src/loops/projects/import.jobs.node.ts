// Imports under way, held by the server that took the file: the file's bytes, what was found, how far it is. Nothing of it is truth: when a server stops, the
// file is sent again, and what was recorded is not recorded twice. Bounded by account and in all.
import { randomUUID } from 'node:crypto';
import { isProblem, Problem } from '../../kernel/problem.ts';
import type { TableFile } from '../../plan/tables/xlsxRows.node.ts';
import {
  type ImportAsk,
  type ImportAt,
  type OpenedList,
  openList,
  type PlannedLine,
  plannedBatches,
  type RowOutcome,
  recordRows,
} from './import.pg.ts';
import type { PlannedRow, RowState } from './import.plan.ts';
import type { RowProblem } from './import.rows.ts';

export type JobState = 'checking' | 'checked' | 'recording' | 'recorded' | 'cancelled' | 'failed';

export type LineState = RowState | 'recorded' | 'rejected' | 'skipped';

/** A row as the page shows it. */
export interface ShownLine {
  readonly row: number;
  readonly state: LineState;
  readonly project: string | null;
  readonly name: string;
  readonly skipped: string | null;
  readonly cells: readonly {
    readonly column: number;
    readonly field: string;
    readonly read: string;
    readonly became: string;
  }[];
  readonly differences: PlannedRow['differences'];
  readonly commands: readonly {
    readonly command: string;
    readonly late: boolean;
    readonly milestone: string | null;
    readonly occurredOn: string | null;
  }[];
  readonly problems: readonly RowProblem[];
}

/** A text that the file uses and nobody knows: the person says once what it is. */
export interface Unclear {
  readonly field: string;
  readonly text: string;
  readonly count: number;
  readonly near: readonly { readonly id: string; readonly name: string }[];
}

export type Counts = Readonly<Record<LineState, number>> & {
  readonly rows: number;
  readonly late: number;
  readonly facts: number;
};

/** Lines of one state that are kept for the page; the file itself is read again for the rest. */
const KEPT_LINES_MAX = 300;
const UNCLEAR_MAX = 200;
const REJECTED_MAX = 20_000;
const JOBS_PER_ACCOUNT = 3;
const JOBS_MAX = 12;

export class ImportJob {
  readonly id = randomUUID();
  readonly account: string;
  readonly name: string;
  readonly table: TableFile;
  ask: ImportAsk;
  state: JobState = 'checking';
  list: OpenedList | undefined;
  problem: Problem | undefined;
  counts: Record<string, number> = {};
  /** Rows gone through of the run that is under way. */
  progress = 0;
  /** Rows that the last whole check found. */
  total = 0;
  recordedFacts = 0;
  repeated = 0;
  readonly unclear = new Map<string, { field: string; text: string; count: number; near: Unclear['near'] }>();
  readonly lines = new Map<LineState, ShownLine[]>();
  /** What the writer refused, by row. */
  readonly rejected = new Map<number, RowProblem>();
  private stopped = false;

  constructor({
    account,
    name,
    table,
    ask,
  }: {
    readonly account: string;
    readonly name: string;
    readonly table: TableFile;
    readonly ask: ImportAsk;
  }) {
    this.account = account;
    this.name = name;
    this.table = table;
    this.ask = ask;
  }

  get running(): boolean {
    return this.state === 'checking' || this.state === 'recording';
  }

  cancel(): void {
    if (this.running) this.stopped = true;
  }

  /** Reads and plans the whole file; nothing is written. Never rejects: what ended it stands in `problem`. */
  async check(at: ImportAt): Promise<void> {
    await this.run('checking', 'checked', async () => {
      this.list = await openList(at, this.table, this.ask);
      for await (const { lines } of plannedBatches(at, {
        table: this.table,
        list: this.list,
        ask: this.ask,
        source: this.name,
      })) {
        if (this.stopped) return;
        for (const line of lines) this.keep(shownLine(line), line);
      }
      this.total = this.progress;
    });
  }

  /** Plans anew and records, batch by batch. Never rejects. */
  async record(at: ImportAt): Promise<void> {
    await this.run('recording', 'recorded', async () => {
      const list = this.list ?? (await openList(at, this.table, this.ask));
      this.rejected.clear();
      for await (const { lines } of plannedBatches(at, {
        table: this.table,
        list,
        ask: this.ask,
        source: this.name,
      })) {
        const clear = lines.filter(
          (line): line is PlannedRow => !('skipped' in line) && line.commands.length > 0,
        );
        const sent = new Set(clear.map(({ reading }) => reading.row));
        for (const line of lines)
          if ('skipped' in line || !sent.has(line.reading.row)) this.keep(shownLine(line), line);
        await recordRows(at, clear, { cancelled: () => this.stopped, done: (outcome) => this.took(outcome) });
        if (this.stopped) return;
      }
    });
  }

  private async run(during: JobState, after: JobState, work: () => Promise<void>): Promise<void> {
    this.state = during;
    this.stopped = false;
    this.problem = undefined;
    this.counts = {};
    this.progress = 0;
    this.recordedFacts = 0;
    this.repeated = 0;
    this.lines.clear();
    this.unclear.clear();
    try {
      await work();
      this.state = this.stopped ? 'cancelled' : after;
    } catch (error) {
      this.problem = isProblem(error)
        ? error
        : new Problem({
            code: 'import_failed',
            message: `导入中断了：${error instanceof Error ? error.message : String(error)}`,
            kept: '已记录的都在',
            fix: '再试一次：已记录的不会重复',
            status: 500,
          });
      this.state = 'failed';
    }
  }

  private took({ line, recorded, repeated, problem }: RowOutcome): void {
    this.recordedFacts += recorded;
    this.repeated += repeated;
    if (problem === null) {
      this.keep({ ...shownLine(line), state: 'recorded' }, line);
      return;
    }
    const told: RowProblem = { ...problem, severity: 'error', fix: '改正后再导入：已记录的不会重复' };
    if (this.rejected.size < REJECTED_MAX) this.rejected.set(line.reading.row, told);
    this.keep({ ...shownLine(line), state: 'rejected', problems: [...line.problems, told] }, line);
  }

  private keep(shown: ShownLine, line: PlannedLine): void {
    this.progress += 1;
    this.counts[shown.state] = (this.counts[shown.state] ?? 0) + 1;
    this.counts.facts = (this.counts.facts ?? 0) + shown.commands.length;
    if (shown.commands.some(({ late }) => late)) this.counts.late = (this.counts.late ?? 0) + 1;
    const kept = this.lines.get(shown.state) ?? [];
    if (kept.length === 0) this.lines.set(shown.state, kept);
    if (kept.length < KEPT_LINES_MAX) kept.push(shown);
    if ('skipped' in line) return;
    for (const problem of line.problems) {
      if (problem.near === undefined) continue;
      const field = problem.code.replace(/_unclear$/, '');
      const text = line.reading.cells.find(({ column }) => column === problem.column)?.read ?? '';
      const known = this.unclear.get(`${field}\n${text}`);
      if (known !== undefined) known.count += 1;
      else if (this.unclear.size < UNCLEAR_MAX)
        this.unclear.set(`${field}\n${text}`, { field, text, count: 1, near: problem.near });
    }
  }
}

export function shownLine(line: PlannedLine): ShownLine {
  if ('skipped' in line)
    return {
      row: line.row,
      state: 'skipped',
      project: null,
      name: '',
      skipped: line.skipped,
      cells: [],
      differences: [],
      commands: [],
      problems: [],
    };
  const { reading, state, project, differences, problems } = line;
  const { texts } = reading;
  return {
    row: reading.row,
    state,
    project,
    name: texts.name ?? texts.project ?? texts.code ?? '',
    skipped: null,
    cells: reading.cells,
    differences,
    commands: line.commands.map(({ command, late, body }) => ({
      command,
      late,
      milestone: typeof body.milestone === 'string' ? body.milestone : null,
      occurredOn: typeof body.occurredOn === 'string' ? body.occurredOn : null,
    })),
    problems,
  };
}

export class ImportJobs {
  private readonly jobs = new Map<string, ImportJob>();

  /** Fails with `import_busy` when all places are taken by imports under way. */
  add(job: ImportJob): void {
    const own = [...this.jobs.values()].filter(({ account }) => account === job.account);
    if (own.length >= JOBS_PER_ACCOUNT) this.drop(own);
    if (this.jobs.size >= JOBS_MAX) this.drop([...this.jobs.values()]);
    this.jobs.set(job.id, job);
  }

  /** Only who began it sees it. Fails with `import_unknown`. */
  get(id: string, account: string): ImportJob {
    const job = this.jobs.get(id);
    if (job !== undefined && job.account === account) return job;
    throw new Problem({
      code: 'import_unknown',
      message: '没有这次导入，或服务重新启动过',
      kept: '已记录的都在',
      fix: '把文件再传一次：已记录的不会重复',
      status: 404,
    });
  }

  /** The oldest that is not under way makes place. */
  private drop(jobs: readonly ImportJob[]): void {
    const idle = jobs.find(({ running }) => !running);
    if (idle !== undefined) {
      this.jobs.delete(idle.id);
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
