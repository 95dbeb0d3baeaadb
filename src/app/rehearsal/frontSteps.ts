// The front of the chain of rehearsed projects: who reported an investor first, visits, the appraisal meeting with its conditions, what was agreed, and what was told of progress and
// jobs later on. All of it simulated, between the days that a project truly has; none of it counts.
import type { JsonObject } from '../../kernel/json.ts';
import { addDays, endOfMonth, epochDay, fromEpochDay, monthOf } from '../../kernel/plainDate.ts';
import type { Random } from '../../kernel/random.ts';
import { leadSubject } from '../../loops/projects/course.rows.ts';
import { projectRulesSection } from '../../loops/projects/projectRules.plan.ts';
import { about, happens } from './chance.ts';
import { chosen, dateText, Line, type MatterBasis, type Seen, standsAt } from './matters.ts';
import type { AgreedTerm, RehearsedFront } from './rehearsedCourse.plan.ts';
import type { Step } from './steps.ts';
import { number4 } from './words.ts';

const OTHER_UNIT = '另一单位也在接洽同一投资方（模拟）';
const GIVEN_UP = '投资方已选定其他城市（模拟）';
const CONDITION_DAYS = 60;

export function frontSteps(basis: MatterBasis, projects: readonly Seen[]): Step[] {
  const { front } = basis.params;
  if (front === undefined) return [];
  const since = epochDay(front.from);
  const own = projects.filter(({ registered }) => registered >= since);
  return [
    ...own.flatMap((project) => [
      ...leadOf(basis, front, project),
      ...visitsOf(basis, front, project),
      ...appraisalOf(basis, front, project),
      ...agreementOf(basis, front, project),
    ]),
    ...projects.flatMap((project) => figuresOf(basis, front, project, since)),
    ...openLeads(basis, front),
  ];
}

/** Only of a firm with one project: an investor's leads are one subject. */
function leadOf(basis: MatterBasis, front: RehearsedFront, project: Seen): Step[] {
  if (project.creditCode === undefined || !chosen(project, 'lead', front.leadPerMille)) return [];
  const random = project.random.fork('lead');
  const day = project.registered - Math.ceil(about(random, 30, 0.6));
  const first = epochDay(basis.params.from);
  if (day < first) return [];
  const told = { loop: 'projects', subject: leadSubject(project.investor) };
  const body: JsonObject = {
    investor: project.investor,
    creditCode: project.creditCode,
    project: project.name,
    plannedInvestmentYuan: String(project.plannedYuan),
  };
  const line = new Line(basis, random, 0);
  const actor = basis.actors.claimant(project.unit);
  line.tell({ ...told, kind: 'leadReported', unit: project.unit, actor, day, body });
  const { holdDays } = basis.plan.section(projectRulesSection).leads;
  const others = basis.params.units.filter(({ unit }) => unit !== project.unit);
  if (others.length === 0 || !happens(random, front.contestedPerMille)) return line.steps;
  const { unit } = random.pick(others);
  const later = day + random.int(2, Math.min(25, holdDays));
  // The second to report is told who was first, and stands behind.
  const again = { ...body, note: OTHER_UNIT, confirmed: ['first_reported_elsewhere'] };
  line.tell({
    ...told,
    kind: 'leadReported',
    unit,
    actor: basis.actors.claimant(unit),
    day: later,
    body: again,
  });
  return line.steps;
}

/** Investors of whom nothing is registered yet: the first talk runs. */
function openLeads(basis: MatterBasis, front: RehearsedFront): Step[] {
  const { holdDays } = basis.plan.section(projectRulesSection).leads;
  const all: Step[] = [];
  for (let no = 1; no <= front.openLeads; no++) {
    const random = basis.random.fork(`open lead ${no}`);
    const place = random.weighted(basis.params.units.map((unit) => [unit, unit.weight] as const));
    const cluster = random.weighted(basis.params.clusters.map((one) => [one, one.weight] as const));
    const day = basis.until - random.int(1, Math.max(1, Math.min(holdDays, 85)));
    if (day < epochDay(front.from)) continue;
    const investor = `模拟意向企业${number4(no)}`;
    const named = place.place ?? basis.plan.units.find(place.unit, dateText(day))?.name ?? place.unit;
    const body: JsonObject = {
      investor,
      project: `模拟意向${number4(no)} ${named}${random.pick(cluster.products)}项目`,
      plannedInvestmentYuan: String(random.int(3, 60) * 10_000_000),
    };
    const told = { loop: 'projects', subject: leadSubject(investor), unit: place.unit };
    const actor = basis.actors.claimant(place.unit);
    const line = new Line(basis, random, 0);
    const lead = line.tell({ ...told, kind: 'leadReported', actor, day, body });
    if (lead !== undefined && happens(random, front.givenUpPerMille)) {
      const after = basis.office.opening(day + random.int(5, 30));
      line.tell({ ...told, kind: 'leadGivenUp', actor, after, corrects: lead, body: { reason: GIVEN_UP } });
    }
    all.push(...line.steps);
  }
  return all;
}

function ofProject({ subject, unit }: Seen) {
  return { loop: 'projects', subject, unit };
}

function visitsOf(basis: MatterBasis, front: RehearsedFront, project: Seen): Step[] {
  if (!chosen(project, 'visit', front.visitPerMille)) return [];
  const random = project.random.fork('visits');
  const line = new Line(basis, random, project.registeredAt);
  const actor = basis.actors.claimant(project.unit);
  let day = project.registered;
  for (let visit = random.int(1, 2); visit > 0; visit--) {
    day += random.int(1, 18);
    if (day >= project.endedOn) break;
    const body = { what: random.pick(front.visits) };
    line.tell({ ...ofProject(project), kind: 'visitMade', actor, day, body });
  }
  return line.steps;
}

function appraisalOf(basis: MatterBasis, front: RehearsedFront, project: Seen): Step[] {
  const { appraisal } = front;
  const reached = appraisal && project.reached(appraisal.milestone);
  if (!appraisal || reached === undefined || !chosen(project, 'appraisal', appraisal.perMille)) return [];
  const random = project.random.fork('appraisal');
  const line = new Line(basis, random, project.registeredAt);
  const actor = basis.actors.claimant(project.unit);
  const day = Math.max(project.registered, reached - random.int(0, 4));
  if (day >= project.endedOn) return [];
  const document = `评审会纪要${number4(project.course.project.no)}号（模拟）`;
  const told = ofProject(project);
  if (!happens(random, appraisal.conditionalPerMille)) {
    line.tell({
      ...told,
      kind: 'appraisalHeld',
      actor,
      day,
      body: { result: 'passed', conditions: [], document },
    });
    return line.steps;
  }
  const conditions = [{ what: random.pick(appraisal.conditions), dueOn: dateText(day + CONDITION_DAYS) }];
  const held = { result: 'conditional', conditions, document };
  const meeting = line.tell({ ...told, kind: 'appraisalHeld', actor, day, body: held });
  const metOn = day + Math.ceil(about(random, 34, 0.6));
  if (meeting === undefined || metOn >= project.endedOn) return line.steps;
  const evidence = [{ kind: 'condition', name: '落实情况说明（模拟）' }];
  line.tell({
    ...told,
    kind: 'conditionMet',
    actor,
    day: metOn,
    corrects: meeting,
    body: { condition: 1, evidence },
  });
  return line.steps;
}

function agreementOf(basis: MatterBasis, front: RehearsedFront, project: Seen): Step[] {
  const { agreement } = front;
  const signed = agreement && project.reached(agreement.milestone);
  if (!agreement || signed === undefined || !chosen(project, 'agreement', agreement.perMille)) return [];
  const random = project.random.fork('agreement');
  const terms = agreement.terms.map((term) => agreed(term, project, signed, random));
  const body: JsonObject = { document: `投资协议${number4(project.course.project.no)}号（模拟）`, terms };
  const line = new Line(basis, random, project.registeredAt);
  const actor = basis.actors.claimant(project.unit);
  line.tell({ ...ofProject(project), kind: 'agreementSigned', actor, day: signed, body });
  return line.steps;
}

function agreed(term: AgreedTerm, { plannedYuan, landMu }: Seen, signed: number, random: Random): JsonObject {
  const [low, high] = term.plannedPerMille ?? term.landPerMille ?? term.amount ?? term.days ?? [0, 0];
  const drawn = random.int(low, Math.max(low, high));
  if (term.days !== undefined) return { term: term.term, day: dateText(signed + drawn) };
  const whole =
    term.amount !== undefined
      ? BigInt(drawn)
      : ((term.plannedPerMille === undefined ? landMu : plannedYuan) * BigInt(drawn)) / 1000n;
  const step = BigInt(term.step);
  const rounded = (whole / step) * step;
  return { term: term.term, amount: String(rounded > 0n ? rounded : whole > 0n ? whole : 1n) };
}

/** How far it visibly is at the last two months' ends, and who works there once it produces. */
function figuresOf(basis: MatterBasis, front: RehearsedFront, project: Seen, since: number): Step[] {
  const started = project.reached('started');
  if (started === undefined || started > basis.until || !chosen(project, 'figures', front.figuresPerMille))
    return [];
  const random = project.random.fork('figures');
  const { project: true_ } = project.course;
  const completed = project.reached('completed');
  const expected = completed ?? true_.due.completed ?? started + 300;
  const line = new Line(basis, random, standsAt(project, 'started'));
  const actor = basis.actors.claimant(project.unit);
  const told = { ...ofProject(project), kind: 'figureReported', actor };
  const lastMonth = epochDay(endOfMonth(fromEpochDay(basis.until)));
  const ends = [epochDay(addDays(fromEpochDay(lastMonth), -31)), lastMonth].map((day) =>
    epochDay(endOfMonth(fromEpochDay(day))),
  );
  for (const end of ends) {
    const over = Math.min(completed ?? Number.POSITIVE_INFINITY, project.endedOn);
    if (end < started || end < since || over < end || end > basis.until) continue;
    const share = Math.floor((95 * (end - started)) / Math.max(1, expected - started));
    const body = {
      figure: 'visibleProgress',
      month: monthOf(dateText(end)),
      value: String(Math.min(95, share)),
    };
    line.tell({ ...told, day: end, body });
  }
  const producing = project.reached('inProduction');
  if (producing === undefined || producing > basis.until || producing < since || producing >= project.endedOn)
    return line.steps;
  const month = monthOf(dateText(producing));
  const end = epochDay(endOfMonth(dateText(producing)));
  const jobs = String(20 + Number(project.plannedYuan / BigInt(random.int(1_400_000, 2_600_000))));
  const body = { figure: 'jobs', month, value: jobs };
  line.tell({ ...told, day: Math.min(end, basis.until), body });
  return line.steps;
}
