/**
 * The files of a plan as a content of their own: kept whole beside the content document, so that what an office exports is what was
 * given, comments and all. A plan adopted without files (an older ledger) is written out canonically: one YAML file a section,
 * which `checkPlan` reads back to the same content.
 */
import type { Json, JsonObject } from '../kernel/json.ts';
import { Problem } from '../kernel/problem.ts';
import type { PlanContent } from './plan.ts';
import type { PlanFile } from './text.ts';
import { blockYaml } from './writeYaml.ts';
import { PLAN_FORMAT } from './yamlText.ts';

export const PLAN_FILES_FORMAT = 'luodi/plan-files@1';

/** The content of kind `files`, by path, so that one set of files has one hash. */
export function planFilesContent(files: readonly PlanFile[]): JsonObject {
  const inOrder = files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  return { format: PLAN_FILES_FORMAT, files: inOrder.map(({ path, text }) => ({ path, text })) };
}

/** Fails with `plan_files_unknown` (another format than this program reads), `plan_file_path` (a path that would lead out of the plan's folder). */
export function planFilesOf(stored: JsonObject): readonly PlanFile[] {
  const { format, files } = stored;
  if (format === PLAN_FILES_FORMAT && Array.isArray(files))
    return files.map((file) => {
      const { path, text } = file as { path: string; text: string };
      if (!isInside(path)) throw outside(path);
      return { path, text };
    });
  throw new Problem({
    code: 'plan_files_unknown',
    message: `存的计划文件是 ${String(format)}，本版只读 ${PLAN_FILES_FORMAT}`,
    kept: '没有改动',
    fix: '用写它的那一版程序导出',
    status: 500,
  });
}

/** An export is written to a folder: nothing in it may name another place. */
function isInside(path: string): boolean {
  return (
    !path.includes('\\') && path.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
  );
}

function outside(path: string): Problem {
  return new Problem({
    code: 'plan_file_path',
    message: `计划文件的路径“${path}”指到计划文件夹之外`,
    kept: '没有写出任何文件',
    fix: '查清这份台账的来历；luodi verify',
    status: 500,
  });
}

/** Files written from a content alone: `<section>.yaml`, every value written out. */
export function canonicalFiles(content: PlanContent): readonly PlanFile[] {
  return Object.entries(content.sections).flatMap(([key, value]) =>
    // A section that is null is one that the plan left out.
    value === null ? [] : [{ path: `${key}.yaml`, text: sectionFile(key, value) }],
  );
}

function sectionFile(key: string, value: Json): string {
  return `format: ${PLAN_FORMAT}\n\n${blockYaml({ [key]: value }, 0)}`;
}
