// A field whose value is changed while its provenance stays tells a falsehood: the text is quoted for a number that is not in it. Pure.
import type { Json, JsonObject } from '../../kernel/json.ts';
import { isMap, sameValue } from './formSchema.ts';

/** Fields of the element that were changed since the draft's base while their provenance was not. What the draft adds has no base. */
export function staleBases(value: Json | undefined, base: Json | undefined): readonly string[] {
  if (!isMap(value) || !isMap(base)) return [];
  const [told, was] = [provenanceOf(value), provenanceOf(base)];
  return Object.keys(told).filter(
    (field) =>
      field !== '*' &&
      was[field] !== undefined &&
      sameValue(told[field], was[field]) &&
      !sameValue(value[field], base[field]),
  );
}

/** What the form proposes, to be completed: no figure of the text goes on being quoted by itself. */
export function proposedBases(value: JsonObject, fields: readonly string[], why: string): JsonObject {
  const proposed = Object.fromEntries(
    fields.map((field) => [field, { basis: '演示假定', note: `${LEAD}${why.trim()}` }]),
  );
  return { ...value, provenance: { ...provenanceOf(value), ...proposed } };
}

const LEAD = '本次草稿调整，依据：';

/** Of the fields asked about those that still lack a basis, or a note that says more than the form wrote. */
export function unfoundedFields(value: Json | undefined, asked: readonly string[]): readonly string[] {
  const told = provenanceOf(value);
  return asked.filter((field) => {
    const own = told[field];
    // Taken out: the field claims no basis.
    if (own === undefined) return false;
    if (!isMap(own) || typeof own.basis !== 'string' || own.basis === '') return true;
    const note = typeof own.note === 'string' ? own.note.trim() : '';
    return note === '' || note === LEAD;
  });
}

function provenanceOf(value: Json | undefined): JsonObject {
  return isMap(value) && isMap(value.provenance) ? value.provenance : {};
}
