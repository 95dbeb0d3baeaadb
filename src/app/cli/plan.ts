// luodi plan export|drafts|diff|propose: the plan's files out of the ledger and changes of them back into it. Files are the plan's interchange: what is
// exported is what was given, byte for byte; what is changed in a folder becomes a draft like any other, and another hand approves it.
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { hasErrors } from '../../kernel/issue.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { Problem } from '../../kernel/problem.ts';
import { elementEdits } from '../../loops/drafts/draftPlan.ts';
import { lastAdopted, listDrafts, type StoredPlan, storedPlan } from '../../loops/drafts/drafts.pg.ts';
import { DRAFTS, STATE_WORDS } from '../../loops/drafts/drafts.ts';
import { type ElementDifference, planDifference } from '../../plan/difference.ts';
import { elementsOf, parsedSection } from '../../plan/elements.ts';
import type { PlanContent } from '../../plan/plan.ts';
import { machineRandom } from '../clock.ts';
import { PLAN_REGISTRY } from '../registry.node.ts';
import { actorNamed } from './actor.ts';
import { checkPlanAt, issuesText } from './check.ts';
import { usageProblem } from './flags.ts';
import { FINDINGS, type Invocation, OK, textFlag, type Verb, writeJson } from './verb.ts';
import { type AtCity, withCity } from './withLedger.ts';

export const planVerb: Verb = {
  name: 'plan',
  usage: 'plan export [--out DIR] | drafts | diff FOLDER | propose FOLDER --title TEXT',
  words:
    '计划：原样导出文件；列出草稿；文件夹与现行计划之差；把文件夹的改动提为草稿。The plan’s files, drafts, differences in words.',
  flags: {
    out: { type: 'string', value: 'DIR', words: '写到哪个文件夹 folder to write to' },
    title: { type: 'string', value: 'TEXT', words: '草稿名称 title of the draft' },
    as: { type: 'string', value: 'ACCOUNT', words: '以哪个账号办理 the account that records' },
  },
  async run(invocation) {
    const [what, folder] = invocation.positionals;
    switch (what) {
      case 'export':
        return withCity(invocation, (at) => exportFiles(invocation, at));
      case 'drafts':
        return withCity(invocation, (at) => drafts(invocation, at));
      case 'diff':
        return withCity(invocation, (at) => difference(invocation, at, folderOf(folder)));
      case 'propose':
        return withCity(invocation, (at) => propose(invocation, at, folderOf(folder)));
      default:
        throw usageProblem(
          planVerb,
          what === undefined ? '缺少 export、drafts、diff 或 propose' : `不认识 plan ${what}`,
        );
    }
  },
};

function folderOf(folder: string | undefined): string {
  if (folder === undefined) throw usageProblem(planVerb, '缺少 FOLDER');
  return resolve(folder);
}

/** Without --out the files go to stdout as JSON. */
async function exportFiles(invocation: Invocation, { ledger, city, at }: AtCity): Promise<number> {
  const plan = await ledger.read(city.id, at, (view) =>
    // A day names the plan of that day; else it is the one that drafts start from.
    storedPlan(view, at.asOf === undefined ? lastAdopted(view).content : view.plan.hash),
  );
  const out = textFlag(invocation, 'out');
  if (out === undefined) {
    writeJson(invocation, {
      hash: plan.hash,
      title: plan.title,
      canonical: plan.canonical,
      files: plan.files,
    });
    return OK;
  }
  refuseOtherFiles(out, plan.files);
  for (const { path, text } of plan.files) {
    const full = join(resolve(out), path);
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, text);
  }
  if (invocation.format === 'json')
    writeJson(invocation, {
      hash: plan.hash,
      canonical: plan.canonical,
      paths: plan.files.map((file) => file.path),
    });
  else {
    const how = plan.canonical ? '（采纳时没有文件，由内容写出 written from the content）' : '';
    invocation.out(`${plan.title}：${plan.files.length} 个文件写到 ${out}${how}  ${plan.hash}\n`);
  }
  return OK;
}

/** Fails with `plan_folder_unusable` and `plan_folder_not_empty`: plan files of another version would be read together with these, or be written over. */
export function refuseOtherFiles(
  folder: string,
  files: readonly { readonly path: string; readonly text: string }[],
): void {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isDirectory()) {
    throw new Problem({
      code: 'plan_folder_unusable',
      message: `${folder} 不是文件夹。It is no folder.`,
      kept: '没有写入任何文件。Nothing was written.',
      fix: '换一个文件夹名。Name another folder.',
    });
  }
  const own = new Map(files.map(({ path, text }) => [path, text]));
  const others = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(ya?ml|csv)$/i.test(path))
    .filter((path) => {
      const text = own.get(path.replaceAll('\\', '/'));
      return text === undefined || readFileSync(join(folder, path), 'utf8') !== text;
    });
  if (others.length === 0) return;
  throw new Problem({
    code: 'plan_folder_not_empty',
    status: 409,
    message: `${folder} 里已有别的计划文件：${others.slice(0, 5).join('、')}${others.length > 5 ? ` 等 ${others.length} 个` : ''}。The folder holds other plan files.`,
    kept: '没有写入任何文件。Nothing was written.',
    fix: '换一个空文件夹，或先把里面的计划文件移走。Name an empty folder, or move those files away first.',
  });
}

async function drafts(invocation: Invocation, { ledger, city }: AtCity): Promise<number> {
  const rows = await ledger.read(city.id, {}, async (view) =>
    (await listDrafts(view, { scope: { all: true }, limit: 100 })).map((draft) => ({
      ...draft,
      adopted: view.adoptions.find((row) => row.draft === draft.id)?.effective_from ?? null,
    })),
  );
  if (invocation.format === 'json') writeJson(invocation, { drafts: rows });
  else {
    for (const row of rows) {
      const state = row.adopted === null ? STATE_WORDS[row.state] : `自 ${row.adopted} 起已采纳`;
      invocation.out(`${row.id}  ${row.title}  ${state}  ${row.edits} 处修改  ${row.openedBy}\n`);
    }
    if (rows.length === 0) invocation.out('没有草稿。No drafts.\n');
  }
  return OK;
}

/** Exit 1 when there is a difference. */
async function difference(invocation: Invocation, at: AtCity, folder: string): Promise<number> {
  const compared = await compare(invocation, at, folder);
  if (compared === undefined) return FINDINGS;
  if (invocation.format === 'json')
    writeJson(invocation, { base: compared.base.hash, difference: compared.told });
  else if (compared.told.length === 0) invocation.out('与现行计划相同。The same as the plan in force.\n');
  else invocation.out(wordsOf(compared.told));
  return compared.told.length === 0 ? OK : FINDINGS;
}

interface Compared {
  readonly base: StoredPlan;
  readonly content: PlanContent;
  readonly told: readonly ElementDifference[];
}

/** Undefined when the folder has errors: they were printed. */
async function compare(
  invocation: Invocation,
  { ledger, city }: AtCity,
  folder: string,
): Promise<Compared | undefined> {
  const { content, issues } = checkPlanAt(folder);
  if (content === undefined || hasErrors(issues)) {
    if (invocation.format === 'json') writeJson(invocation, { issues });
    else invocation.out(issuesText(issues.filter((issue) => issue.severity === 'error')));
    return undefined;
  }
  const base = await ledger.read(city.id, {}, (view) => storedPlan(view, lastAdopted(view).content));
  return { base, content, told: planDifference(base.content, content, PLAN_REGISTRY.sections) };
}

async function propose(invocation: Invocation, at: AtCity, folder: string): Promise<number> {
  const title = textFlag(invocation, 'title');
  if (title === undefined) throw usageProblem(planVerb, '缺少 --title');
  const compared = await compare(invocation, at, folder);
  if (compared === undefined) return FINDINGS;
  if (compared.told.length === 0) {
    throw new Problem({
      code: 'nothing_to_record',
      message: '与现行计划相同，没有可提的',
      kept: '没有写入任何事实',
      status: 409,
    });
  }
  const actor = await actorNamed(at.ledger, at.city.id, textFlag(invocation, 'as'));
  const draft = `d-${Buffer.from(machineRandom(6)).toString('hex')}`;
  const give = (command: string, body: JsonObject) =>
    at.ledger.submit(at.city.id, {
      key: `plan propose ${draft} ${command}`,
      actor,
      loop: DRAFTS,
      command,
      body: { draft, ...body },
    });
  await give('openDraft', { title });
  const edits = editsOf(compared).map((edit) => ({
    ...edit,
    op: edit.value === undefined ? 'remove' : 'put',
    basedOn: null,
  }));
  await give('editElements', { edits, source: folder.slice(-200) } as unknown as JsonObject);
  if (invocation.format === 'json')
    writeJson(invocation, { draft, as: actor.account, difference: compared.told });
  else
    invocation.out(
      `${wordsOf(compared.told)}草稿 ${draft}「${title}」，以 ${actor.account} 的名义记入${textFlag(invocation, 'as') === undefined ? '（没有写 --as：本机操作）' : ''} recorded as ${actor.account}：提交后请另一人批准。Submit it; another hand approves.\n`,
    );
  return OK;
}

function editsOf({ content, told }: Compared) {
  return elementEdits(
    told.map(({ section: key, element, kind }) => {
      const section = PLAN_REGISTRY.sections.find((each) => each.key === key)!;
      const value = elementsOf(section, parsedSection(section, content.sections[key])).get(element);
      return kind === 'removed'
        ? { section: key, element, op: 'remove' as const }
        : { section: key, element, op: 'put' as const, value };
    }),
  );
}

function wordsOf(told: readonly ElementDifference[]): string {
  return told.map((each) => `${each.sectionTitle.zh}  ${each.words.zh}\n`).join('');
}
