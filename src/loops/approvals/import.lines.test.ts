// What an approving system exports, read: times in the shapes that offices write, names in both languages, the order of a course; and nothing throws.
import ExcelJS from 'exceljs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byCourse, type EventLine, isUnclear, linesOfTable, readRecord, recordOf } from './import.lines.ts';
import { readImport } from './import.read.node.ts';

const given = { system: 'ecsp', zone: 'Asia/Shanghai' };
const read = (values: Readonly<Record<string, string>>) =>
  readRecord({ line: 1, values: { application: 'A1', event: '受理', time: '2021-03-01', ...values } }, given);

describe('a time', () => {
  test.each([
    ['2021-03-01', '2021-03-01'],
    ['2021/3/1 9:30', '2021-03-01'],
    ['2021年3月1日', '2021-03-01'],
    ['20210301', '2021-03-01'],
    ['20210301093000', '2021-03-01'],
    ['2021-03-01T17:30:00Z', '2021-03-02'],
    ['2021-03-01T17:30:00+08:00', '2021-03-01'],
  ])('%s', (time, day) => {
    expect(read({ time })).toMatchObject({ occurredOn: day, at: time });
  });
  test.each(['2021-02-30', '三月一日', '2021-13-01', '1/3/2021', ''])('%s is none', (time) => {
    expect(isUnclear(read({ time }))).toBe(true);
  });
});

describe('a line', () => {
  test('names its event in Chinese or English, and is known by it; what comes again by its time', () => {
    expect(read({ event: 'accepted' })).toMatchObject({ command: 'acceptApproval', event: 'acceptApproval' });
    expect(read({ event: '停表' })).toMatchObject({ command: 'pauseClock', event: 'pauseClock/2021-03-01' });
    expect(read({ eventId: '77' })).toMatchObject({ event: '77' });
  });
  test('says what it lacks', () => {
    expect(
      readRecord({ line: 3, values: { event: '受理' } }, { system: undefined, zone: 'Asia/Shanghai' }),
    ).toMatchObject({
      problem: { code: 'line_incomplete', message: '缺办件编号、时间、来源系统' },
    });
    expect(read({ event: '开会' })).toMatchObject({ problem: { code: 'event_name_unknown' } });
  });
  test('of JSON reads like one of a table', () => {
    expect(
      recordOf(1, { 办件编号: 'A', 事件: '受理', 时间: '2021-01-01', unknown: 1, materials: ['a', 'b'] })
        .values,
    ).toEqual({
      application: 'A',
      event: '受理',
      time: '2021-01-01',
      materials: 'a；b',
    });
  });
  test('of a table without a head that says what is what is refused whole', async () => {
    expect(linesOfTable([{ line: 1, cells: ['办件编号', '备注'] }]).missing).toEqual(['事件', '时间']);
    await expect(readImport('a.csv', Buffer.from('办件编号,备注\nA,1'))).rejects.toThrow('表头缺事件、时间');
    await expect(readImport('a.xls', Buffer.from('d0cf11e0a1b11ae1', 'hex'))).rejects.toMatchObject({
      code: 'import_unreadable',
    });
  });
  test('of a workbook with a title above its head and days as days are the same as of a CSV', async () => {
    const book = new ExcelJS.Workbook();
    book.addWorksheet('说明').addRow(['由审批系统导出']);
    const sheet = book.addWorksheet('办件');
    sheet.addRow(['2021年3月办件环节']);
    sheet.mergeCells('A1:C1');
    sheet.addRow(['办件编号', '事件', '办理时间']);
    sheet.addRow(['A1', '受理', new Date(Date.UTC(2021, 2, 1))]);
    sheet.addRow(['A1', '办结', '2021-03-05 16:30']);
    expect(await readImport('办件.xlsx', new Uint8Array(await book.xlsx.writeBuffer()))).toEqual([
      { line: 3, values: { application: 'A1', event: '受理', time: '2021-03-01' } },
      { line: 4, values: { application: 'A1', event: '办结', time: '2021-03-05 16:30' } },
    ]);
  });
});

describe('lines of one application', () => {
  const line = (event: string, time: string) => ({ ...(read({ event, time }) as EventLine) });
  test('come by the clock, and in the order of the course where a day does not tell it', () => {
    const order = (...lines: EventLine[]) => byCourse(lines).map(({ command }) => command);
    expect(order(line('恢复', '2021-03-01 10:00'), line('停表', '2021-03-01 11:00'))).toEqual([
      'resumeClock',
      'pauseClock',
    ]);
    expect(
      order(line('办结', '2021-03-01'), line('收件', '2021-03-01 10:00'), line('受理', '2021-03-01')),
    ).toEqual(['fileApproval', 'acceptApproval', 'decideApproval']);
  });
});

test('no file makes the reader fail with anything but a problem', async () => {
  const cell = fc.oneof(
    fc.string(),
    fc.constantFrom('受理', '收件', '2021-03-01', 'A1', '"', '办件编号', '事件', '时间'),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(cell, { maxLength: 6 }), { maxLength: 8 }),
      fc.constantFrom('a.csv', 'a.json', 'a.jsonl'),
      async (rows, name) => {
        const text = `办件编号,事件,时间\n${rows.map((row) => row.join(',')).join('\n')}`;
        try {
          for (const record of await readImport(name, Buffer.from(text))) readRecord(record, given);
        } catch (error) {
          expect((error as { code?: string }).code).toBe('import_unreadable');
        }
      },
    ),
  );
});
