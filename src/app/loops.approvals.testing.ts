// For the property over all loops: the approvals part of it: commands drawn, and that tables and walk tell the same. No test stands here.
import { expect } from 'vitest';
import type { JsonObject } from '../kernel/json.ts';
import type { PlainDate } from '../kernel/plainDate.ts';
import { sql } from '../kernel/sql.ts';
import type { LedgerView } from '../ledger/view.pg.ts';
import { walkCourse } from '../loops/approvals/approvals.course.ts';
import { closedApprovals, openApprovals } from '../loops/approvals/approvals.pg.ts';
import { courseOf, eventRows } from '../loops/approvals/approvals.rows.ts';

/** What the tables of approvals say is the course that a walk over the events makes: two readings of the same facts, one in SQL. */
export async function sameCourses(view: LedgerView): Promise<void> {
  const city = view.city.id;
  const where = { city, planHash: view.plan.hash, asOf: view.today, scope: { all: true } as const };
  const rows = [
    ...(await openApprovals(view, where, {})),
    ...(await closedApprovals(view, where, {}, '2021-01-01' as PlainDate)),
  ];
  const events = await view.query(sql`select * from approval_event where city = ${city}`);
  const bySubject = Map.groupBy(events, (row) => String(row.subject));
  for (const row of rows) {
    const told = eventRows(bySubject.get(String(row.subject)) ?? []).filter(({ voided }) => !voided);
    expect([row.subject, courseOf(row)]).toEqual([row.subject, walkCourse(told)]);
  }
}

const APPROVAL_COMMANDS = [
  'acceptApproval',
  'askSupplement',
  'handInSupplement',
  'pauseClock',
  'resumeClock',
  'startTechnicalReview',
  'endTechnicalReview',
  'extendApproval',
  'decideApproval',
  'withdrawApproval',
  'correctApprovalEvent',
  'correctApprovalEvent',
  'voidApprovalEvent',
  'grantDeferral',
  'extendDeferral',
  'meetDeferral',
  'repairCredit',
  'giveDocumentNumber',
  'applyFaultTolerance',
  'decideFaultTolerance',
] as const;

export interface DrawnApproval {
  readonly project: string;
  readonly firm: string;
  readonly round: number;
  readonly command: number;
  readonly which: number;
}

/** By the desk that handles the item, or by the office that is another hand. */
export function askedOfApproval(step: DrawnApproval, drawnOn: string, known: (name: string) => string) {
  const approval = `${step.project}/permit`;
  const command = commandOf(step);
  // Days of one month, so that many an order of days is a course.
  const occurredOn = `2021-06-${drawnOn.slice(8)}`;
  const bodies: Readonly<Record<string, JsonObject>> = {
    ...filing(step),
    ...eventBodies(step, { approval, occurredOn }),
    ...deferralBodies(step, { approval, occurredOn }),
    ...aboutEvents(step, { approval, occurredOn, known }),
  };
  const tells = toldAs(command, approval);
  return {
    loop: 'approvals',
    command,
    by: /^(repair|decideFault|extendDef)/.test(command) ? ('office' as const) : ('desk' as const),
    body: bodies[command] ?? {},
    ...(tells ? { tells } : {}),
  };
}

/** Filed now and then again: after a voided filing, and else refused. */
function commandOf(step: DrawnApproval): string {
  const drawn = APPROVAL_COMMANDS[step.command % APPROVAL_COMMANDS.length] as string;
  if (step.which % 9 === 0) return 'fileApproval';
  const ends = /^(decide|withdraw)Approval$/.test(drawn) && step.which % 4 > 0;
  return ends ? 'acceptApproval' : drawn;
}

/** What a later command may name. */
function toldAs(command: string, approval: string): string | undefined {
  if (command === 'applyFaultTolerance') return `tolerance ${approval}`;
  const isAct = /^(correct|void|repair|grant|extendDef|meet|decideFault|give)/.test(command);
  return isAct ? undefined : `event ${approval}`;
}

interface About {
  readonly approval: string;
  readonly occurredOn: string;
}

const reason = '核对后办理';

/** As the other system names it. */
function sourceOf(step: DrawnApproval): JsonObject {
  return { system: 'ecsp', application: `A${step.which % 3}-${step.round}` };
}

function filing(step: DrawnApproval): Readonly<Record<string, JsonObject>> {
  return {
    fileApproval: {
      project: step.project,
      item: 'permit',
      occurredOn: '2021-06-01',
      ...(step.which % 2 === 0 ? {} : { source: sourceOf(step), application: 'again' }),
    },
  };
}

function eventBodies(step: DrawnApproval, { approval, occurredOn }: About) {
  const about = { approval, occurredOn };
  const clock = step.which % 3 === 0 ? '技术审查时限' : '审批时限';
  return {
    acceptApproval: about,
    askSupplement: {
      ...about,
      materials: ['申请书'],
      ...(step.which % 2 === 0 ? {} : { legalBasis: '法', approver: '局长' }),
    },
    handInSupplement: about,
    pauseClock: { ...about, clock, reason: 'hearing', document: '告知 1 号' },
    resumeClock: { ...about, clock },
    startTechnicalReview: about,
    endTechnicalReview: about,
    extendApproval: { ...about, approver: '局长', reason },
    decideApproval: { ...about, outcome: 'granted', documentNumber: '许 1 号' },
    withdrawApproval: { ...about, reason },
  };
}

function deferralBodies(step: DrawnApproval, { approval, occurredOn }: About) {
  const about = { approval, occurredOn };
  return {
    grantDeferral: {
      ...about,
      level: 'material',
      material: 'plan',
      form: '原件',
      dueOn: occurredOn,
      consequence: '撤销受理',
      promise: 'CN-1',
      creditCode: step.firm,
    },
    extendDeferral: {
      approval,
      material: 'plan',
      event: '台风',
      eventFrom: '2021-06-01',
      eventTo: occurredOn,
      dueOn: '2021-06-30',
      reason,
      document: '证明',
      creditCode: step.firm,
    },
    meetDeferral: { ...about, material: 'plan', creditCode: step.firm },
    repairCredit: { creditCode: step.firm, document: '信用修复决定 1 号', reason },
  };
}

/** What is told of things that were told before. */
function aboutEvents(
  step: DrawnApproval,
  { approval, occurredOn, known }: About & { readonly known: (name: string) => string },
) {
  const event = known(`event ${approval}`);
  return {
    correctApprovalEvent: { approval, event, occurredOn, reason },
    voidApprovalEvent: { approval, event, reason },
    giveDocumentNumber: { approval, event, number: '许 2 号', source: sourceOf(step) },
    applyFaultTolerance: { approval, facts: '改革试点中的轻微错误', basis: '容错办法' },
    decideFaultTolerance: {
      approval,
      application: known(`tolerance ${approval}`),
      outcome: 'granted',
      reason,
    },
  };
}
