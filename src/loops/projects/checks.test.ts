// Deciders of good reasons and answers: given, when, then. Who gives does not accept; who registered does not answer; nothing else than what was asked is written.

import { describe, expect, it } from 'vitest';
import type { Instant } from '../../kernel/instant.ts';
import type { JsonObject } from '../../kernel/json.ts';
import type { Actor, CommandKind, DecideContext, PlanSection, Row, UnitTree } from '../../kernel/loop.ts';
import { Problem } from '../../kernel/problem.ts';
import { wholly } from '../../kernel/turns.ts';
import { CHECK_FACTS } from './checks.facts.ts';
import { checksSection } from './checks.plan.ts';
import { acceptedReason, checkedProject, reasonRows } from './checks.rows.ts';
import { day } from './checks.testing.ts';
import { CHECK_COMMANDS, probeWorld } from './checks.ts';
import { goodReasonsSection } from './goodReasons.plan.ts';
import { probe } from './probes.ts';

const PARENTS: Readonly<Record<string, string>> = {
  gaoyao: 'city',
  sihui: 'city',
  jinli: 'gaoyao',
  office: 'city',
  bureau: 'city',
};
const units: UnitTree = {
  find: (id) =>
    id === 'city' || id in PARENTS ? { id, name: id, kind: 'county', bearsTasks: true } : undefined,
  within(unit, ancestor) {
    for (let at: string | undefined = unit; at !== undefined; at = PARENTS[at])
      if (at === ancestor) return true;
    return false;
  },
  children: (parent) =>
    Object.keys(PARENTS)
      .filter((id) => PARENTS[id] === parent)
      .map((id) => ({ id, name: id, kind: 'county', bearsTasks: true })),
  rootId: 'city',
};
const checks = checksSection.schema.parse([
  { id: 'same', title: '同码', question: '是否同一个', condition: { kind: 'same', field: 'creditCode' } },
]);
const sections: Readonly<Record<string, unknown>> = {
  checks,
  goodReasons: goodReasonsSection.schema.parse([
    { id: 'land', title: '未交地', maxDays: 30 },
    { id: 'flood', title: '洪灾', acceptedBy: ['bureau'] },
  ]),
};
const plan = { hash: 'h', section: <T>(section: PlanSection<T>) => sections[section.key] as T, units };
const today = day('2021-06-30');

const county: Actor = { account: 'gaoyao1', post: 'p', unit: 'gaoyao', roles: ['county'] };
const town: Actor = { account: 'jinli1', post: 'p', unit: 'jinli', roles: ['township'] };
const other: Actor = { account: 'sihui1', post: 'p', unit: 'sihui', roles: ['county'] };
const office: Actor = { account: 'office1', post: 'p', unit: 'office', roles: ['office'] };
const bureau: Actor = { account: 'bureau1', post: 'p', unit: 'bureau', roles: ['bureau'] };

const projectOf = (subject: string, over: Row = {}): Row => ({
  subject,
  unit: 'gaoyao',
  name: subject,
  lifecycle: 'industrial',
  planned_investment_yuan: '100.00',
  credit_code: 'X',
  code: null,
  phase_of: null,
  registered_on: '2021-01-10',
  registered_by: 'gaoyao1',
  registered_unit: 'gaoyao',
  ended_on: null,
  ...over,
});
const given = (over: Row = {}): Row => ({
  subject: 'P1',
  reason: 'R1',
  about: 'light:start',
  kind: 'land',
  words: '未交地',
  from_on: '2021-06-01',
  until_on: '2021-06-30',
  accepted_until: null,
  state: 'given',
  given_seq: '7',
  given_by: 'gaoyao1',
  given_unit: 'gaoyao',
  ...over,
});
type Tables = Readonly<Record<string, readonly Row[]>>;

function when(name: string, body: JsonObject, actor: Actor, subjects: Readonly<Record<string, Tables>>) {
  const kind = CHECK_COMMANDS.find((one) => one.name === name) as unknown as CommandKind<JsonObject>;
  const command = kind.schema.parse({ project: 'P1', ...body });
  const named = new Set(kind.reads?.(command).map(({ subject }) => subject));
  const rowsOf = (subject: string) => ({
    revision: 1,
    table(table: string) {
      if (kind.tables?.includes(table) === false) throw new Error(`${name} did not name ${table}`);
      return subjects[subject]?.[table] ?? [];
    },
  });
  const context: DecideContext = {
    actor,
    plan,
    now: '2021-06-30T04:00:00.000Z' as Instant,
    today,
    own: rowsOf('P1'),
    subject(_loop, subject) {
      if (!named.has(subject)) throw new Error(`${subject} was not named by reads()`);
      return rowsOf(subject);
    },
    holder: () => undefined,
    newId: () => 'ID',
  };
  const decided = kind.decide(command, context);
  if (decided instanceof Problem) {
    if (!decided.kept || !decided.fix) throw new Error(`${decided.code} does not say what to do`);
    return decided.code;
  }
  for (const fact of decided) CHECK_FACTS.find((one) => one.kind === fact.kind)?.schema.parse(fact.body);
  return decided;
}

const standing: Readonly<Record<string, Tables>> = { P1: { project: [projectOf('P1')] } };
const waiting = (over: Row = {}) => ({ P1: { project: [projectOf('P1')], project_reason: [given(over)] } });

describe('a good reason is given', () => {
  const reason = { about: 'light:start', kind: 'land', words: '政府未交地', until: '2021-07-29' };

  it('by the unit of the project, from today on', () => {
    expect(when('giveReason', reason, county, standing)).toEqual([
      {
        kind: 'reasonGiven',
        subject: 'P1',
        unit: 'gaoyao',
        occurredOn: today,
        body: { ...reason, from: today },
      },
    ]);
  });

  it('of a kind that the plan lists and for no longer than it says: the last day is counted', () => {
    expect(when('giveReason', { ...reason, until: '2021-07-30' }, county, standing)).toBe('reason_too_long');
    expect(when('giveReason', { ...reason, kind: 'rain' }, county, standing)).toBe('reason_kind_unknown');
    expect(
      when('giveReason', { about: 'light:start', words: '未交地', until: '2021-07-01' }, county, standing),
    ).toBe('reason_kind_unknown');
    expect(when('giveReason', { ...reason, until: '2021-06-29' }, county, standing)).toBe(
      'reason_period_reversed',
    );
    expect(when('giveReason', { ...reason, about: 'check:none' }, county, standing)).toBe('check_unknown');
    expect(when('giveReason', { ...reason, about: 'check:same' }, county, standing)).toHaveLength(1);
  });

  it('not by another county, not twice while it waits, not of an ended project', () => {
    expect(when('giveReason', reason, other, standing)).toBe('out_of_scope');
    expect(when('giveReason', reason, office, standing)).toBe('role_missing');
    expect(when('giveReason', reason, county, {})).toBe('project_unknown');
    expect(when('giveReason', reason, county, waiting())).toBe('reason_waits');
    expect(when('giveReason', reason, county, waiting({ state: 'refused' }))).toHaveLength(1);
    const ended = { P1: { project: [projectOf('P1', { ended_on: '2021-06-01' })] } };
    expect(when('giveReason', reason, county, ended)).toBe('project_ended');
  });
});

describe('a good reason is decided on', () => {
  it('by another hand, for the time asked for or less', () => {
    const facts = when('acceptReason', { given: 'R1' }, office, waiting());
    expect(facts).toMatchObject([
      { kind: 'reasonAccepted', corrects: 'R1', body: { about: 'light:start', until: '2021-06-30' } },
    ]);
    expect(when('acceptReason', { given: 'R1', until: '2021-06-01' }, office, waiting())).toHaveLength(1);
    expect(when('acceptReason', { given: 'R1', until: '2021-07-01' }, office, waiting())).toBe(
      'reason_too_long',
    );
    expect(when('acceptReason', { given: 'R1', until: '2021-05-31' }, office, waiting())).toBe(
      'reason_too_long',
    );
  });

  it('never by the hand, the unit or a unit below it that gave it, whatever its role', () => {
    for (const roles of [['county'], ['office'], ['office', 'bureau']]) {
      for (const actor of [county, town, { ...office, account: 'gaoyao1' }]) {
        for (const name of ['acceptReason', 'refuseReason', 'revokeReason']) {
          const body = name === 'acceptReason' ? { given: 'R1' } : { given: 'R1', reason: '不对' };
          expect(when(name, body, { ...actor, roles }, waiting())).toBe('reason_by_own_hand');
        }
      }
    }
  });

  it('nor by the project’s own unit, where a unit below it gave it', () => {
    const own = { ...office, account: 'gaoyao9', unit: 'gaoyao' };
    const byTown = waiting({ given_by: 'jinli1', given_unit: 'jinli' });
    expect(when('acceptReason', { given: 'R1' }, own, byTown)).toBe('reason_by_own_hand');
    expect(when('acceptReason', { given: 'R1' }, office, byTown)).toHaveLength(1);
  });

  it('only by those the plan names, once, and a county never', () => {
    expect(when('acceptReason', { given: 'R1' }, office, waiting({ kind: 'flood' }))).toBe(
      'acceptor_not_named',
    );
    expect(when('acceptReason', { given: 'R1' }, bureau, waiting({ kind: 'flood' }))).toHaveLength(1);
    expect(when('acceptReason', { given: 'R1' }, other, waiting())).toBe('out_of_scope');
    expect(when('acceptReason', { given: 'R1' }, office, waiting({ state: 'accepted' }))).toBe(
      'reason_decided',
    );
    expect(when('refuseReason', { given: 'R1', reason: '已交地' }, office, waiting())).toHaveLength(1);
    expect(when('acceptReason', { given: 'R9' }, office, waiting())).toBe('reason_unknown');
  });

  it('and taken back: by who accepts when accepted, by who gave it before', () => {
    const accepted = waiting({ state: 'accepted', accepted_until: '2021-06-30' });
    expect(when('revokeReason', { given: 'R1', reason: '已交地' }, office, accepted)).toHaveLength(1);
    expect(when('revokeReason', { given: 'R1', reason: '已交地' }, office, waiting())).toBe(
      'reason_not_accepted',
    );
    expect(when('withdrawReason', { given: 'R1', reason: '写错' }, county, waiting())).toHaveLength(1);
    expect(when('withdrawReason', { given: 'R1', reason: '写错' }, county, accepted)).toBe('reason_decided');
    expect(when('withdrawReason', { given: 'R1', reason: '写错' }, other, waiting())).toBe('out_of_scope');
  });

  it('stands from its first day to the last that was accepted, of that light alone', () => {
    const rows = reasonRows([
      given({ state: 'accepted', accepted_until: '2021-06-20' }),
      given({ reason: 'R2', state: 'accepted', accepted_until: '2021-06-10' }),
      given({ reason: 'R3', state: 'revoked', accepted_until: null }),
    ]);
    const on = (text: string, about = 'light:start') => acceptedReason(rows, about, day(text))?.reason;
    expect(on('2021-05-31')).toBeUndefined();
    expect(on('2021-06-01')).toBe('R1');
    expect(on('2021-06-20')).toBe('R1');
    expect(on('2021-06-21')).toBeUndefined();
    expect(on('2021-06-10', 'light:deadline')).toBeUndefined();
  });
});

describe('a question is answered', () => {
  const two = (over: Row = {}): Record<string, Tables> => ({
    P1: { project: [projectOf('P1', over)] },
    P2: { project: [projectOf('P2', { unit: 'sihui', registered_by: 'sihui1', registered_unit: 'sihui' })] },
  });
  const questionOf = (subjects: Record<string, Tables>) => {
    const projects = Object.values(subjects).map((tables) =>
      checkedProject({ revision: 1, table: (table) => tables[table] ?? [] }, today),
    );
    return wholly(probe(checks[0]!, projects, probeWorld({ plan, today })))[0];
  };
  const answer = (subjects = two()) => ({
    question: questionOf(subjects)?.id ?? '0'.repeat(32),
    check: 'same',
    projects: ['P1', 'P2'],
    verdict: 'sound',
    words: '两个厂区，各自立项',
  });

  it('by another hand than any registering unit, on the first project', () => {
    expect(when('answerQuestion', answer(), office, two())).toMatchObject([
      { kind: 'questionAnswered', subject: 'P1', body: answer() },
    ]);
    for (const actor of [
      county,
      town,
      other,
      { ...office, unit: 'sihui' },
      { ...office, account: 'sihui1' },
    ]) {
      expect(when('answerQuestion', answer(), actor, two())).toBe('answered_by_own_hand');
    }
    expect(when('answerQuestion', answer(), { ...bureau, roles: ['county'] }, two())).toBe('out_of_scope');
  });

  it('only as it stands: when what it is about has changed it is another question', () => {
    expect(when('answerQuestion', answer(), office, two({ credit_code: 'Y' }))).toBe('question_changed');
    expect(when('answerQuestion', { ...answer(), projects: ['P1'] }, office, two())).toBe('question_changed');
    expect(when('answerQuestion', { ...answer(), check: 'none' }, office, two())).toBe('check_unknown');
    expect(when('answerQuestion', { ...answer(), projects: ['P1', 'P3'] }, office, two())).toBe(
      'project_unknown',
    );
    // What it is not about may change.
    expect(when('answerQuestion', answer(), office, two({ name: '改名' }))).toHaveLength(1);
  });

  it('once, until the answer is taken back by another hand', () => {
    const row = { answer: 'A1', question: answer().question, check_id: 'same', state: 'stands' };
    const answered = (over: Row = {}) => {
      const subjects = two();
      return { ...subjects, P1: { ...subjects.P1, project_answer: [{ ...row, ...over }] } };
    };
    expect(when('answerQuestion', answer(), office, answered())).toBe('question_answered');
    expect(when('answerQuestion', answer(), office, answered({ state: 'reopened' }))).toHaveLength(1);
    const reopen = { answer: 'A1', reason: '又有举报' };
    expect(when('reopenQuestion', reopen, office, answered())).toMatchObject([
      { kind: 'questionReopened', corrects: 'A1', body: { check: 'same' } },
    ]);
    expect(when('reopenQuestion', reopen, county, answered())).toBe('answered_by_own_hand');
    expect(when('reopenQuestion', reopen, office, answered({ state: 'reopened' }))).toBe('answer_taken_back');
    expect(when('reopenQuestion', { ...reopen, answer: 'A9' }, office, answered())).toBe('answer_unknown');
  });
});
