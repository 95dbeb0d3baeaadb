// 对照原文 in the browser: a text is pasted or chosen, every figure and term of it is shown with who carries it, what nothing carries is found by eye, by
// key and in the table; nothing of it reaches the ledger; a draft is opened from it. With the text that the plan is taken from, where a copy stands
// beside the checkout or LUODI_SEED_TEXT names one: nothing is left, and what is added to it is found.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { DESK, type Journey, PHONE, seen, type Visitor } from './journey.ts';
import { Caller, ROOT } from './product.ts';

export const title = 'A text beside the plan: nothing promised is left out';

const ADDED = '我们要新建73所“云山学堂”。大家都辛苦了。还要推进村道硬化。';

export async function journey(at: Journey): Promise<void> {
  await madeUp(at);
  await aFile(at);
  await draft(at);
  await long(at);
  const seed = seedText();
  if (seed !== undefined) await withSeed(at, seed);
}

function seedText(): string | undefined {
  const places = [process.env.LUODI_SEED_TEXT, join(ROOT, '..', 'shared', 'seed', 'zhaoqing-2021.txt')];
  const found = places.find((place) => place !== undefined && existsSync(place));
  return found === undefined ? undefined : readFileSync(found, 'utf8');
}

async function paste(visitor: Visitor, text: string): Promise<void> {
  const { page } = visitor;
  const again = page.getByRole('button', { name: '换一份原文' });
  if (await again.isVisible()) await again.click();
  await page.getByLabel('把原文粘贴到这里').fill(text);
  const answered = page.waitForResponse((reply) => new URL(reply.url()).pathname === '/api/plan/trace');
  await page.getByRole('button', { name: '对照', exact: true }).click();
  await answered;
  await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' });
  await page.locator('.trace-line').first().waitFor();
}

function verdict(page: Page): Promise<string> {
  return seen(page.locator('.trace-verdict'));
}

function sideways(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
}

async function madeUp(at: Journey): Promise<void> {
  const visitor = await at.visitor(DESK);
  await visitor.enterAs('ducha');
  const { page } = visitor;
  const caller = await Caller.signIn(at.address, 'ducha');
  const before = (await caller.get<{ seq: number }>('/api/ledger/head')).seq;
  await at.step('an office finds the page in the navigation, and is told where its text stays', async () => {
    await page.goto('/plan');
    await visitor.settled();
    await page.getByRole('link', { name: '对照原文' }).first().click();
    await page.getByLabel('把原文粘贴到这里').waitFor();
    assert.match(await seen(page.locator('main')), /只留在这个浏览器的这个标签页/);
    await at.shoot(page, 'trace-empty-1440');
  });
  await at.step('what nothing carries is in words beside its colour, in the text and beside it', async () => {
    await paste(visitor, ADDED);
    // 73, 云山学堂, and the two sentences that promise.
    assert.match(await verdict(page), /还有 4 处没有着落，在 1 段里/);
    const line = page.locator('[data-paragraph="1"]');
    assert.equal(await line.locator('.trace-text .trace-mark', { hasText: '未承接' }).count(), 2);
    assert.ok((await line.locator('.trace-text .trace-token.is-open').count()) >= 4);
    assert.match(await seen(line.locator('.trace-beside')), /未承接[\s\S]*73/);
  });
  await at.check(
    'the keys N and P walk over it, round at the ends; a filter in the address leaves only it',
    async () => {
      const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');
      await page.locator('h1').click();
      const walked: string[] = [];
      for (let n = 0; n < 5; n++) {
        await page.keyboard.press('n');
        walked.push(await focused());
      }
      assert.equal(walked[0], walked[4]);
      assert.equal(new Set(walked).size, 4);
      await page.keyboard.press('p');
      assert.equal(await focused(), walked[3]);
      await page.getByRole('button', { name: '只看不设任务' }).click();
      await page.getByText('没有这样的段落').waitFor();
      await page.getByRole('button', { name: '只看未承接' }).click();
      await page.locator('[data-paragraph="1"]').waitFor();
      assert.match(page.url(), /show=open/);
      await page.getByRole('button', { name: '全部', exact: true }).click();
    },
  );
  await at.check('the table for a spreadsheet names each with its state', async () => {
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: '导出表格' }).click();
    const csv = readFileSync(await (await download).path(), 'utf8');
    assert.equal(csv[0], '\uFEFF');
    assert.match(csv, /^1,数字,73,未承接,,$/m);
    assert.match(csv, /^1,名目,云山学堂,未承接,,$/m);
  });
  await at.check(
    'in English the page speaks English; only the text and the plan stay as they are',
    async () => {
      await page.getByRole('button', { name: 'English' }).first().click();
      await page.getByRole('button', { name: 'Next not carried' }).waitFor();
      assert.match(await verdict(page), /^4 places are carried by nothing, in 1 of 1 paragraphs/);
      const bar = await seen(page.locator('.trace-bar'));
      const legend = await seen(page.locator('.trace-legend'));
      assert.doesNotMatch(bar + legend, /\p{Script=Han}/u);
      await at.shoot(page, 'trace-english-1440');
      await page.getByRole('button', { name: '中文' }).first().click();
    },
  );
  await at.check(
    'it is still there after a reload, not for another account, and never in the ledger',
    async () => {
      await page.reload();
      await page.locator('[data-paragraph="1"]').waitFor();
      await visitor.enterAs('zhuanban');
      await page.reload();
      await page.getByLabel('把原文粘贴到这里').waitFor();
      assert.equal((await caller.get<{ seq: number }>('/api/ledger/head')).seq, before);
      assert.deepEqual(visitor.takeComplaints(), []);
    },
  );
}

async function aFile(at: Journey): Promise<void> {
  const visitor = await at.visitor(PHONE);
  await visitor.enterAs('ducha');
  const { page } = visitor;
  await at.check('on a phone a file in GB18030 reads the same, and nothing runs sideways', async () => {
    await page.goto('/plan/trace');
    // 建设30所 in GB18030.
    const buffer = Buffer.from([0xbd, 0xa8, 0xc9, 0xe8, 0x33, 0x30, 0xcb, 0xf9]);
    await page.getByLabel(/或选文本文件/).setInputFiles({ name: '要点.txt', mimeType: 'text/plain', buffer });
    await page.locator('[data-paragraph="1"]').waitFor();
    assert.match(await seen(page.locator('[data-paragraph="1"] .trace-text')), /建设30/);
    assert.equal(await sideways(page), 0);
    await at.shoot(page, 'trace-file-390');
    assert.deepEqual(visitor.takeComplaints(), []);
  });
  await at.check('a file that is no text is refused in words', async () => {
    await page.getByRole('button', { name: '换一份原文' }).click();
    const buffer = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0xff, 0xff]);
    await page.getByLabel(/或选文本文件/).setInputFiles({ name: 'a.txt', mimeType: 'text/plain', buffer });
    await page.getByRole('alert').waitFor();
    assert.match(await seen(page.locator('main')), /另存为/);
    visitor.takeComplaints();
  });
}

async function draft(at: Journey): Promise<void> {
  const visitor = await at.visitor(DESK);
  await visitor.enterAs('ducha');
  const { page } = visitor;
  await at.step(
    'from the text a draft is proposed, with what is open in words, and downloaded as a plan file',
    async () => {
      await page.goto('/plan/trace');
      await paste(visitor, `2026年云山工作要点\n${ADDED}`);
      await page.getByRole('link', { name: '由原文起草' }).click();
      await page.locator('[data-table="proposals"]').waitFor();
      assert.match(await seen(page.locator('[data-table="proposals"]')), /云山学堂[\s\S]*责任/);
      const download = page.waitForEvent('download');
      await page.getByRole('button', { name: '下载计划骨架' }).click();
      assert.match(readFileSync(await (await download).path(), 'utf8'), /^format: luodi\/plan@1\n/);
      await at.shoot(page, 'trace-draft-1440');
    },
  );
  await at.check('chosen proposals are opened as a draft of the plan', async () => {
    await page.getByLabel('草稿名称').fill('由云山要点起草');
    await page.getByRole('button', { name: /项开一份计划草稿/ }).click();
    await page.getByRole('link', { name: '去看草稿' }).waitFor();
    const caller = await Caller.signIn(at.address, 'ducha');
    const { drafts } = await caller.get<{ drafts: { title: string; edits: number }[] }>('/api/plan/drafts');
    const opened = drafts.find((one) => one.title === '由云山要点起草');
    assert.ok(opened !== undefined && opened.edits > 0);
    assert.deepEqual(visitor.takeComplaints(), []);
  });
}

async function long(at: Journey): Promise<void> {
  const visitor = await at.visitor(DESK);
  await visitor.enterAs('ducha');
  const { page } = visitor;
  await at.check(
    '5,000 paragraphs: drawn within seconds, the last found by key, the browser finds every word',
    async () => {
      await page.goto('/plan/trace');
      await page.getByLabel('把原文粘贴到这里').waitFor();
      const text = Array.from(
        { length: 5000 },
        (_, n) =>
          `努力建设${n + 40}所学校、${n + 7}个“村级${n}号站点”，推进道路硬化、河道清淤、管网改造等工程。`,
      ).join('\n');
      const since = performance.now();
      await page
        .getByLabel(/或选文本文件/)
        .setInputFiles({ name: '长文.txt', mimeType: 'text/plain', buffer: Buffer.from(text) });
      await page.locator('.trace-line').first().waitFor();
      const ms = performance.now() - since;
      assert.ok(ms < 15_000, `${Math.round(ms)} ms`);
      const pressed = performance.now();
      await page.locator('h1').click();
      await page.keyboard.press('p');
      await page.locator('[data-paragraph="5000"] .trace-token.is-chosen').first().waitFor();
      assert.ok(performance.now() - pressed < 3000, `${Math.round(performance.now() - pressed)} ms`);
      assert.match((await page.locator('.trace').textContent()) ?? '', /村级2500号站点/);
      const nodes = await page.evaluate(() => document.querySelectorAll('.trace *').length);
      assert.ok(nodes < 60_000, `${nodes} elements`);
      assert.deepEqual(visitor.takeComplaints(), []);
    },
  );
}

async function withSeed(at: Journey, seed: string): Promise<void> {
  for (const size of [DESK, PHONE]) {
    const visitor = await at.visitor(size);
    await visitor.enterAs('ducha');
    const { page } = visitor;
    await at.check(`the text of the plan at ${size.width}: all of it is accounted for`, async () => {
      await page.goto('/plan/trace');
      await page.getByLabel('把原文粘贴到这里').waitFor();
      await paste(visitor, seed);
      assert.match(await verdict(page), /都有着落，没有遗漏/);
      assert.equal(await page.locator('.trace-line .trace-mark').count(), 0);
      assert.equal(await sideways(page), 0);
      await at.shoot(page, `trace-seed-${size.width}`, false);
      await at.shoot(page, `trace-seed-whole-${size.width}`);
    });
    await at.check(`a token leads to its carriers and a carrier to its tokens at ${size.width}`, async () => {
      const token = page.locator('.trace-token.is-figure.is-carried').first();
      await token.click();
      const line = page.locator('.trace-line').filter({ has: token }).first();
      await line.locator('.trace-beside > li.is-chosen').first().waitFor();
      await at.shoot(page, `trace-seed-token-${size.width}`, false);
      await line.locator('.trace-beside > li.is-chosen .trace-chip').first().click();
      await page.locator('.trace-token.is-chosen').first().waitFor();
      assert.match(await seen(page.locator('.trace-bar')), /全文 \d+ 处/);
    });
    await at.check(`what is added to the text is found at ${size.width}`, async () => {
      await paste(visitor, `${seed.trimEnd()}\n${ADDED}\n`);
      assert.match(await verdict(page), /还有 4 处没有着落，在 1 段里/);
      await page.getByRole('button', { name: '下一处未承接' }).click();
      await page.locator('.trace-token.is-open.is-chosen').first().waitFor();
      await at.shoot(page, `trace-seed-added-${size.width}`, false);
      assert.deepEqual(visitor.takeComplaints(), []);
    });
  }
}
