// Limited attention against all subsets, for few cases; the sums that are moved against sums made anew.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../kernel/random.ts';
import { type AttentionTarget, chooseAttention } from './attention.ts';
import { chanceOfAtLeast, poissonBinomial, withCase } from './countDistribution.ts';
import { lookAhead } from './outlook.ts';

const chance = fc.double({ min: 0, max: 1, noNaN: true });

test('one case more is the sum made anew', () => {
  fc.assert(
    fc.property(fc.array(chance, { minLength: 1, maxLength: 40 }), chance, (chances, one) => {
      const more = withCase(poissonBinomial(chances), one);
      const anew = poissonBinomial([...chances, one]);
      for (let floor = 0; floor <= chances.length + 1; floor++)
        expect(chanceOfAtLeast(more, floor)).toBeCloseTo(chanceOfAtLeast(anew, floor), 12);
    }),
  );
});

const target = (
  needed: number,
  cases: AttentionTarget['cases'],
  speeds: readonly number[],
): AttentionTarget => ({
  needed,
  cases,
  expectation: {
    chances: cases.map((one) => one.chance),
    arrivals: { mean: 1.5, dispersion: 0.2 },
    speeds: { values: speeds, weights: speeds.map(() => 1 / speeds.length) },
  },
});

const worth = (targets: readonly AttentionTarget[], chosen: ReadonlySet<string>) =>
  targets.reduce((sum, { needed, cases, expectation }) => {
    const chances = cases.map((one) => (chosen.has(one.id) ? one.once : one.chance));
    return sum + chanceOfAtLeast(lookAhead({ ...expectation, chances }).counts, needed);
  }, 0);

function bestOfAll(targets: readonly AttentionTarget[], ids: readonly string[], most: number): number {
  let best = worth(targets, new Set());
  const walk = (from: number, chosen: readonly string[]) => {
    if (chosen.length > 0) best = Math.max(best, worth(targets, new Set(chosen)));
    if (chosen.length === most) return;
    for (let at = from; at < ids.length; at++) walk(at + 1, [...chosen, ids[at]!]);
  };
  walk(0, []);
  return best;
}

describe('the choice', () => {
  test('is as good as the best of all subsets, for two targets that share their cases', () => {
    const random = seededRandom('attention');
    let [exact, all] = [0, 0];
    for (let round = 0; round < 120; round++) {
      const ids = Array.from({ length: random.int(4, 9) }, (_, at) => `P${at}`);
      const cases = () =>
        ids
          .filter(() => random.next() < 0.8)
          .map((id) => {
            const own = random.next();
            return { id, chance: own, once: Math.min(1, own + (1 - own) * random.next() * random.next()) };
          });
      const [needed, most] = [random.int(1, 7), random.int(1, 4)];
      const targets = [target(needed, cases(), [0.7, 1, 1.4]), target(needed + 1, cases(), [0.5, 2])];
      const choice = chooseAttention(targets, most);
      expect(new Set(choice.chosen).size).toBe(choice.chosen.length);
      expect(choice.chosen.length).toBeLessThanOrEqual(most);
      const told = choice.chances.reduce((sum, one) => sum + one, 0);
      expect(told).toBeCloseTo(worth(targets, new Set(choice.chosen)), 10);
      const [best, none] = [bestOfAll(targets, ids, most), worth(targets, new Set())];
      all++;
      if (told > best - 1e-9) exact++;
      // Where it is not the very best it misses hardly any of what can be gained.
      expect(told - none).toBeGreaterThan(0.97 * (best - none) - 1e-9);
    }
    expect(exact / all).toBeGreaterThan(0.97);
  });

  test('finds cases that help only together: alone each adds nothing', () => {
    const bare = (needed: number, cases: AttentionTarget['cases']) => {
      const one = target(needed, cases, [1]);
      return { ...one, expectation: { ...one.expectation, arrivals: { mean: 0, dispersion: 0 } } };
    };
    const from0 = (once: readonly number[]) =>
      once.map((each, at) => ({ id: String.fromCharCode(97 + at), chance: 0, once: each }));
    const pair = chooseAttention([bare(2, from0([0.9, 0.9]))], 2);
    expect(new Set(pair.chosen)).toEqual(new Set(['a', 'b']));
    expect(pair.chances[0]).toBeCloseTo(0.81, 12);
    expect(new Set(chooseAttention([bare(3, from0([0.3, 0.9, 0.8, 0.7, 0.1]))], 3).chosen)).toEqual(
      new Set(['b', 'c', 'd']),
    );
    // Where even together they cannot, none is taken.
    expect(chooseAttention([bare(3, from0([0.9, 0.9]))], 2).chosen).toEqual([]);
  });

  test('finds a pair that helps only together behind any number of cases that each add a hair elsewhere', () => {
    const bare = (needed: number, cases: AttentionTarget['cases']) => {
      const one = target(needed, cases, [1]);
      return { ...one, expectation: { ...one.expectation, arrivals: { mean: 0, dispersion: 0 } } };
    };
    const many = Array.from({ length: 160 }, (_, at) => ({ id: `z${at}`, chance: 0.97, once: 0.9701 }));
    const pair = ['A', 'B'].map((id) => ({ id, chance: 0, once: 1 }));
    for (const most of [2, 3, 15]) {
      const { chosen, chances } = chooseAttention([bare(2, pair), bare(160, many)], most);
      expect(chances[0]).toBe(1);
      expect(chosen).toHaveLength(most);
    }
    // And where the pair stands in the one target beside them, and they bring it no nearer.
    const beside = many.map((one) => ({ ...one, chance: 0, once: 1e-4 }));
    expect(new Set(chooseAttention([bare(2, [...beside, ...pair])], 2).chosen)).toEqual(new Set(['A', 'B']));
  });

  test('of cases that start from nothing, against all subsets, for two targets', () => {
    const random = seededRandom('together');
    let [exact, all] = [0, 0];
    for (let round = 0; round < 100; round++) {
      const ids = Array.from({ length: random.int(4, 8) }, (_, at) => `P${at}`);
      const cases = () =>
        ids
          .filter(() => random.next() < 0.7)
          .map((id) => {
            const own = random.next() < 0.7 ? 0 : random.next() * 0.3;
            return { id, chance: own, once: Math.min(1, own + random.next()) };
          });
      const most = random.int(2, 4);
      const targets = [cases(), cases()].map((own) => {
        const one = target(random.int(2, 4), own, [0.7, 1.4]);
        return { ...one, expectation: { ...one.expectation, arrivals: { mean: 0, dispersion: 0 } } };
      });
      const told = chooseAttention(targets, most).chances.reduce((sum, one) => sum + one, 0);
      const [best, none] = [bestOfAll(targets, ids, most), worth(targets, new Set())];
      all++;
      if (told > best - 1e-9) exact++;
      expect(told - none).toBeGreaterThan(0.5 * (best - none) - 1e-9);
    }
    expect(exact / all).toBeGreaterThan(0.9);
  });

  test('may differ from the first of the list: two sure cases where two are short, not three likely ones', () => {
    // Alone nothing reaches the floor of two; together the two that become sure do.
    const cases = [
      { id: 'a', chance: 0, once: 0.9 },
      { id: 'b', chance: 0, once: 0.9 },
      { id: 'c', chance: 0.5, once: 0.8 },
    ];
    const one = { ...target(2, cases, [1]) };
    const bare = { ...one, expectation: { ...one.expectation, arrivals: { mean: 0, dispersion: 0 } } };
    expect(new Set(chooseAttention([bare], 2).chosen)).toEqual(new Set(['a', 'b']));
  });

  test('keeps to those who may be pushed, takes none where nothing helps, and is quick for a city', () => {
    const random = seededRandom('many');
    const cases = Array.from({ length: 1500 }, (_, at) => {
      const own = random.next() * 0.6;
      return { id: `P${at}`, chance: own, once: Math.min(1, own + 0.4 * random.next()) };
    });
    const targets = [
      target(430, cases, [0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.3, 1.4, 1.5]),
      target(300, cases, [1]),
    ];
    const odd = (id: string) => Number(id.slice(1)) % 2 === 1;
    const choice = chooseAttention(targets, 15, odd);
    expect(choice.chosen).toHaveLength(15);
    expect(choice.chosen.every(odd)).toBe(true);
    expect(choice.chances[0]).toBeCloseTo(worth(targets.slice(0, 1), new Set(choice.chosen)), 9);
    const idle = cases.map((one) => ({ ...one, once: one.chance }));
    expect(chooseAttention([target(400, idle, [1])], 15).chosen).toEqual([]);
  });
});
