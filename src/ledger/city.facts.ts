// The facts about the city's ledger itself: its founding, the plan and calendar in force, closed periods, the clock, erasures.
// Adopting a plan is a fact, so that what the folder on disk says later changes nothing until adopted.
import { z } from 'zod';
import type { FactKind } from '../kernel/loop.ts';
import { isDate } from '../kernel/plainDate.ts';

export const HashText = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .describe('Content hash: 64 lowercase hex digits of the canonical text, by the hash of the city.');

export const DateText = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .refine(isDate, 'no such day')
  .describe('A date of the city, YYYY-MM-DD.');

export const CityFounded = z
  .strictObject({
    name: z.string().min(1).max(60).describe('Name of the city as the screen shows it. Example: 肇庆市.'),
    zone: z.string().min(1).max(60).describe('IANA time zone of the city. Example: Asia/Shanghai.'),
    hash: z.enum(['sha256', 'sm3']).describe('Hash of the chain, chosen once.'),
    simulated: z
      .boolean()
      .describe('True for a rehearsal: everything of this city is marked 模拟 wherever it is seen.'),
    seed: z.string().max(60).optional().describe('Seed of the rehearsal that made the ledger.'),
  })
  .describe('The first fact of every ledger.');
export type CityFounded = z.infer<typeof CityFounded>;

export const ContentAdopted = z
  .strictObject({
    content: HashText,
    effectiveFrom: DateText,
    title: z.string().min(1).max(200).describe('Title, as the screen shows it.'),
  })
  .describe('A plan or calendar, stored whole in the database, holds from a date.');
export type ContentAdopted = z.infer<typeof ContentAdopted>;

export const PlanAdopted = ContentAdopted.extend({
  files: HashText.exactOptional().describe(
    'Hash of the source files of the plan, stored whole (kind `files`). Absent: adopted without files.',
  ),
  draft: z
    .string()
    .min(1)
    .max(64)
    .exactOptional()
    .describe(
      'The approved draft that is adopted (loop `drafts`). Absent only when the program itself adopts.',
    ),
}).describe('A plan, stored whole in the database, holds from a date.');
export type PlanAdopted = z.infer<typeof PlanAdopted>;

export const PeriodClosed = z
  .strictObject({
    period: z
      .string()
      .regex(/^(19|20|21)\d{2}-(0[1-9]|1[0-2])$/)
      .describe('Month that is closed (封账), YYYY-MM.'),
  })
  .describe('Reports of the month are in; what comes later is marked 补报.');

export const ClockSet = z
  .strictObject({
    standsAt: z
      .string()
      .max(24)
      .describe('Instant at which the city clock stands when this fact is recorded.'),
  })
  .describe('A rehearsed city has a clock of its own, which runs on from here.');

export const VaultErased = z
  .strictObject({
    digest: HashText,
    reason: z.string().min(1).max(500).describe('Why the value was erased: request, end of keeping time …'),
  })
  .describe('A value of the vault was erased; the digest in the facts stays.');

export const cityFacts: readonly FactKind[] = [
  fact('cityFounded', 'act', '建立账本', 'City founded', CityFounded),
  fact('planAdopted', 'act', '采纳计划', 'Plan adopted', PlanAdopted),
  fact('calendarAdopted', 'act', '采纳日历', 'Calendar adopted', ContentAdopted),
  fact('periodClosed', 'act', '封账', 'Period closed', PeriodClosed),
  fact('clockSet', 'act', '设定时钟', 'Clock set', ClockSet),
  fact('vaultErased', 'act', '擦除保管值', 'Vault value erased', VaultErased),
];

function fact(kind: string, tense: 'happening' | 'act', zh: string, en: string, schema: z.ZodType): FactKind {
  return { kind, version: 1, tense, title: { zh, en }, schema: schema as FactKind['schema'] };
}
