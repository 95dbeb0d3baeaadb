/**
 * Edits of elements → files. The only way in which a plan is changed: the texts stay the plan's own, and an edit touches the lines of its
 * element and no others, comments and spellings included. What the result is worth says `checkPlan`; nothing else builds a plan.
 */
import type { Issue } from '../kernel/issue.ts';
import type { Json } from '../kernel/json.ts';
import { applyCsvEdits, findCsvRows } from './editCsv.ts';
import { appendSection, applyYamlEdits, findYamlElements } from './editYaml.ts';
import { elementId, elementNames, idOfName, isListed, WHOLE } from './elements.ts';
import type { AnySection } from './section.ts';
import type { PlanFile } from './text.ts';
import { PLAN_FORMAT } from './yamlText.ts';

export interface ElementEdit {
  readonly section: string;
  /** The element's name: its id (elements.ts says what names the second of one id), or `*` (WHOLE) where the section is one element. */
  readonly element: string;
  /** The whole element as it shall be; absent = it is taken out. */
  readonly value?: Json | undefined;
}

export interface Edited {
  readonly files: readonly PlanFile[];
  /** Edits that could not be made, as issues without a line: `section_unknown`, `element_unknown`, `element_id_differs`. */
  readonly issues: readonly Issue[];
}

/** Makes the edits in the files; of several of one element the last counts. */
export function applyEdits(
  files: readonly PlanFile[],
  edits: readonly ElementEdit[],
  sections: readonly AnySection[],
): Edited {
  const issues: Issue[] = [];
  const known = new Map(sections.map((section) => [section.key, section]));
  const bySection = new Map<string, Map<string, ElementEdit>>();
  for (const edit of edits) {
    const section = known.get(edit.section);
    const fault = section === undefined ? sectionUnknown(edit) : idDiffers(section, edit);
    if (fault !== undefined) issues.push(fault);
    else {
      const ofSection = bySection.get(edit.section) ?? new Map<string, ElementEdit>();
      bySection.set(edit.section, ofSection.set(edit.element, edit));
    }
  }
  let edited = files;
  for (const [key, wanted] of bySection)
    edited = editSection(edited, known.get(key)!, [...wanted.values()], issues);
  return { files: edited, issues };
}

/** Each file gets the edits of what stands in it; what stands nowhere is added to the last file of its section. */
function editSection(
  files: readonly PlanFile[],
  section: AnySection,
  edits: readonly ElementEdit[],
  issues: Issue[],
): readonly PlanFile[] {
  const { key } = section;
  const nameOf = elementNames();
  const places = files.map((file) =>
    file.path.endsWith('.csv') ? findCsvRows(file, key) : findYamlElements(file, section, nameOf),
  );
  const standing = new Set(places.flatMap((place) => [...(place ?? [])]));
  const added = edits.filter((edit) => !standing.has(edit.element));
  for (const edit of added) if (edit.value === undefined) issues.push(elementUnknown(edit));
  // What a list's columns cannot hold goes to the section's YAML.
  let homeless: readonly ElementEdit[] = added.filter((edit) => edit.value !== undefined);
  const isCsv = (index: number) => files[index]!.path.endsWith('.csv');
  const yamlHome = places.findLastIndex((place, index) => place !== undefined && !isCsv(index));
  const csvHome = places.findLastIndex((place, index) => place !== undefined && isCsv(index));
  const texts = files.map((file) => file);
  files.forEach((file, index) => {
    const place = places[index];
    if (place === undefined || !isCsv(index)) return;
    const own = edits.filter((edit) => place.includes(edit.element));
    const adopted = index === csvHome && yamlHome < 0 ? homeless : [];
    const done = applyCsvEdits(file, section, own, adopted);
    texts[index] = done.file;
    homeless = [...homeless.filter((edit) => !adopted.includes(edit)), ...done.unfit];
  });
  files.forEach((file, index) => {
    const place = places[index];
    if (place === undefined || isCsv(index)) return;
    const own = edits.filter((edit) => place.includes(edit.element));
    texts[index] = applyYamlEdits(
      file,
      section,
      { names: [...place], edits: own },
      index === yamlHome ? homeless : [],
    );
  });
  return yamlHome >= 0 || homeless.length === 0 ? texts : withNewSection(texts, section, homeless);
}

/** A section that no YAML file has gets one: a file of its own, or the end of the file that bears its name. */
function withNewSection(
  files: readonly PlanFile[],
  section: AnySection,
  edits: readonly ElementEdit[],
): readonly PlanFile[] {
  const path = `${section.key}.yaml`;
  const values = edits.map((edit) => edit.value!);
  const value: Json = isListed(section) ? values : values.at(-1)!;
  const standing = files.find((file) => file.path === path);
  const made = appendSection(standing ?? { path, text: `format: ${PLAN_FORMAT}\n` }, section.key, value);
  return standing === undefined ? [...files, made] : files.map((file) => (file === standing ? made : file));
}

function sectionUnknown({ section, element }: ElementEdit): Issue {
  return issue(
    'section_unknown',
    [section, element],
    `计划里没有“${section}”这一节`,
    '核对节名，见 docs/reference/plan-format.md',
  );
}

function elementUnknown({ section, element }: ElementEdit): Issue {
  return issue(
    'element_unknown',
    [section, element],
    `要删去的“${element}”不在“${section}”里`,
    '不必删；或核对编号',
  );
}

function idDiffers(section: AnySection, { element, value }: ElementEdit): Issue | undefined {
  const wanted = isListed(section) ? (value === undefined ? idOfName(element) : elementId(value)) : WHOLE;
  if ((isListed(section) ? idOfName(element) : element) === wanted) return undefined;
  return issue(
    'element_id_differs',
    [section.key, element],
    isListed(section)
      ? `写的是“${element}”，内容的编号却是“${wanted ?? '空'}”`
      : `“${section.key}”整节是一个元素，写作 *`,
    '编号定了不改；要换编号，删去旧的，另加新的',
  );
}

function issue(code: string, path: readonly string[], message: string, fix: string): Issue {
  return { code, severity: 'error', file: '', line: 0, path: path.join('.'), message, fix };
}
