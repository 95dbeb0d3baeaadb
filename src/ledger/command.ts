// A command on its way to the writer: who asks for what under which key, and what became of it. Refusals are not stored.

import { canonicalText } from '../kernel/canonical.ts';
import type { JsonObject } from '../kernel/json.ts';
import type { Actor, CommandKind, Loop } from '../kernel/loop.ts';
import { Problem } from '../kernel/problem.ts';
import type { HashText } from './fact.ts';
import { shapeFaults, shapeMessage } from './shapeWords.ts';

export interface CommandRequest {
  /** Idempotency key, 1–200 characters: the same key and request is one command however often it is sent. */
  readonly key: string;
  readonly actor: Actor;
  readonly loop: string;
  readonly command: string;
  readonly body: JsonObject;
  /**
   * What the product knows beside it and puts in where the command takes it, such as what stands before a milestone. It is no part of what was asked: the same key and
   * body is the same command though this has moved.
   */
  readonly composed?: JsonObject | undefined;
  /** The 补报 mark: the happening may lie in a closed period. */
  readonly late?: boolean | undefined;
  /** Revision of the subject that the sender saw; refused with `revision_stale` when it has moved on. */
  readonly expectedRevision?: number | undefined;
}

export interface CommandAnswer {
  /** First and last seq recorded. */
  readonly seq: readonly [number, number];
  readonly facts: readonly string[];
  readonly subject: string;
  readonly revision: number;
  /** `SEQ:HASH` of the last fact recorded. */
  readonly head: string;
  /** True when the answer was stored by an earlier sending of the same key. */
  readonly repeated: boolean;
}

/** A request whose shape is right, with all the writer needs to know before it reads anything. */
export interface ParsedCommand {
  readonly request: CommandRequest;
  readonly loop: Loop;
  readonly kind: CommandKind<JsonObject>;
  readonly body: JsonObject;
  readonly subject: string;
  readonly reads: readonly { readonly loop: string; readonly subject: string }[];
  readonly looksAt: readonly { readonly loop: string; readonly subject: string }[];
  readonly reserves: readonly { readonly kind: string; readonly key: string }[];
  readonly looksUp: readonly { readonly kind: string; readonly key: string }[];
  /** Digest of what was asked: same key and digest → stored answer; same key, other digest → `key_reused`. */
  readonly digest: string;
  /** Digest of city, key, actor and request: the `command` of every fact recorded by it. */
  readonly id: string;
}

const NOTHING: readonly never[] = [];

/**
 * Shape of a request. Refusals, in order: `key_invalid`, `loop_unknown`, `command_unknown`, `command_shape` (every fault of the body, by path).
 */
export function parseCommand(
  loops: ReadonlyMap<string, Loop>,
  hash: HashText,
  city: string,
  request: CommandRequest,
): ParsedCommand {
  if (request.key.length < 1 || request.key.length > 200) {
    throw new Problem({
      code: 'key_invalid',
      message: '幂等键要有 1 到 200 个字符',
      kept: '没有写入任何事实',
      fix: '每份表单或每行导入给一个不变的键(Idempotency-Key)。',
      status: 400,
    });
  }
  const loop = loops.get(request.loop);
  if (!loop) throw unknown('loop_unknown', `没有“${request.loop}”这个环节`);
  const kind = loop.commands.find((each) => each.name === request.command) as
    | CommandKind<JsonObject>
    | undefined;
  if (!kind) throw unknown('command_unknown', `“${request.loop}”没有命令 ${request.command}`);
  const { composed } = request;
  const parsed = kind.schema.safeParse(
    composed === undefined ? request.body : { ...request.body, ...composed },
  );
  if (!parsed.success) {
    const faults = shapeFaults(kind.schema, parsed.error);
    throw new Problem({
      code: 'command_shape',
      message: shapeMessage(kind.schema, parsed.error),
      kept: '没有写入任何事实',
      fix: '改正后再提交。Correct it and send it again; for programs: /api/openapi.json.',
      status: 400,
      data: { faults },
    });
  }
  const body = parsed.data;
  // Canonical texts (RFC 8785) of what was asked and of who asked, their keys in order already.
  const digest = hash(
    `{"body":${canonicalText(composed === undefined ? body : without(body, composed))},"command":${canonicalText(request.command)},"expectedRevision":${canonicalText(request.expectedRevision ?? null)}` +
      `,"late":${request.late === true},"loop":${canonicalText(request.loop)}}`,
  );
  const id = hash(
    `{"actor":${canonicalText(request.actor.account)},"city":${canonicalText(city)},"digest":"${digest}","key":${canonicalText(request.key)}}`,
  );
  const subject = kind.subject(body);
  return {
    request,
    loop,
    kind,
    body,
    subject,
    reads: kind.reads?.(body) ?? NOTHING,
    looksAt: kind.looksAt?.(body) ?? NOTHING,
    reserves: kind.reserves?.(body) ?? NOTHING,
    looksUp: kind.looksUp?.(body) ?? NOTHING,
    digest,
    id,
  };
}

/** Of what was read of a request, the part that its sender gave. */
function without(body: JsonObject, composed: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([name]) => !(name in composed)));
}

function unknown(code: string, message: string): Problem {
  return new Problem({
    code,
    message,
    kept: '没有写入任何事实',
    fix: '刷新页面后再试。Reload the page; names of commands for programs: /api/openapi.json.',
    status: 404,
  });
}

/** Names that a command may write, and those that it only reads: where one writes what another reads or writes, the other must see what became of it. */
export interface Footprint {
  readonly writes: readonly string[];
  readonly reads: readonly string[];
}

export function footprint(command: ParsedCommand): Footprint {
  const { request, loop, subject, reads, looksAt, reserves, looksUp } = command;
  const writes = [`k ${request.key}`, `s ${loop.name} ${subject}`];
  for (const read of reads) writes.push(`s ${read.loop} ${read.subject}`);
  for (const { kind, key } of reserves) writes.push(`r ${kind} ${key}`);
  if (looksAt.length === 0 && looksUp.length === 0) return { writes, reads: NO_NAMES };
  return {
    writes,
    reads: [
      ...looksAt.map((look) => `s ${look.loop} ${look.subject}`),
      ...looksUp.map(({ kind, key }) => `r ${kind} ${key}`),
    ],
  };
}

const NO_NAMES: readonly string[] = [];
