// JSON lines in and out, one at a time: a year of a city never stands in memory. A line that is no JSON is named by its number.
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Problem } from '../kernel/problem.ts';
import type { LedgerLine } from '../ledger/exchange.ts';

/** Lines of files after one another, `-` for standard input. Fails with `file_not_found`. */
export async function* readTexts(paths: readonly string[]): AsyncGenerator<string> {
  for (const path of paths) {
    const input = path === '-' ? process.stdin : createReadStream(path);
    try {
      for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) yield text;
    } catch (thrown) {
      throw unreadable(path, thrown);
    }
  }
}

/** Before anything is made or changed for its sake. Fails with `file_not_found`. */
export async function refuseUnreadable(path: string): Promise<void> {
  try {
    await (await open(path)).close();
    if ((await stat(path)).isDirectory()) throw Object.assign(new Error(path), { code: 'EISDIR' });
  } catch (thrown) {
    throw unreadable(path, thrown);
  }
}

function unreadable(path: string, thrown: unknown): unknown {
  const { code } = thrown as NodeJS.ErrnoException;
  if (code !== 'ENOENT' && code !== 'EISDIR' && code !== 'EACCES') return thrown;
  return new Problem({
    code: 'file_not_found',
    message:
      code === 'ENOENT'
        ? `没有这个文件：${path}。There is no such file.`
        : `读不了 ${path}（${code}）。It cannot be read.`,
    kept: '没有写入任何事实。Nothing was recorded.',
    fix: '核对路径。Check the path.',
  });
}

/** The same as ledger lines. Fails with `import_format`, `file_not_found`. */
export async function* readLines(paths: readonly string[]): AsyncGenerator<LedgerLine> {
  let number = 0;
  for await (const text of readTexts(paths)) {
    number++;
    if (text.trim() !== '') yield parseLine(text, number);
  }
}

function parseLine(text: string, number: number): LedgerLine {
  try {
    return JSON.parse(text) as LedgerLine;
  } catch {
    throw new Problem({
      code: 'import_format',
      message: `第 ${number} 行不是 JSON：${text.slice(0, 80)}`,
      kept: '没有写入任何事实。Nothing was recorded.',
      fix: '文件可能没有传完；重新导出或重新传。The file may be torn; export or copy it again.',
    });
  }
}

/** Writes a line to standard output and waits when the reader is slower. */
export async function writeLine(line: unknown): Promise<void> {
  if (process.stdout.write(`${JSON.stringify(line)}\n`)) return;
  await new Promise<void>((resolve) => process.stdout.once('drain', resolve));
}
