// How many tries of a password are borne: per account and address, kept in memory only, so that a restart forgives. A try counts when it begins and
// is forgotten when it succeeds. Pure but for its own map.
const MAX_FAILURES = 8;
const WINDOW_MS = 10 * 60_000;
const MAX_KEYS = 10_000;

export class LoginAttempts {
  private readonly tries = new Map<string, readonly number[]>();

  /** Milliseconds to wait before the next try, 0 when one is allowed now. */
  waitMs(key: string, nowMs: number): number {
    const recent = this.recent(key, nowMs);
    return recent.length < MAX_FAILURES ? 0 : (recent[0] ?? nowMs) + WINDOW_MS - nowMs;
  }

  begun(key: string, nowMs: number): void {
    const recent = this.recent(key, nowMs);
    this.tries.delete(key);
    // Insertion order is age: the oldest key goes first when a flood of names would fill the memory.
    if (this.tries.size >= MAX_KEYS) this.tries.delete(this.tries.keys().next().value ?? '');
    this.tries.set(key, [...recent.slice(1 - MAX_FAILURES), nowMs]);
  }

  /** The last try came to no answer: it is not held against anybody. */
  withdrawn(key: string): void {
    const left = this.tries.get(key)?.slice(0, -1) ?? [];
    if (left.length === 0) this.tries.delete(key);
    else this.tries.set(key, left);
  }

  succeeded(key: string): void {
    this.tries.delete(key);
  }

  private recent(key: string, nowMs: number): readonly number[] {
    return (this.tries.get(key) ?? []).filter((at) => at > nowMs - WINDOW_MS);
  }
}
