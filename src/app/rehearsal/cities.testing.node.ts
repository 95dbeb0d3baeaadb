// For tests: the plans that rehearsals are tried on. Zhaoqing's from its folder, and a small town made here, with other totals and units.
import { join } from 'node:path';
import { canonicalText } from '../../kernel/canonical.ts';
import { hashHex } from '../../kernel/hash.node.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { type PlainDate, parseDate } from '../../kernel/plainDate.ts';
import { checkPlan } from '../../plan/check.ts';
import { calendarSection, citySection, workCalendarOf } from '../../plan/city.ts';
import { everyRegistered } from '../../plan/everySection.testing.node.ts';
import { readPlanFiles } from '../../plan/files.node.ts';
import { compilePlan, type PlanContent } from '../../plan/plan.ts';
import type { PlanFile } from '../../plan/text.ts';
import { rehearsalSection } from './rehearsal.plan.ts';
import type { RehearseInput } from './rehearse.ts';

/** A rehearsal of a plan's files. Throws with the issues when the plan is refused. */
export async function inputOf(
  files: readonly PlanFile[],
  seed: number,
  until?: string,
): Promise<RehearseInput> {
  const registry = await everyRegistered();
  const { content, issues } = checkPlan(files, registry) as unknown as {
    content?: PlanContent;
    issues: { severity: string }[];
  };
  if (!content)
    throw new Error(
      JSON.stringify(
        issues.filter((issue) => issue.severity === 'error'),
        undefined,
        1,
      ),
    );
  const hash = (...parts: string[]) => hashHex('sha256', ...parts);
  const planHash = hash(canonicalText(content));
  const plan = compilePlan(content, registry.sections, planHash);
  const calendar = plan.section(calendarSection);
  const calendarContent = calendar as unknown as JsonObject;
  const params = plan.section(rehearsalSection);
  if (!params) throw new Error('the plan has no rehearsal');
  return {
    plan,
    planContent: content,
    planHash,
    calendarContent,
    calendarHash: hash(canonicalText(calendarContent)),
    calendar: workCalendarOf(calendar, plan.section(citySection).zone),
    params,
    seed,
    until: (until === undefined ? params.until : parseDate(until)) as PlainDate,
    hash,
  };
}

export function zhaoqing(): PlanFile[] {
  return readPlanFiles(join(import.meta.dirname, '../../../plans/zhaoqing-2021'));
}
