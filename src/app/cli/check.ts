// luodi check PLAN: every issue of a plan with file and line; nothing is applied.
import { resolve } from 'node:path';
import type { Issue } from '../../kernel/issue.ts';
import { hasErrors } from '../../kernel/issue.ts';
import { checkPlan, type PlanCheck } from '../../plan/check.ts';
import { findPlanFiles } from '../../plan/files.node.ts';
import { PLAN_REGISTRY } from '../registry.node.ts';
import { FINDINGS, OK, type Verb, writeJson } from './verb.ts';

export const checkVerb: Verb = {
  name: 'check',
  usage: 'check [PLAN]',
  words: '检查计划：全部问题，带文件与行号；什么都不改。All issues of a plan; nothing is applied.',
  async run(invocation) {
    const checked = checkPlanAt(resolve(invocation.positionals[0] ?? invocation.config.plan));
    if (invocation.format === 'json') writeJson(invocation, { issues: checked.issues });
    else invocation.out(issuesText(checked.issues));
    return hasErrors(checked.issues) ? FINDINGS : OK;
  },
};

/** Every issue of the texts and of what they say. Fails with `plan_not_found`. */
export function checkPlanAt(path: string): PlanCheck {
  const { files, issues } = findPlanFiles(path);
  const checked = checkPlan(files, PLAN_REGISTRY);
  const all = [...issues, ...checked.issues];
  return { issues: all, ...(checked.content && !hasErrors(all) ? { content: checked.content } : {}) };
}

export function issuesText(issues: readonly Issue[]): string {
  const words = { error: '错误', future_error: '将来的错误', warning: '警告', info: '提示' };
  const lines = issues.map(
    (issue) =>
      `${issue.file}:${issue.line}  ${words[issue.severity]} ${issue.code}\n    ${issue.path ? `${issue.path}: ` : ''}${issue.message}\n    → ${issue.fix}\n`,
  );
  const errors = issues.filter((issue) => issue.severity === 'error').length;
  return `${lines.join('')}${issues.length} 个问题，其中 ${errors} 个错误。${issues.length} issues, ${errors} errors.\n`;
}
