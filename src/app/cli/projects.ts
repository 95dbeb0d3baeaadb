// luodi projects: list, show, and the commands of the loop. What may be done is the deciders' matter; this only carries it.

import { projectsListed } from '../../dispatch/projects.http.ts';
import { columns } from '../../dispatch/textTable.ts';
import { Problem } from '../../kernel/problem.ts';
import { ALL_PROJECT_FACTS } from '../../loops/projects/allFacts.ts';
import { overdueWords } from '../../loops/projects/overdue.ts';
import { ListQuery, type listProjects } from '../../loops/projects/projectList.http.ts';
import { type FactField, factFields, namesOf } from '../factWords.ts';
import { usageProblem } from './flags.ts';
import { giveCommand } from './giveCommand.ts';
import { type Invocation, OK, textFlag, type Verb, writeJson } from './verb.ts';
import { type AtCity, withCity } from './withLedger.ts';

/** Short names of what is given most; every command can be given by its own name as well. */
const SHORT: Readonly<Record<string, string>> = {
  register: 'registerProject',
  claim: 'claimMilestone',
  correct: 'correctMilestone',
  recognise: 'recogniseMilestone',
  refuse: 'refuseMilestone',
  revoke: 'revokeMilestone',
};

/** Conditions of the page's list, by the names that they have in its address. */
const FILTERS = Object.keys(ListQuery.shape).filter(
  (name) => !['asOf', 'known', 'sort', 'limit', 'cursor'].includes(name),
);

export const projectsVerb: Verb = {
  name: 'projects',
  usage:
    'projects [list] [--filter K=V,…] [--sort NAME[.up|.down]] [--limit N] [--cursor C] | show ID | claim|recognise|refuse|revoke|register|COMMAND --as ACCOUNT --body JSON [--late]',
  words: '产业项目：列出、查看、申报、认定。Projects: list, show, claim, recognise.',
  flags: {
    as: { type: 'string', value: 'ACCOUNT', words: '以哪个账号办理 the account that acts' },
    body: { type: 'string', value: 'JSON', words: '命令的内容 body of the command, as in /api/openapi.json' },
    key: { type: 'string', value: 'KEY', words: '幂等键 idempotency key' },
    late: { type: 'boolean', words: '补报 happened in a closed period' },
    filter: {
      type: 'string',
      value: 'K=V,…',
      words: `列出时的条件，与页面网址里的一样 conditions of the list, as in the page’s address: ${FILTERS.join(' ')}`,
    },
    sort: {
      type: 'string',
      value: 'NAME',
      words: '排序 order: recent light overdue stay planned name … attribute:ID',
    },
    limit: { type: 'string', value: 'N', words: '每次至多几行，1 至 200 rows at a time' },
    cursor: { type: 'string', value: 'C', words: '接着上一次的 nextCursor where the last list ended' },
    text: { type: 'string', value: 'T', words: '名称或编号的一部分 part of name or id' },
    unit: { type: 'string', value: 'ID', words: '单位 unit' },
    stage: { type: 'string', value: 'ID', words: '阶段 stage' },
  },
  async run(invocation) {
    const [what = 'list', id] = invocation.positionals;
    if (what === 'list') {
      const query = queryOf(invocation);
      return withCity(invocation, (at) => list(invocation, at, query));
    }
    if (what === 'show') {
      if (!id) throw usageProblem(projectsVerb, '缺少 ID');
      return withCity(invocation, (at) => show(invocation, at, id));
    }
    return withCity(invocation, (at) =>
      giveCommand(invocation, at, projectsVerb, 'projects', SHORT[what] ?? what),
    );
  },
};

async function list(invocation: Invocation, { ledger, city, at }: AtCity, query: ListQuery): Promise<number> {
  const { facets: _, ...answer } = await ledger.read(city.id, at, (view) =>
    projectsListed(view, { query, scope: { all: true }, at }),
  );
  if (invocation.format === 'json') {
    writeJson(invocation, answer);
    return OK;
  }
  const rows = answer.rows.map((row) => [
    String(row.id),
    String(row.name),
    row.unitName,
    String(row.stageName),
    `${row.daysInStage ?? '—'} 天`,
    burning(row.lights),
    row.overdue === null ? '—' : overdueWords(row.overdue).zh,
  ]);
  invocation.out(columns([['编号', '名称', '单位', '阶段', '停留', '灯', '审批逾期'], ...rows]));
  const { count, capped } = answer.total;
  invocation.out(
    `共 ${count}${capped ? ' 以上' : ''} 个${city.simulated ? '（模拟）' : ''}${answer.nextCursor === null ? '' : `；接着看：--cursor ${answer.nextCursor}`}\n`,
  );
  return OK;
}

/** Lights that are not green or grey. */
function burning(lights: Awaited<ReturnType<typeof listProjects>>['rows'][number]['lights']): string {
  const words: Readonly<Record<string, string>> = { red: '红', yellow: '黄', blue: '蓝' };
  const said = lights.flatMap(({ kind, light }) => (words[light] ? [`${kind.zh}${words[light]}`] : []));
  return said.length === 0 ? '—' : said.join(' ');
}

/** Fails with `usage`. Attributes hold commas of their own: `--filter attributes=origin:foreign;theme:-`. */
function queryOf(invocation: Invocation): ListQuery {
  const told = (textFlag(invocation, 'filter') ?? '').split(',').filter((one) => one.trim() !== '');
  const given = told.map((one) => {
    const [name = '', ...value] = one.split('=');
    if (!FILTERS.includes(name.trim()) || value.length === 0)
      throw usageProblem(projectsVerb, `--filter 没有“${one}”：可用 ${FILTERS.join('、')}，写作 名=值`);
    const text = value.join('=').trim();
    return [name.trim(), name.trim() === 'attributes' ? text.replaceAll(';', ',') : text] as const;
  });
  const flags = ['text', 'unit', 'stage', 'sort', 'limit', 'cursor'].flatMap((name) => {
    const value = textFlag(invocation, name);
    return value === undefined ? [] : [[name, value] as const];
  });
  const parsed = ListQuery.safeParse(Object.fromEntries([...given, ...flags]));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw usageProblem(projectsVerb, `${issue?.path.join('.')}：${issue?.message}`);
}

/** The plan said it then; who reads a project's course asks what happened. */
const UNTOLD = new Set(['needsRecognition']);

function saidField({ title, type, value }: FactField): string {
  return type === 'yes' ? title.zh : `${title.zh} ${value}${type === 'yuan' ? '元' : ''}`;
}

/** Fails with `project_unknown`. */
async function show(invocation: Invocation, { ledger, city, at }: AtCity, id: string): Promise<number> {
  const { facts, nameOf } = await ledger.read(city.id, at, async (view) => ({
    facts: await view.facts({ loop: 'projects', subject: id, limit: 2000 }),
    nameOf: namesOf(view.plan),
  }));
  if (facts.length === 0) {
    throw new Problem({
      code: 'project_unknown',
      status: 404,
      message: `没有项目“${id}”。There is no such project.`,
      fix: '列出项目：luodi projects list --text …',
    });
  }
  if (invocation.format === 'json') writeJson(invocation, { project: id, facts });
  else {
    const rows = facts.map((fact) => {
      const kind = ALL_PROJECT_FACTS.find((each) => each.kind === fact.kind);
      const told = factFields(fact, kind, nameOf).filter(
        ({ key, value }) => value !== '' && !UNTOLD.has(key),
      );
      return [
        `#${fact.seq}`,
        fact.occurredOn,
        kind?.title.zh ?? fact.kind,
        fact.actor,
        told.map(saidField).join('，'),
      ];
    });
    invocation.out(columns(rows));
  }
  return OK;
}
