/**
 * A plan's folder (or single file) on disk → its texts. The only place of this room that touches the machine. It reads
 * YAML and CSV and nothing else that lies in the folder, follows no link out of it, and takes UTF-8: a file from an office machine is
 * often GB18030, and a wrong guess would show as 锟斤拷 a year later. Only a CSV list whose bytes can be nothing else is read as
 * GB18030, and said so.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import type { Issue } from '../kernel/issue.ts';
import { Problem } from '../kernel/problem.ts';
import type { PlanFile } from './text.ts';

export const MAX_FILES = 200;
export const MAX_FILE_BYTES = 4 * 1024 * 1024;
const MAX_FOLDER_DEPTH = 5;

export interface PlanFilesRead {
  readonly files: readonly PlanFile[];
  readonly issues: readonly Issue[];
}

/**
 * Fails, as a Problem, with the first of `findPlanFiles`' issues: `plan_not_found`, `files_too_many`, `file_too_large`,
 * `text_encoding`. For a listing of all of them use `findPlanFiles`.
 */
export function readPlanFiles(path: string): PlanFile[] {
  const { files, issues } = findPlanFiles(path);
  const first = issues.find((each) => each.severity === 'error');
  if (first !== undefined) {
    const { code, message, fix, file, line } = first;
    throw new Problem({
      code,
      message: `${file}：${message}`,
      kept: '计划未改动',
      fix,
      data: { file, line, issues },
    });
  }
  return [...files];
}

/** Every file that can be read, and an issue for each that cannot. Fails with `plan_not_found`. */
export function findPlanFiles(path: string): PlanFilesRead {
  const paths = planPaths(path);
  const files: PlanFile[] = [];
  const issues: Issue[] = [];
  if (paths.length > MAX_FILES) {
    issues.push(
      issue(
        'files_too_many',
        '',
        0,
        `有 ${paths.length} 个文件，最多 ${MAX_FILES} 个`,
        '合并长名单，或给出计划自己的文件夹',
      ),
    );
    return { files, issues };
  }
  for (const { full, shown } of paths) {
    const bytes = statSync(full).size;
    if (bytes > MAX_FILE_BYTES) {
      issues.push(
        issue('file_too_large', shown, 0, `文件有 ${bytes} 字节，最多 ${MAX_FILE_BYTES}`, '分成几个文件'),
      );
      continue;
    }
    const bytesRead = readFileSync(full);
    const list = shown.endsWith('.csv') ? findGb18030List(bytesRead) : undefined;
    if (list !== undefined) {
      files.push({ path: shown, text: list });
      issues.push(guessedIssue(shown));
      continue;
    }
    const read = decode(bytesRead);
    if (typeof read === 'string') files.push({ path: shown, text: read });
    else issues.push(issue('text_encoding', shown, read.line, read.message, read.fix));
  }
  return { files, issues };
}

function planPaths(path: string): readonly { readonly full: string; readonly shown: string }[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) {
    throw new Problem({
      code: 'plan_not_found',
      message: `没有 ${path}`,
      fix: '检查路径；给出文件夹或一个 .yaml 文件',
      status: 404,
    });
  }
  if (!stat.isDirectory()) return [{ full: path, shown: basename(path) }];
  return filesBelow(path, 1)
    .map((full) => ({ full, shown: relative(path, full).split(sep).join('/') }))
    .toSorted((a, b) => (a.shown < b.shown ? -1 : 1));
}

function filesBelow(folder: string, depth: number): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name.startsWith('.') || entry.name.startsWith('~$')) return [];
    const full = join(folder, entry.name);
    if (entry.isDirectory()) return depth < MAX_FOLDER_DEPTH ? filesBelow(full, depth + 1) : [];
    return entry.isFile() && /\.(ya?ml|csv)$/.test(entry.name) ? [full] : [];
  });
}

/** UTF-8, its mark kept so that the file comes back as it was, or what is wrong with the bytes. */
function decode(bytes: Uint8Array): string | { line: number; message: string; fix: string } {
  const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    if (!text.includes('\0')) return text;
  } catch {
    // Which line is worth telling: it is where the first Chinese character stands.
  }
  const line = utf16 ? 1 : firstBadLine(bytes);
  const guess = utf16 ? 'UTF-16' : isGb18030(bytes) ? 'GB18030（GBK）' : undefined;
  const message = guess === undefined ? '文件不是 UTF-8' : `文件不是 UTF-8，看来是 ${guess}`;
  const command = guess === undefined ? '' : `，或运行 iconv -f ${utf16 ? 'UTF-16' : 'GB18030'} -t UTF-8`;
  return { line, message, fix: `另存为 UTF-8${command}` };
}

function firstBadLine(bytes: Uint8Array): number {
  let line = 1;
  let start = 0;
  for (let at = 0; at <= bytes.length; at++) {
    if (at < bytes.length && bytes[at] !== 0x0a) continue;
    try {
      const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(start, at));
      if (text.includes('\0')) return line;
    } catch {
      return line;
    }
    start = at + 1;
    line++;
  }
  return 0;
}

/**
 * The text of a list whose bytes can be nothing but GB18030: not UTF-8, all of it decodes, and nearly every character is of GB2312, whose
 * two bytes both lie above A0. Big5, Shift-JIS and torn UTF-8 decode as well, but four in ten of their second bytes lie below.
 */
export function findGb18030List(bytes: Uint8Array): string | undefined {
  return isUtf8(bytes) ? undefined : findGb18030(bytes, GB_CHARACTERS_MIN);
}

/** The text of bytes that are GB18030 and not one of the encodings that decode as it by chance; of at least so many characters beyond ASCII. */
export function findGb18030(bytes: Uint8Array, charactersMin = 1): string | undefined {
  let characters = 0;
  let common = 0;
  for (let at = 0; at < bytes.length; at++) {
    const [lead, trail] = [bytes[at]!, bytes[at + 1] ?? 0];
    if (lead === 0) return undefined;
    if (lead < 0x80) continue;
    characters++;
    const four = trail >= 0x30 && trail <= 0x39;
    if (lead >= 0xa1 && lead <= 0xf7 && trail >= 0xa1) common++;
    at += four ? 3 : 1;
  }
  if (characters < charactersMin || common < characters * GB2312_SHARE_MIN) return undefined;
  try {
    return new TextDecoder('gb18030', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Fewer characters tell nothing about their encoding. */
const GB_CHARACTERS_MIN = 4;
/** Names of villages hold rare characters; texts of other encodings reach about six in ten. */
const GB2312_SHARE_MIN = 0.9;

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function guessedIssue(file: string): Issue {
  return {
    code: 'text_encoding_guessed',
    severity: 'warning',
    file,
    line: 1,
    path: '',
    message: '名单不是 UTF-8，已按 GB18030（GBK）读入',
    fix: '看一眼名称有没有乱码；导出时写成 UTF-8。另存为 UTF-8 就不再提示',
  };
}

function isGb18030(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('gb18030', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function issue(code: string, file: string, line: number, message: string, fix: string): Issue {
  return { code, severity: 'error', file, line, path: '', message, fix };
}
