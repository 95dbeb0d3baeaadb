// GET /api/gates: the approval items that a milestone of a project waits for by the plan, beside a claim or before one.
import { z } from 'zod';
import { type Route, route } from '../access/route.http.ts';
import { inScope } from '../access/scope.ts';
import { isDate, type PlainDate } from '../kernel/plainDate.ts';
import { Problem } from '../kernel/problem.ts';
import { sql } from '../kernel/sql.ts';
import { type GateItem, gateItems } from './gateItems.pg.ts';

const Query = z.object({
  asOf: z.string().optional().describe('时点'),
  known: z.string().optional().describe('按当时已报'),
  project: z.string().max(64).describe('项目编号'),
  milestone: z.string().max(64).describe('节点，计划里的编号'),
  on: z.string().refine(isDate, '不是日期').optional().describe('节点发生之日；不填 = 今天'),
});

export interface GatesView {
  readonly rows: readonly GateItem[];
}

export const GATE_ROUTES: readonly Route[] = [
  route<z.infer<typeof Query>>({
    method: 'GET',
    path: '/api/gates',
    title: { zh: '节点之前的审批事项', en: 'Approval items before a milestone' },
    query: Query,
    reply: '{rows: [{id, name, hard, met, filed, redLines: [{title, law}]}]}',
    handler: ({ query, read, scope }) =>
      read(async (view): Promise<GatesView> => {
        const { project, milestone, on } = query;
        const [row] = await view.query(
          sql`select unit from project where city = ${view.city.id} and subject = ${project}`,
        );
        if (row === undefined || !inScope(scope, String(row.unit), view.plan.units, view.today))
          throw new Problem({
            code: 'project_unknown',
            status: 404,
            message: `没有项目“${project}”，或不在本账号的范围内。There is no such project within this account’s reach.`,
            fix: '核对项目编号。Check the id.',
          });
        return { rows: await gateItems(view, { project, milestone, on: (on ?? view.today) as PlainDate }) };
      }),
  }),
];
