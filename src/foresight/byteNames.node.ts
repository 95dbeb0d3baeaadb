// Numbers for names that stand as UTF-8 bytes in a buffer: a name seen before costs a hash and a comparison, no string. An edge only because core code has
// no text decoder. Open addressing, at most half full.

const decoder = new TextDecoder('utf-8', { fatal: true });
const encoder = new TextEncoder();

export class ByteNames {
  /** Names by number. */
  readonly texts: string[] = [];
  #pool = new Uint8Array(1024);
  #ends: number[] = [0];
  #slots = new Int32Array(64).fill(-1);

  /** Throws TypeError when the bytes are no UTF-8. */
  numberOf(bytes: Uint8Array, from: number, to: number): number {
    const mask = this.#slots.length - 1;
    let slot = hash(bytes, from, to) & mask;
    for (;;) {
      const number = this.#slots[slot]!;
      if (number < 0) return this.#add(bytes, from, to, slot);
      if (this.#is(number, bytes, from, to)) return number;
      slot = (slot + 1) & mask;
    }
  }

  numberOfText(text: string): number {
    const bytes = encoder.encode(text);
    return this.numberOf(bytes, 0, bytes.length);
  }

  #is(number: number, bytes: Uint8Array, from: number, to: number): boolean {
    const start = this.#ends[number]!;
    if (this.#ends[number + 1]! - start !== to - from) return false;
    for (let at = from, pool = start; at < to; at++, pool++) {
      if (bytes[at] !== this.#pool[pool]) return false;
    }
    return true;
  }

  #add(bytes: Uint8Array, from: number, to: number, slot: number): number {
    const number = this.texts.length;
    this.texts.push(decoder.decode(bytes.subarray(from, to)));
    const start = this.#ends[number]!;
    const end = start + to - from;
    if (end > this.#pool.length) {
      const wider = new Uint8Array(Math.max(end, this.#pool.length * 2));
      wider.set(this.#pool);
      this.#pool = wider;
    }
    this.#pool.set(bytes.subarray(from, to), start);
    this.#ends.push(end);
    this.#slots[slot] = number;
    if (this.texts.length * 2 > this.#slots.length) this.#widen();
    return number;
  }

  #widen(): void {
    const mask = this.#slots.length * 2 - 1;
    this.#slots = new Int32Array(mask + 1).fill(-1);
    for (let number = 0; number < this.texts.length; number++) {
      let slot = hash(this.#pool, this.#ends[number]!, this.#ends[number + 1]!) & mask;
      while (this.#slots[slot]! >= 0) slot = (slot + 1) & mask;
      this.#slots[slot] = number;
    }
  }
}

function hash(bytes: Uint8Array, from: number, to: number): number {
  let value = 0x811c9dc5;
  for (let at = from; at < to; at++) value = Math.imul(value ^ bytes[at]!, 0x01000193);
  return value ^ (value >>> 15);
}
