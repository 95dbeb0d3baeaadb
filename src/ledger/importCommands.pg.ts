// The first door of import: new facts, recorded now, decided like any command. The id of a line is its idempotency key, so that a torn
// import is sent again whole and nothing is doubled. A refused line is reported with its code; the lines after it go on.
import type { JsonObject } from '../kernel/json.ts';
import type { Actor } from '../kernel/loop.ts';
import { isProblem, Problem } from '../kernel/problem.ts';
import { LEDGER_FORMAT } from './exchange.ts';
import type { Ledger } from './ledger.pg.ts';

/** One line of the file: `{"id":"…","loop":"projects","command":"claimMilestone","body":{…},"late":true}`. */
export interface ImportLine {
  readonly id: string;
  readonly loop: string;
  readonly command: string;
  readonly body: JsonObject;
  readonly late?: boolean;
}

export interface ImportReport {
  readonly lines: number;
  readonly recorded: number;
  /** Lines whose command had been recorded before: an import sent again. */
  readonly repeated: number;
  readonly refused: readonly {
    readonly line: number;
    readonly id: string;
    readonly code: string;
    readonly message: string;
  }[];
  /** The last line was cut short: everything before it was taken. */
  readonly torn: boolean;
}

/** Commands under way at once: enough for full batches while the next one is read. */
const IN_FLIGHT_MAX = 1024;

/** @throws Problem `city_unknown`, and what ends everything (`disk_full`, `database_gone`); what stands is kept and the import can be sent again */
export async function importCommands(
  ledger: Ledger,
  at: {
    readonly city: string;
    readonly actor: Actor;
    readonly progress?: (lines: number) => void;
    /** Throws a Problem for a command that only its own route may give, because the route works out what the command is told. */
    readonly refuse?: (line: Pick<ImportLine, 'loop' | 'command'>) => void;
  },
  texts: AsyncIterable<string> | Iterable<string>,
): Promise<ImportReport> {
  const refused: { line: number; id: string; code: string; message: string }[] = [];
  const flying = new Set<Promise<void>>();
  let [lines, recorded, repeated] = [0, 0, 0];
  let fatal: unknown;
  const send = async (number: number, line: ImportLine): Promise<void> => {
    try {
      const { id: key, loop, command, body, late } = line;
      at.refuse?.(line);
      const answer = await ledger.submit(at.city, { key, actor: at.actor, loop, command, body, late });
      if (answer.repeated) repeated += 1;
      else recorded += 1;
    } catch (error) {
      if (!isProblem(error) || FATAL.has(error.code)) fatal ??= error;
      else refused.push({ line: number, id: line.id, code: error.code, message: error.message });
    }
  };
  let lastText = '';
  /** Called when one that was under way is settled. A race over a thousand promises, once a line, would cost more than the lines. */
  let landed: () => void = () => undefined;
  for await (const text of texts) {
    if (fatal !== undefined) break;
    if (text.trim() === '') continue;
    lines += 1;
    lastText = text;
    const line = parseLine(text);
    if (lines === 1 && text.includes(LEDGER_FORMAT)) throw wholeLedger();
    if (isProblem(line)) {
      refused.push({ line: lines, id: '', code: line.code, message: line.message });
      continue;
    }
    const sent = send(lines, line).finally(() => {
      flying.delete(sent);
      landed();
    });
    flying.add(sent);
    while (flying.size >= IN_FLIGHT_MAX)
      await new Promise<void>((resolve) => {
        landed = resolve;
      });
    if (lines % 1000 === 0) at.progress?.(lines);
  }
  await Promise.all(flying);
  if (fatal !== undefined) throw fatal;
  // A last line that is no JSON is the mark of a file cut short, not of a faulty line. Refusals come as they are decided, so the last is looked for.
  const last = refused.find(({ line }) => line === lines);
  const torn = last?.code === 'line_format' && !lastText.trimEnd().endsWith('}');
  return { lines, recorded, repeated, refused: refused.toSorted((a, b) => a.line - b.line), torn };
}

const FATAL: ReadonlySet<string> = new Set(['city_unknown', 'disk_full', 'database_gone', 'database_busy']);

function parseLine(text: string): ImportLine | Problem {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return lineFormat('不是完整的 JSON');
  }
  const line = value as Partial<ImportLine>;
  if (
    typeof line?.id !== 'string' ||
    typeof line.loop !== 'string' ||
    typeof line.command !== 'string' ||
    typeof line.body !== 'object' ||
    line.body === null
  ) {
    return lineFormat('要有 id、loop、command、body');
  }
  return line as ImportLine;
}

function lineFormat(what: string): Problem {
  return new Problem({
    code: 'line_format',
    message: `这一行${what}`,
    kept: '这一行没有写入；其余照常',
    fix: '改正这一行，整份重发：已记录的不会重复。',
    status: 400,
  });
}

function wholeLedger(): Problem {
  return new Problem({
    code: 'import_is_a_ledger',
    message: '这是整本台账的导出，不是逐行的新事实',
    kept: '没有写入任何事实',
    fix: '用 luodi import --restore 恢复它。',
    status: 400,
  });
}
