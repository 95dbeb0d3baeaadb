// All fact kinds of the projects loop, of every part of it.
import type { FactKind } from '../../kernel/loop.ts';
import { CHECK_FACTS } from './checks.facts.ts';
import { CLAIM_STEP_FACTS } from './claimSteps.facts.ts';
import { COURSE_FACTS } from './course.facts.ts';
import { PROJECT_FACTS } from './projects.facts.ts';

export const ALL_PROJECT_FACTS: readonly FactKind[] = [
  ...PROJECT_FACTS,
  ...CLAIM_STEP_FACTS,
  ...COURSE_FACTS,
  ...CHECK_FACTS,
];
