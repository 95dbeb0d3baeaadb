// Given the events of a letter, when a command comes, then facts or a refusal.
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../kernel/json.ts';
import type { Row } from '../../kernel/loop.ts';
import {
  BARE,
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
import { both, drawn, ENTRIES, facts, kept, PATH, signed, started } from './promises.testing.ts';

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
    [
      'a firm whose code cannot be one',
      { creditCode: '91441200MA4W12345X' },
      'credit_code_unsound',
      { project: { ...BARE, credit_code: '91441200MA4W12345X' } },
    ],
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
    const debts = [{ approval: promise.letter, material: promise.title }];
    const repairs = [{ repaired_on: '2021-05-25', debts }];
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
    creditCode: FIRM,
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
  test('no one person makes a letter, and a firm whose door has shut since does not sign', () => {
    const firm = { ...sign, side: 'enterprise', signer: FIRM };
    const events = [drawn(), { ...signed('government'), actor: county.account }];
    expect(when('signLetter', firm, county, { promises: events })).toBe('signed_by_one_hand');
    const colleague = { ...county, account: 'gaoyao2' };
    expect(facts(when('signLetter', firm, colleague, { promises: events }))).toHaveLength(1);
    const debt = { approval: 'P9/permit', material: 'fire', due_on: '2021-06-10', met_on: null };
    expect(when('signLetter', firm, county, { promises: [drawn()], debts: [debt] })).toBe('door_closed');
    // Nor does the government: and it says with whom, so that the door is looked at.
    expect(when('signLetter', sign, chief, { promises: [drawn()], debts: [debt] })).toBe('door_closed');
    const { creditCode: _, ...unnamed } = sign;
    expect(when('signLetter', unnamed, chief, { promises: [drawn()] })).toBe('firm_needed');
    expect(
      when('signLetter', { ...sign, creditCode: '91441200MA4W12345Y' }, chief, { promises: [drawn()] }),
    ).toBe('firm_mismatch');
    expect(when('drawLetter', DRAW, county, { project: { ...BARE, credit_code: null } })).toBe(
      'firm_unregistered',
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
  test('past its due day the own promise is kept today and no day earlier, and is changed by another hand', () => {
    // Owed by nobody of the plan: by who signed for the government.
    const open: Row = drawn();
    const agreed = ENTRIES.map(({ owner: _, ...entry }) => entry);
    const letter: Row = { ...open, body: { ...(open.body as JsonObject), entries: agreed } };
    const events: Row[] = [
      letter,
      signed('enterprise'),
      signed('government'),
      started('service', '2021-06-02'),
    ];
    const kept1 = { of: LETTER, entry: 'service', document: '答复函', occurredOn: '2021-06-04' };
    const given = { promises: events };
    expect(when('pausePromise', { ...kept1, reason: '洪水' }, chief, given)).toBe('paused_by_own_hand');
    expect(when('keepPromise', kept1, chief, given)).toBe('promise_by_own_hand');
    expect(facts(when('keepPromise', { ...kept1, occurredOn: '2021-06-30' }, chief, given))).toHaveLength(1);
    expect(facts(when('keepPromise', kept1, office, given))).toHaveLength(1);
    const change = {
      of: LETTER,
      event: String(events[3]?.event),
      reason: '日期写错',
      occurredOn: '2021-06-28',
    };
    expect(when('correctPromiseEvent', change, chief, given)).toBe('promise_by_own_hand');
    const { occurredOn: _, ...voids } = change;
    expect(when('voidPromiseEvent', voids, chief, given)).toBe('promise_by_own_hand');
    expect(facts(when('correctPromiseEvent', change, office, given))).toHaveLength(1);
    // While it still runs, the own hand may put it right.
    const early = { ...given, today: '2021-06-03' };
    expect(
      facts(when('correctPromiseEvent', { ...change, occurredOn: '2021-06-03' }, chief, early)),
    ).toHaveLength(1);
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
  test('what the ledger knows is not told again: a node, the acceptance; another item with its document', () => {
    const given = { promises: [...both(), reached('filing')], milestones: [land], servicePromises: PATH };
    const on = (step: string, more: object = {}) => ({ ...reach(step), ...more });
    expect(when('reachStep', on('land'), county, given)).toBe('step_by_itself');
    expect(when('reachStep', on('supervision'), county, given)).toBe('document_missing');
    expect(
      facts(when('reachStep', on('supervision', { document: '监督书 2 号' }), county, given)),
    ).toHaveLength(1);
    expect(when('reachStep', on('acceptance', { document: '意见书' }), county, given)).toBe(
      'acceptance_missing',
    );
    const certified = event('acceptanceCertified', '2021-06-10', { documentNumber: 'x' });
    const before = ['supervision', 'building'].map((step) => reached(step));
    const start = { milestone: 'started', occurred_on: '2021-06-07', state: 'recognised', counted: true };
    const all = { ...given, promises: [...given.promises, ...before], milestones: [land, start] };
    expect(
      facts(when('reachStep', on('acceptance'), county, { ...all, acceptances: [certified] })),
    ).toHaveLength(1);
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
    // What somebody says of it is no certificate.
    const accepted = event('letterStepReached', '2021-06-20', { step: 'acceptance' });
    expect(when('endLetter', end, county, { promises: [...all(), accepted] })).toBe('acceptance_missing');
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

test('for a project that was ended nothing new is received, promised or begun', () => {
  const ended = { project: { ...BARE, ended_on: '2021-05-01' } };
  const file = { project: 'P1', item: 'permit', application: 'A1', occurredOn: '2021-06-10' };
  expect(when('fileApproval', file, window, ended)).toBe('project_ended');
  expect(
    facts(when('fileApproval', { ...file, occurredOn: '2021-04-30' }, window, ended)).length,
  ).toBeGreaterThan(0);
  expect(when('drawLetter', DRAW, county, ended)).toBe('project_ended');
  expect(
    when('issueFirmLink', { project: 'P1', digest: 'a'.repeat(64), until: '2021-12-31' }, county, ended),
  ).toBe('project_ended');
});
