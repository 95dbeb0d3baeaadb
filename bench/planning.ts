// A plan of 5,000 elements over the first plan's city (some 1,700 units): checked, traced against a text of its own, adopted. Against the reading of
// the same files by the YAML library alone.
import { join } from 'node:path';
import { parse } from 'yaml';
import { checkPlanAt } from '../src/app/cli/check.ts';
import { PLAN_REGISTRY } from '../src/app/registry.node.ts';
import { childrenOf, findElements } from '../src/dispatch/breakdown.ts';
import { chooseElements } from '../src/dispatch/goalRows.ts';
import { planIndex } from '../src/dispatch/planIndex.ts';
import { parseDate } from '../src/kernel/plainDate.ts';
import { checkPlan } from '../src/plan/check.ts';
import { compilePlan, type PlanContent } from '../src/plan/plan.ts';
import type { PlanFile } from '../src/plan/text.ts';
import { traceSource } from '../src/plan/trace.ts';
import { type Arena, PACKAGE_ROOT } from './arena.ts';
import { type Measurement, median, ms } from './table.ts';

const TASKS = 4900;
const CHILDREN = 49;
const ROUNDS = 5;
/** Reading with places, four phases and provenance may cost as much again as reading alone. */
const CHECK_GOAL = 2;

export async function benchPlanning(arena: Arena): Promise<Measurement[]> {
  const { text, files } = largePlan();
  const yaml = files.filter((file) => file.path.endsWith('.yaml'));
  const read = () => yaml.map((file) => parse(file.text));
  const check = () => checkPlan(files, PLAN_REGISTRY);
  const content = check().content;
  if (!content) throw new Error(`the large plan has errors: ${JSON.stringify(check().issues.slice(0, 3))}`);
  const elements = elementCount(content);
  const trace = () => traceSource(text, content, 'seed-2021');
  const spent = { read: [] as number[], check: [] as number[], trace: [] as number[] };
  for (let round = 0; round < ROUNDS; round += 1) {
    spent.read.push(spentMs(read));
    spent.check.push(spentMs(check));
    spent.trace.push(spentMs(trace));
  }
  const ratio = median(spent.check) / median(spent.read);
  return [
    {
      what: `check of a plan of ${elements} elements and ${files.length} files, four phases`,
      ratio: {
        against: 'the YAML library reading its files',
        value: ratio,
        goal: `≤ ${CHECK_GOAL}×`,
        met: ratio <= CHECK_GOAL,
      },
      context: `${ms(median(spent.check))} against ${ms(median(spent.read))}`,
    },
    {
      what: `trace of those elements against a text of ${TASKS} paragraphs`,
      context: ms(median(spent.trace)),
    },
    ...breakdown(arena, content),
    ...(await adoption(arena, content)),
  ];
}

/** What the page of the breakdown asks of the server, beside the lines of the targets it shows. */
function breakdown(arena: Arena, content: PlanContent): Measurement[] {
  const plan = compilePlan(content, PLAN_REGISTRY.sections, 'large');
  const titleOf = (key: string) => PLAN_REGISTRY.sections.find((section) => section.key === key)!.title;
  const parts = {
    plan,
    sections: content.sections,
    on: parseDate('2021-06-30'),
    measures: arena.ledger.catalog.measures,
    titleOf,
  };
  const index = planIndex(parts);
  const typical = (run: () => unknown) => ms(median(Array.from({ length: ROUNDS }, () => spentMs(run))));
  const open = (path: string) => typical(() => childrenOf(index, titleOf, 'text', path));
  return [
    {
      what: 'breakdown of that plan: the web of its elements, made once for a plan and a day',
      context: typical(() => planIndex(parts)),
    },
    {
      what: `breakdown of that plan, a node opened: its ${index.paragraphs.size} paragraphs; a task with ${CHILDREN} below; a unit’s own`,
      context: `${open('')}; ${open('e:tasks:bench-1')}; ${typical(() => childrenOf(index, titleOf, 'unit', 'u:zq-industry/g:owns'))}`,
    },
    {
      what: 'breakdown of that plan: a search over all; the list of what nobody owns or reports',
      context: `${typical(() => findElements(index, '示范工程42'))}; ${typical(() => chooseElements(index, { gap: 'any' }))}`,
    },
  ];
}

/** Stored, its rows derived, adopted by a fact. */
async function adoption(arena: Arena, content: PlanContent): Promise<Measurement[]> {
  const began = performance.now();
  const hash = await arena.ledger.storeContent(arena.city, { kind: 'plan', body: content });
  const stored = performance.now() - began;
  await arena.ledger.submit(arena.city, {
    key: 'bench-adopt-large',
    actor: { account: 'system', post: 'system', unit: 'zhaoqing', roles: ['system'] },
    loop: 'city',
    command: 'adoptPlan',
    body: { content: hash, effectiveFrom: parseDate('2021-08-01'), title: 'large' },
  });
  const adopted = performance.now() - began;
  const { rows } = await arena.owner.query<{ units: string; closure: string }>(
    'select (select count(*) from luodi.unit where plan_hash = $1) as units, (select count(*) from luodi.unit_closure where plan_hash = $1) as closure',
    [hash],
  );
  return [
    {
      what: `adoption of that plan: ${rows[0]?.units} units, ${rows[0]?.closure} pairs of the closure, stored, derived, recorded`,
      context: `${ms(adopted)}, of it storing and deriving ${ms(stored)}`,
    },
  ];
}

/** The first plan with a forest of further tasks, each of which quotes a paragraph of a made-up text: one figure and one name. */
function largePlan(): { readonly text: string; readonly files: readonly PlanFile[] } {
  const { files } = checkPlanAt(join(PACKAGE_ROOT, 'plans/zhaoqing-2021'));
  const tasks: string[] = [];
  const paragraphs: string[] = [];
  for (let n = 1; n <= TASKS; n += 1) {
    const root = Math.floor((n - 1) / (CHILDREN + 1)) * (CHILDREN + 1) + 1;
    paragraphs.push(`第${n}件：加快建设“示范工程${n}号”，年内完成${n + 1000}个。`);
    tasks.push(
      [
        `  - id: bench-${n}`,
        `    title: 示范工程${n}号`,
        '    listed: 重点工作',
        ...(n === root ? [] : [`    parent: bench-${root}`]),
        '    lead: industry-lead',
        '    supporting: [investment-lead]',
        `    amount: ${n + 1000}`,
        '    unit: 个',
        '    from: 2021-01-01',
        '    to: 2021-12-31',
        '    awaits: work',
        '    provenance:',
        `      title: {basis: 原文, source: seed-2021, paragraph: ${n}, figures: [${n + 1000}个], terms: [示范工程${n}号]}`,
        '      lead: {basis: 演示假定}',
      ].join('\n'),
    );
  }
  return {
    text: paragraphs.join('\n'),
    files: files.map((file) =>
      file.path.endsWith('tasks.yaml')
        ? { ...file, text: `${file.text.trimEnd()}\n${tasks.join('\n')}\n` }
        : file,
    ),
  };
}

function elementCount(content: PlanContent): number {
  const lists = Object.entries(content.sections).filter(([key]) => key !== 'units');
  return lists.reduce((sum, [, value]) => sum + (Array.isArray(value) ? value.length : 1), 0);
}

function spentMs(run: () => unknown): number {
  const began = performance.now();
  run();
  return performance.now() - began;
}
