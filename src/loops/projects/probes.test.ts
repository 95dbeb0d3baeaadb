// Probes, each with what makes it ask and what does not; the blocking of names against all pairs; an answer's question stays the same until its rows change.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../kernel/json.ts';
import { wholly } from '../../kernel/turns.ts';
import type { CheckedProject } from './checks.rows.ts';
import { checked, checkOf, day } from './checks.testing.ts';
import { type ProbeWorld, probe } from './probes.ts';
import { alike, alikePairs, bigramsOf, nameStripper } from './projectNames.ts';

const world: ProbeWorld = {
  asOf: day('2021-06-30'),
  milestoneName: (_lifecycle, milestone) => milestone,
  areaOf: (unit) => (unit === 'jinli' ? 'gaoyao' : unit),
  unitNames: ['肇庆市', '肇庆', '高要区', '高要'],
};
const asks = (condition: JsonObject, projects: readonly CheckedProject[], at: Partial<ProbeWorld> = {}) =>
  wholly(probe(checkOf(condition), projects, { ...world, ...at })).map((question) =>
    question.projects.join('+'),
  );
const p = (subject: string, over: Parameters<typeof checked>[0] = {}) =>
  checked({ subject, name: subject, ...over });

describe('the same credit code, project code, parcel, investor', () => {
  const same = (field: string, over: JsonObject = {}) => ({ kind: 'same', field, ...over });

  it('asks of two projects with one code, however it is spelled', () => {
    const projects = [
      p('A', { creditCode: '91 44' }),
      p('B', { creditCode: '９１44' }),
      p('C', { creditCode: '9145' }),
      p('D'),
    ];
    expect(asks(same('creditCode'), projects)).toEqual(['A+B']);
    expect(asks(same('projectCode'), [p('A', { code: '2101-44' }), p('B', { code: '210144' })])).toEqual([
      'A+B',
    ]);
  });

  it('takes phases of one project for one, also beside the whole; a project code is one project’s alone', () => {
    const phases = [
      p('A', { creditCode: 'X' }),
      p('B', { creditCode: 'X', phaseOf: 'A' }),
      p('C', { creditCode: 'X', phaseOf: 'A' }),
    ];
    expect(asks(same('creditCode'), phases)).toEqual([]);
    expect(asks(same('creditCode'), [...phases, p('D', { creditCode: 'X' })])).toEqual(['A+B+C+D']);
    expect(asks(same('projectCode'), [p('A', { code: 'X1' }), p('B', { code: 'X1', phaseOf: 'A' })])).toEqual(
      ['A+B'],
    );
  });

  it('takes the parcel’s number, else the park with the area', () => {
    const projects = [
      p('A', { park: 'k', landMu: '86.50' }),
      p('B', { park: 'k', landMu: '86.5' }),
      p('C', { park: 'k' }),
      p('D', { park: 'l', landMu: '86.5' }),
    ];
    expect(asks(same('parcel'), projects)).toEqual(['A+B']);
    expect(
      asks(same('parcel'), [p('A', { parcel: 'G-1', park: 'k', landMu: '1' }), p('B', { parcel: 'g1' })]),
    ).toEqual(['A+B']);
  });

  it('asks of an investor only across counties where told so', () => {
    const one = [p('A', { investor: '某公司' }), p('B', { investor: '某公司', unit: 'jinli' })];
    expect(asks(same('investor', { acrossUnits: true }), one)).toEqual([]);
    expect(asks(same('investor'), one)).toEqual(['A+B']);
    expect(
      asks(same('investor', { acrossUnits: true }), [...one, p('C', { investor: '某公司', unit: 'sihui' })]),
    ).toEqual(['A+B+C']);
  });

  it('keeps to the months between two registrations', () => {
    const projects = (second: string) => [
      p('A', { investor: 'X', registeredOn: day('2020-01-31') }),
      p('B', { investor: 'X', registeredOn: day(second) }),
    ];
    expect(asks(same('investor', { withinMonths: 1 }), projects('2020-02-29'))).toEqual(['A+B']);
    expect(asks(same('investor', { withinMonths: 1 }), projects('2020-03-01'))).toEqual([]);
  });

  it('leaves out what is not registered yet; an ended project still stands in the counts and is asked of', () => {
    const projects = [
      p('A', { creditCode: 'X', endedOn: day('2021-01-01') }),
      p('B', { creditCode: 'X', registeredOn: day('2021-07-01') }),
    ];
    expect(asks(same('creditCode'), projects)).toEqual([]);
    expect(asks(same('creditCode'), projects, { asOf: day('2021-07-01') })).toEqual(['A+B']);
  });
});

describe('names', () => {
  const similar = (pct: number) => ({
    kind: 'same',
    field: 'name',
    similarityPct: pct,
    stripWords: ['有限公司', '项目', '建设项目'],
  });

  it('compares the cores: places, kinds of firm and punctuation are out', () => {
    const projects = [
      p('A', { name: '肇庆市宏达电池有限公司（高要）项目' }),
      p('B', { name: '宏达电池建设项目' }),
      p('C', { name: '宏达电子项目' }),
      p('D', { name: '高要区项目' }),
      p('E', { name: '肇庆项目' }),
    ];
    expect(asks(similar(100), projects)).toEqual(['A+B']);
    // 宏达电池 and 宏达电子 share 2 of 3 pairs: 66 %.
    expect(asks(similar(66), projects)).toEqual(['A+B', 'A+B+C']);
    expect(asks(similar(67), projects)).toEqual(['A+B']);
  });

  it('finds by blocking what comparing all with all finds', () => {
    const letters = fc.string({ unit: fc.constantFrom(...'电池新能源材料一二'), minLength: 0, maxLength: 9 });
    fc.assert(
      fc.property(
        fc.uniqueArray(letters, { maxLength: 40 }),
        fc.integer({ min: 50, max: 100 }),
        (cores, pct) => {
          const sets = cores.map(bigramsOf);
          const all: [number, number][] = [];
          for (let a = 0; a < cores.length; a++)
            for (let b = a + 1; b < cores.length; b++) {
              const [one, other] = [[...sets[a]!], sets[b]!];
              const both = one.filter((pair) => other.has(pair)).length;
              if (both > 0 && (2 * both) / (one.length + other.size) >= pct / 100) all.push([a, b]);
            }
          expect(wholly(alikePairs(cores, pct))).toEqual(all);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('is the same from either side, and whole with itself', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }),
        fc.string({ minLength: 1 }),
        fc.integer({ min: 50, max: 100 }),
        (a, b, pct) => {
          expect(alike(bigramsOf(a), bigramsOf(b), pct)).toBe(alike(bigramsOf(b), bigramsOf(a), pct));
          expect(alike(bigramsOf(a), bigramsOf(a), 100)).toBe(true);
        },
      ),
    );
  });

  it('takes the longest word first', () => {
    expect(nameStripper(['公司', '有限公司'])('甲有限公司')).toBe('甲');
    expect(nameStripper([])('Ａ 甲·乙')).toBe('a甲乙');
  });
});

describe('amounts', () => {
  const told = (...amounts: string[]) =>
    amounts.map((amountYuan, n) => ({ fact: `F${n}`, amountYuan, toldOn: day(`2021-0${n + 1}-01`) }));

  it('asks of every change above the per cent, up or down; the per cent itself is none', () => {
    const jump = { kind: 'amountJump', percent: 50 };
    expect(asks(jump, [p('A', { amounts: told('100', '150', '75', '112.51', '112.51') })])).toEqual(['A']);
    expect(asks(jump, [p('A', { amounts: told('100', '150.01', '75') })])).toEqual(['A', 'A']);
    expect(asks(jump, [p('A', { amounts: told('0', '1') })])).toEqual(['A']);
    expect(asks(jump, [p('A', { amounts: told('5') })])).toEqual([]);
  });

  it('asks where the actual investment is above the plan, from the month in which it came to be', () => {
    const above = { kind: 'actualAbovePlanned', percent: 100 };
    const project = (last: string) => p('A', { actual: { '2021-01': '600', '2021-03': last } });
    expect(asks(above, [project('400')])).toEqual([]);
    expect(wholly(probe(checkOf(above), [project('400.01')], world))[0]?.since).toBe('2021-03-01');
  });

  it('asks of the large ones from the threshold on', () => {
    const large = { kind: 'largeAmount', amountYi: '10' };
    expect(asks(large, [p('A', { plannedInvestmentYuan: '999999999.99' })])).toEqual([]);
    expect(asks(large, [p('A', { plannedInvestmentYuan: '1000000000' })])).toEqual(['A']);
  });

  it('asks of several small ones of one firm that reach the threshold together', () => {
    const split = { kind: 'splitSum', amountYi: '10' };
    const small = (subject: string, yi: number) =>
      p(subject, { investor: 'X', plannedInvestmentYuan: `${yi}00000000` });
    expect(asks(split, [small('A', 5), small('B', 5)])).toEqual(['A+B']);
    expect(asks(split, [small('A', 5), small('B', 4)])).toEqual([]);
    // One that reaches it alone is not split.
    expect(asks(split, [small('A', 10), small('B', 5)])).toEqual([]);
    expect(asks(split, [small('A', 5), { ...small('B', 5), investor: null }])).toEqual([]);
  });
});

describe('phases and moves', () => {
  it('asks of a phase without a code of its own', () => {
    const phase = { kind: 'phaseWithoutCode' };
    expect(asks(phase, [p('A'), p('B', { phaseOf: 'A' }), p('C', { phaseOf: 'A', code: 'X' })])).toEqual([
      'B',
    ]);
  });

  it('asks of what was recognised without an approval, and again once the day to make it up is past', () => {
    const approvals = (dueOn: string) => [
      {
        id: 'permit',
        name: '施工许可证',
        basis: { kind: 'deferred' as const, document: '一号文', approver: '局', dueOn: day(dueOn) },
      },
    ];
    const bare = (dueOn: string) => [
      { claim: 'C1', milestone: 'started', on: day('2021-03-01'), approvals: approvals(dueOn) },
    ];
    const [put, past] = [p('A', { bare: bare('2999-01-01') }), p('B', { bare: bare('2021-01-01') })];
    const all = { kind: 'recognisedWithout' };
    expect(asks(all, [put, past, p('C')])).toEqual(['A', 'B']);
    expect(asks({ ...all, milestones: ['completed'] }, [put, past])).toEqual([]);
    expect(asks({ ...all, basisIsEnough: true }, [put, past])).toEqual(['B']);
  });

  it('asks of a firm that ended in one county and registered in another', () => {
    const moved = { kind: 'movedInside', withinMonths: 12 };
    const left = p('A', { investor: 'X', endedOn: day('2020-05-31') });
    const came = (over: Parameters<typeof checked>[0]) => p('B', { investor: 'X', unit: 'sihui', ...over });
    expect(asks(moved, [left, came({ registeredOn: day('2021-05-31') })])).toEqual(['A+B']);
    expect(asks(moved, [left, came({ registeredOn: day('2021-06-01') })])).toEqual([]);
    expect(asks(moved, [left, came({ registeredOn: day('2020-06-01'), unit: 'jinli' })])).toEqual([]);
    expect(asks(moved, [left, came({ registeredOn: day('2020-06-01'), investor: 'Y' })])).toEqual([]);
    expect(asks(moved, [{ ...left, endedOn: null }, came({ registeredOn: day('2020-06-01') })])).toEqual([]);
  });
});

describe('the name of a question', () => {
  const same = checkOf({ kind: 'same', field: 'creditCode' });
  const idOf = (projects: readonly CheckedProject[]) => wholly(probe(same, projects, world))[0]?.id;
  const before = [p('A', { creditCode: 'X' }), p('B', { creditCode: 'X' })];

  it('stays while what it is about stays, and changes with it', () => {
    expect(idOf(before)).toMatch(/^[0-9a-f]{32}$/);
    expect(idOf([...before].reverse())).toBe(idOf(before));
    expect(idOf(before.map((one) => ({ ...one, name: '改名', plannedInvestmentYuan: '7' })))).toBe(
      idOf(before),
    );
    expect(idOf([...before, p('C', { creditCode: 'X' })])).not.toBe(idOf(before));
    expect(idOf(before.map((one) => ({ ...one, creditCode: 'Y' })))).not.toBe(idOf(before));
  });

  it('is found again from its own projects alone, as the decider does', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            creditCode: fc.constantFrom('X', 'Y', null),
            investor: fc.constantFrom('甲', '乙', null),
            name: fc.constantFrom('宏达电池', '宏达电池二期', '宏达电子', '新材料'),
            unit: fc.constantFrom('gaoyao', 'sihui'),
            registeredOn: fc.constantFrom(day('2020-01-31'), day('2020-09-01'), day('2021-05-01')),
            endedOn: fc.constantFrom(null, day('2021-02-01')),
          }),
          { maxLength: 10 },
        ),
        fc.constantFrom<JsonObject>(
          { kind: 'same', field: 'creditCode' },
          { kind: 'same', field: 'investor', acrossUnits: true, withinMonths: 9 },
          { kind: 'same', field: 'name', similarityPct: 60 },
          { kind: 'movedInside' },
        ),
        (told, condition) => {
          const projects = told.map((one, n) => checked({ subject: `P${n}`, ...one }));
          const check = checkOf(condition);
          for (const question of wholly(probe(check, projects, world))) {
            const own = projects.filter(({ subject }) => question.projects.includes(subject));
            expect(wholly(probe(check, own, world)).map(({ id }) => id)).toContain(question.id);
          }
        },
      ),
    );
  });
});

describe('one paper for several projects', () => {
  const paper = (milestone: string, digest: string, on = '2021-03-01', name = '施工许可证.pdf') => ({
    milestone,
    digest,
    name,
    on: day(on),
  });
  const [a, b] = [
    p('A', { papers: [paper('started', 'd1', '2021-03-01')] }),
    p('B', { papers: [paper('started', 'd1', '2021-05-02', '开工证明.pdf'), paper('started', 'd2')] }),
  ];

  it('asks where one content stands at one milestone of two, whatever it is called', () => {
    const others = [
      p('C', { papers: [paper('completed', 'd1')] }),
      p('D', { papers: [paper('started', 'd3')] }),
    ];
    expect(asks({ kind: 'sameEvidence' }, [a, b, ...others])).toEqual(['A+B']);
    expect(asks({ kind: 'sameEvidence', milestones: ['completed'] }, [a, b, ...others])).toEqual([]);
  });

  it('tells the paper by its names, the milestone, and since when there were two', () => {
    const [question] = wholly(probe(checkOf({ kind: 'sameEvidence' }), [a, b], world));
    expect(question?.since).toBe('2021-05-02');
    expect(question?.figures.map(({ value }) => value)).toEqual([
      'started',
      '开工证明.pdf；施工许可证.pdf',
      '2',
    ]);
  });

  it('lets phases share a paper unless told otherwise; one project’s own claims are no two', () => {
    const phase = p('P', { phaseOf: 'A', papers: [paper('started', 'd1')] });
    const twice = p('A', { papers: [paper('started', 'd1'), paper('started', 'd1', '2021-04-01')] });
    expect(asks({ kind: 'sameEvidence' }, [a, phase])).toEqual([]);
    expect(asks({ kind: 'sameEvidence', amongPhases: true }, [a, phase])).toEqual(['A+P']);
    expect(asks({ kind: 'sameEvidence' }, [twice])).toEqual([]);
  });

  it('is another question when another project hands the paper in, and the same one while nothing changes', () => {
    const idOf = (projects: readonly CheckedProject[]) =>
      wholly(probe(checkOf({ kind: 'sameEvidence' }), projects, world))[0]?.id;
    expect(idOf([b, a])).toBe(idOf([a, b]));
    expect(idOf([a, b, p('E', { papers: [paper('started', 'd1')] })])).not.toBe(idOf([a, b]));
  });
});
