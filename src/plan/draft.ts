/**
 * `luodi draft`: from any policy text a plan to be filled in, by rule. It proposes what the text says and nothing else:
 * targets for figures that are to be reached, named projects for lists of works, tasks for clauses of doing, themes for
 * quoted names that several paragraphs promise by. Every proposal quotes its paragraph, figures and terms; every field
 * that the text does not give is left out and marked 待补来源 with the note 待定, or, where a plan cannot do without it,
 * written as 待定, which the checker refuses until a person has decided. Pure; the same text gives the same draft.
 */
import type { JsonObject } from '../kernel/json.ts';
import { type ByWhen, byWhen } from './draftDates.ts';
import { type ReadParagraph, type Role, readRoles } from './draftReading.ts';
import { type ProposedTarget, targetsOf, titleOf } from './draftTargets.ts';
import { strengths } from './element.ts';
import type { Clause } from './sourceClauses.ts';
import { LEADING_HOW } from './sourceLists.ts';
import { readSourceText, type SourceParagraph, type Span, tokensWithin } from './sourceText.ts';

export const DRAFT_FORMAT = 'luodi/draft@1';
/** What stands where a person must decide before the plan can be adopted. */
export const OPEN = '待定';
export const DRAFT_SOURCE = 'text';

export interface Proposal {
  readonly section: 'targets' | 'keyProjects' | 'tasks' | 'themes';
  readonly element: JsonObject;
  /** Fields that the text does not give. */
  readonly open: readonly string[];
  readonly paragraph: number;
}

export interface Draft {
  readonly format: typeof DRAFT_FORMAT;
  /** The plan's year, when the text or the caller gives it. */
  readonly year?: number;
  readonly paragraphs: readonly {
    readonly n: number;
    readonly role: Role;
    readonly figures: readonly string[];
    readonly terms: readonly string[];
    readonly proposals: number;
  }[];
  readonly proposals: readonly Proposal[];
}

/** `year` counts before what the text's title says. */
export function draftPlan(text: string, year?: number): Draft {
  const read = readRoles(readSourceText(text));
  const planYear = year ?? yearOf(read);
  const proposals = read.flatMap((paragraph) => proposalsOf(paragraph, planYear));
  const all = [...proposals, ...themesOf(read)];
  const counts = new Map<number, number>();
  for (const { paragraph } of all) counts.set(paragraph, (counts.get(paragraph) ?? 0) + 1);
  return {
    format: DRAFT_FORMAT,
    ...(planYear === undefined ? {} : { year: planYear }),
    paragraphs: read.map(({ paragraph: { n, figures, terms }, role }) => ({
      n,
      role,
      figures: [...new Set(figures.map((each) => each.figure))],
      terms: [...new Set(terms.map((each) => each.term))],
      proposals: counts.get(n) ?? 0,
    })),
    proposals: all,
  };
}

/** Of a title or heading: 2026年政府工作报告, 二、2026年重点工作. A year that is only looked back on is not the plan's. */
function yearOf(read: readonly ReadParagraph[]): number | undefined {
  const years = read.flatMap(({ paragraph, role }) => {
    if (role !== 'heading') return [];
    const found = /(20\d\d)年.{0,24}(?:报告|要点|计划|方案|安排|任务|目标|重点|清单|打算|部署|实事)/.exec(
      paragraph.text,
    );
    return found && !/回顾|日在/.test(paragraph.text) ? [Number(found[1])] : [];
  });
  return years.length === 0 ? undefined : Math.max(...years);
}

/** A date said farther back than this is no clause's; without a bound a text of one endless sentence would be read anew for every clause. */
const WORDS_MAX = 1000;

function proposalsOf(read: ReadParagraph, year: number | undefined): readonly Proposal[] {
  const { paragraph, heading, sentences } = read;
  const found: Proposal[] = [];
  for (const sentence of sentences) {
    const first = found.length;
    for (const clause of sentence.clauses) {
      const words = paragraph.text.slice(Math.max(sentence.start, clause.end - WORDS_MAX), clause.end);
      const own = clauseProposals(paragraph, clause, { heading, year, words });
      const [head = found.length > first ? found.pop() : undefined, ...more] = own;
      // A clause that only tells what for belongs to what was proposed before it in the sentence.
      if (head) found.push(quotingRest(head, more, paragraph, clause), ...more);
    }
  }
  return found.map((proposal, index) => ({
    ...proposal,
    element: { id: `p${paragraph.n}-${index + 1}`, ...proposal.element },
  }));
}

interface Context {
  readonly heading: string;
  readonly year: number | undefined;
  /** The sentence up to the end of the clause. */
  readonly words: string;
}

function clauseProposals(paragraph: SourceParagraph, clause: Clause, context: Context): readonly Proposal[] {
  const strength = strengthOf(clause.text);
  const targets = targetsOf(paragraph, clause, { ...context, sentence: context.words });
  if (targets.length > 0) return targets.map((target) => targetProposal(paragraph, target, strength));
  if (!clause.isDoing) return [];
  const named = namedProjects(paragraph, clause, strength);
  return named.length > 0 ? named : [taskProposal(paragraph, clause, context, strength)];
}

// ── one element of each kind

function targetProposal(
  { n }: SourceParagraph,
  target: ProposedTarget,
  strength: string | undefined,
): Proposal {
  const { kind, title, amount, unit, count, when } = target;
  const needsDates = kind === 'floor';
  const dates = kind === 'level' ? {} : datesOf(when, needsDates ? OPEN : undefined);
  const open = [
    'measure',
    ...(kind === 'kOfN' ? ['outOf'] : []),
    'owner',
    'splits',
    ...(unit === undefined ? ['unit'] : []),
    ...(kind === 'level' ? [] : openDates(when)),
  ];
  return {
    section: 'targets',
    paragraph: n,
    open,
    element: {
      title: titleOf(title),
      ...(strength ? { strength } : {}),
      kind,
      measure: OPEN,
      ...(amount === undefined ? {} : { amount }),
      ...(count === undefined ? {} : { count }),
      unit: unit ?? OPEN,
      ...dates,
      provenance: {
        [amount === undefined ? 'title' : 'amount']: quote(
          n,
          target.figures.map((each) => each.figure),
          target.terms.map((each) => each.term),
        ),
        ...leftOpen([
          'owner',
          'splits',
          ...(kind === 'kOfN' ? ['outOf'] : []),
          ...(needsDates || kind === 'level' ? [] : openDates(when)),
        ]),
      },
    },
  };
}

const FACILITY =
  /(?:高铁|高速|铁路|公路|国道|省道|城际|地铁|轻轨|机场|航站楼|港区|码头|航道|水库|灌区|枢纽|大桥|隧道|通道|快速路|大道|电站|电厂|变电站|风电场|水厂|处理厂|产业园|科技园|工业园|物流园|基地|中心|医院|学校|中学|小学|大学|学院|幼儿园|博物馆|图书馆|体育馆|文化馆|美术馆|剧院|公园|院区|新城|新区|碧道|项目|工程|厂)(?:[一二三四]期)?$/;
const BUILDING = /推进|建设|开工|建成|竣工|投产|通车|新建|扩建|改造|续建|动工|投用|实施|启动/;

/** A list of works by name in a clause of building: one named project each. */
function namedProjects(
  paragraph: SourceParagraph,
  clause: Clause,
  strength: string | undefined,
): readonly Proposal[] {
  if (!BUILDING.test(clause.text)) return [];
  const listed = tokensWithin(paragraph.terms, clause).filter((term) => !isQuoted(paragraph, term));
  const works = listed.filter((term) => term.term.length >= 4 && FACILITY.test(term.term));
  if (works.length < 2 || works.length * 2 < listed.length) return [];
  return works.map(({ term }) => ({
    section: 'keyProjects',
    paragraph: paragraph.n,
    open: ['lifecycle', 'decidedBy', 'owner', 'due', 'units'],
    element: {
      title: term,
      ...(strength ? { strength } : {}),
      lifecycle: OPEN,
      decidedBy: OPEN,
      provenance: { title: quote(paragraph.n, [], [term]), ...leftOpen(['owner', 'due', 'units']) },
    },
  }));
}

function isQuoted({ text }: SourceParagraph, { start, end }: Span): boolean {
  return /[“‘「『"]/.test(text[start - 1] ?? '') && /[”’」』"]/.test(text[end] ?? '');
}

function taskProposal(
  paragraph: SourceParagraph,
  clause: Clause,
  { heading, words, year }: Context,
  strength: string | undefined,
): Proposal {
  const own = byWhen(clause.words, year);
  const { to } = own.to === undefined ? byWhen(words, year) : own;
  const recurring = to === undefined && /^(?:持续|常态化|深入|不断|继续|长期)/.test(clause.text);
  const open = ['lead', 'fedBy', ...(to !== undefined ? [] : [recurring ? 'reviewEveryDays' : 'to'])];
  const { figures, terms } = tokensIn(paragraph, clause);
  // Without figure or term a few words of its own show where it comes from.
  const phrase = figures.length + terms.length > 0 ? [] : [clause.text.slice(0, 30)];
  return {
    section: 'tasks',
    paragraph: paragraph.n,
    open,
    element: {
      title: titleOf(clause.text.replace(LEADING_HOW, '')) || titleOf(clause.text),
      listed: listOf(heading, clause.text),
      ...(strength ? { strength } : {}),
      ...(to !== undefined ? { kind: '限期完成', to } : recurring ? { kind: '长期推进' } : {}),
      provenance: { title: quote(paragraph.n, [], phrase), ...leftOpen(open) },
    },
  };
}

function listOf(heading: string, text: string): string {
  if (/民生实事/.test(heading + text)) return '民生实事';
  if (/工作清单/.test(heading)) return '工作清单';
  if (/攻坚(?:行动|战)/.test(text)) return '攻坚行动';
  if (/行动|整治|大会战/.test(text)) return '专项行动';
  if (/工程[”"]?$|[”"]工程/.test(text)) return '专项工程';
  if (/改革/.test(text)) return '改革任务';
  return /(?:机制|制度)(?:体系)?$/.test(text) ? '工作机制' : '重点工作';
}

/** Quoted names that several paragraphs promise by: what cuts across. Their members are for a person to choose. */
function themesOf(read: readonly ReadParagraph[]): readonly Proposal[] {
  const seen = new Map<string, number[]>();
  for (const { paragraph, sentences } of read) {
    const names = paragraph.terms.filter(
      (term) =>
        isQuoted(paragraph, term) &&
        term.term.length >= 2 &&
        term.term.length <= 12 &&
        sentences.some((sentence) => sentence.start <= term.start && term.end <= sentence.end),
    );
    for (const name of new Set(names.map((term) => term.term))) {
      const held = seen.get(name);
      if (held === undefined) seen.set(name, [paragraph.n]);
      else held.push(paragraph.n);
    }
  }
  return [...seen]
    .filter(([, paragraphs]) => paragraphs.length > 1)
    .map(([name, paragraphs], index) => ({
      section: 'themes' as const,
      paragraph: paragraphs[0]!,
      open: ['members', 'lead'],
      element: {
        id: `theme-${index + 1}`,
        title: name,
        provenance: { title: quote(paragraphs[0]!, [], [name]), ...leftOpen(['members', 'lead']) },
        note: `第 ${paragraphs.join('、')} 段都提到`.slice(0, 1000),
      },
    }));
}

// ── provenance

function quote(paragraph: number, figures: readonly string[], terms: readonly string[]): JsonObject {
  return {
    basis: '原文',
    source: DRAFT_SOURCE,
    paragraph,
    ...(figures.length > 0 ? { figures: [...figures] } : {}),
    ...(terms.length > 0 ? { terms: [...terms] } : {}),
  };
}

function leftOpen(fields: readonly string[]): JsonObject {
  return Object.fromEntries(fields.map((field) => [field, { basis: '待补来源', note: OPEN }]));
}

function tokensIn(
  paragraph: SourceParagraph,
  within: Span,
): { readonly figures: readonly string[]; readonly terms: readonly string[] } {
  return {
    figures: [...new Set(tokensWithin(paragraph.figures, within).map((each) => each.figure))],
    terms: [...new Set(tokensWithin(paragraph.terms, within).map((each) => each.term))],
  };
}

/** The first of a clause's proposals also quotes what of the clause the others leave: a theme's name, the figure of a year. */
function quotingRest(
  first: Proposal,
  others: readonly Proposal[],
  paragraph: SourceParagraph,
  clause: Clause,
): Proposal {
  const quoted = new Set(others.flatMap(({ element }) => quotesIn(element)));
  const { figures, terms } = tokensIn(paragraph, clause);
  const provenance = first.element.provenance as Readonly<Record<string, JsonObject>>;
  const [field, own] = Object.entries(provenance).find(([, each]) => each.basis === '原文')!;
  const merged = (kind: 'figures' | 'terms', more: readonly string[]) =>
    [...new Set([...((own[kind] ?? []) as string[]), ...more.filter((each) => !quoted.has(each))])].slice(
      0,
      50,
    );
  const now = quote(paragraph.n, merged('figures', figures), merged('terms', terms));
  return { ...first, element: { ...first.element, provenance: { ...provenance, [field]: now } } };
}

function quotesIn(element: JsonObject): readonly string[] {
  return Object.values(element.provenance as Readonly<Record<string, JsonObject>>).flatMap(
    ({ figures = [], terms = [] }) => [...(figures as string[]), ...(terms as string[])],
  );
}

// ── words

function strengthOf(text: string): string | undefined {
  return strengths.find((strength) => text.includes(strength));
}

/** A date that the words give, else what stands in its place. */
function datesOf({ from, to, years }: ByWhen, missing: string | undefined): JsonObject {
  if (years !== undefined) return {};
  const dates = { from: from ?? missing, to: to ?? missing };
  return Object.fromEntries(Object.entries(dates).filter(([, date]) => date !== undefined)) as JsonObject;
}

function openDates({ from, to }: ByWhen): readonly string[] {
  return [...(from === undefined ? ['from'] : []), ...(to === undefined ? ['to'] : [])];
}
