// The rules of the house are held only if a violation of each is caught: the sample folder has one of every kind.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { checkRooms, withoutWords } from './check-rooms.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const sample = checkRooms(here('./check-rooms.sample'), '.txt');

test.each([
  ['room_unknown', 'attic/thing.ts'],
  ['room_direction', 'kernel/upward.ts'],
  ['loops_import_each_other', 'loops/alpha/alpha.ts'],
  ['import_missing', 'kernel/machine.ts'],
  ['import_without_extension', 'kernel/machine.ts'],
  ['edge_in_core', 'kernel/machine.ts'],
  ['edge_in_core', 'ledger/pure.ts'],
  ['impure', 'kernel/clock.ts'],
  ['barrel', 'kernel/index.ts'],
  ['empty_name', 'kernel/utils/text.ts'],
  ['file_too_long', 'kernel/long.ts'],
  ['function_too_long', 'kernel/long.ts'],
])('the sample violation %s in %s is caught', (code, file) => {
  expect(sample.findings.filter((finding) => finding.code === code).map((finding) => finding.file)).toContain(
    file,
  );
});

test('a cycle is named with all its files', () => {
  const cycle = sample.findings.find((finding) => finding.code === 'import_cycle');
  expect(cycle?.message).toContain('ledger/pure.ts');
  expect(cycle?.message).toContain('ledger/ring.ts');
});

test('words in comments, strings and templates are no code; code inside a template is', () => {
  const lines = sample.findings.filter((finding) => finding.code === 'impure').map((finding) => finding.line);
  expect(lines).toEqual([3, 5, 5, 5]);
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a template inside a string is what is tried.
  const odd = 'const a = `x ${b(`y ${c} Date.now`)} z` / 2; const r = /["\']Date.now/.test(s); done();';
  expect(withoutWords(odd)).not.toContain('Date.now');
  expect(withoutWords(odd)).toContain('done();');
});

test('a folder without sources is a finding, not a success', () => {
  const empty = mkdtempSync(join(tmpdir(), 'rooms-'));
  expect(checkRooms(empty).findings.map((finding) => finding.code)).toEqual(['no_file_read']);
  rmSync(empty, { recursive: true });
});

test('the house itself is clean', () => {
  const house = checkRooms(here('../src'));
  expect(house.files).toBeGreaterThan(100);
  expect(house.findings).toEqual([]);
});
