// Whom to call of a unit: its posts as the plan has them, the contact first, each with the post's own office line or else the unit's. Never a person. Pure.
import type { PlanInForce } from '../kernel/loop.ts';
import type { PlainDate } from '../kernel/plainDate.ts';
import { isAssumed } from '../plan/element.ts';
import { postsSection } from '../plan/organisation.ts';
import type { Call } from './projectStory.view.ts';

const FIRST_TO_CALL = ['联系人', '牵头单位', '配合单位', '第一责任人', '牵头市领导'];
const POSTS = 2;

/** At most two; a unit of which the plan has no post is called by its own line, where it gives one. */
export function callsOf(
  plan: Pick<PlanInForce, 'section' | 'units'>,
  unit: string,
  on: PlainDate,
): readonly Call[] {
  const own = plan.units.find(unit, on);
  const line = { phone: own?.phone?.number ?? null, assumed: own?.phone?.assumed ?? false };
  const posts = plan
    .section(postsSection)
    .filter(
      (post) =>
        post.unit === unit &&
        (post.from === undefined || post.from <= on) &&
        (post.to === undefined || on <= post.to),
    )
    .toSorted((a, b) => FIRST_TO_CALL.indexOf(a.duty) - FIRST_TO_CALL.indexOf(b.duty))
    .slice(0, POSTS)
    .map(
      ({ title, phone, provenance }): Call =>
        phone === undefined ? { title, ...line } : { title, phone, assumed: isAssumed(provenance, 'phone') },
    );
  if (posts.length > 0 || own === undefined || line.phone === null) return posts;
  return [{ title: own.name, ...line }];
}
