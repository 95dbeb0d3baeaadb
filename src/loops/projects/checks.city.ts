// A whole city looked through at a day: lights, checks and probes of every project, with the reasons and answers beside them. Pure.
import type { PlanInForce, Row } from '../../kernel/loop.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
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

/** A light that is yellow or red. */
export interface BurningLight {
  readonly project: CheckedProject;
  readonly light: LightKey;
  readonly colour: 'yellow' | 'red';
  readonly cause: ProjectJudgement['lights'][LightKey]['cause'];
}

export interface CheckHit extends Extract<CheckOutcome, { outcome: 'hit' }> {
  readonly project: CheckedProject;
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
  readonly projects: ReadonlyMap<string, CheckedProject>;
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
    readonly figures: readonly Row[];
    readonly attributes: readonly Row[];
  };
}

/** Reasons and answers are acts: what is known of them is in the rows; asOf cuts the happenings that the rows hold. */
export function lookThrough(rows: CityRows, plan: PlanInForce, asOf: PlainDate): CheckedCity {
  const checks = plan.section(checksSection);
  const projects = new Map<string, CheckedProject>();
  for (const row of rows.projects) {
    const subject = String(row.subject);
    projects.set(subject, checkedFrom(row, rows.of(subject), asOf));
  }
  const all = [...projects.values()];
  const world = { ...probeWorld({ plan, today: asOf }), asOf };
  return {
    asOf,
    projects,
    lights: burningLights(plan, rows, projects, asOf),
    ...judged(checks, all, asOf),
    questions: checks.flatMap((check) => probe(check, all, world).map((question) => ({ check, question }))),
    reasons: Map.groupBy(reasonRows(rows.reasons), ({ subject }) => subject),
    answers: new Map(
      answerRows(rows.answers)
        .filter(({ stands }) => stands)
        .map((row) => [row.question, row]),
    ),
  };
}

function judged(
  checks: readonly Check[],
  projects: readonly CheckedProject[],
  asOf: PlainDate,
): Pick<CheckedCity, 'hits' | 'notKnown'> {
  const hits: CheckHit[] = [];
  const notKnown: NotKnown[] = [];
  for (const check of checks) {
    const units = new Map<string, number>();
    let why: NotKnown['why'] | undefined;
    for (const project of projects) {
      const outcome = judgeCheck(project, check, asOf);
      if (outcome.outcome === 'hit') hits.push({ ...outcome, project, check });
      if (outcome.outcome !== 'notKnown') continue;
      units.set(project.unit, (units.get(project.unit) ?? 0) + 1);
      why ??= outcome.why;
    }
    if (why !== undefined) notKnown.push({ check, units, why });
  }
  return { hits, notKnown };
}

function burningLights(
  plan: PlanInForce,
  rows: CityRows,
  projects: ReadonlyMap<string, CheckedProject>,
  asOf: PlainDate,
): readonly BurningLight[] {
  const lifecycles = new Map(plan.section(lifecyclesSection).map((one) => [one.id, one]));
  return rows.projects.flatMap((row) => {
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
