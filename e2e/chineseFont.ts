// Noto Sans SC as files that fontconfig reads, made from the web fonts of @fontsource/noto-sans-sc: a WOFF is an SFNT whose tables are each
// deflated (https://www.w3.org/TR/WOFF/). Offices have a Chinese font; a machine that runs tests may have none, and layouts are not to be
// judged on empty boxes.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { inflateSync } from 'node:zlib';

const WEIGHTS = [400, 600, 700];
const HEADER_BYTES = 12;
const RECORD_BYTES = 16;
const aligned = (bytes: number) => (bytes + 3) & ~3;

export function writeChineseFonts(folder: string): void {
  const home = dirname(createRequire(import.meta.url).resolve('@fontsource/noto-sans-sc/package.json'));
  for (const weight of WEIGHTS) {
    const name = `noto-sans-sc-chinese-simplified-${weight}-normal`;
    writeFileSync(join(folder, `${name}.ttf`), sfntOf(readFileSync(join(home, 'files', `${name}.woff`))));
  }
}

function sfntOf(woff: Buffer): Buffer {
  if (woff.toString('latin1', 0, 4) !== 'wOFF') throw new Error('not a WOFF');
  const count = woff.readUInt16BE(12);
  const tables = Array.from({ length: count }, (_, index) => {
    const at = 44 + index * 20;
    const packed = woff.subarray(woff.readUInt32BE(at + 4)).subarray(0, woff.readUInt32BE(at + 8));
    const bytes = woff.readUInt32BE(at + 12);
    return {
      tag: woff.subarray(at, at + 4),
      checksum: woff.readUInt32BE(at + 16),
      // A table that would not shrink is stored as it is.
      data: packed.length === bytes ? packed : inflateSync(packed),
    };
  });
  const start = HEADER_BYTES + count * RECORD_BYTES;
  const sfnt = Buffer.alloc(tables.reduce((sum, { data }) => sum + aligned(data.length), start));
  const power = Math.floor(Math.log2(count));
  woff.copy(sfnt, 0, 4, 8);
  sfnt.writeUInt16BE(count, 4);
  sfnt.writeUInt16BE(2 ** power * 16, 6);
  sfnt.writeUInt16BE(power, 8);
  sfnt.writeUInt16BE((count - 2 ** power) * 16, 10);
  let offset = start;
  for (const [index, { tag, checksum, data }] of tables.entries()) {
    const record = HEADER_BYTES + index * RECORD_BYTES;
    tag.copy(sfnt, record);
    sfnt.writeUInt32BE(checksum, record + 4);
    sfnt.writeUInt32BE(offset, record + 8);
    sfnt.writeUInt32BE(data.length, record + 12);
    data.copy(sfnt, offset);
    offset += aligned(data.length);
  }
  return sfnt;
}
