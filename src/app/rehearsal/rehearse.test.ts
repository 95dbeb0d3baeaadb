// The rehearsal against naive readings of its own lines: published totals, proof, order of time, what the deciders would have recorded.
import { beforeAll, describe, expect, test } from 'vitest';
import { ACCOUNT_FACTS } from '../../access/account.facts.ts';
import { hashHex } from '../../kernel/hash.node.ts';
import type { FactKind } from '../../kernel/loop.ts';
import { validateProjectCode } from '../../kernel/projectCode.ts';
import { cityFacts } from '../../ledger/city.facts.ts';
import type { HeaderLine, LedgerLine } from '../../ledger/exchange.ts';
import { canonicalFact, EMPTY_HEAD } from '../../ledger/fact.ts';
import { ACCEPTANCE_FACTS } from '../../loops/approvals/acceptance.facts.ts';
import { AGENCY_FACTS } from '../../loops/approvals/agency.facts.ts';
import { APPROVAL_FACTS } from '../../loops/approvals/approvals.facts.ts';
import { PROMISE_FACTS } from '../../loops/approvals/promises.facts.ts';
import { INDICATOR_FACTS } from '../../loops/indicators/indicators.facts.ts';
import { COURSE_FACTS } from '../../loops/projects/course.facts.ts';
import { PROJECT_FACTS } from '../../loops/projects/projects.facts.ts';
import type { PlanFile } from '../../plan/text.ts';
import { inputOf, SMALL_TOTALS, smallTown, zhaoqing } from './cities.testing.node.ts';
import { factsOf, type LineFact, recount } from './naive.testing.ts';
import { rehearse } from './rehearse.ts';
import { replay } from './replay.testing.ts';

let files: PlanFile[];
let lines: LedgerLine[];
let facts: LineFact[];
beforeAll(async () => {
  files = zhaoqing();
  lines = [...rehearse(await inputOf(files, 1))];
  facts = factsOf(lines);
});

const H1 = ['2021-01-01', '2021-06-30'] as const;
/** The end of a day of Shanghai. */
const endOf = (date: string) => `${date}T15:59:59.999Z`;

describe('published totals of Zhaoqing', () => {
  // Every seed, and every day with more than one of them.
  const cases = [
    [1, '2021-06-30'],
    [1, '2021-12-31'],
    [2, '2021-09-30'],
    [3, '2021-06-30'],
    [4, '2021-12-31'],
    [5, '2021-09-30'],
  ] as const;

  test.each(cases)('seed %i until %s', async (seed, until) => {
    const read = recount(factsOf(rehearse(await inputOf(files, seed, until))));
    expect(['introduced', 'started', 'completed'].map((milestone) => read.count(milestone, ...H1))).toEqual([
      426, 301, 265,
    ]);
    expect(read.planned(...H1)).toBe(90_580_000_000n);
    expect(read.standing('2020-12-31')).toHaveLength(235);
    expect(read.standing('2021-06-30')).toHaveLength(271);
    expect(read.built('2021-06-30')).toBe(32_060_000_000n);
  });

  test('are not yet reached earlier, and a few were not yet known on the last day', async () => {
    const early = recount(factsOf(rehearse(await inputOf(files, 1, '2021-04-30'))));
    expect(early.count('started', ...H1)).toBeLessThan(301);
    expect(early.count('started', ...H1)).toBeGreaterThan(120);
    const known = recount(facts, endOf('2021-06-30'));
    expect(known.count('started', ...H1)).toBe(297);
    expect(known.count('introduced', ...H1)).toBeLessThan(426);
    expect(known.count('introduced', ...H1)).toBeGreaterThan(405);
  });

  test('go on: nothing that is recorded after the reporting day moves the half-year', async () => {
    const later = factsOf(rehearse(await inputOf(files, 1, '2021-12-31')));
    for (const known of ['2021-07-09', '2021-07-20', '2021-08-31', '2021-11-30']) {
      expect([known, recount(later, endOf(known)).count('started', ...H1)]).toEqual([known, 301]);
    }
  });

  test('readings stand as they were published', () => {
    const readings = facts.filter((fact) => fact.kind === 'readingReported');
    const value = (id: string) => readings.find((fact) => fact.body.indicator === id)?.body.value;
    expect(value('gdpGrowth')).toBe('16.2');
    expect(value('industryGrowth')).toBe('30.9');
    expect(value('fixedInvestmentGrowth')).toBe('24.35');
    expect(readings.find((fact) => fact.body.indicator === 'gdpGrowthRank')?.body.rank).toEqual({
      group: '全省',
      tied: true,
    });
    expect(readings.find((fact) => fact.body.indicator === 'waterQualityRank')?.body.rank).toEqual({
      group: '全国',
      tied: false,
    });
  });
});

describe('what a city looks like', () => {
  test('about a thousand projects in flight or done in the year, every task unit among them', () => {
    const registered = facts.filter((fact) => fact.kind === 'projectRegistered');
    expect(registered.length).toBeGreaterThan(1300);
    expect(registered.length).toBeLessThan(1550);
    const done = new Set(
      recount(facts)
        .counted.filter((v) => v.milestone === 'inProduction' && v.day < '2021-01-01')
        .map((v) => v.subject),
    );
    const ended = new Set(
      facts
        .filter((fact) => fact.kind === 'projectEnded' && fact.occurredOn < '2021-01-01')
        .map((fact) => fact.subject),
    );
    const alive = registered.filter((fact) => !done.has(fact.subject) && !ended.has(fact.subject));
    expect(alive.length).toBeGreaterThan(1000);
    expect(new Set(registered.map((fact) => fact.unit)).size).toBe(10);
    for (const fact of registered) expect(fact.body.name).toMatch(/^模拟\d{4} /);
  });

  test('months are uneven, and Spring Festival shows', () => {
    const monthly = ['01', '02', '03', '04', '05', '06'].map((m) =>
      recount(facts).count('started', `2021-${m}-01`, `2021-${m}-31`),
    );
    expect(monthly.reduce((a, b) => a + b)).toBe(301);
    expect(monthly[1]).toBeLessThan(monthly[2]!);
    expect(Math.max(...monthly)).toBeGreaterThan(Math.min(...monthly) * 1.2);
  });

  test('claims wait at the end: of June, recorded, not counted', () => {
    const read = recount(facts);
    const waiting = read.waiting.filter((version) => version.needs);
    expect(waiting.length).toBeGreaterThanOrEqual(12);
    const counted = new Set(read.counted.map((version) => `${version.subject} ${version.milestone}`));
    for (const version of waiting) {
      expect(version.day <= '2021-06-30' && version.day >= '2021-06-01').toBe(true);
      expect(counted.has(`${version.subject} ${version.milestone}`)).toBe(false);
    }
  });

  test('things go wrong: corrected, refused, revoked, suspended, ended, amended, late', () => {
    for (const kind of [
      'milestoneCorrected',
      'milestoneRefused',
      'milestoneRevoked',
      'projectSuspended',
      'projectResumed',
      'projectEnded',
    ]) {
      expect([kind, facts.filter((fact) => fact.kind === kind).length > 5]).toEqual([kind, true]);
    }
    const late = facts.filter((fact) => fact.body.late === true);
    expect(late.length).toBeGreaterThan(100);
    expect(late.length).toBeLessThan(facts.length / 10);
  });

  test('project codes: old form before the change, valid new form after it, none twice', () => {
    const codes = facts
      .filter((fact) => fact.kind === 'projectCodeBound')
      .map((fact) => fact.body.code as string);
    expect(new Set(codes).size).toBe(codes.length);
    const forms = new Set<string>();
    for (const code of codes) {
      const { form, findings } = validateProjectCode(code);
      forms.add(form);
      expect(findings.map((finding) => finding.code)).toEqual(
        form === 'ambiguous' ? ['project_code_ambiguous'] : [],
      );
    }
    expect([...forms].sort()).toEqual(['ambiguous', 'new', 'old']);
  });
});

describe('the ledger', () => {
  test('chain, head, seq and revisions', () => {
    let head = EMPTY_HEAD;
    const revisions = new Map<string, number>();
    for (const fact of facts) {
      expect(fact.seq).toBe(head.seq + 1);
      if (head.recordedAt !== null) expect(fact.recordedAt > head.recordedAt).toBe(true);
      const { hash, ...rest } = fact;
      if (hash !== hashHex('sha256', head.hash, '\n', canonicalFact({ ...rest, city: 'zhaoqing' })))
        throw new Error(`hash of ${fact.seq}`);
      const key = `${fact.loop} ${fact.subject}`;
      expect(fact.revision).toBe((revisions.get(key) ?? 0) + 1);
      revisions.set(key, fact.revision);
      head = { seq: fact.seq, hash, recordedAt: fact.recordedAt };
    }
    expect((lines[0] as HeaderLine).head).toBe(`${head.seq}:${head.hash}`);
    expect(new Set(facts.map((fact) => fact.id)).size).toBe(facts.length);
    expect(new Set(facts.map((fact) => fact.command))).toEqual(new Set(['']));
  });

  test('opens with the founding and closes with the clock', () => {
    expect(facts.slice(0, 4).map((fact) => fact.kind)).toEqual([
      'cityFounded',
      'calendarAdopted',
      'planAdopted',
      'accountOpened',
    ]);
    expect(facts[0]!.body).toMatchObject({ simulated: true, seed: '1', name: '肇庆市' });
    expect(facts.at(-1)).toMatchObject({
      kind: 'clockSet',
      recordedAt: '2021-07-09T01:00:00.000Z',
      body: { standsAt: '2021-07-09T01:00:00.000Z' },
    });
    expect(facts.filter((fact) => fact.kind === 'periodClosed').map((fact) => fact.body.period)).toHaveLength(
      29,
    );
    expect(facts.findLast((fact) => fact.kind === 'periodClosed')?.body.period).toBe('2021-05');
    expect(new Set(facts.slice(0, 3).map((fact) => fact.planVersion))).toEqual(new Set(['']));
    expect(new Set(facts.slice(3).map((fact) => fact.planVersion)).size).toBe(1);
  });

  test('recorded in office hours of working days, after it happened, marked 补报 exactly when its month was closed', () => {
    const holidays = new Set([
      '2021-02-11',
      '2021-02-12',
      '2021-02-15',
      '2021-02-16',
      '2021-02-17',
      '2021-06-14',
      '2020-10-01',
      '2020-10-08',
    ]);
    const madeUp = new Set([
      '2021-02-07',
      '2021-02-20',
      '2021-04-25',
      '2021-05-08',
      '2020-09-27',
      '2020-10-10',
      '2019-10-12',
    ]);
    const tenses = new Map(kinds().map((kind) => [kind.kind, kind.tense]));
    const closed = new Set<unknown>();
    for (const fact of facts) {
      const local = new Date(Date.parse(fact.recordedAt) + 8 * 3_600_000);
      const date = local.toISOString().slice(0, 10);
      const time = local.toISOString().slice(11, 16);
      const weekend =
        local.getUTCDay() % 6 === 0 &&
        !madeUp.has(date) &&
        !date.startsWith('2019') &&
        !date.startsWith('2020');
      expect([fact.seq, holidays.has(date) || weekend]).toEqual([fact.seq, false]);
      expect(time >= '08:30' && time <= '17:00').toBe(true);
      expect(fact.occurredOn <= date).toBe(true);
      const happening = tenses.get(fact.kind) === 'happening';
      if (!happening) expect(fact.occurredOn).toBe(date);
      // A correction's days are the decider's to say: the replay looks at those.
      if (happening)
        expect([fact.seq, fact.body.late === true]).toEqual([
          fact.seq,
          closed.has(fact.occurredOn.slice(0, 7)),
        ]);
      if (fact.kind === 'periodClosed') closed.add(fact.body.period);
    }
  });

  test('every body has the shape of its kind', () => {
    const byKind = new Map(kinds().map((kind) => [kind.kind, kind]));
    for (const fact of facts) {
      const { late: _late, ...body } = fact.body;
      const parsed = byKind.get(fact.kind)!.schema.safeParse(body);
      if (!parsed.success) throw new Error(`${fact.seq} ${fact.kind}: ${parsed.error.message}`);
    }
  });

  test.each([1, 2])('is what the deciders would have recorded (seed %i, the whole year)', async (seed) => {
    const input = await inputOf(files, seed, '2021-12-31');
    const year = factsOf(rehearse(input));
    expect(replay(year, input.plan, 'Asia/Shanghai')).toEqual([]);
    // The replay does look: a recognition by the claimant's own hand is refused, a changed amount is noticed.
    const at = year.findIndex((fact) => fact.kind === 'milestoneRecognised');
    const claim = year.find((fact) => fact.id === year[at]!.corrects)!;
    const own = year.with(at, { ...year[at]!, actor: claim.actor, actorUnit: claim.actorUnit });
    expect(replay(own, input.plan, 'Asia/Shanghai').join()).toContain('claimed_by_own_hand');
    const open = year.findIndex(
      (fact) => fact.kind === 'milestoneClaimed' && fact.body.milestone === 'completed',
    );
    const future = year.with(open, { ...year[open]!, occurredOn: '2019-01-02' as never });
    expect(replay(future, input.plan, 'Asia/Shanghai').length).toBeGreaterThan(0);
  });

  test('same seed, same bytes; another seed, other bytes', async () => {
    const text = (all: Iterable<LedgerLine>) => [...all].map((line) => JSON.stringify(line)).join('\n');
    const first = text(lines);
    expect(text(rehearse(await inputOf(files, 1)))).toBe(first);
    expect(text(rehearse(await inputOf(files, 2)))).not.toBe(first);
  });
});

describe('another plan', () => {
  const cases = [1, 2, 3, 4, 5].flatMap((seed) =>
    ['2023-03-31', '2023-05-31', '2023-12-31'].map((until) => [seed, until] as const),
  );

  test.each(cases)('seed %i until %s', async (seed, until) => {
    const input = await inputOf(smallTown(SMALL_TOTALS), seed, until);
    const small = factsOf(rehearse(input));
    const read = recount(small);
    const quarter = ['2023-01-01', '2023-03-31'] as const;
    expect(
      ['introduced', 'started', 'completed'].map((milestone) => read.count(milestone, ...quarter)),
    ).toEqual([12, 7, 4]);
    expect(read.planned(...quarter)).toBe(1_234_567_891n);
    expect([read.standing('2022-12-31').length, read.standing('2023-03-31').length]).toEqual([3, 6]);
    expect(read.built('2023-03-31')).toBe(98_765_433n);
    expect(replay(small, input.plan, 'Asia/Urumqi')).toEqual([]);
  });

  test('what the stocks say beside the completions left construction by ending', async () => {
    const one = SMALL_TOTALS.replace('asOf: 2023-03-31, value: 6', 'asOf: 2023-03-31, value: 5');
    const input = await inputOf(smallTown(one), 1, '2023-03-31');
    const small = factsOf(rehearse(input));
    const read = recount(small);
    expect([read.count('completed', '2023-01-01', '2023-03-31'), read.standing('2023-03-31').length]).toEqual(
      [4, 5],
    );
    const started = new Set(
      read.counted.filter((version) => version.milestone === 'started').map((version) => version.subject),
    );
    expect(small.filter((fact) => fact.kind === 'projectEnded' && started.has(fact.subject))).toHaveLength(1);
    expect(replay(small, input.plan, 'Asia/Urumqi')).toEqual([]);
  });

  test('quarters within a half-year are met, each and together', async () => {
    const quarters = `
  published:
    - {measure: projects.introduced, from: 2023-01-01, asOf: 2023-06-30, value: 40}
    - {measure: projects.introduced, from: 2023-01-01, asOf: 2023-03-31, value: 9}
    - {measure: projects.started, from: 2023-04-01, asOf: 2023-06-30, value: 0}
    - {measure: projects.introducedPlannedYuan, from: 2023-01-01, asOf: 2023-03-31, value: 900000001}
    - {measure: projects.introducedPlannedYuan, from: 2023-01-01, asOf: 2023-06-30, value: 5000000000}
  opening:
    - {measure: projects.underConstruction, asOf: 2022-12-31, value: 20}
    - {measure: projects.builtYuan, asOf: 2022-12-31, value: 700000000}
    - {measure: projects.builtYuan, asOf: 2023-06-30, value: 1100000007}
`;
    const read = recount(factsOf(rehearse(await inputOf(smallTown(quarters), 7, '2023-06-30'))));
    expect(read.count('introduced', '2023-01-01', '2023-06-30')).toBe(40);
    expect(read.count('introduced', '2023-01-01', '2023-03-31')).toBe(9);
    expect(read.count('started', '2023-04-01', '2023-06-30')).toBe(0);
    expect(read.planned('2023-01-01', '2023-03-31')).toBe(900_000_001n);
    expect(read.planned('2023-01-01', '2023-06-30')).toBe(5_000_000_000n);
    expect(read.standing('2022-12-31')).toHaveLength(20);
    expect(read.built('2022-12-31')).toBe(700_000_000n);
    expect(read.built('2023-06-30')).toBe(1_100_000_007n);
  });

  test.each([
    [
      'rehearsal_published_conflict',
      'introduced, from: 2023-01-01, asOf: 2023-03-31, value: 5',
      'introduced, from: 2023-01-01, asOf: 2023-01-31, value: 6',
    ],
    [
      'rehearsal_infeasible',
      'introduced, from: 2022-01-01, asOf: 2023-03-31, value: 5',
      'started, from: 2023-01-01, asOf: 2023-03-31, value: 40',
    ],
  ])('what cannot be met is refused: %s', async (code, a, b) => {
    const totals = `  published:\n    - {measure: projects.${a}}\n    - {measure: projects.${b}}\n`;
    const input = await inputOf(smallTown(totals), 1, '2023-03-31');
    expect(() => [...rehearse(input)]).toThrow(expect.objectContaining({ code }));
  });
});

function kinds(): FactKind[] {
  return [
    ...cityFacts,
    ...ACCOUNT_FACTS,
    ...PROJECT_FACTS,
    ...COURSE_FACTS,
    ...INDICATOR_FACTS,
    ...APPROVAL_FACTS,
    ...PROMISE_FACTS,
    ...AGENCY_FACTS,
    ...ACCEPTANCE_FACTS,
  ];
}

test('it goes no further than a year beyond the last day that the plan says anything of', async () => {
  const input = await inputOf(files, 1, '2091-12-31');
  expect(() => [...rehearse(input)]).toThrow(expect.objectContaining({ code: 'rehearsal_until' }));
});
