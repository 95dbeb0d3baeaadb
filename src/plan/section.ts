/** The engine holds sections of all types in one list. `PlanSection<never>` is that list's element: the engine only ever
 * hands a section's rules what that section's own schema gave, so forgetting the type here loses nothing. */
import type { PlanSection } from '../kernel/loop.ts';

export type AnySection = PlanSection<never>;

export function anySection<T>(section: PlanSection<T>): AnySection {
  return section as unknown as AnySection;
}
