// Deciders of approvals, given / when / then: each code in its order of precedence, and what is recorded.
import { describe, expect, test } from 'vitest';
import {
  county,
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
    ['pauseClock', { reason: 'hearing', document: '告知 1 号' }, 'clockPaused'],
    ['startTechnicalReview', {}, 'technicalReviewStarted'],
    ['extendApproval', { approver: '局长', reason: '情况复杂' }, 'approvalExtended'],
    ['decideApproval', { outcome: 'granted', documentNumber: '建字第 1 号' }, 'approvalDecided'],
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
      { reason: 'hearing', document: '告知 1 号' },
      window,
      [filed(), event('clockPaused', '2021-06-03', { clock: '审批时限' })],
    ],
    [
      'review_not_running',
      'pauseClock',
      { reason: 'hearing', document: '告知 1 号', clock: '技术审查时限' },
      window,
      [filed()],
    ],
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
    ['document_number_missing', 'decideApproval', { outcome: 'granted' }, window, [filed()]],
    [
      'document_number_missing',
      'decideApproval',
      { outcome: 'refused', reason: '不符合条件' },
      window,
      [filed()],
    ],
    ['pause_without_document', 'pauseClock', { reason: 'hearing' }, window, [filed()]],
    [
      'approval_closed',
      'decideApproval',
      { outcome: 'granted', documentNumber: '建字第 1 号' },
      window,
      [filed(), event('approvalWithdrawn', '2021-06-03')],
    ],
  ] as const)('is refused: %s by %s', (code, name, told, actor, events) => {
    expect(when(name, { ...about, ...told }, actor, { events })).toBe(code);
  });
  test('yields no document where the plan says so, and none is asked for', () => {
    const given = { events: [filed({ item: 'spot' })] };
    expect(when('decideApproval', { ...about, outcome: 'granted' }, window, given)).toMatchObject([
      { kind: 'approvalDecided' },
    ]);
    expect(
      when('pauseClock', { ...about, reason: 'firm', occurredOn: '2021-06-03' }, window, {
        events: [filed()],
      }),
    ).toMatchObject([{ kind: 'clockPaused' }]);
  });
  test('of another system is taken as it has it: without number, without notice', () => {
    const events = [filed({ source })];
    for (const [name, told] of [
      ['decideApproval', { outcome: 'granted' }],
      ['decideApproval', { outcome: 'refused' }],
      ['pauseClock', { reason: 'hearing', occurredOn: '2021-06-28' }],
    ] as const)
      expect(when(name, { ...about, ...told, source }, office, { events })).toMatchObject([{ subject: P }]);
  });
  test('that stops a clock which had run over by then is refused; one of before is kept', () => {
    // Accepted on 1 June: seven working days are over on the 10th.
    const events = [filed(), event('approvalAccepted', '2021-06-01')];
    const stop = (occurredOn: string) =>
      when('pauseClock', { approval: P, reason: 'hearing', document: '告知 1 号', occurredOn }, window, {
        events,
      });
    expect(stop('2021-06-11')).toBe('clock_overdue');
    expect(stop('2021-06-30')).toBe('clock_overdue');
    expect(stop('2021-06-10')).toMatchObject([{ kind: 'clockPaused' }]);
    // Its own clock alone: a review that goes on within its days may be stopped.
    const reviewed = [...events, event('technicalReviewStarted', '2021-06-11')];
    expect(
      when(
        'pauseClock',
        {
          approval: P,
          reason: 'hearing',
          document: '告知 1 号',
          clock: '技术审查时限',
          occurredOn: '2021-06-14',
        },
        window,
        { events: reviewed },
      ),
    ).toMatchObject([{ kind: 'clockPaused' }]);
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
      when(
        'decideApproval',
        { ...about, occurredOn: '2021-06-02', outcome: 'granted', documentNumber: '建字第 1 号' },
        window,
        {
          events: events.slice(0, 2),
        },
      ),
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
    const { approver: _approver, ...half } = more;
    expect(when('askSupplement', half, window, { events })).toBe('notice_given');
    const { legalBasis: _basis, ...other } = more;
    expect(when('askSupplement', other, window, { events })).toBe('notice_given');
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

describe('a number that the source tells later', () => {
  const of = { source } as const;
  const events = (number: object = {}) =>
    [
      filed(of),
      event('clockPaused', '2021-06-03', { ...of, clock: '审批时限', reason: 'hearing' }),
      event('clockResumed', '2021-06-04', { ...of, clock: '审批时限' }),
      event('approvalDecided', '2021-06-08', { ...of, outcome: 'granted', ...number }),
    ].map((row) => ({ ...row, event: String(row.kind) }));
  const give = (kind: string) => ({ approval: P, event: kind, number: '许 1 号', source });

  test('is a fact of its own that names the source and moves no day', () => {
    for (const kind of ['approvalDecided', 'clockPaused'])
      expect(when('giveDocumentNumber', give(kind), office, { events: events() })).toEqual([
        {
          kind: 'documentNumberGiven',
          subject: P,
          unit: 'gaoyao',
          occurredOn: '2021-06-30',
          corrects: kind,
          body: { number: '许 1 号', source },
        },
      ]);
  });
  test.each([
    ['approval_unknown', give('approvalDecided'), office, []],
    ['event_unknown', { ...give('approvalDecided'), event: 'x' }, office, events()],
    ['event_without_number', give('clockResumed'), office, events()],
    ['role_missing', give('approvalDecided'), county, events()],
    [
      'system_not_declared',
      { ...give('approvalDecided'), source: { ...source, system: 'x' } },
      office,
      events(),
    ],
    [
      'application_differs',
      { ...give('approvalDecided'), source: { ...source, application: 'A2' } },
      office,
      events(),
    ],
    ['nothing_changed', give('approvalDecided'), office, events({ documentNumber: '许 1 号' })],
    ['document_number_differs', give('approvalDecided'), office, events({ documentNumber: '许 2 号' })],
  ] as const)('is refused: %s', (code, body, actor, given) => {
    expect(when('giveDocumentNumber', body, actor, { events: given })).toBe(code);
  });
});
