// luodi draft TEXT [--out FOLDER]: from a policy text a plan to be filled in, by rule. Nothing is adopted; --out writes a new folder of plan files and never into one
// that holds something.
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { Problem } from '../../kernel/problem.ts';
import { type Draft, draftPlan, type Proposal } from '../../plan/draft.ts';
import { draftContent, draftFiles } from '../../plan/draftFiles.ts';
import { readSourceFile } from '../../plan/sourceFile.node.ts';
import { traceSource } from '../../plan/trace.ts';
import { usageProblem } from './flags.ts';
import { type Invocation, OK, textFlag, type Verb, writeJson } from './verb.ts';

export const draftVerb: Verb = {
  name: 'draft',
  usage: 'draft TEXT [--out FOLDER] [--year N]',
  words:
    '从一份政策文本按规则起草计划：目标、点名的项目、任务、专题，逐项带出处，原文没有的写待定。A plan to be filled in, proposed from a policy text by rule; what the text does not say is marked 待定.',
  flags: {
    out: {
      type: 'string',
      value: 'FOLDER',
      words: '把草稿写成计划文件，写进一个新的文件夹 write the draft as plan files into a new folder',
    },
    year: {
      type: 'string',
      value: 'N',
      words: '计划年度；不写 = 看标题 year of the plan; default: what the title says',
    },
  },
  async run(invocation) {
    const [path] = invocation.positionals;
    if (path === undefined) throw usageProblem(draftVerb, '要一份文本。A text is needed.');
    const text = readSourceFile(path);
    const draft = draftPlan(text, yearOf(invocation));
    const title = basename(path).replace(/\.[^.]+$/, '');
    const out = textFlag(invocation, 'out');
    if (out !== undefined) writeDraft(resolve(out), draft, title);
    if (invocation.format === 'json')
      writeJson(invocation, {
        format: draft.format,
        ...(draft.year ? { year: draft.year } : {}),
        paragraphs: draft.paragraphs,
        proposals: draft.proposals,
      });
    else invocation.out(draftText(draft, text, title, out));
    return OK;
  },
};

function yearOf(invocation: Invocation): number | undefined {
  const year = textFlag(invocation, 'year');
  if (year === undefined) return undefined;
  if (/^(?:19|20|21)\d\d$/.test(year)) return Number(year);
  throw usageProblem(draftVerb, `--year ${year}：四位数的年份，例如 2026`);
}

/** Fails with `draft_folder_not_empty`. */
function writeDraft(folder: string, draft: Draft, title: string): void {
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new Problem({
      code: 'draft_folder_not_empty',
      message: `${folder} 里已经有东西。The folder is not empty.`,
      kept: '里面的文件没有动，草稿没有写。Nothing in it was touched, the draft was not written.',
      fix: '换一个新的文件夹名。Name a new folder.',
    });
  }
  mkdirSync(folder, { recursive: true });
  for (const file of draftFiles(draft, title)) writeFileSync(join(folder, file.path), file.text);
}

const SECTION_WORDS = { targets: '目标', keyProjects: '项目', tasks: '任务', themes: '专题' } as const;

function draftText(draft: Draft, text: string, title: string, out: string | undefined): string {
  const counts = Object.entries(SECTION_WORDS).map(
    ([section, words]) => `${words} ${draft.proposals.filter((each) => each.section === section).length}`,
  );
  const trace = traceSource(text, draftContent(draft, title));
  const lines = [
    `${title}：${draft.paragraphs.length} 段，起草 ${counts.join('，')}。原文还有 ${trace.uncovered.length} 段没有全部承接，由人来定：补上，或标不设任务。`,
    ...(draft.year === undefined ? ['标题里看不出计划年度，“年内”“全年”没有换成日期：可加 --year。'] : []),
    ...draft.proposals.map(proposalLine),
    ...(out === undefined ? [] : [`已写进 ${out}；填好待定后用 luodi check ${out} --source 原文 检查。`]),
  ];
  return `${lines.join('\n')}\n`;
}

function proposalLine({ section, element, open, paragraph }: Proposal): string {
  const { title, strength, count, amount, unit, from, to } = element;
  const dates =
    to === undefined || to === '待定' ? '' : from === undefined ? ` 到 ${to}` : ` ${from} 至 ${to}`;
  const many = count === undefined ? '' : ` 至少 ${count} 个`;
  const much = amount === undefined ? '' : ` ${amount} ${unit}`;
  return `  第 ${paragraph} 段 ${SECTION_WORDS[section]} ${strength ?? ''}${title}${many}${much}${dates} · 待定 ${open.join('、')}`;
}
