import { describe, expect, test } from 'vitest';
import { cityLoop } from './city.loop.node.ts';
import { isMovedBy, parseFolds } from './folds.ts';

const file = (select: string) =>
  `-- table t\ncreate table t (city text, subject text, primary key (city, subject));\n-- fold t\n${select}`;

describe('a fold file', () => {
  test('may name facts, its own parts, and sub-selects of them', () => {
    for (const select of [
      'select city, subject from facts',
      'with a as (select * from facts), b(x) as materialized (select 1 from a) select * from a join b using (x)',
      'select * from (select * from facts) s left join facts f on f.subject is distinct from s.subject',
      "select city, body->>'from elsewhere' from facts -- from nowhere",
      'select f.city, e.value from facts f cross join lateral jsonb_array_elements(f.body) e',
    ])
      expect(parseFolds('x', file(select)), select).toHaveLength(1);
    expect(parseFolds('city', cityLoop.folds).length).toBeGreaterThan(3);
  });

  test('may say which facts it reads, and which of them move its rows', () => {
    const text = file('select city, subject from facts').replace(
      '-- fold t',
      '-- fold t of registered amended holding amountYuan moved by amended',
    );
    const [fold] = parseFolds('x', text);
    expect(fold).toMatchObject({
      kinds: ['registered', 'amended'],
      holding: 'amountYuan',
      movedBy: ['amended'],
    });
    const told = { amountYuan: '1' };
    const facts = [
      { kind: 'amended', body: told },
      { kind: 'amended', body: {} },
      { kind: 'registered', body: told },
    ];
    expect(facts.map((fact) => isMovedBy(fold!, fact))).toEqual([true, false, false]);
    const plain = parseFolds('x', file('select city, subject from facts'))[0]!;
    expect(facts.map((fact) => isMovedBy(plain, fact))).toEqual([true, true, true]);
  });

  test('ends with its SELECT: comments behind it are of what follows', () => {
    const text = file('select city, subject -- kept\nfrom facts;\n\n-- The head of another file.\n');
    expect(parseFolds('x', text)[0]?.select).toBe('select city, subject -- kept\nfrom facts');
  });

  test.each([
    ['select * from facts join project using (subject)', 'project'],
    ['select * from facts f, lateral (select 1 from luodi.unit) u', 'luodi.unit'],
    ['with a as (select * from content) select * from a join facts using (city)', 'content'],
    ['select city, subject, now() from facts', 'now'],
    ['select city, subject, current_date from facts', 'current_date'],
    ['select city, random() from facts', 'random'],
  ])('may not depend on anything else: %s', (select, what) => {
    expect(() => parseFolds('x', file(select))).toThrowError(`reads ${what}`);
  });
});
