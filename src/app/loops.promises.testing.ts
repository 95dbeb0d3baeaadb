// The promises' part of the random runs over the real loops (loops.property.pg.test.ts): commands drawn, what every project begins with, and that tables and walk
// tell the same. No test stands here.
import { expect } from 'vitest';
import type { JsonObject } from '../kernel/json.ts';
import { ident, sql } from '../kernel/sql.ts';
import type { LedgerView } from '../ledger/view.pg.ts';
import { isPromiseFault, walkPromises } from '../loops/approvals/promises.course.ts';
import { clockOf } from '../loops/approvals/promises.judge.ts';
import { firmPromiseRows, promiseEventRows } from '../loops/approvals/promises.rows.ts';

/** What the plan of the runs promises to firms. */
export const PROMISE_PLAN = `servicePromises:
  - id: both
    title: 双容双承诺
    mechanism: 双向承诺
    kind: 年度常态
    measureWords: 兑现几项
    owner: desk
    enterprise: [{id: eia, title: 环评, clock: {starts: 签订, ends: 批复, days: 3}}]
    government: [{id: reply, title: 答复, owner: desk, clock: {starts: 提出, ends: 答复, days: 2, dayKind: 自然日}}]
    steps: [{id: filing, title: 报备}, {id: accepted, title: 验收, approvalItem: joint}]
  - {id: pre, title: 预动工, mechanism: 预动工, kind: 年度常态, measureWords: 几个, owner: desk, mayBegin: [{id: survey, title: 勘探}]}
  - {id: prio, title: 供地优先, mechanism: 优先承诺, group: 五个优先, kind: 年度常态, measureWords: 几天, owner: desk, clock: {starts: 评审, ends: 供地, days: 9}}
`;

const PROMISE_COMMANDS = [
  'drawLetter',
  'signLetter',
  'signLetter',
  'signLetter',
  'startPromise',
  'startPromise',
  'keepPromise',
  'pausePromise',
  'resumePromise',
  'correctPromiseEvent',
  'correctPromiseEvent',
  'voidPromiseEvent',
  'reachStep',
  'makeDemand',
  'endLetter',
  'beginPreStart',
  'finishPreStart',
  'endPriority',
  'askAsFirm',
  'answerFirm',
  'revokeFirmLink',
] as const;
/** The number that draws a command. */
export function promiseCommand(name: (typeof PROMISE_COMMANDS)[number]): number {
  return PROMISE_COMMANDS.indexOf(name);
}

export interface DrawnPromise {
  readonly project: string;
  readonly firm: string;
  readonly which: number;
  readonly command: number;
}

export interface AskedPromise {
  readonly command: string;
  readonly body: JsonObject;
  readonly by: 'desk' | 'office' | 'firm';
  readonly tells?: string;
}

export function askedOfPromise(
  { project, firm, which, command: drawn }: DrawnPromise,
  drawnOn: string,
  known: (name: string) => string,
): AskedPromise {
  const command = PROMISE_COMMANDS[drawn % PROMISE_COMMANDS.length] as string;
  const letter = `letter/${project}/both`;
  const pre = /PreStart$/.test(command);
  const priority = /Priority$/.test(command) || which % 7 === 0;
  const of = pre ? `prestart/${project}` : priority ? `priority/${project}` : letter;
  const occurredOn = `2021-06-${drawnOn.slice(8)}`;
  const reason = '核对后办理';
  const entry = priority ? 'prio' : which % 2 === 0 ? 'eia' : 'reply';
  const about = { of, entry, occurredOn, ...(priority ? {} : { creditCode: firm }) };
  const bodies: Readonly<Record<string, JsonObject>> = {
    drawLetter: { project, promise: 'both', creditCode: firm, occurredOn },
    signLetter: {
      letter,
      side: which % 2 === 0 ? 'enterprise' : 'government',
      signer: which % 2 === 0 ? firm : 'desk',
      document: '承诺书 1 号',
      creditCode: firm,
      occurredOn: '2021-06-01',
    },
    startPromise: about,
    keepPromise: about,
    pausePromise: { ...about, reason, document: '证明' },
    resumePromise: about,
    correctPromiseEvent: { of, event: known(`promise ${of}`), occurredOn, reason, creditCode: firm },
    voidPromiseEvent: { of, event: known(`promise ${of}`), reason, creditCode: firm },
    reachStep: { letter, step: which % 2 === 0 ? 'filing' : 'accepted', occurredOn },
    makeDemand: { letter, what: '另做评估', legalBasis: '法', approver: 'desk', occurredOn },
    endLetter: { letter, document: '联合验收', occurredOn },
    beginPreStart: { project, work: 'survey', occurredOn },
    finishPreStart: { project, work: 'survey', occurredOn },
    endPriority: { project, reason, occurredOn },
    askAsFirm: { project, link: known(`link ${project}`), question: '什么时候出图' },
    answerFirm: { project, question: known(`question ${project}`), answer: '本周内' },
    revokeFirmLink: { project, link: known(`link ${project}`), reason },
  };
  const tells =
    command === 'askAsFirm'
      ? `question ${project}`
      : /^(correct|void|answer|revoke)/.test(command)
        ? undefined
        : `promise ${of}`;
  const isFirms = command === 'signLetter' && which % 2 === 0;
  // Now and then by the other hand: the one that owes, or that has signed.
  const usual = isFirms || /^(pause|end)/.test(command) ? 'office' : 'desk';
  const swapped = usual === 'office' ? 'desk' : 'office';
  const by =
    command === 'askAsFirm' ? 'firm' : (isFirms ? which % 4 === 2 : which % 5 === 4) ? swapped : usual;
  return { command, body: bodies[command] ?? {}, by, ...(tells ? { tells } : {}) };
}

/** Every project has its letter, its pre-start, its priority and its link. */
export function promiseOpenings(project: string, firm: string): readonly AskedPromise[] {
  const occurredOn = '2021-06-01';
  const letter = `letter/${project}/both`;
  const sign = { letter, document: '承诺书 1 号', occurredOn };
  return [
    {
      command: 'drawLetter',
      body: { project, promise: 'both', creditCode: firm, occurredOn },
      by: 'desk',
      // Spoken of later: voided now and then, and drawn up anew.
      tells: `promise ${letter}`,
    },
    { command: 'declarePreStart', body: { project, promise: 'pre', occurredOn }, by: 'desk' },
    {
      command: 'designatePriority',
      body: { project, group: '五个优先', basis: '名单', occurredOn },
      by: 'office',
    },
    {
      command: 'issueFirmLink',
      body: { project, digest: 'a'.repeat(64), until: '2021-12-31' },
      by: 'desk',
      tells: `link ${project}`,
    },
    // Of the third project the signatures are left to chance.
    ...(project.endsWith('-2')
      ? []
      : ([
          { command: 'signLetter', body: { ...sign, side: 'enterprise', signer: firm }, by: 'office' },
          {
            command: 'signLetter',
            body: { ...sign, side: 'government', signer: 'desk', creditCode: firm },
            by: 'desk',
          },
        ] as const)),
  ];
}

/** The same of promises: the tables of entries, demands and works, and the firm's account, are what a walk over the events makes. */
export async function samePromises(view: LedgerView): Promise<void> {
  const rows = async (table: string) =>
    Map.groupBy(await view.query(sql`select * from ${ident(table)} where city = ${view.city.id}`), (row) =>
      String(row.subject),
    );
  const [events, entries] = [await rows('promise_event'), await rows('promise_entry')];
  const [demands, works] = [await rows('promise_demand'), await rows('prestart_work')];
  const account = firmPromiseRows([...(await rows('firm_promise')).values()].flat());
  for (const [subject, told] of events) {
    const course = walkPromises(promiseEventRows(told).filter(({ voided }) => !voided));
    if (course === undefined) continue;
    if (isPromiseFault(course)) throw new Error(`${subject}: ${course.code}`);
    const told2 = (entries.get(subject) ?? []).map((row) => ({
      entry: row.entry,
      startedOn: row.started_on,
      keptOn: row.kept_on,
      stills: row.stills,
    }));
    const walked = course.entries.map(({ entry, startedOn, keptOn, stills }) => ({
      entry: entry.entry,
      startedOn,
      keptOn,
      stills: stills.map(({ from, to }) => ({ from, to })),
    }));
    const byEntry = (a: { entry: unknown }, b: { entry: unknown }) =>
      String(a.entry) < String(b.entry) ? -1 : 1;
    expect([subject, told2.toSorted(byEntry)]).toEqual([subject, walked.toSorted(byEntry)]);
    expect((demands.get(subject) ?? []).length).toBe(course.demands.length);
    expect((works.get(subject) ?? []).length).toBe(
      course.works.filter(({ begunOn }) => begunOn !== null).length,
    );
    for (const each of course.entries.filter(({ entry }) => entry.side === 'enterprise')) {
      const held = account.find((row) => row.letter === subject && row.entry === each.entry.entry);
      const bare = { ...clockOf(each), stills: each.stills.map(({ from, to }) => ({ from, to })) };
      const {
        letter: _,
        entry: __,
        title: ___,
        ...clock
      } = held ?? { ...NOT_STATED, letter: '', entry: '', title: '' };
      expect([
        subject,
        held === undefined ? { ...clock, days: bare.days, dayKind: bare.dayKind } : clock,
      ]).toEqual([subject, bare]);
    }
  }
}
const NOT_STATED = { startedOn: null, keptOn: null, stills: [], days: null, dayKind: '工作日' as const };
