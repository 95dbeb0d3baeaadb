// Deciders of the clock of one promise, in a letter or of a priority project: begun, kept, paused, resumed, and any event of promises corrected or voided. What
// moves a promise of the firm is stated on the firm's own account in the same command, so that the door of all its projects is one. Pure.
import { unitName } from '../../access/scope.ts';
import type { JsonObject } from '../../kernel/json.ts';
import type { DecideContext, NewFact } from '../../kernel/loop.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import { isProblem, type Problem } from '../../kernel/problem.ts';
import { firmOf } from './approvals.commands.ts';
import { type Decision, NEW_EVENT } from './approvals.events.ts';
import { refusal, unitOf } from './approvals.refusals.ts';
import type { AboutPromise, CorrectPromiseEvent, VoidPromiseEvent } from './promises.commands.ts';
import { type EntryCourse, OPENINGS, type PromiseCourse } from './promises.course.ts';
import { clockOf, isBroken } from './promises.judge.ts';
import { courseWith, type FoundPromises, findPromises, mayNotKeep } from './promises.refusals.ts';
import { newPromiseEvent } from './promises.rows.ts';
import { dayOf, isAcceptance, isCertified } from './promises.ts';

/**
 * Codes, in order: promises_unknown, out_of_scope, role_missing, occurred_in_future, paused_by_own_hand, promise_by_own_hand, acceptance_missing, those of the course,
 * firm_needed, firm_mismatch.
 */
export function decidePromise(kind: string, command: AboutPromise, context: DecideContext): Decision {
  const found = findPromises(command.of, context);
  if (isProblem(found)) return found;
  const day = dayOf(command, context);
  const { of, creditCode, occurredOn: _, ...told } = command;
  const body = told as unknown as JsonObject;
  const refused =
    mayNotKeep(found.unit, day, context) ??
    (kind === 'promisePaused' ? pausedByOwner(found, command.entry, context) : undefined) ??
    (kind === 'promiseKept' ? notKept(found, command.entry, day, context) : undefined);
  if (refused) return refused;
  const course = courseWith([...found.events, newPromiseEvent(kind, day, body)], NEW_EVENT);
  if (isProblem(course)) return course;
  const firm = firmFacts({ of, creditCode }, found, course, context.today);
  if (isProblem(firm)) return firm;
  return [{ kind, subject: of, unit: found.unit, occurredOn: day, body }, ...firm];
}

/** A promise of the government, by the unit that owes it or one below: its owner; where the plan leaves that open, who signed the letter. */
function owedByActor({ course }: FoundPromises, id: string, context: DecideContext): EntryCourse | undefined {
  const found = course.entries.find(({ entry }) => entry.entry === id);
  const owner =
    found?.entry.side === 'government'
      ? (found.entry.owner ?? course.signatures.government?.signer)
      : undefined;
  const unit = owner === undefined ? undefined : unitOf(owner, context);
  const { actor, plan, today } = context;
  const isOwn = unit !== undefined && (actor.unit === unit || plan.units.within(actor.unit, unit, today));
  return isOwn ? found : undefined;
}

/** Who owes a promise of the government does not stop its clock: another hand finds that there was force majeure. */
function pausedByOwner(found: FoundPromises, id: string, context: DecideContext): Problem | undefined {
  if (owedByActor(found, id, context) === undefined) return undefined;
  const message = `这一项由“${unitName(context.actor.unit, context)}”一方承诺`;
  return refusal('paused_by_own_hand', message, '停表由另一单位认定', 403);
}

/** After its due day nobody says of the own promise that it was kept before: today it may be said, late as it is. */
function notKept(
  found: FoundPromises,
  id: string,
  day: PlainDate,
  context: DecideContext,
): Problem | undefined {
  const own = owedByActor(found, id, context);
  if (own !== undefined && day < context.today && isPastDue(own, context)) return byOwnHand();
  const entry = found.course.entries.find((each) => each.entry.entry === id)?.entry;
  if (entry?.side !== 'government' || !isAcceptance(entry.approvalItem, context)) return undefined;
  if (isCertified(String(found.course.opened.body.project ?? ''), day, context)) return undefined;
  return refusal('acceptance_missing', `“${entry.title}”还没有办结`, '联合验收出具意见书以后再记兑现', 409);
}

function isPastDue(course: EntryCourse, { calendar, today }: DecideContext): boolean {
  return isBroken({ ...clockOf(course), keptOn: null }, calendar, today);
}

function byOwnHand(): Problem {
  const message = '这一项是本单位一方承诺的，已经过了期限';
  return refusal('promise_by_own_hand', message, '到期以后往前记、更正和作废，由另一单位办理', 403);
}

/** The clocks of the firm that the change moves, each stated whole. Codes: firm_needed, firm_mismatch. */
function firmFacts(
  { of, creditCode }: { readonly of: string; readonly creditCode: string | undefined },
  { course: before, unit }: FoundPromises,
  after: PromiseCourse | undefined,
  today: PlainDate,
): readonly NewFact[] | Problem {
  const held = String(before.opened.body.creditCode ?? '');
  const moved = before.entries
    .filter(({ entry }) => entry.side === 'enterprise')
    .flatMap((was) => {
      const is = after?.entries.find(({ entry }) => entry.entry === was.entry.entry) ?? NOT_THERE(was);
      return stateOf(of, was) === stateOf(of, is) ? [] : [is];
    });
  if (moved.length === 0) return [];
  if (creditCode === undefined)
    return refusal('firm_needed', '这会动企业一方的承诺', `填 creditCode：${held}`);
  if (creditCode !== held)
    return refusal('firm_mismatch', `这里的企业是 ${held}，不是 ${creditCode}`, '核对统一社会信用代码');
  return moved.map((each) => ({
    kind: 'firmPromiseStated',
    subject: firmOf(held),
    unit,
    occurredOn: today,
    body: JSON.parse(stateOf(of, each)) as JsonObject,
  }));
}

const NOT_THERE = (was: EntryCourse): EntryCourse => ({
  entry: was.entry,
  startedOn: null,
  keptOn: null,
  stills: [],
});

/** As text, so that two states compare. */
function stateOf(letter: string, course: EntryCourse): string {
  const { startedOn, days, dayKind, stills, keptOn } = clockOf(course);
  const { entry, title } = course.entry;
  const bare = stills.map(({ from, to }) => ({ from, to }));
  return JSON.stringify({ letter, entry, title, startedOn, days, dayKind, stills: bare, keptOn });
}

/**
 * Codes, in order: promises_unknown, event_unknown, out_of_scope, role_missing, occurred_in_future, promise_by_own_hand, nothing_changed, filed_under_letter, those of the course,
 * firm_needed, firm_mismatch. One that moves a closed month asks for 补报.
 */
export function decideCorrectPromiseEvent(command: CorrectPromiseEvent, context: DecideContext): Decision {
  const day = command.occurredOn as PlainDate;
  const found = findTold(command, day, context);
  if (isProblem(found)) return found;
  const { told, events } = found;
  if (told.occurredOn === day) return refusal('nothing_changed', `现在就是 ${day}`, '不用更正', 409);
  if (told.kind === 'filedUnderLetter')
    return refusal(
      'filed_under_letter',
      '凭承诺书收件的日子随收件，不单独改',
      '收件日有误的，在审批件上办',
      409,
    );
  const moved = events.map((each) => (each === told ? { ...each, occurredOn: day } : each));
  const course = courseWith(moved);
  if (isProblem(course)) return course;
  const firm = firmFacts({ of: command.of, creditCode: command.creditCode }, found, course, context.today);
  if (isProblem(firm)) return firm;
  const body = { occurredOn: day, reason: command.reason };
  const moves = [told.occurredOn, day];
  return [{ ...actOn('promiseEventCorrected', found, command, context), moves, body }, ...firm];
}

/** Codes: as of a correction, without nothing_changed. An opening is voided last: nothing may hang on it. */
export function decideVoidPromiseEvent(command: VoidPromiseEvent, context: DecideContext): Decision {
  const found = findTold(command, context.today, context);
  if (isProblem(found)) return found;
  const { told, events } = found;
  const rest = events.filter((each) => each !== told);
  const course = courseWith(rest);
  if (isProblem(course)) return course;
  const opened = OPENINGS.has(told.kind);
  const firm = opened
    ? []
    : firmFacts({ of: command.of, creditCode: command.creditCode }, found, course, context.today);
  if (isProblem(firm)) return firm;
  const body = { reason: command.reason };
  const moves = [told.occurredOn];
  return [{ ...actOn('promiseEventVoided', found, command, context), moves, body }, ...firm];
}

type Told = FoundPromises & { readonly told: FoundPromises['events'][number] };

function findTold(
  { of, event }: Pick<VoidPromiseEvent, 'of' | 'event'>,
  day: PlainDate,
  context: DecideContext,
): Told | Problem {
  const found = findPromises(of, context);
  if (isProblem(found)) return found;
  const told = found.events.find((each) => each.event === event);
  if (told === undefined) return refusal('event_unknown', '没有这一条，或已作废', '打开后再更正', 404);
  const own = owedByActor(found, String(told.body.entry ?? ''), context);
  const refused =
    mayNotKeep(found.unit, day, context) ??
    (own !== undefined && isPastDue(own, context) ? byOwnHand() : undefined);
  return refused ?? { ...found, told };
}

function actOn(
  kind: string,
  { unit, told }: Told,
  { of }: Pick<VoidPromiseEvent, 'of'>,
  { today }: DecideContext,
): Omit<NewFact, 'body'> {
  return { kind, subject: of, unit, occurredOn: today, corrects: told.event };
}
