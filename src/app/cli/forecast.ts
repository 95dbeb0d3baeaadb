// luodi forecast: where the targets of the plan in force will land, from the ledger as known at a standpoint. Words first; every number with what it came from.

import { columns } from '../../dispatch/textTable.ts';
import { readForecast } from '../../foresight/forecast.pg.ts';
import type { ForecastView } from '../../foresight/forecastQuestion.ts';
import { OK, type Verb, writeJson } from './verb.ts';
import { withCity } from './withLedger.ts';

export const forecastVerb: Verb = {
  name: 'forecast',
  usage: 'forecast [--as-of DATE] [--known SEQ|DATE] [--format json|text]',
  words:
    '预测：各目标的达标把握、每周的范围、推哪个项目最有用。Where the targets will land, week by week, and what a push would change.',
  async run(invocation) {
    return withCity(invocation, async ({ ledger, city, at }) => {
      const forecast = await ledger.read(city.id, at, readForecast);
      if (invocation.format === 'json') writeJson(invocation, forecast);
      else invocation.out(forecastText(forecast));
      return OK;
    });
  },
};

const PUSHES_SHOWN = 5;

function forecastText(forecast: ForecastView): string {
  const lines = [`${forecast.city}${forecast.simulated ? '（模拟）' : ''} · 预测  ${forecast.as_of}`];
  for (const one of forecast.targets) {
    const end = one.weeks.at(-1)!;
    lines.push('', `${one.title}  ${one.words.zh}`);
    lines.push(
      `  已完成 ${one.done}，目标 ${one.target}${one.unit}；到 ${end.on} 预计 ${Math.round(one.mean)}，八成在 ${end.p10} 至 ${end.p90}`,
      `  达标概率 ${percent(one.p_met)}（期限前已认定 ${percent(one.p_met_recognised)}）`,
    );
    const { mae, crps, coverage80, origins, horizon_days } = one.record;
    lines.push(
      mae && crps && coverage80 !== null
        ? `  以往 ${origins} 次 ${horizon_days} 天的预测：平均差 ${mae.model.toFixed(1)}，匀速外推差 ${mae.pace.toFixed(1)}；CRPS ${crps.model.toFixed(1)}；八成范围落进 ${Math.round(coverage80 * 100)}%`
        : '  还没有走完的历史预测',
    );
    const pushes = one.pushes
      .slice(0, PUSHES_SHOWN)
      .map((push) => [
        `  ${push.id}`,
        percent(push.chance),
        percent(push.chance_if_moved),
        `${(push.change * 100).toFixed(2)} 点`,
      ]);
    if (pushes.length > 0)
      lines.push(
        columns([['  推动', '现在', '今天走完这一步', '达标概率变动'], ...pushes], [1, 2, 3]).trimEnd(),
      );
  }
  const others = [...forecast.levels, ...forecast.at_least].map((one) => [
    one.title,
    `${one.target ?? ''}${one.unit}`,
    one.words.zh,
  ]);
  if (others.length > 0) lines.push('', columns(others, [1]).trimEnd());
  return `${lines.join('\n')}\n\n留痕头 ${forecast.head}\n`;
}

function percent(chance: number | null): string {
  if (chance === null) return '–';
  return `${(chance * 100).toFixed(1)}%`;
}
