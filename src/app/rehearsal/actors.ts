// Who acts in the rehearsal: the demo accounts of the plan, and a plain one for every task-bearing unit that has none. Who claims is never
// who recognises: a recogniser of another unit is chosen for every milestone.
import { type Capability, may } from '../../access/roles.ts';
import type { Actor, PlanInForce } from '../../kernel/loop.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import { Problem } from '../../kernel/problem.ts';
import type { Milestone } from '../../loops/projects/projects.plan.ts';
import type { DemoAccount, RehearsalPlan } from './rehearsal.plan.ts';

export interface Actors {
  /** Every account that is opened at the founding, in order. */
  readonly accounts: readonly DemoAccount[];
  /** The program itself: founds the city, adopts, opens accounts, sets the clock. */
  readonly system: Actor;
  /** Closes periods and checks readings. */
  readonly office: Actor;
  /** Reports readings: the account of that post or unit, or else the first of the city's own that may. */
  reporter(postOrUnit: string | undefined): Actor;
  claimant(unit: string, milestone?: Milestone): Actor;
  recogniser(unit: string, milestone: Milestone): Actor;
  /** The first account of that unit, or below it, that may; undefined where there is none. */
  of(unit: string, capability: Capability): Actor | undefined;
  /** Who runs errands for firms: those of the unit first, then those of the whole city. */
  agentsFor(unit: string): readonly DemoAccount[];
}

/** Fails with `rehearsal_account_missing`. */
export function actorsOf(params: RehearsalPlan, plan: PlanInForce, on: PlainDate): Actors {
  const accounts = [...params.accounts];
  for (const { unit } of params.units) {
    if (accounts.some((each) => each.unit === unit && may(each, 'claim'))) continue;
    const title = `${plan.units.find(unit, on)?.name ?? unit}填报员（模拟）`;
    const name = `sim-${unit.toLowerCase().replaceAll('_', '-')}`.slice(0, 40);
    accounts.push({ account: name, title, unit, post: 'county.reporter', roles: ['county'] });
  }
  const actors = accounts.map(actorOf);
  const within = (unit: string, among: readonly string[]) =>
    among.some((ancestor) => ancestor === unit || plan.units.within(unit, ancestor, on));
  const office = need(
    actors.find((each) => may(each, 'closePeriods')),
    '能封账和认定的账号（角色 office）',
  );
  const claimant = (unit: string, milestone?: Milestone) => {
    const own = need(
      actors.find((each) => each.unit === unit && may(each, 'claim')),
      `${unit} 的申报账号`,
    );
    const allowed = milestone?.claimedBy ?? [];
    if (allowed.length === 0 || within(own.unit, allowed)) return own;
    return need(
      actors.find((each) => may(each, 'claim') && within(each.unit, allowed)),
      `能申报 ${milestone?.id} 的账号`,
    );
  };
  const recogniser = (unit: string, milestone: Milestone) => {
    const from = claimant(unit, milestone).unit;
    const fits = (each: Actor) =>
      may(each, 'recognise') &&
      each.unit !== from &&
      (milestone.recognisedBy.length === 0 || within(each.unit, milestone.recognisedBy));
    return need(fits(office) ? office : actors.find(fits), `能认定 ${milestone.id} 的账号`);
  };
  const reporter = need(
    actors.find(
      (each) =>
        may(each, 'report') &&
        each.unit !== office.unit &&
        !params.units.some(({ unit }) => unit === each.unit),
    ) ?? actors.find((each) => may(each, 'report') && each.unit !== office.unit),
    '能填报指标的账号',
  );
  const named = (postOrUnit: string | undefined) =>
    actors.find((each) => (each.post === postOrUnit || each.unit === postOrUnit) && may(each, 'report')) ??
    reporter;
  const system: Actor = { account: 'system', post: 'system', unit: plan.units.rootId, roles: ['system'] };
  return {
    accounts,
    system,
    office,
    reporter: named,
    of: (unit, capability) => actors.find((each) => within(each.unit, [unit]) && may(each, capability)),
    agentsFor: (unit) => {
      const agents = accounts.filter((each) => may(each, 'actForFirm'));
      const own = agents.filter((each) => within(each.unit, [unit]));
      return own.length > 0
        ? own
        : agents.filter((each) => !params.units.some((counted) => within(each.unit, [counted.unit])));
    },
    claimant: memo(claimant),
    recogniser: memo(recogniser),
  };
}

function actorOf({ account, post, unit, roles }: DemoAccount): Actor {
  return { account, post, unit, roles };
}

function need(actor: Actor | undefined, what: string): Actor {
  if (actor) return actor;
  throw new Problem({
    code: 'rehearsal_account_missing',
    message: `演练里没有${what}`,
    kept: '没有产生任何事实',
    fix: '在 rehearsal.accounts 里加上',
  });
}

/** Asked tens of thousands of times for some hundred answers. */
function memo<A extends Milestone | undefined>(
  ask: (unit: string, milestone: A) => Actor,
): (unit: string, milestone: A) => Actor {
  const known = new Map<string, Actor>();
  return (unit, milestone) => {
    const key = `${unit} ${milestone?.id ?? ''}`;
    const found = known.get(key) ?? ask(unit, milestone);
    known.set(key, found);
    return found;
  };
}
