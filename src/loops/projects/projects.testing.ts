// For the tests of this loop's deciders: a small city, a plan, rows of one project, and a command decided against them. Pure; no test stands here.
import type { Instant } from '../../kernel/instant.ts';
import type { JsonObject } from '../../kernel/json.ts';
import type {
  Actor,
  CommandKind,
  DecideContext,
  NewFact,
  PlanInForce,
  PlanSection,
  Row,
  UnitTree,
} from '../../kernel/loop.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import { Problem } from '../../kernel/problem.ts';
import { reportingSection } from '../../plan/organisation.ts';
import { ALL_PROJECT_FACTS } from './allFacts.ts';
import { projectAttributesSection, projectRulesSection } from './projectRules.plan.ts';
import { lifecyclesSection } from './projects.plan.ts';
import { PROJECT_COMMANDS } from './projects.ts';

const PARENTS: Readonly<Record<string, string>> = {
  gaoyao: 'city',
  sihui: 'city',
  jinli: 'gaoyao',
  office: 'city',
  bureau: 'city',
};

const units: UnitTree = {
  find: (id) =>
    id === 'city' || id in PARENTS ? { id, name: id, kind: 'county', bearsTasks: true } : undefined,
  within(unit, ancestor) {
    for (let at: string | undefined = unit; at !== undefined; at = PARENTS[at])
      if (at === ancestor) return true;
    return false;
  },
  children: () => [],
  rootId: 'city',
};

const sections: Readonly<Record<string, unknown>> = {
  lifecycles: lifecyclesSection.schema.parse([
    {
      id: 'industrial',
      name: '产业项目',
      counted: true,
      stages: [
        { id: 'talks', name: '洽谈' },
        { id: 'signed', name: '签约' },
        { id: 'building', name: '在建' },
        { id: 'done', name: '竣工', final: true },
      ],
      milestones: [
        { id: 'visited', name: '来访', enters: 'talks', needsRecognition: false },
        {
          id: 'introduced',
          name: '新引进',
          enters: 'signed',
          counted: true,
          countingRule: { version: 'v1', words: '签合同' },
        },
        {
          id: 'started',
          name: '新开工',
          enters: 'building',
          counted: true,
          countingRule: { version: 'v2', document: '肇府〔2021〕1号', words: '破土' },
          evidence: [
            { kind: 'permit', name: '施工许可证', required: true },
            { kind: 'photo', name: '照片' },
          ],
          requires: ['introduced'],
          claimedBy: ['gaoyao', 'sihui', 'bureau'],
          recognisedBy: ['office'],
        },
        {
          id: 'produced',
          name: '试产',
          enters: 'done',
          evidence: [{ kind: 'record', name: '试产记录' }],
        },
      ],
    },
  ]),
  clusters: [{ id: 'new-energy' }],
  reporting: reportingSection.schema.parse({}),
  projectRules: projectRulesSection.schema.parse({}),
  projectAttributes: projectAttributesSection.schema.parse([
    {
      id: 'origin',
      title: '投资来源',
      values: [
        { id: 'ownCity', title: '本市' },
        { id: 'otherProvince', title: '省外' },
      ],
    },
  ]),
};

/** The small plan, as a loop sees one. */
export const planInForce: PlanInForce = {
  hash: 'h',
  section: <T>(section: PlanSection<T>) => sections[section.key] as T,
  units,
};

export const county: Actor = { account: 'gaoyao1', post: 'p', unit: 'gaoyao', roles: ['county'] };
export const town: Actor = { account: 'jinli1', post: 'p', unit: 'jinli', roles: ['township'] };
export const other: Actor = { account: 'sihui1', post: 'p', unit: 'sihui', roles: ['county'] };
export const office: Actor = { account: 'office1', post: 'p', unit: 'office', roles: ['office'] };
export const bureau: Actor = { account: 'bureau1', post: 'p', unit: 'bureau', roles: ['bureau'] };
export const leader: Actor = { account: 'leader1', post: 'p', unit: 'city', roles: ['leader'] };

export const project: Row = {
  subject: 'P1',
  unit: 'gaoyao',
  name: '电池项目',
  lifecycle: 'industrial',
  planned_investment_yuan: '100.00',
  code: null,
  phase_of: null,
  registered_on: '2021-01-10',
  suspended_on: null,
  ended_on: null,
};

export const claim = (over: Row): Row => ({
  claim: 'C1',
  root_claim: 'C1',
  milestone: 'introduced',
  unit: 'gaoyao',
  occurred_on: '2021-02-01',
  planned_investment_yuan: '100.00',
  state: 'claimed',
  counted: false,
  evidence: [],
  claimed_seq: '5',
  claimed_by: 'gaoyao1',
  claimed_unit: 'gaoyao',
  ...over,
});
export const introduced = claim({
  claim: 'C0',
  root_claim: 'C0',
  state: 'recognised',
  counted: true,
  claimed_seq: '3',
});
export const started = (over: Row = {}): Row =>
  claim({
    milestone: 'started',
    occurred_on: '2021-03-01',
    evidence: [{ kind: 'permit', name: '证' }],
    ...over,
  });

export interface Given {
  readonly project?: Row | null;
  readonly milestones?: readonly Row[];
  readonly investments?: readonly Row[];
  readonly suspensions?: readonly Row[];
  /** Other tables of the project's own rows. */
  readonly tables?: Readonly<Record<string, readonly Row[]>>;
  /** Sections that take the place of the small plan's. */
  readonly plan?: Readonly<Record<string, unknown>>;
  readonly others?: Readonly<Record<string, Row>>;
  /** Tables of other subjects. */
  readonly otherTables?: Readonly<Record<string, Readonly<Record<string, readonly Row[]>>>>;
  readonly holders?: Readonly<Record<string, string>>;
}

export function when(
  name: string,
  body: JsonObject,
  actor: Actor,
  given: Given = {},
): readonly NewFact[] | string {
  const kind = PROJECT_COMMANDS.find((each) => each.name === name) as unknown as CommandKind<JsonObject>;
  const subject = /Lead$|Batch$/.test(name) ? {} : { project: 'P1' };
  const command = kind.schema.parse({ ...subject, ...body });
  const tables: Readonly<Record<string, readonly Row[]>> = {
    project: given.project === null ? [] : [given.project ?? project],
    project_milestone: given.milestones ?? [],
    project_investment: given.investments ?? [],
    project_suspension: given.suspensions ?? [],
    ...given.tables,
  };
  const reads = [...(kind.reads?.(command) ?? []), ...(kind.looksAt?.(command) ?? [])];
  const context: DecideContext = {
    actor,
    plan: {
      hash: 'h',
      section: <T>(section: PlanSection<T>) => ({ ...sections, ...given.plan })[section.key] as T,
      units,
    },
    now: '2021-06-30T04:00:00.000Z' as Instant,
    today: '2021-06-30' as PlainDate,
    own: {
      revision: 1,
      table(table) {
        // As the ledger has it: a decider sees the tables that its command named, and no other.
        if (kind.tables?.includes(table) === false) throw new Error(`${name} did not name ${table}`);
        return tables[table] ?? [];
      },
    },
    subject(_loop, subject) {
      if (!reads.some((read) => read.subject === subject))
        throw new Error(`${subject} was not named by reads()`);
      const row = given.others?.[subject];
      const rows = given.otherTables?.[subject];
      return {
        revision: row || rows ? 1 : 0,
        table: (table) => rows?.[table] ?? (table === 'project' && row ? [row] : []),
      };
    },
    holder: (kindOfKey, key) => {
      const named = [...(kind.reserves?.(command) ?? []), ...(kind.looksUp?.(command) ?? [])];
      if (!named.some((each) => each.kind === kindOfKey && each.key === key))
        throw new Error(`${key} was not named by reserves() or looksUp()`);
      return given.holders?.[key];
    },
    newId: () => 'ID',
  };
  const decided = kind.decide(command, context);
  if (decided instanceof Problem) {
    if (!decided.kept || !decided.fix)
      throw new Error(`${decided.code} does not say what was kept and what to do`);
    return decided.code;
  }
  // What a decider asks to be recorded must pass the schema of its fact.
  for (const fact of decided)
    ALL_PROJECT_FACTS.find((each) => each.kind === fact.kind)?.schema.parse(fact.body);
  return decided;
}
