// The projects loop, whole: handed to the registry by app/.
import { readFileSync } from 'node:fs';
import type { Loop } from '../../kernel/loop.ts';
import { anySection } from '../../plan/section.ts';
import { checksSection } from './checks.plan.ts';
import { goodReasonsSection } from './goodReasons.plan.ts';
import { PROJECT_FACTS } from './projects.facts.ts';
import { PROJECT_MEASURES, PROJECT_SOURCES } from './projects.measures.ts';
import { lifecyclesSection } from './projects.plan.ts';
import { PROJECT_COMMANDS } from './projects.ts';

export const projectsLoop: Loop = {
  name: 'projects',
  title: { zh: '产业项目', en: 'Projects' },
  sections: [anySection(lifecyclesSection), anySection(checksSection), anySection(goodReasonsSection)],
  facts: PROJECT_FACTS,
  folds: readFileSync(new URL('./projects.fold.sql', import.meta.url), 'utf8'),
  commands: PROJECT_COMMANDS,
  sources: PROJECT_SOURCES,
  measures: PROJECT_MEASURES,
};
