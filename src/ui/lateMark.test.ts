// Which months of what a form tells are closed: each once, in their order, of days and of months alike.
import { expect, test } from 'vitest';
import { monthsClosed } from './lateMark.tsx';

test('the closed months of days and months', () => {
  const closed = ['2021-04', '2021-05'];
  expect(monthsClosed(['2021-05-20', '2021-06-01', '2021-04', '2021-05-01'], closed)).toEqual([
    '2021-04',
    '2021-05',
  ]);
  expect(monthsClosed(['2021-0', '', '20210520'], closed)).toEqual([]);
});
