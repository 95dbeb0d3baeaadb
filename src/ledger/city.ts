// Deciders of the city's own ledger: adopt a plan or a calendar, close a period, set a rehearsal's clock, erase a vault value.
// Founding is not a command: it is the first fact of a restore or of `luodi start` (ledger/founding.ts).
import { z } from 'zod';
import { isInstant } from '../kernel/instant.ts';
import type { CommandKind, DecideContext, NewFact, SubjectRows } from '../kernel/loop.ts';
import { addDays, endOfMonth, monthOf, type PlainDate, parseDate } from '../kernel/plainDate.ts';
import { Problem } from '../kernel/problem.ts';
import { LAST_DAY } from '../plan/unitTree.ts';
import { ContentAdopted, PeriodClosed, PlanAdopted, VaultErased } from './city.facts.ts';

export const CITY_SUBJECT = 'city';

/** Roles that may act on the ledger itself, as access/roles.ts has them (held to it by a test there). `system` is the program itself. */
const MAY: Readonly<Record<'采纳' | '封账' | '设定时钟' | '擦除', readonly string[]>> = {
  采纳: ['office', 'admin', 'system'],
  封账: ['office', 'system'],
  设定时钟: ['admin', 'system'],
  擦除: ['office', 'admin', 'system'],
};

/**
 * Persons adopt what another hand approved; the program itself (founding, restoring) needs no draft. Refusals, in order: `role_missing`,
 * `content_adopted_already`, `draft_not_approved`, `draft_differs_from_approved`, `draft_base_moved`, `effective_from_before_last`,
 * `effective_from_in_closed_period`.
 */
export const adoptPlan: CommandKind<PlanAdopted> = {
  name: 'adoptPlan',
  title: { zh: '采纳计划', en: 'Adopt plan' },
  schema: PlanAdopted,
  subject: () => CITY_SUBJECT,
  reads: ({ draft }) => (draft === undefined ? [] : [{ loop: DRAFTS_LOOP, subject: draft }]),
  decide(command, context) {
    const refused =
      refuseStranger(context, '采纳') ??
      refuseTwice(command, context) ??
      (context.actor.roles.includes('system') && command.draft === undefined
        ? undefined
        : refuseUnapproved(command, context)) ??
      refuseClosedFrom(command.effectiveFrom, context.own);
    return refused ?? [fact(context, 'planAdopted', { ...command })];
  },
};

/** The loop of plan drafts (src/loops/drafts): its table `plan_draft` says what was approved. Known by name only. */
const DRAFTS_LOOP = 'drafts';

function refuseUnapproved(command: PlanAdopted, context: DecideContext): Problem | undefined {
  const draft =
    command.draft === undefined
      ? undefined
      : context.subject(DRAFTS_LOOP, command.draft).table('plan_draft')[0];
  if (draft === undefined || draft.state !== 'approved') {
    return new Problem({
      code: 'draft_not_approved',
      message: '采纳的计划须是另一人批准过的草稿',
      kept: '没有写入任何事实',
      fix: '在计划草稿里提交，请另一人批准，再采纳。',
      status: 409,
    });
  }
  if (
    draft.content !== command.content ||
    draft.files !== (command.files ?? null) ||
    draft.effective_from !== command.effectiveFrom
  ) {
    return new Problem({
      code: 'draft_differs_from_approved',
      message: `要采纳的与批准的不同：批准的是 ${String(draft.content).slice(0, 12)}…,自 ${String(draft.effective_from)} 起`,
      kept: '没有写入任何事实',
      fix: '照批准的采纳；要改内容或日期，退回草稿，改后重新批准。',
      status: 409,
    });
  }
  return (
    refuseMovedBase(String(draft.base), context.own) ??
    refuseBeforeLast(command.effectiveFrom, context.own, context.today)
  );
}

/** The plan that a draft starts from: of all that were adopted the one that holds last. Undefined before any. */
export function lastPlan(city: SubjectRows): AdoptionRow | undefined {
  return findInForce(city.table('adoption') as unknown as readonly AdoptionRow[], 'plan', LAST_DAY);
}

export interface AdoptionRow {
  readonly kind: string;
  readonly content: string;
  readonly effective_from: string;
  readonly seq: string | number;
  readonly title: string;
}

/** `draft_base_moved`: another plan was adopted since the draft was begun. `city` is the rows of the city's own subject. */
export function refuseMovedBase(base: string, city: SubjectRows): Problem | undefined {
  const last = lastPlan(city);
  if (last?.content === base) return undefined;
  return new Problem({
    code: 'draft_base_moved',
    message: `草稿起草之后又采纳了“${last?.title ?? ''}”(自 ${last?.effective_from ?? ''} 起),草稿不是从它改的`,
    kept: '没有写入任何事实；草稿里的修改都在',
    fix: '把草稿改接到现在的计划(变基);同一处两边都改了的，先看清再定。',
    status: 409,
    data: { base, now: last?.content ?? null },
  });
}

/** `effective_from_before_last`: the plan that holds last would go on holding from its own day, and what was approved would be gone again there. */
export function refuseBeforeLast(
  effectiveFrom: string,
  city: SubjectRows,
  today: PlainDate,
): Problem | undefined {
  const last = lastPlan(city);
  if (last === undefined || effectiveFrom >= last.effective_from) return undefined;
  return new Problem({
    code: 'effective_from_before_last',
    message: `“${last.title}”自 ${last.effective_from} 起执行，草稿从 ${effectiveFrom} 起就会在那一天又被它取代`,
    kept: '没有写入任何事实',
    fix:
      last.effective_from > today
        ? `生效日期最早填 ${last.effective_from}。今天到那一天由现行计划管，它之后已有采纳的一版，中间这一段不能再改。`
        : `生效日期最早填 ${last.effective_from}。`,
    status: 409,
    data: { earliest: last.effective_from },
  });
}

/** `effective_from_in_closed_period`: what was published of a closed month was judged by the plan that held then. */
export function refuseClosedFrom(effectiveFrom: string, city: SubjectRows): Problem | undefined {
  const last = city
    .table('closed_period')
    .map((row) => String(row.period))
    .toSorted()
    .at(-1);
  if (last === undefined || effectiveFrom > endOfMonth(parseDate(`${last}-01`))) return undefined;
  return new Problem({
    code: 'effective_from_in_closed_period',
    message: `${last} 已封账，计划不能自 ${effectiveFrom} 起改`,
    kept: '没有写入任何事实',
    fix: `生效日期最早填 ${addDays(endOfMonth(parseDate(`${last}-01`)), 1)}。`,
    status: 409,
    data: { closed: last, earliest: addDays(endOfMonth(parseDate(`${last}-01`)), 1) },
  });
}

function refuseTwice(command: ContentAdopted, context: DecideContext): Problem | undefined {
  const same = context.own
    .table('adoption')
    .some((row) => row.content === command.content && row.effective_from === command.effectiveFrom);
  if (!same) return undefined;
  return new Problem({
    code: 'content_adopted_already',
    message: `这份内容自 ${command.effectiveFrom} 起已经采纳`,
    kept: '没有写入任何事实',
    fix: '不必重复采纳；要改生效日期，请另选一个日期。',
    status: 409,
  });
}

/** Refusals: `role_missing`, `content_adopted_already`. */
export const adoptCalendar: CommandKind<ContentAdopted> = {
  name: 'adoptCalendar',
  title: { zh: '采纳日历', en: 'Adopt calendar' },
  schema: ContentAdopted,
  subject: () => CITY_SUBJECT,
  decide(command, context) {
    const refused = refuseStranger(context, '采纳') ?? refuseTwice(command, context);
    return refused ?? [fact(context, 'calendarAdopted', { ...command })];
  },
};

export type ClosePeriod = z.infer<typeof PeriodClosed>;

/** Months are closed one after another from the first. Refusals: `role_missing`, `period_closed_already`, `period_not_over`, `period_before_not_closed`. */
export const closePeriod: CommandKind<ClosePeriod> = {
  name: 'closePeriod',
  title: { zh: '封账', en: 'Close period' },
  schema: PeriodClosed,
  subject: () => CITY_SUBJECT,
  decide(command, context) {
    const refused = refuseStranger(context, '封账');
    if (refused) return refused;
    if (context.own.table('closed_period').some((row) => row.period === command.period)) {
      return new Problem({
        code: 'period_closed_already',
        message: `${command.period} 已经封账`,
        kept: '没有写入任何事实',
        fix: '迟到的事实请带“补报”标记申报，计入发生的月份。',
        status: 409,
      });
    }
    const last = endOfMonth(parseDate(`${command.period}-01`));
    if (last >= context.today) {
      return new Problem({
        code: 'period_not_over',
        message: `${command.period} 还没有结束（今天 ${context.today}）`,
        kept: '没有写入任何事实',
        fix: '月末之后再封账。',
      });
    }
    return refuseOutOfOrder(command.period, context) ?? [fact(context, 'periodClosed', { ...command })];
  },
};

/** The month after the last that was closed, or any month where none was: what is published stands on all that came before. */
function refuseOutOfOrder(period: string, context: DecideContext): Problem | undefined {
  const last = context.own
    .table('closed_period')
    .map((row) => String(row.period))
    .sort()
    .at(-1);
  if (last === undefined) return undefined;
  const next = monthOf(addDays(endOfMonth(parseDate(`${last}-01`)), 1));
  if (period === next) return undefined;
  return new Problem({
    code: 'period_before_not_closed',
    message: `已封账到 ${last}，下一个只能封 ${next}，不是 ${period}`,
    kept: '没有写入任何事实',
    fix: `先封 ${next}；封账按月份先后，一月一封。`,
    status: 409,
    data: { closed: last, next },
  });
}

export const SetClock = z.strictObject({
  standsAt: z.string().max(24).describe('Instant the clock is set to, with three decimals and Z.'),
});
export type SetClock = z.infer<typeof SetClock>;

/** Refusals: `role_missing`, `clock_of_a_real_city`, `instant_invalid`, `clock_backwards`. */
export const setClock: CommandKind<SetClock> = {
  name: 'setClock',
  title: { zh: '设定时钟', en: 'Set clock' },
  schema: SetClock,
  subject: () => CITY_SUBJECT,
  decide(command, context) {
    const refused = refuseStranger(context, '设定时钟');
    if (refused) return refused;
    if (context.own.table('city')[0]?.simulated !== true) {
      return new Problem({
        code: 'clock_of_a_real_city',
        message: '只有演练的城市才有自己的时钟',
        kept: '没有写入任何事实',
        fix: '真实城市用机器的时钟；去掉 --today。',
        status: 409,
      });
    }
    if (!isInstant(command.standsAt)) {
      return new Problem({
        code: 'instant_invalid',
        message: `不是时刻：${command.standsAt}`,
        fix: '写成 2021-07-09T01:00:00.000Z。',
      });
    }
    // recorded_at never runs backwards, so a clock set before the last fact would not be believed.
    if (command.standsAt < context.now) {
      return new Problem({
        code: 'clock_backwards',
        message: `城市的时钟已经走到 ${context.now}，不能拨回 ${command.standsAt}`,
        kept: '没有写入任何事实',
        fix: '给一个更晚的日期，或用另一个数据文件夹重新演练。',
        status: 409,
      });
    }
    return [fact(context, 'clockSet', { ...command })];
  },
};

export type EraseVaultValue = z.infer<typeof VaultErased>;

/** Refusals: `role_missing`, `erased_already`. The value itself is deleted by the ledger in the same transaction. */
export const eraseVaultValue: CommandKind<EraseVaultValue> = {
  name: 'eraseVaultValue',
  title: { zh: '擦除保管值', en: 'Erase vault value' },
  schema: VaultErased,
  subject: () => CITY_SUBJECT,
  decide(command, context) {
    const refused = refuseStranger(context, '擦除');
    if (refused) return refused;
    if (context.own.table('vault_erasure').some((row) => row.digest === command.digest)) {
      return new Problem({
        code: 'erased_already',
        message: '这个值已经擦除',
        kept: '没有写入任何事实',
        status: 409,
      });
    }
    return [fact(context, 'vaultErased', { ...command })];
  },
};

function refuseStranger(context: DecideContext, what: keyof typeof MAY): Problem | undefined {
  if (context.actor.roles.some((role) => MAY[what].includes(role))) return undefined;
  return new Problem({
    code: 'role_missing',
    message: `${context.actor.post || context.actor.account} 不能${what}`,
    kept: '没有写入任何事实',
    fix: '请督查室或系统管理员办理。',
    status: 403,
  });
}

function fact(context: DecideContext, kind: string, body: NewFact['body']): NewFact {
  return { kind, subject: CITY_SUBJECT, unit: context.actor.unit, occurredOn: context.today, body };
}

/** The row of table `adoption` that holds on a date: latest effective_from, then latest adopted. */
export function findInForce<T extends { effective_from: string; seq: string | number; kind: string }>(
  adoptions: readonly T[],
  kind: 'plan' | 'calendar',
  on: PlainDate,
): T | undefined {
  const known = adoptions.filter((row) => row.kind === kind);
  const held = known.filter((row) => row.effective_from <= on);
  const latest = (a: T, b: T) =>
    a.effective_from === b.effective_from
      ? Number(a.seq) - Number(b.seq)
      : a.effective_from < b.effective_from
        ? -1
        : 1;
  if (held.length > 0) return held.toSorted(latest).at(-1);
  // Before the first plan took effect its own definitions are the best there are: the earliest adoption is used.
  return known.toSorted(latest)[0];
}

/** A city's now: the machine's, or for a rehearsed city where its clock was set plus what has passed since. */
export function cityNowMs(
  machineMs: number,
  clock: { readonly standsAtMs: number; readonly anchoredAtMs: number } | undefined,
): number {
  return clock ? clock.standsAtMs + Math.max(0, machineMs - clock.anchoredAtMs) : machineMs;
}
