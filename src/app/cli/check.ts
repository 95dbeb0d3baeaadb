// luodi check PLAN: every issue of a plan with file and line; nothing is applied. With --source TEXT also the trace: which paragraph is carried by what.
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Issue } from '../../kernel/issue.ts';
import { hasErrors } from '../../kernel/issue.ts';
import { Problem } from '../../kernel/problem.ts';
import { checkPlan, type PlanCheck } from '../../plan/check.ts';
import { findPlanFiles } from '../../plan/files.node.ts';
import { type SourceTrace, traceSource } from '../../plan/trace.ts';
import { PLAN_REGISTRY } from '../registry.node.ts';
import { FINDINGS, type Invocation, OK, textFlag, type Verb, writeJson } from './verb.ts';

export const checkVerb: Verb = {
  name: 'check',
  usage: 'check [PLAN] [--source TEXT]',
  words: '检查计划：全部问题，带文件与行号；什么都不改。All issues of a plan; nothing is applied.',
  flags: { source: { type: 'string', value: 'TEXT', words: '对照的原文 the text the plan is taken from' } },
  async run(invocation) {
    const path = resolve(invocation.positionals[0] ?? invocation.config.plan);
    const checked = checkPlanAt(path);
    const source = textFlag(invocation, 'source');
    const trace =
      source === undefined || !checked.content ? undefined : traceSource(readSource(source), checked.content);
    if (invocation.format === 'json')
      writeJson(invocation, { issues: checked.issues, ...(trace ? { trace } : {}) });
    else {
      invocation.out(issuesText(checked.issues));
      if (trace) invocation.out(traceText(trace));
    }
    const open =
      trace !== undefined &&
      (trace.uncovered.length > 0 || trace.uncoveredTerms.length > 0 || trace.unfounded.length > 0);
    return hasErrors(checked.issues) || open ? FINDINGS : OK;
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

function traceText(trace: SourceTrace): string {
  const lines = trace.paragraphs
    .filter((paragraph) => paragraph.figures.length + paragraph.terms.length > 0)
    .map(
      (paragraph) =>
        `第 ${paragraph.n} 段  ${trace.uncovered.includes(paragraph.n) ? '未承接' : '✓'}  ${paragraph.elements.join('、')}\n`,
    );
  const terms = trace.uncoveredTerms.map(({ n, term }) => `第 ${n} 段的“${term}”没有承接\n`);
  return `${lines.join('')}${terms.join('')}未承接 ${trace.uncovered.length} 段、${trace.uncoveredTerms.length} 个名词；无出处 ${trace.unfounded.length} 处。\n`;
}

/** Fails with `source_not_found`. */
function readSource(path: string): string {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) {
    throw new Problem({
      code: 'source_not_found',
      message: `没有这个文件：${path}。There is no such file.`,
      fix: '核对 --source 的路径。Check the path.',
    });
  }
  return readFileSync(path, 'utf8');
}

export type { Invocation };
