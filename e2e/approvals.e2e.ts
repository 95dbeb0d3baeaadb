// 事项进度 in the browser: what an approving system told comes in with its source, stands in the queue by its due day, and opens as a clock whose every
// stretch is a fact; at a desk and on a phone.
import assert from 'node:assert/strict';
import { DESK, type Journey, PHONE, seen } from './journey.ts';
import { Caller } from './product.ts';

export const title = 'Approvals: from an imported event to a due day that opens';

export async function journey(at: Journey): Promise<void> {
  // The plan says whose hands bring the system's word in: the supervision office's, of the two.
  const caller = await Caller.signIn(at.address, 'ducha');
  // Without a permit of its own yet: an item under another number would be a conflict.
  const { rows } = await caller.get<{ rows: { id: string; name: string }[] }>(
    '/api/projects?stage=signed&limit=1',
  );
  const project = rows[0]!;
  await at.step('events of another system are recorded, each once', async () => {
    const line = (event: string, day: string, reason = '') =>
      `gd-ecsp,E2E-1,${project.id},construction-permit,${event},${day},${reason}`;
    const file = [
      '来源系统,办件编号,项目编号,事项编号,事件,时间,事由',
      line('收件', '2021-06-22'),
      line('受理', '2021-06-23'),
      line('停表', '2021-06-25', 'hearing'),
      line('恢复', '2021-07-01'),
    ].join('\n');
    const body = { name: 'events.csv', data: Buffer.from(file).toString('base64') };
    interface Told {
      readonly recorded: number;
      readonly known: number;
    }
    const first = await caller.post<Told>('/api/approvals/import?preview=false', body);
    assert.equal(first.recorded, 4, JSON.stringify(first));
    const twice = await caller.post<Told>('/api/approvals/import', body);
    assert.deepEqual([twice.recorded, twice.known], [0, 4]);
  });
  for (const size of [DESK, PHONE]) {
    const visitor = await at.visitor(size);
    await visitor.enterAs('zhuanban');
    const { page } = visitor;
    await at.step(`the queue has it by its due day, at ${size.width}`, async () => {
      await page.goto('/approvals?text=E2E-1');
      await visitor.settled();
      // Two working days until the pause (24 and 25 June), five after 1 July: 8 July.
      const table = await seen(page.locator('[data-table="approvals"]'));
      assert.match(table, /施工许可证/);
      assert.match(table, /2021-07-08/);
      assert.match(table, /逾期 1 个工作日/);
      await at.shoot(page, `approvals-${size.width}`);
    });
    await at.step(`it opens: every stretch of its clock is a fact, at ${size.width}`, async () => {
      await page.locator('[data-table="approvals"] a').first().click();
      await page.getByRole('heading', { name: '审批时限' }).waitFor();
      const steps = await page.locator('.clock-steps li').allInnerTexts();
      assert.deepEqual(
        steps.map((step) => /计 (\d+) 个工作日|不计/.exec(step)?.[0]),
        ['计 2 个工作日', '不计', '计 6 个工作日'],
      );
      assert.equal(await page.locator('.clock-steps a').count(), 3);
      const sideways = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.ok(sideways <= 0, `the page scrolls sideways by ${sideways} px`);
      await at.shoot(page, `approval-${size.width}`);
      await page.locator('.clock-steps a').nth(1).click();
      await page.getByRole('heading', { name: '停表' }).first().waitFor();
      assert.deepEqual(visitor.takeComplaints(), []);
    });
  }
}
