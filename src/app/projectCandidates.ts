// A name where an id is wanted is no dead end: a `project_unknown` is answered with the projects in reach that the text may mean. One place for every route and command;
// nothing is guessed, a person or program chooses.
import type { RouteRequest } from '../access/route.http.ts';
import { isProblem, Problem } from '../kernel/problem.ts';
import { projectCandidates } from '../loops/projects/projectChoices.http.ts';

type Asking = Pick<RouteRequest<unknown, unknown>, 'params' | 'query' | 'body' | 'scope' | 'read'>;

/** A name does not have the shape of an id: the shape is what is at fault, the id what is not known. */
function isUnknown(problem: Problem): boolean {
  if (problem.code === 'project_unknown') return true;
  const faults = problem.code === 'command_shape' ? problem.data?.faults : undefined;
  return Array.isArray(faults) && faults.some((fault) => String(fault).includes('。project: '));
}

/** What was thrown, with `data.candidates` ([{id, title, note, code}], five at most) and `data.count` where it knows no such project and the text finds something. */
export async function withCandidates(thrown: unknown, request: Asking): Promise<unknown> {
  if (!isProblem(thrown) || !isUnknown(thrown)) return thrown;
  const text = textOf(request);
  if (text === undefined) return thrown;
  const { candidates, count } = await request
    .read((view) => projectCandidates(view, request.scope, text))
    .catch(() => ({ candidates: [], count: 0 }));
  if (candidates.length === 0) return thrown;
  const listed = candidates.map(({ id, title }) => `${title}（${id}）`).join('；');
  const more = count > candidates.length ? `；共 ${count} 个` : '';
  return new Problem({
    code: thrown.code,
    message: thrown.detail,
    status: thrown.status,
    kept: thrown.kept,
    fix: `要填项目编号。名称相近的有：${listed}${more}。Give the id of one of these.`,
    data: { ...thrown.data, candidates, count },
  });
}

function textOf({ params, query, body }: Asking): string | undefined {
  const told = [query, body, params].map((one) =>
    typeof one === 'object' && one !== null
      ? ((one as Readonly<Record<string, unknown>>).project ?? undefined)
      : undefined,
  );
  const text = told.find((one) => typeof one === 'string' && one.trim() !== '') ?? params.id;
  return typeof text === 'string' ? text.trim().slice(0, 100) : undefined;
}
