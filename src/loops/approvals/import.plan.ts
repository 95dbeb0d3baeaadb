// What an import would record, line by line, before anything is written: every line is decided by the real deciders on what stands and on the lines before
// it. Pure. The same reconciliation names what is already there, and what contradicts it: the same event of the source with another date.
import type { JsonObject } from '../../kernel/json.ts';
import type { Actor, CommandKind, DecideContext, NewFact, PlanInForce, Row } from '../../kernel/loop.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import { isProblem, Problem } from '../../kernel/problem.ts';
import type { WorkCalendar } from '../../kernel/workCalendar.ts';
import { firmOf } from './approvals.commands.ts';
import { type ApprovalItem, approvalItemsSection } from './approvals.plan.ts';
import { APPROVAL_COMMANDS } from './approvals.ts';
import { pathOfKind } from './declaredPath.ts';
import { byCourse, type EventLine, type LineProblem } from './import.lines.ts';
import { letterOf } from './promises.commands.ts';

/** What was read of the ledger for the lines of a file. */
export interface Known {
  readonly plan: PlanInForce;
  readonly calendar: WorkCalendar | undefined;
  readonly today: PlainDate;
  readonly now: DecideContext['now'];
  readonly closedPeriods: readonly string[];
  /** Subject of an application that was received before, by `system/application`. */
  readonly subjects: ReadonlyMap<string, string>;
  /** Rows of `approval_event`, by subject. */
  readonly events: ReadonlyMap<string, readonly Row[]>;
  /** Rows of `project`, by id; ids by national project code. */
  readonly projects: ReadonlyMap<string, Row>;
  readonly projectOfCode: ReadonlyMap<string, string>;
  /** Rows of `project_milestone`, by project; of `promise_event`, by letter. */
  readonly milestones: ReadonlyMap<string, readonly Row[]>;
  readonly letters: ReadonlyMap<string, readonly Row[]>;
  /** Rows of `firm_debt` and `firm_repair`, by firm. */
  readonly firms: ReadonlyMap<string, Readonly<Record<string, readonly Row[]>>>;
}

export type LineState = 'new' | 'known' | 'conflict' | 'refused';

export interface PlannedLine {
  readonly line: number;
  readonly application: string;
  readonly approval: string | null;
  readonly command: string;
  readonly occurredOn: PlainDate;
  readonly state: LineState;
  /** It lies in a closed month: recorded as 补报. */
  readonly late: boolean;
  readonly problem: LineProblem | null;
  /** What is sent to the ledger, where the line is new. */
  readonly body: JsonObject | null;
  /** As the source names the event. */
  readonly key: string;
}

const KINDS: Readonly<Record<string, string>> = {
  fileApproval: 'approvalFiled',
  askSupplement: 'supplementAsked',
  handInSupplement: 'supplementHandedIn',
  acceptApproval: 'approvalAccepted',
  grantDeferral: 'deferralGranted',
  startTechnicalReview: 'technicalReviewStarted',
  pauseClock: 'clockPaused',
  resumeClock: 'clockResumed',
  endTechnicalReview: 'technicalReviewEnded',
  extendApproval: 'approvalExtended',
  meetDeferral: 'deferralMet',
  decideApproval: 'approvalDecided',
  withdrawApproval: 'approvalWithdrawn',
};

/** In the order in which they would be recorded: application by application, each in the order of its days. */
export function planImport(lines: readonly EventLine[], actor: Actor, known: Known): readonly PlannedLine[] {
  const groups = Map.groupBy(lines, ({ system, application }) => `${system}/${application}`);
  const firms = new Map(known.firms);
  return [...groups].flatMap(([application, list]) => {
    const run: Run = {
      known,
      firms,
      actor,
      subject: known.subjects.get(application),
      events: [],
      told: new Map(),
    };
    if (run.subject !== undefined) remember(run, known.events.get(run.subject) ?? []);
    return byCourse(list).map((line) => planLine(line, run));
  });
}

/** One application on its way through its lines. */
interface Run {
  readonly known: Known;
  readonly actor: Actor;
  /** What the firms owe, with what the lines before would add. */
  readonly firms: Map<string, Readonly<Record<string, readonly Row[]>>>;
  subject: string | undefined;
  /** Rows of approval_event: those that stand, and those that the lines before would add. */
  events: Row[];
  /** The day of every event of the source, by its name. */
  readonly told: Map<string, { readonly days: readonly string[]; readonly kind: string }>;
}

function remember(run: Run, rows: readonly Row[]): void {
  run.events = [...run.events, ...rows];
  for (const row of rows) {
    if (row.source_event === null || row.source_event === undefined) continue;
    const days = [String(row.told_on), String(row.occurred_on)];
    run.told.set(String(row.source_event), { days, kind: String(row.kind) });
  }
}

function planLine(line: EventLine, run: Run): PlannedLine {
  const { command, occurredOn, application, event, system } = line;
  const late = run.known.closedPeriods.includes(occurredOn.slice(0, 7));
  const told = (
    state: LineState,
    problem: LineProblem | null,
    body: JsonObject | null = null,
  ): PlannedLine => ({
    line: line.line,
    application,
    approval: run.subject ?? null,
    command,
    occurredOn,
    state,
    late,
    problem,
    body,
    key: `${system}/${application}/${event}`,
  });
  const before = run.told.get(event);
  if (before !== undefined) {
    if (before.kind === KINDS[command] && before.days.includes(occurredOn)) return told('known', null);
    const message = `来源的同一件事（${event}）已按 ${before.days[0]} 记下，这一行是 ${occurredOn}`;
    return told('conflict', { code: 'event_differs', message });
  }
  const body = bodyOf(line, run);
  if ('code' in body) return told('conflict', body);
  const facts = decided(command, body.body, run);
  if (isProblem(facts)) {
    const state = OUT_OF_ORDER.has(facts.code) ? 'conflict' : 'refused';
    return told(state, { code: facts.code, message: facts.message });
  }
  run.subject = facts.subject;
  remember(run, [rowOf(facts, line, run)]);
  return told('new', null, body.body);
}

/** Refusals that say that two sources, or two lines, contradict each other; the rest is for who imports to set right. */
const OUT_OF_ORDER: ReadonlySet<string> = new Set([
  'approval_not_filed',
  'approval_filed',
  'approval_closed',
  'approval_accepted',
  'supplement_outstanding',
  'notice_given',
  'supplement_not_asked',
  'clock_paused',
  'clock_not_paused',
  'review_running',
  'review_not_running',
  'approval_extended',
  'deferral_open',
  'deferral_not_open',
  'application_taken',
]);

interface Added {
  readonly kind: string;
  readonly subject: string;
  readonly unit: string;
  readonly body: JsonObject;
}

function decided(name: string, body: JsonObject, run: Run): Added | Problem {
  const kind = APPROVAL_COMMANDS.find((each) => each.name === name) as unknown as CommandKind<JsonObject>;
  const parsed = kind.schema.safeParse(body);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`);
    return new Problem({ code: 'command_shape', message: `内容不合格式：${faults.join('；')}` });
  }
  const facts = kind.decide(parsed.data, contextOf(run));
  if (isProblem(facts)) return facts;
  const [first, second] = facts;
  if (second?.kind.startsWith('firmDebt')) keepAccount(run.firms, second);
  return first as Added;
}

/** The firm's account with what the line adds to it. */
function keepAccount(firms: Run['firms'], { kind, subject, body, occurredOn }: NewFact): void {
  const account = firms.get(subject) ?? {};
  const debts = account.firm_debt ?? [];
  const { approval, material, dueOn } = body;
  const next =
    kind === 'firmDebtOpened'
      ? [...debts, { approval, material, due_on: dueOn, settled_on: null }]
      : debts.map((debt) =>
          debt.approval === approval && debt.material === material
            ? { ...debt, settled_on: occurredOn }
            : debt,
        );
  firms.set(subject, { ...account, firm_debt: next });
}

function contextOf({ known, actor, events, firms, subject }: Run): DecideContext {
  const tables = (rows: Readonly<Record<string, readonly Row[]>> | undefined) => ({
    revision: 0,
    table: (name: string) => rows?.[name] ?? [],
  });
  return {
    actor,
    plan: known.plan,
    calendar: known.calendar,
    now: known.now,
    today: known.today,
    own: tables({ approval_event: events }),
    subject: (loop, id) => {
      const letter = known.letters.get(id);
      if (loop === 'approvals') return tables(letter ? { promise_event: letter } : firms.get(id));
      const row = known.projects.get(id);
      const project_milestone = known.milestones.get(id) ?? [];
      return tables(row === undefined ? undefined : { project: [row], project_milestone });
    },
    holder: (_kind, key) => known.subjects.get(key) ?? subject,
    newId: () => 'preview',
  };
}

function rowOf({ kind, unit, body }: Added, { event, occurredOn }: EventLine, run: Run): Row {
  const seq = 1 + Math.max(0, ...run.events.map((row) => Number(row.seq)));
  return {
    event: `preview ${seq}`,
    kind,
    unit,
    occurred_on: occurredOn,
    told_on: occurredOn,
    seq,
    body,
    voided: false,
    source_event: event,
  };
}

/** The command's body, or what cannot be found. Codes: application_unknown, project_unknown, project_code_unknown, item_unknown. */
function bodyOf(line: EventLine, run: Run): { readonly body: JsonObject } | LineProblem {
  const { fields, occurredOn } = line;
  const source = { system: line.system, application: line.application, event: line.event, at: line.at };
  if (line.command === 'fileApproval') return filingOf(line, run, source);
  if (run.subject === undefined)
    return { code: 'application_unknown', message: `办件 ${line.application} 没有收件，这一行记不到哪里` };
  const told = Object.fromEntries((FIELDS[line.command] ?? []).flatMap((name) => fieldOf(name, fields)));
  const firm = FIRM.has(line.command) ? creditCodeOf(run, fields) : {};
  return { body: { approval: run.subject, occurredOn, source, ...told, ...firm } };
}

const FIELDS: Readonly<Record<string, readonly string[]>> = {
  acceptApproval: ['document'],
  askSupplement: ['materials', 'legalBasis', 'approver'],
  pauseClock: ['clock', 'reason', 'document'],
  resumeClock: ['clock'],
  startTechnicalReview: ['by'],
  endTechnicalReview: ['result'],
  extendApproval: ['approver', 'reason', 'document'],
  decideApproval: ['outcome', 'documentNumber', 'reason'],
  withdrawApproval: ['reason'],
  grantDeferral: ['level', 'material', 'form', 'dueOn', 'consequence', 'promise', 'document', 'approver'],
  meetDeferral: ['material'],
};
const FIRM: ReadonlySet<string> = new Set(['grantDeferral', 'meetDeferral']);
const OUTCOMES: Readonly<Record<string, string>> = {
  准予: 'granted',
  同意: 'granted',
  通过: 'granted',
  不予: 'refused',
  不予许可: 'refused',
  不同意: 'refused',
};
const LEVELS: Readonly<Record<string, string>> = { 材料: 'material', 手续: 'permit' };

function fieldOf(
  name: string,
  fields: EventLine['fields'],
): readonly (readonly [string, JsonObject[string]])[] {
  const value = fields[name];
  if (name === 'level' && value === undefined) return [[name, 'material']];
  if (value === undefined) return [];
  if (name === 'materials')
    return [
      [
        name,
        value
          .split(/[；;]/)
          .map((each) => each.trim())
          .filter((each) => each !== ''),
      ],
    ];
  if (name === 'outcome') return [[name, OUTCOMES[value] ?? value]];
  if (name === 'level') return [[name, LEVELS[value] ?? value]];
  return [[name, value]];
}

function creditCodeOf({ events }: Run, fields: EventLine['fields']): JsonObject {
  const filed = events.find((row) => row.kind === 'approvalFiled')?.body as JsonObject | undefined;
  const code = fields.creditCode ?? filed?.creditCode;
  return code === undefined ? {} : { creditCode: code };
}

function filingOf(
  { fields, occurredOn, application }: EventLine,
  { known }: Run,
  source: JsonObject,
): { readonly body: JsonObject } | LineProblem {
  const project = fields.project ?? known.projectOfCode.get(fields.projectCode ?? '');
  if (project === undefined || !known.projects.has(project)) {
    return fields.project === undefined && fields.projectCode !== undefined
      ? { code: 'project_code_unknown', message: `没有绑定项目代码“${fields.projectCode}”的项目` }
      : { code: 'project_unknown', message: `没有项目“${fields.project ?? ''}”` };
  }
  const item = itemOf(fields, known.plan.section(approvalItemsSection));
  if (item === undefined) {
    const said = fields.item ?? fields.itemCode ?? fields.itemName ?? '';
    return { code: 'item_unknown', message: `计划里没有审批事项“${said}”` };
  }
  const { kind, creditCode, authority } = fields;
  const lifecycle = String(known.projects.get(project)?.lifecycle ?? '');
  // The other system knows nothing of the letter's number here: a project has one of each promise.
  const path = kind === undefined ? undefined : pathOfKind(kind, lifecycle, known);
  return {
    body: {
      project,
      item: item.id,
      application,
      occurredOn,
      source,
      ...(kind === undefined ? {} : { kind }),
      ...(path === undefined ? {} : { letter: letterOf(project, path.id) }),
      ...(creditCode === undefined ? {} : { creditCode }),
      ...(authority === undefined ? {} : { authority }),
    },
  };
}

/** By its number in the plan, by the other system's code, or by its name. */
function itemOf(
  { item, itemCode, itemName }: EventLine['fields'],
  items: readonly ApprovalItem[],
): ApprovalItem | undefined {
  if (item !== undefined) return items.find(({ id }) => id === item);
  if (itemCode !== undefined) {
    const coded = items.find(({ externalCode }) => externalCode === itemCode);
    if (coded !== undefined) return coded;
  }
  return itemName === undefined ? undefined : items.find(({ name }) => name === itemName);
}

/** The firms whose accounts the lines would be decided on. */
export function firmsOf(lines: readonly EventLine[], rows: readonly Row[]): readonly string[] {
  const told = lines.flatMap(({ fields }) => fields.creditCode ?? []);
  const filed = rows.flatMap((row) => (row.body as JsonObject | undefined)?.creditCode ?? []);
  return [...new Set([...told, ...filed.map(String)])].map(firmOf);
}
