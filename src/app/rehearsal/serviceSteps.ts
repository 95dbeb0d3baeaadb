// What firms are promised beside letters, rehearsed: pre-starts (counted by themselves, never a start), priority projects with their commitments, and the firm's own page with
// questions and answers. The page's token follows from the seed, and is of simulated cities alone.
import type { JsonObject } from '../../kernel/json.ts';
import type { Actor } from '../../kernel/loop.ts';
import { epochDay } from '../../kernel/plainDate.ts';
import { FIRM_ROLE } from '../../loops/approvals/firmLink.ts';
import { commitmentOf, commitmentsOf } from '../../loops/approvals/preStart.ts';
import { linkOf, preStartOf, priorityOf } from '../../loops/approvals/promises.commands.ts';
import {
  REGISTERED,
  type ServicePromise,
  servicePromisesSection,
} from '../../loops/approvals/servicePromises.plan.ts';
import { about, happens } from './chance.ts';
import { chosen, dateText, Line, type MatterBasis, type Seen, standsAt } from './matters.ts';
import { demoToken } from './simulatedFirm.ts';
import type { Step } from './steps.ts';

/** How far back a question may still be unanswered on the last day. */
const WAITING_DAYS = 21;

export function preStartSteps(basis: MatterBasis, projects: readonly Seen[]): Step[] {
  const { preStarts } = basis.params;
  const promise = basis.plan.section(servicePromisesSection).find(({ id }) => id === preStarts?.promise);
  if (preStarts === undefined || promise === undefined) return [];
  const since = epochDay(preStarts.from);
  return projects.flatMap((project) => {
    const from = project.reached(preStarts.after);
    if (from === undefined || from < since || !chosen(project, 'pre-start', preStarts.perMille)) return [];
    const last = Math.min(project.reached(preStarts.before) ?? from + 90, project.endedOn) - 1;
    return last - from < 8 ? [] : onePreStart(basis, promise, project, { from, last });
  });
}

function onePreStart(
  basis: MatterBasis,
  promise: ServicePromise,
  project: Seen,
  { from, last }: { readonly from: number; readonly last: number },
): Step[] {
  const random = project.random.fork('pre-start');
  const line = new Line(basis, random, project.registeredAt);
  const actor = basis.actors.claimant(project.unit);
  const told = { loop: 'approvals', subject: preStartOf(project.subject), unit: project.unit, actor };
  const declared = from + 1 + random.int(0, Math.floor((last - from) / 3));
  const body: JsonObject = {
    project: project.subject,
    projectName: project.name,
    promise: promise.id,
    title: promise.title,
    notFor: promise.notFor.map(({ id, title }) => ({ id, title, holds: false })),
    needs: promise.needs.map(({ id, title }) => ({ id, title, holds: true, basis: '凭据（模拟）' })),
    works: promise.mayBegin.map(({ id, title }) => ({ work: id, title })),
    document: '预动工报备（模拟）',
  };
  line.tell({ ...told, kind: 'preStartDeclared', day: declared, body });
  let day = declared;
  for (const { id } of promise.mayBegin.slice(0, random.int(1, Math.min(3, promise.mayBegin.length)))) {
    const begun = day + random.int(0, 4);
    const done = begun + random.int(2, 12);
    if (begun > last) break;
    line.tell({ ...told, kind: 'preStartBegun', day: begun, body: { work: id } });
    if (done <= last) line.tell({ ...told, kind: 'preStartDone', day: done, body: { work: id } });
    day = done;
  }
  return line.steps;
}

export function isPriority({ params }: Pick<MatterBasis, 'params'>, project: Seen): boolean {
  const { priorities } = params;
  return (
    priorities !== undefined &&
    project.registered >= epochDay(priorities.from) &&
    chosen(project, 'priority', priorities.perMille)
  );
}

/** By `<project>/<item>`, when an item of approval was filed and granted: some commitments run between these. */
export interface ItemDays {
  readonly filed: ReadonlyMap<string, number>;
  readonly decided: ReadonlyMap<string, number>;
}

export function prioritySteps(basis: MatterBasis, projects: readonly Seen[], items: ItemDays): Step[] {
  const { priorities } = basis.params;
  if (priorities === undefined) return [];
  return projects.flatMap((project) => {
    const promises = commitmentsOf(priorities.group, basis.lifecycle, basis);
    if (promises.length === 0 || !isPriority(basis, project)) return [];
    const random = project.random.fork('priority');
    const line = new Line(basis, random, project.registeredAt);
    const told = { loop: 'approvals', subject: priorityOf(project.subject), unit: project.unit };
    const latest = Math.min(project.reached('introduced') ?? Number.POSITIVE_INFINITY, project.endedOn) - 1;
    const day = Math.min(project.registered + random.int(1, 12), Math.max(project.registered, latest));
    const body: JsonObject = {
      project: project.subject,
      projectName: project.name,
      title: priorities.group,
      basis: priorities.basis,
      entries: promises.map(commitmentOf) as unknown as JsonObject[],
    };
    line.tell({ ...told, kind: 'priorityDesignated', actor: basis.actors.office, day, body });
    const actor = basis.actors.claimant(project.unit);
    const events = promises
      .flatMap(({ id, between }) =>
        commitmentDays(project, between, day, items).map((each) => ({ ...each, id })),
      )
      .filter((event) => event.day < project.endedOn)
      .toSorted((a, b) => a.day - b.day);
    for (const { kind, day: on, id, after } of events)
      line.tell({ ...told, kind, actor, day: on, after, body: { entry: id } });
    return line.steps;
  });
}

function commitmentDays(
  project: Seen,
  between: ServicePromise['between'],
  designated: number,
  { filed, decided }: ItemDays,
): { readonly kind: string; readonly day: number; readonly after: number }[] {
  const key = `${project.subject}/${between?.item ?? ''}`;
  const node = (id: string | undefined) =>
    id === REGISTERED ? designated : id === undefined ? undefined : project.reached(id);
  const starts = between?.item === undefined ? node(between?.starts) : filed.get(key);
  const ends = between?.item === undefined ? node(between?.ends) : decided.get(key);
  if (starts === undefined) return [];
  const first = Math.max(starts, designated);
  const after = between?.starts === undefined ? 0 : standsAt(project, between.starts);
  const began = { kind: 'promiseStarted', day: first, after };
  if (ends === undefined || ends < first) return [began];
  return [began, { kind: 'promiseKept', day: ends, after: standsAt(project, between?.ends ?? '') }];
}

export interface Digests {
  sha256Hex(text: string): string;
  readonly seed: string;
}

export function linkSteps(basis: MatterBasis, projects: readonly Seen[], digests: Digests): Step[] {
  const { links } = basis.params;
  if (links === undefined) return [];
  const since = epochDay(links.from);
  return projects.flatMap((project) => {
    const from = project.reached(links.after);
    const priority = isPriority(basis, project);
    if (from === undefined || from < since || !(priority || chosen(project, 'link', links.perMille)))
      return [];
    const random = project.random.fork('link');
    const line = new Line(basis, random, project.registeredAt);
    const county = basis.actors.claimant(project.unit);
    const told = { loop: 'approvals', subject: linkOf(project.subject), unit: project.unit };
    const issued = from + random.int(1, 8);
    const { office } = basis;
    const token = demoToken(digests.seed, project.subject, digests.sha256Hex);
    const digest = digests.sha256Hex(token);
    const until = dateText(issued + links.days - 1);
    const body = { project: project.subject, projectName: project.name, digest, until };
    const link = line.tell({
      ...told,
      kind: 'linkIssued',
      actor: county,
      after: office.opening(issued),
      body,
    });
    if (
      link === undefined ||
      issued >= project.endedOn ||
      !(priority || happens(random, links.questionPerMille))
    )
      return line.steps;
    const firm: Actor = { account: 'firm', post: '企业', unit: project.unit, roles: [FIRM_ROLE] };
    let asked = office.dayOf(link.at) + random.int(4, 40);
    for (let left = random.int(1, 2); left > 0 && asked <= basis.until; left--) {
      const at = random.int(0, Math.min(links.questions.length, links.answers.length) - 1);
      const question = line.tell({
        ...told,
        kind: 'firmAsked',
        actor: firm,
        after: office.opening(asked),
        body: { question: links.questions[at] ?? '' },
      });
      if (question === undefined) break;
      // Of the last weeks' questions some still wait.
      const waits = random.next() < 0.4;
      if (waits && office.dayOf(question.at) > basis.until - WAITING_DAYS) break;
      const speed = priority ? (basis.params.priorities?.speedPerMille ?? 1000) : 1000;
      const days = Math.max(1, Math.round((about(random, links.answerMedianDays, 0.6) * speed) / 1000));
      let answered = office.dayOf(question.at);
      for (let over = 0; over < days; ) if (office.isWorking(++answered)) over++;
      const body = { answer: links.answers[at] ?? '' };
      const after = office.opening(answered);
      line.tell({ ...told, kind: 'firmAnswered', actor: county, after, corrects: question, body });
      asked = answered + random.int(10, 60);
    }
    return line.steps;
  });
}
