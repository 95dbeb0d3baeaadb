// POST /api/commands/<loop>/<command>: the one door for everything that is recorded. It adds the actor and the key; the loop's decider does the rest.
import { type Route, route } from '../access/route.http.ts';
import { scopeOf } from '../access/scope.ts';
import { asksGates, gatesFor } from '../dispatch/gateItems.pg.ts';
import type { JsonObject } from '../kernel/json.ts';
import type { Actor } from '../kernel/loop.ts';
import { Problem } from '../kernel/problem.ts';
import type { Ledger } from '../ledger/ledger.pg.ts';
import { requireFiles } from '../loops/projects/evidence.http.ts';

/** Fields of the envelope that travel beside the command's own, and those of plain forms. */
const ENVELOPE = new Set(['late', 'expectedRevision', 'idempotencyKey', 'returnTo']);

export function commandRoute(): Route {
  return route({
    method: 'POST',
    path: '/api/commands/{loop}/{command}',
    title: { zh: '办理', en: 'Record by command' },
    reply: 'seq, facts, subject, revision, head',
    writes: true,
    async handler(request) {
      const given = objectOf(request.body);
      refuseBare({
        loop: request.params.loop ?? '',
        command: request.params.command ?? '',
        body: given,
      });
      const { late, expectedRevision } = given;
      const body = Object.fromEntries(
        Object.entries(given).filter(([name]) => !ENVELOPE.has(name)),
      ) as JsonObject;
      const files = filesOf(body);
      if (files.length > 0) await request.read((view) => requireFiles(view, request.scope, files));
      const asked = { loop: request.params.loop ?? '', command: request.params.command ?? '', body };
      const answer = await request.ledger.submit(request.city, {
        key: request.idempotencyKey,
        actor: request.actor,
        ...asked,
        ...(await composedFor(request, asked)),
        ...(late === true || late === 'true' ? { late: true } : {}),
        ...(expectedRevision === undefined || expectedRevision === ''
          ? {}
          : { expectedRevision: revisionOf(expectedRevision) }),
      });
      return answer;
    },
  });
}

/** What is given by a route of its own, and by no line of an import either. Fails with `password_route`, `draft_route`, `source_route`, `gate_items_given`, `list_route`. */
export function refuseBare(given: Bare): void {
  refuseBarePassword(given);
  refuseBareDraft(given);
  refuseBareSource(given);
  refuseBareGates(given);
  refuseBareListed(given);
}

interface Bare {
  readonly loop: string;
  readonly command: string;
  readonly body?: unknown;
}

/** What the rooms know of one another is put together here, for deciders that may not look into one another's; it travels beside the body, not in it. */
export async function composedFor(
  { ledger, city, actor }: { readonly ledger: Ledger; readonly city: string; readonly actor: Actor },
  asked: { readonly loop: string; readonly command: string; readonly body: JsonObject },
): Promise<{ readonly composed?: JsonObject }> {
  if (!asksGates(asked.loop, asked.command)) return {};
  const composed = await ledger.read(city, {}, (view) => gatesFor(view, actor, asked));
  return composed === undefined ? {} : { composed };
}

/** The other doors than HTTP ask the same of files that a command names: here, and within the actor's reach. Fails with `evidence_unknown`. */
export function filesHere(
  ledger: Ledger,
  { city, actor }: { readonly city: string; readonly actor: Actor },
): (line: { readonly body: JsonObject }) => Promise<void> {
  const found = new Set<string>();
  return async ({ body }) => {
    const files = filesOf(body).filter((digest) => !found.has(digest));
    if (files.length === 0) return;
    await ledger.read(city, {}, (view) => requireFiles(view, scopeOf(actor), files));
    for (const digest of files) found.add(digest);
  };
}

/** What is missing before a milestone is looked up, not told. Fails with `gate_items_given`. */
function refuseBareGates({ loop, body }: Bare): void {
  if (loop !== 'projects' || typeof body !== 'object' || body === null || !('gateItems' in body)) return;
  throw new Problem({
    code: 'gate_items_given',
    status: 400,
    message: 'gateItems 由系统填写。gateItems is filled in by the product.',
    kept: '没有写入任何事实。Nothing was recorded.',
    fix: '去掉 gateItems。Leave it out.',
  });
}

/** What a list says is taken with its doubts; a person is asked. Fails with `list_route`. */
function refuseBareListed({ loop, body }: Bare): void {
  if (loop !== 'projects' || typeof body !== 'object' || body === null || !('listed' in body)) return;
  throw new Problem({
    code: 'list_route',
    status: 400,
    message: 'listed 只由清单导入填写。listed is filled in by the import of lists.',
    kept: '没有写入任何事实。Nothing was recorded.',
    fix: '去掉 listed；清单用 POST /api/projects/imports。Leave it out.',
  });
}

/** The word of another system is brought in by its import: in a command it would be the sender's own, under another's name. Fails with `source_route`. */
function refuseBareSource({ loop, command, body }: Bare): void {
  const hasSource = typeof body === 'object' && body !== null && 'source' in body;
  if (loop !== 'approvals' || (!hasSource && command !== 'keepImport')) return;
  throw new Problem({
    code: 'source_route',
    status: 400,
    message: '来源系统不由这个命令填写。A source is not given by this command.',
    kept: '没有写入任何事实。Nothing was recorded.',
    fix: '从系统来的：POST /api/approvals/import；手工录入的去掉 source。Import it, or leave source out.',
  });
}

/** A digest without its value would lock the account out. Fails with `password_route`. */
function refuseBarePassword({ loop, command }: Bare): void {
  if (loop !== 'access' || command !== 'setPassword') return;
  throw new Problem({
    code: 'password_route',
    status: 400,
    message: '口令不由这个命令设置。Passwords are not set by this command.',
    kept: '没有写入任何事实。Nothing was recorded.',
    fix: 'POST /api/accounts/{account}/password',
  });
}

/** What is approved, and that no element collides, is worked out by the route: the bare command would take the sender's word for it. Fails with `draft_route`. */
function refuseBareDraft({ loop, command }: Bare): void {
  if (loop !== 'drafts' || (command !== 'approveDraft' && command !== 'rebaseDraft')) return;
  throw new Problem({
    code: 'draft_route',
    status: 400,
    message: '草稿的批准和改接不由这个命令办理。Drafts are not approved or rebased by this command.',
    kept: '没有写入任何事实。Nothing was recorded.',
    fix: 'POST /api/plan/drafts/{id}/approve, /rebase',
  });
}

/** Digests of files among a command's evidence. What is misshapen is left to the command's own schema. */
function filesOf({ evidence }: JsonObject): readonly string[] {
  if (!Array.isArray(evidence)) return [];
  return evidence.flatMap((one) => {
    const digest = typeof one === 'object' && one !== null && 'digest' in one ? one.digest : undefined;
    return typeof digest === 'string' ? [digest] : [];
  });
}

function objectOf(body: unknown): Record<string, unknown> {
  if (typeof body === 'object' && body !== null && !Array.isArray(body))
    return body as Record<string, unknown>;
  throw new Problem({
    code: 'body_invalid',
    status: 400,
    message: '内容须是一个 JSON 对象。The body is a JSON object.',
    kept: '没有写入任何事实。Nothing was recorded.',
    fix: '核对后再提交。Check and send it again; for programs: /api/openapi.json.',
  });
}

function revisionOf(value: unknown): number {
  const revision = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;
  if (typeof revision === 'number' && Number.isSafeInteger(revision) && revision >= 0) return revision;
  throw new Problem({
    code: 'revision_invalid',
    status: 400,
    message: `expectedRevision 须是非负整数，不是“${String(value)}”。`,
    kept: '没有写入任何事实。Nothing was recorded.',
    fix: '用读取时得到的 revision，或不填。Use the revision that was read, or leave it out.',
  });
}
