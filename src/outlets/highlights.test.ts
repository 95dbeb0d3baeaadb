import { expect, test } from 'vitest';
import { Bulletin } from './highlights.plan.ts';
import { computeBulletin, type Parts } from './highlights.ts';
import { figureWords, reportHtml, reportMarkdown } from './reportText.ts';

const bulletin = Bulletin.parse({
  id: 'b',
  title: '亮点 <半年>',
  figures: [
    {
      id: 'planned',
      label: '计划投资',
      from: { kind: 'measure', measure: 'p.yuan' },
      unit: '亿元',
      factor: '100000000',
      places: 1,
    },
    {
      id: 'cut',
      label: '截尾',
      from: { kind: 'measure', measure: 'p.share' },
      unit: '%',
      places: 1,
      rounding: 'truncate',
    },
    { id: 'hidden', label: '新投产', from: { kind: 'measure', measure: 'p.hidden' }, unit: '个' },
    {
      id: 'lead',
      label: '高出全省',
      from: { kind: 'difference', indicator: 'city', less: 'province' },
      unit: '百分点',
      places: 1,
    },
    {
      id: 'gone',
      label: '无数',
      from: { kind: 'difference', indicator: 'city', less: 'none' },
      unit: '百分点',
    },
    { id: 'rank', label: '位次', from: { kind: 'indicator', indicator: 'rank' }, unit: '位' },
  ],
});

const values: Record<string, string> = { 'p.yuan': '90580000000', 'p.share': '16.155', 'p.hidden': '131' };
const parts: Parts = {
  measure: (id) => ({ value: values[id] ?? '0', title: id, published: id !== 'p.hidden' }),
  indicator: (id) => {
    const value = { city: '30.9', province: '18.5', rank: '4' }[id] ?? null;
    const rank = id === 'rank' ? { group: '全省', of: 21, tied: true } : null;
    return { title: id, value, source: '专访', rank };
  },
};
const figures = computeBulletin(bulletin, parts);
const one = (id: string) => figures.find((figure) => figure.id === id);

test('each figure is in its published unit, by its own rule', () => {
  expect(one('planned')).toMatchObject({ value: '905.8', unit: '亿元', status: 'published' });
  expect(one('cut')?.value).toBe('16.1');
  expect(one('lead')?.value).toBe('12.4');
});

test('what was not published, or has no parts, is null with a status: never zero, never the simulated count', () => {
  expect(one('hidden')).toMatchObject({ value: null, status: 'not_published' });
  expect(JSON.stringify(one('hidden'))).not.toContain('131');
  expect(one('gone')).toMatchObject({ value: null, status: 'no_data' });
});

test('a report marks 模拟, prints its head, and cannot be broken out of by a title', () => {
  const at = {
    city: { id: 'c', name: '市', simulated: true },
    planTitle: 'p',
    asOf: '2021-06-30',
    knownSeq: 9,
    knownOn: '2021-07-09',
    asKnownThen: false,
    head: '9:aa',
  };
  const report = { name: 'b', title: bulletin.title, at, asOf: at.asOf, figures, head: at.head };
  for (const text of [reportMarkdown(report), reportHtml(report)]) {
    expect(text).toContain('（模拟）');
    expect(text).toContain('留痕头 9:aa');
    expect(text).toContain('全省并列第4（共21）');
  }
  expect(reportHtml(report)).toContain('亮点 &lt;半年&gt;');
  expect(figureWords(one('hidden') as never)).toBe('未公布');
});
