// The rehearsed course of projects beside their milestones: what the deciders themselves would have recorded, something for everybody to do, and never a start.
import { beforeAll, describe, expect, test } from 'vitest';
import type { PlanInForce } from '../../kernel/loop.ts';
import { calendarSection, workCalendarOf } from '../../plan/city.ts';
import { inputOf, SMALL_TOTALS, smallTown, zhaoqing } from './cities.testing.node.ts';
import { replayCourse } from './courseReplay.testing.ts';
import { factsOf, type LineFact } from './naive.testing.ts';
import { rehearse } from './rehearse.ts';

const calendarOf = (plan: PlanInForce, zone: string) => workCalendarOf(plan.section(calendarSection), zone);

let facts: LineFact[];
let plan: PlanInForce;
beforeAll(async () => {
  const input = await inputOf(zhaoqing(), 1);
  ({ plan } = input);
  facts = factsOf(rehearse(input));
});
const told = (kind: string) => facts.filter((fact) => fact.kind === kind);

describe('the course of rehearsed projects', () => {
  test.each([2, 3])('is what the deciders would have recorded, whole commands (seed %i)', async (seed) => {
    const input = await inputOf(zhaoqing(), seed, seed === 2 ? '2021-12-31' : undefined);
    const zone = 'Asia/Shanghai';
    const all = factsOf(rehearse(input));
    const { faults, asked } = replayCourse(all, {
      plan: input.plan,
      zone,
      calendar: calendarOf(input.plan, zone),
    });
    expect(faults.slice(0, 5).map((fault) => fault.slice(0, 300))).toEqual([]);
    expect(asked.size).toBeGreaterThan(25);
    // The replay does look: a letter signed by a firm of another code, and errands outside the mandate, are noticed.
    const at = all.findIndex(({ kind }) => kind === 'letterSigned');
    const forged = all.with(at, { ...all[at]!, body: { ...all[at]!.body, signer: '91441200MA4W12345L' } });
    expect(
      replayCourse(forged, { plan: input.plan, zone, calendar: calendarOf(input.plan, zone) }).faults.length,
    ).toBeGreaterThan(0);
  });

  test('gives everybody something: letters kept and broken on both sides, agents, acceptances under way, findings open', () => {
    const open = (opening: string, closing: string) => told(opening).length - told(closing).length;
    expect(told('letterDrawn').length).toBeGreaterThan(25);
    expect(told('letterSigned').length).toBeGreaterThan(50);
    expect(told('mandateGiven').length).toBeGreaterThan(15);
    expect(new Set(told('mandateGiven').map(({ body }) => body.agent)).size).toBeGreaterThanOrEqual(2);
    expect(told('agencyLogged').length).toBeGreaterThan(50);
    expect(open('acceptanceOpened', 'acceptanceCertified')).toBeGreaterThanOrEqual(1);
    expect(told('acceptancePartJudged').some(({ body }) => body.outcome === '须整改')).toBe(true);
    expect(open('findingRaised', 'findingClosed')).toBeGreaterThanOrEqual(1);
    expect(open('firmAsked', 'firmAnswered')).toBeGreaterThanOrEqual(1);
    expect(told('batchHeld').every(({ body }) => (body.projects as string[]).length > 5)).toBe(true);
    expect(told('leadReported').length).toBeGreaterThan(50);
    const attributes = told('projectRegistered').filter(({ body }) => body.attributes !== undefined);
    expect(attributes.length).toBeGreaterThan(200);
    for (const kind of ['approvalFiled', 'acceptanceOpened'])
      expect(told(kind).some(({ body }) => body.letter !== undefined)).toBe(true);
    // Some project of every counting unit has a letter or an agent.
    expect(
      new Set([...told('letterDrawn'), ...told('mandateGiven')].map(({ unit }) => unit)).size,
    ).toBeGreaterThan(6);
  });

  test('a pre-start is never a start: all of its works end before the start that was told', () => {
    const started = new Map(
      told('milestoneClaimed')
        .filter(({ body }) => body.milestone === 'started')
        .map(({ subject, occurredOn }) => [subject, occurredOn]),
    );
    const works = told('preStartBegun');
    expect(works.length).toBeGreaterThan(5);
    for (const { subject, occurredOn } of [...works, ...told('preStartDone')]) {
      const start = started.get(subject.slice('prestart/'.length));
      if (start !== undefined) expect(occurredOn < start).toBe(true);
    }
  });

  test('every rehearsed code and token is plainly of nobody: a division 000000, a digest and no token', () => {
    const codes = told('projectRegistered').flatMap(({ body }) => body.creditCode ?? []);
    expect(new Set(codes).size).toBe(codes.length);
    for (const code of codes) expect(code).toMatch(/^91000000[0-9A-Z]{10}$/);
    for (const { body } of told('linkIssued')) expect(body.digest).toMatch(/^[0-9a-f]{64}$/);
  });
});

test('a plan that says nothing of it rehearses none of it', async () => {
  const small = factsOf(rehearse(await inputOf(smallTown(SMALL_TOTALS), 1)));
  const kinds = new Set(small.map(({ kind }) => kind));
  for (const kind of [
    'letterDrawn',
    'leadReported',
    'findingRaised',
    'mandateGiven',
    'batchHeld',
    'approvalFiled',
  ])
    expect(kinds).not.toContain(kind);
  expect(plan.units.rootId).toBe('441200');
});
