// Files of evidence. A file goes into the vault under a salted digest of its content, and the digest into the fact that names it; whoever may see a project of
// such a fact may open it. A file that no fact names is opened by nobody, and a digest is named by who brought the file or sees it anyhow. Erased, it stays
// erased: the digest in the fact then proves nothing about anybody.
import { z } from 'zod';
import { CAPABILITY_WORDS, may } from '../../access/roles.ts';
import { type FileReply, permit, type Route, type RouteRequest, route } from '../../access/route.http.ts';
import { type Scope, scopeCondition } from '../../access/scope.ts';
import { Problem } from '../../kernel/problem.ts';
import { raw, type Sql, sql } from '../../kernel/sql.ts';
import { hashText } from '../../ledger/ledger.pg.ts';
import { keepFile } from '../../ledger/vault.pg.ts';
import type { LedgerView } from '../../ledger/view.pg.ts';
import { bytesOfBase64, freshSalt } from './evidence.node.ts';

export const EVIDENCE_BYTES_MAX = 8_000_000;

/** By what a file begins with: its name and what the browser says of it prove nothing. */
const TYPES: readonly {
  readonly type: string;
  readonly ending: string;
  readonly begins: readonly number[];
}[] = [
  { type: 'application/pdf', ending: 'pdf', begins: [0x25, 0x50, 0x44, 0x46, 0x2d] },
  { type: 'image/jpeg', ending: 'jpg', begins: [0xff, 0xd8, 0xff] },
  { type: 'image/png', ending: 'png', begins: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
  // Word and Excel of today are both archives of this form.
  { type: 'application/octet-stream', ending: 'office', begins: [0x50, 0x4b, 0x03, 0x04] },
];

const Upload = z.strictObject({
  base64: z
    .string()
    .min(8)
    .max(EVIDENCE_BYTES_MAX * 2)
    .describe('文件内容，base64；至多 8 MB'),
});
type Upload = z.infer<typeof Upload>;

export const EVIDENCE_ROUTES: readonly Route[] = [
  route<Record<string, never>, Upload>({
    method: 'POST',
    path: '/api/evidence',
    title: { zh: '上传印证资料', en: 'Upload a file of evidence' },
    body: Upload,
    bodyBytes: Math.ceil(EVIDENCE_BYTES_MAX * 1.34) + 1000,
    reply: '{digest, type, bytes}',
    handler: (request) => keep(request),
  }),
  route({
    method: 'GET',
    path: '/api/evidence/{digest}',
    title: { zh: '打开印证资料', en: 'Open a file of evidence' },
    reply: 'the file',
    handler: (request) => request.read((view) => opened(view, request)),
  }),
];

/** Fails with `not_permitted`, `evidence_not_base64`, `evidence_too_large`, `evidence_type_unknown`, `evidence_erased`. */
async function keep({ actor, body, city, ledger, read }: RouteRequest<unknown, Upload>) {
  permit(may(actor, 'claim') || may(actor, 'recognise'), CAPABILITY_WORDS.claim);
  const bytes = bytesOfBase64(body.base64);
  if (bytes === undefined || bytes.length === 0) {
    throw refused('evidence_not_base64', '文件没有读到，或内容不是 base64', '重新选择文件');
  }
  if (bytes.length > EVIDENCE_BYTES_MAX) {
    throw refused('evidence_too_large', '文件超过 8 MB', '压缩，或分成几份');
  }
  const found = TYPES.find(({ begins }) => begins.every((byte, at) => bytes[at] === byte));
  if (!found) {
    throw refused(
      'evidence_type_unknown',
      '只收 PDF、JPEG、PNG、Word、Excel（docx、xlsx）',
      '另存为这些格式再上传',
    );
  }
  const { type } = found;
  const hash = await read(async (view) => view.city.hash);
  const kept = await ledger.work(city, (client) =>
    keepFile(
      client,
      { city, hash: hashText(hash) },
      {
        freshSalt: freshSalt(),
        value: `data:${type};base64,${body.base64}`,
        purpose: '项目节点、评审和巡查的印证资料',
        unit: actor.unit,
        account: actor.account,
      },
    ),
  );
  if ('erasedByFact' in kept) throw erasedBy(kept.erasedByFact);
  return { digest: kept.digest, type, bytes: bytes.length };
}

/** Subjects of projects within reach in whose facts a file is named. */
function namedIn(view: LedgerView, scope: Scope, digest: Sql): Sql {
  const city = view.city.id;
  const at = { city, planHash: view.plan.hash, on: view.today };
  const named = sql`jsonb_build_array(jsonb_build_object('digest', ${digest}))`;
  return sql`
    select p.subject from project p
    where p.city = ${city} and ${scopeCondition(scope, raw('p.unit'), at)} and p.subject in (
      select m.subject from project_milestone m where m.city = ${city} and m.evidence @> ${named}
      union all
      select d.subject from project_claim_draft d where d.city = ${city} and d.evidence @> ${named}
      union all
      select a.subject from project_appraisal a where a.city = ${city} and a.met @> jsonb_build_array(jsonb_build_object('evidence', ${named}))
      union all
      select f.subject from project_finding f where f.city = ${city} and (f.evidence @> ${named} or f.rectified_evidence @> ${named})
    )`;
}

/**
 * What a command names as files must be here, brought by a unit within reach or standing in a project within reach: another's digest is no key to its file. Fails
 * with `evidence_unknown`.
 */
export async function requireFiles(
  view: LedgerView,
  scope: Scope,
  digests: readonly string[],
): Promise<void> {
  const city = view.city.id;
  const at = { city, planHash: view.plan.hash, on: view.today };
  const [missing] = await view.query(sql`
    select asked.digest from unnest(${[...digests]}::text[]) asked(digest)
    where not exists (
      select 1 from vault_origin o join vault v on v.city = o.city and v.digest = o.digest
      where o.city = ${city} and o.digest = asked.digest and ${scopeCondition(scope, raw('o.unit'), at)}
    ) and not exists (${namedIn(view, scope, raw('asked.digest'))}) limit 1`);
  if (!missing) return;
  throw new Problem({
    code: 'evidence_unknown',
    status: 422,
    message:
      '有一份印证资料的文件不在这里，或不是本单位上传的。A file that is named is not here, or was not brought by this unit.',
    kept: '没有写入任何事实；表单内容还在。Nothing was recorded.',
    fix: '重新上传这份文件，再提交。Upload it again.',
  });
}

/** Fails with `evidence_unknown` (also for one of a project out of reach), `evidence_erased`. */
async function opened(
  view: LedgerView,
  { params, scope }: Pick<RouteRequest<unknown, undefined>, 'params' | 'scope'>,
): Promise<FileReply> {
  const digest = params.digest ?? '';
  const city = view.city.id;
  const unknown = new Problem({
    code: 'evidence_unknown',
    status: 404,
    message: '没有这份印证资料，或不在本账号的范围内。There is no such file within this account’s reach.',
    fix: '从项目页里打开。Open it from the project.',
  });
  if (!/^[0-9a-f]{64}$/.test(digest)) throw unknown;
  const [row] = await view.query(sql`${namedIn(view, scope, sql`${digest}::text`)} limit 1`);
  if (!row) throw unknown;
  const [erased] = await view.query(
    sql`select erased_seq from vault_erasure where city = ${city} and digest = ${digest}`,
  );
  if (erased) throw erasedBy(Number(erased.erased_seq));
  const [kept] = await view.query(sql`select value from vault where city = ${city} and digest = ${digest}`);
  const match = /^data:([a-z/.+-]+);base64,(.*)$/.exec(String(kept?.value ?? ''));
  const bytes = match === null ? undefined : bytesOfBase64(match[2] as string);
  if (match === null || bytes === undefined) throw unknown;
  const ending = TYPES.find(({ type }) => type === match[1])?.ending ?? 'bin';
  const name = `evidence-${digest.slice(0, 12)}.${ending === 'office' ? officeEnding(bytes) : ending}`;
  return { file: { name, type: match[1] as string, bytes } };
}

/** The parts of such an archive are named in it: word/ or xl/. */
function officeEnding(bytes: Uint8Array): string {
  const text = String.fromCharCode(...bytes.subarray(0, 4000), ...bytes.subarray(-4000));
  return text.includes('word/') ? 'docx' : text.includes('xl/') ? 'xlsx' : 'zip';
}

function erasedBy(seq: number): Problem {
  return new Problem({
    code: 'evidence_erased',
    status: 410,
    message: `这份资料已依规删除，见第 ${seq} 条事实。It was erased by fact ${seq}.`,
    fix: '留痕核验里看删除的理由。The reason stands in the ledger.',
  });
}

function refused(code: string, message: string, fix: string): Problem {
  return new Problem({ code, message, kept: '没有存下任何文件；表单内容还在', fix, status: 422 });
}
