// Which approval items the next milestone of a project waits for, out of what was read of it: the same as gateItems.pg.ts asks of a claim, without asking the database for each of
// many projects. Pure.
import { acceptancePlanOf } from '../loops/approvals/acceptance.judge.ts';
import { declaredFor, type GateItem, onePerGroup } from './gateItems.ts';
import type { Matter } from './storyMatter.pg.ts';

/** In the plan's order, alternatives as one; as of the day that is looked at. */
export function gatesOf(matter: Matter, milestone: string): readonly GateItem[] {
  const { view, lifecycle, open, closed, acceptance, asOf } = matter;
  const joint =
    acceptance === undefined ? undefined : acceptancePlanOf(view.plan, acceptance.course.openedOn).whole;
  const certified = acceptance?.course.certifiedOn != null && acceptance.course.certifiedOn <= asOf;
  const own = [...open, ...closed];
  return onePerGroup(
    declaredFor(view, lifecycle.id, milestone).map(({ item, hard, basis, group }) => {
      const of = own.filter(({ row }) => row.item === item.id);
      const granted = of.some(
        ({ row, course }) =>
          (row.outcome === 'granted' && course.decidedOn !== null && course.decidedOn <= asOf) ||
          course.deferrals.some(({ level, grantedOn }) => level === 'permit' && grantedOn <= asOf),
      );
      const inJoint = item.phase === '竣工验收' && certified;
      return {
        group,
        id: item.id,
        name: item.name,
        hard,
        basis,
        met: granted || inJoint,
        // What was refused or withdrawn is to be applied for again.
        filed:
          of.some(({ row, judgement }) => judgement.standing !== 'withdrawn' && row.outcome !== 'refused') ||
          (item.id === joint?.id && acceptance !== undefined),
        redLines: [],
      };
    }),
  );
}
