// Approvals over the real ledger and the real server: what an approving system exported goes in twice and stands once; the queue, one approval opened, what
// a new calendar moved; and what the tables say is the same course that the events make.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../kernel/json.ts';
import { parseDate } from '../kernel/plainDate.ts';
import { sql } from '../kernel/sql.ts';
import { walkCourse } from '../loops/approvals/approvals.course.ts';
import { openApprovals } from '../loops/approvals/approvals.pg.ts';
import { courseOf, eventRows } from '../loops/approvals/approvals.rows.ts';
import { waitingTolerances } from '../loops/approvals/queue.pg.ts';
import { APPLICANT, type ApprovalCity, approvalCity } from '../testing/approvalCity.ts';
import { CITY } from '../testing/ledger.ts';
import { operator } from './open.ts';

const FIRM = APPLICANT;
let city: ApprovalCity;
let at: ApprovalCity['at'];
let give: ApprovalCity['give'];
let as: ApprovalCity['as'];
beforeAll(async () => {
  city = await approvalCity();
  ({ at, give, as } = city);
}, 120_000);
afterAll(async () => {
  await city?.close();
});

const CSV = `来源系统,办件编号,项目代码,事项编码,事件,时间,事由,结果,决定文号
ecsp,A001,2101-441200-04-01-000001,11441200-01,收件,2021-06-01 09:00,,,
ecsp,A001,,,受理,2021/6/2,,,
ecsp,A001,,,停表,2021-06-07 10:00,hearing,,
ecsp,A001,,,恢复,2021-06-10 10:00,,,
ecsp,A002,2101-441200-04-01-000002,11441200-01,收件,2021年6月21日,,,
ecsp,A003,2101-441200-04-01-000009,11441200-01,收件,2021-06-21,,,
ecsp,A004,2101-441200-04-01-000002,99,收件,2021-06-21,,,
ecsp,A005,,,受理,2021-06-21,,,
ecsp,A001,,,开会,2021-06-21,,,
`;
const file = (text: string, name = '审批事件.csv') => ({ name, data: Buffer.from(text).toString('base64') });
const one = (id: string) => `/api/approvals/${encodeURIComponent(id)}`;
const A1 = 'P1/permit/A001';

describe('an import', () => {
  test('of a list says by line what would be recorded, and writes nothing', async () => {
    const hall = await as('hall1');
    const before = (await at.ledger.read(CITY, {}, async ({ head }) => head)).seq;
    const answer = await hall.post('/api/approvals/import?preview=true', file(CSV));
    expect(answer).toMatchObject({
      preview: true,
      lines: 9,
      recorded: 5,
      known: 0,
      conflicts: 3,
      refused: 0,
      unclear: 1,
      undocumented: 1,
    });
    expect(answer.rows.map((row: { problem: { code: string } | null }) => row.problem?.code ?? null)).toEqual(
      [
        null,
        null,
        // A pause that needs a written notice, whose number the source left out: taken, and said.
        'document_number_missing',
        null,
        null,
        'project_code_unknown',
        'item_unknown',
        'application_unknown',
        'event_name_unknown',
      ],
    );
    expect((await at.ledger.read(CITY, {}, async ({ head }) => head)).seq).toBe(before);
  });

  test('records what is clear; the same file twice changes nothing', async () => {
    const hall = await as('hall1');
    expect(await hall.post('/api/approvals/import', file(CSV))).toMatchObject({ recorded: 5, conflicts: 3 });
    const head = (await at.ledger.read(CITY, {}, async (view) => view.head)).seq;
    expect(await hall.post('/api/approvals/import', file(CSV))).toMatchObject({
      recorded: 0,
      known: 5,
      conflicts: 3,
    });
    expect((await at.ledger.read(CITY, {}, async (view) => view.head)).seq).toBe(head);
  });

  test('names the same event with another date, and what comes out of order', async () => {
    const hall = await as('hall1');
    const lines = [
      { source: 'ecsp', application: 'A001', event: '受理', time: '2021-06-03' },
      { source: 'ecsp', application: 'A002', event: '恢复', time: '2021-06-25' },
      { source: 'ecsp', application: 'A002', event: '停表', time: '2021-06-26', reason: 'lunch' },
    ];
    const text = lines.map((line) => JSON.stringify(line)).join('\n');
    const answer = await hall.post('/api/approvals/import', file(text, 'events.jsonl'));
    expect(
      answer.rows.map((row: { state: string; problem: { code: string } }) => [row.state, row.problem.code]),
    ).toEqual([
      ['conflict', 'event_differs'],
      ['conflict', 'clock_not_paused'],
      ['refused', 'pause_reason_unknown'],
    ]);
  });

  test('is the only door for the word of another system', async () => {
    const source = { system: 'ecsp', application: 'A001' };
    const decide = { approval: A1, outcome: 'granted', documentNumber: '假-1', source };
    for (const account of ['other1', 'hall1', 'desk1'])
      expect(await (await as(account)).post('/api/commands/approvals/decideApproval', decide)).toMatchObject({
        status: 400,
        code: 'source_route',
      });
    // A bureau that writes such a file itself is no carrier of the system; nor is there one that no plan declares.
    const forged = file('来源系统,办件编号,事件,时间,结果\necsp,A001,办结,2021-06-20,准予\n');
    const codes = async (account: string, given: object) =>
      (await (await as(account)).post('/api/approvals/import', given)).rows.map(
        (row: { problem: { code: string } | null }) => row.problem?.code ?? null,
      );
    expect(await codes('other1', forged)).toEqual(['system_not_carried']);
    expect(await codes('desk1', forged)).toEqual(['system_not_carried']);
    const invented = file(
      '来源系统,办件编号,项目编号,事项编号,事件,时间\nmine,X1,P1,filing,收件,2021-06-20\n',
    );
    expect(await codes('hall1', invented)).toEqual(['system_not_declared']);
    // What the system does not speak for stays the authority's own.
    const others = file('来源系统,办件编号,项目编号,事项编号,事件,时间\necsp,X2,P1,filing,收件,2021-06-20\n');
    expect(await codes('hall1', others)).toEqual(['system_not_for_authority']);
  });

  test('is for who may', async () => {
    const west = await as('west1');
    expect(await west.post('/api/approvals/import', file(CSV))).toMatchObject({
      status: 403,
      code: 'not_permitted',
    });
  });
});

describe('the queue', () => {
  test('comes by due day, with what is late; a county sees its own', async () => {
    const desk = await as('desk1');
    const list = await desk.get('/api/approvals?authority=desk');
    // A001: accepted 2 June (Wednesday); 7 working days, standing still 8–10 June: 16 June. A002: silence from 21 June: accepted then, due 30 June.
    expect(list.rows).toMatchObject([
      {
        id: A1,
        dueOn: '2021-06-16',
        late: true,
        lateDays: 10,
        light: { light: 'red' },
        manual: false,
        system: 'ecsp',
      },
      {
        id: 'P2/permit/A002',
        deemed: true,
        acceptedOn: '2021-06-21',
        dueOn: '2021-06-30',
        light: { light: 'blue' },
      },
    ]);
    expect(list).toMatchObject({
      calendar: { id: 'cn-2021' },
      total: { count: 2, capped: false },
      summary: { open: 2, late: 1, dueSoon: 1, decided: 0, medianWorkingDays: null },
    });
    const west = await as('west1');
    expect((await west.get('/api/approvals')).rows.map((row: { id: string }) => row.id)).toEqual([
      'P2/permit/A002',
    ]);
    expect(await west.get(one(A1))).toMatchObject({ status: 404, code: 'approval_unknown' });
  });

  test('pages without a gap and without a double', async () => {
    const desk = await as('desk1');
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: { rows: { id: string }[]; nextCursor: string | null } = await desk.get(
        `/api/approvals?limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`,
      );
      seen.push(...page.rows.map((row) => row.id));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual([A1, 'P2/permit/A002']);
  });
});

describe('one approval', () => {
  test('opens both clocks, step by step, with the facts of every stretch', async () => {
    const desk = await as('desk1');
    const page = await desk.get(one(A1));
    expect(page.judgement).toMatchObject({
      standing: 'running',
      noticeDays: 5,
      noticeDueOn: '2021-06-08',
      deemed: false,
    });
    const [admin] = page.judgement.clocks;
    expect(admin).toMatchObject({
      clock: '审批时限',
      days: 7,
      startedOn: '2021-06-02',
      dueOn: '2021-06-16',
      usedDays: 17,
    });
    expect(
      admin.steps.map((step: { from: string; to: string; counted: number }) => [
        step.from,
        step.to,
        step.counted,
      ]),
    ).toEqual([
      ['2021-06-02', '2021-06-07', 3],
      ['2021-06-07', '2021-06-10', 0],
      ['2021-06-10', '2021-06-30', 14],
    ]);
    const kinds = new Map(
      page.events.map((event: { fact: string; kind: string }) => [event.fact, event.kind]),
    );
    expect(admin.steps.map((step: { event: string }) => kinds.get(step.event))).toEqual([
      'approvalAccepted',
      'clockPaused',
      'clockResumed',
    ]);
    expect(page.events[0]).toMatchObject({
      // Named on the page as the plan titles it.
      source: {
        system: 'ecsp',
        systemName: '审批管理系统',
        application: 'A001',
        at: '2021-06-01 09:00',
      },
    });
    expect(page.actions).toContain('decideApproval');
    expect(page.actions).not.toContain('acceptApproval');
    expect((await (await as('other1')).get(one(A1))).actions).toEqual([]);
  });

  test('is corrected by a fact that names the one it corrects, and looked at as known then', async () => {
    const desk = await as('desk1');
    const { events, revision } = await desk.get(one(A1));
    const seq = (await at.ledger.read(CITY, {}, async (view) => view.head)).seq;
    const accepted = events.find((event: { kind: string }) => event.kind === 'approvalAccepted');
    const body = { approval: A1, event: accepted.fact, occurredOn: '2021-06-01', reason: '来源更正' };
    // It is late: what is told of it is set right by another hand than the one that handles it.
    expect(await desk.post('/api/commands/approvals/correctApprovalEvent', body)).toMatchObject({
      code: 'claimed_by_own_hand',
    });
    const office = await as('office1');
    expect(await office.post('/api/commands/approvals/correctApprovalEvent', body)).toMatchObject({
      revision: revision + 1,
    });
    expect((await desk.get(one(A1))).judgement).toMatchObject({
      acceptedOn: '2021-06-01',
      dueOn: '2021-06-15',
    });
    expect((await desk.get(`${one(A1)}?known=${seq}`)).judgement).toMatchObject({ acceptedOn: '2021-06-02' });
  });

  test('defers a secondary material within its limit, and a broken promise shuts the door until it is repaired', async () => {
    const desk = await as('desk1');
    const grant = (approval: string, occurredOn: string, dueOn: string, material = 'plan') =>
      desk.post('/api/commands/approvals/grantDeferral', {
        approval,
        occurredOn,
        level: 'material',
        material,
        form: '原件',
        dueOn,
        consequence: '撤销受理',
        promise: 'CN-1',
        creditCode: FIRM,
      });
    expect(await grant(A1, '2021-06-02', '2021-06-11', 'land')).toMatchObject({ code: 'deferral_blocked' });
    expect(await grant(A1, '2021-06-02', '2021-06-17')).toMatchObject({ code: 'deferral_due_too_late' });
    expect(await grant(A1, '2021-06-02', '2021-06-11')).toMatchObject({ subject: A1 });
    expect(await grant('P2/permit/A002', '2021-06-22', '2021-06-25')).toMatchObject({ code: 'door_closed' });
    expect((await desk.get(one('P2/permit/A002'))).door).toMatchObject({
      creditCode: FIRM,
      closed: true,
      by: { approval: A1, material: 'plan', dueOn: '2021-06-11' },
    });
    const repair = (account: 'desk1' | 'office1') =>
      as(account).then(({ post }) =>
        post('/api/commands/approvals/repairCredit', {
          creditCode: FIRM,
          document: '修复 1 号',
          reason: '已补齐',
        }),
      );
    expect(await repair('office1')).toMatchObject({ code: 'debt_outstanding' });
    const met = { approval: A1, material: 'plan', creditCode: FIRM, occurredOn: '2021-06-18' };
    expect(await desk.post('/api/commands/approvals/meetDeferral', met)).toMatchObject({ subject: A1 });
    expect(await repair('office1')).toMatchObject({ subject: `firm/${FIRM}` });
    // The door that was shut on that day is not gone through by telling of it; today's is open.
    expect(await grant('P2/permit/A002', '2021-06-22', '2021-06-25')).toMatchObject({ code: 'door_closed' });
    expect(await grant('P2/permit/A002', '2021-06-30', '2021-06-30')).toMatchObject({
      subject: 'P2/permit/A002',
    });
    expect((await desk.get(one('P2/permit/A002'))).door).toMatchObject({ closed: false, by: null });
  });

  test('keeps its lateness whatever is tolerated, and another hand decides', async () => {
    const desk = await as('desk1');
    const decide = { approval: A1, outcome: 'granted', documentNumber: '许 1 号', occurredOn: '2021-06-28' };
    await desk.post('/api/commands/approvals/decideApproval', decide);
    const apply = { approval: A1, facts: '改革试点中的轻微错误', basis: '容错办法第三条' };
    const { facts } = await desk.post('/api/commands/approvals/applyFaultTolerance', apply);
    const verdict = { approval: A1, application: facts[0], outcome: 'granted', reason: '属实' };
    expect(await desk.post('/api/commands/approvals/decideFaultTolerance', verdict)).toMatchObject({
      code: 'claimed_by_own_hand',
    });
    const other = await as('other1');
    // It waits in the inbox of another hand, and of nobody of the own side; once decided, of nobody.
    const waits = async (who: Awaited<ReturnType<typeof as>>): Promise<readonly string[]> =>
      (await who.get('/api/inbox')).groups
        .filter(({ key }: JsonObject) => key === 'tolerances')
        .flatMap(({ items }: { items: JsonObject[] }) => items.map(({ claim }) => claim));
    expect([await waits(other), await waits(desk)]).toEqual([[facts[0]], []]);
    // Nor does the page offer it to the side that the decider refuses.
    expect((await other.get(one(A1))).tolerances).toMatchObject([{ decides: true }]);
    expect((await desk.get(one(A1))).tolerances).toMatchObject([{ decides: false }]);
    // A refusal calls units by their names.
    expect(
      (await other.post('/api/commands/approvals/acceptApproval', { approval: 'P2/permit/A002' })).detail,
    ).toBe('本事项由“住建局”办理，“环保局”不是办理单位');
    // Those of the own side are left out before anything is cut: the later one of another side is found.
    await city.at.owner.query(
      `insert into approval_tolerance (city, subject, application, unit, facts, basis, applied_by, applied_unit, applied_on)
       select city, subject, 'later', unit, facts, basis, 'other1', 'other', applied_on + 1 from approval_tolerance where city = $1 and application = $2`,
      [CITY, facts[0]],
    );
    const actor = { account: 'desk2', post: 'p', unit: 'desk', roles: ['bureau'] };
    const first = await city.at.ledger.read(CITY, {}, (view) =>
      waitingTolerances(view, actor, { asOf: parseDate('2021-12-31'), limit: 1 }),
    );
    expect(first.map(({ application }) => application)).toEqual(['later']);
    await city.at.owner.query(`delete from approval_tolerance where application = 'later'`);
    expect(await other.post('/api/commands/approvals/decideFaultTolerance', verdict)).toMatchObject({
      subject: A1,
    });
    expect(await waits(other)).toEqual([]);
    const page = await desk.get(one(A1));
    expect(page.tolerances).toMatchObject([{ outcome: 'granted', decidedUnitName: '环保局' }]);
    expect(page.judgement).toMatchObject({ standing: 'decided', late: true, light: { colour: 'red' } });
    expect((await desk.get('/api/approvals')).summary).toMatchObject({
      open: 1,
      decided: 1,
      decidedInTime: 0,
      medianWorkingDays: '19',
    });
    expect((await desk.get('/api/approvals?state=closed&late=yes')).rows).toMatchObject([
      { id: A1, outcome: 'granted' },
    ]);
  });

  test('is entered by hand by who handles it, and marked', async () => {
    const body = { project: 'P2', item: 'filing', occurredOn: '2021-06-29' };
    const desk = await as('desk1');
    expect(await desk.post('/api/commands/approvals/fileApproval', body)).toMatchObject({
      code: 'authority_not_named',
    });
    const other = await as('other1');
    expect(await other.post('/api/commands/approvals/fileApproval', body)).toMatchObject({
      subject: 'P2/filing',
    });
    const page = await other.get(one('P2/filing'));
    expect(page.approval).toMatchObject({ manual: true, dueOn: '2021-06-29', late: true });
  });
});

describe('measures', () => {
  test('count what stands, and open to the facts', async () => {
    const asOf = parseDate('2021-06-30');
    const question = { from: parseDate('2021-01-01'), asOf };
    const ids = [
      'approvals.open',
      'approvals.filed',
      'approvals.decided',
      'approvals.granted',
      'approvals.deferralsOpen',
      'approvals.deferralsBroken',
      'approvals.askedOutside',
    ];
    await at.ledger.read(CITY, { asOf }, async (view) => {
      const answers = await view.askMeasures(ids, { ...question, by: [] });
      expect(ids.map((id) => answers.get(id)?.[0]?.value)).toEqual(['2', '3', '1', '1', '1', '0', '0']);
      // Owed and past its date in the middle of the month, before it was met.
      const then = { ...question, asOf: parseDate('2021-06-15'), by: [] };
      const broken = await view.askMeasures(['approvals.deferralsBroken'], then);
      expect(broken.get('approvals.deferralsBroken')?.[0]?.value).toBe('1');
      for (const id of ids) {
        const { rows, total } = await view.openMeasure(id, { ...question, limit: 10 });
        expect([id, rows.length, total]).toEqual([id, Number(answers.get(id)?.[0]?.value), rows.length]);
      }
    });
  });
});

describe('the tables', () => {
  test('say of every approval the course that its events make', async () => {
    const asOf = parseDate('2021-06-30');
    await at.ledger.read(CITY, { asOf }, async (view) => {
      const where = { city: CITY, planHash: view.plan.hash, asOf, scope: { all: true } as const };
      const rows = await openApprovals(view, where, {});
      expect(rows.length).toBe(2);
      for (const row of rows) {
        const events = await view.query(
          sql`select * from approval_event where city = ${CITY} and subject = ${row.subject}`,
        );
        expect(courseOf(row)).toEqual(walkCourse(eventRows(events).filter(({ voided }) => !voided)));
      }
    });
  });
});

describe('a change of calendar', () => {
  test('re-projects every open deadline and keeps why', async () => {
    const desk = await as('desk1');
    expect(await desk.get('/api/approvals/reprojection')).toMatchObject({ change: null, open: 2, total: 0 });
    const calendar = {
      format: 'luodi/calendar@1',
      id: 'cn-2021-b',
      zone: 'Asia/Shanghai',
      publishedThrough: 2021,
      holidays: ['2021-01-01', '2021-06-29'],
      makeUpDays: [],
    } satisfies JsonObject;
    const content = await at.ledger.storeContent(CITY, { kind: 'calendar', body: calendar });
    await give(operator('city'), 'city', 'adoptCalendar', {
      content,
      effectiveFrom: '2021-01-01',
      title: '改过的日历',
    });
    const answer = await desk.get('/api/approvals/reprojection');
    expect(answer).toMatchObject({
      change: { from: { id: 'cn-2021' }, to: { id: 'cn-2021-b' } },
      open: 2,
      total: 2,
    });
    // Done on the spot, but on a day that is now off: the next day counts.
    expect(answer.rows[0]).toMatchObject({ id: 'P2/filing', oldDueOn: '2021-06-29', newDueOn: '2021-06-30' });
    expect(answer.rows.slice(1)).toEqual([
      {
        id: 'P2/permit/A002',
        projectName: 'P2木器项目',
        itemName: '施工许可证',
        oldDueOn: '2021-06-30',
        newDueOn: '2021-07-01',
        oldStartedOn: '2021-06-21',
        newStartedOn: '2021-06-21',
        reason: {
          zh: '2021-06-29 改为放假',
          en: '2021-06-29 is now off',
        },
      },
    ]);
  });
});
