// Given what was told of a letter, when something is filed the way of 双容双承诺, then it goes under the letter, or is refused with what is missing.
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../kernel/json.ts';
import type { Row } from '../../kernel/loop.ts';
import { county, event, type Given, when, window } from './approvals.testing.ts';
import { both, drawn, facts, PATH, signed } from './promises.testing.ts';

const PLAN = { servicePromises: PATH };
const LETTER = 'letter/P1/both';
const FILE = { project: 'P1', item: 'permit', kind: '双容双承诺', letter: LETTER, occurredOn: '2021-06-10' };
const reached = (step: string, on = '2021-06-02') => event('letterStepReached', on, { step });
const node = (milestone: string, on = '2021-06-05'): Row => ({
  milestone,
  occurred_on: on,
  state: 'recognised',
  counted: true,
});

describe('an application filed the way of 双容双承诺', () => {
  const ready: Given = {
    ...PLAN,
    promises: [...both(), reached('filing')],
    milestones: [node('landSupplied')],
  };
  test('names its letter, and the letter keeps that it was relied on, and on which steps', () => {
    const [filed, under, ...more] = facts(when('fileApproval', FILE, window, ready));
    expect(filed?.body.letter).toBe(LETTER);
    expect(under).toMatchObject({
      kind: 'filedUnderLetter',
      subject: LETTER,
      unit: 'gaoyao',
      occurredOn: '2021-06-10',
      body: { approval: 'P1/permit', item: 'permit', after: ['filing'] },
    });
    expect(more).toEqual([]);
  });
  const refused: readonly (readonly [what: string, given: Given, code: string, body?: JsonObject])[] = [
    ['no letter at all', PLAN, 'letter_unknown'],
    ['drawn up and not signed', { ...PLAN, promises: [drawn(), reached('filing')] }, 'path_step_missing'],
    [
      'signed by one side',
      { ...ready, promises: [drawn(), signed('enterprise'), reached('filing')] },
      'path_step_missing',
    ],
    [
      'signed after the day',
      {
        ...ready,
        promises: [drawn(), signed('enterprise'), signed('government', '2021-06-11'), reached('filing')],
      },
      'path_step_missing',
    ],
    ['not filed 报备', { ...ready, promises: both() }, 'path_step_missing'],
    ['without land', { ...ready, milestones: [] }, 'path_step_missing'],
    [
      'land supplied after the day',
      { ...ready, milestones: [node('landSupplied', '2021-06-20')] },
      'path_step_missing',
    ],
    ['no letter named', ready, 'letter_needed', { letter: null }],
    ['another project’s letter', ready, 'letter_other', { letter: 'letter/P2/both' }],
    ['a letter for an ordinary application', ready, 'letter_not_asked', { kind: '一般' }],
  ];
  test.each(refused)('%s', (...row) => {
    const [, given, code, over = {}] = row as unknown as (typeof refused)[number];
    const body: JsonObject = Object.fromEntries(
      Object.entries({ ...FILE, ...over }).filter(([, value]) => value !== null),
    );
    expect(when('fileApproval', body, window, given)).toBe(code);
  });
  test('an item that is no step needs the letter alone; a plan without hard order too; a plan without a path nothing', () => {
    const other = { ...FILE, letter: LETTER };
    const soft = PATH.map((each) => ({ ...each, stepsInOrder: false }));
    expect(
      facts(when('fileApproval', other, window, { servicePromises: soft, promises: both() })),
    ).toHaveLength(2);
    expect(when('fileApproval', other, window, { servicePromises: soft, promises: [drawn()] })).toBe(
      'path_step_missing',
    );
    const { letter: _, ...bare } = FILE;
    expect(facts(when('fileApproval', bare, window, { promises: [] }))).toHaveLength(1);
  });
  test('what it went on is not taken back under it', () => {
    const [draw, firm, government, filing] = [...both(), reached('filing')] as [Row, Row, Row, Row];
    const used = event('filedUnderLetter', '2021-06-10', {
      approval: 'P1/permit',
      item: 'permit',
      after: ['filing'],
    });
    const given = { ...PLAN, promises: [draw, firm, government, filing, used] };
    const voided = (row: Row) =>
      when('voidPromiseEvent', { of: LETTER, event: String(row.event), reason: '写错了' }, county, given);
    expect(voided(government)).toBe('letter_not_signed');
    expect(voided(filing)).toBe('path_step_missing');
    const moved = { of: LETTER, event: String(filing.event), occurredOn: '2021-06-12', reason: '写错了' };
    expect(when('correctPromiseEvent', moved, county, given)).toBe('path_step_missing');
    expect(facts(voided(used))).toHaveLength(1);
  });
});

describe('joint acceptance 先建后验', () => {
  const open = { project: 'P1', kind: '先建后验', letter: LETTER, occurredOn: '2021-06-28' };
  const built: Given = {
    ...PLAN,
    promises: [...both(), reached('filing'), reached('supervision'), reached('building', '2021-06-25')],
    milestones: [node('landSupplied'), node('started', '2021-06-15')],
  };
  test('is opened when the path has been gone, and not before', () => {
    expect(facts(when('openAcceptance', open, county, built))).toHaveLength(2);
    expect(when('openAcceptance', open, county, { ...built, milestones: [node('landSupplied')] })).toBe(
      'path_step_missing',
    );
    expect(when('openAcceptance', open, county, { ...built, promises: both() })).toBe('path_step_missing');
    const { letter: _, ...unnamed } = open;
    expect(when('openAcceptance', unnamed, county, built)).toBe('letter_needed');
    expect(facts(when('openAcceptance', { ...unnamed, kind: '一般' }, county, built))).toHaveLength(1);
  });
});
