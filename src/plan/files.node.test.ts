import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Problem } from '../kernel/problem.ts';
import { findPlanFiles, MAX_FILE_BYTES, MAX_FILES, readPlanFiles } from './files.node.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'luodi-plan-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(path: string, text: string | Uint8Array): string {
  const full = join(folder, path);
  mkdirSync(join(full, '..'), { recursive: true });
  writeFileSync(full, text);
  return full;
}

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (thrown) {
    if (thrown instanceof Problem) return thrown.code;
    throw thrown;
  }
  return '';
}

test('YAML and CSV of the folder and below, in order; nothing else, and no link is followed', () => {
  write('b.yml', '2');
  write('a.yaml', '\uFEFF1');
  write('lists/units.csv', '3');
  write('SOURCES.md', 'no');
  write('.hidden.yaml', 'no');
  write('~$a.yaml', 'no');
  symlinkSync(write('x.txt', 'no'), join(folder, 'link.yaml'));
  expect(readPlanFiles(folder)).toEqual([
    { path: 'a.yaml', text: '\uFEFF1' },
    { path: 'b.yml', text: '2' },
    { path: 'lists/units.csv', text: '3' },
  ]);
  expect(readPlanFiles(join(folder, 'a.yaml'))).toEqual([{ path: 'a.yaml', text: '\uFEFF1' }]);
});

test('bytes that are no UTF-8 are refused with the line and the likely encoding; the others are still read', () => {
  write('good.yaml', 'format: luodi/plan@1\n');
  // 肇庆 in GB18030.
  write('gb.yaml', Uint8Array.from([...Buffer.from('a: 1\nname: '), 0xd5, 0xd8, 0xc7, 0xec]));
  write('utf16.yaml', Uint8Array.from([0xff, 0xfe, 0x61, 0x00]));
  const { files, issues } = findPlanFiles(folder);
  expect(files.map((file) => file.path)).toEqual(['good.yaml']);
  expect(issues).toMatchObject([
    { code: 'text_encoding', file: 'gb.yaml', line: 2, message: expect.stringContaining('GB18030') },
    { code: 'text_encoding', file: 'utf16.yaml', line: 1, message: expect.stringContaining('UTF-16') },
  ]);
  expect(codeOf(() => readPlanFiles(folder))).toBe('text_encoding');
});

test('limits', () => {
  write('great.yaml', new Uint8Array(MAX_FILE_BYTES + 1).fill(0x20));
  expect(findPlanFiles(folder).issues.map((issue) => issue.code)).toEqual(['file_too_large']);
  for (let i = 0; i < MAX_FILES; i++) write(`p${i}.yaml`, '');
  expect(findPlanFiles(folder).issues.map((issue) => issue.code)).toEqual(['files_too_many']);
  expect(codeOf(() => readPlanFiles(join(folder, 'nowhere')))).toBe('plan_not_found');
});

test('a list whose bytes can be nothing but GB18030 is read as such, with a warning; a list in Big5 or of torn UTF-8 is refused', () => {
  const gb = (text: string) =>
    Uint8Array.from([
      ...Buffer.from('id,name\n1,'),
      ...text.match(/../g)!.map((pair) => Number.parseInt(pair, 16)),
    ]);
  // 肇庆市端州区 in GB18030; 肇慶市端州區 in Big5; 肇庆市端 in UTF-8, torn within its last character.
  write('units.a.csv', gb('d5d8c7eccad0b6cbd6ddc7f8'));
  write('units.b.csv', gb('bbf9bc79a5abbadda67bb0cf'));
  write('units.c.csv', Buffer.from('id,name\n1,肇庆市端').subarray(0, -1));
  const { files, issues } = findPlanFiles(folder);
  expect(files).toEqual([{ path: 'units.a.csv', text: 'id,name\n1,肇庆市端州区' }]);
  expect(issues.map(({ code, file, severity }) => [code, file, severity])).toEqual([
    ['text_encoding_guessed', 'units.a.csv', 'warning'],
    ['text_encoding', 'units.b.csv', 'error'],
    ['text_encoding', 'units.c.csv', 'error'],
  ]);
  rmSync(join(folder, 'units.b.csv'));
  rmSync(join(folder, 'units.c.csv'));
  expect(readPlanFiles(folder)).toHaveLength(1);
});
