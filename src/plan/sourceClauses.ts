/**
 * Sentences and clauses of a paragraph, and which of them promise. A clause of doing begins with its verb (加快建设…, 开展…), after
 * what opens it (今年, 6月底前, 一是) and its adverbs; one that only tells what for (打造…, 提升…, 让…) is not one.
 */
import { LEADING_HOW, LEADING_VERB } from './sourceLists.ts';
import type { Span } from './sourceText.ts';

/** What makes a sentence a promise: the strengths of the plan, and the verbs of doing that policy texts promise with. */
export const promiseWords =
  /确保|力争|努力|争取|尽快|加快|抓紧|推进|推动|实施|建设|完成|打造|建成|新建|扩建|开展|落实|加强|强化|构建|培育|提升|完善|深化|健全|建立|抓好|实现|启动|落地|保障|整治|守牢|对接|承接|引进|引育|吸引|融入|改造|创建|办好|新增|治理|出台|制定|推行|推广|开通|设立|修建|举办|扩大|增加|提高|减少|降低|取消|消除|全覆盖|率先|发放|免费|统筹|(?<![重主需纲摘首])要(?![素求点闻地塞])|(?<![即必])将(?![来军领要])/;

export interface Clause extends Span {
  readonly text: string;
  /** With what opens it: 6月底前, 到2027年. */
  readonly words: string;
  /** Begins with a verb of doing: a task of its own. */
  readonly isDoing: boolean;
}

// What a clause begins with when it only tells what the one before is for.
const PURPOSE =
  /^(?:打造|实现|提升|提高|促进|形成|增强|激发|释放|筑牢|保障|确保|推动|带动|让|使|为|成为|进一步|不断|切实|更好|彰显|满足|维护|展现|迈向|构建起|营造|以|把|对|在|从|按照|坚持|围绕|聚焦|紧扣|立足|突出|深入贯彻|全面贯彻|学习|贯彻|牢固树立|树牢|增强)/;

/**
 * What promises: each clause of doing, and each sentence without any that holds a promise word. Of folded text.
 */
export function promisesIn(text: string): readonly Span[] {
  return sentenceSpans(text).flatMap((sentence) => {
    const doing = clausesOf(text, sentence).filter((clause) => clause.isDoing);
    if (doing.length > 0) return doing.map(({ start, end }) => ({ start, end }));
    return promiseWords.test(text.slice(sentence.start, sentence.end)) ? [sentence] : [];
  });
}

/** Sentences with what ends them. */
export function sentenceSpans(text: string): readonly Span[] {
  return [...text.matchAll(/[^。！？；!?;]+[。！？；!?;]*/g)].map((match) => ({
    start: match.index,
    end: match.index + match[0].trimEnd().length,
  }));
}

/** Stretches between commas; commas inside quotation marks and brackets do not part. */
export function clausesOf(text: string, span: Span): readonly Clause[] {
  const found: Clause[] = [];
  let start = span.start;
  let depth = 0;
  for (let i = span.start; i <= span.end; i++) {
    const mark = i === span.end ? '，' : text[i]!;
    if ('“‘「『（(《'.includes(mark)) depth++;
    if ('”’」』）)》'.includes(mark)) depth = Math.max(0, depth - 1);
    const isComma =
      /[，。！；：]/.test(mark) ||
      (/[,!;:]/.test(mark) && !(/\d/.test(text[i - 1] ?? '') && /\d/.test(text[i + 1] ?? '')));
    if (i < span.end && (!isComma || depth > 0)) continue;
    const clause = clauseOf(text, start, i);
    if (clause) found.push(clause);
    start = i + 1;
  }
  return found;
}

// 一是, 同时, 我们, 今年: what stands before the words of doing and says nothing of what is done.
const OPENING =
  /^(?:[\s●▶■◆·—-]|[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．]|[一二三四五六七八九十]是|第[一二三四五六七八九十]|(?:未来|今后|接下来)?[\d一二两三四五六七八九十]+年(?:内|间)?|(?:到|至|在)?(?:20\d\d年)?(?:\d{1,2}月)?(?:\d{1,2}日)?(?:上半年|下半年|底|末)?(?:之?前|以前)|(?:到|至|在)?20\d\d年(?:底|末)?|上半年|下半年|年底前|要|还要|更要|将|同时|此外|继续|我们|全市|全省|全区|今年|年内|下来|下一步|站在.{0,8}阶段|积极|深入)+/;

function clauseOf(text: string, from: number, to: number): Clause | undefined {
  const raw = text.slice(from, to);
  const opening = OPENING.exec(raw)?.[0].length ?? 0;
  const start = from + opening;
  const body = text.slice(start, to).trimEnd();
  if (body.length < 2) return undefined;
  const how = LEADING_HOW.exec(body)?.[0] ?? '';
  const verb = LEADING_VERB.exec(body.slice(how.length))?.[0] ?? '';
  const object = body.length - how.length - verb.length;
  const isDoing =
    (verb !== '' || (/加快|推进|推动/.test(how) && object >= 4)) &&
    object >= 3 &&
    !PURPOSE.test(body) &&
    promiseWordsOrVerb(body);
  return { start, end: start + body.length, text: body, words: raw, isDoing };
}

function promiseWordsOrVerb(body: string): boolean {
  return promiseWords.test(body) || LEADING_VERB.test(body.replace(LEADING_HOW, ''));
}
