// 体检与疑点: a county explains a red light, the city accepts the reason and the light stays red beside it; a question is looked into and stays away. On a phone too.
import assert from 'node:assert/strict';
import { type Journey, PHONE, seen } from './journey.ts';
import { Caller } from './product.ts';

export const title = 'A red light is explained, the reason accepted, a question answered; no count moves';

interface Line {
  readonly id: string;
  readonly colour: string | null;
  readonly state: string;
  readonly projects: readonly { readonly id: string | null; readonly name: string | null }[];
}
interface Checks {
  readonly rows: readonly Line[];
  readonly total: number;
  readonly warnings: { readonly projects: number; readonly excused: number };
}
interface Cockpit {
  readonly targets: readonly { readonly id: string; readonly value: string | null }[];
}

export async function journey(at: Journey): Promise<void> {
  const city = await Caller.signIn(at.address, 'zhuanban');
  const values = async () =>
    (await city.get<Cockpit>('/api/cockpit')).targets.map(({ id, value }) => [id, value]);
  const valuesBefore = await values();
  const before = await city.get<Checks>('/api/checks?kind=light&check=light%3Adeadline');

  const county = await at.visitor();
  const { page } = county;
  const name = await at.step(
    'the county finds its red lights in the inbox, and opens the first',
    async () => {
      await county.enterAs('gaoyao');
      await page.goto('/inbox?group=checks');
      await county.settled();
      const line = page.locator('.inbox > li').filter({ hasText: '时限灯' });
      await line.getByRole('link', { name: '去看' }).click();
      await page.waitForURL('**/checks?check=light%3Adeadline');
      await county.settled();
      const row = page.locator('table[data-table="checks"] tbody tr').filter({ hasText: '逾期' }).first();
      const named = await seen(row.locator('td').nth(1).getByRole('link'));
      await at.shoot(page, 'checks-1440');
      await row.getByRole('link', { name: '时限灯' }).click();
      await page.getByRole('dialog').getByText('怎样消除').waitFor();
      return named;
    },
  );

  await at.step('it says why; the light stays, the reason waits', async () => {
    const sheet = page.getByRole('dialog');
    const kind = sheet.getByLabel('哪一种');
    assert.equal(await kind.inputValue(), '', 'no kind of reason is chosen beforehand');
    await kind.selectOption({ index: 1 });
    await sheet.getByLabel('理由').fill('政府方未按约交地');
    await sheet.getByLabel('到哪天止').fill('2021-08-31');
    await at.shoot(page, 'checks-reason-1440', false);
    await sheet.getByRole('button', { name: '说明理由' }).click();
    await page.getByText(/已记入台账，第 \d+ 条/).waitFor();
    await county.settled();
    const row = page.locator('table[data-table="checks"] tbody tr').filter({ hasText: name });
    assert.match(await seen(row.first()), /逾期[\s\S]*理由待认可/);
  });

  const office = await at.visitor();
  await at.step('the city accepts it: 预警项目 is one less, and says so beside it', async () => {
    await office.enterAs('zhuanban');
    await office.page.goto('/checks?state=waiting');
    await office.settled();
    await office.page.locator('table[data-table="checks"]').getByRole('link', { name: '时限灯' }).click();
    const sheet = office.page.getByRole('dialog');
    await sheet.getByText('政府方未按约交地').first().waitFor();
    await sheet.getByRole('button', { name: '认可', exact: true }).click();
    await office.page.getByText(/已记入台账，第 \d+ 条/).waitFor();
    const { warnings } = await city.get<Checks>('/api/checks');
    assert.deepEqual(warnings, {
      projects: before.warnings.projects - 1,
      excused: before.warnings.excused + 1,
    });
    await office.page.goto('/checks?state=excused');
    await office.settled();
    await office.page.getByText('另有 1 个有正当理由，不计').waitFor();
    const row = office.page.locator('table[data-table="checks"] tbody tr').filter({ hasText: name });
    assert.match(await seen(row), /逾期[\s\S]*有正当理由，已认可至 2021-08-31/);
  });

  await at.step('a question is looked into, and is not asked again', async () => {
    const asked = await city.get<Checks>('/api/checks?check=check%3Alarge-projects');
    await office.page.goto('/checks?kind=question&check=check%3Alarge-projects');
    await office.settled();
    await office.page
      .locator('table[data-table="checks"] tbody tr')
      .first()
      .getByRole('link')
      .first()
      .click();
    const sheet = office.page.getByRole('dialog');
    await sheet.getByLabel('核实的情况').fill('批复和资金凭证齐全');
    await at.shoot(office.page, 'checks-answer-1440', false);
    await sheet.getByRole('button', { name: '记录核实' }).click();
    await office.page.getByText(/已记入台账，第 \d+ 条/).waitFor();
    const left = await city.get<Checks>('/api/checks?check=check%3Alarge-projects');
    assert.equal(left.total, asked.total - 1);
  });

  await at.check('only what came up since a day: typed, it stands in the address', async () => {
    await office.page.goto('/checks?kind=hit');
    await office.settled();
    await office.page.getByLabel('哪天以来').fill('20210701');
    await office.page.getByLabel('哪天以来').press('Enter');
    await office.page.waitForURL('**/checks?kind=hit&since=2021-07-01');
    await office.settled();
    const asked = await city.get<Checks>('/api/checks?kind=hit&since=2021-07-01');
    assert.equal(await office.page.locator('table[data-table="checks"] tbody tr').count(), asked.rows.length);
  });

  await at.check('nothing that is counted has moved', async () => {
    assert.deepEqual(await values(), valuesBefore);
  });

  await at.check('on a phone nothing is wider than the screen, and the workbook comes', async () => {
    const phone = await at.visitor(PHONE);
    await phone.enterAs('gaoyao');
    await phone.page.goto('/checks?kind=question');
    await phone.settled();
    const width = await phone.page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= PHONE.width, `${width} px`);
    await at.shoot(phone.page, 'checks-390', false);
    await phone.page.locator('table[data-table="checks"]').getByRole('link').first().click();
    await phone.page.getByRole('dialog').getByText('怎样消除').waitFor();
    await at.shoot(phone.page, 'checks-item-390', false);
    const sheet = await phone.context.request.get('/api/checks.xlsx?kind=question');
    assert.match(sheet.headers()['content-type'] ?? '', /spreadsheetml/);
    assert.deepEqual(phone.takeComplaints(), []);
  });

  await at.check('no page complained', () => {
    assert.deepEqual([...county.takeComplaints(), ...office.takeComplaints()], []);
  });
}
