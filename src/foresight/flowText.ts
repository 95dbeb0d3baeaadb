/** The flow of a log in words, for a terminal: the sums, the most frequent steps with their waits, the most frequent ways through. */
import type { Flow } from './flow.ts';

export interface FlowTable {
  readonly title: string;
  readonly rows: readonly (readonly string[])[];
  /** Columns that stand to the right. */
  readonly right: readonly number[];
}

const TOP = 20;

export function flowTables(
  flow: Flow,
  labelOf: (activity: string) => string = (activity) => activity,
): readonly FlowTable[] {
  const steps = flow.directly_follows
    .slice(0, TOP)
    .map((edge) => [
      labelOf(edge.from),
      '→',
      labelOf(edge.to),
      String(edge.count),
      waitWords(edge.median_s),
      waitWords(edge.mean_s),
    ]);
  const ways = flow.top_variants
    .slice(0, 10)
    .map(({ count, seq }) => [String(count), shareWords(count, flow.cases), wayWords(seq.map(labelOf))]);
  return [
    {
      title: `最常走的 ${steps.length} 步（共 ${flow.directly_follows.length} 种）`,
      rows: [['从', '', '到', '次数', '等待中位', '等待平均'], ...steps],
      right: [3, 4, 5],
    },
    {
      title: `最常走的 ${ways.length} 条全程路径（共 ${flow.variants} 条）`,
      rows: [['案件', '占比', '路径'], ...ways],
      right: [0, 1],
    },
  ];
}

export function flowSummary(flow: Flow): string {
  const { case_duration_s: duration } = flow;
  return [
    `${flow.cases} 个案件，${flow.events} 个事件，${flow.activities} 种活动，${flow.variants} 条路径`,
    `全程：中位 ${waitWords(duration.median)}，平均 ${waitWords(duration.mean)}，九成在 ${waitWords(duration.p90)} 以内`,
    `有返工（同一活动不止一次）的案件 ${flow.rework_cases} 个，占 ${shareWords(flow.rework_cases, flow.cases)}`,
    ...(flow.handovers
      ? [`经手 ${flow.handovers.resources} 人，${flow.handovers.steps} 步里换手 ${flow.handovers.changed} 次`]
      : []),
  ].join('\n');
}

/** Seconds in the largest unit that says something: 不到1秒, 31秒, 5分钟, 3.2小时, 15天. Days run on: a year is 365天. */
export function waitWords(seconds: number | null): string {
  if (seconds === null) return '不详';
  if (seconds === 0) return '同时';
  if (seconds < 1) return '不到1秒';
  const [size, word] = UNITS.find(([unit]) => seconds >= unit) ?? UNITS.at(-1)!;
  const amount = seconds / size;
  return `${amount < 10 ? Math.round(amount * 10) / 10 : Math.round(amount)}${word}`;
}

const UNITS = [
  [86_400, '天'],
  [3600, '小时'],
  [60, '分钟'],
  [1, '秒'],
] as const;

function shareWords(part: number, whole: number): string {
  return whole === 0 ? '–' : `${Math.round((part / whole) * 1000) / 10}%`;
}

function wayWords(seq: readonly string[]): string {
  const shown = seq.length > 12 ? [...seq.slice(0, 6), `…（${seq.length - 9} 步）…`, ...seq.slice(-3)] : seq;
  return shown.join(' → ');
}
