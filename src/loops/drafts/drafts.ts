// Deciders of plan drafts: who may edit, submit, return, approve, rebase and withdraw one. Pure. What a draft comes to as a plan, and whether that
// is sound, says plan/check.ts before the command is given (drafts.http.ts); adopting it is the city's own fact (ledger/city.ts).
import { CAPABILITY_WORDS, type Capability, may } from '../../access/roles.ts';
import type { Json, JsonObject } from '../../kernel/json.ts';
import type { CommandKind, DecideContext, NewFact, Row } from '../../kernel/loop.ts';
import { Problem } from '../../kernel/problem.ts';
import {
  CITY_SUBJECT,
  lastPlan,
  refuseBeforeLast,
  refuseClosedFrom,
  refuseMovedBase,
} from '../../ledger/city.ts';
import { sameJson } from '../../plan/elements.ts';
import {
  ApproveDraft,
  EditElements,
  type ElementEdited,
  OpenDraft,
  RebaseDraft,
  ReturnDraft,
  SubmitDraft,
  WithdrawDraft,
} from './drafts.commands.ts';

export const DRAFTS = 'drafts';
/** Facts that one subject may have; a draft that is edited so often is two drafts. */
const FACTS_MAX = 2000;

/** Codes, in order: role_missing, draft_exists, plan_not_adopted. */
function decideOpen(command: OpenDraft, context: DecideContext): readonly NewFact[] | Problem {
  const refused = notAllowed('editPlans', context);
  if (refused) return refused;
  if (draftRow(context))
    return refusal('draft_exists', `草稿“${command.draft}”已有`, '换一个编号，或打开它', 409);
  const base = lastPlan(context.subject('city', CITY_SUBJECT));
  if (base === undefined)
    return refusal('plan_not_adopted', '还没有采纳计划，无从改起', '先采纳一份计划', 409);
  return [act('draftOpened', command.draft, context, { title: command.title, base: base.content })];
}

/** Codes, in order: role_missing, draft_unknown, draft_not_open, element_twice, draft_too_long, element_changed_meanwhile. */
function decideEdit(command: EditElements, context: DecideContext): readonly NewFact[] | Problem {
  const draft = editable(context);
  if (draft instanceof Problem) return draft;
  const names = command.edits.map(nameOf);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) return refusal('element_twice', `“${twice}”在一次里改了两处`, '一个元素只留一处');
  if (context.own.revision + 3 > FACTS_MAX) {
    return refusal(
      'draft_too_long',
      `这份草稿已有 ${context.own.revision} 次改动`,
      '提交它，其余的另起一份草稿',
      409,
    );
  }
  const last = new Map(
    context.own.table('plan_draft_edit').map((row) => [`${row.section} ${row.element}`, row]),
  );
  const moved = command.edits.filter((edit) => (last.get(nameOf(edit))?.fact ?? null) !== edit.basedOn);
  if (moved.length > 0) return changedMeanwhile(moved.map((edit) => ({ edit, by: last.get(nameOf(edit)) })));
  const { reason, source } = command;
  const why = { ...(reason === undefined ? {} : { reason }), ...(source === undefined ? {} : { source }) };
  const fresh = command.edits.filter((edit) => !isSaid(edit, last.get(nameOf(edit))));
  return (['put', 'remove', 'restore'] as const).flatMap((op) => {
    const elements = fresh.filter((edit) => edit.op === op).map(({ op: _op, ...edit }) => edit as JsonObject);
    return elements.length === 0 ? [] : [act(FACT_OF[op], command.draft, context, { elements, ...why })];
  });
}

const FACT_OF = { put: 'elementsPut', remove: 'elementsRemoved', restore: 'elementsRestored' } as const;

/** The last edit of the element says it already. */
function isSaid(edit: ElementEdited, last: Row | undefined): boolean {
  if (last === undefined) return edit.op === 'restore';
  return last.op === edit.op && (edit.op !== 'put' || sameJson(edit.value as Json, last.value as Json));
}

/** Codes, in order: role_missing, draft_unknown, draft_not_open, draft_empty, draft_base_moved. */
function decideSubmit(command: SubmitDraft, context: DecideContext): readonly NewFact[] | Problem {
  const draft = editable(context);
  if (draft instanceof Problem) return draft;
  if (context.own.table('plan_draft_edit').every((row) => row.op === 'restore'))
    return refusal('draft_empty', '草稿里没有改动', '改好再提交，或撤回草稿', 409);
  const { draft: id, ...body } = command;
  return (
    refuseMovedBase(String(draft.base), context.subject('city', CITY_SUBJECT)) ?? [
      act('draftSubmitted', id, context, body),
    ]
  );
}

/** Codes, in order: role_missing, draft_unknown, draft_not_submitted. */
function decideReturn(command: ReturnDraft, context: DecideContext): readonly NewFact[] | Problem {
  const refused = notAllowed('approvePlans', context);
  if (refused) return refused;
  const draft = draftRow(context);
  if (!draft) return draftUnknown(command.draft);
  // An approved one can be returned as well: until it is adopted the plan is as it was.
  if (draft.state !== 'submitted' && draft.state !== 'approved') return notSubmitted(draft);
  return (
    refuseAdopted(command.draft, context) ?? [
      act('draftReturned', command.draft, context, { reason: command.reason }),
    ]
  );
}

/**
 * Another hand than any that is in it; no role lifts that, so it is looked at first. Codes, in order: draft_unknown, approved_by_own_hand,
 * role_missing, draft_not_submitted, draft_base_moved, effective_from_before_last, effective_from_in_closed_period.
 */
function decideApprove(command: ApproveDraft, context: DecideContext): readonly NewFact[] | Problem {
  const draft = draftRow(context);
  if (!draft) return draftUnknown(command.draft);
  if (handsOf(draft).includes(context.actor.account)) {
    return refusal(
      'approved_by_own_hand',
      '这份草稿有自己起草、修改或提交的部分',
      '请没有动过它的另一人批准',
      403,
    );
  }
  const city = context.subject('city', CITY_SUBJECT);
  const refused =
    notAllowed('approvePlans', context) ??
    (draft.state === 'submitted' && Number(draft.submitted_seq) === command.submission
      ? undefined
      : notSubmitted(draft)) ??
    refuseMovedBase(String(draft.base), city) ??
    refuseBeforeLast(command.effectiveFrom, city, context.today) ??
    refuseClosedFrom(command.effectiveFrom, city);
  const { draft: id, submission: _, ...body } = command;
  return refused ?? [act('draftApproved', id, context, body)];
}

/** The route has seen that no element was changed on both sides. Codes, in order: role_missing, draft_unknown, draft_not_open, draft_base_stands, draft_base_moved. */
function decideRebase(command: RebaseDraft, context: DecideContext): readonly NewFact[] | Problem {
  const draft = editable(context);
  if (draft instanceof Problem) return draft;
  if (draft.base === command.base)
    return refusal('draft_base_stands', '草稿就是从现在的计划改的', '不用改接', 409);
  return (
    refuseMovedBase(command.base, context.subject('city', CITY_SUBJECT)) ?? [
      act('draftRebased', command.draft, context, { base: command.base }),
    ]
  );
}

/** By who edits or approves. Codes, in order: draft_unknown, role_missing, draft_closed. */
function decideWithdraw(command: WithdrawDraft, context: DecideContext): readonly NewFact[] | Problem {
  const draft = draftRow(context);
  if (!draft) return draftUnknown(command.draft);
  if (!handsOf(draft).includes(context.actor.account)) {
    const refused = notAllowed('approvePlans', context);
    if (refused) return refused;
  }
  if (draft.state === 'withdrawn') return refusal('draft_closed', '这份草稿已经撤回', '不用再撤', 409);
  return (
    refuseAdopted(command.draft, context) ?? [
      act('draftWithdrawn', command.draft, context, { reason: command.reason }),
    ]
  );
}

function refusal(code: string, message: string, fix: string, status = 422): Problem {
  return new Problem({ code, message, kept: '没有写入任何事实', fix, status });
}

function notAllowed(capability: Capability, { actor }: DecideContext): Problem | undefined {
  if (may(actor, capability)) return undefined;
  const message = `账号“${actor.account}”没有${CAPABILITY_WORDS[capability].zh}的权限`;
  return refusal('role_missing', message, '请有权限的岗位办理，或请系统管理员调整角色', 403);
}

/** Codes, in order: role_missing, draft_unknown, draft_not_open. */
function editable(context: DecideContext): Row | Problem {
  const refused = notAllowed('editPlans', context);
  if (refused) return refused;
  const draft = draftRow(context);
  if (!draft) return draftUnknown('');
  if (draft.state === 'open' || draft.state === 'returned') return draft;
  return refusal(
    'draft_not_open',
    `草稿${STATE_WORDS[String(draft.state)] ?? ''}，不能改`,
    '要改，请审批人退回；或另起一份',
    409,
  );
}

export const STATE_WORDS: Readonly<Record<string, string>> = {
  open: '起草中',
  submitted: '已提交审批',
  returned: '已退回修改',
  approved: '已批准',
  withdrawn: '已撤回',
};

function notSubmitted(draft: Row): Problem {
  return refusal(
    'draft_not_submitted',
    `草稿${STATE_WORDS[String(draft.state)] ?? ''}，不在审批中`,
    '刷新后再看',
    409,
  );
}

export function draftUnknown(draft: string): Problem {
  return refusal(
    'draft_unknown',
    `没有草稿${draft === '' ? '' : `“${draft}”`}`,
    '在计划草稿里打开后再办',
    404,
  );
}

/** `draft_adopted`: what was adopted is the plan; a change of it is another draft. */
function refuseAdopted(draft: string, context: DecideContext): Problem | undefined {
  const adopted = context
    .subject('city', CITY_SUBJECT)
    .table('adoption')
    .find((row) => row.draft === draft);
  if (adopted === undefined) return undefined;
  return refusal(
    'draft_adopted',
    `这份草稿自 ${String(adopted.effective_from)} 起已经采纳`,
    '要再改，另起一份草稿',
    409,
  );
}

function changedMeanwhile(
  moved: readonly { readonly edit: ElementEdited; readonly by: Row | undefined }[],
): Problem {
  const who = moved.map(({ edit, by }) =>
    by === undefined
      ? `${edit.section}/${edit.element} 没有你说的那处修改`
      : `${edit.section}/${edit.element} 由 ${String(by.edited_by)} 在 ${String(by.edited_at)} ${OP_WORDS[String(by.op)] ?? ''}`,
  );
  return new Problem({
    code: 'element_changed_meanwhile',
    message: `别人先改了：${who.slice(0, 5).join('；')}${who.length > 5 ? ` 等 ${who.length} 处` : ''}`,
    kept: '没有写入任何事实；你填的内容还在',
    fix: '看清别人改成了什么，再决定要不要在它的基础上改',
    status: 409,
    data: {
      elements: moved.map(({ edit, by }) => ({
        section: edit.section,
        element: edit.element,
        ...(by === undefined
          ? { fact: null }
          : {
              fact: by.fact,
              op: by.op,
              value: by.value ?? null,
              by: by.edited_by,
              unit: by.edited_unit,
              at: by.edited_at,
            }),
      })),
    },
  });
}

const OP_WORDS: Readonly<Record<string, string>> = { put: '改过', remove: '删去', restore: '收回了修改' };

export function handsOf(draft: Row): readonly string[] {
  return String(draft.hands ?? '').split(' ');
}

function nameOf(edit: ElementEdited): string {
  return `${edit.section} ${edit.element}`;
}

function draftRow(context: DecideContext): Row | undefined {
  return context.own.table('plan_draft')[0];
}

/** A plan is the whole city's: its drafts count for the root of its units. */
function act(kind: string, subject: string, context: DecideContext, body: JsonObject): NewFact {
  return { kind, subject, unit: context.plan.units.rootId, occurredOn: context.today, body };
}

export const DRAFT_COMMANDS: readonly CommandKind<never>[] = [
  command('openDraft', '起草', 'Open a draft', OpenDraft, decideOpen),
  command('editElements', '修改计划元素', 'Edit plan elements', EditElements, decideEdit, false),
  command('submitDraft', '提交审批', 'Submit a draft', SubmitDraft, decideSubmit),
  command('returnDraft', '退回修改', 'Return a draft', ReturnDraft, decideReturn),
  command('approveDraft', '批准草稿', 'Approve a draft', ApproveDraft, decideApprove),
  command('rebaseDraft', '改接草稿', 'Rebase a draft', RebaseDraft, decideRebase),
  command('withdrawDraft', '撤回草稿', 'Withdraw a draft', WithdrawDraft, decideWithdraw),
];

function command<C extends { readonly draft: string }>(
  name: string,
  zh: string,
  en: string,
  schema: CommandKind<C>['schema'],
  decide: CommandKind<C>['decide'],
  readsCity = true,
): CommandKind<never> {
  const kind: CommandKind<C> = {
    name,
    title: { zh, en },
    schema,
    subject: (given) => given.draft,
    // Which plan holds last, and which months are closed, the city's own subject says.
    ...(readsCity ? { reads: () => [{ loop: 'city', subject: CITY_SUBJECT }] } : {}),
    decide,
  };
  return kind as unknown as CommandKind<never>;
}
