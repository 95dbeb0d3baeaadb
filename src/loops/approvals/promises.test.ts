// Given the events of a letter, a pre-start or a priority project, when a command comes, then facts or a refusal.
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../kernel/json.ts';
import type { NewFact, Row } from '../../kernel/loop.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import {
  calendar,
  chief,
  county,
  ecology,
  event,
  FIRM,
  type Given,
  leader,
  office,
  other,
  when,
  window,
} from './approvals.testing.ts';
import { FIRM_ROLE } from './firmLink.ts';
import { isPromiseFault, type PromiseCourse, walkPromises } from './promises.course.ts';
import type { Entry } from './promises.facts.ts';
import { judgePromises } from './promises.judge.ts';
import { promiseEventRows } from './promises.rows.ts';

const LETTER = 'letter/P1/both';
const DRAW = {
  project: 'P1',
  promise: 'both',
  creditCode: FIRM,
  appliesTo: [{ id: 'land', holds: true }],
  notFor: [{ id: 'discredited', holds: false }],
  needs: [{ id: 'filed', holds: true, basis: '备案证 2106-1' }],
  terms: [
    { entry: 'permit', starts: '签订', ends: '领证', days: 20, dayKind: '工作日' },
    { entry: 'nothing-added', throughout: true },
  ],
  occurredOn: '2021-06-01',
};

const ENTRIES: readonly Entry[] = [
  {
    entry: 'eia',
    side: 'enterprise',
    title: '按时办结环评',
    starts: '签订',
    ends: '批复',
    days: 5,
    dayKind: '工作日',
  },
  {
    entry: 'permit',
    side: 'enterprise',
    title: '按时办结施工许可',
    starts: '签订',
    ends: '领证',
    days: 20,
    dayKind: '工作日',
  },
  {
    entry: 'service',
    side: 'government',
    title: '主动服务',
    owner: 'chief',
    starts: '提出',
    ends: '答复',
    days: 3,
    dayKind: '自然日',
  },
  { entry: 'nothing-added', side: 'government', title: '清单之外无新增', throughout: true },
];
const drawn = (on = '2021-06-01') =>
  event('letterDrawn', on, {
    project: 'P1',
    projectName: '电池项目',
    promise: 'both',
    title: '双容双承诺',
    creditCode: FIRM,
    appliesTo: [],
    notFor: [],
    needs: [],
    entries: ENTRIES as unknown as JsonObject[],
  });
const signed = (side: string, on = '2021-06-01') =>
  event('letterSigned', on, {
    side,
    signer: side === 'enterprise' ? FIRM : 'chief',
    document: '承诺书 1 号',
  });
const both = () => [drawn(), signed('enterprise'), signed('government')];
const started = (entry: string, on = '2021-06-01') => event('promiseStarted', on, { entry });
const kept = (entry: string, on: string) => event('promiseKept', on, { entry });

function facts(answer: readonly NewFact[] | string): readonly NewFact[] {
  if (typeof answer === 'string') throw new Error(answer);
  return answer;
}

type Refused = readonly [what: string, body: JsonObject, code: string, given?: Given];

describe('drawing a letter up', () => {
  test('freezes both lists: the plan’s clock, and what the letter agrees on where the plan leaves it open', () => {
    const [fact] = facts(when('drawLetter', DRAW, county));
    expect(fact).toMatchObject({
      kind: 'letterDrawn',
      subject: LETTER,
      unit: 'gaoyao',
      occurredOn: '2021-06-01',
    });
    expect(fact?.body.entries).toEqual([
      expect.objectContaining({
        entry: 'eia',
        side: 'enterprise',
        days: 5,
        dayKind: '工作日',
        onBreach: '限制再次享受',
      }),
      expect.objectContaining({ entry: 'permit', side: 'enterprise', days: 20, starts: '签订' }),
      expect.objectContaining({
        entry: 'service',
        side: 'government',
        owner: 'chief',
        days: 3,
        dayKind: '自然日',
      }),
      { entry: 'nothing-added', side: 'government', title: '清单之外无新增', throughout: true },
    ]);
  });
  const owed = [
    {
      approval: 'P9/permit',
      material: 'plan',
      opened_on: '2021-05-01',
      due_on: '2021-05-10',
      settled_on: null,
    },
  ];
  const refused: readonly Refused[] = [
    ['no such project', {}, 'project_unknown', { project: null }],
    ['no such promise', { promise: 'none' }, 'promise_unknown'],
    ['a promise of another sort', { promise: 'pre' }, 'promise_unknown'],
    ['another firm', { creditCode: '91441200MA4W12345Y' }, 'firm_mismatch'],
    ['a condition not answered', { appliesTo: [] }, 'condition_unanswered'],
    ['the negative list not answered', { notFor: [] }, 'condition_unanswered'],
    ['a condition that is in no list', { notFor: [{ id: 'x', holds: false }] }, 'condition_unanswered'],
    ['no condition met', { appliesTo: [{ id: 'land', holds: false }] }, 'condition_unmet'],
    ['on the negative list', { notFor: [{ id: 'discredited', holds: true }] }, 'negative_listed'],
    ['a need without what proves it', { needs: [{ id: 'filed', holds: true }] }, 'need_missing'],
    [
      'a promise with no clock anywhere',
      { terms: [{ entry: 'nothing-added', throughout: true }] },
      'entry_clock_missing',
    ],
    ['a term for what the plan gave', { terms: [{ entry: 'eia', days: 9 }, ...DRAW.terms] }, 'term_given'],
    ['a term for nothing', { terms: [{ entry: 'none', days: 9 }, ...DRAW.terms] }, 'term_unknown'],
    ['drawn up already', {}, 'promise_opened', { promises: [drawn()] }],
    ['a firm that broke a deferral of another project', {}, 'door_closed', { debts: owed }],
    ['a day to come', { occurredOn: '2021-07-01' }, 'occurred_in_future'],
  ];
  test.each(refused)('%s', (...row) => {
    const [, body, code, given] = row as unknown as Refused;
    expect(when('drawLetter', { ...DRAW, ...body }, county, given)).toBe(code);
  });
  test('a firm that broke a promise of another letter is refused, until its credit is repaired', () => {
    const promise = {
      letter: 'letter/P9/both',
      entry: 'eia',
      title: '环评',
      started_on: '2021-05-03',
      days: 5,
      day_kind: '工作日',
      stills: [],
      kept_on: null,
    };
    expect(when('drawLetter', DRAW, county, { firmPromises: [promise] })).toBe('door_closed');
    const late = { ...promise, kept_on: '2021-05-20' };
    expect(when('drawLetter', DRAW, county, { firmPromises: [late] })).toBe('door_closed');
    const repairs = [{ repaired_on: '2021-05-25' }];
    expect(facts(when('drawLetter', DRAW, county, { firmPromises: [late], repairs }))).toHaveLength(1);
    expect(
      facts(when('drawLetter', DRAW, county, { firmPromises: [{ ...promise, kept_on: '2021-05-10' }] })),
    ).toHaveLength(1);
  });
  test('whose unit does not reach the project, or who may not', () => {
    expect(when('drawLetter', DRAW, other)).toBe('out_of_scope');
    expect(when('drawLetter', DRAW, leader)).toBe('role_missing');
  });
});

describe('signing', () => {
  const sign = {
    letter: LETTER,
    side: 'government',
    signer: 'chief',
    document: '肇双承 1 号',
    occurredOn: '2021-06-02',
  };
  test('for the government by whom the plan names, recorded by that unit', () => {
    expect(facts(when('signLetter', sign, chief, { promises: [drawn()] }))[0]).toMatchObject({
      kind: 'letterSigned',
    });
    expect(when('signLetter', sign, ecology, { promises: [drawn()] })).toBe('signer_other_hand');
    expect(when('signLetter', { ...sign, signer: 'ecology' }, ecology, { promises: [drawn()] })).toBe(
      'signer_not_named',
    );
    expect(when('signLetter', { ...sign, signer: 'nobody' }, chief, { promises: [drawn()] })).toBe(
      'unit_unknown',
    );
  });
  test('for the firm by its credit code; each side once', () => {
    const firm = { ...sign, side: 'enterprise', signer: FIRM };
    expect(facts(when('signLetter', firm, county, { promises: [drawn()] }))).toHaveLength(1);
    expect(
      when('signLetter', { ...firm, signer: '91441200MA4W12345Y' }, county, { promises: [drawn()] }),
    ).toBe('firm_mismatch');
    expect(when('signLetter', firm, county, { promises: both() })).toBe('letter_signed');
    expect(when('signLetter', firm, county)).toBe('promises_unknown');
  });
});

describe('the clock of a promise', () => {
  const about = { of: LETTER, entry: 'eia', creditCode: FIRM, occurredOn: '2021-06-03' };
  test('of the firm is stated on its own account in the same command', () => {
    const [told, stated] = facts(when('startPromise', about, county, { promises: both() }));
    expect(told).toMatchObject({
      kind: 'promiseStarted',
      subject: LETTER,
      occurredOn: '2021-06-03',
      body: { entry: 'eia' },
    });
    expect(stated).toMatchObject({
      kind: 'firmPromiseStated',
      subject: `firm/${FIRM}`,
      body: {
        letter: LETTER,
        entry: 'eia',
        startedOn: '2021-06-03',
        days: 5,
        dayKind: '工作日',
        stills: [],
        keptOn: null,
      },
    });
  });
  test('of the government moves no firm', () => {
    const body = { of: LETTER, entry: 'service', occurredOn: '2021-06-03' };
    expect(facts(when('startPromise', body, county, { promises: both() }))).toHaveLength(1);
  });
  test('runs once both have signed, and once', () => {
    expect(when('startPromise', about, county, { promises: [drawn(), signed('enterprise')] })).toBe(
      'letter_not_signed',
    );
    expect(when('startPromise', about, county, { promises: [...both(), started('eia')] })).toBe(
      'promise_started',
    );
    expect(when('startPromise', { ...about, entry: 'x' }, county, { promises: both() })).toBe(
      'entry_unknown',
    );
    expect(when('startPromise', { ...about, entry: 'nothing-added' }, county, { promises: both() })).toBe(
      'entry_without_clock',
    );
    expect(when('keepPromise', about, county, { promises: both() })).toBe('promise_not_started');
  });
  test('the firm is named where its promise moves', () => {
    const { creditCode: _, ...bare } = about;
    expect(when('startPromise', bare, county, { promises: both() })).toBe('firm_needed');
    expect(
      when('startPromise', { ...about, creditCode: '91441200MA4W12345Y' }, county, { promises: both() }),
    ).toBe('firm_mismatch');
  });
  test('force majeure stops it with what proves it; the government’s own promise by another hand', () => {
    const pause = { ...about, reason: '洪水', document: '气象局证明 3 号' };
    const events = [...both(), started('eia', '2021-06-02'), started('service', '2021-06-02')];
    const [, stated] = facts(when('pausePromise', pause, county, { promises: events }));
    expect(stated?.body.stills).toEqual([{ from: '2021-06-03', to: null }]);
    const { creditCode: _, ...service } = { ...pause, entry: 'service' };
    expect(when('pausePromise', service, window, { promises: events })).toBe('paused_by_own_hand');
    expect(facts(when('pausePromise', service, office, { promises: events }))).toHaveLength(1);
    expect(when('resumePromise', about, county, { promises: events })).toBe('promise_not_paused');
  });
  test('a corrected day moves the firm’s account, a voided one too', () => {
    const events = [...both(), started('eia', '2021-06-02'), kept('eia', '2021-06-04')];
    const of = { of: LETTER, reason: '日期写错', creditCode: FIRM };
    const correct = { ...of, event: String(events[4]?.event), occurredOn: '2021-06-20' };
    expect(
      facts(when('correctPromiseEvent', correct, county, { promises: events })).map(({ kind }) => kind),
    ).toEqual(['promiseEventCorrected', 'firmPromiseStated']);
    const voids = { ...of, event: String(events[4]?.event) };
    expect(facts(when('voidPromiseEvent', voids, county, { promises: events }))[1]?.body.keptOn).toBeNull();
    expect(
      when('voidPromiseEvent', { ...voids, event: String(events[3]?.event) }, county, { promises: events }),
    ).toBe('promise_not_started');
    expect(
      when('voidPromiseEvent', { ...voids, event: String(events[0]?.event) }, county, { promises: events }),
    ).toBe('promise_not_opened');
  });
});

describe('outside the list', () => {
  const demand = { letter: LETTER, what: '另做一次评估', legalBasis: '水法第十九条', approver: 'chief' };
  test('only with legal basis and approver', () => {
    expect(facts(when('makeDemand', demand, window, { promises: both() }))[0]).toMatchObject({
      kind: 'demandMade',
    });
    expect(() =>
      when('makeDemand', { letter: LETTER, what: '另做一次评估' }, window, { promises: both() }),
    ).toThrow();
    expect(when('makeDemand', { ...demand, approver: 'nobody' }, window, { promises: both() })).toBe(
      'unit_unknown',
    );
    expect(when('makeDemand', demand, window, { promises: [drawn()] })).toBe('letter_not_signed');
  });
});

describe('the steps, where the plan says that their order is hard', () => {
  const reach = (step: string) => ({ letter: LETTER, step, occurredOn: '2021-06-10' });
  const reached = (step: string) => event('letterStepReached', '2021-06-02', { step });
  const land = { milestone: 'landSupplied', occurred_on: '2021-06-05', state: 'recognised', counted: true };
  test('a later one is refused while an earlier is missing, by fact, letter or node', () => {
    expect(when('reachStep', reach('start'), county, { promises: both() })).toBe('step_out_of_order');
    expect(when('reachStep', reach('start'), county, { promises: [...both(), reached('filing')] })).toBe(
      'step_out_of_order',
    );
    const all = { promises: [...both(), reached('filing')], milestones: [land] };
    expect(facts(when('reachStep', reach('start'), county, all))).toHaveLength(1);
    expect(
      when('reachStep', reach('start'), county, {
        ...all,
        milestones: [{ ...land, occurred_on: '2021-06-20' }],
      }),
    ).toBe('step_out_of_order');
    expect(
      when('reachStep', reach('start'), county, { ...all, milestones: [{ ...land, counted: false }] }),
    ).toBe('step_out_of_order');
    expect(
      when('reachStep', reach('start'), county, {
        promises: [drawn(), reached('filing')],
        milestones: [land],
      }),
    ).toBe('step_out_of_order');
  });
  test('the letter’s own step is reached by the signatures; a step of no plan is unknown', () => {
    expect(when('reachStep', reach('letter'), county, { promises: both() })).toBe('step_by_itself');
    expect(when('reachStep', reach('x'), county, { promises: both() })).toBe('step_unknown');
    expect(when('reachStep', reach('filing'), county, { promises: [...both(), reached('filing')] })).toBe(
      'step_reached',
    );
  });
});

describe('the end of a letter', () => {
  const end = { letter: LETTER, document: '联合验收意见 8 号' };
  const all = () => [
    ...both(),
    ...['eia', 'permit', 'service'].flatMap((entry) => [started(entry), kept(entry, '2021-06-04')]),
  ];
  test('when all is kept and joint acceptance passed', () => {
    expect(when('endLetter', end, county, { promises: both() })).toBe('promises_outstanding');
    expect(when('endLetter', end, county, { promises: all() })).toBe('acceptance_missing');
    const accepted = event('letterStepReached', '2021-06-20', { step: 'acceptance' });
    expect(facts(when('endLetter', end, county, { promises: [...all(), accepted] }))[0]).toMatchObject({
      kind: 'letterEnded',
    });
    const certified = event('acceptanceCertified', '2021-06-20', { documentNumber: 'x' });
    expect(facts(when('endLetter', end, county, { promises: all(), acceptances: [certified] }))).toHaveLength(
      1,
    );
    const voided = { ...certified, voided: true };
    expect(when('endLetter', end, county, { promises: all(), acceptances: [voided] })).toBe(
      'acceptance_missing',
    );
    const ended = event('letterEnded', '2021-06-21', { document: 'x' });
    const demand = { letter: LETTER, what: '另做评估', legalBasis: '法', approver: 'chief' };
    expect(when('makeDemand', demand, window, { promises: [...all(), accepted, ended] })).toBe(
      'promise_ended',
    );
  });
});

describe('judged', () => {
  const course = (rows: readonly Row[]) => {
    const walked = walkPromises(promiseEventRows(rows));
    if (walked === undefined || isPromiseFault(walked)) throw new Error('no course');
    return walked as PromiseCourse;
  };
  const at = (rows: readonly Row[], asOf: string) =>
    judgePromises(course(rows), { calendar, asOf: asOf as PlainDate, dueSoonDays: 1 });
  const state = (rows: readonly Row[], asOf: string, entry = 'eia') =>
    at(rows, asOf)?.entries.find((each) => each.entry.entry === entry)?.judgement;

  test('both sides on one kind of clock: waiting, running, due soon, broken, kept, kept late', () => {
    const rows = [...both(), started('eia', '2021-06-07'), started('service', '2021-06-07')];
    expect(state(both(), '2021-06-08')).toMatchObject({ state: 'waiting', dueOn: null });
    // Five working days after Monday 7 June; the 14th is a holiday: Tuesday 15 June.
    expect(state([...both(), started('eia', '2021-06-07')], '2021-06-08')).toMatchObject({
      state: 'running',
      dueOn: '2021-06-15',
      daysLeft: 4,
    });
    expect(state(rows, '2021-06-11')).toMatchObject({ dueSoon: true, light: { colour: 'blue' } });
    expect(state(rows, '2021-06-16')).toMatchObject({
      state: 'broken',
      lateDays: 1,
      light: { colour: 'red' },
    });
    expect(state(rows, '2021-06-10', 'service')).toMatchObject({
      state: 'running',
      dueOn: '2021-06-10',
      daysLeft: 0,
    });
    expect(state(rows, '2021-06-11', 'service')).toMatchObject({ state: 'broken', lateDays: 1 });
    expect(state([...rows, kept('eia', '2021-06-15')], '2021-06-30')).toMatchObject({
      state: 'kept',
      lateDays: 0,
    });
    expect(state([...rows, kept('eia', '2021-06-18')], '2021-06-30')).toMatchObject({
      state: 'keptLate',
      lateDays: 3,
      light: { colour: 'red' },
    });
    expect(state(rows, '2021-06-30', 'nothing-added')).toMatchObject({ state: 'holds' });
  });
  test('standstill moves the day, and breaks nothing while it lasts', () => {
    const paused = [
      ...both(),
      started('eia', '2021-06-07'),
      event('promisePaused', '2021-06-09', { entry: 'eia', reason: '洪水', document: 'x' }),
    ];
    expect(state(paused, '2021-06-30')).toMatchObject({ state: 'paused', lateDays: 0 });
    const resumed = [...paused, event('promiseResumed', '2021-06-21', { entry: 'eia' })];
    // Two days used until the 9th, three more after the 21st.
    expect(state(resumed, '2021-06-22')).toMatchObject({ state: 'running', dueOn: '2021-06-24' });
    // As of a day before it was told, it ran.
    expect(state(resumed, '2021-06-08')).toMatchObject({ state: 'running', dueOn: '2021-06-15' });
  });
  test('the government’s breaches are its broken promises and every demand outside the list', () => {
    const demand = event('demandMade', '2021-06-05', { what: 'x', legalBasis: 'y', approver: 'chief' });
    const rows = [...both(), demand, started('service', '2021-06-07')];
    expect(at(rows, '2021-06-11')).toMatchObject({
      governmentBreaches: 2,
      firmBreaches: 0,
      standing: 'signed',
      dueOn: '2021-06-10',
    });
    expect(at(rows, '2021-06-04')).toMatchObject({ governmentBreaches: 0 });
  });
  test('without a calendar working days are not told, natural ones are', () => {
    const rows = [...both(), started('eia'), started('service')];
    const judged = judgePromises(course(rows), {
      calendar: undefined,
      asOf: '2021-06-30' as PlainDate,
      dueSoonDays: 1,
    });
    expect(judged?.entries.map(({ judgement }) => judgement.dueOn)).toEqual([null, null, '2021-06-04', null]);
  });
});

describe('预动工', () => {
  const declare = {
    project: 'P1',
    promise: 'pre',
    notFor: [{ id: 'main', holds: false }],
    needs: [{ id: 'willing', holds: true, basis: '企业申请' }],
    occurredOn: '2021-06-01',
  };
  const declared = event('preStartDeclared', '2021-06-01', {
    project: 'P1',
    projectName: '电池项目',
    promise: 'pre',
    title: '预动工',
    notFor: [],
    needs: [],
    works: [{ work: 'survey', title: '地质勘探' }],
  });
  test('needs what the plan says; what may begin is what the plan lists', () => {
    expect(facts(when('declarePreStart', declare, county))[0]).toMatchObject({
      kind: 'preStartDeclared',
      subject: 'prestart/P1',
    });
    expect(when('declarePreStart', { ...declare, needs: [] }, county)).toBe('condition_unanswered');
    expect(when('declarePreStart', { ...declare, needs: [{ id: 'willing', holds: false }] }, county)).toBe(
      'need_missing',
    );
    expect(when('declarePreStart', { ...declare, notFor: [{ id: 'main', holds: true }] }, county)).toBe(
      'negative_listed',
    );
    const begin = { project: 'P1', work: 'survey', occurredOn: '2021-06-03' };
    expect(facts(when('beginPreStart', begin, county, { promises: [declared] }))[0]).toMatchObject({
      kind: 'preStartBegun',
    });
    expect(when('beginPreStart', { ...begin, work: 'main' }, county, { promises: [declared] })).toBe(
      'work_unknown',
    );
    expect(when('finishPreStart', begin, county, { promises: [declared] })).toBe('work_not_begun');
    expect(when('beginPreStart', begin, county)).toBe('promises_unknown');
  });
});

describe('五个优先', () => {
  const designate = { project: 'P1', group: '五个优先', basis: '市重点项目名单', occurredOn: '2021-06-01' };
  test('designated by the city on a basis, with the plan’s commitments', () => {
    const [fact] = facts(when('designatePriority', designate, office));
    expect(fact?.body.entries).toEqual([
      {
        entry: 'prio-land',
        side: 'government',
        title: '供地优先',
        owner: 'housing',
        starts: '评审通过',
        ends: '供地',
        days: 10,
        dayKind: '工作日',
      },
      {
        entry: 'prio-service',
        side: 'government',
        title: '服务优先',
        starts: '提出',
        ends: '办结',
        dayKind: '工作日',
      },
    ]);
    expect(when('designatePriority', designate, county)).toBe('role_missing');
    expect(when('designatePriority', { ...designate, group: '没有' }, office)).toBe('promise_unknown');
  });
});

describe('the firm’s own link', () => {
  const digest = 'a'.repeat(64);
  const link = { link: 'L1', unit: 'gaoyao', digest, until_day: '2021-12-31', revoked_on: null };
  test('is issued for a while, and revoked', () => {
    const issue = { project: 'P1', digest, until: '2021-12-31' };
    expect(facts(when('issueFirmLink', issue, county))[0]).toMatchObject({
      kind: 'linkIssued',
      subject: 'link/P1',
    });
    expect(when('issueFirmLink', { ...issue, until: '2021-06-29' }, county)).toBe('link_until_invalid');
    expect(when('issueFirmLink', { ...issue, until: '2023-01-01' }, county)).toBe('link_until_invalid');
    const revoke = { project: 'P1', link: 'L1', reason: '换了经办人' };
    expect(facts(when('revokeFirmLink', revoke, county, { links: [link] }))[0]).toMatchObject({
      corrects: 'L1',
    });
    expect(when('revokeFirmLink', revoke, county, { links: [{ ...link, revoked_on: '2021-06-29' }] })).toBe(
      'link_revoked',
    );
  });
  test('a question comes through a link that stands, from nobody with an account', () => {
    const firm = { account: 'firm', post: '企业', unit: 'gaoyao', roles: [FIRM_ROLE] };
    const ask = { project: 'P1', link: 'L1', question: '图审什么时候能出' };
    expect(facts(when('askAsFirm', ask, firm, { links: [link] }))[0]).toMatchObject({
      kind: 'firmAsked',
      subject: 'link/P1',
    });
    expect(when('askAsFirm', ask, office, { links: [link] })).toBe('role_missing');
    expect(when('askAsFirm', ask, firm, { links: [{ ...link, until_day: '2021-06-29' }] })).toBe('link_over');
    expect(when('askAsFirm', ask, firm, { links: [{ ...link, revoked_on: '2021-06-29' }] })).toBe(
      'link_over',
    );
    const questions = Array.from({ length: 10 }, (_, i) => ({
      question: `Q${i}`,
      asked_on: '2021-06-30',
      unit: 'gaoyao',
    }));
    expect(when('askAsFirm', ask, firm, { links: [link], questions })).toBe('questions_too_many');
    const answer = { project: 'P1', question: 'Q1', answer: '本周五以前' };
    expect(facts(when('answerFirm', answer, window, { questions }))[0]).toMatchObject({ corrects: 'Q1' });
  });
});
