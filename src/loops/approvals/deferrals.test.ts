// Deciders of 容缺 and 容错, given / when / then: what may be put off and until when, the door of a firm, force majeure, repair, and fault tolerance.
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../kernel/json.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import type { Problem } from '../../kernel/problem.ts';
import { type Course, courseAt, walkCourse } from './approvals.course.ts';
import { eventRows } from './approvals.rows.ts';
import {
  BARE,
  county,
  decided,
  ecology,
  event,
  FIRM,
  filed,
  leader,
  office,
  when,
  window,
} from './approvals.testing.ts';

const P = 'P1/permit';
const about = { approval: P, occurredOn: '2021-06-10' };

describe('a deferral', () => {
  const grant = {
    ...about,
    level: 'material',
    material: 'plan',
    form: '原件',
    dueOn: '2021-06-17',
    consequence: '撤销受理',
    promise: 'CN-1',
    creditCode: FIRM,
  } as const;
  const accepted = [event('approvalAccepted', '2021-06-10')];
  const events = [filed({}, '2021-06-07'), ...accepted];
  test('stands on the approval and on the firm’s account', () => {
    expect(when('grantDeferral', grant, window, { events })).toMatchObject([
      { kind: 'deferralGranted', subject: P, body: { material: 'plan', dueOn: '2021-06-17' } },
      {
        kind: 'firmDebtOpened',
        subject: `firm/${FIRM}`,
        body: { approval: P, material: 'plan', dueOn: '2021-06-17' },
      },
    ]);
  });
  // Accepted on 10 June (Thursday): five working days over the holiday of 14 June are 18 June; the clock itself would end on 22 June.
  test.each([
    ['firm_mismatch', { ...grant, creditCode: '91441200MA4W00000R' }, {}],
    ['deferral_blocked', { ...grant, material: 'unknown' }, {}],
    ['deferral_blocked', { ...grant, material: 'photo' }, {}],
    ['deferral_blocked', { ...grant, material: 'land' }, {}],
    ['deferral_blocked', { ...grant, level: 'permit' }, {}],
    [
      'door_closed',
      grant,
      { debts: [{ approval: 'X', material: 'm', due_on: '2021-06-01', settled_on: null }] },
    ],
    ['calendar_missing', grant, { calendar: null }],
    ['deferral_due_too_late', { ...grant, dueOn: '2021-06-21' }, {}],
    ['deferral_due_too_late', { ...grant, dueOn: '2021-06-09' }, {}],
    [
      'deferral_open',
      grant,
      {
        events: [
          ...events,
          event('deferralGranted', '2021-06-10', { material: 'plan', dueOn: '2021-06-12' }),
        ],
      },
    ],
  ] as const)('is refused: %s', (code, body, given) => {
    expect(when('grantDeferral', body, window, { events, ...given })).toBe(code);
  });
  test('up to its last day', () => {
    expect(when('grantDeferral', { ...grant, dueOn: '2021-06-18' }, window, { events })).toMatchObject([
      {},
      {},
    ]);
  });
  test('granted after silence had accepted is held to the clock that ran since', () => {
    const silent = [filed(), event('approvalAccepted', '2021-06-10')];
    expect(when('grantDeferral', grant, window, { events: silent })).toBe('deferral_due_too_late');
  });
  test('of the permit itself says what is missing, and the red lines', () => {
    const { message } = decided('grantDeferral', { ...grant, level: 'permit' }, window, {
      events,
    }) as Problem;
    expect(message).toContain('缺文号、批准人、期限');
    expect(message).toContain('建筑法第七条');
  });
  test('of the permit itself, with document, approver and date, by the plan’s approver', () => {
    const of = { events: [filed({ item: 'later' })] };
    const permit = {
      ...grant,
      level: 'permit',
      document: '肇府规[2021] 1号',
      approver: 'chief',
      dueOn: '2021-07-20',
    } as const;
    expect(when('grantDeferral', permit, window, of)).toMatchObject([{ body: { material: 'permit' } }, {}]);
    expect(when('grantDeferral', { ...permit, approver: 'deputy' }, window, of)).toBe('deferral_blocked');
    expect(when('grantDeferral', { ...permit, document: 'x' }, window, of)).toBe('deferral_blocked');
    // Another hand than the one that told of the approval.
    const teller = { ...window, account: 'win0' };
    expect(when('grantDeferral', permit, teller, of)).toBe('claimed_by_own_hand');
    expect(when('grantDeferral', { ...permit, dueOn: '2021-09-20' }, window, of)).toBe(
      'deferral_due_too_late',
    );
  });
  test('broken stays broken when it is met late; a repair opens the door again', () => {
    const debts = [{ approval: P, material: 'm', due_on: '2021-06-05', settled_on: '2021-06-08' }];
    expect(when('grantDeferral', grant, window, { events, debts })).toBe('door_closed');
    const covers = [{ approval: P, material: 'm' }];
    const repairs = [{ repaired_on: '2021-06-09', debts: covers }];
    expect(when('grantDeferral', grant, window, { events, debts, repairs })).toMatchObject([{}, {}]);
    for (const other of [
      // Before it was met; of another debt; and of one that was told of after the repair, unmet.
      { repairs: [{ repaired_on: '2021-06-07', debts: covers }] },
      { repairs: [{ repaired_on: '2021-06-09', debts: [{ approval: P, material: 'n' }] }] },
      {
        repairs,
        debts: [...debts, { approval: 'X', material: 'm', due_on: '2021-06-02', settled_on: null }],
      },
      { repairs, debts: [{ ...debts[0], settled_on: null }] },
    ])
      expect(when('grantDeferral', grant, window, { events, debts, ...other })).toBe('door_closed');
  });
  test('goes through no door on a day before the repair', () => {
    const debts = [{ approval: P, material: 'm', due_on: '2021-06-05', settled_on: '2021-06-08' }];
    const repairs = [{ repaired_on: '2021-06-11', debts: [{ approval: P, material: 'm' }] }];
    expect(when('grantDeferral', grant, window, { events, debts, repairs })).toBe('door_closed');
    const on = (repaired_on: string) => ({ events, debts, repairs: [{ ...repairs[0], repaired_on }] });
    expect(when('grantDeferral', grant, window, on('2021-06-10'))).toMatchObject([{}, {}]);
  });
  test('goes through no door that is shut today, whatever day it is told of', () => {
    const debts = [{ approval: 'X', material: 'm', due_on: '2021-06-20', settled_on: null }];
    expect(when('grantDeferral', grant, window, { events, debts })).toBe('door_closed');
    expect(when('grantDeferral', grant, window, { events, debts, today: '2021-06-20' })).toMatchObject([
      {},
      {},
    ]);
  });
  test('met by hand after its date, told of a day before it, is met when it was heard of', () => {
    const debts = [{ approval: P, material: 'm', due_on: '2021-06-05', settled_on: '2021-06-05' }];
    const heard = (heard_on: string | null) => ({ events, debts: [{ ...debts[0], heard_on }] });
    expect(when('grantDeferral', grant, window, heard('2021-06-08'))).toBe('door_closed');
    for (const on of ['2021-06-05', null])
      expect(when('grantDeferral', grant, window, heard(on))).toMatchObject([{}, {}]);
  });
  test('of a project without a credit code is the first firm’s; of one with a code that firm’s alone', () => {
    const at = filed({}, '2021-06-07');
    const events = [{ ...at, body: { ...(at.body as object), creditCode: null } }, ...accepted];
    const none = { events, project: { ...BARE, credit_code: null } };
    expect(when('grantDeferral', grant, window, none)).toMatchObject([
      {},
      {},
      { kind: 'applicantNamed', subject: 'applicant/P1', body: { project: 'P1', creditCode: FIRM } },
    ]);
    const named = { ...none, applicants: [{ project: 'P1', credit_code: FIRM }] };
    expect(when('grantDeferral', grant, window, named)).toMatchObject([{}, {}]);
    const other = { ...grant, creditCode: '91441200MA4W00000R' };
    expect(when('grantDeferral', other, window, named)).toBe('firm_mismatch');
    const lower = { events, project: { ...BARE, credit_code: ` ${FIRM.toLowerCase()} ` } };
    expect(when('grantDeferral', other, window, lower)).toBe('firm_mismatch');
    expect(when('grantDeferral', { ...grant, creditCode: FIRM.toLowerCase() }, window, lower)).toMatchObject([
      {},
      { subject: `firm/${FIRM}` },
    ]);
  });
  test('is met by who owes it', () => {
    const granted = [
      ...events,
      event('deferralGranted', '2021-06-10', { material: 'plan', dueOn: '2021-06-17' }),
    ];
    const debts = [{ approval: P, material: 'plan', due_on: '2021-06-17', settled_on: null }];
    const meet = { approval: P, material: 'plan', creditCode: FIRM, occurredOn: '2021-06-16' };
    const heard = { recordedOn: '2021-06-30' };
    expect(when('meetDeferral', meet, window, { events: granted, debts })).toMatchObject([
      { kind: 'deferralMet', subject: P, body: heard },
      { kind: 'firmDebtSettled', subject: `firm/${FIRM}`, body: heard },
    ]);
    expect(when('meetDeferral', meet, window, { events: granted })).toBe('firm_debt_unknown');
    expect(when('meetDeferral', meet, window, { events, debts })).toBe('deferral_not_open');
  });
  test('credit is repaired after the debt is met, where there was a breach', () => {
    const repair = { creditCode: FIRM, document: '修复 1 号', reason: '已补齐' };
    const broken = { approval: P, material: 'm', due_on: '2021-06-05', settled_on: null };
    expect(when('repairCredit', repair, county)).toBe('out_of_scope');
    expect(when('repairCredit', repair, leader)).toBe('role_missing');
    expect(when('repairCredit', repair, office)).toBe('credit_not_broken');
    expect(when('repairCredit', repair, office, { debts: [broken] })).toBe('debt_outstanding');
    expect(
      when('repairCredit', repair, office, { debts: [{ ...broken, settled_on: '2021-06-08' }] }),
    ).toMatchObject([
      {
        kind: 'creditRepaired',
        subject: `firm/${FIRM}`,
        body: { debts: [{ approval: P, material: 'm' }] },
      },
    ]);
    const met = { ...broken, settled_on: '2021-06-08' };
    const own = { debts: [{ ...met, granted_unit: 'office' }] };
    expect(when('repairCredit', repair, office, own)).toBe('claimed_by_own_hand');
    const early = { ...repair, occurredOn: '2021-06-07' };
    expect(when('repairCredit', early, office, { debts: [met] })).toBe('debt_outstanding');
    // Told of the due day, heard of after it: met only then.
    const told = { ...broken, settled_on: '2021-06-05', heard_on: '2021-06-10' };
    const before = { ...repair, occurredOn: '2021-06-09' };
    expect(when('repairCredit', before, office, { debts: [told] })).toBe('debt_outstanding');
    expect(when('repairCredit', repair, office, { debts: [told] })).toMatchObject([{}]);
  });
});

describe('force majeure', () => {
  const granted = (on = '2021-06-10') =>
    event('deferralGranted', on, { level: 'material', material: 'plan', dueOn: '2021-06-30' });
  const events = [filed(), event('approvalAccepted', '2021-06-10'), granted()];
  const debts = [{ approval: P, material: 'plan', due_on: '2021-06-30', settled_on: null }];
  // Eleven days: from the day on which it was put off.
  const extend = {
    approval: P,
    material: 'plan',
    event: '西江洪水',
    eventFrom: '2021-06-05',
    eventTo: '2021-06-20',
    dueOn: '2021-07-11',
    reason: '洪水封路',
    document: '应急局证明 3 号',
    creditCode: FIRM,
  };
  const used = (over: JsonObject) =>
    event('deferralExtended', '2021-06-21', {
      material: 'plan',
      dueOn: '2021-07-02',
      event: '西江洪水',
      eventFrom: '2021-06-15',
      eventTo: '2021-06-16',
      ...over,
    });
  test('is asked for within the plan’s days after the event ended, past the date as well', () => {
    const until = { ...extend, eventTo: '2021-06-29' };
    expect(when('extendDeferral', until, window, { events, debts, today: '2021-07-06' })).toMatchObject([
      {},
      {},
    ]);
    expect(when('extendDeferral', until, window, { events, debts, today: '2021-07-07' })).toBe(
      'deferral_overdue',
    );
  });
  test('is of today: no other day is told', () => {
    expect(() =>
      when('extendDeferral', { ...extend, occurredOn: '2021-06-30' }, window, { events, debts }),
    ).toThrow();
  });
  test('moves the date, on the firm’s account as well', () => {
    expect(when('extendDeferral', extend, window, { events, debts })).toMatchObject([
      { kind: 'deferralExtended', subject: P, body: { dueOn: '2021-07-11', document: '应急局证明 3 号' } },
      {
        kind: 'firmDebtExtended',
        subject: `firm/${FIRM}`,
        body: { approval: P, material: 'plan', dueOn: '2021-07-11' },
      },
    ]);
  });
  test.each([
    ['deferral_not_open', { ...extend, material: 'photo' }, window, { events, debts }],
    ['claimed_by_own_hand', extend, { ...window, account: 'win0' }, { events, debts }],
    ['deferral_overdue', extend, window, { events, debts, today: '2021-07-01' }],
    ['deferral_not_later', { ...extend, dueOn: '2021-06-30' }, window, { events, debts }],
    ['firm_debt_unknown', extend, window, { events }],
    ['deferral_extended_too_far', { ...extend, dueOn: '2021-07-12' }, window, { events, debts }],
    ['force_majeure_days', { ...extend, eventTo: '2021-07-02' }, window, { events, debts }],
    ['force_majeure_days', { ...extend, eventTo: '2021-06-09' }, window, { events, debts }],
    [
      'force_majeure_days',
      { ...extend, eventFrom: '2021-07-01', eventTo: '2021-07-01' },
      window,
      { events, debts, today: '2021-07-02' },
    ],
    ['force_majeure_used', extend, window, { events: [...events, used({})], debts }],
    ['force_majeure_used', extend, window, { events: [...events, used({ event: '别的洪水' })], debts }],
    [
      'force_majeure_used',
      extend,
      window,
      { events: [...events, used({ eventFrom: '2021-05-01', eventTo: '2021-05-02' })], debts },
    ],
    ['authority_not_named', extend, ecology, { events, debts }],
  ] as const)('%s', (code, body, actor, given) => {
    expect(when('extendDeferral', body, actor, given)).toBe(code);
  });
  test('is not there before the day it was granted; the date before it is', () => {
    const extended = event('deferralExtended', '2021-06-20', { material: 'plan', dueOn: '2021-07-10' });
    const course = walkCourse(eventRows([...events, extended])) as Course;
    expect(courseAt(course, '2021-06-19' as PlainDate)?.deferrals[0]).toMatchObject({
      dueOn: '2021-06-30',
      extensions: [],
    });
    expect(courseAt(course, '2021-06-20' as PlainDate)?.deferrals[0]).toMatchObject({ dueOn: '2021-07-10' });
  });
});

describe('fault tolerance', () => {
  const applied = { application: 'T1', applied_by: 'win1', applied_unit: 'housing-window', outcome: null };
  const apply = { approval: P, facts: '改革试点中的轻微错误', basis: '容错办法' };
  const decide = { approval: P, application: 'T1', outcome: 'granted', reason: '属实' };
  const events = [filed()];
  test('is not decided below the unit that applied either', () => {
    const given = {
      events: [filed()],
      tolerances: [{ ...applied, applied_by: 'x', applied_unit: 'housing' }],
    };
    expect(when('decideFaultTolerance', decide, window, given)).toBe('claimed_by_own_hand');
  });
  test('is applied for by the unit that handles it, once at a time', () => {
    expect(when('applyFaultTolerance', apply, ecology, { events })).toBe('authority_not_named');
    expect(when('applyFaultTolerance', apply, window, { events, tolerances: [applied] })).toBe(
      'tolerance_waits',
    );
    expect(when('applyFaultTolerance', apply, window, { events })).toMatchObject([
      { kind: 'faultToleranceApplied' },
    ]);
  });
  test('is decided by another hand', () => {
    const given = { events, tolerances: [applied] };
    expect(when('decideFaultTolerance', decide, window, given)).toBe('claimed_by_own_hand');
    expect(when('decideFaultTolerance', { ...decide, application: 'X' }, ecology, given)).toBe(
      'tolerance_unknown',
    );
    expect(when('decideFaultTolerance', decide, leader, given)).toBe('role_missing');
    expect(
      when('decideFaultTolerance', decide, ecology, {
        events,
        tolerances: [{ ...applied, outcome: 'refused' }],
      }),
    ).toBe('tolerance_decided');
    expect(when('decideFaultTolerance', decide, ecology, given)).toMatchObject([
      { kind: 'faultToleranceDecided', corrects: 'T1', body: { outcome: 'granted' } },
    ]);
  });
});
