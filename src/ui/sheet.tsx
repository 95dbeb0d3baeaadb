// A sheet at the side of the page (the whole screen on a phone). A native modal dialog: focus stays inside, Esc closes.
// What is open is the page's matter (its address); the sheet only asks to be closed.
import { type MouseEvent, type ReactNode, useEffect, useId, useRef } from 'react';
import { useWords } from './language.tsx';
import './sheet.css';

export const sheetWords = { close: { zh: '关闭', en: 'Close' } };

const FIELD = '.sheet-body :is(input, select, textarea):not([disabled])';

export function Sheet({
  title,
  wide = false,
  onClose,
  children,
}: {
  readonly title: ReactNode;
  readonly wide?: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  const say = useWords(sheetWords);
  const titleId = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const shown = dialog.current!;
    const before = document.activeElement;
    if (!shown.open) shown.showModal();
    // To what is filled in first, else to the heading: not to the way out, where a dialog begins by itself.
    const first = shown.querySelector<HTMLElement>(FIELD) ?? document.getElementById(titleId);
    first?.focus({ preventScroll: true });
    return () => {
      shown.close();
      // Back to what opened it; where that is gone (or the sheet came with the address), to the page.
      const back = before instanceof HTMLElement && before !== document.body && before.isConnected;
      (back ? before : document.getElementById('main'))?.focus({ preventScroll: true });
    };
  }, [titleId]);
  const outside = (event: MouseEvent) => {
    if (event.target === dialog.current) onClose();
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Esc closes a modal dialog; the click is for the pointer beside it.
    <dialog
      ref={dialog}
      className={wide ? 'sheet wide' : 'sheet'}
      aria-labelledby={titleId}
      onClick={outside}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <div className="sheet-paper">
        <header>
          <h2 id={titleId} tabIndex={-1}>
            {title}
          </h2>
          <button type="button" className="button quiet no-print" onClick={onClose}>
            {say('close')}
          </button>
        </header>
        <div className="sheet-body">{children}</div>
      </div>
    </dialog>
  );
}
