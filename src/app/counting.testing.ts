// For counting.property.pg.test.ts: the laws of counting, replayed over the facts themselves by a model that knows no fold and no decider. However commands came, with
// phases, revival, revocation, withdrawals and steps inside a unit: no hard gate is skipped, nothing counts twice, nobody recognises what came from his own side.
import { expect } from 'vitest';
import { sql } from '../kernel/sql.ts';
import type { LedgerView } from '../ledger/view.pg.ts';
import { lifecyclesSection } from '../loops/projects/projects.plan.ts';

interface Told {
  readonly seq: number;
  readonly id: string;
  readonly kind: string;
  readonly subject: string;
  readonly occurredOn: string;
  readonly actor: string;
  readonly actorUnit: string;
  readonly corrects: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** One version of a claim: the claim itself, or a correction of it. */
interface Version {
  readonly id: string;
  readonly root: string;
  readonly milestone: string;
  readonly day: string;
  readonly needsRecognition: boolean;
  decided: 'none' | 'recognised' | 'refused' | 'revoked';
  everStood: boolean;
}

class Project {
  readonly versions: Version[] = [];
  /** By root claim: accounts and units that had a hand in it. */
  readonly hands = new Map<string, { readonly accounts: Set<string>; readonly units: Set<string> }>();
  readonly drafts = new Map<string, { passed: number; readonly steps: number; over: boolean }>();
  phaseOf: string | undefined;
  code: string | undefined;
  endedOn: string | undefined;

  /** The version of each milestone that stands: it was recognised (or needs it not), and no later one of its claim has stood since. */
  standing(milestone: string): readonly Version[] {
    return this.versions.filter((version, place) => {
      const stands =
        version.decided === 'recognised' || (!version.needsRecognition && version.decided === 'none');
      const followed = this.versions
        .slice(place + 1)
        .some((later) => later.root === version.root && later.everStood);
      return version.milestone === milestone && stands && !followed;
    });
  }
}

/** A unit below who claims is the claimant's own side as well. */
const PARENTS: Readonly<Record<string, string>> = { team: 'desk' };

export const GATES: Readonly<Record<string, readonly string[]>> = {
  introduced: [],
  filed: [],
  started: ['introduced', 'filed'],
  completed: ['started'],
};

/** Throws where a law is broken, naming the fact; then what the tables and the measures say is held against the model. */
export async function lawsOfCounting(view: LedgerView): Promise<void> {
  const [industrial] = view.plan.section(lifecyclesSection);
  expect(
    Object.fromEntries((industrial?.milestones ?? []).map(({ id, requires }) => [id, requires])),
  ).toEqual(GATES);
  const rows =
    await view.query(sql`select seq, id, kind, subject, occurred_on, actor, actor_unit, corrects, body
    from luodi.fact where city = ${view.city.id} and loop = 'projects' and subject not like '%/%' order by seq`);
  const projects = new Map<string, Project>();
  for (const row of rows) {
    const fact: Told = {
      seq: Number(row.seq),
      id: String(row.id),
      kind: String(row.kind),
      subject: String(row.subject),
      occurredOn: String(row.occurred_on),
      actor: String(row.actor),
      actorUnit: String(row.actor_unit),
      corrects: String(row.corrects),
      body: row.body as Told['body'],
    };
    const project = projects.get(fact.subject) ?? new Project();
    projects.set(fact.subject, project);
    replay(project, fact);
    gatesHold(project, fact);
  }
  await sameCounts(view, projects);
}

function replay(project: Project, fact: Told): void {
  const { body } = fact;
  const say = `${fact.kind} ${fact.seq}`;
  switch (fact.kind) {
    case 'projectRegistered':
      project.phaseOf = body.phaseOf as string | undefined;
      break;
    case 'projectCodeBound':
      project.code = String(body.code);
      break;
    case 'projectEnded':
      expect([say, project.endedOn]).toEqual([say, undefined]);
      project.endedOn = fact.occurredOn;
      break;
    case 'projectRevived':
      expect([say, typeof project.endedOn]).toEqual([say, 'string']);
      project.endedOn = undefined;
      break;
    case 'claimDrafted':
      project.drafts.set(fact.id, { passed: 1, steps: (body.steps as unknown[]).length, over: false });
      break;
    case 'claimPassed':
      onDraft(project, fact.corrects, say).passed += 1;
      break;
    case 'claimSentBack':
    case 'claimWithdrawn':
      onDraft(project, fact.corrects, say).over = true;
      break;
    case 'milestoneClaimed':
    case 'milestoneCorrected':
      claimed(project, fact, say);
      break;
    case 'milestoneRecognised':
    case 'milestoneRefused':
    case 'milestoneRevoked':
      decided(project, fact, say);
      break;
  }
}

/** A draft that was taken back, sent back or has become a claim is over. */
function onDraft(project: Project, id: string, say: string) {
  const draft = project.drafts.get(id);
  expect([say, draft?.over]).toEqual([say, false]);
  return draft as NonNullable<typeof draft>;
}

function claimed(project: Project, fact: Told, say: string): void {
  const { body } = fact;
  const isClaim = fact.kind === 'milestoneClaimed';
  const root = isClaim ? fact.id : fact.corrects;
  // What happened before an end may be told after it; nothing happens after.
  const day = isClaim ? fact.occurredOn : String(body.occurredOn);
  expect([say, project.endedOn !== undefined && day > project.endedOn]).toEqual([say, false]);
  if (body.draft !== undefined) {
    const draft = onDraft(project, String(body.draft), say);
    expect([say, draft.passed + 1]).toEqual([say, draft.steps]);
    draft.over = true;
  }
  const first = project.versions.find(({ id }) => id === root);
  const needsRecognition = isClaim ? body.needsRecognition === true : first?.needsRecognition === true;
  const milestone = String(body.milestone);
  // One open claim a milestone: a second would be counted beside the first.
  if (isClaim) {
    const open = project.versions.some(
      (version) =>
        version.milestone === milestone &&
        (project.standing(milestone).includes(version) ||
          (version.decided === 'none' &&
            version.needsRecognition &&
            !project.versions.some(
              (later) =>
                later.root === version.root &&
                later !== version &&
                project.versions.indexOf(later) > project.versions.indexOf(version),
            ))),
    );
    expect([say, open]).toEqual([say, false]);
  }
  project.versions.push({
    id: fact.id,
    root,
    milestone,
    day,
    needsRecognition,
    decided: 'none',
    everStood: !needsRecognition,
  });
  const hands = project.hands.get(root) ?? { accounts: new Set<string>(), units: new Set<string>() };
  for (const account of [fact.actor, ...((body.hands as string[] | undefined) ?? [])])
    hands.accounts.add(account);
  hands.units.add(fact.actorUnit);
  project.hands.set(root, hands);
}

function decided(project: Project, fact: Told, say: string): void {
  const version = project.versions.find(({ id }) => id === fact.corrects);
  if (version === undefined) throw new Error(`${say} decides nothing that was claimed`);
  const hands = project.hands.get(version.root);
  const own = [fact.actorUnit, PARENTS[fact.actorUnit] ?? ''].some((unit) => hands?.units.has(unit));
  expect([say, hands?.accounts.has(fact.actor), own]).toEqual([say, false, false]);
  if (fact.kind === 'milestoneRecognised') {
    expect([say, version.decided]).toEqual([say, 'none']);
    // What it rests on stands before it does.
    for (const gate of GATES[version.milestone] ?? [])
      expect([say, gate, project.standing(gate).length]).toEqual([say, gate, 1]);
    version.decided = 'recognised';
    version.everStood = true;
  } else version.decided = fact.kind === 'milestoneRefused' ? 'refused' : 'revoked';
}

/** After every fact: what stands, stands once, rests on its gates and happened no earlier than they. */
function gatesHold(project: Project, fact: Told): void {
  for (const [milestone, gates] of Object.entries(GATES)) {
    const standing = project.standing(milestone);
    if (standing.length > 1)
      throw new Error(`after ${fact.seq} ${milestone} of ${fact.subject} stands twice`);
    for (const gate of standing.length === 0 ? [] : gates) {
      const [under] = project.standing(gate);
      if (under === undefined || under.day > (standing[0]?.day ?? ''))
        throw new Error(
          `after ${fact.kind} ${fact.seq} ${milestone} of ${fact.subject} stands without ${gate}`,
        );
    }
  }
}

async function sameCounts(view: LedgerView, projects: ReadonlyMap<string, Project>): Promise<void> {
  const standing = [...projects].flatMap(([subject, project]) =>
    Object.keys(GATES).flatMap((milestone) =>
      project.standing(milestone).map(({ id }) => `${subject} ${milestone} ${id}`),
    ),
  );
  const counted = await view.query(
    sql`select subject, milestone, claim from project_milestone where city = ${view.city.id} and counted`,
  );
  expect(counted.map((row) => `${row.subject} ${row.milestone} ${row.claim}`).toSorted()).toEqual(
    standing.toSorted(),
  );
  // A code belongs to one project; a phase counts apart only with its own.
  const codes = [...projects.values()].flatMap(({ code }) => (code === undefined ? [] : [code]));
  expect(new Set(codes).size).toBe(codes.length);
  const range = { from: '2021-01-01', asOf: view.today, by: [] } as unknown as Parameters<
    LedgerView['askMeasures']
  >[1];
  for (const milestone of ['introduced', 'started']) {
    const naive = [...projects.values()].filter(
      (project) =>
        project.standing(milestone).length > 0 &&
        (project.phaseOf === undefined || project.code !== undefined),
    ).length;
    const id = `projects.${milestone}`;
    expect([id, (await view.askMeasures([id], range)).get(id)?.[0]?.value]).toEqual([id, String(naive)]);
  }
}
