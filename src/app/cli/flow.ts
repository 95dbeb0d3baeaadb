// luodi flow FILE | --loop projects: how work really flows, in an event log or in the ledger. A file needs no database.

import { columns } from '../../dispatch/textTable.ts';
import { taskUnits } from '../../dispatch/units.ts';
import type { LogOptions, LogReading } from '../../foresight/eventLog.ts';
import { type Flow, FlowCount } from '../../foresight/flow.ts';
import { flowSummary, flowTables } from '../../foresight/flowText.ts';
import { readProjectCases } from '../../foresight/projectLog.pg.ts';
import { visitProjects } from '../../foresight/projectLog.ts';
import { type ProjectStages, projectStages } from '../../foresight/projectStages.ts';
import { readEventLog } from '../../foresight/readEventLog.node.ts';
import { findOffsetMinutes } from '../../foresight/timeText.ts';
import { headText } from '../../ledger/fact.ts';
import type { LedgerView } from '../../ledger/view.pg.ts';
import { lifecyclesSection } from '../../loops/projects/projects.plan.ts';
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
    const [file] = invocation.positionals;
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
    if (stages) writeStages(invocation, stages, (id) => names[id] ?? labelOf(id));
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
  const countyOf = (unit: string) => units.over(unit)?.id ?? null;
  const { calendar, asOf } = view;
  const stages = calendar ? projectStages(cases, { lifecycles, calendar, asOf, countyOf }) : undefined;
  return {
    city: view.city.name,
    simulated: view.city.simulated,
    as_of: asOf,
    known: view.known.seq,
    head: headText(view.head),
    reading,
    flow: count.flow(),
    stages,
    labels: Object.fromEntries(lifecycles.flatMap((one) => one.milestones.map(({ id, name }) => [id, name]))),
    names: {
      ...Object.fromEntries(units.all.map(({ id, name }) => [id, name])),
      ...Object.fromEntries(
        lifecycles.flatMap((one) => one.stages.map(({ id, name }) => [`${one.id}/${id}`, name])),
      ),
    } as Readonly<Record<string, string>>,
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

const WAITS_FOR = {
  recognition: '等认定',
  gate: '等前置节点',
  evidence: '缺印证资料',
  progress: '推进中',
} as const;
const REASONS = {
  back: '退回前面的阶段',
  gate_open: '前置节点没有到',
  passed_over: '跳过了阶段',
  repeated: '同一节点又一次',
  unknown: '生命周期里没有这个节点',
} as const;

function writeStages(invocation: Invocation, stages: ProjectStages, nameOf: (id: string) => string): void {
  const days = (value: number | null) => (value === null ? '–' : `${value}`);
  const stay = stages.stages
    .filter(({ by }) => by !== 'cluster')
    .map((one) => [
      nameOf(`${one.lifecycle}/${one.stage}`),
      one.by === 'all' ? '全市' : one.key === null ? '市级' : nameOf(one.key),
      String(one.left.count),
      days(one.left.median_days),
      String(one.waiting.count),
      days(one.waiting.median_days),
    ]);
  const head = ['阶段', '县（市、区）', '已走完', '中位', '仍在', '已等中位'];
  invocation.out(`\n各阶段停留（工作日，停工的日子不算）\n${columns([head, ...stay], [2, 3, 4, 5])}`);
  const waits = stages.waits.map((one) => [
    nameOf(`${one.lifecycle}/${one.stage}`),
    nameOf(one.next),
    WAITS_FOR[one.waits_for],
    String(one.days.count),
    days(one.days.median_days),
  ]);
  invocation.out(
    `\n项目在哪里等（工作日）\n${columns([['阶段', '下一节点', '等什么', '项目', '已等中位'], ...waits], [3, 4])}`,
  );
  if (stages.undeclared_moves.length === 0) return;
  const moves = stages.undeclared_moves.map((one) => [
    one.from === null ? '登记' : nameOf(one.from),
    '→',
    nameOf(one.to),
    REASONS[one.reason],
    String(one.count),
    one.projects.slice(0, 3).join('、'),
  ]);
  invocation.out(
    `\n生命周期里没有的走法\n${columns([['从', '', '到', '为什么', '次数', '例'], ...moves], [4])}`,
  );
}
