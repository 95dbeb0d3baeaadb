/**
 * Which sentences of a policy text promise, for the draft: what looks back (工作回顾, 近年来, 同比), asks, or is only a heading is
 * left out, because an achievement taken for a promise costs more than a promise missed. The trace is stricter: there a
 * person decides about every sentence.
 */
import { strengths } from './element.ts';
import { type Clause, clausesOf, promiseWords, sentenceSpans } from './sourceClauses.ts';
import type { SourceParagraph, Span } from './sourceText.ts';

export type Role = 'heading' | 'lookingBack' | 'question' | 'promising' | 'narrating';

export interface ReadParagraph {
  readonly paragraph: SourceParagraph;
  readonly role: Role;
  /** The heading that it stands under, nearest first part of the text. */
  readonly heading: string;
  readonly sentences: readonly ReadSentence[];
}

export interface ReadSentence extends Span {
  /** Stretches between commas, those that begin with doing apart from those that go on. */
  readonly clauses: readonly Clause[];
}

const LOOKING_BACK_HEADING =
  /回顾|亮点|成绩|成就|取得|新进展|新成效|过去.{0,4}年|主要特点|存在.{0,6}(?:问题|困难|不足)|困难和(?:问题|挑战)|基本情况|完成情况/;
const PLANNING_HEADING =
  /目标|任务|安排|部署|清单|重点|工作思路|总体要求|打算|措施|行动|建议|保障|实事|今年|明年|未来|下一步/;
const LOOKING_BACK =
  /^(?:近年来|近年|过去|去年|上年|一年来|五年来|这五年|多年来|长期以来|截至|目前|当前|刚刚过去|回首|同时也?要?清醒|[^，,]{0,12}年来)|(?:同比|比上年|较上年|比去年|较去年)(?:实际)?(?:增长|下降|提高|增加|减少)|(?:圆满|胜利|全面|顺利|如期|基本|成功|超额)完成了?|取得(?:了|重大|显著|决定性|新的|积极|历史性|全面)|(?:累计|已经|已)(?:完成|建成|培训|实现|投入|新增|达)|获评|荣获|位居(?:全国|全省)|实现了|完成了|建成了|解决了/;
const FUTURE = /今年|年内|力争|确保|努力|争取|要|将|计划|到20\d\d年|未来|下一步|明年|预期目标/;
const SINCE = /^(?:近年来|过去|去年|上年|[^，,]{0,8}年来)/;

export function readRoles(paragraphs: readonly SourceParagraph[]): readonly ReadParagraph[] {
  const isReport = paragraphs.slice(0, 20).some(({ text }) => text.length <= 40 && text.includes('工作报告'));
  let [top, sub, isBack] = ['', '', false];
  return paragraphs.map((paragraph) => {
    const text = paragraph.text.trim();
    const heading = () => (sub === '' ? top : `${top} ${sub}`);
    if (isHeading(text)) {
      const words = text.replace(/^[●▶■◆\s#]+/, '');
      const isSub = /^(?:[（(]|\d)/.test(words);
      [top, sub] = isSub ? [top, words] : [words, ''];
      const isPart = /^[一二三四五六七八九十]+、/.test(words);
      if (LOOKING_BACK_HEADING.test(words)) isBack = true;
      // A report opens with the year that was, under whatever heading.
      else if (isReport && /^一、/.test(words) && !PLANNING_HEADING.test(words)) isBack = true;
      else if (!isSub && (isPart || PLANNING_HEADING.test(words))) isBack = false;
      return { paragraph, role: 'heading', heading: heading(), sentences: [] };
    }
    if (/[？?]\s*[”"]?$/.test(text))
      return { paragraph, role: 'question', heading: heading(), sentences: [] };
    if (isBack) return { paragraph, role: 'lookingBack', heading: heading(), sentences: [] };
    const sentences = sentencesOf(paragraph);
    return {
      paragraph,
      role: sentences.length > 0 ? 'promising' : 'narrating',
      heading: heading(),
      sentences,
    };
  });
}

/** Short, without the end of a sentence; with a comma only when it has its number. */
function isHeading(text: string): boolean {
  if (text.length > 40 || /[。；;！!？?]/.test(text)) return false;
  return !/[，,]/.test(text) || /^(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[)）])/.test(text);
}

// 主要预期目标是: what follows are targets without any verb of doing.
const TARGETS_FOLLOW = /预期目标|主要目标(?:是|为)/;

function sentencesOf({ text }: SourceParagraph): readonly ReadSentence[] {
  const targetsFollow = TARGETS_FOLLOW.test(text);
  return sentenceSpans(text).flatMap((span) => {
    const sentence = text.slice(span.start, span.end).replace(/^[^：:，,]{1,12}[：:]/, '');
    if (LOOKING_BACK.test(sentence) && (SINCE.test(sentence) || !FUTURE.test(sentence))) return [];
    if (/请予审议|提出意见|各位代表|我代表/.test(sentence)) return [];
    const clauses = clausesOf(text, span);
    // Without a clause of doing only an amount or a strength makes it a promise: 全市…要尽快实现…超3000亿元.
    const isFirm =
      (targetsFollow && /\d/.test(sentence)) ||
      (promiseWords.test(sentence) &&
        (/\d/.test(sentence) || strengths.some((strength) => sentence.includes(strength)))) ||
      /全覆盖|取消|消除|清零/.test(sentence);
    return isFirm || clauses.some((clause) => clause.isDoing) ? [{ ...span, clauses }] : [];
  });
}
