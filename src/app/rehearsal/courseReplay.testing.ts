// For tests: the facts of a rehearsed course put back to the deciders that would have recorded them: letters, pre-starts, priorities, links, agents, acceptances, leads, visits,
// agreements, inspections, batches. The rows that a decider sees are kept here by hand, not by the folds; what it decides must be the recorded facts, all of a command.
import type { Instant } from '../../kernel/instant.ts';
import { dateInZone } from '../../kernel/instant.ts';
import type { JsonObject } from '../../kernel/json.ts';
import type { Actor, CommandKind, PlanInForce, Row } from '../../kernel/loop.ts';
import { isProblem } from '../../kernel/problem.ts';
import type { WorkCalendar } from '../../kernel/workCalendar.ts';
import { ACCEPTANCE_COMMANDS } from '../../loops/approvals/acceptance.ts';
import { AGENCY_COMMANDS } from '../../loops/approvals/agency.ts';
import { APPROVAL_COMMANDS } from '../../loops/approvals/approvals.ts';
import { PROMISE_COMMANDS } from '../../loops/approvals/promiseCommands.ts';
import { PROJECT_COMMANDS } from '../../loops/projects/projects.ts';
import type { LineFact } from './naive.testing.ts';

const COMMANDS = [
  ...PROJECT_COMMANDS,
  ...APPROVAL_COMMANDS,
  ...PROMISE_COMMANDS,
  ...AGENCY_COMMANDS,
  ...ACCEPTANCE_COMMANDS,
] as unknown as readonly CommandKind<JsonObject>[];

const of = (fact: LineFact) => ({ of: fact.subject, ...firmOf(fact) });
const letter = (fact: LineFact) => ({ letter: fact.subject });
const project = (fact: LineFact) => ({ project: fact.subject.split('/').at(-1)! });
const own = (fact: LineFact) => ({ project: fact.subject });
const nothing = () => ({});
const finding = (fact: LineFact) => ({ project: fact.subject, finding: fact.corrects! });

/** The command of a kind of fact, and what it names beside the fact's own body. `act`: it has no day of its own. `leaves`: what the decider adds. */
const COMMAND_OF: Readonly<
  Record<
    string,
    readonly [
      command: string,
      names: (fact: LineFact) => object,
      act?: 'act' | undefined,
      leaves?: readonly string[],
    ]
  >
> = {
  letterDrawn: ['drawLetter', nothing, undefined, ['projectName', 'title', 'entries']],
  letterSigned: ['signLetter', (fact) => ({ ...letter(fact), ...firmOf(fact) })],
  letterStepReached: ['reachStep', letter],
  demandMade: ['makeDemand', letter],
  letterEnded: ['endLetter', letter],
  promiseStarted: ['startPromise', of],
  promiseKept: ['keepPromise', of],
  preStartDeclared: ['declarePreStart', nothing, undefined, ['projectName', 'title', 'works']],
  preStartBegun: ['beginPreStart', project],
  preStartDone: ['finishPreStart', project],
  linkIssued: ['issueFirmLink', nothing, 'act', ['projectName']],
  firmAnswered: ['answerFirm', (fact) => ({ ...project(fact), question: fact.corrects! }), 'act'],
  mandateGiven: ['giveMandate', nothing, undefined, ['projectName', 'agentUnit', 'agentTitle']],
  agencyLogged: ['logErrand', nothing, undefined, ['mandate']],
  acceptanceOpened: ['openAcceptance', nothing, undefined, ['projectName', 'parts', 'lead']],
  acceptancePartJudged: ['judgeAcceptancePart', project],
  acceptanceFindingRectified: ['rectifyAcceptance', project],
  acceptanceCertified: ['certifyAcceptance', project],
  creditRepaired: [
    'repairCredit',
    (fact) => ({ creditCode: fact.subject.slice('firm/'.length) }),
    undefined,
    ['debts'],
  ],
  visitMade: ['recordVisit', own],
  appraisalHeld: ['recordAppraisal', own],
  conditionMet: ['meetCondition', (fact) => ({ ...own(fact), appraisal: fact.corrects! })],
  agreementSigned: ['signAgreement', own],
  figureReported: ['reportFigure', own],
  findingRaised: ['raiseFinding', own],
  findingRectified: ['rectifyFinding', finding],
  findingReturned: ['returnFinding', finding, 'act'],
  findingClosed: ['closeFinding', finding, 'act'],
  leadReported: ['reportLead', (fact) => ({ unit: fact.unit }), undefined, ['confirmed']],
  leadGivenUp: [
    'giveUpLead',
    (fact) => ({ investor: fact.subject.slice('lead/'.length), lead: fact.corrects! }),
    'act',
  ],
  batchHeld: ['holdBatch', (fact) => ({ batch: fact.subject.slice('batch/'.length) })],
};

function firmOf(fact: LineFact): object {
  const code = FIRMS.get(fact.subject);
  return code === undefined ? {} : { creditCode: code };
}
const FIRMS = new Map<string, string>();

type Mutable = Record<string, unknown>;
type Tables = Record<string, Mutable[]>;

/** What each decider would not have recorded, in words. Empty: all of it would have been; `asked` counts how many were put back, by kind. */
export function replayCourse(
  facts: readonly LineFact[],
  {
    plan,
    zone,
    calendar,
  }: { readonly plan: PlanInForce; readonly zone: string; readonly calendar: WorkCalendar },
): { readonly faults: readonly string[]; readonly asked: ReadonlyMap<string, number> } {
  const subjects = new Map<string, Tables>();
  const tablesOf = (loop: string, subject: string): Tables => {
    const key = `${loop} ${subject}`;
    const tables = subjects.get(key) ?? {};
    subjects.set(key, tables);
    return tables;
  };
  const codes = new Map<string, string>();
  const faults: string[] = [];
  const asked = new Map<string, number>();
  const accounts = new Map<string, JsonObject>();
  FIRMS.clear();
  facts.forEach((fact, at) => {
    if (fact.kind === 'accountOpened') accounts.set(fact.subject, fact.body);
    const name = commandName(fact);
    if (name !== undefined) {
      const kind = COMMANDS.find((each) => each.name === name)!;
      const parsed = kind.schema.safeParse(commandOf(fact));
      const told = `${fact.seq} ${fact.kind} ${fact.subject}`;
      asked.set(fact.kind, (asked.get(fact.kind) ?? 0) + 1);
      if (!parsed.success) faults.push(`${told}: ${parsed.error.message}`);
      else {
        const rows = (tables: Tables) => ({
          revision: 0,
          table: (table: string) => (tables[table] ?? []) as readonly Row[],
        });
        const answer = kind.decide(parsed.data, {
          actor: actorOf(fact, accounts),
          plan,
          calendar,
          now: fact.recordedAt as Instant,
          today: dateInZone(fact.recordedAt as Instant, zone),
          own: rows(tablesOf(fact.loop, fact.subject)),
          subject: (loop, subject) =>
            loop === 'access'
              ? rows({ account: [{ ...(accounts.get(subject) ?? {}), closed_on: null }] })
              : rows(tablesOf(loop, subject)),
          holder: (sort, code) => codes.get(`${sort} ${code}`),
          newId: () => 'x',
        });
        const fault = isProblem(answer)
          ? `${answer.code}: ${answer.message}`
          : differs(answer, facts.slice(at));
        if (fault !== undefined) faults.push(`${told}: ${fault}`);
      }
    }
    keep(tablesOf(fact.loop, fact.subject), fact, codes, tablesOf);
  });
  return { faults, asked };
}

/** Of the applications only those that went under a letter: the rest are another system's. */
function commandName({ kind, body }: LineFact): string | undefined {
  if (kind === 'approvalFiled') return body.letter === undefined ? undefined : 'fileApproval';
  return COMMAND_OF[kind]?.[0];
}

function actorOf(fact: LineFact, accounts: ReadonlyMap<string, JsonObject>): Actor {
  const roles = (accounts.get(fact.actor)?.roles ?? []) as readonly string[];
  const actor = { account: fact.actor, post: fact.actorPost, unit: fact.actorUnit, roles };
  // What another system delivered is put back as told by the unit that handles it: which system may speak is another matter.
  return fact.kind === 'approvalFiled'
    ? { ...actor, unit: String(fact.body.authority), roles: ['bureau'] }
    : actor;
}

function commandOf(fact: LineFact): JsonObject {
  const { late: _late, ...told } = fact.body;
  if (fact.kind === 'approvalFiled') {
    const { projectName: _name, source, ...body } = told;
    return { ...body, application: (source as JsonObject).application!, occurredOn: fact.occurredOn };
  }
  const [, names, act, leaves = []] = COMMAND_OF[fact.kind]!;
  const body = Object.fromEntries(Object.entries(told).filter(([field]) => !leaves.includes(field)));
  const confirm = fact.kind === 'leadReported' || fact.kind === 'figureReported' ? { confirm: true } : {};
  const terms = fact.kind === 'letterDrawn' ? { terms: termsOf(told), ...bareAnswers(told) } : {};
  const answers = fact.kind === 'preStartDeclared' ? bareAnswers(told) : {};
  const day = act === 'act' ? {} : { occurredOn: fact.occurredOn };
  return { ...body, ...terms, ...answers, ...(names(fact) as JsonObject), ...confirm, ...day };
}

/** What the letter agreed on: all that the plan of the rehearsed city leaves open. */
function termsOf({ entries }: JsonObject): JsonObject[] {
  return (entries as JsonObject[]).map(({ entry, starts, ends, days, dayKind, throughout }) =>
    JSON.parse(JSON.stringify({ entry, starts, ends, days, dayKind, throughout })),
  );
}

function bareAnswers(body: JsonObject): JsonObject {
  const bare = (list: unknown) =>
    ((list ?? []) as JsonObject[]).map(({ title: _title, ...answer }) => answer);
  return {
    notFor: bare(body.notFor),
    needs: bare(body.needs),
    ...(body.appliesTo === undefined ? {} : { appliesTo: bare(body.appliesTo) }),
  };
}

function differs(answer: readonly object[], recorded: readonly LineFact[]): string | undefined {
  const bare = (fact: Record<string, unknown>) => {
    const {
      late: _late,
      source: _source,
      manual: _manual,
      recordedOn: _on,
      ...body
    } = fact.body as JsonObject;
    return canonical({
      kind: fact.kind,
      subject: fact.subject,
      unit: fact.unit,
      occurredOn: fact.occurredOn,
      corrects: fact.corrects ?? null,
      body,
    });
  };
  const decided = answer.map((fact) => bare(fact as Record<string, unknown>));
  const told = recorded
    .slice(0, decided.length)
    .map((fact) => bare(fact as unknown as Record<string, unknown>));
  return decided.join() === told.join() ? undefined : `decided ${decided.join()}, recorded ${told.join()}`;
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

function keep(
  tables: Tables,
  fact: LineFact,
  codes: Map<string, string>,
  tablesOf: (loop: string, subject: string) => Tables,
): void {
  const { body } = fact;
  const table = (name: string) => {
    tables[name] ??= [];
    return tables[name];
  };
  const told = {
    event: fact.id,
    kind: fact.kind,
    unit: fact.unit,
    actor: fact.actor,
    actor_unit: fact.actorUnit,
    occurred_on: fact.occurredOn,
    told_on: fact.occurredOn,
    seq: fact.seq,
    body,
    voided: false,
  };
  if (fact.loop === 'approvals') {
    if (/^(letter|prestart|priority)\//.test(fact.subject)) table('promise_event').push(told);
    if (fact.kind === 'letterDrawn') FIRMS.set(fact.subject, String(body.creditCode));
    if (fact.subject.startsWith('acceptance/')) table('acceptance_event').push(told);
    if (fact.kind === 'linkIssued')
      table('firm_link').push({ link: fact.id, unit: fact.unit, until_day: body.until, revoked_on: null });
    keepAccounts(table, fact);
  }
  if (fact.loop !== 'projects') return;
  keepProject(table, fact);
  if (fact.kind === 'leadReported' && body.creditCode !== undefined)
    codes.set(`lead_code ${String(body.creditCode)}`, fact.subject);
  if (fact.kind === 'projectEnded')
    tablesOf('projects', fact.subject).project![0]!.ended_on = fact.occurredOn;
}

function keepAccounts(table: (name: string) => Mutable[], fact: LineFact): void {
  const { body } = fact;
  if (fact.kind === 'firmAsked')
    table('firm_question').push({
      question: fact.id,
      unit: fact.unit,
      asked_on: fact.occurredOn,
      answered_on: null,
    });
  if (fact.kind === 'firmAnswered')
    table('firm_question').find((row) => row.question === fact.corrects)!.answered_on = fact.occurredOn;
  if (fact.kind === 'mandateGiven')
    table('agency_mandate').push({
      mandate: fact.id,
      unit: fact.unit,
      project: body.project,
      agent: body.agent,
      items: body.items,
      from_on: body.from,
      to_on: body.to,
      revoked_on: null,
    });
  if (fact.kind === 'creditRepaired')
    table('firm_repair').push({ repaired_on: fact.occurredOn, debts: body.debts });
  if (fact.kind === 'firmPromiseStated') {
    const rows = table('firm_promise');
    const at = rows.findIndex((row) => row.letter === body.letter && row.entry === body.entry);
    const { startedOn, keptOn, dayKind, ...rest } = body;
    const row = { ...rest, started_on: startedOn, kept_on: keptOn, day_kind: dayKind };
    rows.splice(at < 0 ? rows.length : at, at < 0 ? 0 : 1, row);
  }
}

function keepProject(table: (name: string) => Mutable[], fact: LineFact): void {
  const { body } = fact;
  switch (fact.kind) {
    case 'projectRegistered':
      table('project').push({
        subject: fact.subject,
        unit: fact.unit,
        name: body.name,
        lifecycle: body.lifecycle,
        planned_investment_yuan: body.plannedInvestmentYuan,
        credit_code: body.creditCode ?? null,
        code: null,
        phase_of: null,
        registered_on: fact.occurredOn,
        suspended_on: null,
        ended_on: null,
      });
      break;
    case 'milestoneClaimed':
      table('project_milestone').push({
        claim: fact.id,
        milestone: body.milestone,
        occurred_on: fact.occurredOn,
        state: body.needsRecognition === false ? 'recognised' : 'claimed',
        counted: body.needsRecognition === false,
      });
      break;
    case 'milestoneRecognised':
      for (const row of table('project_milestone')) if (row.claim === fact.corrects) row.counted = true;
      break;
    case 'milestoneRevoked':
      for (const row of table('project_milestone')) if (row.claim === fact.corrects) row.counted = false;
      break;
    default:
      keepFront(table, fact);
  }
}

function keepFront(table: (name: string) => Mutable[], fact: LineFact): void {
  const { body } = fact;
  switch (fact.kind) {
    case 'appraisalHeld':
      table('project_appraisal').push({
        appraisal: fact.id,
        kind: 'review',
        held_on: fact.occurredOn,
        conditions: body.conditions,
        met: [],
      });
      break;
    case 'conditionMet':
      (table('project_appraisal').find((row) => row.appraisal === fact.corrects)!.met as unknown[]).push({
        condition: body.condition,
        on: fact.occurredOn,
      });
      break;
    case 'figureReported':
      table('project_figure').push({
        report: fact.id,
        root_report: fact.id,
        figure: body.figure,
        month: body.month,
        of_unit: null,
        unit: fact.unit,
        occurred_on: fact.occurredOn,
        value: body.value,
        state: 'stands',
      });
      break;
    case 'leadReported':
      table('project_lead').push({
        lead: fact.id,
        investor: body.investor,
        credit_code: body.creditCode ?? null,
        project: body.project,
        unit: fact.unit,
        reported_unit: fact.unit,
        reported_on: fact.occurredOn,
        reported_seq: fact.seq,
        held_from: fact.occurredOn,
        given_up: false,
      });
      break;
    case 'leadGivenUp':
      table('project_lead').find((row) => row.lead === fact.corrects)!.given_up = true;
      break;
    default:
      keepFinding(table, fact);
  }
}

function keepFinding(table: (name: string) => Mutable[], fact: LineFact): void {
  const { body, kind } = fact;
  if (kind === 'findingRaised')
    table('project_finding').push({
      finding: fact.id,
      unit: fact.unit,
      raised_on: fact.occurredOn,
      what: body.finding,
      due_on: body.dueOn,
      rectifier: body.rectifier,
      raised_unit: fact.actorUnit,
      state: 'open',
      rectified_by: null,
      rectified_unit: null,
    });
  const row = table('project_finding').find((each) => each.finding === fact.corrects);
  if (row === undefined) return;
  if (kind === 'findingRectified')
    Object.assign(row, { state: 'rectified', rectified_by: fact.actor, rectified_unit: fact.actorUnit });
  if (kind === 'findingReturned') row.state = 'open';
  if (kind === 'findingClosed') row.state = 'closed';
}
