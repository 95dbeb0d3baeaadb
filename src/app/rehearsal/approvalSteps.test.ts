// Approvals of a rehearsed city: lawful courses of the plan's items, between the milestones that were reached, changing nothing that was published; none where the plan rehearses none.
import { beforeAll, describe, expect, test } from 'vitest';
import { addDays, type PlainDate } from '../../kernel/plainDate.ts';
import { isFault, walkCourse } from '../../loops/approvals/approvals.course.ts';
import { inputOf, zhaoqing } from './cities.testing.node.ts';
import { factsOf, type LineFact } from './naive.testing.ts';
import { rehearse } from './rehearse.ts';

let facts: LineFact[];
let without: LineFact[];
let approvals: Map<string, LineFact[]>;

beforeAll(async () => {
  const input = await inputOf(zhaoqing(), 1);
  facts = factsOf(rehearse(input));
  const { approvals: _left, ...params } = input.params;
  without = factsOf(rehearse({ ...input, params }));
  approvals = new Map();
  for (const fact of facts)
    if (fact.loop === 'approvals')
      approvals.set(fact.subject, [...(approvals.get(fact.subject) ?? []), fact]);
});

describe('approvals of the rehearsal', () => {
  test('are lawful courses, recorded in order and never before the day they tell of', () => {
    expect(approvals.size).toBeGreaterThan(300);
    for (const [subject, told] of approvals) {
      const course = walkCourse(
        told.map((fact, at) => ({
          event: fact.id,
          kind: fact.kind,
          occurredOn: fact.occurredOn as PlainDate,
          seq: at + 1,
          body: fact.body,
        })) as never,
      );
      expect([
        subject,
        isFault(course) ? [course, told.map((x) => [x.kind, x.occurredOn])] : course !== undefined,
      ]).toEqual([subject, true]);
      for (const fact of told)
        expect(fact.recordedAt.slice(0, 10) >= addDays(fact.occurredOn as PlainDate, 0)).toBe(true);
    }
    const kinds = new Set([...approvals.values()].flat().map(({ kind }) => kind));
    for (const kind of [
      'approvalFiled',
      'approvalAccepted',
      'supplementAsked',
      'clockPaused',
      'approvalDecided',
    ])
      expect(kinds).toContain(kind);
  });

  test('are decided before the milestone that they hold, and some are open on the last day', () => {
    const reached = new Map<string, string>();
    for (const fact of facts)
      if (fact.kind === 'milestoneClaimed')
        reached.set(`${fact.subject} ${String(fact.body.milestone)}`, fact.occurredOn);
    let open = 0;
    for (const told of approvals.values()) {
      const decided = told.find(({ kind }) => kind === 'approvalDecided');
      if (decided === undefined) open++;
      const { project, item } = told[0]!.body;
      const started = reached.get(`${String(project)} started`);
      if (item === 'construction-permit' && decided !== undefined && started !== undefined)
        expect(decided.occurredOn <= addDays(started as PlainDate, 60)).toBe(true);
    }
    expect(open).toBeGreaterThan(30);
    expect(open).toBeLessThan(approvals.size * 0.8);
  });

  test('change no other fact but its place in the chain, and are not there unless the plan says so', () => {
    const plain = (list: readonly LineFact[]) =>
      list
        .filter(({ loop }) => loop === 'projects' || loop === 'indicators')
        .map(({ kind, subject, occurredOn, body }) => JSON.stringify([kind, subject, occurredOn, body]))
        .sort();
    expect(without.some(({ loop }) => loop === 'approvals')).toBe(false);
    expect(plain(facts)).toEqual(plain(without));
  });
});
