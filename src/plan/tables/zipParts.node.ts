// The parts of a zip that lies in memory, unpacked one at a time and never further than a limit: what the directory tells of sizes is whatever its author
// wrote. Stored and deflated parts only; that is all that workbooks use.
import { createInflateRaw } from 'node:zlib';
import { Problem } from '../../kernel/problem.ts';

interface Part {
  readonly name: string;
  readonly method: number;
  readonly packedBytes: number;
  /** As the directory tells it. */
  readonly toldBytes: number;
  readonly at: number;
  readonly locked: boolean;
}

/** Bytes that may still be unpacked: shared by all parts of one file that one reading needs. */
export class UnpackBudget {
  private left: number;
  readonly most: number;
  constructor(most: number) {
    this.most = most;
    this.left = most;
  }
  /** Fails with `table_too_large`. */
  spend(bytes: number): void {
    this.left -= bytes;
    if (this.left < 0) throw tooLarge(`解开来超过 ${Math.round(this.most / 1_000_000)} MB`);
  }
}

const PARTS_MAX = 20_000;
/** Of a piece: a small part needs no more than it unpacks to. What the directory tells of sizes only chooses within these. */
const CHUNK_BYTES = { least: 1 << 14, most: 1 << 18 };

export class ZipParts {
  private readonly parts: ReadonlyMap<string, Part>;
  private readonly bytes: Uint8Array;
  private readonly budget: UnpackBudget;

  /** Fails with `table_unreadable`. */
  constructor(bytes: Uint8Array, budget: UnpackBudget, parts = directoryOf(bytes)) {
    this.bytes = bytes;
    this.budget = budget;
    this.parts = parts;
  }

  /** The same file for another reading. */
  again(budget: UnpackBudget): ZipParts {
    return new ZipParts(this.bytes, budget, this.parts);
  }

  has(name: string): boolean {
    return this.parts.has(partKey(name));
  }

  /** Fails with `table_unreadable` (missing, torn, locked), `table_too_large`. */
  async *chunks(name: string): AsyncGenerator<Buffer> {
    const part = this.parts.get(partKey(name));
    if (part === undefined) throw unreadable(`里没有 ${name}`);
    if (part.locked) throw unreadable('有密码');
    const packed = packedOf(this.bytes, part);
    if (part.method === 0) {
      this.budget.spend(packed.length);
      yield Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength);
      return;
    }
    if (part.method !== 8) throw unreadable('用了不认识的压缩办法');
    const chunkSize = Math.min(CHUNK_BYTES.most, Math.max(CHUNK_BYTES.least, part.toldBytes));
    const inflater = createInflateRaw({ chunkSize });
    inflater.end(packed);
    try {
      for await (const chunk of inflater) {
        this.budget.spend((chunk as Buffer).length);
        yield chunk as Buffer;
      }
    } catch (error) {
      if (error instanceof Problem) throw error;
      throw unreadable('的压缩内容不完整');
    } finally {
      inflater.destroy();
    }
  }

  /** A small part whole. Fails as `chunks` does, and with `table_too_large` above `most`. */
  async text(name: string, most: number): Promise<string> {
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of this.chunks(name)) {
      bytes += chunk.length;
      if (bytes > most) throw tooLarge(`里 ${name} 超过 ${Math.round(most / 1_000_000)} MB`);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString('utf8');
  }
}

/** Names in a workbook are the same whatever their case and however their slash leans (ECMA-376 part 2, 6.2.2). */
function partKey(name: string): string {
  return name.replaceAll('\\', '/').replace(/^\//, '').toLowerCase();
}

/** APPNOTE 4.3.16 (end of the directory), 4.3.12 (its headers), 4.5.3 (zip64 extra). */
function directoryOf(bytes: Uint8Array): ReadonlyMap<string, Part> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endOf(view);
  if (end === undefined) throw unreadable('不完整');
  const parts = new Map<string, Part>();
  let at = view.getUint32(end + 16, true);
  for (let count = view.getUint16(end + 10, true); count > 0; count--) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== 0x02014b50) throw unreadable('不完整');
    if (parts.size > PARTS_MAX) throw unreadable('里的部件太多');
    const nameBytes = view.getUint16(at + 28, true);
    const extraBytes = view.getUint16(at + 30, true);
    const name = Buffer.from(bytes.subarray(at + 46, at + 46 + nameBytes)).toString('utf8');
    const told = { packed: view.getUint32(at + 20, true), at: view.getUint32(at + 42, true) };
    const wide = told.packed === 0xffffffff || told.at === 0xffffffff;
    const extra = bytes.subarray(at + 46 + nameBytes, at + 46 + nameBytes + extraBytes);
    const place = wide ? zip64Of(extra, view.getUint32(at + 24, true) === 0xffffffff, told) : told;
    parts.set(partKey(name), {
      name,
      method: view.getUint16(at + 10, true),
      packedBytes: place.packed,
      toldBytes: view.getUint32(at + 24, true),
      at: place.at,
      locked: (view.getUint16(at + 8, true) & 1) === 1,
    });
    at += 46 + nameBytes + extraBytes + view.getUint16(at + 32, true);
  }
  return parts;
}

function endOf(view: DataView): number | undefined {
  for (let at = view.byteLength - 22; at >= 0 && at >= view.byteLength - 22 - 65_535; at--)
    if (view.getUint32(at, true) === 0x06054b50) return at;
  return undefined;
}

function zip64Of(
  extra: Uint8Array,
  sizeIsWide: boolean,
  told: { readonly packed: number; readonly at: number },
): { readonly packed: number; readonly at: number } {
  const view = new DataView(extra.buffer, extra.byteOffset, extra.byteLength);
  for (let at = 0; at + 4 <= extra.length; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue;
    let from = at + 4 + (sizeIsWide ? 8 : 0);
    const next = (): number => {
      if (from + 8 > extra.length) throw unreadable('不完整');
      const value = Number(view.getBigUint64(from, true));
      from += 8;
      return value;
    };
    const packed = told.packed === 0xffffffff ? next() : told.packed;
    return { packed, at: told.at === 0xffffffff ? next() : told.at };
  }
  throw unreadable('不完整');
}

/** What follows a part's local header (APPNOTE 4.3.7). */
function packedOf(bytes: Uint8Array, { at, packedBytes }: Part): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (at + 30 > bytes.length || view.getUint32(at, true) !== 0x04034b50) throw unreadable('不完整');
  const from = at + 30 + view.getUint16(at + 26, true) + view.getUint16(at + 28, true);
  if (from + packedBytes > bytes.length) throw unreadable('不完整');
  return bytes.subarray(from, from + packedBytes);
}

export function unreadable(
  what: string,
  fix = '在 Excel、WPS 或 LibreOffice 里打开，另存为不带密码的 .xlsx',
): Problem {
  return new Problem({
    code: 'table_unreadable',
    message: `文件${what}`,
    kept: '没有写入任何事实',
    fix,
    status: 400,
  });
}

export function tooLarge(what: string, fix = '删去图片、空行空列和别的工作表，或分成几份'): Problem {
  return new Problem({
    code: 'table_too_large',
    message: `文件${what}`,
    kept: '没有写入任何事实',
    fix,
    status: 413,
  });
}
