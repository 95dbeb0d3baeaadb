// /api/plan/sections, elements, schema and files: the plan in force, or a draft, as what the pages of editing are made from.
import { z } from 'zod';
import { type Route, type RouteRequest, route } from '../../access/route.http.ts';
import { standingOf } from '../../access/standing.ts';
import type { Json } from '../../kernel/json.ts';
import { Problem } from '../../kernel/problem.ts';
import type { LedgerView } from '../../ledger/view.pg.ts';
import type { PlanRegistry } from '../../plan/check.ts';
import {
  elementSchema,
  elementsOf,
  isJsonMap,
  isListed,
  parsedElement,
  parsedSection,
} from '../../plan/elements.ts';
import type { AnySection } from '../../plan/section.ts';
import { drafted, refuseUnknownSections } from './drafts.http.ts';
import { type DraftEdit, draftEdits, getDraft, storedPlan } from './drafts.pg.ts';

const at = {
  asOf: z.string().optional().describe('时点'),
  known: z.string().optional().describe('按当时已报'),
};
const draft = z.string().max(64).optional().describe('草稿编号；不填 = 时点上的计划');
const ElementsQuery = z.object({
  ...at,
  draft,
  q: z.string().max(100).optional().describe('名称或编号里的字'),
  element: z.string().max(80).optional().describe('只要这个编号的'),
  changed: z.literal('yes').optional().describe('只要草稿改过的'),
  limit: z.coerce.number().int().min(1).max(500).default(100).describe('每页条数'),
  cursor: z
    .string()
    .regex(/^\d{1,9}$/)
    .optional()
    .describe('上一页的 nextCursor'),
});
type ElementsQuery = z.infer<typeof ElementsQuery>;
const FilesQuery = z.object({ ...at, draft });
type FilesQuery = z.infer<typeof FilesQuery>;
const AtQuery = z.object(at);
type AtQuery = z.infer<typeof AtQuery>;

export function planElementRoutes(registry: PlanRegistry): readonly Route[] {
  return [
    route<FilesQuery>({
      method: 'GET',
      path: '/api/plan/sections',
      title: { zh: '计划的各节', en: 'Sections of the plan' },
      query: FilesQuery,
      reply: '{at, hash, sections: [{key, title, listed, elements}]}',
      handler: ({ read, query, scope }) =>
        read(async (view) => {
          const row = query.draft ? await getDraft(view, query.draft, scope) : undefined;
          const { content } = await storedPlan(view, row?.base ?? inForce(view));
          const edits = row ? await draftEdits(view, row.id) : [];
          return {
            at: standingOf(view),
            hash: view.plan.hash,
            sections: registry.sections.map((section) => ({
              key: section.key,
              title: section.title,
              listed: isListed(section),
              elements: countOf(
                section,
                elementsOf(section, parsedSection(section, content.sections[section.key])),
                edits,
              ),
            })),
          };
        }),
    }),
    route<ElementsQuery>({
      method: 'GET',
      path: '/api/plan/elements/{section}',
      title: { zh: '计划的一节，逐个元素', en: 'Elements of a section' },
      query: ElementsQuery,
      reply:
        '{at, hash, draft, section, title, listed, total, elements: [{id, title, value, base, edit}], nextCursor}',
      handler: (request) => request.read((view) => elementsPage(view, request, registry)),
    }),
    route<AtQuery>({
      method: 'GET',
      path: '/api/plan/schema/{section}',
      title: { zh: '一节的字段说明', en: 'JSON Schema of a section’s element' },
      query: AtQuery,
      reply: '{section, title, listed, schema}',
      handler: async ({ params }) => {
        const section = sectionOf(params.section ?? '', registry);
        return {
          section: section.key,
          title: section.title,
          listed: isListed(section),
          schema: elementSchema(section),
        };
      },
    }),
    filesRoute(registry),
  ];
}

function filesRoute(registry: PlanRegistry): Route {
  return route<FilesQuery>({
    method: 'GET',
    path: '/api/plan/files',
    title: { zh: '计划文件', en: 'The plan’s files, byte for byte' },
    query: FilesQuery,
    reply: '{at, hash, title, canonical, files: [{path, text}]}',
    handler: ({ read, query, scope }) =>
      read(async (view) => {
        if (query.draft) {
          const { plan, base } = await drafted(view, query.draft, { registry, scope });
          return {
            at: standingOf(view),
            hash: null,
            title: base.title,
            canonical: base.canonical,
            files: plan.files,
          };
        }
        const { hash, title, canonical, files } = await storedPlan(view, inForce(view));
        return { at: standingOf(view), hash, title, canonical, files };
      }),
  });
}

/** Fails with `plan_not_adopted`. */
function inForce(view: LedgerView): string {
  if (view.plan.hash !== '') return view.plan.hash;
  throw new Problem({
    code: 'plan_not_adopted',
    message: '那时还没有采纳计划',
    fix: '换一个较晚的日期',
    status: 409,
  });
}

function sectionOf(key: string, registry: PlanRegistry): AnySection {
  refuseUnknownSections([key], registry);
  return registry.sections.find((section) => section.key === key)!;
}

interface Line {
  readonly id: string;
  readonly title: string;
  /** As the draft has it, or the plan; null where the draft takes it out. */
  readonly value: Json | null;
  /** As the draft's base has it; null where it does not. Only in a draft. */
  readonly base: Json | null;
  /** The draft's last edit of it; `fact` is what the next edit names as `basedOn`. */
  readonly edit: Omit<DraftEdit, 'value' | 'section' | 'element'> | null;
}

async function elementsPage(
  view: LedgerView,
  { query, params, scope }: Pick<RouteRequest<ElementsQuery, undefined>, 'query' | 'params' | 'scope'>,
  registry: PlanRegistry,
) {
  const section = sectionOf(params.section ?? '', registry);
  const row = query.draft ? await getDraft(view, query.draft, scope) : undefined;
  const plan = await storedPlan(view, row?.base ?? inForce(view));
  const edits = row ? await draftEdits(view, row.id) : [];
  const lines = linesOf(
    section,
    elementsOf(section, parsedSection(section, plan.content.sections[section.key])),
    edits,
    row !== undefined,
  );
  const found = lines.filter(
    (line) =>
      (query.element === undefined || line.id === query.element) &&
      (query.changed === undefined || (line.edit !== null && line.edit.op !== 'restore')) &&
      (!query.q || line.id.includes(query.q) || line.title.includes(query.q)),
  );
  const from = Number(query.cursor ?? 0);
  return {
    at: standingOf(view),
    hash: plan.hash,
    draft: row?.id ?? null,
    section: section.key,
    title: section.title,
    listed: isListed(section),
    total: found.length,
    elements: found.slice(from, from + query.limit),
    nextCursor: from + query.limit < found.length ? String(from + query.limit) : null,
  };
}

/** As many as the draft leaves: what it takes out is listed, struck through, and not counted. */
function countOf(
  section: AnySection,
  elements: ReadonlyMap<string, Json>,
  edits: readonly DraftEdit[],
): number {
  return linesOf(section, elements, edits, edits.length > 0).filter(({ value }) => value !== null).length;
}

/** In the plan's order, what a draft adds last. */
function linesOf(
  section: AnySection,
  elements: ReadonlyMap<string, Json>,
  edits: readonly DraftEdit[],
  isDraft: boolean,
): readonly Line[] {
  const own = new Map(
    edits.filter((edit) => edit.section === section.key).map((edit) => [edit.element, edit]),
  );
  const ids = new Set([
    ...elements.keys(),
    ...[...own.values()].filter((edit) => edit.op === 'put').map((edit) => edit.element),
  ]);
  return [...ids].map((id) => {
    const base = elements.get(id) ?? null;
    const edit = own.get(id);
    const value =
      edit === undefined || edit.op === 'restore'
        ? base
        : edit.op === 'remove'
          ? null
          : (parsedElement(section, edit.value!) ?? edit.value!);
    const { value: _v, section: _s, element: _e, ...rest } = edit ?? ({} as DraftEdit);
    return {
      id,
      title: nameOf(value) ?? nameOf(base) ?? id,
      value,
      base: isDraft ? base : null,
      edit: edit === undefined ? null : rest,
    };
  });
}

function nameOf(value: Json | null): string | undefined {
  if (value === null || !isJsonMap(value)) return undefined;
  const name = value.title ?? value.name;
  return typeof name === 'string' ? name : undefined;
}
