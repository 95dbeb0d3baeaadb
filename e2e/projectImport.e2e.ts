// 导入项目表: a messy workbook from an office is checked row by row, a name nobody knows is answered once, it is recorded, and sent again it changes nothing; pasted
// cells go the same way. Then the list: by light, with other columns, as a saved view. At a desk and on a phone.
import assert from 'node:assert/strict';
import ExcelJS from 'exceljs';
import { DESK, type Journey, PHONE, seen, type Visitor } from './journey.ts';

export const title = 'A real-world list of projects: checked, answered, recorded once; the list by light';

export async function journey(at: Journey): Promise<void> {
  const desk = await at.visitor(DESK);
  await desk.enterAs('gaoyao');
  await fromFile(at, desk);
  await pasted(at, desk);
  await list(at, desk);
  const phone = await at.visitor(PHONE);
  await phone.enterAs('gaoyao');
  await at.check('the import and the list fit a phone', async () => {
    for (const [name, path] of [
      ['import', '/projects/import'],
      ['projects', '/projects?sort=light'],
    ] as const) {
      await phone.page.goto(path);
      await phone.settled();
      await at.shoot(phone.page, `project-${name}-390`);
      assert.equal(
        await phone.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
        0,
      );
    }
    assert.deepEqual(phone.takeComplaints(), []);
  });
}

/** A title with the unit, a head of two merged rows, days in three spellings, a section, a sum, a county mistyped and a row without an amount. */
async function workbook(): Promise<Buffer> {
  const book = new ExcelJS.Workbook();
  const sheet = book.addWorksheet('项目表');
  sheet.addRow(['高要区2021年产业项目情况表（单位：万元）']);
  sheet.addRow(['序号', '项目编号', '项目名称', '县（市、区）', '投资情况', '时间节点', '']);
  sheet.addRow(['', '', '', '', '总投资', '签约时间', '开工时间']);
  for (const range of ['A1:G1', 'A2:A3', 'B2:B3', 'C2:C3', 'D2:D3', 'F2:G2']) sheet.mergeCells(range);
  sheet.addRow(['一、先进制造']);
  sheet.mergeCells('A4:G4');
  const first = sheet.addRow([
    1,
    'E2E-1',
    '旅途电池项目',
    '高要区',
    12000,
    new Date(Date.UTC(2021, 6, 5)),
    '7月6日',
  ]);
  first.getCell(6).numFmt = 'yyyy/m/d';
  sheet.addRow([2, 'E2E-2', '旅途铝材项目', '高耀区', '３.５亿元', '2021.7.6', '']);
  sheet.addRow([3, 'E2E-3', '旅途陶瓷项目', '高要区', '面议', '', '']);
  sheet.addRow(['合计', '', '', '', 12000, '', '']);
  return Buffer.from(await book.xlsx.writeBuffer());
}

const tags = async ({ page }: Visitor): Promise<string> => seen(page.locator('.import-states'));

async function fromFile(at: Journey, visitor: Visitor): Promise<void> {
  const { page } = visitor;
  const file = { name: '项目表.xlsx', mimeType: 'application/octet-stream', buffer: await workbook() };
  const send = async () => {
    await page.goto('/projects/import');
    await page.locator('input[type=file]').setInputFiles(file);
    await page.locator('.import-states').waitFor();
    await visitor.settled();
  };
  await at.step('a workbook shows what each row would record, and its problem by column', async () => {
    await page.goto('/projects');
    await page.getByRole('link', { name: '导入项目表' }).click();
    await send();
    await at.shoot(page, 'project-import-checked-1440');
    assert.match(await tags(visitor), /不能导入\s*1.*待答\s*2.*不是项目\s*2/s);
    const table = await seen(page.locator('table[data-table=import]'));
    assert.match(table, /３\.５亿元|3\.5亿元/);
    assert.match(table, /记作 35,000 万元/);
    assert.match(table, /“面议”不是一个金额/);
    // A start without its approvals is asked, as by hand.
    assert.match(table, /之前计划要求的审批还没有办结/);
    assert.deepEqual(visitor.takeComplaints(), []);
  });
  await at.step('what nobody knows is answered once, and the rest is recorded', async () => {
    await page.getByLabel(/高耀区/).selectOption({ label: '高要区' });
    await page.getByLabel('系统提出的疑问已核对，确认无误').check();
    await page.getByRole('button', { name: '按此再核对' }).click();
    await page.getByRole('link', { name: /新登记\s*2/ }).waitFor();
    assert.match(
      await seen(page.locator('table[data-table=import]')),
      /申报新引进 2021-07-05、申报新开工 2021-07-06/,
    );
    await page.getByRole('button', { name: /确认导入/ }).click();
    await page.getByText(/已记录 5 条/).waitFor();
    await visitor.settled();
    await at.shoot(page, 'project-import-recorded-1440');
    await page.goto('/projects/E2E-2');
    await visitor.settled();
    assert.match(await seen(page.locator('main')), /旅途铝材项目/);
    assert.deepEqual(visitor.takeComplaints(), []);
  });
  await at.step(
    'the same file again has nothing to record; the row that was not taken can be downloaded',
    async () => {
      await send();
      assert.match(await tags(visitor), /已有，无变化\s*1/);
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: /下载没有导入的行/ }).click(),
      ]);
      assert.match(download.suggestedFilename(), /未导入的行\.xlsx$/);
    },
  );
}

async function pasted(at: Journey, visitor: Visitor): Promise<void> {
  const { page } = visitor;
  await at.step('cells pasted without a unit are asked for it, on the column', async () => {
    await page.goto('/projects/import');
    await page.locator('textarea').fill('项目编号\t项目名称\t县区\t总投资\nE2E-9\t粘贴项目\t高要区\t800\n');
    await page.getByRole('button', { name: '核对', exact: true }).click();
    await page.locator('.import-states').waitFor();
    assert.match(await tags(visitor), /待答\s*1/);
    await page.getByLabel('单位', { exact: true }).selectOption('万元');
    await page.getByRole('button', { name: '按此再核对' }).click();
    await page.getByRole('link', { name: /新登记\s*1/ }).waitFor();
    await visitor.settled();
    assert.match(await seen(page.locator('table[data-table=import]')), /记作 800 万元/);
    assert.deepEqual(visitor.takeComplaints(), []);
  });
}

async function list(at: Journey, visitor: Visitor): Promise<void> {
  const { page } = visitor;
  await at.step('the list is sorted by light, shows other columns, and is kept as a view', async () => {
    await page.goto('/projects');
    await visitor.settled();
    await page.getByLabel('排序', { exact: true }).selectOption('light');
    await visitor.settled();
    await page.getByText('显示哪些列').click();
    await page.getByRole('checkbox', { name: '登记日期' }).check();
    await visitor.settled();
    assert.match(await seen(page.locator('table[data-table=projects] thead')), /登记日期/);
    await page.getByText('我的视图').click();
    await page.getByLabel('视图名称').fill('按灯看');
    await page.getByRole('button', { name: '存为视图' }).click();
    await page.goto('/projects');
    await page.getByRole('link', { name: '按灯看' }).click();
    await visitor.settled();
    assert.match(page.url(), /sort=light/);
    await page.getByRole('checkbox', { name: /^选中/ }).first().check();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: '导出选中的 1 个' }).click(),
    ]);
    assert.match(download.suggestedFilename(), /^项目库-.*\.xlsx$/);
    await at.shoot(page, 'projects-by-light-1440');
    assert.deepEqual(visitor.takeComplaints(), []);
  });
}
