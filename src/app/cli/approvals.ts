// luodi approvals: the queue by due day, one approval with its clocks, import of an approving system's events, and the commands of the loop.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { columns } from '../../dispatch/textTable.ts';
import { Problem } from '../../kernel/problem.ts';
import { type ApprovalList, listApprovals } from '../../loops/approvals/approvals.http.ts';
import { type ImportAnswer, importEvents } from '../../loops/approvals/import.pg.ts';
import { readImport } from '../../loops/approvals/import.read.node.ts';
import { oneApproval } from '../../loops/approvals/oneApproval.pg.ts';
import { actorNamed } from './actor.ts';
import { usageProblem } from './flags.ts';
import { giveCommand } from './giveCommand.ts';
import { FINDINGS, type Invocation, OK, textFlag, type Verb, writeJson } from './verb.ts';
import { type AtCity, withCity } from './withLedger.ts';

/** Short names of what is given most; every command can be given by its own name as well. */
const SHORT: Readonly<Record<string, string>> = {
  file: 'fileApproval',
  accept: 'acceptApproval',
  decide: 'decideApproval',
};

export const approvalsVerb: Verb = {
  name: 'approvals',
  usage:
    'approvals list | show ID | import FILE --as ACCOUNT [--system S] [--preview] | file|accept|decide|COMMAND --as ACCOUNT --body JSON [--late]',
  words: '审批：按到期列出、打开、导入、办理。Approvals: list by due day, show, import, record.',
  flags: {
    as: { type: 'string', value: 'ACCOUNT', words: '以哪个账号办理 the account that acts' },
    body: { type: 'string', value: 'JSON', words: '命令的内容 body of the command, as in /api/openapi.json' },
    key: { type: 'string', value: 'KEY', words: '幂等键 idempotency key' },
    late: {
      type: 'boolean',
      words: '补报；列出时：只看逾期 happened in a closed period; of a list: only late ones',
    },
    state: { type: 'string', value: 'open|closed', words: '在办或已办结 open or closed' },
    authority: { type: 'string', value: 'ID', words: '办理单位 the unit that handles it' },
    unit: { type: 'string', value: 'ID', words: '项目所在单位 unit of the project' },
    item: { type: 'string', value: 'ID', words: '审批事项 item' },
    text: { type: 'string', value: 'T', words: '项目名称或办件编号的一部分 part of name or number' },
    system: { type: 'string', value: 'ID', words: '来源系统，文件里没有这一列时 source system of the file' },
    preview: { type: 'boolean', words: '只看会记下什么 show what would be recorded' },
  },
  async run(invocation) {
    const [what = 'list', name] = invocation.positionals;
    if (what === 'list') return withCity(invocation, (at) => list(invocation, at));
    if (what === 'show' || what === 'import') {
      if (!name) throw usageProblem(approvalsVerb, what === 'show' ? '缺少 ID' : '缺少 FILE');
      const work = what === 'show' ? show : importFile;
      return withCity(invocation, (at) => work(invocation, at, name));
    }
    return withCity(invocation, (at) =>
      giveCommand(invocation, at, approvalsVerb, 'approvals', SHORT[what] ?? what),
    );
  },
};

const EVERYWHERE = { all: true } as const;
const LISTED_MAX = 200;

async function list(invocation: Invocation, { ledger, city, at }: AtCity): Promise<number> {
  const state = textFlag(invocation, 'state') ?? 'open';
  if (state !== 'open' && state !== 'closed') throw usageProblem(approvalsVerb, '--state：open 或 closed');
  const query = {
    state,
    sort: 'due',
    limit: LISTED_MAX,
    authority: textFlag(invocation, 'authority'),
    unit: textFlag(invocation, 'unit'),
    item: textFlag(invocation, 'item'),
    text: textFlag(invocation, 'text'),
    ...(invocation.flags.late === true ? { late: 'yes' as const } : {}),
  } as const;
  const answer = await ledger.read(city.id, at, (view) =>
    listApprovals(view, { query, scope: EVERYWHERE, at }),
  );
  if (invocation.format === 'json') {
    writeJson(invocation, answer);
    return OK;
  }
  if (answer.rows.length > 0) invocation.out(tableOf(answer.rows));
  invocation.out(`${tailOf(answer)}${city.simulated ? '（模拟）' : ''}\n`);
  return OK;
}

function tableOf(rows: ApprovalList['rows']): string {
  const lines = rows.map((row) => [
    row.id,
    row.projectName,
    row.itemName,
    row.authorityName ?? '办理单位待补来源',
    row.dueOn ?? '—',
    row.light.word.zh,
  ]);
  return columns([['审批件', '项目', '事项', '办理单位', '到期', '时限灯'], ...lines]);
}

function tailOf({ total, summary, calendar }: ApprovalList): string {
  if (total.count === 0)
    return '没有审批件。审批件从审批系统导入：luodi approvals import 文件 --as 账号 --preview；手工录入是例外，有标记。';
  const days = calendar === null ? '还没有采用工作日历' : `日历 ${calendar.title}（${calendar.id}）`;
  const open =
    summary === null ? '' : `在办 ${summary.open}，逾期 ${summary.late}，临期 ${summary.dueSoon}；`;
  return `列出 ${total.count}${total.capped ? ' 以上' : ''} 件；${open}${days}`;
}

/** Fails with `approval_unknown`. */
async function show(invocation: Invocation, { ledger, city, at }: AtCity, id: string): Promise<number> {
  const page = await ledger.read(city.id, at, (view) =>
    oneApproval(view, {
      id,
      scope: EVERYWHERE,
      at,
      actor: { account: '', unit: view.plan.units.rootId, roles: [] },
    }),
  );
  if (invocation.format === 'json') {
    writeJson(invocation, page);
    return OK;
  }
  const { approval, judgement, events } = page;
  invocation.out(`${approval.projectName}  ${approval.itemName}  ${judgement.light.cause.zh}\n`);
  for (const clock of judgement.clocks) {
    if (clock.startedOn === null) continue;
    const kind = clock.budget?.dayKind ?? '工作日';
    const limit = clock.days === null ? '没有时限' : `限 ${clock.days} 个${kind}`;
    const used = clock.usedDays === null ? '—' : `${clock.usedDays} 个${kind}`;
    invocation.out(`\n${clock.clock}：${limit}，已用 ${used}，到期 ${clock.dueOn ?? '—'}\n`);
    invocation.out(
      columns(clock.steps.map((step) => [step.from, step.to, `计 ${step.counted}`, step.words.zh])),
    );
  }
  invocation.out('\n');
  const rows = events.map((event) => [
    String(event.occurredOn),
    event.title.zh,
    event.voided === true ? '已作废' : event.source === null ? '手工录入' : String(event.source.system),
    String(event.fact),
  ]);
  invocation.out(columns(rows));
  return OK;
}

/** Fails with `file_not_found`, and as the import does. */
async function importFile(invocation: Invocation, at: AtCity, path: string): Promise<number> {
  const records = await readImport(basename(path), bytesOf(path));
  const actor = await actorNamed(at.ledger, at.city.id, textFlag(invocation, 'as'));
  const preview = invocation.flags.preview === true;
  const system = textFlag(invocation, 'system');
  const answer = await importEvents(at.ledger, { city: at.city.id, actor }, { records, system, preview });
  if (invocation.format === 'json') writeJson(invocation, answer);
  else invocation.out(importText(answer));
  return answer.conflicts + answer.refused + answer.unclear > 0 ? FINDINGS : OK;
}

function importText({ rows, ...answer }: ImportAnswer): string {
  const told = rows.flatMap(({ line, application, problem }) =>
    problem === null ? [] : [`第 ${line} 行  ${application}  ${problem.code}  ${problem.message}\n`],
  );
  const done = answer.preview ? '会记下' : '已记下';
  return `${told.join('')}${answer.lines} 行：${done} ${answer.recorded}，先前已有 ${answer.known}，有矛盾 ${answer.conflicts}，不能记 ${answer.refused}，不清楚 ${answer.unclear}。\n`;
}

function bytesOf(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch {
    throw new Problem({
      code: 'file_not_found',
      message: `没有这个文件：${path}。There is no such file.`,
      kept: '没有写入任何事实。Nothing was recorded.',
      fix: '核对路径。Check the path.',
    });
  }
}
