import { describe, expect, test } from 'vitest';
import { canonicalText } from './canonical.ts';
import type { Json } from './json.ts';

describe('golden texts', () => {
  test('a fact', () => {
    const fact = {
      subject: 'P-2021-0426',
      revision: 3,
      body: {
        amountYuan: '12000000000.00',
        name: '瑞庆时代 一期',
        clusters: ['新能源汽车及零部件'],
        remark: null,
      },
      corrects: null,
      confirmed: true,
    };
    expect(canonicalText(fact)).toBe(
      '{"body":{"amountYuan":"12000000000.00","clusters":["新能源汽车及零部件"],"name":"瑞庆时代 一期","remark":null},' +
        '"confirmed":true,"corrects":null,"revision":3,"subject":"P-2021-0426"}',
    );
  });

  test('the key order of RFC 8785 §3.2.3', () => {
    const example = {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '\ud83d\ude00': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    };
    expect(canonicalText(example)).toBe(
      '{"\\r":"Carriage Return","1":"One","\u0080":"Control","ö":"Latin Small Letter O With Diaeresis",' +
        '"€":"Euro Sign","😀":"Emoji: Grinning Face","\ufb33":"Hebrew Letter Dalet With Dagesh"}',
    );
  });

  test('the strings of RFC 8785 §3.2.2', () => {
    expect(
      canonicalText({
        string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
        literals: [null, true, false],
      }),
    ).toBe('{"literals":[null,true,false],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}');
    expect(canonicalText('\b\t\n\f\r\u001f\u007f\u2028')).toBe('"\\b\\t\\n\\f\\r\\u001f\u007f\u2028"');
  });

  test('numbers, and nothing', () => {
    expect(canonicalText([0, -0, -1, Number.MAX_SAFE_INTEGER])).toBe('[0,0,-1,9007199254740991]');
    expect(canonicalText([])).toBe('[]');
    expect(canonicalText({})).toBe('{}');
    expect(canonicalText({ a: [{}, []], '': '' })).toBe('{"":"","a":[{},[]]}');
  });

  test('more keys than are sorted by insertion', () => {
    const keys = Array.from({ length: 100 }, (_, i) => `k${(i * 37) % 100}`);
    const text = keys.toSorted().map((key) => `"${key}":1`);
    expect(canonicalText(Object.fromEntries(keys.map((key) => [key, 1])))).toBe(`{${text.join()}}`);
  });

  test('a key named __proto__ is a key', () => {
    expect(canonicalText(JSON.parse('{"b":1,"__proto__":{"a":2}}'))).toBe('{"__proto__":{"a":2},"b":1}');
  });
});

describe('what would not survive the database is refused', () => {
  class Money {
    yuan = '1';
  }
  const refused: [string, unknown][] = [
    ['canonical_number', 0.1],
    ['canonical_number', Number.NaN],
    ['canonical_number', Number.POSITIVE_INFINITY],
    ['canonical_number', 2 ** 53],
    ['canonical_string', 'a\0'],
    ['canonical_string', '\ud800'],
    ['canonical_string', '\udc00\ud800'],
    ['canonical_string', { '\0': 1 }],
    ['canonical_string', { '\udfff': 1 }],
    ['canonical_undefined', undefined],
    ['canonical_undefined', { a: undefined }],
    ['canonical_undefined', [undefined]],
    ['canonical_undefined', new Array(1)],
    ['canonical_type', 1n],
    ['canonical_type', () => 1],
    ['canonical_type', Symbol('a')],
    ['canonical_type', new Date(0)],
    ['canonical_type', new Map()],
    ['canonical_type', new Money()],
  ];
  test.each(refused)('%s: %o', (code, value) => {
    expect(() => canonicalText(value as Json)).toThrow(expect.objectContaining({ code }));
  });

  test('33 levels, and a circle', () => {
    const nested = (levels: number): Json => (levels === 0 ? 1 : [nested(levels - 1)]);
    expect(canonicalText(nested(32))).toBe(`${'['.repeat(32)}1${']'.repeat(32)}`);
    expect(() => canonicalText(nested(33))).toThrow(expect.objectContaining({ code: 'canonical_depth' }));
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    expect(() => canonicalText(circle as Json)).toThrow(expect.objectContaining({ code: 'canonical_depth' }));
  });
});
