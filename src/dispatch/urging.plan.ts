// The section `urging`: who may urge (催办) and within how many days an answer is due. It declares no ladder: that is `ladders`.
import { z } from 'zod';
import { ROLES } from '../access/roles.ts';
import type { PlanInForce, PlanSection } from '../kernel/loop.ts';
import { givenFields, Note } from '../plan/element.ts';
import { DayKind, LimitDays } from '../plan/promiseClock.ts';

/** Who may, where a plan says nothing: the supervision office, leaders, the project's county and its agent. */
const USUAL = ['office', 'leader', 'county', 'agent'] as const;
/** Where a plan gives no days. No source gives a number: it is shown as 演示假定 wherever it stands. */
export const ASSUMED_REPLY_DAYS = 3;

const roleIds = ROLES.map(({ id }) => id);

export const Urging = z
  .strictObject({
    by: z
      .array(z.enum(roleIds))
      .min(1)
      .max(roleIds.length)
      .default([...USUAL])
      .describe(
        `哪些角色可以催办：office 督查室、leader 市领导、county 县区（本县的项目）、agent 代办员（凭授权）等，1 至 ${roleIds.length} 种；默认 office、leader、county、agent。例：[office, leader]`,
      ),
    replyWithinDays: LimitDays.optional().describe(
      `被催办的多少天内答复，单位见 dayKind，1 至 3650；来源没有给就不填：按 ${ASSUMED_REPLY_DAYS} 天，处处标明演示假定。例：5`,
    ),
    dayKind: DayKind,
    note: Note.optional().describe('说明，最多 1000 字。例：催办不改时限，只要一个答复'),
    ...givenFields,
  })
  .describe('催办：谁可以催、多少天内答复');
export type Urging = z.infer<typeof Urging>;

export const urgingSection: PlanSection<Urging> = {
  key: 'urging',
  title: { zh: '催办', en: 'Urging' },
  schema: Urging.prefault({}),
  optional: true,
};

/** Days that an answer is given, frozen in the urge when it is made. */
export interface ReplyRule {
  readonly days: number;
  readonly dayKind: '工作日' | '自然日';
  /** `plan`: the plan gives the days. `assumed`: it does not (演示假定). */
  readonly basis: 'plan' | 'assumed';
}

export function replyRuleOf(plan: PlanInForce): ReplyRule {
  const { replyWithinDays, dayKind, provenance } = plan.section(urgingSection);
  const given = replyWithinDays !== undefined && provenanceOf(provenance) !== '演示假定';
  return { days: replyWithinDays ?? ASSUMED_REPLY_DAYS, dayKind, basis: given ? 'plan' : 'assumed' };
}

function provenanceOf(
  provenance: Readonly<Record<string, { readonly basis: string }>> | undefined,
): string | undefined {
  return (provenance?.replyWithinDays ?? provenance?.['*'])?.basis;
}
