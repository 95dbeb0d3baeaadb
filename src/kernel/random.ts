/**
 * Random numbers that are the same on every machine for the same seed: rehearsals and simulations are reproducible, and a
 * forecast can be recomputed. xoshiro128** (D. Blackman, S. Vigna 2018) seeded through splitmix32 from a hash of the
 * seed's text. Logarithm and exponential are our own, because Math.log and Math.exp may differ in the last bit between
 * engines. Not for secrets.
 */
import { Problem } from './problem.ts';

export interface Random {
  /** In [0, 1), 53 bits. */
  next(): number;
  /** A whole number in [low, high], both included, without bias. */
  int(low: number, high: number): number;
  /** Fails with `random_empty`. */
  pick<T>(list: readonly T[]): T;
  /** A new list in random order. */
  shuffle<T>(list: readonly T[]): T[];
  normal(mean: number, standardDeviation: number): number;
  /** exp(normal(mu, sigma)): mu and sigma are those of the logarithm, the median is exp(mu). */
  logNormal(mu: number, sigma: number): number;
  /** Weights need not add up to 1. Fails with `random_empty` when none is greater than 0. */
  weighted<T>(list: readonly (readonly [item: T, weight: number])[]): T;
  /**
   * A stream of its own. It depends on the seed and the label alone and not on what was drawn before, so that a draw
   * added in one place changes nothing in another.
   */
  fork(label: string): Random;
}

export function seededRandom(seed: number | string): Random {
  return new Xoshiro(String(seed));
}

const TWO_53 = 2 ** 53;

class Xoshiro implements Random {
  readonly #seed: string;
  readonly #state: Uint32Array;
  #spareNormal: number | undefined;

  constructor(seed: string) {
    this.#seed = seed;
    this.#state = stateOf(seed);
  }

  next(): number {
    return this.#bits53() / TWO_53;
  }

  int(low: number, high: number): number {
    const span = high - low + 1;
    if (!(Number.isSafeInteger(low) && Number.isSafeInteger(high) && span >= 1 && span <= TWO_53)) {
      throw new Problem({
        code: 'random_range',
        message: `${low} 至 ${high} 不是可抽取的整数范围`,
        fix: '下限不大于上限，且都是安全整数',
        data: { low, high },
      });
    }
    // Draws from the incomplete last stretch are thrown away: they would favour the low numbers.
    const limit = TWO_53 - (TWO_53 % span);
    let bits = this.#bits53();
    while (bits >= limit) bits = this.#bits53();
    return low + (bits % span);
  }

  pick<T>(list: readonly T[]): T {
    if (list.length === 0) throw empty();
    return list[this.int(0, list.length - 1)]!;
  }

  shuffle<T>(list: readonly T[]): T[] {
    const shuffled = [...list];
    for (let i = shuffled.length - 1; i > 0; i--) {
      const j = this.int(0, i);
      [shuffled[i], shuffled[j]] = [shuffled[j]!, shuffled[i]!];
    }
    return shuffled;
  }

  /** Marsaglia's polar method, which needs no sine; it yields two, and the second is kept for the next call. */
  normal(mean: number, standardDeviation: number): number {
    let standard = this.#spareNormal;
    this.#spareNormal = undefined;
    while (standard === undefined) {
      const u = this.next() * 2 - 1;
      const v = this.next() * 2 - 1;
      const square = u * u + v * v;
      if (square >= 1 || square === 0) continue;
      const factor = Math.sqrt((-2 * logarithm(square)) / square);
      standard = u * factor;
      this.#spareNormal = v * factor;
    }
    return mean + standardDeviation * standard;
  }

  logNormal(mu: number, sigma: number): number {
    return exponential(this.normal(mu, sigma));
  }

  weighted<T>(list: readonly (readonly [item: T, weight: number])[]): T {
    const positive = list.filter(([, weight]) => weight > 0);
    const last = positive.at(-1);
    if (!last) throw empty();
    let left = this.next() * positive.reduce((total, [, weight]) => total + weight, 0);
    for (const [item, weight] of positive) {
      left -= weight;
      if (left < 0) return item;
    }
    return last[0]; // what rounding leaves over
  }

  fork(label: string): Random {
    // The length keeps fork('a/b') and fork('a').fork('b') apart.
    return new Xoshiro(`${this.#seed}/${label.length}:${label}`);
  }

  #bits53(): number {
    return (this.#bits32() >>> 5) * 0x4000000 + (this.#bits32() >>> 6);
  }

  #bits32(): number {
    const s = this.#state;
    const result = Math.imul(rotate(Math.imul(s[1]!, 5), 7), 9) >>> 0;
    const shifted = s[1]! << 9;
    s[2]! ^= s[0]!;
    s[3]! ^= s[1]!;
    s[1]! ^= s[2]!;
    s[0]! ^= s[3]!;
    s[2]! ^= shifted;
    s[3] = rotate(s[3]!, 11);
    return result;
  }
}

/** Two FNV-1a hashes over the code units, spread by splitmix32 into 128 bits, which are never all zero. */
function stateOf(seed: string): Uint32Array {
  let forward = 0x811c9dc5;
  let backward = 0x01000193;
  for (let i = 0; i < seed.length; i++) {
    forward = Math.imul(forward ^ seed.charCodeAt(i), 0x01000193);
    backward = Math.imul(backward ^ seed.charCodeAt(seed.length - 1 - i), 0x85ebca6b);
  }
  const state = new Uint32Array(4);
  let [a, b] = [forward, backward];
  for (let i = 0; i < 4; i++) {
    a = (a + 0x9e3779b9) | 0;
    b = (b + 0x3c6ef372) | 0;
    state[i] = mix(a) ^ Math.imul(mix(b), 0x9e3779b1);
  }
  if (state.every((word) => word === 0)) state[0] = 1;
  return state;
}

function mix(word: number): number {
  let mixed = Math.imul(word ^ (word >>> 16), 0x21f0aaad);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
  return mixed ^ (mixed >>> 15);
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

/** ln x for x > 0: x = m·2^k with m near 1, and ln m = 2 artanh((m − 1)/(m + 1)). Only + − × ÷, which IEEE 754 fixes. */
function logarithm(x: number): number {
  let [m, k] = [x, 0];
  for (; m > Math.SQRT2; k++) m /= 2;
  for (; m < Math.SQRT1_2; k--) m *= 2;
  const t = (m - 1) / (m + 1);
  let [sum, power] = [0, t];
  for (let n = 1; n < 40; n += 2) {
    sum += power / n;
    power *= t * t;
  }
  return 2 * sum + k * Math.LN2;
}

/** e^x: x = r + k·ln 2 with |r| ≤ ln 2 / 2, Taylor for r. */
function exponential(x: number): number {
  if (x > 709) return Number.POSITIVE_INFINITY;
  if (x < -709) return 0;
  const k = Math.round(x / Math.LN2);
  const r = x - k * Math.LN2;
  let [sum, term] = [1, 1];
  for (let n = 1; n < 20; n++) {
    term *= r / n;
    sum += term;
  }
  let scale = 1;
  for (let i = Math.abs(k); i > 0; i--) scale *= 2;
  return k < 0 ? sum / scale : sum * scale;
}

function empty(): Problem {
  return new Problem({ code: 'random_empty', message: '没有可抽取的项', fix: '至少给一项，权重大于 0' });
}
