// What an import would record, line by line, before anything is written: every line is decided by the real deciders on what stands and on the lines before
// it. Pure. The same reconciliation names what is already there, and what contradicts it: the same event of the source with another date.
import type { JsonObject } from '../../kernel/json.ts';
import type { Actor, CommandKind, DecideContext, NewFact, PlanInForce, Row } from '../../kernel/loop.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import { isProblem, Problem } from '../../kernel/problem.ts';
import type { WorkCalendar } from '../../kernel/workCalendar.ts';
import { normalisedCode } from './applicants.ts';
import { approvalRulesSection } from './approvalRules.plan.ts';
import { firmOf } from './approvals.commands.ts';
import { approvalItemsSection } from './approvals.plan.ts';
import { unitOf } from './approvals.refusals.ts';
import { APPROVAL_COMMANDS } from './approvals.ts';
import { pathOfKind } from './declaredPath.ts';
import { lacksNumber, numberField } from './documentNumbers.ts';
import {
  contradiction,
  itemTaken,
  type StandingEvent,
  standingEvent,
  type TakenItem,
} from './import.compare.ts';
import { FIELDS, fieldOf, itemOf } from './import.fields.ts';
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
  /** Applications that are open or granted, by `project/item`. */
  readonly taken: ReadonlyMap<string, readonly TakenItem[]>;
  /** Rows of a firm's account, by firm, and of `project_applicant`, by its subject. */
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
  /** Why it is not recorded; of a new line what it lacks (document_number_missing). */
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

/** The kind of fact that a command of an import records. */
export function kindOf(command: string): string {
  return KINDS[command] ?? command;
}

/** In the order in which they would be recorded: application by application, each in the order of its days. */
export function planImport(lines: readonly EventLine[], actor: Actor, known: Known): readonly PlannedLine[] {
  const groups = Map.groupBy(lines, ({ system, application }) => `${system}/${application}`);
  const firms = new Map(known.firms);
  const taken = new Map(known.taken);
  // What stands goes on first: it may be refused or withdrawn in this very file.
  const inTurn = [...groups].toSorted(
    ([a], [b]) => Number(known.subjects.has(b)) - Number(known.subjects.has(a)),
  );
  return inTurn.flatMap(([application, list]) => {
    const run: Run = {
      known,
      firms,
      taken,
      actor,
      subject: known.subjects.get(application),
      events: [],
      told: new Map(),
    };
    if (run.subject !== undefined) remember(run, known.events.get(run.subject) ?? []);
    const planned = byCourse(list).map((line) => planLine(line, run));
    keepTaken(run);
    return planned;
  });
}

/** One application on its way through its lines. */
interface Run {
  readonly known: Known;
  readonly actor: Actor;
  /** What the firms owe, with what the lines before would add. */
  readonly firms: Map<string, Readonly<Record<string, readonly Row[]>>>;
  /** Applications that bar another of their item, with those of the lines before. */
  readonly taken: Map<string, readonly TakenItem[]>;
  subject: string | undefined;
  /** Rows of approval_event: those that stand, and those that the lines before would add. */
  events: Row[];
  /** Every event of the source that stands, by its name. */
  readonly told: Map<string, StandingEvent>;
}

function remember(run: Run, rows: readonly Row[]): void {
  run.events = [...run.events, ...rows];
  for (const row of rows) {
    if (row.source_event === null || row.source_event === undefined) continue;
    run.told.set(String(row.source_event), standingEvent(row));
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
  const body = bodyOf(line, run);
  if ('code' in body) return told('conflict', body);
  if (before !== undefined) return { ...told('known', null), ...beside(line, body.body, before, run) };
  const facts = decided(command, body.body, run);
  if (isProblem(facts)) {
    const state = OUT_OF_ORDER.has(facts.code) ? 'conflict' : 'refused';
    return told(state, { code: facts.code, message: facts.message });
  }
  const barred = command === 'fileApproval' ? barredBy(line, facts, run) : undefined;
  if (barred !== undefined) return told('conflict', barred);
  run.subject = facts.subject;
  remember(run, [rowOf(facts, line, run)]);
  return told('new', undocumented(command, body.body, run) ?? null, body.body);
}

/** What comes of a line whose event stands: known, a number filled in, a contradiction, or refused for its shape. */
function beside(
  line: EventLine,
  body: JsonObject,
  before: StandingEvent,
  run: Run,
): Pick<PlannedLine, 'state' | 'problem'> & Partial<PlannedLine> {
  const says = saidBy(line, body, run);
  if (isProblem(says)) return { state: 'refused', problem: { code: says.code, message: says.message } };
  const kind = kindOf(line.command);
  const against = contradiction(line, kind, says, before);
  if (against === undefined) return { state: 'known', problem: null };
  const filling = numberFilled(line, says, before, run);
  if (filling === undefined) return { state: 'conflict', problem: against };
  const facts = decided(NUMBERED, filling, run);
  if (isProblem(facts)) return { state: 'refused', problem: { code: facts.code, message: facts.message } };
  keepNumber(before, filling, run);
  const key = `${line.system}/${line.application}/${line.event}/${NUMBERED}`;
  return { state: 'new', problem: null, body: filling, command: NUMBERED, late: false, key };
}

const NUMBERED = 'giveDocumentNumber';

/** The command that fills in a number which the source left out before and tells now; undefined where something else differs too. */
function numberFilled(
  line: EventLine,
  says: JsonObject,
  before: StandingEvent,
  { subject }: Run,
): JsonObject | undefined {
  const field = numberField(before.kind);
  // Of an event that this very file brings there is nothing yet to fill in.
  if (field === undefined || before.body[field] !== undefined || before.fact.startsWith(PREVIEWED))
    return undefined;
  const { [field]: number, ...rest } = says;
  const isRest = contradiction(line, kindOf(line.command), rest, before) === undefined;
  if (number === undefined || subject === undefined || !isRest) return undefined;
  return { approval: subject, event: before.fact, number, source: sourceOf(line) };
}

function keepNumber({ fact, kind }: StandingEvent, { number }: JsonObject, run: Run): void {
  const field = numberField(kind) ?? '';
  const rows = run.events.map((row) =>
    row.event === fact ? { ...row, body: { ...(row.body as JsonObject), [field]: number } } : row,
  );
  run.events = [];
  remember(run, rows);
}

/** Code: document_number_missing. Recorded all the same: the source is taken as it is, and asked for the number by who reads the reconciliation. */
function undocumented(command: string, body: JsonObject, { known, events }: Run): LineProblem | undefined {
  const filed = events.find(({ kind }) => kind === 'approvalFiled')?.body as JsonObject | undefined;
  const item = known.plan.section(approvalItemsSection).find(({ id }) => id === filed?.item);
  const kind = kindOf(command);
  const { pauseReasons } = known.plan.section(approvalRulesSection);
  if (!lacksNumber({ kind, body }, { item, pauseReasons })) return undefined;
  const name = item?.name ?? String(filed?.item ?? '');
  const reason = pauseReasons.find(({ id }) => id === body.reason)?.title ?? '';
  const what = kind === 'clockPaused' ? `因“${reason}”停表的书面告知文号` : '证照或决定书文号';
  return {
    code: 'document_number_missing',
    message: `来源没有给“${name}”${kind === 'clockPaused' ? '' : '的'}${what}：照记，显示为未给出`,
  };
}

/** What the line itself says, as the command's schema reads it: nothing that is filled in for it. */
function saidBy(line: EventLine, body: JsonObject, run: Run): JsonObject | Problem {
  const parsed = parsedBody(line.command, body);
  if (isProblem(parsed)) return parsed;
  const { fields } = line;
  const names =
    line.command === 'fileApproval'
      ? ['project', 'item', ...['kind', 'creditCode', 'authority'].filter((name) => name in fields)]
      : (FIELDS[line.command] ?? []).filter((name) => name in fields);
  const says: Record<string, JsonObject[string]> = {};
  for (const name of names) {
    const value = parsed[name];
    if (value === undefined) continue;
    says[name] =
      name === 'authority'
        ? (unitOf(String(value), { plan: run.known.plan, today: run.known.today }) ?? value)
        : value;
  }
  return says;
}

/** Another application of the same item of the project that is open or granted, where the plan does not say that there may be several. */
function barredBy(line: EventLine, { subject, body }: Added, { known, taken }: Run): LineProblem | undefined {
  const item = known.plan.section(approvalItemsSection).find(({ id }) => id === body.item);
  if (item === undefined || item.several) return undefined;
  const others = (taken.get(itemKey(body)) ?? []).filter((each) => each.subject !== subject);
  return itemTaken(line, item.name, others);
}

function itemKey({ project, item }: JsonObject): string {
  return `${String(project)}/${String(item)}`;
}

/** After its lines: whether the application still bars another. */
function keepTaken({ subject, events, taken }: Run): void {
  const standing = events.filter(({ voided }) => voided !== true);
  const filed = standing.find(({ kind }) => kind === 'approvalFiled');
  if (subject === undefined || filed === undefined) return;
  const key = itemKey(filed.body as JsonObject);
  const others = (taken.get(key) ?? []).filter((each) => each.subject !== subject);
  const decided = standing.find(({ kind }) => kind === 'approvalDecided');
  const isOver =
    standing.some(({ kind }) => kind === 'approvalWithdrawn') ||
    (decided !== undefined && (decided.body as JsonObject).outcome !== 'granted');
  const own = {
    subject,
    filedOn: String(filed.occurred_on),
    grantedOn: decided === undefined ? null : String(decided.occurred_on),
  };
  taken.set(key, isOver ? others : [...others, own]);
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

function commandOf(name: string): CommandKind<JsonObject> {
  return APPROVAL_COMMANDS.find((each) => each.name === name) as unknown as CommandKind<JsonObject>;
}

/** Code: command_shape. */
function parsedBody(name: string, body: JsonObject): JsonObject | Problem {
  const parsed = commandOf(name).schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`);
  return new Problem({ code: 'command_shape', message: `内容不合格式：${faults.join('；')}` });
}

function decided(name: string, body: JsonObject, run: Run): Added | Problem {
  const parsed = parsedBody(name, body);
  if (isProblem(parsed)) return parsed;
  const facts = commandOf(name).decide(parsed, contextOf(run));
  if (isProblem(facts)) return facts;
  for (const fact of facts) {
    if (fact.kind.startsWith('firmDebt')) keepAccount(run.firms, fact);
    if (fact.kind === 'applicantNamed')
      run.firms.set(fact.subject, { project_applicant: [{ credit_code: fact.body.creditCode }] });
  }
  return facts[0] as Added;
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

const PREVIEWED = 'preview ';

function rowOf({ kind, unit, body }: Added, { event, occurredOn }: EventLine, run: Run): Row {
  const seq = 1 + Math.max(0, ...run.events.map((row) => Number(row.seq)));
  return {
    event: `${PREVIEWED}${seq}`,
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
  const source = sourceOf(line);
  if (line.command === 'fileApproval') return filingOf(line, run, source);
  if (run.subject === undefined)
    return { code: 'application_unknown', message: `办件 ${line.application} 没有收件，这一行记不到哪里` };
  const told = Object.fromEntries((FIELDS[line.command] ?? []).flatMap((name) => fieldOf(name, fields)));
  const firm = FIRM.has(line.command) ? creditCodeOf(run, fields) : {};
  return { body: { approval: run.subject, occurredOn, source, ...told, ...firm } };
}

function sourceOf({ system, application, event, at }: EventLine): JsonObject {
  return { system, application, event, at };
}

const FIRM: ReadonlySet<string> = new Set(['grantDeferral', 'meetDeferral']);

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

/** The firms whose accounts the lines would be decided on. */
export function firmsOf(lines: readonly EventLine[], rows: readonly Row[]): readonly string[] {
  const told = lines.flatMap(({ fields }) => fields.creditCode ?? []);
  const filed = rows.flatMap((row) => (row.body as JsonObject | undefined)?.creditCode ?? []);
  const codes = [...told, ...filed].flatMap((code) => normalisedCode(code) ?? []);
  return [...new Set(codes)].map(firmOf);
}
