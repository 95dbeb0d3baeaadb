// Monthly reports of actual investment and of funds in place. Sums that were published for those under construction are met exactly: what is
// not yet settled of the months before is scaled to what the sum leaves, in whole ten thousands with one remainder.
import { fromEpochDay } from '../../kernel/plainDate.ts';
import { gamma2, happens } from './chance.ts';
import type { Course, Reporting } from './courses.ts';
import { type Month, OFFICE_MINUTES, type Office } from './officeTime.ts';
import { apportion, infeasible } from './quotas.ts';
import { type Step, step } from './steps.ts';
import type { Targets } from './targets.ts';
import { INVESTMENT_CORRECTED } from './words.ts';

const WAN = 10_000n;

/** What a project spends, month by month of its construction. */
interface Spending {
  readonly course: Course;
  readonly plannedYuan: bigint;
  /** Month of the simulation and natural amount in 万元; a suspended month has none. */
  readonly months: { readonly month: Month; readonly natural: bigint; yuan: bigint; settled: boolean }[];
  readonly startedMonth: number;
  /** First month at whose end it is under construction no more. */
  readonly leftMonth: number;
}

export interface Spent {
  readonly courses: readonly { readonly course: Course; readonly plannedYuan: bigint }[];
  readonly months: readonly Month[];
  readonly targets: Targets;
  readonly reporting: Reporting;
}

/** Fails with `rehearsal_infeasible`. */
export function investmentSteps(spent: Spent): Step[] {
  const all = spent.courses.flatMap(
    ({ course, plannedYuan }) => spendingOf(spent.months, course, plannedYuan) ?? [],
  );
  for (const point of spent.targets.built) settle(all, point);
  const steps: Step[] = [];
  for (const spending of all) steps.push(...reportsOf(spent.reporting, spending));
  return steps;
}

function spendingOf(months: readonly Month[], course: Course, plannedYuan: bigint): Spending | undefined {
  const { reached, ended, suspended } = course.project;
  const started = reached.get('started');
  if (started === undefined) return undefined;
  const random = course.project.random.fork('spending');
  const left = reached.get('completed') ?? ended?.day ?? Number.POSITIVE_INFINITY;
  const expected = Math.max(
    started + 40,
    reached.get('completed') ?? course.project.due.completed ?? started + 180,
  );
  const share = random.int(820, 1080);
  const spending: Spending['months'] = [];
  for (const month of months) {
    if (month.last < started || month.first > left) continue;
    const still = suspended !== undefined && suspended.from <= month.first && suspended.to >= month.last;
    if (still) continue;
    const from = Math.max(month.first, started);
    const to = Math.min(month.last, left);
    // A bell over the expected time of construction: the middle months spend most; an overdue project spends a little on.
    const middle = ((from + to) / 2 - started) / (expected - started);
    const pace = Math.max(0.12, 6 * middle * (1 - middle)) * (to - from + 1) * (0.7 + 0.6 * random.next());
    const wan =
      (plannedYuan * BigInt(Math.round((pace * share * 1000) / (expected - started)))) / 1_000_000n / WAN;
    spending.push({ month, natural: wan, yuan: wan * WAN, settled: false });
  }
  const index = (day: number) => months.findIndex((month) => month.last >= day);
  const leftMonth = Number.isFinite(left) ? index(left) : -1;
  return {
    course,
    plannedYuan,
    months: spending,
    startedMonth: index(started),
    leftMonth: leftMonth < 0 ? Number.POSITIVE_INFINITY : leftMonth,
  };
}

function settle(all: readonly Spending[], point: Targets['built'][number]): void {
  const standing = all.filter(
    (each) => each.startedMonth >= 0 && each.startedMonth <= point.month && each.leftMonth > point.month,
  );
  const within = standing.flatMap((each) => each.months.filter(({ month }) => month.index <= point.month));
  const open = within.filter((each) => !each.settled);
  const rest = point.yuan - within.filter((each) => each.settled).reduce((sum, each) => sum + each.yuan, 0n);
  if (rest < 0n || (open.length === 0 && rest > 0n)) throw infeasible('在建项目实际投资', Number(rest));
  const wan = apportion(
    rest / WAN,
    open.map((each) => each.natural + 1n),
  );
  let largest = 0;
  open.forEach((each, index) => {
    each.yuan = wan[index]! * WAN;
    each.settled = true;
    if (each.yuan > open[largest]!.yuan) largest = index;
  });
  const remainder = rest % WAN;
  if (remainder > 0n) open[largest]!.yuan += remainder;
}

/** Reported by the county in the first days of the next month, after the start was recognised. Nothing spent is nothing to report. */
function reportsOf(reporting: Reporting, { course, months }: Spending): Step[] {
  const { project, finals } = course;
  const random = project.random.fork('investment reports');
  const recognised = finals.get('started')!.at;
  const ended = course.chain.find((each) => each.kind === 'projectEnded')?.at ?? Number.POSITIVE_INFINITY;
  const actor = reporting.actors.claimant(project.place.unit);
  const shared = {
    actor,
    subject: course.subject,
    loop: 'projects',
    unit: project.place.unit,
    squeeze: random.next(),
  };
  const { rates, reporting: lags } = reporting.params;
  const steps: Step[] = [];
  const report = (month: Month, measure: 'actual' | 'financing', yuan: bigint) => {
    const late = happens(random, lags.latePerMille) ? random.int(10, 40) : 0;
    const lag = Math.floor((gamma2(random, 2.2) + late) * OFFICE_MINUTES) + random.int(1, 200);
    const wrong = measure === 'actual' && happens(random, rates.investmentCorrectedPerMille);
    const reason = random.pick(INVESTMENT_CORRECTED);
    const said = wrong ? yuan * BigInt(random.int(2, 10)) : yuan;
    const deadline = reporting.published.find((each) => each.last >= month.last)?.deadline;
    // Half an hour after the claims' own deadline: a start recognised at the last minute has its report all the same.
    const latest: Office = deadline === undefined ? Number.POSITIVE_INFINITY : deadline + 30;
    const body = { measure, month: fromEpochDay(month.last).slice(0, 7), amountYuan: String(said) };
    const first = step({
      ...shared,
      kind: 'investmentReported',
      body,
      happened: month.last,
      lag,
      notBefore: recognised + 1,
    });
    place(reporting, first, latest - 10);
    if (first.at >= ended) return;
    steps.push(first);
    if (!wrong) return;
    const corrected = step({
      ...shared,
      kind: 'investmentCorrected',
      body: { amountYuan: String(yuan), reason },
      corrects: first,
      notBefore: first.at + 1,
      lag: Math.floor(gamma2(random, 8) * OFFICE_MINUTES),
    });
    place(reporting, corrected, latest);
    steps.push(corrected);
  };
  months.forEach(({ month, yuan }, index) => {
    if (yuan > 0n) report(month, 'actual', yuan);
    const next = months.slice(index, index + 3).reduce((sum, each) => sum + each.yuan, 0n);
    // Funds come in a quarter ahead of what they pay for.
    if (index % 3 === 0 && next > 0n)
      report(month, 'financing', ((next * BigInt(random.int(85, 125))) / 100n / WAN) * WAN);
  });
  return steps;
}

function place({ office }: Reporting, each: Step, latest: Office): void {
  const earliest = Math.max(
    each.notBefore ?? 0,
    each.happened === undefined ? 0 : office.opening(each.happened + 1),
  );
  const natural = earliest + each.lag;
  each.at =
    natural <= latest ? natural : earliest + Math.max(0, Math.floor((latest - earliest) * each.squeeze));
}
