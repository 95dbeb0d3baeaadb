// Why a project waits, in words: shared by the page and the workbook. Pure.
import type { Words } from '../kernel/loop.ts';
import { causeWords, standWords } from './flowTerms.ts';
import type { PushRow } from './forecast.view.ts';

/** '等认定（新开工）；已 38 个工作日，比通常久；还差 土地合同' */
export function whyWords({ waitsFor, standing, nextName, days, beyond, missing }: PushRow): Words {
  if (waitsFor === null) {
    if (standing === 'running') return { zh: '没有下一节点', en: 'nothing comes next' };
    return standWords[standing];
  }
  const next = nextName ?? '';
  const cause =
    waitsFor === 'progress'
      ? { zh: '推进中，等下一节点', en: 'under way to the next' }
      : causeWords[waitsFor];
  const zh = [
    next === '' ? cause.zh : `${cause.zh}（${next}）`,
    ...(days === null ? [] : [`已 ${days} 个工作日${beyond ? '，比通常久' : ''}`]),
    ...(missing.length === 0 ? [] : [`${waitsFor === 'approval' ? '在办' : '还差'} ${missing.join('、')}`]),
  ];
  const en = [
    next === '' ? cause.en : `${cause.en} (${next})`,
    ...(days === null ? [] : [`${days} working days${beyond ? ', longer than usual' : ''}`]),
    ...(missing.length === 0
      ? []
      : [`${waitsFor === 'approval' ? 'in hand' : 'missing'} ${missing.join(', ')}`]),
  ];
  return { zh: zh.join('；'), en: en.join('; ') };
}
