// An import that found contradictions or refusals is kept with them, so that somebody finds them who did not sit at the screen. What was recorded tells itself.
import { z } from 'zod';
import type { JsonObject } from '../../kernel/json.ts';
import type { CommandKind, DecideContext, FactKind } from '../../kernel/loop.ts';
import type { Decision } from './approvals.events.ts';
import { ItemId } from './approvals.facts.ts';
import { notAllowed } from './approvals.refusals.ts';

const Count = z.int().min(0).max(1_000_000);

export const ImportReconciled = z
  .strictObject({
    run: z
      .string()
      .regex(/^[0-9a-f]{32}$/)
      .describe('这次对账的编号：由内容算出，同样的矛盾是同一次'),
    conflicts: Count.describe('与已记的矛盾的行数'),
    refused: Count.describe('不能记的行数'),
    unclear: Count.describe('看不清的行数：原文不留，可能有个人信息'),
    undocumented: Count.exactOptional().describe('照记了、来源没有给文号的决定和停表的行数；没有就不写'),
    rows: z
      .array(
        z.strictObject({
          state: z
            .enum(['conflict', 'refused', 'undocumented'])
            .describe('conflict 矛盾；refused 不能记；undocumented 照记了，来源没有给文号'),
          application: z.string().max(80).describe('办件编号'),
          approval: z.string().max(190).exactOptional().describe('审批件'),
          command: ItemId.describe('什么事：命令的名字，例如 decideApproval'),
          occurredOn: z.string().max(10).describe('来文的日期'),
          code: ItemId.describe('代码，例如 event_differs'),
          message: z.string().max(500).describe('哪里不同：已记什么、来文什么'),
        }),
      )
      .max(200)
      .describe('最多 200 行，多的只计数'),
    late: z.boolean().exactOptional(),
  })
  .describe('导入对账：没有记下的行，和照记了而缺文号的决定、停表');
export type ImportReconciled = z.infer<typeof ImportReconciled>;

export const IMPORT_FACTS: readonly FactKind[] = [
  {
    kind: 'importReconciled',
    version: 1,
    tense: 'act',
    title: { zh: '导入对账', en: 'Import reconciled' },
    schema: ImportReconciled as unknown as FactKind['schema'],
  },
];

const KeepImport = ImportReconciled.omit({ late: true });

/** Known by its content: the same contradictions again are the same run. */
function importOf({ run }: Pick<ImportReconciled, 'run'>): string {
  return `import/${run}`;
}

/** Given by the import alone. Codes, in order: out_of_scope, role_missing. */
export function decideKeepImport(found: ImportReconciled, context: DecideContext): Decision {
  const unit = context.plan.units.rootId;
  const refused = notAllowed(unit, 'importApprovals', context);
  if (refused) return refused;
  const body = found as unknown as JsonObject;
  return [{ kind: 'importReconciled', subject: importOf(found), unit, occurredOn: context.today, body }];
}

export const IMPORT_COMMANDS: readonly CommandKind<never>[] = [
  {
    name: 'keepImport',
    title: { zh: '留存导入对账', en: 'Keep what an import could not record' },
    schema: KeepImport,
    tables: [],
    subject: importOf,
    makesSubject: true,
    decide: decideKeepImport,
  } as unknown as CommandKind<never>,
];
