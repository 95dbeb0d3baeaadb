// 双向承诺 in the browser: a letter drawn up with every condition asked, signed by both, its clocks shown to officials and to the firm; a demand beyond the list counted
// against the government; the firm's own page without a login; and a permit that may not be put off says what is missing for it.
import assert from 'node:assert/strict';
import { DESK, type Journey, PHONE, seen } from './journey.ts';
import { Caller } from './product.ts';

export const title = 'Promises to firms: from a letter to the firm’s own page';

interface Offers {
  readonly creditCode: string | null;
}

interface Named {
  readonly id: string;
  readonly name: string;
}

/** Projects to whom nothing was promised yet, and whose firms have no page: the first two. */
async function untouched(caller: Caller, rows: readonly Named[]): Promise<readonly Named[]> {
  const found: Named[] = [];
  for (const row of rows) {
    const letters = await caller.get<{ rows: object[] }>(`/api/promises?project=${row.id}`);
    const { links } = await caller.get<{ links: object[] }>(`/api/firm-links?project=${row.id}`);
    // A letter is with the firm whose code the project says.
    const { creditCode } = await caller.get<Offers>(`/api/promises/offers?project=${row.id}`);
    if (letters.rows.length === 0 && links.length === 0 && creditCode !== null) found.push(row);
    if (found.length === 2) break;
  }
  return found;
}

export async function journey(at: Journey): Promise<void> {
  const caller = await Caller.signIn(at.address, 'zhuanban');
  const { rows } = await caller.get<{ rows: Named[] }>('/api/projects?limit=40');
  const [project, other] = (await untouched(caller, rows)) as [Named, Named];
  const letter = `letter/${project.id}/two-tolerances-two-promises`;
  let keys = 0;
  const give = async (command: string, body: object, by = caller): Promise<void> => {
    keys += 1;
    const { status, body: answer } = await by.command(`approvals/${command}`, body, `e2e promises ${keys}`);
    assert.equal(status, 200, JSON.stringify(answer));
  };
  const offers = await caller.get<Offers>(`/api/promises/offers?project=${project.id}`);
  const firm = String(offers.creditCode);
  // Another hand than the government's records the firm's signature.
  const colleague = await Caller.signIn(at.address, 'ducha');

  const desk = await at.visitor(DESK);
  await desk.enterAs('zhuanban');
  const { page } = desk;
  await at.step('a letter is drawn up: every condition is asked, every open term agreed', async () => {
    await page.goto('/promises');
    await desk.settled();
    await page.getByRole('link', { name: '起草双向承诺书' }).click();
    await page.getByLabel('项目编号').fill(project.id);
    await page.getByRole('button', { name: '看可以承诺什么' }).click();
    await page.getByLabel('发生日期').fill('2021-06-21');
    // The firm is the project's: known, it is not typed.
    await page.getByText(firm).waitFor();
    for (const label of ['依法取得用地的重点产业项目']) await page.getByLabel(label).selectOption('yes');
    for (const label of [
      '工改工、三旧改造类重点产业项目',
      '配套电网项目',
      '市场准入负面清单所列不适用的',
      '失信联合惩戒对象',
      '没有履行承诺且没有完成信用修复的企业',
    ])
      await page.getByLabel(label).selectOption('no');
    const terms = page.locator('fieldset.term');
    const count = await terms.count();
    assert.equal(count, 8);
    for (let n = 0; n < count; n++) {
      const term = terms.nth(n);
      const name = await term.locator('legend').innerText();
      if (/环评|主动服务/.test(name)) {
        // The plan's usual events are chosen already.
        assert.equal(await term.getByLabel('从什么事起').inputValue(), '签订双向承诺书');
        await term.getByLabel('限多少天').fill(/环评/.test(name) ? '20' : '3');
      } else if (!(await term.getByLabel('没有期限，一直有效').isChecked()))
        await term.getByLabel('没有期限，一直有效').check();
    }
    await at.shoot(page, 'promises-draw');
    await page.getByRole('button', { name: '记下' }).click();
    await page.getByRole('heading', { name: '企业承诺' }).waitFor();
    // The page that the act opens says that it was recorded.
    await page.getByText(/已记入台账，第 \d+ 条/).waitFor();
    assert.match(await seen(page.locator('main')), /已起草，待双方签/);
  });

  await at.step(
    'both sign; a promise runs, one is broken, one thing is demanded beyond the list',
    async () => {
      const document = '肇双承〔2021〕1 号';
      const enterprise = { letter, side: 'enterprise', signer: firm, document, occurredOn: '2021-06-21' };
      await give('signLetter', enterprise, colleague);
      await give('signLetter', {
        letter,
        side: 'government',
        signer: 'zq-taskforce',
        creditCode: firm,
        document,
        occurredOn: '2021-06-21',
      });
      for (const entry of ['eia', 'active-service'])
        await give('startPromise', { of: letter, entry, creditCode: firm, occurredOn: '2021-06-22' });
      await give('makeDemand', {
        letter,
        what: '另做一次水土保持评估',
        legalBasis: '水土保持法第二十五条',
        approver: 'zq-taskforce',
        occurredOn: '2021-06-28',
      });
      await page.reload();
      await desk.settled();
      const text = await seen(page.locator('main'));
      assert.match(text, /2021-06-21 签订/);
      // Three working days after 22 June.
      assert.match(text, /失约 \d+ 个工作日（限 2021-06-25）/);
      assert.match(text, /政府违诺 2 次/);
      assert.match(text, /还有 \d+ 个工作日/);
      assert.match(text, /计划没有写谁代政府签：待补来源/);
      await at.shoot(page, 'promise-desk');
      assert.deepEqual(desk.takeComplaints(), []);
    },
  );

  let path = '';
  await at.step('the firm’s link is shown once', async () => {
    await page.getByRole('button', { name: '发链接' }).click();
    const link = page.locator('.notice.good a');
    await link.waitFor();
    path = (await link.getAttribute('href')) ?? '';
    assert.match(path, /^\/firm\/[\w-]{43}$/);
    await page.reload();
    await desk.settled();
    assert.equal(await page.locator('.notice.good a').count(), 0);
  });

  const phone = await at.visitor(PHONE);
  await at.step(
    'the firm opens it on a phone without a login: its own project, no other, no script',
    async () => {
      await phone.page.goto(path);
      const text = await seen(phone.page.locator('main'));
      for (const word of [
        project.name,
        '按时限办结环评',
        '另做一次水土保持评估',
        '水土保持法第二十五条',
        '失约',
      ])
        assert.ok(text.includes(word), word);
      assert.ok(!text.includes(other.name) && !text.includes(project.id));
      assert.equal(await phone.page.locator('script').count(), 0);
      const sideways = await phone.page.evaluate(
        () => document.documentElement.scrollWidth - window.innerWidth,
      );
      assert.ok(sideways <= 0, `the page scrolls sideways by ${sideways} px`);
      await at.shoot(phone.page, 'firm-phone');
      await phone.page.getByRole('textbox').fill('环评批复什么时候能出？');
      await phone.page.getByRole('button', { name: '发出' }).click();
      await phone.page.getByText('还没有答复').waitFor();
      assert.deepEqual(phone.takeComplaints(), []);
    },
  );

  await at.step('the question is answered, and the link revoked', async () => {
    await page.goto(`/firm-links/${project.id}`);
    await desk.settled();
    await page.getByLabel('答复').fill('本周五以前。');
    await page.getByRole('button', { name: '答复' }).click();
    await page.getByText('本周五以前。').waitFor();
    await page.getByText(/已记入台账，第 \d+ 条/).waitFor();
    await phone.page.reload();
    assert.match(await seen(phone.page.locator('main')), /本周五以前。/);
    await page.getByRole('button', { name: '收回' }).click();
    await page.getByText(/\d 收回/).waitFor();
    await desk.settled();
    const { status } = await fetch(new URL(path, at.address));
    assert.equal(status, 404);
  });

  await at.step('the list, on a desk and on a phone; pre-starts and priorities beside it', async () => {
    for (const size of [DESK, PHONE]) {
      const visitor = await at.visitor(size);
      await visitor.enterAs('zhuanban');
      for (const sort of ['', '?sort=prestart', '?sort=priority']) {
        await visitor.page.goto(`/promises${sort}`);
        await visitor.settled();
        const sideways = await visitor.page.evaluate(
          () => document.documentElement.scrollWidth - window.innerWidth,
        );
        assert.ok(sideways <= 0, `${sort} scrolls sideways by ${sideways} px`);
        await at.shoot(visitor.page, `promises${sort.replace('?sort=', '-')}-${size.width}`);
      }
      assert.deepEqual(visitor.takeComplaints(), []);
    }
  });

  await at.step(
    'a permit that may not be put off says what is missing, with the red lines in words',
    async () => {
      await give('reachStep', { letter, step: 'filing', occurredOn: '2021-06-21' });
      const line = { application: 'E2E-P1', event: '收件', time: '2021-06-22', project: project.id };
      const row = { ...line, item: 'drawing-review', kind: '双容双承诺' };
      const data = Buffer.from(JSON.stringify([row])).toString('base64');
      const carrier = await Caller.signIn(at.address, 'ducha');
      const file = { name: 'e2e.json', data, system: 'gd-ecsp' };
      const imported = await carrier.post<{ recorded: number }>('/api/approvals/import', file);
      assert.equal(imported.recorded, 1, JSON.stringify(imported));
      await page.goto(`/approvals/${encodeURIComponent(`${project.id}/drawing-review/E2E-P1`)}`);
      await desk.settled();
      const text = await seen(page.locator('main'));
      assert.match(text, /待补依据：缺文号、批准人、期限/);
      assert.match(text, /施工图未经审查批准不得使用/);
      await at.shoot(page, 'deferral-blocked');
      assert.deepEqual(desk.takeComplaints(), []);
    },
  );
}
