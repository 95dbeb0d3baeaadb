// GET /api/reporting: who owed a report for the month looked at, by duty of the plan, and who reported. Shapes only.
import type { FigureRef } from './cockpit.view.ts';

export interface DutyReading {
  readonly indicator: string;
  readonly title: string;
  readonly period: string;
  /** checked | reported | missing */
  readonly state: 'checked' | 'reported' | 'missing';
}

export interface DutyUnit {
  readonly unit: string;
  readonly name: string;
  readonly reported: boolean;
  /** How many were told, and of readings how many are owed. */
  readonly told: number;
  readonly due: number | null;
  /** The city's day on which the last of them was recorded. */
  readonly lastOn: string | null;
  /** The rows behind `told`; of projects. Null where they are of no task-bearing unit, or out of reach. */
  readonly figure: FigureRef | null;
  readonly readings: readonly DutyReading[];
}

export interface DutyLine {
  readonly id: string;
  readonly title: string;
  /** Ids of the measures it feeds. */
  readonly measures: readonly string[];
  /** Told when something happens, and never as “no change”: who told nothing may have had nothing to tell. */
  readonly isEvents: boolean;
  readonly from: string;
  readonly asOf: string;
  readonly dueOn: string;
  readonly expected: number;
  readonly reported: number;
  readonly units: readonly DutyUnit[];
}
