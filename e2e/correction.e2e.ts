// 更正: a county told the wrong day of a start that is recognised and counted. It corrects it on the page; until the city recognises the correction the old
// day stands and counts; then the new one does, the old one is struck through and stays in sight, and the count is what it was.
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { fillBases } from './bases.ts';
import { type Journey, seen } from './journey.ts';
import { Caller } from './product.ts';

export const title = 'A recognised start is corrected, recognised anew, and counted once';

const COUNTY = 'sihui';
const CITY = 'zhuanban';
const [WRONG, RIGHT] = ['2021-06-29', '2021-06-28'];

interface Cockpit {
  readonly targets: readonly { readonly title: string; readonly value: string | null }[];
  readonly told: readonly { readonly measure: string; readonly value: string }[];
}

const rowsOf = (page: Page) =>
  page.locator('table[data-table="milestones"] tbody tr').filter({ hasText: '新开工' });

export async function journey(at: Journey): Promise<void> {
  const county = await Caller.signIn(at.address, COUNTY);
  const city = await Caller.signIn(at.address, CITY);
  const cockpit = async () => {
    const view = await city.get<Cockpit>('/api/cockpit');
    const value = (measure: string) => Number(view.told.find((line) => line.measure === measure)?.value);
    return {
      started: Number(view.targets.find((line) => line.title === '新开工项目')?.value),
      corrections: value('projects.corrections'),
    };
  };
  const before = await cockpit();

  const project = await at.step('a start is claimed for the wrong day, and recognised', async () => {
    const { rows } = await county.get<{ rows: { id: string; name: string }[] }>(
      '/api/projects?stage=landSupplied&standing=open',
    );
    for (const row of rows) {
      const told = await county.command<{ code?: string; facts: string[] }>(
        'projects/claimMilestone',
        {
          project: row.id,
          milestone: 'started',
          occurredOn: WRONG,
          evidence: [{ kind: 'construction_permit', name: '建字第 1 号' }],
          // The permits that the plan names before a start are asked for.
          confirm: true,
        },
        `correction-claim-${row.id}`,
      );
      // One whose start waits already, or stands still, is passed over.
      if (told.status !== 200) continue;
      const claim = { project: row.id, claim: told.body.facts[0] };
      // What the plan asks for before a start is not there.
      const gates = await city.get<{ rows: readonly { id: string; basis: boolean; met: boolean }[] }>(
        `/api/gates?project=${row.id}&milestone=started&on=${WRONG}`,
      );
      const bases = gates.rows
        .filter(({ basis, met }) => basis && !met)
        .map(({ id: item }) => ({ item, kind: 'exempt', document: '建筑法第七条', approver: '市住建局' }));
      const body = { ...claim, reason: '现场核实已开槽', bases };
      const recognised = await city.command('projects/recogniseMilestone', body, `correction-yes-${row.id}`);
      assert.equal(recognised.status, 200, JSON.stringify(recognised.body));
      return row;
    }
    throw new Error('no project could be started');
  });
  const visitor = await at.visitor();
  await visitor.enterAs(COUNTY);
  const { page } = visitor;

  await at.step('the county corrects the day on the page, with the reason', async () => {
    assert.equal((await cockpit()).started, before.started + 1);
    await page.goto(`/projects/${project.id}`);
    await visitor.settled();
    await rowsOf(page).getByRole('link', { name: '更正' }).click();
    const sheet = page.getByRole('dialog');
    assert.match(await seen(sheet), /更正要重新认定，认定前原值不变/);
    assert.equal(await sheet.getByLabel('发生日期').inputValue(), WRONG);
    await sheet.getByLabel('发生日期').fill(RIGHT);
    await sheet.getByLabel('更正原因').fill('开槽日期抄错一天');
    await at.shoot(page, 'correct-1440', false);
    await sheet.getByRole('button', { name: '更正', exact: true }).click();
    // Approvals before a start are asked of the corrected day as of the claim.
    await sheet.getByLabel('已核对，确认无误').check();
    visitor.takeComplaints();
    // The question was a refusal (409), which the browser logs.
    visitor.takeComplaints();
    await sheet.getByRole('button', { name: '更正', exact: true }).click();
    await page.getByText(/更正待认定；认定前原值不变/).waitFor();
    await visitor.settled();
  });

  await at.check('the old day stands and counts, the new one waits beside it', async () => {
    const texts = (await rowsOf(page).allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' '));
    assert.equal(texts.length, 2, texts.join('\n'));
    assert.ok(texts.some((text) => text.includes(WRONG) && text.includes('已认定') && text.includes('计入')));
    assert.ok(
      texts.some((text) => text.includes(RIGHT) && text.includes('待认定') && !text.includes('计入')),
    );
    assert.deepEqual(await cockpit(), { started: before.started + 1, corrections: before.corrections + 1 });
  });

  await at.step('the city finds the correction in its inbox and recognises it', async () => {
    const office = await at.visitor();
    await office.enterAs(CITY);
    await office.page.goto('/inbox');
    await office.settled();
    const item = office.page
      .locator('.inbox > li')
      .filter({ hasText: project.name })
      .filter({ hasText: '新开工' });
    await item.getByRole('link', { name: '认定' }).click();
    const sheet = office.page.getByRole('dialog');
    await sheet.getByText(RIGHT).first().waitFor();
    await fillBases(sheet);
    await sheet.getByLabel(/^理由/).fill('现场核实已开槽，审批随后补录');
    await sheet.getByRole('button', { name: '认定', exact: true }).click();
    await office.page.getByText(/已记入台账，第 \d+ 条/).waitFor();
    assert.deepEqual(office.takeComplaints(), []);
  });

  await at.check('the new day counts, the old one is struck through, and the count is the same', async () => {
    await page.goto(`/projects/${project.id}`);
    await visitor.settled();
    const struck = rowsOf(page).filter({ has: page.locator('.struck') });
    assert.equal(await struck.count(), 1);
    assert.match(await seen(struck), new RegExp(`${WRONG}[\\s\\S]*已更正`));
    const line = await struck.locator('.struck').evaluate((one) => getComputedStyle(one).textDecorationLine);
    assert.equal(line, 'line-through');
    const standing = rowsOf(page).filter({ hasText: RIGHT });
    assert.match(await seen(standing), /已认定[\s\S]*计入/);
    assert.equal((await cockpit()).started, before.started + 1);
    await at.shoot(page, 'corrected-1440');
  });

  await at.check('the correction is a row of 项目更正, and no page complained', async () => {
    const { unit } = await county.get<{ unit: { id: string } }>('/api/session');
    const { rows } = await city.get<{ rows: { name: string; what: string }[] }>(
      `/api/measures/projects.corrections/rows?from=${RIGHT}&asOf=${RIGHT}&unit=${unit.id}`,
    );
    assert.ok(
      rows.some((row) => row.name === project.name && row.what === '新开工'),
      JSON.stringify({ rows, project }),
    );
    assert.deepEqual(visitor.takeComplaints(), []);
  });
}
