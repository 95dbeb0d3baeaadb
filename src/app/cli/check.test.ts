// What luodi check says of a folder that cannot be read: the fault itself, and no echo of it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../config.node.ts';
import { checkPlanAt, issuesText } from './check.ts';

test('a file in another encoding is that, and not an empty plan without a city', () => {
  const { issues } = checkPlanAt(`${packageRoot()}/plans/invalid/text_encoding.yaml`);
  expect(issues.map(({ code }) => code)).toEqual(['text_encoding']);
});

test('what is of no file is told without a place', () => {
  const folder = mkdtempSync(join(tmpdir(), 'luodi-check-'));
  try {
    writeFileSync(join(folder, 'note.txt'), '不是计划');
    const text = issuesText(checkPlanAt(folder).issues);
    expect(text).toContain('错误 plan_empty');
    expect(text).not.toContain(':0');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
