// How many wrong passwords are borne: per account and address, kept in memory only, so that a restart forgives. Pure but for its own map.
const MAX_FAILURES = 8;
const WINDOW_MS = 10 * 60_000;
const MAX_KEYS = 10_000;

export class LoginAttempts {
  private readonly failures = new Map<string, number[]>();

  /** Milliseconds to wait before the next try, 0 when one is allowed now. */
  waitMs(key: string, nowMs: number): number {
    const recent = (this.failures.get(key) ?? []).filter((at) => at > nowMs - WINDOW_MS);
    return recent.length < MAX_FAILURES ? 0 : recent[0]! + WINDOW_MS - nowMs;
  }

  failed(key: string, nowMs: number): void {
    const recent = (this.failures.get(key) ?? []).filter((at) => at > nowMs - WINDOW_MS);
    this.failures.delete(key);
    // Insertion order is age: the oldest key goes first when a flood of names would fill the memory.
    if (this.failures.size >= MAX_KEYS) this.failures.delete(this.failures.keys().next().value ?? '');
    this.failures.set(key, [...recent.slice(-MAX_FAILURES), nowMs]);
  }

  succeeded(key: string): void {
    this.failures.delete(key);
  }
}
