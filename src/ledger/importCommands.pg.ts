// The first door of import: new facts, recorded now, decided like any command. The id of a line is its idempotency key, so that a torn
// import is sent again whole and nothing is doubled. A refused line is reported with its code; the lines after it go on.
import type { JsonObject } from '../kernel/json.ts';
import type { Actor } from '../kernel/loop.ts';
import { isProblem, Problem } from '../kernel/problem.ts';
import { LEDGER_FORMAT } from './exchange.ts';
import type { Ledger } from './ledger.pg.ts';
import type { CommandSeries } from './series.node.ts';

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

/** Lines handed on together. */
const PORTION = 256;

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
  const reading = new LinesRead(at);
  const refused: Refused[] = [];
  let [recorded, repeated] = [0, 0];
  for await (const outcomes of ledger.recordSeries(at.city, reading.portions(texts)))
    for (const { of, answers, refusal } of outcomes) {
      if (refusal) refused.push({ ...of, code: refusal.code, message: refusal.message });
      else if (answers[0]?.repeated) repeated += 1;
      else recorded += 1;
    }
  const all = [...reading.refused, ...refused].toSorted((a, b) => a.line - b.line);
  const { lines } = reading;
  // A last line that is no JSON is the mark of a file cut short, not of a faulty line.
  const torn =
    all.at(-1)?.line === lines &&
    all.at(-1)?.code === 'line_format' &&
    !reading.lastText.trimEnd().endsWith('}');
  return { lines, recorded, repeated, refused: all, torn };
}

type Refused = ImportReport['refused'][number];
type Line = Pick<Refused, 'line' | 'id'>;

/** Lines of the file as series of one command each; those that are none, or may not be given, are refused on the way. */
class LinesRead {
  readonly refused: Refused[] = [];
  lines = 0;
  lastText = '';
  readonly #at: Parameters<typeof importCommands>[1];

  constructor(at: Parameters<typeof importCommands>[1]) {
    this.#at = at;
  }

  async *portions(
    texts: AsyncIterable<string> | Iterable<string>,
  ): AsyncGenerator<readonly CommandSeries<Line>[]> {
    let portion: CommandSeries<Line>[] = [];
    for await (const text of texts) {
      if (text.trim() === '') continue;
      this.lines += 1;
      this.lastText = text;
      if (this.lines === 1 && text.includes(LEDGER_FORMAT)) throw wholeLedger();
      const series = this.#seriesOf(text);
      if (series) portion.push(series);
      if (this.lines % 1000 === 0) this.#at.progress?.(this.lines);
      if (portion.length < PORTION) continue;
      yield portion;
      portion = [];
    }
    yield portion;
  }

  #seriesOf(text: string): CommandSeries<Line> | undefined {
    const line = parseLine(text);
    try {
      if (isProblem(line)) throw line;
      this.#at.refuse?.(line);
    } catch (error) {
      if (!isProblem(error)) throw error;
      const id = isProblem(line) ? '' : line.id;
      this.refused.push({ line: this.lines, id, code: error.code, message: error.message });
      return undefined;
    }
    const { id: key, loop, command, body, late } = line;
    return {
      of: { line: this.lines, id: key },
      commands: [{ key, actor: this.#at.actor, loop, command, body, late }],
    };
  }
}

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
