/**
 * Phases 3 and 4 run the rules that sections declare; this file says how, and adds the one reference that any element
 * of any section may make: provenance, to `sources`. A rule that would look at something broken is not run: its
 * findings would be echoes. So a rule may assume that all it sees has its shape (phase 3) and its references (phase 4).
 */

import type { Issue, IssueSeverity } from '../kernel/issue.ts';
import type { PlanUnderCheck } from '../kernel/loop.ts';
import { planCodes } from './codes.ts';
import type { Provenance } from './element.ts';
import { type Located, type Path, pathText, placeOf } from './located.ts';
import { differingFigures } from './quotedFigure.ts';

/** Codes: reference_unknown, provenance_field_unknown, provenance_without_source, provenance_basis_differs; with
 * `assumptions` also demo_assumption, source_to_be_found and quoted_figure_differs, which tell and do not refuse. */
export function checkProvenance(
  sections: ReadonlyMap<string, unknown>,
  document: Located,
  whole: PlanUnderCheck,
): readonly Issue[] {
  const sources = (whole.section('sources') ?? []) as readonly { id: string; kind: string }[];
  const kinds = new Map(sources.map((source) => [source.id, source.kind]));
  const issues: Issue[] = [];
  for (const [key, value] of sections) {
    eachProvenance(value, [key], (element, field, provenance, path) => {
      const found = findingsOf(element, field, provenance, kinds);
      for (const { code, message, fix } of found) {
        issues.push({
          code,
          severity: severityOf(code),
          ...placeOf(document, path),
          path: pathText(path),
          message,
          fix,
        });
      }
    });
  }
  return issues;
}

interface Found {
  readonly code: string;
  readonly message: string;
  readonly fix: string;
}

function findingsOf(
  element: Readonly<Record<string, unknown>>,
  field: string,
  provenance: Provenance,
  kinds: ReadonlyMap<string, string>,
): readonly Found[] {
  const found: Found[] = [];
  const { basis, source } = provenance;
  // A field that is left open is named although it is absent: that is what 待补来源 is for.
  if (field !== '*' && basis !== '待补来源' && element[field] === undefined) {
    const fix = '写本元素已有的字段名，或 *（整个元素）';
    found.push({ code: 'provenance_field_unknown', message: `没有字段“${field}”，却写了它的来历`, fix });
  }
  if (source === undefined && (basis === '原文' || basis === '外部来源')) {
    found.push({
      code: 'provenance_without_source',
      message: `依据是${basis}，却没有写来源`,
      fix: '写 source: 来源编号',
    });
  }
  if (source !== undefined) {
    const kind = kinds.get(source);
    if (kind === undefined) {
      const fix = `可用：${[...kinds.keys()].slice(0, 12).join('、') || '先写 sources'}`;
      found.push({ code: 'reference_unknown', message: `来源“${source}”没有`, fix });
    } else if (kind !== basis && basis !== '待补来源') {
      const message = `依据是${basis}，来源“${source}”却是${kind}`;
      found.push({ code: 'provenance_basis_differs', message, fix: '改依据，或改引一个同类的来源' });
    }
  }
  const figures = differingFigures(element, field, provenance);
  if (figures !== undefined) {
    found.push({
      code: 'quoted_figure_differs',
      message: `“${field}”是 ${String(element[field])}，来历引的原文数字是 ${figures.join('、')}`,
      fix: '数字改得有依据的，把来历改成外部来源或演示假定并写明；否则改回原文的数字',
    });
  }
  const about = String(element.title ?? element.name ?? element.id ?? '本元素');
  if (basis === '演示假定') {
    const message = `${about}：${field === '*' ? '整项' : `“${field}”`}是演示假定${provenance.note === undefined ? '' : `（${provenance.note}）`}`;
    found.push({ code: 'demo_assumption', message, fix: '有了依据就改成原文或外部来源' });
  } else if (basis === '待补来源') {
    const message = `${about}：${field === '*' ? '整项' : `“${field}”`}待补来源${provenance.note === undefined ? '' : `（${provenance.note}）`}`;
    found.push({ code: 'source_to_be_found', message, fix: '找到来源后补上；没有来源就留空' });
  }
  return found;
}

/** Every provenance of every element, with the element, the field it is of, and its path. */
export function eachProvenance(
  value: unknown,
  path: Path,
  look: (
    element: Readonly<Record<string, unknown>>,
    field: string,
    provenance: Provenance,
    path: Path,
  ) => void,
): void {
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) eachProvenance(value[i], [...path, i], look);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const element = value as Readonly<Record<string, unknown>>;
  for (const [key, member] of Object.entries(element)) {
    if (key !== 'provenance' || typeof member !== 'object' || member === null) {
      if (typeof member === 'object') eachProvenance(member, [...path, key], look);
      continue;
    }
    for (const [field, provenance] of Object.entries(member as Readonly<Record<string, Provenance>>)) {
      look(element, field, provenance, [...path, 'provenance', field]);
    }
  }
}

function severityOf(code: string): IssueSeverity {
  return planCodes.find((known) => known.code === code)?.severity ?? 'error';
}
