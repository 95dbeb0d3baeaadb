// What the pages of 流程实况 are answered with (flow.http.ts). Days are working days, numbers; names of milestones and stages are the lifecycle's.
import type { Standing } from '../access/standing.ts';
import type { FlowSummary } from '../foresight/flowSummary.ts';
import type { Passage } from '../foresight/projectFlow.ts';

/** Tables of the page that leave as workbooks. */
export const flowTables = [
  'paths',
  'county',
  'cluster',
  'recogniser',
  'bureau',
  'waits',
  'holders',
  'moves',
] as const;
export type FlowTable = (typeof flowTables)[number];

export interface Named {
  readonly id: string;
  readonly name: string;
}

export interface FlowView {
  readonly at: Standing;
  readonly lifecycle: Named;
  readonly lifecycles: readonly (Named & { readonly projects: number })[];
  readonly stages: readonly Named[];
  readonly milestones: readonly Named[];
  /** What the page may be narrowed to. */
  readonly units: readonly Named[];
  readonly clusters: readonly Named[];
  /** Names of the units that hold, recognise or are told of. */
  readonly unitNames: Readonly<Record<string, string>>;
  /** False: no calendar is in force, and no days are told. */
  readonly hasCalendar: boolean;
  readonly summary: FlowSummary;
  /** Waits longer than usual, the longest first; then the others. */
  readonly longest: readonly PassageRow[];
}

/** A passage with its names. */
export interface PassageRow
  extends Pick<
    Passage,
    'part' | 'fromOn' | 'toOn' | 'days' | 'heldDays' | 'reason' | 'waitsFor' | 'beyond' | 'missing'
  > {
  readonly project: string;
  readonly name: string;
  readonly unitName: string;
  readonly clusterName: string | null;
  readonly standing: Passage['project']['standing'];
  readonly stageName: string | null;
  /** Null at the beginning of a step: the registration. */
  readonly fromName: string | null;
  readonly toName: string | null;
  /** Null: nobody; empty: whoever may recognise. */
  readonly holders: readonly string[] | null;
}

export interface PassagesView {
  readonly at: Standing;
  readonly lifecycle: Named;
  readonly part: Passage['part'];
  /** What was asked for, as names: for the title. */
  readonly asked: {
    readonly from: string | null;
    readonly to: string | null;
    readonly stage: string | null;
    readonly unit: string | null;
    readonly cluster: string | null;
    readonly holders: readonly string[] | null;
  };
  readonly rows: readonly PassageRow[];
  readonly total: number;
  readonly medianDays: number | null;
  readonly p90Days: number | null;
  readonly maxDays: number | null;
  readonly nextCursor: string | null;
}
