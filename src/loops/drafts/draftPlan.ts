// What a draft comes to: its edits made in the files of its base, checked like any plan, and told as a difference. Pure.
import type { Issue } from '../../kernel/issue.ts';
import type { Json, JsonObject } from '../../kernel/json.ts';
import { checkPlan, type PlanCheck, type PlanRegistry } from '../../plan/check.ts';
import { type ElementDifference, planDifference } from '../../plan/difference.ts';
import { applyEdits, type ElementEdit } from '../../plan/edit.ts';
import {
  elementNames,
  elementSchema,
  elementsOf,
  isJsonMap,
  isListed,
  parsedElement,
  sameJson,
  WHOLE,
} from '../../plan/elements.ts';
import type { PlanContent } from '../../plan/plan.ts';
import type { AnySection } from '../../plan/section.ts';
import { type PlanFile, readText } from '../../plan/text.ts';
import type { FormSchema } from './formSchema.ts';
import { type ShownIssue, shownIssue, termsAt, titleIn } from './issueWords.ts';

/** An issue with the element that it stands in, where it stands in one. */
export interface DraftIssue extends Issue {
  readonly section: string | null;
  readonly element: string | null;
  /** 「目标 · 新引进项目」; null where it stands in none. */
  readonly where: string | null;
  /** The issue with fields called as the form calls them. */
  readonly shown: ShownIssue;
}

export interface DraftPlan {
  readonly files: readonly PlanFile[];
  /** Every error; of warnings and hints those of the elements that the draft touches. */
  readonly issues: readonly DraftIssue[];
  readonly errors: number;
  /** Present when there is no error. */
  readonly content: PlanCheck['content'];
  readonly difference: readonly ElementDifference[];
}

interface Base {
  readonly content: PlanContent;
  readonly files: readonly PlanFile[];
}

/** An edit as it is kept: what was restored is as in the base. */
export interface KeptEdit {
  readonly section: string;
  readonly element: string;
  readonly op: 'put' | 'remove' | 'restore';
  readonly value?: Json | undefined;
}

export function draftPlan(base: Base, kept: readonly KeptEdit[], registry: PlanRegistry): DraftPlan {
  const edits = elementEdits(kept);
  const edited = applyEdits(base.files, edits, registry.sections);
  const checked = checkPlan(edited.files, registry);
  const touched = new Set(edits.map((edit) => `${edit.section} ${edit.element}`));
  const named = placed([...edited.issues, ...checked.issues], edited.files, checked.content, registry);
  const issues = named.filter(
    (issue) => issue.severity === 'error' || touched.has(`${issue.section} ${issue.element}`),
  );
  const errors = issues.filter((issue) => issue.severity === 'error').length;
  const content = errors === 0 ? checked.content : undefined;
  const after = content ?? sketch(base.content, edits, registry);
  return {
    files: edited.files,
    issues,
    errors,
    content,
    difference: planDifference(base.content, after, registry.sections),
  };
}

export function elementEdits(kept: readonly KeptEdit[]): readonly ElementEdit[] {
  return kept
    .filter((edit) => edit.op !== 'restore')
    .map(({ section, element, op, value }) => ({ section, element, ...(op === 'put' ? { value } : {}) }));
}

/** Values alone, for telling the difference of a draft that is not sound yet. It is shown and never adopted. */
export function sketch(
  base: PlanContent,
  edits: readonly ElementEdit[],
  registry: PlanRegistry,
): PlanContent {
  const sections: Record<string, Json> = { ...base.sections };
  for (const section of registry.sections) {
    const own = edits.filter((edit) => edit.section === section.key);
    if (own.length === 0) continue;
    const elements = new Map(elementsOf(section, sections[section.key]));
    for (const { element, value } of own) {
      if (value === undefined) elements.delete(element);
      else elements.set(element, parsedElement(section, value) ?? value);
    }
    const values = [...elements.values()];
    sections[section.key] = isListed(section) ? values : (values[0] ?? null);
  }
  return { format: base.format, sections };
}

/** The element that an issue's path leads into: `targets.3.amount` is of the fourth target of the files. */
function placed(
  issues: readonly Issue[],
  files: readonly PlanFile[],
  content: PlanContent | undefined,
  registry: PlanRegistry,
): readonly DraftIssue[] {
  // A sound plan has its lists in the order of the files: nothing need be read again.
  const values = content?.sections ?? (readText(files).document.value as JsonObject);
  const names = new Map<string, readonly (string | undefined)[]>();
  return issues.map((issue) => {
    const [key = '', index = '', ...rest] = issue.path.split('.');
    const section = registry.sections.find((each) => each.key === key);
    const value = values[key];
    if (!Array.isArray(value)) {
      const element = isJsonMap(value) ? WHOLE : index || null;
      const told = inWords(issue, section, [index, ...rest], undefined);
      return { ...issue, section: key || null, element, ...told };
    }
    const known = names.get(key) ?? value.map(elementNames());
    names.set(key, known);
    const element = known[Number(index)] ?? null;
    const title = titleIn(value[Number(index)]) ?? element ?? undefined;
    return { ...issue, section: key, element, ...inWords(issue, section, rest, title) };
  });
}

function inWords(
  issue: Issue,
  section: AnySection | undefined,
  path: readonly string[],
  title: string | undefined,
): Pick<DraftIssue, 'where' | 'shown'> {
  if (section === undefined) return { where: null, shown: { message: issue.message, fix: issue.fix } };
  return {
    where: title === undefined ? section.title.zh : `${section.title.zh} · ${title}`,
    shown: shownIssue(issue, termsAt(elementSchema(section) as FormSchema, path)),
  };
}

/**
 * Edits without those that say what stands: an element put as it is in the base is not changed, and if it was, its edit is taken back.
 * `basedOn` travels along.
 */
export function changingEdits<E extends KeptEdit>(
  edits: readonly E[],
  base: PlanContent,
  kept: readonly KeptEdit[],
  registry: PlanRegistry,
): readonly E[] {
  const last = new Map(kept.map((edit) => [`${edit.section} ${edit.element}`, edit]));
  const elements = new Map(
    registry.sections.map((section) => [
      section.key,
      { section, of: undefined as ReadonlyMap<string, Json> | undefined },
    ]),
  );
  return edits.flatMap((edit) => {
    const known = elements.get(edit.section);
    if (known === undefined) return [edit];
    known.of ??= elementsOf(known.section, base.sections[edit.section]);
    const standing = known.of.get(edit.element);
    const wanted = edit.op === 'put' ? (parsedElement(known.section, edit.value!) ?? edit.value) : undefined;
    const isBase =
      edit.op === 'restore' ||
      (edit.op === 'put' &&
        standing !== undefined &&
        sameJson(parsedElement(known.section, standing) ?? standing, wanted)) ||
      (edit.op === 'remove' && standing === undefined);
    const before = last.get(`${edit.section} ${edit.element}`);
    const changed = before !== undefined && before.op !== 'restore';
    if (!isBase) return [edit];
    if (!changed) return [];
    const { value: _, ...rest } = edit;
    return [{ ...rest, op: 'restore' } as E];
  });
}

/** Elements that both the draft and the plan now in force changed since the draft's base. */
export function collisions(
  before: PlanContent,
  now: PlanContent,
  kept: readonly KeptEdit[],
  registry: PlanRegistry,
): readonly ElementDifference[] {
  const mine = new Set(elementEdits(kept).map((edit) => `${edit.section} ${edit.element}`));
  return planDifference(before, now, registry.sections).filter((each) =>
    mine.has(`${each.section} ${each.element}`),
  );
}
