import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { refuseOtherFiles } from './plan.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'luodi-plan-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const files = [
  { path: 'city.yaml', text: 'a: 1\n' },
  { path: 'lists/units.csv', text: 'id\n' },
];

test('into nothing, an empty folder, or the same files beside others that are no plan', () => {
  expect(() => refuseOtherFiles(join(folder, 'new'), files)).not.toThrow();
  expect(() => refuseOtherFiles(folder, files)).not.toThrow();
  mkdirSync(join(folder, 'lists'));
  writeFileSync(join(folder, 'lists/units.csv'), 'id\n');
  writeFileSync(join(folder, 'README.md'), '#');
  expect(() => refuseOtherFiles(folder, files)).not.toThrow();
});

test.each([
  ['another file', 'targets.yaml', 'a: 1\n'],
  ['the same name with another content', 'city.yaml', 'a: 2\n'],
])('%s is neither written over nor mixed with', (_, path, text) => {
  writeFileSync(join(folder, path), text);
  expect(() => refuseOtherFiles(folder, files)).toThrow(
    expect.objectContaining({ code: 'plan_folder_not_empty' }),
  );
});
