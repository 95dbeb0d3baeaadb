// /api/projects/imports: a project list of an office, sent as a file or as copied cells. First it is read and planned and shown, with nothing written; then, on
// asking, recorded in the background. Nobody but the account that sent it sees it.
import { join } from 'node:path';
import { z } from 'zod';
import { CAPABILITY_WORDS, may } from '../../access/roles.ts';
import { permit, type Route, type RouteRequest, route } from '../../access/route.http.ts';
import { Problem } from '../../kernel/problem.ts';
import type { TableLimits } from '../../plan/tables/table.ts';
import { openTable } from '../../plan/tables/tableFile.node.ts';
import { PROJECT_FIELDS } from './import.columns.ts';
import { type ImportAt, type ImportJob, ImportJobs } from './import.jobs.node.ts';
import type { GatesOf } from './import.known.pg.ts';
import type { LineState } from './import.lines.ts';
import type { ImportAsk } from './import.setup.ts';

export const IMPORT_LIMITS: TableLimits = {
  rowsMax: 200_000,
  columnsMax: 200,
  unpackedBytesMax: 1_500_000_000,
};
const FILE_BYTES_MAX = 24_000_000;

const Field = z
  .string()
  .max(80)
  .refine(
    (field) =>
      field === '' || field.startsWith('milestone:') || (PROJECT_FIELDS as readonly string[]).includes(field),
  )
  .describe('这一列是什么：项目的一项，或 milestone:节点；空 = 不导入');

const Choices = z
  .strictObject({
    sheet: z.int().min(0).max(500).optional().describe('第几张工作表，从 0 起；不填 = 第一张找得到表头的'),
    headRow: z.int().min(1).max(1_048_576).optional().describe('表头在第几行；不填 = 自动找'),
    columns: z
      .record(
        z.string().regex(/^\d{1,3}$/),
        z.strictObject({
          field: Field.optional(),
          unit: z.string().max(10).optional().describe('单位：元、万元、亿元；亩、公顷'),
        }),
      )
      .default({})
      .describe('按列的位置（从 0 起）改认的列；默认照表头'),
    year: z.int().min(1990).max(2100).optional().describe('没写年份的日期算哪一年；不填 = 看表头和标题'),
    unit: z.string().max(64).optional().describe('没写县区的行归哪个单位'),
    lifecycle: z.string().max(64).optional().describe('登记为哪种生命周期；不填 = 计数的那种'),
    answers: z
      .partialRecord(z.enum(['unit', 'cluster', 'park']), z.record(z.string().max(200), z.string().max(64)))
      .default({})
      .describe('不认识的名称是哪个：按字段和文字；空 = 不导入这一格'),
    existing: z
      .enum(['leave', 'amend'])
      .default('leave')
      .describe('已登记的项目有不同时：leave 不改，amend 照表变更登记'),
    sameName: z
      .enum(['ask', 'same', 'new'])
      .default('ask')
      .describe('同名而没有代码可分辨的：ask 不导入，same 就是同一个，new 另行登记'),
    confirm: z.boolean().default(false).describe('系统提出的疑问已核对、确认无误'),
  })
  .describe('怎么读这份表');
const choices = Choices.default(() => Choices.parse({})).describe('怎么读这份表');
const StartBody = z.object({
  name: z.string().trim().min(1).max(200).describe('文件名；粘贴的写 粘贴'),
  data: z
    .base64()
    .max(Math.ceil((FILE_BYTES_MAX * 4) / 3))
    .optional()
    .describe('文件内容，base64：.xlsx 或 .csv'),
  text: z.string().max(4_000_000).optional().describe('从 Excel 或 WPS 复制的单元格'),
  choices,
});
const CheckBody = z.object({ choices });
const LinesQuery = z.object({
  state: z
    .enum(['new', 'adds', 'known', 'differs', 'asks', 'refused', 'recorded', 'rejected', 'skipped'])
    .optional()
    .describe('只看哪一种行'),
});

const jobs = new ImportJobs(IMPORT_LIMITS);

type Asked<Q = unknown, B = unknown> = RouteRequest<Q, B>;

const folderOf = ({ folder }: Asked): string => join(folder, 'imports');
const isWorkbook = (bytes: Uint8Array): boolean => bytes[0] === 0x50 && bytes[1] === 0x4b;
const ownerOf = ({ city, actor }: Asked): string => `${city}/${actor.account}`;
/** What the routes share, once it is known what approvals say. */
interface Of {
  at(request: Asked): ImportAt;
  job(request: Asked): Promise<ImportJob>;
}

/** `gatesOf`: composed outside this room. */
export function projectImportRoutes(gatesOf: GatesOf): readonly Route[] {
  const at = ({ ledger, city, actor }: Asked): ImportAt => ({ ledger, city, actor, gatesOf });
  const job = async (request: Asked): Promise<ImportJob> => {
    permit(may(request.actor, 'claim'), CAPABILITY_WORDS.claim);
    const where = { folder: folderOf(request), at: at(request) };
    return jobs.get(request.params.id ?? '', ownerOf(request), where);
  };
  return IMPORT_ROUTES.map((made) => made({ at, job }));
}

const JOB_REPLY =
  '{id, name, state, resumed, problem, sheets, sheet, head: {columns, signature, lastRow} | null, first: [{row, cells}], milestones, counts, progress, total, recordedFacts, repeated, unclear, choices, lines: [{row, state, project, name, cells, differences, commands, problems}]}';

const IMPORT_ROUTES: readonly ((of: Of) => Route)[] = [
  (of) =>
    route<Record<string, never>, z.infer<typeof StartBody>>({
      method: 'POST',
      path: '/api/projects/imports',
      title: { zh: '导入项目表：读与核对', en: 'Import a project list: read and check' },
      body: StartBody,
      reply: '{id}',
      bodyBytes: Math.ceil((FILE_BYTES_MAX * 4) / 3) + 100_000,
      async handler(request) {
        permit(may(request.actor, 'claim'), CAPABILITY_WORDS.claim);
        const { name, data, text, choices: ask } = request.body;
        if ((data === undefined) === (text === undefined))
          throw new Problem({
            code: 'body_invalid',
            message: 'data 与 text 恰好要一个',
            fix: '传文件，或粘贴单元格',
            status: 400,
          });
        const bytes = Buffer.from(data ?? text ?? '', data === undefined ? 'utf8' : 'base64');
        const told = { account: ownerOf(request), name, ask: ask as ImportAsk, isText: data === undefined };
        // What is no table at all is said at once; a long text is read where it holds up nobody.
        if (data !== undefined && (isWorkbook(bytes) || bytes.length < 1_000_000))
          await openTable(name, bytes, IMPORT_LIMITS);
        const job = await jobs.add(folderOf(request), told, bytes);
        void job.check(of.at(request));
        return { id: job.id };
      },
    }),
  (of) =>
    route<z.infer<typeof LinesQuery>>({
      method: 'GET',
      path: '/api/projects/imports/{id}',
      title: { zh: '一次导入：进度与各行', en: 'One import: progress and rows' },
      query: LinesQuery,
      reply: JOB_REPLY,
      handler: async (request) => told(await of.job(request), request.query.state),
    }),
  (of) =>
    route<Record<string, never>, z.infer<typeof CheckBody>>({
      method: 'POST',
      path: '/api/projects/imports/{id}/check',
      title: { zh: '改了列或答了疑问，再核对', en: 'Check again with other columns or answers' },
      body: CheckBody,
      reply: '{id}',
      async handler(request) {
        const job = idle(await of.job(request));
        job.ask = request.body.choices as ImportAsk;
        void job.check(of.at(request));
        return { id: job.id };
      },
    }),
  (of) =>
    route({
      method: 'POST',
      path: '/api/projects/imports/{id}/record',
      title: { zh: '确认导入', en: 'Record what was checked' },
      reply: '{id}',
      async handler(request) {
        const job = idle(await of.job(request));
        if (job.list === undefined) throw job.problem ?? busy('还没有核对过');
        void job.record(of.at(request));
        return { id: job.id };
      },
    }),
  (of) =>
    route({
      method: 'POST',
      path: '/api/projects/imports/{id}/cancel',
      title: { zh: '取消导入', en: 'Cancel' },
      reply: '{id}',
      async handler(request) {
        const job = await of.job(request);
        job.cancel();
        return { id: job.id };
      },
    }),
  (of) =>
    route({
      method: 'GET',
      path: '/api/projects/imports/{id}/refused.xlsx',
      title: { zh: '没有导入的行（改好后可再导入）', en: 'Rows not taken, to be mended and sent again' },
      reply: '.xlsx',
      async handler(request) {
        const job = idle(await of.job(request));
        const stem = job.name.replace(/\.[^.]*$/, '').slice(0, 80);
        const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
        return {
          file: { name: `${stem}-未导入的行.xlsx`, type, bytes: await job.refused(of.at(request)) },
        };
      },
    }),
];

function idle(job: ImportJob): ImportJob {
  if (job.running) throw busy('这次导入正在进行');
  return job;
}

function busy(message: string): Problem {
  return new Problem({
    code: 'import_running',
    message,
    kept: '已记录的都在',
    fix: '等它做完，或先取消',
    status: 409,
  });
}

const ORDER: readonly LineState[] = [
  'rejected',
  'refused',
  'asks',
  'differs',
  'adds',
  'new',
  'recorded',
  'known',
  'skipped',
];
const SHOWN_MAX = 300;

function told(job: ImportJob, state: LineState | undefined) {
  const { id, name, sheets, list, first, counts, progress, total, recorded, repeated, problem, ask } = job;
  const states = state === undefined ? ORDER : [state];
  return {
    id,
    name,
    state: job.state,
    resumed: job.isResumed,
    problem:
      problem === undefined
        ? null
        : { code: problem.code, message: problem.message, fix: problem.fix ?? null },
    sheets,
    sheet: list?.sheet ?? first?.sheet ?? null,
    head:
      list === undefined
        ? null
        : { columns: list.head.columns, signature: list.head.signature, lastRow: list.head.lastRow },
    first: first?.rows ?? [],
    milestones: list?.lifecycle.milestones.map((each) => ({ id: each.id, name: each.name })) ?? [],
    counts,
    progress,
    total,
    recordedFacts: recorded,
    repeated,
    unclear: job.unclear.toSorted((a, b) => b.count - a.count),
    choices: ask,
    lines: states.flatMap((each) => job.lines.get(each) ?? []).slice(0, SHOWN_MAX),
  };
}
