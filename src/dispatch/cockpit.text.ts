// The cockpit for a terminal: the same view, in columns in which a Chinese character is two cells wide, lights as words. Pure.
import { asOfText } from '../access/standing.ts';
import { decimal, decimalText, divide, normalize } from '../kernel/decimal.ts';
import type { CockpitView, Light, TargetLine } from './cockpit.view.ts';
import { columns } from './textTable.ts';

const LIGHT_WORDS: Readonly<Record<Light, string>> = {
  green: '绿灯',
  yellow: '黄灯',
  red: '红灯',
  blue: '蓝灯',
  grey: '灰灯',
};

export function cockpitText(view: CockpitView): string {
  const { at } = view;
  const head = [
    `${at.city.name} · ${at.planTitle}${at.city.simulated ? '  【模拟】' : ''}`,
    `时点 ${asOfText(at)} · 按 ${at.knownOn} 已报${at.asKnownThen ? '（时点数据）' : ''} · 留痕 #${at.knownSeq}:${at.head.split(':')[1]?.slice(0, 8) ?? ''}…`,
  ];
  return `${[
    head.join('\n'),
    exceptionsText(view),
    targetsText(view),
    funnelText(view),
    unitsText(view),
    figuresText(view),
  ]
    .filter((part) => part !== '')
    .join('\n\n')}\n`;
}

function exceptionsText(view: CockpitView): string {
  const lines = view.exceptions.flatMap((id) => view.targets.find((line) => line.id === id) ?? []);
  const none = '异常 0：主要指标都在序时以上';
  const rows = lines.map((line) => [
    LIGHT_WORDS[line.light],
    line.title,
    valueText(line),
    line.gapPoints === null ? '' : `与序时差 ${signed(line.gapPoints)}`,
    line.value === null ? '' : line.sentence.zh,
  ]);
  const head = lines.length === 0 ? none : `异常 ${lines.length}\n${columns(rows).trimEnd()}`;
  return [head, ...view.awaiting.map((one) => awaitingText(view, one))].join('\n');
}

const REASONS = { not_published: '未公布', no_engine_yet: '尚未接入' } as const;

/** 待数据 未公布：地区生产总值、…: nobody can act on these yet. */
function awaitingText(view: CockpitView, { reason, targets }: CockpitView['awaiting'][number]): string {
  const titles = targets.flatMap((id) => view.targets.find((line) => line.id === id)?.title ?? []);
  return `待数据 ${REASONS[reason]}：${titles.join('、')}`;
}

function targetsText(view: CockpitView): string {
  if (view.targets.length === 0) return '';
  const head = [
    '主要指标',
    '年度目标',
    '累计完成',
    '完成率',
    '序时进度',
    '与序时差',
    '剩余',
    '月均需完成',
    '较上月',
    '灯',
    '更新时间',
    '报送率',
  ];
  const rows = view.targets.map((line) => [
    line.title,
    line.target === null ? '—' : `${line.target}${line.unit}`,
    valueText(line, false),
    line.completionPct === null ? '—' : `${line.completionPct}%`,
    line.timePct === null ? '—' : `${line.timePct}%`,
    line.gapPoints === null ? '—' : signed(line.gapPoints),
    line.remaining ?? '—',
    line.monthlyNeeded ?? '—',
    line.change === null ? '—' : signed(line.change),
    LIGHT_WORDS[line.light],
    line.refreshedOn ?? '—',
    line.reporting === null ? '—' : `${line.reporting.reported}/${line.reporting.expected}`,
  ]);
  return columns([head, ...rows], [1, 2, 3, 4, 5, 6, 7, 8]).trimEnd();
}

/** 426/1000, 未公布(模拟 131), 等待数据来源. */
export function valueText(line: TargetLine, withTarget = true): string {
  if (line.value !== null)
    return withTarget && line.target !== null ? `${line.value}/${line.target}` : `${line.value}${line.unit}`;
  if (line.status === 'no_engine_yet') return '等待数据来源';
  return line.simulatedValue === null ? '未公布' : `未公布(模拟 ${line.simulatedValue})`;
}

function funnelText(view: CockpitView): string {
  if (view.funnel.length === 0) return '';
  const rows = view.funnel.map((stage) => [
    stage.name,
    String(stage.count),
    stage.medianDays === null ? '—' : `${stage.medianDays} 天`,
    String(stage.stuck),
  ]);
  return columns([['项目漏斗', '个数', '中位停留', '卡住'], ...rows], [1, 2, 3]).trimEnd();
}

function unitsText({ units }: CockpitView): string {
  if (units.lines.length === 0) return '';
  const head = ['位次', '县区晾晒', ...units.measures.map((measure) => measure.title), '升降'];
  const rows = units.lines.map((line) => [
    `${line.tied ? '并列' : ''}${line.position}`,
    line.name,
    ...line.cells.map((cell) => cell.value),
    line.moved === null ? '—' : line.moved > 0 ? `↑${line.moved}` : line.moved < 0 ? `↓${-line.moved}` : '–',
  ]);
  return columns([head, ...rows], [0, ...units.measures.map((_, at) => at + 2)]).trimEnd();
}

function figuresText(view: CockpitView): string {
  const stocks = view.stocks.map((stock) => [
    stock.title.zh,
    shortAmount(stock.value, stock.unit),
    stock.note?.zh ?? '',
  ]);
  const readings = view.readings.map((reading) => [
    reading.title,
    reading.value === null
      ? '未公布'
      : reading.rank
        ? `${reading.rank.group}${reading.rank.tied ? '并列' : ''}第${reading.rank.position}`
        : `${reading.value}${reading.unit}`,
    reading.period,
  ]);
  const late = view.told.map((line) => `${line.title.zh} ${line.value} ${line.unit}`).join(' · ');
  return `${columns([...stocks, ...readings]).trimEnd()}\n${late}`;
}

/** 元 by size: 万元 from ten thousand, 亿元 from a hundred million, one decimal. */
export function shortAmount(value: string, unit: string): string {
  if (unit !== '元') return `${value}${unit}`;
  const amount = decimal(value);
  const whole = amount.coefficient / 10n ** BigInt(amount.scale);
  const size = whole < 0n ? -whole : whole;
  const [factor, word] =
    size >= 100_000_000n ? ['100000000', '亿元'] : size >= 10_000n ? ['10000', '万元'] : ['1', '元'];
  return `${decimalText(normalize(divide(amount, decimal(factor), { scale: 1, rounding: 'half_up' })))}${word}`;
}

function signed(text: string): string {
  return /^[-0]/.test(text) && !/^0\.\d*[1-9]/.test(text) ? text.replace(/^-/, '−') : `+${text}`;
}
