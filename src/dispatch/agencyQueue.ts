// Errands that wait on the device until the line is back: each with the key it was first sent with, so that what arrived twice is recorded once. Pure.
export interface KeptErrand {
  readonly key: string;
  readonly body: Readonly<Record<string, string>>;
}

/** What a device holds for an account; what cannot be read is nothing. */
export function readKept(text: string | null): readonly KeptErrand[] {
  if (text === null) return [];
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) ? parsed.filter(isKept) : [];
  } catch {
    return [];
  }
}

function isKept(one: unknown): one is KeptErrand {
  const { key, body } = (one ?? {}) as Partial<KeptErrand>;
  return typeof key === 'string' && typeof body === 'object' && body !== null;
}

const LATER: ReadonlySet<number> = new Set([401, 408, 425, 429]);

/** Whether an errand stays kept: what was refused is told and goes; what did not arrive stays, and so does what waits for signing in anew. */
export function staysKept(status: number): boolean {
  return status < 400 || status >= 500 || LATER.has(status);
}
