// For tests: the plans that rehearsals are tried on. Zhaoqing's from its folder, and a small town made here, with other totals and units.
import { join } from 'node:path';
import { canonicalText } from '../../kernel/canonical.ts';
import { hashHex } from '../../kernel/hash.node.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { type PlainDate, parseDate } from '../../kernel/plainDate.ts';
import { checkPlan } from '../../plan/check.ts';
import { calendarSection } from '../../plan/city.ts';
import { everyRegistered } from '../../plan/everySection.testing.node.ts';
import { readPlanFiles } from '../../plan/files.node.ts';
import { compilePlan, type PlanContent } from '../../plan/plan.ts';
import type { PlanFile } from '../../plan/text.ts';
import { rehearsalSection } from './rehearsal.plan.ts';
import type { RehearseInput } from './rehearse.ts';

/** A rehearsal of a plan's files. Throws with the issues when the plan is refused. */
export async function inputOf(
  files: readonly PlanFile[],
  seed: number,
  until?: string,
): Promise<RehearseInput> {
  const registry = await everyRegistered();
  const { content, issues } = checkPlan(files, registry) as unknown as {
    content?: PlanContent;
    issues: { severity: string }[];
  };
  if (!content)
    throw new Error(
      JSON.stringify(
        issues.filter((issue) => issue.severity === 'error'),
        undefined,
        1,
      ),
    );
  const hash = (...parts: string[]) => hashHex('sha256', ...parts);
  const planHash = hash(canonicalText(content));
  const plan = compilePlan(content, registry.sections, planHash);
  const calendar = plan.section(calendarSection);
  const calendarContent = calendar as unknown as JsonObject;
  const params = plan.section(rehearsalSection);
  if (!params) throw new Error('the plan has no rehearsal');
  return {
    plan,
    planContent: content,
    planHash,
    calendarContent,
    calendarHash: hash(canonicalText(calendarContent)),
    params,
    seed,
    until: (until === undefined ? params.until : parseDate(until)) as PlainDate,
    hash,
  };
}

export function zhaoqing(): PlanFile[] {
  return readPlanFiles(join(import.meta.dirname, '../../../plans/zhaoqing-2021'));
}

/** A town of three units with totals of its own, weekends-only calendar, a lifecycle of other stages, and no history given. */
export function smallTown(rehearsal: string): PlanFile[] {
  const text = `format: luodi/plan@1
city: {id: smalltown, name: 小镇市, planTitle: 小镇计划, planYear: 2023, effectiveFrom: 2023-01-01, zone: Asia/Urumqi, hash: sha256}
unitTrees:
  - {id: divisions, title: 区划}
  - {id: tasks, title: 责任单元, basedOn: divisions}
units:
  - {id: town, name: 小镇市, kind: city}
  - {id: east, name: 东区, kind: county, bearsTasks: true, memberships: [{tree: divisions, parent: town}]}
  - {id: west, name: 西区, kind: county, bearsTasks: true, memberships: [{tree: divisions, parent: town}]}
  - {id: desk, name: 督办科, kind: office, memberships: [{tree: tasks, parent: town}]}
  - {id: bureau, name: 统计科, kind: bureau, memberships: [{tree: tasks, parent: town}]}
lifecycles:
  - id: industrial
    name: 产业项目
    counted: true
    stages: [{id: talks, name: 洽谈}, {id: signed, name: 签约}, {id: building, name: 在建}, {id: built, name: 竣工}, {id: made, name: 投产, final: true}]
    milestones:
      - {id: introduced, name: 新引进, enters: signed, counted: true, countingRule: {version: v2, document: 镇办1号, words: 签约}, evidence: [{kind: contract, name: 合同, required: true}]}
      - {id: filed, name: 备案, enters: signed, needsRecognition: false, requires: [introduced]}
      - {id: permitted, name: 施工许可, enters: signed, requires: [filed], evidence: [{kind: permit, name: 许可证, required: true}]}
      - {id: started, name: 新开工, enters: building, counted: true, countingRule: {version: v2, words: 开槽}, requires: [introduced, permitted]}
      - {id: completed, name: 新竣工, enters: built, counted: true, countingRule: {version: v1, words: 验收}, requires: [started]}
      - {id: inProduction, name: 新投产, enters: made, counted: true, countingRule: {version: v1, words: 投产}, requires: [completed]}
rehearsal:
  title: 小镇演练
  from: 2022-01-01
  until: 2023-03-31
  accounts:
    - {account: ban, title: 督办科, unit: desk, post: desk, roles: [office]}
    - {account: tong, title: 统计科, unit: bureau, post: stat, roles: [bureau]}
    - {account: dong, title: 东区, unit: east, post: east.reporter, roles: [county]}
  units: [{unit: east, weight: 3}, {unit: west, weight: 2, speedPerMille: 700}]
  clusters: [{cluster: wood, weight: 1, industries: ["20"], products: [木器]}]
${rehearsal}`;
  return [{ path: 'plan.yaml', text }];
}

/** A quarter with totals of a small town: nothing of them is Zhaoqing's. */
export const SMALL_TOTALS = `
  published:
    - {measure: projects.introduced, from: 2023-01-01, asOf: 2023-03-31, value: 12}
    - {measure: projects.introducedPlannedYuan, from: 2023-01-01, asOf: 2023-03-31, value: 1234567891}
    - {measure: projects.started, from: 2023-01-01, asOf: 2023-03-31, value: 7}
    - {measure: projects.completed, from: 2023-01-01, asOf: 2023-03-31, value: 4}
  opening:
    - {measure: projects.underConstruction, asOf: 2022-12-31, value: 3}
    - {measure: projects.underConstruction, asOf: 2023-03-31, value: 6}
    - {measure: projects.builtYuan, asOf: 2023-03-31, value: 98765433}
`;
