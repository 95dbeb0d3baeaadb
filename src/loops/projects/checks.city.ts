// A whole city looked through at a day: lights, checks and probes of every project, with the reasons and answers beside them. Pure.
import type { PlanInForce, Row } from '../../kernel/loop.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import { flatMapTurns, type Turns } from '../../kernel/turns.ts';
import { type CheckOutcome, judgeCheck } from './checks.judge.ts';
import { type Check, checksSection } from './checks.plan.ts';
import {
  type AnswerRow,
  answerRows,
  type CheckedProject,
  checkedFrom,
  type ReasonRow,
  reasonRows,
} from './checks.rows.ts';
import { probeWorld } from './checks.ts';
import { type ProbeQuestion, probe } from './probes.ts';
import { judgeProject, type ProjectJudgement } from './projects.judge.ts';
import { lifecyclesSection } from './projects.plan.ts';
import { investmentRows, milestoneRows, projectRow, suspensionRows } from './projects.rows.ts';

export type LightKey = keyof ProjectJudgement['lights'];

/** Of a project what its lines say: the rest of it is not kept when all have been looked through, for it is most of what a city of 100,000 takes. */
export type KeptProject = Pick<
  CheckedProject,
  'subject' | 'unit' | 'name' | 'registeredBy' | 'registeredUnit'
>;

/** A light that is yellow or red. */
export interface BurningLight {
  readonly project: KeptProject;
  readonly light: LightKey;
  readonly colour: 'yellow' | 'red';
  readonly cause: ProjectJudgement['lights'][LightKey]['cause'];
}

export interface CheckHit extends Extract<CheckOutcome, { outcome: 'hit' }> {
  readonly project: KeptProject;
  readonly check: Check;
}

/** Projects of which a check does not know: nobody told what it asks. */
export interface NotKnown {
  readonly check: Check;
  readonly units: ReadonlyMap<string, number>;
  readonly why: Extract<CheckOutcome, { outcome: 'notKnown' }>['why'];
}

export interface CheckedCity {
  readonly asOf: PlainDate;
  readonly projects: ReadonlyMap<string, KeptProject>;
  readonly lights: readonly BurningLight[];
  readonly hits: readonly CheckHit[];
  readonly notKnown: readonly NotKnown[];
  readonly questions: readonly { readonly check: Check; readonly question: ProbeQuestion }[];
  /** By project. */
  readonly reasons: ReadonlyMap<string, readonly ReasonRow[]>;
  /** Standing answers, by question. */
  readonly answers: ReadonlyMap<string, AnswerRow>;
}

/** Rows of the fold tables; `of` gives those of one project. */
export interface CityRows {
  readonly projects: readonly Row[];
  readonly reasons: readonly Row[];
  readonly answers: readonly Row[];
  of(subject: string): {
    readonly milestones: readonly Row[];
    readonly investments: readonly Row[];
    readonly suspensions: readonly Row[];
    readonly amounts: readonly Row[];
    readonly papers: readonly Row[];
    readonly figures: readonly Row[];
    readonly attributes: readonly Row[];
  };
}

/** Reasons and answers are acts: what is known of them is in the rows; asOf cuts the happenings that the rows hold. */
export function* lookThrough(rows: CityRows, plan: PlanInForce, asOf: PlainDate): Turns<CheckedCity> {
  const checks = plan.section(checksSection);
  const projects = new Map<string, KeptProject>();
  const all = yield* flatMapTurns(rows.projects, (row) => {
    const subject = String(row.subject);
    const project = checkedFrom(row, rows.of(subject), asOf);
    const { unit, name, registeredBy, registeredUnit } = project;
    projects.set(subject, { subject, unit, name, registeredBy, registeredUnit });
    return project;
  });
  const world = { ...probeWorld({ plan, today: asOf }), asOf };
  const questions: { check: Check; question: ProbeQuestion }[] = [];
  for (const check of checks)
    for (const question of yield* probe(check, all, world)) questions.push({ check, question });
  return {
    asOf,
    projects,
    lights: yield* burningLights(plan, rows, projects, asOf),
    ...(yield* judged(checks, all, { asOf, projects })),
    questions,
    reasons: Map.groupBy(reasonRows(rows.reasons), ({ subject }) => subject),
    answers: new Map(
      answerRows(rows.answers)
        .filter(({ stands }) => stands)
        .map((row) => [row.question, row]),
    ),
  };
}

function* judged(
  checks: readonly Check[],
  all: readonly CheckedProject[],
  { asOf, projects }: Pick<CheckedCity, 'asOf' | 'projects'>,
): Turns<Pick<CheckedCity, 'hits' | 'notKnown'>> {
  const hits: CheckHit[] = [];
  const notKnown: NotKnown[] = [];
  for (const check of checks) {
    const units = new Map<string, number>();
    let why: NotKnown['why'] | undefined;
    for (const [place, project] of all.entries()) {
      if (place % 256 === 0) yield;
      const outcome = judgeCheck(project, check, asOf);
      const kept = projects.get(project.subject);
      if (outcome.outcome === 'hit' && kept !== undefined) hits.push({ ...outcome, project: kept, check });
      if (outcome.outcome !== 'notKnown') continue;
      units.set(project.unit, (units.get(project.unit) ?? 0) + 1);
      why ??= outcome.why;
    }
    if (why !== undefined) notKnown.push({ check, units, why });
  }
  return { hits, notKnown };
}

function* burningLights(
  plan: PlanInForce,
  rows: CityRows,
  projects: ReadonlyMap<string, KeptProject>,
  asOf: PlainDate,
): Turns<readonly BurningLight[]> {
  const lifecycles = new Map(plan.section(lifecyclesSection).map((one) => [one.id, one]));
  return yield* flatMapTurns(rows.projects, (row): readonly BurningLight[] => {
    const subject = String(row.subject);
    const lifecycle = lifecycles.get(String(row.lifecycle));
    const project = projects.get(subject);
    if (lifecycle === undefined || project === undefined) return [];
    const of = rows.of(subject);
    const facts = {
      project: projectRow(row),
      milestones: milestoneRows(of.milestones),
      investments: investmentRows(of.investments),
      suspensions: suspensionRows(of.suspensions),
    };
    const { lights } = judgeProject(facts, lifecycle, asOf);
    return (Object.keys(lights) as LightKey[]).flatMap((light) => {
      const { colour, cause } = lights[light];
      return colour === 'yellow' || colour === 'red' ? [{ project, light, colour, cause }] : [];
    });
  });
}
