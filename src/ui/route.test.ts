// Addresses match by segments, queries change without loss, and nobody is sent to another site.
import { describe, expect, it } from 'vitest';
import { matchPath, onlyQuery, pathOf, safeNext, withQuery } from './route.ts';

describe('route', () => {
  it('matches by segments and decodes what a segment holds', () => {
    expect(matchPath('/', '/')).toEqual({});
    expect(matchPath('/projects/:id', '/projects/01H')).toEqual({ id: '01H' });
    expect(matchPath('/figures/:measure', '/figures/projects.started')).toEqual({
      measure: 'projects.started',
    });
    expect(matchPath('/figures/:measure', pathOf('figures', 'a/b 项'))).toEqual({ measure: 'a/b 项' });
    expect(matchPath('/projects/:id', '/projects')).toBeUndefined();
    expect(matchPath('/projects', '/projects/01H')).toBeUndefined();
    expect(matchPath('/projects/:id', '/projects/%E0%A4%A')).toBeUndefined();
  });

  it('changes some of a query and keeps the rest in order', () => {
    expect(withQuery('asOf=2021-06-30&known=9', { known: '7', figure: 'x' })).toBe(
      '?asOf=2021-06-30&known=7&figure=x',
    );
    expect(withQuery('?a=1', { a: null })).toBe('');
    expect(withQuery('a=1&b=2', { a: '' })).toBe('?b=2');
    expect(onlyQuery(new URLSearchParams('asOf=2021-06-30&text=x'), ['asOf', 'known'])).toBe(
      '?asOf=2021-06-30',
    );
  });

  it('goes on only to addresses of this site', () => {
    expect(safeNext('/projects?unit=1')).toBe('/projects?unit=1');
    for (const bad of [
      null,
      '',
      'https://example.org',
      '//example.org',
      '/\\example.org',
      'javascript:alert(1)',
    ]) {
      expect(safeNext(bad)).toBe('/');
    }
  });
});

it('an address where a query is wanted is a defect that is seen at once', () => {
  expect(() => withQuery('/api/gates', { project: 'P1' })).toThrow('not a query');
});
