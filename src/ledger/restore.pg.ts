// The second door of import: an export comes back, whole. The chain is verified link by link before anything is kept; all is one transaction, so
// a torn file leaves nothing behind. A city that holds the beginning of the file already is continued; any other is refused.
import type { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { canonicalText } from '../kernel/canonical.ts';
import type { Loop } from '../kernel/loop.ts';
import { Problem } from '../kernel/problem.ts';
import { literal } from '../kernel/sql.ts';
import type { AnySection } from '../plan/section.ts';
import { copyRow, FACT_COPY_COLUMNS } from './copyRows.ts';
import { problemOfDatabase } from './databaseProblem.pg.ts';
import {
  type CommandLine,
  type CredentialLine,
  type HeaderLine,
  LEDGER_FORMAT,
  type LedgerLine,
  type VaultLine,
} from './exchange.ts';
import {
  canonicalFact,
  EMPTY_HEAD,
  type Fact,
  findHead,
  type HashText,
  type Head,
  headText,
} from './fact.ts';
import { foldsOf, rebuildFolds } from './foldEngine.pg.ts';
import { anchorStatement, hashText } from './ledger.pg.ts';
import { setTypeParsers } from './pgTypes.pg.ts';
import { type ContentKind, storeContent } from './planStore.pg.ts';

export interface RestoreOptions {
  readonly loops: readonly Loop[];
  readonly sections: readonly AnySection[];
  /** The machine's clock, in epoch milliseconds: a rehearsed city's clock is anchored to it. */
  readonly now: () => number;
  readonly progress?: (facts: number) => void;
}

export interface Restored {
  readonly city: string;
  readonly facts: number;
  /** Facts that stood already and were found the same. */
  readonly standing: number;
  readonly head: string;
}

/**
 * Restores an export through the owner's connection.
 * @throws Problem `import_format` (no header, another format, a line that is none), `city_differs` (the city stands with another ledger),
 * `chain_broken` (a link does not hold), `import_torn` (the file ends before the head it announces, or lacks a command or content that a fact
 * names), `content_differs` (a plan, calendar or command is not what its digest says)
 */
export async function restoreLedger(
  owner: Client,
  lines: AsyncIterable<LedgerLine> | Iterable<LedgerLine>,
  options: RestoreOptions,
): Promise<Restored> {
  setTypeParsers();
  await owner.query('begin; set local search_path = luodi');
  try {
    const restored = await new Restoration(owner, options).run(lines);
    await owner.query('commit');
    return restored;
  } catch (error) {
    await owner.query('rollback');
    throw problemOfDatabase(error);
  }
}

/** Rows of other tables inserted at once. */
const CHUNK = 1000;

class Restoration {
  readonly #owner: Client;
  readonly #options: RestoreOptions;
  #header: HeaderLine | undefined;
  #hash: HashText = hashText('sha256');
  #head: Head = EMPTY_HEAD;
  #standing: Head = EMPTY_HEAD;
  #facts: CopyRows | undefined;
  #lastClock: number | undefined;
  #commands: CommandLine['command'][] = [];

  constructor(owner: Client, options: RestoreOptions) {
    this.#owner = owner;
    this.#options = options;
  }

  async run(lines: AsyncIterable<LedgerLine> | Iterable<LedgerLine>): Promise<Restored> {
    try {
      for await (const line of lines) await this.#take(line);
      await this.#facts?.end();
    } catch (error) {
      // An open COPY holds the connection: it must be told to fail before anything can be rolled back.
      await this.#facts?.abort();
      throw error;
    }
    await this.#flushCommands();
    const header = this.#header;
    if (!header) throw faulty('文件是空的');
    if (headText(this.#head) !== header.head) throw torn(header, this.#head);
    await this.#refuseGaps(header.city);
    await rebuildFolds(this.#owner, foldsOf(this.#options.loops).all, header.city);
    if (this.#lastClock !== undefined) {
      await this.#owner.query(anchorStatement(header.city, this.#lastClock, this.#options.now()));
    }
    await this.#owner.query('analyze unit_closure');
    return {
      city: header.city,
      facts: this.#head.seq - this.#standing.seq,
      standing: this.#standing.seq,
      head: headText(this.#head),
    };
  }

  async #take(line: LedgerLine): Promise<void> {
    if (!this.#header) {
      await this.#open(line);
      return;
    }
    if ('fact' in line) return this.#takeFact({ ...line.fact, city: this.#header.city });
    // COPY holds the connection, so everything else waits until the facts are through.
    await this.#facts?.end();
    this.#facts = undefined;
    if ('content' in line) await this.#takeContent(this.#header.city, line.content);
    else if ('command' in line) await this.#takeCommand(line.command);
    else if ('vault' in line) await this.#takeVault(this.#header.city, line.vault);
    else if ('credential' in line) await this.#takeCredential(this.#header.city, line.credential);
    else throw faulty('有一行既不是内容、事实、命令,也不是保管值');
  }

  async #open(line: LedgerLine): Promise<void> {
    if (!('format' in line) || line.format !== LEDGER_FORMAT) {
      throw faulty(`第一行不是 ${LEDGER_FORMAT} 的文件头`);
    }
    this.#header = line;
    this.#hash = hashText(line.hash);
    const city = literal(line.city);
    await this.#owner.query(
      `select set_config('luodi.city', ${city}, true), pg_advisory_xact_lock(hashtextextended('luodi.writer ' || ${city}, 0))`,
    );
    const { rows } = await this.#owner.query<{ seq: string; hash: string }>(
      'select seq, hash from fact where city = $1 order by seq desc limit 1',
      [line.city],
    );
    const last = rows[0];
    if (!last) return;
    this.#standing = { seq: Number(last.seq), hash: last.hash, recordedAt: null };
    const announced = findHead(line.head);
    if (!announced || announced.seq < this.#standing.seq) throw cityDiffers(line.city, this.#standing.seq);
  }

  async #takeFact(fact: Fact): Promise<void> {
    if (fact.seq !== this.#head.seq + 1) throw broken(fact.seq, `序号应为 ${this.#head.seq + 1}`);
    if (this.#head.recordedAt !== null && fact.recordedAt <= this.#head.recordedAt)
      throw broken(fact.seq, '记录时间没有向前');
    if (this.#hash(this.#head.hash, '\n', canonicalFact(fact)) !== fact.hash)
      throw broken(fact.seq, '哈希与内容不符');
    this.#head = { seq: fact.seq, hash: fact.hash, recordedAt: fact.recordedAt };
    if (fact.kind === 'clockSet') this.#lastClock = fact.seq;
    if (fact.seq < this.#standing.seq) return;
    if (fact.seq === this.#standing.seq) {
      if (fact.hash !== this.#standing.hash) throw cityDiffers(fact.city, fact.seq);
      return;
    }
    this.#facts ??= new CopyRows(this.#owner, FACT_COPY);
    await this.#facts.write(copyRow(fact));
    if (fact.seq % 1000 === 0) this.#options.progress?.(fact.seq);
  }

  async #takeContent(
    city: string,
    content: { hash: string; kind: ContentKind; body: Fact['body'] },
  ): Promise<void> {
    const hash = this.#hash(canonicalText(content.body));
    if (hash !== content.hash) {
      throw new Problem({
        code: 'content_differs',
        message: `${CONTENT_WORDS[content.kind]}的哈希与记载的不符`,
        kept: '没有写入任何东西',
        fix: '这份导出被改动过；请用原件。',
      });
    }
    await storeContent(this.#owner, { city, hash: this.#hash, sections: this.#options.sections }, content);
  }

  /** A file may also be cut after its last fact, or before: a fact whose command is missing would leave its key free to be used again. */
  async #refuseGaps(city: string): Promise<void> {
    const { rows } = await this.#owner.query<{ seq: string; what: string }>(
      `select f.seq, 'command' as what from fact f left join command c on c.city = f.city and c.id = f.command
         where f.city = $1 and f.command <> '' and c.id is null
       union all
       select f.seq, 'content' from fact f left join content t on t.city = f.city and t.hash = f.body->>'content'
         and t.kind = case f.kind when 'planAdopted' then 'plan' else 'calendar' end
         where f.city = $1 and f.loop = 'city' and f.kind in ('planAdopted', 'calendarAdopted') and t.hash is null
       union all
       select f.seq, 'files' from fact f left join content t on t.city = f.city and t.hash = f.body->>'files' and t.kind = 'files'
         where f.city = $1 and f.loop = 'city' and f.kind = 'planAdopted' and f.body ? 'files' and t.hash is null
       limit 1`,
      [city],
    );
    const gap = rows[0];
    if (gap)
      throw incomplete(
        `没有第 ${gap.seq} 条事实的${gap.what === 'command' ? '命令' : gap.what === 'files' ? '计划文件' : '计划或日历'}`,
      );
  }

  async #takeCommand(command: CommandLine['command']): Promise<void> {
    const { actor, digest, key, id } = command;
    if (this.#hash(canonicalText({ actor, city: this.#header?.city ?? '', digest, key })) !== id) {
      throw new Problem({
        code: 'content_differs',
        message: `命令“${key}”与它的摘要不符`,
        kept: '没有写入任何东西',
        fix: '这份导出被改动过；请用原件。',
      });
    }
    if (command.firstSeq <= this.#standing.seq) return;
    this.#commands.push(command);
    if (this.#commands.length >= CHUNK) await this.#flushCommands();
  }

  async #flushCommands(): Promise<void> {
    if (this.#commands.length === 0) return;
    const rows = this.#commands.map((each) => ({
      city: this.#header?.city,
      key: each.key,
      id: each.id,
      actor: each.actor,
      digest: each.digest,
      first_seq: each.firstSeq,
      last_seq: each.lastSeq,
    }));
    this.#commands = [];
    await this.#owner.query('insert into command select * from jsonb_populate_recordset(null::command, $1)', [
      JSON.stringify(rows),
    ]);
  }

  async #takeVault(city: string, kept: VaultLine['vault']): Promise<void> {
    await this.#owner.query('insert into vault values ($1, $2, $3, $4, $5, $6) on conflict do nothing', [
      city,
      kept.digest,
      kept.salt,
      kept.value,
      kept.purpose,
      kept.keepUntil,
    ]);
  }

  async #takeCredential(city: string, credential: CredentialLine['credential']): Promise<void> {
    await this.#owner.query('insert into credential values ($1, $2, $3, $4) on conflict do nothing', [
      city,
      credential.account,
      credential.digest,
      credential.value,
    ]);
  }
}

const CONTENT_WORDS: Readonly<Record<ContentKind, string>> = {
  plan: '计划内容',
  calendar: '日历内容',
  files: '计划文件',
};

const FACT_COPY = `copy fact (${FACT_COPY_COLUMNS}) from stdin`;

/** Characters gathered before they go to the server. */
const COPY_BUFFER = 256 * 1024;

/** Rows of a COPY, gathered into large writes, with the server holding us back when it is behind. */
class CopyRows {
  readonly #stream: ReturnType<typeof copyFrom>;
  readonly #client: Client;
  #failed: Error | undefined;
  #gathered: string[] = [];
  #size = 0;

  constructor(client: Client, statement: string) {
    this.#client = client;
    this.#stream = client.query(copyFrom(statement));
    this.#stream.on('error', (error) => {
      this.#failed = error;
    });
  }

  async write(row: string): Promise<void> {
    this.#gathered.push(row);
    this.#size += row.length;
    if (this.#size >= COPY_BUFFER) await this.#flush();
  }

  async #flush(): Promise<void> {
    if (this.#failed) throw this.#failed;
    const text = this.#gathered.join('');
    this.#gathered = [];
    this.#size = 0;
    if (this.#stream.write(text)) return;
    // A failure ends the stream, which ends the wait as well; the listener of the constructor keeps what it was.
    await new Promise<void>((resolve) => {
      const go = () => {
        this.#stream.off('drain', go).off('close', go);
        resolve();
      };
      this.#stream.on('drain', go).on('close', go);
    });
    if (this.#failed) throw this.#failed;
  }

  async abort(): Promise<void> {
    if (this.#stream.writableEnded || this.#stream.destroyed) return;
    const closed = new Promise<void>((resolve) => this.#stream.once('close', () => resolve()));
    this.#stream.destroy();
    await closed;
  }

  async end(): Promise<void> {
    if (this.#stream.writableEnded) return;
    await this.#flush();
    await new Promise<void>((resolve, reject) => {
      this.#stream.once('error', reject);
      this.#stream.end(() => resolve());
    });
    if (this.#failed) throw this.#failed;
    // The stream ends when the data is out; the next query waits for the server's own word.
    await this.#client.query('select 1');
  }
}

function faulty(what: string): Problem {
  return new Problem({
    code: 'import_format',
    message: `不是可以恢复的导出：${what}`,
    kept: '没有写入任何东西',
    fix: '用 luodi export 的原文件。',
  });
}

function broken(seq: number, what: string): Problem {
  return new Problem({
    code: 'chain_broken',
    message: `第 ${seq} 条事实接不上链：${what}`,
    kept: '没有写入任何东西',
    fix: '文件在导出之后被改动过或拼接过；请用原件。',
    data: { seq },
  });
}

function torn(header: HeaderLine, head: Head): Problem {
  return incomplete(`应到 ${header.head.slice(0, 24)}…,只到第 ${head.seq} 条`);
}

function incomplete(what: string): Problem {
  return new Problem({
    code: 'import_torn',
    message: `文件不完整：${what}`,
    kept: '没有写入任何东西',
    fix: '重新取得完整的文件再恢复；重来一次不会重复。',
  });
}

function cityDiffers(city: string, seq: number): Problem {
  return new Problem({
    code: 'city_differs',
    message: `城市“${city}”已有自己的账本(${seq} 条),与文件不是同一条链`,
    kept: '原有账本没有改动',
    fix: '恢复到一个新的数据文件夹(--data),或换一个城市编号。',
    status: 409,
  });
}
