import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ParsedCommand } from './command.ts';
import { Touched, type Waiting, WaitingQueue } from './waiting.ts';

interface Given {
  readonly subject: number;
  readonly looksAt: readonly number[];
  readonly reserves: readonly number[];
  readonly looksUp: readonly number[];
  readonly city: boolean;
}

const names = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 2 });
const given: fc.Arbitrary<Given> = fc.record({
  subject: fc.integer({ min: 0, max: 6 }),
  looksAt: names,
  reserves: names,
  looksUp: names,
  city: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
});

function waitingOf({ subject, looksAt, reserves, looksUp, city }: Given, place: number): Waiting {
  const command = {
    request: { key: `k${place}` },
    loop: { name: city ? 'city' : 'tally' },
    subject: city ? 'city' : `s${subject}`,
    reads: [],
    looksAt: looksAt.map((one) => ({ loop: 'tally', subject: `s${one}` })),
    reserves: reserves.map((one) => ({ kind: 'badge', key: `b${one}` })),
    looksUp: looksUp.map((one) => ({ kind: 'badge', key: `b${one}` })),
  } as unknown as ParsedCommand;
  return { command, resolve: () => undefined, reject: () => undefined };
}

/** Whether one of them writes what the other writes or reads, told the long way. */
function clash(a: Given, b: Given): boolean {
  if (a.city || b.city) return true;
  const writes = (one: Given) => [`s${one.subject}`, ...one.reserves.map((key) => `b${key}`)];
  const all = (one: Given) => [
    ...writes(one),
    ...one.looksAt.map((each) => `s${each}`),
    ...one.looksUp.map((key) => `b${key}`),
  ];
  return writes(a).some((name) => all(b).includes(name)) || writes(b).some((name) => all(a).includes(name));
}

test('what goes together does not clash, nothing overtakes what it clashes with, and all of it goes', () => {
  fc.assert(
    fc.property(fc.array(given, { maxLength: 40 }), fc.boolean(), (commands, lands) => {
      const queue = new WaitingQueue();
      const waiting = commands.map(waitingOf);
      for (const one of waiting) queue.add(one);
      const placeOf = new Map(waiting.map((one, place) => [one, place]));
      let underWay: { readonly places: readonly number[]; readonly touched: Touched }[] = [];
      const gone = new Set<number>();
      for (let turn = 0; !queue.isEmpty; turn += 1) {
        expect(turn).toBeLessThan(200);
        const batch = queue.take(underWay.map(({ touched }) => touched));
        if (batch === undefined || (lands && turn % 2 === 1)) underWay = underWay.slice(1);
        if (batch === undefined) continue;
        const places = batch.waiting.map((one) => placeOf.get(one)!);
        const beside = [...places, ...underWay.flatMap((each) => each.places)];
        for (const place of places) {
          for (const other of beside)
            if (other !== place) expect(clash(commands[place]!, commands[other]!)).toBe(false);
          // Whatever came before and clashes has gone before.
          for (let before = 0; before < place; before += 1)
            if (clash(commands[before]!, commands[place]!)) expect(gone.has(before)).toBe(true);
        }
        for (const place of places) gone.add(place);
        // The writer waits for what goes alone before it takes another.
        const alone = places.some((place) => commands[place]?.city);
        underWay = alone ? [] : [...underWay, { places, touched: batch.touched }].slice(-2);
      }
      expect(gone.size).toBe(commands.length);
    }),
    { numRuns: 300 },
  );
});

test('what came as a whole goes as a whole, and others around it', () => {
  const queue = new WaitingQueue();
  const none = { looksAt: [], reserves: [], looksUp: [], city: false };
  const [first, one, two, last] = [0, 1, 2, 3].map((subject) => waitingOf({ subject, ...none }, subject));
  const touched = new Touched();
  for (const subject of [1, 2]) touched.add({ writes: [`s tally s${subject}`, `k k${subject}`], reads: [] });
  queue.add(first!);
  queue.addWhole({ waiting: [one!, two!], touched }, []);
  queue.add(last!);
  queue.add(waitingOf({ subject: 2, ...none }, 9));
  expect(queue.take([])?.waiting).toEqual([first, last]);
  expect(queue.take([touched])).toBeUndefined();
  expect(queue.take([])?.waiting).toEqual([one, two]);
  expect(queue.take([])?.waiting).toHaveLength(1);
});
