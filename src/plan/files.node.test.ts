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
