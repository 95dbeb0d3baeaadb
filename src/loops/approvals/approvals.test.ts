// Deciders of approvals, given / when / then: each code in its order of precedence, and what is recorded.
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
  other,
  source,
  when,
  window,
} from './approvals.testing.ts';

const P = 'P1/permit';
const about = { approval: P, occurredOn: '2021-06-10' };

describe('a filing', () => {
  const file = { project: 'P1', item: 'permit', occurredOn: '2021-06-01' };
  test('by hand is marked, freezes who handles it, and takes the firm from the project', () => {
    expect(when('fileApproval', file, window)).toEqual([
      {
        kind: 'approvalFiled',
        subject: P,
        unit: 'gaoyao',
        occurredOn: '2021-06-01',
        body: {
          project: 'P1',
          projectName: '电池项目',
          item: 'permit',
          kind: '一般',
          authority: 'housing',
          creditCode: FIRM,
          manual: true,
          recordedOn: '2021-06-30',
        },
      },
    ]);
  });
  test('from another system is known by its number', () => {
    expect(when('fileApproval', { ...file, source }, office)).toMatchObject([
      { subject: `${P}/A1`, body: { source } },
    ]);
    expect(when('fileApproval', { ...file, application: '2' }, window)).toMatchObject([
      { subject: `${P}/2` },
    ]);
  });
  test.each([
    ['project_unknown', file, window, { project: null }],
    ['item_unknown', { ...file, item: 'x' }, window, {}],
    ['unit_unknown', { ...file, authority: 'x' }, window, {}],
    ['out_of_scope', file, other, {}],
    ['role_missing', file, leader, {}],
    ['role_missing', { ...file, source }, county, {}],
    ['authority_not_named', file, ecology, {}],
    ['authority_not_named', file, county, {}],
    ['occurred_in_future', { ...file, occurredOn: '2021-07-01' }, window, {}],
    ['kind_not_offered', { ...file, kind: '告知承诺' }, window, {}],
    ['approval_filed', file, window, { events: [filed()] }],
    ['application_taken', { ...file, source }, office, { holder: 'P2/permit/A1' }],
  ] as const)('is refused: %s', (code, body, actor, given) => {
    expect(when('fileApproval', body, actor, given)).toBe(code);
  });
  test('of an item whose body no source names may be taken by any that handles approvals', () => {
    expect(when('fileApproval', { ...file, item: 'open' }, ecology)).toMatchObject([{ subject: 'P1/open' }]);
  });
  test('of an item that a post handles is for the unit of the post', () => {
    const body = { ...file, item: 'later' };
    expect(when('fileApproval', body, window)).toMatchObject([{ body: { authority: 'housing' } }]);
    expect(when('fileApproval', body, ecology)).toBe('authority_not_named');
  });
});

describe('the word of another system', () => {
  const filedThere = filed({ source });
  const decide = { ...about, outcome: 'granted', source } as const;
  test('is carried over by who the plan lets bring it in', () => {
    expect(when('decideApproval', decide, office, { events: [filedThere] })).toMatchObject([
      { kind: 'approvalDecided', body: { outcome: 'granted', source } },
    ]);
  });
  test.each([
    ['system_not_declared', { ...decide, source: { ...source, system: 'whatever' } }, office, filedThere],
    ['system_not_carried', decide, ecology, filedThere],
    ['system_not_carried', decide, window, filedThere],
    ['system_not_for_authority', decide, office, filed({ source, authority: 'ecology' })],
    ['application_differs', { ...decide, source: { ...source, application: '999' } }, office, filedThere],
    ['application_differs', decide, office, filed()],
  ] as const)('is refused: %s', (code, body, actor, event) => {
    expect(when('decideApproval', body, actor, { events: [event] })).toBe(code);
  });
  test('is not said of a correction, of a voided event or of a filing by another body than the plan names', () => {
    expect(() =>
      when('correctApprovalEvent', { ...about, event: 'E', reason: '看错', source }, office),
    ).toThrow();
    expect(() =>
      when('voidApprovalEvent', { approval: P, event: 'E', reason: '看错', source }, office),
    ).toThrow();
    const own = { project: 'P1', item: 'permit', occurredOn: '2021-06-01', authority: 'ecology' };
    expect(when('fileApproval', own, ecology)).toBe('authority_not_named');
  });
});

describe('an event', () => {
  test.each([
    ['acceptApproval', {}, 'approvalAccepted'],
    ['askSupplement', { materials: ['申请书'] }, 'supplementAsked'],
    ['pauseClock', { reason: 'hearing' }, 'clockPaused'],
    ['startTechnicalReview', {}, 'technicalReviewStarted'],
    ['extendApproval', { approver: '局长', reason: '情况复杂' }, 'approvalExtended'],
    ['decideApproval', { outcome: 'granted' }, 'approvalDecided'],
    ['withdrawApproval', { reason: '申请人撤回' }, 'approvalWithdrawn'],
  ] as const)('%s is recorded on its day, marked as entered by hand', (name, told, kind) => {
    expect(when(name, { ...about, ...told }, window, { events: [filed()] })).toMatchObject([
      { kind, subject: P, unit: 'gaoyao', occurredOn: '2021-06-10', body: { ...told, manual: true } },
    ]);
  });
  test.each([
    ['approval_unknown', 'acceptApproval', {}, window, []],
    ['out_of_scope', 'acceptApproval', {}, other, [filed()]],
    ['role_missing', 'acceptApproval', {}, leader, [filed()]],
    ['authority_not_named', 'acceptApproval', {}, ecology, [filed()]],
    ['occurred_in_future', 'acceptApproval', { occurredOn: '2021-07-01' }, window, [filed()]],
    ['approval_not_filed', 'acceptApproval', { occurredOn: '2021-05-31' }, window, [filed()]],
    ['approval_accepted', 'acceptApproval', {}, window, [filed(), event('approvalAccepted', '2021-06-02')]],
    [
      'approval_accepted',
      'askSupplement',
      { materials: ['x'] },
      window,
      [filed(), event('approvalAccepted', '2021-06-02')],
    ],
    [
      'supplement_outstanding',
      'askSupplement',
      { materials: ['x'] },
      window,
      [filed(), event('supplementAsked', '2021-06-02')],
    ],
    [
      'notice_given',
      'askSupplement',
      { materials: ['x'] },
      window,
      [filed(), event('supplementAsked', '2021-06-02'), event('supplementHandedIn', '2021-06-03')],
    ],
    ['supplement_not_asked', 'handInSupplement', {}, window, [filed()]],
    ['pause_reason_unknown', 'pauseClock', { reason: 'lunch' }, window, [filed()]],
    [
      'clock_paused',
      'pauseClock',
      { reason: 'hearing' },
      window,
      [filed(), event('clockPaused', '2021-06-03', { clock: '审批时限' })],
    ],
    ['review_not_running', 'pauseClock', { reason: 'hearing', clock: '技术审查时限' }, window, [filed()]],
    ['clock_not_paused', 'resumeClock', {}, window, [filed()]],
    [
      'review_running',
      'startTechnicalReview',
      {},
      window,
      [filed(), event('technicalReviewStarted', '2021-06-03')],
    ],
    ['review_not_running', 'endTechnicalReview', {}, window, [filed()]],
    [
      'extension_not_allowed',
      'extendApproval',
      { approver: '局长', reason: '复杂' },
      window,
      [filed({ item: 'spot' })],
    ],
    [
      'extension_not_allowed',
      'extendApproval',
      { approver: '局长', reason: '复杂' },
      window,
      [filed({ item: 'later' })],
    ],
    [
      'approval_extended',
      'extendApproval',
      { approver: '局长', reason: '复杂' },
      window,
      [filed(), event('approvalExtended', '2021-06-03')],
    ],
    ['refusal_without_reason', 'decideApproval', { outcome: 'refused' }, window, [filed()]],
    [
      'approval_closed',
      'decideApproval',
      { outcome: 'granted' },
      window,
      [filed(), event('approvalWithdrawn', '2021-06-03')],
    ],
  ] as const)('is refused: %s by %s', (code, name, told, actor, events) => {
    expect(when(name, { ...about, ...told }, actor, { events })).toBe(code);
  });
  test('is told late, and stands where its day puts it', () => {
    const events = [
      filed(),
      event('clockPaused', '2021-06-03', { clock: '审批时限' }),
      event('approvalDecided', '2021-06-20'),
    ];
    expect(when('resumeClock', about, window, { events })).toMatchObject([{ kind: 'clockResumed' }]);
    // What comes after is looked at as well: a decision before the pause would leave it hanging.
    expect(
      when('decideApproval', { ...about, occurredOn: '2021-06-02', outcome: 'granted' }, window, {
        events: events.slice(0, 2),
      }),
    ).toBe('approval_closed');
  });
  test('asks for more after the one-time notice with legal basis and approver alone', () => {
    const events = [
      filed(),
      event('supplementAsked', '2021-06-02'),
      event('supplementHandedIn', '2021-06-03'),
    ];
    const more = { ...about, materials: ['x'], legalBasis: '某法第九条', approver: '局长' };
    expect(when('askSupplement', more, window, { events })).toMatchObject([{ kind: 'supplementAsked' }]);
  });
});

describe('a correction', () => {
  const accepted = event('approvalAccepted', '2021-06-05');
  // In time: an item that is late is corrected by another hand (backEntry.test.ts).
  const events = [filed(), accepted, event('approvalDecided', '2021-06-15')];
  const correct = { approval: P, event: String(accepted.event), occurredOn: '2021-06-04', reason: '看错了' };
  test('names the fact it corrects, and the days that it moves', () => {
    expect(when('correctApprovalEvent', correct, window, { events })).toEqual([
      {
        kind: 'approvalEventCorrected',
        subject: P,
        unit: 'gaoyao',
        occurredOn: '2021-06-30',
        corrects: accepted.event,
        moves: ['2021-06-05', '2021-06-04'],
        body: { occurredOn: '2021-06-04', reason: '看错了' },
      },
    ]);
  });
  test.each([
    ['event_unknown', { ...correct, event: 'none' }, window],
    ['authority_not_named', correct, ecology],
    ['nothing_changed', { ...correct, occurredOn: '2021-06-05' }, window],
    ['occurred_in_future', { ...correct, occurredOn: '2021-07-05' }, window],
    ['approval_closed', { ...correct, occurredOn: '2021-06-21' }, window],
    ['approval_not_filed', { ...correct, occurredOn: '2021-05-21' }, window],
  ] as const)('is refused: %s', (code, body, actor) => {
    expect(when('correctApprovalEvent', body, actor, { events })).toBe(code);
  });
  test('a filing is not voided from under what followed; a deferral is no event to void', () => {
    const voids = (each: { readonly event?: unknown }, of = events) =>
      when('voidApprovalEvent', { approval: P, event: String(each.event), reason: '没有这回事' }, window, {
        events: of,
      });
    expect(voids(events[0] as { event: unknown })).toBe('approval_not_filed');
    expect(voids(accepted)).toMatchObject([{ kind: 'approvalEventVoided', corrects: accepted.event }]);
    const deferral = event('deferralGranted', '2021-06-06', { material: 'plan', dueOn: '2021-06-08' });
    expect(voids(deferral, [filed(), deferral])).toBe('event_not_correctable');
  });
});

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
    ['firm_mismatch', { ...grant, creditCode: '91441200MA4W00000X' }, {}],
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
    const other = { ...grant, creditCode: '91441200MA4W00000X' };
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
