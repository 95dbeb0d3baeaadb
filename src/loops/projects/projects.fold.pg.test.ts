// The fold of projects against a naive model that walks the facts one by one, on random sequences, most of which no decider would let through.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseFolds } from '../../ledger/folds.ts';
import { setTypeParsers } from '../../ledger/pgTypes.pg.ts';
import { testDatabase } from '../../testing/database.ts';

interface TestFact {
  seq: number;
  id: string;
  kind: string;
  subject: string;
  revision: number;
  occurred_on: string;
  actor: string;
  actor_unit: string;
  corrects: string | null;
  body: Record<string, unknown>;
}

const foldText = (file: string): string => {
  const text = readFileSync(new URL(file, import.meta.url), 'utf8');
  return text.slice(text.indexOf('-- table '));
};
const folds = parseFolds('projects', `${foldText('./projects.fold.sql')}\n${foldText('./course.fold.sql')}`);
let client: Client;

beforeAll(async () => {
  setTypeParsers();
  const database = await testDatabase();
  client = new Client({ connectionString: database.connection.url });
  await client.connect();
  await client.query(`create table facts_given (seq bigint, id text, kind text, subject text, revision int, occurred_on date, actor text,
    actor_unit text, corrects text, body jsonb)`);
  for (const { definition } of folds) if (definition !== '') await client.query(definition);
});

afterAll(async () => {
  await client?.end();
});

async function given(facts: readonly TestFact[]): Promise<void> {
  await client.query('truncate facts_given');
  await client.query(
    'insert into facts_given select * from jsonb_populate_recordset(null::facts_given, $1)',
    [JSON.stringify(facts)],
  );
}

/** The rows of a fold, over all facts or those of one subject. */
async function folded(table: string, subject?: string): Promise<Record<string, unknown>[]> {
  const fold = folds.find((each) => each.table === table);
  if (!fold) throw new Error(`no fold ${table}`);
  const facts = `select 'zq' as city, seq, id, 'projects' as loop, kind, 1 as kind_version, subject, revision, 'unit-of-' || subject as unit,
    occurred_on, null::timestamptz as occurred_at, timestamptz '2021-01-01' + seq * interval '1 second' as recorded_at, actor,
    'post' as actor_post, actor_unit, 'plan' as plan_version, 'command' as command, corrects, body
    from facts_given ${subject === undefined ? '' : `where subject = '${subject}'`}`;
  const { rows } = await client.query(`with facts as (${facts}) select * from (${fold.select}) as folded`);
  return rows;
}

/** As it is inserted: checks types, order of columns, constraints and the primary key too. */
async function stored(table: string): Promise<Record<string, unknown>[]> {
  const fold = folds.find((each) => each.table === table);
  const rows = await folded(table);
  const { fields } = await client.query(`select * from ${table} limit 0`);
  if (rows[0]) expect(Object.keys(rows[0])).toEqual(fields.map(({ name }) => name));
  expect(fold).toBeDefined();
  return rows;
}

const day = fc
  .integer({ min: 0, max: 700 })
  .map((n) => new Date(Date.UTC(2020, 0, 1 + n)).toISOString().slice(0, 10));
const yuan = fc.integer({ min: 0, max: 10 ** 9 }).map((n) => `${n}.50`);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });
const milestone = fc.constantFrom('introduced', 'started');

/** `pick` chooses which earlier fact a later one speaks of. */
const step = fc.oneof(
  fc.record({
    kind: fc.constant('projectAmended'),
    name: maybe(fc.string()),
    landMu: maybe(yuan),
    plannedInvestmentYuan: maybe(yuan),
    on: day,
    pick: fc.nat(),
  }),
  fc.record({
    kind: fc.constant('projectCodeBound'),
    code: fc.constantFrom('A', 'B'),
    on: day,
    pick: fc.nat(),
  }),
  fc.record({
    kind: fc.constantFrom('projectSuspended', 'projectResumed', 'projectEnded', 'projectRevived'),
    on: day,
    pick: fc.nat(),
  }),
  fc.record({
    kind: fc.constant('milestoneClaimed'),
    milestone,
    needsRecognition: fc.boolean(),
    planned: maybe(yuan),
    late: maybe(fc.constant(true)),
    on: day,
    pick: fc.nat(),
  }),
  fc.record({
    kind: fc.constant('milestoneClaimed'),
    milestone,
    needsRecognition: fc.constant(true),
    planned: maybe(yuan),
    on: day,
    pick: fc.nat(),
  }),
  fc.record({
    kind: fc.constant('milestoneCorrected'),
    planned: maybe(yuan),
    to: day,
    on: day,
    pick: fc.nat(),
  }),
  fc.record({
    kind: fc.constantFrom(
      'milestoneRecognised',
      'milestoneRecognised',
      'milestoneRefused',
      'milestoneRevoked',
    ),
    on: day,
    pick: fc.nat(),
  }),
  fc.record({
    kind: fc.constant('investmentReported'),
    measure: fc.constantFrom('actual', 'financing'),
    amount: yuan,
    on: day,
    pick: fc.nat(),
  }),
  fc.record({ kind: fc.constant('investmentCorrected'), amount: yuan, on: day, pick: fc.nat() }),
);
type Step = { kind: string; on: string; pick: number } & Record<string, unknown>;

const history = fc
  .array(fc.record({ subject: fc.constantFrom('P1', 'P2', 'P3'), step }), { maxLength: 40 })
  .map((steps) => build(steps as { subject: string; step: Step }[]));

function build(steps: readonly { subject: string; step: Step }[]): TestFact[] {
  const facts: TestFact[] = [];
  const push = (
    subject: string,
    kind: string,
    on: string,
    body: Record<string, unknown>,
    corrects: string | null,
  ): void => {
    const seq = facts.length + 1;
    const actor = `account-${seq % 3}`;
    facts.push({
      seq,
      id: `F${seq}`,
      kind,
      subject,
      revision: facts.filter((fact) => fact.subject === subject).length + 1,
      occurred_on: on,
      actor,
      actor_unit: `unit-of-${actor}`,
      corrects,
      body,
    });
  };
  for (const subject of ['P1', 'P2', 'P3']) {
    push(
      subject,
      'projectRegistered',
      '2020-01-01',
      { name: subject, lifecycle: 'industrial', plannedInvestmentYuan: '100.00', cluster: 'c' },
      null,
    );
  }
  for (const { subject, step } of steps) {
    const own = facts.filter((fact) => fact.subject === subject);
    const earlier = (...kinds: string[]): TestFact | undefined => {
      const found = own.filter((fact) => kinds.includes(fact.kind));
      return found.length === 0 ? undefined : found[step.pick % found.length];
    };
    const defined = (body: Record<string, unknown>) =>
      JSON.parse(JSON.stringify(body)) as Record<string, unknown>;
    const { kind, on } = step;
    if (kind === 'projectAmended')
      push(
        subject,
        kind,
        on,
        defined({
          reason: 'why',
          name: step.name,
          landMu: step.landMu,
          plannedInvestmentYuan: step.plannedInvestmentYuan,
        }),
        null,
      );
    else if (kind === 'projectCodeBound') push(subject, kind, on, { code: `${subject}-${step.code}` }, null);
    else if (kind === 'milestoneClaimed')
      push(
        subject,
        kind,
        on,
        defined({
          milestone: step.milestone,
          needsRecognition: step.needsRecognition,
          plannedInvestmentYuan: step.planned,
          late: step.late,
          evidence: [{ kind: 'permit', name: `of ${facts.length}` }],
        }),
        null,
      );
    else if (kind === 'milestoneCorrected') {
      const root = earlier('milestoneClaimed');
      if (root)
        push(
          subject,
          kind,
          on,
          defined({
            milestone: root.body.milestone,
            occurredOn: step.to,
            plannedInvestmentYuan: step.planned,
            reason: 'why',
          }),
          root.id,
        );
    } else if (kind.startsWith('milestone')) {
      const version = earlier('milestoneClaimed', 'milestoneCorrected');
      if (version)
        push(
          subject,
          kind,
          on,
          kind === 'milestoneRecognised'
            ? { milestone: version.body.milestone, rule: 'v1' }
            : { milestone: version.body.milestone, reason: `r${facts.length}` },
          version.id,
        );
    } else if (kind === 'investmentReported')
      push(
        subject,
        kind,
        on,
        { measure: step.measure, month: on.slice(0, 7), amountYuan: step.amount },
        null,
      );
    else if (kind === 'investmentCorrected') {
      const root = earlier('investmentReported');
      if (root) push(subject, kind, on, { amountYuan: step.amount, reason: 'why' }, root.id);
    } else push(subject, kind, on, { reason: 'why' }, null);
  }
  return facts;
}

/** A naive walk: keeps a mutable picture of each project and changes it fact by fact. */
function modelProjects(facts: readonly TestFact[]) {
  const projects = new Map<string, Record<string, unknown>>();
  for (const fact of facts) {
    const held = projects.get(fact.subject) ?? {
      suspended_on: null,
      ended_on: null,
      code: null,
      land_mu: null,
    };
    projects.set(fact.subject, held);
    held.revision = fact.revision;
    held.last_seq = String(fact.seq);
    if (fact.kind === 'projectRegistered' || fact.kind === 'projectAmended') {
      if (fact.body.name !== undefined) held.name = fact.body.name;
      if (fact.body.plannedInvestmentYuan !== undefined)
        held.planned_investment_yuan = fact.body.plannedInvestmentYuan;
      if (fact.body.landMu !== undefined) held.land_mu = fact.body.landMu;
    }
    if (fact.kind === 'projectCodeBound') held.code = fact.body.code;
    if (fact.kind === 'projectSuspended') held.suspended_on = fact.occurred_on;
    if (fact.kind === 'projectResumed') held.suspended_on = null;
    if (fact.kind === 'projectEnded') held.ended_on ??= fact.occurred_on;
    if (fact.kind === 'projectRevived') Object.assign(held, { ended_on: null, suspended_on: null });
  }
  return projects;
}

interface Version {
  claim: string;
  root: string;
  milestone: string;
  on: string;
  planned: string | null;
  evidence: unknown;
  needs: boolean;
  late: boolean;
  verdicts: string[];
}

function modelMilestones(facts: readonly TestFact[]) {
  const versions: Version[] = [];
  for (const fact of facts) {
    if (fact.kind === 'milestoneClaimed') {
      const { milestone, plannedInvestmentYuan, evidence, needsRecognition, late } = fact.body;
      versions.push({
        claim: fact.id,
        root: fact.id,
        milestone: milestone as string,
        on: fact.occurred_on,
        planned: (plannedInvestmentYuan as string) ?? null,
        evidence,
        needs: needsRecognition as boolean,
        late: late === true,
        verdicts: [],
      });
    }
    const root = versions.find(({ claim }) => claim === fact.corrects);
    if (fact.kind === 'milestoneCorrected' && root) {
      versions.push({
        ...root,
        claim: fact.id,
        root: root.claim,
        on: fact.body.occurredOn as string,
        planned: (fact.body.plannedInvestmentYuan as string) ?? root.planned,
        late: false,
        verdicts: [],
      });
    } else if (fact.kind.startsWith('milestoneRe') && root) root.verdicts.push(fact.kind);
  }
  const stood = (version: Version): boolean =>
    !version.needs || version.verdicts.includes('milestoneRecognised');
  const state = (version: Version, index: number): string => {
    const later = versions.slice(index + 1).filter(({ root }) => root === version.root);
    const last = version.verdicts.at(-1);
    if (last === 'milestoneRefused') return 'refused';
    if (last === 'milestoneRevoked') return 'revoked';
    if (last === 'milestoneRecognised' || !version.needs)
      return later.some(stood) ? 'superseded' : 'recognised';
    return later.length > 0 ? 'superseded' : 'claimed';
  };
  return versions.map((version, index) => {
    const first = versions
      .map((other, at) => ({ other, at }))
      .filter(({ other, at }) => other.milestone === version.milestone && state(other, at) === 'recognised')
      .sort((a, b) => (a.other.on < b.other.on ? -1 : a.other.on > b.other.on ? 1 : a.at - b.at))[0];
    return { ...version, state: state(version, index), counted: first?.at === index };
  });
}

test('project: what was said last holds, as a naive walk has it', async () => {
  await fc.assert(
    fc.asyncProperty(history, async (facts) => {
      await given(facts);
      const model = modelProjects(facts);
      const rows = await stored('project');
      expect(rows).toHaveLength(model.size);
      for (const row of rows) expect(row).toMatchObject(model.get(String(row.subject)) ?? {});
    }),
    { numRuns: 60 },
  );
});

test('project_milestone: states and the one that counts, as a naive walk has it', async () => {
  await fc.assert(
    fc.asyncProperty(history, async (facts) => {
      await given(facts);
      const rows = await stored('project_milestone');
      const got = rows
        .map((row) => ({
          claim: row.claim,
          root: row.root_claim,
          milestone: row.milestone,
          on: row.occurred_on,
          planned: row.planned_investment_yuan,
          evidence: row.evidence,
          needs: row.needs_recognition,
          late: row.late,
          state: row.state,
          counted: row.counted,
        }))
        .sort((a, b) => String(a.claim).localeCompare(String(b.claim)));
      const wanted = ['P1', 'P2', 'P3']
        .flatMap((subject) => modelMilestones(facts.filter((fact) => fact.subject === subject)))
        .map(({ verdicts: _, ...rest }) => rest)
        .sort((a, b) => a.claim.localeCompare(b.claim));
      expect(got).toEqual(wanted);
    }),
    { numRuns: 120 },
  );
});

test('project_investment and project_suspension, as a naive walk has them', async () => {
  await fc.assert(
    fc.asyncProperty(history, async (facts) => {
      await given(facts);
      const reports = new Map<string, { total: string; month: string }>();
      const pauses = new Map<string, { on: string; until: string | null; ended?: true }[]>();
      const ends = new Map<string, string>();
      for (const fact of facts) {
        if (fact.kind === 'investmentReported')
          reports.set(fact.id, { total: String(fact.body.amountYuan), month: String(fact.body.month) });
        if (fact.kind === 'investmentCorrected') {
          const root = reports.get(String(fact.corrects));
          if (root) root.total = String(fact.body.amountYuan);
        }
        const list = pauses.get(fact.subject) ?? [];
        pauses.set(fact.subject, list);
        const open = list.find(({ until }) => until === null);
        if (fact.kind === 'projectSuspended') {
          if (open) open.on = fact.occurred_on;
          else list.push({ on: fact.occurred_on, until: null });
        }
        if (fact.kind === 'projectResumed' && open) open.until = fact.occurred_on;
        if (fact.kind === 'projectEnded' && !ends.has(fact.subject)) ends.set(fact.subject, fact.occurred_on);
        if (fact.kind === 'projectRevived') {
          const ended = ends.get(fact.subject);
          if (open) open.until = ended ?? fact.occurred_on;
          if (ended !== undefined) list.push({ on: ended, until: fact.occurred_on, ended: true });
          ends.delete(fact.subject);
        }
      }
      const standing = (await stored('project_investment')).filter(({ state }) => state === 'stands');
      expect(
        standing.map((row) => [row.root_report, { total: row.amount_yuan, month: row.month }]).sort(),
      ).toEqual([...reports].sort());
      const rows = await stored('project_suspension');
      const got = rows
        .map((row) => `${row.subject} ${row.suspended_on} ${row.resumed_on} ${row.ended}`)
        .sort();
      expect(got).toEqual(
        [...pauses]
          .flatMap(([subject, list]) =>
            list.map(({ on, until, ended }) => `${subject} ${on} ${until} ${ended === true}`),
          )
          .sort(),
      );
    }),
    { numRuns: 60 },
  );
});

test('a derived row depends on the facts of its own subject alone', async () => {
  await fc.assert(
    fc.asyncProperty(history, fc.constantFrom('P1', 'P2', 'P3'), async (facts, subject) => {
      await given(facts);
      for (const { table } of folds) {
        const all = (await folded(table)).filter((row) => row.subject === subject);
        const alone = await folded(table, subject);
        expect(alone.map((row) => JSON.stringify(row)).sort()).toEqual(
          all.map((row) => JSON.stringify(row)).sort(),
        );
      }
    }),
    { numRuns: 20 },
  );
});

test('the last code bound is the one reserved', async () => {
  const bind = (seq: number, code: string): TestFact => ({
    seq,
    id: `F${seq}`,
    kind: 'projectCodeBound',
    subject: 'P1',
    revision: seq,
    occurred_on: '2021-01-01',
    actor: 'a',
    actor_unit: 'u',
    corrects: null,
    body: { code },
  });
  await given([bind(1, 'mistyped'), bind(2, 'right')]);
  expect(await folded('reservation')).toEqual([
    { city: 'zq', kind: 'project_code', key: 'right', loop: 'projects', subject: 'P1' },
  ]);
});

test('each fold goes into its table', async () => {
  const claimed = { kind: 'milestoneClaimed', milestone: 'started', needsRecognition: true };
  await given(build([{ subject: 'P1', step: { ...claimed, on: '2021-01-01', pick: 0 } }]));
  const names = folds.filter(({ definition }) => definition !== '').map(({ table }) => table);
  for (const table of names) {
    const fold = folds.find((each) => each.table === table);
    await client.query(`insert into ${table} with facts as (select 'zq' as city, seq, id, 'projects' as loop, kind, 1 as kind_version, subject,
      revision, 'u' as unit, occurred_on, null::timestamptz as occurred_at, now() as recorded_at, actor, 'p' as actor_post, actor_unit,
      'plan' as plan_version, 'c' as command, corrects, body from facts_given) select * from (${fold?.select}) as folded`);
  }
  const { rows } = await client.query('select count(*) as n from project_milestone');
  expect(rows[0].n).toBe('1');
});
