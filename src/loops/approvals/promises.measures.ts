// The figures that promises to firms offer: how many fell due on either side and how many were kept in time, the government's breaches, letters, 预动工 and priority
// projects. The due day is worked out under the calendar in force at asOf, by the table of its working days: the same clock as promises.judge.ts (held equal in
// promises.pg.test.ts). 预动工 is counted by itself: no measure here is one of projects, and none of projects reads a row of here.
import type { Measure, MeasureSource, Question } from '../../kernel/measure.ts';
import { type Sql, sql } from '../../kernel/sql.ts';

/** The calendar that holds at asOf, as findInForce has it (ledger/city.ts). */
function calendarInForce({ city, asOf }: Question): Sql {
  return sql`(
    select content from adoption where city = ${city} and kind = 'calendar'
    order by (effective_from <= ${asOf}::date) desc, case when effective_from <= ${asOf}::date then effective_from end desc,
      case when effective_from <= ${asOf}::date then seq end desc, effective_from, seq
    limit 1)`;
}

/**
 * Every promise with a term that runs or ran by asOf, with its due day and what became of it: kept (in time), broken, or open. Standstill that lasts ends at
 * asOf; a day of standstill breaks nothing.
 */
export function promisesDue(question: Question): Sql {
  const { city, asOf } = question;
  return sql`
    select e.subject, e.unit, e.due_on, e.entry, e.side, e.title, e.owner, e.started_on, e.kept_on, e.fact, e.sort, e.project, e.project_name,
      case
        when exists (
          select 1 from workday w
          where w.city = ${city} and w.calendar_hash = e.calendar and w.date > e.due_on and w.date <= e.until
            and not exists (select 1 from jsonb_array_elements(e.stills) s
              where w.date > (s->>'from')::date and w.date <= least(coalesce((s->>'to')::date, e.until), e.until))
        ) then 'broken'
        when e.kept_on is not null then 'kept'
        else 'open'
      end as outcome
    from (
      select x.*, (
        select w.date from workday w
        where w.city = ${city} and w.calendar_hash = x.calendar and w.date > x.started_on and (x.day_kind = '自然日' or w.working)
          and not exists (select 1 from jsonb_array_elements(x.stills) s
            where w.date > (s->>'from')::date and w.date <= least(coalesce((s->>'to')::date, x.until), x.until))
        order by w.date offset x.days - 1 limit 1
      ) as due_on
      from (
        select e.subject, e.unit, e.entry, e.side, e.title, e.owner, e.days, e.day_kind, e.started_on, e.stills, e.fact, p.sort, p.project, p.project_name,
          case when e.kept_on <= ${asOf}::date then e.kept_on end as kept_on,
          least(coalesce(e.kept_on, ${asOf}::date), ${asOf}::date) as until,
          ${calendarInForce(question)} as calendar
        from promise_entry e
        join promise p on p.city = e.city and p.subject = e.subject
        where e.city = ${city} and e.days is not null and e.started_on <= ${asOf}::date
      ) x
    ) e
    where e.due_on is not null`;
}

function due(question: Question): Sql {
  return sql`select d.*, d.due_on as on_date from (${promisesDue(question)}) d where d.due_on between ${question.from}::date and ${question.asOf}::date`;
}

/** Broken promises of the government (on their due day), demands outside a letter's list, and lists of materials after the one-time notice. */
function breaches(question: Question): Sql {
  const { city, from, asOf } = question;
  return sql`
    select b.subject, b.unit, b.on_date, b.sort, b.project_name, b.title, b.legal_basis, b.fact from (
      select d.subject, d.unit, d.due_on as on_date, 'promise' as sort, d.project_name, d.title, null as legal_basis, d.fact
      from (${promisesDue(question)}) d where d.side = 'government' and d.outcome = 'broken'
      union all
      select m.subject, m.unit, m.demanded_on, 'demand', p.project_name, m.what, m.legal_basis, m.event
      from promise_demand m join promise p on p.city = m.city and p.subject = m.subject
      where m.city = ${city}
      union all
      select n.subject, n.unit, n.asked_on, 'notice', a.project_name, a.item, n.legal_basis, n.event
      from approval_notice n join approval a on a.city = n.city and a.subject = n.subject
      where n.city = ${city} and n.outside
    ) b
    where b.on_date between ${from}::date and ${asOf}::date`;
}

function lettersSigned({ city, from, asOf }: Question): Sql {
  return sql`
    select p.subject, p.unit, p.signed_on as on_date, p.project_name, p.title, p.credit_code, p.opened
    from promise p
    where p.city = ${city} and p.sort = 'letter' and p.signed_on between ${from}::date and ${asOf}::date`;
}

function lettersInForce({ city, asOf }: Question): Sql {
  return sql`
    select p.subject, p.unit, p.signed_on as on_date, p.project_name, p.title, p.credit_code, p.opened
    from promise p
    where p.city = ${city} and p.sort = 'letter' and p.signed_on <= ${asOf}::date and (p.ended_on is null or p.ended_on > ${asOf}::date)`;
}

/** A project once, on the day its first work began. */
function preStarts({ city, from, asOf }: Question): Sql {
  return sql`
    select p.subject, p.unit, w.begun_on as on_date, p.project_name, w.works, w.begun
    from promise p
    join (
      select subject, min(begun_on) as begun_on, count(*)::numeric as works, (array_agg(begun order by begun_on, begun))[1] as begun
      from prestart_work where city = ${city} and begun_on <= ${asOf}::date group by subject
    ) w on w.subject = p.subject
    where p.city = ${city} and p.sort = 'prestart' and w.begun_on between ${from}::date and ${asOf}::date`;
}

function priorities({ city, asOf }: Question): Sql {
  return sql`
    select p.subject, p.unit, p.opened_on as on_date, p.project_name, p.title, p.opened
    from promise p
    where p.city = ${city} and p.sort = 'priority' and p.opened_on <= ${asOf}::date and (p.ended_on is null or p.ended_on > ${asOf}::date)`;
}

const NAME = { column: 'project_name', title: { zh: '项目', en: 'Project' }, type: 'text' } as const;
const UNIT = { column: 'unit', title: { zh: '单位', en: 'Unit' }, type: 'text' } as const;
const TITLE = { column: 'title', title: { zh: '承诺', en: 'Promise' }, type: 'text' } as const;
const FIRM = { column: 'credit_code', title: { zh: '企业', en: 'Firm' }, type: 'text' } as const;
const day = (zh: string, en: string) => ({ column: 'on_date', title: { zh, en }, type: 'date' }) as const;
const fact = (column: string, zh: string, en: string) =>
  ({ column, title: { zh, en }, type: 'fact' }) as const;

export const PROMISE_SOURCES: readonly MeasureSource[] = [
  {
    name: 'approvals.promises',
    tense: 'flow',
    relation: due,
    dimensions: ['side', 'owner', 'outcome', 'sort'],
    opens: [
      NAME,
      UNIT,
      TITLE,
      day('到期日', 'Due on'),
      { column: 'kept_on', title: { zh: '兑现日', en: 'Kept on' }, type: 'date' },
      fact('fact', '事实', 'Fact'),
    ],
  },
  {
    name: 'approvals.breaches',
    tense: 'flow',
    relation: breaches,
    dimensions: ['sort'],
    opens: [
      NAME,
      UNIT,
      { column: 'title', title: { zh: '什么', en: 'What' }, type: 'text' },
      day('日期', 'Date'),
      { column: 'legal_basis', title: { zh: '法律依据', en: 'Legal basis' }, type: 'text' },
      fact('fact', '事实', 'Fact'),
    ],
  },
  {
    name: 'approvals.lettersSigned',
    tense: 'flow',
    relation: lettersSigned,
    dimensions: ['title'],
    opens: [NAME, UNIT, TITLE, FIRM, day('双方签订日', 'Signed on'), fact('opened', '起草事实', 'Fact')],
  },
  {
    name: 'approvals.lettersInForce',
    tense: 'stock',
    relation: lettersInForce,
    dimensions: ['title'],
    opens: [NAME, UNIT, TITLE, FIRM, day('双方签订日', 'Signed on'), fact('opened', '起草事实', 'Fact')],
  },
  {
    name: 'approvals.preStarts',
    tense: 'flow',
    relation: preStarts,
    dimensions: [],
    opens: [NAME, UNIT, day('第一项开始日', 'First work begun on'), fact('begun', '开始事实', 'Fact')],
  },
  {
    name: 'approvals.priorities',
    tense: 'stock',
    relation: priorities,
    dimensions: ['title'],
    opens: [NAME, UNIT, TITLE, day('定为重点日', 'Designated on'), fact('opened', '事实', 'Fact')],
  },
];

const DUE_WORDS = {
  zh: '期限到了的承诺按到期日计：起算的事发生以后，按约定的工作日或自然日，停表的日子不算；到期当天还没有兑现的、停表中的不在内。',
  en: 'counted on its due day: from the agreed event, in working or natural days as agreed, standstill left out; not those due today, nor standing still.',
};
const KEPT_WORDS = { zh: '按时兑现：在到期日或以前。', en: 'kept on or before the due day.' };

function sideMeasure(
  id: string,
  side: 'enterprise' | 'government',
  kept: boolean,
  zh: string,
  en: string,
): Measure {
  const outcome = kept ? `s.outcome = 'kept'` : `s.outcome in ('kept', 'broken')`;
  const words = kept ? KEPT_WORDS : DUE_WORDS;
  return {
    id: `approvals.${id}`,
    title: { zh, en },
    source: 'approvals.promises',
    where: `s.side = '${side}' and ${outcome}`,
    value: 'count',
    unit: '项',
    definition: {
      zh: kept ? `${words.zh}${DUE_WORDS.zh}` : words.zh,
      en: kept ? `${words.en} ${DUE_WORDS.en}` : words.en,
    },
  };
}

export const PROMISE_MEASURES: readonly Measure[] = [
  sideMeasure('firmPromisesDue', 'enterprise', false, '企业到期承诺', 'Firms’ promises fallen due'),
  sideMeasure('firmPromisesKept', 'enterprise', true, '企业按时兑现', 'Firms’ promises kept in time'),
  sideMeasure(
    'governmentPromisesDue',
    'government',
    false,
    '政府到期承诺',
    'Government’s promises fallen due',
  ),
  sideMeasure(
    'governmentPromisesKept',
    'government',
    true,
    '政府按时兑现',
    'Government’s promises kept in time',
  ),
  {
    id: 'approvals.governmentBreaches',
    title: { zh: '政府违诺', en: 'Breaches by the government' },
    source: 'approvals.breaches',
    value: 'count',
    unit: '次',
    definition: {
      zh: '到期没有做到的政府承诺（按到期日）、承诺清单以外再要的、一次告知以后再要材料的，每次计一次；企业看得到。',
      en: 'Promises of the government not kept by their due day, demands outside a letter’s list, and lists of materials after the one-time notice: each once, and shown to the firm.',
    },
  },
  {
    id: 'approvals.lettersSigned',
    title: { zh: '签订双向承诺书', en: 'Letters signed' },
    source: 'approvals.lettersSigned',
    value: 'count',
    unit: '份',
    definition: {
      zh: '时段内双方都签了的承诺书，按后签的一方的日子。',
      en: 'Letters that both sides had signed, on the day of the later signature.',
    },
  },
  {
    id: 'approvals.lettersInForce',
    title: { zh: '有效的双向承诺书', en: 'Letters in force' },
    source: 'approvals.lettersInForce',
    value: 'count',
    unit: '份',
    definition: {
      zh: '时点数：至该日双方已签、还没有结束的承诺书。',
      en: 'Stock: letters signed by both and not ended by that day.',
    },
  },
  {
    id: 'approvals.preStarted',
    title: { zh: '预动工项目', en: 'Projects with a pre-start' },
    source: 'approvals.preStarts',
    value: 'count',
    unit: '个',
    definition: {
      zh: '时段内第一项预动工开始的项目，一个项目一次。预动工不是新开工：单独计数，不计入新开工，也不改变新开工。',
      en: 'Projects whose first preparatory work began in the period, each once. A pre-start is no start: it is counted by itself and never as 新开工.',
    },
  },
  {
    id: 'approvals.priorityProjects',
    title: { zh: '享受优先的重点项目', en: 'Priority projects' },
    source: 'approvals.priorities',
    value: 'count',
    unit: '个',
    definition: {
      zh: '时点数：至该日有依据定为重点、还没有取消的项目。',
      en: 'Stock: projects designated on a basis and not ended by that day.',
    },
  },
];
