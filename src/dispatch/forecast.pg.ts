// What the forecast's pages read beside the forecast itself: the plan's targets and their paces, names, who answers for a unit, where each project waits.
import { inScope, type Scope } from '../access/scope.ts';
import { standingOf } from '../access/standing.ts';
import { readForecastQuestion } from '../foresight/forecast.pg.ts';
import type { ForecastQuestion } from '../foresight/forecastQuestion.ts';
import type { Passage } from '../foresight/projectFlow.ts';
import { isDate, type PlainDate } from '../kernel/plainDate.ts';
import type { Ledger } from '../ledger/ledger.pg.ts';
import type { LedgerView } from '../ledger/view.pg.ts';
import { expectedAmount } from '../loops/indicators/targets.judge.ts';
import type { Target } from '../loops/indicators/targets.plan.ts';
import { postsSection } from '../plan/organisation.ts';
import { callsOf } from './calls.ts';
import type { Standpoint } from './cockpit.view.ts';
import { readProjectFlow } from './flow.pg.ts';
import { findForecast, forecastKey, keepForecast } from './forecastKept.node.ts';
import { type PushNames, placesOf } from './forecastPushes.ts';
import type { Reckoned } from './forecastReckoned.ts';
import type { Call } from './projectStory.view.ts';
import { unpublishedMeasures } from './published.ts';
import { type TaskUnits, taskUnits } from './units.ts';

export interface ForecastAsked<T> {
  readonly at: Standpoint;
  readonly asOf: PlainDate;
  readonly isPublished: (measure: string) => boolean;
  readonly reckoned: Reckoned;
  readonly beside: T;
}

/** The forecast at a standpoint, and what `beside` reads in the same transaction. The reckoning waits outside of it. */
export async function askForecast<T>(
  { read, ledger }: { readonly ledger: Ledger; read<R>(work: (view: LedgerView) => Promise<R>): Promise<R> },
  beside: (view: LedgerView) => Promise<T>,
): Promise<ForecastAsked<T>> {
  const asked = await read(async (view) => {
    const key = forecastKey(view);
    const found = findForecast(ledger, key);
    const question: ForecastQuestion | undefined = found ? undefined : await readForecastQuestion(view);
    const unpublished = unpublishedMeasures(view);
    return {
      at: standingOf(view),
      asOf: view.asOf,
      isPublished: (measure: string) => !unpublished.has(measure),
      // Begun here, waited for outside: a promise in an object is not waited for.
      reckoning: { of: found ?? keepForecast(ledger, key, question!) },
      beside: await beside(view),
    };
  });
  const { reckoning, ...rest } = asked;
  return { ...rest, reckoned: await reckoning.of };
}

/** 序时 of a target on any day; null where it has none. */
export function paceOf(target: Target): (on: string) => number | null {
  return (on) => {
    const amount = isDate(on) ? expectedAmount(target, on) : null;
    return amount === null ? null : Number(amount);
  };
}

export interface ProjectPlaces {
  readonly places: ReadonlyMap<string, Passage>;
  readonly names: PushNames;
  readonly units: TaskUnits;
  readonly isWithin: (project: Passage['project']) => boolean;
  readonly stages: readonly { readonly id: string; readonly name: string }[];
}

export async function readPlaces(view: LedgerView, ledger: Ledger, scope: Scope): Promise<ProjectPlaces> {
  const flow = await readProjectFlow(view, ledger, { all: true }, undefined);
  const units = taskUnits(view.plan, view.asOf);
  const { stages, milestones } = flow.lifecycle;
  const nameIn = (list: readonly { id: string; name: string }[]) => (id: string) =>
    list.find((one) => one.id === id)?.name ?? id;
  return {
    places: placesOf(flow.passages),
    units,
    stages: stages.map(({ id, name }) => ({ id, name })),
    isWithin: (project) => inScope(scope, project.unit, view.plan.units, view.asOf),
    names: {
      unit: units.nameOf,
      stage: nameIn(stages),
      milestone: nameIn(milestones),
      leader: leadersOf(view),
      call: callsBy(view),
    },
  };
}

/** As the project's page has it; a unit holds many. */
function callsBy(view: LedgerView): PushNames['call'] {
  const found = new Map<string, Call | null>();
  return (unit) => {
    const known = found.get(unit);
    if (known !== undefined) return known;
    const call = callsOf(view.plan, unit, view.asOf)[0] ?? null;
    found.set(unit, call);
    return call;
  };
}

/** Who answers for a unit: its 第一责任人, else its 牵头市领导 or its head who leads or helps. */
const ANSWERS = ['第一责任人', '牵头市领导', '牵头单位', '配合单位'] as const;

function leadersOf(view: LedgerView): PushNames['leader'] {
  const posts = view.plan.section(postsSection);
  const found = new Map<string, { readonly id: string; readonly title: string } | undefined>();
  return (unit) => {
    if (!found.has(unit)) {
      const own = posts.filter((post) => post.unit === unit);
      found.set(unit, ANSWERS.flatMap((duty) => own.find((post) => post.duty === duty) ?? [])[0]);
    }
    return found.get(unit);
  };
}
