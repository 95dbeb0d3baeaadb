/**
 * The checker: text → shape → references → rules, every issue collected. Pure: files in, issues out, and the content of
 * the plan when, and only when, there is no error. Nothing is applied here; adopting a plan is a fact of the ledger.
 */
import { compareIssues, hasErrors, type Issue } from '../kernel/issue.ts';
import type { JsonObject } from '../kernel/json.ts';
import { checkNoTask } from './noTask.ts';
import type { PlanContent } from './plan.ts';
import { checkProvenance } from './references.ts';
import { RuleRun } from './rules.ts';
import type { AnySection } from './section.ts';
import { asJson, checkShape } from './shape.ts';
import { type PlanFile, readText } from './text.ts';
import { PLAN_FORMAT } from './yamlText.ts';

/** What the engine is told of the rest of the program: all sections that a plan may have, all measures there are. */
export interface PlanRegistry {
  readonly sections: readonly AnySection[];
  readonly measureIds: ReadonlySet<string>;
}

export interface PlanCheck {
  /** In reading order. */
  readonly issues: readonly Issue[];
  /** Present only when no issue is an error. */
  readonly content?: PlanContent;
  /** What was read of the sections that have their shape, errors or not; absent when a file was torn. To look at (trace), never to adopt. */
  readonly read?: PlanContent;
}

export function checkPlan(files: readonly PlanFile[], registry: PlanRegistry): PlanCheck {
  const text = readText(files);
  const shape = checkShape(text, registry.sections);
  const issues: Issue[] = [...text.issues, ...shape.issues];
  // A file that was not read to the end leaves lists short: every reference into them would be an echo of the tear.
  if (text.torn) return { issues: issues.toSorted(compareIssues) };
  const run = new RuleRun(shape.sections, text.document, registry.sections, registry.measureIds);
  issues.push(...run.run('references'));
  const provenance = run.guard(() => checkProvenance(shape.sections, text.document, run.whole)) ?? [];
  issues.push(...provenance);
  for (const issue of provenance) if (issue.severity === 'error') run.markBroken(issue.path.split('.')[0]!);
  issues.push(...run.run('rules'), ...checkNoTask(shape.sections, text.document));
  issues.sort(compareIssues);
  const sections = asJson(Object.fromEntries(shape.sections)) as JsonObject;
  const read: PlanContent = { format: PLAN_FORMAT, sections };
  return hasErrors(issues) ? { issues, read } : { issues, read, content: read };
}
