// Lists as programs really write them: by LibreOffice 7.4 (src/testing/fixtures, saved from one list of hard cases), and by hand as WPS and others are known to write.
// From the file's bytes to what each row would record.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hashHex } from '../../kernel/hash.node.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import { isProblem } from '../../kernel/problem.ts';
import { openTable } from '../../plan/tables/tableFile.node.ts';
import { zipOf } from '../../plan/tables/tables.testing.node.ts';
import { UnpackBudget, ZipParts } from '../../plan/tables/zipParts.node.ts';
import type { ShownLine } from './import.lines.ts';
import { checkPortions } from './import.run.ts';
import { openList, type RunSetup } from './import.setup.ts';
import { county } from './projects.testing.ts';

const LIMITS = { rowsMax: 1000, columnsMax: 50, unpackedBytesMax: 20_000_000 };
const SECTIONS = {
  unitTrees: [{ id: 'tasks', title: '责任单元' }],
  units: [
    { id: 'city', name: '某市', kind: 'city' },
    {
      id: 'gaoyao',
      name: '高要区',
      kind: 'county',
      bearsTasks: true,
      memberships: [{ tree: 'tasks', parent: 'city' }],
    },
  ],
  lifecycles: [
    {
      id: 'industrial',
      name: '产业项目',
      counted: true,
      stages: [
        { id: 'signed', name: '签约' },
        { id: 'building', name: '在建', final: true },
      ],
      milestones: ['introduced', 'started'].map((id, at) => ({
        id,
        name: ['新引进', '新开工'][at],
        enters: ['signed', 'building'][at],
        counted: true,
        countingRule: { version: 'v1', words: '按办法' },
      })),
    },
  ],
};

async function read(name: string, bytes: Uint8Array, more: Partial<RunSetup['ask']> = {}) {
  const table = await openTable(name, bytes, LIMITS);
  const setup: RunSetup = {
    source: name,
    ask: { columns: {}, answers: {}, existing: 'leave', sameName: 'ask', confirm: false, ...more },
    actor: county,
    plan: { hash: 'of the test', content: JSON.stringify({ sections: SECTIONS }) },
    now: '2021-07-10T02:00:00.000Z' as Instant,
    today: '2021-07-10' as PlainDate,
    calendar: undefined,
    closedPeriods: [],
  };
  const list = await openList(table, setup);
  const gates = { none: {}, of: {} };
  const nothing = { projects: [], milestones: [], suspensions: [], drafts: [], leads: [], held: [], gates };
  const ports = {
    known: async () => nothing,
    names: async () => '[]',
    digest: (text: string) => hashHex('sha256', text),
  };
  const lines: ShownLine[] = [];
  for await (const { news } of checkPortions(table, { setup, list, ports })) lines.push(...news.lines);
  return { table, list, lines: lines.toSorted((a, b) => a.row - b.row) };
}

const fixture = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../../testing/fixtures/${name}`, import.meta.url)));
/** What a line comes to: its row, state, values by field, and the codes of its problems. */
const told = ({ row, state, cells, problems }: ShownLine) => [
  row,
  state,
  Object.fromEntries(
    cells
      .filter(({ field }) => ['planned', 'land', 'milestone:introduced', 'milestone:started'].includes(field))
      .map(({ field, became }) => [field.replace('milestone:', ''), became]),
  ),
  problems.map(({ code }) => code),
];
const refusal = async (name: string, bytes: Uint8Array) =>
  read(name, bytes).then(
    () => 'read',
    (error: unknown) => (isProblem(error) ? `${error.code} ${error.message} ${error.fix}` : String(error)),
  );

/** The list: title, unit and office above a head of two merged rows, a section, a hidden row and column, a sum, a note, who filled it in. */
const EXPECTED = [
  [6, 'skipped', {}, []],
  [7, 'new', { planned: '120000000', land: '86.5', introduced: '2021-07-05', started: '2021-07-08' }, []],
  [8, 'new', { planned: '120000000', land: '100', introduced: '2021-07-05', started: '2021-07-06' }, []],
  [9, 'new', { planned: '35000000', introduced: '2021-07-05' }, []],
  [10, 'new', { planned: '35000000', introduced: '2021-07-05' }, ['day_from_serial']],
  [11, 'new', { planned: '85000000', introduced: '2021-07-05' }, []],
  [12, 'new', { planned: '70000000', introduced: '2021-07-05' }, []],
  [13, 'refused', { planned: '' }, ['cell_error']],
  [15, 'new', { planned: '9000000', introduced: '2021-07-01' }, ['row_hidden']],
  [16, 'refused', { planned: '', land: '22.5', introduced: '2021-07-05' }, ['amount_unreadable']],
  [17, 'skipped', {}, []],
  [18, 'skipped', {}, []],
  [19, 'skipped', {}, []],
];

describe('a list saved by LibreOffice', () => {
  test('is read row by row, on the second of three sheets, and each row that cannot be says why', async () => {
    const { table, list, lines } = await read('表.xlsx', fixture('list-libreoffice.xlsx'));
    expect(table.sheets.map(({ name, hidden }) => [name, hidden])).toEqual([
      ['填表说明', false],
      ['项目情况', false],
      ['旧表', true],
    ]);
    expect([list.sheet, list.head.lastRow]).toEqual([1, 5]);
    expect(list.head.columns.map(({ field }) => field)).toEqual([
      null,
      'project',
      'name',
      'unit',
      'investor',
      'planned',
      null,
      'land',
      'milestone:introduced',
      'milestone:started',
      null,
      null,
    ]);
    expect(lines.map(told)).toEqual(EXPECTED);
    expect(lines.map(({ skipped }) => skipped).filter((why) => why !== null)).toEqual([
      'title',
      'total',
      'title',
      'note',
    ]);
    // Runs of rich text are one name, and a quote within is a quote.
    expect([lines[1]?.name, lines[6]?.name]).toEqual(['新能源电池项目', '"引号"项目,带逗号']);
  });

  test('in the system of 1904 its days are the same; a bare number is of that system', async () => {
    const { table, lines } = await read('表.xlsx', fixture('list-libreoffice-1904.xlsx'));
    expect(table.date1904).toBe(true);
    expect(told(lines[1]!)).toEqual(EXPECTED[1]);
    expect(told(lines[4]!)[3]).toEqual(['day_from_serial', 'occurred_in_future']);
  });

  test('as .ods or as the .xls of before 2007 it is refused with what to do', async () => {
    expect(await refusal('表.ods', fixture('list-libreoffice.ods'))).toMatch(
      /table_unreadable .*\.ods.*另存为.*\.xlsx/,
    );
    expect(await refusal('表.xls', fixture('list-libreoffice.xls'))).toMatch(
      /table_unreadable .*旧的 \.xls.*另存为/,
    );
    const page = Buffer.from(
      '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><table><tr><td>项目名称</td></tr></table></html>',
    );
    expect(await refusal('表.xls', page)).toMatch(/table_unreadable .*网页.*另存为/);
  });
});

describe('text', () => {
  const csv = [
    '高要区2021年项目表（单位：万元）,,,,',
    '序号,项目基本情况,,投资,时间节点',
    ',项目名称,县区,总投资,签约时间',
    '1,"甲""乙""项目",高要区,"3,500",2021年7月5日',
    '2,丙项目,高要区,1.2亿,7月5日',
    '3,丁项目,高要区,#####,07/05/2021',
    '4,戊项目,高要区,１２００,2021年7月',
    '',
    '合计,,,4700,',
    '填表人：张三,,,联系电话：,',
  ].join('\r\n');
  const expected = [
    [4, 'new', { planned: '35000000', introduced: '2021-07-05' }, []],
    [5, 'new', { planned: '120000000', introduced: '2021-07-05' }, []],
    [6, 'refused', { planned: '', introduced: '' }, ['cell_error', 'day_order_unclear']],
    [7, 'refused', { planned: '12000000', introduced: '' }, ['day_month_only']],
    [9, 'skipped', {}, []],
    [10, 'skipped', {}, []],
  ];

  test('with heads that were merged, as UTF-8, UTF-16 and separated by tabs, is the same list', async () => {
    for (const bytes of [
      Buffer.from(csv),
      Buffer.from(`\ufeff${csv}`),
      Buffer.from(`\ufeff${csv}`, 'utf16le'),
      Buffer.from(csv.replaceAll('"3,500"', '3500').replaceAll(',', '\t')),
    ]) {
      const { lines } = await read('表.csv', bytes);
      expect(lines.map(told)).toEqual(expected);
      expect(lines[0]?.name).toBe('甲"乙"项目');
    }
  });
});

describe('what other programs write', () => {
  const rels = `<Relationships xmlns="x"><Relationship Id="rId1" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`;
  const workbook = (sheet: string, more: Record<string, string> = {}) =>
    zipOf({
      'xl/workbook.xml':
        '<workbook xmlns:r="r"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>',
      'xl/_rels/workbook.xml.rels': rels,
      'xl/worksheets/sheet1.xml': sheet,
      ...more,
    });

  test('WPS: spaces between tags, Chinese built-in formats, a month without its day, a picture in a cell, its own elements behind the rows', async () => {
    const strings = [
      '项目名称',
      '县区',
      '总投资（万元）',
      '签约时间',
      '开工时间',
      '图',
      '电池项目',
      '高要区',
      '铝材项目',
    ];
    const cell = (at: string, value: number, style?: number) =>
      style === undefined
        ? `<c r="${at}" t="s">\n  <v>${value}</v>\n</c>`
        : `<c r="${at}" s="${style}"><v>${value}</v></c>`;
    const sheet = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData"><sheetPr/><dimension ref="A1:F3"/><sheetData>
<row r="1" spans="1:6">${['A', 'B', 'C', 'D', 'E', 'F'].map((column, at) => cell(`${column}1`, at)).join('\n')}</row>
<row r="2" spans="1:6">${cell('A2', 6)}${cell('B2', 7)}${cell('C2', 1200.5, 1)}${cell('D2', 44382, 2)}${cell('E2', 44385, 3)}<c r="F2" t="str"><f>_xlfn.DISPIMG(&quot;ID_1&quot;,1)</f><v>=DISPIMG(&quot;ID_1&quot;,1)</v></c></row>
<row r="3" spans="1:6">${cell('A3', 8)}${cell('B3', 7)}${cell('C3', 800, 1)}${cell('D3', 44378, 4)}<c r="E3" s="3"/></row>
<row r="4" s="3" customFormat="1"/>
</sheetData><pageMargins/><extLst><ext><etc:rowHidden/></ext></extLst></worksheet>`;
    const { lines } = await read(
      '表.xlsx',
      workbook(sheet, {
        'xl/sharedStrings.xml': `<sst>${strings.map((text) => `<si><t>${text}</t><phoneticPr fontId="1" type="noConversion"/></si>`).join('')}</sst>`,
        'xl/styles.xml': `<styleSheet><numFmts><numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;;@"/><numFmt numFmtId="43" formatCode="_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * &quot;-&quot;??_ ;_ @_ "/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="43"/><xf numFmtId="31"/><xf numFmtId="58"/><xf numFmtId="176"/></cellXfs></styleSheet>`,
      }),
    );
    expect(lines.map(told)).toEqual([
      [2, 'new', { planned: '12005000', introduced: '2021-07-05', started: '2021-07-08' }, []],
      // 2021年7月, typed so, is kept by the program as the first of July: nobody said so.
      [3, 'refused', { planned: '8000000', introduced: '' }, ['day_month_only']],
    ]);
  });

  test('an archive with a password, of Word or of another kind is said as what it is', async () => {
    const locked = Buffer.concat([
      Buffer.from('d0cf11e0a1b11ae1', 'hex'),
      Buffer.alloc(600),
      Buffer.from('EncryptedPackage', 'utf16le'),
    ]);
    expect(await refusal('表.xlsx', locked)).toMatch(/table_unreadable .*密码.*去掉密码/);
    expect(await refusal('表.docx', zipOf({ 'word/document.xml': '<w/>' }))).toMatch(/Word 文档.*粘贴/);
    expect(await refusal('表.xlsb', zipOf({ 'xl/workbook.bin': 'x' }))).toMatch(/\.xlsb.*另存为/);
  });
});

test('a real workbook with pieces of its parts lost, doubled or swapped is read, or refused with a code: never a defect', async () => {
  const names = [
    '_rels/.rels',
    'xl/workbook.xml',
    'xl/_rels/workbook.xml.rels',
    'xl/styles.xml',
    'xl/sharedStrings.xml',
    'xl/worksheets/sheet1.xml',
    'xl/worksheets/sheet2.xml',
    'xl/worksheets/sheet3.xml',
  ];
  const parts = new ZipParts(fixture('list-libreoffice.xlsx'), new UnpackBudget(1_000_000));
  const whole = new Map<string, string>();
  for (const name of names) whole.set(name, await parts.text(name, 1_000_000));
  const place = fc.nat(20_000);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.constantFrom(...names), place, place, place, fc.boolean()), {
        minLength: 1,
        maxLength: 5,
      }),
      async (changes) => {
        const broken = new Map(whole);
        for (const [name, a, b, to, isLost] of changes) {
          const xml = broken.get(name) ?? '';
          const [from, end] = [a % (xml.length + 1), b % (xml.length + 1)].toSorted((x, y) => x - y);
          const at = to % (xml.length + 1);
          broken.set(
            name,
            isLost
              ? xml.slice(0, from) + xml.slice(end)
              : xml.slice(0, at) + xml.slice(from, end) + xml.slice(at),
          );
        }
        const outcome = await read('表.xlsx', zipOf(Object.fromEntries(broken))).then(
          ({ lines }) => lines.length >= 0,
          (error: unknown) => (isProblem(error) ? error.code : error),
        );
        expect([true, 'table_unreadable', 'table_too_large', 'import_head_missing']).toContain(outcome);
      },
    ),
    { numRuns: 60 },
  );
});
