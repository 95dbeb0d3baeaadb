// The breakdown tree: paragraph of the text → target, task or other element → who is answerable → what feeds it; and by the other way in, unit → what it
// owns, supports, bears, reports. A node is made when the one above it is opened: its path says all that is needed, and no tree is ever built whole. Pure.
import type { Words } from '../kernel/loop.ts';
import { strengthWords } from '../plan/fieldTitles.ts';
import { asIs, engineRunning, engineWaited, placeWords, roleWords, shownWords } from './goalTerms.ts';
import { type Basis, type Part, type PlanElement, type Role, roles, textIn } from './planElement.ts';
import { membersOf, type Paragraph, type PlanIndex } from './planIndex.ts';
import { engineOf, ownerField, promises, reportedBelow } from './planParts.ts';

export interface BreakdownNode {
  /** Its place in the tree: steps joined by `/`. The last step names what it is. */
  readonly path: string;
  readonly kind: 'paragraph' | 'element' | 'holder' | 'unit' | 'group' | 'measure' | 'remark' | 'gap';
  readonly title: Words;
  /** What it is to the node above: 目标, 下级任务, 负责, 由…看. */
  readonly as: Words | null;
  /** Figures and terms quoted from the text. */
  readonly quotes: readonly string[];
  readonly about: readonly Words[];
  /** Where the tie to the node above comes from. */
  readonly basis: Basis | null;
  /** Key of the element that the node stands for. */
  readonly element: string | null;
  /** Page of it. */
  readonly to: string | null;
  readonly children: number;
}

export type Way = 'text' | 'unit';

/** Elements that show each other's progress would go on for ever; nobody opens so deep. */
const STEPS_MAX = 12;

interface Place {
  readonly index: PlanIndex;
  readonly titleOf: (section: string) => Words;
  readonly path: readonly string[];
}

/** The nodes below a path; the roots of a way in for an empty one. Undefined for a path that the plan does not have. */
export function childrenOf(
  index: PlanIndex,
  titleOf: (section: string) => Words,
  way: Way,
  path: string,
): readonly BreakdownNode[] | undefined {
  const steps = path === '' ? [] : path.split('/');
  const at: Place = { index, titleOf, path: steps };
  const last = steps.at(-1);
  if (last === undefined) return way === 'text' ? textRoots(at) : unitRoots(at);
  const [kind = '', a = '', b = ''] = last.split(':');
  switch (kind) {
    case 'p':
      return paragraphNodes(at, `${a}:${b}`);
    case 'unquoted':
      return index.unquoted.flatMap((key) => elementNode(at, key));
    case 'nobody':
      return unowned(index).flatMap((key) => elementNode(at, key));
    case 'u':
      return index.byUnit.has(a) || index.units.some((unit) => unit.id === a) ? unitGroups(at, a) : undefined;
    case 'g':
      return roleNodes(at, a as Role, unitOf(steps));
    case 'e':
      return elementChildren(at, `${a}/${b}`);
    case 'h':
      return holderFeeds(at, a as Role);
    case 'none':
      return holderFeeds(at, 'owns');
    case 'm':
      return dutyNodes(at, a);
    default:
      return undefined;
  }
}

/** Promises that nobody owns, in the plan's order. */
export function unowned(index: PlanIndex): readonly string[] {
  return [...index.elements.values()]
    .filter(({ isPromise, parts }) => isPromise && !parts.some(({ role }) => role === 'owns'))
    .map(({ key }) => key);
}

const NODE = { as: null, quotes: [], about: [], basis: null, element: null, to: null, children: 0 } as const;

function step(at: Place, name: string): string {
  return [...at.path, name].join('/');
}

function textRoots(at: Place): readonly BreakdownNode[] {
  const { paragraphs, unquoted } = at.index;
  const several = new Set([...paragraphs.values()].map(({ source }) => source)).size > 1;
  const roots = [...paragraphs.values()].map((place) =>
    paragraphNode(at, place, several ? at.index.sourceTitle(place.source) : null),
  );
  if (unquoted.length === 0) return roots;
  return [
    ...roots,
    {
      ...NODE,
      path: 'unquoted',
      kind: 'gap',
      title: { zh: '没有写原文出处的', en: 'Without a place in the source text' },
      children: unquoted.length,
    },
  ];
}

function paragraphNode(
  at: Place,
  { source, n, quotes, elements, noTask }: Paragraph,
  title: string | null,
): BreakdownNode {
  const marked = new Set(noTask.flatMap((mark) => mark.quotes));
  const about: Words[] = [];
  if (elements.length > 0)
    about.push({ zh: `${elements.length} 项承接`, en: `carried by ${elements.length}` });
  if (marked.size > 0)
    about.push({ zh: `${marked.size} 处不设任务`, en: `${marked.size} marked as no task` });
  return {
    ...NODE,
    path: step(at, `p:${source}:${n}`),
    kind: 'paragraph',
    title: placeWords(n, title),
    quotes,
    about,
    children: elements.length + noTask.length,
  };
}

function paragraphNodes(at: Place, place: string): readonly BreakdownNode[] | undefined {
  const found = at.index.paragraphs.get(place);
  if (found === undefined) return undefined;
  const marks = found.noTask.map(
    (mark, which): BreakdownNode => ({
      ...NODE,
      path: step(at, `no:${which}`),
      kind: 'remark',
      title: asIs(mark.reason),
      as: { zh: '不设任务', en: 'no task' },
      quotes: mark.quotes,
    }),
  );
  return [...found.elements.flatMap((key) => elementNode(at, key, null, place)), ...marks];
}

/** The node of an element; with `place`, only what it quotes there. */
export function elementNode(
  at: Place,
  key: string,
  tie: { readonly as: Words; readonly basis?: Basis | null } | null = null,
  place?: string,
): readonly BreakdownNode[] {
  const element = at.index.elements.get(key);
  if (element === undefined) return [];
  const quotes = element.quotes
    .filter(({ source, paragraph }) => place === undefined || `${source}:${paragraph}` === place)
    .flatMap(({ figures, terms }) => [...figures, ...terms]);
  return [
    {
      ...NODE,
      path: step(at, `e:${element.section}:${element.id}`),
      kind: 'element',
      title: asIs(element.title),
      as: tie?.as ?? at.titleOf(element.section),
      quotes: [...new Set(quotes)],
      about: [...promiseWords(element), ...ownerWords(at.index, element)],
      basis: tie?.basis ?? null,
      element: key,
      to: pageOf(element),
      children: at.path.length >= STEPS_MAX ? 0 : countBelow(at, element),
    },
  ];
}

export function pageOf({ section, id }: Pick<PlanElement, 'section' | 'id'>): string {
  return `/goals/elements/${encodeURIComponent(section)}/${encodeURIComponent(id)}`;
}

/** 努力 1000个 · 2021-12-31 前. */
function promiseWords({ body }: PlanElement): readonly Words[] {
  const strength = textIn(body.strength);
  const amount = textIn(body.amount) ?? '';
  const unit = textIn(body.unit) ?? '';
  const due = textIn(body.to) ?? textIn(body.due);
  const firmly = strength === undefined ? undefined : (strengthWords[strength] ?? asIs(strength));
  return [
    ...(firmly === undefined ? [] : [firmly]),
    ...(amount === '' ? [] : [asIs(`${amount}${unit}`)]),
    ...(due === undefined ? [] : [{ zh: `${due} 前`, en: `by ${due}` }]),
  ];
}

function ownerWords(index: PlanIndex, { parts, isPromise }: PlanElement): readonly Words[] {
  const owners = parts.filter(({ role }) => role === 'owns');
  if (owners.length === 0) return isPromise ? [{ zh: '没有责任单位', en: 'no owner' }] : [];
  const names = owners.map(({ named }) => index.answerer(named).title);
  return [{ zh: names.join('、'), en: names.join(', ') }];
}

/** Without making the nodes: a leaf is told by the count. */
function countBelow(at: Place, element: PlanElement): number {
  const { key, parts, section, body } = element;
  const { index } = at;
  const own = (index.subtasks.get(key)?.length ?? 0) + (index.servedBy.get(key)?.length ?? 0);
  const members = section === 'themes' ? membersOf(body).length : 0;
  const gap = isOwnerless(element) ? 1 : 0;
  const total = own + members + parts.length + gap;
  return total > 0 ? total : countFeeds(at, element);
}

function isOwnerless({ isPromise, parts }: PlanElement): boolean {
  return isPromise && !parts.some(({ role }) => role === 'owns');
}

function elementChildren(at: Place, key: string): readonly BreakdownNode[] | undefined {
  const element = at.index.elements.get(key);
  if (element === undefined) return undefined;
  const { index } = at;
  const { parts, section, body } = element;
  const below = (index.subtasks.get(key) ?? []).flatMap((task) =>
    elementNode(at, task, { as: { zh: '下级任务', en: 'task below' } }),
  );
  const serving = (index.servedBy.get(key) ?? []).flatMap((one) =>
    elementNode(at, one, { as: { zh: '由它落实', en: 'carried out by' } }),
  );
  const members =
    section === 'themes' ? membersOf(body).flatMap((member) => elementNode(at, member, null)) : [];
  const held = parts.toSorted((a, b) => roles.indexOf(a.role) - roles.indexOf(b.role));
  const holders = held.map((part) => holderNode(at, element, part));
  const gap = isOwnerless(element) ? [ownerGap(at, element)] : [];
  const nodes = [...gap, ...holders, ...below, ...serving, ...members];
  return nodes.length > 0 ? nodes : feedNodes(at, element);
}

function ownerGap(at: Place, element: PlanElement): BreakdownNode {
  return {
    ...NODE,
    path: step(at, 'none:owns'),
    kind: 'gap',
    title: { zh: '没有责任单位', en: 'Nobody owns it' },
    as: roleWords.owns ?? null,
    basis: leftOpen(element),
    children: countFeeds(at, element),
  };
}

function leftOpen({ body, section }: PlanElement): Basis | null {
  const said = (body.provenance ?? {}) as Readonly<Record<string, { readonly basis?: Basis }>>;
  return said[ownerField(section)]?.basis ?? null;
}

function holderNode(at: Place, element: PlanElement, part: Part): BreakdownNode {
  const { title, isPost, unit, unitName } = at.index.answerer(part.named);
  const share = part.amount === undefined ? '' : `${part.amount}${textIn(element.body.unit) ?? ''}`;
  const about: Words[] = [];
  if (isPost) about.push(asIs(unitName));
  if (share !== '') about.push(asIs(share));
  if (part.to !== undefined) about.push({ zh: `${part.to} 前`, en: `by ${part.to}` });
  return {
    ...NODE,
    path: step(at, `h:${part.role}:${part.named}`),
    kind: 'holder',
    title: asIs(title),
    as: roleWords[part.role] ?? null,
    about,
    basis: part.basis,
    to: `/goals/units/${encodeURIComponent(unit)}`,
    children: carries(element, part.role) ? countFeeds(at, element) : 0,
  };
}

/** Under who owns or bears it stands what shows it; who reports an indicator is itself the end of the way. */
function carries({ section, list }: PlanElement, role: Role): boolean {
  return (role === 'owns' || role === 'bears') && (promises(section, list) || section === 'themes');
}

function holderFeeds(at: Place, role: Role): readonly BreakdownNode[] | undefined {
  const key = elementAbove(at.path);
  const element = key === undefined ? undefined : at.index.elements.get(key);
  if (element === undefined) return undefined;
  return carries(element, role) ? feedNodes(at, element) : [];
}

function elementAbove(path: readonly string[]): string | undefined {
  const found = path.findLast((one) => one.startsWith('e:'));
  const [, section, id] = found?.split(':') ?? [];
  return section === undefined || id === undefined ? undefined : `${section}/${id}`;
}

function unitOf(path: readonly string[]): string {
  return path.findLast((one) => one.startsWith('u:'))?.slice(2) ?? '';
}

const SEEN_BY: Words = { zh: '由它看进展', en: 'shown by' };

/** What feeds an element: measures with their duties, indicators, targets, others; or that nothing does yet. */
function feedNodes(at: Place, element: PlanElement): readonly BreakdownNode[] {
  const { index } = at;
  const { section, body, feeds, key } = element;
  if (section === 'themes' || section === 'reporting') return [];
  if (section === 'indicators') return readerNodes(at, element);
  const named = feeds.flatMap(({ kind, id }): readonly BreakdownNode[] => {
    if (kind === 'element') return elementNode(at, id, { as: SEEN_BY });
    const measure = index.measure(id);
    const duties = index.dutiesOf(id).length;
    return [
      {
        ...NODE,
        path: step(at, `m:${id}`),
        kind: 'measure',
        title: measure?.title ?? asIs(id),
        as: SEEN_BY,
        about: duties === 0 ? [shownWords.nobody!] : [],
        to: measure === undefined ? null : `/figures/${encodeURIComponent(id)}`,
        children: duties,
      },
    ];
  });
  const engine = textIn(body.awaits) ?? (feeds.length === 0 ? engineOf(section, body) : undefined);
  const running = engine === undefined ? undefined : engineRunning(engine);
  if (running !== undefined) return [...named, remark(at, 'awaits', running, null)];
  if (engine !== undefined) return [...named, remark(at, 'awaits', shownWords.awaits!, engineWaited(engine))];
  if (named.length > 0) return named;
  return [
    index.subtasks.has(key)
      ? remark(at, 'below', shownWords.below!, null)
      : remark(at, 'nobody', shownWords.nobody!, null),
  ];
}

/** As many nodes as feedNodes makes, without making them: elements that show each other would go round. */
function countFeeds({ index }: Place, { section, body, feeds, parts }: PlanElement): number {
  if (section === 'themes' || section === 'reporting') return 0;
  if (section === 'indicators') return parts.length > 0 ? 0 : 1;
  const named = feeds.filter(({ kind, id }) => kind === 'measure' || index.elements.has(id)).length;
  const engine = textIn(body.awaits) ?? (feeds.length === 0 ? engineOf(section, body) : undefined);
  return Math.max(1, named + (engine === undefined ? 0 : 1));
}

function readerNodes(at: Place, { body, parts }: PlanElement): readonly BreakdownNode[] {
  if (parts.length > 0) return [];
  const below = reportedBelow(body);
  if (below !== undefined) {
    const title =
      below === 'townships'
        ? { zh: '各乡镇街道自己报', en: 'each township reports its own' }
        : { zh: '各村社区自己报', en: 'each village reports its own' };
    return [remark(at, 'below', title, null)];
  }
  if (body.derived !== undefined) return [remark(at, 'reckoned', shownWords.reckoned!, null)];
  return [remark(at, 'nobody', shownWords.nobody!, null)];
}

function remark(at: Place, name: string, title: Words, about: Words | null): BreakdownNode {
  return {
    ...NODE,
    path: step(at, `r:${name}`),
    kind: name === 'nobody' ? 'gap' : 'remark',
    title,
    as: SEEN_BY,
    about: about === null ? [] : [about],
  };
}

function dutyNodes(at: Place, measure: string): readonly BreakdownNode[] {
  return at.index
    .dutiesOf(measure)
    .flatMap((key) => elementNode(at, key, { as: { zh: '报送', en: 'reporting duty' } }));
}

const KIND_ORDER = ['city', 'county', 'zone', 'office', 'bureau', 'statistics', 'party'];

function unitRoots(at: Place): readonly BreakdownNode[] {
  const { index } = at;
  const rank = (kind: string) => (KIND_ORDER.indexOf(kind) + KIND_ORDER.length + 1) % (KIND_ORDER.length + 1);
  const roots = index.units
    .toSorted((a, b) => rank(a.kind) - rank(b.kind))
    .map(
      ({ id }): BreakdownNode => ({
        ...NODE,
        path: `u:${id}`,
        kind: 'unit',
        title: asIs(index.answerer(id).unitName),
        about: partCounts(index, id),
        to: `/goals/units/${encodeURIComponent(id)}`,
        children: index.byUnit.get(id)?.size ?? 0,
      }),
    );
  const open = unowned(index).length;
  if (open === 0) return roots;
  const title = { zh: '没有责任单位的', en: 'Owned by nobody' };
  return [...roots, { ...NODE, path: 'nobody', kind: 'gap', title, children: open }];
}

/** 负责 12 · 配合 3; one line that says so where there is nothing. */
export function partCounts(index: PlanIndex, unit: string): readonly Words[] {
  const held = index.byUnit.get(unit);
  if (held === undefined) return [{ zh: '一件也没有', en: 'nothing' }];
  return roles.flatMap((role) => {
    const count = held.get(role)?.length ?? 0;
    const { zh, en } = roleWords[role]!;
    return count === 0 ? [] : [{ zh: `${zh} ${count}`, en: `${en} ${count}` }];
  });
}

function unitGroups(at: Place, unit: string): readonly BreakdownNode[] {
  const held = at.index.byUnit.get(unit);
  return roles.flatMap((role): readonly BreakdownNode[] => {
    const keys = held?.get(role) ?? [];
    if (keys.length === 0) return [];
    return [
      { ...NODE, path: step(at, `g:${role}`), kind: 'group', title: roleWords[role]!, children: keys.length },
    ];
  });
}

function roleNodes(at: Place, role: Role, unit: string): readonly BreakdownNode[] | undefined {
  const keys = at.index.byUnit.get(unit)?.get(role);
  return keys?.flatMap((key) => {
    const part = at.index.elements
      .get(key)
      ?.parts.find((one) => one.role === role && at.index.answerer(one.named).unit === unit);
    return elementNode(at, key, { as: at.titleOf(key.split('/')[0] ?? ''), basis: part?.basis ?? null });
  });
}

/** Elements whose title, id, quotes or holders hold all words of the text; in the plan's order. */
export function findElements(index: PlanIndex, text: string): readonly string[] {
  const words = text
    .toLowerCase()
    .split(/\s+/u)
    .filter((word) => word !== '');
  if (words.length === 0) return [];
  return [...index.elements.values()]
    .filter((element) => {
      const hay = haystack(index, element);
      return words.every((word) => hay.includes(word));
    })
    .map(({ key }) => key);
}

const haystacks = new WeakMap<PlanElement, string>();

function haystack(index: PlanIndex, element: PlanElement): string {
  const held = haystacks.get(element);
  if (held !== undefined) return held;
  const { id, title, quotes, parts, body } = element;
  const named = parts
    .map(({ named: who }) => index.answerer(who))
    .flatMap((who) => [who.title, who.unitName]);
  const quoted = quotes.flatMap(({ figures, terms }) => [...figures, ...terms]);
  const made = [id, title, textIn(body.note) ?? '', ...quoted, ...named].join('\n').toLowerCase();
  haystacks.set(element, made);
  return made;
}
