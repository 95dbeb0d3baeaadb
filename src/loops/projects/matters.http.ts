// What stands beside the milestones, over HTTP: of one project, and the city's lists of leads (招商线索), findings (巡查整改) and batches (集中活动). What may
// be done comes with each line as a form; the deciders have the last word.
import { z } from 'zod';
import { may } from '../../access/roles.ts';
import { type Route, route } from '../../access/route.http.ts';
import { inScope, scopeCondition } from '../../access/scope.ts';
import { add, decimal, decimalText, ZERO } from '../../kernel/decimal.ts';
import type { Row } from '../../kernel/loop.ts';
import { Problem } from '../../kernel/problem.ts';
import { ident, raw, sql } from '../../kernel/sql.ts';
import type { LedgerView } from '../../ledger/view.pg.ts';
import { type BatchRow, batchRow } from './course.rows.ts';
import { listLeads } from './leads.http.ts';
import { day, form, projectsField, reason, same, select, text, w } from './matters.fields.ts';
import { mattersOf } from './matters.ts';
import type { MatterLine } from './matters.view.ts';
import { type Asking, answer, LIST_MAX, nameOf, todayOf } from './mattersAnswer.http.ts';
import { findingLine } from './mattersCourse.ts';
import type { MattersOf } from './mattersOf.ts';
import { attributeFacets } from './projectList.http.ts';
import { projectRulesSection } from './projectRules.plan.ts';
import { findProjectPage } from './projects.pg.ts';
import { lifecyclesSection } from './projects.plan.ts';
import { projectRow } from './projects.rows.ts';

const At = z.object({
  asOf: z.string().optional().describe('时点'),
  known: z.string().optional().describe('按当时已报'),
});

const TABLES = [
  'project_claim_draft',
  'project_suspension',
  'project_attribute',
  'project_term',
  'project_investment',
  'project_appraisal',
  'project_figure',
  'project_finding',
  'project_milestone',
] as const;
const ORDER: Readonly<Record<(typeof TABLES)[number], string>> = {
  project_claim_draft: 'drafted_seq',
  project_suspension: 'suspended_on',
  project_attribute: 'attribute',
  project_term: 'term',
  project_appraisal: 'held_on desc, told_seq desc',
  project_figure: 'figure, month, reported_seq',
  project_finding: 'raised_seq desc',
  project_milestone: 'claimed_seq',
  project_investment: 'month, reported_seq',
};

export const MATTER_ROUTES: readonly Route[] = [
  route<z.infer<typeof At>>({
    method: 'GET',
    path: '/api/projects/{id}/matters',
    title: {
      zh: '一个项目的内部办理、属性、协议、评审、工作量、巡查和集中活动',
      en: 'What stands beside a project’s milestones',
    },
    query: At,
    reply: '{at, groups: [{key, title, lines, forms}]}',
    handler: (request) => request.read((view) => projectMatters(view, request)),
  }),
  route<z.infer<typeof At>>({
    method: 'GET',
    path: '/api/registering',
    title: {
      zh: '登记和批量办理可选的种类、属性、节点和集中活动',
      en: 'What a registration, or what is done to many, may choose from',
    },
    query: At,
    reply:
      '{lifecycles: [{id, name, milestones: [{id, name}]}], attributes: [{id, title, values}], batchKinds: [{id, name}], batches: [{id, name}]}',
    handler: (request) => request.read((view) => registering(view, request)),
  }),
  route<z.infer<typeof At>>({
    method: 'GET',
    path: '/api/leads',
    title: { zh: '招商线索', en: 'Leads' },
    query: At,
    reply: '{at, groups: [{key, title, lines, forms}]}',
    handler: (request) => request.read((view) => listLeads(view, request)),
  }),
  route<z.infer<typeof At>>({
    method: 'GET',
    path: '/api/inspections',
    title: { zh: '巡查整改', en: 'Findings of inspections' },
    query: At,
    reply: '{at, groups: [{key, title, lines, forms}]}',
    handler: (request) => request.read((view) => listFindings(view, request)),
  }),
  route<z.infer<typeof At>>({
    method: 'GET',
    path: '/api/batches',
    title: { zh: '集中活动', en: 'Batches' },
    query: At,
    reply: '{at, groups: [{key, title, lines, forms}]}',
    handler: (request) => request.read((view) => listBatches(view, request)),
  }),
];

/** What the form of registration may choose from, 项目种类 and 属性; and what is done to many: 节点, and 集中活动 of the account's reach. */
async function registering(view: LedgerView, { scope }: Asking) {
  const rows = await view.query(
    sql`select * from project_batch where city = ${view.city.id} order by held_on desc, told_seq desc limit ${LIST_MAX}`,
  );
  return {
    lifecycles: view.plan.section(lifecyclesSection).map(({ id, name, milestones }) => ({
      id,
      name,
      milestones: milestones.map((one) => ({ id: one.id, name: one.name })),
    })),
    attributes: attributeFacets(view),
    batchKinds: view.plan.section(projectRulesSection).batches.map(({ id, title }) => ({ id, name: title })),
    batches: rows
      .map(batchRow)
      .filter(({ unit }) => inScope(scope, unit, view.plan.units, view.today))
      .map(({ subject, name }) => ({ id: subject.slice('batch/'.length), name })),
  };
}

/** Fails with `project_unknown`: also for one out of the account's reach. */
async function projectMatters(view: LedgerView, { params, scope, actor }: Asking) {
  const id = params.id ?? '';
  const city = view.city.id;
  const at = { city, planHash: view.plan.hash, asOf: todayOf(view), scope };
  const page = await findProjectPage(view, at, id);
  const lifecycle =
    page && view.plan.section(lifecyclesSection).find((one) => one.id === page.project.lifecycle);
  // An agent sees a project by mandate, and nothing of what stands beside its milestones: of every project alike.
  if (!page && may(actor, 'actForFirm')) return answer(view, []);
  if (!page || !lifecycle) {
    throw new Problem({
      code: 'project_unknown',
      status: 404,
      message: `没有项目“${id}”，或不在本账号的范围内。There is no such project within this account’s reach.`,
      fix: '从项目库里找；需要时请市级账号查看。Look for it in the list.',
    });
  }
  const rows: Record<string, readonly Row[]> = {};
  for (const table of TABLES)
    rows[table] = await view.query(
      sql`select * from ${ident(table)} where city = ${city} and subject = ${id} order by ${raw(ORDER[table])}`,
    );
  const batches = await view.query(
    sql`select * from project_batch where city = ${city} and projects @> ${JSON.stringify([id])}::jsonb order by held_on desc`,
  );
  const { project } = page.facts;
  const of: MattersOf = {
    project,
    lifecycle,
    actor,
    plan: view.plan,
    today: todayOf(view),
    acts: !view.known.given,
    rows,
    batches,
  };
  return answer(view, mattersOf(of));
}

/** Open ones first, by due day; then the closed ones, the latest first. */
async function listFindings(view: LedgerView, { scope, actor }: Asking) {
  const city = view.city.id;
  const at = { city, planHash: view.plan.hash, on: view.today };
  const rows = await view.query(
    sql`select p.*, p.revision as project_revision, to_jsonb(f) as finding_row from project_finding f
      join project p on p.city = f.city and p.subject = f.subject
      where f.city = ${city} and f.raised_on <= ${todayOf(view)}::date and ${scopeCondition(scope, raw('f.unit'), at)}
      order by f.state = 'closed', case when f.state <> 'closed' then f.due_on end, f.raised_seq desc limit ${LIST_MAX}`,
  );
  const lifecycles = new Map(view.plan.section(lifecyclesSection).map((one) => [one.id, one]));
  const lines = rows.flatMap((row): MatterLine[] => {
    const lifecycle = lifecycles.get(String(row.lifecycle));
    if (lifecycle === undefined) return [];
    const of: MattersOf = {
      project: projectRow(row),
      lifecycle,
      actor,
      plan: view.plan,
      today: todayOf(view),
      acts: !view.known.given,
      rows: {},
      batches: [],
    };
    const line = findingLine(of, row.finding_row as Row);
    return [{ ...line, project: { id: String(row.subject), name: String(row.name) } }];
  });
  const title = w('巡查整改', 'Inspections');
  const empty = w('没有巡查问题；问题在项目页登记。', 'No findings; they are raised on a project’s page.');
  return answer(view, [{ key: 'findings', title, empty, lines, forms: [] }]);
}

/** Names and sums are of the projects in reach; who reaches none of a batch's projects, and did not hold it, is told nothing of it. */
async function listBatches(view: LedgerView, { actor, scope }: Asking) {
  const city = view.city.id;
  const rows = await view.query(
    sql`select * from project_batch where city = ${city} and held_on <= ${todayOf(view)}::date order by held_on desc, told_seq desc limit ${LIST_MAX}`,
  );
  const { batches: kinds } = view.plan.section(projectRulesSection);
  const told = rows.map(batchRow);
  const members = await membersOf(view, told, scope);
  const all = told.filter(
    (one) =>
      inScope(scope, one.unit, view.plan.units, view.today) || one.projects.some((id) => members.has(id)),
  );
  const acts = !view.known.given && may(actor, 'claim');
  const lines = all.map((batch) => batchLine(view, batch, { members, acts, scope }));
  const forms = acts
    ? [
        form(
          'holdBatch',
          w('登记集中活动', 'Record a batch'),
          {},
          [
            text('batch', w('编号', 'Id'), {
              hint: w('全市唯一，例如 2021Q2-start', 'Unique, such as 2021Q2-start'),
            }),
            text('name', w('名称', 'Name')),
            select('kind', w('种类', 'Kind'), kinds),
            day('occurredOn', w('举行日期', 'Held on'), { value: todayOf(view) }),
            projectsField('projects', w('项目', 'Projects'), {
              hint: w(
                '按名称、编号或企业查，可以粘贴一批编号；只是名单，不申报也不认定',
                'By name, id or firm, or paste ids; a list only, it claims nothing',
              ),
            }),
          ],
          true,
        ),
      ]
    : [];
  const title = w('集中活动', 'Batches');
  const empty = w('还没有登记集中活动。', 'No batch has been recorded.');
  return answer(view, [{ key: 'batches', title, empty, lines, forms }]);
}

function batchLine(
  view: LedgerView,
  batch: BatchRow,
  {
    members,
    acts,
    scope,
  }: {
    readonly members: ReadonlyMap<string, Member>;
    readonly acts: boolean;
    readonly scope: Asking['scope'];
  },
): MatterLine {
  const kinds = view.plan.section(projectRulesSection).batches;
  const kind = kinds.find(({ id }) => id === batch.kind);
  const projects = batch.projects.flatMap((id) => members.get(id) ?? []);
  const amount = kind?.amount ?? 'planned';
  // One kind, one amount: planned and actual never stand in one sum.
  const sum = projects.reduce(
    (total, one) => add(total, decimal(amount === 'actual' ? one.actualYuan : one.plannedYuan)),
    ZERO,
  );
  const recognised = projects.filter((one) => kind && one.recognised.includes(kind.milestone)).length;
  const unknown = scope.all ? batch.projects.length - projects.length : 0;
  return {
    key: batch.subject,
    title: batch.name,
    tags: [
      { word: same(kind?.title ?? batch.kind) },
      { word: w(`${batch.projects.length} 个项目`, `${batch.projects.length} projects`) },
      { word: w(`已认定 ${recognised}`, `${recognised} recognised`) },
      ...(unknown === 0
        ? []
        : [{ word: w(`${unknown} 个未登记`, `${unknown} not registered`), light: 'yellow' as const }]),
    ],
    notes: [
      {
        label: amount === 'actual' ? w('实际投资', 'Actual') : w('计划投资', 'Planned'),
        text: decimalText(sum),
        yuan: true,
      },
      { label: w('名单', 'Projects'), text: projects.map(({ name }) => name).join('、') },
    ],
    on: batch.heldOn,
    by: nameOf(view, batch.unit),
    fact: batch.batch,
    forms: acts
      ? [
          form(
            'listInBatch',
            w('变更名单', 'Change the list'),
            { batch: batch.subject.slice('batch/'.length) },
            [
              projectsField('added', w('增加的项目', 'Add'), { required: false }),
              projectsField('removed', w('去掉的项目', 'Remove'), { required: false }),
              reason,
            ],
          ),
        ]
      : [],
  };
}

interface Member {
  readonly name: string;
  readonly plannedYuan: string;
  readonly actualYuan: string;
  readonly recognised: readonly string[];
}

async function membersOf(
  view: LedgerView,
  batches: readonly BatchRow[],
  scope: Asking['scope'],
): Promise<ReadonlyMap<string, Member>> {
  const ids = [...new Set(batches.flatMap(({ projects }) => projects))];
  const rows = await view.query(sql`
    select p.subject, p.name, p.planned_investment_yuan::text as planned,
      coalesce((select sum(i.amount_yuan) from project_investment i where i.city = p.city and i.subject = p.subject
        and i.measure = 'actual' and i.state = 'stands' and i.occurred_on <= ${todayOf(view)}::date), 0)::text as actual,
      coalesce((select jsonb_agg(m.milestone) from project_milestone m where m.city = p.city and m.subject = p.subject and m.counted), '[]'::jsonb)
        as recognised
    from project p where p.city = ${view.city.id} and p.subject = any(${ids}::text[])
      and ${scopeCondition(scope, raw('p.unit'), { city: view.city.id, planHash: view.plan.hash, on: view.today })}`);
  return new Map(
    rows.map((row) => [
      String(row.subject),
      {
        name: String(row.name),
        plannedYuan: String(row.planned),
        actualYuan: String(row.actual),
        recognised: row.recognised as readonly string[],
      },
    ]),
  );
}
