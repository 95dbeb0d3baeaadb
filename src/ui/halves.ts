// A server's sentence said in both languages, 「中文。English.」, as the one half that the reader reads. Pure. What is said in one language only is
// returned whole: nothing is lost to a guess.
import type { Language } from './figures.ts';

const HAN = /\p{Script=Han}/u;

/** '没有这个日期。There is no such day.' → either sentence; '请先登录 Not signed in' → either title. */
export function half(text: string, language: Language): string {
  const at = boundaryOf(text);
  if (at === undefined) return text;
  return (language === 'zh' ? text.slice(0, at) : text.slice(at)).trim();
}

/** Where English begins: after the last full stop of the Chinese (what is quoted in the English may be Chinese), or after the last Han of a title. */
function boundaryOf(text: string): number | undefined {
  for (const stop of text.matchAll(/[。！？]/g)) {
    const at = stop.index + 1;
    const rest = text.slice(at);
    if (/^\s*[A-Z“"‘]/.test(rest) && /[a-z]{2}/.test(rest) && !/[。！？，；]/.test(rest)) return at;
  }
  const title = /^(.*\p{Script=Han}) ([A-Z][^\p{Script=Han}]*)$/u.exec(text);
  const zh = title?.[1];
  return zh !== undefined && HAN.test(zh) ? zh.length : undefined;
}
