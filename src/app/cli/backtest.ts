// luodi backtest FILE: what the forecast would have told at past dates of an event log, scored against what came. Needs no database.

import { columns } from '../../dispatch/textTable.ts';
import { type Backtest, backtest } from '../../foresight/backtest.ts';
import { keepHistories } from '../../foresight/caseHistory.ts';
import { readEventLog } from '../../foresight/readEventLog.node.ts';
import { findOffsetMinutes } from '../../foresight/timeText.ts';
import { Problem } from '../../kernel/problem.ts';
import { seededRandom } from '../../kernel/random.ts';
import { usageProblem } from './flags.ts';
import { OK, textFlag, type Verb, writeJson } from './verb.ts';

export const backtestVerb: Verb = {
  name: 'backtest',
  usage: 'backtest FILE --milestone NAME --horizon-days N',
  words:
    '回测：在事件日志过去的各个日子预测，对照后来发生的。Forecasts from past dates of an event log, against what came.',
  flags: {
    milestone: {
      type: 'string',
      value: 'NAME',
      words: '哪个活动第一次发生算达到 the activity whose first occurrence counts',
    },
    'horizon-days': { type: 'string', value: 'N', words: '预测多少天，1 至 3650 days ahead' },
    activity: {
      type: 'string',
      value: 'KEY[,KEY]',
      words: '哪个属性或列是活动 the activity (default concept:name)',
    },
    case: { type: 'string', value: 'COLUMN', words: '表格：哪一列是案件 table: the case' },
    time: { type: 'string', value: 'KEY', words: '哪个属性或列是时间 the time (default time:timestamp)' },
    'time-format': {
      type: 'string',
      value: 'FORMAT',
      words: '表格：时间的写法 table: how times are written',
    },
    offset: {
      type: 'string',
      value: '+08:00',
      words: '没写时区的时间按它算，日子也按它分 of times without one, and of days',
    },
    seed: {
      type: 'string',
      value: 'TEXT',
      words: '落在分布台阶上时的随机数种子，默认 1 seed of the places within a step',
    },
  },
  async run(invocation) {
    const [file, ...more] = invocation.positionals;
    if (more.length > 0) throw usageProblem(backtestVerb, `多出来的：${more.join(' ')}`);
    const text = (name: string) => textFlag(invocation, name);
    const name = text('milestone');
    const horizon = Number(text('horizon-days'));
    if (file === undefined || name === undefined)
      throw usageProblem(backtestVerb, '缺少 FILE 或 --milestone NAME');
    if (!(Number.isInteger(horizon) && horizon >= 1 && horizon <= 3650))
      throw usageProblem(backtestVerb, `--horizon-days ${text('horizon-days') ?? ''}：填 1 至 3650 的整数`);
    const offset = text('offset');
    const offsetMinutes = offset === undefined ? 0 : findOffsetMinutes(offset);
    if (offsetMinutes === undefined) throw usageProblem(backtestVerb, `--offset ${offset}：按 +08:00 写`);
    const kept = keepHistories(offsetMinutes);
    const options = {
      case: text('case'),
      time: text('time'),
      timeFormat: text('time-format'),
      offsetMinutes,
    };
    await readEventLog(file, { ...options, activity: text('activity')?.split(',') }, kept.visit);
    const histories = kept.histories();
    const activity = histories.activities.indexOf(name);
    if (activity < 0) throw milestoneUnknown(name, histories.activities);
    const progress = (done: number, all: number) => {
      if (done % 10 === 0 || done === all) invocation.err(`· ${done}/${all}\n`);
    };
    const result = backtest(histories, activity, horizon, seededRandom(text('seed') ?? '1'), progress);
    if (!result) throw logTooShort(horizon);
    if (invocation.format === 'json') writeJson(invocation, result);
    else invocation.out(backtestText(result));
    return OK;
  },
};

function milestoneUnknown(name: string, there: readonly string[]): Problem {
  return new Problem({
    code: 'milestone_unknown',
    message: `日志里没有活动“${name}”。The log has no activity ${name}.`,
    fix: `可用的：${there.slice(0, 20).join('、')}${there.length > 20 ? ` …（共 ${there.length} 个）` : ''}`,
    data: { name, activities: there.slice(0, 200) },
  });
}

function logTooShort(horizonDays: number): Problem {
  return new Problem({
    code: 'log_too_short',
    message: `日志太短，放不下 ${horizonDays} 天的回测。The log is too short for a horizon of ${horizonDays} days.`,
    fix: '缩短 --horizon-days，或用更长的日志。Take a shorter horizon or a longer log.',
    data: { horizonDays },
  });
}

function backtestText(result: Backtest): string {
  const line = (what: string, one: { model: number; pace: number }) => [
    what,
    one.model.toFixed(3),
    one.pace.toFixed(3),
  ];
  const windows = Object.entries(result.skill_by_pace_window).map(
    ([days, skill]) => `${days} 天 ${skill.toFixed(3)}`,
  );
  return `${result.milestone}，${result.horizon_days} 天：${result.origins} 个起点（${result.every === 'month' ? '每月' : '每周'}），平均 ${result.mean_count.toFixed(1)} 个
${columns([['', '模型', `匀速外推（前 ${result.pace_window_days} 天）`], line('CRPS', result.crps), line('平均绝对差', result.mae), line('Brier', result.brier)], [1, 2])}八成范围覆盖 ${(result.coverage80 * 100).toFixed(1)}%；技巧 ${result.skill.toFixed(3)}（对其他外推窗口：${windows.join('，')}）
Brier 的事件：${result.brier_event}
`;
}
