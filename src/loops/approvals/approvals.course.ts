// The course of one approval: its events in the order of their days, walked through once. Pure. One walk serves deciders (would the course still hold with
// this event in it?), the preview of an import and the judge. Events may be told late and out of order: what counts is the day on which they happened.
import type { PlainDate } from '../../kernel/plainDate.ts';

export interface CourseEvent {
  /** Fact id. */
  readonly event: string;
  readonly kind: string;
  /** As corrected. */
  readonly occurredOn: PlainDate;
  /** Of what was told by hand after its day, or moved by the hand that told it: when it was heard of. Null where the day stands as it is told. */
  readonly heardOn?: PlainDate | null;
  /** Order of recording, which settles the order within a day. */
  readonly seq: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A stretch of time; `to` null while it lasts. Its own first day still counts, its last does not. */
export interface Stretch {
  readonly event: string;
  readonly from: PlainDate;
  readonly to: PlainDate | null;
  /** When its beginning was heard of, where that is not the day itself. */
  readonly heardOn?: PlainDate | null;
  /** The same of a review's end. */
  readonly endHeardOn?: PlainDate | null;
}

export interface Pause extends Stretch {
  readonly clock: string;
  readonly reason: string;
}

export interface Notice {
  readonly event: string;
  readonly askedOn: PlainDate;
  readonly heardOn?: PlainDate | null;
  readonly handedInOn: PlainDate | null;
  /** Asked after the one-time notice: only with legal basis and approver, and counted as the government's breach. */
  readonly outside: boolean;
  /** Names or ids of what was asked for, where it was read with them. */
  readonly materials?: readonly string[];
}

export interface Deferral {
  readonly event: string;
  readonly level: string;
  readonly material: string;
  readonly grantedOn: PlainDate;
  /** As extended last; what it was before stands in `extensions`. */
  readonly dueOn: PlainDate;
  readonly metOn: PlainDate | null;
  /** When that was heard of, where it was entered by hand after its day. */
  readonly metHeardOn?: PlainDate | null;
  /** 不可抗力顺延, in order: on which day it was granted, and from which day to which it moved the date. */
  readonly extensions: readonly DeferralExtension[];
}

export interface DeferralExtension {
  readonly event: string;
  readonly on: PlainDate;
  readonly from: PlainDate;
  readonly to: PlainDate;
  /** The event that hindered, and its days. */
  readonly name: string;
  readonly eventFrom: PlainDate;
  readonly eventTo: PlainDate;
}

export interface Course {
  readonly filedOn: PlainDate;
  readonly acceptedOn: PlainDate | null;
  readonly acceptedHeardOn?: PlainDate | null;
  readonly notices: readonly Notice[];
  readonly pauses: readonly Pause[];
  readonly reviews: readonly Stretch[];
  readonly extendedOn: PlainDate | null;
  readonly extendedHeardOn?: PlainDate | null;
  readonly decidedOn: PlainDate | null;
  readonly outcome: string | null;
  readonly withdrawnOn: PlainDate | null;
  /** Of the decision or the withdrawal. */
  readonly closedHeardOn?: PlainDate | null;
  readonly deferrals: readonly Deferral[];
}

/** Why the events do not make a course, and at which of them. */
export interface CourseFault {
  readonly code: FaultCode;
  readonly at: CourseEvent;
}

export type FaultCode =
  | 'approval_not_filed'
  | 'approval_filed'
  | 'approval_closed'
  | 'approval_accepted'
  | 'supplement_outstanding'
  | 'notice_given'
  | 'supplement_not_asked'
  | 'clock_paused'
  | 'clock_not_paused'
  | 'review_running'
  | 'review_not_running'
  | 'approval_extended'
  | 'deferral_open'
  | 'deferral_not_open';

interface Walk {
  filedOn: PlainDate | null;
  acceptedOn: PlainDate | null;
  acceptedHeardOn: PlainDate | null;
  notices: Notice[];
  pauses: Pause[];
  reviews: Stretch[];
  extendedOn: PlainDate | null;
  extendedHeardOn: PlainDate | null;
  decidedOn: PlainDate | null;
  outcome: string | null;
  withdrawnOn: PlainDate | null;
  closedHeardOn: PlainDate | null;
  deferrals: Deferral[];
}

export function inOrder(events: readonly CourseEvent[]): readonly CourseEvent[] {
  return events.toSorted((a, b) =>
    a.occurredOn < b.occurredOn ? -1 : a.occurredOn > b.occurredOn ? 1 : a.seq - b.seq,
  );
}

/** The course that the events make, or the first of them (by day) that cannot follow what stands before it. Undefined where there are none. */
export function walkCourse(events: readonly CourseEvent[]): Course | CourseFault | undefined {
  const walk: Walk = {
    filedOn: null,
    acceptedOn: null,
    acceptedHeardOn: null,
    notices: [],
    pauses: [],
    reviews: [],
    extendedOn: null,
    extendedHeardOn: null,
    decidedOn: null,
    outcome: null,
    withdrawnOn: null,
    closedHeardOn: null,
    deferrals: [],
  };
  for (const at of inOrder(events)) {
    const code = orderFault(walk, at) ?? STEPS[at.kind]?.(walk, at);
    if (code !== undefined) return { code, at };
  }
  return walk.filedOn === null ? undefined : { ...walk, filedOn: walk.filedOn };
}

export function isFault(course: Course | CourseFault | undefined): course is CourseFault {
  return course !== undefined && 'code' in course;
}

/** Codes, in order: approval_not_filed, approval_closed. A deferral is met, and extended, after the decision as well. */
function orderFault(walk: Walk, { kind }: CourseEvent): FaultCode | undefined {
  if (kind !== 'approvalFiled' && walk.filedOn === null) return 'approval_not_filed';
  if (
    kind !== 'deferralMet' &&
    kind !== 'deferralExtended' &&
    (walk.decidedOn !== null || walk.withdrawnOn !== null)
  )
    return 'approval_closed';
  return undefined;
}

type Step = (walk: Walk, at: CourseEvent) => FaultCode | undefined;

/** Each takes its event into the walk, or says why it cannot. */
const STEPS: Readonly<Record<string, Step>> = {
  approvalFiled(walk, at) {
    if (walk.filedOn !== null) return 'approval_filed';
    walk.filedOn = at.occurredOn;
    return undefined;
  },
  approvalAccepted(walk, at) {
    if (walk.acceptedOn !== null) return 'approval_accepted';
    walk.acceptedOn = at.occurredOn;
    walk.acceptedHeardOn = at.heardOn ?? null;
    return undefined;
  },
  supplementAsked(walk, at) {
    const outside = at.body.legalBasis !== undefined && at.body.approver !== undefined;
    if (!outside && walk.acceptedOn !== null) return 'approval_accepted';
    if (walk.notices.some((notice) => notice.handedInOn === null)) return 'supplement_outstanding';
    if (!outside && walk.notices.length > 0) return 'notice_given';
    // The first list before acceptance is the one-time notice itself, whatever is quoted with it.
    const first = walk.notices.length === 0 && walk.acceptedOn === null;
    walk.notices.push({
      event: at.event,
      askedOn: at.occurredOn,
      heardOn: at.heardOn ?? null,
      handedInOn: null,
      outside: !first,
      materials: (at.body.materials ?? []) as readonly string[],
    });
    return undefined;
  },
  supplementHandedIn(walk, at) {
    const open = walk.notices.findIndex((notice) => notice.handedInOn === null);
    if (open < 0) return 'supplement_not_asked';
    walk.notices[open] = { ...(walk.notices[open] as Notice), handedInOn: at.occurredOn };
    return undefined;
  },
  clockPaused(walk, at) {
    const clock = String(at.body.clock);
    if (walk.pauses.some((pause) => pause.clock === clock && pause.to === null)) return 'clock_paused';
    if (clock === '技术审查时限' && !walk.reviews.some((review) => review.to === null))
      return 'review_not_running';
    const reason = String(at.body.reason);
    walk.pauses.push({
      event: at.event,
      clock,
      reason,
      from: at.occurredOn,
      to: null,
      heardOn: at.heardOn ?? null,
    });
    return undefined;
  },
  clockResumed(walk, at) {
    const clock = String(at.body.clock);
    const open = walk.pauses.findIndex((pause) => pause.clock === clock && pause.to === null);
    if (open < 0) return 'clock_not_paused';
    walk.pauses[open] = { ...(walk.pauses[open] as Pause), to: at.occurredOn };
    return undefined;
  },
  technicalReviewStarted(walk, at) {
    if (walk.reviews.some((review) => review.to === null)) return 'review_running';
    walk.reviews.push({
      event: at.event,
      from: at.occurredOn,
      to: null,
      heardOn: at.heardOn ?? null,
      endHeardOn: null,
    });
    return undefined;
  },
  technicalReviewEnded(walk, at) {
    const open = walk.reviews.findIndex((review) => review.to === null);
    if (open < 0) return 'review_not_running';
    // The review's own clock does not stand still beyond it.
    if (walk.pauses.some((pause) => pause.clock === '技术审查时限' && pause.to === null))
      return 'clock_paused';
    walk.reviews[open] = {
      ...(walk.reviews[open] as Stretch),
      to: at.occurredOn,
      endHeardOn: at.heardOn ?? null,
    };
    return undefined;
  },
  approvalExtended(walk, at) {
    if (walk.extendedOn !== null) return 'approval_extended';
    walk.extendedOn = at.occurredOn;
    walk.extendedHeardOn = at.heardOn ?? null;
    return undefined;
  },
  approvalDecided(walk, at) {
    walk.decidedOn = at.occurredOn;
    walk.closedHeardOn = at.heardOn ?? null;
    walk.outcome = String(at.body.outcome);
    return undefined;
  },
  approvalWithdrawn(walk, at) {
    walk.withdrawnOn = at.occurredOn;
    walk.closedHeardOn = at.heardOn ?? null;
    return undefined;
  },
  deferralGranted(walk, at) {
    const material = String(at.body.material);
    if (walk.deferrals.some((deferral) => deferral.material === material)) return 'deferral_open';
    walk.deferrals.push({
      event: at.event,
      level: String(at.body.level),
      material,
      grantedOn: at.occurredOn,
      dueOn: String(at.body.dueOn) as PlainDate,
      metOn: null,
      metHeardOn: null,
      extensions: [],
    });
    return undefined;
  },
  deferralExtended(walk, at) {
    const material = String(at.body.material);
    const open = walk.deferrals.findIndex((each) => each.material === material && each.metOn === null);
    if (open < 0) return 'deferral_not_open';
    const deferral = walk.deferrals[open] as Deferral;
    const to = String(at.body.dueOn) as PlainDate;
    const [eventFrom, eventTo] = [at.body.eventFrom, at.body.eventTo].map(
      (each) => String(each) as PlainDate,
    );
    const name = String(at.body.event);
    const hindered = { name, eventFrom: eventFrom as PlainDate, eventTo: eventTo as PlainDate };
    const extension = { event: at.event, on: at.occurredOn, from: deferral.dueOn, to, ...hindered };
    walk.deferrals[open] = { ...deferral, dueOn: to, extensions: [...deferral.extensions, extension] };
    return undefined;
  },
  deferralMet(walk, at) {
    const material = String(at.body.material);
    const open = walk.deferrals.findIndex((each) => each.material === material && each.metOn === null);
    if (open < 0) return 'deferral_not_open';
    walk.deferrals[open] = {
      ...(walk.deferrals[open] as Deferral),
      metOn: at.occurredOn,
      metHeardOn: at.heardOn ?? null,
    };
    return undefined;
  },
};

/** Kinds of event that a course is made of. */

/** The course as it stood on a day: what happened later is not there. Undefined where it was not filed by then. */
export function courseAt(course: Course, asOf: PlainDate): Course | undefined {
  if (course.filedOn > asOf) return undefined;
  const by = (day: PlainDate | null): PlainDate | null => (day !== null && day <= asOf ? day : null);
  const decidedOn = by(course.decidedOn);
  const stretches = <S extends Stretch>(list: readonly S[]): readonly S[] =>
    list.filter((each) => each.from <= asOf).map((each) => ({ ...each, to: by(each.to) }));
  return {
    ...course,
    acceptedOn: by(course.acceptedOn),
    notices: course.notices
      .filter((each) => each.askedOn <= asOf)
      .map((each) => ({ ...each, handedInOn: by(each.handedInOn) })),
    pauses: stretches(course.pauses),
    reviews: stretches(course.reviews),
    extendedOn: by(course.extendedOn),
    decidedOn,
    outcome: decidedOn === null ? null : course.outcome,
    withdrawnOn: by(course.withdrawnOn),
    deferrals: course.deferrals
      .filter((each) => each.grantedOn <= asOf)
      .map((each) => {
        const extensions = each.extensions.filter(({ on }) => on <= asOf);
        const dueOn = extensions.at(-1)?.to ?? each.extensions[0]?.from ?? each.dueOn;
        return { ...each, dueOn, extensions, metOn: by(each.metOn) };
      }),
  };
}
