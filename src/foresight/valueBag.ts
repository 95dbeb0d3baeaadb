/**
 * Many numbers, of which exact quantiles are asked at the end. Held as sorted distinct values with their counts, and a buffer of the newest that is sorted in when
 * it is as long as what is held: n log n in all, and memory that grows with the distinct values (waits of a log that knows days only are few), never above 20
 * bytes a number. Sums of whole milliseconds are exact below 2^53.
 */
const FIRST_BUFFER = 16;

export class ValueBag {
  count = 0;
  sum = 0;
  #values = new Float64Array(0);
  #counts = new Uint32Array(0);
  #buffer = new Float64Array(FIRST_BUFFER);
  #buffered = 0;

  add(value: number): void {
    if (this.#buffered === this.#buffer.length) this.#settle();
    this.#buffer[this.#buffered++] = value;
    this.count++;
    this.sum += value;
  }

  /** Undefined of an empty bag. */
  mean(): number | undefined {
    return this.count === 0 ? undefined : this.sum / this.count;
  }

  median(): number | undefined {
    return this.quantile(0.5);
  }

  /**
   * Linear between the two nearest ranks (Hyndman & Fan's type 7, the default of R, NumPy and Excel's PERCENTILE.INC); of 0.5 the usual median: the middle value, or
   * the mean of the two middle ones. Undefined of an empty bag.
   */
  quantile(share: number): number | undefined {
    if (this.count === 0) return undefined;
    this.#settle();
    const rank = (this.count - 1) * share;
    const low = Math.floor(rank);
    const below = this.#at(low);
    const part = rank - low;
    return part === 0 ? below : below + (this.#at(low + 1) - below) * part;
  }

  min(): number | undefined {
    this.#settle();
    return this.#values[0];
  }

  max(): number | undefined {
    this.#settle();
    return this.#values.at(-1);
  }

  #at(rank: number): number {
    let past = 0;
    for (let n = 0; n < this.#values.length; n++) {
      past += this.#counts[n]!;
      if (rank < past) return this.#values[n]!;
    }
    return Number.NaN;
  }

  /** Merges the buffer into what is held, equal values into one. */
  #settle(): void {
    if (this.#buffered === 0) return;
    const fresh = this.#buffer.subarray(0, this.#buffered).sort();
    const [values, counts] = [this.#values, this.#counts];
    const merged = new Float64Array(values.length + fresh.length);
    const mergedCounts = new Uint32Array(merged.length);
    let [held, next, last] = [0, 0, -1];
    while (held < values.length || next < fresh.length) {
      const isHeld = next >= fresh.length || (held < values.length && values[held]! <= fresh[next]!);
      const value = isHeld ? values[held]! : fresh[next]!;
      if (last < 0 || merged[last] !== value) merged[++last] = value;
      mergedCounts[last]! += isHeld ? counts[held]! : 1;
      if (isHeld) held++;
      else next++;
    }
    this.#values = merged.slice(0, last + 1);
    this.#counts = mergedCounts.slice(0, last + 1);
    this.#buffered = 0;
    if (this.#buffer.length < this.#values.length) this.#buffer = new Float64Array(this.#values.length);
  }
}
