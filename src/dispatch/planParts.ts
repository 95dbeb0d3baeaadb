// Where each section of a plan says who has a part in its elements, what shows their progress, and which elements somebody has to own. The one place that
// knows the sections' field names; an element of a section that stands nowhere here is carried all the same. Pure.
import type { JsonObject } from '../kernel/json.ts';
import { isJsonMap } from '../plan/elements.ts';
import {
  basisOf,
  type FeedRef,
  type Item,
  listIn,
  type Part,
  type Role,
  textIn,
  textsIn,
} from './planElement.ts';
import type { TaskUnits } from './units.ts';

/** Sections whose elements somebody has to own; of a section that holds lists, which of them. */
const PROMISES: Readonly<Record<string, readonly string[] | 'all'>> = {
  targets: 'all',
  tasks: 'all',
  campaigns: 'all',
  keyProjects: 'all',
  servicePromises: 'all',
  approvalItems: 'all',
  risks: 'all',
  requestKinds: 'all',
  chains: 'all',
  landProgram: ['promises'],
  chainProgram: ['model', 'joining', 'wantedProjects'],
};

export function promises(section: string, list: string | null): boolean {
  const which = PROMISES[section];
  return which === 'all' || (which !== undefined && list !== null && which.includes(list));
}

/** The field that names the owner, by section where it is not `owner`. */
const OWNER_FIELDS: Readonly<Record<string, string>> = {
  tasks: 'lead',
  campaigns: 'lead',
  themes: 'lead',
  requestKinds: 'answeredBy',
  approvalItems: 'authority',
  chains: 'leads',
};

export function ownerField(section: string): string {
  return OWNER_FIELDS[section] ?? 'owner';
}

/** Parts named within an element's own lists: the list, the field, the role. */
const INNER: Readonly<Record<string, readonly (readonly [list: string, field: string, role: Role])[]>> = {
  targets: [['splits', 'unit', 'bears']],
  tasks: [['splits', 'unit', 'bears']],
  campaigns: [['cascade', 'posts', 'bears']],
  risks: [['controls', 'lead', 'bears']],
  servicePromises: [['government', 'owner', 'bears']],
  chains: [['leads', 'post', 'owns']],
};

export function partsOf(item: Item, units: TaskUnits): readonly Part[] {
  const { section, list, body } = item;
  if (section === 'indicators') return readersOf(body, units);
  if (section === 'reporting') return list === 'duties' ? dutyParts(body, units) : [];
  if (section === 'units' || section === 'posts') return [];
  const field = ownerField(section);
  const owner = textIn(body[field]);
  const named = (role: Role, of: string): readonly Part[] =>
    textsIn(body[of]).map((one) => ({ role, named: one, basis: basisOf(body, of) }));
  return [
    ...(owner === undefined ? [] : [{ role: 'owns' as const, named: owner, basis: basisOf(body, field) }]),
    ...(INNER[section] ?? []).flatMap(([inner, of, role]) => innerParts(body, inner, of, role)),
    ...named('supports', 'supporting'),
    ...named('bears', 'units'),
  ];
}

function innerParts(body: JsonObject, list: string, field: string, role: Role): readonly Part[] {
  return listIn(body[list]).flatMap((one) => {
    const value = one[field];
    const named = typeof value === 'string' ? [value] : textsIn(value);
    const basis = basisOf(one, field) ?? basisOf(body, list);
    return named.map((id) => ({ role, named: id, basis, amount: textIn(one.amount), to: textIn(one.to) }));
  });
}

/** Who reports an indicator: the named one, or each of the units that are read; towns and villages are told as a kind. */
function readersOf(body: JsonObject, units: TaskUnits): readonly Part[] {
  if (body.derived !== undefined) return [];
  const named = textIn(body.reportedBy);
  if (named !== undefined) return [{ role: 'reports', named, basis: basisOf(body, 'reportedBy') }];
  if (body.units !== 'taskUnits') return [];
  return units.all.map(({ id }) => ({ role: 'reports', named: id, basis: basisOf(body, 'units') }));
}

function dutyParts(body: JsonObject, units: TaskUnits): readonly Part[] {
  const kinds = new Set(textsIn(body.byKinds));
  const byKind = units.all.filter(({ kind }) => kinds.has(kind)).map(({ id }) => id);
  const reporters = new Set([...byKind, ...textsIn(body.byUnits)]);
  const recogniser = textIn(body.recognisedBy);
  return [
    ...[...reporters].map((named): Part => ({ role: 'reports', named, basis: basisOf(body, 'byUnits') })),
    ...(recogniser === undefined
      ? []
      : [{ role: 'recognises' as const, named: recogniser, basis: basisOf(body, 'recognisedBy') }]),
  ];
}

/** Whether an indicator's figure comes from below or from others: then nobody need report it. */
export function isReckoned(body: JsonObject): boolean {
  return body.derived !== undefined || (textIn(body.rollUp) ?? 'none') !== 'none';
}

/** Whether units below the task-bearing ones report the indicator themselves. */
export function reportedBelow(body: JsonObject): 'townships' | 'villages' | undefined {
  if (body.reportedBy !== undefined || body.derived !== undefined) return undefined;
  return body.units === 'townships' || body.units === 'villages' ? body.units : undefined;
}

/** What shows how far an element is: each once, in the order in which it is named. */
export function feedsOf({ section, body }: Item): readonly FeedRef[] {
  if (section === 'indicators' || section === 'reporting' || section === 'themes') return [];
  const found = new Map<string, FeedRef>();
  const put = (kind: FeedRef['kind'], id: string) => found.set(`${kind} ${id}`, { kind, id });
  const own = (field: string, into: string) => {
    const value = body[field];
    for (const id of typeof value === 'string' ? [value] : textsIn(value)) put('element', `${into}/${id}`);
  };
  const measure = textIn(body.measure);
  if (measure !== undefined) put('measure', measure);
  own('indicator', 'indicators');
  own('servicePromise', 'servicePromises');
  for (const feed of fedBy(body)) {
    const { measure: counted, indicator, target, element } = feed;
    if (typeof counted === 'string') put('measure', counted);
    if (typeof indicator === 'string') put('element', `indicators/${indicator}`);
    if (typeof target === 'string') put('element', `targets/${target}`);
    if (isJsonMap(element)) put('element', `${String(element.section)}/${String(element.id)}`);
  }
  return [...found.values()];
}

/** `fedBy` of the element itself and of its steps, controls and the like. */
function fedBy(body: JsonObject): readonly JsonObject[] {
  const inner = Object.entries(body).flatMap(([key, value]) =>
    key === 'fedBy' || key === 'provenance' ? [] : listIn(value),
  );
  return [
    ...listIn(body.fedBy),
    ...inner.flatMap((one) => [...listIn(one.fedBy), ...(isJsonMap(one.watch) ? [one.watch] : [])]),
  ];
}

/** The part of the program that an element waits for: what it says itself, else that of its section. */
const ENGINES: Readonly<Record<string, string>> = {
  campaigns: 'campaigns',
  keyProjects: 'keyProjects',
  servicePromises: 'approvals',
  approvalItems: 'approvals',
  requestKinds: 'requests',
  risks: 'risks',
  landProgram: 'land',
  chainProgram: 'chains',
  chains: 'chains',
  clusters: 'chains',
};

export function engineOf(section: string, body: JsonObject): string | undefined {
  return textIn(body.awaits) ?? ENGINES[section];
}
