// What is asked of the ledger for a batch of rows, and what its answer says of the projects in it. Pure; asked by import.known.pg.ts.
import { inScope, type Scope } from '../../access/scope.ts';
import type { Row, UnitTree } from '../../kernel/loop.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import { nameKey } from '../../plan/tableValues.ts';
import { leadSubject } from './course.rows.ts';
import type { GatesTold } from './import.gates.ts';
import { type Digest, type KnownProject, type KnownProjects, subjectOf } from './import.plan.ts';
import type { RowReading } from './import.rows.ts';

export interface KnownQuestion {
  /** That the rows are claimed in. */
  readonly lifecycle: string;
  readonly subjects: readonly string[];
  readonly codes: readonly string[];
  readonly creditCodes: readonly string[];
  readonly leads: readonly string[];
}

/** Rows of fold tables, and of `reservation`. */
export interface KnownAnswer {
  readonly projects: readonly Row[];
  readonly milestones: readonly Row[];
  readonly suspensions: readonly Row[];
  readonly drafts: readonly Row[];
  readonly leads: readonly Row[];
  readonly held: readonly Row[];
  readonly gates: GatesTold;
}

const unique = (texts: readonly (string | undefined)[]): readonly string[] => [
  ...new Set(texts.filter((text) => text !== undefined)),
];

/** Names of rows that no id tells, by nameKey. */
export function namesOf(readings: readonly RowReading[]): readonly string[] {
  return unique(
    readings.map(({ texts: { name, project } }) =>
      name === undefined || project !== undefined ? undefined : nameKey(name),
    ),
  );
}

/** Projects of the city by nameKey, out of what `allNames` told: `[[subject, name], …]`. */
export function namedSubjects(told: string): ReadonlyMap<string, readonly string[]> {
  const named = new Map<string, string[]>();
  for (const [subject, name] of JSON.parse(told) as readonly (readonly [string, string])[]) {
    const key = nameKey(name);
    const subjects = named.get(key);
    if (subjects === undefined) named.set(key, [subject]);
    else subjects.push(subject);
  }
  return named;
}

/** `named`: subjects that bear the names of the rows. */
export function questionOf(
  readings: readonly RowReading[],
  named: readonly string[],
  { digest, lifecycle }: { readonly digest: Digest; readonly lifecycle: string },
): KnownQuestion {
  return {
    lifecycle,
    subjects: unique([...readings.map((reading) => subjectOf(reading, digest)), ...named]),
    codes: unique(readings.map(({ texts }) => texts.code)),
    creditCodes: unique(readings.map(({ texts }) => texts.creditCode)),
    leads: unique(
      readings.map(({ texts: { investor } }) =>
        investor === undefined || investor === '' ? undefined : leadSubject(investor),
      ),
    ),
  };
}

/** Only projects within reach are found by their name: it would say what stands elsewhere. */
export function knownOf(
  answer: KnownAnswer,
  names: readonly string[],
  at: { readonly scope: Scope; readonly units: UnitTree; readonly today: PlainDate },
): KnownProjects {
  const milestones = bySubject(answer.milestones);
  const suspensions = bySubject(answer.suspensions);
  const drafts = bySubject(answer.drafts);
  const all = answer.projects.map((project): KnownProject => {
    const subject = String(project.subject);
    return {
      project,
      milestones: milestones.get(subject) ?? [],
      suspensions: suspensions.get(subject) ?? [],
      drafts: drafts.get(subject) ?? [],
    };
  });
  const wanted = new Set(names);
  const named = all.filter(
    ({ project }) =>
      wanted.size > 0 &&
      wanted.has(nameKey(String(project.name))) &&
      inScope(at.scope, String(project.unit), at.units, at.today),
  );
  const held = (kind: string) =>
    new Map(
      answer.held.filter((row) => row.kind === kind).map((row) => [String(row.key), String(row.subject)]),
    );
  return {
    byId: new Map(all.map((known) => [String(known.project.subject), known])),
    byCode: held('project_code'),
    byName: Map.groupBy(named, ({ project }) => nameKey(String(project.name))),
    leads: bySubject(answer.leads),
    leadCodes: held('lead_code'),
    gates: answer.gates,
  };
}

function bySubject(rows: readonly Row[]): ReadonlyMap<string, readonly Row[]> {
  return Map.groupBy(rows, (row) => String(row.subject));
}
