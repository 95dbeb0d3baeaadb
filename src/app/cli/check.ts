// luodi check PLAN [--source TEXT]: every issue of a plan with file and line, and what of a source text the plan carries; nothing is applied.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Issue } from '../../kernel/issue.ts';
import { hasErrors } from '../../kernel/issue.ts';
import { Problem } from '../../kernel/problem.ts';
import { checkPlan, type PlanCheck } from '../../plan/check.ts';
import { findPlanFiles } from '../../plan/files.node.ts';
import { type SourceTrace, traceSource } from '../../plan/trace.ts';
import { PLAN_REGISTRY } from '../registry.node.ts';
import { FINDINGS, OK, textFlag, type Verb, writeJson } from './verb.ts';

export const checkVerb: Verb = {
  name: 'check',
  usage: 'check [PLAN] [--source TEXT]',
  words:
    '检查计划：全部问题，带文件与行号；对照原文看承接；什么都不改。All issues of a plan; nothing is applied.',
  flags: {
    source: { type: 'string', value: 'TEXT', words: '原文（UTF-8 文本），逐段对照 source text to trace' },
  },
  async run(invocation) {
    const checked = checkPlanAt(resolve(invocation.positionals[0] ?? invocation.config.plan));
    const source = textFlag(invocation, 'source');
    const trace =
      source !== undefined && checked.content ? traceSource(readSource(source), checked.content) : undefined;
    if (invocation.format === 'json') {
      writeJson(invocation, { issues: checked.issues, ...(trace ? { trace } : {}) });
    } else {
      invocation.out(issuesText(checked.issues) + (trace ? traceText(trace) : ''));
    }
    return hasErrors(checked.issues) || (trace && !isCarried(trace)) ? FINDINGS : OK;
  },
};

/** Fails with `source_not_read`. */
function readSource(path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
  } catch {
    throw new Problem({
      code: 'source_not_read',
      message: `读不出原文 ${path}：没有这个文件，或不是 UTF-8。The source text cannot be read as UTF-8.`,
      kept: '计划已检查，没有对照原文。The plan was checked, the text was not.',
      fix: '核对路径；GB18030 的文件先另存为 UTF-8。Check the path; save the file as UTF-8.',
    });
  }
}

function isCarried(trace: SourceTrace): boolean {
  return trace.uncovered.length + trace.uncoveredTerms.length + trace.unfounded.length === 0;
}

function traceText(trace: SourceTrace): string {
  const lines = [
    `对照原文：${trace.paragraphs.length} 段，数字未承接的 ${trace.uncovered.length} 段，未承接的名目 ${trace.uncoveredTerms.length} 个，无据的引用 ${trace.unfounded.length} 处。`,
    ...trace.uncovered.map(
      (n) => `  第 ${n} 段有数字未承接：${trace.paragraphs[n - 1]?.figures.join('、') ?? ''}`,
    ),
    ...trace.uncoveredTerms.map(({ n, term }) => `  第 ${n} 段“${term}”未承接`),
    ...trace.unfounded.map((each) => `  ${each.element} 引用了原文没有的“${each.figure ?? each.term ?? ''}”`),
  ];
  return `${lines.join('\n')}\n`;
}

/** Every issue of the texts and of what they say. Fails with `plan_not_found`. */
export function checkPlanAt(path: string): PlanCheck {
  const { files, issues } = findPlanFiles(path);
  const checked = checkPlan(files, PLAN_REGISTRY);
  const all = [...issues, ...checked.issues];
  return { issues: all, ...(checked.content && !hasErrors(all) ? { content: checked.content } : {}) };
}

export function issuesText(issues: readonly Issue[]): string {
  const words = { error: '错误', future_error: '将来的错误', warning: '警告', info: '提示' };
  // A person mends errors first; the JSON keeps the order of reading.
  const order = ['error', 'future_error', 'warning', 'info'];
  const byWeight = issues.toSorted((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
  const lines = byWeight.map(
    (issue) =>
      `${issue.file}:${issue.line}  ${words[issue.severity]} ${issue.code}\n    ${issue.path ? `${issue.path}: ` : ''}${issue.message}\n    → ${issue.fix}\n`,
  );
  const errors = issues.filter((issue) => issue.severity === 'error').length;
  return `${lines.join('')}${issues.length} 个问题，其中 ${errors} 个错误。${issues.length} issues, ${errors} errors.\n`;
}
