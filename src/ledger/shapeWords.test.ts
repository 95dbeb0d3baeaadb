import { expect, test } from 'vitest';
import { z } from 'zod';
import { half } from '../ui/halves.ts';
import { shapeFaults, shapeMessage } from './shapeWords.ts';

const Body = z.strictObject({
  project: z.string().min(1).describe('项目编号，登记时给的'),
  reason: z.string().min(2).max(5).describe('原因，2 至 5 字'),
  period: z
    .string()
    .regex(/^(19|20)\d{2}$/)
    .describe('时段：年 2021'),
  measure: z.enum(['actual', 'financing']).describe('口径：实际或到位'),
  evidence: z.array(z.strictObject({ name: z.string().min(1).describe('名称，至多 100 字') })).max(1),
});
const faults = (body: object) => shapeFaults(Body, Body.safeParse(body).error!);
const message = (body: object) => shapeMessage(Body, Body.safeParse(body).error!);
const good = { project: 'P1', reason: '核实', period: '2021', measure: 'actual', evidence: [] };

test.each([
  [{ reason: '核' }, '“原因”至少 2 个字符。reason: at least 2 characters.'],
  [{ reason: '核核核核核核' }, '“原因”至多 5 个字符。reason: at most 5 characters.'],
  [{ project: undefined }, '“项目编号”没有填。project: is missing.'],
  [{ project: 7 }, '“项目编号”须是文字。project: must be a text.'],
  [{ period: '21' }, '“时段”写法不对：年 2021。period: not in its form.'],
  [{ measure: 'x' }, '“口径”须是 actual、financing 之一。measure: must be one of actual, financing.'],
  [{ other: 1 }, '没有“other”这一项。There is no field other.'],
  [{ evidence: [{ name: '' }] }, '“名称”至少 1 个字符。evidence.0.name: at least 1 characters.'],
  [{ evidence: [{ name: 'a' }, { name: 'b' }] }, '“evidence”至多 1 项。evidence: at most 1 items.'],
])('%j', (over, words) => {
  const told = faults({ ...good, ...over });
  expect(told).toEqual([words]);
  expect(told.join()).not.toMatch(/\^|\\d/);
});

test('together they are one sentence of each language, and the reader of a page sees one of the two', () => {
  const told = message({ ...good, project: undefined, reason: '核' });
  const zh = '填报内容不合要求：“项目编号”没有填；“原因”至少 2 个字符。';
  expect(told.startsWith(zh)).toBe(true);
  expect(half(told, 'zh')).toBe(zh);
  expect(half(told, 'en')).toBe(
    'What was sent is not as asked for: project: is missing; reason: at least 2 characters.',
  );
});
