// 达标把握 from the cockpit on: in words first, the number when it is opened, sliders that answer at once, whom to push, and what a county sees of it.
import assert from 'node:assert/strict';
import { DESK, type Journey, PHONE, seen } from './journey.ts';
import { Caller } from './product.ts';

export const title = 'The chance to meet a target, and whom to push';

export async function journey(at: Journey): Promise<void> {
  const leader = await at.visitor(DESK);
  await leader.enterAs('lingdao');
  const { page } = leader;
  await at.check('the cockpit says it in words beside the exception, and the word opens', async () => {
    await page.goto('/');
    await leader.settled();
    const word = page.locator('.exception.first .assurance a').first();
    await word.waitFor();
    assert.match(await seen(word), /^(高|较高|中|低|很低)$/);
    const column = page.locator('table[data-table="targets"] a[href*="/targets/introduced-2021/forecast"]');
    assert.equal(await seen(column.first()), await seen(word));
    const said = page.locator('.exception.first .assurance-said');
    const [times = ''] = (await seen(said)).match(/\d+/) ?? [];
    await said.click();
    await page.waitForURL((url) => url.pathname === '/targets/introduced-2021/forecast');
    await leader.settled();
    const asked = page.locator('table[data-table="asked"] tbody tr');
    await asked.first().waitFor();
    assert.equal(await asked.count(), Number(times));
  });
  await at.check('the number is told when it is opened, not before', async () => {
    const number = page.locator('section[aria-labelledby="assurance"] dd').first();
    assert.equal(await number.isVisible(), false);
    await page.getByText('看数值').click();
    assert.match(await seen(number), /^[<>]?\d+\.\d%$/);
    assert.equal(await page.locator('.fan svg[role="img"]').count(), 1);
  });
  await at.check('more leads raise it, without a question to the server', async () => {
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    const answer = page.locator('.whatif-answer .num').first();
    const before = Number.parseFloat((await seen(answer)).replace('<', ''));
    const slider = page.locator('.whatif input[type="range"]').first();
    await slider.fill('200');
    await page.waitForFunction(
      ([was]) =>
        Number.parseFloat(
          document.querySelector('.whatif-answer .num')?.textContent?.replace(/[<>]/, '') ?? '0',
        ) > (was ?? 0),
      [before],
    );
    assert.deepEqual(
      asked.filter((url) => url.includes('/api/')),
      [],
    );
  });
  await at.check('the list is narrowed by a bureau, every project opens, the workbook comes', async () => {
    await page.getByRole('link', { name: /条建议/ }).click();
    await page.waitForURL((url) => url.pathname === '/pushes');
    await leader.settled();
    const rows = page.locator('table[data-table="pushes"] tbody tr');
    assert.ok((await rows.count()) > 10);
    await page.locator('table[data-table="by-holder"] tbody a').first().click();
    await page.waitForURL((url) => url.searchParams.get('holder') !== null);
    await leader.settled();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: '导出 Excel' }).first().click(),
    ]);
    assert.match(download.suggestedFilename(), /建议调度清单.*模拟.*xlsx/);
    await rows.first().locator('a').first().click();
    await page.waitForURL((url) => url.pathname.startsWith('/projects/'));
  });
  await at.check('a county reads words and its own projects, on a phone', async () => {
    const county = await at.visitor(PHONE);
    await county.enterAs('sihui');
    await county.page.goto('/targets/started-2021/forecast');
    await county.settled();
    assert.equal(await county.page.getByText('看数值').count(), 0);
    assert.equal(await county.page.locator('.whatif').count(), 0);
    const caller = await Caller.signIn(at.address, 'sihui');
    const { rows } = await caller.get<{ rows: { unitName: string; chance: number | null }[] }>('/api/pushes');
    assert.ok(rows.every(({ unitName, chance }) => unitName === '四会市' && chance === null));
    assert.deepEqual(county.takeComplaints(), []);
  });
  await at.check('a target without a deadline says why no date is told', async () => {
    await page.goto('/targets/gdp-3000');
    await leader.settled();
    await page.getByText(/没有基数，不给日期/).waitFor();
  });
  await at.check('no page complained', () => {
    assert.deepEqual(leader.takeComplaints(), []);
  });
}
