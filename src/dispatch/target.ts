// 目标的来历: how each figure of a target's line was reckoned, step by step, from the amount promised and the amount counted. It reckons nothing itself: the
// values are the line's own (targets.judge.ts), and beside each stands the sum that gave it. Pure.
import type { Words } from '../kernel/loop.ts';
import { addDays, endOfMonth, type PlainDate } from '../kernel/plainDate.ts';
import type { LightRule } from '../loops/indicators/indicators.plan.ts';
import { expectedShare, type Fraction, targetMonths } from '../loops/indicators/targets.judge.ts';
import type { Target } from '../loops/indicators/targets.plan.ts';
import type { FigureRef, Standpoint, TargetLine } from './cockpit.view.ts';

export type StepId =
  | 'target'
  | 'value'
  | 'completionPct'
  | 'timePct'
  | 'gapPoints'
  | 'remaining'
  | 'monthlyNeeded'
  | 'monthlySoFar'
  | 'change'
  | 'light';

export interface TargetStep {
  readonly id: StepId;
  readonly value: string;
  /** The target's own unit, %, or points; empty for the light. */
  readonly unit: string;
  readonly how: Words;
}

/** GET /api/targets/<id>. */
export interface TargetView {
  readonly at: Standpoint;
  readonly line: TargetLine;
  readonly from: string | null;
  readonly steps: readonly TargetStep[];
  /** Cumulative at the end of each month and what the pace asked for; the figure opens the month's own rows. */
  readonly months: readonly {
    readonly month: string;
    readonly value: string;
    readonly expected: string | null;
    readonly figure: FigureRef | null;
  }[];
  /** Where each field of the promise comes from. */
  readonly provenance: readonly {
    readonly field: string;
    readonly basis: string;
    readonly source: string | null;
    readonly paragraph: number | null;
    readonly quotes: readonly string[];
    readonly note: string | null;
  }[];
}

interface Reckoned {
  readonly target: Target;
  readonly line: TargetLine;
  readonly asOf: PlainDate;
  readonly rule: Pick<LightRule, 'yellowBelowPoints' | 'redBelowPoints'> | undefined;
}

const both = (text: string): Words => ({ zh: text, en: text });

export function targetSteps({ target, line, asOf, rule }: Reckoned): readonly TargetStep[] {
  const share = expectedShare(target, asOf);
  const months = targetMonths(target, asOf);
  const { value, unit } = line;
  const amount = line.target;
  const step = (id: StepId, shown: string | null, of: string, how: Words | undefined): TargetStep[] =>
    shown === null || how === undefined ? [] : [{ id, value: shown, unit: of, how }];
  const counted = { zh: line.definition.zh, en: line.definition.en };
  return [
    ...step('target', amount, unit, promised(target)),
    ...step('value', value, unit, counted),
    ...step('completionPct', line.completionPct, '%', both(`${value} ÷ ${amount}`)),
    ...step(
      'timePct',
      line.timePct,
      '%',
      share && (target.pace === 'linear' ? linear(share, target, asOf) : STEPPED),
    ),
    ...step('gapPoints', line.gapPoints, '百分点', {
      zh: `${line.completionPct}% − ${line.timePct}%，先减后舍入`,
      en: `${line.completionPct}% − ${line.timePct}%, subtracted before rounding`,
    }),
    ...step('remaining', line.remaining, unit, both(`${amount} − ${value}`)),
    ...step('monthlyNeeded', line.monthlyNeeded, unit, {
      zh: `剩余 ${line.remaining} ÷ 余下 ${months?.left ?? ''} 个月`,
      en: `${line.remaining} to go ÷ ${months?.left ?? ''} months left`,
    }),
    ...step('monthlySoFar', line.monthlySoFar, unit, {
      zh: `${value} ÷ 已过 ${months?.passed ?? ''} 个月`,
      en: `${value} ÷ ${months?.passed ?? ''} months passed`,
    }),
    ...step('change', line.change, unit, {
      zh: `${value} − 上月末 ${line.lastMonth}`,
      en: `${value} − ${line.lastMonth} at the end of last month`,
    }),
    { id: 'light', value: '', unit: '', how: lightWords(line, rule) },
  ];
}

function promised({ strength, from, to }: Target): Words {
  const term = [from, to].filter((day) => day !== undefined);
  return {
    zh: [strength, term.length === 2 ? `${from} 至 ${to}` : to ? `至 ${to}` : '没有期限']
      .filter(Boolean)
      .join('，'),
    en: term.length === 2 ? `${from} to ${to}` : to ? `by ${to}` : 'no date',
  };
}

const STEPPED: Words = {
  zh: '计划列出的节点：到这一天应累计完成的数 ÷ 目标数',
  en: 'the plan’s own nodes: what should be there by that day ÷ the target',
};

/** Whole months over whole months where the days are ends of months; else days over days: as expectedShare has it. */
function linear({ top, bottom }: Fraction, { from, to }: Target, asOf: PlainDate): Words {
  if (from === undefined || to === undefined || asOf < from) return { zh: '尚未起算', en: 'not begun' };
  if (asOf >= to) return { zh: '已到期限', en: 'the term is over' };
  const isMonths = [addDays(from, -1), asOf, to].every((day) => endOfMonth(day) === day);
  return {
    zh: `已过 ${top} ÷ 全程 ${bottom} ${isMonths ? '个月' : '天'}`,
    en: `${top} of ${bottom} ${isMonths ? 'months' : 'days'} passed`,
  };
}

function lightWords({ cause }: TargetLine, rule: Reckoned['rule']): Words {
  const { yellowBelowPoints: yellow, redBelowPoints: red } = rule ?? {
    yellowBelowPoints: '0',
    redBelowPoints: '-10',
  };
  return {
    zh: `${cause.zh}；与序时差低于 ${yellow} 黄灯，低于 ${red} 红灯`,
    en: `${cause.en}; below ${yellow} points yellow, below ${red} red`,
  };
}
