// A workbook or a list of an office → rows of texts, each at the place of its number. Read by plan/tables; what a cell means is not its matter
// (plan/breakdownTable.ts). A merged cell's text stands in every cell that it covers.
import { Problem } from '../../kernel/problem.ts';
import { openTable } from '../../plan/tables/tableFile.node.ts';

export interface TableSheet {
  readonly name: string;
  readonly rows: readonly (readonly string[])[];
}

export const ROWS_MAX = 5000;
export const COLUMNS_MAX = 200;
const UNPACKED_BYTES_MAX = 40_000_000;

/** The visible sheets that are not empty. Fails with `table_unreadable`, `table_too_large`. */
export async function readTable(name: string, bytes: Uint8Array): Promise<readonly TableSheet[]> {
  const limits = { rowsMax: ROWS_MAX, columnsMax: COLUMNS_MAX, unpackedBytesMax: UNPACKED_BYTES_MAX };
  const table = await openTable(name, bytes, limits);
  const sheets: TableSheet[] = [];
  for (const [at, sheet] of table.sheets.entries()) {
    if (sheet.hidden) continue;
    const rows: (readonly string[])[] = [];
    for await (const batch of table.rows(at))
      for (const { row, cells } of batch) {
        if (row > ROWS_MAX) throw tooLong(sheet.name || name);
        rows[row - 1] = cells.map(dayAlone);
      }
    // Blank rows are left out by the reader: what stands keeps the number of its row.
    if (rows.length > 0)
      sheets.push({ name: sheet.name || name, rows: Array.from(rows, (row) => row ?? []) });
  }
  return sheets;
}

/** A day with a time is that day: a plan's dates have no hours. */
function dayAlone(cell: string): string {
  return /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}(:\d{2})?$/.test(cell) ? cell.slice(0, 10) : cell;
}

function tooLong(sheet: string): Problem {
  return new Problem({
    code: 'table_too_large',
    message: `“${sheet}”超过 ${ROWS_MAX} 行`,
    kept: '没有写入任何事实',
    fix: '删去空行空列，或分成几张表',
    status: 413,
  });
}
