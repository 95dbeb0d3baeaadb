// How much is planned for every project: log-normal, and where a sum over those introduced in a span was published, scaled to meet it exactly.
import { about } from './chance.ts';
import type { Month } from './officeTime.ts';
import { apportionYuan, infeasible } from './quotas.ts';
import type { RehearsalPlan } from './rehearsal.plan.ts';
import type { Targets } from './targets.ts';
import type { Trajectory } from './trajectories.ts';

/** Fails with `rehearsal_infeasible`. */
export function plannedYuanOf(
  params: RehearsalPlan,
  projects: readonly Trajectory[],
  months: readonly Month[],
  spans: Targets['planned'],
): ReadonlyMap<Trajectory, bigint> {
  const natural = new Map<Trajectory, bigint>();
  for (const project of projects) {
    const wan = about(project.random.fork('planned'), params.times.plannedMedianWan, 0.9);
    // In steps of a million: what is planned is spoken of in round figures.
    natural.set(project, BigInt(Math.max(5, Math.round(wan / 100))) * 1_000_000n);
  }
  const planned = new Map<Trajectory, bigint>();
  for (const span of spans) {
    const [from, to] = [months[span.first]!.first, months[span.last]!.last];
    const within = projects.filter((project) => {
      const day = project.reached.get('introduced');
      return day !== undefined && day >= from && day <= to;
    });
    const open = within.filter((project) => !planned.has(project));
    const rest = span.yuan - within.reduce((sum, project) => sum + (planned.get(project) ?? 0n), 0n);
    if (rest < 0n || (open.length === 0 && rest > 0n)) throw infeasible('新引进项目计划投资', Number(rest));
    const shares = apportionYuan(
      rest,
      open.map((project) => natural.get(project)!),
    );
    open.forEach((project, index) => {
      planned.set(project, shares[index]!);
    });
  }
  for (const project of projects) if (!planned.has(project)) planned.set(project, natural.get(project)!);
  return planned;
}
