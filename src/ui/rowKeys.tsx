// Keys of a list that is worked through: j and k from row to row, x to choose, Enter for the row's main act, ? for help. They never take a key from a field, a
// dialog or a combination, so that forms stay what they are. A row is an element with `data-row`; its main act is the `.button.main` or first link in it.
import { useLayoutEffect } from 'react';

export interface RowKeys {
  /** The list that holds the rows. */
  readonly list: () => HTMLElement | null;
  /** Chooses or lets go a row by its `data-row`; left out where nothing is chosen. */
  readonly onChoose?: ((row: string) => void) | undefined;
  readonly onHelp: () => void;
}

const FIELD = 'input, textarea, select, [contenteditable="true"]';

export function useRowKeys({ list, onChoose, onHelp }: RowKeys): void {
  // With the rows themselves: a key pressed as soon as they are seen is not lost.
  useLayoutEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented)
        return;
      const target = event.target instanceof HTMLElement ? event.target : document.body;
      // A tick box takes no letters; every other field does.
      const typing = target.matches(FIELD) && !target.matches('input[type="checkbox"]');
      if (typing || document.querySelector('dialog[open]') !== null) return;
      if (event.key === '?') {
        event.preventDefault();
        onHelp();
        return;
      }
      const rows = [...(list()?.querySelectorAll<HTMLElement>('[data-row]') ?? [])];
      const at = rows.findIndex((row) => row.contains(document.activeElement));
      if (event.key === 'j' || event.key === 'k') {
        const next =
          rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + (event.key === 'j' ? 1 : -1)))];
        next?.focus();
        next?.scrollIntoView({ block: 'nearest' });
        event.preventDefault();
        return;
      }
      const row = rows[at];
      if (row === undefined) return;
      if (event.key === 'x' && onChoose !== undefined) {
        event.preventDefault();
        onChoose(row.dataset.row ?? '');
      }
      // On a link or a button Enter does what it always does.
      if (event.key === 'Enter' && document.activeElement === row) {
        event.preventDefault();
        const act = ['.button.main', 'a.button', 'a'].map((one) => row.querySelector<HTMLElement>(one));
        act.find((one) => one !== null)?.click();
      }
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [list, onChoose, onHelp]);
}
