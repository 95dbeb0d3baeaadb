// A fact's body in words: every kind of every loop has a title for each of its fields, and ids are told by the plan's names.
import { describe, expect, test } from 'vitest';
import type { FactKind } from '../kernel/loop.ts';
import { APPROVAL_FACTS } from '../loops/approvals/approvals.facts.ts';
import { INDICATOR_FACTS } from '../loops/indicators/indicators.facts.ts';
import { ALL_PROJECT_FACTS } from '../loops/projects/allFacts.ts';
import { factAbout, factFields } from './factWords.ts';
import { LOOPS } from './registry.node.ts';
import { kindWords } from './web/pages/kindTitle.tsx';
import { LEDGER_LOOPS, ledgerWords } from './web/pages/ledgerWords.tsx';

const NAMES = new Map([
  ['milestone started', '新开工'],
  ['indicator gdp', '地区生产总值'],
]);
const nameOf = (key: string, id: string) => NAMES.get(`${key} ${id}`);
const kind = (name: string) =>
  [...ALL_PROJECT_FACTS, ...INDICATOR_FACTS].find((each) => each.kind === name) as FactKind;
const claimed = {
  loop: 'projects',
  kind: 'milestoneClaimed',
  subject: 'P1',
  body: {
    milestone: 'started',
    needsRecognition: true,
    plannedInvestmentYuan: '120000000',
    evidence: [
      { kind: 'permit', name: '建字第 1 号' },
      { kind: 'photo', name: '照片' },
    ],
    late: true,
    fromTomorrow: 'x',
  },
};

test('in the order of the schema, each by its title, ids by their names; what the schema does not know last, by its key', () => {
  expect(factFields(claimed, kind('milestoneClaimed'), nameOf)).toEqual([
    { key: 'milestone', title: { zh: '节点', en: 'milestone' }, type: 'text', value: '新开工' },
    {
      key: 'needsRecognition',
      title: { zh: '申报时的计划是否要求另一单位认定', en: 'needs recognition' },
      type: 'yes',
      value: 'true',
    },
    {
      key: 'plannedInvestmentYuan',
      title: { zh: '申报时的计划总投资', en: 'planned investment yuan' },
      type: 'yuan',
      value: '120000000',
    },
    { key: 'evidence', title: { zh: '印证资料', en: 'evidence' }, type: 'text', value: '建字第 1 号；照片' },
    { key: 'late', title: { zh: '补报', en: 'late' }, type: 'yes', value: 'true' },
    { key: 'fromTomorrow', title: { zh: 'fromTomorrow', en: 'from tomorrow' }, type: 'text', value: 'x' },
  ]);
});

test('what it is about: the milestone; of a reading the indicator, from its subject where the body does not say', () => {
  expect(factAbout(claimed, nameOf)).toBe('新开工');
  const corrected = {
    loop: 'indicators',
    kind: 'readingCorrected',
    subject: 'gdp/city/2021',
    body: { value: '1' },
  };
  expect(factAbout(corrected, nameOf)).toBe('地区生产总值');
  const reported = { ...corrected, body: { indicator: 'gdp', period: '2021-H1' } };
  expect(factAbout(reported, nameOf)).toBe('地区生产总值 2021-H1');
  expect(factAbout({ ...claimed, body: { reason: '停工' } }, nameOf)).toBeNull();
});

test('the ledger page has the words of every kind, the same as the loop’s', () => {
  for (const { kind: name, title } of LOOPS.flatMap(({ facts }) => facts))
    expect([name, kindWords[name as keyof typeof kindWords]]).toEqual([name, title]);
});

test('its filter has every loop', () => {
  expect(LEDGER_LOOPS.toSorted()).toEqual(LOOPS.map(({ name }) => name).toSorted());
  for (const loop of LEDGER_LOOPS) expect(ledgerWords[loop].zh).toMatch(/^\p{Script=Han}/u);
});

describe.each(
  [...ALL_PROJECT_FACTS, ...APPROVAL_FACTS, ...INDICATOR_FACTS].map((each) => [each.kind, each] as const),
)('%s', (_, each) => {
  test('every field has a Chinese title', () => {
    const keys = Object.keys((each.schema as unknown as { shape: object }).shape);
    const body = Object.fromEntries(keys.map((key) => [key, 'x']));
    for (const { title } of factFields({ loop: '', kind: '', subject: '', body }, each, () => undefined))
      expect(title.zh).toMatch(/^\p{Script=Han}/u);
  });
});
