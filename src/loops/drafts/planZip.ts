/**
 * A plan's files as one .zip to be saved by a browser: entries stored, not packed (a plan is some hundred kilobytes), names in UTF-8. Pure. APPNOTE 6.3.10,
 * 4.3.7 (local header), 4.3.12 (central directory), 4.3.16 (its end); the day is the format's first, 1980-01-01, so that the same plan gives the same bytes.
 */
const UTF8_NAMES = 0x0800;
const FIRST_DAY = 0x0021;

export function planZip(
  files: readonly { readonly path: string; readonly text: string }[],
  encode: (text: string) => Uint8Array,
): Uint8Array<ArrayBuffer> {
  const entries = files.map(({ path, text }) => {
    const bytes = encode(text);
    return { name: encode(path), bytes, crc: crc32(bytes) };
  });
  const parts: Uint8Array[] = [];
  const central: Uint8Array[] = [];
  let offset = 0;
  for (const { name, bytes, crc } of entries) {
    const told = [20, UTF8_NAMES, 0, 0, FIRST_DAY, crc, bytes.length, bytes.length, name.length, 0] as const;
    const widths = [2, 2, 2, 2, 2, 4, 4, 4, 2, 2];
    const local = fields([0x04034b50, ...told], [4, ...widths]);
    central.push(
      fields([0x02014b50, 20, ...told, 0, 0, 0, 0, offset], [4, 2, ...widths, 2, 2, 2, 4, 4]),
      name,
    );
    parts.push(local, name, bytes);
    offset += local.length + name.length + bytes.length;
  }
  const size = central.reduce((sum, part) => sum + part.length, 0);
  const count = entries.length;
  const end = fields([0x06054b50, 0, 0, count, count, size, offset, 0], [4, 2, 2, 2, 2, 4, 4, 2]);
  return joined([...parts, ...central, end]);
}

/** Little-endian numbers of the given widths in bytes. */
function fields(values: readonly number[], widths: readonly number[]): Uint8Array {
  const bytes: number[] = [];
  values.forEach((value, index) => {
    for (let at = 0; at < widths[index]!; at++) bytes.push((value >>> (8 * at)) & 0xff);
  });
  return Uint8Array.from(bytes);
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** IEEE 802.3, reflected. */
export function crc32(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
