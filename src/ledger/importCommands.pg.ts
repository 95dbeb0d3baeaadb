// The first door of import: new facts, recorded now, decided like any command. The id of a line is its idempotency key, so that a torn
// import is sent again whole and nothing is doubled. A refused line is reported with its code; the lines after it go on.
import type { Json, JsonObject } from '../kernel/json.ts';
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

/** What the product puts beside lines that need it (CommandRequest.composed): worked out on all that the lines before them left. */
export interface Composing {
  /** Looks up what decides which lines need it, as things stand; false where none can. */
  begin(): Promise<boolean>;
  /** The project that the line rests on, where it needs it: no line before it that names the project may still be on its way. */
  restsOn(line: ImportLine): string | undefined;
  /** Beside each of these, in their order. */
  compose(lines: readonly ImportLine[]): Promise<readonly (JsonObject | undefined)[]>;
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
    readonly composing?: Composing;
    /** Throws a Problem for a line that names what is not there, such as a file. */
    readonly permit?: (line: ImportLine) => Promise<void>;
  },
  texts: AsyncIterable<string> | Iterable<string>,
): Promise<ImportReport> {
  const reading = new LinesRead(at, texts);
  const refused: Refused[] = [];
  let [recorded, repeated] = [0, 0];
  try {
    while (!reading.ended)
      for await (const outcomes of ledger.recordSeries(at.city, reading.stretch()))
        for (const { of, answers, refusal } of outcomes) {
          if (refusal) refused.push({ ...of, code: refusal.code, message: refusal.message });
          else if (answers[0]?.repeated) repeated += 1;
          else recorded += 1;
        }
  } finally {
    await reading.close();
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

/** A line on its way, with the project that it rests on where something is put beside it. */
interface Read {
  readonly at: Line;
  readonly line: ImportLine;
  readonly rests: string | undefined;
}

/** Lines of the file as series of one command each; those that are none, or may not be given, are refused on the way. */
class LinesRead {
  readonly refused: Refused[] = [];
  lines = 0;
  lastText = '';
  ended = false;
  readonly #at: Parameters<typeof importCommands>[1];
  readonly #texts: AsyncIterator<string> | Iterator<string>;
  /** Read already, and waiting for those before it to be recorded. */
  #held: Read | undefined;

  constructor(at: Parameters<typeof importCommands>[1], texts: AsyncIterable<string> | Iterable<string>) {
    this.#at = at;
    this.#texts = Symbol.asyncIterator in texts ? texts[Symbol.asyncIterator]() : texts[Symbol.iterator]();
  }

  async close(): Promise<void> {
    if (!this.ended) await this.#texts.return?.();
  }

  /** As far as the lines can be on their way together: to one that rests on what a line before it tells, or behind one that may change the plan. */
  async *stretch(): AsyncGenerator<readonly CommandSeries<Line>[]> {
    const composing = (await this.#at.composing?.begin()) === true ? this.#at.composing : undefined;
    const named = new Set<string>();
    let portion: Read[] = [];
    for (let next = await this.#next(composing); next !== undefined; next = await this.#next(composing)) {
      if (next.rests !== undefined && named.has(next.rests)) {
        this.#held = next;
        break;
      }
      portion.push(next);
      if (this.#at.composing !== undefined && next.line.loop === 'city') break;
      if (composing !== undefined) nameAll(next.line.body, named);
      if (portion.length < PORTION) continue;
      yield await this.#seriesOf(portion);
      portion = [];
    }
    yield await this.#seriesOf(portion);
  }

  async #next(composing: Composing | undefined): Promise<Read | undefined> {
    const held = this.#held;
    this.#held = undefined;
    if (held !== undefined) return { ...held, rests: composing?.restsOn(held.line) };
    while (!this.ended) {
      const { done, value: text } = await this.#texts.next();
      if (done === true) this.ended = true;
      else if (text.trim() !== '') {
        const line = await this.#permitted(this.#lineOf(text));
        if (this.lines % 1000 === 0) this.#at.progress?.(this.lines);
        if (line !== undefined)
          return { at: { line: this.lines, id: line.id }, line, rests: composing?.restsOn(line) };
      }
    }
    return undefined;
  }

  async #permitted(line: ImportLine | undefined): Promise<ImportLine | undefined> {
    try {
      if (line !== undefined) await this.#at.permit?.(line);
      return line;
    } catch (error) {
      if (!isProblem(error) || line === undefined) throw error;
      this.refused.push({ line: this.lines, id: line.id, code: error.code, message: error.message });
      return undefined;
    }
  }

  #lineOf(text: string): ImportLine | undefined {
    this.lines += 1;
    this.lastText = text;
    if (this.lines === 1 && text.includes(LEDGER_FORMAT)) throw wholeLedger();
    const line = parseLine(text);
    try {
      if (isProblem(line)) throw line;
      this.#at.refuse?.(line);
      return line;
    } catch (error) {
      if (!isProblem(error)) throw error;
      const id = isProblem(line) ? '' : line.id;
      this.refused.push({ line: this.lines, id, code: error.code, message: error.message });
      return undefined;
    }
  }

  async #seriesOf(portion: readonly Read[]): Promise<readonly CommandSeries<Line>[]> {
    const asked = portion.filter(({ rests }) => rests !== undefined);
    const told = asked.length === 0 ? [] : await this.#at.composing?.compose(asked.map(({ line }) => line));
    const beside = new Map(asked.map((read, place) => [read, told?.[place]]));
    return portion.map((read) => {
      const { id: key, loop, command, body, late } = read.line;
      const composed = beside.get(read);
      return {
        of: read.at,
        commands: [
          { key, actor: this.#at.actor, loop, command, body, late, ...(composed ? { composed } : {}) },
        ],
      };
    });
  }
}

/** Every id that a body names: a subject such as `P1/permit/A1` names the project as well. */
function nameAll(value: Json, into: Set<string>): void {
  if (typeof value === 'string') for (const part of value.split('/')) into.add(part);
  else if (Array.isArray(value)) for (const one of value) nameAll(one, into);
  else if (typeof value === 'object' && value !== null)
    for (const one of Object.values(value)) nameAll(one, into);
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
