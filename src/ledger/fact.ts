// The envelope of a fact, and the chain. A fact is never changed: a correction is another fact that names the one it corrects.
// The hash covers every column of the envelope, so that a byte flipped anywhere is found and named.
import { canonicalText } from '../kernel/canonical.ts';
import type { Instant } from '../kernel/instant.ts';
import type { JsonObject } from '../kernel/json.ts';
import type { PlainDate } from '../kernel/plainDate.ts';

/** A fact before it has its place in the chain: all but seq, recordedAt's final value and hash. */
export interface UnchainedFact {
  readonly city: string;
  readonly id: string;
  readonly loop: string;
  readonly kind: string;
  readonly kindVersion: number;
  readonly subject: string;
  /** 1 for a subject's first fact, then one more each: what optimistic writers check. */
  readonly revision: number;
  /** The unit that the fact counts for. */
  readonly unit: string;
  readonly occurredOn: PlainDate;
  readonly occurredAt: Instant | null;
  readonly actor: string;
  readonly actorPost: string;
  readonly actorUnit: string;
  /** Content hash of the plan in force; '' before the first adoption. */
  readonly planVersion: string;
  /** Digest of the command (city, key, actor, request) that recorded it. */
  readonly command: string;
  readonly corrects: string | null;
  readonly body: JsonObject;
}

export interface Fact extends UnchainedFact {
  readonly seq: number;
  readonly recordedAt: Instant;
  readonly hash: string;
}

/** The last link of a chain: what every export and bulletin prints as `SEQ:HASH`. */
export interface Head {
  readonly seq: number;
  readonly hash: string;
  readonly recordedAt: Instant | null;
}

/** The head of an empty ledger. Its hash is 64 zeros, so that the first link has the same form as all others. */
export const EMPTY_HEAD: Head = { seq: 0, hash: '0'.repeat(64), recordedAt: null };

export function headText(head: Head): string {
  return `${head.seq}:${head.hash}`;
}

/** `SEQ:HASH` back to a head, or undefined when the text is not one. */
export function findHead(text: string): Head | undefined {
  const match = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text.trim());
  if (!match) return undefined;
  return { seq: Number(match[1]), hash: match[2] ?? '', recordedAt: null };
}

/**
 * The bytes that are hashed, after the previous hash and a line feed: RFC 8785 over the whole envelope save the hash itself. The text is the
 * same before and after a jsonb round trip, because a body holds no floats, no U+0000 and no lone surrogates. Held by a golden test. `body`: the canonical
 * text of the fact's body, where who asks has it.
 */
export function canonicalFact(fact: Omit<Fact, 'hash'>, body = canonicalText(fact.body)): string {
  // The keys stand in RFC 8785 order already; only values that may hold anything go through canonicalText.
  return (
    `{"actor":${canonicalText(fact.actor)},"actorPost":${canonicalText(fact.actorPost)},"actorUnit":${canonicalText(fact.actorUnit)}` +
    `,"body":${body},"city":${canonicalText(fact.city)},"command":${canonicalText(fact.command)}` +
    `,"corrects":${canonicalText(fact.corrects)},"id":${canonicalText(fact.id)},"kind":${canonicalText(fact.kind)}` +
    `,"kindVersion":${fact.kindVersion},"loop":${canonicalText(fact.loop)},"occurredAt":${canonicalText(fact.occurredAt)}` +
    `,"occurredOn":"${fact.occurredOn}","planVersion":${canonicalText(fact.planVersion)},"recordedAt":"${fact.recordedAt}"` +
    `,"revision":${fact.revision},"seq":${fact.seq},"subject":${canonicalText(fact.subject)},"unit":${canonicalText(fact.unit)}}`
  );
}

/** Hash of the concatenation of its parts, in lowercase hex: kernel/hash.node.ts with the city's algorithm bound. */
export type HashText = (...parts: string[]) => string;

/** Links a fact to the head before it. */
export function chainFact(
  hash: HashText,
  previous: Head,
  fact: Omit<Fact, 'hash'>,
  body = canonicalText(fact.body),
): Fact {
  return { ...fact, hash: hash(`${previous.hash}\n${canonicalFact(fact, body)}`) };
}
