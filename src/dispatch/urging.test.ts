// 催办, given/when/then: who may urge whom about what, that there is one open urge for a holder and a matter, that an answer closes it and the matter's moving on
// ends it by itself; and that no urge moves anything of what it urges.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Instant } from '../kernel/instant.ts';
import type { JsonObject } from '../kernel/json.ts';
import type {
  Actor,
  CommandKind,
  DecideContext,
  NewFact,
  PlanSection,
  Row,
  UnitTree,
} from '../kernel/loop.ts';
import type { PlainDate } from '../kernel/plainDate.ts';
import { isProblem, Problem } from '../kernel/problem.ts';
import { addWorkingDays, type WorkCalendar } from '../kernel/workCalendar.ts';
import { approvalRulesSection } from '../loops/approvals/approvalRules.plan.ts';
import { approvalItemsSection } from '../loops/approvals/approvals.plan.ts';
import { lifecyclesSection } from '../loops/projects/projects.plan.ts';
import { postsSection } from '../plan/organisation.ts';
import { URGING_FACTS, urgeKey } from './urging.facts.ts';
import { judgeUrge, urgeRows } from './urging.judge.ts';
import { approvalTurn, heldApproval } from './urging.matter.ts';
import { urgingSection } from './urging.plan.ts';
import { speaksFor, URGING_COMMANDS } from './urging.ts';

const PARENTS: Readonly<Record<string, string>> = {
  gaoyao: 'city',
  jinli: 'gaoyao',
  sihui: 'city',
  office: 'city',
  housing: 'city',
  'housing-window': 'housing',
  hall: 'city',
};
const BEARS = new Set(['gaoyao', 'sihui']);
const units: UnitTree = {
  find: (id) =>
    id === 'city' || id in PARENTS ? { id, name: id, kind: 'unit', bearsTasks: BEARS.has(id) } : undefined,
  within(unit, ancestor) {
    for (let at: string | undefined = unit; at !== undefined; at = PARENTS[at])
      if (at === ancestor) return true;
    return false;
  },
  children: () => [],
  rootId: 'city',
};
const calendar: WorkCalendar = {
  id: 'test',
  zone: 'Asia/Shanghai',
  publishedThrough: 2021,
  holidays: ['2021-06-14' as PlainDate],
  makeUpDays: [],
};
const sectionsOf = (urging: JsonObject): Readonly<Record<string, unknown>> => ({
  posts: postsSection.schema.parse([{ id: 'chief', title: '局长', duty: '牵头单位', unit: 'housing' }]),
  approvalRules: approvalRulesSection.schema.parse({ pauseReasons: [{ id: 'hearing', title: '听证' }] }),
  approvalItems: approvalItemsSection.schema.parse([
    { id: 'permit', name: '施工许可证', phase: '施工许可', authority: 'housing', limits: [{ days: 7 }] },
    { id: 'eia', name: '环评', phase: '施工许可' },
  ]),
  lifecycles: lifecyclesSection.schema.parse([
    {
      id: 'industrial',
      name: '产业项目',
      stages: [
        { id: 'talks', name: '洽谈' },
        { id: 'building', name: '在建', final: true },
      ],
      milestones: [{ id: 'started', name: '新开工', enters: 'building', recognisedBy: ['office'] }],
    },
  ]),
  urging: urgingSection.schema.parse(urging),
});

const actor = (account: string, unit: string, ...roles: string[]): Actor => ({
  account,
  post: 'p',
  unit,
  roles,
});
const OFFICE = actor('office1', 'office', 'office');
const LEADER = actor('leader1', 'city', 'leader');
const COUNTY = actor('gaoyao1', 'gaoyao', 'county');
const OTHER = actor('sihui1', 'sihui', 'county');
const TOWN = actor('jinli1', 'jinli', 'township');
const WINDOW = actor('win1', 'housing-window', 'bureau');
const AGENT = actor('daiban1', 'hall', 'agent');
const AUDITOR = actor('audit1', 'city', 'auditor');

let seq = 0;
const event = (kind: string, on: string, body: JsonObject = {}): Row => {
  seq += 1;
  const told = { unit: 'gaoyao', actor: 'win0', actor_unit: 'housing', voided: false };
  return { event: `E${seq}`, kind, ...told, occurred_on: on, told_on: on, seq, body };
};
const filed = (over: JsonObject = {}): Row =>
  event('approvalFiled', '2021-06-01', {
    project: 'P1',
    projectName: '电池项目',
    item: 'permit',
    kind: '一般',
    authority: 'housing',
    ...over,
  });
const running = (): Row[] => [filed(), event('approvalAccepted', '2021-06-02')];

const MANDATE: Row = {
  mandate: 'M1',
  project: 'P1',
  agent: 'daiban1',
  items: ['permit'],
  from_on: '2021-05-01',
  to_on: '2021-12-31',
  revoked_on: null,
};

interface Given {
  readonly events?: readonly Row[];
  readonly urges?: readonly Row[];
  readonly milestones?: readonly Row[];
  readonly mandates?: readonly Row[];
  readonly held?: string;
  readonly today?: string;
  readonly plan?: JsonObject;
}

/** The facts, or the code of the refusal. */
function when(name: string, body: JsonObject, who: Actor, given: Given = {}): readonly NewFact[] | string {
  const kind = URGING_COMMANDS.find((each) => each.name === name) as unknown as CommandKind<JsonObject>;
  const command = kind.schema.parse(body);
  const tables: Readonly<Record<string, readonly Row[]>> = {
    approval_event: given.events ?? running(),
    agency_mandate: given.mandates ?? [],
    project_milestone: given.milestones ?? [],
    urge: given.urges ?? [],
    project: [
      {
        subject: 'P1',
        unit: 'gaoyao',
        name: '电池项目',
        lifecycle: 'industrial',
        registered_on: '2021-05-01',
        planned_investment_yuan: '100',
      },
    ],
  };
  const table = (each: string) => tables[each] ?? [];
  const reads = kind.reads?.(command) ?? [];
  const sections = sectionsOf(given.plan ?? {});
  const context: DecideContext = {
    actor: who,
    plan: { hash: 'h', section: <T>({ key }: PlanSection<T>) => sections[key] as T, units },
    calendar,
    now: '2021-06-11T04:00:00.000Z' as Instant,
    today: (given.today ?? '2021-06-11') as PlainDate,
    own: { revision: 1, table },
    subject(loop, subject) {
      if (!reads.some((read) => read.loop === loop && read.subject === subject))
        throw new Error(`${loop}/${subject} was not named by reads()`);
      return { revision: 1, table };
    },
    holder: (_, key) => (key === given.held ? 'urge/P1' : undefined),
    newId: () => 'ID',
  };
  const decided = kind.decide(command, context);
  if (decided instanceof Problem || isProblem(decided)) return (decided as Problem).code;
  for (const fact of decided) URGING_FACTS.find((each) => each.kind === fact.kind)?.schema.parse(fact.body);
  return decided;
}

const turnOf = (events: readonly Row[]) => String(events.at(-1)?.event);
const urgeOf = (events: readonly Row[], more: JsonObject = {}): JsonObject => ({
  project: 'P1',
  sort: 'approval',
  matter: 'P1/permit',
  turn: turnOf(events),
  reason: '等这一证开标',
  ...more,
});

/** The row that the fold makes of an urge of 11 June, a Friday. */
const row = (over: Readonly<Record<string, unknown>> = {}): Row => ({
  urge: 'U1',
  unit: 'gaoyao',
  project: 'P1',
  project_name: '电池项目',
  sort: 'approval',
  matter: 'P1/permit',
  entry: null,
  turn: 'E2',
  what: '施工许可证',
  holder: 'housing',
  reason: '等',
  days: 3,
  day_kind: '工作日',
  basis: 'assumed',
  urged_on: '2021-06-11',
  urged_by: 'office1',
  urged_unit: 'office',
  seq: 9,
  answered_on: null,
  answered_unit: null,
  answer_words: null,
  expected_on: null,
  withdrawn_on: null,
  withdraw_reason: null,
  ...over,
});

describe('urging', () => {
  test('the office urges who holds it, with the reason and the days for an answer', () => {
    const events = running();
    const [fact] = when('urgeMatter', urgeOf(events), OFFICE, { events }) as readonly NewFact[];
    expect(fact).toMatchObject({
      kind: 'matterUrged',
      subject: 'urge/P1',
      unit: 'gaoyao',
      occurredOn: '2021-06-11',
      body: { what: '施工许可证', holder: 'housing', days: 3, dayKind: '工作日', basis: 'assumed' },
    });
  });

  test('the days are the plan’s where it gives them; as 演示假定 they stay an assumption', () => {
    const events = running();
    const ruleOf = (plan: JsonObject) =>
      (when('urgeMatter', urgeOf(events), OFFICE, { events, plan }) as readonly NewFact[])[0]?.body;
    expect(ruleOf({ replyWithinDays: 5 })).toMatchObject({ days: 5, basis: 'plan' });
    expect(
      ruleOf({ replyWithinDays: 5, provenance: { replyWithinDays: { basis: '演示假定' } } }),
    ).toMatchObject({ days: 5, basis: 'assumed' });
  });

  test.each([
    ['a leader', LEADER, 'ok'],
    ['the project’s county', COUNTY, 'ok'],
    ['another county', OTHER, 'out_of_scope'],
    ['a town', TOWN, 'role_missing'],
    ['an auditor', AUDITOR, 'role_missing'],
    ['the bureau that holds it', actor('h', 'housing', 'bureau'), 'role_missing'],
    ['an agent without a mandate', AGENT, 'mandate_missing'],
  ] as const)('%s: %s', (_, who, outcome) => {
    const events = running();
    const decided = when('urgeMatter', urgeOf(events), who, { events });
    expect(typeof decided === 'string' ? decided : 'ok').toBe(outcome);
  });

  test('an agent urges within his mandate: its items and its days', () => {
    const events = running();
    const as = (given: Given) => when('urgeMatter', urgeOf(events), AGENT, { events, ...given });
    expect(as({ mandates: [MANDATE] })).toHaveLength(1);
    expect(as({ mandates: [{ ...MANDATE, items: ['eia'] }] })).toBe('mandate_missing');
    expect(as({ mandates: [{ ...MANDATE, to_on: '2021-06-10' }] })).toBe('mandate_missing');
    expect(as({ mandates: [{ ...MANDATE, revoked_on: '2021-06-01' }] })).toBe('mandate_missing');
  });

  test('who may is the plan’s word', () => {
    const events = running();
    const plan = { by: ['leader'] };
    expect(when('urgeMatter', urgeOf(events), OFFICE, { events, plan })).toBe('role_missing');
    expect(when('urgeMatter', urgeOf(events), LEADER, { events, plan })).toHaveLength(1);
  });

  test('what waits for the firm, has no holder, is done or moved on is not urged', () => {
    const asked = [filed(), event('supplementAsked', '2021-06-03', { materials: ['总平面图'] })];
    expect(when('urgeMatter', urgeOf(asked), OFFICE, { events: asked })).toBe('urge_of_firm');
    const open = [filed({ item: 'eia', authority: null }), event('approvalAccepted', '2021-06-02')];
    expect(when('urgeMatter', urgeOf(open), OFFICE, { events: open })).toBe('holder_unknown');
    const done = [...running(), event('approvalDecided', '2021-06-08', { outcome: 'granted' })];
    expect(when('urgeMatter', urgeOf(done), OFFICE, { events: done })).toBe('matter_not_held');
    const events = running();
    expect(when('urgeMatter', urgeOf(events, { turn: 'E-before' }), OFFICE, { events })).toBe(
      'matter_moved_on',
    );
    const strange = [filed({ project: 'P2' }), event('approvalAccepted', '2021-06-02')];
    expect(when('urgeMatter', urgeOf(strange), OFFICE, { events: strange })).toBe('matter_of_other_project');
  });

  test('a second open urge for the same holder and matter is refused; where it stands further on it is another', () => {
    const events = running();
    const body = urgeOf(events);
    const held = urgeKey(body as never);
    expect(when('urgeMatter', body, OFFICE, { events, held })).toBe('urge_open');
    expect(when('urgeMatter', body, LEADER, { events, held })).toBe('urge_open');
    const paused = [...events, event('clockPaused', '2021-06-10', { clock: '审批时限', reason: 'hearing' })];
    expect(when('urgeMatter', urgeOf(paused), OFFICE, { events: paused, held })).toHaveLength(1);
  });

  test('a gate: the county is urged to claim, the recogniser to recognise; nobody urges the own unit', () => {
    const body = { project: 'P1', sort: 'milestone', matter: 'started', turn: 'none', reason: '到期了' };
    expect(when('urgeMatter', body, OFFICE)).toMatchObject([{ body: { what: '新开工', holder: 'gaoyao' } }]);
    expect(when('urgeMatter', body, COUNTY)).toBe('urge_of_own_unit');
    const claim: Row = {
      claim: 'C1',
      root_claim: 'C1',
      milestone: 'started',
      unit: 'gaoyao',
      occurred_on: '2021-06-09',
      state: 'claimed',
      counted: false,
      claimed_seq: 5,
      claimed_by: 'gaoyao1',
      claimed_unit: 'gaoyao',
    };
    const claimed = { ...body, turn: 'C1:claimed' };
    expect(when('urgeMatter', claimed, COUNTY, { milestones: [claim] })).toMatchObject([
      { body: { holder: 'office' } },
    ]);
    expect(when('urgeMatter', body, COUNTY, { milestones: [claim] })).toBe('matter_moved_on');
  });
});

describe('answering', () => {
  const answer = { project: 'P1', urge: 'U1', words: '七月十五日前办结' };

  test('the holder or a division of it answers, in one act; nobody else does', () => {
    const urges = [row()];
    expect(when('answerUrge', answer, WINDOW, { urges })).toMatchObject([
      { kind: 'urgeAnswered', corrects: 'U1', subject: 'urge/P1' },
    ]);
    for (const who of [OFFICE, COUNTY, LEADER, AGENT, AUDITOR])
      expect(when('answerUrge', answer, who, { urges })).toBe('not_the_holder');
  });

  test('an answer closes it; so does taking it back', () => {
    const answered = [row({ answered_on: '2021-06-12' })];
    expect(when('answerUrge', answer, WINDOW, { urges: answered })).toBe('urge_closed');
    const withdraw = { project: 'P1', urge: 'U1', reason: '催错了' };
    expect(when('withdrawUrge', withdraw, OFFICE, { urges: answered })).toBe('urge_closed');
    expect(when('withdrawUrge', withdraw, COUNTY, { urges: [row()] })).toBe('not_the_urger');
    expect(when('withdrawUrge', withdraw, OFFICE, { urges: [row()] })).toHaveLength(1);
    expect(when('answerUrge', { ...answer, urge: 'U9' }, WINDOW, { urges: [row()] })).toBe('urge_unknown');
  });

  test('what is expected lies ahead', () => {
    const urges = [row()];
    expect(when('answerUrge', { ...answer, expectedOn: '2021-06-10' }, WINDOW, { urges })).toBe(
      'expected_in_past',
    );
    expect(when('answerUrge', { ...answer, expectedOn: '2021-06-11' }, WINDOW, { urges })).toHaveLength(1);
  });

  test('a county is not answered for by its towns, nor the city by its bureaus', () => {
    const at = {
      plan: { hash: 'h', units, section: () => undefined as never },
      today: '2021-06-11' as PlainDate,
    };
    expect(speaksFor('gaoyao', TOWN, at)).toBe(false);
    expect(speaksFor('gaoyao', COUNTY, at)).toBe(true);
    expect(speaksFor('city', WINDOW, at)).toBe(false);
    expect(speaksFor('housing', WINDOW, at)).toBe(true);
    expect(speaksFor('office', AUDITOR, at)).toBe(false);
  });
});

describe('judging', () => {
  const judge = (over: Readonly<Record<string, unknown>>, turn: string, asOf: string) =>
    judgeUrge(urgeRows([row(over)])[0]!, { turn, calendar, asOf: asOf as PlainDate });

  test('the answer is due after working days: the holiday of the 14th is none', () => {
    expect(judge({}, 'E2', '2021-06-17')).toEqual({
      state: 'open',
      dueOn: '2021-06-17',
      provisional: false,
      late: false,
    });
    expect(judge({}, 'E2', '2021-06-18').late).toBe(true);
  });

  test('the matter’s moving on ends it; an answer given stands', () => {
    expect(judge({}, 'E3', '2021-07-30')).toMatchObject({ state: 'movedOn', late: false });
    expect(judge({ answered_on: '2021-06-15' }, 'E3', '2021-07-30')).toMatchObject({
      state: 'answered',
      late: false,
    });
    expect(judge({ answered_on: '2021-06-21' }, 'E3', '2021-07-30')).toMatchObject({
      state: 'answered',
      late: true,
    });
    expect(judge({ withdrawn_on: '2021-06-12' }, 'E2', '2021-06-30')).toMatchObject({
      state: 'withdrawn',
      late: false,
    });
  });

  test('as of a day before its answer it was open', () => {
    expect(judge({ answered_on: '2021-06-15' }, 'E2', '2021-06-14').state).toBe('open');
  });

  test('a taken-back event brings the urge back: nothing of it is stored', () => {
    const events = running();
    const later = event('clockPaused', '2021-06-12', { clock: '审批时限', reason: 'hearing' });
    const turn = (list: readonly Row[]) =>
      String(approvalTurn(list.map((each) => each as never).map(asEvent)));
    const over = { turn: turn(events) };
    expect(judge(over, turn([...events, later]), '2021-06-15').state).toBe('movedOn');
    expect(judge(over, turn(events), '2021-06-15').state).toBe('open');
  });

  test('the due day is that of the working calendar, for any day and any number of days', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 300 }), (days, from) => {
        const urgedOn = new Date(Date.UTC(2021, 0, 4 + from)).toISOString().slice(0, 10) as PlainDate;
        const judged = judge({ days, urged_on: urgedOn }, 'E2', '2021-12-31');
        expect(judged.dueOn).toBe(addWorkingDays(calendar, urgedOn, days).date);
      }),
    );
  });
});

describe('an urge moves nothing of what it urges', () => {
  test('whatever is urged and answered, the approval is held, due and judged as before', () => {
    const at = {
      plan: {
        hash: 'h',
        units,
        section: <T>({ key }: PlanSection<T>) => sectionsOf({})[key] as T,
      },
      calendar,
      asOf: '2021-06-30' as PlainDate,
    };
    const kinds = new Set(URGING_FACTS.map(({ kind }) => kind));
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom('approvalAccepted', 'clockPaused', 'clockResumed', 'matterUrged', 'urgeAnswered'),
          {
            maxLength: 12,
          },
        ),
        (names) => {
          const events: Row[] = [filed()];
          let day = 2;
          for (const name of names) {
            day += 1;
            const on = `2021-06-${String(day).padStart(2, '0')}`;
            if (kinds.has(name)) {
              const before = heldApproval(events, at);
              const decided =
                name === 'matterUrged'
                  ? when('urgeMatter', urgeOf(events), OFFICE, { events, today: on })
                  : when('answerUrge', { project: 'P1', urge: 'U1', words: '就办' }, WINDOW, {
                      urges: [row()],
                      today: on,
                    });
              // What is recorded lies on a subject of its own, of kinds that no fold of an approval reads.
              if (typeof decided !== 'string')
                for (const fact of decided) {
                  expect(fact.subject).toBe('urge/P1');
                  expect(kinds.has(fact.kind)).toBe(true);
                }
              expect(heldApproval(events, at)).toEqual(before);
            } else events.push(event(name, on, { clock: '审批时限', reason: 'hearing' }));
          }
        },
      ),
    );
  });
});

function asEvent(each: Row) {
  return {
    event: String(each.event),
    occurredOn: String(each.occurred_on) as PlainDate,
    seq: Number(each.seq),
  };
}
