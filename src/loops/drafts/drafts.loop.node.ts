// Plan drafts as a loop of the usual shape, handed to the registry by app/. It has no section of the plan: it edits all of them.
import { readFileSync } from 'node:fs';
import type { Loop } from '../../kernel/loop.ts';
import { DRAFT_FACTS } from './drafts.facts.ts';
import { DRAFT_COMMANDS, DRAFTS } from './drafts.ts';

export const draftsLoop: Loop = {
  name: DRAFTS,
  title: { zh: '计划草稿', en: 'Plan drafts' },
  sections: [],
  facts: DRAFT_FACTS,
  folds: readFileSync(new URL('./drafts.fold.sql', import.meta.url), 'utf8'),
  commands: DRAFT_COMMANDS,
  sources: [],
  measures: [],
};
