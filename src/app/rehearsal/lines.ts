// From steps to linked facts: order, recorded_at, revisions, 补报, ids, hashes. What the ledger's writer would have done, at one go.
import { ACCOUNT_FACTS } from '../../access/account.facts.ts';
import { ulid } from '../../kernel/id.ts';
import { type Instant, instantOf } from '../../kernel/instant.ts';
import type { JsonObject } from '../../kernel/json.ts';
import type { FactKind } from '../../kernel/loop.ts';
import { fromEpochDay, monthOf, type PlainDate } from '../../kernel/plainDate.ts';
import type { Random } from '../../kernel/random.ts';
import { cityFacts } from '../../ledger/city.facts.ts';
import { chainFact, EMPTY_HEAD, type Fact, type HashText, type Head } from '../../ledger/fact.ts';
import { ACCEPTANCE_FACTS } from '../../loops/approvals/acceptance.facts.ts';
import { AGENCY_FACTS } from '../../loops/approvals/agency.facts.ts';
import { APPROVAL_FACTS } from '../../loops/approvals/approvals.facts.ts';
import { PROMISE_FACTS } from '../../loops/approvals/promises.facts.ts';
import { INDICATOR_FACTS } from '../../loops/indicators/indicators.facts.ts';
import { COURSE_FACTS } from '../../loops/projects/course.facts.ts';
import { PROJECT_FACTS } from '../../loops/projects/projects.facts.ts';
import type { OfficeTime } from './officeTime.ts';
import type { Step } from './steps.ts';

const KINDS: ReadonlyMap<string, FactKind> = new Map(
  [
    ...cityFacts,
    ...ACCOUNT_FACTS,
    ...PROJECT_FACTS,
    ...COURSE_FACTS,
    ...INDICATOR_FACTS,
    ...APPROVAL_FACTS,
    ...PROMISE_FACTS,
    ...AGENCY_FACTS,
    ...ACCEPTANCE_FACTS,
  ].map((kind) => [kind.kind, kind]),
);

export interface Linking {
  readonly city: string;
  readonly hash: HashText;
  readonly planHash: string;
  readonly office: OfficeTime;
  readonly random: Random;
  /** When the clock stands: the last step is recorded then. */
  readonly standsAtMs: number;
}

/** Links the steps in order of their positions; at the same position the earlier in the list goes first. */
export function linkSteps(
  linking: Linking,
  steps: readonly Step[],
): { readonly facts: readonly Fact[]; readonly head: Head } {
  const ordered = steps
    .map((each, index) => ({ each, index }))
    .sort((a, b) => a.each.at - b.each.at || a.index - b.index);
  const ids = new Map<Step, string>();
  const revisions = new Map<string, number>();
  const closed = new Set<string>();
  const told = new ToldDays();
  const facts: Fact[] = [];
  let head = EMPTY_HEAD;
  let lastMs = 0;
  let planVersion = '';
  ordered.forEach(({ each }, index) => {
    const kind = KINDS.get(each.kind)!;
    const isLast = index === ordered.length - 1;
    const ms = isLast ? Math.max(linking.standsAtMs, lastMs + 1) : nextMs(linking, each, lastMs);
    lastMs = ms;
    const recordedOn = fromEpochDay(linking.office.dayOf(each.at));
    const occurredOn = occurredOnOf(each, recordedOn);
    const moves = kind.tense === 'happening' ? [occurredOn] : told.moves(each);
    const late = moves.some((day) => closed.has(monthOf(day)));
    const key = `${each.loop} ${each.subject}`;
    const revision = (revisions.get(key) ?? 0) + 1;
    const id = ulid(ms, linking.random);
    const named = each.names === undefined ? each.body : { ...each.body, ...idsOf(each.names, ids) };
    const fact = chainFact(linking.hash, head, {
      city: linking.city,
      seq: head.seq + 1,
      id,
      loop: each.loop,
      kind: each.kind,
      kindVersion: kind.version,
      subject: each.subject,
      revision,
      unit: each.unit,
      occurredOn,
      occurredAt: null,
      recordedAt: instantOf(ms),
      actor: each.actor.account,
      actorPost: each.actor.post,
      actorUnit: each.actor.unit,
      planVersion,
      // No command recorded it: a rehearsal comes in as a restore does.
      command: '',
      corrects: each.corrects ? ids.get(each.corrects)! : null,
      body: late ? { ...named, late: true } : named,
    });
    ids.set(each, id);
    revisions.set(key, revision);
    if (each.kind === 'periodClosed') closed.add(String(each.body.period));
    if (each.kind === 'planAdopted') planVersion = linking.planHash;
    facts.push(fact);
    head = { seq: fact.seq, hash: fact.hash, recordedAt: fact.recordedAt as Instant };
  });
  return { facts, head };
}

function idsOf(names: NonNullable<Step['names']>, ids: ReadonlyMap<Step, string>): JsonObject {
  return Object.fromEntries(Object.entries(names).map(([field, named]) => [field, ids.get(named)!]));
}

/** Which days a correction moves: as the deciders have it, the day of the last version that was not refused, and its own; a revocation that of its claim. */
class ToldDays {
  private readonly versions = new Map<
    Step,
    { readonly step: Step; readonly day: PlainDate; refused: boolean }[]
  >();

  moves(each: Step): readonly PlainDate[] {
    const { corrects } = each;
    if (corrects === undefined) return [];
    const told = this.of(rootOf(corrects));
    const decided = told.find((version) => version.step === corrects);
    if (each.kind === 'milestoneRefused' && decided) decided.refused = true;
    if (each.kind === 'milestoneRevoked' && decided) return [decided.day];
    const last = told.findLast((version) => !version.refused) ?? told.at(-1);
    if (each.kind === 'investmentCorrected') return last ? [last.day] : [];
    if (each.kind !== 'milestoneCorrected' || each.happened === undefined || !last) return [];
    const day = fromEpochDay(each.happened);
    told.push({ step: each, day, refused: false });
    return [last.day, day];
  }

  private of(root: Step) {
    const day = root.happened === undefined ? [] : [fromEpochDay(root.happened)];
    const told = this.versions.get(root) ?? day.map((one) => ({ step: root, day: one, refused: false }));
    this.versions.set(root, told);
    return told;
  }
}

function rootOf(one: Step): Step {
  return one.corrects === undefined ? one : rootOf(one.corrects);
}

/** Somewhere in the first half of the minute, and after the fact before. */
function nextMs({ office, random }: Linking, each: Step, lastMs: number): number {
  return Math.max(office.msOf(each.at) + random.int(0, 29_999), lastMs + random.int(1, 400));
}

function occurredOnOf(each: Step, recordedOn: PlainDate): PlainDate {
  return each.happened === undefined || each.datedWhenRecorded === true
    ? recordedOn
    : fromEpochDay(each.happened);
}
