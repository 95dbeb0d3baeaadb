// 代办 and 联合验收, given/when/then: what an agent may do under his mandate and not beyond it; that nothing he does changes who holds a clock; that no joint
// acceptance is certified before every part has passed, by whoever and in whatever order it is tried.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Instant } from '../../kernel/instant.ts';
import type { JsonObject } from '../../kernel/json.ts';
import type {
  Actor,
  CommandKind,
  DecideContext,
  NewFact,
  PlanSection,
  Row,
  UnitTree,
} from '../../kernel/loop.ts';
import type { PlainDate } from '../../kernel/plainDate.ts';
import { isProblem, Problem } from '../../kernel/problem.ts';
import { postsSection } from '../../plan/organisation.ts';
import { isAcceptanceFault, walkAcceptance } from './acceptance.course.ts';
import { ACCEPTANCE_FACTS } from './acceptance.facts.ts';
import { judgeAcceptance } from './acceptance.judge.ts';
import { ACCEPTANCE_COMMANDS } from './acceptance.ts';
import { AGENCY_FACTS } from './agency.facts.ts';
import { AGENCY_COMMANDS } from './agency.ts';
import { approvalRulesSection } from './approvalRules.plan.ts';
import { APPROVAL_FACTS } from './approvals.facts.ts';
import { approvalItemsSection } from './approvals.plan.ts';

const PARENTS: Readonly<Record<string, string>> = {
  gaoyao: 'city',
  sihui: 'city',
  housing: 'city',
  planning: 'city',
  hall: 'gaoyao',
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
  servicePromises: [],
  posts: postsSection.schema.parse([]),
  approvalRules: approvalRulesSection.schema.parse({ pauseReasons: [] }),
  approvalItems: approvalItemsSection.schema.parse([
    { id: 'permit', name: '施工许可证', phase: '施工许可', authority: 'housing', limits: [{ days: 7 }] },
    { id: 'eia', name: '环评', phase: '施工许可', authority: 'planning' },
    {
      id: 'plan-check',
      name: '规划核实',
      phase: '竣工验收',
      authority: 'planning',
      limits: [{ days: 10, dayKind: '自然日' }],
    },
    { id: 'fire', name: '消防验收', phase: '竣工验收', authority: 'housing' },
    {
      id: 'joint',
      name: '联合验收',
      phase: '竣工验收',
      authority: 'housing',
      requires: ['plan-check', 'fire'],
      gates: [{ lifecycle: 'industrial', milestone: 'completed' }],
    },
    {
      id: 'filing',
      name: '备案',
      phase: '竣工验收',
      authority: 'housing',
      requires: ['joint'],
      limits: [{ days: 15, dayKind: '自然日' }],
    },
  ]),
};
const plan = {
  hash: 'h',
  section: <T>(section: PlanSection<T>) => sections[section.key] as T,
  units,
};
const actor = (account: string, unit: string, role: string): Actor => ({
  account,
  post: 'p',
  unit,
  roles: [role],
});
const COUNTY = actor('gaoyao1', 'gaoyao', 'county');
const AGENT = actor('daiban1', 'hall', 'agent');
const HOUSING = actor('housing1', 'housing', 'bureau');
const PLANNING = actor('planning1', 'planning', 'bureau');
const COMMANDS = new Map(
  [...AGENCY_COMMANDS, ...ACCEPTANCE_COMMANDS].map((one) => [one.name, one as unknown as CommandKind]),
);
const KINDS = new Map(
  [...APPROVAL_FACTS, ...AGENCY_FACTS, ...ACCEPTANCE_FACTS].map((kind) => [kind.kind, kind]),
);

/** A ledger of facts in memory: the folds' rows by a naive reading of the same facts. */
class Story {
  facts: (NewFact & { readonly id: string; readonly seq: number; readonly actor: Actor })[] = [];
  today = '2021-06-01' as PlainDate;

  give(who: Actor, name: string, body: JsonObject): Problem | undefined {
    const kind = COMMANDS.get(name) as CommandKind;
    const command = kind.schema.parse(body);
    const subject = kind.subject(command);
    const reads = kind.reads?.(command) ?? [];
    const context: DecideContext = {
      actor: who,
      plan,
      now: `${this.today}T02:00:00.000Z` as Instant,
      today: this.today,
      calendar: undefined,
      own: this.rows('approvals', subject),
      subject: (loop, id) => {
        if (id !== subject && !reads.some((one) => one.loop === loop && one.subject === id))
          throw new Error(`${id} not read`);
        return this.rows(loop, id);
      },
      holder: () => undefined,
      newId: () => 'x',
    };
    const decided = kind.decide(command, context);
    if (decided instanceof Problem || isProblem(decided)) return decided as Problem;
    for (const fact of decided) {
      KINDS.get(fact.kind)?.schema.parse(fact.body);
      this.facts.push({ ...fact, id: `F${this.facts.length}`, seq: this.facts.length, actor: who });
    }
    return undefined;
  }

  rows(loop: string, subject: string) {
    return { revision: 0, table: (name: string): readonly Row[] => this.table(loop, subject, name) };
  }

  table(loop: string, subject: string, name: string): readonly Row[] {
    if (loop === 'projects')
      return subject === 'P1' ? [{ unit: 'gaoyao', name: '木器', credit_code: null }] : [];
    if (loop === 'access')
      return subject === 'daiban1'
        ? [{ unit: 'hall', title: '代办岗', roles: ['agent'], closed_on: null }]
        : [];
    const own = this.facts.filter((fact) => fact.subject === subject);
    const corrected = (id: string) => own.find((fact) => fact.corrects === id);
    if (name === 'agency_mandate')
      return own
        .filter(({ kind }) => kind === 'mandateGiven')
        .map(({ id, unit, body }) => ({
          mandate: id,
          unit,
          project: body.project,
          agent: body.agent,
          items: body.items,
          from_on: body.from,
          to_on: body.to,
          revoked_on: corrected(id)?.occurredOn ?? null,
        }));
    const event = (fact: Story['facts'][number]): Row => ({
      event: fact.id,
      kind: fact.kind,
      unit: fact.unit,
      actor: fact.actor.account,
      actor_unit: fact.actor.unit,
      occurred_on: fact.occurredOn,
      seq: fact.seq,
      body: fact.body,
      voided: corrected(fact.id)?.kind === 'acceptanceEventVoided',
    });
    if (name === 'approval_event' || name === 'acceptance_event')
      return own.filter(({ kind }) => kind !== 'acceptanceEventVoided').map(event);
    return [];
  }

  acceptance() {
    const walked = walkAcceptance(
      this.facts
        .filter((fact) => fact.subject === 'acceptance/P1' && fact.kind !== 'acceptanceEventVoided')
        .filter(({ id }) => !this.facts.some(({ corrects }) => corrects === id))
        .map((fact) => ({
          event: fact.id,
          kind: fact.kind,
          occurredOn: fact.occurredOn,
          seq: fact.seq,
          body: fact.body,
        })),
    );
    if (walked === undefined || isAcceptanceFault(walked)) throw new Error('no acceptance');
    return walked;
  }
}

const MANDATE = {
  project: 'P1',
  agent: 'daiban1',
  items: ['permit', 'joint', 'fire'],
  from: '2021-05-01',
  to: '2021-12-31',
  document: { name: '授权委托书' },
};

function mandated(): Story {
  const story = new Story();
  expect(story.give(COUNTY, 'giveMandate', MANDATE)).toBeUndefined();
  return story;
}

describe('代办', () => {
  test('a mandate is registered by the project’s unit, never by the agent or another county', () => {
    const story = new Story();
    expect(story.give(AGENT, 'giveMandate', MANDATE)?.code).toBe('out_of_scope');
    expect(story.give(actor('sihui1', 'sihui', 'county'), 'giveMandate', MANDATE)?.code).toBe('out_of_scope');
    const both = { ...actor('daiban1', 'gaoyao', 'county'), roles: ['county', 'agent'] };
    expect(story.give(both, 'giveMandate', MANDATE)?.code).toBe('mandate_by_agent');
    expect(story.give(COUNTY, 'giveMandate', { ...MANDATE, agent: 'nobody' })?.code).toBe('agent_unknown');
    expect(story.give(COUNTY, 'giveMandate', { ...MANDATE, items: ['nothing'] })?.code).toBe('item_unknown');
    expect(story.give(COUNTY, 'giveMandate', { ...MANDATE, to: '2021-04-30' })?.code).toBe('mandate_days');
    expect(story.facts).toEqual([]);
  });

  test('an errand is logged within the mandate alone: its items, its days, until it is taken back', () => {
    const story = mandated();
    const errand = { project: 'P1', act: '询问', item: 'permit', words: '问到还差图纸' };
    expect(story.give(AGENT, 'logErrand', errand)).toBeUndefined();
    expect(story.give(AGENT, 'logErrand', { ...errand, item: 'eia' })?.code).toBe('item_outside_mandate');
    expect(story.give(AGENT, 'logErrand', { ...errand, occurredOn: '2021-04-30' })?.code).toBe(
      'mandate_over',
    );
    expect(story.give(actor('daiban2', 'hall', 'agent'), 'logErrand', errand)?.code).toBe('mandate_missing');
    expect(story.give(COUNTY, 'logErrand', errand)?.code).toBe('role_missing');
    for (const words of ['', '   ', '询问', '询问 施工许可证', '询问：施工许可证？', '。'])
      expect(story.give(AGENT, 'logErrand', { ...errand, words })?.code).toBe('words_missing');
    expect(story.give(AGENT, 'logErrand', { ...errand, act: '陪同', words: ' ' })?.code).toBe(
      'words_missing',
    );
    expect(story.give(AGENT, 'logErrand', { ...errand, words: '找了 13800138000' })?.code).toBe(
      'personal_data',
    );
    expect(
      story.give(COUNTY, 'revokeMandate', { project: 'P1', mandate: 'F0', reason: '企业另请' }),
    ).toBeUndefined();
    expect(story.give(AGENT, 'logErrand', errand)?.code).toBe('mandate_over');
    expect(story.give(AGENT, 'logErrand', { ...errand, occurredOn: '2021-05-31' })).toBeUndefined();
  });

  test('what he files is handled by whom the plan names; one filing, one log entry', () => {
    const story = mandated();
    expect(story.give(AGENT, 'fileForFirm', { project: 'P1', item: 'eia', words: '递交' })?.code).toBe(
      'item_outside_mandate',
    );
    expect(
      story.give(AGENT, 'fileForFirm', { project: 'P1', item: 'permit', words: '递交' }),
    ).toBeUndefined();
    const filed = story.facts.find(({ kind }) => kind === 'approvalFiled');
    expect(filed).toMatchObject({
      subject: 'P1/permit',
      unit: 'gaoyao',
      occurredOn: '2021-06-01',
      body: { authority: 'housing' },
    });
    expect(story.facts.at(-1)).toMatchObject({ kind: 'agencyLogged', body: { approval: 'P1/permit' } });
    expect(story.give(AGENT, 'handInForFirm', { approval: 'P1/permit', words: '补交' })?.code).toBe(
      'supplement_not_asked',
    );
  });

  test('nothing an agent does changes who holds a clock or ends one', () => {
    const orders = fc.array(
      fc.record({
        name: fc.constantFrom(
          'logErrand',
          'fileForFirm',
          'handInForFirm',
          'openAcceptance',
          'rectifyAcceptance',
          'judgeAcceptancePart',
          'certifyAcceptance',
        ),
        item: fc.constantFrom('permit', 'eia', 'joint', 'fire'),
      }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(orders, (tried) => {
        const story = mandated();
        for (const { name, item } of tried) story.give(AGENT, name, bodyOf(name, item));
        for (const fact of story.facts) {
          expect([
            'mandateGiven',
            'agencyLogged',
            'approvalFiled',
            'supplementHandedIn',
            'acceptanceOpened',
            'acceptanceFindingRectified',
          ]).toContain(fact.kind);
          if (fact.kind === 'approvalFiled')
            expect(fact.body.authority).toBe(fact.subject === 'P1/eia' ? 'planning' : 'housing');
          if (fact.actor === AGENT && fact.kind !== 'agencyLogged') expect(fact.occurredOn).toBe(story.today);
        }
      }),
    );
  });
});

function bodyOf(name: string, item: string): JsonObject {
  const words = '跑了一趟';
  if (name === 'logErrand') return { project: 'P1', act: '陪同', item, words };
  if (name === 'fileForFirm') return { project: 'P1', item, words };
  if (name === 'handInForFirm') return { approval: `P1/${item}`, words };
  if (name === 'openAcceptance') return { project: 'P1' };
  if (name === 'rectifyAcceptance') return { project: 'P1', item, words };
  if (name === 'judgeAcceptancePart') return { project: 'P1', item, outcome: '通过', document: '意见 1 号' };
  return { project: 'P1', documentNumber: '联验〔2021〕1号' };
}

describe('联合验收', () => {
  test('an agent opens it under his mandate, from today and not from a day gone by', () => {
    const story = mandated();
    const early = { project: 'P1', occurredOn: '2021-05-20' };
    expect(story.give(AGENT, 'openAcceptance', early)?.code).toBe('agent_day');
    expect(story.give(AGENT, 'openAcceptance', { project: 'P1' })).toBeUndefined();
  });

  const judge = (item: string, outcome: string, more: JsonObject = {}): JsonObject => ({
    project: 'P1',
    item,
    outcome,
    document: `${outcome}意见 1 号`,
    ...more,
  });

  test('an opinion is a document with its number, where the plan does not say that the item has none', () => {
    const story = new Story();
    story.give(COUNTY, 'openAcceptance', { project: 'P1' });
    const bare = { project: 'P1', item: 'fire' };
    for (const told of [{ outcome: '通过' }, { outcome: '须整改', finding: '缺喷淋' }])
      expect(story.give(HOUSING, 'judgeAcceptancePart', { ...bare, ...told })?.code).toBe(
        'document_number_missing',
      );
    expect(story.give(HOUSING, 'judgeAcceptancePart', judge('fire', '通过'))).toBeUndefined();
    const silent = { project: 'P1', item: 'plan-check', outcome: '通过' };
    const items = sections.approvalItems as { id: string; yieldsDocument: boolean }[];
    const check = items.find(({ id }) => id === 'plan-check')!;
    check.yieldsDocument = false;
    try {
      expect(story.give(PLANNING, 'judgeAcceptancePart', silent)).toBeUndefined();
    } finally {
      check.yieldsDocument = true;
    }
  });

  test('what a unit applied for is judged and certified by no hand of it', () => {
    const story = new Story();
    expect(story.give(HOUSING, 'openAcceptance', { project: 'P1' })).toBeUndefined();
    const colleague = actor('housing2', 'housing', 'bureau');
    for (const who of [HOUSING, colleague])
      expect(story.give(who, 'judgeAcceptancePart', judge('fire', '通过'))?.code).toBe('claimed_by_own_hand');
    expect(story.give(PLANNING, 'judgeAcceptancePart', judge('plan-check', '通过'))).toBeUndefined();
    const certify = { project: 'P1', documentNumber: '联验〔2021〕1号' };
    expect(story.give(colleague, 'certifyAcceptance', certify)?.code).toBe('claimed_by_own_hand');
  });

  test('opened with the parts of the plan; a finding is put right, looked at again, then the whole is certified by its lead', () => {
    const story = new Story();
    expect(story.give(COUNTY, 'openAcceptance', { project: 'P1', kind: '先建后验' })).toBeUndefined();
    expect(story.acceptance().parts.map(({ item, authority }) => [item, authority])).toEqual([
      ['plan-check', 'planning'],
      ['fire', 'housing'],
    ]);
    expect(story.give(HOUSING, 'judgeAcceptancePart', judge('plan-check', '通过'))?.code).toBe(
      'authority_not_named',
    );
    expect(story.give(PLANNING, 'judgeAcceptancePart', judge('plan-check', '通过'))).toBeUndefined();
    expect(story.give(HOUSING, 'judgeAcceptancePart', judge('fire', '须整改'))?.code).toBe('finding_missing');
    expect(
      story.give(
        HOUSING,
        'judgeAcceptancePart',
        judge('fire', '须整改', { finding: '缺喷淋', rectifyBy: '2021-06-20' }),
      ),
    ).toBeUndefined();
    const certify = { project: 'P1', documentNumber: '联验〔2021〕1号' };
    expect(story.give(HOUSING, 'certifyAcceptance', certify)?.code).toBe('acceptance_not_passed');
    expect(story.give(HOUSING, 'judgeAcceptancePart', judge('fire', '通过'))?.code).toBe('finding_open');
    const rectified = { project: 'P1', item: 'fire', words: '已装喷淋' };
    expect(story.give(HOUSING, 'rectifyAcceptance', rectified)?.code).toBe('rectified_by_judge');
    expect(story.give(COUNTY, 'rectifyAcceptance', rectified)).toBeUndefined();
    expect(story.give(HOUSING, 'judgeAcceptancePart', judge('fire', '通过'))).toBeUndefined();
    expect(story.give(PLANNING, 'certifyAcceptance', certify)?.code).toBe('authority_not_named');
    expect(story.give(HOUSING, 'certifyAcceptance', certify)).toBeUndefined();
    expect(story.acceptance()).toMatchObject({
      certifiedOn: '2021-06-01',
      documentNumber: '联验〔2021〕1号',
    });
    const at = { plan, calendar: undefined, asOf: '2021-06-30' as PlainDate };
    expect(judgeAcceptance(story.acceptance(), at).after).toEqual([
      { item: 'filing', name: '备案', dueOn: '2021-06-16' },
    ]);
    // The pass that the certificate leans on is not taken from under it.
    const pass = story.facts.find(
      ({ kind, body }) => kind === 'acceptancePartJudged' && body.item === 'plan-check',
    );
    expect(
      story.give(PLANNING, 'voidAcceptanceEvent', { project: 'P1', event: String(pass?.id), reason: '误录' })
        ?.code,
    ).toBe('acceptance_not_passed');
  });

  test('days are owed only where the plan gives a limit', () => {
    const story = new Story();
    story.give(COUNTY, 'openAcceptance', { project: 'P1' });
    const judged = judgeAcceptance(story.acceptance(), {
      plan,
      calendar: undefined,
      asOf: '2021-06-30' as PlainDate,
    });
    expect(judged.parts.map(({ item, dueOn, late }) => [item, dueOn, late])).toEqual([
      ['plan-check', '2021-06-11', true],
      ['fire', null, false],
    ]);
  });

  test('no order of commands certifies before every part has passed', () => {
    const one = fc.record({
      who: fc.constantFrom(COUNTY, HOUSING, PLANNING),
      name: fc.constantFrom(
        'openAcceptance',
        'judgeAcceptancePart',
        'rectifyAcceptance',
        'certifyAcceptance',
        'voidAcceptanceEvent',
      ),
      item: fc.constantFrom('plan-check', 'fire'),
      outcome: fc.constantFrom('通过', '须整改'),
      event: fc.integer({ min: 0, max: 12 }),
      day: fc.constantFrom('2021-05-20', '2021-05-25', '2021-06-01'),
    });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 25 }), (tried) => {
        const story = new Story();
        for (const { who, name, item, outcome, event, day } of tried) {
          const body: JsonObject =
            name === 'openAcceptance'
              ? { project: 'P1', occurredOn: day }
              : name === 'judgeAcceptancePart'
                ? { project: 'P1', item, outcome, finding: '问题', occurredOn: day }
                : name === 'rectifyAcceptance'
                  ? { project: 'P1', item, words: '已改', occurredOn: day }
                  : name === 'certifyAcceptance'
                    ? { project: 'P1', documentNumber: '1', occurredOn: day }
                    : { project: 'P1', event: `F${event}`, reason: '误录' };
          story.give(who, name, body);
        }
        if (story.facts.length === 0) return;
        const standing = story.facts.filter(({ id }) => !story.facts.some(({ corrects }) => corrects === id));
        const certified = standing.find(({ kind }) => kind === 'acceptanceCertified');
        if (!certified) return;
        for (const item of ['plan-check', 'fire']) {
          const last = standing
            .filter(
              (fact) =>
                fact.kind === 'acceptancePartJudged' &&
                fact.body.item === item &&
                fact.occurredOn <= certified.occurredOn,
            )
            .toSorted((a, b) =>
              a.occurredOn === b.occurredOn ? a.seq - b.seq : a.occurredOn < b.occurredOn ? -1 : 1,
            )
            .at(-1);
          expect(last?.body.outcome).toBe('通过');
        }
      }),
      { numRuns: 400 },
    );
  });
});
