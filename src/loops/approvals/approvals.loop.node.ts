// The approvals loop, whole: handed to the registry by app/.
import { readFileSync } from 'node:fs';
import type { Loop } from '../../kernel/loop.ts';
import { anySection } from '../../plan/section.ts';
import { approvalRulesSection } from './approvalRules.plan.ts';
import { APPROVAL_FACTS } from './approvals.facts.ts';
import { APPROVAL_MEASURES, APPROVAL_SOURCES } from './approvals.measures.ts';
import { approvalItemsSection } from './approvals.plan.ts';
import { APPROVAL_COMMANDS } from './approvals.ts';
import { servicePromisesSection } from './servicePromises.plan.ts';

export const approvalsLoop: Loop = {
  name: 'approvals',
  title: { zh: '审批代办', en: 'Approvals' },
  sections: [
    anySection(approvalRulesSection),
    anySection(approvalItemsSection),
    anySection(servicePromisesSection),
  ],
  facts: APPROVAL_FACTS,
  folds: readFileSync(new URL('./approvals.fold.sql', import.meta.url), 'utf8'),
  commands: APPROVAL_COMMANDS,
  sources: APPROVAL_SOURCES,
  measures: APPROVAL_MEASURES,
};
