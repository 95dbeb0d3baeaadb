// The section `tasks` and the checker's rules for it: what nobody owns, what has neither date nor cadence, what nothing shows the progress of, what
// goes round in circles, what does not add up, and what asks units for a figure that is collected already (domain.md §7: a figure is typed once).
import { z } from 'zod';
import { add, compare, decimal, decimalText, normalize, ZERO } from '../../kernel/decimal.ts';
import type { PlanRule, PlanSection, RuleFinding } from '../../kernel/loop.ts';
import { unknownFeeds, unknownMeasures } from '../../plan/feed.ts';
import { duplicateIds, isLeftOpen, unknownAnswerer, unknownUnit } from '../../plan/finding.ts';
import { Task } from './work.plan.ts';

type Rule = PlanRule<Task[]>;
type Found = readonly RuleFinding[];

const byId = (tasks: readonly Task[]): ReadonlyMap<string, Task> =>
  new Map(tasks.map((task) => [task.id, task]));

/** The task and those above it, nearest first; ends where the tree ends or comes back to itself. */
function lineage(task: Task, tasks: ReadonlyMap<string, Task>): readonly Task[] {
  const line: Task[] = [];
  const seen = new Set<string>();
  for (let at: Task | undefined = task; at !== undefined && !seen.has(at.id); ) {
    seen.add(at.id);
    line.push(at);
    at = at.parent === undefined ? undefined : tasks.get(at.parent);
  }
  return line;
}

const references: Rule = {
  code: 'reference_unknown',
  severity: 'error',
  phase: 'references',
  check: (tasks, whole) => {
    const ids = byId(tasks);
    const answerer = unknownAnswerer(whole);
    const feeds = unknownFeeds(whole);
    return tasks.flatMap((task, i) => [
      ...(task.parent === undefined || ids.has(task.parent)
        ? []
        : [
            {
              path: [i, 'parent'],
              message: `上级任务“${task.parent}”没有`,
              fix: '改成 tasks 里的编号，或删去 parent',
            },
          ]),
      ...answerer(task.lead, [i, 'lead']),
      ...task.supporting.flatMap((id, k) => answerer(id, [i, 'supporting', k])),
      ...task.splits.flatMap((split, k) => unknownUnit(split.unit, [i, 'splits', k, 'unit'], whole)),
      ...feeds(task.fedBy, [i, 'fedBy']),
    ]);
  },
};

const measureUnknown: Rule = {
  code: 'measure_unknown',
  severity: 'error',
  phase: 'references',
  check: (tasks, whole) => tasks.flatMap((task, i) => unknownMeasures(task.fedBy, [i, 'fedBy'], whole)),
};

const cycle: Rule = {
  code: 'task_cycle',
  severity: 'error',
  phase: 'references',
  check: (tasks) => {
    const ids = byId(tasks);
    const told = new Set<string>();
    return tasks.flatMap((task, i) => {
      const line = lineage(task, ids);
      // A ring is told once, at its first task in the plan's order; a task that only hangs on a ring is not told.
      if (told.has(task.id) || line.at(-1)?.parent !== task.id) return [];
      for (const each of line) told.add(each.id);
      const message = `任务绕成一圈：${[...line, task].map((each) => each.id).join(' → ')}`;
      return [{ path: [i, 'parent'], message, fix: '删去其中一个 parent：圈里没有顶层任务' }];
    });
  },
};

const withoutOwner: Rule = {
  code: 'task_without_owner',
  severity: 'error',
  phase: 'rules',
  check: (tasks) =>
    tasks.flatMap((task, i) =>
      task.lead !== undefined || isLeftOpen(task, 'lead')
        ? []
        : [
            {
              path: [i],
              message: `“${task.title}”没有人牵头`,
              fix: '写 lead；没有来源就写 provenance: {lead: {basis: 待补来源}}，不要编',
            },
          ],
    ),
};

/** A date or a cadence, its own or of a task above it; 长期推进 and 年度常态 are looked at again and again, so theirs is a cadence. */
const withoutDate: Rule = {
  code: 'task_without_date',
  severity: 'error',
  phase: 'rules',
  check: (tasks) => {
    const ids = byId(tasks);
    return tasks.flatMap((task, i) => {
      const line = lineage(task, ids);
      const recurring = task.kind === '长期推进' || task.kind === '年度常态';
      const isSet = line.some(
        (each) =>
          each.reviewEveryDays !== undefined ||
          isLeftOpen(each, 'reviewEveryDays') ||
          (!recurring && (each.to !== undefined || isLeftOpen(each, 'to'))),
      );
      if (isSet) return [];
      const message = `“${task.title}”${recurring ? `是${task.kind}，没有回头看的周期` : '没有期限，也没有回头看的周期'}`;
      const fix = recurring
        ? '写 reviewEveryDays（多少天回头看一次）'
        : '写 to 或 reviewEveryDays；没有来源就写 provenance: {to: {basis: 待补来源}}，不要编';
      return [{ path: [i], message, fix }];
    });
  },
};

const longTermDated: Rule = {
  code: 'long_term_with_date',
  severity: 'error',
  phase: 'rules',
  check: (tasks) =>
    tasks.flatMap((task, i) =>
      task.kind === '长期推进' && task.to !== undefined
        ? [
            {
              path: [i, 'to'],
              message: `“${task.title}”是长期推进，却写了期限`,
              fix: '删去 to，用 reviewEveryDays；真有期限的改为 kind: 限期完成',
            },
          ]
        : [],
    ),
};

const laterThanParent: Rule = {
  code: 'task_later_than_parent',
  severity: 'error',
  phase: 'rules',
  check: (tasks) => {
    const ids = byId(tasks);
    return tasks.flatMap((task, i) => {
      const above = lineage(task, ids)
        .slice(1)
        .find((each) => each.to !== undefined && task.to !== undefined && task.to > each.to);
      const own: Found =
        above === undefined
          ? []
          : [
              {
                path: [i, 'to'],
                message: `“${task.title}”的期限 ${task.to} 晚于上级任务的 ${above.to}`,
                fix: '改早下级的期限，或改晚上级的',
              },
            ];
      const late = task.splits.flatMap((split, k) =>
        split.to !== undefined && task.to !== undefined && split.to > task.to
          ? [
              {
                path: [i, 'splits', k, 'to'],
                message: `${split.unit} 的期限 ${split.to} 晚于任务的 ${task.to}`,
                fix: '改早这一份的期限，或改晚任务的',
              },
            ]
          : [],
      );
      return [...own, ...late];
    });
  },
};

/** Leaves whose progress nothing shows. */
function leavesWithoutFeed(tasks: readonly Task[], look: (task: Task, index: number) => Found): Found {
  const parents = new Set(tasks.map((task) => task.parent));
  return tasks.flatMap((task, i) => (parents.has(task.id) || task.fedBy.length > 0 ? [] : look(task, i)));
}

const withoutMeasure: Rule = {
  code: 'task_without_measure',
  severity: 'error',
  phase: 'rules',
  check: (tasks) =>
    leavesWithoutFeed(tasks, (task, i) =>
      task.awaits !== undefined || isLeftOpen(task, 'fedBy')
        ? []
        : [
            {
              path: [i],
              message: `“${task.title}”做到哪里，没有地方看`,
              fix: '写 fedBy（度量、指标或目标）；还没有数据来源的写 awaits，例如 awaits: work',
            },
          ],
    ),
};

/** Told of every task that awaits an engine, also of one that is seen in part. */
const awaitsEngine: Rule = {
  code: 'task_without_measure',
  severity: 'info',
  phase: 'rules',
  check: (tasks) =>
    tasks.flatMap((task, i) =>
      task.awaits === undefined
        ? []
        : [
            {
              path: [i, 'awaits'],
              message: `“${task.title}”等 ${task.awaits} 环节的功能，先不判`,
              fix: '有了这个环节后改写 fedBy',
            },
          ],
    ),
};

const splitSum: Rule = {
  code: 'split_does_not_add_up',
  severity: 'error',
  phase: 'rules',
  check: (tasks) =>
    tasks.flatMap((task, i) => {
      const shares = task.splits.flatMap((split) => (split.amount === undefined ? [] : [split.amount]));
      if (shares.length === 0) return [];
      const path = [i, 'splits'];
      if (shares.length < task.splits.length || task.amount === undefined) {
        const message = `“${task.title}”${task.amount === undefined ? '分了数，却没有总数' : '有的单位分了数，有的没有'}`;
        return [{ path, message, fix: '给每一份和任务都写 amount，或都不写' }];
      }
      const total = shares.reduce((sum, share) => add(sum, decimal(share)), ZERO);
      if (compare(total, decimal(task.amount)) === 0) return [];
      const unit = task.unit ?? '';
      const message = `“${task.title}”分解合计 ${decimalText(normalize(total))}${unit}，任务是 ${task.amount}${unit}`;
      return [{ path, message, fix: '改各单位的数使合计等于任务；没有来源就删去 splits' }];
    }),
};

const splitTwice: Rule = {
  code: 'split_unit_twice',
  severity: 'error',
  phase: 'rules',
  check: (tasks) =>
    tasks.flatMap((task, i) =>
      duplicateIds(task.splits.map((split) => ({ id: split.unit }))).map(({ path: [k] }) => ({
        path: [i, 'splits', k as number, 'unit'],
        message: `“${task.title}”把同一个单位写了两份`,
        fix: '合成一份',
      })),
    ),
};

const withoutUnit: Rule = {
  code: 'task_without_unit',
  severity: 'error',
  phase: 'rules',
  check: (tasks) =>
    tasks.flatMap((task, i) =>
      task.amount !== undefined && task.unit === undefined
        ? [{ path: [i, 'amount'], message: `“${task.title}”有数没有计量单位`, fix: '写 unit，例如 所' }]
        : [],
    ),
};

/** Names of figures are compared without blanks and brackets: “新增学位（万个）” asks for what “新增学位” collects. */
function figureKey(name: string): string {
  return name.replaceAll(/[（(][^）)]*[）)]|\s/g, '').toLowerCase();
}

const collectedTwice: Rule = {
  code: 'figure_collected_twice',
  severity: 'warning',
  phase: 'rules',
  check: (tasks, whole) => {
    const indicators = (whole.section('indicators') ?? []) as readonly { id: string; name: string }[];
    const collected = new Map(
      indicators.map(({ id, name }) => [figureKey(name), { by: `指标 ${id}`, fix: `{indicator: ${id}}` }]),
    );
    return tasks.flatMap((task, i) =>
      task.asksFor.flatMap(({ name }, k) => {
        const key = figureKey(name);
        const first = collected.get(key);
        if (first === undefined) {
          collected.set(key, { by: `任务 ${task.id}`, fix: '一个共同的指标' });
          return [];
        }
        const message = `“${name}”已由${first.by}收了，不要再要各单位报一遍`;
        return [
          { path: [i, 'asksFor', k, 'name'], message, fix: `删去这一项，改在 fedBy 里写 ${first.fix}` },
        ];
      }),
    );
  },
};

export const tasksSection: PlanSection<Task[]> = {
  key: 'tasks',
  title: { zh: '任务', en: 'Tasks' },
  schema: z
    .array(Task)
    .max(5000)
    .default([])
    .describe('任务：工作清单、重点工作、民生实事、专项行动等，最多 5000 项；默认没有'),
  optional: true,
  rules: [
    { code: 'id_duplicate', severity: 'error', phase: 'references', check: (tasks) => duplicateIds(tasks) },
    references,
    measureUnknown,
    cycle,
    withoutOwner,
    withoutDate,
    longTermDated,
    laterThanParent,
    withoutMeasure,
    awaitsEngine,
    splitSum,
    splitTwice,
    withoutUnit,
    collectedTwice,
  ],
};
