// A going-over of a file that was taken: opened, its head found, its rows gone through. The same whether it runs in the server's thread or in one of its own.
import { readFile } from 'node:fs/promises';
import { hashHex } from '../../kernel/hash.node.ts';
import { isProblem } from '../../kernel/problem.ts';
import type { SheetName, TableFile, TableLimits } from '../../plan/tables/table.ts';
import { openTable, openText } from '../../plan/tables/tableFile.node.ts';
import type { HeadRow } from './import.columns.ts';
import { refusedWorkbook } from './import.report.node.ts';
import { type Portion, portions, type RunPorts } from './import.run.ts';
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
  | { readonly workbook: Uint8Array };

export const digest = (text: string): string => hashHex('sha256', text);

export async function openTaken(file: TakenFile, limits: TableLimits): Promise<TableFile> {
  const bytes = await readFile(file.path);
  return file.isText ? openText(bytes.toString('utf8'), limits) : openTable(file.name, bytes, limits);
}

/** Fails with `import_head_missing` once it has told the sheets, `lifecycle_unknown`, and as the table does. */
export async function* runTask(
  { kind, file, limits, setup, rejected }: ImportTask,
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
    yield { workbook: await refusedWorkbook(table, { ...at, rejected }) };
    return;
  }
  for await (const portion of portions(table, { ...at, record: kind === 'record' })) yield { portion };
}
