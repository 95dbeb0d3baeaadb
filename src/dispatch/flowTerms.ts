// Words for what the flow's rows say by a code: shared by the page and the workbooks.
import type { Passage, WaitCause } from '../foresight/projectFlow.ts';
import type { Words } from '../kernel/loop.ts';

export const causeWords = {
  recognition: { zh: '等认定', en: 'recognition' },
  gate: { zh: '等前置节点', en: 'an earlier milestone' },
  evidence: { zh: '等印证资料', en: 'evidence' },
  approval: { zh: '等审批', en: 'an approval' },
  progress: { zh: '推进本身', en: 'the work itself' },
} as const satisfies Readonly<Record<WaitCause, Words>>;

export const reasonWords = {
  back: { zh: '退回前面的阶段', en: 'back to an earlier stage' },
  gate_open: { zh: '前置节点没有到', en: 'without a milestone that must come first' },
  passed_over: { zh: '跳过了阶段', en: 'past a stage' },
  repeated: { zh: '同一节点又一次', en: 'once more' },
  unknown: { zh: '生命周期里没有这个节点', en: 'no milestone of the lifecycle' },
} as const satisfies Readonly<Record<NonNullable<Passage['reason']>, Words>>;

export const standWords = {
  running: { zh: '推进中', en: 'running' },
  suspended: { zh: '暂停', en: 'suspended' },
  ended: { zh: '终止', en: 'ended' },
  closed: { zh: '已走完', en: 'through' },
} as const satisfies Readonly<Record<Passage['project']['standing'], Words>>;
