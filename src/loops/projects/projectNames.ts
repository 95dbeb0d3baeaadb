// How alike two names of projects are (名称相近), and the pairs that are alike enough among many. Pure and deterministic. A name is stripped to its core
// (punctuation, names of units, words of the plan); the cores are compared by their pairs of neighbouring characters (Dice's coefficient).
import { flatMapTurns, sortTurns, type Turns } from '../../kernel/turns.ts';

/** Letters and digits of a name in one spelling: full-width to half-width, lower case, no punctuation, no spaces. */
export function plainName(name: string): string {
  // Most names are so already: ideographs that normalising leaves alone, small letters and digits.
  if (PLAIN.test(name)) return name;
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '');
}

const PLAIN = /^[0-9a-z\u4e00-\u9fff]*$/;

/** Takes names of units and general words out, the longest first. What is left empty has no core: such names are compared with none. */
export function nameStripper(words: Iterable<string>): (name: string) => string {
  const plain = [...new Set([...words].map(plainName))].filter((word) => word !== '');
  plain.sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  if (plain.length === 0) return plainName;
  const any = new RegExp(plain.join('|'), 'gu');
  return (name) => plainName(name).replaceAll(any, '');
}

/** The set of pairs of neighbouring characters; a core of one character is that character. */
export function bigramsOf(core: string): ReadonlySet<string> {
  const letters = [...core];
  if (letters.length === 1) return new Set(letters);
  const pairs = new Set<string>();
  for (let at = 0; at + 1 < letters.length; at++) pairs.add(`${letters[at]}${letters[at + 1]}`);
  return pairs;
}

function shared(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const [few, many] = a.size < b.size ? [a, b] : [b, a];
  let both = 0;
  for (const pair of few) if (many.has(pair)) both++;
  return both;
}

/** Dice: 2·|A∩B| ÷ (|A|+|B|) ≥ pct %, in whole numbers. Two empty sets are not alike. */
export function alike(a: ReadonlySet<string>, b: ReadonlySet<string>, pct: number): boolean {
  const both = shared(a, b);
  return both > 0 && 200 * both >= pct * (a.size + b.size);
}

/** Whole per cent, rounded down, for showing. */
export function likenessPct(a: string, b: string): number {
  const [one, other] = [bigramsOf(a), bigramsOf(b)];
  return Math.floor((200 * shared(one, other)) / Math.max(1, one.size + other.size));
}

/**
 * Pairs of different cores that are alike to `pct` %, as places in `cores`, the lower first; the cores must differ from each other. Equal to comparing all
 * with all, without doing so: two sets that reach Dice t share a pair of characters among the first |A| − ⌈t·|A|/(2−t)⌉ + 1 of each, the rarest first
 * (prefix filtering, Chaudhuri and others 2006), so only cores that share such a rare pair are compared.
 */
export function* alikePairs(
  cores: readonly string[],
  pct: number,
): Turns<readonly (readonly [number, number])[]> {
  const sets = yield* rankedBigrams(cores);
  const holders = new Map<number, number[]>();
  const found: (readonly [number, number])[] = [];
  // The core that was last compared with: each other is met once, however many pairs are shared.
  const metBy = new Int32Array(cores.length).fill(-1);
  let steps = 0;
  for (const [place, set] of sets.entries()) {
    if (place % 256 === 0) yield;
    const least = Math.ceil((pct * set.length) / (200 - pct));
    const prefix = set.length - least + 1;
    for (let at = 0; at < Math.min(prefix, set.length); at++) {
      const pair = set[at] as number;
      const earlier = holders.get(pair) ?? [];
      if (earlier.length === 0) holders.set(pair, earlier);
      // Places and positions in turn.
      for (let k = 0; k < earlier.length; k += 2) {
        // Many names of one make meet each other: the steps are counted, not the names.
        if (++steps % 2048 === 0) yield;
        const other = earlier[k] as number;
        if (metBy[other] === place) continue;
        metBy[other] = place;
        const theirs = sets[other] as Int32Array;
        // This is the rarest pair that both have: what comes after it in the shorter is all that may still be shared (Xiao and others 2008).
        const most = Math.min(set.length - at, theirs.length - (earlier[k + 1] as number));
        if (200 * most < pct * (set.length + theirs.length)) continue;
        if (isAlikeRanked(theirs, set, pct)) found.push([other, place]);
      }
      earlier.push(place, at);
    }
  }
  return yield* sortTurns(found, ([a, b], [c, d]) => a - c || b - d);
}

/** The pairs of characters of each core as numbers, rarest first: numbers are given by how often a pair occurs among all cores. */
function* rankedBigrams(cores: readonly string[]): Turns<readonly Int32Array[]> {
  const often = new Map<string, number>();
  const sets = yield* flatMapTurns(cores, (core) => {
    const set = bigramsOf(core);
    for (const pair of set) often.set(pair, (often.get(pair) ?? 0) + 1);
    return set;
  });
  const ranked = yield* sortTurns([...often], ([a, n], [b, m]) => n - m || (a < b ? -1 : 1));
  const rank = new Map<string, number>();
  yield* flatMapTurns(ranked, ([pair], at) => {
    rank.set(pair, at);
    return undefined;
  });
  return yield* flatMapTurns(sets, (set) => Int32Array.from(set, (pair) => rank.get(pair) as number).sort());
}

/** As `alike`, of sorted numbers. */
function isAlikeRanked(a: Int32Array, b: Int32Array, pct: number): boolean {
  let both = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const [one, other] = [a[i] as number, b[j] as number];
    if (one === other) both++;
    if (one <= other) i++;
    if (other <= one) j++;
  }
  return both > 0 && 200 * both >= pct * (a.length + b.length);
}
