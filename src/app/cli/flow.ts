// luodi flow FILE | --loop projects: how work really flows, in an event log or in the ledger. A file needs no database.

import { passagesIn } from '../../dispatch/flow.pg.ts';
import { causeWords, reasonWords } from '../../dispatch/flowTerms.ts';
import { columns } from '../../dispatch/textTable.ts';
import { taskUnits } from '../../dispatch/units.ts';
import type { LogOptions, LogReading } from '../../foresight/eventLog.ts';
import { type Flow, FlowCount } from '../../foresight/flow.ts';
import { type FlowStages, flowStages } from '../../foresight/flowStages.ts';
import { flowSummary, flowTables } from '../../foresight/flowText.ts';
import { readProjectCases } from '../../foresight/projectLog.pg.ts';
import { visitProjects } from '../../foresight/projectLog.ts';
import { readEventLog } from '../../foresight/readEventLog.node.ts';
import { findOffsetMinutes } from '../../foresight/timeText.ts';
import { headText } from '../../ledger/fact.ts';
import type { LedgerView } from '../../ledger/view.pg.ts';
import { type Lifecycle, lifecyclesSection } from '../../loops/projects/projects.plan.ts';
import { usageProblem } from './flags.ts';
import { type Invocation, OK, textFlag, type Verb, writeJson } from './verb.ts';
import { withCity } from './withLedger.ts';

export const flowVerb: Verb = {
  name: 'flow',
  usage: 'flow FILE | --loop projects [--as-of DATE] [--known SEQ|DATE]',
  words:
    '流程：事件日志（XES、CSV，可为 .gz）或台账里，事情实际怎么走、在哪里等。How work really flows: an event log, or the ledger.',
  flags: {
    loop: { type: 'string', value: 'projects', words: '看台账里的项目 the projects of the ledger' },
    activity: {
      type: 'string',
      value: 'KEY[,KEY]',
      words: '哪个属性或列是活动；几个用逗号隔开 the activity (default concept:name)',
    },
    case: { type: 'string', value: 'COLUMN', words: '表格：哪一列是案件，列名或序号 table: the case' },
    time: { type: 'string', value: 'KEY', words: '哪个属性或列是时间 the time (default time:timestamp)' },
    'time-format': {
      type: 'string',
      value: 'FORMAT',
      words: '表格：时间的写法，例如 DD-MM-YYYY HH:mm，毫秒数 x table: how times are written',
    },
    offset: {
      type: 'string',
      value: '+08:00',
      words: '没写时区的时间按它算，默认 +00:00 of times without one',
    },
    resource: {
      type: 'string',
      value: 'KEY',
      words: '哪个属性或列是经手人；给了就数换手 who did it: counts hand-overs',
    },
    'no-header': { type: 'boolean', words: '表格没有表头，列用序号 table: without a header' },
  },
  async run(invocation) {
    const [file, ...more] = invocation.positionals;
    if (more.length > 0) throw usageProblem(flowVerb, `多出来的：${more.join(' ')}`);
    const loop = textFlag(invocation, 'loop');
    if ((file === undefined) === (loop === undefined))
      throw usageProblem(flowVerb, '给一个 FILE，或 --loop projects');
    if (loop === undefined) return flowOfFile(invocation, file!);
    if (loop !== 'projects') throw usageProblem(flowVerb, `--loop ${loop}：目前只有 projects`);
    return flowOfProjects(invocation);
  },
};

async function flowOfFile(invocation: Invocation, file: string): Promise<number> {
  const options = logOptions(invocation);
  const count = new FlowCount(options.eventAttributes ? { resource: 0 } : {});
  const reading = await readEventLog(file, options, count.visit);
  const flow = count.flow();
  if (invocation.format === 'json') writeJson(invocation, { ...flow, left_out: leftOut(reading) });
  else writeFlow(invocation, file, flow, reading);
  return OK;
}

function logOptions(invocation: Invocation): LogOptions {
  const text = (name: string) => textFlag(invocation, name);
  const offset = text('offset');
  const offsetMinutes = offset === undefined ? 0 : findOffsetMinutes(offset);
  if (offsetMinutes === undefined) throw usageProblem(flowVerb, `--offset ${offset}：按 +08:00 写`);
  const resource = text('resource');
  return {
    activity: text('activity')?.split(','),
    case: text('case'),
    time: text('time'),
    timeFormat: text('time-format'),
    offsetMinutes,
    headless: invocation.flags['no-header'] === true,
    ...(resource === undefined ? {} : { eventAttributes: [resource] }),
  };
}

/** Events and cases that are not in the flow, or not in its times. */
function leftOut(reading: LogReading) {
  return {
    events_without_time: reading.eventsWithoutTime,
    events_without_activity: reading.eventsWithoutActivity,
    events_without_case: reading.eventsWithoutCase,
    cases_without_events: reading.emptyCases,
  };
}

async function flowOfProjects(invocation: Invocation): Promise<number> {
  return withCity(invocation, async ({ ledger, city, at }) => {
    const seen = await ledger.read(city.id, at, readProjectFlow);
    const { labels, names, reading, flow, stages, ...stand } = seen;
    if (invocation.format === 'json') {
      writeJson(invocation, { ...flow, left_out: leftOut(reading), labels, ...stages, ...stand });
      return OK;
    }
    const title = `${stand.city}${stand.simulated ? '（模拟）' : ''} · 项目  ${stand.as_of}`;
    const labelOf = (id: string) => labels[id] ?? id;
    writeFlow(invocation, title, flow, reading, labelOf);
    if (stages) writeStages(invocation, stages, names);
    invocation.out(`\n留痕头 ${stand.head}\n`);
    return OK;
  });
}

async function readProjectFlow(view: LedgerView) {
  const cases = await readProjectCases(view);
  const lifecycles = view.plan.section(lifecyclesSection);
  const units = taskUnits(view.plan, view.asOf);
  const count = new FlowCount();
  const reading = visitProjects(cases, { zone: view.city.zone, asOf: view.asOf }, count.visit);
  const { calendar, asOf } = view;
  const stages = calendar ? await readStages(view, cases, lifecycles) : undefined;
  const bureaus =
    stages?.stages.flatMap(({ by, key }) => (by === 'bureau' && key !== null ? [key] : [])) ?? [];
  return {
    city: view.city.name,
    simulated: view.city.simulated,
    as_of: asOf,
    known: view.known.seq,
    head: headText(view.head),
    reading,
    flow: count.flow(),
    stages,
    labels: labelsOf(lifecycles),
    names: {
      ...Object.fromEntries(units.all.map(({ id, name }) => [id, name])),
      ...Object.fromEntries(bureaus.map((id) => [id, units.nameOf(id)])),
      ...Object.fromEntries(
        lifecycles.flatMap((one) => [
          ...one.stages.map(({ id, name }) => [`${one.id}/${id}`, name]),
          ...one.milestones.map(({ id, name }) => [milestoneKey(one.id, id), name]),
        ]),
      ),
    } as Readonly<Record<string, string>>,
  };
}

/** A stage and a milestone may have one id. */
const milestoneKey = (lifecycle: string, id: string) => `${lifecycle} → ${id}`;

/** Several lifecycles may name a milestone of one id: the counted one's name stands, else the first one's. */
function labelsOf(lifecycles: readonly Lifecycle[]): Readonly<Record<string, string>> {
  // What comes later in the list stands.
  const inOrder = lifecycles.toReversed().toSorted((a, b) => Number(a.counted) - Number(b.counted));
  return Object.fromEntries(inOrder.flatMap((one) => one.milestones.map(({ id, name }) => [id, name])));
}

/** All lifecycles of the plan, in its order. */
async function readStages(
  view: LedgerView,
  cases: Awaited<ReturnType<typeof readProjectCases>>,
  lifecycles: readonly Lifecycle[],
): Promise<FlowStages> {
  const parts: FlowStages[] = [];
  for (const lifecycle of lifecycles)
    parts.push(flowStages(lifecycle, await passagesIn(view, cases, lifecycle)));
  return {
    stages: parts.flatMap(({ stages }) => stages),
    waits: parts.flatMap(({ waits }) => waits),
    undeclared_moves: parts.flatMap((part) => part.undeclared_moves),
  };
}

function writeFlow(
  invocation: Invocation,
  title: string,
  flow: Flow,
  reading: LogReading,
  labelOf?: (activity: string) => string,
): void {
  invocation.out(`${title}\n${flowSummary(flow)}\n`);
  for (const table of flowTables(flow, labelOf))
    invocation.out(`\n${table.title}\n${columns(table.rows, table.right)}`);
  const left = [
    [reading.eventsWithoutTime, '个事件没有时间：留在文件里的位置，前后的等待不算'],
    [reading.eventsWithoutActivity, '个事件没有活动，没有算'],
    [reading.eventsWithoutCase, '个事件不属于任何案件，没有算'],
    [reading.emptyCases, '个案件没有事件，没有算'],
  ] as const;
  for (const [count, words] of left) if (count > 0) invocation.out(`${count} ${words}。\n`);
}

function writeStages(
  invocation: Invocation,
  stages: FlowStages,
  names: Readonly<Record<string, string>>,
): void {
  const nameOf = (id: string) => names[id] ?? id;
  const milestone = (lifecycle: string, id: string) => names[milestoneKey(lifecycle, id)] ?? id;
  const days = (value: number | null) => (value === null ? '–' : `${value}`);
  const counts = ({ left, waiting }: FlowStages['stages'][number]) => [
    String(left.count),
    days(left.median_days),
    String(waiting.count),
    days(waiting.median_days),
  ];
  const stay = stages.stages
    .filter(({ by }) => by === 'all' || by === 'unit')
    .map((one) => [
      nameOf(`${one.lifecycle}/${one.stage}`),
      one.by === 'all' ? '全市' : one.key === null ? '市级' : nameOf(one.key),
      ...counts(one),
    ]);
  const head = ['阶段', '县（市、区）', '已走完', '中位', '仍在', '已等中位'];
  invocation.out(`\n各阶段停留（工作日，停工的日子不算）\n${columns([head, ...stay], [2, 3, 4, 5])}`);
  const bureaus = stages.stages
    .filter(({ by }) => by === 'bureau')
    .map((one) => [
      one.key === null ? '未指定' : nameOf(one.key),
      nameOf(`${one.lifecycle}/${one.stage}`),
      ...counts(one),
    ]);
  if (bureaus.length > 0)
    invocation.out(
      `\n审批件在各部门手上（收件到办结的工作日，补正和停表在内）\n${columns([['部门', '阶段', '已办', '中位', '在办', '已等中位'], ...bureaus.toSorted((a, b) => (a[0]! < b[0]! ? -1 : a[0]! > b[0]! ? 1 : 0))], [2, 3, 4, 5])}`,
    );
  const waits = stages.waits.map((one) => [
    nameOf(`${one.lifecycle}/${one.stage}`),
    milestone(one.lifecycle, one.next),
    causeWords[one.waits_for].zh,
    String(one.days.count),
    days(one.days.median_days),
  ]);
  invocation.out(
    `\n项目在哪里等（工作日）\n${columns([['阶段', '下一节点', '等什么', '项目', '已等中位'], ...waits], [3, 4])}`,
  );
  if (stages.undeclared_moves.length === 0) return;
  const moves = stages.undeclared_moves.map((one) => [
    one.from === null ? '登记' : milestone(one.lifecycle, one.from),
    '→',
    milestone(one.lifecycle, one.to),
    reasonWords[one.reason].zh,
    String(one.count),
    one.projects.slice(0, 3).join('、'),
  ]);
  invocation.out(
    `\n生命周期里没有的走法\n${columns([['从', '', '到', '为什么', '次数', '例'], ...moves], [4])}`,
  );
}
