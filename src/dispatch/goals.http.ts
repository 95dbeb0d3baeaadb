// GET /api/goals/…: the pages of 目标任务. `elements` is every list (targets, tasks, livelihood, a theme's members, a unit's, the gaps), as JSON page by page
// and as a workbook; `tree` gives the children of one node; `holders` who has how much; `themes` and one element.
import { z } from 'zod';
import { type Route, type RouteRequest, route } from '../access/route.http.ts';
import { standingOf } from '../access/standing.ts';
import { Problem } from '../kernel/problem.ts';
import type { LedgerView } from '../ledger/view.pg.ts';
import type { PlanRegistry } from '../plan/check.ts';
import { type BreakdownNode, childrenOf, elementNode, findElements, pageOf } from './breakdown.ts';
import type { TargetLine } from './cockpit.view.ts';
import { AtQuery } from './figure.http.ts';
import {
  chooseElements,
  type GoalChoice,
  type GoalRow,
  gaps,
  gapsOf,
  goalRow,
  groupOf,
  groupWords,
  sortByLine,
  sortElements,
  sortsByLine,
  sourcesOf,
  targetsOf,
} from './goalRows.ts';
import { goalSheet } from './goalSheet.node.ts';
import { type GoalPlan, goalLines, goalPlan } from './goals.pg.ts';
import { hasNothing, holdersOf, ownsNothing } from './holders.ts';
import { nextOffset, offsetOf, PAGE_ROWS } from './paging.ts';
import { type PlanElement, roles, textIn } from './planElement.ts';
import { membersOf } from './planIndex.ts';
import { shownIn } from './progress.ts';

const cursor = z.string().max(60).optional().describe('从哪里接着读：上一页的 nextCursor');
const text = z.string().max(100).optional().describe('名称、编号、引文、责任单位里的字');

const ElementsQuery = z.object({
  ...AtQuery,
  section: z.string().max(40).optional().describe('哪一节：targets、tasks …'),
  listed: z.string().max(20).optional().describe('任务列在哪里：工作清单 …'),
  kind: z.string().max(20).optional().describe('目标的种类：floor、level …'),
  list: z.enum(['livelihood']).optional().describe('livelihood 民生实事及其下级任务'),
  unit: z.string().max(64).optional().describe('哪个单位（含它的岗位）有份的'),
  role: z.enum(roles).optional().describe('这个单位是负责、配合、承担、报送还是认定'),
  owner: z.string().max(64).optional().describe('只看这个单位负责的'),
  theme: z.string().max(64).optional().describe('哪个战略专题的成员'),
  gap: z
    .enum([...gaps, 'any'])
    .optional()
    .describe('哪种空档；any 任一种'),
  basis: z.enum(['原文', '外部来源', '演示假定', '待补来源']).optional().describe('有字段出自这种依据的'),
  light: z.enum(['green', 'yellow', 'red', 'grey', 'blue']).optional().describe('目标的灯'),
  text,
  sort: z
    .string()
    .regex(/^[a-z]{1,20}\.(up|down)$/i)
    .optional()
    .describe('按什么排：title、owner、due、light、completion、gap，后接 .up 或 .down；不填 = 计划的次序'),
  cursor,
});
type ElementsQuery = z.infer<typeof ElementsQuery>;

const TreeQuery = z.object({
  ...AtQuery,
  by: z.enum(['text', 'unit']).default('text').describe('从原文进，还是从单位进'),
  node: z.string().max(1500).default('').describe('打开哪个节点：它的 path；不填 = 根'),
  text,
  cursor,
});
type TreeQuery = z.infer<typeof TreeQuery>;

const HoldersQuery = z.object({
  ...AtQuery,
  only: z
    .enum(['nothing', 'ownsNothing'])
    .optional()
    .describe('nothing 一件也没有的；ownsNothing 不负责也不承担的'),
  of: z.enum(['units', 'posts']).optional().describe('只看单位或只看岗位'),
  text,
  cursor,
});
type HoldersQuery = z.infer<typeof HoldersQuery>;
const StandQuery = z.object(AtQuery);
type StandQuery = z.infer<typeof StandQuery>;

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

type Asked<Q> = Pick<RouteRequest<Q, undefined>, 'query' | 'ledger'>;

export function goalRoutes(registry: PlanRegistry): readonly Route[] {
  return [
    route<ElementsQuery>({
      method: 'GET',
      path: '/api/goals/elements',
      title: { zh: '目标任务的各种清单', en: 'Lists of targets, tasks, members and gaps' },
      query: ElementsQuery,
      reply: '{at, rows: GoalRow[], groups, facets, gaps, lights, total, nextCursor}',
      handler: (request) => request.read((view) => elementsPage(view, request, registry)),
    }),
    route<ElementsQuery>({
      method: 'GET',
      path: '/api/goals/elements.xlsx',
      title: { zh: '目标任务的各种清单（Excel）', en: 'The same lists as a workbook' },
      query: ElementsQuery,
      reply: 'A workbook (xlsx)',
      handler: (request) =>
        request.read(async (view) => {
          const list = await elementList(view, request, registry);
          const { name, bytes } = await goalSheet(standingOf(view), list.rows, request.query, list.plan);
          return { file: { name, type: XLSX, bytes } };
        }),
    }),
    route<StandQuery>({
      method: 'GET',
      path: '/api/goals/elements/{section}/{id}',
      title: { zh: '一项承诺', en: 'One element of the plan' },
      query: StandQuery,
      reply: '{at, row: GoalRow, sources, places, themes, node}',
      handler: (request) => request.read((view) => oneElement(view, request, registry)),
    }),
    route<TreeQuery>({
      method: 'GET',
      path: '/api/goals/tree',
      title: { zh: '任务分解', en: 'Children of one node of the breakdown' },
      query: TreeQuery,
      reply: '{at, nodes: BreakdownNode[] with lines, total, nextCursor}',
      handler: (request) => request.read((view) => treePage(view, request, registry)),
    }),
    route<HoldersQuery>({
      method: 'GET',
      path: '/api/goals/holders',
      title: { zh: '谁有多少', en: 'Units and posts with their parts' },
      query: HoldersQuery,
      reply: '{at, rows: Holder[], counts, total, nextCursor}',
      handler: (request) =>
        request.read(async (view) =>
          holdersPage(view, request, goalPlan(view, request.ledger.catalog, registry)),
        ),
    }),
    route<StandQuery>({
      method: 'GET',
      path: '/api/goals/themes',
      title: { zh: '战略专题', en: 'Themes' },
      query: StandQuery,
      reply: '{at, themes: [{id, title, lead, members, sections, lights, open, note}]}',
      handler: (request) => request.read((view) => themesPage(view, request, registry)),
    }),
  ];
}

function choiceOf({ list, ...query }: ElementsQuery): GoalChoice {
  return { ...query, livelihood: list === 'livelihood' };
}

interface ElementList {
  readonly plan: GoalPlan;
  /** Of the page, or all. */
  readonly rows: readonly GoalRow[];
  readonly total: number;
  /** How many targets of the list, before it is chosen by light, have each. */
  readonly lights: Readonly<Record<string, number>>;
}

/** A page needs only its own rows and their targets' lines, unless the list is chosen or sorted by lines. */
async function elementList(
  view: LedgerView,
  { query, ledger }: Asked<ElementsQuery>,
  registry: PlanRegistry,
  page?: { readonly from: number; readonly rows: number },
): Promise<ElementList> {
  const plan = goalPlan(view, ledger.catalog, registry);
  const choice = choiceOf(query);
  const chosen = sortElements(plan.index, chooseElements(plan.index, choice), choice, query.sort);
  const tell = { shown: shownIn(plan.index), gapsOf: gapsOf(plan.index) };
  const rowsOf = async (elements: readonly PlanElement[]) => {
    const lines = await goalLines(view, ledger.catalog, targetsOf(elements));
    return elements.map((element) => goalRow(element, choice, { ...plan, lines, unit: query.unit }, tell));
  };
  const byLine = query.section === 'targets' || query.light !== undefined || sortsByLine(query.sort);
  if (page !== undefined && !byLine) {
    const shown = chosen.slice(page.from, page.from + page.rows);
    return { plan, rows: await rowsOf(shown), total: chosen.length, lights: {} };
  }
  const all = await rowsOf(chosen);
  const { light } = query;
  const lit =
    light === undefined ? all : all.filter(({ lines }) => lines.some((line) => line.light === light));
  const rows = sortsByLine(query.sort) ? sortByLine(lit, query.sort) : lit;
  const from = page?.from ?? 0;
  return {
    plan,
    rows: page === undefined ? rows : rows.slice(from, from + page.rows),
    total: rows.length,
    lights: query.section === 'targets' ? lightsOf(all) : {},
  };
}

async function elementsPage(view: LedgerView, request: Asked<ElementsQuery>, registry: PlanRegistry) {
  const { query } = request;
  const from = offsetOf(query.cursor);
  const { plan, rows, total, lights } = await elementList(view, request, registry, { from, rows: PAGE_ROWS });
  const { index, titleOf } = plan;
  const choice = choiceOf(query);
  const isMixed = [query.unit, query.theme, query.gap].some((one) => one !== undefined);
  // Offered are all groups of the list as it would be without that filter.
  const wide = chooseElements(index, {
    ...choice,
    listed: undefined,
    kind: undefined,
    ...(isMixed ? { section: undefined } : {}),
  });
  const unitName = query.unit === undefined ? null : index.answerer(query.unit).unitName;
  const theme = query.theme === undefined ? undefined : index.elements.get(`themes/${query.theme}`);
  return {
    at: standingOf(view),
    rows,
    groups: countBy(wide.map((element) => [groupOf(element, choice), element.section] as const)).map(
      ({ value: [group, section], count }) => ({
        value: group,
        title: groupWords(group, section, titleOf),
        count,
      }),
    ),
    owners: ownersOf(plan, chooseElements(index, { ...choice, owner: undefined, text: undefined })),
    lights,
    gaps: query.gap === undefined ? {} : gapCounts(plan),
    unitName,
    theme: theme === undefined ? null : { title: theme.title, note: textIn(theme.body.note) ?? null },
    total,
    nextCursor: nextOffset(from, rows.length, total),
  };
}

/** In the order of first sight. */
function countBy<K extends readonly string[]>(keys: readonly K[]) {
  const counts = new Map<string, { value: K; count: number }>();
  for (const value of keys) {
    const held = counts.get(value.join(' ')) ?? { value, count: 0 };
    held.count += 1;
    counts.set(value.join(' '), held);
  }
  return [...counts.values()];
}

function ownersOf({ index }: GoalPlan, elements: readonly PlanElement[]) {
  const units = new Map<string, string>();
  for (const { parts } of elements) {
    for (const { role, named } of parts) {
      const { unit, unitName } = index.answerer(named);
      if (role === 'owns') units.set(unit, unitName);
    }
  }
  return [...units].map(([id, name]) => ({ id, name }));
}

function lightsOf(rows: readonly GoalRow[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { lines } of rows) for (const { light } of lines) counts[light] = (counts[light] ?? 0) + 1;
  return counts;
}

function gapCounts({ index }: GoalPlan): Readonly<Record<string, number>> {
  const of = gapsOf(index);
  const counts: Record<string, number> = {};
  for (const element of index.elements.values())
    for (const gap of of(element)) counts[gap] = (counts[gap] ?? 0) + 1;
  return counts;
}

/** Fails with `element_unknown`. */
async function oneElement(
  view: LedgerView,
  request: Pick<RouteRequest<StandQuery, undefined>, 'params' | 'ledger'>,
  registry: PlanRegistry,
) {
  const plan = goalPlan(view, request.ledger.catalog, registry);
  const { index, titleOf } = plan;
  const key = `${request.params.section ?? ''}/${request.params.id ?? ''}`;
  const element = index.elements.get(key);
  if (element === undefined) throw elementUnknown(key);
  const lines = await goalLines(view, request.ledger.catalog, targetsOf([element]));
  const tell = { shown: shownIn(index), gapsOf: gapsOf(index) };
  const row = goalRow(element, {}, { ...plan, lines }, tell);
  const [node] = elementNode({ index, titleOf, path: [] }, key);
  return {
    at: standingOf(view),
    row,
    note: textIn(element.body.note) ?? null,
    sources: sourcesOf(element.body).map((one) => ({
      ...one,
      source: one.source === null ? null : index.sourceTitle(one.source),
    })),
    places: element.quotes.map(({ source, paragraph, figures, terms }) => ({
      source: index.sourceTitle(source),
      paragraph,
      path: `p:${source}:${paragraph}`,
      quotes: [...figures, ...terms],
    })),
    themes: (index.themes.get(key) ?? []).flatMap((theme) => {
      const found = index.elements.get(theme);
      return found === undefined ? [] : [{ id: found.id, title: found.title }];
    }),
    node,
  };
}

async function treePage(view: LedgerView, { query, ledger }: Asked<TreeQuery>, registry: PlanRegistry) {
  const plan = goalPlan(view, ledger.catalog, registry);
  const { index, titleOf } = plan;
  const from = offsetOf(query.cursor);
  const looked = query.text?.trim() ?? '';
  const root = { index, titleOf, path: [] };
  const found = looked === '' ? undefined : findElements(index, looked);
  const nodes: readonly BreakdownNode[] | undefined =
    found === undefined ? childrenOf(index, titleOf, query.by, query.node) : [];
  if (nodes === undefined) throw elementUnknown(query.node);
  const total = found?.length ?? nodes.length;
  const shown =
    found === undefined
      ? nodes.slice(from, from + TREE_ROWS)
      : found.slice(from, from + TREE_ROWS).flatMap((key) => elementNode(root, key));
  const targets = new Set(
    shown.flatMap(({ element }) =>
      element?.startsWith('targets/') ? [element.slice('targets/'.length)] : [],
    ),
  );
  const lines = await goalLines(view, ledger.catalog, targets);
  return {
    at: standingOf(view),
    nodes: shown.map((node) => ({
      ...node,
      line: shortLine(lines.get(node.element?.slice('targets/'.length) ?? '')),
    })),
    counts: query.node === '' ? { elements: index.elements.size, paragraphs: index.paragraphs.size } : null,
    total,
    nextCursor: nextOffset(from, shown.length, total),
  };
}

const TREE_ROWS = 100;

function shortLine(line: TargetLine | undefined) {
  if (line === undefined) return null;
  const { light, cause, sentence, value, target, unit } = line;
  return { light, cause, sentence, value, target, unit };
}

function holdersPage(view: LedgerView, { query }: Asked<HoldersQuery>, { index }: GoalPlan) {
  const all = holdersOf(index);
  const kind = query.of === undefined ? all : all.filter(({ isPost }) => isPost === (query.of === 'posts'));
  const words = query.text?.trim() ?? '';
  const chosen = kind
    .filter(
      (one) => query.only === undefined || (query.only === 'nothing' ? hasNothing(one) : ownsNothing(one)),
    )
    .filter(({ name, unitName }) => words === '' || name.includes(words) || unitName.includes(words));
  const from = offsetOf(query.cursor);
  const rows = chosen.slice(from, from + PAGE_ROWS);
  return {
    at: standingOf(view),
    rows,
    counts: {
      units: all.filter((one) => !one.isPost && hasNothing(one)).length,
      posts: all.filter((one) => one.isPost && hasNothing(one)).length,
    },
    total: chosen.length,
    nextCursor: nextOffset(from, rows.length, chosen.length),
  };
}

async function themesPage(view: LedgerView, { ledger }: Asked<StandQuery>, registry: PlanRegistry) {
  const { index, titleOf } = goalPlan(view, ledger.catalog, registry);
  const themes = [...index.elements.values()].filter(({ section }) => section === 'themes');
  const membersBy = new Map(
    themes.map((theme) => [theme.key, membersOf(theme.body).flatMap((key) => index.elements.get(key) ?? [])]),
  );
  const lines = await goalLines(view, ledger.catalog, targetsOf([...membersBy.values()].flat()));
  return {
    at: standingOf(view),
    themes: themes.map((theme) => {
      const members = membersBy.get(theme.key) ?? [];
      const own = [...targetsOf(members)].flatMap((id) => lines.get(id) ?? []);
      const leads = theme.parts.filter(({ role }) => role === 'owns');
      return {
        id: theme.id,
        title: theme.title,
        to: pageOf(theme),
        lead: leads.map(({ named }) => index.answerer(named)),
        basis: sourcesOf(theme.body).find(({ field }) => field === 'members')?.basis ?? null,
        members: members.length,
        sections: countBy(members.map(({ section }) => [section] as const)).map(
          ({ value: [section], count }) => ({
            section,
            title: titleOf(section),
            count,
          }),
        ),
        // Beside its own members those that show how far its tasks are: each is told apart.
        lines: own.map(({ id, title, light, sentence }) => ({
          ...{ id, title, light, sentence },
          isMember: members.some(({ key }) => key === `targets/${id}`),
        })),
        from: textIn(theme.body.from) ?? null,
        dueOn: textIn(theme.body.to) ?? null,
        note: textIn(theme.body.note) ?? null,
        quotes: [...new Set(theme.quotes.flatMap(({ figures, terms }) => [...figures, ...terms]))],
      };
    }),
  };
}

function elementUnknown(key: string): Problem {
  return new Problem({
    code: 'element_unknown',
    status: 404,
    message: `时点上的计划里没有“${key.slice(0, 100)}”。The plan of that day has no such element.`,
    fix: '从任务分解里打开，或换一个时点。Open it from the breakdown, or choose another day.',
  });
}
