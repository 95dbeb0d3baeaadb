// The one list of what the program is made of: loops, plan sections, measures. plan/ and ledger/ know loops only through it.
import { accessLoop } from '../access/access.loop.node.ts';
import { urgingLoop } from '../dispatch/urging.loop.node.ts';
import type { Loop } from '../kernel/loop.ts';
import { cityLoop } from '../ledger/city.loop.node.ts';
import { approvalsLoop } from '../loops/approvals/approvals.loop.node.ts';
import { campaignsSection } from '../loops/campaigns/campaigns.rules.ts';
import { chainProgramSection, chainsSection } from '../loops/chains/chains.plan.ts';
import { draftsLoop } from '../loops/drafts/drafts.loop.node.ts';
import { indicatorsLoop } from '../loops/indicators/indicators.loop.node.ts';
import { landProgramSection } from '../loops/land/land.plan.ts';
import { keyProjectsSection } from '../loops/projects/keyProjects.plan.ts';
import { projectsLoop } from '../loops/projects/projects.loop.node.ts';
import { requestKindsSection } from '../loops/requests/requests.plan.ts';
import { riskScalesSection, risksSection } from '../loops/risks/risks.rules.ts';
import { laddersSection } from '../loops/work/ladders.plan.ts';
import { themesSection } from '../loops/work/themes.plan.ts';
import { tasksSection } from '../loops/work/work.rules.ts';
import { bulletinsSection } from '../outlets/highlights.plan.ts';
import type { PlanRegistry } from '../plan/check.ts';
import { type AnySection, anySection } from '../plan/section.ts';
import { coreSections } from '../plan/sections.ts';
import { rehearsalSection } from './rehearsal/rehearsal.plan.ts';

export const LOOPS: readonly Loop[] = [
  cityLoop,
  accessLoop,
  projectsLoop,
  approvalsLoop,
  indicatorsLoop,
  draftsLoop,
  urgingLoop,
];

/** Declared, checked and shown, while their loop has no engine yet: what a plan promises there is carried and not judged. */
const AWAITING_ENGINE: readonly AnySection[] = [
  anySection(tasksSection),
  anySection(themesSection),
  anySection(laddersSection),
  anySection(campaignsSection),
  anySection(riskScalesSection),
  anySection(risksSection),
  anySection(requestKindsSection),
  anySection(keyProjectsSection),
  anySection(landProgramSection),
  anySection(chainProgramSection),
  anySection(chainsSection),
];

/** Sections of the core, of every loop, then those of the rooms after the loops. A key stands once (registry.test.ts). */
export const SECTIONS: readonly AnySection[] = [
  ...coreSections,
  ...LOOPS.flatMap((loop) => loop.sections),
  ...AWAITING_ENGINE,
  anySection(rehearsalSection),
  anySection(bulletinsSection),
];

export const PLAN_REGISTRY: PlanRegistry = {
  sections: SECTIONS,
  measureIds: new Set(LOOPS.flatMap((loop) => loop.measures.map((measure) => measure.id))),
};
