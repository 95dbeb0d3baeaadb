// /api/plan/names: ids of plan elements by their names, and names by ids: what a form of the plan offers where one element names another. In a
// draft, what it adds is offered and what it takes out is not.
import { z } from 'zod';
import { type Route, type RouteRequest, route } from '../../access/route.http.ts';
import { standingOf } from '../../access/standing.ts';
import type { Json } from '../../kernel/json.ts';
import type { LedgerView } from '../../ledger/view.pg.ts';
import type { PlanRegistry } from '../../plan/check.ts';
import { elementsOf, isJsonMap, parsedSection, WHOLE } from '../../plan/elements.ts';
import { type DraftRow, draftEdits, getDraft, lastAdopted, storedPlan } from './drafts.pg.ts';

const NamesQuery = z.object({
  asOf: z.string().optional().describe('时点'),
  known: z.string().optional().describe('按当时已报'),
  draft: z.string().max(64).optional().describe('草稿编号；不填 = 最后采纳的计划'),
  of: z.string().max(200).optional().describe('哪些节，逗号分开；不填 = 全部。measures = 台账的计数'),
  q: z.string().max(100).optional().describe('名称或编号里的字'),
  ids: z.string().max(8000).optional().describe('只要这些编号，逗号分开'),
  limit: z.coerce.number().int().min(1).max(500).default(20).describe('至多几个'),
});
type NamesQuery = z.infer<typeof NamesQuery>;

interface Name {
  readonly section: string;
  readonly id: string;
  readonly title: string;
  /** What tells two of one name apart: the unit above, the post's unit. */
  readonly note: string | null;
}

export function planNameRoutes(registry: PlanRegistry): readonly Route[] {
  return [
    route<NamesQuery>({
      method: 'GET',
      path: '/api/plan/names',
      title: { zh: '计划元素的名称', en: 'Names of plan elements' },
      query: NamesQuery,
      reply: '{at, names: [{section, id, title, note}], more}',
      handler: (request) => request.read((view) => namesPage(view, request, registry)),
    }),
  ];
}

async function namesPage(
  view: LedgerView,
  { query, scope }: Pick<RouteRequest<NamesQuery, undefined>, 'query' | 'scope'>,
  registry: PlanRegistry,
) {
  const wanted = query.of === undefined ? undefined : new Set(query.of.split(','));
  const ids = query.ids === undefined ? undefined : new Set(query.ids.split(','));
  const text = query.q?.trim().toLowerCase() ?? '';
  const row = query.draft === undefined ? undefined : await getDraft(view, query.draft, scope);
  const elements = await standing(view, row, registry);
  const nameOf = (section: string, id: unknown) => titleOf(elements.get(section)?.get(String(id)));
  const found: Name[] = [];
  const take = (name: Name) => {
    if (ids !== undefined && !ids.has(name.id)) return;
    if (text !== '' && !`${name.title} ${name.id}`.toLowerCase().includes(text)) return;
    found.push(name);
  };
  for (const [section, own] of elements) {
    if (wanted !== undefined && !wanted.has(section)) continue;
    for (const [id, value] of own) {
      if (id !== WHOLE)
        take({ section, id, title: titleOf(value) ?? id, note: noteOf(section, value, nameOf) });
    }
  }
  if (wanted?.has('measures'))
    for (const id of registry.measureIds) take({ section: 'measures', id, title: id, note: null });
  // What begins with the words stands before what only holds them, and a short name before a long one.
  const rank = ({ title, id }: Name) => (id === query.q ? 0 : title.toLowerCase().startsWith(text) ? 1 : 2);
  const ordered =
    text === ''
      ? found
      : found.toSorted(
          (a, b) => rank(a) - rank(b) || a.title.length - b.title.length || (a.id < b.id ? -1 : 1),
        );
  return {
    at: standingOf(view),
    names: ordered.slice(0, query.limit),
    more: Math.max(0, ordered.length - query.limit),
  };
}

/** Every listed element as the draft has it. Fails with `plan_not_adopted`. */
async function standing(view: LedgerView, row: DraftRow | undefined, registry: PlanRegistry) {
  const plan = await storedPlan(view, row?.base ?? lastAdopted(view).content);
  const edits = row === undefined ? [] : await draftEdits(view, row.id);
  return new Map(
    registry.sections.map((section) => {
      const value = plan.content.sections[section.key];
      const own = new Map(elementsOf(section, parsedSection(section, value)));
      for (const edit of edits) {
        if (edit.section !== section.key) continue;
        if (edit.op === 'put') own.set(edit.element, edit.value!);
        if (edit.op === 'remove') own.delete(edit.element);
      }
      return [section.key, own] as const;
    }),
  );
}

function titleOf(value: Json | undefined): string | undefined {
  if (!isJsonMap(value)) return undefined;
  const name = value.title ?? value.name;
  return typeof name === 'string' ? name : undefined;
}

function noteOf(
  section: string,
  value: Json,
  nameOf: (section: string, id: unknown) => string | undefined,
): string | null {
  if (!isJsonMap(value)) return null;
  if (section === 'posts') return nameOf('units', value.unit) ?? null;
  if (section !== 'units' || !Array.isArray(value.memberships)) return null;
  const last = value.memberships.at(-1) as Json | undefined;
  return isJsonMap(last) && last.parent !== undefined ? (nameOf('units', last.parent) ?? null) : null;
}
