// Proof. Re-hashes every fact, re-derives every derived row, re-digests every stored value, compares, and names what differs. What it can't
// prove it says: without a head kept outside, facts cut from the end leave no trace.
import type { ClientBase } from 'pg';
import { canonicalText } from '../kernel/canonical.ts';
import { hashHex } from '../kernel/hash.node.ts';
import type { JsonObject } from '../kernel/json.ts';
import type { Loop } from '../kernel/loop.ts';
import type { AnySection } from '../plan/section.ts';
import { canonicalFact, EMPTY_HEAD, type Fact, type HashText, type Head, headText } from './fact.ts';
import { compareFolds, foldsOf } from './foldEngine.pg.ts';
import type { Fold } from './folds.ts';
import { type ContentKind, derivedRows } from './planStore.pg.ts';
import { vaultDigest } from './vault.pg.ts';
import { type Finding, LISTED_MAX, type Verification } from './verification.ts';
import { verifyStructure } from './verifyStructure.pg.ts';
import { factOf } from './view.pg.ts';

export interface VerifyOptions {
  readonly city: string;
  readonly hash: HashText;
  readonly loops: readonly Loop[];
  readonly sections: readonly AnySection[];
  /** A head kept outside. */
  readonly head?: Head | undefined;
  readonly progress?: ((done: number, of: number) => void) | undefined;
}

const CHUNK = 5000;

/** Verifies a city in the caller's transaction, which must be REPEATABLE READ so that all is of one moment. */
export async function verifyCity(client: ClientBase, options: VerifyOptions): Promise<Verification> {
  const findings: Finding[] = [];
  const chain = await verifyChain(client, options, findings);
  await verifyCommands(client, options, findings);
  await verifyContents(client, options, findings);
  await verifyStoredValues(client, options, findings);
  await verifyStructure(client, options, findings);
  const folds = foldsOf(options.loops).all;
  await verifyFolds(client, options, { folds, known: chain.head.seq, findings });
  const truth = [
    'fact',
    'command',
    'content',
    'vault',
    'vault_origin',
    'credential',
    'schema_migration',
    'derived_version',
    'clock_anchor',
  ];
  const derived = ['unit', 'unit_closure', 'workday', ...new Set(folds.map((fold) => fold.table))];
  return {
    ok: findings.length === 0,
    head: headText(chain.head),
    tailProven:
      options.head !== undefined &&
      !findings.some(({ code }) => code === 'tail_cut' || code === 'chain_rehashed'),
    checked: { facts: chain.facts, tables: [...truth, ...derived] },
    findings,
  };
}

/** Refolds and compares. Facts altered into what no fold can read are a finding, not a failure; it comes last, since the transaction is spoilt by it. */
async function verifyFolds(
  client: ClientBase,
  options: VerifyOptions,
  at: { readonly folds: readonly Fold[]; readonly known: number; readonly findings: Finding[] },
): Promise<void> {
  const compared = { city: options.city, known: at.known, limit: LISTED_MAX };
  try {
    for (const { table, subject, side } of await compareFolds(client, at.folds, compared)) {
      at.findings.push({
        code: 'derived_differs',
        table,
        where: `${table} ${subject}`,
        message: side === 'stands_without_facts' ? '这一行没有事实支持' : '按事实应有这一行，表中没有或不同',
      });
    }
  } catch (error) {
    // Class 22 of PostgreSQL: data exception.
    if (!String((error as { code?: unknown }).code).startsWith('22')) throw error;
    at.findings.push({
      code: 'derived_differs',
      table: 'fact',
      where: 'folds',
      message: `事实里有折叠读不了的值：${(error as Error).message}`,
    });
  }
}

async function verifyChain(
  client: ClientBase,
  options: VerifyOptions,
  findings: Finding[],
): Promise<{ head: Head; facts: number }> {
  const { city, hash, head: kept } = options;
  const last = await client.query<{ seq: string }>(
    'select coalesce(max(seq), 0) as seq from luodi.fact where city = $1',
    [city],
  );
  const of = Number(last.rows[0]?.seq);
  const revisions = new Map<string, number>();
  let head: Head = EMPTY_HEAD;
  let facts = 0;
  let atKept: string | undefined = kept?.seq === 0 ? EMPTY_HEAD.hash : undefined;
  for (let from = 1; from <= of; from += CHUNK) {
    const { rows } = await client.query(
      'select *, body::text as body_text from luodi.fact where city = $1 and seq >= $2 and seq < $3 order by seq',
      [city, from, from + CHUNK],
    );
    for (const row of rows) {
      const fact = factOf(row);
      facts += 1;
      checkLink(fact, head, { hash, revisions, findings, bodyText: row.body_text });
      // Go on from what is written: one altered fact is one finding, and what follows is still checked.
      head = { seq: fact.seq, hash: fact.hash, recordedAt: fact.recordedAt };
      if (fact.seq === kept?.seq) atKept = fact.hash;
    }
    options.progress?.(Math.min(from + CHUNK - 1, of), of);
  }
  if (kept) checkKeptHead(kept, atKept, { last: of, findings });
  return { head, facts };
}

function checkLink(
  fact: Fact,
  head: Head,
  at: {
    readonly hash: HashText;
    readonly revisions: Map<string, number>;
    readonly findings: Finding[];
    readonly bodyText: string;
  },
): void {
  const where = `fact ${fact.seq}`;
  if (fact.seq !== head.seq + 1) {
    at.findings.push({
      code: 'fact_missing',
      table: 'fact',
      where: `fact ${head.seq + 1}`,
      message: `第 ${head.seq + 1} 条至第 ${fact.seq - 1} 条不在`,
    });
  }
  if (at.hash(head.hash, '\n', safeCanonical(fact)) !== fact.hash || holdsFraction(at.bodyText)) {
    at.findings.push({
      code: 'fact_altered',
      table: 'fact',
      where,
      message: `第 ${fact.seq} 条(${fact.kind})与它的哈希不符：内容、前一条或哈希被改动`,
    });
  }
  if (head.recordedAt !== null && fact.recordedAt <= head.recordedAt) {
    at.findings.push({
      code: 'fact_out_of_order',
      table: 'fact',
      where,
      message: `第 ${fact.seq} 条的记录时间不晚于前一条`,
    });
  }
  const subject = `${fact.loop} ${fact.subject}`;
  const before = at.revisions.get(subject) ?? 0;
  if (fact.revision !== before + 1) {
    at.findings.push({
      code: 'revision_gap',
      table: 'fact',
      where,
      message: `${subject} 应为第 ${before + 1} 版，写着第 ${fact.revision} 版`,
    });
  }
  at.revisions.set(subject, fact.revision);
}

/**
 * A number with a point, in the text of a jsonb: the ledger writes none, and a JSON parser reads 168.0 and 168.00000000000000001 as the 168 that was hashed.
 * Strings are taken out before it is looked for.
 */
function holdsFraction(text: string): boolean {
  return text.includes('.') && /\d\.\d/.test(text.replaceAll(/"[^"\\]*(?:\\.[^"\\]*)*"/g, ''));
}

/** A body that was altered into what the ledger never writes has no canonical text; that is a finding, not a failure. */
function safeCanonical(fact: Fact): string {
  try {
    return canonicalFact(fact);
  } catch {
    return '';
  }
}

function checkKeptHead(
  kept: Head,
  found: string | undefined,
  at: { readonly last: number; readonly findings: Finding[] },
): void {
  if (found === undefined) {
    at.findings.push({
      code: 'tail_cut',
      table: 'fact',
      where: `fact ${kept.seq}`,
      message: `留存的链头是第 ${kept.seq} 条，账本只到第 ${at.last} 条：末尾被截去`,
    });
  } else if (found !== kept.hash) {
    at.findings.push({
      code: 'chain_rehashed',
      table: 'fact',
      where: `fact ${kept.seq}`,
      message: `第 ${kept.seq} 条的哈希与留存的链头不同：链被改写后重新计算过，或留存的链头抄错`,
    });
  }
}

/** Commands and the facts they recorded must name each other. Facts of a founding or a rehearsal name none (''). */
async function verifyCommands(
  client: ClientBase,
  options: VerifyOptions,
  findings: Finding[],
): Promise<void> {
  const { city, hash } = options;
  const { rows } = await client.query<{
    key: string;
    id: string;
    actor: string;
    digest: string;
    first_seq: string;
    last_seq: string;
    facts: string;
    actors: string[];
  }>(
    `select c.*, (select count(*) from luodi.fact f where f.city = $1 and f.seq between c.first_seq and c.last_seq and f.command = c.id) as facts,
      (select array_agg(distinct f.actor) from luodi.fact f where f.city = $1 and f.seq between c.first_seq and c.last_seq) as actors
     from luodi.command c where c.city = $1`,
    [city],
  );
  for (const row of rows) {
    const id = hash(canonicalText({ actor: row.actor, city, digest: row.digest, key: row.key }));
    const count = Number(row.last_seq) - Number(row.first_seq) + 1;
    if (
      id === row.id &&
      Number(row.facts) === count &&
      count > 0 &&
      row.actors?.length === 1 &&
      row.actors[0] === row.actor
    )
      continue;
    findings.push({
      code: 'command_altered',
      table: 'command',
      where: `command ${row.key}`,
      message: `命令“${row.key}”与它记录的事实对不上`,
    });
  }
  const lost = await client.query<{ seq: string; command: string }>(
    `select min(f.seq) as seq, f.command from luodi.fact f left join luodi.command c on c.city = f.city and c.id = f.command
     where f.city = $1 and f.command <> '' and c.id is null group by f.command limit ${LISTED_MAX}`,
    [city],
  );
  for (const row of lost.rows) {
    findings.push({
      code: 'command_missing',
      table: 'command',
      where: `fact ${row.seq}`,
      message: `第 ${row.seq} 条事实的命令不在命令表中`,
    });
  }
}

/** Contents must hash to their names, be all there, and the rows derived from them must be theirs. */
async function verifyContents(
  client: ClientBase,
  options: VerifyOptions,
  findings: Finding[],
): Promise<void> {
  const { city, hash, sections } = options;
  const { rows } = await client.query<{
    hash: string;
    kind: ContentKind;
    body: JsonObject;
    body_text: string;
  }>('select hash, kind, body, body::text as body_text from luodi.content where city = $1', [city]);
  for (const content of rows) {
    const where = `content ${content.hash.slice(0, 12)}`;
    if (safeHash(hash, content.body) !== content.hash || holdsFraction(content.body_text)) {
      findings.push({
        code: 'content_altered',
        table: 'content',
        where,
        message: '计划、计划文件或日历的内容与它的哈希不符',
      });
      continue;
    }
    const contentAt = { city, contentHash: content.hash, sections };
    for (const [table, list] of derivedRows(contentAt, content)) {
      const column = table === 'workday' ? 'calendar_hash' : 'plan_hash';
      const { rows: differing } = await client.query<{ row: string }>(
        `with derived as (select * from jsonb_populate_recordset(null::luodi.${table}, $3)),
          standing as (select * from luodi.${table} where city = $1 and ${column} = $2)
         select to_jsonb(d)::text as row from ((select * from derived except all select * from standing)
           union all (select * from standing except all select * from derived)) d limit ${LISTED_MAX}`,
        [city, content.hash, JSON.stringify(list)],
      );
      for (const { row } of differing) {
        findings.push({
          code: 'derived_differs',
          table,
          where: `${table} ${row.slice(0, 160)}`,
          message: '与采纳的内容推出的不同',
        });
      }
    }
  }
  const stored = new Set(rows.map((row) => row.hash));
  const named = await client.query<{ content: string; seq: string }>(
    `select body->>'content' as content, seq from luodi.fact where city = $1 and loop = 'city' and kind in ('planAdopted', 'calendarAdopted')
     union all
     select body->>'files', seq from luodi.fact where city = $1 and loop = 'city' and kind = 'planAdopted' and body ? 'files'`,
    [city],
  );
  for (const row of named.rows) {
    if (stored.has(row.content)) continue;
    findings.push({
      code: 'content_missing',
      table: 'content',
      where: `fact ${row.seq}`,
      message: `第 ${row.seq} 条采纳的内容不在库中`,
    });
  }
}

function safeHash(hash: HashText, body: JsonObject): string {
  try {
    return hash(canonicalText(body));
  } catch {
    return '';
  }
}

/** Values that facts only hold digests of. */
async function verifyStoredValues(
  client: ClientBase,
  options: VerifyOptions,
  findings: Finding[],
): Promise<void> {
  const { city, hash } = options;
  const kept = await client.query<{ digest: string; salt: string; value: string; erased: boolean }>(
    `select v.digest, v.salt, v.value, exists (select 1 from luodi.fact f where f.city = $1 and f.loop = 'city' and f.kind = 'vaultErased'
       and f.body->>'digest' = v.digest) as erased from luodi.vault v where v.city = $1`,
    [city],
  );
  for (const row of kept.rows) {
    const where = `vault ${row.digest.slice(0, 12)}`;
    if (vaultDigest(hash, row.salt, row.value) !== row.digest) {
      findings.push({ code: 'vault_altered', table: 'vault', where, message: '保管的值与它的摘要不符' });
    }
    if (row.erased)
      findings.push({ code: 'vault_not_erased', table: 'vault', where, message: '事实说已擦除，值却还在' });
  }
  const credentials = await client.query<{ account: string; digest: string; value: string; named: boolean }>(
    `select c.account, c.digest, c.value, exists (select 1 from luodi.fact f where f.city = $1 and f.loop = 'access' and f.kind = 'passwordSet'
       and f.subject = c.account and f.body->>'digest' = c.digest) as named from luodi.credential c where c.city = $1`,
    [city],
  );
  for (const row of credentials.rows) {
    if (row.named && hashHex('sha256', row.value) === row.digest) continue;
    findings.push({
      code: 'credential_altered',
      table: 'credential',
      where: `credential ${row.account}`,
      message: '口令凭据与事实记载的摘要不符',
    });
  }
}
