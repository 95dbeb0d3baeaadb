/**
 * The plan in force. `PlanContent` is what is hashed, adopted and stored whole: every value written out, defaults too,
 * so that a later default of ours changes nothing that was adopted. `compilePlan` gives it the typed face that loops see.
 */
import type { JsonObject } from '../kernel/json.ts';
import type { PlanInForce, PlanSection } from '../kernel/loop.ts';
import { Problem } from '../kernel/problem.ts';
import type { AnySection } from './section.ts';
import { asJson } from './shape.ts';
import { unitsSection, unitTreesSection } from './unitRules.ts';
import { buildUnits, type DatedUnits } from './unitTree.ts';
import { PLAN_FORMAT } from './yamlText.ts';

/** Canonical JSON: strings, booleans, whole numbers, lists, maps; hash = H(canonicalText(content)). */
export interface PlanContent extends JsonObject {
  readonly format: typeof PLAN_FORMAT;
  /** Values by section. A section that the plan leaves out stands with its default. */
  readonly sections: JsonObject;
}

export interface CompiledPlan extends PlanInForce {
  readonly units: DatedUnits;
  readonly content: PlanContent;
}

/**
 * Fails with `plan_format_unknown` (another format than this program reads), `plan_section_unknown` (a section that no
 * registered part of the program owns), `plan_section_invalid` (a stored section that its schema no longer takes).
 */
export function compilePlan(
  content: PlanContent,
  sections: readonly AnySection[],
  hash: string,
): CompiledPlan {
  if (content.format !== PLAN_FORMAT) {
    const message = `计划的格式是 ${String(content.format)}，本版只读 ${PLAN_FORMAT}`;
    throw new Problem({
      code: 'plan_format_unknown',
      message,
      kept: '计划未生效',
      fix: '用写它的那一版程序导出',
    });
  }
  const values = new Map<string, unknown>();
  for (const section of sections)
    values.set(section.key, parseSection(section, content.sections[section.key]));
  for (const key of Object.keys(content.sections)) {
    if (values.has(key)) continue;
    const fix = '用有这一节的版本打开';
    throw new Problem({
      code: 'plan_section_unknown',
      message: `计划里的“${key}”没有程序认领`,
      kept: '计划未生效',
      fix,
    });
  }
  const section = <T>(wanted: PlanSection<T>): T => {
    if (!values.has(wanted.key)) throw sectionMissing(wanted.key);
    return values.get(wanted.key) as T;
  };
  const units = buildUnits(section(unitsSection), section(unitTreesSection));
  return { hash, content, section, units };
}

function parseSection(section: AnySection, value: unknown): unknown {
  const parsed = section.schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const fault = parsed.error.issues[0];
  throw new Problem({
    code: 'plan_section_invalid',
    message: `计划里的“${section.key}”与本版不合：${[section.key, ...(fault?.path ?? [])].join('.')}（${fault?.message ?? ''}）`,
    kept: '计划未生效',
    fix: '用 luodi check 检查计划后重新采纳',
  });
}

function sectionMissing(key: string): Problem {
  return new Problem({
    code: 'plan_section_missing',
    message: `计划里没有“${key}”`,
    fix: '把这一节的归属程序登记进来',
    status: 500,
  });
}

/** Of a content taken from the database: its outer shape. Fails with `plan_format_unknown`. */
export function planContent(stored: JsonObject): PlanContent {
  const { format, sections } = stored;
  if (
    format === PLAN_FORMAT &&
    typeof sections === 'object' &&
    sections !== null &&
    !Array.isArray(sections)
  ) {
    return { format: PLAN_FORMAT, sections: asJson(sections) as JsonObject };
  }
  throw new Problem({ code: 'plan_format_unknown', message: '存的内容不是计划', fix: '核对内容的哈希' });
}
