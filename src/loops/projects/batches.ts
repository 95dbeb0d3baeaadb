// Deciders of 集中活动: an event that touches many projects. Pure. A batch is a list and nothing more: it claims and recognises nothing by itself; a claim
// may say that it belongs to one.
import { may } from '../../access/roles.ts';
import type { DecideContext, NewFact } from '../../kernel/loop.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import type { Problem } from '../../kernel/problem.ts';
import type { HoldBatch, ListInBatch } from './course.commands.ts';
import { type BatchRow, batchRow, batchSubject } from './course.rows.ts';
import { projectRulesSection } from './projectRules.plan.ts';
import { inFuture, notAllowed, refusal } from './projects.refusals.ts';

type Decision = readonly NewFact[] | Problem;

/** Codes, in order: batch_exists, role_missing, batch_kind_unknown, project_twice, occurred_in_future. */
export function decideHoldBatch(command: HoldBatch, context: DecideContext): Decision {
  if (context.own.table('project_batch').length > 0) {
    return refusal(
      'batch_exists',
      `集中活动“${command.batch}”已登记`,
      '换一个编号；名单有变的，变更名单',
      409,
    );
  }
  const forbidden = mayNotHold(context);
  if (forbidden) return forbidden;
  const kinds = context.plan.section(projectRulesSection).batches;
  if (!kinds.some(({ id }) => id === command.kind)) {
    const known = kinds.map(({ id }) => id).join('、');
    return refusal('batch_kind_unknown', `计划里没有集中活动“${command.kind}”`, `可用：${known}`);
  }
  if (new Set(command.projects).size !== command.projects.length) return projectTwice();
  const day = (command.occurredOn ?? context.today) as PlainDate;
  const future = inFuture(day, context);
  if (future) return future;
  const { batch, occurredOn: _, ...body } = command;
  return [
    { kind: 'batchHeld', subject: batchSubject(batch), unit: context.actor.unit, occurredOn: day, body },
  ];
}

/** Codes, in order: batch_unknown, out_of_scope, role_missing, project_twice, nothing_changed. */
export function decideListInBatch(command: ListInBatch, context: DecideContext): Decision {
  const row = context.own.table('project_batch')[0];
  if (!row) return refusal('batch_unknown', `没有集中活动“${command.batch}”`, '先登记这次活动', 404);
  const batch = batchRow(row);
  const forbidden = notAllowed(batch.unit, 'claim', context) ?? mayNotHold(context);
  if (forbidden) return forbidden;
  const { added, removed, reason } = command;
  if (new Set([...added, ...removed]).size !== added.length + removed.length) return projectTwice();
  const changes =
    added.some((id) => !batch.projects.includes(id)) || removed.some((id) => batch.projects.includes(id));
  if (!changes) return refusal('nothing_changed', '名单没有变化', '不用变更', 409);
  return [
    {
      kind: 'batchListed',
      subject: batchSubject(command.batch),
      unit: batch.unit,
      occurredOn: context.today,
      corrects: batch.batch,
      body: { added, removed, reason },
    },
  ];
}

function mayNotHold({ actor }: DecideContext): Problem | undefined {
  if (may(actor, 'claim')) return undefined;
  const message = `账号“${actor.account}”没有申报的权限`;
  return refusal('role_missing', message, '请有权限的岗位办理，或请系统管理员调整角色', 403);
}

function projectTwice(): Problem {
  return refusal('project_twice', '同一个项目写了两次', '每个项目只写一次');
}

/** What a claim says of its batch. Codes, in order: batch_unknown, batch_of_other_milestone, not_in_batch. */
export function batchFault(
  claim: { readonly batch?: string; readonly project: string; readonly milestone: string },
  context: DecideContext,
): Problem | undefined {
  if (claim.batch === undefined) return undefined;
  const row = context.subject('projects', batchSubject(claim.batch)).table('project_batch')[0];
  const batch: BatchRow | undefined = row && batchRow(row);
  if (!batch) return refusal('batch_unknown', `没有集中活动“${claim.batch}”`, '核对编号，或不填', 404);
  const kind = context.plan.section(projectRulesSection).batches.find(({ id }) => id === batch.kind);
  if (kind?.milestone !== claim.milestone) {
    const message = `“${batch.name}”不是这个节点的集中活动`;
    return refusal('batch_of_other_milestone', message, '核对节点，或不填集中活动');
  }
  if (batch.projects.includes(claim.project)) return undefined;
  return refusal('not_in_batch', `项目不在“${batch.name}”的名单里`, '先变更名单，或不填集中活动');
}
