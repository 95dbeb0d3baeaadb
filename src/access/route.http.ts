// What a route is, wherever it stands: a row of data with a handler. The server (app/server.ts) mounts the rows, and the same rows make
// /api/openapi.json, so that no route is undocumented. A handler gets checked input and returns data; it never sees a socket.
import type { ZodType } from 'zod';
import type { Actor, Words } from '../kernel/loop.ts';
import { isDate, type PlainDate } from '../kernel/plainDate.ts';
import { Problem } from '../kernel/problem.ts';
import type { Ledger } from '../ledger/ledger.pg.ts';
import type { LedgerView } from '../ledger/view.pg.ts';
import type { Scope } from './scope.ts';

/** The account behind a request, as it stands now. */
export interface Account {
  readonly city: string;
  readonly id: string;
  readonly unit: string;
  readonly post: string;
  readonly roles: readonly string[];
  readonly title: string;
}

/** A reply that is no JSON: a workbook, a document. One of any length goes out piece by piece; when it fails, the answer breaks off. */
export interface FileReply {
  readonly file: {
    readonly name: string;
    readonly type: string;
    readonly bytes: Uint8Array | AsyncIterable<Uint8Array>;
  };
}

/** A page rendered by the server, for who has no account; it is never indexed. Its address goes to no other site (referrer-policy). */
export interface PageReply {
  readonly page: { readonly html: string; readonly status?: number };
}

export interface RouteRequest<Q, B> {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Q;
  readonly body: B;
  readonly city: string;
  /** Only for routes that need a session. */
  readonly account: Account;
  readonly actor: Actor;
  readonly scope: Scope;
  readonly ledger: Ledger;
  readonly at: ReadAt;
  readonly idempotencyKey: string;
  /** Where the server keeps files that are no truth and outlive a restart: lists under import. A route makes a folder of its own in it. */
  readonly folder: string;
  /** Where the request comes from: what tries without an account are counted by. */
  readonly address: string;
  /** One transaction at the standpoint that the address names. */
  read<T>(work: (view: LedgerView) => Promise<T>): Promise<T>;
}

export interface ReadAt {
  readonly asOf?: PlainDate;
  readonly known?: number | PlainDate | undefined;
}

export interface Route<Q = unknown, B = unknown> {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** As in OpenAPI: `/api/projects/{id}`. */
  readonly path: string;
  readonly title: Words;
  readonly query?: ZodType<Q>;
  readonly body?: ZodType<B>;
  /** What is answered, as a schema where it is worth one; else described in words. */
  readonly reply: ZodType | string;
  /** A write needs an Idempotency-Key. */
  readonly writes?: boolean;
  /** The largest body taken, in bytes; else the server's own limit. */
  readonly bodyBytes?: number;
  handler(request: RouteRequest<Q, B>): Promise<unknown>;
}

/** Keeps the types of one route together and hands it to the list of all. */
export function route<Q = Record<string, never>, B = undefined>(declared: Route<Q, B>): Route {
  return declared as unknown as Route;
}

/** Fails with `date_invalid`, `known_invalid`: as status 400, for the address is at fault. */
export function readAt(query: Readonly<Record<string, unknown>>): ReadAt {
  const { asOf, known } = query;
  return {
    ...(asOf === undefined || asOf === '' ? {} : { asOf: dateOf('asOf', asOf) }),
    ...(known === undefined || known === '' ? {} : { known: knownOf(known) }),
  };
}

function dateOf(name: string, value: unknown): PlainDate {
  if (isDate(value)) return value;
  throw new Problem({
    code: 'date_invalid',
    status: 400,
    message: `${name} 不是日期：“${String(value)}”。${name} is not a date.`,
    fix: '写作 YYYY-MM-DD，例如 2021-06-30。Write YYYY-MM-DD.',
  });
}

function knownOf(value: unknown): number | PlainDate {
  if (isDate(value)) return value;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  if (typeof value === 'string' && /^\d{1,15}$/.test(value)) return Number(value);
  throw new Problem({
    code: 'known_invalid',
    status: 400,
    message: `known 须是事实序号或日期，不是“${String(value)}”。known is a seq or a date.`,
    fix: '例如 18402 或 2021-07-09。For example 18402 or 2021-07-09.',
  });
}

/** Fails with `not_permitted`. */
export function permit(allowed: boolean, what: Words): void {
  if (allowed) return;
  throw new Problem({
    code: 'not_permitted',
    status: 403,
    message: `没有权限：${what.zh}。Not permitted: ${what.en}.`,
    kept: '什么都没有改动。Nothing was changed.',
    fix: '请有权限的岗位办理，或联系系统管理员。Ask a post that may, or an administrator.',
  });
}
