// An event log on disk → cases, one at a time: XES or a table, plain or gz, told by its bytes and not by its name. `-` is standard input.
// Encodings: UTF-8 and UTF-16 (by its mark) for both; XES also what its first line declares; a table also GB18030, when a line is no UTF-8 and none before it
// held anything but ASCII.
import { createReadStream } from 'node:fs';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { isProblem, Problem } from '../kernel/problem.ts';
import { findGb18030 } from '../plan/files.node.ts';
import { CsvLog } from './csvLog.ts';
import {
  type CaseVisitor,
  type LogOptions,
  type LogReading,
  logBroken,
  logEmpty,
  logFormatUnknown,
} from './eventLog.ts';
import { findTimeReader, timeOfText } from './timeText.ts';
import { XesLog } from './xesLog.node.ts';

const CHUNK_BYTES = 1 << 20;

/**
 * Reads a log and shows each case to the visitor: XES case by case as the file has them, a table after its last row. What `LogCase` holds is overwritten by the next.
 * Fails with `log_not_read`, `log_format_unknown`, `log_broken`, `log_column_unknown`, `log_empty`, `log_time_format`.
 */
export async function readEventLog(
  path: string,
  options: LogOptions,
  visit: CaseVisitor,
): Promise<LogReading> {
  let reader: Reader | undefined;
  try {
    for await (const chunk of bytesOf(path)) {
      reader ??= readerFor(path, chunk, options, visit);
      reader.push(chunk);
    }
    if (!reader) throw logEmpty();
    return reader.end();
  } catch (thrown) {
    if (isProblem(thrown)) throw thrown;
    throw notRead(path, thrown as NodeJS.ErrnoException, reader);
  }
}

interface Reader {
  readonly line: number;
  push(chunk: Uint8Array): void;
  end(): LogReading;
}

async function* bytesOf(path: string): AsyncGenerator<Uint8Array> {
  const input = path === '-' ? process.stdin : createReadStream(path, { highWaterMark: CHUNK_BYTES });
  const chunks = input[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const first = await chunks.next();
  if (first.done) return;
  const rest = async function* () {
    yield first.value;
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value;
  };
  const isGzip = first.value[0] === 0x1f && first.value[1] === 0x8b;
  if (!isGzip) {
    yield* rest();
    return;
  }
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  // Whoever stops early ends both; what goes wrong is thrown where the bytes are read.
  pipeline(Readable.from(rest(), { objectMode: false }), gunzip, () => undefined);
  yield* gunzip as AsyncIterable<Buffer>;
}

function readerFor(path: string, chunk: Uint8Array, options: LogOptions, visit: CaseVisitor): Reader {
  const utf16 = utf16Of(chunk);
  const head = new TextDecoder(utf16 ?? 'utf-8').decode(chunk.subarray(0, 1024));
  if (head.trimStart().startsWith('<')) {
    const xes = new XesLog(path, options, visit);
    const declared =
      utf16 ?? /^\s*<\?xml[^>]*encoding\s*=\s*["']([\w.-]+)["']/.exec(head)?.[1]?.toLowerCase();
    return declared === undefined || ['utf-8', 'utf8', 'us-ascii', 'ascii'].includes(declared)
      ? withoutMark(xes)
      : recoded(xes, declared);
  }
  // A table is text: the first piece of a workbook, a picture or a database is not.
  if (utf16 === undefined && chunk.subarray(0, 4096).includes(0)) throw logFormatUnknown(path);
  if (!/[,;\t|]/.test(head.split('\n')[0] ?? '') && !options.headless) throw logFormatUnknown(path);
  const format = options.timeFormat;
  const readTime = format === undefined ? timeOfText : findTimeReader(format);
  if (!readTime) throw timeFormat(format ?? '');
  return tableReader(new CsvLog(options, visit, readTime), utf16);
}

function utf16Of(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : undefined;
}

/** The byte order mark of UTF-8 is no text before the first tag. */
function withoutMark(xes: XesLog): Reader {
  let isFirst = true;
  return {
    get line() {
      return xes.line;
    },
    push(chunk) {
      const marked = isFirst && chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf;
      isFirst = false;
      xes.push(marked ? chunk.subarray(3) : chunk);
    },
    end: () => xes.end(),
  };
}

function recoded(xes: XesLog, encoding: string): Reader {
  const encoder = new TextEncoder();
  let decoder: TextDecoder;
  try {
    decoder = new TextDecoder(encoding, { fatal: true });
  } catch {
    throw logBroken(1, `不认识编码 ${encoding}`);
  }
  const decode = (chunk?: Uint8Array) => {
    try {
      return encoder.encode(chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode());
    } catch {
      throw logBroken(xes.line, `这里不是 ${encoding} 的文字`);
    }
  };
  return {
    get line() {
      return xes.line;
    },
    push: (chunk) => xes.push(decode(chunk)),
    end: () => {
      xes.push(decode());
      return xes.end();
    },
  };
}

function tableReader(table: CsvLog, utf16: string | undefined): Reader {
  const decoder = utf16 === undefined ? lineDecoder(() => table.line) : wholeDecoder(utf16, () => table.line);
  return {
    get line() {
      return table.line;
    },
    push: (chunk) => table.push(decoder.text(chunk)),
    end: () => {
      table.push(decoder.rest());
      return table.end();
    },
  };
}

interface Decoding {
  text(chunk: Uint8Array): string;
  rest(): string;
}

function wholeDecoder(encoding: string, line: () => number): Decoding {
  const decoder = new TextDecoder(encoding, { fatal: true });
  const guarded = (read: () => string) => {
    try {
      return read();
    } catch {
      throw logBroken(line(), `这里不是 ${encoding} 的文字`);
    }
  };
  return {
    text: (chunk) => guarded(() => decoder.decode(chunk, { stream: true })),
    rest: () => guarded(() => decoder.decode()),
  };
}

/** Whole lines at a time: a line's end is one byte in UTF-8 and in GB18030, so that no character is ever cut. */
function lineDecoder(line: () => number): Decoding {
  let held: Uint8Array = new Uint8Array(0);
  let encoding: 'ascii' | 'utf-8' | 'gb18030' = 'ascii';
  const decode = (bytes: Uint8Array): string => {
    if (encoding !== 'gb18030') {
      try {
        const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
        if (encoding === 'ascii' && bytes.some((byte) => byte > 127)) encoding = 'utf-8';
        return text;
      } catch {
        // Names in Big5 or Latin letters with accents decode as GB18030, too, and would be other names: only what looks like it is read so.
        const text = encoding === 'ascii' ? findGb18030(bytes) : undefined;
        if (text === undefined) throw unreadable();
        encoding = 'gb18030';
        return text;
      }
    }
    try {
      return new TextDecoder('gb18030', { fatal: true }).decode(bytes);
    } catch {
      throw unreadable();
    }
  };
  const unreadable = () => logBroken(line(), '自这一行起有不是 UTF-8 也不是 GB18030 的文字');
  return {
    text(chunk) {
      const last = chunk.lastIndexOf(10);
      const bytes = new Uint8Array(held.length + (last < 0 ? chunk.length : last + 1));
      bytes.set(held);
      bytes.set(last < 0 ? chunk : chunk.subarray(0, last + 1), held.length);
      held = last < 0 ? bytes : chunk.slice(last + 1);
      return last < 0 ? '' : decode(bytes);
    },
    rest: () => decode(held),
  };
}

function timeFormat(format: string): Problem {
  return new Problem({
    code: 'log_time_format',
    message: `时间格式“${format}”里没有年月日，或同一部分写了两次。The time format names no day, or a part twice.`,
    kept: '没有得出任何结果。No result.',
    fix: '例如 DD-MM-YYYY HH:mm:ss、YYYY/M/D H:mm；毫秒数写 x，秒数写 X。',
    data: { format },
  });
}

function notRead(path: string, thrown: NodeJS.ErrnoException, reader: Reader | undefined): unknown {
  // zlib: Z_DATA_ERROR, Z_BUF_ERROR: the archive is torn, and what came before it may have been fine.
  if (thrown.code?.startsWith('Z_'))
    return logBroken(reader?.line ?? 1, `压缩文件到这里断了或损坏（${thrown.code}）`);
  if (thrown.code === undefined || !['ENOENT', 'EACCES', 'EISDIR', 'EPERM'].includes(thrown.code))
    return thrown;
  return new Problem({
    code: 'log_not_read',
    message: `读不出 ${path}：没有这个文件，或没有权限，或它是文件夹。The log cannot be read.`,
    kept: '没有得出任何结果。No result.',
    fix: '核对路径和权限。Check the path and the permissions.',
  });
}
