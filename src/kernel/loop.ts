// The contract of a loop: what a room under loops/ hands to the registry of app/, and all that plan/ and ledger/
// know of it. A loop is data (a plan section, fact kinds, fold tables, measures) and pure functions (its deciders).
// Nothing here talks to a database: the ledger runs what a loop declares.
import type { ZodType } from 'zod';
import type { Instant } from './instant.ts';
import type { JsonObject } from './json.ts';
import type { Measure, MeasureSource } from './measure.ts';
import type { PlainDate } from './plainDate.ts';
import type { Problem } from './problem.ts';
import type { WorkCalendar } from './workCalendar.ts';

/** A text in the two languages of the product. Chinese is what the screen shows first. */
export interface Words {
  readonly zh: string;
  readonly en: string;
}

/** The plan as a loop may see it: its own section and the unit tree. Implemented by plan/plan.ts. */
export interface PlanInForce {
  /** Content hash of the adopted plan: the `plan_version` every fact carries. */
  readonly hash: string;
  /** The value of a section, parsed by the section's own schema. @throws Problem plan_section_missing */
  section<T>(section: PlanSection<T>): T;
  readonly units: UnitTree;
}

/** The dated unit trees of a plan. `tree` defaults to 'tasks', the tree of task-bearing units (责任单元). */
export interface UnitTree {
  find(id: string, on: PlainDate): UnitOnDate | undefined;
  /** True when `unit` is `ancestor` or lies below it in the tree on that date. */
  within(unit: string, ancestor: string, on: PlainDate, tree?: string): boolean;
  /** The units whose parent is `parent` on that date, in the plan's order. */
  children(parent: string, on: PlainDate, tree?: string): readonly UnitOnDate[];
  readonly rootId: string;
}

export interface UnitOnDate {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  /** True when the unit bears tasks of its own (a county, the high-tech zone): what 县区晾晒 ranks. */
  readonly bearsTasks: boolean;
  /** An office line that the plan gives; `assumed` where the plan says 演示假定. */
  readonly phone?: { readonly number: string; readonly assumed: boolean };
}

/** One top-level key of a plan and the schema of its value. Every field of the schema is described. */
export interface PlanSection<T> {
  readonly key: string;
  readonly title: Words;
  readonly schema: ZodType<T>;
  /** Whether a plan may leave the section out; then its value is schema.parse(undefined)'s default. */
  readonly optional: boolean;
  /** References and rules of the section (phases 3 and 4), run after every section has its shape. */
  readonly rules?: readonly PlanRule<T>[];
}

/** One rule of the checker: named after the code it may raise; plans/invalid/<code> shows it failing. */
export interface PlanRule<T> {
  readonly code: string;
  readonly severity: 'error' | 'future_error' | 'warning' | 'info';
  readonly phase: 'references' | 'rules';
  check(value: T, whole: PlanUnderCheck): readonly RuleFinding[];
}

/** What a rule may look at beside its own section. */
export interface PlanUnderCheck {
  /** The value of any section by key, undefined when absent. */
  section(key: string): unknown;
  readonly units: UnitTree;
  readonly measureIds: ReadonlySet<string>;
}

/** `path` leads from the section's root to the faulty value (its line is found by the checker). */
export interface RuleFinding {
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly fix: string;
}

/** A kind of fact. `happening` facts tell what occurred (cut by asOf); `act` facts tell about other facts (cut by known only). */
export interface FactKind {
  readonly kind: string;
  readonly version: number;
  readonly tense: 'happening' | 'act';
  readonly title: Words;
  /** Schema of the body. Decimals are strings; no floats; no personal data (that goes to the vault). */
  readonly schema: ZodType<JsonObject>;
}

/** Who acts: frozen into every fact as it was at the time of the act. */
export interface Actor {
  readonly account: string;
  readonly post: string;
  readonly unit: string;
  readonly roles: readonly string[];
}

/** What a decider asks to be recorded. The ledger adds seq, revision, recorded_at, actor, plan version, command and hash. */
export interface NewFact {
  readonly kind: string;
  readonly subject: string;
  /** The unit that the fact counts for. */
  readonly unit: string;
  /** For a happening the date it occurred; for an act the date of the act (the city's today). */
  readonly occurredOn: PlainDate;
  readonly occurredAt?: Instant;
  /** Id of the fact that this one corrects, revokes or answers. */
  readonly corrects?: string;
  /** Of an act: days of the happenings whose figures it moves (a correction: the day told before and the day told now). A closed one asks for 补报. */
  readonly moves?: readonly PlainDate[];
  readonly body: JsonObject;
}

export type Row = Readonly<Record<string, unknown>>;

/** The derived rows of one subject, by fold table. Decimals, dates and int8 are strings. Missing table = no rows. */
export interface SubjectRows {
  readonly revision: number;
  table(name: string): readonly Row[];
}

/** Everything a decider may look at. Pure: the clock, ids and plan are here. */
export interface DecideContext {
  readonly actor: Actor;
  readonly plan: PlanInForce;
  readonly now: Instant;
  readonly today: PlainDate;
  /** The calendar in force today; undefined where none is adopted. */
  readonly calendar?: WorkCalendar | undefined;
  /** Rows of the command's own subject. */
  readonly own: SubjectRows;
  /** Rows of another subject that `reads` named. @throws Problem subject_not_read when it was not named */
  subject(loop: string, subject: string): SubjectRows;
  /** The subject that holds a reservation (project code, parcel …) that `reserves` named, if any. */
  holder(kind: string, key: string): string | undefined;
  /** A fresh time-ordered id (ULID). */
  newId(): string;
}

/** One command of a loop. Imperative name; the body's schema; what it reads; the pure decision. */
export interface CommandKind<C = JsonObject> {
  readonly name: string;
  readonly title: Words;
  readonly schema: ZodType<C>;
  /** The subject the command is about; a new one may be minted from the command's own fields (never from chance). */
  subject(command: C): string;
  /**
   * The subject is made by this command. The ledger may then decide on an empty one without asking; when the subject stands after all, its first
   * revision is taken, the write is refused by the database, and the command is decided again on what was read.
   */
  readonly makesSubject?: boolean;
  /** Other subjects relied on; the command may put facts on them. Two that name one subject are decided one after the other. */
  reads?(command: C): readonly { readonly loop: string; readonly subject: string }[];
  /** Other subjects that are looked at and get no fact: any number of commands may look at one subject in the same moment. */
  looksAt?(command: C): readonly { readonly loop: string; readonly subject: string }[];
  /** Unique keys the command would take; looked up beforehand, held by `reservation` rows of the fold. Two that name one key are decided one after the other. */
  reserves?(command: C): readonly { readonly kind: string; readonly key: string }[];
  /** Unique keys that the command looks at and never takes: any number of commands may look at one key in the same moment. */
  looksUp?(command: C): readonly { readonly kind: string; readonly key: string }[];
  /** Fold tables that `decide` looks at; all of its loop when left out. Fewer are read faster; looking at another one is a defect. */
  readonly tables?: readonly string[];
  /** The facts to record, or the refusal. Never throws for a refusal; never records half of a command. */
  decide(command: C, context: DecideContext): readonly NewFact[] | Problem;
}

/** A loop, whole. `folds` is the text of <noun>.fold.sql: see ledger/folds.ts for its form. */
export interface Loop {
  readonly name: string;
  readonly title: Words;
  readonly sections: readonly PlanSection<never>[];
  readonly facts: readonly FactKind[];
  readonly folds: string;
  readonly commands: readonly CommandKind<never>[];
  readonly sources: readonly MeasureSource[];
  readonly measures: readonly Measure[];
}
