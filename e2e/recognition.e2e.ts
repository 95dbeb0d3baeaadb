// The main journey: a county claims that building has started, the city recognises it, the cockpit counts one more and the figure opens down to
// the two facts; nobody recognises their own claim, and what was known before stays as it was.
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { fillBases } from './bases.ts';
import { type Journey, seen, type Visitor } from './journey.ts';
import { Caller } from './product.ts';

export const title = 'A start is claimed, recognised and counted';

const COUNTY = 'sihui';
const CITY = 'zhuanban';
const SENTENCE = '还差574个,月均需95.7个,上半年月均71个';

interface Cockpit {
  readonly at: { readonly knownSeq: number };
  readonly exceptions: readonly string[];
  readonly targets: readonly { readonly id: string; readonly title: string; readonly value: string | null }[];
}

const started = (cockpit: Cockpit) => cockpit.targets.find((line) => line.title === '新开工项目')?.value;
const startedRow = (page: Page) =>
  page.locator('table[data-table="targets"] tbody tr').filter({ hasText: '新开工项目' });

/** The count itself; the figures beside it open too. */
const countedOf = (page: Page) => startedRow(page).locator('.value').getByRole('link');

async function startedShown(visitor: Visitor): Promise<string> {
  await visitor.settled();
  return seen(countedOf(visitor.page));
}

export async function journey(at: Journey): Promise<void> {
  const leader = await Caller.signIn(at.address, 'lingdao');
  const before = await leader.get<Cockpit>('/api/cockpit');
  const seqBefore = before.at.knownSeq;
  const startedBefore = Number(started(before));

  const county = await at.visitor();
  const { page } = county;

  await at.step(
    'a page without a session leads to the login, with every demo account of the print-out',
    async () => {
      await page.goto('/projects?stage=landSupplied');
      await page.waitForURL(/\/login\?next=/);
      await page.getByText('四会市填报员').waitFor();
      // A stranger is led there by an answer, and the console stays empty.
      assert.deepEqual(county.takeComplaints(), []);
    },
  );

  await at.step('the county signs in and is where it wanted to go: its projects with land', async () => {
    await county.signIn(COUNTY);
    await page.waitForURL('**/projects?stage=landSupplied');
    await county.settled();
    assert.equal(await page.locator('select[name="stage"]').inputValue(), 'landSupplied');
    const units = await page.locator('table[data-table="projects"] tbody tr').allInnerTexts();
    assert.ok(units.length > 0);
    for (const row of units) assert.match(row, /四会/);
  });

  const project = await at.step('a project with land offers one main button: 申报新开工', async () => {
    await page.locator('table[data-table="projects"] tbody tr').first().getByRole('link').first().click();
    await page.waitForURL('**/projects/P*');
    await county.settled();
    await page.getByRole('link', { name: '申报新开工' }).waitFor();
    return {
      id: new URL(page.url()).pathname.split('/').at(-1)!,
      name: await seen(page.locator('h1')),
    };
  });

  const claim = await at.step(
    'the start on 2021-06-30 is claimed with its evidence, and awaits recognition',
    async () => {
      await page.getByRole('link', { name: '申报新开工' }).click();
      const sheet = page.getByRole('dialog');
      await sheet.getByLabel('发生日期').fill('2021-06-30');
      await sheet.getByRole('textbox', { name: /施工许可证/ }).fill('建字第 441284-2021-063 号');
      const send = sheet.getByRole('button', { name: '申报', exact: true });
      await send.click();
      // The permits that the plan names before a start are asked for, with the red lines behind them.
      assert.match(await seen(sheet.getByRole('alert')), /施工许可证[\s\S]*建筑法第七条/);
      county.takeComplaints();
      await sheet.getByLabel('已核对，确认无误').check();
      await send.click();
      await page.getByText(/已记入台账，第 \d+ 条/).waitFor();
      await county.settled();
      const row = page.locator('table[data-table="milestones"] tbody tr').filter({ hasText: '新开工' });
      assert.match(await seen(row), /2021-06-30[\s\S]*待认定[\s\S]*建字第/);
      assert.equal(
        await row.getByRole('link', { name: '办理认定' }).count(),
        0,
        'its own claim has a button',
      );
      const address = await row.getByRole('link').first().getAttribute('href');
      return new URL(address ?? '', at.address).pathname.split('/').at(-1)!;
    },
  );

  await at.check('a claim that waits counts for nothing', async () => {
    assert.equal(started(await leader.get<Cockpit>('/api/cockpit')), String(startedBefore));
  });

  await at.check(
    'the county cannot recognise its own claim: claimed_by_own_hand, nothing recorded',
    async () => {
      const own = await Caller.signIn(at.address, COUNTY);
      const answer = await own.command(
        'projects/recogniseMilestone',
        { project: project.id, claim },
        'own-hand',
      );
      assert.equal(answer.body.code, 'claimed_by_own_hand');
      assert.equal(answer.status, 403);
      const { at: now } = await leader.get<Cockpit>('/api/cockpit');
      assert.equal(now.knownSeq, seqBefore + 1);
    },
  );

  await at.step('the county signs out', async () => {
    assert.deepEqual(county.takeComplaints(), []);
    await page.getByRole('button', { name: '退出' }).click();
    await page.waitForURL('**/login');
  });

  const city = await at.visitor();
  await at.step('the city finds the claim in 待认定', async () => {
    await city.page.goto('/login?next=/inbox');
    await city.signIn(CITY);
    await city.page.waitForURL('**/inbox');
    await city.settled();
    const item = city.page
      .locator('.inbox > li')
      .filter({ hasText: project.name })
      .filter({ hasText: '新开工' });
    assert.equal(await item.count(), 1);
    assert.match(await seen(item), /四会市[\s\S]*2021-06-30/);
    await item.getByRole('link', { name: '认定' }).click();
  });

  await at.step('the claim with its evidence lies open, and is recognised', async () => {
    const sheet = city.page.getByRole('dialog');
    await sheet.getByText('建字第 441284-2021-063 号').waitFor();
    await at.shoot(city.page, 'recognise-1440', false);
    // What the plan asks for before a start is not there: red lines take their basis, the rest a reason; the fact keeps both.
    const permit = sheet.getByRole('group', { name: /施工许可/ });
    await permit.waitFor();
    await sheet.getByRole('button', { name: '认定', exact: true }).click();
    await sheet
      .getByRole('alert')
      .getByText(/写明每一项的依据/)
      .waitFor();
    await fillBases(sheet);
    await sheet.getByLabel(/^理由/).fill('现场核实已开槽，审批随后补录');
    await sheet.getByRole('button', { name: '认定', exact: true }).click();
    await city.page.getByText(/已记入台账，第 \d+ 条/).waitFor();
    await city.settled();
    const left = city.page.locator('.inbox > li').filter({ hasText: project.name });
    assert.equal(await left.filter({ hasText: '新开工' }).count(), 0);
  });

  await at.step(`the cockpit counts ${startedBefore + 1} started`, async () => {
    assert.equal(startedBefore, 301);
    await city.page.getByRole('link', { name: '驾驶舱' }).first().click();
    assert.equal(await startedShown(city), '302');
  });

  await at.check('the first exception is 新引进项目 426/1000, −7.4, with its sentence', async () => {
    const first = city.page.locator('.exceptions ol > li').first();
    const text = (await seen(first)).replaceAll(/\s+/g, ' ');
    assert.match(text, /新引进项目/);
    assert.match(text, /426 ?\/ ?1,?000/);
    assert.match(text, /−7\.4/);
    assert.ok(text.includes(SENTENCE), text);
  });

  await at.step('302 opens: the project is a row of it', async () => {
    await countedOf(city.page).click();
    const sheet = city.page.getByRole('dialog');
    const row = sheet.locator('table[data-table="rows"] tbody tr').filter({ hasText: project.name });
    await row.waitFor();
    assert.match(await seen(sheet.locator('.figure-value')), /302/);
    assert.match(await seen(sheet.getByText(/共 \d+ 行/)), /302/);
    assert.match(await seen(row), /四会市[\s\S]*2021-06-30[\s\S]*产业招商落地专班/);
    await at.shoot(city.page, 'figure-1440', false);
  });

  await at.step('from the row to the claim, and from the claim to its recognition', async () => {
    const row = city.page.locator('table[data-table="rows"] tbody tr').filter({ hasText: project.name });
    // Who claimed and when leads to the claim; who recognised, to the recognition.
    const facts = row.locator('a[href*="/ledger/facts/"]');
    const addresses = await facts.evaluateAll((all) => all.map((one) => one.getAttribute('href')));
    assert.equal(new Set(addresses).size, 2);
    const decided = addresses.find((address) => !address?.includes(claim));
    await facts.first().click();
    await city.page.waitForURL(`**/ledger/facts/${claim}`);
    await city.settled();
    assert.match(await seen(city.page.locator('main')), /四会市[\s\S]*sihui/);
    await city.page.locator('main li').getByRole('link').first().click();
    await city.page.waitForURL(
      (url) => url.pathname.startsWith('/ledger/facts/') && !url.pathname.endsWith(claim),
    );
    await city.settled();
    const text = await seen(city.page.locator('main'));
    assert.match(text, /milestoneRecognised/);
    assert.match(text, /产业招商落地专班[\s\S]*zhuanban/);
    assert.ok(text.includes(claim), 'the recognition names the claim');
    await city.page.goto(decided ?? '');
    await city.settled();
    assert.equal(await seen(city.page.locator('main')), text);
  });

  await at.check('the project tells the two facts, claim and recognition, latest first', async () => {
    await city.page.goto(`/projects/${project.id}`);
    await city.settled();
    const lines = await city.page.locator('.history > li').allInnerTexts();
    // The city's clock stands at nine in its own zone, whatever the zone of the browser.
    assert.match(lines[0] ?? '', /2021-07-09 09:0\d/);
    assert.match(lines[0] ?? '', new RegExp(`新开工[\\s\\S]*zhuanban[\\s\\S]*${seqBefore + 2}`));
    assert.match(
      lines[1] ?? '',
      new RegExp(`新开工[\\s\\S]*2021-06-30[\\s\\S]*sihui[\\s\\S]*${seqBefore + 1}`),
    );
  });

  await at.check('as known before, the cockpit shows 301 under the band 时点数据', async () => {
    await city.page.goto(`/?known=${seqBefore}`);
    assert.equal(await startedShown(city), '301');
    const band = city.page.locator('.known-then');
    assert.match(await seen(band), /时点数据/);
    await at.shoot(city.page, 'known-then-1440');
    await band.getByRole('link', { name: '回到当前' }).click();
    await city.page.waitForURL((url) => !url.searchParams.has('known'));
    await band.waitFor({ state: 'detached' });
    await countedOf(city.page).filter({ hasText: '302' }).waitFor();
  });

  await at.check('no page of the city complained', () => {
    assert.deepEqual(city.takeComplaints(), []);
  });
}
