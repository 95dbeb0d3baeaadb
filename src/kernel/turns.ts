// Long work in turns: a generator that stops now and then, so that whoever drives it may let others have theirs (a server answers while it looks through a city). Pure:
// how long a turn is, is the driver's matter. What comes out is what would come out in one go.

export type Turns<T> = Generator<undefined, T, undefined>;

/** In one go, for who has nobody waiting. */
export function wholly<T>(work: Turns<T>): T {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}

/** Members taken between two stops: of what takes tens of microseconds each, a few milliseconds. */
const STRIDE = 64;

export function* flatMapTurns<A, B>(
  list: Iterable<A>,
  make: (one: A, place: number) => readonly B[] | B | undefined,
): Turns<B[]> {
  const made: B[] = [];
  let place = 0;
  for (const one of list) {
    const out = make(one, place);
    if (Array.isArray(out)) for (const each of out as readonly B[]) made.push(each);
    else if (out !== undefined) made.push(out as B);
    place += 1;
    if (place % STRIDE === 0) yield;
  }
  return made;
}

export function* groupTurns<A, K>(list: Iterable<A>, keyOf: (one: A) => K): Turns<Map<K, A[]>> {
  const groups = new Map<K, A[]>();
  let place = 0;
  for (const one of list) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
    place += 1;
    if (place % STRIDE === 0) yield;
  }
  return groups;
}

/** Stable, as Array.prototype.sort: runs sorted by themselves, then merged two by two. */
export function* sortTurns<A>(list: readonly A[], compare: (a: A, b: A) => number): Turns<A[]> {
  const run = 2048;
  let runs: A[][] = [];
  for (let from = 0; from < list.length; from += run) {
    runs.push(list.slice(from, from + run).sort(compare));
    yield;
  }
  while (runs.length > 1) {
    const next: A[][] = [];
    for (let place = 0; place < runs.length; place += 2)
      next.push(yield* mergeTurns(runs[place] as A[], runs[place + 1] ?? [], compare));
    runs = next;
  }
  return runs[0] ?? [];
}

function* mergeTurns<A>(one: readonly A[], other: readonly A[], compare: (a: A, b: A) => number): Turns<A[]> {
  const merged: A[] = [];
  for (let i = 0, j = 0; i < one.length || j < other.length; ) {
    const takesOne = j >= other.length || (i < one.length && compare(one[i] as A, other[j] as A) <= 0);
    merged.push((takesOne ? one[i++] : other[j++]) as A);
    if (merged.length % (STRIDE * 32) === 0) yield;
  }
  return merged;
}
