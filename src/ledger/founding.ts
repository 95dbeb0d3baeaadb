// The first links of a city's chain: founded, calendar adopted, plan adopted. A founding is an export of three facts, so that it enters
// through the same door as every other restored ledger.
import { canonicalText } from '../kernel/canonical.ts';
import type { HashAlgorithm } from '../kernel/hashAlgorithm.ts';
import { epochMs, type Instant, instantOf } from '../kernel/instant.ts';
import type { JsonObject } from '../kernel/json.ts';
import type { PlainDate } from '../kernel/plainDate.ts';
import { CITY_SUBJECT } from './city.ts';
import { LEDGER_FORMAT, type LedgerLine } from './exchange.ts';
import { chainFact, EMPTY_HEAD, type Fact, type HashText, type Head, headText } from './fact.ts';

export interface Founding {
  readonly city: string;
  readonly name: string;
  readonly zone: string;
  readonly algorithm: HashAlgorithm;
  readonly hash: HashText;
  readonly calendar: { readonly content: JsonObject; readonly title: string };
  readonly plan: {
    readonly content: JsonObject;
    readonly title: string;
    /** The plan's source files as a content (plan/planFiles.ts). */
    readonly files?: JsonObject | undefined;
  };
  readonly effectiveFrom: PlainDate;
  readonly on: PlainDate;
  readonly at: Instant;
  /** The unit whose ledger it is: root of the plan's tree of task-bearing units. */
  readonly unit: string;
  readonly newId: (epochMs: number) => string;
}

/** Who acts when nobody has an account yet. */
export const SYSTEM_ACTOR = { account: 'system', post: 'system', unit: '', roles: ['system'] } as const;

export function foundingLines(founding: Founding): readonly LedgerLine[] {
  const { hash } = founding;
  const planHash = hash(canonicalText(founding.plan.content));
  const calendarHash = hash(canonicalText(founding.calendar.content));
  const { files } = founding.plan;
  const filesHash = files && hash(canonicalText(files));
  const effectiveFrom = founding.effectiveFrom;
  const facts = link(founding, [
    ['cityFounded', { name: founding.name, zone: founding.zone, hash: founding.algorithm, simulated: false }],
    ['calendarAdopted', { content: calendarHash, effectiveFrom, title: founding.calendar.title }],
    [
      'planAdopted',
      {
        content: planHash,
        effectiveFrom,
        title: founding.plan.title,
        ...(filesHash ? { files: filesHash } : {}),
      },
    ],
  ]);
  const head = facts.at(-1) ?? EMPTY_HEAD;
  return [
    {
      format: LEDGER_FORMAT,
      city: founding.city,
      hash: founding.algorithm,
      head: headText(head),
      simulated: false,
    },
    { content: { hash: calendarHash, kind: 'calendar', body: founding.calendar.content } },
    { content: { hash: planHash, kind: 'plan', body: founding.plan.content } },
    ...(files && filesHash ? [{ content: { hash: filesHash, kind: 'files' as const, body: files } }] : []),
    ...facts.map(({ city: _city, ...fact }) => ({ fact })),
  ];
}

function link(founding: Founding, bodies: readonly (readonly [string, JsonObject])[]): Fact[] {
  const facts: Fact[] = [];
  let head: Head = EMPTY_HEAD;
  bodies.forEach(([kind, body], index) => {
    const recordedMs = epochMs(founding.at) + index;
    const fact = chainFact(founding.hash, head, {
      city: founding.city,
      seq: index + 1,
      id: founding.newId(recordedMs),
      loop: 'city',
      kind,
      kindVersion: 1,
      subject: CITY_SUBJECT,
      revision: index + 1,
      unit: founding.unit,
      occurredOn: founding.on,
      occurredAt: null,
      recordedAt: instantOf(recordedMs),
      actor: SYSTEM_ACTOR.account,
      actorPost: SYSTEM_ACTOR.post,
      actorUnit: founding.unit,
      planVersion: '',
      command: '',
      corrects: null,
      body,
    });
    facts.push(fact);
    head = { seq: fact.seq, hash: fact.hash, recordedAt: fact.recordedAt };
  });
  return facts;
}
