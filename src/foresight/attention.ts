/**
 * The best use of limited attention: which `most` cases to push, so that the sum over the targets of the chance to meet each is greatest (the number of targets expected to be met).
 * A case pushed ends its present wait for every target it is in flight for. One by one the case that adds most given those already taken, then exchanged one for one as long as that adds
 * (G. L. Nemhauser et al. 1978 bound the first for gains that fall). Where gains rise, or nothing adds anything alone, or a target by itself could gain more than it was given, the same is begun by
 * how much nearer a case brings (the expected min(count, needed)/needed) to all targets and to each alone, and the best of these is taken: cases that help only together are found so. Each target and all
 * together have `most` places among the candidates for what brings nearest, whatever else adds alone. Nothing promises the best of all subsets. Every chance is exact: the cases that are
 * weighed are added anew, one by one, to the sum of all the others, and one is taken out of a fresh sum at a time. Of few cases the answer is held to all subsets by tests.
 */
import { type CountDistribution, chanceOfAtLeast, withCase, withoutCase } from './countDistribution.ts';
import { type Expectation, lookAhead } from './outlook.ts';
import { atSpeed } from './speeds.ts';

export interface AttentionTarget {
  readonly needed: number;
  /** Chances of `cases` first, in their order. */
  readonly expectation: Expectation;
  readonly cases: readonly { readonly id: string; readonly chance: number; readonly once: number }[];
}

export interface AttentionChoice {
  /** In the order in which they were taken. */
  readonly chosen: readonly string[];
  /** By target: with all of the chosen moved. */
  readonly chances: readonly number[];
}

/** Beyond the wanted number so many more are looked at in every step, by what each adds alone. */
const MORE_CANDIDATES = 40;
/** Exchanges are tried up to this number of chosen ones. */
const EXCHANGED_MOST = 30;
const ROUNDS = 3;
const GAIN = 1e-15;
/** A gain so many times an earlier one: what helps only together is about. */
const RISES = 1.5;

/** What a case, not pushed so far, adds: to the number of targets met; and to the shares of what is needed that will be there, none counted beyond its whole. */
interface Gain {
  readonly met: number;
  readonly nearer: number;
}

interface Place {
  readonly target: number;
  readonly chance: number;
  readonly once: number;
}

export function chooseAttention(
  targets: readonly AttentionTarget[],
  most: number,
  allowed: (id: string) => boolean = () => true,
): AttentionChoice {
  const places = placesOf(targets, allowed);
  const whole = new Sums(targets, new Map());
  const ranks = new Map([...places].map(([id, own]) => [id, whole.gainOf(own)]));
  const nearest = targets.map((_, target) =>
    bestBy(places.keys(), most, (id) => whole.gainOf(placesIn(places, id, target)).nearer),
  );
  // By what each adds alone, and what adds nothing alone by how much nearer it brings.
  const candidates = [
    ...new Set([
      ...[
        ...new Set([
          ...bestBy(places.keys(), most + MORE_CANDIDATES, (id) => ranks.get(id)!.met),
          ...bestBy(places.keys(), most + MORE_CANDIDATES, (id) => ranks.get(id)!.nearer),
        ]),
      ].slice(0, most + MORE_CANDIDATES),
      ...nearest.flat(),
    ]),
  ];
  const state = new Sums(targets, new Map(candidates.map((id) => [id, places.get(id)!])));
  const search = { state, places, candidates, most };
  let best: readonly string[] = [];
  let worth = state.worth();
  const tryBy = (aim: Aim) => {
    const { chosen, rises } = chosenBy(search, aim);
    const own = state.worth();
    const given = targets.map((_, target) => state.chanceOf(target));
    if (own > worth + GAIN) [best, worth] = [chosen, own];
    state.clear();
    return { rises, given };
  };
  const untouched = targets.map((_, target) => state.chanceOf(target));
  // Gains that fall are what one by one is good at; where they rise, or there is none to begin with, the ways to start are several.
  const { rises, given } = tryBy('met');
  if (rises) tryBy('nearer');
  for (const target of targets.keys()) {
    if (rises) tryBy(target);
    else {
      state.pushOnly(nearest[target]!);
      const alone = state.chanceOf(target) - untouched[target]!;
      state.clear();
      if (alone > RISES * (given[target]! - untouched[target]!)) tryBy(target);
    }
  }
  state.pushOnly(best);
  return { chosen: best, chances: targets.map((_, target) => state.chanceOf(target)) };
}

/** The `most` that are greatest, none of them nothing. */
function bestBy(ids: Iterable<string>, most: number, of: (id: string) => number): readonly string[] {
  return [...ids]
    .map((id) => ({ id, value: of(id) }))
    .filter(({ value }) => value > GAIN)
    .sort((a, b) => b.value - a.value || (a.id < b.id ? -1 : 1))
    .slice(0, most)
    .map(({ id }) => id);
}

const placesIn = (places: ReadonlyMap<string, readonly Place[]>, id: string, one: number) =>
  places.get(id)!.filter(({ target }) => target === one);

/** What is added to the number of targets met; to how near all are, or the one. */
type Aim = 'met' | 'nearer' | number;

interface Search {
  readonly state: Sums;
  readonly places: ReadonlyMap<string, readonly Place[]>;
  readonly candidates: readonly string[];
  readonly most: number;
}

/** One by one by the aim, then exchanged by what is met; leaves them pushed. */
function chosenBy(
  { state, places, candidates, most }: Search,
  aim: Aim,
): { readonly chosen: readonly string[]; readonly rises: boolean } {
  const open = new Set(candidates);
  const chosen: string[] = [];
  const gainBy = (id: string, by: Aim) =>
    typeof by === 'number'
      ? state.gainOf(placesIn(places, id, by)).nearer
      : state.gainOf(places.get(id)!)[by];
  const best = (by: Aim) => {
    let [first, gain] = [undefined as string | undefined, GAIN];
    for (const id of open) {
      const own = gainBy(id, by);
      if (own > gain) [first, gain] = [id, own];
    }
    return { first, gain };
  };
  const take = (id: string) => {
    state.push(id);
    open.delete(id);
    chosen.push(id);
  };
  let [least, rises] = [Number.POSITIVE_INFINITY, false];
  while (chosen.length < most) {
    const { first, gain } = best(aim);
    if (first === undefined) {
      rises ||= open.size > 0;
      break;
    }
    rises ||= gain > RISES * least;
    least = Math.min(least, gain);
    take(first);
  }
  if (chosen.length > EXCHANGED_MOST) return { chosen, rises };
  for (let round = 0; round < ROUNDS; round++) {
    let isBetter = false;
    for (const id of [...chosen]) {
      state.release(id);
      const lost = gainBy(id, 'met');
      const { first, gain } = best('met');
      chosen.splice(chosen.indexOf(id), 1);
      if (first !== undefined && gain > lost + GAIN) {
        open.add(id);
        take(first);
        isBetter = true;
      } else if (lost > GAIN) take(id);
      // What the others have made idle is left out, and what it could have been is taken.
      else open.add(id);
    }
    while (chosen.length < most) {
      const { first } = best('met');
      if (first === undefined) break;
      take(first);
      isBetter = true;
    }
    if (!isBetter) break;
  }
  return { chosen, rises };
}

function placesOf(targets: readonly AttentionTarget[], allowed: (id: string) => boolean) {
  const places = new Map<string, Place[]>();
  targets.forEach(({ cases }, target) => {
    for (const { id, chance, once } of cases) {
      if (!allowed(id)) continue;
      const own = places.get(id);
      if (own) own.push({ target, chance, once });
      else places.set(id, [{ target, chance, once }]);
    }
  });
  return places;
}

/** The sums of every target at every speed: those that are weighed stand apart, so that each state is added up anew. */
class Sums {
  readonly #targets: readonly AttentionTarget[];
  readonly #weighed: ReadonlyMap<string, readonly Place[]>;
  readonly #pushed = new Set<string>();
  readonly #others: readonly (readonly CountDistribution[])[];
  #sums: CountDistribution[][];

  constructor(targets: readonly AttentionTarget[], weighed: ReadonlyMap<string, readonly Place[]>) {
    this.#targets = targets;
    this.#weighed = weighed;
    this.#others = targets.map(({ expectation, cases }) => {
      const apart = new Set<number>();
      for (const [index, { id }] of cases.entries()) if (weighed.has(id)) apart.add(index);
      const chances = Array.from(expectation.chances).filter((_, index) => !apart.has(index));
      return lookAhead({ ...expectation, chances }).atSpeeds;
    });
    this.#sums = this.#added();
  }

  #added(): CountDistribution[][] {
    const sums = this.#others.map((parts) => [...parts]);
    for (const [id, places] of this.#weighed)
      for (const { target, chance, once } of places) {
        const own = this.#pushed.has(id) ? once : chance;
        const { values } = this.#targets[target]!.expectation.speeds;
        for (let at = 0; at < values.length; at++)
          sums[target]![at] = withCase(sums[target]![at]!, atSpeed(own, values[at]!));
      }
    return sums;
  }

  push(id: string): void {
    this.#pushed.add(id);
    this.#sums = this.#added();
  }

  /** These and no others. */
  pushOnly(ids: readonly string[]): void {
    this.#pushed.clear();
    for (const id of ids) this.#pushed.add(id);
    this.#sums = this.#added();
  }

  release(id: string): void {
    this.#pushed.delete(id);
    this.#sums = this.#added();
  }

  chanceOf(target: number): number {
    const { needed, expectation } = this.#targets[target]!;
    return this.#sums[target]!.reduce(
      (sum, part, at) => sum + expectation.speeds.weights[at]! * chanceOfAtLeast(part, needed),
      0,
    );
  }

  /** The number of targets expected to be met. */
  worth(): number {
    return this.#targets.reduce((sum, _, target) => sum + this.chanceOf(target), 0);
  }

  clear(): void {
    this.#pushed.clear();
    this.#sums = this.#added();
  }

  gainOf(places: readonly Place[]): Gain {
    let [met, nearer] = [0, 0];
    for (const { target, chance, once } of places) {
      const { needed, expectation } = this.#targets[target]!;
      const { values, weights } = expectation.speeds;
      for (let at = 0; at < values.length; at++) {
        const [from, to] = [atSpeed(chance, values[at]!), atSpeed(once, values[at]!)];
        if (from === to) continue;
        const { oneShort, atLeast } = withoutCase(this.#sums[target]![at]!, from, needed);
        const change = weights[at]! * (to - from);
        met += change * oneShort;
        nearer += (change * (1 - atLeast)) / Math.max(1, needed);
      }
    }
    return { met, nearer };
  }
}
