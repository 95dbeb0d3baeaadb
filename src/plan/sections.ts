/** The sections of the core, in the order that they are shown. Loops and the rooms after them (`rehearsal`, `bulletins`)
 * bring theirs; app/registry puts them together. */
import { calendarSection, citySection, sourcesSection } from './city.ts';
import { noTaskSection } from './noTask.ts';
import { clustersSection, postsSection, reportingSection, unitGroupsSection } from './organisation.ts';
import { type AnySection, anySection } from './section.ts';
import { unitsSection, unitTreesSection } from './unitRules.ts';

export const coreSections: readonly AnySection[] = [
  anySection(citySection),
  anySection(calendarSection),
  anySection(sourcesSection),
  anySection(unitTreesSection),
  anySection(unitsSection),
  anySection(unitGroupsSection),
  anySection(postsSection),
  anySection(reportingSection),
  anySection(clustersSection),
  anySection(noTaskSection),
];
