/**
 * A draft as the files of a plan: what a person fills in. Beside the proposals stands the frame that any plan needs (the
 * city, its root unit, the text as a source), with 待定 where the text is silent.
 */
import type { JsonObject } from '../kernel/json.ts';
import { DRAFT_SOURCE, type Draft, OPEN } from './draft.ts';
import type { PlanContent } from './plan.ts';
import type { PlanFile } from './text.ts';
import { memberYaml } from './writeYaml.ts';
import { PLAN_FORMAT } from './yamlText.ts';

const SECTIONS = ['targets', 'keyProjects', 'tasks', 'themes'] as const;

const WORDS: Readonly<Record<string, string>> = {
  targets:
    '目标：measure 待定 = 选定由哪个度量、指标得出，或改写 awaits 等哪个环节；from、to 待定 = 原文没有说到哪一天。',
  keyProjects:
    '点名的项目：lifecycle 待定 = 先在 lifecycles 里写生命周期；decidedBy 待定 = 上级决定、市定或县定。',
  tasks: '任务：lead、fedBy、to 等原文没有的字段留空，来历写着待补来源，定了就填上并删去那一条。',
  themes: '战略专题：原文几处以同一个名字提到的，收哪些元素由人定。',
};

/** The draft as the content of a plan, before anything is filled in: for its own trace. */
export function draftContent(draft: Draft, title: string): PlanContent {
  const sections: Record<string, JsonObject | JsonObject[]> = frameOf(draft, title);
  for (const section of SECTIONS) sections[section] = elementsOf(draft, section);
  return { format: PLAN_FORMAT, sections };
}

/** Paths are relative to the plan's folder. `title` is the text's. */
export function draftFiles(draft: Draft, title: string): readonly PlanFile[] {
  const frame = Object.entries(frameOf(draft, title))
    .map(([key, value]) => memberYaml(key, value, 0))
    .join('');
  const files = [
    {
      path: 'city.yaml',
      text: `format: ${PLAN_FORMAT}\n\n# 由原文按规则起草。写着“${OPEN}”的，都要由人填上；luodi check 会逐处指出。\n${frame}`,
    },
  ];
  for (const section of SECTIONS) {
    const elements = elementsOf(draft, section);
    if (elements.length === 0) continue;
    files.push({
      path: `${section}.yaml`,
      text: `format: ${PLAN_FORMAT}\n\n# ${WORDS[section]}\n${memberYaml(section, elements, 0)}`,
    });
  }
  return files;
}

/** The same as one file, for who is handed one. */
export function singleFile(files: readonly PlanFile[]): string {
  const head = `format: ${PLAN_FORMAT}\n`;
  return files.map(({ text }, index) => (index === 0 ? text : text.replace(head, ''))).join('');
}

function elementsOf(draft: Draft, section: (typeof SECTIONS)[number]): JsonObject[] {
  return draft.proposals.filter((each) => each.section === section).map((each) => each.element);
}

function frameOf({ year }: Draft, title: string): Record<string, JsonObject | JsonObject[]> {
  return {
    city: {
      id: 'city',
      name: OPEN,
      planTitle: title.slice(0, 100),
      planYear: year ?? OPEN,
      effectiveFrom: year === undefined ? OPEN : `${year}-01-01`,
    },
    unitTrees: [{ id: 'tasks', title: '责任单元' }],
    units: [{ id: 'city', name: OPEN, kind: 'city' }],
    sources: [{ id: DRAFT_SOURCE, title: title.slice(0, 100), kind: '原文' }],
  };
}
