// Why a target has no forecast, in words: its kind, or that what it counts is not told case by case. Pure.
import type { Words } from '../kernel/loop.ts';
import type { Target } from '../loops/indicators/targets.plan.ts';
import { MILESTONE_OF, type NotForecast } from './forecastQuestion.ts';

type Reason =
  | Exclude<Target['kind'], 'floor' | 'level' | 'kOfN'>
  | 'awaits'
  | 'indicator'
  | 'measure'
  | 'open';

const WHY: Readonly<Record<Reason, Words>> = {
  spend: {
    zh: '不作预测：几年内投入或建成多少，按期报的是总数，不是逐个走到节点的项目，还没有推算的办法',
    en: 'not forecast: spending or building over years is reported in sums, not case by case; there is no method for it yet',
  },
  rank: {
    zh: '不作预测：位次还要看别的地方做得怎样，台账里没有',
    en: 'not forecast: a rank depends on other places too, of which the ledger knows nothing',
  },
  fullCoverage: {
    zh: '不作预测：全覆盖报的是比例，不是逐个走到节点的项目，还没有推算的办法',
    en: 'not forecast: full coverage is reported as a share, not case by case; there is no method for it yet',
  },
  eliminate: {
    zh: '不作预测：消除一类报的是还剩多少，不是逐个走到节点的项目，还没有推算的办法',
    en: 'not forecast: what is to be eliminated is reported as what is left, not case by case; there is no method for it yet',
  },
  awaits: { zh: '不作预测：还没有数据来源', en: 'not forecast: nothing in the ledger counts it yet' },
  indicator: {
    zh: '不作预测：由填报的指标得出，没有逐个在途的项目可推算',
    en: 'not forecast: it is read from a reported indicator, without cases in flight to reckon from',
  },
  measure: {
    zh: '不作预测：只推算按节点计数的项目（新引进、新开工、新竣工、新投产），它不由这些计数得出',
    en: 'not forecast: only counted milestones of projects are (introduced, started, completed, in production), and it counts none of them',
  },
  open: {
    zh: '不作预测：没有写明目标数、起算日或期限',
    en: 'not forecast: its amount, first day or deadline is not given',
  },
};

/** Undefined where the target has a forecast, or a level's or a k of n's own words. */
function reasonOf(target: Target): Reason | undefined {
  const { kind, measure, indicator, awaits } = target;
  if (kind === 'level' || kind === 'kOfN') return undefined;
  if (kind !== 'floor') return kind;
  if (measure !== undefined && measure in MILESTONE_OF) return isAskable(target) ? undefined : 'open';
  if (awaits !== undefined) return 'awaits';
  return indicator === undefined ? 'measure' : 'indicator';
}

/** A floor without its amount or one of its days cannot be asked of. */
function isAskable({ amount, from, to }: Target): boolean {
  return amount !== undefined && from !== undefined && to !== undefined;
}

export function notForecast(targets: readonly Target[]): readonly NotForecast[] {
  return targets.flatMap((target) => {
    const reason = reasonOf(target);
    const { id, title, kind } = target;
    return reason === undefined ? [] : [{ id, title, kind, why: WHY[reason] }];
  });
}
