// 目标任务: from a paragraph of the text down to who reports, from a unit to all it has, the lists with their filters in the address, and the gaps. At a desk
// and on a phone, by pointer and by keyboard, in both languages.
import assert from 'node:assert/strict';
import { DESK, type Journey, PHONE, seen, type Visitor } from './journey.ts';

export const title = 'Targets and tasks: from the text to who reports, and what nobody owns';

const PAGES = [
  { name: 'goal-targets', path: '/goals' },
  { name: 'goal-breakdown', path: '/goals/breakdown' },
  { name: 'goal-breakdown-unit', path: '/goals/breakdown?by=unit&open=u:zq-drc,u:zq-drc/g:owns' },
  { name: 'goal-breakdown-none', path: '/goals/breakdown?text=nothing-of-that-name' },
  { name: 'goal-tasks', path: '/goals/tasks' },
  { name: 'goal-themes', path: '/goals/themes' },
  { name: 'goal-theme', path: '/goals/themes/hard-links' },
  { name: 'goal-livelihood', path: '/goals/livelihood' },
  { name: 'goal-gaps', path: '/goals/gaps' },
  { name: 'goal-unit', path: '/goals/units/zq-education' },
  { name: 'goal-element', path: '/goals/elements/tasks/list-39' },
  { name: 'goal-known-then', path: '/goals?known=15000' },
];

export async function journey(at: Journey): Promise<void> {
  for (const size of [DESK, PHONE]) {
    const visitor = await at.visitor(size);
    await visitor.enterAs('zhuanban');
    for (const { name, path } of PAGES) {
      await at.check(`${name} at ${size.width}, in both languages`, async () => {
        await visitor.page.goto(path);
        await visitor.settled();
        await at.shoot(visitor.page, `${name}-${size.width}`);
        await looksRight(visitor);
        await visitor.page.locator('button[lang="en"]').first().dispatchEvent('click');
        await visitor.page.locator('html[lang="en"]').waitFor();
        await looksRight(visitor);
        assert.deepEqual(await chineseFrame(visitor), []);
        await visitor.page.locator('button[lang="zh-CN"]').first().dispatchEvent('click');
        assert.deepEqual(visitor.takeComplaints(), []);
      });
    }
  }
  await lists(at);
  await tree(at);
}

async function looksRight({ page }: Visitor): Promise<void> {
  const found = await page.evaluate(() => {
    const ids = [...document.querySelectorAll('[id]')].map((element) => element.id);
    return {
      headings: document.querySelectorAll('h1').length,
      sideways: document.documentElement.scrollWidth - window.innerWidth,
      simulated: [...document.querySelectorAll('.simulated')].filter((one) => one.getClientRects().length > 0)
        .length,
      nameless: [...document.querySelectorAll('main a[href], main button')].filter(
        (element) => (element.textContent ?? '').trim() === '' && !element.getAttribute('aria-label'),
      ).length,
      sameIds: ids.filter((id, index) => ids.indexOf(id) !== index),
    };
  });
  assert.deepEqual(
    { ...found, simulated: found.simulated > 0 },
    {
      headings: 1,
      sideways: Math.min(0, found.sideways),
      simulated: true,
      nameless: 0,
      sameIds: [],
    },
  );
}

/** Heads, labels, buttons, groups and tags are ours in every language; names and quotations are the city's. */
async function chineseFrame({ page }: Visitor): Promise<readonly string[]> {
  const texts = await page
    .locator(
      'main :is(th, label, .goal-bar, .panel > header h2, .tree-as, .tag, .light, dt, .goal-chips, .empty p)',
    )
    .allInnerTexts();
  return texts.filter((text) => /\p{Script=Han}/u.test(text));
}

async function lists(at: Journey): Promise<void> {
  const visitor = await at.visitor();
  await visitor.enterAs('lingdao');
  const { page } = visitor;
  const rows = () => page.locator('table[data-table="goals"] tbody tr');
  await at.step('a leader finds the yellow target among all, and its figure opens', async () => {
    await page.goto('/');
    await visitor.settled();
    await page.locator('nav.shell-side').getByRole('link', { name: '年度目标' }).click();
    await visitor.settled();
    assert.equal(await rows().count(), 19);
    await page.getByLabel('灯').selectOption('yellow');
    await page.waitForURL(/light=yellow/);
    await visitor.settled();
    await page.getByText('共 1 项').waitFor();
    assert.match(await seen(rows()), /新引进项目.*426.*还差574个/s);
    await rows().getByRole('link', { name: '426' }).click();
    await visitor.settled();
    assert.match(page.url(), /\/figures\/projects\.introduced/);
    await page.goBack();
    await visitor.settled();
    assert.equal(await page.getByLabel('灯').inputValue(), 'yellow');
  });
  await at.step('sorted by the gap over the whole list, and exported as seen', async () => {
    await page.goto('/goals?goals.sort=gap.down');
    await visitor.settled();
    assert.match(await seen(rows().first()), /新竣工项目/);
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: '导出 Excel' }).click();
    assert.match((await download).suggestedFilename(), /年度目标-2021-06-30-模拟\.xlsx/);
  });
  await at.step('from a task to its owner’s page: all that the bureau has', async () => {
    await page.goto('/goals/tasks?listed=工作清单');
    await visitor.settled();
    assert.equal(await rows().count(), 9);
    await rows().first().getByRole('link', { name: '市工业和信息化局主要负责人' }).click();
    await visitor.settled();
    assert.equal(await page.locator('h1').innerText(), '市工业和信息化局');
    await page.getByLabel('本单位的责任').selectOption('reports');
    await page.getByText('共 4 项').waitFor();
  });
  await at.step('what nobody owns, and who has nothing', async () => {
    await page.locator('nav.shell-side').getByRole('link', { name: '责任空档' }).click();
    await visitor.settled();
    assert.match(await seen(page.locator('table[data-table="holders"]')), /市委/);
    assert.match(await seen(page.locator('.goal-counts')), /没有责任单位\s*22/);
    const assumed = page.locator('.goal-counts').getByRole('link').last();
    const count = (await assumed.innerText()).trim();
    assert.ok(Number(count) > 100, count);
    await assumed.click();
    await page.getByText(`共 ${count} 项`).waitFor();
    await page.getByRole('button', { name: '再看一些' }).click();
    await page.waitForFunction(
      () => document.querySelectorAll('table[data-table="goals"] tbody tr').length === 100,
    );
  });
  await at.check('without a complaint', () => assert.deepEqual(visitor.takeComplaints(), []));
}

async function tree(at: Journey): Promise<void> {
  const visitor = await at.visitor();
  await visitor.enterAs('gaoyao');
  const { page } = visitor;
  const open = async (name: string) => {
    const button = page.getByRole('button', { name: `展开 ${name}`, exact: true }).last();
    await button.focus();
    await page.keyboard.press('Enter');
    await visitor.settled();
  };
  await at.step(
    'by keyboard: paragraph 22, its target, its owner, what counts it, who reports it',
    async () => {
      await page.goto('/goals/breakdown');
      await visitor.settled();
      for (const name of ['第22段', '新引进项目', '市投资促进部门主要负责人', '新引进项目', '产业项目节点'])
        await open(name);
      await page.locator('.tree-node.holder', { hasText: '高要区' }).first().waitFor();
      assert.equal(
        (await page.locator('.tree-node.holder .tree-title', { hasText: '产业招商落地专班' }).count()) > 0,
        true,
      );
    },
  );
  await at.step('the address holds the open nodes', async () => {
    const address = page.url();
    const again = await at.visitor();
    await again.enterAs('ducha');
    await again.page.goto(address);
    await again.page.locator('.tree-node.holder', { hasText: '高要区' }).first().waitFor();
    await again.page.getByRole('button', { name: '收起 第22段' }).click();
    await again.page.waitForURL((url) => !url.searchParams.has('open'));
    assert.deepEqual(again.takeComplaints(), []);
  });
  await at.step('a search finds elements by what they quote', async () => {
    await page.getByLabel('名称、引文、责任单位').fill('1000个');
    await page.keyboard.press('Enter');
    await page.getByText(/找到 \d+ 项/).waitFor();
    await visitor.settled();
    assert.match(await seen(page.locator('.tree')), /新引进项目/);
    assert.deepEqual(visitor.takeComplaints(), []);
  });
}
