// /api/plan/drafts: a plan is changed as a draft — edited, told as a difference, approved by another hand, adopted from a date. What a draft comes
// to is worked out here at each asking, from the files of its base; only edits and verdicts are facts.
import { z } from 'zod';
import { CAPABILITY_WORDS, may } from '../../access/roles.ts';
import { permit, type Route, type RouteRequest, route } from '../../access/route.http.ts';
import type { Scope } from '../../access/scope.ts';
import { standingOf } from '../../access/standing.ts';
import type { JsonObject } from '../../kernel/json.ts';
import type { Actor } from '../../kernel/loop.ts';
import { Problem } from '../../kernel/problem.ts';
import type { CommandAnswer } from '../../ledger/command.ts';
import { hashText } from '../../ledger/ledger.pg.ts';
import type { LedgerView } from '../../ledger/view.pg.ts';
import type { PlanRegistry } from '../../plan/check.ts';
import { planFilesContent } from '../../plan/planFiles.ts';
import { changingEdits, collisions, type DraftPlan, draftPlan } from './draftPlan.ts';
import { EditElements, SubmitDraft, WithdrawDraft } from './drafts.commands.ts';
import { DraftApproved, Title } from './drafts.facts.ts';
import {
  type DraftEdit,
  type DraftRow,
  draftEdits,
  getDraft,
  lastAdopted,
  listDrafts,
  peopleOf,
  type StoredPlan,
  storedPlan,
} from './drafts.pg.ts';
import { DRAFTS } from './drafts.ts';
import { importRoute } from './import.http.ts';

const at = {
  asOf: z.string().optional().describe('时点'),
  known: z.string().optional().describe('按当时已报'),
};
const DraftsQuery = z.object({
  ...at,
  state: z.enum(['open', 'submitted', 'returned', 'approved', 'withdrawn']).optional().describe('状态'),
  limit: z.coerce.number().int().min(1).max(100).default(50).describe('每页条数'),
  cursor: z
    .string()
    .regex(/^\d{1,15}$/)
    .optional()
    .describe('上一页的 nextCursor'),
});
type DraftsQuery = z.infer<typeof DraftsQuery>;
const AtQuery = z.object(at);
type AtQuery = z.infer<typeof AtQuery>;
const OpenBody = z.object({ title: Title });
type OpenBody = z.infer<typeof OpenBody>;
const EditBody = EditElements.omit({ draft: true });
type EditBody = z.infer<typeof EditBody>;
const SubmitBody = SubmitDraft.omit({ draft: true }).partial();
type SubmitBody = z.infer<typeof SubmitBody>;
const ReasonBody = WithdrawDraft.omit({ draft: true });
type ReasonBody = z.infer<typeof ReasonBody>;
const ApproveBody = DraftApproved.omit({ content: true, files: true }).extend({
  submission: z
    .int()
    .min(1)
    .optional()
    .describe('看过的是哪一次提交：submittedSeq；之后又改过再提交的，不会被批准。不填 = 现在的这一次'),
});
type ApproveBody = z.infer<typeof ApproveBody>;
const AdoptBody = z.object({
  title: z.string().trim().min(1).max(200).optional().describe('新版计划的名称；不填 = 原名'),
});
type AdoptBody = z.infer<typeof AdoptBody>;

/** Looked at before the draft is: what it comes to is not told to who may not change it. */
function permitEdit({ actor }: { readonly actor: Actor }): void {
  permit(may(actor, 'editPlans'), CAPABILITY_WORDS.editPlans);
}

const RECORDED = '{draft, seq, facts, subject, revision, head, repeated}';

export function draftRoutes(registry: PlanRegistry): readonly Route[] {
  return [
    ...readingRoutes(registry),
    ...editingRoutes(registry),
    ...handingRoutes(registry),
    ...decidingRoutes(registry),
    importRoute(registry),
  ];
}

function readingRoutes(registry: PlanRegistry): readonly Route[] {
  return [
    route<DraftsQuery>({
      method: 'GET',
      path: '/api/plan/drafts',
      title: { zh: '计划草稿', en: 'Plan drafts, latest first' },
      query: DraftsQuery,
      reply: '{at, drafts: [draft], people: {account: title}, may: {edit, approve, adopt}, nextCursor}',
      handler: ({ read, query, actor, scope }) => read((view) => draftsPage(view, query, { actor, scope })),
    }),
    route<AtQuery>({
      method: 'GET',
      path: '/api/plan/drafts/{id}',
      title: { zh: '一份计划草稿', en: 'A plan draft: edits, issues, difference' },
      query: AtQuery,
      reply:
        '{at, draft, base: {hash, title, effectiveFrom}, edits: [{section, element, op, value, fact, editedBy, editedAt, editedUnit, reason, source}], issues: [{code, severity, file, line, path, message, fix, section, element, where, shown: {message, fix}}], errors, difference: [{section, element, title, kind, fields, words}], people: {account: title}, may}',
      handler: ({ read, params, actor, scope }) =>
        read(async (view) => {
          const { draft, edits, base, plan } = await drafted(view, params.id ?? '', { registry, scope });
          return {
            at: standingOf(view),
            draft: draftLine(view, draft, actor),
            base: { hash: base.hash, title: base.title, effectiveFrom: base.effectiveFrom },
            edits: edits.map(({ value, ...edit }) => ({ ...edit, value: value ?? null })),
            issues: plan.issues,
            errors: plan.errors,
            difference: plan.difference,
            people: await peopleOf(view),
            may: rights(actor),
          };
        }),
    }),
  ];
}

function editingRoutes(registry: PlanRegistry): readonly Route[] {
  return [
    route<Record<string, never>, OpenBody>({
      method: 'POST',
      path: '/api/plan/drafts',
      title: { zh: '起草', en: 'Open a draft' },
      body: OpenBody,
      reply: RECORDED,
      writes: true,
      handler: async (request) => {
        // The same key opens the same draft, however often it is sent.
        const id = `d-${hashText('sha256')(request.city, '\n', request.actor.account, '\n', request.idempotencyKey).slice(0, 12)}`;
        return give(request, 'openDraft', id, { title: request.body.title });
      },
    }),
    route<Record<string, never>, EditBody>({
      method: 'POST',
      path: '/api/plan/drafts/{id}/elements',
      title: { zh: '修改计划元素', en: 'Put, remove and restore elements' },
      body: EditBody,
      reply: RECORDED,
      writes: true,
      handler: async (request) => {
        permitEdit(request);
        const { edits, ...why } = request.body;
        const id = request.params.id ?? '';
        refuseUnknownSections(
          edits.map((edit) => edit.section),
          registry,
        );
        const changing = await request.ledger.read(request.city, {}, async (view) => {
          const draft = await getDraft(view, id, request.scope);
          const base = await storedPlan(view, draft.base);
          return changingEdits(edits, base.content, await draftEdits(view, id), registry);
        });
        if (changing.length === 0) throw nothingChanged();
        return give(request, 'editElements', id, { edits: changing, ...why } as unknown as JsonObject);
      },
    }),
  ];
}

function handingRoutes(registry: PlanRegistry): readonly Route[] {
  return [
    route<Record<string, never>, SubmitBody>({
      method: 'POST',
      path: '/api/plan/drafts/{id}/submit',
      title: { zh: '提交审批', en: 'Submit a draft' },
      body: SubmitBody,
      reply: RECORDED,
      writes: true,
      handler: async (request) => {
        permitEdit(request);
        const { scope } = request;
        const id = request.params.id ?? '';
        const { draft, plan } = await request.ledger.read(request.city, {}, (view) =>
          drafted(view, id, { registry, scope }),
        );
        if (draft.state === 'open' || draft.state === 'returned') refuseErrors(plan);
        return give(request, 'submitDraft', id, { ...request.body } as JsonObject);
      },
    }),
    route<Record<string, never>, undefined>({
      method: 'POST',
      path: '/api/plan/drafts/{id}/rebase',
      title: { zh: '改接到现在的计划', en: 'Rebase a draft on the plan in force' },
      reply: RECORDED,
      writes: true,
      handler: async (request) => {
        permitEdit(request);
        const id = request.params.id ?? '';
        const now = await request.ledger.read(request.city, {}, async (view) => {
          const draft = await getDraft(view, id, request.scope);
          const last = lastAdopted(view).content;
          const [before, after] = [await storedPlan(view, draft.base), await storedPlan(view, last)];
          const clash = collisions(before.content, after.content, await draftEdits(view, id), registry);
          if (clash.length > 0) throw rebaseCollides(clash);
          return last;
        });
        return give(request, 'rebaseDraft', id, { base: now });
      },
    }),
    route<Record<string, never>, ReasonBody>({
      method: 'POST',
      path: '/api/plan/drafts/{id}/withdraw',
      title: { zh: '撤回草稿', en: 'Withdraw a draft' },
      body: ReasonBody,
      reply: RECORDED,
      writes: true,
      handler: (request) =>
        give(request, 'withdrawDraft', request.params.id ?? '', { reason: request.body.reason }),
    }),
  ];
}

function decidingRoutes(registry: PlanRegistry): readonly Route[] {
  return [
    route<Record<string, never>, ReasonBody>({
      method: 'POST',
      path: '/api/plan/drafts/{id}/return',
      title: { zh: '退回修改', en: 'Return a draft' },
      body: ReasonBody,
      reply: RECORDED,
      writes: true,
      handler: (request) =>
        give(request, 'returnDraft', request.params.id ?? '', { reason: request.body.reason }),
    }),
    route<Record<string, never>, ApproveBody>({
      method: 'POST',
      path: '/api/plan/drafts/{id}/approve',
      title: { zh: '批准草稿', en: 'Approve a draft' },
      body: ApproveBody,
      reply: `${RECORDED} and {content, files}`,
      writes: true,
      handler: (request) => approve(request, registry),
    }),
    route<Record<string, never>, AdoptBody>({
      method: 'POST',
      path: '/api/plan/drafts/{id}/adopt',
      title: { zh: '采纳草稿', en: 'Adopt an approved draft' },
      body: AdoptBody,
      reply: RECORDED,
      writes: true,
      handler: adopt,
    }),
  ];
}

/** Content and files are stored first: they are named by their hashes and mean nothing until a fact names them. */
async function approve(request: RouteRequest<unknown, ApproveBody>, registry: PlanRegistry) {
  permit(may(request.actor, 'approvePlans'), CAPABILITY_WORDS.approvePlans);
  const id = request.params.id ?? '';
  const { scope } = request;
  const { draft, plan } = await request.ledger.read(request.city, {}, (view) =>
    drafted(view, id, { registry, scope }),
  );
  if (draft.submittedSeq === null) throw notSubmitted();
  refuseErrors(plan);
  const content = await request.ledger.storeContent(request.city, { kind: 'plan', body: plan.content! });
  const files = await request.ledger.storeContent(request.city, {
    kind: 'files',
    body: planFilesContent(plan.files),
  });
  const answer = await give(request, 'approveDraft', id, {
    ...request.body,
    content,
    files,
    submission: request.body.submission ?? draft.submittedSeq,
  });
  return { ...answer, content, files };
}

/** What was approved, from the date that was approved. */
async function adopt(request: RouteRequest<unknown, AdoptBody>) {
  permit(may(request.actor, 'adoptPlans'), CAPABILITY_WORDS.adoptPlans);
  const id = request.params.id ?? '';
  const { draft, title } = await request.ledger.read(request.city, {}, async (view) => {
    const found = await getDraft(view, id, request.scope);
    return { draft: found, title: (await storedPlan(view, found.base)).title };
  });
  if (draft.content === null || draft.files === null || draft.effectiveFrom === null) throw notApproved();
  const { content, files, effectiveFrom } = draft;
  const answer = await request.ledger.submit(request.city, {
    key: request.idempotencyKey,
    actor: request.actor,
    loop: 'city',
    command: 'adoptPlan',
    body: { content, files, effectiveFrom, title: request.body.title ?? title, draft: id },
  });
  return { draft: id, ...answer };
}

async function give(
  {
    ledger,
    city,
    actor,
    idempotencyKey,
  }: Pick<RouteRequest<unknown, unknown>, 'ledger' | 'city' | 'actor' | 'idempotencyKey'>,
  command: string,
  draft: string,
  body: JsonObject,
): Promise<CommandAnswer & { readonly draft: string }> {
  const answer = await ledger.submit(city, {
    key: idempotencyKey,
    actor,
    loop: DRAFTS,
    command,
    body: { draft, ...body },
  });
  return { draft, ...answer };
}

export interface Drafted {
  readonly draft: DraftRow;
  readonly edits: readonly DraftEdit[];
  readonly base: StoredPlan;
  readonly plan: DraftPlan;
}

/** Half a second of work for a plan of 2,500 elements, and the same for every reader until the next edit: the last few are kept. */
const WORKED_MAX = 8;
const workedOut = new Map<string, DraftPlan>();

/** Base and facts say all of a draft; neither ever changes. */
function worked(base: StoredPlan, edits: readonly DraftEdit[], registry: PlanRegistry): DraftPlan {
  const key = [
    base.hash,
    base.filesHash,
    ...edits.map((edit) => `${edit.fact} ${edit.section} ${edit.element}`),
  ].join('\n');
  const plan = workedOut.get(key) ?? draftPlan(base, edits, registry);
  workedOut.delete(key);
  workedOut.set(key, plan);
  if (workedOut.size > WORKED_MAX) workedOut.delete(workedOut.keys().next().value ?? '');
  return plan;
}

/** Fails with `draft_unknown`. */
export async function drafted(
  view: LedgerView,
  id: string,
  { registry, scope }: { readonly registry: PlanRegistry; readonly scope: Scope },
): Promise<Drafted> {
  const draft = await getDraft(view, id, scope);
  const edits = await draftEdits(view, id);
  const base = await storedPlan(view, draft.base);
  return { draft, edits, base, plan: worked(base, edits, registry) };
}

async function draftsPage(
  view: LedgerView,
  { state, limit, cursor }: DraftsQuery,
  { actor, scope }: { readonly actor: Actor; readonly scope: Scope },
) {
  const rows = await listDrafts(view, {
    scope,
    state,
    limit,
    before: cursor === undefined ? undefined : Number(cursor),
  });
  return {
    at: standingOf(view),
    drafts: rows.map((draft) => draftLine(view, draft, actor)),
    people: await peopleOf(view),
    may: rights(actor),
    nextCursor: rows.length === limit ? String(rows.at(-1)?.lastSeq) : null,
  };
}

function draftLine(view: LedgerView, draft: DraftRow, actor: Actor) {
  const adopted = view.adoptions.find((row) => row.draft === draft.id);
  const last = view.adoptions.length === 0 ? undefined : lastAdopted(view);
  return {
    ...draft,
    openedUnitName: view.plan.units.find(draft.openedUnit, view.today)?.name ?? draft.openedUnit,
    /** Another plan was adopted since: it is to be rebased. Says nothing of one that is through. */
    baseMoved: adopted === undefined && draft.state !== 'withdrawn' && last?.content !== draft.base,
    ownHand: draft.hands.includes(actor.account),
    adopted:
      adopted === undefined
        ? null
        : {
            effectiveFrom: adopted.effective_from,
            at: adopted.adopted_at,
            by: adopted.adopted_by,
            seq: adopted.seq,
          },
  };
}

export function rights(actor: Actor) {
  return {
    edit: may(actor, 'editPlans'),
    approve: may(actor, 'approvePlans'),
    adopt: may(actor, 'adoptPlans'),
  };
}

export function refuseUnknownSections(keys: readonly string[], registry: PlanRegistry): void {
  const unknown = keys.find((key) => !registry.sections.some((section) => section.key === key));
  if (unknown === undefined) return;
  throw new Problem({
    code: 'section_unknown',
    status: 404,
    message: `计划里没有“${unknown}”这一节`,
    kept: '没有写入任何事实',
    fix: `可用：${registry.sections.map((section) => section.key).join('、')}`,
  });
}

function refuseErrors(plan: DraftPlan): void {
  if (plan.errors === 0) return;
  const errors = plan.issues.filter((issue) => issue.severity === 'error');
  throw new Problem({
    code: 'draft_has_errors',
    message: `草稿还有 ${plan.errors} 个错误：${errors
      .slice(0, 3)
      .map((issue) => issue.message)
      .join('；')}`,
    kept: '没有写入任何事实；草稿里的修改都在',
    fix: '改好后再提交',
    data: { issues: errors.slice(0, 100) },
  });
}

function rebaseCollides(
  clash: readonly { readonly section: string; readonly element: string; readonly title: string }[],
): Problem {
  return new Problem({
    code: 'rebase_collides',
    message: `有 ${clash.length} 处两边都改了：${clash
      .slice(0, 5)
      .map((each) => each.title)
      .join('、')}`,
    kept: '没有写入任何事实；草稿还接在原来的计划上',
    fix: '逐处看清：收回草稿里的这处修改再改接，改接后照现在的计划重新改',
    status: 409,
    data: { elements: clash },
  });
}

export function nothingChanged(): Problem {
  return new Problem({
    code: 'nothing_to_record',
    message: '填的和现在的一样，没有要记的。It says what stands already; there is nothing to record.',
    kept: '没有写入任何事实；草稿照旧。Nothing was recorded; the draft is as it was.',
    fix: '改了再保存；不改就关上。Change something and save, or close it.',
    status: 409,
  });
}

function notSubmitted(): Problem {
  return new Problem({
    code: 'draft_not_submitted',
    message: '草稿不在审批中',
    kept: '没有写入任何事实',
    fix: '刷新后再看',
    status: 409,
  });
}

function notApproved(): Problem {
  return new Problem({
    code: 'draft_not_approved',
    message: '采纳的计划须是另一人批准过的草稿',
    kept: '没有写入任何事实',
    fix: '在计划草稿里提交,请另一人批准,再采纳。',
    status: 409,
  });
}
