// What the other rooms recorded of a project, as lines of its one history.
import type { Row } from '../kernel/loop.ts';
import { sql } from '../kernel/sql.ts';
import type { LedgerView } from '../ledger/view.pg.ts';
import { ACCEPTANCE_FACTS, acceptanceOf } from '../loops/approvals/acceptance.facts.ts';
import { APPROVAL_FACTS } from '../loops/approvals/approvals.facts.ts';
import { type ApprovalItem, approvalItemsSection } from '../loops/approvals/approvals.plan.ts';
import { PROMISE_FACTS } from '../loops/approvals/promises.facts.ts';
import { URGING_FACTS, urgesOf } from './urging.facts.ts';

/** What the other rooms recorded of the project, as lines of its history: events as they stand, those taken back with a line through. */
export async function widerHistory(view: LedgerView, project: string) {
  const city = view.city.id;
  const urges = urgesOf(project);
  const rows = await view.query(sql`
    select e.seq, e.event, e.kind, e.occurred_on, e.told_on, e.recorded_at, e.actor, e.actor_unit, e.body, e.voided, a.item, null as title,
      e.change_reason as undone_reason
    from approval_event e join approval a on a.city = e.city and a.subject = e.subject where a.city = ${city} and a.project = ${project}
    union all
    select e.seq, e.event, e.kind, e.occurred_on, e.occurred_on, e.recorded_at, e.actor, e.actor_unit, e.body, e.voided, e.body->>'item', '', e.void_reason
    from acceptance_event e where e.city = ${city} and e.subject = ${acceptanceOf(project)}
    union all
    select e.seq, e.event, e.kind, e.occurred_on, e.told_on, e.recorded_at, e.actor, e.actor_unit, e.body, e.voided, null, p.title, e.change_reason
    from promise_event e join promise p on p.city = e.city and p.subject = e.subject where p.city = ${city} and p.project = ${project}
    union all
    select u.seq, u.urge, 'matterUrged', u.urged_on, u.urged_on, u.urged_at, u.urged_by, u.urged_unit, jsonb_build_object('words', u.reason, 'holder', u.holder), u.withdrawal is not null,
      null, u.what, u.withdraw_reason from urge u where u.city = ${city} and u.subject = ${urges}
    union all
    select u.answer_seq, u.answer, 'urgeAnswered', u.answered_on, u.answered_on, u.answered_at, u.answered_by, u.answered_unit,
      jsonb_build_object('words', u.answer_words), false, null, u.what, null from urge u where u.city = ${city} and u.subject = ${urges} and u.answer is not null
    union all
    select u.withdrawal_seq, u.withdrawal, 'urgeWithdrawn', u.withdrawn_on, u.withdrawn_on, u.withdrawn_at, u.withdrawn_by, u.withdrawn_unit,
      '{}', false, null, u.what, null from urge u where u.city = ${city} and u.subject = ${urges} and u.withdrawal is not null`);
  const items = new Map(view.plan.section(approvalItemsSection).map((item) => [item.id, item]));
  const nameOf = (unit: unknown) => view.plan.units.find(String(unit), view.today)?.name ?? String(unit);
  return rows.map((row) => ({
    seq: Number(row.seq),
    id: String(row.event),
    kind: String(row.kind),
    title: TITLES.get(String(row.kind)) ?? { zh: String(row.kind), en: String(row.kind) },
    occurredOn: String(row.occurred_on),
    toldOn: row.told_on === row.occurred_on ? null : String(row.told_on),
    recordedAt: row.recorded_at,
    actor: String(row.actor),
    actorUnitName: nameOf(row.actor_unit),
    body: saidOf(row),
    corrects: null,
    undone: row.voided === true,
    about: aboutOf(row, items, nameOf),
  }));
}

type Body = Readonly<Record<string, unknown>>;

/** What is said beside it: why it was taken back, else what was found or put right. */
function saidOf(row: Row): Body {
  const { finding, words } = (row.body ?? {}) as Body;
  const said = row.undone_reason ?? null;
  if (said !== null) return { reason: String(said) };
  const note = finding ?? words;
  return typeof note === 'string' ? { note } : {};
}

/** The item with its outcome, the title of the letter, or what was urged and of whom. */
function aboutOf(
  row: Row,
  items: ReadonlyMap<string, ApprovalItem>,
  nameOf: (unit: unknown) => string,
): string {
  const { outcome, holder } = (row.body ?? {}) as Body;
  if (row.kind === 'matterUrged') return `${String(row.title)} · ${nameOf(holder)}`;
  if (row.item === null) return String(row.title ?? '');
  const name = items.get(String(row.item))?.name ?? String(row.item);
  return row.kind === 'acceptancePartJudged' ? `${name} ${String(outcome)}` : name;
}

const TITLES = new Map(
  [...APPROVAL_FACTS, ...PROMISE_FACTS, ...ACCEPTANCE_FACTS, ...URGING_FACTS].map(
    (kind) => [kind.kind, kind.title] as const,
  ),
);
