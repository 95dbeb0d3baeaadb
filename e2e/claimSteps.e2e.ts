// 填报 → 审核 → 签发 → 认定 in the browser, in a city whose plan has three steps inside a unit: sent back with a reason, claimed again from what was said, refused by
// the city with a reason, and recognised at last. Each hand sees what it needs in its inbox, and nobody does two steps in a row.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DESK, type Journey, PHONE, seen } from './journey.ts';
import {
  Caller,
  freePort,
  luodi,
  makeDataFolder,
  PASSWORD,
  ROOT,
  removeDataFolder,
  startProduct,
} from './product.ts';

export const title = 'Three steps inside a unit, then the city';

const ACCOUNTS = [
  ['tian1', 'dongxian', 'county', '东县填报岗'],
  ['shen1', 'dongxian', 'reviewer', '东县审核岗'],
  ['qian1', 'dongxian', 'signer', '东县签发岗'],
  ['ducha1', 'ducha', 'office', '督查室认定岗'],
  ['ducha2', 'ducha', 'office', '督查室复核岗'],
] as const;

export async function journey(at: Journey): Promise<void> {
  const dataDir = makeDataFolder();
  const plan = join(ROOT, 'e2e', 'claimSteps.plan.yaml');
  const product = await startProduct(dataDir, await freePort(), 'luodi', plan);
  try {
    await walk(at, product.address.replace(/\/$/, ''), dataDir);
  } finally {
    await at.close();
    await product.end('SIGTERM');
    await removeDataFolder(dataDir);
  }
}

async function walk(at: Journey, address: string, dataDir: string): Promise<void> {
  await at.step('four posts and a project', async () => {
    // The first account is opened at the terminal; it opens the others.
    const flags = ['--unit', 'sanbu', '--post', '系统管理', '--role', 'admin', '--title', '系统管理'];
    const opened = await luodi('user', 'open', 'guanli', ...flags, '--data', dataDir);
    assert.equal(opened.code, 0, opened.out + opened.err);
    const set = await luodi('user', 'password', 'guanli', '--password', PASSWORD, '--data', dataDir);
    assert.equal(set.code, 0, set.out + set.err);
    const admin = await Caller.signIn(address, 'guanli');
    for (const [account, unit, role, words] of ACCOUNTS) {
      const body = { account, unit, post: words, roles: [role], title: words };
      assert.equal((await admin.command('access/openAccount', body, `open-${account}`)).status, 200);
      await admin.post(`/api/accounts/${account}/password`, { password: PASSWORD });
    }
    const caller = await Caller.signIn(address, 'tian1');
    const about = { project: 'B-1', unit: 'dongxian', name: '东县木器一期项目', lifecycle: 'industrial' };
    const body = { ...about, plannedInvestmentYuan: '120000000' };
    assert.equal((await caller.command('projects/registerProject', body, 'steps-1')).status, 200);
  });
  const open = async (account: string, path: string, size = DESK) => {
    const visitor = await at.visitor(size);
    const data = { account, password: PASSWORD };
    assert.ok((await visitor.context.request.post(`${address}/api/session`, { data })).ok());
    await visitor.page.goto(address + path);
    await visitor.settled();
    return visitor;
  };
  const clerk = await open('tian1', '/projects/B-1');
  const reviewer = await open('shen1', '/inbox', PHONE);
  const signer = await open('qian1', '/inbox');
  const office = await open('ducha1', '/inbox');
  const sheetOf = ({ page }: typeof clerk) => page.getByRole('dialog');
  const look = async (visitor: typeof clerk) => {
    await visitor.page.goto(`${address}/inbox`);
    await visitor.settled();
  };

  await at.step('the clerk fills in, and is told that it is no claim yet', async () => {
    const { page } = clerk;
    const today = await page.locator('input[name="asOf"], .standing input').first().inputValue();
    await page.getByRole('link', { name: '申报' }).first().click();
    await sheetOf(clerk).getByLabel('发生日期').fill(today);
    await sheetOf(clerk).getByLabel('投资合同（必需）').fill('合同一号');
    await sheetOf(clerk).getByLabel('说明').fill('首次签约');
    await sheetOf(clerk).getByRole('button', { name: '提交审核' }).click();
    await page.getByText('签发后才是申报').waitFor();
    await page.locator('.now-held').getByText('单位内部待审核').waitFor();
    assert.match(await seen(page.locator('.now-held')), /新引进[\s\S]*东县/);
  });

  await at.step('the reviewer, on a phone, sends it back with a reason and not without', async () => {
    await look(reviewer);
    await reviewer.page.getByRole('link', { name: '审核', exact: true }).click();
    assert.match(await seen(sheetOf(reviewer)), /合同一号[\s\S]*首次签约[\s\S]*填报 ✓/);
    await sheetOf(reviewer).getByRole('button', { name: '退回补正' }).click();
    await sheetOf(reviewer).getByRole('alert').waitFor();
    await sheetOf(reviewer).getByLabel('退回的原因').fill('合同没有盖章');
    await at.shoot(reviewer.page, 'review-390', false);
    await sheetOf(reviewer).getByRole('button', { name: '退回补正' }).click();
    await reviewer.page.getByText('已记入台账').waitFor();
  });

  const again = async (contract: string, why: string) => {
    await look(clerk);
    assert.ok((await seen(clerk.page.locator('.inbox'))).includes(why));
    await clerk.page.getByRole('link', { name: '去补正' }).click();
    const sheet = sheetOf(clerk);
    assert.match(await seen(sheet), new RegExp(why));
    assert.equal(await sheet.getByLabel('说明').inputValue(), '首次签约');
    await sheet.getByLabel('投资合同（必需）').fill(contract);
    await at.shoot(clerk.page, `again-${why}`, false);
    await sheet.getByRole('button', { name: '提交审核' }).click();
    await clerk.page.getByText('签发后才是申报').waitFor();
  };
  const step = async (visitor: typeof clerk, name: string, button: string) => {
    await look(visitor);
    await visitor.page.getByRole('link', { name, exact: true }).click();
    await sheetOf(visitor).getByRole('button', { name: button, exact: true }).click();
    await visitor.page.getByText('已记入台账').waitFor();
  };

  await at.step('the clerk starts from what was said; review and signing make it a claim', async () => {
    await again('合同一号（盖章）', '合同没有盖章');
    await step(reviewer, '审核', '审核通过');
    await step(signer, '签发', '签发');
    await look(signer);
    assert.match(await seen(signer.page.locator('main')), /没有要办的事/);
  });

  await at.step('the city refuses with a reason; it goes the whole way again and is recognised', async () => {
    await look(office);
    await office.page.getByRole('link', { name: '认定', exact: true }).click();
    await sheetOf(office).getByLabel('理由').fill('签约主体不符');
    await sheetOf(office).getByRole('button', { name: '不予认定' }).click();
    await office.page.getByText('已记入台账').waitFor();
    await again('合同二号', '签约主体不符');
    await step(reviewer, '审核', '审核通过');
    await step(signer, '签发', '签发');
  });

  await at.step(
    'two claims are chosen by keys and decided on at once; what another decided meanwhile is told beside its row',
    async () => {
      const [tian, shen, qian, ducha2] = await Promise.all(
        ['tian1', 'shen1', 'qian1', 'ducha2'].map((account) => Caller.signIn(address, account)),
      );
      let key = 0;
      const give = async (caller: Caller | undefined, command: string, body: object) => {
        const answer = await caller?.command<{ facts: string[] }>(
          `projects/${command}`,
          body,
          `many-${++key}`,
        );
        assert.equal(answer?.status, 200, JSON.stringify(answer?.body));
        return answer?.body.facts[0] ?? '';
      };
      const about = { project: 'B-2', unit: 'dongxian', name: '东县电池二期项目', lifecycle: 'industrial' };
      await give(tian, 'registerProject', { ...about, plannedInvestmentYuan: '50000000' });
      const evidence = [{ kind: 'contract', name: '合同三号' }];
      const { at: standing } = await tian!.get<{ at: { asOf: string } }>('/api/projects/B-2');
      const claimed = { project: 'B-2', milestone: 'introduced', occurredOn: standing.asOf, evidence };
      const draft = await give(tian, 'claimMilestone', claimed);
      await give(shen, 'passClaim', { project: 'B-2', draft });
      await give(qian, 'passClaim', { project: 'B-2', draft });
      await look(office);
      const { page } = office;
      for (const pressed of ['j', 'x', 'j', 'x']) await page.keyboard.press(pressed);
      await page.getByRole('button', { name: '一起办理' }).click();
      assert.match(await seen(sheetOf(office)), /合同二号[\s\S]*合同三号/);
      // In a field the keys are letters.
      await page.keyboard.type('x?');
      assert.equal(await sheetOf(office).getByLabel('不予认定的理由').inputValue(), 'x?');
      const { milestones } = await ducha2!.get<{ milestones: { claim: string; state: string }[] }>(
        '/api/projects/B-1',
      );
      const claim = milestones.find(({ state }) => state === 'claimed')?.claim;
      await give(ducha2, 'recogniseMilestone', { project: 'B-1', claim });
      await sheetOf(office).getByRole('button', { name: '认定 2 条', exact: true }).click();
      await sheetOf(office).getByText('已记入 1 个，共 2 个').waitFor();
      assert.match(
        await seen(sheetOf(office).locator('.outcomes')),
        /东县木器一期项目[\s\S]*已认定|已认定[\s\S]*东县木器/,
      );
      await at.shoot(page, 'many-outcomes', false);
      // The refused answer is what was looked for.
      assert.ok(office.takeComplaints().every((one) => one.includes('409')));
      await clerk.page.goto(`${address}/projects/B-1`);
      await clerk.settled();
      const history = await seen(clerk.page.locator('.history'));
      for (const words of ['填报节点', '退回补正', '审核通过', '申报', '不予认定', '认定'])
        assert.ok(history.includes(words), words);
      await at.shoot(clerk.page, 'steps-story');
      for (const visitor of [clerk, reviewer, signer, office]) assert.deepEqual(visitor.takeComplaints(), []);
    },
  );
}
