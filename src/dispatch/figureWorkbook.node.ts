// A figure as a workbook: the rows as seen, the definition, the standpoint and the head of the ledger. 模拟 is in the name of the sheet and in its first
// line for a simulated city. Decimals become numbers only where a number holds them exactly; else they stay texts.
import ExcelJS from 'exceljs';
import { asOfText } from '../access/standing.ts';
import type { FigureView } from './cockpit.view.ts';
import { termWords } from './terms.ts';

export async function figureWorkbook(figure: FigureView): Promise<Uint8Array> {
  const book = new ExcelJS.Workbook();
  const mark = figure.at.city.simulated ? '模拟 ' : '';
  const sheet = book.addWorksheet(
    `${mark}${figure.measure.title.zh}`.slice(0, 31).replaceAll(/[[\]*?:/\\]/g, ' '),
  );
  sheet.addRow([
    `${mark}${figure.at.city.name} · ${figure.measure.title.zh} ${figure.value} ${figure.measure.unit}`,
  ]).font = { bold: true, size: 14 };
  sheet.addRow([`口径：${figure.measure.definition.zh}`]);
  sheet.addRow([
    `${figure.from} 至 ${asOfText(figure.at)} · 按 ${figure.at.knownOn} 已报（第 ${figure.at.knownSeq} 条）`,
  ]);
  sheet.addRow([`留痕头 ${figure.at.head}`]);
  sheet.addRow([]);
  const head = sheet.addRow(figure.columns.map((column) => column.title.zh));
  head.font = { bold: true };
  for (const row of figure.rows)
    sheet.addRow(figure.columns.map(({ column, type }) => cell(row[column] ?? null, type)));
  sheet.views = [{ state: 'frozen', ySplit: 6 }];
  sheet.autoFilter = {
    from: { row: 6, column: 1 },
    to: { row: 6, column: Math.max(1, figure.columns.length) },
  };
  figure.columns.forEach(({ type }, at) => {
    sheet.getColumn(at + 1).width = type === 'text' ? 24 : 18;
  });
  sheet.headerFooter.oddFooter = `${mark}&P/&N`;
  return new Uint8Array(await book.xlsx.writeBuffer());
}

function cell(value: string | null, type: FigureView['columns'][number]['type']): string | number | null {
  if (value === null) return null;
  if (type === 'term' && value in termWords) return termWords[value as keyof typeof termWords].zh;
  if (type !== 'decimal') return neutral(value);
  const number = Number(value);
  return Number.isFinite(number) && Math.abs(number) < 2 ** 50 ? number : value;
}

/** A text that a spreadsheet would take for a formula is kept a text (CSV injection, OWASP). */
function neutral(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}
