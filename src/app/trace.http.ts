// 对照原文 over HTTP: a text that the caller brings is traced against the plan (or a draft of it), or a plan skeleton is drafted from it. The text is
// read, answered, and forgotten: nothing of it is stored or logged. Paragraph by paragraph, with who carries each figure and term.
import { z } from 'zod';
import { type Route, type RouteRequest, route } from '../access/route.http.ts';
import type { Scope } from '../access/scope.ts';
import { standingOf } from '../access/standing.ts';
import { Problem } from '../kernel/problem.ts';
import type { LedgerView } from '../ledger/view.pg.ts';
import { drafted } from '../loops/drafts/drafts.http.ts';
import { storedPlan } from '../loops/drafts/drafts.pg.ts';
import { checkPlan } from '../plan/check.ts';
import { draftPlan } from '../plan/draft.ts';
import { draftContent, draftFiles, singleFile } from '../plan/draftFiles.ts';
import type { PlanContent } from '../plan/plan.ts';
import { decodeSource, withoutMarkdown } from '../plan/sourceFile.node.ts';
import { traceSource } from '../plan/trace.ts';
import { tracedView } from '../plan/tracedView.ts';
import { PLAN_REGISTRY } from './registry.node.ts';

/** A text of several thousand paragraphs; what is longer is several documents. */
export const TEXT_MAX = 2_000_000;
export const FILE_BYTES_MAX = 6 * 1024 * 1024;
/** A file travels as base64 (4/3), a text as UTF-8 with JSON's escapes. */
const BODY_BYTES = 12 * 1024 * 1024;

const TraceQuery = z.object({
  asOf: z.string().optional().describe('时点'),
  known: z.string().optional().describe('按当时已报'),
  draft: z.string().max(64).optional().describe('草稿编号；不填 = 时点上的计划'),
  source: z
    .string()
    .max(64)
    .optional()
    .describe('这份原文是计划 sources 里的哪一个；不填 = 计划的第一个原文'),
});
type TraceQuery = z.infer<typeof TraceQuery>;

const GivenText = z.strictObject({
  text: z.string().optional().describe('原文，至多 2,000,000 字'),
  file: z
    .strictObject({
      name: z.string().max(260).describe('文件名；.md 去掉 Markdown 的记号'),
      base64: z.string().describe('文件的字节（UTF-8、UTF-16 或 GB18030 的文本），至多 6 MB，写成 base64'),
    })
    .optional()
    .describe('原文的文件；与 text 二者填一'),
});
type GivenText = z.infer<typeof GivenText>;

const DraftBody = GivenText.extend({
  year: z.int().min(1900).max(2199).optional().describe('计划年度；不填 = 看标题'),
  title: z.string().trim().min(1).max(100).optional().describe('原文的名称；不填 = 文件名'),
});
type DraftBody = z.infer<typeof DraftBody>;

export const TRACE_ROUTES: readonly Route[] = [
  route<TraceQuery, GivenText>({
    method: 'POST',
    path: '/api/plan/trace',
    title: { zh: '对照原文', en: 'Trace a text against the plan; nothing is stored' },
    query: TraceQuery,
    body: GivenText,
    bodyBytes: BODY_BYTES,
    reply:
      '{at, plan: {hash, title, draft}, source, sources: [{id, title}], sections, paragraphs: [{n, text, tokens: [{kind, text, start, end, state, by, why}]}], carriers: [{name, section, element, titles, owner, address}], reasons, unfounded: [{carrier, kind, text}], counts}',
    handler: (request) => {
      const text = givenText(request.body);
      return request.read((view) => traced(view, text, request));
    },
  }),
  route<Record<string, never>, DraftBody>({
    method: 'POST',
    path: '/api/plan/draft-from-text',
    title: { zh: '由原文起草', en: 'Propose a plan from a text, by rule; nothing is stored' },
    body: DraftBody,
    bodyBytes: BODY_BYTES,
    reply:
      '{title, year, text, paragraphs: [{n, role, figures, terms, proposals}], proposals: [{section, element, open, paragraph}], uncovered: [n], yaml: {name, text}}',
    handler: async (request) => draftOf(request),
  }),
];

async function traced(
  view: LedgerView,
  text: string,
  { query, scope }: Pick<RouteRequest<TraceQuery, unknown>, 'query' | 'scope'>,
) {
  const { content, ...plan } = await planAsked(view, query.draft, scope);
  const sources = textsOf(content);
  const source = sourceAsked(sources, query.source);
  const seen = tracedView(traceSource(text, content, source), content);
  return {
    at: standingOf(view),
    plan,
    source: source ?? null,
    sources,
    ...seen,
    carriers: seen.carriers.map((carrier) => ({
      ...carrier,
      address: elementAddress(carrier.section, carrier.element, query.draft),
    })),
    sections: Object.fromEntries(PLAN_REGISTRY.sections.map((section) => [section.key, section.title])),
  };
}

/** The plan at the standpoint, or a draft as it stands now; one with errors, too: what a broken reference lost shows in the text. */
async function planAsked(view: LedgerView, draft: string | undefined, scope: Scope) {
  if (draft) {
    const { draft: row, plan } = await drafted(view, draft, { registry: PLAN_REGISTRY, scope });
    const content = plan.content ?? checkPlan(plan.files, PLAN_REGISTRY).read;
    if (!content) throw draftUnreadable();
    return { hash: null, title: row.title, draft: { id: row.id, title: row.title }, content };
  }
  if (view.plan.hash === '') throw planNotAdopted();
  const { hash, title, content } = await storedPlan(view, view.plan.hash);
  return { hash, title, draft: null, content };
}

function textsOf({ sections }: PlanContent): readonly { readonly id: string; readonly title: string }[] {
  const sources = (sections.sources ?? []) as readonly { id: string; title: string; kind: string }[];
  return sources.filter((source) => source.kind === '原文').map(({ id, title }) => ({ id, title }));
}

/** Fails with `source_unknown`. */
function sourceAsked(sources: readonly { readonly id: string }[], asked: string | undefined) {
  if (!asked || sources.some((source) => source.id === asked)) return asked || sources[0]?.id;
  throw new Problem({
    code: 'source_unknown',
    status: 404,
    message: `计划里没有“${asked}”这个原文来源。The plan has no such source text.`,
    kept: '没有对照，什么都没有存。Nothing was traced or stored.',
    fix: `可用 available: ${sources.map((source) => source.id).join('、') || '—'}`,
  });
}

/** The page that shows an element: of the plan in force among the goals, of a draft within the draft. `*` is a section as a whole. */
export function elementAddress(section: string, element: string | null, draft: string | undefined): string {
  const [of, id] = [encodeURIComponent(section), encodeURIComponent(element ?? '*')];
  if (draft) return `/plan/drafts/${encodeURIComponent(draft)}?section=${of}&element=${id}`;
  return section === 'noTask' ? `/plan/contents?section=${of}` : `/goals/elements/${of}/${id}`;
}

/** Characters of a paragraph and proposals of a text beyond which nobody reads through what was drafted, and the server would do nothing else for minutes. */
const PARAGRAPH_MAX = 20_000;
const PROPOSALS_MAX = 5_000;

/** Fails with `paragraph_too_long`, `source_too_large`, and as givenText does. */
function draftOf({ body }: Pick<RouteRequest<unknown, DraftBody>, 'body'>) {
  const text = givenText(body);
  refuseLongParagraph(text);
  const title = body.title ?? (body.file?.name.replace(/\.[^.]+$/, '').slice(0, 100) || '原文');
  const draft = draftPlan(text, body.year);
  if (draft.proposals.length > PROPOSALS_MAX) throw tooLarge();
  const { uncovered } = traceSource(text, draftContent(draft, title));
  return {
    title,
    year: draft.year ?? null,
    text,
    paragraphs: draft.paragraphs,
    proposals: draft.proposals,
    uncovered,
    yaml: { name: `${title}.yaml`, text: singleFile(draftFiles(draft, title)) },
  };
}

// ── the text

/** Fails with `source_missing`, `source_too_large`, `source_encoding`. Its words never hold any of the text. */
export function givenText({ text, file }: GivenText): string {
  const read = file === undefined ? (text ?? '').replace(/^\uFEFF/, '') : fileText(file);
  if (read.length > TEXT_MAX) throw tooLarge();
  if (read.trim() !== '') return read;
  throw new Problem({
    code: 'source_missing',
    status: 400,
    message: '没有原文：是空的。There is no text.',
    kept: '没有对照，什么都没有存。Nothing was traced or stored.',
    fix: '粘贴文字，或选一个文本文件。Paste the text, or choose a text file.',
  });
}

function fileText({ name, base64 }: NonNullable<GivenText['file']>): string {
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length > FILE_BYTES_MAX) throw tooLarge();
  const text = decodeSource(bytes);
  if (text === undefined) {
    throw new Problem({
      code: 'source_encoding',
      message:
        '文件不是 UTF-8、UTF-16 或 GB18030 的文本（Word、PDF 要先另存为文本）。Not a text in UTF-8, UTF-16 or GB18030.',
      kept: '没有对照，什么都没有存。Nothing was traced or stored.',
      fix: '用 Word 或 WPS 另存为“纯文本 (*.txt)”，或把文字复制过来粘贴。Save it as plain text, or paste the words.',
    });
  }
  return name.toLowerCase().endsWith('.md') ? withoutMarkdown(text) : text;
}

function refuseLongParagraph(text: string): void {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const place = lines.findIndex((line) => line.length > PARAGRAPH_MAX);
  if (place < 0) return;
  throw new Problem({
    code: 'paragraph_too_long',
    status: 413,
    message: `第 ${place + 1} 段有 ${lines[place]!.length} 字，一段至多 ${PARAGRAPH_MAX} 字。Paragraph ${place + 1} is too long.`,
    kept: '没有起草，什么都没有存。Nothing was drafted or stored.',
    fix: '一行一段：复制时换行丢了的，按自然段分开。One line a paragraph: put the line breaks back.',
  });
}

function tooLarge(): Problem {
  return new Problem({
    code: 'source_too_large',
    status: 413,
    message: '原文太长：至多 200 万字、文件至多 6 MB。The text is longer than 2,000,000 characters or 6 MB.',
    kept: '没有对照，什么都没有存。Nothing was traced or stored.',
    fix: '原文按文件分开，逐个对照。Split it into its documents.',
  });
}

function planNotAdopted(): Problem {
  return new Problem({
    code: 'plan_not_adopted',
    status: 409,
    message: '那时还没有采纳计划。No plan was adopted by then.',
    fix: '换一个较晚的日期。Choose a later day.',
  });
}

function draftUnreadable(): Problem {
  return new Problem({
    code: 'draft_unreadable',
    message: '这份草稿现在读不成计划，不能对照。The draft cannot be read as a plan.',
    kept: '草稿里的修改都在。The edits of the draft stand.',
    fix: '先改好草稿里列出的错误。Mend the errors that the draft lists.',
  });
}
