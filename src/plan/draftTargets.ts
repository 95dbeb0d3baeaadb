/**
 * The targets that a clause promises: which of its figures are amounts to be reached, of what, of which kind. Figures that
 * only refer (对接省20个集群), tell a day, or set a ceiling (控制在…以内) make no target; the clause's task quotes them.
 */
import { type ByWhen, byWhen, numberOf } from './draftDates.ts';
import type { Clause } from './sourceClauses.ts';
import { ETC, LEADING_HOW } from './sourceLists.ts';
import { type Figure, type SourceParagraph, type Term, tokensWithin } from './sourceText.ts';

export interface ProposedTarget {
  readonly kind: 'floor' | 'level' | 'fullCoverage' | 'kOfN' | 'rank' | 'eliminate' | 'spend';
  readonly title: string;
  readonly amount?: string;
  readonly unit?: string;
  readonly count?: number;
  readonly when: ByWhen;
  readonly figures: readonly Figure[];
  readonly terms: readonly Term[];
}

const UNIT =
  /^[多余]?(个百分点|百分点|平方公里|立方米|平方米|公里|千瓦时|千瓦|美元|元|吨|公顷|亩|人次|人|户|名|个|家|所|项|条|座|张|套|件|处|台|辆|艘|架|班|期|场|批次|批|支|片|栋|间|米|株|头|只|公斤|斤|标准箱|标箱|例|宗|对|款|部|档|册|节|天|kV|kW|MW|GW|km|t)/;
const DATE_BEHIND = /^(?:年|月|日|周年|届|时|点|岁|号|世纪|[-—至到~～]\d+(?:年|月|日))/;
// The verb nearest before a figure tells whether it is to be reached.
const REACH =
  /达到|达|超过|超|突破|不低于|不少于|新增|新建|改建|扩建|改扩建|续建|建成|建设|改造|完成|实现|培育|培养|引进|引育|投入|整理|收储|供应|增长|提高|提升|增加|开工|竣工|投产|创建|打造|办好|办理|培训|发放|新开|开行|扩大到|增至|增加到|提高到|保持在|稳定在|力争|确保|分别|认定|组建|布局|实施|推广|修复|治理|清理|整治|筹集|盘活|开展|举办|招引|签约|落地|转化|降低|下降|压减|减少|安排|支持建设|形成|新认定|更新|铺设|开通|集聚|争取|吸引/g;
const REFER =
  /对接|聚焦|围绕|覆盖|支持|服务|涉及|推动|推进|抓好|落实|发挥|深化|用好|按照|依托|坚持|抓实|突出|贯彻|构建|完善|巩固/g;
/** Characters before a figure within which its verb stands. */
const VERB_REACH = 120;
const CEILING = /控制在|不超过|不高于|降至|降到|低于|缩短至|压缩至|压缩到|以内|以下/;
const CHINESE_YI = /(?:超过?|突破|达到?|过)?([一二两三四五六七八九]?)(千|百|十)?(亿|万亿)(?:元)?(?:级|以上)?/;

export function targetsOf(
  paragraph: SourceParagraph,
  clause: Clause,
  context: { readonly sentence: string; readonly heading: string; readonly year: number | undefined },
): readonly ProposedTarget[] {
  const figures = tokensWithin(paragraph.figures, clause);
  const terms = tokensWithin(paragraph.terms, clause);
  const line = paragraph.text;
  const when = whenOf(clause, context);
  const shared = distributed(line, clause, figures, terms);
  const found: ProposedTarget[] = [];
  let amountEnd = 0;
  for (const figure of figures) {
    const { start, end } = figure;
    const behind = line.slice(end, clause.end);
    if (DATE_BEHIND.test(behind) || isDuration(line, figure)) continue;
    const before = line.slice(Math.max(clause.start, amountEnd), start);
    const proposed =
      rankOf(line, clause, figure) ??
      clustersOf(line, clause, figure) ??
      amountOf(line, clause, figure, before, shared.get(figure));
    if (proposed === undefined) continue;
    amountEnd = end;
    const kind =
      proposed.kind ??
      kindOf(clause, context.year, when, figure.figure, line.slice(clause.start, clause.end));
    found.push({ ...proposed, kind, when, figures: [figure], terms: shared.get(figure)?.terms ?? [] });
  }
  if (found.length === 0) {
    const whole = withoutFigure(clause);
    if (whole) return [{ ...whole, when, figures, terms }];
  }
  return found;
}

function whenOf(
  clause: Clause,
  { sentence, heading, year }: { sentence: string; heading: string; year: number | undefined },
): ByWhen {
  for (const words of [clause.words, sentence, heading]) {
    const when = byWhen(words, year);
    if (when.to !== undefined || when.years !== undefined) return when;
  }
  return {};
}

/** 3年 in 未来3年, 三年行动: a span and no amount. */
function isDuration(line: string, { start, end }: Figure): boolean {
  return (
    /^(?:年|个月|个季度|个工作日|天内|小时内)/.test(line.slice(end, end + 5)) ||
    (/第$/.test(line.slice(Math.max(0, start - 1), start)) === false &&
      /^(?:届|次全会)/.test(line.slice(end, end + 3)))
  );
}

type Amount = Pick<ProposedTarget, 'title' | 'amount' | 'unit' | 'count'> & {
  readonly kind?: ProposedTarget['kind'];
};

/** 甲、乙、丙分别达1个、2个、3个: as many names as figures, each its own. */
function distributed(
  line: string,
  clause: Clause,
  figures: readonly Figure[],
  terms: readonly Term[],
): ReadonlyMap<Figure, { title: string; terms: readonly Term[] }> {
  const found = new Map<Figure, { title: string; terms: readonly Term[] }>();
  const at = clause.text.indexOf('分别');
  if (at < 0) return found;
  const place = clause.start + at;
  const names = terms.filter((term) => term.end <= place);
  const counted = figures.filter((figure) => figure.start >= place);
  if (names.length !== counted.length || names.length < 2) return found;
  const noun = line.slice(names.at(-1)!.end, place).replace(/^的|[，,]/g, '');
  for (const [index, figure] of counted.entries()) {
    const name = names[index]!;
    found.set(figure, {
      title: `${name.term}${noun.length <= 8 ? noun : ''}${/增长/.test(line.slice(place, counted[0]!.start)) ? '增长' : ''}`,
      terms: [name],
    });
  }
  return found;
}

function rankOf(line: string, clause: Clause, { figure, start, end }: Figure): Amount | undefined {
  const before = line.slice(clause.start, start);
  if (!/(?:第|前|前列第)$/.test(before) || !/^(?:位|名|$|[，,。；])/.test(line.slice(end, end + 2)))
    return undefined;
  const title = subjectOf(before.replace(/(?:排名|位居|位列|进入|居|保持)?[^，]{0,8}(?:第|前)$/, ''));
  return title === undefined
    ? undefined
    : { kind: 'rank', title: `${title}排名`, amount: figure, unit: '位' };
}

/** 形成2个产值超千亿…集群: so many over a threshold, which is often written in Chinese. */
function clustersOf(line: string, clause: Clause, figure: Figure): Amount | undefined {
  if (!/^\d+$/.test(figure.figure)) return undefined;
  const behind = /^[个家](?:产值|年产值|营收|营业收入|年营收)?([^，。；、和]{0,24})/.exec(
    line.slice(figure.end, clause.end),
  );
  if (behind === null) return undefined;
  const over = CHINESE_YI.exec(behind[1]!);
  if (over === null || over.index > 6 || !/千|百|十|亿/.test(over[0])) return undefined;
  const scale = { 千: 1000, 百: 100, 十: 10 }[over[2] ?? ''] ?? 1;
  const amount = (over[1] ? numberOf(over[1]) : 1) * scale * (over[3] === '万亿' ? 10_000 : 1);
  const own = behind[1]!.slice(over.index + over[0].length);
  // 形成2个产值超千亿、4个产值超三百亿制造产业集群: what they are stands behind the last.
  const noun =
    own ||
    (/[^\d、，,]{2,10}(?:集群|企业|产业|园区|镇|县|村|链)$/
      .exec(clause.text)?.[0]
      .replace(/^.*亿(?:元)?(?:级)?/, '') ??
      '');
  return {
    kind: 'kOfN',
    title: `${over[0].replace(/^(?:超过?|突破|达到?|过)/, '')}以上${noun}`.slice(0, 100),
    count: Number(figure.figure),
    amount: String(amount),
    unit: '亿元',
  };
}

function amountOf(
  line: string,
  clause: Clause,
  figure: Figure,
  before: string,
  named: { title: string } | undefined,
): Amount | undefined {
  const behind = line.slice(figure.end, clause.end);
  const isShare = /[%‰]$/.test(figure.figure);
  const unit = UNIT.exec(behind)?.[1];
  const kept = /^([\d.+]+)(.*)$/.exec(figure.figure)!;
  if ((unit === undefined && !isShare && kept[2] === '') || figure.figure.includes('+')) return undefined;
  if (CEILING.test(before) || /^[^，]{0,6}(?:以内|以下)/.test(behind)) return undefined;
  const lead = line.slice(Math.max(clause.start, figure.start - VERB_REACH), figure.start);
  const reach = lastIndex(lead, REACH);
  const refer = lastIndex(lead, REFER);
  if (named === undefined && (reach < 0 || refer > reach)) return undefined;
  const amount = kept[1]!;
  const scale = kept[2]!.replace(/亩$/, '');
  const measured = isShare
    ? figure.figure.slice(-1)
    : `${scale}${kept[2]!.endsWith('亩') ? '亩' : (unit ?? '')}`;
  if (named) return { title: named.title, amount, unit: measured };
  const noun =
    /^[多余]?(?:个百分点|百分点)/.test(behind) || isShare ? '' : nounBehind(behind.replace(UNIT, ''));
  const subject = subjectOf(before);
  const isVerbAlone = subject === undefined || subject.length <= 4;
  const title = noun !== '' && isVerbAlone ? `${subject ?? ''}${noun}` : (subject ?? '');
  // A verb alone (提高2423元) says nothing of what; a torn bracket says it wrongly.
  if (title.length < 3 || /[（(][^）)]*$/.test(title)) return undefined;
  return { title: title.slice(0, 100), amount, unit: measured };
}

function lastIndex(text: string, words: RegExp): number {
  let at = -1;
  for (const match of text.matchAll(words)) at = match.index;
  return at;
}

/** What is counted, before the figure: without adverbs, times and the word of reaching. */
function subjectOf(before: string): string | undefined {
  const text = before
    .replace(UNIT, '')
    .replace(/^(?:以上|左右)?[\s、和及，,●：:]*(?:以上|左右)?/, '')
    .replace(/^(?:未来|今后|接下来)?[\d一二两三四五六七八九十]+年(?:内|间)?/, '')
    .replace(/^(?:到|至)?20\d\d年(?:底|末)?[，,]?/, '')
    .replace(/^年度/, '')
    .replace(/^[^，]{0,6}(?:还要|更要|要(?=努力|力争|尽快|确保|加快))/, '')
    .replace(/^(?:以上的?|其中|建设期内)/, '')
    .replace(LEADING_HOW, '')
    .replace(
      /(?:分别|累计|预期|预计|力争|确保|实现|总数|规模|水平|比例)?(?:达到?|超过?|突破|不低于|不少于|不少|为|至|到|在|约|保持在?|稳定在|(?<=增长|提高|提升|下降|降低|增加|新增|压减)[了]?)(?:到|至|全市|全省)?$/,
      '',
    )
    .replace(/[的了等、]+$/, '');
  return text.length < 2 || text.length > 40 || /[，。；]/.test(text) ? undefined : text;
}

/** What is counted, behind the figure: 建成10所｜本科高等院校. */
function nounBehind(behind: string): string {
  const stretch = /^(?:以上|左右|多|余)?(?:的)?([^，。；、,]{0,24})/.exec(behind)?.[1] ?? '';
  return stretch
    .split(ETC)[0]!
    .replace(/(?:以上|左右|的?(?:奋斗目标|目标任务|目标|任务))$/, '')
    .replace(/[“”"]/g, '');
}

function kindOf(
  clause: Clause,
  year: number | undefined,
  when: ByWhen,
  figure: string,
  text: string,
): ProposedTarget['kind'] {
  if (figure === '100%' && /覆盖/.test(text)) return 'fullCoverage';
  if (when.years !== undefined) return 'spend';
  // A heading's year is no date for what is to come as soon as can be.
  if (/尽快|早日/.test(clause.text) && byWhen(clause.words, year).to === undefined) return 'level';
  return 'floor';
}

/** 实现…全覆盖, 取消…, 消除…: promised without any figure. */
function withoutFigure(clause: Clause): Pick<ProposedTarget, 'kind' | 'title' | 'unit'> | undefined {
  const bare = clause.text.replace(LEADING_HOW, '');
  if (/全覆盖/.test(bare) && /实现|推动|推进|确保|开展|做到/.test(clause.text))
    return { kind: 'fullCoverage', title: titleOf(bare) };
  if (
    /^(?:在全[省国市]率先|率先|全面|基本)*(?:取消|消除|清零)/.test(bare) ||
    /(?:取消|消除)[^，]{0,8}[“"]/.test(bare)
  )
    return { kind: 'eliminate', title: titleOf(bare) };
  return undefined;
}

export function titleOf(text: string): string {
  return text.replace(/[\s“”"‘’]/g, '').slice(0, 60);
}
