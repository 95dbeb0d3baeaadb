// Inspections and batches of rehearsed projects: findings raised at sites under construction, rectified by the county, some sent back, closed by who inspected, the last ones open;
// and events that touch many projects, of those that truly reached the node in the weeks before. A batch claims nothing.
import type { JsonObject } from '../../kernel/json.ts';
import { epochDay } from '../../kernel/plainDate.ts';
import { batchSubject } from '../../loops/projects/course.rows.ts';
import { projectRulesSection } from '../../loops/projects/projectRules.plan.ts';
import { happens } from './chance.ts';
import { dateText, Line, type MatterBasis, type Seen, standsAt } from './matters.ts';
import type { RehearsedInspections } from './rehearsedCourse.plan.ts';
import type { Step } from './steps.ts';

const PHOTO = { kind: 'photo', name: '现场照片（模拟）' };
const RETURNED = '复查发现未整改到位（模拟）';
const MONTH_DAYS = 30;

export function inspectionSteps(basis: MatterBasis, projects: readonly Seen[]): Step[] {
  const { inspections } = basis.params;
  const inspector = inspections && basis.actors.of(inspections.by, 'recognise');
  if (inspections === undefined || inspector === undefined) return [];
  const steps: Step[] = [];
  let month = 0;
  for (let first = epochDay(inspections.from); first <= basis.until; first += MONTH_DAYS) {
    const random = basis.random.fork(`inspections ${month++}`);
    const building = projects.filter((project) => {
      const started = project.reached('started');
      const over = Math.min(project.reached('completed') ?? Number.POSITIVE_INFINITY, project.endedOn);
      return (
        started !== undefined &&
        started + 7 < first &&
        over > first + MONTH_DAYS &&
        project.unit !== inspector.unit
      );
    });
    for (const project of random.shuffle(building).slice(0, inspections.perMonth)) {
      const day = first + random.int(0, MONTH_DAYS - 1);
      if (day <= basis.until) steps.push(...oneFinding(basis, inspections, project, day));
    }
  }
  return steps;
}

function oneFinding(basis: MatterBasis, params: RehearsedInspections, project: Seen, day: number): Step[] {
  const inspector = basis.actors.of(params.by, 'recognise');
  if (inspector === undefined) return [];
  const random = project.random.fork(`finding ${day}`);
  const { grades } = basis.plan.section(projectRulesSection).inspections;
  // The first grade is the mildest, and the commonest.
  const grade = random.weighted(grades.map((each, at) => [each, grades.length - at] as const));
  const dueOn = day + grade.dueDays;
  const line = new Line(basis, random, standsAt(project, 'started') + 1);
  const told = { loop: 'projects', subject: project.subject, unit: project.unit };
  const at = random.int(0, Math.min(params.findings.length, params.rectified.length) - 1);
  const finding: JsonObject = {
    finding: params.findings[at] ?? '',
    grade: grade.id,
    dueOn: dateText(dueOn),
    rectifier: project.unit,
    evidence: [PHOTO],
  };
  const raised = line.tell({ ...told, kind: 'findingRaised', actor: inspector, day, body: finding });
  if (raised === undefined) return line.steps;
  const county = basis.actors.claimant(project.unit);
  const late = happens(random, params.latePerMille);
  const rectify = (on: number) =>
    line.tell({
      ...told,
      kind: 'findingRectified',
      actor: county,
      day: on,
      corrects: raised,
      body: { what: params.rectified[at] ?? '', evidence: [{ ...PHOTO, name: '整改后照片（模拟）' }] },
    });
  const first = late ? dueOn + random.int(1, 12) : day + 1 + random.int(0, Math.max(1, grade.dueDays - 2));
  if (rectify(first) === undefined) return line.steps;
  let looked = first + random.int(1, 5);
  if (happens(random, params.returnedPerMille)) {
    const after = basis.office.opening(looked);
    line.tell({
      ...told,
      kind: 'findingReturned',
      actor: inspector,
      after,
      corrects: raised,
      body: { reason: RETURNED },
    });
    const again = looked + random.int(2, 8);
    if (rectify(again) === undefined) return line.steps;
    looked = again + random.int(1, 4);
  }
  const after = basis.office.opening(looked);
  line.tell({ ...told, kind: 'findingClosed', actor: inspector, after, corrects: raised, body: {} });
  return line.steps;
}

export function batchSteps(basis: MatterBasis, projects: readonly Seen[]): Step[] {
  const kinds = basis.plan.section(projectRulesSection).batches;
  return basis.params.batches.flatMap(({ name, kind, on, by, withinDays, most }, number) => {
    const actor = basis.actors.of(by, 'claim');
    const milestone = kinds.find(({ id }) => id === kind)?.milestone;
    const day = epochDay(on);
    if (actor === undefined || milestone === undefined) return [];
    const touched = projects.filter((project) => {
      const reached = project.reached(milestone);
      return reached !== undefined && reached > day - withinDays && reached <= day;
    });
    const listed = basis.random.fork(`batch ${number}`).shuffle(touched).slice(0, most);
    const body = { name, kind, projects: listed.map(({ subject }) => subject).toSorted() };
    const line = new Line(basis, basis.random.fork(`batch line ${number}`), 0);
    const subject = batchSubject(`${kind}-${on}`);
    line.tell({ loop: 'projects', subject, unit: actor.unit, kind: 'batchHeld', actor, day, body });
    return line.steps;
  });
}
