// What a row of a project list would record, against what stands: the project it is, what differs, and the ordinary commands, each tried on the real decider
// with rows as they would stand by then. Pure. Nothing is decided by guess: what could be two projects is asked.
import { inScope, scopeOf } from '../../access/scope.ts';
import type { JsonObject } from '../../kernel/json.ts';
import type {
  Actor,
  CommandKind,
  DecideContext,
  NewFact,
  PlanInForce,
  Row,
  SubjectRows,
} from '../../kernel/loop.ts';
import { monthOf, type PlainDate } from '../../kernel/plainDate.ts';
import { isProblem } from '../../kernel/problem.ts';
import { nameKey } from '../../plan/tableValues.ts';
import { isListedAlone } from './creditCodes.ts';
import { AMENDABLE, differencesOf } from './import.amend.ts';
import { type GatesTold, gatesOn } from './import.gates.ts';
import { columnOf, type RowProblem, type RowReading } from './import.rows.ts';
import type { Lifecycle } from './projects.plan.ts';
import { PROJECT_COMMANDS } from './projects.ts';

export interface KnownProject {
  readonly project: Row;
  readonly milestones: readonly Row[];
  readonly suspensions: readonly Row[];
  /** Claims on their way through the steps inside the unit. */
  readonly drafts: readonly Row[];
}

/** What stands, for the rows of one batch. */
export interface KnownProjects {
  readonly byId: ReadonlyMap<string, KnownProject>;
  /** Project by its national code. */
  readonly byCode: ReadonlyMap<string, string>;
  /** By nameKey; of the actor's reach. */
  readonly byName: ReadonlyMap<string, readonly KnownProject[]>;
  /** First reports of an investor, by leadSubject. */
  readonly leads: ReadonlyMap<string, readonly Row[]>;
  /** The lead's subject that reported with a credit code. */
  readonly leadCodes: ReadonlyMap<string, string>;
  /** What the plan's approvals miss before milestones. */
  readonly gates: GatesTold;
}

export interface ImportChoices {
  /** What a project that stands already has otherwise: left as it is, or amended. */
  readonly existing: 'leave' | 'amend';
  /** A project of the same name, with no code to tell it by. */
  readonly sameName: 'ask' | 'same' | 'new';
  /** Slips that deciders ask about were looked at, and are right. */
  readonly confirm: boolean;
}

export interface PlanningBasis extends ImportChoices {
  readonly actor: Actor;
  readonly plan: PlanInForce;
  readonly lifecycle: Lifecycle;
  readonly now: DecideContext['now'];
  readonly today: PlainDate;
  readonly calendar: DecideContext['calendar'];
  readonly closedPeriods: ReadonlySet<string>;
  readonly digest: Digest;
  /** Named as the reason of amendments. */
  readonly source: string;
}

export interface PlannedCommand {
  readonly command: string;
  readonly body: JsonObject;
  readonly late: boolean;
  /** Column that it comes from; null for the register. */
  readonly column: number | null;
  /** Revision of the project that it was planned over; 0 for a new one. A change back and forth is two commands with two keys. */
  readonly over: number;
}

export type RowState = 'new' | 'adds' | 'known' | 'differs' | 'asks' | 'refused';

export interface PlannedRow {
  readonly reading: RowReading;
  readonly state: RowState;
  readonly project: string | null;
  readonly commands: readonly PlannedCommand[];
  readonly differences: readonly {
    readonly field: string;
    readonly before: string | null;
    readonly after: string;
  }[];
  readonly problems: readonly RowProblem[];
}

const COMMANDS = new Map(
  (PROJECT_COMMANDS as readonly CommandKind<JsonObject>[]).map((kind) => [kind.name, kind]),
);

/** Lowercase hex of a text. */
export type Digest = (text: string) => string;

/** The row's own id, else one made of what tells the project from others: the same row gives the same id. */
export function subjectOf({ texts }: RowReading, digest: Digest): string {
  if (texts.project !== undefined) return texts.project;
  const told = texts.code ?? [texts.creditCode ?? '', nameKey(texts.name ?? ''), texts.unit ?? ''].join('\n');
  return `imp-${digest(told).slice(0, 16)}`;
}

/** Rows of one file, in their order: the second row of one project is told from the first. */
export class ImportPlanner {
  private readonly basis: PlanningBasis;
  private readonly rowOf = new Map<string, number>();
  /** National codes that rows above bind, and projects that they register: what stands says nothing of them yet. */
  private readonly codes = new Map<string, { readonly row: number; readonly subject: string }>();
  private readonly registered = new Set<string>();

  constructor(basis: PlanningBasis) {
    this.basis = basis;
  }

  plan(reading: RowReading, known: KnownProjects): PlannedRow {
    const problems: RowProblem[] = [...reading.problems];
    const { texts } = reading;
    if (texts.name === undefined && texts.project === undefined && texts.code === undefined)
      if (!problems.some(({ column }) => column !== null))
        problems.push(aboutRow('name_missing', '没有项目名称', '补上名称，或删去这一行'));
    const matched = this.matched(reading, known);
    if ('problem' in matched) problems.push(matched.problem);
    const subject = 'problem' in matched ? subjectOf(reading, this.basis.digest) : matched.subject;
    const before = this.rowOf.get(subject);
    if (before !== undefined)
      problems.push(aboutRow('row_duplicate', `与第 ${before} 行是同一个项目`, '合成一行，或给各自的编号'));
    else this.rowOf.set(subject, reading.row);
    const { code } = texts;
    const bound = code === undefined ? undefined : this.codes.get(code);
    if (bound !== undefined && bound.subject !== subject)
      problems.push({
        ...aboutRow(
          'code_repeated',
          `项目代码与第 ${bound.row} 行的相同`,
          '分期项目须有自己的代码；核对后改正',
        ),
        column: columnOf(reading, 'code'),
      });
    if (stops(problems)) return this.told(reading, problems, null);
    const existing = 'existing' in matched ? matched.existing : undefined;
    const trial = new Trial(this.basis, existing, known);
    const differences = existing === undefined ? [] : differencesOf(texts, existing.project);
    if (existing === undefined) this.register(reading, subject, trial, problems);
    else this.amend(reading, existing, { trial, problems, differences });
    if (!stops(problems)) this.claims(reading, { subject, existing, trial, problems });
    if (stops(problems))
      return this.told(reading, problems, existing === undefined ? null : subject, differences);
    if (existing === undefined) this.registered.add(subject);
    if (code !== undefined) this.codes.set(code, { row: reading.row, subject });
    const state =
      existing === undefined
        ? 'new'
        : trial.commands.length > 0
          ? 'adds'
          : differences.length > 0 || problems.some(({ code }) => code === 'claim_day_differs')
            ? 'differs'
            : 'known';
    return { reading, state, project: subject, commands: trial.commands, differences, problems };
  }

  private told(
    reading: RowReading,
    problems: readonly RowProblem[],
    project: string | null,
    differences: PlannedRow['differences'] = [],
  ): PlannedRow {
    const state = problems.some(({ severity }) => severity === 'error') ? 'refused' : 'asks';
    return { reading, state, project, commands: [], differences, problems };
  }

  /** By own id, by national code, by credit code and name; by the name alone only when the person said so. */
  private matched(
    reading: RowReading,
    known: KnownProjects,
  ): { readonly subject: string; readonly existing?: KnownProject } | { readonly problem: RowProblem } {
    const { texts } = reading;
    const own = subjectOf(reading, this.basis.digest);
    const byId = known.byId.get(own);
    const holder = texts.code === undefined ? undefined : known.byCode.get(texts.code);
    if (byId !== undefined && holder !== undefined && holder !== own)
      return {
        problem: aboutRow('match_conflict', `编号是“${own}”，项目代码却在“${holder}”上`, '核对编号和代码'),
      };
    if (byId !== undefined) return { subject: own, existing: byId };
    const byCode = holder === undefined ? undefined : known.byId.get(holder);
    if (byCode !== undefined && texts.project !== undefined)
      return {
        problem: aboutRow(
          'match_conflict',
          `项目代码 ${texts.code} 已绑定在“${holder}”上，表里的编号是“${own}”`,
          '核对编号和代码',
        ),
      };
    if (byCode !== undefined) return { subject: String(holder), existing: byCode };
    if (texts.name === undefined || texts.project !== undefined) return { subject: own };
    const named = (known.byName.get(nameKey(texts.name)) ?? []).filter(
      ({ project }) => !this.registered.has(String(project.subject)),
    );
    const same = named.filter(
      ({ project }) => texts.creditCode !== undefined && project.credit_code === texts.creditCode,
    );
    const [only] = same;
    if (same.length === 1 && only !== undefined)
      return { subject: String(only.project.subject), existing: only };
    const near = named.filter(
      ({ project }) => texts.creditCode === undefined || project.credit_code === null || same.length > 1,
    );
    const [first] = near;
    if (first === undefined || this.basis.sameName === 'new') return { subject: own };
    if (this.basis.sameName === 'same' && near.length === 1)
      return { subject: String(first.project.subject), existing: first };
    const ids = near
      .slice(0, 3)
      .map(({ project }) => String(project.subject))
      .join('、');
    const message = `库里有同名的项目（${ids}），没有代码可以分辨`;
    return {
      problem: {
        ...aboutRow('match_unclear', message, '在“怎么处理”里选同名的是同一个还是另行登记，或在表里填编号'),
        severity: 'ask',
      },
    };
  }

  private register(reading: RowReading, subject: string, trial: Trial, problems: RowProblem[]): void {
    const { texts, days } = reading;
    if (texts.name === undefined) problems.push(aboutRow('name_missing', '没有项目名称', '补上名称'));
    if (texts.unit === undefined)
      problems.push({
        ...aboutRow('unit_missing', '没有县区', '补上，或在“怎么处理”里选“没写县区的归”'),
        severity: 'ask',
      });
    if (texts.planned === undefined) problems.push(aboutRow('planned_missing', '没有计划投资', '补上'));
    const unit = texts.unit;
    const { actor, plan, today } = this.basis;
    const place = unit === undefined ? undefined : plan.units.find(unit, today);
    if (place !== undefined && !inScope(scopeOf(actor), place.id, plan.units, today))
      problems.push({
        ...aboutRow('out_of_scope', `${place.name}不归本账号填报`, '请该县区或市级账号导入这一行'),
        column: columnOf(reading, 'unit'),
      });
    if (stops(problems)) return;
    // Registered no later than the first thing that is told of it.
    const first = Object.values(days).toSorted()[0];
    const registeredOn =
      texts.registeredOn ?? (first !== undefined && first < this.basis.today ? first : undefined);
    const body = {
      project: subject,
      unit: texts.unit as string,
      name: texts.name as string,
      lifecycle: this.basis.lifecycle.id,
      plannedInvestmentYuan: texts.planned as string,
      ...given('cluster', texts.cluster),
      ...given('industry', texts.industry),
      ...given('park', texts.park),
      ...given('investor', texts.investor),
      ...given('creditCode', texts.creditCode),
      ...(isListedAlone(texts.creditCode) ? { listed: true } : {}),
      ...given('landMu', texts.land),
      ...given('occurredOn', registeredOn),
    };
    trial.give('registerProject', body, null, problems);
    if (texts.code !== undefined && !stops(problems))
      trial.give(
        'bindProjectCode',
        { project: subject, code: texts.code },
        columnOf(reading, 'code'),
        problems,
      );
  }

  private amend(
    reading: RowReading,
    existing: KnownProject,
    {
      trial,
      problems,
      differences,
    }: {
      readonly trial: Trial;
      readonly problems: RowProblem[];
      readonly differences: PlannedRow['differences'];
    },
  ): void {
    const { project } = existing;
    const subject = String(project.subject);
    const { code, unit } = reading.texts;
    const actor = this.basis.actor;
    if (!inScope(scopeOf(actor), String(project.unit), this.basis.plan.units, this.basis.today)) {
      problems.push(
        aboutRow('out_of_scope', `编号“${subject}”已在别的单位登记`, '核对编号；需要时请市级账号办理'),
      );
      return;
    }
    if (unit !== undefined && unit !== project.unit && columnOf(reading, 'unit') !== null)
      problems.push({
        ...aboutRow('unit_differs', '登记的县区与表里不同，不改', '确属迁移的，另行办理'),
        severity: 'warning',
      });
    const amends = this.basis.existing === 'amend';
    if (code !== undefined && (project.code === null || (amends && project.code !== code)))
      trial.give('bindProjectCode', { project: subject, code }, columnOf(reading, 'code'), problems);
    if (!amends || differences.length === 0) return;
    const changes = Object.fromEntries(
      AMENDABLE.flatMap(([field, , key]) => {
        const found = differences.find((each) => each.field === field);
        return found === undefined ? [] : [[key, found.after]];
      }),
    );
    trial.give(
      'amendProject',
      {
        project: subject,
        reason: `导入 ${this.basis.source}`.slice(0, 200),
        ...changes,
        ...(isListedAlone(changes.creditCode) ? { listed: true } : {}),
      },
      null,
      problems,
    );
  }

  private claims(
    reading: RowReading,
    {
      subject,
      existing,
      trial,
      problems,
    }: {
      readonly subject: string;
      readonly existing: KnownProject | undefined;
      readonly trial: Trial;
      readonly problems: RowProblem[];
    },
  ): void {
    for (const { id, name } of this.basis.lifecycle.milestones) {
      const day = reading.days[id];
      if (day === undefined) continue;
      const column = columnOf(reading, `milestone:${id}`);
      const told = [
        ...(existing?.milestones ?? []).filter(({ state }) => state !== 'superseded'),
        ...(existing?.drafts ?? []).filter(({ state }) => state === 'open' || state === 'sentBack'),
      ].filter(({ milestone }) => milestone === id);
      // Said before on this day, whatever became of it: the same list twice says nothing new.
      if (told.some(({ occurred_on }) => occurred_on === day)) continue;
      const open = told.find(({ state }) => state !== 'refused' && state !== 'revoked');
      if (open !== undefined) {
        const message = `“${name}”已报在 ${String(open.occurred_on)}，表里是 ${day}，不改`;
        problems.push({
          code: 'claim_day_differs',
          message,
          fix: '有误的，在项目页更正申报',
          severity: 'warning',
          column,
        });
        continue;
      }
      const body = { project: subject, milestone: id, occurredOn: day };
      // Asked as of a claim by hand: a hard one refuses the row, another is asked of who imports.
      const missing = trial.missing(body.project, id, day);
      trial.give('claimMilestone', { ...body, ...missing }, column, problems);
      if (stops(problems)) return;
    }
  }
}

function given(key: string, value: string | undefined): JsonObject {
  return value === undefined || value === '' ? {} : { [key]: value };
}

export function stops(problems: readonly RowProblem[]): boolean {
  return problems.some(({ severity }) => severity === 'ask' || severity === 'error');
}

function aboutRow(code: string, message: string, fix: string): RowProblem {
  return { code, message, fix, severity: 'error', column: null };
}

function leadsOf(rows: readonly Row[]): SubjectRows {
  return { revision: rows.length, table: (name) => (name === 'project_lead' ? rows : []) };
}

/** The commands of one row, tried one after another on rows as they would stand by then. */
class Trial {
  readonly commands: PlannedCommand[] = [];
  private readonly basis: PlanningBasis;
  private readonly known: KnownProjects;
  private readonly tables: Map<string, readonly Row[]>;
  private readonly over: number;

  constructor(basis: PlanningBasis, existing: KnownProject | undefined, known: KnownProjects) {
    this.basis = basis;
    this.over = Number(existing?.project.revision ?? 0);
    this.known = known;
    this.tables = new Map<string, readonly Row[]>([
      ['project', existing === undefined ? [] : [existing.project]],
      ['project_milestone', existing?.milestones ?? []],
      ['project_suspension', existing?.suspensions ?? []],
      ['project_claim_draft', existing?.drafts ?? []],
    ]);
  }

  missing(project: string, milestone: string, on: string): JsonObject {
    const gateItems = gatesOn(this.known.gates, { project, milestone, on });
    return gateItems.length === 0 ? {} : { gateItems };
  }

  give(name: string, body: JsonObject, column: number | null, problems: RowProblem[]): void {
    const kind = COMMANDS.get(name)!;
    const confirmed = this.basis.confirm && name === 'claimMilestone' ? { ...body, confirm: true } : body;
    const parsed = kind.schema.safeParse(confirmed);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      const message = `${issue?.path.join('.') ?? ''} 不合格式`;
      problems.push({ code: 'command_shape', message, fix: '改正表格', severity: 'error', column });
      return;
    }
    const facts = kind.decide(parsed.data, this.context());
    if (isProblem(facts)) {
      const severity = facts.code === 'needs_confirmation' ? 'ask' : 'error';
      problems.push({ code: facts.code, message: facts.message, fix: facts.fix ?? '', severity, column });
      return;
    }
    for (const fact of facts) this.apply(fact);
    const late = facts.some(({ occurredOn }) => this.basis.closedPeriods.has(monthOf(occurredOn)));
    const over = name === 'claimMilestone' ? 0 : this.over;
    this.commands.push({ command: name, body: confirmed, late, column, over });
  }

  private context(): DecideContext {
    const { actor, plan, now, today, calendar } = this.basis;
    return {
      actor,
      plan,
      now,
      today,
      calendar,
      own: { revision: 1, table: (name) => this.tables.get(name) ?? [] },
      subject: (_loop, subject) => leadsOf(this.known.leads.get(subject) ?? []),
      holder: (kind, key) =>
        kind === 'project_code'
          ? this.known.byCode.get(key)
          : kind === 'lead_code'
            ? this.known.leadCodes.get(key)
            : undefined,
      newId: () => 'preview',
    };
  }

  /** What the fold would make of it, as far as the deciders of this import look. */
  private apply({ kind, subject, unit, occurredOn, body }: NewFact): void {
    const [project] = this.tables.get('project') ?? [];
    if (kind === 'projectRegistered') {
      const row = {
        subject,
        unit,
        name: body.name,
        lifecycle: body.lifecycle,
        planned_investment_yuan: body.plannedInvestmentYuan,
      };
      this.tables.set('project', [
        { ...row, code: null, phase_of: null, registered_on: occurredOn, suspended_on: null, ended_on: null },
      ]);
    } else if (kind === 'projectCodeBound') this.tables.set('project', [{ ...project, code: body.code }]);
    else if (kind === 'milestoneClaimed') {
      const before = this.tables.get('project_milestone') ?? [];
      const stands = body.needsRecognition !== true;
      const claim = `preview ${before.length}`;
      const row = {
        claim,
        root_claim: claim,
        milestone: body.milestone,
        unit,
        occurred_on: occurredOn,
        planned_investment_yuan: body.plannedInvestmentYuan ?? null,
        state: stands ? 'recognised' : 'claimed',
        counted: stands,
        evidence: body.evidence,
        claimed_seq: Number.MAX_SAFE_INTEGER - 1000 + before.length,
        claimed_by: this.basis.actor.account,
        claimed_unit: this.basis.actor.unit,
      };
      this.tables.set('project_milestone', [...before, row]);
    }
  }
}
