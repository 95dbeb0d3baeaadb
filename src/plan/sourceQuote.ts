/**
 * What is the same when a quotation is laid against its text: width, quotation marks and spaces do not count. The bare
 * text keeps for each of its characters where it stood, so that a hit is a span of the line as given.
 */
import { foldWidth } from './sourceLists.ts';
import type { Span } from './sourceText.ts';

export interface BareText {
  readonly text: string;
  /** For each UTF-16 unit of `text`, its place in the line. */
  readonly at: readonly number[];
  /** For each UTF-16 unit of the line, its place in `text` (of one left out, of what follows it). */
  readonly bareAt: readonly number[];
}

export function bareText(line: string): BareText {
  const folded = foldWidth(line);
  const at: number[] = [];
  const bareAt: number[] = [];
  let text = '';
  for (let i = 0; i <= folded.length; i++) {
    bareAt.push(text.length);
    if (i === folded.length) break;
    if (/[\s“”‘’「」『』"']/.test(folded[i]!)) continue;
    text += folded[i];
    at.push(i);
  }
  return { text, at, bareAt };
}

/** Every place where the bare quotation stands letter by letter, with the marks and spaces around it. */
export function occurrences(quoted: string, line: BareText): readonly Span[] {
  const found: Span[] = [];
  if (quoted === '') return found;
  for (let from = line.text.indexOf(quoted); from >= 0; from = line.text.indexOf(quoted, from + 1)) {
    found.push(spanOf(line, from, from + quoted.length));
  }
  return found;
}

/** Of the bare text's [start, end) in the line: as wide as what does not count allows. */
export function spanOf(line: BareText, start: number, end: number): Span {
  return {
    start: start === 0 ? 0 : line.at[start - 1]! + 1,
    end: line.at[end] ?? line.bareAt.length - 1,
  };
}
