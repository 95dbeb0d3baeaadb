// Approvals of a rehearsed city: lawful courses of the plan's items, between the milestones that were reached, changing nothing that was published; none where the plan rehearses none.
import { beforeAll, describe, expect, test } from 'vitest';
import { addDays, type PlainDate } from '../../kernel/plainDate.ts';
import { isFault, walkCourse } from '../../loops/approvals/approvals.course.ts';
import { COURSE_FACTS } from '../../loops/projects/course.facts.ts';
import { inputOf, zhaoqing } from './cities.testing.node.ts';
import { factsOf, type LineFact } from './naive.testing.ts';
import { rehearse } from './rehearse.ts';

let facts: LineFact[];
let without: LineFact[];
let approved: Map<string, LineFact[]>;
/** `<project>/<item>/<application>`; promises, agents and acceptances have subjects of their own. */
const APPLICATION = /^P\d+\//;
const COURSE = new Set(COURSE_FACTS.map(({ kind }) => kind));

beforeAll(async () => {
  const input = await inputOf(zhaoqing(), 1);
  facts = factsOf(rehearse(input));
  const {
    approvals,
    front,
    letters,
    preStarts,
    priorities,
    links,
    agency,
    acceptances,
    inspections,
    ...params
  } = input.params;
  const left = { approvals, front, letters, preStarts, priorities, links, agency, acceptances, inspections };
  expect(Object.values(left)).not.toContain(undefined);
  without = factsOf(rehearse({ ...input, params: { ...params, batches: [] } }));
  approved = new Map<string, LineFact[]>();
  for (const fact of facts)
    if (APPLICATION.test(fact.subject))
      approved.set(fact.subject, [...(approved.get(fact.subject) ?? []), fact]);
});

describe('approvals of the rehearsal', () => {
  test('are lawful courses, recorded in order and never before the day they tell of', () => {
    expect(approved.size).toBeGreaterThan(300);
    for (const [subject, told] of approved) {
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
    const kinds = new Set([...approved.values()].flat().map(({ kind }) => kind));
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
    for (const told of approved.values()) {
      const decided = told.find(({ kind }) => kind === 'approvalDecided');
      if (decided === undefined) open++;
      const { project, item } = told[0]!.body;
      const started = reached.get(`${String(project)} started`);
      if (item === 'construction-permit' && decided !== undefined && started !== undefined)
        expect(decided.occurredOn <= addDays(started as PlainDate, 60)).toBe(true);
    }
    expect(open).toBeGreaterThan(30);
    expect(open).toBeLessThan(approved.size * 0.8);
  });

  /** What a plan with approvals tells besides: of a project, and of a recognition what was missing and on what basis. */
  const apart = ({
    attributes: _attributes,
    park: _park,
    creditCode: _creditCode,
    missing: _missing,
    reason: _reason,
    withoutApprovals: _without,
    ...body
  }: LineFact['body']) => body;

  test('change no other fact but its place in the chain, and are not there unless the plan says so', () => {
    const plain = (list: readonly LineFact[]) =>
      list
        .filter(({ loop, kind }) => (loop === 'projects' && !COURSE.has(kind)) || loop === 'indicators')
        .map(({ kind, subject, occurredOn, body }) => [kind, subject, occurredOn, apart(body)])
        .map((line) => JSON.stringify(line))
        .sort();
    expect(without.some(({ loop }) => loop === 'approvals')).toBe(false);
    expect(plain(facts)).toEqual(plain(without));
  });
});
