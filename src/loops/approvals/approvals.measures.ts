// The figures that the approvals loop offers: what stands open, what came in and was decided, what is owed. Whether it was in time is no measure but a
// judgement: it takes the plan and the calendar, and is told with the queue (approvals.http.ts), where every line opens.
import type { Measure, MeasureSource, Question } from '../../kernel/measure.ts';
import { type Sql, sql } from '../../kernel/sql.ts';

function open({ city, asOf }: Question): Sql {
  return sql`
    select a.subject, a.unit, a.filed_on as on_date, a.item, a.kind, a.authority, a.system, a.project_name, a.application, a.accepted_on, a.manual, a.filed
    from approval a
    where a.city = ${city} and a.filed_on <= ${asOf}::date and (a.closed_on is null or a.closed_on > ${asOf}::date)`;
}

function filed({ city, from, asOf }: Question): Sql {
  return sql`
    select a.subject, a.unit, a.filed_on as on_date, a.item, a.kind, a.authority, a.system, a.project_name, a.application, a.manual, a.filed
    from approval a
    where a.city = ${city} and a.filed_on between ${from}::date and ${asOf}::date`;
}

function decided({ city, from, asOf }: Question): Sql {
  return sql`
    select a.subject, a.unit, a.decided_on as on_date, a.item, a.kind, a.authority, a.system, a.project_name, a.application, a.outcome,
      a.document_number, a.filed_on, a.closed
    from approval a
    where a.city = ${city} and a.decided_on between ${from}::date and ${asOf}::date`;
}

/** Owed at asOf: granted by then and not met by then. `broken` where it fell due before. */
function deferrals({ city, asOf }: Question): Sql {
  return sql`
    select d.subject, d.unit, d.granted_on as on_date, a.item, a.authority, a.project_name, d.level, d.material, d.due_on, d.due_on < ${asOf}::date as broken,
      d.credit_code, d.event
    from approval_deferral d
    join approval a on a.city = d.city and a.subject = d.subject
    where d.city = ${city} and d.granted_on <= ${asOf}::date and (d.met_on is null or d.met_on > ${asOf}::date)`;
}

/** Lists of materials asked for after the one-time notice. */
function outside({ city, from, asOf }: Question): Sql {
  return sql`
    select n.subject, n.unit, n.asked_on as on_date, a.item, a.authority, a.project_name, n.legal_basis, n.approver, n.event
    from approval_notice n
    join approval a on a.city = n.city and a.subject = n.subject
    where n.city = ${city} and n.outside and n.asked_on between ${from}::date and ${asOf}::date`;
}

const NAME = { column: 'project_name', title: { zh: '项目', en: 'Project' }, type: 'text' } as const;
const UNIT = { column: 'unit', title: { zh: '单位', en: 'Unit' }, type: 'text' } as const;
const ITEM = { column: 'item', title: { zh: '事项', en: 'Item' }, type: 'term' } as const;
const AUTHORITY = { column: 'authority', title: { zh: '办理单位', en: 'Authority' }, type: 'text' } as const;
const APPLICATION = {
  column: 'application',
  title: { zh: '办件编号', en: 'Application' },
  type: 'text',
} as const;
const FILED_ON = { column: 'on_date', title: { zh: '收件日', en: 'Received on' }, type: 'date' } as const;
const FILED = { column: 'filed', title: { zh: '收件事实', en: 'Fact of receipt' }, type: 'fact' } as const;
const DIMENSIONS = ['item', 'kind', 'authority', 'system'] as const;

export const APPROVAL_SOURCES: readonly MeasureSource[] = [
  {
    name: 'approvals.open',
    tense: 'stock',
    relation: open,
    dimensions: DIMENSIONS,
    opens: [NAME, UNIT, ITEM, AUTHORITY, APPLICATION, FILED_ON, FILED],
  },
  {
    name: 'approvals.filed',
    tense: 'flow',
    relation: filed,
    dimensions: DIMENSIONS,
    opens: [NAME, UNIT, ITEM, AUTHORITY, APPLICATION, FILED_ON, FILED],
  },
  {
    name: 'approvals.decided',
    tense: 'flow',
    relation: decided,
    dimensions: [...DIMENSIONS, 'outcome'],
    opens: [
      NAME,
      UNIT,
      ITEM,
      AUTHORITY,
      APPLICATION,
      { column: 'on_date', title: { zh: '决定日', en: 'Decided on' }, type: 'date' },
      { column: 'document_number', title: { zh: '文号', en: 'Document' }, type: 'text' },
      { column: 'closed', title: { zh: '决定事实', en: 'Fact of the decision' }, type: 'fact' },
    ],
  },
  {
    name: 'approvals.deferrals',
    tense: 'stock',
    relation: deferrals,
    dimensions: ['item', 'authority', 'level'],
    opens: [
      NAME,
      UNIT,
      ITEM,
      { column: 'material', title: { zh: '欠的材料', en: 'Owed' }, type: 'text' },
      { column: 'on_date', title: { zh: '容缺日', en: 'Granted on' }, type: 'date' },
      { column: 'due_on', title: { zh: '补齐期限', en: 'Due on' }, type: 'date' },
      { column: 'credit_code', title: { zh: '企业', en: 'Firm' }, type: 'text' },
      { column: 'event', title: { zh: '容缺事实', en: 'Fact of the deferral' }, type: 'fact' },
    ],
  },
  {
    name: 'approvals.outside',
    tense: 'flow',
    relation: outside,
    dimensions: ['item', 'authority'],
    opens: [
      NAME,
      UNIT,
      ITEM,
      { column: 'on_date', title: { zh: '告知日', en: 'Asked on' }, type: 'date' },
      { column: 'legal_basis', title: { zh: '法律依据', en: 'Legal basis' }, type: 'text' },
      { column: 'approver', title: { zh: '批准人', en: 'Approver' }, type: 'text' },
      { column: 'event', title: { zh: '告知事实', en: 'Fact of the notice' }, type: 'fact' },
    ],
  },
];

export const APPROVAL_MEASURES: readonly Measure[] = [
  {
    id: 'approvals.open',
    title: { zh: '在办审批件', en: 'Approvals open' },
    source: 'approvals.open',
    value: 'count',
    unit: '件',
    definition: {
      zh: '时点数：至该日已收件、未办结、未撤回的审批件。来源：从审批系统导入，手工录入的有标记。',
      en: 'Stock: applications received and neither decided nor withdrawn by that day. Imported from the approving systems; entries by hand are marked.',
    },
  },
  {
    id: 'approvals.filed',
    title: { zh: '收件', en: 'Applications received' },
    source: 'approvals.filed',
    value: 'count',
    unit: '件',
    definition: { zh: '时段内收到的审批申请。', en: 'Applications received in the period.' },
  },
  {
    id: 'approvals.decided',
    title: { zh: '办结审批件', en: 'Approvals decided' },
    source: 'approvals.decided',
    value: 'count',
    unit: '件',
    definition: {
      zh: '时段内作出决定的审批件，准予和不予都算，撤回的不算。',
      en: 'Applications decided in the period, granted or refused; withdrawn ones are left out.',
    },
  },
  {
    id: 'approvals.granted',
    title: { zh: '准予许可', en: 'Approvals granted' },
    source: 'approvals.decided',
    where: `s.outcome = 'granted'`,
    value: 'count',
    unit: '件',
    definition: { zh: '时段内准予的审批件。', en: 'Applications granted in the period.' },
  },
  {
    id: 'approvals.deferralsOpen',
    title: { zh: '容缺待补', en: 'Deferrals open' },
    source: 'approvals.deferrals',
    value: 'count',
    unit: '笔',
    definition: {
      zh: '时点数：至该日已容缺受理、还没有补齐的，到期没有补的也在内。',
      en: 'Stock: deferrals granted and not met by that day, those past their date included.',
    },
  },
  {
    id: 'approvals.deferralsBroken',
    title: { zh: '容缺逾期', en: 'Deferrals broken' },
    source: 'approvals.deferrals',
    where: 's.broken',
    value: 'count',
    unit: '笔',
    definition: {
      zh: '时点数：至该日补齐期限已过、还没有补齐的容缺。',
      en: 'Stock: deferrals past their date and not met by that day.',
    },
  },
  {
    id: 'approvals.askedOutside',
    title: { zh: '清单外再要材料', en: 'Asked for beyond the one-time notice' },
    source: 'approvals.outside',
    value: 'count',
    unit: '次',
    definition: {
      zh: '一次告知以后再要材料的次数：须有法律依据和批准人，计为政府违诺。',
      en: 'Lists of materials asked for after the one-time notice: with legal basis and approver, and counted as the government’s breach.',
    },
  },
];
