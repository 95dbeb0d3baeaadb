/**
 * Phase 1: files → one document whose every value knows its file and line. A plan is a folder (or one file) of YAML, and
 * CSV for long lists; each file adds top-level keys (sections). A section may be spread over files when it is a list.
 * Files are taken in the order of their paths, so that a plan reads the same wherever it is unpacked.
 */
import type { Issue } from '../kernel/issue.ts';
import { readCsv } from './csvText.ts';
import { type Located, locatedList, locatedMap } from './located.ts';
import { readYaml } from './yamlText.ts';

/** A file of a plan; `path` is relative to the plan's folder, with forward slashes. */
export interface PlanFile {
  readonly path: string;
  readonly text: string;
}

export interface PlanText {
  /** A map from section to its value. */
  readonly document: Located;
  readonly issues: readonly Issue[];
  /** Some file could not be read to the end, so a section that is missing may only be unread. */
  readonly torn: boolean;
}

/** Codes: plan_empty, section_duplicate, and those of the YAML and CSV readers. */
export function readText(files: readonly PlanFile[]): PlanText {
  const issues: Issue[] = [];
  const sections = new Map<string, Located>();
  let torn = false;
  const inOrder = files.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  for (const file of inOrder) {
    const text = file.text.startsWith('\uFEFF') ? file.text.slice(1) : file.text;
    if (file.path.endsWith('.csv')) {
      const csv = readCsv(file.path, text);
      issues.push(...csv.issues);
      addSection(sections, csv.section, csv.list, issues);
      continue;
    }
    const yaml = readYaml(file.path, text);
    issues.push(...yaml.issues);
    torn ||= yaml.torn;
    for (const [key, value] of yaml.sections) addSection(sections, key, value, issues);
  }
  if (files.length === 0) {
    issues.push({
      code: 'plan_empty',
      severity: 'error',
      file: '',
      line: 0,
      path: '',
      message: '没有找到计划文件',
      fix: '给出一个 .yaml 文件，或一个有 .yaml 的文件夹',
    });
  }
  const place = { file: inOrder[0]?.path ?? '', line: 1 };
  return { document: locatedMap(place, sections), issues, torn };
}

function addSection(sections: Map<string, Located>, key: string, value: Located, issues: Issue[]): void {
  const before = sections.get(key);
  if (before === undefined) {
    sections.set(key, value);
  } else if (Array.isArray(before.value) && Array.isArray(value.value)) {
    const items = [...(before.children?.values() ?? []), ...(value.children?.values() ?? [])];
    sections.set(key, locatedList(before, items));
  } else {
    issues.push({
      code: 'section_duplicate',
      severity: 'error',
      file: value.file,
      line: value.line,
      path: key,
      message: `“${key}”在 ${before.file} 第 ${before.line} 行已经写过`,
      fix: '只有列表可以分写在几个文件里；删去一处，或合在一起',
    });
  }
}
