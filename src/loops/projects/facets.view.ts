// What a list of projects may be narrowed to, as its answers have it.

export interface Named {
  readonly id: string;
  readonly name: string;
}

/** An attribute that the plan declares, and what may be told of it. */
export interface AttributeFacet {
  readonly id: string;
  readonly title: string;
  readonly values: readonly Named[];
}

/** Projects of one value of a dimension in one stage. */
export interface GroupRow {
  /** Null: nobody has told it. */
  readonly value: string | null;
  readonly stage: string;
  readonly count: number;
  readonly plannedYuan: string;
}
