// Why a project waits, in words: shared by the page and the workbook. Pure.
import type { Words } from '../kernel/loop.ts';
import { causeWords, standWords } from './flowTerms.ts';
import type { PushRow } from './forecast.view.ts';

/** '等认定（新开工），报来 10 个工作日；本阶段已 38 个工作日，比通常久；还差 土地合同': the days in the stage are not those of who recognises. */
export function whyWords({ waitsFor, standing, nextName, days, heldDays, beyond, missing }: PushRow): Words {
  if (waitsFor === null) {
    if (standing === 'running') return { zh: '没有下一节点', en: 'nothing comes next' };
    return standWords[standing];
  }
  const next = nextName ?? '';
  const cause =
    waitsFor === 'progress'
      ? { zh: '推进中，等下一节点', en: 'under way to the next' }
      : causeWords[waitsFor];
  const held = heldDays === null ? NOT_HELD : heldWords(heldDays, waitsFor === 'approval');
  const zh = [
    `${next === '' ? cause.zh : `${cause.zh}（${next}）`}${held.zh}`,
    ...(days === null ? [] : [`本阶段已 ${days} 个工作日${beyond ? '，比通常久' : ''}`]),
    ...(missing.length === 0 ? [] : [`${waitsFor === 'approval' ? '在办' : '还差'} ${missing.join('、')}`]),
  ];
  const en = [
    `${next === '' ? cause.en : `${cause.en} (${next})`}${held.en}`,
    ...(days === null ? [] : [`${days} working days in this stage${beyond ? ', longer than usual' : ''}`]),
    ...(missing.length === 0
      ? []
      : [`${waitsFor === 'approval' ? 'in hand' : 'missing'} ${missing.join(', ')}`]),
  ];
  return { zh: zh.join('；'), en: en.join('; ') };
}

const NOT_HELD: Words = { zh: '', en: '' };

/** How long it has lain with who decides. */
function heldWords(days: number, isApproval: boolean): Words {
  const [zh, en] = isApproval ? ['收件', 'filed'] : ['报来', 'claimed'];
  return days === 0
    ? { zh: `，今天${zh}`, en: `, ${en} today` }
    : { zh: `，${zh} ${days} 个工作日`, en: `, ${en} ${days} working days ago` };
}
