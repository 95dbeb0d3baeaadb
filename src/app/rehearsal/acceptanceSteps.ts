// Joint acceptances of rehearsed projects: applied for some weeks before the completion that was reached, each department says its part, what is found wanting is put right, then
// it is certified; a few are under way on the last day. None where a department of the plan has no account to say anything.
import type { JsonObject } from '../../kernel/json.ts';
import type { Actor } from '../../kernel/loop.ts';
import { epochDay } from '../../kernel/plainDate.ts';
import type { Random } from '../../kernel/random.ts';
import { acceptancePlanOf } from '../../loops/approvals/acceptance.judge.ts';
import { acceptanceOf } from '../../loops/approvals/promises.commands.ts';
import { happens } from './chance.ts';
import { type Known, type PlannedLetter, pathGoneBy } from './letterSteps.ts';
import { chosen, dateText, Line, type MatterBasis, type Seen, unitOf } from './matters.ts';
import type { RehearsedAcceptances } from './rehearsedCourse.plan.ts';
import type { Step } from './steps.ts';

/** What the letter of a project needs to know of its acceptance. */
export interface Accepted {
  readonly item: string;
  readonly openedOn: number;
  readonly certifiedOn: number | undefined;
}

export interface PlannedAcceptance extends Accepted {
  readonly project: Seen;
  readonly letter: PlannedLetter | undefined;
}

interface Departments {
  readonly item: string;
  readonly parts: readonly {
    readonly item: string;
    readonly name: string;
    readonly unit: string;
    readonly actor: Actor;
  }[];
  readonly lead: { readonly unit: string; readonly actor: Actor };
}

function departmentsOf(basis: MatterBasis): Departments | undefined {
  const { parts, whole } = acceptancePlanOf(basis.plan, dateText(basis.until));
  const handler = (authority: string | undefined) => {
    const unit = authority === undefined ? undefined : unitOf(basis, authority);
    const actor = unit === undefined ? undefined : basis.actors.of(unit, 'handleApprovals');
    return unit === undefined || actor === undefined ? undefined : { unit, actor };
  };
  const lead = handler(whole?.authority);
  const told = parts.flatMap(({ id, name, authority }) => {
    const by = handler(authority);
    return by === undefined ? [] : [{ item: id, name, ...by }];
  });
  if (whole === undefined || lead === undefined || told.length < parts.length || told.length === 0)
    return undefined;
  return { item: whole.id, parts: told, lead };
}

export function planAcceptances(
  basis: MatterBasis,
  projects: readonly Seen[],
  letters: readonly PlannedLetter[],
  known: Omit<Known, 'accepted'>,
): readonly PlannedAcceptance[] {
  const { acceptances } = basis.params;
  const departments = acceptances && departmentsOf(basis);
  if (acceptances === undefined || departments === undefined) return [];
  const since = epochDay(acceptances.from);
  const letterOfProject = new Map(letters.map((letter) => [letter.project.subject, letter]));
  const usable = (project: Seen, openedOn: number) => {
    const letter = letterOfProject.get(project.subject);
    const gone = letter && pathGoneBy(letter, departments.item, openedOn, { ...known, accepted: new Map() });
    return gone === true ? letter : undefined;
  };
  const done = projects.flatMap((project): PlannedAcceptance[] => {
    const [started, completed] = [project.reached('started'), project.reached(acceptances.milestone)];
    if (completed === undefined || completed < since || completed > basis.until || started === undefined)
      return [];
    const has = letterOfProject.has(project.subject);
    if (!has && !chosen(project, 'acceptance', acceptances.perMille)) return [];
    const random = project.random.fork('acceptance day');
    const openedOn = Math.max(started + 4, completed - random.int(14, 32));
    if (openedOn >= completed - 1) return [];
    const letter = usable(project, openedOn);
    return [{ project, letter, item: departments.item, openedOn, certifiedOn: completed }];
  });
  const building = projects
    .filter((project) => {
      const started = project.reached('started');
      const completed = project.reached(acceptances.milestone);
      return (
        started !== undefined &&
        started < basis.until - 40 &&
        (completed ?? Infinity) > basis.until &&
        project.endedOn === Infinity
      );
    })
    .toSorted((a, b) => dueOf(a) - dueOf(b) || a.course.project.no - b.course.project.no)
    .slice(0, acceptances.open)
    .map((project): PlannedAcceptance => {
      const openedOn = basis.until - project.random.fork('acceptance open').int(4, 16);
      return {
        project,
        letter: usable(project, openedOn),
        item: departments.item,
        openedOn,
        certifiedOn: undefined,
      };
    });
  return [...done, ...building];
}

function dueOf({ course }: Seen): number {
  return course.project.due.completed ?? Number.POSITIVE_INFINITY;
}

/** `letterFacts`: an acceptance under a letter waits for what it goes on. */
export function acceptanceSteps(
  basis: MatterBasis,
  planned: readonly PlannedAcceptance[],
  letterFacts: readonly Step[],
): Step[] {
  const { acceptances } = basis.params;
  const departments = acceptances && departmentsOf(basis);
  if (acceptances === undefined || departments === undefined) return [];
  const told = Map.groupBy(letterFacts, ({ subject }) => subject);
  return planned.flatMap((each) => {
    const steps = told.get(each.letter?.subject ?? '') ?? [];
    const before = steps.filter(
      ({ kind, happened }) => kind === 'letterStepReached' && (happened ?? 0) < each.openedOn,
    );
    const after = Math.max(0, ...before.map(({ at }) => at + 1));
    return oneAcceptance(basis, { params: acceptances, departments, after }, each);
  });
}

function oneAcceptance(
  basis: MatterBasis,
  {
    params,
    departments: { parts, lead, item },
    after,
  }: { readonly params: RehearsedAcceptances; readonly departments: Departments; readonly after: number },
  { project, letter, openedOn, certifiedOn }: PlannedAcceptance,
): Step[] {
  const random = project.random.fork('acceptance');
  const line = new Line(basis, random, project.registeredAt);
  const county = basis.actors.claimant(project.unit);
  const told = { loop: 'approvals', subject: acceptanceOf(project.subject), unit: project.unit };
  const filed = letter?.promise.filedAs !== undefined ? letter : undefined;
  const body: JsonObject = {
    project: project.subject,
    projectName: project.name,
    kind: letter === undefined ? '一般' : '先建后验',
    parts: parts.map((part) => ({ item: part.item, name: part.name, authority: part.unit })),
    lead: lead.unit,
    document: '联合验收申请书（模拟）',
    ...(filed === undefined ? {} : { letter: filed.subject }),
  };
  line.tell({ ...told, kind: 'acceptanceOpened', actor: county, day: openedOn, body, after });
  if (filed !== undefined) underLetter(line, filed, { item, openedOn, county });
  const span = { openedOn, certifiedOn, last: certifiedOn ?? basis.until };
  for (const { by, ...event } of judgedParts(params, parts, span, random))
    line.tell({ ...told, ...event, actor: by ?? county });
  if (certifiedOn === undefined) return line.steps;
  const documentNumber = `联合验收意见${project.subject}（模拟）`;
  const certified = {
    kind: 'acceptanceCertified',
    actor: lead.actor,
    day: certifiedOn,
    body: { documentNumber },
  };
  line.tell({ ...told, ...certified });
  return line.steps;
}

function underLetter(
  line: Line,
  { subject, project, promise: { steps } }: PlannedLetter,
  { item, openedOn, county }: { readonly item: string; readonly openedOn: number; readonly county: Actor },
): void {
  const at = steps.findIndex(({ approvalItem }) => approvalItem === item);
  const before = steps.slice(0, at < 0 ? steps.findIndex((step) => step.letter) : at);
  // As a decider has it: the steps before that the letter itself was told of.
  const after = before.flatMap(({ id, milestone, letter }) =>
    letter || milestone !== undefined ? [] : [id],
  );
  const body = { approval: acceptanceOf(project.subject), item, after };
  const told = { loop: 'approvals', subject, unit: project.unit, kind: 'filedUnderLetter', actor: county };
  line.tell({ ...told, day: openedOn, body, together: true });
}

interface Said {
  readonly day: number;
  readonly kind: string;
  readonly body: JsonObject;
  /** Of a department; undefined: the county for the firm. */
  readonly by?: Actor;
}

/** What each department said, in the order of the days. Of one under way the first has passed, and another was found wanting. */
function judgedParts(
  params: RehearsedAcceptances,
  parts: Departments['parts'],
  {
    openedOn,
    certifiedOn,
    last,
  }: { readonly openedOn: number; readonly certifiedOn: number | undefined; readonly last: number },
  random: Random,
): readonly Said[] {
  const room = Math.max(1, last - openedOn - 1);
  const isWanting = certifiedOn === undefined || happens(random, params.findingPerMille);
  const wanting = isWanting ? random.int(0, parts.length - 1) : -1;
  return parts
    .flatMap(({ item, actor }, at): Said[] => {
      const first = openedOn + 1 + Math.floor(random.next() * 0.5 * room);
      const judge = (day: number, outcome: JsonObject): Said => ({
        day,
        kind: 'acceptancePartJudged',
        by: actor,
        body: { item, ...outcome },
      });
      if (at !== wanting)
        return certifiedOn !== undefined || at === 0
          ? [judge(first, { outcome: '通过', document: '部门意见（模拟）' })]
          : [];
      const finding = random.pick(params.findings);
      const found = judge(first, {
        outcome: '须整改',
        finding,
        rectifyBy: dateText(first + 20),
        document: '整改意见（模拟）',
      });
      if (certifiedOn === undefined) return [found];
      const fixed = Math.min(last, first + 1 + Math.floor(random.next() * 0.5 * (last - first - 1)));
      const body = { item, words: random.pick(params.rectified), document: '整改报告（模拟）' };
      return [
        found,
        { day: fixed, kind: 'acceptanceFindingRectified', body },
        judge(Math.min(last, fixed + 1), { outcome: '通过', document: '复验意见（模拟）' }),
      ];
    })
    .toSorted((a, b) => a.day - b.day);
}
