// The fact kinds of 催办: a holder is urged about one matter of a project, answers, or the urge is taken back. That the matter moved on is no fact: it is seen from
// the matter's own (urging.judge.ts). An urge moves no clock and no light of what it urges: no fold of another loop reads it.
import { z } from 'zod';
import type { FactKind } from '../kernel/loop.ts';
import { Day, ProjectId, Reason } from '../loops/approvals/approvals.facts.ts';

/** An approval, one promise of a letter, the next milestone of the project, a part of its joint acceptance. */
export const urgedSorts = ['approval', 'promise', 'milestone', 'acceptance'] as const;
export type UrgedSort = (typeof urgedSorts)[number];

/** Of a joint acceptance: its certificate, where it is no part. */
export const CERTIFICATE = 'certificate';

const about = {
  sort: z
    .enum(urgedSorts)
    .describe('催的是什么：approval 审批件、promise 政府承诺、milestone 项目节点、acceptance 联合验收'),
  matter: z
    .string()
    .min(1)
    .max(190)
    .describe('哪一件：审批件编号、承诺书编号、节点编号，或联合验收的事项（意见书写 certificate）'),
  entry: z.string().min(1).max(64).exactOptional().describe('承诺书里的哪一项；催承诺的必填'),
  turn: z
    .string()
    .min(1)
    .max(100)
    .describe('催的时候它走到哪一步：最后一件事的事实编号；往下走了，这次催办自动了结'),
};
const Words = z.string().trim().min(2).max(500);
const urge = z.string().min(1).max(64).describe('催办的事实编号');

export const MatterUrged = z
  .strictObject({
    project: ProjectId,
    projectName: z.string().min(1).max(200).describe('项目名称（催办时的）'),
    ...about,
    what: z.string().min(1).max(300).describe('事项名称（催办时的）'),
    holder: z.string().min(1).max(64).describe('在谁手里：被催办的单位'),
    reason: Reason,
    days: z.int().min(1).max(3650).describe('多少天内答复'),
    dayKind: z.enum(['工作日', '自然日']).describe('按工作日还是自然日'),
    basis: z.enum(['plan', 'assumed']).describe('天数的来历：plan 计划写的；assumed 演示假定'),
  })
  .describe('催办');
export const UrgeAnswered = z
  .strictObject({
    project: ProjectId,
    words: Words.describe('答复，2 至 500 字，不写个人信息'),
    expectedOn: Day.exactOptional().describe('预计哪一天办好'),
  })
  .describe('答复催办');
export const UrgeWithdrawn = z.strictObject({ project: ProjectId, reason: Reason }).describe('撤回催办');

function happening(kind: string, zh: string, en: string, schema: FactKind['schema']): FactKind {
  return { kind, version: 1, tense: 'happening', title: { zh, en }, schema };
}

export const URGING_FACTS: readonly FactKind[] = [
  happening('matterUrged', '催办', 'Urged', MatterUrged),
  happening('urgeAnswered', '答复催办', 'Urge answered', UrgeAnswered),
  happening('urgeWithdrawn', '撤回催办', 'Urge withdrawn', UrgeWithdrawn),
];

/** No day of one's own: an urge, and the days for its answer, count from the day it is recorded. */
export const UrgeMatter = z.strictObject({ project: ProjectId, ...about, reason: Reason }).describe('催办');
export type UrgeMatter = z.infer<typeof UrgeMatter>;
export const AnswerUrge = z.strictObject({ ...UrgeAnswered.shape, urge }).describe('答复催办');
export type AnswerUrge = z.infer<typeof AnswerUrge>;
export const WithdrawUrge = z.strictObject({ ...UrgeWithdrawn.shape, urge }).describe('撤回催办');
export type WithdrawUrge = z.infer<typeof WithdrawUrge>;

/** The subject that keeps the urges of one project. */
export function urgesOf(project: string): string {
  return `urge/${project}`;
}

/** The unique key of an open urge: one holder, one matter, where it stands now. */
export const URGE_KEY = 'urge';
export function urgeKey({
  project,
  sort,
  matter,
  entry = '',
  turn,
}: Pick<UrgeMatter, 'project' | 'sort' | 'matter' | 'entry' | 'turn'>): string {
  return `${project} ${sort} ${matter} ${entry} ${turn}`;
}
