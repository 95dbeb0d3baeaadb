// POST /api/approvals/import: events of an approving system. With preview=true it says by line what would be recorded, what is there already and what
// contradicts; without, the lines that are clear are recorded and the rest is told. The same file twice changes nothing.
import { z } from 'zod';
import { CAPABILITY_WORDS, may } from '../../access/roles.ts';
import { permit, type Route, route } from '../../access/route.http.ts';
import { nameOf } from './approvalLines.ts';
import { systemsCarriedBy } from './approvals.refusals.ts';
import { importEvents, keptImports } from './import.pg.ts';
import { readImport } from './import.read.node.ts';

const ImportQuery = z.object({
  preview: z.enum(['true', 'false']).default('false').describe('true = 只看会记下什么，不写'),
});
const ImportBody = z.object({
  name: z.string().trim().min(1).max(200).describe('文件名：.xlsx、.csv、.json（列表）或 .jsonl（逐行）'),
  data: z.base64().max(12_000_000).describe('文件内容，base64'),
  system: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/)
    .optional()
    .describe('来源系统；文件里有这一列的可不填，例如 gd-ecsp'),
});

export const importRoute: Route = route<z.infer<typeof ImportQuery>, z.infer<typeof ImportBody>>({
  method: 'POST',
  path: '/api/approvals/import',
  title: { zh: '导入审批事件', en: 'Import events of approvals' },
  query: ImportQuery,
  body: ImportBody,
  reply:
    '{preview, lines, recorded, known, conflicts, refused, unclear, undocumented, rows: [{line, application, approval, command, occurredOn, state, late, problem: {code, message} | null}]}',
  writes: true,
  bodyBytes: 13_000_000,
  async handler({ actor, body, query, ledger, city }) {
    permit(may(actor, 'importApprovals'), CAPABILITY_WORDS.importApprovals);
    const bytes = Uint8Array.from(atob(body.data), (letter) => letter.charCodeAt(0));
    const records = await readImport(body.name, bytes);
    return importEvents(
      ledger,
      { city, actor },
      { records, system: body.system, preview: query.preview === 'true' },
    );
  },
});

/** What imports could not record, for who did not sit at the screen: each with both values. */
export const importRunsRoute: Route = route({
  method: 'GET',
  path: '/api/approvals/imports',
  title: { zh: '导入对账', en: 'Imports and what they could not record' },
  reply:
    '{systems: [{id, title}], rows: [{fact, keptOn, actor, unitName, conflicts, refused, unclear, rows: [{state, application, approval, command, occurredOn, code, message, number}]}]}',
  async handler({ actor, read }) {
    permit(may(actor, 'importApprovals'), CAPABILITY_WORDS.importApprovals);
    return read(async (view) => ({
      systems: systemsCarriedBy({ actor, plan: view.plan, today: view.today }),
      rows: (await keptImports(view)).map((row) => ({
        fact: row.kept,
        keptOn: row.kept_on,
        actor: row.actor,
        unitName: nameOf(view, row.actor_unit),
        conflicts: row.conflicts,
        refused: row.refused,
        unclear: row.unclear,
        rows: row.rows,
      })),
    }));
  },
});
