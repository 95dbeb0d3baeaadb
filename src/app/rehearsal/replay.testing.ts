// For tests: every fact of a rehearsal put back to the decider that would have recorded it. The rows a decider sees are kept here by hand,
// not by the folds; what it decides must be the recorded fact. So a rehearsal holds nothing that the product itself would refuse.
import type { Instant } from '../../kernel/instant.ts';
import { dateInZone } from '../../kernel/instant.ts';
import type { JsonObject } from '../../kernel/json.ts';
import type { Actor, CommandKind, NewFact, PlanInForce, Row } from '../../kernel/loop.ts';
import { isProblem } from '../../kernel/problem.ts';
import { INDICATOR_COMMANDS } from '../../loops/indicators/indicators.ts';
import { PROJECT_COMMANDS } from '../../loops/projects/projects.ts';
import type { LineFact } from './naive.testing.ts';

const COMMANDS = [
  ...PROJECT_COMMANDS,
  ...INDICATOR_COMMANDS,
] as unknown as readonly CommandKind<JsonObject>[];

const COMMAND_OF: Readonly<Record<string, string>> = {
  projectRegistered: 'registerProject',
  projectAmended: 'amendProject',
  projectCodeBound: 'bindProjectCode',
  milestoneClaimed: 'claimMilestone',
  milestoneCorrected: 'correctMilestone',
  milestoneRecognised: 'recogniseMilestone',
  milestoneRefused: 'refuseMilestone',
  milestoneRevoked: 'revokeMilestone',
  investmentReported: 'reportInvestment',
  investmentCorrected: 'correctInvestment',
  projectSuspended: 'suspendProject',
  projectResumed: 'resumeProject',
  projectEnded: 'endProject',
  readingReported: 'reportReading',
  readingChecked: 'checkReading',
};

type Mutable = Record<string, unknown>;
type Tables = Record<string, Mutable[]>;

/** What each decider would not have recorded, in words. Empty: all of it would have been. */
export function replay(facts: readonly LineFact[], plan: PlanInForce, zone: string): string[] {
  const subjects = new Map<string, Tables>();
  const roles = new Map<string, readonly string[]>();
  const codes = new Map<string, string>();
  const faults: string[] = [];
  const closed = new Set<string>();
  for (const fact of facts) {
    if (fact.kind === 'accountOpened') roles.set(fact.subject, fact.body.roles as string[]);
    if (fact.kind === 'periodClosed') closed.add(String(fact.body.period));
    const name = COMMAND_OF[fact.kind];
    if (name === undefined) continue;
    const key = `${fact.loop} ${fact.subject}`;
    const tables = subjects.get(key) ?? {};
    subjects.set(key, tables);
    const actor: Actor = {
      account: fact.actor,
      post: fact.actorPost,
      unit: fact.actorUnit,
      roles: roles.get(fact.actor) ?? [],
    };
    const fault = decided(name, { fact, plan, zone, actor, tables, codes, closed });
    if (fault !== undefined) faults.push(`${fact.seq} ${fact.kind} ${fact.subject}: ${fault}`);
    keep(tables, fact);
    if (fact.kind === 'projectCodeBound') codes.set(fact.body.code as string, fact.subject);
  }
  return faults;
}

interface Replayed {
  readonly fact: LineFact;
  readonly plan: PlanInForce;
  readonly zone: string;
  readonly actor: Actor;
  readonly tables: Tables;
  readonly codes: ReadonlyMap<string, string>;
  readonly closed: ReadonlySet<string>;
}

function decided(
  name: string,
  { fact, plan, zone, actor, tables, codes, closed }: Replayed,
): string | undefined {
  const kind = COMMANDS.find((each) => each.name === name)!;
  const parsed = kind.schema.safeParse(commandOf(fact));
  if (!parsed.success) return parsed.error.message;
  const answer = kind.decide(parsed.data, {
    actor,
    plan,
    now: fact.recordedAt as Instant,
    today: dateInZone(fact.recordedAt as Instant, zone),
    own: { revision: fact.revision - 1, table: (table) => (tables[table] ?? []) as readonly Row[] },
    // A rehearsal reads each indicator once a year, and registers no phases: nothing else is there to be read.
    subject: () => ({ revision: 0, table: () => [] }),
    holder: (_kind, code) => codes.get(code),
    newId: () => 'x',
  });
  if (isProblem(answer)) return `${answer.code}: ${answer.message}`;
  const isLate = answer.some(({ moves }) => moves?.some((day) => closed.has(day.slice(0, 7))));
  if (kindMoves(fact) && isLate !== (fact.body.late === true)) return `late is ${fact.body.late}`;
  const { late: _late, ...body } = fact.body;
  const corrects = fact.corrects === null ? {} : { corrects: fact.corrects };
  const recorded: NewFact = {
    kind: fact.kind,
    subject: fact.subject,
    unit: fact.unit,
    occurredOn: fact.occurredOn,
    ...corrects,
    body,
  };
  // Asked whether the slip is none, a person said yes.
  const plain = answer.map(({ moves: _moves, body: { confirmed: _confirmed, ...told }, ...one }) => ({
    ...one,
    body: told,
  }));
  const [a, b] = [canonical(plain), canonical([recorded])];
  return a === b ? undefined : `decided ${a}, recorded ${b}`;
}

function kindMoves({ kind }: LineFact): boolean {
  return kind === 'milestoneCorrected' || kind === 'milestoneRevoked' || kind === 'investmentCorrected';
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/** The command that a person would have sent. */
function commandOf(fact: LineFact): JsonObject {
  const {
    late: _late,
    warnings: _warnings,
    needsRecognition: _needs,
    needsCheck: _check,
    rule: _rule,
    missing: _missing,
    withoutApprovals: without,
    ...body
  } = fact.body;
  const { milestone: _milestone, ...rest } = body;
  const happened = { occurredOn: fact.occurredOn };
  switch (fact.kind) {
    case 'projectRegistered':
      return { project: fact.subject, unit: fact.unit, ...happened, ...body };
    case 'milestoneCorrected':
      return { project: fact.subject, claim: fact.corrects!, confirm: true, ...rest };
    case 'milestoneRecognised':
      return { project: fact.subject, claim: fact.corrects!, ...rest, ...toldOf(without) };
    case 'milestoneRefused':
    case 'milestoneRevoked':
      return { project: fact.subject, claim: fact.corrects!, ...rest };
    case 'investmentReported':
    case 'milestoneClaimed':
      return { project: fact.subject, ...happened, confirm: true, ...body };
    case 'investmentCorrected':
      return { project: fact.subject, report: fact.corrects!, confirm: true, ...body };
    case 'readingReported':
      return { unit: fact.unit, confirm: true, ...body };
    case 'readingChecked':
      return { unit: fact.unit, reading: fact.corrects!, ...body };
    case 'projectAmended':
    case 'projectCodeBound':
      return { project: fact.subject, ...body };
    default:
      return { project: fact.subject, ...happened, ...body };
  }
}

/** What the recogniser was told was missing, and what he named for it. */
function toldOf(without: unknown): JsonObject {
  if (!Array.isArray(without)) return {};
  const items = without as readonly { id: string; name: string; basis?: JsonObject }[];
  return {
    gateItems: items.map(({ id, name, basis }) => ({
      id,
      name,
      hard: false,
      ...(basis === undefined ? {} : { basis: true }),
      redLines: [],
    })),
    bases: items.flatMap(({ id, basis }) => (basis === undefined ? [] : [{ item: id, ...basis }])),
  };
}

function keep(tables: Tables, fact: LineFact): void {
  const { body } = fact;
  const table = (name: string) => {
    tables[name] ??= [];
    return tables[name];
  };
  const project = table('project')[0];
  if (fact.kind === 'projectRegistered') table('project').push(projectRow(fact));
  if (fact.kind === 'projectAmended') project!.planned_investment_yuan = body.plannedInvestmentYuan;
  if (fact.kind === 'projectCodeBound') project!.code = body.code;
  if (fact.kind === 'projectSuspended') {
    project!.suspended_on = fact.occurredOn;
    table('project_suspension').push({ suspended_on: fact.occurredOn, resumed_on: null });
  }
  if (fact.kind === 'projectResumed') {
    project!.suspended_on = null;
    table('project_suspension').at(-1)!.resumed_on = fact.occurredOn;
  }
  if (fact.kind === 'projectEnded') project!.ended_on = fact.occurredOn;
  keepMilestone(table('project_milestone'), fact);
  keepAmounts(tables, table, fact);
}

function projectRow(fact: LineFact): Mutable {
  const { body } = fact;
  return {
    subject: fact.subject,
    unit: fact.unit,
    name: body.name,
    lifecycle: body.lifecycle,
    planned_investment_yuan: body.plannedInvestmentYuan,
    code: null,
    phase_of: null,
    registered_on: fact.occurredOn,
    suspended_on: null,
    ended_on: null,
  };
}

function keepMilestone(rows: Mutable[], fact: LineFact): void {
  const { body } = fact;
  const version = rows.find((row) => row.claim === fact.corrects);
  if (fact.kind === 'milestoneClaimed' || fact.kind === 'milestoneCorrected') {
    if (version && version.state === 'claimed') version.state = 'superseded';
    rows.push({
      claim: fact.id,
      root_claim: version?.root_claim ?? fact.id,
      milestone: body.milestone,
      unit: fact.unit,
      occurred_on: body.occurredOn ?? fact.occurredOn,
      planned_investment_yuan: body.plannedInvestmentYuan,
      state: body.needsRecognition === false ? 'recognised' : 'claimed',
      evidence: body.evidence,
      claimed_seq: fact.seq,
      claimed_by: fact.actor,
      claimed_unit: fact.actorUnit,
    });
  }
  const states: Record<string, string> = {
    milestoneRecognised: 'recognised',
    milestoneRefused: 'refused',
    milestoneRevoked: 'revoked',
  };
  const state = states[fact.kind];
  if (state === undefined) return;
  for (const row of rows) {
    if (state === 'recognised' && row !== version && row.root_claim === version!.root_claim)
      row.state = 'superseded';
  }
  version!.state = state;
}

function keepAmounts(tables: Tables, table: (name: string) => Mutable[], fact: LineFact): void {
  const { body } = fact;
  if (fact.kind === 'investmentReported' || fact.kind === 'investmentCorrected') {
    const root = tables.project_investment?.find((row) => row.report === fact.corrects);
    if (root) root.state = 'superseded';
    table('project_investment').push({
      report: fact.id,
      root_report: root?.root_report ?? fact.id,
      measure: body.measure ?? root?.measure,
      month: body.month ?? root?.month,
      unit: fact.unit,
      occurred_on: fact.occurredOn,
      amount_yuan: body.amountYuan,
      state: 'stands',
    });
  }
  if (fact.kind === 'readingReported') {
    const rank = body.rank as { group: string; of?: number; tied: boolean } | undefined;
    const ranked = {
      rank_group: rank?.group ?? null,
      rank_of: rank?.of ?? null,
      rank_tied: rank?.tied ?? null,
    };
    const who = { reported_seq: fact.seq, reported_by: fact.actor };
    table('reading').push({
      reading: fact.id,
      root_reading: fact.id,
      period: body.period,
      value: body.value,
      state: 'reported',
      ...ranked,
      ...who,
    });
  }
  if (fact.kind === 'readingChecked')
    table('reading').find((row) => row.reading === fact.corrects)!.state = 'checked';
}
