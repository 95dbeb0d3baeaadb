// Which approval items the plan names before a milestone, one line for each gate, and which of the alternatives of a gate stands for it. Pure: asked of one project by its
// claim (gateItems.pg.ts) and of what was read of many (storyGates.pg.ts).
import type { PlanInForce } from '../kernel/loop.ts';
import type { PlainDate } from '../kernel/plainDate.ts';
import { type ApprovalItem, approvalItemsSection } from '../loops/approvals/approvals.plan.ts';
import { lifecyclesSection } from '../loops/projects/projects.plan.ts';

export interface GateItem {
  readonly id: string;
  readonly name: string;
  /** The plan says that the milestone is refused without it; else it is asked for. */
  readonly hard: boolean;
  /** A red line of law stands behind it: a milestone is not recognised without it but on a basis (exempt or put off, with document, approver and due day). */
  readonly basis: boolean;
  /** Granted by the day, or put off by a permit-level deferral, or within a joint acceptance that was certified. */
  readonly met: boolean;
  readonly filed: boolean;
  /** When the grant was entered by hand, where that was after its day (补记). */
  readonly heardOn?: PlainDate;
  readonly redLines: readonly { readonly title: string; readonly law: string }[];
}

/** A gate of the plan with one item that it asks for. */
export interface DeclaredGate {
  readonly item: ApprovalItem;
  readonly hard: boolean;
  /** Its red lines ask a basis, and the plan does not say here that a reason is enough (`hard: false`). */
  readonly basis: boolean;
  /** Names the gate where one of several items is enough: the same milestone or stage, and the same group. Undefined where the item is asked for itself. */
  readonly group: string | undefined;
}

/**
 * The gates of the milestone, and of the stage that it enters. An item stands once for itself (hard where any of these gates is) and once in each group of
 * alternatives: neither swallows the other.
 */
export function declaredFor(
  view: { readonly plan: PlanInForce },
  lifecycleId: string,
  milestoneId: string,
): readonly DeclaredGate[] {
  const lifecycle = view.plan.section(lifecyclesSection).find(({ id }) => id === lifecycleId);
  const milestone = lifecycle?.milestones.find(({ id }) => id === milestoneId);
  if (lifecycle === undefined || milestone === undefined) return [];
  return view.plan.section(approvalItemsSection).flatMap((item) => {
    const gates = item.gates.filter(
      (gate) =>
        gate.lifecycle === lifecycle.id &&
        (gate.milestone === milestone.id || (gate.stage !== undefined && gate.stage === milestone.enters)),
    );
    const byGroup = Map.groupBy(gates, groupOf);
    return [...byGroup].map(([group, own]) => ({
      item,
      hard: own.some(({ hard }) => hard === true),
      basis: item.redLines.length > 0 && own.some(({ hard }) => hard !== false),
      group,
    }));
  });
}

function groupOf({ milestone, stage, oneOf }: ApprovalItem['gates'][number]): string | undefined {
  if (oneOf === undefined) return undefined;
  return milestone === undefined ? `stage ${stage} ${oneOf}` : `milestone ${milestone} ${oneOf}`;
}

/** Items of which one is enough stand as one: the one that is granted, else the one that is filed, else all of them by name. */
export function onePerGroup(
  items: readonly (GateItem & { readonly group: string | undefined })[],
): readonly GateItem[] {
  const groups = Map.groupBy(items, ({ group, id }) =>
    group === undefined ? `item ${id}` : `group ${group}`,
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { group: _, ...best } = group.find(({ met }) => met) ?? group.find(({ filed }) => filed) ?? first;
    if (best.met || best.filed || group.length === 1) return [{ ...best, ...strictest(group) }];
    const lines = new Map(
      group.flatMap(({ redLines }) => redLines.map((line) => [line.title, line] as const)),
    );
    return [
      {
        ...best,
        name: group.map(({ name }) => name).join('或'),
        ...strictest(group),
        redLines: [...lines.values()],
      },
    ];
  });
}

/** What one of a gate's alternatives asks is asked of the gate: applying for the least of them does not open it. */
function strictest(group: readonly Pick<GateItem, 'hard' | 'basis'>[]): Pick<GateItem, 'hard' | 'basis'> {
  return { hard: group.some(({ hard }) => hard), basis: group.some(({ basis }) => basis) };
}
