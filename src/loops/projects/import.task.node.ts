// A going-over of a file that was taken: opened, its head found, its rows gone through. The same whether it runs in the server's thread or in one of its own.
import { type FileHandle, open, readFile } from 'node:fs/promises';
import { hashHex } from '../../kernel/hash.node.ts';
import { isProblem } from '../../kernel/problem.ts';
import type { SheetName, TableFile, TableLimits } from '../../plan/tables/table.ts';
import { openTable, openText } from '../../plan/tables/tableFile.node.ts';
import type { HeadRow } from './import.columns.ts';
import { checkPortions, type Portion, type RunPorts, recordPortions } from './import.run.ts';
import { beginning, type OpenedList, openList, type RunSetup } from './import.setup.ts';

/** `record` gives the rows that are clear to be recorded; `refused` the workbook of those that were not taken. */
export type TaskKind = 'check' | 'record' | 'refused';

export interface ImportTask {
  readonly kind: TaskKind;
  readonly file: TakenFile;
  readonly limits: TableLimits;
  readonly setup: RunSetup;
  /** Of `refused`: what the writer refused, by row. */
  readonly rejected: ReadonlyMap<
    number,
    { readonly column: number | null; readonly message: string; readonly fix: string }
  >;
  /** Of `check`: where the plan of the rows is kept for the recording: Portions as JSON, each behind its length. */
  readonly keepAt: string;
}

export interface TakenFile {
  readonly name: string;
  /** Where its bytes are kept. */
  readonly path: string;
  readonly bytes: number;
  /** Cells that were copied, as UTF-8. */
  readonly isText: boolean;
}

export interface Opened {
  readonly sheets: readonly SheetName[];
  /** Undefined where no head was found: the person may choose another sheet. */
  readonly list: OpenedList | undefined;
  /** Of a sheet without a head: its first rows. */
  readonly first: { readonly sheet: number; readonly rows: readonly HeadRow[] } | undefined;
}

export type TaskPiece =
  | { readonly opened: Opened }
  | { readonly portion: Portion }
  /** Of a check that came to its end: the whole plan is kept. */
  | { readonly kept: true }
  | { readonly workbook: Uint8Array };

export const digest = (text: string): string => hashHex('sha256', text);

export async function openTaken(file: TakenFile, limits: TableLimits): Promise<TableFile> {
  const bytes = await readFile(file.path);
  return file.isText ? openText(bytes.toString('utf8'), limits) : openTable(file.name, bytes, limits);
}

/** Fails with `import_head_missing` once it has told the sheets, `lifecycle_unknown`, and as the table does. */
export async function* runTask(
  { kind, file, limits, setup, rejected, keepAt }: ImportTask,
  ports: Omit<RunPorts, 'digest'>,
): AsyncGenerator<TaskPiece> {
  const table = await openTaken(file, limits);
  const { sheets } = table;
  yield { opened: { sheets, list: undefined, first: undefined } };
  let list: OpenedList;
  try {
    list = await openList(table, setup);
  } catch (error) {
    if (isProblem(error) && error.code === 'import_head_missing')
      yield { opened: { sheets, list: undefined, first: await beginning(table, setup.ask) } };
    throw error;
  }
  yield { opened: { sheets, list, first: undefined } };
  const at = { setup, list, ports: { ...ports, digest } };
  if (kind === 'refused') {
    // Loaded when it is wanted: exceljs is most of what a thread would begin with.
    const { refusedWorkbook } = await import('./import.report.node.ts');
    yield { workbook: await refusedWorkbook(table, { ...at, rejected }) };
    return;
  }
  if (kind === 'record') {
    for await (const portion of recordPortions(table, at)) yield { portion };
    return;
  }
  const keeper = new Keeper(keepAt);
  try {
    for await (const { planned, ...portion } of checkPortions(table, at)) {
      await keeper.add(planned);
      yield { portion };
    }
    if (await keeper.end()) yield { kept: true };
  } finally {
    await keeper.end();
  }
}

/** Of the length before each portion that is kept. */
const LENGTH_BYTES = 4;

/** Writes the plan of a check. A disk that does not take it spoils nothing: then the recording reads the list again. */
class Keeper {
  private readonly path: string;
  private file: FileHandle | undefined;
  private failed = false;
  /** The last writing: rows are planned meanwhile, and the next one waits for it. */
  private written: Promise<unknown> = Promise.resolve();

  constructor(path: string) {
    this.path = path;
  }

  async add(planned: Portion): Promise<void> {
    if (this.failed) return;
    try {
      this.file ??= await open(this.path, 'w', 0o600);
      const bytes = Buffer.from(JSON.stringify(planned));
      const length = Buffer.alloc(LENGTH_BYTES);
      length.writeUInt32LE(bytes.length);
      await this.written;
      this.written = this.file.writev([length, bytes]);
      // Heard when it is waited for.
      this.written.catch(() => undefined);
    } catch {
      this.failed = true;
    }
  }

  /** Whether all of it is kept. */
  async end(): Promise<boolean> {
    const { file } = this;
    this.file = undefined;
    await this.written.catch(() => {
      this.failed = true;
    });
    await file?.close().catch(() => {
      this.failed = true;
    });
    return file !== undefined && !this.failed;
  }
}

/** The plan that a check kept: one portion in memory at a time, which the reading of lines would not do. */
export async function* keptPortions(path: string): AsyncGenerator<Portion> {
  const file = await open(path);
  try {
    const head = Buffer.alloc(LENGTH_BYTES);
    let room = Buffer.alloc(0);
    while ((await file.read(head)).bytesRead === LENGTH_BYTES) {
      const length = head.readUInt32LE();
      if (room.length < length) room = Buffer.allocUnsafe(2 * length);
      await file.read(room, 0, length);
      yield JSON.parse(room.toString('utf8', 0, length)) as Portion;
    }
  } finally {
    await file.close();
  }
}
