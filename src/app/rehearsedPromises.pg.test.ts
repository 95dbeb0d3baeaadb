// The first city as a newcomer finds it where promises are made, over the real PostgreSQL: the times of the five commitments against a naive recount of the facts, an agent's way to
// the letter of his project, the firm's own page whose link is printed, and terms of agreements beside what is recorded.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setPassword } from '../access/credentials.pg.ts';
import type { PlainDate } from '../kernel/plainDate.ts';
import { workingDaysBetween } from '../kernel/workCalendar.ts';
import { calendarSection, citySection, workCalendarOf } from '../plan/city.ts';
import { PASSWORD, REHEARSED, type RehearsedServer, rehearsedServer } from '../testing/rehearsed.ts';
import { findDemoLink } from './demoLink.pg.ts';
import { operator } from './open.ts';
import { inputOf, zhaoqing } from './rehearsal/cities.testing.node.ts';
import { factsOf, type LineFact, recount } from './rehearsal/naive.testing.ts';
import { rehearse } from './rehearsal/rehearse.ts';

let at: RehearsedServer;
let facts: LineFact[];
let workingDays: (from: string, to: string) => number;
const cookies = new Map<string, string>();

beforeAll(async () => {
  const accounts = ['zhuanban', 'daiban', 'sihui'];
  at = await rehearsedServer('rehearsedPromises', accounts);
  for (const account of accounts) cookies.set(account, await at.cookieOf(account));
  const input = await inputOf(zhaoqing(), 1);
  facts = factsOf(rehearse(input));
  const calendar = workCalendarOf(input.plan.section(calendarSection), input.plan.section(citySection).zone);
  workingDays = (from, to) => workingDaysBetween(calendar, from as PlainDate, to as PlainDate);
});
afterAll(async () => {
  await at?.close();
});

async function get<T>(account: string, url: string): Promise<T> {
  const reply = await at.server.inject({ url, headers: { cookie: cookies.get(account) ?? '' } });
  expect([url, reply.statusCode]).toEqual([url, 200]);
  return reply.json() as T;
}

interface Side {
  readonly n: number;
  readonly medianDays: string | null;
}
interface Times {
  readonly rows: readonly { readonly promise: string; readonly priority: Side; readonly others: Side }[];
}

const median = (days: readonly number[]): string | null => {
  if (days.length < 5) return null;
  const sorted = days.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const value = sorted.length % 2 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  return String(value);
};

describe('五个优先', () => {
  test('the times of priority projects beside the others are what a naive recount says', async () => {
    const designated = new Map(
      facts
        .filter(({ kind }) => kind === 'priorityDesignated')
        .map(({ subject, occurredOn }) => [subject.slice('priority/'.length), occurredOn]),
    );
    const reached = new Map(
      recount(facts).counted.map(({ subject, milestone, day }) => [`${subject} ${milestone}`, day]),
    );
    const registered = facts.filter(({ kind }) => kind === 'projectRegistered');
    const nodes = (from: string | null, to: string) =>
      registered.flatMap(({ subject, occurredOn }) => {
        const starts = from === null ? occurredOn : reached.get(`${subject} ${from}`);
        const ends = reached.get(`${subject} ${to}`);
        return starts === undefined || ends === undefined ? [] : [{ project: subject, starts, ends }];
      });
    const byId = new Map(facts.map((fact) => [fact.id, fact]));
    const questions = facts
      .filter(({ kind }) => kind === 'firmAnswered')
      .map(({ subject, occurredOn, corrects }) => ({
        project: subject.slice('link/'.length),
        starts: byId.get(corrects ?? '')!.occurredOn,
        ends: occurredOn,
      }));
    const filedOn = new Map(
      facts
        .filter(({ kind }) => kind === 'approvalFiled')
        .map(({ subject, occurredOn }) => [subject, occurredOn]),
    );
    const item = facts
      .filter(
        ({ kind, subject }) => kind === 'approvalDecided' && subject.split('/')[1] === 'utility-connection',
      )
      .map(({ subject, occurredOn }) => ({
        project: subject.split('/')[0]!,
        starts: filedOn.get(subject)!,
        ends: occurredOn,
      }));
    const expected: Readonly<Record<string, readonly { project: string; starts: string; ends: string }[]>> = {
      'priority-introduction': nodes(null, 'introduced'),
      'priority-land': nodes('reviewed', 'landSupplied'),
      'priority-facilities': item,
      'priority-service': questions,
      'priority-landing': nodes('landSupplied', 'started'),
    };
    const { rows } = await get<Times>('zhuanban', '/api/promises/times?asOf=2021-07-09');
    expect(rows.map(({ promise }) => promise)).toEqual(Object.keys(expected));
    for (const { promise, priority, others } of rows) {
      const all = expected[promise]!.filter(
        ({ starts, ends }) => starts <= ends && ends >= '2021-01-01' && ends <= '2021-07-09',
      );
      const of = (isPriority: boolean) =>
        all
          .filter(({ project, ends }) => (designated.get(project) ?? '9999') <= ends === isPriority)
          .map(({ starts, ends }) => workingDays(starts, ends));
      expect([promise, priority, others]).toEqual([
        promise,
        { n: of(true).length, medianDays: median(of(true)) },
        { n: of(false).length, medianDays: median(of(false)) },
      ]);
      expect(priority.n).toBeGreaterThanOrEqual(5);
    }
  });
});

interface Letter {
  readonly promise: { readonly project: string };
  readonly firmActs: readonly { readonly item: string; readonly act: string | null }[];
  readonly mayKeep: boolean;
}

describe('who acts for a firm', () => {
  test('an agent reads the letter of a project that he is mandated for, and of no other', async () => {
    const mandated = new Set(
      facts
        .filter(({ kind, body }) => kind === 'mandateGiven' && body.agent === 'daiban')
        .map(({ body }) => body.project),
    );
    const letters = facts.filter(({ kind }) => kind === 'letterDrawn');
    const mine = letters.find(({ body }) => mandated.has(body.project))!;
    const other = letters.find(({ body }) => !mandated.has(body.project))!;
    const letter = await get<Letter>('daiban', `/api/promises/${encodeURIComponent(mine.subject)}`);
    expect(letter.mayKeep).toBe(false);
    expect(letter.firmActs.map((one) => one.item)).toContain('construction-permit');
    const cookie = cookies.get('daiban') ?? '';
    const url = `/api/promises/${encodeURIComponent(other.subject)}`;
    expect((await at.server.inject({ url, headers: { cookie } })).statusCode).toBe(404);
  });

  test('the link that a first start prints opens one firm’s page, without an account', async () => {
    const link = await at.ledger.read(REHEARSED, {}, findDemoLink);
    expect(link?.path).toMatch(/^\/firm\/[\w-]{43}$/);
    const page = await at.server.inject({ url: link!.path });
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain(link!.projectName);
    expect(page.body).toContain('企业承诺');
    // The ledger itself holds no token.
    const token = link!.path.slice('/firm/'.length);
    expect(facts.some((fact) => JSON.stringify(fact).includes(token))).toBe(false);
  });
});

describe('the declared path before a start', () => {
  test('a project under a letter does not start before the step that its path puts there, and does once it is told', async () => {
    const told = (subject: string, kind: string, step?: string) =>
      facts.some(
        (fact) =>
          fact.subject === subject && fact.kind === kind && (step === undefined || fact.body.step === step),
      );
    const reached = new Set(
      recount(facts).counted.map(({ subject, milestone }) => `${subject} ${milestone}`),
    );
    const waiting = new Set(
      facts
        .filter(({ kind, body }) => kind === 'milestoneClaimed' && body.milestone === 'started')
        .map(({ subject }) => subject),
    );
    const supervised = new Set(
      facts
        .filter(
          ({ kind, subject }) =>
            kind === 'approvalDecided' && subject.split('/')[1] === 'quality-safety-supervision',
        )
        .map(({ subject }) => subject.split('/')[0]),
    );
    const letter = facts.find(({ kind, subject, body }) => {
      const project = String(body.project);
      return (
        kind === 'letterDrawn' &&
        facts.filter((fact) => fact.subject === subject && fact.kind === 'letterSigned').length === 2 &&
        reached.has(`${project} landSupplied`) &&
        !waiting.has(project) &&
        !supervised.has(project) &&
        !told(subject, 'letterStepReached', 'supervision')
      );
    })!;
    const project = String(letter.body.project);
    const county = facts.find(
      ({ kind, body }) => kind === 'accountOpened' && body.unit === letter.unit,
    )!.subject;
    await setPassword({ ledger: at.ledger, city: REHEARSED, actor: operator('441200') }, county, PASSWORD);
    const cookie = await at.cookieOf(county);
    const give = async (command: string, body: object) => {
      const headers = { cookie, 'idempotency-key': `${command} ${JSON.stringify(body)}` };
      const url = `/api/commands/${command}`;
      const reply = await at.server.inject({ method: 'POST', url, headers, payload: body });
      return { status: reply.statusCode, ...(reply.json() as { code?: string; detail?: string }) };
    };
    const claim = { project, milestone: 'started', occurredOn: '2021-07-09', evidence: [], confirm: true };
    const refused = await give('projects/claimMilestone', claim);
    expect(refused).toMatchObject({ status: 409, code: 'approval_missing' });
    expect(refused.detail).toContain('办理施工安全和质量监督手续');
    const step = {
      letter: letter.subject,
      step: 'supervision',
      document: '监督登记 1 号',
      occurredOn: '2021-07-09',
    };
    expect(await give('approvals/reachStep', step)).toMatchObject({ status: 200 });
    expect(await give('projects/claimMilestone', claim)).toMatchObject({ status: 200 });
  });
});

interface Matters {
  readonly groups: readonly {
    readonly key: string;
    readonly lines: readonly { readonly tags: readonly { readonly word: { readonly zh: string } }[] }[];
  }[];
}

test('an agreed start that has passed is late on the project’s page, one that was met is not', async () => {
  const started = new Map(
    recount(facts)
      .counted.filter(({ milestone }) => milestone === 'started')
      .map(({ subject, day }) => [subject, day]),
  );
  const agreed = facts
    .filter(({ kind }) => kind === 'agreementSigned')
    .map(({ subject, body }) => {
      const terms = body.terms as readonly { readonly term: string; readonly day?: string }[];
      return { subject, day: terms.find(({ term }) => term === 'startOn')!.day! };
    });
  const late = agreed.find(({ subject, day }) => day < '2021-07-01' && !started.has(subject))!;
  const met = agreed.find(({ subject, day }) => (started.get(subject) ?? '9999') <= day)!;
  const words = async (subject: string) => {
    const { groups } = await get<Matters>('zhuanban', `/api/projects/${subject}/matters`);
    const lines = groups.find(({ key }) => key === 'agreement')!.lines;
    return lines.flatMap(({ tags }) => tags.map(({ word }) => word.zh));
  };
  expect(await words(late.subject)).toContain('逾期未做到');
  expect(await words(met.subject)).toContain('已做到');
});
