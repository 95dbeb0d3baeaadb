// luodi forecast: where the targets of the plan in force will land, from the ledger as known at a standpoint, and whom to push. Words first; every number with what it came from.

import { TOP } from '../../dispatch/forecast.view.ts';
import { readToldForecast, type ToldForecast } from '../../dispatch/forecastTold.pg.ts';
import { columns } from '../../dispatch/textTable.ts';
import { usageProblem } from './flags.ts';
import { type Invocation, OK, textFlag, type Verb, writeJson } from './verb.ts';
import { withCity } from './withLedger.ts';

const PUSHES_TOLD = 50;
const PUSHES_SHOWN = 5;
const MOST = 100;

export const forecastVerb: Verb = {
  name: 'forecast',
  usage: 'forecast [--as-of DATE] [--known SEQ|DATE] [--pushes N|all] [--top N] [--format json|text]',
  words:
    '预测：各目标的达标把握、每周的范围、推哪个项目最有用。Where the targets will land, week by week, and what a push would change.',
  flags: {
    pushes: {
      type: 'string',
      value: 'N|all',
      words: `每个目标列出几条建议（json 默认 ${PUSHES_TOLD}，文字默认 ${PUSHES_SHOWN}） pushes told of each target`,
    },
    top: {
      type: 'string',
      value: 'N',
      words: `一次能盯几个项目，1 至 ${MOST}，默认 ${TOP} projects there is attention for`,
    },
  },
  async run(invocation) {
    if (invocation.positionals.length > 0)
      throw usageProblem(forecastVerb, `多出来的：${invocation.positionals.join(' ')}`);
    const isJson = invocation.format === 'json';
    const wanted = {
      pushes:
        textFlag(invocation, 'pushes') === 'all'
          ? Number.MAX_SAFE_INTEGER
          : count(invocation, 'pushes', isJson ? PUSHES_TOLD : PUSHES_SHOWN, Number.MAX_SAFE_INTEGER),
      most: count(invocation, 'top', TOP, MOST),
    };
    return withCity(invocation, async ({ ledger, city, at }) => {
      const forecast = await ledger.read(city.id, at, (view) => readToldForecast(view, ledger, wanted));
      if (isJson) writeJson(invocation, forecast);
      else invocation.out(forecastText(forecast));
      return OK;
    });
  },
};

function count(invocation: Invocation, flag: string, otherwise: number, most: number): number {
  const text = textFlag(invocation, flag);
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw usageProblem(forecastVerb, `--${flag} ${text}：填 1 起的整数${most <= MOST ? `，至多 ${most}` : ''}`);
}

function forecastText(forecast: ToldForecast): string {
  const lines = [`${forecast.city}${forecast.simulated ? '（模拟）' : ''} · 预测  ${forecast.as_of}`];
  for (const one of forecast.targets) lines.push('', ...targetLines(one));
  lines.push(...attentionLines(forecast));
  const others = [
    ...[...forecast.levels, ...forecast.at_least].map((one) => [
      one.title,
      `${one.target ?? ''}${one.unit}`,
      one.words.zh,
    ]),
    ...forecast.no_forecast.map((one) => [one.title, '', one.why.zh]),
  ];
  if (others.length > 0) lines.push('', columns(others, [1]).trimEnd());
  if (forecast.targets.length + others.length === 0) lines.push('', '计划里没有可推算的目标。');
  return `${lines.join('\n')}\n\n留痕头 ${forecast.head}\n`;
}

function targetLines(one: ToldForecast['targets'][number]): readonly string[] {
  const end = one.weeks.at(-1)!;
  const { mae, crps, coverage80, origins, windows, horizon_days } = one.record;
  const lines = [
    `${one.title}  ${one.words.zh}`,
    `  已完成 ${one.done}${one.published ? '' : '（未公布，模拟）'}，目标 ${one.target}${one.unit}；到 ${end.on} 预计 ${end.p50}（中位），八成在 ${end.p10} 至 ${end.p90}`,
    `  达标概率 ${percent(one.p_met)}（期限前已认定 ${percent(one.p_met_recognised)}）`,
    mae && crps && coverage80 !== null
      ? `  以往 ${origins} 次 ${horizon_days} 天的预测（窗口互不重叠的只有 ${windows} 段）：平均差 ${mae.model.toFixed(1)}，匀速外推差 ${mae.pace.toFixed(1)}；CRPS ${crps.model.toFixed(1)}；八成范围落进 ${Math.round(coverage80 * 100)}%`
      : '  还没有走完的历史预测',
  ];
  if (one.pushes.length === 0) return lines;
  const head = ['  推动', '现在', '走完这步', '把握增量', '该谁动', '为什么停在这里'];
  const pushes = one.pushes.map((push) => [
    `  ${push.id} ${push.name}`,
    percent(push.chance),
    percent(push.chance_if_moved),
    `${(push.change * 100).toFixed(2)} 点`,
    push.holders.join('、'),
    push.why.zh,
  ]);
  return [...lines, columns([head, ...pushes], [1, 2, 3]).trimEnd()];
}

function attentionLines({ attention, targets }: ToldForecast): readonly string[] {
  const { chosen } = attention;
  if (chosen.length === 0) return [];
  const titleOf = (id: string) => targets.find((one) => one.id === id)?.title ?? id;
  const rows = attention.targets.map((one) => [
    `  ${titleOf(one.id)}`,
    percent(one.p_met),
    '→',
    percent(one.p_met_if_pushed),
  ]);
  return [
    '',
    `只盯 ${chosen.length} 个项目，盯这些最好：${chosen.join('、')}`,
    columns(rows, [1, 3]).trimEnd(),
  ];
}

function percent(chance: number | null): string {
  if (chance === null) return '–';
  return `${(chance * 100).toFixed(1)}%`;
}
