// What the parts of a project's course are told with: one line of facts after another, each recorded after it happened and after the one before, up to the last day and the
// last position of the clock; what would come later is left out, and all that would follow it. Nothing is drawn here that another project could feel.
import type { JsonObject } from '../../kernel/json.ts';
import type { Actor, PlanInForce } from '../../kernel/loop.ts';
import { fromEpochDay, type PlainDate } from '../../kernel/plainDate.ts';
import type { Random } from '../../kernel/random.ts';
import { postsSection } from '../../plan/organisation.ts';
import type { Actors } from './actors.ts';
import { happens } from './chance.ts';
import type { Course } from './courses.ts';
import type { Office, OfficeTime } from './officeTime.ts';
import type { RehearsalPlan } from './rehearsal.plan.ts';
import { type Step, step } from './steps.ts';

export interface MatterBasis {
  readonly params: RehearsalPlan;
  readonly plan: PlanInForce;
  readonly actors: Actors;
  readonly office: OfficeTime;
  /** Id of the lifecycle that is rehearsed. */
  readonly lifecycle: string;
  readonly random: Random;
  /** The last day on which anything happens (epoch day), and the last position at which it is recorded. */
  readonly until: number;
  readonly limit: Office;
}

interface Telling {
  readonly kind: string;
  readonly subject: string;
  readonly loop: string;
  readonly unit: string;
  readonly actor: Actor;
  readonly body: JsonObject;
  /** The day it happened; an act leaves it out. */
  readonly day?: number;
  readonly corrects?: Step | undefined;
  readonly names?: Readonly<Record<string, Step>>;
  /** Recorded no earlier: another fact must stand first. */
  readonly after?: Office | undefined;
  /** In the same command as the one before: recorded right after it. */
  readonly together?: boolean;
}

/** A line of facts of which each waits for the one before. */
export class Line {
  readonly steps: Step[] = [];
  readonly #basis: MatterBasis;
  readonly #random: Random;
  #before: Office;
  #over = false;

  constructor(basis: MatterBasis, random: Random, notBefore: Office) {
    this.#basis = basis;
    this.#random = random;
    this.#before = notBefore;
  }

  /** The step, or undefined where the clock had stopped; then nothing more is told. */
  tell({ day, after, together, ...init }: Telling): Step | undefined {
    const { office, until, limit } = this.#basis;
    if (this.#over) return undefined;
    const opening = day === undefined ? 0 : office.opening(day);
    // Told within the day or the next: offices write down what they did, and do it in the morning or the afternoon.
    const lag = together === true ? 0 : this.#random.int(20, 420);
    const at = Math.max(this.#before + (together === true ? 0 : 1), Math.max(opening, after ?? 0) + lag);
    if (at > limit || (day !== undefined && day > until)) {
      this.#over = true;
      return undefined;
    }
    this.#before = at;
    const { corrects, ...rest } = init;
    const made = step({
      ...rest,
      ...(day === undefined ? {} : { happened: day }),
      ...(corrects === undefined ? {} : { corrects }),
      lag: 0,
      squeeze: 0,
    });
    made.at = at;
    this.steps.push(made);
    return made;
  }

  get at(): Office {
    return this.#before;
  }

  get over(): boolean {
    return this.#over;
  }
}

/** A project as the matters see it. */
export interface Seen {
  readonly course: Course;
  readonly subject: string;
  readonly unit: string;
  readonly name: string;
  readonly investor: string;
  readonly creditCode: string | undefined;
  readonly plannedYuan: bigint;
  readonly landMu: bigint;
  readonly random: Random;
  readonly registered: number;
  /** Position after which the registration stands. */
  readonly registeredAt: Office;
  readonly endedOn: number;
  reached(milestone: string): number | undefined;
}

/** Projects registered by the last day and position. */
export function seenProjects({ until, limit }: MatterBasis, courses: readonly Course[]): readonly Seen[] {
  return courses.flatMap((course): readonly Seen[] => {
    const { project, chain, subject } = course;
    const [first] = chain;
    if (first === undefined || first.at > limit || project.registered > until) return [];
    const { body } = first;
    return [
      {
        course,
        subject,
        unit: project.place.unit,
        name: String(body.name),
        investor: String(body.investor),
        creditCode: body.creditCode === undefined ? undefined : String(body.creditCode),
        plannedYuan: BigInt(String(body.plannedInvestmentYuan)),
        landMu: BigInt(String(body.landMu ?? '0')),
        random: project.random,
        registered: project.registered,
        registeredAt: first.at,
        endedOn: project.ended?.day ?? Number.POSITIVE_INFINITY,
        reached: (milestone) => project.reached.get(milestone),
      },
    ];
  });
}

export function chosen({ random }: Seen, label: string, perMille: number): boolean {
  return happens(random.fork(`chosen ${label}`), perMille);
}

export function dateText(day: number): PlainDate {
  return fromEpochDay(day);
}

/** The unit itself, or that of a post; undefined where the plan knows neither. */
export function unitOf({ plan, until }: MatterBasis, id: string): string | undefined {
  if (plan.units.find(id, fromEpochDay(until)) !== undefined) return id;
  return plan.section(postsSection).find((post) => post.id === id)?.unit;
}

/** The last step of a milestone, once it stands: what relies on it is recorded after. */
export function standsAt({ course }: Seen, milestone: string): Office {
  return course.finals.get(milestone)?.at ?? 0;
}
