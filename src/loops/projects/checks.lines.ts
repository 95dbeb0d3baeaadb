// The looked-through city as lines for one account: what lies in its reach, what was said of it, and what it may do. Pure.
import { may } from '../../access/roles.ts';
import { inScope, type Scope } from '../../access/scope.ts';
import type { Actor, PlanInForce, Words } from '../../kernel/loop.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import { flatMapTurns, groupTurns, sortTurns, type Turns } from '../../kernel/turns.ts';
import { addWorkingDays, type WorkCalendar } from '../../kernel/workCalendar.ts';
import { postsSection } from '../../plan/organisation.ts';
import type { CheckedCity, KeptProject, LightKey } from './checks.city.ts';
import type { Check } from './checks.plan.ts';
import { acceptedReason, type ReasonRow } from './checks.rows.ts';
import { mayAcceptReason } from './checks.ts';
import type { CheckLine, CheckLineProject, CheckLineReason, CheckState } from './checks.view.ts';
import { goodReasonsSection } from './goodReasons.plan.ts';
import { PROJECTS_OF_A_QUESTION_MAX } from './probes.ts';

export interface LinesFor {
  readonly actor: Actor;
  readonly scope: Scope;
  readonly plan: PlanInForce;
  readonly today: PlainDate;
  /** False where the page stands at an old view: nothing can be done from there. */
  readonly acts: boolean;
  /** Undefined where the city has adopted none: then no answer has a day. */
  readonly calendar?: WorkCalendar | undefined;
}

/** Projects of one question that are listed. */
const SHOWN_MAX = PROJECTS_OF_A_QUESTION_MAX;

export const LIGHT_TITLES = {
  deadline: { zh: '时限灯', en: 'Deadline light' },
  progress: { zh: '进度灯', en: 'Progress light' },
  start: { zh: '开工灯', en: 'Start light' },
  registration: { zh: '入库灯', en: 'Registration light' },
} as const satisfies Readonly<Record<LightKey, Words>>;

const LIGHT_CLEARS: Words = {
  zh: '达到该节点，或补报所缺；有正当理由的说明并由另一单位认可',
  en: 'The milestone is reached or what is missing is told; a good reason is given and accepted by another unit',
};

/** Newest first within red lights, yellow lights, hits and questions. */
export function* linesOf(city: CheckedCity, account: LinesFor): Turns<readonly CheckLine[]> {
  const lights = yield* lightLines(city, account);
  const hits = yield* hitLines(city, account);
  const questions = yield* questionLines(city, account);
  return [...lights, ...hits, ...questions];
}

const reaches = ({ scope, plan, today }: LinesFor, { unit }: KeptProject): boolean =>
  inScope(scope, unit, plan.units, today);

function* lightLines(city: CheckedCity, account: LinesFor): Turns<readonly CheckLine[]> {
  const { plan, today } = account;
  const lines = yield* flatMapTurns(
    city.lights,
    ({ project, light, colour, cause }): CheckLine | undefined => {
      if (!reaches(account, project)) return undefined;
      const about = `light:${light}`;
      return {
        id: `${about}/${project.subject}`,
        kind: 'light',
        about,
        title: LIGHT_TITLES[light],
        colour,
        cause,
        projects: [projectOf(project, account)],
        projectCount: 1,
        since: null,
        figures: [],
        question: '',
        asksTitle: unitName(plan, project.unit, today),
        clears: LIGHT_CLEARS,
        dueOn: null,
        ...reasonBeside(city, project, about, account),
        answer: null,
      };
    },
  );
  return yield* sortTurns(lines, (a, b) => Number(a.colour === 'yellow') - Number(b.colour === 'yellow'));
}

function* hitLines(city: CheckedCity, account: LinesFor): Turns<readonly CheckLine[]> {
  const lines = yield* flatMapTurns(
    city.hits,
    ({ project, check, since, figures, clears }): CheckLine | undefined => {
      if (!reaches(account, project)) return undefined;
      const about = `check:${check.id}`;
      return {
        ...checkFields(check, [project], since, account),
        id: `${about}/${project.subject}`,
        kind: 'hit',
        about,
        since,
        figures,
        clears,
        ...reasonBeside(city, project, about, account),
        answer: null,
      };
    },
  );
  return yield* sortTurns(lines, newestFirst);
}

function* questionLines(city: CheckedCity, account: LinesFor): Turns<readonly CheckLine[]> {
  const lines = yield* flatMapTurns(city.questions, ({ check, question }): readonly CheckLine[] => {
    const projects = question.projects.flatMap((id) => city.projects.get(id) ?? []);
    const reached = projects.filter((project) => reaches(account, project));
    if (reached.length === 0) return [];
    const answer = city.answers.get(question.id);
    const all = reached.length === projects.length;
    const mayAnswer =
      account.acts &&
      all &&
      may(account.actor, 'recognise') &&
      projects.length <= PROJECTS_OF_A_QUESTION_MAX &&
      projects.every((project) => isOtherHand(project, account));
    const answers = !mayAnswer ? [] : answer === undefined ? ['answerQuestion'] : ['reopenQuestion'];
    return [
      {
        ...checkFields(check, projects, question.since, account),
        id: question.id,
        kind: 'question',
        about: `check:${check.id}`,
        since: question.since,
        // A name, a sum or a day may be another county's.
        figures: all ? question.figures : [],
        clears: question.clears,
        state: answer === undefined ? 'open' : 'answered',
        reason: null,
        answer:
          answer === undefined
            ? null
            : {
                answer: answer.answer,
                verdict: answer.verdict,
                words: answer.words,
                answeredUnitName: unitName(account.plan, answer.answeredUnit, account.today),
                answeredAt: answer.answeredAt,
              },
        actions: answers,
      },
    ];
  });
  return yield* sortTurns(lines, newestFirst);
}

const newestFirst = (a: CheckLine, b: CheckLine): number => {
  const [one, other] = [a.since ?? '', b.since ?? ''];
  return one < other ? 1 : one > other ? -1 : a.id < b.id ? -1 : 1;
};

/** Not the account or the unit that registered it, nor the unit it belongs to, nor one below them. */
function isOtherHand(project: KeptProject, { actor, plan, today }: LinesFor): boolean {
  const own = (unit: string) => unit === actor.unit || plan.units.within(actor.unit, unit, today);
  return project.registeredBy !== actor.account && !own(project.registeredUnit) && !own(project.unit);
}

function checkFields(check: Check, projects: readonly KeptProject[], since: PlainDate, account: LinesFor) {
  const first = projects[0] as KeptProject;
  const { calendar } = account;
  const days = check.answerWithinDays;
  return {
    title: { zh: check.title, en: check.title },
    colour: null,
    cause: null,
    projects: projects.slice(0, SHOWN_MAX).map((project) => projectOf(project, account)),
    projectCount: projects.length,
    question: check.question,
    asksTitle: asksTitle(check, first, account),
    // So many working days from the day since when there was something to ask.
    dueOn: days === undefined || calendar === undefined ? null : addWorkingDays(calendar, since, days).date,
  };
}

function asksTitle({ asks }: Check, first: KeptProject, { plan, today }: LinesFor): string {
  if (asks === undefined) return unitName(plan, first.unit, today);
  return plan.section(postsSection).find(({ id }) => id === asks)?.title ?? unitName(plan, asks, today);
}

/** Whether the plan asks this account: its unit holds the post, or is the unit or below it; where none is named, it is the project's own. */
export function isAsked(
  asks: string | undefined,
  own: string,
  { actor, plan, today }: Pick<LinesFor, 'actor' | 'plan' | 'today'>,
): boolean {
  const post = asks === undefined ? undefined : plan.section(postsSection).find(({ id }) => id === asks);
  const unit = asks === undefined ? own : (post?.unit ?? asks);
  return actor.unit === unit || plan.units.within(actor.unit, unit, today);
}

function projectOf(project: KeptProject, account: LinesFor): CheckLineProject {
  const seen = reaches(account, project);
  return {
    id: seen ? project.subject : null,
    name: seen ? project.name : null,
    unit: project.unit,
    unitName: unitName(account.plan, project.unit, account.today),
  };
}

function unitName(plan: PlanInForce, unit: string, on: PlainDate): string {
  return plan.units.find(unit, on)?.name ?? unit;
}

/** The accepted reason of the day, else the one that waits, else the last that was refused or revoked. */
function reasonBeside(
  city: CheckedCity,
  project: KeptProject,
  about: string,
  account: LinesFor,
): {
  readonly state: CheckState;
  readonly reason: CheckLineReason | null;
  readonly actions: readonly string[];
} {
  const of = (city.reasons.get(project.subject) ?? []).filter((row) => row.about === about);
  const accepted = acceptedReason(of, about, city.asOf);
  const waiting = of.find(({ state }) => state === 'given');
  const last = of.findLast(({ state }) => state === 'refused' || state === 'revoked');
  const row = accepted ?? waiting ?? last;
  const state: CheckState =
    accepted !== undefined ? 'excused' : waiting !== undefined ? 'reasonGiven' : 'open';
  return {
    state,
    reason: row === undefined ? null : reasonLine(row, account),
    actions: account.acts ? reasonActions(accepted, waiting, project, account) : [],
  };
}

function reasonActions(
  accepted: ReasonRow | undefined,
  waiting: ReasonRow | undefined,
  project: KeptProject,
  account: LinesFor,
): readonly string[] {
  const gives = may(account.actor, 'claim') && reaches(account, project);
  if (accepted !== undefined) return mayAcceptReason(accepted, project.unit, account) ? ['revokeReason'] : [];
  if (waiting === undefined) return gives ? ['giveReason'] : [];
  const decides = mayAcceptReason(waiting, project.unit, account) ? ['acceptReason', 'refuseReason'] : [];
  return gives ? [...decides, 'withdrawReason'] : decides;
}

function reasonLine(row: ReasonRow, { plan, today }: LinesFor): CheckLineReason {
  const kind = plan.section(goodReasonsSection).find(({ id }) => id === row.kind);
  return {
    given: row.reason,
    kindTitle: kind?.title ?? row.kind,
    words: row.words,
    from: row.fromOn,
    until: row.untilOn,
    acceptedUntil: row.acceptedUntil,
    state: row.state,
    givenUnitName: unitName(plan, row.givenUnit, today),
    givenAt: row.givenAt,
    decidedUnitName: row.decidedUnit === null ? null : unitName(plan, row.decidedUnit, today),
    note: row.note,
  };
}

/**
 * 预警项目数: projects in reach with a red light. Yinchuan's red is “无正当理由” (domain.md §4.2): those whose red lights all have a reason accepted for the day
 * are left out, and told beside the number.
 */
export function* warningsOf(
  city: CheckedCity,
  isReached: (unit: string) => boolean,
): Turns<{ readonly projects: number; readonly excused: number }> {
  const red = yield* flatMapTurns(city.lights, (light) =>
    light.colour === 'red' && isReached(light.project.unit) ? light : undefined,
  );
  let excused = 0;
  const byProject = yield* groupTurns(red, ({ project }) => project.subject);
  for (const [subject, lights] of byProject) {
    const reasons = city.reasons.get(subject) ?? [];
    const all = lights.every(
      ({ light }) => acceptedReason(reasons, `light:${light}`, city.asOf) !== undefined,
    );
    if (all) excused++;
  }
  return { projects: byProject.size - excused, excused };
}
