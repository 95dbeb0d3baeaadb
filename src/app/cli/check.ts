// luodi check PLAN [--source TEXT]: every issue of a plan with file and line, and what of a source text the plan carries; nothing is applied.
import { resolve } from 'node:path';
import type { Issue } from '../../kernel/issue.ts';
import { hasErrors } from '../../kernel/issue.ts';
import { checkPlan, type PlanCheck } from '../../plan/check.ts';
import { findPlanFiles } from '../../plan/files.node.ts';
import type { PlanContent } from '../../plan/plan.ts';
import { readSourceFile } from '../../plan/sourceFile.node.ts';
import type { PlanFile } from '../../plan/text.ts';
import { type SourceTrace, type TracedToken, traceSource } from '../../plan/trace.ts';
import { PLAN_REGISTRY } from '../registry.node.ts';
import { usageProblem } from './flags.ts';
import { FINDINGS, OK, textFlag, type Verb, writeJson } from './verb.ts';

export const checkVerb: Verb = {
  name: 'check',
  usage: 'check [PLAN] [--source TEXT] [--as SOURCE]',
  words:
    '检查计划：全部问题，带文件与行号；对照原文看承接；什么都不改。All issues of a plan; nothing is applied.',
  flags: {
    source: {
      type: 'string',
      value: 'TEXT',
      words: '原文（UTF-8 或 GB18030 文本，.txt、.md），逐段对照 source text to trace',
    },
    as: {
      type: 'string',
      value: 'SOURCE',
      words:
        '这份原文是 sources 里的哪一个；不写 = 第一个原文 which source of the plan the text is; default: its first 原文',
    },
  },
  async run(invocation) {
    const checked = checkPlanAt(resolve(invocation.positionals[0] ?? invocation.config.plan));
    const source = textFlag(invocation, 'source');
    // A plan with an error is traced all the same: what a broken reference lost shows in the text, too.
    const content = checked.content ?? checked.read;
    const trace =
      source !== undefined && content
        ? traceSource(readSourceFile(source), content, sourceOf(content, textFlag(invocation, 'as')))
        : undefined;
    if (invocation.format === 'json') {
      writeJson(invocation, { issues: checked.issues, ...(trace ? { trace } : {}) });
    } else {
      invocation.out(issuesText(checked.issues) + (trace ? traceText(trace) : ''));
    }
    return hasErrors(checked.issues) || (trace && !isCarried(trace)) ? FINDINGS : OK;
  },
};

function isCarried(trace: SourceTrace): boolean {
  return trace.uncovered.length + trace.uncoveredTerms.length + trace.unfounded.length === 0;
}

/** A plan may rest on several texts; each is traced by itself. Fails with `usage` when the plan has no such source. */
function sourceOf(content: PlanContent, named: string | undefined): string | undefined {
  const sources = (content.sections.sources ?? []) as readonly { id: string; kind: string }[];
  const texts = sources.filter((source) => source.kind === '原文').map((source) => source.id);
  if (named === undefined || texts.includes(named)) return named ?? texts[0];
  throw usageProblem(checkVerb, `--as ${named}：计划里没有这个原文来源，可用：${texts.join('、')}`);
}

function traceText(trace: SourceTrace): string {
  const tokens = trace.paragraphs.flatMap((paragraph) => paragraph.tokens);
  const counted = (kind: TracedToken['kind'], words: string) => {
    const all = tokens.filter((token) => token.kind === kind);
    const carried = all.filter((token) => token.carriedBy.length > 0).length;
    const marked = all.filter((token) => token.carriedBy.length === 0 && token.noTask.length > 0).length;
    return `${words} ${all.length} 处：承接 ${carried}，不设任务 ${marked}，未承接 ${all.length - carried - marked}`;
  };
  const lines = [
    `对照原文：${trace.paragraphs.length} 段。${counted('figure', '数字')}；${counted('term', '名目')}；${counted('promise', '承诺的话')}。未承接的 ${trace.uncovered.length} 段，无据的引用 ${trace.unfounded.length} 处。`,
    ...trace.uncoveredFigures.map(({ n, figure }) => `  第 ${n} 段 数字 ${figure} 未承接`),
    ...trace.uncoveredTerms.map(({ n, term }) => `  第 ${n} 段“${term}”未承接`),
    ...trace.uncoveredPromises.map(
      ({ n, promise }) => `  第 ${n} 段有一处承诺没有任何引用：${promise.slice(0, 40)}`,
    ),
    ...trace.unfounded.map((each) => `  ${each.element} 引用了原文没有的“${each.figure ?? each.term ?? ''}”`),
  ];
  return `${lines.join('\n')}\n`;
}

/** Every issue of the texts and of what they say. Fails with `plan_not_found`. */
export function checkPlanAt(path: string): PlanCheck & { readonly files: readonly PlanFile[] } {
  const { files, issues } = findPlanFiles(path);
  // Nothing could be read: that the plan is empty would be an echo of it.
  if (files.length === 0 && hasErrors(issues)) return { files, issues };
  const checked = checkPlan(files, PLAN_REGISTRY);
  const all = [...issues, ...checked.issues];
  // A file that could not be read leaves a plan that says less than its author wrote: there is nothing to look at.
  if (hasErrors(issues)) return { files, issues: all };
  const { content, read } = checked;
  return { files, issues: all, ...(content ? { content } : {}), ...(read ? { read } : {}) };
}

/** What is of no file has no place to be looked up at. */
function placeOf({ file, line }: Issue): string {
  if (file === '') return '';
  return line > 0 ? `${file}:${line}  ` : `${file}  `;
}

export function issuesText(issues: readonly Issue[]): string {
  const words = { error: '错误', future_error: '将来的错误', warning: '警告', info: '提示' };
  // A person mends errors first; the JSON keeps the order of reading.
  const order = ['error', 'future_error', 'warning', 'info'];
  const byWeight = issues.toSorted((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
  const lines = byWeight.map(
    (issue) =>
      `${placeOf(issue)}${words[issue.severity]} ${issue.code}\n    ${issue.path ? `${issue.path}: ` : ''}${issue.message}\n    → ${issue.fix}\n`,
  );
  const errors = issues.filter((issue) => issue.severity === 'error').length;
  return `${lines.join('')}${issues.length} 个问题，其中 ${errors} 个错误。${issues.length} issues, ${errors} errors.\n`;
}
