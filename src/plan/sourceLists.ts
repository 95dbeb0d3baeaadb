/**
 * The members of the 、-lists of a paragraph, cut out of the sentence by rule (the rules are told in sourceText.ts). It
 * works on a mask of the paragraph, of the same length, in which quoted names, titles and brackets are opaque, so that
 * every position is a position of the text.
 */
import type { Figure, Group, Span, Term } from './sourceText.ts';

export interface ListMember extends Span {
  readonly edge?: Term['edge'];
}

/** Full-width digits, Latin letters and signs that figures are written with, one for one. Commas keep their width: 1，000 is no thousand. */
export function foldWidth(text: string): string {
  return text.replace(/[０-９Ａ-Ｚａ-ｚ％．＋－（）＂＇]/g, (mark) =>
    String.fromCharCode(mark.charCodeAt(0) - 0xfee0),
  );
}

const NAME = '\uE000';
const BRACKETS = '\uE001';
const TITLE = '\uE002';
const MAX_MEMBER = 24;

// Words that lead to the first member. How: adverbs and auxiliaries, also times. Do: verbs.
const HOW =
  '积极|主动|加快|加紧|抓紧|尽快|努力|力争|争取|确保|务必|大力|着力|全力|奋力|强力|合力|聚力|持续|继续|接续|深入|深度|切实|扎实|全面|全方位|不断|进一步|逐步|稳步|有序|有力|有效|科学|统筹|严格|严厉|坚决|坚定|坚持|重点|集中力量|集中|紧密|紧紧|高质量|高标准|高水平|高效|充分|更好|更加|极大|率先|带头|优先|同步|系统|广泛|常态化|规范|平稳|适时|适度|谋划|计划|支持|鼓励|引导|全年|年内|今年|明年|去年|近年来|目前|还要|更要|也要|又要|就要|需要|必须|应当|(?<![重主需纲摘紧首])要(?![素求点闻地塞])|将(?![来军领])|把(?![握手关])|(?<![应面针相])对(?![接外口象标策应])|(?<![可予加得])以(?![来上下内外及色])|按照|根据|通过|围绕|立足|聚焦|突出|瞄准|紧扣|依托|借助|包括|涵盖|涉及|以及|一批|一系列|多个|全市|全省|(?<!健)全区|全县|我市|我省|我区|我县|我们|新一轮|更多|更高';
const DO =
  '推进|推动|推广|推行|推出|实施|实行|实现|建设|建成|建立|健全|构建|打造|完成|完善|开展|开办|落实|落细|抓好|抓牢|抓实|抓细|抓紧|做好|做强|做优|做大|做实|做到|办好|管好|守好|用好|加强|加大|加密|加固|增强|强化|优化|深化|细化|净化|美化|提升|提高|提速|壮大|发展|培育|培养|引育|引进|引入|招引|扶持|支持|保障|保护|保持|保证|改善|改造|改建|扩建|改扩建|新建|新改扩建|续建|修建|兴建|扩大|扩容|新增|增加|增设|创建|创新|设立|成立|举办|组织|整治|治理|整合|统筹|破解|解决|化解|防范|遏制|打击|打赢|打好|打通|畅通|贯通|对接|融入|嵌入|参与|承接|抢抓|把握|把牢|树牢|树立|坚守|守牢|坚持|贯彻|学习|宣传|结合|运用|利用|发挥|形成|达成|促进|带动|拉动|拓展|拓宽|延伸|覆盖|提供|给予|争取|谋划|编制|制定|修订|出台|启动|开工|投用|入驻|集聚|聚集|汇聚|吸引|激发|释放|弘扬|传承|彰显|营造|维护|服务(?!业)|关注|关心|满足|建好|修复|开通|实施好|确保|创造|获得|获评|荣获|入选|进入|跻身|成为|迈向|走好|搞好|清理|取缔|规范|取消|消除|压减|压缩|精简|减少|降低|严守|严控|管控|控制|监管|监测|盘活|收储|出让|供应|储备|整理|安排|投入|筹集|落户|孵化|转化|攻克|突破|探索|试点|深耕|做深|做足|举全市之力|守住|免除|减免|减征|发放|清退|拆除|关停|淘汰|补齐|补上|解锁|织密|筑牢|兑现|打响|擦亮|唱响|讲好|种好|稳住|稳定|推开|铺开|压实|夯实';
const LEAD = new RegExp(`(?:${HOW}|${DO})[好了起]?`, 'y');
/** Adverbs and auxiliaries at the beginning; verbs stay. */
export const LEADING_HOW = new RegExp(`^(?:(?:${HOW})[好了地]?)+`);
/** A clause of doing begins with these. */
export const LEADING_VERB = new RegExp(`^(?:${DO})`);
const HOW_ANYWHERE = new RegExp(`(?:${HOW})`, 'g');

// Where the last member ends.
export const ETC = /(?<![高中初平均同对上优劣特一二三])等(?![级候待额比值分])/;
const SUM =
  /(?:[两二三四五六七八九十]+(?:大|个|项|类|种|支|条|张|级|批|方面)|各项|各类|各种|各级|各方面|一批|一系列|全过程|多位一体)/;
const PREDICATE =
  /分别|不断|更加|更多|进一步|得到|实现|取得|作出|做出|达到|增长|下降|超过|成为|位居|位列|排名|累计|合计|均|全部|基本|明显|显著|持续|稳步|加快|顺利|相继|陆续|建成|完成|纳入|列入|入选|荣获|获评|落户|投产|投用|协调发展|融合发展|深度融合/;
const JOIN = /(?<![共总温饱祥亲中柔缓调谐参给赋普涉惠以顾波触])(?:以及|和|及|与|或)(?![谐平睦美解会时其])/;

const DANGLING = new RegExp(`(?:${JOIN.source})$`);

export function listMembers(
  folded: string,
  groups: readonly Group[],
  figures: readonly Figure[],
): readonly ListMember[] {
  const mask = folded.split('');
  const fill = (group: Group, mark: string) => mask.fill(mark, group.start, group.end);
  for (const group of groups) {
    if (group.kind === 'name') fill(group, NAME);
    else if (group.kind === 'title') fill(group, TITLE);
    else if (group.kind === 'speech') {
      mask[group.start] = '；';
      mask[group.end - 1] = '；';
    }
  }
  // A paragraph's own number is no list: 一、 （二） 3、
  const number = /^\s*[(（]?(?:[一二三四五六七八九十]{1,3}|\d{1,3})[)）]?[、.．]/.exec(folded);
  if (number) mask.fill('；', 0, number[0].length);
  const brackets = groups.filter((group) => group.kind === 'brackets');
  // A list inside brackets stands by itself; outside it the brackets are part of a name.
  const open = mask.join('');
  for (const group of brackets) fill(group, BRACKETS);
  const outer = mask.join('');
  const starts = new Set(figures.map((figure) => figure.start));
  return [
    ...clauses(outer, 0, outer.length).flatMap((clause) => membersOf(outer, clause, starts)),
    ...brackets
      .flatMap((group) => clauses(open, group.start + 1, group.end - 1))
      .flatMap((clause) => membersOf(open, clause, starts)),
  ];
}

/** Stretches between punctuation that hold a 、. A comma or a point between digits is part of a number. */
function clauses(mask: string, from: number, to: number): readonly Span[] {
  const found: Span[] = [];
  let start = from;
  for (let i = from; i <= to; i++) {
    const mark = i === to ? '。' : mask[i]!;
    const parts =
      /[，。；：！？;:!?●▶■◆★▲…—\u3000\t|]/.test(mark) ||
      (/[,.]/.test(mark) && !(/\d/.test(mask[i - 1] ?? '') && /\d/.test(mask[i + 1] ?? '')));
    if (!parts) continue;
    if (mask.slice(start, i).includes('、')) found.push({ start, end: i });
    start = i + 1;
  }
  return found;
}

/** The members of one clause: its lists one after the other, since 等 or a summing phrase may close one in its middle. */
function membersOf(mask: string, clause: Span, figureStarts: ReadonlySet<number>): readonly ListMember[] {
  const lists: Span[][] = [[]];
  let at = clause.start;
  for (const piece of mask.slice(clause.start, clause.end).split('、')) {
    const [closed, next] = closedIn(mask, { start: at, end: at + piece.length }, lists.at(-1)!.length > 0);
    lists.at(-1)!.push(closed);
    if (next) lists.push([next]);
    at += piece.length + 1;
  }
  return lists.filter((list) => list.length > 1).flatMap((list) => listOf(mask, list, figureStarts));
}

/** 乙等项目和丙 (a 、 on both sides) closes one list and opens another. */
function closedIn(mask: string, span: Span, isInner: boolean): readonly [Span, Span?] {
  const text = mask.slice(span.start, span.end);
  if (!isInner || mask[span.end] !== '、') return [span];
  const closing = [ETC, SUM].map((each) => text.search(each)).filter((index) => index > 0);
  if (closing.length === 0) return [span];
  const end = Math.min(...closing);
  const join = JOIN.exec(text.slice(end));
  if (join === null)
    return text.search(ETC) === end ? [{ start: span.start, end: span.start + end }] : [span];
  const next = span.start + end + join.index + join[0].length;
  return [
    { start: span.start, end: span.start + end },
    { start: next, end: span.end },
  ];
}

function listOf(
  mask: string,
  list: readonly Span[],
  figureStarts: ReadonlySet<number>,
): readonly ListMember[] {
  const figureIn = ({ start, end }: Span) => {
    for (let i = start; i < end; i++) if (figureStarts.has(i)) return i;
    return undefined;
  };
  const counted = list.findIndex((span) => figureIn(span) !== undefined);
  // 甲、乙、丙分别增长3%、4%: the names end where the first figure stands. A list that counts from its first member on names nothing there.
  const named =
    counted > 0 ? list.slice(0, counted + 1) : list.filter((span) => figureIn(span) === undefined);
  if (named.length === 0) return [];
  const last = named.at(-1)!;
  const cut = counted > 0 ? { start: last.start, end: figureIn(last)! } : last;
  const single =
    named.length > 1 &&
    named
      .slice(1, -1)
      .concat(named.length === 2 ? cut : [])
      .every((span) => span.end - span.start === 1);
  const head = headOf(mask, list[0]!, list[1], single);
  // 46所学校通过新建、改建: the figure belongs to the sentence before the list when words that lead to a name stand behind it.
  const isNamedFirst = counted !== 0 || (figureIn(head) === undefined && head.start > list[0]!.start);
  const first = isNamedFirst ? [head] : [];
  const middle = counted === 0 ? named.slice(0, -1) : named.slice(1, -1);
  const tail = tailOf(mask, cut, single);
  if (single) {
    const spans = [...first, ...middle, ...tail];
    return spans.length > 1 ? [{ start: spans[0]!.start, end: spans.at(-1)!.end }] : [];
  }
  return withEdges(mask, first, middle, tail);
}

function withEdges(
  mask: string,
  first: readonly Span[],
  middle: readonly Span[],
  tail: readonly Span[],
): readonly ListMember[] {
  const clean = (spans: readonly Span[]) =>
    spans.map((span) => trimmed(mask, span)).filter((span) => isNamed(mask, span));
  const members = [clean(first), clean(middle), clean(tail)] as const;
  const lengths = members.flat().map((span) => span.end - span.start);
  const leastBeside = (own: Span) => {
    const others = lengths.toSpliced(lengths.indexOf(own.end - own.start), 1);
    return Math.min(Math.ceil((own.end - own.start) / 2), ...others);
  };
  return [
    ...members[0].map((span) => ({
      ...span,
      edge: { side: 'first' as const, least: Math.max(2, leastBeside(span)) },
    })),
    ...members[1],
    ...members[2].map((span, index) => ({
      ...span,
      // Only the very last part runs on; what 和 parted off has a clean end.
      ...(index === members[2].length - 1
        ? { edge: { side: 'last' as const, least: Math.max(2, leastBeside(span)) } }
        : {}),
    })),
  ];
}

function trimmed(mask: string, { start, end }: Span): Span {
  const text = mask.slice(start, end);
  const lead = text.length - text.trimStart().length;
  const trail = new RegExp(`[\\s${BRACKETS}]*$`).exec(text)![0].length;
  return lead + trail >= text.length ? { start, end: start } : { start: start + lead, end: end - trail };
}

/** Not a quoted name alone (that is a term already), not one character, not half a sentence, not a figure. */
function isNamed(mask: string, { start, end }: Span): boolean {
  const text = mask.slice(start, end);
  if (text.length < 2 || text.length > MAX_MEMBER || /^\d/.test(text)) return false;
  return text.replace(new RegExp(`[${NAME}${TITLE}\\s]`, 'g'), '') !== '';
}

/** The furthest cut that leaves a name of at least two characters (one in a list of single characters). */
function headOf(mask: string, span: Span, next: Span | undefined, single: boolean): Span {
  const text = mask.slice(span.start, span.end);
  const least = single ? 1 : 2;
  const cuts = [0, ...leads(text), ...after(text, /的/g), ...after(text, /(?<![就但于不还只总])是/g)];
  const joined = new RegExp(`${NAME}[^${NAME}]*(?:和|及|与|以及)`).exec(text);
  if (joined) cuts.push(joined.index + joined[0].length);
  // Members that begin alike (主动参与、主动对接) begin where the likeness does.
  const alike =
    next && !single ? text.lastIndexOf(mask.slice(next.start, Math.min(next.end, next.start + 2))) : -1;
  const limit = alike >= 0 ? alike : text.length - least;
  const cut = Math.max(0, ...cuts.filter((each) => each <= limit));
  return {
    start: span.start + (alike >= 0 && text.length - alike >= least ? Math.max(cut, alike) : cut),
    end: span.end,
  };
}

/** Ends of the words that lead to a name: from the beginning, or from any adverb on. */
export function leads(text: string): readonly number[] {
  const ends: number[] = [];
  for (const from of [0, ...[...text.matchAll(HOW_ANYWHERE)].map((match) => match.index)]) {
    LEAD.lastIndex = from;
    for (let match = LEAD.exec(text); match !== null; match = LEAD.exec(text)) ends.push(LEAD.lastIndex);
  }
  return ends;
}

function after(text: string, word: RegExp): readonly number[] {
  return [...text.matchAll(word)].map((match) => match.index + match[0].length);
}

function tailOf(mask: string, span: Span, single: boolean): readonly Span[] {
  const text = mask.slice(span.start, span.end);
  const etc = text.search(ETC);
  const least = single ? 1 : 2;
  const ends = [SUM, PREDICATE, /的/]
    .map((each) => each.exec(text.slice(least))?.index)
    .filter((index) => index !== undefined)
    .map((index) => index + least);
  if (etc > 0) ends.push(etc);
  else {
    const name = text.indexOf(NAME);
    if (name > 0) ends.push(name);
    // 甲、“乙”建设: the quoted name is the member.
    if (name === 0) ends.push(/^\uE000+/.exec(text)![0].length);
  }
  const cut = text
    .slice(0, Math.min(text.length, ...ends))
    .replace(/[达超为约近至到共各均在于]+$/, (rest) =>
      ends.length === 0 && mask[span.end] !== undefined && !/\d/.test(mask[span.end]!) ? rest : '',
    );
  const join = JOIN.exec(cut);
  // 宜居度和｜加快…: what joined the next clause is no part of the name.
  const dangling = DANGLING.exec(cut)?.[0].length ?? 0;
  const whole = { start: span.start, end: span.start + cut.length - dangling };
  if (join === null || join.index < least || cut.length - join.index - join[0].length < least) return [whole];
  const left = { start: span.start, end: span.start + join.index };
  const right = { start: span.start + join.index + join[0].length, end: whole.end };
  // A verb with its object behind 和 begins another clause; a verb alone (改建和扩建) is a member.
  const behind = cut.slice(join.index + join[0].length);
  return leads(behind).some((end) => end <= behind.length - 2) ? [left] : [left, right];
}
