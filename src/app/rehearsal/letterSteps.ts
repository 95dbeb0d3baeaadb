// Two-sided letters of rehearsed projects: drawn up after the contract, signed by both, gone by the declared path, each promise on its clock; some broken by the firm, some by the
// government, made good late, the firm's credit repaired. What an item of approval or a joint acceptance decides is taken from there, so that the two never differ.
import type { JsonObject } from '../../kernel/json.ts';
import { epochDay } from '../../kernel/plainDate.ts';
import { isProblem } from '../../kernel/problem.ts';
import type { Random } from '../../kernel/random.ts';
import { firmOf } from '../../loops/approvals/approvals.commands.ts';
import { approvalItemsSection } from '../../loops/approvals/approvals.plan.ts';
import { letterOf } from '../../loops/approvals/promises.commands.ts';
import type { Entry } from '../../loops/approvals/promises.facts.ts';
import { entriesOf } from '../../loops/approvals/promises.ts';
import { type ServicePromise, servicePromisesSection } from '../../loops/approvals/servicePromises.plan.ts';
import type { Accepted } from './acceptanceSteps.ts';
import { happens } from './chance.ts';
import { chosen, dateText, Line, type MatterBasis, type Seen, standsAt, unitOf } from './matters.ts';
import type { Office } from './officeTime.ts';
import type { RehearsedLetters } from './rehearsedCourse.plan.ts';
import type { Step } from './steps.ts';

/** Recorded within two days of its day: after these an application may go under the letter. */
export const SETTLED_DAYS = 3;
const REPAIRED = '已补办并完成信用修复（模拟）';

export interface PlannedLetter {
  readonly subject: string;
  readonly project: Seen;
  readonly promise: ServicePromise;
  readonly entries: readonly Entry[];
  readonly drawnOn: number;
  readonly firmOn: number;
  readonly governmentOn: number;
  readonly signedOn: number;
  /** The letter's facts so far, to its signatures; what follows is told on it. */
  readonly line: Line;
  /** Where the last signature is recorded; infinite where the clock stopped before. */
  readonly signedAt: Office;
}

/** Who has a letter, and from when: drawn up and signed; what its clocks do is told later. */
export function planLetters(basis: MatterBasis, projects: readonly Seen[]): readonly PlannedLetter[] {
  const { letters } = basis.params;
  const promise = basis.plan.section(servicePromisesSection).find(({ id }) => id === letters?.promise);
  const signer = letters && promise && signerOf(basis, letters, promise);
  if (letters === undefined || promise === undefined || signer === undefined) return [];
  const terms = [...promise.enterprise, ...promise.government].flatMap(
    (one): Parameters<typeof entriesOf>[1]['terms'] => {
      const given = letters.terms.find((term) => term.entry === one.id);
      const { id: entry, clock } = one;
      if (clock?.days !== undefined) return [];
      if (clock !== undefined) return given?.days === undefined ? [] : [{ entry, days: given.days }];
      if (given?.starts === undefined || given.ends === undefined) return [{ entry, throughout: true }];
      const { starts, ends, days, dayKind } = given;
      return [{ entry, starts, ends, dayKind, ...(days === undefined ? {} : { days }) }];
    },
  );
  const entries = entriesOf(promise, { terms });
  if (isProblem(entries)) throw entries;
  return projects.flatMap((project) => plannedFor({ basis, letters, promise, entries, signer }, project));
}

interface Planning {
  readonly basis: MatterBasis;
  readonly letters: RehearsedLetters;
  readonly promise: ServicePromise;
  readonly entries: readonly Entry[];
  readonly signer: NonNullable<ReturnType<typeof signerOf>>;
}

function plannedFor(planning: Planning, project: Seen): readonly PlannedLetter[] {
  const { letters, promise, entries, basis } = planning;
  const introduced = project.reached('introduced');
  const until = project.reached(letters.until);
  if (introduced === undefined || introduced < epochDay(letters.from) || project.creditCode === undefined)
    return [];
  if (!chosen(project, 'letter', letters.perMille)) return [];
  const last = Math.min(until ?? introduced + 40, project.endedOn - 1);
  if (last - introduced < 2) return [];
  const random = project.random.fork('letter');
  const room = last - introduced;
  const drawnOn = introduced + 1 + Math.floor(random.next() * 0.4 * (room - 1));
  const firmOn = Math.min(last, drawnOn + random.int(0, 3));
  const governmentOn = Math.min(last, firmOn + random.int(0, 4));
  const subject = letterOf(project.subject, promise.id);
  const days = { drawnOn, firmOn, governmentOn, signedOn: governmentOn };
  const line = new Line(basis, project.random.fork('letter facts'), project.registeredAt);
  const signedAt = openLetter(planning, { subject, project, ...days }, line);
  return [{ subject, project, promise, entries, ...days, line, signedAt }];
}

function openLetter(
  { basis, letters, promise, entries, signer }: Planning,
  letter: Pick<PlannedLetter, 'subject' | 'project' | 'drawnOn' | 'firmOn' | 'governmentOn'>,
  line: Line,
): Office {
  const { project, subject } = letter;
  const county = basis.actors.claimant(project.unit);
  const told = { loop: 'approvals', subject, unit: project.unit };
  const document = `${letters.document}${project.subject}`;
  const body = drawnBody(project, promise, entries);
  line.tell({ ...told, kind: 'letterDrawn', actor: county, day: letter.drawnOn, body });
  for (const step of toldBefore(promise)) {
    const filing = { step, document: '报备材料（模拟）' };
    line.tell({ ...told, kind: 'letterStepReached', actor: county, day: letter.drawnOn, body: filing });
  }
  const firm = { side: 'enterprise', signer: project.creditCode ?? '', document };
  line.tell({ ...told, kind: 'letterSigned', actor: county, day: letter.firmOn, body: firm });
  const government = { side: 'government', signer: signer.signer, document };
  const signed = line.tell({
    ...told,
    kind: 'letterSigned',
    actor: signer.actor,
    day: letter.governmentOn,
    body: government,
  });
  return signed?.at ?? Number.POSITIVE_INFINITY;
}

/** The unit that signs: as the plan says, else as the rehearsal assumes, else its owner's. */
function signerOf(basis: MatterBasis, letters: RehearsedLetters, promise: ServicePromise) {
  const signer = promise.signedBy[0] ?? letters.signer ?? promise.owner;
  const unit = signer === undefined ? undefined : unitOf(basis, signer);
  const actor = unit === undefined ? undefined : basis.actors.of(unit, 'keepPromises');
  return signer === undefined || actor === undefined ? undefined : { signer, actor };
}

/** What an application of an item goes under, on a day, by the declared path; undefined: it goes the ordinary way. */
export function underLetterOn(
  letter: PlannedLetter,
  item: string,
  day: number,
): readonly string[] | undefined {
  const { promise, project, signedOn, signedAt } = letter;
  if (promise.filedAs === undefined || day < signedOn + SETTLED_DAYS || signedAt === Number.POSITIVE_INFINITY)
    return undefined;
  const { steps } = promise;
  const at = steps.findIndex(({ approvalItem }) => approvalItem === item);
  const before = at < 0 ? steps.slice(0, steps.findIndex((step) => step.letter) + 1) : steps.slice(0, at);
  const told = toldBefore(promise);
  for (const { id, letter: signed, milestone } of promise.stepsInOrder ? before : []) {
    if (signed || told.includes(id)) continue;
    const reached = milestone === undefined ? undefined : project.reached(milestone);
    if (reached === undefined || reached > day) return undefined;
  }
  return promise.stepsInOrder ? told.filter((id) => before.some((step) => step.id === id)) : [];
}

/** Steps before the letter that nothing else tells of: told with its drawing up. */
function toldBefore({ steps }: ServicePromise): readonly string[] {
  return steps
    .slice(
      0,
      steps.findIndex(({ letter }) => letter),
    )
    .flatMap(({ id, milestone, approvalItem }) =>
      milestone === undefined && approvalItem === undefined ? [id] : [],
    );
}

export interface Known {
  /** By `<project>/<item>`: the day an application was granted; not there while it is open or was never filed. */
  readonly decided: ReadonlyMap<string, number>;
  readonly filed: ReadonlyMap<string, number>;
  readonly accepted: ReadonlyMap<string, Accepted>;
}

export function letterSteps(basis: MatterBasis, planned: readonly PlannedLetter[], known: Known): Step[] {
  const { letters } = basis.params;
  if (letters === undefined) return [];
  return planned.flatMap((letter) => {
    const signer = signerOf(basis, letters, letter.promise);
    return signer === undefined ? [] : oneLetter({ basis, letters, letter, signer, known });
  });
}

interface Telling {
  readonly basis: MatterBasis;
  readonly letters: RehearsedLetters;
  readonly letter: PlannedLetter;
  readonly signer: NonNullable<ReturnType<typeof signerOf>>;
  readonly known: Known;
}

interface Event {
  readonly day: number;
  readonly kind: string;
  readonly body: JsonObject;
  /** The promise it moves, where it is one of the firm. */
  readonly entry?: Entry;
  readonly after?: number | undefined;
}

function oneLetter(telling: Telling): Step[] {
  const { basis, letter, signer } = telling;
  const { project, subject, line } = letter;
  const random = project.random.fork('letter clocks');
  const county = basis.actors.claimant(project.unit);
  const told = { loop: 'approvals', subject, unit: project.unit };
  const clocks = new Map<string, { startedOn: string | null; keptOn: string | null }>();
  const events = eventsOf(telling, random).toSorted((a, b) => a.day - b.day);
  for (const { kind, day, body, entry, after } of events) {
    const actor = kind === 'demandMade' ? signer.actor : county;
    const made = line.tell({ ...told, kind, actor, day, body, after });
    if (made === undefined) break;
    if (entry?.side === 'enterprise') restate(line, letter, entry, clocks, { kind, day, actor });
  }
  return [...line.steps, ...repairOf(telling, events, line)];
}

function drawnBody(project: Seen, promise: ServicePromise, entries: readonly Entry[]): JsonObject {
  const basis = '凭据（模拟）';
  return {
    project: project.subject,
    projectName: project.name,
    promise: promise.id,
    title: promise.title,
    creditCode: project.creditCode ?? '',
    appliesTo: promise.appliesTo.map(({ id, title }, at) => ({ id, title, holds: at === 0 })),
    notFor: promise.notFor.map(({ id, title }) => ({ id, title, holds: false })),
    needs: promise.needs.map(({ id, title }) => ({ id, title, holds: true, basis })),
    entries: entries as unknown as JsonObject[],
  };
}

/** The clock of the firm's promise on its own account, in the same command. */
function restate(
  line: Line,
  { subject, project }: PlannedLetter,
  entry: Entry,
  clocks: Map<string, { startedOn: string | null; keptOn: string | null }>,
  { kind, day, actor }: { readonly kind: string; readonly day: number; readonly actor: Step['actor'] },
): void {
  const clock = clocks.get(entry.entry) ?? { startedOn: null, keptOn: null };
  const next =
    kind === 'promiseStarted' ? { ...clock, startedOn: dateText(day) } : { ...clock, keptOn: dateText(day) };
  clocks.set(entry.entry, next);
  const body: JsonObject = {
    letter: subject,
    entry: entry.entry,
    title: entry.title,
    startedOn: next.startedOn,
    days: entry.days ?? null,
    dayKind: entry.dayKind ?? '工作日',
    stills: [],
    keptOn: next.keptOn,
  };
  const told = { loop: 'approvals', subject: firmOf(project.creditCode ?? ''), unit: project.unit };
  line.tell({ ...told, kind: 'firmPromiseStated', actor, body, together: true });
}

function eventsOf(telling: Telling, random: Random): Event[] {
  const { letters, letter, signer } = telling;
  const { entries, project, signedOn } = letter;
  const events = entries.flatMap((entry) => clockEvents(telling, entry, random));
  events.push(...pathEvents(telling));
  if (letters.demand !== undefined && happens(random, letters.demandPerMille)) {
    const body = { ...letters.demand, approver: signer.signer };
    events.push({ kind: 'demandMade', day: signedOn + random.int(5, 40), body });
  }
  const kept = entries.every(
    ({ entry, throughout }) =>
      throughout === true ||
      events.some((event) => event.kind === 'promiseKept' && event.entry?.entry === entry),
  );
  const certified = telling.known.accepted.get(project.subject)?.certifiedOn;
  if (kept && certified !== undefined) {
    const day = Math.max(certified, ...events.map((event) => event.day)) + 6;
    events.push({ kind: 'letterEnded', day, body: { document: '联合验收意见书（模拟）' } });
  }
  return events.filter(({ day }) => day >= signedOn && day < project.endedOn);
}

function clockEvents(telling: Telling, entry: Entry, random: Random): Event[] {
  if (entry.throughout === true) return [];
  const { letter, known, basis, letters } = telling;
  const { project, signedOn } = letter;
  const at = (kind: string, day: number, after?: number): Event => ({
    kind,
    day,
    body: { entry: entry.entry },
    entry,
    ...(after === undefined ? {} : { after }),
  });
  const brokenPerMille =
    entry.side === 'enterprise' ? letters.enterpriseBrokenPerMille : letters.governmentBrokenPerMille;
  const broken = happens(random, brokenPerMille);
  const share = 0.35 + 0.6 * random.next();
  const never = random.next() < 0.4;
  const isAcceptance = basis.plan
    .section(approvalItemsSection)
    .some(({ id, phase }) => id === entry.approvalItem && phase === '竣工验收');
  if (isAcceptance) {
    const accepted = known.accepted.get(project.subject);
    if (accepted === undefined) return [];
    const kept = heardOf(accepted);
    return [
      at('promiseStarted', accepted.openedOn),
      ...(kept === undefined ? [] : [at('promiseKept', kept)]),
    ];
  }
  const key = `${project.subject}/${entry.approvalItem ?? ''}`;
  if (entry.approvalItem !== undefined && known.filed.has(key)) {
    const decided = known.decided.get(key);
    const kept = decided === undefined ? undefined : Math.max(signedOn, decided);
    return [at('promiseStarted', signedOn), ...(kept === undefined ? [] : [at('promiseKept', kept)])];
  }
  // As many days of its kind as were agreed, most of them used; a broken one comes late, or never.
  const { office } = basis;
  const days = Math.max(1, Math.round((entry.days ?? 20) * (broken ? 1.15 + share : share)));
  let kept = signedOn;
  for (let left = days; left > 0; ) {
    kept++;
    if (entry.dayKind === '自然日' || office.isWorking(kept)) left--;
    if (kept > basis.until + 1) break;
  }
  return [at('promiseStarted', signedOn), ...(broken && never ? [] : [at('promiseKept', kept)])];
}

/** The certificate is recorded by its bureau within days; who keeps the letter notes it after that. */
const CERTIFICATE_DAYS = 4;

function heardOf({ certifiedOn }: Accepted): number | undefined {
  return certifiedOn === undefined ? undefined : certifiedOn + CERTIFICATE_DAYS;
}

/** When an item of the path was passed: as it was decided, or by the day before the node that the path puts after it where its application is not rehearsed. */
function passedOn(
  { project, promise, signedOn }: PlannedLetter,
  item: string,
  known: Known,
): number | undefined {
  const key = `${project.subject}/${item}`;
  if (known.filed.has(key)) return known.decided.get(key);
  const at = promise.steps.findIndex(({ approvalItem }) => approvalItem === item);
  const next = promise.steps.slice(at + 1).find(({ milestone }) => milestone !== undefined)?.milestone;
  const reached = next === undefined ? undefined : project.reached(next);
  return reached === undefined ? undefined : Math.max(signedOn, reached - 1);
}

/** Whether all of the path before an item is gone by a day, as the letter will tell it. */
export function pathGoneBy(letter: PlannedLetter, item: string, day: number, known: Known): boolean {
  const { steps } = letter.promise;
  const at = steps.findIndex(({ approvalItem }) => approvalItem === item);
  const started = letter.project.reached('started');
  return steps.slice(0, Math.max(0, at)).every((step) => {
    if (step.letter) return letter.signedOn + SETTLED_DAYS < day;
    const on =
      step.milestone !== undefined
        ? letter.project.reached(step.milestone)
        : step.approvalItem !== undefined
          ? passedOn(letter, step.approvalItem, known)
          : toldBefore(letter.promise).includes(step.id)
            ? letter.drawnOn
            : started;
    return on !== undefined && on + 4 < day;
  });
}

/** The steps after the letter that no node tells of. */
function pathEvents({ letter, known }: Telling): Event[] {
  const { promise, project } = letter;
  const after = promise.steps.slice(promise.steps.findIndex((step) => step.letter) + 1);
  const accepted = known.accepted.get(project.subject);
  const started = project.reached('started');
  return after.flatMap(({ id, milestone, approvalItem }): Event[] => {
    if (milestone !== undefined) return [];
    // The nodes that the path puts before it stand by then.
    const before = promise.steps.slice(
      0,
      promise.steps.findIndex((step) => step.id === id),
    );
    const stand = Math.max(0, ...before.map((step) => standsAt(project, step.milestone ?? '') + 1));
    const tell = (day: number | undefined, document: string): Event[] =>
      day === undefined
        ? []
        : [{ kind: 'letterStepReached', day, body: { step: id, document }, after: stand }];
    if (approvalItem !== undefined) {
      if (accepted?.item === approvalItem) return tell(heardOf(accepted), '联合验收意见书（模拟）');
      return tell(passedOn(letter, approvalItem, known), '办结文书（模拟）');
    }
    const isLast = after.at(-1)?.id === id;
    if (isLast) return tell(accepted && heardOf(accepted), '颁发的证照（模拟）');
    if (started === undefined) return [];
    // Supervised from the start on: noted before the acceptance is applied for.
    const day = Math.min(started + 25, (accepted?.openedOn ?? Number.POSITIVE_INFINITY) - 4);
    return [
      {
        kind: 'letterStepReached',
        day: Math.max(started, day),
        body: { step: id, document: '施工监督记录（模拟）' },
        after: stand,
      },
    ];
  });
}

/** A firm that broke a promise and made it good has its credit repaired some days later, half of the time. */
function repairOf({ basis, letter }: Telling, events: readonly Event[], line: Line): Step[] {
  const { project, entries, subject } = letter;
  const clocked = entries.filter(({ side, days }) => side === 'enterprise' && days !== undefined);
  const dayOf = (entry: Entry, kind: string) =>
    events.find((event) => event.kind === kind && event.entry === entry)?.day;
  // As long as one is owed nothing is repaired.
  if (line.over || clocked.some((entry) => dayOf(entry, 'promiseKept') === undefined)) return [];
  const late = clocked.filter((entry) => {
    const [started, kept] = [dayOf(entry, 'promiseStarted') ?? 0, dayOf(entry, 'promiseKept') ?? 0];
    const used = entry.dayKind === '自然日' ? kept - started : basis.office.workingDays(started + 1, kept);
    return used > (entry.days ?? 0);
  });
  const random = project.random.fork('repair');
  const actor = basis.actors.office;
  if (late.length === 0 || random.next() < 0.5) return [];
  const last = Math.max(...events.filter(({ kind }) => kind === 'promiseKept').map(({ day }) => day));
  const repair = new Line(basis, random, line.at);
  repair.tell({
    kind: 'creditRepaired',
    loop: 'approvals',
    subject: firmOf(project.creditCode ?? ''),
    unit: basis.plan.units.rootId,
    actor,
    day: last + random.int(4, 15),
    body: {
      document: '信用修复决定（模拟）',
      reason: REPAIRED,
      debts: late.map(({ title }) => ({ approval: subject, material: title })),
    },
  });
  return repair.steps;
}
