// The import of events from approving systems: read, planned against what stands, shown; and, when it is not a preview, recorded line by line through the
// writer like any command. A line's key is made of its source, so that the same file twice changes nothing.
import type { JsonObject } from '../../kernel/json.ts';
import type { Actor, Row } from '../../kernel/loop.ts';
import { isProblem } from '../../kernel/problem.ts';
import { sm3Hex } from '../../kernel/sm3.ts';
import { sql } from '../../kernel/sql.ts';
import type { Ledger } from '../../ledger/ledger.pg.ts';
import type { LedgerView } from '../../ledger/view.pg.ts';
import { calendarOn } from './calendars.pg.ts';
import { numberField } from './documentNumbers.ts';
import type { TakenItem } from './import.compare.ts';
import { type EventLine, isUnclear, type RawRecord, readRecord, type UnclearLine } from './import.lines.ts';
import { firmsOf, type Known, kindOf, type LineState, type PlannedLine, planImport } from './import.plan.ts';
import { letterOf } from './promises.commands.ts';
import { servicePromisesSection } from './servicePromises.plan.ts';

export interface ImportedLine {
  readonly line: number;
  readonly application: string;
  readonly approval: string | null;
  readonly command: string | null;
  readonly occurredOn: string | null;
  readonly state: LineState | 'unclear' | 'recorded';
  readonly late: boolean;
  readonly problem: { readonly code: string; readonly message: string } | null;
}

export interface ImportAnswer {
  readonly preview: boolean;
  readonly lines: number;
  /** Lines that would be recorded (preview) or were. */
  readonly recorded: number;
  /** Lines that the ledger has already, to the letter. */
  readonly known: number;
  readonly conflicts: number;
  readonly refused: number;
  readonly unclear: number;
  /** Decisions and pauses recorded as the source has them: without the number of their document. */
  readonly undocumented: number;
  readonly rows: readonly ImportedLine[];
}

export interface ImportInput {
  readonly records: readonly RawRecord[];
  readonly system: string | undefined;
  readonly preview: boolean;
}

/** What is refused is told with its code, the rest goes on. @throws Problem what ends everything (`disk_full`, `database_gone`) */
export async function importEvents(
  ledger: Ledger,
  at: { readonly city: string; readonly actor: Actor },
  { records, system, preview }: ImportInput,
): Promise<ImportAnswer> {
  const { unclear, planned } = await ledger.read(at.city, {}, async (view) => {
    const read = records.map((record) => readRecord(record, { system, zone: view.city.zone }));
    const clear = read.filter((line): line is EventLine => !isUnclear(line));
    const planned = planImport(clear, at.actor, await readKnown(view, clear));
    return { unclear: read.filter(isUnclear), planned };
  });
  const rows = preview ? planned.map(lineOf) : await record(ledger, at, planned);
  const answer = answerOf([...rows, ...unclear.map(unclearLine)], preview);
  if (!preview) await keepRun(ledger, at, answer);
  return answer;
}

/**
 * What was not recorded is kept, once for the same contradictions; nothing where there are none. What was recorded without its number is a run of its own: it is told by
 * the import that recorded it alone, and would make the same contradictions another run each time.
 */
async function keepRun(
  ledger: Ledger,
  at: { readonly city: string; readonly actor: Actor },
  { rows, conflicts, refused, unclear, undocumented }: ImportAnswer,
): Promise<void> {
  const runs = [
    {
      ...{ conflicts, refused, unclear },
      rows: keptOf(rows.filter(({ state }) => state === 'conflict' || state === 'refused')),
    },
    {
      ...{ conflicts: 0, refused: 0, unclear: 0, undocumented },
      rows: keptOf(rows.filter(isUndocumented).map((row) => ({ ...row, state: 'undocumented' as const }))),
    },
  ];
  for (const found of runs.filter((one) => one.rows.length > 0)) {
    const run = sm3Hex(Buffer.from(JSON.stringify(found))).slice(0, 32);
    const asked = { loop: 'approvals', command: 'keepImport', body: { run, ...found } };
    await ledger.submit(at.city, { ...asked, key: `approvals/import/${run}`, actor: at.actor });
  }
}

type KeptRow = Omit<ImportedLine, 'state'> & { readonly state: ImportedLine['state'] | 'undocumented' };

function keptOf(rows: readonly KeptRow[]): readonly JsonObject[] {
  return rows.slice(0, KEPT_MAX).map(({ state, application, approval, command, occurredOn, problem }) => ({
    state,
    application: application.slice(0, 80),
    ...(approval === null ? {} : { approval }),
    command: command ?? '',
    occurredOn: occurredOn ?? '',
    code: problem?.code ?? '',
    message: (problem?.message ?? '').slice(0, 500),
  }));
}

const KEPT_MAX = 200;

function isUndocumented({ state, problem }: ImportedLine): boolean {
  return (state === 'recorded' || state === 'new') && problem?.code === 'document_number_missing';
}

/** The latest first; what had no number says the one that a later import told. */
export async function keptImports(view: LedgerView): Promise<readonly Row[]> {
  const city = view.city.id;
  const runs = await view.query(
    sql`select * from approval_import where city = ${city} order by seq desc limit 50`,
  );
  const lacking = runs.flatMap(keptLines).filter(({ state }) => state === 'undocumented');
  const subjects = [...new Set(lacking.map(({ approval }) => String(approval)))];
  const events = await view.query(
    sql`select subject, kind, told_on, body from approval_event
      where city = ${city} and subject = any(${subjects}::text[]) and numbered_by is not null`,
  );
  const numberOf = (line: JsonObject) => {
    const event = events.find(
      ({ subject, kind, told_on }) =>
        subject === line.approval && kind === kindOf(String(line.command)) && told_on === line.occurredOn,
    );
    const field = numberField(String(event?.kind));
    return field === undefined ? undefined : ((event?.body ?? {}) as JsonObject)[field];
  };
  return runs.map((run) => ({
    ...run,
    rows: keptLines(run).map((line) => {
      const number = line.state === 'undocumented' ? numberOf(line) : undefined;
      return number === undefined ? line : { ...line, number };
    }),
  }));
}

function keptLines({ rows }: Row): readonly JsonObject[] {
  return (rows ?? []) as readonly JsonObject[];
}

/** Applications beside one another, the lines of each in their order. */
async function record(
  ledger: Ledger,
  at: { readonly city: string; readonly actor: Actor },
  planned: readonly PlannedLine[],
): Promise<readonly ImportedLine[]> {
  const groups = [...Map.groupBy(planned, ({ application }) => application).values()];
  const rows: ImportedLine[] = [];
  for (let from = 0; from < groups.length; from += IN_FLIGHT_MAX) {
    const batch = groups.slice(from, from + IN_FLIGHT_MAX);
    for (const recorded of await Promise.all(batch.map((group) => recordGroup(ledger, at, group))))
      rows.push(...recorded);
  }
  return rows;
}

const IN_FLIGHT_MAX = 256;

async function recordGroup(
  ledger: Ledger,
  at: { readonly city: string; readonly actor: Actor },
  group: readonly PlannedLine[],
): Promise<readonly ImportedLine[]> {
  const rows: ImportedLine[] = [];
  for (const line of group) {
    if (line.state !== 'new' || line.body === null) {
      rows.push(lineOf(line));
      continue;
    }
    const { command, body, late } = line;
    try {
      const request = { key: keyOf(line.key), actor: at.actor, loop: 'approvals', command, body, late };
      const answer = await ledger.submit(at.city, request);
      rows.push({ ...lineOf(line), approval: answer.subject, state: answer.repeated ? 'known' : 'recorded' });
    } catch (error) {
      if (!isProblem(error) || error.status >= 500) throw error;
      rows.push({ ...lineOf(line), state: 'refused', problem: { code: error.code, message: error.message } });
    }
  }
  return rows;
}

/** By its digest where the source's own name would be longer than a key may be. */
function keyOf(name: string): string {
  return `approvals/${name.length <= KEY_MAX ? name : sm3Hex(Buffer.from(name))}`;
}

const KEY_MAX = 180;

function lineOf({
  line,
  application,
  approval,
  command,
  occurredOn,
  state,
  late,
  problem,
}: PlannedLine): ImportedLine {
  return { line, application, approval, command, occurredOn, state, late, problem };
}

function unclearLine({ line, application, problem }: UnclearLine): ImportedLine {
  const nothing = { approval: null, command: null, occurredOn: null, late: false };
  return { line, application, ...nothing, state: 'unclear', problem };
}

function answerOf(rows: readonly ImportedLine[], preview: boolean): ImportAnswer {
  const count = (...states: readonly ImportedLine['state'][]) =>
    rows.filter(({ state }) => states.includes(state)).length;
  return {
    preview,
    lines: rows.length,
    recorded: count('recorded', 'new'),
    known: count('known'),
    conflicts: count('conflict'),
    refused: count('refused'),
    unclear: count('unclear'),
    undocumented: rows.filter(isUndocumented).length,
    rows: rows.toSorted((a, b) => a.line - b.line),
  };
}

async function readKnown(view: LedgerView, lines: readonly EventLine[]): Promise<Known> {
  const city = view.city.id;
  const keys = [...new Set(lines.map(({ system, application }) => `${system}/${application}`))];
  const held = await view.query(
    sql`select key, subject from reservation where city = ${city} and kind = 'approval_application' and key = any(${keys}::text[])`,
  );
  const subjects = new Map(held.map((row) => [String(row.key), String(row.subject)]));
  const events = await view.query(
    sql`select * from approval_event where city = ${city} and subject = any(${[...subjects.values()]}::text[]) order by seq`,
  );
  const codes = fieldsOf(lines, 'projectCode');
  const coded = await view.query(
    sql`select key, subject from reservation where city = ${city} and kind = 'project_code' and key = any(${codes}::text[])`,
  );
  const projectOfCode = new Map(coded.map((row) => [String(row.key), String(row.subject)]));
  const ids = [...new Set([...fieldsOf(lines, 'project'), ...projectOfCode.values()])];
  const projects = await view.query(
    sql`select subject, unit, name, lifecycle, credit_code from project where city = ${city} and subject = any(${ids}::text[])`,
  );
  const { milestones, letters } = await readPaths(view, lines, ids);
  const firms = [
    ...firmsOf(lines, [
      ...events,
      ...projects.map((row) => ({ body: { creditCode: row.credit_code } as JsonObject })),
    ]),
  ];
  const debts = await view.query(
    sql`select * from firm_debt where city = ${city} and subject = any(${firms}::text[])`,
  );
  const repairs = await view.query(
    sql`select * from firm_repair where city = ${city} and subject = any(${firms}::text[])`,
  );
  const promises = await view.query(
    sql`select * from firm_promise where city = ${city} and subject = any(${firms}::text[])`,
  );
  const applicants = await view.query(
    sql`select * from project_applicant where city = ${city} and project = any(${ids}::text[])`,
  );
  const of = (rows: readonly Row[], subject: string) => rows.filter((row) => row.subject === subject);
  return {
    plan: view.plan,
    calendar: (await calendarOn(view, view.today))?.calendar,
    today: view.today,
    now: view.now,
    closedPeriods: view.closedPeriods,
    subjects,
    events: Map.groupBy(events, (row) => String(row.subject)),
    projects: new Map(projects.map((row) => [String(row.subject), row])),
    projectOfCode,
    milestones,
    letters,
    firms: new Map([
      ...firms.map((firm): readonly [string, Readonly<Record<string, readonly Row[]>>] => [
        firm,
        {
          firm_debt: of(debts, firm),
          firm_repair: of(repairs, firm),
          firm_promise: of(promises, firm),
        },
      ]),
      ...applicants.map((row): readonly [string, Readonly<Record<string, readonly Row[]>>] => [
        String(row.subject),
        { project_applicant: [row] },
      ]),
    ]),
    taken: await readTaken(view, ids),
  };
}

/** Applications of the projects that are open or granted, by `project/item`. */
async function readTaken(
  view: LedgerView,
  projects: readonly string[],
): Promise<ReadonlyMap<string, readonly TakenItem[]>> {
  const rows = await view.query(
    sql`select subject, project, item, filed_on, decided_on from approval
      where city = ${view.city.id} and project = any(${[...projects]}::text[]) and (closed_on is null or outcome = 'granted')
      order by filed_on, subject`,
  );
  const taken = rows.map((row) => ({
    key: `${String(row.project)}/${String(row.item)}`,
    subject: String(row.subject),
    filedOn: String(row.filed_on),
    grantedOn: row.decided_on === null ? null : String(row.decided_on),
  }));
  return Map.groupBy(taken, ({ key }) => key);
}

/** What the lines that go under a letter are decided on; nothing is asked where no line says a kind that the plan files so. */
async function readPaths(view: LedgerView, lines: readonly EventLine[], projects: readonly string[]) {
  const kinds = new Set(fieldsOf(lines, 'kind'));
  const paths = view.plan
    .section(servicePromisesSection)
    .filter(({ filedAs }) => filedAs !== undefined && kinds.has(filedAs));
  const none: ReadonlyMap<string, readonly Row[]> = new Map();
  if (paths.length === 0) return { milestones: none, letters: none };
  const subjects = projects.flatMap((project) => paths.map(({ id }) => letterOf(project, id)));
  const events = await view.query(
    sql`select * from promise_event where city = ${view.city.id} and subject = any(${subjects}::text[]) order by seq`,
  );
  const nodes = await view.query(
    sql`select * from project_milestone where city = ${view.city.id} and subject = any(${[...projects]}::text[])`,
  );
  const by = (rows: readonly Row[]) => Map.groupBy(rows, (row) => String(row.subject));
  return { milestones: by(nodes), letters: by(events) };
}

function fieldsOf(lines: readonly EventLine[], name: string): string[] {
  return [...new Set(lines.flatMap(({ fields }) => fields[name] ?? []))];
}
