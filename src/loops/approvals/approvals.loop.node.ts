// The approvals loop, whole: handed to the registry by app/.
import { readFileSync } from 'node:fs';
import type { Loop } from '../../kernel/loop.ts';
import { anySection } from '../../plan/section.ts';
import { ACCEPTANCE_FACTS } from './acceptance.facts.ts';
import { ACCEPTANCE_COMMANDS } from './acceptance.ts';
import { AGENCY_FACTS } from './agency.facts.ts';
import { AGENCY_COMMANDS } from './agency.ts';
import { approvalRulesSection } from './approvalRules.plan.ts';
import { approvalSystemsSection } from './approvalSystems.plan.ts';
import { APPROVAL_FACTS } from './approvals.facts.ts';
import { APPROVAL_MEASURES, APPROVAL_SOURCES } from './approvals.measures.ts';
import { approvalItemsSection } from './approvals.plan.ts';
import { APPROVAL_COMMANDS } from './approvals.ts';
import { IMPORT_COMMANDS, IMPORT_FACTS } from './importRuns.ts';
import { PROMISE_COMMANDS } from './promiseCommands.ts';
import { PROMISE_FACTS } from './promises.facts.ts';
import { PROMISE_MEASURES, PROMISE_SOURCES } from './promises.measures.ts';
import { servicePromisesSection } from './servicePromises.plan.ts';

/** From its first section on: what a file says at its head would else stand in the last fold of the file before. */
function foldText(name: string): string {
  const text = readFileSync(new URL(`./${name}.fold.sql`, import.meta.url), 'utf8');
  return text.slice(text.indexOf('-- table '));
}

export const approvalsLoop: Loop = {
  name: 'approvals',
  title: { zh: '审批代办', en: 'Approvals' },
  sections: [
    anySection(approvalRulesSection),
    anySection(approvalItemsSection),
    anySection(approvalSystemsSection),
    anySection(servicePromisesSection),
  ],
  facts: [...APPROVAL_FACTS, ...IMPORT_FACTS, ...PROMISE_FACTS, ...AGENCY_FACTS, ...ACCEPTANCE_FACTS],
  folds: ['approvals', 'promises', 'agency', 'acceptance'].map(foldText).join('\n'),
  commands: [
    ...APPROVAL_COMMANDS,
    ...IMPORT_COMMANDS,
    ...PROMISE_COMMANDS,
    ...AGENCY_COMMANDS,
    ...ACCEPTANCE_COMMANDS,
  ],
  sources: [...APPROVAL_SOURCES, ...PROMISE_SOURCES],
  measures: [...APPROVAL_MEASURES, ...PROMISE_MEASURES],
};
