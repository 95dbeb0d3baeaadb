// Cursors: opaque texts that say where a list goes on. Pure. A cursor that is not ours is refused, never guessed at.
import { Problem } from '../kernel/problem.ts';

export const PAGE_ROWS = 50;

/** A place in a list by number of rows. Fails with `cursor_invalid`. */
export function offsetOf(cursor: string | undefined): number {
  if (cursor === undefined || cursor === '') return 0;
  const match = /^o([0-9]{1,9})$/.exec(cursor);
  if (match) return Number(match[1]);
  throw new Problem({
    code: 'cursor_invalid',
    status: 400,
    message: `翻页标记无效：“${cursor.slice(0, 60)}”。Not a cursor of this list.`,
    fix: '从第一页重新读起。Start again from the first page.',
  });
}

export function nextOffset(offset: number, shown: number, total: number): string | null {
  return offset + shown < total ? `o${offset + shown}` : null;
}
