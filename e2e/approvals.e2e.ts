// 事项进度 in the browser: what an approving system told comes in with its source, stands in the queue by its due day, and opens as a clock whose every
// stretch is a fact; at a desk and on a phone.
import assert from 'node:assert/strict';
import { DESK, type Journey, PHONE, seen } from './journey.ts';
import { Caller } from './product.ts';

export const title = 'Approvals: from an imported event to a due day that opens';

export async function journey(at: Journey): Promise<void> {
  const caller = await Caller.signIn(at.address, 'zhuanban');
  const { rows } = await caller.get<{ rows: { id: string; name: string }[] }>('/api/projects?limit=1');
  const project = rows[0]!;
  const id = `${project.id}/construction-permit/E2E-1`;
  await at.step('events of another system are recorded, each once', async () => {
    const source = { system: 'ecsp', application: 'E2E-1' };
    const filing = { project: project.id, item: 'construction-permit', occurredOn: '2021-06-22', source };
    const events = [
      ['fileApproval', filing],
      ['acceptApproval', { approval: id, occurredOn: '2021-06-23', source }],
      ['pauseClock', { approval: id, reason: 'hearing', occurredOn: '2021-06-25', source }],
      ['resumeClock', { approval: id, occurredOn: '2021-07-01', source }],
    ] as const;
    for (const [command, body] of events) {
      const { status, body: answer } = await caller.command(`approvals/${command}`, body, `e2e ${command}`);
      assert.equal(status, 200, JSON.stringify(answer));
    }
    const again = await caller.command('approvals/fileApproval', filing, 'e2e another key');
    assert.equal(again.body.code, 'approval_filed');
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
      assert.match(table, /逾期 1 天/);
      await at.shoot(page, `approvals-${size.width}`);
    });
    await at.step(`it opens: every stretch of its clock is a fact, at ${size.width}`, async () => {
      await page.locator('[data-table="approvals"] a').first().click();
      await page.getByRole('heading', { name: '审批时限' }).waitFor();
      const steps = await page.locator('.clock-steps li').allInnerTexts();
      assert.deepEqual(
        steps.map((step) => /计 (\d+) 天|不计/.exec(step)?.[0]),
        ['计 2 天', '不计', '计 6 天'],
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
