// Held to R 4.2.2, package survival 3.5-3, survfit(Surv(enter, leave, event) ~ 1, id, istate, p0): the numbers below are its output, the program is in the comment of each.
import { describe, expect, it } from 'vitest';
import { aalenJohansen, countHazards, smoothWaitHazards, WaitCurve } from './hazards.ts';

const STATES = { A: 0, B: 1, M: 2, L: 3 } as const;
// id, enter, leave, from, to ('0' = cut off): with returns (B→A) and delayed entry (2 enters at 0, 3 at 2, 6 at 5 …).
const STAYS =
  `0,3,A,B 3,8,B,A 8,15,A,M 0,5,A,M 2,6,A,B 6,11,B,M 4,9,A,B 9,20,B,0 1,7,A,L 5,12,A,B 12,14,B,A 14,18,A,0 0,4,A,B 4,13,B,L
6,10,A,M 3,5,A,B 5,9,B,M 0,16,A,0 7,11,A,B 11,17,B,M 0,5,A,B 5,13,B,M`
    .split(/\s+/)
    .map((line) => line.split(','));
const state = (name: string) => STATES[name as keyof typeof STATES] ?? -1;
const HAZARDS = countHazards(
  {
    enter: STAYS.map((one) => Number(one[0])),
    leave: STAYS.map((one) => Number(one[1])),
    from: STAYS.map((one) => state(one[2]!)),
    to: STAYS.map((one) => state(one[3]!)),
  },
  4,
);

describe('Aalen–Johansen against R survival', () => {
  it('occupation with returns and delayed entry, all in A on day 0', () => {
    // survfit(…, start.time = 0, p0 = c(1, 0, 0, 0)); summary(times = …)$pstate
    const days = [3, 5, 7, 9, 11, 13, 15, 17, 20];
    const told = [
      [0.857142857143, 0.142857142857, 0, 0],
      [0.419825072886, 0.475218658892, 0.104956268222, 0],
      [0.268688046647, 0.559183673469, 0.104956268222, 0.067172011662],
      [0.317103984451, 0.398931000972, 0.216793002915, 0.067172011662],
      [0.190262390671, 0.362619047619, 0.379946550049, 0.067172011662],
      [0.12684159378, 0.255623906706, 0.46515451895, 0.152379980564],
      [0.141366375121, 0.170415937804, 0.535837706511, 0.152379980564],
      [0.141366375121, 0.085207968902, 0.621045675413, 0.152379980564],
      [0.141366375121, 0.085207968902, 0.621045675413, 0.152379980564],
    ];
    aalenJohansen(HAZARDS, [1, 0, 0, 0], 0, days).forEach((occupied, row) => {
      for (const [column, value] of told[row]!.entries()) expect(occupied[column]).toBeCloseTo(value, 10);
    });
  });

  it('from a landmark with a mixed beginning', () => {
    // survfit(…, start.time = 5, p0 = c(.25, .75, 0, 0)): R counts the moves of day 5 itself, so we start just before it.
    const told = [
      [0.091428571429, 0.85, 0.035714285714, 0.022857142857],
      [0.217857142857, 0.553571428571, 0.205714285714, 0.022857142857],
      [0.087142857143, 0.301392857143, 0.488142857143, 0.123321428571],
      [0.125071428571, 0.100464285714, 0.651142857143, 0.123321428571],
    ];
    aalenJohansen(HAZARDS, [0.25, 0.75, 0, 0], 4, [7, 9, 13, 17]).forEach((occupied, row) => {
      for (const [column, value] of told[row]!.entries()) expect(occupied[column]).toBeCloseTo(value, 10);
    });
  });

  it('cumulative hazards by pair', () => {
    // f$cumhaz[last row]: A→B, B→A, A→M, B→M, A→L, B→L
    const told: Record<string, number> = {
      '0>1': 1.521428571429,
      '1>0': 0.533333333333,
      '0>2': 0.67619047619,
      '1>2': 1.2,
      '0>3': 0.2,
      '1>3': 0.2,
    };
    for (const { from, to, count } of HAZARDS.moves) {
      let sum = 0;
      for (let day = 0; day < count.length; day++)
        if (count[day]! > 0) sum += count[day]! / HAZARDS.atRisk[from]![day]!;
      expect(sum).toBeCloseTo(told[`${from}>${to}`]!, 10);
    }
  });

  it('two causes with delayed entry: 60 cases', () => {
    const enter =
      '1 2 6 3 6 1 6 1 5 2 5 6 2 1 3 2 3 1 6 6 5 5 2 4 3 2 5 1 6 1 3 5 2 3 0 2 5 3 0 2 4 4 0 4 5 4 6 0 6 1 3 4 1 6 1 5 1 2 1 6'
        .split(' ')
        .map(Number);
    const leave =
      '18 4 27 18 8 2 12 16 21 3 10 45 7 10 15 16 5 8 14 15 10 27 6 5 5 10 19 10 15 6 4 11 17 19 2 11 12 35 12 3 21 21 6 8 8 40 21 1 20 9 26 5 6 10 38 19 3 3 29 19'
        .split(' ')
        .map(Number);
    const how =
      '2 1 0 0 1 0 2 0 2 1 2 1 0 0 1 1 0 2 1 2 0 0 0 1 1 1 1 0 0 0 0 1 1 1 0 0 1 0 1 1 1 1 1 1 1 1 1 1 2 1 1 1 0 1 0 1 1 1 0 1'
        .split(' ')
        .map(Number);
    const hazards = countHazards(
      { enter, leave, from: enter.map(() => 0), to: how.map((one) => (one === 0 ? -1 : one)) },
      3,
    );
    const told = [
      [2, 0.75, 0.25, 0],
      [5, 0.538881097086, 0.461118902914, 0],
      [10, 0.424119381966, 0.550932419095, 0.024948198939],
      [20, 0.197400826595, 0.717358652756, 0.08524052065],
      [30, 0.11515048218, 0.783158928287, 0.101690589533],
    ] as const;
    const got = aalenJohansen(
      hazards,
      [1, 0, 0],
      0,
      told.map((row) => row[0]),
    );
    told.forEach((row, index) => {
      for (let column = 0; column < 3; column++)
        expect(got[index]![column]).toBeCloseTo(row[column + 1]!, 10);
    });
  });
});

describe('waits', () => {
  it('a constant hazard is found again, and goes on beyond the last seen day', () => {
    const days = 200;
    const risk = new Float64Array(days);
    const reached = new Float64Array(days);
    const left = new Float64Array(days);
    let still = 1e6;
    for (let day = 1; day < days; day++) {
      risk[day] = still;
      reached[day] = still * 0.01;
      left[day] = still * 0.002;
      still -= reached[day]! + left[day]!;
    }
    const curve = new WaitCurve(smoothWaitHazards(risk, reached, left, reached.map(Math.floor)));
    const exact = (n: number) => (0.01 / 0.012) * (1 - 0.988 ** n);
    expect(curve.chance(0, 30)).toBeCloseTo(exact(30), 9);
    expect(curve.chance(170, 100)).toBeCloseTo(exact(100), 6);
    expect(curve.chance(5000, 50)).toBeCloseTo(exact(50), 6);
  });

  it('a single day is its own stretch where data is rich, and pooled where it is poor', () => {
    // 20 of 100 on day 3, then one of 50 on day 10 and one of 50 on day 40.
    const risk = new Float64Array(51).fill(50, 1);
    risk.fill(100, 1, 4);
    const reached = new Float64Array(51);
    reached[3] = 20;
    reached[10] = 1;
    reached[40] = 1;
    const curve = new WaitCurve(smoothWaitHazards(risk, reached, new Float64Array(51), reached));
    expect(curve.hazard(3)).toBeCloseTo(20 / 300, 12);
    // The tail: its own 2 events in 47 × 50 case-days, and one event in the 15 case-days that the stretch before tells.
    expect(curve.hazard(20)).toBeCloseTo(3 / (47 * 50 + 15), 12);
    expect(curve.hazard(900)).toBeCloseTo(3 / (47 * 50 + 15), 12);
  });
});
