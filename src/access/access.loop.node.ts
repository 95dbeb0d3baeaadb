// Accounts as a loop of the usual shape: facts, folds, deciders. It reads its fold file from beside itself and nothing else.
import { readFileSync } from 'node:fs';
import type { Loop } from '../kernel/loop.ts';
import { ACCOUNT_FACTS } from './account.facts.ts';
import { ACCOUNT_COMMANDS } from './account.ts';

export const accessLoop: Loop = {
  name: 'access',
  title: { zh: '组织与人员', en: 'Accounts' },
  sections: [],
  facts: ACCOUNT_FACTS,
  folds: readFileSync(new URL('./account.fold.sql', import.meta.url), 'utf8'),
  commands: ACCOUNT_COMMANDS,
  sources: [],
  measures: [],
};
