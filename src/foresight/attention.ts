/**
 * The best use of limited attention: which `most` cases to push, so that the sum over the targets of the chance to meet each is greatest (the number of targets expected to be met).
 * A case pushed ends its present wait for every target it is in flight for. One by one the case that adds most given those already taken, then exchanged one for one as long as
 * that adds (G. L. Nemhauser et al. 1978 bound the first for gains that fall; the second mends where they do not). Every chance is exact: the cases that are
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
  const gains = new Map([...places].map(([id, own]) => [id, whole.gainOf(own)]));
  const candidates = [...places.keys()]
    .filter((id) => gains.get(id)! > GAIN)
    .sort((a, b) => gains.get(b)! - gains.get(a)! || (a < b ? -1 : 1))
    .slice(0, most + MORE_CANDIDATES);
  const state = new Sums(targets, new Map(candidates.map((id) => [id, places.get(id)!])));
  const open = new Set(candidates);
  const chosen: string[] = [];
  const best = () => {
    let [first, gain] = [undefined as string | undefined, GAIN];
    for (const id of open) {
      const own = state.gainOf(places.get(id)!);
      if (own > gain) [first, gain] = [id, own];
    }
    return { first, gain };
  };
  const take = (id: string) => {
    state.push(id);
    open.delete(id);
    chosen.push(id);
  };
  while (chosen.length < most) {
    const { first } = best();
    if (first === undefined) break;
    take(first);
  }
  if (chosen.length <= EXCHANGED_MOST)
    for (let round = 0; round < ROUNDS; round++) {
      let isBetter = false;
      for (const id of [...chosen]) {
        state.release(id);
        const lost = state.gainOf(places.get(id)!);
        const { first, gain } = best();
        chosen.splice(chosen.indexOf(id), 1);
        if (first !== undefined && gain > lost + GAIN) {
          open.add(id);
          take(first);
          isBetter = true;
        } else take(id);
      }
      if (!isBetter) break;
    }
  return { chosen, chances: targets.map((_, target) => state.chanceOf(target)) };
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

  /** What it adds to the number of targets met that one case, not pushed so far, is. */
  gainOf(places: readonly Place[]): number {
    let gain = 0;
    for (const { target, chance, once } of places) {
      const { needed, expectation } = this.#targets[target]!;
      const { values, weights } = expectation.speeds;
      for (let at = 0; at < values.length; at++) {
        const [from, to] = [atSpeed(chance, values[at]!), atSpeed(once, values[at]!)];
        if (from === to) continue;
        gain += weights[at]! * (to - from) * withoutCase(this.#sums[target]![at]!, from, needed).oneShort;
      }
    }
    return gain;
  }
}
