// 催办 as a loop of its own, handed to the registry by app/: its facts lie on subjects of its own, so that no clock of what is urged can move by them.
import { readFileSync } from 'node:fs';
import type { Loop } from '../kernel/loop.ts';
import { anySection } from '../plan/section.ts';
import { URGING_FACTS } from './urging.facts.ts';
import { urgingSection } from './urging.plan.ts';
import { URGING_COMMANDS } from './urging.ts';

const text = readFileSync(new URL('./urging.fold.sql', import.meta.url), 'utf8');

export const urgingLoop: Loop = {
  name: 'urging',
  title: { zh: '催办', en: 'Urging' },
  sections: [anySection(urgingSection)],
  facts: URGING_FACTS,
  folds: text.slice(text.indexOf('-- table ')),
  commands: URGING_COMMANDS,
  sources: [],
  measures: [],
};
