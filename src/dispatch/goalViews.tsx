// What the pages of 目标任务 are answered with (goals.http.ts).
import type { Words } from '../kernel/loop.ts';
import type { Standing } from '../ui/standpoint.tsx';
import type { BreakdownNode } from './breakdown.ts';
import type { TargetLine } from './cockpit.view.ts';
import type { GoalLine, GoalRow, Source } from './goalRows.ts';
import type { Holder } from './holders.ts';
import type { Answerer } from './planIndex.ts';

export interface GoalsView {
  readonly at: Standing;
  readonly rows: readonly GoalRow[];
  readonly groups: readonly { readonly value: string; readonly title: Words; readonly count: number }[];
  readonly owners: readonly { readonly id: string; readonly name: string }[];
  readonly lights: Readonly<Record<string, number>>;
  readonly gaps: Readonly<Record<string, number>>;
  readonly unitName: string | null;
  readonly theme: { readonly title: string; readonly note: string | null } | null;
  readonly total: number;
  readonly nextCursor: string | null;
}

export interface TreeNode extends BreakdownNode {
  readonly line: Pick<TargetLine, 'light' | 'cause' | 'sentence' | 'value' | 'target' | 'unit'> | null;
}

export interface TreeView {
  readonly at: Standing;
  readonly nodes: readonly TreeNode[];
  readonly counts: { readonly elements: number; readonly paragraphs: number } | null;
  readonly total: number;
  readonly nextCursor: string | null;
}

export interface HoldersView {
  readonly at: Standing;
  readonly rows: readonly Holder[];
  readonly counts: { readonly units: number; readonly posts: number };
  readonly total: number;
  readonly nextCursor: string | null;
}

export interface ThemeLine {
  readonly id: string;
  readonly title: string;
  readonly to: string;
  readonly lead: readonly Answerer[];
  readonly basis: Source['basis'] | null;
  readonly members: number;
  readonly sections: readonly { readonly section: string; readonly title: Words; readonly count: number }[];
  readonly lines: readonly (Pick<GoalLine, 'id' | 'title' | 'light' | 'sentence'> & {
    /** A member itself; else it shows how far a member task is. */
    readonly isMember: boolean;
  })[];
  readonly from: string | null;
  readonly dueOn: string | null;
  readonly note: string | null;
  readonly quotes: readonly string[];
}

export interface ThemesView {
  readonly at: Standing;
  readonly themes: readonly ThemeLine[];
}

export interface ElementView {
  readonly at: Standing;
  readonly row: GoalRow;
  readonly note: string | null;
  readonly sources: readonly Source[];
  readonly places: readonly {
    readonly source: string;
    readonly paragraph: number;
    readonly path: string;
    readonly quotes: readonly string[];
  }[];
  readonly themes: readonly { readonly id: string; readonly title: string }[];
  readonly node: BreakdownNode;
}
