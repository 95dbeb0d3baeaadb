/**
 * A source text on disk → its text. UTF-8 (with or without its mark), UTF-16 with its mark, GB18030: offices keep all of
 * them. Of a .md file the marks of Markdown are left out, line by line, so that paragraph numbers stay. Whoever reads a
 * text reads it through here, or two readers would count differently.
 */
import { readFileSync, statSync } from 'node:fs';
import { Problem } from '../kernel/problem.ts';
import { findGb18030 } from './files.node.ts';

export const MAX_SOURCE_BYTES = 20 * 1024 * 1024;

/** Fails with `source_not_read`, `source_too_large`, `source_encoding`. */
export function readSourceFile(path: string): string {
  let bytes: Uint8Array;
  try {
    if (statSync(path).size > MAX_SOURCE_BYTES) throw tooLarge(path);
    bytes = readFileSync(path);
  } catch (thrown) {
    if (thrown instanceof Problem) throw thrown;
    throw new Problem({
      code: 'source_not_read',
      message: `读不出原文 ${path}：没有这个文件，或没有权限。The source text cannot be read.`,
      kept: '没有对照原文，什么都没有改。Nothing was traced, nothing was changed.',
      fix: '核对路径和权限。Check the path and the permissions.',
    });
  }
  const text = decodeSource(bytes);
  if (text === undefined) {
    throw new Problem({
      code: 'source_encoding',
      message: `${path} 不是 UTF-8、UTF-16 或 GB18030 的文本（Word、PDF 要先另存为文本）。Not a text in UTF-8, UTF-16 or GB18030.`,
      kept: '没有对照原文，什么都没有改。Nothing was traced, nothing was changed.',
      fix: '用 Word 或 WPS 另存为“纯文本 (*.txt)”，编码选 UTF-8。Save it as plain text in UTF-8.',
    });
  }
  return path.toLowerCase().endsWith('.md') ? withoutMarkdown(text) : text;
}

function tooLarge(path: string): Problem {
  return new Problem({
    code: 'source_too_large',
    message: `${path} 超过 20 MB。The file is larger than 20 MB.`,
    kept: '没有对照原文，什么都没有改。Nothing was traced, nothing was changed.',
    fix: '原文按文件分开，逐个对照。Split the text into its documents.',
  });
}

/** Undefined when it is no text in any of them. */
export function decodeSource(bytes: Uint8Array): string | undefined {
  const utf16 =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? 'utf-16le'
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? 'utf-16be'
        : undefined;
  // UTF-8 first: a text of Chinese characters that is valid UTF-8 is never GB18030 by chance beyond a few bytes.
  try {
    const text = new TextDecoder(utf16 ?? 'utf-8', { fatal: true }).decode(bytes);
    if (!text.includes('\0')) return text;
  } catch {
    // Big5 and the encodings of the west decode as GB18030, too, and would be read as nonsense: they are refused.
    if (!utf16) return findGb18030(bytes);
  }
  return undefined;
}

/** Headings, quotes, bullets, emphasis, code marks, links and images as their words; a rule or a comment is an empty line. */
export function withoutMarkdown(text: string): string {
  return withoutComments(text)
    .split('\n')
    .map((line) =>
      line
        .replace(/^\s*(?:[-*_]\s*){3,}$/, '')
        .replace(/^\s*(?:#{1,6}\s+|>\s?)+/, '')
        .replace(/^\s*[-*+]\s+/, '')
        // Neither part holds an opening mark of its own kind: an unclosed one is given up at the next, not at the end of the line.
        .replace(/!?\[([^\][]*)\]\((?:[^()]|\([^()]*\))*\)/g, '$1')
        .replace(/(\*\*|__|`)(.+?)\1/g, '$2'),
    )
    .join('\n');
}

/** A comment's lines stay, empty. By hand: a pattern would look for the end anew from each beginning that has none. */
function withoutComments(text: string): string {
  let kept = '';
  let at = 0;
  for (;;) {
    const from = text.indexOf('<!--', at);
    const to = from < 0 ? -1 : text.indexOf('-->', from + 4);
    if (to < 0) return kept + text.slice(at);
    kept += text.slice(at, from) + text.slice(from, to).replace(/[^\n]/g, '');
    at = to + 3;
  }
}
