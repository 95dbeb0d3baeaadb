// The section `approvalSystems`: which approving systems are brought in, whose word each carries, and whose hands bring it in. A system that is not declared is
// no source: what it says would count as the word of a bureau that never said it.
import { z } from 'zod';
import type { PlanSection } from '../../kernel/loop.ts';
import { givenFields, Id, Name } from '../../plan/element.ts';
import { duplicateIds, unknownAnswerer } from '../../plan/finding.ts';

export const ApprovalSystem = z
  .strictObject({
    id: Id.describe('系统编号，导入的文件里“来源系统”写它。例：gd-ecsp'),
    title: Name.describe('系统名称，最多 100 字。例：工程建设项目审批管理系统'),
    speaksFor: z
      .array(Id)
      .min(1)
      .max(100)
      .describe(
        '它说的是谁办的事：岗位或单位编号，含其下级，1 至 100 个；写全市的编号即为所有部门。例：[zq-housing]',
      ),
    carriedBy: z
      .array(Id)
      .min(1)
      .max(100)
      .describe(
        '谁可以把它导进来：岗位或单位编号，含其下级，1 至 100 个；不宜是办理单位自己。例：[zq-government-services]',
      ),
    ...givenFields,
  })
  .describe('一个审批系统：导入时以它的话为准');
export type ApprovalSystem = z.infer<typeof ApprovalSystem>;

export const approvalSystemsSection: PlanSection<ApprovalSystem[]> = {
  key: 'approvalSystems',
  title: { zh: '审批系统', en: 'Approving systems' },
  schema: z
    .array(ApprovalSystem)
    .max(50)
    .default([])
    .describe('可以导入的审批系统，最多 50 个；默认没有：一个都没有写的，不能导入，由办理单位录入'),
  optional: true,
  rules: [
    {
      code: 'id_duplicate',
      severity: 'error',
      phase: 'references',
      check: duplicateIds,
    },
    {
      code: 'reference_unknown',
      severity: 'error',
      phase: 'references',
      check(systems, whole) {
        const answerer = unknownAnswerer(whole);
        return systems.flatMap((system, i) =>
          (['speaksFor', 'carriedBy'] as const).flatMap((field) =>
            system[field].flatMap((id, k) => answerer(id, [i, field, k])),
          ),
        );
      },
    },
    {
      // Who handles an item and brings in the system that speaks for it could write the file as well.
      code: 'approval_system_carried_by_own',
      severity: 'warning',
      phase: 'rules',
      check: (systems) =>
        systems.flatMap(({ title, speaksFor, carriedBy }, i) => {
          const both = carriedBy.filter((id) => speaksFor.includes(id));
          if (both.length === 0) return [];
          const message = `“${title}”由它所说的单位自己导入：${both.join('、')}`;
          return [{ path: [i, 'carriedBy'], message, fix: '请另一单位导入，例如政务服务数据管理部门' }];
        }),
    },
  ],
};
