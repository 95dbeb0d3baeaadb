// 体检与疑点 over HTTP, on the rehearsed city: reasons and answers by two hands, what a county sees, the state as known before, the workbook; and that no count
// is moved by any of it.
import ExcelJS from 'exceljs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../kernel/json.ts';
import type { CheckLine, ChecksView } from '../loops/projects/checks.view.ts';
import { type RehearsedServer, rehearsedServer } from '../testing/rehearsed.ts';

let at: RehearsedServer;
const cookies: Record<string, string> = {};

beforeAll(async () => {
  at = await rehearsedServer('checks', ['gaoyao', 'zhuanban', 'lingdao']);
  for (const account of ['gaoyao', 'zhuanban', 'lingdao']) cookies[account] = await at.cookieOf(account);
}, 240_000);
afterAll(() => at?.close());

type Who = 'gaoyao' | 'zhuanban' | 'lingdao';
const get = async (who: Who, query: string): Promise<ChecksView> => {
  const reply = await at.server.inject({ url: `/api/checks?${query}`, headers: { cookie: cookies[who] } });
  expect(reply.statusCode, reply.body.slice(0, 300)).toBe(200);
  return reply.json();
};
let keys = 0;
const send = async (who: Who, command: string, payload: JsonObject) => {
  const reply = await at.server.inject({
    method: 'POST',
    url: `/api/commands/projects/${command}`,
    headers: { cookie: cookies[who], 'idempotency-key': `checks-${keys++}` },
    payload,
  });
  return { ...reply.json(), status: reply.statusCode } as {
    status: number;
    code?: string;
    facts: string[];
    seq: number[];
  };
};
const item = async (who: Who, id: string, query = ''): Promise<CheckLine | undefined> =>
  (await get(who, `item=${encodeURIComponent(id)}${query}`)).rows[0];
/** Every counted figure of the cockpit and of the projects' measures. */
const counts = async () => {
  const reply = await at.server.inject({
    url: '/api/cockpit?asOf=2021-07-09',
    headers: { cookie: cookies.lingdao },
  });
  const { targets, units, funnel } = reply.json();
  return JSON.stringify({
    targets: targets.map((one: { id: string; value: string }) => [one.id, one.value]),
    units,
    funnel,
  });
};

describe('a good reason', () => {
  test('stands beside a red light, takes the project out of 预警项目数, and moves nothing else', async () => {
    const before = await get('gaoyao', 'kind=light');
    const red = before.rows.find(({ colour, about }) => colour === 'red' && about === 'light:deadline');
    if (red === undefined) throw new Error('the rehearsal has no red light in this county');
    expect(red).toMatchObject({ state: 'open', actions: ['giveReason'] });
    const counted = await counts();
    const project = String(red.projects[0]?.id);
    const until = '2021-08-31';
    const reason = { project, about: red.about, kind: 'land-not-handed-over', words: '政府未按约交地' };

    expect(await send('zhuanban', 'giveReason', { ...reason, until })).toMatchObject({ status: 403 });
    const given = await send('gaoyao', 'giveReason', { ...reason, until });
    expect(given.status).toBe(200);
    expect(await item('gaoyao', red.id)).toMatchObject({ state: 'reasonGiven', actions: ['withdrawReason'] });
    const own = await send('gaoyao', 'acceptReason', { project, given: String(given.facts[0]) });
    expect(own).toMatchObject({ status: 403, code: 'reason_by_own_hand' });
    expect((await get('zhuanban', 'state=waiting')).rows.map(({ id }) => id)).toEqual([red.id]);

    const accepted = await send('zhuanban', 'acceptReason', {
      project,
      given: String(given.facts[0]),
      until: '2021-07-31',
    });
    expect(accepted.status).toBe(200);
    // The light stays what it is.
    expect(await item('zhuanban', red.id)).toMatchObject({
      colour: 'red',
      cause: red.cause,
      state: 'excused',
      reason: { acceptedUntil: '2021-07-31', until },
      actions: ['revokeReason'],
    });
    const page = await at.server.inject({
      url: `/api/projects/${project}`,
      headers: { cookie: cookies.gaoyao },
    });
    expect(page.json().project.lights[0]).toMatchObject({
      light: 'red',
      word: { zh: expect.stringContaining('有正当理由，已认可至 2021-07-31') },
    });
    const after = await get('gaoyao', 'kind=light');
    expect(after.warnings).toEqual({
      projects: before.warnings.projects - 1,
      excused: before.warnings.excused + 1,
    });
    expect(after.total).toBe(before.total - 1);
    expect(await counts()).toBe(counted);

    const ofProject = await get('gaoyao', `state=all&limit=200&project=${project}`);
    expect(ofProject.rows.some(({ id }) => id === red.id)).toBe(true);
    expect(ofProject.rows.every(({ projects }) => projects.some(({ id }) => id === project))).toBe(true);

    // By day: the last day that was accepted, and the day after. By what was known: before it was accepted.
    expect(await item('zhuanban', red.id, '&asOf=2021-07-31')).toMatchObject({ state: 'excused' });
    expect(await item('zhuanban', red.id, '&asOf=2021-08-01')).toMatchObject({ state: 'open' });
    const then = await item('zhuanban', red.id, `&asOf=2021-07-09&known=${(accepted.seq[0] as number) - 1}`);
    expect(then).toMatchObject({ state: 'reasonGiven', actions: [] });

    const revoked = await send('zhuanban', 'revokeReason', {
      project,
      given: String(given.facts[0]),
      reason: '已经交地',
    });
    expect(revoked.status).toBe(200);
    expect(await item('zhuanban', red.id)).toMatchObject({ state: 'open', reason: { state: 'revoked' } });
    expect((await get('gaoyao', 'kind=light')).warnings).toEqual(before.warnings);
  });
});

test('one file at one milestone of two projects asks a person, who answers it; nothing is taken out of a count', async () => {
  const file = await at.server.inject({
    method: 'POST',
    url: '/api/evidence',
    headers: { cookie: cookies.gaoyao, 'idempotency-key': 'paper' },
    payload: { base64: Buffer.from('%PDF-1.4 评审会纪要').toString('base64') },
  });
  const { digest } = file.json();
  const hasPaper = async () => (await get('zhuanban', 'check=check%3Asame-evidence&state=all')).rows;
  expect(await hasPaper()).toEqual([]);
  for (const project of ['PAPER-1', 'PAPER-2', 'PAPER-3']) {
    const about = { project, unit: '441204', name: `${project}木器`, lifecycle: 'industrial' };
    const registered = { ...about, plannedInvestmentYuan: '60000000', occurredOn: '2021-07-06' };
    expect((await send('gaoyao', 'registerProject', registered)).status).toBe(200);
    // The third hands in the same file at another milestone: that says nothing.
    const milestone = project === 'PAPER-3' ? 'introduced' : 'reviewed';
    const kind = milestone === 'introduced' ? 'contract' : 'review_minutes';
    const evidence = [{ kind, name: `${project}纪要`, digest }];
    const claim = { project, milestone, occurredOn: '2021-07-07', evidence };
    expect(await send('gaoyao', 'claimMilestone', claim)).toMatchObject({ revision: 2 });
  }
  const counted = await counts();
  const [line, ...others] = await hasPaper();
  expect(others).toEqual([]);
  expect(line?.projects.map(({ id }) => id)).toEqual(['PAPER-1', 'PAPER-2']);
  expect(line?.figures.map(({ value }) => value)).toEqual(['评审通过', 'PAPER-1纪要；PAPER-2纪要', '2']);
  const answer = {
    project: 'PAPER-1',
    question: String(line?.id),
    check: 'same-evidence',
    projects: ['PAPER-1', 'PAPER-2'],
    verdict: 'sound',
    words: '同一次评审会审了两个项目',
  };
  expect((await send('gaoyao', 'answerQuestion', answer)).code).toBe('answered_by_own_hand');
  expect(await send('zhuanban', 'answerQuestion', answer)).toMatchObject({ status: 200 });
  expect((await hasPaper())[0]?.state).not.toBe('open');
  expect(await counts()).toBe(counted);
});

describe('a question', () => {
  test('is answered by another hand, stays away, and comes back when what it is about changes', async () => {
    const { rows } = await get('gaoyao', 'check=check%3Alarge-projects');
    const question = rows[0];
    if (question === undefined) throw new Error('the rehearsal has no large project in this county');
    const counted = await counts();
    const project = String(question.projects[0]?.id);
    const answer = {
      project,
      question: question.id,
      check: 'large-projects',
      projects: [project],
      verdict: 'sound',
      words: '批复和凭证齐全',
    };
    expect(await send('gaoyao', 'answerQuestion', answer)).toMatchObject({
      status: 403,
      code: 'answered_by_own_hand',
    });
    expect(await send('lingdao', 'answerQuestion', answer)).toMatchObject({ status: 403 });
    expect((await send('zhuanban', 'answerQuestion', answer)).status).toBe(200);
    expect(await item('zhuanban', question.id)).toMatchObject({
      state: 'answered',
      actions: ['reopenQuestion'],
    });
    const open = async () => (await get('zhuanban', 'check=check%3Alarge-projects&limit=200')).rows;
    expect((await open()).some(({ projects }) => projects[0]?.id === project)).toBe(false);
    expect(await counts()).toBe(counted);

    // Another name changes nothing of it; another amount does.
    expect(
      (await send('gaoyao', 'amendProject', { project, name: '改了名称的项目', reason: '更名' })).status,
    ).toBe(200);
    expect(await item('zhuanban', question.id)).toMatchObject({ state: 'answered' });
    const amount = question.figures[0]?.value ?? '0';
    const amended = await send('gaoyao', 'amendProject', {
      project,
      plannedInvestmentYuan: `${amount.split('.')[0]}1`,
      reason: '增资',
    });
    expect(amended.status).toBe(200);
    const again = (await open()).find(({ projects }) => projects[0]?.id === project);
    expect(again?.id).not.toBe(question.id);
    expect(await send('zhuanban', 'answerQuestion', answer)).toMatchObject({
      status: 409,
      code: 'question_changed',
    });
    expect(await item('zhuanban', question.id)).toBeUndefined();
  });

  test('across counties is told to each of them, without the other’s project', async () => {
    const { rows } = await get('gaoyao', 'check=check%3Asame-investor-across-units&limit=200');
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) {
      const own = row.projects.filter(({ unitName }) => unitName === '高要区');
      expect(own.length).toBeGreaterThan(0);
      expect(own.every(({ id }) => id !== null)).toBe(true);
      expect(
        row.projects
          .filter(({ unitName }) => unitName !== '高要区')
          .every(({ id, name }) => id === null && name === null),
      ).toBe(true);
      expect(row.actions).toEqual([]);
    }
    const whole = await get('zhuanban', 'check=check%3Asame-investor-across-units&limit=200');
    expect(whole.rows.every(({ projects }) => projects.every(({ id }) => id !== null))).toBe(true);
  });
});

test('the inbox tells each what it is asked: one line a check, with how many', async () => {
  const inbox = async (who: Who) => {
    const reply = await at.server.inject({ url: '/api/inbox', headers: { cookie: cookies[who] } });
    const group = reply.json().groups.find(({ key }: { key: string }) => key === 'checks');
    return group.items as { outcome: string; subject: string; title: string }[];
  };
  const county = await inbox('gaoyao');
  // A county explains; it answers and accepts nothing of its own. A check that asks the task force asks it all the same: only it can say why.
  expect(new Set(county.map(({ outcome }) => outcome))).toEqual(new Set(['toExplain']));
  const quarter = county.find(({ subject }) => subject === 'check:signed-not-started-quarter');
  const { total } = await get('gaoyao', 'check=check%3Asigned-not-started-quarter');
  expect(Number(quarter?.title)).toBe(total);
  const office = await inbox('zhuanban');
  const answers = office.filter(({ outcome }) => outcome === 'toAnswer').map(({ subject }) => subject);
  expect(answers).toContain('check:same-investor-across-units');
  // Asked of another post.
  expect(answers).not.toContain('check:large-projects');
  expect(await inbox('lingdao')).toEqual([]);
});

describe('the list', () => {
  test('a county’s own alone, filtered as asked', async () => {
    const own = await get('gaoyao', 'kind=hit&state=all&limit=200');
    expect(own.rows.every(({ projects }) => projects[0]?.unitName === '高要区')).toBe(true);
    const city = await get('zhuanban', 'kind=hit&state=all&limit=200&unit=441204');
    expect(city.rows.map(({ id }) => id)).toEqual(own.rows.map(({ id }) => id));
    const since = await get('gaoyao', 'kind=hit&state=all&limit=200&since=2021-06-20');
    expect(since.rows.map(({ id }) => id)).toEqual(
      own.rows.filter((row) => (row.since ?? '') >= '2021-06-20').map(({ id }) => id),
    );
    expect(own.notKnown.length).toBeGreaterThan(0);
    // Thresholds that have no source are said to be open, and nothing is asked by them.
    expect(own.leftOpen).toEqual(['到位资金与形象进度不符', '计划投资一次改动过大']);
  });

  test('is paged without a gap, and the workbook holds the same rows', async () => {
    const seen: string[] = [];
    for (let cursor: string | null = '0'; cursor !== null; ) {
      const page: ChecksView = await get('zhuanban', `state=all&limit=150&cursor=${cursor}`);
      seen.push(...page.rows.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    const { total } = await get('zhuanban', 'state=all');
    expect(new Set(seen).size).toBe(total);
    const reply = await at.server.inject({
      url: '/api/checks.xlsx?kind=question',
      headers: { cookie: cookies.zhuanban },
    });
    const book = new ExcelJS.Workbook();
    await book.xlsx.load(reply.rawPayload as unknown as ArrayBuffer);
    const sheet = book.worksheets[0];
    const shown = await get('zhuanban', 'kind=question&limit=1');
    // Four lines of head, an empty one, the heads.
    expect((sheet?.rowCount ?? 0) - 6).toBe(shown.total);
    expect(sheet?.getCell('A7').value).toBe('疑点');
    expect(sheet?.getCell('E7').value).toBe(shown.rows[0]?.projects.map(({ name }) => name).join('\n'));
  });

  test('a wrong day, a wrong page', async () => {
    for (const query of ['since=yesterday', 'cursor=x'])
      expect(
        (await at.server.inject({ url: `/api/checks?${query}`, headers: { cookie: cookies.zhuanban } }))
          .statusCode,
      ).toBe(400);
    expect((await at.server.inject({ url: '/api/checks' })).statusCode).toBe(401);
  });
});

test('what stands of reasons and answers is what a rebuild of the facts gives', async () => {
  const reply = await at.server.inject({
    method: 'POST',
    url: '/api/ledger/verify',
    headers: { cookie: cookies.zhuanban, 'idempotency-key': 'checks-verify' },
    payload: {},
  });
  expect(reply.statusCode).toBe(200);
  expect(reply.json().ok, reply.body.slice(0, 600)).toBe(true);
});
