import { describe, expect, test } from 'vitest';
import { firstPage } from './firstPage.ts';

describe('the first page after signing in', () => {
  test.each([
    ['leader', '/'],
    ['office', '/inbox'],
    ['bureau', '/inbox'],
    ['county', '/inbox'],
    ['township', '/inbox'],
    ['agent', '/agency'],
    ['auditor', '/ledger'],
    ['admin', '/'],
  ])('of %s is %s where no page was asked for', (role, page) => {
    for (const next of [null, '/', '//elsewhere.example'])
      expect(firstPage({ roles: [role] }, next)).toBe(page);
  });
  test('a page that was asked for is gone to', () => {
    for (const role of ['leader', 'county', 'agent', 'auditor'])
      for (const next of ['/projects/P1?do=claim', '/?asOf=2021-05-31', '/goals'])
        expect(firstPage({ roles: [role] }, next)).toBe(next);
  });
  test('who checks claims in a county and works there begins with what waits', () => {
    expect(firstPage({ roles: ['auditor', 'county'] }, null)).toBe('/inbox');
  });
});
