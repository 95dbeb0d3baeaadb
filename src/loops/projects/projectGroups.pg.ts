// Projects by a dimension and the stage they are in: 按投资来源看各阶段. The same filter as the list, so that every number opens to as many rows as it says. What a
// dimension may be: the unit, the cluster, the park, or an attribute of the plan.
import { raw, type Sql, sql } from '../../kernel/sql.ts';
import type { Asker } from '../../ledger/view.pg.ts';
import type { GroupRow } from './facets.view.ts';
import { listedOf, type ProjectsAsked } from './projectList.pg.ts';

export const GROUP_COLUMNS = ['unit', 'cluster', 'park'] as const;
export type ProjectGrouping = (typeof GROUP_COLUMNS)[number] | `attribute:${string}`;

export async function projectGroups(
  asker: Asker,
  asked: Omit<ProjectsAsked, 'sort'>,
  by: ProjectGrouping,
): Promise<readonly GroupRow[]> {
  const attribute = by.startsWith('attribute:') ? by.slice('attribute:'.length) : undefined;
  const value: Sql = attribute === undefined ? raw(`p.${by}`) : raw('a.value');
  const told =
    attribute === undefined
      ? raw('')
      : sql`left join project_attribute a on a.city = ${asked.city} and a.subject = p.subject and a.attribute = ${attribute}`;
  const rows = await asker.query(sql`
    select ${value} as value, p.lifecycle, p.place, count(*)::int as count, sum(p.planned_investment_yuan)::text as planned_yuan
    from (${await listedOf(asker, { ...asked, sort: 'stage' })}) p ${told}
    group by 1, 2, 3`);
  return rows.map((row) => ({
    value: row.value === null ? null : String(row.value),
    stage: asked.lifecycles.find(({ id }) => id === row.lifecycle)?.stages[Number(row.place)]?.id ?? '',
    count: Number(row.count),
    plannedYuan: String(row.planned_yuan),
  }));
}
