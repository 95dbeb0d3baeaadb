// The approval items that the plan names before a milestone, over the real ledger and server: a hard one refuses claim and recognition, another is asked of the
// claimant by name with its red line and shown to the recogniser; and nobody tells the decider of them but the product.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '../kernel/json.ts';
import { sql } from '../kernel/sql.ts';
import { type ApprovalCity, approvalCity, type Desk } from '../testing/approvalCity.ts';
import { CITY } from '../testing/ledger.ts';

let city: ApprovalCity;
let west: Desk;
let office: Desk;
beforeAll(async () => {
  city = await approvalCity();
  [west, office] = [await city.as('west1'), await city.as('office1')];
}, 120_000);
afterAll(async () => {
  await city?.close();
});

const claim = { project: 'P2', milestone: 'started', occurredOn: '2021-06-20', evidence: [] };
const claimed = (who: Desk, over: object = {}, key?: string) =>
  who.post('/api/commands/projects/claimMilestone', { ...claim, ...over }, key);
const granted = async (item: string, who: string, occurredOn: string): Promise<void> => {
  const desk = await city.as(who);
  const give = (command: string, body: object) => desk.post(`/api/commands/approvals/${command}`, body);
  expect(await give('fileApproval', { project: 'P2', item, occurredOn })).toMatchObject({ status: 200 });
  const decide = { approval: `P2/${item}`, occurredOn, outcome: 'granted', documentNumber: '许 1 号' };
  expect(await give('decideApproval', decide)).toMatchObject({ status: 200 });
};
const gates = async (on: string) =>
  (await office.get(`/api/gates?project=P2&milestone=started&on=${on}`)).rows.map(
    ({ id, hard, met, filed }: JsonObject) => [id, hard, met, filed],
  );

test('a hard one refuses the claim, and the recognition of a claim that came by another door', async () => {
  expect(await gates('2021-06-20')).toEqual([
    ['permit', false, false, false],
    ['filing', true, false, false],
  ]);
  for (const over of [{}, { confirm: true }])
    expect(await claimed(west, over)).toMatchObject({ status: 409, code: 'approval_missing' });
  // By a door where nobody looked: the recognition looks.
  const actor = { account: 'w', post: 'p', unit: 'west', roles: ['county'] };
  const { facts } = (await city.give(actor, 'projects', 'claimMilestone', claim)) as { facts: string[] };
  const recognise = { project: 'P2', claim: facts[0] };
  expect(await office.post('/api/commands/projects/recogniseMilestone', recognise)).toMatchObject({
    status: 409,
    code: 'approval_missing',
  });
  await office.post('/api/commands/projects/refuseMilestone', { ...recognise, reason: '备案没有办' });
});

test('who may not claim is told nothing of it; nobody tells the decider of them by hand', async () => {
  expect(await claimed(west, { project: 'P1' })).toMatchObject({ status: 403, code: 'out_of_scope' });
  for (const gateItems of [[], [{ id: 'x', name: 'x', hard: false, redLines: [] }]])
    expect(await claimed(west, { gateItems })).toMatchObject({ status: 400, code: 'gate_items_given' });
  expect(await west.get('/api/gates?project=P1&milestone=started')).toMatchObject({ status: 404 });
});

test('another is asked by name with its red line, kept as confirmed; recognised without it only on a basis, which is kept and shown', async () => {
  await granted('filing', 'other1', '2021-06-19');
  // Not by the day before.
  expect(await claimed(west, { occurredOn: '2021-06-18', confirm: true })).toMatchObject({
    code: 'approval_missing',
  });
  const asked = await claimed(west);
  expect(asked).toMatchObject({ status: 409, code: 'needs_confirmation' });
  expect(asked.detail).toContain('施工许可证（未领施工许可证不得开工（建筑法第七条））');
  const told = await claimed(west, { confirm: true }, 'sent-twice');
  expect(told).toMatchObject({ status: 200 });
  const fact = await office.get(`/api/ledger/facts/${told.facts[0]}`);
  expect(JSON.stringify(fact)).toContain('approvals_missing');
  const recognise = { project: 'P2', claim: told.facts[0] };
  const refused = await office.post('/api/commands/projects/recogniseMilestone', recognise);
  expect(refused).toMatchObject({ status: 409, code: 'approval_basis_missing' });
  expect(refused.detail).toContain('施工许可证（未领施工许可证不得开工（建筑法第七条））');
  // No reason lifts a red line of law; nor does a basis that says nothing, is due before today, or has no day.
  const exempt = { kind: 'exempt', document: '建办市〔2016〕1号', approver: '市住建局' };
  const on = (basis: object) => ({ bases: [{ item: 'permit', ...exempt, ...basis }] });
  for (const [over, code] of [
    [{ reason: '无无' }, 'approval_basis_missing'],
    [{ reason: '现场核实已开槽，随后补办' }, 'approval_basis_missing'],
    [on({ document: '……' }), 'command_shape'],
    [on({ kind: 'deferred' }), 'basis_due_missing'],
    [on({ kind: 'deferred', dueOn: '2021-06-29' }), 'basis_due_past'],
    [{ bases: [...on({}).bases, { item: 'filing', ...exempt }] }, 'basis_not_asked'],
  ] as const)
    expect(
      await office.post('/api/commands/projects/recogniseMilestone', { ...recognise, ...over }),
    ).toMatchObject({ code });
  const done = await office.post('/api/commands/projects/recogniseMilestone', { ...recognise, ...on({}) });
  expect(done).toMatchObject({ status: 200 });
  const kept = await office.get(`/api/ledger/facts/${done.facts[0]}`);
  const without = [{ id: 'permit', name: '施工许可证', basis: exempt }];
  expect(kept.fact.body).toMatchObject({ missing: ['施工许可证'], withoutApprovals: without });
  // It stands on the project's line, and is counted and found.
  const found = await office.get(
    '/api/measures/projects.recognisedWithout/rows?from=2021-01-01&asOf=2021-06-30&limit=10',
  );
  expect(found.rows).toMatchObject([{ subject: 'P2' }]);
  const { milestones } = await office.get('/api/projects/P2');
  expect(milestones.find(({ state }: JsonObject) => state === 'recognised')).toMatchObject({
    withoutApprovals: without,
  });
});

test('what a grant would open is told before it is recorded', async () => {
  const opened = async (item: string) =>
    (await office.get(`/api/gates/opened?project=P3&item=${item}`)).rows.map(
      ({ milestone, lacks }: { milestone: string; lacks: readonly string[] }) => [milestone, lacks],
    );
  expect(await opened('permit')).toEqual([['started', ['备案']]]);
  // Of P2, whose filing is granted and whose start is recognised, nothing is left to open.
  expect((await office.get('/api/gates/opened?project=P2&item=permit')).rows).toEqual([]);
  expect(await west.get('/api/gates/opened?project=P1&item=permit')).toMatchObject({ status: 404 });
});

test('a correction to an earlier day is asked what a claim of that day is asked', async () => {
  const { milestones } = await office.get('/api/projects/P2');
  const { claim: held } = milestones.find(({ state }: JsonObject) => state === 'recognised');
  const correct = (occurredOn: string, over: object = {}) =>
    west.post('/api/commands/projects/correctMilestone', {
      project: 'P2',
      claim: held,
      occurredOn,
      reason: '日期填错',
      ...over,
    });
  // The filing was granted on the 19th.
  expect(await correct('2021-06-18', { confirm: true })).toMatchObject({ code: 'approval_missing' });
  expect(await correct('2021-06-19')).toMatchObject({ code: 'needs_confirmation' });
});

test('the rows of a list are asked the same, before anything is written', async () => {
  const text = [
    '项目编号\t项目名称\t县区\t计划投资（万元）\t开工时间',
    'N1\t新来的\t西镇\t500\t2021-06-20',
    'N2\t没开工的\t西镇\t500\t',
  ].join('\n');
  const head = await city.head();
  const started = await west.post('/api/projects/imports', { name: '粘贴', text });
  let shown = await west.get(`/api/projects/imports/${started.id}`);
  while (shown.state === 'checking') shown = await west.get(`/api/projects/imports/${started.id}`);
  expect(
    shown.lines.map(({ name, state, problems }: { name: string; state: string; problems: JsonObject[] }) => [
      name,
      state,
      problems.map(({ code }) => code),
    ]),
  ).toEqual([
    ['新来的', 'refused', ['approval_missing']],
    ['没开工的', 'new', []],
  ]);
  expect(await city.head()).toBe(head);
});

test('nothing is asked once all are granted by the day', async () => {
  await granted('permit', 'desk1', '2021-06-20');
  expect(await gates('2021-06-20')).toEqual([
    ['permit', false, true, true],
    ['filing', true, true, true],
  ]);
  expect(await gates('2021-06-19')).toEqual([
    ['permit', false, false, true],
    ['filing', true, true, true],
  ]);
  // Told by hand after its day: it says so. What was told later is not there on a page of what was known before.
  const head = await city.head();
  const { rows } = await office.get('/api/gates?project=P2&milestone=started&on=2021-06-20');
  expect(rows.map(({ heardOn }: JsonObject) => heardOn)).toEqual(['2021-06-30', '2021-06-30']);
  const before = await office.get(`/api/gates?project=P2&milestone=started&on=2021-06-20&known=${head - 1}`);
  expect(before.rows.map(({ met }: JsonObject) => met)).toEqual([false, true]);
  // Sent again after a dropped line: what is missing has changed since, what was asked has not.
  expect(await claimed(west, { confirm: true }, 'sent-twice')).toMatchObject({ status: 200, repeated: true });
});

test('a grant that is taken back after the recognition is put before the recogniser, who decides', async () => {
  const lost = async () =>
    (await office.get('/api/inbox')).groups.find(({ key }: JsonObject) => key === 'gatesLost').items;
  expect(await lost()).toEqual([]);
  const [event] = await city.at.ledger.read(CITY, {}, async (view) =>
    view.query(
      sql`select event from approval_event where subject = 'P2/filing' and kind = 'approvalDecided'`,
    ),
  );
  const body = { approval: 'P2/filing', event: event?.event, reason: '录入有误，没有这件' };
  expect(await office.post('/api/commands/approvals/voidApprovalEvent', body)).toMatchObject({ status: 200 });
  expect(await lost()).toMatchObject([
    { subject: 'P2', what: '新开工', reason: '备案：准予已作废', commands: ['revokeMilestone'] },
  ]);
});
