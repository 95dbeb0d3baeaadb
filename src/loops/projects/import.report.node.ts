// The rows that were not taken, as a workbook with the cells as they stood and what was wrong behind them: to be mended and sent again as it is. Units and
// years that stood above the head, or were chosen on the page, are written into the heads.
import ExcelJS from 'exceljs';
import type { FoundColumn } from './import.columns.ts';
import type { ImportJob } from './import.jobs.node.ts';
import { type ImportAt, openList, plannedBatches } from './import.pg.ts';

const ROWS_MAX = 20_000;

export async function refusedWorkbook(
  at: ImportAt,
  job: ImportJob,
): Promise<{ readonly name: string; readonly type: string; readonly bytes: Uint8Array }> {
  const list = job.list ?? (await openList(at, job.table, job.ask));
  const book = new ExcelJS.Workbook();
  const sheet = book.addWorksheet('未导入的行', { views: [{ state: 'frozen', ySplit: 1 }] });
  const columns = list.head.columns;
  sheet.addRow([
    ...columns.map((column) => headText(column, job.ask.year)),
    '原表行号',
    '没有导入的原因',
  ]).font = { bold: true };
  let count = 0;
  for await (const { lines, rows } of plannedBatches(at, {
    table: job.table,
    list,
    ask: job.ask,
    source: job.name,
  })) {
    for (const [place, line] of lines.entries()) {
      if ('skipped' in line || count >= ROWS_MAX) continue;
      const rejected = job.rejected.get(line.reading.row);
      if (line.state !== 'refused' && line.state !== 'asks' && rejected === undefined) continue;
      const cells = rows[place]?.cells ?? [];
      const problems = [...line.problems, ...(rejected === undefined ? [] : [rejected])];
      const why = problems
        .filter(({ severity }) => severity === 'ask' || severity === 'error')
        .map(
          ({ column, message, fix }) =>
            `${column === null ? '' : `${columns.find((each) => each.at === column)?.head ?? ''}：`}${message}（${fix}）`,
        )
        .join('；');
      // All as text: what a spreadsheet would take for a formula or shorten as a number stays what it was.
      sheet.addRow([...columns.map((column) => cells[column.at] ?? ''), String(line.reading.row), why]);
      count += 1;
    }
  }
  for (let place = 1; place <= columns.length + 2; place++)
    sheet.getColumn(place).width = place > columns.length + 1 ? 60 : 16;
  const stem = job.name.replace(/\.[^.]*$/, '').slice(0, 80);
  return {
    name: `${stem}-未导入的行.xlsx`,
    type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    bytes: new Uint8Array(await book.xlsx.writeBuffer()),
  };
}

function headText({ head, field, unit, year }: FoundColumn, chosenYear: number | undefined): string {
  const dated = field !== null && (field.startsWith('milestone:') || field === 'registeredOn');
  const told = year ?? chosenYear;
  if (dated && told !== undefined && told !== null && !head.includes(String(told)))
    return `${head}(${told}年)`;
  return unit !== null && !head.includes(unit) ? `${head}(${unit})` : head;
}
