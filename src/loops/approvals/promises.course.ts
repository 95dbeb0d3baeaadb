// The course of one subject of promises (a letter, a pre-start, a priority project): its events in the order of their days, walked once. Pure. One walk serves
// the deciders (would it still hold with this event in it?) and the judge. Events may be told late and out of order: what counts is the day.
import type { PlainDate } from '../../kernel/plainDate.ts';
import { type CourseEvent, inOrder } from './approvals.course.ts';
import type { Entry, Side } from './promises.facts.ts';
import type { StillStretch } from './stillClock.ts';

export interface Still extends StillStretch {
  readonly event: string;
  readonly reason: string;
}

export interface EntryCourse {
  readonly entry: Entry;
  readonly startedOn: PlainDate | null;
  readonly keptOn: PlainDate | null;
  readonly stills: readonly Still[];
}

export interface Signature {
  readonly event: string;
  readonly on: PlainDate;
  readonly signer: string;
  readonly document: string;
}

export interface Demand {
  readonly event: string;
  readonly on: PlainDate;
  readonly what: string;
  readonly legalBasis: string;
  readonly approver: string;
}

export interface Work {
  readonly work: string;
  readonly title: string;
  readonly begunOn: PlainDate | null;
  readonly doneOn: PlainDate | null;
}

export interface PromiseCourse {
  readonly opened: CourseEvent;
  readonly entries: readonly EntryCourse[];
  readonly signatures: Readonly<Partial<Record<Side, Signature>>>;
  readonly steps: Readonly<Record<string, PlainDate>>;
  readonly demands: readonly Demand[];
  readonly works: readonly Work[];
  readonly endedOn: PlainDate | null;
}

export type PromiseFaultCode =
  | 'promise_not_opened'
  | 'promise_opened'
  | 'promise_ended'
  | 'letter_signed'
  | 'letter_not_signed'
  | 'entry_unknown'
  | 'entry_without_clock'
  | 'promise_started'
  | 'promise_not_started'
  | 'promise_kept'
  | 'promise_paused'
  | 'promise_not_paused'
  | 'step_reached'
  | 'path_step_missing'
  | 'work_unknown'
  | 'work_begun'
  | 'work_not_begun';

export interface PromiseFault {
  readonly code: PromiseFaultCode;
  readonly at: CourseEvent;
}

interface Walk {
  opened: CourseEvent | null;
  entries: Map<string, EntryCourse>;
  signatures: Partial<Record<Side, Signature>>;
  steps: Record<string, PlainDate>;
  demands: Demand[];
  works: Map<string, Work>;
  endedOn: PlainDate | null;
}

export const OPENINGS: ReadonlySet<string> = new Set([
  'letterDrawn',
  'preStartDeclared',
  'priorityDesignated',
]);
/** May be told of a promise after the end as well: what was owed does not go away. */
const AFTER_END: ReadonlySet<string> = new Set(['promiseKept', 'preStartDone']);

/** The course, or the first event (by day) that cannot follow what stands before it. Undefined where nothing was opened. */
export function walkPromises(events: readonly CourseEvent[]): PromiseCourse | PromiseFault | undefined {
  const walk: Walk = {
    opened: null,
    entries: new Map(),
    signatures: {},
    steps: {},
    demands: [],
    works: new Map(),
    endedOn: null,
  };
  for (const at of inOrder(events)) {
    const code = placeFault(walk, at) ?? STEPS[at.kind]?.(walk, at);
    if (code !== undefined) return { code, at };
  }
  if (walk.opened === null) return undefined;
  return {
    ...walk,
    opened: walk.opened,
    entries: [...walk.entries.values()],
    works: [...walk.works.values()],
  };
}

export function isPromiseFault(course: PromiseCourse | PromiseFault | undefined): course is PromiseFault {
  return course !== undefined && 'code' in course;
}

/** Codes, in order: promise_not_opened, promise_opened, promise_ended. */
function placeFault(walk: Walk, { kind }: CourseEvent): PromiseFaultCode | undefined {
  if (OPENINGS.has(kind)) return walk.opened === null ? undefined : 'promise_opened';
  if (walk.opened === null) return 'promise_not_opened';
  return walk.endedOn !== null && !AFTER_END.has(kind) ? 'promise_ended' : undefined;
}

type Step = (walk: Walk, at: CourseEvent) => PromiseFaultCode | undefined;

const open: Step = (walk, at) => {
  walk.opened = at;
  for (const entry of (at.body.entries ?? []) as readonly Entry[])
    walk.entries.set(entry.entry, { entry, startedOn: null, keptOn: null, stills: [] });
  for (const { work, title } of (at.body.works ?? []) as readonly Work[])
    walk.works.set(work, { work, title, begunOn: null, doneOn: null });
  return undefined;
};

const end: Step = (walk, at) => {
  if (at.kind === 'letterEnded' && !bothSigned(walk)) return 'letter_not_signed';
  walk.endedOn = at.occurredOn;
  return undefined;
};

function bothSigned({ signatures }: Pick<Walk, 'signatures'>): boolean {
  return signatures.enterprise !== undefined && signatures.government !== undefined;
}

/** A promise of a letter runs only once both have signed. */
function runnable(walk: Walk, at: CourseEvent): EntryCourse | PromiseFaultCode {
  const found = walk.entries.get(String(at.body.entry));
  if (found === undefined) return 'entry_unknown';
  if (walk.opened?.kind === 'letterDrawn' && !bothSigned(walk)) return 'letter_not_signed';
  return found;
}

const STEPS: Readonly<Record<string, Step>> = {
  letterDrawn: open,
  preStartDeclared: open,
  priorityDesignated: open,
  letterEnded: end,
  priorityEnded: end,
  letterSigned(walk, at) {
    const side = at.body.side as Side;
    if (walk.signatures[side] !== undefined) return 'letter_signed';
    const { signer, document } = at.body;
    walk.signatures[side] = {
      event: at.event,
      on: at.occurredOn,
      signer: String(signer),
      document: String(document),
    };
    return undefined;
  },
  letterStepReached(walk, at) {
    const step = String(at.body.step);
    if (walk.steps[step] !== undefined) return 'step_reached';
    walk.steps[step] = at.occurredOn;
    return undefined;
  },
  filedUnderLetter(walk, at) {
    if (!bothSigned(walk)) return 'letter_not_signed';
    const after = (at.body.after ?? []) as readonly string[];
    return after.every((step) => walk.steps[step] !== undefined) ? undefined : 'path_step_missing';
  },
  demandMade(walk, at) {
    if (!bothSigned(walk)) return 'letter_not_signed';
    const { what, legalBasis, approver } = at.body;
    const words = { what: String(what), legalBasis: String(legalBasis), approver: String(approver) };
    walk.demands.push({ event: at.event, on: at.occurredOn, ...words });
    return undefined;
  },
  promiseStarted(walk, at) {
    const found = runnable(walk, at);
    if (typeof found === 'string') return found;
    if (found.entry.throughout === true) return 'entry_without_clock';
    if (found.startedOn !== null) return 'promise_started';
    walk.entries.set(found.entry.entry, { ...found, startedOn: at.occurredOn });
    return undefined;
  },
  promiseKept(walk, at) {
    const found = runnable(walk, at);
    if (typeof found === 'string') return found;
    if (found.keptOn !== null) return 'promise_kept';
    if (found.startedOn === null && found.entry.throughout !== true) return 'promise_not_started';
    const stills = found.stills.map((still) => (still.to === null ? { ...still, to: at.occurredOn } : still));
    walk.entries.set(found.entry.entry, { ...found, keptOn: at.occurredOn, stills });
    return undefined;
  },
  promisePaused(walk, at) {
    const found = runnable(walk, at);
    if (typeof found === 'string') return found;
    if (found.startedOn === null) return 'promise_not_started';
    if (found.keptOn !== null) return 'promise_kept';
    if (found.stills.some(({ to }) => to === null)) return 'promise_paused';
    const still = { event: at.event, reason: String(at.body.reason), from: at.occurredOn, to: null };
    walk.entries.set(found.entry.entry, { ...found, stills: [...found.stills, still] });
    return undefined;
  },
  promiseResumed(walk, at) {
    const found = runnable(walk, at);
    if (typeof found === 'string') return found;
    // What is kept has come to rest, standstill and all.
    if (found.keptOn !== null) return 'promise_kept';
    if (!found.stills.some(({ to }) => to === null)) return 'promise_not_paused';
    const stills = found.stills.map((still) => (still.to === null ? { ...still, to: at.occurredOn } : still));
    walk.entries.set(found.entry.entry, { ...found, stills });
    return undefined;
  },
  preStartBegun(walk, at) {
    const found = walk.works.get(String(at.body.work));
    if (found === undefined) return 'work_unknown';
    if (found.begunOn !== null) return 'work_begun';
    walk.works.set(found.work, { ...found, begunOn: at.occurredOn });
    return undefined;
  },
  preStartDone(walk, at) {
    const found = walk.works.get(String(at.body.work));
    if (found === undefined) return 'work_unknown';
    if (found.begunOn === null || found.doneOn !== null) return 'work_not_begun';
    walk.works.set(found.work, { ...found, doneOn: at.occurredOn });
    return undefined;
  },
};

/** The course as it stood on a day: what happened later is not there. Undefined where it was not opened by then. */
export function promisesAt(course: PromiseCourse, asOf: PlainDate): PromiseCourse | undefined {
  if (course.opened.occurredOn > asOf) return undefined;
  const by = (day: PlainDate | null): PlainDate | null => (day !== null && day <= asOf ? day : null);
  const entries = course.entries.map((each): EntryCourse => {
    const keptOn = by(each.keptOn);
    const stills = each.stills
      .filter(({ from }) => from <= asOf)
      .map((still) => ({ ...still, to: by(still.to) }));
    return { entry: each.entry, startedOn: by(each.startedOn), keptOn, stills };
  });
  const { enterprise, government } = course.signatures;
  return {
    opened: course.opened,
    entries,
    signatures: {
      ...(enterprise && enterprise.on <= asOf ? { enterprise } : {}),
      ...(government && government.on <= asOf ? { government } : {}),
    },
    steps: Object.fromEntries(Object.entries(course.steps).filter(([, on]) => on <= asOf)),
    demands: course.demands.filter(({ on }) => on <= asOf),
    works: course.works.map((work) => ({ ...work, begunOn: by(work.begunOn), doneOn: by(work.doneOn) })),
    endedOn: by(course.endedOn),
  };
}
