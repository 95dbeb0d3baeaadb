// GET /api/gates: the approval items that a milestone of a project waits for by the plan, beside a claim or before one.
import { z } from 'zod';
import { type Route, route } from '../access/route.http.ts';
import { inScope, type Scope } from '../access/scope.ts';
import { isDate, minDate, type PlainDate } from '../kernel/plainDate.ts';
import { Problem } from '../kernel/problem.ts';
import { sql } from '../kernel/sql.ts';
import type { LedgerView } from '../ledger/view.pg.ts';
import { gateItems, type OpenedGate, openedBy } from './gateItems.pg.ts';
import type { GateItem } from './gateItems.ts';

const Query = z.object({
  asOf: z.string().optional().describe('时点'),
  known: z.string().optional().describe('按当时已报'),
  project: z.string().max(64).describe('项目编号'),
  milestone: z.string().max(64).describe('节点，计划里的编号'),
  on: z.string().refine(isDate, '不是日期').optional().describe('节点发生之日；不填 = 今天'),
});

const OpenedQuery = z.object({
  asOf: z.string().optional().describe('时点'),
  known: z.string().optional().describe('按当时已报'),
  project: z.string().max(64).describe('项目编号'),
  item: z.string().max(64).describe('审批事项，计划里的编号'),
});

export interface OpenedView {
  readonly rows: readonly OpenedGate[];
}

export interface GatesView {
  readonly rows: readonly GateItem[];
}

export const GATE_ROUTES: readonly Route[] = [
  route<z.infer<typeof Query>>({
    method: 'GET',
    path: '/api/gates',
    title: { zh: '节点之前的审批事项', en: 'Approval items before a milestone' },
    query: Query,
    reply: '{rows: [{id, name, hard, basis, met, filed, heardOn?, redLines: [{title, law}]}]}',
    handler: ({ query, read, scope }) =>
      read(async (view): Promise<GatesView> => {
        const { project, milestone, on } = query;
        await inReach(view, project, scope);
        const day = (on ?? view.today) as PlainDate;
        // A page of the past shows what was there by its day.
        const by = query.asOf === undefined ? day : minDate(day, view.asOf);
        return { rows: await gateItems(view, { project, milestone, on: by }) };
      }),
  }),
  route<z.infer<typeof OpenedQuery>>({
    method: 'GET',
    path: '/api/gates/opened',
    title: { zh: '准予一个事项会打开哪些节点', en: 'Milestones that granting an item would open' },
    query: OpenedQuery,
    reply: '{rows: [{milestone, name, lacks: [name]}]}',
    handler: ({ query, read, scope }) =>
      read(async (view): Promise<OpenedView> => {
        await inReach(view, query.project, scope);
        return { rows: await openedBy(view, query) };
      }),
  }),
];

/** Fails with `project_unknown`. */
async function inReach(view: LedgerView, project: string, scope: Scope): Promise<void> {
  const [row] = await view.query(
    sql`select unit from project where city = ${view.city.id} and subject = ${project}`,
  );
  if (row !== undefined && inScope(scope, String(row.unit), view.plan.units, view.today)) return;
  throw new Problem({
    code: 'project_unknown',
    status: 404,
    message: `没有项目“${project}”，或不在本账号的范围内。There is no such project within this account’s reach.`,
    fix: '核对项目编号。Check the id.',
  });
}
