// From commands to linked facts, purely: what was read goes in, what is to be written comes out. The writer around it only talks to
// the database. Keeps: recorded_at and seq rise together; a subject's revisions have no gaps; a happening in a closed period carries 补报.

import { canonicalText } from '../kernel/canonical.ts';
import { dateInZone, endOfDay, epochMs, type Instant, instantOf, startOfDay } from '../kernel/instant.ts';
import type { DecideContext, FactKind, NewFact, PlanInForce, SubjectRows } from '../kernel/loop.ts';
import { endOfMonth, monthOf, type PlainDate } from '../kernel/plainDate.ts';
import { isProblem, Problem } from '../kernel/problem.ts';
import type { WorkCalendar } from '../kernel/workCalendar.ts';
import type { CommandAnswer, ParsedCommand } from './command.ts';
import { chainFact, type Fact, type HashText, type Head, headText } from './fact.ts';
import { shapeFaultOf } from './factShape.ts';

/** What the writer read under its lock, for one batch. */
export interface BatchState {
  readonly city: string;
  readonly zone: string;
  readonly hash: HashText;
  readonly head: Head;
  /** The city's clock when the batch began. */
  readonly nowMs: number;
  /** The city's day of a moment, in epoch milliseconds. */
  dayOf(ms: number): PlainDate;
  readonly plan: PlanInForce;
  readonly calendar: WorkCalendar | undefined;
  readonly closedPeriods: ReadonlySet<string>;
  rows(loop: string, subject: string): SubjectRows;
  holder(kind: string, key: string): string | undefined;
  newId(epochMs: number): string;
}

export interface Decided {
  readonly command: ParsedCommand;
  readonly facts: readonly Fact[];
  /** Canonical texts of their bodies, as they were hashed: what is written is the same text. */
  readonly bodies: readonly string[];
  readonly answer: CommandAnswer;
}

export interface BatchOutcome {
  readonly accepted: readonly Decided[];
  readonly refused: readonly { readonly command: ParsedCommand; readonly problem: Problem }[];
  readonly head: Head;
}

/** Decides the commands of a batch in order. No two of them share a subject, so none sees what another is about to write. */
export function decideBatch(commands: readonly ParsedCommand[], state: BatchState): BatchOutcome {
  const accepted: Decided[] = [];
  const refused: { command: ParsedCommand; problem: Problem }[] = [];
  const chain = new Chain(state);
  for (const command of commands) {
    const decided = decideOne(command, state, chain);
    if (isProblem(decided)) refused.push({ command, problem: decided });
    else accepted.push(decided);
  }
  return { accepted, refused, head: chain.head };
}

/** The end of the chain while a batch is decided: where the next fact goes, and when it is recorded. */
class Chain {
  head: Head;
  /** `head.recordedAt` in epoch milliseconds. */
  #lastMs: number;
  readonly #nowMs: number;
  readonly #hash: HashText;

  constructor({ head, nowMs, hash }: BatchState) {
    this.head = head;
    this.#nowMs = nowMs;
    this.#hash = hash;
    this.#lastMs = head.recordedAt === null ? 0 : epochMs(head.recordedAt);
  }

  /** When the next fact is recorded: order of seq is order of recorded_at. */
  get nextMs(): number {
    return Math.max(this.#nowMs, this.#lastMs + 1);
  }

  /** Links a fact that was made for the next place, recorded at `nextMs`; `body` is the canonical text of its body. */
  link(fact: Omit<Fact, 'hash'>, body: string, recordedMs: number): Fact {
    const linked = chainFact(this.#hash, this.head, fact, body);
    this.head = { seq: linked.seq, hash: linked.hash, recordedAt: linked.recordedAt };
    this.#lastMs = recordedMs;
    return linked;
  }
}

/** Tells the zone's day of a moment and keeps its bounds: asking the zone costs more than deciding, and one day follows another. */
export function dayCounter(zone: string): (ms: number) => PlainDate {
  let known: { day: PlainDate; firstMs: number; lastMs: number } | undefined;
  return (ms) => {
    if (known && known.firstMs <= ms && ms <= known.lastMs) return known.day;
    const day = dateInZone(instantOf(ms), zone);
    known = { day, firstMs: epochMs(startOfDay(day, zone)), lastMs: epochMs(endOfDay(day, zone)) };
    return day;
  };
}

function decideOne(command: ParsedCommand, state: BatchState, chain: Chain): Decided | Problem {
  const own = state.rows(command.loop.name, command.subject);
  const expected = command.request.expectedRevision;
  if (expected !== undefined && expected !== own.revision) return staleRevision(expected, own.revision);
  const nowMs = chain.nextMs;
  const context = new Context(command, state, { own, nowMs });
  const { today } = context;
  const decided = decideOrRefuse(command, context);
  if (isProblem(decided)) return decided;
  if (decided.length === 0) {
    return new Problem({
      code: 'nothing_to_record',
      message: '没有变化，不用报',
      kept: '没有写入任何事实',
      status: 409,
    });
  }
  for (const fact of decided) {
    const faulty = refuseFact(fact, command, { closedPeriods: state.closedPeriods, today });
    if (faulty) return faulty;
  }
  return linkAll(command, decided, { state, chain, now: context.now });
}

/** What a decider may look at. Of a class, so that a command needs no functions of its own. */
class Context implements DecideContext {
  readonly actor: DecideContext['actor'];
  readonly plan: PlanInForce;
  readonly calendar: WorkCalendar | undefined;
  readonly now: Instant;
  readonly today: PlainDate;
  readonly own: SubjectRows;
  readonly #command: ParsedCommand;
  readonly #state: BatchState;
  readonly #nowMs: number;

  constructor(
    command: ParsedCommand,
    state: BatchState,
    { own, nowMs }: { readonly own: SubjectRows; readonly nowMs: number },
  ) {
    this.actor = command.request.actor;
    this.plan = state.plan;
    this.calendar = state.calendar;
    this.now = instantOf(nowMs);
    this.today = state.dayOf(nowMs);
    this.own = own;
    this.#command = command;
    this.#state = state;
    this.#nowMs = nowMs;
  }

  subject(loop: string, subject: string): SubjectRows {
    const { loop: own, subject: ownSubject, reads, looksAt } = this.#command;
    const isNamed = (named: { readonly loop: string; readonly subject: string }) =>
      named.loop === loop && named.subject === subject;
    if ((loop === own.name && subject === ownSubject) || reads.some(isNamed) || looksAt.some(isNamed))
      return this.#state.rows(loop, subject);
    throw new Problem({
      code: 'subject_not_read',
      message: `${loop}/${subject} was not named by reads() or looksAt()`,
      status: 500,
    });
  }

  holder(kind: string, key: string): string | undefined {
    return this.#state.holder(kind, key);
  }

  newId(): string {
    return this.#state.newId(this.#nowMs);
  }
}

/** A Problem thrown on the way (no plan adopted yet, a date that is none) refuses this command; the others of the batch have nothing to do with it. */
function decideOrRefuse(command: ParsedCommand, context: DecideContext): readonly NewFact[] | Problem {
  try {
    return command.kind.decide(command.body, context);
  } catch (error) {
    if (isProblem(error)) return error;
    throw error;
  }
}

/** Refusals of the ledger itself, for all loops: `fact_kind_unknown`, `occurred_in_future`, `period_closed`, `fact_shape`, `subject_not_read`. */
function refuseFact(
  fact: NewFact,
  command: ParsedCommand,
  at: { readonly closedPeriods: ReadonlySet<string>; readonly today: PlainDate },
): Problem | undefined {
  const kind = command.loop.facts.find((each) => each.kind === fact.kind);
  if (!kind)
    return new Problem({
      code: 'fact_kind_unknown',
      message: `${command.loop.name} 没有事实 ${fact.kind}`,
      status: 500,
    });
  if (kind.tense === 'happening' && fact.occurredOn > at.today) {
    return new Problem({
      code: 'occurred_in_future',
      message: `发生日 ${fact.occurredOn} 晚于今天 ${at.today}`,
      kept: '没有写入任何事实',
      fix: '事情发生之后再报；计划中的日期不是事实。',
    });
  }
  const day = daysMoved(fact, kind).find((one) => at.closedPeriods.has(monthOf(one)));
  if (day !== undefined && command.request.late !== true) {
    return new Problem({
      code: 'period_closed',
      message: `${monthOf(day)} 已封账，${day} 发生的事要带“补报”标记`,
      kept: '没有写入任何事实；表单内容还在',
      fix: '勾选“补报”再报：它计入发生的月份，已公布的数字不变，列入补报清单。',
      status: 409,
      data: { period: monthOf(day), closedThrough: endOfMonth(day) },
    });
  }
  return shapeFault(fact, kind, command) ?? notNamed(fact, command);
}

/** The days whose figures a fact moves: of a happening its own, of an act those that it names. */
function daysMoved(fact: NewFact, kind: FactKind): readonly PlainDate[] {
  return kind.tense === 'happening' ? [fact.occurredOn] : (fact.moves ?? []);
}

/** Facts that passed `refuseFact`, linked. */
function linkAll(
  command: ParsedCommand,
  decided: readonly NewFact[],
  at: { readonly state: BatchState; readonly chain: Chain; readonly now: Instant },
): Decided {
  const { state, chain } = at;
  const facts: Fact[] = [];
  const bodies: string[] = [];
  for (const fact of decided) {
    const kind = kindOf(fact, command);
    const body = lateMarked(fact, kind, state.closedPeriods);
    const recordedMs = chain.nextMs;
    const linked: Omit<Fact, 'hash'> = {
      city: state.city,
      seq: chain.head.seq + 1,
      id: state.newId(recordedMs),
      loop: command.loop.name,
      kind: fact.kind,
      kindVersion: kind.version,
      subject: fact.subject,
      revision: revisionBefore(fact, facts, command, state) + 1,
      unit: fact.unit,
      occurredOn: fact.occurredOn,
      occurredAt: fact.occurredAt ?? null,
      // The first one of a command is recorded at the moment that it was decided at.
      recordedAt: facts.length === 0 ? at.now : instantOf(recordedMs),
      actor: command.request.actor.account,
      actorPost: command.request.actor.post,
      actorUnit: command.request.actor.unit,
      planVersion: state.plan.hash,
      command: command.id,
      corrects: fact.corrects ?? null,
      body,
    };
    const text = canonicalText(body);
    bodies.push(text);
    facts.push(chain.link(linked, text, recordedMs));
  }
  return { command, facts, bodies, answer: answerOf(command, facts) };
}

/** Of the facts that the command puts on the subject before this one, else as it stands. */
function revisionBefore(
  { subject }: NewFact,
  facts: readonly Fact[],
  command: ParsedCommand,
  state: BatchState,
): number {
  const last = facts.findLast((fact) => fact.subject === subject);
  return last?.revision ?? state.rows(command.loop.name, subject).revision;
}

function kindOf(fact: NewFact, command: ParsedCommand): FactKind {
  return command.loop.facts.find((each) => each.kind === fact.kind) as FactKind;
}

function shapeFault(fact: NewFact, kind: FactKind, command: ParsedCommand): Problem | undefined {
  const accepted = { schema: command.kind.schema, given: command.request.body };
  const fault = shapeFaultOf(kind.schema, withoutLate(fact.body), accepted);
  if (fault === undefined) return undefined;
  return new Problem({
    code: 'fact_shape',
    message: `${fact.kind}: ${fault.message}`,
    kept: '没有写入任何事实',
    status: 500,
  });
}

/** What a command only looks at gets no fact: others looked at it in the same moment. */
function notNamed({ kind, subject }: NewFact, command: ParsedCommand): Problem | undefined {
  if (subject === command.subject || command.reads.some((read) => read.subject === subject)) return undefined;
  return new Problem({
    code: 'subject_not_read',
    message: `${kind}: a fact on ${subject}, which was not named by reads()`,
    kept: '没有写入任何事实',
    status: 500,
  });
}

/** `late` is the ledger's own word in a body: it moves the figures of a month that was closed when it was recorded. */
function lateMarked(fact: NewFact, kind: FactKind, closed: ReadonlySet<string>): NewFact['body'] {
  const late = daysMoved(fact, kind).some((day) => closed.has(monthOf(day)));
  return late ? { ...fact.body, late: true } : fact.body;
}

function withoutLate(body: NewFact['body']): NewFact['body'] {
  if (body.late === undefined) return body;
  const { late: _late, ...rest } = body;
  return rest;
}

export function answerOf(command: ParsedCommand, facts: readonly Fact[], repeated = false): CommandAnswer {
  const own = facts.findLast((fact) => fact.subject === command.subject);
  const last = facts.at(-1);
  if (!last) throw new Error('a command records at least one fact');
  return {
    seq: [facts[0]?.seq ?? last.seq, last.seq],
    facts: facts.map((fact) => fact.id),
    subject: command.subject,
    revision: own?.revision ?? 0,
    head: headText({ seq: last.seq, hash: last.hash, recordedAt: last.recordedAt as Instant }),
    repeated,
  };
}

function staleRevision(expected: number, actual: number): Problem {
  return new Problem({
    code: 'revision_stale',
    message: `你看到的是第 ${expected} 版，现在已是第 ${actual} 版`,
    kept: '没有写入任何事实；你填的内容还在',
    fix: '刷新，看清别人改了什么，再决定是否提交。',
    status: 409,
    data: { expected, actual },
  });
}
