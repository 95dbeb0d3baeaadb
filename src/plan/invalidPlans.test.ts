/**
 * Every broken plan in plans/invalid is refused with the code it is named after, at the line it says, and with no other
 * error; and every code of the checker and every rule of every section, of whatever room, has its broken plan. `<code>.yaml`, `<code>--<variant>.yaml`,
 * or a folder of that name; somewhere in it stands `# expect: <code> at line <n>`.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { checkPlan, type PlanRegistry } from './check.ts';
import { planCodes } from './codes.ts';
import { everyRegistered } from './everySection.testing.node.ts';
import { findPlanFiles } from './files.node.ts';

const folder = join(import.meta.dirname, '../../plans/invalid');
const names = readdirSync(folder).toSorted();

interface Expected {
  readonly code: string;
  readonly line: number;
  readonly file: string;
}

function expectedOf(name: string): Expected {
  const path = join(folder, name);
  const paths = statSync(path).isDirectory()
    ? readdirSync(path).map((file) => [file, join(path, file)])
    : [[name, path]];
  const found = paths.flatMap(([file, full]) => {
    // Read as bytes: one of them is not UTF-8 on purpose.
    const match = /^# expect: (\w+) at line (\d+)$/m.exec(readFileSync(full!, 'latin1'));
    return match === null ? [] : [{ code: match[1]!, line: Number(match[2]), file: file! }];
  });
  expect(found, `${name} says once what it expects`).toHaveLength(1);
  return found[0]!;
}

/** `tasks: task_cycle (error)`. The path of an issue begins with the key of its section. */
function ruleName({ code, severity, path }: { code: string; severity: string; path: string }): string {
  return `${/^\w*/.exec(path)![0]}: ${code} (${severity})`;
}

let registry: PlanRegistry;
beforeAll(async () => {
  registry = await everyRegistered();
});

describe('plans/invalid', () => {
  test('there are at least 25', () => {
    expect(names.length).toBeGreaterThanOrEqual(25);
  });

  test.each(names)('%s', (name) => {
    const expected = expectedOf(name);
    expect(name.replace(/\.yaml$/, '').replace(/--.*$/, '')).toBe(expected.code);
    const { files, issues: unread } = findPlanFiles(join(folder, name));
    const check = checkPlan(files, registry);
    // A file that could not be read is told as such; what is then missing is its echo.
    const issues = unread.length > 0 ? unread : check.issues;
    const errors = issues.filter((issue) => issue.severity === 'error');
    const shown = (
      unread.length > 0 || errors.length > 0 ? errors : issues.filter((issue) => issue.code === expected.code)
    ).map(({ code, line, file, message }) => ({ code, line, file, message }));
    expect(shown).toEqual([{ ...expected, message: expect.stringMatching(/\S/) }]);
    expect(issues.every((issue) => issue.fix.length > 0)).toBe(true);
    expect(check.content === undefined).toBe(errors.length > 0 || unread.length > 0);
  });

  test('every code of a phase, and every rule of every section, has its broken plan', () => {
    const phases = planCodes.filter((code) => code.provenBy !== 'test').map((code) => code.code);
    const named = new Set(names.map((name) => expectedOf(name).code));
    expect(phases.filter((code) => !named.has(code))).toEqual([]);

    // One code may be raised by several sections, and twice by one with two severities: each is a rule of its own.
    const shown = new Set(
      names.flatMap((name) => {
        const { code } = expectedOf(name);
        const { issues } = checkPlan(findPlanFiles(join(folder, name)).files, registry);
        return issues.filter((issue) => issue.code === code).map((issue) => ruleName(issue));
      }),
    );
    const rules = registry.sections.flatMap((section) =>
      (section.rules ?? []).map((rule) => ruleName({ ...rule, path: section.key })),
    );
    expect(rules.length).toBeGreaterThan(50);
    expect([...new Set(rules)].filter((rule) => !shown.has(rule))).toEqual([]);
  });

  test('no code is raised that the list of codes and the rules do not know', () => {
    const known = new Set([
      ...planCodes.map((code) => code.code),
      ...registry.sections.flatMap((section) => (section.rules ?? []).map((rule) => rule.code)),
    ]);
    const raised = names.flatMap((name) => {
      const { files, issues } = findPlanFiles(join(folder, name));
      return [...issues, ...checkPlan(files, registry).issues].map((issue) => issue.code);
    });
    expect(raised.filter((code) => !known.has(code))).toEqual([]);
  });
});
