// One language at a time, and never half a sentence.
import { expect, test } from 'vitest';
import { half } from './halves.ts';

test.each([
  ['请先登录 Not signed in', '请先登录', 'Not signed in'],
  ['什么都没有改动。Nothing was changed.', '什么都没有改动。', 'Nothing was changed.'],
  [
    '没有项目“P1”，或不在本账号的范围内。There is no such project within this account’s reach.',
    '没有项目“P1”，或不在本账号的范围内。',
    'There is no such project within this account’s reach.',
  ],
  ['对照 /api/openapi.json。See /api/openapi.json.', '对照 /api/openapi.json。', 'See /api/openapi.json.'],
  ['先看。SEQ:HASH 是留痕头。It is a head. Copy it.', '先看。SEQ:HASH 是留痕头。', 'It is a head. Copy it.'],
  ['已封账。“四会市” has closed it.', '已封账。', '“四会市” has closed it.'],
  ['从第一页看起', '从第一页看起', '从第一页看起'],
  ['可用的有：a、highlights', '可用的有：a、highlights', '可用的有：a、highlights'],
  ['Only English.', 'Only English.', 'Only English.'],
])('%s', (text, zh, en) => {
  expect(half(text, 'zh')).toBe(zh);
  expect(half(text, 'en')).toBe(en);
});
