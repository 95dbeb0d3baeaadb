// The lists of 目标任务: annual targets, work list, livelihood, members of a theme, what a unit has, and the gaps. All are elements of one plan, chosen,
// grouped, sorted and paged; what is known of their progress is put beside them and never made up. Pure.
import type { Words } from '../kernel/loop.ts';
import { compareDecimals } from '../ui/figures.ts';
import { findElements, pageOf } from './breakdown.ts';
import type { TargetLine } from './cockpit.view.ts';
import {
  asIs,
  engineRunning,
  engineWaited,
  shownWords,
  targetKindWords,
  taskListWords,
} from './goalTerms.ts';
import { type Basis, type Part, type PlanElement, type Role, textIn } from './planElement.ts';
import { membersOf, type PlanIndex } from './planIndex.ts';
import { engineOf } from './planParts.ts';
import { type Shown, shownIn } from './progress.ts';

export interface Held {
  readonly named: string;
  readonly title: string;
  readonly unit: string;
  readonly unitName: string;
  readonly role: Role;
  readonly basis: Basis | null;
  readonly amount: string | null;
}

/** Where one thing that the row says comes from, in words. */
export interface Source {
  readonly field: string;
  readonly basis: Basis;
  readonly paragraph: number | null;
  readonly source: string | null;
  readonly quotes: readonly string[];
  readonly note: string | null;
}

export interface GoalRow {
  readonly key: string;
  readonly section: string;
  readonly sectionTitle: Words;
  readonly id: string;
  readonly title: string;
  readonly to: string;
  /** What the list is grouped by. */
  readonly group: string;
  readonly parent: { readonly key: string; readonly title: string; readonly to: string } | null;
  readonly owners: readonly Held[];
  readonly supporting: readonly Held[];
  readonly bearing: readonly Held[];
  /** The unit's own part, in the list of one unit. */
  readonly roles: readonly Role[];
  readonly kind: string | null;
  readonly strength: string | null;
  readonly promiseKind: string | null;
  readonly amount: string | null;
  readonly unit: string | null;
  readonly count: { readonly atLeast: number; readonly of: number | null } | null;
  readonly from: string | null;
  readonly dueOn: string | null;
  /** How often it is looked at, where it has no date. */
  readonly review: { readonly every: number; readonly per: 'day' | 'month' } | null;
  readonly deliverable: string | null;
  readonly headline: boolean;
  readonly shown: Shown;
  /** What shows the progress, each with its page. */
  readonly shownBy: readonly { readonly title: Words; readonly to: string | null }[];
  /** 尚无填报, or why nothing is known; null where lines tell it. */
  readonly state: Words | null;
  /** The element's own line when it is a target, else those of the targets that show it. */
  readonly lines: readonly GoalLine[];
  readonly sources: readonly Source[];
  /** Of a gap list: which gaps. */
  readonly gaps: readonly Gap[];
}

export type GoalLine = Pick<
  TargetLine,
  | 'id'
  | 'title'
  | 'unit'
  | 'target'
  | 'value'
  | 'status'
  | 'simulatedValue'
  | 'completionPct'
  | 'timePct'
  | 'gapPoints'
  | 'remaining'
  | 'light'
  | 'cause'
  | 'sentence'
  | 'figure'
>;

export const gaps = ['noOwner', 'nobodyReports', 'nothingShows', 'assumedOwner'] as const;
export type Gap = (typeof gaps)[number];

export interface GoalChoice {
  readonly section?: string | undefined;
  readonly listed?: string | undefined;
  readonly kind?: string | undefined;
  /** 民生实事: tasks listed so, and what lies below them. */
  readonly livelihood?: boolean | undefined;
  readonly unit?: string | undefined;
  readonly role?: Role | undefined;
  /** Only what this unit, or a post of it, owns. */
  readonly owner?: string | undefined;
  readonly theme?: string | undefined;
  readonly gap?: Gap | 'any' | undefined;
  readonly basis?: Basis | undefined;
  readonly text?: string | undefined;
}

/** Which gaps an element has. */
export function gapsOf(index: PlanIndex): (element: PlanElement) => readonly Gap[] {
  const shown = shownIn(index);
  return (element) => {
    const { section, isPromise, parts, key } = element;
    const owners = parts.filter(({ role }) => role === 'owns');
    const found: Gap[] = [];
    if (isPromise && owners.length === 0) found.push('noOwner');
    if (section === 'indicators' && shown(key) === 'nobody') found.push('nobodyReports');
    if (isPromise && shown(key) === 'nobody') found.push('nothingShows');
    if (isPromise && owners.length > 0 && owners.every(({ basis }) => basis === '演示假定'))
      found.push('assumedOwner');
    return found;
  };
}

/** The elements of a list, in the plan's order. */
export function chooseElements(index: PlanIndex, choice: GoalChoice): readonly PlanElement[] {
  const { section, listed, kind, livelihood, unit, role, owner, theme, gap, basis, text } = choice;
  const tests: ((element: PlanElement) => boolean)[] = [];
  if (section !== undefined) tests.push((element) => element.section === section);
  if (listed !== undefined) tests.push(({ body }) => body.listed === listed);
  if (kind !== undefined) tests.push(({ body }) => body.kind === kind);
  if (livelihood === true) {
    const below = livelihoodTasks(index);
    tests.push(({ key }) => below.has(key));
  }
  if (unit !== undefined)
    tests.push(({ parts }) =>
      parts.some(
        (part) => (role === undefined || part.role === role) && index.answerer(part.named).unit === unit,
      ),
    );
  if (owner !== undefined)
    tests.push(({ parts }) =>
      parts.some((part) => part.role === 'owns' && index.answerer(part.named).unit === owner),
    );
  if (gap !== undefined) {
    const of = gapsOf(index);
    tests.push((element) => (gap === 'any' ? of(element).length > 0 : of(element).includes(gap)));
  }
  if (basis !== undefined)
    tests.push(({ body }) => Object.values(provenanceOf(body)).some((said) => said.basis === basis));
  if (text !== undefined && text.trim() !== '') {
    const found = new Set(findElements(index, text));
    tests.push(({ key }) => found.has(key));
  }
  const from = theme === undefined ? [...index.elements.values()] : themeMembers(index, theme);
  return from.filter((element) => tests.every((test) => test(element)));
}

function themeMembers(index: PlanIndex, theme: string): readonly PlanElement[] {
  const found = index.elements.get(`themes/${theme}`);
  return found === undefined ? [] : membersOf(found.body).flatMap((key) => index.elements.get(key) ?? []);
}

function livelihoodTasks(index: PlanIndex): ReadonlySet<string> {
  const found = new Set<string>();
  const take = (key: string): void => {
    if (found.has(key)) return;
    found.add(key);
    for (const below of index.subtasks.get(key) ?? []) take(below);
  };
  for (const { key, section, body } of index.elements.values())
    if (section === 'tasks' && body.listed === '民生实事') take(key);
  return found;
}

export interface RowParts {
  readonly index: PlanIndex;
  readonly titleOf: (section: string) => Words;
  /** Lines of targets by id; of those that the rows shown need. */
  readonly lines: ReadonlyMap<string, TargetLine>;
  readonly unit?: string | undefined;
}

/** Ids of the targets that the elements' rows speak of. */
export function targetsOf(elements: readonly PlanElement[]): ReadonlySet<string> {
  return new Set(elements.flatMap(targetIds));
}

function targetIds({ section, id, feeds }: PlanElement): readonly string[] {
  if (section === 'targets') return [id];
  return feeds.flatMap((feed) =>
    feed.kind === 'element' && feed.id.startsWith('targets/') ? [feed.id.slice('targets/'.length)] : [],
  );
}

export function groupOf({ section, body }: PlanElement, choice: GoalChoice): string {
  if (choice.gap === undefined && choice.unit === undefined && choice.theme === undefined) {
    if (section === 'targets') return textIn(body.kind) ?? '';
    if (section === 'tasks') return textIn(body.listed) ?? '';
  }
  return section;
}

export function groupWords(group: string, section: string, titleOf: RowParts['titleOf']): Words {
  if (group === section) return titleOf(section);
  return targetKindWords[group] ?? taskListWords[group] ?? asIs(group);
}

export function goalRow(
  element: PlanElement,
  choice: GoalChoice,
  parts: RowParts,
  tell: { readonly shown: (key: string) => Shown; readonly gapsOf: (one: PlanElement) => readonly Gap[] },
): GoalRow {
  const { index, titleOf, unit } = parts;
  const { key, section, id, title, body } = element;
  const parent = element.parent === null ? undefined : index.elements.get(element.parent);
  const held = (...of: Role[]) =>
    element.parts.filter(({ role }) => of.includes(role)).map((part) => heldOf(index, part));
  const mine = element.parts.filter(({ named }) => unit !== undefined && index.answerer(named).unit === unit);
  const lines = targetIds(element).flatMap((target) => parts.lines.get(target) ?? []);
  return {
    key,
    section,
    sectionTitle: titleOf(section),
    id,
    title,
    to: pageOf(element),
    group: groupOf(element, choice),
    parent: parent === undefined ? null : { key: parent.key, title: parent.title, to: pageOf(parent) },
    owners: held('owns'),
    supporting: held('supports'),
    bearing: held('bears', 'reports'),
    roles: [...new Set(mine.map(({ role }) => role))],
    ...promiseOf(element),
    shown: tell.shown(key),
    shownBy: shownBy(index, element),
    state: lines.length > 0 ? null : stateOf(element, tell.shown(key)),
    lines: lines.map(lineOf),
    sources: sourcesOf(body),
    gaps: tell.gapsOf(element),
  };
}

function heldOf(index: PlanIndex, part: Part): Held {
  const { title, unit, unitName } = index.answerer(part.named);
  const { named, role, basis } = part;
  return { named, title, unit, unitName, role, basis, amount: part.amount ?? null };
}

function promiseOf({
  section,
  body,
}: PlanElement): Pick<
  GoalRow,
  | 'kind'
  | 'strength'
  | 'promiseKind'
  | 'amount'
  | 'unit'
  | 'count'
  | 'from'
  | 'dueOn'
  | 'review'
  | 'deliverable'
  | 'headline'
> {
  const isTarget = section === 'targets';
  return {
    kind: isTarget ? (textIn(body.kind) ?? null) : (textIn(body.listed) ?? null),
    strength: textIn(body.strength) ?? null,
    promiseKind: isTarget ? null : (textIn(body.kind) ?? null),
    amount: textIn(body.amount) ?? null,
    unit: textIn(body.unit) ?? null,
    count:
      typeof body.count === 'number'
        ? { atLeast: body.count, of: typeof body.outOf === 'number' ? body.outOf : null }
        : null,
    from: textIn(body.from) ?? null,
    dueOn: textIn(body.to) ?? textIn(body.due) ?? null,
    review: reviewOf(body),
    deliverable: textIn(body.deliverable) ?? null,
    headline: body.headline === true,
  };
}

function reviewOf({ reviewEveryDays, reviewEveryMonths }: PlanElement['body']): GoalRow['review'] {
  if (typeof reviewEveryDays === 'number') return { every: reviewEveryDays, per: 'day' };
  return typeof reviewEveryMonths === 'number' ? { every: reviewEveryMonths, per: 'month' } : null;
}

/** Tasks, campaigns and the like have no engine of their own yet: what nobody can have reported is told so. */
function stateOf({ section, body }: PlanElement, shown: Shown): Words | null {
  if (section === 'indicators' || section === 'reporting') return shownWords[shown] ?? null;
  if (shown === 'nobody') return shownWords.nobody ?? null;
  if (shown === 'below')
    return { zh: '尚无填报，看下级任务', en: 'nothing reported yet; see the tasks below' };
  const engine = engineOf(section, body);
  const { zh, en } = shownWords.awaits!;
  if (engine === undefined) return { zh, en };
  const running = engineRunning(engine);
  if (running !== undefined) return running;
  const waits = engineWaited(engine);
  return { zh: `${zh}（${waits.zh}）`, en: `${en} (${waits.en})` };
}

function shownBy(index: PlanIndex, { feeds }: PlanElement): GoalRow['shownBy'] {
  return feeds.map(({ kind, id }) => {
    if (kind === 'measure')
      return { title: index.measure(id)?.title ?? asIs(id), to: `/figures/${encodeURIComponent(id)}` };
    const element = index.elements.get(id);
    return element === undefined
      ? { title: asIs(id), to: null }
      : { title: asIs(element.title), to: pageOf(element) };
  });
}

function lineOf(line: TargetLine): GoalLine {
  const { id, title, unit, target, value, status, simulatedValue, light, cause, sentence, figure } = line;
  const { completionPct, timePct, gapPoints, remaining } = line;
  return {
    ...{ id, title, unit, target, value, status, simulatedValue, light, cause, sentence, figure },
    ...{ completionPct, timePct, gapPoints, remaining },
  };
}

interface Said {
  readonly basis: Basis;
  readonly source?: string;
  readonly paragraph?: number;
  readonly figures?: readonly string[];
  readonly terms?: readonly string[];
  readonly note?: string;
}

function provenanceOf(body: PlanElement['body']): Readonly<Record<string, Said>> {
  return (body.provenance ?? {}) as unknown as Readonly<Record<string, Said>>;
}

export function sourcesOf(body: PlanElement['body']): readonly Source[] {
  return Object.entries(provenanceOf(body)).map(
    ([field, { basis, source, paragraph, figures, terms, note }]) => ({
      field,
      basis,
      paragraph: paragraph ?? null,
      source: source ?? null,
      quotes: [...(figures ?? []), ...(terms ?? [])],
      note: note ?? null,
    }),
  );
}

const LIGHTS = ['red', 'yellow', 'blue', 'grey', 'green'];

/** What an element itself is sorted by. */
const ELEMENT_SORTS: Readonly<Record<string, (index: PlanIndex, element: PlanElement) => string | null>> = {
  title: (_, { title }) => title,
  owner: (index, { parts }) => {
    const owner = parts.find(({ role }) => role === 'owns');
    return owner === undefined ? null : index.answerer(owner.named).title;
  },
  due: (_, { body }) => textIn(body.to) ?? textIn(body.due) ?? null,
};

/** What only the lines of targets tell. */
const LINE_SORTS: Readonly<Record<string, (row: GoalRow) => string | null>> = {
  light: ({ lines }) => (lines[0] === undefined ? null : String(LIGHTS.indexOf(lines[0].light))),
  completion: ({ lines }) => lines[0]?.completionPct ?? null,
  gap: ({ lines }) => lines[0]?.gapPoints ?? null,
};

/** `title.up` → the key `title`; a name that is none of ours sorts by nothing. */
function find<T>(keys: Readonly<Record<string, T>>, sort: string | undefined): T | undefined {
  const [what = ''] = (sort ?? '').split('.');
  return Object.hasOwn(keys, what) ? keys[what] : undefined;
}

/** Whether sorting by it needs every row's line, and not only those shown. */
export function sortsByLine(sort: string | undefined): boolean {
  return find(LINE_SORTS, sort) !== undefined;
}

/** Groups keep the plan's order; within a group by `<what>.<up|down>`, else as the plan has it. */
export function sortElements(
  index: PlanIndex,
  elements: readonly PlanElement[],
  choice: GoalChoice,
  sort: string | undefined,
): readonly PlanElement[] {
  const value = find(ELEMENT_SORTS, sort);
  const keyOf = value === undefined ? undefined : (one: PlanElement) => value(index, one);
  return sorted(elements, (one) => groupOf(one, choice), keyOf, sort);
}

/** Rows that stand in their groups' order, by what their lines tell. */
export function sortByLine(rows: readonly GoalRow[], sort: string | undefined): readonly GoalRow[] {
  return sorted(rows, ({ group }) => group, find(LINE_SORTS, sort), sort);
}

function sorted<T>(
  items: readonly T[],
  groupOfItem: (item: T) => string,
  keyOf: ((item: T) => string | null) | undefined,
  sort: string | undefined,
): readonly T[] {
  const order = new Map<string, number>();
  const keyed = items.map((item) => {
    const group = groupOfItem(item);
    if (!order.has(group)) order.set(group, order.size);
    return { item, group: order.get(group) ?? 0, value: keyOf?.(item) ?? null };
  });
  const sign = sort?.endsWith('.down') === true ? -1 : 1;
  return keyed
    .toSorted((a, b) => a.group - b.group || compareKnown(a.value, b.value, sign))
    .map(({ item }) => item);
}

const collator = new Intl.Collator('zh-CN');
const NUMBER = /^-?\d+(\.\d+)?$/;

/** What is not known stands at the end in either direction. */
function compareKnown(a: string | null, b: string | null, sign: 1 | -1): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  if (a === b) return 0;
  if (NUMBER.test(a) && NUMBER.test(b)) return sign * compareDecimals(a, b);
  return sign * collator.compare(a, b);
}
