// GET /api/choices/projects: projects to choose from where a form wants one: by a part of the name, the id, the national code or the firm, within reach, page by page.
// What bears the whole text as id, code or name stands first. The same look gives the candidates beside a `project_unknown`.
import { z } from 'zod';
import { type Route, route } from '../../access/route.http.ts';
import type { Scope } from '../../access/scope.ts';
import { endOf } from '../../kernel/id.ts';
import type { Row } from '../../kernel/loop.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import type { LedgerView } from '../../ledger/view.pg.ts';
import { dayOf, nameOf } from './projectList.http.ts';
import { type ProjectFilter, type ProjectListQuestion, projectList } from './projectList.pg.ts';
import { lifecyclesSection } from './projects.plan.ts';

const PAGE = 20;
const IDS_MAX = 500;

const ChoicesQuery = z.object({
  text: z.string().trim().max(100).optional().describe('名称、编号、投资主体或项目代码的一部分'),
  ids: z
    .string()
    .max(20_000)
    .optional()
    .describe(`编号、项目代码或整个名称，逗号分隔，至多 ${IDS_MAX} 个：只要这些`),
  cursor: z.string().max(400).optional().describe('上一页的 nextCursor'),
});

export const PROJECT_CHOICE_ROUTES: readonly Route[] = [
  route<z.infer<typeof ChoicesQuery>>({
    method: 'GET',
    path: '/api/choices/projects',
    title: { zh: '选项目：按名称、编号、企业查', en: 'Projects to choose from' },
    query: ChoicesQuery,
    reply: '{choices: [{id, title, note, code}], total: {count, capped}, nextCursor}',
    handler: ({ read, query, scope, at }) =>
      read((view) =>
        projectChoices(view, {
          scope,
          asOf: dayOf(view, at),
          text: query.text ?? '',
          // The whole as well: a name may hold a comma.
          ids: [...new Set([query.ids ?? '', ...(query.ids ?? '').split(',')])]
            .filter((id) => id !== '')
            .slice(0, IDS_MAX + 1),
          cursor: query.cursor || undefined,
        }),
      ),
  }),
];

export interface ProjectChoice {
  readonly id: string;
  readonly title: string;
  /** Where it lies and whose it is. */
  readonly note: string;
  /** The national code; else the id, of one that nobody chose its end. */
  readonly code: string;
}

interface Asked {
  readonly scope: Scope;
  readonly asOf: PlainDate;
  readonly text: string;
  readonly ids?: readonly string[];
  readonly cursor?: string | undefined;
}

/** @throws Problem cursor_invalid */
export async function projectChoices(view: LedgerView, { text, ids = [], cursor, ...at }: Asked) {
  const asked = (filter: ProjectFilter, limit: number): ProjectListQuestion => ({
    city: view.city.id,
    planHash: view.plan.hash,
    lifecycles: view.plan.section(lifecyclesSection),
    ...at,
    filter,
    sort: text === '' ? 'recent' : 'name',
    limit,
  });
  const listed = ids.length > 0 ? { exactly: ids } : { text: text || undefined };
  const page = await projectList(view, {
    ...asked(listed, ids.length > 0 ? IDS_MAX : PAGE),
    ...(cursor === undefined ? {} : { cursor }),
  });
  // What stands first stands on the first page alone.
  const exact = text === '' ? [] : (await projectList(view, asked({ exactly: [text] }, PAGE))).rows;
  const isFirst = new Set(exact.map(({ subject }) => subject));
  const first = cursor === undefined ? exact : [];
  return {
    choices: [...first, ...page.rows.filter(({ subject }) => !isFirst.has(subject))].map((row) =>
      choiceOf(view, row),
    ),
    total: { count: page.total, capped: page.totalIsCapped },
    nextCursor: page.nextCursor,
  };
}

function choiceOf(view: LedgerView, row: Row): ProjectChoice {
  const { subject, name, code, investor, unit } = row;
  return {
    id: String(subject),
    title: String(name),
    note: [nameOf(view, unit), investor].filter((one) => one !== null).join(' · '),
    code: code === null ? endOf(String(subject)) : String(code),
  };
}

const CANDIDATES = 5;

/** Those that are told where a text names no project. */
export async function projectCandidates(
  view: LedgerView,
  scope: Scope,
  text: string,
): Promise<{ readonly candidates: readonly ProjectChoice[]; readonly count: number }> {
  const { choices, total } = await projectChoices(view, { scope, asOf: view.today, text });
  return { candidates: choices.slice(0, CANDIDATES), count: total.count };
}
