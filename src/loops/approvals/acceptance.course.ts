// The course of one joint acceptance, walked from its events in the order of their days: what each part says, and whether the whole may be certified.
// Pure. Keeps: no certificate without every part passed; a part once wanting passes only after its finding is put right and looked at again.
import type { PlainDate } from '../../kernel/plainDate.ts';

export interface AcceptanceEvent {
  readonly event: string;
  readonly kind: string;
  readonly occurredOn: PlainDate;
  readonly seq: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export type PartState = 'waiting' | 'found' | 'rectified' | 'passed';

export interface AcceptancePart {
  readonly item: string;
  readonly name: string;
  readonly authority: string | null;
  readonly state: PartState;
  /** Since when the state holds. */
  readonly since: PlainDate;
  readonly finding: string | null;
  readonly rectifyBy: PlainDate | null;
  readonly document: string | null;
}

export interface AcceptanceCourse {
  readonly openedOn: PlainDate;
  readonly kind: string;
  readonly lead: string | null;
  readonly parts: readonly AcceptancePart[];
  readonly certifiedOn: PlainDate | null;
  readonly documentNumber: string | null;
}

export type AcceptanceFaultCode =
  | 'acceptance_not_opened'
  | 'acceptance_opened'
  | 'acceptance_closed'
  | 'part_unknown'
  | 'part_judged'
  | 'finding_open'
  | 'finding_not_open'
  | 'acceptance_not_passed';

export interface AcceptanceFault {
  readonly code: AcceptanceFaultCode;
  readonly at: AcceptanceEvent;
}

export function isAcceptanceFault(
  walked: AcceptanceCourse | AcceptanceFault | undefined,
): walked is AcceptanceFault {
  return walked !== undefined && 'code' in walked;
}

/** Undefined where nothing was opened and nothing else is told. */
export function walkAcceptance(
  events: readonly AcceptanceEvent[],
): AcceptanceCourse | AcceptanceFault | undefined {
  let course: AcceptanceCourse | undefined;
  const ordered = events.toSorted((a, b) =>
    a.occurredOn === b.occurredOn ? a.seq - b.seq : a.occurredOn < b.occurredOn ? -1 : 1,
  );
  for (const event of ordered) {
    const next = step(course, event);
    if (typeof next === 'string') return { code: next, at: event };
    course = next;
  }
  return course;
}

function step(
  course: AcceptanceCourse | undefined,
  event: AcceptanceEvent,
): AcceptanceCourse | AcceptanceFaultCode {
  if (event.kind === 'acceptanceOpened') return course === undefined ? opened(event) : 'acceptance_opened';
  if (course === undefined) return 'acceptance_not_opened';
  if (course.certifiedOn !== null) return 'acceptance_closed';
  if (event.kind === 'acceptanceCertified') {
    if (course.parts.some(({ state }) => state !== 'passed')) return 'acceptance_not_passed';
    return {
      ...course,
      certifiedOn: event.occurredOn,
      documentNumber: String(event.body.documentNumber),
    };
  }
  const part = course.parts.find(({ item }) => item === event.body.item);
  if (part === undefined) return 'part_unknown';
  const changed = event.kind === 'acceptancePartJudged' ? judged(part, event) : rectified(part, event);
  if (typeof changed === 'string') return changed;
  return { ...course, parts: course.parts.map((one) => (one === part ? changed : one)) };
}

function opened({ occurredOn, body }: AcceptanceEvent): AcceptanceCourse {
  const parts = (body.parts ?? []) as readonly {
    readonly item: string;
    readonly name: string;
    readonly authority?: string;
  }[];
  return {
    openedOn: occurredOn,
    kind: String(body.kind),
    lead: textOrNull(body.lead),
    parts: parts.map(({ item, name, authority }) => ({
      item,
      name,
      authority: authority ?? null,
      state: 'waiting',
      since: occurredOn,
      finding: null,
      rectifyBy: null,
      document: null,
    })),
    certifiedOn: null,
    documentNumber: null,
  };
}

function judged(
  part: AcceptancePart,
  { occurredOn, body }: AcceptanceEvent,
): AcceptancePart | AcceptanceFaultCode {
  if (part.state === 'passed') return 'part_judged';
  if (part.state === 'found') return 'finding_open';
  const passed = body.outcome === '通过';
  return {
    ...part,
    state: passed ? 'passed' : 'found',
    since: occurredOn,
    finding: passed ? null : textOrNull(body.finding),
    rectifyBy: passed ? null : (textOrNull(body.rectifyBy) as PlainDate | null),
    document: textOrNull(body.document),
  };
}

function rectified(
  part: AcceptancePart,
  { occurredOn }: AcceptanceEvent,
): AcceptancePart | AcceptanceFaultCode {
  return part.state === 'found' ? { ...part, state: 'rectified', since: occurredOn } : 'finding_not_open';
}

function textOrNull(value: unknown): string | null {
  return value === undefined || value === null ? null : String(value);
}
