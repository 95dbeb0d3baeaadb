// The projects loop, whole: handed to the registry by app/.
import { readFileSync } from 'node:fs';
import type { Loop } from '../../kernel/loop.ts';
import { anySection } from '../../plan/section.ts';
import { ALL_PROJECT_FACTS } from './allFacts.ts';
import { checksSection } from './checks.plan.ts';
import { CHECK_COMMANDS } from './checks.ts';
import { goodReasonsSection } from './goodReasons.plan.ts';
import { projectAttributesSection, projectRulesSection } from './projectRules.plan.ts';
import { PROJECT_MEASURES, PROJECT_SOURCES } from './projects.measures.ts';
import { lifecyclesSection } from './projects.plan.ts';
import { PROJECT_COMMANDS } from './projects.ts';

/** From its first section on: the head of a file would be read as the end of the section before it. */
function foldText(file: string): string {
  const text = readFileSync(new URL(file, import.meta.url), 'utf8');
  return text.slice(text.indexOf('-- table '));
}

export const projectsLoop: Loop = {
  name: 'projects',
  title: { zh: '产业项目', en: 'Projects' },
  sections: [
    anySection(lifecyclesSection),
    anySection(projectAttributesSection),
    anySection(projectRulesSection),
    anySection(checksSection),
    anySection(goodReasonsSection),
  ],
  facts: ALL_PROJECT_FACTS,
  folds: ['./projects.fold.sql', './course.fold.sql', './checks.fold.sql'].map(foldText).join('\n'),
  commands: [...PROJECT_COMMANDS, ...CHECK_COMMANDS],
  sources: PROJECT_SOURCES,
  measures: PROJECT_MEASURES,
};
