// One reading of a workbook in a process of its own: by the product's reader or by exceljs's stream reader. Prints {spentMs, grownMb, rows, cells}.
import { readFileSync } from 'node:fs';
import ExcelJS from 'exceljs';
import { openTable } from '../src/plan/tables/tableFile.node.ts';

const [kind, path] = process.argv.slice(2) as [string, string];
const before = process.memoryUsage().rss;
let [rows, cells] = [0, 0];
const began = performance.now();
if (kind === 'ours') {
  const limits = { rowsMax: 200_000, columnsMax: 200, unpackedBytesMax: 1_500_000_000 };
  const table = await openTable('list.xlsx', new Uint8Array(readFileSync(path)), limits);
  for await (const batch of table.rows(0)) {
    rows += batch.length;
    for (const row of batch) for (const cell of row.cells) if (cell !== '') cells += 1;
  }
} else {
  const reader = new ExcelJS.stream.xlsx.WorkbookReader(path, {
    worksheets: 'emit',
    sharedStrings: 'cache',
    styles: 'cache',
    hyperlinks: 'ignore',
    entries: 'emit',
  });
  for await (const sheet of reader)
    for await (const row of sheet) {
      rows += 1;
      for (const cell of row.values as unknown[])
        if (cell !== undefined && cell !== null && cell !== '') cells += 1;
    }
}
const spentMs = performance.now() - began;
const grownMb = (process.resourceUsage().maxRSS * 1024 - before) / 1_000_000;
process.stdout.write(JSON.stringify({ spentMs, grownMb, rows, cells }));
