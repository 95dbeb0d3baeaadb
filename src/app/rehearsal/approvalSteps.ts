// Approvals of the rehearsed projects between introduction and start, as another system would have delivered them the next morning: filed, supplemented, accepted, paused, decided,
// some still open. They are fitted between the milestones that a project truly reached, and change none of them. Which items there are, who decides and within what time is the plan's.
import type { JsonObject } from '../../kernel/json.ts';
import type { Actor, PlanInForce } from '../../kernel/loop.ts';
import { epochDay, type PlainDate } from '../../kernel/plainDate.ts';
import type { Random } from '../../kernel/random.ts';
import { approvalRulesSection } from '../../loops/approvals/approvalRules.plan.ts';
import { approvalSystemsSection } from '../../loops/approvals/approvalSystems.plan.ts';
import { type ApprovalItem, approvalItemsSection } from '../../loops/approvals/approvals.plan.ts';
import { postsSection } from '../../plan/organisation.ts';
import { about, happens } from './chance.ts';
import type { Course } from './courses.ts';
import { type PlannedLetter, underLetterOn } from './letterSteps.ts';
import type { Office, OfficeTime } from './officeTime.ts';
import type { RehearsedApprovals } from './rehearsal.plan.ts';
import { type Step, step } from './steps.ts';

export interface ApprovalBasis {
  readonly params: RehearsedApprovals;
  readonly plan: PlanInForce;
  readonly lifecycle: string;
  /** Ids of the milestones from introduction to start, in order. */
  readonly milestones: readonly string[];
  readonly office: OfficeTime;
  readonly actor: Actor;
  readonly until: PlainDate;
  /** By project: the letter that applications may go under. */
  readonly letters: ReadonlyMap<string, PlannedLetter>;
  /** Whether the project is one of those that are promised to be quick, and how quick (per mille of the usual time). */
  speedPerMille(subject: string): number;
}

/** Items that hold one milestone, in levels: those of a level wait for those before it. */
interface Gated {
  readonly milestone: string;
  readonly levels: readonly (readonly ApprovalItem[])[];
}

interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Where the plan declares no system that delivers applications. */
const SYSTEM = 'sim';
/** Days that an item without a limit takes. */
const USUAL_DAYS = 10;
const ASKED = ['总平面图（模拟）', '授权委托书（模拟）', '节能措施说明（模拟）', '用地红线图（模拟）'];
const WITHDRAWN = '项目终止，撤回申请（模拟）';

export function approvalSteps(basis: ApprovalBasis, courses: readonly Course[]): Step[] {
  const gated = gatedItems(basis);
  return courses.flatMap((course) => [...ofProject(basis, gated, course), ...besides(basis, course)]);
}

/** Items that hold no milestone, and are rehearsed all the same. */
function besides(basis: ApprovalBasis, course: Course): Step[] {
  const items = basis.plan.section(approvalItemsSection);
  const { reached, ended, random } = course.project;
  return basis.params.also.flatMap(({ item: id, after, perMille, medianDays }) => {
    const item = items.find((each) => each.id === id);
    const since = reached.get(after);
    const own = random.fork(`besides ${id}`);
    if (item === undefined || since === undefined || since < epochDay(basis.params.from)) return [];
    if (!happens(own, perMille)) return [];
    const last = Math.min(epochDay(basis.until), ended?.day ?? Number.POSITIVE_INFINITY);
    const filed = since + own.int(1, 15);
    if (filed > last) return [];
    const days = Math.ceil((about(own, medianDays, 0.4) * basis.speedPerMille(course.subject)) / 1000);
    return applicationSteps(
      { basis, course, random: own, ended: ended?.day },
      item,
      { from: filed, to: filed + days },
      last,
    );
  });
}

function gatedItems({ plan, lifecycle, milestones }: ApprovalBasis): readonly Gated[] {
  const items = plan.section(approvalItemsSection).filter(({ authority }) => authority !== undefined);
  return milestones.flatMap((milestone) => {
    const own = items.filter(({ gates }) =>
      gates.some((gate) => gate.lifecycle === lifecycle && gate.milestone === milestone),
    );
    return own.length === 0 ? [] : [{ milestone, levels: levelsOf(own) }];
  });
}

function levelsOf(items: readonly ApprovalItem[]): readonly (readonly ApprovalItem[])[] {
  const ids = new Set(items.map(({ id }) => id));
  const done = new Set<string>();
  const levels: ApprovalItem[][] = [];
  while (done.size < items.length) {
    const free = items.filter(
      ({ id, requires }) => !done.has(id) && requires.every((each) => !ids.has(each) || done.has(each)),
    );
    // A circle of requirements is the plan checker's to tell: here it is one level.
    const level = free.length > 0 ? free : items.filter(({ id }) => !done.has(id));
    levels.push(level);
    for (const { id } of level) done.add(id);
  }
  return levels;
}

function ofProject(basis: ApprovalBasis, gated: readonly Gated[], course: Course): Step[] {
  const { reached, ended, random } = course.project;
  const own = random.fork('approvals');
  const steps: Step[] = [];
  const from = epochDay(basis.params.from);
  const last = Math.min(epochDay(basis.until), ended?.day ?? Number.POSITIVE_INFINITY);
  for (const { milestone, levels } of gated) {
    const at = basis.milestones.indexOf(milestone);
    const before = basis.milestones.slice(0, at).map((id) => reached.get(id));
    const since = before.at(-1);
    // Its turn has not come, or it came before the first day that approvals are rehearsed for.
    if (since === undefined || before.includes(undefined) || since < from || since >= last) continue;
    const to = reached.get(milestone);
    const telling = { basis, course, random: own.fork(milestone), ended: ended?.day };
    steps.push(
      ...(to === undefined
        ? whileOpen(telling, levels, since, last)
        : untilReached(telling, levels, since, to)),
    );
  }
  return steps;
}

interface Telling {
  readonly basis: ApprovalBasis;
  readonly course: Course;
  readonly random: Random;
  readonly ended: number | undefined;
}

/** Of the items that go beside all stages (an assessment in one of several forms) a project needs one. */
function needed(level: readonly ApprovalItem[], random: Random): readonly ApprovalItem[] {
  const beside = level.filter(({ parallel }) => parallel);
  const picked = beside.length > 0 ? random.pick(beside) : undefined;
  return level.filter((item) => !item.parallel || item === picked);
}

/** All decided before the milestone: the levels share the days there were. */
function untilReached(
  telling: Telling,
  levels: readonly (readonly ApprovalItem[])[],
  since: number,
  to: number,
): Step[] {
  const share = (to - since) / levels.length;
  return levels.flatMap((level, index) =>
    needed(level, telling.random).flatMap((item) => {
      const [begin, end] = [since + index * share, since + (index + 1) * share];
      const decided = Math.floor(end - telling.random.next() * 0.25 * share);
      const filed = Math.max(Math.floor(begin), decided - naturalDays(item, telling.random));
      return applicationSteps(telling, item, { from: filed, to: decided }, Number.POSITIVE_INFINITY);
    }),
  );
}

/** Days an item takes by itself: three of four are within their limit. */
function naturalDays({ onTheSpot, limits }: ApprovalItem, random: Random): number {
  if (onTheSpot) return Math.floor(about(random, 0.8, 0.5));
  const [limit] = limits;
  const days =
    limit === undefined ? USUAL_DAYS : limit.dayKind === '自然日' ? limit.days : (limit.days * 7) / 5;
  return Math.floor(about(random, 0.75 * days, 0.42));
}

/** Under way: each level takes its natural time; what is not decided by the last day is open. */
function whileOpen(
  telling: Telling,
  levels: readonly (readonly ApprovalItem[])[],
  since: number,
  last: number,
): Step[] {
  const { random } = telling;
  const steps: Step[] = [];
  let begin = since;
  for (const level of levels) {
    let end = begin;
    for (const item of needed(level, random)) {
      const filed = begin + Math.floor(about(random, 9, 0.8));
      const days = naturalDays(item, random);
      end = Math.max(end, filed + days);
      if (filed <= last)
        steps.push(...applicationSteps(telling, item, { from: filed, to: filed + days }, last));
    }
    if (end > last) break;
    begin = end;
  }
  return steps;
}

interface Event {
  readonly kind: string;
  readonly day: number;
  readonly body: JsonObject;
}

function applicationSteps(telling: Telling, item: ApprovalItem, span: Stretch, last: number): Step[] {
  const { basis, course, ended } = telling;
  const events = eventsOf(telling, item, span).filter(({ day }) => day <= last);
  const isOpen = !events.some(({ kind }) => kind === 'approvalDecided');
  if (ended !== undefined && isOpen && span.from <= ended)
    events.push({ kind: 'approvalWithdrawn', day: ended, body: { reason: WITHDRAWN } });
  const application = `${course.subject}-${item.id}`;
  const subject = `${course.subject}/${item.id}/${application}`;
  const letter = basis.letters.get(course.subject);
  const kind = letter?.promise.filedAs;
  const after =
    letter !== undefined && kind !== undefined && item.kinds.includes(kind)
      ? underLetterOn(letter, item.id, span.from)
      : undefined;
  let before: Office = course.chain[0]!.at;
  const tell = (
    init: Pick<Step, 'kind' | 'subject' | 'body'> & { readonly day: number },
    at: Office,
  ): Step => {
    const { day, ...rest } = init;
    const shared = { actor: basis.actor, loop: 'approvals', unit: course.project.place.unit };
    const made = step({ ...rest, ...shared, happened: day, lag: 0, squeeze: 0 });
    made.at = at;
    before = at;
    return made;
  };
  return events.flatMap(({ kind: told, day, body }): Step[] => {
    // Delivered by the other system overnight.
    const overnight = Math.max(before + 1, basis.office.opening(day + 1));
    const source = { system: basis.plan.section(approvalSystemsSection)[0]?.id ?? SYSTEM, application };
    if (told !== 'approvalFiled' || letter === undefined || kind === undefined || after === undefined)
      return [tell({ kind: told, subject, day, body: { ...body, source } }, overnight)];
    // What it goes on stands by then.
    const { steps } = letter.promise;
    const gone = steps.slice(
      0,
      Math.max(
        0,
        steps.findIndex(({ approvalItem }) => approvalItem === item.id),
      ),
    );
    const nodes = gone.map(({ milestone }) => course.finals.get(milestone ?? '')?.at ?? 0);
    const at = Math.max(overnight, letter.signedAt + 1, ...nodes.map((node) => node + 1));
    const filed = { ...body, kind, letter: letter.subject, source };
    const under: JsonObject = { approval: subject, item: item.id, after: [...after] };
    return [
      tell({ kind: told, subject, day, body: filed }, at),
      tell({ kind: 'filedUnderLetter', subject: letter.subject, day, body: under }, at),
    ];
  });
}

function eventsOf({ basis, course, random }: Telling, item: ApprovalItem, { from, to }: Stretch): Event[] {
  const { params } = basis;
  const events: Event[] = [];
  const tell = (kind: string, day: number, body: JsonObject = {}) =>
    events.push({ kind, day: Math.max(from, Math.min(to, Math.floor(day))), body });
  const { name, creditCode } = course.chain[0]!.body;
  const authority = item.authority === undefined ? undefined : unitOf(basis, item.authority);
  tell('approvalFiled', from, {
    project: course.subject,
    projectName: String(name),
    item: item.id,
    kind: item.kinds[0]!,
    ...(authority === undefined ? {} : { authority }),
    ...(creditCode === undefined ? {} : { creditCode }),
  });
  const days = to - from;
  let accepted = from + Math.min(2, days / 4);
  if (!item.onTheSpot && days >= 5 && happens(random, params.supplementedPerMille)) {
    const asked = from + 1;
    accepted = asked + 1 + random.next() * days * 0.4;
    tell('supplementAsked', asked, { materials: random.shuffle(ASKED).slice(0, random.int(1, 2)) });
    tell('supplementHandedIn', accepted);
  }
  tell('approvalAccepted', accepted);
  const reasons = basis.plan.section(approvalRulesSection).pauseReasons;
  if (
    item.limits.length > 0 &&
    to - accepted >= 6 &&
    reasons.length > 0 &&
    happens(random, params.pausedPerMille)
  ) {
    const paused = accepted + 1 + random.next() * (to - accepted) * 0.3;
    const { clock } = item.limits[0]!;
    if (clock === '审批时限') {
      const document = `模拟告知 ${course.subject}-${item.id}`;
      tell('clockPaused', paused, { clock, reason: random.pick(reasons).id, document });
      tell('clockResumed', paused + 1 + random.next() * (to - paused - 2), { clock });
    }
  }
  const documentNumber = `模拟文号 ${course.subject}-${item.id}`;
  tell('approvalDecided', to, { outcome: 'granted', ...(item.yieldsDocument ? { documentNumber } : {}) });
  return events;
}

/** The unit itself, or that of a post. */
function unitOf({ plan, until }: ApprovalBasis, authority: string): string | undefined {
  if (plan.units.find(authority, until) !== undefined) return authority;
  return plan.section(postsSection).find(({ id }) => id === authority)?.unit;
}
