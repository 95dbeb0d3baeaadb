// 招商线索: the leads within reach, who holds the first talk of each, and which of them were registered as projects since.
import { may } from '../../access/roles.ts';
import { isNamed, scopeCondition } from '../../access/scope.ts';
import type { Row } from '../../kernel/loop.ts';
import { raw, sql } from '../../kernel/sql.ts';
import type { LedgerView } from '../../ledger/view.pg.ts';
import { heldThrough, holderOf, type LeadRow, leadRows } from './course.rows.ts';
import {
  area,
  creditCodeField,
  form,
  moneyField,
  occurredOn,
  reason,
  select,
  text,
  w,
} from './matters.fields.ts';
import type { MatterForm, MatterLine } from './matters.view.ts';
import { type Asking, answer, LIST_MAX, nameOf, todayOf } from './mattersAnswer.http.ts';
import { projectRulesSection } from './projectRules.plan.ts';

export async function listLeads(view: LedgerView, { scope, actor }: Asking) {
  const at = { city: view.city.id, planHash: view.plan.hash, on: view.today };
  const rows = await view.query(
    sql`select * from project_lead l where city = ${at.city} and reported_on <= ${todayOf(view)}::date
      and ${scopeCondition(scope, raw('l.unit'), at)} order by reported_seq desc limit ${LIST_MAX}`,
  );
  // Who was first is asked of all that was reported of the investors, in reach or not; only its own lines are told.
  const subjects = [...new Set(rows.map((row) => String(row.subject)))];
  const all = Map.groupBy(
    await view.query(
      sql`select * from project_lead where city = ${at.city} and subject = any(${subjects}::text[])`,
    ),
    (row) => String(row.subject),
  );
  const units = view.plan.units.children(view.plan.units.rootId, view.today);
  const acts = !view.known.given;
  const registered = await registeredOf(view, rows, scope);
  const lines = rows
    .map((row) =>
      leadLine(view, row, {
        all: leadRows(all.get(String(row.subject)) ?? []),
        registered: registered.get(String(row.lead)) ?? registered.get(leadKey(row.investor, row.project)),
        asking: { actor, units },
      }),
    )
    // What is still to be won first; within that the latest reported.
    .sort((a, b) => Number(a.project !== undefined) - Number(b.project !== undefined));
  const forms =
    acts && may(actor, 'claim')
      ? [
          form(
            'reportLead',
            w('首报线索', 'Report a lead'),
            {},
            [
              occurredOn(todayOf(view)),
              text('investor', w('投资方全称', 'Investor')),
              creditCodeField({ required: false }),
              text('project', w('拟投项目名称', 'Project')),
              moneyField('plannedInvestmentYuan', w('意向投资（万元）', 'Intended (10k yuan)'), {
                required: false,
              }),
              area('note', w('说明', 'Note'), { required: false }),
            ],
            true,
          ),
        ]
      : [];
  const title = w('首报首谈', 'First report, first talk');
  const empty = w('还没有报过线索。', 'No lead has been reported.');
  return answer(view, [{ key: 'leads', title, empty, lines, forms }]);
}

const leadKey = (investor: unknown, project: unknown): string => JSON.stringify([investor, project]);

/** Projects within reach that were registered of these leads: said so by the registration (by lead), or of the investor under the name that was reported. */
async function registeredOf(
  view: LedgerView,
  leads: readonly Row[],
  scope: Asking['scope'],
): Promise<ReadonlyMap<string, { readonly id: string; readonly name: string }>> {
  const at = { city: view.city.id, planHash: view.plan.hash, on: view.today };
  const column = (name: string) => leads.map((row) => (row[name] === null ? null : String(row[name])));
  const rows = await view.query(sql`
    with l as (
      select * from unnest(${column('lead')}::text[], ${column('investor')}::text[], ${column('project')}::text[], ${column('registered_as')}::text[])
        l(lead, investor, project, registered_as)
    )
    select l.*, p.subject, p.name from project p join l on l.registered_as = p.subject
    where p.city = ${at.city} and ${scopeCondition(scope, raw('p.unit'), at)}
    union all
    select l.*, p.subject, p.name from project p join l on l.registered_as is null and l.investor = p.investor and l.project = p.name
    where p.city = ${at.city} and ${scopeCondition(scope, raw('p.unit'), at)}`);
  return new Map(
    rows.map((row) => [
      row.registered_as === null ? leadKey(row.investor, row.project) : String(row.lead),
      { id: String(row.subject), name: String(row.name) },
    ]),
  );
}

function leadLine(
  view: LedgerView,
  row: Row,
  {
    all,
    registered,
    asking: { actor, units },
  }: {
    readonly all: readonly LeadRow[];
    readonly registered: { readonly id: string; readonly name: string } | undefined;
    readonly asking: {
      readonly actor: Asking['actor'];
      readonly units: readonly { id: string; name: string }[];
    };
  },
): MatterLine {
  const rules = view.plan.section(projectRulesSection).leads;
  const today = todayOf(view);
  const lead = all.find((one) => one.lead === row.lead) as LeadRow;
  const first = holderOf(all, lead.project, { today, ...rules });
  const holds = first?.lead === lead.lead;
  const fixed = { investor: lead.investor, lead: lead.lead };
  const forms: MatterForm[] = [];
  const acts = !view.known.given;
  const named = isNamed(rules.transferredBy, actor, view.plan.units, view.today);
  const isOpen = !registered && lead.registeredAs === null;
  if (acts && isOpen && may(actor, 'recognise') && named && actor.unit !== lead.unit)
    forms.push(
      form('transferLead', w('转交', 'Transfer'), fixed, [
        select(
          'toUnit',
          w('转交给', 'To'),
          units.map(({ id, name }) => ({ id, title: name })),
        ),
        reason,
      ]),
    );
  const mayRegister = acts && isOpen && may(actor, 'claim') && !lead.givenUp;
  if (mayRegister) forms.push(form('giveUpLead', w('放弃', 'Give up'), fixed, [reason]));
  const state = !isOpen
    ? w('已登记为项目', 'registered')
    : lead.givenUp
      ? w('已放弃', 'given up')
      : holds
        ? w(
            `首谈至 ${heldThrough(lead, rules.holdDays)}`,
            `first talk until ${heldThrough(lead, rules.holdDays)}`,
          )
        : first === undefined
          ? w('保留期已过', 'time is over')
          : w(`在 ${nameOf(view, first.unit)} 之后`, `after ${nameOf(view, first.unit)}`);
  return {
    key: lead.lead,
    title: registered ? lead.investor : `${lead.investor} · ${lead.project}`,
    ...(registered ? { project: registered } : {}),
    tags: [{ word: state, ...(holds && !registered ? { light: 'green' as const } : {}) }],
    notes: notesOf(view, row),
    on: lead.reportedOn,
    by: nameOf(view, lead.reportedUnit),
    fact: lead.lead,
    forms,
    ...(mayRegister
      ? { goes: { to: registering(lead, row), title: w('登记为项目', 'Register as a project') } }
      : {}),
  };
}

/** The form of registration with all that the lead told (registerProject.tsx). */
function registering(lead: LeadRow, row: Row): string {
  const told = new URLSearchParams({
    do: 'register',
    lead: lead.lead,
    'lead.unit': lead.unit,
    'lead.investor': lead.investor,
    'lead.name': lead.project,
    ...(lead.creditCode === null ? {} : { 'lead.creditCode': lead.creditCode }),
    ...(row.planned_investment_yuan === null ? {} : { 'lead.yuan': String(row.planned_investment_yuan) }),
  });
  return `/projects?${told}`;
}

function notesOf(view: LedgerView, row: Row): MatterLine['notes'] {
  return [
    { label: w('持有', 'Held by'), text: nameOf(view, row.unit) },
    ...(row.planned_investment_yuan === null
      ? []
      : [
          {
            label: w('意向投资', 'Intended'),
            text: String(row.planned_investment_yuan),
            yuan: true as const,
          },
        ]),
    ...(row.reason === null ? [] : [{ label: w('理由', 'Reason'), text: String(row.reason) }]),
    ...(row.note === null ? [] : [{ label: w('说明', 'Note'), text: String(row.note) }]),
  ];
}
