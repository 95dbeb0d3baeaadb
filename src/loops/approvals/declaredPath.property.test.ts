// Whatever is commanded in whatever order, on whatever days, by filings, signatures, steps, corrections and voids: what stands filed under a letter has, on its day, both
// signatures and every step before it. The oracle reads the recorded events alone, and shares no code with the deciders.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JsonObject } from '../../kernel/json.ts';
import type { NewFact, Row } from '../../kernel/loop.ts';
import { chief, county, decided, FIRM, type Given, window } from './approvals.testing.ts';
import { PATH } from './promises.testing.ts';

const LETTER = 'letter/P1/both';
const dayText = (day: number) => `2021-06-${String(day).padStart(2, '0')}`;

interface Told {
  readonly event: string;
  readonly subject: string;
  readonly kind: string;
  readonly body: JsonObject;
  on: string;
  voided: boolean;
}

/** Land was supplied on the 5th and the works began on the 12th: both are the projects loop's to tell. */
const MILESTONES: readonly Row[] = [
  { milestone: 'landSupplied', occurred_on: dayText(5), state: 'recognised', counted: true },
  { milestone: 'started', occurred_on: dayText(12), state: 'recognised', counted: true },
];

const stepArbitrary = fc.record({
  what: fc.constantFrom(
    'draw',
    'signFirm',
    'signFirm',
    'signGovernment',
    'signGovernment',
    'reach',
    'reach',
    'reach',
    'file',
    'file',
    'plain',
    'accept',
    'correct',
    'void',
    'correctFiling',
    'voidFiling',
  ),
  step: fc.constantFrom('filing', 'filing', 'supervision', 'building', 'start'),
  day: fc.integer({ min: 1, max: 28 }),
  named: fc.boolean(),
  which: fc.nat(),
});
type Step = typeof stepArbitrary extends fc.Arbitrary<infer T> ? T : never;

/** Part of the way, from its beginning, so that the runs get far. */
const WAY: readonly Step[] = (
  [
    ['draw', 'filing', 1],
    ['signFirm', 'filing', 1],
    ['signGovernment', 'filing', 2],
    ['reach', 'filing', 3],
    ['reach', 'supervision', 8],
    ['reach', 'building', 15],
  ] as const
).map(([what, step, day]) => ({ what, step, day, named: true, which: 0 }));

function commandOf(step: Step, all: readonly Told[]) {
  const occurredOn = dayText(step.day);
  const letter = step.named ? { letter: LETTER } : {};
  const mine = all.filter(({ subject }) => subject === LETTER);
  const event = mine[step.which % Math.max(1, mine.length)]?.event ?? 'none';
  const change = { of: LETTER, event, reason: '核对后办理' };
  const draw = { project: 'P1', promise: 'both', creditCode: FIRM, appliesTo: [], notFor: [], needs: [] };
  const sign = { letter: LETTER, document: '承诺书 1 号', occurredOn };
  const file = { project: 'P1', item: 'permit', application: `A${step.which}`, occurredOn };
  const told = all.filter(({ kind }) => kind === 'approvalFiled');
  const one = told[step.which % Math.max(1, told.length)];
  const filing = { approval: one?.subject ?? 'P1/none', event: one?.event ?? 'none', reason: '核对后办理' };
  const commands = {
    draw: ['drawLetter', { ...draw, occurredOn }, county],
    signFirm: ['signLetter', { ...sign, side: 'enterprise', signer: FIRM }, county],
    signGovernment: ['signLetter', { ...sign, side: 'government', signer: 'chief', creditCode: FIRM }, chief],
    reach: ['reachStep', { letter: LETTER, step: step.step, document: '文书 1 号', occurredOn }, county],
    file: ['fileApproval', { ...file, kind: '双容双承诺', ...letter }, window],
    plain: ['fileApproval', { ...file, ...letter }, window],
    accept: ['openAcceptance', { project: 'P1', kind: '先建后验', ...letter, occurredOn }, county],
    correct: ['correctPromiseEvent', { ...change, occurredOn }, county],
    void: ['voidPromiseEvent', change, county],
    correctFiling: ['correctApprovalEvent', { ...filing, occurredOn }, window],
    voidFiling: ['voidApprovalEvent', filing, window],
  } as const;
  return commands[step.what];
}

function record(all: Told[], facts: readonly NewFact[]): void {
  for (const fact of facts) {
    const told = all.find(({ event }) => event === fact.corrects);
    if (fact.kind.endsWith('EventVoided')) told!.voided = true;
    else if (fact.kind.endsWith('EventCorrected')) told!.on = String(fact.body.occurredOn);
    else
      all.push({
        event: `E${all.length + 1}`,
        subject: fact.subject,
        kind: fact.kind,
        body: fact.body,
        on: fact.occurredOn,
        voided: false,
      });
  }
}

function rowsOf(all: readonly Told[], subject: string): readonly Row[] {
  return all.flatMap((told, at) =>
    told.subject === subject
      ? [
          {
            event: told.event,
            kind: told.kind,
            unit: 'gaoyao',
            actor: told.body.side === 'government' ? 'chief1' : 'gaoyao1',
            actor_unit: 'gaoyao',
            occurred_on: told.on,
            told_on: told.on,
            seq: at + 1,
            body: told.body,
            voided: told.voided,
          },
        ]
      : [],
  );
}

/** Naively: what has to be there by the day of something filed under the letter, and is not. */
function skipped(all: readonly Told[]): readonly string[] {
  const standing = all.filter(({ voided }) => !voided);
  const there = (day: string, kind: string, holds: (body: JsonObject) => boolean) =>
    standing.some(
      (told) => told.subject === LETTER && told.kind === kind && told.on <= day && holds(told.body),
    );
  const node = (day: string, milestone: string) =>
    MILESTONES.some((row) => row.milestone === milestone && String(row.occurred_on) <= day);
  return standing
    .filter(({ kind }) => kind === 'filedUnderLetter')
    .flatMap(({ on: told, body }) => {
      // By the day that the application itself is told of.
      const filed = standing.find((each) => each.subject === body.approval && each.kind === 'approvalFiled');
      const on = filed !== undefined && filed.on < told ? filed.on : told;
      const step = (id: string) => there(on, 'letterStepReached', (told) => told.step === id);
      const missing = [
        there(on, 'letterSigned', ({ side }) => side === 'enterprise') ? '' : '企业签',
        there(on, 'letterSigned', ({ side }) => side === 'government') ? '' : '政府签',
        step('filing') ? '' : '报备',
        node(on, 'landSupplied') ? '' : '用地',
      ];
      if (body.item === 'joint')
        missing.push(
          step('supervision') ? '' : '监督手续',
          step('start') || node(on, 'started') ? '' : '开工',
          step('building') ? '' : '全程监督',
        );
      return missing.filter((each) => each !== '').map((each) => `${String(body.approval)} ${on}: ${each}`);
    });
}

test('no sequence of commands makes a project skip a step of its declared path', () => {
  let filed = 0;
  let accepted = 0;
  fc.assert(
    fc.property(
      fc.nat(WAY.length),
      fc.array(stepArbitrary, { minLength: 5, maxLength: 50 }),
      (far, steps) => {
        const all: Told[] = [];
        for (const step of [...WAY.slice(0, far), ...steps]) {
          const [name, body, actor] = commandOf(step, all);
          const before = JSON.stringify(all);
          const filing =
            'approval' in body ? body.approval : name === 'fileApproval' ? `P1/permit/A${step.which}` : '';
          const given: Given = {
            servicePromises: PATH,
            promises: rowsOf(all, LETTER),
            events: rowsOf(all, filing),
            acceptances: rowsOf(all, 'acceptance/P1'),
            milestones: MILESTONES,
          };
          const answer = decided(name, body as JsonObject, actor, given);
          if (Array.isArray(answer)) record(all, answer);
          else expect(JSON.stringify(all)).toBe(before);
          // Every application that went this way says so in the letter, in the same command.
          const way = all.filter(
            ({ kind, body: told }) => kind === 'approvalFiled' && told.kind === '双容双承诺',
          );
          const opened = all.filter(
            ({ kind, body: told }) => kind === 'acceptanceOpened' && told.kind === '先建后验',
          );
          const under = all.filter(({ kind }) => kind === 'filedUnderLetter');
          expect(under.length).toBe(way.length + opened.length);
          expect(skipped(all)).toEqual([]);
          filed = Math.max(filed, way.length);
          accepted = Math.max(accepted, opened.length);
        }
      },
    ),
    { numRuns: 400 },
  );
  // The runs do get there.
  expect(filed).toBeGreaterThan(0);
  expect(accepted).toBeGreaterThan(0);
});
