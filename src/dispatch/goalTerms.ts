// Words of 目标任务 that stand in answers, on pages and in workbooks alike: kinds of targets, parts, engines, what shows a progress. Pure.
import type { Words } from '../kernel/loop.ts';

export const targetKindWords: Readonly<Record<string, Words>> = {
  floor: { zh: '到期达到', en: 'A floor by a date' },
  level: { zh: '尽快达到', en: 'A level, as soon as can be' },
  fullCoverage: { zh: '全覆盖', en: 'Full coverage' },
  kOfN: { zh: '至少几个过线', en: 'At least k of n' },
  rank: { zh: '保持或提升位次', en: 'A rank held or bettered' },
  eliminate: { zh: '消除', en: 'Done away with' },
  spend: { zh: '若干年内完成', en: 'Done or spent over years' },
};

export const taskListWords: Readonly<Record<string, Words>> = {
  工作清单: { zh: '工作清单', en: 'Work list' },
  重点工作: { zh: '重点工作', en: 'Key work' },
  民生实事: { zh: '民生实事', en: 'Livelihood' },
  专项行动: { zh: '专项行动', en: 'Special action' },
  攻坚行动: { zh: '攻坚行动', en: 'Hard push' },
  专项工程: { zh: '专项工程', en: 'Programme' },
  改革任务: { zh: '改革任务', en: 'Reform' },
  工作机制: { zh: '工作机制', en: 'Mechanism' },
};

export const promiseKindWords: Readonly<Record<string, Words>> = {
  限期完成: { zh: '限期完成', en: 'by a date' },
  年度常态: { zh: '年度常态', en: 'every year' },
  长期推进: { zh: '长期推进', en: 'long-term' },
};

export const roleWords: Readonly<Record<string, Words>> = {
  owns: { zh: '负责', en: 'owns' },
  supports: { zh: '配合', en: 'supports' },
  bears: { zh: '承担', en: 'bears a share' },
  reports: { zh: '报送', en: 'reports' },
  recognises: { zh: '认定', en: 'recognises' },
};

/** Parts of the program that judge what waits for them. */
export const engineWords: Readonly<Record<string, Words>> = {
  approvals: { zh: '审批', en: 'approvals' },
  land: { zh: '用地', en: 'land' },
  chains: { zh: '产业链', en: 'chains' },
  work: { zh: '任务办理', en: 'tasks' },
  campaigns: { zh: '专项行动', en: 'campaigns' },
  requests: { zh: '诉求', en: 'requests' },
  risks: { zh: '风险', en: 'risks' },
  keyProjects: { zh: '点名项目', en: 'named projects' },
};

export const shownWords: Readonly<Record<string, Words>> = {
  reported: { zh: '有填报单位', en: 'has a reporter' },
  reckoned: { zh: '由别的数算出', en: 'reckoned from others' },
  below: { zh: '看下级任务', en: 'seen in the tasks below' },
  awaits: { zh: '尚无填报', en: 'nothing reported yet' },
  nobody: { zh: '尚无人报', en: 'nobody reports it' },
};

export const basisWords: Readonly<Record<string, Words>> = {
  原文: { zh: '原文', en: 'source text' },
  外部来源: { zh: '外部来源', en: 'outside source' },
  演示假定: { zh: '演示假定', en: 'assumed for the demo' },
  待补来源: { zh: '待补来源', en: 'source missing' },
};

export const gapWords: Readonly<Record<string, Words>> = {
  noOwner: { zh: '没有责任单位', en: 'No owner' },
  nobodyReports: { zh: '指标没有人报', en: 'Indicators nobody reports' },
  nothingShows: { zh: '进展没有地方看', en: 'Nothing shows the progress' },
  assumedOwner: { zh: '责任单位是演示假定', en: 'Owner assumed for the demo' },
};

/** Parts of the program that are there, and where their pages show what was done. */
const RUNNING: Readonly<Record<string, Words>> = {
  approvals: { zh: '在“审批代办”“双向承诺”里办', en: 'handled under approvals and promises' },
};

export function engineRunning(engine: string): Words | undefined {
  return RUNNING[engine];
}

export function engineWaited(engine: string): Words {
  const { zh, en } = engineWords[engine] ?? { zh: engine, en: engine };
  return { zh: `“${zh}”环节尚未启用`, en: `awaits the part “${en}”` };
}

/** City data stands as it is in both languages. */
export function asIs(text: string): Words {
  return { zh: text, en: text };
}

export function placeWords(paragraph: number, source: string | null): Words {
  const of = source === null ? '' : `《${source}》`;
  return {
    zh: `${of}第${paragraph}段`,
    en: `${source === null ? '' : `${source}, `}paragraph ${paragraph}`,
  };
}
