// The rows that were not taken, as a workbook with the cells as they stood and what was wrong behind them: to be mended and sent again as it is. Units and
// years that stood above the head, or were chosen on the page, are written into the heads.
import ExcelJS from 'exceljs';
import type { TableFile } from '../../plan/tables/table.ts';
import type { FoundColumn } from './import.columns.ts';
import type { PlannedRow } from './import.plan.ts';
import { RowReader } from './import.rows.ts';
import { plannedBatches, type RunPorts } from './import.run.ts';
import { type OpenedList, type RunSetup, readingBasis } from './import.setup.ts';
import type { ImportTask } from './import.task.node.ts';

const ROWS_MAX = 20_000;

export async function refusedWorkbook(
  table: TableFile,
  {
    setup,
    list,
    ports,
    rejected,
  }: {
    readonly setup: RunSetup;
    readonly list: OpenedList;
    readonly ports: RunPorts;
    readonly rejected: ImportTask['rejected'];
  },
): Promise<Uint8Array> {
  const book = new ExcelJS.Workbook();
  const sheet = book.addWorksheet('未导入的行', { views: [{ state: 'frozen', ySplit: 1 }] });
  const columns = list.head.columns;
  sheet.addRow([
    ...columns.map((column) => headText(column, setup.ask.year)),
    '原表行号',
    '没有导入的原因',
  ]).font = { bold: true };
  let count = 0;
  const reader = new RowReader(readingBasis(setup, list, table.date1904));
  for await (const { lines, rows } of plannedBatches(table, { setup, list, ports, reader })) {
    for (const [place, line] of lines.entries()) {
      if ('skipped' in line || count >= ROWS_MAX) continue;
      const told = rejected.get(line.reading.row);
      if (line.state !== 'refused' && line.state !== 'asks' && told === undefined) continue;
      const cells = rows[place]?.cells ?? [];
      // All as text: what a spreadsheet would take for a formula or shorten as a number stays what it was.
      sheet.addRow([
        ...columns.map((column) => cells[column.at] ?? ''),
        String(line.reading.row),
        whyText(line, told, columns),
      ]);
      count += 1;
    }
  }
  for (let place = 1; place <= columns.length + 2; place++)
    sheet.getColumn(place).width = place > columns.length + 1 ? 60 : 16;
  return new Uint8Array(await book.xlsx.writeBuffer());
}

function whyText(
  { problems }: PlannedRow,
  told: { readonly column: number | null; readonly message: string; readonly fix: string } | undefined,
  columns: readonly FoundColumn[],
): string {
  return [
    ...problems.filter(({ severity }) => severity === 'ask' || severity === 'error'),
    ...(told === undefined ? [] : [told]),
  ]
    .map(({ column, message, fix }) => {
      const head = column === null ? undefined : columns.find(({ at }) => at === column)?.head;
      return `${head === undefined ? '' : `${head}：`}${message}（${fix}）`;
    })
    .join('；');
}

function headText({ head, field, unit, year }: FoundColumn, chosenYear: number | undefined): string {
  const dated = field !== null && (field.startsWith('milestone:') || field === 'registeredOn');
  const told = year ?? chosenYear;
  if (dated && told !== undefined && told !== null && !head.includes(String(told)))
    return `${head}(${told}年)`;
  return unit !== null && !head.includes(unit) ? `${head}(${unit})` : head;
}
