// A fact's body in words: each field by the title that its kind's schema gives it, ids by the plan's own names. Pure. The body as recorded is told beside
// it and stays the truth; this is a reading of it.
import { z } from 'zod';
import type { Json } from '../kernel/json.ts';
import type { FactKind, PlanInForce, Words } from '../kernel/loop.ts';
import { approvalItemsSection } from '../loops/approvals/approvals.plan.ts';
import { servicePromisesSection } from '../loops/approvals/servicePromises.plan.ts';
import { indicatorsSection } from '../loops/indicators/indicators.plan.ts';
import { lifecyclesSection } from '../loops/projects/projects.plan.ts';
import { clustersSection } from '../plan/organisation.ts';

export interface FactField {
  readonly key: string;
  readonly title: Words;
  /** yuan: by size on the page; the rest as it is. */
  readonly type: 'text' | 'yuan' | 'yes';
  readonly value: string;
}

/** What the page needs of a fact to say what it is about. */
interface Told {
  readonly loop: string;
  readonly kind: string;
  readonly subject: string;
  readonly body: Readonly<Record<string, Json>>;
}

export type NameOf = (key: string, id: string) => string | undefined;

/** Fields in the order of the schema, then what the schema does not know. */
export function factFields(fact: Told, kind: FactKind | undefined, nameOf: NameOf): readonly FactField[] {
  const titles = titlesOf(kind);
  const known = [...titles.keys()].filter((key) => key in fact.body);
  const keys = [...known, ...Object.keys(fact.body).filter((key) => !titles.has(key))];
  return keys.map((key) => {
    const value = fact.body[key] as Json;
    return {
      key,
      title: titles.get(key) ?? { zh: key, en: english(key) },
      type: value === true || value === false ? 'yes' : key.endsWith('Yuan') ? 'yuan' : 'text',
      value: textOf(key, value, nameOf),
    };
  });
}

/** The milestone, the indicator with its period, or the month that a fact is about; null where its kind says all. */
export function factAbout({ loop, body, subject }: Told, nameOf: NameOf): string | null {
  const named = (key: string) => {
    const id = body[key];
    return typeof id === 'string' ? (nameOf(key, id) ?? id) : undefined;
  };
  if (loop === 'indicators') {
    const id = subject.split('/')[0] ?? '';
    return [nameOf('indicator', id) ?? id, named('period')].filter(Boolean).join(' ');
  }
  return named('milestone') ?? named('month') ?? named('period') ?? null;
}

/** Names that the plan in force has for ids in bodies. */
export function namesOf(plan: PlanInForce): NameOf {
  // Before any plan nothing has a name of its own.
  if (plan.hash === '') return () => undefined;
  // One id may be a milestone of several lifecycles: the counted one's name holds.
  const milestones = new Map(
    plan
      .section(lifecyclesSection)
      .toSorted((a, b) => Number(a.counted) - Number(b.counted))
      .flatMap((one) => one.milestones.map((each) => [each.id, each.name])),
  );
  const lifecycles = new Map(plan.section(lifecyclesSection).map((one) => [one.id, one.name]));
  const indicators = new Map(plan.section(indicatorsSection).map((one) => [one.id, one.name]));
  const clusters = new Map(plan.section(clustersSection).map((one) => [one.id, one.title]));
  const items = new Map(plan.section(approvalItemsSection).map((one) => [one.id, one.name]));
  const promises = new Map(plan.section(servicePromisesSection).map((one) => [one.id, one.title]));
  const byKey: Readonly<Record<string, ReadonlyMap<string, string>>> = {
    milestone: milestones,
    lifecycle: lifecycles,
    indicator: indicators,
    cluster: clusters,
    item: items,
    approvalItem: items,
    promise: promises,
  };
  return (key, id) => byKey[key]?.get(id);
}

/** The schema's descriptions up to their first mark: 节点，计划里的标识… is titled 节点. */
function titlesOf(kind: FactKind | undefined): ReadonlyMap<string, Words> {
  if (kind === undefined) return new Map();
  const schema = z.toJSONSchema(kind.schema, { unrepresentable: 'any', io: 'input' }) as {
    readonly properties?: Readonly<Record<string, { readonly description?: string }>>;
  };
  return new Map(
    Object.entries(schema.properties ?? {}).map(([key, { description }]) => {
      const zh = description?.split(/[，。；：、（(,;:]/)[0]?.trim();
      return [key, { zh: zh === undefined || zh === '' ? key : zh, en: english(key) }];
    }),
  );
}

/** plannedInvestmentYuan → planned investment yuan. */
function english(key: string): string {
  return key.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
}

function textOf(key: string, value: Json, nameOf: NameOf): string {
  if (typeof value === 'string') return nameOf(key, value) ?? value;
  if (Array.isArray(value)) return value.map((one) => textOf(key, one, nameOf)).join('；');
  if (value !== null && typeof value === 'object') {
    const { name, group, title } = value as Readonly<Record<string, Json | undefined>>;
    const said = name ?? group ?? title;
    return typeof said === 'string' ? said : JSON.stringify(value);
  }
  return String(value);
}
