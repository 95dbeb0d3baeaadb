// 建议调度清单 by hand: the order, who holds it and why, what the first of it do together, what an account may not see.
import { describe, expect, test } from 'vitest';
import { ASSURANCE } from '../foresight/assurance.ts';
import type { AttentionChoice } from '../foresight/attention.ts';
import { chanceOfAtLeast } from '../foresight/countDistribution.ts';
import { lookAhead } from '../foresight/outlook.ts';
import type { Passage } from '../foresight/projectFlow.ts';
import { chanceIf, NO_CHANGE } from '../foresight/whatIf.ts';
import { NO_VERDICTS, NOT_TOLD, tellWord, type WordVerdicts } from '../foresight/wordRecord.ts';
import { parseDate } from '../kernel/plainDate.ts';
import { chanceText, inputText, type PushesView, pointsText } from './forecast.view.ts';
import {
  attentionLines,
  attentionQuestion,
  byHolder,
  byLeader,
  choosePushes,
  chosenFirst,
  heldBy,
  isOpen,
  laggingOf,
  narrowed,
  type PushNames,
  placesOf,
  pushRows,
  suggested,
  withoutNumbers,
} from './forecastPushes.ts';
import { answerJob, type ReckonedTarget } from './forecastReckoned.ts';
import { floorLine, openingOf, whatIfGround } from './forecastTarget.view.ts';
import { whyWords } from './forecastTerms.ts';

const AS_OF = '2021-06-30';

/** The choice as the thread makes it, and its lines. */
function attentionOf(targets: readonly ReckonedTarget[], rows: ReturnType<typeof pushRows>, most: number) {
  const question = attentionQuestion(targets, rows, most);
  const choice = answerJob({ kind: 'attention', question }) as AttentionChoice;
  return { chosen: choice.chosen, lines: attentionLines(targets, rows, choice, () => true) };
}

/** Two of three are needed; one speed, no arrivals: everything can be multiplied out. */
function target(id: string, parts: Partial<ReckonedTarget> = {}): ReckonedTarget {
  const chances = [0.5, 0.4, 0.2];
  const once = [0.6, 0.9, 0.25];
  const expectation = {
    chances,
    arrivals: { mean: 0, dispersion: 0 },
    speeds: { values: [1], weights: [1] },
  };
  const met = (own: readonly number[]) =>
    chanceOfAtLeast(lookAhead({ ...expectation, chances: own }).counts, 2);
  const pushes = chances
    .map((chance, at) => ({
      id: `P${at + 1}`,
      next: null,
      chance,
      chance_if_moved: once[at]!,
      change: met(chances.with(at, once[at]!)) - met(chances),
    }))
    .sort((a, b) => b.change - a.change);
  return {
    id,
    title: id,
    kind: 'floor',
    target: '10',
    unit: '个',
    by: '2021-12-31',
    words: { zh: '', en: '' },
    word_against: null,
    measure: 'projects.started',
    milestone: 'started',
    so_far: [],
    done: 8,
    mean: 9.1,
    weeks: [],
    p_met: met(chances),
    p_met_recognised: 0,
    pushes,
    inputs: [],
    assumptions: [],
    record: { origins: 0, horizon_days: 14, windows: 0, mae: null, crps: null, coverage80: null, words: [] },
    needed: 2,
    expectation: { ...expectation, chances: pushes.map(({ chance }) => chance) },
    lead_chance: 0.1,
    past: [],
    verdicts: NO_VERDICTS,
    ...parts,
  };
}

function place(project: string, parts: Partial<Passage> = {}): Passage {
  return {
    part: 'wait',
    project: {
      id: project,
      name: `项目${project}`,
      unit: 'east',
      county: 'east',
      cluster: null,
      standing: 'running',
      stage: 'signed',
      rework: false,
    },
    from: null,
    to: 'started',
    stage: 'signed',
    fromOn: parseDate('2021-01-01'),
    toOn: null,
    days: 38,
    heldDays: null,
    reason: null,
    waitsFor: 'progress',
    holder: 'east',
    beyond: false,
    missing: [],
    ...parts,
  };
}

const names: PushNames = {
  unit: (id) => `单位${id}`,
  stage: (id) => id,
  milestone: (id) => (id === 'inStatistics' ? '入库纳统' : id),
  call: (unit) => (unit === 'east' ? { title: '东县联系人', phone: '0758-1', assumed: true } : null),
  leader: (unit) => (unit === 'nobody' ? undefined : { id: `first-${unit}`, title: `${unit}第一责任人` }),
};

const places = placesOf([
  place('P1'),
  place('P2', {
    waitsFor: 'recognition',
    holder: 'housing,land',
    heldDays: 10,
    beyond: true,
    missing: ['合同'],
  }),
  place('P3', { holder: '' }),
]);

/** Every word of a chance between the two is contradicted by its record. */
const withheld = (from: number, below: number): WordVerdicts =>
  ASSURANCE.map(({ atLeast, words }) =>
    atLeast >= from && atLeast < below
      ? {
          verdict: 'contradicted',
          side: 'low',
          words: { zh: `以往偏保守：${words.zh}`, en: `too low: ${words.en}` },
        }
      : null,
  );

describe('a word that its record contradicts', () => {
  const view = { looksFrom: parseDate(AS_OF), published: true, numbers: true };

  test('is told nowhere: not on the page, not by the what-if, not on the push list, now or once pushed', () => {
    const all = target('t', { verdicts: withheld(0, 2) });
    const line = floorLine(all, view);
    expect([line.band, line.against?.withheld, line.against?.words.zh]).toEqual([
      null,
      true,
      `以往偏保守：${tellWord(all.p_met!, NO_VERDICTS).words.zh}`,
    ]);
    const { word } = chanceIf(whatIfGround(all, places, [], []), NO_CHANGE);
    expect([word.words, word.isWithheld]).toEqual([NOT_TOLD, true]);
    const [told] = attentionOf([all], pushRows([all], places, names), 2).lines;
    expect([told!.band, told!.bandIfPushed]).toEqual([NOT_TOLD, NOT_TOLD]);
    expect(told!.against?.zh).toContain('以往偏保守');
    expect(told!.againstIfPushed?.zh).toContain('以往偏保守');
  });

  test('each chance by its own word: the one that is pushed to may be told where the present is not, and the other way', () => {
    // 0.3 as it is, 0.66 with the two best pushed.
    const [low, high] = [
      target('t', { verdicts: withheld(0, 0.4) }),
      target('t', { verdicts: withheld(0.4, 2) }),
    ];
    const lineOf = (one: ReckonedTarget) => attentionOf([one], pushRows([one], places, names), 2).lines[0]!;
    expect(lineOf(low)).toMatchObject({
      band: NOT_TOLD,
      bandIfPushed: { zh: '较高' },
      againstIfPushed: null,
    });
    expect(lineOf(high)).toMatchObject({ band: { zh: '低' }, against: null, bandIfPushed: NOT_TOLD });
    expect(floorLine(high, view)).toMatchObject({ band: { zh: '低' }, against: null });
  });

  test('a word never said is not a short history, and one side of all medians is told', () => {
    const past = Array.from({ length: 10 }, (_, at) => ({
      known: parseDate('2021-01-01'),
      ...{ model: 5, low: 3, high: 8, pace: 5, came: at < 8 ? 7 : 5, floors: [] },
    }));
    const record = {
      ...target('t').record,
      origins: 10,
      words: [{ at_least: 0.2, said: 0, met: 0, windows: 0 }],
    };
    expect(floorLine(target('t', { record, past }), view)).toMatchObject({
      said: null,
      enough: true,
      off: { side: 'low', times: 8, of: 10 },
    });
    const few = floorLine(target('t', { record: { ...record, origins: 5 }, past: past.slice(0, 5) }), view);
    expect([few.enough, few.off]).toEqual([false, null]);
    expect(
      floorLine(target('t', { record, past: past.with(0, { ...past[0]!, came: 5 }) }), view).off,
    ).toBeNull();
  });
});

describe('the list', () => {
  const rows = pushRows([target('t')], places, names);

  test('stands in the order of what each changes alone', () => {
    expect(rows.map((row) => row.project)).toEqual(['P2', 'P1', 'P3']);
    // P(≥ 2 of 3) with P2 certain to 9/10: multiplied out by hand.
    const before = 0.5 * 0.4 * 0.8 + 0.5 * 0.6 * 0.2 + 0.5 * 0.4 * 0.2 + 0.5 * 0.4 * 0.2;
    const after = 0.5 * 0.9 * 0.8 + 0.5 * 0.1 * 0.2 + 0.5 * 0.9 * 0.2 + 0.5 * 0.9 * 0.2;
    expect(rows[0]!.change).toBeCloseTo(after - before, 12);
  });

  test('says who is to move: who is named, else the project’s own unit, and the post that answers', () => {
    expect(rows.map((row) => row.holders)).toEqual([['housing', 'land'], ['east'], ['east']]);
    expect(rows.map(({ call }) => call?.title)).toEqual([undefined, '东县联系人', '东县联系人']);
    expect(rows[0]).toMatchObject({
      holderNames: ['单位housing', '单位land'],
      leaders: [
        { id: 'first-housing', title: 'housing第一责任人' },
        { id: 'first-land', title: 'land第一责任人' },
      ],
    });
  });

  test('names the step that the chance once moved is reckoned from', () => {
    const own = target('t');
    const pushes = own.pushes.map((push) => ({ ...push, next: 'inStatistics' }));
    const [claim, ...others] = pushRows([{ ...own, pushes }], places, names);
    expect(others.map(({ next, nextName }) => [next, nextName])).toEqual([
      ['inStatistics', '入库纳统'],
      ['inStatistics', '入库纳统'],
    ]);
    // What waits to be recognised is the claim that was made.
    expect([claim!.waitsFor, claim!.next]).toEqual(['recognition', 'started']);
  });

  test('of several targets the least likely has its own choice, and among equals the longest wait is first', () => {
    const [low, high] = [target('low', { p_met: 0.1 }), target('high', { p_met: 0.9 })];
    expect(laggingOf([high, low])?.id).toBe('low');
    expect(laggingOf([low])).toBeUndefined();
    const own = target('t');
    const pushes = own.pushes.map((push) => ({ ...push, change: 0.01 }));
    const waits = placesOf([place('P1', { days: 0 }), place('P2', { days: 3 }), place('P3', { days: 40 })]);
    expect(pushRows([{ ...own, pushes }], waits, names).map((row) => row.project)).toEqual([
      'P3',
      'P2',
      'P1',
    ]);
  });

  test('says why it waits in words', () => {
    // The days in the stage are not those of who recognises.
    expect(whyWords(rows[0]!).zh).toBe(
      '等认定（started），报来 10 个工作日；本阶段已 38 个工作日，比通常久；还差 合同',
    );
    expect(whyWords({ ...rows[0]!, heldDays: 0 }).zh).toContain('等认定（started），今天报来；');
    expect(whyWords(rows[1]!).zh).toBe('推进中，等下一节点（started）；本阶段已 38 个工作日');
    expect(whyWords({ ...rows[0]!, waitsFor: null, standing: 'suspended' }).zh).toBe('暂停');
  });

  test('leaves out projects that the account does not reach, and targets with nothing to push for', () => {
    expect(pushRows([target('t')], new Map([['P1', place('P1')]]), names)).toHaveLength(1);
    for (const parts of [{ needed: 0, p_met: 1 }, { p_met: null }, { by: null }, { by: '2021-06-30' }]) {
      expect(isOpen(target('t', parts), AS_OF)).toBe(false);
      expect(suggested(target('t', parts), AS_OF)).toBe(0);
    }
    expect(isOpen(target('t', { by: '2021-07-01' }), AS_OF)).toBe(true);
    expect(suggested(target('t'), AS_OF)).toBe(3);
  });

  test('is narrowed by target, holder and leader, and stands in another order when asked', () => {
    const both = pushRows([target('a'), target('b')], places, names);
    expect(choosePushes(both, { target: 'b' }, 'change').map((row) => row.target)).toEqual(['b', 'b', 'b']);
    expect(choosePushes(both, { holder: 'land' }, 'change').map((row) => row.project)).toEqual(['P2', 'P2']);
    expect(choosePushes(both, { leader: 'first-east' }, 'change')).toHaveLength(4);
    expect(choosePushes(rows, {}, 'chance').map((row) => row.project)).toEqual(['P1', 'P2', 'P3']);
  });
});

describe('limited attention', () => {
  test('the first of the list are reckoned together, not added up', () => {
    const rows = pushRows([target('t')], places, names);
    const { lines, chosen } = attentionOf([target('t')], rows, 2);
    const [line] = lines;
    expect(chosen).toEqual(['P2', 'P1']);
    expect(chosenFirst(rows, ['P3', 'P1']).map((row) => row.project)).toEqual(['P3', 'P1', 'P2']);
    // P2 at 9/10 and P1 at 6/10, P3 as it is.
    const together = 0.6 * 0.9 * 0.8 + 0.6 * 0.1 * 0.2 + 0.4 * 0.9 * 0.2 + 0.6 * 0.9 * 0.2;
    expect(line).toMatchObject({ pushed: 2, rows: 3 });
    expect(line!.chanceIfPushed).toBeCloseTo(together, 12);
    expect(line!.chanceIfPushed! - line!.chance!).not.toBeCloseTo(rows[0]!.change + rows[1]!.change, 4);
  });

  test('the list is narrowed to what was chosen, to long waits, to one target; the choice stays', () => {
    const both = pushRows([target('a'), target('b')], places, names);
    const { chosen } = attentionOf([target('a'), target('b')], both, 1);
    expect(chosen).toEqual(['P2']);
    const ids = (only: 'chosen' | 'beyond' | undefined, of?: string) =>
      narrowed(both, { only, of }, chosen).map((row) => `${row.target} ${row.project}`);
    expect(ids('chosen').toSorted()).toEqual(['a P2', 'b P2']);
    expect(ids('chosen', 'b')).toEqual(['b P2']);
    expect(ids('beyond').toSorted()).toEqual(['a P2', 'b P2']);
    expect(ids(undefined, 'a')).toHaveLength(3);
    expect(narrowed(both, {}, chosen).filter(({ isChosen }) => isChosen)).toHaveLength(2);
  });

  test('holders and leaders: how many, and how much more would be expected', () => {
    const rows = pushRows([target('t')], places, names);
    const holders = heldBy(rows, byHolder);
    expect(holders.map(({ id, rows: n, beyond }) => [id, n, beyond])).toEqual([
      ['housing', 1, 1],
      ['land', 1, 1],
      ['east', 2, 0],
    ]);
    expect(holders[2]!.more).toBeCloseTo(0.15, 12);
    expect(heldBy(rows, byLeader).map(({ id }) => id)).toEqual(['first-housing', 'first-land', 'first-east']);
  });

  test('without the right to see numbers the words and the order stay, and no number of a chance is left', () => {
    const rows = pushRows([target('t')], places, names);
    const view = {
      numbers: true,
      targets: [],
      attention: attentionOf([target('t')], rows, 2).lines,
      lagging: attentionOf([target('t')], rows, 2).lines[0],
      top: 2,
      chosen: 2,
      rows,
      total: 3,
      byHolder: heldBy(rows, byHolder),
      byLeader: [],
      nextCursor: null,
    } as unknown as PushesView;
    const seen = withoutNumbers(view);
    expect(seen.rows.map((row) => row.project)).toEqual(['P2', 'P1', 'P3']);
    expect(seen.attention[0]!.band.zh).not.toBe('');
    expect(JSON.stringify(seen)).not.toMatch(/0\.\d{3}/);
  });
});

test('chances and points are written so that none reads as certain, and none as nothing', () => {
  expect([0, 0.0004, 0.148, 0.9996, 1].map(chanceText)).toEqual([
    '0.0%',
    '<0.1%',
    '14.8%',
    '>99.9%',
    '100.0%',
  ]);
  expect([0.0000001, 0.0016, -0.02, 0].map(pointsText)).toEqual(['+<0.01', '+0.16', '−2.00', '0.00']);
  expect(inputText({ id: 'recognisedShare', value: 0.951 })).toBe('95%');
  expect([426, 0.0743, 1.03, 389.94].map((value) => inputText({ id: 'x', value }))).toEqual([
    '426',
    '0.074',
    '1.03',
    '389.9',
  ]);
});

test('every input of a forecast opens somewhere', () => {
  const at = { asOf: parseDate('2021-06-30'), from: '2021-01-01' };
  const opening = (id: string) => openingOf(id, target('t'), at);
  expect(opening('done')).toBe('/figures/projects.started?from=2021-01-01&asOf=2021-06-30');
  expect(opening('straightOn')).toBe('/figures/projects.started?from=2020-07-01&asOf=2021-06-30');
  expect(opening('waiting')).toContain('part=recognition&to=started&is=going');
  expect(opening('inFlight')).toBe('/pushes?target=t&asOf=2021-06-30');
  expect(opening('dispersion')).toBe('#record');
});
