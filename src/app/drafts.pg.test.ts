// A plan changed in the product, over HTTP and the real PostgreSQL: two offices edit one draft, another hand approves, and the change holds from its
// day while what was judged before stands. The city is the rehearsed one, so that the cockpit judges real targets.
import type { FastifyInstance } from 'fastify';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { canonicalText } from '../kernel/canonical.ts';
import { instantOf } from '../kernel/instant.ts';
import type { LedgerLine } from '../ledger/exchange.ts';
import { exportLedger } from '../ledger/exportLedger.pg.ts';
import { hashText, type Ledger } from '../ledger/ledger.pg.ts';
import { migrate } from '../ledger/migrate.pg.ts';
import { ownerSessionOptions } from '../ledger/pgTypes.pg.ts';
import { restoreLedger } from '../ledger/restore.pg.ts';
import { checkPlan } from '../plan/check.ts';
import { testDatabase } from '../testing/database.ts';
import { type RehearsedServer, rehearsedServer } from '../testing/rehearsed.ts';
import { checkPlanAt } from './cli/check.ts';
import { packageRoot } from './config.node.ts';
import { LOOPS, PLAN_REGISTRY, SECTIONS } from './registry.node.ts';

const given = checkPlanAt(`${packageRoot()}/plans/zhaoqing-2021`);
let at: RehearsedServer;
let server: FastifyInstance;
let ledger: Ledger;
let keys = 0;

beforeAll(async () => {
  at = await rehearsedServer('drafts', ['ducha', 'zhuanban', 'lingdao', 'caizheng', 'gaoyao', 'admin'], 2);
  ({ server, ledger } = at);
}, 240_000);
afterAll(() => at?.close());

async function as(account: string) {
  const cookie = await at.cookieOf(account);
  return {
    get: async (url: string) => (await server.inject({ url, headers: { cookie } })).json(),
    post: async (url: string, payload: object = {}, key = `${account}-${++keys}`) => {
      const answer = await server.inject({
        method: 'POST',
        url,
        payload,
        headers: { cookie, 'idempotency-key': key },
      });
      return { status: answer.statusCode, ...answer.json() };
    },
  };
}

interface Line {
  readonly id: string;
  readonly value: Record<string, unknown>;
  readonly edit: { readonly fact: string } | null;
}

type Session = Awaited<ReturnType<typeof as>>;

async function element(session: Session, section: string, id: string, draft = ''): Promise<Line> {
  const page = await session.get(
    `/api/plan/elements/${section}?limit=500${draft === '' ? '' : `&draft=${draft}`}`,
  );
  return page.elements.find((line: Line) => line.id === id);
}

const put = (section: string, line: Line, change: object, basedOn: string | null) => ({
  edits: [{ op: 'put', section, element: line.id, value: { ...line.value, ...change }, basedOn }],
});

async function openDraft(session: Session, title: string): Promise<string> {
  return (await session.post('/api/plan/drafts', { title })).draft;
}

describe('the files of the plan in force', () => {
  test('come back byte for byte, and give the hash of its content again', async () => {
    const office = await as('ducha');
    const { files, hash, canonical } = await office.get('/api/plan/files');
    expect(canonical).toBe(false);
    expect(files).toEqual(given.files.toSorted((a, b) => (a.path < b.path ? -1 : 1)));
    expect(hashText('sha256')(canonicalText(checkPlan(files, PLAN_REGISTRY).content!))).toBe(hash);
  });

  test('are in an export, and a restore without them is refused', async () => {
    const lines: LedgerLine[] = [];
    await exportLedger(ledger, 'zhaoqing', { withVault: false, write: (line) => void lines.push(line) });
    const isFiles = (line: LedgerLine) => 'content' in line && line.content.kind === 'files';
    expect(lines.filter(isFiles)).toHaveLength(1);
    const other = await testDatabase();
    const owner = new Client({ connectionString: other.connection.url, options: ownerSessionOptions() });
    await owner.connect();
    await migrate(owner, { loops: LOOPS, now: () => instantOf(0) });
    const restore = (which: readonly LedgerLine[]) =>
      restoreLedger(owner, which, { loops: LOOPS, sections: SECTIONS, now: () => at.clock.ms });
    await expect(restore(lines.filter((line) => !isFiles(line)))).rejects.toMatchObject({
      code: 'import_torn',
    });
    expect((await restore(lines)).facts).toBeGreaterThan(1000);
    await owner.end();
    await other.drop();
  });
});

describe('editing a draft', () => {
  test('needs a role; the schema and the sections say what can be edited', async () => {
    const [county, office] = [await as('gaoyao'), await as('ducha')];
    expect(await county.post('/api/plan/drafts', { title: '县里的草稿' })).toMatchObject({
      status: 403,
      code: 'role_missing',
    });
    const { sections } = await office.get('/api/plan/sections');
    expect(sections.find((each: { key: string }) => each.key === 'targets')).toMatchObject({
      listed: true,
      title: { zh: '目标' },
    });
    const { schema } = await office.get('/api/plan/schema/targets');
    expect(schema.properties.amount.description).toMatch(/目标数/);
    expect(await office.get('/api/plan/schema/nonsense')).toMatchObject({
      code: 'section_unknown',
      status: 404,
    });
  });

  test('two people, one draft: the second is told who changed what, nothing is written, and may then go on', async () => {
    const [office, bureau] = [await as('ducha'), await as('caizheng')];
    const draft = await openDraft(office, '两人同改');
    const line = await element(bureau, 'targets', 'introduced-2021', draft);
    const first = await office.post(
      `/api/plan/drafts/${draft}/elements`,
      put('targets', line, { amount: '1100' }, null),
    );
    expect(first.status).toBe(200);
    const late = await bureau.post(
      `/api/plan/drafts/${draft}/elements`,
      put('targets', line, { amount: '1200' }, null),
    );
    expect(late).toMatchObject({ status: 409, code: 'element_changed_meanwhile' });
    expect(late.detail).toContain('ducha');
    expect(late.data.elements[0]).toMatchObject({
      element: 'introduced-2021',
      by: 'ducha',
      fact: first.facts[0],
      value: { amount: '1100' },
    });
    const seen = await element(bureau, 'targets', 'introduced-2021', draft);
    expect(seen.value.amount).toBe('1100');
    const again = await bureau.post(
      `/api/plan/drafts/${draft}/elements`,
      put('targets', seen, { amount: '1200' }, seen.edit!.fact),
    );
    expect(again.status).toBe(200);
    const shown = await office.get(`/api/plan/drafts/${draft}`);
    expect(shown.difference.map((each: { words: { zh: string } }) => each.words.zh)).toEqual([
      '新引进项目：目标由1000改为1200',
    ]);
    expect(shown.draft.hands).toEqual(['caizheng', 'ducha']);
    // Put back as it is in the plan, nothing is changed any more.
    const last = await element(office, 'targets', 'introduced-2021', draft);
    await office.post(
      `/api/plan/drafts/${draft}/elements`,
      put('targets', last, { amount: '1000' }, last.edit!.fact),
    );
    expect((await office.get(`/api/plan/drafts/${draft}`)).draft.edits).toBe(0);
    expect(await office.post(`/api/plan/drafts/${draft}/submit`)).toMatchObject({
      status: 409,
      code: 'draft_empty',
    });
    expect((await office.post(`/api/plan/drafts/${draft}/withdraw`, { reason: '不改了' })).status).toBe(200);
  });

  test('an error is told with its element, and the draft is not taken until it is mended', async () => {
    const office = await as('ducha');
    const draft = await openDraft(office, '有错的草稿');
    const line = await element(office, 'targets', 'introduced-2021', draft);
    await office.post(`/api/plan/drafts/${draft}/elements`, put('targets', line, { owner: 'nobody' }, null));
    const shown = await office.get(`/api/plan/drafts/${draft}`);
    expect(shown.issues).toContainEqual(
      expect.objectContaining({
        code: 'reference_unknown',
        section: 'targets',
        element: 'introduced-2021',
        file: 'targets.yaml',
      }),
    );
    expect(shown.errors).toBeGreaterThan(0);
    expect(await office.post(`/api/plan/drafts/${draft}/submit`)).toMatchObject({
      code: 'draft_has_errors',
      status: 422,
    });
  });
});

describe('the inbox', () => {
  test('tells another hand of what waits for approval, never one’s own; what is sent back those whose hand is in it', async () => {
    const [office, bureau, leader, county] = [
      await as('ducha'),
      await as('caizheng'),
      await as('lingdao'),
      await as('gaoyao'),
    ];
    const draft = await openDraft(bureau, '等人批准的');
    const line = await element(bureau, 'targets', 'started-2021', draft);
    await bureau.post(`/api/plan/drafts/${draft}/elements`, put('targets', line, { amount: '610' }, null));
    const toldTo = async (session: Session) =>
      (await session.get('/api/inbox')).groups
        .flatMap((group: { items: object[] }) => group.items)
        .filter((item: { subject: string }) => item.subject === draft);
    expect(await toldTo(leader)).toEqual([]);

    await bureau.post(`/api/plan/drafts/${draft}/submit`);
    for (const other of [leader, office])
      expect(await toldTo(other)).toMatchObject([
        { loop: 'drafts', title: '等人批准的', unitName: '市财政局', outcome: 'toApprove' },
      ]);
    expect([await toldTo(bureau), await toldTo(county)]).toEqual([[], []]);

    await leader.post(`/api/plan/drafts/${draft}/return`, { reason: '先和发改局商量' });
    expect(await toldTo(leader)).toEqual([]);
    expect(await toldTo(bureau)).toMatchObject([{ outcome: 'returned', reason: '先和发改局商量' }]);

    await bureau.post(`/api/plan/drafts/${draft}/submit`);
    const submission = (await leader.get(`/api/plan/drafts/${draft}`)).draft.submittedSeq;
    const approved = await leader.post(`/api/plan/drafts/${draft}/approve`, {
      effectiveFrom: '2021-07-01',
      submission,
    });
    expect(approved.status).toBe(200);
    expect(await toldTo(office)).toMatchObject([{ outcome: 'toAdopt' }]);
    expect([await toldTo(leader), await toldTo(bureau)]).toEqual([[], []]);
    await bureau.post(`/api/plan/drafts/${draft}/withdraw`, { reason: '只试到这里' });
    expect(await toldTo(office)).toEqual([]);
  });
});

describe('a breakdown table', () => {
  test('from Excel: previewed by row, recorded as one command, and nothing the second time', async () => {
    const { default: ExcelJS } = await import('exceljs');
    const book = new ExcelJS.Workbook();
    const sheet = book.addWorksheet('分解表');
    sheet.addRow(['2021年任务分解表']);
    sheet.mergeCells('A1:E1');
    sheet.addRow(['序号', '重点任务', '牵头单位', '配合单位', '完成时限']);
    sheet.addRow([1, '村级文化广场提升', '市财政局', '高要区、端州区', new Date('2021-11-30T00:00:00Z')]);
    sheet.addRow([2, '企业服务专员全覆盖', '财政局', '', '年底前']);
    const office = await as('ducha');
    const draft = await openDraft(office, '从表格导入');
    const url = `/api/plan/drafts/${draft}/import`;
    const file = async () => ({
      name: '任务分解表.xlsx',
      data: Buffer.from(await book.xlsx.writeBuffer()).toString('base64'),
    });
    const preview = await office.post(`${url}?preview=true`, await file());
    expect(preview).toMatchObject({ status: 200, preview: true, sheet: '分解表', head: 2, recorded: null });
    expect(preview.rows[0]).toMatchObject({
      row: 3,
      section: 'tasks',
      title: '村级文化广场提升',
      problems: [],
    });
    expect(preview.rows[0].words.zh).toBe('新增“村级文化广场提升”（2021年11月30日前，责任：市财政局）');
    expect(preview.problems).toMatchObject([{ row: 4, column: '牵头单位', code: 'name_unclear' }]);
    expect(await office.post(url, await file())).toMatchObject({ status: 422, code: 'import_has_problems' });
    expect((await office.get(`/api/plan/drafts/${draft}`)).edits).toEqual([]);

    sheet.getCell('C4').value = '市财政局';
    const recorded = await office.post(url, await file());
    expect(recorded).toMatchObject({ status: 200, problems: [] });
    expect(recorded.recorded.seq[0]).toBe(recorded.recorded.seq[1]);
    const filled = await office.get(`/api/plan/drafts/${draft}`);
    expect(filled.edits).toHaveLength(2);
    // What a table does not say is no fault of it: the draft can be submitted as it is.
    expect(filled.issues.filter((issue: { severity: string }) => issue.severity === 'error')).toEqual([]);
    expect(await office.post(url, await file())).toMatchObject({
      status: 200,
      recorded: null,
      difference: [],
    });
  });

  test('from a CSV in GB18030; what is no table is refused in words', async () => {
    const office = await as('ducha');
    const draft = await openDraft(office, '从名单导入');
    const url = `/api/plan/drafts/${draft}/import?preview=true`;
    const data = gb18030('任务,牵头单位,完成时限\n农村人居环境整治,市农业农村局,2021年12月\n').toString(
      'base64',
    );
    const preview = await office.post(url, { name: '分解表.csv', data });
    expect(preview).toMatchObject({ status: 200, problems: [] });
    expect(preview.rows[0]).toMatchObject({ row: 2, title: '农村人居环境整治' });
    const text = Buffer.from('不是表').toString('base64');
    const old = Buffer.from('d0cf11e0a1b11ae1', 'hex').toString('base64');
    expect(await office.post(url, { name: '旧表.xls', data: old })).toMatchObject({
      code: 'table_unreadable',
    });
    expect((await office.post(url, { name: 'x.csv', data: text })).problems).toMatchObject([
      { code: 'table_head_missing' },
    ]);
  });
});

/** Every two-byte character by its bytes, turned round: Node decodes GB18030 and does not encode it. */
function gb18030(text: string): Buffer {
  const codes = new Map<string, number[]>();
  const decoder = new TextDecoder('gb18030');
  for (let lead = 0xa1; lead <= 0xf7; lead++)
    for (let trail = 0xa1; trail <= 0xfe; trail++)
      codes.set(decoder.decode(Uint8Array.of(lead, trail)), [lead, trail]);
  return Buffer.from([...text].flatMap((letter) => codes.get(letter) ?? [letter.charCodeAt(0)]));
}

describe('a target changed in mid-year', () => {
  test('another hand approves, it is adopted from its day; before that day, and as known before, the old one judges', async () => {
    const [office, bureau, leader] = [await as('ducha'), await as('caizheng'), await as('lingdao')];
    const before = (await office.get('/api/ledger/head')).seq;
    const amountAt = async (query: string) =>
      (await office.get(`/api/cockpit?${query}`)).targets.find(
        (each: { id: string }) => each.id === 'introduced-2021',
      )?.target;
    const draft = await openDraft(bureau, '年中调整');
    const rebasing = await openDraft(bureau, '之后要改接的');
    const colliding = await openDraft(bureau, '会撞上的');
    const line = await element(bureau, 'targets', 'introduced-2021', draft);
    const light = await element(bureau, 'lights', 'headline', rebasing);
    for (const [id, edit] of [
      [draft, put('targets', line, { amount: '1100' }, null)],
      [colliding, put('targets', line, { amount: '1050' }, null)],
      [rebasing, put('lights', light, { name: '主要指标亮灯规则' }, null)],
    ] as const)
      expect((await bureau.post(`/api/plan/drafts/${id}/elements`, edit)).status).toBe(200);

    expect(
      await office.post(`/api/plan/drafts/${draft}/approve`, { effectiveFrom: '2021-07-01' }),
    ).toMatchObject({ code: 'draft_not_submitted' });
    expect((await bureau.post(`/api/plan/drafts/${draft}/submit`, { note: '请审' })).status).toBe(200);
    expect(
      await bureau.post(`/api/plan/drafts/${draft}/elements`, put('targets', line, { amount: '1' }, null)),
    ).toMatchObject({ code: 'draft_not_open' });
    expect(
      await bureau.post(`/api/plan/drafts/${draft}/approve`, { effectiveFrom: '2021-07-01' }),
    ).toMatchObject({ status: 403 });
    expect(await office.post(`/api/plan/drafts/${draft}/adopt`)).toMatchObject({
      code: 'draft_not_approved',
    });
    expect(
      await leader.post(`/api/plan/drafts/${draft}/approve`, { effectiveFrom: '2021-05-01' }),
    ).toMatchObject({ code: 'effective_from_in_closed_period' });
    // Returned, changed and submitted again while the leader's page was open: what the leader saw is not what stands.
    const { submittedSeq } = (await leader.get(`/api/plan/drafts/${draft}`)).draft;
    expect((await office.post(`/api/plan/drafts/${draft}/return`, { reason: '再看一处' })).status).toBe(200);
    expect((await bureau.post(`/api/plan/drafts/${draft}/submit`)).status).toBe(200);
    expect(
      await leader.post(`/api/plan/drafts/${draft}/approve`, {
        effectiveFrom: '2021-07-01',
        submission: submittedSeq,
      }),
    ).toMatchObject({ code: 'draft_not_submitted' });
    expect(await leader.post('/api/commands/drafts/approveDraft', { draft })).toMatchObject({
      code: 'draft_route',
    });

    const approved = await leader.post(
      `/api/plan/drafts/${draft}/approve`,
      { effectiveFrom: '2021-07-01' },
      'approval',
    );
    expect(approved.status).toBe(200);
    expect(
      await leader.post(`/api/plan/drafts/${draft}/approve`, { effectiveFrom: '2021-07-01' }, 'approval'),
    ).toMatchObject({ repeated: true });
    expect(await leader.post(`/api/plan/drafts/${draft}/adopt`)).toMatchObject({ code: 'not_permitted' });
    const plan = { content: approved.content, files: approved.files, title: '新计划', draft };
    expect(
      await office.post('/api/commands/city/adoptPlan', { ...plan, effectiveFrom: '2021-08-01' }),
    ).toMatchObject({ code: 'draft_differs_from_approved' });
    expect(
      await office.post('/api/commands/city/adoptPlan', {
        content: approved.content,
        title: 'x',
        effectiveFrom: '2021-07-01',
      }),
    ).toMatchObject({ code: 'draft_not_approved' });
    const adopted = await office.post(`/api/plan/drafts/${draft}/adopt`, {}, 'adoption');
    expect(adopted.status).toBe(200);
    expect(await office.post(`/api/plan/drafts/${draft}/adopt`, {}, 'adoption')).toMatchObject({
      repeated: true,
      seq: adopted.seq,
    });

    expect(await amountAt('asOf=2021-06-30')).toBe('1000');
    expect(await amountAt('asOf=2021-07-31')).toBe('1100');
    expect(await amountAt(`asOf=2021-07-31&known=${before}`)).toBe('1000');
    const { files } = await office.get('/api/plan/files?asOf=2021-07-31');
    const changed = files.filter(
      (file: { text: string }, index: number) =>
        file.text !== given.files.toSorted((a, b) => (a.path < b.path ? -1 : 1))[index]?.text,
    );
    expect(changed.map((file: { path: string }) => file.path)).toEqual(['targets.yaml']);
    const { drafts } = await office.get('/api/plan/drafts');
    expect(drafts.find((each: { id: string }) => each.id === draft)).toMatchObject({
      state: 'approved',
      adopted: { effectiveFrom: '2021-07-01' },
    });

    // The other drafts start from a plan that no longer holds.
    expect(drafts.find((each: { id: string }) => each.id === rebasing)).toMatchObject({ baseMoved: true });
    expect(await bureau.post(`/api/plan/drafts/${rebasing}/submit`)).toMatchObject({
      code: 'draft_base_moved',
    });
    expect((await bureau.post(`/api/plan/drafts/${rebasing}/rebase`)).status).toBe(200);
    expect((await bureau.post(`/api/plan/drafts/${rebasing}/submit`)).status).toBe(200);
    const clash = await bureau.post(`/api/plan/drafts/${colliding}/rebase`);
    expect(clash).toMatchObject({ status: 409, code: 'rebase_collides' });
    expect(clash.data.elements[0].words.zh).toBe('新引进项目：目标由1000改为1100');

    const own = await office.post(`/api/plan/drafts/${rebasing}/return`, { reason: '名称再想想' });
    expect(own.status).toBe(200);
    const verdict = await ledger.verify('zhaoqing', {});
    expect(verdict.findings).toEqual([]);
  });
});
