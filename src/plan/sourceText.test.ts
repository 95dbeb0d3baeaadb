/** The tokens of a text: what is a figure, what is a term, and where each stands. The sentences are made up. */
import { describe, expect, test } from 'vitest';
import { decodeSource } from './sourceFile.node.ts';
import { figureKey, readSourceText } from './sourceText.ts';

function figures(line: string): readonly string[] {
  return readSourceText(line)[0]!.figures.map((each) => each.figure);
}

function terms(line: string): readonly string[] {
  return readSourceText(line)[0]!.terms.map((each) => each.term);
}

describe('paragraphs', () => {
  test('paragraph n is the nth non-empty line, whatever ends the lines, with or without a byte order mark', () => {
    const paragraphs = readSourceText('\uFEFF一\r\n\r\n  \n二\n　\n三\r四');
    expect(paragraphs.map(({ n, text }) => [n, text])).toEqual([
      [1, '一'],
      [2, '二'],
      [3, '三'],
      [4, '四'],
    ]);
    expect(readSourceText('')).toEqual([]);
  });
});

describe('figures', () => {
  test.each([
    ['建成1000个、600个以上', ['1000', '600']],
    ['整理3.9万亩，收储200亩', ['3.9万亩', '200']],
    ['投入62亿元、1.19万亿元', ['62亿', '1.19万亿']],
    ['增长16.2%、５％，提高12.4个百分点', ['16.2%', '5%', '12.4']],
    ['全角１０００个，千分位1,234,567人', ['1000', '1234567']],
    ['3000余家、8800多个、18万多名、4多万户', ['3000', '8800', '18万', '4万']],
    ['到2025年6月30日前，排名第4', ['2025', '6', '30', '4']],
    ['占6%-8%，2021—2025年', ['6%', '8%', '2021', '2025']],
    ['目标100,200个（不是千分位：两个数要写开）', ['100200']],
    ['全角逗号不是千分位：100，200个', ['100', '200']],
    ['500kV线路3条、装机120MW', ['500', '3', '120']],
    ['新建5G基站2000座，PM2.5降到20微克，G321国道', ['2000', '20']],
    ['落实“1+4+1”机制和“611”工程', []],
    ['按4+4布局', ['4+4']],
    ['依据穗府〔2020〕82号文', []],
    ['3、建成2所学校', ['2']],
    ['（2）建成2所学校', ['2']],
    ['2.5万人就业', ['2.5万']],
    ['300百米', ['300']],
    ['2千瓦和3千人', ['2', '3千']],
  ])('%s', (line, expected) => {
    expect(figures(line)).toEqual(expected);
  });

  test('3.9 is not 3.9万, and 3.9万 is 3.9万亩', () => {
    expect(figureKey('3.9万亩')).toBe(figureKey('3.9万'));
    expect(figureKey('3.9')).not.toBe(figureKey('3.9万'));
  });

  test('a span is the token as written', () => {
    const line = '整理３.９万亩、1,000多个、５０％';
    const [paragraph] = readSourceText(line);
    expect(paragraph!.figures.map(({ start, end }) => line.slice(start, end))).toEqual([
      '３.９万亩',
      '1,000多',
      '５０％',
    ]);
  });
});

describe('terms in quotation marks', () => {
  test.each([
    ['实施“甲乙”工程和‘丙丁’「戊己」『庚辛』"壬癸"', ['甲乙', '丙丁', '戊己', '庚辛', '壬癸']],
    ['要求“新阶段、新理念、新格局”', ['新阶段、新理念、新格局']],
    ['“甲”“乙”“丙”三项工程', ['甲', '乙', '丙']],
    ['“他说要办好‘名厨’培训。他又说完了。”', ['名厨']],
    ['没有配对的“引号', []],
    ["it's 5' long", []],
  ])('%s', (line, expected) => {
    expect(terms(line)).toEqual(expected);
  });
});

describe('members of lists', () => {
  test.each([
    // The first member loses what leads to it, the last what follows it.
    [
      '加快推进东西高铁、南北高铁、环城高速、滨江高速等项目建设',
      ['东西高铁', '南北高铁', '环城高速', '滨江高速'],
    ],
    ['努力实现全年新引进、新开工、新投产的项目分别达100个、60个、30个以上', ['新引进', '新开工', '新投产']],
    ['我市还要积极抢抓甲岛、乙湾开放的机遇', ['甲岛', '乙湾开放']],
    ['建立健全产业发展的招商、供地、服务、落地“几个优先”机制', ['招商', '供地', '服务', '落地', '几个优先']],
    ['做到主动参与、主动对接、主动服务', ['主动参与', '主动对接', '主动服务']],
    ['新能源汽车及零部件、电子信息、食品加工三大主导产业', ['新能源汽车及零部件', '电子信息', '食品加工']],
    // A list closed in its middle is two lists.
    [
      '聚焦电子信息、生物医药、金属加工三大主导产业和建筑材料、家具制造、食品饮料三大特色产业',
      ['电子信息', '生物医药', '金属加工', '建筑材料', '家具制造', '食品饮料'],
    ],
    // 和 parts the last member, and only that one.
    ['完善养老、托育和家政服务', ['养老', '托育', '家政服务']],
    ['发展软件和信息服务、装备制造', ['软件和信息服务', '装备制造']],
    ['建设平安、和谐社区', ['平安', '和谐社区']],
    ['通过新建、改建和扩建实现扩容', ['新建', '改建', '扩建']],
    ['整治河道、湖泊和加快清淤', ['河道', '湖泊']],
    // Quantities are figures; characters one by one are one term.
    ['新建学校79所、新增学位8.1万个', []],
    ['规上工业、固定资产投资分别增长3%、4%', ['规上工业', '固定资产投资']],
    ['构建市、县、镇、村四级体系', ['市、县、镇、村']],
    ['建成10所高等院校、文化馆、图书馆', ['文化馆', '图书馆']],
    // Names with brackets and quotation marks inside.
    [
      '加快东城(西门)集散中心、南港“菜篮子”配送中心等建设',
      ['东城(西门)集散中心', '南港“菜篮子”配送中心', '菜篮子'],
    ],
    ['支持三个县（甲县、乙县、丙县）发展', ['甲县', '乙县', '丙县']],
    ['完善“双容双诺”、预动工、代办等制度', ['双容双诺', '预动工', '代办']],
    // A heading's number is no list, and a sentence without 、 has no terms.
    ['一、总体要求', []],
    ['（二）总体要求', []],
    ['加快建设美丽城市', []],
  ])('%s', (line, expected) => {
    expect(terms(line)).toEqual(expected);
  });

  test('a span is the term as written', () => {
    const line = '加快推进Ａ区、“乙”区、丙区等建设';
    const [paragraph] = readSourceText(line);
    for (const { term, start, end } of paragraph!.terms) expect(line.slice(start, end)).toBe(term);
    expect(paragraph!.terms.length).toBeGreaterThan(2);
  });
});

test('a sentence that promises is found with its span', () => {
  const line = '近年来成绩很好。今后要加快建设示范区！大家都高兴';
  const [paragraph] = readSourceText(line);
  expect(paragraph!.promises.map(({ start, end }) => line.slice(start, end))).toEqual([
    '今后要加快建设示范区！',
  ]);
});

test('bytes are read as what they are: GB18030 is told from Big5 and from Latin letters with accents, which decode as it, too', () => {
  expect(decodeSource(Uint8Array.of(0xd5, 0xd8, 0xc7, 0xec))).toBe('肇庆');
  expect(decodeSource(Uint8Array.of(0xb8, 0x6d, 0xbc, 0x79, 0xa5, 0xab))).toBeUndefined();
  expect(
    decodeSource(Buffer.from('La ville ach\u00e8ve la premi\u00e8re \u00e9tape.', 'latin1')),
  ).toBeUndefined();
  expect(decodeSource(Uint8Array.of(0xff, 0xfe, 0x87, 0x80))).toBe('肇');
});
