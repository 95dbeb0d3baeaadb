// The text that is traced stays with its reader: in this tab's session storage, gone when the tab is closed, shown to nobody who signs in after.
import { ask } from '../../../ui/answer.tsx';

const KEY = 'luodi.trace';

export interface HeldText {
  readonly name: string;
  readonly text: string;
}

/** What the reader gave: words, or a file whose bytes the server reads. */
export type Given = HeldText | { readonly name: string; readonly base64: string };

export function heldText(account: string | undefined): HeldText | undefined {
  try {
    const held = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as (HeldText & { account: string }) | null;
    return held !== null && held.account === account ? { name: held.name, text: held.text } : undefined;
  } catch {
    return undefined;
  }
}

/** False when the browser keeps nothing, or not so much. */
export function holdText(account: string | undefined, text: HeldText): boolean {
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ account, ...text }));
    return true;
  } catch {
    dropText();
    return false;
  }
}

export function dropText(): void {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // Nothing was kept.
  }
}

/** Handed to the browser as a file; it never passes the server. */
export function saveFile(name: string, text: string, type: string): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** Sends the text to be read for one answer. */
export function postText<T>(
  address: string,
  given: Given,
  { signal, ...more }: { readonly signal: AbortSignal; readonly title?: string; readonly year?: number },
): Promise<T> {
  const body = 'text' in given ? { text: given.text } : { file: { name: given.name, base64: given.base64 } };
  return ask<T>(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...body, ...more }),
    signal,
  });
}
