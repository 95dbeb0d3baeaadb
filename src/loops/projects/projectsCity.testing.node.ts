// Random cities of projects for the tests of their questions: rows as the folds would have written them. No test stands here.
import fc from 'fast-check';

export const UNITS = ['gaoyao', 'jinli', 'sihui'];

export interface City {
  readonly project: Record<string, unknown>[];
  readonly project_attribute: Record<string, unknown>[];
  readonly project_milestone: Record<string, unknown>[];
  readonly project_investment: Record<string, unknown>[];
  readonly project_suspension: Record<string, unknown>[];
}

const day = fc
  .integer({ min: 0, max: 730 })
  .map((n) => new Date(Date.UTC(2020, 0, 1 + n)).toISOString().slice(0, 10));
const oneProject = fc.record({
  unit: fc.constantFrom(...UNITS),
  lifecycle: fc.constantFrom('industrial', 'industrial', 'industrial', 'road'),
  cluster: fc.constantFrom('ships', 'cars', null),
  planned: fc.integer({ min: 1, max: 5 }),
  registered: day,
  ended: fc.option(day, { nil: null, freq: 5 }),
  phase: fc.boolean(),
  code: fc.boolean(),
  origin: fc.constantFrom('near', 'far', 'gone', null),
  pause: fc.option(fc.tuple(day, fc.option(day, { nil: null })), { nil: null, freq: 3 }),
  milestones: fc.array(
    fc.record({
      milestone: fc.constantFrom('introduced', 'started', 'completed'),
      on: day,
      state: fc.constantFrom('recognised', 'recognised', 'claimed', 'refused'),
      planned: fc.option(fc.integer({ min: 1, max: 9 }), { nil: null }),
    }),
    { maxLength: 5 },
  ),
  investments: fc.array(
    fc.record({
      on: day,
      amount: fc.integer({ min: 1, max: 99 }),
      measure: fc.constantFrom('actual', 'financing'),
      state: fc.constantFrom('stands', 'stands', 'superseded'),
    }),
    { maxLength: 4 },
  ),
});

type Given = typeof oneProject extends fc.Arbitrary<infer T> ? T : never;
type Next = () => number;
const RECORDED = '2021-07-01T00:00:00Z';

/** Rows as the folds would have written them: at most one counted version a project and milestone. */
export function cityOf(projects: readonly Given[]): City {
  let seq = 0;
  const next: Next = () => ++seq;
  const city: City = {
    project: [],
    project_attribute: [],
    project_milestone: [],
    project_investment: [],
    project_suspension: [],
  };
  for (const [n, given] of projects.entries()) {
    const subject = `P${String(n).padStart(3, '0')}`;
    city.project.push(projectRowOf(n, subject, given, next));
    if (given.origin !== null)
      city.project_attribute.push({
        city: 'zq',
        subject,
        attribute: 'origin',
        value: given.origin,
        told_seq: next(),
      });
    if (given.pause) {
      const [on, until] = given.pause;
      const resumed = until !== null && until < on ? null : until;
      const pause = { suspension: `S${n}`, suspended_on: on, resumed_on: resumed, reason: 'r' };
      city.project_suspension.push({ city: 'zq', subject, ...pause });
    }
    city.project_milestone.push(...milestonesOf(subject, given, next));
    city.project_investment.push(...investmentsOf(subject, given, next));
  }
  return city;
}

function projectRowOf(n: number, subject: string, given: Given, next: Next) {
  return {
    city: 'zq',
    subject,
    revision: 1,
    unit: given.unit,
    name: `项目${n % 7}_`,
    lifecycle: given.lifecycle,
    cluster: given.cluster,
    planned_investment_yuan: `${given.planned}.00`,
    phase_of: given.phase ? 'P000' : null,
    code: given.code ? `code-${n}` : null,
    registered_on: given.registered,
    suspended_on: null,
    ended_on: given.ended,
    registered_by: 'a',
    registered_unit: 'u',
    last_seq: next(),
    last_recorded_at: RECORDED,
  };
}

function milestonesOf(subject: string, given: Given, next: Next) {
  const counted = new Set<string>();
  const inOrder = [...given.milestones].sort((a, b) => (a.on < b.on ? -1 : 1));
  return inOrder.map(({ milestone, on, state, planned }, k) => {
    const isCounted = state === 'recognised' && !counted.has(milestone);
    if (isCounted) counted.add(milestone);
    return {
      city: 'zq',
      subject,
      claim: `${subject}-${k}`,
      root_claim: `${subject}-${k}`,
      milestone,
      unit: given.unit,
      occurred_on: on,
      planned_investment_yuan: planned,
      state,
      counted: isCounted,
      late: false,
      needs_recognition: true,
      evidence: [],
      claimed_seq: next(),
      claimed_at: RECORDED,
      claimed_by: 'a',
      claimed_unit: 'u',
    };
  });
}

function investmentsOf(subject: string, given: Given, next: Next) {
  return given.investments.map(({ on, amount, measure, state }, k) => ({
    city: 'zq',
    subject,
    report: `${subject}-r${k}`,
    root_report: `${subject}-r${k}`,
    measure,
    month: on.slice(0, 7),
    unit: given.unit,
    occurred_on: on,
    amount_yuan: amount,
    state,
    late: false,
    reported_seq: next(),
    reported_at: RECORDED,
    reported_by: 'a',
    reported_unit: 'u',
  }));
}

export const cities = fc.array(oneProject, { minLength: 1, maxLength: 25 }).map(cityOf);
