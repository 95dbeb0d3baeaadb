// An office changes the plan without touching a file: a draft is edited on its pages, told in words, refused to its own hand, approved by another,
// adopted from a date; what was judged before stays. Two people on one element are told of each other, and nothing typed is lost.
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { type Journey, PHONE, seen, type Visitor } from './journey.ts';
import { Caller } from './product.ts';

export const title = 'The plan is edited, approved by another hand and adopted from a date';

const EDITOR = 'ducha';
const SECOND = 'gongxin';
const LEADER = 'lingdao';
const OFFICE = 'zhuanban';
const TARGET = '新引进项目';

/** Refusals that a step asks for are no complaints. */
function otherThan(status: number, visitor: Visitor): string[] {
  return visitor.takeComplaints().filter((one) => !one.includes(String(status)));
}

const field = (page: Page, path: string) => page.getByRole('dialog').locator(`[data-field="${path}"]`);

async function addSplit(page: Page, at: number, name: string, amount: string): Promise<void> {
  const splits = field(page, 'splits');
  await splits.getByRole('button', { name: '加一行' }).click();
  await field(page, `splits.${at}.unit`).getByRole('combobox').fill(name);
  await page.locator('.choice-list [role="option"]').filter({ hasText: name }).first().click();
  await field(page, `splits.${at}.amount`).locator('input').fill(amount);
}

async function open(visitor: Visitor, address: string): Promise<Page> {
  await visitor.page.goto(address);
  await visitor.settled();
  return visitor.page;
}

export async function journey(at: Journey): Promise<void> {
  const editor = await at.visitor();
  await editor.enterAs(EDITOR);
  const address = await at.step('the editor opens a draft', () => openDraft(editor));
  await editing(at, editor, address);
  await colliding(at, editor, address);
  await importing(at, editor, address);
  await approving(at, editor, address);
  await keptAndChanged(at, address);
}

async function openDraft(editor: Visitor): Promise<string> {
  const page = await open(editor, '/plan');
  const clusters = page
    .locator('table[data-table="plan-targets"] tbody tr')
    .filter({ hasText: '产值超千亿' });
  assert.match(await seen(clusters), /尽快[\s\S]*8 个中至少 2 个达到 1,000 亿元/);
  assert.match(await seen(page.locator('main')), /建库时随系统载入/);
  await page.getByRole('link', { name: '新建草稿' }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByLabel(/草稿名称/).fill('年中调整新引进目标');
  await sheet.getByRole('button', { name: '新建草稿' }).click();
  await page.waitForURL('**/plan/drafts/*');
  await editor.settled();
  assert.match(await seen(page.locator('main')), /起草中[\s\S]*还没有改动/);
  return new URL(page.url()).pathname;
}

async function editing(at: Journey, editor: Visitor, address: string): Promise<void> {
  const { page } = editor;
  await at.step('1000 becomes 1100; a split that does not add up is told beside its field', async () => {
    await open(editor, `${address}?section=targets`);
    await page.getByRole('link', { name: TARGET }).click();
    await field(page, 'amount').locator('input').fill('１１００');
    await addSplit(page, 0, '端州区', '600');
    await addSplit(page, 1, '四会市', '400');
    assert.match(await seen(field(page, 'splits')), /合计 1,000/);
    assert.match(await seen(field(page, 'amount')), /已改[\s\S]*原为 1000/);
    await at.shoot(page, 'plan-target', false);
    await page.getByRole('button', { name: '存入草稿' }).click();
    // The text says 1000, and nothing of counties: on what does the change rest?
    for (const changed of ['amount', 'splits'])
      await page
        .locator(`[role="alert"] [data-field="provenance.${changed}.note"]`)
        .locator('textarea, input')
        .fill('本次草稿调整，依据：市政府年中调度会议');
    await page.getByRole('button', { name: '存入草稿' }).click();
    await page.getByText('已存入草稿，但还有').waitFor();
    await open(editor, `${address}?section=targets`);
    const row = page.locator('table[data-table="elements"] tbody tr').filter({ hasText: TARGET });
    assert.match(await seen(row), /已改[\s\S]*有 1 个错误/);
    await row.getByRole('link').first().click();
    await field(page, 'splits')
      .getByText(/合计 1000个，目标是 1100个/)
      .waitFor();
  });
  await at.check('what was typed and not saved is there again after the page was left', async () => {
    await field(page, 'splits.1.amount').locator('input').fill('500');
    await page.reload();
    await page.getByText('上次填到一半的内容已找回').waitFor();
    assert.equal(await field(page, 'splits.1.amount').locator('input').inputValue(), '500');
  });
  await at.step('mended and saved; the difference says it in words', async () => {
    await page.getByRole('button', { name: '存入草稿' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await open(editor, address);
    const told = await seen(page.locator('section[aria-labelledby="difference"]'));
    assert.match(told, /目标由1000改为1100/);
    assert.match(told, /端州区600/);
    assert.equal(await page.getByText('改好才能提交').count(), 0);
    await at.shoot(page, 'plan-difference');
    assert.deepEqual(editor.takeComplaints(), []);
  });
  await at.check('a village is found among 1,558 and opened at its own address', async () => {
    await open(editor, `${address}?section=units`);
    await page.getByLabel('名称或编号').fill('黄岗');
    await page.keyboard.press('Enter');
    await page.waitForURL(/q=/);
    await editor.settled();
    assert.match(await seen(page.locator('table[data-table="elements"]')), /黄岗街道/);
    assert.deepEqual(editor.takeComplaints(), []);
  });
}

async function colliding(at: Journey, editor: Visitor, address: string): Promise<void> {
  const second = await at.visitor();
  await second.enterAs(SECOND);
  await at.step(
    'two people open one theme; the second to save is told who changed what, and chooses',
    async () => {
      const theme = `${address}?section=themes&element=hard-links`;
      await open(editor, theme);
      await open(second, theme);
      const strength = (page: Page) => field(page, 'strength').locator('select');
      await strength(editor.page).selectOption('加快');
      await editor.page.getByRole('button', { name: '存入草稿' }).click();
      await editor.page.getByRole('dialog').waitFor({ state: 'detached' });
      await strength(second.page).selectOption('力争');
      await field(second.page, 'note').locator('textarea').fill('只列本市牵头的线路');
      await second.page.getByRole('button', { name: '存入草稿' }).click();
      const sheet = second.page.getByRole('dialog');
      await sheet.getByText('有人先改了这一项').waitFor();
      const clash = await seen(sheet);
      assert.match(clash, /市政府督查室（演示） 在 .* 改过/);
      assert.match(clash, /力争[\s\S]*加快/);
      await at.shoot(second.page, 'plan-clash', false);
      await sheet.getByLabel('加快').check();
      await sheet.getByRole('button', { name: '按选定的存入草稿' }).click();
      await sheet.waitFor({ state: 'detached' });
      await open(second, address);
      assert.match(await seen(second.page.locator('main')), /硬联通.*加快.*只列本市牵头的线路/);
      assert.deepEqual(otherThan(409, second), []);
    },
  );
}

async function importing(at: Journey, editor: Visitor, address: string): Promise<void> {
  const { page } = editor;
  await at.step(
    'a table pasted from Excel is previewed by row, then saved; again it changes nothing',
    async () => {
      await open(editor, `${address}?section=tasks&do=import`);
      const sheet = page.getByRole('dialog');
      const table = '任务名称\t牵头单位\t完成时限\n年中增补的招商任务\t市投资促进部门主要负责人\t2021-12-31';
      await sheet.getByLabel(/粘贴/).fill(table);
      await sheet.getByRole('button', { name: '先看看' }).click();
      await sheet.locator('table[data-table="breakdown"]').waitFor();
      await at.shoot(page, 'plan-import', false);
      assert.match(await seen(sheet), /新增“年中增补的招商任务”/);
      await sheet.getByRole('button', { name: /存入草稿/ }).click();
      await sheet.waitFor({ state: 'detached' });
      await open(editor, `${address}?section=tasks&do=import`);
      await sheet.getByLabel(/粘贴/).fill(table);
      await sheet.getByRole('button', { name: '先看看' }).click();
      await sheet.getByText('没有要记的').waitFor();
      assert.deepEqual(editor.takeComplaints(), []);
    },
  );
}

/** The imported task is sound; left without anything that shows its progress it is asked about, and answered where it is asked. */
async function mendTask(editor: Visitor, address: string): Promise<void> {
  const page = await open(editor, address);
  assert.equal(await page.getByText('改好才能提交').count(), 0);
  await open(editor, `${address}?section=tasks`);
  await page.getByRole('link', { name: '年中增补的招商任务' }).click();
  await field(page, 'awaits').locator('select').selectOption('');
  await page.getByRole('button', { name: '存入草稿' }).click();
  await page.getByText('已存入草稿，但还有').waitFor();
  await open(editor, address);
  await page.getByRole('link', { name: /· 年中增补的招商任务/ }).click();
  await page.getByRole('dialog').getByText('做到哪里，没有地方看').waitFor();
  await field(page, 'awaits').locator('select').selectOption('work');
  await page.getByRole('button', { name: '存入草稿' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await open(editor, address);
  assert.equal(await page.getByText('改好才能提交').count(), 0);
}

async function approving(at: Journey, editor: Visitor, address: string): Promise<void> {
  const { page } = editor;
  await at.step('an error of the check leads to its element, and is gone when mended', () =>
    mendTask(editor, address),
  );
  await at.step('the editor submits; the own hand has no button and is refused', async () => {
    await open(editor, address);
    await page.getByRole('link', { name: '提交审批' }).click();
    await page
      .getByRole('dialog')
      .getByLabel(/给审批人的话/)
      .fill('年中按上半年进度调高');
    await page.getByRole('dialog').getByRole('button', { name: '提交审批' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByText('不能由您批准').waitFor();
    assert.equal(await page.getByRole('link', { name: '批准', exact: true }).count(), 0);
    await open(editor, `${address}?do=approve`);
    await page.getByLabel('自哪天起生效').fill('2021-07-01');
    await page.getByRole('button', { name: '批准' }).click();
    await page.getByText('请没有动过它的另一人批准').first().waitFor();
    await page.locator('.notice[data-code="approved_by_own_hand"]').waitFor();
    assert.deepEqual(otherThan(403, editor), []);
  });
  await at.step('a leader reads the change on a phone and approves it from 2021-07-01', async () => {
    const leader = await at.visitor(PHONE);
    await leader.enterAs(LEADER);
    const { page: phone } = leader;
    await open(leader, address);
    assert.match(await seen(phone.locator('main')), /目标由1000改为1100/);
    const sideways = () => phone.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.ok((await sideways()) <= 0, 'the page scrolls sideways');
    await at.shoot(phone, 'plan-approve-390');
    await phone.getByRole('link', { name: '批准', exact: true }).click();
    const sheet = phone.getByRole('dialog');
    await sheet.getByLabel('自哪天起生效').fill('2021-07-01');
    assert.match(await seen(sheet), /2021-07-01 以前的进度、亮灯和通报仍按原计划算/);
    await at.shoot(phone, 'plan-approve-sheet-390', false);
    await sheet.getByRole('button', { name: '批准' }).click();
    await sheet.waitFor({ state: 'detached' });
    await phone.getByText('已批准，待采纳').waitFor();
    assert.deepEqual(leader.takeComplaints(), []);
  });
  await at.step('the office adopts it', async () => {
    const office = await at.visitor();
    await office.enterAs(OFFICE);
    await open(office, address);
    await office.page.getByRole('link', { name: '采纳', exact: true }).click();
    const sheet = office.page.getByRole('dialog');
    assert.match(await seen(sheet), /自 2021-07-01 起成为现行计划/);
    await sheet.getByRole('button', { name: '采纳' }).click();
    await sheet.waitFor({ state: 'detached' });
    await office.page.getByText('已采纳，自 2021-07-01 起按它算').waitFor();
    await at.shoot(office.page, 'plan-adopted');
    assert.deepEqual(office.takeComplaints(), []);
  });
}

async function keptAndChanged(at: Journey, address: string): Promise<void> {
  const reader = await at.visitor();
  await reader.enterAs(LEADER);
  const row = (page: Page) =>
    page.locator('table[data-table="targets"] tbody tr').filter({ hasText: TARGET });
  await at.check('the cockpit of 2021-06-30 still says 1000, that of 2021-07-05 says 1100', async () => {
    await open(reader, '/?asOf=2021-06-30');
    assert.match(await seen(row(reader.page)), /1,000/);
    await open(reader, '/?asOf=2021-07-05');
    assert.match(await seen(row(reader.page)), /1,100/);
  });
  await at.check(
    'the versions page names the adoption and its draft; a county reads and has no buttons',
    async () => {
      await open(reader, '/plan');
      assert.match(await seen(reader.page.locator('table[data-table="adoptions"]')), /2021-07-01/);
      const { page } = reader;
      const held = (amount: string) =>
        page
          .locator('table[data-table="plan-targets"] tbody tr')
          .filter({ hasText: TARGET })
          .getByText(amount);
      await held('1,000 个').waitFor();
      await page.getByText('自 2021-07-01 起改按新版').waitFor();
      await page.getByRole('link', { name: '看新版' }).click();
      await held('1,100 个').waitFor();
      const county = await at.visitor();
      await county.enterAs('sihui');
      await open(county, '/plan');
      assert.equal(await county.page.getByRole('link', { name: '新建草稿' }).count(), 0);
      await open(county, address);
      assert.equal(await county.page.getByRole('link', { name: /提交|批准|采纳|撤回/ }).count(), 0);
      const caller = await Caller.signIn(at.address, 'sihui');
      const tried = await caller.command(
        'drafts/editElements',
        { draft: address.split('/').at(-1), edits: [] },
        'county',
      );
      assert.ok(tried.status >= 400);
      assert.deepEqual([...reader.takeComplaints(), ...county.takeComplaints()], []);
    },
  );
}
