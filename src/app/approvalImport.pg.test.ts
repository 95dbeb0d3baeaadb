// What an approving system says, over the real ledger and server: every field of it is held against what stands, a second application of an item is told, what
// could not be recorded is kept; and what is entered by hand after the limit.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { gatesOfLines } from '../dispatch/gateLines.pg.ts';
import type { Actor } from '../kernel/loop.ts';
import { parseDate } from '../kernel/plainDate.ts';
import { sql } from '../kernel/sql.ts';
import { importCommands } from '../ledger/importCommands.pg.ts';
import { walkCourse } from '../loops/approvals/approvals.course.ts';
import { openApprovals } from '../loops/approvals/approvals.pg.ts';
import { courseOf, eventRows } from '../loops/approvals/approvals.rows.ts';
import { type ApprovalCity, approvalCity } from '../testing/approvalCity.ts';
import { CITY } from '../testing/ledger.ts';

let at: ApprovalCity['at'];
let as: ApprovalCity['as'];
let city: ApprovalCity;
beforeAll(async () => {
  city = await approvalCity();
  ({ at, as } = city);
}, 120_000);
afterAll(async () => {
  await city?.close();
});

const file = (text: string, name = '审批事件.csv') => ({ name, data: Buffer.from(text).toString('base64') });
const one = (id: string) => `/api/approvals/${encodeURIComponent(id)}`;

interface Line {
  readonly application: string;
  readonly event: string;
  readonly time: string;
  readonly [field: string]: string;
}
const ofSource = (lines: readonly Line[]) =>
  file(JSON.stringify(lines.map((line) => ({ source: 'ecsp', ...line }))), 'events.json');
const A: readonly Line[] = [
  { application: 'A1', event: '收件', time: '2021-06-01 09:00', project: 'P1', item: 'permit' },
  { application: 'A1', event: '受理', time: '2021-06-02 09:00' },
  { application: 'A1', event: '停表', time: '2021-06-03 09:00', reason: 'hearing', document: '告知 1 号' },
  { application: 'A1', event: '恢复', time: '2021-06-10 09:00' },
  { application: 'A1', event: '办结', time: '2021-06-15 09:00', outcome: '准予', documentNumber: '建字001' },
];
const changed = (event: string, fields: Partial<Line>): readonly Line[] =>
  A.map((line) => (line.event === event ? ({ ...line, ...fields } as Line) : line));

describe('the same event of the source again', () => {
  test('is known while it says the same, in whatever order', async () => {
    const hall = await as('hall1');
    expect(await hall.post('/api/approvals/import', ofSource(A))).toMatchObject({
      recorded: 5,
      conflicts: 0,
    });
    const head = await city.head();
    for (const again of [A, [...A].reverse()])
      expect(await hall.post('/api/approvals/import', ofSource(again))).toMatchObject({
        recorded: 0,
        known: 5,
        conflicts: 0,
      });
    expect(await city.head()).toBe(head);
    expect((await hall.get('/api/approvals/imports')).rows).toEqual([]);
  });

  test.each([
    [
      '办结',
      { outcome: '不予', reason: '不合规划' },
      ['结果 已记 “准予”、来文 “不予”', '事由 已记 （无）、来文 “不合规划”'],
    ],
    ['办结', { documentNumber: '建字002' }, ['证照文号 已记 “建字001”、来文 “建字002”']],
    ['办结', { time: '2021-06-16 09:00' }, ['时间 已记 2021-06-15、来文 2021-06-16']],
    [
      '停表',
      { reason: 'inspection', eventId: 'pauseClock/2021-06-03 09:00' },
      ['事由 已记 “hearing”、来文 “inspection”'],
    ],
    ['收件', { item: 'filing' }, ['事项编号 已记 “permit”、来文 “filing”']],
    ['收件', { project: 'P3' }, ['项目编号 已记 “P1”、来文 “P3”']],
  ] as const)('is a contradiction with both values where %s says %j', async (event, fields, words) => {
    const hall = await as('hall1');
    const answer = await hall.post('/api/approvals/import', ofSource(changed(event, fields)));
    expect(answer).toMatchObject({ recorded: 0, known: 4, conflicts: 1 });
    const told = answer.rows.find((row: { state: string }) => row.state === 'conflict');
    expect(told.problem.code).toBe('event_differs');
    for (const each of words) expect(told.problem.message).toContain(each);
    // Nothing is overwritten, and the contradiction is found by who did not sit at the screen.
    expect((await hall.get(one('P1/permit/A1'))).approval).toMatchObject({
      outcome: 'granted',
      closedOn: '2021-06-15',
    });
    const [kept] = (await (await as('office1')).get('/api/approvals/imports')).rows;
    expect(kept).toMatchObject({
      conflicts: 1,
      actor: 'hall1',
      rows: [{ state: 'conflict', application: 'A1', code: 'event_differs', message: told.problem.message }],
    });
    const head = await city.head();
    await hall.post('/api/approvals/import', ofSource(changed(event, fields)));
    expect(await city.head()).toBe(head);
  });

  test('is a contradiction where it was voided here', async () => {
    const [hall, desk] = [await as('hall1'), await as('desk1')];
    const { events } = await desk.get(one('P1/permit/A1'));
    const pause = events.find((event: { kind: string }) => event.kind === 'clockResumed');
    const stop = events.find((event: { kind: string }) => event.kind === 'clockPaused');
    for (const { fact } of [pause, stop])
      await desk.post('/api/commands/approvals/voidApprovalEvent', {
        approval: 'P1/permit/A1',
        event: fact,
        reason: '没有停过',
      });
    const answer = await hall.post('/api/approvals/import', ofSource(A));
    expect(answer).toMatchObject({ known: 3, conflicts: 2 });
    expect(answer.rows.map((row: { problem: { code: string } | null }) => row.problem?.code ?? null)).toEqual(
      [null, null, 'event_voided', 'event_voided', null],
    );
  });
});

test('a second application of an item that is granted or open is told, with both; after a refusal it is none', async () => {
  const hall = await as('hall1');
  const filing = (application: string, project: string): Line => ({
    application,
    event: '收件',
    time: '2021-06-20',
    project,
    item: 'permit',
  });
  const codes = (answer: { rows: { problem: { code: string } | null }[] }) =>
    answer.rows.map(({ problem }) => problem?.code ?? null);
  const second = await hall.post('/api/approvals/import', ofSource([filing('B7', 'P1')]));
  expect(codes(second)).toEqual(['item_taken']);
  expect(second.rows[0].problem.message).toContain('P1/permit/A1（2021-06-01 收件，2021-06-15 准予）');
  // Two of one file: the second is told of beside the first.
  const both = [filing('C1', 'P2'), filing('C2', 'P2')];
  expect(codes(await hall.post('/api/approvals/import', ofSource(both)))).toEqual([null, 'item_taken']);
  const refused: Line = {
    application: 'C1',
    event: '办结',
    time: '2021-06-22',
    outcome: '不予',
    reason: '不合规划',
  };
  const third = await hall.post('/api/approvals/import', ofSource([...both, refused]));
  expect(codes(third)).toEqual([null, null, 'document_number_missing']);
  // The decision is taken as the source has it, said to lack its number, and found in the reconciliation by who was not there.
  expect(third).toMatchObject({ recorded: 2, undocumented: 1, conflicts: 0, refused: 0 });
  const { events } = await hall.get(one('P2/permit/C1'));
  expect(events.at(-1).said).toBe('不予 · 文号未给出 · 不合规划');
  const [kept] = (await hall.get('/api/approvals/imports')).rows;
  expect(kept.rows).toMatchObject([
    { state: 'undocumented', application: 'C1', code: 'document_number_missing' },
  ]);
});

test('a file with a contradiction and a decision without its number leaves each once, however often it is sent', async () => {
  const hall = await as('hall1');
  const filing = { event: '收件', time: '2021-06-21', item: 'permit' } as const;
  const file: readonly Line[] = [
    { application: 'E1', project: 'P3', ...filing },
    { application: 'E2', project: 'P1', ...filing },
    { application: 'E1', event: '办结', time: '2021-06-23', outcome: '不予', reason: '不合规划' },
  ];
  const send = () => hall.post('/api/approvals/import', ofSource(file));
  const kept = async () => (await hall.get('/api/approvals/imports')).rows;
  const head = () => at.ledger.read(CITY, {}, async (view) => view.head.seq);
  expect(await send()).toMatchObject({ recorded: 2, conflicts: 1, undocumented: 1 });
  const [runs, seq] = [await kept(), await head()];
  expect(
    runs.slice(0, 2).map(({ rows }: { rows: { state: string }[] }) => rows.map(({ state }) => state)),
  ).toEqual([['undocumented'], ['conflict']]);
  for (let again = 0; again < 2; again += 1)
    expect(await send()).toMatchObject({ recorded: 0, known: 2, conflicts: 1, undocumented: 0 });
  expect([await kept(), await head()]).toEqual([runs, seq]);
});

describe('a number that the source tells later', () => {
  const D: readonly Line[] = [
    { application: 'C2', event: '收件', time: '2021-06-20', project: 'P2', item: 'permit' },
    { application: 'C2', event: '停表', time: '2021-06-24', reason: 'hearing' },
    { application: 'C2', event: '恢复', time: '2021-06-25' },
    { application: 'C2', event: '办结', time: '2021-06-28', outcome: '准予' },
  ];
  const numbered = (numbers: Readonly<Record<string, Partial<Line>>>) =>
    D.map((line) => ({ ...line, ...numbers[line.event] }) as Line);
  const D1 = 'P2/permit/C2';

  test('is lacking until then: of a decision, and of a pause that needs a notice', async () => {
    const hall = await as('hall1');
    const first = await hall.post('/api/approvals/import', ofSource(D));
    expect(first).toMatchObject({ recorded: 3, known: 1, undocumented: 2, conflicts: 0 });
    expect(first.rows[1].problem).toMatchObject({ code: 'document_number_missing' });
    expect(first.rows[1].problem.message).toContain('停表');
    const said = (await hall.get(one(D1))).events.map((event: { said: string | null }) => event.said);
    expect(said).toEqual([null, expect.stringMatching(/^文号未给出/), null, '准予 · 文号未给出']);
    const [kept] = (await hall.get('/api/approvals/imports')).rows;
    expect(kept.rows.map((row: { state: string }) => row.state)).toEqual(['undocumented', 'undocumented']);
  });

  test('is filled in by a fact of its own; the same file twice changes nothing, another number contradicts', async () => {
    const hall = await as('hall1');
    const before = await at.ledger.read(CITY, {}, async (view) => view.head.seq);
    const told = numbered({ 停表: { document: '告知 9 号' }, 办结: { documentNumber: '备字 9 号' } });
    expect(await hall.post('/api/approvals/import?preview=true', ofSource(told))).toMatchObject({
      recorded: 2,
      known: 2,
      conflicts: 0,
    });
    const answer = await hall.post('/api/approvals/import', ofSource(told));
    expect(answer).toMatchObject({ recorded: 2, known: 2, conflicts: 0, undocumented: 0 });
    expect(answer.rows.map((row: { command: string }) => row.command)).toEqual([
      'fileApproval',
      'giveDocumentNumber',
      'resumeClock',
      'giveDocumentNumber',
    ]);
    const { events } = await hall.get(one(D1));
    expect(events[1].said).toMatch(/^告知 9 号/);
    expect(events[3]).toMatchObject({ said: '准予 · 备字 9 号', numberedBy: expect.any(String) });
    const fact = await hall.get(`/api/ledger/facts/${events[3].numberedBy}`);
    expect(fact.fact ?? fact).toMatchObject({
      kind: 'documentNumberGiven',
      corrects: events[3].fact,
      body: { number: '备字 9 号', source: { system: 'ecsp', application: 'C2' } },
    });
    // As it was known then it still lacks it; the reconciliation of then says which number came since.
    expect((await hall.get(`${one(D1)}?known=${before}`)).events[3].said).toBe('准予 · 文号未给出');
    const [kept] = (await hall.get('/api/approvals/imports')).rows;
    expect(kept.rows.map((row: { number?: string }) => row.number)).toEqual(['告知 9 号', '备字 9 号']);
    const head = await city.head();
    for (const again of [told, D.slice(0, 3), [...told].reverse()])
      expect(await hall.post('/api/approvals/import', ofSource(again))).toMatchObject({
        recorded: 0,
        conflicts: 0,
      });
    expect(await city.head()).toBe(head);
    expect(await at.ledger.verify(CITY, {})).toMatchObject({ ok: true });
    const other = numbered({ 办结: { documentNumber: '备字 10 号' } });
    const against = await hall.post('/api/approvals/import', ofSource(other));
    expect(against).toMatchObject({ recorded: 0, conflicts: 1 });
    expect(against.rows[3].problem.message).toContain('证照文号 已记 “备字 9 号”、来文 “备字 10 号”');
  });

  test('does not come with anything else that differs, nor by hand', async () => {
    const hall = await as('hall1');
    const more: Line = {
      application: 'C1',
      event: '办结',
      time: '2021-06-22',
      outcome: '不予',
      documentNumber: '不许 1 号',
      reason: '不合环保',
    };
    const answer = await hall.post('/api/approvals/import', ofSource([more]));
    expect(answer).toMatchObject({ recorded: 0, conflicts: 1 });
    expect(answer.rows[0].problem.message).toContain('证照文号 已记 （无）');
    const body = { approval: D1, event: 'e', number: '1 号', source: { system: 'ecsp', application: 'C2' } };
    expect(await hall.post('/api/commands/approvals/giveDocumentNumber', body)).toMatchObject({
      code: 'source_route',
    });
  });
});

test('the systems that an account may bring in are offered by title', async () => {
  const { systems } = await (await as('hall1')).get('/api/approvals/imports');
  expect(systems).toEqual([{ id: 'ecsp', title: expect.any(String) }]);
  expect(systems[0].title).not.toBe('ecsp');
});

test('what an import could not record is kept by the import alone', async () => {
  const body = { run: 'a'.repeat(32), conflicts: 0, refused: 0, unclear: 0, rows: [] };
  expect(await (await as('hall1')).post('/api/commands/approvals/keepImport', body)).toMatchObject({
    status: 400,
    code: 'source_route',
  });
  expect(await (await as('west1')).get('/api/approvals/imports')).toMatchObject({ status: 403 });
});

describe('what is entered by hand after the limit', () => {
  const B1 = 'P3/permit/B001';
  test('is kept, moves no due day, and counts once another unit accepts it', async () => {
    const [hall, desk, office] = [await as('hall1'), await as('desk1'), await as('office1')];
    const lines =
      '来源系统,办件编号,项目编号,事项编号,事件,时间\necsp,B001,P3,permit,收件,2021-06-01\necsp,B001,,,受理,2021-06-02\n';
    expect(await hall.post('/api/approvals/import', file(lines))).toMatchObject({ recorded: 2 });
    const give = (who: typeof desk, command: string, body: object) =>
      who.post(`/api/commands/approvals/${command}`, { approval: B1, ...body });
    expect((await desk.get(one(B1))).judgement).toMatchObject({ late: true, dueOn: '2021-06-11' });
    const paused = await give(desk, 'pauseClock', {
      occurredOn: '2021-06-07',
      reason: 'hearing',
      document: '告知 1 号',
    });
    await give(desk, 'resumeClock', { occurredOn: '2021-06-29' });
    await give(desk, 'extendApproval', { occurredOn: '2021-06-10', approver: '局长', reason: '情况复杂' });
    const after = await desk.get(one(B1));
    expect(after.judgement).toMatchObject({ late: true, dueOn: '2021-06-11' });
    expect(after.events.find((event: { fact: string }) => event.fact === paused.facts[0])).toMatchObject({
      occurredOn: '2021-06-07',
      heardOn: '2021-06-30',
      manual: true,
    });
    await at.ledger.read(CITY, {}, async (view) => {
      const scope = { all: true } as const;
      const where = { city: CITY, planHash: view.plan.hash, asOf: parseDate('2021-06-30'), scope };
      const [row] = await openApprovals(view, where, { project: 'P3' });
      const events = await view.query(
        sql`select * from approval_event where city = ${CITY} and subject = ${B1}`,
      );
      expect(courseOf(row ?? {})).toEqual(walkCourse(eventRows(events)));
      expect(courseOf(row ?? {}).pauses).toMatchObject([{ from: '2021-06-07', heardOn: '2021-06-30' }]);
    });
    const accept = { event: paused.facts[0], reason: '书面告知已核' };
    expect(await give(desk, 'acceptBackEntry', accept)).toMatchObject({ code: 'claimed_by_own_hand' });
    const before = (await at.ledger.read(CITY, {}, async (view) => view.head)).seq;
    expect(await give(office, 'acceptBackEntry', accept)).toMatchObject({ subject: B1 });
    // Three days are used by 7 June, the rest stands still until the 29th: four are left, until 5 July; so there was something to extend on 30 June.
    expect((await desk.get(one(B1))).judgement).toMatchObject({ late: false, dueOn: '2021-07-08' });
    expect((await desk.get(`${one(B1)}?known=${before}`)).judgement).toMatchObject({ late: true });
  });
});

describe('lines of luodi import', () => {
  const clerk = { account: 'clerk1', post: 'p', unit: 'city', roles: ['bureau', 'county'] };
  const lines = (
    ...commands: readonly (readonly [id: string, loop: string, command: string, body: object])[]
  ) => commands.map(([id, loop, command, body]) => JSON.stringify({ id, loop, command, body }));
  const imported = (texts: readonly string[], actor: Actor = clerk) => {
    const composing = gatesOfLines(at.ledger, { city: CITY, actor });
    return importCommands(at.ledger, { city: CITY, actor, composing }, texts);
  };
  const claim = (project: string, more: object = {}) =>
    [
      'projects',
      'claimMilestone',
      { project, milestone: 'started', occurredOn: '2021-06-28', evidence: [], ...more },
    ] as const;

  test('are asked about the approvals before a milestone as a claim by hand is; what is refused leaves nothing behind', async () => {
    const head = await city.head();
    const report = await imported(
      lines(['a', ...claim('P1')], ['b', ...claim('P3', { confirm: true })], ['c', ...claim('P9')]),
    );
    expect(report).toMatchObject({ lines: 3, recorded: 0 });
    expect(report.refused.map(({ line, code }) => [line, code])).toEqual([
      [1, 'approval_missing'],
      [2, 'approval_missing'],
      [3, 'project_unknown'],
    ]);
    expect(report.refused[0]?.message).toContain('备案');
    expect(await city.head()).toBe(head);
    expect((await as('office1').then((office) => office.get('/api/projects/P1'))).milestones).toEqual([]);
  });

  test('rest on what the lines before them told; the same file again changes nothing', async () => {
    const about = { approval: 'P7/filing', occurredOn: '2021-06-27' };
    const bureau = { ...clerk, account: 'clerk2', unit: 'other' };
    const registered = (project: string) => ({
      project,
      unit: 'other',
      name: `${project}木器项目`,
      lifecycle: 'industrial',
      plannedInvestmentYuan: '1',
      occurredOn: '2021-05-01',
    });
    const texts = lines(
      ['p7', 'projects', 'registerProject', registered('P7')],
      ['p8', 'projects', 'registerProject', registered('P8')],
      ['d', 'approvals', 'fileApproval', { project: 'P7', item: 'filing', occurredOn: '2021-06-27' }],
      ['e', 'approvals', 'decideApproval', { ...about, outcome: 'granted', documentNumber: '备 1 号' }],
      ['f', ...claim('P7', { confirm: true })],
      ['g', ...claim('P8')],
    );
    const report = await imported(texts, bureau);
    expect(report).toMatchObject({ recorded: 5, refused: [{ line: 6, code: 'approval_missing' }] });
    expect(await imported(texts, bureau)).toMatchObject({ recorded: 0, repeated: 5 });
  });
});
