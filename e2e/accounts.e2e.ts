// 组织与人员: an administrator opens an account, moves it and closes it on the page; who holds it can sign in exactly as long.
import assert from 'node:assert/strict';
import { DESK, type Journey, PHONE, seen } from './journey.ts';
import { Caller } from './product.ts';

export const title = 'An account is opened, moved and closed';

export async function journey(at: Journey): Promise<void> {
  const visitor = await at.visitor();
  await visitor.enterAs('admin');
  const { page } = visitor;
  const row = () => page.locator('table[data-table="accounts"] tbody tr').filter({ hasText: 'e2e-clerk' });
  const signsIn = () =>
    fetch(new URL('/api/session', at.address), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ account: 'e2e-clerk', password: 'luodi-2021' }),
    }).then((reply) => reply.status);

  await at.step('the administrator opens an account with a post and a role', async () => {
    await page.goto('/');
    await visitor.settled();
    await page.locator('nav.shell-side').getByRole('link', { name: '组织与人员' }).click();
    await visitor.settled();
    await page.getByRole('link', { name: '开立账号' }).click();
    const sheet = page.getByRole('dialog');
    await sheet.getByLabel('账号').fill('e2e-clerk');
    await sheet.getByLabel('显示名').fill('四会市第二填报员');
    await sheet.getByLabel('单位', { exact: true }).selectOption({ label: '四会市' });
    await sheet.getByLabel('岗位').fill('county.reporter');
    await sheet.getByLabel('县区').check();
    await sheet.getByLabel(/口令/).fill('luodi-2021');
    await at.shoot(page, 'account-open-1440', false);
    await sheet.getByRole('button', { name: '开立账号' }).click();
    await page.getByText('已记入台账。').waitFor();
    await visitor.settled();
    assert.match((await seen(row())).replaceAll(/\s+/g, ' '), /四会市第二填报员.*四会市.*县区.*在用/);
    assert.equal(await signsIn(), 200);
  });
  await at.step('it is moved to another unit, and reaches that one', async () => {
    await row().getByRole('link', { name: '调动' }).click();
    const sheet = page.getByRole('dialog');
    await sheet.getByLabel('单位', { exact: true }).selectOption({ label: '广宁县' });
    await sheet.getByRole('button', { name: '调动' }).click();
    await sheet.waitFor({ state: 'detached' });
    await visitor.settled();
    await row().filter({ hasText: '广宁县' }).waitFor();
    const clerk = await Caller.signIn(at.address, 'e2e-clerk');
    const { unit } = await clerk.get<{ unit: { name: string } }>('/api/session');
    assert.equal(unit.name, '广宁县');
  });
  await at.step('it is closed with a reason, and stays in the list', async () => {
    await row().getByRole('link', { name: '停用' }).click();
    const sheet = page.getByRole('dialog');
    await sheet.getByLabel(/原因/).fill('岗位撤销');
    await sheet.getByRole('button', { name: '停用' }).click();
    await sheet.waitFor({ state: 'detached' });
    await visitor.settled();
    assert.match(await seen(row()), /停用/);
    assert.equal(await signsIn(), 401);
  });
  await at.check('the page fits a desk and a phone, and nobody else sees the way to it', async () => {
    assert.deepEqual(visitor.takeComplaints(), []);
    for (const size of [DESK, PHONE]) {
      const looker = await at.visitor(size);
      await looker.enterAs('admin');
      await looker.page.goto('/accounts');
      await looker.settled();
      const sideways = await looker.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(sideways <= 0, `${sideways} px sideways`);
      await at.shoot(looker.page, `accounts-${size.width}`);
    }
    const county = await at.visitor();
    await county.enterAs('sihui');
    await county.page.goto('/');
    await county.settled();
    assert.equal(await county.page.getByRole('link', { name: '组织与人员' }).count(), 0);
  });
}
