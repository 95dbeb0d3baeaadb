// luodi projects: list, show, and the commands of the loop. What may be done is the deciders' matter; this only carries it.

import { columns } from '../../dispatch/textTable.ts';
import type { Row } from '../../kernel/loop.ts';
import { Problem } from '../../kernel/problem.ts';
import { ALL_PROJECT_FACTS } from '../../loops/projects/allFacts.ts';
import { projectList } from '../../loops/projects/projectList.pg.ts';
import { type Lifecycle, lifecyclesSection } from '../../loops/projects/projects.plan.ts';
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

export const projectsVerb: Verb = {
  name: 'projects',
  usage:
    'projects list | show ID | claim|recognise|refuse|revoke|register|COMMAND --as ACCOUNT --body JSON [--late]',
  words: '产业项目：列出、查看、申报、认定。Projects: list, show, claim, recognise.',
  flags: {
    as: { type: 'string', value: 'ACCOUNT', words: '以哪个账号办理 the account that acts' },
    body: { type: 'string', value: 'JSON', words: '命令的内容 body of the command, as in /api/openapi.json' },
    key: { type: 'string', value: 'KEY', words: '幂等键 idempotency key' },
    late: { type: 'boolean', words: '补报 happened in a closed period' },
    text: { type: 'string', value: 'T', words: '名称或编号的一部分 part of name or id' },
    unit: { type: 'string', value: 'ID', words: '单位 unit' },
    stage: { type: 'string', value: 'ID', words: '阶段 stage' },
  },
  async run(invocation) {
    const [what = 'list', id] = invocation.positionals;
    if (what === 'list') return withCity(invocation, (at) => list(invocation, at));
    if (what === 'show') {
      if (!id) throw usageProblem(projectsVerb, '缺少 ID');
      return withCity(invocation, (at) => show(invocation, at, id));
    }
    return withCity(invocation, (at) =>
      giveCommand(invocation, at, projectsVerb, 'projects', SHORT[what] ?? what),
    );
  },
};

async function list(invocation: Invocation, { ledger, city, at }: AtCity): Promise<number> {
  const answer = await ledger.read(city.id, at, async (view) => {
    const page = await projectList(view, {
      city: city.id,
      planHash: view.plan.hash,
      asOf: view.asOf,
      scope: { all: true },
      lifecycles: view.plan.section(lifecyclesSection),
      filter: {
        text: textFlag(invocation, 'text'),
        unit: textFlag(invocation, 'unit'),
        stage: textFlag(invocation, 'stage'),
      },
      sort: 'recent',
      limit: 50,
    });
    return {
      ...page,
      stageOf: stageNames(view.plan.section(lifecyclesSection)),
      nameOf: (unit: unknown) => view.plan.units.find(String(unit), view.asOf)?.name ?? String(unit),
    };
  });
  if (invocation.format === 'json')
    writeJson(invocation, { rows: answer.rows, total: answer.total, nextCursor: answer.nextCursor });
  else {
    const rows = answer.rows.map((row) => [
      String(row.subject),
      String(row.name),
      answer.nameOf(row.unit),
      answer.stageOf(row),
      String(row.entered_on),
    ]);
    invocation.out(columns([['编号', '名称', '单位', '阶段', '进入'], ...rows]));
    invocation.out(
      `共 ${answer.total}${answer.totalIsCapped ? ' 以上' : ''} 个${city.simulated ? '（模拟）' : ''}\n`,
    );
  }
  return OK;
}

/** A stage by the name that the project's own lifecycle gives it. */
function stageNames(lifecycles: readonly Lifecycle[]): (row: Row) => string {
  const names = new Map(
    lifecycles.flatMap(({ id, stages }) => stages.map((stage) => [`${id} ${stage.id}`, stage.name] as const)),
  );
  return ({ lifecycle, stage }) => names.get(`${lifecycle} ${stage}`) ?? String(stage);
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
