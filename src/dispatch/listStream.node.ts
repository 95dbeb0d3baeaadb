// A list of any length as a workbook that goes out while it is read: memory is that of a piece of rows and of what the receiver has not taken yet. What a cell may be
// is listWorkbook.node.ts's word.
import { PassThrough } from 'node:stream';
import ExcelJS from 'exceljs';
import { Problem } from '../kernel/problem.ts';
import { cellOf, headOf, type ListSheet, sheetName } from './listWorkbook.node.ts';

export interface ListStream<R> extends Omit<ListSheet<R>, 'rows'> {
  readonly count: number;
  /** In the order of the list. */
  readonly pieces: AsyncIterable<readonly R[]>;
}

/** One object for all of them: exceljs knows it again, and works out each other one anew, which was a fifth of the writing. */
const OF_CELLS: Partial<ExcelJS.Style> = { alignment: { vertical: 'top', wrapText: true } };

/** What was written and not taken yet: past it the reading waits. */
const AHEAD_BYTES = 16 * 1024 * 1024;
/** A receiver that takes nothing for so long is let go of: it holds a transaction open. */
const PATIENCE_MS = 60_000;

export interface OutgoingList {
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Ends when all of it is written; fails when the receiver has gone. */
  write<R>(list: ListStream<R>): Promise<void>;
  /** What is sent breaks off, so that nobody takes a part for the whole. */
  breakOff(error: Error): void;
}

export function outgoingList(): OutgoingList {
  const out = new PassThrough({ highWaterMark: AHEAD_BYTES });
  // Told to whoever writes, and by the broken answer to whoever reads.
  out.on('error', () => undefined);
  const gone = new Promise<never>((_, reject) => {
    out.once('close', () => reject(new Error('the receiver has gone')));
  });
  gone.catch(() => undefined);
  return {
    bytes: out,
    breakOff: (error) => void out.destroy(error),
    write: async (list) => {
      await Promise.race([written(out, list), gone.catch((error) => finished(out, error))]);
    },
  };
}

/** A stream that was read to its end closes as well. */
function finished(out: PassThrough, error: Error): void {
  if (!out.writableFinished) throw error;
}

async function written<R>(out: PassThrough, list: ListStream<R>): Promise<void> {
  const { columns } = list;
  const book = new ExcelJS.stream.xlsx.WorkbookWriter({
    stream: out,
    useStyles: true,
    useSharedStrings: false,
  });
  const head = headOf(list, list.count);
  const sheet = book.addWorksheet(sheetName(head.name), {
    views: [{ state: 'frozen', ySplit: head.lines.length + 1 }],
    headerFooter: { oddFooter: head.footer },
  });
  sheet.columns = columns.map(({ width }) => ({ width: width ?? 18, style: OF_CELLS }));
  sheet.autoFilter = {
    from: { row: head.lines.length + 1, column: 1 },
    to: { row: head.lines.length + 1, column: Math.max(1, columns.length) },
  };
  for (const [place, line] of head.lines.entries()) {
    const row = sheet.addRow([line]);
    // A long line of the head is not broken over the width of the first column.
    row.getCell(1).style = place === 0 ? { font: { bold: true, size: 14 } } : {};
    row.commit();
  }
  const titles = sheet.addRow(columns.map(({ title }) => title));
  titles.eachCell((cell) => {
    cell.style = { font: { bold: true } };
  });
  titles.commit();
  for await (const piece of list.pieces) {
    for (const row of piece) {
      const line = sheet.addRow(columns.map((column) => cellOf(column.cell(row), column.isDecimal)));
      line.eachCell((cell) => {
        cell.style = OF_CELLS;
      });
      line.commit();
    }
    await taken(out);
  }
  sheet.commit();
  await book.commit();
}

/** Others have their turn after every piece; a full pipe is waited for. @throws Problem receiver_too_slow */
async function taken(out: PassThrough): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  const until = performance.now() + PATIENCE_MS;
  while (out.readableLength + out.writableLength > AHEAD_BYTES) {
    if (performance.now() > until)
      throw new Problem({
        code: 'receiver_too_slow',
        status: 408,
        message: '导出没有人接收，已停。Nobody takes the export; it was stopped.',
        fix: '网络好时再导出，或缩小范围。Try again, or ask for less.',
      });
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
