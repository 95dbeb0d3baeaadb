// POST /api/plan/drafts/{id}/import: a 任务分解表 into a draft. With preview=true it says by row what would be recorded and what is unclear; without, all of
// it is one command, or nothing is. The same table twice changes nothing.
import { z } from 'zod';
import { CAPABILITY_WORDS, may } from '../../access/roles.ts';
import { permit, type Route, type RouteRequest, route } from '../../access/route.http.ts';
import type { Json, JsonObject } from '../../kernel/json.ts';
import { Problem } from '../../kernel/problem.ts';
import { type Breakdown, type BreakdownBasis, readBreakdown } from '../../plan/breakdownTable.ts';
import type { PlanRegistry } from '../../plan/check.ts';
import { citySection } from '../../plan/city.ts';
import { type ElementDifference, planDifference } from '../../plan/difference.ts';
import { elementsOf, isJsonMap, parsedSection } from '../../plan/elements.ts';
import type { PlanContent } from '../../plan/plan.ts';
import type { Named } from '../../plan/tableValues.ts';
import { changingEdits, elementEdits, sketch } from './draftPlan.ts';
import { draftEdits, getDraft, storedPlan } from './drafts.pg.ts';
import { DRAFTS } from './drafts.ts';
import { readTable } from './table.node.ts';

const ImportQuery = z.object({
  preview: z.enum(['true', 'false']).default('false').describe('true = 只看会记下什么，不写'),
});
type ImportQuery = z.infer<typeof ImportQuery>;
const ImportBody = z.object({
  name: z.string().trim().min(1).max(200).describe('文件名，如 任务分解表.xlsx；.xlsx 或 .csv'),
  data: z.base64().max(1_000_000).describe('文件内容，base64'),
  sheet: z.string().max(60).optional().describe('哪张工作表；不填 = 第一张找得到表头的'),
  listed: z.string().max(20).default('工作清单').describe('新任务列在哪里；默认 工作清单'),
  reason: z.string().trim().min(2).max(500).optional().describe('原因'),
});
type ImportBody = z.infer<typeof ImportBody>;

export function importRoute(registry: PlanRegistry): Route {
  return route<ImportQuery, ImportBody>({
    method: 'POST',
    path: '/api/plan/drafts/{id}/import',
    title: { zh: '导入任务分解表', en: 'Import a breakdown table' },
    query: ImportQuery,
    body: ImportBody,
    reply:
      '{draft, preview, sheet, sheets, head, columns, rows: [{row, cells, section, element, title, words, problems}], problems: [{code, row, column, message, fix}], difference, recorded: {seq, facts, …} | null}',
    writes: true,
    handler: (request) => importTable(request, registry),
  });
}

async function importTable(request: RouteRequest<ImportQuery, ImportBody>, registry: PlanRegistry) {
  permit(may(request.actor, 'editPlans'), CAPABILITY_WORDS.editPlans);
  const { body, query, params } = request;
  const id = params.id ?? '';
  const sheets = await readTable(
    body.name,
    Uint8Array.from(atob(body.data), (letter) => letter.charCodeAt(0)),
  );
  const { kept, base } = await request.ledger.read(request.city, {}, async (view) => {
    const draft = await getDraft(view, id, request.scope);
    return { kept: await draftEdits(view, id), base: (await storedPlan(view, draft.base)).content };
  });
  const now = sketch(base, elementEdits(kept), registry);
  const { sheet, table } = chosen(sheets, basisOf(now, registry, body.listed), body.sheet);
  const last = new Map(kept.map((edit) => [`${edit.section} ${edit.element}`, edit.fact]));
  const edits = table.edits.map((edit) => ({
    ...edit,
    op: 'put' as const,
    basedOn: last.get(`${edit.section} ${edit.element}`) ?? null,
  }));
  const difference = planDifference(now, sketch(now, table.edits, registry), registry.sections);
  const told = {
    draft: id,
    preview: query.preview === 'true',
    sheet,
    sheets: sheets.map((each) => each.name),
    head: table.head,
    columns: table.columns,
    rows: rowsOf(table, difference),
    problems: table.problems,
    difference,
  };
  if (query.preview === 'true') return { ...told, recorded: null };
  if (table.problems.length > 0) throw hasProblems(table);
  const changing = changingEdits(edits, base, kept, registry);
  if (changing.length === 0) return { ...told, recorded: null };
  const recorded = await request.ledger.submit(request.city, {
    key: request.idempotencyKey,
    actor: request.actor,
    loop: DRAFTS,
    command: 'editElements',
    body: {
      draft: id,
      edits: changing,
      source: body.name,
      ...(body.reason === undefined ? {} : { reason: body.reason }),
    } as unknown as JsonObject,
  });
  return { ...told, recorded };
}

/** The sheet that is asked for, else the first that has a head. */
function chosen(
  sheets: Awaited<ReturnType<typeof readTable>>,
  basis: BreakdownBasis,
  wanted: string | undefined,
) {
  const read = sheets
    .filter((sheet) => wanted === undefined || sheet.name === wanted)
    .map((sheet) => ({ sheet: sheet.name, table: readBreakdown(sheet.rows, basis) }));
  const found = read.find(({ table }) => table.head !== null) ?? read[0];
  if (found !== undefined) return found;
  throw new Problem({
    code: 'table_unreadable',
    message: wanted === undefined ? '表是空的' : `没有“${wanted}”这张工作表`,
    kept: '没有写入任何事实',
    fix: '选有内容的工作表',
  });
}

function basisOf(plan: PlanContent, registry: PlanRegistry, listed: string): BreakdownBasis {
  const of = (key: string): readonly JsonObject[] => {
    const section = registry.sections.find((each) => each.key === key);
    if (section === undefined) return [];
    return [...elementsOf(section, parsedSection(section, plan.sections[key])).values()].filter(isJsonMap);
  };
  const named = (list: readonly JsonObject[]): readonly Named[] =>
    list.map((each) => ({ id: String(each.id), name: String(each.title ?? each.name) }));
  const city = plan.sections[citySection.key] as { readonly [field: string]: Json } | undefined;
  return {
    tasks: of('tasks'),
    targets: of('targets'),
    units: named(of('units')),
    posts: of('posts').map((post) => ({
      ...named([post])[0]!,
      unit: typeof post.unit === 'string' ? post.unit : undefined,
    })),
    planYear: Number(city?.planYear ?? 0),
    listed,
  };
}

function rowsOf(table: Breakdown, difference: readonly ElementDifference[]) {
  const words = new Map(difference.map((each) => [`${each.section} ${each.element}`, each.words]));
  const said = new Set<string>();
  return table.rows.map((row) => {
    const name = `${row.section} ${row.element}`;
    // A task of several rows is told once, on its first.
    const told = said.has(name) ? null : (words.get(name) ?? null);
    said.add(name);
    return { ...row, words: told, problems: table.problems.filter((problem) => problem.row === row.row) };
  });
}

function hasProblems({ problems }: Breakdown): Problem {
  return new Problem({
    code: 'import_has_problems',
    message: `表里有 ${problems.length} 处不清楚：${problems
      .slice(0, 3)
      .map((each) => `第 ${each.row} 行 ${each.message}`)
      .join('；')}`,
    kept: '没有写入任何事实',
    fix: '照提示改好表格，再导入；同一份表再导入，已有的不会重复',
    data: { problems: problems.slice(0, 200) },
  });
}
