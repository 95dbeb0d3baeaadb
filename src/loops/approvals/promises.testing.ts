// Events of one letter for the tests of promises: drawn up, signed by both, its promises begun and kept. Pure; no test stands here.
import type { JsonObject } from '../../kernel/json.ts';
import type { NewFact } from '../../kernel/loop.ts';
import { event, FIRM } from './approvals.testing.ts';
import type { Entry } from './promises.facts.ts';
import { servicePromisesSection } from './servicePromises.plan.ts';

export const ENTRIES: readonly Entry[] = [
  {
    entry: 'eia',
    side: 'enterprise',
    title: '按时办结环评',
    starts: '签订',
    ends: '批复',
    days: 5,
    dayKind: '工作日',
  },
  {
    entry: 'permit',
    side: 'enterprise',
    title: '按时办结施工许可',
    starts: '签订',
    ends: '领证',
    days: 20,
    dayKind: '工作日',
  },
  {
    entry: 'service',
    side: 'government',
    title: '主动服务',
    owner: 'chief',
    starts: '提出',
    ends: '答复',
    days: 3,
    dayKind: '自然日',
  },
  { entry: 'nothing-added', side: 'government', title: '清单之外无新增', throughout: true },
];
export const drawn = (on = '2021-06-01') =>
  event('letterDrawn', on, {
    project: 'P1',
    projectName: '电池项目',
    promise: 'both',
    title: '双容双承诺',
    creditCode: FIRM,
    appliesTo: [],
    notFor: [],
    needs: [],
    entries: ENTRIES as unknown as JsonObject[],
  });
export const signed = (side: string, on = '2021-06-01') =>
  event('letterSigned', on, {
    side,
    signer: side === 'enterprise' ? FIRM : 'chief',
    document: '承诺书 1 号',
  });
export const both = () => [drawn(), signed('enterprise'), signed('government')];
export const started = (entry: string, on = '2021-06-01') => event('promiseStarted', on, { entry });
export const kept = (entry: string, on: string) => event('promiseKept', on, { entry });

export function facts(answer: readonly NewFact[] | string): readonly NewFact[] {
  if (typeof answer === 'string') throw new Error(answer);
  return answer;
}

/** A plan whose applications of 双容双承诺 go under the letter, in an order that is hard. */
export const PATH = servicePromisesSection.schema.parse([
  {
    id: 'both',
    title: '双容双承诺',
    mechanism: '双向承诺',
    filedAs: '双容双承诺',
    stepsInOrder: true,
    signedBy: ['chief'],
    enterprise: [{ id: 'eia', title: '环评', clock: { starts: '签订', ends: '批复', days: 5 } }],
    government: [{ id: 'service', title: '服务', clock: { starts: '提出', ends: '答复', days: 3 } }],
    steps: [
      { id: 'filing', title: '报备' },
      { id: 'letter', title: '签承诺书', letter: true },
      { id: 'land', title: '取得用地', milestone: 'landSupplied' },
      { id: 'supervision', title: '质量安全监督', approvalItem: 'permit' },
      { id: 'start', title: '开工', milestone: 'started' },
      { id: 'building', title: '全程监督' },
      { id: 'acceptance', title: '联合验收', approvalItem: 'joint' },
    ],
  },
]);
